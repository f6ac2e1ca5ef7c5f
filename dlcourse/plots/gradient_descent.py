"""Figures of lecture 08: paths in a bowl and on the loss surface of a line, learning rates, noise, three clocks."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from dlcourse.plots.graphs import format_number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text


@in_style
def path_on_contours(path: np.ndarray, minimum: np.ndarray, curvature: np.ndarray) -> Axes:
    """Plot the path (T + 1, 2) of (w, b) on contours of a quadratic loss with its `minimum` (2,); return Axes.

    The loss is ½ dᵀ curvature d above its lowest value, with d the vector from the minimum: `curvature` (2, 2) is its
    Hessian.
    """
    ax = new_axes(6.6, 4.7)
    ax.add_collection(
        LineCollection(ellipses(minimum, curvature, np.geomspace(0.05, 60, 10)), colors=GREY, linewidths=0.8)
    )
    ax.plot(*path.T, "-o", color=BLUE, markersize=4)
    ax.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    ax.plot(*minimum, "D", color=INK, markersize=7)
    ax.annotate("start", path[0], xytext=(0, 11), textcoords="offset points", ha="center")
    paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
    ax.annotate("lowest point", tuple(minimum), xytext=(8, -16), textcoords="offset points", bbox=paper)
    ax.set(xlabel="slope w", ylabel="intercept b", xlim=minimum[0] + (-4.2, 3.2), ylim=minimum[1] + (-2.2, 2.9))
    ax.set_aspect("equal")
    ax.grid(visible=False)
    start, end = (f"w = {format_number(w)}, b = {format_number(b)}" for w, b in (path[0], path[-1]))
    return with_alt_text(
        ax,
        "Map of the loss over slope w and intercept b: slanted ellipses around the lowest point at "
        f"w = {format_number(minimum[0])}, b = {format_number(minimum[1])}. The walk starts at {start}, crosses the "
        "lines in a few long steps, then turns and creeps along the valley floor in ever shorter ones. After "
        f"{len(path) - 1} steps it is at {end}.",
    )


@in_style
def paths_by_learning_rate(paths: Mapping[float, Numbers]) -> np.ndarray:
    """Plot the loss L = w²/2 once for each path (T + 1,), with its points joined.

    `paths` maps a learning rate to w before and after each step. Returns the Axes of all panels.
    """
    figure = new_figure(10.2, 2.9)
    axes = figure.subplots(1, len(paths), sharey=True)
    sentences = []
    for ax, (learning_rate, path) in zip(axes, paths.items(), strict=True):
        path = np.asarray(path)
        outcome = describe_convergence(learning_rate)
        sentences.append(f"With a learning rate of {learning_rate:g} it {outcome}.")
        reach = max(1.3, 1.15 * np.abs(path).max())
        w = np.linspace(-reach, reach, 81)
        ax.plot(w, w**2 / 2, color=GREY, linewidth=1.2)
        ax.plot(path, path**2 / 2, "--o", color=BLUE, linewidth=1.1, markersize=4.5)
        ax.plot(path[0], path[0] ** 2 / 2, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
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
    return "creeps" if learning_rate < 1 else "zigzags down" if learning_rate < 2 else "runs away"


@in_style
def loss_by_learning_rate(learning_rates: np.ndarray, losses: np.ndarray, limit: float, lowest_loss: float) -> Axes:
    """Plot the loss after a fixed number of steps against the learning rate, on logarithmic axes; return the Axes.

    `limit`: the learning rate above which gradient descent diverges, drawn as a line, as is `lowest_loss`.
    """
    ax = new_axes(7.2, 4.0)
    ax.loglog(learning_rates, losses, "-o", color=BLUE, markersize=5)
    ax.axvline(limit, color=INK, linestyle="--", linewidth=1.2)
    ax.axhline(lowest_loss, color=GREY, linestyle=":", linewidth=1.2)
    ax.set(xlabel="learning rate η (log scale)", ylabel="loss after 30 steps (log scale)", ylim=(lowest_loss / 3, 1e4))
    ax.annotate(f"limit {limit:.2f}", (limit, 1500), xytext=(-6, 0), textcoords="offset points", ha="right", color=INK)
    ax.annotate(
        "lowest possible", (learning_rates[0], lowest_loss), xytext=(0, -14), textcoords="offset points", color=GREY
    )
    ax.annotate(
        "too small: creeps", (learning_rates[2], losses[2]), xytext=(8, 8), textcoords="offset points", color=BLUE
    )
    best = np.argmin(losses)
    return with_alt_text(
        ax,
        f"Loss after 30 steps against the learning rate, both on logarithmic scales. From {losses[0]:.0f} at "
        f"{learning_rates[0]:g} it falls steadily to {losses[best]:.2f} at {learning_rates[best]:g}, where "
        f"{lowest_loss:.2f} is the lowest possible. A line marks the limit, {limit:.2f}: just below it the curve turns "
        f"up, and beyond it shoots up, to {losses[-1]:,.0f} at {learning_rates[-1]:g}.",
    )


@in_style
def paths_over_two_minima(
    loss: Callable[[np.ndarray], np.ndarray], paths: Mapping[str, Numbers], n_shown: int = 60
) -> Axes:
    """Plot a loss over one weight, `loss(w)`, and descents on it, {label: w (T,)}; return the Axes.

    Every other one of the first `n_shown` points is drawn.
    """
    ax = new_axes(7.2, 4.0)
    w = np.linspace(-1.85, 1.85, 200)
    ax.plot(w, loss(w), color=GREY)
    sentences = []
    for (label, path), (color, marker, _) in zip(paths.items(), SERIES, strict=False):
        path = np.asarray(path)
        ax.plot(path[:n_shown:2], loss(path[:n_shown:2]), marker=marker, linestyle="none", markersize=5, color=color)
        ax.plot(path[0], loss(path[0]), marker="o", markersize=12, markerfacecolor="none", markeredgecolor=INK)
        end = float(path[-1]), float(loss(path[-1]))
        ending = f"{label}, ends at {format_number(end[1])}"
        ax.annotate(ending, end, xytext=(0, -14), textcoords="offset points", ha="center", va="top", color=color)
        sentences.append(
            f"The walk {label} ends at w = {format_number(end[0])} with a loss of {format_number(end[1])}."
        )
    ax.set(xlabel="weight w", ylabel="loss", ylim=(loss(w).min() - 1.2, loss(w).max()))
    return with_alt_text(ax, f"A loss over one weight with two valleys, the left one deeper. {' '.join(sentences)}")


@in_style
def noise_by_batch_size(batch_sizes: Numbers, stds: Numbers) -> Axes:
    """Plot the standard deviation of a batch's gradient against the batch size, and the line 1/√B; return the Axes."""
    ax = new_axes(6.4, 3.8)
    ax.loglog(batch_sizes, stds[0] / np.sqrt(np.asarray(batch_sizes) / batch_sizes[0]), "--", color=GREY, label="1/√B")
    ax.loglog(batch_sizes, stds, "o", color=BLUE, markersize=8, label="measured")
    ax.set(xlabel="batch size B (log scale)", ylabel="standard deviation of ∂L/∂w (log scale)")
    ax.set_xticks(batch_sizes, [str(size) for size in batch_sizes])
    ax.set_yticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
    ax.minorticks_off()
    for size, value in zip(batch_sizes, stds, strict=True):
        ax.annotate(f"{value:.2f}", (size, value), xytext=(8, 6), textcoords="offset points", fontsize=10)
    ax.legend(frameon=False)
    return with_alt_text(
        ax,
        "Standard deviation of a batch's gradient against the batch size, both on logarithmic scales: from "
        f"{stds[0]:.2f} at {batch_sizes[0]} row it about halves with every factor of 4, down to {stds[-1]:.2f} at "
        f"{batch_sizes[-1]} rows, along the line 1/√B.",
    )


