"""The explorer of lecture 14: one row's normalised value in many training batches."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from dlcourse import plots
from dlcourse.plots.batch_normalization import row_in_many_batches
from dlcourse.plots.style import figure_of
from dlcourse.widgets.frames import Explorer, Scene, steps

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
VALUES = tuple(0.25 * k for k in range(-10, 11))  # of the row that is followed
BATCHES = 400
EPSILON = 1e-3
NEAR = 0.5  # the largest distance from its value in prediction at which a row counts as near


def batch_size_explorer() -> Explorer:
    """Return a slider for the batch size over the figure; one for the row's value is folded away."""
    return Explorer(
        _draw_batches,
        {"batch_size": steps("batch size", SIZES, 4, str)},
        {"value": steps("the row's value", VALUES, 1.0)},
        "Follow another row",
        name="batch_size",
    )


def _draw_batches(batch_size, value):
    """Return a row's normalised value in many batches of this size."""
    values = batch_values(batch_size, value)
    scene, histogram, line, label, title = _axes_of(batch_size)
    histogram.set_xy(_outline(values["outputs"]))
    line.set_xdata([values["prediction"]] * 2)
    label.set_x(values["prediction"] + 0.06)
    title.set_text(f"batches of {batch_size}: within {NEAR} of the prediction in {values['near']:.0%} of them")
    return scene.frame(describe_batches(values))


@cache
def _axes_of(batch_size):
    """Return axes with room for every row in batches of this size, and what moves on them."""
    every = [_outline(batch_values(batch_size, value)["outputs"]) for value in VALUES]
    ax = row_in_many_batches(np.zeros(1), 0.0, "")
    ax.set_ylim(0, 1.05 * max(outline[:, 1].max() for outline in every))
    line, label, title = ax.lines[0], ax.texts[0], ax.set_title("", loc="left")
    label.set_y(ax.get_ylim()[1])
    histogram = ax.patches[0]
    return Scene(figure_of(ax), [histogram, line, label, title]), histogram, line, label, title


def _outline(outputs):
    """Return the corners (P, 2) of a histogram's outline, with the bins of the figure."""
    counts, edges = np.histogram(outputs, bins=120, range=(-3, 3))
    heights = np.concatenate([[0], np.repeat(counts, 2), [0]])
    return np.column_stack([np.repeat(edges, 2), heights])


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
        f"What becomes of it lies between {number(outputs.min())} and {number(outputs.max())}, with a spread of "
        f"{number(outputs.std())}; in prediction it is {number(values['prediction'])}, and in {values['near']:.0%} of "
        f"the batches it comes within {NEAR} of that. The means of the batches lie between "
        f"{number(values['mean'].min())} and {number(values['mean'].max())}."
    )
