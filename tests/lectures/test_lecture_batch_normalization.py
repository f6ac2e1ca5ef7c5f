"""Lecture 14: the explorer's batches are normalised as the layer does it, and the figures show the numbers."""

import numpy as np
import pytest

from dlcourse import BatchNormalization
from dlcourse.plots.deep_networks import batch_normalization as figures
from dlcourse.plots.deep_networks import residual_networks
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.deep_networks import batch_normalization as widgets


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
    assert "a row at −2.00, 400 batches of 64" in frames[2].layers[1]


def test_the_outline_of_the_histogram_counts_every_batch():
    outputs = widgets.batch_values(4, 1.0)["outputs"]
    corners = widgets._outline(outputs, (-3, 3))
    assert corners[1::2, 1].sum() == widgets.BATCHES
    assert corners[0].tolist() == [-3, 0]
    assert corners[-1].tolist() == [3, 0]


def test_the_words_tell_the_range_and_the_prediction():
    words = widgets.describe_batches(widgets.batch_values(1, 1.0))
    assert "lies between 0.00 and 0.00" in words
    assert "at inference it is 1.00" in words
    assert "their standard deviations between 0.00 and 0.00" in words


@pytest.mark.parametrize(("value", "batch_size", "expected"), [(0, 16, 0.25), (1, 16, 0.306), (2, 48, 0.25)])
def test_the_noise_of_a_row_has_a_part_of_the_mean_and_one_of_the_standard_deviation(value, batch_size, expected):
    assert widgets.noise_of_row(value, batch_size) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("value", [0.0, 1.0, 2.5])
def test_the_noise_of_a_row_is_that_of_large_batches(value):
    """The row itself is a new one: in a batch of 1000 its own part in the statistics would not show."""
    batches = np.random.default_rng(0).normal(size=(3000, 1000))
    x_hat = (value - batches.mean(axis=1)) / batches.std(axis=1)
    assert x_hat.std() == pytest.approx(widgets.noise_of_row(value, 1000), rel=0.05)


def test_the_curve_expects_as_many_batches_as_the_histogram_counts():
    _, heights = widgets._expected((-3, 3), 0.0, 0.5)
    steps = np.diff(widgets._expected((-3, 3), 0.0, 0.5)[0])
    width = 6 / figures.ROW_BINS
    assert (heights[1:] * steps).sum() / width == pytest.approx(widgets.BATCHES, rel=1e-3)


def test_the_label_at_inference_stays_inside_of_the_axes():
    left, right = (widgets.batch_size_explorer().frame(batch_size=64, value=value).layers[1] for value in (1.25, 2.5))
    assert 'text-anchor="end"' in right
    assert 'text-anchor="end"' not in left


def test_labels_of_lines_that_end_together_are_set_apart():
    networks = {0.5: ([1, 1e-3], [0.5, 0.9]), 1: ([1, 1.0], [0.5, 0.9]), 2: ([1, 1e3], [0.5, 0.9])}
    left, _ = figures.size_and_likeness(networks, {f: ([1, 0.95], [0.3, 0.3]) for f in networks})
    heights = sorted(text.get_window_extent().y0 for text in left.texts)
    assert len(heights) == 4
    assert min(np.diff(heights)) > 12


def test_same_shape_shows_all_rows_on_both_sides():
    before, after = figures.normalization_histograms(np.arange(50.0), np.linspace(-1, 1, 50))
    assert [sum(patch.get_height() for patch in ax.patches) for ax in (before, after)] == [50, 50]
    assert before.lines[0].get_xdata()[0] == pytest.approx(24.5)


def test_the_running_average_stands_beside_the_batches():
    ax = figures.running_mean([1.0] * 10, {0.9: [0.1] * 9 + [0.4], 0.99: [0.01] * 10}, 2)
    drawn = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert drawn["mean of the batch"] == [1] * 10
    assert drawn["running mean, m = 0.9"][-1] == 0.4
    assert drawn["running mean, m = 0.99"][-1] == 0.01
    assert drawn["mean of all rows"] == [2, 2]
    assert "with m = 0.9 it is 0.4 after 10 batches" in alt_text(ax.figure)


def test_the_share_of_near_batches_is_counted_and_told():
    found = widgets.batch_values(16, 1.0)
    by_hand = sum(abs(output - found["prediction"]) <= 0.5 for output in found["outputs"]) / widgets.BATCHES
    assert found["near"] == pytest.approx(by_hand)
    assert f"in {by_hand:.0%} of the batches it comes within 0.5 of that" in widgets.describe_batches(found)


def test_the_histograms_lie_under_the_bell_curve_of_their_mean_and_count():
    values = np.random.default_rng(0).normal(3, 2, 4000)
    ax, _ = figures.normalization_histograms(values, values)
    x, y = ax.lines[1].get_data()
    assert x[np.argmax(y)] == pytest.approx(values.mean(), abs=0.1)
    width = ax.patches[0].get_width()
    assert np.sum(y[1:] * np.diff(x)) / width == pytest.approx(4000, rel=0.01)


