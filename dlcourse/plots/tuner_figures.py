"""Figures of lecture 19: grid and random search, rungs, a Gaussian process, trials, and the best of equals."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.curves import label_ends
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

ORANGE = SERIES[1][0]


@in_style
def grid_and_random(grid: np.ndarray, random: np.ndarray) -> Axes:
    """Plot two plans of trials, points (T, 2) in [0, 1]², side by side, with the first coordinates marked below each.

    Returns the Axes on the left.
    """
    figure = new_figure(7.6, 3.7)
    axes = figure.subplots(1, 2, sharex=True, sharey=True)
    for ax, points, name in zip(axes, (grid, random), ("grid", "random"), strict=True):
        ax.plot(*points.T, "o", color=BLUE, markersize=8)
        ax.plot(points[:, 0], np.full(len(points), -0.06), "|", color=ORANGE, markersize=14, markeredgewidth=2)
        tried = _values_tried(points)
        ax.set(xlabel="the setting that matters", ylabel="one that hardly does", xlim=(-0.05, 1.05), ylim=(-0.13, 1.05))
        ax.set_title(f"{name}: {len(points)} trials, {tried} values")
        ax.set_xticks([0, 0.5, 1])
        ax.set_yticks([0, 0.5, 1])
    axes[1].set_ylabel("")
    return with_alt_text(
        axes[0],
        f"Two plans of trials over two settings. On the grid, {len(grid)} points stand over {_values_tried(grid)} "
        f"values of the setting that matters; {len(random)} random points stand over {_values_tried(random)} values.",
    )


def _values_tried(points):
    """Return how many values of the first hyperparameter a plan of trials (T, 2) tries."""
    return len(np.unique(points[:, 0].round(6)))


@in_style
def successive_halving(curves: Sequence[Numbers], rungs: Sequence[int], learning_rates: Sequence[float]) -> Axes:
    """Plot validation accuracies of networks by epoch, a list of (E,), each only as far as it was trained.

    `rungs` lists the epochs after which networks were dropped; of the `learning_rates`, that of the last network is
    written. Returns the Axes.
    """
    ax = new_axes(6.8, 3.8)
    longest = max(len(curve) for curve in curves)
    for curve in curves:
        last = len(curve) == longest
        line_style: dict[str, Any] = {"color": BLUE, "linewidth": 2.4} if last else {"color": GREY, "linewidth": 1.2}
        ax.plot(np.arange(1, len(curve) + 1), curve, marker="o" if last else "x", markersize=5, **line_style)
    for epoch in rungs:
        ax.axvline(epoch + 0.15, color=ORANGE, linestyle="--", linewidth=1.3)
        n_remaining = sum(len(curve) > epoch for curve in curves)
        ax.text(
            epoch + 0.25, 0.02, f"{n_remaining} {'goes' if n_remaining == 1 else 'go'} on", color=ORANGE, fontsize=10
        )
    ax.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0, 1.02), xlim=(0.7, longest + 0.4))
    ax.set_xticks(range(1, longest + 1))
    best = max(range(len(curves)), key=lambda k: len(curves[k]))
    ax.annotate(f"η = {learning_rates[best]:.4f}", (longest, curves[best][-1]), (0, -9), textcoords="offset points",
                color=BLUE, ha="right", va="top")  # fmt: skip
    first = [curve[0] for curve in curves]
    remaining = ", then ".join(str(sum(len(curve) > epoch for curve in curves)) for epoch in rungs)
    return with_alt_text(
        ax,
        f"Validation accuracy of {len(curves)} networks by epoch. After epoch 1 they lie between {min(first):.1f} and "
        f"{max(first):.1f}. After epochs {' and '.join(map(str, rungs))} the worst are dropped: {remaining} go on. The "
        f"last one, with a learning rate of {learning_rates[best]:.4f}, reaches {curves[best][-1]:.2f} at epoch "
        f"{longest}.",
    )


@in_style
def gaussian_process(
    x: np.ndarray, mean: np.ndarray, std: np.ndarray, trials: Numbers, scores: Numbers, next_trial: float
) -> Axes:
    """Plot a Gaussian process over x (M,), log₁₀ η: its mean ± 2 standard deviations; return the Axes.

    `trials` and their `scores` are marked, and a line is drawn at the next trial.
    """
    ax = new_axes(7.0, 3.9)
    ax.fill_between(x, mean - 2 * std, mean + 2 * std, color=BLUE, alpha=0.16, linewidth=0)
    ax.plot(x, mean, "-", color=BLUE)
    ax.plot(trials, scores, "o", color=INK, markersize=8)
    ax.axvline(next_trial, color=ORANGE, linestyle="--", linewidth=1.6)
    top = float((mean + 2 * std).max())
    ax.text(next_trial + 0.03, top * 1.03, "next trial", color=ORANGE, va="bottom")
    ax.set(xlabel="learning rate, log₁₀ η", ylabel="validation accuracy", ylim=(0, top * 1.14))
    return with_alt_text(
        ax,
        f"A guess of the validation accuracy over the learning rate through {len(trials)} trials, in a band of doubt "
        f"that is narrow at the trials and wide between them. The next trial, at η = {10.0**next_trial:.3f}, "
        "lies in the widest gap, beside the best trials.",
    )


@in_style
def selection_bias(n_trials: np.ndarray, expected_best: np.ndarray, true_accuracy: float) -> Axes:
    """Plot the expected accuracy of the best of T equal networks (T,) against T, above their common true accuracy."""
    ax = new_axes(7.0, 3.9)
    ax.fill_between(n_trials, true_accuracy, expected_best, color=ORANGE, alpha=0.15, linewidth=0)
    ax.plot(n_trials, expected_best, "-", color=BLUE, label="what the best\nseems to be")
    ax.plot(n_trials, np.full(len(n_trials), true_accuracy), "--", color=INK, label="what each one is")
    ax.set(xlabel="networks tried (log scale)", ylabel="accuracy", xscale="log")
    ax.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    ax.minorticks_off()
    ax.set_ylim(true_accuracy - 0.01, max(expected_best) + 0.006)
    ax.text(
        n_trials[-1] ** 0.82,
        (true_accuracy + expected_best[-1]) / 2,
        "selection",
        color=ORANGE,
        ha="center",
        va="center",
    )
    label_ends(ax)
    summary = ", ".join(
        f"{np.interp(count, n_trials, expected_best):.3f} at {count:,}" for count in (10, 50, n_trials[-1])
    )
    return with_alt_text(
        ax,
        f"Expected score of the best of T equal networks, T from 1 to {n_trials[-1]:,} on a log scale: it rises from "
        f"{expected_best[0]:.3f} to {summary}, while each network is right with probability {true_accuracy:.3f}, a "
        "dashed level line. The gap between the two is selection.",
    )


@in_style
def parallel_coordinates(
    columns: Mapping[str, tuple[np.ndarray, Sequence[tuple[float, str]]]], highlighted: np.ndarray, title: str = ""
) -> Axes:
    """Plot trials as lines across one axis per hyperparameter; those `highlighted`, bool (T,), thick and last.

    `columns` maps a name to (positions (T,) in [0, 1], ticks), ticks a list of (position, text). Returns the Axes.
    """
    figure = new_figure(8.4, 4.2, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    ax = figure.add_axes((0.07, 0.1, 0.87, 0.8))
    positions = np.stack([column for column, _ in columns.values()], axis=1)  # (T, columns)
    axis_positions = np.arange(positions.shape[1])
    if not highlighted.all():
        ax.plot(axis_positions, positions[~highlighted].T, "-", color="#b4b4b4", linewidth=0.7)
    if highlighted.any():
        ax.plot(axis_positions, positions[highlighted].T, "-", color=BLUE, linewidth=1.9, marker="o", markersize=4)
    for k, (_, ticks) in enumerate(columns.values()):
        ax.axvline(k, color=INK, linewidth=1)
        for position, text in ticks:
            ax.text(k - 0.03, position, text, ha="right", va="center", fontsize=9, bbox=PAPER)
    ax.set_xticks(axis_positions, columns)
    ax.set_yticks([])
    ax.set(xlim=(-0.35, axis_positions[-1] + 0.1), ylim=(-0.06, 1.06))
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_title(title)
    return ax


PAPER = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1}
