"""The Gradient Doctor: run a student's function on random cases, and if it is wrong, find out why.

A misconception is recognised by its numbers: it is named if it gives the same as the student's function in every case.
If several do, all are named; if none does, the difference itself is described.
"""

import string
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import (
    agree_in_number,
    describe_difference,
    describe_fact,
    number,
    pair,
    worst_entry,
)
from dlcourse.checks.engine.diagnosis import evidence_of_one, explain, made_in_some_cases
from dlcourse.checks.engine.experiments import idle_columns, idle_rows, ignored_arguments, pair_of_mistakes
from dlcourse.checks.engine.other_inputs import right_for_other_inputs
from dlcourse.checks.engine.outcome import ERRSTATE, observe, where_it_stood
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.relations import exchanged, related
from dlcourse.checks.engine.smallest import example_of
from dlcourse.checks.engine.trial import Draw, Trial
from dlcourse.checks.engine.trivial import is_trivial
from dlcourse.checks.engine.verdict import Verdict
from dlcourse.checks.engine.watchdog import StoppedError
from dlcourse.checks.engine.xray import first_wrong_step
from dlcourse.extras import THEN, install_line

NOTHING_YET = "Nothing to check yet: write `{}`, then run this cell again."
ENDLESS = "Your function had not ended after {:g} seconds, so it was stopped{}. Does it always come to an end?"
NOT_INSTALLED = "This check needs {}. {} `{}`"  # what is missing, what to do, the line that installs it
SLIP = 0.5  # of the points are kept with one slip in a long computation
INPUTS = 0.5  # … and with right numbers if a function changes its inputs
TRIVIAL = "Zeros, another constant or an input handed back earn no points, even where they happen to be right."
VARIES = "The same inputs gave other numbers the second time: what is random, or left over between calls?"
MOST_REASONS = 3  # of what is special about the cases in which an answer fails, in one sentence


def passes(question: Question, function: Callable, draw: Draw) -> bool:
    """Return True if `examine` would find `function` correct on this draw; stop at the first case that differs."""
    first = None
    for case, right in zip(draw.cases, draw.right, strict=True):
        trial = Trial(case, observe(question, function, case, right), right, question.tolerance)
        if trial.yours.changed or any(trial.differs(part) for part in question.parts):
            return False
        first = first or trial
    return first is not None and not _varies(question, function, first)


@np.errstate(**ERRSTATE)
def examine(question: Question, function: Any, seed: int | None = None, draw: Draw | None = None) -> Verdict:
    """Return the verdict on `function` as an answer to `question`, on the cases of `draw` or, without it, of `seed`."""
    verdict = _full_points(question)
    if not callable(function):
        if function is Ellipsis:
            return fail(verdict, "not attempted", NOTHING_YET.format(question.call))
        return fail(verdict, "incorrect", f"Expected a function `{question.call}`. Received: {function!r}.")
    absent = [package for package in question.requires if find_spec(package) is None]
    if absent:
        return fail(verdict, "undecided", NOT_INSTALLED.format(" and ".join(absent), THEN, install_line("keras")))
    draw = Draw(question, seed) if draw is None else draw
    trials = [
        Trial(case, observe(question, answer, case, right), right, question.tolerance)
        for answer, case, right in zip(_answers(question, function, draw.cases), draw.cases, draw.right, strict=True)
    ]
    _add_notes(verdict, trials)
    if any(trial.yours.failure and trial.yours.failure.kind == "not attempted" for trial in trials):
        return fail(verdict, "not attempted", NOTHING_YET.format(question.call))
    if any(trial.differs(part) for trial in trials for part in question.parts):
        return _diagnose(verdict, question, function, trials, draw)
    return _check_side_effects(verdict, question, function, trials)


def _answers(question, function, cases):
    """Return a function to call for each case: this one, or one that only waits, if it runs in another process."""
    if not question.calls_once or not hasattr(function, "ahead"):
        return [function] * len(cases)
    return function.ahead([case.arguments for case in cases])  # each is sent as bytes at once


