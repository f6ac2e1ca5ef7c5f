"""The figures of lecture 11: twins that part or stay, activations by layer, two laws of one variance."""

from itertools import cycle

import numpy as np

from dlcourse.plots.style import BLUE, GREY, SERIES, in_style, new_axes, new_figure
from dlcourse.plots.vanishing_exploding_gradients import labelled_anew


@in_style
def gaps_by_step(gaps, floor=1e-11):
    """How far two units that started alike are apart after each step: `gaps` maps a label to (steps,). Returns Axes.

    On a logarithmic scale, where a gap of 0 has no place: it is drawn at `floor`, with a note.
    """
    ax = new_axes(7.2, 4.2)
    ax.set(xlabel="step", ylabel="gap between the units' weights (log scale)", yscale="log")
    for (label, gap), (colour, marker, dashes) in zip(gaps.items(), cycle(SERIES), strict=False):
        steps = np.arange(1, len(gap) + 1)
        every = max(1, len(gap) // 8)
        ax.plot(steps, np.maximum(gap, floor), dashes, color=colour, marker=marker, markevery=every, label=label)
    labelled_anew(ax)
    ax.axhline(floor, color=GREY, linewidth=0.8, linestyle=":")
    ax.annotate("drawn here: a gap of 0", (1, floor), (4, 4), textcoords="offset points", color=GREY)
    return ax


@in_style
def histogram_rows(rows, names, limits, xlabel="activation", width=10, height=5.4):
    """A row of histograms for each network, a column for each layer: `rows` maps a label to one array a layer.

    `names`: a title for each column. Returns the Axes (rows, layers).
    """
    figure = new_figure(width, height)
    axes = figure.subplots(len(rows), len(names), sharex=True, squeeze=False)
    for row, (label, values) in zip(axes, rows.items(), strict=True):
        for ax, value in zip(row, values, strict=True):
            ax.hist(np.ravel(value), bins=41, range=limits, color=BLUE)
            ax.set(yticks=[])
            ax.grid(visible=False)
        row[0].set_ylabel(label, rotation=0, ha="right", va="center")
    for ax, name in zip(axes[0], names, strict=True):
        ax.set(title=name)
    axes[-1, len(names) // 2].set(xlabel=xlabel)
    return axes


@in_style
def two_laws(weights, bins=60):
    """Histograms of weights as outlines on one axis: `weights` maps a label to an array. Returns Axes."""
    ax = new_axes(7.2, 3.4)
    limit = 1.02 * max(np.abs(drawn).max() for drawn in weights.values())
    for (label, drawn), (colour, _, dashes) in zip(weights.items(), SERIES, strict=False):
        ax.hist(np.ravel(drawn), bins=bins, range=(-limit, limit), density=True, histtype="step", color=colour,
                linestyle=dashes, linewidth=2, label=f"{label}: sd {drawn.std():.3f}")  # fmt: skip
    ax.set(xlabel="weight", ylabel="density")
    ax.legend(frameon=False, loc="upper right", handlelength=2.5)
    return ax


@in_style
def histograms_of_one_network(values, names, limits, title):
    """Histograms of a network's layers side by side on one x axis, under a title. Returns the Axes in a list.

    As `plots.histograms_by_layer`, but quick to draw, for a control: one outline a layer, in fixed places.
    """
    figure = new_figure(10, 2.9, layout=None)
    ticks = [limits[0], sum(limits) / 2, limits[1]]
    axes = []
    for k, (value, name) in enumerate(zip(values, names, strict=True)):
        ax = figure.add_axes((0.03 + 0.97 * k / len(values), 0.2, 0.97 / len(values) - 0.045, 0.46))
        ax.yaxis.set_visible(False)
        counts, edges = np.histogram(value, bins=41, range=limits)
        ax.stairs(counts, edges, fill=True, color=BLUE)
        ax.set(title=name, xlim=limits)
        ax.set_xticks(ticks, [f"{tick:.2g}".replace("-", "−") for tick in ticks], fontsize=9)
        ax.grid(visible=False)
        axes.append(ax)
    axes[len(axes) // 2].set(xlabel="activation")
    figure.text(0.02, 0.92, title, fontsize=12)
    return axes
