"""A class's folder begun, and brought up to date when the course is newer; what is the class's own stays as it is.

`.dlcourse/` holds which excerpt it is and the course's texts as they were taken last: with these, an update knows what
the class has changed.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse import __version__
from dlcourse._files import digest, replaced
from dlcourse.checks.own_questions import FOLDER
from dlcourse.course.authoring.build import EditedExerciseError, build
from dlcourse.course.authoring.release import ReleaseError
from dlcourse.course.authoring.source import SourceError
from dlcourse.course.class_folder.excerpt import chosen, excerpt, names_in
from dlcourse.course.folder import (
    CLASS,
    HANDED_OUT,
    Course,
    CourseError,
    is_student_id,
    new_backup,
    require_name_everywhere,
)
from dlcourse.course.learner.contents import bytes_at
from dlcourse.course.learner.edition import PACKAGE, clone_here
from dlcourse.course.learner.own_folder import SUFFIX, numbers_of
from dlcourse.course.terminal import as_argument, visible

TAKEN = f"{HANDED_OUT}/taken"  # the course's texts as they were taken last
COURSE = "dlcourse"  # the name of the whole course, which no class has
NAME = re.compile(r"[\w.@+-]+")  # of a class: it becomes a folder of the exchange
QUESTIONS_PAGE = """# Questions of this class's own

A file for each, `my_question.py`: a reference, cases, hints, misconceptions. An exercise in `source/exercises/` asks
it. `dlcourse prove` says whether it can be trusted, and what is missing. What such a file looks like stands in the
course's recipe for a class folder.

Files whose names begin with `_` hold what several questions share: `from ._shared import batches`.
"""


@dataclass(frozen=True)
class About:
    """A class as its folder has it: its name, what it took of the course, and of which version."""

    name: str
    lectures: tuple[str, ...]
    exercises: tuple[str, ...]
    exchange: str | None
    course: str  # the clone that the texts came from
    version: str
    fingerprint: str  # of these texts

    def to_bytes(self) -> bytes:
        """Return the content of the file that says so."""
        return (json.dumps(vars(self), indent=1, ensure_ascii=False) + "\n").encode()


@dataclass
class ClassReport:
    """The outcome of an update: the files it wrote or built, a line on each that stays as the class has it."""

    written: list[str] = field(default_factory=list)
    news: dict[str, list[str]] = field(default_factory=dict)
    backup: Path | None = None


def course_for(root: Path | None, folder: Path) -> Path:
    """Return the clone that a class is made from: `root`, or the one that `folder` or this package lies in.

    Raises CourseError if there is none.
    """
    if root is not None:
        found: Path | None = root.resolve()
    else:
        around = next((one for one in (folder.resolve(), *folder.resolve().parents) if _is_clone(one)), None)
        found = around or clone_here()
    if found is None or not _is_clone(found):
        where = f"{visible(str(root))} is none" if root is not None else f"{PACKAGE} lies in none"
        raise CourseError(
            f"a class is made from a clone of the course, which has the text and the solutions, and {where}: go to a "
            "clone, or name it with --root"
        )
    return found


def _is_clone(folder):
    """Return True for a folder with the course's text that is no class's own."""
    has_text = all(folder.joinpath("source", kind).is_dir() for kind in ("lectures", "exercises"))
    return has_text and folder.joinpath("nbgrader_config.py").is_file() and not Course(folder).is_class


def new_class(
    folder: Path,
    course: Path,
    lectures: str,
    exercises: str | None = None,
    name: str | None = None,
    exchange: Path | None = None,
) -> About:
    """Make a class's folder, build its notebooks, and return what it holds; all of it or nothing.

    Raises CourseError for a folder that is not empty, a lecture or an exercise that does not exist, or a name that
    cannot be a folder's on the exchange.
    """
    there = names_in(course / "source" / "lectures"), names_in(course / "source" / "exercises")
    taken = chosen("--lectures", lectures, there[0])
    asked = chosen("--exercises", exercises, there[1]) if exercises is not None else [n for n in taken if n in there[1]]
    if not taken and not asked:
        raise CourseError("--lectures: expected a lecture or an exercise at least. Received: none")
    called = _require_name(name if name is not None else folder.absolute().name)
    _require_place(folder)
    files = excerpt(course, taken, asked, called, exchange)
    about = _about(called, taken, asked, exchange, course, files)
    own = {f"{FOLDER}/README.md": QUESTIONS_PAGE.encode(), "README.md": _readme(about).encode()}
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as parent:
        new = Path(parent, "class")
        with replaced({new / path: data for path, data in (files | own | _remembered(files, about)).items()}):
            pass
        build_class(new)
        if folder.is_dir():
            folder.rmdir()
        os.replace(new, folder)
    return about


def _require_name(name):
    """Return the name of a class; raises CourseError if the exchange could have no folder of that name."""
    if not (is_student_id(name) and NAME.fullmatch(name)):
        raise CourseError(f"--name: expected letters, digits, and any of . @ + - _. Received: '{visible(name)}'")
    if name == COURSE:
        raise CourseError(f"--name: {COURSE} is the whole course: expected a name of the class's own")
    return name


def _require_place(folder):
    """Raise CourseError unless a folder is new or empty, and can have this name on every system."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CourseError(f"{folder} is a file or a link: expected a new or an empty folder")
    if not folder.exists():
        above = next(parent for parent in folder.absolute().parents if parent.exists())
        require_name_everywhere(folder.absolute().relative_to(above))
        return
    if any(folder.iterdir()):
        how = f" (to bring a newer course into it: dlcourse update --course {as_argument(folder)})"
        raise CourseError(
            f"{folder} is not empty: expected a new or an empty folder{how if Course(folder).is_class else ''}"
        )


