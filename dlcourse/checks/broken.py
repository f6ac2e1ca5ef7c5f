"""A class's own question whose code fails: said in plain words, with file and line, and never held against an answer.

The course's own questions are proved before they are released. One of a class's own may be handed out unproved: its
reference, its cases or what it does with an answer may raise, or not end. Nobody's answer is judged by such a question.
"""

import contextlib
from collections.abc import Iterator

from dlcourse.checks.catalogue import of_this_class
from dlcourse.checks.engine.outcome import Outcome
from dlcourse.checks.engine.question import Case, Question
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.engine.verdict import Verdict
from dlcourse.checks.engine.watchdog import StoppedError, limit_each_call
from dlcourse.checks.own_questions import FOLDER, asked_without_question, place_of, where_it_fails

FOR_STUDENTS = "This question is broken, which is no fault of yours. Tell your instructor: {}."
NO_QUESTION = "{} is asked in {}, and no file in " + FOLDER + "/ has a question of that name"
ENDLESS = "{} had not ended after {:g} seconds"


class BrokenQuestionError(Exception):
    """A class's own question cannot judge an answer; the text says which one, in which file and line, and why."""

    def __init__(self, question: str, why: str) -> None:
        super().__init__(question, why)
        self.question, self.why = question, why

    def __str__(self) -> str:
        return f"the question {self.question!r} is broken: {self.why}"


def is_own(question: Question) -> bool:
    """Return True for a question of a class's own, and for one of the course with misconceptions of its own."""
    own = of_this_class()
    return question.name in own.questions or question.name in own.extended


def sound_draw(question: Question, seed: int | None, seconds: float) -> Draw:
    """Return a question's draw; for one of a class's own, its reference has answered each case.

    Raises BrokenQuestionError if cases or reference raise, return what cannot be read, or take longer than so many
    `seconds` for a call.
    """
    if not is_own(question):
        return Draw(question, seed)
    with blamed(question), limit_each_call(seconds):
        try:
            draw = Draw(question, seed)
            outcomes = draw.right
        except StoppedError:
            raise _broken(question, ENDLESS.format("its reference, or the drawing of its cases,", seconds)) from None
    if not draw.cases:
        raise _broken(question, "it draws no case: expected one Case at least")
    for case, outcome in zip(draw.cases, outcomes, strict=True):
        if outcome.failure:
            raise BrokenQuestionError(question.name, _why(question, case, outcome))
    return draw


@contextlib.contextmanager
def blamed(question: Question, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """In a `with` block, turn an error into BrokenQuestionError if the question is of a class's own.

    Those named in `but` stay what they are.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, (BrokenQuestionError, *but)) or not is_own(question):
            raise
        raise BrokenQuestionError(question.name, where_it_fails(error, _place(question))) from error


def raise_if_own_was_stopped(question: Question, error: StoppedError, seconds: float) -> None:
    """Raise BrokenQuestionError if a call that did not end was one of the question's own code, not of an answer."""
    for misconception in question.misconceptions if is_own(question) else ():
        if error.function is misconception.wrong:
            raise _broken(question, ENDLESS.format(f"its misconception {misconception.name!r}", seconds)) from None


def verdict_on(question: Question, error: BrokenQuestionError) -> Verdict:
    """Return the verdict on any answer to a question that is broken: nobody can tell."""
    return Verdict(question.name, "undecided", 0.0, question.points, [FOR_STUDENTS.format(error.why)])


def verdict_without_question(name: str) -> Verdict | None:
    """Return the verdict on an answer to a question that an exercise of this class asks, and that cannot be had.

    None for a name that none asks.
    """
    fault, found = of_this_class().fault_about(name), asked_without_question(name)
    if not (fault or found):
        return None
    exercise, points = found or ("", 0.0)
    return Verdict(
        name, "undecided", 0.0, points, [FOR_STUDENTS.format(fault or NO_QUESTION.format(repr(name), exercise))]
    )


def _broken(question, why):
    return BrokenQuestionError(question.name, f"{_place(question)}: {why}")


def _place(question: Question) -> str:
    """Return the file of a question, and the line of its reference; of one of the course, the files that add to it."""
    own = of_this_class()
    if question.name in own.file_of:
        return place_of(own.file_of[question.name], question)
    return ", ".join(f"{FOLDER}/{file}" for file in sorted(own.files_for(question.name))) or FOLDER


def _why(question: Question, case: Case, outcome: Outcome) -> str:
    """Return place and fault of a reference that failed in a case: it is called once more, to see where."""
    try:
        question.use(question.reference, *case.copy_arguments())
    except Exception as error:
        return where_it_fails(error, _place(question))
    said = outcome.failure.message if outcome.failure else "another thing the second time"
    return f"{_place(question)}: of its reference: {said.rstrip('.')}"
