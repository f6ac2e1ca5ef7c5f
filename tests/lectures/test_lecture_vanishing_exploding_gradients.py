"""Lecture 09: its figures show the numbers they are given, and its explorer tells what a layer does to a gradient."""

import numpy as np
import pytest

from dlcourse import SGD, Activation, CategoricalCrossentropy, Dense, Sequential, glorot_uniform
from dlcourse.plots import vanishing_exploding_gradients as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import vanishing_exploding_gradients as widgets


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_norms_are_those_of_the_librarys_backward_pass():
    x, y = widgets.some_digits()
    rng = np.random.default_rng(0)
    layers = [
        *(Dense(64, 32, rng, glorot_uniform), Activation("tanh")),
        *(Dense(32, 32, rng, glorot_uniform), Activation("tanh")),
        Dense(32, 10, rng, glorot_uniform),
    ]
    model = Sequential(layers, np.float64).compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    _, gradient = model.loss_and_gradient(x, y)
    sizes = [64 * 32 + 32, 32 * 32 + 32, 32 * 10 + 10]
    expected = [np.linalg.norm(piece) for piece in np.split(gradient, np.cumsum(sizes)[:-1])]
    norms, _, _ = widgets.deep_gradients_values(2, "tanh", "Glorot")
    assert norms == pytest.approx(expected)


@pytest.mark.parametrize("depth", [1, 7, 30])
def test_there_is_one_norm_for_each_layer_and_the_output(depth):
    norms, _, _ = widgets.deep_gradients_values(depth, "ReLU", "He")
    assert len(norms) == depth + 1
    assert (norms > 0).all()


def test_the_slopes_of_sigmoids_take_at_least_three_quarters():
    for weights in widgets.INITIALIZERS:
        assert widgets.deep_gradients_values(10, "sigmoid", weights)[1] <= 0.25


@pytest.mark.parametrize(("sd", "factor"), [("normal, sd 0.01", 0.057), ("normal, sd 1", 5.66)])
def test_weights_stretch_by_their_sd_times_the_root_of_the_width(sd, factor):
    assert widgets.deep_gradients_values(20, "tanh", sd)[2] == pytest.approx(factor, rel=0.1)  # sd · √32


def test_more_sigmoid_layers_leave_less_for_the_first():
    firsts = [widgets.deep_gradients_values(depth, "sigmoid", "Glorot")[0][0] for depth in (5, 10, 20)]
    assert firsts[1] < firsts[0] / 100
    assert firsts[2] < firsts[1] / 10_000


def test_one_hidden_layer_has_no_layer_to_stretch_a_gradient():
    assert widgets.deep_gradients_values(1, "tanh", "He")[2] == 1
    assert "Going back" not in widgets.describe_deep_gradients(1, "tanh", "He", [1.0, 1.0], 1, 1)


def test_the_words_name_the_network_its_ends_and_both_factors():
    words = widgets.describe_deep_gradients(10, "tanh", "He", np.array([2e-7, 1.0]), 0.5, 1.5)
    for part in ("10 hidden tanh", "weights He", "2.0e-07", "1.0e+00", "by 0.50", "by 1.50", "together by 0.75"):
        assert part in words


def test_the_depth_is_visible_and_moves_the_picture():
    explorer = widgets.deep_gradients_explorer()
    assert list(explorer.visible) == ["depth"]
    assert list(explorer.folded) == ["activation", "initializer"]
    assert "for 10 hidden" in explorer.frame().words
    deeper = explorer.frame(depth=20)
    assert "for 20 hidden" in deeper.words
    assert deeper.layers[0] == explorer.frame().layers[0]  # the axes have room for every depth
    assert deeper.layers[1].count("h0") == 21  # a dot for each layer
    assert "hidden ReLU layers" in explorer.frame(activation="ReLU").words


def test_the_slider_goes_to_thirty_layers():
    depths = widgets.deep_gradients_explorer().controls["depth"].values
    assert (depths[0], depths[-1]) == (1, 30)


