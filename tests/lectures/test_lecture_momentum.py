"""Lecture 15: the walk, the explorer and the figures of momentum, against hand-worked numbers and known limits."""

import numpy as np
import pytest

from dlcourse import SGD, numerical_gradient
from dlcourse.plots.optimizers import momentum as plots
from dlcourse.plots.optimizers import momentum_limits as limit_plots
from dlcourse.plots.optimizers.momentum_map import map_and_weights
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.optimizers import momentum as widgets
from dlcourse.widgets.optimizers import momentum_limits as limits


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


def test_the_landscape_of_two_valleys_has_the_derivative_of_its_loss():
    for w in (np.array([0.7]), np.array([-2.1])):
        nudged = numerical_gradient(lambda w: widgets.double_well(float(w[0])), w)
        assert widgets.double_well_derivative(w) == pytest.approx(nudged, abs=1e-6)


@pytest.mark.parametrize(("beta", "explodes"), [(0.0, True), (0.78, True), (0.82, False), (0.9, False)])
def test_at_eta_0_036_the_ball_arrives_above_beta_0_8(beta, explodes):
    values = widgets.map_values(beta, 0.036)  # the limit 2(1 + β)/100 is above it for β > 0.8
    assert values["explodes"] == explodes
    assert (values["steps"] is None) == explodes


def test_the_roots_are_the_pace_at_which_the_walk_shrinks():
    """Of a swinging weight the largest size within 50 steps falls by √β a step."""
    values = widgets.map_values(0.9, 0.018, n_steps=400)
    assert values["roots"] == pytest.approx([0.9**0.5] * 2)
    early, late = (np.abs(values["path"][t : t + 50]).max(axis=0) for t in (100, 300))
    assert (late / early) ** (1 / 200) == pytest.approx(values["roots"], abs=2e-3)


@pytest.mark.parametrize(("eta", "swings"), [(0.0026, False), (0.0027, True)])
def test_waves_begin_at_critical_damping(eta, swings):
    values = widgets.map_values(0.9, eta, n_steps=400)  # (1 − √0.9)² = 0.00263
    assert values["swings"][0] == swings
    assert (values["path"][:, 0].max() > 0) == swings


def test_the_map_counts_what_the_walk_counts():
    betas, etas = np.array([0.0, 0.68, 0.9]), np.array([0.01, 0.03])
    counted = widgets.steps_on_map(betas, etas)
    walks = [[widgets.map_values(beta, eta)["steps"] or np.nan for beta in betas] for eta in etas]
    assert counted == pytest.approx(np.array(walks), nan_ok=True)
    assert np.isnan(counted[1, 0])  # η = 0.03 without memory explodes


def test_the_sliders_move_the_mark_the_weights_and_the_words():
    explorer = widgets.momentum_map_explorer()
    assert {name: control.label for name, control in explorer.visible.items()} == {"beta": "β", "eta": "η"}
    still, moved = explorer.frame(), explorer.frame(beta=0.9)
    assert "β = 0.00, η = 0.018: 488 steps" in still.words
    assert "β = 0.90, η = 0.018: 195 steps" in moved.words
    assert "along the ravine the weight swings; a step leaves 0.949 of it" in moved.words
    assert "along the ravine the weight does not swing; a step leaves 0.982 of it" in still.words
    assert still.layers[0] == moved.layers[0]  # the map stays
    assert still.layers[1] != moved.layers[1]
    assert "β = 0.90, η = 0.018: 195 steps" in moved.layers[1]
    assert "explodes" in explorer.frame(beta=0.0, eta=0.03).layers[1]
    assert "does not arrive" in explorer.frame(beta=0.0, eta=0.02).layers[1]


def test_the_lines_of_the_map_meet_at_its_star():
    betas, etas = np.linspace(0, 0.9, 4), np.linspace(0.001, 0.04, 4)
    ax, _, weights, walk = map_and_weights(betas, etas, np.full((4, 4), 200.0), np.array([1.0, 100.0]))
    limit, steep, flat, star = (line.get_xydata() for line in ax.lines[:4])
    assert star[0] == pytest.approx([(9 / 11) ** 2, (2 / 11) ** 2])
    for border in (steep, flat):
        assert np.interp(star[0, 0], *border.T) == pytest.approx(star[0, 1], rel=1e-4)
    assert np.interp(0.9, *limit.T) == pytest.approx(0.038)
    assert len(weights) == 2
    assert len({line.axes for line in (*weights, walk, ax.lines[0])}) == 4


