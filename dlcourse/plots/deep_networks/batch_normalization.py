"""Figures of lecture 14: a normalised column, its statistics, the paths back to one row, training with and without."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.curves import label_ends
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

ROW_LIMITS = ((-2.0, 2.0), (0.0, 2.0), (-3.0, 3.0))  # of a batch's mean, of its standard deviation, of a row's x̂
ROW_BINS = 80


@in_style
def size_and_likeness(
    plain: Mapping[float, tuple[Numbers, Numbers]], normalized: Mapping[float, tuple[Numbers, Numbers]]
) -> list[Axes]:
    """Plot the size of the activations and the likeness of two rows by layer, for weights ½, 1 and 2 times He's.

    Both map a factor (0.5, 1, 2) to (sizes, cosines), each (layers,). Returns the two Axes in a list.
    """
    left, right = new_figure(11.6, 4.2).subplots(1, 2)
    sizes = {
        "times 2": plain[2][0],
        "times 1 (He)": plain[1][0],
        "normalised": normalized[1][0],
        "times ½": plain[0.5][0],
    }
    _by_layer(left, sizes, "standard deviation (log scale)", "how large the activations are", "log")
    cosines = {"without": plain[1][1], "normalised": normalized[1][1]}
    _by_layer(right, cosines, "mean cosine of two digits", "how alike two digits are", "linear", (1, 2))
    right.set_ylim(0, 1.05)
    low, high = (function([values[0] for values in normalized.values()]) for function in (np.min, np.max))
    with_alt_text(
        left,
        f"Two panels over {len(plain[1][0])} hidden layers. Left, the standard deviation of the activations, on a "
        f"logarithmic axis. With weights twice He's it climbs in a nearly straight line from {plain[2][0][0]:.1f} to "
        f"{plain[2][0][-1]:,.0f}; with He's it stays between {min(plain[1][0]):.1f} and {max(plain[1][0]):.1f}; with "
        f"half of them it falls to {plain[0.5][0][-1]:.4f}; with batch normalization it stays between {low:.2f} and "
        f"{high:.2f}, for all three. Right, the mean cosine of two digits: without, it climbs from "
        f"{plain[1][1][0]:.2f} to {plain[1][1][-1]:.2f}, one line for all three sizes; with batch normalization it "
        f"stays near {np.mean(normalized[1][1]):.2f}.",
    )
    return [left, right]


def _by_layer(ax, series, ylabel, title, yscale, order=(0, 1, 2, 3)):
    """Draw a line per network over its layers, the first of them 1, with its name at its end."""
    for (label, values), k in zip(series.items(), order, strict=False):
        color, marker, line = SERIES[k]
        layers = np.arange(1, len(values) + 1)
        ax.plot(layers, values, line, color=color, marker=marker, label=label, markersize=5)
    ax.set(xlabel="hidden layer", ylabel=ylabel, title=title, yscale=yscale, xticks=layers)
    label_ends(ax, gap=16)


@in_style
def normalization_histograms(before: np.ndarray, after: np.ndarray) -> list[Axes]:
    """Plot histograms of a unit's values before and after normalization, (N,) each; return the Axes in a list.

    Over each lies the bell curve of the same mean and standard deviation.
    """
    axes = new_figure(9.0, 3.2).subplots(1, 2)
    for ax, values, title, hatch in (
        (axes[0], before, "as they come in", ""),
        (axes[1], after, "mean 0, standard deviation 1", "//"),
    ):
        _, edges, _ = ax.hist(values, bins=40, color="#cfe0f0", edgecolor=BLUE, linewidth=0.6, hatch=hatch)
        ax.axvline(values.mean(), color=INK, linewidth=1.6, linestyle="--")
        x = np.linspace(values.mean() - 3 * values.std(), edges[-1], 200)
        bell = _bell(x, values.mean(), values.std())
        ax.plot(x, len(values) * (edges[1] - edges[0]) * bell, color=GREY, linewidth=1.8)
        ax.set(title=title, xlabel="value (dashed: the mean)", ylabel="rows" if ax is axes[0] else "")
    axes[1].text(2.1, 0.62 * axes[1].get_ylim()[1], "grey: the bell curve\nof the same mean\nand spread", color=GREY,
                 fontsize=10, va="top")  # fmt: skip
    with_alt_text(
        axes[0],
        f"Two histograms of {len(before):,} values of one unit. Left, as they come in: from {before.min():.1f} "
        f"upwards, steep on the left with a long tail to the right, mean {before.mean():.1f}. Right, after "
        "normalising: the same lopsided shape, now with mean 0 and standard deviation 1. In both, the bell curve of "
        "the same mean and standard deviation lies far from the histogram.",
    )
    return list(axes)


def _bell(x, mean, std):
    """Return the density of a normal distribution."""
    return np.exp(-(((x - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))


@in_style
def running_mean(batch_means: Numbers, running_means: Mapping[float, Numbers], true_mean: float) -> Axes:
    """Plot the mean of each mini-batch, (batches,), running means, momentum to (batches,), and the mean of all rows."""
    ax = new_axes(8.6, 3.8)
    batches = np.arange(1, len(batch_means) + 1)
    ax.plot(batches, batch_means, "s", color=SERIES[1][0], markersize=3.5, label="mean of the batch")
    for (momentum, values), (color, line) in zip(
        running_means.items(), ((BLUE, "-"), (SERIES[3][0], "--")), strict=False
    ):
        ax.plot(batches, values, line, color=color, linewidth=2.2, label=f"running mean, m = {momentum:g}")
    ax.axhline(true_mean, color=GREY, linewidth=1.2, linestyle=":", label="mean of all rows")
    ax.set(xlabel="training batch", ylabel="mean of one unit's inputs", ylim=(0, 1.06 * max(batch_means)))
    ax.legend(frameon=False, ncols=2, loc="lower right", fontsize=10)
    told = ", ".join(
        f"with m = {momentum:g} it is {values[9]:.1f} after 10 batches and {values[-1]:.1f} at the end"
        for momentum, values in running_means.items()
    )
    return with_alt_text(
        ax,
        f"{len(batch_means)} training batches. The means of the batches scatter between {min(batch_means):.1f} and "
        f"{max(batch_means):.1f} around {true_mean:g}. The running mean climbs from near 0, far calmer: {told}.",
    )


@in_style
def gradient_paths(direct: np.ndarray, through_variance: np.ndarray, through_mean: np.ndarray) -> Axes:
    """Plot each row's gradient by three paths through batch normalization, and their sum; (N,) each. Returns Axes."""
    ax = new_axes(10.4, 4.2)
    rows = np.arange(1, len(direct) + 1)
    paths = (
        ("directly", direct, SERIES[0][0], ""),
        ("through σ²", through_variance, "#f3d9c8", "////"),
        ("through μ", through_mean, "#d5e6cc", "\\\\\\"),
    )
    for k, (label, values, color, hatch) in enumerate(paths):
        bars = ax.bar(rows + 0.22 * (k - 1.5), values, 0.2, color=color, hatch=hatch, edgecolor=INK, linewidth=0.7,
                      label=label)  # fmt: skip
        _write_values(ax, bars, values, 8.5)
    total = direct + through_variance + through_mean
    bars = ax.bar(rows + 0.33, total, 0.2, color="white", edgecolor=INK, linewidth=1.8, label="sum: ∂L/∂x")
    _write_values(ax, bars, total, 9.5)
    ax.annotate(
        f"{total[0] / direct[0]:.1f} of what came directly".replace("-", "−"),
        (1.45, total[0]),
        xytext=(1.52, 0.6 * direct[0]),
        arrowprops={"arrowstyle": "-", "color": GREY},
        color=INK,
    )
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
def accuracy_by_learning_rate(
    rates: Numbers, plain: Mapping[float, np.ndarray], normalized: Mapping[float, np.ndarray]
) -> list[Axes]:
    """Plot test accuracy against the learning rate, for weights of ½, 1 and 2 times He's size: means and ranges.

    Both map a factor to (rates, starts). Returns the two Axes in a list.
    """
    axes = list(new_figure(11.6, 4.2).subplots(1, 2, sharey=True))
    sentences = []
    for ax, networks, title in ((axes[0], plain, "without"), (axes[1], normalized, "with batch normalization")):
        for (factor, scores), (color, marker, line) in zip(networks.items(), SERIES, strict=False):
            name = f"weights × {'½' if factor == 0.5 else f'{factor:g}'}"
            ax.plot(rates, scores.mean(axis=1), line, color=color, marker=marker, label=name)
            ax.fill_between(rates, scores.min(axis=1), scores.max(axis=1), color=color, alpha=0.16, linewidth=0)
            means = ", ".join(f"{mean:.2f}" for mean in scores.mean(axis=1))
            sentences.append(f"{title}, {name}: {means}")
        ax.axhline(0.1, color=GREY, linewidth=1.2, linestyle=":")
        ax.set(xscale="log", xlabel="learning rate η (log scale)", title=title, ylim=(0, 1))
        ax.set_xticks(rates, [f"{rate:g}" for rate in rates])
        ax.minorticks_off()
    axes[1].legend(frameon=False, loc="lower right")
    axes[0].set_ylabel("accuracy on the test digits")
    axes[0].text(rates[0], 0.13, "guessing", color=GREY, fontsize=10)
    with_alt_text(
        axes[0],
        "Two panels: accuracy on the test digits against the learning rate, "
        f"{', '.join(f'{rate:g}' for rate in rates)}; lines are means, bands the ranges over the starts. "
        f"{'. '.join(sentences)}.",
    )
    return axes


