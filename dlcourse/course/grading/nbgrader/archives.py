"""The archives of `nbgrader zip_collect`: unpacked as far as they are good, collected for students alone.

What is left out is named in the log, with the reason. `nbgrader_config.py` names the two classes:
`ZipCollectApp.extractor_plugin` and `ZipCollectApp.collector_plugin`.
"""

import shutil
import unicodedata
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from dlcourse.course.folder import Course, CourseError, require_student_id
from dlcourse.course.grading.nbgrader.roster import Roster, read_roster
from dlcourse.course.grading.nbgrader.unpack import ArchiveError, raise_if_machine, unpack
from dlcourse.course.terminal import is_visible, visible


class CheckedExtractor(ExtractorPlugin):
    """nbgrader's extractor, which unpacks the sound members and names the rest in the log."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack the archives in a folder and its subfolders, each into a folder of its name, and copy other files."""
        paths = [path for path in sorted(Path(archive_path).rglob("*")) if path.is_symlink() or path.is_file()]
        if not paths:
            self.log.warning("No files found in directory: %s", visible(archive_path))
        for path in paths:
            target = Path(extracted_path, path.parent.relative_to(archive_path))
            try:
                self._take(path, target)
            except (ArchiveError, OSError) as error:
                raise_if_machine(error)
                self.log.error("%s is not unpacked: %s", visible(path.name), visible(str(error)))

    def _take(self, path, target):
        """Unpack an archive, or copy another file; raises ArchiveError if it is a link or has an odd name."""
        if path.is_symlink():
            raise ArchiveError("it is a link")
        if not is_visible(path.name):
            raise ArchiveError("its name has invisible characters: rename it")
        target.mkdir(parents=True, exist_ok=True)
        if path.suffix not in self.zip_ext:
            shutil.copyfile(path, target / path.name)
            return
        left = unpack(path, target / path.name.removesuffix(path.suffix).removesuffix(".tar"))
        for name, why in left.items():
            self.log.error("%s: %s is left out: %s", path.name, visible(name), visible(why))


class CheckedCollector(FileNameCollectorPlugin):
    """nbgrader's collector, restricted to ids that may become a folder's name, and that the roster knows."""

    def collect(self, submitted_file: str) -> dict | None:
        """Return the data in the file's name, None if the file is to be left out."""
        found = super().collect(submitted_file)
        if found is None:
            return None
        student = unicodedata.normalize("NFC", str(found.get("student_id")))
        try:
            self._roster().require(require_student_id(student))
        except CourseError as error:
            self.log.error("%s is left out: %s", visible(submitted_file), error)
            return None
        return found | {"student_id": student}

    def _roster(self):
        """Return the course's roster, read once; without nbgrader's application, everybody is taken."""
        if not hasattr(self, "_known"):
            coursedir = getattr(self.parent, "coursedir", None)
            self._known = read_roster(Course(Path(coursedir.root)), self.config) if coursedir else Roster()
        return self._known
