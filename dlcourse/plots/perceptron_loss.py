"""Figures of lecture 02: losses of a mistake, and what the same neuron becomes with another loss."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from dlcourse.activations import sigmoid
from dlcourse.plots.boundaries import CLASSES, PALE, boundary_line, boundary_with_margins, scatter_classes
from dlcourse.plots.curves import label_ends
from dlcourse.plots.graphs import format_number
from dlcourse.plots.perceptron import Line, students_plane
from dlcourse.plots.style import BLUE, GREY, INK, Numbers, in_style, new_axes, new_figure, with_alt_text

FADE = LinearSegmentedColormap.from_list("fade", [PALE[0], "#ffffff", PALE[1]])
LOOKS: dict[str, tuple[str, Any]] = {  # of a loss: colours that no class of students has
    "count": (GREY, (0, (1, 1))),
    "perceptron loss": (INK, "-"),
    "hinge": ("#6a3d9a", "--"),
    "log loss": ("#ad1485", "-."),
}
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
LOWLANDS = LinearSegmentedColormap.from_list("lowlands", ["#1f5250", "#7fae98", "#f4f1e1"])  # low is dark
BANDS = 9  # of colour, where an output fades
IN_INSET = 12  # so many of the last steps are shown in the inset of the film
SHOWN_STEPS = (0, 1, 2, 4, 7, 11, 16, 24, 36, 55, 80, 120, 180, 300)


def _look_of(name):
    """Return colour and line style of a loss; grey for one without a look."""
    return LOOKS.get(name.split(":")[0], (GREY, "-"))


@in_style
def lines_with_misses(x: np.ndarray, y: np.ndarray, lines: Mapping[str, Line]) -> Axes:
    """Plot a plane for each of `lines`, a dict from name to (w, b), the missed students joined to the line.

    Each title counts the mistakes. Returns the first Axes.
    """
    axes = new_figure(5.1 * len(lines), 5.4).subplots(1, len(lines), squeeze=False)[0]
    sentences = []
    for ax, (name, (w, b)) in zip(axes, lines.items(), strict=True):
        students_plane(x, y, ax)
        boundary_line(ax, w, b, linewidth=2.2)
        scores = x @ w + b
        missed = (scores >= 0) != y
        for row, score in zip(x[missed], scores[missed], strict=True):
            foot = row - score / (w @ w) * w
            ax.plot(*np.array([row, foot]).T, color=INK, linewidth=1.6, linestyle=(0, (2, 1.2)), zorder=2.5)
            ax.plot(
                *row, "o", markersize=17, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.8, zorder=4
            )
        _name_sides(ax, w, b)
        count = f"{missed.sum()} mistake{'s' if missed.sum() != 1 else ''}"
        ax.set_title(f"{name}: {count}", fontsize=11)
        sentences.append(f"{name}: {count}.")
    opening = (
        f"The same {len(x)} students with {len(lines)} lines; who is on the wrong side is ringed and joined to it. "
    )
    return with_alt_text(axes[0], opening + " ".join(sentences))


def _name_sides(ax, w, b):
    """Write what the neuron says into the upper right and the lower left corner."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for corner, inset, across, up in (((right, top), -6, "right", "top"), ((left, bottom), 6, "left", "bottom")):
        says = int(np.dot(w, corner) + b >= 0)
        ax.annotate(f"says {says}", corner, (inset, inset), textcoords="offset points", ha=across, va=up, color=GREY)


