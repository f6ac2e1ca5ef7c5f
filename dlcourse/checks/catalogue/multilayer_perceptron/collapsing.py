"""Dense layers without an activation, any number of them, made into one."""

from functools import reduce
from itertools import pairwise

import numpy as np

from dlcourse.checks.catalogue.answers import several_at_once
from dlcourse.checks.catalogue.drawing import as_one, away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.multilayer_perceptron.depth import SECTION
from dlcourse.checks.engine.question import Case, Misconception, Question

LAYERS = 5  # the most that a case has; a case with fewer holds None in the other places
PLACES = tuple(f"{of}[{k}]" for of in ("weights", "biases") for k in range(LAYERS))


def in_lists(function, *arrays):
    """Call the function with the list of weights and that of biases, copies of the arrays.

    What it does to the copies is done to the arrays afterwards: a single layer may be handed back as it came. If it changes
    a list itself, as `weights.pop()` does, an array is changed, too: that is how the check learns of it.
    """
    own = [[a for a in half if a is not None] for half in (arrays[:LAYERS], arrays[LAYERS:])]
    weights, biases = as_one(W.copy() for W in own[0]), [b.copy() for b in own[1]]
    before = [*weights, *biases]
    returned = function(weights, biases)
    after = [*weights, *biases]
    for array, copy in zip([*own[0], *own[1]], before, strict=True):
        array[...] = copy
    if len(before) != len(after) or any(a is not b for a, b in zip(before, after, strict=True)):
        arrays[0][...] += 1
    return returned


def collapse_layers(weights, biases):
    """(x W + b) W' + b' = x (W W') + (b W' + b'), layer after layer."""
    W, b = weights[0], biases[0]
    for later, bias in zip(weights[1:], biases[1:], strict=True):
        W = W @ later
        b = b @ later + bias
    return W, b


def collapse_by_probing(weights, biases):
    """Return W and b of a chain: its value at 0 is b; its value at each unit row, less b, is a row of W."""

    def chain(x):
        for W, b in zip(weights, biases, strict=True):
            x = x @ W + b
        return x

    inputs = len(weights[0])
    b = chain(np.zeros(inputs))
    return chain(np.eye(inputs)) - b, b


def collapse_from_the_end(weights, biases):
    """From the last layer to the first: each bias passes through all layers behind its own. A list."""
    W = np.eye(len(biases[-1]))
    b = np.zeros((1, len(biases[-1])))
    for k in reversed(range(len(weights))):
        b = b + biases[k] @ W
        W = weights[k] @ W
    return [W, b]


def collapse_by_reduce(weights, biases):
    """Two layers make one, again and again."""

    def joined(first, second):
        return first[0] @ second[0], np.einsum("h,hu->u", first[1], second[0]) + second[1]

    return reduce(joined, zip(weights, biases, strict=True))


def collapse_absorbed(weights, biases):
    """With the bias as one more row of each matrix, recursively; lists."""

    def absorbed(W, b):
        return np.vstack([np.column_stack([W, np.zeros(len(W))]), np.append(b, 1)])

    def product(matrices):
        return matrices[0] if len(matrices) == 1 else matrices[0] @ product(matrices[1:])

    whole = product(list(map(absorbed, weights, biases)))
    return whole[:-1, :-1].tolist(), whole[-1, :-1].tolist()


def collapse_entry_by_entry(weights, biases):
    """Loops over paths, in single precision."""
    W, b = np.array(weights[0], dtype=np.float32, order="F"), np.array(biases[0], dtype=np.float32)
    for k in range(1, len(weights)):
        rows = np.vstack([W, b])
        new = np.zeros((len(rows), weights[k].shape[1]), dtype=np.float32)
        for i in range(new.shape[0]):
            for j in range(new.shape[1]):
                new[i, j] = sum(rows[i, h] * weights[k][h, j] for h in range(len(weights[k])))
        W, b = new[:-1], new[-1] + biases[k].astype(np.float32)
    return W, b


EXAMPLE = [[[1, 2]], [[3], [-1]], [[2, -1]]], [[1, 0], [0.5], [0, 4]]
CHAINS = (  # the sizes, and what makes the chain hard
    ((4, 5, 3), "two layers"),
    ((3, 4), "a single layer"),
    ((3, 4, 2, 5, 3, 2), "five layers"),
    ((1, 1, 1, 1), "one input and one unit in each layer"),
    ((3, 3), "a single square layer"),
    ((3, 3, 3), "two square layers: every product fits, in any order"),
    ((2, 2, 2, 2, 2), "four square layers: every product fits, in any order"),
    ((1, 3, 2), "a single input"),
    ((3, 1, 4, 1), "a single hidden unit, and a single output"),
    ((3, 2, 2), "as many outputs as hidden units"),
    ((4, 2, 4), "as many outputs as inputs"),
)


