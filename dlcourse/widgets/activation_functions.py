"""The explorer of lecture 10: every activation above its derivative, and its tangent at a movable point."""

import ipywidgets
import numpy as np
from numpy.typing import ArrayLike

from dlcourse import activations
from dlcourse.plots import format_number, show
from dlcourse.plots.activation_functions import tangent_at_point
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


def activation_explorer() -> ipywidgets.VBox:
    """Return a list of functions over a figure of the chosen one; the tangent's point and α are folded away."""
    controls = {"name": ipywidgets.Dropdown(options=list(FUNCTIONS), description="function", style=WIDE)}
    folded = {
        "z0": slider("z of the tangent", 1.0, -4.9, 4.9, 0.1),
        "alpha": slider("α (two have it)", 0.25, -0.5, 1.5, 0.05),
    }
    return explorer(draw_activation, controls, folded, "Move the tangent, and α")


def draw_activation(name: str, z0: float, alpha: float) -> None:
    """Show one function with its tangent at `z0`."""
    values, derivatives = activation_values(name, GRID, alpha)
    value_at_z0, derivative_at_z0 = (float(result) for result in activation_values(name, z0, alpha))
    name = f"{name}, α = {format_number(alpha)}" if FUNCTIONS[name] in WITH_ALPHA else name
    title = (
        f"{name}\nz = {format_number(z0)}: value {format_number(value_at_z0)}, slope "
        f"{format_number(derivative_at_z0)}, ten of these {derivative_at_z0**10:.2g}"
    )
    upper, _ = tangent_at_point(GRID, values, derivatives, title, z0, value_at_z0, derivative_at_z0)
    show(upper, _describe_activation(name, values, derivatives, z0, value_at_z0, derivative_at_z0))


def activation_values(name: str, z: ArrayLike, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Return φ(z) and φ′(z) of the function `name`; only the leaky ReLU and ELU use α."""
    function = FUNCTIONS[name]
    arguments = (alpha,) if function in WITH_ALPHA else ()
    phi, derivative = getattr(activations, function), getattr(activations, function + "_derivative")
    return phi(z, *arguments), derivative(z, *arguments)


def _describe_activation(name, values, derivatives, z0, value_at_z0, derivative_at_z0):
    """Describe the figure in words: the ranges of values and derivatives, and both at the tangent's point."""
    return (
        f"{name} above its slope, for z from −5 to 5. The values lie between {format_number(values.min())} and "
        f"{format_number(values.max())}, the slopes between {format_number(derivatives.min())} and "
        f"{format_number(derivatives.max())}. At z = {format_number(z0)} the value is {format_number(value_at_z0)} and "
        f"the slope {format_number(derivative_at_z0)}; ten such slopes in a row leave {derivative_at_z0**10:.2g} of a "
        "gradient."
    )