@in_style
def accuracy_by_relative_rate(rates: Numbers, accuracies: Mapping[float, np.ndarray]) -> Axes:
    """Plot accuracies, factor c of the weights to (rates, starts), against η/c²: means and ranges; return the Axes."""
    ax = new_axes(9.6, 4.2)
    sentences, places = [], set()
    for (factor, scores), (color, marker, line) in zip(accuracies.items(), SERIES, strict=False):
        c = "½" if factor == 0.5 else f"{factor:g}"
        relative, means = np.asarray(rates) / factor**2, scores.mean(axis=1)
        ax.plot(relative, means, line, color=color, marker=marker, label=f"weights × {c}")
        ax.fill_between(relative, scores.min(axis=1), scores.max(axis=1), color=color, alpha=0.16, linewidth=0)
        told = ", ".join(f"{mean:.2f} at {rate:.4g}" for mean, rate in zip(means, relative, strict=True))
        sentences.append(f"Weights × {c}: {told}")
        places.update(relative.tolist())
    ax.axhline(0.1, color=GREY, linewidth=1.2, linestyle=":")
    ax.set(xscale="log", xlabel="η/c² (log scale)", ylabel="accuracy on the test digits", ylim=(0, 1))
    ax.set_xticks(sorted(places), [f"{place:.4g}" for place in sorted(places)])
    ax.minorticks_off()
    ax.text(min(places), 0.03, "guessing", color=GREY, fontsize=10)
    ax.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 0.12))
    return with_alt_text(
        ax,
        "Accuracy on the test digits against the learning rate over c², all with batch normalization: the lines lie "
        f"nearly on one another. {'. '.join(sentences)}.",
    )


