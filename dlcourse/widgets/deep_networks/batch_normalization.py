"""The explorer of lecture 14: one row's normalised value in many training batches, beside their mean and std."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from dlcourse import plots
from dlcourse.plots.deep_networks.batch_normalization import ROW_BINS, ROW_LIMITS, row_in_many_batches
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Scene, steps

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
VALUES = tuple(0.25 * k for k in range(-10, 11))  # of the row that is followed
BATCHES = 400
EPSILON = 1e-3
SHOWN = ("mean", "std", "outputs")
NEAR = 0.5  # the largest distance from its value at inference at which a row counts as near


def batch_size_explorer() -> Explorer:
    """Return sliders for the batch size and the row's value, over the figure."""
    return Explorer(
        _draw_batches,
        {"batch_size": steps("batch size", SIZES, 4, str), "value": steps("the row's value", VALUES, 1.0)},
        name="batch_size",
    )


def _draw_batches(batch_size, value):
    """Return a row's normalised value in many batches of this size, beside their statistics."""
    values = batch_values(batch_size, value)
    scene, histograms, curves, line, label, title = _axes_of(batch_size)
    for histogram, name, limits in zip(histograms, SHOWN, ROW_LIMITS, strict=True):
        histogram.set_xy(_outline(values[name], limits))
    if batch_size > 1:
        curves[2].set_data(*_expected(ROW_LIMITS[2], value, noise_of_row(value, batch_size)))
    line.set_xdata([values["prediction"]] * 2)
    side = 1 if value < 1.5 else -1
    label.set(x=values["prediction"] + 0.06 * side, ha="left" if side > 0 else "right")
    title.set_text(
        f"a row at {plots.format_number(value)}, {BATCHES} batches of {batch_size}: x̂ is within {NEAR} of its value at "
        f"inference in {values['near']:.0%} of them"
    )
    return scene.frame(describe_batches(values))


@cache
def _axes_of(batch_size):
    """Return axes with room for every row in batches of this size, and what moves on them."""
    every = [batch_values(batch_size, value) for value in VALUES]
    axes = row_in_many_batches(np.zeros(1), np.zeros(1), np.zeros(1), 0.0, " ")
    stds = (1 / np.sqrt(batch_size), 1 / np.sqrt(2 * batch_size), 1 / np.sqrt(batch_size))
    for ax, name, limits, mean, std in zip(axes, SHOWN, ROW_LIMITS, (0, 1, 0), stds, strict=True):
        heights = _expected(limits, mean, std)
        tallest = max(_outline(values[name], limits)[:, 1].max() for values in every)
        ax.set_ylim(0, 1.05 * max(tallest, heights[1].max() if batch_size > 1 else 0))
        if batch_size > 1 and ax is not axes[2]:
            ax.lines[0].set_data(*heights)
    label, title = axes[2].texts[0], figure_of(axes[0]).texts[0]
    label.set_y(axes[2].get_ylim()[1])
    histograms = [ax.patches[0] for ax in axes]
    curves, line = [ax.lines[0] for ax in axes], axes[2].lines[1]
    scene = Scene(figure_of(axes[0]), [*histograms, *curves, line, label, title])
    return scene, histograms, curves, line, label, title


def _outline(values, limits):
    """Return the corners (P, 2) of a histogram's outline, with the bins of the figure."""
    counts, edges = np.histogram(values, bins=ROW_BINS, range=limits)
    heights = np.concatenate([[0], np.repeat(counts, 2), [0]])
    return np.column_stack([np.repeat(edges, 2), heights])


def _expected(limits, mean, std):
    """Return points (x, y) of a bell curve that expects as many batches as a histogram counts."""
    x = mean + std * np.linspace(-4, 4, 81)
    x = x[(x >= limits[0]) & (x <= limits[1])]
    width = (limits[1] - limits[0]) / ROW_BINS
    return x, BATCHES * width * np.exp(-(((x - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))


def noise_of_row(value: float, batch_size: int) -> float:
    """√((1 + v²/2)/N): the standard deviation of the x̂ of a row at v over batches of N rows from a bell curve.

    1/N comes from the batch's mean, v²/2N from its standard deviation. It holds for large N.
    """
    return float(np.sqrt((1 + value**2 / 2) / batch_size))


def batch_values(batch_size: int, value: float, seed: int = 0) -> dict[str, Any]:
    """Return the row's x̂ in 400 batches of `batch_size` rows, and each batch's mean and standard deviation: a dict.

    The unit's inputs have mean 0 and standard deviation 1 over all rows; `value` is the input of the row, which is in
    each batch. `prediction` is its x̂ with the statistics of all rows; `near` is the share of the batches with x̂ within
    `NEAR` of it.
    """
    others = np.random.default_rng(seed).normal(size=(BATCHES, batch_size - 1))
    batches = np.column_stack([np.full(BATCHES, float(value)), others])  # (batches, size)
    mean, variance = batches.mean(axis=1), batches.var(axis=1)
    outputs = (value - mean) / np.sqrt(variance + EPSILON)
    prediction = value / np.sqrt(1 + EPSILON)
    near = float(np.mean(np.abs(outputs - prediction) <= NEAR))
    return {
        "outputs": outputs,
        "mean": mean,
        "std": np.sqrt(variance),
        "prediction": prediction,
        "near": near,
        "batch_size": batch_size,
        "value": value,
    }


def describe_batches(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: how the row's value varies in training, and what it is at inference."""
    outputs, number = values["outputs"], plots.format_number
    return (
        f"One row whose value is {number(values['value'])}, in {BATCHES} training batches of {values['batch_size']}. "
        f"What becomes of it lies between {number(outputs.min())} and {number(outputs.max())}, standard deviation "
        f"{number(outputs.std())}; at inference it is {number(values['prediction'])}, and in {values['near']:.0%} of "
        f"the batches it comes within {NEAR} of that. The means of the batches lie between "
        f"{number(values['mean'].min())} and {number(values['mean'].max())}, their standard deviations between "
        f"{number(values['std'].min())} and {number(values['std'].max())}."
    )
