"""The explorer of lecture 10: every activation above its derivative, and its tangent at a movable point."""

import ipywidgets
import numpy as np

from dlcourse import activations
from dlcourse.plots import number, show
from dlcourse.plots.activation_functions import function_at_a_point
from dlcourse.widgets.base import WIDE, explorer, slider

FUNCTIONS = {  # the name shown, and the library's name
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "step": "step",
    "linear": "linear",
    "ReLU": "relu",
    "leaky ReLU, PReLU": "prelu",
    "ELU": "elu",
    "SELU": "selu",
    "softplus": "softplus",
    "swish": "swish",
    "GELU": "gelu",
}
WITH_ALPHA = ("prelu", "elu")
GRID = np.linspace(-5, 5, 401)


def activation_explorer():
    """Return a list of functions over a figure of the chosen one; the tangent's point and α are folded away."""
    first = {"name": ipywidgets.Dropdown(options=list(FUNCTIONS), description="function", style=WIDE)}
    more = {
        "at": slider("z of the tangent", 1.0, -4.9, 4.9, 0.1),
        "alpha": slider("α (two have it)", 0.25, -0.5, 1.5, 0.05),
    }
    return explorer(draw_activation, first, more, "Move the tangent, and α")


def draw_activation(name, at, alpha):
    """Show one function with its tangent at `at`."""
    value, slope = activation_values(name, GRID, alpha)
    value_at, slope_at = (float(result) for result in activation_values(name, at, alpha))
    name = f"{name}, α = {number(alpha)}" if FUNCTIONS[name] in WITH_ALPHA else name
    title = (
        f"{name}\nz = {number(at)}: value {number(value_at)}, slope {number(slope_at)}, ten of these {slope_at**10:.2g}"
    )
    upper, _ = function_at_a_point(GRID, value, slope, title, at, value_at, slope_at)
    show(upper, _describe_activation(name, value, slope, at, value_at, slope_at))


def activation_values(name, z, alpha):
    """Return φ(z) and φ′(z) of the function `name`; only the leaky ReLU and ELU use α."""
    function = FUNCTIONS[name]
    more = (alpha,) if function in WITH_ALPHA else ()
    phi, derivative = getattr(activations, function), getattr(activations, function + "_derivative")
    return phi(z, *more), derivative(z, *more)


def _describe_activation(name, value, slope, at, value_at, slope_at):
    """Describe the figure in words: the ranges of values and derivatives, and both at the tangent's point."""
    return (
        f"{name} above its slope, for z from −5 to 5. The values lie between {number(value.min())} and "
        f"{number(value.max())}, the slopes between {number(slope.min())} and {number(slope.max())}. "
        f"At z = {number(at)} the value is {number(value_at)} and the slope {number(slope_at)}; "
        f"ten such slopes in a row leave {slope_at**10:.2g} of a gradient."
    )
