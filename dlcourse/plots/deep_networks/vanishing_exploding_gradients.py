"""Figures of lecture 09: losses, signal, gradient and step by layer, two slopes, a cliff, a residual block."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

from dlcourse.activations import sigmoid_derivative, tanh_derivative
from dlcourse.plots.common.curves import label_ends, marked_lines
from dlcourse.plots.common.graphs import computation_graph, format_number
from dlcourse.plots.common.layers import lines_by_layer
from dlcourse.plots.page.style import (
    BLUE,
    GREY,
    INK,
    SERIES,
    Numbers,
    Runs,
    figure_of,
    in_style,
    new_axes,
    new_figure,
    with_alt_text,
)

UNIFORM_LOSS = np.log(10)  # the loss of a network that predicts the same probability for each of ten classes
SIGNAL, GRADIENT, STEP = SERIES[1][0], BLUE, INK  # one colour each in all of the lecture
LINES = (("signal", SIGNAL, "s", "--"), ("gradient", GRADIENT, "o", "-"), ("step", STEP, "^", "-."))
STEP_BAND = (1e-4, 1e-1)  # healthy steps, of the weights' own length
SAID_BAND = "grey band: 0.0001 to 0.1"
WHITE_TO_BLUE = LinearSegmentedColormap.from_list("white_to_blue", ["#ffffff", GRADIENT, "#052c4d"])
RUNS = {  # how the losses of a network are drawn, the same in each figure of the lecture
    "1 hidden": ("#00707a", "o", "-"),
    "2 hidden": ("#4a5f8a", "s", "--"),
    "3 hidden": ("#6b6b00", "^", "-."),
    "4 hidden": (GREY, "D", ":"),
    "10 hidden": (INK, "v", "-"),
    "sigmoid alone": (INK, "v", "-"),  # the ten layers again, in the race
    "tanh and Glorot": ("#35701b", "s", "--"),
    "ReLU and He": ("#6a3d9a", "^", "-."),
    "batch norm": ("#8a6100", "D", ":"),
    "residual": ("#a3195b", "o", "-"),
    "sd 0.4, clipped": ("#8c3b2a", "s", "--"),
}
Measured = tuple[Numbers, Numbers, Numbers]  # signal (D,), gradient (D,), steps (D + 1,)


def norms_by_layer(
    series: Mapping[str, Numbers],
    ylabel: str = "norm of the layer's gradient (log scale)",
    xlabel: str = "layer (the last: the output)",
) -> Axes:
    """Plot one line per network with a label at its end; `series` maps a label to one number per layer; return Axes."""
    ax = lines_by_layer(series, ylabel, xlabel)
    ax.locator_params(axis="x", integer=True)
    return relabel_ends(ax)


def relabel_ends(ax: Axes) -> Axes:
    """Place the labels at the lines' ends again, once the limits of the axes are known."""
    for text in list(ax.texts):
        text.remove()
    ax.autoscale_view()
    label_ends(ax)
    return ax


