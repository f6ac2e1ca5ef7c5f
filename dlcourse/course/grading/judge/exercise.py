"""The questions of a solution notebook: the course's checks, and an instructor's own tests; or why it cannot be graded.

A graded cell that is `check("name", name)` and nothing else is a check of the course. Any other graded code cell is a
test of the instructor's own, which runs in the worker.
"""

import functools
import math
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from dlcourse.checks import find_question
from dlcourse.checks.catalogue import EXERCISES
from dlcourse.checks.own_questions import look_in
from dlcourse.course.folder import CourseError
from dlcourse.course.grading.judge.cells import about, called, grade_id, is_answer, is_asked
from dlcourse.course.grading.judge.intake import language_of
from dlcourse.course.grading.judge.own_tests import Names, why_not


class ExerciseError(CourseError):
    """A solution notebook that cannot be graded; the text says which cell, and what to write instead."""


@dataclass(frozen=True)
class Asked:
    """One graded cell that is judged without a person: a check of the course, or a test of the instructor's own."""

    cell: str  # its grade_id
    name: str  # the question's, or a test's grade_id
    points: float
    function: str = ""  # for a check, the name that holds the student's function
    test: str = ""  # the text of a test
    answers: tuple[str, ...] = ()  # the grade_ids of the answers above it


def read_asked(solution: nbformat.NotebookNode) -> list[Asked]:
    """Return the graded cells of a solution, in order; raises ExerciseError if one of them cannot be graded."""
    found: list[Asked] = []
    answers: list[str] = []
    below_a_graded_cell = False
    names = functools.cache(lambda: Names(cell.source for cell in solution.cells if cell.cell_type == "code"))
    for cell in solution.cells:
        if is_asked(cell):
            found.append(_read_cell(cell, names, tuple(answers)))
            below_a_graded_cell = True
        elif is_answer(cell):
            answers = [grade_id(cell)] if below_a_graded_cell else [*answers, grade_id(cell)]
            below_a_graded_cell = False
    _require_different([asked.name for asked in found])
    return found


def _read_cell(cell, names, answers):
    """Return what one graded cell asks; `names` returns the notebook's names, which only a test needs."""
    name, points = grade_id(cell), about(cell).get("points")
    if isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points) or points < 0:
        raise ExerciseError(f"cell {name!r}: expected points, a number from 0. Received: {points!r}")
    call = called(cell.source)
    if call is None:
        reason = why_not(cell.source, names())
        if reason:
            raise ExerciseError(f"the test {name!r} cannot be graded: {reason}")
        return Asked(name, name, float(points), test=cell.source, answers=answers)
    question, function = call
    try:
        find_question(question)
    except LookupError as error:
        raise ExerciseError(f"cell {name!r}: {error}") from None
    return Asked(name, question, float(points), function=function, answers=answers)


def _require_different(names):
    """Raise ExerciseError if two graded cells have one name in the results."""
    for name in names:
        if names.count(name) > 1:
            raise ExerciseError(f"two graded cells ask {name!r}: give each a name and a question of its own")


def read_solution(path: Path) -> tuple[nbformat.NotebookNode, bytes]:
    """Return the solution notebook and its bytes, which identify the version of the exercise.

    The class's own questions that are looked up from then on are those of the class that it lies in. Raises
    ExerciseError, whose text begins with the folder, if it cannot be graded.
    """
    look_in(path)
    try:
        _require_alone(path)
        data = path.read_bytes()
        solution = parse_solution(data)
        language = language_of(solution.metadata)
        if language != "python":
            raise ExerciseError(f"expected a notebook in Python. Received: {language!r}")
        EXERCISES.load(path.stem)
        read_asked(solution)
    except ExerciseError as error:
        raise ExerciseError(f"solutions/{path.parent.name}: {error}") from None
    return solution, data


@functools.lru_cache(maxsize=1)
def parse_solution(data: bytes) -> nbformat.NotebookNode:
    """Return the solution notebook with these bytes: the same for all submissions, so that nobody may change it."""
    return nbformat.reads(data.decode(), as_version=4)


def _require_alone(path):
    """Raise ExerciseError unless the notebook at `path` exists and no other one beside it has graded cells."""
    others = [other for other in sorted(path.parent.glob("*.ipynb")) if other != path]
    if not path.is_file():
        found = f" (found: {', '.join(other.name for other in others)})" if others else ""
        raise ExerciseError(f"{path.name} is missing{found}: a solution has the name of its folder")
    graded = [other.name for other in others if re.search(rb'"grade"\s*:\s*true', other.read_bytes())]
    if graded:
        raise ExerciseError(f"{', '.join(graded)} has graded cells, too: expected one notebook, {path.name}")
