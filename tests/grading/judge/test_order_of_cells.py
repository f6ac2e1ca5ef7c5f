"""A notebook is run from top to bottom and asked on the way; a worker that dies costs a bounded number of runs."""

import contextlib
import copy
import io
import json

import nbformat
import pytest
from course_copy import copy_course, exercise_of
from odd_submissions import CHECKS, DENSE, HALF, RELU, SIGMOID, SOLUTIONS, TESTS, add, answer, check_of, given, move
from odd_submissions import exercise_of as exercise

from dlcourse.checks import find_question
from dlcourse.cli import main
from dlcourse.course.grading.judge import grader
from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.judge.marking import restore
from dlcourse.course.grading.judge.plan import plan
from dlcourse.course.grading.sandbox.accounting import Usage
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.remote import CellResult, WorkerDiedError
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import Sandbox


def submission_of(solution, *changes):
    """A submission, in its exercise's structure."""
    notebook = copy.deepcopy(solution)
    for change in changes:
        change(notebook)
    return restore(nbformat.from_dict(notebook), solution)


def order(solution, *changes):
    """What is done, in order: names of cells, "?" before what is asked, texts of the student's own cells."""
    steps = plan(solution, submission_of(solution, *changes))
    return [f"?{step.asked.name}" if step.asked else step.name or step.source for step in steps]


IN_ORDER = [
    "setup",
    "sigmoid_backward",
    "?sigmoid_backward",
    "relu_backward",
    "?relu_backward",
    "dense_backward",
    "?dense_backward",
]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), IN_ORDER),
        ((add("x = 1"),), [*IN_ORDER, "x = 1"]),
        ((add("x = 1", before="setup"),), ["setup", "x = 1", *IN_ORDER]),
        ((move("setup"),), [*IN_ORDER, "setup"]),
        ((move("check-relu_backward", before="relu_backward"),), IN_ORDER),
        ((move("check-relu_backward", before="setup"),), IN_ORDER),
        ((move("check-relu_backward"),), [*IN_ORDER[:4], *IN_ORDER[5:], "?relu_backward"]),
        ((move("relu_backward"),), [*IN_ORDER[:3], *IN_ORDER[5:], "relu_backward", "?relu_backward"]),
    ],
)
def test_each_question_is_asked_below_its_answer_where_its_check_stands(changes, expected):
    assert order(SOLUTIONS[CHECKS], *changes) == expected


def test_a_given_cell_runs_where_it_stands_and_before_all_that_it_stood_above():
    answers = [cell for name in ("one", "two") for cell in (answer(name, name), check_of("relu_backward", 1))]
    answers[3] = check_of("sigmoid_backward", 1)
    solution = exercise(given("first", "1"), *answers[:2], given("second", "2"), *answers[2:])
    assert order(solution) == ["first", "one", "?relu_backward", "second", "two", "?sigmoid_backward"]
    moved = order(solution, move("second"))
    assert moved == ["first", "one", "?relu_backward", "second", "two", "?sigmoid_backward", "second"]


# A worker that dies


class FakeWorker:
    """A worker in which "die" kills, "sleep" takes a second, and a function is what its last definition says."""

    made: list = []  # noqa: RUF012 - of all workers

    usage = Usage()
    is_ahead = False

    def __init__(self, sandbox, budget):
        self.ran = []
        self.made.append(self)

    def run(self, source, number):
        self.ran.append(source)
        if source.startswith("die"):
            raise WorkerDiedError("your code died")
        if source.startswith("sleep"):
            FakeClock.now += 1.0
        return CellResult("", None)

    def foresee(self, requests, calls=()):
        pass

    def take_back(self):
        pass

    def look_up(self, name):
        sources = [source for source in self.ran if f"def {name}(" in source]
        if not sources:
            raise KeyError(name)
        return lambda *arguments: self.call(sources[-1], name, arguments)

    def call(self, source, name, arguments):
        if "die()" in source:
            raise WorkerDiedError("your code died")
        names = {}
        exec("import numpy as np\nfrom dlcourse.activations import sigmoid\n" + source, names)
        return names[name](*arguments)

    def kill(self):
        pass


class FakeClock:
    now = 0.0

    @classmethod
    def monotonic(cls):
        return cls.now


@pytest.fixture
def workers(monkeypatch):
    """The workers that grading starts."""
    monkeypatch.setattr(grader, "Worker", FakeWorker)
    monkeypatch.setattr(grader.time, "monotonic", FakeClock.monotonic)
    monkeypatch.setattr(FakeWorker, "made", [])
    FakeClock.now = 0.0
    return FakeWorker.made


SANDBOX = Sandbox("none", None, Limits(seconds=2))
NAMES = ("sigmoid_backward", "relu_backward", "dense_backward")


def graded(*changes):
    return grade_notebook(SANDBOX, SOLUTIONS[CHECKS], submission_of(SOLUTIONS[CHECKS], *changes), seed=1).verdicts


