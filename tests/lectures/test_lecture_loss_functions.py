"""Lecture 05: what its figures show, the lines that three losses fit, and what moves in its explorers."""

import numpy as np
import pytest
from scipy import stats

from dlcourse import Huber, MeanAbsoluteError, MeanSquaredError
from dlcourse.plots.losses import likelihood, loss_bands, loss_recipe, loss_staircases, other_losses
from dlcourse.plots.losses import loss_functions as plots
from dlcourse.plots.losses.likelihood import log_density
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.losses import loss_functions as widgets
from dlcourse.widgets.losses.likelihood import WAITS, likelihood_explorer
from dlcourse.widgets.losses.loss_functions import (
    huber_line,
    median_line,
    outlier_explorer,
    outlier_values,
    weighted_line,
)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_first_picture_shows_the_waits_and_asks():
    ax = plots.waits_on_a_line([1, 2, 3, 4, 100])
    assert ax.lines[1].get_xdata().tolist() == [1, 2, 3, 4, 100]
    assert texts(ax) == ["1, 2, 3, 4", "100", "strike", "which one number for tomorrow?"]
    assert "at 1, 2, 3, 4, 100; the last one is marked: strike" in alt_text(ax.figure)


def test_losses_stand_over_their_derivatives_on_one_axis():
    e = np.linspace(-2, 2, 5)
    labels, below = {"squared": (-1, 3), "absolute": (1, 2)}, {"2e": (1, 3), "one": (1, -2)}
    upper, lower = plots.losses_and_derivatives(
        e, {"a": e**2, "b": abs(e)}, {"a": 2 * e, "b": np.sign(e)}, "error", labels, below, ylims=((0, 5), (-4, 4))
    )
    assert [line.get_ydata().tolist() for line in upper.lines[2:]] == [(e**2).tolist(), abs(e).tolist()]
    assert [line.get_ydata().tolist() for line in lower.lines[2:]] == [(2 * e).tolist(), np.sign(e).tolist()]
    assert upper.lines[2].get_linestyle() != upper.lines[3].get_linestyle()
    assert (texts(upper), texts(lower)) == (["squared", "absolute"], ["2e", "one"])
    assert upper.get_shared_x_axes().joined(upper, lower)


def test_at_an_error_of_0_nothing_is_drawn_where_mae_has_no_slope():
    e = np.linspace(-2, 2, 5)
    losses = {"MSE": e**2, "MAE": abs(e), "Huber": e**2 / 2}
    derivatives = {"MSE": 2 * e, "MAE": np.sign(e), "Huber": np.clip(e, -1, 1)}
    lower = plots.regression_losses(e, losses, derivatives, 1.0).figure.axes[1]
    np.testing.assert_array_equal(lower.lines[3].get_ydata(), [-1, -1, np.nan, 1, 1])
    assert "Huber with δ = 1 a parabola" in alt_text(lower.figure)


def test_the_squared_error_of_a_logit_is_steepest_where_p_is_a_third():
    z = np.linspace(-10, 6, 1601)
    p = 1 / (1 + np.exp(-z))
    losses = {"BCE": -np.log(p), "MSE": (p - 1) ** 2}
    derivatives = {"BCE": p - 1, "MSE": 2 * (p - 1) * p * (1 - p)}
    ax = plots.classification_losses(z, losses, derivatives)
    assert "dips to −0.3 near z = −0.7 and is back near 0 at z = −10" in alt_text(ax.figure)
    assert ax.lines[2].get_color() == plots.LOOKS["BCE"][0]  # a colour means one loss in all figures
    assert ax.lines[3].get_color() == plots.LOOKS["MSE"][0]


def test_the_information_of_a_probability_is_written_in_nats_beside_an_axis_in_bits():
    ax = plots.loss_of_probability(np.linspace(0.01, 1, 50), [0.5, 0.1])
    assert "0.69 at q = 0.5, 2.30 at q = 0.1. It falls" in alt_text(ax.figure)
    assert texts(ax) == ["q = 0.5: 0.69 nats", "q = 0.1: 2.30 nats"]
    ax.figure.draw_without_rendering()
    bits = ax.child_axes[0]
    assert np.array(bits.get_ylim()) * np.log(2) == pytest.approx(ax.get_ylim())


