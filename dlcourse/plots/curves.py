"""Line plots with series distinguished by marker, dashes and a label at the end: counts, accuracies, losses, errors."""

from itertools import cycle

import numpy as np

from dlcourse.plots.style import BLUE, GREY, SERIES, in_style, new_axes


@in_style
def marked_lines(x, series, xlabel, ylabel, bands=None, xscale="linear", yscale="linear", ax=None):
    """Plot `series`, a dict from label to y (len(x),), each with its own marker and dashes and a label at its end.

    `bands` maps a label to (low, high), shaded around that line. Returns the Axes.
    """
    ax = new_axes() if ax is None else ax
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
    for (label, y), (colour, marker, dashes) in zip(series.items(), cycle(SERIES), strict=False):
        ax.plot(x, y, dashes, color=colour, marker=marker, label=label)
        if bands and label in bands:
            ax.fill_between(x, *bands[label], color=colour, alpha=0.14, linewidth=0)
    label_ends(ax)
    return ax


def label_ends(ax, gap=16):
    """Write each line's label beside its last point, at least `gap` screen points from the next label."""
    ax.get_xlim(), ax.get_ylim()  # fixes the limits, on which the positions below depend
    lines = sorted(ax.lines, key=lambda line: ax.transData.transform(line.get_xydata()[-1])[1])
    lowest = -np.inf
    for line in lines:
        point = line.get_xydata()[-1]
        at = ax.transData.transform(point)[1] * 72 / ax.figure.dpi
        lowest = max(at, lowest + gap)
        ax.annotate(
            line.get_label(),
            point,
            xytext=(9, lowest - at),
            textcoords="offset points",
            color=line.get_color(),
            va="center",
        )


def calls_by_depth(depths, naive, memoized):
    """Plot how often each node is asked for its gradient, without and with memoization; counts and depths (D,)."""
    series = {"without memory": naive, "with memory": memoized}
    ax = marked_lines(depths, series, "depth (hidden layers, 2 units each)", "nodes visited", yscale="log")
    ax.locator_params(axis="x", integer=True)
    return ax


def learning_curves(rows, scores):
    """Plot mean test accuracy and its range over seeds against training rows; `scores` maps a name to (seeds, rows)."""
    means = {name: np.mean(score, axis=0) for name, score in scores.items()}
    bands = {name: (np.min(score, axis=0), np.max(score, axis=0)) for name, score in scores.items()}
    ax = marked_lines(rows, means, "training rows (log scale)", "test accuracy", bands, xscale="log")
    ax.set_xticks(rows, [f"{count:,}" for count in rows])
    ax.minorticks_off()
    return ax


def loss_curve(losses, start, start_label):
    """Plot the loss after each epoch, `losses` (E,), and a thin line at the loss expected before the first."""
    epochs = np.arange(1, len(losses) + 1)
    ax = marked_lines(epochs, {"training loss": losses}, "epoch", "loss (nats per row, log scale)", yscale="log")
    ax.axhline(start, color=GREY, linewidth=1, linestyle=":")
    ax.text(epochs[-1], start, start_label, ha="right", va="bottom", color=GREY)
    return ax


@in_style
def error_against_step(steps, errors, truncation, rounding):
    """Plot the error of a difference quotient against h, with truncation and rounding error; all (H,)."""
    ax = new_axes()
    ax.set(xlabel="step h (log scale; it shrinks to the right)", ylabel="error of the derivative", ylim=(1e-13, 10))
    ax.loglog(steps, truncation, "--", color=GREY, linewidth=1.2)
    ax.loglog(steps, rounding, ":", color=GREY, linewidth=1.6)
    ax.loglog(steps, errors, "o", color=BLUE, markersize=5)
    ax.invert_xaxis()
    for text, x, y in (
        ("curve cut short:\n$h^2 f'''/6$", 1.5e-3, 6e-12),
        ("digits lost:\n$\\varepsilon f/h$", 1e-11, 1e-10),
        ("measured", 1e-2, 3e-2),
    ):
        ax.text(x, y, text, color=BLUE if text == "measured" else GREY, ha="center")
    return ax
