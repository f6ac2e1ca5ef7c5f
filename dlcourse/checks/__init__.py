"""Checks that explain why an answer is wrong: `check("dense_backward", dense_backward)`, `hint("dense_backward")`."""

import contextlib
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse import _missing_names
from dlcourse.checks import finishing, runs
from dlcourse.checks.broken import (
    BrokenQuestionError,
    blamed,
    raise_if_own_was_stopped,
    sound_draw,
    verdict_on,
    verdict_without_question,
)
from dlcourse.checks.card import VERDICT_MIME, Points, hints_html, hints_text, shell, show, to_html, to_text
from dlcourse.checks.catalogue import exercise_of, find_question
from dlcourse.checks.engine.examination import examine, stopped
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.smallest import Example, smallest_failing
from dlcourse.checks.engine.verdict import Verdict
from dlcourse.checks.engine.watchdog import StoppedError, limit_each_call
from dlcourse.checks.finishing import done
from dlcourse.checks.journal import record

__all__ = ["check", "done", "examine", "failing", "find_question", "hint"]

LIMIT = 20.0  # seconds that one call of an answer may take: as long as in grading
LIMITS = {"18_keras": 60.0, "19_keras_tuner": 120.0}

_examples: dict[str, Example | None] = {}  # of the last check of each question
_stages: dict[str, list[str]] = {}  # the hints that go with that check
_hints_given: defaultdict[str, int] = defaultdict(int)


def check(name: str, function: Callable) -> Points:
    """Check `function` as the answer to question `name`: show the verdict and return the points it earns.

    Raises LookupError if there is no question of this name.
    """
    question = _asked(name)
    if isinstance(question, Verdict):
        return _show_broken(question)
    try:
        verdict = _judge(question, function)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the check of {name} was interrupted, and nothing was judged") from None
    except BrokenQuestionError as error:
        return _show_broken(verdict_on(question, error))
    _examples[name], _stages[name] = verdict.example, verdict.stages
    run = runs.judged(shell(), function)
    before = after = ""
    if run is not None:
        verdict.run, verdict.stale = f"Judged: run [{run.number}] of your cell.", run.stale
        before = "" if run.stale else runs.notice_of_edits(run)
        after = runs.LANDING if verdict.status not in ("correct", "not attempted") else ""
    after += finishing.button(exercise_of(question), name, verdict.status == "correct")
    show(to_text(verdict), before + to_html(verdict) + after, {VERDICT_MIME: verdict.to_dict()})
    record(verdict, runs.digest_of_answer(function))
    return Points(verdict.points, verdict.max_points)


def _asked(name: str) -> Question | Verdict:
    """Return the question; for one that a class's exercise asks and that cannot be had, the verdict that says so.

    Raises LookupError if nobody asks a question of this name.
    """
    try:
        return find_question(name)
    except LookupError:
        verdict = verdict_without_question(name)
        if verdict is None:
            raise
        return verdict


def _show_broken(verdict: Verdict) -> Points:
    """Show that a question cannot judge: nothing of it goes into the journal."""
    show(to_text(verdict), to_html(verdict), {VERDICT_MIME: verdict.to_dict()})
    return Points(verdict.points, verdict.max_points)


def _judge(question: Question, function: Callable) -> Verdict:
    """Return the verdict, with a small input on which a wrong answer is wrong.

    Raises BrokenQuestionError for a question of a class's own that cannot judge.
    """
    seconds = LIMITS.get(question.lecture, LIMIT)
    draw = sound_draw(question, None, seconds)
    try:
        with blamed(question), limit_each_call(seconds):
            verdict = examine(question, function, draw=draw)
    except StoppedError as error:
        raise_if_own_was_stopped(question, error, seconds)
        return stopped(question, error, seconds)
    if verdict.status not in ("correct", "not attempted"):
        stands = contextlib.suppress(StoppedError, BrokenQuestionError)  # the verdict, whatever happens here
        with stands, blamed(question), limit_each_call(seconds):
            verdict.example = smallest_failing(question, function, draw)
    return verdict


def failing(name: str) -> Any:
    """Return the arguments of a small input on which the answer last checked is wrong: `x, W, dz = failing(name)`.

    Raises LookupError if there is no question of this name, or no such input: check the answer first.
    """
    question = find_question(name)
    example = _examples.get(name)
    if example is None:
        received = "a right one" if name in _examples else "none yet"
        raise LookupError(
            f"failing: expected an answer that `check({name!r}, {question.name})` has found wrong on numbers. "
            f"Received: {received}"
        )
    arguments = tuple(np.copy(a) if isinstance(a, np.ndarray) else a for a in example.arguments)
    return arguments if len(arguments) > 1 else arguments[0]


def hint(name: str) -> None:
    """Show the hints for question `name`: each call one more, the last stops just short of the answer.

    Raises LookupError if there is no question of this name.
    """
    question = _asked(name)
    if isinstance(question, Verdict):
        _show_broken(question)
        return
    stages = _stages.get(name) or list(question.hints)
    _hints_given[name] = shown = min(_hints_given[name] + 1, len(stages))
    show(hints_text(stages, shown), hints_html(name, stages, shown))


runs.follow(shell())
_missing_names.follow()
