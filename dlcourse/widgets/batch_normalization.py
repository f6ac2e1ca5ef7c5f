"""The explorer of lecture 14: one row, many training batches, and what its value becomes in each of them."""

import ipywidgets
import numpy as np
from ipywidgets import Layout

from dlcourse import plots
from dlcourse.plots.batch_normalization import same_row_many_batches
from dlcourse.widgets.base import WIDE, explorer, slider

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
BATCHES = 400
EPSILON = 1e-3
NEAR = 0.5  # how far from its value in prediction a row may come out to count as near


def batch_size_explorer():
    """A slider for the batch size; folded, one for the value of the row that we follow."""
    sizes = ipywidgets.SelectionSlider(
        options=SIZES, value=4, description="batch size", style=WIDE, layout=Layout(width="min(100%, 34em)")
    )
    return explorer(draw_batches, {"size": sizes}, {"value": slider("the row's value", 1.0, -2.5, 2.5)},
                    "Follow another row")  # fmt: skip


def draw_batches(size, value):
    """Show what a row's value becomes in many batches of this size."""
    found = batch_values(size, value)
    title = f"batches of {size}: within {NEAR} of the prediction in {found['near']:.0%} of them"
    figure = same_row_many_batches(found["outputs"], found["prediction"], title)
    plots.show(figure, describe_batches(found))


def batch_values(size, value, seed=0):
    """The row's x̂ in 400 batches of `size` rows, and what each batch took for mean and spread: a dict of arrays.

    The unit's inputs have mean 0 and spread 1 over all rows; `value` is the input of the row that we follow, which is
    in each batch. `prediction` is its x̂ with the statistics of all rows; `near` is the share of the batches in which x̂
    comes within `NEAR` of it.
    """
    others = np.random.default_rng(seed).normal(size=(BATCHES, size - 1))
    batches = np.column_stack([np.full(BATCHES, float(value)), others])  # (batches, size)
    mean, variance = batches.mean(axis=1), batches.var(axis=1)
    outputs = (value - mean) / np.sqrt(variance + EPSILON)
    prediction = value / np.sqrt(1 + EPSILON)
    near = float(np.mean(np.abs(outputs - prediction) <= NEAR))
    return {"outputs": outputs, "mean": mean, "prediction": prediction, "near": near, "size": size, "value": value}


def describe_batches(found):
    """The figure in words: how far the row's value wanders in training, and where it lies in prediction."""
    outputs, number = found["outputs"], plots.number
    return (
        f"One row whose value is {number(found['value'])}, in {BATCHES} training batches of {found['size']}. What "
        f"becomes of it lies between {number(outputs.min())} and {number(outputs.max())}, with a spread of "
        f"{number(outputs.std())}; in prediction it is {number(found['prediction'])}, and in {found['near']:.0%} of "
        f"the batches it comes within {NEAR} of that. The means of the batches lie between "
        f"{number(found['mean'].min())} and {number(found['mean'].max())}."
    )
