"""Gradient clipping by value and by norm: directions, pieces, overflow, and what PyTorch does."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.optimizers import CHUNK_SIZE, SGD, clip_by_global_norm, clip_by_value


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
    w = np.zeros(2 * CHUNK_SIZE)
    SGD(1.0, global_clipnorm=1.0).apply(w, np.ones(2 * CHUNK_SIZE))
    np.testing.assert_allclose(np.linalg.norm(w), 1, rtol=1e-12)


def test_gradients_are_clipped_before_they_decay():
    w = np.array([2.0])
    SGD(0.5, clipvalue=1.0, weight_decay=0.1, convention="pytorch").apply(w, np.array([50.0]))
    np.testing.assert_allclose(w, 2 - 0.5 * (1 + 0.1 * 2), rtol=1e-15)


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 10))
def test_clipping_equals_that_of_pytorch(seed, bound):
    torch = pytest.importorskip("torch", reason="PyTorch is one of the two libraries compared with")
    g = np.random.default_rng(seed).normal(size=7)
    for ours, theirs in (
        (clip_by_value(g, bound), torch.nn.utils.clip_grad_value_),
        (clip_by_global_norm(g, bound), torch.nn.utils.clip_grad_norm_),
    ):
        parameter = torch.nn.Parameter(torch.zeros(7, dtype=torch.float64))
        parameter.grad = torch.tensor(g)
        theirs([parameter], bound)
        np.testing.assert_allclose(ours, parameter.grad.numpy(), rtol=2e-6)  # it divides by the norm + 1e-6


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_global_norm])
def test_clipping_takes_lists_and_keeps_float32(clip):
    np.testing.assert_array_equal(clip([0, 3], 1), [0, 1])
    assert clip(np.ones(2, np.float32), np.float64(0.5)).dtype == np.float32


@pytest.mark.parametrize("bound", [0, -1, math.nan, math.inf, "1", None])
def test_a_bound_that_is_no_number_above_0_raises(bound):
    for clip, what in ((clip_by_value, "clipvalue"), (clip_by_global_norm, "global_clipnorm")):
        message = f"{clip.__name__}: {what}: expected a number above 0. Received: {bound!r}"
        with pytest.raises(ValueError, match=re.escape(message)):
            clip(np.ones(2), bound)
