"""The softmax, for any logits, and what a shift does to it."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def stable_softmax(z):
    """e^(z − max)/Σ e^(z − max), row by row."""
    shifted = z - z.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=1, keepdims=True)


def softmax_loop(z):
    """Row by row; a list of lists."""
    p = []
    for row in z.astype(float):
        e = [np.exp(value - max(row)) for value in row]
        p.append([float(value / sum(e)) for value in e])
    return p


def softmax_of_columns(z):
    """Examples in columns on the way; in Fortran order at the end."""
    e = np.exp(z.T - z.T.max(axis=0))
    return (e / e.sum(axis=0)).T


def softmax_by_logarithm(z):
    """e^(z − ln Σ e^z), with np.logaddexp."""
    return np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])


def softmax_by_differences(z):
    """pₖ = 1/Σⱼ e^(zⱼ − zₖ), kept from overflowing by a ceiling."""
    gaps = np.minimum(z[:, None, :] - z[:, :, None], 80)
    return np.einsum("nkj->nk", np.exp(gaps)) ** -1.0


def logits_cases(rng):
    """N and K differ; one row; as many rows as classes; float32; rows of +1000 and of −1000 in one batch."""
    cases = [Case((2 * rng.normal(size=(n, k)),), {"N": n, "K": k}) for n, k in [(6, 4), (1, 3), (5, 5)]]
    cases.append(in_single_precision(cases[0]))
    for level in ([[1000.0], [-1000.0]], [[500.0], [-400.0]]):  # e^500 and e^−400 are harmless, e^−900 is not
        far = np.array(level) + rng.normal(size=(2, 3))
        far[0, 2] = -far[0, 0]
        cases.append(Case((far,), {"N": 2, "K": 3}))
    return cases


STABLE_SOFTMAX = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("p",),
    reference=stable_softmax,
    cases=logits_cases,
    section="Sigmoid and softmax without overflow",
    hints=(
        "Subtracting the same number from all logits of a row changes nothing: it cancels above and below the line.",
        "Which number should it be, so that no exponent is positive and at least one is 0? Take it row by row.",
        "`z.max(axis=1, keepdims=True)` is (N, 1) and fits z (N, K). The sum needs axis=1 and keepdims=True as well.",
    ),
    misconceptions=(
        Misconception(
            "exponential_overflows",
            edit(stable_softmax, " - z.max(axis=1, keepdims=True) → "),
            "Right for moderate logits, and {entry} is {yours} for logits near ±1000, where {expected} is right: e^1000 is "
            "too large for a float, and e^(−1000) is rounded to 0.",
            "Subtract each row's largest logit before you take exp: the same result, and no overflow.",
        ),
        Misconception(
            "one_shift_for_all",
            edit(stable_softmax, "z.max(axis=1, keepdims=True) → z.max()"),
            "You subtracted the largest logit of the whole batch: right for most batches, but {entry} is {yours}, expected "
            "{expected}, where one row lies far below another. All its exponentials are 0, and 0/0 is not a number.",
            "Each row needs its own shift: `z.max(axis=1, keepdims=True)`.",
        ),
        Misconception(
            "smallest_subtracted",
            edit(stable_softmax, "z.max → z.min"),
            "You subtracted each row's smallest logit: right for moderate logits, but {entry} is {yours}, expected "
            "{expected}, where a row holds both +1000 and −1000. The exponents are never negative now, and they overflow.",
            "Subtract the largest: then no exponent is above 0.",
        ),
        Misconception(
            "sum_over_the_batch",
            edit(stable_softmax, "axis=1 ⇒ axis=0"),
            "Your columns sum to 1, your rows do not. You summed over the examples.",
            "Rows are examples: `axis=1`, in the maximum and in the sum.",
        ),
        Misconception(
            "sum_over_everything",
            edit(stable_softmax, "axis=1 ⇒ axis=None"),
            "Your whole array sums to 1, not each row.",
            "`e.sum(axis=1, keepdims=True)` has one sum for each row.",
        ),
        Misconception(
            "shifted_above_only",
            edit(stable_softmax, "e.sum → np.exp(z).sum"),
            "You shifted the numerator and not the sum: {entry} is {yours}, expected {expected}, and your rows do not sum "
            "to 1.",
            "Compute e = exp(shifted) once, and use it above and below the line.",
        ),
        Misconception(
            "keepdims_forgotten",
            edit(stable_softmax, ", keepdims=True ⇒ "),
            "Without keepdims the maximum and the sum of a row are taken for those of a column: that raises an error unless "
            "there are as many rows as classes, and there {entry} is {yours}, expected {expected}.",
            "`keepdims=True` keeps (N, 1), which fits z (N, K) row by row.",
        ),
        Misconception(
            "exponential_missing",
            edit(stable_softmax, "np.exp(shifted) → z"),
            "You divided the logits by their sum. Logits may be negative, probabilities may not.",
            "Take exp first; it makes every entry positive.",
        ),
        Misconception(
            "winner_takes_all",
            edit(stable_softmax, "np.exp(shifted) → (shifted == 0)"),
            "Your answer picks the class. That is the argmax, as one-hot rows.",
            "A softmax gives every class a share, in proportion to e^z.",
        ),
        Misconception(
            "each_by_itself",
            lambda z: 1 / (1 + np.exp(-z)),
            "You took the sigmoid of each logit. Your rows do not sum to 1.",
            "Divide e^z by the sum of the row's e^z.",
        ),
    ),
    alternatives=(softmax_loop, softmax_of_columns, softmax_by_logarithm, softmax_by_differences),
)


def shifted_logits():
    """The factor e^100 stands above and below the line, and cancels."""
    return "b"


SHIFTED_LOGITS = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=shifted_logits,
    section="Sigmoid and softmax without overflow",
    hints=(
        "Write e^(z + 100) as a product.",
        "e^(z + 100) = e^100 · e^z. Do that for all three logits, above and below the line.",
        "Every term of the fraction carries the same factor. What becomes of a factor that is above and below the line?",
    ),
    misconceptions=(
        Misconception(
            "all_grow",
            lambda: "a",
            "a) cannot be: the three probabilities sum to 1 before and after, so they cannot all grow.",
            "Each e^z grows, and so does the sum that it is divided by.",
        ),
        Misconception(
            "differences_shrink",
            lambda: "c",
            "c) compares 102 with 101 as ratios, as if the logits themselves were the shares. The shares are the e^z.",
            "e^102 is e times e^101, just as e^2 is e times e^1.",
        ),
        Misconception(
            "shift_for_scale",
            lambda: "d",
            "d) is what happens when you multiply the logits by 100. Adding leaves their differences as they are.",
            "Which enters the ratio of two probabilities, the logits or their difference?",
        ),
    ),
)
