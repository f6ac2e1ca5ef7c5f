"""Figures of lecture 19 about many searches: early ranks, a Gaussian process that searches, searches compared, luck."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlcourse.plots.common.curves import label_ends
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, SERIES, in_style, new_axes, new_figure, with_alt_text

GREEN = SERIES[2][0]
DECADES = ((1e-3, "η below 0.001"), (1e-2, "0.001 to 0.01"), (np.inf, "above 0.01"))


@in_style
def early_and_late(early: np.ndarray, late: np.ndarray, learning_rates: np.ndarray, epochs: Sequence[int]) -> Axes:
    """Plot the ranks of T trials (1 is best) by their scores `late` (T,) against those by `early`; return the Axes.

    `epochs` names both times. The best third early, which successive halving keeps, is shaded.
    """
    ax = new_axes(6.8, 5.0)
    n = len(early)
    ranks = [np.argsort(np.argsort(-score, kind="stable")) + 1 for score in (early, late)]
    ax.axvspan(0, n / 3 + 0.5, color=BLUE, alpha=0.09, linewidth=0)
    ax.plot([1, n], [1, n], ":", color=GREY, linewidth=1)
    low = 0.0
    for (high, text), (color, marker, _) in zip(DECADES, SERIES, strict=False):
        of = (learning_rates >= low) & (learning_rates < high)
        ax.plot(ranks[0][of], ranks[1][of], marker, color=color, markersize=4.5, label=text)
        low = high
    ax.text(n / 6, -5, "kept", color=BLUE, ha="center")
    ax.text(2 * n / 3, -5, "dropped", color=GREY, ha="center")
    ax.set(xlabel=f"rank after epoch {epochs[0]} (1 is best)", ylabel=f"rank after epoch {epochs[1]}",
           xlim=(0, n + 1), ylim=(n + 1, -10))  # fmt: skip
    ticks = [1, *range(50, n + 1, 50)]
    ax.set_xticks(ticks)
    ax.set_yticks(ticks)
    ax.legend(loc="lower left", fontsize=9)
    lost = int((ranks[0][ranks[1] <= 20] > n / 3).sum())
    return with_alt_text(
        ax,
        f"The ranks of {n} trials after epoch {epochs[1]} against those after epoch {epochs[0]}, a cloud along the "
        f"diagonal. Of the best 20 at the end, {lost} lie outside of the best third early, and would be dropped. "
        "Learning rates below 0.001 lie on the right, from the upper middle to the bottom; those above 0.01 lie below "
        "the diagonal, which is dotted.",
    )


@in_style
def searches_compared(budget: np.ndarray, scores: Mapping[str, np.ndarray]) -> Axes:
    """Plot the median and the middle half of searches' test accuracies against the epochs spent (B,).

    `scores` maps a search's name to (searches, B). Returns the Axes.
    """
    ax = new_axes(7.6, 4.5)
    ax.set(xlabel="epochs spent (log scale)", ylabel="test accuracy of the best so far", xscale="log")
    sentences = []
    for (name, found), (color, marker, style) in zip(scores.items(), SERIES, strict=False):
        low, middle, high = np.quantile(found, [0.25, 0.5, 0.75], axis=0)
        ax.fill_between(budget, low, high, color=color, alpha=0.1, linewidth=0)
        ax.plot(budget, middle, style, color=color, marker=marker, label=name)
        sentences.append(f"{name} {middle[0]:.3f}, {np.interp(81, budget, middle):.3f} and {middle[-1]:.3f}")
    ax.set_xlim(budget[0] * 0.95, budget[-1] * 1.05)
    label_ends(ax, 15)
    ax.set_xticks(budget, [str(epochs) for epochs in budget])
    ax.minorticks_off()
    return with_alt_text(
        ax,
        f"Median test accuracy of the best trial so far against the epochs spent, with the middle half of the "
        f"searches as a band. At {budget[0]}, 81 and {budget[-1]} epochs: {'; '.join(sentences)}.",
    )


@in_style
def selection_bias(
    n_trials: np.ndarray, expected_best: np.ndarray, true_accuracy: float, chosen: np.ndarray, judged: np.ndarray
) -> Axes:
    """Plot the expected score of the best of T equal networks (T,) over their `true_accuracy`; beside it, real trials.

    `chosen` (R,) is the mean validation score of the best of 1 … R real trials, `judged` (R,) its mean test score.
    Returns the Axes on the left.
    """
    left, right = new_figure(9.8, 4.0).subplots(1, 2)
    level = np.full(len(n_trials), true_accuracy)
    real = np.arange(1, len(chosen) + 1)
    for ax, x, high, low, names in (
        (left, n_trials, expected_best, level, ("what the best\nseems to be", "what each is")),
        (right, real, chosen, judged, ("on the rows\nthat chose", "on other rows")),
    ):
        ax.set(xlabel="trials (log scale)", xscale="log", xlim=(1 if ax is left else 4, x[-1]))
        ax.fill_between(x, low, high, color=ORANGE, alpha=0.15, linewidth=0)
        ax.plot(x, high, "-", color=BLUE, label=names[0])
        ax.plot(x, low, "--", color=INK, label=names[1])
        ax.set_ylim((low.min() - 0.01, high.max() + 0.006) if ax is left else (low[3] - 0.004, high[-1] + 0.003))
        label_ends(ax, 28)
        ticks = [k for k in (1, 5, 10, 50, 200, 1000) if ax.get_xlim()[0] <= k <= x[-1]]
        ax.set_xticks(ticks, [f"{k:,}" for k in ticks])
        ax.minorticks_off()
    left.set(title="equal networks", ylabel="accuracy")
    right.set_title("real trials")
    at_50 = float(np.interp(50, n_trials, expected_best))
    left.plot(50, at_50, "o", color=BLUE)
    left.annotate(f"{at_50:.3f}", (50, at_50), (-4, 6), textcoords="offset points", color=BLUE, ha="right")
    left.text(60, (true_accuracy + at_50) / 2, "selection", color=ORANGE, ha="center", va="center")
    last = len(chosen)
    return with_alt_text(
        left,
        f"Left: the expected score of the best of T networks that are all right with probability {true_accuracy:g}; it "
        f"rises to {at_50:.3f} at 50 and {expected_best[-1]:.3f} at {n_trials[-1]:,}. Right: real trials. On the rows "
        f"that chose it, the best of 5 scores {chosen[4]:.3f} on average, the best of {last} {chosen[-1]:.3f}; on "
        f"other rows {judged[4]:.3f} and {judged[-1]:.3f}. The gap between the two widens.",
    )


@in_style
def process_steps(log_rates: np.ndarray, steps: Sequence[Mapping[str, np.ndarray]], factor: float) -> Axes:
    """Plot steps of a search by a Gaussian process over log₁₀ η, `log_rates` (M,), six beside each other at most.

    A step holds `mean` and `doubt` (M,), `tried` and `scores` (T,), and `following`, where the next trial goes: where
    mean + factor · doubt is largest. Returns the first Axes.
    """
    n_columns = 3
    n_rows = -(-len(steps) // n_columns)
    figure = new_figure(9.8, 3.3 * n_rows)
    axes = figure.subplots(2 * n_rows, n_columns, sharex=True, height_ratios=[2.2, 1] * n_rows, squeeze=False)
    for k, step in enumerate(steps):
        row, column = divmod(k, n_columns)
        _draw_step(axes[2 * row, column], axes[2 * row + 1, column], log_rates, step, factor)
        if column:
            axes[2 * row, column].set_yticklabels([])
            axes[2 * row + 1, column].set_yticklabels([])
        else:
            axes[2 * row, column].set_ylabel("accuracy")
            axes[2 * row + 1, column].set_ylabel(f"m + {factor:g} s")
    for ax in axes[-1]:
        ax.set_xlabel("log₁₀ η")
    tried = [f"η = {10 ** float(step['following']):.4f}" for step in steps]
    return with_alt_text(
        axes[0, 0],
        f"{len(steps)} steps of a search. Each panel has the guess through the trials so far in its band of doubt, "
        f"narrow at trials and wide between them; below, guess plus {factor:g} times the doubt, at whose highest point "
        f"the next trial goes. They are {', '.join(tried)}.",
    )


def _draw_step(above, below, log_rates, step, factor):
    """Draw the guess with its band and the trials, and below what decides on the next one."""
    mean, doubt, following = step["mean"], step["doubt"], float(step["following"])
    bound = mean + factor * doubt
    above.fill_between(log_rates, mean - doubt, mean + doubt, color=BLUE, alpha=0.16, linewidth=0)
    above.plot(log_rates, mean, "-", color=BLUE)
    above.plot(step["tried"], step["scores"], "o", color=INK, markersize=6)
    above.plot(step["tried"][-1], step["scores"][-1], "o", color=ORANGE, markersize=7)
    above.set(ylim=(-0.25, 1.3), title=f"{len(step['tried'])} trials, best {max(step['scores']):.3f}")
    above.set_yticks([0, 0.5, 1])
    below.plot(log_rates, bound, "-", color=GREEN)
    below.plot(following, bound.max(), "v", color=ORANGE, markersize=8)
    below.set(ylim=(min(0.0, float(bound.min())), max(1.4, 1.1 * float(bound.max()))))
    below.set_yticks([0, 1])
    for ax in (above, below):
        ax.axvline(following, color=ORANGE, linestyle="--", linewidth=1.2)


@in_style
def process_step(log_rates: np.ndarray, truth: np.ndarray, step: Mapping[str, np.ndarray], factor: float) -> Figure:
    """Plot one step of `process_steps`, large, over the curve that it looks for, `truth` (M,); return the figure."""
    figure = new_figure(7.4, 4.9, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    above, below = figure.add_axes((0.1, 0.42, 0.87, 0.5)), figure.add_axes((0.1, 0.11, 0.87, 0.23))
    above.plot(log_rates, truth, ":", color=GREY, linewidth=1.6)
    _draw_step(above, below, log_rates, step, factor)
    above.set(ylabel="accuracy")
    below.set(xlabel="learning rate (log scale)", ylabel=f"m + {factor:g} s")
    for ax in (above, below):
        ax.set(xlim=(log_rates[0] - 0.05, log_rates[-1] + 0.05))
        ax.set_xticks(range(-4, 0), ["0.0001", "0.001", "0.01", "0.1"] if ax is below else [""] * 4)
    return figure
