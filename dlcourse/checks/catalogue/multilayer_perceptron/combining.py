"""A weighted sum of perceptrons, made smooth."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.answers import several_at_once
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


def combine_one_by_one(x, W, b, v, c):
    """One perceptron after the other, added to what is there; in single precision."""
    total = np.full(len(x), c, dtype=np.float32)
    for weights, bias, vote in zip(W.T, b, v, strict=True):
        total = total + vote * sigmoid(x @ weights + bias)
    return sigmoid(total).astype(np.float32)


# x, W, b, v, c
HARD_NETS = [
    ([[0, 0]], [[1.0, -2.0], [0.5, 3.0]], [-1.386294, 1.386294], [1, 1], 0.5, "the text's example, with whole numbers"),
    (
        [[1.0, -0.5], [2.0, 1.5], [-1.0, 0.25]],
        [[1.0, -2.0], [0.5, 1.5]],
        [0.5, -1.0],
        [2.0, -3.0],
        -0.75,
        "as many inputs as perceptrons",
    ),
    (
        [[1.0, -0.5, 2.0], [2.0, 1.5, -1.0], [-1.0, 0.25, 0.5]],
        [[1.0, -2.0, 0.5], [0.5, 1.5, -1.0], [-0.25, 2.0, 1.0]],
        [0.5, -1.0, 0.25],
        [2.0, -3.0, 1.5],
        0.5,
        "as many rows as inputs, and as perceptrons",
    ),
    ([[1.0, -2.0]], [[2.0], [0.5]], [0.75], [-1.5], 0.25, "a single row and a single perceptron"),
    ([[1.5], [-0.5], [0.0]], [[2.0, -1.0, 0.5]], [0.25, -0.5, 1.0], [1.0, 2.0, -2.5], -0.5, "a single input"),
    (
        [[1.0, -2.0], [0.5, 3.0]],
        [[2.0, 1.0], [0.5, -1.0]],
        [0.5, -0.75],
        [-1.25, -2.0],
        0.5,
        "weights v that are all negative",
    ),
    (
        [[1.0, -2.0], [0.5, 3.0]],
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        [0.5, -0.75, 1.5],
        [3.0, -2.0, 1.0],
        -1.0,
        "weights W that are all 0",
    ),
    (
        [[40.0, -30.0], [-50.0, 20.0], [0.25, 0.5]],
        [[3.0, -1.0], [2.0, 4.0]],
        [0.5, 1.0],
        [6.0, -4.0],
        -2.5,
        "perceptrons that are all but sure",
    ),
]


def combination_cases(rng):
    """The hard ones; rows, inputs and perceptrons all different; float32."""
    cases = [
        Case(
            (np.array(x), np.array(W), np.array(b), np.array(v), c),
            {"N": len(x), "inputs": len(W), "units": len(v)},
            why,
        )
        for x, W, b, v, c, why in HARD_NETS
    ]
    for n, inputs, units in [(6, 2, 3), (5, 4, 3)]:
        x, W = 1.5 * rng.normal(size=(n, inputs)), away_from_zero(rng, (inputs, units))
        b, v, c = away_from_zero(rng, units), away_from_zero(rng, units), float(away_from_zero(rng, ()))
        cases.append(Case((x, W, b, v, c), {"N": n, "inputs": inputs, "units": units}))
    return [*cases, in_single_precision(cases[-2])]


# what each perceptron says
WRONG_ANSWERS = (
    Misconception(
        "scores_combined",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → x @ W + b"),
        "You added up the scores, before any sigmoid. A sum of lines is a line again.",
        "Each perceptron answers first, with a probability; then the answers are weighed.",
    ),
    Misconception(
        "steps_combined",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → (x @ W + b >= 0).astype(float)"),
        "Your perceptrons answer 0 or 1. That puts corners and jumps into the boundary.",
        "Here each answers with a probability, between 0 and 1.",
    ),
    Misconception(
        "strict_steps_combined",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → (x @ W + b > 0).astype(float)"),
        "Your perceptrons answer 0 or 1. That puts corners and jumps into the boundary.",
        "Here each answers with a probability, between 0 and 1.",
    ),
    Misconception(
        "first_biases_forgotten",
        edit(combine_perceptrons, "W + b → W"),
        "The perceptrons' biases b are missing. All their lines pass through the origin.",
        "The formula has two biases, one inside the inner σ and one inside the outer.",
    ),
    Misconception(
        "first_biases_outside",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → sigmoid(x @ W) + b"),
        "You added b after the inner sigmoid. It belongs to the score that goes into it.",
        "Mind the brackets of the formula.",
    ),
    Misconception(
        "first_biases_subtracted",
        edit(combine_perceptrons, "W + b → W - b"),
        "You subtracted b in the scores of the perceptrons.",
        "Look at the sign in front of b.",
    ),
    Misconception(
        "sigmoid_twice",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → sigmoid(sigmoid(x @ W + b))"),
        "The answers of your perceptrons went through the sigmoid twice.",
        "Count the σ in the formula: one inside, one outside.",
    ),
    Misconception(
        "tanh_inside",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → np.tanh(x @ W + b)"),
        "Your perceptrons answer with tanh, between −1 and 1.",
        "Here each answers with a probability, between 0 and 1.",
    ),
    Misconception(
        "relu_inside",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → np.maximum(x @ W + b, 0)"),
        "Your perceptrons answer with a ReLU, which has no upper end.",
        "Here each answers with a probability, between 0 and 1.",
    ),
    Misconception(
        "sigmoid_reversed",
        edit(combine_perceptrons, "sigmoid(x @ W + b) → sigmoid(-(x @ W + b))"),
        "Your perceptrons answer with 1 − σ(z).",
        "A large score makes a probability near 1.",
    ),
    Misconception(
        "transposed",
        edit(combine_perceptrons, "x @ W → x @ W.T"),
        "You turned W: the shapes only fit where there are as many inputs as perceptrons, and there {entry} is {yours}, expected "
        "{expected}.",
        "W is (inputs, units) and x is (N, inputs): which two lengths have to meet?",
    ),
    Misconception(
        "rows_normalised",
        edit(combine_perceptrons, "each @ v → each / each.sum(axis=1, keepdims=True) @ v"),
        "You divided the answers by their sum, as if they had to share one probability.",
        "Each perceptron answers by itself.",
    ),
    Misconception(
        "softmax_for_sigmoid",
        edit(
            combine_perceptrons,
            "each = sigmoid(x @ W + b) → e = np.exp(x @ W + b - (x @ W + b).max(axis=1, keepdims=True))\n"
            "    each = e / e.sum(axis=1, keepdims=True)",
        ),
        "You took a softmax over the perceptrons. Each has a sigmoid of its own, and their answers need not sum to 1.",
        "σ looks at one number at a time.",
    ),
)

# what becomes of the answers
WRONG_TOTALS = (
    Misconception(
        "last_bias_forgotten",
        edit(combine_perceptrons, "v + c → v"),
        "The bias c is missing.",
        "The formula has two biases, one inside the inner σ and one inside the outer.",
    ),
    Misconception(
        "last_bias_subtracted",
        edit(combine_perceptrons, "v + c → v - c"),
        "You subtracted c.",
        "Look at the sign in front of c.",
    ),
    Misconception(
        "equal_votes",
        edit(combine_perceptrons, "each @ v → each.sum(axis=1)"),
        "All perceptrons count alike in your sum. The weights v are not used.",
        "What does the last perceptron do with the answers it gets?",
    ),
    Misconception(
        "mean_of_the_answers",
        edit(combine_perceptrons, "each @ v → each.mean(axis=1)"),
        "You averaged the answers. The weights v are not used.",
        "What does the last perceptron do with the answers it gets?",
    ),
    Misconception(
        "averaged",
        edit(combine_perceptrons, "each @ v → (each * v).mean(axis=1)"),
        "You averaged where the weighed answers add up, of {units} perceptrons.",
        "A weighted sum, not a mean: nothing is divided by the number of perceptrons.",
    ),
    Misconception(
        "weights_normalised",
        edit(combine_perceptrons, "each @ v → each @ v / v.sum()"),
        "You divided by the sum of the weights.",
        "v may hold any numbers, negative ones too, and they need not sum to 1.",
    ),
    Misconception(
        "weights_normalised_by_size",
        edit(combine_perceptrons, "each @ v → each @ v / abs(v).sum()"),
        "You divided by the sum of the weights, taken without their signs.",
        "v may hold any numbers, and they need not sum to 1.",
    ),
    Misconception(
        "bias_inside_the_sum",
        edit(combine_perceptrons, "each @ v + c → (each + c) @ v"),
        "Your c is added to every perceptron's answer and then weighed.",
        "c is added once, after the weighing.",
    ),
    Misconception(
        "bias_for_every_perceptron",
        edit(combine_perceptrons, "each @ v + c → (each * v + c).sum(axis=1)"),
        "You added c once for each of the {units} perceptrons.",
        "c is added once, after the sum.",
    ),
    Misconception(
        "answers_multiplied",
        edit(combine_perceptrons, "each @ v → np.prod(each * v, axis=1)"),
        "You multiplied the weighed answers. They add up.",
        "A weighted sum, as in every perceptron.",
    ),
    Misconception(
        "last_perceptron_skipped",
        edit(combine_perceptrons, "each @ v → each[:, :-1] @ v[:-1]"),
        "The last perceptron does not count in your sum.",
        "`range(n)` ends at n − 1. Where does your loop end?",
    ),
    Misconception(
        "last_perceptron_only",
        edit(combine_perceptrons, "each @ v → each[:, -1] * v[-1]"),
        "Only the last perceptron counts in your sum. Does each turn of your loop forget the one before?",
        "A sum grows: each answer is added to what is there already.",
    ),
    Misconception(
        "two_perceptrons_only",
        edit(combine_perceptrons, "each @ v → each[:, 0] * v[0] + each[:, 1] * v[1]"),
        "Your sum has two perceptrons. There may be any number of them.",
        "The example in the text has two; v says how many there are.",
    ),
)

# what is made of the sum
WRONG_ENDS = (
    Misconception(
        "not_smoothed",
        edit(combine_perceptrons, "sigmoid(total) → total"),
        "Your answer is the weighted sum itself. Nothing keeps it between 0 and 1.",
        "What makes a probability of a number again?",
    ),
    Misconception(
        "clipped",
        edit(combine_perceptrons, "sigmoid(total) → np.clip(total, 0, 1)"),
        "You cut the sum off at 0 and 1. That gives no probability, and corners.",
        "What makes a probability of a number?",
    ),
    Misconception(
        "step_at_the_end",
        edit(combine_perceptrons, "sigmoid(total) → (total >= 0).astype(float)"),
        "Your answer is a class, 0 or 1. Asked for is the probability.",
        "The last perceptron has a sigmoid as well.",
    ),
    Misconception(
        "tanh_at_the_end",
        edit(combine_perceptrons, "sigmoid(total) → np.tanh(total)"),
        "You put the sum through tanh, which lies between −1 and 1.",
        "A probability lies between 0 and 1.",
    ),
    Misconception(
        "last_sigmoid_twice",
        edit(combine_perceptrons, "sigmoid(total) → sigmoid(sigmoid(total))"),
        "Your sum went through the sigmoid twice.",
        "Count the σ in the formula: one inside, one outside.",
    ),
    Misconception(
        "softmax_over_the_rows",
        edit(combine_perceptrons, "sigmoid(total) → np.exp(total - total.max()) / np.exp(total - total.max()).sum()"),
        "Your answers sum to 1 over the rows. Each row has a probability of its own.",
        "σ looks at one number at a time.",
    ),
    Misconception(
        "bias_after_the_sigmoid",
        edit(combine_perceptrons, "v + c → v", "sigmoid(total) → sigmoid(total) + c"),
        "You added c after the outer sigmoid. It belongs to the sum that goes into it.",
        "Mind the brackets of the formula.",
    ),
    Misconception(
        "opposite",
        edit(combine_perceptrons, "sigmoid(total) → sigmoid(-total)"),
        "Your answer is 1 − p.",
        "A large sum makes a probability near 1.",
    ),
)

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
        *WRONG_ANSWERS,
        *WRONG_TOTALS,
        *WRONG_ENDS,
        *several_at_once(
            (*WRONG_ANSWERS, *WRONG_TOTALS, *WRONG_ENDS),
            "scores_combined + last_bias_forgotten",
            "scores_combined + equal_votes",
            "scores_combined + not_smoothed",
            "first_biases_forgotten + last_bias_forgotten",
            "first_biases_forgotten + equal_votes",
            "first_biases_forgotten + not_smoothed",
            "last_bias_forgotten + not_smoothed",
            "equal_votes + not_smoothed",
            "mean_of_the_answers + not_smoothed",
        ),
        Misconception(
            "weights_inside",
            edit(combine_perceptrons, "sigmoid(x @ W + b) → sigmoid((x @ W + b) * v)", "each @ v → each.sum(axis=1)"),
            "You multiplied the scores by v, inside the inner sigmoid. The answers are weighed, not the scores.",
            "Each perceptron answers first, with a probability; then the answers are weighed.",
        ),
        Misconception(
            "each_smoothed_again",
            edit(combine_perceptrons, "each @ v + c → each * v + c", "sigmoid(total) → sigmoid(total).sum(axis=1)"),
            "You put each weighed answer through the outer sigmoid, and added up afterwards.",
            "First the sum over the perceptrons, then one sigmoid.",
        ),
        Misconception(
            "not_added_up",
            edit(combine_perceptrons, "each @ v + c → each * v + c"),
            "You did not add up over the perceptrons: your {part} is {yours}, expected {expected}.",
            "A row has one answer, made of those of all its perceptrons.",
        ),
        Misconception(
            "summed_over_everything",
            edit(combine_perceptrons, "each @ v → (each * v).sum()"),
            "You added up over all {N} rows: your {part} is {yours}, expected {expected}. Each row has an answer of its own.",
            "Sum over the perceptrons, which are the last axis, and keep the rows.",
        ),
        Misconception(
            "inner_answers_returned",
            edit(combine_perceptrons, "sigmoid(total) → each"),
            "You returned the answers of the perceptrons: your {part} is {yours}, expected {expected}.",
            "A last perceptron makes one answer of them.",
        ),
        Misconception(
            "first_row_only",
            edit(combine_perceptrons, "sigmoid(total) → sigmoid(total)[0]"),
            "You returned the answer for the first row alone: your {part} is {yours}, expected {expected}.",
            "Does your loop return after its first turn?",
        ),
    ),
    alternatives=(combine_loop, combine_column, combine_turned, combine_one_by_one),
)
