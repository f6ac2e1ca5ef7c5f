"""Figures of lecture 01: students in a plane, a neuron, the perceptron trick one update at a time, why it ends."""

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from dlcourse.plots.boundaries import boundary_line, scatter_classes
from dlcourse.plots.graphs import number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, described, in_style, new_axes, new_figure

NAMES = ["not placed (0)", "placed (1)"]
LIMITS = (-2.6, 2.6), (-2.4, 3.4)  # of x₁ = cgpa − 7 and x₂ = (iq − 100)/10


@in_style
def students_plane(x, y, ax=None, width=5.0, height=5.4):
    """Plot students `x` (N, 2), measured from cgpa 7 and iq 100 (tens), with labels `y`; ticks in cgpa and iq.

    Both axes have the same scale, so that a right angle looks like one. Returns the Axes.
    """
    if ax is None:
        ax = new_axes(width, height, layout=None)  # fixed positions: the frames of an animation must not shift
        ax.set_position((0.13, 0.17, 0.85, 0.75))
    scatter_classes(x, y, NAMES, xlabel="cgpa (grade points)", ylabel="iq (points)", ax=ax)
    ax.set(xlim=LIMITS[0], ylim=LIMITS[1], aspect="equal")
    across, up = np.arange(-2, 3), np.arange(-2, 4)
    ax.set_xticks(across, [f"{7 + tick}" for tick in across])
    ax.set_yticks(up, [f"{100 + 10 * tick}" for tick in up])
    ax.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=2, fontsize=10, edgecolor="none",
              handletextpad=0.1, columnspacing=1.2)  # fmt: skip
    return ax


def placed_or_not(x, y):
    """Plot the students without a line, as at the beginning of the lecture; return the Axes."""
    cgpa, iq = x[:, 0] + 7, 10 * x[:, 1] + 100
    return described(
        students_plane(x, y),
        f"{len(x)} students by cgpa, {cgpa.min():g} to {cgpa.max():g}, and iq, {iq.min():g} to {iq.max():g}. The "
        f"{np.sum(y)} placed ones, circles, lie to the upper right, the {len(y) - np.sum(y)} others, squares, to the "
        "lower left. A slanted line would separate them.",
    )


def in_view(ax, w, b):
    """Return True if the line w·x + b = 0 crosses the figure: if two of its corners lie on different sides."""
    corners = np.array([(across, up) for across in ax.get_xlim() for up in ax.get_ylim()])
    scores = corners @ np.asarray(w, float) + b
    return bool(scores.min() < 0 < scores.max())