def test_each_panel_of_costs_marks_its_lowest():
    constants, minutes = np.arange(0.0, 41), np.array([1.0, 2, 3, 4, 100])
    mse = ((minutes - constants[:, None]) ** 2).mean(axis=1)
    mae = np.abs(minutes - constants[:, None]).mean(axis=1)
    ax = plots.costs_of_constants(constants, {"MSE": mse, "MAE": mae}, minutes)
    assert [each.lines[1].get_xdata().tolist() for each in ax.figure.axes] == [[22], [3], [3]]
    assert texts(ax) == ["lowest at 22", "100 →"]
    enlarged = ax.figure.axes[2]
    assert enlarged.get_title(loc="left") == "MAE, enlarged"
    assert enlarged.lines[0].get_ydata() == pytest.approx(mae[:7])
    assert "MSE: lowest at 22; MAE: lowest at 3" in alt_text(ax.figure)


def test_the_mean_derivative_of_mae_has_a_panel_for_each_number_of_rows():
    y_hat = np.linspace(-1, 1, 201)
    stairs = {2: np.where(y_hat < -0.5, -1.0, np.where(y_hat < 0.5, 0, 1)), 1000: y_hat}
    ax = loss_staircases.mean_derivatives(y_hat, stairs, y_hat)
    assert [each.get_title(loc="left") for each in ax.figure.axes] == ["2 rows", "1,000 rows"]
    for panel, derivative in zip(ax.figure.axes, stairs.values(), strict=True):
        _, many, mse, mae = panel.lines
        assert many.get_ydata().tolist() == y_hat.tolist()
        assert mse.get_ydata() == pytest.approx(2 * y_hat)
        assert mae.get_ydata().tolist() == derivative.tolist()
    assert "2 rows: 2 steps, the largest 1; 1,000 rows: 200 steps" in alt_text(ax.figure)


def test_a_network_answers_with_the_mean_or_the_median_of_the_waits_at_each_x():
    x = np.tile([-1.0, 1.0], 60)
    y = np.tile([1.0, 2, 1, 2, 7, 14], 20)  # at -1: 1, 1, 7; at 1: 2, 2, 14
    ends = np.array([-1.0, 1.0])
    assert widgets.small_network(MeanSquaredError(), x, y, seed=0)(ends) == pytest.approx([3, 6], abs=0.5)
    assert widgets.small_network(MeanAbsoluteError(), x, y, seed=0)(ends) == pytest.approx([1, 2], abs=0.5)


def test_a_network_with_two_outputs_answers_with_both():
    x = np.tile([-1.0, 1.0], 60)

    def squares_of_both(y, outputs):
        d = outputs - np.hstack([y, -y])
        return np.mean(d**2), 2 * d / d.size

    answers = widgets.small_network(squares_of_both, x, 3 * x, seed=0, outputs=2, epochs=100)(np.array([-1.0, 1.0]))
    assert answers == pytest.approx(np.array([[-3, 3], [3, -3]]), abs=0.2)


def test_a_band_of_one_width_lies_around_the_centre_beside_the_true_edges():
    grid, flat = np.array([-1.0, 0, 1]), np.ones(3)
    edges = np.array([1 * flat, 9 * flat])
    x, y = np.array([-1.0, 0.5]), np.array([2.0, 99.0])
    ax = loss_bands.band_of_widths(x, y, grid, 5.2 * flat, 4.1 * flat, edges, [6 * flat], asked=0.75)
    assert [line.get_ydata()[0] for line in ax.lines[1:5]] == [5.2, 1, 9, 6]
    assert ax.lines[5].get_xdata() == [0.75, 0.75]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0\n8:00"]
    (band,) = (each for each in ax.collections)
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((1.1, 9.3))
    assert texts(ax) == ["no rows", "longer waits, not drawn: 1"]  # from 0.5 to 1
    assert "at x = 0 ŷ = 5.2, σ = 4.1;" in alt_text(ax.figure)


