"""The gate: every number that says whether a question's check can be trusted, per question and in all."""

import contextlib
import functools
import itertools
import multiprocessing
import signal
import threading
import time
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec

import numpy as np

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.checks.engine.examination import examine, passes
from dlcourse.checks.engine.outcome import observe
from dlcourse.checks.engine.question import Question, call_once
from dlcourse.checks.engine.trial import Draw, Trial
from dlcourse.checks.gate.mutants import mutants

MISCONCEPTION_SEEDS = (None, 0, 1, 2, 3)  # None: the cases that a student sees
ALTERNATIVE_SEEDS = (None, *range(49))
OTHER_SEEDS = range(1000, 1020)  # draws no check makes, to ask whether a surviving change is a change at all
PAIRS = 20  # random combinations of two small changes, for each function
SECONDS = 0.5  # of processor time: a changed loop may never end
TIMES = 20  # … or so many times what the reference takes, whichever is longer


@dataclass
class QuestionReport:
    """What the gate found of one question; the lists name what ought not to be."""

    exercise: str
    name: str
    misconceptions: int = 0
    killed: int = 0
    diagnosed: int = 0  # as exactly itself, on every seed
    ambiguous: list[str] = field(default_factory=list)  # itself and another: "either of"
    wrongly_diagnosed: list[str] = field(default_factory=list)  # another name, or none
    survived: list[str] = field(default_factory=list)  # misconceptions that earned full points
    incomplete: list[str] = field(default_factory=list)  # messages in which a number or a name is left open
    combinations: int = 0
    combinations_passed: list[str] = field(default_factory=list)
    alternatives: int = 0
    false_rejections: list[str] = field(default_factory=list)
    mutants: int = 0
    mutants_rejected: int = 0
    mutants_equal: list[str] = field(default_factory=list)  # changes that change no number, on 20 other draws either
    mutants_passed: list[str] = field(default_factory=list)  # wrong, and not noticed
    not_installed: list[str] = field(default_factory=list)  # packages without which nothing of it could be judged

    @property
    def is_sound(self):
        """True where nothing wrong passed and nothing right failed."""
        holes = (self.survived, self.incomplete, self.wrongly_diagnosed, self.false_rejections)
        return not any((*holes, self.combinations_passed, self.mutants_passed))


def report(exercises: Iterable[str], workers: int = 1) -> Iterator[QuestionReport]:
    """A report on each question of these exercises, in order."""
    asked = [(name, i) for name in exercises for i in range(len(EXERCISES[name]))]
    if workers == 1:
        yield from itertools.starmap(report_on, asked)
        return
    # Spawned, not forked: JAX, under Keras, is multithreaded, and a fork of it may wait for ever.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(report_on, *zip(*asked, strict=True))


def report_on(exercise: str, place: int) -> QuestionReport:
    """The report on one question."""
    question = EXERCISES[exercise][place]
    found = QuestionReport(exercise, question.name)
    found.not_installed = [package for package in question.requires if find_spec(package) is None]
    if found.not_installed:
        return found
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        judge_misconceptions(question, found)
        judge_alternatives(question, found)
        draw = Draw(question)  # as a student sees it
        judge_combinations(question, found, draw)
        judge_mutants(question, found, draw)
    return found


def judge_misconceptions(question, found):
    """Each must fail, under its own name."""
    draws = [Draw(question, seed) for seed in MISCONCEPTION_SEEDS]
    for misconception in question.misconceptions:
        verdicts = [examine(question, misconception.wrong, draw=draw) for draw in draws]
        found.misconceptions += 1
        found.incomplete += [misconception.name for verdict in verdicts[:1] if is_incomplete(verdict, misconception)]
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


def is_incomplete(verdict, misconception):
    """True if the message has a field that no number was found for ("?" stands for one), or braces left in it."""
    said, template = " ".join(verdict.says + verdict.look), misconception.says + misconception.look
    named = verdict.misconceptions == [misconception.name]
    return bool(set("{}") & set(said)) or (named and said.count("?") != template.count("?"))


def judge_combinations(question, found, draw):
    """Two misconceptions at once must fail: one part from each, and the errors of both added up."""
    for one, other in itertools.combinations(question.misconceptions, 2):
        for combined, how in combinations_of(question, one.wrong, other.wrong):
            found.combinations += 1
            if passes(question, combined, draw) and not is_equal(question, combined):
                found.combinations_passed.append(f"{one.name} + {other.name} ({how})")


