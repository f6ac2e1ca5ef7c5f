"""Lecture 19: its trials are what the library finds, replayed searches count right, figures say what they show."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern

from dlcourse.plots.page.style import alt_text
from dlcourse.plots.practice import tuner_figures as plots
from dlcourse.plots.practice import tuner_searches
from dlcourse.widgets.practice import keras_tuner as widgets
from dlcourse.widgets.practice import searches
from dlcourse.widgets.practice import trials as recording


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("number", [0, 7, 199])
def test_a_recorded_trial_is_what_the_library_finds(number):
    (rate, layers, units, activation, dropout), right = recording.run_trial(number, last_epoch=3)
    trials = recording.recorded_trials()
    assert trials.learning_rate[number] == pytest.approx(rate, abs=1e-6)
    assert (trials.layers[number], trials.units[number]) == (layers, units)
    assert (trials.activation[number], trials.dropout[number]) == (activation, dropout)
    assert (trials.right[number, :2] != right).mean() < 0.01  # other machines round differently


@pytest.mark.parametrize(("place", "start"), [(20, 3), (40, 9)])
def test_a_recorded_learning_rate_is_what_the_library_finds(place, start):
    rates, accuracies = recording.recorded_rates()
    assert recording.run_rate(rates[place], start) == pytest.approx(256 * accuracies[place, start], abs=3)


def test_there_are_two_hundred_trials_within_their_ranges():
    trials = recording.recorded_trials()
    assert trials.right.shape == (200, 4, 773)
    assert 1e-4 <= trials.learning_rate.min() < trials.learning_rate.max() <= 0.1
    assert set(trials.layers) == {1, 2, 3}
    assert set(trials.units) == set(range(16, 129, 16))
    assert set(trials.activation) == {"relu", "tanh"}
    assert set(trials.dropout) == {0, 0.25, 0.5}
    assert trials.score(27)[5] == trials.right[5, 3, :256].mean()


def two_good_trials():
    """200 trials that get better by number; the last is the best at the end and bad before."""
    validation = np.tile(np.arange(200.0)[:, None] / 200, (1, 4))
    validation[199, :3] = 0
    return validation, validation + 1


def test_random_search_pays_for_every_epoch_of_every_trial():
    found = searches.random_search(two_good_trials(), np.random.default_rng(0), 100)
    assert [spent for spent, _, _ in found] == [27, 54, 81]
    assert all(test == validation + 1 for _, validation, test in found)


def test_a_bracket_of_halving_costs_81_epochs_and_keeps_the_best_of_each_rung():
    scores, rng = two_good_trials(), np.random.default_rng(0)
    order = np.random.default_rng(0).permutation(200)[:27]
    found = searches.successive_halving(scores, rng, 81)
    assert len(found) == 27 + 9 + 3 + 1
    assert [found[k][0] for k in (26, 35, 38, 39)] == [27, 27 + 9 * 2, 45 + 3 * 6, 63 + 18]
    assert found[-1][1] == max(scores[0][i, 0] for i in order)


def test_hyperband_has_the_brackets_of_keras_tuner():
    oracle = pytest.importorskip("keras_tuner").oracles.HyperbandOracle(
        objective="val_accuracy", max_epochs=27, factor=3
    )
    sizes = [tuple(oracle._get_size(b, r) for r in range(b + 1)) for b in (3, 2, 1, 0)]
    assert tuple(sizes) == searches.BRACKETS
    assert [oracle._get_epochs(3, r) for r in range(4)] == list(recording.EPOCHS)
    spent = searches.hyperband(two_good_trials(), np.random.default_rng(0), 375)[-1][0]
    assert spent == 81 + 96 + 90 + 108


def test_the_guess_and_the_doubt_are_those_of_scikit_learn():
    place, tried, scores = np.linspace(-4, -1, 13), np.array([-3.7, -3.1, -1.9]), np.array([0.2, 0.4, 0.9])
    kernel = ConstantKernel(0.09, "fixed") * RBF(0.6, "fixed")
    process = GaussianProcessRegressor(kernel, alpha=1e-4).fit(tried[:, None], scores - scores.mean())
    mean, doubt = process.predict(place[:, None], return_std=True)
    np.testing.assert_allclose(searches.gaussian_guess(place, tried, scores), [mean + scores.mean(), doubt], atol=1e-6)


def test_the_kernel_of_the_bayesian_search_is_that_of_scikit_learn():
    distance = np.linspace(0, 2, 9)
    expected = Matern(0.8, nu=2.5)(np.zeros((1, 1)), distance[:, None])[0]
    np.testing.assert_allclose(searches._matern(distance**2, 0.8), expected)


def test_a_bayesian_search_tries_no_trial_twice_and_starts_at_random():
    scores = searches.scores_on(np.random.default_rng(0))
    found = searches.bayesian_search(scores, np.random.default_rng(1), 270)
    assert [spent for spent, _, _ in found] == list(range(27, 271, 27))
    at_random = searches.random_search(scores, np.random.default_rng(1), 108)
    assert found[:4] == at_random


def test_a_search_with_no_doubt_stays_where_its_guess_is_highest():
    place = np.linspace(-4, -1, 61)
    steps = searches.process_search(place, -((place + 3) ** 2), [10, 15], 0)
    *_, last = (step for step, _ in zip(steps, range(8), strict=False))
    assert last["following"] == pytest.approx(-3, abs=0.06)
    assert len(last["tried"]) == 9


def test_the_best_so_far_is_found_by_its_validation_score():
    assert searches._best_within([(27, 0.9, 0.1), (54, 0.8, 0.9), (81, 0.95, 0.3)], 60) == 0.1
    assert searches._places_of_best(np.array([0.2, 0.1, 0.5, 0.5])).tolist() == [0, 0, 2, 2]


def test_one_trial_is_not_selected_and_many_are():
    chosen, judged = searches.best_of_real(200)
    assert chosen[0] == pytest.approx(judged[0], abs=0.006)
    assert chosen[-1] - judged[-1] > 0.005
    assert (np.diff(chosen) >= 0).all()


def test_winners_dropped_are_counted_once_each():
    counts, losses = searches.winners_dropped(50)
    assert counts.sum() == len(losses) == 50


@pytest.mark.parametrize(("share", "count"), [(100, 200), (10, 20), (5, 10)])
def test_the_best_share_is_highlighted_and_nothing_better_is_left_out(share, count):
    values = widgets.trials_values(share)
    chosen = values["highlighted"]
    assert chosen.sum() == count
    if count < 200:
        assert values["score"][chosen].min() >= values["score"][~chosen].max()


def test_the_worst_share_has_nothing_in_common_with_the_best():
    best, worst = (widgets.trials_values(10, end)["highlighted"] for end in ("best", "worst"))
    assert worst.sum() == 20
    assert not (best & worst).any()


def test_good_learning_rates_leave_the_others_out():
    rates = widgets.trials_values(100, good_rates=True)["learning_rate"]
    assert len(rates) == 71
    assert 0.002 < rates.min() < rates.max() < 0.02


def test_every_setting_finds_its_place_beside_its_tick():
    values = widgets.trials_values(100)
    columns = widgets.trial_columns(values)
    for places, ticks in columns.values():
        assert places.min() >= 0
        assert places.max() <= 1
        assert all(0 <= place <= 1 for place, _ in ticks)
    places, ticks = columns["units"]
    assert {place for place, text in ticks if text == "80"} == set(places[values["units"] == 80])
    assert {text: place for place, text in columns["learning rate"][1]}["0.01"] == pytest.approx(2 / 3)
    at = {text: place for place, text in columns["accuracy"][1]}
    assert at["0.9"] == pytest.approx(1 / 1.75)
    assert at["0"] == 0


def test_a_line_for_each_trial_and_thick_ones_for_the_highlighted():
    values = widgets.trials_values(10)
    ax = plots.parallel_coordinates(widgets.trial_columns(values), values["highlighted"], "title")
    widths = [line.get_linewidth() for line in ax.lines if len(line.get_xdata()) == 6]
    assert sum(width > 1.2 for width in widths) == 20
    assert len(widths) == 200
    assert ax.get_title("left") == "title"


def test_moving_the_slider_changes_the_words():
    explorer = widgets.trials_explorer()
    best = explorer.frame().words
    assert "the best 20 are highlighted. Their accuracy is 0.969 to 0.980" in best
    assert "learning rate 0.0018 to 0.0186" in best
    worst = explorer.frame(end="worst").words
    assert "the worst 20 are highlighted" in worst
    assert "5, 4, 11 have 1, 2, 3 hidden layers, 4, 1, 15 dropout" in worst
    assert "after epoch 1;" in explorer.frame(epoch=1).words


def test_each_step_of_the_process_adds_a_trial_and_says_where():
    explorer = widgets.process_explorer()
    assert "2 trials so far, at 0.0002, 0.0008; the best scores 0.421" in explorer.frame().words
    stuck = explorer.frame(count=11, factor=0).words
    assert "the best scores 0.889, where 0.930 is the highest point" in stuck


def test_a_grid_of_nine_has_three_values_and_nine_draws_have_nine():
    grid = np.array([(a, b) for a in (0.1, 0.5, 0.9) for b in (0.1, 0.5, 0.9)])
    drawn = np.random.default_rng(0).uniform(0, 1, (9, 2))
    figure = plots.grid_and_random(grid, drawn, np.array([0, 1]), np.array([0.2, 0.8])).figure
    titles = [ax.get_title("left") for ax in figure.axes]
    assert [title for title in titles if title] == ["grid: 9 trials, 3 values", "random: 9 trials, 9 values"]
    seen = figure.axes[0].lines[-1]
    assert seen.get_ydata() == pytest.approx([0.26, 0.5, 0.74])
    assert "3 from the 9 trials of the grid" in alt_text(figure)


def test_rungs_say_how_many_networks_go_on_and_which_rate_is_left():
    curves = np.array([[0.1, 0.2, 0.3], [0.2, 0.3, 0.7], [0.3, 0.5, 0.6]])
    alive = np.array([[1, 0, 0], [1, 0, 0], [1, 1, 1]], dtype=bool)
    ax = plots.successive_halving(curves, alive, np.array([0.1, 0.01, 0.0123]))
    assert "1 goes on" in texts(ax)
    assert "of 0.0123 and ends at 0.60; the best at the end would be that of 0.0100" in alt_text(ax.figure)


def test_ranks_begin_with_the_best_and_count_who_would_be_dropped():
    early = np.arange(60.0)
    ax = tuner_searches.early_and_late(early, -early, np.full(60, 0.005), (1, 27))
    assert ax.lines[2].get_xdata()[0] == 60
    assert ax.lines[2].get_ydata()[0] == 1
    assert "Of the best 20 at the end, 20 lie outside" in alt_text(ax.figure)


def test_the_next_trial_is_marked_where_the_bound_is_highest():
    place = np.linspace(-4, -1, 61)
    steps = searches.process_search(place, place / 10 + 1, [6, 18], 2.6)
    step = next(steps)
    ax = tuner_searches.process_steps(place, [step], 2.6)
    bound = ax.figure.axes[3].lines[0]
    assert bound.get_xdata()[bound.get_ydata().argmax()] == step["following"]
    assert ax.lines[-1].get_xdata()[0] == step["following"]


def test_searches_are_compared_by_their_medians():
    scores = {"random": np.array([[0.1, 0.2], [0.3, 0.6], [0.2, 0.4]])}
    ax = tuner_searches.searches_compared(np.array([27, 486]), scores)
    assert ax.lines[0].get_ydata().tolist() == [0.2, 0.4]


def test_the_gap_between_the_luckiest_and_the_truth_is_named():
    chosen, judged = np.linspace(0.9, 0.99, 200), np.linspace(0.9, 0.97, 200)
    counts = np.array([1, 50, 1000])
    ax = tuner_searches.selection_bias(counts, np.array([0.95, 0.978, 0.988]), 0.95, chosen, judged)
    assert {"selection", "0.978"} <= set(texts(ax))
    assert ax.lines[1].get_ydata().tolist() == [0.95] * 3
    assert "the best of 200 0.990" in alt_text(ax.figure)


WORKER = """
import json, os, pathlib, time
name = os.environ["KERASTUNER_TUNER_ID"]
if name == "chief":
    time.sleep(60)
folder = pathlib.Path("shared", f"trial_{name}")
folder.mkdir(parents=True)
(folder / "trial.json").write_text(json.dumps({"status": f"{name} at {os.environ['KERASTUNER_ORACLE_IP']}"}))
"""


def test_a_search_together_ends_with_its_workers_and_leaves_no_process(tmp_path):
    (tmp_path / "search.py").write_text(WORKER)
    found = widgets.parallel_search(tmp_path, "search.py", ["a", "b"], timeout_s=50)
    assert found == ["a at 127.0.0.1", "b at 127.0.0.1"]


def test_a_search_together_does_not_wait_for_ever(tmp_path):
    (tmp_path / "search.py").write_text("import time; time.sleep(60)")
    assert widgets.parallel_search(tmp_path, "search.py", ["a"], timeout_s=0.5) == []
