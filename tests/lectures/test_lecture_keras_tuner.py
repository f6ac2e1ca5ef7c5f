"""Lecture 19: its trials are what the library finds, its slider highlights them, and its words speak the numbers."""

import numpy as np
import pytest

from dlcourse.plots import tuner_figures as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import keras_tuner as widgets


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("number", [0, 7, 59])
def test_a_recorded_trial_is_what_the_library_finds(number):
    rate, depth, units, activation, dropout, right = widgets.run_trial(number)
    trials = widgets.recorded_trials()
    assert trials["learning rate"][number] == pytest.approx(rate, abs=1e-6)
    assert (trials["layers"][number], trials["units"][number]) == (depth, units)
    assert (trials["activation"][number], trials["dropout"][number]) == (activation, dropout)
    assert trials["score"][number] * 360 == pytest.approx(right, abs=3)  # other machines round differently


def test_there_are_sixty_trials_within_their_ranges():
    trials = widgets.recorded_trials()
    assert {len(column) for column in trials.values()} == {60}
    assert 1e-4 <= trials["learning rate"].min() < trials["learning rate"].max() <= 0.1
    assert set(trials["layers"]) == {1, 2, 3}
    assert set(trials["units"]) <= set(range(16, 129, 16))
    assert set(trials["activation"]) == {"relu", "tanh"}
    assert set(trials["dropout"]) == {0, 0.25, 0.5}


@pytest.mark.parametrize(("share", "count"), [(100, 60), (20, 12), (5, 3)])
def test_the_best_share_is_highlighted_and_nothing_better_is_left_out(share, count):
    values = widgets.trials_values(share)
    chosen = values["highlighted"]
    assert chosen.sum() == count
    if count < 60:
        assert values["score"][chosen].min() >= values["score"][~chosen].max()


def test_the_worst_share_has_nothing_in_common_with_the_best():
    best, worst = (widgets.trials_values(20, end)["highlighted"] for end in ("best", "worst"))
    assert worst.sum() == 12
    assert not (best & worst).any()


def test_every_setting_finds_its_place_beside_its_tick():
    columns = widgets.trial_columns(widgets.trials_values(100))
    for places, ticks in columns.values():
        assert places.min() >= 0
        assert places.max() <= 1
        assert all(0 <= place <= 1 for place, _ in ticks)
    trials = widgets.recorded_trials()
    places, ticks = columns["units"]
    assert {place for place, text in ticks if text == "80"} == set(places[trials["units"] == 80])
    assert {text: place for place, text in columns["learning rate"][1]}["0.01"] == pytest.approx(2 / 3)


def test_a_line_for_each_trial_and_thick_ones_for_the_highlighted():
    values = widgets.trials_values(20)
    ax = plots.parallel_coordinates(widgets.trial_columns(values), values["highlighted"], "title")
    widths = [line.get_linewidth() for line in ax.lines[:60]]
    assert sum(width > 1.5 for width in widths) == 12
    assert ax.get_title("left") == "title"


def test_moving_the_slider_changes_the_words():
    explorer = widgets.trials_explorer()
    assert list(explorer.folded) == ["end"]
    best = explorer.frame(percent=20).words
    assert "the best 12 are highlighted. Their accuracy is 0.950 to 0.964" in best
    assert "learning rate 0.0018 to 0.0191" in best
    worst = explorer.frame(percent=20, end="worst").words
    assert "the worst 12 are highlighted" in worst
    assert "4 have tanh, 7 dropout 0.5" in worst


def test_a_grid_of_nine_has_three_values_and_nine_draws_have_nine():
    grid = np.array([(a, b) for a in (0.1, 0.5, 0.9) for b in (0.1, 0.5, 0.9)])
    figure = plots.grid_and_random(grid, np.random.default_rng(0).uniform(0, 1, (9, 2))).figure
    assert [ax.get_title("left") for ax in figure.axes] == ["grid: 9 trials, 3 values", "random: 9 trials, 9 values"]
    assert "9 points stand over 3 values" in alt_text(figure)


def test_rungs_say_how_many_networks_go_on_and_which_rate_is_left():
    ax = plots.successive_halving([[0.1], [0.2], [0.3, 0.5, 0.6]], [1], [0.1, 0.01, 0.0123])
    assert texts(ax) == ["1 goes on", "η = 0.0123"]
    assert ax.lines[2].get_ydata().tolist() == [0.3, 0.5, 0.6]
    assert "a learning rate of 0.0123, reaches 0.60 at epoch 3" in alt_text(ax.figure)


def test_the_next_trial_is_marked_where_it_was_put():
    place = np.linspace(-4, -1, 5)
    ax = plots.gaussian_process(place, np.full(5, 0.5), np.full(5, 0.1), [-4.0], [0.5], -2.5)
    assert "next trial" in texts(ax)
    assert ax.lines[-1].get_xdata()[0] == -2.5


def test_the_gap_between_the_luckiest_and_the_truth_is_named():
    ax = plots.selection_bias(np.array([1, 10, 1000]), np.array([0.95, 0.967, 0.983]), 0.95)
    assert "selection" in texts(ax)
    assert ax.lines[1].get_ydata().tolist() == [0.95] * 3
    assert "0.967 at 10" in alt_text(ax.figure)


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
