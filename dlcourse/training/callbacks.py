"""Callbacks of `fit`: early stopping, checkpoints, statistics of the layers."""

import copy
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import FINITE, require_number, require_whole_number, short
from dlcourse.layers.base import walk
from dlcourse.training.checkpoint import load_model_state, model_state, write_checkpoint


class Callback:
    """Base class of all callbacks: methods that do nothing, to be overridden. `fit` sets `training` and `model`.

    `self.training.stop(reason)` ends training after the epoch; so does Keras' `self.model.stop_training = True`.
    """

    runs_last = False
    training: Any = None
    model: Any = None

    def on_train_begin(self) -> None:
        """Run before the first epoch."""

    def on_epoch_begin(self, epoch: int) -> None:
        """Run before epoch `epoch`, counted from 0."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Run after the update of mini-batch `batch`, counted from 0; `logs` holds its loss and metrics."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Run after epoch `epoch`, counted from 0; `logs` holds what was added to the History."""

    def on_train_end(self) -> None:
        """Run after the last epoch, but not after Ctrl-C."""

    def state(self) -> dict[str, Any]:
        """Return the state that a checkpoint stores: a dict of numbers, strings, lists and arrays."""
        return {}

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the state that `state` returned."""


class EarlyStopping(Callback):
    """Stop training when `monitor` has not improved for `patience` epochs in a row; exactly the rule of Keras.

    An epoch improves if its value is better than the best one so far by more than `min_delta`; a tie does not count.
    `mode` says whether smaller ("min") or larger ("max") is better; "auto" knows losses, errors and accuracies.
    If `restore_best_weights`, the model gets the weights of the best epoch at the end of training, also if it was not
    stopped early; after Ctrl-C it keeps its last weights. The attributes `best`, `best_epoch`, `stopped_epoch` (both
    counted from 0; `stopped_epoch` is 0 if training was not stopped) and `wait` hold the result. Raises ValueError if
    an argument is invalid, and at the start of training if `monitor` is not measured.
    """

    state_names = ("wait", "stopped_epoch", "best_epoch", "best", "best_weights")

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        mode: str = "auto",
        restore_best_weights: bool = False,
    ) -> None:
        require_whole_number(patience, "EarlyStopping: patience", 0)
        self.monitor, self.patience, self.restore_best_weights = monitor, patience, restore_best_weights
        self.min_delta = abs(require_number(min_delta, "EarlyStopping: min_delta", FINITE))
        self.smaller_is_better = _smaller_is_better(monitor, mode)
        self._forget()

    def _forget(self):
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best = self.best_weights = None

    def on_train_begin(self) -> None:
        """Raise ValueError if `monitor` is not measured; forget an earlier run."""
        if self.monitor not in self.training.names:
            raise ValueError(
                f"EarlyStopping: monitor: expected one of {self.training.names}; val_… need validation_data. "
                f"Received: {self.monitor!r}"
            )
        self._forget()

    def improves(self, value: float) -> bool:
        """Return True if `value` is better than the best one so far by more than `min_delta`."""
        if self.best is None:
            return True
        return value + self.min_delta < self.best if self.smaller_is_better else value - self.min_delta > self.best

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Update the best value or the count of epochs without improvement; stop if `patience` is exhausted."""
        value = logs[self.monitor]
        self.wait += 1
        if self.improves(value):
            self.best, self.best_epoch, self.wait = value, epoch, 0
            if self.restore_best_weights:
                self.best_weights = model_state(self.model)  # a copy: the weights move on
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self._stop()

    def on_train_end(self) -> None:
        """Restore the best weights, if they were kept."""
        if self.best_weights is not None:
            load_model_state(self.model, self.best_weights)

    def state(self) -> dict[str, Any]:
        """Return the best value, its epoch and weights, and the count of epochs without improvement."""
        return {name: getattr(self, name) for name in self.state_names}

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the count; a run that had been stopped stays stopped."""
        for name in self.state_names:
            setattr(self, name, state[name])
        if self.stopped_epoch > 0:
            self._stop()

    def _stop(self):
        self.training.stop(
            f"stopped early after epoch {self.stopped_epoch + 1}: the best {self.monitor}, {self.best:.4g}, "
            f"was that of epoch {self.best_epoch + 1}"
        )


class ModelCheckpoint(Callback):
    """Write a checkpoint to `path` every `every` epochs and after the last; `fit(…, resume_from=path)` continues it.

    The continued run equals an uninterrupted one bit for bit. The file is replaced atomically, so it stays intact even
    if the process is killed while it writes. Raises ValueError if `every` is not a whole number of at least 1.
    """

    runs_last = True

    def __init__(self, path: str | Path, every: int = 1) -> None:
        require_whole_number(every, "ModelCheckpoint: every", 1)
        self.path, self.every = Path(path), every

    def on_train_begin(self) -> None:
        """Create the folder of `path`."""
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:  # noqa: ARG002 - the signature of all callbacks
        """Write the checkpoint if it is due, unless the run diverged: the last good file is worth more."""
        last = self.model.stop_training or epoch + 1 == self.training.epochs
        if (last or (epoch + 1) % self.every == 0) and not self.training.history.diverged:
            write_checkpoint(self.training, self.path)


class Recorder(Callback):
    """Record norm, mean, standard deviation and share of zeros of each layer's output and gradient, after each epoch.

    With `every` = k, only each k-th epoch is recorded. The statistics are measured on the rows x, y given here, by one
    forward and one backward pass through a copy of the layers, so that training itself is unaffected.
    `activations["2 ReLU"]["zeros"][e]` is the share of zeros in the output of the second layer after the e-th recorded
    epoch; `gradients` holds the same for ∂L/∂(all parameters of the layer). The layers inside a block count as part of
    it. Raises ValueError if `every` is not a whole number of at least 1, and at the start of training if the model
    cannot take the rows.
    """

    epoch: list[int]
    activations: dict[str, dict[str, list[float]]]  # layer, statistic: one number for each recorded epoch
    gradients: dict[str, dict[str, list[float]]]

    def __init__(self, x: ArrayLike, y: ArrayLike, every: int = 1) -> None:
        require_whole_number(every, "Recorder: every", 1)
        self.x, self.y, self.every = x, y, every
        self.epoch, self.activations, self.gradients = [], {}, {}

    def on_train_begin(self) -> None:
        """Validate the rows x, y; forget an earlier run."""
        self.rows = self.model.as_arrays(self.x, self.y)
        self.epoch, self.activations, self.gradients = [], {}, {}

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:  # noqa: ARG002 - the signature of all callbacks
        """Measure and record the statistics, if due after this epoch."""
        if (epoch + 1) % self.every:
            return
        self.epoch.append(epoch)
        layers = copy.deepcopy(self.model.layers)  # running means and Generators of the model must not move
        with np.errstate(over="ignore", invalid="ignore"):
            self._measure(layers, *self.rows)

    def _measure(self, layers, a, y):
        for number, layer in enumerate(layers, start=1):
            a = layer.forward(a, training=True)
            _record(self.activations, f"{number} {layer.name}", [a])
        _, da = self.model.loss(y, a)
        for layer in reversed(layers):
            da = layer.backward(da)
            if da is None:  # no layer below has parameters
                break
        for number, layer in enumerate(layers, start=1):
            learnt = [getattr(inner, "d" + name) for inner, _ in walk([layer]) for name in inner.parameters()]
            if learnt:
                _record(self.gradients, f"{number} {layer.name}", learnt)

    def state(self) -> dict[str, Any]:
        """Return everything recorded so far."""
        return {"epoch": self.epoch, "activations": self.activations, "gradients": self.gradients}

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore what an earlier run recorded."""
        self.epoch, self.activations, self.gradients = state["epoch"], state["activations"], state["gradients"]


