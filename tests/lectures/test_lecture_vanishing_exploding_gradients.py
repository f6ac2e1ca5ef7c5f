"""Lecture 09: its figures show the numbers they are given, and its explorer tells what a layer does to a gradient."""

import numpy as np
import pytest

from dlcourse import SGD, Activation, CategoricalCrossentropy, Dense, Sequential, glorot_uniform
from dlcourse.plots.deep_networks import vanishing_exploding_gradients as plots
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.deep_networks import vanishing_exploding_gradients as widgets


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_steps_are_those_of_the_librarys_backward_pass():
    x, y = widgets.some_digits()
    rng = np.random.default_rng(0)
    layers = [
        *(Dense(64, 32, rng, glorot_uniform), Activation("tanh")),
        *(Dense(32, 32, rng, glorot_uniform), Activation("tanh")),
        Dense(32, 10, rng, glorot_uniform),
    ]
    model = Sequential(layers, np.float64).compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    _, gradient = model.loss_and_gradient(x, y)
    sizes = [64 * 32, 32, 32 * 32, 32, 32 * 10, 10]
    dWs = np.split(gradient, np.cumsum(sizes)[:-1])[::2]
    Ws = [layer.W for layer in layers[::2]]
    expected = [0.1 * np.linalg.norm(dW) / np.linalg.norm(W) for dW, W in zip(dWs, Ws, strict=True)]
    steps, _, _ = widgets.deep_gradients_values(2, "tanh", "Glorot")
    assert steps == pytest.approx(expected)


@pytest.mark.parametrize("depth", [1, 7, 30])
def test_there_is_one_step_for_each_layer_and_the_output(depth):
    steps, _, _ = widgets.deep_gradients_values(depth, "ReLU", "He")
    assert len(steps) == depth + 1
    assert (steps > 0).all()


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


def test_all_three_controls_are_in_view_and_move_the_picture():
    explorer = widgets.deep_gradients_explorer()
    assert list(explorer.visible) == ["depth", "activation", "initializer"]
    assert not explorer.folded
    assert "for 10 hidden" in explorer.frame().words
    deeper = explorer.frame(depth=20)
    assert "for 20 hidden" in deeper.words
    assert deeper.layers[0] == explorer.frame().layers[0]  # the axes have room for every depth
    assert deeper.layers[1].count("h0") == 20  # the gradient's dots, one for each layer
    assert "hidden ReLU layers" in explorer.frame(activation="ReLU").words
    assert "The signal: 7.3e-02 in the first" in deeper.words


def test_signal_and_gradient_of_sigmoids_shrink_alike_in_opposite_directions():
    signal, gradient = widgets.signal_and_gradient_values(10, "sigmoid", "Glorot")
    assert (np.diff(signal) < 0).all()
    assert (np.diff(gradient) > 0).all()
    assert signal[0] / signal[-1] == pytest.approx(gradient[-1] / gradient[0], rel=1)


def test_the_gradient_is_that_of_the_loss_with_respect_to_the_outputs():
    x, y = widgets.some_digits()
    rng = np.random.default_rng(0)
    hidden, out = Dense(64, 32, rng, glorot_uniform), Dense(32, 10, rng, glorot_uniform)
    a = np.tanh(x @ hidden.W + hidden.b)
    logits = a @ out.W + out.b
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    da = (shares - y) @ out.W.T / len(x)
    signal, gradient = widgets.signal_and_gradient_values(1, "tanh", "Glorot")
    assert gradient == pytest.approx([np.linalg.norm(da)])
    assert signal == pytest.approx([a.std(axis=0).mean()])


def test_the_slider_goes_to_thirty_layers():
    depths = widgets.deep_gradients_explorer().controls["depth"].values
    assert (depths[0], depths[-1]) == (1, 30)


def test_axes_of_the_explorer_hold_a_vanished_and_an_exploded_network():
    for norms in ([1e-40, 1.0], [1.0, 1e18]):
        ax, lines = plots.one_network(([0.1], [0.2], norms), "title")
        low, high = ax.get_ylim()
        assert low < min(norms)
        assert high > max(norms)
        assert [len(line.get_xdata()) for line in lines] == [1, 1, 2]


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


