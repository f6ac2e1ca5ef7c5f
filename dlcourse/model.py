"""Sequential: a stack of layers, trained by mini-batches. Parameters and gradients are views into two flat vectors."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from dlcourse._validation import as_float_array, require_whole_number, short
from dlcourse.layers.base import output_shape_of, require_layers, walk
from dlcourse.layers.summary import summary
from dlcourse.training.history import History
from dlcourse.training.loop import Training, check_arguments, split_rows

__all__ = ["History", "Sequential"]


class Sequential:
    """ŷ = layerₖ(… layer₂(layer₁(x))): `Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])`.

    All arrays are converted to `dtype`, float32 or float64. They stay on the device of the layers' arrays or, if given,
    move to that of the array `like`; rows given to `fit`, `evaluate` and `predict` are moved there.
    Raises TypeError if `layers` is not a list of layers or `dtype` is another one, ValueError if widths do not match or
    a layer occurs twice.
    """

    def __init__(self, layers: Sequence[Any], dtype: DTypeLike = np.float32, like: np.ndarray | None = None) -> None:
        self.layers = require_layers("Sequential", layers)
        self._all_layers = [layer for layer, _ in walk(self.layers)]  # those inside others too
        if len(set(self._all_layers)) < len(self._all_layers):
            # a layer keeps what its backward pass needs: the second forward pass would overwrite the first one's
            names = [layer.name for layer in self._all_layers]
            raise ValueError(f"Sequential: expected each layer once. Received: {names}")
        self.output_shape(None)
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise TypeError(f"Sequential: dtype: expected float32 or float64. Received: {self.dtype}")
        first_to_learn = next((layer for layer in self._all_layers if layer.parameters()), None)
        for layer in self._all_layers:
            layer.needs_dx = layer is not first_to_learn  # no layer below it has parameters
        self._flatten(like)
        self.optimizer: Any = None
        self.loss: Any = None
        self.metrics: tuple[Callable, ...] = ()
        self.stop_training = False  # a callback may set it: then the epoch is the last one

    def _flatten(self, like):
        """Gather all layers' parameters and gradients into two flat vectors; the layers keep views into them.

        Non-trainable state is converted to the model's dtype and device.
        """
        learnt = [(layer, name, array) for layer in self._all_layers for name, array in layer.parameters().items()]
        size = sum(array.size for _, _, array in learnt)
        if like is None:
            like = learnt[0][2] if learnt else np.empty(0)
        self.parameters = np.empty(size, self.dtype, like=like)
        self.gradients = np.zeros(size, self.dtype, like=like)
        start = 0
        for layer, name, array in learnt:
            piece = slice(start, start + array.size)
            self.parameters[piece] = np.asarray(array.ravel(), like=like)
            setattr(layer, name, self.parameters[piece].reshape(array.shape))
            setattr(layer, "d" + name, self.gradients[piece].reshape(array.shape))
            start += array.size
        for layer in self._all_layers:
            for name, array in layer.state().items():
                setattr(layer, name, np.asarray(array.astype(self.dtype), like=like))

    def output_shape(self, shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """Return the shape of a row of ŷ for rows of x of `shape` (None: any); raise ValueError if it does not fit."""
        return output_shape_of(self.layers, shape)

    def output_width(self, width: int) -> int:
        """Return the number of columns of ŷ if x has `width` columns; raise ValueError if two widths do not match."""
        return self.output_shape((width,))[-1]  # type: ignore[index]

    def compile(
        self, optimizer: Any, loss: Callable[..., tuple[float, np.ndarray]], metrics: Sequence[Callable] = ()
    ) -> Self:
        """Set the optimizer, the loss (y_true, y_pred) → (value, ∂L/∂y_pred) and the metrics; return the model.

        A metric is a function (y_true, y_pred) → number; the History uses its `__name__`. Raises TypeError if an
        argument cannot be used, such as a class in place of an instance, ValueError if two metrics have one name.
        """
        if isinstance(optimizer, type) or not hasattr(optimizer, "apply"):
            raise TypeError(f"compile: optimizer: expected an optimizer such as SGD(0.1). Received: {optimizer!r}")
        if isinstance(loss, type) or not callable(loss):
            raise TypeError(f"compile: loss: expected a loss such as MeanSquaredError(). Received: {loss!r}")
        if not isinstance(metrics, (list, tuple)) or not all(
            callable(metric) and hasattr(metric, "__name__") for metric in metrics
        ):
            raise TypeError(f"compile: metrics: expected a list of functions such as [accuracy]. Received: {metrics!r}")
        self.optimizer, self.loss, self.metrics = optimizer, loss, tuple(metrics)
        if len(set(self.metric_names())) <= len(metrics):
            raise ValueError(f"compile: metrics: expected each name once. Received: {self.metric_names()}")
        return self

    def metric_names(self) -> list[str]:
        """Return the names of the measured values, in order: "loss", then the metrics' names."""
        return ["loss", *(metric.__name__ for metric in self.metrics)]

    def pick(self, x: np.ndarray, rows: Any) -> np.ndarray:
        """Return the rows of a mini-batch, x[rows]."""
        return x[rows]

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Feed x (N, n) through all layers; if `training`, each keeps what its backward pass needs."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dy: np.ndarray) -> None:
        """Propagate dy = ∂L/∂ŷ back through the layers, down to the first with parameters; fill `gradients`."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
            if dy is None:
                break

    def loss_and_gradient(self, x: ArrayLike, y_true: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number, with penalties) and ∂L/∂parameters (a flat copy) on one mini-batch, as in training.

        Raises the errors of `fit`.
        """
        self._require_compiled("loss_and_gradient")
        x, y_true = self.as_arrays(x, y_true)
        loss, dy = self.loss(y_true, self.forward(x, training=True))
        self.backward(dy)
        return loss + self.penalty(), self.gradients.copy()

    def penalty(self) -> float:
        """Return what the layers' regularizers add to the loss at the current weights."""
        return sum(layer.penalty() for layer in self._all_layers)

    def train_step(self, x: ArrayLike, y_true: ArrayLike) -> float:
        """Do one forward pass, backward pass and update; return the loss before it. Raises the errors of `fit`."""
        return self.train_on_batch(x, y_true, metrics=())["loss"]

    def train_on_batch(
        self, x: ArrayLike, y_true: ArrayLike, metrics: Sequence[Callable] | None = None
    ) -> dict[str, float]:
        """Do one training step; return {"loss": L, metric: value, …} of the mini-batch, all from before the update.

        `metrics` None means those of `compile`. If the loss is NaN or infinite there is no update. Raises the errors of
        `fit`.
        """
        self._require_compiled("train_on_batch")
        x, y_true = self.as_arrays(x, y_true)
        return self.update(x, y_true, metrics)

    def update(self, x: np.ndarray, y_true: np.ndarray, metrics: Sequence[Callable] | None = None) -> dict[str, float]:
        """Do what `train_on_batch` does, without validation of the arguments."""
        y_pred = self.forward(x, training=True)
        loss, dy = self.loss(y_true, y_pred)
        loss = float(loss + self.penalty())  # once: each conversion waits for the device
        if math.isfinite(loss):
            self.backward(dy)
            self.optimizer.apply(self.parameters, self.gradients)
        return self._measured(loss, y_true, y_pred, self.metrics if metrics is None else metrics)

    def fit(
        self,
        x: ArrayLike,
        y: ArrayLike,
        epochs: int = 1,
        batch_size: int | None = 32,
        validation_data: tuple[ArrayLike, ArrayLike] | None = None,
        rng: np.random.Generator | None = None,
        verbose: bool = True,
        callbacks: Sequence[Any] = (),
        validation_split: float | None = None,
        initial_epoch: int = 0,
        resume_from: Any = None,
    ) -> History:
        """Train up to `epochs` passes over the rows; return a History.

        - `x`: inputs, (N, n).
        - `y`: targets, (N, K).
        - `epochs`: the epoch at which training ends, counted from the first of the run; a whole number of at least 0.
        - `batch_size`: rows of an update, at least 1: 1 is stochastic gradient descent, anything between mini-batch;
          None is batch gradient descent, all rows at once.
        - `validation_data`: a pair (x, y), on which the `val_…` values are measured after each epoch; None measures
          none.
        - `rng`: shuffles the rows anew each epoch; None keeps their order.
        - `verbose`: whether a progress bar is shown.
        - `callbacks`: a list of callbacks, each called in this order; see `Callback`.
        - `validation_split`: a share in (0, 1): the last rows are validation data and are not trained on; not together
          with `validation_data`.
        - `initial_epoch`: the number of epochs made before, at least 0; training goes from there up to `epochs`.
        - `resume_from`: the path of a checkpoint; its run is continued up to `epochs`, bit for bit if all else is
          equal.

        Training loss and metrics are means over rows, measured while the weights change. Ctrl-C and a loss of NaN or
        infinity end training: the History says so, and the weights are kept. Raises RuntimeError before `compile`,
        TypeError or ValueError if an argument is invalid, before any training.
        """
        self._require_compiled("fit")
        check_arguments(epochs, initial_epoch, batch_size, rng, callbacks)
        x, y = self.as_arrays(x, y)
        validation = None
        if validation_data is not None:
            if not isinstance(validation_data, (list, tuple)) or len(validation_data) != 2:
                raise TypeError(f"validation_data: expected a pair (x, y). Received: {short(validation_data)}")
            validation = self.as_arrays(*validation_data)
        if validation_split is not None:
            if validation is not None:
                raise ValueError("fit: expected validation_data or validation_split. Received: both")
            (x, y), validation = split_rows(x, y, validation_split)
        training = Training(self, rng, callbacks, validated=validation is not None)
        return training.run(x, y, epochs, batch_size, validation, verbose, initial_epoch, resume_from)

    def evaluate(self, x: ArrayLike, y: ArrayLike) -> dict[str, float]:
        """Return the loss and each metric on the rows of x and y, as a dict. Raises the errors of `fit`."""
        self._require_compiled("evaluate")
        return self.measure(*self.as_arrays(x, y))

    def predict(self, x: ArrayLike) -> np.ndarray:
        """Return the network's output ŷ (N, K) for the rows of x (N, n); raise TypeError or ValueError for another x.

        A row may have more than one axis if the first layers accept it, as Flatten does.
        """
        x = as_float_array(x, "x", self.dtype)
        if x.ndim < 2:
            raise ValueError(f"x: expected rows (N, n). Received: shape {x.shape}")
        self.output_shape(x.shape[1:])
        return self.forward(np.asarray(x, like=self.parameters))

    def summary(self, input_shape: Sequence[int] | None = None) -> str:
        """Return a table of the layers, their output shapes, and their numbers of trainable and other parameters.

        Layers inside another are indented; its row counts theirs too. `input_shape`, that of one row such as (28, 28),
        is needed if the layers do not determine it: unknown shapes are shown as (N, …). Raises ValueError if the layers
        cannot take such rows, TypeError if `input_shape` is not a list or tuple.
        """
        if input_shape is not None:
            if not isinstance(input_shape, (list, tuple)):
                raise TypeError(f"summary: input_shape: expected one such as (28, 28). Received: {short(input_shape)}")
            input_shape = tuple(require_whole_number(size, "summary: input_shape", 1) for size in input_shape)
        return summary(self.layers, input_shape)

    def measure(self, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
        """Do what `evaluate` does, without validation of the arguments."""
        y_pred = self.forward(x)
        loss, _ = self.loss(y, y_pred)
        return self._measured(loss + self.penalty(), y, y_pred, self.metrics)

    def _measured(self, loss, y, y_pred, metrics):
        return {"loss": float(loss)} | {metric.__name__: float(metric(y, y_pred)) for metric in metrics}

    def as_arrays(self, x: ArrayLike, y: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return x (N, n) and y (N, K) with the model's dtype and device; raise TypeError or ValueError if invalid.

        Integers y (N,) keep their dtype: class indices, for losses that take them.
        """
        x, y_floats = as_float_array(x, "x", self.dtype), as_float_array(y, "y", self.dtype)
        y = y if hasattr(y, "dtype") else np.asarray(y)
        labels = y.ndim == 1 and y.dtype.kind in "iu"
        y = y if labels else y_floats
        if x.ndim < 2 or not (y.ndim == 2 or labels) or len(x) != len(y) or len(x) == 0:
            raise ValueError(f"x and y: expected (N, n) and (N, K), N at least 1. Received: {x.shape} and {y.shape}")
        self.output_shape(x.shape[1:])
        return np.asarray(x, like=self.parameters), np.asarray(y, like=self.parameters)

    def _require_compiled(self, method):
        if self.optimizer is None:
            raise RuntimeError(f"{method}: call compile(optimizer, loss) first")
