"""The running statistics: what prediction will use, averaged over the batches of training."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk
from dlcourse.checks.engine.question import Case, Misconception, Question


def running_statistics(running_mean, running_variance, x, momentum):
    """r ← m r + (1 − m) · (that of the batch), for the mean and for the variance."""
    mean = x.mean(axis=0)  # (units,)
    variance = ((x - mean) ** 2).mean(axis=0)  # (units,)
    new_mean = momentum * running_mean + (1 - momentum) * mean
    new_variance = momentum * running_variance + (1 - momentum) * variance
    return new_mean, new_variance


def along_the_batches(update, running_mean, running_variance, batches, momentum):
    """Feed all batches to the student's update, one after the other; what it returns is what it is given next."""
    return walk(update, [running_mean, running_variance], [(x, momentum) for x in batches])


def statistics_step_towards(running_mean, running_variance, x, momentum):
    """A step of 1 − m from the old value towards the new one."""
    rate = 1 - momentum
    mean = sum(x) / len(x)
    variance = sum((row - mean) ** 2 for row in x) / len(x)
    return running_mean + rate * (mean - running_mean), running_variance - rate * (running_variance - variance)


def statistics_in_place(running_mean, running_variance, x, momentum):
    """Written into the copies it was given, with NumPy's variance."""
    running_mean *= momentum
    running_mean += (1 - momentum) * np.einsum("nk->k", x) / len(x)
    running_variance *= momentum
    running_variance += (1 - momentum) * np.var(x, axis=0)
    return [running_mean, running_variance]


def statistics_lists(running_mean, running_variance, x, momentum):
    """One column at a time; lists of floats."""
    means, variances = [], []
    for r, v, column in zip(running_mean, running_variance, x.T, strict=True):
        mean = float(np.mean(column))
        means.append(momentum * r + (1 - momentum) * mean)
        variances.append(momentum * v + (1 - momentum) * float(np.dot(column - mean, column - mean)) / len(column))
    return means, variances


def batches_cases(rng):
    """The question's example; nine batches each, with m other than ½; the hard ones one by one; float32."""
    example = (np.array([0.0]), np.array([1.0]), np.array([[[4.0], [8.0]]]), 0.9)
    cases = [Case(example, {"N": 2, "units": 1, "momentum": 0.9}, "the question's own example")]
    for n, units, momentum, why in [
        (5, 3, 0.9, ""),
        (7, 4, 0.6, ""),
        (1, 4, 0.8, "batches of a single row"),
        (4, 4, 0.7, "as many rows as units"),
        (5, 1, 0.99, "a single unit"),
        (3, 2, 0.8, "batches of equal rows"),
    ]:
        spread = rng.uniform(0.3, 3, size=units)
        batches = 2 * rng.normal(size=units) + spread * rng.normal(size=(9, n, units))
        batches = batches[:, [0] * n] if "equal" in why else batches
        start = rng.normal(size=units), rng.uniform(0.5, 2, size=units)
        cases.append(Case((*start, batches, momentum), {"N": n, "units": units, "momentum": momentum}, why))
    far = 1e7 + rng.normal(size=(4, 6, 2))
    sizes = {"N": 6, "units": 2, "momentum": 0.8}
    cases.append(Case((far[0, 0], np.ones(2), far, 0.8), sizes, "batches far from 0", needs_double=True))
    return [*cases, in_single_precision(cases[1])]


