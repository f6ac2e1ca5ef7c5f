"""Lecture 11: its figures show the numbers they are given, and its explorer what first weights make of fifty steps."""

import numpy as np
import pytest
from scipy.special import expit, log_softmax

from dlcourse.plots.deep_networks import weight_initialization as plots
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.deep_networks import weight_initialization as widgets

GREY_LINES = "grey: $\\sqrt{½nσ²}$ per layer"


@pytest.mark.parametrize(("activation", "phi"), [("sigmoid", expit), ("tanh", np.tanh)])
def test_the_explorer_begins_with_the_outputs_and_the_loss_of_ten_layers(activation, phi):
    outputs, losses = widgets.trained("He", activation)
    x, y = widgets.some_digits()
    rng, a = np.random.default_rng(0), x
    for layer in outputs[0]:
        a = phi(a @ rng.normal(0, (2 / 64) ** 0.5, (64, 64)))
        np.testing.assert_allclose(layer, a, rtol=1e-9, atol=1e-12)
    logits = a @ rng.normal(0, (2 / 64) ** 0.5, (64, 10))
    assert losses[0] == pytest.approx(-(y * log_softmax(logits, axis=1)).sum(axis=1).mean())


def test_the_digits_of_the_explorer_have_mean_0_and_mean_square_1():
    x, y = widgets.some_digits()
    assert (x.shape, y.shape) == ((256, 64), (256, 10))
    assert (x.mean(), (x**2).mean()) == pytest.approx((0, 1))


def test_good_weights_learn_within_fifty_steps_and_zeros_do_not():
    losses = {weights: widgets.trained(weights, "ReLU")[1] for weights in ("all 0", "sd 0.01", "He")}
    assert {len(each) for each in losses.values()} == {51}
    assert losses["all 0"][0] == pytest.approx(np.log(10))
    assert losses["all 0"][-1] > 2.2
    assert losses["sd 0.01"][-1] > 2.2
    assert losses["He"][-1] < 0.8 * losses["He"][0]


@pytest.mark.parametrize("activation", widgets.ACTIVATIONS)
def test_equal_weights_give_twins_and_random_ones_do_not(activation):
    for weights, twins in (("all 0", True), ("LeCun", False)):
        for n_steps in widgets.STEPS:
            layers = widgets.trained(weights, activation)[0][n_steps]
            assert (np.ptp(layers[0], axis=1).max() < 1e-9) == twins
            assert ("twins" in widgets.describe_signal(weights, activation, n_steps)) == twins


def test_spreads_tell_rows_that_differ_from_units_that_differ():
    across, down = np.array([[1.0, 1.0], [3.0, 3.0]]), np.array([[1.0, 3.0], [1.0, 3.0]])
    rows, units = widgets.spreads([across, down])
    assert rows.tolist() == [1, 0]
    assert units.tolist() == [0, 1]


def test_nine_levels_of_grey_from_minus_1_to_1():
    levels = widgets.grey_levels(np.array([-7, -1, -0.1, 0, 0.5, 1, np.inf, np.nan]))
    assert levels.tolist() == [0, 0, 4, 4, 6, 8, 8, 4]


def test_the_words_tell_the_loss_and_the_spreads():
    outputs, losses = widgets.trained("LeCun", "SELU")
    rows, units = widgets.spreads(outputs[10])
    words = widgets.draw_signal("LeCun", "SELU", 10).words
    for part in (
        "SELU layers with first weights LeCun, after 10 steps",
        f"was {losses[0]:.2f} and is {losses[10]:.2f}",
        f"rows the outputs differ by {rows[0]:.1g} in layer 1 and by {rows[-1]:.1g} in layer 10",
        f"units by {units[0]:.1g} and {units[-1]:.1g}",
    ):
        assert part in words


def test_a_network_that_explodes_is_drawn_and_told():
    assert widgets.trained("sd 1", "ReLU")[1][0] > 1e6
    words = [widgets.draw_signal("sd 1", "ReLU", n_steps).words for n_steps in widgets.STEPS]
    assert "nan" not in "".join(words)


def test_choosing_other_weights_changes_the_picture():
    explorer = widgets.signal_explorer()
    assert "first weights He, after 50 steps" in explorer.frame().words
    assert "first weights LeCun" in explorer.frame(initializer="LeCun").words
    assert "Ten tanh layers" in explorer.frame(activation="tanh").words
    frames = {explorer.frame(n_steps=n_steps).layers for n_steps in widgets.STEPS}
    assert len(frames) == len(widgets.STEPS)
    assert not explorer.folded


