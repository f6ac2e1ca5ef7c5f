"""Figures of lecture 14: a normalised column, how its statistics vary, three paths of the gradient to one row."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.curves import label_ends
from dlcourse.plots.graphs import format_number
from dlcourse.plots.layers import lines_by_layer
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text


def std_by_weight_scale(plain: Mapping[float, np.ndarray], normalized: Mapping[float, np.ndarray]) -> Axes:
    """Plot standard deviations by layer for weights of ½, 1 and 2 times He's size: dicts {0.5, 1, 2} to (layers,)."""
    ax = std_by_layer(
        {"times 2": plain[2], "times 1 (He)": plain[1], "normalised, all three": normalized[1], "times ½": plain[0.5]}
    )
    values = np.ravel(list(normalized.values()))
    return with_alt_text(
        ax,
        f"Spread of the activations over {len(plain[1])} hidden layers, on a logarithmic axis. With weights twice He's "
        f"size it climbs in a nearly straight line from {plain[2][0]:.1f} to {plain[2][-1]:,.0f}; with He's it stays "
        f"between {plain[1].min():.1f} and {plain[1].max():.1f}; with half of it, it falls to {plain[0.5][-1]:.4f}. "
        f"With batch normalization it stays between {values.min():.2f} and {values.max():.2f} in all layers, for all "
        "three sizes of weights.",
    )


def std_by_layer(stds: Mapping[str, Numbers]) -> Axes:
    """Plot the standard deviation of the activations by layer, a line per network; `stds`: label to (layers,)."""
    ax = lines_by_layer(stds, "spread of the activations (log scale)", "hidden layer")
    ax.set(xticks=np.arange(1, len(next(iter(stds.values()))) + 1))
    for text in list(ax.texts):
        text.remove()
    ax.get_ylim()  # the limits settle: labels of lines that end close together are set apart in screen points
    label_ends(ax, gap=17)
    return ax


@in_style
def normalization_histograms(before: np.ndarray, after: np.ndarray) -> list[Axes]:
    """Plot histograms of a unit's values before and after normalization, (N,) each. Returns the Axes in a list."""
    axes = new_figure(9.0, 3.2).subplots(1, 2)
    for ax, values, title, hatch in (
        (axes[0], before, "as they come in", ""),
        (axes[1], after, "mean 0, spread 1", "//"),
    ):
        ax.hist(values, bins=40, color="#cfe0f0", edgecolor=BLUE, linewidth=0.6, hatch=hatch)
        ax.axvline(values.mean(), color=INK, linewidth=1.6, linestyle="--")
        ax.set(title=title, xlabel="value (dashed: the mean)", ylabel="rows" if ax is axes[0] else "")
    with_alt_text(
        axes[0],
        f"Two histograms of {len(before):,} values of one unit. Left, as they come in: from {before.min():.1f} "
        f"upwards, steep on the left with a long tail to the right, mean {before.mean():.1f}. Right, after "
        "normalising: the same lopsided shape, now with mean 0 and spread 1.",
    )
    return list(axes)


@in_style
def running_mean(batch_means: Numbers, running_means: Numbers, true_mean: float) -> Axes:
    """Plot the mean of each mini-batch, the running mean after it, (batches,) each, and the mean of all rows."""
    ax = new_axes(8.2, 3.8)
    batches = np.arange(1, len(batch_means) + 1)
    ax.plot(batches, batch_means, "s", color=SERIES[1][0], markersize=3.5, label="mean of the batch")
    ax.plot(batches, running_means, "-", color=BLUE, linewidth=2.2, label="running mean")
    ax.axhline(true_mean, color=GREY, linewidth=1.2, linestyle=":", label="mean of all rows")
    ax.set(xlabel="training batch", ylabel="mean of one unit's inputs")
    ax.legend(frameon=False, ncols=3, loc="lower right", fontsize=10)
    later = len(running_means) // 2 - 1
    return with_alt_text(
        ax,
        f"{len(running_means)} training batches. The means of the batches scatter between {min(batch_means):.1f} and "
        f"{max(batch_means):.1f}. The running mean starts at {running_means[0]:.1f}, climbs to "
        f"{running_means[later]:.1f} after {later + 1} batches, and then stays close to {true_mean:g}, far calmer than "
        "the batch means.",
    )


@in_style
def noise_by_batch_size(batch_sizes: np.ndarray, stds: np.ndarray) -> Axes:
    """Plot the standard deviation of the batch mean against the batch size, and the line 1/√N; (S,) each."""
    ax = new_axes(6.8, 4.0)
    ax.loglog(batch_sizes, 1 / np.sqrt(batch_sizes), "--", color=GREY, linewidth=1.4, label="1/√N")
    ax.loglog(batch_sizes, stds, "o", color=BLUE, markersize=7, label="measured")
    for size, std in zip(batch_sizes, stds, strict=True):
        ax.annotate(f"{std:.2f}", (size, std), xytext=(4, 7), textcoords="offset points", fontsize=10)
    ax.set_xticks(batch_sizes, [str(size) for size in batch_sizes])
    ax.minorticks_off()
    ax.set(xlabel="rows in the batch (log scale)", ylabel="spread of the batch's mean (log scale)", ylim=(0.04, 2))
    ax.legend(frameon=False)
    points = ", ".join(f"{std:.2f} at {size}" for size, std in zip(batch_sizes, stds, strict=True))
    return with_alt_text(
        ax,
        f"Spread of the batch's mean against the rows in the batch, {batch_sizes[0]} to {batch_sizes[-1]}, both axes "
        f"logarithmic. The measured points lie on the falling straight line 1/√N: {points}.",
    )


