"""What a check looks at inside a worker: the same as in a notebook, and nothing else of the checks is there."""

import ast
import inspect

import pytest
from course_copy import ROOT

from dlcourse.checks import examine, find_question, inspection
from dlcourse.checks.catalogue.edits import Edited
from dlcourse.checks.catalogue.keras_tuner.recording import MOST, RecordedHyperParameters
from dlcourse.checks.inspection.tuner import prepare_hp
from dlcourse.course.grading.inside.protocol import Opaque
from dlcourse.course.grading.sandbox.library import student_library
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.remote import Remote, Worker, _to_send
from dlcourse.course.grading.sandbox.shared import KERAS, shared_sandbox

QUESTIONS = ("build_network", "matching_loss", "compile_network", "search_space", "build_model")
SENT = sorted((ROOT / "dlcourse" / "checks" / "inspection").glob("[!_]*.py"))
BEFORE = """
import numpy as np
import keras
ZEROS = {"kernel_initializer": "zeros"}
def load_keras():
    return keras
"""


@pytest.fixture(scope="module")
def worker():
    """A worker with Keras, without isolation, which is tried elsewhere."""
    pytest.importorskip("keras")
    worker = Worker(shared_sandbox("none", True, Limits(seconds=60)))
    assert worker.run(BEFORE, 0).error is None
    yield worker
    worker.kill()


def text_of(function):
    return function.source if isinstance(function, Edited) else inspect.getsource(function)


def defined(worker, function):
    """The same function in the worker."""
    ran = worker.run(text_of(function), 1)
    assert ran.error is None, ran.error
    return worker.look_up(function.__name__)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_check_says_the_same_of_an_answer_in_a_worker_as_in_a_notebook(worker, name):
    question = find_question(name)
    wrong = [m.wrong for m in question.misconceptions if isinstance(m.wrong, Edited)]
    for answer in (question.alternatives[0], wrong[-1]):
        there = defined(worker, answer)
        assert isinstance(there, Remote)
        verdict = examine(question, there, 5)
        assert verdict.to_dict() == examine(question, answer, 5).to_dict()
        assert (verdict.status == "correct") == (answer not in wrong)


@pytest.mark.parametrize(
    ("returned", "status", "said"),
    [
        ("None", "incorrect", "Your function returned None; expected a Keras model"),
        ("...", "not attempted", "Nothing to check yet"),
        ("7", "incorrect", "Your function returned a int; expected a Keras model"),
        ("object()", "incorrect", "Your function returned a object; expected a Keras model"),
        ("1 / 0", "error", "Your function raised ZeroDivisionError, at `return 1 / 0`: division by zero"),
    ],
)
def test_what_is_no_model_is_called_by_its_name(worker, returned, status, said):
    worker.run(f"def build_network(inputs, units, classes):\n    return {returned}", 1)
    verdict = examine(find_question("build_network"), worker.look_up("build_network"), 5)
    assert verdict.status == status
    assert said in verdict.message


# What is there of the checks


def test_of_the_checks_there_is_one_error_in_the_students_library():
    with student_library() as library:
        names = sorted(path.name for path in library.rglob("*.py") if "checks" in path.parts)
        assert names == ["__init__.py", "errors.py"]


@pytest.mark.parametrize("path", SENT, ids=lambda path: path.name)
def test_what_is_sent_stands_alone(path):
    """It imports nothing of the course that is not inside already, and so holds no question and no reference."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {module for module in modules if module.startswith("dlcourse")} <= {"dlcourse.checks.errors"}
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & {"Question", "Misconception", "edit"}


def test_a_reference_cannot_be_sent_by_mistake():
    name, text = _to_send(prepare_hp)
    assert (name, text) == ("prepare_hp", (ROOT / "dlcourse/checks/inspection/tuner.py").read_text(encoding="utf-8"))
    for function in (find_question("build_network").reference, examine, inspection.inspected):
        with pytest.raises(ValueError, match=r"expected a function of dlcourse\.checks\.inspection to send"):
            _to_send(function)


def test_what_looks_is_not_there_while_the_students_function_runs(worker):
    """Neither its text nor its names: it is compiled once the function has returned."""
    source = """
import gc, sys
def build_network(inputs, units, classes):
    frame, names = sys._getframe(), set()
    while frame:
        names |= set(frame.f_globals)
        frame = frame.f_back
    modules = {name for name in sys.modules if name.startswith("dlcourse.checks.") and name != "dlcourse.checks.errors"}
    functions = [o for o in gc.get_objects() if type(o).__name__ == "function"]
    functions = {function.__name__ for function in functions if "<sent>" in function.__code__.co_filename}
    raise ValueError(sorted(modules | functions | {name for name in names if "look_at" in name}))
"""
    worker.run(source, 1)
    verdict = examine(find_question("build_network"), worker.look_up("build_network"), 5)
    assert verdict.message.endswith("[] (It was called with inputs 64, units 32, classes 10.)")


def test_keras_is_loaded_before_the_workers_of_its_exercises_begin(worker):
    for with_keras in (True, False):
        sandbox = shared_sandbox("none", with_keras)
        assert (set(KERAS) <= set(sandbox.modules)) == with_keras
    assert worker.process.process.parent is not None
    assert worker.run("import sys\nprint('keras' in sys.modules)", 1).printed == "True\n"


# The `hp` of the tuner: what is recorded is recorded outside


def answers(ask):
    """What a function makes of an `hp`, with what was recorded."""
    recorded = RecordedHyperParameters({"units": 0.5})
    (hp,) = prepare_hp(recorded.answer)
    return ask(hp), recorded


def test_hp_gives_the_values_and_keeps_what_was_asked():
    def ask(hp):
        with hp.name_scope("block"), hp.conditional_scope("a", [1]):
            inner = hp.Fixed("depth", 3)
        first, again = hp.Int("units", 16, 128, step=16), hp.Int("units", 1, 2)
        return first, again, hp.get("units"), hp["units"], "units" in hp, "width" in hp, hp.values, inner

    given, recorded = answers(ask)
    assert given == (80, 80, 80, 80, True, False, {"block/depth": 3, "units": 80}, 3)
    assert recorded.spaces == {
        "block/depth": ([3], True, "linear"),
        "units": (list(range(16, 129, 16)), True, "linear"),
    }


def too_many_in_all(hp):
    return [hp.Int(f"units_{i}", 0, MOST // 4) for i in range(5)]


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda hp: hp.Int("units", 0.5, 2), ValueError, "takes whole numbers"),
        (lambda hp: hp.Choice("units", [1, "a"]), TypeError, "values of one type"),
        (lambda hp: hp.Choice("units", [print, print]), TypeError, "takes numbers, texts or booleans"),
        (lambda hp: hp.get("width"), KeyError, "width"),
        (lambda hp: hp.Integer("units"), AttributeError, "hp has no 'Integer'"),
        (lambda hp: hp.answer("known", (), {}), AttributeError, "hp has no 'answer'"),
        (lambda hp: hp.Int("units", 0, 10**9), ValueError, f"more than {MOST:,} values"),
        (too_many_in_all, ValueError, f"more than {MOST:,} values"),
        (lambda hp: hp.Int("units", 1, 2**9, step=1, sampling="log"), ValueError, "division by zero"),
    ],
)
def test_what_hp_refuses_is_an_error_of_the_same_kind(ask, error, said):
    with pytest.raises(error, match=said):
        answers(ask)


def test_a_value_that_only_the_worker_knows_is_not_one_of_hps():
    question = find_question("search_space")
    assert examine(question, lambda hp: question.reference(hp) | {"units": Opaque("tensor")}, 5).points == 3
