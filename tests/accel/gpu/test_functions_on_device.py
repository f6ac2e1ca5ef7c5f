"""Activations, losses, metrics, penalties, clipping: unchanged on a device, with NumPy's numbers."""

import re

import numpy as np
import pytest
from loss_pairs import LOSSES, draw_pair

from dlcourse import activations
from dlcourse.layers.activation import NAMES
from dlcourse.losses import GANDiscriminatorLoss, GANGeneratorLoss, Hinge, SparseCategoricalCrossentropy, TripletLoss
from dlcourse.metrics import BinaryAccuracy, accuracy, mean_absolute_error
from dlcourse.optimizers import clip_by_global_norm, clip_by_value
from dlcourse.regularizers import L1, L1L2, L2

every_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
FROM_OUTPUT = ("sigmoid", "tanh", "softmax")  # their backward pass takes the output
SETTINGS = {"gelu": [{"approximate": True}, {"approximate": False}], "elu": [{"alpha": 0.7}]}
ACTIVATIONS = [(name, settings) for name in NAMES for settings in SETTINGS.get(name, [{}])]
SEVERAL = {
    "triplet": (TripletLoss(0.7), [(6, 3)] * 3),
    "discriminator": (GANDiscriminatorLoss(), [(6, 1), (4, 1)]),
    "generator": (GANGeneratorLoss(), [(4, 1)]),
    "minimax": (GANGeneratorLoss(non_saturating=False), [(4, 1)]),
}


@every_dtype
@pytest.mark.parametrize(("name", "settings"), ACTIVATIONS)
def test_activations_have_numpys_numbers_and_dtype(device, name, settings, dtype):
    rng = np.random.default_rng(0)
    z, da = np.array([[-90, 0, 90, 1e-3]], dtype), rng.normal(size=(1, 4)).astype(dtype)
    z = np.concatenate([z, rng.normal(0, 3, (5, 4)).astype(dtype)])
    da = np.broadcast_to(da, z.shape).copy()
    here, there = (
        results(name, settings, z, da),
        results(name, settings, device.to_device(z), device.to_device(da)),
    )
    for moved, kept in zip(there, here, strict=True):
        device.assert_same(moved, kept)


def results(name, settings, z, da):
    """Value, derivative, backward pass."""
    value = getattr(activations, name)(z, **settings)
    derivative = getattr(activations, name + "_derivative")(z, **settings)
    kept = value if name in FROM_OUTPUT else z
    return value, derivative, getattr(activations, name + "_backward")(da, kept, **settings)


@every_dtype
@pytest.mark.parametrize("shape", [(4,), (3, 4)])
def test_prelu_has_numpys_numbers(device, shape, dtype):
    rng = np.random.default_rng(0)
    z, da, alpha = (rng.normal(size=size).astype(dtype) for size in ((3, 4), (3, 4), shape))
    moved = [device.to_device(array) for array in (z, da, alpha)]
    device.assert_same(activations.prelu(moved[0], moved[2]), activations.prelu(z, alpha))
    there = activations.prelu_backward(moved[1], moved[0], moved[2])
    for moved, kept in zip(there, activations.prelu_backward(da, z, alpha), strict=True):
        device.assert_same(moved, kept)


@every_dtype
@pytest.mark.parametrize("name", LOSSES)
def test_losses_have_numpys_numbers(device, name, dtype):
    y_true, y_pred = draw_pair(name, 4, (7, 3))
    y_pred = y_pred.astype(dtype)
    loss, gradient = LOSSES[name](device.to_device(y_true), device.to_device(y_pred))
    expected_loss, expected_gradient = LOSSES[name](y_true, y_pred)
    device.assert_same_number(loss, expected_loss, 1e-5 if dtype is np.float32 else 1e-10)
    device.assert_same(gradient, expected_gradient)


@every_dtype
@pytest.mark.parametrize("name", SEVERAL)
def test_losses_of_several_arrays_have_numpys_numbers(device, name, dtype):
    loss, shapes = SEVERAL[name]
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    value, gradients = loss(*(device.to_device(array) for array in arrays))
    expected, expected_gradients = loss(*arrays)
    device.assert_same_number(value, expected, 1e-5 if dtype is np.float32 else 1e-10)
    pairs = (
        zip(gradients, expected_gradients, strict=True)
        if isinstance(gradients, tuple)
        else [(gradients, expected_gradients)]
    )
    for moved, kept in pairs:
        device.assert_same(moved, kept)


@pytest.mark.parametrize(
    ("y_true", "received"), [([0, 3], "3"), ([-1, 0], "-1"), ([0.5, 1], "0.5"), ([1, np.nan], "nan")]
)
def test_class_indices_out_of_range_raise(device, y_true, received):
    message = f"y_true: expected whole numbers from 0 to 2. Received: {received}"
    with pytest.raises(ValueError, match=re.escape(message)):
        SparseCategoricalCrossentropy()(device.to_device(np.array(y_true)), device.to_device(np.full((2, 3), 1 / 3)))


def test_labels_0_and_1_for_hinge_raise(device):
    with pytest.raises(ValueError, match=re.escape("2 * y_true - 1 turns them")):
        Hinge()(device.to_device(np.array([0.0, 1.0])), device.to_device(np.array([0.5, 0.5])))


@pytest.mark.parametrize("name", ["cce", "cce_logits", "kl"])
def test_label_rows_that_do_not_sum_to_1_raise(device, name):
    with pytest.raises(ValueError, match="y_true: expected rows of shares that sum to 1"):
        LOSSES[name](device.to_device(np.array([[1.0, 1.0]])), device.to_device(np.array([[0.5, 0.5]])))


@pytest.mark.parametrize("metric", [accuracy, BinaryAccuracy(), mean_absolute_error])
def test_metrics_have_numpys_numbers(device, metric):
    y_true, y_pred = np.array([[1.0], [0], [1]]), np.array([[0.7], [0.6], [0.2]])
    device.assert_same_number(metric(device.to_device(y_true), device.to_device(y_pred)), metric(y_true, y_pred))


@pytest.mark.parametrize("labels", [np.array([0, 2, 1, 1]), np.eye(3)[[0, 2, 1, 1]]], ids=["labels", "one-hot"])
def test_accuracy_of_several_classes_takes_the_first_of_equals(device, labels):
    y_pred = np.array([[0.4, 0.4, 0.2], [0.1, 0.1, 0.8], [0.5, 0.5, 0.0], [0.0, 0.5, 0.5]])
    assert float(accuracy(device.to_device(labels), device.to_device(y_pred))) == accuracy(labels, y_pred) == 3 / 4


@every_dtype
@pytest.mark.parametrize("regularizer", [L1(0.3), L2(0.2), L1L2(0.3, 0.2)], ids=repr)
def test_penalties_have_numpys_numbers(device, regularizer, dtype):
    W = np.array([[1.5, -2], [0, 3]], dtype)
    penalty, gradient = regularizer(device.to_device(W))
    device.assert_same_number(penalty, regularizer(W)[0], 1e-5 if dtype is np.float32 else 1e-10)
    device.assert_same(gradient, regularizer(W)[1])


@every_dtype
def test_clipping_has_numpys_numbers(device, dtype):
    g = np.array([3, -4, 0.1, np.nan, np.inf], dtype)
    for clipped in (g, g[:3]):
        device.assert_same(clip_by_value(device.to_device(clipped), 2), clip_by_value(clipped, 2))
        device.assert_same(clip_by_global_norm(device.to_device(clipped), 2), clip_by_global_norm(clipped, 2))
