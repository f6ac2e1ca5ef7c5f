"""Losses that take other things than labels and predictions: triplets, and the two networks of a GAN."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import jax, jnp

from dlcourse.losses import BinaryCrossentropy, GANDiscriminatorLoss, GANGeneratorLoss, TripletLoss

seeds = st.integers(0, 2**32 - 1)


def triplet(a, p, n, margin=0.7):
    return jnp.mean(jnp.maximum(jnp.sum((a - p) ** 2, -1) - jnp.sum((a - n) ** 2, -1) + margin, 0))


def discriminator(real, fake):
    return -jnp.mean(jax.nn.log_sigmoid(real)) - jnp.mean(jax.nn.log_sigmoid(-fake))


LOSSES = {
    "triplet": (TripletLoss(0.7), triplet, [(6, 3)] * 3),
    "discriminator": (GANDiscriminatorLoss(), discriminator, [(6, 1), (4, 1)]),
    "generator": (GANGeneratorLoss(), lambda fake: -jnp.mean(jax.nn.log_sigmoid(fake)), [(4, 1)]),
    "minimax": (GANGeneratorLoss(non_saturating=False), lambda fake: jnp.mean(jax.nn.log_sigmoid(-fake)), [(4, 1)]),
}
every_loss = pytest.mark.parametrize(("loss", "in_jax", "shapes"), LOSSES.values(), ids=list(LOSSES))


def draw(shapes, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(0, 2, shape) for shape in shapes]


def as_tuple(gradients):
    return gradients if isinstance(gradients, tuple) else (gradients,)


@every_loss
@given(seed=seeds)
def test_value_and_each_gradient_equal_jax(loss, in_jax, shapes, seed):
    given_arrays = draw(shapes, seed)
    value, gradients = loss(*given_arrays)
    expected, expected_gradients = jax.value_and_grad(in_jax, argnums=tuple(range(len(shapes))))(*given_arrays)
    np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-14)
    for gradient, wanted in zip(as_tuple(gradients), expected_gradients, strict=True):
        np.testing.assert_allclose(gradient, wanted, rtol=1e-9, atol=1e-14)


@every_loss
def test_float32_stays_float32(loss, in_jax, shapes):
    value, gradients = loss(*(array.astype(np.float32) for array in draw(shapes)))
    assert {value.dtype, *(gradient.dtype for gradient in as_tuple(gradients))} == {np.dtype(np.float32)}


@every_loss
def test_lists_and_whole_numbers_become_float64(loss, in_jax, shapes):
    whole = [array.round().astype(int) for array in draw(shapes)]
    expected, expected_gradients = loss(*(array.astype(float) for array in whole))
    for arrays in (whole, [array.tolist() for array in whole]):
        value, gradients = loss(*arrays)
        assert value == expected
        for gradient, wanted in zip(as_tuple(gradients), as_tuple(expected_gradients), strict=True):
            np.testing.assert_array_equal(gradient, wanted)


@every_loss
def test_read_only_inputs_work_and_stay_as_they_are(loss, in_jax, shapes):
    arrays = draw(shapes)
    for array in arrays:
        array.flags.writeable = False
    _, gradients = loss(*arrays)
    assert all(gradient.flags.writeable for gradient in as_tuple(gradients))
    for array, before in zip(arrays, draw(shapes), strict=True):
        np.testing.assert_array_equal(array, before)


@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_plus_and_minus_1000_give_finite_numbers_and_no_warning(loss, in_jax, shapes, dtype):
    for sign in (1, -1):
        far = [np.where(array > 0, sign * 1000, -sign * 1000).astype(dtype) for array in draw(shapes)]
        with np.errstate(all="raise", under="ignore"):
            value, gradients = loss(*far)
        assert np.isfinite(value)
        assert all(np.isfinite(gradient).all() for gradient in as_tuple(gradients))


@every_loss
def test_no_rows_raise(loss, in_jax, shapes):
    with pytest.raises(ValueError, match=r"at least (one row|1)\. Received: .*\(0, \d\)"):
        loss(*(np.ones((0, shape[1])) for shape in shapes))


@every_loss
def test_what_is_no_array_of_numbers_raises(loss, in_jax, shapes):
    with pytest.raises(TypeError, match=r"expected an array of numbers\. Received: 'cat'"):
        loss(*["cat"] * len(shapes))


def test_triplet_equals_hand_worked_numbers():
    anchor, positive, negative = [[0, 0], [0, 0]], [[1, 0], [0, 1]], [[0, 1.1], [3, 0]]
    value, (da, dp, dn) = TripletLoss(margin=0.5)(anchor, positive, negative)
    assert value == pytest.approx((1 - 1.21 + 0.5) / 2, rel=1e-14)  # the second negative is far enough
    np.testing.assert_allclose(da, [[-1, 1.1], [0, 0]], rtol=1e-14)
    np.testing.assert_allclose(dp, [[1, 0], [0, 0]], rtol=1e-14)
    np.testing.assert_allclose(dn, [[0, -1.1], [0, 0]], rtol=1e-14)


def test_triplet_equals_pytorch_with_squared_distances():
    torch = pytest.importorskip("torch", reason="PyTorch is one of the two libraries compared with")
    tensors = [torch.tensor(array, requires_grad=True) for array in draw([(6, 3)] * 3)]
    squared = torch.nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: ((a - b) ** 2).sum(-1), margin=0.2)
    expected = squared(*tensors)
    expected.backward()
    value, gradients = TripletLoss()(*draw([(6, 3)] * 3))
    assert value == pytest.approx(expected.item(), rel=1e-12)
    for gradient, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad, rtol=1e-12, atol=1e-15)


def test_triplet_with_unequal_or_flat_shapes_raises_with_all_three():
    for shapes in ([(4, 2), (4, 2), (3, 2)], [(4, 2), (4, 1), (4, 2)], [(4,), (4,), (4,)]):
        message = f"one shape (N, width), N and width at least 1. Received: {shapes[0]}, {shapes[1]} and {shapes[2]}"
        with pytest.raises(ValueError, match=re.escape(message)):
            TripletLoss()(*draw(shapes))


@pytest.mark.parametrize("margin", [0, -1, np.nan, "1"])
def test_a_margin_that_is_not_above_0_raises(margin):
    with pytest.raises(ValueError, match="TripletLoss: margin: expected a number above 0"):
        TripletLoss(margin)


def test_discriminator_that_cannot_tell_costs_ln_4():
    """Goodfellow et al. (2014), theorem 1: at the optimum the value of the game is −ln 4."""
    assert GANDiscriminatorLoss()(np.zeros((3, 1)), np.zeros((5, 1)))[0] == pytest.approx(math.log(4), rel=1e-15)


def test_discriminator_loss_is_the_binary_crossentropy_of_both_batches_and_generators_that_with_turned_labels():
    real, fake = draw([(6, 1), (4, 1)])
    bce = BinaryCrossentropy(from_logits=True)
    value, (dreal, dfake) = GANDiscriminatorLoss()(real, fake)
    of_real, of_fake = bce(np.ones((6, 1)), real), bce(np.zeros((4, 1)), fake)
    assert value == pytest.approx(of_real[0] + of_fake[0], rel=1e-14)
    np.testing.assert_allclose(dreal, of_real[1], rtol=1e-12)
    np.testing.assert_allclose(dfake, of_fake[1], rtol=1e-12)
    for result, expected in zip(GANGeneratorLoss()(fake), bce(np.ones((4, 1)), fake), strict=True):
        np.testing.assert_allclose(result, expected, rtol=1e-12)


def test_minimax_generator_turns_the_discriminators_loss_around():
    real, fake = draw([(6, 1), (4, 1)])
    _, (_, dfake) = GANDiscriminatorLoss()(real, fake)
    np.testing.assert_array_equal(GANGeneratorLoss(non_saturating=False)(fake)[1], -dfake)


def test_where_the_discriminator_is_sure_only_the_non_saturating_generator_learns():
    sure = np.full((1, 1), -20.0)
    assert GANGeneratorLoss()(sure)[1] == pytest.approx(-1, abs=1e-8)
    assert GANGeneratorLoss(non_saturating=False)(sure)[1] == pytest.approx(0, abs=1e-8)
