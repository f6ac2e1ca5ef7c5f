"""The contents of submitted/: which students' folders hold an exercise, and what lies there under a wrong name.

A folder that cannot be read, or holds the work under another name, is its student's fault: it is never passed over in
silence, and it never stops the others.
"""

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dlcourse.course.terminal import visible

COLLECTING = ".collecting"  # where collecting puts a submission together, in submitted/
KEPT = ".kept"  # where grading notes which results are its own, in autograded/
OURS = (COLLECTING, KEPT)
FEW = 5  # names to show
LEVELS = 3  # of folders in which work is looked for that lies in no folder of its exercise


def students_in(folder: Path, exercise: str, others: Iterable[str] = ()) -> list[str]:
    """Return the students whose folder holds an exercise, or seems to, under another name, or cannot be read.

    What is named as one of the `others`, the course's exercises, is not a wrong name of this one.
    """
    students = [student for student in names_in(folder) if student not in OURS]
    return sorted(student for student in students if _holds(folder / student, exercise, set(others) - {exercise}))


def what_is_missing(notebook: Path) -> str:
    """Return a line on a notebook that is missing, with what lies in its folder instead, or in its student's."""
    folder, student = notebook.parent, notebook.parent.parent
    if folder.is_dir():
        names, what, whose = names_in(folder), notebook.name, "the notebook must keep its name"
        found = [each for name in sorted(names) if name != notebook.name for each in _with_notebooks(folder, name)]
    else:
        others = set(names_in(student.parent.parent / "solutions")) - {folder.name}  # which are in their place
        names = _alike(student, folder.name, others)
        what, whose = f"{folder.name}/{notebook.name}", "folder and notebook must keep their names"
        found = [each for name in names for each in _with_notebooks(student, name)]
    return f"{what} is missing{f' (found: {listed(found)})' if found else ''}: {whose}"


def listed(names: Sequence[str], most: int = FEW, shown: Callable[[str], str] = visible) -> str:
    """Return names in one line, each as `shown` has it: the first few, and how many more."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(map(shown, names[:most])) + more


def misplaced(
    submitted: Path, exercise: str, exercises: Iterable[str], beside: Callable[[str], str] = lambda _: ""
) -> list[str]:
    """Return a line on each entry of submitted/ that is not a student's work on an exercise.

    That is a notebook, an archive, a link or an exercise in the place of a student's folder, and a student's folder
    that holds something, but none of the exercises, nor anything that may be meant for this one. `beside` says what
    stands behind a student's id, such as the name.
    """
    lines, known = [], set(exercises)
    for name in sorted(names_in(submitted)):
        path = submitted / name
        if path.is_symlink() and not path.exists():
            what = "is a link to nothing"
        elif name in known and path.is_dir():
            what = "is named as an exercise"
        elif path.is_file() and (is_notebook(name) or is_like(name, exercise)):
            what = "is in no student's folder"
        elif found := _unknown_in(path, exercise, known):
            what = f"holds no exercise of the course (found: {listed(found)})"
        else:
            continue
        lines.append(
            f"submitted/{visible(name)}{beside(name)} {what}: expected submitted/STUDENT/{exercise}/{exercise}.ipynb"
        )
    return lines


def _unknown_in(student, exercise, exercises):
    """Return what lies in a student's folder if that holds no exercise, nor anything that may be meant for this one."""
    if student.name in OURS or _holds(student, exercise, exercises - {exercise}):
        return []
    names = [name for name in sorted(names_in(student)) if not name.startswith(".")]
    return [] if exercises & set(names) else [each for name in names for each in _with_notebooks(student, name)]


def is_like(name: str, exercise: str) -> bool:
    """Return True if a file or folder may be an exercise under another name: "07", "Backpropagation (1).zip"."""
    number, _, topic = exercise.casefold().partition("_")
    plain = re.sub(r"[^0-9a-z]+", "_", name.casefold())
    starts = re.match(rf"0*{int(number)}(?![0-9])", plain) if number.isdecimal() else plain.startswith(number)
    return bool(starts or (topic and topic in plain))


def is_notebook(name: str) -> bool:
    """Return True for a notebook's name, also with something after its ending: "x.ipynb.txt"."""
    return ".ipynb" in name.casefold()


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder; none if it does not exist."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _holds(student, exercise, others):
    """Return True if a student's folder holds an exercise, something like it, or cannot be read."""
    try:
        os.lstat(student / exercise)
    except FileNotFoundError:
        return _holds_alike(student, exercise, others)
    except OSError as error:
        return not isinstance(error, NotADirectoryError)
    return True


def _holds_alike(student, exercise, others):
    """Return True if a student's folder holds something like an exercise, or cannot be read."""
    try:
        return bool(_alike(student, exercise, others))
    except OSError:
        return True


def _alike(folder, exercise, others, level=0):
    """Return the paths of what may be an exercise under another name, or in another folder than its own.

    Further down that is a notebook or a folder alone: there, "7.csv" is not an exercise.
    """
    found = []
    for name in sorted(names_in(folder)):
        if name in others or name.startswith("."):
            continue
        if is_like(name, exercise) and (level == 0 or is_notebook(name) or _is_folder(folder / name)):
            found.append(name)
        elif level < LEVELS and _is_folder(folder / name):
            with contextlib.suppress(PermissionError):
                found += [f"{name}/{each}" for each in _alike(folder / name, exercise, others, level + 1)]
    return found


def _is_folder(path):
    return path.is_dir() and not path.is_symlink()


def _with_notebooks(folder, name):
    """Return a name, or for a folder those of the notebooks in it."""
    try:
        inside = [f"{name}/{each}" for each in sorted(names_in(folder / name)) if is_notebook(each)]
    except OSError:
        inside = []
    return inside or [name]
