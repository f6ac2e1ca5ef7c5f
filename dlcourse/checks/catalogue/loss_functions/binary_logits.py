"""Binary cross-entropy of logits: the same loss, in a form that nothing can overflow."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.loss_functions.binary_probabilities import labels
from dlcourse.checks.catalogue.loss_functions.whole_numbers import cut_as_the_logits, whole_number_cases
from dlcourse.checks.engine.question import Case, Misconception, Question


def binary_logits(y_true, logits):
    """mean [max(z, 0) − z y + ln(1 + e^(−|z|))] and (σ(z) − y)/(N·K)."""
    y, z = y_true, logits
    losses = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    slope = sigmoid(z) - y
    return losses.mean(), slope / z.size


def binary_in_short(y_true, logits):
    """With NumPy's ln(e^0 + e^z): most of the wrong answers are edits of this form."""
    y, z, p = y_true, logits, sigmoid(logits)
    losses, slope = np.logaddexp(0, z) - z * y, p - y
    return losses.mean(), slope / z.size


OF_LABEL = "np.where(y == 1, p, 1 - p)"


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


FAR = (  # logits, labels, and what makes them hard
    ([[-800.0, -650.0, 0.7]], [[1, 0, 1]], "−800: e^z is harmless there, ln σ(z) is not"),
    (
        [[60.0, -300.0, 0.7], [-60.0, 300.0, -2.5]],
        [[0, 1, 1], [0, 0, 1]],
        "±60: σ(z) is rounded to 1, e^z is harmless",
    ),
    ([[-300.0, -280.0, -260.0]], [[1, 1, 1]], "below −250: no σ(z) is rounded to 0, but their product is"),
    (
        [[6.5, -7.0, 9.0], [-11.0, 8.0, -15.0]],
        [[0, 1, 1], [0, 0, 1]],
        "6 to 15: what ln(1 + e^−z) adds to z is small, not 0",
    ),
    ([[800.0, -800.0, 0.0], [-800.0, 800.0, -2.5]], [[1, 0, 1], [1, 0, 1]], "±800, right and wrong; and exactly 0"),
)


def logit_cases(rng):
    """The text's example; moderate logits in all kinds of sizes; float32; and large logits, right ones and wrong ones."""
    cases = whole_number_cases(np.array([[1, 0, 0]]), np.array([[0, -2, 800]]), {"N": 1, "K": 3, "entries": 3})
    for n, k, why in (
        (6, 4, ""),
        (1, 3, "one row"),
        (7, 1, "one output"),
        (4, 4, "as many outputs as rows"),
    ):
        z = 1.2 * rng.normal(size=(n, k)).clip(-2.5, 2.5)
        cases.append(Case((labels(rng, (n, k)), z), {"N": n, "K": k, "entries": n * k}, why=why))
    cases.append(in_single_precision(cases[3]))
    unit = np.array([[1.0, 0.0, 1.0]]), np.round(rng.uniform(0.2, 0.8, size=(1, 3)), 2)
    cases.append(Case(unit, {"N": 1, "K": 3, "entries": 3}, why="logits between 0 and 1"))
    for far, y, why in FAR:
        z, sizes = np.array(far), {"N": len(far), "K": 3, "entries": 3 * len(far)}
        cases.append(Case((np.array(y, dtype=float), z + (z != 0) * 0.2 * rng.normal(size=z.shape)), sizes, why=why))
    return cases


def other_loss(name, form, says, look):
    """Return the misconception of another loss of each entry, which stands in the place of ln(1 + e^z) − z y."""
    return Misconception(name, edit(binary_in_short, f"np.logaddexp(0, z) - z * y → {form}"), says, look)


def kept_away():
    """Return the misconceptions of a p that is kept away from 0 and 1, by a clip or by a summand, of any usual size."""
    found = []
    for size in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-14, 1e-15):
        digits = f"{size:.0e}".replace("-0", "_").replace("-", "_")
        says = (
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: "
            f"you keep p away from 0 by about {size:.0e}, so no entry costs more than {-np.log(size):.1f}."
        )
        forms = {f"clipped_{digits}": f"by_probability(y, np.clip(p, {size}, 1 - {size}))"}
        if size > 1e-11:  # smaller ones give the same numbers as the clip
            forms[f"epsilon_added_{digits}"] = f"-y * np.log(p + {size}) - (1 - y) * np.log(1 - p + {size})"
        found += [other_loss(name, form, says, SIMPLIFY) for name, form in forms.items()]
    for size in (1e-16, 2.220446049250313e-16, 1e-20, 1e-30, 1e-100, 1e-300, 2.2250738585072014e-308):
        digits = f"{size:.0e}".replace("-", "_")
        says = (
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: "
            f"you add {size:.0e} inside the logarithm, and where σ(z) is rounded to 0 or 1 an entry costs "
            f"{-np.log(size):.1f}, whatever z is."
        )
        form = f"-y * np.log(p + {size}) - (1 - y) * np.log(1 - p + {size})"
        found.append(other_loss(f"epsilon_added_{digits}", form, says, SIMPLIFY))
    return found


