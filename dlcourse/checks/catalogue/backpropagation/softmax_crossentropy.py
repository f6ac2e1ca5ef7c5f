"""The gradient of softmax and cross-entropy with respect to the logits."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def softmax_crossentropy_backward(y_true, logits):
    """dlogits = (softmax(logits) − y) / N."""
    p = softmax(logits)
    dz = p - y_true
    return dz / len(logits)


def softmax_crossentropy_by_chain(y_true, logits):
    """The long way: ∂L/∂p = −y/p/N, then each row's Jacobian diag(p) − p pᵀ."""
    p = softmax(logits.astype(np.float64)) + 1e-300
    dp = -y_true / p / len(p)
    return np.array([(np.diag(row) - np.outer(row, row)) @ d for row, d in zip(p, dp, strict=True)])


def softmax_crossentropy_by_index(y_true, logits):
    """Subtract 1 from the true class' probability, on a copy."""
    z = logits - logits.max(axis=1)[:, None]
    p = np.exp(z - np.log(np.exp(z).sum(axis=1))[:, None])
    p[np.arange(len(p)), y_true.argmax(axis=1)] -= 1
    p /= len(p)
    return p


def softmax_crossentropy_loop(y_true, logits):
    """Row by row."""
    return [((softmax(row) - y) / len(logits)).tolist() for y, row in zip(y_true, logits, strict=True)]


FAR = (  # logits, classes, and what makes them hard
    ([[1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -998.5]], [0, 2], "a row near +1000 beside one near −1000"),
    ([[1000.0, -1000.0, 0.0], [-1000.0, 1.0, 0.5]], [2, 1], "rows that are wide: +1000 and −1000 in one"),
    ([[-1000.0, -1000.5, -998.0]], [0], "a batch that lies near −1000 as a whole"),
    ([[1000.0, 1001.0, 999.5]], [0], "a batch that lies near +1000 as a whole"),
)


def softmax_cases(rng):
    """The text's example; moderate logits in all kinds of sizes; float32; logits of ±1000 of every kind.

    No logit lies between 9 and 900, so that a cut at any size in between gives the same wrong numbers.
    """
    example = np.array([[1, 0]]), np.array([[0, 0]])
    cases = [Case(example, {"N": 1, "K": 2}, why="the text's example, of whole numbers")]
    for n, k, why in (
        (6, 4, ""),
        (1, 3, "one row"),
        (3, 7, ""),
        (4, 4, "as many classes as rows"),
        (5, 2, "two classes"),
    ):
        y = rng.integers(0, k, n)
        y[:2] = [k - 1, 0][:n]  # the last class and the first occur
        z = 2 * rng.normal(size=(n, k)).clip(-2, 2)
        cases.append(Case((np.eye(k)[rng.permutation(y)], z), {"N": n, "K": k}, why=why))
    cases.append(in_single_precision(cases[1]))
    for far, k, why in FAR:
        z = np.array(far) + 0.2 * rng.normal(size=(len(far), 3))
        cases.append(Case((np.eye(3)[k], z), {"N": len(z), "K": 3}, why=why))
    return cases


SHIFT = "The same number may be subtracted from all logits of a row. Which one keeps exp from overflowing?"


def softmax_by(form):
    """Return the reference with another form of the softmax."""
    return edit(softmax_crossentropy_backward, f"softmax(logits) → {form}")


