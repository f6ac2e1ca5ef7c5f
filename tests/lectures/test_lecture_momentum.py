"""Lecture 15: the walk, the explorer and the figures of momentum, against hand-worked numbers and known limits."""

import re

import numpy as np
import pytest

from dlcourse import SGD, numerical_gradient
from dlcourse.plots import momentum as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import momentum as widgets


def test_a_walk_on_an_even_slope_has_the_hand_worked_places():
    path = widgets.descent_path(SGD(0.1, momentum=0.9), np.ones_like, [0.0], 3)
    assert path[:, 0] == pytest.approx([0, -0.1, -0.29, -0.561])  # v: 0.1, 0.19, 0.271


def test_a_walk_leaves_its_start_as_it_was_and_ends_where_it_flies_out():
    start = np.array([1.0, 1.0])
    path = widgets.descent_path(SGD(1.0), lambda w: 100 * w, start, 50)
    assert start.tolist() == [1, 1]
    assert len(path) < 10
    assert np.isfinite(path).all()


@pytest.mark.parametrize(
    ("losses", "steps"),
    [([5, 3, 1], None), ([5, 0.1, 0.3, 0.1, 0.1], 3), ([0.1, 0.1], 0), ([1, np.nan, 0.1], 2), ([1, 0.1, np.nan], None)],
)
def test_arriving_means_staying_below(losses, steps):
    assert widgets.steps_to_stay(losses, low=0.2) == steps


@pytest.mark.parametrize("surface", widgets.SURFACES.values(), ids=widgets.SURFACES)
def test_each_surface_has_the_gradient_of_its_loss(surface):
    for w in (np.array([0.7, -0.4]), np.array([-2.1, 0.3])):
        nudged = numerical_gradient(lambda w: surface.loss(*w), w)
        assert surface.gradient(w) == pytest.approx(nudged, abs=1e-6)


@pytest.mark.parametrize("surface", widgets.SURFACES.values(), ids=widgets.SURFACES)
def test_each_surface_names_its_lowest_loss(surface):
    across, up = np.meshgrid(np.linspace(-5, 5, 1001), np.linspace(-5, 5, 1001))
    assert surface.loss(across, up).min() == pytest.approx(surface.lowest, abs=1e-3)


@pytest.mark.parametrize(("beta", "arrives"), [(0.0, False), (0.79, False), (0.80, False), (0.81, True), (0.9, True)])
def test_at_eta_0_036_the_ball_arrives_above_beta_0_8(beta, arrives):
    values = widgets.ball_values(beta)
    assert values["learning_rate"] == 0.036  # the limit 2(1 + β)/100 is above it for β > 0.8
    assert (values["steps"] is not None) == arrives


def test_nesterov_is_the_library_s_and_needs_a_memory():
    values = widgets.ball_values(0.9, 0.5, nesterov=True)
    surface = widgets.SURFACES["the ravine"]
    expected = widgets.descent_path(SGD(0.009, momentum=0.9, nesterov=True), surface.gradient, surface.start, 5)
    assert values["path"][:6] == pytest.approx(expected)
    assert widgets.ball_values(0.0, 0.5, nesterov=True)["path"] == pytest.approx(widgets.ball_values(0.0, 0.5)["path"])


def test_without_memory_both_lines_are_the_same():
    values = widgets.ball_values(0.0, 1.0, "a saddle")
    assert values["excess_loss"] == pytest.approx(values["plain_excess_loss"])
    assert values["steps"] == values["plain_steps"] == 152


def test_beta_moves_the_picture_and_its_words():
    explorer = widgets.ball_explorer()
    still, moved = explorer.frame(), explorer.frame(beta=0.9)
    assert "β = 0.00, the ball flies out" in still.words
    assert "β = 0.90, the ball stays within 0.01 of the lowest loss after 86 steps" in moved.words
    assert "Without momentum it flies out" in moved.words
    assert still.layers[0] == moved.layers[0]  # the surface stays
    assert still.layers[1] != moved.layers[1]
    assert "β = 0.90: arrives after 86 steps" in moved.layers[1]


def test_one_slider_is_visible_and_the_place_is_folded_away():
    explorer = widgets.ball_explorer()
    assert {name: control.label for name, control in explorer.visible.items()} == {"beta": "β"}
    assert explorer.folded["surface"].kind == "select"
    words = explorer.frame(surface="two valleys", nesterov=True, beta=0.85).words
    assert "on two valleys, learning rate 0.04" in words
    assert "Nesterov's momentum, β = 0.85" in words


