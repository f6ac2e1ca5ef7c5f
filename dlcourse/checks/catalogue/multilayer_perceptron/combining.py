"""A weighted sum of perceptrons, made smooth."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def combine_perceptrons(x, W, b, v, c):
    """p = σ(σ(x W + b) v + c)."""
    each = sigmoid(x @ W + b)
    total = each @ v + c
    return sigmoid(total)


def combine_loop(x, W, b, v, c):
    """Row by row, perceptron by perceptron; a list."""
    answer = []
    for row in x:
        total = float(c)
        for j in range(len(v)):
            score = sum(float(row[i]) * float(W[i, j]) for i in range(len(row))) + float(b[j])
            total += float(v[j]) / (1 + np.exp(-score))
        answer.append(float(1 / (1 + np.exp(-total))))
    return answer


def combine_column(x, W, b, v, c):
    """As a layer with one unit: v as a matrix (units, 1), a column as result; the sigmoid by tanh."""
    p = 0.5 + 0.5 * np.tanh((x @ W + b) / 2)
    return 0.5 + 0.5 * np.tanh((p @ v[:, None] + c) / 2)


def combine_turned(x, W, b, v, c):
    """With perceptrons in rows, and a weighted sum by np.multiply."""
    p = sigmoid(np.einsum("iu,ni->un", W, x) + b[:, None])
    return sigmoid(np.multiply(v[:, None], p).sum(axis=0) + c)


def combination_cases(rng):
    """Rows, inputs and perceptrons all different; one row; float32."""
    cases = []
    for n, inputs, units in [(6, 2, 3), (5, 4, 3), (1, 3, 5)]:
        x, W = 1.5 * rng.normal(size=(n, inputs)), away_from_zero(rng, (inputs, units))
        b, v, c = away_from_zero(rng, units), away_from_zero(rng, units), float(away_from_zero(rng, ()))
        cases.append(Case((x, W, b, v, c), {"N": n, "inputs": inputs, "units": units}))
    return [*cases, in_single_precision(cases[0])]


COMBINE_PERCEPTRONS = Question(
    difficulty="medium",
    minutes=7,
    points=2,
    parts=("p",),
    reference=combine_perceptrons,
    cases=combination_cases,
    section="A weighted sum of perceptrons, smoothed",
    hints=(
        "Two steps of the same kind: a weighted sum, then a sigmoid. The second works on what the first gave.",
        "`sigmoid(x @ W + b)` holds, for each row, the answers of all perceptrons: (N, units).",
        "Weigh these answers with v and add c: (N, units) @ (units,) is (N,). Then the sigmoid once more.",
    ),
    misconceptions=(
        Misconception(
            "not_smoothed",
            edit(combine_perceptrons, "sigmoid(total) → total"),
            "Your answer is the weighted sum itself. Nothing keeps it between 0 and 1.",
            "Put the sum through a sigmoid: then it is a probability again.",
        ),
        Misconception(
            "scores_combined",
            edit(combine_perceptrons, "sigmoid(x @ W + b) → x @ W + b"),
            "You added up the scores, before any sigmoid. A sum of lines is a line again.",
            "Each perceptron answers first, σ(x W + b); then the answers are weighed.",
        ),
        Misconception(
            "steps_combined",
            edit(combine_perceptrons, "sigmoid(x @ W + b) → (x @ W + b >= 0).astype(float)"),
            "Your perceptrons answer 0 or 1. That puts corners and jumps into the boundary.",
            "Here each answers with σ(z), between 0 and 1.",
        ),
        Misconception(
            "last_bias_forgotten",
            edit(combine_perceptrons, " + c → "),
            "The bias c is missing.",
            "σ(p·v + c): the sum has a bias of its own.",
        ),
        Misconception(
            "first_biases_forgotten",
            edit(combine_perceptrons, " + b → "),
            "The perceptrons' biases b are missing. All their lines pass through the origin.",
            "Each perceptron computes σ(x W + b).",
        ),
        Misconception(
            "equal_votes",
            edit(combine_perceptrons, "each @ v → each.sum(axis=1)"),
            "All perceptrons count alike in your sum. The weights v are not used.",
            "p @ v weighs each answer with its own v.",
        ),
        Misconception(
            "averaged",
            edit(combine_perceptrons, "each @ v → (each * v).mean(axis=1)"),
            "You averaged where the answers add up: {entry} is {yours}, expected {expected}, and there are {units} "
            "perceptrons.",
            "A weighted sum, not a mean: nothing is divided by the number of perceptrons.",
        ),
        Misconception(
            "weights_normalised",
            edit(combine_perceptrons, "each @ v → each @ v / v.sum()"),
            "You divided by the sum of the weights.",
            "v may hold any numbers, negative ones too, and they need not sum to 1.",
        ),
        Misconception(
            "bias_inside_the_sum",
            edit(combine_perceptrons, "each @ v + c → (each + c) @ v"),
            "Your c is added to every perceptron's answer and then weighed.",
            "c is added once, after the weighing: p @ v + c.",
        ),
    ),
    alternatives=(combine_loop, combine_column, combine_turned),
)
