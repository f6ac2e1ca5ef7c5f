"""The explorer of lecture 07: values and gradients in a graph of two paths."""

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np

from dlcourse import plots
from dlcourse.plots.backpropagation import two_paths_with_curve
from dlcourse.widgets.base import explorer, slider


def two_paths_explorer() -> ipywidgets.VBox:
    """Return a slider for each number over the two-path graph of lecture 07; w, v₂, x and y are folded away."""
    controls = {
        "u1": slider("weight u₁", 2.0, -8, 8),
        "u2": slider("weight u₂", -1.0, -3, 3),
        "v1": slider("weight v₁", 1.0, -3, 3),
    }
    folded = {
        "w": slider("weight w", 0.3, -2, 2),
        "v2": slider("weight v₂", 1.2, -3, 3),
        "x": slider("input x", 2.0, -3, 3),
        "y": slider("target y", 1.0, -2, 2),
    }
    return explorer(_draw_two_paths, controls, folded, "Move the other weights, the input and the target")


def _draw_two_paths(**inputs):
    """Show the graph for the inputs w, x, u1, u2, v1, v2, y."""
    values, gradients = two_paths_gradients(**inputs)
    weights = np.linspace(-2, 2, 201)
    losses = two_paths_gradients(**inputs | {"w": weights})[0]["L"]
    figure = two_paths_with_curve(values, gradients, weights, np.broadcast_to(losses, weights.shape))
    plots.show(figure, describe_two_paths(values, gradients))


def two_paths_gradients(
    w: Any, x: float, u1: float, u2: float, v1: float, v2: float, y: float
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return the value of each node and the gradient that each edge passes back, as `plots.two_paths` takes them.

    `w` may be an array; so are then what depends on it.
    """
    o1 = np.tanh(w * x)
    o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
    y_hat = v1 * o21 + v2 * o22
    values = {"w": w, "x": x, "u1": u1, "u2": u2, "v1": v1, "v2": v2, "y": y}
    values |= {"o1": o1, "o21": o21, "o22": o22, "y_hat": y_hat, "L": (y - y_hat) ** 2}
    dy_hat = -2 * (y - y_hat)
    dz21 = dy_hat * v1 * (1 - o21**2)
    dz22 = dy_hat * v2 * (1 - o22**2)
    do1 = dz21 * u1 + dz22 * u2
    gradients = {
        ("y_hat", "L"): dy_hat,
        ("v1", "y_hat"): dy_hat * o21,
        ("v2", "y_hat"): dy_hat * o22,
        ("o21", "y_hat"): dy_hat * v1,
        ("o22", "y_hat"): dy_hat * v2,
        ("u1", "o21"): dz21 * o1,
        ("u2", "o22"): dz22 * o1,
        ("o1", "o21"): dz21 * u1,
        ("o1", "o22"): dz22 * u2,
        ("w", "o1"): do1 * (1 - o1**2) * x,
    }
    return values, gradients


def describe_two_paths(values: Mapping[str, float], gradients: Mapping[tuple[str, str], float]) -> str:
    """Describe the figure in words: the gradient of each path, and their sum."""
    upper, lower = gradients["o1", "o21"], gradients["o1", "o22"]
    number = plots.format_number
    return (
        f"Computation graph from w = {number(values['w'])} to the loss. Forwards: o1 = {number(values['o1'])}, "
        f"o21 = {number(values['o21'])}, o22 = {number(values['o22'])}, prediction {number(values['y_hat'])}, "
        f"loss {number(values['L'])}. Backwards: the upper path brings {number(upper)} to o1 and the lower path "
        f"{number(lower)}; they add up to {number(upper + lower)}, and the gradient of w is "
        f"{number(gradients['w', 'o1'])}."
    )
