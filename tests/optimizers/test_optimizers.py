"""Optimizers: what the base class does for any formula: pieces, slots, dtypes, vectors that do not fit."""

import math

import numpy as np
import pytest
from optimizer_cases import CLASSES, Accumulating, draw_gradients, every_optimizer

from dlcourse import optimizers
from dlcourse.optimizers import CHUNK_SIZE, SGD, Adam, Optimizer


def test_every_optimizer_of_the_package_is_tested_here():
    classes = {value for value in vars(optimizers).values() if isinstance(value, type)}
    assert classes == {*CLASSES, Optimizer} - {Accumulating}


@pytest.mark.parametrize("cls", CLASSES)
def test_every_optimizer_has_the_form_of_the_paper_of_keras_and_of_pytorch(cls):
    assert {"keras", "pytorch", "paper"} <= set(cls.defaults)


def test_slots_are_kept_from_step_to_step():
    w, optimizer = np.array([1.0, 10.0]), Accumulating(learning_rate=0.1)
    for g in ([1.0, -4.0], [1.0, 0.0], [0.0, 8.0]):
        optimizer.apply(w, np.array(g))
    np.testing.assert_allclose(optimizer.slots["v"], [0.75, 7])  # 1, 1.5, 0.75 and −4, −2, 7
    np.testing.assert_allclose(w, [1 - 0.1 * 3.25, 10 - 0.1 * 1])
    assert optimizer.step == 3


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE + 7])
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
    w, long, short, in_pieces = np.ones(4), np.ones(3 * CHUNK_SIZE), cls(0.1, **settings), cls(0.1, **settings)
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
    with pytest.raises(ValueError, match="SGD: parameters and gradients: expected floating-point numbers"):
        SGD().apply(np.ones(3, int), np.ones(3))


@pytest.mark.parametrize(("parameters", "gradients"), [([1.0], np.ones(1)), (np.ones(1), [1.0]), (np.ones(1), None)])
def test_what_is_no_array_raises(parameters, gradients):
    with pytest.raises(TypeError, match=r"SGD: (parameters|gradients): expected an array of floats. Received: "):
        SGD().apply(parameters, gradients)


@pytest.mark.parametrize("gradients", [np.array(["a"]), np.ones(1, complex)])
def test_gradients_that_are_no_numbers_raise(gradients):
    with pytest.raises(ValueError, match="SGD: parameters and gradients: expected floating-point numbers"):
        SGD().apply(np.ones(1), gradients)


@pytest.mark.parametrize("other", [np.ones(4), np.ones(3, np.float32)])
def test_an_optimizer_used_for_another_model_says_so(other):
    optimizer = Adam()
    optimizer.apply(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match=r"Adam: parameters: expected \(\(3,\), 'float64'\), as slot 'm' has"):
        optimizer.apply(other, np.ones_like(other))


def test_an_optimizer_without_a_formula_says_so():
    with pytest.raises(NotImplementedError):
        Optimizer(0.1).apply(np.ones(2), np.ones(2))
