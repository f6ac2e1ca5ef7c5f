"""Points of two or more classes in a plane, with a model's decision regions, lines and margins."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgba
from numpy.typing import ArrayLike

from dlcourse.plots.page.style import INK, Numbers, in_style, new_axes

PALE = ["#f3d9c8", "#cfe0f0", "#d5e6cc", "#e2d8ee"]  # one for each class, in the order of MARKERS
CLASSES = [("#b3400e", "s"), ("#0b5fa5", "o"), ("#35701b", "^"), ("#6a3d9a", "D")]


@in_style
def scatter_classes(
    x: np.ndarray,
    y: ArrayLike,
    names: Sequence[str] | None = None,
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    ax: Axes | None = None,
) -> Axes:
    """Plot points by class, each class with its own marker and colour; return the Axes.

    - `x`: points, (N, 2).
    - `y`: class indices, (N,) or (N, 1).
    - `names`: the classes' names in the legend, in increasing order; None writes "class 0", ….
    - `xlabel`: the label of the horizontal axis.
    - `ylabel`: the label of the vertical axis.
    - `ax`: the Axes to draw on; None makes new ones.
    """
    ax = new_axes(5.6, 4.4) if ax is None else ax
    y = np.asarray(y).ravel()
    for i, label in enumerate(np.unique(y)):
        color, marker = CLASSES[i % len(CLASSES)]
        rows = x[y == label]
        name = names[i] if names else f"class {label:g}"
        ax.scatter(rows[:, 0], rows[:, 1], s=42, c=color, marker=marker, edgecolors="white", linewidths=0.8,
                   label=name, zorder=3)  # fmt: skip
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    return ax


@in_style
def decision_regions(
    predict: Callable[[np.ndarray], ArrayLike],
    x: np.ndarray,
    y: ArrayLike,
    names: Sequence[str] | None = None,
    n_points: int = 140,
    margin: float = 0.4,
    ax: Axes | None = None,
    **axis_labels: str,
) -> Axes:
    """Plot the regions of `predict` under the points; return the Axes.

    - `predict`: a function from (N, 2) to labels (N,).
    - `x`: points, (N, 2).
    - `y`: class indices, (N,) or (N, 1).
    - `names`: the classes' names in the legend, in increasing order; None writes "class 0", ….
    - `n_points`: points of the grid in each direction on which the function is evaluated, at least 2.
    - `margin`: how far the grid extends beyond the points, in units of x.
    - `ax`: the Axes to draw on; None makes new ones.
    - `axis_labels`: xlabel and ylabel, as for `scatter_classes`.
    """
    ax = scatter_classes(x, y, names, ax=ax, **axis_labels)
    classes = np.unique(np.asarray(y).ravel())
    (low0, low1), (high0, high1) = x.min(axis=0) - margin, x.max(axis=0) + margin
    x1, x2 = np.meshgrid(np.linspace(low0, high0, n_points), np.linspace(low1, high1, n_points))
    predicted = np.asarray(predict(np.column_stack([x1.ravel(), x2.ravel()]))).reshape(x1.shape)
    class_index = np.searchsorted(classes, predicted)
    ax.pcolormesh(x1, x2, class_index, cmap=ListedColormap(PALE[: len(classes)]), vmin=0, vmax=len(classes) - 1,
                  shading="nearest", zorder=0, rasterized=True)  # fmt: skip
    if len(classes) == 2:
        ax.contour(x1, x2, class_index, levels=[0.5], colors=INK, linewidths=1.4, zorder=1)
    ax.grid(visible=False)
    return ax


@in_style
def boundary_line(
    ax: Axes,
    w: Numbers,
    b: float,
    label: str | None = None,
    color: str = INK,
    linestyle: Any = "-",
    linewidth: float = 1.8,
    alpha: float = 1.0,
) -> Axes:
    """Draw the line w·x + b = 0 within the current limits, nothing if w = 0; return the Axes.

    - `ax`: the Axes to draw on.
    - `w`: weights, (2,).
    - `b`: bias.
    - `label`: the text in the legend; None for none.
    - `color`: a colour of matplotlib's.
    - `linestyle`: a line style of matplotlib's.
    - `linewidth`: in points.
    - `alpha`: from 0, transparent, to 1.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    if abs(w[1]) > abs(w[0]) * 1e-9:
        x1 = np.array([left, right])
        x2 = -(w[0] * x1 + b) / w[1]
    elif w[0] != 0:
        x1, x2 = np.full(2, -b / w[0]), np.array([bottom, top])
    else:
        return ax
    ax.plot(x1, x2, color=to_rgba(color, alpha), linestyle=linestyle, linewidth=linewidth, label=label, zorder=2)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


@in_style
def boundary_with_margins(ax: Axes, w: np.ndarray, b: float, label: str | None = None) -> Axes:
    """Draw the line w·x + b = 0 and dashed lines at the scores +1 and −1; return the Axes."""
    boundary_line(ax, w, b, label)
    for offset in (-1, 1):
        boundary_line(ax, w, b - offset, linestyle="--", linewidth=1.1)
    return ax
