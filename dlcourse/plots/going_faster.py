"""Figures of lecture 20: times as bars, names that point to arrays, time per number by size, and the roofline."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.ticker import FuncFormatter

from dlcourse.plots.curves import marked_lines
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def format_duration(seconds: float) -> str:
    """Format a time with three digits and its unit: 1.23 ms, 45.6 µs."""
    size, unit = next((each for each in UNITS if seconds >= each[0]), UNITS[-1])
    number = seconds / size
    return f"{number:.{max(0, 2 - int(np.floor(np.log10(max(number, 1)))))}f} {unit}"


@in_style
def time_bars(seconds: Mapping[str, float]) -> Axes:
    """Plot a dict from label to seconds as bars on a logarithmic axis, each with its time and its speed-up."""
    slowest = max(seconds.values())
    ax = new_axes(7.6, 0.62 * len(seconds) + 1.0)
    rows = range(len(seconds))
    ax.barh(rows, list(seconds.values()), color=BLUE, height=0.6, left=0)
    ax.set(xscale="log", yticks=list(rows), yticklabels=list(seconds), xlabel="time (seconds, log scale)")
    low = min(seconds.values()) / 3
    ax.set(xlim=(low, slowest * 60), ylim=(len(seconds) - 0.4, -0.6))
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    for row, time in zip(rows, seconds.values(), strict=True):
        gain = slowest / time
        text = format_duration(time) + (f",  {gain:,.0f} times as fast" if gain >= 1.5 else "")
        ax.text(time * 1.15, row, text, va="center")
    summary = "; ".join(f"{' '.join(name.split())} {format_duration(time)}" for name, time in seconds.items())
    return with_alt_text(ax, f"Bars on a logarithmic axis, measured on this machine: {summary}.")


def two_assignments() -> Axes:
    """Draw what `v = 0.9 * v` and `v *= 0.9` do to an array [10, 20] that a caller knows as `velocity`."""
    names = ["velocity", "v"]
    two = [("[10, 20]", "the caller's array, as before"), ("[ 9, 18]", "a new array, soon forgotten")]
    one = [("[ 9, 18]", "the one array, written into")]
    ax = names_and_arrays({"v = 0.9 * v": (names, two, [0, 1]), "v *= 0.9": (names, one, [0, 0])})
    return with_alt_text(
        ax,
        "Two pictures of names and arrays. After v = 0.9 * v, the caller's name velocity still points to the old array "
        "with 10 and 20, and v to a new one with 9 and 18. After v *= 0.9, both names point to one array, which now "
        "holds 9 and 18.",
    )


@in_style
def names_and_arrays(panels: Mapping[str, tuple[Sequence[str], Sequence[tuple[str, str]], Sequence[int]]]) -> Axes:
    """Draw names on the left and arrays on the right, with an arrow from each name to its array; return the first Axes.

    `panels` maps a title, such as a line of code, to (names, arrays, targets): a list of names, a list of (text, note)
    for each array, and for each name the index of the array it points to.
    """
    figure = new_figure(4.4 * len(panels), 2.7)
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for ax, (title, (names, arrays, targets)) in zip(axes, panels.items(), strict=True):
        ax.set(xlim=(0, 10), ylim=(-0.2, 3.2))
        ax.axis("off")
        ax.set_title(title, fontsize=12, family="monospace")
        heights = np.linspace(2.5, 0.7, max(len(names), len(arrays), 2))
        for height, (text, note) in zip(heights, arrays, strict=False):
            ax.add_patch(Rectangle((5.3, height - 0.35), 4.4, 0.7, facecolor="#e3ecf4", edgecolor=INK))
            ax.text(7.5, height, text, ha="center", va="center", family="monospace")
            ax.text(7.5, height - 0.58, note, ha="center", va="center", fontsize=9, color=GREY)
        for height, name, index in zip(heights, names, targets, strict=False):
            ax.text(2.7, height, name, ha="right", va="center", family="monospace")
            arrow = FancyArrowPatch(
                (2.9, height), (5.25, heights[index]), arrowstyle="-|>", mutation_scale=14, color=BLUE, linewidth=1.6
            )
            ax.add_patch(arrow)
    return axes[0]


def time_by_size(sizes: Numbers, series: Mapping[str, Numbers]) -> Axes:
    """Plot nanoseconds per number against their count, on logarithmic axes; `series` maps a label to (S,)."""
    ax = marked_lines(
        sizes, series, "numbers in the vector (log scale)", "ns for each number (log scale)", xscale="log", yscale="log"
    )
    for which in (ax.yaxis.set_major_formatter, ax.yaxis.set_minor_formatter):
        which(FuncFormatter(_one_two_five))
    summary = ". ".join(
        f"{label.capitalize()}: "
        + ", ".join(f"{time:.1f} for {size:,}" for size, time in zip(sizes, times, strict=True))
        for label, times in series.items()
    )
    return with_alt_text(
        ax,
        "Nanoseconds for each parameter of an Adam step against the length of the vector, measured on this machine. "
        f"{summary}.",
    )


def _one_two_five(value, _position):
    """Return a tick's label at 1, 2 or 5 times a power of ten, an empty one between."""
    return f"{value:g}" if f"{value:e}"[0] in "125" else ""


