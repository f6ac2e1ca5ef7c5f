"""Every public entry point says what was wrong, what it expected and what it received; none answers with a number."""

import re

import numpy as np
import pytest
from bad_input_each import cases_of_data, cases_of_models, cases_of_settings
from bad_input_families import ACTIVATIONS, LAYERS, ONE, ONE_SHAPE, RNG, cases_of_families, public

import dlcourse
from dlcourse import Dense
from dlcourse.layers import Layer

CASES = [*cases_of_families(), *cases_of_settings(), *cases_of_data(), *cases_of_models()]


@pytest.mark.parametrize(
    ("call", "error", "message"), [each[1:] for each in CASES], ids=[f"{n}-{each[0]}" for n, each in enumerate(CASES)]
)
def test_bad_input_raises_with_what_was_expected_and_received(call, error, message):
    with pytest.raises(error) as raised:
        call()
    assert re.search(message if message == ONE_SHAPE else re.escape(message), str(raised.value)), raised.value
    assert re.search(r"expected .*\. Received: .", str(raised.value), re.DOTALL), raised.value


def test_every_public_name_that_takes_anything_is_called_above():
    takes_nothing_to_check = {"Callback", "History", "load_digits", "load_mnist"}  # a folder is the operating system's
    assert {each[0] for each in CASES} == set(dlcourse.__all__) - takes_nothing_to_check


@pytest.mark.parametrize("name", [*ACTIVATIONS, *LAYERS])
def test_lists_and_whole_numbers_do_as_well_as_floats(name):
    run = LAYERS[name]().forward if name in LAYERS else public(name)
    expected = run(np.array([[1.0, 2, 3], [-1, 0, 2]]))
    for x in ([[1, 2, 3], [-1, 0, 2]], np.array([[1, 2, 3], [-1, 0, 2]], np.int8)):
        np.testing.assert_array_equal(run(x), expected)


def test_a_gradient_that_numpy_would_stretch_raises_and_leaves_dw():
    layer = Dense(3, 2, RNG)
    layer.forward(ONE, True)
    with pytest.raises(ValueError, match=r"Dense\(3, 2\): expected a gradient of the output's shape, \(2, 2\)"):
        layer.backward(np.ones((2, 1)))
    assert not layer.dW.any()
    assert not hasattr(Layer(), "anything")