@in_style
def line_with_arrow(ax, w, b, near=(0.4, 0.5), old=False):
    """Draw the line w·x + b = 0 with the arrow of w at its point nearest to `near`; return the Axes.

    The arrow points to the side of class 1; its length is fixed, because only the direction of w matters for the line.
    Nothing is drawn for w = 0. An `old` line is grey and dashed, and its arrow has no letter.
    """
    w, near = np.asarray(w, float), np.asarray(near, float)
    length = np.hypot(*w)
    if length == 0:
        return ax
    colour, style, width = (GREY, "--", 1.6) if old else (INK, "-", 2.2)
    boundary_line(ax, w, b, colour=colour, style=style, width=width)
    foot = near - (near @ w + b) / length**2 * w
    if not in_view(ax, w, b):
        return ax
    tip = foot + w / length * 0.75
    ax.annotate("", tip, foot, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": width}, zorder=2.5)
    if not old:
        ax.annotate("w", foot + w / length * 0.92, ha="center", va="center", fontsize=11, fontweight="bold", zorder=2.5)
    return ax


@in_style
def moved_line(x, y, before, after, row=None, earlier=(), title="", ax=None, near=(0.4, 0.5)):
    """Plot the students, the lines `before` (grey, dashed) and `after`, each (w, b), with their arrows; return Axes.

    The arrows are close to `near`. `row` is the current student, in a ring; `earlier` are lines (w, b) of past
    updates, the older the paler. If before and after are equal, only one line is drawn; none at all for w = 0.
    """
    ax = students_plane(x, y, ax)
    for age, (w, b) in enumerate(reversed(earlier)):
        boundary_line(ax, w, b, colour=GREY, width=1.1, alpha=max(0.2, 0.75 - 0.08 * age))
    moved = not (np.array_equal(before[0], after[0]) and before[1] == after[1])
    if moved:
        line_with_arrow(ax, *before, near, old=True)
    line_with_arrow(ax, *after, near)
    if row is not None:
        ax.plot(*x[row], "o", markersize=17, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=2.0, zorder=4)
    ax.set_title(title, fontsize=10.5)
    return ax


@in_style
def two_moves(x, y, start, moves):
    """Plot the same line `start` (w, b), moved by two students; `moves` are (row, (w, b)). Returns the left Axes."""
    figure = new_figure(10.2, 5.0)
    axes = figure.subplots(1, 2)
    said = []
    for ax, (row, after) in zip(axes, moves, strict=True):
        missed = f"A missed {y[row]}: w turns {'towards' if y[row] else 'away from'} it"
        moved_line(x, y, start, after, row, title=missed, ax=ax, near=(-0.2, 0.6))
        was, now = ("above" if x[row] @ w + b >= 0 else "below" for w, b in (start, after))
        said.append(
            f"{missed}. The student with cgpa {7 + x[row, 0]:g} and iq {100 + 10 * x[row, 1]:g} has a score {was} 0 "
            f"for the old line, dashed, and {now} 0 for the new one, solid."
        )
    return described(axes[0], "Two planes with the same old line and its arrow w. Left: " + " Right: ".join(said))


@in_style
def moving_line(x, y, updates):
    """Plot the perceptron trick from w = 0: for each Update a frame with the missed student, one with the new line.

    Returns the Axes of all frames; the last one shows only the line's path, from pale to bold.
    """
    films: list = []
    past: list = []
    wrong: list = []
    w, b = np.zeros(x.shape[1]), 0.0
    for count, update in enumerate(updates, start=1):
        kind = "placed, but the neuron says 0" if y[update.row] == 1 else "not placed, but the neuron says 1"
        old, new = (w, b), (update.w, update.b)
        says = f"Update {count}: {kind}"
        films.append(moved_line(x, y, old, old, update.row, past, f"{says}\n "))
        wrong.append(int(((x @ update.w + update.b >= 0) != y).sum()))
        ax = moved_line(x, y, old, new, update.row, past)
        what = "The line moves" if in_view(ax, *new) else "The line moves out of the picture"
        ax.set_title(f"{says}\n{what}. Wrong now: {wrong[-1]}", fontsize=10.5)
        films.append(ax)
        past.append(old)
        w, b = new
    done = "and every student is on the right side" if wrong[-1] == 0 else f"and {wrong[-1]} students are still wrong"
    films.append(moved_line(x, y, (w, b), (w, b), None, past, f"{len(past)} updates, {done}\n "))
    described(
        films[-1],
        f"The moving line, {len(past)} updates. Each time a missed student is ringed and the line swings over to have "
        "that student on its other side; earlier lines stay, paler with age. The students on the wrong side number "
        f"{', '.join(map(str, wrong[:-1]))} and at last {wrong[-1]}. "
        f"The last arrow is w = ({number(w[0])}, {number(w[1])}).",
    )
    return films


@in_style
def neuron_diagram(x, w, b):
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
        node(ax, 1.1, y, f"{name} = {number(value)}")
        ax.annotate("", (4.05, middle + 0.12 * (n / 2 - i)), (1.75, y), arrowprops={"arrowstyle": "-|>", "color": GREY})
        letter = "b" if i == n else f"w{chr(0x2081 + i)}"
        share = 0.42
        place = 1.75 + share * 2.3, y + share * (middle - y)
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        ax.text(*place, f"× {letter} = {number(weight)}", ha="center", va="center", fontsize=10, bbox=paper)
    ax.add_patch(Circle((4.5, middle), 0.45, facecolor="white", edgecolor=INK, linewidth=1.6))
    ax.text(4.5, middle, "Σ", ha="center", va="center", fontsize=17)
    ax.annotate("", (6.05, middle), (4.95, middle), arrowprops={"arrowstyle": "-|>", "color": INK})
    ax.text(5.48, middle + 0.22, f"z = {number(total)}", ha="center", fontsize=10.5, fontweight="bold")
    ax.add_patch(FancyBboxPatch((6.1, middle - 0.4), 0.9, 0.8, boxstyle="round,pad=0.04", facecolor="white",
                                edgecolor=INK, linewidth=1.6))  # fmt: skip
    ax.plot([6.2, 6.55, 6.55, 6.9], [middle - 0.22, middle - 0.22, middle + 0.22, middle + 0.22], color=BLUE, lw=2.2)
    ax.text(6.55, middle - 0.72, "step", ha="center", fontsize=10)
    ax.annotate("", (7.6, middle), (7.08, middle), arrowprops={"arrowstyle": "-|>", "color": INK})
    ax.text(7.7, middle, f"ŷ = {int(total >= 0)}", va="center", fontsize=12, fontweight="bold")
    inputs = ", ".join(
        f"input {number(value)} times weight {number(weight)}" for value, weight in zip(x, w, strict=True)
    )
    return described(
        ax,
        f"A neuron. {inputs[0].upper()}{inputs[1:]}, and an input x₀ that is always 1 times b = {number(b)} are added "
        f"up to the score z = {number(total)}. A step turns the score into the prediction {int(total >= 0)}.",
    )


def node(ax, x, y, text):
    """Draw a round box with a value."""
    box = FancyBboxPatch((x - 0.6, y - 0.22), 1.2, 0.44, boxstyle="round,pad=0.05", facecolor="white", edgecolor=INK)
    ax.add_patch(box)
    ax.text(x, y, text, ha="center", va="center", fontsize=10.5)


@in_style
def race(lengths, progress, gamma, longest):
    """Plot why the trick ends: ‖w‖ and w·w* after each mistake, between the line kγ and the curve √k·R; return Axes.

    `lengths` and `progress` (K,) are measured; `gamma` is γ, `longest` is R. The two limits meet at k = (R/γ)².
    """
    ax = new_axes(7.6, 4.4)
    most = (longest / gamma) ** 2
    k = np.linspace(0, 1.18 * most, 200)
    ax.plot(k, np.sqrt(k) * longest, "--", color=SERIES[1][0])
    ax.plot(k, k * gamma, "-.", color=SERIES[2][0])
    counts = np.arange(1, len(lengths) + 1)
    ax.plot(counts, lengths, "o", color=BLUE, markersize=6)
    ax.plot(counts, progress, "^", color=SERIES[2][0], markersize=6, markerfacecolor="white")
    ax.axvline(most, color=GREY, linestyle=":", linewidth=1.4)
    ax.text(
        0.45 * most, longest * np.sqrt(0.45 * most) + 0.9, "length of w: at most √k · R", ha="right", color=SERIES[1][0]
    )
    ax.text(0.62 * most, 0.62 * most * gamma - 1.2, "progress: at least k · γ", ha="left", color=SERIES[2][0])
    ax.annotate("measured: length ●, progress △", (counts[-1], lengths[-1]), (0.27 * most, 2.3),
                color=INK, va="center", arrowprops={"arrowstyle": "-", "color": GREY})  # fmt: skip
    ax.text(most - 0.5, 0.3, f"k = (R/γ)² = {most:.1f}\nno room beyond →", color=GREY, fontsize=10, ha="right")
    ax.set(xlabel="k, mistakes made so far", ylabel="size (units of the scores)", xlim=(0, k[-1]), ylim=(0, None))
    return described(
        ax,
        "Two limits against the number of mistakes k. The length of w stays below the curve √k times R, progress stays "
        f"above the line k times γ. The line overtakes the curve at k = {most:.1f}, and beyond that there is no room. "
        f"The {len(counts)} measured points of each lie between them.",
    )


@in_style
def truth_tables(tables, lines):
    """Plot the four corners (0, 0) … (1, 1) with the labels of each truth table, side by side; return the first Axes.

    `tables` maps a name to four labels in the order (0,0), (0,1), (1,0), (1,1); `lines` maps some of the names to a
    line (w, b) that separates them.
    """
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    figure = new_figure(3.2 * len(tables), 3.3)
    axes = figure.subplots(1, len(tables), sharey=True)
    said = []
    for ax, (name, labels) in zip(axes, tables.items(), strict=True):
        scatter_classes(corners, labels, ["0", "1"], ax=ax)
        ax.set(xlim=(-0.5, 1.6), ylim=(-0.5, 1.6), xticks=[0, 1], yticks=[0, 1], aspect="equal", ylabel="")
        for corner, label in zip(corners, labels, strict=True):
            ax.annotate(f"{label}", corner, (8, 6), textcoords="offset points", fontsize=12)
        ax.get_legend().remove()
        if name in lines:
            boundary_line(ax, *lines[name])
        ax.set_title(f"{name}: {'a line parts them' if name in lines else 'no line parts them'}", fontsize=10.5)
        said.append(f"{name} is {', '.join(map(str, labels))}, and {'a' if name in lines else 'no'} line parts them.")
    axes[0].set_ylabel("x₂")
    return described(
        axes[0],
        f"The corners (0, 0), (0, 1), (1, 0), (1, 1) of a square with the labels of each truth table: {' '.join(said)}",
    )


@in_style
def restless_lines(x, y, updates, shown=12):
    """Plot the last `shown` lines of the trick, pale, beside the number of misclassified rows after each update.

    Returns the left Axes.
    """
    figure = new_figure(10.2, 4.8)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.1))
    students_plane(x, y, left)
    for update in updates[-shown:]:
        boundary_line(left, update.w, update.b, colour=GREY, width=1.0, alpha=0.6)
    left.set_title(f"the last {len(updates[-shown:])} lines", fontsize=10.5)
    wrong = [int(((x @ update.w + update.b >= 0) != y).sum()) for update in updates]
    right.step(np.arange(1, len(wrong) + 1), wrong, where="mid", color=BLUE)
    right.set(xlabel="update", ylabel="students on the wrong side", ylim=(0, None))
    right.set_title("it never comes to rest", fontsize=10.5)
    return described(
        left,
        f"Left, {len(x)} students and the last {len(updates[-shown:])} lines, in many directions. Right, the students "
        f"on the wrong side after each of {len(wrong)} updates: between {min(wrong)} and {max(wrong)}, up and down "
        "without end.",
    )


@in_style
def weights_as_picture(weights, means, names):
    """Draw average images `means` (64,) of two classes, and between them the 64 `weights` with their signs.

    `names` are the digits of the classes − and +. Returns the Axes of the weights.
    """
    figure = new_figure(9.0, 3.4)
    axes = figure.subplots(1, 3, width_ratios=(1, 1.3, 1))
    for ax, image, name in zip(axes[[0, 2]], means, names, strict=True):
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
    return described(
        axes[1],
        f"The average {names[0]}, the 64 weights as a picture with plus and minus signs, and the average {names[1]}. "
        f"In the left half {left} of 32 weights are positive, the largest where an 8 is closed and a 3 is open; in the "
        f"right half {right} are.",
    )
