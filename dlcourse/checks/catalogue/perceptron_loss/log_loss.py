"""Log loss: logistic regression's value and gradient by weights and bias, also for scores of ±1000."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron_loss.hinge import hard_rows
from dlcourse.checks.catalogue.perceptron_loss.rows import FAR, MANY, SOME, rows
from dlcourse.checks.engine.question import Case, Misconception, Question


def logistic_log_loss(x, y, w, b):
    """L = 1/N Σ [max(f, 0) − y f + ln(1 + e^−|f|)], the same as −y ln p − (1 − y) ln(1 − p), without overflow."""
    f = x @ w + b
    p = sigmoid(f)
    df = (p - y) / len(y)
    loss = np.mean(np.maximum(f, 0) - y * f + np.log1p(np.exp(-np.abs(f))))
    return loss, x.T @ df, df.sum()


# what a row costs, and the formula as it stands in its place
COST = "np.maximum(f, 0) - y * f + np.log1p(np.exp(-np.abs(f)))"
OF_LABEL = "np.where(y == 1, p, 1 - p)"
NAIVE = f"{COST} → -y * np.log(p) - (1 - y) * np.log(1 - p)"


def log_loss_loop(x, y, w, b):
    """One row at a time; ln(1 + e^t) from the side that cannot overflow."""
    loss, dw, db = 0.0, np.zeros(len(w)), 0.0
    for row, label in zip(x, y, strict=True):
        f = float(row @ w + b)
        t = -f if label == 1 else f  # minus the margin
        loss += t + np.log1p(np.exp(-t)) if t > 0 else np.log1p(np.exp(t))
        error = 0.5 + 0.5 * np.tanh(0.5 * f) - label
        dw = dw + error * row
        db += error
    return loss / len(x), dw / len(x), db / len(x)


def log_loss_by_margin(x, y, w, b):
    """With labels ±1: L = mean ln(1 + e^−m), and −s σ(−m) for its slope."""
    s = 2 * y - 1
    m = s * (x @ w + b)
    df = -s * sigmoid(-m) / len(m)
    return np.logaddexp(0, -m).mean(), df @ x, np.sum(df)


def log_loss_by_two_logarithms(x, y, w, b):
    """Both logarithms kept, each stable: −ln σ(f) = ln(1 + e^−f) and −ln(1 − σ(f)) = ln(1 + e^f)."""
    f = np.einsum("ni,i->n", x, w) + b
    loss = np.average(np.where(y > 0, np.logaddexp(0, -f), np.logaddexp(0, f)))
    error = sigmoid(f) - y
    return float(loss), np.einsum("n,ni->i", error, x) / len(x), error.mean()


def log_loss_in_cases(x, y, w, b):
    """ln(1 + e^t) is t itself for a large t; the formula as it stands for all others."""
    t = np.where(y == 1, -1, 1) * (x @ w + b)
    costs = np.array(t)
    costs[t < 30] = np.log(1 + np.exp(t[t < 30]))
    errors = [[float(sigmoid(np.array(row @ w + b))) - label] for row, label in zip(x, y, strict=True)]
    gradients = np.mean(errors * np.column_stack([x, np.ones(len(x))]), axis=0)
    return [np.array(costs.mean()), gradients[:-1], gradients[-1]]


def not_finite_by_size(x, y, w, b):
    """The formula as it stands, and |f| where it gives no finite number."""
    f = x @ w + b
    p = sigmoid(f)
    costs = -y * np.log(p) - (1 - y) * np.log(1 - p)
    df = (p - y) / len(y)
    return np.where(np.isfinite(costs), costs, np.abs(f)).mean(), x.T @ df, df.sum()


# x, labels, w, b; the scores stand in the sentence
HARD_ROWS = [
    ([[1, 2], [3, 0.5]], [1, 0], [0.5, -0.25], 0.25, "the text's example, with whole numbers for labels"),
    (
        [[1.0, -2.0], [3.0, 0.5], [-1.0, 4.0]],
        [1.0, 0.0, 0.0],
        [0.0, 0.0],
        0.0,
        "weights and bias that are 0, so that every p is ½",
    ),
    ([[1.0, -2.0, 0.5]], [0.0], [1.0, 0.5, 2.0], 0.25, "a single row of label 0 with a score of 1.25"),
    ([[1.0, -2.0, 0.5]], [1.0], [1.0, 0.5, 2.0], 0.25, "a single row of label 1 with a score of 1.25"),
    ([[2.0], [-1.0], [0.25], [-3.0], [0.5]], [1.0, 0.0, 0.0, 1.0, 1.0], [1.5], -0.5, "a single input"),
    (
        [[1.0, 2.0, -1.0], [-1.0, 0.5, 0.25], [0.5, -0.25, 1.0]],
        [0.0, 1.0, 1.0],
        [1.0, 0.5, -1.0],
        0.75,
        "as many rows as inputs",
    ),
    ([[2.0, -1.0]], [1.0], [-400.0, 200.0], 0.0, "a single row of label 1 with a score of −1000"),
    ([[2.0, -1.0]], [0.0], [400.0, -200.0], 0.0, "a single row of label 0 with a score of 1000"),
    (
        [[2.0, -1.0], [-2.0, 1.0], [1.0, 2.0]],
        [1.0, 0.0, 1.0],
        [400.0, -200.0],
        0.5,
        "rows that are right with scores of ±1000",
    ),
    ([[4.0, 0.5], [1.0, 2.0]], [0.0, 1.0], [10.0, -1.0], 0.5, "a missed row with a score of 40"),
    (
        [[-1.0], [-1.5], [-2.0], [-2.5], [-3.0], [-3.5], [-4.0], [-4.5], [1.25]],
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
        [8.0],
        0.0,
        "missed rows with scores from −8 to −36",
    ),
    (
        [[-1.5, 2.0], [-2.0, -1.0], [-1.625, 0.5]],
        [0.0, 0.0, 0.0],
        [8.0, -1.0],
        -1.0,
        "rows that are right by far, whose gradient is faint",
    ),
    (
        [[-60.0, 1.0], [-200.0, 0.5], [-690.0, 2.0], [75.0, -1.0], [705.0, 1.0], [-720.0, 0.25]],
        [1.0, 1.0, 1.0, 0.0, 0.0, 1.0],
        [1.0, 0.5],
        0.25,
        "missed rows with scores in the hundreds",
    ),
]


def log_loss_cases(rng):
    """The hard ones; random rows as those of hinge; scores of about ±1000, right and wrong; the labels are 0 and 1."""
    cases = hard_rows(HARD_ROWS)
    for wanted, inputs in [(MANY, 3), (SOME, 4), (FAR, 3)]:
        x, y, w, b = rows(rng, wanted, inputs)
        cases.append(Case((x, (y + 1) / 2, w, b), {"N": len(wanted), "inputs": inputs, "b": round(b, 4)}))
    return [*cases, in_single_precision(cases[-3])]


SMALL = (1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)
POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FROM_SCORES = "A row of label 1 with the score −1000 costs 1000. What is −ln σ(f), written without σ?"


def power_of_ten(size):
    """10⁻⁷ for 1e-7."""
    return "10" + f"{round(np.log10(size))}".translate(POWERS)


def clipped(size):
    """The mistake of keeping p this far away from 0 and 1."""
    return Misconception(
        f"clipped_at_{size:.0e}",
        edit(logistic_log_loss, NAIVE, f"loss = → p = np.clip(p, {size}, 1 - {size})\n    loss ="),
        f"Your value is {{yours}} where {{expected}} is right: you keep p at least {power_of_ten(size)} away from 0 and 1, so no "
        f"row ever costs more than {-np.log(size):.1f}.",
        FROM_SCORES,
    )


def added(size):
    """The mistake of adding this inside both logarithms."""
    return Misconception(
        f"epsilon_{size:.0e}_in_the_logarithm",
        edit(logistic_log_loss, f"{COST} → -y * np.log(p + {size}) - (1 - y) * np.log(1 - p + {size})"),
        f"Your value is {{yours}} where {{expected}} is right: you add {power_of_ten(size)} inside the logarithms, so no row ever "
        f"costs more than {-np.log(size):.1f}.",
        FROM_SCORES,
    )


def cut_off(largest):
    """The mistake of cutting the scores off at this size."""
    return Misconception(
        f"scores_cut_off_at_{largest}",
        edit(logistic_log_loss, f"p = → f = np.clip(f, -{largest}, {largest})\n    p ="),
        f"Your value is {{yours}} where {{expected}} is right: you cut the scores off at ±{largest}. They may be as large as ±1000.",
        "No score needs to be cut: an exponential that is only ever taken of −|f| cannot overflow.",
    )


# what goes into value and gradient
WRONG_SCORES = (
    Misconception(
        "bias_forgotten",
        edit(logistic_log_loss, "x @ w + b → x @ w"),
        "Your scores have no bias: b is {b}, and is not in them.",
        "f has two terms.",
    ),
    Misconception(
        "bias_subtracted",
        edit(logistic_log_loss, "x @ w + b → x @ w - b"),
        "You subtracted the bias from your scores: b is {b}.",
        "Look at the sign in front of b.",
    ),
    Misconception(
        "labels_exchanged",
        edit(logistic_log_loss, "p = → y = 1 - y\n    p ="),
        "You took the labels the other way round: rows of label 0 are to have a large p.",
        "p is the probability of label 1.",
    ),
)

# the value alone
WRONG_VALUES = (
    Misconception(
        "value_summed",
        edit(logistic_log_loss, "mean → sum"),
        "Your value is not divided by the number of rows: it is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean.",
    ),
    Misconception(
        "overflow",
        edit(logistic_log_loss, NAIVE),
        "Your value is {yours} where {expected} is right: σ(f) rounds to 0 or 1 for a large score, and the logarithm of 0 is "
        "−∞.",
        FROM_SCORES,
    ),
    Misconception(
        "exponential_overflows",
        edit(logistic_log_loss, f"{COST} → np.log(1 + np.exp(f)) - y * f"),
        "Your value is {yours} where {expected} is right: e^f is too large a number for a score of 1000, or e^−f for one of −1000.",
        "ln(e^a + e^b) can be had without computing either: what is left if the larger one is taken out?",
    ),
    Misconception(
        "exponentials_overflow",
        edit(logistic_log_loss, f"{COST} → y * np.log(1 + np.exp(-f)) + (1 - y) * np.log(1 + np.exp(f))"),
        "Your value is {yours} where {expected} is right: e^f is too large a number for a score of 1000, and e^−f for one of "
        "−1000; and 0 times infinity is no number.",
        "ln(e^a + e^b) can be had without computing either: what is left if the larger one is taken out?",
    ),
    Misconception(
        "nan_replaced",
        edit(logistic_log_loss, f"{COST} → -np.nan_to_num(y * np.log(p)) - np.nan_to_num((1 - y) * np.log(1 - p))"),
        "Your value is {yours} where {expected} is right: what is no number is replaced, infinity by a huge number, and the row "
        "costs neither.",
        FROM_SCORES,
    ),
    Misconception(
        "size_where_not_finite",
        not_finite_by_size,
        "Your value is {yours} where {expected} is right: where the formula gives no finite number you take |f|, also for rows "
        "that are right and cost nothing.",
        "What does a row of label 1 with the score 1000 cost?",
    ),
    Misconception(
        "logarithm_of_the_product",
        edit(logistic_log_loss, f"np.mean({COST}) → -np.log(np.prod({OF_LABEL})) / len(y)"),
        "Your value is {yours} where {expected} is right: you multiply the probabilities of all rows and take the logarithm of "
        "the product, which is rounded to 0 where they are small or many.",
        "The logarithm of a product is a sum of logarithms. " + FROM_SCORES,
    ),
    Misconception(
        "logarithm_of_0_taken_as_0",
        edit(logistic_log_loss, f"{COST} → -np.log(np.where({OF_LABEL} > 0, {OF_LABEL}, 1))"),
        "Your value is {yours} where {expected} is right: where p is rounded to 0 or 1 you took 0 for ln 0, so the rows that are "
        "missed by most cost nothing.",
        FROM_SCORES,
    ),
    Misconception(
        "smallest_number_as_floor",
        edit(logistic_log_loss, f"{COST} → -np.log(np.maximum({OF_LABEL}, 2.2250738585072014e-308))"),
        "Your value is {yours} where {expected} is right: you keep p above the smallest number there is, so no row ever costs "
        "more than 708.4.",
        FROM_SCORES,
    ),
    *(clipped(size) for size in SMALL),
    *(added(size) for size in SMALL),
    *(cut_off(largest) for largest in (20, 30, 50, 100, 500, 700, 709)),
    Misconception(
        "tail_dropped",
        edit(logistic_log_loss, f"{COST} → np.where(f > 0, f, np.log1p(np.exp(-np.abs(f)))) - y * f"),
        "Your value takes ln(1 + e^f) for f itself wherever f is positive. That is near the truth for large scores alone.",
        "At f = 0.1, ln(1 + e^f) is 0.74.",
    ),
    Misconception(
        "maximum_of_the_wrong_side",
        edit(logistic_log_loss, "np.maximum(f, 0) → np.maximum(-f, 0)"),
        "Your value has max(−f, 0) where max(f, 0) belongs beside −y·f.",
        "Try it with a single row of label 1 and the score 3: what should it cost?",
    ),
    Misconception(
        "rows_of_label_0_are_free",
        edit(logistic_log_loss, f"{COST} → y * np.logaddexp(0, -f)"),
        "In your value, rows of label 0 cost nothing. Only −y·ln p is in it.",
        "A row of label 0 costs −ln(1 − p).",
    ),
    Misconception(
        "rows_of_label_1_are_free",
        edit(logistic_log_loss, f"{COST} → (1 - y) * np.logaddexp(0, f)"),
        "In your value, rows of label 1 cost nothing. Only −(1 − y)·ln(1 − p) is in it.",
        "A row of label 1 costs −ln p.",
    ),
    Misconception(
        "label_missing_in_the_value",
        edit(logistic_log_loss, f"{COST} → np.logaddexp(0, -f)"),
        "In your value every row costs −ln p, whatever its label.",
        "A row of label 0 costs −ln(1 − p).",
    ),
    Misconception(
        "second_sign_lost",
        edit(logistic_log_loss, f"{COST} → y * np.logaddexp(0, -f) - (1 - y) * np.logaddexp(0, f)"),
        "In your value, rows of label 0 earn what they should pay. The minus must stand before both logarithms.",
        "−[y·ln p + (1 − y)·ln(1 − p)]: mind the brackets.",
    ),
    Misconception(
        "minus_lost",
        edit(logistic_log_loss, "return loss → return -loss"),
        "Your value has the wrong sign: the minus in front of the formula is lost.",
        "Logarithms of probabilities are negative, and a loss is not.",
    ),
    Misconception(
        "labels_of_hinge",
        edit(logistic_log_loss, f"{COST} → np.logaddexp(0, -y * f)"),
        "Your value is the formula for labels ±1, ln(1 + e^−yf). Here the labels are 0 and 1, and for y = 0 that "
        "formula is ln 2 whatever the score.",
        "Use the formula of this question, or turn the labels first: 2y − 1.",
    ),
    Misconception(
        "squared_error",
        edit(logistic_log_loss, f"{COST} → (p - y) ** 2"),
        "Your value is the mean squared error of p.",
        "The log loss takes the logarithm of what p gives to the right label.",
    ),
    Misconception(
        "value_of_hinge",
        edit(logistic_log_loss, f"{COST} → np.maximum(0, 1 - (2 * y - 1) * f)"),
        "Your value is that of hinge.",
        "The log loss takes the logarithm of what p gives to the right label.",
    ),
    Misconception(
        "base_2",
        edit(logistic_log_loss, "return loss → return loss / np.log(2)"),
        "Your value is {ratio} times the expected one, which is 1/ln 2. You took the logarithm to base 2.",
        "ln is the natural logarithm.",
    ),
    Misconception(
        "base_10",
        edit(logistic_log_loss, "return loss → return loss / np.log(10)"),
        "Your value is {ratio} times the expected one, which is 1/ln 10. You took the logarithm to base 10.",
        "ln is the natural logarithm.",
    ),
    Misconception(
        "value_halved",
        edit(logistic_log_loss, "return loss → return loss / 2"),
        "Your value is half the expected one.",
        "Nothing in the formula is halved.",
    ),
    Misconception(
        "not_averaged",
        edit(logistic_log_loss, f"np.mean({COST}) → {COST}"),
        "You returned what each of the {N} rows costs: your {part} is {yours}, where a single number is expected.",
        "The loss is the mean of it.",
    ),
)

# the gradient alone
WRONG_GRADIENTS = (
    Misconception(
        "gradient_summed",
        edit(logistic_log_loss, " / len(y) → "),
        "Your gradient is not divided by the number of rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean, and its gradient too.",
    ),
    Misconception(
        "slope_of_the_sigmoid_kept",
        edit(logistic_log_loss, "(p - y) → (p - y) * p * sigmoid(-f)"),
        "The slope of the sigmoid, p(1 − p), is still in your gradient. That is the gradient of half the squared "
        "error.",
        "The derivative of the log loss by p has p(1 − p) below the line. What becomes of the two?",
    ),
    Misconception(
        "uphill",
        edit(logistic_log_loss, "p - y → y - p"),
        "Your gradient has the wrong sign: it belongs to y − p.",
        "p too small for a label 1 must give a negative slope, so that descending raises the score.",
    ),
    Misconception(
        "class_for_probability",
        edit(logistic_log_loss, "p - y → (f >= 0) - y"),
        "Your gradient holds the predicted class where p belongs. That is the perceptron's, in which rows on their "
        "side do not pull.",
        "p = σ(f), a number between 0 and 1. No step.",
    ),
    Misconception(
        "class_for_probability_strictly",
        edit(logistic_log_loss, "p - y → (f > 0) - y"),
        "Your gradient holds the predicted class where p belongs. That is the perceptron's, in which rows on their "
        "side do not pull.",
        "p = σ(f), a number between 0 and 1. No step.",
    ),
    Misconception(
        "score_for_probability",
        edit(logistic_log_loss, "p - y → f - y"),
        "Your gradient holds the score f where p belongs.",
        "What does the sigmoid make of f?",
    ),
    Misconception(
        "label_left_out",
        edit(logistic_log_loss, "p - y → p"),
        "The label is not in your gradient: every row pulls towards label 0.",
        "How far is p from where it should be?",
    ),
    Misconception(
        "gradient_of_labels_of_hinge",
        edit(logistic_log_loss, "(p - y) → -y * sigmoid(-y * f)"),
        "Your gradient is the formula for labels ±1, −y σ(−yf). Here the labels are 0 and 1, and for y = 0 it gives 0 whatever "
        "the score.",
        "Use the formula of this question, or turn the labels first: 2y − 1.",
    ),
    Misconception(
        "gradient_of_hinge",
        edit(logistic_log_loss, "(p - y) → np.where((2 * y - 1) * f < 1, 1 - 2 * y, 0)"),
        "Your gradient is that of hinge.",
        "With the log loss every row pulls, by how far p is from its label.",
    ),
    Misconception(
        "doubled",
        edit(logistic_log_loss, "(p - y) → 2 * (p - y)"),
        "Your gradient is twice the expected one. A 2 comes from the derivative of a square, and there is none here.",
        "The derivative of ln p by p is 1/p.",
    ),
    Misconception(
        "divided_again",
        edit(logistic_log_loss, "/ len(y) → / len(y) ** 2"),
        "You divided the gradient by N twice.",
        "One mean, one division by N.",
    ),
)

# one of the two gradients
WRONG_ENDS = (
    Misconception(
        "weight_gradient_summed",
        edit(logistic_log_loss, "x.T @ df → x.T @ df * len(y)"),
        "Your dw is not divided by the number of rows: {entry} is {yours}, expected {expected}, and the "
        "case has {N} rows.",
        "The loss is a mean, and its gradient too.",
    ),
    Misconception(
        "weight_gradient_averaged",
        edit(logistic_log_loss, "x.T @ df → x.T @ df / len(y)"),
        "You divided dw by the number of rows, {N}, twice.",
        "The slopes have their 1/N already.",
    ),
    Misconception(
        "weight_gradient_uphill",
        edit(logistic_log_loss, "x.T @ df → -(x.T @ df)"),
        "Your dw has the wrong sign.",
        "Compare the signs in front of your two gradients.",
    ),
    Misconception(
        "bias_gradient_summed",
        edit(logistic_log_loss, "df.sum() → df.sum() * len(y)"),
        "Your db is not divided by the number of rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean, and its gradient too.",
    ),
    Misconception(
        "bias_gradient_averaged",
        edit(logistic_log_loss, "df.sum() → df.mean()"),
        "You divided db by the number of rows, {N}, twice.",
        "The slopes have their 1/N already.",
    ),
    Misconception(
        "bias_gradient_uphill",
        edit(logistic_log_loss, "df.sum() → -df.sum()"),
        "Your db has the wrong sign.",
        "Compare the signs in front of your two gradients.",
    ),
    Misconception(
        "bias_gradient_zero",
        edit(logistic_log_loss, "df.sum() → 0.0"),
        "Your db is 0. The loss depends on the bias as on a weight whose input is 1.",
        "What is the derivative of x·w + b by b?",
    ),
    Misconception(
        "label_left_out_for_the_bias",
        edit(logistic_log_loss, "df.sum() → p.mean()"),
        "The label is not in your db: it is the mean of p.",
        "How far is p from where it should be?",
    ),
    Misconception(
        "weight_gradient_by_row",
        edit(logistic_log_loss, "x.T @ df → x * df[:, None]"),
        "You did not add the rows up: your {part} is {yours}, expected {expected}.",
        "Every row acts on the same weights: their slopes add up.",
    ),
    Misconception(
        "weight_gradient_in_one",
        edit(logistic_log_loss, "x.T @ df → np.sum(x.T @ df)"),
        "Your {part} is {yours}, expected {expected}: you added up over the inputs as well. Each weight has a slope of its own.",
        "Sum over the rows, and keep the inputs.",
    ),
    Misconception(
        "weight_gradient_averaged_in_one",
        edit(logistic_log_loss, "x.T @ df → np.mean(x.T @ df)"),
        "Your {part} is {yours}, expected {expected}: you averaged over the inputs as well. Each weight has a slope of its own.",
        "Sum over the rows, and keep the inputs.",
    ),
    Misconception(
        "weights_for_inputs",
        edit(logistic_log_loss, "x.T @ df → w * df.sum()"),
        "Your dw holds the weights where the inputs belong. f = x·w + b depends on a weight by the input in front of it.",
        "What is the derivative of x·w by w?",
    ),
    Misconception(
        "inputs_left_out",
        edit(logistic_log_loss, "x.T @ df → np.full(len(w), df.sum())"),
        "The inputs are not in your dw: all its entries are equal.",
        "What is the derivative of x·w by w?",
    ),
    Misconception(
        "bias_gradient_by_row",
        edit(logistic_log_loss, "df.sum() → df"),
        "Your {part} is {yours}, one slope for each row. There is one bias, so its gradient is one number.",
        "Every row acts on the same b: what becomes of their slopes?",
    ),
    Misconception(
        "bias_gradient_from_the_weights",
        edit(logistic_log_loss, "df.sum() → (x.T @ df).sum()"),
        "Your db is the sum of dw. The input of the bias is 1 in every row, not the sum of the others.",
        "What is the derivative of x·w + b by b?",
    ),
)

LOGISTIC_LOG_LOSS = Question(
    difficulty="hard",
    minutes=15,
    points=3,
    parts=("loss", "dw", "db"),
    reference=logistic_log_loss,
    cases=log_loss_cases,
    section="Log loss: no point is ever done",
    hints=(
        "The gradient is the easy half: with p = σ(f), the slope of a row's loss by its score is p − y. Divide by N.",
        "The chain rule from f to the weights: dw is `x.T @ df`, and db is the sum of df.",
        "The value: ln p with p = σ(f) is −ln(1 + e^−f), and ln(1 − p) is −ln(1 + e^f). No σ is needed for it.",
        "`np.logaddexp(0, t)` is ln(e^0 + e^t) = ln(1 + e^t), and it does not overflow. Use t = −f where y is 1, and t = f "
        "where y is 0.",
    ),
    misconceptions=(
        *WRONG_SCORES,
        *WRONG_VALUES,
        *WRONG_GRADIENTS,
        *WRONG_ENDS,
    ),
    alternatives=(log_loss_loop, log_loss_by_margin, log_loss_by_two_logarithms, log_loss_in_cases),
)
