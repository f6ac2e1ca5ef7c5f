"""Lecture 16: the race, its explorer and its figures, against hand-worked numbers and what turning must not change."""

import numpy as np
import pytest

from dlcourse import numerical_gradient
from dlcourse.plots.optimizers import adaptive_optimizers as plots
from dlcourse.plots.optimizers import ravine_race
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.optimizers import adaptive_optimizers as widgets
from dlcourse.widgets.optimizers.momentum import descent_path, steps_to_stay

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
    for name, make in widgets.OPTIMIZERS.items():
        alone = descent_path(make(0.01), lambda w: H @ w, start, 40)
        assert widgets.all_paths(name, 0.01)[:41, column] == pytest.approx(alone, abs=1e-12)


def test_every_optimizer_tries_the_same_rates_and_keeps_the_one_that_arrives_first():
    assert widgets.RATES[0] == pytest.approx(0.001)
    assert widgets.RATES[-1] == pytest.approx(1)
    loss, H, start = widgets.ravine(45)
    for name in ("momentum", "AdaGrad", "Adam"):
        tried = {}
        for eta in widgets.RATES:
            path = descent_path(widgets.OPTIMIZERS[name](eta), lambda w: H @ w, start, widgets.STEPS)
            tried[eta] = steps_to_stay(loss(*path.T), 1e-4) or np.inf
        values = widgets.race_values(45)
        assert values["steps"][name] == min(tried.values()) == tried[values["rates"][name]]


def test_the_best_rate_for_steepest_descent_is_the_largest_below_its_limit():
    limit = 2 / 100  # two over the largest curvature
    assert widgets.best_rates("SGD")[0] == max(eta for eta in widgets.RATES if eta < limit)


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
    assert min((n, who) for who, n in straight.items() if n) == (6, "AdaGrad")
    assert turned["SGD"] == straight["SGD"] == 238
    assert turned["AdaGrad"] == 317


def test_a_rate_tuned_on_another_map_costs_adam_most_of_its_steps():
    tuned, untuned = (widgets.race_values(45, tuned_at)["steps"]["Adam"] for tuned_at in (None, 0))
    assert tuned < 110
    assert untuned > 500


def test_turning_the_ravine_changes_the_picture_and_its_words():
    explorer = widgets.race_explorer()
    straight, turned = explorer.frame(), explorer.frame(angle=45)
    assert (
        "turned by 0 degrees, each η the best at this angle. Steps until the loss stays below 0.0001: AdaGrad 6, "
        "Adam 94, momentum 100" in straight.words
    )
    assert "Steps until the loss stays below 0.0001: momentum 100, Adam 101, SGD 238" in turned.words
    assert "Not within 800 steps: Adadelta." in turned.words
    for text in ("Adam: 101", "AdaGrad: 317", "AdaGrad, η = 0.42"):
        assert text in turned.layers[1]
        assert text not in straight.layers[1]


def test_the_rates_of_the_straight_ravine_can_be_kept():
    explorer = widgets.race_explorer()
    tuned, kept = explorer.frame(angle=45), explorer.frame(angle=45, tuned_at=0)
    assert "each η the best at 0 degrees" in kept.words
    assert "Adam 608" in kept.words
    assert kept.layers[0] == tuned.layers[0]  # the squares stay


def test_the_bars_are_as_long_as_the_steps():
    values = widgets.race_values(45)
    ground, bars = ravine_race.paths_and_steps(widgets.ravine(45)[1], values["paths"], values["steps"], 800)
    assert [bar.get_width() for bar in bars.patches] == [238, 100, 317, values["steps"]["RMSProp"], 800, 101]
    assert "Adadelta: not in 800" in [text.get_text() for text in bars.texts]
    assert [text.get_text() for text in ground.texts][:6] == NAMES


@pytest.mark.parametrize("angle", [0, 30, 45])
def test_ellipses_of_the_ravine_have_the_losses_they_stand_for(angle):
    loss, H, _ = widgets.ravine(angle)
    for level, (width, height, turned_by) in zip(ravine_race.LEVELS, ravine_race.ravine_ellipses(H), strict=True):
        t = np.linspace(0, 2 * np.pi, 20)
        points = turn(turned_by) @ [width / 2 * np.cos(t), height / 2 * np.sin(t)]
        assert loss(*points) == pytest.approx(level)


def test_points_that_cannot_be_told_apart_are_one():
    path = np.array([(0, 0), (0.001, 0), (0.5, 0), (0.501, 0.001), (0.5, 0.3)])
    assert ravine_race.visible_points(path).tolist() == [[0, 0], [0.5, 0], [0.5, 0.3]]


