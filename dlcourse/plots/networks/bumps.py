"""Figures of lecture 03: lines that fence in a region, bumps over a line and in a plane, a curve, and a heart."""

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path

from dlcourse.activations import sigmoid
from dlcourse.plots.common.boundaries import PALE, boundary_line
from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, in_style, new_figure, with_alt_text

_turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
_right = 16 * np.sin(_turn) ** 3
_up = 13 * np.cos(_turn) - 5 * np.cos(2 * _turn) - 2 * np.cos(3 * _turn) - np.cos(4 * _turn)
HEART = np.column_stack([_right, _up + 2.2]) / 11  # (400, 2), points of its edge


def lines_around(n: int, k: float) -> tuple[np.ndarray, np.ndarray]:
    """Return W (2, n) and b (n,) of n units σ(k (1 − x·u)), whose directions u go all around, the first down."""
    angle = 2 * np.pi * np.arange(n) / n - np.pi / 2
    return -k * np.array([np.cos(angle), np.sin(angle)]), np.full(n, float(k))


@in_style
def fences(nets: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Axes:
    """Plot for each hidden layer W (2, n), b (n,) which share of its sigmoid units says yes, and a boundary.

    `nets` maps a title to (W, b). A last unit adds up what the units say, all with the same weight; its bias is such
    that the boundary passes through the point (0, −1). Dashed: the line of each unit. Returns the first Axes.
    """
    axes = np.atleast_1d(new_figure(10.4, 3.15 if len(nets) > 3 else 3.9).subplots(1, len(nets), sharey=True))
    x1, x2 = np.meshgrid(np.linspace(-2.4, 2.4, 161), np.linspace(-2.4, 2.4, 161))
    plane = np.column_stack([x1.ravel(), x2.ravel()])
    sentences = []
    for ax, (title, (W, b)) in zip(axes, nets.items(), strict=True):
        share = sigmoid(plane @ W + b).mean(axis=1).reshape(x1.shape)
        border = sigmoid(np.array([0.0, -1.0]) @ W + b).mean()
        n_steps = min(len(b), 8)
        levels = (np.arange(n_steps + 2) - 0.5) / n_steps  # between the shares that so many steep units can reach
        ax.contourf(x1, x2, share, levels=levels, cmap="Blues", vmin=0, vmax=1.3)
        ax.set(xlabel="x₁", title=title, aspect="equal", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        ax.grid(visible=False)
        for w, bias in zip(W.T, b, strict=True):
            boundary_line(ax, w, bias, color=GREY, linestyle="--", linewidth=1.1 if len(b) < 10 else 0.5)
        lines = ax.contour(x1, x2, share, levels=[border], colors=INK, linewidths=2.6).allsegs[0]
        closed = len(lines) == 1 and np.allclose(lines[0][0], lines[0][-1])
        distances = np.linalg.norm(lines[0], axis=1)
        shape = f"a closed curve, {distances.min():.2f} to {distances.max():.2f} from the middle" if closed else "open"
        sentences.append(f"{title}: {shape}")
    axes[0].set(ylabel="x₂")
    return with_alt_text(
        axes[0],
        "Maps of the share of units that say yes, bluer for more; dashed the line of each unit, thick the boundary of "
        f"their sum. {'; '.join(sentences)}.",
    )


@in_style
def ways_out(nets: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Axes:
    """Plot where all sigmoid units W (2, n), b (n,) say yes, and around the middle where each one's score falls.

    `nets` maps a title to (W, b); the middle is (0, 0), where all units say yes. An arc for each unit has the
    directions in which its score falls; an arrow leads out where no arc is in the way. Returns the first Axes.
    """
    axes = np.atleast_1d(new_figure(9.2, 4.3).subplots(1, len(nets), sharey=True))
    x1, x2 = np.meshgrid(np.linspace(-2.4, 2.4, 201), np.linspace(-2.4, 2.4, 201))
    sentences = []
    for ax, (title, (W, b)) in zip(axes, nets.items(), strict=True):
        z = (sigmoid(np.column_stack([x1.ravel(), x2.ravel()]) @ W + b).sum(axis=1) - len(b) + 0.5).reshape(x1.shape)
        ax.contourf(x1, x2, z, levels=[0, 1], colors=[PALE[1]])
        ax.contour(x1, x2, z, levels=[0], colors=INK, linewidths=2.2)
        for k, (w, bias) in enumerate(zip(W.T, b, strict=True)):
            boundary_line(ax, w, bias, color=GREY, linestyle="--", linewidth=1.1)
            _falling(ax, k, w)
        turns = np.linspace(-np.pi, np.pi, 721)
        free = turns[(np.array([np.cos(turns), np.sin(turns)]).T @ W >= 0).all(axis=1)]
        if len(free):
            out = 2.1 * np.array([np.cos(free.mean()), np.sin(free.mean())])
            ax.annotate("", out, (0, 0), arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.8})
            ax.text(out[0] + 0.15, out[1] + 0.2, "no score falls", ha="left", va="bottom", fontsize=10)
        ax.plot(0, 0, "o", color=INK, markersize=7, zorder=5)
        ax.set(xlabel="x₁", title=title, aspect="equal", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        ax.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4))
        ax.grid(visible=False)
        sentences.append(
            f"{title}: " + ("an arrow leads out between the arcs" if len(free) else "the arcs leave no gap")
        )
    axes[0].set(ylabel="x₂")
    return with_alt_text(
        axes[0],
        "The region in which all units say yes, with their dashed lines, and a dot in it. Around the dot an arc of a "
        f"half turn for each unit: the directions in which its score falls. {'; '.join(sentences)}.",
    )


def _falling(ax, k, w):
    """Draw an arc over the directions in which the k-th unit, with the weights w, falls, and write its name."""
    color = SERIES[k][0]
    turn = np.arctan2(-w[1], -w[0]) + np.linspace(-np.pi / 2, np.pi / 2, 61)
    radius = 0.36 + 0.13 * k
    ax.plot(radius * np.cos(turn), radius * np.sin(turn), color=color, linewidth=3, solid_capstyle="butt")
    place = 1.42 * np.array([np.cos(turn[30]), np.sin(turn[30])])
    ax.text(*place, f"unit {k + 1}\nfalls", ha="center", va="center", fontsize=10, color=color)


@in_style
def units_and_sum(
    x: np.ndarray,
    units: Mapping[str, np.ndarray],
    title: str,
    compared: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
) -> Axes:
    """Plot weighted units over x (P,), and beside them their sum with its title; return the first Axes.

    `units` maps a name to the values (P,) of up to four units. With `compared`, a third panel has a curve (P,), what a
    network makes of it (P,), and the heights (n + 1,) that the network was given, evenly spaced over x.
    """
    alone, together, *rest = new_figure(10.4, 3.3).subplots(1, 2 if compared is None else 3)
    for (name, values), (color, _, dash) in zip(units.items(), SERIES, strict=False):
        alone.plot(x, values, linestyle=dash, color=color, linewidth=2.2, label=name)
    alone.legend(loc="lower left", frameon=False, fontsize=10)
    alone.set(xlabel="x", title=f"{len(units)} units with their weights")
    total = np.sum(list(units.values()), axis=0)
    together.plot(x, total, color=BLUE, linewidth=2.2)
    together.fill_between(x, total, color=BLUE, alpha=0.18, linewidth=0)
    together.set(xlabel="x", title=title)
    indices = np.linspace(0, len(x) - 1, 11).astype(int)
    words = ", ".join(f"{x[i]:.1f}: {total[i]:.2f}" for i in indices)
    text = f"Curves over x: {'; '.join(units)}. Beside them, {title}; at x = {words}."
    if compared is not None:
        ax, (curve, made, heights) = rest[0], compared
        ax.plot(x, curve, color=GREY, linewidth=6, alpha=0.45, solid_capstyle="round")
        ax.plot(x, made, color=BLUE, linewidth=1.8)
        ax.plot(np.linspace(x[0], x[-1], len(heights)), heights, "o", color=BLUE, markersize=6, markeredgecolor="white")
        ax.set(xlabel="x", title=f"{len(heights) - 1} units and a curve")
        text += f" On the right, a curve and the sum of {len(heights) - 1} units, a polygon that has its corners on it."
    return with_alt_text(alone, text)


@in_style
def tower(W: np.ndarray, b: np.ndarray, threshold: float) -> Axes:
    """Plot the sum of the sigmoid units W (2, n), b (n,), and σ(20 (sum − threshold)), over a plane; return an Axes."""
    axes = new_figure(8.6, 3.9).subplots(1, 2, sharey=True)
    x1, x2 = np.meshgrid(np.linspace(-2.4, 2.4, 241), np.linspace(-2.4, 2.4, 241))
    votes = sigmoid(np.column_stack([x1.ravel(), x2.ravel()]) @ W + b).sum(axis=1).reshape(x1.shape)
    kept = sigmoid(20 * (votes - threshold))
    maps = {f"the sum of {len(b)} units": votes, f"behind it: is the sum above {threshold:g}?": kept}
    for ax, (title, z) in zip(axes, maps.items(), strict=True):
        highest = round(float(z.max()))
        ax.contourf(x1, x2, z, levels=np.arange(highest + 2) - 0.5, cmap="Blues", vmin=0, vmax=1.7 * highest)
        ax.set(xlabel="x₁", title=title, aspect="equal", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        ax.grid(visible=False)
        for position in product((-1.75, 0, 1.75), repeat=2):
            value = z[np.abs(x2[:, 0] - position[1]).argmin(), np.abs(x1[0] - position[0]).argmin()]
            ax.text(*position, f"{value:.0f}", ha="center", va="center", fontsize=12, color=INK)
    axes[0].set(ylabel="x₂")
    return with_alt_text(
        axes[0],
        f"Two maps of a plane. Left, the sum of {len(b)} units: {votes.max():.0f} in a square in the middle, one less "
        "in ridges that leave it on all four sides, two less in the corners. Right, what a unit behind it makes of "
        "the sum: 1 in the square, 0 elsewhere.",
    )


def distance_to_heart(x: np.ndarray) -> np.ndarray:
    """Return how far the points x (N, 2) are from the edge of a heart, some 3 wide: above 0 inside, below 0 outside."""
    nearest = np.sqrt(((x[:, None] - HEART) ** 2).sum(axis=2)).min(axis=1)
    return np.where(Path(HEART).contains_points(x), nearest, -nearest)


@in_style
def hearts(nets: Mapping[str, Callable[[np.ndarray], np.ndarray]]) -> Axes:
    """Plot each net, a function from (N, 2) to (N,), with its contours, and the heart's edge; return the first Axes.

    `nets` maps a title to a net. Below each map stands which share of the square has the sign of `distance_to_heart`.
    """
    axes = np.atleast_1d(new_figure(10.4, 3.3).subplots(1, len(nets), sharey=True))
    x1, x2 = np.meshgrid(np.linspace(-2, 2, 101), np.linspace(-2, 2, 101))
    plane = np.column_stack([x1.ravel(), x2.ravel()])
    inside = distance_to_heart(plane) > 0
    sentences = []
    for ax, (title, net) in zip(axes, nets.items(), strict=True):
        z = net(plane)
        share = f"{100 * ((z > 0) == inside).mean():.1f} % right"
        z = z.reshape(x1.shape)
        ax.contourf(x1, x2, z, levels=[0, float(z.max()) + 1], colors=[PALE[1]])
        heights = [level for level in np.arange(-2, 1.01, 0.25) if level]
        ax.contour(x1, x2, z, levels=heights, colors=GREY, linewidths=0.6, linestyles="solid")
        (edge,) = ax.plot(*np.vstack([HEART, HEART[:1]]).T, color=GREY, linestyle="--", linewidth=1.4)
        ax.contour(x1, x2, z, levels=[0], colors=INK, linewidths=2.2)
        ax.set(xlabel=share, title=title, aspect="equal", xlim=(-2, 2), ylim=(-2, 2))
        ax.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        ax.grid(visible=False)
        sentences.append(f"{title}, {share}")
    border = Line2D([], [], color=INK, linewidth=2.2)
    look = {"framealpha": 0.9, "edgecolor": "none", "fontsize": 9, "borderaxespad": 0.2}
    axes[0].legend([edge, border], ["heart", "network"], loc="lower left", **look)
    return with_alt_text(
        axes[0],
        "Maps of a square with a heart, dashed, and a network: thin its contours, a quarter apart, thick its boundary, "
        f"nearer to the heart the more units there are: {'; '.join(sentences)}.",
    )


@in_style
def bumps_and_curve(target: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> Axes:
    """Plot a curve over x (P,), which is sought on 0 to 1, and lines for what a net makes of it; return the Axes.

    Its lines are, in this order: the curve, the net, the heights that it is given, and the point with the largest
    error. The last three are empty; `bumps_of` fills them.
    """
    ax = new_figure(8.6, 4.2, layout="none").add_axes((0.07, 0.13, 0.91, 0.77))
    inside = (x >= 0) & (x <= 1)
    ax.plot(x[inside], target(x[inside]), color=GREY, linewidth=6, alpha=0.45, solid_capstyle="round")
    ax.plot([], [], color=BLUE, linewidth=2.2)
    ax.plot([], [], "o", color=BLUE, markersize=6, markeredgecolor="white")
    ax.plot([], [], color=INK, linewidth=4, solid_capstyle="butt")
    ax.legend(ax.lines[:4], ["the curve", "the sum of the units", "heights read off", "largest error"], fontsize=9,
              loc="upper left", bbox_to_anchor=(0.5, 1), frameon=False)  # fmt: skip
    for edge in (0, 1):
        ax.axvline(edge, color=GREY, linewidth=1, linestyle=":")
    for middle in ((x[0] + 0) / 2, (1 + x[-1]) / 2):
        ax.text(middle, 1.62, "no unit\nswitches here", ha="center", va="top", fontsize=9, color=GREY)
    ax.set(xlim=(x[0], x[-1]), ylim=(-1.75, 1.75), xlabel="x", yticks=[-1, 0, 1])
    return ax


def bumps_of(ax: Axes, x: np.ndarray, net: np.ndarray, knots: np.ndarray, heights: np.ndarray) -> float:
    """Set what `bumps_and_curve` shows: the net's values (P,) over x, its `heights` at `knots`; return the error.

    The error is the largest distance to the curve between 0 and 1, and is marked.
    """
    curve, line, dots, gap = ax.lines[:4]
    inside = (x >= 0) & (x <= 1)
    sought = np.asarray(curve.get_ydata(), float)
    distance = np.abs(net[inside] - sought)
    worst = distance.argmax()
    line.set_data(x, net)
    dots.set_data(knots, heights)
    gap.set_data(np.full(2, x[inside][worst]), [net[inside][worst], sought[worst]])
    return float(distance[worst])


def describe_bumps(units: int, steepness: float, error: float) -> str:
    """Describe the figure in words."""
    return (
        f"A hilly curve between 0 and 1, and the sum of {units} {'unit' if units == 1 else 'units'} of steepness "
        f"{steepness:g}. The largest error is {error:.2f}. Left of 0 and right of 1 the sum is flat."
    )
