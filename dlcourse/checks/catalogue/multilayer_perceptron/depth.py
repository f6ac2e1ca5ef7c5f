"""Why layers need an activation between them: without it they are one layer."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "Why an activation stands between layers"


def layers_without_activation():
    """One weighted sum of weighted sums is a weighted sum."""
    return "c"


LAYERS_WITHOUT_ACTIVATION = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=layers_without_activation,
    section=SECTION,
    hints=(
        "Start with two layers and one unit in each: 3·(2x + 1) + 4. What kind of function of x is that?",
        "Multiply out. Do the same with two inputs, and then with one layer more.",
        "The boundary is where the last sigmoid gives ½, and that is where the number going into it is 0.",
    ),
    misconceptions=(
        Misconception(
            "any_boundary",
            lambda: "a",
            "a) is true of a network whose layers have an activation that is not linear. Here only the last unit has one.",
            "Multiply out two layers: what kind of function goes into the last sigmoid?",
        ),
        Misconception(
            "straight_pieces",
            lambda: "b",
            "b) is what ReLU units would give: a line bends where a unit switches on or off. Here no unit ever switches.",
            "Multiply out two layers: where could the result have a corner?",
        ),
        Misconception(
            "degree_ten",
            lambda: "d",
            "d) would need products of inputs, such as x₁·x₂ or x₁². A layer multiplies inputs by weights, never by each "
            "other.",
            "Multiply out two layers and look for the highest power of an x.",
        ),
    ),
)


def collapse_layers(W1, b1, W2, b2):
    """(x W1 + b1) W2 + b2 = x (W1 W2) + (b1 W2 + b2)."""
    W = W1 @ W2
    b = b1 @ W2 + b2
    return W, b


def collapse_by_probing(W1, b1, W2, b2):
    """What the chain gives for 0 is b; what it gives for each unit row, less b, is W."""

    def chain(x):
        return (x @ W1 + b1) @ W2 + b2

    b = chain(np.zeros(len(W1)))
    return chain(np.eye(len(W1))) - b, b


def collapse_absorbed(W1, b1, W2, b2):
    """With the bias as one more row of each matrix; lists."""
    first = np.vstack([np.column_stack([W1, np.zeros(len(W1))]), np.append(b1, 1)])
    both = first @ np.vstack([W2, b2])
    return [both[:-1].tolist(), both[-1].tolist()]


def collapse_loop(W1, b1, W2, b2):
    """Path by path: from input i over unit h to output j."""
    W, b = np.zeros((len(W1), len(b2)), order="F"), np.array(b2, dtype=float)
    for h in range(len(b1)):
        for j in range(len(b2)):
            b[j] += b1[h] * W2[h, j]
            for i in range(len(W1)):
                W[i, j] += W1[i, h] * W2[h, j]
    return W, b[None, :]


def chain_cases(rng):
    """Inputs, hidden units and outputs differ; as many outputs as inputs; all three equal; float32."""
    cases = []
    for inputs, hidden, units in [(4, 5, 3), (3, 3, 3), (4, 2, 4), (2, 6, 1)]:
        W1, W2 = rng.normal(size=(inputs, hidden)), away_from_zero(rng, (hidden, units))
        b1, b2 = away_from_zero(rng, hidden), away_from_zero(rng, units)
        cases.append(Case((W1, b1, W2, b2), {"inputs": inputs, "hidden": hidden, "units": units}))
    return [*cases, in_single_precision(cases[0])]


COLLAPSE_LAYERS = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("W", "b"),
    reference=collapse_layers,
    cases=chain_cases,
    section=SECTION,
    hints=(
        "Put z1 = x W1 + b1 into z2 = z1 W2 + b2 and multiply out. Do not change the order of any product.",
        "Collect what stands behind x: that is W. All the rest is b.",
        "(x W1 + b1) W2 = x W1 W2 + b1 W2. The b1 has to pass through the second layer as well.",
    ),
    misconceptions=(
        Misconception(
            "first_bias_lost",
            edit(collapse_layers, "b1 @ W2 + b2 → b2"),
            "Your b is b2 alone. What b1 adds is passed on by the second layer.",
            "For x = 0 the first layer gives b1. What does the second make of it?",
        ),
        Misconception(
            "second_bias_lost",
            edit(collapse_layers, " + b2 → "),
            "The second layer's bias is missing.",
            "b = b1 W2 + b2.",
        ),
        Misconception(
            "biases_added",
            edit(collapse_layers, "b1 @ W2 → b1"),
            "You added the biases: the shapes only fit where there are as many hidden units as outputs, and there {entry} "
            "is {yours}, expected {expected}.",
            "b1 is added before W2, so it goes through W2: b1 W2 + b2.",
        ),
        Misconception(
            "order_reversed",
            edit(collapse_layers, "W1 @ W2 → W2 @ W1"),
            "You multiplied W2 W1: the shapes only fit where there are as many outputs as inputs, and there {entry} is "
            "{yours}, expected {expected}.",
            "x meets W1 first: x W1 W2. The order of a matrix product matters.",
        ),
        Misconception(
            "entry_by_entry",
            edit(collapse_layers, "W1 @ W2 → W1 * W2"),
            "You multiplied the matrices entry by entry, with `*`: the shapes only fit where both are alike, and there "
            "{entry} is {yours}, expected {expected}.",
            "`@` is the matrix product.",
        ),
        Misconception(
            "weights_added",
            edit(collapse_layers, "W1 @ W2 → W1 + W2"),
            "You added the matrices: the shapes only fit where both are alike, and there {entry} is {yours}, expected "
            "{expected}.",
            "Layers that follow one another multiply: x W1 W2.",
        ),
        Misconception(
            "activation_between",
            edit(collapse_layers, "b1 @ → np.maximum(b1, 0) @"),
            "You put b1 through a ReLU. There is no activation between these layers.",
            "That is the point: without one they are a single layer.",
        ),
    ),
    alternatives=(collapse_by_probing, collapse_absorbed, collapse_loop),
)