def test_quantiles_are_drawn_over_the_true_ones_with_the_share_of_rows_below():
    grid, flat = np.array([-1.0, 0, 1]), np.ones(3)
    x, y = np.zeros(4), np.array([1.0, 2, 3, 9])
    answers, truths = {0.5: 2.5 * flat, 0.75: 4 * flat}, {0.5: 2.4 * flat, 0.75: 5 * flat}
    ax = loss_bands.quantiles_for_each_x(x, y, grid, answers, truths)
    assert [line.get_ydata()[0] for line in ax.lines[1:5]] == [2.4, 2.5, 5, 4]
    assert [each.get_text() for each in ax.get_legend().get_texts()] == [
        "τ = 0.5: 50% below",
        "τ = 0.75: 75% below",
        "true quantiles, which we know",
    ]
    assert "2.5 for τ = 0.5 (truly 2.4), 4 for τ = 0.75 (truly 5)" in alt_text(ax.figure)


def test_a_step_lifts_the_logit_of_the_right_class_and_lowers_the_others_by_their_shares():
    rows = {"sure": np.array([0.0, 5, 0]), "unsure": np.zeros(3)}
    ax = likelihood.steps_of_logits(rows, 1, ["a", "b", "c"])
    upper, lower = ax.figure.axes[1], ax.figure.axes[3]
    assert [bar.get_height() for bar in upper.patches] == pytest.approx([1 / 3] * 3)
    assert [bar.get_height() for bar in lower.patches] == pytest.approx([-1 / 3, 2 / 3, -1 / 3])
    assert "unsure: p = 0.33, 0.33, 0.33, step -0.33, +0.67, -0.33" in alt_text(ax.figure)


def test_what_two_losses_answer_is_drawn_over_the_true_mean_and_median():
    grid, flat = np.array([-1.0, 0, 1]), np.ones(3)
    answers, truths = {"MSE": 5.2 * flat, "MAE": 3.1 * flat}, {"MSE": 5 * flat, "MAE": 3 * flat}
    ax = plots.answers_for_each_x(np.array([0.0, 0.5]), np.array([2.0, 99.0]), grid, answers, truths)
    assert [line.get_ydata()[0] for line in ax.lines[1:]] == [5, 5.2, 3, 3.1]
    assert texts(ax) == ["longer waits, not drawn: 1"]
    assert "MSE 5.2, the true mean 5.0; MAE 3.1, the true median 3.0" in alt_text(ax.figure)


@pytest.mark.parametrize("family", ["Gauss", "Laplace"])
@pytest.mark.parametrize("width", [0.5, 2.0])
def test_a_density_has_area_1_and_its_width_is_its_standard_deviation_or_mean_distance(family, width):
    e = np.linspace(-60, 60, 240_001)
    density = np.exp(log_density(family, e, width)) * (e[1] - e[0])
    assert density.sum() == pytest.approx(1, abs=1e-6)
    moment = np.sqrt(density @ e**2) if family == "Gauss" else density @ np.abs(e)
    assert moment == pytest.approx(width, rel=1e-6)


def test_the_likelihood_of_a_coin_is_highest_at_the_share_of_heads_and_its_loss_is_not_0_there():
    ax = likelihood.likelihood_of_heads(np.linspace(0.01, 0.99, 99), heads=7, tosses=10)
    left, right = ax.figure.axes
    assert texts(left) == ["highest at p = 0.7: 0.00222"]
    assert texts(right) == ["lowest at p = 0.7: 0.611, not 0"]
    curve = right.lines[0].get_ydata()
    assert curve.min() == pytest.approx(-(0.7 * np.log(0.7) + 0.3 * np.log(0.3)), abs=1e-3)


def test_under_each_density_stands_minus_its_logarithm_with_a_stem_for_each_residual():
    e = np.linspace(-5, 5, 1001)
    densities = {f"{family} → {loss}": np.exp(log_density(family, e, 1.0))
                 for family, loss in (("Gauss", "MSE"), ("Laplace", "MAE"))}  # fmt: skip
    figure = likelihood.densities_and_losses(e, densities, [-1.0, 4.0]).figure
    gauss, laplace = figure.axes[2:]
    assert gauss.lines[0].get_ydata() == pytest.approx(e**2 / 2)
    assert laplace.lines[0].get_ydata() == pytest.approx(np.abs(e))
    assert (texts(gauss), texts(laplace)) == (["8.0"], ["4.0"])
    assert gauss.lines[0].get_color() == plots.LOOKS["MSE"][0]  # a density looks as the loss that it becomes