def chain_cases(rng):
    """The text's example, with whole numbers; one to five layers; square ones; biases of 0; weights of 0; float32.

    Weights and biases have both signs wherever there are two of them.
    """
    cases = [in_places(*([np.array(a) for a in half] for half in EXAMPLE), "the text's example, with whole numbers")]
    for sizes, why in CHAINS:
        weights = [_both_signs(away_from_zero(rng, shape)) for shape in pairwise(sizes)]
        biases = [_both_signs(away_from_zero(rng, units)) for units in sizes[1:]]
        cases.append(in_places(weights, biases, why))
    W, b = away_from_zero(rng, (3, 3)), [away_from_zero(rng, 3) for _ in range(3)]
    cases.append(in_places([W, W, W], b, "one matrix in all layers"))
    weights = [away_from_zero(rng, shape) for shape in ((2, 3), (3, 4), (4, 2))]
    cases.append(in_places(weights, [np.zeros(units) for units in (3, 4, 2)], "biases that are all 0"))
    cases.append(in_places(weights, [-abs(away_from_zero(rng, units)) for units in (3, 4, 2)], "biases below 0"))
    dead = [np.zeros((2, 3)), *weights[1:]]
    cases.append(in_places(dead, [away_from_zero(rng, units) for units in (3, 4, 2)], "first weights that are all 0"))
    whole = [rng.integers(1, 4, shape) * rng.choice([-1, 1], shape) for shape in ((2, 3), (3, 2), (2, 2))]
    cases.append(in_places(whole, [rng.integers(1, 5, units) for units in (3, 2, 2)], "whole numbers alone"))
    return [*cases, in_single_precision(cases[1])]


def in_places(weights, biases, why):
    """A case of these layers, with None in the places of layers that it does not have."""
    empty = [None] * (LAYERS - len(weights))
    sizes = {"layers": len(weights), "inputs": len(weights[0]), "units": len(biases[-1])}
    return Case((*weights, *empty, *biases, *empty), sizes, why)


def _both_signs(array):
    """The array with a first entry above 0 and, if there is another, a last one below 0."""
    array.flat[-1] = -abs(array.flat[-1])
    array.flat[0] = abs(array.flat[0])
    return array


def collapse_the_first_two(weights, biases):
    """The first two layers, whatever the length of the lists."""
    return weights[0] @ weights[1], biases[0] @ weights[1] + biases[1]


RARELY = "where widths differ, the shapes rarely fit, and where they do, {entry} is {yours}, expected {expected}."

# the weights alone
WRONG_WEIGHTS = (
    Misconception(
        "order_reversed",
        edit(collapse_layers, "W @ later → later @ W"),
        f"You multiplied the matrices in the opposite order, the later one first: {RARELY}",
        "Which of two layers does x meet first? The order of a matrix product matters.",
    ),
    Misconception(
        "entry_by_entry",
        edit(collapse_layers, "W @ later → W * later"),
        "You multiplied the matrices entry by entry, which most shapes do not even allow.",
        "A matrix product has another sign in Python than a product of numbers.",
    ),
    Misconception(
        "weights_added",
        edit(collapse_layers, "W @ later → W + later"),
        "You added the matrices, which most shapes do not even allow.",
        "What does the next layer do with what the one before it gives?",
    ),
    Misconception(
        "transposed",
        edit(collapse_layers, "return W, b → return W.T, b"),
        "Your W is transposed.",
        "Rows are what comes in, columns are units.",
    ),
    Misconception(
        "later_weights_transposed",
        edit(collapse_layers, "W @ later → W @ later.T"),
        f"You turned the matrices of the later layers: {RARELY}",
        "Write the shapes side by side, (inputs, hidden) and (hidden, units): which lengths have to meet?",
    ),
    Misconception(
        "biases_in_the_weights",
        edit(collapse_layers, "W @ later → (W + b) @ later"),
        "Your W has the biases of the layers before the last in it. A weight is what x is multiplied by, and no bias is.",
        "Collect what stands behind x, and all the rest apart.",
    ),
    Misconception(
        "all_biases_in_the_weights",
        edit(collapse_layers, "W @ later → (W + b) @ later + bias"),
        "Your W has the biases in it, those of the last layer, too. A weight is what x is multiplied by.",
        "Collect what stands behind x, and all the rest apart.",
    ),
    Misconception(
        "answers_to_unit_rows",
        edit(collapse_layers, "return W, b → return W + b, b"),
        "Each row of your W has your b in it: that is what the layers answer to a row with a single 1, bias and all.",
        "For x = 0 the layers answer b. What is left of an answer if that is taken away?",
    ),
    Misconception(
        "last_weights_alone",
        edit(collapse_layers, "W @ later → later"),
        "Your W is that of the last layer alone.",
        "x meets the other layers first. Which variable carries on what they have come to?",
    ),
    Misconception(
        "first_weights_alone",
        edit(collapse_layers, "W @ later → W"),
        "Your W is that of the first layer alone.",
        "What does the next layer do with what the first one gives?",
    ),
    Misconception(
        "activation_on_the_weights",
        edit(collapse_layers, "W @ later → np.maximum(W, 0) @ later"),
        "You put the weights through a ReLU. There is no activation between these layers.",
        "That is the point: without one they are a single layer.",
    ),
)