@in_style
def accuracy_by_step(steps: Numbers, accuracies: Mapping[str, np.ndarray], per_epoch: int) -> Axes:
    """Plot accuracies by training step, label to (starts, steps): a thin line a start, a thick one for their mean.

    The horizontal axis is marked at each epoch, `per_epoch` steps; one of `steps` is the first epoch's end.
    """
    ax = new_axes(9.6, 4.2)
    sentences, early = [], list(steps).index(per_epoch)
    for (name, runs), (color, marker, line) in zip(accuracies.items(), SERIES, strict=False):
        mean = runs.mean(axis=0)
        ax.plot(steps, runs.T, color=color, linewidth=0.7, alpha=0.55)
        ax.plot(steps, mean, line, color=color, marker=marker, markersize=4, linewidth=2.4, label=name)
        sentences.append(
            f"{name}: {mean[early]:.2f} after {steps[early]} steps, and {mean[-1]:.2f} at the end, from "
            f"{runs[:, -1].min():.2f} to {runs[:, -1].max():.2f}"
        )
    ax.set(xlabel=f"training step (marked: epochs of {per_epoch} steps)", ylabel="accuracy on the training rows")
    ax.set(ylim=(0, 1), xlim=(0, None), xticks=range(0, int(steps[-1]) + 1, per_epoch))
    ax.legend(frameon=False, loc="lower right")
    return with_alt_text(
        ax,
        "Accuracy on the training rows, at inference, against the step, thin lines for each start, a thick one for "
        f"their mean. {'. '.join(sentences)}.",
    )


@in_style
def row_in_many_batches(
    means: np.ndarray, stds: np.ndarray, outputs: np.ndarray, inference_output: float, title: str
) -> list[Axes]:
    """Plot histograms of many training batches: their means, their standard deviations, a row's normalized value.

    Each has an empty line for a curve, and the last one a line at the row's value at inference. Returns the three Axes.
    """
    figure = new_figure(10.4, 3.7, layout="none")
    figure.subplots_adjust(left=0.06, right=0.985, top=0.8, bottom=0.16, wspace=0.16)
    axes = list(figure.subplots(1, 3, width_ratios=(1, 1, 1.5)))
    names = ("mean μ of the batch", "standard deviation σ of the batch", "what becomes of the row: x̂")
    for ax, values, limits, name in zip(axes, (means, stds, outputs), ROW_LIMITS, names, strict=True):
        ax.hist(values, bins=ROW_BINS, range=limits, color="#8fb8dc", histtype="stepfilled")  # one shape: fast to draw
        ax.plot([], [], color=INK, linewidth=1.8)
        ax.set(xlabel=name, xlim=limits)
        ax.grid(visible=False)
    axes[0].set_ylabel("training batches")
    axes[2].axvline(inference_output, color=SERIES[1][0], linewidth=1.8, linestyle="--")
    axes[2].text(inference_output + 0.06, 1, "at inference", va="top", fontsize=10)
    figure.text(0.06, 0.93, title, fontsize=12)
    return axes
