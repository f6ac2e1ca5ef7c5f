"""Categorical cross-entropy of logits, for one-hot labels."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.loss_functions.whole_numbers import cut_as_the_logits, whole_number_cases
from dlcourse.checks.engine.question import Case, Misconception, Question


def categorical_logits(y_true, logits):
    """−1/N Σ y ln softmax(z), with ln softmax(z) = z − max − ln Σ e^(z − max); (softmax(z) − y)/N."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(y_true * log_p).sum() / len(logits)
    gradient = (np.exp(log_p) - y_true) / len(logits)
    return loss, gradient


def categorical_in_short(y_true, logits):
    """With functions for softmax and ln softmax: the wrong answers are edits of this form."""
    y, z = y_true, logits
    p = softmax(z)
    log_p = log_softmax(z)
    losses, slope = -(y * log_p).sum(axis=1), p - y
    return losses.mean(), slope / len(z)


def log_softmax(z):
    """ln softmax(z), without overflow."""
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def categorical_by_class(y_true, logits):
    """ln Σ e^z less the true class' logit, picked by its place; softmax by exp."""
    n, k = np.arange(len(logits)), np.argmax(y_true, axis=1)
    top = logits.max(axis=1)
    log_sum = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    gradient = np.exp(logits - log_sum[:, None])
    gradient[n, k] -= 1
    return (log_sum - logits[n, k]).mean(), gradient / len(n)


def categorical_rows(y_true, logits):
    """Row by row, log-sum-exp by np.logaddexp; lists."""
    total, gradient = 0.0, []
    for y, z in zip(y_true, logits, strict=True):
        log_sum = np.logaddexp.reduce(z.astype(np.float64))
        total += log_sum - y @ z
        gradient.append(((np.exp(z - log_sum) - y) / len(y_true)).tolist())
    return [total / len(y_true), gradient]


def categorical_columns(y_true, logits):
    """Examples in columns on the way, and one maximum for a row taken from anywhere near its top."""
    z = np.asfortranarray(logits).T
    z = z - z.max(axis=0) + 0.25
    log_p = z - np.log(np.einsum("kn->n", np.exp(z)))
    return -np.tensordot(log_p, y_true.T, axes=2) / z.shape[1], ((np.exp(log_p) - y_true.T) / z.shape[1]).T


FAR = (  # logits, classes, and what makes them hard
    (
        [[-900.0, -30.0, 0.0], [1.0, -800.0, -0.5]],
        [0, 2],
        "a label whose logit lies 900 below: e^z is harmless, ln p is not",
    ),
    ([[1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -998.5]], [1, 0], "a row near +1000 beside one near −1000"),
    ([[1000.0, 1001.0, 999.5]], [0], "a narrow row near +1000"),
    ([[1000.0, -1000.0, 0.0], [-1000.0, 1.0, 0.5]], [2, 1], "rows that are wide: +1000 and −1000 in one"),
)


def classes_cases(rng):
    """One-hot labels and logits: moderate ones in all kinds of sizes; float32; then labels of faint and no probability."""
    cases = []
    for n, k, why in (
        (6, 4, ""),
        (1, 3, "one row"),
        (3, 7, ""),
        (4, 4, "as many classes as rows"),
        (5, 2, "two classes"),
    ):
        z = 1.2 * rng.normal(size=(n, k)).clip(-1.5, 1.5)
        y = rng.integers(0, k, n)
        y[:2] = [k - 1, 0][:n]  # the last class and the first occur
        cases.append(Case((np.eye(k)[rng.permutation(y)], z), {"N": n, "K": k, "entries": n * k}, why=why))
    cases.append(in_single_precision(cases[0]))
    same = np.eye(4)[[1, 1, 1]], rng.normal(size=(3, 4)).clip(-1.5, 1.5)
    cases.append(Case(same, {"N": 3, "K": 4, "entries": 12}, why="all rows of one class, and not of the last one"))
    above = np.eye(3)[[2, 0]], np.round(rng.uniform(0.2, 1.8, size=(2, 3)), 2)
    cases.append(Case(above, {"N": 2, "K": 3, "entries": 6}, why="no logit below 0"))
    faint = np.eye(3)[[0, 2]], np.array([[0.0, 6.2, 0.3], [5.9, 0.2, 0.1]])
    cases.append(Case(faint, {"N": 2, "K": 3, "entries": 6}, why="labels whose probability is small"))
    for far, k, why in FAR:
        z = np.array(far) + 0.2 * rng.normal(size=(len(far), 3))
        cases.append(Case((np.eye(3)[k], z), {"N": len(z), "K": 3, "entries": z.size}, why=why))
    return cases


