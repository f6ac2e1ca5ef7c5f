"""One neuron: its score, and the step that makes a class of it."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "A neuron: weights, bias, step"


def perceptron_score(x, w, b):
    """z = x·w + b, row by row."""
    return x @ w + b


def score_loop(x, w, b):
    """One row and one weight at a time; a list."""
    scores = []
    for row in x:
        z = b
        for i in range(len(w)):
            z += row[i] * w[i]
        scores.append(float(z))
    return scores


def score_with_a_column_of_ones(x, w, b):
    """The bias as the weight of an input that is always 1."""
    return np.column_stack([np.ones(len(x)), x]) @ np.append(b, w)


def score_as_a_column(x, w, b):
    """Shape (N, 1)."""
    return x @ w.reshape(-1, 1) + b


def score_einsum(x, w, b):
    """In single precision, from a transposed copy."""
    return np.einsum("in,i->n", np.asfortranarray(x.T, dtype=np.float32), w.astype(np.float32)) + np.float32(b)


def score_cases(rng):
    """Six, four and one row, and six in float32."""
    cases = []
    for rows, inputs in [(6, 3), (4, 5), (1, 3)]:
        x, w, b = rng.normal(size=(rows, inputs)), away_from_zero(rng, inputs), float(away_from_zero(rng, ()))
        cases.append(Case((x, w, b), {"N": rows, "inputs": inputs, "b": round(b, 4)}))
    return [*cases, in_single_precision(cases[0])]


PERCEPTRON_SCORE = Question(
    difficulty="easy",
    minutes=3,
    points=1,
    parts=("z",),
    reference=perceptron_score,
    cases=score_cases,
    section=SECTION,
    hints=(
        "For one row: multiply each input by its weight, add the products up, add b.",
        "`x @ w` does this for all rows at once: (N, inputs) with (inputs,) gives (N,).",
        "What is still missing after `x @ w` is the same number for every row.",
    ),
    misconceptions=(
        Misconception(
            "bias_forgotten",
            edit(perceptron_score, " + b → "),
            "The bias is missing: {entry} is {yours}, expected {expected}, and b = {b}.",
            "z = x·w + b.",
        ),
        Misconception(
            "bias_subtracted",
            edit(perceptron_score, "+ b → - b"),
            "You subtracted the bias: {entry} is {yours}, expected {expected}, and b = {b}. A threshold would be "
            "subtracted; a bias is added.",
            "z = x·w + b.",
        ),
        Misconception(
            "bias_for_every_input",
            edit(perceptron_score, "x @ w + b → (x * w + b).sum(axis=1)"),
            "You added the bias once for each of the {inputs} inputs.",
            "First the sum over the inputs, then b, once.",
        ),
        Misconception(
            "averaged",
            edit(perceptron_score, "x @ w → (x * w).mean(axis=1)"),
            "You averaged over the {inputs} inputs. A neuron adds up.",
            "Take the sum of the products, not their mean.",
        ),
        Misconception(
            "not_added_up",
            edit(perceptron_score, "@ → *"),
            "Your {part} is {yours}, expected {expected}: you multiplied inputs and weights, and never added the products "
            "of a row up.",
            "`x @ w` multiplies and adds. `x * w` only multiplies.",
        ),
        Misconception(
            "all_rows_in_one",
            edit(perceptron_score, "x @ w → (x * w).sum()"),
            "Your {part} is {yours}, expected {expected}: you added up over all {N} rows. Each row has a score of its own.",
            "Sum over the inputs, which are the last axis, and keep the rows.",
        ),
        Misconception(
            "step_taken",
            edit(perceptron_score, "x @ w + b → np.where(x @ w + b >= 0, 1, 0)"),
            "You went one step further. 0 and 1 are what the step makes of the score.",
            "Return the score itself. The step is the next question.",
        ),
    ),
    alternatives=(score_loop, score_with_a_column_of_ones, score_as_a_column, score_einsum),
)


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


def eighths(rng, shape, largest=40):
    """Multiples of 1/8, whose products and sums hold no rounding, so that a score of 0 is 0 in any order."""
    return rng.integers(-largest, largest + 1, size=shape) / 8


def predict_cases(rng):
    """Scores of exactly 0, ¼ on either side of it, and one between b and 2b, where there are rows enough."""
    cases = []
    for rows, inputs in [(7, 3), (5, 4), (1, 3)]:
        x, w = eighths(rng, (rows, inputs)), eighths(rng, inputs)
        w[0], b = rng.choice([-2.0, -0.5, 0.5, 2.0]), rng.choice([-1.375, -0.875, 0.625, 1.125])
        near = np.array([0, 0.25, -0.25, 1.5 * b])[:rows]
        x[: len(near), 0] += (near - (x @ w + b)[: len(near)]) / w[0]
        cases.append(Case((rng.permutation(x), w, float(b)), {"N": rows, "b": float(b)}))
    return [*cases, in_single_precision(cases[0])]


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
        Misconception(
            "zero_does_not_fire",
            edit(perceptron_predict, ">= → >"),
            "The score of that row is exactly 0, and there the answer is 1.",
            "Use ≥, not >. Points on the line belong to class 1 here.",
        ),
        Misconception(
            "minus_one_for_zero",
            edit(perceptron_predict, "1, 0 → 1, -1"),
            "Your classes are −1 and 1.",
            "Here the classes are 0 and 1.",
        ),
        Misconception(
            "np_sign",
            edit(perceptron_predict, "np.where(z >= 0, 1, 0) → np.sign(z)"),
            "You took the sign of the score. `np.sign` has three values, −1, 0 and 1; a step has two.",
            "Ask whether the score is ≥ 0: `np.where(z >= 0, 1, 0)`.",
        ),
        Misconception(
            "sigmoid",
            edit(perceptron_predict, "np.where(z >= 0, 1, 0) → 1 / (1 + np.exp(-z))"),
            "You took the sigmoid, which is a smooth step.",
            "The perceptron says 0 or 1 and nothing between.",
        ),
        Misconception(
            "score_returned",
            perceptron_score,
            "You returned the score. The step is missing.",
            "1 where the score is ≥ 0, else 0.",
        ),
        Misconception(
            "reversed",
            edit(perceptron_predict, ">= → <="),
            "Your classes are the wrong way round.",
            "A positive score means class 1.",
        ),
        Misconception(
            "bias_forgotten",
            edit(perceptron_predict, " + b → "),
            "Your line goes through the origin. The bias, {b}, is not in the score.",
            "z = x·w + b, then the step.",
        ),
        Misconception(
            "bias_as_threshold",
            edit(perceptron_predict, " + b → ", ">= 0 → >= b"),
            "You took the bias for a threshold. x·w + b ≥ 0 says x·w ≥ −b, and you asked for x·w ≥ b.",
            "Mind the sign when b goes to the other side.",
        ),
        Misconception(
            "threshold_one_half",
            edit(perceptron_predict, ">= 0 → >= 0.5"),
            "You drew the line at a score of ½. One half is where a probability is cut, and a score is none.",
            "A score is cut at 0.",
        ),
    ),
    alternatives=(predict_loop, predict_booleans, predict_heaviside),
)