def test_the_map_has_room_for_all_layers_and_steps():
    ax, image, lines, _ = plots.map_spreads_and_loss(4, 10, 50, (1e-8, 1e4))
    _, middle, right = ax.figure.axes
    assert image.get_array().shape == (4, 4)
    assert image.get_clim() == (0, 8)
    assert [line.axes for line in lines] == [middle, middle, right, right]
    assert middle.get_ylim()[0] < 1e-8 < 1e4 < middle.get_ylim()[1]
    assert right.get_xlim()[1] >= 50


def test_a_row_of_histograms_for_each_network():
    rows = {"small": [np.zeros(4), np.zeros(4)], "large": [np.ones(4), -np.ones(4)]}
    axes = plots.histogram_grid(rows, ["layer 1", "layer 5"], (-1, 1))
    assert axes.shape == (2, 2)
    assert [ax.get_ylabel() for ax in axes[:, 0]] == ["small", "large"]
    assert [ax.get_title(loc="left") for ax in axes[0]] == ["layer 1", "layer 5"]
    assert [sum(patch.get_height() for patch in ax.patches) for ax in axes.flat] == [4, 4, 4, 4]


def test_the_spread_of_sums_stands_in_each_panel_and_in_the_words():
    bell = np.repeat([-1.0, 1.0], 50)
    ax = plots.sums_by_terms({"σ = 1": [2 * bell, 4 * bell], "σ = 1/√n": [bell, bell]}, (4, 16))
    axes = ax.figure.axes
    assert [each.texts[0].get_text() for each in axes] == ["sd 2.0", "sd 4.0", "sd 1.0", "sd 1.0"]
    assert [each.get_title(loc="left") for each in axes[:2]] == ["4 terms", "16 terms"]
    assert [sum(patch.get_height() for patch in each.patches) for each in axes] == [100] * 4
    assert alt_text(ax.figure).endswith("for σ = 1: 2.0, 4.0; σ = 1/√n: 1.0, 1.0.")


def test_the_histograms_of_tanh_tell_their_spreads():
    layers = [np.repeat([-spread, spread], 5) for spread in np.geomspace(1, 1e-19, 20)]
    ax = plots.tanh_histograms({"sd 0.01": layers})
    assert [each.texts[0].get_text() for each in ax.figure.axes] == ["sd 1.0", "sd 0.0001", "sd 1e-9", "sd 1e-19"]


def test_a_gap_of_zero_is_drawn_at_the_floor_and_named():
    ax = plots.unit_distances({"equal": np.zeros(10), "noise": np.geomspace(1e-6, 1, 10)}, floor=1e-9)
    assert (ax.lines[0].get_ydata() == 1e-9).all()
    assert ax.lines[1].get_ydata()[-1] == 1
    assert {"equal", "noise", "drawn here: a gap of 0"} == {text.get_text() for text in ax.texts}


def test_the_words_on_gaps_and_losses_follow_the_numbers():
    gaps = {"noise 0": np.zeros(10), "noise 1e-06": np.geomspace(1e-6, 2, 10)}
    words = alt_text(plots.unit_distances_by_noise(gaps).figure)
    assert "noise 0: never more than 0; noise 1e-06: 1e-06 and 2" in words
    losses = {"dead": np.full((2, 3), 2.3), "He": np.array([[2, 1, 0.2], [2, 1, 0.6]])}
    ax = plots.losses_by_initialization(losses)
    assert ax.lines[1].get_ydata() == pytest.approx([2.0, 1.0, 0.4])
    assert "means of 2 seeds" in alt_text(ax.figure)
    assert "dead: 2.3 and 2.3; He: 2.0 and 0.4" in alt_text(ax.figure)


def test_both_ways_are_drawn_beside_what_the_factors_predict():
    halved = np.array([[0.5, 0.25, 0.125, 0.0625], [0.4, 0.2, 0.1, 0.05], [0.125, 0.25, 0.5, 1]])
    runs = {"level": np.ones((3, 3, 4)), "halved": [0.1 * halved, halved, 7 * halved]}  # three draws
    left = plots.there_and_back_by_layer(runs, {"halved": 0.25}, "halved")
    right = left.figure.axes[1]
    assert [line.get_ydata()[-1] for line in left.lines] == [1, 0.0625, 0.05, 0.0625]
    assert [line.get_ydata()[0] for line in right.lines] == [1, 0.125, 0.125]
    assert {text.get_text() for text in left.texts} == {"level", "halved", "halved, between rows", GREY_LINES}
    assert left.get_ylabel() == "size, median of 3 draws (log scale)"
    assert left.lines[2].get_color() == left.lines[1].get_color()
    assert {text.get_text() for text in right.texts} == {"level", "halved"}
    words = alt_text(left.figure)
    assert "halved: outputs 0.5 and 0.06, gradient 0.1 and 1" in words
    assert "halved's outputs fall from 0.40 to 0.05" in words