def one_hot_cases(rng):
    """The text's example, then the cases for classes."""
    example = np.array([[0, 1, 0]]), np.array([[2, 1, 0]])
    return [*whole_number_cases(*example, {"N": 1, "K": 3, "entries": 3}), *classes_cases(rng)]


def faults_of_the_softmax(form, softmax_of, log_of):
    """Return the misconceptions about softmax and logarithm that the two kinds of labels share, as edits of `form`.

    `softmax_of` and `log_of` are the texts in the form that stand for the softmax and for its logarithm.
    """

    def logarithm(new, *others):
        return edit(form, f"{log_of} → {new}", *others)

    def probabilities(new):
        return edit(form, f"p = {softmax_of} → p = {new}")

    def in_each(name, log_p, p, says, look):
        in_gradient = f"{name}_in_the_gradient"
        return (
            Misconception(name, logarithm(log_p), says, look),
            Misconception(in_gradient, probabilities(p), says, look),
        )

    return (
        Misconception(
            "logarithm_of_the_softmax",
            logarithm("np.log(p)"),
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: the softmax is rounded to 0, "
            "and then comes ln 0.",
            TOGETHER,
        ),
        *in_each(
            "exponential_overflows",
            "np.log(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))",
            "np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)",
            "Your {part} is right for moderate logits, and {entry} is {yours} for large ones, where {expected} is right: "
            "e^1000 overflows.",
            SHIFT,
        ),
        Misconception(
            "exponential_overflows_in_the_sum",
            logarithm("logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))"),
            "The right formula, z − ln Σ e^z, and {yours} for logits near ±1000, where {expected} is right: the sum overflows, "
            "or is rounded to 0, before ln can bring it back.",
            SHIFT,
        ),
        *in_each(
            "one_shift_for_all",
            "logits - logits.max() - np.log(np.exp(logits - logits.max()).sum(axis=1, keepdims=True))",
            "np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum(axis=1, keepdims=True)",
            "In your {part} the largest logit of the whole batch is subtracted: right for most batches, but {entry} is "
            "{yours}, expected {expected}, where one row lies far below another. All its exponentials are 0.",
            "Each row needs a shift of its own.",
        ),
        Misconception(
            "shift_not_undone",
            logarithm("logits - np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))"),
            "You subtracted the maximum at one place and not at the other: your loss is {yours}, expected {expected}. Your "
            "probabilities sum to e^max in each row, not to 1.",
            "Where do the shifted logits belong, and where do you still use the others?",
        ),
        Misconception(
            "logarithm_missing",
            logarithm("p"),
            "Your loss is made of the probabilities themselves: the logarithm is missing.",
            "−ln p is large where p is small. That is what makes a sure and wrong answer dear.",
        ),
        Misconception(
            "logits_for_probabilities",
            logarithm("np.log(logits)"),
            "You took the logarithm of the logits: {yours}, expected {expected}. A logit may be negative, and has no logarithm "
            "then.",
            "First the softmax, then its logarithm; and both in one formula, so that nothing overflows.",
        ),
        Misconception(
            "softmax_missing",
            logarithm("logits"),
            "Your loss is minus the true class' logit: what the softmax divides by is missing.",
            "ln softmax(z) has two terms. Which one is there for the other classes?",
        ),
        *in_each(
            "sigmoid_for_softmax",
            "np.log(1 / (1 + np.exp(-logits)))",
            "1 / (1 + np.exp(-logits))",
            "Your {part} is made with a sigmoid of each logit. Your probabilities do not sum to 1 in each row.",
            "One class out of many: the classes of a row share one whole.",
        ),
        *in_each(
            "softmax_twice",
            "log_softmax(softmax(logits))",
            "softmax(softmax(logits))",
            "Your {part} has the softmax in it twice. The second one flattens the first.",
            "The logits go through the softmax once, and ln softmax has it built in.",
        ),
        *in_each(
            "softmax_over_the_batch",
            "log_softmax(logits.T).T",
            "softmax(logits.T).T",
            "In your {part} the softmax runs down the columns. Each row's probabilities should sum to 1.",
            "Rows are examples. Along which axis lie the classes of one example?",
        ),
        *in_each(
            "softmax_over_everything",
            "log_softmax(logits.reshape(1, -1)).reshape(logits.shape)",
            "softmax(logits.ravel()).reshape(logits.shape)",
            "In your {part} the probabilities sum to 1 over the whole array, not row by row.",
            "Each row needs a sum of its own.",
        ),
        Misconception(
            "nan_made_zero",
            logarithm("np.nan_to_num(np.log(p))"),
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: ln 0 is infinite, and "
            "`np.nan_to_num` puts another number in its place.",
            TOGETHER,
        ),
        Misconception(
            "logarithm_of_0_taken_as_0",
            logarithm("np.log(np.where(p > 0, p, 1))"),
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: where the softmax is rounded "
            "to 0 you took 0 for its logarithm, so the surest of the wrong answers cost nothing.",
            TOGETHER,
        ),
        Misconception(
            "base_2",
            logarithm("log_softmax(logits) / np.log(2)"),
            "Your loss is {ratio} times the expected one: you took the logarithm to base 2 ({yours}, expected {expected}).",
            "ln is the natural logarithm. NumPy has it under the shortest of the names.",
        ),
        Misconception(
            "logits_clipped_in_the_gradient",
            probabilities("softmax(np.clip(logits, -500, 500))"),
            "Your gradient is right for moderate logits. Those near ±1000 you cut to one size first, and then they are all "
            "alike: {entry} is {yours}, expected {expected}.",
            "What counts is by how much the logits of a row differ. The function `softmax(z)` is given, and safe.",
        ),
        *kept_away(logarithm),
        *cut_logits(logarithm),
    )


