"""Steps in place of nbgrader's own: `nbgrader autograde` and Formgrader's button grade as we do.

`nbgrader_config.py` names them: `Autograde.sanitize_preprocessors`, `Autograde.autograde_preprocessors` and
`Autograde.exporter_class`.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from dlcourse.course.folder import Course, CourseError, is_student_id
from dlcourse.course.grading.dates.entering import dates_of_class
from dlcourse.course.grading.judge.attachments import files_for, read_folder
from dlcourse.course.grading.judge.exercise import read_solution
from dlcourse.course.grading.judge.intake import read_notebook, refuse_links
from dlcourse.course.grading.judge.judging import sandbox_for, write_results
from dlcourse.course.grading.judge.marking import restore
from dlcourse.course.grading.nbgrader import settings
from dlcourse.course.grading.nbgrader.api import open_gradebook, private_paths
from dlcourse.course.grading.nbgrader.exchange import enter
from dlcourse.course.grading.nbgrader.gradebook import answer_in, read_answers
from dlcourse.course.grading.nbgrader.marks import LatePenalties
from dlcourse.course.grading.sandbox.limits import limits_for, share_of
from dlcourse.course.grading.sandbox.readable_paths import to_hide


class Restore(NbGraderPreprocessor):
    """A preprocessor that restores the structure of the exercise in a submission."""

    def preprocess(
        self,
        nb: nbformat.NotebookNode,  # noqa: ARG002 - its file is read anew, with our checks
        resources: dict[str, Any],
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        """Return the restored notebook, read from its file as `dlcourse grade` reads it.

        Raises IntakeError if it cannot be graded or is a link, and ExerciseError if the exercise cannot be graded.
        """
        path = Path(resources["metadata"]["path"], f"{resources['nbgrader']['notebook']}.ipynb")
        solution, _ = _solution_of(resources)
        refuse_links(path)
        return restore(read_notebook(path), solution), resources


class SubmissionExporter(NotebookExporter):
    """nbconvert's exporter of notebooks, which reads a submission as `dlcourse grade` does.

    nbgrader enters a submission in the gradebook before it reads the notebook: a file that cannot be read would have 0
    points from then on. So the notebook is looked at first, and what fails later is taken back.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.parent, Autograde):
            _require_gradable(self.parent)
            _look_first(self.parent)

    def from_filename(  # type: ignore[override]  # the notebook as text, as with nbconvert's own exporters
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the notebook as text, after all preprocessors; raises IntakeError if it cannot be graded."""
        path = Path(filename)
        resources = {} if resources is None else resources
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        is_restored = getattr(self.parent, "_sanitizing", True) is False  # in the second of nbgrader's two rounds
        try:
            notebook = nbformat.read(path, as_version=4) if is_restored else read_notebook(path)
            return self.from_notebook_node(notebook, resources, **options)
        except BaseException:
            _forget_unjudged(resources.get("nbgrader", {}))
            raise


def _require_gradable(step):
    """Raise NbGraderException, with one line in the log, if the exercise itself cannot be graded.

    An exercise that has changed since it was entered in the gradebook is entered anew, and so are due dates.
    """
    course, name = Course.find(Path(step.coursedir.root)), step.coursedir.assignment_id
    try:
        read_solution(course.solution(name))
        penalties = LatePenalties(course, step.config, dates_of_class(course, step.config))
        for line in enter(course, step.config, name):
            step.log.warning(line)
        with open_gradebook(course, step.config) as book:
            for line in penalties.enter_due_dates(book):
                step.log.warning(line)
    except CourseError as error:
        step.log.error(str(error))
        raise NbGraderException(str(error)) from None


def _look_first(step):
    """Have nbgrader's step look at a submission before it writes, and at old answers before it removes them."""
    course, begin, make_room = Course.find(Path(step.coursedir.root)), step.init_assignment, step.init_destination

    def init_destination(assignment_id: str, student_id: str) -> bool:
        step.read_before = read_answers(course.autograded(student_id, assignment_id))
        return make_room(assignment_id, student_id)

    def init_assignment(assignment_id: str, student_id: str) -> None:
        path = course.submitted(student_id, assignment_id)
        refuse_links(path)
        read_notebook(path)
        begin(assignment_id, student_id)

    step.init_assignment, step.init_destination = init_assignment, init_destination
    _add_unmatched(step, course)


def _add_unmatched(step, course):
    """Add the students whose work nbgrader does not find, as under another name: it would warn, and end well."""
    name = step.coursedir.assignment_id
    if step.coursedir.student_id != "*":
        return
    for student in filter(is_student_id, course.students(name)):
        step.assignments.setdefault(step._format_source(name, student), [])


class SaveScores(SaveAutoGrades):
    """nbgrader's step that enters scores; an answer is to be read again only if its text or score has changed."""

    def _add_score(self, cell: nbformat.NotebookNode, resources: dict[str, Any]) -> None:
        """Enter the score of one cell."""
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        before, is_waiting = grade.auto_score, grade.needs_manual_grade
        super()._add_score(cell, resources)
        read = getattr(self.parent.parent, "read_before", {})
        is_same = grade.auto_score == before and (before is not None or read.get(name) == answer_in(cell))
        if grade.manual_score is not None and is_same:
            grade.needs_manual_grade = is_waiting
            self.gradebook.db.commit()


def _forget_unjudged(about: Mapping[str, str]) -> None:
    """Remove a submission from the gradebook if nothing of it was ever judged, by code or by a person."""
    if "db_url" not in about:
        return
    with Gradebook(about["db_url"]) as book, contextlib.suppress(MissingEntry):
        submission = book.find_submission(about["assignment"], about["student"])
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        comments = [comment for notebook in submission.notebooks for comment in notebook.comments]
        scores = [score for grade in grades for score in (grade.auto_score, grade.manual_score, grade.extra_credit)]
        if all(score is None for score in scores) and not any(comment.manual_comment for comment in comments):
            book.remove_submission(about["assignment"], about["student"])


class Judge(settings.Judge, NbGraderPreprocessor):
    """A preprocessor that runs the submission in a sandbox, and writes the results into its check cells."""

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: dict[str, Any]
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        """Return the notebook with outputs, and with its sandbox's tier in the metadata."""
        solution, exercise = _solution_of(resources)
        course, about = _course_of(resources), resources["nbgrader"]
        limits = share_of(limits_for(course, about["assignment"], self.limits), self.class_limits, 1)
        wanted = "none" if self.unsandboxed else self.sandbox
        hidden = () if self.unsandboxed else self._hidden(course)
        sandbox = sandbox_for(solution, wanted, limits, hidden)
        submitted = course.submitted(about["student"], about["assignment"])  # nbgrader's own copies follow links
        files, notes = files_for(submitted.parent, read_folder(course.solution(about["assignment"]).parent))
        write_results(nb, sandbox, solution, exercise, files, notes)
        return nb, resources

    def _hidden(self, course):
        """Return what no worker may see, looked for once in a step, whose submissions share one exporter."""
        exporter: Any = self.parent
        if getattr(exporter, "hidden", None) is None:
            exporter.hidden = to_hide(private_paths(course, self.config))
        return exporter.hidden


def _solution_of(resources: Mapping[str, Any]) -> tuple[nbformat.NotebookNode, bytes]:
    """Return the solution notebook of the assignment that nbgrader is processing, and its bytes."""
    return read_solution(_course_of(resources).solution(resources["nbgrader"]["assignment"]))


def _course_of(resources):
    """Return the course that nbgrader is processing."""
    return Course.find(Path(resources["metadata"]["path"]))
