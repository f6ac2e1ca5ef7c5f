"""The Gradient Doctor: run a student's function on random cases, and where it is wrong, find out why.

A misconception is recognised by its numbers: it is named when it gives, on every case, what the student's function
gives. Where several do, all are named; where none does, the difference itself is described.
"""

import zlib
from dataclasses import replace

import numpy as np

from dlcourse.checks.compare import (
    WRONG,
    agrees,
    constant_ratio,
    describe_difference,
    entry,
    number,
    picture,
    relative_error,
    same_shape,
    worst_entry,
)
from dlcourse.checks.outcome import observe
from dlcourse.checks.question import Question
from dlcourse.checks.verdict import Verdict


def examine(question: Question, function, seed: int | None = None) -> Verdict:
    """The verdict on `function` as an answer to `question`; equal seeds draw equal cases (None: one for each name)."""
    verdict = Verdict(
        question.name, "correct", question.points, question.points, lecture=question.lecture, section=question.section
    )
    if not callable(function):
        return fail(verdict, "incorrect", f"Expected a function `{question.call}`. Received: {function!r}.")
    rng = np.random.default_rng(zlib.crc32(question.name.encode()) if seed is None else seed)
    cases = question.cases(rng)
    outcomes = [observe(question, function, case) for case in cases]
    add_notes(verdict, outcomes)
    if any(outcome.failure and outcome.failure.kind == "not attempted" for outcome in outcomes):
        message = f"Nothing to check yet: write `{question.call}`, then run this cell again."
        return fail(verdict, "not attempted", message)
    expected = [observe(question, question.reference, case) for case in cases]
    wrong, undecided = judge_parts(question, cases, outcomes, expected)
    if wrong or undecided:
        return diagnose(verdict, question, cases, outcomes, expected, wrong, undecided)
    return judge_conduct(verdict, question, function, cases, outcomes, expected)


def fail(verdict, status, *says):
    """No points, and these sentences."""
    verdict.status, verdict.points, verdict.says = status, 0.0, list(says)
    return verdict


def judge_parts(question, cases, outcomes, expected):
    """The parts that are wrong in some case, and those that are too near to call."""
    wrong, undecided = [], []
    for part in question.parts:
        errors = [part_error(part, *two) for two in zip(outcomes, expected, strict=True)]
        if any(error > WRONG for error in errors):
            wrong.append(part)
        elif any(error > case.tolerance for error, case in zip(errors, cases, strict=True)):
            undecided.append(part)
    return wrong, undecided


def part_error(part, outcome, expected):
    """The relative error of one part in one case; inf where it failed or has another shape."""
    if outcome.failure:
        return np.inf
    aligned = same_shape(outcome.values[part], expected.values[part])
    return np.inf if aligned is None else relative_error(aligned, expected.values[part])


def diagnose(verdict, question, cases, outcomes, expected, wrong, undecided):
    """Name the misconceptions that give the student's numbers; else describe the difference."""
    alternatives = {m: [observe(question, m.wrong, case) for case in cases] for m in question.misconceptions}
    named = explain(question, cases, outcomes, expected, alternatives, wrong + undecided)
    explained = set()
    for group, parts in named:
        explained.update(parts)
        facts = evidence(parts, cases, outcomes, expected)
        for misconception in group:
            verdict.misconceptions.append(misconception.name)
            verdict.says.append(("" if misconception is group[0] else "Or: ") + misconception.says.format_map(facts))
            verdict.look.append(misconception.look.format_map(facts))
    for part in wrong + undecided:
        if part not in explained:
            describe_part(verdict, question, part, cases, outcomes, expected, part in undecided)
        add_picture(verdict, part, cases, outcomes, expected)
    right = len(question.parts) - len(wrong) - len(undecided)
    verdict.points = round(question.points * right / len(question.parts), 2)
    only_undecided = not wrong and not named
    verdict.status = "undecided" if only_undecided else "partial" if right else "incorrect"
    if any(outcome.failure and outcome.failure.kind == "raised" for outcome in outcomes):
        verdict.status, verdict.points = "error", 0.0
    return verdict


def explain(question, cases, outcomes, expected, alternatives, parts):
    """Groups of misconceptions with the parts they explain: one that explains all, else one group for each part."""
    whole = [m for m, theirs in alternatives.items() if fits(question.parts, cases, outcomes, theirs)]
    if whole:
        return [(whole, parts)]
    groups: dict[tuple, list[str]] = {}
    for part in parts:
        fitting = tuple(
            m
            for m, theirs in alternatives.items()
            if fits([part], cases, outcomes, theirs) and not fits([part], cases, expected, theirs)
        )
        if fitting:
            groups.setdefault(fitting, []).append(part)
    return narrowed(groups)


def narrowed(groups):
    """Where two parts have several misconceptions in common, keep those that explain the most."""
    reach: dict = {}
    for group, parts in groups.items():
        for misconception in group:
            reach[misconception.name] = reach.get(misconception.name, 0) + len(parts)
    merged: dict[tuple, list[str]] = {}
    for group, parts in groups.items():
        most = max(reach[m.name] for m in group)
        merged.setdefault(tuple(m for m in group if reach[m.name] == most), []).extend(parts)
    return list(merged.items())


