"""fit: how long, what is shown, and arguments that cannot be used."""

import re

import numpy as np
import pytest
from networks import StandStill, small

from dlcourse.layers import Dense
from dlcourse.losses import CategoricalCrossentropy
from dlcourse.metrics import accuracy
from dlcourse.model import History, Sequential
from dlcourse.optimizers import SGD
from dlcourse.preprocessing import one_hot
from dlcourse.training.callbacks import EarlyStopping


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
