"""Line plots with series distinguished by marker, dashes and a label at the end: counts, accuracies, losses, errors."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.page.style import GREY, INK, SERIES, Numbers, Runs, in_style, new_axes


@in_style
def marked_lines(
    x: Numbers,
    series: Mapping[str, Numbers],
    xlabel: str,
    ylabel: str,
    bands: Mapping[str, tuple[Numbers, Numbers]] | None = None,
    xscale: str = "linear",
    yscale: str = "linear",
    ax: Axes | None = None,
) -> Axes:
    """Plot lines, each with its own marker and dashes and a label at its end; return the Axes.

    - `x`: the horizontal positions, (P,).
    - `series`: a dict from label to y, (P,).
    - `xlabel`: the label of the horizontal axis.
    - `ylabel`: the label of the vertical axis.
    - `bands`: a dict from label to (low, high), (P,) each, a band shaded around that line; None for none.
    - `xscale`: a scale of matplotlib's, such as "log".
    - `yscale`: as `xscale`.
    - `ax`: the Axes to draw on; None makes new ones.
    """
    ax = new_axes() if ax is None else ax
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
    for (label, y), (color, marker, linestyle) in zip(series.items(), cycle(SERIES), strict=False):
        ax.plot(x, y, linestyle, color=color, marker=marker, label=label)
        if bands and label in bands:
            ax.fill_between(x, *bands[label], color=color, alpha=0.14, linewidth=0)
    label_ends(ax)
    return ax


def label_ends(ax: Axes, gap: float = 16) -> None:
    """Write each line's label beside its last point, at least `gap` screen points from the next label."""
    ax.get_xlim(), ax.get_ylim()  # fixes the limits, on which the positions below depend
    ends = {line: np.asarray(line.get_xydata())[-1] for line in ax.lines}
    heights = {line: ax.transData.transform(end)[1] * 72 / ax.figure.dpi for line, end in ends.items()}  # in points
    lowest = -np.inf
    for line in sorted(ax.lines, key=lambda line: heights[line]):
        height = heights[line]
        lowest = max(height, lowest + gap)
        ax.annotate(
            str(line.get_label()),
            tuple(ends[line]),
            xytext=(9, lowest - height),
            textcoords="offset points",
            color=line.get_color(),
            va="center",
        )


def learning_curves(train_sizes: Sequence[int], scores: Mapping[str, Runs]) -> Axes:
    """Plot mean test accuracy and its range against the training rows; `scores` maps a name to (seeds, train_sizes)."""
    means = {name: np.mean(score, axis=0) for name, score in scores.items()}
    bands = {name: (np.min(score, axis=0), np.max(score, axis=0)) for name, score in scores.items()}
    ax = marked_lines(train_sizes, means, "training rows (log scale)", "test accuracy", bands, xscale="log")
    ax.set_xticks(train_sizes, [f"{count:,}" for count in train_sizes])
    ax.minorticks_off()
    return ax


@in_style
def error_against_step(
    step_sizes: np.ndarray,
    errors: np.ndarray,
    truncation_errors: np.ndarray,
    rounding_errors: np.ndarray,
    one_sided: np.ndarray | None = None,
) -> Axes:
    """Plot the error of a central difference against its step size h, with truncation and rounding error; all (H,).

    `one_sided`: the error of the one-sided difference, for comparison.
    """
    ax = new_axes()
    ax.set(xlabel="step h (log scale; it shrinks to the right)", ylabel="error of the derivative", ylim=(1e-13, 10))
    ax.loglog(step_sizes, truncation_errors, "--", color=GREY, linewidth=1.2)
    ax.loglog(step_sizes, rounding_errors, ":", color=GREY, linewidth=1.6)
    if one_sided is not None:
        look = {"markerfacecolor": "white", "color": SERIES[1][0], "markersize": 6.5}
        ax.loglog(step_sizes, one_sided, "o", label="one side only", zorder=3, **look)
    ax.loglog(step_sizes, errors, "o", color=INK, markersize=5, label="both sides (central)")
    ax.invert_xaxis()
    for text, x, y in (
        ("truncation error:\n$h^2 f'''/6$", 1.5e-3, 6e-12),
        ("rounding error:\n$\\varepsilon f/h$", 1e-11, 1e-10),
    ):
        ax.text(x, y, text, color=GREY, ha="center")
    best = np.finfo(float).eps ** (1 / 3)
    ax.axvline(best, ymax=0.35, color=INK, linewidth=1, zorder=1)
    ax.text(5 * best, 1.3e-8, "best: $h \\approx \\varepsilon^{1/3}$", ha="left", va="bottom")
    ax.legend(loc="upper center")
    return ax
