"""Find the misconceptions that give the student's numbers, and the numbers that a sentence about them may name."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import (
    FEWEST,
    constant_ratio,
    differing,
    entry,
    first_step,
    pair,
    worst_entry,
    worst_in_step,
)
from dlcourse.checks.engine.outcome import Outcome
from dlcourse.checks.engine.question import Misconception, Question
from dlcourse.checks.engine.trial import Trial

FEWEST_BESIDE = 3  # wrong entries from which a mistake is named that fails in all other cases

Theirs = dict[Misconception, Sequence[Outcome]]


def explain(question: Question, trials: list[Trial], parts: list[str], theirs: Theirs) -> list[tuple[tuple, list[str]]]:
    """Return groups of misconceptions with the parts they explain: one group for all parts, else one for each part.

    `theirs` holds the outcome of each misconception in the case of each trial.
    """
    whole = tuple(m for m, outcomes in theirs.items() if fits(question.parts, trials, outcomes))
    if whole:
        return [(whole, parts)]
    groups: dict[tuple, list[str]] = {}
    for part in parts:
        fitting = tuple(m for m, outcomes in theirs.items() if fits([part], trials, outcomes))
        fitting = tuple(m for m in fitting if changes(part, trials, theirs[m]))
        fitting = tuple(m for m in fitting if _spares_what_is_right(question, m, trials, parts, theirs))
        if fitting:
            groups.setdefault(fitting, []).append(part)
    return _narrowed(groups)


def _spares_what_is_right(question, misconception, trials, differing, theirs):
    """Return True unless a misconception would have changed a part that is right in the student's answer."""
    right = [part for part in question.parts if part not in differing]
    return not any(changes(part, trials, theirs[misconception]) for part in right)


def fits(parts: Sequence[str], trials: list[Trial], outcomes: Sequence[Outcome]) -> bool:
    """Return True if in every case the student got the same numbers for these parts, or the same type of exception."""
    for trial, other in zip(trials, outcomes, strict=True):
        mine = trial.yours
        if mine.failure or other.failure:
            if not (mine.failure and other.failure and mine.failure.exception is other.failure.exception is not None):
                return False
        elif not all(trial.same(part, mine, other) for part in parts):
            return False
    return any(not trial.yours.failure for trial in trials)


def made_in_some_cases(question: Question, trials: list[Trial], theirs: Theirs) -> tuple[Misconception, int] | None:
    """Return the one misconception that gives the student's numbers wherever they are wrong, and in how many cases.

    In all other cases the student's are right. Either the mistake fails there, as the transpose of a matrix that is not
    square does, so that it can only be made beside them; or those where it would show are the fewer, and have a size in
    common that the wrong ones do not have, as a single row.
    """
    wrong = [any(trial.differs(part) for part in question.parts) for trial in trials]
    if all(wrong) or any(trial.yours.failure for trial in trials):
        return None
    first, entries = wrong.index(True), wrong_entries(question, trials)
    made = [trial.case for trial, is_wrong in zip(trials, wrong, strict=True) if is_wrong]
    beside: list[Misconception] = []
    mostly: list[Misconception] = []
    for misconception, outcomes in theirs.items():
        if not _agrees(question, trials[first], outcomes[first]):
            continue
        if not all(_agrees(question, t, o) for t, o, is_wrong in zip(trials, outcomes, wrong, strict=True) if is_wrong):
            continue
        right = [(t, o) for t, o, is_wrong in zip(trials, outcomes, wrong, strict=True) if not is_wrong]
        spared = [trial.case for trial, outcome in right if _has_numbers(trial, outcome)]
        if not spared and entries >= FEWEST_BESIDE:
            beside.append(misconception)
        elif len(made) > len(spared) and entries >= FEWEST and _differ_in_size(spared, made):
            mostly.append(misconception)
    found = beside or mostly
    return (found[0], sum(wrong)) if len(found) == 1 else None


def _differ_in_size(some, others):
    """Return True if all of some cases have one size in common that none of the others has."""
    first = some[0] if some else None
    return first is not None and any(
        all(case.sizes.get(name) == size for case in some) and all(case.sizes.get(name) != size for case in others)
        for name, size in first.sizes.items()
    )


def _agrees(question, trial, outcome):
    """Return True if an outcome has the student's numbers in every part."""
    return not outcome.failure and all(trial.same(part, trial.yours, outcome) for part in question.parts)


def _has_numbers(trial, outcome):
    """Return True if a mistake gives other numbers than the right ones, and finite ones, where the student is right."""
    if outcome.failure or all(trial.same(part, trial.right, outcome) for part in outcome.values):
        return False
    return all(np.isfinite(value).all() for value in outcome.values.values())


def wrong_entries(question: Question, trials: list[Trial]) -> int:
    """Return the number of entries that differ, of all parts in all cases together."""
    count = 0
    for trial in trials:
        for part in question.parts:
            yours, right = trial.aligned(part), trial.right.values[part]
            count += right.size if yours is None else int(differing(yours, right, trial.tolerance(part)).sum())
    return count


def changes(part: str, trials: list[Trial], outcomes: Sequence[Outcome]) -> bool:
    """Return True if a misconception changes this part in any case in which it has numbers, or has none in any."""
    pairs = [(trial, other) for trial, other in zip(trials, outcomes, strict=True) if not other.failure]
    return not pairs or any(not trial.same(part, trial.right, other) for trial, other in pairs)


def _narrowed(groups):
    """Keep in each group the misconceptions that explain the most parts, and merge equal groups."""
    reach: dict[str, int] = {}
    for group, parts in groups.items():
        for misconception in group:
            reach[misconception.name] = reach.get(misconception.name, 0) + len(parts)
    merged: dict[tuple, list[str]] = {}
    for group, parts in groups.items():
        most = max(reach[m.name] for m in group)
        merged.setdefault(tuple(m for m in group if reach[m.name] == most), []).extend(parts)
    return list(merged.items())


def evidence_of_one(
    question: Question, misconception: Misconception, parts: Sequence[str], trials: list[Trial], theirs: Theirs
) -> dict[str, Any]:
    """Return the values of a sentence's fields for one of several mistakes: from a part that it changes."""
    touched = [part for part in parts if changes(part, trials, theirs[misconception])]
    return evidence(question, touched or parts, trials)


def evidence(question: Question, parts: Sequence[str], trials: list[Trial]) -> dict[str, Any]:
    """Return the values of a sentence's fields, from the first case in which the numbers differ."""
    unknown = {"entry": parts[0], "yours": "?", "expected": "?", "ratio": "?", "step": "?"}
    for part in parts:
        for trial in trials:
            if not trial.yours.failure and trial.differs(part):
                return unknown | {"part": part, **trial.case.sizes, **numbers(question, part, trial)}
    return unknown | {"part": parts[0], **trials[0].case.sizes}


def numbers(question: Question, part: str, trial: Trial) -> dict[str, Any]:
    """Return the entry with the largest difference, its two values, and their ratio if all entries have the same."""
    yours, right = trial.aligned(part), trial.right.values[part]
    if yours is None:
        return {"entry": part, "yours": f"of shape {trial.yours.values[part].shape}", "expected": str(right.shape)}
    step = first_step(yours, right, trial.tolerance(part)) if question.steps else None
    worst = worst_in_step(yours, right, step) if step else worst_entry(yours, right)
    ratio = constant_ratio(yours, right)
    mine, expected = pair(yours[worst], right[worst])
    return {
        "entry": entry(part, worst, question.steps),
        "yours": mine,
        "expected": expected,
        "ratio": f"{ratio:.4g}" if ratio else "?",
        "step": step or "?",
    }
