"""Calls that are asked for ahead: each has its own result, exception, output, changes and time, as if asked alone."""

import contextlib
import io
import warnings

import numpy as np
import pytest

from dlcourse.checks import examine, find_question
from dlcourse.course.grading.sandbox import TIERS
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.remote import ROOM, Worker, WorkerDiedError, to_look_up, to_run
from dlcourse.course.grading.sandbox.shared import shared_sandbox


@pytest.fixture(params=[*TIERS, "none"])
def define(request):
    """A function that runs a cell in a new worker and returns the student's `f`."""
    workers = []

    def defined(source, **limits):
        sandbox = shared_sandbox(request.param, limits=Limits(**limits)) if limits else shared_sandbox(request.param)
        workers.append(Worker(sandbox))
        ran = workers[-1].run(f"import os, time, warnings\nimport numpy as np\n{source}", 1)
        assert ran.error is None, ran.error
        return workers[-1].look_up("f")

    yield defined
    for worker in workers:
        worker.kill()


ODD = """
seen = []
def f(x):
    seen.append(x.sum())
    print(f"call {len(seen)}")
    if len(seen) == 2:
        raise ZeroDivisionError("the second")
    if len(seen) == 3:
        warnings.warn("the third")
        x *= 2
    return x.sum() + 100 * len(seen)
"""


def told(call, x):
    """What a call returns or raises, prints and warns of, and its argument afterwards."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            returned = float(call(x))
        except ZeroDivisionError as error:
            returned = f"{error}, at {error.student_line}"
    return returned, printed.getvalue(), [str(one.message) for one in caught], x.tolist()


def test_each_call_has_its_own_result_exception_output_warnings_and_changes(define):
    inputs = [np.full(3, float(k)) for k in range(5)]
    f = define(ODD)
    one_by_one = [told(f, x.copy()) for x in inputs]
    assert one_by_one[1][:2] == ('the second, at raise ZeroDivisionError("the second")', "call 2\n")
    assert one_by_one[2] == (312.0, "call 3\n", ["the third"], [4.0, 4.0, 4.0])
    ahead = define(ODD).ahead([(x.copy(),) for x in inputs])
    assert [told(call, x.copy()) for call, x in zip(ahead, inputs, strict=True)] == one_by_one


def test_requests_and_responses_larger_than_a_pipe_stop_nobody(define):
    inputs = [np.arange(float(size)) for size in (ROOM, 3, ROOM // 16, ROOM // 16, 5, ROOM // 4, 1)]
    ahead = define("def f(x):\n    return x + 1").ahead([(x,) for x in inputs])
    for call, x in zip(ahead, inputs, strict=True):
        np.testing.assert_array_equal(call(x), x + 1)


def test_a_function_of_ours_can_be_called_while_other_calls_wait(define):
    f = define("def f(g, x):\n    return g(x) + g(2 * x)")
    calls = [(lambda x, k=k: k * x, float(k)) for k in range(6)]
    assert [call(*arguments) for call, arguments in zip(f.ahead(calls), calls, strict=True)] == [
        3.0 * k * k for k in range(6)
    ]


def test_what_is_not_waited_for_is_over_before_anything_else_is_asked(define):
    f = define("n = 0\ndef f(x):\n    global n\n    n += 1\n    return n")
    assert f.ahead([(1,), (1,), (1,)])[0](1) == 1
    assert f.worker.run("print(n)", 2).printed == "3\n"
    assert f(1) == 4
    assert [call(1) for call in f.ahead([(1,), (1,)])] == [5, 6]


def test_calls_are_taken_in_their_order_and_once(define):
    first, second = define("def f(x):\n    return x").ahead([(1,), (2,)])
    with pytest.raises(ValueError, match="in the order in which they were asked for"):
        second(2)
    assert (first(1), second(2)) == (1, 2)
    with pytest.raises(ValueError, match="in the order in which they were asked for"):
        second(2)


def test_a_call_that_ends_the_process_is_told_as_when_it_is_asked_alone(define):
    source = "def f(x):\n    if x == 2:\n        os._exit(3)\n    return x"
    with pytest.raises(WorkerDiedError) as alone:
        define(source)(2)
    ahead = define(source).ahead([(k,) for k in range(4)])
    with pytest.raises(WorkerDiedError) as later:
        [call(k) for k, call in enumerate(ahead)]
    assert str(later.value) == str(alone.value) == "your code ended the process it ran in"


def test_the_time_of_a_call_is_its_own(define):
    f = define("def f(x):\n    time.sleep(x)\n    return x", seconds=4)
    assert [call(1.2) for call in f.ahead([(1.2,)] * 5)] == [1.2] * 5  # 6 seconds in all
    ahead = f.ahead([(0.0,), (60.0,), (0.0,)])
    with pytest.raises(WorkerDiedError, match="took longer than 4 seconds"):
        [call(x) for call, x in zip(ahead, (0.0, 60.0, 0.0), strict=True)]


ANSWERS = {
    "dense_backward": "def f(x, W, dz):\n    return dz @ W.T, x.T @ dz, dz.mean(axis=0)",
    "numerical_gradient": """
