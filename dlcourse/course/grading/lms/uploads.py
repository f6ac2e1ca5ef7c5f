"""Feedback as an archive that a platform takes back: each page under the name by which the platform knows its student.

Moodle       Ada Lovelace_1234_assignsubmission_file_07_backpropagation.html (Upload multiple feedback files in a zip)
Canvas       lovelaceada_4401_98765_07_backpropagation.html (Upload submissions)
folder       ada/07_backpropagation.html, and .txt, for whoever hands the pages out
each         one archive for each student: ada.zip
"""

import contextlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse._files import replace
from dlcourse.course.folder import Course
from dlcourse.course.grading.lms.people import Person
from dlcourse.course.terminal import visible

NAMES = ".uploads.json"  # in submitted/: how a platform named what it delivered, by student and exercise
EARLIEST = (1980, 1, 1, 0, 0, 0)  # in an archive, so that the same pages make the same bytes
COLLECT_FIRST = "collect its archive first (dlcourse collect FILE.zip --from {})"


class PlatformNames:
    """The names that platforms gave each student's files, as collecting has noted them."""

    def __init__(self, course: Course) -> None:
        self._path = course.root / "submitted" / NAMES
        self._names: dict[str, dict[str, str]] = {}
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            self._names = {key: dict(value) for key, value in found.items()} if isinstance(found, dict) else {}

    def find(self, student: str, exercise: str, platform: str) -> str:
        """Return what the platform's name of a file begins with; "" if it is not known."""
        return str(self._names.get(f"{student}/{exercise}", {}).get(platform, ""))

    def note(self, student: str, exercise: str, platform: str, begins: str) -> None:
        """Note down what the platform's name of a student's file begins with."""
        self._names.setdefault(f"{student}/{exercise}", {})[platform] = begins

    def write(self) -> None:
        """Write the notes down."""
        replace(self._path, json.dumps(self._names, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


@dataclass
class Packed:
    """The archives that were written, and who is in them."""

    archives: list[Path] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)  # students
    left: list[str] = field(default_factory=list)  # a line on each whose page is not in it


def pack(
    course: Course,
    exercise: str,
    form: str,
    pages: Mapping[str, Path],
    to: Path,
    people: Sequence[Person] = (),
    shown: Callable[[str], str] = visible,
) -> Packed:
    """Write the pages of these students as an archive. One that is there is replaced when the new one is complete.

    - `course`, `exercise`: whose feedback it is.
    - `form`: one of `FEEDBACK_FORMS`.
    - `pages`: the pages by student.
    - `to`: the archive, and for "each" a folder of archives.
    - `people`: they may know by which number Moodle knows a student.
    - `shown`: says how a student is printed.
    """
    done = Packed()
    if form == "each":
        for student, page in pages.items():
            path = to / f"{student}.zip"
            _write(path, _files_of(page))
            done.archives.append(path)
            done.packed.append(student)
        return done
    members, named = [], _namer(course, exercise, form, people)
    for student, page in pages.items():
        begins = named(student)
        if not begins:
            done.left.append(
                f"{shown(student)} is left out: nobody knows how {form.capitalize()} names {exercise} of this "
                f"student: {COLLECT_FIRST.format(form)}" + (MOODLES_TABLE if form == "moodle" else "")
            )
            continue
        files = _files_of(page) if form == "folder" else [(page.name, page)]
        members += [(begins + name, file) for name, file in files]
        done.packed.append(student)
    if members:
        _write(to, members)
        done.archives.append(to)
    return done


MOODLES_TABLE = ", or give its grading worksheet as --roster FILE"


def _namer(course: Course, exercise: str, form: str, people: Sequence[Person]) -> Callable[[str], str]:
    """Return a function from a student to what the names of the files begin with, "" if that is not known."""
    if form == "folder":
        return lambda student: f"{student}/"
    names = PlatformNames(course)
    by_number = {
        one.id: f"{_plain(one.name)}_{one.participant}_assignsubmission_file_"
        for one in people
        if form == "moodle" and one.participant
    }
    return lambda student: by_number.get(student) or names.find(student, exercise, form)


def _plain(name):
    """Return a student's name as it may stand in a file's: Moodle reads what comes after the first underscore."""
    kept = "".join(letter for letter in name if letter not in '_/\\:*?"<>|' and letter.isprintable())
    return kept.strip() or "student"


def _files_of(page: Path) -> Iterator[tuple[str, Path]]:
    """Yield the page and the same as text, each with its name."""
    for path in (page, page.with_suffix(".txt")):
        if path.is_file():
            yield path.name, path


def _write(path, members):
    """Write an archive of these files: the same files make the same bytes."""

    def fill(opened):
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, file in members:
                about = zipfile.ZipInfo(name, EARLIEST)
                about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(about, file.read_bytes())

    replace(path, fill)
