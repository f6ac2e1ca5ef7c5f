"""Sequential: gradients of whole networks against JAX, the flat vectors, counting, evaluate, predict and errors."""

import math
import re
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from networks import dense_layers, drawn, small, three_classes, yes_or_no
from oracles import jax, jnp

from dlcourse.gradients.numerical import check_gradient
from dlcourse.layers import Dense, ReLU
from dlcourse.losses import MeanSquaredError
from dlcourse.metrics import BinaryAccuracy, accuracy
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD

every_network = pytest.mark.parametrize("network", [three_classes, yes_or_no])


@every_network
@pytest.mark.parametrize("seed", [0, 1])
def test_the_gradient_of_every_parameter_equals_jax(network, seed):
    model, x, y, in_jax = drawn(network, seed)
    loss, gradient = model.loss_and_gradient(x, y)
    parameters = [(layer.W, layer.b) for layer in dense_layers(model)]
    expected_loss, expected = jax.value_and_grad(in_jax)(parameters, x)
    assert loss == pytest.approx(float(expected_loss), rel=1e-9)
    for layer, (dW, db) in zip(dense_layers(model), expected, strict=True):
        np.testing.assert_allclose(layer.dW, dW, rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(layer.db, db, rtol=1e-9, atol=1e-14)
    flat = np.concatenate([np.ravel(array) for pair in expected for array in pair])
    np.testing.assert_allclose(gradient, flat, rtol=1e-9, atol=1e-14)


@every_network
def test_check_gradient_passes_on_a_whole_network(network):
    model, x, y, _ = drawn(network)
    _, gradient = model.loss_and_gradient(x, y)
    at = model.parameters.copy()

    def loss(parameters):
        model.parameters[:] = parameters
        return model.loss(y, model.forward(x))[0]

    check = check_gradient(loss, gradient, at, tolerance=1e-7)
    assert check.passed, check


@every_network
def test_parameters_and_gradients_are_views_into_the_flat_vectors(network):
    model, x, y, _ = drawn(network)
    model.train_step(x, y)
    start = 0
    for layer in dense_layers(model):
        for name in ("W", "b"):
            value, gradient = getattr(layer, name), getattr(layer, "d" + name)
            assert np.shares_memory(value, model.parameters)
            assert np.shares_memory(gradient, model.gradients)
            np.testing.assert_array_equal(value.ravel(), model.parameters[start : start + value.size])
            start += value.size
    assert start == model.parameters.size == model.gradients.size


def test_loss_and_gradient_returns_a_copy_that_the_next_batch_does_not_change():
    model, x, y, _ = drawn(three_classes)
    _, gradient = model.loss_and_gradient(x, y)
    kept = gradient.copy()
    model.loss_and_gradient(x[:2], y[:2])
    np.testing.assert_array_equal(gradient, kept)
    assert not np.array_equal(model.gradients, kept)


@every_network
def test_a_train_step_of_sgd_equals_w_minus_eta_g(network):
    model, x, y, _ = drawn(network)
    loss, g = model.loss_and_gradient(x, y)
    w = model.parameters.copy()
    assert model.train_step(x, y) == loss
    np.testing.assert_allclose(model.parameters, w - 0.1 * g, rtol=1e-14)


def test_a_first_layer_moved_behind_another_passes_its_gradient_on():
    rng = np.random.default_rng(0)
    layer = Dense(3, 2, rng)
    Sequential([layer], np.float64)
    model = Sequential([Dense(4, 3, rng), layer], np.float64).compile(SGD(0.1), MeanSquaredError())
    x, y = rng.normal(size=(5, 4)), rng.normal(size=(5, 2))
    _, gradient = model.loss_and_gradient(x, y)
    (W1, b1), (W2, b2) = ((layer.W.copy(), layer.b.copy()) for layer in model.layers)
    expected = jax.grad(lambda W1: jnp.mean((y - ((x @ W1 + b1) @ W2 + b2)) ** 2))(W1)
    np.testing.assert_allclose(gradient[: W1.size], np.ravel(expected), rtol=1e-9)


def test_building_a_model_keeps_the_weights_the_layers_drew():
    layer = Dense(3, 2, np.random.default_rng(5))
    W = layer.W.copy()
    np.testing.assert_array_equal(Sequential([layer], np.float64).layers[0].W, W)


def test_the_gradient_of_a_batch_is_the_mean_of_its_rows_gradients():
    model, x, y, _ = drawn(three_classes)
    _, gradient = model.loss_and_gradient(x, y)
    rows = [model.loss_and_gradient(x[[n]], y[[n]])[1] for n in range(len(x))]
    np.testing.assert_allclose(gradient, np.mean(rows, axis=0), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(
    ("widths", "by_layer"), [((5, 4, 3, 2, 1), [24, 15, 8, 3]), ((4, 3, 2, 1), [15, 8, 3]), ((64, 32, 10), [2080, 330])]
)
def test_summary_counts_the_parameters_of_each_layer_and_all(widths, by_layer):
    rng = np.random.default_rng(0)
    layers = [Dense(*pair, rng) for pair in pairwise(widths)]
    model = Sequential(layers)
    _, *rows, total = [line.split() for line in model.summary().splitlines()]
    assert [int(row[-1].replace(",", "")) for row in rows] == by_layer
    assert int(total[-1].replace(",", "")) == model.parameters.size == sum(by_layer)


def test_the_nets_of_the_notes_have_50_and_26_parameters():
    rng = np.random.default_rng(0)
    assert Sequential([Dense(5, 4, rng), Dense(4, 3, rng), Dense(3, 2, rng), Dense(2, 1, rng)]).parameters.size == 50
    assert Sequential([Dense(4, 3, rng), Dense(3, 2, rng), Dense(2, 1, rng)]).parameters.size == 26


def test_summary_names_the_layers_and_their_widths():
    model, _, _ = small()
    rows = [line.split() for line in model.summary().splitlines()[1:-1]]
    assert [row[0] for row in rows] == ["Dense", "Tanh", "Dense", "Sigmoid"]
    assert [row[2] for row in rows] == ["4)", "4)", "1)", "1)"]


@pytest.mark.parametrize("method", ["fit", "evaluate"])
def test_fit_and_evaluate_before_compile_raise(method):
    model = Sequential([Dense(2, 1, np.random.default_rng(0))])
    with pytest.raises(RuntimeError, match=f"{method}: call compile"):
        getattr(model, method)(np.ones((3, 2)), np.ones((3, 1)))


@pytest.mark.parametrize(
    ("x", "y", "error", "message"),
    [
        ([[1, math.nan]], [[1]], ValueError, "x: expected finite numbers. Received: 1 NaN"),
        ([[1, 2]], [[math.inf]], ValueError, "y: expected finite numbers"),
        ([1, 2], [[1], [0]], ValueError, "Received: (2,) and (2, 1)"),
        ([[1, 2]], [1], ValueError, "y_true and y_pred: expected the same shape. Received: (1,) and (1, 1)"),
        ([[1, 2]], [1.0], ValueError, "Received: (1, 2) and (1,)"),
        ([[1, 2]], [1, 0], ValueError, "Received: (1, 2) and (2,)"),
        ([[[1, 2]]], [[1]], ValueError, "expected an input of width 2. Received: (N, 1, 2)"),
        ([[1, 2], [3, 4]], [[1]], ValueError, "Received: (2, 2) and (1, 1)"),
        (np.ones((0, 2)), np.ones((0, 1)), ValueError, "N at least 1"),
        ([[1, 2, 3]], [[1]], ValueError, "expected an input of width 2. Received: 3"),
        ([[1, 2]], [[1, 0]], ValueError, "Received: (1, 2) and (1, 1)"),
        ([[1, 2], [3]], [[1], [0]], TypeError, "x: expected an array of numbers"),
        ([["a", "b"]], [[1]], TypeError, "x: expected an array of numbers"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "evaluate"])
def test_unusable_arrays_raise_and_leave_the_parameters(method, x, y, error, message):
    model, _, _ = small()
    before = model.parameters.copy()
    with pytest.raises(error, match=re.escape(message)):
        getattr(model, method)(x, y)
    np.testing.assert_array_equal(model.parameters, before)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1, 2], "x: expected rows (N, n). Received: shape (2,)"),
        ([[1, 2, 3]], "expected an input of width 2. Received: 3"),
        ([[1, math.nan]], "x: expected finite numbers"),
    ],
)
def test_predict_refuses_what_are_no_rows_of_the_right_width(x, message):
    model, _, _ = small()
    with pytest.raises(ValueError, match=re.escape(message)):
        model.predict(x)


