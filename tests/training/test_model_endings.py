"""The ways training may end early: Ctrl-C, a loss that is no number, a callback."""

import math
import os
import signal

import numpy as np
import pytest
from networks import small

from dlcourse.layers import Dense
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.training.callbacks import Callback, EarlyStopping


class CtrlC(Callback):
    """Raise KeyboardInterrupt (or send the signal) at an event of an epoch."""

    def __init__(self, event, epoch, batch=0, real=False):
        self.at, self.batch, self.real = (event, epoch), batch, real

    def strike(self, event, epoch, batch=0):
        if ((event, epoch), batch) == (self.at, self.batch):
            if not self.real:
                raise KeyboardInterrupt
            os.kill(os.getpid(), signal.SIGINT)

    def on_epoch_begin(self, epoch):
        self.strike("epoch_begin", epoch)

    def on_train_batch_end(self, batch, logs):
        self.strike("batch_end", self.training.epoch, batch)

    def on_epoch_end(self, epoch, logs):
        self.strike("epoch_end", epoch)


class Failing:
    """An optimizer that breaks the weights at its n-th update."""

    def __init__(self, at):
        self.calls, self.at = 0, at

    def apply(self, parameters, gradients):
        self.calls += 1
        if self.calls == self.at:
            parameters[:] = np.nan


@pytest.fixture
def ctrl_c_interrupts():
    """As in a terminal: what runs in the background of a shell may have been started deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_interrupts")
@pytest.mark.parametrize("real", [False, True])
@pytest.mark.parametrize(
    ("event", "batch", "epochs", "steps"),
    [("epoch_begin", 0, 2, 6), ("batch_end", 0, 2, 7), ("batch_end", 2, 2, 9), ("epoch_end", 0, 3, 9)],
)
def test_ctrl_c_keeps_the_history_and_the_weights(event, batch, epochs, steps, real, capsys):
    whole, x, y = small()
    expected = whole.fit(x, y, epochs=4, batch_size=4, rng=np.random.default_rng(1), verbose=False)
    model, _, _ = small()
    strike = CtrlC(event, 2, batch, real)
    history = model.fit(x, y, epochs=4, batch_size=4, rng=np.random.default_rng(1), callbacks=[strike], verbose=False)
    assert history.interrupted
    assert not history.diverged
    assert model.optimizer.step == steps
    assert history.epoch == list(range(epochs))
    assert history.history == {name: values[:epochs] for name, values in expected.history.items()}
    word = f"interrupted after {epochs} of 4 epochs; the weights and the History so far are kept"
    assert history.stopped == word
    assert capsys.readouterr().err == f"fit: {word}\n"


def test_the_weights_after_ctrl_c_are_those_of_the_last_batch():
    model, x, y = small(np.float64)
    model.fit(x, y, batch_size=4, callbacks=[CtrlC("batch_end", 0, 1)], verbose=False)
    by_hand, _, _ = small(np.float64)
    for rows in (slice(0, 4), slice(4, 8)):
        by_hand.train_step(x[rows], y[rows])
    np.testing.assert_array_equal(model.parameters, by_hand.parameters)


def test_training_can_go_on_after_ctrl_c():
    model, x, y = small()
    model.fit(x, y, callbacks=[CtrlC("epoch_begin", 0)], verbose=False)
    history = model.fit(x, y, epochs=2, verbose=False)
    assert (history.epoch, history.stopped, history.interrupted) == ([0, 1], "", False)


def test_after_ctrl_c_the_best_weights_are_offered_not_restored():
    model, x, y = small()
    stopper = EarlyStopping("loss", patience=9, mode="max", restore_best_weights=True)  # the first loss is its best
    model.fit(x, y, epochs=9, callbacks=[stopper, CtrlC("epoch_end", 4)], verbose=False)
    assert model.optimizer.step == 5
    assert not np.array_equal(stopper.best_weights["parameters"], model.parameters)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_diverging_loss_stops_with_a_clear_word(dtype, capsys):
    rng = np.random.default_rng(0)
    x = 100 * rng.normal(size=(8, 2))
    model = Sequential([Dense(2, 1, rng)], dtype).compile(SGD(10), MeanSquaredError())
    history = model.fit(x, x[:, :1], epochs=1000, batch_size=4, validation_data=(x, x[:, :1]), verbose=False)
    losses = history.history["loss"]
    assert history.diverged
    assert len(losses) == len(history.history["val_loss"]) == len(history.epoch) < 100
    finite = [
        math.isfinite(loss) and math.isfinite(after) for loss, after in zip(*history.history.values(), strict=True)
    ]
    assert finite == [True] * (len(losses) - 1) + [False]
    assert history.stopped.startswith(f"stopped in epoch {len(losses)}, ")
    assert "smaller learning rate" in history.stopped
    assert capsys.readouterr().err == f"fit: {history.stopped}\n"


def test_a_batch_without_a_finite_loss_makes_no_update():
    model, x, y = small(optimizer=Failing(at=4))
    history = model.fit(x, y, epochs=9, batch_size=4, verbose=False)
    assert model.optimizer.calls == 4
    assert "epoch 2, batch 2: the loss is nan" in history.stopped
    assert math.isfinite(history.history["loss"][0])
    assert math.isnan(history.history["loss"][1])


def test_a_validation_loss_that_is_no_number_stops_too():
    model, x, y = small(optimizer=Failing(at=3))
    history = model.fit(x, y, epochs=9, batch_size=4, validation_data=(x, y), verbose=False)
    assert "epoch 1, on the validation data: the loss is nan" in history.stopped
    assert history.diverged
    assert history.epoch == [0]


@pytest.mark.parametrize("how", ["stop", "stop_training"])
def test_a_callback_ends_training_after_the_epoch(how, capsys):
    class Enough(Callback):
        def on_train_batch_end(self, batch, logs):
            if self.training.epoch == 1 and batch == 0:
                if how == "stop":
                    self.training.stop("enough")
                else:
                    self.model.stop_training = True

    model, x, y = small()
    history = model.fit(x, y, epochs=9, batch_size=4, callbacks=[Enough()], verbose=False)
    assert (history.epoch, model.optimizer.step) == ([0, 1], 6)
    assert history.stopped == ("enough" if how == "stop" else "")
    assert capsys.readouterr().err == ""
