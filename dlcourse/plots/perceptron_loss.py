"""Figures of lecture 02: losses of a mistake, and what the same neuron becomes with another loss."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

from dlcourse.activations import sigmoid
from dlcourse.classical.linear_models import LinearModel
from dlcourse.plots.boundaries import CLASSES, PALE, boundary_line, boundary_with_margins, scatter_classes
from dlcourse.plots.curves import label_ends
from dlcourse.plots.graphs import format_number
from dlcourse.plots.perceptron import Line, students_plane
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

FADE = LinearSegmentedColormap.from_list("fade", [PALE[0], "#ffffff", PALE[1]])
MODELS = ((INK, "-"), ("#6a3d9a", "--"), ("#35701b", "-."))  # colours that no class of students has
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}


@in_style
def losses_by_bias(biases: Numbers, mistakes: Numbers, distances: Numbers, scores: Numbers) -> Axes:
    """Plot three losses of a line that is shifted by its bias: mistakes above, two sums below; return the upper Axes.

    `mistakes` counts the misclassified rows; `distances` and `scores` are sums over them. All (B,).
    """
    figure = new_figure(7.4, 5.2)
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.step(biases, mistakes, where="mid", color=BLUE)
    upper.set(ylabel="mistakes (count)", ylim=(-0.3, None))
    upper.set_title("Idea 1, count: flat steps, no slope to follow", fontsize=10.5)
    for values, label, (color, _, linestyle) in (
        (scores, "idea 3:\nscores", SERIES[1]),
        (distances, "idea 2:\ndistances", SERIES[2]),
    ):
        lower.plot(biases, values, linestyle, color=color, label=label, linewidth=2.0)
    lower.set(xlabel="b (the line slides as b grows)", ylabel="sum over the missed", ylim=(-0.5, None))
    lower.set_title("Ideas 2 and 3: every place on the way has a slope", fontsize=10.5)
    label_ends(lower, gap=32)
    best, ratio = int(np.argmin(scores)), np.sum(scores) / np.sum(distances)
    return with_alt_text(
        upper,
        f"Three prices of a line that slides with b from {format_number(biases[0])} to {format_number(biases[-1])}. "
        f"Above, the count of mistakes goes down and up again in flat steps between {np.max(mistakes)} and "
        f"{np.min(mistakes)}. Below, the sums of distances and of scores over the missed students fall and rise "
        f"without flat parts, lowest at b = {format_number(biases[best])}; the scores are {ratio:.2f} times the "
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
    ax.axvspan(0, margins[-1], color="#eef3f8", zorder=0)
    ax.axvline(0, color=GREY, linewidth=1)
    styles = [(GREY, "", (0, (1, 1))), *SERIES]
    for (name, values), (color, _, linestyle) in zip(losses.items(), styles, strict=False):
        ax.plot(margins, values, linestyle=linestyle, color=color, label=name, linewidth=2.2)
    marked = {name: f"{np.interp(marked_margin, margins, values):.3g}" for name, values in losses.items()}
    for text in set(marked.values()):
        above = float(text) == max(map(float, marked.values()))
        ax.plot(marked_margin, float(text), "o", color=INK, markersize=6, zorder=4)
        ax.annotate(text, (marked_margin, float(text)), (3, 7) if above else (-4, -15), textcoords="offset points",
                    fontsize=10, ha="left" if above else "right", zorder=5)  # fmt: skip
    ax.text(margins[-1] - 0.06, ylim[1] - 0.12, "on the right side", ha="right", va="top", color=GREY)
    ax.text(-0.06, ylim[1] - 0.12, "missed", ha="right", va="top", color=GREY)
    ax.set(xlabel="margin m = y · f", ylabel="price of the point", xlim=(margins[0], margins[-1]), ylim=ylim)
    ax.legend(loc="center right", fontsize=10, framealpha=0.95, edgecolor="none")
    losses_text = ", ".join(f"{text} by the {name.split(':')[0]}" for name, text in marked.items())
    return with_alt_text(
        ax,
        "Four prices over the margin. The count is a step from 1 to 0 at m = 0. The perceptron loss falls in a "
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
        scores = x @ w + b
        nearest = np.abs(scores).argmin()
        foot = x[nearest] - scores[nearest] / (w @ w) * w
        ax.plot(*np.array([x[nearest], foot]).T, color=INK, linewidth=3, solid_capstyle="butt", zorder=2.5)
        distance = abs(scores[nearest]) / np.sqrt(w @ w)
        ax.annotate(f"{distance:.2f}", x[nearest], (12, -14), textcoords="offset points", fontsize=10.5, bbox=PAPER)
        ax.set_title(title, fontsize=10.5)
        n_close = int((np.abs(scores) < 1).sum())
        sentences.append(
            f"{title.capitalize()}. The nearest student is {distance:.2f} from the line, and {n_close} of {len(x)} "
            "students have a score between −1 and 1."
        )
    opening = "Planes with the students and a line, dashed where the score is −1 or 1, if that is in the picture. "
    return with_alt_text(axes[0], opening + " ".join(sentences))


@in_style
def descents_by_loss(x: np.ndarray, y: np.ndarray, descents: Mapping[str, Sequence[Line]], n_steps: int = 80) -> Axes:
    """Plot the final lines of gradient descents on several losses, beside their mistakes at the last `n_steps` steps.

    `descents` maps the name of a loss to the lines (w, b) after each step. Returns the left Axes.
    """
    figure = new_figure(10.2, 5.0)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.15))
    students_plane(x, y, left)
    summaries = []
    for (name, lines), (color, linestyle), width in zip(descents.items(), MODELS, (2.0, 4.2, 1.6), strict=False):
        boundary_line(left, *lines[-1], name, color, linestyle, 2.2)
        mistakes = [int(((x @ w + b >= 0) != y).sum()) for w, b in lines[-n_steps:]]
        steps = np.arange(len(lines) - len(mistakes), len(lines)) + 1
        right.plot(steps, mistakes, linestyle, color=color, label=name, linewidth=width)  # equal counts stay visible
        range_text = (
            f"between {min(mistakes)} and {max(mistakes)}"
            if min(mistakes) < max(mistakes)
            else f"always {mistakes[-1]}"
        )
        summaries.append(f"{name} {range_text}")
    left.set_title("the last line of each", fontsize=10.5)
    right.set(xlabel="step of descent", ylabel="students on the wrong side", ylim=(0, None))
    right.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=3, fontsize=10, edgecolor="none",
                 columnspacing=1.0)  # fmt: skip
    right.set_title(f"mistakes at the last {n_steps} steps", fontsize=10.5)
    return with_alt_text(
        left,
        f"Left, {len(x)} students that no line separates, with the last line of each loss. Right, how many students "
        f"are on the wrong side at the last {n_steps} steps: {', '.join(summaries)}.",
    )


def _shade(ax, output, colours, low, high, points):
    """Colour the Axes by `output`, a function from rows (P, 2) to (P,); return the grid and its values."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    across, up = np.meshgrid(np.linspace(left, right, points), np.linspace(bottom, top, points))
    values = np.asarray(output(np.column_stack([across.ravel(), up.ravel()]))).reshape(across.shape)
    aspect = ax.get_aspect()
    ax.imshow(values, cmap=colours, vmin=low, vmax=high, extent=(left, right, bottom, top), origin="lower", zorder=0,
              interpolation="nearest" if isinstance(colours, ListedColormap) else "bilinear")  # fmt: skip
    ax.set_aspect(aspect)
    ax.grid(visible=False)
    return across, up, values


