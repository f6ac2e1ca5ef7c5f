"""A multilayer perceptron's forward pass, for any depth."""

from itertools import pairwise

import numpy as np

from dlcourse import activations
from dlcourse.checks.catalogue.answers import several_at_once
from dlcourse.checks.catalogue.drawing import as_one, away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def with_lists(function, x, parameters, sizes):
    """Call the function with lists of W (fan_in, units) and b (units,), which lie one after the other in `parameters`.

    Where x holds whole numbers, so does each W and b whose numbers are whole. If the function changes a list itself, as
    `weights.pop()` does, `parameters` is changed, too: that is how the check learns of it.
    """
    weights, biases, at = [], [], 0
    for fan_in, units in pairwise(sizes):
        weights.append(parameters[at : at + fan_in * units].reshape(fan_in, units))
        at += fan_in * units
        biases.append(parameters[at : at + units])
        at += units
    if x.dtype.kind == "i":
        weights, biases = ([whole_if_possible(a) for a in arrays] for arrays in (weights, biases))
    weights = as_one(weights)
    before = [*weights, *biases]
    p = function(x, weights, biases)
    after = [*weights, *biases]
    if len(before) != len(after) or any(a is not b for a, b in zip(before, after, strict=True)):
        parameters += 1
    return p


def whole_if_possible(array):
    """Return the array with whole numbers if all of its numbers are whole."""
    return array.astype(int) if (array == array.round()).all() else array


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


EXAMPLE = np.array([1, 0, 2, 3, 1, 0, 0, 0.5, -1, 1, 0, 0, 1, 2, -1, 0, 1])  # W1, b1, W2, b2 of the text
NETS = (  # rows, sizes of the layers, and what makes the net hard
    (6, (4, 5, 3), ""),
    (5, (6, 4, 7, 3), ""),
    (7, (3, 4), "no hidden layer"),
    (1, (3, 6, 5, 2, 4), "three hidden layers, and one row"),
    (3, (3, 3, 3, 3, 3), "all widths equal: every product fits, with any of the layers"),
    (4, (2, 1, 3), "one hidden unit"),
)


def network_cases(rng):
    """The text's example, with whole numbers; nets of no to four hidden layers; a dead layer; float32.

    Inputs, biases and pre-activations have both signs in every net.
    """
    cases = [Case((np.array([[1, -1]]), EXAMPLE, (2, 3, 2)), {"N": 1, "depth": 2}, why="the text's example")]
    for n, sizes, why in NETS:
        parameters = 0.8 * rng.normal(size=sum((fan_in + 1) * units for fan_in, units in pairwise(sizes)))
        x = away_from_zero(rng, (n, sizes[0]))
        x[0, 0], x[-1, -1] = abs(x[0, 0]), -abs(x[-1, -1])
        cases.append(Case((x, parameters, sizes), {"N": n, "depth": len(sizes) - 1}, why=why))
    tied = np.tile(0.8 * rng.normal(size=3 * 3 + 3), 3)
    tied[9:12] += 0.5  # the first biases are others
    x = away_from_zero(rng, (4, 3))
    cases.append(Case((x, tied, (3, 3, 3, 3)), {"N": 4, "depth": 3}, why="one matrix in all layers"))
    dead = 0.8 * rng.normal(size=4 * 3 + 4 * 3)
    dead[9:12] = -30.0  # the biases of the hidden layer
    cases.append(Case((rng.normal(size=(2, 3)), dead, (3, 3, 3)), {"N": 2, "depth": 2}, why="no hidden unit is on"))
    return [*cases, in_single_precision(cases[1])]


