"""Optimizers: what the base class does for any formula: pieces, slots, rates, clipping, saving, errors."""

import math
import re

import numpy as np
import pytest
from fake_device import to_device, to_host

from dlcourse import optimizers
from dlcourse.optimizers import (
    PIECE,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    AdamW,
    Nadam,
    Optimizer,
    RMSprop,
    clip_by_global_norm,
    clip_by_value,
)


class Accumulating(Optimizer):
    """v ← v/2 + g, w ← w − η v: the smallest update with a memory."""

    slot_names = ("v",)

    def update(self, w, g, slots):
        v = slots["v"] / 2 + g
        return w - self.learning_rate * v, {"v": v}


CLASSES = [Accumulating, SGD, Adagrad, Adadelta, RMSprop, Adam, AdamW, Nadam]
# Every optimizer in every convention, and what else may be chosen.
OPTIMIZERS = [(cls, {"convention": convention}) for cls in CLASSES for convention in cls.defaults]
OPTIMIZERS += [(SGD, {"convention": c, "momentum": 0.9, "nesterov": n}) for c in SGD.defaults for n in (False, True)]
OPTIMIZERS += [
    (cls, {"convention": c, "weight_decay": 0.1}) for cls in (SGD, Adam, AdamW) for c in ("keras", "pytorch")
]
OPTIMIZERS += [(Adam, {"clipvalue": 0.5}), (Adam, {"global_clipnorm": 0.5})]
every_optimizer = pytest.mark.parametrize(
    ("cls", "settings"),
    OPTIMIZERS,
    ids=[f"{cls.__name__}-{'-'.join(map(str, settings.values()))}" for cls, settings in OPTIMIZERS],
)


def draw_gradients(steps, size, seed=0):
    """Gradients (steps, size) that change sign, are 0 at times, and range over five decades."""
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(steps, size)) * 10 ** rng.uniform(-5, 0, size=(steps, size)) * (rng.random((steps, 1)) > 0.1)
    )


def test_every_optimizer_of_the_package_is_tested_here():
    classes = {value for value in vars(optimizers).values() if isinstance(value, type)}
    assert classes == {*CLASSES, Optimizer} - {Accumulating}


# What the base class does


def test_slots_are_kept_from_step_to_step():
    w, optimizer = np.array([1.0, 10.0]), Accumulating(learning_rate=0.1)
    for g in ([1.0, -4.0], [1.0, 0.0], [0.0, 8.0]):
        optimizer.apply(w, np.array(g))
    np.testing.assert_allclose(optimizer.slots["v"], [0.75, 7])  # 1, 1.5, 0.75 and −4, −2, 7
    np.testing.assert_allclose(w, [1 - 0.1 * 3.25, 10 - 0.1 * 1])
    assert optimizer.step == 3


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 7])
def test_a_long_vector_in_pieces_equals_the_formula_on_the_whole_vector(size):
    rng = np.random.default_rng(0)
    w, optimizer = rng.normal(size=size), Accumulating(0.1)
    whole, slots = w.copy(), {"v": np.zeros(size)}
    for _ in range(3):
        g = rng.normal(size=size)
        optimizer.apply(w, g)
        whole, slots = Accumulating(0.1).update(whole, g, slots)
    np.testing.assert_array_equal(w, whole)
    np.testing.assert_array_equal(optimizer.slots["v"], slots["v"])