@in_style
def paths_by_batch_size(
    paths: Mapping[int, np.ndarray], minimum: np.ndarray, curvature: np.ndarray, window: float = 3.8
) -> np.ndarray:
    """Plot contours of a quadratic loss once per path, {batch size: (T + 1, 2)}, with a diamond at the minimum.

    The largest batch size is that of batch gradient descent. Returns the Axes of all panels.
    """
    figure = new_figure(10.2, 3.9)
    axes = figure.subplots(1, len(paths), sharey=True)
    sentences = []
    for ax, (size, path) in zip(axes, paths.items(), strict=True):
        contours = ellipses(minimum, curvature, np.geomspace(0.05, 60, 8))
        ax.add_collection(LineCollection(contours, colors=GREY, linewidths=0.8))
        ax.plot(*path.T, "-o", color=BLUE, linewidth=0.9, markersize=3.5 if len(path) < 100 else 1.8)
        ax.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.plot(*minimum, "D", markersize=6, color=INK)
        ax.set(xlabel="slope w", xlim=minimum[0] + (-window, window), ylim=minimum[1] + (-window, window))
        ax.set_aspect("equal")
        ax.grid(visible=False)
        kind = "batch" if size == max(paths) else "stochastic" if size == 1 else "mini-batch"
        ax.set_title(f"{kind}, B = {size}: {len(path) - 1} updates", fontsize=11)
        distances = np.linalg.norm(path[-max(1, len(path) // 3) :] - minimum, axis=1)
        distance_text = (
            f"{distances[-1]:.1f}"
            if size > 1
            else f"between {distances.min():.1f} and {distances.max():.1f} over its last third"
        )
        sentences.append(
            f"The walk of {kind} descent makes {len(path) - 1} updates; its distance to the lowest point is "
            f"{distance_text}"
        )
    axes[0].set_ylabel("intercept b")
    with_alt_text(axes[0], f"Maps of the loss with walks of equally many epochs. {'. '.join(sentences)}.")
    return axes


@in_style
def loss_by_updates_epochs_seconds(
    runs: Mapping[str, Sequence[Mapping[str, Numbers]]], target_loss: float
) -> np.ndarray:
    """Plot the same runs three times: the loss against updates, epochs and seconds; return the Axes.

    `runs` maps a label to its runs, each a dict of "updates", "epochs", "seconds" and "loss", each (E,). All x axes are
    logarithmic; each title names the label whose runs need the fewest of that unit, on average.
    """
    figure = new_figure(10.4, 4.2)
    axes = figure.subplots(1, 3, sharey=True)
    sentences = []
    for ax, unit in zip(axes, ("updates", "epochs", "seconds"), strict=True):
        for (label, label_runs), (color, marker, _) in zip(runs.items(), SERIES, strict=False):
            for k, run in enumerate(label_runs):
                x, y = np.asarray(run[unit]), np.asarray(run["loss"])
                ax.plot(x, y, color=color, linewidth=0.9, alpha=0.75)
                ax.plot(
                    x[-1], y[-1], marker, color=color, markersize=8, markeredgecolor="white", label="" if k else label
                )
        means = {label: np.mean([run[unit][-1] for run in label_runs]) for label, label_runs in runs.items()}
        fastest = min(means, key=lambda label: means[label])
        ax.set(xscale="log", yscale="log", xlabel=f"{unit} (log scale)")
        ax.set_title(f"by {unit}: {fastest} is first,\n{format_rounded(means[fastest])} on average", fontsize=10.5)
        ax.axhline(target_loss, color=GREY, linestyle=":", linewidth=1.2)
        sentences.append(
            f"By {unit}: " + ", ".join(f"{label} {format_rounded(mean)}" for label, mean in means.items()) + "."
        )
    axes[0].set_ylabel("loss on all rows (log scale)")
    axes[0].set_yticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
    axes[0].minorticks_off()
    axes[0].legend(framealpha=0.9, edgecolor="none", fontsize=10, loc="lower left", bbox_to_anchor=(0, 0.06))
    with_alt_text(
        axes[0],
        f"The same runs by three clocks, all axes logarithmic, each run until its loss is {target_loss:g}. What they "
        f"need on average: {' '.join(sentences)} The seconds are those of the machine that drew this.",
    )
    return axes


def format_rounded(value: float) -> str:
    """Format a count or a time for reading: 6,700 or 97 or 0.41."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


@in_style
def descent_on_surface(
    path: np.ndarray, losses: np.ndarray, minimum: Sequence[float], curvature: np.ndarray, window: float = 4.5
) -> tuple[Axes, Axes]:
    """Plot the path (T + 1, 2) on contours of a quadratic loss, beside its loss after each step; return both Axes.

    `minimum` is (w, b, L) at the minimum; the loss at p is L + ½ dᵀ curvature d, with d the vector from (w, b) to p.
    Points outside the window or losses above 10⁴ are cut off.
    """
    figure = new_figure(10.0, 4.2, layout="none")
    left, right = figure.add_axes((0.06, 0.13, 0.42, 0.76)), figure.add_axes((0.6, 0.13, 0.39, 0.76))
    centre = np.array(minimum[:2])
    heights = np.geomspace(0.05, 300, 11)  # of the contour lines above the minimum
    left.add_collection(LineCollection(ellipses(centre, curvature, heights), colors=GREY, linewidths=0.8))
    left.plot(*path.T, "-o", color=BLUE, linewidth=1.1, markersize=3.5)
    left.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    left.plot(*centre, "D", markersize=7, color=INK)
    half_height = (
        window * 0.76 * 4.2 / (0.42 * 10.0)
    )  # equal scales on both axes: a step is then perpendicular to its contour line
    left.set(
        xlabel="slope w",
        ylabel="intercept b",
        xlim=centre[0] + (-window, window),
        ylim=centre[1] + (-half_height, half_height),
    )
    left.grid(visible=False)
    left.locator_params(nbins=5)  # each number on an axis costs a millisecond
    left.set_title("the walk on the map of the loss", fontsize=11)
    right.plot(np.arange(len(losses)), losses, "-o", color=BLUE, linewidth=1.2, markersize=3.5)
    right.axhline(minimum[2], color=GREY, linestyle=":", linewidth=1.2)
    right.set(xlabel="step", ylabel="loss on all rows (log scale)", yscale="log", ylim=(0.1, 1e4))
    right.set_yticks([0.1, 1, 10, 100, 1000, 10_000], ["0.1", "1", "10", "100", "1,000", "10,000"])
    right.minorticks_off()
    right.set_title(f"loss at the end: {format_loss(losses[-1])}", fontsize=11)
    right.annotate("lowest possible", (0, minimum[2]), xytext=(0, -12), textcoords="offset points", color=GREY)
    return left, right


def ellipses(
    centre: np.ndarray, curvature: np.ndarray, levels: Iterable[float], n_points: int = 72
) -> list[np.ndarray]:
    """Return the ellipses ½ dᵀ curvature d = each of `levels`, d the vector from the centre; (n_points + 1, 2) each."""
    scale = np.linalg.cholesky(np.linalg.inv(curvature))
    angle = np.linspace(0, 2 * np.pi, n_points + 1)
    circle = np.column_stack([np.cos(angle), np.sin(angle)]) @ scale.T
    return [centre + np.sqrt(2 * level) * circle for level in levels]


def format_loss(loss: float) -> str:
    """Format a loss for reading: three decimals, or a power of ten if it diverged."""
    if loss < 1e4:
        return f"{loss:.3f}"
    digits, power = f"{loss:.0e}".split("e+")
    return f"{digits} · 10" + str(int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