def test_residuals_stand_beside_the_density_that_fits_them_better():
    rng = np.random.default_rng(0)
    drawn = {"Gaussian noise": rng.normal(size=2000), "Laplace noise": rng.laplace(size=2000)}
    ax = likelihood.residuals_and_densities([np.arange(2000.0)] * 2, drawn)
    legends = [each.get_legend().get_texts() for each in ax.figure.axes[1::2]]
    gauss, laplace = ([float(text.get_text().split(": ")[1]) for text in legend] for legend in legends)
    assert gauss[0] < gauss[1]
    assert laplace[1] < laplace[0]
    assert "Gaussian noise: standard deviation 1 in the left third and 1 in the right one" in alt_text(ax.figure)


def test_one_data_set_of_residuals_is_one_row():
    x = np.linspace(0, 3, 300)
    ax = likelihood.residuals_and_densities([x], {"a fan": np.where(np.arange(300) % 2, x, -x)})
    assert len(ax.figure.axes) == 2
    assert "a fan: standard deviation 0.6 in the left third and 2.5 in the right one" in alt_text(ax.figure)


def test_densities_stand_on_the_line_at_their_places():
    x = np.linspace(-2, 2, 9)
    y = 2 * x + 1 + np.where(x == 1, 0.5, 0)
    ax = likelihood.densities_along_line(x, y, (2, 1), {"Gauss": 0.5, "Laplace": 0.5}, [2, 6])
    centres = [line.get_xydata()[0].tolist() for line in ax.lines if line.get_marker() == "s"]
    assert centres == [[-1, -1], [1, 3]]
    assert "9 points around a line, in 2 panels. At 2 rows" in alt_text(ax.figure)
    assert "Gauss gives 0.80, 0.48; Laplace gives 1.00, 0.37" in alt_text(ax.figure)
    strokes = [line.get_xydata() for line in ax.lines if line.get_linewidth() == 3.5]
    assert [stroke[1, 0] - stroke[0, 0] for stroke in strokes] == pytest.approx(stats.norm.pdf([0, 0.5], 0, 0.5) / 2)
    assert strokes[1][:, 1].tolist() == [3.5, 3.5]


def test_a_recipe_marks_what_happened_with_minus_the_logarithm_of_its_probability():
    bell = np.linspace(-2.0, 2, 41)
    panels = {
        "a number:\nŷ = 0": (bell, stats.norm.pdf(bell), 1.0),
        "a count": (np.arange(4), stats.poisson.pmf(np.arange(4), 2.0), 3),
    }
    ax = loss_recipe.outputs_and_distributions(panels)
    first, second = ax.figure.axes
    assert (texts(first), texts(second)) == (["−ln 0.242 = 1.42"], ["−ln 0.18 = 1.71"])
    assert [bar.get_height() for bar in second.patches] == pytest.approx(stats.poisson.pmf(np.arange(4), 2.0))
    assert "a number: ŷ = 0: y = 1 was given 0.242, so the loss is 1.42" in alt_text(ax.figure)


def test_a_label_that_points_past_the_last_column_is_drawn_there():
    p = np.array([[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]])
    ax = likelihood.picked_probabilities(p, {"from 0": [0, 2], "from 1": [1, 3]})
    said = alt_text(ax.figure)
    assert "from 0, row 0: −ln 0.5 = 0.69; from 0, row 1: −ln 0.6 = 0.51" in said
    assert "from 1, row 0: −ln 0.3 = 1.20; from 1, row 1: no column 3" in said


def test_the_sketches_of_the_appendix_say_their_numbers():
    p = np.linspace(0.01, 1, 100)
    focal = other_losses.focal_and_plain(p, -np.log(p), -((1 - p) ** 2) * np.log(p))
    assert "At q = 1.0 both are 0" in alt_text(focal.figure)
    valleys = other_losses.cross_entropy_and_kl(p[:-1], share=0.5, marked=0.9)
    assert [text for text in texts(valleys) if "lowest" in text] == [
        "cross-entropy, lowest: 0.69",
        "KL divergence, lowest: 0.00",
    ]
    assert "At p = 0.9 they are 1.20 and 0.51" in alt_text(valleys.figure)
    places = {"anchor": [0.0, 0], "positive": [0.0, 1], "negative": [2.0, 0]}
    discs = other_losses.triplets({name: np.array(place) for name, place in places.items()}, 0.2)
    assert [ax.get_title(loc="left") for ax in discs.figure.axes] == ["loss 0", "loss 3.2"]
    assert discs.patches[0].radius == pytest.approx(np.sqrt(1.2))


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