def fits(parts, cases, outcomes, theirs):
    """True where both gave the same numbers for these parts, or failed alike, in every case."""
    for case, mine, other in zip(cases, outcomes, theirs, strict=True):
        if mine.failure or other.failure:
            if not (mine.failure and other.failure and mine.failure.exception is other.failure.exception is not None):
                return False
        elif not all(
            mine.values[part].shape == other.values[part].shape
            and agrees(mine.values[part], other.values[part], case.tolerance)
            for part in parts
        ):
            return False
    return any(not outcome.failure for outcome in outcomes)


def evidence(parts, cases, outcomes, expected):
    """The numbers a sentence may name, from the first case in which the numbers differ."""
    for part in parts:
        for case, outcome, right in zip(cases, outcomes, expected, strict=True):
            if outcome.failure or part_error(part, outcome, right) <= case.tolerance:
                continue
            facts = {"part": part, "entry": part, "yours": "?", "expected": "?", "ratio": "?", **case.sizes}
            yours, wanted = same_shape(outcome.values[part], right.values[part]), right.values[part]
            if yours is None:
                shapes = str(outcome.values[part].shape), str(wanted.shape)
                return facts | {"yours": f"of shape {shapes[0]}", "expected": shapes[1]}
            worst = worst_entry(yours, wanted)
            ratio = constant_ratio(yours, wanted)
            numbers = {"yours": number(yours[worst]), "expected": number(wanted[worst])}
            return facts | numbers | {"entry": entry(part, worst), "ratio": f"{ratio:.4g}" if ratio else "?"}
    return {"part": parts[0], "entry": parts[0], "yours": "?", "expected": "?", "ratio": "?", **cases[0].sizes}


def describe_part(verdict, question, part, cases, outcomes, expected, undecided):
    """One sentence on a part that no misconception explains."""
    for case, outcome, right in zip(cases, outcomes, expected, strict=True):
        error = part_error(part, outcome, right)
        if error <= case.tolerance:
            continue
        if outcome.failure:
            sentence = outcome.failure.message + describe_inputs(question, case)
        elif undecided:
            sentence = (
                f"Your {part} is within {error:.0e} of the expected one: more than rounding explains, less than a "
                "mistake usually makes. Nobody here can tell which; look for a step size or a constant that is "
                "nearly right, or ask your instructor."
            )
        else:
            factors = names_of_factor(part, cases, outcomes, expected)
            case = replace(case, sizes={name: size for name, size in case.sizes.items() if name in factors})
            sentence = describe_difference(part, outcome.values[part], right.values[part], question, case)
        if sentence not in verdict.says:
            verdict.says.append(sentence)
        return


def names_of_factor(part, cases, outcomes, expected):
    """The sizes that the constant ratio of a part is, or is one over, in every case and not by chance in one."""
    names = set(cases[0].sizes)
    for case, outcome, right in zip(cases, outcomes, expected, strict=True):
        aligned = None if outcome.failure else same_shape(outcome.values[part], right.values[part])
        ratio = None if aligned is None else constant_ratio(aligned, right.values[part])
        if ratio is not None:
            names = {n for n in names if np.isclose([abs(ratio), 1 / abs(ratio)], case.sizes[n], rtol=1e-4).any()}
    return names


def describe_inputs(question, case):
    """The shapes of the inputs that a function failed on."""
    shapes = [
        f"{name} {np.shape(argument)}"
        for name, argument in zip(question.arguments, case.arguments, strict=True)
        if not callable(argument)
    ]
    return f" (It was called with {', '.join(shapes)}.)"


def add_picture(verdict, part, cases, outcomes, expected):
    """Which entries of a part agree, from the first case in which some do and some do not."""
    for case, outcome, right in zip(cases, outcomes, expected, strict=True):
        if not outcome.failure and part_error(part, outcome, right) > case.tolerance:
            rows = picture(outcome.values[part], right.values[part], case.tolerance)
            if rows:
                verdict.pictures[part] = rows
                return


def judge_conduct(verdict, question, function, cases, outcomes, expected):
    """The numbers are right; but did it change its inputs, and does it say the same when asked again?"""
    changed = sorted({name for outcome in outcomes for name in outcome.changed})
    if changed:
        verdict.misconceptions.append("changed_input")
        fail(verdict, "incorrect", f"The numbers are right, but your function changed its input {', '.join(changed)}.")
        verdict.look.append("Work on a copy, or write `a * mask` for `a[~mask] = 0`: the caller still needs the input.")
        return verdict
    again = observe(question, function, cases[0])
    if again.failure or not fits(question.parts, cases[:1], [again], outcomes[:1]):
        return fail(
            verdict, "incorrect", "The same inputs gave other numbers the second time: what is left over between calls?"
        )
    for part in question.parts:
        shapes = outcomes[0].values[part].shape, expected[0].values[part].shape
        if shapes[0] != shapes[1]:
            verdict.notes.append(f"Note: {part} has shape {shapes[0]} where {shapes[1]} is usual.")
    return verdict


def add_notes(verdict, outcomes):
    """What the function warned of or printed, once."""
    warned = sorted({text for outcome in outcomes for text in outcome.warned})
    if warned:
        verdict.notes.append(f"Note: NumPy warned of: {'; '.join(warned)}.")
    printed = next((outcome.printed for outcome in outcomes if outcome.printed.strip()), "")
    if printed:
        lines = [line[:200] for line in printed.strip().splitlines()[:5]]
        verdict.notes.append("Your function printed: " + " / ".join(lines))
