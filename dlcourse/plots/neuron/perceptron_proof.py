"""Figures of lecture 01: why the perceptron trick comes to rest, and how long it takes far from the origin."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from numpy.typing import ArrayLike

from dlcourse.plots.common.boundaries import CLASSES, boundary_line, scatter_classes
from dlcourse.plots.neuron.perceptron import NAMES, number_students, shade_sides, students_plane
from dlcourse.plots.page.style import GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

LENGTH, PROGRESS = SERIES[3][0], SERIES[2][0]  # of the proof: colours that no class has
CONE, STRIP, STRIP_EDGE = "#e3efdc", "#fff0a8", "#b9a437"
_THICK = {"arrowstyle": "-|>", "linewidth": 2.0, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 13}
_BOTH_WAYS = {"arrowstyle": "<->", "color": INK, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 8}


def _cone(x, y, radius):
    """Return the corners of the cone of weights w (2,), up to a length, that get every row right without a bias."""
    angles = np.linspace(0, 2 * np.pi, 7201)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    right = ((2 * y - 1) * (directions @ x.T) > 0).all(axis=1)
    ends = directions[right][[0, -1]]
    return np.vstack([[0, 0], radius * ends])


@in_style
def walk_of_weights(x: np.ndarray, y: np.ndarray, walk: np.ndarray, rows: Sequence[int], w_star: ArrayLike) -> Axes:
    """Plot the line of `w_star` (2,) with its margin, beside the plane of the weights without a bias; return left Axes.

    `walk` (K, 2) are the weights after each mistake, from (0, 0), `rows` (K,) the misclassified rows. On the right, the
    weights that get everybody right form a cone; a dotted line leads from each to its shadow on w*.
    """
    figure = new_figure(10.2, 5.4)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.06))
    ray = np.asarray(w_star, float)
    ray = ray / np.linalg.norm(ray)
    distances = (2 * y - 1) * (x @ ray)
    nearest, gamma = int(np.argmin(distances)), float(distances.min())
    shade_sides(students_plane(x, y, left), ray, 0.0)
    boundary_line(left, ray, 0.0, linewidth=2.2)
    for side in (-gamma, gamma):
        boundary_line(left, ray, side, color=GREY, linestyle="--", linewidth=1.2)
    foot = x[nearest] - (x[nearest] @ ray) * ray
    left.plot(*np.transpose([x[nearest], foot]), color=PROGRESS, linewidth=2.6, zorder=2.6)
    left.annotate(f"γ = {gamma:.3f}", foot, (10, 2), textcoords="offset points", color=PROGRESS, fontweight="bold")
    left.plot(0, 0, "o", color=INK, markersize=4.5, zorder=3)
    number_students(left, x, sorted(set(rows)), (7, -11))
    left.set_title("students: the line of w*, and its margin γ", fontsize=11)

    right.add_patch(Polygon(_cone(x, y, 9.0), facecolor=CONE, edgecolor="none", zorder=0))
    right.plot(*np.transpose([[0, 0], 9 * ray]), "--", color=PROGRESS, linewidth=1.6, zorder=1)
    path = np.vstack([[0, 0], walk])
    for k, (start, end, row) in enumerate(zip(path, path[1:], rows, strict=False), start=1):
        color, up = CLASSES[y[row]][0], end[1] > 0
        right.annotate("", end, start, zorder=3, arrowprops=_THICK | {"color": color})
        last, rightmost = k == len(walk), not up and end[0] == walk[:, 0].max()
        offset = (8, -2) if rightmost else (0, 14 if last else 8) if up else (0, -14)
        right.annotate(f"{k}: asked {row + 1}", end, offset, textcoords="offset points", fontsize=9.5, zorder=3.2,
                       ha="center" if last else "right" if up else "left")  # fmt: skip
        shadow = (end @ ray) * ray
        right.plot(*np.transpose([end, shadow]), ":", color=PROGRESS, linewidth=1.3, zorder=1.5)
        right.plot(*shadow, "o", color=PROGRESS, markersize=5, zorder=3.1)
    right.plot(0, 0, "o", color=INK, markersize=5, zorder=4)
    right.annotate("start", (0, 0), (-6, 5), textcoords="offset points", ha="right", fontsize=10)
    low, high = path.min(axis=0) - np.array([0.75, 0.3]), path.max(axis=0) + np.array([0.95, 1.0])
    right.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal", xlabel="w₁", ylabel="w₂")
    slope, along = np.degrees(np.arctan2(ray[1], ray[0])), ray * high[0] / ray[0]
    right.text(*(0.94 * along + (-0.05, 0.1)), "w*", color=PROGRESS, fontweight="bold", ha="center")
    right.text(*(0.84 * along - (0, 0.25)), "everybody right", fontsize=10, rotation=slope - 4, ha="center",
               va="center", rotation_mode="anchor")  # fmt: skip
    right.set_title("weights: from (0, 0), mistake by mistake", fontsize=11)
    shadows = ", ".join(f"{w @ ray:.2f}" for w in walk)
    return with_alt_text(
        left,
        f"Left, the students and the line of w*, which runs through the average student; the nearest student is γ = "
        f"{gamma:.3f} from it. Right, the plane of the weights. Those that get everybody right form a narrow cone "
        f"around the ray of w*. The walk starts at (0, 0); {len(walk)} arrows, each the inputs of a misclassified "
        f"student, added or subtracted, lead into the cone. The shadow on the ray moves on each time: {shadows}.",
    )


@in_style
def one_step_and_cosine(w: ArrayLike, step: ArrayLike, cosines: Numbers, margin: float, radius: float) -> Axes:
    """Plot one mistake's `step` (2,) from `w` (2,), and the cosine of w and w* by mistake with its floor; return left.

    `cosines` (K,) are measured after each mistake; the floor is √k·γ/R, with `margin` γ and `radius` R, and reaches 1,
    the ceiling, at k = (R/γ)².
    """
    figure = new_figure(10.2, 4.5)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.35))
    _draw_step(left, np.asarray(w, float), np.asarray(step, float))

    most = (radius / margin) ** 2
    k = np.geomspace(1, 1.6 * most, 200)
    right.plot(k[k <= most], np.sqrt(k[k <= most]) * margin / radius, "--", color=PROGRESS)
    right.axhline(1, color=LENGTH, linewidth=1.8)
    right.plot(np.arange(1, len(cosines) + 1), cosines, "o", color=INK, markersize=6)
    right.axvline(most, color=GREY, linestyle=":", linewidth=1.4)
    right.set_xscale("log")
    ticks = [1, 2, 3, 5, 9, 20, 40]
    right.set_xticks(ticks, [f"{tick}" for tick in ticks])
    right.set_xticks([], minor=True)
    right.set(xlabel="k, mistakes made so far", ylim=(0, 1.13), xlim=(0.9, k[-1]))
    right.text(1.0, 1.025, "ceiling: a cosine is at most 1", color=LENGTH, fontsize=10.5)
    middle = 0.22 * most
    right.text(1.13 * middle, np.sqrt(middle) * margin / radius - 0.05, "floor √k · γ/R", color=PROGRESS, fontsize=10.5)
    right.annotate("measured", (1, cosines[0]), (6, 8), textcoords="offset points", fontsize=10.5)
    right.text(0.95 * most, 0.06, f"they meet at\nk = (R/γ)² = {most:.1f}", color=INK, fontsize=10.5, ha="right")
    right.set_title("the cosine of the angle between w and w*", fontsize=11)
    return with_alt_text(
        left,
        "Left, one mistake: w, and from its tip a step that points back across the right angle to w, so that the new "
        "w is shorter than the hypotenuse that a right angle would give. Right, the cosine of the angle between w and "
        f"w* after each of {len(cosines)} mistakes: {', '.join(f'{cosine:.2f}' for cosine in cosines)}. A floor rises "
        f"from below and reaches the ceiling 1 at k = {most:.1f}; all points lie between the two.",
    )


def _draw_step(ax, w, step):
    """Draw w, the step from its tip, w afterwards, and where a step at a right angle would lead."""
    new, size = w + step, np.linalg.norm(step)
    across = np.array([-w[1], w[0]]) / np.linalg.norm(w)
    across = across if across @ step > 0 else -across
    square = w + size * across
    ax.add_patch(Polygon([[0, 0], w, square], facecolor="#efeaf6", edgecolor="none", zorder=0))
    for end, start, color, style in ((w, (0, 0), GREY, "-"), (new, (0, 0), INK, "-"), (new, w, CLASSES[0][0], "-")):
        ax.annotate("", end, start, zorder=3, arrowprops=_THICK | {"color": color, "linestyle": style})
    ax.plot(*np.transpose([w, square, [0, 0]]), "--", color=LENGTH, linewidth=1.5, zorder=1)
    back = -w / np.linalg.norm(w)
    ax.plot(*np.transpose([w + 0.15 * back, w + 0.15 * (back + across), w + 0.15 * across]), color=LENGTH, linewidth=1)
    ax.text(*(0.55 * w - 0.1 * across), "w", color=GREY, fontweight="bold", ha="center", va="top")
    ax.text(*(0.5 * new - (0.09, -0.05)), "new w", fontweight="bold", ha="right")
    ax.text(*(w + 0.55 * step - (0.06, 0.0)), "−x", color=CLASSES[0][0], fontweight="bold", ha="right")
    ax.text(square[0] + 0.05, square[1] + 0.06, "√(‖w‖² + ‖x‖²)\nat a right angle", color=LENGTH, fontsize=10,
            ha="center", va="bottom")  # fmt: skip
    corners = np.array([[0, 0], w, new, square])
    (x1, x2), (y1, y2) = np.transpose([corners.min(axis=0), corners.max(axis=0)])
    ax.set(xlim=(x1 - 0.25, x2 + 0.55), ylim=(y1 - 0.3, y2 + 0.55), aspect="equal", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.set_title("a mistake: the step leans back", fontsize=11)


@in_style
def room_beside_the_origin(rows: Mapping[str, tuple[np.ndarray, float]], y: np.ndarray) -> Axes:
    """Plot x₀ = 1 as a second coordinate: the same students near the origin, and far from it; return the upper Axes.

    `rows` maps a title to the students' positions t (N,) along w*, and that of the line. With x₀ the line runs through
    the origin; the strip around it on which nobody lies is drawn, with its half-width γ. If it is thin, an inset
    magnifies it.
    """
    figure = new_figure(10.2, 2.1 * len(rows) + 0.3)
    axes = figure.subplots(len(rows), 1, sharex=True, squeeze=False)[:, 0]
    sentences = []
    low, high = min(t.min() for t, _ in rows.values()) - 0.9, max(t.max() for t, _ in rows.values()) + 0.9
    for ax, (title, (t, line)) in zip(axes, rows.items(), strict=True):
        nearest = float(np.abs(t - line).min())
        gamma = nearest / np.hypot(1, line)
        _side_view(ax, t, line, y)
        ax.set(xlim=(low, high), ylim=(-0.45, 1.95), yticks=[0, 1], aspect="equal", ylabel="x₀")
        ax.annotate("origin", (0, 0), (9, -4), textcoords="offset points", fontsize=10, va="top")
        ax.annotate("", (line, 1.4), (line + nearest, 1.4), arrowprops=_BOTH_WAYS)
        ax.text(line + nearest + 0.12, 1.4, f"h = {nearest:.3f}", va="center", fontsize=10.5)
        if gamma > 0.2:
            _mark_gamma(ax, line, gamma)
            ax.annotate("boundary", 1.75 * np.array([line, 1]), (-27, 0), textcoords="offset points", fontsize=10,
                        va="center", ha="right")  # fmt: skip
        else:
            inset = ax.inset_axes((0.02, 0.4, 0.34, 0.6))
            _side_view(inset, t, line, y)
            inset.set(xlim=(line - 0.75, line + 0.75), ylim=(0.82, 1.18), aspect="equal", xticks=[], yticks=[])
            inset.spines[:].set(visible=True, color=GREY)
            _mark_gamma(inset, line, gamma, at=0.985)
            inset.text(0.02, 0.8, "magnified", transform=inset.transAxes, fontsize=9.5)
            ax.indicate_inset_zoom(inset, edgecolor=GREY)
        ax.set_title(f"{title}: γ = {gamma:.3f}", fontsize=11)
        sentences.append(f"{title}, the strip's half-width γ is {gamma:.3f}.")
    axes[0].legend(loc="upper right", ncols=2, fontsize=10, edgecolor="none", bbox_to_anchor=(1.0, 1.16))
    axes[-1].set_xlabel("position at a right angle to the line")
    return with_alt_text(
        axes[0],
        "Students as points at height x₀ = 1, by their position at a right angle to the line. With x₀ the boundary "
        "runs through the origin, in the middle of a strip without students. "
        f"{' '.join(sentences)} On the page, at height 1, the nearest student is equally far from the line each time.",
    )


def _side_view(ax, t, line, y):
    """Draw the students at height 1, the boundary through the origin, and the strip around it without students."""
    gamma = float(np.abs(t - line).min()) / np.hypot(1, line)
    scatter_classes(np.column_stack([t, np.ones(len(t))]), y, NAMES, "", "", ax=ax)
    ax.get_legend().remove()
    ax.grid(visible=False)
    ax.axhline(1, color=GREY, linewidth=0.8, zorder=0)
    along = np.array([line, 1]) / np.hypot(1, line)
    across = np.array([along[1], -along[0]])
    ends = np.array([-3 * along, 40 * along])
    strip = np.vstack([ends + gamma * across, (ends - gamma * across)[::-1]])
    ax.add_patch(Polygon(strip, facecolor=STRIP, edgecolor=STRIP_EDGE, linewidth=0.7, zorder=0.5))
    ax.plot(*ends.T, color=INK, linewidth=1.6, zorder=1)
    ax.scatter(0, 0, s=30, color=INK, zorder=4)


def _mark_gamma(ax, line, gamma, at=0.5):
    """Draw the half-width γ from the boundary's point at height `at`, at a right angle to it."""
    along = np.array([line, 1]) / np.hypot(1, line)
    foot = at * np.array([line, 1.0])
    tip = foot + gamma * np.array([along[1], -along[0]])
    ax.annotate("", tip, foot, arrowprops=_BOTH_WAYS | {"color": PROGRESS})
    ax.annotate("γ", tip, (5, -4), textcoords="offset points", color=PROGRESS, fontweight="bold", va="center")


