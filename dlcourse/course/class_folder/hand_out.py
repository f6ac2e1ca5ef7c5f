"""The student edition of a class, as an archive to hand out: a learner's folder, without texts and solutions."""

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from dlcourse._files import replace
from dlcourse.course.class_folder.begin import build_class
from dlcourse.course.class_folder.findings import faults_for_students
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.learner.edition import Edition, edition_of_clone
from dlcourse.course.learner.of_class import edition_at
from dlcourse.course.learner.own_folder import start

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of each member, so that the same edition is the same archive


@dataclass(frozen=True)
class HandedOut:
    """An archive that was written: what is in it, and which notebooks were built for it."""

    edition: Edition
    built: list[str]


def hand_out(course: Course, archive: Path) -> HandedOut:
    """Write the archive of a class's student edition, built from its texts as they are now.

    Raises CourseError, before it is written, if a text or a question that is asked cannot be used, or if another file
    than an earlier archive of this class stands in its place.
    """
    built = [path.as_posix() for path in build_class(course.root)]
    faults = faults_for_students(course.root)
    if faults:
        raise CourseError(f"nothing is handed out: {'; '.join(faults)}")
    edition = edition_of_clone(course.root)
    _require_place(archive, edition)
    replace(archive, _packed(edition))
    return HandedOut(edition, built)


def _require_place(archive, edition):
    """Raise CourseError unless nothing stands where the archive goes, or one of the same class."""
    if archive.suffix.lower() != ".zip":
        raise CourseError(f"{archive}: expected a file that ends in .zip")
    if archive.exists():
        try:
            found = edition_at(archive).course if archive.is_file() else ""
        except CourseError:
            found = ""
        if found != edition.course:
            raise CourseError(f"{archive} is there and no earlier archive of {edition.course}: choose another name")


def _packed(edition):
    """Return the bytes of the archive: a folder of the class's name."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as parent, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = Path(parent, edition.course)
        start(folder, edition)
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(parent).as_posix(), LONG_AGO)
            member.external_attr, member.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes())
    return packed.getvalue()
