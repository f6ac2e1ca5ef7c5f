"""Lecture 12: the explorer's numbers are those of the loss, and the figures show what they were given."""

import numpy as np
import pytest

from dlcourse import numerical_gradient
from dlcourse.data import salary_by_iq_and_gpa
from dlcourse.plots import improving_a_network as figures
from dlcourse.plots.style import alt_text
from dlcourse.widgets import improving_a_network as widgets

PLANES = list(widgets.PLANES)
SCALINGS = list(widgets.SCALINGS)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("scaling", SCALINGS)
def test_the_best_point_has_no_loss_on_three_students(scaling, plane):
    values = widgets.scaling_values(scaling, plane=plane)
    assert float(values["loss"](*values["minimum"])) == pytest.approx(0, abs=1e-20)


def test_the_raw_loss_is_that_of_the_three_students():
    values = widgets.scaling_values("none")
    x, y, _ = salary_by_iq_and_gpa()
    bias = 3.1  # the best one, by hand: three rows, three unknowns
    by_hand = np.mean((x @ [1, 1] + bias - y[:, 0]) ** 2)
    assert float(values["loss"](1.0, 1.0)) == pytest.approx(by_hand)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("scaling", SCALINGS)
def test_each_step_of_the_walk_goes_down_the_gradient_of_the_loss(scaling, plane):
    values = widgets.scaling_values(scaling, rate_fraction=0.5, n_steps=3, plane=plane)
    for before, after in zip(values["path"], values["path"][1:], strict=False):
        slope = numerical_gradient(lambda w: float(values["loss"](*w)), before)
        assert after == pytest.approx(before - 0.5 * values["limit"] * slope, rel=1e-4, abs=1e-6)


def test_scaling_makes_a_bowl_of_the_gorge():
    conditions = {scaling: widgets.scaling_values(scaling)["condition"] for scaling in SCALINGS}
    assert conditions["none"] > 10_000
    assert conditions["min-max"] < 5
    assert conditions["standard"] < 5


def test_weight_and_bias_of_a_standardised_column_make_a_circle():
    assert widgets.scaling_values("standard", plane=PLANES[1])["condition"] == pytest.approx(1)


@pytest.mark.parametrize(("share", "arrives"), [(0.95, True), (1.05, False)])
def test_the_walk_arrives_below_the_limit_and_leaves_above_it(share, arrives):
    values = widgets.scaling_values("standard", rate_fraction=share, n_steps=200)
    start, end = (float(values["loss"](*values["path"][k])) for k in (0, -1))
    assert (end < start / 1000) == arrives


def test_switching_the_scaling_changes_the_picture_and_its_words():
    explorer = widgets.scaling_explorer()
    before, after = explorer.frame(), explorer.frame(scaling="standard")
    assert "scaling none" in before.words
    assert "condition number 11,175.5" in before.words
    assert "scaling standard" in after.words
    assert "condition number 4.2" in after.words
    assert before.layers[0] != after.layers[0]


def test_the_scaling_is_visible_and_the_rest_is_folded():
    explorer = widgets.scaling_explorer()
    assert [(control.label, control.kind) for control in explorer.visible.values()] == [("scaling", "radio")]
    assert [control.label for control in explorer.folded.values()] == ["η, share of limit", "steps", "axes"]


def test_the_words_say_that_a_walk_beyond_the_limit_goes_uphill():
    assert "uphill" in widgets.describe_scaling(widgets.scaling_values("none", rate_fraction=1.2))
    assert "uphill" not in widgets.describe_scaling(widgets.scaling_values("none", rate_fraction=0.9))


def test_the_parts_of_the_bar_are_as_long_as_their_rows():
    ax = figures.data_split((6, 3, 1), ("a", "b", "c"))
    assert [patch.get_width() for patch in ax.patches] == [6, 3, 1]
    assert {patch.get_hatch() for patch in ax.patches} == {"", "//", ".."}
    assert "A bar of 10 rows in three parts. 6 training rows: a; 3 validation rows: b" in alt_text(ax.figure)


def test_where_to_stop_draws_both_losses_and_both_epochs():
    ax = figures.early_stopping([3, 2, 1, 0.5], [3, 2, 2.5, 2.6], best_epoch=1, stopped_epoch=3)
    assert [line.get_label() for line in ax.lines[:2]] == ["training", "validation"]
    assert [line.get_xdata()[0] for line in ax.lines[2:4]] == [1, 3]
    assert "epoch 1: keep these weights" in ax.texts[-1].get_text()
    assert "falls to 2.00 in epoch 1, marked by a line, and ends at 2.60" in alt_text(ax.figure)


def test_accuracy_by_parameters_draws_means():
    ax = figures.accuracy_by_parameters([10, 100], [[0.2, 1.0], [0.4, 1.0]], [[0.1, 0.8], [0.2, 0.9]])
    assert ax.lines[0].get_ydata().tolist() == pytest.approx([0.3, 1.0])
    assert ax.lines[1].get_ydata().tolist() == pytest.approx([0.15, 0.85])
    assert "ends at 1.00; the validation curve rises from 0.2" in alt_text(ax.figure)


def test_a_walk_that_explodes_is_cut_where_it_leaves():
    walk = np.array([[1.0, 1], [-50, 1], [2e9, 1], [np.inf, 1]])
    assert figures.count_until_outside(walk, 30) == 2
    assert figures.count_until_outside(walk[:1], 30) == 1


def test_both_axes_have_the_same_units():
    panel = {"loss": lambda a, b: a**2 + b**2, "path": np.zeros((2, 2)), "minimum": (0, 0), "title": "", "xlabel": "a",
             "ylabel": "b"}  # fmt: skip
    for ax in figures.two_losses_over_weights(panel, panel):
        assert ax.get_aspect() == 1
        assert ax.get_xlim() == ax.get_ylim()


def test_the_words_of_the_gorge_tell_where_both_walks_end():
    raw, scaled = widgets.scaling_values("none"), widgets.scaling_values("standard")
    words = alt_text(figures.raw_and_scaled(raw, scaled)[0].figure)
    assert f"{scaled['path'][-1][1]:.2f}), and the best point is" in words
    assert "far from the best point, (−0.03, 0.27)" in words
