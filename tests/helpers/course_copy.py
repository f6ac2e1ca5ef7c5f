"""A course folder of its own for a test, and the programs that run in it."""

import functools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
from paths import ROOT

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.attachments import read_folder
from dlcourse.course.grading.judge.judging import Batch
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import tiers_here

EXERCISE = "07_backpropagation"
PROGRAMS = Path(sys.executable).parent
SCORES = """
    SELECT student.id, grade_cell_name.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade
    FROM grade
    JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    JOIN student ON submitted_assignment.student_id = student.id
    JOIN base_cell AS grade_cell_name ON grade.cell_id = grade_cell_name.id
    ORDER BY 1, 2
"""


@functools.cache
def why_not() -> dict[str, str]:
    """For each tier of sandbox "", or why this machine does not build it; tried once, when a test first asks."""
    return tiers_here()


def best_tier() -> str:
    """The tier that grading takes here; "none" if there is no sandbox: grading is tested all the same."""
    return next((tier for tier, why in why_not().items() if not why), "none")


def unsandboxed() -> list[str]:
    """The option without which `dlcourse grade` refuses on a machine that builds no sandbox."""
    return ["--unsandboxed"] if best_tier() == "none" else []


def copy_course(folder: Path, *exercises: str) -> Path:
    """What grading needs of the course, with these exercises (EXERCISE alone where none is named), in `folder`."""
    for name in ("nbgrader_config.py", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    for exercise in exercises or (EXERCISE,):
        for name in ("solutions", "exercises"):
            shutil.copytree(ROOT / name / exercise, folder / name / exercise)
    return folder


def batch_of(course: Course, tier: str = "none", limits: Limits | None = None) -> Batch:
    """What all jobs of EXERCISE share in this course."""
    path = course.solution(EXERCISE)
    return Batch(course, EXERCISE, path.read_bytes(), tier, limits or Limits(), read_folder(path.parent))


def run(program, *arguments, cwd):
    """Run one of this Python's programs; returns its exit code, standard output and standard error."""
    environment = os.environ | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([PROGRAMS / program, *arguments], cwd=cwd, env=environment, capture_output=True, text=True)
    # libzmq, under the kernel's client, says this at times when a kernel has gone; it is no word of ours
    done.stderr = re.sub(r"^Assertion failed: .*\(src/\w+\.cpp:\d+\)\n", "", done.stderr, flags=re.MULTILINE)
    return done


def exercise_of(root: Path) -> Path:
    """The notebook a student works in."""
    return root / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"


def solution_of(root: Path) -> Path:
    """The solution notebook."""
    return root / "solutions" / EXERCISE / f"{EXERCISE}.ipynb"


def cell_of(notebook, grade_id):
    """The cell that nbgrader knows by this name."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def answers(root: Path, **changes: str):
    """The solution notebook, with the source of some answers replaced."""
    notebook = nbformat.read(solution_of(root), as_version=4)
    for name, source in changes.items():
        cell_of(notebook, name).source = source
    return notebook


def hand_in(root: Path, student: str, notebook, exercise: str = EXERCISE):
    """Lay a notebook where a student's submission belongs."""
    path = root / "submitted" / student / exercise / f"{exercise}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def read(path: Path):
    """A notebook."""
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def contents(folder: Path) -> dict[str, bytes]:
    """What every file of a folder holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def state_of(root: Path):
    """All scores of the gradebook, and the judged notebooks."""
    with sqlite3.connect(root / "gradebook.db") as book:
        scores = book.execute(SCORES).fetchall()
    return scores, {path.parts[-3]: path.read_text(encoding="utf-8") for path in root.glob("autograded/*/*/*.ipynb")}
