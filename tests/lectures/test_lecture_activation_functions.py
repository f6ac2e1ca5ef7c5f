"""Lecture 10: its figures show the numbers they are given, and its explorer a function with its tangent."""

import numpy as np
import pytest

from dlcourse import numerical_gradient
from dlcourse.plots import activation_functions as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import activation_functions as widgets


@pytest.mark.parametrize("name", widgets.FUNCTIONS)
def test_the_slope_of_each_function_matches_finite_differences(name):
    for at in (-2.3, -0.4, 0.7, 3.1):
        value, slope = widgets.activation_values(name, at, 0.4)
        nudged = numerical_gradient(lambda z: widgets.activation_values(name, z, 0.4)[0], at)
        assert float(slope) == pytest.approx(float(nudged), abs=1e-7)
        assert np.isfinite(value)


@pytest.mark.parametrize(("name", "moves"), [("leaky ReLU, PReLU", True), ("ELU", True), ("SELU", False)])
def test_alpha_moves_the_functions_that_have_one(name, moves):
    one, other = (widgets.activation_values(name, -1.0, alpha)[0] for alpha in (0.1, 0.5))
    assert (one != other) == moves


def test_the_words_name_values_slopes_and_the_tangents_point():
    words = widgets.draw_activation("tanh", 1.0, 0.25).words
    for part in ("tanh above its slope", "between −1.00 and 1.00", "At z = 1.00 the value is 0.76", "slope 0.42"):
        assert part in words
    assert "leave 0.00017 of a gradient" in words


def test_the_words_name_alpha_where_there_is_one():
    assert "ELU, α = 0.50" in widgets.draw_activation("ELU", 0.0, 0.5).words
    assert "α" not in widgets.draw_activation("SELU", 0.0, 0.5).words


def test_a_function_without_alpha_has_one_picture_for_every_alpha():
    assert widgets.draw_activation("SELU", 0.0, 0.5) is widgets.draw_activation("SELU", 0.0, 1.5)


def test_choosing_another_function_changes_the_picture():
    explorer = widgets.activation_explorer()
    assert "sigmoid above" in explorer.frame().words
    moved = explorer.frame(name="GELU", z0=-1.0)
    assert "GELU above" in moved.words
    assert "At z = −1.00" in moved.words
    assert explorer.frame(name="GELU").layers[0] == moved.layers[0] != explorer.frame().layers[0]
    assert list(explorer.folded) == ["z0", "alpha"]


def test_the_tangent_touches_the_function_and_has_its_slope():
    z = np.linspace(-2, 2, 41)
    upper, lower = plots.tangent_at_point(z, z**2, 2 * z, "square", 1.0, 1.0, 2.0)
    (x0, y0), (x1, y1) = upper.lines[-2].get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(2.0)
    assert (x0 + x1) / 2 == pytest.approx(1.0)
    assert (y0 + y1) / 2 == pytest.approx(1.0)
    assert lower.lines[-2].get_xydata().tolist() == [[1.0, 2.0]]
    assert upper.get_title(loc="left") == "square"


def test_each_function_stands_over_its_slope():
    z = np.linspace(-1, 1, 5)
    axes = plots.functions_and_derivatives(z, {"line": (z, np.ones(5)), "parabola": (z**2, 2 * z)})
    assert axes.shape == (2, 2)
    assert [ax.get_title(loc="left") for ax in axes[0]] == ["line", "parabola"]
    assert [ax.lines[-1].get_ydata().tolist() for ax in axes[:, 1]] == [(z**2).tolist(), (2 * z).tolist()]
    assert (axes[0, 0].get_ylabel(), axes[1, 0].get_ylabel()) == ("value", "slope")


def test_every_network_is_drawn_over_the_same_points():
    x, y = np.arange(3.0), np.array([1.0, 0.0, 2.0])
    axes = plots.fitted_curves(x, y, {"linear": y + 1, "relu": y - 1})
    for ax, fit, name in zip(axes, (y + 1, y - 1), ("linear", "relu"), strict=True):
        assert ax.get_title(loc="left") == name
        assert [line.get_ydata().tolist() for line in ax.lines] == [y.tolist(), fit.tolist()]


def test_dead_units_are_drawn_against_rate_and_bias():
    rates, biases = np.array([0.1, 1.0, 2.0]), np.array([1, 0, -1, -2, -3])
    by_rate = np.array([[0.0, 0.1, 1.0], [0.0, 0.3, 1.0]])
    dead, zeros = np.array([0, 0, 0.1, 0.5, 0.9]), np.array([0.2, 0.5, 0.8, 0.9, 1.0])
    left, right = plots.dead_unit_fractions(rates, by_rate, biases, dead, zeros)
    assert left.lines[0].get_ydata() == pytest.approx([0.0, 0.2, 1.0])
    assert [label.get_text() for label in left.get_xticklabels()] == ["0.1", "1", "2"]
    assert [line.get_ydata().tolist() for line in right.lines] == [zeros.tolist(), dead.tolist()]
    assert {text.get_text() for text in right.texts} == {"zeros among\nall outputs", "dead units"}
    assert right.xaxis_inverted()


def test_the_words_on_dead_units_follow_the_shares():
    by_rate = np.array([[0.0, 0.1, 1.0], [0.0, 0.3, 1.0]])
    biases, dead, zeros = np.array([1, 0, -1, -2, -3]), [0, 0, 0.1, 0.5, 0.9], [0.2, 0.5, 0.8, 0.9, 1.0]
    ax = plots.zeros_and_dead_units(np.array([0.1, 1.0, 2.0]), by_rate, biases, dead, zeros)
    words = alt_text(ax.figure)
    assert "mean of 2 seeds: 0 at 0.1, 20 at 1, 100 at 2" in words
    assert "falls from 1 to −3" in words
    assert "at 1 20 and 0" in words
    assert "at −3 100 and 90" in words
