"""Lecture 10: its figures show the numbers they are given, and its explorer the fits that the library trains."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Wedge

from dlcourse import Activation, Adam, Dense, MeanSquaredError, Sequential, activations
from dlcourse.initializers import random_uniform
from dlcourse.plots.deep_networks import activation_functions as plots
from dlcourse.plots.deep_networks import dying_units
from dlcourse.plots.page.style import alt_text, figure_of
from dlcourse.widgets.deep_networks import activation_functions as widgets


@pytest.fixture(scope="module", autouse=True)
def few_steps():
    """The explorer trains for 10 steps here, in place of 1,000."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widgets, "STEPS", (0, 10))
        widgets.trained.cache_clear()
        widgets.draw_fit.cache_clear()
        widgets._axes_of.cache_clear()
        yield
    widgets.trained.cache_clear()
    widgets.draw_fit.cache_clear()
    widgets._axes_of.cache_clear()


@pytest.mark.parametrize("name", ["step", "sigmoid", "GELU"])
def test_the_explorer_trains_what_a_network_of_the_library_becomes(name):
    x, y = widgets.wave()
    rng = np.random.default_rng(3)
    layers = [Dense(1, 4, rng, bias_initializer=random_uniform(2)), Activation(widgets.FUNCTIONS[name])]
    model = Sequential([*layers, Dense(4, 1, rng)], dtype=np.float64)
    model.compile(Adam(widgets.LEARNING_RATE), MeanSquaredError())
    for _ in range(10):
        model.train_step(x, y)
    fits, _, errors = widgets.fit_values(name, 10, 4)
    assert fits[3] == pytest.approx(model.predict(widgets.WIDE[:, None])[:, 0], abs=1e-9)
    assert errors[3] == pytest.approx(((model.predict(x) - y) ** 2).mean())


def test_the_parts_and_the_bias_of_the_output_add_up_to_the_bold_fit():
    fits, parts, _ = widgets.fit_values("tanh", 10, 8)
    rest = fits[0] - parts.sum(axis=1)
    assert parts.shape == (121, 8)
    assert rest == pytest.approx(np.full(121, rest[0]))


def test_a_step_moves_its_outgoing_weights_only():
    (W0, b0, v0, _), (W, b, v, _) = (widgets.trained("step", 4)[k] for k in (0, 10))
    assert (W == W0).all()
    assert (b == b0).all()
    assert (v != v0).any()


def test_another_activation_changes_the_picture_and_its_words():
    explorer = widgets.wave_explorer()
    assert list(explorer.controls) == ["name", "n_steps", "units"]
    one, other, before = explorer.frame(), explorer.frame(name="tanh"), explorer.frame(n_steps=0)
    assert "ReLU, 8 hidden units, after 10 training steps: mean squared error" in one.words
    assert "tanh, 8 hidden units" in other.words
    assert one.layers[1] != other.layers[1]
    assert one.layers[0] == before.layers[0]
    assert one.layers[1] != before.layers[1]


@pytest.mark.parametrize("name", ["linear", "ReLU", "tanh"])
def test_the_parts_of_a_fit_have_room(name):
    scene, _, lines, _ = widgets._axes_of(name, 8)
    right = scene.figure.axes[1]
    inside = np.abs(widgets.WIDE) <= 3
    reach = max(np.abs(widgets.fit_values(name, n_steps, 8)[1][inside]).max() for n_steps in widgets.STEPS)
    assert right.get_xlim() == (-3, 3)
    assert len(lines) == 9
    assert reach < right.get_ylim()[1] < 1.2 * reach


def test_only_a_flat_tail_is_shaded_and_no_slope_that_crosses_0():
    z = np.linspace(-4, 4, 401)
    (ax,) = plots.functions_and_derivatives(z, {"GELU": (z, activations.gelu_derivative(z))})[1]
    (shaded,) = ax.collections[0].get_paths()
    assert shaded.vertices[:, 0].max() < -2


def test_only_one_control_of_the_explorer_is_a_row_of_options():
    """All rows of options of a page belong together: in a second one nothing would be chosen."""
    kinds = [control.kind for control in widgets.wave_explorer().controls.values()]
    assert kinds.count("radio") == 1


