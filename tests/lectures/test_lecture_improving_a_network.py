"""Lecture 12: the test rows stay shut, the explorer's numbers are those of the loss, the figures show what they got."""

import re

import numpy as np
import pytest
from paths import ROOT

from dlcourse import numerical_gradient
from dlcourse.course.authoring.source import read_source
from dlcourse.data import load_digits, salary_by_iq_and_gpa
from dlcourse.plots.generalization import diagnosis
from dlcourse.plots.generalization import improving_a_network as figures
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.generalization import improving_a_network as widgets

SOURCE = ROOT / "source" / "lectures" / "12_improving_a_network.py"
PLANES = list(widgets.PLANES)
SCALINGS = list(widgets.SCALINGS)


def test_the_rows_called_test_are_put_away_before_anything_else_and_opened_once_at_the_end():
    lines = [line for cell in read_source(SOURCE) if cell.kind == "code" for line in cell.source.splitlines()]
    digits = [line for line in lines if "load_digits()" in line]
    uses = [k for k, line in enumerate(lines) if re.search(r"\bshut\b", line)]
    tests = [k for k, line in enumerate(lines) if re.search(r"\b[xy]_test\b", line)]
    trainings = [k for k, line in enumerate(lines) if ".fit(" in line]
    assert digits == ["pixels, labels = load_digits()"]
    assert lines[uses[0] - 1] == digits[0]
    assert lines[uses[0] + 1] == "pixels, labels = pixels[:1415], labels[:1415]"
    assert lines[uses[1]] == "x_test, y_test = shut"
    assert len(uses) == 2
    assert max(trainings) < uses[1]
    assert tests == [uses[1], uses[1] + 1]


def test_the_cuts_lie_where_the_file_s_form_begins_anew():
    _, labels = load_digits()
    form = np.arange(20) % 10
    assert all((labels[cut : cut + 20] == form).all() for cut in (0, 1029, 1415))


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


def test_the_condition_number_is_that_of_all_three_parameters():
    x, _, _ = salary_by_iq_and_gpa()
    for scaling, columns in (("none", x), ("iq in hundreds", x / [100, 1])):
        singular = np.linalg.svd(np.column_stack([columns, np.ones(3)]), compute_uv=False)
        for plane in PLANES:
            kappa = widgets.scaling_values(scaling, plane=plane)["kappa"]
            assert kappa == pytest.approx((singular[0] / singular[-1]) ** 2, rel=1e-6)


def test_units_alone_do_not_do_what_a_scaler_does():
    kappas = {scaling: widgets.scaling_values(scaling)["kappa"] for scaling in SCALINGS}
    assert kappas["none"] > 2.5e6
    assert min(kappas["iq in tens"], kappas["iq in hundreds"]) > 8000
    assert max(kappas["min-max"], kappas["standard"]) < 35


@pytest.mark.parametrize(
    ("kappa", "text"), [(2_528_422, "2.5 million"), (10_122, "10,122"), (34.1, "34"), (4.2, "4.2")]
)
def test_a_condition_number_is_written_with_few_digits(kappa, text):
    assert figures.format_condition(kappa) == text


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
    assert "κ is 2.5 million" in before.words
    assert "scaling standard" in after.words
    assert "κ is 4.2" in after.words
    assert before.layers[0] != after.layers[0]


def test_nothing_of_the_explorer_is_folded_away():
    explorer = widgets.scaling_explorer()
    assert [control.label for control in explorer.visible.values()] == ["scaling", "η, share of limit", "steps", "axes"]
    assert explorer.folded == {}


def test_the_words_say_that_a_walk_beyond_the_limit_goes_uphill():
    assert "uphill" in widgets.describe_scaling(widgets.scaling_values("none", rate_fraction=1.2))
    assert "uphill" not in widgets.describe_scaling(widgets.scaling_values("none", rate_fraction=0.9))


def test_each_stripe_of_the_unshuffled_bar_is_a_writer_and_the_parts_are_as_long_as_their_rows():
    ax = figures.data_split((0, 3, 6, 8), (3, 6, 8), np.array([0, 3, 6, 1, 4, 7, 2, 5]))
    lower = [patch for patch in ax.patches if -0.25 < patch.get_y() < -0.2]
    assert [patch.get_width() for patch in lower] == [3, 3, 2]
    upper = [patch for patch in ax.patches if 0.75 < patch.get_y() < 0.85]
    assert [patch.get_width() for patch in upper] == [1] * 8
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert [patch.get_width() for patch in hatched] == [3, 2, 3, 2]
    assert "3 training, 3 validation and 2 test rows lie between writers" in alt_text(ax.figure)


