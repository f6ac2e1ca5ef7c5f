"""Lecture 14: the explorer's batches are normalised as the layer does it, and the figures show the numbers."""

import numpy as np
import pytest

from dlcourse import BatchNormalization
from dlcourse.plots import batch_normalization as figures
from dlcourse.plots.style import alt_text
from dlcourse.widgets import batch_normalization as widgets


def test_the_explorer_normalises_as_the_layer_does():
    found = widgets.batch_values(4, 1.5, seed=3)
    others = np.random.default_rng(3).normal(size=(widgets.BATCHES, 3))
    for k in (0, 17, 399):
        batch = np.concatenate([[1.5], others[k]])[:, None]
        assert found["outputs"][k] == pytest.approx(BatchNormalization(1).forward(batch, training=True)[0, 0])


def test_a_batch_of_one_becomes_0_and_a_batch_of_two_plus_or_minus_1():
    assert np.abs(widgets.batch_values(1, 2.0)["outputs"]).max() == 0
    two = np.abs(widgets.batch_values(2, 2.0)["outputs"])
    assert two.max() < 1
    assert np.median(two) > 0.99


@pytest.mark.parametrize("size", [2, 4, 8])
def test_no_row_is_further_out_than_the_root_of_the_others(size):
    found = widgets.batch_values(size, 2.5)
    assert found["outputs"].max() < np.sqrt(size - 1)
    assert found["prediction"] == pytest.approx(2.5, rel=1e-3)


def test_larger_batches_are_calmer_and_come_close_to_the_prediction():
    spreads = [widgets.batch_values(size, 1.0)["outputs"].std() for size in widgets.SIZES[1:]]
    assert spreads == sorted(spreads, reverse=True)
    calm = widgets.batch_values(256, 1.0)
    assert calm["outputs"].mean() == pytest.approx(calm["prediction"], abs=0.02)


def test_moving_the_sliders_changes_the_picture_and_its_words():
    explorer = widgets.batch_size_explorer()
    frames = [explorer.frame(), explorer.frame(batch_size=64), explorer.frame(batch_size=64, value=-2.0)]
    assert "value is 1.00, in 400 training batches of 4." in frames[0].words
    assert "value is 1.00, in 400 training batches of 64." in frames[1].words
    assert "value is −2.00, in 400 training batches of 64." in frames[2].words
    assert frames[1].layers[0] == frames[2].layers[0]
    assert frames[1].layers[1] != frames[2].layers[1]
    assert list(explorer.folded) == ["value"]


def test_the_outline_of_the_histogram_counts_every_batch():
    outputs = widgets.batch_values(4, 1.0)["outputs"]
    corners = widgets._outline(outputs)
    assert corners[1::2, 1].sum() == widgets.BATCHES
    assert corners[0].tolist() == [-3, 0]
    assert corners[-1].tolist() == [3, 0]


def test_the_words_tell_the_range_and_the_prediction():
    words = widgets.describe_batches(widgets.batch_values(1, 1.0))
    assert "lies between 0.00 and 0.00" in words
    assert "in prediction it is 1.00" in words


def test_labels_of_lines_that_end_together_are_set_apart():
    ax = figures.std_by_layer({"a": np.array([1.0, 1.0]), "b": np.array([1.0, 1.01]), "c": np.array([1.0, 1000.0])})
    heights = sorted(text.get_window_extent().y0 for text in ax.texts)
    assert [text.get_text() for text in ax.texts].count("a") == 1
    assert min(np.diff(heights)) > 12


def test_same_shape_shows_all_rows_on_both_sides():
    before, after = figures.normalization_histograms(np.arange(50.0), np.linspace(-1, 1, 50))
    assert [sum(patch.get_height() for patch in ax.patches) for ax in (before, after)] == [50, 50]
    assert before.lines[0].get_xdata()[0] == pytest.approx(24.5)


def test_the_running_average_stands_beside_the_batches():
    ax = figures.running_mean([1.0, 3.0], [0.1, 0.4], 2)
    drawn = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert drawn["mean of the batch"] == [1, 3]
    assert drawn["running mean"] == [0.1, 0.4]
    assert drawn["mean of all rows"] == [2, 2]


def test_the_share_of_near_batches_is_counted_and_told():
    found = widgets.batch_values(16, 1.0)
    by_hand = sum(abs(output - found["prediction"]) <= 0.5 for output in found["outputs"]) / widgets.BATCHES
    assert found["near"] == pytest.approx(by_hand)
    assert f"in {by_hand:.0%} of the batches it comes within 0.5 of that" in widgets.describe_batches(found)


def test_each_network_has_a_mark_for_each_start_and_its_mean():
    ax = figures.accuracy_by_network({"a": np.array([0.2, 0.4]), "b": np.array([0.9, 0.9])})
    assert [line.get_xdata().tolist() for line in ax.lines[:2]] == [[0.2, 0.4], [0.9, 0.9]]
    assert [text.get_text() for text in ax.texts[:2]] == ["mean 0.30", "mean 0.90"]
    assert "a 0.30, from 0.20 to 0.40" in alt_text(ax.figure)


def test_the_three_starts_are_told_from_the_arrays():
    plain = {0.5: np.array([0.5, 0.25]), 1: np.array([1.0, 1.0]), 2: np.array([2.0, 4.0])}
    ax = figures.std_by_weight_scale(plain, {factor: np.array([0.6, 0.6]) for factor in plain})
    assert "from 2.0 to 4; with He's" in alt_text(ax.figure)
    assert "between 0.60 and 0.60 in all layers" in alt_text(ax.figure)


def test_the_noise_is_drawn_with_the_line_of_the_theory():
    ax = figures.noise_by_batch_size(np.array([4, 16]), np.array([0.49, 0.26]))
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.5, 0.25], [0.49, 0.26]]
    assert [text.get_text() for text in ax.texts] == ["0.49", "0.26"]


def test_the_fourth_bar_of_each_row_is_the_sum_of_the_three_paths():
    direct, variance, mean = np.array([0.9, 0.0]), np.array([-0.4, 0.1]), np.array([-0.2, -0.2])
    ax = figures.gradient_paths(direct, variance, mean)
    heights = [[bar.get_height() for bar in bars] for bars in ax.containers]
    assert heights[3] == pytest.approx([0.3, -0.1])
    assert len({bars[0].get_hatch() for bars in ax.containers[:3]}) == 3
    assert "−0.40" in [text.get_text() for text in ax.texts]


def test_the_row_and_its_prediction_are_on_one_axis():
    ax = figures.row_in_many_batches(np.array([0.5, 0.6]), 1.0, "title")
    assert list(ax.lines[0].get_xdata()) == [1, 1]
    assert ax.get_xlim() == (-3, 3)
