"""The explorer of lecture 10: every activation beside its slope, and its tangent at a point that moves."""

import ipywidgets
import numpy as np

from dlcourse import activations
from dlcourse.plots import number, show
from dlcourse.plots.activation_functions import function_at_a_point
from dlcourse.widgets.base import WIDE, explorer, slider

FUNCTIONS = {  # what is shown, and the library's name
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
    """A function over its slope, chosen from a list; the point of the tangent and α are folded away."""
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
    show(upper, describe_activation(name, value, slope, at, value_at, slope_at))


def activation_values(name, z, alpha):
    """φ(z) and φ′(z) of the function `name`; α is used by the leaky ReLU and by ELU alone."""
    function = FUNCTIONS[name]
    more = (alpha,) if function in WITH_ALPHA else ()
    phi, derivative = getattr(activations, function), getattr(activations, function + "_derivative")
    return phi(z, *more), derivative(z, *more)


def describe_activation(name, value, slope, at, value_at, slope_at):
    """The figure in words: where the values and the slopes lie, and both at the tangent's point."""
    return (
        f"{name} above its slope, for z from −5 to 5. The values lie between {number(value.min())} and "
        f"{number(value.max())}, the slopes between {number(slope.min())} and {number(slope.max())}. "
        f"At z = {number(at)} the value is {number(value_at)} and the slope {number(slope_at)}; "
        f"ten such slopes in a row leave {slope_at**10:.2g} of a gradient."
    )
