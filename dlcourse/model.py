"""Sequential: layers in a row, trained by mini-batches. Parameters and gradients are views into two flat vectors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tqdm import tqdm

from dlcourse.preprocessing import minibatches
from dlcourse.validation import as_float_array


@dataclass
class History:
    """What `fit` measured: `history["loss"][e]` after epoch e, and `val_loss`, metrics, `val_…` where asked for."""

    history: dict[str, list[float]] = field(default_factory=dict)

    def append(self, measured):
        """Add one epoch's numbers."""
        for name, value in measured.items():
            self.history.setdefault(name, []).append(float(value))


class Sequential:
    """ŷ = layerₖ(… layer₂(layer₁(x))): `Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])`."""

    def __init__(self, layers, dtype=np.float32):
        self.layers = list(layers)
        if not self.layers:
            raise ValueError("Sequential: expected at least one layer. Received: []")
        if len(set(self.layers)) < len(self.layers):
            # a layer keeps what its backward pass needs: the second forward pass would overwrite the first one's
            raise ValueError(f"Sequential: expected each layer once. Received: {[layer.name for layer in self.layers]}")
        self.output_width(None)
        self.dtype = np.dtype(dtype)
        for layer in self.layers:
            layer.needs_dx = layer is not self.layers[0]
        self._flatten()
        self.optimizer: Any = None
        self.loss: Any = None
        self.metrics: tuple[Callable, ...] = ()

    def _flatten(self):
        """Gather what all layers learn into `parameters` and `gradients`; the layers keep views into them."""
        learnt = [(layer, name, array) for layer in self.layers for name, array in layer.parameters().items()]
        size = sum(array.size for _, _, array in learnt)
        self.parameters = np.empty(size, self.dtype)
        self.gradients = np.zeros(size, self.dtype)
        start = 0
        for layer, name, array in learnt:
            piece = slice(start, start + array.size)
            self.parameters[piece] = array.ravel()
            setattr(layer, name, self.parameters[piece].reshape(array.shape))
            setattr(layer, "d" + name, self.gradients[piece].reshape(array.shape))
            start += array.size

    def output_width(self, width):
        """The columns of ŷ where x has `width` (None: any); raises ValueError where two widths do not fit."""
        for layer in self.layers:
            width = layer.output_width(width)
        return width

    def compile(self, optimizer, loss, metrics=()):
        """Choose how to learn: an optimizer, a loss (y_true, y_pred) → (value, ∂L/∂y_pred), metrics to report."""
        self.optimizer, self.loss, self.metrics = optimizer, loss, tuple(metrics)
        return self

    def forward(self, x, training=False):
        """Feed x (N, n) through all layers; with `training`, each keeps what its backward pass needs."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dy):
        """Send dy = ∂L/∂ŷ back through all layers, last to first; fills `gradients`."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)

    def loss_and_gradient(self, x, y_true):
        """L (a number) and ∂L/∂parameters (a copy, flat) on one batch."""
        loss, dy = self.loss(y_true, self.forward(x, training=True))
        self.backward(dy)
        return loss, self.gradients.copy()

    def train_step(self, x, y_true):
        """One forward pass, one backward pass, one update; returns the loss before the update."""
        loss, dy = self.loss(y_true, self.forward(x, training=True))
        self.backward(dy)
        self.optimizer.apply(self.parameters, self.gradients)
        return loss

    def fit(self, x, y, epochs=1, batch_size=32, validation_data=None, rng=None, verbose=True):
        """Train for `epochs` passes over the rows of x (N, n) and y (N, K); returns a History.

        `rng` shuffles the rows anew each epoch (None keeps their order); the reported loss is the mean over rows,
        measured while the weights move. Raises RuntimeError before `compile`, ValueError for unusable arrays.
        """
        if self.optimizer is None:
            raise RuntimeError("fit: call compile(optimizer, loss) first")
        x, y = self._arrays(x, y)
        validation = self._arrays(*validation_data) if validation_data is not None else None
        history = History()
        progress = tqdm(range(epochs), desc="epochs", disable=not verbose)
        for _ in progress:
            total = 0.0
            for rows in minibatches(len(x), batch_size, rng):
                loss = float(self.train_step(x[rows], y[rows]))  # summed in float64, whatever the model's dtype
                total += loss * len(rows)  # a mean of means would weigh rows unequally
            measured = {"loss": total / len(x)}
            if validation is not None:
                measured |= {"val_" + name: value for name, value in self._measure(*validation).items()}
            history.append(measured)
            progress.set_postfix({name: f"{value:.4f}" for name, value in measured.items()}, refresh=False)
        return history

    def evaluate(self, x, y):
        """The loss and each metric on the rows of x and y, as a dict. Raises as `fit` does."""
        if self.loss is None:
            raise RuntimeError("evaluate: call compile(optimizer, loss) first")
        return self._measure(*self._arrays(x, y))

    def predict(self, x):
        """The network's output ŷ (N, K) for the rows of x (N, n); raises ValueError where x is no such array."""
        x = as_float_array(x, "x", self.dtype)
        if x.ndim != 2:
            raise ValueError(f"x: expected rows (N, n). Received: shape {x.shape}")
        self.output_width(x.shape[1])
        return self.forward(x)

    def summary(self):
        """Return a table of the layers, their output widths and how many numbers each learns."""
        lines = [f"{'layer':<12} {'output':>12} {'parameters':>12}"]
        width = None
        for layer in self.layers:
            width = layer.output_width(width)
            count = sum(array.size for array in layer.parameters().values())
            lines.append(f"{layer.name:<12} {f'(N, {width})':>12} {count:>12,}")
        lines.append(f"{'total':<12} {'':>12} {self.parameters.size:>12,}")
        return "\n".join(lines)

    def _measure(self, x, y):
        y_pred = self.forward(x)
        loss, _ = self.loss(y, y_pred)
        return {"loss": float(loss)} | {metric.__name__: float(metric(y, y_pred)) for metric in self.metrics}

    def _arrays(self, x, y):
        x, y = as_float_array(x, "x", self.dtype), as_float_array(y, "y", self.dtype)
        if x.ndim != 2 or y.ndim != 2 or len(x) != len(y) or len(x) == 0:
            raise ValueError(f"x and y: expected (N, n) and (N, K), N at least 1. Received: {x.shape} and {y.shape}")
        self.output_width(x.shape[1])
        return x, y
