"""Losses against hand-worked numbers, Keras and PyTorch."""

import math

import numpy as np
import pytest
from loss_cases import LOSSES, draw_pair
from oracles import jnp, keras

pytestmark = pytest.mark.usefixtures("keras_in_float64")
HOT = [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred", "loss", "gradient"),
    [
        ("mse", [[1, 2], [3, 4]], [[2, 2], [3, 1]], 10 / 4, [[0.5, 0], [0, -1.5]]),
        ("mae", [[1, 2], [3, 4]], [[2, 2], [3, 1]], 1, [[0.25, 0], [0, -0.25]]),
        ("huber", [[0, 0]], [[0.5, -2]], (0.125 + 1.4 - 0.245) / 2, [[0.25, -0.35]]),  # δ = 0.7
        ("bce", [[1], [0]], [[0.8], [0.5]], (math.log(1.25) + math.log(2)) / 2, [[-0.625], [1]]),
        ("bce_logits", [[1], [0]], [[0], [0]], math.log(2), [[-0.25], [0.25]]),
        ("cce", HOT, [[0.25, 0.75], [0.5, 0.5]], (math.log(4) + math.log(2)) / 2, [[-2, 0], [0, -1]]),
        ("cce_logits", [[1, 0, 0, 0]], [[7, 7, 7, 7]], math.log(4), [[-0.75, 0.25, 0.25, 0.25]]),
        ("sparse", [0, 1], [[0.25, 0.75], [0.5, 0.5]], (math.log(4) + math.log(2)) / 2, [[-2, 0], [0, -1]]),
        ("sparse_logits", [[3]], [[7, 7, 7, 7]], math.log(4), [[0.25, 0.25, 0.25, -0.75]]),
        ("cfocal", [[0, 1]], [[0.5, 0.5]], 0.25 * 0.25 * math.log(2), [[0, -0.25 * (math.log(2) + 0.5)]]),
        ("kl", [[0.5, 0.5]], [[0.25, 0.75]], math.log(4 / 3) / 2, [[-2, -2 / 3]]),
        ("perceptron", [1, -1, 1, -1], [2, 3, -1, -4], (3 + 1) / 4, [0, 0.25, -0.25, 0]),
        ("hinge", [1, -1, 1, -1], [2, 3, 0.5, -0.5], (4 + 0.5 + 0.5) / 4, [0, 0.25, -0.25, 0.25]),
    ],
)
def test_value_and_gradient_equal_hand_worked_numbers(name, y_true, y_pred, loss, gradient):
    value, dy = LOSSES[name](y_true, y_pred)
    assert value == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(dy, gradient, rtol=1e-14)


IN_KERAS = {
    "mse": keras.losses.MeanSquaredError,
    "mae": keras.losses.MeanAbsoluteError,
    "huber": lambda **kw: keras.losses.Huber(delta=0.7, **kw),
    "bce": keras.losses.BinaryCrossentropy,
    "bce_logits": lambda **kw: keras.losses.BinaryCrossentropy(from_logits=True, **kw),
    "focal": lambda **kw: keras.losses.BinaryFocalCrossentropy(gamma=1.5, **kw),
    "focal_logits": lambda **kw: keras.losses.BinaryFocalCrossentropy(gamma=1.5, from_logits=True, **kw),
    "focal_balanced": lambda **kw: keras.losses.BinaryFocalCrossentropy(True, 0.3, 0.5, **kw),
    "cfocal": keras.losses.CategoricalFocalCrossentropy,
    "cfocal_logits": lambda **kw: keras.losses.CategoricalFocalCrossentropy(0.6, 1.5, from_logits=True, **kw),
    "cce_logits": lambda **kw: keras.losses.CategoricalCrossentropy(from_logits=True, **kw),
    "cce": keras.losses.CategoricalCrossentropy,
    "sparse": keras.losses.SparseCategoricalCrossentropy,
    "sparse_logits": lambda **kw: keras.losses.SparseCategoricalCrossentropy(from_logits=True, **kw),
    "kl": keras.losses.KLDivergence,
    "hinge": keras.losses.Hinge,
}


@pytest.mark.parametrize("name", IN_KERAS)
@pytest.mark.parametrize("shape", [(5, 3), (4, 2), (1, 4)])
def test_value_equals_keras(name, shape):
    y_true, y_pred = draw_pair(name, 10, shape)
    if name in ("cce", "sparse", "cfocal"):
        y_pred /= y_pred.sum(axis=-1, keepdims=True)  # Keras would do that itself
    if name.endswith("focal_logits"):
        y_pred /= 5  # Keras clips the probabilities, so it is off where they are near 0 and 1
    expected = IN_KERAS[name](dtype="float64")(jnp.asarray(y_true), jnp.asarray(y_pred))
    np.testing.assert_allclose(LOSSES[name](y_true, y_pred)[0], expected, rtol=1e-9)


def in_torch(name, torch):
    losses = torch.nn.functional
    return {
        "huber": lambda y, p: losses.huber_loss(p, y, delta=0.7),
        "bce_logits": lambda y, z: losses.binary_cross_entropy_with_logits(z, y),
        "cce_logits": lambda y, z: losses.cross_entropy(z, y),
        "sparse_logits": lambda y, z: losses.cross_entropy(z, y),
        "kl_logits": lambda y, z: losses.kl_div(losses.log_softmax(z, -1), y, reduction="batchmean"),
    }[name]


@pytest.mark.parametrize("name", ["huber", "bce_logits", "cce_logits", "sparse_logits", "kl_logits"])
def test_value_and_gradient_equal_pytorch(name):
    torch = pytest.importorskip("torch", reason="PyTorch is one of the two libraries compared with")
    y_true, y_pred = draw_pair(name, 11, (5, 3))
    prediction = torch.tensor(y_pred, requires_grad=True)
    expected = in_torch(name, torch)(torch.tensor(y_true), prediction)
    expected.backward()
    loss, gradient = LOSSES[name](y_true, y_pred)
    np.testing.assert_allclose(loss, expected.item(), rtol=1e-9)
    np.testing.assert_allclose(gradient, prediction.grad, rtol=1e-9, atol=1e-14)
