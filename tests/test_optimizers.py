"""Optimizers: the formula of SGD, and the base class that applies any formula piece by piece."""

import numpy as np
import pytest
from fake_device import to_device, to_host

from dlcourse.optimizers import PIECE, SGD, Optimizer


class Accumulating(Optimizer):
    """v ← v/2 + g, w ← w − η v: the smallest update with a memory."""

    slot_names = ("v",)

    def update(self, w, g, slots):
        v = slots["v"] / 2 + g
        return w - self.learning_rate * v, {"v": v}


def test_sgd_step_equals_hand_worked_numbers():
    w = np.array([1.0, -2, 0.5])
    SGD(learning_rate=0.5).apply(w, np.array([2.0, -4, 0]))
    np.testing.assert_array_equal(w, [0, 0, 0.5])


def test_sgd_on_a_parabola_shrinks_w_by_one_minus_two_eta_each_step():
    w, sgd = np.array([1.0]), SGD(learning_rate=0.25)
    for _ in range(10):
        sgd.apply(w, 2 * w)
    assert w[0] == 0.5**10


def test_the_default_learning_rate_is_that_of_keras():
    assert SGD().learning_rate == 0.01


def test_slots_are_kept_from_step_to_step():
    w, optimizer = np.array([1.0, 10.0]), Accumulating(learning_rate=0.1)
    for g in ([1.0, -4.0], [1.0, 0.0], [0.0, 8.0]):
        optimizer.apply(w, np.array(g))
    np.testing.assert_allclose(optimizer.slots["v"], [0.75, 7])  # 1, 1.5, 0.75 and −4, −2, 7
    np.testing.assert_allclose(w, [1 - 0.1 * 3.25, 10 - 0.1 * 1])
    assert optimizer.step == 3


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 7])
def test_pieces_equal_the_formula_on_the_whole_vector(size):
    rng = np.random.default_rng(0)
    w, optimizer = rng.normal(size=size), Accumulating(0.1)
    whole, slots = w.copy(), {"v": np.zeros(size)}
    for _ in range(3):
        g = rng.normal(size=size)
        optimizer.apply(w, g)
        whole, slots = Accumulating(0.1).update(whole, g, slots)
    np.testing.assert_array_equal(w, whole)
    np.testing.assert_array_equal(optimizer.slots["v"], slots["v"])


@pytest.mark.parametrize("optimizer", [SGD(0.1), Accumulating(0.1)])
def test_an_update_changes_nothing_it_was_given(optimizer):
    w, g, v = np.ones(3), np.full(3, 2.0), np.full(3, 4.0)
    for array in (w, g, v):
        array.flags.writeable = False
    new_w, _ = optimizer.update(w, g, {"v": v})
    assert not np.shares_memory(new_w, w)
    np.testing.assert_array_equal((w, g, v), [[1] * 3, [2] * 3, [4] * 3])


@pytest.mark.parametrize("optimizer_class", [SGD, Accumulating])
def test_apply_writes_into_the_parameters_and_leaves_the_gradients(optimizer_class):
    flat, g = np.ones(6), np.ones(6)
    g.flags.writeable = False
    view = flat.reshape(2, 3)
    optimizer_class(0.5).apply(flat, g)
    np.testing.assert_array_equal(view, np.full((2, 3), 0.5))


@pytest.mark.parametrize("optimizer_class", [SGD, Accumulating])
def test_float32_stays_float32(optimizer_class):
    w, optimizer = np.ones(3, np.float32), optimizer_class(0.1)
    new_w, _ = optimizer.update(w, w, {"v": w})
    optimizer.apply(w, np.ones(3, np.float32))
    assert new_w.dtype == w.dtype == np.float32
    assert all(values.dtype == np.float32 for values in optimizer.slots.values())


@pytest.mark.parametrize("learning_rate", [1, 0.5, np.float32(0.5), np.float64(0.5), np.int64(1)])
def test_any_positive_number_is_a_learning_rate(learning_rate):
    assert SGD(learning_rate).learning_rate == learning_rate


@pytest.mark.parametrize("learning_rate", [0, -0.1, float("nan"), float("inf"), "0.1", None, np.ones(2)])
def test_a_learning_rate_that_is_no_positive_number_raises(learning_rate):
    with pytest.raises(ValueError, match="SGD: learning_rate: expected a number above 0"):
        SGD(learning_rate)


def test_an_optimizer_without_a_formula_says_so():
    with pytest.raises(NotImplementedError):
        Optimizer(0.1).apply(np.ones(2), np.ones(2))


@pytest.mark.parametrize("optimizer_class", [SGD, Accumulating])
def test_optimizers_run_unchanged_on_device_arrays(optimizer_class):
    w, here, there = np.array([1.0, -2]), optimizer_class(0.1), optimizer_class(0.1)
    w_moved = to_device(w)
    for g in (np.array([3.0, 1]), np.array([-1.0, 2])):
        here.apply(w, g)
        there.apply(w_moved, to_device(g))
    np.testing.assert_array_equal(to_host(w_moved), w)
