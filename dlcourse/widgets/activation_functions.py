"""The explorer of lecture 10: every activation above its derivative, and its tangent at a movable point."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from dlcourse import activations
from dlcourse.plots import format_number
from dlcourse.plots.activation_functions import tangent_at_point
from dlcourse.plots.style import figure_of
from dlcourse.widgets.frames import Explorer, Frame, Scene, choice, steps

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
POINTS = tuple(0.25 * k for k in range(-19, 20))
ALPHAS = (-0.5, 0.0, 0.25, 0.5, 1.0, 1.5)
GRID = np.linspace(-5, 5, 401)


def activation_explorer() -> Explorer:
    """Return a list of functions over a figure of the chosen one; the tangent's point and α are folded away."""
    controls = {"name": choice("function", list(FUNCTIONS))}
    folded = {"z0": steps("z of the tangent", POINTS, 1.0), "alpha": steps("α (two have it)", ALPHAS, 0.25)}
    return Explorer(draw_activation, controls, folded, "Move the tangent, and α")


@cache
def draw_activation(name: str, z0: float, alpha: float) -> Frame:
    """Return one function with its tangent at `z0`."""
    if FUNCTIONS[name] not in WITH_ALPHA and alpha != ALPHAS[0]:
        return draw_activation(name, z0, ALPHAS[0])
    scene, tangent, dot, square, drop, title, values, derivatives = _axes_of(name, alpha)
    value_at_z0, derivative_at_z0 = (float(result) for result in activation_values(name, z0, alpha))
    reach = np.array([-1.2, 1.2]) / np.hypot(1, derivative_at_z0)
    tangent.set_data(z0 + reach, value_at_z0 + derivative_at_z0 * reach)
    dot.set_data([z0], [value_at_z0])
    square.set_data([z0], [derivative_at_z0])
    drop.set_data([z0, z0], [0, derivative_at_z0])
    name = f"{name}, α = {format_number(alpha)}" if FUNCTIONS[name] in WITH_ALPHA else name
    title.set_text(
        f"{name}\nz = {format_number(z0)}: value {format_number(value_at_z0)}, slope "
        f"{format_number(derivative_at_z0)}, ten of these {derivative_at_z0**10:.2g}"
    )
    return scene.frame(_describe_activation(name, values, derivatives, z0, value_at_z0, derivative_at_z0))


@cache
def _axes_of(name, alpha):
    """Return the figure of one function, what moves on it, the function's values and its derivatives."""
    values, derivatives = activation_values(name, GRID, alpha)
    upper, lower = tangent_at_point(GRID, values, derivatives, "\n", 0.0, 0.0, 0.0)
    moving = [*upper.lines[-2:], *lower.lines[-2:], upper.set_title("", loc="left")]
    return Scene(figure_of(upper), moving), *moving, values, derivatives


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