def cells_run(workers):
    return sum(len(worker.ran) for worker in workers)


def test_nothing_runs_twice_when_nothing_dies(workers):
    assert {name: verdict.status for name, verdict in graded().items()} == dict.fromkeys(NAMES, "correct")
    assert (len(workers), cells_run(workers)) == (1, 5)


def test_after_a_death_the_cells_above_run_again_and_no_question_is_judged_again(workers, monkeypatch):
    examined = []
    examine = grader.examine
    monkeypatch.setattr(
        grader,
        "examine",
        lambda question, *rest, **options: examined.append(question.name) or examine(question, *rest, **options),
    )
    verdicts = graded(add("die", before="dense_backward"))
    assert {name: verdict.status for name, verdict in verdicts.items()} == dict.fromkeys(NAMES, "correct")
    assert examined == list(NAMES)
    assert len(workers) == 2
    assert workers[1].ran[-2:] == [SOLUTIONS[CHECKS].cells[4].source, SOLUTIONS[CHECKS].cells[6].source]


@pytest.mark.parametrize("count", [4, 40, 400])
def test_many_deadly_cells_cost_no_more_than_a_few(workers, count):
    verdicts = graded(*[add("die", before="dense_backward") for _ in range(count)])
    assert len(workers) == grader.DEATHS + 1
    assert cells_run(workers) <= 8 * (grader.DEATHS + 1)
    assert [verdicts[name].points for name in NAMES] == [1, 1, 0]
    assert verdicts["dense_backward"].says == [grader.TOO_OFTEN]


def test_answers_that_die_when_asked_cost_no_more_than_the_time_for_running_again(workers):
    sleeps = [add("sleep", before="sigmoid_backward") for _ in range(24)]
    dying = {
        "sigmoid_backward": "def sigmoid_backward(da, z):\n    die()",
        "relu_backward": "def relu_backward(da, z):\n    die()",
    }

    def change(notebook):
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = dying.get(name, cell["source"])

    verdicts = graded(*sleeps, change)
    assert FakeClock.now <= 24 + grader.RERUNS * SANDBOX.limits.seconds + 24
    assert [verdicts[name].points for name in NAMES] == [0, 0, 0]
    assert verdicts["dense_backward"].says == [grader.TOO_OFTEN]
    assert "When this question was checked, your code died" in verdicts["relu_backward"].message
    for name in ("relu_backward", "dense_backward"):  # one that died, one that could not be asked: help goes on
        assert verdicts[name].hints == find_question(name).hints


def test_a_cell_that_dies_only_when_it_runs_again_is_left_out(workers, monkeypatch):
    def run(self, source, number):
        if source == "once" and len(self.made) == 2:
            raise WorkerDiedError("your code died")
        return FakeWorker.run(self, source, number)

    worker = type("Moody", (FakeWorker,), {"run": run})
    monkeypatch.setattr(grader, "Worker", worker)
    verdicts = graded(add("once", before="sigmoid_backward"), add("die", before="dense_backward"))
    assert {name: verdict.status for name, verdict in verdicts.items()} == dict.fromkeys(NAMES, "correct")
    assert len(workers) == 3


# `dlcourse check`


def test_a_check_of_an_endless_cell_ends_in_time_and_says_what_grading_says(tmp_path, capsys):
    course = copy_course(tmp_path)
    with course.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write('\nc.Judge.limits = {"*": {"seconds": 1}}\n')
    notebook = nbformat.read(exercise_of(course), as_version=4)
    notebook.cells[3].source = "while True:\n    pass"
    nbformat.write(notebook, exercise_of(course))
    with contextlib.redirect_stderr(io.StringIO()) as said:
        assert main(["check", "07", "--json", "--course", str(course)]) == 1
    first = json.loads(capsys.readouterr().out)["questions"][0]
    assert "your code took longer than 1 seconds and was stopped" in first["message"]
    assert said.getvalue() == ""


def test_tests_that_use_what_an_earlier_test_made_are_graded_after_a_death_too():
    sandbox = Sandbox("none", shared_sandbox("none").library, Limits(seconds=5))
    changed = submission_of(SOLUTIONS[TESTS], add("import os\nos._exit(1)", before="test-parts"))
    verdicts = grade_notebook(sandbox, SOLUTIONS[TESTS], changed, 1, {"numbers.csv": b"10\n30"}).verdicts
    assert {verdict.status for verdict in verdicts.values()} == {"correct"}


def test_the_answers_of_the_table_are_what_they_seem():
    for source, points in ((SIGMOID, 1), (RELU, 1), (DENSE, 3), (HALF, 1)):
        name = source.split("(")[0].removeprefix("def ")
        names = {}
        exec("import numpy as np\nfrom dlcourse.activations import sigmoid\n" + source, names)
        assert grader.examine(grader.find_question(name), names[name]).points == points
