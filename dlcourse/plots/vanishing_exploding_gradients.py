"""Figures of lecture 09: losses, norms by layer, a plateau and a cliff, two paths through a block, clipping."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.activations import sigmoid, sigmoid_derivative
from dlcourse.plots.curves import label_ends, marked_lines
from dlcourse.plots.functions import function_and_derivative
from dlcourse.plots.graphs import computation_graph, format_number
from dlcourse.plots.layers import lines_by_layer
from dlcourse.plots.style import BLUE, GREY, SERIES, Numbers, Runs, in_style, new_axes, new_figure, with_alt_text

UNIFORM_LOSS = np.log(10)  # the loss of a network that predicts the same probability for each of ten classes


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
    low, high = ax.get_ylim()
    ax.set(ylim=(low, max(high, 1.5 * baseline)))
    ax.minorticks_off()
    ticks = [tick for tick in (0.01, 0.03, 0.1, 0.3, 1, 3, 10) if low < tick < high * 1.1]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.axhline(baseline, color=GREY, linewidth=1, linestyle=":")
    ax.annotate(baseline_label, (len(epochs) / 2, baseline), (0, 6), textcoords="offset points", color=GREY)
    return ax


def losses_by_depth(losses: Mapping[str, Numbers]) -> Axes:
    """Plot the losses (E,) of a shallow and a deep network of sigmoids; `losses` maps a name to them. Returns Axes."""
    ax = losses_by_epoch(losses, UNIFORM_LOSS, "ln 10: knows nothing")
    (shallow, shallow_losses), (deep, deep_losses) = losses.items()
    return with_alt_text(
        ax,
        f"Training loss against {len(shallow_losses)} epochs, on a logarithmic scale. With {shallow} it falls from "
        f"{shallow_losses[0]:.1f} to {shallow_losses[-1]:.1f}; with {deep} it stays on the line at ln 10 = 2.303, and "
        f"ends at {deep_losses[-1]:.2f}.",
    )


def losses_of_remedies(losses: Mapping[str, Runs]) -> Axes:
    """Plot mean and range of the losses of several runs; `losses` maps a name to (runs, E). Returns the Axes."""
    means = {name: np.mean(runs, axis=0) for name, runs in losses.items()}
    bands = {name: (np.min(runs, axis=0), np.max(runs, axis=0)) for name, runs in losses.items()}
    ax = losses_by_epoch(means, UNIFORM_LOSS, "ln 10: knows nothing", bands)
    runs, epochs = np.shape(next(iter(losses.values())))
    ends = "; ".join(f"{name}: {mean[-1]:.1f}" for name, mean in means.items())
    return with_alt_text(
        ax,
        f"Training loss against {epochs} epochs, on a logarithmic scale: for each network the mean of {runs} runs, and "
        f"their range as a band. A thin line at 2.303 shows the loss of guessing. Means after the last epoch: {ends}.",
    )


def sigmoid_and_derivative(pre_activations: np.ndarray) -> Axes:
    """Plot the sigmoid above its derivative, with a histogram of `pre_activations` behind both; return the Axes."""
    z = np.linspace(-6, 6, 241)
    upper, _ = function_and_derivative(z, sigmoid(z), sigmoid_derivative(z), "σ(z)", background=pre_activations)
    return with_alt_text(
        upper,
        "The sigmoid above its slope, for z from −6 to 6. The function climbs from near 0 to near 1; its slope is a "
        "hill of height 0.25 at z = 0 that is below 0.01 beyond ±5. Behind both, in grey, the pre-activations of the "
        f"network's first layer: {np.mean(np.abs(pre_activations) < 1.5):.0%} of them between −1.5 and 1.5, where the "
        "slope is best.",
    )


def first_and_last_layer(depths: Numbers, norms: Mapping[str, Numbers]) -> Axes:
    """Plot gradient norms of the first and of the output layer against the depth; return the Axes.

    `norms` maps "first layer" and "output layer" to (D,).
    """
    ax = marked_lines(
        depths, norms, "hidden layers (sigmoid, 32 units each)", "gradient norm (log scale)", yscale="log"
    )
    first, last = norms["first layer"], norms["output layer"]
    return with_alt_text(
        ax,
        "Gradient norms of the output layer and of the first layer, on a logarithmic scale, for networks of "
        f"{min(depths)} to {max(depths)} hidden layers. The output layer's stays between {min(last):.1f} and "
        f"{max(last):.1f}; the first layer's falls in a straight line from {first[0]:.1f} to about "
        f"{power_of_ten(first[-1])}.",
    )


def weight_change_by_layer(changes: Numbers) -> Axes:
    """Plot how far the weights of each layer moved in training, relative to their size; return the Axes."""
    ax = norms_by_layer(
        {"sick network": changes}, "distance moved in 30 epochs,\nrelative to the weights' size (log scale)"
    )
    return with_alt_text(
        ax,
        "How far each layer's weights have moved in 30 epochs, relative to their size, on a logarithmic scale: about "
        f"{1e6 * changes[0]:.0f} millionths in the first layer, then more and more, up to {changes[-1]:.0%} in the "
        "output layer.",
    )


def norms_of_networks(norms: Mapping[str, Numbers]) -> Axes:
    """Plot gradient norms by layer of several networks; `norms` maps a name to one number per layer. Returns Axes."""
    ends = "; ".join(f"{name}: {power_of_ten(each[0])} and {power_of_ten(each[-1])}" for name, each in norms.items())
    hidden = len(next(iter(norms.values()))) - 1
    return with_alt_text(
        norms_by_layer(norms),
        f"Gradient norm by layer for {len(norms)} networks of {hidden} hidden layers, on a logarithmic scale. The "
        f"powers of ten nearest to the norms of the first and of the last layer: {ends}.",
    )


def norms_with_residual_blocks(norms: Mapping[str, Numbers]) -> Axes:
    """Plot gradient norms by layer of the networks "residual" and "plain"; return the Axes."""
    residual, plain = norms["residual"], norms["plain"]
    return with_alt_text(
        norms_by_layer(norms),
        f"Gradient norm by layer of {len(plain) - 1} tanh layers, on a logarithmic scale. Plain: it climbs from "
        f"{power_of_ten(plain[0])} in the first layer to {power_of_ten(plain[-1])} in the last. With a residual block "
        f"around each layer: between {min(residual):.1f} and {max(residual):.1f} in all.",
    )


@in_style
def plateau_and_cliff(
    w: np.ndarray,
    losses: np.ndarray,
    derivatives: np.ndarray,
    marked: Mapping[str, int],
    width: float = 7.2,
    height: float = 5.2,
) -> tuple[Axes, Axes]:
    """Plot a loss over its only weight, and below it the absolute derivative on a logarithmic scale; all (P,).

    `marked` maps a label to the index of the point where it is written. Returns the upper and the lower Axes.
    """
    figure = new_figure(width, height)
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.plot(w, losses, color=BLUE)
    upper.set(ylabel="loss", ylim=(-0.3, 5))
    lower.plot(w, np.abs(derivatives), color=SERIES[1][0], linestyle=SERIES[1][2])
    lower.set(ylabel="size of its slope\n(log scale)", xlabel="weight w", yscale="log")
    for label, k in marked.items():
        upper.plot(w[k], losses[k], "o", color=BLUE)
        lower.plot(w[k], abs(derivatives[k]), "s", color=SERIES[1][0])
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
def clipped_gradients(gradient: np.ndarray, by_norm: np.ndarray, by_value: np.ndarray) -> Axes:
    """Draw a gradient of two weights as an arrow: unclipped, clipped by norm, and clipped by value."""
    ax = new_axes(5.6, 4.2)
    arrows = {"as it is": gradient, "clipped by its norm": by_norm, "clipped by value": by_value}
    for (label, (x, y)), (color, _, linestyle), linewidth in zip(arrows.items(), SERIES, (1.2, 3.2, 2.2), strict=False):
        arrow = {
            "arrowstyle": "-|>",
            "color": color,
            "linestyle": linestyle,
            "lw": linewidth,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        ax.annotate("", (x, y), (0, 0), arrowprops=arrow)
        ax.annotate(label, (x, y), (6, 0), textcoords="offset points", color=color, va="center")
    ax.set(xlim=(-0.2, gradient[0] * 1.7), ylim=(-0.2, gradient[1] * 1.12), aspect="equal")
    ax.set(xlabel="gradient of the first weight", ylabel="gradient of the second weight")
    ends = [f"({x:.3g}, {y:.3g})" for x, y in arrows.values()]
    return with_alt_text(
        ax,
        f"Three arrows from the origin. The gradient as it is ends at {ends[0]}. Clipped by its norm it ends at "
        f"{ends[1]}, in the same direction. Clipped by value it ends at {ends[2]}, in another direction.",
    )


@in_style
def norms_of_one_network(norms: np.ndarray, title: str, low: float = 1e-8, high: float = 1e4) -> Axes:
    """Plot one network's gradient norms by layer, on axes that reach at least from `low` to `high`; return the Axes.

    Fast to draw, for a slider: the layout is fixed, and the powers of ten are plain text.
    """
    ax = new_axes(7.2, 4.0, layout=None)
    ax.set_position((0.14, 0.15, 0.83, 0.70))
    ax.axhspan(1e-2, 1e1, color=GREY, alpha=0.12, linewidth=0)
    ax.text(len(norms), 1e1, "grey: from 0.01 to 10", ha="right", va="bottom", color=GREY, fontsize=10)
    ax.plot(np.arange(1, len(norms) + 1), norms, "o-", color=BLUE)
    ax.set(yscale="log", ylim=(min(low, min(norms) / 10), max(high, max(norms) * 10)))
    ax.set(title=title, xlabel="layer (the last one is the output)", ylabel="norm of the gradient (log scale)")
    ax.minorticks_off()
    ax.yaxis.set_major_formatter(lambda y, _: power_of_ten(y))
    ax.locator_params(axis="x", integer=True)
    return ax


def power_of_ten(y: float) -> str:
    """Format the power of ten nearest to y as plain text: 10⁻⁷ for 1e-7."""
    return "10" + str(round(np.log10(y))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
