"""Lecture 00: digits in any light are as its formula says, and its figures say in words what they show."""

from itertools import pairwise

import numpy as np
import pytest

from dlcourse import Dense, Sequential
from dlcourse.data.digits import GREY, in_any_light
from dlcourse.plots.networks import start_here as figures
from dlcourse.plots.networks import start_here_drawings as drawings
from dlcourse.plots.networks import start_here_network as insights
from dlcourse.plots.networks.start_here_tones import side_by_side, two_tones
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.networks.start_here import in_tones, light_explorer, times_as_far


@pytest.fixture
def blank_and_full():
    """A digit without ink and one that is all ink, in the same lights: paper alone, and ink alone."""
    blank, full = (in_any_light(np.full((500, 64), ink), np.random.default_rng(0)) + GREY for ink in (0.0, 1.0))
    return blank, full


def test_paper_and_ink_differ_by_at_least_a_fifth_and_either_may_be_the_brighter(blank_and_full):
    blank, full = blank_and_full
    in_full_light = np.abs(full - blank).max(axis=1)  # where the light is brightest, it takes nearly nothing away
    assert in_full_light.min() > 0.15
    assert 0.3 < (full.mean(axis=1) > blank.mean(axis=1)).mean() < 0.7


def test_pixels_stay_between_black_and_white_and_their_mean_is_near_zero(blank_and_full):
    for each in blank_and_full:
        assert each.min() >= 0
        assert each.max() <= 1
    digits = np.random.default_rng(1).integers(0, 17, size=(2000, 64)) / 16
    assert abs(in_any_light(digits, np.random.default_rng(2)).mean()) < 0.03


def test_light_fades_evenly_to_one_side(blank_and_full):
    pictures = blank_and_full[0].reshape(-1, 8, 8)
    assert np.allclose(np.diff(pictures, 2, axis=1), 0)
    assert np.allclose(np.diff(pictures, 2, axis=2), 0)
    darkest, brightest = pictures.min(axis=(1, 2)), pictures.max(axis=(1, 2))
    assert (darkest >= 0.2 * brightest - 1e-12).all()


