"""One neuron's score: a weighted sum and a bias."""

from itertools import product

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "A neuron: weights, bias, step"


def perceptron_score(x, w, b):
    """z = x·w + b, row by row."""
    z = x @ w
    return z + b


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


def score_filled_in(x, w, b):
    """An array made first and filled row by row, the bias last."""
    z = np.zeros(x.shape[0])
    for n in range(x.shape[0]):
        for i in range(x.shape[1]):
            z[n] = z[n] + w[i] * x[n, i]
    return b + z


def eighths(rng, shape, largest=40):
    """Multiples of 1/8, whose products and sums hold no rounding, so that a score of 0 is 0 in any order."""
    return rng.integers(-largest, largest + 1, size=shape) / 8


HARD_SCORES = [
    ([[1.0, 2.0], [3.0, 4.0]], [0.5, -1.0], 0.25, "the text's example"),
    ([[2.0, -1.0, 0.5]], [1.5, 2.0, -4.0], -0.75, "a single row"),
    ([[2.0], [-3.0], [0.0], [1.5]], [-1.25], 0.5, "a single input"),
    ([[3.0]], [0.5], 1.25, "a single row with a single input"),
    ([[1.0, 2.0, -1.0], [0.5, -3.0, 2.0], [4.0, 1.0, 1.5]], [2.0, -0.5, 1.0], 0.75, "as many rows as inputs"),
    ([[1.0, -2.0], [3.0, 0.5], [-1.0, 4.0]], [0.0, 0.0], -1.5, "weights that are all 0"),
    ([[0.0, 0.0], [1000.0, -2000.0], [-500.0, 0.25]], [3.0, 0.5], 2.0, "large scores of both signs"),
]


def score_cases(rng):
    """The hard ones, then six and four rows, and six in float32."""
    cases = [
        Case((np.array(x), np.array(w), b), {"N": len(x), "inputs": len(w), "b": b}, why)
        for x, w, b, why in HARD_SCORES
    ]
    for rows, inputs in [(6, 3), (4, 5)]:
        x, w, b = rng.normal(size=(rows, inputs)), away_from_zero(rng, inputs), float(away_from_zero(rng, ()))
        cases.append(Case((x, w, b), {"N": rows, "inputs": inputs, "b": round(b, 4)}))
    return [*cases, in_single_precision(cases[-2])]


# what stands in the place of the weighted sum
WRONG_SUMS = (
    Misconception(
        "averaged",
        edit(perceptron_score, "x @ w → (x * w).mean(axis=1)"),
        "You averaged over the {inputs} inputs. A neuron adds up.",
        "Nothing is divided by the number of inputs.",
    ),
    Misconception(
        "not_added_up",
        edit(perceptron_score, "@ → *"),
        "Your {part} is {yours}, expected {expected}: you multiplied inputs and weights, and never added the products "
        "of a row up.",
        "A row has one score, made of all its products.",
    ),
    Misconception(
        "all_rows_in_one",
        edit(perceptron_score, "x @ w → (x * w).sum()"),
        "Your {part} is {yours}, expected {expected}: you added up over all {N} rows. Each row has a score of its own.",
        "Sum over the inputs, which are the last axis, and keep the rows.",
    ),
    Misconception(
        "summed_over_rows",
        edit(perceptron_score, "x @ w → (x * w).sum(axis=0)"),
        "You added up over the rows: your {part} is {yours}, expected {expected}. A score belongs to a row and adds up its "
        "inputs.",
        "Which of the two axes of x are the inputs?",
    ),
    Misconception(
        "weights_forgotten",
        edit(perceptron_score, "x @ w → x.sum(axis=1)"),
        "You added the inputs up as they are. The weights are not in your score.",
        "Each input is multiplied by a weight of its own.",
    ),
)

