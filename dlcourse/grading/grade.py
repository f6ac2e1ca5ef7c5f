"""Grade what lies under submitted/: nbgrader runs each notebook, and we read why each answer earned what it did."""

from collections.abc import Iterator

import nbformat

from dlcourse.course import Course, CourseError, require_student_id
from dlcourse.grading.exchange import prepare
from dlcourse.grading.intake import IntakeError, read_notebook
from dlcourse.grading.nbgrader_api import connect, reason
from dlcourse.grading.results import QuestionResult, SubmissionResult, grade_id, read_questions


def grade_all(course: Course, name: str, students: list[str]) -> Iterator[SubmissionResult]:
    """Grade exercise `name` of each student in turn; what one submission holds never stops the next."""
    prepare(course, [name])
    api = connect(course)
    for student in students:
        try:
            yield grade_one(course, api, name, student)
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
        question.points = scores.get(f"check-{question.name}", question.points)
    return SubmissionResult(student, name, total, maximum, "graded", questions)


def restore_missing(course, name, questions):
    """The questions in the order of the solution; one whose check cell is gone from the submission is said to be."""
    found = {question.name: question for question in questions}
    solution = nbformat.read(course.solution(name), as_version=4)
    checks = [cell for cell in solution.cells if grade_id(cell).startswith("check-")]
    names = [(grade_id(cell).removeprefix("check-"), float(cell.metadata.nbgrader.points)) for cell in checks]
    message = "The check of this question is missing from the notebook."
    return [found.get(n) or QuestionResult(n, 0.0, points, "error", message) for n, points in names]


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
