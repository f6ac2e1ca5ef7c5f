"""Every notebook runs to its end; solutions earn full marks, untouched exercises none."""

import asyncio
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.grading.results import read_questions

ROOT = Path(__file__).parents[2]
LECTURES = sorted(ROOT.glob("lectures/*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))
UNTOUCHED = sorted(ROOT.glob("exercises/*/*.ipynb"))
AT_ONCE = 2
QUIET = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]


async def run(path, turn):
    """The notebook at `path` after all its cells were run, in its own folder; errors stay in the outputs."""
    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    async with turn:
        await NotebookClient(
            notebook, timeout=300, allow_errors=True, resources=where, extra_arguments=QUIET
        ).async_execute()
    return notebook


async def run_all(paths):
    """All notebooks by path, a few at a time."""
    turn = asyncio.Semaphore(AT_ONCE)
    return dict(zip(paths, await asyncio.gather(*(run(path, turn) for path in paths)), strict=True))


@pytest.fixture(scope="module")
def ran():
    return asyncio.run(run_all([*LECTURES, *SOLUTIONS, *UNTOUCHED]))


@pytest.fixture(scope="module")
def ran_again():
    return asyncio.run(run_all(LECTURES))


# A line that tells a time, a rate of the machine or a temporary folder is another one each time.
UNITS = r"\b(s|ms|µs|us|ns|(micro|nano)?seconds?|times|GB/s|GFLOP/s|MB|elapsed|cores?)\b"
LIVE = re.compile(UNITS + "|/tmp|Reloading|faster|slower", re.IGNORECASE)


def said(notebook):
    """What the cells printed, by cell, without the lines that are another each time."""
    texts = ["".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream") for cell in notebook.cells]
    return [[line for line in text.splitlines() if not LIVE.search(line)] for text in texts]


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: f"{path.relative_to(ROOT).parts[0]}-{path.stem}")


def outputs(notebook, kind):
    return [output for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == kind]


def test_there_is_a_lecture_a_solution_and_an_exercise_for_each_exercise_of_the_catalogue():
    for paths in (LECTURES, SOLUTIONS, UNTOUCHED):
        assert set(EXERCISES) <= {path.stem for path in paths}


@named(LECTURES + SOLUTIONS)
def test_a_notebook_runs_to_its_end_without_an_error_or_a_warning(ran, path):
    assert [error.evalue for error in outputs(ran[path], "error")] == []
    assert [stream.text for stream in outputs(ran[path], "stream") if stream.name == "stderr"] == []
    assert all(cell.execution_count for cell in ran[path].cells if cell.cell_type == "code" and cell.source)


@named([path for path in LECTURES if path.stem != "20_going_faster"])  # whose numbers are those of the machine
def test_a_lecture_prints_the_same_numbers_each_time(ran, ran_again, path):
    first, second = said(ran[path]), said(ran_again[path])
    assert sum(map(len, first)) > 0
    assert first == second


@named(SOLUTIONS)
def test_a_solution_earns_full_marks_on_each_question(ran, path):
    earned = {question.name: question.points for question in read_questions(ran[path])}
    assert earned == {question.name: question.points for question in EXERCISES[path.stem]}


@named(UNTOUCHED)
def test_an_untouched_exercise_earns_nothing_and_is_not_attempted(ran, path):
    found = {question.name: (question.points, question.status) for question in read_questions(ran[path])}
    assert found == {question.name: (0, "not attempted") for question in EXERCISES[path.stem]}