def test_a_model_without_layers_raises():
    with pytest.raises(ValueError, match="at least one layer"):
        Sequential([])


@pytest.mark.parametrize("layer", [ReLU(), Dense(2, 2, np.random.default_rng(0))])
def test_a_layer_used_twice_raises(layer):
    with pytest.raises(ValueError, match="expected each layer once"):
        Sequential([layer, Dense(2, 2, np.random.default_rng(0)), layer])


def test_the_width_is_checked_through_layers_that_take_any():
    model = Sequential([ReLU(), Dense(3, 1, np.random.default_rng(0))])
    with pytest.raises(ValueError, match=r"expected an input of width 3\. Received: 4"):
        model.predict(np.ones((2, 4)))
    assert model.output_width(3) == 1


@pytest.mark.parametrize("dtype", [int, np.int32, bool, complex])
def test_a_model_of_whole_or_complex_numbers_raises(dtype):
    with pytest.raises(TypeError, match="Sequential: dtype: expected float32 or float64"):
        Sequential([ReLU()], dtype)


# compile


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SGD, MeanSquaredError()), "optimizer: expected an optimizer such as SGD(0.1). Received: <class"),
        (("sgd", MeanSquaredError()), "optimizer: expected an optimizer such as SGD(0.1). Received: 'sgd'"),
        ((SGD(), MeanSquaredError), "loss: expected a loss such as MeanSquaredError(). Received: <class"),
        ((SGD(), "mse"), "loss: expected a loss such as MeanSquaredError(). Received: 'mse'"),
        ((SGD(), MeanSquaredError(), ["accuracy"]), "metrics: expected a list of functions such as [accuracy]"),
        ((SGD(), MeanSquaredError(), accuracy), "metrics: expected a list of functions such as [accuracy]"),
        ((SGD(), MeanSquaredError(), "accuracy"), "metrics: expected a list of functions such as [accuracy]"),
        ((SGD(), MeanSquaredError(), [partial(accuracy)]), "metrics: expected a list of functions"),
    ],
)
def test_compile_refuses_what_fit_could_not_use(arguments, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        Sequential([ReLU()]).compile(*arguments)


def test_compile_refuses_two_metrics_of_one_name():
    with pytest.raises(ValueError, match="expected each name once"):
        Sequential([ReLU()]).compile(SGD(), MeanSquaredError(), [accuracy, accuracy])


def test_what_is_measured_has_the_names_of_the_functions():
    model = Sequential([ReLU()]).compile(SGD(), MeanSquaredError(), [accuracy, BinaryAccuracy(threshold=0)])
    assert model.metric_names() == ["loss", "accuracy", "binary_accuracy"]
