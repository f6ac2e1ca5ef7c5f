"""The training loop: epochs, mini-batches, measurements, callbacks, and the ways training may end."""

import math
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from dlcourse._validation import BETWEEN_0_AND_1, require_generator, require_number, require_whole_number, short
from dlcourse.preprocessing import minibatches
from dlcourse.training.callbacks import Callback
from dlcourse.training.checkpoint import restore_checkpoint
from dlcourse.training.history import History


class _NoBar:
    """A progress bar that shows nothing."""

    def __enter__(self) -> "_NoBar":
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind."""

    def told(self, *_: object, **__: object) -> None:
        """Show nothing."""

    set_description = set_postfix = update = told


def _progress_bar(total, shown):
    """Return a progress bar over so many batches; where none is to be shown, or tqdm is not installed, one that is not.

    In a browser the library has NumPy alone.
    """
    if not shown:
        return _NoBar()
    try:
        from tqdm import tqdm
    except ImportError:
        return _NoBar()
    return tqdm(total=total, unit="batch")


class Training:
    """One run of `fit`, as its callbacks see it: `model`, `rng`, `history`, `names` (of measured values), `epoch`."""

    def __init__(
        self,
        model: Any,
        rng: np.random.Generator | None = None,
        callbacks: Sequence[Callback] = (),
        validated: bool = False,
    ) -> None:
        self.model, self.rng = model, rng
        # checkpoints come last: they hold what the other callbacks have made of the epoch
        self.callbacks = sorted(callbacks, key=lambda callback: callback.runs_last)
        self.history = History()
        self.names = list(model.metric_names())
        if validated:
            self.names += ["val_" + name for name in self.names]
        self.epoch = self.epochs = 0  # completed, and to be completed

    def run(
        self,
        x: np.ndarray,
        y: np.ndarray,
        epochs: int,
        batch_size: int | None,
        validation: tuple[np.ndarray, np.ndarray] | None = None,
        verbose: bool = True,
        initial_epoch: int = 0,
        resume_from: Any = None,
    ) -> History:
        """Train from `initial_epoch` up to `epochs`; return the History, also if training ended early.

        - `x`: inputs, (N, n).
        - `y`: targets, (N, K).
        - `epochs`: the epoch at which training ends, at least 0.
        - `batch_size`: rows of an update, at least 1; None, or more than N, is all N.
        - `validation`: a pair (x, y) to measure on after each epoch, or None.
        - `verbose`: whether a progress bar is shown, and the reason if training ended early.
        - `initial_epoch`: epochs made before, at least 0.
        - `resume_from`: the path of a checkpoint to continue from, or None; it sets the epoch as well.
        """
        self.model.stop_training = False
        self.epoch, self.epochs = initial_epoch, epochs
        batch_size = len(x) if batch_size is None else min(batch_size, len(x))
        steps = math.ceil(len(x) / batch_size)
        try:
            for callback in self.callbacks:
                callback.training, callback.model = self, self.model
            self._tell("on_train_begin")
            if resume_from is not None:
                restore_checkpoint(self, resume_from)
            with _progress_bar(steps * max(epochs - self.epoch, 0), verbose) as bar:
                while self.epoch < epochs and not self.model.stop_training:
                    bar.set_description(f"epoch {self.epoch + 1}/{epochs}", refresh=False)
                    self._run_epoch(x, y, batch_size, validation, bar)
            self._tell("on_train_end")
        except KeyboardInterrupt:
            self.history.interrupted = True
            self.stop(f"interrupted after {self.epoch} of {epochs} epochs; the weights and the History so far are kept")
        if self.history.interrupted or self.history.diverged or (self.history.stopped and verbose):
            print(f"fit: {self.history.stopped}", file=sys.stderr)
        return self.history

    def stop(self, reason: str) -> None:
        """End training after this epoch; `reason` goes to the History's `stopped`."""
        self.model.stop_training = True
        self.history.stopped = reason

    def _run_epoch(self, x, y, batch_size, validation, bar):
        totals, rows_seen = dict.fromkeys(self.model.metric_names(), 0.0), 0
        self._tell("on_epoch_begin", self.epoch)
        with np.errstate(over="ignore", invalid="ignore"):  # a NaN or infinite loss is reported in words
            for batch, rows in enumerate(minibatches(len(x), batch_size, self.rng)):
                rows = np.asarray(rows, like=x)  # row numbers are drawn on the host
                measured = self.model.update(self.model.pick(x, rows), y[rows])
                for name, value in measured.items():  # summed in float64, whatever the model's dtype
                    totals[name] += value * len(rows)  # a mean of means would weigh rows unequally
                rows_seen += len(rows)
                if not math.isfinite(measured["loss"]):
                    self._diverge(f"batch {batch + 1}", measured["loss"])
                    break
                self._tell("on_train_batch_end", batch, measured)
                bar.update()
            measured = {name: total / rows_seen for name, total in totals.items()}
            if validation is not None:
                measured |= {"val_" + name: value for name, value in self.model.measure(*validation).items()}
        if not (self.history.diverged or math.isfinite(measured.get("val_loss", 0))):
            self._diverge("on the validation data", measured["val_loss"])
        self.history.append(measured, self.epoch)
        bar.set_postfix({name: f"{value:.4f}" for name, value in measured.items()}, refresh=False)
        self.epoch += 1
        self._tell("on_epoch_end", self.epoch - 1, measured)

    def _diverge(self, where, loss):
        self.history.diverged = True
        self.stop(
            f"stopped in epoch {self.epoch + 1}, {where}: the loss is {loss}. The updates were too large: try a "
            "smaller learning rate, inputs scaled to a spread of about 1, or clipped gradients"
        )

    def _tell(self, event, *values):
        for callback in self.callbacks:
            getattr(callback, event)(*values)


def check_arguments(
    epochs: int,
    initial_epoch: int,
    batch_size: int | None,
    rng: np.random.Generator | None,
    callbacks: Sequence[Callback],
) -> None:
    """Raise TypeError or ValueError if an argument of `fit` is invalid."""
    require_whole_number(epochs, "epochs", 0)
    require_whole_number(initial_epoch, "initial_epoch", 0)
    if batch_size is not None:
        require_whole_number(batch_size, "batch_size", 1)
    if rng is not None:
        require_generator(rng)
    if not isinstance(callbacks, (list, tuple)) or not all(isinstance(each, Callback) for each in callbacks):
        raise TypeError(
            f"callbacks: expected a list of callbacks such as [EarlyStopping(patience=3)]. Received: {short(callbacks)}"
        )


def split_rows(
    x: np.ndarray, y: np.ndarray, share: float
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Split off the last `share` of the rows, before any shuffling, as Keras does: (x, y), (x_last, y_last).

    Raises ValueError if `share` is not in (0, 1) or either part would be empty.
    """
    share = require_number(share, "fit: validation_split", BETWEEN_0_AND_1)
    first = math.floor(len(x) * (1 - share))
    if not 0 < first < len(x):
        raise ValueError(f"validation_split: expected to leave rows in both parts of {len(x)}. Received: {share!r}")
    return (x[:first], y[:first]), (x[first:], y[first:])
