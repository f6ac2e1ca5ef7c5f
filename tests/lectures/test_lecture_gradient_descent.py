"""Lecture 08: the walks agree with theory and with automatic differentiation; figures show what they were given."""

import numpy as np
import pytest
from oracles import jax

from dlcourse import SGD, Dense, MeanSquaredError, Sequential
from dlcourse.course.authoring.proofs import seeded_draws
from dlcourse.plots.optimizers import batch_sizes, loss_maps
from dlcourse.plots.optimizers import gradient_descent as plots
from dlcourse.plots.page.style import alt_text, new_axes
from dlcourse.widgets.optimizers import gradient_descent as widgets
from dlcourse.widgets.optimizers.gradient_descent import (
    descent_explorer,
    descent_values,
    describe_descent,
    describe_noise,
    excess_by_epoch,
    line_data,
    noise_explorer,
)


def losses_of_line(point, mean=1.0):
    x, y = line_data(mean)
    return ((point[0] * x + point[1] - y) ** 2).mean()


def loss_of_line(w, b):
    return losses_of_line((w, b))


def test_a_quadratic_loss_is_known_from_six_values():
    minimum, curvature = loss_maps.quadratic_of(lambda w, b: 3 * w**2 - 2 * w * b + b**2 - 4 * w + 7)
    assert curvature == pytest.approx(np.array([[6.0, -2.0], [-2.0, 2.0]]))
    assert minimum == pytest.approx([1, 1, 5])


def test_shifting_the_data_keeps_the_line():
    (x, y), (shifted, shifted_y) = line_data(), line_data(3.0)
    assert shifted == pytest.approx(x + 2)
    assert shifted_y - 2 * shifted == pytest.approx(y - 2 * x)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_whatever_is_drawn_the_loss_on_all_rows_is_the_same_surface(seed):
    with seeded_draws(seed):
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


def test_a_falling_rate_divides_each_step_by_one_plus_a_fiftieth_of_its_number():
    constant, falling = (descent_values(0.1, n_steps=3, falling=each)["path"] for each in (False, True))
    assert falling[1] == pytest.approx(constant[1])
    away = falling[1] - [2, 1]
    step = np.array([[4.0, 2.0], [2.0, 2.0]]) @ away
    assert falling[2] == pytest.approx(falling[1] - 0.1 / (1 + 1 / 50) * step)