@in_style
def _output_of_score(ax, w, b, output, levels, spread):
    """Colour the plane by a neuron's `output` of its score, and draw lines of equal score.

    `levels` are (score, words) of the lines; None draws only the two sides of the line. `spread` are the outputs
    between which the colours fade. Returns the Axes.
    """
    if levels is None:
        _shade(ax, lambda rows: output(rows @ w + b), ListedColormap(PALE[:2]), 0, 1, 160)
    else:
        low, high = spread
        _shade(ax, lambda rows: output(rows @ w + b), FADE, low, high, 60)
        for score, words in levels:
            boundary_line(ax, w, b - score, linewidth=1.0)
            write_on_line(ax, w, b - score, words)
    return boundary_line(ax, w, b, linewidth=2.2) if levels is None else ax


def write_on_line(ax: Axes, w: np.ndarray, b: float, text: str) -> None:
    """Write a text on the line w·x + b = 0, just inside the lower or the left edge; nothing if it is outside."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    text_y, text_x = bottom + 0.07 * (top - bottom), left + 0.07 * (right - left)
    at_bottom = -(b + w[1] * text_y) / w[0] if w[0] else np.inf
    at_side = -(b + w[0] * text_x) / w[1] if w[1] else np.inf
    if text_x < at_bottom < right - 0.07 * (right - left):
        ax.text(at_bottom, text_y, text, fontsize=9, ha="center", va="center", bbox=PAPER)
    elif text_y < at_side < top:
        ax.text(text_x, at_side, text, fontsize=9, ha="center", va="center", bbox=PAPER)


@in_style
def four_models(
    x: np.ndarray,
    panels: Sequence[tuple[str, np.ndarray, Sequence[str] | None, Callable[[Axes], Any]]],
    new_student: Numbers,
) -> list[Axes]:
    """Plot four planes, one for each model of the same students; return the Axes in a list.

    A panel is (title, targets (N,), names, draw): classes with `names`, or numbers written beside the points if `names`
    is None; `draw(ax)` draws the model's output behind them. `new_student` (2,) is marked with a star in each.
    """
    figure = new_figure(10.2, 10.6)
    axes = figure.subplots(2, 2).ravel()
    for ax, (title, targets, names, draw) in zip(axes, panels, strict=True):
        students_plane(x, np.zeros(len(x)), ax)
        ax.collections[0].remove()
        for i, name in enumerate(names or [""]):
            color, marker = CLASSES[i] if names else (INK, ".")
            rows = x[targets == i] if names else x
            ax.plot(*rows.T, marker, color=color, markersize=7, markeredgecolor="white", label=name)
        ax.get_legend().remove()
        if names:
            ax.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=3, fontsize=10, edgecolor="none",
                      handletextpad=0.1, columnspacing=1.0)  # fmt: skip
        else:
            for row, target in zip(x, targets, strict=True):
                ax.annotate(f"{target:g}", row, (5, 4), textcoords="offset points", fontsize=9.5, bbox=PAPER, zorder=3)
        draw(ax)
        ax.plot(*new_student, "*", color=INK, markersize=16, markeredgecolor="white", zorder=5)
        ax.set_title(title, fontsize=10.5)
    return list(axes)


@in_style
def four_predictions(
    x: np.ndarray,
    placed: np.ndarray,
    firm: np.ndarray,
    salary: np.ndarray,
    models: Sequence[LinearModel],
    new_student: np.ndarray,
) -> Axes:
    """Plot the same students with four models' predictions by `four_models`; return the first Axes.

    `models` are a perceptron, a logistic, a softmax and a linear regression; the latter three also predict for
    `new_student` (1, 2).
    """
    perceptron, logistic, softmax, salary_model = models
    yes_no, firms, lakh = ["not placed", "placed"], ["none", "small", "large"], range(3, 9)
    levels = [(float(np.log(p / (1 - p))), f"{p:g}") for p in (0.1, 0.5, 0.9)]

    def draw_output(model, *field):
        return lambda ax: _output_of_score(ax, model.W[:, 0], model.b[0], *field)

    def predict_class(rows):
        return softmax.predict(rows).argmax(axis=1)

    questions = [
        ("Perceptron: placed?", placed, yes_no, draw_output(perceptron, lambda f: f >= 0, None, (0, 1))),
        ("Logistic regression: how likely?", placed, yes_no, draw_output(logistic, sigmoid, levels, (0, 1))),
        ("Softmax regression: which firm?", firm, firms, lambda ax: class_regions(ax, predict_class, 3)),
        ("Linear regression: how much? (lakh a year)", salary, None,
         draw_output(salary_model, lambda f: f, [(value, f"{value}") for value in lakh], (3, 8))),
    ]  # fmt: skip
    axes = four_models(x, questions, new_student[0])
    side = yes_no[int(perceptron.predict(new_student).item() > 0)]
    return with_alt_text(
        axes[0],
        f"The same {len(x)} students and a newcomer, a star at cgpa {7 + new_student[0, 0]:g} and iq "
        f"{100 + 10 * new_student[0, 1]:g}, four times. Perceptron: two regions, she is on the side of those {side}. "
        f"Logistic regression: a band from 0.1 to 0.9, she has {logistic.predict(new_student).item():.2f}. Softmax "
        f"regression: three regions, she is in the one called {firms[predict_class(new_student)[0]]}. Linear "
        f"regression: parallel lines from {lakh[0]} to {lakh[-1]} lakh, she is at "
        f"{salary_model.predict(new_student).item():.2f}.",
    )


@in_style
def class_regions(ax: Axes, predict: Callable[[np.ndarray], np.ndarray], n_classes: int) -> Axes:
    """Colour the regions of `n_classes` classes, counted from 0, with lines between them; return the Axes."""
    x1, x2, values = _shade(ax, predict, ListedColormap(PALE[:n_classes]), 0, n_classes - 1, 300)
    ax.contour(x1, x2, values, levels=np.arange(n_classes - 1) + 0.5, colors=INK, linewidths=1.4, zorder=1)
    return ax


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
) -> tuple[Axes, Axes]:
    """Plot on the left the plane with line, output and points, on the right the loss over the margin; return both Axes.

    `line` is (w, b), `output` (function of the score, levels, spread) as in `_output_of_score`; `loss` a function of
    margins; `marked_row` is drawn as a star; `limits` are those of the plane.
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
    left.plot(*x[marked_row], "*", color=BLUE, markersize=17, markeredgecolor=INK, zorder=4)
    for ax, title in zip((left, right), titles, strict=True):  # set_title would be slow: it measures all ticks
        ax.text(0, 1.02, title, transform=ax.transAxes, fontsize=10.5, va="bottom")

    low, high = -3.0, 4.0
    m = np.linspace(low, high, 140)
    right.axvspan(0, high, color="#eef3f8", zorder=0)
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
        zorder=4,
    )
    right.set(xlabel="margin m = y · f (cut off at the edges)", ylabel="price of a student",
              xlim=(low, high), ylim=(-0.25, 5), xticks=[-2, 0, 2, 4], yticks=[0, 2, 4])  # fmt: skip
    right.text(-0.1, 4.85, "missed", ha="right", va="top", color=GREY)
    right.text(0.1, 4.85, "on the right side", va="top", color=GREY)
    return left, right
