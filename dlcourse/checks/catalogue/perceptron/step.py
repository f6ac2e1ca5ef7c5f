"""The step that makes a class of a neuron's score."""

from itertools import product

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron.neuron import SECTION, eighths
from dlcourse.checks.engine.question import Case, Misconception, Question


def perceptron_predict(x, w, b):
    """ŷ = 1 where x·w + b ≥ 0, else 0."""
    z = x @ w + b
    return np.where(z >= 0, 1, 0)


def predict_loop(x, w, b):
    """One row at a time; a list of whole numbers."""
    answers = []
    for row in x:
        z = sum(float(xi) * float(wi) for xi, wi in zip(row, w, strict=True)) + b
        answers.append(0 if z < 0 else 1)
    return answers


def predict_booleans(x, w, b):
    """True and False."""
    return np.logical_not(x @ w < -b)


def predict_heaviside(x, w, b):
    """NumPy's own step, with 1 at 0; the bias as the weight of a constant input."""
    return np.heaviside(np.column_stack([x, np.full(len(x), 1.0)]) @ np.append(w, b), 1.0)


def predict_filled_in(x, w, b):
    """Zeros of single precision, set to 1 where the score says so."""
    answers = np.zeros(len(x), dtype=np.float32)
    for n in range(len(x)):
        if b + np.dot(w, x[n]) >= 0:
            answers[n] = 1
    return answers


FAINT = 2.0**-30

HARD_ROWS = [
    ([[0.0, 1.0], [1.0, 1.5], [2.0, 0.0]], [1, -1], 0.5, "the text's example, where one row lies on the line"),
    ([[2.0, 1.0, -1.0]], [0.5, 1.0, 3.0], 1.0, "a single row that lies on the line"),
    ([[2.0, 1.0, -1.0]], [0.5, 1.0, 3.0], 0.5, "a single row below the line"),
    ([[0.75], [0.5], [-1.0], [0.25], [1.0]], [2.0], -1.0, "a single input, with scores of 0.5, 0, −3, −0.5 and 1"),
    (
        [[FAINT, 0.0], [-FAINT, 0.0], [0.0, 0.0], [0.25, -0.125]],
        [1.0, 2.0],
        0.0,
        "scores next to 0",
    ),
    (
        [[1.0, -2.0], [3.0, 0.5], [0.0, 0.0]],
        [0.0, 0.0],
        0.0,
        "weights and bias that are 0, so that all rows lie on the line",
    ),
    ([[1.0, -2.0], [3.0, 0.5]], [0.0, 0.0], -0.25, "weights that are 0 with a bias below 0"),
    (
        [[1.0, 2.0, -1.0], [0.5, -3.0, 2.0], [-4.0, 1.0, 1.5]],
        [2.0, -0.5, 1.0],
        0.75,
        "as many rows as inputs",
    ),
    ([[1000.0, 0.0], [-1000.0, 1.0], [0.0, 4000.0]], [2.0, -1.0], 1.5, "scores far from 0"),
]


def predict_cases(rng):
    """The hard ones; then scores of exactly 0, ¼ on either side of it, and one between b and 2b; float32."""
    cases = [Case((np.array(x), np.array(w), b), {"N": len(x), "b": b}, why) for x, w, b, why in HARD_ROWS]
    for rows, inputs, weight, b in [(7, 3, -2.0, -1.375), (5, 4, 0.5, 0.625)]:
        x, w = eighths(rng, (rows, inputs)), eighths(rng, inputs)
        w[0] = weight
        near = np.array([0, 0.25, -0.25, 1.5 * b])
        x[: len(near), 0] += (near - (x @ w + b)[: len(near)]) / w[0]
        cases.append(Case((rng.permutation(x), w, b), {"N": rows, "b": b}))
    return [*cases, in_single_precision(cases[-2])]


# what goes into the step
WRONG_SCORES = (
    Misconception(
        "bias_forgotten",
        edit(perceptron_predict, " + b → "),
        "Your line goes through the origin. The bias, {b}, is not in the score.",
        "The score is that of question 1, with both its terms.",
    ),
    Misconception(
        "bias_subtracted",
        edit(perceptron_predict, "+ b → - b"),
        "You subtracted the bias, {b}, or took it for a threshold. x·w + b ≥ 0 says x·w ≥ −b, and you asked for x·w ≥ b.",
        "Mind the sign when b goes to the other side.",
    ),
)

