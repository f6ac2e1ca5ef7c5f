"""Lecture 17: its figures show the digits they were given, its pad can be drawn on, and its words speak the numbers."""

import numpy as np
import pytest
from oracles import jax, jnp

from dlcourse.data import load_digits
from dlcourse.plots import digits_from_scratch as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import digits_from_scratch as widgets
from dlcourse.widgets.drawing_pad import draw_digit_explorer, forward_pass

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


def test_readings_stand_beside_their_pictures():
    pictures = [np.zeros((8, 8)), np.eye(8)]
    figure = plots.images_with_predictions(pictures, [SURE, SURE[::-1]], ["first", "second"]).figure
    assert np.array_equal(figure.axes[2].images[0].get_array(), np.eye(8))
    assert [bar.get_width() for bar in figure.axes[3].patches] == SURE[::-1].tolist()
    assert texts(figure.axes[1]) == ["90.0%"]
    assert [text.get_text() for text in figure.texts] == ["first", "second"]


def test_a_moved_digit_is_described_with_both_readings():
    picture = load_digits()[0][6:7]
    figure = plots.shifted_predictions([picture, picture], [SURE, np.roll(SURE, 1)]).figure
    assert "gives the first 90.0% for a 6, and the second 90.0% for a 7" in alt_text(figure)


def test_losses_by_epoch_count_from_one_and_say_their_ends():
    ax = plots.losses_by_epoch({"training rows": [2.0, 0.5], "validation rows": [2.1, 0.8]})
    assert ax.lines[0].get_xydata().tolist() == [[1, 2.0], [2, 0.5]]
    assert "validation rows from 2.1 to 0.80" in alt_text(ax.figure)


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


def test_squares_are_filled_for_positive_weights_and_empty_for_negative_ones():
    weights = np.zeros((64, 1))
    weights[[0, 9, 63], 0] = 2.0, -1.0, 0.5
    ax = plots.weight_images(weights, ["a unit"])
    filled, empty = ax.collections
    assert [len(filled.get_paths()), len(empty.get_paths())] == [2, 1]
    sides = [np.ptp(path.vertices[:, 0]) for path in filled.get_paths()]
    assert (sides[0] / sides[1]) ** 2 == pytest.approx(4)  # areas like the weights
    assert empty.get_paths()[0].vertices[:4].mean(axis=0) == pytest.approx([1, 1])
    assert filled.get_facecolor().tolist() != empty.get_facecolor().tolist()


def test_the_table_of_shifts_says_each_accuracy_and_marks_the_middle():
    table = np.linspace(0, 0.96, 25).reshape(5, 5)
    ax = plots.accuracy_by_shift([table, table[::-1]], ["left", "right"])
    assert texts(ax) == [f"{share:.0%}" for share in table.ravel()]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["−2", "−1", "0", "+1", "+2"]
    assert (ax.patches[0].get_x(), ax.patches[0].get_y()) == (1.5, 1.5)
    assert ax.figure.axes[1].get_title("left") == "right"
    assert "left: 48% unmoved, 24% to 72% one pixel away, 0% to 96% two pixels away" in alt_text(ax.figure)


def test_mixed_pictures_stand_below_the_same_pictures():
    pictures, mixed = np.zeros((2, 8, 8)), np.ones((2, 8, 8))
    figure = plots.permuted_images(pictures, mixed, ["a 1", "a 2"]).figure
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