def combinations_of(question, one, other):
    """What a student might return who makes both mistakes, with a word on how they meet."""
    if question.is_closed or question.use is not call_once:
        return  # an answer of one number holds one mistake; in a trajectory the mutants' pairs do this
    yield (lambda *arguments: added(question, one, other, arguments)), "both errors"
    if len(question.parts) > 1:
        yield (lambda *arguments: mixed(one(*copies(arguments)), other(*copies(arguments)))), "a part from each"


def added(question, one, other, arguments):
    """right + (one − right) + (other − right); the first alone where the shapes do not fit."""
    right, first, second = (as_tuple(f(*copies(arguments))) for f in (question.reference, one, other))
    with contextlib.suppress(ValueError, TypeError):
        both = tuple(np.asarray(a) + b - r for r, a, b in zip(right, first, second, strict=True))
        return both if len(both) > 1 else both[0]
    return first if len(first) > 1 else first[0]


def mixed(first, second):
    """The parts of two answers in turn."""
    pairs = zip(as_tuple(first), as_tuple(second), strict=False)
    return tuple(pair[i % 2] for i, pair in enumerate(pairs))


def as_tuple(returned):
    """One value or several, as a tuple."""
    return tuple(returned) if isinstance(returned, tuple | list) else (returned,)


def copies(arguments):
    """Fresh arrays, as each call of a check gets."""
    return [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]


def judge_alternatives(question, found):
    """Right answers written in other ways must pass, whatever is drawn."""
    answers = (question.reference, *question.alternatives)
    found.alternatives += len(question.alternatives)
    failed: dict[int, int | None] = {}
    for seed in ALTERNATIVE_SEEDS:  # one draw at a time is kept, for all answers
        draw = Draw(question, seed)
        for i, answer in enumerate(answers):
            if i not in failed and not is_accepted(question, answer, draw, seed):
                failed[i] = seed
    for i in sorted(failed):
        name = answers[i].__name__ if i else "reference"
        found.false_rejections.append(f"{name}[{i}], seed {failed[i]}")


def is_accepted(question, answer, draw, seed):
    """True if a right answer passes; on the cases that a student sees also with all points and without a word."""
    if seed is not None:
        return passes(question, answer, draw)
    verdict = examine(question, answer, draw=draw)
    return (verdict.status, verdict.points, verdict.says) == ("correct", question.points, [])


def judge_mutants(question, found, draw):
    """Unknown bugs that change the function must be rejected."""
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
    """True if a function gives the reference's numbers on draws that no check makes."""
    for draw in other_draws(question):
        for case, right in zip(draw.cases, draw.right, strict=True):
            trial = Trial(case, observe(question, function, case), right, question.tolerance)
            if any(trial.is_wrong(part) for part in question.parts):
                return False
    return True


@functools.lru_cache(maxsize=1)
def other_draws(question: Question) -> list[Draw]:
    """Draws that no check makes, kept while one question is looked at."""
    return [Draw(question, seed) for seed in OTHER_SEEDS]


class OutOfTimeError(BaseException):
    """Not an Exception, so that a check does not take it for one of the student's."""


def within_time(seconds, function, *arguments):
    """The function's result, None if it took longer than these seconds of the processor (if it can be interrupted)."""
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
    """The sums over all questions, and each question's own numbers."""
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


def size(value):
    """A number as it is, a list by its length."""
    return len(value) if isinstance(value, list) else value


def to_text(reports: list[QuestionReport]) -> str:
    """The report as a table for a terminal, and below it everything that ought not to be."""
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
        lines += [f"not judged: {one.name}: {package} is not installed" for package in one.not_installed]
    total = in_all(reports)
    lines.append(
        f"{total['questions']} questions, {total['killed']} of {total['misconceptions']} misconceptions rejected, "
        f"{total['diagnosed']} named exactly, {total['ambiguous']} as either of; {total['combinations']} pairs of two, "
        f"{total['combinations_passed']} passed; {total['alternatives']} right alternatives, "
        f"{total['false_rejections']} rejected; {total['mutants']} mutants, {total['mutants_rejected']} rejected, "
        f"{total['mutants_equal']} change nothing, {total['mutants_passed']} passed"
    )
    return "\n".join(lines)