@in_style
def updates_by_distance(distances: Numbers, updates: Numbers, bounds: Numbers) -> Axes:
    """Plot `updates` and their `bounds` against the data's `distances` from the origin, both on log axes; return Axes.

    Each is (K,); the first is for a distance of 0, which a log axis does not have: it is drawn at the left edge.
    """
    ax = new_axes(7.4, 4.2)
    edge = distances[1] / 2
    positions = [edge, *distances[1:]]
    looks = {"bound (R/γ)²": (bounds, PROGRESS, "^", "--"), "updates, median": (updates, INK, "o", "-")}
    for name, (values, color, marker, style) in looks.items():
        ax.plot(positions[1:], values[1:], style, color=color, marker=marker)
        ax.plot(positions[:2], values[:2], ":", color=color, linewidth=1.2)
        ax.plot(edge, values[0], marker, color=color)
        for i in (0, -1):
            ax.annotate(f"{values[i]:,.0f}", (positions[i], values[i]), (0, 9), textcoords="offset points", ha="center",
                        fontsize=10, color=color)  # fmt: skip
        ax.annotate(name, (positions[-1], values[-1]), (9, -3), textcoords="offset points", color=color, fontsize=10.5)
    ax.set(xscale="log", yscale="log", xlabel="distance of the average student from (0, 0)", ylabel="updates",
           xlim=(0.8 * edge, 2.9 * positions[-1]), ylim=(2, 5 * bounds[-1]))  # fmt: skip
    ax.set_xticks(positions, ["0", *(f"{distance:.1f}" for distance in distances[1:])])
    ax.set_xticks([], minor=True)
    ax.set_title("the same students, farther and farther from (0, 0)", fontsize=11)
    return with_alt_text(
        ax,
        "Two rising curves on log axes, against the distance of the students from the origin. The median number of "
        f"updates goes {', '.join(f'{value:,.0f}' for value in updates)}, the bound "
        f"{', '.join(f'{value:,.0f}' for value in bounds)}, at the distances "
        f"{', '.join(f'{distance:.1f}' for distance in distances)}.",
    )