# what the step makes of a score
WRONG_STEPS = (
    Misconception(
        "zero_does_not_fire",
        edit(perceptron_predict, ">= → >"),
        "Where a score is exactly 0 you say 0, and there the answer is 1.",
        "Points on the line belong to class 1 here.",
    ),
    Misconception(
        "minus_one_for_zero",
        edit(perceptron_predict, "1, 0) → 1, -1)"),
        "Your classes are −1 and 1.",
        "Here the classes are 0 and 1.",
    ),
    Misconception(
        "minus_one_at_zero",
        edit(perceptron_predict, ">= → >", "1, 0) → 1, -1)"),
        "Your classes are −1 and 1, and a score of exactly 0 gives −1.",
        "Here the classes are 0 and 1, and points on the line belong to class 1.",
    ),
    Misconception(
        "np_sign",
        edit(perceptron_predict, "np.where(z >= 0, 1, 0) → np.sign(z)"),
        "You took the sign of the score. It has three values, −1, 0 and 1; a step has two.",
        "Ask on which side of 0 the score is, and say which side 0 itself belongs to.",
    ),
    Misconception(
        "score_returned",
        edit(perceptron_predict, "np.where(z >= 0, 1, 0) → z"),
        "You returned the score. The step is missing.",
        "A class is 0 or 1, and nothing between.",
    ),
    Misconception(
        "sigmoid",
        edit(perceptron_predict, "np.where(z >= 0, 1, 0) → 0.5 + 0.5 * np.tanh(z / 2)"),
        "You took the sigmoid, which is a smooth step.",
        "The perceptron says 0 or 1 and nothing between.",
    ),
    Misconception(
        "reversed",
        edit(perceptron_predict, ">= → <="),
        "Your classes are the wrong way round: you say 1 where the score is at most 0.",
        "A positive score means class 1.",
    ),
    Misconception(
        "classes_swapped",
        edit(perceptron_predict, "1, 0) → 0, 1)"),
        "Your classes are the wrong way round: you say 0 where the score is at least 0.",
        "A positive score means class 1, and so does a score of 0.",
    ),
)

PERCEPTRON_PREDICT = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("y_pred",),
    reference=perceptron_predict,
    cases=predict_cases,
    section=SECTION,
    hints=(
        "First the score of every row, as in question 1. Then ask on which side of 0 it is.",
        "`z >= 0` is an array of True and False. A score of 0 counts as 1 here.",
        "`np.where(condition, 1, 0)` turns it into ones and zeros; so does `.astype(int)`.",
    ),
    misconceptions=(
        *WRONG_SCORES,
        *WRONG_STEPS,
        *(at_once(score, step) for score, step in product(WRONG_SCORES, WRONG_STEPS[:5])),
        Misconception(
            "half_on_the_line",
            edit(perceptron_predict, "np.where(z >= 0, 1, 0) → np.heaviside(z, 0.5)"),
            "Where a score is exactly 0 you say ½, and there the answer is 1.",
            "The classes are 0 and 1, and points on the line belong to class 1.",
        ),
        Misconception(
            "threshold_one_half",
            edit(perceptron_predict, ">= 0 → >= 0.5"),
            "You drew the line at a score of ½. One half is where a probability is cut, and a score is none.",
            "A score is cut at 0.",
        ),
        Misconception(
            "threshold_above_one_half",
            edit(perceptron_predict, ">= 0 → > 0.5"),
            "You drew the line above a score of ½. One half is where a probability is cut, and a score is none.",
            "A score is cut at 0.",
        ),
        Misconception(
            "threshold_one",
            edit(perceptron_predict, ">= 0 → >= 1"),
            "You drew the line at a score of 1.",
            "A score is cut at 0.",
        ),
        Misconception(
            "relu",
            edit(perceptron_predict, "np.where(z >= 0, 1, 0) → np.maximum(z, 0)"),
            "You kept the score where it is positive, as a ReLU does.",
            "A step says 1 there, however large the score is.",
        ),
        Misconception(
            "order_reversed",
            edit(perceptron_predict, "x @ w → w @ x"),
            "You wrote w in front of x: the shapes only fit where there are as many rows as inputs, and there {entry} is "
            "{yours}, expected {expected}.",
            "Write the shapes side by side, (N, inputs) and (inputs,): the two that meet in the middle must be equal.",
        ),
        Misconception(
            "not_added_up",
            edit(perceptron_predict, "@ → *"),
            "Your {part} is {yours}, expected {expected}: the products of inputs and weights are not added up, so each input "
            "gets an answer of its own.",
            "A row has one score, made of all its products.",
        ),
        Misconception(
            "first_row_only",
            edit(perceptron_predict, "1, 0) → 1, 0)[0]"),
            "You returned the answer for the first row alone: your {part} is {yours}, expected {expected}.",
            "Does your loop return after its first turn?",
        ),
        Misconception(
            "first_row_in_a_list",
            edit(perceptron_predict, "1, 0) → 1, 0)[:1]"),
            "You returned the answer for the first row alone: your {part} is {yours}, expected {expected}.",
            "Does your loop return after its first turn?",
        ),
        Misconception(
            "last_row_only",
            edit(perceptron_predict, "1, 0) → 1, 0)[-1]"),
            "You returned the answer for the last row alone: your {part} is {yours}, expected {expected}.",
            "Every turn of the loop has an answer to keep.",
        ),
        Misconception(
            "places_returned",
            edit(perceptron_predict, "np.where(z >= 0, 1, 0) → np.flatnonzero(z >= 0)"),
            "You returned the places of the rows that fire: your {part} is {yours}, expected {expected}.",
            "Every row gets an answer, 0 or 1.",
        ),
    ),
    alternatives=(predict_loop, predict_booleans, predict_heaviside, predict_filled_in),
)
