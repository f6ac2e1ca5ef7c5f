"""Figures of lecture 08: paths in a bowl and on the loss surface of a line, learning rates, noise, three clocks."""

import numpy as np
from matplotlib.collections import LineCollection

from dlcourse.plots.graphs import number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, described, in_style, new_axes, new_figure


@in_style
def walk_on_map(walk, best, curvature):
    """Plot the path (T + 1, 2) of (w, b) on contours of a quadratic loss with its minimum at `best` (2,); return Axes.

    The loss is ½ dᵀ curvature d above its minimum, with d the vector from `best`.
    """
    ax = new_axes(6.6, 4.7)
    ax.add_collection(
        LineCollection(ellipses(best, curvature, np.geomspace(0.05, 60, 10)), colors=GREY, linewidths=0.8)
    )
    ax.plot(*walk.T, "-o", color=BLUE, markersize=4)
    ax.plot(*walk[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    ax.plot(*best, "D", color=INK, markersize=7)
    ax.annotate("start", walk[0], xytext=(0, 11), textcoords="offset points", ha="center")
    paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
    ax.annotate("lowest point", best, xytext=(8, -16), textcoords="offset points", bbox=paper)
    ax.set(xlabel="slope w", ylabel="intercept b", xlim=best[0] + (-4.2, 3.2), ylim=best[1] + (-2.2, 2.9))
    ax.set_aspect("equal")
    ax.grid(visible=False)
    start, end = (f"w = {number(w)}, b = {number(b)}" for w, b in (walk[0], walk[-1]))
    return described(
        ax,
        "Map of the loss over slope w and intercept b: slanted ellipses around the lowest point at "
        f"w = {number(best[0])}, b = {number(best[1])}. The walk starts at {start}, crosses the lines in a few long "
        f"steps, then turns and creeps along the valley floor in ever shorter ones. After {len(walk) - 1} steps it is "
        f"at {end}.",
    )


@in_style
def walks_in_a_bowl(walks):
    """Plot the bowl L = w²/2 once for each walk (T + 1,), with its points joined.

    `walks` maps a learning rate to w before and after each step. Returns the Axes of all panels.
    """
    figure = new_figure(10.2, 2.9)
    axes = figure.subplots(1, len(walks), sharey=True)
    words = []
    for ax, (rate, walk) in zip(axes, walks.items(), strict=True):
        walk = np.asarray(walk)
        word = fate(rate)
        words.append(f"With a learning rate of {rate:g} it {word}.")
        reach = max(1.3, 1.15 * np.abs(walk).max())
        w = np.linspace(-reach, reach, 81)
        ax.plot(w, w**2 / 2, color=GREY, linewidth=1.2)
        ax.plot(walk, walk**2 / 2, "--o", color=BLUE, linewidth=1.1, markersize=4.5)
        ax.plot(walk[0], walk[0] ** 2 / 2, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.set(xlabel="w", ylim=(-0.08, 1.75))
        ax.set_title(f"η = {rate:g}\n{word}", fontsize=11)
    axes[0].set_ylabel("loss w²/2")
    steps = len(next(iter(walks.values()))) - 1
    described(axes[0], f"The bowl w²/2, once for each walk of {steps} steps from w = 1. {' '.join(words)}")
    return axes


def fate(rate):
    """Return in words what a walk with this learning rate does in the bowl w²/2: each step multiplies w by 1 − rate."""
    if rate == 1:
        return "lands at once"
    if rate == 2:
        return "stays as high"
    return "creeps" if rate < 1 else "zigzags down" if rate < 2 else "runs away"


@in_style
def loss_by_learning_rate(rates, losses, limit, lowest):
    """Plot the loss after a fixed number of steps against the learning rate, on logarithmic axes; return the Axes."""
    ax = new_axes(7.2, 4.0)
    ax.loglog(rates, losses, "-o", color=BLUE, markersize=5)
    ax.axvline(limit, color=INK, linestyle="--", linewidth=1.2)
    ax.axhline(lowest, color=GREY, linestyle=":", linewidth=1.2)
    ax.set(xlabel="learning rate η (log scale)", ylabel="loss after 30 steps (log scale)", ylim=(lowest / 3, 1e4))
    ax.annotate(f"limit {limit:.2f}", (limit, 1500), xytext=(-6, 0), textcoords="offset points", ha="right", color=INK)
    ax.annotate("lowest possible", (rates[0], lowest), xytext=(0, -14), textcoords="offset points", color=GREY)
    ax.annotate("too small: creeps", (rates[2], losses[2]), xytext=(8, 8), textcoords="offset points", color=BLUE)
    least = np.argmin(losses)
    return described(
        ax,
        f"Loss after 30 steps against the learning rate, both on logarithmic scales. From {losses[0]:.0f} at "
        f"{rates[0]:g} it falls steadily to {losses[least]:.2f} at {rates[least]:g}, where {lowest:.2f} is the lowest "
        f"possible. A line marks the limit, {limit:.2f}: just below it the curve turns up, and beyond it shoots up, to "
        f"{losses[-1]:,.0f} at {rates[-1]:g}.",
    )


@in_style
def two_valleys(height, ways, shown=60):
    """Plot a loss over one weight, `height(w)`, and descents on it, {label: w (T,)}; return the Axes.

    Every other one of the first `shown` points is drawn.
    """
    ax = new_axes(7.2, 4.0)
    at = np.linspace(-1.85, 1.85, 200)
    ax.plot(at, height(at), color=GREY)
    words = []
    for (label, way), (colour, marker, _) in zip(ways.items(), SERIES, strict=False):
        way = np.asarray(way)
        ax.plot(way[:shown:2], height(way[:shown:2]), marker=marker, linestyle="none", markersize=5, color=colour)
        ax.plot(way[0], height(way[0]), marker="o", markersize=12, markerfacecolor="none", markeredgecolor=INK)
        end = way[-1], height(way[-1])
        ending = f"{label}, ends at {number(end[1])}"
        ax.annotate(ending, end, xytext=(0, -14), textcoords="offset points", ha="center", va="top", color=colour)
        words.append(f"The walk {label} ends at w = {number(end[0])} with a loss of {number(end[1])}.")
    ax.set(xlabel="weight w", ylabel="loss", ylim=(height(at).min() - 1.2, height(at).max()))
    return described(ax, f"A loss over one weight with two valleys, the left one deeper. {' '.join(words)}")


@in_style
def noise_by_batch_size(sizes, noise):
    """Plot the standard deviation of a batch's gradient over the batch size, and 1/√B from the first; return Axes."""
    ax = new_axes(6.4, 3.8)
    ax.loglog(sizes, noise[0] / np.sqrt(np.asarray(sizes) / sizes[0]), "--", color=GREY, label="1/√B")
    ax.loglog(sizes, noise, "o", color=BLUE, markersize=8, label="measured")
    ax.set(xlabel="batch size B (log scale)", ylabel="standard deviation of ∂L/∂w (log scale)")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.set_yticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
    ax.minorticks_off()
    for size, value in zip(sizes, noise, strict=True):
        ax.annotate(f"{value:.2f}", (size, value), xytext=(8, 6), textcoords="offset points", fontsize=10)
    ax.legend(frameon=False)
    return described(
        ax,
        "Standard deviation of a batch's gradient against the batch size, both on logarithmic scales: from "
        f"{noise[0]:.2f} at {sizes[0]} row it about halves with every factor of 4, down to {noise[-1]:.2f} at "
        f"{sizes[-1]} rows, along the line 1/√B.",
    )


@in_style
def walks_side_by_side(walks, best, curvature, window=3.8):
    """Plot contours of a quadratic loss once per path, {batch size: (T + 1, 2)}, with a diamond at the minimum.

    The largest batch size is that of batch gradient descent. Returns the Axes of all panels.
    """
    figure = new_figure(10.2, 3.9)
    axes = figure.subplots(1, len(walks), sharey=True)
    words = []
    for ax, (size, walk) in zip(axes, walks.items(), strict=True):
        lines = ellipses(best, curvature, np.geomspace(0.05, 60, 8))
        ax.add_collection(LineCollection(lines, colors=GREY, linewidths=0.8))
        ax.plot(*walk.T, "-o", color=BLUE, linewidth=0.9, markersize=3.5 if len(walk) < 100 else 1.8)
        ax.plot(*walk[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.plot(*best, "D", markersize=6, color=INK)
        ax.set(xlabel="slope w", xlim=best[0] + (-window, window), ylim=best[1] + (-window, window))
        ax.set_aspect("equal")
        ax.grid(visible=False)
        kind = "batch" if size == max(walks) else "stochastic" if size == 1 else "mini-batch"
        ax.set_title(f"{kind}, B = {size}: {len(walk) - 1} updates", fontsize=11)
        away = np.linalg.norm(walk[-max(1, len(walk) // 3) :] - best, axis=1)
        span = f"{away[-1]:.1f}" if size > 1 else f"between {away.min():.1f} and {away.max():.1f} over its last third"
        words.append(
            f"The walk of {kind} descent makes {len(walk) - 1} updates; its distance to the lowest point is {span}"
        )
    axes[0].set_ylabel("intercept b")
    described(axes[0], f"Maps of the loss with walks of equally many epochs. {'. '.join(words)}.")
    return axes


@in_style
def three_clocks(runs, target):
    """Plot the same runs three times: the loss against updates, epochs and seconds; return the Axes.

    `runs` maps a label to its runs, each a dict of "updates", "epochs", "seconds" and "loss", each (E,). All x axes are
    logarithmic; each title names the label whose runs need least by that clock, on average.
    """
    figure = new_figure(10.4, 4.2)
    axes = figure.subplots(1, 3, sharey=True)
    words = []
    for ax, clock in zip(axes, ("updates", "epochs", "seconds"), strict=True):
        for (label, several), (colour, marker, _) in zip(runs.items(), SERIES, strict=False):
            for k, run in enumerate(several):
                x, y = np.asarray(run[clock]), np.asarray(run["loss"])
                ax.plot(x, y, color=colour, linewidth=0.9, alpha=0.75)
                ax.plot(
                    x[-1], y[-1], marker, color=colour, markersize=8, markeredgecolor="white", label="" if k else label
                )
        means = {label: np.mean([run[clock][-1] for run in several]) for label, several in runs.items()}
        first = min(means, key=lambda label: means[label])
        ax.set(xscale="log", yscale="log", xlabel=f"{clock} (log scale)")
        ax.set_title(f"by {clock}: {first} is first,\n{rounded(means[first])} on average", fontsize=10.5)
        ax.axhline(target, color=GREY, linestyle=":", linewidth=1.2)
        words.append(f"By {clock}: " + ", ".join(f"{label} {rounded(mean)}" for label, mean in means.items()) + ".")
    axes[0].set_ylabel("loss on all rows (log scale)")
    axes[0].set_yticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
    axes[0].minorticks_off()
    axes[0].legend(framealpha=0.9, edgecolor="none", fontsize=10, loc="lower left", bbox_to_anchor=(0, 0.06))
    described(
        axes[0],
        f"The same runs by three clocks, all axes logarithmic, each run until its loss is {target:g}. What they need "
        f"on average: {' '.join(words)} The seconds are those of the machine that drew this.",
    )
    return axes


def rounded(value):
    """Format a count or a time for reading: 6,700 or 97 or 0.41."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


@in_style
def descent_on_surface(path, losses, lowest, curvature, window=4.5):
    """Plot the path (T + 1, 2) on contours of a quadratic loss, beside its loss after each step; return both Axes.

    The loss at p is L + ½ (p − best)ᵀ curvature (p − best); `lowest` is (w, b, L) at the minimum. Points outside the
    window or losses above 10⁴ are cut off.
    """
    figure = new_figure(10.0, 4.2, layout="none")
    left, right = figure.add_axes((0.06, 0.13, 0.42, 0.76)), figure.add_axes((0.6, 0.13, 0.39, 0.76))
    best = np.array(lowest[:2])
    heights = np.geomspace(0.05, 300, 11)  # of the contour lines above the minimum
    left.add_collection(LineCollection(ellipses(best, curvature, heights), colors=GREY, linewidths=0.8))
    left.plot(*path.T, "-o", color=BLUE, linewidth=1.1, markersize=3.5)
    left.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    left.plot(*best, "D", markersize=7, color=INK)
    tall = (
        window * 0.76 * 4.2 / (0.42 * 10.0)
    )  # equal scales on both axes: a step is then perpendicular to its contour line
    left.set(xlabel="slope w", ylabel="intercept b", xlim=best[0] + (-window, window), ylim=best[1] + (-tall, tall))
    left.grid(visible=False)
    left.locator_params(nbins=5)  # each number on an axis costs a millisecond
    left.set_title("the walk on the map of the loss", fontsize=11)
    right.plot(np.arange(len(losses)), losses, "-o", color=BLUE, linewidth=1.2, markersize=3.5)
    right.axhline(lowest[2], color=GREY, linestyle=":", linewidth=1.2)
    right.set(xlabel="step", ylabel="loss on all rows (log scale)", yscale="log", ylim=(0.1, 1e4))
    right.set_yticks([0.1, 1, 10, 100, 1000, 10_000], ["0.1", "1", "10", "100", "1,000", "10,000"])
    right.minorticks_off()
    right.set_title(f"loss at the end: {written(losses[-1])}", fontsize=11)
    right.annotate("lowest possible", (0, lowest[2]), xytext=(0, -12), textcoords="offset points", color=GREY)
    return left, right


def ellipses(middle, curvature, heights, points=72):
    """Return the ellipses ½ dᵀ curvature d = each of `heights`, d the vector from the centre; (points + 1, 2) each."""
    stretch = np.linalg.cholesky(np.linalg.inv(curvature))
    turn = np.linspace(0, 2 * np.pi, points + 1)
    circle = np.column_stack([np.cos(turn), np.sin(turn)]) @ stretch.T
    return [middle + np.sqrt(2 * height) * circle for height in heights]


def written(loss):
    """Format a loss for reading: three decimals, or a power of ten if it diverged."""
    if loss < 1e4:
        return f"{loss:.3f}"
    digits, power = f"{loss:.0e}".split("e+")
    return f"{digits} · 10" + str(int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
