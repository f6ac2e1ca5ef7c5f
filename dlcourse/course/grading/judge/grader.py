"""Grade one submission: run its cells in a worker, and judge its questions in this process.

The result is a function of the submission's bytes, the exercise and the seed. Check cells and given cells come from the
solution, never from the submission. A worker that dies costs the question that it was asked about: the next question
gets a new one.
"""

import ast
import contextlib
import io
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat

from dlcourse._files import digest
from dlcourse.checks import examine, find_question
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.verdict import Verdict
from dlcourse.course.authoring.release import is_given
from dlcourse.course.grading.judge.results import grade_id
from dlcourse.course.grading.sandbox.remote import CellResult, Remote, Worker, WorkerDiedError
from dlcourse.course.grading.sandbox.tiers import Sandbox

DEATHS = 3  # if more cells than this kill a worker, no new one is started


@dataclass
class Graded:
    """The results of one notebook: a verdict for each check, and the output and exceptions of the student's cells."""

    verdicts: dict[str, Verdict]
    printed: dict[int, str] = field(default_factory=dict)  # by index in the submission
    errors: dict[int, dict] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One cell to run: its text, its index in the submission (−1: from the solution), its grade_id."""

    source: str
    index: int
    name: str


def grade_notebook(
    sandbox: Sandbox, solution: nbformat.NotebookNode, submission: nbformat.NotebookNode, seed: int | None = None
) -> Graded:
    """Judge every question of the solution by what the submission's cells define; never raises for what they do."""
    return Grading(sandbox, solution, submission, seed).grade()


def seed_of(submission: bytes, exercise: bytes) -> int:
    """Return the seed for a submission: the same for the same bytes, and known to nobody beforehand."""
    return int(digest(exercise + submission)[:8], 16)


class Grading:
    """One notebook being graded: the cells, the worker that ran them, and the results so far."""

    def __init__(
        self, sandbox: Sandbox, solution: nbformat.NotebookNode, submission: nbformat.NotebookNode, seed: int | None
    ) -> None:
        self.sandbox, self.seed = sandbox, seed
        self.checks = _read_checks(solution)
        self.steps = plan(solution, submission)
        self.graded = Graded({})
        self.deadly: dict[int, str] = {}  # steps that killed a worker, with the reason
        self.worker: Worker | None = None

    def grade(self) -> Graded:
        """Run the cells, then judge one question after the other."""
        try:
            for name, (function, points) in self.checks.items():
                self.graded.verdicts[name] = self.judge(name, function, points)
        finally:
            self.stop()
        return self.graded

    def judge(self, name: str, function: str, points: float) -> Verdict:
        """Return the verdict on one question."""
        question = _asked_of_worker(find_question(name))
        if len(self.deadly) > DEATHS:
            return failed(question, points, "Earlier cells ended the grader's worker too often to go on.")
        try:
            worker = self.ready()
            answer = worker.look_up(function)
        except KeyError:
            return missing(question, points, self.why_missing(function))
        except WorkerDiedError as died:
            self.stop()
            return failed(question, points, f"When your notebook ran, {died}.")
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                return examine(question, answer, self.seed)
        except WorkerDiedError as died:
            self.stop()
            return failed(question, points, f"When this question was checked, {died}.")

    def ready(self) -> Worker:
        """Return a worker in which all cells have run, except those that kill it."""
        while self.worker is None and len(self.deadly) <= DEATHS:
            worker = Worker(self.sandbox)
            running = -1
            try:
                for running, step in enumerate(self.steps):
                    if running not in self.deadly:
                        self.note(step, worker.run(step.source, running + 1))
            except WorkerDiedError as died:
                worker.kill()
                self.deadly[running] = str(died)
                self.note_death(self.steps[running], died)
                continue
            except BaseException:
                worker.kill()
                raise
            self.worker = worker
        if self.worker is None:
            raise WorkerDiedError("your code ended the process it ran in, again and again")
        return self.worker

    def note(self, step: Step, result: CellResult) -> None:
        """Record the output and the exception of a student's cell."""
        if step.index >= 0:
            self.graded.printed[step.index] = result.printed
            self.graded.errors.pop(step.index, None)
            if result.error:
                self.graded.errors[step.index] = result.error

    def note_death(self, step: Step, died: WorkerDiedError) -> None:
        """Record a cell that killed the worker as failed."""
        if step.index >= 0:
            self.graded.errors[step.index] = {"type": "Stopped", "text": str(died), "line": ""}

    def why_missing(self, function: str) -> tuple[str, str]:
        """Return status and message for an undefined function: the cell that should define it failed or is missing."""
        for step in self.steps:
            error = self.graded.errors.get(step.index)
            if step.name == function and error:
                if error["type"] == "NotImplementedError":
                    return "not attempted", "This question was not answered."
                return "error", f"Your cell stopped with {error['type']}: {error['text']}"
        return "error", f"There is no function {function}: the cell that defines it is missing or was renamed."

    def stop(self) -> None:
        """Kill the worker."""
        if self.worker is not None:
            self.worker.kill()
            self.worker = None


