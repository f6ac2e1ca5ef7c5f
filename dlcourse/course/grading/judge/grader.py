"""Grade one submission: run it in a worker from top to bottom, and ask each question where its check stands.

The result is a function of the submission, the exercise and the seed. Checks, tests and given cells come from the
solution, never from the submission. A worker that dies costs the cell or the question at which it died: a new one runs
what stands above, and goes on below. How often, and for how long, is limited; so is what a submission costs in all.
"""

import contextlib
import io
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import nbformat

from dlcourse._files import digest
from dlcourse.checks import examine, find_question
from dlcourse.checks.broken import (
    BrokenQuestionError,
    blamed,
    is_own,
    raise_if_own_was_stopped,
    sound_draw,
    verdict_on,
)
from dlcourse.checks.engine.examination import stopped
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.smallest import smallest_failing
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.engine.verdict import Verdict
from dlcourse.checks.engine.watchdog import StoppedError, limit_each_call
from dlcourse.course.grading.judge.attachments import lay_out
from dlcourse.course.grading.judge.cells import grade_id
from dlcourse.course.grading.judge.definitions import mentions, tell_of_copies
from dlcourse.course.grading.judge.exercise import Asked, read_asked
from dlcourse.course.grading.judge.own_tests import (
    VALUE,
    keeps_value,
    missing_names,
    verdict_of_error,
    verdict_of_value,
)
from dlcourse.course.grading.judge.plan import Step, plan
from dlcourse.course.grading.judge.results import NO_FUNCTION
from dlcourse.course.grading.sandbox.budget import Budget, cut
from dlcourse.course.grading.sandbox.process import TooSlowError
from dlcourse.course.grading.sandbox.remote import Worker, WorkerDiedError, to_look_up, to_run
from dlcourse.course.grading.sandbox.tiers import Sandbox

DEATHS = 3  # if more cells than this kill a worker, no new one is started
RERUNS = 10  # times the limit of a cell, for all that is run once more after a worker has died
SLOWEST = 12  # times the limit of a call: a sandbox that waits for a core has stopped it by then
TOO_OFTEN = "Earlier cells ended the grader's worker too often to go on."
TOO_LARGE = "What your function returned is too large, or too deeply nested, to be examined."
Look = Callable[[Question, Callable, Draw, Verdict], None]


@dataclass
class Graded:
    """The results of one notebook: a verdict for each graded cell, and what the student's cells printed and raised."""

    verdicts: dict[str, Verdict]
    printed: dict[int, str] = field(default_factory=dict)  # by index in the submission
    errors: dict[int, dict] = field(default_factory=dict)
    usage: dict[str, Any] = field(default_factory=dict)  # what that took; see Budget.account
    broken: list[BrokenQuestionError] = field(default_factory=list)  # a class's own questions that judged nothing


def grade_notebook(
    sandbox: Sandbox,
    solution: nbformat.NotebookNode,
    submission: nbformat.NotebookNode,
    seed: int | None = None,
    files: Mapping[str, bytes] | None = None,
    look: Look | None = None,
) -> Graded:
    """Judge every question of the solution where its check stands; never raises for what the submission does.

    `files` are those that lie beside the notebook, by their paths from there. `look` is called with each answer that is
    not right, while it can be called: with the question, the answer, the draw and the verdict.
    """
    return _Grading(sandbox, solution, submission, seed, files or {}, look).grade()


def seed_of(submission: bytes, exercise: bytes) -> int:
    """Return the seed for a submission: the same for the same bytes, and known to nobody beforehand."""
    return int(digest(exercise + submission)[:8], 16)


def needs_keras(solution: nbformat.NotebookNode) -> bool:
    """Return True if a question of the exercise needs Keras, which takes seconds to load."""
    questions = [find_question(asked.name) for asked in read_asked(solution) if asked.function]
    return any("keras" in question.requires for question in questions)


