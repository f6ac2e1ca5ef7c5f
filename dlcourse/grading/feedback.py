"""Feedback pages: the graded notebook with every card, as a page to read."""

from collections.abc import Iterator

from dlcourse.course import Course
from dlcourse.grading.nbgrader_api import connect, reason


def write_feedback(course: Course, name: str, students: list[str]) -> Iterator[dict]:
    """Write feedback/STUDENT/NAME/NAME.html for each student; on to the exchange where the work came from there.

    Yields student, path (None where there is no page) and a message; one that fails does not stop the next.
    """
    api = connect(course)
    for student in students:
        outcome = api.generate_feedback(name, student, force=True)
        path = course.feedback(student, name)
        if not outcome["success"] or not path.exists():
            yield {"student": student, "path": None, "message": f"no feedback page: {reason(outcome)}"}
            continue
        message = ""
        if course.submitted(student, name).with_name("submission_secret.txt").exists():
            released = api.release_feedback(name, student)
            message = "" if released["success"] else f"not sent to the exchange: {reason(released)}"
        yield {"student": student, "path": str(path), "message": message}