def cut_logits():
    """Return the misconceptions of logits that are cut first, and of an exponent that is."""
    found = []
    for limit in (10, 15, 20, 30, 50, 88, 100, 250, 500, 700, 709):
        cut = f"np.clip(z, -{limit}, {limit})"
        says = (
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: "
            f"you cut the logits to ±{limit}, so no entry costs more than {limit}."
        )
        found.append(other_loss(f"logits_clipped_at_{limit}", f"np.logaddexp(0, {cut}) - {cut} * y", says, SIMPLIFY))
    for limit in (20, 30, 50, 100, 500, 700, 709):
        says = (
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: "
            f"you cut the exponent at {limit}, so ln(1 + e^z) stays at {limit} there, and z y does not."
        )
        form = f"np.logaddexp(0, np.minimum(z, {limit})) - z * y"
        found.append(other_loss(f"exponent_capped_at_{limit}", form, says, SIMPLIFY))
    return found


SIMPLIFY = (
    "Far out the loss of a wrong entry is |z| itself. Simplify the formula on paper first; then find a form of ln(1 + e^z) "
    "whose exponent is never positive."
)

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
        other_loss(
            "probability_first",
            "by_probability(y, p)",
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: σ(z) is rounded to 0 or 1, and "
            "ln 0 is infinite.",
            SIMPLIFY,
        ),
        other_loss(
            "exponential_overflows",
            "np.log(1 + np.exp(z)) - z * y",
            "The right formula, and {yours} for z = 800, where {expected} is right: e^800 overflows before ln can bring it "
            "back.",
            "Find a form of ln(1 + e^z) whose exponent is never positive.",
        ),
        other_loss(
            "exponential_overflows_on_the_left",
            "np.log(1 + np.exp(-z)) + (1 - y) * z",
            "A right formula, and {yours} for z = −800, where {expected} is right: e^800 overflows before ln can bring it "
            "back.",
            "Find a form whose exponent is never positive, whatever the sign of z.",
        ),
        other_loss(
            "both_exponentials_overflow",
            "y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z))",
            "A right formula, and {yours} for logits of ±800, where {expected} is right: one of e^z and e^(−z) overflows "
            "there.",
            "Find a form whose exponent is never positive, whatever the sign of z.",
        ),
        other_loss(
            "clamped_at_100",
            "-y * np.maximum(np.log(p), -100) - (1 - y) * np.maximum(np.log(1 - p), -100)",
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: you keep the logarithm at −100 "
            "or above, as PyTorch's loss of probabilities does, so no entry costs more than 100.",
            SIMPLIFY,
        ),
        other_loss(
            "nan_made_zero",
            "np.nan_to_num(by_probability(y, p))",
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: ln 0 is infinite, and "
            "`np.nan_to_num` puts another number in its place.",
            SIMPLIFY,
        ),
        Misconception(
            "absolute_value_missing",
            edit(binary_logits, "-np.abs(z) → -z"),
            "Your loss is {yours}, expected {expected}: for negative z you add max(z, 0) = 0 and ln(1 + e^(−z)), and the "
            "exponent is positive there.",
            "The logarithm is meant to be the small rest, at most ln 2. For which exponents is it?",
        ),
        Misconception(
            "maximum_missing",
            edit(binary_logits, "np.maximum(z, 0) - z * y → -z * y"),
            "Your loss lacks max(z, 0): ln(1 + e^(−|z|)) is only the small rest of ln(1 + e^z), at most ln 2.",
            "What is ln(1 + e^z) for large z, nearly?",
        ),
        other_loss(
            "label_term_missing",
            "np.logaddexp(0, z)",
            "Your loss does not depend on the labels. It treats every entry as y = 0.",
            "Which term of the simplified formula is there for the labels 1?",
        ),
        other_loss(
            "label_term_added",
            "np.logaddexp(0, z) + z * y",
            "Your loss adds z y where it is subtracted.",
            "For y = 1 a larger logit should lower the loss.",
        ),
        other_loss(
            "labels_exchanged",
            "np.logaddexp(0, z) - z * (1 - y)",
            "Your loss takes the labels the wrong way round: it is right for 1 − y.",
            "For y = 1 a larger logit should lower the loss.",
        ),
        other_loss(
            "logits_for_probabilities",
            "by_probability(y, z)",
            "You put the logits into the formula for probabilities: {yours}, expected {expected}. A logit may be negative, and "
            "has no logarithm then.",
            "p = σ(z). Put that into the formula, on paper.",
        ),
        other_loss(
            "arguments_exchanged",
            "by_probability(p, y)",
            "Your loss is {yours}, expected {expected}: you took the logarithms of the labels, and ln 0 is infinite.",
            "Which of the two stands inside the logarithm, y or p?",
        ),
        other_loss(
            "squared_error",
            "(p - y) ** 2",
            "Your loss is the mean of (p − y)². That is the squared error.",
            "The cross-entropy is made of logarithms.",
        ),
        Misconception(
            "sigmoid_twice",
            edit(
                binary_in_short,
                "sigmoid(logits) → sigmoid(sigmoid(logits))",
                "np.logaddexp(0, z) - z * y → by_probability(y, p)",
            ),
            "Your {part} has the sigmoid in it twice. After the second one no probability is below ½.",
            "The logits go through the sigmoid once. If a helper takes logits, give it logits.",
        ),
        Misconception(
            "summed",
            edit(binary_in_short, "losses.mean() → losses.sum()"),
            "Your loss is {ratio} times the expected one, and there are {entries} entries: you added up and never divided.",
            "The loss is a mean over all entries.",
        ),
        Misconception(
            "divided_by_rows",
            edit(binary_in_short, "losses.mean() → losses.sum() / len(z)"),
            "Your loss is {ratio} times the expected one, and each row has {K} outputs: you divided by the number of rows, "
            "{N}, alone.",
            "Every entry is a yes-or-no question of its own. How many are there?",
        ),
        Misconception(
            "loss_for_each_entry",
            edit(binary_in_short, "losses.mean() → losses"),
            "Your loss is {yours}: one number for each entry, where one for all is asked for.",
            "What is still to be done with the losses of the entries?",
        ),
        Misconception(
            "loss_for_each_row",
            edit(binary_in_short, "losses.mean() → losses.mean(axis=1)"),
            "Your loss is {yours}: one number for each row, where one for all is asked for.",
            "The mean runs over the rows, too.",
        ),
        Misconception(
            "loss_for_each_output",
            edit(binary_in_short, "losses.mean() → losses.mean(axis=0)"),
            "Your loss is {yours}: one number for each output, where one for all is asked for.",
            "The mean runs over the outputs, too.",
        ),
        Misconception(
            "label_missing_in_the_gradient",
            edit(binary_in_short, "p - y\n → p\n"),
            "Your gradient does not know the labels. It is σ(z)/(N·K).",
            "Which slope has the term −z y?",
        ),
        Misconception(
            "sigmoid_missing_in_the_gradient",
            edit(binary_in_short, "p - y\n → z - y\n"),
            "Your gradient is (z − y)/(N·K): the sigmoid is missing in it.",
            "Which slope has ln(1 + e^z)?",
        ),
        Misconception(
            "sigmoid_slope_kept",
            edit(binary_in_short, "p - y\n → (p - y) * p * (1 - p)\n"),
            "Your gradient holds the slope of the sigmoid. That is what squared error would give.",
            "∂L/∂p has p(1 − p) below the line, the sigmoid's slope has it above. What becomes of them?",
        ),
        Misconception(
            "slope_of_the_squared_error",
            edit(binary_in_short, "p - y\n → 2 * (p - y) * p * (1 - p)\n"),
            "Your gradient is that of the squared error, 2(p − y)p(1 − p)/(N·K).",
            "Take the derivative of the cross-entropy. p(1 − p) cancels in it, and no 2 comes in.",
        ),
        Misconception(
            "two_from_the_square",
            edit(binary_in_short, "p - y\n → 2 * (p - y)\n"),
            "Your gradient is twice the expected one: the 2 is a leftover of the squared error.",
            "Nothing is squared in the cross-entropy.",
        ),
        Misconception(
            "stopped_at_the_probability",
            edit(binary_in_short, "p - y\n → (p - y) / (p * (1 - p))\n"),
            "You stopped at the probability: {entry} is {yours}, and ∂L/∂logits is {expected}. The last factor, the slope of "
            "the sigmoid, is missing.",
            "On to z, by the chain rule and on paper: much of it cancels.",
        ),
        Misconception(
            "chain_not_cancelled",
            edit(binary_in_short, "p - y\n → (-y / p + (1 - y) / (1 - p)) * p * (1 - p)\n"),
            "Right for moderate logits, and {entry} is {yours} for large ones, where {expected} is right: you divide by p and "
            "by 1 − p, and far out they are rounded to 0.",
            "Multiply the factors on paper first: what you divide by cancels.",
        ),
        Misconception(
            "sigmoid_overflows",
            edit(binary_in_short, "p - y\n → np.exp(z) / (1 + np.exp(z)) - y\n"),
            "Right for moderate logits, and {entry} is {yours} for z = 800, where {expected} is right: your own sigmoid "
            "computes ∞/∞ there.",
            "The function `sigmoid(z)` is given, and safe for any z.",
        ),
        Misconception(
            "wrong_sign",
            edit(binary_in_short, "slope / z.size → -slope / z.size"),
            "Your gradient has the wrong sign. You have y − p.",
            "For y = 1 a larger logit lowers the loss, so the slope is negative there.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(binary_in_short, "slope / z.size → slope"),
            "Your gradient is {ratio} times the expected one, and there are {entries} entries: the loss is a mean, and its "
            "gradient lacks the division.",
            "The 1/(N·K) of the loss is a factor. What becomes of a factor in a derivative?",
        ),
        Misconception(
            "gradient_divided_by_rows",
            edit(binary_in_short, "slope / z.size → slope / len(z)"),
            "Your gradient is {ratio} times the expected one, and each row has {K} outputs: you divided by the number of rows, "
            "{N}, alone.",
            "Every entry is a yes-or-no question of its own. How many are there?",
        ),
        Misconception(
            "gradient_averaged",
            edit(binary_in_short, "slope / z.size → slope.mean()"),
            "Your gradient is a single number. Each of the logits has a slope of its own.",
            "The gradient has the shape of the logits: divide by the number of entries, and do not add up.",
        ),
        Misconception(
            "wrong_sign_and_not_divided",
            edit(binary_in_short, "slope / z.size → -slope"),
            "Your gradient is y − p: it has the wrong sign, and the division by the {entries} entries is missing.",
            "For y = 1 a larger logit lowers the loss. And a mean's factor 1/(N·K) stays in its gradient.",
        ),
        Misconception(
            "sigmoid_slope_kept_and_not_divided",
            edit(binary_in_short, "p - y\n → (p - y) * p * (1 - p)\n", "slope / z.size → slope"),
            "Your gradient holds the slope of the sigmoid, which has cancelled, and the division by the {entries} entries is "
            "missing.",
            "∂L/∂p has p(1 − p) below the line. And a mean's factor 1/(N·K) stays in its gradient.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(binary_in_short, "slope / z.size → (slope / z.size).astype(y_true.dtype)"),
            "Where the labels are whole numbers, your gradient is cut to whole numbers: an array that takes its type from "
            "them, as `np.zeros_like(y_true)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
        cut_as_the_logits(edit(binary_in_short, "slope / z.size → (slope / z.size).astype(logits.dtype)")),
        Misconception(
            "gradient_first",
            edit(binary_in_short, "losses.mean(), slope / z.size → slope / z.size, losses.mean()"),
            "Your results come in another order: the gradient before the loss.",
            "Asked for is first the loss, then its gradient.",
        ),
        Misconception(
            "logarithm_of_the_product",
            edit(binary_in_short, f"losses.mean() → -np.log(np.prod({OF_LABEL})) / z.size"),
            "Right for few moderate logits, and {yours} for large ones, where {expected} is right: you multiply the "
            "probabilities of all labels, and the product is rounded to 0 before its logarithm is taken.",
            "The logarithm of a product is a sum of logarithms. " + SIMPLIFY,
        ),
        other_loss(
            "logarithm_of_0_taken_as_0",
            f"-np.log(np.where({OF_LABEL} > 0, {OF_LABEL}, 1))",
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: where σ(z) is rounded to 0 or "
            "1 you took 0 for ln 0, so the surest of the wrong answers cost nothing.",
            SIMPLIFY,
        ),
        *kept_away(),
        *cut_logits(),
        Misconception(
            "softmax_in_the_gradient",
            edit(
                binary_in_short,
                "sigmoid(logits) → sigmoid(logits) if logits.shape[-1] == 1 else np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))",
            ),
            "Your gradient is made of a softmax over the row. Here each logit is a question of its own, yes or no.",
            "Which function of z is p, by the text?",
        ),
    ),
    alternatives=(logits_by_logaddexp, logits_by_sign, logits_loop),
)