def stopped(question: Question, error: StoppedError, seconds: float) -> Verdict:
    """Return the verdict on an answer that was stopped because one call took longer than so many seconds."""
    inputs = "" if error.case is None or question.is_closed else _describe_inputs(question, error.case)
    verdict = fail(_full_points(question), "error", ENDLESS.format(seconds, where_it_stood(error)) + inputs)
    if inputs:
        verdict.example = example_of(question, error.case, "it does not end")
    return verdict


def _full_points(question):
    """Return the verdict on a right answer."""
    about = {"lecture": question.lecture, "section": question.section, "hints": question.hints}
    return Verdict(question.name, "correct", question.points, question.points, **about)


def fail(verdict: Verdict, status: str, *says: str) -> Verdict:
    """Set the verdict to this status, no points and these sentences; return it."""
    verdict.status, verdict.points, verdict.says = status, 0.0, list(says)
    return verdict


def _diagnose(verdict, question, function, trials, draw):
    """Name the misconceptions that give the student's numbers, else describe the difference; return the verdict."""
    differing = [part for part in question.parts if any(trial.differs(part) for trial in trials)]
    certain = any(trial.is_wrong(part) for part in differing for trial in trials)
    named = _that_can_be_said(question, explain(question, trials, differing, draw.theirs), trials, draw.theirs)
    unexplained = [part for part in differing if not any(part in parts for _, parts in named)]
    guessed = unexplained or len(named) > 1 or any(len(group) > 1 for group, _ in named)
    if guessed and (both := pair_of_mistakes(question, trials, draw)):
        named, unexplained = [((mistake,), differing) for mistake in both], []
        verdict.says.append("Two mistakes at once.")
    in_some = made_in_some_cases(question, trials, draw.theirs) if unexplained and not question.is_closed else None
    if in_some and _that_can_be_said(question, [((in_some[0],), differing)], trials, draw.theirs):
        named, unexplained = [((in_some[0],), differing)], []
    refused = any(trial.yours.failure and trial.yours.failure.kind == "wrong type" for trial in trials)
    if not named and not refused and _varies(question, function, trials[0]):
        verdict.located = True
        return fail(verdict, "incorrect", VARIES)
    _name(verdict, question, named, trials, draw.theirs)
    if in_some and not unexplained:
        verdict.says.append(
            f"So it is in {in_some[1]} of the {len(trials)} calls; in the others your numbers are right."
        )
    if unexplained:
        _describe(verdict, question, function, trials, unexplained)
    for part in differing:
        pictures = () if question.is_closed or question.steps else (trial.picture(part) for trial in trials)
        verdict.pictures |= next(({part: rows} for rows in pictures if rows), {})
    share, note = _share(question, named, differing)
    if share and is_trivial(question, function, trials, draw):
        share, note = 0.0, TRIVIAL
    verdict.points = round(question.points * share, 2)
    verdict.notes += [note] if note else []
    certain = certain or bool(named) or question.is_closed
    verdict.status = ("partial" if share else "incorrect") if certain else "undecided"
    if any(trial.yours.failure and trial.yours.failure.kind == "raised" for trial in trials):
        verdict.status, verdict.points = "error", 0.0
    return verdict


def _that_can_be_said(question, named, trials, theirs):
    """Return the groups without the misconceptions whose sentence asks for numbers where there are none."""

    def is_complete(misconception, parts):
        facts = evidence_of_one(question, misconception, parts, trials, theirs)
        asked = {field for _, field, _, _ in string.Formatter().parse(misconception.says + misconception.look)}
        return not any(facts.get(field) == "?" for field in asked if field)

    kept = [(tuple(m for m in group if is_complete(m, parts)), parts) for group, parts in named]
    return [(group, parts) for group, parts in kept if group]


def _share(question, named, differing):
    """Return the share of the points that are earned, and a note on it: each wrong result costs its share.

    A single known mistake that explains all of them costs what it says; a slip in a question of three points or more
    costs half at most.
    """
    right = 1 - len(differing) / len(question.parts)
    known = {mistake for group, _ in named for mistake in group}
    if len(known) != 1 or {part for _, parts in named for part in parts} != set(differing):
        return right, ""
    (mistake,) = known
    if mistake.costs is not None:
        return 1 - mistake.costs, "This mistake costs all points." if mistake.costs == 1 else ""
    if mistake.is_slip and question.points >= 3 and right < SLIP and not question.is_closed:
        return SLIP, "It is one slip in a long computation, so half of the points are yours."
    return right, ""


