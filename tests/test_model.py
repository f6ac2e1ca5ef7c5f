"""Sequential: gradients of whole networks against JAX, flat vectors, fit, and learning the digits."""

import math
import re
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlcourse.data import load_digits
from dlcourse.gradcheck import check_gradient
from dlcourse.initializers import he_normal, zeros
from dlcourse.layers import Dense, ReLU, Sigmoid, Tanh
from dlcourse.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError
from dlcourse.metrics import accuracy
from dlcourse.model import History, Sequential
from dlcourse.optimizers import SGD
from dlcourse.preprocessing import one_hot, train_test_split


class StandStill:
    """An optimizer that only counts its calls: what fit reports is then known beforehand."""

    def __init__(self):
        self.calls = 0

    def apply(self, parameters, gradients):
        self.calls += 1


def three_classes(rng):
    """Dense-ReLU-Dense-Tanh-Dense with its data and loss; the same in JAX."""
    model = Sequential(
        [Dense(4, 6, rng, he_normal), ReLU(), Dense(6, 5, rng), Tanh(), Dense(5, 3, rng)], dtype=np.float64
    )
    model.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    y = one_hot(rng.integers(0, 3, 7), 3)

    def in_jax(parameters, x):
        (W1, b1), (W2, b2), (W3, b3) = parameters
        logits = jnp.tanh(jax.nn.relu(x @ W1 + b1) @ W2 + b2) @ W3 + b3
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits), axis=-1))

    return model, rng.normal(size=(7, 4)), y, in_jax


def yes_or_no(rng):
    """Dense-Sigmoid-Dense with its data and loss; the same in JAX."""
    model = Sequential([Dense(3, 5, rng), Sigmoid(), Dense(5, 1, rng)], dtype=np.float64)
    model.compile(SGD(0.1), BinaryCrossentropy(from_logits=True))
    y = rng.integers(0, 2, (6, 1)).astype(float)

    def in_jax(parameters, x):
        (W1, b1), (W2, b2) = parameters
        z = jax.nn.sigmoid(x @ W1 + b1) @ W2 + b2
        return -jnp.mean(y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z))

    return model, rng.normal(size=(6, 3)), y, in_jax


def drawn(network, seed=0):
    """A network with random biases too, so that no gradient is tested at a special point."""
    rng = np.random.default_rng(seed)
    model, x, y, in_jax = network(rng)
    model.parameters += 0.1 * rng.normal(size=model.parameters.size)
    return model, x, y, in_jax


def dense_layers(model):
    return [layer for layer in model.layers if isinstance(layer, Dense)]


