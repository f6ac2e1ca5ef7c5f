"""The gate: the numbers that show whether the checks can be trusted, per question and in total."""

import contextlib
import functools
import itertools
import multiprocessing
import signal
import threading
import time
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse.checks.catalogue import EXERCISES, exercise_of, find_question
from dlcourse.checks.catalogue.edits import Edited
from dlcourse.checks.engine.examination import examine, passes
from dlcourse.checks.engine.outcome import observe
from dlcourse.checks.engine.question import Misconception, Question, call_once
from dlcourse.checks.engine.trial import Draw, Trial
from dlcourse.checks.gate.mutants import mutants
from dlcourse.checks.own_questions import look_in

MISCONCEPTION_SEEDS = (None, 0, 1, 2, 3)  # None: the cases that a student sees
ALTERNATIVE_SEEDS = (None, *range(49))
OTHER_SEEDS = range(1000, 1020)  # draws no check makes, to see whether a surviving mutant is equivalent
MOST_COMBINATIONS = 500  # pairs of misconceptions, spread evenly over all of them: there may be thousands
PAIRS = 20  # random combinations of two small changes, for each function
A_PART_FROM_EACH = "a part from each"
SECONDS = 0.5  # of CPU time: a changed loop may never end
TIMES = 20  # … or this many times the reference's time, whichever is longer


@dataclass
class QuestionReport:
    """Result of the gate for one question; most lists name what should not occur."""

    exercise: str
    name: str
    misconceptions: int = 0
    killed: int = 0
    diagnosed: int = 0  # as exactly itself, with every seed
    ambiguous: list[str] = field(default_factory=list)  # itself and another: "either of"
    wrongly_diagnosed: list[str] = field(default_factory=list)  # another name, or none
    survived: list[str] = field(default_factory=list)  # misconceptions that earned full points
    incomplete: list[str] = field(default_factory=list)  # messages with an unfilled number or name
    combinations: int = 0
    combinations_passed: list[str] = field(default_factory=list)
    alternatives: int = 0
    false_rejections: list[str] = field(default_factory=list)
    mutants: int = 0
    mutants_rejected: int = 0
    mutants_equal: list[str] = field(default_factory=list)  # equivalent: they change no number, nor on 20 other draws
    mutants_passed: list[str] = field(default_factory=list)  # wrong, and not noticed
    not_installed: list[str] = field(default_factory=list)  # missing packages that its check needs
    stopped: list[str] = field(default_factory=list)  # an error of its reference, cases or edits

    @property
    def is_sound(self) -> bool:
        """Return True if nothing wrong passed, nothing right failed, and every message was right and complete."""
        holes = (self.survived, self.incomplete, self.wrongly_diagnosed, self.false_rejections)
        return not any((*holes, self.combinations_passed, self.mutants_passed, self.stopped))


def report(names: Iterable[str], workers: int = 1, place: Path | None = None) -> Iterator[QuestionReport]:
    """Yield the report on each question of these names, in order; a class's own are those of the class at `place`."""
    asked = list(names)
    if workers == 1 or len(asked) < 2:
        yield from map(_report_on_name, asked)
        return
    # Spawned, not forked: JAX, under Keras, is multithreaded, and a fork of it may wait for ever.
    context, begun = multiprocessing.get_context("spawn"), (() if place is None else (place,))
    with ProcessPoolExecutor(workers, context, _begin, begun) as pool:
        yield from pool.map(_report_on_name, asked)


def _begin(*place):
    """Begin a process of the proof: it finds a class's own questions at the same place."""
    for folder in place:
        look_in(folder)


def _report_on_name(name):
    question = find_question(name)
    return _report_of(exercise_of(question), question)


def report_on(exercise: str, index: int) -> QuestionReport:
    """Return the report on question number `index` of an exercise."""
    return _report_of(exercise, EXERCISES[exercise][index])


def _report_of(exercise: str, question: Question) -> QuestionReport:
    """Return the report on a question; an error of its own, as of an edit without its text, ends it in a line."""
    found = QuestionReport(exercise, question.name)
    try:
        return _judged(question, found)
    except Exception as error:  # of a reference, of cases or of an edit, which are programs
        found.stopped.append(f"{type(error).__name__}: {' '.join(str(error).split())}")
        return found


def _judged(question, found):
    """Return the report on a question, filled in."""
    found.not_installed = [package for package in question.requires if find_spec(package) is None]
    if found.not_installed:
        return found
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found.stopped += _what_stops(question)
        if found.stopped:
            return found
        _judge_misconceptions(question, found)
        _judge_alternatives(question, found)
        draw = Draw(question)  # as a student sees it
        _judge_combinations(question, found, draw)
        _judge_mutants(question, found, draw)
    return found


