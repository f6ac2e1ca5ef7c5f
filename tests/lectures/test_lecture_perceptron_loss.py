"""Lecture 02: losses of a margin, the lines that they lead to, and the words of the explorer."""

import numpy as np
import pytest
from oracles import jax, jnp

from dlcourse import (
    BinaryCrossentropy,
    Hinge,
    MeanSquaredError,
    PerceptronLoss,
    sigmoid,
)
from dlcourse.plots.neuron import log_odds, loss_walks, margin_losses
from dlcourse.plots.neuron import perceptron_loss as figures
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.neuron import perceptron_loss as widgets

CGPA = np.array([8.0, 6.5, 7.0, 6.0, 6.0, 5.5, 7.5, 8.5, 9.0, 6.5, 5.0, 8.0])
IQ = np.array([100, 125, 120, 115, 90, 105, 85, 90, 100, 100, 95, 110])
Y = np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1])
X = np.column_stack([CGPA - 7, (IQ - 100) / 10])
MARGINS = np.array([-3.0, -0.4, 0.5, 1.2, 3.0])
LIBRARY = {
    "perceptron loss": lambda m: PerceptronLoss()([1.0], [m])[0],
    "hinge": lambda m: Hinge()([1.0], [m])[0],
    "log loss": lambda m: BinaryCrossentropy(from_logits=True)([1.0], [m])[0],
    "squared error": lambda m: MeanSquaredError()([1.0], [m])[0],
}


@pytest.fixture
def shown(monkeypatch):
    pictures = []
    monkeypatch.setattr(widgets, "whole", lambda figure, words: pictures.append((figure, words)))
    return pictures


def words(ax):
    """The text alternative that the figure has been given."""
    return alt_text(ax.figure)


