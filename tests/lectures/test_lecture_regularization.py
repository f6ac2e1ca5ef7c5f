"""Lecture 13: the networks of the explorer are regularized as the library does it, and the figures show the numbers."""

import numpy as np
import pytest

from dlcourse import Dense, Dropout, numerical_gradient
from dlcourse.plots.generalization import dropped_units, penalties
from dlcourse.plots.generalization import regularization as figures
from dlcourse.plots.page.style import alt_text, figure_of
from dlcourse.widgets.generalization import regularization as widgets


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def few_fits(monkeypatch):
    """An explorer of eight positions, each trained for five steps: fast, and all that is needed to see it move."""
    quick = widgets.fit_network.__wrapped__
    monkeypatch.setattr(widgets, "PENALTIES", (0.0, 0.001))
    monkeypatch.setattr(widgets, "RATES", (0.0, 0.4))
    monkeypatch.setattr(widgets, "SETS", (0, 1))
    monkeypatch.setattr(widgets, "fit_network", lambda l2, rate, seed=0: quick(l2, rate, seed, n_steps=5))
    monkeypatch.setattr(widgets, "boundary_values", widgets.boundary_values.__wrapped__)


def test_the_moons_have_as_many_wrong_labels_as_asked_and_the_others_are_right(rng):
    x, y, mislabelled = widgets.moons(rng, 200, 30)
    assert (x.shape, y.shape, mislabelled.sum()) == ((200, 2), (200, 1), 30)
    right = np.where(mislabelled, 1 - y[:, 0], y[:, 0])
    assert right.tolist() == (np.arange(200) % 2).tolist()
    assert np.array_equal(widgets.moons(np.random.default_rng(0), 200, 30)[0], x)


def test_the_penalty_of_the_network_is_that_of_its_weights_without_biases(rng):
    model = widgets.moons_network(0.01, 0.0, rng)
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    assert len(dense) == 3
    for layer in dense:
        layer.b[...] = 100.0
    assert model.penalty() == pytest.approx(0.01 * sum((layer.W**2).sum() for layer in dense))


