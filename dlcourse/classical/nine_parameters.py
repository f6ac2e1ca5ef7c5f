"""The network of nine parameters: two inputs, two hidden units, one output, trained row by row with scalar formulas.

    name of the parameter   its index in the flat vector, as in `Sequential([Dense(2, 2, rng), Dense(2, 1, rng)])`
    w¹₁₁ w¹₁₂ w¹₂₁ w¹₂₂     0 … 3     w¹ᵢⱼ leads from input i to hidden unit j: `W1[i - 1, j - 1]`
    b₁₁ b₁₂                 4, 5
    w²₁₁ w²₂₁               6, 7      w²ᵢ₁ leads from hidden unit i to the output
    b₂₁                     8

The two loops use no arrays and no functions of this library: a row's step is what one would write on paper, and Numba
can compile it unchanged. Both are written so that an overflow raises no error: a learning rate that is too large gives
infinity or NaN.
"""

from math import exp, log1p, tanh

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import ABOVE_0, as_float_array, require_number, require_whole_number


def train_by_hand(
    parameters: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    learning_rate: float = 0.01,
    epochs: int = 1,
    classify: bool = False,
) -> tuple[np.ndarray, list[float]]:
    """θ ← θ − η ∂L/∂θ, row by row: returns the nine parameters (9,) after the last epoch and each epoch's mean loss.

    - `parameters`: the nine at the start, (9,), in the order above.
    - `x`: inputs, (N, 2), N at least 1.
    - `y`: targets, (N,) or (N, 1).
    - `learning_rate`: η, above 0.
    - `epochs`: passes over the rows, a whole number of at least 0.
    - `classify`: False is linear regression with L = (y − ŷ)²; with True all units are sigmoids, y is in [0, 1], and L
      is the binary cross-entropy.

    A row's loss is measured before its step. Computes in float64 and does not change its arguments. Raises TypeError if
    an argument is not an array of numbers, ValueError if a shape is wrong, a label is outside [0, 1], η is not above 0,
    or `epochs` is not a whole number of at least 0.
    """
    nine, columns, learning_rate, epochs = checked(parameters, x, y, learning_rate, epochs, classify)
    x1s, x2s, ys = (column.tolist() for column in columns)
    loop = classification_loop if classify else regression_loop
    nine, losses = loop(nine, x1s, x2s, ys, learning_rate, epochs)
    return np.array(nine), losses


def checked(
    parameters: ArrayLike, x: ArrayLike, y: ArrayLike, learning_rate: float, epochs: int, classify: bool
) -> tuple[tuple[float, ...], tuple[np.ndarray, ...], float, int]:
    """Return the loops' arguments: nine numbers, the columns x₁, x₂, y as arrays (N,), η and epochs.

    Raises the errors of `train_by_hand`, of which these are the arguments as it got them.

    - `parameters`: the nine at the start.
    - `x`: inputs.
    - `y`: targets.
    - `learning_rate`: η.
    - `epochs`: passes over the rows.
    - `classify`: whether y are labels, which must be in [0, 1].
    """
    parameters = as_float_array(parameters, "parameters", np.float64)
    x, y = as_float_array(x, "x", np.float64), as_float_array(y, "y", np.float64)
    if parameters.shape != (9,):
        raise ValueError(f"parameters: expected nine numbers (9,). Received: shape {parameters.shape}")
    if x.ndim != 2 or x.shape[1] != 2 or len(x) == 0 or y.shape not in ((len(x),), (len(x), 1)):
        raise ValueError(f"x and y: expected (N, 2) and (N,), N at least 1. Received: {x.shape} and {y.shape}")
    if classify and (y.min() < 0 or y.max() > 1):
        raise ValueError(f"y: expected labels in [0, 1]. Received: numbers from {y.min():.3g} to {y.max():.3g}")
    learning_rate = require_number(learning_rate, "train_by_hand: learning_rate", ABOVE_0)
    epochs = require_whole_number(epochs, "train_by_hand: epochs", 0)
    columns = tuple(np.array(column) for column in (x[:, 0], x[:, 1], y.reshape(len(x))))
    return tuple(parameters.tolist()), columns, learning_rate, epochs