def test_the_six_panels_show_their_own_run_and_say_what_begins_above_them():
    losses = np.linspace(2, 1, 5)
    runs = {letter: (losses + k, losses) for k, letter in enumerate("abcdef")}
    axes = diagnosis.six_runs(runs, losses)
    assert [ax.get_title(loc="left") for ax in axes] == list("abcdef")
    assert [line.get_ydata()[0] for line in axes[2].lines[-2:]] == [4, 2]
    assert [[text.get_text() for text in ax.texts] for ax in axes[4:]] == [[], ["first epoch: 7"]]
    assert "f: training 7 → 6 at best, 6 at the end" in alt_text(axes[0].figure)


def test_where_to_stop_draws_losses_and_shares_and_both_epochs():
    above, below = diagnosis.early_stopping([3, 2, 1, 0.5], [3, 2, 2.5, 2.6], [0.5, 1, 1, 1], [0, 0.1, 0.5, 0.9], 1, 3)
    assert [line.get_label() for line in above.lines[:2]] == ["training", "validation"]
    assert [line.get_label() for line in below.lines[:2]] == ["clean labels", "spoilt labels"]
    assert [line.get_xdata()[0] for line in above.lines[2:4]] == [1, 3]
    assert [text.get_text() for text in above.texts[-2:]] == ["keep\n(1)", "stop\n(3)"]
    words = alt_text(above.figure)
    assert "falls to 2.00 in epoch 1, marked “keep”, and ends at 2.60" in words
    assert "of the spoilt ones 10%; at the end 100% and 90%" in words


def test_accuracies_by_size_and_by_rows_are_means():
    by_units = ([[0.2, 1.0], [0.4, 1.0]], [[0.1, 0.8], [0.2, 0.9]])
    by_rows = {"2 units": ([[0.6, 0.5, 0.5]] * 2, [[0.3, 0.4, 0.5]] * 2)}
    left, right = diagnosis.accuracy_by_size_and_rows((1, 2), by_units, (50, 100, 200), by_rows)
    assert left.lines[0].get_ydata().tolist() == pytest.approx([0.3, 1.0])
    assert left.lines[1].get_ydata().tolist() == pytest.approx([0.15, 0.85])
    assert right.lines[1].get_ydata().tolist() == pytest.approx([0.3, 0.4, 0.5])
    assert "validation from 0.15 to 0.85" in alt_text(left.figure)


def test_a_mended_run_has_a_line_for_each_repair():
    ax = diagnosis.mended_run({"one fault": ([3, 2.5], [4, 3.5]), "none": ([2, 0.1], [2, 0.2])})
    assert {"one fault", "none"} < {text.get_text() for text in ax.texts}
    drawn = [line.get_ydata().tolist() for line in ax.lines[:4]]
    assert drawn == [[4, 3.5], [2, 0.2], [3, 2.5], [2, 0.1]]
    assert "none: training 2 → 0.1, validation 2 → 0.2" in alt_text(ax.figure)


def test_each_learning_rate_has_its_own_line():
    ax = diagnosis.losses_by_rate({rate: [2.0, rate] for rate in (1e-5, 1e-4, 0.01, 0.1, 1.0)})
    lines = ax.lines[:5]
    assert [line.get_ydata()[1] for line in lines] == [1e-5, 1e-4, 0.01, 0.1, 1.0]
    assert len({(line.get_color(), line.get_marker()) for line in lines}) == 5
    assert "η = 1: 2 → 1 at best, 1 at the end" in alt_text(ax.figure)


def test_each_writer_kept_aside_is_joined_to_as_many_rows_of_known_hands():
    ax = figures.errors_by_writer([0.1, 0.04], [0.02, 0.03], test=0.09)
    joined = [line.get_xdata().tolist() for line in ax.lines[:2]]
    assert joined == [pytest.approx([10, 2]), pytest.approx([4, 3])]
    assert [text.get_text() for text in ax.texts[:2]] == ["mean 7.0%", "mean 2.5%"]
    assert ax.lines[-1].get_xdata() == pytest.approx([9])
    assert "A cross among the new hands: the test rows, 9.0%." in alt_text(ax.figure)
    assert "cross" not in alt_text(figures.errors_by_writer([0.1], [0.02]).figure)


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


def test_the_titles_of_the_gorge_give_the_condition_of_what_is_drawn():
    raw, scaled = widgets.scaling_values("none"), widgets.scaling_values("standard")
    titles = [ax.get_title(loc="left") for ax in figures.raw_and_scaled(raw, scaled)]
    assert titles == ["raw columns, κ of both weights = 11,175", "scaled columns, κ of both weights = 4.2"]