def _about(name, lectures, exercises, exchange, course, files):
    fingerprint = digest(*(part for path in sorted(files) for part in (path, files[path])))
    where = None if exchange is None else str(exchange)
    return About(name, tuple(lectures), tuple(exercises), where, str(course), __version__, fingerprint)


def _remembered(files: Mapping[str, bytes], about: About) -> dict[str, bytes]:
    """Return what .dlcourse/ remembers: the texts as they were taken, and of what."""
    return {f"{TAKEN}/{path}": data for path, data in files.items()} | {CLASS: about.to_bytes()}


def build_class(root: Path) -> list[Path]:
    """Build the notebooks of a class; return what changed. Raises CourseError for what is wrong with a text."""
    try:
        return build(root)
    except (SourceError, ReleaseError, EditedExerciseError) as error:
        raise CourseError(str(error)) from None


def _readme(about):
    """Return the page that says what lies where in a class's folder."""
    return f"""# {about.name}

The instructor's side of a class. Students get the archive that `dlcourse hand-out {about.name}.zip` writes: no
solutions, no texts.

| folder | what |
|---|---|
| `source/` | the text of lectures and exercises, yours to change; `python -m dlcourse.course.authoring` builds it |
| `questions/` | questions of your own; `dlcourse prove` proves them |
| `solutions/` | what is built, with solutions; exercises that you make in JupyterLab stand here as well |
| `lectures/`, `exercises/` | what students get |
| `submitted/`, `gradebook.db`, `feedback/` | what a class leaves |

`dlcourse update` brings a newer course; what you have changed stays. `dlcourse doctor` says what is wrong.
"""


# Up to date


def read_about(course: Course) -> About:
    """Return which class a folder is; raises CourseError if the file that says so is damaged."""
    try:
        found = json.loads(course.root.joinpath(CLASS).read_text(encoding="utf-8"))
        about = About(**found)
        return About(**(found | {"lectures": tuple(about.lectures), "exercises": tuple(about.exercises)}))
    except (OSError, ValueError, TypeError):
        raise CourseError(
            f"{CLASS} is damaged: make a new folder with dlcourse new-class, and copy your own source/, questions/ and "
            "gradebook.db into it"
        ) from None


