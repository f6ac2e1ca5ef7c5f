"""Lecture 17: its figures show the digits they were given, its pad can be drawn on, and its words speak the numbers."""

import numpy as np
import pytest
from oracles import jax, jnp

from dlcourse.data import load_digits
from dlcourse.plots.page.style import alt_text
from dlcourse.plots.practice import digits_from_scratch as plots
from dlcourse.plots.practice import digits_moved
from dlcourse.widgets.practice import digits_from_scratch as widgets
from dlcourse.widgets.practice.drawing_pad import draw_digit_explorer, forward_pass

SURE = np.array([0.01, 0.02, 0.0, 0.0, 0.0, 0.0, 0.9, 0.0, 0.05, 0.02])


def texts(ax):
    return [text.get_text() for text in ax.texts]


def by_column():
    """Weights of a network whose hidden units are the columns' ink, which the logits of 0 to 7 are 40 times."""
    columns = np.tile(np.eye(8), (8, 1))
    return columns, np.zeros(8), 40 * np.eye(8, 10), np.zeros(10)


def test_a_picture_is_written_as_its_64_sixteenths_and_as_one_strip():
    picture = load_digits()[0][5].reshape(8, 8)
    figure = plots.image_as_row(picture).figure
    numbers = [float(text) for text in texts(figure.axes[1])]
    assert numbers == (16 * picture).ravel().tolist()
    assert np.array_equal(figure.axes[2].images[0].get_array(), picture.reshape(1, 64))


def test_a_moved_digit_stands_below_the_first_with_both_readings_and_a_frame_around_the_right_bar():
    picture = load_digits()[0][6:7]
    moved = widgets.shift_images(picture, right=1)
    figure = plots.shifted_predictions([picture, moved], [SURE, np.roll(SURE, 1)], 6).figure
    upper, upper_bars, lower, lower_bars = figure.axes
    assert np.array_equal(upper.images[0].get_array(), picture.reshape(8, 8))
    assert np.array_equal(lower.images[0].get_array(), moved.reshape(8, 8))
    marks = [ax.lines[-1].get_xdata()[0] for ax in (upper, lower)]  # where the ink begins
    assert marks[1] - marks[0] == 1
    assert [bar.get_width() for bar in upper_bars.patches[:10]] == SURE.tolist()
    assert texts(upper_bars) == ["90.0%"]
    assert texts(lower_bars) == ["90.0%", "it is a 6"]
    assert lower_bars.patches[10].get_y() == pytest.approx(6 - 0.42)
    assert [text.get_text() for text in figure.texts][1::2] == ["read as a 6", "read as a 7"]
    assert "gives the first 90.0% for a 6, and the second 90.0% for a 7" in alt_text(figure)


def test_losses_by_epoch_count_from_zero_and_say_their_ends_and_the_loss_of_guessing():
    ax = plots.losses_by_epoch({"training rows": [2.0, 0.5], "validation rows": [2.1, 0.8]}, 2.3026)
    assert ax.lines[0].get_xydata().tolist() == [[0, 2.0], [1, 0.5]]
    assert set(ax.lines[2].get_ydata()) == {2.3026}
    assert "validation rows from 2.1 to 0.80. A thin line at 2.3" in alt_text(ax.figure)


def test_no_probability_below_one_is_shown_as_100_per_cent():
    assert plots.format_percent(0.99996) == "99.9%"
    assert plots.format_percent(0.5) == "50.0%"


def test_eight_takes_another_article():
    assert [plots.a_digit(digit) for digit in (1, 8)] == ["a 1", "an 8"]


def test_the_table_holds_the_counts_and_frames_what_is_off_the_diagonal():
    counts = np.diag(np.arange(1, 11))
    counts[1, 3] = 2
    pictures, labels = np.zeros((1, 8, 8)), np.array([1])
    probabilities = np.full((1, 10), 0.05)
    probabilities[0, [1, 3]] = 0.1, 0.5
    ax = plots.confusion_and_mistakes(counts, pictures, probabilities, labels)
    shown = np.array([0 if text == "·" else int(text) for text in texts(ax)]).reshape(10, 10)
    assert np.array_equal(shown, counts)
    framed = [patch for patch in ax.patches if patch.get_width() < 1]
    assert len(framed) == 1
    assert (framed[0].get_x(), framed[0].get_y()) == pytest.approx((2.54, 0.54))
    mistake = ax.figure.axes[1]
    assert mistake.get_title("left") == "a 1"
    assert mistake.get_xlabel() == "read as 3: 50.0%\n1: 10.0%"
    assert "1 of 57 stand off the diagonal" in alt_text(ax.figure)
    assert "the first is a 1, read as a 3 with 50.0%" in alt_text(ax.figure)


def test_at_most_eight_mistakes_are_drawn():
    many = plots.confusion_and_mistakes(
        np.eye(10, dtype=int), np.zeros((12, 8, 8)), np.tile(SURE, (12, 1)), np.zeros(12, int)
    )
    assert len(many.figure.axes) == 1 + 8
    assert [text.get_text() for text in many.figure.texts] == ["Eight of the 12 mistakes, the surest first"]


def test_weights_share_one_scale_around_zero_above_the_means_of_both_digits():
    weights = np.zeros((64, 2))
    weights[9, 0], weights[63, 1] = 2.0, -1.0
    means = np.arange(10)[:, None] * np.ones(64) / 10
    figure = digits_moved.weight_images(weights, [(4, 2), (3, 8)], means).figure
    first, one_for, one_against, second, *_ = figure.axes
    assert np.array_equal(second.images[0].get_array(), weights[:, 1].reshape(8, 8))
    assert {ax.images[0].get_clim() for ax in (first, second)} == {(-2, 2)}
    middle = first.images[0].cmap(0.5)
    assert min(middle) > 0.97
    assert [one_for.images[0].get_array()[0, 0], one_against.images[0].get_array()[0, 0]] == pytest.approx([0.4, 0.2])
    assert [one_for.get_xlabel(), one_against.get_xlabel()] == ["for 4", "against 2"]
    assert "for 4, against 2; for 3, against 8" in alt_text(figure)


