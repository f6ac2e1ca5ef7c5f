"""Figures of lecture 01: students in a plane, a neuron, the perceptron trick one update at a time, why it ends."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch
from numpy.typing import ArrayLike

from dlcourse.classical.perceptron import Update
from dlcourse.plots.boundaries import boundary_line, scatter_classes
from dlcourse.plots.graphs import format_number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

NAMES = ["not placed (0)", "placed (1)"]
Line = tuple[np.ndarray, float]  # w (2,) and b of the line w·x + b = 0
LIMITS = (-2.6, 2.6), (-2.4, 3.4)  # of x₁ = cgpa − 7 and x₂ = (iq − 100)/10


@in_style
def students_plane(
    x: np.ndarray, y: ArrayLike, ax: Axes | None = None, width: float = 5.0, height: float = 5.4
) -> Axes:
    """Plot students `x` (N, 2), measured from cgpa 7 and iq 100 (tens), with labels `y`; ticks in cgpa and iq.

    Both axes have the same scale, so that a right angle looks like one. Returns the Axes.
    """
    if ax is None:
        ax = new_axes(width, height, layout=None)  # fixed positions: the frames of an animation must not shift
        ax.set_position((0.13, 0.17, 0.85, 0.75))
    scatter_classes(x, y, NAMES, xlabel="cgpa (grade points)", ylabel="iq (points)", ax=ax)
    ax.set(xlim=LIMITS[0], ylim=LIMITS[1], aspect="equal")
    x_ticks, y_ticks = np.arange(-2, 3), np.arange(-2, 4)
    ax.set_xticks(x_ticks, [f"{7 + tick}" for tick in x_ticks])
    ax.set_yticks(y_ticks, [f"{100 + 10 * tick}" for tick in y_ticks])
    ax.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=2, fontsize=10, edgecolor="none",
              handletextpad=0.1, columnspacing=1.2)  # fmt: skip
    return ax


def students_by_label(x: np.ndarray, y: np.ndarray) -> Axes:
    """Plot the students without a line, as at the beginning of the lecture; return the Axes."""
    cgpa, iq = x[:, 0] + 7, 10 * x[:, 1] + 100
    return with_alt_text(
        students_plane(x, y),
        f"{len(x)} students by cgpa, {cgpa.min():g} to {cgpa.max():g}, and iq, {iq.min():g} to {iq.max():g}. The "
        f"{np.sum(y)} placed ones, circles, lie to the upper right, the {len(y) - np.sum(y)} others, squares, to the "
        "lower left. A slanted line would separate them.",
    )


def in_view(ax: Axes, w: ArrayLike, b: float) -> bool:
    """Return True if the line w·x + b = 0 crosses the figure: if two of its corners lie on different sides."""
    corners = np.array([(x1, x2) for x1 in ax.get_xlim() for x2 in ax.get_ylim()])
    scores = corners @ np.asarray(w, float) + b
    return bool(scores.min() < 0 < scores.max())


@in_style
def line_with_arrow(ax: Axes, w: ArrayLike, b: float, near: ArrayLike = (0.4, 0.5), previous: bool = False) -> Axes:
    """Draw the line w·x + b = 0 with the arrow of w at its point nearest to `near`; return the Axes.

    The arrow points to the side of class 1; its length is fixed, because only the direction of w matters for the line.
    Nothing is drawn for w = 0. A `previous` line is grey and dashed, and its arrow has no letter.
    """
    w, near = np.asarray(w, float), np.asarray(near, float)
    length = np.hypot(*w)
    if length == 0:
        return ax
    color, linestyle, linewidth = (GREY, "--", 1.6) if previous else (INK, "-", 2.2)
    boundary_line(ax, w, b, color=color, linestyle=linestyle, linewidth=linewidth)
    foot = near - (near @ w + b) / length**2 * w
    if not in_view(ax, w, b):
        return ax
    tip = foot + w / length * 0.75
    ax.annotate("", tip, foot, arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": linewidth}, zorder=2.5)
    if not previous:
        ax.annotate("w", foot + w / length * 0.92, ha="center", va="center", fontsize=11, fontweight="bold", zorder=2.5)
    return ax


@in_style
def moved_line(
    x: np.ndarray,
    y: np.ndarray,
    before: Line,
    after: Line,
    row: int | None = None,
    earlier: Sequence[Line] = (),
    title: str = "",
    ax: Axes | None = None,
    near: ArrayLike = (0.4, 0.5),
) -> Axes:
    """Plot the students, the lines `before` (grey, dashed) and `after`, each (w, b), with their arrows; return Axes.

    The arrows are close to `near`. `row` is the current student, in a ring; `earlier` are lines (w, b) of past
    updates, the older the paler. If before and after are equal, only one line is drawn; none at all for w = 0.
    """
    ax = students_plane(x, y, ax)
    for age, (w, b) in enumerate(reversed(earlier)):
        boundary_line(ax, w, b, color=GREY, linewidth=1.1, alpha=max(0.2, 0.75 - 0.08 * age))
    moved = not (np.array_equal(before[0], after[0]) and before[1] == after[1])
    if moved:
        line_with_arrow(ax, *before, near, previous=True)
    line_with_arrow(ax, *after, near)
    if row is not None:
        ax.plot(*x[row], "o", markersize=17, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=2.0, zorder=4)
    ax.set_title(title, fontsize=10.5)
    return ax


@in_style
def two_updates(x: np.ndarray, y: np.ndarray, line: Line, updates: Iterable[tuple[int, Line]]) -> Axes:
    """Plot the same line (w, b) before and after an update by each of two rows; return the left Axes.

    `updates` are pairs (row, updated line).
    """
    figure = new_figure(10.2, 5.0)
    axes = figure.subplots(1, 2)
    sentences = []
    for ax, (row, after) in zip(axes, updates, strict=True):
        title = f"A missed {y[row]}: w turns {'towards' if y[row] else 'away from'} it"
        moved_line(x, y, line, after, row, title=title, ax=ax, near=(-0.2, 0.6))
        side_before, side_after = ("above" if x[row] @ w + b >= 0 else "below" for w, b in (line, after))
        sentences.append(
            f"{title}. The student with cgpa {7 + x[row, 0]:g} and iq {100 + 10 * x[row, 1]:g} has a score "
            f"{side_before} 0 for the old line, dashed, and {side_after} 0 for the new one, solid."
        )
    return with_alt_text(
        axes[0], "Two planes with the same old line and its arrow w. Left: " + " Right: ".join(sentences)
    )


@in_style
def update_frames(x: np.ndarray, y: np.ndarray, updates: Iterable[Update]) -> list[Axes]:
    """Plot the perceptron trick from w = 0: for each update a frame with the missed student, one with the new line.

    Returns the Axes of all frames; the last one shows only the line's path, from pale to bold.
    """
    frames: list = []
    earlier: list = []
    wrong: list = []
    w, b = np.zeros(x.shape[1]), 0.0
    for count, update in enumerate(updates, start=1):
        mistake = "placed, but the neuron says 0" if y[update.row] == 1 else "not placed, but the neuron says 1"
        old, new = (w, b), (update.w, update.b)
        title = f"Update {count}: {mistake}"
        frames.append(moved_line(x, y, old, old, update.row, earlier, f"{title}\n "))
        wrong.append(int(((x @ update.w + update.b >= 0) != y).sum()))
        ax = moved_line(x, y, old, new, update.row, earlier)
        movement = "The line moves" if in_view(ax, *new) else "The line moves out of the picture"
        ax.set_title(f"{title}\n{movement}. Wrong now: {wrong[-1]}", fontsize=10.5)
        frames.append(ax)
        earlier.append(old)
        w, b = new
    ending = "and every student is on the right side" if wrong[-1] == 0 else f"and {wrong[-1]} students are still wrong"
    frames.append(moved_line(x, y, (w, b), (w, b), None, earlier, f"{len(earlier)} updates, {ending}\n "))
    with_alt_text(
        frames[-1],
        f"The moving line, {len(earlier)} updates. Each time a missed student is ringed and the line swings over to "
        "have that student on its other side; earlier lines stay, paler with age. The students on the wrong side "
        f"number {', '.join(map(str, wrong[:-1]))} and at last {wrong[-1]}. The last arrow is w = "
        f"({format_number(w[0])}, {format_number(w[1])}).",
    )
    return frames


@in_style
def neuron_diagram(x: Numbers, w: Numbers, b: float) -> Axes:
    """Draw a neuron: inputs `x` (n,) and x₀ = 1, weights `w` and `b` on the wires, the sum, the step; return Axes."""
    n = len(x)
    width, height = 8.6, 0.95 * (n + 1) + 0.7
    ax = new_axes(width, height, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    names = [*(f"x{chr(0x2081 + i)}" for i in range(n)), "x₀"]
    middle = height / 2
    total = float(np.dot(x, w) + b)
    for i, (name, value, weight) in enumerate(zip(names, [*x, 1.0], [*w, b], strict=True)):
        y = height - 0.75 - 0.95 * i
        draw_node(ax, 1.1, y, f"{name} = {format_number(value)}")
        ax.annotate("", (4.05, middle + 0.12 * (n / 2 - i)), (1.75, y), arrowprops={"arrowstyle": "-|>", "color": GREY})
        letter = "b" if i == n else f"w{chr(0x2081 + i)}"
        share = 0.42
        position = 1.75 + share * 2.3, y + share * (middle - y)
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        ax.text(*position, f"× {letter} = {format_number(weight)}", ha="center", va="center", fontsize=10, bbox=paper)
    ax.add_patch(Circle((4.5, middle), 0.45, facecolor="white", edgecolor=INK, linewidth=1.6))
    ax.text(4.5, middle, "Σ", ha="center", va="center", fontsize=17)
    ax.annotate("", (6.05, middle), (4.95, middle), arrowprops={"arrowstyle": "-|>", "color": INK})
    ax.text(5.48, middle + 0.22, f"z = {format_number(total)}", ha="center", fontsize=10.5, fontweight="bold")
    ax.add_patch(FancyBboxPatch((6.1, middle - 0.4), 0.9, 0.8, boxstyle="round,pad=0.04", facecolor="white",
                                edgecolor=INK, linewidth=1.6))  # fmt: skip
    ax.plot([6.2, 6.55, 6.55, 6.9], [middle - 0.22, middle - 0.22, middle + 0.22, middle + 0.22], color=BLUE, lw=2.2)
    ax.text(6.55, middle - 0.72, "step", ha="center", fontsize=10)
    ax.annotate("", (7.6, middle), (7.08, middle), arrowprops={"arrowstyle": "-|>", "color": INK})
    ax.text(7.7, middle, f"ŷ = {int(total >= 0)}", va="center", fontsize=12, fontweight="bold")
    inputs = ", ".join(
        f"input {format_number(value)} times weight {format_number(weight)}" for value, weight in zip(x, w, strict=True)
    )
    return with_alt_text(
        ax,
        f"A neuron. {inputs[0].upper()}{inputs[1:]}, and an input x₀ that is always 1 times b = {format_number(b)} are "
        f"added up to the score z = {format_number(total)}. A step turns the score into the prediction "
        f"{int(total >= 0)}.",
    )


def draw_node(ax: Axes, x: float, y: float, text: str) -> None:
    """Draw a round box with a value."""
    box = FancyBboxPatch((x - 0.6, y - 0.22), 1.2, 0.44, boxstyle="round,pad=0.05", facecolor="white", edgecolor=INK)
    ax.add_patch(box)
    ax.text(x, y, text, ha="center", va="center", fontsize=10.5)


@in_style
def convergence_bounds(norms: Numbers, projections: Numbers, margin: float, radius: float) -> Axes:
    """Plot the bounds of the perceptron convergence theorem: ‖w‖ ≤ √k·R and w·w* ≥ kγ after k mistakes; return Axes.

    `norms` (K,) are the measured ‖w‖, `projections` (K,) the measured w·w*; `margin` is γ, `radius` is R. The two
    bounds meet at k = (R/γ)².
    """
    ax = new_axes(7.6, 4.4)
    max_mistakes = (radius / margin) ** 2
    k = np.linspace(0, 1.18 * max_mistakes, 200)
    ax.plot(k, np.sqrt(k) * radius, "--", color=SERIES[1][0])
    ax.plot(k, k * margin, "-.", color=SERIES[2][0])
    mistakes = np.arange(1, len(norms) + 1)
    ax.plot(mistakes, norms, "o", color=BLUE, markersize=6)
    ax.plot(mistakes, projections, "^", color=SERIES[2][0], markersize=6, markerfacecolor="white")
    ax.axvline(max_mistakes, color=GREY, linestyle=":", linewidth=1.4)
    ax.text(
        0.45 * max_mistakes,
        radius * np.sqrt(0.45 * max_mistakes) + 0.9,
        "length of w: at most √k · R",
        ha="right",
        color=SERIES[1][0],
    )
    ax.text(
        0.62 * max_mistakes,
        0.62 * max_mistakes * margin - 1.2,
        "progress: at least k · γ",
        ha="left",
        color=SERIES[2][0],
    )
    ax.annotate("measured: length ●, progress △", (mistakes[-1], norms[-1]), (0.27 * max_mistakes, 2.3),
                color=INK, va="center", arrowprops={"arrowstyle": "-", "color": GREY})  # fmt: skip
    ax.text(
        max_mistakes - 0.5,
        0.3,
        f"k = (R/γ)² = {max_mistakes:.1f}\nno room beyond →",
        color=GREY,
        fontsize=10,
        ha="right",
    )
    ax.set(xlabel="k, mistakes made so far", ylabel="size (units of the scores)", xlim=(0, k[-1]), ylim=(0, None))
    return with_alt_text(
        ax,
        "Two limits against the number of mistakes k. The length of w stays below the curve √k times R, progress stays "
        f"above the line k times γ. The line overtakes the curve at k = {max_mistakes:.1f}, and beyond that there is "
        f"no room. The {len(mistakes)} measured points of each lie between them.",
    )


@in_style
def truth_tables(tables: Mapping[str, Sequence[int]], lines: Mapping[str, Line]) -> Axes:
    """Plot the four corners (0, 0) … (1, 1) with the labels of each truth table, side by side; return the first Axes.

    `tables` maps a name to four labels in the order (0,0), (0,1), (1,0), (1,1); `lines` maps some of the names to a
    line (w, b) that separates them.
    """
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    figure = new_figure(3.2 * len(tables), 3.3)
    axes = figure.subplots(1, len(tables), sharey=True)
    sentences = []
    for ax, (name, labels) in zip(axes, tables.items(), strict=True):
        scatter_classes(corners, labels, ["0", "1"], ax=ax)
        ax.set(xlim=(-0.5, 1.6), ylim=(-0.5, 1.6), xticks=[0, 1], yticks=[0, 1], aspect="equal", ylabel="")
        for corner, label in zip(corners, labels, strict=True):
            ax.annotate(f"{label}", corner, (8, 6), textcoords="offset points", fontsize=12)
        ax.get_legend().remove()
        if name in lines:
            boundary_line(ax, *lines[name])
        ax.set_title(f"{name}: {'a line parts them' if name in lines else 'no line parts them'}", fontsize=10.5)
        sentences.append(
            f"{name} is {', '.join(map(str, labels))}, and {'a' if name in lines else 'no'} line parts them."
        )
    axes[0].set_ylabel("x₂")
    return with_alt_text(
        axes[0],
        "The corners (0, 0), (0, 1), (1, 0), (1, 1) of a square with the labels of each truth table: "
        f"{' '.join(sentences)}",
    )


@in_style
def lines_without_convergence(x: np.ndarray, y: np.ndarray, updates: Sequence[Update], n_lines: int = 12) -> Axes:
    """Plot the last `n_lines` lines of the trick, pale, beside the number of misclassified rows after each update.

    Returns the left Axes.
    """
    figure = new_figure(10.2, 4.8)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.1))
    students_plane(x, y, left)
    for update in updates[-n_lines:]:
        boundary_line(left, update.w, update.b, color=GREY, linewidth=1.0, alpha=0.6)
    left.set_title(f"the last {len(updates[-n_lines:])} lines", fontsize=10.5)
    wrong = [int(((x @ update.w + update.b >= 0) != y).sum()) for update in updates]
    right.step(np.arange(1, len(wrong) + 1), wrong, where="mid", color=BLUE)
    right.set(xlabel="update", ylabel="students on the wrong side", ylim=(0, None))
    right.set_title("it never comes to rest", fontsize=10.5)
    return with_alt_text(
        left,
        f"Left, {len(x)} students and the last {len(updates[-n_lines:])} lines, in many directions. Right, the "
        f"students on the wrong side after each of {len(wrong)} updates: between {min(wrong)} and {max(wrong)}, up and "
        "down without end.",
    )


@in_style
def weights_as_image(weights: np.ndarray, mean_images: Sequence[np.ndarray], names: Sequence[int]) -> Axes:
    """Draw the average images `mean_images` (64,) of two classes, and between them the 64 `weights` with their signs.

    `names` are the digits of the classes − and +. Returns the Axes of the weights.
    """
    figure = new_figure(9.0, 3.4)
    axes = figure.subplots(1, 3, width_ratios=(1, 1.3, 1))
    for ax, image, name in zip(axes[[0, 2]], mean_images, names, strict=True):
        ax.imshow(image.reshape(8, 8), cmap="gray_r")
        ax.set_title(f"mean of the {name}s", fontsize=10.5)
    grid, largest = weights.reshape(8, 8), np.abs(weights).max()
    axes[1].imshow(grid, cmap="RdBu", vmin=-largest, vmax=largest, alpha=0.75)
    for (i, j), value in np.ndenumerate(grid):
        if abs(value) > 0.15 * largest:
            axes[1].text(j, i, "+" if value > 0 else "−", ha="center", va="center", fontsize=13)
    axes[1].set_title(f"weights: + speaks for {names[1]}, − for {names[0]}", fontsize=10.5)
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
    left, right = (grid[:, :4] > 0).sum(), (grid[:, 4:] > 0).sum()
    return with_alt_text(
        axes[1],
        f"The average {names[0]}, the 64 weights as a picture with plus and minus signs, and the average {names[1]}. "
        f"In the left half {left} of 32 weights are positive, the largest where an 8 is closed and a 3 is open; in the "
        f"right half {right} are.",
    )