def statistics(arrays: Sequence[np.ndarray]) -> dict[str, float]:
    """‖a‖ = √Σ a², mean, standard deviation and share of zeros over all entries of the arrays, as a dict."""
    size = sum(array.size for array in arrays)
    mean = sum(float(array.sum(dtype=np.float64)) for array in arrays) / size
    squares = sum(float(((array - mean) ** 2).sum(dtype=np.float64)) for array in arrays)
    return {
        "norm": math.sqrt(squares + size * mean**2),
        "mean": mean,
        "standard_deviation": math.sqrt(squares / size),
        "zeros": sum(float((array == 0).sum()) for array in arrays) / size,
    }


def _record(table, label, arrays):
    for name, value in statistics(arrays).items():
        table.setdefault(label, {}).setdefault(name, []).append(value)


def _smaller_is_better(monitor, mode):
    if not isinstance(monitor, str):
        raise ValueError(f"EarlyStopping: monitor: expected a name such as 'val_loss'. Received: {short(monitor)}")
    if mode not in ("auto", "min", "max"):
        raise ValueError(f"EarlyStopping: mode: expected 'auto', 'min' or 'max'. Received: {mode!r}")
    if mode != "auto":
        return mode == "min"
    if monitor.endswith("accuracy"):
        return False
    if monitor.endswith(("loss", "error")):
        return True
    raise ValueError(f"EarlyStopping: mode: expected 'min' or 'max' for a monitor of this name. Received: {monitor!r}")