def test_the_outliers_place_and_delta_are_in_view_and_move_the_lines():
    explorer = outlier_explorer()
    assert [control.label for control in explorer.visible.values()] == ["outlier's y", "Huber's δ", "outlier's x"]
    assert "MSE 4.24 x − 4.96; MAE 2.00 x + 1.00; Huber 2.42 x − 0.11" in explorer.frame().words
    assert "MSE 2.00 x + 1.00; MAE 2.00 x + 1.00; Huber 2.00 x + 1.00" in explorer.frame(y=19).words


def test_delta_and_place_reach_words_and_picture():
    frame = outlier_explorer().frame(delta=50, x=40)
    assert "x = 40, y = 60" in frame.words
    assert "δ = 50" in frame.words
    (_, _, (slope, intercept)) = outlier_values(40, 60, 50)[1].values()
    assert f"Huber, δ = 50: {plots.format_line(slope, intercept)}" in frame.layers[-1]


def test_the_lines_of_the_explorer_pass_where_they_were_fitted():
    other, others = outlier_values(40, 0, 1)
    ax = plots.outlier_and_lines(*other, others, 9, widgets.TRUTH)
    points, lines = outlier_values(40, 20, 5)
    plots.move_outlier(ax, *points, lines, 9, widgets.TRUTH)
    _, *fitted, dots, ring, due = ax.lines
    for line, (slope, intercept) in zip(fitted, lines.values(), strict=True):
        x, y = line.get_data()
        assert y == pytest.approx(slope * x + intercept)
    assert np.array(dots.get_data()) == pytest.approx(np.array(points))
    assert np.ravel(ring.get_data()) == pytest.approx([40, 20])
    assert np.ravel(due.get_ydata()) == pytest.approx([81, 20])


@pytest.mark.parametrize(("place", "centre", "width", "mean"), [(0, 22.0, 39.0, "5.08"), (1, 3.0, 20.0, "4.70")])
def test_the_explorer_of_likelihood_says_the_mean_that_it_draws(place, centre, width, mean):
    explorer = likelihood_explorer()
    assert [control.label for control in (explorer.choice[1], *explorer.sliders.values())] == [
        "density",
        "centre",
        "width",
    ]
    numbers, family = explorer.numbers(place, centre=centre, width=width), explorer.choice[1].values[place]
    figure, words = explorer.draw(numbers, family)
    assert f"{family}'s density with centre {centre:.2f} and width {width:.2f}" in words
    assert words.endswith(f"mean {mean} nats.")
    assert [ax.get_title(loc="left") for ax in figure.axes][1] == f"mean {mean}"


@pytest.mark.parametrize(("family", "centre"), [("Gauss", 22), ("Laplace", 3)])
def test_the_most_likely_centre_of_the_waits_does_not_depend_on_the_width(family, centre):
    centres = np.arange(0, 61)
    for width in (1, 5, 39, 80):
        means = [-log_density(family, WAITS - each, width).mean() for each in centres]
        assert centres[np.argmin(means)] == centre


@pytest.mark.parametrize(("family", "known"), [("Gauss", stats.norm), ("Laplace", stats.laplace)])
@pytest.mark.parametrize(("centre", "width"), [(22.0, 39.0), (3.0, 20.0), (60.0, 1.0), (0.0, 80.0)])
def test_a_bar_for_each_row_beside_the_density_is_its_loss(family, known, centre, width):
    numbers = likelihood.density_numbers(WAITS, family, centre, width)
    nats = -known.logpdf(WAITS, centre, width)
    assert [numbers[f"nats {k}"] for k in range(5)] == pytest.approx(nats)
    assert (numbers["mean"], 1 / numbers["peak"]) == pytest.approx((nats.mean(), known.pdf(0, 0, width)))
    bars = np.array([numbers[f"bar {k} y"] for k in range(5)])
    assert bars[:, 0] == pytest.approx(np.zeros(5))
    assert bars[:, 1] / numbers["level y"][0] == pytest.approx(nats / nats.mean())
    assert bars.max() < 0.9  # no bar is cut off, or reaches its number