def _name(verdict, question, named, trials, theirs):
    """Add the sentences of the misconceptions that were recognised."""
    for group, parts in named:
        for misconception in group:
            facts = evidence_of_one(question, misconception, parts, trials, theirs)
            if misconception.name in verdict.misconceptions:
                continue
            verdict.misconceptions.append(misconception.name)
            verdict.says.append(_sentence(question, misconception, facts, "" if misconception is group[0] else "Or: "))
            verdict.look.append(misconception.look.format_map(facts))


def _describe(verdict, question, function, trials, parts):
    """Add what holds of the parts that no misconception explains: relations, unused arguments, the first wrong step."""
    order = exchanged(question, trials)
    if order is not None:
        verdict.says.append(order)
        verdict.located = True
        return
    other = None
    for part in parts:
        certain = not question.is_closed and any(trial.is_wrong(part) for trial in trials)
        sentence = _fact_of(question, part, trials) or (related(question, part, trials) if certain else None)
        verdict.located |= sentence is not None
        if sentence is None and other is None and certain:
            other = right_for_other_inputs(question, trials) or ""
            verdict.says += [other] if other else []
        sentence = agree_in_number(sentence or _describe_part(question, part, trials), part)
        verdict.says += [sentence] if sentence not in verdict.says else []
    failures = {trial.yours.failure.kind for trial in trials if trial.yours.failure}
    verdict.located |= bool(failures & {"wrong type", "wrong count"})  # the sentence says what is not as it should be
    verdict.located |= bool(other)
    if question.is_closed:
        return
    changed = sorted({name for trial in trials for name in trial.yours.changed})
    if changed:
        names = " and ".join(f"`{name}`" for name in changed)
        verdict.says.append(f"Your function changes its input {names}, which the next line or row may still need.")
        verdict.located = True
    unused = ignored_arguments(question, function, trials)
    if unused:
        names = " and ".join(f"`{name}`" for name in unused)
        verdict.says.append(f"Nothing that your function returns depends on {names}.")
    wrong = [trial for trial in trials if not trial.yours.failure and any(trial.differs(part) for part in parts)]
    found = [idle(question, function, part, trials) for idle in (idle_rows, idle_columns) for part in parts]
    found.append(_where_it_fails(trials, parts))
    verdict.says += [sentence for sentence in found if sentence]
    step = first_wrong_step(question, function, wrong[0]) if wrong else None
    if step is not None and not other:
        verdict.says.insert(0, step)
    verdict.located |= bool(unused) or any((*found, step))


def _fact_of(question, part, trials):
    """Return what a part that stands for facts tells, from the first case in which it differs, or None."""
    trial = next(trial for trial in trials if trial.differs(part))
    if trial.yours.failure:
        return None
    yours, right = trial.yours.values[part], trial.right.values[part]
    return describe_fact(question, part, yours, right, trial.tolerance(part))


def _where_it_fails(trials, parts):
    """Return a sentence if an answer fails only in cases that have something special, else None."""
    failing = [any(trial.differs(part) for part in parts) for trial in trials]
    wrong = [trial.case for trial, fails in zip(trials, failing, strict=True) if fails]
    right = [trial.case for trial, fails in zip(trials, failing, strict=True) if not fails]
    if not right:
        return None
    special = list(dict.fromkeys(case.why for case in wrong))
    if all(special) and len(special) <= MOST_REASONS and not {case.why for case in right} & set(special):
        return f"Right but for {' and '.join(special)}."
    for name, size in wrong[0].sizes.items():
        if all(c.sizes.get(name) == size for c in wrong) and all(c.sizes.get(name) != size for c in right):
            return f"Right but for {name} = {size:g}."
    return None


