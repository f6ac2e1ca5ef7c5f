"""Results that are kept: a judged notebook in autograded/ is believed if we wrote it, for this very submission.

The key in a notebook says of which submission, exercise, limits and versions it is the result. A notebook with a key
can come from elsewhere, too: nbgrader's own steps leave a student's metadata and outputs in theirs. So what was written
is noted down, outside of the students' folders, and a notebook that is not the one noted is judged again.
"""

import contextlib
import json
from collections.abc import Iterable

from dlcourse._files import digest, replace
from dlcourse.course.folder import Course
from dlcourse.course.handed_in import KEPT

MOST_LINES = 4  # times the number of students, before the list is written anew


class Kept:
    """The results of one exercise that are kept: for each student, the digest of the notebook that was written."""

    def __init__(self, course: Course, exercise: str) -> None:
        self.course, self.exercise = course, exercise
        self.path = course.root / "autograded" / KEPT / f"{exercise}.jsonl"
        self.digests: dict[str, str] = {}
        self._read()

    def find(self, student: str, keys: Iterable[str]) -> str | None:
        """Return the text of a student's judged notebook if it is ours and has one of these keys; else None."""
        noted = self.digests.get(student)
        try:
            data = self.course.autograded(student, self.exercise).read_bytes() if noted else b""
            if digest(data) != noted:
                return None
            text = data.decode()
            return text if json.loads(text)["metadata"]["dlcourse"]["key"] in keys else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, student: str, text: str) -> None:
        """Note down that we wrote this text for a student; a note that is lost costs judging once more."""
        found = digest(text)
        if self.digests.get(student) != found:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps([student, found]))  # a line before it may have been cut off
            self.digests[student] = found

    def _read(self):
        """Read what was noted; lines that were cut off are passed over, and a long list is written anew."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return
        for line in lines:
            with contextlib.suppress(ValueError, TypeError):
                student, found = json.loads(line)
                self.digests[str(student)] = str(found)
        if len(lines) > MOST_LINES * len(self.digests) + 100:
            with contextlib.suppress(OSError):
                replace(self.path, "".join("\n" + json.dumps(item) for item in self.digests.items()))