def losses_by_epoch(
    losses: Mapping[str, Numbers],
    baseline: float,
    baseline_label: str,
    bands: Mapping[str, tuple[Numbers, Numbers]] | None = None,
) -> Axes:
    """Plot losses (E,) of several networks by name, and a thin line at the baseline, the loss of uniform predictions.

    `bands` maps a name to (lowest, highest) of several runs, both (E,), shaded around its line. Returns Axes.
    """
    epochs = np.arange(1, len(next(iter(losses.values()))) + 1)
    ax = marked_lines(epochs, losses, "epoch", "training loss (nats per row, log scale)", bands, yscale="log")
    for line in ax.lines:
        line.set_markevery(max(1, min(5, len(epochs) // 6)))
    relabel_ends(ax)
    return _beside_baseline(ax, baseline, baseline_label, len(epochs) / 2)


def _beside_baseline(ax, baseline, label, x, below=False):
    """Set ticks for losses, draw a line at the baseline, its label from x above it, or below up to x; return ax."""
    low, high = ax.get_ylim()
    ax.set(ylim=(low, max(high, 1.5 * baseline)))
    ax.minorticks_off()
    if low < 0.3:  # so that the lowest lines have a tick below them
        ax.set_ylim(bottom=min(low, 0.09))
        low = min(low, 0.09)
    ticks = [tick for tick in (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30) if low < tick < high * 1.1]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.axhline(baseline, xmax=0.95, color=GREY, linewidth=1, linestyle=":")
    side = {"xytext": (0, -5), "va": "top", "ha": "right"} if below else {"xytext": (0, 6)}
    ax.annotate(label, (x, baseline), textcoords="offset points", color=GREY, **side)
    return ax


@in_style
def losses_of_runs(losses: Mapping[str, Runs]) -> Axes:
    """Plot mean and range of the losses of several runs; `losses` maps a network's name to (runs, E). Returns Axes.

    A network of the lecture looks the same in each figure (see `RUNS`).
    """
    runs, epochs = np.shape(next(iter(losses.values())))
    ax = new_axes()
    ax.set(xlabel="epoch", ylabel="training loss (nats per row, log scale)", yscale="log")
    others = cycle(RUNS.values())
    for k, (name, each) in enumerate(losses.items()):
        color, marker, linestyle = RUNS.get(name) or next(others)
        x, y = np.arange(1, epochs + 1), np.asarray(each)
        every = max(1, epochs // 5)
        marked = (k % every, every)  # in turn, so that markers of lines upon each other are seen
        ax.plot(x, y.mean(axis=0), linestyle, color=color, marker=marker, markevery=marked, label=name)
        ax.fill_between(x, y.min(axis=0), y.max(axis=0), color=color, alpha=0.14, linewidth=0)
    ax.set_ylim(top=max(ax.get_ylim()[1], 1.5 * UNIFORM_LOSS))
    label_ends(ax)
    _beside_baseline(ax, UNIFORM_LOSS, "ln 10: guessing", epochs, below=True)
    ends = "; ".join(f"{name}: {np.mean(each, axis=0)[-1]:.2f}" for name, each in losses.items())
    return with_alt_text(
        ax,
        f"Training loss against {epochs} epochs, on a logarithmic scale: for each network the mean of {runs} runs, and "
        f"their range as a band. A thin line at 2.303 shows the loss of guessing. Means after the last epoch: {ends}.",
    )


@in_style
def layer_maps(outputs: Sequence[np.ndarray], gradients: Sequence[np.ndarray], labels: Numbers) -> Axes:
    """Draw each layer's outputs (rows, units) in an upper strip and the gradients (rows, units) there in a lower one.

    `labels` (rows,) are written beside the first maps. Each strip has one colour scale for all layers. Returns Axes.
    """
    figure = new_figure(10, 5.0, layout="none")
    depth = len(outputs)
    wide = 0.925 / depth
    sizes = [np.abs(each) for each in gradients]
    strips = (
        (
            outputs,
            "Oranges",
            (np.min(outputs), np.max(outputs)),
            0.545,
            SIGNAL,
            "on the way up: what each unit gives  →",
        ),
        (
            sizes,
            WHITE_TO_BLUE,
            (0, np.max(sizes)),
            0.075,
            GRADIENT,
            "on the way down: size of the gradient that arrives  ←",
        ),
    )
    for maps, cmap, (low, high), bottom, color, title in strips:
        for k, values in enumerate(maps):
            ax = figure.add_axes((0.055 + k * wide, bottom, wide - 0.009, 0.34))
            ax.imshow(values, cmap=cmap, vmin=low, vmax=high, aspect="auto", interpolation="nearest")
            ax.set(xticks=[], yticks=range(len(labels)) if k == 0 else [])
            ax.grid(visible=False)
            ax.spines[:].set_visible(True)
            ax.tick_params(length=0, labelsize=9)
            if k == 0:
                ax.set_yticklabels([f"{label:g}" for label in labels])
                ax.set_ylabel("digit", fontsize=10, labelpad=4)
            ax.set_xlabel(f"layer {k + 1}" if k in (0, depth - 1) else f"{k + 1}", fontsize=10, labelpad=3)
        left, right = 0.055, 0.055 + depth * wide - 0.009
        up = color == SIGNAL
        figure.text(left if up else right, bottom + 0.36, title, color=color, fontsize=12, ha="left" if up else "right")
        _color_scale(figure, cmap, low, high, right - 0.2 if up else left + 0.05, bottom + 0.362)
    rows, units = np.shape(outputs[0])
    last = max(k for k, values in enumerate(outputs) if np.ptp(values, axis=0).max() > 0.02 * (np.ptp(outputs)))
    first = min(k for k, size in enumerate(sizes) if size.max() > 0.02 * np.max(sizes))
    upper = (
        f"in layer 1 the rows differ, in layer 2 a little, and after layer {last + 1} all rows look the same, so that "
        "each map consists of vertical stripes"
    )
    lower = f"strong in layer {depth}, fainter with every layer down, and below layer {first + 1} not to be seen"
    if last == depth - 1:
        upper = "the rows differ in every layer"
    if first == 0:
        lower = "it can be seen in every layer"
    return with_alt_text(
        ax,
        f"Two strips of {depth} maps, one map for each hidden layer; in each map {rows} rows, one for each digit, and "
        f"{units} columns, one for each unit. Upper strip, the outputs: {upper}. Lower strip, the size of the "
        f"gradient: {lower}.",
    )


def _color_scale(figure, cmap, low, high, left, bottom):
    """Draw a short strip of the colours between their two numbers, left and bottom in fractions of the figure."""
    scale = figure.add_axes((left, bottom, 0.14, 0.026))
    scale.imshow(np.linspace(0, 1, 64)[np.newaxis], cmap=cmap, aspect="auto", interpolation="nearest")
    scale.set(xticks=[], yticks=[])
    scale.grid(visible=False)
    for x, value, side in ((left - 0.006, low, "right"), (left + 0.146, high, "left")):
        figure.text(x, bottom + 0.013, f"{value:.2g}", color=GREY, fontsize=10, ha=side, va="center")


@in_style
def signal_and_gradient(networks: Mapping[str, Measured], one_scale: bool = True) -> Axes:
    """Plot signal, gradient and step by layer, a panel for each network; return the first Axes.

    - `networks`: maps a name to (signal, gradient, steps).
    - `one_scale`: whether the panels share one scale, two in a row; otherwise all stand in a row, and each has its own
      scale, at least from 0.00005 to 1.

    A grey band marks the healthy steps.
    """
    columns = 2 if one_scale else len(networks)
    rows = -(-len(networks) // columns)
    figure = new_figure(10, 0.5 + 2.9 * rows)
    axes = figure.subplots(rows, columns, sharex=True, sharey=one_scale, squeeze=False)
    layers = max(len(steps) for _, _, steps in networks.values())
    for ax, (name, measured) in zip(axes.flat, networks.items(), strict=True):
        ax.axhspan(*STEP_BAND, color=GREY, alpha=0.14, linewidth=0)
        for (label, color, marker, linestyle), values in zip(LINES, measured, strict=True):
            x, every = np.arange(1, len(values) + 1), max(1, len(values) // 7)
            ax.plot(x, values, linestyle, color=color, marker=marker, markersize=5, markevery=every, label=label)
        ax.set(title=name, yscale="log", xticks=[1, *range(5, layers, 5 if one_scale else 10)])
        ax.minorticks_off()
        if not one_scale:
            every_size = np.concatenate([np.asarray(values, dtype=float) for values in measured])
            ax.set_ylim(min(5e-5, every_size.min() / 3), max(1, every_size.max() * 3))
    for ax in axes[-1]:
        ax.set_xlabel("layer (the last: the output)")
    for ax in axes[:, 0]:
        ax.set_ylabel("size (log scale)")
    arrows = ("signal  →", "gradient  ←", f"step, relative to W ({SAID_BAND})")
    lines = axes[0, 0].lines
    figure.legend(lines, arrows, loc="outside upper center", ncols=3, frameon=False, labelcolor="linecolor")
    whose = "with the same" if one_scale else "each with its own"
    said = "; ".join(
        f"{name}: signal from about {power_of_ten(signal[0])} in the first hidden layer to {power_of_ten(signal[-1])} "
        f"in the last, gradient {power_of_ten(gradient[0])} and {power_of_ten(gradient[-1])}, steps "
        f"{power_of_ten(steps[0])} and {power_of_ten(steps[-1])}"
        for name, (signal, gradient, steps) in networks.items()
    )
    return with_alt_text(
        axes[0, 0],
        f"{len(networks)} panels, {whose} logarithmic scale: signal, gradient, and the step as a fraction of the "
        f"weights, against the layer; {SAID_BAND}. To the nearest power of ten: {said}.",
    )


@in_style
def two_slopes(pre_activations: np.ndarray) -> Axes:
    """Plot the derivatives of sigmoid and tanh, with a histogram of `pre_activations` behind them; return the Axes."""
    ax = new_axes(7.2, 3.6)
    z = np.linspace(-6, 6, 241)
    heights, edges = np.histogram(pre_activations, bins=48, range=(-6, 6))
    ax.stairs(0.18 * heights / heights.max(), edges, fill=True, color="#d9d9d9")
    ax.plot(z, sigmoid_derivative(z), "-", color=INK, linewidth=2.4)
    ax.plot(z, tanh_derivative(z), "--", color=GREY)
    ax.plot(0, 0.25, "o", color=INK)
    ax.annotate("sigmoid: ¼ at best", (0, 0.25), (2.1, 0.42), arrowprops={"arrowstyle": "-", "color": INK})
    ax.annotate("tanh: 1 at best", (0.35, 0.887), (12, 0), textcoords="offset points", color=GREY)
    ax.annotate("the first layer's z\n(histogram on a\nscale of its own)", (-0.8, 0.08), (-5.7, 0.4), color=GREY,
                arrowprops={"arrowstyle": "-", "color": GREY})  # fmt: skip
    ax.set(xlabel="pre-activation z", ylabel="slope", ylim=(0, 1.06), xlim=(-6, 6), yticks=[0, 0.25, 0.5, 0.75, 1])
    return with_alt_text(
        ax,
        "The slopes of sigmoid and tanh for z from −6 to 6. Sigmoid: a low hill of height 0.25 at z = 0. Tanh: a "
        "narrower hill of height 1. Behind them, in grey, the pre-activations of the network's first layer: "
        f"{np.mean(np.abs(pre_activations) < 1.5):.0%} of them between −1.5 and 1.5, where the sigmoid's slope is "
        "above 0.14.",
    )


@in_style
def plateau_and_cliff(
    w: np.ndarray,
    slopes: np.ndarray,
    marked: Mapping[str, float],
    clipped: np.ndarray,
    thrown_to: float,
    units: int = 20,
) -> Axes:
    """Plot the loss (w^units − 1)² over w, above the size of its slope, on logarithmic scales.

    - `w`: where both are drawn (P,).
    - `slopes`: the loss's derivatives there (P,).
    - `marked`: maps a label to its w.
    - `clipped`: the weights that clipped descent visits; those whose loss is below the axis are left out.
    - `thrown_to`: where one step without a limit leads from the first of them, out of the picture to the left.
    - `units`: the power of w.

    Returns the upper Axes.
    """
    longest = np.abs(np.diff(clipped)).max()
    thrown = f"{thrown_to:.0f}".replace("-", "−")
    figure = new_figure(7.2, 5.4)
    upper, lower = figure.subplots(2, 1, sharex=True)
    lowest = 1e-5

    def loss_at(at):
        return np.maximum((np.asarray(at) ** units - 1) ** 2, lowest)

    upper.plot(w, loss_at(w), color=INK)
    in_view = clipped[loss_at(clipped) > lowest]
    upper.plot(in_view, loss_at(in_view), "o", color="#35701b", markersize=4)
    start = clipped[0], float(loss_at(clipped[0]))
    upper.annotate("", (w[0], start[1]), start, arrowprops={"color": SIGNAL, "arrowstyle": "-|>", "lw": 1.5})
    upper.text(0.7, start[1] * 2.2, f"one step without a limit: to {thrown}", color=SIGNAL, ha="center")
    upper.text(
        1.04, 3e-3, f"clipped: {len(clipped) - 1}\nsteps of at\nmost {longest:.2g}", color="#35701b", va="center"
    )
    upper.set(ylabel="loss (log scale)", yscale="log", ylim=(lowest, 1e5))
    lower.plot(w, np.abs(slopes), color=GRADIENT)
    lower.set(ylabel="size of its slope\n(log scale)", xlabel="weight w", yscale="log", ylim=(1e-9, 1e7))
    lower.annotate("w = 1: slope 0", (1, 1e-2), (-30, -26), textcoords="offset points", ha="right", color=GREY,
                   arrowprops={"arrowstyle": "-", "color": GREY})  # fmt: skip
    for label, at in marked.items():
        k = np.abs(w - at).argmin()
        size = abs(slopes[k])
        upper.plot(w[k], loss_at(w[k]), "o", color=INK)
        lower.plot(w[k], size, "o", color=GRADIENT)
        position = {"textcoords": "offset points", "ha": "right"}
        beside = position if at < 1 else position | {"ha": "left"}
        upper.annotate(label, (w[k], float(loss_at(w[k]))), (-8, 8) if at < 1 else (8, -12), **beside)
        text = f"{size:,.0f}" if size > 1000 else np.format_float_positional(size, precision=1, fractional=False)
        lower.annotate(text, (w[k], size), (-8, 8), **position)
    with_alt_text(
        upper,
        f"Above, the loss over w from {w[0]:g} to {w[-1]:g} on a logarithmic scale: a plateau at height 1, a narrow "
        f"valley that touches 0 at w = 1, then a cliff. From w = {clipped[0]:g} {len(clipped) - 1} dots, the clipped "
        "steps, go down to the valley; an arrow to the left, out of the picture, is the step without a limit, to "
        f"{thrown}. "
        f"Below, the size of the slope: from {abs(slopes[0]):.0e} at the left end to {abs(slopes[-1]):,.0f} at the "
        "right, with a notch at w = 1.",
    )
    return upper


def residual_block(x: float, w1: float, w2: float, dy: float) -> Axes:
    """Draw a scalar residual block, y = x + w2·max(0, w1·x), with forward values and backward gradients."""
    z = w1 * x
    h = max(0.0, z)
    f = w2 * h
    df = dy
    dz = df * w2 * (z > 0)
    nodes = {
        "x": (0.9, 3.0, "x"),
        "h": (3.2, 1.2, "max(0, w₁x)"),
        "f": (5.6, 1.2, "w₂h"),
        "y": (8.6, 3.0, "+"),
    }
    values = {"x": x, "h": h, "f": f, "y": x + f}
    gradients = {("x", "y"): dy, ("f", "y"): df, ("h", "f"): df * w2, ("x", "h"): dz * w1}
    ax = computation_graph(nodes, list(gradients), values, gradients, width=9.9, height=4.2)
    box = FancyBboxPatch(
        (2.15, 0.62), 4.1, 1.16, "round,pad=0.1", facecolor="#f3f3f3", edgecolor=GREY, linestyle="--", zorder=0
    )
    ax.add_patch(box)
    branch = f"the branch: F = {format_number(f)}, with the slope F′ = {format_number(dz * w1 / dy + 0.0)}"
    ax.text(4.2, 0.3, branch, color=GREY, ha="center", va="center")
    ax.text(8.9, 3.0, "y = x + F", ha="left", va="center")
    ax.text(4.75, 2.68, f"∂ {format_number(dy)}, around", color=BLUE, style="italic", ha="center", va="top")
    ax.text(
        1.7, 1.75, f"∂ {format_number(dz * w1 + 0.0)}, through", color=BLUE, style="italic", ha="right", va="center"
    )
    return with_alt_text(
        ax,
        f"A residual block as a graph. x = {format_number(x)} goes two roads to y: straight to the sum, and through "
        f"max(0, w₁x) = {format_number(h)} and F = {format_number(f)}. y is {format_number(x + f)}. Back comes "
        f"{format_number(dy)} by the straight road, {format_number(dz * w1 + 0.0)} through the branch, and they add up "
        f"to {format_number(dy + dz * w1)} at x.",
    )


@in_style
def one_network(measured: Measured, title: str, low: float = 1e-8, high: float = 1e4) -> tuple[Axes, list[Line2D]]:
    """Plot signal, gradient and steps of one network by layer, on axes that reach at least from `low` to `high`.

    Fast to draw, for an explorer: the layout is fixed, and the powers of ten are plain text. Returns the Axes and the
    three lines.
    """
    ax = new_axes(8.6, 4.2, layout=None)
    ax.set_position((0.1, 0.13, 0.875, 0.68))
    ax.axhspan(*STEP_BAND, color=GREY, alpha=0.14, linewidth=0)
    lines = []
    for (_, color, marker, linestyle), values in zip(LINES, measured, strict=True):
        layers = np.arange(1, len(values) + 1)
        lines += ax.plot(layers, values, linestyle, color=color, marker=marker, markersize=4.5)
    every = np.concatenate([np.asarray(values, dtype=float) for values in measured])
    ax.set(yscale="log", ylim=(min(low, every.min() / 10), max(high, every.max() * 10)))
    ax.set(xlabel="layer (the last one is the output)", ylabel="size (log scale)")
    ax.set_title(title, loc="left")
    figure = figure_of(ax)
    for x, text, color in (
        (0.1, "signal  →", SIGNAL),
        (0.235, "gradient  ←", GRADIENT),
        (0.39, f"step at rate 0.1, relative to W ({SAID_BAND})", STEP),
    ):
        figure.text(x, 0.94, text, color=color, fontsize=11)
    ax.minorticks_off()
    ax.yaxis.set_major_formatter(lambda y, _: power_of_ten(y))
    ax.locator_params(axis="x", integer=True)
    return ax, lines


def power_of_ten(y: float) -> str:
    """Format the power of ten nearest to y as plain text: 10⁻⁷ for 1e-7."""
    return "10" + str(round(np.log10(y))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