def test_the_picture_ends_where_the_librarys_ball_does():
    values = widgets.ball_values(0.9)
    drawn = widgets.ball_explorer().frame(beta=0.9).layers[1]
    path = re.search(r'd="M([-\d ]+)l([-\d ]+)"', drawn)  # half-pixels, each from the one before
    numbers = [int(number) for number in re.findall(r"-?\d+", path[1] + " " + path[2])]
    start, end = np.array(numbers[:2]), np.reshape(numbers, (-1, 2)).sum(axis=0)
    pixels = np.array([1.0, -1.0]) * (end - start) / 2 / (0.46 * 900, 0.74 * 390)  # shares of the axes
    size = np.array([0.75 + 1.15, 2 * 0.75])
    assert pixels * size == pytest.approx(values["path"][-1] - values["path"][0], abs=0.01)


def test_words_for_a_walk_that_neither_arrives_nor_flies_out():
    values = widgets.ball_values(0.98, 1.0, "two valleys")
    assert "has not arrived after 200 steps: its loss is 1.27 above the lowest" in widgets.describe_ball(values)
    assert widgets.short_outcome(values["excess_loss"], values["steps"]) == "not there after 200 steps"


def test_the_memory_of_beta_one_half_halves_with_each_step():
    [line] = plots.averaging_weights([0.5]).lines
    assert line.get_ydata()[:4].tolist() == [0.5, 0.25, 0.125, 0.0625]


def test_the_lowest_point_of_the_valley_is_named():
    ax = plots.steps_by_beta([0.0, 0.5, 0.9, 0.99], np.array([108, 26, 58, 665]), max_steps=1500)
    said = [text.get_text() for text in ax.texts]
    assert said == ["no memory: 108", "β = 0.50: 26", "β = 0.90: 58", "β = 0.99: 665"]


def test_a_distance_is_drawn_until_it_passes_the_level():
    ax = plots.distance_by_step({"fast": np.array([0.01, 0.1, 1.0, 10.0])})
    assert ax.lines[0].get_ydata().tolist() == [0.01, 0.1, 1.0]
    assert "fast: 2 steps" in [text.get_text() for text in ax.texts]
    assert "fast: 2 steps" in alt_text(ax.figure)


def test_the_temperatures_are_crosses_and_each_average_a_labelled_line():
    ax = plots.averages_by_day(np.array([28.0, 13.0]), {"β = 0.9": np.array([2.8, 3.82])})
    line, crosses = ax.lines
    assert line.get_ydata().tolist() == [2.8, 3.82]
    assert (crosses.get_marker(), crosses.get_ydata().tolist()) == ("x", [28, 13])
    assert [text.get_text() for text in ax.texts] == ["β = 0.9", "measured"]


def test_each_path_of_the_ravine_has_axes_of_its_own_and_is_said():
    walks = {"a": [(-1, 0.3), (0, 0)], "b": [(-1, 0.3), (0.2, -0.1), (0.1, 0.1)]}
    figure = plots.ravine_paths(lambda a, b: a**2 + b**2, walks).figure
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["a: 1 steps", "b: 2 steps"]
    drawn = [ax.lines[0].get_xydata().tolist() for ax in figure.axes]
    assert drawn == [[list(p) for p in walk] for walk in walks.values()]
    assert "b: 2 steps; for 3 of them it swings across, and along it rolls past the minimum to w1 = 0.20" in alt_text(
        figure
    )


def test_the_landscape_and_the_walks_share_their_upright_axis():
    land = plots.paths_over_two_minima(widgets.double_well, {0.9: np.array([-4.0, 1.0])})
    assert land.get_shared_y_axes().joined(*land.figure.axes)
    assert [text.get_text() for text in land.texts] == ["shallow", "hill", "deep"]
    assert "β = 0.9: it crosses the hill once and ends in the deep valley" in alt_text(land.figure)


def test_a_panel_of_losses_for_each_setting_shows_medians_over_seeds():
    rates = np.array([0.1, 1.0])
    panels = {"small": {"a": [[2.0, 1.0], [4.0, 1.5], [3.0, 9.0]]}, "large": {"a": [[3.0, 0.5], [3.0, 0.5]]}}
    figure = plots.loss_by_learning_rate(rates, panels).figure
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["small", "large"]
    assert [list(ax.lines[0].get_ydata()) for ax in figure.axes] == [[3.0, 1.5], [3.0, 0.5]]
    assert "small, a: lowest loss about 1.50, at η = 1" in alt_text(figure)


def test_weights_are_drawn_around_their_minimum():
    ax = plots.weight_by_step({"ball": np.array([1.0, -0.6, 0.3])})
    assert ax.lines[1].get_ydata().tolist() == [1.0, -0.6, 0.3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["ball"]
    assert "ball: down to −0.60" in alt_text(ax.figure)