def test_each_function_stands_over_its_slope_and_flat_parts_are_shaded():
    z = np.linspace(-1, 1, 5)
    axes = plots.functions_and_derivatives(z, {"line": (z, np.ones(5)), "level": (0 * z, 0 * z)})
    assert axes.shape == (2, 2)
    assert [ax.get_title(loc="left") for ax in axes[0]] == ["line", "level"]
    assert [ax.lines[-1].get_ydata().tolist() for ax in axes[1]] == [[1.0] * 5, [0.0] * 5]
    assert (axes[0, 0].get_ylabel(), axes[1, 0].get_ylabel()) == ("value", "slope")
    shaded = [[len(each.get_paths()) for each in ax.collections] for ax in axes[0]]
    assert shaded == [[0], [1]]


def test_every_network_is_drawn_over_the_same_points():
    x, y = np.arange(3.0), np.array([1.0, 0.0, 2.0])
    axes = plots.fitted_curves(x, y, {"linear": y + 1, "relu": y - 1})
    for ax, fit, name in zip(axes, (y + 1, y - 1), ("linear", "relu"), strict=True):
        assert ax.get_title(loc="left") == name
        assert [line.get_ydata().tolist() for line in ax.lines] == [y.tolist(), fit.tolist()]


def test_soft_gates_stand_beside_z_times_them_and_the_lowest_point_is_named():
    z = np.linspace(-2, 2, 5)
    gates = {name: np.full(5, 0.5) for name in ("a", "b", "c")}
    functions = {"a": z, "b": z, "c": z**2 - 0.5}
    slopes = {"a": z, "b": z + 0.25, "c": 2 * z}
    _, middle, right = figure_of(plots.soft_gates(z, gates, functions, slopes)).axes
    assert [line.get_ydata().tolist() for line in middle.lines[2:]] == [v.tolist() for v in functions.values()]
    assert [line.get_ydata().tolist() for line in right.lines[2:5]] == [v.tolist() for v in slopes.values()]
    assert list(right.lines[5].get_xdata()) == [-0.25, -0.25]
    assert right.texts[1].get_text() == "−0.25"
    assert middle.texts[0].get_text() == "swish is lowest,\n−0.50, at 0.00"
    (shaded,) = right.collections[0].get_paths()
    assert shaded.vertices[:, 0].max() < 0


def test_a_slope_has_a_gap_where_it_jumps():
    z = np.array([-1.0, -0.5, 0.5, 1.0])
    _, slopes = plots.functions_and_derivatives(z, {"ReLU": (np.maximum(z, 0), (z > 0).astype(float))})[:, 0]
    assert np.isnan(slopes.lines[-1].get_ydata()).tolist() == [False, True, False, False]


def test_each_allowed_step_moves_both_weights_one_way_and_all_of_them_reach_what_is_wanted():
    ax = plots.steps_of_one_sign()
    arrows = [(np.array(text.xyann), np.array(text.xy)) for text in ax.texts if hasattr(text, "arrow_patch")]
    *allowed, (start, end) = arrows
    for tail, tip in allowed:
        assert np.prod(tip - tail) > 0
    assert allowed[0][0] == pytest.approx(start)
    assert allowed[-1][1] == pytest.approx(end)
    assert np.prod(end - start) < 0
    wedges = [patch for patch in ax.patches if isinstance(patch, Wedge)]
    assert [(wedge.theta1, wedge.theta2) for wedge in wedges] == [(0, 90), (180, 270)] * 3
    starts = [tail for tail, _ in allowed[2::2]]  # of each further pair of steps
    assert np.allclose([wedge.center for wedge in wedges], np.repeat(starts, 2, axis=0))


def test_a_jacobian_has_its_numbers_and_positive_is_blue():
    matrix = np.array([[0.2, -0.2], [0.0, -0.001]])
    ax = plots.jacobians({"one": matrix})
    assert [text.get_text() for text in ax.texts] == ["0.20", "−0.20", "0", "−0.001"]
    red, _, blue = np.moveaxis(ax.images[0].get_array(), -1, 0)
    assert blue[0, 0] > red[0, 0]
    assert red[0, 1] > blue[0, 1]
    assert "(0.20 −0.20), (0 −0.001)" in alt_text(figure_of(ax))


def test_each_seed_is_a_dot_and_the_mean_a_bar():
    one, ten = (
        {"relu": (3, [0.9, 0.8]), "step": (0.3, [0.5, 0.7])},
        {"relu": (0.1, [0.9, 0.7]), "step": (1, [0.1, 0.3])},
    )
    ax = plots.accuracies_by_activation({"1 layer": one, "10 layers": ten})
    dots, bar = ax.lines[:2]
    assert dots.get_xdata().tolist() == [0.9, 0.8]
    assert bar.get_xdata() == pytest.approx([0.85, 0.85])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["ReLU", "step"]
    assert [text.get_text() for text in figure_of(ax).axes[1].texts] == ["0.80 (η = 0.1)", "0.20 (η = 1)"]
    assert [round(each.get_xlim()[0], 6) for each in figure_of(ax).axes] == [0, 0]
    high = {"relu": (3, [0.9, 0.8]), "tanh": (1, [0.95, 0.93])}
    assert plots.accuracies_by_activation({"1 layer": high}).get_xlim()[0] == 0.7
    assert "1 layer: ReLU 0.850, from 0.800 to 0.900, at 3; step 0.600" in alt_text(figure_of(ax))


