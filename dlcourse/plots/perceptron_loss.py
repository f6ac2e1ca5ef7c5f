"""Figures of lecture 02: losses of a mistake, and what the same neuron becomes with another loss."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

from dlcourse.activations import sigmoid
from dlcourse.plots.boundaries import CLASSES, PALE, boundary_line, boundary_with_margins, scatter_classes
from dlcourse.plots.curves import label_ends
from dlcourse.plots.graphs import number
from dlcourse.plots.perceptron import students_plane
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, described, in_style, new_axes, new_figure

FADE = LinearSegmentedColormap.from_list("fade", [PALE[0], "#ffffff", PALE[1]])
MODELS = ((INK, "-"), ("#6a3d9a", "--"), ("#35701b", "-."))  # colours that no class of students has
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}


@in_style
def sliding_line(offsets, counts, distances, scores):
    """Plot three losses of a line that is shifted: mistakes above, two sums below; return the upper Axes."""
    figure = new_figure(7.4, 5.2)
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.step(offsets, counts, where="mid", color=BLUE)
    upper.set(ylabel="mistakes (count)", ylim=(-0.3, None))
    upper.set_title("Idea 1, count: flat steps, no slope to follow", fontsize=10.5)
    for values, label, (colour, _, dashes) in (
        (scores, "idea 3:\nscores", SERIES[1]),
        (distances, "idea 2:\ndistances", SERIES[2]),
    ):
        lower.plot(offsets, values, dashes, color=colour, label=label, linewidth=2.0)
    lower.set(xlabel="b (the line slides as b grows)", ylabel="sum over the missed", ylim=(-0.5, None))
    lower.set_title("Ideas 2 and 3: every place on the way has a slope", fontsize=10.5)
    label_ends(lower, gap=32)
    best, ratio = np.argmin(scores), np.sum(scores) / np.sum(distances)
    return described(
        upper,
        f"Three prices of a line that slides with b from {number(offsets[0])} to {number(offsets[-1])}. Above, the "
        f"count of mistakes goes down and up again in flat steps between {np.max(counts)} and {np.min(counts)}. Below, "
        "the sums of distances and of scores over the missed students fall and rise without flat parts, lowest at "
        f"b = {number(offsets[best])}; the scores are {ratio:.2f} times the distances.",
    )


@in_style
def prices(margins, curves, mark=0.5, ylim=(-0.35, 3.2)):
    """Plot the loss of a point against its margin; `curves` maps a name to losses (P,). Returns the Axes.

    The side of correctly classified points is shaded. At the margin `mark` each loss is written at its curve, the
    highest above it, the others below.
    """
    ax = new_axes(7.6, 4.6)
    ax.axvspan(0, margins[-1], color="#eef3f8", zorder=0)
    ax.axvline(0, color=GREY, linewidth=1)
    styles = [(GREY, "", (0, (1, 1))), *SERIES]
    for (name, price), (colour, _, dashes) in zip(curves.items(), styles, strict=False):
        ax.plot(margins, price, linestyle=dashes, color=colour, label=name, linewidth=2.2)
    marked = {name: f"{np.interp(mark, margins, price):.3g}" for name, price in curves.items()}
    for text in set(marked.values()):
        above = float(text) == max(map(float, marked.values()))
        ax.plot(mark, float(text), "o", color=INK, markersize=6, zorder=4)
        ax.annotate(text, (mark, float(text)), (3, 7) if above else (-4, -15), textcoords="offset points",
                    fontsize=10, ha="left" if above else "right", zorder=5)  # fmt: skip
    ax.text(margins[-1] - 0.06, ylim[1] - 0.12, "on the right side", ha="right", va="top", color=GREY)
    ax.text(-0.06, ylim[1] - 0.12, "missed", ha="right", va="top", color=GREY)
    ax.set(xlabel="margin m = y · f", ylabel="price of the point", xlim=(margins[0], margins[-1]), ylim=ylim)
    ax.legend(loc="center right", fontsize=10, framealpha=0.95, edgecolor="none")
    costs = ", ".join(f"{text} by the {name.split(':')[0]}" for name, text in marked.items())
    return described(
        ax,
        "Four prices over the margin. The count is a step from 1 to 0 at m = 0. The perceptron loss falls in a "
        "straight line to 0 at m = 0, hinge to 0 at m = 1; log loss is a smooth curve that comes near 0 and never "
        f"reaches it. On the shaded side of the right points, at m = {mark:g}, a point costs {costs}.",
    )


@in_style
def lines_with_margins(x, y, models):
    """Plot a plane for each of `models`, a dict from title to (w, b): its line, with dashed lines at the scores ±1.

    The student nearest to the line is joined to it, with the distance in points of cgpa (or tens of iq). Returns the
    first Axes.
    """
    figure = new_figure(5.1 * len(models), 5.2)
    axes = figure.subplots(1, len(models), squeeze=False)[0]
    said = []
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
        close = int((np.abs(scores) < 1).sum())
        said.append(
            f"{title.capitalize()}. The nearest student is {distance:.2f} from the line, and {close} of {len(x)} "
            "students have a score between −1 and 1."
        )
    opening = "Planes with the students and a line, dashed where the score is −1 or 1, if that is in the picture. "
    return described(axes[0], opening + " ".join(said))


@in_style
def downhill(x, y, walks, steps=80):
    """Plot the final lines of descents, and how many points they miss at their last `steps`; return the left Axes.

    `walks` maps the name of a loss to the lines (w, b) after each step.
    """
    figure = new_figure(10.2, 5.0)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.15))
    students_plane(x, y, left)
    said = []
    for (name, lines), (colour, dashes), width in zip(walks.items(), MODELS, (2.0, 4.2, 1.6), strict=False):
        boundary_line(left, *lines[-1], name, colour, dashes, 2.2)
        wrong = [int(((x @ w + b >= 0) != y).sum()) for w, b in lines[-steps:]]
        at = np.arange(len(lines) - len(wrong), len(lines)) + 1
        right.plot(at, wrong, dashes, color=colour, label=name, linewidth=width)  # equal counts stay visible
        between = f"between {min(wrong)} and {max(wrong)}" if min(wrong) < max(wrong) else f"always {wrong[-1]}"
        said.append(f"{name} {between}")
    left.set_title("the last line of each", fontsize=10.5)
    right.set(xlabel="step of descent", ylabel="students on the wrong side", ylim=(0, None))
    right.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=3, fontsize=10, edgecolor="none",
                 columnspacing=1.0)  # fmt: skip
    right.set_title(f"mistakes at the last {steps} steps", fontsize=10.5)
    return described(
        left,
        f"Left, {len(x)} students that no line separates, with the last line of each loss. Right, how many students "
        f"are on the wrong side at the last {steps} steps: {', '.join(said)}.",
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
            boundary_line(ax, w, b - score, width=1.0)
            write_on_line(ax, w, b - score, words)
    return boundary_line(ax, w, b, width=2.2) if levels is None else ax


def write_on_line(ax, w, b, words):
    """Write a word on the line w·x + b = 0, just inside the lower or the left edge; nothing if it is outside."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    low, side = bottom + 0.07 * (top - bottom), left + 0.07 * (right - left)
    at_bottom = -(b + w[1] * low) / w[0] if w[0] else np.inf
    at_side = -(b + w[0] * side) / w[1] if w[1] else np.inf
    if side < at_bottom < right - 0.07 * (right - left):
        ax.text(at_bottom, low, words, fontsize=9, ha="center", va="center", bbox=PAPER)
    elif low < at_side < top:
        ax.text(side, at_side, words, fontsize=9, ha="center", va="center", bbox=PAPER)


