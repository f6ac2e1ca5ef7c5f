"""What fit measures: losses and metrics as means over rows, validation, the History, against Keras too."""

import math

import numpy as np
import pytest
from networks import StandStill, dense_layers, small
from oracles import keras

from dlcourse.initializers import zeros
from dlcourse.layers import Dense
from dlcourse.losses import MeanSquaredError
from dlcourse.model import History, Sequential
from dlcourse.optimizers import SGD

pytestmark = pytest.mark.usefixtures("keras_in_float64")


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


@pytest.mark.parametrize("batch_size", [1, 4, None])
def test_training_metrics_are_means_over_rows(batch_size):
    model, x, y = small(np.float64, StandStill())
    history = model.fit(x, y, epochs=2, batch_size=batch_size, verbose=False).history
    assert list(history) == ["loss", "accuracy"]
    np.testing.assert_allclose(history["accuracy"], [model.evaluate(x, y)["accuracy"]] * 2, rtol=1e-15)


def test_the_history_equals_that_of_keras():
    model, x, y = small(np.float64, SGD(0.5))
    twin = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")])
    twin.build((None, 2))
    twin.set_weights([array.copy() for layer in dense_layers(model) for array in (layer.W, layer.b)])
    measured = [keras.metrics.BinaryAccuracy(name="accuracy")]
    twin.compile(keras.optimizers.SGD(0.5), "binary_crossentropy", metrics=measured, run_eagerly=True)
    options = {"epochs": 3, "batch_size": 3, "validation_split": 0.3}
    history = model.fit(x, y, verbose=False, **options)
    expected = twin.fit(x, y, verbose=0, shuffle=False, **options)
    assert history.epoch == expected.epoch
    assert set(history.history) == set(expected.history)
    for name, values in expected.history.items():
        np.testing.assert_allclose(history.history[name], values, rtol=1e-9)


def test_a_validation_split_keeps_the_last_rows_apart():
    split, x, y = small()
    given, _, _ = small()
    first = split.fit(x, y, 3, 4, rng=np.random.default_rng(0), validation_split=0.3, verbose=False)
    second = given.fit(x[:7], y[:7], 3, 4, (x[7:], y[7:]), np.random.default_rng(0), verbose=False)
    assert first == second
    np.testing.assert_array_equal(split.parameters, given.parameters)


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, 0.999])
def test_a_validation_split_that_leaves_no_rows_raises(share):
    model, x, y = small()
    with pytest.raises(ValueError, match="validation_split: expected"):
        model.fit(x, y, validation_split=share, verbose=False)


def test_two_kinds_of_validation_data_raise():
    model, x, y = small()
    with pytest.raises(ValueError, match="validation_data or validation_split"):
        model.fit(x, y, validation_data=(x, y), validation_split=0.5)
