"""Figures of lecture 13: decision boundaries with and without a penalty, weights under L1 and L2, dropped units."""

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Circle

from dlcourse.plots.boundaries import PALE, scatter_classes
from dlcourse.plots.curves import marked_lines
from dlcourse.plots.graphs import number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, described, in_style, new_axes, new_figure


@in_style
def border(x, y, mislabelled, across, up, logits, title, ax=None):
    """Plot points x (N, 2) of classes y (N,), the regions of `logits` (P, P) over `across` and `up` (P,), the boundary.

    Points with a wrong label, True in `mislabelled` (N,), have a ring around them. Returns the Axes.
    """
    if ax is None:
        ax = new_axes(5.8, 4.6, layout="none")  # fixed margins: the explorer redraws faster
        ax.figure.subplots_adjust(left=0.13, right=0.98, top=0.93, bottom=0.12)
    scatter_classes(x, y, ["class 0", "class 1"], ax=ax)
    ax.scatter(*x[mislabelled].T, s=150, facecolors="none", edgecolors=INK, linewidths=1.2, label="wrong label")
    step0, step1 = (across[1] - across[0]) / 2, (up[1] - up[0]) / 2
    extent = (across[0] - step0, across[-1] + step0, up[0] - step1, up[-1] + step1)
    ax.imshow(logits > 0, cmap=ListedColormap(PALE[:2]), vmin=0, vmax=1, extent=extent, origin="lower", aspect="auto",
              interpolation="nearest", zorder=0)  # fmt: skip
    if logits.min() < 0 < logits.max():
        ax.contour(across, up, logits, levels=[0], colors=INK, linewidths=1.5, zorder=1)
    ax.set(title=title, xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
    ax.grid(visible=False)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=9, loc="upper right")
    return ax


@in_style
def two_borders(left, right):
    """Plot `border` twice, side by side; `left` and `right` hold its arguments as dicts. Returns the Axes."""
    axes = new_figure(10.6, 4.5).subplots(1, 2)
    for ax, arguments in zip(axes, (left, right), strict=True):
        border(**arguments, ax=ax)
    described(
        axes[0],
        f"Two half moons of points and the border that a network draws. Left, {left['title']}: a jagged border with "
        f"bays and islands around points with a wrong label, which are ringed. Right, {right['title']}: a smooth "
        "border between the moons that leaves most ringed points on the wrong side.",
    )
    return list(axes)


@in_style
def shrink_or_delete(a, by_l2, by_l1):
    """Plot the weight of lowest cost, under L2 and under L1, against the minimum of the loss alone; all (A,)."""
    ax = new_axes(6.6, 4.4)
    ax.plot(a, a, color=GREY, linewidth=1, linestyle=":")
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    for values, label, (colour, marker, style), every in (
        (by_l2, "L2: a shallower line", SERIES[0], 20),
        (by_l1, "L1: flat, then shifted", SERIES[1], 20),
    ):
        ax.plot(a, values, style, color=colour, marker=marker, markevery=every, label=label)
    ax.plot([], [], ":", color=GREY, label="no price")
    ax.set(xlabel="weight that the loss alone would like, a", ylabel="weight of the lowest cost, w")
    ax.legend(frameon=False)
    flat = a[np.asarray(by_l1) == 0]
    low, high, reach = number(min(flat)), number(max(flat)), number(a[-1])
    return described(
        ax,
        f"The weight of the lowest cost against the weight a that the loss alone would like, both from {number(a[0])} "
        f"to {reach}. A dotted diagonal is no price. Under L2 a straight, shallower line through 0 reaches "
        f"{number(by_l2[-1])} at a = {reach}. Under L1 the line lies flat on 0 from {low} to {high}, then runs beside "
        f"the diagonal, closer to 0 by the same amount everywhere, and reaches {number(by_l1[-1])}.",
    )


