"""Lecture 18: its figures show the losses, differences and passes that they were given."""

import numpy as np
import pytest

from dlcourse.plots import keras_figures as plots


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_each_loss_is_a_line_over_its_epochs_and_the_floor_is_named():
    losses = {"right": [1.4, 0.4, 0.1], "softmax twice": [2.3, 2.0, 1.6]}
    ax = plots.losses_by_epoch(losses, 1.461, "the floor")
    for line, values in zip(ax.lines, losses.values(), strict=False):
        assert line.get_xdata().tolist() == [1, 2, 3]
        assert line.get_ydata().tolist() == values
    assert ax.lines[2].get_ydata()[0] == 1.461
    assert {"right", "softmax twice", "the floor"} <= set(texts(ax))
    assert ax.get_ylim()[0] == 0


def test_differences_lie_on_a_log_scale_and_five_lines_differ_in_more_than_colour():
    names = ["SGD", "momentum", "Nesterov", "Adam", "Adam, other ε"]
    ax = plots.differences_by_step({name: np.full(30, 10.0 ** -(7 - k)) for k, name in enumerate(names)})
    assert ax.get_yscale() == "log"
    assert set(names) <= set(texts(ax))
    assert len({line.get_marker() for line in ax.lines}) == 5
    assert [line.get_ydata()[0] for line in ax.lines] == pytest.approx([1e-7, 1e-6, 1e-5, 1e-4, 1e-3])


def test_half_a_unit_in_the_last_place_of_float32_is_the_band_of_rounding():
    assert np.float32(1) + np.float32(plots.ROUNDING) == np.float32(1)
    assert np.float32(1) + np.float32(2.01 * plots.ROUNDING) > np.float32(1)
    ax = plots.differences_by_step({"SGD": np.full(30, 1e-6)})
    band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert band.y1 == pytest.approx(plots.ROUNDING)


@pytest.mark.parametrize(("in_use", "side"), [(0.69, "right"), (0.2, "left")])
def test_passes_are_counted_and_the_value_in_use_is_written(in_use, side):
    drawn = np.array([0.1, 0.1, 0.5, 0.9])
    ax = plots.passes_in_training(drawn, in_use, "a 9")
    assert sum(bar.get_height() for bar in ax.patches) == 4
    assert ax.lines[0].get_xdata()[0] == in_use
    assert f"{in_use:.2f}" in texts(ax)[0]
    assert ax.texts[0].get_ha() == side
    assert ax.get_ylabel() == "passes, of 4"
