"""Figures of lecture 08 about the learning rate: walks on a map of the loss, their two halves, valleys, the limit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.optimizers.loss_maps import draw_map, format_loss, loss_on_map, quadratic_of
from dlcourse.plots.page.style import (
    BLUE,
    GREY,
    INK,
    PALE_PAPER,
    SERIES,
    Numbers,
    in_style,
    new_axes,
    new_figure,
    with_alt_text,
)

Loss = Callable[[float, float], float]
SHOWN_STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30)


def walks_by_learning_rate(walks: Mapping[str, np.ndarray], loss: Loss) -> Iterator[Axes]:
    """Yield a frame for each of SHOWN_STEPS of four walks (T + 1, 2), each on its map; they are named by their η.

    `loss(w, b)` is quadratic. Each frame is the same figure, drawn further.
    """
    minimum, curvature = quadratic_of(loss)
    figure, lines, heading = _maps(walks, minimum, curvature)
    ends = ", ".join(
        f"η = {name} at a loss of {format_loss(float(loss_on_map(path[-1], minimum, curvature)))}"
        for name, path in walks.items()
    )
    alt = (
        "A film of four walks on the same map of the loss over slope w and intercept b: shaded slanted ellipses, dark "
        "where it is low. All start at the same place and go against the gradient. The smallest learning rate creeps, "
        "the second arrives at the floor of the valley and creeps along it, the third zigzags across the valley while "
        f"it comes nearer, the fourth zigzags ever wider. After {len(next(iter(walks.values()))) - 1} steps: {ends}."
    )
    with_alt_text(figure.axes[0], alt)
    limits = np.array([figure.axes[0].get_xlim(), figure.axes[0].get_ylim()]).T
    for step in [step for step in SHOWN_STEPS if step < len(next(iter(walks.values())))]:
        for ax, (name, path), (trail, head, away) in zip(figure.axes, walks.items(), lines, strict=True):
            inside = np.all((limits[0] < path) & (path < limits[1]), axis=1)
            trail.set_data(*path[: min(step, np.flatnonzero(inside)[-1] + 2) + 1].T)  # later lines would be a blot
            head.set_data(*path[step : step + 1].T)
            away.set_visible(not inside[step])
            height = float(loss_on_map(path[step], minimum, curvature))
            ax.set_title(f"η = {name}: loss {format_loss(height, 2)}", fontsize=11, loc="left")
        heading.set_text(f"step {step}")
        yield figure.axes[0]


@in_style
def _maps(walks, minimum, curvature):
    """Draw a map for each walk; return the figure, for each walk its trail, its head and a note, and the heading."""
    figure = new_figure(9.6, 7.9, layout=None)  # fixed positions: frames must not shift
    lines = []
    w, b = minimum[:2]
    for k, path in enumerate(walks.values()):
        ax = figure.add_axes((0.07 + 0.49 * (k % 2), 0.545 - 0.475 * (k // 2), 0.42, 0.375))
        draw_map(ax, minimum, curvature, (w - 4.3, w + 3.7), (b - 2.9, b + 3.1))
        ax.plot(*path[0], "o", markersize=12, markerfacecolor="none", markeredgecolor=INK, zorder=5)
        if k == 0:
            ax.annotate("start", path[0], (0, 11), textcoords="offset points", ha="center", fontsize=10)
            ax.annotate("lowest\npoint", (w, b), (-8, -3), textcoords="offset points", fontsize=9, ha="right", va="top")
        if k % 2:
            ax.set_ylabel("")
        if k < 2:
            ax.set_xlabel("")
        trail = ax.plot([], [], "-o", color=BLUE, linewidth=1.3, markersize=3.5, zorder=4)[0]
        head = ax.plot([], [], "o", color=BLUE, markersize=9, markeredgecolor="white", zorder=5)[0]
        away = ax.text(0.97, 0.04, "off the map", transform=ax.transAxes, ha="right", bbox=PALE_PAPER, visible=False)
        lines.append((trail, head, away))
    return figure, lines, figure.text(0.98, 0.968, "", ha="right", weight="bold")


@in_style
def two_walks_in_one(path: np.ndarray, loss: Loss, learning_rate: float) -> Axes:
    """Plot a walk (T + 1, 2) on the map with the two axes of its valley, and how far it is along each; return Axes.

    `loss(w, b)` is quadratic. The distances, u along the short axis of its ellipses and v along the long one, are drawn
    on a logarithmic scale, where a constant factor a step is a straight line.
    """
    minimum, curvature = quadratic_of(loss)
    figure = new_figure(9.8, 4.4, layout=None)
    left, right = figure.add_axes((0.065, 0.13, 0.42, 0.75)), figure.add_axes((0.6, 0.13, 0.385, 0.75))
    centre = np.asarray(minimum[:2])
    draw_map(left, minimum, curvature, (centre[0] - 4.3, centre[0] + 2.9), (centre[1] - 2.6, centre[1] + 3.1), None)
    curvatures, axes = np.linalg.eigh(curvature)
    for axis, dashes in zip(axes.T, ("--", "-"), strict=True):
        left.plot(*(centre + np.outer([-6, 6], axis)).T, dashes, color=INK, linewidth=1.2, zorder=2)
    left.plot(*path.T, "-o", color=BLUE, linewidth=1.3, markersize=3.5, zorder=4)
    left.plot(*path[0], "o", markersize=12, markerfacecolor="none", markeredgecolor=INK, zorder=5)
    long, short = axes.T * np.sign(axes[0])[:, None]  # both point to the right
    for axis, far, name, ha, va in ((long, 1.6, "long axis:\nv", "left", "top"),
                                    (short, 2.3, "short axis:\nu", "center", "bottom")):  # fmt: skip
        left.annotate(name, tuple(centre + far * axis), (9, 0), textcoords="offset points", ha=ha, va=va, fontsize=10,
                      bbox=PALE_PAPER)  # fmt: skip
    left.set_title(f"one walk, η = {learning_rate:g}", fontsize=11)
    distances = np.abs((path - centre) @ axes)  # (T + 1, 2), along the long and the short axis
    factors = 1 - learning_rate * curvatures
    looks = ("v, along the long axis", "^", "--"), ("u, along the short axis", "s", "-")
    for k, (name, marker, dashes) in enumerate(looks):
        shown = distances[:, k] > 2e-4
        steps = np.flatnonzero(shown)
        right.plot(steps, distances[shown, k], dashes, marker=marker, color=INK, markersize=4.5, linewidth=1.2)
        at = len(steps) // 2
        right.annotate(f"{name}:\ntimes {factors[k]:.2f} each step", (steps[at], distances[at, k]),
                       (10, 10), textcoords="offset points", fontsize=10)  # fmt: skip
    right.set(
        xlabel="step", ylabel="distance to the lowest point\nalong this axis (log scale)", yscale="log", ylim=(2e-4, 8)
    )
    right.set_yticks([0.001, 0.01, 0.1, 1], ["0.001", "0.01", "0.1", "1"])
    right.minorticks_off()
    right.set_title("the same walk is two walks", fontsize=11)
    return with_alt_text(
        left,
        f"Left, a walk with a learning rate of {learning_rate:g} on the map of the loss, with the two axes of the "
        "ellipses through the lowest point: the short one, u, and at a right angle to it the long one, v. Right, the "
        "distance to the lowest point along each axis against the step, on a logarithmic scale: two straight lines, "
        f"since each step multiplies u by {factors[1]:.2f} and v by {factors[0]:.2f}.",
    )


@in_style
def paths_by_learning_rate(paths: Mapping[float, Numbers]) -> np.ndarray:
    """Plot the loss L = w²/2 once for each path (T + 1,), with its points joined.

    `paths` maps a learning rate to w before and after each step. Returns the Axes of all panels.
    """
    figure = new_figure(10.2, 2.9)
    axes = figure.subplots(1, len(paths), sharey=True)
    reach = max(1.3, *(1.15 * np.abs(path).max() for path in paths.values()))  # one width: the bowl is the same
    w = np.linspace(-reach, reach, 81)
    sentences = []
    for ax, (learning_rate, path) in zip(axes, paths.items(), strict=True):
        path = np.asarray(path)
        outcome = describe_convergence(learning_rate)
        sentences.append(f"With a learning rate of {learning_rate:g} it {outcome}.")
        ax.plot(w, w**2 / 2, color=GREY, linewidth=1.2)
        ax.plot(path, path**2 / 2, "--o", color=BLUE, linewidth=1.1, markersize=4.5)
        ax.plot(path[0], path[0] ** 2 / 2, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        if len(path) > 2 and path[2] == path[0] != path[1]:
            ax.annotate("to and fro", (0, path[0] ** 2 / 2), (-2, 5), textcoords="offset points", ha="center",
                        fontsize=9, color=BLUE)  # fmt: skip
        ax.set(xlabel="w", ylim=(-0.08, 1.75))
        ax.set_title(f"η = {learning_rate:g}\n{outcome}", fontsize=11)
    axes[0].set_ylabel("loss w²/2")
    steps = len(next(iter(paths.values()))) - 1
    with_alt_text(axes[0], f"The bowl w²/2, once for each walk of {steps} steps from w = 1. {' '.join(sentences)}")
    return axes


def describe_convergence(learning_rate: float) -> str:
    """Return in words how gradient descent on w²/2 proceeds: each step multiplies w by 1 − learning_rate."""
    if learning_rate == 1:
        return "lands at once"
    if learning_rate == 2:
        return "stays as high"
    return "creeps" if learning_rate < 1 else "zigzags down" if learning_rate < 2 else "diverges"


@in_style
def excess_by_learning_rate(
    learning_rates: Numbers, excess: Numbers, best: float, limit: float, marked: Mapping[str, float]
) -> Axes:
    """Plot how far above the lowest the loss is after 30 steps, by learning rate, on logarithmic axes; return the Axes.

    `best` is the learning rate with the fastest descent, `limit` the one above which it diverges; both are drawn as
    lines. `marked` maps a label to a learning rate whose point is marked.
    """
    learning_rates, excess = np.asarray(learning_rates), np.asarray(excess)
    ax = new_axes(8.2, 4.4)
    ax.loglog(learning_rates, excess, "-", color=BLUE)
    for rate, dashes in ((best, ":"), (limit, "--")):
        ax.axvline(rate, color=INK, linestyle=dashes, linewidth=1.2, zorder=1)
    for label, rate in marked.items():
        height = float(np.exp(np.interp(np.log(rate), np.log(learning_rates), np.log(excess))))
        ax.plot(rate, height, "o", color=BLUE, markersize=8, markeredgecolor="white")
        offset, side = ((9, -4), "left") if rate > limit else ((-9, -13), "right")
        ax.annotate(label, (rate, height), offset, textcoords="offset points", ha=side, fontsize=10)
    ax.annotate(f"limit {limit:.2f}:\nbeyond it,\nsteps grow", (limit, 1e-6), (6, 0), textcoords="offset points")
    ax.annotate("best in the long run", (best, 30), (-6, 0), textcoords="offset points", ha="right")
    ax.annotate("creeps", (learning_rates[0], excess[0]), (0, -16), textcoords="offset points", color=BLUE)
    ax.set(xlabel="learning rate η (log scale)", ylabel="loss above the lowest, after 30 steps")
    ax.set(xlim=(None, 0.9), ylim=(3e-8, 3e5))
    ax.set_xticks([0.001, 0.003, 0.01, 0.03, 0.1, 0.3], ["0.001", "0.003", "0.01", "0.03", "0.1", "0.3"])
    ax.set_yticks([1e-6, 1e-4, 1e-2, 1, 100, 10_000], ["0.000001", "0.0001", "0.01", "1", "100", "10,000"])
    ax.minorticks_off()
    return with_alt_text(
        ax,
        "How far above the lowest possible the loss is after 30 steps, against the learning rate, both on logarithmic "
        f"scales. From {excess[0]:.0f} at {learning_rates[0]:g} it falls, slowly at first, to a sharp lowest place "
        f"near {best:.2f}. A line marks the limit, {limit:.2f}: just below it the curve shoots up, to "
        f"{excess[-1]:,.0f} at {learning_rates[-1]:.2f}.",
    )


@in_style
def loss_and_curvature(runs: Mapping[str, tuple[Numbers, Numbers]], every: int) -> np.ndarray:
    """Plot the loss by step of several runs, and beside it the largest curvature on the way; return both Axes.

    `runs` maps a learning rate, as text ("1/4"), to (losses (T + 1,), curvatures): those are of every `every`th step,
    and empty for a run that is shown on the left alone. On the right, a dashed line marks the limit 2/η of each run.
    """
    figure = new_figure(10.2, 4.3)
    left, right = figure.subplots(1, 2)
    told = []
    for (name, (losses, curvatures)), (color, marker, dashes) in zip(runs.items(), SERIES, strict=False):
        steps = np.arange(len(losses))
        left.plot(steps, losses, dashes, color=color, linewidth=1.5, marker=marker, markevery=20, markersize=5)
        left.annotate(f"η = {name}", (steps[-1], losses[-1]), (7, 0), textcoords="offset points", color=color,
                      va="center")  # fmt: skip
        told.append(f"η = {name} starts at {losses[0]:.2f}, is at most {max(losses):.2f} and ends at {losses[-1]:.2f}")
        if not len(curvatures):
            continue
        at = every * np.arange(len(curvatures))
        limit = 2 / float(Fraction(name))
        right.plot(at, curvatures, dashes, color=color, linewidth=1.5, marker=marker, markersize=5)
        lower = 0 if abs(limit - curvatures[-1]) > 0.5 else -9  # below the limit's line
        right.annotate(f"η = {name}", (at[-1], curvatures[-1]), (7, lower), textcoords="offset points", color=color,
                       va="center")  # fmt: skip
        right.axhline(limit, color=color, linestyle=(0, (6, 4)), linewidth=1.2)
        right.annotate(f"limit 2/η for η = {name}", (at[-1], limit), (0, 4), textcoords="offset points", color=color,
                       fontsize=10, ha="right")  # fmt: skip
        told.append(
            f"with it the largest curvature, limit {limit:g}, begins at {curvatures[0]:.1f}, is at most "
            f"{max(curvatures):.1f} and ends at {curvatures[-1]:.1f}"
        )
    end = max(len(losses) for losses, _ in runs.values())
    left.set(xlabel="step", ylabel="loss (log scale)", yscale="log", xlim=(-3, 1.2 * end), ylim=(0.06, 13))
    left.set_yticks([0.1, 0.3, 1, 3, 10], ["0.1", "0.3", "1", "3", "10"])
    left.minorticks_off()
    left.set_title("the loss of a network", fontsize=11)
    right.set(xlabel="step", ylabel="largest curvature", xlim=(0, 1.2 * end), ylim=(0, 9))
    right.set_title("the largest curvature on the way, of two of them", fontsize=11)
    for ax in (left, right):
        ax.set_xticks(range(0, end, 20))
    with_alt_text(
        left,
        "Left, the loss of a network against the step, for several learning rates, on a logarithmic scale. Right, the "
        f"largest eigenvalue of the Hessian on the way, with the limit of each rate. {'; '.join(told)}.",
    )
    return np.array([left, right])


@in_style
def paths_over_two_minima(
    loss: Callable[[np.ndarray], np.ndarray], paths: Mapping[str, Numbers], n_shown: int = 60
) -> Axes:
    """Plot a loss over one weight, `loss(w)`, and descents on it, {label: w (T,)}; return the Axes.

    The first `n_shown` points are drawn, joined by a line. A label stands below the end of its walk, or, if another's
    stands there, above its longest step.
    """
    ax = new_axes(7.6, 4.4)
    w = np.linspace(-1.85, 1.85, 200)
    ax.plot(w, loss(w), color=GREY)
    sentences: list[str] = []
    taken: set[float] = set()  # ends with a label
    for (label, path), (color, marker, _) in zip(paths.items(), SERIES, strict=False):
        path = np.asarray(path)
        ax.plot(path[:n_shown], loss(path[:n_shown]), marker=marker, linewidth=1, markersize=5, color=color,
                zorder=3 + len(sentences) / 10)  # fmt: skip
        again = round(float(path[-1]), 2) in taken  # then its ring is seen around the other's filled mark
        ax.plot(path[-1], loss(path[-1]), marker=marker, markersize=19 if again else 8, color=color, markeredgewidth=2,
                markerfacecolor="none" if again else color, zorder=4)  # fmt: skip
        ax.plot(path[0], loss(path[0]), marker="o", markersize=12, markerfacecolor="none", markeredgecolor=INK)
        end = float(path[-1]), float(loss(path[-1]))
        ending = f"{label},\nends at a loss of {format_number(end[1])}"
        if again:
            k = int(np.abs(np.diff(path)).argmax())
            middle = path[k : k + 2].mean(), loss(path[k : k + 2]).mean()
            ax.annotate(ending, middle, (-8, 2), textcoords="offset points", ha="right", va="bottom", color=color)
        else:
            ax.annotate(ending, end, (0, -17), textcoords="offset points", ha="center", va="top", color=color)
        taken.add(round(end[0], 2))
        sentences.append(
            f"The walk {label} ends at w = {format_number(end[0])} with a loss of {format_number(end[1])}."
        )
    ridge = w[60:140][np.argmax(loss(w[60:140]))]
    ax.annotate("ridge", (ridge, float(loss(ridge))), (0, -8), textcoords="offset points", ha="center", va="top",
                color=GREY)  # fmt: skip
    ax.set(xlabel="weight w", ylabel="loss", ylim=(loss(w).min() - 0.3 * np.ptp(loss(w)), loss(w).max()))
    return with_alt_text(ax, f"A loss over one weight with two valleys, the left one deeper. {' '.join(sentences)}")


@in_style
def descent_on_surface(
    path: np.ndarray, losses: np.ndarray, minimum: Sequence[float], curvature: np.ndarray, window: float = 4.5
) -> tuple[Axes, Axes]:
    """Plot the path (T + 1, 2) on a map of a quadratic loss, beside its loss after each step; return both Axes.

    `minimum` is (w, b, L) at the minimum. Points outside the window or losses above 10⁴ are cut off.
    """
    left, right = map_and_curve(minimum, curvature, window)
    left.plot(*path.T, "-o", color=BLUE, linewidth=1.1, markersize=3.5)
    left.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    left.set_title("the walk on the map of the loss", fontsize=11)
    right.plot(np.arange(len(losses)), losses, "-o", color=BLUE, linewidth=1.2, markersize=3.5)
    right.axhline(minimum[2], color=GREY, linestyle=":", linewidth=1.2)
    right.set(xlabel="step", ylabel="loss on all rows (log scale)", yscale="log", ylim=(0.1, 1e4))
    right.set_yticks([0.1, 1, 10, 100, 1000, 10_000], ["0.1", "1", "10", "100", "1,000", "10,000"])
    right.minorticks_off()
    right.set_title(f"loss at the end: {format_loss(losses[-1])}", fontsize=11)
    right.annotate("lowest possible", (0, minimum[2]), xytext=(0, -12), textcoords="offset points", color=GREY)
    return left, right


def map_and_curve(minimum: Sequence[float], curvature: np.ndarray, window: float) -> tuple[Axes, Axes]:
    """Return Axes with a map of a quadratic loss, `window` wide on each side of its minimum, and empty ones beside."""
    figure = new_figure(10.0, 4.2, layout="none")
    left, right = figure.add_axes((0.06, 0.13, 0.42, 0.76)), figure.add_axes((0.6, 0.13, 0.39, 0.76))
    half_height = window * 0.76 * 4.2 / (0.42 * 10.0)
    w, b = minimum[:2]
    draw_map(left, minimum, curvature, (w - window, w + window), (b - half_height, b + half_height))
    left.locator_params(nbins=5)  # each number on an axis costs a millisecond
    return left, right
