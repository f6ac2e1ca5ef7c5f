"""The float type of Keras: tests own it while they run and give it back, so that their order does not matter."""

import re

import numpy as np
import pytest
from oracles import keras
from paths import ROOT

pytestmark = pytest.mark.usefixtures("keras_in_float64")
FILES = [
    file
    for file in sorted(ROOT.glob("tests/**/test_*.py"))
    if not file.stem.startswith(("test_errata", "test_inspection"))  # these take Keras as it comes, in float32
]
IMPORTS_KERAS = re.compile(r"^\s*(import|from) keras\b|importorskip\(.keras\b", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def a_layer_before():
    """From its first layer Keras takes a policy for all others: here one that is not of float64."""
    keras.layers.Dense(1)
    before = keras.config.floatx(), keras.config.dtype_policy().name
    assert before == ("float32", "float32")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_that_compares_with_keras_owns_its_float_type(file):
    text = file.read_text(encoding="utf-8")
    assert not IMPORTS_KERAS.search(text) or 'usefixtures("keras_in_float64")' in text


def test_new_layers_are_in_float64_whatever_was_made_before():
    assert keras.layers.Dense(1)(np.ones((1, 1))).dtype == np.float64
    assert keras.layers.BatchNormalization()(np.ones((2, 1)), training=True).dtype == np.float64
    assert (keras.config.floatx(), keras.config.dtype_policy().name) == ("float64", "float64")


def test_optimizers_and_schedules_are_in_float64():
    assert keras.optimizers.SGD(0.1).learning_rate.dtype == "float64"
    assert float(keras.optimizers.schedules.CosineDecay(0.1, 3)(1)) == pytest.approx(0.075, rel=1e-15)
