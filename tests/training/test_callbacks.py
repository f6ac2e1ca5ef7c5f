"""Callbacks are told in order; early stopping by the rule of Keras."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import small
from oracles import keras

from dlcourse.optimizers import SGD
from dlcourse.training.callbacks import Callback, EarlyStopping

pytestmark = pytest.mark.usefixtures("keras_in_float64")
ZIGZAG = [1, 0.9, 0.95, 0.85, 0.9, 0.88, 0.95, 0.8, 0.7, 0.9, 0.9, 0.9, 0.9]


class Counting:
    """An optimizer that sets all parameters to the number of its calls."""

    def __init__(self):
        self.calls = 0

    def apply(self, parameters, gradients):
        self.calls += 1
        parameters[:] = self.calls


class Scripted(Callback):
    """Puts the given numbers where the measured ones were."""

    def __init__(self, values, name="val_loss"):
        self.values, self.name = values, name

    def on_epoch_end(self, epoch, logs):
        logs[self.name] = self.values[epoch]


def stopped_by(stopper, values, name="val_loss"):
    """The number of epochs that ran while `name` took the values, and the model, whose weights count its epochs."""
    model, x, y = small(optimizer=Counting())
    callbacks = [Scripted(values, name), stopper]
    history = model.fit(x, y, len(values), None, (x, y), callbacks=callbacks, verbose=False)
    return len(history.epoch), model, history


# Early stopping


def test_the_zigzag_stops_after_epoch_6_and_its_best_is_epoch_3():
    stopper = EarlyStopping(patience=3)
    epochs, _, history = stopped_by(stopper, ZIGZAG)
    assert (epochs, stopper.stopped_epoch, stopper.best_epoch, stopper.best) == (7, 6, 3, 0.85)
    assert history.stopped == "stopped early after epoch 7: the best val_loss, 0.85, was that of epoch 4"


@pytest.mark.parametrize(("restore", "weights"), [(True, 4), (False, 7)])
def test_the_best_weights_come_back_where_asked_for(restore, weights):
    _, model, _ = stopped_by(EarlyStopping(patience=3, restore_best_weights=restore), ZIGZAG)
    assert set(model.parameters) == {weights}


def test_the_best_weights_come_back_also_where_nothing_stopped():
    epochs, model, history = stopped_by(EarlyStopping(patience=50, restore_best_weights=True), ZIGZAG)
    assert (epochs, set(model.parameters), history.stopped) == (13, {9}, "")


def test_the_best_weights_are_a_copy():
    stopper = EarlyStopping(patience=3, restore_best_weights=True)
    _, model, _ = stopped_by(stopper, ZIGZAG)
    model.parameters[:] = -1
    assert set(stopper.best_weights["parameters"]) == {4}
    assert not np.shares_memory(stopper.best_weights["parameters"], model.parameters)


def test_layers_keep_their_views_where_weights_come_back():
    _, model, _ = stopped_by(EarlyStopping(patience=3, restore_best_weights=True), ZIGZAG)
    assert np.shares_memory(model.layers[0].W, model.parameters)
    assert (model.layers[0].W == 4).all()


def test_a_tie_is_no_improvement():
    assert stopped_by(EarlyStopping(patience=2), [1, 1, 1, 1])[0] == 3


def test_accuracy_is_watched_for_its_maximum():
    stopper = EarlyStopping("val_accuracy", patience=2)
    assert stopped_by(stopper, [0.5, 0.75, 0.6, 0.75, 1], "val_accuracy")[0] == 4
    assert stopper.best == 0.75


def test_a_stopper_can_be_used_again():
    stopper = EarlyStopping(patience=3)
    assert [stopped_by(stopper, ZIGZAG)[0] for _ in range(2)] == [7, 7]


def test_real_losses_stop_it_too():
    model, x, y = small(optimizer=SGD(0.5))
    stopper = EarlyStopping(patience=2, mode="max")
    history = model.fit(x, y, 50, validation_data=(x, y), callbacks=[stopper], verbose=False)
    assert len(history.history["val_loss"]) == 3  # a falling loss never improves where more is better


eighths = st.integers(0, 8).map(lambda number: number / 8)


@given(
    st.lists(eighths, min_size=1, max_size=15),
    st.integers(0, 4),
    st.sampled_from([0, 0.125, -0.125, 0.25]),
    st.sampled_from(["min", "max"]),
    st.booleans(),
)
def test_early_stopping_equals_that_of_keras(values, patience, min_delta, mode, restore):
    class Twin:
        stop_training, weights = False, 0

        def get_weights(self):
            return self.weights

        def set_weights(self, weights):
            self.weights = weights

    arguments = {"patience": patience, "min_delta": min_delta, "mode": mode, "restore_best_weights": restore}
    theirs, twin, expected = keras.callbacks.EarlyStopping("val_loss", **arguments), Twin(), 0
    theirs.set_model(twin)
    theirs.on_train_begin()
    while expected < len(values) and not twin.stop_training:
        twin.weights = expected + 1
        theirs.on_epoch_end(expected, {"val_loss": values[expected]})
        expected += 1
    theirs.on_train_end()
    ours = EarlyStopping("val_loss", **arguments)
    epochs, model, _ = stopped_by(ours, values)
    assert epochs == expected
    assert set(model.parameters) == {twin.weights}
    assert (ours.wait, ours.stopped_epoch, ours.best_epoch) == (theirs.wait, theirs.stopped_epoch, theirs.best_epoch)


@pytest.mark.parametrize("monitor", ["val_loss", "val_accuracy", "loos"])
def test_watching_what_is_not_measured_raises_before_any_training(monitor):
    model, x, y = small(optimizer=Counting())
    with pytest.raises(ValueError, match=re.escape("expected one of ['loss', 'accuracy']")):
        model.fit(x, y, callbacks=[EarlyStopping(monitor, mode="min")], verbose=False)
    assert model.optimizer.calls == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"patience": -1}, "patience: expected a whole number of at least 0. Received: -1"),
        ({"patience": 1.5}, "patience: expected a whole number of at least 0. Received: 1.5"),
        ({"mode": "low"}, "mode: expected 'auto', 'min' or 'max'. Received: 'low'"),
        ({"monitor": "val_auc"}, "mode: expected 'min' or 'max' for a monitor of this name. Received: 'val_auc'"),
    ],
)
def test_arguments_that_make_no_sense_raise(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        EarlyStopping(**arguments)


# Callbacks at large


def test_callbacks_are_told_in_order():
    told = []

    class Listening(Callback):
        def on_train_begin(self):
            told.append("begin")

        def on_epoch_begin(self, epoch):
            told.append(f"epoch {epoch}")

        def on_train_batch_end(self, batch, logs):
            assert set(logs) == {"loss", "accuracy"}
            told.append(f"batch {batch}")

        def on_epoch_end(self, epoch, logs):
            assert set(logs) == {"loss", "accuracy", "val_loss", "val_accuracy"}
            told.append(f"end {epoch}")

        def on_train_end(self):
            told.append("end")

    model, x, y = small()
    model.fit(x, y, 2, 5, (x, y), callbacks=[Listening()], verbose=False)
    batches = ["batch 0", "batch 1"]
    assert told == ["begin", "epoch 0", *batches, "end 0", "epoch 1", *batches, "end 1", "end"]


def test_a_callback_that_does_nothing_changes_nothing():
    one, x, y = small()
    other, _, _ = small()
    assert one.fit(x, y, 3, verbose=False) == other.fit(x, y, 3, callbacks=[Callback()], verbose=False)
    np.testing.assert_array_equal(one.parameters, other.parameters)
