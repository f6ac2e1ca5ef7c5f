"""Honest work earns full marks for what is right, whatever it prints, imports, draws, and by which editor it was saved."""

import copy
import sys
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from course_copy import EXERCISE, ROOT, TIER, cell_of, solution_of
from honest import ANSWERS, CELLS, NOTEBOOKS

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.grading.grader import grade_notebook
from dlcourse.grading.intake import read_notebook
from dlcourse.grading.marking import restore
from dlcourse.grading.sandbox import Limits, Sandbox
from dlcourse.grading.shared import shared_sandbox

TARGET = "relu_backward"


@pytest.fixture(scope="module")
def solution():
    return nbformat.read(solution_of(ROOT), as_version=4)


@pytest.fixture(scope="module")
def sandbox():
    shared = shared_sandbox(TIER == "none")
    return Sandbox(shared.tier, shared.library, Limits(seconds=5))


def lost(sandbox, solution, notebook, folder, mark=b""):
    """The questions without full marks, after the notebook was written, taken in, restored and graded."""
    path = folder / f"{EXERCISE}.ipynb"
    path.write_bytes(mark + nbformat.writes(notebook, version=nbformat.NO_CONVERT).encode())
    graded = grade_notebook(sandbox, solution, restore(read_notebook(path), solution), seed=1)
    assert list(graded.verdicts) == [question.name for question in EXERCISES[EXERCISE]]
    return {name: v.message for name, v in graded.verdicts.items() if v.points < v.max_points}


@pytest.mark.parametrize("code", ANSWERS.values(), ids=ANSWERS)
def test_a_right_answer_earns_full_marks_in_every_form(sandbox, solution, code, tmp_path):
    notebook = copy.deepcopy(solution)
    cell_of(notebook, TARGET).source = code
    assert lost(sandbox, solution, notebook, tmp_path) == {}


def test_cells_of_ones_own_cost_nothing_whatever_they_do(sandbox, solution, tmp_path):
    notebook = copy.deepcopy(solution)
    for place, code in enumerate(CELLS.values()):
        notebook.cells.insert(3 + 2 * place % len(notebook.cells), nbformat.v4.new_code_cell(code))
    assert lost(sandbox, solution, notebook, tmp_path) == {}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_loses_nothing_but_what_was_left_out(sandbox, solution, name, tmp_path):
    changed, left_out = NOTEBOOKS[name]
    notebook = changed(copy.deepcopy(solution))
    mark = b"\xef\xbb\xbf" if "mark" in name else b""
    assert set(lost(sandbox, solution, notebook, tmp_path, mark)) == set(left_out)
