"""Grade what lies under submitted/: several at a time, each in a sandbox of its own, one writer for the gradebook.

A result depends on the submission's bytes, the exercise, the sandbox's tier and its limits alone, and is kept under
their digest: what has not changed is not graded again, and a batch that was stopped goes on where it was.
"""

import contextlib
import hashlib
import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import nbformat

from dlcourse import __version__
from dlcourse.course import Course, CourseError, require_student_id
from dlcourse.grading.exchange import prepare
from dlcourse.grading.faults import replaced, stop_where_all_would_fail, told
from dlcourse.grading.grader import grade_notebook, needs_checks, read_solution, seed_of
from dlcourse.grading.intake import IntakeError, read_beside, read_notebook, refuse_links
from dlcourse.grading.limits import Limits
from dlcourse.grading.marking import restore, write_outputs
from dlcourse.grading.nbgrader_api import limits_of, load_config, open_gradebook, penalties_of
from dlcourse.grading.results import QuestionResult, SubmissionResult, read_questions
from dlcourse.grading.sandbox import SandboxError
from dlcourse.grading.shared import shared_sandbox

AHEAD = 2  # submissions in hand for each process, so that memory does not grow with their number


def choose_sandbox(students: list[str], own: str, wanted: str = "auto") -> str:
    """The tier to grade these students' work in: without a sandbox only one's own, unless it is asked for.

    Raises CourseError where this machine has no sandbox, or not the wanted one, and the work of others is to be graded.
    """
    try:
        return shared_sandbox(wanted).tier
    except SandboxError as error:
        if wanted != "auto":
            raise CourseError(f"the sandbox that was asked for cannot be built: {error}") from None
        if students == [own]:
            return "none"
        raise CourseError(
            f"no sandbox for the code of others: {error}. Mend that, grade your own work alone (--student {own}), "
            "or, in a machine that holds nothing you would miss, use --unsandboxed"
        ) from None


def grade_all(
    course: Course, name: str, students: list[str], tier: str, workers: int | None = None
) -> Iterator[SubmissionResult]:
    """Grade exercise `name` of each student, in order; what one submission holds never stops the next.

    Raises CourseError where the machine stops all, as a full disk or a locked gradebook does.
    """
    from dlcourse.grading.gradebook import write_scores

    prepare(course, [name])
    solution, _ = read_solution(course.solution(name))
    config = load_config(course)
    limits = limits_of(course, config, name)
    penalties = penalties_of(config)
    with (
        open_gradebook(course, config) as book,
        contextlib.closing(judged(course, name, students, tier, limits, workers)) as all_,
    ):
        for student, judgement in all_:
            if isinstance(judgement, SubmissionResult):
                yield judgement
                continue
            try:
                notebook = nbformat.v4.reads_json(judgement)
                handed_in = read_beside(course.submitted(student, name))
                path = course.autograded(student, name)
                with replaced({path: judgement, **{path.with_name(file): text for file, text in handed_in.items()}}):
                    written = write_scores(book, name, student, notebook, handed_in.get("timestamp.txt"))
                    penalties(notebook, name, student)
                yield to_result(solution, name, student, notebook, written, tier)
            except Exception as error:  # whatever is wrong with this one, the others are graded
                stop_where_all_would_fail(error)
                yield student_fault(student, name, tier, error)


def judged(course, name, students, tier, limits, workers):
    """Each student with the text of the judged notebook, or with a result where there is none to judge."""
    solution, _ = read_solution(course.solution(name))
    shared_sandbox(tier, needs_checks(solution), limits)  # once, before the processes are forked
    workers = min(workers or os.cpu_count() or 1, len(students))
    waiting: deque = deque()
    todo = iter(students)
    with pool_of(workers) as pool:
        while True:
            for student in todo:
                waiting.append((student, pool.submit(judge, course, name, student, tier, limits)))
                if len(waiting) >= AHEAD * workers:
                    break
            if not waiting:
                return
            student, future = waiting.popleft()
            try:
                yield student, future.result()
            except BrokenProcessPool:
                yield student, fault(student, name, tier, "a process of the grader was killed; grade again")
            except Exception as error:
                stop_where_all_would_fail(error)
                yield student, student_fault(student, name, tier, error)