def test_losses_of_runs_have_a_line_at_the_loss_of_guessing():
    ax = plots.losses_of_runs({"one": [[2.0, 1.0, 0.5]], "two": [[2.3, 2.3, 2.3]]})
    assert "ln 10: guessing" in texts(ax)
    assert list(ax.lines[-1].get_ydata()) == pytest.approx([np.log(10)] * 2)


def test_losses_are_drawn_as_mean_and_range_and_told_as_means():
    ax = plots.losses_of_runs({"asleep": np.full((2, 3), 2.3), "awake": np.array([[2, 1, 0.2], [2, 1, 0.6]])})
    assert ax.lines[1].get_ydata() == pytest.approx([2.0, 1.0, 0.4])
    assert len(ax.collections) == 2
    words = alt_text(ax.figure)
    assert "against 3 epochs" in words
    assert "mean of 2 runs" in words
    assert "asleep: 2.30; awake: 0.40" in words


def test_a_network_of_the_lecture_looks_the_same_beside_any_other():
    ten, he = [[2.3, 2.3]], [[2.1, 0.4]]
    first = plots.losses_of_runs({"1 hidden": [[2.0, 0.1]], "10 hidden": ten})
    second = plots.losses_of_runs({"10 hidden": ten, "ReLU and He": he})
    third = plots.losses_of_runs({"sd 0.4, clipped": [[9.0, 1.0]], "ReLU and He": he})
    looks = [
        {line.get_label(): (line.get_color(), line.get_marker(), line.get_linestyle()) for line in ax.lines}
        for ax in (first, second, third)
    ]
    assert looks[0]["10 hidden"] == looks[1]["10 hidden"]
    assert looks[1]["ReLU and He"] == looks[2]["ReLU and He"]
    assert len({color for each in looks for name, (color, *_) in each.items() if name in plots.RUNS}) == 4


def test_labels_of_five_losses_that_end_together_do_not_overlap():
    ax = plots.losses_of_runs({name: [[2.0, 0.1 + k / 1000]] for k, name in enumerate("abcde")})
    ends = [text for text in ax.texts if text.get_text() in set("abcde")]
    heights = sorted(ax.transData.transform(t.xy)[1] * 72 / ax.figure.dpi + t.xyann[1] for t in ends)
    assert len(ends) == 5
    assert np.diff(heights).min() > 15


def test_panels_share_their_axes_and_the_words_follow_the_numbers():
    networks = {
        "plain": ([1e-1, 1e-9], [1e-9, 1e-2], [1e-9, 1e-4, 1e0]),
        "residual": ([1e-1, 1e0], [1e-1, 1e-1], [1e0, 1e0, 1e0]),
    }
    ax = plots.signal_and_gradient(networks)
    panels = ax.figure.axes
    assert [panel.get_title(loc="left") for panel in panels] == list(networks)
    assert panels[0].get_ylim() == panels[1].get_ylim()
    assert [len(line.get_xdata()) for line in ax.lines] == [2, 2, 3]
    band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert (band.y0, band.y1) == pytest.approx((1e-4, 1e-1))
    words = alt_text(ax.figure)
    assert "plain: signal from about 10⁻¹ in the first hidden layer to 10⁻⁹ in the last" in words
    assert "gradient 10⁻⁹ and 10⁻², steps 10⁻⁹ and 10⁰" in words
    assert "the same logarithmic scale" in words


def test_maps_of_layers_have_one_scale_for_each_strip_and_say_where_they_fade():
    outputs = [np.array([[0.2, 0.8], [0.8, 0.2]]), np.array([[0.4, 0.6], [0.4, 0.6]])]
    gradients = [np.array([[1e-6, 1e-6], [0, 0]]), np.array([[-1.0, 0.5], [0.2, 1]])]
    figure = plots.layer_maps(outputs, gradients, [3, 8]).figure
    maps = [ax for ax in figure.axes if np.shape(ax.images[0].get_array()) == (2, 2)]
    assert [ax.images[0].get_clim() for ax in maps] == [(0.2, 0.8)] * 2 + [(0, 1)] * 2
    assert {"0.2", "0.8", "0", "1"} <= {text.get_text() for text in figure.texts}  # the ends of both scales
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["3", "8"]
    words = alt_text(figure)
    assert "after layer 1 all rows look the same" in words
    assert "below layer 2 not to be seen" in words


