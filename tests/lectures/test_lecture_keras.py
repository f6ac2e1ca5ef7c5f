"""Lecture 18: its figures show the losses, differences and passes that they were given, and say so in words."""

import numpy as np
import pytest

from dlcourse.plots.page.style import alt_text
from dlcourse.plots.practice import keras_figures as plots


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_each_loss_is_a_line_over_its_epochs_and_the_floor_is_named():
    losses = {"right": [[1.5, 0.5, 0.2], [1.3, 0.3, 0.0625]], "softmax twice": [[2.3, 2.0, 1.6]]}
    ax = plots.losses_by_epoch(losses, 1.461)
    for line, values in zip(ax.lines, [[1.4, 0.4, 0.13125], [2.3, 2.0, 1.6]], strict=False):
        assert line.get_xdata().tolist() == [1, 2, 3]
        assert line.get_ydata() == pytest.approx(values)
    assert [line.get_ydata().tolist() for line in ax.lines[2:5]] == [*losses["right"], *losses["softmax twice"]]
    assert ax.lines[5].get_ydata()[0] == 1.461
    assert ax.get_ylim()[0] < 0.0625
    assert {"right", "softmax twice", "1.461: the lowest with two softmaxes"} <= set(texts(ax))
    assert ax.get_yscale() == "log"
    assert "right from 1.4 to 0.1; softmax twice from 2.3 to 1.6" in alt_text(ax.figure)


def test_the_range_of_accuracies_is_written_beside_the_losses():
    ax = plots.losses_by_epoch({"right": [[1.4, 0.1]]}, 1.461, {"right": [0.92, 0.9, 0.94]})
    assert "right\n90% to 94% right" in texts(ax)
    assert "right from 1.4 to 0.1, 90% to 94% right" in alt_text(ax.figure)
    assert "right\n96% right" in texts(plots.losses_by_epoch({"right": [[1.4, 0.1]]}, 1.461, {"right": [0.96, 0.961]}))


def test_training_curves_are_drawn_from_epoch_1_and_mark_the_kept_one():
    ax = plots.training_curves([2.0, 0.5, 0.1], [1.0, 0.4, 0.6], 2)
    assert [line.get_ydata().tolist() for line in ax.lines[:2]] == [[2.0, 0.5, 0.1], [1.0, 0.4, 0.6]]
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert ax.lines[2].get_xdata()[0] == 2
    assert "kept: 2" in texts(ax)
    assert "epoch 2, whose weights are kept" in alt_text(ax.figure)
    assert "kept" not in alt_text(plots.training_curves([2.0, 0.5], [1.0, 0.4]).figure)


def test_a_ring_marks_the_training_loss_at_the_end_of_the_first_epoch():
    ax = plots.training_curves([2.0, 0.5, 0.1], [1.0, 0.4, 0.6], at_end=1.5)
    assert ax.lines[-1].get_xydata().tolist() == [[1, 1.5]]
    assert "training loss, measured\nat the end of epoch 1" in texts(ax)
    assert "A ring marks 1.50" in alt_text(ax.figure)


def test_differences_lie_on_a_log_scale_and_six_lines_differ_in_more_than_colour():
    names = ["SGD", "momentum", "Nesterov", "Adam", "other momentum", "Adam, other ε"]
    ax = plots.differences_by_step({name: np.full(30, 10.0 ** -(8 - k)) for k, name in enumerate(names)})
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert set(names) <= set(texts(ax))
    assert len({line.get_marker() for line in ax.lines}) == 6
    assert [line.get_ydata()[0] for line in ax.lines] == pytest.approx([1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3])


def test_differences_that_jump_and_those_that_creep_are_told_apart_in_words():
    ax = plots.differences_by_step({"SGD": np.geomspace(1e-8, 1e-7, 5), "other ε": np.geomspace(1e-4, 1e-2, 5)})
    said = alt_text(ax.figure)
    assert "SGD begin below" in said
    assert "other ε jump" in said


def test_leaps_are_thick_and_have_a_note():
    series = {"SGD": [1e-8, 1e-8], "Adam": [1e-4, 1e-3], "other": [1e-8, 1e-4]}
    ax = plots.differences_by_step(series, {"Adam": (1, "step 1"), "other": (2, "step 2")})
    assert [line.get_linewidth() for line in ax.lines] == [1.0, 2.2, 2.2]
    notes = {text.get_text(): text.xy for text in ax.texts if text.get_text().startswith("step")}
    assert notes["step 1"] == pytest.approx((1, 1e-4))
    assert notes["step 2"] == pytest.approx((np.sqrt(2), 1e-6))  # half way up


def test_half_a_unit_in_the_last_place_of_float32_is_the_band_of_rounding():
    assert np.float32(1) + np.float32(plots.ROUNDING) == np.float32(1)
    assert np.float32(1) + np.float32(2.01 * plots.ROUNDING) > np.float32(1)
    ax = plots.differences_by_step({"SGD": np.full(30, 1e-6)})
    band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert band.y1 == pytest.approx(plots.ROUNDING)


@pytest.mark.parametrize(("at_inference", "side"), [(0.69, "right"), (0.2, "left")])
def test_passes_are_counted_and_the_value_at_inference_is_written(at_inference, side):
    drawn = np.array([0.1, 0.1, 0.5, 0.9])
    ax = plots.dropout_predictions(drawn, at_inference, 9)
    assert sum(bar.get_height() for bar in ax.patches) == 4
    assert ax.lines[0].get_xdata()[0] == at_inference
    assert f"{at_inference:.2f}" in texts(ax)[0]
    assert ax.texts[0].get_ha() == side
    assert ax.get_ylim()[1] == pytest.approx(1.6 * 2)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("probability of a 9", "passes, of 4")
    assert ax.lines[1].get_xdata()[0] == pytest.approx(0.4)
    assert "mean of the\npasses: 0.40" in texts(ax)
    assert "from 0.1 to 0.9, 0.40 in the mean" in alt_text(ax.figure)
