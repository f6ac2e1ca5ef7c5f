"""Lecture 16: the race, its explorer and its figures, against hand-worked numbers and what turning must not change."""

import numpy as np
import pytest

from dlcourse import numerical_gradient
from dlcourse.plots import adaptive_optimizers as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import adaptive_optimizers as widgets
from dlcourse.widgets.momentum import descent_path

NAMES = ["SGD", "momentum", "AdaGrad", "RMSProp", "Adadelta", "Adam"]


def turn(angle):
    a = np.deg2rad(angle)
    return np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])


@pytest.mark.parametrize("angle", [0, 30, 45, 90])
def test_a_turned_ravine_has_its_loss_gradient_and_start_turned(angle):
    loss, H, start = widgets.ravine(angle)
    straight, _, begin = widgets.ravine(0)
    w = np.array([0.4, -0.7])
    assert loss(*(turn(angle) @ w)) == pytest.approx(straight(*w))
    assert start == pytest.approx(turn(angle) @ begin)
    assert H @ w == pytest.approx(numerical_gradient(lambda w: loss(*w), w), abs=1e-6)


def test_at_45_degrees_both_weights_have_the_curvature_50_5():
    assert widgets.ravine(45)[1] == pytest.approx(np.array([[50.5, -49.5], [-49.5, 50.5]]))


def test_walking_all_angles_at_once_is_walking_each_alone():
    _, H, start = widgets.ravine(30)
    column = list(widgets.ANGLES).index(30)
    for name, optimizer in widgets.optimizers().items():
        alone = descent_path(optimizer, lambda w: H @ w, start, 40)
        assert widgets.all_paths()[name][:41, column] == pytest.approx(alone, abs=1e-12)


@pytest.mark.parametrize("name", ["SGD", "momentum"])
@pytest.mark.parametrize("angle", [15, 45, 90])
def test_sgd_and_momentum_turn_with_the_map(name, angle):
    straight, turned = (widgets.race_values(degrees)["paths"][name] for degrees in (0, angle))
    assert turned == pytest.approx(straight @ turn(angle).T, abs=1e-9)


@pytest.mark.parametrize("name", NAMES[2:])
def test_adaptive_steps_do_not_turn_with_the_map_but_swap_with_the_axes(name):
    straight, turned, swapped = (widgets.race_values(degrees)["paths"][name] for degrees in (0, 45, 90))
    assert np.abs(turned[:50] - straight[:50] @ turn(45).T).max() > 0.05
    assert swapped[:150] == pytest.approx(straight[:150] @ turn(90).T, abs=1e-6)  # later RMSProp hops by rounding


def test_adagrad_wins_along_the_axes_and_loses_to_sgd_at_45_degrees():
    straight, turned = (widgets.race_values(angle)["steps"] for angle in (0, 45))
    assert min((n, who) for who, n in straight.items()) == (5, "AdaGrad")
    assert turned["SGD"] == straight["SGD"] == 108
    assert turned["AdaGrad"] == 146


def test_three_times_the_learning_rate_throws_out_sgd_and_momentum():
    values = widgets.race_values(0, 3.0)
    assert [values["steps"][name] for name in ("SGD", "momentum")] == [None, None]
    assert np.abs(values["paths"]["SGD"][-1]).max() > 1e6


def test_turning_the_ravine_changes_the_picture_and_its_words():
    explorer = widgets.race_explorer()
    straight, turned = explorer.frame(), explorer.frame(angle=45)
    assert (
        "turned by 0 degrees. Steps until the loss stays below 0.01: AdaGrad 5, Adam 55, momentum 58" in straight.words
    )
    assert "turned by 45 degrees. Steps until the loss stays below 0.01: momentum 58, Adam 94, SGD 108" in turned.words
    assert "Not within 300 steps: Adadelta." in turned.words
    for text in ("Adam: 94", "Adadelta: not in 300"):
        assert text in turned.layers[1]
        assert text not in straight.layers[1]


def test_the_learning_rates_are_folded_away_and_spoken_of():
    explorer = widgets.race_explorer()
    assert list(explorer.folded) == ["rate_scale"]
    moved = explorer.frame(rate_scale=3.0)
    assert "all learning rates times 3" in moved.words
    assert moved.layers[0] == explorer.frame().layers[0]  # the squares stay