SHIFT = "The same number may be subtracted from all logits of a row. Which one keeps exp from overflowing?"
TOGETHER = "ln and softmax belong together: simplify ln(e^z/Σ e^z) on paper, before anything is rounded to 0."


def kept_away(logarithm):
    """Return the misconceptions of a p that is kept away from 0, by a clip or by a summand, of any usual size."""
    found = []
    for size in (
        1e-3,
        1e-4,
        1e-5,
        1e-6,
        1e-7,
        1e-8,
        1e-9,
        1e-10,
        1e-12,
        1e-15,
        2.220446049250313e-16,
        1e-16,
        1e-20,
        1e-300,
        2.2250738585072014e-308,
    ):
        digits = f"{size:.0e}".replace("-0", "_").replace("-", "_")
        says = (
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: "
            f"you keep p away from 0 by about {size:.0e}, so no row costs more than {-np.log(size):.1f}."
        )
        look = "That hides the overflow and flattens the loss just where the network is most wrong. " + TOGETHER
        upper = f"1 - {size}" if size > 1e-16 else "1"
        found.append(Misconception(f"clipped_{digits}", logarithm(f"np.log(np.clip(p, {size}, {upper}))"), says, look))
        if size > 1e-8:  # smaller ones give the same numbers as the clip
            found.append(Misconception(f"epsilon_added_{digits}", logarithm(f"np.log(p + {size})"), says, look))
    return found


def cut_logits(logarithm):
    """Return the misconceptions of logits that are cut before the loss is computed."""
    found = []
    for limit in (20, 50, 100, 500, 700):
        says = (
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: "
            f"you cut the logits to ±{limit} first."
        )
        wrong = logarithm(f"log_softmax(np.clip(logits, -{limit}, {limit}))")
        found.append(Misconception(f"logits_clipped_at_{limit}", wrong, says, TOGETHER))
    return found


