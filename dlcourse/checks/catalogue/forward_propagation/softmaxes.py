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


def softmax_naive(z):
    """The formula as it stands: e^1000 overflows. Some wrong answers are edits of this form."""
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def logits_cases(rng):
    """The text's example; moderate logits of all kinds of sizes; float32; rows of ±1000 of every kind.

    No logit lies between 9 and 900, so that a cut at any size in between gives the same wrong numbers.
    """
    cases = [Case((np.array([[1000.0, 1001.0, 1002.0]]),), {"N": 1, "K": 3}, why="the text's example")]
    for n, k, why in (
        (6, 4, ""),
        (1, 3, "one row"),
        (5, 5, "as many rows as classes"),
        (4, 2, "two classes"),
        (3, 1, "a single class"),
    ):
        cases.append(Case((2 * rng.normal(size=(n, k)).clip(-4, 4),), {"N": n, "K": k}, why=why))
    cases.append(in_single_precision(cases[1]))
    low = -np.abs(rng.normal(size=(2, 4))) - 1
    cases.append(Case((low,), {"N": 2, "K": 4}, why="no logit above 0"))
    for far, why in (
        ([[1000.0, 1001.5, 999.0], [-1000.0, -1001.0, -998.5]], "a row near +1000 beside one near −1000"),
        ([[-1000.0, -1000.5, -998.0]], "a batch that lies near −1000 as a whole"),
        ([[1000.0, -1000.0, 0.0], [-1000.0, 0.5, 1.0]], "rows that are wide: +1000 and −1000 in one"),
    ):
        z = np.array(far) + 0.2 * rng.normal(size=(len(far), 3))
        cases.append(Case((z,), {"N": len(z), "K": 3}, why=why))
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
            softmax_naive,
            "Right for moderate logits, and {entry} is {yours} for logits near ±1000, where {expected} is right: e^1000 is "
            "too large for a float, and e^(−1000) is rounded to 0.",
            "The same number may be subtracted from all logits of a row: it cancels. Which one keeps exp from overflowing?",
        ),
        Misconception(
            "nan_made_zero",
            edit(
                softmax_naive,
                "return e / e.sum(axis=1, keepdims=True) → return np.nan_to_num(e / e.sum(axis=1, keepdims=True))",
            ),
            "Right for moderate logits, and {entry} is {yours} for logits near ±1000, where {expected} is right: e^1000 "
            "overflows, and `np.nan_to_num` makes a 0 of ∞/∞.",
            "Do not mend the NaN: avoid the overflow. What may be subtracted from all logits of a row?",
        ),
        Misconception(
            "logits_clipped",
            edit(softmax_naive, "np.exp(z) → np.exp(np.clip(z, -500, 500))"),
            "Right for moderate logits. Those near ±1000 you cut to one size first, and then they are all alike: {entry} is "
            "{yours}, expected {expected}.",
            "What counts is by how much the logits of a row differ. Shift the row as a whole: then that stays as it is.",
        ),
        Misconception(
            "one_shift_for_all",
            edit(stable_softmax, "z.max(axis=1, keepdims=True) → z.max()"),
            "You subtracted the largest logit of the whole batch: right for most batches, but {entry} is {yours}, expected "
            "{expected}, where one row lies far below another. All its exponentials are 0, and 0/0 is not a number.",
            "Each row needs a shift of its own.",
        ),
        Misconception(
            "smallest_subtracted",
            edit(stable_softmax, "z.max → z.min"),
            "You subtracted each row's smallest logit: right for moderate logits, but {entry} is {yours}, expected "
            "{expected}, where a row holds both +1000 and −1000. The exponents are never negative now, and they overflow.",
            "With which shift is no exponent above 0?",
        ),
        Misconception(
            "mean_subtracted",
            edit(stable_softmax, "z.max → z.mean"),
            "You subtracted each row's mean: right for rows whose logits lie close together, but {entry} is {yours}, "
            "expected {expected}, where a row is wide. Above the mean the exponents still overflow.",
            "With which shift is no exponent above 0?",
        ),
        Misconception(
            "first_logit_subtracted",
            edit(stable_softmax, "z.max(axis=1, keepdims=True) → z[:, :1]"),
            "You subtracted each row's first logit: right for rows whose logits lie close together, but {entry} is {yours}, "
            "expected {expected}, where a later logit is larger by 1000. Its exponent still overflows.",
            "With which shift is no exponent above 0?",
        ),
        Misconception(
            "largest_size_subtracted",
            edit(stable_softmax, "z.max → np.abs(z).max"),
            "You subtracted each row's largest |z|: right for most rows, but {entry} is {yours}, expected {expected}, for a "
            "row near −1000. That moves it to −2000, all its exponentials are 0, and 0/0 is not a number.",
            "The largest logit of a row may be negative. It is to become 0.",
        ),
        Misconception(
            "maximum_added",
            edit(stable_softmax, "z - z.max → z + z.max"),
            "You added each row's largest logit where it is subtracted: right for moderate logits, and {entry} is {yours}, "
            "expected {expected}, for large ones.",
            "After the shift the largest exponent of each row should be 0.",
        ),
        Misconception(
            "columns_shifted",
            edit(stable_softmax, "z.max(axis=1, keepdims=True) → z.max(axis=0)"),
            "You subtracted each column's largest logit: then the logits of a row are shifted by different amounts, and that "
            "does not cancel.",
            "All logits of a row must be shifted by the same number. Along which axis do you look for it?",
        ),
        Misconception(
            "divided_by_the_largest_size",
            edit(stable_softmax, "z - z.max → z / np.abs(z).max"),
            "You divided each row by its largest |z|. That changes the probabilities; subtracting does not.",
            "e^(z − c) = e^z/e^c: a difference in the exponent is a factor, and a factor cancels.",
        ),
        Misconception(
            "divided_by_the_maximum",
            edit(stable_softmax, "z - z.max → z / z.max"),
            "You divided each row by its largest logit. That changes the probabilities; subtracting does not.",
            "e^(z − c) = e^z/e^c: a difference in the exponent is a factor, and a factor cancels.",
        ),
        Misconception(
            "sum_over_the_batch",
            edit(stable_softmax, "axis=1 ⇒ axis=0"),
            "Your columns sum to 1, your rows do not. You summed over the examples.",
            "Rows are examples. Along which axis lie the classes of one example?",
        ),
        Misconception(
            "sum_over_the_batch_after_the_shift",
            edit(stable_softmax, "e.sum(axis=1, keepdims=True) → e.sum(axis=0)"),
            "Your columns sum to 1, your rows do not. You summed over the examples.",
            "Rows are examples. Along which axis lie the classes of one example?",
        ),
        Misconception(
            "sum_over_everything",
            edit(stable_softmax, "axis=1 ⇒ axis=None"),
            "Your whole array sums to 1, not each row.",
            "Each row needs a sum of its own.",
        ),
        Misconception(
            "sum_over_everything_after_the_shift",
            edit(stable_softmax, "e.sum(axis=1, keepdims=True) → e.sum()"),
            "Your whole array sums to 1, not each row.",
            "Each row needs a sum of its own.",
        ),
        Misconception(
            "shifted_above_only",
            edit(stable_softmax, "e.sum → np.exp(z).sum"),
            "You shifted the numerator and not the sum: {entry} is {yours}, expected {expected}, and your rows do not sum "
            "to 1.",
            "The shift only cancels if it is the same above and below the line.",
        ),
        Misconception(
            "shifted_below_only",
            edit(stable_softmax, "return e / → return np.exp(z) /"),
            "You shifted the sum and not the numerator: {entry} is {yours}, expected {expected}, and your rows do not sum "
            "to 1.",
            "The shift only cancels if it is the same above and below the line.",
        ),
        Misconception(
            "keepdims_forgotten",
            edit(stable_softmax, ", keepdims=True ⇒ "),
            "Without keepdims the maximum and the sum of a row are taken for those of a column: that raises an error unless "
            "there are as many rows as classes, and there {entry} is {yours}, expected {expected}.",
            "A result of shape (N,) is lined up with the columns. In which shape does it fit the rows of z (N, K)?",
        ),
        Misconception(
            "keepdims_forgotten_in_the_sum",
            edit(stable_softmax, "e.sum(axis=1, keepdims=True) → e.sum(axis=1)"),
            "Without keepdims the sum of a row is taken for that of a column: that raises an error unless there are as many "
            "rows as classes, and there {entry} is {yours}, expected {expected}.",
            "A result of shape (N,) is lined up with the columns. In which shape does it fit the rows of z (N, K)?",
        ),
        Misconception(
            "keepdims_forgotten_in_the_maximum",
            edit(stable_softmax, "z.max(axis=1, keepdims=True) → z.max(axis=1)"),
            "Without keepdims the maximum of a row is taken for that of a column: that raises an error unless there are as "
            "many rows as classes, and there {entry} is {yours}, expected {expected}.",
            "A result of shape (N,) is lined up with the columns. In which shape does it fit the rows of z (N, K)?",
        ),
        Misconception(
            "sum_missing",
            edit(stable_softmax, "return e / e.sum(axis=1, keepdims=True) → return e"),
            "Your rows do not sum to 1: the division by the sum is missing, and each row's largest entry is 1.",
            "Probabilities are shares. Of what?",
        ),
        Misconception(
            "sum_missing_without_a_shift",
            edit(softmax_naive, "return e / e.sum(axis=1, keepdims=True) → return e"),
            "Your rows do not sum to 1: you returned e^z itself.",
            "Probabilities are shares. Of what?",
        ),
        Misconception(
            "mean_for_sum",
            edit(stable_softmax, "e.sum → e.mean"),
            "Your rows sum to the number of classes, {K}: you divided by the mean of a row's exponentials, not by their sum.",
            "Each row should sum to 1.",
        ),
        Misconception(
            "exponential_missing",
            edit(stable_softmax, "np.exp(shifted) → z"),
            "You divided the logits by their sum. Logits may be negative, probabilities may not.",
            "Something makes every entry positive before the shares are taken. What?",
        ),
        Misconception(
            "exponential_missing_after_the_shift",
            edit(stable_softmax, "np.exp(shifted) → shifted"),
            "You divided the shifted logits by their sum: the exponential is missing.",
            "Something makes every entry positive before the shares are taken. What?",
        ),
        Misconception(
            "base_2",
            edit(stable_softmax, "np.exp → np.exp2"),
            "You took powers of 2. The base is e.",
            "e^z is the exponential function. NumPy has it under its own name.",
        ),
        Misconception(
            "softmax_twice",
            edit(
                stable_softmax,
                "return e / e.sum(axis=1, keepdims=True) → p = e / e.sum(axis=1, keepdims=True)\n    return np.exp(p) / np.exp(p).sum(axis=1, keepdims=True)",
            ),
            "You took the softmax twice. The second one flattens the first.",
            "The logits go through the exponential and the division once.",
        ),
        Misconception(
            "logarithm_returned",
            edit(
                stable_softmax,
                "return e / e.sum(axis=1, keepdims=True) → return shifted - np.log(e.sum(axis=1, keepdims=True))",
            ),
            "You returned the logarithms of the probabilities: {entry} is {yours}, and no probability is negative.",
            "Losses like ln p. Here p itself is asked for.",
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
            "In a softmax the classes of a row compete: each gets a share of the same whole.",
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
