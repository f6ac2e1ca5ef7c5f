"""The files beside a notebook, such as a module or a table of the student's: they lie beside it when it runs, too.

The exercise's own come from the solution's folder and replace the student's copies, as nbgrader has it. The folder is
at the end of the worker's path, so that a file cannot take the place of a library.
"""

import base64
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from dlcourse.course.grading.judge.intake import FROM_THE_EXCHANGE
from dlcourse.course.handed_in import is_notebook, listed, names_in
from dlcourse.course.terminal import visible

MAX_BYTES = 20_000_000  # of all files in a folder
MAX_FILES = 500
CHUNK = 3_000_000  # bytes sent to the worker in one request
IGNORED_FOLDERS = ("__pycache__", "feedback")  # as nbgrader has it; and what begins with a dot
IGNORED = (".ipynb", ".pyc")
Beside = tuple[dict[str, bytes], list[str]]  # files by their paths, and a line on each thing that is left out
LAY_OUT = """
import base64, os, sys
for name, data in files.items():
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "ab") as file:
        file.write(base64.b64decode(data))
if os.getcwd() not in sys.path:
    sys.path.append(os.getcwd())
"""


def files_for(folder: Path, own: Beside) -> Beside:
    """Return the files for a notebook in `folder`; `own` are those beside the solution."""
    files, left_out = read_folder(folder)
    own_files, own_left_out = own
    notes = [*left_out, *(f"of the exercise: {line}" for line in own_left_out), *_on_other_notebooks(folder)]
    return files | own_files, notes


def _on_other_notebooks(folder):
    """Return a line on the notebooks beside the one that is graded: what a student has done may stand in a copy."""
    graded = f"{folder.name}.ipynb"
    names = [name for name in sorted(names_in(folder)) if is_notebook(name) and not name.startswith(".")]
    others = [name for name in names if name != graded]
    return [f"{graded} alone is graded, and not {listed(others)} beside it"] if others else []


def read_folder(folder: Path) -> Beside:
    """Return the files in a folder but notebooks and hidden ones, and a line on each thing that is left out."""
    found, left_out, size = [], [], 0
    for path in _paths_in(folder):
        about = path.lstat()
        if stat.S_ISREG(about.st_mode):
            found.append(path)
            size += about.st_size
        else:
            left_out.append(f"{_name_in(folder, path)} is a link or no plain file, and was not there")
    if size > MAX_BYTES or len(found) > MAX_FILES:
        what = f"{len(found)} files of {size / 1e6:.3g} MB beside the notebook"
        most = f"more than {MAX_FILES} files or {MAX_BYTES / 1e6:g} MB"
        return {}, [*left_out, f"{what} are {most}, and were not there when it ran"]
    files = {}
    for path in found:
        try:
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
        except OSError as error:
            left_out.append(f"{_name_in(folder, path)} cannot be read: {error.strerror}")
    return files, left_out


def _name_in(folder: Path, path: Path) -> str:
    """Return the name of a file for people to read: it may hold what a terminal obeys, and bytes that are no UTF-8."""
    return visible(path.relative_to(folder).as_posix())


def _paths_in(folder: Path) -> Iterator[Path]:
    """Yield what may lie beside the notebook when it runs, in order."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in IGNORED_FOLDERS)
        linked = [name for name in folders if Path(here, name).is_symlink()]  # not entered, and told
        for name in sorted([*names, *linked]):
            if not name.startswith(".") and not name.endswith(IGNORED) and name not in FROM_THE_EXCHANGE:
                yield Path(here, name)


def lay_out(files: Mapping[str, bytes]) -> list[str]:
    """Return the texts of cells that write the files into the worker's folder, and add it to the path."""
    pieces = [(name, data[at : at + CHUNK]) for name, data in files.items() for at in range(0, len(data) or 1, CHUNK)]
    groups: list[dict[str, str]] = [{}]
    room = CHUNK
    for name, piece in pieces:
        if len(piece) > room or name in groups[-1]:
            groups.append({})
            room = CHUNK
        groups[-1][name] = base64.b64encode(piece).decode()
        room -= len(piece)
    return [f"exec({LAY_OUT!r}, {{'files': {group!r}}})" for group in groups]