def _what_stops(question):
    """Return a line on each thing without which nothing can be proved: the reference's numbers, an edit's text."""
    failures = {right.failure.message for right in Draw(question).right if right.failure}
    lines = sorted(f"the reference fails on a case: {message}" for message in failures)
    for misconception in question.misconceptions:
        if isinstance(misconception.wrong, Edited):
            try:
                misconception.wrong.changed  # noqa: B018 - compiled here, or not at all
            except (ValueError, SyntaxError) as error:
                lines.append(f"the misconception {misconception.name!r}: {error}")
    return lines


def _judge_misconceptions(question, found):
    """Record whether each misconception fails, under its own name."""
    draws = [Draw(question, seed) for seed in MISCONCEPTION_SEEDS]
    for misconception in question.misconceptions:
        verdicts = [examine(question, misconception.wrong, draw=draw) for draw in draws]
        found.misconceptions += 1
        found.incomplete += [misconception.name for verdict in verdicts[:1] if _is_incomplete(verdict, misconception)]
        if any(verdict.status == "correct" or verdict.points >= question.points for verdict in verdicts):
            found.survived.append(misconception.name)
            continue
        found.killed += 1
        named = [set(verdict.misconceptions) for verdict in verdicts]
        if all(names == {misconception.name} for names in named):
            found.diagnosed += 1
        elif all(misconception.name in names for names in named):
            found.ambiguous.append(misconception.name)
        else:
            found.wrongly_diagnosed.append(misconception.name)


def _is_incomplete(verdict, misconception):
    """Return True if the message has a field that was not filled ("?" stands for one), or braces left in it."""
    said, template = " ".join(verdict.says + verdict.look), misconception.says + misconception.look
    named = verdict.misconceptions == [misconception.name]
    return bool(set("{}") & set(said)) or (named and said.count("?") != template.count("?"))


