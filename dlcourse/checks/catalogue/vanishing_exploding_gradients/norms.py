"""The gradient's norm in each layer, and what a row of such norms says about a network."""

import math
from itertools import accumulate, pairwise

import numpy as np

from dlcourse.checks.catalogue.answers import at_once, choice_question, one_letter_wrong
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "How to see it: norms by layer"


LAYERS = 5  # the most that a case has; a case with fewer holds None in the other places


def gradients_of_layers(rng):
    """The exercise's example; one layer, three and five, of uneven size; square ones, one unit, a layer without a gradient,
    gradients that have nearly vanished; float32.
    """
    example = [np.array([[3.0], [0.0]]), np.array([4.0]), np.array([[0.6]]), np.array([0.8])]
    cases = [in_places(example, why="the example of the exercise")]
    for widths, faint, why in [
        ((5, 4, 3, 1), 1, "one unit in the last layer"),
        ((2, 6, 5, 3), 1, ""),
        ((4, 3), 1, "one layer"),
        ((3, 3, 3, 3, 3, 3), 1, "five square layers"),
        ((1, 4, 2), 1, "one input"),
        ((4, 2, 5, 3), 1e-9, "gradients that have nearly vanished"),
    ]:
        arrays = []
        for i, (fan_in, units) in enumerate(pairwise(widths)):
            scale = faint * (0.2, 3.0, 0.6, 1.4, 0.05)[i] * rng.uniform(0.8, 1.2)
            arrays += [scale * rng.normal(size=(fan_in, units)), scale * (rng.normal(size=units) + 0.5)]
        cases.append(in_places(arrays, why))
    dead = [array.copy() for array in cases[2].arguments[:6]]
    dead[0][...], dead[1][...] = 0, 0
    return [*cases, in_places(dead, why="a layer without a gradient"), in_single_precision(cases[1])]


