"""The figures of lecture 09: a plateau and a cliff, two roads through a block, norms by layer, clipping."""

import numpy as np

from dlcourse.plots.curves import label_ends, marked_lines
from dlcourse.plots.graphs import computation_graph, number
from dlcourse.plots.layers import by_layer
from dlcourse.plots.style import BLUE, GREY, SERIES, in_style, new_axes, new_figure


def norms_by_layer(series, ylabel="norm of the layer's gradient (log scale)", xlabel="layer (the last: the output)"):
    """One line a network, told apart at its end: `series` maps a label to one number a layer. Returns Axes."""
    ax = by_layer(series, ylabel, xlabel)
    ax.locator_params(axis="x", integer=True)
    return labelled_anew(ax)


def labelled_anew(ax):
    """Place the labels at the lines' ends once more, now that the limits of the axes are known."""
    for text in list(ax.texts):
        text.remove()
    ax.autoscale_view()
    label_ends(ax)
    return ax


def losses_by_epoch(series, start, start_label):
    """Losses (E,) of several networks, a name for each, and a thin line at the loss of one that knows nothing."""
    epochs = np.arange(1, len(next(iter(series.values()))) + 1)
    ax = marked_lines(epochs, series, "epoch", "training loss (nats per row, log scale)", yscale="log")
    for line in ax.lines:
        line.set_markevery(5)
    labelled_anew(ax)
    low, high = ax.get_ylim()
    ax.set(ylim=(low, max(high, 1.5 * start)))
    ax.minorticks_off()
    ticks = [tick for tick in (0.01, 0.03, 0.1, 0.3, 1, 3, 10) if low < tick < high * 1.1]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.axhline(start, color=GREY, linewidth=1, linestyle=":")
    ax.annotate(start_label, (len(epochs) / 2, start), (0, 6), textcoords="offset points", color=GREY)
    return ax


@in_style
def plateau_and_cliff(w, loss, slope, marks, width=7.2, height=5.2):
    """A loss over its only weight, and below it the size of its slope, on a logarithmic scale; all (P,).

    `marks` maps a label to the index of the point it is written at. Returns the upper and the lower Axes.
    """
    figure = new_figure(width, height)
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.plot(w, loss, color=BLUE)
    upper.set(ylabel="loss", ylim=(-0.3, 5))
    lower.plot(w, np.abs(slope), color=SERIES[1][0], linestyle=SERIES[1][2])
    lower.set(ylabel="size of its slope\n(log scale)", xlabel="weight w", yscale="log")
    for label, k in marks.items():
        upper.plot(w[k], loss[k], "o", color=BLUE)
        lower.plot(w[k], abs(slope[k]), "s", color=SERIES[1][0])
        upper.annotate(label, (w[k], loss[k]), (-8, 8), textcoords="offset points", ha="right")
        text = np.format_float_positional(abs(slope[k]), precision=1, fractional=False, trim="-")
        lower.annotate(text, (w[k], abs(slope[k])), (-8, 8), textcoords="offset points", ha="right")
    return upper, lower


def two_roads(x, w1, w2, dy):
    """A residual block of single numbers, y = x + w2·max(0, w1·x), its values forwards and its gradients backwards."""
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
    around = f"∂ {number(dy)}, around"
    ax.text(4.5, 2.68, around, color=BLUE, style="italic", ha="center", va="top")
    ax.text(1.7, 1.75, f"∂ {number(dz * w1 + 0.0)}, through", color=BLUE, style="italic", ha="right", va="center")
    return ax


@in_style
def clipped_arrows(gradient, by_norm, by_value):
    """Three gradients of two weights as arrows from the origin: as it is, shrunk to a length, cut entry by entry."""
    ax = new_axes(5.6, 4.2)
    arrows = {"as it is": gradient, "clipped by its norm": by_norm, "clipped by value": by_value}
    for (label, (x, y)), (colour, _, dashes), thick in zip(arrows.items(), SERIES, (1.2, 3.2, 2.2), strict=False):
        arrow = {"arrowstyle": "-|>", "color": colour, "linestyle": dashes, "lw": thick, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (x, y), (0, 0), arrowprops=arrow)
        ax.annotate(label, (x, y), (6, 0), textcoords="offset points", color=colour, va="center")
    ax.set(xlim=(-0.2, gradient[0] * 1.7), ylim=(-0.2, gradient[1] * 1.12), aspect="equal")
    ax.set(xlabel="gradient of the first weight", ylabel="gradient of the second weight")
    return ax


@in_style
def norms_of_one_network(norms, title, low=1e-8, high=1e4):
    """One network's gradient norms by layer, on axes that reach at least from `low` to `high`. Returns Axes.

    Quick to draw, for a slider: nothing is laid out anew, and the powers of ten are plain text.
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


def power_of_ten(y):
    """10⁻⁷ for 1e-7, as plain text."""
    return "10" + f"{np.log10(y):.0f}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