def test_the_gradient_of_the_penalized_loss_matches_finite_differences(rng):
    model = widgets.moons_network(0.01, 0.0, rng, units=4)
    x, y, _ = widgets.moons(rng, 12)
    _, gradient = model.loss_and_gradient(x, y)

    def cost(parameters):
        model.parameters[...] = parameters
        return model.loss_and_gradient(x, y)[0]

    assert gradient == pytest.approx(numerical_gradient(cost, model.parameters.copy()), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(("rate", "count"), [(0.0, 0), (0.4, 2)])
def test_dropout_stands_behind_both_hidden_layers_or_nowhere(rng, rate, count):
    model = widgets.moons_network(0.0, rate, rng)
    found = [layer for layer in model.layers if isinstance(layer, Dropout)]
    assert [layer.rate for layer in found] == [rate] * count
    assert not isinstance(model.layers[-1], Dropout)


def test_a_penalty_makes_the_weights_smaller_and_lets_wrong_labels_go():
    free, penalized = widgets.fit_network(0.0, 0.0), widgets.fit_network(0.003, 0.0)
    assert penalized["norm"] < free["norm"] / 4
    assert penalized["training"] < free["training"] - 0.05
    assert penalized["validation"] > free["validation"] + 0.03
    assert penalized["followed"].sum() < free["followed"].sum() - 4


def test_what_is_followed_are_the_wrong_labels_that_the_network_gives():
    fit = widgets.fit_network(0.003, 0.0)
    x, y, mislabelled = widgets.moons(np.random.default_rng(0), 80, 12)
    given = (fit["model"].predict(x) > 0)[:, 0] == y[:, 0]
    assert [bool(each) for each in fit["followed"]] == [bool(g and m) for g, m in zip(given, mislabelled, strict=True)]


def test_too_high_a_penalty_leaves_one_answer_for_the_whole_plane():
    values = widgets.boundary_values(0.1, 0.0)
    assert values["training"] < 0.6
    assert len(np.unique(values["logits"] > 0)) == 1
    assert "No border" in widgets.describe_boundary(values)


def test_the_logits_of_the_picture_are_the_networks():
    values = widgets.boundary_values(0.003, 0.0)
    point = np.array([[widgets.X1[5], widgets.X2[60]]])
    by_network = widgets.fit_network(0.003, 0.0)["model"].predict(point)[0, 0]
    assert values["logits"][60, 5] == pytest.approx(by_network)


@pytest.mark.usefixtures("few_fits")
def test_each_slider_moves_the_picture_and_its_words():
    explorer = widgets.boundary_explorer()
    frames = [explorer.frame(), explorer.frame(l2=0.0), explorer.frame(rate=0.4), explorer.frame(seed=1)]
    assert [frame.words.split("by a network with ")[1].split(". It")[0] for frame in frames] == [
        "penalty coefficient λ = 0.001 and dropout 0",
        "penalty coefficient λ = 0 and dropout 0",
        "penalty coefficient λ = 0.001 and dropout 0.4",
        "penalty coefficient λ = 0.001 and dropout 0",
    ]
    assert len({frame.layers for frame in frames}) == 4
    assert [control.label for control in explorer.controls.values()] == [
        "penalty coefficient λ",
        "dropout rate",
        "set of points",
    ]
    assert not explorer.folded


@pytest.mark.usefixtures("few_fits")
def test_the_page_has_a_picture_for_each_penalty_rate_and_set():
    frames = widgets.boundary_explorer().frames
    assert len({frame.layers for frame in frames}) == len(frames) == 8


def test_the_words_tell_both_scores():
    values = widgets.boundary_values(0.003, 0.0)
    words = widgets.describe_boundary(values)
    assert f"{values['training']:.1%} of its 80 training rows" in words
    assert f"{values['validation']:.1%} of the 80 validation rows" in words
    assert f"follows {values['followed'].sum()} of the 12 wrong labels" in words


def test_weights_under_a_penalty_have_the_lowest_cost(rng):
    x, y = widgets.forty_rows(np.array([2.0, 0.0, -1.0, 0.5]), 0)
    matrix, best = x.T @ x / 40, np.linalg.lstsq(x, y, rcond=None)[0]
    for under, penalty in ((widgets.under_l2, lambda w: w @ w), (widgets.under_l1, lambda w: np.abs(w).sum())):
        for lam, w in zip((0.0, 0.3, 2.0), under(matrix, best, (0.0, 0.3, 2.0)), strict=True):
            costs = [((x @ v - y) ** 2).mean() + lam * penalty(v) for v in (w, *(w + rng.normal(0, 0.02, (200, 4))))]
            assert np.argmin(costs) == 0


def test_large_penalties_delete_under_l1_and_only_shrink_under_l2():
    few, many, informative = widgets.shrinking_weights()
    assert (few["L2"] != 0).all()
    assert (many["L2"] != 0).all()
    assert few["L1"][-1].tolist() == [0, 0]
    assert not many["L1"][-1].any()
    assert np.flatnonzero(many["L1"][-6]).tolist() == np.flatnonzero(informative).tolist() == [3, 11, 20]


def test_the_shrinking_explorer_tells_where_both_pairs_of_weights_are():
    explorer = widgets.shrinking_explorer()
    words = explorer.frame(at=0).words
    assert words.count("w₁ = 2.50 and w₂ = 0.80") == 2
    last = explorer.frame(at=len(widgets.SHRINKING) - 1).words
    assert "Under L1, where the diamond touches a contour of the loss, w₁ = 0.00 and w₂ = 0.00" in last
    assert "of 30 weights 0 are not 0" in last


def test_the_drawn_path_under_l1_is_straight_down_to_the_axis():
    # by hand: w = best − λ/2 · BOWL⁻¹ (1, 1), so w₂ = 0.8 − 0.55 λ/(2 · 0.3975) is 0 at λ = 1.1564, where w₁ = 2.2818
    line = widgets.shrinking_lines()["L1"]
    before = line[line[:, 1] > 0]
    slopes = np.diff(before[:, 1]) / np.diff(before[:, 0])
    assert slopes == pytest.approx(0.55 / 0.15, rel=1e-6)
    assert line[len(before)] == pytest.approx([2.2818, 0], abs=0.005)
    assert before[-1] == pytest.approx([2.2818, 0], abs=0.008)


def test_the_circle_and_the_diamond_go_through_the_weights():
    few = {"L2": np.array([[3.0, 4.0]]), "L1": np.array([[1.0, -0.5]])}
    many = {name: np.array([[1.0, 0.0, 0.0]]) for name in few}
    figure = penalties.two_penalties(np.eye(2), np.ones(2), few, few, many, np.array([True, False, True]), 0, 0.5)
    circle, diamond = figure.axes[0].patches[0], figure.axes[2].patches[0]
    assert circle.get_radius() == 5
    assert diamond.get_xy()[:4].tolist() == [[1.5, 0], [0, 1.5], [-1.5, 0], [0, -1.5]]
    assert figure.axes[1].get_xlabel() == "3 inputs, 2 of them matter: exactly 0 are 2"


def boundary(ax=None):
    """A boundary at 0.4 between two classes, with a wrong label that is followed and one that is not."""
    x, y = np.array([[0.0, 0], [1, 1], [1, 0]]), np.array([0, 1, 1])
    across = up = np.linspace(0, 1, 5)
    logits = 10 * np.tile(across - 0.4, (5, 1))  # class 1 to the right
    wrong, followed = np.array([True, True, False]), np.array([False, True, False])
    return {"x": x, "y": y, "mislabelled": wrong, "followed": followed, "x1": across, "x2": up, "logits": logits,
            "title": "title"}  # fmt: skip


def test_a_border_rings_wrong_labels_and_those_it_follows_twice():
    ax = figures.decision_boundary(**boundary())
    rings = [points.get_offsets().tolist() for points in ax.collections if not len(points.get_facecolor())]
    assert rings[:2] == [[[0, 0], [1, 1]], [[1, 1]]]
    border = next(lines for lines in ax.collections if list(getattr(lines, "levels", [])) == [0])
    assert border.get_paths()[0].vertices[:, 0] == pytest.approx(0.4)


def test_two_borders_stand_side_by_side():
    arguments = widgets.boundary_arguments(widgets.boundary_values(0.003, 0.0))
    left, right = figures.two_decision_boundaries(arguments, arguments | {"title": "other"})
    assert left.get_title(loc="left").startswith("λ = 0.003, rate 0: 85% training")
    assert right.get_title(loc="left") == "other"
    n_followed = arguments["followed"].sum()
    assert f"Right, other: a smooth border between the moons, weakly shaded around it; {n_followed} of" in alt_text(
        left.figure
    )


def test_along_a_line_marks_where_both_borders_are_and_rings_wrong_labels():
    at = np.linspace(-1, 1, 201)
    curves = {"steep": 1 / (1 + np.exp(-30 * at - 9)), "small": 0.5 + (at + 0.3) / 1000, "gentle": 0.5 + 0.2 * at}
    ax = figures.along_a_line(at, curves, np.array([-0.5, 0.5]), np.array([1, 1]), np.array([True, False]))
    marks = [line.get_xdata() for line in ax.lines if np.allclose(line.get_ydata(), 0.5) and len(line.get_xdata()) == 1]
    assert [mark.tolist() for mark in marks] == [[pytest.approx(-0.3, abs=0.011)]] * 2
    ringed = next(line for line in ax.lines if line.get_markersize() == 14)
    assert list(ringed.get_xdata()) == [-0.5]
    assert "the labels of 2 points near it, 1 of them wrong" in alt_text(ax.figure)


def test_one_weight_draws_the_cost_and_what_it_is_given():
    a = np.array([-1.0, 0.0, 1.0])
    left, right = penalties.one_weight(a, a / 2, np.zeros(3), 1.0, examples=[0.5, 1.5])
    lowest = [(line.get_xdata()[0], line.get_ydata()[0]) for line in left.lines if len(line.get_xdata()) == 1]
    assert lowest == [(0, 0.125), (0.5, 1.0)]
    assert [list(line.get_ydata()) for line in right.lines[1:]] == [[-0.5, 0, 0.5], [0, 0, 0]]
    assert "for a = 1.5 to the right of it, at 0.5" in alt_text(left.figure)
    assert "Under L2 a straight, shallower line through 0 reaches 0.50 at a = 1.00" in alt_text(left.figure)


def test_paths_of_weights_mark_the_truth_and_the_lowest_mean_error():
    lams, true = [0.1, 1.0, 10.0], np.array([2.0, 0.0])
    weights = np.array([[1.9, 0.2], [1.5, 0.1], [0.5, 0.0]])
    errors = [[3.0, 1.0, 2.0], [2.0, 1.5, 4.0]]
    axes = penalties.weight_paths(lams, {"L2": weights, "L1": weights}, true, {"L2": errors, "L1": errors})
    assert [line.get_ydata().tolist() for line in axes[0].lines[:2]] == [[0.2, 0.1, 0.0], [1.9, 1.5, 0.5]]
    assert list(axes[0].lines[2].get_ydata()) == [2.0]
    assert axes[2].lines[0].get_ydata().tolist() == [2.5, 1.25, 3.0]
    assert axes[2].texts[0].get_text() == "lowest at λ = 1"
    assert "under L1, 1 are exactly 0 at the largest λ" in alt_text(figure_of(axes[0]))


def test_kept_shares_tells_how_far_the_two_curves_are_apart():
    ax = penalties.kept_shares(np.array([0.1, 1.0]), {"a": np.array([0.2, 0.9]), "b": np.array([0.1, 0.6])})
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.2, 0.9], [0.1, 0.6]]
    assert "at most 0.30 apart" in alt_text(ax.figure)


