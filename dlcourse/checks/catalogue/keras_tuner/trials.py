"""Which trial was the best: read from the scores of every epoch of every run."""

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
    """Accuracies and losses; trials that are good by luck, at the end, on average, or until they diverge."""
    cases = []
    for direction, trials, runs, epochs in [("max", 9, 3, 5), ("min", 8, 4, 6), ("max", 7, 2, 4)]:
        sign = 1 if direction == "max" else -1
        scores = 0.4 + 0.02 * rng.normal(size=(trials, runs, epochs))
        kinds = rng.permutation(trials)
        for run in range(runs):
            scores[kinds[0], run, run] += sign * 0.2  # the best: each run has a good epoch, each another one
        scores[kinds[1], 1] += sign * 0.12  # one lucky run
        scores[kinds[1], 1, 1] += sign * 0.18
        scores[kinds[2], :, -1] += sign * 0.15  # good at the end
        scores[kinds[3]] += sign * 0.13  # good throughout
        scores[kinds[4], :, 1] += sign * 0.26  # best of all until one run diverges
        scores[kinds[4], 0, 2:] = np.nan
        scores[kinds[5]] -= sign * 0.1
        cases.append(Case((scores, direction), {"trials": trials, "runs": runs, "epochs": epochs}))
    return [*cases, in_single_precision(cases[0])]


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
            "Your best trial is one that diverged. `nanmax` looks at the epochs before that and forgives it.",
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
    ),
    alternatives=(best_trial_loop, best_trial_filled, best_trial_sorted),
)