def test_the_bars_are_as_long_as_the_steps():
    values = widgets.race_values(45)
    ground, bars = plots.paths_and_steps(widgets.ravine(45)[0], values["paths"], values["steps"], 300)
    assert [bar.get_width() for bar in bars.patches] == [108, 58, 146, values["steps"]["RMSProp"], 300, 94]
    assert "Adadelta: not in 300" in [text.get_text() for text in bars.texts]
    assert [text.get_text() for text in ground.texts][:6] == NAMES


def test_lines_of_the_ravine_have_the_losses_they_stand_for():
    loss = widgets.ravine(45)[0]
    heights = [loss(*line.T) for line in plots.ravine_contours(loss)]
    levels = [min(plots.LEVELS, key=lambda level, height=height: abs(level - height.mean())) for height in heights]
    assert {level for level in levels if level > 1} == {1.2, 3, 8, 20, 50}
    for level, height in zip(levels, heights, strict=True):
        if level > 1:
            assert np.abs(height / level - 1).max() < 0.05


def test_six_runners_have_six_markers_dashes_and_colours():
    assert [len(set(column)) for column in zip(*plots.SIX, strict=True)] == [6, 6, 6]


def test_a_frame_of_the_race_has_a_marker_for_each_runner_where_it_is():
    walks = {"a": np.array([(-1.0, 0.3), (0.5, 0.1)]), "b": np.array([(-1.0, 0.3)])}
    [ax] = plots.race_frame([("flat", lambda a, b: a**2 + b**2, walks)], step=1)
    markers = {line.get_label(): line.get_xydata().tolist() for line in ax.lines if line.get_label() in walks}
    assert markers == {"a": [[0.5, 0.1]], "b": [[-1.0, 0.3]]}
    assert ax.get_title(loc="left") == "flat, step 1"


def test_a_film_of_the_race_has_a_frame_for_each_moment_and_is_described():
    walks = {"a": np.array([(-1.0, 0.3), (0.5, 0.1)])}
    frames = plots.race_frames([("flat", lambda a, b: a**2 + b**2, walks)], [0, 1])
    assert [ax.get_title(loc="left") for ax in frames] == ["flat, step 0", "flat, step 1"]
    assert alt_text(frames[-1].figure).startswith("The race as a film")


def test_straight_and_turned_are_labelled_with_their_steps():
    ax = plots.steps_straight_and_rotated(
        {"SGD": (108, 108), "AdaGrad": (5, 146), "Adadelta": (288, None)}, max_steps=300
    )
    assert "SGD 108 and 108; AdaGrad 5 and 146; Adadelta 288 and not in 300." in alt_text(ax.figure)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Adadelta", "AdaGrad", "SGD"]
    assert [text.get_text() for text in ax.texts] == ["288", "not in 300", "5", "146", "108"]


def test_rare_and_common_words_share_their_scale_and_name_the_truth():
    panels = {"SGD": {"free": [0, 1], "lottery": [0, 0.1]}, "AdaGrad": {"free": [0, 1], "lottery": [0, 2]}}
    figure = plots.rare_and_common_words(panels, {"free": 1.0, "lottery": 3.0}).figure
    left, right = figure.axes
    assert "With AdaGrad, free ends at 1.0 and lottery ends at 2.0." in alt_text(figure)
    assert left.get_shared_y_axes().joined(left, right)
    assert [text.get_text() for text in left.texts] == ["true weight of “free”", "true weight of “lottery”"]
    assert right.lines[2].get_ydata().tolist() == [0, 2]


def test_steps_count_from_one():
    ax = plots.step_sizes({"AdaGrad": np.array([1.0, 0.7, 0.6])})
    assert ax.lines[0].get_xydata().tolist() == [[1, 1], [2, 0.7], [3, 0.6]]
    assert "AdaGrad from 1 to 0.6" in alt_text(ax.figure)


def test_a_marked_rate_has_its_note():
    ax = plots.loss_by_learning_rate([0.01, 0.1], {"Adam": [1.0, 0.5]}, marked=[(0.01, "default")])
    assert [text.get_text().strip() for text in ax.texts] == ["default"]
    assert ax.lines[0].get_ydata().tolist() == [1.0, 0.5]
    assert "Adam at η = 0.1" in alt_text(ax.figure)
