"""Lecture 08: the walks agree with theory and with automatic differentiation; figures show what they were given."""

import numpy as np
import pytest
from oracles import jax

from dlcourse import SGD, Dense, MeanSquaredError, Sequential
from dlcourse.course.authoring.proofs import other_draws
from dlcourse.plots import gradient_descent as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import gradient_descent as widgets
from dlcourse.widgets.gradient_descent import descent_explorer, descent_values, describe_descent, line_data


def losses_of_line(point, mean=1.0):
    x, y = line_data(mean)
    return ((point[0] * x + point[1] - y) ** 2).mean()


def test_shifting_the_data_keeps_the_line():
    (x, y), (shifted, shifted_y) = line_data(), line_data(3.0)
    assert shifted == pytest.approx(x + 2)
    assert shifted_y - 2 * shifted == pytest.approx(y - 2 * x)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_whatever_is_drawn_the_loss_on_all_rows_is_the_same_surface(seed):
    with other_draws(seed):
        walk = descent_values()
    assert walk["minimum"] == pytest.approx((2, 1, 0.25))
    assert walk["curvature"] == pytest.approx(np.array([[4.0, 2.0], [2.0, 2.0]]))
    assert walk["limit"] == pytest.approx(2 / (3 + np.sqrt(5)))


def test_the_first_step_goes_against_the_gradient_of_automatic_differentiation():
    walk = descent_values(0.1)
    gradient = np.asarray(jax.grad(losses_of_line)(np.array([-1.5, 2.5])))
    assert walk["path"][1] == pytest.approx([-1.5, 2.5] - 0.1 * gradient)


def test_the_map_bends_as_automatic_differentiation_says_and_is_level_at_its_lowest_point():
    walk = descent_values(mean=2.0)
    best = np.array(walk["minimum"][:2])
    bend = jax.hessian(lambda point: losses_of_line(point, 2.0))(best)
    assert walk["curvature"] == pytest.approx(np.asarray(bend))
    level = np.asarray(jax.grad(lambda point: losses_of_line(point, 2.0))(best))
    assert level == pytest.approx([0, 0], abs=1e-9)
    assert walk["minimum"][2] == pytest.approx(losses_of_line(best, 2.0))