SOFTMAX_CROSSENTROPY = Question(
    difficulty="medium",
    minutes=8,
    parts=("dlogits",),
    points=2,
    reference=softmax_crossentropy_backward,
    cases=softmax_cases,
    section="Appendix: ten classes instead of two",
    hints=(
        "Softmax and cross-entropy together have a gradient much simpler than either alone: nearly all cancels.",
        "With p = softmax(logits), row by row, what is left of a row is p − y.",
        "The loss is the mean over N rows, so each row carries 1/N. Subtract the row's maximum before you take exp.",
    ),
    misconceptions=(
        Misconception(
            "not_averaged",
            edit(softmax_crossentropy_backward, "dz / len(logits) → dz"),
            "Your {part} is {ratio} times the expected one and the batch has {N} rows: the loss is a mean over the rows, and "
            "you left out the 1/N.",
            "What becomes of the factor 1/N of the loss when you take the derivative?",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(softmax_crossentropy_backward, "len(logits) → logits.size"),
            "Your {part} is 1/{K} of the expected one, and there are {K} classes: you divided by all N·K entries.",
            "Each row has one loss, whatever the number of classes. Over how many does the mean run?",
        ),
        Misconception(
            "wrong_sign",
            edit(softmax_crossentropy_backward, "p - y_true → y_true - p"),
            "Your {part} has the wrong sign. You computed y − p.",
            "Raising the true class' logit lowers the loss. Which sign has its derivative?",
        ),
        Misconception(
            "sigmoid_slope_kept",
            edit(softmax_crossentropy_backward, "p - y_true → (p - y_true) * p * (1 - p)"),
            "You multiplied p − y by p(1 − p). The derivative of the softmax is in p − y already.",
            "Work out ∂L/∂z of one row on paper: nearly all cancels.",
        ),
        Misconception(
            "label_missing_in_the_gradient",
            edit(softmax_crossentropy_backward, "p - y_true → p"),
            "Your {part} does not know the labels. It is p/N.",
            "Which of a row's entries depends on the true class, and by how much?",
        ),
        Misconception(
            "true_class_only",
            edit(softmax_crossentropy_backward, "p - y_true → y_true * (p - 1)"),
            "Your {part} is 0 for all classes but the true one. Raising another class' logit takes probability from the true "
            "one, so it has a derivative, too.",
            "Every logit of a row stands in the sum that the softmax divides by.",
        ),
        Misconception(
            "two_from_the_square",
            edit(softmax_crossentropy_backward, "p - y_true → 2 * (p - y_true)"),
            "Your {part} is twice the expected one: the 2 is a leftover of the squared error.",
            "Nothing is squared in the cross-entropy.",
        ),
        Misconception(
            "divided_before_the_one",
            edit(softmax_crossentropy_backward, "p - y_true → p - len(logits) * y_true"),
            "You divided by N before you subtracted y. The labels need the 1/N too.",
            "In (p − y)/N the division reaches both. In which order do your lines stand?",
        ),
        Misconception(
            "softmax_missing",
            edit(softmax_crossentropy_backward, "p - y_true → logits - y_true"),
            "Your {part} is (z − y)/N: the softmax is missing in it.",
            "Probabilities are compared with labels, not logits.",
        ),
        Misconception(
            "softmax_over_the_batch",
            softmax_by("softmax(logits.T).T"),
            "Your softmax runs down the columns. Your columns of probabilities sum to 1, your rows do not.",
            "Rows are examples. Along which axis lie the classes of one example?",
        ),
        Misconception(
            "softmax_over_everything",
            softmax_by("softmax(logits.ravel()).reshape(logits.shape)"),
            "Your probabilities sum to 1 over the whole array, not row by row.",
            "Each row needs a sum of its own.",
        ),
        Misconception(
            "softmax_twice",
            softmax_by("softmax(softmax(logits))"),
            "You took the softmax twice. The second one flattens the first.",
            "The logits go through the softmax once.",
        ),
        Misconception(
            "sigmoid_for_softmax",
            softmax_by("1 / (1 + np.exp(-logits))"),
            "You took the sigmoid of each logit where the softmax belongs. Your probabilities do not sum to 1 in each row.",
            "One class out of many: the classes of a row share one whole.",
        ),
        Misconception(
            "winner_takes_all",
            softmax_by("np.eye(logits.shape[1])[logits.argmax(axis=1)]"),
            "You compared the picked class with the label, as one-hot rows. The gradient is made of the probabilities.",
            "How sure the net is counts, too.",
        ),
        Misconception(
            "through_the_softmax_again",
            edit(softmax_crossentropy_backward, "dz / len → p * (dz - (dz * p).sum(axis=1, keepdims=True)) / len"),
            "You sent (p − y)/N through the softmax's backward pass once more.",
            "p − y is the gradient with respect to the logits already: the derivative of the softmax is in it.",
        ),
        Misconception(
            "stopped_at_probabilities",
            edit(softmax_crossentropy_backward, "p - y_true → -y_true / p"),
            "You stopped at the probabilities: {yours} is ∂L/∂p in {entry}, and ∂L/∂logits is {expected}.",
            "−y/p is only the first factor of the chain; the softmax's own derivative comes next, and nearly all cancels.",
        ),
        Misconception(
            "binary_form",
            edit(softmax_crossentropy_backward, "p - y_true → (p - y_true) / (p * (1 - p))"),
            "Your {part} is that of the binary cross-entropy along p. Here the loss is −Σ y ln p, and asked for is the derivative "
            "along z.",
            "Work out ∂L/∂z of one row on paper: nearly all cancels.",
        ),
        Misconception(
            "averaged",
            edit(softmax_crossentropy_backward, "dz / len(logits) → dz.mean(axis=0)"),
            "Your {part} is averaged over the rows: it is {yours}, expected {expected}. Each row's logits have derivatives of their "
            "own.",
            "The gradient has the shape of the logits: divide by N, and do not add up.",
        ),
        Misconception(
            "overflow",
            softmax_by("np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)"),
            "Right for moderate logits, and {yours} in {entry} for logits near ±1000, where {expected} is right: e^1000 "
            "overflows.",
            SHIFT,
        ),
        Misconception(
            "one_shift_for_all",
            softmax_by("np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum(axis=1, keepdims=True)"),
            "You subtracted the largest logit of the whole batch: right for most batches, but {entry} is {yours}, expected "
            "{expected}, where one row lies far below another. All its exponentials are 0.",
            "Each row needs a shift of its own.",
        ),
        Misconception(
            "logits_clipped",
            softmax_by("softmax(np.clip(logits, -500, 500))"),
            "Right for moderate logits. Those near ±1000 you cut to one size first, and then they are all alike: {entry} is "
            "{yours}, expected {expected}.",
            "What counts is by how much the logits of a row differ. Shift the row as a whole: then that stays as it is.",
        ),
        Misconception(
            "nan_made_zero",
            softmax_by("np.nan_to_num(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))"),
            "Right for moderate logits, and {yours} in {entry} for logits near ±1000, where {expected} is right: e^1000 "
            "overflows, and `np.nan_to_num` makes a 0 of ∞/∞.",
            SHIFT,
        ),
        Misconception(
            "wrong_sign_and_not_averaged",
            edit(softmax_crossentropy_backward, "p - y_true → y_true - p", "dz / len(logits) → dz"),
            "Your {part} is y − p: it has the wrong sign, and the 1/N is missing.",
            "Raising the true class' logit lowers the loss. And the factor 1/N of the loss stays in its gradient.",
        ),
        Misconception(
            "overflow_and_not_averaged",
            edit(
                softmax_crossentropy_backward,
                "softmax(logits) → np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)",
                "dz / len(logits) → dz",
            ),
            "The 1/N of the loss is missing in your {part}; and for logits near ±1000 it is not finite, as e^1000 overflows.",
            "The factor 1/N of the loss stays in its gradient. And what may be subtracted from all logits of a row?",
        ),
    ),
    alternatives=(softmax_crossentropy_by_chain, softmax_crossentropy_by_index, softmax_crossentropy_loop),
)
