"""The film of lecture 03: what the last unit of a network sees, while the network is trained."""

from collections.abc import Iterator, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from dlcourse.activations import sigmoid
from dlcourse.plots.boundaries import PALE, boundary_line, scatter_classes
from dlcourse.plots.style import GREY, INK, in_style, new_figure, with_alt_text

TWO = ListedColormap(PALE[:2])
Weights = list[tuple[np.ndarray, np.ndarray]]  # (W, b) of each layer


def hidden_frames(x: np.ndarray, y: np.ndarray, film: Mapping[int, Weights]) -> Iterator[Axes]:
    """Yield the frames of a film: points x (N, 2) with labels y (N,) in the plane of the inputs and as hidden units.

    `film` maps a number of steps to the weights (W, b) of all layers at that time. All but the last layer are followed
    by a sigmoid, and the last but one has two units.
    """
    for step, weights in film.items():
        yield _hidden_frame(x, y, step, weights)


def hidden_units(x: np.ndarray, weights: Weights) -> np.ndarray:
    """Return what the last layer sees of x (N, 2): the output of the hidden layers before it."""
    for W, b in weights[:-1]:
        x = sigmoid(x @ W + b)
    return x


@in_style
def _hidden_frame(x, y, step, weights):
    """Draw one moment: left the inputs, right the last hidden layer, the same grid of lines in both."""
    figure = new_figure(9.8, 4.7, layout="none")
    before, after = figure.add_axes((0.06, 0.12, 0.46, 0.78)), figure.add_axes((0.6, 0.12, 0.375, 0.78))
    W, b = weights[-1]
    w, b = W[:, 0], float(b[0])
    low, high = x.min(axis=0) - 0.3, x.max(axis=0) + 0.3
    x1, x2 = np.meshgrid(*(np.linspace(low[i], high[i], 120) for i in (0, 1)))
    score = (hidden_units(np.column_stack([x1.ravel(), x2.ravel()]), weights) @ w + b).reshape(x1.shape)
    h1, h2 = np.meshgrid(np.linspace(-0.06, 1.06, 120), np.linspace(-0.06, 1.06, 120))
    for ax, across, up, z in ((before, x1, x2, score), (after, h1, h2, w[0] * h1 + w[1] * h2 + b)):
        ax.pcolormesh(across, up, z >= 0, cmap=TWO, vmin=0, vmax=1, shading="nearest", rasterized=True)
        ax.grid(visible=False)
    for lines in _grid(low, high):
        before.plot(*lines.T, color=GREY, linewidth=0.6, alpha=0.45, zorder=1)
        after.plot(*hidden_units(lines, weights).T, color=GREY, linewidth=0.6, alpha=0.45, zorder=1)
    scatter_classes(x, y, ax=before)
    scatter_classes(hidden_units(x, weights), y, xlabel="h₁", ylabel="h₂", ax=after)
    if score.min() < 0 < score.max():
        before.contour(x1, x2, score, levels=[0], colors=INK, linewidths=2)
    right = int(((hidden_units(x, weights) @ w + b >= 0) == y).sum())
    before.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    before.set(title=f"The inputs, after {step} steps")
    after.set(xlim=(-0.06, 1.06), ylim=(-0.06, 1.06), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    after.set(title=f"What the last unit sees: {right} of {len(y)} right")
    boundary_line(after, w, b, linewidth=2)
    for legend in (before.get_legend(), after.get_legend()):
        if legend is not None:
            legend.remove()
    return with_alt_text(
        before,
        f"A film of a network's training; its last frame is after {step} steps. Left, two half moons in the plane of "
        "the inputs, with the network's boundary, at first a straight line or none, at last a curve between them. "
        "Right, the same points as the two units of the last hidden layer have them: at first all in one heap, then "
        f"drawn out, at last each moon in a corner of its own, and a straight line between them. {right} of {len(y)} "
        "are right.",
    )


def _grid(low, high):
    """Return the lines of a grid over the plane, as arrays (P, 2) of points."""
    along = [np.linspace(low[i], high[i], 80) for i in (0, 1)]
    upright = [np.column_stack([np.full(80, place), along[1]]) for place in np.linspace(low[0], high[0], 13)]
    level = [np.column_stack([along[0], np.full(80, place)]) for place in np.linspace(low[1], high[1], 11)]
    return upright + level
