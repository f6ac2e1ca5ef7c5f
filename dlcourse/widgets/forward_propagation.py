"""The explorer of lecture 04: a 5-4-3-2-1 network whose values follow the input."""

import functools
from itertools import pairwise
from typing import Any

import ipywidgets
import numpy as np
from numpy.typing import ArrayLike

from dlcourse.activations import relu, sigmoid, tanh
from dlcourse.plots import format_number, style
from dlcourse.plots.forward_propagation import network_values
from dlcourse.widgets.base import WIDE, explorer, slider

COLUMNS = ("cgpa", "iq", "12th", "10th", "internships")
STUDENT = (1.2, -0.5, 0.8, 0.0, -1.0)  # standard deviations above the mean
HIDDEN = {"sigmoid": sigmoid, "tanh": tanh, "ReLU": relu}


def forward_explorer() -> ipywidgets.VBox:
    """Return a slider for the first input over the 5-4-3-2-1 network of lecture 04; the rest is folded away."""
    controls = {f"x{i + 1}": slider(name, STUDENT[i], -3, 3) for i, name in enumerate(COLUMNS)}
    visible = {"x1": controls.pop("x1")}
    folded = {"hidden": ipywidgets.Dropdown(options=list(HIDDEN), description="hidden layers", style=WIDE), **controls}
    return explorer(
        _draw_forward, visible, folded, "Another activation in the hidden layers, and the other four inputs"
    )


def _draw_forward(hidden, **inputs):
    """Show the network for the inputs x1 … x5."""
    x = [inputs[f"x{i}"] for i in range(1, 6)]
    values, (W, _) = forward_values(x, hidden), example_network()
    title = f"output {values[-1][0]:.3f}"
    style.show(
        network_values(values, W[1:], COLUMNS, highlighted_input=0, title=title), _describe_forward(values, hidden)
    )


def forward_values(x: ArrayLike, hidden: str = "sigmoid") -> list[np.ndarray]:
    """Return each layer's output for one row x (5,): five arrays, x first.

    `hidden` names the activation of the hidden layers; the last layer always has a sigmoid.
    """
    W, b = example_network()
    values = [np.asarray(x, float)]
    for k in range(1, len(W)):
        activation = HIDDEN[hidden] if k < len(W) - 1 else sigmoid
        values.append(activation(values[-1] @ W[k] + b[k]))
    return values


@functools.cache
def example_network() -> tuple[list[Any], list[Any]]:
    """Return the weights W[1] … W[4] and biases b[1] … b[4] of the 5-4-3-2-1 network; W[0] and b[0] are None."""
    rng = np.random.default_rng(1)
    sizes = [5, 4, 3, 2, 1]
    W = [None] + [rng.normal(size=shape).round(1) for shape in pairwise(sizes)]
    b = [None] + [rng.normal(size=units).round(1) for units in sizes[1:]]
    return W, b


def _describe_forward(values, hidden):
    """Describe the figure in words: each layer's outputs, from the input to the last layer."""
    inputs = ", ".join(f"{name} {format_number(value)}" for name, value in zip(COLUMNS, values[0], strict=True))
    layers = "; ".join(
        f"layer {k}: {', '.join(format_number(float(value)) for value in layer)}"
        for k, layer in enumerate(values[1:-1], 1)
    )
    return (
        f"The 5-4-3-2-1 net with {hidden} in its hidden layers. Inputs: {inputs}. {layers}. Output {values[-1][0]:.3f}."
    )