def test_the_walk_below_the_map_is_the_one_of_the_sliders():
    widgets._draw_map(0.9, 0.018)
    _, _, weights, walk, _ = widgets._scene()
    path = widgets.map_values(0.9, 0.018)["path"]
    assert walk.get_xydata() == pytest.approx(path)
    assert [line.get_ydata().tolist() for line in weights] == path.T.tolist()


def test_each_learning_rate_has_its_valley_and_the_line_of_its_critical_damping():
    steps = {0.018: np.array([488, 234, 195, 2032]), 0.03: np.array([4000, 140, 195, 2000])}
    ax = plots.steps_by_beta([0.0, 0.5, 0.9, 0.99], steps, {0.018: 0.75, 0.03: 0.68}, max_steps=4000)
    said = [text.get_text() for text in ax.texts]
    assert said == ["η = 0.018", "195", "η = 0.03", "explodes to the left", "140", "critical damping"]
    first, _, border, second, *_ = ax.lines
    assert first.get_ydata().tolist() == [488, 234, 195, 2032]
    assert second.get_ydata().tolist() == [140, 195, 2000]  # what never arrives is left out
    assert border.get_xdata() == [0.75, 0.75]


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


def test_the_roots_meet_at_critical_damping_and_leave_the_real_line_for_the_circle_of_root_beta():
    """ηh = 0.25: β* = (1 − 0.5)² = 0.25, where both roots are 0.5; at β = 0.81 they are 0.9 from 0, 0.5 from 1."""
    plane = plots.roots_by_beta({"one": 0.25})
    first, second = (line for line in plane.lines if len(line.get_xdata()) == 991)
    for line in (first, second):
        real, imaginary = line.get_xdata(), line.get_ydata()
        assert np.hypot(real[810], imaginary[810]) == pytest.approx(0.9)
        assert np.hypot(real[810] - 1, imaginary[810]) == pytest.approx(0.5)
        assert not imaginary[:250].any()
    assert sorted([first.get_xdata()[0], second.get_xdata()[0]]) == pytest.approx([0, 0.75])
    sizes = plane.figure.axes[1].lines[0]
    assert sizes.get_xdata()[sizes.get_ydata().argmin()] == pytest.approx(0.25, abs=0.002)
    assert "they meet at 0.50 for β = 0.25" in alt_text(plane.figure)


def test_each_path_of_the_ravine_has_axes_of_its_own_and_is_said():
    walks = {"a": [(-1, 0.3), (0, 0)], "b": [(-1, 0.3), (0.2, -0.1), (0.1, 0.1)]}
    figure = plots.ravine_paths(lambda a, b: a**2 + b**2, walks).figure
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["a", "b"]
    drawn = [ax.lines[0].get_xydata().tolist() for ax in figure.axes]
    assert drawn == [[list(p) for p in walk] for walk in walks.values()]
    assert "b: for 3 steps it swings across, and along it rolls past the minimum to w1 = 0.20" in alt_text(figure)


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


def test_a_ball_in_noise_has_the_spread_of_all_its_companions_as_a_band():
    walk = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [-1.0, -1.0]])  # two balls, spread 1
    figure = plots.noisy_walks({"calm": walk / 2, "wild": walk}).figure
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["calm\nspread 0.50", "wild\nspread 1.00"]
    assert figure.axes[1].lines[1].get_ydata().tolist() == [1, -1, 1, -1]
    assert figure.axes[0].get_shared_y_axes().joined(*figure.axes)
    assert "wild: spread 1.00, and its ball passes the minimum 3 times" in alt_text(figure)


def test_a_panel_of_the_ravine_that_is_higher_than_the_others_says_so():
    figure = plots.ravine_paths(lambda a, b: a**2 + b**2, {"a": [(-1, 0.3), (0, 0)], "b": [(-1, 0.6), (0, 0)]}).figure
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["a", "b (other scale)"]