RUNNING_STATISTICS = Question(
    difficulty="medium",
    minutes=7,
    points=2,
    parts=("running_mean", "running_variance"),
    use=along_the_batches,
    inputs=("running_mean", "running_variance", "batches", "momentum"),
    steps=True,
    reference=running_statistics,
    cases=batches_cases,
    section="Training and prediction",
    hints=(
        "First the mean and the variance of this batch, by column, as in the forward pass.",
        "Then mix old and new, the mean and the variance each by itself, with weights that add up to 1.",
        "momentum is the share of the old value that stays: m · old + (1 − m) · new.",
    ),
    misconceptions=(
        Misconception(
            "weights_swapped",
            edit(running_statistics, "+ (1 - momentum) ⇒ + momentum", "= momentum ⇒ = (1 - momentum)"),
            "Your weights are swapped. The batch got {momentum}, the past 1 − {momentum}. PyTorch counts momentum that "
            "way; Keras and this course do not.",
            "momentum is the fraction that is kept. Kept of what?",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(running_statistics, "((x - mean) ** 2).mean(axis=0) → x.var(axis=0, ddof=1)"),
            "Your batch variance divides by N − 1: {entry} is {yours}, expected {expected}, with {N} rows in a batch. "
            "PyTorch keeps that one; Keras and this course divide by N.",
            "The question says by what σ² divides.",
        ),
        Misconception(
            "standard_deviation_kept",
            edit(running_statistics, "((x - mean) ** 2).mean(axis=0) → x.std(axis=0)"),
            "You averaged standard deviations.",
            "The running value is a variance; the root is taken later, together with ε.",
            family="power, root or logarithm",
        ),
        Misconception(
            "deviations_averaged_and_squared",
            edit(
                running_statistics,
                "momentum * running_variance + (1 - momentum) * variance → "
                "(momentum * np.sqrt(running_variance) + (1 - momentum) * np.sqrt(variance)) ** 2",
            ),
            "You averaged standard deviations and squared the result. That is not the average of the variances.",
            "Which of the two is kept from batch to batch?",
            family="power, root or logarithm",
        ),
        Misconception(
            "last_batch_only",
            edit(running_statistics, "new_mean, new_variance → mean, variance"),
            "You kept nothing of the past. That is the last batch by itself.",
            "Mix it with the old value.",
        ),
        Misconception(
            "past_not_faded",
            edit(running_statistics, "= momentum * ⇒ = "),
            "The old value stays whole and the new one is added. It will grow from batch to batch.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "new_not_faded",
            edit(running_statistics, "(1 - momentum) * ⇒ "),
            "The factor 1 − m of the new value is missing.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "one_mean_for_all",
            edit(running_statistics, "axis=0 ⇒ "),
            "You took one number for all columns, not one for each.",
            "Along which axis do the rows of the batch run?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(running_statistics, "return new_mean, new_variance → return new_variance, new_mean"),
            "Your two results have changed places.",
            "First the running mean, then the running variance.",
        ),
        Misconception(
            "weights_swapped_in_the_mean",
            edit(
                running_statistics,
                "momentum * running_mean + (1 - momentum) * mean → (1 - momentum) * running_mean + momentum * mean",
            ),
            "The weights of your running mean are swapped. The batch got {momentum}, the past 1 − {momentum}.",
            "momentum is the fraction that is kept. Kept of what?",
        ),
        Misconception(
            "weights_swapped_in_the_variance",
            edit(
                running_statistics,
                "momentum * running_variance + (1 - momentum) * variance → "
                "(1 - momentum) * running_variance + momentum * variance",
            ),
            "The weights of your running variance are swapped. The batch got {momentum}, the past 1 − {momentum}.",
            "momentum is the fraction that is kept. Kept of what?",
        ),
        Misconception(
            "spread_around_the_running_mean",
            edit(running_statistics, "x - mean → x - running_mean"),
            "Your variance is measured around the old running mean.",
            "The batch's variance is the spread around the batch's own mean.",
        ),
        Misconception(
            "spread_around_the_new_running_mean",
            edit(
                running_statistics,
                "(x - mean) ** 2 → (x - (momentum * running_mean + (1 - momentum) * x.mean(axis=0))) ** 2",
            ),
            "Your variance is measured around the new running mean.",
            "The batch's variance is the spread around the batch's own mean.",
        ),
        Misconception(
            "square_around_zero",
            edit(running_statistics, "(x - mean) ** 2 → x**2"),
            "Your variance is the mean square of x, which measures how far the column is from 0.",
            "The variance is measured around the mean.",
        ),
        Misconception(
            "root_returned",
            edit(running_statistics, "return new_mean, new_variance → return new_mean, np.sqrt(new_variance)"),
            "You took the root of the running variance.",
            "What is kept is a variance; the root is taken later, together with ε.",
        ),
        Misconception(
            "variance_left",
            edit(running_statistics, "return new_mean, new_variance → return new_mean, running_variance"),
            "Your running variance never moves.",
            "It is averaged like the mean.",
        ),
        Misconception(
            "mean_left",
            edit(running_statistics, "return new_mean, new_variance → return running_mean, new_variance"),
            "Your running mean never moves.",
            "It is averaged like the variance.",
        ),
        Misconception(
            "last_mean_only",
            edit(running_statistics, "return new_mean, new_variance → return mean, new_variance"),
            "Of the running mean you kept nothing. That is the last batch's mean by itself.",
            "Mix it with the old value.",
        ),
        Misconception(
            "last_variance_only",
            edit(running_statistics, "return new_mean, new_variance → return new_mean, variance"),
            "Of the running variance you kept nothing. That is the last batch's variance by itself.",
            "Mix it with the old value.",
        ),
        Misconception(
            "mean_not_faded",
            edit(running_statistics, "momentum * running_mean → running_mean"),
            "The old mean stays whole and a part of the new one is added.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "variance_not_faded",
            edit(running_statistics, "momentum * running_variance → running_variance"),
            "The old variance stays whole and a part of the new one is added.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "new_mean_not_faded",
            edit(running_statistics, "(1 - momentum) * mean → mean"),
            "The factor 1 − m of the new mean is missing.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "new_variance_not_faded",
            edit(running_statistics, "(1 - momentum) * variance → variance"),
            "The factor 1 − m of the new variance is missing.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "equal_weights",
            edit(running_statistics, "+ (1 - momentum) ⇒ + 0.5", "= momentum ⇒ = 0.5"),
            "You took the middle of old and new, whatever momentum is.",
            "Where does momentum = {momentum} come in?",
        ),
        Misconception(
            "one_variance_for_all",
            edit(running_statistics, "((x - mean) ** 2).mean(axis=0) → x.var()"),
            "You took one variance for all columns, not one for each.",
            "Along which axis do the rows of the batch run?",
        ),
        Misconception(
            "sum_of_squares",
            edit(running_statistics, "** 2).mean( → ** 2).sum("),
            "Your variance is a sum of squares: it is not divided by the {N} rows.",
            "σ² is a mean of squares.",
        ),
    ),
    alternatives=(statistics_step_towards, statistics_in_place, statistics_lists),
)