MISTAKES = (
    Misconception(
        "output_through_relu",
        edit(mlp_forward, "softmax(z) → softmax(activations.relu(z))"),
        "Your logits went through a ReLU before the softmax. All negative logits became 0.",
        "The last layer has its own activation, the softmax. Does your loop end one layer earlier?",
    ),
    Misconception(
        "relu_for_softmax",
        edit(mlp_forward, "softmax(z) → relu(z)"),
        "Your last layer ends in a ReLU, like the hidden ones. Your rows do not sum to 1.",
        "The last layer has its own activation, the softmax.",
    ),
    Misconception(
        "hidden_without_activation",
        edit(mlp_forward, "activations.relu → "),
        "The ReLU between the layers is missing. Layers without an activation are one layer.",
        "Every layer but the last ends in max(0, z).",
    ),
    Misconception(
        "first_layer_linear",
        edit(
            mlp_forward,
            "a = activations.relu(a @ W + b) → a = a @ W + b if b is biases[0] else activations.relu(a @ W + b)",
        ),
        "Your first layer has no ReLU.",
        "Every layer but the last ends in max(0, z), the first one, too.",
    ),
    Misconception(
        "relu_in_the_first_layer_only",
        edit(
            mlp_forward,
            "a = activations.relu(a @ W + b) → a = activations.relu(a @ W + b) if b is biases[0] else a @ W + b",
        ),
        "Only your first layer has a ReLU. Those between it and the last have none.",
        "Every layer but the last ends in max(0, z).",
    ),
    Misconception(
        "relu_in_the_last_hidden_layer_only",
        edit(
            mlp_forward,
            "a = activations.relu(a @ W + b) → a = activations.relu(a @ W + b) if b is biases[-2] else a @ W + b",
        ),
        "Of your hidden layers only the last one has a ReLU. Is it behind the loop, and not in it?",
        "Every layer but the last ends in max(0, z), the first one, too.",
    ),
    Misconception(
        "later_layers_ignored",
        edit(mlp_forward, "a = x → weights, biases, a = weights[:2], biases[:2], x"),
        "Your net ends after its second layer, however many there are: with {depth} layers the others are left out.",
        "How many layers are there? The length of the list says it.",
    ),
    Misconception(
        "last_hidden_layer_linear",
        edit(
            mlp_forward,
            "a = activations.relu(a @ W + b) → a = a @ W + b if b is biases[-2] else activations.relu(a @ W + b)",
        ),
        "Your last hidden layer has no ReLU: the loop leaves one layer more without it than it should.",
        "Every layer but the last ends in max(0, z). Which layers does your condition leave out?",
    ),
    Misconception(
        "sigmoid_in_hidden_layers",
        edit(mlp_forward, "relu → sigmoid"),
        "Your hidden layers use a sigmoid.",
        "Here the hidden activation is ReLU, max(0, z).",
    ),
    Misconception(
        "tanh_in_hidden_layers",
        edit(mlp_forward, "activations.relu → np.tanh"),
        "Your hidden layers use tanh.",
        "Here the hidden activation is ReLU, max(0, z).",
    ),
    Misconception(
        "leaky_relu",
        edit(mlp_forward, "activations.relu(a @ W + b) → np.where(a @ W + b > 0, a @ W + b, 0.01 * (a @ W + b))"),
        "Your hidden layers let a hundredth of a negative z through: a leaky ReLU.",
        "Here the hidden activation is ReLU, max(0, z): a negative z gives 0.",
    ),
    Misconception(
        "absolute_value",
        edit(mlp_forward, "activations.relu → np.abs"),
        "Your hidden layers give |z|.",
        "ReLU is max(0, z): a negative z gives 0.",
    ),
    Misconception(
        "softmax_at_every_layer",
        edit(mlp_forward, "relu → softmax"),
        "You took the softmax at every layer.",
        "It stands at the end only; hidden layers have ReLU.",
    ),
    Misconception(
        "softmax_twice",
        edit(mlp_forward, "softmax(z) → softmax(activations.softmax(z))"),
        "You took the softmax twice at the end. The second one flattens the first.",
        "The logits go through the softmax once.",
    ),
    Misconception(
        "logits_returned",
        edit(mlp_forward, "activations.softmax(z) → z"),
        "You returned the logits. Your rows do not sum to 1.",
        "One step is still to come at the end.",
    ),
    Misconception(
        "logarithm_returned",
        edit(mlp_forward, "activations.softmax(z) → np.log(activations.softmax(z))"),
        "You returned the logarithms of the probabilities: {entry} is {yours}, and no probability is negative.",
        "Losses like ln p. Here p itself is asked for.",
    ),
    Misconception(
        "class_returned",
        edit(mlp_forward, "activations.softmax(z) → z.argmax(axis=1)"),
        "You returned the number of each row's class. Asked for are the probabilities of all classes.",
        "The softmax gives a row of probabilities for each row of x; nothing is picked yet.",
    ),
    Misconception(
        "winner_takes_all",
        edit(mlp_forward, "activations.softmax(z) → (z == z.max(axis=1, keepdims=True)) * 1.0"),
        "Your answer picks the class, as one-hot rows. Asked for are the probabilities of all classes.",
        "The softmax gives every class a share.",
    ),
    Misconception(
        "sigmoid_at_the_output",
        edit(mlp_forward, "softmax → sigmoid"),
        "Your output is a sigmoid of each logit. Your rows do not sum to 1.",
        "One class out of several: the classes of a row share one whole.",
    ),
    Misconception(
        "softmax_over_the_batch",
        edit(mlp_forward, "softmax(z) → softmax(z.T).T"),
        "Your columns sum to 1, your rows do not. The softmax ran over the examples.",
        "Each row of p belongs to one example and sums to 1.",
    ),
    Misconception(
        "softmax_over_everything",
        edit(mlp_forward, "softmax(z) → softmax(z.ravel()).reshape(z.shape)"),
        "Your whole array sums to 1, not each row.",
        "Each row of p belongs to one example and sums to 1.",
    ),
    Misconception(
        "exponential_missing",
        edit(mlp_forward, "activations.softmax(z) → z / z.sum(axis=1, keepdims=True)"),
        "You divided the logits by their sum. Logits may be negative, probabilities may not.",
        "The function `softmax` is given. It takes the exponential first.",
    ),
    Misconception(
        "input_through_relu",
        edit(mlp_forward, "a = x → a = activations.relu(x)"),
        "You applied ReLU to the input as well. Its negative numbers were lost.",
        "First the product and the bias, then the activation.",
    ),
    Misconception(
        "relu_before_the_bias",
        edit(mlp_forward, "relu(a @ W + b) → relu(a @ W) + b"),
        "You added the bias after the ReLU.",
        "z is complete before the ReLU looks at it: the bias decides, too, whether a unit is on.",
    ),
    Misconception(
        "biases_forgotten",
        edit(mlp_forward, "@ W + b → @ W", " + biases[-1] → "),
        "The biases are missing.",
        "Every layer adds its b.",
    ),
    Misconception(
        "hidden_biases_forgotten",
        edit(mlp_forward, "@ W + b → @ W"),
        "The biases of the hidden layers are missing. (A net of one layer has none, and there you are right.)",
        "Every layer adds its b, not only the last.",
    ),
    Misconception(
        "last_bias_forgotten",
        edit(mlp_forward, " + biases[-1] → "),
        "The bias of the last layer is missing.",
        "Every layer adds its b, the last one, too.",
    ),
    Misconception(
        "biases_subtracted",
        edit(mlp_forward, "@ W + b → @ W - b", " + biases[-1] → - biases[-1]"),
        "You subtracted the biases.",
        "Every layer adds its b.",
    ),
    Misconception(
        "input_at_every_layer",
        edit(mlp_forward, "a @ ⇒ x @"),
        "Your answer is that of the last layer alone, fed with x itself: the shapes rarely fit, and where they do, {entry} "
        "is {yours}, expected {expected}.",
        "A layer gets what the layer before it gave. Which variable carries that on?",
    ),
    Misconception(
        "input_in_the_loop",
        edit(mlp_forward, "relu(a @ → relu(x @"),
        "Every layer in your loop starts from x again, so only the last of them counts: with more than one hidden layer "
        "the shapes rarely fit, and where they do, {entry} is {yours}, expected {expected}.",
        "A layer gets what the layer before it gave. Which variable carries that on?",
    ),
    Misconception(
        "weights_transposed",
        edit(mlp_forward, "@ W + b → @ W.T + b", "weights[-1] → weights[-1].T"),
        "You multiplied by Wᵀ: the shapes only fit where all layers are of equal width, and there {entry} is {yours}, "
        "expected {expected}.",
        "W is (fan_in, units), and a is (N, fan_in). What must be transposed?",
    ),
    Misconception(
        "examples_in_columns",
        edit(
            mlp_forward,
            "a @ W + b → W.T @ a + b[:, None]",
            "a @ weights[-1] + biases[-1] → weights[-1].T @ a + biases[-1][:, None]",
        ),
        "You computed Wᵀa + b, with examples in columns: the shapes only fit where there are as many rows as inputs, and "
        "there {entry} is {yours}, expected {expected}.",
        "Rows are examples. Which factor must stand on the left?",
    ),
    Misconception(
        "two_layers_only",
        edit(mlp_forward, "[:-1] ⇒ [:1]", "[-1] ⇒ [1]"),
        "Your depth is fixed: you use weights[0] and weights[1], whatever the length of the lists. A net of {depth} "
        "layers came out wrong.",
        "The lists say how many layers there are. The check has nets of one to four layers.",
    ),
    Misconception(
        "first_and_last_only",
        edit(mlp_forward, "[:-1] ⇒ [:1]"),
        "You use the first and the last layer of the lists, and none between: that is right for two layers only. A net "
        "of {depth} layers came out wrong.",
        "The lists say how many layers there are. The check has nets of one to four layers.",
    ),
    Misconception(
        "last_layer_left_out",
        edit(mlp_forward, "a @ weights[-1] + biases[-1] → a"),
        "Your net ends one layer early: the softmax follows upon the last hidden layer, and nothing uses the last W and b "
        "({entry} is {yours}).",
        "Which layers does your loop take? After it, one is still to come.",
    ),
    Misconception(
        "last_layer_twice",
        edit(mlp_forward, "[:-1] ⇒ "),
        "You went through the last layer twice, once in the loop and once after it: the shapes only fit where its fan_in "
        "equals its units, and there {entry} is {yours}, expected {expected}.",
        "Which layers does your loop take? The last one has a line of its own.",
    ),
    Misconception(
        "first_layer_left_out",
        edit(mlp_forward, "[:-1] ⇒ [1:-1]"),
        "You left the first layer out: the shapes only fit where all layers are of equal width, and there {entry} is "
        "{yours}, expected {expected}.",
        "x goes into weights[0]. Where does your loop begin?",
    ),
    Misconception(
        "order_reversed",
        edit(mlp_forward, "    a = x\n →     a, weights, biases = x, weights[::-1], biases[::-1]\n"),
        "You went through the layers from the last to the first: the shapes only fit where all layers are of equal width, "
        "and there {entry} is {yours}, expected {expected}.",
        "x goes into weights[0].",
    ),
    Misconception(
        "first_bias_for_all",
        edit(mlp_forward, "@ W + b → @ W + biases[0]", "+ biases[-1] → + biases[0]"),
        "Every layer got the first layer's bias: the shapes only fit where all layers are of equal width, and there "
        "{entry} is {yours}, expected {expected}.",
        "Each layer has a W and a b of its own.",
    ),
)

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
        *MISTAKES,
        *several_at_once(
            MISTAKES,
            "output_through_relu + biases_forgotten",
            "hidden_without_activation + biases_forgotten",
            "logits_returned + biases_forgotten",
            "hidden_without_activation + logits_returned",
            "output_through_relu + hidden_biases_forgotten",
            "sigmoid_in_hidden_layers + biases_forgotten",
            "softmax_over_the_batch + biases_forgotten",
            "input_through_relu + output_through_relu",
            "sigmoid_at_the_output + biases_forgotten",
            "sigmoid_at_the_output + hidden_without_activation",
            "logits_returned + last_bias_forgotten",
        ),
    ),
    alternatives=(mlp_by_index, mlp_recursive, mlp_row_by_row),
)
