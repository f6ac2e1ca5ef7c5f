"""Settings for all tests: JAX in float64, Keras on JAX, and on CI the same Hypothesis examples every time."""

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

os.environ["JAX_ENABLE_X64"] = "1"  # read when jax is first imported
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["KERAS_BACKEND"] = "jax"  # read when keras is first imported; it would look for TensorFlow otherwise


def pytest_collection_modifyitems(items):
    """A question about another package's objects is checked where that package is installed, and skipped elsewhere."""
    from dlcourse.checks.catalogue import QUESTIONS

    for item in items:
        named = getattr(item, "callspec", None)
        question = named and (named.params.get("question") or QUESTIONS.get(named.params.get("name")))
        missing = [package for package in getattr(question, "requires", ()) if find_spec(package) is None]
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"{', '.join(missing)} is not installed"))


settings.register_profile("dlcourse", deadline=None, max_examples=25, derandomize="CI" in os.environ)
settings.load_profile("dlcourse")


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