def faults_of_the_mean(form):
    """Return the misconceptions about sums, means, signs and the order of results, as edits of `form`."""
    return (
        Misconception(
            "averaged_over_classes",
            edit(form, "losses.mean() → losses.mean() / p.shape[1]"),
            "Your loss is 1/{K} of the expected one, and there are {K} classes: you divided by all entries.",
            "A row has one loss, whatever the number of classes. Over how many does the mean run?",
        ),
        Misconception(
            "summed",
            edit(form, "losses.mean() → losses.sum()"),
            "Your loss is {ratio} times the expected one, and the batch has {N} rows: you added up and never divided.",
            "The loss is a mean over the rows.",
        ),
        Misconception(
            "loss_for_each_row",
            edit(form, "losses.mean() → losses"),
            "Your loss is {yours}: one number for each row, where one for all is asked for.",
            "What is still to be done with the losses of the rows?",
        ),
        Misconception(
            "minus_missing",
            edit(form, "losses.mean() → -losses.mean()"),
            "Your loss is negative: the minus in front is missing. ln of a probability is never positive.",
            "The surer a right answer, the nearer its loss is to 0, from above.",
        ),
        Misconception(
            "minus_missing_and_summed",
            edit(form, "losses.mean() → -losses.sum()"),
            "Your loss is negative, as the minus in front is missing, and you added up over the rows and never divided.",
            "ln of a probability is never positive. And the loss is a mean.",
        ),
        Misconception(
            "wrong_sign",
            edit(form, "slope / → -slope /"),
            "Your gradient has the wrong sign. You have y − p.",
            "Raising the true class' logit lowers the loss, so its slope is negative.",
        ),
        Misconception(
            "label_missing_in_the_gradient",
            edit(form, "p - y\n → p\n"),
            "Your gradient does not know the labels. It is softmax(z)/N.",
            "Which of a row's entries depends on the true class, and by how much?",
        ),
        Misconception(
            "true_class_only",
            edit(form, "p - y\n → y * (p - 1)\n"),
            "Your gradient is 0 for all classes but the true one. Raising another class' logit takes probability from the "
            "true one, so it has a slope, too.",
            "Every logit of a row stands in the sum that the softmax divides by.",
        ),
        Misconception(
            "sigmoid_slope_kept",
            edit(form, "p - y\n → (p - y) * p * (1 - p)\n"),
            "You multiplied p − y by p(1 − p). The slope of the softmax is in p − y already.",
            "Work out ∂L/∂z of one row on paper: nearly all cancels.",
        ),
        Misconception(
            "through_the_softmax_again",
            edit(form, "p - y\n → p * (p - y - ((p - y) * p).sum(axis=1, keepdims=True))\n"),
            "You sent p − y through the softmax's slope once more.",
            "p − y is the slope along the logits already; the softmax is in it.",
        ),
        Misconception(
            "stopped_at_probabilities",
            edit(form, "p - y\n → -y / p\n"),
            "You stopped at the probabilities: {entry} is {yours}, and ∂L/∂logits is {expected}.",
            "−y/p is only the first factor of the chain; the softmax's own slope comes next, and nearly all cancels.",
        ),
        Misconception(
            "two_from_the_square",
            edit(form, "p - y\n → 2 * (p - y)\n"),
            "Your gradient is twice the expected one: the 2 is a leftover of the squared error.",
            "Nothing is squared in the cross-entropy.",
        ),
        Misconception(
            "softmax_missing_in_the_gradient",
            edit(form, "p - y\n → logits - y\n"),
            "Your gradient is (z − y)/N: the softmax is missing in it.",
            "Probabilities are compared with labels, not logits.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(form, "slope / len(z) → slope"),
            "Your gradient is {ratio} times the expected one, and the batch has {N} rows: the loss is a mean, and its gradient "
            "lacks the division.",
            "The 1/N of the loss is a factor. What becomes of a factor in a derivative?",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(form, "slope / len(z) → slope / p.size"),
            "Your gradient is 1/{K} of the expected one, and there are {K} classes: you divided by all entries.",
            "A row has one loss, whatever the number of classes. Over how many does the mean run?",
        ),
        Misconception(
            "gradient_averaged",
            edit(form, "slope / len(z) → slope.mean(axis=0)"),
            "Your gradient is averaged over the rows: it is {yours}, expected {expected}. Each row's logits have slopes of "
            "their own.",
            "The gradient has the shape of the logits: divide by N, and do not add up.",
        ),
        Misconception(
            "wrong_sign_and_not_divided",
            edit(form, "slope / len(z) → -slope"),
            "Your gradient is y − p: it has the wrong sign, and the division by the number of rows, {N}, is missing.",
            "Raising the true class' logit lowers the loss. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "sigmoid_slope_kept_and_not_divided",
            edit(form, "p - y\n → (p - y) * p * (1 - p)\n", "slope / len(z) → slope"),
            "You multiplied p − y by p(1 − p), though the slope of the softmax is in p − y already; and the division by the "
            "number of rows, {N}, is missing.",
            "Work out ∂L/∂z of one row on paper. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "gradient_first",
            edit(form, "losses.mean(), slope / len(z) → slope / len(z), losses.mean()"),
            "Your results come in another order: the gradient before the loss.",
            "Asked for is first the loss, then its gradient.",
        ),
    )


