"""The contents of a platform's archive, student by student: the names of files and folders say whose they are.

Moodle       Ada Lovelace_1234_assignsubmission_file_/07.ipynb, or without folders …_assignsubmission_file_07.ipynb
Canvas       lovelaceada_LATE_4401_98765_07-1.ipynb: the student's number, the file's, the version
Gradescope   submission_5678/07.ipynb, and submission_metadata.yml, which says whose 5678 is
folder       ada/07.ipynb or ada.ipynb
"""

import datetime
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.lms.directory import Who
from dlcourse.course.handed_in import is_like, is_notebook
from dlcourse.course.terminal import visible

NOISE = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__")
MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assign(?P<plugin>submission_[a-z]+|feedback_[a-z]+)_?(?P<rest>.*)")
CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?:LATE_)?(?P<user>\d+)_(?:LATE_)?(?P<file>\d+)_"
    r"(?P<rest>.+?)(?:-(?P<version>\d+))?(?P<end>\.\w+)?"
)
GRADESCOPE = re.compile(r"submission_(\d+)")
METADATA = "submission_metadata.yml"
MAX_METADATA = 100_000_000  # bytes; it holds all that the autograder printed


@dataclass(frozen=True)
class KnownNames:
    """The students and exercises of the course, by which a folder's name is recognised."""

    people: frozenset[str] = frozenset()  # ids, e-mail addresses and names
    exercises: frozenset[str] = frozenset()


@dataclass(frozen=True)
class File:
    """One file that was handed in."""

    path: Path
    name: str  # as the student named it, with its folders
    version: tuple[int, int] = (0, 0)  # of Canvas: the later of two uploads has the larger one
    begins: str = ""  # what the platform put before the student's name of the file, and reads when it takes one back

    @property
    def is_notebook(self) -> bool:
        """Return True for a notebook."""
        return is_notebook(self.name)


@dataclass
class Delivery:
    """One student's submission."""

    who: Who
    label: str  # as the archive names it
    files: list[File] = field(default_factory=list)
    time: str = ""  # of handing in, in UTC, as nbgrader writes it; "" if the archive does not say
    is_late: bool = False  # the platform says so


@dataclass
class Found:
    """The contents of an archive."""

    deliveries: list[Delivery] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # a line on each file that is nobody's


def read_deliveries(root: Path, source: str, known: KnownNames) -> Found:
    """Return what was handed in below a folder, from one of `SOURCES`.

    Raises CourseError if nothing there has the form of the source.
    """
    files = dict(_files_in(root))
    found = SOURCES[source](files, known)
    if not found.deliveries and not found.left:
        raise CourseError(f"expected {EXPECTED[source]}. Received: no file at all")
    if not found.deliveries:
        example = ", ".join(visible(str(name)) for name in list(files)[:3]) or "nothing"
        raise CourseError(f"expected {EXPECTED[source]}. Received: {example}")
    return found


