"""Lecture 03: what its figures show, and what moves in its explorer."""

import numpy as np
import pytest

from dlcourse import relu
from dlcourse.plots import multilayer_perceptron as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import multilayer_perceptron as widgets
from dlcourse.widgets.multilayer_perceptron import net_explorer, net_values


def fold(x):
    """h₁ = ReLU(x₁ + x₂), h₂ = ReLU(x₁ + x₂ − 1)."""
    s = x.sum(axis=1)
    return np.column_stack([relu(s), relu(s - 1)])


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.fixture
def alts(monkeypatch):
    shown = []
    monkeypatch.setattr(widgets.style, "show", lambda figure, alt: shown.append(alt))
    return shown


def test_the_fold_puts_the_two_points_of_class_1_in_one_place():
    before, after = plots.folded_plane(fold, v=[1, -2], c=-0.5).figure.axes
    marks = {tuple(line.get_xydata()[0]) for line in after.lines if len(line.get_xydata()) == 1}
    assert marks == {(0, 0), (1, 0), (2, 1)}
    assert {"(0, 1)\nand (1, 0)", "(0, 0)", "(1, 1)"} <= set(texts(after))
    assert len([line for line in before.lines if len(line.get_xydata()) == 1]) == 4


def test_the_last_units_line_separates_the_folded_classes():
    _, after = plots.folded_plane(fold, v=[1, -2], c=-0.5).figure.axes
    line = next(line.get_xydata() for line in after.lines if len(line.get_xydata()) == 2)
    assert line @ [1, -2] == pytest.approx([0.5, 0.5])


def test_the_committee_says_its_numbers_at_the_mark():
    W, b, v = np.array([[-1.0, 1.0], [0.0, 0.0]]), np.array([-np.log(4), np.log(4)]), np.array([1.0, 1.0])
    ax = plots.committee(W, b, v, 0.5, point=(0, 0))
    axes = ax.figure.axes
    assert [next(text for text in texts(ax) if len(text) == 4) for ax in axes] == ["0.20", "0.80", "0.82"]
    assert "0.20, 0.80, and 0.82 from the committee" in alt_text(ax.figure)


def test_the_named_wire_leads_from_unit_3_to_unit_1():
    ax = plots.named_network([4, 3, 2, 1], connection=(2, 3, 1))
    assert "$w_{31}^2$" in texts(ax)
    assert "from o13 to o21 is drawn dark and is called w with 31 below and 2 above" in alt_text(ax.figure)
    assert {"$x_4$", "$o_{13}$", "$o_{22}$", "$o_{31}$"} <= set(texts(ax))
    places = {text.get_text(): np.array(text.get_position()) for text in ax.texts}
    middle = (places["$o_{13}$"] + places["$o_{21}$"]) / 2
    assert places["$w_{31}^2$"] == pytest.approx(middle)
    dark = [line for line in ax.lines if line.get_linewidth() > 2]
    assert len(dark) == 1
    assert dark[0].get_xydata().mean(axis=0) == pytest.approx(middle)


def test_the_5_4_3_2_1_net_is_50_squares_of_which_10_are_biases():
    ax = plots.parameter_squares([5, 4, 3, 2, 1])
    assert len(ax.patches) == 50
    assert sum(patch.get_hatch() is not None for patch in ax.patches) == 4 + 3 + 2 + 1
    assert "Layer 4: 2 rows of 1 weight and a row of 1 bias, 3." in alt_text(ax.figure)
    assert {"5·4 + 4 = 24", "4·3 + 3 = 15", "3·2 + 2 = 8", "2·1 + 1 = 3"} <= set(texts(ax))


def test_folds_say_how_many_pieces_they_have():
    x = np.linspace(0, 1, 5)
    axes = plots.linear_pieces(x, {1: x, 2: 1 - x}, {1: 2, 2: 4, 3: 8}).figure.axes
    assert [ax.get_title(loc="left") for ax in axes] == ["1 layer: 2 pieces", "2 layers: 4 pieces"]
    assert np.array_equal(axes[1].lines[0].get_ydata(), 1 - x)


def test_a_boundary_is_straight_between_the_lines_of_the_first_layer():
    found = net_values(4, 1, "moons", 1)
    walk = np.linspace([-2.0, -1.1], [2.0, 1.2], 4001)  # right across the plane
    on = np.column_stack([walk @ w + b > 0 for w, b in found["lines"]])
    bends = np.abs(np.diff(found["score"](walk), 2)) > 1e-9
    switches = (on[:-1] != on[1:]).any(axis=1)  # between points k and k + 1
    assert bends.any()
    assert not (bends & ~(switches[:-1] | switches[1:])).any()


@pytest.mark.parametrize(("units", "layers", "parameters"), [(1, 0, 3), (4, 1, 17), (2, 3, 21)])
def test_a_net_has_the_parameters_counted_by_hand(units, layers, parameters):
    assert net_values(units, layers, "XOR", 1)["parameters"] == parameters


def test_what_is_right_is_counted_on_the_points_shown():
    found = net_values(2, 1, "XOR", 1)
    assert found["right"] == ((found["score"](found["x"]) >= 0) == found["y"]).sum() == 100
    assert found["new_right"] > 0.95


def test_no_line_gets_more_than_three_of_the_four_clouds():
    assert net_values(1, 0, "XOR", 1)["right"] <= 75


@pytest.mark.parametrize("make", [widgets.moons, widgets.xor_clouds])
def test_data_are_balanced_and_the_same_for_the_same_seed(make):
    x, y = make(100, np.random.default_rng(0))
    assert x.shape == (100, 2)
    assert np.bincount(y).tolist() == [50, 50]
    assert np.array_equal(x, make(100, np.random.default_rng(0))[0])


def test_opposite_clouds_are_of_one_class():
    x, y = widgets.xor_clouds(400, np.random.default_rng(0), noise=0.01)
    assert np.array_equal(y, (x.prod(axis=1) < 0).astype(int))


def test_the_slider_for_units_alone_is_visible_and_moves_the_picture(alts):
    slider, _, folded = net_explorer().children
    assert slider.description == "units a layer"
    assert folded.selected_index is None
    assert [control.description for control in folded.children[0].children] == ["hidden layers", "data", "start no."]
    slider.value = 5
    assert len(alts) == 2
    assert "1 hidden layer(s) of 1 unit(s)" in alts[0]
    assert "1 hidden layer(s) of 5 unit(s)" in alts[1]
    assert "100 of 100 points right" in alts[1]


def test_other_layers_other_data_and_other_starts_reach_the_words(alts):
    *_, folded = net_explorer().children
    layers, data, start = folded.children[0].children
    data.value, layers.value, start.value = "XOR", 0, 2
    assert "100 points of XOR" in alts[-1]
    assert "no hidden layer, one straight line. 3 parameters. 50 of 100" in alts[-1]


def test_the_dashed_lines_are_those_of_the_first_hidden_layer():
    found = net_values(3, 2, "moons", 1)
    ax = plots.regions_and_unit_lines(found["score"], found["x"], found["y"], found["lines"])
    assert len(found["lines"]) == 3
    for line, (w, b) in zip(ax.lines, found["lines"], strict=True):
        assert line.get_xydata() @ w + b == pytest.approx([0, 0], abs=1e-9)
