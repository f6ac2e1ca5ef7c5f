"""Binary cross-entropy of probabilities, and its gradient."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def binary_crossentropy(y_true, p):
    """−mean [y ln p + (1 − y) ln(1 − p)] and (p − y)/(p(1 − p))/(N·K)."""
    loss = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean()
    gradient = (p - y_true) / (p * (1 - p)) / p.size
    return loss, gradient


def binary_by_label(y_true, p):
    """Only the probability of the label counts: −ln p where y = 1, −ln(1 − p) where y = 0."""
    yes = y_true == 1
    of_label = np.where(yes, p, 1 - p)
    return np.mean(-np.log(of_label)), np.where(yes, -1, 1) / of_label / p.size


def binary_clipped(y_true, p):
    """Clipped first, as libraries do; the two terms' slopes apart."""
    p = np.clip(np.asarray(p), 1e-7, 1 - 1e-7)
    share = 1 / np.prod(p.shape)
    loss = -share * np.sum(y_true * np.log(p) + (1 - y_true) * np.log1p(-p))
    return [loss, share * ((1 - y_true) / (1 - p) - y_true / p)]


def binary_loop(y_true, p):
    """Entry by entry, with a small number inside the logarithm."""
    total, gradient = 0.0, np.zeros(p.shape)
    for i in np.ndindex(p.shape):
        of_label = float(p[i]) if y_true[i] else 1 - float(p[i])
        total -= np.log(of_label + 1e-8)
        gradient[i] = (-1 if y_true[i] else 1) / of_label / p.size
    return total / p.size, gradient.tolist()


def labels(rng, shape):
    """Zeros and ones in turn, shuffled: both occur."""
    return rng.permutation(np.arange(np.prod(shape)) % 2).reshape(shape).astype(float)


def probability_cases(rng):
    """Probabilities from 0.05 to 0.95, none near ½; rows and outputs differ; one row; float32."""
    cases = []
    for n, k in [(6, 4), (1, 3), (7, 1)]:
        far = rng.uniform(0.1, 0.45, size=(n, k)) * rng.choice([-1.0, 1.0], size=(n, k))
        cases.append(Case((labels(rng, (n, k)), 0.5 + far), {"N": n, "K": k, "entries": n * k}))
    return [*cases, in_single_precision(cases[0])]


BINARY = Question(
    name="binary_crossentropy_loss",
    difficulty="medium",
    minutes=7,
    points=2,
    parts=("loss", "dp"),
    reference=binary_crossentropy,
    cases=probability_cases,
    tolerance=1e-5,  # the small number that people add inside the logarithm
    section="Yes or no: binary cross-entropy",
    hints=(
        "For y = 1 only ln p counts, for y = 0 only ln(1 − p): the factors y and 1 − y switch the two terms.",
        "The minus stands in front of both terms. Then take the mean over all entries.",
        "The slope of −y ln p is −y/p, that of −(1 − y) ln(1 − p) is +(1 − y)/(1 − p). Add them, divide by p.size.",
    ),
    misconceptions=(
        Misconception(
            "minus_on_one_term",
            edit(binary_crossentropy, "-(y_true → (-y_true"),
            "The minus of your loss reaches the first term only. Rows with y = 0 are rewarded for being wrong.",
            "−[y ln p + (1 − y) ln(1 − p)]: the brackets matter, both terms are negative without the minus.",
        ),
        Misconception(
            "one_term_only",
            edit(
                binary_crossentropy, " + (1 - y_true) * np.log(1 - p) → ", "(p - y_true) / (p * (1 - p)) → -y_true / p"
            ),
            "Your {part} looks at the labels 1 only. Where y = 0 it says nothing, whatever p is.",
            "The second term, (1 − y) ln(1 − p), is for the labels 0.",
        ),
        Misconception(
            "gradient_at_the_logits",
            edit(binary_crossentropy, " / (p * (1 - p)) → "),
            "Your gradient is (p − y)/(N·K), with respect to the logit z. This question asks for the slope along p.",
            "Without the sigmoid the p(1 − p) does not cancel: ∂L/∂p = (p − y)/(p(1 − p))/(N·K).",
        ),
        Misconception(
            "slope_times_p",
            edit(binary_crossentropy, "/ (p * (1 - p)) → * p * (1 - p)"),
            "You multiplied by p(1 − p) where you should divide.",
            "The slope of ln p is 1/p: the surer a wrong answer, the steeper the loss.",
        ),
        Misconception(
            "wrong_sign",
            edit(binary_crossentropy, "p - y_true → y_true - p"),
            "Your gradient has the wrong sign. You have y − p above the line.",
            "For y = 1 a larger p lowers the loss, so that slope is negative: p − y.",
        ),
        Misconception(
            "inner_minus_lost",
            edit(binary_crossentropy, "(p - y_true) / (p * (1 - p)) → (-y_true / p - (1 - y_true) / (1 - p))"),
            "Your gradient is wrong where y = 0. The derivative of ln(1 − p) is −1/(1 − p).",
            "Where y = 0 a larger p makes the loss worse, so the slope there is positive.",
        ),
        Misconception(
            "summed",
            edit(binary_crossentropy, "mean → sum", " / p.size → "),
            "Your {part} is {ratio} times the expected one, and there are {entries} entries: you added up and never "
            "divided.",
            "The loss is a mean over all N·K entries, and the gradient inherits the 1/(N·K).",
        ),
        Misconception(
            "divided_by_rows",
            edit(binary_crossentropy, "mean() → sum() / len(p)", "p.size → len(p)"),
            "Your {part} is {ratio} times the expected one, and each row has {K} outputs: you divided by the {N} rows "
            "only.",
            "Every entry is a yes-or-no question of its own; divide by all {entries} of them.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(binary_crossentropy, " / p.size → "),
            "Your loss is a mean and your gradient is not: {entry} is {yours}, expected {expected}, {ratio} times as large, "
            "and there are {entries} entries.",
            "The 1/(N·K) of the loss stays when you take the derivative.",
        ),
        Misconception(
            "logarithm_of_two",
            edit(binary_crossentropy, "np.log ⇒ np.log2"),
            "Your loss is {ratio} times the expected one: you took the logarithm to base 2 ({yours}, expected {expected}).",
            "ln is the natural logarithm, `np.log`.",
        ),
    ),
    alternatives=(binary_by_label, binary_clipped, binary_loop),
)
