"""Grade what lies under submitted/: nbgrader runs each notebook, and we read why each answer earned what it did."""

from collections.abc import Iterator

import nbformat

from dlcourse.course import Course, CourseError, require_student_id
from dlcourse.grading.exchange import prepare
from dlcourse.grading.intake import IntakeError, read_notebook
from dlcourse.grading.nbgrader_api import connect, reason
from dlcourse.grading.results import QuestionResult, SubmissionResult, read_questions
from dlcourse.grading.sandbox import SandboxError
from dlcourse.grading.shared import shared_sandbox


def choose_sandbox(students: list[str], own: str, unsandboxed: bool) -> str:
    """The tier to grade these students' work in: without a sandbox only one's own, unless it is asked for.

    Raises CourseError where this machine has no sandbox and the work of others is to be graded.
    """
    try:
        return shared_sandbox(unsandboxed).tier
    except SandboxError as error:
        if students == [own]:
            return "none"
        raise CourseError(
            f"no sandbox for the code of others: {error}. Mend that, grade your own work alone (--student {own}), "
            "or, in a machine that holds nothing you would miss, use --unsandboxed"
        ) from None


def grade_all(course: Course, name: str, students: list[str], tier: str) -> Iterator[SubmissionResult]:
    """Grade exercise `name` of each student in turn; what one submission holds never stops the next."""
    prepare(course, [name])
    api = connect(course, unsandboxed=tier == "none")
    for student in students:
        try:
            result = grade_one(course, api, name, student)
            result.sandbox = tier
            yield result
        except Exception as error:  # whatever it is, the others are graded
            message = f"the grader failed with {type(error).__name__}: {error}"
            yield SubmissionResult(student, name, None, None, "failed", message=message)


def grade_one(course, api, name, student):
    """Grade one submission; a notebook that cannot be read is rejected, with the reason."""
    try:
        require_student_id(student)
        read_notebook(course.submitted(student, name))
    except (CourseError, IntakeError) as error:
        return SubmissionResult(student, name, None, None, "rejected", message=str(error))
    outcome = api.autograde(name, student, force=True, create=True)
    if not outcome["success"]:
        message = f"nbgrader could not grade it: {reason(outcome)}"
        return SubmissionResult(student, name, None, None, "failed", message=message)
    notebook = nbformat.read(course.autograded(student, name), as_version=4)
    questions = restore_missing(course, name, read_questions(notebook))
    with api.gradebook as gradebook:
        submission = gradebook.find_submission(name, student)
        scores = {grade.name: grade.score for book in submission.notebooks for grade in book.grades}
        total, maximum = submission.score, submission.max_score
    for question in questions:
        question.points = scores.get(question.grade_id, question.points)
    return SubmissionResult(student, name, total, maximum, "graded", questions)


def restore_missing(course, name, questions):
    """The questions in the order of the solution; one whose check cell is gone from the submission is said to be."""
    found = {question.grade_id: question for question in questions}
    solution = nbformat.read(course.solution(name), as_version=4)
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
    questions = restore_missing(course, name, read_questions(notebook))
    score, maximum = sum(q.points for q in questions), sum(q.max_points for q in questions)
    return SubmissionResult("you", name, score, maximum, "checked", questions)
