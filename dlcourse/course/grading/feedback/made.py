"""Notes of what each feedback page was made of: a page that would be the same is not made again."""

import contextlib
import json
from dataclasses import dataclass

from dlcourse._files import replace
from dlcourse.course.folder import Course

NOTES = ".made"  # in feedback/, where no student's folder begins with a dot


@dataclass(frozen=True)
class MadePage:
    """The digests of a page, and of all that it was made of."""

    source: str
    page: str


class Made:
    """The pages of one exercise that were made, as noted down in feedback/.made; a note that is lost costs a page."""

    def __init__(self, course: Course, exercise: str) -> None:
        self._path = course.root / "feedback" / NOTES / f"{exercise}.json"
        self._pages: dict[str, MadePage] = {}
        self._is_changed = False
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            for student, (source, page) in json.loads(self._path.read_text(encoding="utf-8")).items():
                self._pages[student] = MadePage(str(source), str(page))

    def find(self, student: str) -> MadePage | None:
        """Return the page that was made last for a student."""
        return self._pages.get(student)

    def note(self, student: str, page: MadePage) -> None:
        """Note down a page that was made, and has arrived."""
        self._pages[student] = page
        self._is_changed = True

    def close(self) -> None:
        """Write the notes down."""
        if self._is_changed:
            pages = {student: [page.source, page.page] for student, page in sorted(self._pages.items())}
            replace(self._path, json.dumps(pages, indent=0) + "\n")
