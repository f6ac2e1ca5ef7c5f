"""Linear models: one neuron, or one layer of neurons, with five losses. The loss determines the model.

| model | loss | output | labels |
|---|---|---|---|
| perceptron | max(0, −yf) | step: a class | ±1 |
| linear support vector machine, without its penalty | hinge, max(0, 1 − yf) | step: a class | ±1 |
| logistic regression | binary cross-entropy | sigmoid: a probability | 0, 1 |
| softmax regression | categorical cross-entropy | softmax: K probabilities | one-hot |
| linear regression | mean squared error | identity: a number | numbers |
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import ABOVE_0, as_float_array, require_number, require_whole_number
from dlcourse.activations import sigmoid, softmax
from dlcourse.losses import BinaryCrossentropy, CategoricalCrossentropy, Hinge, MeanSquaredError, PerceptronLoss


class LinearModel:
    """f(x) = x W + b, trained by batch gradient descent; a subclass sets the loss.

    `inputs` is n, `units` is K. W (n, K) and b (K,) start at 0: a single layer has no symmetry to break. Raises
    ValueError if `inputs` or `units` is not a whole number of at least 1.
    """

    loss: Callable = MeanSquaredError()

    def __init__(self, inputs: int, units: int = 1) -> None:
        name = type(self).__name__
        inputs, units = (
            require_whole_number(value, f"{name}: {what}", 1) for what, value in (("inputs", inputs), ("units", units))
        )
        self.W = np.zeros((inputs, units))
        self.b = np.zeros(units)

    def score(self, x: ArrayLike) -> np.ndarray:
        """f = x W + b; x (N, n) → (N, K). Raises TypeError or ValueError if x is not such an array."""
        x = as_float_array(x, "x", np.float64)
        if x.ndim != 2 or x.shape[1] != len(self.W):
            raise ValueError(f"x: expected rows (N, {len(self.W)}). Received: shape {x.shape}")
        return x @ self.W + self.b

    def predict(self, x: ArrayLike) -> np.ndarray:
        """Return the model's prediction for each row, (N, K); here the score itself."""
        return self.score(x)

    def fit(self, x: ArrayLike, y: ArrayLike, learning_rate: float = 0.1, epochs: int = 100) -> list[float]:
        """Take `epochs` steps of gradient descent on x (N, n) and y (N, K); return the loss before each step.

        ∂L/∂W = xᵀ ∂L/∂f and ∂L/∂b = Σₙ ∂L/∂f. Raises ValueError if shapes, labels or hyperparameters are invalid,
        TypeError if x or y is not an array of numbers.
        """
        name = type(self).__name__
        require_whole_number(epochs, f"{name}: epochs", 0)
        learning_rate = require_number(learning_rate, f"{name}: learning_rate", ABOVE_0)
        x, y = as_float_array(x, "x", np.float64), as_float_array(y, "y", np.float64)
        if x.ndim != 2 or x.shape[1] != len(self.W) or y.shape != (len(x), len(self.b)):
            expected = f"(N, {len(self.W)}) and (N, {len(self.b)})"
            raise ValueError(f"x and y: expected {expected}. Received: {x.shape} and {y.shape}")
        losses = []
        for _ in range(epochs):
            value, df = self.loss(y, self.score(x))  # df (N, K)
            self.W = self.W - learning_rate * x.T @ df  # (n, K)
            self.b = self.b - learning_rate * df.sum(axis=0)  # (K,)
            losses.append(float(value))
        return losses


class LinearRegression(LinearModel):
    """ŷ = f(x) = x W + b, any number, by mean squared error; y (N, K). Raises the errors of LinearModel."""


class SignModel(LinearModel):
    """ŷ = sign f(x), with sign 0 = 1."""

    def predict(self, x: ArrayLike) -> np.ndarray:
        """ŷ = 1 if f ≥ 0, else −1."""
        return np.where(self.score(x) >= 0, 1, -1)


class PerceptronByDescent(SignModel):
    """ŷ = sign f(x), by the perceptron loss: only misclassified rows contribute to the gradient, each with its whole x.

    Labels y (N, K) are −1 and 1. Raises the errors of LinearModel. Source: Rosenblatt (1958).
    """

    loss = PerceptronLoss()


class LinearSVM(SignModel):
    """ŷ = sign f(x), by the hinge loss: rows inside the margin, y·f < 1, contribute to the gradient too.

    A support vector machine adds a penalty on ‖w‖²; without it w may grow, and the margin in units of x shrinks.
    Labels y (N, K) are −1 and 1. Raises the errors of LinearModel. Source: Cortes and Vapnik (1995).
    """

    loss = Hinge()


class LogisticRegression(LinearModel):
    """p = σ(f), the probability of class 1, by binary cross-entropy.

    Labels y (N, K) are 0 and 1. Raises the errors of LinearModel. Source: Cox (1958).
    """

    loss = BinaryCrossentropy(from_logits=True)

    def predict(self, x: ArrayLike) -> np.ndarray:
        """σ(f), in (0, 1)."""
        return sigmoid(self.score(x))


class SoftmaxRegression(LinearModel):
    """p = softmax(f), the probabilities of K classes, by categorical cross-entropy.

    Labels y (N, K) are one-hot rows. Raises the errors of LinearModel.
    """

    loss = CategoricalCrossentropy(from_logits=True)

    def predict(self, x: ArrayLike) -> np.ndarray:
        """softmax(f): each row sums to 1."""
        return softmax(self.score(x))