def labels_of(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("loss", widgets.LOSSES)
def test_each_loss_of_a_margin_is_the_librarys(loss):
    value = widgets.LOSSES[loss][1]
    assert value(MARGINS) == pytest.approx([LIBRARY[loss](m) for m in MARGINS], rel=1e-12)


@pytest.mark.parametrize("loss", ["log loss", "squared error"])
def test_the_line_is_that_of_a_descent_by_jax(loss):
    values = widgets.loss_values(X, Y, loss, 140)

    def mean_loss(line):
        m = (2 * values["y"] - 1) * (values["x"] @ line[:2] + line[2])
        return jnp.mean(jnp.logaddexp(0.0, -m) if loss == "log loss" else (1 - m) ** 2)

    def step(_, line):
        return line - widgets.RATE * jax.grad(mean_loss)(line)

    line = jax.lax.fori_loop(0, widgets.STEPS[-1], step, jnp.array(widgets.STARTS[0]))
    assert [*values["line"][0], values["line"][1]] == pytest.approx(np.asarray(line), rel=1e-9)
    assert values["losses"].mean() == pytest.approx(float(mean_loss(line)), rel=1e-9)


def test_least_squares_is_reached_by_the_squared_error():
    values = widgets.loss_values(X, Y, "squared error", 120)
    rows = np.column_stack([values["x"], np.ones(13)])
    best = np.linalg.lstsq(rows, 2.0 * values["y"] - 1, rcond=None)[0]
    assert [*values["line"][0], values["line"][1]] == pytest.approx(best, abs=1e-6)


def test_only_the_squared_error_minds_a_star_that_is_far_on_the_right_side():
    wrong = {loss: [widgets.loss_values(X, Y, loss, iq)["wrong"] for iq in (100, 180)] for loss in widgets.LOSSES}
    assert wrong.pop("squared error") == [0, 2]
    assert list(wrong.values()) == [[0, 0]] * 3


@pytest.mark.parametrize(("loss", "iqs"), [("hinge", [110]), ("log loss", [110]), ("squared error", [110])])
def test_a_mislabelled_star_gets_others_wrong_when_it_is_far(loss, iqs):
    for iq in widgets.STAR_IQS:
        values = widgets.loss_values(X, Y, loss, iq, star_label=0)
        assert values["y"].tolist() == [*Y, 0]
        assert (values["wrong"] == 0) == (iq in iqs)


def test_each_loss_has_a_name_for_its_model():
    assert set(widgets.NAMES) == set(widgets.LOSSES)
    assert widgets.NAMES["log loss"].startswith("logistic regression")
    assert widgets.NAMES["hinge"].startswith("a linear support vector machine without")


def test_lines_of_the_sigmoid_are_where_it_has_the_value_that_is_written_there():
    output, levels, _ = widgets.ACTIVATIONS["sigmoid"]
    assert [output(score) for score, _ in levels] == pytest.approx([0.1, 0.5, 0.9])
    assert [words for _, words in levels] == ["0.1", "0.5", "0.9"]
    assert [words for _, words in widgets.ACTIVATIONS["linear"][1]] == ["−2", "−1", "0", "1", "2"]


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("start", widgets.STARTS)
@pytest.mark.parametrize("loss", ["perceptron loss", "hinge"])
def test_no_last_digit_decides_where_the_explorers_descent_ends(loss, start, label):
    for iq in widgets.STAR_IQS:
        lines = []
        for nudge in ((0, 0, 0), (1, 1, 1), (1, -1, 0), (0, 0, -1)):
            nudged = tuple(np.array(start) + 1e-12 * np.array(nudge))
            w, b = widgets.loss_values(X, Y, loss, iq, start=nudged, star_label=label)["line"]
            lines.append([*w, b])
        assert np.ptp(lines, axis=0).max() < 1e-9


def test_small_margins_of_the_perceptron_loss_are_enlarged(shown):
    for start, times in ((widgets.STARTS[0], 1), (widgets.STARTS[2], widgets.ENLARGED)):
        widgets.draw_loss(X, Y, "perceptron loss", 110, start=start)
        margins = widgets.loss_values(X, Y, "perceptron loss", 110, start=start)["margins"]
        right = shown[-1][0].axes[1]
        assert right.get_xlim() == pytest.approx((-3 / times, 6 / times))
        assert right.get_ylim() == pytest.approx((-0.25 / times, 5 / times))
        assert (f"enlarged {times} times" in right.get_xlabel()) == (times > 1)
        dots = np.concatenate([line.get_xdata() for line in right.lines if line.get_marker() not in ("None", None)])
        assert sorted(dots) == pytest.approx(sorted(margins))


def test_every_control_changes_what_is_said():
    explorer = widgets.loss_explorer(X, Y)
    assert explorer.frame().words.startswith("perceptron loss with step")
    assert explorer.frame(loss="log loss").words.startswith("log loss with sigmoid: logistic regression: a probability")
    words = explorer.frame(loss="log loss", star_iq=180, steps=20, start=widgets.STARTS[1], mislabelled=True).words
    assert "iq 180, mislabelled as not placed, has margin" in words
    assert "after 20 steps from w = (0.274, −0.463), b = −0.917" in words


def test_the_explorer_opens_on_a_line_with_little_room():
    assert "the nearest student 0.00 from it" in widgets.loss_explorer(X, Y).frame().words


def test_the_words_tell_who_is_wrong_and_what_the_star_costs(shown):
    widgets.draw_loss(X, Y, "squared error", 180)
    values = widgets.loss_values(X, Y, "squared error", 180)
    assert "of the 12 students 2 are on the wrong side" in shown[0][1]
    assert f"costs {values['losses'][-1]:.3g}" in shown[0][1]


def test_only_a_loss_of_exactly_0_is_written_as_0(shown):
    said = {}
    for loss, iq in (("perceptron loss", 110), ("hinge", 110), ("log loss", 110), ("log loss", 180)):
        widgets.draw_loss(X, Y, loss, iq)
        said[loss, iq] = shown[-1][1].split(" costs ")[1].split(";")[0]
    assert 0 < float(said.pop(("log loss", 110))) < 0.001
    assert list(said.values()) == ["0", "0", "under 0.0001"]


def test_the_room_is_the_distance_of_the_nearest_student_while_nobody_is_wrong(shown):
    for loss, iq, told in (("hinge", 110, True), ("squared error", 180, False)):
        widgets.draw_loss(X, Y, loss, iq)
        values = widgets.loss_values(X, Y, loss, iq)
        w, b = values["line"]
        nearest = np.abs(values["x"] @ w + b).min() / np.hypot(*w)
        left, _ = shown[-1][0].axes
        assert any(f"room {nearest:.2f}" in text.get_text() for text in left.texts) == told
        assert (f"the nearest student {nearest:.2f} from it" in shown[-1][1]) == told


def test_the_star_starts_where_no_student_is():
    star_iq = widgets.loss_explorer(X, Y).controls["star_iq"]
    place = [widgets.STAR_CGPA + 7, star_iq.values[star_iq.start]]
    assert not (np.column_stack([CGPA, IQ]) == place).all(axis=1).any()
    assert star_iq.start == 0


@pytest.mark.parametrize("loss", ["log loss", "squared error", "hinge"])
def test_the_colour_turns_where_the_score_is_0(shown, loss):
    widgets.draw_loss(X, Y, loss, 110)
    (bands,) = [each for each in shown[-1][0].axes[0].collections if hasattr(each, "levels")]
    colours, step = bands.get_facecolor()[:, :3], loss == "hinge"
    place = int(np.searchsorted(bands.levels, 0.0, side="right")) - 1
    below, above = colours[:place], colours[place + (not step) :]
    assert (below[:, 0] > below[:, 2]).all()  # of the class 0: more red than blue
    assert (above[:, 2] > above[:, 0]).all()
    assert len(below) == len(above) == (1 if step else figures.BANDS // 2)


@pytest.mark.parametrize(("loss", "scores"), [("hinge", [-1, 1]), ("log loss", [])])
def test_the_explorer_shows_the_street_of_hinge(shown, loss, scores):
    widgets.draw_loss(X, Y, loss, 110)
    w, b = widgets.loss_values(X, Y, loss, 110)["line"]
    dashed = [line.get_xydata() @ w + b for line in shown[-1][0].axes[0].lines if line.get_linestyle() == "--"]
    assert sorted(score for pair in dashed for score in pair) == pytest.approx(np.repeat(scores, 2))


def test_every_student_stands_on_the_curve():
    values = widgets.loss_values(X, Y, "log loss", 100)
    value = widgets.LOSSES["log loss"][1]
    _, right = figures.loss_and_output(
        values["x"], values["y"], values["line"], widgets.ACTIVATIONS["sigmoid"], value, values["margins"], 12,
        widgets.LIMITS, ("a", "b"),
    )  # fmt: skip
    dots = np.vstack([line.get_xydata() for line in right.lines if line.get_marker() not in ("None", None)])
    assert len(dots) == 13
    assert dots[:, 1] == pytest.approx(value(dots[:, 0]))


@pytest.mark.parametrize("loss", widgets.LOSSES)
def test_a_descent_can_be_looked_at_after_fewer_steps(loss):
    w, b = widgets.loss_values(X, Y, loss, 120, 0)["line"]
    assert (*w, b) == widgets.STARTS[0]
    model = widgets.LOSSES[loss][0](2)
    model.W, model.b = np.array(widgets.STARTS[0][:2])[:, None], np.array(widgets.STARTS[0][2:])
    star = np.vstack([X, [widgets.STAR_CGPA, 2.0]])
    labels = np.append(Y, 1)[:, None] if loss == "log loss" else 2 * np.append(Y, 1)[:, None] - 1
    model.fit(star, labels.astype(float), learning_rate=widgets.RATE, epochs=100)
    w, b = widgets.loss_values(X, Y, loss, 120, 100)["line"]
    assert [*w, b] == pytest.approx([*model.W[:, 0], model.b[0]], rel=1e-12)


def test_the_missed_are_ringed_and_joined_to_the_line_at_a_right_angle():
    w, b = np.array([0.0, 1.0]), -0.25
    ax = figures.lines_with_misses(X, Y, {"iq": (w, b), "both": (np.array([1.0, 1.0]), 0.0)})
    missed = np.flatnonzero((X @ w + b >= 0) != Y)
    stretches = [line.get_xydata() for line in ax.lines if len(line.get_xydata()) == 2][1:]  # the first is the line
    assert [stretch[0].tolist() for stretch in stretches] == X[missed].tolist()
    assert [float(end @ w + b) for _, end in stretches] == pytest.approx([0] * len(missed))
    assert [end[0] for _, end in stretches] == pytest.approx(X[missed, 0])
    assert words(ax).endswith("iq: 5 mistakes. both: 1 mistake.")
    assert [text.get_text() for text in ax.texts] == ["says 1", "says 0"]


def test_models_and_losses_have_colours_that_no_class_has():
    of_classes = {color for color, _ in figures.CLASSES[:3]}
    assert not of_classes & {color for color, _ in figures.LOOKS.values()}


def test_the_line_that_slides_is_drawn_where_its_losses_are_marked():
    w, biases = np.array([1.0, 1.0]), np.linspace(-2, 2, 41)
    losses = {"count": np.arange(41) // 10, "sum": np.abs(biases)}
    plane = margin_losses.losses_of_sliding_line(X, Y, w, biases, losses, [-1.5, 1.0])
    for line, b in zip(plane.lines, (-1.5, 1.0), strict=True):
        assert line.get_xydata() @ w + b == pytest.approx([0, 0])
    assert [text.get_position() @ w for text in plane.texts] == pytest.approx([1.5, -1.0])
    _, count, total = plane.figure.axes
    assert count.lines[0].get_drawstyle() == "steps-mid"
    assert total.lines[1].get_xydata().tolist() == pytest.approx(np.array([[-1.5, 1.5], [1.0, 1.0]]))
    assert labels_of(total) == ["1.5", "1"]
    assert "count: 0, 3; sum: 1.5, 1." in words(plane)


def test_losses_and_slopes_are_drawn_with_their_jumps_open_and_their_values_written():
    m = np.linspace(-2.5, 3.5, 61)
    hinge = np.maximum(0, 1 - m), np.where(m < 1, -1.0, 0.0)
    squared = (1 - m) ** 2, 2 * (m - 1)
    upper = margin_losses.losses_and_slopes_by_margin({"hinge": hinge, "squared error": squared}, m, [0.5, 2])
    lower = upper.figure.axes[1]
    slopes = [line for line in lower.lines if len(line.get_xdata()) > 2]
    assert [len(line.get_xdata()) for line in slopes] == [35, 26, 61]  # hinge in two pieces
    assert [set(line.get_ydata()) for line in slopes[:2]] == [{-1}, {0}]
    written = {text.get_text(): text.xy for text in upper.texts if hasattr(text, "xy")}
    assert written == {"0.5": (0.5, 0.5), "0.25": (0.5, 0.25), "0": (2, 0), "1": (2, 1)}
    assert words(upper).endswith("At m = 0.5 and 2 a point costs: hinge 0.5, 0; squared error 0.25, 1.")


def test_values_that_nearly_agree_stand_side_by_side():
    ax = figures.new_figure(4, 4).subplots()
    margin_losses._mark_values(ax, 0.5, {"hinge": 0.5, "log loss": 0.474, "count": 0.0})
    assert labels_of(ax) == ["0", "0.5 and 0.474"]


def test_each_fan_has_its_lines_and_their_errors_on_the_new_points():
    lines = [(np.array([1.0, 1.0]), 0.0), (np.array([0.0, 1.0]), -0.25)]
    ax = margin_losses.fans_of_lines(X, Y, {"two": lines}, X, Y)
    drawn = [line for line in ax.lines if line.get_linestyle() == "-"]
    for line, (w, b) in zip(drawn, lines, strict=True):
        assert line.get_xydata() @ w + b == pytest.approx([0, 0], abs=1e-12)
    mistakes = np.array([1, 5]) * 100 / 12
    told = f"{mistakes.mean():.1f} of 100 new students wrong ({mistakes[0]:.1f} to {mistakes[1]:.1f})"
    assert ax.get_title(loc="left") == f"two:\n{told}"
    assert told in words(ax)


def test_the_street_of_twice_the_weights_is_half_as_wide():
    w, b = np.array([2.0, 1.2]), -0.5
    ax = margin_losses.street_of_lengths(X, Y, (w, b), [1, 2])
    for scale, panel in zip((1, 2), ax.figure.axes, strict=True):
        scores = [line.get_xydata() @ w + b for line in panel.lines]
        assert np.ravel(scores) == pytest.approx([0, 0, -1 / scale, -1 / scale, 1 / scale, 1 / scale], abs=1e-12)
        arrows = np.array([text.xy for text in panel.texts])
        assert arrows @ w + b == pytest.approx([-1 / scale, 1 / scale])
        assert np.hypot(*(arrows[1] - arrows[0])) == pytest.approx(2 / (scale * np.hypot(*w)))


def test_the_logarithm_of_the_ratio_of_two_bells_is_a_line_and_its_sigmoid_the_share():
    x = np.linspace(60, 140, 81)
    ax = log_odds.two_bells(x, (90, 110), 10, 105)
    bells, line, share = (panel.lines for panel in ax.figure.axes)
    not_placed, placed = (bells[k].get_ydata() for k in (0, 3))
    assert not_placed.sum() == pytest.approx(1, abs=0.01)
    assert line[1].get_ydata() == pytest.approx(0.2 * (x - 100))
    assert share[1].get_ydata() == pytest.approx(placed / (placed + not_placed))
    assert "2.72 times as high" in words(ax)


def test_a_bar_is_as_long_as_the_probability_of_what_happened():
    w, b = np.array([1.0, 1.0]), 0.0
    ax = log_odds.likelihood_of_labels(X, Y, {"both": (w, b)})
    bars = np.array([path.vertices for each in ax.collections for path in each.get_paths()])  # (12, 2, 2)
    lengths = np.abs(bars[:, 1, 1] - bars[:, 0, 1])
    scores = X @ w + b
    q = np.concatenate([1 - sigmoid(scores[Y == 0]), sigmoid(scores[Y == 1])])
    assert lengths == pytest.approx(q)
    assert f"product is {q.prod():.2g}" in words(ax)
    assert len(set(bars[:, 0, 0].round(6))) == 12  # equal scores stand side by side, close to their place
    assert np.abs(bars[:, 0, 0] - np.concatenate([scores[Y == 0], scores[Y == 1]])).max() < 0.15


X13, Y13 = np.vstack([X, [2.0, 1.5]]), np.append(Y, 0)


def test_on_each_map_the_walks_go_as_far_as_the_step_and_the_count_keeps_them():
    path = np.column_stack([np.linspace(2, 1, 6), np.linspace(-2, 0.5, 6)])
    walks = {"perceptron loss": [path, path + 0.1], "hinge": [path, path + 0.1]}
    seen = []
    for ax in loss_walks.descents_on_maps(X13, Y13, walks, n_points=61):
        count, _, hinge, hole, plane = ax.figure.axes
        trail = hole.lines[-1].get_xydata()
        assert trail.tolist() == path[: len(trail)].tolist()
        w = path[len(trail) - 1]
        assert [line.get_xydata() @ w for line in plane.lines] == [pytest.approx([0, 0], abs=1e-9)] * 2
        seen.append([len(line.get_xdata()) for line in hinge.lines if line.get_linestyle() == "-"])
        assert all(len(line.get_xdata()) == 1 for line in count.lines if line.get_linestyle() == "-")
    assert seen == [[1, 1], [2, 2], [3, 3], [5, 5]]
    assert "the count is flat" in words(ax)
    assert "perceptron loss is lowest near (0.0, 0.0)" in words(ax)
    assert "hinge is lowest near (1.0, 0." in words(ax)


def test_the_hole_shows_the_last_steps_in_the_scale_that_it_names():
    path = np.random.default_rng(0).uniform(-0.05, 0.05, size=(181, 2))
    *_, ax = loss_walks.descents_on_maps(X13, Y13, {"perceptron loss": [path]}, n_points=21)
    _, whole, hole, _ = ax.figure.axes
    assert hole.lines[-1].get_xydata().tolist() == path[180 - loss_walks.IN_HOLE :].tolist()
    near, far = (np.ptp(each.get_xlim()) / each.get_window_extent().width for each in (hole, whole))
    assert hole.get_title(loc="left").endswith(f"{far / near:.0f} times larger")


def test_labelled_contours_have_their_loss():
    path = np.array([[1.0, 1.0]])
    [ax] = loss_walks.descents_on_maps(X13, Y13, {"perceptron loss": [path], "log loss": [path]}, n_points=121)
    for name, panel in zip(("perceptron loss", "log loss"), ax.figure.axes[1:3], strict=True):
        lines = panel.collections[-1]
        for level, contour in zip(lines.levels, lines.get_paths(), strict=True):
            if len(contour.vertices):
                assert loss_walks._losses(X13, Y13)[name](contour.vertices) == pytest.approx(level, rel=0.02)


def test_words_stand_on_their_line_or_nowhere():
    ax = figures.students_plane(X, Y)
    figures._write_on_line(ax, np.array([1.0, 1.0]), 0.0, "here")
    [text] = ax.texts
    assert sum(text.get_position()) == pytest.approx(0)
    figures._write_on_line(ax, np.array([1.0, 1.0]), 50.0, "far away")
    figures._write_on_line(ax, np.array([0.0, 1.0]), 0.5, "level")
    assert labels_of(ax) == ["here", "level"]


def test_each_sector_has_its_number_of_mistakes_on_it():
    ax = figures.new_figure(4, 4).subplots()
    loss_walks._write_counts(ax, X13, Y13)
    assert len(ax.texts) >= 15
    for text in ax.texts:
        assert text.get_text() == str(((X13 @ text.get_position() >= 0) != Y13).sum())
    assert min(int(text) for text in labels_of(ax)) == 1
