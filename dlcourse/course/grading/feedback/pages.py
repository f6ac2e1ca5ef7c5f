"""Write feedback pages: the graded notebook with every card, as HTML and as plain text, for a class at a time.

A page is written anew only if something on it would be another: the judged notebook, the gradebook's points and
comments, the time, or the text of this package. Who has handed in what cannot be read gets a page that says why.
"""

import glob
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from dlcourse._files import digest, replaced
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.faults import describe_fault, raise_if_batch_fails
from dlcourse.course.grading.feedback.lecture_links import LectureLinks, links_of
from dlcourse.course.grading.feedback.made import Made, MadePage
from dlcourse.course.grading.feedback.page import to_page, to_refusal_page
from dlcourse.course.grading.feedback.report import read_report, refusal_text, to_text
from dlcourse.course.grading.feedback.scores import Scores, enter, read_scores
from dlcourse.course.grading.feedback.unread import why_refused, why_unread
from dlcourse.course.grading.judge.intake import read_beside
from dlcourse.course.grading.judge.versions import versions
from dlcourse.course.grading.nbgrader.api import connect, load_config, open_gradebook, quiet_log, reason
from dlcourse.course.grading.nbgrader.marks import LatePenalties

if TYPE_CHECKING:
    from traitlets.config import Config

FEW = 6  # pages that are written sooner than other processes begin
AT_A_TIME = 8  # pages that a process is given at once
OURS = {
    "exporter_class": "dlcourse.course.grading.nbgrader.exporter.FeedbackExporter",
    "preprocessors": ["dlcourse.course.grading.nbgrader.exporter.GetMarks"],
}


@dataclass(frozen=True)
class _Task:
    """One page to write, with all it takes but the files."""

    course: Course
    exercise: str
    student: str
    scores: Scores | None  # None if the gradebook has none
    links: LectureLinks  # to lectures
    made: MadePage | None  # the page that was written last
    settings: "Config | None" = None  # nbgrader's, if they name an exporter that is not ours


@dataclass(frozen=True)
class _Page:
    """The outcome for one student's page."""

    student: str
    status: str  # new, as before, refused (a page that says why the submission cannot be read), none
    path: Path | None = None
    message: str = ""
    made: MadePage | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        path = None if self.path is None else str(self.path)
        return {"student": self.student, "status": self.status, "path": path, "message": self.message}


def write_feedback(
    course: Course, name: str, students: list[str], processes: int = 1, again: bool = False
) -> Iterator[dict]:
    """Write feedback/STUDENT/NAME/NAME.html and .txt for each student, also to the exchange if the work came from it.

    Yields for each, in order, student, status (new, as before, refused, none), path (None if there is no page) and a
    message; a page that fails does not stop the next. An old page stays until the new one is complete. With `again`
    each is written and sent anew. Raises CourseError if none could be written, as on a full disk.
    """
    config = load_config(course)
    settings = None if _is_ours(config) else config
    with open_gradebook(course, config) as book:
        scores = {} if settings is not None else read_scores(book, name, LatePenalties(course, config))
    made, links = Made(course, name), links_of(course, config)
    tasks = [
        _Task(course, name, student, scores.get(student), links, None if again else made.find(student), settings)
        for student in students
    ]
    send = _sender(course, name)
    try:
        for page in _all_written(tasks, processes):
            fault = send(page)
            if page.made is not None and not fault:
                made.note(page.student, page.made)
            yield page.to_dict() | ({"message": fault} if fault else {})
    finally:
        made.close()


def _is_ours(config):
    """Return True if nbgrader's settings name our exporter alone, whose pages we can make without nbgrader's steps."""
    wanted = config.get("GenerateFeedback", {})
    return all(wanted.get(name) == value for name, value in OURS.items())


def _all_written(tasks, processes):
    """Yield what became of each page, from several processes if there are many."""
    if processes == 1 or len(tasks) <= FEW:
        yield from map(_written, tasks)
        return
    from dlcourse.course.grading.batch.pool import pool_of

    pool: ProcessPoolExecutor
    with pool_of(min(processes, len(tasks))) as pool:
        try:
            yield from pool.map(_written, tasks, chunksize=AT_A_TIME)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _written(task: _Task) -> _Page:
    """Write one student's page, and return what became of it; only a fault of the machine is raised, as CourseError."""
    try:
        if not task.course.autograded(task.student, task.exercise).exists():
            return _refusal(task)
        return _graded(task) if task.settings is None else _by_nbgrader(task)
    except Exception as error:
        raise_if_batch_fails(error)
        message = describe_fault(error) or _first_line(error)
        return _Page(task.student, "none", message=f"no feedback page: {message}")