def _judge_combinations(question, found, draw):
    """Record whether two misconceptions at once fail: with one part from each, and with both errors added."""
    pairs = list(itertools.combinations(question.misconceptions, 2))
    for one, other in pairs[:: -(-len(pairs) // MOST_COMBINATIONS) or 1]:
        for combined, how in _combinations_of(question, one.wrong, other.wrong):
            found.combinations += 1
            if not passes(question, combined, draw) or (how == A_PART_FROM_EACH and _is_spared(question, one, other)):
                continue
            if not is_equal(question, combined):
                found.combinations_passed.append(f"{one.name} + {other.name} ({how})")


def _is_spared(question, one, other):
    """Return True if `mixed` takes from each of two misconceptions only parts that it leaves right."""
    return all(part in _parts_left_right(question, (one, other)[i % 2]) for i, part in enumerate(question.parts))


def _combinations_of(question, one, other):
    """Yield functions that make both mistakes, each with a word on how they are combined."""
    if question.is_closed or question.use is not call_once:
        return  # an answer of one number holds one mistake; in a trajectory the mutants' pairs do this
    yield (lambda *arguments: added(question, one, other, arguments)), "both errors"
    if len(question.parts) > 1:
        yield (lambda *arguments: mixed(one(*copies(arguments)), other(*copies(arguments)))), A_PART_FROM_EACH


def added(question: Question, one: Callable, other: Callable, arguments: Sequence[Any]) -> Any:
    """right + (one − right) + (other − right); the first alone if the shapes do not match."""
    right, first, second = (_as_tuple(f(*copies(arguments))) for f in (question.reference, one, other))
    with contextlib.suppress(ValueError, TypeError):
        both = tuple(np.asarray(a) + b - r for r, a, b in zip(right, first, second, strict=True))
        return both if len(both) > 1 else both[0]
    return first if len(first) > 1 else first[0]


def mixed(first: Any, second: Any) -> tuple[Any, ...]:
    """Return the parts of two answers in alternation."""
    pairs = zip(_as_tuple(first), _as_tuple(second), strict=False)
    return tuple(pair[i % 2] for i, pair in enumerate(pairs))


def _as_tuple(returned: Any) -> tuple[Any, ...]:
    """Return one value or several as a tuple."""
    return tuple(returned) if isinstance(returned, tuple | list) else (returned,)


def copies(arguments: Sequence[Any]) -> list[Any]:
    """Return the arguments with arrays copied, as each call of a check gets them."""
    return [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]


def _judge_alternatives(question, found):
    """Record whether right answers written differently pass, with every seed."""
    answers = (question.reference, *question.alternatives)
    found.alternatives += len(question.alternatives)
    failed: dict[int, int | None] = {}
    for seed in ALTERNATIVE_SEEDS:  # one draw at a time is kept, for all answers
        draw = Draw(question, seed)
        for i, answer in enumerate(answers):
            if i not in failed and not _is_accepted(question, answer, draw, seed):
                failed[i] = seed
    for i in sorted(failed):
        name = answers[i].__name__ if i else "reference"
        found.false_rejections.append(f"{name}[{i}], seed {failed[i]}")


def _is_accepted(question, answer, draw, seed):
    """Return True if a right answer passes; on the cases that a student sees, with all points and without a message."""
    if seed is not None:
        return passes(question, answer, draw)
    verdict = examine(question, answer, draw=draw)
    return (verdict.status, verdict.points, verdict.says) == ("correct", question.points, [])


def _judge_mutants(question, found, draw):
    """Record whether mutants are rejected, unless they are equivalent to the answer."""
    if question.is_closed:
        return
    rng = np.random.default_rng(zlib.crc32(question.name.encode()))
    begun = time.process_time()
    passes(question, question.reference, draw)
    seconds = max(SECONDS, TIMES * (time.process_time() - begun))
    for answer in (question.reference, *question.alternatives):
        for text, mutant in mutants(answer, PAIRS, rng):
            found.mutants += 1
            if not within_time(seconds, passes, question, mutant, draw):
                found.mutants_rejected += 1
            elif within_time(seconds * len(OTHER_SEEDS), is_equal, question, mutant):
                found.mutants_equal.append(text)
            else:
                found.mutants_passed.append(text)


def is_equal(question: Question, function: Callable) -> bool:
    """Return True if a function gives the reference's numbers on draws that no check makes."""
    for draw in _other_draws(question):
        for case, right in zip(draw.cases, draw.right, strict=True):
            trial = Trial(case, observe(question, function, case), right, question.tolerance)
            if any(trial.is_wrong(part) for part in question.parts):
                return False
    return True


@functools.lru_cache(maxsize=256)
def _parts_left_right(question: Question, misconception: Misconception) -> frozenset[str]:
    """Return the parts in which a misconception gives the reference's numbers on draws that no check makes."""
    left = set(question.parts)
    for draw in _other_draws(question):
        for case, right in zip(draw.cases, draw.right, strict=True):
            trial = Trial(case, observe(question, misconception.wrong, case), right, question.tolerance)
            left -= {part for part in left if trial.is_wrong(part)}
    return frozenset(left)


@functools.lru_cache(maxsize=1)
def _other_draws(question: Question) -> list[Draw]:
    """Return draws that no check makes, cached for one question at a time."""
    return [Draw(question, seed) for seed in OTHER_SEEDS]


class OutOfTimeError(BaseException):
    """Raised when the CPU time is up; not an Exception, so that a check does not take it for one of the student's."""


def within_time(seconds: float, function: Callable, *arguments: Any) -> Any:
    """Return the function's result, or None if it took longer than `seconds` of CPU time (if it can be interrupted)."""
    if not hasattr(signal, "ITIMER_VIRTUAL") or threading.current_thread() is not threading.main_thread():
        return function(*arguments)

    def stop(*_):
        raise OutOfTimeError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        return function(*arguments)
    except OutOfTimeError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def in_all(reports: list[QuestionReport]) -> dict:
    """Return the sums over all questions, and each question's own numbers."""
    sums = {
        key: sum(size(getattr(one, key)) for one in reports)
        for key in QuestionReport.__dataclass_fields__
        if key not in ("exercise", "name")
    }
    return {
        "questions": len(reports),
        **sums,
        "sound": all(one.is_sound for one in reports),
        "per_question": [asdict(one) for one in reports],
    }


def size(value: int | list) -> int:
    """Return a number itself, or the length of a list."""
    return len(value) if isinstance(value, list) else value


def to_text(reports: list[QuestionReport]) -> str:
    """Return the report as a table for a terminal, followed by everything that should not occur."""
    lines = [f"{'question':<34}  rejected  named  right  false  mutants  equal  passed"]
    for one in reports:
        lines.append(
            f"{one.exercise[:2]} {one.name:<31}  {one.killed:>4}/{one.misconceptions:<3} {one.diagnosed:>6} "
            f"{one.alternatives:>6} {len(one.false_rejections):>6}  {one.mutants:>7} {len(one.mutants_equal):>6} "
            f"{len(one.mutants_passed):>7}"
        )
    for one in reports:
        for what in (
            "survived",
            "incomplete",
            "wrongly_diagnosed",
            "ambiguous",
            "combinations_passed",
            "false_rejections",
        ):
            lines += [f"{what.replace('_', ' ')}: {one.name}: {item}" for item in getattr(one, what)]
        lines += [f"a mutant passed: {one.name}:\n{text}" for text in one.mutants_passed]
        lines += [f"the proof stopped: {one.name}: {error}" for error in one.stopped]
        lines += [f"not judged: {one.name}: {package} is not installed" for package in one.not_installed]
    total = in_all(reports)
    lines.append(
        f"{total['questions']} question{'s' if total['questions'] != 1 else ''}, "
        f"{total['killed']} of {total['misconceptions']} misconceptions rejected, "
        f"{total['diagnosed']} named exactly, {total['ambiguous']} as either of; {total['combinations']} pairs of two, "
        f"{total['combinations_passed']} passed; {total['alternatives']} right alternatives, "
        f"{total['false_rejections']} rejected; {total['mutants']} mutants, {total['mutants_rejected']} rejected, "
        f"{total['mutants_equal']} change nothing, {total['mutants_passed']} passed"
    )
    return "\n".join(lines)