def test_weights_are_drawn_around_their_minimum():
    ax = plots.weight_by_step({"ball": np.array([1.0, -0.6, 0.3])})
    assert ax.lines[1].get_ydata().tolist() == [1.0, -0.6, 0.3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["ball"]
    assert "ball: swings past 0, down to −0.60" in alt_text(ax.figure)


@pytest.mark.parametrize(("kappa", "q"), [(9.0, 1 / 2), (100.0, 9 / 11), (1024.0, 31 / 33)])
def test_the_best_heavy_ball_puts_one_weight_of_the_row_right_in_each_step(kappa, q):
    """By hand at κ = 9: η = 1/4, β = 1/4; the first slope is −2 at w₁, and w₁ = 1/2 stays there."""
    values = limits.row_values(7, kappa)
    assert values["weights"]["heavy ball"][:9] == pytest.approx([q**k for k in range(1, 8)] + [0, 0])
    assert values["distances"]["heavy ball"][:8] == pytest.approx([q**t for t in range(8)], rel=1e-6)


def test_nothing_is_heard_beyond_as_many_weights_as_steps_and_plain_descent_stays_above_the_bound():
    values = limits.row_values(10, 100.0)
    for weights in values["weights"].values():
        assert weights[9] != 0
        assert not weights[10:].any()
    assert (values["distances"]["plain descent"][1:] > (9 / 11) ** np.arange(1, 41)).all()


def test_the_slope_of_the_row_is_the_derivative_of_its_springs():
    def loss(w):
        return 99 / 8 * (np.diff(np.concatenate([[1], w, [0]])) ** 2).sum() + (w**2).sum() / 2

    w = np.array([0.3, -0.7, 1.1])
    assert limits.row_gradient(w, 100.0) == pytest.approx(numerical_gradient(loss, w), abs=1e-5)


def test_noise_leaves_the_hand_worked_losses_and_in_the_end_those_of_the_formula():
    """After a step the variance is η², after two without memory η²(1 + (1 − ηh)²)."""
    h, eta = limits.CURVATURES, 0.01
    way, noise = limits.noise_parts(eta, 0.0, 2)
    assert way[0].sum() == pytest.approx(1)
    assert way[1] == pytest.approx((1 - eta * h) ** 2 / 20)
    assert noise == pytest.approx(np.array([0 * h, h * eta**2 / 2, h * eta**2 / 2 * (1 + (1 - eta * h) ** 2)]))
    in_the_end = limits.noise_parts(eta, 0.9, 4000)[1][-1]
    assert in_the_end == pytest.approx(eta / 0.1 / 2 * 1.9 / (3.8 - eta * h))


def test_runs_with_drawn_noise_have_the_mean_that_is_computed():
    rng = np.random.default_rng(1)
    h, eta, beta = limits.CURVATURES, 0.004, 0.5
    w, v = np.sqrt(2 / (20 * h)) * np.ones((4000, 1)), np.zeros((4000, 20))
    for _ in range(60):
        v = beta * v + eta * (h * w + rng.normal(size=w.shape))
        w = w - v
    way, noise = limits.noise_parts(eta, beta, 60)
    assert (w**2 @ h / 2).mean() == pytest.approx(way[-1].sum() + noise[-1].sum(), rel=0.03)


def test_a_batch_divides_the_variance_and_all_rows_have_no_noise():
    one, hundred, every = (limits.noise_values(0.5, 0.004, batch) for batch in (1, 100, None))
    assert one["noise"] == pytest.approx(100 * hundred["noise"])
    assert not every["noise"].any()
    assert every["run"] == pytest.approx(every["way"].sum(axis=1))


def test_the_explorers_of_the_limits_say_what_they_draw():
    row, noise = limits.row_explorer(), limits.noise_floor_explorer()
    assert "all beyond the first 10 are still 0" in row.frame().words
    assert "the heavy ball 0.1344; the bound is 0.1344" in row.frame().words
    assert "after 3 steps" in row.frame(step=3).layers[1]
    assert row.frame(step=3).layers[0] == row.frame().layers[0]
    assert "explodes" in noise.frame(eta=0.025).words
    assert "explodes" in noise.frame(eta=0.025).layers[1]
    assert "from 1 to 0.062 after 100 steps" in noise.frame(beta=0.9, eta=0.001).words
    assert "η/(1 − β) = 0.01, loss at step 100: 0.062" in noise.frame(beta=0.9, eta=0.001).layers[1]
    assert "0 is noise" in noise.frame(batch=None).words


def test_the_axes_of_the_limits_are_empty_and_name_their_lines():
    left, lines, front, words, region = limit_plots.row_and_distances(40, 40)
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["the minimum", "plain descent", "heavy ball"]
    assert [len(group) for group in lines.values()] == [1, 2, 2, 2]
    assert region.axes is not left
    assert front.axes is words.axes is left
    losses, lines = limit_plots.losses_and_directions(100, np.array([1.0, 100.0]))
    named = [text.get_text() for text in losses.get_legend().get_texts()]
    assert named == ["one run", "mean of all runs", "way left", "noise"]
    assert all(len(line.get_xdata()) == 0 for group in lines.values() for line in group)