def test_the_same_seed_gives_the_same_lights_and_the_digits_stay_as_they_were():
    digits = np.random.default_rng(0).uniform(size=(6, 64))
    before = digits.copy()
    first, second = (in_any_light(digits, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first, second)
    assert np.array_equal(digits, before)
    assert not np.allclose(first, in_any_light(digits, np.random.default_rng(6)))


def test_scans_stand_above_their_pictures_with_their_labels():
    ax = figures.scans_and_pictures(np.ones((3, 64)), np.zeros((3, 64)), [4, 0, 7])
    axes = ax.figure.axes
    assert [each.get_xlabel() for each in axes[3:]] == ["4", "0", "7"]
    assert alt_text(ax.figure).startswith("3 handwritten digits, 4, 0, 7. Above, as scanned")
    assert np.all(axes[0].images[0].get_array() == -1)  # ink is dark
    assert axes[0].images[0].get_clim() == (-1, 0)


def test_the_four_parts_show_the_loss_of_the_label():
    probabilities = np.full(10, 0.05)
    probabilities[3] = 0.55
    ax = drawings.four_parts(np.zeros(64), probabilities, label=3)
    assert "loss\n0.60" in [text.get_text() for text in ax.texts]
    assert "gives 0.60" in alt_text(ax.figure)
    assert "gives 3.00" in alt_text(drawings.four_parts(np.zeros(64), probabilities, label=5).figure)


def test_a_film_has_a_frame_for_each_epoch_and_says_how_it_ends():
    weights = np.random.default_rng(0).normal(size=(3, 64, 32))
    frames = list(figures.features_forming(weights, [2.4, 0.8, 0.2], [0.1, 0.4, 0.9], [0, 1, 2]))
    assert [ax.get_title(loc="left") for ax in frames] == [
        f"the weights of layer 1's 32 units after {epochs}" for epochs in ("0 epochs", "1 epoch", "2 epochs")
    ]
    assert alt_text(frames[-1].figure).endswith("from 10% to 90%.")
    assert "the loss on the training digits, from 2.40 to 0.20" in alt_text(frames[-1].figure)
    shown = frames[0].images[0].get_array()
    assert np.allclose(shown[:8, 9:17], weights[0][:, 1].reshape(8, 8) / np.abs(weights[0][:, 1]).max())


def test_a_unit_shows_its_sum_and_what_relu_leaves_of_it():
    picture = np.zeros((2, 64))
    picture[:, 5] = 2.0, -3.0
    weights = np.zeros(64)
    weights[5] = 0.5
    ax = figures.one_unit(picture, weights, bias=0.25, names="AB")
    texts = [text.get_text() for text in ax.texts]
    assert [text for text in texts if text.startswith(("sum", "out"))] == [
        "sum + b\n1.25", "out\n1.25", "sum + b\n−1.25", "out\n0.00",
    ]  # fmt: skip
    assert alt_text(ax.figure).endswith("A: sum 1.25, output 1.25; B: sum −1.25, output 0.00.")


def test_the_loss_of_one_weight_marks_where_a_step_leads():
    changes = np.array([-1.0, 0.0, 1.0, 2.0])
    ax = insights.loss_of_one_weight(changes, [3.0, 2.0, 1.2, 0.8], slope=-0.9, step=1.0)
    texts = [text.get_text() for text in ax.texts]
    assert {"2.00, untrained", "1.20 after the step", "slope −0.90", "step +1.00"} <= set(texts)
    assert ax.lines[1].get_ydata() == pytest.approx(2.0 - 0.9 * ax.lines[1].get_xdata())
    assert alt_text(ax.figure).endswith("the slope there, −0.90. One step of +1.00 leads to 1.20.")


@pytest.fixture
def two_pictures():
    """Weights, outputs and answers of a network of 32 and 32 units for two pictures, as the figure takes them."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=size) for size in ((64, 32), (32, 32))]
    outputs = [np.maximum(rng.normal(size=(2, 32)), 0) for _ in range(2)]
    probabilities = np.stack([np.eye(10)[digit] * 0.91 + 0.009 for digit in (7, 2)])
    return np.zeros((2, 64)), weights, outputs, 5, probabilities, "AB"


def test_two_lights_show_what_contributes_most_to_the_unit(two_pictures):
    _, weights, outputs, unit, _, _ = two_pictures
    ax = insights.two_lights(*two_pictures)
    texts = [text.get_text() for text in ax.texts]
    for first, second in zip(*outputs, strict=True):
        three = np.sort(first * weights[1][:, unit])[::-1][:3]
        assert [f"+{part:.1f}" for part in three if f"+{part:.1f}" not in texts] == []
        order = np.argsort(-first * weights[1][:, unit])[:3] + 1  # units are counted from 1
        assert f"most comes from units {', '.join(map(str, order))}; unit 6 of layer 2" in alt_text(ax.figure)
        assert f"{second[unit]:.1f}" in texts
    assert "7 with 91.9%" in alt_text(ax.figure)
    assert "2 with 91.9%" in alt_text(ax.figure)
    assert len(ax.child_axes) == 2 * (1 + 32 + 3)


def test_two_lights_fade_the_units_that_are_silent(two_pictures):
    _, _, outputs, *_ = two_pictures
    ax = insights.two_lights(*two_pictures)
    tiles = ax.child_axes[1:33]
    assert [tile.images[0].get_alpha() == 1.0 for tile in tiles] == list(outputs[0][0] > 0)


def test_the_pictures_that_excite_a_unit_stand_in_its_row_with_their_digits():
    pictures, labels = np.zeros((2, 9, 64)), np.arange(18).reshape(2, 9) % 10
    ax = insights.most_exciting(["layer 1, unit 4", "the 3"], [np.ones(64), "of layer 2"], pictures, labels)
    assert len(ax.child_axes) == 1 + 18
    assert "of layer 2" in [text.get_text() for text in ax.texts]
    assert alt_text(ax.figure).endswith("layer 1, unit 4: 0, 1, 2, 3, 4, 5, 6, 7, 8; the 3: 9, 0, 1, 2, 3, 4, 5, 6, 7.")


@pytest.mark.parametrize(("lowest", "start"), [(0.2, 0), (0.6, 0.5), (0.78, 0.7)])
def test_an_axis_that_does_not_begin_at_0_says_so(lowest, start):
    ax = figures.accuracy_by_train_size([50, 1437], {"scanned": {"one": [[lowest, 0.9], [0.9, 0.95]]}})
    assert ax.get_ylim()[0] == start
    assert ax.get_title(loc="left") == (f"scanned (axis from {start:.0%})" if start else "scanned")


def test_labels_at_the_ends_of_the_curves_do_not_touch():
    scores = {name: [[0.8, share]] for name, share in (("one", 0.985), ("two", 0.98), ("three", 0.965))}
    ax = figures.accuracy_by_train_size([50, 1437], {"scanned": scores})
    ax.figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert len(boxes) == 3
    assert all(low.y1 < high.y0 for low, high in pairwise(boxes))


def test_the_way_back_goes_through_all_layers():
    ax = drawings.four_parts(np.zeros(64), np.full(10, 0.1), label=3)
    words = alt_text(ax.figure)
    assert "past layer 3, layer 2 and layer 1" in words
    assert [text.get_text() for text in ax.texts].count("activation") == 2


def test_the_words_give_each_learners_mean_and_who_is_highest_in_each_task():
    scores = {"one": [[0.5, 0.8], [0.7, 0.9]], "another": [[0.6, 0.9], [0.6, 1.0]]}
    turned = {"one": scores["another"], "another": scores["one"]}
    ax = figures.accuracy_by_train_size([50, 1437], {"in any light": scores, "scanned": turned})
    assert ax.lines[0].get_ydata() == pytest.approx([0.6, 0.85])
    said = alt_text(ax.figure)
    assert "50 to 1,437" in said
    assert "in any light: one 0.60 and 0.85, another 0.60 and 0.95; highest at the end: another." in said
    assert said.endswith("highest at the end: one.")


def test_the_timeline_is_in_order_and_is_told_in_words():
    ax = drawings.why_now()
    for lane, events in drawings.TIMELINE.items():
        years = [year for year, _ in events]
        assert years == sorted(years)
        assert f"{lane}: {years[0]} " in alt_text(ax.figure)


def test_no_two_texts_of_the_timeline_overlap():
    ax = drawings.why_now()
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[k + 1 :]), ax.texts[k].get_text()


def test_a_unit_and_its_opposite_added_up_give_the_same_for_both_tones():
    ax = two_tones()
    both, unit, opposite, *_ = (line.get_ydata() for line in ax.lines)
    assert np.array_equal(unit + opposite, both)
    assert np.array_equal(both, np.abs(ax.lines[0].get_xdata()))
    (points,) = (line for line in ax.lines if line.get_marker() == "o")
    assert np.array_equal(points.get_xydata(), [[-2, 2], [2, 2]])


def test_three_pictures_stand_side_by_side_with_gaps():
    row = side_by_side(np.zeros(64), np.arange(64), np.ones(64))
    assert row.shape == (8, 28)
    assert np.array_equal(row[:, 10:18], np.arange(64).reshape(8, 8))
    assert np.isnan(row[:, [8, 9, 18, 19]]).all()


@pytest.fixture
def first_ten():
    """A network whose ten scores are the first ten pixels, ten times as large."""
    network = Sequential([Dense(64, 10, np.random.default_rng(0))], dtype=np.float64)
    network.layers[0].W[...] = 10 * np.eye(64, 10)
    return network


def test_distances_are_measured_by_pixels_and_by_scores(first_ten):
    a, b, c = np.zeros((3, 64))
    b[3] = b[20] = 1.0
    c[20] = 4.0
    c[0] = 0.5
    by_pixels, by_scores = times_as_far(first_ten, a, b, c)
    assert by_pixels == pytest.approx(2**0.5 / 16.25**0.5)
    assert by_scores == pytest.approx(2)


def test_turning_the_light_changes_the_picture_its_distance_and_the_answer(first_ten):
    digit = np.zeros(64)
    digit[7] = 1.0
    assert in_tones(digit, 0.9, 0.2)[[6, 7]] == pytest.approx([-0.2, 0.5])
    explorer = light_explorer(first_ten, digit, in_tones(digit, 0.0, 1.0), np.zeros(64))
    words = explorer.frame(ink=0.9, paper=0.2).words
    assert words.startswith("B is ink 0.9 on paper 0.2. A to B is ")
    assert "the network says 7, with 99%" in words  # scores 5 and nine times -2: 1 / (1 + 9 exp(-7))
    assert "the network says 7" not in explorer.frame(ink=0.2, paper=0.9).words
    assert len(explorer.frames) == 121
