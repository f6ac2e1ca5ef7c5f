"""A multilayer perceptron's forward pass, for any depth."""

from itertools import pairwise

import numpy as np

from dlcourse import activations
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def with_lists(function, x, parameters, sizes):
    """Call the function with lists of W (fan_in, units) and b (units,), which lie one after the other in `parameters`."""
    weights, biases, at = [], [], 0
    for fan_in, units in pairwise(sizes):
        weights.append(parameters[at : at + fan_in * units].reshape(fan_in, units))
        at += fan_in * units
        biases.append(parameters[at : at + units])
        at += units
    return function(x, weights, biases)


def mlp_forward(x, weights, biases):
    """a = max(0, a W + b) for every layer but the last, softmax(a W + b) for the last."""
    a = x
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = activations.relu(a @ W + b)
    z = a @ weights[-1] + biases[-1]
    return activations.softmax(z)


def mlp_by_index(x, weights, biases):
    """By index, with the activation chosen inside the loop."""
    a, depth = np.asarray(x, dtype=np.float64), len(weights)
    for k in range(depth):
        z = np.einsum("ni,iu->nu", a, weights[k]) + biases[k]
        a = np.where(z > 0, z, 0) if k < depth - 1 else z
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def mlp_recursive(x, weights, biases):
    """The first layer, then the rest of the net on what it gives; a list of lists."""
    z = np.dot(x, weights[0]) + biases[0]
    if len(weights) == 1:
        return np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None]).tolist()
    return mlp_recursive(z * (z > 0), weights[1:], biases[1:])


def mlp_row_by_row(x, weights, biases):
    """One example at a time, as a column: Wᵀa + b."""
    p = []
    for row in x:
        a = row[:, None]
        for k, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
            a = W.T @ a + b[:, None]
            if k < len(weights):
                a = (a + abs(a)) / 2
        p.append(activations.softmax(a[:, 0]))
    return np.asfortranarray(p)


def network_cases(rng):
    """One to four layers, all widths different but in one net; one row; float32; signed inputs and biases."""
    cases = []
    for n, sizes in [(6, (4, 5, 3)), (5, (6, 4, 7, 3)), (7, (3, 4)), (1, (3, 6, 5, 2, 4)), (4, (3, 3, 5))]:
        parameters = 0.8 * rng.normal(size=sum((fan_in + 1) * units for fan_in, units in pairwise(sizes)))
        x = rng.normal(size=(n, sizes[0]))
        cases.append(Case((x, parameters, sizes), {"N": n, "depth": len(sizes) - 1}))
    return [*cases, in_single_precision(cases[0])]


MLP_FORWARD = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("p",),
    use=with_lists,
    inputs=("x", "weights and biases", "sizes"),
    reference=mlp_forward,
    cases=network_cases,
    section="The whole network in one formula",
    hints=(
        "One variable is enough: a starts as x, and every layer replaces it by what it makes of it.",
        "Loop over all layers but the last, `zip(weights[:-1], biases[:-1])`, with a = relu(a @ W + b).",
        "After the loop comes the last layer, `weights[-1]` and `biases[-1]`, with softmax in the place of relu.",
    ),
    misconceptions=(
        Misconception(
            "output_through_relu",
            edit(mlp_forward, "softmax(z) → softmax(activations.relu(z))"),
            "Your logits went through a ReLU before the softmax. All negative logits became 0.",
            "The last layer has its own activation, the softmax. Stop the loop with ReLU one layer earlier.",
        ),
        Misconception(
            "hidden_without_activation",
            edit(mlp_forward, "activations.relu → "),
            "The ReLU between the layers is missing. Layers without an activation are one layer.",
            "a = relu(a @ W + b) for every layer but the last.",
        ),
        Misconception(
            "sigmoid_in_hidden_layers",
            edit(mlp_forward, "relu → sigmoid"),
            "Your hidden layers use a sigmoid.",
            "Here the hidden activation is ReLU, max(0, z).",
        ),
        Misconception(
            "softmax_at_every_layer",
            edit(mlp_forward, "relu → softmax"),
            "You took the softmax at every layer.",
            "It stands at the end only; hidden layers have ReLU.",
        ),
        Misconception(
            "logits_returned",
            edit(mlp_forward, "activations.softmax(z) → z"),
            "You returned the logits. Your rows do not sum to 1.",
            "The last step is softmax(z).",
        ),
        Misconception(
            "sigmoid_at_the_output",
            edit(mlp_forward, "softmax → sigmoid"),
            "Your output is a sigmoid of each logit. Your rows do not sum to 1.",
            "One class out of several: softmax.",
        ),
        Misconception(
            "softmax_over_the_batch",
            edit(mlp_forward, "softmax(z) → softmax(z.T).T"),
            "Your columns sum to 1, your rows do not. The softmax ran over the examples.",
            "Each row of p belongs to one example and sums to 1.",
        ),
        Misconception(
            "input_through_relu",
            edit(mlp_forward, "a = x → a = activations.relu(x)"),
            "You applied ReLU to the input as well. Its negative numbers were lost.",
            "First the product, then the activation: relu(a @ W + b), not relu(a) @ W + b.",
        ),
        Misconception(
            "biases_forgotten",
            edit(mlp_forward, "@ W + b → @ W", " + biases[-1] → "),
            "The biases are missing.",
            "z = a W + b at every layer.",
        ),
        Misconception(
            "hidden_biases_forgotten",
            edit(mlp_forward, "@ W + b → @ W"),
            "The biases of the hidden layers are missing. (A net of one layer has none, and there you are right.)",
            "z = a W + b at every layer, not only at the last.",
        ),
        Misconception(
            "input_at_every_layer",
            edit(mlp_forward, "a @ ⇒ x @"),
            "Every layer of yours starts from x: the shapes rarely fit, and where they do, {entry} is {yours}, expected "
            "{expected}.",
            "A layer gets what the layer before it gave. Overwrite a in the loop.",
        ),
        Misconception(
            "two_layers_only",
            edit(mlp_forward, "[:-1] ⇒ [:1]", "[-1] ⇒ [1]"),
            "Your depth is fixed: you use weights[0] and weights[1], whatever the length of the lists. A net of {depth} layers "
            "came out wrong.",
            "Loop over the lists. The check has nets of one to four layers.",
        ),
        Misconception(
            "last_layer_left_out",
            edit(mlp_forward, "a @ weights[-1] + biases[-1] → a"),
            "Your net ends one layer early: p has the columns of the last hidden layer. `weights[:-1]` leaves one out, and "
            "nothing uses it afterwards ({entry} is {yours}).",
            "After the loop the last layer is still to come: weights[-1] and biases[-1], then softmax.",
        ),
    ),
    alternatives=(mlp_by_index, mlp_recursive, mlp_row_by_row),
)