@in_style
def roofline(bandwidth: float, peak: float, points: Mapping[str, tuple[float, float]]) -> Axes:
    """Plot speed against arithmetic intensity, with the limits of memory (sloped) and of arithmetic (flat).

    `bandwidth` in bytes a second, `peak` in operations a second, `points` maps a name to (operations for each byte,
    operations a second). Each point has its own marker and name.
    """
    ax = new_axes(8.2, 5.0)
    names, numbers = list(points), np.array(list(points.values()))
    low, high = numbers[:, 0].min() / 4, max(numbers[:, 0].max(), peak / bandwidth) * 12
    intensity = np.geomspace(low, high, 200)
    roof = np.minimum(bandwidth * intensity, peak) / 1e9
    bottom = numbers[:, 1].min() / 1e9 / 4
    ax.loglog(intensity, roof, color=INK, linewidth=2.4)
    ax.fill_between(intensity, roof, bottom, color="#eef3f8", linewidth=0)
    ax.set(xlim=(low, high), ylim=(bottom, peak / 1e9 * 5))
    ax.set(xlabel="operations for each byte moved (log scale)", ylabel="billion operations a second (log scale)")
    ridge = peak / bandwidth
    ax.plot([ridge, ridge], [bottom, peak / 1e9], ":", color=GREY, linewidth=1.2)
    ax.text(ridge * 1.15, peak / 1e9 * 1.5, f"arithmetic: {peak / 1e9:,.0f} billion a second", fontsize=10, ha="center")
    x_text = np.sqrt(low * ridge) * 1.6
    y_text = 2.8 * bandwidth * x_text / 1e9
    angle = np.degrees(np.arctan2(y_text, x_text))  # the angle of a line of slope 1 on logarithmic axes
    ax.text(x_text, y_text, f"memory: {bandwidth / 1e9:,.1f} GB a second", fontsize=10, ha="center", rotation=angle,
            rotation_mode="anchor", transform_rotates_text=True)  # fmt: skip
    paper = {"facecolor": "#eef3f8", "edgecolor": "none", "pad": 1}
    for k, (name, (x, y)) in enumerate(zip(names, numbers, strict=True)):
        color, marker, _ = SERIES[k % len(SERIES)]
        crowded = any(1 < other / x < 6 and 0.4 < speed / y < 2.5 for other, speed in numbers)  # no room on its right
        offset = (-4, -22) if crowded else (8, -5)
        text_style: dict[str, Any] = {"va": "top", "fontsize": 9.5, "bbox": paper, "zorder": 1.9}
        ax.annotate(name, (x, y / 1e9), offset, textcoords="offset points", **text_style)
        ax.plot(x, y / 1e9, marker, color=color, markersize=8, markeredgecolor="white")
    summary = "; ".join(f"{name} {speed / 1e9:,.3g}" for name, (_, speed) in points.items())
    return with_alt_text(
        ax,
        "The roofline of this machine, both axes logarithmic: billion operations a second against operations for each "
        f"byte moved. The memory, {bandwidth / 1e9:.1f} GB a second, is a rising line; the arithmetic, "
        f"{peak / 1e9:.0f} billion operations a second, a flat top. In billion operations a second: {summary}. The "
        "layer moves to the right with its rows, and the Python loop lies far below everything.",
    )
