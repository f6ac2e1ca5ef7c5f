"""Binary cross-entropy of logits: the same loss, in a form that nothing can overflow."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.loss_functions.binary_probabilities import labels
from dlcourse.checks.engine.question import Case, Misconception, Question


def binary_logits(y_true, logits):
    """mean [max(z, 0) − z y + ln(1 + e^(−|z|))] and (σ(z) − y)/(N·K)."""
    z = logits
    loss = (np.maximum(z, 0) - z * y_true + np.log1p(np.exp(-np.abs(z)))).mean()
    gradient = (sigmoid(z) - y_true) / z.size
    return loss, gradient


def binary_in_short(y_true, logits):
    """With NumPy's ln(e^0 + e^z): most of the wrong answers are edits of this form."""
    y, z, p = y_true, logits, sigmoid(logits)
    return (np.logaddexp(0, z) - z * y).mean(), (p - y) / z.size


def by_probability(y, p):
    """Return the loss of each entry as the formula for probabilities has it."""
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def logits_by_logaddexp(y_true, logits):
    """−ln p of the label is ln(1 + e^(−m)), with m = z for y = 1 and −z for y = 0."""
    s = 2 * y_true - 1
    return np.logaddexp(0, -s * logits).mean(), -s * sigmoid(-s * logits) / logits.size


def logits_by_sign(y_true, logits):
    """ln(1 + e^z) for z < 0 and z + ln(1 + e^(−z)) for z > 0, each where it is safe; tanh for the sigmoid."""
    z = np.asarray(logits, dtype=np.float64)
    softplus = np.zeros(z.shape)
    softplus[z < 0] = np.log(1 + np.exp(z[z < 0]))
    softplus[z >= 0] = z[z >= 0] + np.log(1 + np.exp(-z[z >= 0]))
    p = 0.5 * (1 + np.tanh(0.5 * z))
    return [(softplus - y_true * z).sum() / z.size, ((p - y_true) / z.size).tolist()]


def logits_loop(y_true, logits):
    """Entry by entry."""
    total, gradient = 0.0, np.zeros(logits.shape)
    for i in np.ndindex(logits.shape):
        z, y = float(logits[i]), float(y_true[i])
        t = np.exp(-abs(z))
        p = 1 / (1 + t) if z > 0 else t / (1 + t)
        total += (1 - y) * z + np.log1p(t) + max(-z, 0)
        gradient[i] = (p - y) / logits.size
    return {"dlogits": gradient, "loss": total / logits.size}


def logit_cases(rng):
    """Moderate logits; one row; float32; and logits of ±800, right ones and wrong ones."""
    cases = []
    for n, k in [(6, 4), (1, 3), (7, 1)]:
        z = 1.2 * rng.normal(size=(n, k))
        cases.append(Case((labels(rng, (n, k)), z), {"N": n, "K": k, "entries": n * k}))
    cases.append(in_single_precision(cases[0]))
    below = np.array([[-800.0, -650.0, 0.7]])  # e^z is harmless here, ln σ(z) is not
    both = np.array([[800.0, -800.0, 0.7], [-800.0, 800.0, -30.0]])
    for far, y in ((below, [[1.0, 0.0, 1.0]]), (both, [[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]])):
        sizes = {"N": len(far), "K": 3, "entries": far.size}
        cases.append(Case((np.array(y), far + 0.2 * rng.normal(size=far.shape)), sizes))
    return cases


