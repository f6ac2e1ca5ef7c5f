"""Figures of lecture 01: why the perceptron trick comes to rest, what it has learnt, and where it never rests."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from dlcourse.classical.perceptron import Update
from dlcourse.plots.boundaries import CLASSES, boundary_line, scatter_classes
from dlcourse.plots.perceptron import NAMES, Line, number_students, shade_sides, students_plane
from dlcourse.plots.style import GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85}
LENGTH, PROGRESS = SERIES[3][0], SERIES[2][0]  # of the proof: colours that no class has


@in_style
def weights_as_image(weights: np.ndarray, mean_images: Sequence[np.ndarray], names: Sequence[int]) -> Axes:
    """Draw the average images `mean_images` (64,) of two classes, and between them the 64 `weights` with their signs.

    `names` are the digits of the classes − and +. Returns the Axes of the weights.
    """
    figure = new_figure(9.0, 3.4)
    axes = figure.subplots(1, 3, width_ratios=(1, 1, 1))
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
        ax.spines[:].set(visible=True, color=GREY, linewidth=0.8)
    left, right = (grid[:, :4] > 0).sum(), (grid[:, 4:] > 0).sum()
    return with_alt_text(
        axes[1],
        f"The average {names[0]}, the 64 weights as a picture with plus and minus signs, and the average {names[1]}. "
        f"In the left half {left} of 32 weights are positive, the largest where an 8 is closed and a 3 is open; in the "
        f"right half {right} are.",
    )


@in_style
def convergence_bounds(norms: Numbers, projections: Numbers, margin: float, radius: float) -> Axes:
    """Plot the bounds of the perceptron convergence theorem: ‖w‖ ≤ √k·R and w·w* ≥ kγ after k mistakes; return Axes.

    `norms` (K,) are the measured ‖w‖, `projections` (K,) the measured w·w*; `margin` is γ, `radius` is R. The two
    bounds meet at k = (R/γ)².
    """
    ax = new_axes(7.6, 4.4)
    max_mistakes = (radius / margin) ** 2
    k = np.linspace(0, 1.18 * max_mistakes, 200)
    ax.fill_between(k, k * margin, np.sqrt(k) * radius, where=k <= max_mistakes, color="#ececec", linewidth=0)
    ax.plot(k, np.sqrt(k) * radius, "--", color=LENGTH)
    ax.plot(k, k * margin, "-.", color=PROGRESS)
    mistakes = np.arange(1, len(norms) + 1)
    ax.plot(mistakes, norms, "o", color=LENGTH, markersize=6)
    ax.plot(mistakes, projections, "^", color=PROGRESS, markersize=6, markerfacecolor="white")
    ax.axvline(max_mistakes, color=GREY, linestyle=":", linewidth=1.4)
    ax.text(
        0.45 * max_mistakes,
        radius * np.sqrt(0.45 * max_mistakes) + 0.9,
        "length of w: at most √k · R",
        ha="right",
        color=LENGTH,
    )
    ax.text(
        0.62 * max_mistakes,
        0.62 * max_mistakes * margin - 1.2,
        "progress: at least k · γ",
        ha="left",
        color=PROGRESS,
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
    ax.set(xlabel="k, mistakes made so far", ylabel="length and progress of w", xlim=(0, k[-1]), ylim=(0, None))
    return with_alt_text(
        ax,
        "Two limits against the number of mistakes k. The length of w stays below the curve √k times R, progress stays "
        f"above the line k times γ. The line overtakes the curve at k = {max_mistakes:.1f}, and beyond that there is "
        f"no room. The {len(mistakes)} measured points of each lie between them.",
    )


@in_style
def room_beside_the_origin(rows: Mapping[str, tuple[np.ndarray, float]], y: np.ndarray) -> Axes:
    """Plot x₀ = 1 as a second coordinate: the same students near the origin, and far from it; return the upper Axes.

    `rows` maps a title to the students' positions t (N,) along w*, and that of the line. With x₀ the line runs through
    the origin; the strip around it on which nobody lies is drawn, with its half-width γ.
    """
    figure = new_figure(10.2, 1.9 * len(rows) + 0.2)
    axes = figure.subplots(len(rows), 1, sharex=True, squeeze=False)[:, 0]
    sentences = []
    low, high = min(t.min() for t, _ in rows.values()) - 0.9, max(t.max() for t, _ in rows.values()) + 0.9
    looks = {"arrowstyle": "<->", "color": INK, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 8}
    for ax, (title, (t, line)) in zip(axes, rows.items(), strict=True):
        nearest = float(np.abs(t - line).min())
        gamma = nearest / np.hypot(1, line)
        scatter_classes(np.column_stack([t, np.ones(len(t))]), y, NAMES, "", "x₀", ax=ax)
        ax.get_legend().remove()
        ax.set(xlim=(low, high), ylim=(-0.35, 1.75), yticks=[0, 1], aspect="equal")
        ax.grid(visible=False)
        ax.axhline(1, color=GREY, linewidth=0.8, zorder=0)
        along = np.array([line, 1]) / np.hypot(1, line)
        across = np.array([along[1], -along[0]])
        ends = np.array([-3 * along, 40 * along])
        strip = np.vstack([ends + gamma * across, (ends - gamma * across)[::-1]])
        ax.add_patch(Polygon(strip, facecolor="#fff0a8", edgecolor="#b9a437", linewidth=0.7, zorder=0.5))
        ax.plot(*ends.T, color=INK, linewidth=1.6, zorder=1)
        ax.set(xlim=(low, high), ylim=(-0.35, 1.75))
        ax.scatter(0, 0, s=30, color=INK, zorder=4)
        ax.annotate("origin", (0, 0), (7, -5), textcoords="offset points", fontsize=10, va="top")
        ax.annotate("", (line - nearest, 1.38), (line + nearest, 1.38), arrowprops=looks)
        ax.annotate(
            f"street {2 * nearest:.2f}", (line + nearest, 1.38), (5, 0), textcoords="offset points", va="center"
        )
        ax.set_title(f"{title}: the strip is 2γ wide, γ = {gamma:.3f}", fontsize=11)
        sentences.append(f"{title}, the strip's half-width γ is {gamma:.3f}.")
    axes[-1].set_xlabel("position at a right angle to the line")
    return with_alt_text(
        axes[0],
        "Students as points at height x₀ = 1, by their position at a right angle to the line. With x₀ the line runs "
        "through the origin, in the middle of a strip without students. "
        f"{' '.join(sentences)} On the page, at height 1, the street is equally wide each time.",
    )


@in_style
def truth_tables(tables: Mapping[str, Sequence[int]], lines: Mapping[str, Line]) -> Axes:
    """Plot the four corners (0, 0) … (1, 1) with the labels of each truth table, side by side; return the first Axes.

    `tables` maps a name to four labels in the order (0,0), (0,1), (1,0), (1,1); `lines` maps some of the names to a
    line (w, b) that separates them. Where there is none, the corners of each class are joined: the ways cross.
    """
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    figure = new_figure(3.2 * len(tables), 3.3)
    axes = figure.subplots(1, len(tables), sharey=True)
    sentences = []
    for ax, (name, labels) in zip(axes, tables.items(), strict=True):
        scatter_classes(corners, labels, ["0", "1"], ax=ax)
        ax.set(xlim=(-0.5, 1.6), ylim=(-0.5, 1.6), xticks=[0, 1], yticks=[0, 1], aspect="equal", ylabel="")
        for corner, label in zip(corners, labels, strict=True):
            ax.annotate(f"{label}", corner, (8, 6 if corner[1] else -16), textcoords="offset points", fontsize=12)
        ax.get_legend().remove()
        if name in lines:
            boundary_line(shade_sides(ax, *lines[name], words=False), *lines[name])
        else:
            for value, (color, _) in enumerate(CLASSES[:2]):
                ax.plot(*corners[np.equal(labels, value)].T, "--", color=color, linewidth=1.6, zorder=1)
            ax.annotate("(½, ½)", (0.5, 0.5), (11, 0), textcoords="offset points", va="center", bbox=PAPER)
            ax.plot(0.5, 0.5, "x", color=INK, markersize=9, markeredgewidth=2, zorder=4)
        ax.set_title(f"{name}: {'separable' if name in lines else 'no line will do'}", fontsize=10.5)
        sentences.append(
            f"{name} is {', '.join(map(str, labels))}, and {'a' if name in lines else 'no'} line separates them."
        )
    axes[0].set_ylabel("x₂")
    return with_alt_text(
        axes[0],
        "The corners (0, 0), (0, 1), (1, 0), (1, 1) of a square with the labels of each truth table: "
        f"{' '.join(sentences)}",
    )


@in_style
def lines_without_convergence(
    x: np.ndarray, y: np.ndarray, updates: Sequence[Update], inside: int, triangle: Sequence[int]
) -> Axes:
    """Plot the best line of the trick and the next one, beside the number of misclassified rows after each update.

    The sides of the best line, the first with the fewest misclassified rows, are shaded. Row `inside` lies in the
    `triangle` of three rows of the other class, which is drawn. Returns the left Axes.
    """
    figure = new_figure(10.2, 5.0)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.1))
    wrong = [int(((x @ update.w + update.b >= 0) != y).sum()) for update in updates]
    best = int(np.argmin(wrong))
    shade_sides(students_plane(x, y, left), updates[best].w, updates[best].b)
    boundary_line(left, updates[best].w, updates[best].b, linewidth=2.4)
    for update in updates[best + 1 : best + 2]:
        boundary_line(left, update.w, update.b, color=GREY, linestyle="--", linewidth=1.8)
    color = CLASSES[y[triangle[0]]][0]
    left.add_patch(Polygon(x[list(triangle)], facecolor=color, alpha=0.12, edgecolor="none", zorder=1))
    left.add_patch(Polygon(x[list(triangle)], facecolor="none", edgecolor=color, linestyle="--", zorder=2.2))
    lowest = min(triangle, key=lambda row: x[row, 1])
    number_students(left, x, [inside, *(row for row in triangle if row != lowest)])
    number_students(left, x, [lowest], (12, -8))  # where the lines leave room
    after = "".join(f"; the next, dashed: {count}" for count in wrong[best + 1 : best + 2])
    left.set_title(f"update {best + 1}: {wrong[best]} wrong{after}", fontsize=10.5)
    right.step(np.arange(1, len(wrong) + 1), wrong, where="mid", color=INK)
    right.plot(best + 1, wrong[best], "o", color=INK, markersize=7)
    right.annotate(f"{wrong[best]} wrong, and it moves on", (best + 1, wrong[best]), (0, -19), ha="center", bbox=PAPER,
                   textcoords="offset points", fontsize=10)  # fmt: skip
    right.set(xlabel="update", ylabel="students on the wrong side", ylim=(-0.7, max(wrong) + 0.6))
    right.set_title("never quiet: how many are wrong after each update", fontsize=10.5)
    return with_alt_text(
        left,
        f"Left, {len(x)} students and the line of update {best + 1}, with its sides shaded{after}. Student "
        f"{inside + 1} lies inside a triangle of three students of the other class. Right, the students on the wrong "
        f"side after each of {len(wrong)} updates: between {min(wrong)} and {max(wrong)}, up and down. Update "
        f"{best + 1} is the first with {wrong[best]} wrong; the line moves on.",
    )
