"""The explorer of lecture 14: one row's normalised value in many training batches."""

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np
from ipywidgets import Layout

from dlcourse import plots
from dlcourse.plots.batch_normalization import row_in_many_batches
from dlcourse.widgets.base import WIDE, explorer, slider

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
BATCHES = 400
EPSILON = 1e-3
NEAR = 0.5  # the largest distance from its value in prediction at which a row counts as near


def batch_size_explorer() -> ipywidgets.VBox:
    """Return a slider for the batch size over the figure; one for the row's value is folded away."""
    sizes = ipywidgets.SelectionSlider(
        options=SIZES, value=4, description="batch size", style=WIDE, layout=Layout(width="min(100%, 34em)")
    )
    return explorer(_draw_batches, {"batch_size": sizes}, {"value": slider("the row's value", 1.0, -2.5, 2.5)},
                    "Follow another row")  # fmt: skip


def _draw_batches(batch_size, value):
    """Show a row's normalised value in many batches of this size."""
    values = batch_values(batch_size, value)
    title = f"batches of {batch_size}: within {NEAR} of the prediction in {values['near']:.0%} of them"
    figure = row_in_many_batches(values["outputs"], values["prediction"], title)
    plots.show(figure, describe_batches(values))


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
