"""Figures of lecture 20: a waterfall of stages, a profile, names that point to arrays, times by size, the roofline."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.ticker import FuncFormatter

from dlcourse.plots.common.curves import marked_lines
from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def format_duration(seconds: float) -> str:
    """Format a time with three digits and its unit: 1.23 ms, 45.6 µs."""
    size, unit = next((each for each in UNITS if seconds >= each[0]), UNITS[-1])
    number = seconds / size
    return f"{number:.{max(0, 2 - int(np.floor(np.log10(max(number, 1)))))}f} {unit}"


@in_style
def waterfall(
    seconds: Mapping[str, float], reasons: Mapping[str, str], floor: float, limit: float | None = None
) -> Axes:
    """Plot the time of each stage as a dot on a logarithmic axis, joined by steps, with the gain over the stage before.

    `seconds` maps a stage to its time, `reasons` a stage to a few words under its name (or to nothing); `floor` is the
    time that the layers' arithmetic alone would take in float32, a dotted line; `limit` is the time that the whole step
    takes at the least by arithmetic and memory, a dashed line.
    """
    names, times = list(seconds), np.array(list(seconds.values()))
    rows = np.arange(len(names))
    ax = new_axes(8.4, 0.62 * len(names) + 1.5)
    ax.step(times, rows, where="pre", color=GREY, linewidth=1.2)
    ax.plot(times, rows, "o", color=BLUE, markersize=8)
    ax.axvline(floor, linestyle=":", color=GREY, linewidth=1.6)
    labels = [f"{name}\n{reasons[name]}" if reasons.get(name) else name for name in names]
    ax.set(xscale="log", yticks=rows, yticklabels=labels, xlabel="time of one training step (seconds, log scale)")
    ax.set(xlim=(min(floor, times.min()) / 2, times.max() * 2), ylim=(len(names) - 0.4, -0.6))
    title = f"dotted: the arithmetic alone in float32, {format_duration(floor)}"
    if limit is not None:
        ax.axvline(limit, linestyle="--", color=GREY, linewidth=1.4, zorder=1)
        title += f"\ndashed: the limit of the whole step, by arithmetic and memory, {format_duration(limit)}"
    ax.set_title(title, fontsize=10, color=GREY)
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    told = []
    for row, time in enumerate(times):
        text = format_duration(time) + (f",  {_gain(times[row - 1] / time)}" if row else "")
        ax.text(1.02, row, text, transform=ax.get_yaxis_transform(), va="center")
        told.append(f"{names[row]} {text}")
    return with_alt_text(
        ax,
        "The time of one training step on a logarithmic axis, measured on this machine, stage by stage: "
        f"{'; '.join(told)}. The arithmetic alone would take {format_duration(floor)} in float32."
        + (f" The limit of the whole step, by arithmetic and memory, is {format_duration(limit)}." if limit else ""),
    )


def _gain(factor):
    """Return in words how many times as fast, 26× or 1.3×, or how many times as long, if it is slower."""
    if factor < 0.95:
        return f"{_times(1 / factor)} times as long"
    return f"{_times(factor)}×"


def _times(factor):
    """Format a factor with one digit after the point, without one if it is large."""
    return f"{factor:,.0f}" if factor >= 9.5 else f"{factor:.1f}"


PART_COLORS = ("#cfe0f0", "#f3d9c9", "#d5e6cb", "#e2d7ee")
PANEL_HEIGHT = 1.85  # of a profile: two bars, names of narrow ones, shares


@in_style
def profiles(panels: Mapping[str, tuple[float, Mapping[str, float]]]) -> Axes:
    """Draw a profile for each stage: the whole as one bar, and below it the functions that it calls, by their share.

    `panels` maps a stage to (seconds of the whole, seconds of each function it calls); the rest is a bar of its own.
    """
    ax = new_axes(8.4, 1.5 * len(panels) + 0.3)
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(PANEL_HEIGHT * len(panels), -0.1))
    told = []
    for k, (stage, (whole, parts)) in enumerate(panels.items()):
        top = PANEL_HEIGHT * k
        rest = max(0.0, 1 - sum(parts.values()) / whole)
        _bar(ax, 0, 1, top + 0.05, "#eeeeee", f"{stage}: {format_duration(whole)} a step")
        left, narrow = 0.0, {}
        widths = {name: seconds / whole for name, seconds in parts.items()} | {"the rest": rest}
        for color, (name, width) in zip((*PART_COLORS[: len(parts)], "white"), widths.items(), strict=True):
            if width < 0.005:  # too narrow to be seen
                continue
            if not _bar(ax, left, width, top + 0.5, color, name):
                narrow[name] = left + width / 2
            left += width
        _names_below(ax, narrow, top + 0.9)
        shares = [f"{name} {width:.0%}" for name, width in widths.items()]
        ax.text(0, top + 1.45, "  ·  ".join(shares), va="center", fontsize=9.5, color=GREY)
        told.append(f"{stage}, {format_duration(whole)}: {', '.join(shares)}")
    return with_alt_text(
        ax,
        "A profile for each stage: a bar for the whole training step, and under it a bar for each function that it "
        f"calls, as wide as its share of the time. {'. '.join(told)}.",
    )


def _bar(ax, left, width, top, color, text):
    """Draw a bar of a profile with its text; return False, and write nothing, if the bar is too narrow for it."""
    ax.add_patch(Rectangle((left, top), width, 0.4, facecolor=color, edgecolor=INK, linewidth=0.8))
    fits = width > _width(text)
    if fits:
        ax.text(left + width / 2, top + 0.2, text, ha="center", va="center", fontsize=10)
    return fits


def _names_below(ax, middles, bottom):
    """Write the names of narrow bars under them, side by side, each with a thin line up to the middle of its bar."""
    widths = [_width(name) for name in middles]
    starts, end = [], 0.0
    for middle, width in zip(middles.values(), widths, strict=True):  # from the left: none over the one before
        starts.append(max(middle - width / 2, end))
        end = starts[-1] + width
    end = 1.0
    for k in reversed(range(len(starts))):  # from the right: none beyond the edge
        starts[k] = min(starts[k], end - widths[k])
        end = starts[k]
    for (name, middle), start, width in zip(middles.items(), starts, widths, strict=True):
        ax.plot([middle, start + width / 2], [bottom, bottom + 0.14], color=INK, linewidth=0.8)
        ax.text(start + width / 2, bottom + 0.25, name, ha="center", va="center", fontsize=10)


def _width(text):
    """Return about how wide a text of a profile is, as a share of the picture."""
    return 0.013 * len(text) + 0.01


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


def time_by_size(
    sizes: Numbers, series: Mapping[str, Numbers], floors: Mapping[str, float] | None = None, mark: float | None = None
) -> Axes:
    """Plot nanoseconds per parameter against their count, on logarithmic axes; `series` maps a label to (S,).

    `floors` maps a label to a time drawn as a dotted line; `mark` is a count with a line of its own, a chunk's.
    """
    ax = marked_lines(
        sizes, series, "parameters (log scale)", "ns for each parameter (log scale)", xscale="log", yscale="log"
    )
    for which in (ax.yaxis.set_major_formatter, ax.yaxis.set_minor_formatter):
        which(FuncFormatter(_one_two_five))
    floors = floors or {}
    for label, floor in floors.items():
        ax.axhline(floor, linestyle=":", color=GREY, linewidth=1.4)
        close_above = any(1 < other / floor < 1.4 for other in floors.values())
        ax.annotate(label, (mark or sizes[len(sizes) // 2], floor), (6, -3 if close_above else 3),
                    textcoords="offset points", fontsize=9,
                    color=GREY, va="top" if close_above else "bottom")  # fmt: skip
    if mark is not None:
        ax.axvline(mark, linestyle=":", color=GREY, linewidth=1.2)
        dotted = "dotted: so many bytes from memory; " if floors else ""
        ax.set_title(f"{dotted}vertical: one chunk, {mark:,} parameters", fontsize=10, color=GREY)
    summary = ". ".join(
        f"{label.capitalize()}: "
        + ", ".join(f"{time:.1f} for {size:,}" for size, time in zip(sizes, times, strict=True))
        for label, times in series.items()
    )
    told = "".join(f" Dotted, {label} from memory: {floor:.1f}." for label, floor in floors.items())
    return with_alt_text(
        ax,
        "Nanoseconds for each parameter of an Adam step against the length of the vector, measured on this machine. "
        f"{summary}.{told}",
    )


def _one_two_five(value, _position):
    """Return a tick's label at 1, 2 or 5 times a power of ten, an empty one between."""
    return f"{value:g}" if f"{value:e}"[0] in "125" else ""