def _asked_of_worker(question):
    """Return a question that runs its `use` in the worker, if it inspects objects that cannot leave it."""
    if not (question.requires or question.judged_by_worker):
        return question

    def use(function, *arguments):
        if isinstance(function, Remote):
            return function.used(question.name, *arguments)
        return question.use(function, *arguments)

    return replace(question, use=use)


def _read_checks(solution):
    """Return the questions of a solution notebook: name → (the function's name, points), from its check cells."""
    checks = {}
    for cell in solution.cells:
        if grade_id(cell).startswith("check-"):
            call = ast.parse(cell.source).body[-1]
            match call:
                case ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str() as name), ast.Name(function)])):
                    checks[name] = (function, float(cell.metadata.nbgrader.points))
                case _:
                    raise ValueError(f'{grade_id(cell)}: expected check("name", name). Received: {cell.source!r}')
    return checks


def needs_checks(solution: nbformat.NotebookNode) -> bool:
    """Return True if a question of the exercise inspects objects that cannot leave the worker."""
    questions = [find_question(name) for name in _read_checks(solution)]
    return any(question.requires or question.judged_by_worker for question in questions)


def plan(solution: nbformat.NotebookNode, submission: nbformat.NotebookNode) -> list[Step]:
    """Return the cells to run, without checks: those given by the solution, then the student's own in their order."""
    given = {grade_id(cell): cell.source for cell in solution.cells if is_given(cell)}
    steps = [Step(source, -1, name) for name, source in given.items()]  # first, so that deleted ones are defined, too
    seen = set(given)
    for index, cell in enumerate(submission.cells):
        name = grade_id(cell)
        if cell.cell_type != "code" or name.startswith("check-") or name in given:
            continue
        if name and name in seen:
            name = ""  # a copied answer runs like any other cell
        seen.add(name)
        steps.append(Step(cell.source, index, name))
        edited = cell.metadata.get("dlcourse", {}).get("edited")
        if edited in given:  # the student's version of a given cell has run, and the given one is restored
            steps.append(Step(given[edited], -1, edited))
    return steps


def failed(question: Question, points: float, message: str) -> Verdict:
    """Return a verdict without points, for a question that killed its worker."""
    return Verdict(question.name, "error", 0.0, points, [message], lecture=question.lecture, section=question.section)


def missing(question: Question, points: float, why: tuple[str, str]) -> Verdict:
    """Return a verdict without points, for an undefined function."""
    status, message = why
    return Verdict(question.name, status, 0.0, points, [message], lecture=question.lecture, section=question.section)


def read_solution(path: Path) -> tuple[nbformat.NotebookNode, bytes]:
    """Return the solution notebook and its bytes, which identify the version of the exercise."""
    data = path.read_bytes()
    return parse_solution(data), data


def parse_solution(data: bytes) -> nbformat.NotebookNode:
    """Return the solution notebook with these bytes."""
    return nbformat.reads(data.decode(), as_version=4)