def film():
    """Two steps of three units and four rows: the last unit dies."""
    firing = np.array([[[1, 0, 1], [0, 1, 0], [1, 0, 1], [0, 0, 0]], [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 0]]])
    dead = np.array([[0, 0, 0], [0, 0, 1]])
    return firing.astype(bool), dead.astype(bool)


def test_units_stand_in_the_order_in_which_they_die_and_dead_is_not_merely_off():
    frames = list(dying_units.firing_frames(*film(), [0, 7], [3, 3, 5, 5]))
    states = [ax.images[0].get_array().tolist() for ax in frames]
    assert states[0] == [[0, 0, 1], [1, 1, 0], [0, 0, 1], [1, 1, 1]]
    assert states[1] == [[2, 0, 1], [2, 1, 0], [2, 0, 1], [2, 1, 1]]
    assert [ax.get_title(loc="left") for ax in frames] == [
        "after 0 steps: 0 of 3 units are dead",
        "after 7 steps: 1 of 3 units are dead",
    ]
    assert [label.get_text() for label in frames[0].get_yticklabels()] == ["3", "5"]
    assert "0 dead units after 0 steps, 1 after 7" in alt_text(figure_of(frames[1]))


RATES = np.array([0.1, 1.0, 2.0])
RAW = np.array([[[0.0, 0.9], [0.0, 0.9]], [[0.1, 0.8], [0.3, 0.9]], [[1.0, 0.1], [1.0, 0.1]]])
CENTRED = np.stack([np.zeros((3, 2)), np.full((3, 2), 0.95)], axis=2)


def test_dead_units_and_accuracies_are_drawn_against_the_rate():
    left, right = figure_of(dying_units.dead_units(RATES, RAW, CENTRED)).axes
    assert left.lines[0].get_ydata() == pytest.approx([0.0, 0.2, 1.0])
    assert left.lines[1].get_ydata() == pytest.approx([0.0, 0.0, 0.0])
    assert right.lines[0].get_ydata() == pytest.approx([0.9, 0.85, 0.1])
    assert [label.get_text() for label in left.get_xticklabels()] == ["0.1", "1", "2"]


def test_the_words_on_dead_units_follow_the_shares():
    words = alt_text(figure_of(dying_units.dead_units(RATES, RAW, CENTRED)))
    assert "means of 2 seeds: 0 and 0.90 at 0.1, 20 and 0.85 at 1, 100 and 0.10 at 2 for the pixels" in words
    assert "0 and 0.95 at 2 for pixels minus their mean" in words


def test_one_unit_is_lit_right_of_0_and_black_when_nothing_is_there():
    raw, centred = np.array([[-1.0, -0.5, 0.5, 1.5], [-3.0, -2.5, -2.0, -0.5]]), np.array([[-1.0, 1, 1, 1]] * 2)
    ax = dying_units.one_unit(raw, centred)
    axes = figure_of(ax).axes
    assert [each.texts[0].get_text() for each in axes] == ["on for 50%", "dead", "on for 75%", "on for 75%"]
    assert [each.get_title(loc="left") for each in axes] == ["before", "after 1 step", "", ""]
    for bar in axes[0].patches:
        if bar.get_height():
            assert (to_hex(bar.get_facecolor()) == dying_units.LIT) == (bar.get_x() > -0.01)
    assert {to_hex(bar.get_facecolor()) for bar in axes[1].patches} == {dying_units.DEAD}
    assert "−3.0 to −0.5 (0% above 0)" in alt_text(figure_of(ax))


def test_each_kind_of_pixels_has_the_mean_of_its_brackets():
    ax = dying_units.shared_pushes(np.array([2.0, 9.0, 13.0]), np.array([-1.0, 0.5, 1.0, 3.0]))
    assert [text.get_text().split("\n")[1] for text in ax.texts[:2]] == ["mean 0.9", "mean 8.0"]
    assert ax.texts[2].get_text().startswith("left of 0: 25%")
    words = alt_text(figure_of(ax))
    assert "around 8.0, from 2.0 to 13.0" in words
    assert "25% lie left of 0" in words
