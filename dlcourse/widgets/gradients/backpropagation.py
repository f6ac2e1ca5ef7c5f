"""The explorer of lecture 07: values and gradients in a graph of two paths."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dlcourse import plots
from dlcourse.plots.common.graphs import FAINT, TWO_PATHS, TWO_PATHS_WIRES, two_paths_links
from dlcourse.plots.gradients.backpropagation import curve_and_tangent, two_paths_with_curve
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import tenths
from dlcourse.widgets.page.live import Live

WEIGHTS = np.linspace(-2, 2, 201)


def two_paths_explorer() -> Live:
    """Return a slider for each number over the two-path graph of lecture 07; w, v₂, x and y are folded away."""
    sliders = {
        "u1": tenths("weight u₁", 2.0, -8, 8),
        "u2": tenths("weight u₂", -1.0, -3, 3),
        "v1": tenths("weight v₁", 1.0, -3, 3),
    }
    folded = {
        "w": tenths("weight w", 0.3, -2, 2),
        "v2": tenths("weight v₂", 1.2, -3, 3),
        "x": tenths("input x", 2.0, -3, 3),
        "y": tenths("target y", 1.0, -2, 2),
    }
    title = "Move the other weights, the input and the target"
    return Live(_numbers, _draw, sliders, folded, title, lines=_lines, faint=_faint, name="two_paths")


def _numbers(**inputs):
    """Return values, gradients, links, their sum and the curve's coordinates for the inputs w, x, u1, u2, v1, v2, y."""
    values, gradients = two_paths_gradients(**inputs)
    losses = two_paths_gradients(**inputs | {"w": WEIGHTS})[0]["L"]
    numbers = values | {f"∂ {start} {end}": gradient for (start, end), gradient in gradients.items()}
    numbers |= {f"× {start} {end}": link for (start, end), link in two_paths_links(values).items()}
    numbers |= {"∂ o1": gradients["o1", "o21"] + gradients["o1", "o22"], "losses": losses}
    return numbers | curve_and_tangent(WEIGHTS, losses, values["w"], values["L"], gradients["w", "o1"])


def _draw(numbers):
    """Return the figure with these numbers, and its words."""
    values = {name: numbers[name] for name in TWO_PATHS}
    gradients = {(start, end): numbers.get(f"∂ {start} {end}") for start, end in TWO_PATHS_WIRES}
    gradients = {edge: gradient for edge, gradient in gradients.items() if gradient is not None}
    ax = two_paths_with_curve(values, gradients, WEIGHTS, numbers["losses"])
    return figure_of(ax), describe_two_paths(values, gradients)


def _lines(figure):
    """Return the lines of the small curve, with the names of their coordinates."""
    names = ("curve", "tangent", "dot")
    return [(line, f"{name} x", f"{name} y") for line, name in zip(figure.axes[1].lines, names, strict=True)]


def _faint(numbers):
    """Return up to which size a gradient is grey."""
    return {name: FAINT for name in numbers if name.startswith("∂ ") and name.count(" ") == 2}


def two_paths_gradients(
    w: Any, x: float, u1: float, u2: float, v1: float, v2: float, y: float
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return the value of each node and the gradient that each edge passes back, as `plots.two_paths` takes them.

    - `w`: the first weight, a number or an array; so is then what depends on it.
    - `x`: the input.
    - `u1`: the weight of the first path.
    - `u2`: the weight of the second.
    - `v1`: the weight from the first path to the output.
    - `v2`: the weight from the second.
    - `y`: the target.
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