@in_style
def weights_side_by_side(weights, used, width=10.4, height=3.4):
    """Plot weights as stems, a panel per entry of `weights`, a dict from title to (n,); those of `used` inputs dark.

    Returns the Axes in a list.
    """
    axes = new_figure(width, height).subplots(1, len(weights), sharey=True)
    for ax, (title, w) in zip(axes, weights.items(), strict=True):
        inputs = np.arange(len(w))
        for chosen, colour, marker in ((used, BLUE, "o"), (~used, GREY, "s")):
            ax.vlines(inputs[chosen], 0, w[chosen], color=colour, linewidth=1.6)
            label = "inputs that matter" if marker == "o" else "inputs that do not"
            ax.plot(inputs[chosen], w[chosen], marker, color=colour, markersize=4.5, label=label)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set(title=title, xlabel="input")
    axes[0].set(ylabel="weight")
    axes[-1].legend(frameon=False, fontsize=9.5)
    told = [
        f"{title}: those of inputs that matter are {', '.join(number(value) for value in w[used])}, the others reach "
        f"up to {number(np.abs(w[~used]).max())} in size, half of them {number(np.median(np.abs(w[~used])))} or less"
        for title, w in weights.items()
    ]
    described(axes[0], f"The {len(used)} fitted weights, in {len(weights)} panels. {'; '.join(told)}.")
    return list(axes)


@in_style
def units_left_out(masks, sizes, titles):
    """Draw a network once for each entry of `masks`, a boolean list (True: kept) per layer of `sizes`; return the Axes.

    A dropped unit is crossed out, its wires are pale and dashed.
    """
    axes = new_figure(10.2, 3.4).subplots(1, len(masks))
    for ax, mask, title in zip(axes, masks, titles, strict=True):
        places = [[(2.0 * k, (n - 1) / 2 - i) for i in range(n)] for k, n in enumerate(sizes)]
        for k in range(len(sizes) - 1):
            for i, (x0, y0) in enumerate(places[k]):
                for j, (x1, y1) in enumerate(places[k + 1]):
                    alive = mask[k][i] and mask[k + 1][j]
                    style = {"color": GREY, "linewidth": 1.1} if alive else {"color": "#dddddd", "linewidth": 0.7,
                             "linestyle": "--"}  # fmt: skip
                    ax.plot([x0, x1], [y0, y1], zorder=1, **style)
        for k, layer in enumerate(places):
            for i, (x, y) in enumerate(layer):
                face = "#cfe0f0" if mask[k][i] else "white"
                ax.add_patch(Circle((x, y), 0.3, facecolor=face, edgecolor=INK, linewidth=1.2, zorder=2))
                if not mask[k][i]:
                    ax.plot(x, y, "x", color=INK, markersize=13, markeredgewidth=1.8, zorder=3)
        ax.set(aspect="equal", title=title)
        ax.set_axis_off()
    left_out = [sum(not unit for layer in mask for unit in layer) for mask in masks]
    told = [f"{title}, {count or 'none'} left out" for title, count in zip(titles, left_out, strict=True)]
    described(
        axes[0],
        f"A network with layers of {', '.join(map(str, sizes))} units, drawn {len(masks)} times; units that are left "
        f"out are crossed and their wires are dashed: {'; '.join(told)}.",
    )
    return list(axes)


def scores_by_price(prices, training, fresh):
    """Plot mean accuracy on both kinds of rows against λ, with its range over data sets: (seeds, prices) each."""
    series = {"training rows": np.mean(training, axis=0), "fresh rows": np.mean(fresh, axis=0)}
    bands = {
        "training rows": (np.min(training, axis=0), np.max(training, axis=0)),
        "fresh rows": (np.min(fresh, axis=0), np.max(fresh, axis=0)),
    }
    ax = marked_lines(prices, series, "price λ of L2 (log scale)", "accuracy", bands, xscale="log")
    on_training, on_fresh = series.values()
    best = on_fresh.argmax()
    return described(
        ax,
        f"Accuracy against the price λ, {prices[0]:g} to {prices[-1]:g}, on a logarithmic axis, as means over "
        f"{len(fresh)} sets of points with bands. The training curve falls from {on_training[0]:.2f} to "
        f"{on_training[-1]:.2f}. The curve for fresh rows goes from {on_fresh[0]:.2f} to its highest point, "
        f"{on_fresh[best]:.2f}, at {prices[best]:g}, and ends at {on_fresh[-1]:.2f}.",
    )
