"""Figures of lecture 09: losses, signal and gradient by layer, two slopes, a plateau and a cliff, a residual block."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from dlcourse.activations import sigmoid_derivative, tanh_derivative
from dlcourse.plots.curves import label_ends, marked_lines
from dlcourse.plots.graphs import computation_graph, format_number
from dlcourse.plots.layers import lines_by_layer
from dlcourse.plots.style import (
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
SIGNAL, GRADIENT, WEIGHTS = SERIES[1][0], BLUE, INK  # one colour each in all of the lecture
LINES = (("signal", SIGNAL, "s", "--"), ("gradient", GRADIENT, "o", "-"), ("norm of dW, db", WEIGHTS, "^", "-."))
NETWORKS = (
    (INK, "o", "-"),
    ("#35701b", "s", "--"),
    ("#6a3d9a", "^", "-."),
    ("#8a6100", "D", ":"),
    ("#00707a", "v", "-"),
)
Measured = tuple[Numbers, Numbers, Numbers]  # signal (D,), gradient (D,), norms of dW and db (D + 1,)


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


def _beside_baseline(ax, baseline, label, x):
    """Set ticks for losses, draw a thin line at the baseline with its label at x; return the Axes."""
    low, high = ax.get_ylim()
    ax.set(ylim=(low, max(high, 1.5 * baseline)))
    ax.minorticks_off()
    ticks = [tick for tick in (0.01, 0.03, 0.1, 0.3, 1, 3, 10) if low < tick < high * 1.1]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.axhline(baseline, xmax=0.95, color=GREY, linewidth=1, linestyle=":")
    ax.annotate(label, (x, baseline), (0, 6), textcoords="offset points", color=GREY)
    return ax


@in_style
def losses_of_runs(losses: Mapping[str, Runs]) -> Axes:
    """Plot mean and range of the losses of several runs; `losses` maps a network's name to (runs, E). Returns Axes."""
    runs, epochs = np.shape(next(iter(losses.values())))
    ax = new_axes()
    ax.set(xlabel="epoch", ylabel="training loss (nats per row, log scale)", yscale="log")
    for (name, each), (color, marker, linestyle) in zip(losses.items(), cycle(NETWORKS), strict=False):
        x, y = np.arange(1, epochs + 1), np.asarray(each)
        every = max(1, epochs // 5)
        ax.plot(x, y.mean(axis=0), linestyle, color=color, marker=marker, markevery=every, label=name)
        ax.fill_between(x, y.min(axis=0), y.max(axis=0), color=color, alpha=0.14, linewidth=0)
    ax.set_ylim(top=max(ax.get_ylim()[1], 1.5 * UNIFORM_LOSS))
    label_ends(ax)
    _beside_baseline(ax, UNIFORM_LOSS, "ln 10: guessing", 1)
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
        (sizes, "Blues", (0, np.max(sizes)), 0.075, GRADIENT, "on the way down: size of the gradient that arrives  ←"),
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
        x, side = (0.055, "left") if color == SIGNAL else (0.055 + depth * wide - 0.009, "right")
        figure.text(x, bottom + 0.36, title, color=color, fontsize=12, ha=side)
    rows, units = np.shape(outputs[0])
    last = max(k for k, values in enumerate(outputs) if np.ptp(values, axis=0).max() > 0.02 * (np.ptp(outputs)))
    first = min(k for k, size in enumerate(sizes) if size.max() > 0.02 * np.max(sizes))
    upper = (
        f"in layer 1 the rows differ, in layer 2 a little, and after layer {last + 1} all rows look the same, so that "
        "each map consists of vertical stripes"
    )
    lower = f"strong in layer {depth}, paler with every layer down, and below layer {first + 1} white"
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


@in_style
def signal_and_gradient(networks: Mapping[str, Measured]) -> Axes:
    """Plot signal, gradient and norms of dW and db by layer, a panel for each network, two in a row; return Axes.

    `networks` maps a name to (signal, gradient, norms).
    """
    rows = -(-len(networks) // 2)
    figure = new_figure(10, 0.5 + 2.9 * rows)
    axes = figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False)
    for ax, (name, measured) in zip(axes.flat, networks.items(), strict=True):
        for (label, color, marker, linestyle), values in zip(LINES, measured, strict=True):
            x, every = np.arange(1, len(values) + 1), max(1, len(values) // 7)
            ax.plot(x, values, linestyle, color=color, marker=marker, markersize=5, markevery=every, label=label)
        ax.set(title=name, yscale="log")
        ax.locator_params(axis="x", integer=True)
        ax.minorticks_off()
    for ax in axes[-1]:
        ax.set_xlabel("layer (the last: the output)")
    for ax in axes[:, 0]:
        ax.set_ylabel("log scale")
    arrows = ("signal  →", "gradient  ←", "norm of dW and db: what the weights get")
    figure.legend(axes[0, 0].lines, arrows, loc="outside upper center", ncols=3, frameon=False, labelcolor="linecolor")
    said = "; ".join(
        f"{name}: signal from about {power_of_ten(signal[0])} in the first hidden layer to {power_of_ten(signal[-1])} "
        f"in the last, gradient {power_of_ten(gradient[0])} and {power_of_ten(gradient[-1])}, norms "
        f"{power_of_ten(norms[0])} and {power_of_ten(norms[-1])}"
        for name, (signal, gradient, norms) in networks.items()
    )
    return with_alt_text(
        axes[0, 0],
        f"{len(networks)} panels with the same logarithmic scale: signal, gradient, and norm of dW and db against the "
        f"layer. To the nearest power of ten: {said}.",
    )


@in_style
def two_slopes(pre_activations: np.ndarray) -> Axes:
    """Plot the derivatives of sigmoid and tanh, with a histogram of `pre_activations` behind them; return the Axes."""
    ax = new_axes(7.2, 3.6)
    z = np.linspace(-6, 6, 241)
    heights, edges = np.histogram(pre_activations, bins=48, range=(-6, 6))
    ax.stairs(0.25 * heights / heights.max(), edges, fill=True, color="#d9d9d9")
    ax.plot(z, sigmoid_derivative(z), "-", color=INK, linewidth=2.4)
    ax.plot(z, tanh_derivative(z), "--", color=GREY)
    ax.plot(0, 0.25, "o", color=INK)
    ax.annotate("sigmoid: ¼ at best", (0, 0.25), (2.1, 0.42), arrowprops={"arrowstyle": "-", "color": INK})
    ax.annotate("tanh: 1 at best", (0.35, 0.887), (12, 0), textcoords="offset points", color=GREY)
    ax.annotate("where the first layer's\nz really are", (-0.8, 0.08), (-5.7, 0.4), color=GREY,
                arrowprops={"arrowstyle": "-", "color": GREY})  # fmt: skip
    ax.set(xlabel="pre-activation z", ylabel="slope", ylim=(0, 1.06), xlim=(-6, 6), yticks=[0, 0.25, 0.5, 0.75, 1])
    return with_alt_text(
        ax,
        "The slopes of sigmoid and tanh for z from −6 to 6. Sigmoid: a low hill of height 0.25 at z = 0. Tanh: a "
        "narrower hill of height 1. Behind them, in grey, the pre-activations of the network's first layer: "
        f"{np.mean(np.abs(pre_activations) < 1.5):.0%} of them between −1.5 and 1.5, near the sigmoid's best.",
    )


@in_style
def plateau_and_cliff(
    w: np.ndarray,
    losses: np.ndarray,
    derivatives: np.ndarray,
    marked: Mapping[str, int],
    width: float = 7.2,
    height: float = 5.0,
) -> tuple[Axes, Axes]:
    """Plot a loss over its only weight, and below it the absolute derivative on a logarithmic scale; all (P,).

    `marked` maps a label to the index of the point where it is written. Returns the upper and the lower Axes.
    """
    figure = new_figure(width, height)
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.plot(w, losses, color=INK)
    upper.set(ylabel="loss", ylim=(-0.3, 5))
    lower.plot(w, np.abs(derivatives), color=GRADIENT)
    lower.set(ylabel="size of its slope\n(log scale)", xlabel="weight w", yscale="log", ylim=(1e-9, 1e4))
    for label, k in marked.items():
        upper.plot(w[k], losses[k], "o", color=INK)
        lower.plot(w[k], abs(derivatives[k]), "o", color=GRADIENT)
        upper.annotate(label, (w[k], losses[k]), (-8, 8), textcoords="offset points", ha="right")
        text = np.format_float_positional(abs(derivatives[k]), precision=1, fractional=False, trim="-")
        lower.annotate(text, (w[k], abs(derivatives[k])), (-8, 8), textcoords="offset points", ha="right")
    with_alt_text(
        upper,
        f"Above, the loss over w from {w[0]:g} to {w[-1]:g}: a plateau at height 1 up to w = 0.85, a narrow valley "
        "that touches 0 at w = 1, then a cliff that leaves the picture. Below, the size of its slope on a "
        f"logarithmic scale: from {abs(derivatives[0]):.0e} at the left end to {abs(derivatives[-1]):,.0f} at the "
        "right, with a notch at w = 1.",
    )
    return upper, lower


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
        "f": (5.9, 1.2, "F = w₂h"),
        "y": (8.1, 3.0, "y = x + F"),
    }
    values = {"x": x, "h": h, "f": f, "y": x + f}
    gradients = {("x", "y"): dy, ("f", "y"): df, ("h", "f"): df * w2, ("x", "h"): dz * w1}
    ax = computation_graph(nodes, list(gradients), values, gradients, width=9.4, height=4.2)
    around_text = f"∂ {format_number(dy)}, around"
    ax.text(4.5, 2.68, around_text, color=BLUE, style="italic", ha="center", va="top")
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
    """Plot signal, gradient and norms of one network by layer, on axes that reach at least from `low` to `high`.

    Fast to draw, for an explorer: the layout is fixed, and the powers of ten are plain text. Returns the Axes and the
    three lines.
    """
    ax = new_axes(8.6, 4.2, layout=None)
    ax.set_position((0.1, 0.13, 0.875, 0.68))
    ax.axhspan(1e-2, 1e1, color=GREY, alpha=0.14, linewidth=0)
    lines = []
    for (_, color, marker, linestyle), values in zip(LINES, measured, strict=True):
        layers = np.arange(1, len(values) + 1)
        lines += ax.plot(layers, values, linestyle, color=color, marker=marker, markersize=4.5)
    every = np.concatenate([np.asarray(values, dtype=float) for values in measured])
    ax.set(yscale="log", ylim=(min(low, every.min() / 10), max(high, every.max() * 10)))
    ax.set(xlabel="layer (the last one is the output)", ylabel="log scale")
    ax.set_title(title, loc="left")
    figure = figure_of(ax)
    for x, text, color in (
        (0.1, "signal  →", SIGNAL),
        (0.235, "gradient  ←", GRADIENT),
        (0.39, "norm of dW and db (grey band: 0.01 to 10)", WEIGHTS),
    ):
        figure.text(x, 0.94, text, color=color, fontsize=11)
    ax.minorticks_off()
    ax.yaxis.set_major_formatter(lambda y, _: power_of_ten(y))
    ax.locator_params(axis="x", integer=True)
    return ax, lines


def power_of_ten(y: float) -> str:
    """Format the power of ten nearest to y as plain text: 10⁻⁷ for 1e-7."""
    return "10" + str(round(np.log10(y))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