def _files_in(root: Path) -> Iterator[tuple[PurePosixPath, Path]]:
    """Yield the plain files below a folder, in order, without what operating systems add."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOISE and not Path(folder, name).is_symlink())
        for name in sorted(names):
            path = Path(folder, name)
            if name not in NOISE and not name.startswith("._") and path.is_file() and not path.is_symlink():
                yield PurePosixPath(path.relative_to(root).as_posix()), path


# Moodle


def _of_moodle(files: Mapping[PurePosixPath, Path], _: KnownNames) -> Found:
    found, by_label = Found(), dict[str, Delivery]()
    for name, path in files.items():
        at, match = next(((n, m) for n, part in enumerate(name.parts) if (m := MOODLE.fullmatch(part))), (0, None))
        if match is None:
            found.left.append(f"{visible(str(name))} is left out: its name does not say whose it is")
            continue
        if match["plugin"] != "submission_file":
            what = "text typed into Moodle" if match["plugin"] == "submission_onlinetext" else f"of {match['plugin']}"
            found.left.append(f"{visible(str(name))} is left out: it is {what}, not a file that was handed in")
            continue
        is_last = at == len(name.parts) - 1
        label = f"{match['name']}_{match['number']}"
        rest = match["rest"] if is_last else "/".join(name.parts[at + 1 :])
        if is_last and not rest:
            found.left.append(f"{visible(str(name))} is left out: it is a file in the place of a student's folder")
            continue
        who = Who(name=match["name"], participant=match["number"])
        by_label.setdefault(label, Delivery(who, label)).files.append(
            File(path, rest, begins=f"{label}_assignsubmission_file_")
        )
    found.deliveries = list(by_label.values())
    return found


# Canvas


def _of_canvas(files: Mapping[PurePosixPath, Path], _: KnownNames) -> Found:
    found, by_user = Found(), dict[str, Delivery]()
    for name, path in files.items():
        match = CANVAS.fullmatch(name.name)
        if match is None:
            found.left.append(f"{visible(str(name))} is left out: its name does not say whose it is")
            continue
        who = Who(name=match["name"], lms_user_id=match["user"])
        one = by_user.setdefault(match["user"], Delivery(who, f"{match['name']}_{match['user']}"))
        one.is_late |= "_LATE_" in name.name[: match.start("rest")]
        version = int(match["version"] or 0), int(match["file"])
        plain = match["rest"] + (match["end"] or "")
        begins = name.name[: match.start("rest")]
        one.files.append(File(path, plain, version, begins))
        if version[0] and not is_notebook(plain):  # nobody knows whether "-1" is the student's or Canvas's
            one.files.append(File(path, name.name[match.start("rest") :], version, begins))
    found.deliveries = list(by_user.values())
    return found


# Gradescope


def _of_gradescope(files: Mapping[PurePosixPath, Path], _: KnownNames) -> Found:
    metadata = next((path for name, path in files.items() if name.name == METADATA), None)
    if metadata is None:
        raise CourseError(f"expected {EXPECTED['gradescope']}. Received: no {METADATA}")
    about = _read_metadata(metadata)
    found, by_number, order = Found(), dict[str, list[File]](), list[Delivery]()
    for name, path in files.items():
        if path == metadata:
            continue
        at = next((n for n, part in enumerate(name.parts[:-1]) if GRADESCOPE.fullmatch(part)), None)
        if at is None:
            found.left.append(f"{visible(str(name))} is left out: it lies in no folder submission_NUMBER")
            continue
        label = name.parts[at]
        by_number.setdefault(label, []).append(File(path, "/".join(name.parts[at + 1 :])))
    for label, handed_in in by_number.items():
        one = about.get(label)
        people = [] if one is None else _submitters(one)
        if not people:
            found.left.append(f"{label} is left out: {METADATA} does not say whose it is")
        order += [Delivery(who, label, handed_in, _time(one)) for who in people]
    for label in sorted(about.keys() - by_number.keys()):
        found.left.append(f"{visible(label)} is left out: {METADATA} names it, and the archive has no file of it")
    found.deliveries = _newest_of_each(order, found.left)
    return found


def _newest_of_each(deliveries, left):
    """Return the newest delivery of each student; a line says which others there were."""
    newest: dict[Who, Delivery] = {}
    for one in deliveries:
        before = newest.get(one.who)
        older = one if before and one.time <= before.time else before
        if older is not one:
            newest[one.who] = one
        if older:
            left.append(f"{older.label} is left out: {newest[one.who].label} of the same student is newer")
    return list(newest.values())


def _read_metadata(path: Path) -> dict[str, dict[str, Any]]:
    """Return Gradescope's metadata by submission; raises CourseError if it cannot be read."""
    import yaml

    class Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """A loader that makes plain data of everything, also of objects of Ruby's."""

    Plain.add_multi_constructor("!", lambda loader, _, node: _plain(loader, node))
    Plain.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)
    if path.stat().st_size > MAX_METADATA:
        raise CourseError(f"{METADATA}: expected at most {MAX_METADATA // 1_000_000} MB. Received: a larger file")
    try:
        data = yaml.load(path.read_bytes(), Loader=Plain)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CourseError(f"{METADATA} cannot be read: {' '.join(str(error).split())}") from None
    entries = data.items() if isinstance(data, dict) else ()
    return {str(label).lstrip(":"): one for label, one in entries if isinstance(one, dict)}


