"""The best trial, read from the scores of every epoch of every run."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def best_trial(scores, direction):
    """Each run by its best epoch, each trial by the mean of its runs; a trial with NaN in it is out."""
    sign = 1 if direction == "max" else -1
    of_trials = (sign * scores).max(axis=2).mean(axis=1)
    best = np.nanargmax(of_trials)
    return best, sign * of_trials[best]


def best_trial_loop(scores, direction):
    """One trial and one run at a time."""
    best, best_score = None, None
    for number, runs in enumerate(scores):
        if np.isnan(runs).any():
            continue
        of_runs = [float(max(run) if direction == "max" else min(run)) for run in runs]
        score = sum(of_runs) / len(of_runs)
        if best is None or (score > best_score if direction == "max" else score < best_score):
            best, best_score = number, score
    return best, best_score


def best_trial_filled(scores, direction):
    """Runs with NaN replaced by the worst there is; a list."""
    worst, best_of, pick = (-np.inf, np.max, np.argmax) if direction == "max" else (np.inf, np.min, np.argmin)
    filled = np.where(np.isnan(scores).any(axis=-1, keepdims=True), worst, scores)
    each = best_of(filled, axis=-1).mean(axis=-1)
    return [int(pick(each)), best_of(each)]


def best_trial_sorted(scores, direction):
    """All trials in order of their score; NumPy puts NaN last."""
    ordered = np.sort(scores, axis=2)
    each = (ordered[:, :, -1] if direction == "max" else ordered[:, :, 0]).mean(axis=1)
    kept = np.flatnonzero(~np.isnan(scores).any(axis=(1, 2)))
    order = kept[np.argsort(each[kept])]
    best = order[-1] if direction == "max" else order[0]
    return float(best), np.float32(each[best])


def score_cases(rng):
    """Accuracies and losses; trials that are good by luck, at the end, on average; NaN at either end, and between."""
    example = np.array([[[0.5, 0.9, 0.6], [0.4, 0.5, 0.5]], [[0.6, 0.7, 0.8], [0.7, 0.8, 0.6]]])
    sizes = {"trials": 2, "runs": 2, "epochs": 3}
    cases = [Case((example, way), sizes, "the question's own example") for way in ("max", "min")]
    for direction, trials, runs, epochs, diverged in [
        ("max", 9, 3, 5, slice(2, None)),
        ("min", 8, 4, 6, slice(2, 4)),
        ("max", 7, 2, 4, slice(0, 1)),
    ]:
        sign = 1 if direction == "max" else -1
        scores = 0.4 + 0.02 * rng.normal(size=(trials, runs, epochs))
        kinds = rng.permutation(trials)
        kinds[[0, 4]] = max(kinds[0], kinds[4]), min(kinds[0], kinds[4])  # one that diverged stands before the best
        for run in range(runs):
            scores[kinds[0], run, run] += sign * 0.2  # the best: each run has a good epoch, each another one
        scores[kinds[1], 1] += sign * 0.12  # one lucky run
        scores[kinds[1], 1, 1] += sign * 0.18
        scores[kinds[2], :, -1] += sign * 0.15  # good at the end
        scores[kinds[3]] += sign * 0.13  # good throughout
        scores[kinds[4], :, 1] += sign * 0.26  # best of all, but for one run that diverges
        scores[kinds[4], 0, diverged] = np.nan
        scores[kinds[5]] -= sign * 0.1
        cases.append(Case((scores, direction), {"trials": trials, "runs": runs, "epochs": epochs}))
    (losses, _), (shares, _) = cases[4].arguments, cases[2].arguments
    cases.append(Case((-losses, "min"), cases[4].sizes, "scores below 0, the smallest of which is the best"))
    cases.append(Case((shares - 1, "max"), cases[2].sizes, "scores below 0, the largest of which is the best"))
    return [*cases, in_single_precision(cases[2])]


BEST_TRIAL = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("trial", "score"),
    reference=best_trial,
    cases=score_cases,
    section="Reading the results",
    hints=(
        "Two axes have to go, one after the other: first the epochs, then the runs.",
        'The best epoch of each run is `scores.max(axis=2)` for "max", `min` for "min". Then the mean over the runs, axis 1.',
        "NaN survives both steps, so a trial that diverged has NaN for its score. `np.nanargmax` and `np.nanargmin` pass it "
        "over.",
    ),
    misconceptions=(
        Misconception(
            "last_epoch",
            edit(best_trial, ".max(axis=2) → [:, :, -1]"),
            "You judge each run by its last epoch. A run counts by its best one.",
            "The best over axis 2, then the mean over axis 1.",
        ),
        Misconception(
            "mean_over_epochs",
            edit(best_trial, ".max(axis=2).mean(axis=1) → .mean(axis=(1, 2))"),
            "You average over all {epochs} epochs. The early epochs say more about the start than about the network.",
            "A run counts by its best epoch.",
        ),
        Misconception(
            "luckiest_run",
            edit(best_trial, ".max(axis=2).mean(axis=1) → .max(axis=(1, 2))"),
            "You judge each trial by its luckiest run. {runs} runs are made to average the luck out.",
            "The best over the epochs, the mean over the runs.",
        ),
        Misconception(
            "averaged_before_the_best",
            edit(best_trial, ".max(axis=2).mean(axis=1) → .mean(axis=1).max(axis=1)"),
            "You average the runs epoch by epoch and then take the best. Each run may have its best epoch elsewhere.",
            "First the best epoch of each run, axis 2; then the mean, axis 1.",
        ),
        Misconception(
            "best_over_runs_mean_over_epochs",
            edit(best_trial, "max(axis=2) → max(axis=1)"),
            "Your axes have changed places. You take the best of {runs} runs and the mean of {epochs} epochs.",
            "scores is (trials, runs, epochs): the best over axis 2, the mean over axis 1.",
        ),
        Misconception(
            "diverged_run_left_in",
            edit(best_trial, "(sign * scores).max(axis=2) → np.nanmax(sign * scores, axis=2)"),
            "Your best trial is one that diverged. `nanmax` passes NaN over and looks at the other epochs.",
            "Let NaN through `max` and `mean`; pass it over only when you choose among the trials.",
        ),
        Misconception(
            "nan_wins",
            edit(best_trial, "nanargmax → argmax"),
            "NaN has won. `argmax` takes the first NaN for the largest, `argmin` for the smallest.",
            "`np.nanargmax` and `np.nanargmin`.",
        ),
        Misconception(
            "always_the_largest",
            edit(best_trial, 'direction == "max" → True'),
            'You take the largest score, even where `direction` is "min". Losses are to be small.',
            'For "min" take the smallest epoch of each run and the smallest trial.',
        ),
        Misconception(
            "always_the_smallest",
            edit(best_trial, 'direction == "max" → False'),
            'You take the smallest score, even where `direction` is "max".',
            'For "max" take the largest epoch of each run and the largest trial.',
        ),
        Misconception(
            "counted_from_one",
            edit(best_trial, "return best → return best + 1"),
            "Your trial is counted from 1.",
            "The first trial is number 0, as in `scores[0]`.",
        ),
        Misconception(
            "first_epoch",
            edit(best_trial, ".max(axis=2) → [:, :, 0]"),
            "You judge each run by its first epoch. A run counts by its best one.",
            "Which axis holds the epochs, and what becomes of it?",
        ),
        Misconception(
            "median_of_the_runs",
            edit(
                best_trial, "(sign * scores).max(axis=2).mean(axis=1) → np.median((sign * scores).max(axis=2), axis=1)"
            ),
            "You take the median of the runs.",
            "A trial counts by the mean of its runs.",
        ),
        Misconception(
            "diverged_run_passed_over",
            edit(
                best_trial, "(sign * scores).max(axis=2).mean(axis=1) → np.nanmean((sign * scores).max(axis=2), axis=1)"
            ),
            "You leave the diverged run out and keep its trial. `nanmean` averages over the other runs.",
            "One run with `nan` in it, and the trial is out.",
        ),
        Misconception(
            "summed_over_runs",
            edit(best_trial, ".mean(axis=1) → .sum(axis=1)"),
            "You add up the {runs} runs of a trial.",
            "A trial counts by the mean of its runs.",
        ),
        Misconception(
            "first_run_alone",
            edit(best_trial, ".mean(axis=1) → [:, 0]"),
            "You judge each trial by its first run, of {runs}.",
            "A trial counts by the mean of its runs.",
        ),
        Misconception(
            "direction_reversed",
            edit(best_trial, '== "max" → != "max"'),
            'Your two directions have changed places: you take the smallest for "max" and the largest for "min".',
            "Losses should be small, accuracies large.",
        ),
        Misconception(
            "largest_epoch_of_losses",
            edit(best_trial, "(sign * scores).max(axis=2) → (sign * scores.max(axis=2))"),
            'Where `direction` is "min" you choose the smallest trial, and judge its runs by their largest epoch.',
            "What is the best epoch of a run whose scores are losses?",
        ),
        Misconception(
            "nan_as_zero",
            edit(best_trial, "(sign * scores) → (sign * np.nan_to_num(scores))"),
            "You put 0 in place of NaN. The trial that diverged is still there, and a loss of 0 wins.",
            "A trial with NaN in it should be out, whatever its other scores are.",
        ),
        Misconception(
            "diverged_trial_as_zero",
            edit(best_trial, "best = np → of_trials = np.nan_to_num(of_trials)\n    best = np"),
            "You put 0 in place of the score of a trial that diverged. For losses, 0 is the best there is.",
            "A trial with NaN in it should be out, whichever way is good.",
        ),
        Misconception(
            "nan_looked_for_in_the_last_epoch",
            edit(
                best_trial,
                "(sign * scores).max(axis=2) → np.where(np.isnan(scores[:, :, -1]), np.nan, np.nanmax(sign * scores, axis=2))",
            ),
            "You look for NaN in the last epoch alone. A run may have it in other epochs, and its trial is out all the same.",
            "Which axes must be looked through, so that no NaN is missed?",
        ),
        Misconception(
            "score_with_its_sign_changed",
            edit(best_trial, "return best, sign * → return best,"),
            'Where `direction` is "min" your score has the wrong sign: you changed it to look for the largest, and never '
            "changed it back.",
            "The score is one of those that were noted, or their mean.",
        ),
        Misconception(
            "counted_without_the_diverged",
            edit(best_trial, "of_trials = → scores = scores[~np.isnan(scores).any(axis=(1, 2))]\n    of_trials ="),
            "Your trial is counted among those that are left. The diverged ones before it have a number, too.",
            "The number of the trial is its place in `scores`.",
        ),
    ),
    alternatives=(best_trial_loop, best_trial_filled, best_trial_sorted),
)
