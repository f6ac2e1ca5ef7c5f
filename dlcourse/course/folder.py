"""The course folder: its location, its exercises, and the paths of their files.

There are three kinds. A clone holds source/ and solutions/, and git tracks it. A class's folder, made by `dlcourse
new-class`, holds an excerpt of these, and the class's own. A learner's own folder, begun by `dlcourse start` or
`dlcourse lab`, holds no solutions: in .dlcourse/ it has the course as it was handed out last.
"""

import difflib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from dlcourse.course.handed_in import students_in
from dlcourse.course.terminal import as_argument, is_visible, visible

LONGEST_ID, LONGEST_ID_BYTES = 100, 200  # on the exchange, a folder's name holds exercise and time as well
PATTERN = "*?"  # nbgrader takes an id with one of these for a pattern, and so for many students
NOT_ON_WINDOWS = '\\:"<>|'
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *([.].*)?", re.IGNORECASE)  # of Windows

HANDED_OUT = ".dlcourse"  # in a learner's folder: the lectures and exercises as they were handed out last
STATE = f"{HANDED_OUT}/course.json"  # which course that is, and of when; it tells a learner's folder from a clone
CLASS = f"{HANDED_OUT}/class.json"  # in a class's folder: what it took of the course
OWN = "my-course"  # the learner's folder in a clone, which git ignores
BACKUPS = "backups"  # copies of what was replaced, a folder for each time


class CourseError(Exception):
    """An error that the user can fix; its text is one line: the fault, and how to fix it."""


@dataclass(frozen=True)
class Course:
    """A course folder; the names of its folders are those that nbgrader_config.py gives to nbgrader."""

    root: Path

    @classmethod
    def find(cls, folder: Path) -> "Course":
        """Return the course that `folder` is or lies in; raises CourseError if it is in no course folder."""
        folder = folder.resolve()
        for candidate in (folder, *folder.parents):
            course = cls(candidate)
            if course.is_own or (candidate.joinpath("nbgrader_config.py").exists() and course.sources.is_dir()):
                return course
            if course.has_lost_its_state:
                raise CourseError(
                    f"{candidate} has lost {HANDED_OUT}/, by which a learner's folder is known: a copy leaves hidden "
                    f"folders out: dlcourse start {as_argument(candidate)} makes it, and keeps what is there"
                )
        raise CourseError(
            f"{folder} is not in a course folder: go to the folder with nbgrader_config.py, use --course, or begin a "
            "folder of your own: dlcourse start my-course"
        )

    @classmethod
    def find_own(cls, folder: Path) -> "Course":
        """Return the learner's folder that `folder` lies in, or that its clone holds; without one, the clone.

        In the clone's own exercises/, where learners worked before, it is the clone.
        """
        course = cls.find(folder)
        own = cls(course.root / OWN)
        is_inside = folder.resolve().is_relative_to(course.root / "exercises")
        return own if own.is_own and not course.is_own and not is_inside else course

    @property
    def is_own(self) -> bool:
        """Return True for a learner's own folder, False for a clone."""
        return self.root.joinpath(STATE).is_file()

    @property
    def is_class(self) -> bool:
        """Return True for a class's folder, made by `dlcourse new-class`."""
        return self.root.joinpath(CLASS).is_file()

    @property
    def has_lost_its_state(self) -> bool:
        """Return True for a folder with lectures or exercises that is neither a clone nor known for a learner's own."""
        if self.is_own or self.root.joinpath("source").is_dir() or self.root.joinpath("solutions").is_dir():
            return False
        patterns = ("lectures/[0-9][0-9]_*.ipynb", "exercises/[0-9][0-9]_*/[0-9][0-9]_*.ipynb")
        return any(True for pattern in patterns for _ in self.root.glob(pattern))

    @property
    def sources(self) -> Path:
        """Return the folder with the questions: the solutions, or in a learner's folder the exercises handed out."""
        return self.root.joinpath(HANDED_OUT, "exercises") if self.is_own else self.root / "solutions"

    def exercises(self) -> list[str]:
        """Return the names of all exercises, in order."""
        return sorted(path.parent.name for path in self.sources.glob("*/*.ipynb"))

    def exercise(self, wanted: str) -> str:
        """Return the full name for a number, "07", a name or a path; raises CourseError if no exercise matches."""
        names, asked = self.exercises(), last_name(wanted)
        found = [name for name in names if asked == name or (asked and asked.zfill(2) == name.split("_")[0])]
        if not asked:
            raise CourseError(f"no exercise is named: expected a number or a name, such as 07. Received: {wanted!r}")
        if found and is_lecture(wanted):
            raise CourseError(f"{visible(wanted)} is a lecture: expected its exercise, {found[0]}")
        if not found:
            raise CourseError(
                f"no exercise {wanted!r}{did_you_mean(asked, names)}; there are: {', '.join(names) or 'none'}"
            )
        return found[0]

    def notebook(self, name: str) -> Path:
        """Return the path of the notebook in which a student works on exercise `name`."""
        return self.root / "exercises" / name / f"{name}.ipynb"

    def require_notebook(self, name: str) -> None:
        """Raise CourseError, which says what to do, unless the notebook of exercise `name` is a file."""
        path, fresh = self.notebook(name), f"have a fresh one: dlcourse reset {name[:2]}"
        where = path.relative_to(self.root).as_posix()
        if path.is_symlink():
            raise CourseError(f"{where} is a link: put the notebook itself in its place")
        if path.is_dir():
            raise CourseError(f"{where} is a folder: move it away, then {fresh}")
        if not path.exists():
            raise CourseError(f"{where} is missing: put it back, or {fresh}")

    def solution(self, name: str) -> Path:
        """Return the path of nbgrader's source of exercise `name`: its solution, or what a learner was handed out."""
        return self.sources / name / f"{name}.ipynb"

    def submitted(self, student: str, name: str) -> Path:
        """Return the path of a student's submission."""
        return self.root / "submitted" / student / name / f"{name}.ipynb"

    def autograded(self, student: str, name: str) -> Path:
        """Return the path of the notebook that was graded."""
        return self.root / "autograded" / student / name / f"{name}.ipynb"

    def feedback(self, student: str, name: str) -> Path:
        """Return the path of a student's feedback page."""
        return self.root / "feedback" / student / name / f"{name}.html"

    def students(self, name: str, stage: str = "submitted") -> list[str]:
        """Return the students with work for exercise `name` at a stage: submitted or autograded.

        These are also those whose work has a wrong name or cannot be read: grading says so of each.
        """
        others = self.exercises() if stage == "submitted" else ()
        return students_in(self.root / stage, name, others)