# what becomes of the bias
WRONG_BIASES = (
    Misconception(
        "bias_forgotten",
        edit(perceptron_score, "z + b → z"),
        "The bias is missing: {entry} is {yours}, expected {expected}, and b = {b}.",
        "The formula has two terms.",
    ),
    Misconception(
        "bias_subtracted",
        edit(perceptron_score, "+ b → - b"),
        "You subtracted the bias: {entry} is {yours}, expected {expected}, and b = {b}. A threshold would be "
        "subtracted; a bias is added.",
        "Look at the sign in front of b.",
    ),
)

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
        *WRONG_SUMS,
        *WRONG_BIASES,
        *(at_once(total, bias) for total, bias in product(WRONG_SUMS, WRONG_BIASES)),
        Misconception(
            "order_reversed",
            edit(perceptron_score, "x @ w → w @ x"),
            "You wrote w in front of x: the shapes only fit where there are as many rows as inputs, and there {entry} is "
            "{yours}, expected {expected}.",
            "Write the shapes side by side, (N, inputs) and (inputs,): the two that meet in the middle must be equal.",
        ),
        Misconception(
            "bias_for_every_input",
            edit(perceptron_score, "x @ w → (x * w + b).sum(axis=1)", "z + b → z"),
            "You added the bias once for each of the {inputs} inputs.",
            "First the sum over the inputs, then b, once.",
        ),
        Misconception(
            "bias_twice",
            edit(perceptron_score, "z + b → z + b + b"),
            "You added the bias twice.",
            "Does your sum begin at b, and is b added once more at its end?",
        ),
        Misconception(
            "bias_added_to_the_weights",
            edit(perceptron_score, "x @ w → x @ (w + b)", "z + b → z"),
            "You added the bias to each weight, so it is multiplied by the inputs.",
            "b stands by itself: it does not depend on x.",
        ),
        Misconception(
            "bias_multiplied",
            edit(perceptron_score, "z + b → z * b"),
            "You multiplied by the bias.",
            "A bias moves the score up or down by the same amount in every row.",
        ),
        Misconception(
            "never_reset",
            edit(perceptron_score, "x @ w → np.cumsum(x @ w)"),
            "Your score goes on growing from row to row: the first is right, and each later one holds those before it.",
            "Where does your sum begin: once, or anew for every row?",
        ),
        Misconception(
            "never_reset_and_bias_added_again",
            edit(perceptron_score, "x @ w → np.cumsum(x @ w + b)", "z + b → z"),
            "Your score goes on growing from row to row: the first is right, and each later one holds those before it.",
            "Where does your sum begin: once, or anew for every row?",
        ),
        Misconception(
            "two_inputs_only",
            edit(perceptron_score, "x @ w → x[:, 0] * w[0] + x[:, 1] * w[1]"),
            "Your score holds the first two inputs. A row may have any number of them.",
            "The dots in the formula stand for all further inputs.",
        ),
        Misconception(
            "first_input_skipped",
            edit(perceptron_score, "x @ w → x[:, 1:] @ w[1:]"),
            "The first input is missing in your score.",
            "Inputs are counted from 0. Where does your loop begin?",
        ),
        Misconception(
            "last_input_skipped",
            edit(perceptron_score, "x @ w → x[:, :-1] @ w[:-1]"),
            "The last input is missing in your score.",
            "`range(n)` ends at n − 1. Where does your loop end?",
        ),
        Misconception(
            "last_input_only",
            edit(perceptron_score, "x @ w → x[:, -1] * w[-1]"),
            "Only the last input is in your score. Does each turn of your loop forget the one before?",
            "A sum grows: each product is added to what is there already.",
        ),
        Misconception(
            "first_row_only",
            edit(perceptron_score, "z + b → z[0] + b"),
            "You returned the score of the first row alone: your {part} is {yours}, expected {expected}.",
            "Does your loop return after its first turn?",
        ),
        Misconception(
            "first_row_in_a_list",
            edit(perceptron_score, "z + b → z[:1] + b"),
            "You returned the score of the first row alone: your {part} is {yours}, expected {expected}.",
            "Does your loop return after its first turn?",
        ),
        Misconception(
            "last_row_only",
            edit(perceptron_score, "z + b → z[-1] + b"),
            "You returned the score of the last row alone: your {part} is {yours}, expected {expected}.",
            "Every turn of the loop has a score to keep.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(perceptron_score, "z + b → np.trunc(z + b)"),
            "Your scores are whole numbers: what is behind the point is cut off.",
            "An array that was made for whole numbers keeps nothing else.",
        ),
        Misconception(
            "step_taken",
            edit(perceptron_score, "z + b → np.where(z + b >= 0, 1, 0)"),
            "You went one step further. 0 and 1 are what the step makes of the score.",
            "Return the score itself. The step is the next question.",
        ),
        Misconception(
            "sigmoid_taken",
            edit(perceptron_score, "z + b → 0.5 + 0.5 * np.tanh((z + b) / 2)"),
            "You put the score through a sigmoid.",
            "Return the score itself, which may be any number.",
        ),
        Misconception(
            "relu_taken",
            edit(perceptron_score, "z + b → np.maximum(0, z + b)"),
            "Your score is 0 where it should be negative.",
            "Return the score itself, which may be any number.",
        ),
        Misconception(
            "sign_lost",
            edit(perceptron_score, "z + b → abs(z + b)"),
            "Your scores have lost their signs.",
            "On which side of the line a row lies, its sign says.",
        ),
    ),
    alternatives=(score_loop, score_with_a_column_of_ones, score_as_a_column, score_einsum, score_filled_in),
)
