"""A picture of lecture 03: what the last unit of a network sees, at any time of its training."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from dlcourse.activations import sigmoid
from dlcourse.plots.common.boundaries import CLASSES
from dlcourse.plots.page.style import INK, in_style, new_figure

Weights = list[tuple[np.ndarray, np.ndarray]]  # (W, b) of each layer
PALE_GREY = "#c4c4c4"
LINES = 3  # at most so many pieces of a boundary are drawn


def hidden_units(x: np.ndarray, weights: Weights) -> np.ndarray:
    """Return what the last layer sees of x (N, 2): the output of the hidden layers before it, sigmoids all."""
    for W, b in weights[:-1]:
        x = sigmoid(x @ W + b)
    return x


def scores(x: np.ndarray, weights: Weights) -> np.ndarray:
    """Return the score (N,) of the last unit for x (N, 2)."""
    W, b = weights[-1]
    return hidden_units(x, weights) @ W[:, 0] + b[0]


@in_style
def two_planes(x: np.ndarray, y: np.ndarray) -> tuple[Axes, Axes]:
    """Plot points x (N, 2) with labels y (N,) and a grid in the plane of the inputs; return its Axes and an empty one.

    `left_moves` and `right_moves` make the lines that `set_left` and `set_right` move.
    """
    figure = new_figure(9.8, 4.7, layout="none")
    before, after = figure.add_axes((0.06, 0.12, 0.46, 0.78)), figure.add_axes((0.6, 0.12, 0.375, 0.78))
    low, high = box_of(x)
    for line in _grid(low, high):
        before.plot(*line.T, color=PALE_GREY, linewidth=0.8, zorder=1)
    _add_points(before, x, y)
    before.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    before.set(xlabel="x₁", ylabel="x₂")
    after.set(xlim=(-0.06, 1.06), ylim=(-0.06, 1.06), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    for ax in (before, after):
        ax.grid(visible=False)
    return before, after


@in_style
def left_moves(before: Axes) -> list[Line2D]:
    """Return the lines of a boundary, which `set_left` moves."""
    return [before.plot([], [], color=INK, linewidth=2)[0] for _ in range(LINES)]


@in_style
def right_moves(after: Axes, x: np.ndarray, y: np.ndarray) -> list[Line2D]:
    """Return the grid, the points of either class, and the line of the last unit, which `set_right` moves."""
    grid = [after.plot([], [], color=PALE_GREY, linewidth=0.8, zorder=1)[0] for _ in _grid(*box_of(x))]
    return [*grid, *_add_points(after, x, y), after.plot([], [], color=INK, linewidth=2)[0]]


@in_style
def hidden_names(after: Axes) -> list[Text]:
    """Return the names of the two hidden units at the axes, to be shown where the way to the hidden units ends."""
    across = after.text(0.5, -0.09, "h₁", transform=after.transAxes, ha="center", va="top")
    return [across, after.text(-0.12, 0.5, "h₂", transform=after.transAxes, ha="right", va="center")]


def set_left(lines: list[Line2D], x: np.ndarray, weights: Weights) -> None:
    """Draw where the network's score is 0, in the plane of the inputs around the points x (N, 2)."""
    low, high = box_of(x)
    across, up = (np.linspace(low[i], high[i], 120) for i in (0, 1))
    plane = np.column_stack([each.ravel() for each in np.meshgrid(across, up)])
    z = scores(plane, weights).reshape(120, 120)
    found = _level_0(across, up, z)
    for line, piece in zip(lines, [*found, *[np.empty((0, 2))] * LINES], strict=False):
        line.set_data(*piece.T)


def set_right(lines: list[Line2D], x: np.ndarray, y: np.ndarray, weights: Weights, share: float) -> None:
    """Draw grid and points carried from their place among the inputs to the hidden units, by a `share` of the way.

    The line of the last unit is drawn at the end of the way, where `share` is 1.
    """
    low, high = box_of(x)

    def carried(points):
        return (1 - share) * (points - low) / (high - low) + share * hidden_units(points, weights)

    *grid, zeros, ones, boundary = lines
    for line, points in zip(grid, _grid(low, high), strict=True):
        line.set_data(*carried(points).T)
    for line, label in ((zeros, 0), (ones, 1)):
        line.set_data(*carried(x[y == label]).T)
    W, b = weights[-1]
    boundary.set_data(*(_across(W[:, 0], b[0]).T if share == 1 else ([], [])))


def describe_planes(step: int, right: int, n: int, share: float) -> str:
    """Describe the picture in words."""
    end = "as the last unit sees them, with its straight line"
    seen = end if share == 1 else f"carried by {share:.0%} from the plane of the inputs to there"
    return (
        f"Two half moons in the plane of the inputs with the boundary of a network, after {step} steps of training; "
        f"beside it the same points {seen}. {right} of {n} are right."
    )


def box_of(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower left and the upper right corner of the visible part of the plane of the inputs."""
    return x.min(axis=0) - 0.3, x.max(axis=0) + 0.3


def _add_points(ax, x, y):
    """Plot the points of class 0 and of class 1; return both lines."""
    lines = []
    for label, (color, marker) in enumerate(CLASSES[:2]):
        look = {"color": color, "markersize": 6.5, "markeredgecolor": "white", "markeredgewidth": 0.8, "zorder": 3}
        lines += ax.plot(*x[y == label].T, marker, **look)
    return lines


def _level_0(across, up, z):
    """Return the curves (P, 2) on which z is 0."""
    if not z.min() < 0 < z.max():
        return []
    scratch = new_figure(1, 1).add_subplot()
    pieces = scratch.contour(across, up, z, levels=[0]).allsegs[0]
    return sorted((piece for piece in pieces if len(piece) > 1), key=len, reverse=True)[:LINES]


def _across(w, b, low=-1.0, high=2.0):
    """Return two points of the line x·w + b = 0, far to either side of the square from 0 to 1."""
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
    middle = foot + ((np.array([0.5, 0.5]) - foot) @ along) * along
    return middle + np.array([[low - high], [high - low]]) * along


def _grid(low, high):
    """Return the lines of a grid over the plane, as arrays (P, 2) of points."""
    along = [np.linspace(low[i], high[i], 40) for i in (0, 1)]
    upright = [np.column_stack([np.full(40, position), along[1]]) for position in np.linspace(low[0], high[0], 10)]
    level = [np.column_stack([along[0], np.full(40, position)]) for position in np.linspace(low[1], high[1], 8)]
    return upright + level