def test_a_unit_that_is_left_out_is_crossed_and_one_that_stays_says_its_factor():
    masks = [[[True, True], [False, True], [True]], [[True] * 2, [True] * 2, [True]]]
    left, right = dropped_units.dropout_masks(masks, [2, 2, 1], ["one", "all"], scale=2.0)
    crosses = [sum(line.get_marker() == "x" for line in ax.lines) for ax in (left, right)]
    assert crosses == [1, 0]
    dashed = [sum(line.get_linestyle() == "--" for line in ax.lines) for ax in (left, right)]
    assert dashed == [3, 0]  # two wires arrive at the crossed unit, one leaves it
    assert [text.get_text() for text in left.texts if text.get_text()] == ["×2.00"]
    assert not any(text.get_text() for text in right.texts)
    assert "one, 1 left out; all, none left out" in alt_text(left.figure)


def test_the_committee_draws_each_border_the_mean_and_the_prediction():
    arguments = boundary()
    members = np.array([np.tile(arguments["x1"] - at, (5, 1)) + 0.5 for at in (0.2, 0.6)])
    axes = dropped_units.committee(arguments, arguments | {"title": "with"}, members, members.mean(axis=0))
    crossings = [lines.get_paths()[0].vertices[0, 0] for lines in axes[2].collections]
    assert crossings == pytest.approx([0.2, 0.6, 0.4, 0.4])
    assert "the borders of 2 thinned networks" in alt_text(figure_of(axes[0]))


def test_scores_by_penalty_draws_the_means_and_lambda_0_apart():
    training, validation = [[0.9, 1.0, 0.8], [0.9, 0.8, 0.6]], [[0.4, 0.5, 0.7], [0.6, 0.7, 0.7]]
    ax = figures.accuracy_by_penalty([0.0, 0.1, 1.0], training, validation, right=0.85)
    means = [line.get_ydata() for line in ax.lines if len(line.get_xdata()) == 2 and line.get_marker() != "None"]
    assert [mean.tolist() for mean in means] == [pytest.approx([0.9, 0.7]), pytest.approx([0.6, 0.7])]
    none = figure_of(ax).axes[0]
    assert [bar.lines[0].get_ydata().tolist() for bar in none.containers] == [
        [pytest.approx(0.9)],
        [pytest.approx(0.5)],
    ]
    assert "its highest point, 0.70, at 1, and ends at 0.70" in alt_text(ax.figure)