def test_maps_of_a_healthy_network_say_that_nothing_fades():
    outputs = [np.array([[0.2, 0.8], [0.8, 0.2]])] * 3
    gradients = [np.array([[0.5, 1.0], [0.3, 0.2]])] * 3
    words = alt_text(plots.layer_maps(outputs, gradients, [3, 8]).figure)
    assert "the rows differ in every layer" in words
    assert "it can be seen in every layer" in words
    assert "look the same" not in words
    assert "not to be seen" not in words


def test_the_two_slopes_are_a_quarter_and_1_at_best():
    ax = plots.two_slopes(np.zeros(10))
    assert [max(line.get_ydata()) for line in ax.lines[:2]] == pytest.approx([0.25, 1])
    assert "100% of them" in alt_text(ax.figure)


def test_the_plateau_and_the_cliff_are_marked_with_their_slopes():
    w = np.array([0.5, 1.0, 1.05, 1.2])
    slope = 40 * (w**20 - 1) * w**19
    upper = plots.plateau_and_cliff(w, slope, {"plateau": 0.5, "cliff": 1.2}, np.linspace(1.2, 1.1, 11), -47)
    lower = upper.figure.axes[1]
    assert {"plateau", "cliff", "clipped: 10\nsteps of at\nmost 0.01"} < set(texts(upper))
    assert texts(lower)[1:] == ["0.00008", "47,714"]  # 40 · 0.5¹⁹ and 40 · 37.34 · 31.95
    assert upper.lines[0].get_ydata()[2] == pytest.approx(2.7334, rel=1e-4)  # (1.05²⁰ − 1)²
    assert len(upper.lines[1].get_xdata()) == 11
    assert lower.get_yscale() == upper.get_yscale() == "log"
    assert "one step without a limit: to −47" in texts(upper)


def test_dots_of_clipped_steps_end_where_the_loss_leaves_the_axis():
    w = np.array([0.5, 1.0, 1.2])
    clipped = np.array([1.2, 1.1, 1.0, 1.0])  # at w = 1 the loss is 0, and has no place on a logarithmic axis
    upper = plots.plateau_and_cliff(w, 40 * (w**20 - 1) * w**19, {}, clipped, thrown_to=-3.2)
    assert list(upper.lines[1].get_xdata()) == [1.2, 1.1]
    assert {"clipped: 3\nsteps of at\nmost 0.1", "one step without a limit: to −3"} < set(texts(upper))


def test_panels_with_a_scale_of_their_own_stand_in_a_row_and_hold_band_and_lines():
    networks = {
        "gone": ([1e-1, 1e-20], [1e-20, 1e-2], [1e-23, 1e-23, 1e-23]),
        "level": ([0.3, 0.3], [0.1, 0.1], [1e-3, 1e-3, 1e-3]),
        "high": ([0.3, 0.3], [0.1, 0.1], [1e3, 1e3, 1e3]),
    }
    panels = plots.signal_and_gradient(networks, one_scale=False).figure.axes
    limits = [panel.get_ylim() for panel in panels]
    assert limits == [pytest.approx(each) for each in ((1e-23 / 3, 1), (5e-5, 1), (5e-5, 3e3))]
    assert len({panel.get_position().y0.round(3) for panel in panels}) == 1
    assert "each with its own logarithmic scale" in alt_text(panels[0].figure)


def test_both_roads_bring_their_gradient_and_the_block_adds_them():
    said = " ".join(texts(plots.residual_block(2.0, 0.5, 0.4, 1.0)))
    for number in ("2.40", "∂ 1.00, around", "∂ 0.20, through", "∂ 1.20", "F = 0.40, with the slope F′ = 0.20"):
        assert number in said


def test_a_branch_that_is_off_leaves_the_way_around():
    said = " ".join(texts(plots.residual_block(2.0, -0.5, 0.4, 1.0)))
    assert "∂ 0.00, through" in said
    assert "∂ 1.00, around" in said
