"""The student edition of the course: lectures and exercises as they are handed out, without solutions.

A wheel carries it, in the folder `edition` of the package. In a clone it is made of what the clone holds, and what
somebody has changed there, by running a lecture or by solving an exercise, is built afresh from its source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import dlcourse
from dlcourse._files import digest
from dlcourse.checks import own_questions
from dlcourse.checks.catalogue import of_this_class
from dlcourse.course.authoring.build import digest_of_sources, read_record
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.dates.for_students import FILE as DATES
from dlcourse.course.grading.dates.for_students import for_students
from dlcourse.course.grading.judge.attachments import read_folder
from dlcourse.course.learner.handed_out import CONFIG, PAGES

PACKAGE = Path(dlcourse.__file__).parent
CARRIED = PACKAGE / "edition"
RAN = re.compile(r'"execution_count": \d|"outputs": \[\n')  # in the file of a notebook that was run


@dataclass(frozen=True)
class Edition:
    """The files that a course hands out, by their paths in a learner's folder, with its name and version."""

    course: str
    version: str
    files: Mapping[str, bytes]
    fingerprint: str = ""  # other for another content; quickly found, by `fingerprint_here`
    questions: Mapping[str, bytes] = field(default_factory=dict)  # a class's own, those that are asked, by file name
    origin: str = ""  # the archive that it was read from
    is_of_class: bool = False


def clone_here() -> Path | None:
    """Return the clone that this package lies in; None if it is installed, with an edition of its own."""
    root = PACKAGE.parent
    return root if not CARRIED.is_dir() and root.joinpath("source").is_dir() else None


def edition_here() -> Edition:
    """Return the edition that is installed with this package, or that of the clone it lies in."""
    clone = clone_here()
    if clone is not None:
        return edition_of_clone(clone)
    if not CARRIED.is_dir():
        raise CourseError(f"{PACKAGE} carries no lectures and exercises: install the course from a wheel, or clone it")
    files = {path.relative_to(CARRIED).as_posix(): path.read_bytes() for path in _files_in(CARRIED)}
    return _edition(files, fingerprint_here())


def fingerprint_here() -> str:
    """Return the fingerprint of the edition that `edition_here` would return, without building it."""
    clone = clone_here()
    return _fingerprint(_files_in(CARRIED)) if clone is None else fingerprint_of_clone(clone)


def edition_of_clone(root: Path) -> Edition:
    """Return the edition of the clone at `root`; raises CourseError if a source in it cannot be built."""
    files = {name: root.joinpath(name).read_bytes() for name in (CONFIG, *PAGES) if root.joinpath(name).is_file()}
    files |= _dates_in(root)
    record = read_record(root)
    for path in sorted(root.glob("source/lectures/*.py")):
        files[f"lectures/{path.stem}.ipynb"] = _lecture(path)
    for path in sorted(root.glob("solutions/*/*.ipynb")):
        name = f"exercises/{path.stem}/{path.stem}.ipynb"
        files[name] = _exercise(root / name, path, record.get(path.stem, {}))
        beside, _ = read_folder(path.parent)
        files |= {f"exercises/{path.stem}/{other}": data for other, data in beside.items()}
    return _edition(files, fingerprint_of_clone(root), _own_questions_of(root), Course(root).is_class)


def fingerprint_of_clone(root: Path) -> str:
    """Return the fingerprint of the edition that `edition_of_clone` would return, without building it."""
    return _fingerprint(_made_of(root), *_dates_in(root).values())


def _own_questions_of(root: Path) -> dict[str, bytes]:
    """Return the files of a class's own questions that its exercises ask, and of what these may import."""
    if not own_questions.files_of(root).texts:
        return {}
    own_questions.look_in(root)
    part = of_this_class().part_for([path.stem for path in root.glob("solutions/*/*.ipynb")])
    return {name: text.encode() for name, text in part.texts} if part else {}


def _dates_in(root):
    """Return the due dates of a clone as students get them; none if it has no table, or one that cannot be read."""
    try:
        return {DATES: for_students(root.joinpath(DATES).read_bytes())}
    except (OSError, ValueError):  # `dlcourse dates` says what is wrong with it
        return {}


def _edition(files, fingerprint, questions=None, is_of_class=False):
    """Return the edition with these files; its name is nbgrader's of the course."""
    named = re.search(rb'course_id\s*=\s*"([^"]+)"', files.get(CONFIG, b""))
    name = named[1].decode() if named else "dlcourse"
    return Edition(name, dlcourse.__version__, files, fingerprint, questions or {}, is_of_class=is_of_class)


def _made_of(root):
    """Return the files of a clone that its edition is made of."""
    pages = [root / name for name in (CONFIG, *PAGES) if root.joinpath(name).is_file()]
    own = sorted(root.joinpath(own_questions.FOLDER).glob("*.py"))
    beside = [path for path in sorted(root.glob("solutions/*/[!.]*")) if path.is_file()]
    return [*pages, *sorted(root.glob("source/lectures/*.py")), *beside, *own]


def _fingerprint(paths, *more):
    return digest(*(part for path in paths for part in (path.name, path.read_bytes())), *more, dlcourse.__version__)


def _files_in(folder):
    """Return the files of an edition, without what pip compiles beside them when it installs a wheel."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")


def _lecture(source):
    """Return a lecture as it is built."""
    from dlcourse.course.authoring.notebook import to_notebook, to_text
    from dlcourse.course.authoring.source import SourceError, read_source

    try:
        return to_text(to_notebook(read_source(source))).encode()
    except SourceError as error:
        raise CourseError(str(error)) from None


def _exercise(path, solution, known):
    """Return an exercise as it is built: the file, if it is the one that the build recorded, else made afresh."""
    from dlcourse.course.authoring.release import ReleaseError, generate_release

    text = solution.read_text(encoding="utf-8")
    if path.exists() and known.get("solution") == digest(text):
        found = path.read_text(encoding="utf-8")
        try:
            if digest_of_sources(found) == known.get("release") and not RAN.search(found):
                return found.encode()
        except Exception:  # whatever is broken in it: somebody's work, which is not ours to read here
            pass
    try:
        return generate_release(solution.parent.name, text).encode()
    except ReleaseError as error:
        raise CourseError(str(error)) from None
