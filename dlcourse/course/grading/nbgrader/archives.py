"""Check archives before `nbgrader zip_collect` unpacks them: no bombs, no links, no names that leave their folder.

`nbgrader_config.py` names the two classes: `ZipCollectApp.extractor_plugin` and `ZipCollectApp.collector_plugin`.
"""

import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from dlcourse.course.folder import CourseError, require_student_id

MAX_BYTES = 200_000_000  # unpacked, from one archive: a class in one file
MAX_FILES = 5_000
ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z")


class ArchiveError(Exception):
    """An archive that is not unpacked; the text says why."""


class CheckedExtractor(ExtractorPlugin):
    """nbgrader's extractor, restricted to archives that hold nothing but files of a bounded size."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack all that passes the check, and name the rest in the log."""
        with tempfile.TemporaryDirectory(prefix="dlcourse-") as passed:
            for path in sorted(Path(archive_path).rglob("*")):
                if path.is_file() and self.passes(path):
                    copy = Path(passed, path.relative_to(archive_path))
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
            super().extract(passed, extracted_path)

    def passes(self, path: Path) -> bool:
        """Return True if a file may be unpacked, or is not an archive."""
        try:
            if path.is_symlink():
                raise ArchiveError("it is a link")
            if path.suffix in self.zip_ext:
                check_archive(path)
        except (ArchiveError, OSError, EOFError, zipfile.BadZipFile, tarfile.TarError) as error:
            self.log.error("%s is not unpacked: %s", path.name, error)
            return False
        return True


def check_archive(path: Path) -> None:
    """Raise ArchiveError if an archive would fill the disk, leave its folder, or holds links or archives."""
    size = 0
    for count, (name, bytes_, is_plain) in enumerate(members(path)):
        size += bytes_
        if size > MAX_BYTES or count >= MAX_FILES:
            raise ArchiveError(f"it would unpack to more than {MAX_BYTES // 1_000_000} MB or {MAX_FILES:,} files")
        parts = PurePosixPath(name.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in name:
            raise ArchiveError(f"it holds a name that leaves its folder: {name!r}")
        if not is_plain:
            raise ArchiveError(f"it holds something that is no file: {name!r}")
        if parts.suffix.lower() in ARCHIVES:
            raise ArchiveError(f"it holds another archive: {name!r}")


def members(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield the name and the size of each member, and whether it is a plain file or a folder."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                yield info.filename, info.file_size, (info.external_attr >> 28) in (0, 4, 8)
        return
    with tarfile.open(path) as archive:
        for member in archive:
            yield member.name, member.size, member.isfile() or member.isdir()


class CheckedCollector(FileNameCollectorPlugin):
    """nbgrader's collector, restricted to file names whose student id may become a folder's name."""

    def collect(self, submitted_file: str) -> dict | None:
        """Return the data in the file's name, None if the file is to be left out."""
        found = super().collect(submitted_file)
        if found is None:
            return None
        try:
            require_student_id(str(found.get("student_id")))
        except CourseError as error:
            self.log.error("%s is left out: %s", submitted_file, error)
            return None
        return found