@every_optimizer
def test_pieces_of_every_optimizer_equal_each_other(cls, settings):
    gradients = draw_gradients(5, 4)
    w, long, short, in_pieces = np.ones(4), np.ones(3 * PIECE), cls(0.1, **settings), cls(0.1, **settings)
    if short.global_clipnorm:  # a vector n times as long has a norm √n times as long
        in_pieces.global_clipnorm = short.global_clipnorm * math.sqrt(long.size / w.size)
    for g in gradients:
        short.apply(w, g)
        in_pieces.apply(long, np.tile(g, long.size // g.size))
    np.testing.assert_allclose(long.reshape(-1, 4), np.tile(w, (long.size // 4, 1)), rtol=1e-13)


@every_optimizer
def test_an_update_changes_nothing_it_was_given(cls, settings):
    optimizer = cls(0.1, **settings)
    w, g = np.ones(3), np.full(3, 2.0)
    slots = {name: np.full(3, 4.0) for name in optimizer.slot_names}
    for array in (w, g, *slots.values()):
        array.flags.writeable = False
    optimizer.step = 1
    optimizer.begin_step()
    new_w, new_slots = optimizer.update(w, g, slots)
    assert not any(
        np.shares_memory(new, old) for new in (new_w, *new_slots.values()) for old in (w, g, *slots.values())
    )
    np.testing.assert_array_equal((w, g, *slots.values()), [[1] * 3, [2] * 3, *[[4] * 3] * len(slots)])


@every_optimizer
def test_apply_writes_into_the_parameters_and_leaves_the_gradients(cls, settings):
    flat, g = np.ones(6), np.ones(6)
    g.flags.writeable = False
    view = flat.reshape(2, 3)
    cls(0.5, **settings).apply(flat, g)
    assert (view < 1).all()
    np.testing.assert_array_equal(g, np.ones(6))


@every_optimizer
def test_slots_are_made_once_and_kept_where_they_are(cls, settings):
    w, optimizer = np.ones(3), cls(0.1, **settings)
    optimizer.apply(w, np.ones(3))
    first = dict(optimizer.slots)
    optimizer.apply(w, np.ones(3))
    assert all(optimizer.slots[name] is array for name, array in first.items())


@every_optimizer
def test_float32_stays_float32(cls, settings):
    w, optimizer = np.ones(3, np.float32), cls(np.float64(0.1), **settings)
    for _ in range(2):
        optimizer.apply(w, np.ones(3, np.float32))
    new_w, new_slots = optimizer.update(*optimizer.decayed(w, w), optimizer.slots)
    assert all(a.dtype == np.float32 for a in (w, new_w, *optimizer.slots.values(), *new_slots.values()))


@every_optimizer
def test_float32_follows_float64_to_rounding(cls, settings):
    narrow, wide, gradients = np.ones(50, np.float32), np.ones(50), draw_gradients(50, 50).astype(np.float32)
    in_float32, in_float64 = cls(0.01, **settings), cls(0.01, **settings)
    for g in gradients:
        in_float32.apply(narrow, g)
        in_float64.apply(wide, g.astype(np.float64))
    np.testing.assert_allclose(narrow, wide, rtol=1e-4)


@every_optimizer
def test_optimizers_run_unchanged_on_device_arrays(cls, settings):
    w, here, there = np.array([1.0, -2]), cls(0.1, **settings), cls(0.1, **settings)
    w_moved = to_device(w)
    for g in (np.array([3.0, 1]), np.array([-1.0, 2])):
        here.apply(w, g)
        there.apply(w_moved, to_device(g))
    np.testing.assert_array_equal(to_host(w_moved), w)


@every_optimizer
def test_a_zero_gradient_from_the_start_moves_nothing_but_the_decay(cls, settings):
    w, optimizer = np.zeros(2), cls(0.1, **settings)
    for _ in range(3):
        optimizer.apply(w, np.zeros(2))
    np.testing.assert_array_equal(w, 0)


@pytest.mark.parametrize(
    ("parameters", "gradients"),
    [
        (np.ones(3), np.ones(1)),
        (np.ones(3), np.ones((3, 1))),
        (np.ones((2, 2)), np.ones((2, 2))),
        (np.ones(2), np.ones(3)),
    ],
)
def test_vectors_that_do_not_fit_raise(parameters, gradients):
    with pytest.raises(
        ValueError, match=r"SGD: parameters and gradients: expected flat vectors of one length\. Received"
    ):
        SGD().apply(parameters, gradients)


def test_whole_numbers_as_parameters_raise():
    with pytest.raises(ValueError, match="SGD: parameters: expected floating-point numbers"):
        SGD().apply(np.ones(3, int), np.ones(3))


@pytest.mark.parametrize("other", [np.ones(4), np.ones(3, np.float32)])
def test_an_optimizer_used_for_another_model_says_so(other):
    optimizer = Adam()
    optimizer.apply(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match=r"Adam: parameters: expected \(\(3,\), 'float64'\), as slot 'm' has"):
        optimizer.apply(other, np.ones_like(other))


def test_an_optimizer_without_a_formula_says_so():
    with pytest.raises(NotImplementedError):
        Optimizer(0.1).apply(np.ones(2), np.ones(2))


# Saving and resuming


@every_optimizer
@pytest.mark.parametrize("through_a_file", [False, True])
def test_a_run_saved_and_resumed_equals_one_without_a_break_to_the_bit(cls, settings, through_a_file, tmp_path):
    gradients = draw_gradients(20, 5).astype(np.float32)
    w, optimizer = np.ones(5, np.float32), cls(0.1, **settings)
    for step, g in enumerate(gradients):
        if step == 10:
            optimizer.learning_rate = 0.03  # as a callback may do
            resumed_w, resumed, state = w.copy(), cls(0.1, **settings), optimizer.state()
            if through_a_file:
                np.savez(tmp_path / "state.npz", **state)
                state = np.load(tmp_path / "state.npz")
            resumed.load_state(state)
        if step >= 10:
            resumed.apply(resumed_w, g)
        optimizer.apply(w, g)
    np.testing.assert_array_equal(resumed_w, w)
    assert resumed.step == optimizer.step == 20
    assert all(np.array_equal(resumed.slots[name], optimizer.slots[name]) for name in optimizer.slot_names)


@every_optimizer
def test_a_saved_state_is_a_copy(cls, settings):
    w, optimizer = np.ones(3), cls(0.1, **settings)
    optimizer.apply(w, np.ones(3))
    state = optimizer.state()
    before = {name: np.copy(value) for name, value in state.items()}
    loaded = cls(0.1, **settings)
    loaded.load_state(state)
    for each in (optimizer, loaded):
        each.apply(w, np.ones(3))
    assert all(np.array_equal(state[name], before[name]) for name in before)


def test_a_state_saved_before_the_first_step_begins_anew():
    optimizer = Adam(0.5)
    optimizer.apply(np.ones(2), np.ones(2))
    optimizer.load_state(Adam(0.25).state())
    assert (optimizer.step, optimizer.slots, optimizer.learning_rate) == (0, None, 0.25)


@pytest.mark.parametrize(
    ("optimizer", "state", "message"),
    [
        (Adam(), {}, "Adam: state: expected a dict with 'step'"),
        (Adam(), {"step": -1}, "Adam: state: expected a dict with 'step'"),
        (Adam(), {"step": 1, "learning_rate": 0.1, "m": np.ones(2)}, r"expected \['learning_rate', 'm', 'step', 'v'\]"),
        (SGD(), {"step": 1, "learning_rate": 0.1, "v": np.ones(2)}, r"expected \['learning_rate', 'step'\]"),
        (SGD(), {"step": 1}, r"expected \['learning_rate', 'step'\]"),
        (Adam(), {"step": 1, "learning_rate": 0.1, "m": np.ones(2), "v": np.ones(3)}, "expected slots of one shape"),
    ],
)
def test_a_state_that_does_not_fit_raises_and_changes_nothing(optimizer, state, message):
    with pytest.raises(ValueError, match=message):
        optimizer.load_state(state)
    assert (optimizer.step, optimizer.slots) == (0, None)


# The learning rate


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
    scheduled, by_hand = cls(lambda step: rates[step], **settings), cls(1, **settings)
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


# Arguments


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(momentum=1), "SGD: momentum: expected a number of at least 0, below 1. Received: 1"),
        (lambda: SGD(momentum=-0.1), "SGD: momentum: expected a number of at least 0, below 1"),
        (lambda: SGD(nesterov=True), "SGD: nesterov: expected a momentum above 0 with it. Received: 0.0"),
        (
            lambda: SGD(convention="torch"),
            "SGD: convention: expected 'keras' or 'pytorch' or 'ewma'. Received: 'torch'",
        ),
        (lambda: Adam(convention="ewma"), "Adam: convention: expected 'keras' or 'pytorch'. Received: 'ewma'"),
        (lambda: Adam(beta_1=1.0), "Adam: beta_1: expected a number of at least 0, below 1. Received: 1.0"),
        (lambda: Adam(beta_2="0.9"), "Adam: beta_2: expected a number"),
        (lambda: Adam(epsilon=0), "Adam: epsilon: expected a number above 0. Received: 0"),
        (lambda: Nadam(beta_2=-0.5), "Nadam: beta_2: expected a number of at least 0, below 1"),
        (lambda: Nadam(momentum_decay=-1), "Nadam: momentum_decay: expected a number of at least 0"),
        (lambda: RMSprop(rho=1), "RMSprop: rho: expected a number of at least 0, below 1"),
        (lambda: RMSprop(epsilon=math.nan), "RMSprop: epsilon: expected a number above 0. Received: nan"),
        (lambda: Adadelta(rho=2), "Adadelta: rho: expected a number of at least 0, below 1"),
        (lambda: Adagrad(initial_accumulator_value=-1), "Adagrad: initial_accumulator_value: expected a number of at"),
        (lambda: AdamW(weight_decay=-0.1), "AdamW: weight_decay: expected a number of at least 0. Received: -0.1"),
        (lambda: SGD(clipvalue=0), "SGD: clipvalue: expected a number above 0. Received: 0"),
        (lambda: SGD(global_clipnorm=-1), "SGD: global_clipnorm: expected a number above 0"),
        (lambda: SGD(clipvalue=1, global_clipnorm=1), "SGD: clipvalue and global_clipnorm: expected one of the two"),
    ],
)
def test_an_argument_out_of_its_range_raises(make, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        make()


# Clipping


def test_clipping_by_value_may_turn_the_gradient():
    np.testing.assert_array_equal(clip_by_value(np.array([0.5, -3, 100]), 1.0), [0.5, -1, 1])


def test_clipping_by_the_norm_keeps_the_direction():
    g = np.array([3.0, -4.0])  # ‖g‖ = 5
    np.testing.assert_allclose(clip_by_global_norm(g, 1.0), [0.6, -0.8], rtol=1e-15)
    np.testing.assert_array_equal(clip_by_global_norm(g, 5.0), g)
    np.testing.assert_array_equal(clip_by_global_norm(np.zeros(3), 5.0), 0)


def test_the_norm_of_large_float32_gradients_does_not_overflow():
    clipped = clip_by_global_norm(np.array([[3e25, 4e25]], np.float32), 5.0)
    np.testing.assert_allclose(clipped, [[3, 4]], rtol=1e-6)
    assert clipped.dtype == np.float32


@pytest.mark.parametrize("broken", [math.nan, math.inf])
def test_a_broken_gradient_shows_in_all_parameters_rather_than_being_clipped_away(broken):
    w = np.ones(3)
    SGD(0.1, global_clipnorm=1.0).apply(w, np.array([1.0, broken, 1.0]))
    assert np.isnan(w).all()


def test_the_norm_is_that_of_the_whole_vector_not_of_a_piece():
    w = np.zeros(2 * PIECE)
    SGD(1.0, global_clipnorm=1.0).apply(w, np.ones(2 * PIECE))
    np.testing.assert_allclose(np.linalg.norm(w), 1, rtol=1e-12)


def test_gradients_are_clipped_before_they_decay():
    w = np.array([2.0])
    SGD(0.5, clipvalue=1.0, weight_decay=0.1, convention="pytorch").apply(w, np.array([50.0]))
    np.testing.assert_allclose(w, 2 - 0.5 * (1 + 0.1 * 2), rtol=1e-15)
