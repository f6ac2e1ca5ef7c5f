"""Lecture 05: what its figures show, the lines that three losses fit, and what moves in its explorer."""

import numpy as np
import pytest

from dlcourse import Huber
from dlcourse.plots import loss_functions as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import loss_functions as widgets
from dlcourse.widgets.loss_functions import huber_line, median_line, outlier_explorer, outlier_values, weighted_line


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.fixture
def alts(monkeypatch):
    shown = []
    monkeypatch.setattr(widgets.style, "show", lambda figure, alt: shown.append(alt))
    return shown


def test_prices_stand_over_their_pulls_on_one_axis():
    e = np.linspace(-2, 2, 5)
    labels = {"squared": (-1, 3), "absolute": (1, 2)}
    upper, lower = plots.losses_and_derivatives(
        e, {"a": e**2, "b": abs(e)}, {"a": 2 * e, "b": np.sign(e)}, "error", labels, ylims=((0, 5), (-4, 4))
    )
    assert [line.get_ydata().tolist() for line in upper.lines[2:]] == [(e**2).tolist(), abs(e).tolist()]
    assert [line.get_ydata().tolist() for line in lower.lines[2:]] == [(2 * e).tolist(), np.sign(e).tolist()]
    assert upper.lines[2].get_linestyle() != upper.lines[3].get_linestyle()
    assert texts(upper) == ["squared", "absolute"]
    assert upper.get_shared_x_axes().joined(upper, lower)


def test_at_an_error_of_0_nothing_is_drawn_where_mae_has_no_slope():
    e = np.linspace(-2, 2, 5)
    prices = {"MSE": e**2, "MAE": abs(e), "Huber": e**2 / 2}
    pulls = {"MSE": 2 * e, "MAE": np.sign(e), "Huber": np.clip(e, -1, 1)}
    lower = plots.regression_losses(e, prices, pulls, 1.0).figure.axes[1]
    np.testing.assert_array_equal(lower.lines[3].get_ydata(), [-1, -1, np.nan, 1, 1])
    assert "Huber with δ = 1 a parabola" in alt_text(lower.figure)


def test_the_squared_error_of_a_logit_is_steepest_where_p_is_a_third():
    z = np.linspace(-10, 6, 1601)
    p = 1 / (1 + np.exp(-z))
    prices = {"BCE": -np.log(p), "squared error": (p - 1) ** 2}
    pulls = {"BCE": p - 1, "squared error": 2 * (p - 1) * p * (1 - p)}
    said = alt_text(plots.classification_losses(z, prices, pulls).figure)
    assert "dips to −0.3 near z = −0.7 and is back near 0 at z = −10" in said


def test_the_price_of_a_probability_is_written_at_its_mark():
    ax = plots.loss_of_probability(np.linspace(0.01, 1, 50), [0.5, 0.1])
    assert "0.69 at p = 0.5, 2.30 at p = 0.1. It falls" in alt_text(ax.figure)
    assert texts(ax) == ["p = 0.5: 0.69", "p = 0.1: 2.30"]


@pytest.mark.parametrize(
    ("line", "written"),
    [((4.236, -4.964), "4.24 x − 4.96"), ((2, 1), "2.00 x + 1.00"), ((-0.25, 1e-9), "−0.25 x + 0.00")],
)
def test_a_line_is_written_as_one_writes_it(line, written):
    assert plots.format_line(*line) == written


def test_points_and_lines_are_drawn_where_they_belong():
    (x, y), lines = outlier_values(9, 60, 5)
    ax = plots.outlier_and_lines(x, y, lines, outlier=9)
    for drawn, (slope, intercept) in zip(ax.lines, lines.values(), strict=False):
        across, up = drawn.get_xdata(), drawn.get_ydata()
        assert up == pytest.approx(slope * across + intercept)
    assert ax.lines[-1].get_xydata().tolist() == [[9, 60]]
    assert "an outlier at x = 9, y = 60. Fitted lines: MSE: 4.24 x − 4.96; MAE: 2.00" in alt_text(ax.figure)
    assert [text.get_text() for text in ax.get_legend().get_texts()][1] == "MAE: 2.00 x + 1.00"


def test_least_squares_turns_to_4_24_x_minus_4_96():
    (x, y), lines = outlier_values(9, 60, 5)
    assert lines["MSE"] == pytest.approx(np.polyfit(x, y, 1))
    assert lines["MSE"] == pytest.approx((4.236, -4.964), abs=1e-3)


def test_the_median_line_stays_on_the_nine_points_and_yields_to_a_long_lever():
    assert outlier_values(9, 60, 5)[1]["MAE"] == pytest.approx((2, 1))
    slope, intercept = outlier_values(40, 0, 5)[1]["MAE"]
    assert slope * 40 + intercept == pytest.approx(0)
    assert slope < 0


def test_no_line_nearby_costs_less_than_the_median_line():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=10), rng.normal(size=10)
    slope, intercept = median_line(x, y)

    def cost(a, b):
        return np.abs(y - a * x - b).sum()

    tried = slope + rng.normal(0, 0.3, 2000), intercept + rng.normal(0, 0.3, 2000)
    assert min(cost(a, b) for a, b in zip(*tried, strict=True)) >= cost(slope, intercept)


@pytest.mark.parametrize("delta", [0.5, 1, 5, 20])
@pytest.mark.parametrize("place", [(9, 60), (9, -40), (4, 80), (30, 0), (60, 100)])
def test_at_hubers_line_the_pulls_of_all_points_balance(place, delta):
    (x, y), lines = outlier_values(*place, delta)
    slope, intercept = lines[f"Huber, δ = {delta:g}"]
    _, pulls = Huber(delta)(y, slope * x + intercept)
    assert pulls.sum() == pytest.approx(0, abs=1e-5)
    assert pulls @ x == pytest.approx(0, abs=1e-5)


def test_hubers_line_is_least_squares_once_delta_exceeds_every_error():
    x, y = np.arange(5.0), np.array([0.0, 3, 1, 5, 2])
    assert huber_line(x, y, delta=100) == pytest.approx(weighted_line(x, y, np.ones(5)))


def test_points_in_one_place_are_no_pair_for_the_median_line():
    _, lines = outlier_values(4, 60, 5)  # the outlier stands above another point
    assert lines["MAE"] == pytest.approx((2, 1))
    assert np.isfinite(list(lines.values())).all()


def test_a_point_of_weight_0_has_no_say():
    x, y = np.array([0.0, 1, 2, 3]), np.array([1.0, 3, 5, 100])
    assert weighted_line(x, y, np.array([1, 1, 1, 0])) == pytest.approx((2, 1))


def test_the_slider_for_the_outliers_height_alone_is_visible_and_moves_the_lines(alts):
    slider, _, folded = outlier_explorer().children
    assert slider.description == "outlier's y"
    assert folded.selected_index is None
    assert [control.description for control in folded.children[0].children] == ["Huber's δ", "outlier's x"]
    slider.value = 19
    assert len(alts) == 2
    assert "MSE 4.24 x − 4.96; MAE 2.00 x + 1.00; Huber 2.42 x − 0.11" in alts[0]
    assert "MSE 2.00 x + 1.00; MAE 2.00 x + 1.00; Huber 2.00 x + 1.00" in alts[1]


def test_delta_and_place_reach_the_words(alts):
    *_, folded = outlier_explorer().children
    delta, x = folded.children[0].children
    delta.value, x.value = 50, 40
    assert "x = 40, y = 60" in alts[-1]
    assert "δ = 50" in alts[-1]
