"""Plots of a function above its derivative, on one x axis."""

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.page.style import GREY, SERIES, in_style, new_figure


@in_style
def function_and_derivative(
    z: np.ndarray,
    values: np.ndarray,
    derivatives: np.ndarray,
    name: str,
    background: np.ndarray | None = None,
    width: float = 5.2,
    height: float = 4.6,
) -> tuple[Axes, Axes]:
    """Plot a function above its derivative; return the upper and the lower Axes.

    - `z`: inputs, (P,).
    - `values`: the function's, (P,).
    - `derivatives`: (P,).
    - `name`: the function's, for the labels of the vertical axes.
    - `background`: measured z, drawn behind both as a pale histogram; None for none.
    - `width`: of the figure, in inches.
    - `height`: of the figure, in inches.
    """
    figure = new_figure(width, height)
    upper, lower = figure.subplots(2, 1, sharex=True)
    if background is not None:
        for ax in (upper, lower):
            histogram = ax.twinx()
            histogram.hist(background, bins=60, range=(z.min(), z.max()), color="#dddddd", zorder=0)
            histogram.set_yticks([])
            histogram.spines[:].set_visible(False)
            ax.set_zorder(histogram.get_zorder() + 1)
            ax.patch.set_visible(False)
    for ax, y, (color, _, linestyle), label in (
        (upper, values, SERIES[0], name),
        (lower, derivatives, SERIES[1], f"slope of {name}"),
    ):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.axvline(0, color=GREY, linewidth=0.8)
        ax.plot(z, y, color=color, linestyle=linestyle, linewidth=2.2)
        ax.set(ylabel=label)
    lower.set(xlabel="pre-activation z")
    return upper, lower