def small(dtype=np.float32, optimizer=None, seed=0):
    """A network and ten rows to learn: y = [x₁ + x₂ > 0]."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(10, 2))
    y = (x.sum(axis=1, keepdims=True) > 0).astype(float)
    model = Sequential([Dense(2, 4, rng), Tanh(), Dense(4, 1, rng), Sigmoid()], dtype)
    return model.compile(optimizer or SGD(0.5), BinaryCrossentropy(), [accuracy]), x, y


def digits_network(seed=0, last=he_normal):
    rng = np.random.default_rng(seed)
    model = Sequential([Dense(64, 32, rng, he_normal), ReLU(), Dense(32, 10, rng, last)])
    return model.compile(SGD(0.5), CategoricalCrossentropy(from_logits=True), [accuracy]), rng


@pytest.fixture(scope="module")
def digits():
    x, labels = load_digits()
    return x, one_hot(labels, 10)


every_network = pytest.mark.parametrize("network", [three_classes, yes_or_no])


# Gradients and the flat vectors


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


# Counting


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


# fit


def test_fit_lowers_the_loss():
    model, x, y = small()
    losses = model.fit(x, y, epochs=30, batch_size=4, rng=np.random.default_rng(0), verbose=False).history["loss"]
    assert len(losses) == 30
    assert losses[-1] < 0.5 * losses[0]


def test_equal_seeds_give_equal_bits_and_another_shuffle_gives_others():
    def trained(seed):
        model, x, y = small()
        history = model.fit(x, y, epochs=5, batch_size=3, rng=np.random.default_rng(seed), verbose=False)
        return model.parameters.tobytes(), history.history["loss"]

    assert trained(1) == trained(1)
    assert trained(1) != trained(2)


def test_the_epoch_loss_is_the_mean_over_rows_with_the_last_partial_batch():
    model, x, y = small(np.float64, StandStill())
    history = model.fit(x, y, epochs=2, batch_size=4, verbose=False)  # 4, 4 and 2 rows
    assert model.optimizer.calls == 6
    p = model.predict(x)
    by_row = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    np.testing.assert_allclose(history.history["loss"], [by_row.mean()] * 2, rtol=1e-12)


def test_the_epoch_loss_of_float32_does_not_lose_digits_over_many_batches():
    model = Sequential([Dense(1, 1, None, zeros)]).compile(StandStill(), MeanSquaredError())
    y = np.full((20_000, 1), math.sqrt(0.1))
    history = model.fit(y, y, batch_size=1, verbose=False)
    assert history.history["loss"][0] == pytest.approx(0.1, rel=1e-6)


@pytest.mark.parametrize(("batch_size", "steps"), [(1, 10), (4, 3), (10, 1), (32, 1)])
def test_an_epoch_takes_one_step_per_batch(batch_size, steps):
    model, x, y = small(optimizer=StandStill())
    model.fit(x, y, batch_size=batch_size, verbose=False)
    assert model.optimizer.calls == steps


def test_one_epoch_of_batch_gradient_descent_is_one_step_of_the_formula():
    model, x, y = small(np.float64)
    _, g = model.loss_and_gradient(x, y)
    w = model.parameters.copy()
    model.fit(x, y, batch_size=len(x), verbose=False)
    np.testing.assert_allclose(model.parameters, w - 0.5 * g, rtol=1e-14)


def test_history_records_validation_loss_and_metrics_of_each_epoch():
    model, x, y = small()
    history = model.fit(x, y, epochs=3, validation_data=(x[:4], y[:4]), verbose=False).history
    assert {"loss", "val_loss", "val_accuracy"} <= set(history)
    assert all(len(values) == 3 for values in history.values())
    assert all(type(value) is float for values in history.values() for value in values)
    last = model.evaluate(x[:4], y[:4])
    assert history["val_loss"][-1] == last["loss"]
    assert history["val_accuracy"][-1] == last["accuracy"]


def test_validation_does_not_change_the_training():
    with_validation, x, y = small()
    without, _, _ = small()
    with_validation.fit(x, y, epochs=3, validation_data=(5 * x[:4], y[:4]), verbose=False)
    without.fit(x, y, epochs=3, verbose=False)
    np.testing.assert_array_equal(with_validation.parameters, without.parameters)


def test_evaluate_measures_the_predictions():
    model, x, y = small(np.float64)
    p = model.predict(x)
    measured = model.evaluate(x, y)
    assert measured["loss"] == pytest.approx(np.mean(-np.log(np.where(y == 1, p, 1 - p))), rel=1e-12)
    assert measured["accuracy"] == np.mean((p > 0.5) == (y == 1))


def test_history_appends_floats_under_their_names():
    history = History()
    history.append({"loss": np.float32(0.5)})
    history.append({"loss": 0.25})
    assert history.history == {"loss": [0.5, 0.25]}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_dtype_holds_throughout(dtype):
    seen = []

    class Spy(BinaryCrossentropy):
        def __call__(self, y_true, y_pred):
            loss, dy = super().__call__(y_true, y_pred)
            seen.extend([y_true.dtype, y_pred.dtype, loss.dtype, dy.dtype])
            return loss, dy

    model, x, y = small(dtype)
    model.compile(SGD(0.1), Spy())
    model.fit(x, y.astype(int), epochs=2, validation_data=(x, y), verbose=False)
    seen += [array.dtype for layer in dense_layers(model) for array in (layer.W, layer.b, layer.dW, layer.db, layer.x)]
    seen += [model.parameters.dtype, model.gradients.dtype, model.predict(x).dtype]
    assert set(seen) == {np.dtype(dtype)}


def test_training_is_float32_unless_asked_otherwise():
    assert Sequential([Dense(2, 1, np.random.default_rng(0))]).parameters.dtype == np.float32


def test_fit_changes_none_of_its_inputs():
    model, x, y = small(np.float64)
    before = x.copy(), y.copy()
    x.flags.writeable = y.flags.writeable = False
    model.fit(x, y, epochs=2, verbose=False)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_fit_takes_lists():
    model, x, y = small()
    same, _, _ = small()
    model.fit(x.tolist(), y.tolist(), verbose=False)
    same.fit(x, y, verbose=False)
    np.testing.assert_array_equal(model.parameters, same.parameters)


# Errors


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
        ([[1, 2]], [1], ValueError, "Received: (1, 2) and (1,)"),
        ([[[1, 2]]], [[1]], ValueError, "Received: (1, 1, 2) and (1, 1)"),
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


def test_unusable_validation_data_raises_before_any_training():
    model, x, y = small(optimizer=StandStill())
    with pytest.raises(ValueError, match="finite"):
        model.fit(x, y, validation_data=(x * np.nan, y), verbose=False)
    assert model.optimizer.calls == 0


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


# Learning the digits


def test_the_first_loss_is_ln_10_where_all_classes_are_equally_likely(digits):
    model, _ = digits_network(last=zeros)
    assert model.evaluate(*digits)["loss"] == pytest.approx(math.log(10), rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_loss_on_the_digits_is_near_ln_10(digits, seed):
    rng = np.random.default_rng(seed)
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    assert model.evaluate(*digits)["loss"] == pytest.approx(math.log(10), abs=0.5)


def test_sgd_reads_unseen_digits_with_at_least_95_percent_accuracy(digits):
    model, rng = digits_network()
    x_train, y_train, x_test, y_test = train_test_split(*digits, 0.25, rng)
    model.fit(x_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
    assert model.evaluate(x_test, y_test)["accuracy"] >= 0.95


def test_twenty_digits_are_learnt_by_heart(digits):
    x, y = digits[0][:20], digits[1][:20]
    model, rng = digits_network()
    model.fit(x, y, epochs=300, batch_size=5, rng=rng, verbose=False)
    measured = model.evaluate(x, y)
    assert measured["accuracy"] == 1
    assert measured["loss"] < 0.01