def test_the_loss_of_adam_stands_beside_its_rate_and_its_leaps_are_told():
    losses = np.full(2000, 1e-40)
    losses[:100] = losses[900:910] = losses[905] = losses[950] = losses[1500] = 0.5
    rates = np.linspace(0.01, 0.4, 2000)
    left = ravine_race.leaping_adam(losses, rates, limit=0.38)
    right = left.figure.axes[1]
    assert left.lines[0].get_ydata()[[0, 500, 900]].tolist() == [0.5, 1e-30, 0.5]
    assert right.lines[0].get_ydata() == pytest.approx(rates)
    assert [ax.lines[1].get_xdata()[0] for ax in (left, right)] == [800, 800]
    assert (left.lines[2].get_ydata()[0], right.lines[2].get_ydata()[0]) == (1e-4, 0.38)
    assert "leaps up above it again at steps 900, 1,500." in alt_text(left.figure)


def test_six_runners_have_six_markers_dashes_and_colours():
    assert [len(set(column)) for column in zip(*plots.SIX, strict=True)] == [6, 6, 6]


def test_a_frame_of_the_race_has_a_marker_for_each_runner_where_it_is():
    walks = {"a": np.array([(-1.0, 0.3), (0.5, 0.1)]), "b": np.array([(-1.0, 0.3)])}
    [ax] = ravine_race.race_frame([("flat", lambda a, b: a**2 + b**2, walks)], step=1)
    markers = {line.get_label(): line.get_xydata().tolist() for line in ax.lines if line.get_label() in walks}
    assert markers == {"a": [[0.5, 0.1]], "b": [[-1.0, 0.3]]}
    assert ax.get_title(loc="left") == "flat, step 1"


def test_a_film_of_the_race_has_a_frame_for_each_moment_and_is_described():
    walks = {"a": np.array([(-1.0, 0.3), (0.5, 0.1)])}
    frames = ravine_race.race_frames([("flat", lambda a, b: a**2 + b**2, walks)], [0, 1])
    assert [ax.get_title(loc="left") for ax in frames] == ["flat, step 0", "flat, step 1"]
    assert alt_text(frames[-1].figure).startswith("The race as a film")


def test_rare_and_common_words_share_their_scale_and_name_the_best():
    panels = {"SGD": {"free": [0, 1], "lottery": [0, 0.1]}, "AdaGrad": {"free": [0, 1], "lottery": [0, 2]}}
    figure = plots.rare_and_common_words(panels, {"free": 1.0, "lottery": 2.8}, ("AdaGrad", "free")).figure
    left, right = figure.axes
    assert "With AdaGrad, free ends at 1.0 and lottery ends at 2.0." in alt_text(figure)
    assert left.get_shared_y_axes().joined(left, right)
    assert [text.get_text() for text in left.texts] == ["best for “free”", "best for “lottery”"]
    assert [text.get_text() for text in right.texts] == ["first step: η"]
    assert right.lines[2].get_ydata().tolist() == [0, 2]


def test_steps_stand_below_the_gradients_and_count_from_one():
    ax = plots.step_sizes([1.0, 1.0, -1.0], {"AdaGrad": np.array([1.0, 0.7, -0.6])})
    assert ax.lines[0].get_xydata().tolist() == [[1, 1], [2, 1], [3, -1]]
    drawn = ax.figure.axes[1].collections[0].get_segments()
    assert [segment.tolist() for segment in drawn] == [[[1, 0], [1, 1]], [[2, 0], [2, 0.7]], [[3, 0], [3, -0.6]]]
    assert "AdaGrad begins with 1, its longest step is 1" in alt_text(ax.figure)


def test_a_leap_at_the_start_or_after_a_pause_has_its_length_beside_it():
    gradients = [1.0, 1.0, 0.0, 0.0, 1.0, 1.0]
    leaping = np.array([3.16, 2.5, 0.0, 0.0, 3.09, 2.4])
    ax = plots.step_sizes(gradients, {"AdaGrad": np.array([1.0, 0.7, 0, 0, 0.6, 0.5]), "RMSProp": leaping})
    assert [[text.get_text() for text in each.texts] for each in ax.figure.axes] == [[], [], ["3.2 η", "3.1 η"]]


def test_schedules_stand_beside_the_mean_loss_of_their_runs():
    ax = plots.schedules_and_losses(
        {"fixed": [1, 1], "falling": [1, 0.5]}, [0.01, 0.1], {"fixed": np.array([[1, 3], [4, 4]]), "falling": np.eye(2)}
    )
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 1], [1, 0.5]]
    assert [text.get_text() for text in ax.texts] == ["fixed", "falling"]
    assert ax.figure.axes[1].lines[0].get_ydata().tolist() == [2, 4]
    assert "fixed 2.00 at η = 0.01" in alt_text(ax.figure)


def test_a_marked_rate_has_its_note():
    ax = plots.loss_by_learning_rate([0.01, 0.1], {"Adam": [1.0, 0.5]}, marked=[(0.01, "Adam", "default")])
    assert [text.get_text() for text in ax.texts] == ["default"]
    assert ax.lines[1].get_xydata().tolist() == [[0.01, 1.0]]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.01", "0.03", "0.1"]
    assert ax.lines[0].get_ydata().tolist() == [1.0, 0.5]
    assert "Adam at η = 0.1" in alt_text(ax.figure)
