"""Figures of lecture 01: students in a plane, a neuron, its line, the perceptron trick one update at a time."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from dlcourse.classical.perceptron import Update
from dlcourse.plots.common.boundaries import CLASSES, PALE, boundary_line, scatter_classes
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import GREY, INK, PAPER, Numbers, in_style, new_axes, new_figure, with_alt_text

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


@in_style
def shade_sides(ax: Axes, w: ArrayLike, b: float, words: bool = True) -> Axes:
    """Shade the half-planes in which w·x + b is at least 0, and below 0, in the pale colours of the classes.

    With `words`, "says 1" and "says 0" stand in the corners with the highest and the lowest score, or one of the two if
    all of the picture is on one side. Returns the Axes.
    """
    w, x1, x2 = np.asarray(w, float), np.array(ax.get_xlim()), np.array(ax.get_ylim())
    corners = np.stack(np.meshgrid(x1, x2), axis=-1)  # (2, 2, 2)
    scores = corners @ w + b
    ax.grid(visible=False)
    if w.any():
        levels = [min(scores.min(), 0) - 1, 0, max(scores.max(), 0) + 1]
        ax.contourf(x1, x2, scores, levels=levels, colors=PALE[:2], zorder=0)
    else:
        ax.set_facecolor(PALE[int(b >= 0)])
    if words:
        lowest, *_, highest = sorted(zip(scores.ravel(), corners.reshape(-1, 2).tolist(), strict=True))
        for score, corner in [lowest, highest] if lowest[0] < 0 <= highest[0] else [highest]:
            across, up = corner[0] == x1[0], corner[1] == x2[0]
            inset = (6 if across else -6, 6 if up else -6)
            ax.annotate(f"says {int(score >= 0)}", (corner[0], corner[1]), inset, textcoords="offset points",
                        ha="left" if across else "right", va="bottom" if up else "top", fontsize=10)  # fmt: skip
    return ax


@in_style
def fill_sides(ax: Axes, w: ArrayLike, b: float) -> None:
    """Shade as `shade_sides`, also where all of the plane is one side because w is 0, which there colours the Axes."""
    shade_sides(ax, w, b)
    if not np.asarray(w).any():
        (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
        ax.add_patch(Rectangle((left, bottom), right - left, top - bottom, facecolor=PALE[int(b >= 0)], zorder=0))


@in_style
def number_and_ring(ax: Axes, x: np.ndarray, row: int | None) -> None:
    """Write the numbers of students `x` (N, 2), and draw a ring around a `row`, if given."""
    number_students(ax, x, ringed=row)
    if row is not None:
        ring(ax, x[row])


def ring(ax: Axes, row: ArrayLike) -> None:
    """Draw a ring around a student `row` (2,)."""
    ax.plot(*np.asarray(row), "o", markersize=17, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=2.0,
            zorder=4)  # fmt: skip


def number_students(
    ax: Axes,
    x: np.ndarray,
    rows: Iterable[int] | None = None,
    offset: tuple[float, float] = (6, 5),
    ringed: int | None = None,
) -> None:
    """Write the numbers of students `x` (N, 2), from 1, `offset` points beside them; of some `rows` only if given.

    The number of the row `ringed` is written outside its ring.
    """
    for row in range(len(x)) if rows is None else rows:
        aside = (9, 7) if row == ringed else offset
        ax.annotate(f"{row + 1}", x[row], aside, textcoords="offset points", fontsize=8.5, color=INK, zorder=3.5)


@in_style
def lines_with_sides(x: np.ndarray, y: np.ndarray, lines: Mapping[str, Line]) -> Axes:
    """Plot a plane for each of `lines`, a dict from name to (w, b): its two sides are shaded, the missed ringed.

    Returns the first Axes.
    """
    axes = new_figure(5.1 * len(lines), 5.3).subplots(1, len(lines), squeeze=False)[0]
    sentences = []
    for ax, (name, (w, b)) in zip(axes, lines.items(), strict=True):
        shade_sides(students_plane(x, y, ax), w, b)
        boundary_line(ax, w, b, linewidth=2.2)
        missed = (x @ w + b >= 0) != y
        for row in x[missed]:
            ring(ax, row)
        count = f"{missed.sum() or 'nobody'} on the wrong side"
        ax.set_title(f"{name}: {count}", fontsize=11)
        sentences.append(f"{name}, {count}.")
    return with_alt_text(
        axes[0],
        f"{len(x)} students by cgpa and iq, the {np.sum(y)} placed ones, circles, mostly to the upper right, the "
        f"{len(y) - np.sum(y)} others, squares, to the lower left. {len(lines)} lines: {' '.join(sentences)}",
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
    """Plot the students and a line before and after an update, each with its arrow, the sides of the new one shaded.

    - `x`: the students, (N, 2).
    - `y`: their labels, (N,).
    - `before`: (w, b) of the line before, grey and dashed; drawn only if it is another.
    - `after`: (w, b) of the line after; none is drawn for w = 0.
    - `row`: the index of the current student, in a ring; None for none.
    - `earlier`: (w, b) of lines before these, the older the paler.
    - `title`: the text above.
    - `ax`: the Axes to draw on; None makes new ones.
    - `near`: the point (2,) to which the arrows are close.

    Returns the Axes.
    """
    ax = shade_sides(students_plane(x, y, ax), *after)
    number_students(ax, x, ringed=row)
    for age, (w, b) in enumerate(reversed(earlier)):
        boundary_line(ax, w, b, color=GREY, linewidth=1.1, alpha=max(0.2, 0.75 - 0.08 * age))
    moved = not (np.array_equal(before[0], after[0]) and before[1] == after[1])
    if moved:
        line_with_arrow(ax, *before, near, previous=True)
    line_with_arrow(ax, *after, near)
    if row is not None:
        ring(ax, x[row])
    ax.set_title(title, fontsize=10.5)
    return ax


@in_style
def score_map(x: np.ndarray, y: np.ndarray, line: Line, on_line: np.ndarray, row: int) -> Axes:
    """Plot the scores of a line (w, b) as parallel lines, w at a right angle to them, its sides shaded; return Axes.

    w has its true length. `on_line` (2, 2) are two points p and q of the line; student `row` is joined to it with the
    distance.
    """
    w, b = np.asarray(line[0], float), line[1]
    length, ax = float(np.hypot(*w)), new_axes(6.4, 6.2)
    shade_sides(students_plane(x, y, ax), w, b)
    slope = float(np.degrees(np.arctan2(-w[0], w[1])))
    for score in (-4, -2, 0, 2, 4):
        if score:
            boundary_line(ax, w, b - score, color=GREY, linestyle=(0, (1, 2)), linewidth=1.2)
        above = -(w[1] * (LIMITS[1][0] + 0.12) + b - score) / w[0]  # where it leaves the picture below
        x1 = min(LIMITS[0][1] - 0.08, above)
        ax.text(x1, -(w[0] * x1 + b - score) / w[1] + 0.06, f"z = {score}".replace("-", "−"), rotation=slope,
                rotation_mode="anchor", ha="right", fontsize=9.5)  # fmt: skip
    boundary_line(ax, w, b, linewidth=2.4)
    middle, along = on_line.mean(axis=0), np.array([w[1], -w[0]]) / length
    looks = {"arrowstyle": "-|>", "color": INK, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", middle + w, middle, zorder=2.5, arrowprops=looks)
    ax.annotate("w", middle + w + 0.18 * w / length, fontsize=12, fontweight="bold", ha="center", va="center")
    square = [middle + 0.2 * along, middle + 0.2 * along + 0.2 * w / length, middle + 0.2 * w / length]
    ax.plot(*np.transpose(square), color=INK, linewidth=1.2, zorder=2.5)
    for point, name in zip(on_line, "pq", strict=True):
        ax.plot(*point, "D", color="white", markeredgecolor=INK, markersize=6.5, zorder=4)
        ax.annotate(name, point, (-3, -16), textcoords="offset points", fontsize=12, fontstyle="italic")
    z = float(x[row] @ w + b)
    ax.plot(*np.transpose([x[row], x[row] - z / length**2 * w]), color=INK, linewidth=2.0, zorder=2.5)
    ax.annotate(f"student {row + 1}", x[row], (8, -4), textcoords="offset points", fontsize=9.5, zorder=3.5)
    ax.annotate(f"z/‖w‖ = {z / length:.3f}", x[row], (-2, 11), fontsize=10.5, ha="center", zorder=3.5,
                textcoords="offset points", bbox={"facecolor": PALE[1], "edgecolor": "none", "pad": 0.5})  # fmt: skip
    return with_alt_text(
        ax,
        "The plane of the students, with the line on which the score is 0 and parallel dotted lines for the scores "
        "−4, −2, 2 and 4. The side that the arrow w points to is shaded as the one where the neuron says 1, the other "
        f"as 0. w stands at a right angle to the line, on which p and q lie. Student {row + 1} has the score {z:g} "
        f"and is {abs(z) / length:.3f} from the line.",
    )


@in_style
def two_updates(x: np.ndarray, y: np.ndarray, line: Line, updates: Iterable[tuple[int, Line]]) -> Axes:
    """Plot the same line (w, b) before and after an update by each of two rows; return the left Axes.

    `updates` are pairs (row, updated line). w before, the change, and w after are arrows from the origin; the
    sides of the line afterwards are shaded. The row and those on the new line are numbered.
    """
    axes = new_figure(10.2, 5.6).subplots(1, 2)
    sentences = []
    for ax, (row, after) in zip(axes, updates, strict=True):
        title = f"a missed {y[row]}: w turns {'towards' if y[row] else 'away from'} it"
        shade_sides(students_plane(x, y, ax), *after)
        boundary_line(ax, *line, color=GREY, linestyle="--", linewidth=1.8)
        boundary_line(ax, *after, linewidth=2.2)
        _add_arrows(ax, np.asarray(line[0], float), np.asarray(after[0], float), "+" if y[row] else "−", y[row])
        ax.annotate("", x[row], (0, 0), zorder=3.1, arrowprops={"arrowstyle": "-", "color": CLASSES[y[row]][0],
                    "linestyle": ":", "linewidth": 1.8, "shrinkA": 0, "shrinkB": 9})  # fmt: skip
        ring(ax, x[row])
        on_line = np.flatnonzero(np.isclose(x @ after[0] + after[1], 0))
        number_students(ax, x, {row, *on_line.tolist()}, ringed=row)
        ax.annotate("x", 0.6 * x[row], (-9, -9), textcoords="offset points", color=CLASSES[y[row]][0], fontsize=11,
                    fontweight="bold", ha="center", zorder=3.4)  # fmt: skip
        ax.set_title(title, fontsize=11)
        side_before, side_after = ("above" if x[row] @ w + b >= 0 else "below" for w, b in (line, after))
        sentences.append(
            f"{title}. The student with cgpa {7 + x[row, 0]:g} and iq {100 + 10 * x[row, 1]:g} has a score "
            f"{side_before} 0 for the old line, dashed, and {side_after} 0 for the new one, solid, whose sides are "
            "shaded."
        )
    return with_alt_text(
        axes[0],
        "Two planes with the same old line. From the average student start the old arrow w and the new one; a short "
        "arrow leads from the tip of the old to that of the new. Left: " + " Right: ".join(sentences),
    )


def _add_arrows(ax, old, new, sign, label):
    """Draw w before and after as arrows from the origin, and the change from tip to tip."""
    looks = ((np.zeros(2), old, GREY, "--"), (np.zeros(2), new, INK, "-"), (old, new, CLASSES[label][0], "-"))
    for foot, tip, color, linestyle in looks:
        ax.annotate("", tip, foot, zorder=3.2, arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 2.2,
                    "linestyle": linestyle, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    ax.scatter(0, 0, s=22, color=INK, zorder=3.3)
    words = (
        ((old[0], old[1] + 0.12), "w before", GREY, "center"),
        ((LIMITS[0][1] - 0.06, new[1] - 0.32), "w after", INK, "right"),
        ((old + new) / 2 + np.array([0.14, 0.06]), f"{sign} η x", CLASSES[label][0], "left"),
    )
    for (x1, x2), text, color, across in words:
        ax.text(x1, x2, text, color=color, fontsize=10.5, ha=across, fontweight="bold", zorder=3.4)


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
    width, height = 8.6, 0.95 * (n + 1) + 0.1
    ax = new_axes(width, height, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    names = [*(f"x{chr(0x2081 + i)}" for i in range(n)), "x₀"]
    middle = height / 2
    total = float(np.dot(x, w) + b)
    for i, (name, value, weight) in enumerate(zip(names, [*x, 1.0], [*w, b], strict=True)):
        y = height - 0.5 - 0.95 * i
        _draw_node(ax, 1.1, y, f"{name} = {'1' if i == n else format_number(value)}")
        ax.annotate("", (4.05, middle + 0.12 * (n / 2 - i)), (1.75, y), arrowprops={"arrowstyle": "-|>", "color": GREY})
        letter = "w₀ = b" if i == n else f"w{chr(0x2081 + i)}"
        share = 0.42
        position = 1.75 + share * 2.3, y + share * (middle - y)
        ax.text(*position, f"× {letter} = {format_number(weight)}", ha="center", va="center", fontsize=10, bbox=PAPER)
    ax.add_patch(Circle((4.5, middle), 0.45, facecolor="white", edgecolor=INK, linewidth=1.6))
    ax.text(4.5, middle, "Σ", ha="center", va="center", fontsize=17)
    ax.annotate("", (6.05, middle), (4.95, middle), arrowprops={"arrowstyle": "-|>", "color": INK})
    ax.text(5.48, middle + 0.22, f"z = {format_number(total)}", ha="center", fontsize=10.5, fontweight="bold")
    ax.add_patch(FancyBboxPatch((6.1, middle - 0.4), 0.9, 0.8, boxstyle="round,pad=0.04", facecolor="white",
                                edgecolor=INK, linewidth=1.6))  # fmt: skip
    ax.plot([6.2, 6.55, 6.55, 6.9], [middle - 0.22, middle - 0.22, middle + 0.22, middle + 0.22], color=INK, lw=2.2)
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


def _draw_node(ax: Axes, x: float, y: float, text: str) -> None:
    """Draw a round box with a value."""
    box = FancyBboxPatch((x - 0.6, y - 0.22), 1.2, 0.44, boxstyle="round,pad=0.05", facecolor="white", edgecolor=INK)
    ax.add_patch(box)
    ax.text(x, y, text, ha="center", va="center", fontsize=10.5)