@pytest.mark.parametrize("batch_size", [100, 10, 1])
def test_the_walk_is_the_one_that_the_library_takes(batch_size):
    x, y = line_data()
    model = Sequential([Dense(1, 1, np.random.default_rng(0))], np.float64).compile(SGD(0.05), MeanSquaredError())
    model.parameters[...] = widgets.START
    rng = None if batch_size == 100 else np.random.default_rng(1)
    model.fit(x[:, None], y[:, None], epochs=2, batch_size=batch_size, rng=rng, verbose=False)
    walk = descent_values(0.05, batch_size=batch_size, n_steps=2 * 100 // batch_size)
    assert walk["path"][-1] == pytest.approx(model.parameters)


@pytest.mark.parametrize("mean", [0.0, 1.0, 3.0])
def test_the_limit_is_where_coming_closer_turns_into_running_away(mean):
    limit = descent_values(mean=mean)["limit"]
    below = descent_values(0.97 * limit, mean=mean, n_steps=100)["losses"]
    above = descent_values(1.03 * limit, mean=mean, n_steps=100)["losses"]
    assert below[-1] < below[0] < above[-1]


def test_a_step_shorter_than_the_limit_lowers_the_loss_every_time():
    assert (np.diff(descent_values(0.3)["losses"]) < 0).all()


def test_moving_the_learning_rate_and_a_folded_control_changes_the_picture():
    explorer = descent_explorer()
    assert "at 0.28" in explorer.frame().words
    assert "It has run away." in explorer.frame(learning_rate=0.4).words
    assert "at 0.250 after 30 steps" in explorer.frame(learning_rate=0.4, mean=0.0).words
    moved = explorer.frame(learning_rate=0.4, mean=0.0, batch_size=1)
    assert "on batches of 1" in moved.words
    assert moved.layers[0] == explorer.frame(mean=0.0).layers[0] != explorer.frame().layers[0]


def test_the_learning_rate_is_visible_and_the_rest_is_folded():
    explorer = descent_explorer()
    rate = explorer.visible["learning_rate"]
    assert (rate.label, rate.values[0], rate.values[-1]) == ("learning rate η", 0.01, 0.45)
    assert np.diff(rate.values) == pytest.approx(0.01)
    assert [control.label for control in explorer.folded.values()] == ["mean of x", "batch size", "steps"]


def test_the_words_say_where_the_walk_ends_and_what_could_be_reached():
    words = describe_descent(descent_values(0.1))
    assert "lowest at w = 2.00, b = 1.00, where it is 0.250" in words
    assert "on all rows starts at a loss of 16.500" in words
    assert "It ends at w = 1.85, b = 1.24" in words


@pytest.mark.parametrize(("loss", "text"), [(0.2276, "0.228"), (9999.0, "9999.000"), (1_065_938.0, "1 · 10⁶")])
def test_a_loss_that_ran_away_is_written_as_a_power_of_ten(loss, text):
    assert plots.format_loss(loss) == text


def test_each_ellipse_joins_places_of_equal_height():
    curvature, middle = np.array([[4.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])
    for line, height in zip(plots.ellipses(middle, curvature, [0.5, 3.0]), [0.5, 3.0], strict=True):
        away = line - middle
        assert (away @ curvature * away).sum(axis=1) / 2 == pytest.approx(np.full(len(line), height))


def lines(ax):
    return [line.get_xydata() for line in ax.lines]


def test_the_picture_holds_the_walk_and_its_losses():
    walk = descent_values(0.2)
    left, right = plots.descent_on_surface(walk["path"], walk["losses"], walk["minimum"], walk["curvature"])
    assert any(np.array_equal(line, walk["path"]) for line in lines(left))
    assert any(np.array_equal(line[:, 1], walk["losses"]) for line in lines(right))
    assert right.get_title(loc="left") == f"loss at the end: {walk['losses'][-1]:.3f}"


def test_walks_in_a_bowl_lie_on_the_bowl():
    axes = plots.paths_by_learning_rate({0.5: [1.0, 0.5, 0.25], 2.1: [1.0, -1.1, 1.21]})
    assert [ax.get_title(loc="left") for ax in axes] == ["η = 0.5\ncreeps", "η = 2.1\nruns away"]
    assert lines(axes[1])[1].tolist() == [[1.0, 0.5], [-1.1, 1.1 * 1.1 / 2], [1.21, 1.21 * 1.21 / 2]]


@pytest.mark.parametrize(
    ("rate", "word"),
    [(0.9, "creeps"), (1.0, "lands at once"), (1.1, "zigzags down"), (2.0, "stays as high"), (2.1, "runs away")],
)
def test_the_learning_rate_decides_what_becomes_of_a_walk(rate, word):
    assert plots.describe_convergence(rate) == word


def test_walks_side_by_side_share_their_map_and_tell_how_far_away_they_end():
    walks = {100: np.zeros((3, 2)), 1: np.ones((200, 2))}
    axes = plots.paths_by_batch_size(walks, np.array([2.0, 1.0]), np.eye(2))
    titles = [ax.get_title(loc="left") for ax in axes]
    assert titles == ["batch, B = 100: 2 updates", "stochastic, B = 1: 199 updates"]
    assert axes[0].get_xlim() == axes[1].get_xlim()
    assert axes[0].get_ylim() == axes[1].get_ylim()
    words = alt_text(axes[0].figure)
    assert "batch descent makes 2 updates; its distance to the lowest point is 2.2" in words
    assert "between 1.0 and 1.0 over its last third" in words


def test_each_clock_names_the_runs_that_are_first_by_it_on_average():
    slow = {"updates": [1, 2], "epochs": [1, 9], "seconds": [0.1, 3.0], "loss": [2, 0.1]}
    quick = {"updates": [5, 50], "epochs": [1, 4], "seconds": [0.1, 0.5], "loss": [2, 0.1]}
    axes = plots.loss_by_updates_epochs_seconds(
        {"slow": [slow, slow], "quick": [quick, quick | {"epochs": [1, 6]}]}, 0.1
    )
    titles = [ax.get_title(loc="left").replace("\n", " ") for ax in axes]
    assert titles[0] == "by updates: slow is first, 2.0 on average"
    assert titles[1] == "by epochs: quick is first, 5.0 on average"
    assert titles[2] == "by seconds: quick is first, 0.50 on average"
    assert "By epochs: slow 9.0, quick 5.0." in alt_text(axes[0].figure)


def test_the_walk_on_the_map_is_told_from_its_start_to_its_end():
    walk = descent_values(0.1)
    ax = plots.path_on_contours(walk["path"], np.array(walk["minimum"][:2]), walk["curvature"])
    assert any(np.array_equal(line, walk["path"]) for line in lines(ax))
    words = alt_text(ax.figure)
    assert "starts at w = −1.50, b = 2.50" in words
    assert "After 30 steps it is at w = 1.85, b = 1.24" in words


def test_the_limit_is_drawn_where_it_is():
    ax = plots.loss_by_learning_rate(np.array([0.01, 0.1, 0.3]), np.array([3, 1, 0.2]), 0.36, 0.15)
    assert "limit 0.36" in [text.get_text() for text in ax.texts]
    assert any(np.array_equal(line[:, 0], [0.36, 0.36]) for line in lines(ax))


def test_each_valley_is_labelled_with_the_loss_at_which_its_walk_ends():
    ax = plots.paths_over_two_minima(np.square, {"from 1": np.array([1.0, 0.8, 0.5])})
    assert [text.get_text() for text in ax.texts] == ["from 1, ends at 0.25"]
    assert "The walk from 1 ends at w = 0.50 with a loss of 0.25." in alt_text(ax.figure)


def test_measured_noise_stands_beside_one_over_the_root():
    ax = plots.noise_by_batch_size([1, 4, 16], [8.0, 4.2, 2.0])
    theory, measured = lines(ax)
    assert theory[:, 1] == pytest.approx([8, 4, 2])
    assert measured[:, 1].tolist() == [8.0, 4.2, 2.0]