def regression_loop(
    parameters: tuple[float, ...],
    x1s: list[float],
    x2s: list[float],
    ys: list[float],
    learning_rate: float,
    epochs: int,
) -> tuple[tuple[float, ...], list[float]]:
    """L = (y − ŷ)², ŷ = w²₁₁ o₁ + w²₂₁ o₂ + b₂₁; returns the nine parameters and each epoch's mean loss, unchecked.

    - `parameters`: nine numbers, in the order above.
    - `x1s`: x₁ of each row, N numbers.
    - `x2s`: x₂ of each row.
    - `ys`: the target of each row.
    - `learning_rate`: η.
    - `epochs`: passes over the rows, at least 0.
    """
    w1_11, w1_12, w1_21, w1_22, b_11, b_12, w2_11, w2_21, b_21 = parameters
    losses = []
    for _ in range(epochs):
        total = 0.0
        for x1, x2, y in zip(x1s, x2s, ys):  # noqa: B905 - of equal length; Numba has no `strict`
            o_1 = w1_11 * x1 + w1_21 * x2 + b_11
            o_2 = w1_12 * x1 + w1_22 * x2 + b_12
            y_hat = w2_11 * o_1 + w2_21 * o_2 + b_21
            total += (y - y_hat) * (y - y_hat)

            at_output = -2 * (y - y_hat)  # ∂L/∂ŷ
            at_o_1, at_o_2 = at_output * w2_11, at_output * w2_21  # ∂L/∂o₁ and ∂L/∂o₂, at the old w²

            w2_11 -= learning_rate * o_1 * at_output
            w2_21 -= learning_rate * o_2 * at_output
            b_21 -= learning_rate * at_output
            w1_11 -= learning_rate * x1 * at_o_1
            w1_21 -= learning_rate * x2 * at_o_1
            b_11 -= learning_rate * at_o_1
            w1_12 -= learning_rate * x1 * at_o_2
            w1_22 -= learning_rate * x2 * at_o_2
            b_12 -= learning_rate * at_o_2
        losses.append(total / len(ys))
    return (w1_11, w1_12, w1_21, w1_22, b_11, b_12, w2_11, w2_21, b_21), losses


def classification_loop(
    parameters: tuple[float, ...],
    x1s: list[float],
    x2s: list[float],
    ys: list[float],
    learning_rate: float,
    epochs: int,
) -> tuple[tuple[float, ...], list[float]]:
    """ŷ = σ(z), L = −[y ln ŷ + (1 − y) ln(1 − ŷ)], as `regression_loop`; σ′ of the output unit cancels in ∂L/∂z.

    Computed as σ(z) = ½ + ½ tanh(z/2) and L = max(z, 0) − z y + ln(1 + e^(−|z|)), which do not overflow.

    - `parameters`: nine numbers, in the order above.
    - `x1s`: x₁ of each row, N numbers.
    - `x2s`: x₂ of each row.
    - `ys`: the label of each row, in [0, 1].
    - `learning_rate`: η.
    - `epochs`: passes over the rows, at least 0.
    """
    w1_11, w1_12, w1_21, w1_22, b_11, b_12, w2_11, w2_21, b_21 = parameters
    losses = []
    for _ in range(epochs):
        total = 0.0
        for x1, x2, y in zip(x1s, x2s, ys):  # noqa: B905 - of equal length; Numba has no `strict`
            o_1 = 0.5 + 0.5 * tanh(0.5 * (w1_11 * x1 + w1_21 * x2 + b_11))  # σ(z₁)
            o_2 = 0.5 + 0.5 * tanh(0.5 * (w1_12 * x1 + w1_22 * x2 + b_12))  # σ(z₂)
            z = w2_11 * o_1 + w2_21 * o_2 + b_21
            y_hat = 0.5 + 0.5 * tanh(0.5 * z)  # σ(z)
            total += max(z, 0.0) - z * y + log1p(exp(-abs(z)))

            at_z = y_hat - y  # ∂L/∂z
            at_z_1 = at_z * w2_11 * o_1 * (1 - o_1)  # ∂L/∂z₁ = ∂L/∂z · w²₁₁ · σ′(z₁), at the old w²
            at_z_2 = at_z * w2_21 * o_2 * (1 - o_2)

            w2_11 -= learning_rate * o_1 * at_z
            w2_21 -= learning_rate * o_2 * at_z
            b_21 -= learning_rate * at_z
            w1_11 -= learning_rate * x1 * at_z_1
            w1_21 -= learning_rate * x2 * at_z_1
            b_11 -= learning_rate * at_z_1
            w1_12 -= learning_rate * x1 * at_z_2
            w1_22 -= learning_rate * x2 * at_z_2
            b_12 -= learning_rate * at_z_2
        losses.append(total / len(ys))
    return (w1_11, w1_12, w1_21, w1_22, b_11, b_12, w2_11, w2_21, b_21), losses
