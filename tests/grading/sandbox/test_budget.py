"""What a submission may cost the trusted side: time, bytes, calls of its functions, text; beyond that it is stopped."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, answers, cell_of, copy_course, solution_of

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.judge.marking import write_outputs
from dlcourse.course.grading.judge.results import SubmissionResult, to_text
from dlcourse.course.grading.sandbox import TIERS
from dlcourse.course.grading.sandbox import budget as budgets
from dlcourse.course.grading.sandbox.budget import Budget, SpentError, cut
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.process import WorkerDiedError
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import shared_sandbox

MB = 1 << 20
FORGE = """
import gc
real = next(one for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "writer"))
send = type(real).send
def forge():
    real.send = lambda message, encoder=None: send(real, message | {forged!r}, encoder)
"""
COUNTS = Path("/proc/thread-self/schedstat").exists()
ANSWER = "def relu_backward(da, z):\n    return da * (z > 0)\n"


@pytest.fixture(scope="module")
def solution():
    return nbformat.read(solution_of(ROOT), as_version=4)


@pytest.fixture(params=["none", *TIERS])
def tier(request):
    return request.param


def limited(tier, **limits):
    return dataclasses.replace(shared_sandbox(tier), limits=Limits(**{"seconds": 5} | limits))


@pytest.fixture
def start(tier):
    """Start workers behind limits; they end with the test."""
    started = []

    def start(budget=None, **limits):
        sandbox = limited(tier, **limits)
        started.append(Worker(sandbox, budget or Budget(sandbox.limits)))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


# The account


def test_a_text_is_cut_with_an_ellipsis_and_a_short_one_is_left():
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"


def test_what_all_cells_print_is_cut_with_a_line_that_says_so():
    budget = Budget(Limits(printed=4, printed_in_all=6))
    line = "… the rest is cut: 4 characters are shown of a cell, 6 of a notebook\n"
    assert budget.shown("abcd") == "abcd"
    assert budget.shown("efgh") == f"ef\n{line}"
    assert budget.shown("i") == line
    assert budget.shown("") == ""
    assert budget.shown("", is_cut=True) == line


def test_bytes_of_one_call_cost_the_call_and_bytes_in_all_the_rest():
    budget = Budget(Limits(sent_bytes=10, sent_in_all_bytes=25))
    for _ in range(2):
        budget.begin_call(os.getpid())
        budget.take_bytes(10)
    budget.begin_call(os.getpid())
    with pytest.raises(SpentError, match="your notebook handed back more than"):
        budget.take_bytes(6)
    with pytest.raises(SpentError, match="your notebook handed back more than"):
        budget.begin_call(os.getpid())
    with pytest.raises(WorkerDiedError, match=r"your code handed back more than .* in one call"):
        Budget(Limits(sent_bytes=10)).take_bytes(11)


def test_calls_of_our_functions_are_counted(monkeypatch):
    monkeypatch.setattr(budgets, "CALLBACKS", 2)
    budget = Budget(Limits())
    budget.take_callback()
    budget.take_callback()
    with pytest.raises(SpentError, match="more than 2 times in all"):
        budget.take_callback()


# A worker


def test_a_large_result_costs_its_call_and_is_never_read(start):
    worker = start(sent_bytes=MB)
    worker.run("import numpy as np\ndef small():\n    return np.ones(9)\ndef large():\n    return np.ones(1 << 18)", 1)
    assert worker.look_up("small")().sum() == 9
    with pytest.raises(WorkerDiedError, match="handed back more than 1 MB in one call"):
        worker.look_up("large")()
    assert len(worker.arrived) < 2 * MB


def test_the_arguments_of_many_calls_of_ours_are_one_sum(start):
    worker = start(sent_bytes=MB)
    worker.run("import numpy as np\ndef descend(f):\n    return [f(np.ones(1 << 14)) for _ in range(12)]", 1)
    heard = []
    with pytest.raises(WorkerDiedError, match="handed back more than 1 MB in one call"):
        worker.look_up("descend")(lambda x: heard.append(len(x)))
    assert len(heard) == 7  # of 128 kB each, and their headers


def test_a_function_of_ours_cannot_be_called_when_its_question_is_over(start):
    worker = start()
    worker.run("kept = []\ndef keep(f):\n    kept.append(f)\n    return f(1)\ndef again():\n    return kept[0](2)", 1)
    keep, again = worker.look_up("keep"), worker.look_up("again")
    assert keep(lambda x: x + 1) == 2
    assert again() == 3  # of the same question
    worker.take_back()
    assert worker.given == {}
    with pytest.raises(ValueError, match="given for an earlier question"):
        again()
    assert keep(lambda x: x + 5) == 6
    assert again.worker.run("print(len(kept))", 2).printed == "2\n"


@pytest.mark.parametrize(
    "forged",
    [
        {"warned": 5},
        {"warned": [["x"] * 9]},
        {"changed": [[0]]},
        {"changed": [[7, ["int", "1"]]]},
        {"changed": [[0, ["array", "float64", [9], False]]]},
        {"value": ["no such kind"]},
        {"value": 5},
        {"error": "text"},
        {"error": {"type": 5, "text": {}, "line": None}},
        {"printed": 5},
        {"value": ["opaque", "x" * 5000, ""]},
    ],
    ids=lambda forged: json.dumps(forged)[:60],
)
def test_what_breaks_the_protocol_costs_its_question_alone(solution, forged):
    code = FORGE.format(forged=forged) + ANSWER.replace("return", "forge()\n    return")
    notebook = answers(ROOT, relu_backward=code)
    graded = grade_notebook(limited("none"), solution, notebook, seed=1)
    statuses = {name: verdict.status for name, verdict in graded.verdicts.items()}
    harmless = "warned" in forged or "printed" in forged
    assert statuses.pop("relu_backward") == ("correct" if harmless else "error"), graded.verdicts["relu_backward"]
    assert set(statuses.values()) == {"correct"}, statuses


def test_a_long_text_of_an_exception_is_cut_on_this_side(start):
    worker = start()
    worker.run(
        FORGE.format(forged={"error": {"type": "T" * 9000, "text": "t" * 7_000_000, "line": "l" * 9000}}) + "forge()", 1
    )
    error = worker.run("1", 2).error
    assert {key: len(text) for key, text in error.items()} == {"type": 200, "text": 2000, "line": 500, "function": 0}


def test_warnings_are_few_and_short(start):
    worker = start()
    worker.run("def f(x):\n    return x", 1)
    f = worker.look_up("f")
    worker.run(FORGE.format(forged={"warned": ["w" * 9000] * 500}) + "forge()", 2)
    with pytest.warns(UserWarning, match="w{1999}…") as caught:
        f(1)
    assert [len(str(warning.message)) for warning in caught] == [2000] * 20


# A submission


def with_cells(*sources):
    notebook = answers(ROOT)
    notebook.cells[1:1] = [nbformat.v4.new_code_cell(source) for source in sources]
    return notebook


def test_a_submission_has_a_time_in_all_and_what_was_judged_before_counts(solution):
    notebook = answers(ROOT)
    place = notebook.cells.index(cell_of(notebook, "dense_backward"))
    notebook.cells[place:place] = [nbformat.v4.new_code_cell("import time\ntime.sleep(1.5)") for _ in range(9)]
    graded = grade_notebook(limited("none", submission_seconds=8), solution, notebook, seed=1)
    verdicts = graded.verdicts
    assert [verdicts[name].status for name in ("sigmoid_backward", "relu_backward")] == ["correct", "correct"]
    assert verdicts["dense_backward"].points == 0
    assert verdicts["dense_backward"].message == (
        "When your notebook ran, your notebook took longer than 8 seconds in all and was stopped."
    )
    stopped = [error for error in graded.errors.values() if error["type"] == "Stopped"]
    assert [error["text"] for error in stopped] == ["your notebook took longer than 8 seconds in all and was stopped"]


def test_questions_that_die_end_with_the_time_of_the_submission(solution, monkeypatch):
    monkeypatch.setattr(budgets, "seconds_without_a_core", lambda process: 0.0)  # as on a quiet machine
    hang = "def {0}(*_):\n    while True:\n        pass"
    names = list(grade_notebook(limited("none"), solution, answers(ROOT), seed=1).verdicts)
    notebook = answers(ROOT, **{name: hang.format(name) for name in names[:6]})
    notebook.cells.insert(1, nbformat.v4.new_code_cell("import time\ntime.sleep(0.5)"))
    sandbox = dataclasses.replace(limited("none"), limits=Limits(seconds=1, submission_seconds=3.5))
    graded = grade_notebook(sandbox, solution, notebook, seed=1)
    assert "had not ended after 1 seconds" in graded.verdicts[names[0]].message
    assert "took longer than 3.5 seconds in all" in graded.verdicts[names[5]].message


def test_a_thousand_cells_that_print_become_one_page(solution):
    notebook = with_cells(*["print('x' * 99_000)"] * 30)
    graded = grade_notebook(limited("none"), solution, notebook, seed=1)
    write_outputs(notebook, graded)
    assert len(nbformat.writes(notebook)) < 1_200_000
    line = budgets.CUT.format(100_000, 1_000_000)
    assert [graded.printed[index] == line for index in (11, 12, 30)] == [False, True, True]
    assert graded.printed[11].endswith(line)
    assert {verdict.status for verdict in graded.verdicts.values()} == {"correct"}


def test_what_a_worker_hands_back_in_all_is_bounded(solution):
    code = "import numpy as np\ndef relu_backward(da, z):\n    return np.ones(1 << 17)"
    sandbox = limited("none", sent_in_all_bytes=3 * MB)
    graded = grade_notebook(sandbox, solution, answers(ROOT, relu_backward=code), seed=1)
    verdict = graded.verdicts["relu_backward"]
    assert (verdict.status, verdict.points) == ("error", 0)
    assert verdict.message == "When this question was checked, your notebook handed back more than 3 MB in all."
    assert graded.verdicts["sigmoid_backward"].status == "correct"
    assert "handed back more than 3 MB in all" in graded.verdicts["dense_backward"].message


def test_an_honest_submission_is_far_from_its_budget(solution):
    graded = grade_notebook(limited("none"), solution, answers(ROOT), seed=1)
    assert {verdict.status for verdict in graded.verdicts.values()} == {"correct"}
    usage = graded.usage
    assert usage["near"] == []
    assert 0 < usage["sent_bytes"] < Limits().sent_in_all_bytes / 100
    assert usage["cpu_seconds"] > 0
    assert 10 * MB < usage["peak_bytes"] < Limits().memory_in_all_bytes / 5
    assert 0 < usage["longest_call_seconds"] <= usage["seconds"]
    assert usage["printed"] == sum(map(len, graded.printed.values()))


def test_what_came_near_a_limit_is_told_with_its_numbers(solution):
    sandbox = dataclasses.replace(limited("none"), limits=Limits(seconds=2, printed_in_all=100))
    cells = "import time\ntime.sleep(1.7)", "print('x' * 89)"
    near = grade_notebook(sandbox, solution, with_cells(*cells), seed=1).usage["near"]
    assert [line.split(" of ")[1] for line in near] == ["2 seconds for one cell or call", "100 characters printed"]
    assert near[1] == "90 of 100 characters printed"
    assert 1.7 <= float(near[0].split()[0]) <= 2
    result = SubmissionResult("ada", EXERCISE, 1, 1, "graded", usage={"near": near})
    assert f"  near its limits: {near[0]}, 90 of 100 characters printed" in to_text(result).splitlines()


def test_the_usage_of_what_is_kept_is_not_known(tmp_path):
    course = Course(copy_course(tmp_path))
    path = course.submitted("ada", EXERCISE)
    path.parent.mkdir(parents=True)
    nbformat.write(answers(course.root), path)
    (first,) = grade_all(course, EXERCISE, ["ada"], "none")
    (again,) = grade_all(course, EXERCISE, ["ada"], "none")
    assert first.to_dict()["usage"]["cpu_seconds"] > 0
    assert again.usage is None
    assert first == again


def test_a_call_that_a_busy_machine_slowed_down_is_not_stopped(start, monkeypatch):
    def without_a_core(process):
        return 0.0 if process == "thread-self" else 60.0

    monkeypatch.setattr(budgets, "seconds_without_a_core", without_a_core)
    assert start(seconds=1).run("import time; time.sleep(2)", 0).error is None
    with pytest.raises(WorkerDiedError, match=r"your code took longer than 0.1 seconds and was stopped"):
        start(seconds=0.1).run("import time; time.sleep(600)", 0)


@pytest.mark.skipif(not COUNTS, reason="this system does not count how long a process waits for a core")
def test_what_a_worker_waits_for_a_core_is_seen_from_outside(start):
    worker, core = start(), min(os.sched_getaffinity(0))
    busy = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(busy) for _ in range(3)]
    try:
        for process in (worker.process.process.pid, *(each.pid for each in others)):
            os.sched_setaffinity(process, [core])
        assert worker.run("for i in range(3_000_000): pass", 0).error is None
        assert worker.budget.lost(worker.process.process.pid) > 0.05
    finally:
        for each in others:
            each.kill()
            each.wait()