def speed_by_threads(threads: Sequence[int], series: Mapping[str, Numbers]) -> Axes:
    """Plot how many times as fast work is with so many threads as with one; `series` maps a label to (T,)."""
    ax = new_axes()
    ax.set_ylim(0, 1.05 * max(threads[-1], *(max(gains) for gains in series.values())))
    marked_lines(threads, series, "threads", "times as fast as with one thread", ax=ax)
    ax.plot(threads, threads, color=GREY, linewidth=1, zorder=1)
    ax.set_title("grey: n threads, n times as fast", fontsize=10, color=GREY)
    ax.set_xticks(list(threads))
    summary = "; ".join(
        f"{label}: " + ", ".join(f"{gain:.1f} with {n}" for n, gain in zip(threads, gains, strict=True))
        for label, gains in series.items()
    )
    return with_alt_text(ax, f"How many times as fast with several threads, measured on this machine. {summary}.")


@in_style
def roofline(
    bandwidth: float,
    peak: float,
    points: Mapping[str, tuple[float, float]],
    path: Mapping[str, tuple[float, float]] | None = None,
    named: Sequence[str] = (),
) -> Axes:
    """Plot speed against arithmetic intensity, with the limits of memory (sloped) and of arithmetic (flat).

    `bandwidth` in bytes a second, `peak` in operations a second; `points` and `path` map a name to (operations for each
    byte, operations a second). The points of `path` are joined; its first, its last and those in `named` have
    their names. A thin line leads from each point up to its limit.
    """
    path = path or {}
    ax = new_axes(8.2, 5.0)
    numbers = np.array([*points.values(), *path.values()])
    ridge = peak / bandwidth
    low, high = min(numbers[:, 0].min(), ridge) / 8, max(numbers[:, 0].max(), ridge) * 8
    bottom, top = numbers[:, 1].min() / 1e9 / 12, peak / 1e9 * 20
    intensity = np.geomspace(low, high, 200)
    roof = np.minimum(bandwidth * intensity, peak) / 1e9
    ax.loglog(intensity, roof, color=INK, linewidth=2.4)
    ax.fill_between(intensity, np.maximum(roof, bottom), bottom, color="#eef3f8", linewidth=0)
    ax.set(xlim=(low, high), ylim=(bottom, top))
    ax.set(xlabel="operations for each byte moved (log scale)", ylabel="billion operations a second (log scale)")
    ax.plot([ridge, ridge], [bottom, peak / 1e9], ":", color=GREY, linewidth=1.2)
    ax.text(
        0.02,
        0.97,
        f"slope: memory, {bandwidth / 1e9:,.1f} GB a second\nflat: arithmetic, {peak / 1e9:,.0f} billion a second\n"
        f"they meet at {ridge:,.1f} operations a byte",
        transform=ax.transAxes,
        va="top",
        fontsize=10,
    )
    for x, text in ((np.sqrt(low * ridge), "memory is the limit"), (np.sqrt(ridge * high), "arithmetic is the limit")):
        ax.text(x, bottom * 1.5, text, ha="center", fontsize=10, color=GREY)
    for x, y in numbers:
        ax.plot([x, x], [y / 1e9, min(bandwidth * x, peak) / 1e9], color=GREY, linewidth=0.8)
    _draw_points(ax, points, bandwidth, peak)
    _draw_path(ax, path, bandwidth, peak, named)
    told = "; ".join(
        f"{name} {speed / 1e9:,.3g} ({speed / min(bandwidth * x, peak):.0%} of its limit)"
        for name, (x, speed) in {**points, **path}.items()
    )
    return with_alt_text(
        ax,
        "The roofline of this machine, both axes logarithmic: billion operations a second against operations for each "
        f"byte moved. The memory, {bandwidth / 1e9:.1f} GB a second, is a rising line; the arithmetic, "
        f"{peak / 1e9:.0f} billion operations a second, a flat top; they meet at {ridge:.1f} operations a byte. In "
        f"billion operations a second: {told}.",
    )