@in_style
def losses_by_bias(biases: Numbers, mistakes: Numbers, distances: Numbers, scores: Numbers) -> Axes:
    """Plot three losses of a line that is shifted by its bias: mistakes above, two sums below; return the upper Axes.

    `mistakes` counts the misclassified rows; `distances` and `scores` are sums over them. All (B,).
    """
    figure = new_figure(7.4, 5.2)
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.step(biases, mistakes, where="mid", color=GREY, linewidth=2.2)
    upper.set(ylabel="mistakes (count)", ylim=(-0.3, None))
    upper.set_title("Idea 1, count: flat steps, no slope to follow", fontsize=10.5)
    for values, label, linestyle in ((scores, "idea 3:\nscores", "-"), (distances, "idea 2:\ndistances", (0, (4, 2)))):
        lower.plot(biases, values, color=INK, linestyle=linestyle, label=label, linewidth=2.0)
    lower.set(xlabel="b (the line slides as b grows)", ylabel="sum over the missed", ylim=(-0.5, None))
    lower.set_title("Ideas 2 and 3: the slope shows the way", fontsize=10.5)
    label_ends(lower, gap=32)
    best, ratio = int(np.argmin(scores)), np.sum(scores) / np.sum(distances)
    lower.plot(biases[best], scores[best], "o", color=INK, zorder=4)
    lower.annotate(f"lowest: b = {biases[best]:.1f}".replace("-", "−"), (biases[best], scores[best]), (0, 34),
                   textcoords="offset points", ha="center", bbox=PAPER, fontsize=10.5,
                   arrowprops={"arrowstyle": "-", "color": GREY})  # fmt: skip
    return with_alt_text(
        upper,
        f"Three losses of a line that slides with b from {format_number(biases[0])} to {format_number(biases[-1])}. "
        f"Above, the count of mistakes goes down and up again in flat steps between {np.max(mistakes)} and "
        f"{np.min(mistakes)}. Below, the sums of distances and of scores over the missed students fall and rise "
        f"without flat steps, lowest at b = {format_number(biases[best])}; the scores are {ratio:.2f} times the "
        "distances.",
    )


@in_style
def losses_by_margin(
    margins: np.ndarray,
    losses: Mapping[str, np.ndarray],
    marked_margin: float = 0.5,
    ylim: tuple[float, float] = (-0.35, 3.2),
) -> Axes:
    """Plot the loss of a point against its margin; `losses` maps a name to values (P,). Returns the Axes.

    The side of correctly classified points is shaded. At `marked_margin` each loss is written at its curve, the highest
    above it, the others below.
    """
    ax = new_axes(7.6, 4.6)
    ax.axvspan(0, margins[-1], color="#e8e8e8", zorder=0)
    ax.axvline(0, color=GREY, linewidth=1)
    for name, values in losses.items():
        color, linestyle = _look_of(name)
        ax.plot(margins, values, linestyle=linestyle, color=color, label=name, linewidth=2.2)
    marked = {name: f"{np.interp(marked_margin, margins, values):.3g}" for name, values in losses.items()}
    for text in set(marked.values()):
        above = float(text) == max(map(float, marked.values()))
        ax.plot(marked_margin, float(text), "o", color=INK, markersize=6, zorder=4)
        ax.annotate(text, (marked_margin, float(text)), (3, 7) if above else (-4, -15), textcoords="offset points",
                    fontsize=10, ha="left" if above else "right", zorder=5)  # fmt: skip
    ax.text(margins[-1] - 0.06, ylim[1] - 0.12, "on the right side", ha="right", va="top", color=GREY)
    ax.text(-0.06, ylim[1] - 0.12, "missed", ha="right", va="top", color=GREY)
    ax.set(xlabel="margin m = y · f", ylabel="loss of the point", xlim=(margins[0], margins[-1]), ylim=ylim)
    ax.legend(loc="center right", fontsize=10, framealpha=1, facecolor="#e8e8e8", edgecolor="none", handlelength=2.6)
    losses_text = ", ".join(f"{text} by the {name.split(':')[0]}" for name, text in marked.items())
    return with_alt_text(
        ax,
        "Four losses over the margin. The count is a step from 1 to 0 at m = 0. The perceptron loss falls in a "
        "straight line to 0 at m = 0, hinge to 0 at m = 1; log loss is a smooth curve that comes near 0 and never "
        f"reaches it. On the shaded side of the right points, at m = {marked_margin:g}, a point costs {losses_text}.",
    )