def _plain(loader, node):
    import yaml

    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else loader.construct_scalar(node)


def _submitters(one):
    """Return who handed in together."""
    people = one.get(":submitters", one.get("submitters")) or []
    found = []
    for each in people if isinstance(people, list) else []:
        about = (
            {str(name).lstrip(":"): str(value or "") for name, value in each.items()} if isinstance(each, dict) else {}
        )
        who = Who(id=about.get("sid", ""), name=about.get("name", ""), email=about.get("email", ""))
        found += [who] if who != Who() else []
    return found


def _time(one):
    """Return when a submission came, as nbgrader writes it; "" if nobody can tell."""
    from dateutil.parser import parse  # nbgrader's own reads no "+01:00"

    try:
        moment = parse(str(one.get(":created_at", one.get("created_at")) or ""))
    except (ValueError, OverflowError):
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return f"{aware.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


# A folder for each student


def _of_folder(files: Mapping[PurePosixPath, Path], known: KnownNames) -> Found:
    found, by_student = Found(), dict[str, Delivery]()
    depth = _wrapping(list(files), known)
    for name, path in files.items():
        parts = name.parts[depth:]
        if len(parts) == 1 and not is_notebook(parts[0]):
            found.left.append(f"{visible(str(name))} is left out: it lies in no student's folder")
            continue
        student = unicodedata.normalize("NFC", parts[0])
        label = _after_exercise(student, known) or student if len(parts) > 1 else _without_exercise(student, known)
        rest = "/".join(parts[1:]) or student
        by_student.setdefault(label, Delivery(Who(id=label, name=label), label)).files.append(File(path, rest))
    found.deliveries = list(by_student.values())
    return found


def _without_exercise(name, known):
    """Return whose a notebook is that lies in no folder: "07_backpropagation_ada.ipynb" is ada's."""
    stem = re.split(r"\.ipynb", name, maxsplit=1, flags=re.IGNORECASE)[0]
    for exercise in known.exercises:
        if exercise in stem and stem != exercise:
            return stem.replace(exercise, "").strip("_-. ")
    return stem


def _after_exercise(name, known):
    """Return whose a folder is that an assignment's name begins: "07-backpropagation-ada" is ada's; "" if nobody's."""
    if name in known.people or not any(is_like(name, exercise) for exercise in known.exercises):
        return ""
    return next((name[at + 1 :] for at, sign in enumerate(name) if sign == "-" and name[at + 1 :] in known.people), "")


def _wrapping(names, known):
    """Return how many folders lie around all the students' folders, as where a folder of them was packed."""
    depth = 0
    while names and all(len(name.parts) > depth + 1 for name in names):
        outer = {name.parts[depth] for name in names}
        inner = {name.parts[depth + 1] for name in names}
        is_exercise = outer <= known.exercises
        work = [one for one in inner if not _after_exercise(one, known)]
        is_student = bool(outer & known.people) or any(is_like(one, name) for one in work for name in known.exercises)
        is_student |= not known.people and sum(is_notebook(name.name) for name in names) < 2
        if len(outer) != 1 or (is_student and not is_exercise):
            break
        depth += 1
    return depth


SOURCES: dict[str, Callable[[Mapping[PurePosixPath, Path], KnownNames], Found]] = {
    "moodle": _of_moodle,
    "canvas": _of_canvas,
    "gradescope": _of_gradescope,
    "folder": _of_folder,
}
EXPECTED = {
    "moodle": "Moodle's names, such as Ada Lovelace_1234_assignsubmission_file_/notebook.ipynb",
    "canvas": "Canvas's names, such as lovelaceada_4401_98765_notebook.ipynb",
    "gradescope": f"Gradescope's export, {METADATA} and a folder submission_NUMBER for each",
    "folder": "a folder for each student, such as ada/notebook.ipynb, or ada.ipynb",
}