def test_contributions_stand_between_the_pictures_and_the_means_to_compare():
    pictures, added = np.zeros((2, 64)), np.zeros((2, 64))
    added[0, 9], added[1, 20] = -3.0, 2.4
    means = np.stack([np.full(64, 0.6), np.full(64, 0.1)])
    ax = digits_moved.pixel_contributions(pictures, added, [-4.5, 1.2], (1, 6), means)
    figure = ax.figure
    assert [text for each in figure.axes for text in texts(each)] == ["−3", "+2"]
    assert [figure.axes[k].get_xlabel()[-4:] for k in (1, 4)] == ["−4.5", "+1.2"]
    compared = [(figure.axes[k].images[0].get_array()[0, 0], figure.axes[k].get_xlabel()) for k in (2, 5)]
    assert compared == [(0.6, "mean of the 6s"), (0.1, "mean of the 1s")]
    assert "moved, it is 1.2, and the pixel in row 3, column 5 adds most" in alt_text(figure)


def test_lines_against_moves_show_what_is_right_and_what_the_network_says():
    moves = np.array([-1.0, 0.0, 1.0, 2.0])
    right, says = [[0.4, 0.9, 0.5, 0.1]], [[0.8, 0.95, 0.7, 0.6]]
    ax = digits_moved.accuracy_by_move(moves, right, says, ["one"])
    sure, share, *marks = ax.lines
    assert sure.get_ydata().tolist() == says[0]
    assert share.get_xydata().tolist() == np.column_stack([moves, right[0]]).tolist()
    assert [line.get_xdata()[0] for line in marks] == [-0.4, 0.4]  # 1/20 of a digit's height, in eighths
    assert "one: moved by 0, right 90% and says 95%, moved by 1, right 50% and says 70%" in alt_text(ax.figure)


def test_each_hand_is_a_point_and_the_interval_stands_below():
    ax = digits_moved.accuracy_by_hand({"known": [0.9, 0.96], "new": [0.86, 0.9]}, (0.88, 0.82, 0.94))
    assert ax.lines[0].get_xydata().tolist() == [[0.9, 0], [0.96, 0]]
    assert ax.lines[3].get_xdata() == pytest.approx([0.88, 0.88])
    (bar,) = ax.containers
    assert bar[2][0].get_segments()[0][:, 0] == pytest.approx([0.82, 0.94])
    assert "new: 86% to 90%. Below them the mean of the last, 88.0%, with an interval from 82% to 94%" in alt_text(
        ax.figure
    )


def test_mixed_pictures_stand_below_the_same_pictures():
    pictures, mixed = np.zeros((2, 8, 8)), np.ones((2, 8, 8))
    figure = digits_moved.permuted_images(pictures, mixed, ["a 1", "a 2"]).figure
    shown = [ax.images[0].get_array().mean() for ax in figure.axes]
    assert shown == [0, 0, 1, 1]
    assert [ax.get_xlabel() for ax in figure.axes[2:]] == ["a 1", "a 2"]


@pytest.mark.parametrize(("right", "down"), [(1, 0), (-2, 0), (0, 3), (0, -1), (2, -2)])
def test_a_moved_picture_loses_what_leaves_the_frame_and_is_blank_where_it_came_from(right, down):
    picture = np.random.default_rng(0).uniform(0.1, 1, (8, 8))
    moved = widgets.shift_images(picture.reshape(1, 64), right, down).reshape(8, 8)
    for i, j in np.ndindex(8, 8):
        inside = 0 <= i - down < 8 and 0 <= j - right < 8
        assert moved[i, j] == (picture[i - down, j - right] if inside else 0)


def test_the_page_gets_the_network_the_images_and_the_words_of_the_first():
    corner = np.zeros((8, 8))
    corner[:, 2] = 1
    pad = draw_digit_explorer({"by column": by_column()}, {"a stroke": corner, "blank": np.zeros((8, 8))})
    assert pad._repr_mimebundle_()["text/plain"] == (
        "A picture of 8 by 8 pixels with ink in 8 of them. The network reads a 2, with 100.0%; next comes a 9, with "
        "0.0%."
    )
    assert [sum(image) for image in pad.asked()["images"]] == [8, 0]


def test_the_network_of_the_pad_gives_the_hidden_units_and_the_probabilities_of_jax():
    rng = np.random.default_rng(0)
    x, W1, b1, W2, b2 = (rng.normal(size=size) for size in (64, (64, 5), 5, (5, 10), 10))
    found, hidden = forward_pass(x, W1, b1, W2, b2), jax.nn.relu(jnp.asarray(x) @ W1 + b1)
    np.testing.assert_allclose(found["h"], hidden, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found["p"], jax.nn.softmax(hidden @ W2 + b2), rtol=1e-4, atol=1e-7)


def test_the_words_name_the_first_and_the_second_choice():
    values = widgets.prediction_values(lambda x: SURE[None], np.eye(8), right=0, down=-2)
    assert (values["digit"], values["next_best"]) == (6, 8)
    words = widgets.describe_prediction(values)
    assert "moved by 2 up" in words
    assert "reads a 6, with 90.0%; next comes an 8, with 5.0%" in words
