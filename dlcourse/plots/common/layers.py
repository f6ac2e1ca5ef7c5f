"""Plots of the inside of a deep network: distributions of activations and norms of gradients, layer by layer."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.curves import marked_lines
from dlcourse.plots.page.style import BLUE, Numbers, Runs, in_style, new_figure


@in_style
def histograms_by_layer(
    values: Sequence[np.ndarray],
    names: Sequence[str] | None = None,
    xlabel: str = "activation",
    bins: int = 41,
    limits: tuple[float, float] | None = None,
    width: float = 10,
    height: float = 2.4,
) -> list[Axes]:
    """Plot a histogram of each layer's values, side by side on one x axis; return a list of Axes.

    - `values`: an array for each layer, of any shape.
    - `names`: the titles; None writes "layer 1", ….
    - `xlabel`: the label of the horizontal axis, under the layer in the middle.
    - `bins`: bars of each histogram.
    - `limits`: (low, high) of the horizontal axis; None takes the smallest and the largest value.
    - `width`: of the figure, in inches.
    - `height`: of the figure, in inches.
    """
    figure = new_figure(width, height)
    axes = figure.subplots(1, len(values), sharex=True, sharey=False, squeeze=False)[0]
    low, high = limits or (min(v.min() for v in values), max(v.max() for v in values))
    for k, (ax, value) in enumerate(zip(axes, values, strict=True)):
        ax.hist(np.ravel(value), bins=bins, range=(low, high), color=BLUE)
        ax.set(title=names[k] if names else f"layer {k + 1}", yticks=[], xlabel=xlabel if k == len(values) // 2 else "")
        ax.grid(visible=False)
    return list(axes)


@in_style
def lines_by_layer(
    series: Mapping[str, Numbers], ylabel: str, xlabel: str = "layer", yscale: str = "log", ax: Axes | None = None
) -> Axes:
    """Plot one line per network over its layers; `series` maps a label to one number per layer. Returns the Axes."""
    layers = np.arange(1, max(len(values) for values in series.values()) + 1)
    return marked_lines(layers, series, xlabel, ylabel, yscale=yscale, ax=ax)


@in_style
def gradient_heatmap(
    norms: Runs,
    xlabel: str = "epoch",
    ylabel: str = "layer",
    label: str = "log₁₀ of the gradient's norm",
    width: float = 7.2,
    height: float = 3.2,
) -> Axes:
    """Plot gradient norms as a heat map, dark for small ones, with a colour bar; return the Axes.

    - `norms`: at least 0, (epochs, layers).
    - `xlabel`: the label of the horizontal axis.
    - `ylabel`: the label of the vertical axis.
    - `label`: the label of the colour bar.
    - `width`: of the figure, in inches.
    - `height`: of the figure, in inches.
    """
    figure = new_figure(width, height)
    ax = figure.add_subplot()
    with np.errstate(divide="ignore"):
        logs = np.log10(np.asarray(norms, dtype=float)).T
    image = ax.imshow(logs, aspect="auto", origin="lower", cmap="cividis",
                        extent=(0.5, len(norms) + 0.5, 0.5, logs.shape[0] + 0.5))  # fmt: skip
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(visible=False)
    figure.colorbar(image, ax=ax, label=label)
    return ax
