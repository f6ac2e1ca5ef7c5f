"""Learning-rate schedules against Keras, hand-worked numbers and the two ends of each."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import keras

from dlcourse.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay

pytestmark = pytest.mark.usefixtures("keras_in_float64")
STEPS = [0, 1, 4, 5, 6, 9, 10, 11, 14, 15, 16, 29, 30, 31, 400]
SCHEDULES = [
    (PiecewiseConstantDecay, {"boundaries": [5, 10, 30], "values": [0.1, 0.05, 0.2, 0.01]}),
    (PiecewiseConstantDecay, {"boundaries": [5], "values": [0.1, 0.05]}),
    (ExponentialDecay, {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}),
    (ExponentialDecay, {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}),
    (CosineDecay, {"initial_learning_rate": 0.1, "decay_steps": 30}),
    (CosineDecay, {"initial_learning_rate": 0.1, "decay_steps": 30, "alpha": 0.25}),
    (CosineDecay, {"initial_learning_rate": 0.01, "decay_steps": 20, "warmup_target": 0.1, "warmup_steps": 10}),
    (
        CosineDecay,
        {"initial_learning_rate": 0.0, "decay_steps": 20, "warmup_target": 0.1, "warmup_steps": 5, "alpha": 0.1},
    ),
    (CosineDecay, {"initial_learning_rate": 0.01, "decay_steps": 20, "warmup_target": 0.1}),
]


def in_float64(value):
    """Keras would make a float32 of a Python float."""
    if isinstance(value, list):
        return [in_float64(each) for each in value]
    return np.array(value) if isinstance(value, float) else value


@pytest.mark.parametrize(("schedule", "arguments"), SCHEDULES)
def test_every_schedule_equals_that_of_keras(schedule, arguments):
    in_keras = getattr(keras.optimizers.schedules, schedule.__name__)
    in_keras = in_keras(**{name: in_float64(value) for name, value in arguments.items()})
    ours = schedule(**arguments)
    expected = [float(in_keras(step)) for step in STEPS]
    np.testing.assert_allclose([ours(step) for step in STEPS], expected, rtol=1e-12, atol=1e-17)
    assert all(type(ours(step)) is float for step in STEPS)


def test_steps_down_equal_hand_worked_numbers():
    steps = ExponentialDecay(0.8, decay_steps=3, decay_rate=0.5, staircase=True)
    assert [steps(step) for step in range(8)] == [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2]
    assert ExponentialDecay(0.8, decay_steps=3, decay_rate=0.5)(3) == 0.4


def test_a_boundary_still_has_the_value_before_it():
    pieces = PiecewiseConstantDecay([2, 4], [0.3, 0.2, 0.1])
    assert [pieces(step) for step in range(7)] == [0.3, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1]
    assert PiecewiseConstantDecay([], [0.3])(7) == 0.3


def test_a_cosine_is_half_a_wave_and_ends_at_alpha():
    cosine = CosineDecay(0.8, decay_steps=4)
    half = 0.4 * math.sqrt(0.5)
    np.testing.assert_allclose(
        [cosine(step) for step in range(6)], [0.8, 0.4 + half, 0.4, 0.4 - half, 0, 0], atol=1e-16
    )
    assert CosineDecay(0.8, decay_steps=4, alpha=0.25)(4) == 0.2


def test_a_warm_up_is_a_straight_line_and_the_wave_begins_at_its_top():
    cosine = CosineDecay(0.0, decay_steps=10, warmup_target=0.4, warmup_steps=4)
    np.testing.assert_allclose([cosine(step) for step in range(5)], [0, 0.1, 0.2, 0.3, 0.4])
    np.testing.assert_allclose([cosine(9), cosine(14), cosine(15)], [0.2, 0, 0], atol=1e-16)


@given(start=st.floats(1e-6, 1), steps=st.integers(1, 1000), alpha=st.floats(0, 1), warmup=st.integers(0, 50))
def test_a_cosine_stays_between_its_ends_and_never_rises_after_the_warm_up(start, steps, alpha, warmup):
    cosine = CosineDecay(start, steps, alpha, warmup_target=2 * start, warmup_steps=warmup)
    rates = np.array([cosine(step) for step in range(warmup + steps + 2)])
    lowest = min(start, 2 * start * alpha)
    assert ((rates >= lowest * (1 - 1e-12)) & (rates <= 2 * start * (1 + 1e-12))).all()
    assert (np.diff(rates[:warmup]) > 0).all()
    assert (np.diff(rates[warmup:]) <= 1e-15).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PiecewiseConstantDecay([1], [0.1]), "boundaries and values: expected one value more than"),
        (lambda: PiecewiseConstantDecay([2, 2], [1, 2, 3]), r"boundaries: expected rising steps\. Received: \[2, 2\]"),
        (lambda: PiecewiseConstantDecay([2], [1, -1]), r"values: expected a number of at least 0\. Received: -1"),
        (lambda: ExponentialDecay(0, 10, 0.5), r"initial_learning_rate: expected a number above 0\. Received: 0"),
        (lambda: ExponentialDecay(math.inf, 10, 0.5), r"initial_learning_rate: expected a number above 0\. Rec.*: inf"),
        (lambda: ExponentialDecay(0.1, 0, 0.5), r"decay_steps: expected a number above 0\. Received: 0"),
        (lambda: ExponentialDecay(0.1, 10, -0.5), r"decay_rate: expected a number above 0\. Received: -0\.5"),
        (lambda: CosineDecay(-0.1, 10), r"initial_learning_rate: expected a number of at least 0\. Received: -0\.1"),
        (lambda: CosineDecay("0.1", 10), r"initial_learning_rate: expected a number of at least 0\. Received: '0\.1'"),
        (lambda: CosineDecay(0.1, 0), r"decay_steps: expected a number above 0\. Received: 0"),
        (lambda: CosineDecay(0.1, 10, alpha=2), r"alpha: expected a number in \[0, 1\]\. Received: 2"),
        (
            lambda: CosineDecay(0.1, 10, warmup_steps=5),
            r"warmup_target: expected a number above 0 with warmup_steps = 5",
        ),
        (lambda: CosineDecay(0.1, 10, warmup_target=0), r"warmup_target: expected a number above 0\. Received: 0"),
        (lambda: CosineDecay(0.1, 10, 0, 0.2, warmup_steps=-1), r"warmup_steps: expected a number of at least 0"),
    ],
)
def test_a_schedule_that_makes_no_sense_raises(make, message):
    with pytest.raises(ValueError, match=message):
        make()