def test_another_seed_shuffles_otherwise():
    first, again, other = (descent_values(0.1, batch_size=1, n_steps=5, seed=seed)["path"] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_excess_of_an_epoch_is_the_mean_over_its_steps():
    walk = descent_values(0.05, batch_size=10, n_steps=20)
    by_epoch = excess_by_epoch(walk)
    assert len(by_epoch) == 2
    assert by_epoch[0] == pytest.approx(walk["losses"][1:11].mean() - 0.25)


def test_moving_the_learning_rate_and_the_data_changes_the_picture():
    explorer = descent_explorer()
    assert "at 0.28" in explorer.frame().words
    assert "It has diverged." in explorer.frame(learning_rate=0.4).words
    moved = explorer.frame(learning_rate=0.4, mean=0.0)
    assert "at 0.250 after 30 steps" in moved.words
    assert moved.layers[0] == explorer.frame(mean=0.0).layers[0] != explorer.frame().layers[0]
    assert "condition number 1<" in moved.layers[0]
    assert "condition number 119<" in explorer.frame(mean=3.0).layers[0]


def test_the_learning_rate_and_the_mean_are_in_view_and_the_steps_are_folded():
    explorer = descent_explorer()
    rate = explorer.visible["learning_rate"]
    assert (rate.label, rate.values[0], rate.values[-1]) == ("learning rate η", 0.01, 0.45)
    assert np.diff(rate.values) == pytest.approx(0.01)
    assert explorer.visible["mean"].values == (0, 0.5, 1, 2, 3)
    assert list(explorer.folded) == ["n_steps"]


def test_batch_size_rate_and_schedule_are_in_view_and_change_the_noise():
    explorer = noise_explorer()
    assert list(explorer.visible) == ["batch_size", "learning_rate", "falling"]
    assert not explorer.folded
    assert "2,000 steps of 20 epochs in batches of 1," in explorer.frame().words
    assert "divided by 1 + t/50" in explorer.frame(falling=True).words
    ends = [excess_by_epoch(descent_values(0.1, batch_size=B, n_steps=2000 // B))[-5:].mean() for B in (1, 10)]
    assert f"{ends[0]:.2g} over the last five" in describe_noise(descent_values(0.1, batch_size=1, n_steps=2000))
    assert ends[0] > 5 * ends[1]


def test_the_words_say_where_the_walk_ends_and_what_could_be_reached():
    words = describe_descent(descent_values(0.1))
    assert "lowest at w = 2.00, b = 1.00, where it is 0.250" in words
    assert "on all rows starts at a loss of 16.500" in words
    assert "It ends at w = 1.85, b = 1.24" in words


@pytest.mark.parametrize(("loss", "text"), [(0.2276, "0.228"), (9999.0, "9,999.000"), (1_065_938.0, "1 · 10⁶")])
def test_a_loss_that_ran_away_is_written_as_a_power_of_ten(loss, text):
    assert loss_maps.format_loss(loss) == text


def test_each_ellipse_joins_places_of_equal_height():
    curvature, middle = np.array([[4.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])
    for line, height in zip(loss_maps.ellipses(middle, curvature, [0.5, 3.0]), [0.5, 3.0], strict=True):
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
    assert [ax.get_title(loc="left") for ax in axes] == ["η = 0.5\ncreeps", "η = 2.1\ndiverges"]
    assert lines(axes[1])[1].tolist() == [[1.0, 0.5], [-1.1, 1.1 * 1.1 / 2], [1.21, 1.21 * 1.21 / 2]]


@pytest.mark.parametrize(
    ("rate", "word"),
    [(0.9, "creeps"), (1.0, "lands at once"), (1.1, "zigzags down"), (2.0, "stays as high"), (2.1, "diverges")],
)
def test_the_learning_rate_decides_what_becomes_of_a_walk(rate, word):
    assert plots.describe_convergence(rate) == word


def test_a_map_has_its_contours_at_the_losses_that_are_written_on_it():
    walk = descent_values()
    ax = new_axes(5, 5)
    loss_maps.draw_map(ax, walk["minimum"], walk["curvature"], (-3, 7), (-4, 6))
    places = [(text.get_position(), float(text.get_text())) for text in ax.texts]
    assert len(places) >= 5
    for place, level in places:
        assert losses_of_line(place) == pytest.approx(level)
    for area, level in zip(reversed(ax.collections[0].get_paths()), loss_maps.LEVELS, strict=True):
        assert losses_of_line(area.vertices[7]) == pytest.approx(level)


def test_the_film_follows_each_walk_and_says_which_has_left_the_map():
    walks = {name: descent_values(eta)["path"] for name, eta in {"0.10": 0.1, "0.40": 0.4}.items()}
    frames = plots.walks_by_learning_rate(walks, loss_of_line)
    axes = next(frames).figure.axes
    assert [ax.get_title(loc="left") for ax in axes] == ["η = 0.10: loss 16.50", "η = 0.40: loss 16.50"]
    for _ in frames:
        pass
    assert [ax.get_title(loc="left") for ax in axes] == ["η = 0.10: loss 0.28", "η = 0.40: loss 2,815.73"]
    assert [ax.texts[-1].get_visible() for ax in axes] == [False, True]
    assert any(np.array_equal(line, walks["0.10"]) for line in lines(axes[0]))
    assert "η = 0.10 at a loss of 0.282" in alt_text(axes[0].figure)


def test_a_walk_splits_into_two_straight_lines():
    walk = descent_values(0.1)
    left = plots.two_walks_in_one(walk["path"], loss_of_line, 0.1)
    flat, steep = (line[:, 1] for line in lines(left.figure.axes[1]))
    assert flat[1:] / flat[:-1] == pytest.approx(1 - 0.1 * (3 - np.sqrt(5)))
    assert steep[1:] / steep[:-1] == pytest.approx(1 - 0.1 * (3 + np.sqrt(5)))
    assert "multiplies u by 0.48 and v by 0.92" in alt_text(left.figure)
    at = {text.get_text(): np.array(text.xy) - [2, 1] for text in left.texts if "axis" in text.get_text()}
    for name, curvature in (("short axis:\nu", 3 + np.sqrt(5)), ("long axis:\nv", 3 - np.sqrt(5))):
        assert walk["curvature"] @ at[name] == pytest.approx(curvature * at[name])


def test_the_film_by_rows_shows_equal_work():
    walks = {B: descent_values(batch_size=B, n_steps=600 // B)["path"] for B in (100, 10, 1)}
    for ax in batch_sizes.walks_by_rows(walks, loss_of_line, 100):
        if "100" in ax.figure.texts[0].get_text():
            break
    titles = [each.get_title(loc="left") for each in ax.figure.axes]
    assert [title.split(", loss")[0] for title in titles] == [
        "batch, B = 100:\n1 step",
        "mini-batch, B = 10:\n10 steps",
        "stochastic, B = 1:\n100 steps",
    ]
    assert "stochastic descent has made 600 steps" in alt_text(ax.figure)


def test_rows_on_the_shaded_side_are_counted():
    gradients = np.array([[-1.0, 0.0], [-3.0, 0.0], [1.0, 0.0], [-2.0, 1.0]])
    ax = batch_sizes.steps_of_rows({"here": gradients}, batch_size=2)
    assert ax.get_title(loc="left") == "here: 1 of 4 rows\nand 0 of 2 batches point uphill"
    _, rows, batches, *_ = lines(ax)
    assert np.array_equal(rows, -gradients)
    assert np.array_equal(batches, [[2, 0], [0.5, -0.5]])
    assert not ax.child_axes


def test_batches_that_lie_close_together_are_enlarged_in_an_inset():
    gradients = np.random.default_rng(0).normal(size=(100, 2))
    gradients -= gradients.mean(axis=0) - [0.01, 0]
    (inset,) = batch_sizes.steps_of_rows({"here": gradients}).child_axes
    batches = -gradients.reshape(10, 10, 2).mean(axis=1)
    assert any(np.array_equal(line, batches) for line in lines(inset))
    (left, right), (bottom, top) = inset.get_xlim(), inset.get_ylim()
    assert np.all((left < batches[:, 0]) & (batches[:, 0] < right))
    assert np.all((bottom < batches[:, 1]) & (batches[:, 1] < top))


def test_each_clock_names_the_runs_that_are_first_by_it_on_average():
    slow = {"updates": [1, 2], "epochs": [1, 9], "seconds": [0.1, 3.0], "loss": [2, 0.1]}
    quick = {"updates": [5, 50], "epochs": [1, 4], "seconds": [0.1, 0.5], "loss": [2, 0.1]}
    axes = batch_sizes.loss_by_updates_epochs_seconds(
        {"batch": [slow, slow], "mini-batch": [quick, quick | {"epochs": [1, 6]}]}, 0.1
    )
    titles = [ax.get_title(loc="left").replace("\n", " ") for ax in axes]
    assert titles[0] == "by updates: batch is first, 2.0 on average"
    assert titles[1] == "by epochs: mini-batch is first, 5.0 on average"
    assert titles[2] == "by seconds: mini-batch is first, 0.50 on average"
    assert "By epochs: batch 9.0, mini-batch 5.0." in alt_text(axes[0].figure)
    bars = [line for line in lines(axes[1]) if len(line) == 2 and line[0, 1] == line[1, 1] < 0.1]
    assert [line[:, 0].tolist() for line in bars] == [[9, 9], [4, 6]]


def test_the_same_run_is_drawn_by_each_clock():
    runs = [
        {"updates": [1, k], "epochs": [1, 10 - k], "seconds": [1, 10 - k], "loss": [2, 0.09 + k / 1000]}
        for k in (3, 4, 5)
    ]
    axes = batch_sizes.loss_by_updates_epochs_seconds({"batch": runs}, 0.1)
    for ax, unit in zip(axes, ("updates", "epochs", "seconds"), strict=True):
        assert np.array_equal(lines(ax)[0], np.column_stack([runs[1][unit], runs[1]["loss"]]))
    (legend,) = axes[0].figure.legends
    assert "one run, the same in each panel" in [text.get_text() for text in legend.get_texts()]


def test_the_limit_and_the_best_rate_are_drawn_where_they_are():
    ax = plots.excess_by_learning_rate([0.01, 0.1, 0.3], [3, 1, 0.2], 0.3, 0.36, {"0.1": 0.1})
    assert any(text.get_text().startswith("limit 0.36:") for text in ax.texts)
    assert "best in the long run" in [text.get_text() for text in ax.texts]
    for rate in (0.3, 0.36):
        assert any(np.array_equal(line[:, 0], [rate, rate]) for line in lines(ax))
    assert any(np.allclose(line, [[0.1, 1]]) for line in lines(ax))


def test_each_valley_is_labelled_with_the_loss_at_which_its_walk_ends():
    ax = plots.paths_over_two_minima(np.square, {"from 1": np.array([1.0, 0.8, 0.5])})
    assert "from 1,\nends at a loss of 0.25" in [text.get_text() for text in ax.texts]
    assert "The walk from 1 ends at w = 0.50 with a loss of 0.25." in alt_text(ax.figure)


def test_of_walks_that_end_in_one_valley_the_second_is_labelled_at_its_longest_step():
    paths = {"one": np.array([1.0, 0.5]), "two": np.array([-1.0, 0.5]), "three": np.array([1.5, -0.5])}
    ax = plots.paths_over_two_minima(np.square, paths)
    at = {text.get_text().split(",")[0]: text.xy for text in ax.texts if "ends" in text.get_text()}
    assert at == {"one": (0.5, 0.25), "two": (-0.25, 0.625), "three": (-0.5, 0.25)}
    ends = {tuple(line.get_xydata()[0]): line for line in ax.lines if line.get_markersize() in (8, 19)}
    assert ends.keys() == {(0.5, 0.25), (-0.5, 0.25)}
    assert ends[0.5, 0.25].get_markerfacecolor() == "none"  # of "two", around that of "one"
    assert ends[-0.5, 0.25].get_markerfacecolor() != "none"


def test_the_limit_of_each_rate_is_drawn_beside_the_curvature_that_its_run_met():
    runs = {"1/4": ([2.0, 1.0, 0.5], [3.0, 4.5]), "4": ([2.0, 9.0, 2.3], [])}
    left, right = plots.loss_and_curvature(runs, every=2)
    assert [line[:, 1].tolist() for line in lines(left)] == [[2.0, 1.0, 0.5], [2.0, 9.0, 2.3]]
    curve, limit = lines(right)
    assert curve.tolist() == [[0, 3.0], [2, 4.5]]
    assert limit[:, 1].tolist() == [8, 8]
    assert "limit 8, begins at 3.0, is at most 4.5" in alt_text(left.figure)