def newest(course: Course) -> tuple[About, dict[str, bytes]]:
    """Return the class's excerpt of the course as it is now; raises CourseError if no clone of the course is found.

    The clone that the class was made from counts, or if that is gone, the one that this package lies in.
    """
    about = read_about(course)
    clone = next((one for one in (Path(about.course), clone_here()) if one is not None and _is_clone(one)), None)
    if clone is None:
        raise CourseError(
            f"{course.root} was made from {about.course}, which is no clone of the course any more: run this with the "
            "Python of a clone (make setup)"
        )
    lectures, exercises = names_in(clone / "source" / "lectures"), names_in(clone / "source" / "exercises")
    exchange = Path(about.exchange) if about.exchange else None
    taken = [name for name in about.lectures if name in lectures]
    asked = [name for name in about.exercises if name in exercises]
    files = excerpt(clone, taken, asked, about.name, exchange)
    return _about(about.name, about.lectures, about.exercises, exchange, clone, files), files


def newer_texts(course: Course) -> list[str]:
    """Return the texts that the course has in another form than the class took them, or has no more."""
    _, files = newest(course)
    before = {path.relative_to(course.root / TAKEN).as_posix() for path in _taken(course)}
    changed = {path for path, data in files.items() if bytes_at(course.root / TAKEN / path) != data}
    return sorted(changed | (before - files.keys()))


def _taken(course):
    return (path for path in course.root.joinpath(TAKEN).rglob("*") if path.is_file())


def update_class(course: Course) -> ClassReport:
    """Bring the course's newer texts into a class's folder, and build it; the class's own changes stay.

    A text that both have changed stays, and the course's lies beside it. Raises CourseError before anything is written
    if the clone is older than what the class has.
    """
    before, (about, files) = read_about(course), newest(course)
    if numbers_of(about.version) < numbers_of(before.version):
        raise CourseError(
            f"{course.root} holds version {before.version} of the course, and the one installed is older, "
            f"{about.version}: install the newer one"
        )
    report, writes, copies = ClassReport(), {}, {}
    for path, new in files.items():
        base, mine = bytes_at(course.root / TAKEN / path), bytes_at(course.root / path)
        if mine == new or (base == new and mine is not None):
            continue
        if mine is None or mine == base:
            writes[path] = new
            if mine is None and base is not None:
                report.news[path] = ["was missing: a fresh copy"]
        else:
            writes[path + SUFFIX] = new
            report.news[path] = [
                f"changed by you: yours stays, and the course's newer one is {Path(path).name}{SUFFIX}"
            ]
    for old in sorted(path.relative_to(course.root / TAKEN).as_posix() for path in _taken(course)):
        if old not in files and course.root.joinpath(old).exists():
            report.news[old] = ["no longer in the course; your copy stays"]
    for path in [path for path in writes if path.endswith(SUFFIX)]:  # one of an earlier update
        found = bytes_at(course.root / path)
        if found is not None and found != writes[path]:
            copies[path] = found
    backup = new_backup(course.root) if copies else None
    kept = {backup / path: data for path, data in copies.items()} if backup else {}
    new_files = {course.root / path: data for path, data in (writes | _remembered(files, about)).items()}
    with replaced({**kept, **new_files}):
        _try_build(course.root, writes)
    for path in _taken(course):
        if path.relative_to(course.root / TAKEN).as_posix() not in files:
            path.unlink()
    report.written, report.backup = sorted(writes), backup
    report.written += [path.as_posix() for path in build_class(course.root) if path.as_posix() not in writes]
    return report


def _try_build(root, writes):
    """Build a copy of the class with its new texts; raises CourseError if that fails, before anything is changed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "class")
        for part in ("source", FOLDER, "exercises", "solutions"):
            if root.joinpath(part).is_dir():
                shutil.copytree(root / part, copy / part)
        shutil.copy(root / "nbgrader_config.py", copy)
        for path, data in writes.items():
            copy.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
            copy.joinpath(path).write_bytes(data)
        build_class(copy)