def _draw_points(ax, points, bandwidth, peak):
    """Draw single computations, each with its name to the upper left, or below it if the roof would cross the name."""
    for name, (x, y) in points.items():
        crossed = 0.15 < y / min(bandwidth * x, peak) < 0.8
        style = {"xytext": (0, -8), "ha": "center", "va": "top"} if crossed else {"xytext": (-7, 4), "ha": "right"}
        ax.plot(x, y / 1e9, SERIES[1][1], color=SERIES[1][0], markersize=8, markeredgecolor="white")
        ax.annotate(name, (x, y / 1e9), textcoords="offset points", fontsize=9.5, **style)


def _draw_path(ax, path, bandwidth, peak, named):
    """Draw one computation at several sizes, joined; the first, the last and those in `named` have their names."""
    if not path:
        return
    x, y = np.array(list(path.values())).T
    ax.plot(x, y / 1e9, "-", marker="o", color=BLUE, markersize=7, markeredgecolor="white")
    names = list(path)
    share = y[0] / min(bandwidth * x[0], peak)
    below: dict[str, Any] = {"xytext": (0, -8), "ha": "left", "va": "top"}
    if share > 0.8:  # outside the roof, as the single points
        first = below | {"xytext": (-7, 4), "ha": "right", "va": "bottom"}
    else:
        first = below | {"ha": "center" if share > 0.35 else "right"}  # beside a point on the slope, or below it
    between = [(k, below) for k in range(1, len(names) - 1) if names[k] in named]
    for k, style in ((0, first), *between, (-1, below)):
        ax.annotate(names[k], (x[k], y[k] / 1e9), textcoords="offset points", fontsize=9.5, **style)
