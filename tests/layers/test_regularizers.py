"""Penalties on weights: hand-worked numbers, Keras, JAX; how λ/2n relates; what Dense makes of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oracles import jax, jnp, keras

from dlcourse.layers import Dense
from dlcourse.regularizers import L1, L1L2, L2

pytestmark = pytest.mark.usefixtures("keras_in_float64")
REGULARIZERS = [L1(0.3), L2(0.2), L1L2(0.3, 0.2)]
every_regularizer = pytest.mark.parametrize("regularizer", REGULARIZERS, ids=repr)
away_from_zero = st.floats(-5, 5).filter(lambda value: abs(value) > 1e-3)
weights = st.sampled_from([(1, 1), (3, 2), (4,)]).flatmap(lambda s: arrays(np.float64, s, elements=away_from_zero))


def l1_and_l2(regularizer):
    return getattr(regularizer, "l1", 0), getattr(regularizer, "l2", 0)


@every_regularizer
@given(weights)
def test_penalty_and_gradient_equal_jax(regularizer, W):
    l1, l2 = l1_and_l2(regularizer)
    expected = jax.value_and_grad(lambda W: l1 * jnp.abs(W).sum() + l2 * (W**2).sum())(W)
    penalty, gradient = regularizer(W)
    np.testing.assert_allclose(penalty, expected[0], rtol=1e-9)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9)


@pytest.mark.parametrize("name", ["L1", "L2", "L1L2"])
def test_defaults_and_penalty_equal_keras(name):
    W = np.random.default_rng(0).normal(size=(4, 3))
    ours, theirs = {"L1": L1, "L2": L2, "L1L2": L1L2}[name](), getattr(keras.regularizers, name)()
    assert {key: pytest.approx(value) for key, value in theirs.get_config().items()} == vars(ours)
    np.testing.assert_allclose(ours(W)[0], theirs(jnp.asarray(W)), rtol=1e-12)


@pytest.mark.parametrize(
    ("regularizer", "penalty", "gradient"),
    [
        (L1(0.1), 0.6, [[0.1, -0.1], [0, 0.1]]),
        (L2(0.1), 1.4, [[0.2, -0.4], [0, 0.6]]),
        (L1L2(0.1, 0.1), 2.0, [[0.3, -0.5], [0, 0.7]]),
    ],
)
def test_penalty_and_gradient_equal_hand_worked_numbers_and_zero_is_not_pulled(regularizer, penalty, gradient):
    value, dW = regularizer([[1, -2], [0, 3]])
    assert value == pytest.approx(penalty, rel=1e-14)
    np.testing.assert_allclose(dW, gradient, rtol=1e-14)


def test_lambda_over_2n_is_l2_and_shrinks_weights_by_one_minus_eta_lambda_over_n():
    lam, n, eta, W = 0.7, 50, 0.1, np.array([2.0, -3])
    penalty, dW = L2(lam / (2 * n))(W)
    assert penalty == pytest.approx(lam / (2 * n) * (4 + 9), rel=1e-14)
    np.testing.assert_allclose(W - eta * dW, (1 - eta * lam / n) * W, rtol=1e-14)


@pytest.mark.parametrize("value", [-0.1, np.nan, np.inf, "0.1", True, None])
@pytest.mark.parametrize("regularizer", [L1, L2, L1L2])
def test_a_factor_that_is_no_number_of_at_least_0_raises(regularizer, value):
    with pytest.raises(ValueError, match=rf"{regularizer.__name__}: l[12]: expected a number of at least 0\. Received"):
        regularizer(value)


@every_regularizer
def test_float32_stays_float32_even_with_a_factor_from_numpy(regularizer):
    l1, l2 = (np.float64(value) for value in l1_and_l2(regularizer))
    for each in (regularizer, L1L2(l1, l2)):
        penalty, gradient = each(np.ones((2, 2), np.float32))
        assert penalty.dtype == gradient.dtype == np.float32


@every_regularizer
def test_read_only_weights_work_and_stay_as_they_are(regularizer):
    W = np.array([[1.0, -2]])
    W.flags.writeable = False
    _, gradient = regularizer(W)
    assert gradient.flags.writeable
    np.testing.assert_array_equal(W, [[1, -2]])


@every_regularizer
def test_weights_far_out_stay_finite(regularizer):
    with np.errstate(all="raise"):
        penalty, gradient = regularizer(np.array([-1000, 1000], np.float32))
    assert np.isfinite(penalty)
    assert np.isfinite(gradient).all()


def test_text_for_weights_raises():
    with pytest.raises(TypeError, match="W: expected an array of numbers"):
        L2()("W")


@every_regularizer
def test_dense_adds_the_gradient_to_dW_and_the_penalty_to_the_loss(regularizer):
    rng = np.random.default_rng(0)
    plain, with_penalty = Dense(3, 2, np.random.default_rng(1)), Dense(3, 2, np.random.default_rng(1))
    with_penalty.kernel_regularizer = regularizer
    x, dz = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    for layer in (plain, with_penalty):
        layer.forward(x, training=True)
        layer.backward(dz)
    np.testing.assert_allclose(with_penalty.dW - plain.dW, regularizer(plain.W)[1], rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(with_penalty.db, plain.db)
    assert with_penalty.penalty() == regularizer(plain.W)[0]


def test_a_regularizer_says_what_it_is():
    assert [repr(each) for each in REGULARIZERS] == ["L1(0.3)", "L2(0.2)", "L1L2(l1=0.3, l2=0.2)"]