def f(f, w, h=1e-5):
    gradient = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        up = w.copy()
        up[i] += h
        gradient[i] = (f(up) - f(w)) / h
    return gradient
""",
    "two_layer_backward": """
def f(x, y_true, W1, b1, W2, b2):
    z1 = x @ W1 + b1
    h = np.maximum(z1, 0)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    dz2 = p - y_true
    dz1 = (dz2 @ W2.T) * (z1 > 0)
    return x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)
""",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_check_says_the_same_of_an_answer_in_a_worker_and_of_one_here(define, name):
    here: dict = {"np": np}
    exec(ANSWERS[name], here)
    question = find_question(name)
    verdict = examine(question, here["f"], seed=3).to_dict()
    assert verdict["status"] in ("incorrect", "partial", "undecided")
    assert examine(question, define(ANSWERS[name]), seed=3).to_dict() == verdict


# What a worker does by itself: cells, a look-up and the calls that follow


def foreseen(define, cells, calls=(), **limits):
    """A worker that goes on by itself over these cells, then looks up `g` and calls it, and the cells' requests."""
    worker = define("def f():\n    pass", **limits).worker
    requests = [to_run(source, 2 + k) for k, source in enumerate(cells)]
    worker.foresee([*requests, to_look_up("g")], calls)
    return worker


def test_what_was_foreseen_is_what_is_asked_for_one_by_one(define):
    cells = ["n = 1\nprint(n)", "n += 1\n1 / 0", "def g(x):\n    global n\n    n += 1\n    return x * n"]
    calls = [(1.0,), (2.0,)]
    worker = foreseen(define, cells, calls)
    ran = [worker.run(source, 2 + k) for k, source in enumerate(cells)]
    assert [one.printed for one in ran] == ["1\n", "", ""]
    assert [one.error and one.error["type"] for one in ran] == [None, "ZeroDivisionError", None]
    g = worker.look_up("g")
    assert worker.is_ahead
    assert [call(*arguments) for call, arguments in zip(g.ahead(calls), calls, strict=True)] == [3.0, 8.0]
    assert not worker.is_ahead
    assert worker.run("print(n)", 9).printed == "4\n"


@pytest.mark.parametrize("found", ["", "g = 3.0", "g = [len]"])
def test_calls_of_what_is_no_function_are_none(define, found):
    worker = foreseen(define, [found], [(1.0,), (2.0,)])
    worker.run(found, 2)
    if found:
        worker.look_up("g")
    else:
        with pytest.raises(KeyError):
            worker.look_up("g")
    assert worker.run("print('on')", 3).printed == "on\n"


@pytest.mark.parametrize(
    ("third", "said"), [("while True: pass", "took longer than 2 seconds"), ("os._exit(1)", "ended the process")]
)
def test_what_dies_is_the_cell_at_which_it_did(define, third, said):
    cells = ["a = 1", "b = 2", third, "print('never')"]
    worker = foreseen(define, cells, seconds=2)
    assert [worker.run(source, 2 + k).error for k, source in enumerate(cells[:2])] == [None, None]
    with pytest.raises(WorkerDiedError, match=said):
        worker.run(third, 4)


def test_another_request_than_the_foreseen_one_waits_until_that_is_over(define):
    worker = foreseen(define, ["print('first')", "def g():\n    print('second')"])
    assert worker.run("print('another')", 9).printed == "another\n"
    worker.look_up("g")()


def test_each_foreseen_cell_has_its_own_time(define):
    cells = ["time.sleep(1.2)"] * 4  # 4.8 seconds in all
    worker = foreseen(define, cells, seconds=3)
    assert [worker.run(source, 2 + k).error for k, source in enumerate(cells)] == [None] * 4
