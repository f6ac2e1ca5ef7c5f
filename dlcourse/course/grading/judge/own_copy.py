"""A student's own copy of an exercise, judged as a submission would be: a check promises what grading keeps."""

import nbformat

from dlcourse.checks.catalogue import of_this_class
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.judge.attachments import files_for, read_folder
from dlcourse.course.grading.judge.exercise import read_solution
from dlcourse.course.grading.judge.intake import IntakeError, read_submission, told_to_learner
from dlcourse.course.grading.judge.judging import Job, judge
from dlcourse.course.grading.judge.results import SubmissionResult, all_questions
from dlcourse.course.grading.sandbox.limits import Limits


def check_notebook(course: Course, name: str, tier: str, limits: Limits) -> SubmissionResult:
    """Judge a student's own copy of exercise `name` in a sandbox of this tier; nothing is written.

    Raises CourseError if the notebook or the exercise cannot be graded.
    """
    return judge_notebook(course, name, tier, limits)[0]


def judge_notebook(
    course: Course, name: str, tier: str, limits: Limits
) -> tuple[SubmissionResult, nbformat.NotebookNode]:
    """Return the result of `check_notebook`, and the judged notebook."""
    solution, exercise = read_solution(course.solution(name))
    path = course.notebook(name)
    try:
        submission = read_submission(path)
    except IntakeError as error:
        raise CourseError(told_to_learner(error, name)) from None
    files, notes = files_for(path.parent, read_folder(course.solution(name).parent))
    own = of_this_class().part_for([name])
    judged = judge(
        Job("you", name, submission, exercise, tier, limits, files, tuple(notes), own_questions=own, is_own_copy=True)
    )
    if isinstance(judged, SubmissionResult):
        raise CourseError(told_to_learner(judged.message, name))
    notebook = nbformat.v4.reads_json(judged)
    questions = all_questions(solution, notebook, {})
    score, maximum = sum(q.points for q in questions), sum(q.max_points for q in questions)
    result = SubmissionResult("you", name, score, maximum, "checked", questions, "; ".join(notes), sandbox=tier)
    return result, notebook