def _sentence(question, misconception, facts, before):
    """Return the sentence of a misconception after `before`, with the evidence unless that stands in it already."""
    says = before + misconception.says.format_map(facts)
    if not question.shows_evidence or "{yours}" in misconception.says or facts["yours"] == "?":
        return says
    return f"{says} {facts['entry']} is {facts['yours']}, expected {facts['expected']}."


def _describe_part(question, part, trials):
    """Return one sentence on a part that no misconception explains, from the first case in which it differs."""
    trial = next(trial for trial in trials if trial.differs(part))
    if trial.yours.failure:
        return trial.yours.failure.message + _describe_inputs(question, trial.case)
    if question.is_closed:
        return _describe_closed(question, part, trial)
    if not any(trial.is_wrong(part) for trial in trials):
        mine, right = pair(*_worst(trial, part))
        return (
            f"Your `{part}` is off by a hair: {mine}, expected {right}, an error of {trial.error(part):.0e}. That is "
            "more than rounding in 64 bits explains. A step h that is too large does it, an ε or a constant that is "
            "nearly right, or float32 on the way."
        )
    yours, right = trial.yours.values[part], trial.right.values[part]
    return describe_difference(part, yours, right, question, trial.tolerance(part))


def _worst(trial, part):
    """Return the two numbers that differ most."""
    yours, right = trial.aligned(part), trial.right.values[part]
    worst = worst_entry(yours, right)
    return yours[worst], right[worst]


def _describe_closed(question, part, trial):
    """Return a sentence that an answer is wrong, or too large or too small, without giving the right one away."""
    yours, right = trial.aligned(part), trial.right.values[part]
    if question.kind != "number" or yours is None or yours.size != 1 or not np.isfinite(yours).all():
        return f"Your `{part}` is not right."
    return (
        f"Your `{part}` is {number(yours.item())}: that is too {'large' if yours.item() > right.item() else 'small'}."
    )


def _describe_inputs(question, case):
    """Return the inputs that a function failed on as text: the shapes of arrays, and the numbers."""
    inputs = []
    for name, argument in zip(question.inputs or question.arguments, case.arguments, strict=True):
        if isinstance(argument, np.ndarray):
            inputs.append(f"{name} {argument.shape}")
        elif isinstance(argument, float | int):
            inputs.append(f"{name} {argument:.4g}")
    return f" (It was called with {', '.join(inputs)}.)" if inputs else ""


def _check_side_effects(verdict, question, function, trials):
    """Give half for right numbers that changed the inputs, nothing if they vary; note unusual shapes."""
    changed = sorted({name for trial in trials for name in trial.yours.changed})
    if changed:
        verdict.misconceptions.append("changed_input")
        fail(verdict, "partial", f"The numbers are right, but your function changed its input {', '.join(changed)}.")
        verdict.points = round(question.points * INPUTS, 2)
        verdict.notes.append("That costs half of the points.")
        verdict.look.append("Work on a copy, or write `a * mask` for `a[~mask] = 0`: the caller still needs the input.")
        return verdict
    if _varies(question, function, trials[0]):
        verdict.located = True
        return fail(verdict, "incorrect", VARIES)
    for part in question.parts:
        yours, right = trials[0].yours.values[part].shape, trials[0].right.values[part].shape
        if yours != right:
            verdict.notes.append(f"Note: {part} has shape {yours} where {right} is usual.")
    return verdict


def _varies(question, function, trial):
    """Return True if a second call with the same case gives other numbers."""
    again = observe(question, function, trial.case, trial.right)
    if trial.yours.failure or again.failure:
        return bool(trial.yours.failure) != bool(again.failure)
    return not all(trial.same(part, trial.yours, again) for part in question.parts)


def _add_notes(verdict, trials):
    """Add what the function warned of or printed to the notes, once each."""
    warned = sorted({text for trial in trials for text in trial.yours.warned})
    if warned:
        verdict.notes.append(f"Note: NumPy warned of: {'; '.join(warned)}.")
    printed = next((trial.yours.printed for trial in trials if trial.yours.printed.strip()), "")
    if printed:
        lines = [line[:200] for line in printed.strip().splitlines()[:5]]
        verdict.notes.append("Your function printed: " + " / ".join(lines))
