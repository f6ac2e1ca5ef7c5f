"""Hinge: its value, and its gradient by weights and bias."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron_loss.rows import MANY, SOME, rows
from dlcourse.checks.engine.question import Case, Misconception, Question


def svm_hinge_loss(x, y, w, b):
    """L = 1/N Σ max(0, 1 − y f) with f = x·w + b; a row inside the margin adds −y x/N to dw and −y/N to db."""
    f = x @ w + b
    loss = np.mean(np.maximum(0, 1 - y * f))
    df = np.where(y * f < 1, -y, 0) / len(y)
    return loss, x.T @ df, df.sum()


def hinge_loop(x, y, w, b):
    """One row at a time, one weight at a time."""
    loss, dw, db = 0.0, [0.0] * len(w), 0.0
    for row, label in zip(x, y, strict=True):
        margin = label * (sum(row[i] * w[i] for i in range(len(w))) + b)
        if margin < 1:
            loss += (1 - margin) / len(x)
            db -= label / len(x)
            for i in range(len(w)):
                dw[i] -= label * row[i] / len(x)
    return loss, dw, db


def hinge_of_selected_rows(x, y, w, b):
    """Only the rows inside the margin, summed and divided once at the end."""
    margin = y * (x @ w + b)
    x_inside, y_inside = x[margin < 1], y[margin < 1]
    return (1 - margin[margin < 1]).sum() / len(x), -(y_inside @ x_inside) / len(x), -y_inside.sum() / len(x)


def hinge_with_a_column_of_ones(x, y, w, b):
    """The bias as the weight of an input that is always 1."""
    x1, w1 = np.column_stack([np.ones(len(x)), x]), np.append(b, w)
    shortfall = 1 - y * np.einsum("ni,i->n", x1, w1)
    gradient = np.einsum("n,n,ni->i", shortfall > 0, -y, x1) / len(x)
    return np.clip(shortfall, 0, None).mean(), gradient[1:], gradient[0]


def hinge_by_products(x, y, w, b):
    """Whole tables of products, averaged over the rows; a list."""
    margin = np.multiply(y, np.inner(x, w) + b)
    pulls = ((margin < 1) * -y)[:, None]
    return [np.array(np.mean((1 - margin) * (margin < 1))), np.mean(pulls * x, axis=0), np.mean(pulls)]


# x, labels, w, b; the margins stand in the sentence
HARD_ROWS = [
    ([[1, 2], [3, 0.5]], [1, -1], [0.5, -0.25], 0.25, "the text's example, with whole numbers for labels"),
    ([[1.0, -2.0, 0.5]], [-1.0], [1.0, 0.5, 2.0], 0.25, "a single row that is missed"),
    ([[1.0, -2.0, 0.5]], [-1.0], [1.0, 0.5, -2.0], 0.25, "a single row that is right but inside the margin"),
    ([[1.0, -2.0, 0.5]], [-1.0], [-1.0, 1.5, 2.0], 0.25, "a single row with a margin of 2.75, which costs nothing"),
    ([[2.0], [-1.0], [0.25], [-3.0], [0.5]], [1.0, -1.0, -1.0, 1.0, 1.0], [1.5], -0.5, "a single input"),
    (
        [[4.0, -1.0], [-2.0, 3.0], [5.0, 0.5]],
        [1.0, -1.0, 1.0],
        [1.0, -1.0],
        0.5,
        "rows that are all beyond the margin",
    ),
    ([[2.0, 1.0], [1.0, -3.0]], [1.0, -1.0], [0.5, -1.0], 0.0, "a score of exactly 0, whose row costs 1"),
    (
        [[40.0, 1.0], [-30.0, 2.0], [0.25, -0.5], [-50.0, 0.5]],
        [1.0, -1.0, 1.0, -1.0],
        [1.0, -1.0],
        -0.25,
        "rows of which one is inside the margin and the others are right by far",
    ),
    (
        [[1000.0, 2.0, -1.0], [-1000.0, 0.5, 0.25], [0.5, -0.25, 1.0]],
        [-1.0, 1.0, 1.0],
        [1.0, 0.5, -1.0],
        0.5,
        "as many rows as inputs, with two rows missed by far",
    ),
    ([[1.0, -2.0], [3.0, 0.5], [-1.0, 4.0]], [1.0, -1.0, -1.0], [0.0, 0.0], 0.25, "weights that are all 0"),
    (
        [[1.0, 0.5], [-2.0, 1.0], [0.5, 3.0], [2.0, -0.25]],
        [-1.0, -1.0, -1.0, -1.0],
        [-1.0, 0.75],
        -0.5,
        "labels of one kind",
    ),
]


def hard_rows(tables):
    """A case for each of these tables: x, y, w and b."""
    return [
        Case((np.array(x), np.array(y), np.array(w), b), {"N": len(x), "inputs": len(w), "b": b}, why)
        for x, y, w, b, why in tables
    ]


def hinge_cases(rng):
    """The hard ones, then seven and five rows, and seven in float32."""
    cases = hard_rows(HARD_ROWS)
    for wanted, inputs in [(MANY, 3), (SOME, 4)]:
        x, y, w, b = rows(rng, wanted, inputs)
        cases.append(Case((x, y, w, b), {"N": len(wanted), "inputs": inputs, "b": round(b, 4)}))
    return [*cases, in_single_precision(cases[-2])]


# what goes into value and gradient
WRONG_SCORES = (
    Misconception(
        "bias_forgotten",
        edit(svm_hinge_loss, "x @ w + b → x @ w"),
        "Your scores have no bias: b is {b}, and is not in them.",
        "f has two terms.",
    ),
    Misconception(
        "bias_subtracted",
        edit(svm_hinge_loss, "x @ w + b → x @ w - b"),
        "You subtracted the bias from your scores: b is {b}.",
        "Look at the sign in front of b.",
    ),
    Misconception(
        "labels_0_and_1",
        edit(svm_hinge_loss, "f = x → y = (y > 0) * 1.0\n    f = x"),
        "You turned the labels into 0 and 1. A row of label 0 costs 1 then, whatever its score, and never pulls.",
        "Hinge takes the labels −1 and +1, as they come.",
    ),
)

# the value alone
WRONG_VALUES = (
    Misconception(
        "value_summed",
        edit(svm_hinge_loss, "mean → sum"),
        "Your value is not divided by the number of rows: it is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean.",
    ),
    Misconception(
        "value_of_the_perceptron",
        edit(svm_hinge_loss, "1 - y * f → -y * f"),
        "Your value is that of the perceptron loss, max(0, −y·f). Hinge wants a row to be right by 1.",
        "A row that is right by 0.6 still pays 0.4.",
    ),
    Misconception(
        "scores_clipped",
        edit(svm_hinge_loss, "x @ w + b → np.clip(x @ w + b, -1, 1)"),
        "You cut the scores to −1 … 1, so that no row costs more than 2: {entry} is {yours}, expected {expected}.",
        "A score may be any number, and a row far on the wrong side costs far more than one near the margin.",
    ),
    Misconception(
        "max_left_out",
        edit(svm_hinge_loss, "np.maximum(0, 1 - y * f) → 1 - y * f"),
        "The max(0, …) is not in your value. Rows far on their side earn something.",
        "What a row costs is never below 0.",
    ),
    Misconception(
        "max_of_the_mean",
        edit(svm_hinge_loss, "np.mean(np.maximum(0, 1 - y * f)) → max(0, np.mean(1 - y * f))"),
        "You took the mean first and max(0, …) of it. Rows far on their side then pay for others.",
        "Each row has a loss of its own, never below 0; then comes the mean.",
    ),
    Misconception(
        "step_inside",
        edit(svm_hinge_loss, "1 - y * f → 1 - y * np.where(f >= 0, 1, -1)"),
        "In your value stands the predicted class ±1 in the place of the score. A row then costs 0 or 2 and nothing between.",
        "y·f holds the score f, before the step.",
    ),
    Misconception(
        "squared",
        edit(svm_hinge_loss, "np.maximum(0, 1 - y * f) → np.maximum(0, 1 - y * f) ** 2"),
        "Your value is that of the squared hinge. It exists, but it is another loss.",
        "A row costs 1 − y·f itself.",
    ),
    Misconception(
        "label_left_out",
        edit(svm_hinge_loss, "1 - y * f → 1 - f"),
        "The label is not in your value: a negative score is expensive even where the label is −1.",
        "The margin is y·f. For the label −1 it turns the sign of the score.",
    ),
    Misconception(
        "plus_for_minus",
        edit(svm_hinge_loss, "1 - y * f → 1 + y * f"),
        "In your value a row costs 1 + y·f: the more, the better it is.",
        "A large margin is cheap.",
    ),
    Misconception(
        "mean_of_those_that_pay",
        edit(
            svm_hinge_loss,
            "np.mean(np.maximum(0, 1 - y * f)) → np.maximum(0, 1 - y * f).sum() / max(1, np.sum(y * f < 1))",
        ),
        "In your value you divided by the number of rows that pay. The mean is over all {N}.",
        "A row that costs 0 is a row too.",
    ),
    Misconception(
        "mean_of_those_that_pay_alone",
        edit(svm_hinge_loss, "np.mean(np.maximum(0, 1 - y * f)) → np.mean((1 - y * f)[y * f < 1])"),
        "Your value is the mean over the rows that pay. The mean is over all rows, and there may be none that pays.",
        "A row that costs 0 is a row too.",
    ),
    Misconception(
        "largest_row",
        edit(svm_hinge_loss, "np.mean(np.maximum(0, 1 - y * f)) → max(0, np.max(1 - y * f))"),
        "Your value is that of the row that costs most.",
        "All rows count, by their mean.",
    ),
    Misconception(
        "counted",
        edit(svm_hinge_loss, "np.maximum(0, 1 - y * f) → y * f < 1"),
        "Your value is the share of rows that pay. It does not ask how much.",
        "A row inside the margin costs 1 − y·f.",
    ),
    Misconception(
        "not_averaged",
        edit(svm_hinge_loss, "np.mean(np.maximum(0, 1 - y * f)) → np.maximum(0, 1 - y * f)"),
        "You returned what each of the {N} rows costs: your {part} is {yours}, where a single number is expected.",
        "The loss is the mean of it.",
    ),
    Misconception(
        "penalty_in_the_value",
        edit(svm_hinge_loss, "return loss → return loss + 0.5 * w @ w"),
        "Your value has ½‖w‖² in it. Support vector machines often add that; this loss is the mean of the rows alone.",
        "Nothing in the formula depends on w but f.",
    ),
    Misconception(
        "value_halved",
        edit(svm_hinge_loss, "return loss → return loss / 2"),
        "Your value is half the expected one.",
        "Nothing in the formula is halved.",
    ),
)

# the gradient alone
WRONG_GRADIENTS = (
    Misconception(
        "gradient_summed",
        edit(svm_hinge_loss, " / len(y) → "),
        "Your gradient is not divided by the number of rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean, and its gradient too.",
    ),
    Misconception(
        "only_missed_rows_pull",
        edit(svm_hinge_loss, "f < 1 → f < 0"),
        "In your gradient only missed rows pull. Rows with y·f between 0 and 1 pay, so they pull too.",
        "The slope is 0 where the row costs nothing. Where does that begin?",
    ),
    Misconception(
        "all_rows_pull",
        edit(svm_hinge_loss, "np.where(y * f < 1, -y, 0) → -y"),
        "In your gradient every row pulls.",
        "A row with y·f > 1 costs nothing, and nothing changes when f moves a little. What is its slope?",
    ),
    Misconception(
        "label_missing",
        edit(svm_hinge_loss, "-y, 0 → -1, 0"),
        "The label is missing in your gradient. You added up −x/N where −y·x/N belongs, so rows of label −1 pull "
        "the wrong way.",
        "The derivative of 1 − y·f by f has y in it.",
    ),
    Misconception(
        "uphill",
        edit(svm_hinge_loss, "-y, 0 → y, 0"),
        "Your gradient has the wrong sign. A minus was lost: 1 − y·f falls when y·f grows.",
        "What is the derivative of 1 − y·f by f?",
    ),
    Misconception(
        "squared_in_the_gradient",
        edit(svm_hinge_loss, "-y, 0 → -2 * y * (1 - y * f), 0"),
        "Your gradient is that of the squared hinge. It exists, but it is another loss.",
        "The slope of a row by f does not depend on how far it is out.",
    ),
    Misconception(
        "score_kept_in_the_slope",
        edit(svm_hinge_loss, "-y, 0 → -y * f, 0"),
        "The score is still in your gradient. In the derivative of 1 − y·f by f, f is what varies.",
        "By how much does the loss of a row change when its score grows by a little?",
        family="value or derivative",
    ),
    Misconception(
        "label_missing_in_the_gate",
        edit(svm_hinge_loss, "y * f < 1 → f < 1"),
        "In your gradient the rows with a score below 1 pull, whatever their label. Those that pay have y·f below 1.",
        "The margin is y·f. For the label −1 it turns the sign of the score.",
    ),
    Misconception(
        "gate_by_size",
        edit(svm_hinge_loss, "y * f < 1 → abs(f) < 1"),
        "In your gradient the rows within 1 of the line pull, on either side. Rows that are missed by more pay too.",
        "Which rows pay?",
    ),
    Misconception(
        "gate_reversed",
        edit(svm_hinge_loss, "f < 1 → f > 1"),
        "In your gradient the rows pull that cost nothing, and the others do not.",
        "Which rows pay?",
    ),
    Misconception(
        "gradient_over_those_that_pay",
        edit(svm_hinge_loss, "/ len(y) → / max(1, np.sum(y * f < 1))"),
        "In your gradient you divided by the number of rows that pay. The mean is over all {N}.",
        "A row that costs 0 is a row too.",
    ),
    Misconception(
        "gradient_over_those_that_pay_alone",
        edit(svm_hinge_loss, "/ len(y) → / np.sum(y * f < 1)"),
        "In your gradient you divided by the number of rows that pay. The mean is over all rows, and there may be none that pays.",
        "A row that costs 0 is a row too.",
    ),
    Misconception(
        "divided_again",
        edit(svm_hinge_loss, "/ len(y) → / len(y) ** 2"),
        "You divided the gradient by N twice.",
        "One mean, one division by N.",
    ),
    Misconception(
        "probabilities",
        edit(svm_hinge_loss, "np.where(y * f < 1, -y, 0) → 0.5 * (np.tanh(f / 2) - y)"),
        "Your gradient is that of the log loss, with a sigmoid in it. Hinge knows no probability.",
        "A row inside the margin pulls with its label alone, the others not at all.",
    ),
)

# one of the two gradients
WRONG_ENDS = (
    Misconception(
        "weight_gradient_summed",
        edit(svm_hinge_loss, "x.T @ df → x.T @ df * len(y)"),
        "Your dw is not divided by the number of rows: {entry} is {yours}, expected {expected}, and the "
        "case has {N} rows.",
        "The loss is a mean, and its gradient too.",
    ),
    Misconception(
        "weight_gradient_averaged",
        edit(svm_hinge_loss, "x.T @ df → x.T @ df / len(y)"),
        "You divided dw by the number of rows, {N}, twice.",
        "The slopes have their 1/N already.",
    ),
    Misconception(
        "weight_gradient_uphill",
        edit(svm_hinge_loss, "x.T @ df → -(x.T @ df)"),
        "Your dw has the wrong sign.",
        "Compare the signs in front of your two gradients.",
    ),
    Misconception(
        "weight_gradient_over_those_that_pay",
        edit(svm_hinge_loss, "x.T @ df → x.T @ df * len(y) / np.sum(y * f < 1)"),
        "In your dw you divided by the number of rows that pay. The mean is over all rows, and there may be none that pays.",
        "A row that costs 0 is a row too.",
    ),
    Misconception(
        "bias_gradient_over_those_that_pay",
        edit(svm_hinge_loss, "df.sum() → df.sum() * len(y) / np.sum(y * f < 1)"),
        "In your db you divided by the number of rows that pay. The mean is over all rows, and there may be none that pays.",
        "A row that costs 0 is a row too.",
    ),
    Misconception(
        "bias_gradient_summed",
        edit(svm_hinge_loss, "df.sum() → df.sum() * len(y)"),
        "Your db is not divided by the number of rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean, and its gradient too.",
    ),
    Misconception(
        "bias_gradient_averaged",
        edit(svm_hinge_loss, "df.sum() → df.mean()"),
        "You divided db by the number of rows, {N}, twice.",
        "The slopes have their 1/N already.",
    ),
    Misconception(
        "bias_gradient_uphill",
        edit(svm_hinge_loss, "df.sum() → -df.sum()"),
        "Your db has the wrong sign.",
        "Compare the signs in front of your two gradients.",
    ),
    Misconception(
        "bias_gradient_zero",
        edit(svm_hinge_loss, "df.sum() → 0.0"),
        "Your db is 0. The loss depends on the bias as on a weight whose input is 1.",
        "What is the derivative of x·w + b by b?",
    ),
    Misconception(
        "weight_gradient_by_row",
        edit(svm_hinge_loss, "x.T @ df → x * df[:, None]"),
        "You did not add the rows up: your {part} is {yours}, expected {expected}.",
        "Every row acts on the same weights: their slopes add up.",
    ),
    Misconception(
        "weight_gradient_in_one",
        edit(svm_hinge_loss, "x.T @ df → np.sum(x.T @ df)"),
        "Your {part} is {yours}, expected {expected}: you added up over the inputs as well. Each weight has a slope of its own.",
        "Sum over the rows, and keep the inputs.",
    ),
    Misconception(
        "weight_gradient_averaged_in_one",
        edit(svm_hinge_loss, "x.T @ df → np.mean(x.T @ df)"),
        "Your {part} is {yours}, expected {expected}: you averaged over the inputs as well. Each weight has a slope of its own.",
        "Sum over the rows, and keep the inputs.",
    ),
    Misconception(
        "weights_for_inputs",
        edit(svm_hinge_loss, "x.T @ df → w * df.sum()"),
        "Your dw holds the weights where the inputs belong. f = x·w + b depends on a weight by the input in front of it.",
        "What is the derivative of x·w by w?",
    ),
    Misconception(
        "inputs_left_out",
        edit(svm_hinge_loss, "x.T @ df → np.full(len(w), df.sum())"),
        "The inputs are not in your dw: all its entries are equal.",
        "What is the derivative of x·w by w?",
    ),
    Misconception(
        "penalty_in_the_gradient",
        edit(svm_hinge_loss, "x.T @ df → x.T @ df + w"),
        "Your dw has w in it, as with a penalty ½‖w‖². This loss has none.",
        "Nothing in the formula depends on w but f.",
    ),
    Misconception(
        "bias_gradient_by_row",
        edit(svm_hinge_loss, "df.sum() → df"),
        "Your {part} is {yours}, one slope for each row. There is one bias, so its gradient is one number.",
        "Every row acts on the same b: what becomes of their slopes?",
    ),
    Misconception(
        "bias_gradient_from_the_weights",
        edit(svm_hinge_loss, "df.sum() → (x.T @ df).sum()"),
        "Your db is the sum of dw. The input of the bias is 1 in every row, not the sum of the others.",
        "What is the derivative of x·w + b by b?",
    ),
)

SVM_HINGE_LOSS = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("loss", "dw", "db"),
    reference=svm_hinge_loss,
    cases=hinge_cases,
    section="Hinge: a margin to spare",
    hints=(
        "Three steps: the scores f = x @ w + b, what each row costs, and the slope of that by f.",
        "A row with y·f < 1 costs 1 − y·f, so its slope by f is −y; all others have slope 0. Divide by N for the mean.",
        "The chain rule from f to the weights: f = x·w + b, so each row passes its slope on to w times its x, to b as is.",
        "With the slopes in `df` (N,): dw is `x.T @ df`, and db is the sum of df.",
    ),
    misconceptions=(
        *WRONG_SCORES,
        *WRONG_VALUES,
        *WRONG_GRADIENTS,
        *WRONG_ENDS,
        Misconception(
            "distances_for_scores",
            edit(svm_hinge_loss, "x @ w + b → (x @ w + b) / np.linalg.norm(w)"),
            "Your margins are distances: you divide the score by the length of w.",
            "What is f in the formula?",
        ),
        Misconception(
            "bias_of_all_rows",
            edit(svm_hinge_loss, "df.sum() → -np.mean(y)"),
            "Your db counts all rows, also those beyond the margin.",
            "Which rows push at the weights, and which at the bias?",
        ),
    ),
    alternatives=(hinge_loop, hinge_of_selected_rows, hinge_with_a_column_of_ones, hinge_by_products),
)
