"""Points of two or more classes in a plane, with a model's decision regions, lines and margins."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgba

from dlcourse.plots.style import INK, in_style, new_axes

PALE = ["#f3d9c8", "#cfe0f0", "#d5e6cc", "#e2d8ee"]  # one for each class, in the order of MARKERS
CLASSES = [("#b3400e", "s"), ("#0b5fa5", "o"), ("#35701b", "^"), ("#6a3d9a", "D")]


@in_style
def scatter_classes(x, y, names=None, xlabel="x₁", ylabel="x₂", ax=None):
    """Plot points `x` (N, 2) with class indices `y` (N,), each class with its own marker and colour; return the Axes.

    `names` are the classes' names in the legend, in increasing order (default: "class 0", …).
    """
    ax = new_axes(5.6, 4.4) if ax is None else ax
    y = np.asarray(y).ravel()
    for i, label in enumerate(np.unique(y)):
        colour, marker = CLASSES[i % len(CLASSES)]
        rows = x[y == label]
        name = names[i] if names else f"class {label:g}"
        ax.scatter(rows[:, 0], rows[:, 1], s=42, c=colour, marker=marker, edgecolors="white", linewidths=0.8,
                   label=name, zorder=3)  # fmt: skip
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    return ax


@in_style
def decision_regions(classify, x, y, names=None, points=140, margin=0.4, ax=None, **labels):
    """Plot the regions of `classify`, a function from (N, 2) to labels (N,), under the points; return the Axes."""
    ax = scatter_classes(x, y, names, ax=ax, **labels)
    classes = np.unique(np.asarray(y).ravel())
    (low0, low1), (high0, high1) = x.min(axis=0) - margin, x.max(axis=0) + margin
    across, up = np.meshgrid(np.linspace(low0, high0, points), np.linspace(low1, high1, points))
    found = np.asarray(classify(np.column_stack([across.ravel(), up.ravel()]))).reshape(across.shape)
    place = np.searchsorted(classes, found)
    ax.pcolormesh(across, up, place, cmap=ListedColormap(PALE[: len(classes)]), vmin=0, vmax=len(classes) - 1,
                  shading="nearest", zorder=0, rasterized=True)  # fmt: skip
    if len(classes) == 2:
        ax.contour(across, up, place, levels=[0.5], colors=INK, linewidths=1.4, zorder=1)
    ax.grid(visible=False)
    return ax


@in_style
def boundary_line(ax, w, b, label=None, colour=INK, style="-", width=1.8, alpha=1.0):
    """Draw the line w·x + b = 0 within the current limits; w (2,). Returns the Axes. Nothing is drawn for w = 0."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    if abs(w[1]) > abs(w[0]) * 1e-9:
        across = np.array([left, right])
        up = -(w[0] * across + b) / w[1]
    elif w[0] != 0:
        across, up = np.full(2, -b / w[0]), np.array([bottom, top])
    else:
        return ax
    ax.plot(across, up, color=to_rgba(colour, alpha), linestyle=style, linewidth=width, label=label, zorder=2)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


@in_style
def boundary_with_margins(ax, w, b, label=None):
    """Draw the line w·x + b = 0 and dashed lines at the scores +1 and −1; return the Axes."""
    boundary_line(ax, w, b, label)
    for offset in (-1, 1):
        boundary_line(ax, w, b - offset, style="--", width=1.1)
    return ax
