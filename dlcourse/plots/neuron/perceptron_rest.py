"""Figures of lecture 01: what the perceptron trick has learnt, and cases in which it never comes to rest."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from dlcourse.classical.perceptron import Update
from dlcourse.plots.common.boundaries import CLASSES, boundary_line, scatter_classes
from dlcourse.plots.neuron.perceptron import Line, number_students, ring, shade_sides, students_plane
from dlcourse.plots.page.style import GREY, INK, PALE_PAPER, SERIES, in_style, new_figure, with_alt_text


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
            ax.annotate("(½, ½)", (0.5, 0.5), (11, 0), textcoords="offset points", va="center", bbox=PALE_PAPER)
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
    x: np.ndarray, y: np.ndarray, updates: Sequence[Update], inside: int, triangle: Sequence[int], period: int
) -> Axes:
    """Plot the best line of the trick and the next one, beside the number of misclassified rows after each update.

    - `x`: the students, (N, 2).
    - `y`: their labels, (N,).
    - `updates`: those made, in order. The best is the first with the fewest misclassified rows; these are ringed.
    - `inside`: the index of a row within the triangle.
    - `triangle`: the indices of three rows of the other class, whose triangle is drawn.
    - `period`: after how many updates the best line comes again; one period is shaded.

    Returns the left Axes.
    """
    figure = new_figure(10.2, 5.0)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
    wrong = [int(((x @ update.w + update.b >= 0) != y).sum()) for update in updates]
    best = int(np.argmin(wrong))
    w, b = updates[best].w, updates[best].b
    shade_sides(students_plane(x, y, left), w, b)
    boundary_line(left, w, b, linewidth=2.4)
    for update in updates[best + 1 : best + 2]:
        boundary_line(left, update.w, update.b, color=GREY, linestyle="--", linewidth=1.8)
    color = CLASSES[y[triangle[0]]][0]
    left.add_patch(Polygon(x[list(triangle)], facecolor=color, alpha=0.12, edgecolor="none", zorder=1))
    left.add_patch(Polygon(x[list(triangle)], facecolor="none", edgecolor=color, linestyle="--", zorder=2.2))
    missed = np.flatnonzero((x @ w + b >= 0) != y).tolist()
    for row in missed:
        ring(left, x[row])
        number_students(left, x, [row], (9, 7))
    lowest = min(triangle, key=lambda row: x[row, 1])
    number_students(left, x, [row for row in (inside, *triangle) if row != lowest and row not in missed])
    number_students(left, x, [lowest], (12, -8))  # where the lines leave room
    after = "".join(
        f"; dashed, after asking {update.row + 1}: {count} wrong"
        for update, count in zip(updates[best + 1 : best + 2], wrong[best + 1 : best + 2], strict=True)
    )
    left.set_title(f"update {best + 1}: {wrong[best]} wrong{after}", fontsize=10.5)

    indices = [k for k in range(best, len(wrong), period) if wrong[k] == wrong[best]]
    right.axvspan(best + 1, min(best + 1 + period, len(wrong)), color="#efeaf6", zorder=0)
    right.text(best + 1 + period / 2, max(wrong) + 0.35, f"{period} updates, then again", ha="center", fontsize=10)
    right.step(np.arange(1, len(wrong) + 1), wrong, where="mid", color=INK, linewidth=1.4)
    for k in indices:
        right.plot(k + 1, wrong[k], "o", color=SERIES[0][0], markersize=7, zorder=3)
        right.annotate(f"update {k + 1}", (k + 1, wrong[k]), (0, -17), ha="center", textcoords="offset points",
                       fontsize=10)  # fmt: skip
    right.set(xlabel="update", ylabel="students on the wrong side", ylim=(0, max(wrong) + 1.1))
    right.set_title("how many are wrong after each update", fontsize=10.5)
    return with_alt_text(
        left,
        f"Left, {len(x)} students and the line of update {best + 1}, with its sides shaded{after}. Student "
        f"{inside + 1} lies inside a triangle of three students of the other class. Right, the students on the wrong "
        f"side after each of {len(wrong)} updates: between {min(wrong)} and {max(wrong)}, up and down. The fewest, "
        f"{wrong[best]}, are wrong after the updates {', '.join(f'{k + 1}' for k in indices)}, one period of {period} "
        "updates after the other; each time the line moves on.",
    )
