"""Keras in float64 while a test runs. On JAX it computes some layers in float32 even where float64 is asked for."""

import keras
import pytest
from keras.src.backend.common import dtypes


@pytest.fixture
def keras_in_float64(monkeypatch):
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    monkeypatch.setitem(dtypes.BIT64_TO_BIT32_DTYPE, "float64", "float64")  # what "float64 and float32" becomes
    assert keras.backend.result_type("float64", "float32") == "float64"
    yield
    keras.config.set_floatx(before)