CATEGORICAL = Question(
    name="categorical_crossentropy_from_logits",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("loss", "dlogits"),
    reference=categorical_logits,
    cases=one_hot_cases,
    section="From logits, without overflow",
    hints=(
        "ln softmax(z) can be simplified on paper: ln(e^z / Σ e^z) = z − ln Σ e^z. No division is left.",
        "Subtract each row's largest logit first; the result stays, and no exponent is positive.",
        "log_p = shifted − ln Σ e^shifted, with axis=1 and keepdims=True. The gradient is (e^log_p − y)/N.",
    ),
    misconceptions=(
        *faults_of_the_mean(categorical_in_short),
        Misconception(
            "logarithm_of_the_picked",
            edit(categorical_in_short, "-(y * log_p).sum(axis=1) → -np.log((y * p).sum(axis=1))"),
            "Right for most logits, and {yours} where the true class has a logit far below the others, where {expected} is "
            "right: its softmax is rounded to 0, and then comes ln 0.",
            TOGETHER,
        ),
        Misconception(
            "other_classes_counted",
            edit(categorical_in_short, "y * log_p → y * np.log(p) + (1 - y) * np.log(1 - p)"),
            "Your loss adds (1 − y) ln(1 − p) for the other classes: {yours}, expected {expected}. That is the binary form.",
            "With a softmax the other classes are in the loss already, through the sum below the line.",
        ),
        Misconception(
            "arguments_exchanged",
            edit(categorical_in_short, "-(y * log_p).sum(axis=1) → -(p * np.log(y)).sum(axis=1)"),
            "Your loss is {yours}, expected {expected}: you took the logarithm of the labels, and ln 0 is infinite.",
            "Which of the two stands inside the logarithm, y or p?",
        ),
        Misconception(
            "squared_error",
            edit(categorical_in_short, "-(y * log_p).sum(axis=1) → ((p - y) ** 2).sum(axis=1)"),
            "Your loss is made of (p − y)². That is the squared error.",
            "The cross-entropy is made of logarithms.",
        ),
        Misconception(
            "label_missing_in_the_loss",
            edit(categorical_in_short, "y * log_p → log_p"),
            "Your loss adds up ln p over all classes, whatever the label.",
            "Of each row only the true class counts. What does y do in the formula?",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(categorical_in_short, "slope / len(z) → (slope / len(z)).astype(y.dtype)"),
            "Where the labels are whole numbers, your gradient is cut to whole numbers: an array that takes its type from "
            "them, as `y_true.copy()` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
        cut_as_the_logits(edit(categorical_in_short, "slope / len(z) → (slope / len(z)).astype(logits.dtype)")),
        *faults_of_the_softmax(categorical_in_short, "softmax(z)", "log_softmax(z)"),
    ),
    alternatives=(categorical_by_class, categorical_rows, categorical_columns),
)