@in_style
def four_models(x, questions, newcomer):
    """Plot four planes, one for each question about the same students; return the Axes in a list.

    A question is (title, answers (N,), names, draw): classes with `names`, or numbers written beside the points if
    `names` is None; `draw(ax)` draws the model's output behind them. `newcomer` (2,) is marked with a star in each.
    """
    figure = new_figure(10.2, 10.6)
    axes = figure.subplots(2, 2).ravel()
    for ax, (title, answers, names, draw) in zip(axes, questions, strict=True):
        students_plane(x, np.zeros(len(x)), ax)
        ax.collections[0].remove()
        for i, name in enumerate(names or [""]):
            colour, marker = CLASSES[i] if names else (INK, ".")
            rows = x[answers == i] if names else x
            ax.plot(*rows.T, marker, color=colour, markersize=7, markeredgecolor="white", label=name)
        ax.get_legend().remove()
        if names:
            ax.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=3, fontsize=10, edgecolor="none",
                      handletextpad=0.1, columnspacing=1.0)  # fmt: skip
        else:
            for row, answer in zip(x, answers, strict=True):
                ax.annotate(f"{answer:g}", row, (5, 4), textcoords="offset points", fontsize=9.5, bbox=PAPER, zorder=3)
        draw(ax)
        ax.plot(*newcomer, "*", color=INK, markersize=16, markeredgecolor="white", zorder=5)
        ax.set_title(title, fontsize=10.5)
    return list(axes)


