"""Submissions that cannot be read, and why: their students get a page, too."""

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.intake import IntakeError, read_notebook, refuse_links


def why_refused(course: Course, name: str, student: str) -> str:
    """Return why a submission cannot be read; "" if it can."""
    path = course.submitted(student, name)
    try:
        refuse_links(path)
        read_notebook(path)
    except IntakeError as error:
        return str(error)
    return ""


def why_unread(course: Course, name: str, student: str) -> str:
    """Return why what was handed in after the graded notebook cannot be read; "" if it can, or nothing was."""
    path = course.submitted(student, name)
    try:
        is_later = path.lstat().st_ctime > course.autograded(student, name).lstat().st_ctime
    except FileNotFoundError:
        is_later = path.parent.is_dir()  # under another name, perhaps
    return why_refused(course, name, student) if is_later else ""
