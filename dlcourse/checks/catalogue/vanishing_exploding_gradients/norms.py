"""The gradient's norm in each layer, and what a row of such norms says about a network."""

import math

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question, one_letter_wrong
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "How to see it: norms by layer"


def gradients_of_three_layers(rng):
    """dW1, db1, dW2, db2, dW3, db3 of nets with four different widths; layers of uneven size."""
    cases = []
    for widths in [(5, 4, 3, 1), (2, 6, 5, 3)]:
        scales = 10.0 ** rng.uniform(-1.5, 0.5, size=3)
        arrays = []
        for fan_in, units, scale in zip(widths[:-1], widths[1:], scales, strict=True):
            arrays += [scale * rng.normal(size=(fan_in, units)), scale * (rng.normal(size=units) + 0.5)]
        cases.append(Case(tuple(arrays), {"layers": 3}))
    return [*cases, in_single_precision(cases[0])]


def use_lists(function, *arrays):
    """The arrays as the function takes them: a list of dW and a list of db."""
    return function(list(arrays[::2]), list(arrays[1::2]))


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


LAYER_GRADIENT_NORMS = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("norms",),
    use=use_lists,
    inputs=("dW1", "db1", "dW2", "db2", "dW3", "db3"),
    reference=layer_gradient_norms,
    cases=gradients_of_three_layers,
    section=SECTION,
    hints=(
        "One number for each layer: the length of the vector that holds all entries of its dW and its db.",
        "Walk through both lists at once with zip(dWs, dbs). For each pair, add up the squares of all entries.",
        "The root comes last, once for each layer: √(Σ dW² + Σ db²). Collect the numbers in a list.",
    ),
    misconceptions=(
        Misconception(
            "root_missing",
            edit(layer_gradient_norms, "np.sqrt(total) → total"),
            "Your norms are squared. The root is missing.",
            "A norm is a length: √(sum of squares).",
        ),
        Misconception(
            "biases_forgotten",
            edit(layer_gradient_norms, " + (db**2).sum() → "),
            "Your norms hold the weights only. A layer's biases belong to its gradient, too.",
            "Add Σ db² under the root.",
        ),
        Misconception(
            "two_norms_added",
            edit(layer_gradient_norms, "np.sqrt(total) → np.sqrt((dW**2).sum()) + np.sqrt((db**2).sum())"),
            "You added the norm of dW and the norm of db: {entry} is {yours}, expected {expected}, which is smaller. "
            "Lengths do not add up, their squares do.",
            "One root over everything: √(Σ dW² + Σ db²).",
        ),
        Misconception(
            "averaged",
            edit(layer_gradient_norms, "sqrt(total) → sqrt(total / (dW.size + db.size))"),
            "You divided by the number of entries. That is the size of a typical entry (the root mean square), not the "
            "norm.",
            "The norm is the root of the sum, not of the mean.",
        ),
        Misconception(
            "sum_of_sizes",
            edit(layer_gradient_norms, "np.sqrt(total) → np.abs(dW).sum() + np.abs(db).sum()"),
            "You added up |entry|. This norm squares first, adds up, and takes the root last.",
            "√(Σ dW² + Σ db²). The sum of sizes is a norm as well (the L1 norm), but not this one.",
        ),
        Misconception(
            "matrix_norm_of_order_two",
            edit(layer_gradient_norms, "(dW**2).sum() → np.linalg.norm(dW, 2) ** 2"),
            "Your norm of dW is `np.linalg.norm(dW, 2)`. For a matrix that is its largest stretch, not the root of the "
            "sum of squares.",
            "Leave the 2 away, or flatten the array first.",
        ),
        Misconception(
            "one_norm_for_all",
            lambda dWs, dbs: np.sqrt(sum((a**2).sum() for a in (*dWs, *dbs))),
            "You made one norm of all {layers} layers (your answer is {yours}); expected is one for each layer, of shape "
            "{expected}.",
            "Start a new sum for every layer: a single number cannot show where the gradient gets lost.",
        ),
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
        "A product of small factors gets tiny but never exactly 0. An exact 0 means that a gate is closed for all rows.",
    ),
    misconceptions=(
        Misconception(
            "first_called_vanishing",
            diagnosis(0, "a"),
            "a) for the first network: you read the row in the order of the forward pass. The gradient starts at layer 8.",
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
            "a) for the second network: a product of small factors is small, but never exactly 0. And in layers 6 to 8 "
            "nothing shrinks much.",
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
