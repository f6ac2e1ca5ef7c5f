"""Why layers need an activation between them: without it they are one layer."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question, several_at_once
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "Why an activation stands between layers"


def layers_without_activation():
    """Five layers before the ReLU are one, and so are the five behind it, with the last unit."""
    return "b"


LAYERS_WITHOUT_ACTIVATION = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=layers_without_activation,
    section=SECTION,
    hints=(
        "Start with two layers and one unit in each: 3·(2x + 1) + 4. What kind of function of x is that?",
        "Multiply out what comes before the ReLU, and what comes after it.",
        "How many layers are left, and where does the ReLU stand among them?",
    ),
    misconceptions=(
        Misconception(
            "all_ten_layers_count",
            lambda: "a",
            "a) counts layers that have no activation. Without one, neighbours can be multiplied out.",
            "What kind of function are the first five layers together?",
        ),
        Misconception(
            "straight_line",
            lambda: "c",
            "c) would be right without any activation. There is one ReLU here, and a line bends where one of its units "
            "switches on or off.",
            "Which layers can be multiplied out into one, and which can not?",
        ),
        Misconception(
            "layers_behind_counted",
            lambda: "d",
            "d) has a second ReLU. The layers behind the only one are linear, and the sigmoid's unit is as well, up to "
            "its sigmoid.",
            "What kind of function leads from behind the ReLU to the number that goes into the sigmoid?",
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


def collapse_rows(W1, b1, W2, b2):
    """Row by row of W1, with b1 as one row more; in single precision, a list."""
    rows = [np.einsum("h,hu->u", row, W2.astype(np.float32)) for row in [*W1, b1]]
    return [np.array(rows[:-1], dtype=np.float32), np.array(rows[-1] + b2, dtype=np.float32)]


def collapse_loop(W1, b1, W2, b2):
    """Path by path: from input i over unit h to output j."""
    W, b = np.zeros((len(W1), len(b2)), order="F"), np.array(b2, dtype=float)
    for h in range(len(b1)):
        for j in range(len(b2)):
            b[j] += b1[h] * W2[h, j]
            for i in range(len(W1)):
                W[i, j] += W1[i, h] * W2[h, j]
    return W, b[None, :]


HARD_CHAINS = [
    ([[1, 2]], [1, 0], [[3], [-1]], [0.5], "the text's example, with whole numbers"),
    (
        [[1.0, -2.0, 0.5], [0.25, 1.5, -1.0], [2.0, 0.75, -0.5]],
        [0.5, -1.0, 2.0],
        [[-1.0, 2.0, 0.25], [0.5, 1.0, -1.5], [3.0, -0.5, 1.0]],
        [1.0, -0.25, 0.75],
        "square weights",
    ),
    ([[2.0]], [-1.5], [[0.5]], [0.25], "a single input, hidden unit and output"),
    ([[1.0, -2.0, 0.5]], [0.5, -1.0, 2.0], [[-1.0, 2.0], [0.5, 1.0], [3.0, -0.5]], [1.0, -0.25], "a single input"),
    ([[1.0], [0.25], [-2.0]], [-0.75], [[2.0, -1.0, 0.5, 1.5]], [1.0, -0.25, 0.5, 2.0], "a single hidden unit"),
    (
        [[1.0, -2.0], [0.25, 1.5]],
        [-0.5, -1.0],
        [[-1.0], [2.0]],
        [0.75],
        "a single output, with biases b1 that are all negative",
    ),
    (
        [[1.0, -2.0], [0.25, 1.5], [0.5, 1.0]],
        [0.5, -1.0],
        [[-1.0, 2.0], [0.75, 1.0]],
        [1.0, -0.25],
        "as many outputs as hidden units",
    ),
    (
        [[0.0, 0.0], [0.0, 0.0]],
        [1.0, -2.0],
        [[1.0, 0.5, -1.0], [2.0, 1.0, 0.25]],
        [0.5, 1.5, -1.0],
        "weights W1 that are all 0",
    ),
]


def chain_cases(rng):
    """The hard ones; inputs, hidden units and outputs differ; as many outputs as inputs; float32."""
    cases = [
        Case(
            tuple(map(np.array, arrays)),
            {"inputs": len(arrays[0]), "hidden": len(arrays[2]), "units": len(arrays[3])},
            why,
        )
        for *arrays, why in HARD_CHAINS
    ]
    for inputs, hidden, units in [(4, 5, 3), (4, 2, 4)]:
        W1, W2 = rng.normal(size=(inputs, hidden)), away_from_zero(rng, (hidden, units))
        b1, b2 = away_from_zero(rng, hidden), away_from_zero(rng, units)
        cases.append(Case((W1, b1, W2, b2), {"inputs": inputs, "hidden": hidden, "units": units}))
    return [*cases, in_single_precision(cases[-2])]


# the weights alone
WRONG_WEIGHTS = (
    Misconception(
        "order_reversed",
        edit(collapse_layers, "W1 @ W2 → W2 @ W1"),
        "You multiplied W2 W1, in the opposite order, which most shapes do not even allow.",
        "Which of the two does x meet first? The order of a matrix product matters.",
    ),
    Misconception(
        "entry_by_entry",
        edit(collapse_layers, "W1 @ W2 → W1 * W2"),
        "You multiplied the matrices entry by entry, which most shapes do not even allow.",
        "A matrix product has another sign in Python than a product of numbers.",
    ),
    Misconception(
        "weights_added",
        edit(collapse_layers, "W1 @ W2 → W1 + W2"),
        "You added the matrices, which most shapes do not even allow.",
        "What becomes of z1 in the second layer?",
    ),
    Misconception(
        "transposed",
        edit(collapse_layers, "return W, b → return W.T, b"),
        "Your W is transposed.",
        "Rows are what comes in, columns are units.",
    ),
    Misconception(
        "second_weights_transposed",
        edit(collapse_layers, "W1 @ W2 → W1 @ W2.T"),
        "You turned W2, which most shapes do not even allow.",
        "Write the shapes side by side, (inputs, hidden) and (hidden, units): which lengths have to meet?",
    ),
    Misconception(
        "first_bias_in_the_weights",
        edit(collapse_layers, "W1 @ W2 → (W1 + b1) @ W2"),
        "Your W has b1 in it. A weight is what x is multiplied by, and b1 is not.",
        "Collect what stands behind x, and all the rest apart.",
    ),
    Misconception(
        "all_biases_in_the_weights",
        edit(collapse_layers, "W1 @ W2 → (W1 + b1) @ W2 + b2"),
        "Your W has the biases in it. A weight is what x is multiplied by.",
        "Collect what stands behind x, and all the rest apart.",
    ),
    Misconception(
        "second_weights_alone",
        edit(collapse_layers, "W1 @ W2 → W2"),
        "Your W is W2 alone.",
        "x meets W1 first.",
    ),
    Misconception(
        "activation_on_the_weights",
        edit(collapse_layers, "W1 @ W2 → np.maximum(W1, 0) @ W2"),
        "You put W1 through a ReLU. There is no activation between these layers.",
        "That is the point: without one they are a single layer.",
    ),
)

# the bias alone
WRONG_BIASES = (
    Misconception(
        "first_bias_lost",
        edit(collapse_layers, "b1 @ W2 + b2 → b2"),
        "Your b is b2 alone. What b1 adds is passed on by the second layer.",
        "For x = 0 the first layer gives b1. What does the second make of it?",
    ),
    Misconception(
        "no_bias",
        edit(collapse_layers, "b1 @ W2 + b2 → 0 * b2"),
        "Your b is 0. Neither b1 nor b2 is in it.",
        "For x = 0 the first layer gives b1. What does the second make of it, and what does it add?",
    ),
    Misconception(
        "second_bias_lost",
        edit(collapse_layers, " + b2 → "),
        "The second layer's bias is missing.",
        "For x = 0 the first layer gives b1. What does the second make of it, and what does it add?",
    ),
    Misconception(
        "biases_added",
        edit(collapse_layers, "b1 @ W2 → b1"),
        "You added the biases, which most shapes do not even allow.",
        "b1 is added before the second layer. What does that make of it?",
    ),
    Misconception(
        "both_biases_through_the_second_layer",
        edit(collapse_layers, "b1 @ W2 + b2 → (b1 + b2) @ W2"),
        "You sent b2 through W2 as well, which most shapes do not even allow.",
        "b2 is added behind W2.",
    ),
    Misconception(
        "activation_between",
        edit(collapse_layers, "b1 @ → np.maximum(b1, 0) @"),
        "You put b1 through a ReLU. There is no activation between these layers.",
        "That is the point: without one they are a single layer.",
    ),
    Misconception(
        "first_bias_subtracted",
        edit(collapse_layers, "b1 @ W2 + b2 → b2 - b1 @ W2"),
        "You subtracted what b1 adds.",
        "Multiply (x W1 + b1) W2 out, with its sign.",
    ),
    Misconception(
        "second_bias_subtracted",
        edit(collapse_layers, "+ b2 → - b2"),
        "You subtracted b2.",
        "Look at the sign in front of b2.",
    ),
    Misconception(
        "first_bias_summed",
        edit(collapse_layers, "b1 @ W2 → b1.sum()"),
        "You added the sum of b1 to each output. Each hidden unit passes its bias on by weights of its own.",
        "For x = 0 the first layer gives b1. What does the second make of it?",
    ),
    Misconception(
        "first_bias_and_weights_summed",
        edit(collapse_layers, "b1 @ W2 → b1.sum() * W2.sum(axis=0)"),
        "You multiplied the sum of b1 by the sums of W2's columns. Each hidden unit passes its own bias on by its own weight.",
        "A sum of products is no product of sums.",
    ),
    Misconception(
        "second_weights_summed",
        edit(collapse_layers, "b1 @ W2 → W2.sum(axis=0)"),
        "You added the columns of W2 up without b1.",
        "For x = 0 the first layer gives b1. What does the second make of it?",
    ),
    Misconception(
        "not_added_up",
        edit(collapse_layers, "b1 @ W2 → b1[:, None] * W2"),
        "You did not add up over the hidden units: your {part} is {yours}, expected {expected}.",
        "Each output gets something from every hidden unit.",
    ),
    Misconception(
        "biases_multiplied",
        edit(collapse_layers, "b1 @ W2 + b2 → b1 * b2"),
        "You multiplied the biases, which most shapes do not even allow.",
        "Multiply (x W1 + b1) W2 + b2 out: where does b2 stand?",
    ),
)

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
        *WRONG_WEIGHTS,
        *WRONG_BIASES,
        *several_at_once(
            (*WRONG_WEIGHTS, *WRONG_BIASES), "entry_by_entry + biases_multiplied", "weights_added + biases_added"
        ),
    ),
    alternatives=(collapse_by_probing, collapse_absorbed, collapse_loop, collapse_rows),
)
