"""What an answer does to the interpreter it runs in, to its pipes or to our frames earns nothing and harms nobody."""

import copy
import dataclasses

import nbformat
import pytest
from course_copy import ROOT, cell_of, solution_of
from hooks import HOOKS, SPOILED

from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.judge.marking import write_outputs
from dlcourse.course.grading.sandbox import TIERS
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import shared_sandbox

TARGET, OTHERS = "relu_backward", ("sigmoid_backward", "dense_backward")  # one is asked before it, one after it
MESSAGE = 10_000  # characters; the longest of an honest answer has some hundred


@pytest.fixture(scope="module")
def solution():
    """The exercise with these three questions."""
    solution = nbformat.read(solution_of(ROOT), as_version=4)
    wanted = {f"check-{name}" for name in (TARGET, *OTHERS)}
    grades = [cell for cell in solution.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    solution.cells = [c for c in solution.cells if c not in grades or c.metadata.nbgrader.grade_id in wanted]
    return solution


@pytest.fixture(scope="module", params=TIERS)
def sandbox(request):
    limits = Limits(seconds=2, memory_bytes=2 << 30)
    return dataclasses.replace(shared_sandbox(request.param), limits=limits)


def judged(sandbox, solution, code):
    """The verdicts on a notebook with this code as its answer, after they were written into the notebook."""
    notebook = copy.deepcopy(solution)
    cell_of(notebook, TARGET).source = code
    graded = grade_notebook(sandbox, solution, notebook, seed=1)
    write_outputs(notebook, graded)
    return graded.verdicts


@pytest.mark.parametrize("name", [*HOOKS, *SPOILED])
def test_it_earns_nothing_says_so_in_a_few_lines_and_harms_nobody(sandbox, solution, name):
    """All workers are forked from one process, and share its memory until one of them writes to it."""
    verdicts = judged(sandbox, solution, (HOOKS | SPOILED)[name])
    assert verdicts[TARGET].points == 0, verdicts[TARGET]
    assert all(0 < len(verdict.message.strip()) < MESSAGE for verdict in verdicts.values())
    assert verdicts[OTHERS[0]].status == "correct"
    if name in HOOKS:
        assert verdicts[OTHERS[1]].status == "correct", verdicts[OTHERS[1]]
    else:
        next_ = judged(sandbox, solution, cell_of(solution, TARGET).source)
        assert {verdict.status for verdict in next_.values()} == {"correct"}, next_