# the bias alone
WRONG_BIASES = (
    Misconception(
        "last_bias_alone",
        edit(collapse_layers, "b @ later + bias → bias"),
        "Your b is that of the last layer alone. What the earlier layers add is passed on by those behind them.",
        "For x = 0 the first layer gives its bias. What does the next one make of it?",
    ),
    Misconception(
        "no_bias",
        edit(collapse_layers, "return W, b → return W, 0 * b"),
        "Your b is 0. No layer's bias is in it.",
        "For x = 0 the first layer gives its bias. What does the next one make of it, and what does it add?",
    ),
    Misconception(
        "first_bias_lost",
        edit(collapse_layers, "weights[0], biases[0] → weights[0], 0 * biases[0]"),
        "The first layer's bias is missing.",
        "For x = 0 the first layer gives its bias. With what does your b begin?",
    ),
    Misconception(
        "later_biases_lost",
        edit(collapse_layers, " + bias → "),
        "The first layer's bias alone is in your b. Those of the later layers are missing.",
        "Each layer multiplies what comes to it, and then adds a bias of its own.",
    ),
    Misconception(
        "last_bias_lost",
        edit(collapse_layers, "return W, b → return W, b - biases[-1]"),
        "The last layer's bias is missing.",
        "Each layer multiplies what comes to it, and then adds a bias of its own, the last one, too.",
    ),
    Misconception(
        "last_two_biases_alone",
        edit(
            collapse_layers, "return W, b → return W, b if len(biases) == 1 else biases[-2] @ weights[-1] + biases[-1]"
        ),
        "Your b holds the biases of the last two layers alone: with {layers} layers, those of the earlier ones are missing.",
        "A bias passes through every layer behind its own. Which variable carries on what the layers so far have come to?",
    ),
    Misconception(
        "biases_added",
        edit(collapse_layers, "b @ later + bias → b + bias"),
        "You added the biases, which most widths do not even allow.",
        "A bias is added before the next layer. What does that make of it?",
    ),
    Misconception(
        "biases_added_or_their_sums",
        edit(collapse_layers, "return W, b → return W, sum(c if len(c) == len(b) else c.sum() for c in biases)"),
        "You added up the biases as they are; where a layer has another width than the last, you added the sum of its biases.",
        "A bias is added before the next layer. What does that make of it?",
    ),
    Misconception(
        "biases_through_the_next_layer_together",
        edit(collapse_layers, "b @ later + bias → (b + bias) @ later"),
        f"You sent each bias through its own layer's weights as well: {RARELY}",
        "Each layer multiplies first, and adds its bias then.",
    ),
    Misconception(
        "bias_through_the_product",
        edit(collapse_layers, "b @ later + bias → b @ W + bias"),
        "You sent the bias through the product of all weights so far, where that fits at all. The layer that comes next is "
        "the only one that it meets there.",
        "Which layers does a bias have to pass through: those before it, or those behind it?",
    ),
    Misconception(
        "bias_on_the_wrong_side",
        edit(collapse_layers, "b @ later → later @ b"),
        f"You multiplied the biases from the other side, W b for b W: {RARELY}",
        "z is a row, and so is b: on which side of W do they stand?",
    ),
    Misconception(
        "activation_between",
        edit(collapse_layers, "b @ later → np.maximum(b, 0) @ later"),
        "You put the biases through a ReLU. There is no activation between these layers.",
        "That is the point: without one they are a single layer.",
    ),
    Misconception(
        "earlier_biases_subtracted",
        edit(collapse_layers, "b @ later + bias → bias - b @ later"),
        "You subtracted what the earlier biases add.",
        "Multiply (x W + b) W' out, with its sign.",
    ),
    Misconception(
        "later_biases_subtracted",
        edit(collapse_layers, "+ bias → - bias"),
        "You subtracted the biases of the later layers.",
        "Look at the sign in front of them.",
    ),
    Misconception(
        "biases_summed",
        edit(collapse_layers, "b @ later → b.sum()"),
        "You added the sum of the earlier bias to each unit. Each hidden unit passes its bias on by weights of its own.",
        "For x = 0 the first layer gives its bias. What does the next one make of it?",
    ),
    Misconception(
        "biases_and_weights_summed",
        edit(collapse_layers, "b @ later → b.sum() * later.sum(axis=0)"),
        "You multiplied the sum of a bias by the sums of the next matrix's columns. Each hidden unit passes its own bias on by "
        "its own weight.",
        "A sum of products is no product of sums.",
    ),
    Misconception(
        "weights_summed",
        edit(collapse_layers, "b @ later → later.sum(axis=0)"),
        "You added up the columns of the later matrices, without the earlier bias.",
        "For x = 0 the first layer gives its bias. What does the next one make of it?",
    ),
    Misconception(
        "not_added_up",
        edit(collapse_layers, "b @ later → b[..., None] * later"),
        "You did not add up over the hidden units: your {part} is {yours}, expected {expected}.",
        "Each output gets something from every hidden unit.",
    ),
    Misconception(
        "biases_multiplied",
        edit(collapse_layers, "b @ later + bias → b * bias"),
        "You multiplied the biases, which most widths do not even allow.",
        "Multiply (x W + b) W' + b' out: where does b' stand?",
    ),
)