@pytest.mark.parametrize(("family", "known"), [("Gauss", stats.norm), ("Laplace", stats.laplace)])
def test_a_density_is_drawn_as_it_is_and_each_stem_reaches_it(family, known):
    numbers = likelihood.density_numbers(WAITS, family, 8.0, 5.0)
    for curve, (low, high) in (("curve", (-40, 115)), ("near", (0, 6))):
        x = low + numbers[f"{curve} x"] * (high - low)
        density = known.pdf(x, 8, 5)
        scale = numbers[f"{curve} y"].max() / density.max()
        assert numbers[f"{curve} y"] == pytest.approx(scale * density)
        assert scale * density.max() < 0.9
        stem = {"curve": "stem", "near": "near stem"}[curve]
        assert sum(name.startswith(f"{stem} ") for name in numbers) == 2 * (high > WAITS).sum()
        for k, wait in enumerate(WAITS[high > WAITS]):
            assert low + numbers[f"{stem} {k} x"] * (high - low) == pytest.approx(np.full(2, wait))
            assert numbers[f"{stem} {k} y"] == pytest.approx([0, scale * known.pdf(wait, 8, 5)])


def test_what_was_said_stands_over_what_happened_group_by_group():
    p, y = np.array([0.1, 0.1, 0.3, 0.9, 0.9, 1.0]), np.array([0.0, 1.0, 0.0, 1.0, 1.0, 0.0])
    ax = other_losses.said_and_happened({"training rows": (p, y), "new rows": (np.array([1.0]), np.array([0.0]))})
    diagonal, trained, new = ax.lines
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata()) == [0, 1]
    assert trained.get_xdata() == pytest.approx([0.1, 0.3, 2.8 / 3])
    assert trained.get_ydata() == pytest.approx([0.5, 0, 2 / 3])
    assert (list(new.get_xdata()), list(new.get_ydata())) == ([1], [0])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training rows", "new rows"]
    few, many = ax.collections[0].get_sizes()[[1, 2]]
    assert few < many
    assert "training rows: 0.10 and 0.50, 0.30 and 0.00, 0.93 and 0.67; new rows: 1.00 and 0.00" in alt_text(ax.figure)


def test_the_hours_of_both_kinds_of_figure_have_the_time_below():
    x, grid = np.array([-1.0, 1.0]), np.linspace(-2, 2, 5)
    curves = {"MSE": np.full(5, 3.0), "MAE": np.full(5, 2.0)}
    ax = plots.answers_for_each_x(x, np.array([2.0, 3.0]), grid, curves, curves)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["−2\n6:00", "0\n8:00", "2\n10:00"]


def test_pytorchs_losses_of_the_closing_table_take_what_it_says():
    torch = pytest.importorskip("torch", reason="compares with PyTorch")
    y, y_hat, log_width = torch.tensor([1.0, 3.0]), torch.tensor([0.5, 7.0]), torch.tensor([0.7, -0.4])
    square = torch.exp(2 * log_width)
    expected = ((y - y_hat) ** 2 / (2 * square) + log_width).mean()
    assert torch.nn.GaussianNLLLoss()(y_hat, y, square).item() == pytest.approx(expected.item(), rel=1e-6)
    with pytest.raises(ValueError, match="negative"):
        torch.nn.GaussianNLLLoss()(y_hat, y, log_width)
    z = torch.tensor([0.5, -1.0])
    assert torch.nn.PoissonNLLLoss()(z, y).item() == pytest.approx((torch.exp(z) - y * z).mean().item())
    labels = torch.tensor([1.0, 0.0])
    of_p = -torch.log(torch.tensor([torch.sigmoid(z[0]), 1 - torch.sigmoid(z[1])])).mean()
    assert torch.nn.BCEWithLogitsLoss()(z, labels).item() == pytest.approx(of_p.item(), rel=1e-5)
