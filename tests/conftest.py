"""Settings for all tests: JAX in float64, Keras on JAX, the same Hypothesis examples every time, and who runs where."""

import os
import sys
from importlib.util import find_spec

if "PYTEST_XDIST_WORKER" in os.environ:  # several processes share the cores; read when NumPy is first imported
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(variable, "1")

import pytest
from hypothesis import settings

os.environ["JAX_ENABLE_X64"] = "1"  # read when jax is first imported
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["KERAS_BACKEND"] = "jax"  # read when keras is first imported; it would look for TensorFlow otherwise
# JAX compiles anew for each shape: without optimisation in a quarter of the time
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")

# `make test` tries the same examples on every machine and every day; `make explore` looks for new ones, at length.
settings.register_profile("dlcourse", deadline=None, max_examples=25, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("DLCOURSE_HYPOTHESIS", "dlcourse"))


# Files whose tests share nothing but what they are about: each lecture, solution, question goes where a core is free.
SPREAD = (
    "test_gate.py",
    "test_lectures_hold.py",
    "test_marks_after_an_update.py",
    "test_other_systems.py",
    "test_run_notebooks.py",
    "test_strangers.py",
)
# One that began last would keep one process busy alone: long files of few tests begin first, pieces of seconds last.
FIRST = ("test_lectures_hold.py", "test_grading_killed.py", "test_other_machines.py", "test_faults.py", "test_accel.py")
LAST = ("test_run_notebooks.py", "test_gate.py")


def scope_of(nodeid):
    """What stays together in one process: the tests of a file; in a file of SPREAD, those of the same parameters.

    So the fixtures of a file are made once for all its tests, and its tests run in their order.
    """
    path, _, test = nodeid.partition("::")
    return path + test[test.find("[") :] if path.endswith(SPREAD) and "[" in test else path


def turn_of(scope):
    """When a scope has its turn: 0 first, 1 thereafter, 2 last."""
    path = scope.partition("[")[0]
    return 0 if path.endswith(FIRST) else 2 if path.endswith(LAST) else 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Two processes more than there are cores: many tests wait for programs that they started, or for a time limit."""
    return 2 + (os.cpu_count() or 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the tests out among the processes by `scope_of`, in the order of `turn_of`, those with many tests first."""
    from xdist.scheduler import LoadScopeScheduling

    class ByScope(LoadScopeScheduling):
        _split_scope = staticmethod(scope_of)

        def _assign_work_unit(self, node):
            scope = min(self.workqueue, key=turn_of)  # of equal ones the first in the queue
            self.workqueue.move_to_end(scope, last=False)
            super()._assign_work_unit(node)

    return ByScope(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is compared with Keras; skip, with a word, a question whose packages are not installed."""
    for item in items:
        if "keras_in_float64" in item.fixturenames:
            item.add_marker("keras")
    catalogue = sys.modules.get("dlcourse.checks.catalogue")
    questions = catalogue.QUESTIONS if catalogue else {}
    for item in items:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        question = params.get("question") or questions.get(params.get("name"))
        missing = [package for package in getattr(question, "requires", ()) if find_spec(package) is None]
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"{', '.join(missing)} is not installed"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A test that ends in another folder than it began in fails itself, not a later one that reads a relative path."""
    try:
        return (yield)
    finally:
        left_in, expected = os.getcwd(), str(item.config.invocation_params.dir)
        os.chdir(expected)
        assert left_in == expected, f"the test leaves the process in {left_in}. Expected: {expected}"


@pytest.fixture(autouse=True)
def no_class_after_the_test():
    """A class whose own questions a test has looked into is forgotten by the next one."""
    yield
    if own_questions := sys.modules.get("dlcourse.checks.own_questions"):
        own_questions._place.clear()


@pytest.fixture(scope="module")
def keras_in_float64():
    """Keras in float64 throughout a file of tests, whatever another one left behind, and as it was afterwards.

    Keras keeps two float types for the whole process: floatx, and the policy that the first layer made takes from it.
    On JAX it computes some layers in float32 even where both say float64, by a table.
    """
    import keras  # takes seconds: only for those who ask for it
    from keras.src.backend.common import dtypes

    before = keras.config.floatx(), keras.config.dtype_policy()
    with pytest.MonkeyPatch.context() as patch:
        keras.config.set_floatx("float64")
        keras.config.set_dtype_policy("float64")
        patch.setitem(dtypes.BIT64_TO_BIT32_DTYPE, "float64", "float64")  # what "float64 and float32" becomes
        assert keras.backend.result_type("float64", "float32") == "float64"
        yield keras
    keras.config.set_floatx(before[0])
    keras.config.set_dtype_policy(before[1])