def in_places(arrays, why=""):
    """A case of these arrays, dW and db in turn, with None in the places of layers that it does not have."""
    empty = [None] * (2 * LAYERS - len(arrays))
    return Case((*arrays, *empty), {"layers": len(arrays) // 2}, why)


def use_lists(function, *arrays):
    """The arrays as the function takes them: a list of dW and a list of db."""
    given = [array for array in arrays if array is not None]
    return function(given[::2], given[1::2])


def layer_gradient_norms(dWs, dbs):
    """√(Σ dW² + Σ db²) for each layer."""
    norms = []
    for dW, db in zip(dWs, dbs, strict=True):
        total = (dW**2).sum() + (db**2).sum()
        norms.append(np.sqrt(total))
    return np.array(norms)


def norms_by_loop(dWs, dbs):
    """Entry by entry; a list of floats."""
    return [
        math.sqrt(sum(float(value) ** 2 for value in [*dW.flat, *db.flat])) for dW, db in zip(dWs, dbs, strict=True)
    ]


ROOTLESS = Misconception(
    "root_missing",
    edit(layer_gradient_norms, "np.sqrt(total) → total"),
    "Your norms are squared. The root is missing.",
    "A norm is a length. In which unit is it, if the entries are in metres?",
)
BIASLESS = Misconception(
    "biases_forgotten",
    edit(layer_gradient_norms, " + (db**2).sum() → "),
    "Your norms hold the weights only. A layer's biases belong to its gradient, too.",
    "The formula has two sums under the root.",
)

LAYER_GRADIENT_NORMS = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("norms",),
    use=use_lists,
    inputs=tuple(f"{name}{k}" for k in range(1, LAYERS + 1) for name in ("dW", "db")),
    reference=layer_gradient_norms,
    cases=gradients_of_layers,
    section=SECTION,
    hints=(
        "One number for each layer: the length of the vector that holds all entries of its dW and its db.",
        "Walk through both lists at once with zip(dWs, dbs). For each pair, add up the squares of all entries.",
        "The root comes last, once for each layer: √(Σ dW² + Σ db²). Collect the numbers in a list.",
    ),
    misconceptions=(
        ROOTLESS,
        BIASLESS,
        Misconception(
            "two_norms_added",
            edit(layer_gradient_norms, "np.sqrt(total) → np.sqrt((dW**2).sum()) + np.sqrt((db**2).sum())"),
            "You added the norm of dW and the norm of db: {entry} is {yours}, expected {expected}, which is smaller. "
            "Lengths do not add up, their squares do.",
            "How many roots has the formula?",
        ),
        Misconception(
            "averaged",
            edit(layer_gradient_norms, "sqrt(total) → sqrt(total / (dW.size + db.size))"),
            "You divided by the number of entries. That is the size of a typical entry (the root mean square), not the "
            "norm.",
            "Does the formula divide anywhere?",
        ),
        Misconception(
            "sum_of_sizes",
            edit(layer_gradient_norms, "np.sqrt(total) → np.abs(dW).sum() + np.abs(db).sum()"),
            "You added up |entry|. This norm squares first, adds up, and takes the root last.",
            "The sum of sizes is a norm as well (the L1 norm). Which one does the formula ask for?",
        ),
        Misconception(
            "matrix_norm_of_order_two",
            edit(layer_gradient_norms, "(dW**2).sum() → np.linalg.norm(dW, 2) ** 2"),
            "Your norm of dW is `np.linalg.norm(dW, 2)`. For a matrix that is its largest stretch, not the root of the "
            "sum of squares.",
            "What does `np.linalg.norm` do with a matrix if you do not say which norm?",
        ),
        Misconception(
            "one_norm_for_all",
            lambda dWs, dbs: np.sqrt(sum((a**2).sum() for a in (*dWs, *dbs))),
            "You made one norm of all {layers} layers (your answer is {yours}); expected is one for each layer, of shape "
            "{expected}.",
            "A single number cannot show where the gradient gets lost. Where does the sum begin anew?",
        ),
        Misconception(
            "total_not_reset",
            lambda dWs, dbs: np.sqrt(
                list(accumulate((dW**2).sum() + (db**2).sum() for dW, db in zip(dWs, dbs, strict=True)))
            ),
            "Each of your norms holds the layers before it as well: the sum is never set back to 0.",
            "Where does the sum begin anew?",
        ),
        Misconception(
            "last_layer_first",
            edit(layer_gradient_norms, "np.array(norms) → np.array(norms[::-1])"),
            "Your norms begin with the last layer.",
            "The question asks for the first layer first.",
        ),
        Misconception(
            "order_two_of_both",
            edit(layer_gradient_norms, "np.sqrt(total) → np.linalg.norm(np.vstack([dW, db]), 2)"),
            "Your norm is `np.linalg.norm(…, 2)` of dW and db together. For a matrix that is its largest stretch, not the "
            "root of the sum of squares.",
            "What does `np.linalg.norm` do with a matrix if you do not say which norm?",
        ),
        Misconception(
            "longest_column",
            edit(layer_gradient_norms, "np.sqrt(total) → np.linalg.norm(np.vstack([dW, db]), axis=0).max()"),
            "Your norm is that of one unit: the longest column of dW, with its bias.",
            "All entries of all units of a layer stand under one root.",
        ),
        Misconception(
            "root_of_the_weights_only",
            edit(layer_gradient_norms, "np.sqrt(total) → np.sqrt((dW**2).sum()) + (db**2).sum()"),
            "Your root covers the weights only, and the biases' squares are added after it.",
            "Look at where the bracket of the root closes.",
        ),
        Misconception(
            "root_of_the_biases_only",
            edit(layer_gradient_norms, "np.sqrt(total) → (dW**2).sum() + np.sqrt((db**2).sum())"),
            "Your root covers the biases only, and the weights' squares are added before it.",
            "Look at where the bracket of the root opens.",
        ),
        Misconception(
            "weights_forgotten",
            edit(layer_gradient_norms, "(dW**2).sum() + → "),
            "Your norms hold the biases only.",
            "The formula has two sums under the root.",
        ),
        Misconception(
            "biases_added_into_the_weights",
            edit(layer_gradient_norms, "(dW**2).sum() + (db**2).sum() → ((dW + db) ** 2).sum()"),
            "You added db to every row of dW before you squared.",
            "Each entry is squared by itself: those of dW, and then those of db.",
        ),
        Misconception(
            "biases_counted_for_each_row",
            edit(layer_gradient_norms, "(dW**2).sum() + (db**2).sum() → (dW**2 + db**2).sum()"),
            "db counts once for each row of dW: the sum of two arrays of unequal shape repeats the smaller one.",
            "Sum each array by itself. How many numbers do you add then?",
        ),
        Misconception(
            "squares_of_sums",
            edit(layer_gradient_norms, "(dW**2).sum() + (db**2).sum() → dW.sum() ** 2 + db.sum() ** 2"),
            "You added the entries up first and squared the sum. Entries of opposite sign cancel that way.",
            "What comes first in the formula, the square or the sum?",
        ),
        Misconception(
            "largest_entry",
            edit(layer_gradient_norms, "np.sqrt(total) → max(np.abs(dW).max(), np.abs(db).max())"),
            "You returned the largest entry of each layer.",
            "All entries count in this norm, not only the largest.",
        ),
        Misconception(
            "mean_size",
            edit(layer_gradient_norms, "np.sqrt(total) → (np.abs(dW).sum() + np.abs(db).sum()) / (dW.size + db.size)"),
            "You returned the mean of |entry| in each layer.",
            "Does the formula divide anywhere?",
        ),
        Misconception(
            "divided_by_the_first_length",
            edit(layer_gradient_norms, "sqrt(total) → sqrt(total / len(dW))"),
            "You divided by the number of rows of dW under the root.",
            "Does the formula divide anywhere?",
        ),
        Misconception(
            "small_number_added",
            edit(layer_gradient_norms, "sqrt(total) → sqrt(total + 1e-12)"),
            "Your norms never fall below 10⁻⁶: something is added under the root. Gradients that have nearly vanished are "
            "what this question wants to see.",
            "Nothing is divided here, so 0 does no harm.",
        ),
        at_once(ROOTLESS, BIASLESS),
    ),
    alternatives=(
        norms_by_loop,
        lambda dWs, dbs: [np.linalg.norm(np.append(dW, db)) for dW, db in zip(dWs, dbs, strict=True)],
        edit(layer_gradient_norms, "(dW**2).sum() + (db**2).sum() → np.einsum('ij,ij->', dW, dW) + db @ db"),
        lambda dWs, dbs: np.float32([np.hypot(*map(np.linalg.norm, layer)) for layer in zip(dWs, dbs, strict=True)]),
    ),
)


def sick_networks():
    """First exploding, then a layer of dead units, then vanishing."""
    return "b", "c", "a"


diagnosis = one_letter_wrong(sick_networks)


SICK_NETWORKS = choice_question(
    difficulty="medium",
    minutes=6,
    points=3,
    parts=("first", "second", "third"),
    reference=sick_networks,
    section=SECTION,
    hints=(
        "The backward pass starts at layer 8 and ends at layer 1: read each row from right to left.",
        "Does the norm shrink by about the same factor at every layer, does it grow, or does it break off at one layer?",
        "Small factors shrink a norm from layer to layer. One that breaks off, from 0.93 to exactly 0, met a gate that is "
        "closed for all rows.",
    ),
    misconceptions=(
        Misconception(
            "first_called_vanishing",
            diagnosis(0, "a"),
            "a) for the first network: the gradient starts at layer 8, and from there to layer 1 its norms grow.",
            "Read from right to left. Is the norm at the end of the way, in layer 1, smaller or larger?",
        ),
        Misconception(
            "first_called_dead",
            diagnosis(0, "c"),
            "c) for the first network: closed gates would leave zeros, and there is none in its row.",
            "All eight numbers are far from 0. Compare layer 8 with layer 1.",
        ),
        Misconception(
            "first_called_healthy",
            diagnosis(0, "d"),
            "d) for the first network: its norms differ by a factor of more than a thousand, so no single learning rate suits all "
            "layers.",
            "Divide the norm of layer 1 by that of layer 8.",
        ),
        Misconception(
            "second_called_vanishing",
            diagnosis(1, "a"),
            "a) for the second network: small factors shrink a norm from layer to layer. Here it shrinks little from 8 to "
            "6, and then breaks off at once, from 0.93 to exactly 0.",
            "Look at the place where the row breaks off. What stops a gradient all at once?",
        ),
        Misconception(
            "second_called_exploding",
            diagnosis(1, "b"),
            "b) for the second network: its largest norm is about 2. Nothing is large here.",
            "Look at the left half of the row.",
        ),
        Misconception(
            "second_called_healthy",
            diagnosis(1, "d"),
            "d) for the second network: layers 1 to 5 receive no gradient at all. No learning rate moves them.",
            "η times 0 is 0. Ask where the gradient was stopped.",
        ),
        Misconception(
            "third_called_exploding",
            diagnosis(2, "b"),
            "b) for the third network: from layer 8 to layer 1 its norms fall.",
            "Read from right to left, as the backward pass goes: 0.56 comes first.",
        ),
        Misconception(
            "third_called_dead",
            diagnosis(2, "c"),
            "c) for the third network: a dead layer would give exact zeros, and at one layer all at once. These norms are "
            "small, not 0, and fall step by step.",
            "Divide each norm by the one to its right: about the same factor every time.",
        ),
        Misconception(
            "third_called_healthy",
            diagnosis(2, "d"),
            "d) for the third network: layer 1 gets about a millionth of what layer 8 gets. A learning rate that moves "
            "layer 1 would throw layer 8 far off.",
            "Compare both ends of the row.",
        ),
    ),
)