def test_axes_of_the_explorer_hold_a_vanished_and_an_exploded_network():
    for norms in ([1e-40, 1.0], [1.0, 1e18]):
        low, high = plots.norms_of_one_network(np.array(norms), "title").get_ylim()
        assert low < min(norms)
        assert high > max(norms)


def test_powers_of_ten_are_written_as_text():
    assert [plots.power_of_ten(y) for y in (1e-12, 1.0, 1e6)] == ["10⁻¹²", "10⁰", "10⁶"]


def test_labels_of_lines_that_end_together_do_not_overlap():
    ax = plots.norms_by_layer({"a": [1e-9, 1.0], "b": [1e5, 1.1], "c": [0.9, 0.9]})
    ends = {text.get_text(): text for text in ax.texts}
    heights = sorted(ax.transData.transform(t.xy)[1] * 72 / ax.figure.dpi + t.xyann[1] for t in ends.values())
    assert set(ends) == {"a", "b", "c"}
    assert np.diff(heights).min() > 15


def test_losses_have_a_line_at_the_loss_of_guessing():
    ax = plots.losses_by_epoch({"one": [2.0, 1.0, 0.5], "two": [2.3, 2.3, 2.3]}, np.log(10), "ln 10")
    assert "ln 10" in texts(ax)
    assert list(ax.lines[-1].get_ydata()) == pytest.approx([np.log(10)] * 2)


def test_remedies_are_drawn_as_mean_and_range_and_told_as_means():
    ax = plots.losses_of_remedies({"asleep": np.full((2, 3), 2.3), "awake": np.array([[2, 1, 0.2], [2, 1, 0.6]])})
    assert ax.lines[1].get_ydata() == pytest.approx([2.0, 1.0, 0.4])
    assert len(ax.collections) == 2
    words = alt_text(ax.figure)
    assert "against 3 epochs" in words
    assert "mean of 2 runs" in words
    assert "asleep: 2.3; awake: 0.4" in words


def test_the_words_on_norms_follow_the_norms():
    norms = {"residual": [0.5, 2.0, 1.0], "plain": [1e-24, 1e-9, 1e-1]}
    words = alt_text(plots.norms_with_residual_blocks(norms).figure)
    assert "2 tanh layers" in words
    assert "from 10⁻²⁴ in the first layer to 10⁻¹ in the last" in words
    assert "between 0.5 and 2.0" in words
    assert "residual: 10⁰ and 10⁰; plain: 10⁻²⁴ and 10⁻¹" in alt_text(plots.norms_of_networks(norms).figure)


def test_the_plateau_and_the_cliff_are_marked_with_their_slopes():
    w = np.array([0.5, 1.0, 1.05])
    slope = 40 * (w**20 - 1) * w**19
    upper, lower = plots.plateau_and_cliff(w, (w**20 - 1) ** 2, slope, {"plateau": 0, "cliff": 2})
    assert texts(upper) == ["plateau", "cliff"]
    assert texts(lower) == ["0.00008", "200"]  # 40 · 0.5¹⁹ and 40 · 1.653 · 2.527
    assert lower.get_yscale() == "log"


def test_both_roads_bring_their_gradient_and_the_block_adds_them():
    said = " ".join(texts(plots.residual_block(2.0, 0.5, 0.4, 1.0)))
    for number in ("2.40", "∂ 1.00, around", "∂ 0.20, through", "∂ 1.20"):
        assert number in said


def test_a_branch_that_is_off_leaves_the_way_around():
    said = " ".join(texts(plots.residual_block(2.0, -0.5, 0.4, 1.0)))
    assert "∂ 0.00, through" in said
    assert "∂ 1.00, around" in said


def test_arrows_end_where_the_gradients_do():
    ax = plots.clipped_gradients(np.array([3.0, 4.0]), np.array([1.2, 1.6]), np.array([2.0, 2.0]))
    labels = {text.get_text(): text.xy for text in ax.texts if text.get_text()}
    assert {name: tuple(at) for name, at in labels.items()} == {
        "as it is": (3.0, 4.0),
        "clipped by its norm": (1.2, 1.6),
        "clipped by value": (2.0, 2.0),
    }