# which layers are in it
WRONG_LAYERS = (
    Misconception(
        "two_layers_only",
        edit(collapse_layers, "[1:] ⇒ [1:2]"),
        "Your answer ends after the second layer, however many there are: with {layers} layers the others are left out.",
        "How many layers are there? The length of the list says it. And where does your loop end, or return?",
    ),
    Misconception(
        "two_layers_hard_wired",
        collapse_the_first_two,
        "Your number of layers is fixed: you use weights[0] and weights[1], whatever the length of the lists. A list of one "
        "layer has no second one, and with {layers} layers the others are left out.",
        "How many layers are there? The length of the list says it.",
    ),
    Misconception(
        "first_and_last_only",
        edit(collapse_layers, "[1:] ⇒ [1:][-1:]"),
        "You use the first and the last layer of the lists, and none between: that is right for two layers at most.",
        "The lists say how many layers there are.",
    ),
    Misconception(
        "last_layer_left_out",
        edit(collapse_layers, "[1:] ⇒ [1:-1]"),
        "You left the last layer out.",
        "Which layers does your loop take? Count its rounds for two layers.",
    ),
    Misconception(
        "first_layer_left_out",
        edit(
            collapse_layers,
            "weights[0], biases[0] → np.eye(len(weights[0])), np.zeros(len(weights[0]))",
        ),
        "You left the first layer out: the shapes only fit where it is as wide as the inputs, and there {entry} is {yours}, "
        "expected {expected}.",
        "x goes into weights[0]. Where does your loop begin?",
    ),
    Misconception(
        "first_layer_twice",
        edit(collapse_layers, "[1:] ⇒ "),
        "You went through the first layer twice, once before the loop and once in it: the shapes only fit where it is as wide "
        "as the inputs, and there {entry} is {yours}, expected {expected}.",
        "With what do W and b begin, and which layers does your loop take?",
    ),
    Misconception(
        "lists_backwards",
        edit(
            collapse_layers,
            "    W, b = weights[0] →     weights, biases = weights[::-1], biases[::-1]\n    W, b = weights[0]",
        ),
        f"You went through the layers from the last to the first, as if x met the last one first: {RARELY}",
        "x goes into weights[0].",
    ),
)

COLLAPSE_LAYERS = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("W", "b"),
    reference=collapse_layers,
    use=in_lists,
    inputs=PLACES,
    cases=chain_cases,
    section=SECTION,
    hints=(
        "Begin with two layers: put z = x W + b into the second one, multiply out, and do not change the order of any product.",
        "What stands behind x is the one layer's W; all the rest is its b. The first b has to pass through the second layer.",
        "Two layers have become one now. What remains to be done with it, and with the third?",
        "Start with W and b of the first layer. For each later one, W becomes W times its matrix, and b becomes b times its "
        "matrix, plus its bias.",
    ),
    misconceptions=(
        *WRONG_WEIGHTS,
        *WRONG_BIASES,
        *WRONG_LAYERS,
        *several_at_once(
            (*WRONG_WEIGHTS, *WRONG_BIASES), "entry_by_entry + biases_multiplied", "weights_added + biases_added"
        ),
    ),
    alternatives=(
        collapse_by_probing,
        collapse_from_the_end,
        collapse_by_reduce,
        collapse_absorbed,
        collapse_entry_by_entry,
    ),
)