@in_style
def gradient_paths(direct: np.ndarray, through_variance: np.ndarray, through_mean: np.ndarray) -> Axes:
    """Plot each row's gradient by three paths through batch normalization, and their sum; (N,) each. Returns Axes."""
    ax = new_axes(10.4, 4.2)
    rows = np.arange(1, len(direct) + 1)
    paths = (
        ("directly", direct, SERIES[0][0], ""),
        ("through σ²", through_variance, "#f3d9c8", "//"),
        ("through μ", through_mean, "#d5e6cc", ".."),
    )
    for k, (label, values, color, hatch) in enumerate(paths):
        bars = ax.bar(rows + 0.22 * (k - 1.5), values, 0.2, color=color, hatch=hatch, edgecolor=INK, linewidth=0.7,
                      label=label)  # fmt: skip
        _write_values(ax, bars, values, 8.5)
    total = direct + through_variance + through_mean
    bars = ax.bar(rows + 0.33, total, 0.2, color="white", edgecolor=INK, linewidth=1.8, label="sum: ∂L/∂x")
    _write_values(ax, bars, total, 9.5)
    low, high = ax.get_ylim()
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set(xticks=rows, xticklabels=[f"row {row}" for row in rows], ylabel="gradient", ylim=(low - 0.08, high + 0.08))
    ax.grid(visible=False)
    ax.legend(frameon=False, loc="upper right")
    first = [format_number(values[0]) for values in (direct, through_variance, through_mean, total)]
    return with_alt_text(
        ax,
        f"For each of {len(total)} rows, bars for what comes back directly, through σ² and through μ, and their sum. "
        f"Row 1: {first[0]} directly, {first[1]} through σ², {first[2]} through μ, together {first[3]}. The others "
        f"receive nothing directly; their sums are {', '.join(format_number(value) for value in total[1:])}.",
    )


def _write_values(ax, bars, values, size):
    """Write each bar's number beyond its end; nothing for a bar of 0."""
    for bar, value in zip(bars, values, strict=True):
        if value:
            ax.text(bar.get_x() + bar.get_width() / 2, value + (0.012 if value > 0 else -0.012), f"{value:.2f}".replace(
                    "-", "−"), ha="center", va="bottom" if value > 0 else "top", fontsize=size)  # fmt: skip


@in_style
def accuracy_by_network(accuracies: Mapping[str, np.ndarray]) -> Axes:
    """Plot each network's test accuracy from several starts as dots, with a bar at the mean: label to (starts,)."""
    ax = new_axes(8.2, 3.6)
    for row, (values, (color, marker, _)) in enumerate(zip(accuracies.values(), 2 * SERIES, strict=False)):
        ax.plot(values, np.full(len(values), row), marker, color=color, alpha=0.6, markersize=7)
        ax.vlines(np.mean(values), row - 0.3, row + 0.3, color=INK, linewidth=2.2)
        ax.text(1.03, row, f"mean {np.mean(values):.2f}", va="center")
    ax.axvline(0.1, color=GREY, linewidth=1.2, linestyle=":")
    ax.text(0.11, -0.62, "guessing", color=GREY, va="center", fontsize=10)
    ax.set(xlim=(0, 1.18), ylim=(len(accuracies) - 0.5, -0.95), xticks=np.arange(0, 1.01, 0.2))
    ax.set_yticks(range(len(accuracies)), list(accuracies))
    ax.set(xlabel="accuracy on the test digits: one mark a start, a bar at the mean")
    ax.grid(visible=False, axis="y")
    starts = len(next(iter(accuracies.values())))
    sentences = [
        f"{name} {np.mean(each):.2f}, from {min(each):.2f} to {max(each):.2f}" for name, each in accuracies.items()
    ]
    return with_alt_text(
        ax,
        f"Accuracy on the test digits of {len(accuracies)} networks of twenty layers, each from {starts} starts, as "
        f"means and ranges: {'; '.join(sentences)}. Guessing gets 0.1.",
    )


@in_style
def row_in_many_batches(outputs: np.ndarray, inference_output: float, title: str) -> Axes:
    """Plot a histogram of a row's normalized value in many training batches, with a line at its value at inference."""
    ax = new_axes(7.2, 3.8, layout="none")
    ax.figure.subplots_adjust(left=0.1, right=0.97, top=0.9, bottom=0.15)
    ax.hist(outputs, bins=120, range=(-3, 3), color=BLUE, histtype="stepfilled")  # one shape: fast to draw
    ax.axvline(inference_output, color=INK, linewidth=1.8, linestyle="--")
    top = ax.get_ylim()[1]
    ax.text(inference_output + 0.06, top, "in prediction", va="top", fontsize=10)
    ax.set(title=title, xlabel="what becomes of this one row's value (x̂)", ylabel="training batches", xlim=(-3, 3))
    ax.grid(visible=False)
    return ax