def last_name(wanted: str) -> str:
    """Return the number or the name of an exercise in what a user typed: it may be a path, as Tab completes it."""
    return wanted.strip().replace("\\", "/").rstrip("/").rpartition("/")[2].removesuffix(".ipynb")


def is_lecture(wanted: str) -> bool:
    """Return True for a path in lectures/."""
    return "lectures" in wanted.replace("\\", "/").split("/")[:-1]


def did_you_mean(wanted: str, names: list[str]) -> str:
    """Return " (did you mean 07_backpropagation?)" if a name, or what follows its number, is like this one; else ""."""
    known = {alias.lower(): name for name in names for alias in (name, name.partition("_")[2]) if alias}
    begun = [name for alias, name in known.items() if len(wanted) > 2 and alias.startswith(wanted.lower())]
    near = begun or [known[alias] for alias in difflib.get_close_matches(wanted.lower(), known, n=2)]
    return f" (did you mean {' or '.join(dict.fromkeys(near))}?)" if near else ""


def require_student_id(student: str) -> str:
    """Return `student`; raises CourseError if the id cannot safely be a folder's name: "../x" must never pass."""
    if not is_student_id(student):
        unsafe = f"/ {' '.join(PATTERN)}" + (f" {' '.join(NOT_ON_WINDOWS)}" if os.name == "nt" else "")
        why = f" ({why_not_on_windows(student)})" if os.name == "nt" and why_not_on_windows(student) else ""
        raise CourseError(
            f"student id '{visible(student)}': expected a name for a folder: at most {LONGEST_ID} characters, none of "
            f"{unsafe} and none that is invisible, no blank at an end, no dot or dash at the beginning{why}"
        )
    return student


def is_student_id(text: str) -> bool:
    """Return True if an id can safely be a folder's name, here, in nbgrader's paths and after `--student`."""
    return (
        0 < len(text) <= LONGEST_ID
        and is_visible(text)
        and len(text.encode()) <= LONGEST_ID_BYTES
        and text == text.strip()
        and not text.startswith((".", "-"))
        and not set(text) & {"/", *PATTERN}
        and not (os.name == "nt" and why_not_on_windows(text))
    )


def why_not_on_windows(name: str) -> str:
    """Return what keeps Windows from having a file or a folder of this name; "" if nothing does."""
    if unfit := [character for character in name if character in f"/{NOT_ON_WINDOWS}{PATTERN}" or character < " "]:
        return f"Windows has no {visible(unfit[0])} in a name"
    if name.endswith((".", " ")):
        return "Windows has no name that ends in a dot or a blank"
    return f"Windows keeps the name {name} for a device" if DEVICES.fullmatch(name) else ""


def require_name_everywhere(folder: PurePath) -> None:
    """Raise CourseError for the path of a new folder that has a name which Windows refuses, on any system.

    A folder moves: to another computer, onto a stick, into a cloud. And a colon parts the paths in which Jupyter looks
    for its settings.
    """
    for name in folder.parts[1:] if folder.anchor else folder.parts:
        if why := why_not_on_windows(name) if name not in (".", "..") else "":
            raise CourseError(f"{visible(str(folder))}: {why}: choose another name, so that the folder can be moved")


def new_backup(root: Path) -> Path:
    """Return the path of a new folder in backups/, named by the time."""
    stamp = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
    return next(path for name in names if not (path := root / BACKUPS / name).exists())