def test_the_three_starts_are_told_from_the_arrays():
    networks = {0.5: ([0.5, 0.25], [0.5, 0.9]), 1: ([1.0, 1.0], [0.5, 0.9]), 2: ([2.0, 4.0], [0.5, 0.9])}
    left, right = figures.size_and_likeness(networks, {f: ([0.6, 0.6], [0.3, 0.3]) for f in networks})
    text = alt_text(left.figure)
    assert "from 2.0 to 4; with He's" in text
    assert "between 0.60 and 0.60, for all three" in text
    assert "it climbs from 0.50 to 0.90, one line for all three sizes" in text
    assert [list(line.get_ydata()) for line in right.lines] == [[0.5, 0.9], [0.3, 0.3]]


def test_a_line_of_accuracies_is_the_mean_and_its_band_the_range():
    scores = {0.5: np.array([[0.1, 0.3], [0.8, 1.0]])}
    without, with_norm = figures.accuracy_by_learning_rate((0.01, 0.1), scores, scores)
    for ax in (without, with_norm):
        assert ax.lines[0].get_ydata() == pytest.approx([0.2, 0.9])
        corners = ax.collections[0].get_paths()[0].vertices
        assert (corners[:, 1].min(), corners[:, 1].max()) == pytest.approx((0.1, 1.0))
    assert "with batch normalization, weights × ½: 0.20, 0.90" in alt_text(without.figure)


def test_accuracies_by_relative_rate_stand_at_the_rate_over_the_squared_factor():
    scores = np.array([[0.1, 0.3], [0.8, 1.0]])
    ax = figures.accuracy_by_relative_rate((0.01, 0.04), {0.5: scores, 2: scores})
    assert [line.get_xdata().tolist() for line in ax.lines[:2]] == [[0.04, 0.16], [0.0025, 0.01]]
    assert ax.lines[0].get_ydata() == pytest.approx([0.2, 0.9])
    corners = ax.collections[1].get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == pytest.approx((0.1, 1.0))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.0025", "0.01", "0.04", "0.16"]
    assert "Weights × ½: 0.20 at 0.04, 0.90 at 0.16. Weights × 2: 0.20 at 0.0025" in alt_text(ax.figure)


def test_accuracies_by_step_have_a_thin_line_for_each_start_and_a_thick_one_for_their_mean():
    runs = np.array([[0.1, 0.3, 0.5], [0.3, 0.5, 0.9]])
    ax = figures.accuracy_by_step(np.array([9, 18, 27]), {"a": runs}, per_epoch=9)
    assert ax.get_xticks().tolist() == [0, 9, 18, 27]
    thin, other, mean = (line.get_ydata() for line in ax.lines)
    assert (thin[0], other[0], mean[0]) == pytest.approx((0.1, 0.3, 0.2))
    assert "a: 0.20 after 9 steps, and 0.70 at the end, from 0.50 to 0.90" in alt_text(ax.figure)


def test_each_sum_of_the_residual_path_stands_over_its_variances():
    ax = residual_networks.residual_path({"a": ("1", "2", "4", "8", "1024")})
    where = {text.get_text(): text.get_position()[0] for text in ax.texts}
    sums = [text.get_position()[0] for text in ax.texts if text.get_text() == "+"]
    assert sums == pytest.approx([where["2"], where["4"], where["8"]])
    assert "a: 1, 2, 4, 8, …, 1024" in alt_text(ax.figure)


def test_size_likeness_and_gradient_have_a_panel_each():
    axes = residual_networks.size_likeness_gradient(
        {"a": ([1, 2], [0.1, 0.2], [3, 0.5]), "b": ([1, 1], [0, 0], [1, 1])}
    )
    assert [list(ax.lines[0].get_ydata()) for ax in axes] == [[1, 2], [0.1, 0.2], [3, 0.5]]
    assert "a: size 1.0 to 2.0, cosine 0.10 to 0.20, gradient 0.50 after the last block and 3.00" in alt_text(
        axes[0].figure
    )


def test_a_field_of_the_table_has_the_mean_and_the_range():
    ax = residual_networks.accuracy_table({"a": {"× 1": np.array([0.2, 0.4]), "× 2": np.array([0.9, 0.9])}})
    assert [text.get_text() for text in ax.texts] == ["0.30", "0.20 to 0.40", "0.90", "0.90 to 0.90"]
    assert "a: 0.30 (0.20 to 0.40) with × 1, 0.90 (0.90 to 0.90) with × 2" in alt_text(ax.figure)


def test_the_fourth_bar_of_each_row_is_the_sum_of_the_three_paths():
    direct, variance, mean = np.array([0.9, 0.0]), np.array([-0.4, 0.1]), np.array([-0.2, -0.2])
    ax = figures.gradient_paths(direct, variance, mean)
    heights = [[bar.get_height() for bar in bars] for bars in ax.containers]
    assert heights[3] == pytest.approx([0.3, -0.1])
    assert len({bars[0].get_hatch() for bars in ax.containers[:3]}) == 3
    texts = [text.get_text() for text in ax.texts]
    assert "−0.40" in texts
    assert "0.3 of what came directly" in texts


def test_the_row_and_its_value_at_inference_are_on_one_axis():
    axes = figures.row_in_many_batches(np.zeros(2), np.ones(2), np.array([0.5, 0.6]), 1.0, "title")
    assert list(axes[2].lines[1].get_xdata()) == [1, 1]
    assert tuple(ax.get_xlim() for ax in axes) == figures.ROW_LIMITS
