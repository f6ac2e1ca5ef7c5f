"""fit: batches, what is measured, equal bits for equal seeds, one dtype, and what it refuses."""

import math
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from networks import StandStill, dense_layers, small

from dlcourse.callbacks import EarlyStopping
from dlcourse.initializers import zeros
from dlcourse.layers import Dense
from dlcourse.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError
from dlcourse.metrics import accuracy
from dlcourse.model import History, Sequential
from dlcourse.optimizers import SGD
from dlcourse.preprocessing import one_hot


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


def test_without_a_batch_size_all_rows_make_one_step():
    model, x, y = small(optimizer=StandStill())
    model.fit(x, y, epochs=3, batch_size=None, verbose=False)
    assert model.optimizer.calls == 3


# Metrics and validation


@pytest.mark.parametrize("batch_size", [1, 4, None])
def test_training_metrics_are_means_over_rows(batch_size):
    model, x, y = small(np.float64, StandStill())
    history = model.fit(x, y, epochs=2, batch_size=batch_size, verbose=False).history
    assert list(history) == ["loss", "accuracy"]
    np.testing.assert_allclose(history["accuracy"], [model.evaluate(x, y)["accuracy"]] * 2, rtol=1e-15)


def test_the_history_equals_that_of_keras():
    """In a process of its own: tests that put Keras into float64 leave traces in it."""
    if "DLCOURSE_ALONE" not in os.environ:
        alone = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"{__file__}::test_the_history_equals_that_of_keras",
        ]
        finished = subprocess.run(alone, env=os.environ | {"DLCOURSE_ALONE": "1"}, capture_output=True, text=True)
        assert finished.returncode == 0, finished.stdout
        return
    keras = pytest.importorskip("keras", reason="Keras is the oracle here")
    model, x, y = small(np.float64, SGD(0.5))
    twin = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")])
    twin.build((None, 2))
    twin.set_weights([array for layer in dense_layers(model) for array in (layer.W, layer.b)])
    measured = [keras.metrics.BinaryAccuracy(name="accuracy")]
    twin.compile(keras.optimizers.SGD(0.5), "binary_crossentropy", metrics=measured, run_eagerly=True)
    options = {"epochs": 3, "batch_size": 3, "validation_split": 0.3}
    history = model.fit(x, y, verbose=False, **options)
    expected = twin.fit(x, y, verbose=0, shuffle=False, **options)
    assert history.epoch == expected.epoch
    assert set(history.history) == set(expected.history)
    for name, values in expected.history.items():
        np.testing.assert_allclose(history.history[name], values, rtol=1e-5)


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


# How long, and what is shown


def test_no_epochs_change_nothing():
    model, x, y = small()
    before = model.parameters.copy()
    assert model.fit(x, y, epochs=0, verbose=False) == History()
    np.testing.assert_array_equal(model.parameters, before)


def test_an_initial_epoch_counts_on_to_the_last_one():
    model, x, y = small(optimizer=StandStill())
    history = model.fit(x, y, epochs=5, initial_epoch=3, verbose=False)
    assert (history.epoch, len(history.history["loss"]), model.optimizer.calls) == ([3, 4], 2, 2)


def test_the_bar_shows_epoch_time_left_and_measurements(capsys):
    model, x, y = small()
    model.fit(x, y, epochs=2, batch_size=5, validation_data=(x, y))
    shown = capsys.readouterr().err
    assert "epoch 2/2: 100%" in shown
    assert re.search(r"4/4 \[\d\d:\d\d<\d\d:\d\d", shown)
    assert "val_accuracy=" in shown


def test_nothing_is_shown_where_verbose_is_false(capsys):
    model, x, y = small()
    model.fit(x, y, verbose=False)
    assert capsys.readouterr() == ("", "")


# Errors


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"epochs": -1}, ValueError, "epochs: expected a whole number of at least 0. Received: -1"),
        ({"epochs": 1.5}, ValueError, "epochs: expected a whole number of at least 0. Received: 1.5"),
        ({"epochs": True}, ValueError, "epochs: expected a whole number of at least 0. Received: True"),
        ({"initial_epoch": -1}, ValueError, "initial_epoch: expected a whole number of at least 0"),
        ({"batch_size": 0}, ValueError, "batch_size: expected a whole number of at least 1. Received: 0"),
        ({"batch_size": 2.5}, ValueError, "batch_size: expected a whole number of at least 1. Received: 2.5"),
        ({"rng": 42}, TypeError, "rng: expected a Generator such as np.random.default_rng(0). Received: 42"),
        ({"rng": np.random}, TypeError, "rng: expected a Generator"),
        ({"callbacks": print}, TypeError, "callbacks: expected a list of callbacks"),
        ({"callbacks": [EarlyStopping]}, TypeError, "callbacks: expected a list of callbacks"),
    ],
)
def test_arguments_that_cannot_be_used_raise_before_any_training(options, error, message):
    model, x, y = small(optimizer=StandStill())
    with pytest.raises(error, match=re.escape(message)):
        model.fit(x, y, verbose=False, **options)
    assert model.optimizer.calls == 0


def test_unusable_validation_data_raises_before_any_training():
    model, x, y = small(optimizer=StandStill())
    with pytest.raises(ValueError, match="finite"):
        model.fit(x, y, validation_data=(x * np.nan, y), verbose=False)
    assert model.optimizer.calls == 0


def test_whole_number_labels_reach_the_loss_as_they_are():
    seen = []

    class ByLabel:
        def __call__(self, y_true, y_pred):
            seen.append(y_true.dtype.kind)
            loss, dy = CategoricalCrossentropy(from_logits=True)(one_hot(y_true, 3).astype(y_pred.dtype), y_pred)
            return loss, dy

    def trained(y, loss):
        rng = np.random.default_rng(0)
        model = Sequential([Dense(2, 3, rng)]).compile(SGD(0.5), loss, [accuracy])
        history = model.fit(rng.normal(size=(6, 2)), y, epochs=2, batch_size=4, validation_split=0.3, verbose=False)
        return history, model.parameters.tobytes()

    labels = [0, 2, 1, 1, 0, 2]
    assert trained(labels, ByLabel()) == trained(one_hot(labels, 3), CategoricalCrossentropy(from_logits=True))
    assert set(seen) == {"i"}
