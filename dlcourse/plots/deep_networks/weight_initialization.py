"""Figures of lecture 11: equal units that separate or not, activations by layer, signal and gradient on both ways."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Text

from dlcourse.plots.common.curves import marked_lines
from dlcourse.plots.deep_networks.activation_functions import fitted_curves
from dlcourse.plots.deep_networks.vanishing_exploding_gradients import UNIFORM_LOSS, losses_by_epoch, relabel_ends
from dlcourse.plots.page.style import BLUE, GREY, SERIES, Numbers, Runs, in_style, new_axes, new_figure, with_alt_text


def two_fits(x: np.ndarray, y: np.ndarray, fits: Mapping[str, np.ndarray]) -> Axes:
    """Plot the fits from equal and from random initial weights to a wave of points; return the Axes."""
    equal, random = (title.split()[-1] for title in fits)
    return with_alt_text(
        fitted_curves(x, y, fits)[0],
        "Two panels with the same wavy row of points. With all weights 0.5 the network makes one S-shaped curve that "
        f"misses the bends at both ends: a loss of {equal}. With random weights it follows the points closely: a loss "
        f"of {random}.",
    )


@in_style
def unit_distances(distances: Mapping[str, np.ndarray], floor: float = 1e-11) -> Axes:
    """Plot the distance of two units that started equal after each step; `distances` maps a label to (steps,).

    The scale is logarithmic, so that a distance of 0 is drawn at `floor`, with a note. Returns the Axes.
    """
    ax = new_axes(7.2, 4.2)
    ax.set(xlabel="step", ylabel="gap between the units' weights (log scale)", yscale="log")
    for (label, distance), (color, marker, linestyle) in zip(distances.items(), cycle(SERIES), strict=False):
        steps = np.arange(1, len(distance) + 1)
        mark_every = max(1, len(distance) // 8)
        ax.plot(
            steps, np.maximum(distance, floor), linestyle, color=color, marker=marker, markevery=mark_every, label=label
        )
    relabel_ends(ax)
    ax.axhline(floor, color=GREY, linewidth=0.8, linestyle=":")
    ax.annotate("drawn here: a gap of 0", (1, floor), (4, 4), textcoords="offset points", color=GREY)
    return ax


def unit_distances_by_noise(distances: Mapping[str, np.ndarray]) -> Axes:
    """Plot the distance of units that started nearly equal after each step; `distances` maps a noise to (steps,)."""
    steps = len(next(iter(distances.values())))
    ends = "; ".join(
        f"{label}: never more than 0" if not distance.any() else f"{label}: {distance[0]:.0e} and {distance[-1]:.1g}"
        for label, distance in distances.items()
    )
    return with_alt_text(
        unit_distances(distances),
        f"Gap between the hidden weights against {steps:,} steps, on a logarithmic scale. After the first and the last "
        f"step, for {ends}. As long as they are small, the gaps climb side by side; the largest noise is the first to "
        "come near 1, and stays there.",
    )


def losses_by_initialization(losses: Mapping[str, Runs]) -> Axes:
    """Plot mean and range of losses by epoch; `losses` maps an initialization to (seeds, epochs). Returns the Axes."""
    means = {name: np.mean(runs, axis=0) for name, runs in losses.items()}
    bands = {name: (np.min(runs, axis=0), np.max(runs, axis=0)) for name, runs in losses.items()}
    seeds, epochs = np.shape(next(iter(losses.values())))
    ends = "; ".join(f"{name}: {mean[0]:.1f} and {mean[-1]:.1f}" for name, mean in means.items())
    ax = losses_by_epoch(means, UNIFORM_LOSS, "ln 10: knows nothing", bands)
    low, high = 0.8 * min(np.min(runs) for runs in losses.values()), ax.get_ylim()[1]
    ax.set_ylim(bottom=low)
    ticks = [tick for tick in (0.1, 0.2, 0.3, 0.5, 1, 2) if low < tick < high]  # more than over several decades
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    return with_alt_text(
        ax,
        f"Training loss of ten ReLU layers against {epochs} epochs, on a logarithmic scale: means of {seeds} seeds, "
        "and their range as a band. A thin line at 2.303 shows the loss of guessing. After the first and the last "
        f"epoch, for {ends}.",
    )


@in_style
def there_and_back_by_layer(
    runs: Mapping[str, Sequence[Sequence[Numbers]]], factors: Mapping[str, float], between_rows_of: str
) -> Axes:
    """Plot sizes of outputs (left) and of gradients (right) by layer, and the predictions as thin lines; return Axes.

    - `runs`: a dict from an initialization to its draws, each three rows (layers,): size of the outputs, their spread
      between rows, size of the gradient. Their medians are drawn.
    - `factors`: by what a layer multiplies the mean square.
    - `between_rows_of`: whose spread is drawn as well.
    """
    sizes = {name: np.median(np.asarray(each, float), axis=0) for name, each in runs.items()}
    draws = len(runs[between_rows_of])
    figure = new_figure(10, 4.4)
    left, right = figure.subplots(1, 2, sharey=True)
    forwards = {name: each[0] for name, each in sizes.items()}
    forwards[f"{between_rows_of}, between rows"] = sizes[between_rows_of][1]
    layers = np.arange(1, len(forwards[between_rows_of]) + 1)
    marked_lines(layers, forwards, "layer: the signal goes →", "", yscale="log", ax=left)
    left.set_ylabel(f"size, median of {draws} draws (log scale)")
    left.lines[-1].set(color=left.lines[list(sizes).index(between_rows_of)].get_color(), markerfacecolor="white")
    backwards = {name: each[2] for name, each in sizes.items()}
    marked_lines(layers, backwards, "layer: the gradient goes ←", "", yscale="log", ax=right)
    relabel_ends(left)
    for text in list(right.texts):
        text.remove()
    for line in right.lines:
        first, last = np.asarray(line.get_ydata())[[0, -1]]
        right.annotate(str(line.get_label()), (1, first), (12, 12 if first > last / 2 else -12), va="center",
                       textcoords="offset points", color=line.get_color())  # fmt: skip
    for factor in factors.values():
        left.plot(layers, factor ** (layers / 2), color=GREY, linewidth=0.8, zorder=1)
        right.plot(layers, factor ** ((len(layers) - layers) / 2), color=GREY, linewidth=0.8, zorder=1)
    highest = max(factors.values())
    middle = len(layers) / 2, highest ** (len(layers) / 4)
    said = "grey: $\\sqrt{½nσ²}$ per layer"
    left.annotate(said, middle, (10, -16), textcoords="offset points", color=GREY)
    for ax, title in ((left, "forwards: outputs of each layer"), (right, "backwards: gradient at each layer")):
        ax.set(title=title, xticks=[1, *range(5, len(layers) + 1, 5)])
    ends = "; ".join(
        f"{name}: outputs {each[0][0]:.1g} and {each[0][-1]:.1g}, gradient {each[2][0]:.1g} and {each[2][-1]:.1g}"
        for name, each in sizes.items()
    )
    rows = sizes[between_rows_of][1]
    return with_alt_text(
        left,
        f"Two panels on one logarithmic scale: size of the outputs and of the gradient in {len(layers)} ReLU layers, "
        f"medians of {draws} draws. "
        f"In the first and in the last layer, for {ends}. Thin straight lines show what the formula predicts; "
        f"the measured ones lie close to them. Between rows, {between_rows_of}'s outputs fall from {rows[0]:.2f} to "
        f"{rows[-1]:.2f}.",
    )


def tanh_histograms(activations: Mapping[str, Sequence[np.ndarray]]) -> Axes:
    """Plot histograms of tanh activations in layers 1, 5, 10, 20; `activations`: name to all layers."""
    layers = (1, 5, 10, 20)
    rows = {name: [each[k - 1] for k in layers] for name, each in activations.items()}
    axes = histogram_grid(rows, [f"layer {k}" for k in layers], (-1, 1))
    _write_spreads(axes, rows)
    return with_alt_text(
        axes[0, 0],
        "Histograms of tanh activations in layers 1, 5, 10 and 20, a row for each size of the weights. With sd 0.01 "
        "everything lies close to 0 from layer 5 on. With sd 1 most of it lies close to −1 and 1 in every layer. With "
        f"sd 0.125 it is spread over the whole range and narrows slowly. {_spreads_in_words(axes, rows)}",
    )


def sums_by_terms(sums: Mapping[str, Sequence[np.ndarray]], terms: Sequence[int]) -> Axes:
    """Plot histograms of sums, a row for each size of the weights, a column for each number of `terms`; return Axes."""
    widest = 3 * max(float(each.std()) for row in sums.values() for each in row)
    axes = histogram_grid(sums, [f"{n} terms" for n in terms], (-widest, widest), "sum z", height=3.4, bins=81)
    _write_spreads(axes, sums)
    return with_alt_text(
        axes[0, 0],
        f"Histograms of sums of {', '.join(map(str, terms))} terms, bells around 0. Above, with weights of size 1, the "
        "sums spread twice as far with each fourfold number of terms; below, with weights of size 1/√n, all three look "
        f"alike. {_spreads_in_words(axes, sums)}",
    )


def _write_spreads(axes, rows):
    """Write over each panel of a grid of histograms the standard deviation of its values."""
    for ax, value in zip(axes.flat, (value for row in rows.values() for value in row), strict=True):
        text = f"sd {_short(np.std(value))}"
        ax.text(1, 1.02, text, transform=ax.transAxes, ha="right", va="bottom", fontsize=10, color=GREY)


def _spreads_in_words(axes, rows):
    """Return the standard deviations that stand over the panels, as a sentence."""
    said = (", ".join(ax.texts[-1].get_text()[3:] for ax in row) for row in axes)
    return f"Standard deviations, for {'; '.join(f'{name}: {each}' for name, each in zip(rows, said, strict=True))}."


def _short(number):
    """Format a positive number as 4.0, 0.15 or 3.3e-6."""
    return f"{number:.1f}" if number > 0.985 else f"{number:.2g}".replace("e-0", "e-")


@in_style
def histogram_grid(
    values: Mapping[str, Sequence[np.ndarray]],
    titles: Sequence[str],
    limits: tuple[float, float],
    xlabel: str = "activation",
    width: float = 10,
    height: float = 5.4,
    bins: int = 41,
) -> np.ndarray:
    """Plot histograms, a row for each network and a column for each layer; return the Axes, (rows, layers).

    - `values`: a dict from a row's label to an array for each layer.
    - `titles`: a title for each column.
    - `limits`: (low, high) of the horizontal axes.
    - `xlabel`: the label of the horizontal axis.
    - `width`: of the figure, in inches.
    - `height`: of the figure, in inches.
    - `bins`: how many in each panel.
    """
    figure = new_figure(width, height)
    axes = figure.subplots(len(values), len(titles), sharex=True, squeeze=False)
    for row, (label, row_values) in zip(axes, values.items(), strict=True):
        for ax, value in zip(row, row_values, strict=True):
            ax.hist(np.ravel(value), bins=bins, range=limits, color=BLUE)
            ax.set(yticks=[])
            ax.grid(visible=False)
        row[0].set_ylabel(label, rotation=0, ha="right", va="center")
    for ax, name in zip(axes[0], titles, strict=True):
        ax.set(title=name)
    axes[-1, len(titles) // 2].set(xlabel=xlabel)
    return axes


@in_style
def map_spreads_and_loss(
    shown: int, layers: int, steps: int, limits: tuple[float, float]
) -> tuple[Axes, AxesImage, tuple[Line2D, ...], Text]:
    """Draw the Axes of the explorer: a map of outputs (shown, shown), spreads by layer within limits, losses by step.

    Returns the first Axes, the image (levels 0 to 8), four lines (spread between rows, between units, losses, the last
    loss), and the title over the losses: all without data.
    """
    figure = new_figure(10, 3.9, layout="none")
    left, middle, right = (figure.add_axes((x, 0.15, w, 0.63)) for x, w in ((0.03, 0.246), (0.365, 0.27), (0.7, 0.285)))
    image = left.imshow(np.zeros((shown, shown)), cmap="gray", vmin=0, vmax=8, interpolation="nearest", aspect="auto")
    left.set(xticks=[], yticks=[], xlabel=f"{shown} units", ylabel=f"{shown} digits")
    left.grid(visible=False)
    left.set_title(f"outputs of layer {layers}\n−1: black, 0: grey, 1: white", fontsize=11)
    rows, units = (
        middle.plot([], [], line, color=color, marker=marker, markersize=5, label=label)[0]
        for (color, marker, line), label in zip(SERIES, ("rows", "units"), strict=False)
    )
    middle.set(xlim=(0.5, layers + 0.5), xticks=[1, layers // 2, layers], xlabel="layer", yscale="log")
    middle.set_ylim(limits[0] / 3, limits[1] * 3)
    middle.set_title("the outputs differ between\n(log scale)", fontsize=11)
    middle.legend(loc="lower right", bbox_to_anchor=(1.02, 0.97), ncols=2, frameon=False, fontsize=10)
    curve = right.plot([], [], color=BLUE)[0]
    end = right.plot([], [], "o", color=BLUE, markersize=6)[0]
    right.set(xlim=(-1, steps + 1), ylim=(0, 4), xlabel="training step")
    right.axhline(UNIFORM_LOSS, color=GREY, linewidth=1, linestyle=":")
    right.text(steps, UNIFORM_LOSS + 0.08, "ln 10: guessing", ha="right", color=GREY, fontsize=10)
    return left, image, (rows, units, curve, end), right.set_title("", fontsize=11)
