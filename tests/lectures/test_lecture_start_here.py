"""Lecture 00: digits in any light are as its formula says, and its figures say in words what they show."""

from itertools import pairwise

import numpy as np
import pytest

from dlcourse.data.digits import GREY, in_any_light
from dlcourse.plots import start_here as figures
from dlcourse.plots import start_here_drawings as drawings
from dlcourse.plots.style import alt_text


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
    frames = list(figures.features_forming(weights, [0.1, 0.4, 0.9], [0, 1, 2]))
    assert [ax.get_title(loc="left") for ax in frames] == [
        f"the weights of layer 1's 32 units after {epochs}" for epochs in ("0 epochs", "1 epoch", "2 epochs")
    ]
    assert alt_text(frames[-1].figure).endswith("from 10% to 90%.")
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
        "sum\n1.25", "out\n1.25", "sum\n−1.25", "out\n0.00",
    ]  # fmt: skip
    assert alt_text(ax.figure).endswith("A: sum 1.25, output 1.25; B: sum −1.25, output 0.00.")


def test_the_network_on_a_picture_names_its_answer_and_shades_what_is_on():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=size) for size in ((64, 32), (32, 32), (32, 10))]
    outputs = [rng.uniform(size=32), rng.uniform(size=32)]
    probabilities = np.eye(10)[7] * 0.91 + 0.009
    ax = figures.network_on_a_picture(np.zeros(64), weights, outputs, probabilities)
    assert alt_text(ax.figure).endswith("7 has 91.9%.")
    assert len(ax.child_axes) == 33  # the picture, and the weights of 32 units


def test_the_network_on_a_picture_draws_the_seven_strongest_ways_into_the_answer_and_into_its_loudest_unit():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=size) for size in ((64, 32), (32, 32), (32, 10))]
    outputs = [rng.uniform(size=32), rng.uniform(size=32)]
    ax = figures.network_on_a_picture(np.zeros(64), weights, outputs, np.eye(10)[7])
    lines = np.array([line.get_xydata() for line in ax.lines])
    into_answer, into_speaker = lines[7:], lines[:7]
    assert lines.shape == (14, 2, 2)
    assert np.ptp(into_answer[:, 1], axis=0) == pytest.approx([0, 0])
    assert np.ptp(into_speaker[:, 1], axis=0) == pytest.approx([0, 0])
    carried = outputs[1] * weights[2][:, 7]
    strongest = carried[np.argsort(-np.abs(carried))[:7]]
    assert [line.get_linestyle() == "-" for line in ax.lines[7:]] == list(strongest > 0)


@pytest.mark.parametrize(("lowest", "start"), [(0.2, 0), (0.6, 0.5), (0.78, 0.7)])
def test_an_axis_that_does_not_begin_at_0_says_so(lowest, start):
    ax = figures.accuracy_by_train_size([50, 1437], {"scanned": {"one": [[lowest, 0.9], [0.9, 0.95]]}})
    assert ax.get_ylim()[0] == start
    assert ax.get_title(loc="left") == (f"scanned (axis from {start:.0%})" if start else "scanned")


def test_bars_and_words_give_the_mean_of_the_runs():
    ax = figures.nearer_by_layer([[0.1, 0.8], [0.2, 0.9]], ["64 pixels", "layer 1"])
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([0.15, 0.85])
    assert alt_text(ax.figure).endswith(
        "mean of 2 runs with whiskers from lowest to highest. 64 pixels 15%, layer 1 85%."
    )


def test_features_by_hand_are_hatched_and_nearly_all_is_not_told_as_all():
    by_hand = {"pixels,\nevened": [0.4, 0.42], "designed": [0.998, 1.0]}
    ax = figures.nearer_by_layer([[0.1, 0.8], [0.2, 0.9]], ["64 pixels", "layer 1"], by_hand)
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([0.15, 0.85, 0.41, 0.999])
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [False, False, True, True]
    assert alt_text(ax.figure).endswith("64 pixels 15%, layer 1 85%, pixels, evened 41%, designed 99.9%.")
    assert "99.9%" in [text.get_text() for text in ax.texts]


def test_labels_at_the_ends_of_the_curves_do_not_touch():
    scores = {name: [[0.8, share]] for name, share in (("one", 0.985), ("two", 0.98), ("three", 0.965))}
    ax = figures.accuracy_by_train_size([50, 1437], {"scanned": scores})
    ax.figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert len(boxes) == 3
    assert all(low.y1 < high.y0 for low, high in pairwise(boxes))


def test_no_line_of_the_network_on_a_picture_runs_behind_another_tile():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=size) for size in ((64, 32), (32, 32), (32, 10))]
    outputs = [rng.uniform(size=32), rng.uniform(size=32)]
    ax = figures.network_on_a_picture(np.zeros(64), weights, outputs, np.eye(10)[7])
    starts = np.array([line.get_xydata()[0] for line in ax.lines[:7]])
    assert np.ptp(starts[:, 0]) == pytest.approx(0)  # all from the last column
    assert len(set(starts[:, 1])) == 7
    ax.figure.canvas.draw()
    tiles = [tile.get_window_extent().x1 for tile in ax.child_axes]
    assert ax.transData.transform(starts[0])[0] > max(tiles)


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
