"""Optimizers: learning rates, schedules, and arguments out of their range."""

import math
import re

import numpy as np
import pytest
from optimizer_cases import draw_gradients, every_optimizer

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop


def test_the_default_learning_rate_is_that_of_keras():
    assert SGD().learning_rate == 0.01


@pytest.mark.parametrize("learning_rate", [1, 0.5, np.float32(0.5), np.float64(0.5), np.int64(1)])
def test_any_positive_number_is_a_learning_rate(learning_rate):
    assert SGD(learning_rate).learning_rate == learning_rate


@pytest.mark.parametrize("learning_rate", [0, -0.1, float("nan"), float("inf"), "0.1", np.ones(2)])
def test_a_learning_rate_that_is_no_positive_number_raises(learning_rate):
    with pytest.raises(ValueError, match="SGD: learning_rate: expected a number above 0 or a schedule"):
        SGD(learning_rate)
    sgd = SGD()
    with pytest.raises(ValueError, match="SGD: learning_rate: expected a number above 0 or a schedule"):
        sgd.learning_rate = learning_rate


def test_a_schedule_is_called_with_the_steps_made_so_far():
    w, sgd = np.zeros(1), SGD(learning_rate=lambda step: 10.0**-step)
    for _ in range(3):
        sgd.apply(w, -np.ones(1))
    np.testing.assert_allclose(w, 1.11)
    assert sgd.learning_rate == 0.01  # that of the latest step


@every_optimizer
def test_a_schedule_equals_setting_the_rate_before_each_step(cls, settings):
    rates = np.linspace(0.1, 0.01, 10)
    scheduled, by_hand = cls(lambda step: rates[step], **settings), cls(rates[0], **settings)
    w, same = np.ones(4, np.float32), np.ones(4, np.float32)
    for rate, g in zip(rates, draw_gradients(10, 4).astype(np.float32), strict=True):
        by_hand.learning_rate = rate
        by_hand.apply(same, g)
        scheduled.apply(w, g)
    np.testing.assert_array_equal(w, same)


@pytest.mark.parametrize("value", [-0.1, math.nan, math.inf, None, "fast"])
def test_a_schedule_that_gives_no_rate_raises(value):
    with pytest.raises(ValueError, match="SGD: learning_rate: expected the schedule to give a number of at least 0"):
        SGD(lambda step: value).apply(np.ones(2), np.ones(2))


def test_a_state_saved_under_a_schedule_is_resumed_under_it():
    def schedule(step):
        return 1 / (step + 1)

    w, resumed_w, sgd, resumed = np.zeros(1), np.zeros(1), SGD(schedule), SGD(schedule)
    sgd.apply(w, np.ones(1))
    resumed.load_state(sgd.state())
    resumed.apply(resumed_w, np.ones(1))
    assert resumed_w[0] == -0.5
    with pytest.raises(ValueError, match="'learning_rate'"):
        SGD(0.1).load_state(sgd.state())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(momentum=1), "SGD: momentum: expected a number in [0, 1). Received: 1"),
        (lambda: SGD(momentum=-0.1), "SGD: momentum: expected a number in [0, 1)"),
        (lambda: SGD(nesterov=True), "SGD: nesterov: expected a momentum above 0 with it. Received: 0.0"),
        (
            lambda: SGD(convention="torch"),
            "SGD: convention: expected 'keras' or 'pytorch' or 'paper' or 'ewma'. Received: 'torch'",
        ),
        (lambda: Adam(convention="ewma"), "Adam: convention: expected 'keras' or 'pytorch' or 'paper'. Received"),
        (lambda: Adam(beta_1=1.0), "Adam: beta_1: expected a number in [0, 1). Received: 1.0"),
        (lambda: Adam(beta_2="0.9"), "Adam: beta_2: expected a number"),
        (lambda: Adam(epsilon=0), "Adam: epsilon: expected a number above 0. Received: 0"),
        (lambda: Nadam(beta_2=-0.5), "Nadam: beta_2: expected a number in [0, 1)"),
        (lambda: Nadam(momentum_decay=-1), "Nadam: momentum_decay: expected a number of at least 0"),
        (lambda: RMSprop(rho=1), "RMSprop: rho: expected a number in [0, 1)"),
        (lambda: RMSprop(epsilon=math.nan), "RMSprop: epsilon: expected a number above 0. Received: nan"),
        (lambda: Adadelta(rho=2), "Adadelta: rho: expected a number in [0, 1)"),
        (lambda: Adagrad(initial_accumulator_value=-1), "Adagrad: initial_accumulator_value: expected a number of at"),
        (lambda: AdamW(weight_decay=-0.1), "AdamW: weight_decay: expected a number of at least 0. Received: -0.1"),
        (
            lambda: AdamW(lambda step: step, convention="paper"),
            "AdamW: learning_rate: expected a schedule that starts above 0. Received: 0.0",
        ),
        (lambda: SGD(clipvalue=0), "SGD: clipvalue: expected a number above 0. Received: 0"),
        (lambda: SGD(global_clipnorm=-1), "SGD: global_clipnorm: expected a number above 0"),
        (lambda: SGD(clipvalue=1, global_clipnorm=1), "SGD: clipvalue and global_clipnorm: expected one of the two"),
    ],
)
def test_an_argument_out_of_its_range_raises(make, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        make()
