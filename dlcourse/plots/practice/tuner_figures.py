"""Figures of lecture 19: grid and random search, the rungs of successive halving, trials as lines."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.curves import label_ends
from dlcourse.plots.page.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    SERIES,
    in_style,
    new_axes,
    new_figure,
    with_alt_text,
)


@in_style
def grid_and_random(grid: np.ndarray, random: np.ndarray, position: np.ndarray, score: np.ndarray) -> Axes:
    """Plot two plans of trials, points (T, 2) in [0, 1]², and above each what it sees of the curve `score` (M,).

    `position` (M,) holds the curve's positions in [0, 1], the first coordinate. Returns the first Axes.
    """
    axes = new_figure(8.2, 5.2).subplots(2, 2, sharex=True, sharey="row", height_ratios=[1, 1.15])
    for (above, below), points, name in zip(axes.T, (grid, random), ("grid", "random"), strict=True):
        tried = np.unique(points[:, 0].round(6))
        above.plot(position, score, "-", color=GREY, linewidth=1.4)
        for x in tried:
            above.plot([x, x], [0, np.interp(x, position, score)], ":", color=ORANGE, linewidth=1)
        above.plot(tried, np.interp(tried, position, score), "s", color=ORANGE, markersize=7)
        above.set(title=f"{name}: {len(points)} trials, {len(tried)} values", ylim=(0, 1.05))
        below.plot(*points.T, "o", color=BLUE, markersize=8)
        below.plot(tried, np.full(len(tried), -0.06), "|", color=ORANGE, markersize=14, markeredgewidth=2)
        below.set(xlabel="learning rate (log scale)", xlim=(-0.03, 1.03), ylim=(-0.13, 1.05))
        below.set_xticks(np.arange(4) / 3, ["0.0001", "0.001", "0.01", "0.1"])
        below.set_yticks([])
    axes[0, 0].set_ylabel("accuracy")
    axes[1, 0].set_ylabel("a setting that\nhardly matters")
    return with_alt_text(
        axes[0, 0],
        f"Two plans of trials over the learning rate and a setting that hardly matters. Above each, the accuracy over "
        f"the learning rate, from {score[0]:.2f} up to {score.max():.2f}, with the points of the curve that the plan "
        f"sees: {_values_tried(grid)} from the {len(grid)} trials of the grid, {_values_tried(random)} from the "
        f"{len(random)} random ones.",
    )


def _values_tried(points):
    """Return how many values of the first hyperparameter a plan of trials (T, 2) tries."""
    return len(np.unique(points[:, 0].round(6)))


@in_style
def successive_halving(curves: np.ndarray, alive: np.ndarray, learning_rates: np.ndarray) -> Axes:
    """Plot the validation accuracies (K, E) of K networks by epoch, dashed from where a network was dropped.

    `alive`, bool (K, E), says which epochs were trained; the others show what would have come. Returns the Axes.
    """
    ax = new_axes(7.6, 4.3)
    epochs = np.arange(1, curves.shape[1] + 1)
    ax.set(xlabel="epoch (log scale)", ylabel="validation accuracy", ylim=(0, 1.02), xscale="log",
           xlim=(0.93, epochs[-1] * 1.03))  # fmt: skip
    for curve, eta in zip(curves, learning_rates, strict=True):
        ax.plot(epochs, curve, "--", color=SERIES[_decade(eta)][0], linewidth=1, label=f"η = {eta:.4f}")
    label_ends(ax, 13)
    n_alive = alive.sum(axis=0)
    for curve, last, eta in zip(curves, alive.sum(axis=1), learning_rates, strict=True):
        color, marker, _ = SERIES[_decade(eta)]
        ax.plot(epochs[:last], curve[:last], "-", color=color, linewidth=2.4)
        ax.plot(last, curve[last - 1], marker, color=color, markersize=6)
    for epoch in np.flatnonzero(np.diff(n_alive)) + 1:
        ax.axvline(epoch * 1.06, color=INK, linestyle=":", linewidth=1.3)
        ax.text(epoch * 1.09, 0.02, f"{n_alive[epoch]} {'goes' if n_alive[epoch] == 1 else 'go'} on", fontsize=10)
    ax.set_xticks([1, 3, 9], ["1", "3", "9"])
    ax.minorticks_off()
    winner, best = int(alive.sum(axis=1).argmax()), int(curves[:, -1].argmax())
    return with_alt_text(
        ax,
        f"Validation accuracy of {len(curves)} networks over {epochs[-1]} epochs, each with its learning rate; dashed "
        f"from where it was dropped. After epoch 1 they lie between {curves[:, 0].min():.2f} and "
        f"{curves[:, 0].max():.2f}. The one that was trained to the end has a learning rate of "
        f"{learning_rates[winner]:.4f} and ends at {curves[winner, -1]:.2f}; the best at the end would be that of "
        f"{learning_rates[best]:.4f}, at {curves[best, -1]:.2f}.",
    )


def _decade(learning_rate):
    """Return the place in SERIES of a learning rate: 0 below 0.001, 1 below 0.01, 2 above."""
    return int(learning_rate >= 0.001) + int(learning_rate >= 0.01)


@in_style
def parallel_coordinates(
    columns: Mapping[str, tuple[np.ndarray, Sequence[tuple[float, str]]]], highlighted: np.ndarray, title: str = ""
) -> Axes:
    """Plot trials as lines across one axis per hyperparameter; those `highlighted`, bool (T,), thick and last.

    `columns` maps a name to (positions (T,) in [0, 1], ticks), ticks a list of (position, text); the color of a
    highlighted trial says in which third of the last column it lies. Returns the Axes.
    """
    figure = new_figure(8.4, 4.2, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    ax = figure.add_axes((0.07, 0.1, 0.87, 0.8))
    positions = np.stack([column for column, _ in columns.values()], axis=1)  # (T, columns)
    axis_positions = np.arange(positions.shape[1])
    last = positions[:, -1]
    ax.plot(axis_positions, positions[~highlighted].T, "-", color="#c8c8c8", linewidth=0.5)
    for low, (color, marker) in zip((0, 1 / 3, 2 / 3), THIRDS, strict=True):
        chosen = highlighted & (last >= low) & ((last < low + 1 / 3) | (low > 0.5))
        ax.plot(axis_positions, positions[chosen].T, "-", color=color, linewidth=1.5, marker=marker, markersize=4)
    for k, (_, ticks) in enumerate(columns.values()):
        ax.axvline(k, color=INK, linewidth=1)
        for position, text in ticks:
            ax.text(k - 0.03, position, text, ha="right", va="center", fontsize=9, bbox=PAPER | {"alpha": 0.75})
    ax.set_xticks(axis_positions, columns)
    ax.set_yticks([])
    ax.set(xlim=(-0.35, axis_positions[-1] + 0.1), ylim=(-0.06, 1.06))
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_title(title)
    return ax


THIRDS = ((SERIES[1][0], "s"), (SERIES[3][0], "D"), (BLUE, "o"))  # low, middle and high
