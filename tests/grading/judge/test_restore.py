"""A submission gets back the structure of its exercise: what can be restored is, and what cannot is told."""

import copy

import nbformat
import pytest
from odd_submissions import (
    CHECKS,
    SOLUTIONS,
    changes,
    delete,
    move,
    nothing_known,
    text,
    turn,
    twin,
    without_metadata,
)

from dlcourse.course.grading.judge.cells import grade_id
from dlcourse.course.grading.judge.marking import restore

SOLUTION = SOLUTIONS[CHECKS]
NAMES = [grade_id(cell) for cell in SOLUTION.cells if grade_id(cell)]


def restored(*change):
    notebook = copy.deepcopy(SOLUTION)
    changes(*change)(notebook)
    return restore(nbformat.from_dict(notebook), SOLUTION)


def names(notebook):
    return [grade_id(cell) for cell in notebook.cells if grade_id(cell)]


def cell(notebook, name):
    (found,) = [one for one in notebook.cells if grade_id(one) == name]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_deleted_cell_stands_where_it_stood(name):
    notebook = restored(delete(name))
    assert names(notebook) == NAMES
    assert notebook.cells[0].source == "# Backward"
    is_answer = cell(SOLUTION, name).metadata.nbgrader.solution
    assert cell(notebook, name).source == ("" if is_answer else cell(SOLUTION, name).source)


@pytest.mark.parametrize("count", [2, 3, len(NAMES)])
def test_several_deleted_cells_stand_where_they_stood(count):
    assert names(restored(delete(*NAMES[:count]))) == NAMES
    assert names(restored(delete(*NAMES[-count:]))) == NAMES


def test_a_moved_cell_stays_where_it_was_moved_to():
    assert names(restored(move("setup"))) == [*NAMES[1:], "setup"]


@pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
@pytest.mark.parametrize("name", NAMES)
def test_a_cell_turned_into_another_type_is_turned_back(name, kind):
    right = cell(SOLUTION, name)
    notebook = restored(turn(name, kind))
    assert names(notebook) == NAMES
    assert (cell(notebook, name).cell_type, cell(notebook, name).source) == (right.cell_type, right.source)
    nbformat.validate(notebook)


def test_cells_are_known_by_their_ids_where_metadata_are_lost():
    notebook = restored(without_metadata)
    assert [(grade_id(one), one.source) for one in notebook.cells] == [(grade_id(o), o.source) for o in SOLUTION.cells]


def test_nothing_is_lost_where_nothing_is_known():
    notebook = restored(nothing_known)
    assert sorted(names(notebook)) == sorted(NAMES)
    assert [one.source for one in notebook.cells[: len(SOLUTION.cells)]] == [one.source for one in SOLUTION.cells]


def test_of_two_answers_in_words_the_one_that_was_written_counts():
    for above in (True, False):
        notebook = restored(twin("why", "YOUR ANSWER HERE", above=above))
        assert cell(notebook, "why").source == "Because of the chain rule."
    notebook = restored(text(why="YOUR ANSWER HERE"), twin("why", "Since."))
    assert cell(notebook, "why").source == "Since."


def test_the_students_own_metadata_of_a_cell_are_not_believed():
    def change(notebook):
        for one in notebook["cells"]:
            one["metadata"]["dlcourse"] = {"was": "raw", "missing": True, "edited": "setup"}

    assert not any("dlcourse" in one.metadata for one in restored(change).cells)