@in_style
def lines_with_margins(x: np.ndarray, y: np.ndarray, models: Mapping[str, Line]) -> Axes:
    """Plot a plane for each of `models`, a dict from title to (w, b): its line, with dashed lines at the scores ±1.

    The student nearest to the line is joined to it, with the distance in points of cgpa (or tens of iq). Returns the
    first Axes.
    """
    figure = new_figure(5.1 * len(models), 5.2)
    axes = figure.subplots(1, len(models), squeeze=False)[0]
    sentences = []
    for ax, (title, (w, b)) in zip(axes, models.items(), strict=True):
        students_plane(x, y, ax)
        boundary_with_margins(ax, w, b)
        write_on_line(ax, w, b + 1, "f = −1")
        write_on_line(ax, w, b - 1, "f = 1", at_top=True)
        scores = x @ w + b
        nearest = np.abs(scores).argmin()
        foot = x[nearest] - scores[nearest] / (w @ w) * w
        ax.plot(*np.array([x[nearest], foot]).T, color=INK, linewidth=3, solid_capstyle="butt", zorder=2.5)
        distance = abs(scores[nearest]) / np.sqrt(w @ w)
        ax.annotate(f"{distance:.2f}", x[nearest], (-9, -15), textcoords="offset points", fontsize=10.5, bbox=PAPER,
                    ha="right")  # fmt: skip
        ax.set_title(title, fontsize=10.5)
        n_close = int((np.abs(scores) < 1).sum())
        sentences.append(
            f"{title.capitalize()}. The nearest student is {distance:.2f} from the line, and {n_close} of {len(x)} "
            "students have a score between −1 and 1."
        )
    opening = "Planes with the students and a line, dashed where the score is −1 or 1, if that is in the picture. "
    return with_alt_text(axes[0], opening + " ".join(sentences))


@in_style
def likelihood_of_labels(x: np.ndarray, y: np.ndarray, lines: Mapping[str, Line]) -> Axes:
    """Plot the sigmoid over the score for each of `lines`, with a bar as long as the probability of each label.

    Bars hang from 1 for the label 0 and stand on 0 for the label 1; they end at the curve. The longest are the labels
    that the neuron expected most; the title has their product. Returns the first Axes.
    """
    axes = new_figure(10.2, 4.2).subplots(1, len(lines), sharey=True, squeeze=False)[0]
    limit = 1.12 * max(float(np.abs(x @ w + b).max()) for w, b in lines.values())
    f = np.linspace(-limit, limit, 201)
    sentences = []
    for ax, (name, (w, b)) in zip(axes, lines.items(), strict=True):
        scores = x @ w + b
        shown = _set_apart(scores, 0.035 * 2 * limit)
        q = sigmoid((2 * y - 1) * scores)
        ax.axvline(0, color=GREY, linewidth=1, zorder=1)
        ax.plot(f, sigmoid(f), color=GREY, linewidth=1.4, zorder=2)
        for label, (color, marker) in enumerate(CLASSES[:2]):
            rows, start = y == label, float(label == 0)
            ends = sigmoid(scores[rows])
            ax.vlines(shown[rows], start, ends, color=color, linewidth=5, zorder=3, alpha=0.85)
            ax.plot(shown[rows], ends, marker, color=color, markersize=6, markeredgecolor="white", zorder=4,
                    label=("not placed: bar = 1 − p", "placed: bar = p")[label])  # fmt: skip
        worst = int(np.argmin(q))
        label_0 = y[worst] == 0
        place, offset, side = (1.0, 7, "bottom") if label_0 else (0.0, -7, "top")
        ax.annotate(f"q = {q[worst]:.2f}", (shown[worst], place), (0, offset), textcoords="offset points", ha="center",
                    va=side, fontsize=10)  # fmt: skip
        ax.set_title(f"{name}\nproduct of the bars: {np.prod(q):.2g}", fontsize=11)
        ax.set(xlabel="score f", ylim=(-0.12, 1.14), xlim=(-limit, limit))
        sentences.append(
            f"{name}: the bars are {q.min():.2f} to {q.max():.2f} long, their product is {np.prod(q):.2g}."
        )
    axes[0].set(ylabel="p = σ(f)")
    axes[0].legend(loc="upper left", bbox_to_anchor=(-0.02, -0.16), ncols=2, fontsize=10, edgecolor="none")
    return with_alt_text(
        axes[0],
        f"The sigmoid over the score, with a bar for each of {len(x)} students, as long as the probability that the "
        f"neuron gave to what happened. {' '.join(sentences)}",
    )


def _set_apart(values, gap):
    """Return values (N,) moved apart by `gap` where several are equal, around their common place."""
    moved = np.array(values, dtype=float)
    for value in np.unique(moved):
        same = np.flatnonzero(values == value)
        moved[same] = value + gap * (np.arange(len(same)) - (len(same) - 1) / 2)
    return moved