class _Grading:
    """One notebook being graded: its steps, the worker that has done them so far, and the results."""

    def __init__(self, sandbox, solution, submission, seed, files, look):
        self.sandbox, self.submission, self.seed, self.look = sandbox, submission, seed, look
        self.steps = [*map(Step, lay_out(files)), *plan(solution, submission)]
        self.asked = read_asked(solution)
        self.budget = Budget(sandbox.limits)
        self.graded = Graded({})
        self.left_out: set[int] = set()  # steps that killed a worker
        self.deaths = 0  # by cells
        self.rerun_seconds = 0.0
        self.worker: Worker | None = None
        self.draws: dict[str, Draw | BrokenQuestionError] = {}  # of the question that is asked next, by its name

    def grade(self) -> Graded:
        """Take the steps in order; at the end, ask the questions again that had no answer in their place."""
        unanswered = []
        try:
            for number, step in enumerate(self.steps):
                if step.asked is None:
                    self.run(number, step)
                elif not self.ask(number, step.source, step.asked):
                    unanswered.append((step.source, step.asked))
            for source, asked in unanswered:
                self.ask(len(self.steps), source, asked)
        finally:
            self.stop()
        self.graded.usage = self.budget.account()
        verdicts = self.graded.verdicts
        self.graded.verdicts = {
            asked.name: _cut_short(self.with_notes(asked, verdicts[asked.name])) for asked in self.asked
        }
        return self.graded

    def with_notes(self, asked: Asked, verdict: Verdict) -> Verdict:
        """Return a verdict that says which of the question's answers was no cell of code."""
        for cell in self.submission.cells:
            was = cell.metadata.get("dlcourse", {}).get("was")
            if was and cell.cell_type == "code" and grade_id(cell) in asked.answers:
                verdict.notes.append(f"Note: your cell {grade_id(cell)} was a {was} cell; it was run as code.")
        return verdict

    # Cells

    def run(self, number: int, step: Step) -> None:
        """Run one cell; record what a student's cell prints and raises."""
        worker = self.ready(number)
        if worker is None:
            return
        try:
            self.foresee(worker, number)
            result = worker.run(step.source, number + 1)
        except WorkerDiedError as died:
            self.lose(number, died)
            return
        if step.index >= 0:
            self.graded.printed[step.index] = self.budget.shown(result.printed, result.is_cut)
            if result.error:
                self.graded.errors[step.index] = result.error

    def foresee(self, worker: Worker, number: int) -> None:
        """Have the worker go on by itself from step `number`: over cells, up to the calls of the next question."""
        if worker.is_ahead:
            return
        requests: list[dict[str, Any]] = []
        for later, step in enumerate(self.steps[number:], number):
            if step.asked is not None and not step.asked.test:
                self.foresee_check(worker, requests, step.asked)
                return
            requests.append(to_run(step.source, later + 1))
            if step.asked is not None:
                break
        worker.foresee(requests)

    def foresee_check(self, worker: Worker, requests: list[dict[str, Any]], asked: Asked) -> None:
        """Have the worker answer these requests, then those of a check; what it is compared with is made meanwhile."""
        question, draw = self.question_of(asked)
        if isinstance(draw, BrokenQuestionError):
            worker.foresee(requests)
            return
        is_sure = question.calls_once and not question.requires
        calls = [case.arguments for case in draw.cases] if is_sure else []
        worker.foresee([*requests, to_look_up(asked.function)], calls)
        if is_sure:
            draw.right  # noqa: B018 - a property that is kept

    def question_of(self, asked: Asked) -> tuple[Question, Draw | BrokenQuestionError]:
        """Return a check's question, with the points that it has here, and its cases, or why it has none."""
        question = replace(find_question(asked.name), points=asked.points)
        if asked.name not in self.draws:
            try:
                self.draws[asked.name] = sound_draw(question, self.seed, self.sandbox.limits.seconds)
            except BrokenQuestionError as error:
                self.draws[asked.name] = error
        return question, self.draws[asked.name]

    def lose(self, number: int, died: WorkerDiedError) -> None:
        """Record a cell that killed the worker: a new one leaves it out."""
        self.stop()
        self.left_out.add(number)
        self.deaths += 1
        if self.steps[number].index >= 0:
            self.graded.errors[self.steps[number].index] = {"type": "Stopped", "text": str(died), "line": ""}

    def ready(self, position: int) -> Worker | None:
        """Return a worker that has run the cells above `position`; None if that was done too often or for too long."""
        while self.worker is None and self.may_start():
            began, number = time.monotonic(), 0
            worker = Worker(self.sandbox, self.budget)
            try:
                for number in self.above(position):
                    worker.run(self.steps[number].source, number + 1)
            except WorkerDiedError as died:
                self.budget.add(worker.usage)
                self.lose(number, died)
                continue
            except BaseException:
                worker.kill()
                raise
            finally:
                self.rerun_seconds += time.monotonic() - began if position else 0.0
            self.worker = worker
        return self.worker

    def may_start(self) -> bool:
        """Return True unless the budget is spent, too many cells killed a worker, or cells ran again for too long."""
        if self.budget.spent or self.deaths > DEATHS:
            return False
        return self.rerun_seconds <= RERUNS * self.sandbox.limits.seconds

    def why_not(self) -> str:
        """Return why no worker is started any more."""
        return f"When your notebook ran, {self.budget.spent}." if self.budget.spent else TOO_OFTEN

    def above(self, position: int) -> list[int]:
        """Return the numbers of the steps above `position` that run something and kill no worker."""
        return [n for n, step in enumerate(self.steps[:position]) if step.source and n not in self.left_out]

    def own_above(self, position: int) -> list[Step]:
        """Return the student's own cells above `position`."""
        return [step for step in self.steps[:position] if step.index >= 0]

    def stop(self) -> None:
        """Kill the worker."""
        if self.worker is not None:
            self.worker.kill()
            self.budget.add(self.worker.usage)
            self.worker = None

    # Questions

    def ask(self, number: int, source: str, asked: Asked) -> bool:
        """Judge a question by the state of this moment; return False if a cell further down may answer it."""
        verdict, missing = self.test(number, source, asked) if asked.test else self.check(number, asked)
        if self.worker is not None:
            self.worker.take_back()
        self.graded.verdicts[asked.name] = verdict
        below = [step.source for step in self.steps[number:] if step.index >= 0]
        return not any(mentions(text, name) for name in missing for text in below)

    def check(self, number: int, asked: Asked) -> tuple[Verdict, list[str]]:
        """Return the verdict of a check of the course, and the names that it misses."""
        worker = self.ready(number)
        if worker is None:
            return _failed(asked, self.why_not()), []
        question, draw = self.question_of(asked)
        if isinstance(draw, BrokenQuestionError):
            del self.draws[asked.name]
            return self.without_verdict(question, draw), []
        try:
            if not worker.is_ahead:
                self.foresee_check(worker, [], asked)
            answer = worker.look_up(asked.function)
        except KeyError:
            return self.undefined(number, asked), [asked.function]
        except WorkerDiedError as died:
            self.stop()
            return _failed(asked, f"When your notebook ran, {died}."), []
        finally:
            del self.draws[asked.name]
        try:
            with contextlib.redirect_stdout(io.StringIO()), self.own_code_of(question):
                verdict = examine(question, answer, draw=draw)
        except BrokenQuestionError as error:
            return self.without_verdict(question, error), []
        except TooSlowError as slow:
            self.stop()
            return stopped(question, slow, slow.seconds), []
        except WorkerDiedError as died:
            self.stop()
            return _failed(asked, f"When this question was checked, {died}."), []
        except (MemoryError, RecursionError):
            return _failed(asked, TOO_LARGE), []
        if verdict.status in ("partial", "incorrect", "undecided"):
            self.show_example(verdict, question, answer, draw)
        if self.look is not None and verdict.status not in ("correct", "not attempted"):
            self.look_at(self.look, question, answer, draw, verdict)
        missing = [asked.function] if verdict.status == "not attempted" else []
        return tell_of_copies(verdict, asked.function, [step.source for step in self.own_above(number)]), missing

    def without_verdict(self, question: Question, error: BrokenQuestionError) -> Verdict:
        """Note that a question of the class's own is broken, and return the verdict that says so."""
        self.graded.broken.append(error)
        return verdict_on(question, error)

    @contextlib.contextmanager
    def own_code_of(self, question: Question) -> Iterator[None]:
        """In a `with` block, raise BrokenQuestionError if the code of a class's own question raises or does not end.

        A student's code is limited by the sandbox, so that this limit, for what runs here, is far behind that.
        """
        if not is_own(question):
            yield
            return
        seconds = SLOWEST * self.sandbox.limits.seconds
        try:
            with blamed(question, (MemoryError, RecursionError)), limit_each_call(seconds):
                yield
        except TooSlowError:
            raise
        except StoppedError as error:
            raise_if_own_was_stopped(question, error, seconds)
            raise WorkerDiedError(f"it took longer than {seconds:g} seconds") from None

    def show_example(self, verdict: Verdict, question: Question, answer: Callable, draw: Draw) -> None:
        """Add a small input on which the answer is wrong; the verdict stands, whatever happens on the way to it."""
        try:
            with contextlib.redirect_stdout(io.StringIO()), self.own_code_of(question):
                verdict.example = smallest_failing(question, answer, draw)
        except WorkerDiedError:
            self.stop()
        except (MemoryError, RecursionError, BrokenQuestionError):
            verdict.example = None

    def look_at(self, look: Look, question: Question, answer: Callable, draw: Draw, verdict: Verdict) -> None:
        """Let somebody look at an answer; one that dies of it is not seen."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                look(question, answer, draw, verdict)
        except WorkerDiedError:
            self.stop()
        except (MemoryError, RecursionError):
            return

    def undefined(self, number: int, asked: Asked) -> Verdict:
        """Return the verdict on an undefined function: the cell that should define it failed or is missing."""
        for step in self.own_above(number):
            error = self.graded.errors.get(step.index)
            if error and step.name in (asked.function, *asked.answers):
                if error["type"] == "NotImplementedError":
                    return _failed(asked, "This question was not answered.", "not attempted")
                return _failed(asked, f"Your cell stopped with {error['type']}: {error['text']}")
        return _failed(asked, NO_FUNCTION.format(asked.function))

    def test(self, number: int, source: str, asked: Asked) -> tuple[Verdict, list[str]]:
        """Return the verdict of a test of the instructor's own, and the names that it misses."""
        worker = self.ready(number)
        if worker is None:
            return _failed(asked, self.why_not()), []
        try:
            error = worker.run(source, number + 1).error
            value = worker.look_up(VALUE) if error is None and keeps_value(source) else None
        except WorkerDiedError as died:
            self.stop()
            self.left_out.add(number)
            return _failed(asked, f"When this test ran, {died}."), []
        except KeyError:
            return _failed(asked, "The points that this test gave are gone."), []
        if error is None:
            return verdict_of_value(asked.name, value, asked.points), []
        return verdict_of_error(asked.name, error, asked.test, asked.points), missing_names(error, asked.test)


def _cut_short(verdict):
    """Return a verdict whose sentences are cut: a value, a warning or an output of the student's may stand in them."""
    verdict.says, verdict.look, verdict.notes = (
        [cut(sentence) for sentence in sentences] for sentences in (verdict.says, verdict.look, verdict.notes)
    )
    return verdict


def _failed(asked, message, status="error"):
    """Return a verdict without points, for a question that could not be asked; its hints help on all the same."""
    verdict = Verdict(asked.name, status, 0.0, asked.points, [message])
    if asked.function:
        question = find_question(asked.name)
        verdict.lecture, verdict.section, verdict.hints = question.lecture, question.section, question.hints
    return verdict
