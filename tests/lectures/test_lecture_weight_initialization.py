"""Lecture 11: its figures show the numbers they are given, and its explorer what first weights make of a signal."""

import numpy as np
import pytest

from dlcourse.plots import weight_initialization as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import weight_initialization as widgets


def spreads(weights, activation):
    return [layer.std() for layer in widgets.signal_values(weights, activation)]


@pytest.mark.parametrize(("weights", "factor"), [("LeCun", 0.5**0.5), ("He", 1.0), ("normal, sd 1", 32**0.5)])
def test_the_spread_of_relu_layers_changes_by_the_root_of_half_the_sum_of_variances(weights, factor):
    spread = spreads(weights, "ReLU")
    assert (spread[-1] / spread[0]) ** (1 / 9) == pytest.approx(factor, rel=0.1)


def test_the_first_pre_activations_have_the_variance_of_their_sum():
    first = np.arctanh(widgets.signal_values("normal, sd 0.01", "tanh")[0])
    assert first.var() == pytest.approx(64 * 0.01**2, rel=0.1)


def test_small_weights_let_tanh_die_and_sigmoid_stand_at_one_half():
    assert spreads("normal, sd 0.01", "tanh")[-1] < 1e-10
    assert widgets.signal_values("normal, sd 0.01", "sigmoid")[-1] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("activation", widgets.ACTIVATIONS)
def test_equal_weights_give_twins_and_random_ones_do_not(activation):
    for weights, twins in (("all 0", True), ("all 0.1", True), ("Glorot", False)):
        layers = widgets.signal_values(weights, activation)
        words = widgets.describe_signal(weights, activation, layers)
        assert (np.ptp(layers[0], axis=1).max() < 1e-9) == twins
        assert ("twins" in words) == twins


def test_the_words_tell_the_spread_of_first_and_last_layer():
    words = widgets.draw_signal("LeCun", "SELU").words
    first, last = spreads("LeCun", "SELU")[0], spreads("LeCun", "SELU")[-1]
    for part in ("SELU layers", "weights LeCun", f"is {first:.3g} in layer 1", f"{last:.3g} in layer 10"):
        assert part in words


def test_choosing_other_weights_changes_the_picture():
    explorer = widgets.signal_explorer()
    assert "weights normal, sd 0.01" in explorer.frame().words
    assert "weights He" in explorer.frame(initializer="He").words
    assert list(explorer.folded) == ["activation"]
    assert "of ReLU layers" in explorer.frame(activation="ReLU").words


@pytest.mark.parametrize("weights", widgets.INITIALIZERS)
def test_every_start_can_be_drawn(weights):
    frames = [widgets.draw_signal(weights, activation) for activation in widgets.ACTIVATIONS]
    assert len({frame.words for frame in frames}) == 4


def test_outlines_of_one_network_count_all_values_on_one_scale():
    axes = plots.histograms_of_one_network([np.zeros(5), np.linspace(-1, 1, 7)], ["a", "b"], (-1, 1), "title")
    assert [sum(ax.patches[0].get_data().values) for ax in axes] == [5, 7]
    assert [ax.get_title(loc="left") for ax in axes] == ["a", "b"]
    assert axes[0].get_xlim() == axes[1].get_xlim() == (-1, 1)


def test_a_row_of_histograms_for_each_network():
    rows = {"small": [np.zeros(4), np.zeros(4)], "large": [np.ones(4), -np.ones(4)]}
    axes = plots.histogram_grid(rows, ["layer 1", "layer 5"], (-1, 1))
    assert axes.shape == (2, 2)
    assert [ax.get_ylabel() for ax in axes[:, 0]] == ["small", "large"]
    assert [ax.get_title(loc="left") for ax in axes[0]] == ["layer 1", "layer 5"]
    assert [sum(patch.get_height() for patch in ax.patches) for ax in axes.flat] == [4, 4, 4, 4]


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
    sizes = {
        "level": np.ones((3, 4)),
        "halved": [[0.5, 0.25, 0.125, 0.0625], [0.4, 0.2, 0.1, 0.05], [0.125, 0.25, 0.5, 1]],
    }
    left = plots.there_and_back_by_layer(sizes, {"halved": 0.25}, "halved")
    right = left.figure.axes[1]
    assert [line.get_ydata()[-1] for line in left.lines] == [1, 0.0625, 0.05, 0.0625]
    assert [line.get_ydata()[0] for line in right.lines] == [1, 0.125, 0.125]
    assert {text.get_text() for text in left.texts} == {"level", "halved", "halved, between rows"}
    assert {text.get_text() for text in right.texts} == {"level", "halved"}
    words = alt_text(left.figure)
    assert "halved: outputs 0.5 and 0.06, gradient 0.1 and 1" in words
    assert "halved's outputs fall from 0.40 to 0.05" in words
