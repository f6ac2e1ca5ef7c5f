"""The start page's files: `start.md` in the course folder, which JupyterLab opens, or a page of its own."""

from pathlib import Path

from dlcourse._files import replace
from dlcourse.course.folder import Course
from dlcourse.course.grading.feedback.lecture_links import address_of_lab
from dlcourse.course.learner.page import to_markdown, to_page
from dlcourse.course.learner.standing import standing_of

NAMES = ("start.md", "start-page.md")  # the second if the first is a file of the learner's
MARK = "<!-- Made by dlcourse: what you write here is replaced. -->\n"


def write(course: Course) -> tuple[str, str]:
    """Write the start page into a course folder; return its name and its text.

    A learner's own file of that name stays as it is, and the page gets another one.
    """
    text = MARK + to_markdown(standing_of(course))
    name = next((name for name in NAMES if _is_ours(course.root / name)), NAMES[-1])
    replace(course.root / name, text)
    return name, text


def write_page(course: Course, path: Path) -> None:
    """Write the same page as an HTML file that stands alone."""
    replace(path, to_page(standing_of(course), address_of_lab(course.root)))


def _is_ours(path):
    """Return True if there is no such file, or one that this module wrote."""
    try:
        return path.read_text(encoding="utf-8").startswith(MARK)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
