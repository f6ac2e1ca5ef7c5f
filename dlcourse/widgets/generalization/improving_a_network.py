"""The explorer of lecture 12: the effect of feature scaling on the loss over two weights and on the path on it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from dlcourse import MinMaxScaler, StandardScaler, plots
from dlcourse.data import salary_by_iq_and_gpa
from dlcourse.plots.generalization.improving_a_network import (
    count_until_outside,
    format_condition,
    loss_over_two_weights,
)
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Scene, choice, radios, steps

SCALINGS = {
    "none": lambda x: x,
    "iq in tens": lambda x: x / [10, 1],
    "iq in hundreds": lambda x: x / [100, 1],
    "min-max": lambda x: MinMaxScaler().fit_transform(x),
    "standard": lambda x: StandardScaler().fit_transform(x),
}
PLANES = {"both weights": (0, 1), "iq's weight and the bias": (0, 2)}
NAMES = ("weight of iq", "weight of gpa", "bias")
RATE_FRACTIONS = tuple(round(0.05 * k, 2) for k in range(1, 25))
N_STEPS = (0, 5, 10, 20, 30, 50, 100, 200)
START = 1.0  # as in the notes: weights of 1


def scaling_explorer() -> Explorer:
    """Return controls for scaling, learning rate, steps and axes over the loss of a linear unit on three students."""
    controls = {
        "scaling": radios("scaling", list(SCALINGS)),
        "rate_fraction": steps("η, share of limit", RATE_FRACTIONS, 0.9),
        "n_steps": steps("steps", N_STEPS, 30, str),
        "plane": choice("axes", list(PLANES)),
    }
    return Explorer(_draw_scaling, controls, name="scaling")


def _draw_scaling(**inputs):
    """Return contours, path and minimum for `scaling`, `rate_fraction`, `n_steps` and `plane`."""
    values = scaling_values(**inputs)
    scene, window, path, end = _axes_of(inputs["scaling"], inputs["plane"])
    shown = values["path"][: count_until_outside(values["path"], 20 * window)]
    path.set_data(*shown.T)
    end.set_data(*shown[-1:].T)
    return scene.frame(describe_scaling(values))


@cache
def _axes_of(scaling, plane):
    """Return the contours of a plane, half their width, the path and its end."""
    values = scaling_values(scaling, plane=plane)
    i, j = values["axes"]
    title = f"scaling: {scaling}, κ = {format_condition(values['kappa'])}"
    window, y_centre = (1.5, 0.0) if j == 1 else (2.0, 1.5)  # a bias is near the mean salary
    ax = loss_over_two_weights(
        values["loss"], values["path"], title, NAMES[i], NAMES[j], values["minimum"], window, y_centre
    )
    path, _, end = ax.lines[:3]
    return Scene(figure_of(ax), [path, end]), window, path, end


def scaling_values(
    scaling: str, rate_fraction: float = 0.9, n_steps: int = 30, plane: str = "both weights"
) -> dict[str, Any]:
    """Return the contents of the figure: the loss as a function, the path (n_steps + 1, 2), minimum, limit, κ.

    The model is ŷ = w₁ iq + w₂ gpa + b with the mean squared error; two of the three parameters vary, the third is
    fixed at its optimum. `kappa` is the condition number of all three, `condition` that of the two. `rate_fraction`
    is η over the limit 2/λ, λ the largest curvature in the plane.
    """
    x, y, _ = salary_by_iq_and_gpa()
    x = SCALINGS[scaling](x)
    columns = np.column_stack([x, np.ones(len(x))])  # (N, 3): the bias is the weight of a column of ones
    best = np.linalg.lstsq(columns, y[:, 0], rcond=None)[0]  # (3,)
    axes = PLANES[plane]
    varied = columns[:, axes]  # (N, 2)
    curvature = 2 / len(x) * varied.T @ varied  # (2, 2)
    low, high = np.linalg.eigvalsh(curvature)
    lowest, _, highest = np.linalg.eigvalsh(2 / len(x) * columns.T @ columns)
    limit = 2 / high

    def loss(w1, w2):
        from_best = np.stack([w1 - best[axes[0]], w2 - best[axes[1]]], axis=-1)  # (…, 2)
        return ((from_best @ varied.T) ** 2).mean(axis=-1) + ((columns @ best - y[:, 0]) ** 2).mean()

    points = [np.full(2, START)]
    for _ in range(n_steps):
        gradient = curvature @ (points[-1] - best[list(axes)])
        points.append(points[-1] - rate_fraction * limit * gradient)
    path = np.array(points)  # (n_steps + 1, 2)
    return {"scaling": scaling, "axes": axes, "loss": loss, "path": path, "minimum": best[list(axes)], "limit": limit,
            "condition": high / low, "kappa": highest / lowest, "rate_fraction": rate_fraction}  # fmt: skip


def describe_scaling(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: the shape of the lines, κ, the limit of η, and the result of the path."""
    start, end = (float(values["loss"](*values["path"][k])) for k in (0, -1))
    i, j = values["axes"]
    w1, w2 = (plots.format_number(number) for number in values["minimum"])
    uphill = "" if end <= start else ", uphill"
    return (
        f"Lines of equal loss over the {NAMES[i]} and the {NAMES[j]}, scaling {values['scaling']}: the longest axis of "
        f"a line is {np.sqrt(values['condition']):,.1f} times its shortest. Over all three parameters κ is "
        f"{format_condition(values['kappa'])}. The limit of η is {values['limit']:.2g}; with "
        f"{values['rate_fraction']:.0%} of it, {len(values['path']) - 1} steps lead from 1.00, 1.00 and a loss of "
        f"{start:.3g} to a loss of {end:.2g}{uphill}. The best point, marked by a cross, is {w1}, {w2}."
    )
