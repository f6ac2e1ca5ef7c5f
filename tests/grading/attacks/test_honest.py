"""Honest work earns full marks for what is right, whatever it prints, imports and draws, and whoever saved it."""

import copy
import functools
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, best_tier, cell_of, solution_of
from honest import ANSWERS, CELLS, NOTEBOOKS

from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.judge.intake import read_notebook
from dlcourse.course.grading.judge.marking import restore
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import Sandbox

TARGET = "relu_backward"


@functools.cache
def solution_as_read():
    return nbformat.read(solution_of(ROOT), as_version=4)


ASKED = ("check-relu_backward", "check-dense_backward")


def few_questions():
    """The solution with two of its checks, which is enough where one answer is in question."""
    solution = copy.deepcopy(solution_as_read())
    checks = [cell for cell in solution.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    solution.cells = [c for c in solution.cells if c not in checks or c.metadata.nbgrader.grade_id in ASKED]
    return solution


def with_answer(code):
    notebook = copy.deepcopy(solution_as_read())
    cell_of(notebook, TARGET).source = code
    return notebook


def with_cells():
    notebook = copy.deepcopy(solution_as_read())
    for place, code in enumerate(CELLS.values()):
        notebook.cells.insert(3 + 2 * place % len(notebook.cells), nbformat.v4.new_code_cell(code))
    return notebook


def lost(kind, name, folder):
    """The questions without full marks, with the message, after the notebook was written, taken in and graded."""
    shared = shared_sandbox(best_tier())
    sandbox = Sandbox(shared.tier, shared.library, Limits(seconds=5))
    solution, mark = solution_as_read(), b""
    if kind == "answers":
        notebook, solution = with_answer(ANSWERS[name]), few_questions()
    elif kind == "cells":
        notebook = with_cells()
    else:
        notebook = NOTEBOOKS[name][0](copy.deepcopy(solution_as_read()))
        mark = b"\xef\xbb\xbf" if "mark" in name else b""
    path = folder / f"{kind} {name}" / f"{EXERCISE}.ipynb"
    path.parent.mkdir()
    path.write_bytes(mark + nbformat.writes(notebook, version=nbformat.NO_CONVERT).encode())
    graded = grade_notebook(sandbox, solution, restore(read_notebook(path), solution), seed=1)
    return {question: v.message for question, v in graded.verdicts.items() if v.points < v.max_points}


@pytest.fixture(scope="module")
def losses(tmp_path_factory):
    """What each notebook lost, by kind and name; graded two at a time."""
    folder = tmp_path_factory.mktemp("honest")
    shared_sandbox(best_tier())  # once, before the processes are forked
    todo = [*(("answers", name) for name in ANSWERS), ("cells", ""), *(("notebooks", name) for name in NOTEBOOKS)]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        futures = {(kind, name): pool.submit(lost, kind, name, folder) for kind, name in todo}
        return {key: future.result() for key, future in futures.items()}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_right_answer_earns_full_marks_in_every_form(losses, name):
    assert losses["answers", name] == {}


def test_cells_of_ones_own_cost_nothing_whatever_they_do(losses):
    assert losses["cells", ""] == {}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_loses_nothing_but_what_was_left_out(losses, name):
    assert set(losses["notebooks", name]) == set(NOTEBOOKS[name][1])