def descents_on_maps(
    x: np.ndarray, y: np.ndarray, walks: Mapping[str, Sequence[np.ndarray]], n_points: int = 121
) -> Iterator[Axes]:
    """Yield a frame for each of SHOWN_STEPS of descents without a bias, on a map of each loss over w₁ and w₂.

    `walks` maps the name of a loss to paths (T, 2), which start at the same places for each. The first map is the count
    of mistakes, where a descent never leaves its start; an inset of the map of the perceptron loss, which has to be
    among `walks`, shows the last steps of its first walk near w = 0. Each frame is the same figure, drawn further.
    """
    starts = np.array([path[0] for path in next(iter(walks.values()))])
    paths = {"count": [start[None] for start in starts], **walks}
    figure, trails, close_up, title = _maps(x, y, paths, n_points)
    longest = max(len(path) for each in walks.values() for path in each)
    for step in [step for step in SHOWN_STEPS if step < longest]:
        for name, lines in trails.items():
            for (trail, head), path in zip(lines, paths[name], strict=True):
                walked = path[: step + 1]
                trail.set_data(*walked.T)
                head.set_data(*walked[-1:].T)
        close_up.set_data(*walks["perceptron loss"][0][max(0, step - IN_INSET) : step + 1].T)
        title.set_text(f"step {step}")
        yield figure.axes[0]