def _graded(task):
    """Write the page of a graded submission, unless it would be the same as before."""
    judged = task.course.autograded(task.student, task.exercise)
    data, beside = judged.read_bytes(), read_beside(judged)
    unread = why_unread(task.course, task.exercise, task.student)
    about = repr((task.scores, beside, unread, task.links, versions()))

    def content():
        if task.scores is None:
            raise LookupError(f"the gradebook does not know it: dlcourse grade {task.exercise[:2]} first")
        notebook = nbformat.reads(data.decode(), as_version=4)
        enter(notebook, task.scores)
        resources = task.scores.to_about(task.exercise, task.student)
        report = read_report(notebook, resources, beside.get("timestamp.txt", ""), unread)
        return to_page(report, task.links), to_text(report), beside

    return _renewed(task, "new", digest(data, about), content)


def _refusal(task):
    """Write the page of a submission that cannot be read; none if it only waits to be graded."""
    why = why_refused(task.course, task.exercise, task.student)
    if not why:
        return _Page(task.student, "none", message=f"not graded yet: dlcourse grade {task.exercise[:2]} first")
    beside = read_beside(task.course.submitted(task.student, task.exercise))
    about = task.exercise, task.student, beside.get("timestamp.txt", ""), why

    def content():
        return to_refusal_page(*about), refusal_text(*about), beside

    return _renewed(task, "refused", digest(repr((about, beside, versions()))), content)


def _renewed(task: _Task, status: str, source: str, content: Callable[[], tuple[str, str, dict[str, str]]]) -> _Page:
    """Write a page made of what has this digest, with its text and what belongs beside it, if it is not there yet."""
    path = task.course.feedback(task.student, task.exercise)
    if task.made is not None and task.made.source == source and task.made.page == _digest_of(path):
        return _Page(task.student, status if status == "refused" else "as before", path)
    page, text, beside = content()
    files = {
        path: page,
        path.with_suffix(".txt"): text,
        **{path.with_name(name): data for name, data in beside.items()},
    }
    with replaced(files):
        pass
    return _Page(task.student, status, path, made=MadePage(source, digest(page)))


def _digest_of(path):
    try:
        return digest(path.read_bytes())
    except OSError:
        return None


def _by_nbgrader(task):
    """Write one student's page as `nbgrader generate_feedback` does, with the exporter of the course's settings."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    coursedir = CourseDirectory(config=task.settings, assignment_id=task.exercise)
    step = GenerateFeedback(coursedir=coursedir, config=task.settings, log=quiet_log())
    exporter = step.exporter_class(parent=step, config=step.config)
    for preprocessor in step.preprocessors:
        exporter.register_preprocessor(preprocessor)
    judged = task.course.autograded(task.student, task.exercise)
    path = task.course.feedback(task.student, task.exercise)
    page, resources = exporter.from_filename(str(judged), step.init_single_notebook_resources(str(judged)))
    beside = {extra: data.decode() for extra, data in resources.get("outputs", {}).items()} | read_beside(judged)
    with replaced({path: page, **{path.with_name(extra): text for extra, text in beside.items()}}):
        pass
    return _Page(task.student, "new", path)


def _sender(course: Course, name: str) -> Callable[[_Page], str]:
    """Return a function that sends a page to the exchange if its work came from there: it returns why it failed."""
    api = None

    def send(page: _Page) -> str:
        nonlocal api
        if page.made is None and page.status != "new":  # as before
            return ""
        if page.path is None or not page.path.with_name("submission_secret.txt").exists():
            return ""
        api = api or connect(course)
        released = api.release_feedback(name, glob.escape(page.student))  # nbgrader takes an id for a pattern
        return "" if released["success"] else f"not sent to the exchange: {reason(released)}"

    return send


def _first_line(error):
    """Return an unexpected error in one line."""
    lines = str(error).splitlines() or [""]
    return lines[0] if type(error) is LookupError else f"{type(error).__name__}: {lines[0]}"
