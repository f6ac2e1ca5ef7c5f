"""Lecture 13: the networks of the explorer are regularized as the library does it, and the figures show the numbers."""

import numpy as np
import pytest

from dlcourse import Dense, Dropout, numerical_gradient
from dlcourse.plots import regularization as figures
from dlcourse.plots.style import alt_text
from dlcourse.widgets import regularization as widgets


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def few_fits(monkeypatch):
    """An explorer of four positions, each trained for five steps: fast, and all that is needed to see it move."""
    quick = widgets.fit_network.__wrapped__
    monkeypatch.setattr(widgets, "PENALTIES", (0.0, 0.03))
    monkeypatch.setattr(widgets, "RATES", (0.0, 0.4))
    monkeypatch.setattr(widgets, "fit_network", lambda l2, rate, seed=0: quick(l2, rate, seed, n_steps=5))
    monkeypatch.setattr(widgets, "boundary_values", widgets.boundary_values.__wrapped__)


def test_the_moons_have_as_many_wrong_labels_as_asked_and_the_others_are_right(rng):
    x, y, mislabelled = widgets.moons(rng, 200, 30)
    assert (x.shape, y.shape, mislabelled.sum()) == ((200, 2), (200, 1), 30)
    right = np.where(mislabelled, 1 - y[:, 0], y[:, 0])
    assert right.tolist() == (np.arange(200) % 2).tolist()
    assert np.array_equal(widgets.moons(np.random.default_rng(0), 200, 30)[0], x)


def test_the_price_of_the_network_is_that_of_its_weights_without_biases(rng):
    model = widgets.moons_network(0.01, 0.0, rng)
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    assert len(dense) == 3
    for layer in dense:
        layer.b[...] = 100.0
    assert model.penalty() == pytest.approx(0.01 * sum((layer.W**2).sum() for layer in dense))


def test_the_gradient_of_the_priced_loss_matches_finite_differences(rng):
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


def test_a_price_makes_the_weights_smaller_and_resists_wrong_labels():
    free, priced = widgets.fit_network(0.0, 0.0), widgets.fit_network(0.003, 0.0)
    assert priced["norm"] < free["norm"] / 4
    assert priced["training"] < free["training"] - 0.05
    assert priced["fresh"] > free["fresh"] + 0.05
    assert priced["resisted"] > free["resisted"] + 4


def test_too_high_a_price_leaves_one_answer_for_the_whole_plane():
    values = widgets.boundary_values(0.1, 0.0)
    assert values["fresh"] == 0.5
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
    frames = [explorer.frame(), explorer.frame(l2=0.03), explorer.frame(l2=0.03, rate=0.4)]
    assert [frame.words.split("by a network with ")[1].split(". It")[0] for frame in frames] == [
        "price λ = 0 and dropout 0",
        "price λ = 0.03 and dropout 0",
        "price λ = 0.03 and dropout 0.4",
    ]
    assert {name: control.label for name, control in explorer.controls.items()} == {
        "l2": "price λ",
        "rate": "dropout rate",
    }
    assert list(explorer.folded) == ["rate"]


@pytest.mark.usefixtures("few_fits")
def test_the_page_has_a_picture_for_each_price_and_rate():
    words = [frame.words for frame in widgets.boundary_explorer().frames]
    assert len(set(words)) == len(words) == 4


def test_the_words_tell_both_scores():
    values = widgets.boundary_values(0.003, 0.0)
    words = widgets.describe_boundary(values)
    assert f"{values['training']:.1%} of its 80 training rows" in words
    assert f"{values['fresh']:.1%} of 2,000 fresh ones" in words
    assert f"not follow {values['resisted']} of the 12 wrong labels" in words


def test_a_border_rings_the_wrong_labels_and_colours_the_sides():
    x, y = np.array([[0.0, 0], [1, 1], [1, 0]]), np.array([0, 1, 1])
    across = up = np.linspace(0, 1, 5)
    logits = np.tile(across - 0.4, (5, 1))  # class 1 to the right
    ax = figures.decision_boundary(x, y, np.array([False, True, False]), across, up, logits, "title")
    ringed = next(points for points in ax.collections if points.get_label() == "wrong label")
    assert ringed.get_offsets().tolist() == [[1, 1]]
    assert np.asarray(ax.images[0].get_array()).tolist() == [[0, 0, 1, 1, 1]] * 5


def test_two_borders_stand_side_by_side():
    arguments = widgets.boundary_arguments(widgets.boundary_values(0.003, 0.0))
    left, right = figures.two_decision_boundaries(arguments, arguments | {"title": "other"})
    assert left.get_title(loc="left").startswith("λ = 0.003, dropout 0: 85%")
    assert right.get_title(loc="left") == "other"
    assert "Right, other: a smooth border" in alt_text(left.figure)


def test_shrink_or_delete_draws_what_it_is_given():
    a = np.array([-1.0, 0.0, 1.0])
    ax = figures.shrinkage(a, a / 2, np.zeros(3))
    drawn = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert drawn["L2: a shallower line"] == [-0.5, 0, 0.5]
    assert drawn["L1: flat, then shifted"] == [0, 0, 0]
    assert "through 0 reaches 0.50 at a = 1.00" in alt_text(ax.figure)
    assert "flat on 0 from −1.00 to 1.00" in alt_text(ax.figure)


def test_weights_of_both_kinds_of_inputs_have_their_own_markers():
    used = np.array([True, False])
    left, _ = figures.weights_side_by_side({"a": np.array([2.0, 0.1]), "b": np.array([1.0, 0.0])}, used)
    marked = [line for line in left.lines if line.get_marker() in "os"]
    assert [(line.get_marker(), line.get_ydata().tolist()) for line in marked] == [("o", [2.0]), ("s", [0.1])]
    assert "a: those of inputs that matter are 2.00, the others reach up to 0.10" in alt_text(left.figure)


def test_a_unit_that_is_left_out_is_crossed():
    masks = [[[True, True], [False, True], [True]], [[True] * 2, [True] * 2, [True]]]
    left, right = figures.dropout_masks(masks, [2, 2, 1], ["one", "all"])
    crosses = [sum(line.get_marker() == "x" for line in ax.lines) for ax in (left, right)]
    assert crosses == [1, 0]
    dashed = [sum(line.get_linestyle() == "--" for line in ax.lines) for ax in (left, right)]
    assert "one, 1 left out; all, none left out" in alt_text(left.figure)
    assert dashed == [3, 0]  # two wires arrive at the crossed unit, one leaves it


def test_scores_by_price_draws_the_means():
    ax = figures.accuracy_by_penalty([0.1, 1.0], [[1.0, 0.8], [0.8, 0.6]], [[0.5, 0.7], [0.7, 0.7]])
    assert [line.get_ydata().tolist() for line in ax.lines] == [pytest.approx([0.9, 0.7]), pytest.approx([0.6, 0.7])]
    assert "its highest point, 0.70, at 1, and ends at 0.70" in alt_text(ax.figure)