def pool_of(workers):
    """Processes that share the sandbox that this one has prepared."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method))


def student_fault(student, name, tier, error):
    """Our fault or the machine's, told in one line."""
    if told(error):
        return fault(student, name, tier, told(error))
    lines = str(error).splitlines() or [""]
    return fault(student, name, tier, f"the grader failed with {type(error).__name__}: {lines[0]}")


def fault(student, name, tier, message):
    """Our fault: no score, and never a zero."""
    return SubmissionResult(student, name, None, None, "failed", message=message, sandbox=tier)


def judge(course: Course, name: str, student: str, tier: str, limits: Limits) -> str | SubmissionResult:
    """The judged notebook as text; a result where the submission cannot be read. Runs in a process of the pool."""
    try:
        require_student_id(student)
        path = course.submitted(student, name)
        refuse_links(path)
        notebook = read_notebook(path)
    except (CourseError, IntakeError) as error:
        return SubmissionResult(student, name, None, None, "rejected", message=str(error), sandbox=tier)
    solution, exercise = read_solution(course.solution(name))
    key = digest(__version__.encode(), tier.encode(), repr(limits).encode(), exercise, path.read_bytes())
    known = read_judged(course.autograded(student, name), key)
    if known is not None:
        return known
    notebook = restore(notebook, solution)
    text = "\n".join(cell.source for cell in notebook.cells)
    sandbox = shared_sandbox(tier, needs_checks(solution), limits)
    write_outputs(notebook, grade_notebook(sandbox, solution, notebook, seed_of(text.encode(), exercise)))
    notebook.metadata["dlcourse"] = {"sandbox": tier, "key": key}
    return nbformat.writes(notebook) + "\n"


def digest(*parts: bytes) -> str:
    """The SHA-256 of some parts, each with its length."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def read_judged(path: Path, key: str) -> str | None:
    """The text of a judged notebook that was kept under this key; None where there is none."""
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text)["metadata"]["dlcourse"]["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return text if found == key else None


def to_result(solution, name, student, notebook, written, tier):
    """The result that a judged notebook and the gradebook hold."""
    score, maximum, by_hand = written
    questions = restore_missing(solution, read_questions(notebook))
    for question in questions:
        question.points = by_hand.get(question.grade_id, question.points)
    return SubmissionResult(student, name, score, maximum, "graded", questions, sandbox=tier)


def restore_missing(solution, questions):
    """The questions in the order of the solution; one whose check cell is gone from the submission is said to be."""
    found = {question.grade_id: question for question in questions}
    graded = [cell.metadata.nbgrader for cell in solution.cells if "points" in cell.metadata.get("nbgrader", {})]
    return [found.get(cell.grade_id) or not_found(cell.grade_id, float(cell.points)) for cell in graded]


def not_found(grade_id, points):
    """The result of a question that the submitted notebook has no check of: one read by a person never has one."""
    if grade_id.startswith("check-"):
        message = "The check of this question is missing from the notebook."
        return QuestionResult(grade_id.removeprefix("check-"), 0.0, points, "error", message)
    return QuestionResult(grade_id, 0.0, points, "by hand", "Your instructor reads this answer.")


def check_notebook(course: Course, name: str) -> SubmissionResult:
    """Run a student's own copy of the exercise in memory, and report as grading would; nothing is written."""
    from nbclient import NotebookClient

    try:
        notebook = read_notebook(course.notebook(name))
    except IntakeError as error:
        raise CourseError(str(error)) from None
    where = {"metadata": {"path": str(course.notebook(name).parent)}}
    quiet = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]
    NotebookClient(notebook, timeout=120, allow_errors=True, resources=where, extra_arguments=quiet).execute()
    solution, _ = read_solution(course.solution(name))
    questions = restore_missing(solution, read_questions(notebook))
    score, maximum = sum(q.points for q in questions), sum(q.max_points for q in questions)
    return SubmissionResult("you", name, score, maximum, "checked", questions)