BINARY_LOGITS = Question(
    name="binary_crossentropy_from_logits",
    difficulty="hard",
    minutes=8,
    points=2,
    parts=("loss", "dlogits"),
    reference=binary_logits,
    cases=logit_cases,
    section="From logits, without overflow",
    hints=(
        "Once σ(z) has been rounded to 0 or 1, ln has lost. Put p = σ(z) into the formula on paper and simplify first.",
        "−ln σ(z) = ln(1 + e^(−z)) and −ln(1 − σ(z)) = ln(1 + e^z). What is left is ln(1 + e^z) − z y.",
        "ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|)), with `np.log1p(np.exp(-np.abs(z)))`. The gradient: (σ(z) − y)/(N·K).",
    ),
    misconceptions=(
        Misconception(
            "probability_first",
            edit(binary_in_short, "np.logaddexp(0, z) - z * y → by_probability(y, p)"),
            "Right for moderate logits, and {yours} for logits of ±800, where {expected} is right: σ(z) is rounded to 0 "
            "or 1, and ln 0 is infinite.",
            "Simplify the formula before you compute: ln(1 + e^z) − z y, with ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|)).",
        ),
        Misconception(
            "clipped",
            edit(binary_in_short, "np.logaddexp(0, z) - z * y → by_probability(y, np.clip(p, 1e-7, 1 - 1e-7))"),
            "Right for moderate logits, and {yours} for logits of ±800, where {expected} is right: you keep p away from "
            "0 by 10⁻⁷, so no entry costs more than −ln 10⁻⁷ = 16.1.",
            "A clip hides the overflow and flattens the loss. Work with the logits instead.",
        ),
        Misconception(
            "clipped_finely",
            edit(binary_in_short, "np.logaddexp(0, z) - z * y → by_probability(y, np.clip(p, 1e-15, 1 - 1e-15))"),
            "Right for moderate logits, and {yours} for logits of ±800, where {expected} is right: you keep p away from "
            "0 by 10⁻¹⁵, so no entry costs more than −ln 10⁻¹⁵ = 34.5.",
            "A clip hides the overflow and flattens the loss. Work with the logits instead.",
        ),
        Misconception(
            "exponential_overflows",
            edit(binary_in_short, "np.logaddexp(0, z) → np.log(1 + np.exp(z))"),
            "The right formula, and {yours} for z = 800, where {expected} is right: e^800 overflows before ln can bring "
            "it back.",
            "ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|)): the exponent is never positive.",
        ),
        Misconception(
            "absolute_value_missing",
            edit(binary_logits, "-np.abs(z) → -z"),
            "Your loss is {yours}, expected {expected}: for negative z you add max(z, 0) = 0 and ln(1 + e^(−z)), and the "
            "exponent is positive there.",
            "ln(1 + e^(−|z|)), with the absolute value: it is the small rest, at most ln 2.",
        ),
        Misconception(
            "sigmoid_twice",
            edit(
                binary_in_short,
                "sigmoid(logits) → sigmoid(sigmoid(logits))",
                "np.logaddexp(0, z) - z * y → by_probability(y, p)",
            ),
            "You took the sigmoid twice. After the second one no probability is below ½.",
            "The logits go through the sigmoid once. If a helper takes logits, give it logits.",
        ),
        Misconception(
            "label_term_missing",
            edit(binary_in_short, " - z * y → ", "p - y → p"),
            "Your {part} does not depend on the labels. It treats every row as y = 0.",
            "The term −z y is for the labels 1.",
        ),
        Misconception(
            "sigmoid_slope_kept",
            edit(binary_in_short, "(p - y) → (p - y) * p * sigmoid(-z)"),
            "Your gradient holds the slope of the sigmoid. That is what squared error would give.",
            "∂L/∂p has p(1 − p) below the line, the sigmoid's slope has it above. They cancel: (σ(z) − y)/(N·K).",
        ),
        Misconception(
            "stopped_at_the_probability",
            edit(binary_in_short, "(p - y) → (p - y) / (p * sigmoid(-z))"),
            "You stopped at the probability: {entry} is {yours}, and ∂L/∂logits is {expected}. The last factor, the slope "
            "of the sigmoid, is missing.",
            "Multiply by ∂p/∂z = p(1 − p), on paper: it cancels.",
        ),
        Misconception(
            "wrong_sign",
            edit(binary_in_short, "p - y → y - p"),
            "Your gradient has the wrong sign. You have y − p.",
            "For y = 1 a larger logit lowers the loss, so that slope is negative: p − y.",
        ),
        Misconception(
            "summed",
            edit(binary_in_short, "mean → sum", " / z.size → "),
            "Your {part} is {ratio} times the expected one, and there are {entries} entries: you added up and never "
            "divided.",
            "The loss is a mean over all N·K entries, and the gradient inherits the 1/(N·K).",
        ),
        Misconception(
            "gradient_not_divided",
            edit(binary_in_short, " / z.size → "),
            "Your loss is a mean and your gradient is not: {entry} is {yours}, expected {expected}, {ratio} times as large, "
            "and there are {entries} entries.",
            "The 1/(N·K) of the loss stays when you take the derivative.",
        ),
    ),
    alternatives=(logits_by_logaddexp, logits_by_sign, logits_loop),
)