@in_style
def _maps(x, y, paths, n_points):
    """Draw a map for each loss with empty trails; return figure, trails, the inset's trail, the text for the step."""
    figure = new_figure(9.4, 9.6, layout=None)  # fixed positions: frames must not shift

    def margins_of(w):  # (…, 2) → (…, N)
        return (2 * y - 1) * (w @ x.T)

    losses = {
        "count": lambda w: ((w @ x.T >= 0) != y).mean(axis=-1),
        "perceptron loss": lambda w: np.maximum(0, -margins_of(w)).mean(axis=-1),
        "hinge": lambda w: np.maximum(0, 1 - margins_of(w)).mean(axis=-1),
        "log loss": lambda w: np.logaddexp(0, -margins_of(w)).mean(axis=-1),
    }
    side = np.linspace(-2.4, 2.4, n_points)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    halo = [withStroke(linewidth=3.4, foreground="white")]
    trails, told = {}, []
    for i, (name, each) in enumerate(paths.items()):
        ax = figure.add_axes((0.075 + 0.5 * (i % 2), 0.545 - 0.485 * (i // 2), 0.41, 0.4))
        values = losses[name](grid)
        if name == "count":
            fine = np.linspace(-2.4, 2.4, 4 * n_points)
            ax.imshow(
                losses[name](np.stack(np.meshgrid(fine, fine), axis=-1)),
                cmap=LOWLANDS,
                extent=(-2.4, 2.4, -2.4, 2.4),
                origin="lower",
                interpolation="nearest",
            )
            _write_counts(ax, x, y)
        else:
            levels = np.quantile(values, np.linspace(0, 1, 13) ** 1.5)
            ax.contourf(side, side, values, levels=levels, cmap=LOWLANDS)
            ax.contour(side, side, values, levels=levels, colors="#5b5b5b", linewidths=0.5)
        lowest = grid[values < values.min() + 1e-9].mean(axis=0)  # of a flat floor the middle
        if name == "count":
            note = "flat, nobody moves"
        elif np.hypot(*lowest) < 0.05:
            note = "lowest at w = (0, 0), the hole"
        else:
            note = f"lowest near w = ({lowest[0]:.1f}, {lowest[1]:.1f})"
        ax.set_title(f"{name}: {note}", fontsize=11)
        if name != "count":
            ax.plot(*lowest, "*", markerfacecolor="none", markersize=19, markeredgecolor=INK, zorder=6)
        color = LOOKS[name][0] if name != "count" else INK
        trails[name] = [
            (
                ax.plot([], [], color=color, linewidth=1.6, zorder=4, path_effects=halo)[0],
                ax.plot([], [], "o", color=color, markersize=8, markeredgecolor="white", zorder=5)[0],
            )
            for _ in each
        ]
        ax.plot(*np.array([path[0] for path in each]).T, "o", color="white", markersize=5, markeredgecolor=color,
                linestyle="", zorder=4.5)  # fmt: skip
        ax.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4), xlabel="w₁", ylabel="w₂", aspect="equal")
        ax.grid(visible=False)
        told.append(f"{name}: {note}")
    close_up = _inset_at_the_hole(figure.axes[list(paths).index("perceptron loss")], losses["count"])
    title = figure.text(0.985, 0.975, "", ha="right", weight="bold")
    with_alt_text(
        figure.axes[0],
        f"Four maps over the weights w₁ and w₂, the lower the darker, with {len(paths['count'])} walks downhill from "
        f"the same starts. {'; '.join(told)}. On the count the walks stay at their starts; on the others all of them "
        "end at the lowest place. An inset shows the first walk around the hole of the perceptron loss: it crosses "
        "from sector to sector of the count.",
    )
    return figure, trails, close_up, title


def _inset_at_the_hole(ax, count, radius=0.06, size=0.4):
    """Draw `count`, a function of weights (…, 2), around w = 0 in a corner of `ax`; return an empty trail on it."""
    ax.add_patch(Rectangle((0.012, 0.53), size + 0.036, size + 0.056, transform=ax.transAxes, color="white", zorder=6))
    inset = ax.inset_axes((0.03, 0.545, size, size), zorder=7)
    side = np.linspace(-radius, radius, 400)
    inset.imshow(count(np.stack(np.meshgrid(side, side), axis=-1)), cmap=LOWLANDS, origin="lower",
                 extent=(-radius, radius, -radius, radius), interpolation="nearest")  # fmt: skip
    inset.plot(0, 0, "*", markerfacecolor="none", markersize=17, markeredgecolor=INK, zorder=4)
    larger = size * np.ptp(ax.get_xlim()) / (2 * radius)
    inset.set_title(f"the hole, {larger:.0f} times larger", fontsize=9, pad=2)
    inset.set(xlim=(-radius, radius), ylim=(-radius, radius), xticks=[], yticks=[])
    halo = [withStroke(linewidth=2.2, foreground=INK)]
    return inset.plot([], [], "o-", color="white", linewidth=0.9, markersize=4, markeredgecolor=INK, zorder=5,
                      path_effects=halo)[0]  # fmt: skip


def _write_counts(ax, x, y, radius=2.2, narrowest=0.14):
    """Write the number of mistakes into each sector of the weights that is wider than `narrowest`, in radians."""
    borders = np.arctan2(-x[:, 0], x[:, 1])  # at a right angle to a row its score is 0
    borders = np.unique(np.round(np.concatenate([borders, borders + np.pi]) % (2 * np.pi), 9))
    for border, following in zip(borders, [*borders[1:], borders[0] + 2 * np.pi], strict=True):
        if following - border > narrowest:
            direction = np.array([np.cos((border + following) / 2), np.sin((border + following) / 2)])
            count = int(((x @ direction >= 0) != y).sum())
            place = direction * radius / np.abs(direction).max()
            ax.text(*place, str(count), ha="center", va="center", fontsize=9.5, bbox=PAPER, zorder=3)


@in_style
def _output_of_score(ax, w, b, output, levels, spread):
    """Colour the plane by a neuron's `output` of its score, and draw lines of equal score.

    `levels` are (score, words) of the lines; None draws only the two sides of the line. `spread` are the outputs
    between which the colours fade, in BANDS bands. Returns the Axes.
    """
    if levels is None:
        _shade(ax, w, b, [0.0], PALE[:2])
        return boundary_line(ax, w, b, linewidth=2.2)
    low, high = spread
    f = np.linspace(-8, 8, 3201)
    shares = np.arange(1, BANDS) / BANDS
    borders = np.interp(low + (high - low) * shares, output(f), f)
    _shade(ax, w, b, borders, [FADE((k + 0.5) / BANDS) for k in range(BANDS)])
    for score, words in levels:
        boundary_line(ax, w, b - score, linewidth=1.0)
        write_on_line(ax, w, b - score, words)
    return ax


def _shade(ax, w, b, borders, colours):
    """Colour the bands between the scores at the `borders`, from the lowest to the highest score."""
    limits = ax.get_xlim(), ax.get_ylim()
    scores = np.stack(np.meshgrid(*limits), axis=-1) @ w + b  # (2, 2): the corners
    ends = min(scores.min(), borders[0]) - 1, max(scores.max(), borders[-1]) + 1
    bands = ax.contourf(*limits, scores, levels=[ends[0], *borders, ends[1]], colors=colours, zorder=0)
    bands.set(edgecolor="face", linewidth=0.8)  # no gap between two bands
    ax.set(xlim=limits[0], ylim=limits[1])
    ax.grid(visible=False)


def write_on_line(ax: Axes, w: np.ndarray, b: float, text: str, at_top: bool = False) -> None:
    """Write a text on the line w·x + b = 0, just inside the lower or the left edge; nothing if it is outside.

    With `at_top` inside the upper edge instead of the lower.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    text_y, text_x = bottom + (0.93 if at_top else 0.07) * (top - bottom), left + 0.07 * (right - left)
    at_bottom = -(b + w[1] * text_y) / w[0] if w[0] else np.inf
    at_side = -(b + w[0] * text_x) / w[1] if w[1] else np.inf
    if text_x < at_bottom < right - 0.07 * (right - left):
        ax.text(at_bottom, text_y, text, fontsize=9, ha="center", va="center", bbox=PAPER)
    elif text_y < at_side < top:
        ax.text(text_x, at_side, text, fontsize=9, ha="center", va="center", bbox=PAPER)


@in_style
def loss_and_output(
    x: np.ndarray,
    y: np.ndarray,
    line: Line,
    output: tuple[Callable[[np.ndarray], np.ndarray], Any, tuple[float, float]],
    loss: Callable[[np.ndarray], np.ndarray],
    margins: np.ndarray,
    marked_row: int,
    limits: Sequence[tuple[float, float]],
    titles: Sequence[str],
    street: bool = False,
) -> tuple[Axes, Axes]:
    """Plot on the left the plane with line, output and points, on the right the loss over the margin; return both Axes.

    `line` is (w, b), `output` (function of the score, levels, spread) as in `_output_of_score`; `loss` a function of
    margins; `marked_row` is drawn as a star; `limits` are those of the plane. With `street`, dashed lines
    are drawn where the score is −1 and 1.
    """
    figure = new_figure(9.4, 4.9, layout="none")
    left, right = figure.add_axes((0.075, 0.13, 0.4, 0.74)), figure.add_axes((0.57, 0.13, 0.41, 0.74))
    scatter_classes(x, y, ["not placed", "placed"], xlabel="cgpa (grade points)", ylabel="iq (points)", ax=left)
    left.set(xlim=limits[0], ylim=limits[1])
    left.set_xticks([-2, 0, 2], ["5", "7", "9"])
    ticks = np.arange(-2, limits[1][1], 4)
    left.set_yticks(ticks, [f"{100 + 10 * tick:.0f}" for tick in ticks])
    legend = left.get_legend()
    assert legend is not None  # of scatter_classes
    legend.set_loc("upper left")
    _output_of_score(left, *line, *output)
    boundary_line(left, *line, linewidth=2.4)
    if street:
        boundary_with_margins(left, *line)
    left.plot(*x[marked_row], "*", color=BLUE, markersize=17, markeredgecolor=INK, zorder=4)
    for ax, title in zip((left, right), titles, strict=True):  # set_title would be slow: it measures all ticks
        ax.text(0, 1.02, title, transform=ax.transAxes, fontsize=10.5, va="bottom")

    low, high = -3.0, 6.0
    m = np.linspace(low, high, 140)
    right.axvspan(0, high, color="#e8e8e8", zorder=0)
    right.axvline(0, color=GREY, linewidth=1)
    right.plot(m, loss(m), color=INK)
    shown_margins = np.clip(margins, low + 0.08, high - 0.08)
    for label in (0, 1):
        color, marker = CLASSES[label]
        rows = (y == label) & (np.arange(len(y)) != marked_row)
        right.plot(
            shown_margins[rows], loss(shown_margins[rows]), marker, color=color, markersize=7, markeredgecolor="white"
        )
    right.plot(
        shown_margins[marked_row],
        loss(shown_margins[marked_row]),
        "*",
        color=BLUE,
        markersize=17,
        markeredgecolor=INK,
        zorder=1.5,  # below the students, all of whom it would hide where scores are small
    )
    right.set(xlabel="margin m = y · f (cut off at the edges)", ylabel="loss of a student",
              xlim=(low, high), ylim=(-0.25, 5), xticks=[-2, 0, 2, 4, 6], yticks=[0, 2, 4])  # fmt: skip
    right.text(low + 0.1, 4.85, "missed", va="top", color=GREY)  # no curve goes through the words
    right.text(0.1, 4.85, "right", va="top", color=GREY)
    return left, right