@in_style
def four_answers(x, placed, firm, salary, models, newcomer):
    """Plot the same students with four models' answers by `four_models`; return the first Axes.

    `models` are a perceptron, a logistic, a softmax and a linear regression, which also predict for `newcomer` (1, 2).
    """
    perceptron, likely, which, much = models
    yes_no, firms, lakh = ["not placed", "placed"], ["none", "small", "large"], range(3, 9)
    levels = [(float(np.log(p / (1 - p))), f"{p:g}") for p in (0.1, 0.5, 0.9)]

    def behind(model, *field):
        return lambda ax: _output_of_score(ax, model.W[:, 0], model.b[0], *field)

    def largest(rows):
        return which.predict(rows).argmax(axis=1)

    questions = [
        ("Perceptron: placed?", placed, yes_no, behind(perceptron, lambda f: f >= 0, None, (0, 1))),
        ("Logistic regression: how likely?", placed, yes_no, behind(likely, sigmoid, levels, (0, 1))),
        ("Softmax regression: which firm?", firm, firms, lambda ax: class_regions(ax, largest, 3)),
        ("Linear regression: how much? (lakh a year)", salary, None,
         behind(much, lambda f: f, [(value, f"{value}") for value in lakh], (3, 8))),
    ]  # fmt: skip
    axes = four_models(x, questions, newcomer[0])
    side = yes_no[int(perceptron.predict(newcomer).item() > 0)]
    return described(
        axes[0],
        f"The same {len(x)} students and a newcomer, a star at cgpa {7 + newcomer[0, 0]:g} and iq "
        f"{100 + 10 * newcomer[0, 1]:g}, four times. Perceptron: two regions, she is on the side of those {side}. "
        f"Logistic regression: a band from 0.1 to 0.9, she has {likely.predict(newcomer).item():.2f}. Softmax "
        f"regression: three regions, she is in the one called {firms[largest(newcomer)[0]]}. Linear regression: "
        f"parallel lines from {lakh[0]} to {lakh[-1]} lakh, she is at {much.predict(newcomer).item():.2f}.",
    )


@in_style
def class_regions(ax, classify, classes):
    """Colour the regions of `classes` classes, counted from 0, with lines between them; return the Axes."""
    across, up, values = _shade(ax, classify, ListedColormap(PALE[:classes]), 0, classes - 1, 300)
    ax.contour(across, up, values, levels=np.arange(classes - 1) + 0.5, colors=INK, linewidths=1.4, zorder=1)
    return ax


@in_style
def loss_and_output(x, y, line, field, price, margins, star, limits, titles):
    """Plot on the left the plane with line, output and points, on the right the loss over the margin; return both Axes.

    `line` is (w, b), `field` (output, levels, spread) as in `output_of_score`; `price` a function of margins; `star`
    is the row drawn as a star; `limits` are those of the plane.
    """
    figure = new_figure(9.4, 4.9, layout="none")
    left, right = figure.add_axes((0.075, 0.13, 0.4, 0.74)), figure.add_axes((0.57, 0.13, 0.41, 0.74))
    scatter_classes(x, y, ["not placed", "placed"], xlabel="cgpa (grade points)", ylabel="iq (points)", ax=left)
    left.set(xlim=limits[0], ylim=limits[1])
    left.set_xticks([-2, 0, 2], ["5", "7", "9"])
    ticks = np.arange(-2, limits[1][1], 4)
    left.set_yticks(ticks, [f"{100 + 10 * tick:.0f}" for tick in ticks])
    left.get_legend().set_loc("upper left")
    _output_of_score(left, *line, *field)
    boundary_line(left, *line, width=2.4)
    left.plot(*x[star], "*", color=BLUE, markersize=17, markeredgecolor=INK, zorder=4)
    for ax, words in zip((left, right), titles, strict=True):  # set_title would be slow: it measures all ticks
        ax.text(0, 1.02, words, transform=ax.transAxes, fontsize=10.5, va="bottom")

    low, high = -3.0, 4.0
    m = np.linspace(low, high, 140)
    right.axvspan(0, high, color="#eef3f8", zorder=0)
    right.axvline(0, color=GREY, linewidth=1)
    right.plot(m, price(m), color=INK)
    shown = np.clip(margins, low + 0.08, high - 0.08)
    for label in (0, 1):
        colour, marker = CLASSES[label]
        rows = (y == label) & (np.arange(len(y)) != star)
        right.plot(shown[rows], price(shown[rows]), marker, color=colour, markersize=7, markeredgecolor="white")
    right.plot(shown[star], price(shown[star]), "*", color=BLUE, markersize=17, markeredgecolor=INK, zorder=4)
    right.set(xlabel="margin m = y · f (cut off at the edges)", ylabel="price of a student",
              xlim=(low, high), ylim=(-0.25, 5), xticks=[-2, 0, 2, 4], yticks=[0, 2, 4])  # fmt: skip
    right.text(-0.1, 4.85, "missed", ha="right", va="top", color=GREY)
    right.text(0.1, 4.85, "on the right side", va="top", color=GREY)
    return left, right
