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
from dlcourse.plots import perceptron_loss as figures
from dlcourse.plots.style import alt_text
from dlcourse.widgets import perceptron_loss as widgets

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
    price = widgets.LOSSES[loss][1]
    assert price(MARGINS) == pytest.approx([LIBRARY[loss](m) for m in MARGINS], rel=1e-12)


@pytest.mark.parametrize("loss", ["log loss", "squared error"])
def test_the_line_is_that_of_a_descent_by_jax(loss):
    values = widgets.loss_values(X, Y, loss, 140)

    def mean_price(line):
        m = (2 * values["y"] - 1) * (values["x"] @ line[:2] + line[2])
        return jnp.mean(jnp.logaddexp(0.0, -m) if loss == "log loss" else (1 - m) ** 2)

    def step(_, line):
        return line - widgets.RATE * jax.grad(mean_price)(line)

    line = jax.lax.fori_loop(0, widgets.STEPS[-1], step, jnp.array(widgets.START))
    assert [*values["line"][0], values["line"][1]] == pytest.approx(np.asarray(line), rel=1e-9)
    assert values["losses"].mean() == pytest.approx(float(mean_price(line)), rel=1e-9)


def test_least_squares_is_reached_by_the_squared_error():
    values = widgets.loss_values(X, Y, "squared error", 120)
    rows = np.column_stack([values["x"], np.ones(13)])
    best = np.linalg.lstsq(rows, 2.0 * values["y"] - 1, rcond=None)[0]
    assert [*values["line"][0], values["line"][1]] == pytest.approx(best, abs=1e-6)


def test_only_the_squared_error_minds_a_star_that_is_far_on_the_right_side():
    wrong = {loss: [widgets.loss_values(X, Y, loss, iq)["wrong"] for iq in (100, 180)] for loss in widgets.LOSSES}
    assert wrong.pop("squared error") == [0, 2]
    assert list(wrong.values()) == [[0, 0]] * 3


def test_the_activation_leaves_the_line_alone(shown):
    words = []
    for activation in widgets.ACTIVATIONS:
        widgets.draw_loss(X, Y, "log loss", activation, 100)
        words.append(shown[-1][1])
    lines = {sentence.split("The line after 1,000 steps is")[1].split(";")[0] for sentence in words}
    assert len(set(words)) == 3
    assert len(lines) == 1


def test_each_pair_of_loss_and_activation_has_a_name():
    assert set(widgets.NAMES) == {(loss, activation) for loss in widgets.LOSSES for activation in widgets.ACTIVATIONS}
    assert widgets.NAMES["log loss", "sigmoid"].startswith("logistic regression")
    assert widgets.NAMES["hinge", "step"].startswith("the linear support vector machine")


def test_lines_of_the_sigmoid_are_where_it_has_the_value_that_is_written_there():
    output, levels, _ = widgets.ACTIVATIONS["sigmoid"]
    assert [output(score) for score, _ in levels] == pytest.approx([0.1, 0.5, 0.9])
    assert [words for _, words in levels] == ["0.1", "0.5", "0.9"]
    assert [words for _, words in widgets.ACTIVATIONS["linear"][1]] == ["−2", "−1", "0", "1", "2"]


@pytest.mark.parametrize("loss", ["perceptron loss", "hinge"])
def test_no_last_digit_decides_where_the_explorers_descent_ends(loss, monkeypatch):
    lines = []
    for nudge in (0.0, 1e-12):
        monkeypatch.setattr(widgets, "START", tuple(np.array(widgets.START) + nudge))
        widgets.descend.cache_clear()
        lines.append([widgets.loss_values(X, Y, loss, iq)["line"] for iq in range(100, 190, 10)])
    widgets.descend.cache_clear()
    for (w, b), (w_nudged, b_nudged) in zip(*lines, strict=True):
        assert [*w, b] == pytest.approx([*w_nudged, b_nudged], abs=1e-9)


def test_the_perceptron_loss_keeps_small_scores_that_a_sigmoid_turns_into_halves():
    margins = widgets.loss_values(X, Y, "perceptron loss", 100)["margins"]
    assert margins.min() > 0
    assert np.abs(sigmoid(margins) - 0.5).max() < 0.03


def test_every_control_changes_what_is_said():
    explorer = widgets.loss_explorer(X, Y)
    assert explorer.frame().words.startswith("perceptron loss with step")
    assert explorer.frame(loss="log loss").words.startswith("log loss with sigmoid: logistic regression: a probability")
    words = explorer.frame(loss="log loss", activation="step", star_iq=180, steps=20).words
    assert words.startswith("log loss with step")
    assert "iq 180" in words
    assert "after 20 steps" in words


def test_the_words_tell_who_is_wrong_and_what_the_star_costs(shown):
    widgets.draw_loss(X, Y, "squared error", widgets.USUAL, 180)
    values = widgets.loss_values(X, Y, "squared error", 180)
    assert "2 of 13 students are on the wrong side" in shown[0][1]
    assert f"costs {values['losses'][-1]:.3g}" in shown[0][1]


def test_only_a_loss_of_exactly_0_is_written_as_0(shown):
    said = {}
    for loss, iq in (("perceptron loss", 110), ("hinge", 110), ("log loss", 110), ("log loss", 180)):
        widgets.draw_loss(X, Y, loss, widgets.USUAL, iq)
        said[loss, iq] = shown[-1][1].split(" costs ")[1].split(";")[0]
    assert 0 < float(said.pop(("log loss", 110))) < 0.001
    assert list(said.values()) == ["0", "0", "under 0.0001"]


def test_the_room_is_the_distance_of_the_nearest_student_while_nobody_is_wrong(shown):
    for loss, iq, told in (("hinge", 110, True), ("squared error", 180, False)):
        widgets.draw_loss(X, Y, loss, widgets.USUAL, iq)
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


@pytest.mark.parametrize("name", ["sigmoid", "linear", "step"])
def test_the_colour_turns_where_the_score_is_0(shown, name):
    widgets.draw_loss(X, Y, "log loss", name, 110)
    (bands,) = [each for each in shown[-1][0].axes[0].collections if hasattr(each, "levels")]
    colours = bands.get_facecolor()[:, :3]
    place = int(np.searchsorted(bands.levels, 0.0, side="right")) - 1
    below, above = colours[:place], colours[place + (name != "step") :]
    assert (below[:, 0] > below[:, 2]).all()  # of the class 0: more red than blue
    assert (above[:, 2] > above[:, 0]).all()
    assert len(below) == len(above) == (1 if name == "step" else figures.BANDS // 2)


@pytest.mark.parametrize(("loss", "scores"), [("hinge", [-1, 1]), ("log loss", [])])
def test_the_explorer_shows_the_street_of_hinge(shown, loss, scores):
    widgets.draw_loss(X, Y, loss, widgets.USUAL, 110)
    w, b = widgets.loss_values(X, Y, loss, 110)["line"]
    dashed = [line.get_xydata() @ w + b for line in shown[-1][0].axes[0].lines if line.get_linestyle() == "--"]
    assert sorted(score for pair in dashed for score in pair) == pytest.approx(np.repeat(scores, 2))


def test_every_student_stands_on_the_curve():
    values = widgets.loss_values(X, Y, "log loss", 100)
    price = widgets.LOSSES["log loss"][1]
    _, right = figures.loss_and_output(
        values["x"], values["y"], values["line"], widgets.ACTIVATIONS["sigmoid"], price, values["margins"], 12,
        widgets.LIMITS, ("a", "b"),
    )  # fmt: skip
    dots = np.vstack([line.get_xydata() for line in right.lines if line.get_marker() not in ("None", None)])
    assert len(dots) == 13
    assert dots[:, 1] == pytest.approx(price(dots[:, 0]))


@pytest.mark.parametrize("loss", widgets.LOSSES)
def test_a_descent_can_be_looked_at_after_fewer_steps(loss):
    w, b = widgets.loss_values(X, Y, loss, 120, 0)["line"]
    assert (*w, b) == widgets.START
    model = widgets.LOSSES[loss][0](2)
    model.W, model.b = np.array(widgets.START[:2])[:, None], np.array(widgets.START[2:])
    star = np.vstack([X, [widgets.STAR_CGPA, 2.0]])
    labels = np.append(Y, 1)[:, None] if loss == "log loss" else 2 * np.append(Y, 1)[:, None] - 1
    model.fit(star, labels.astype(float), learning_rate=widgets.RATE, epochs=50)
    w, b = widgets.loss_values(X, Y, loss, 120, 50)["line"]
    assert [*w, b] == pytest.approx([*model.W[:, 0], model.b[0]], rel=1e-12)


def test_losses_are_marked_where_they_are():
    m = np.linspace(-2, 3, 11)
    ax = figures.losses_by_margin(m, {"hinge": np.maximum(0, 1 - m), "nothing": 0 * m}, marked_margin=0.5)
    written = {text.get_text(): text for text in ax.texts}
    assert (written["0.5"].xy, written["0"].xy) == ((0.5, 0.5), (0.5, 0.0))
    assert written["0.5"].get_position()[1] > 0 > written["0"].get_position()[1]  # the highest stands above its point
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["hinge", "nothing"]
    assert words(ax).endswith("at m = 0.5, a point costs 0.5 by the hinge, 0 by the nothing.")


def test_the_sliding_line_shows_counts_above_and_sums_below():
    ax = figures.losses_by_bias(np.arange(3.0), [1, 2, 2], [0.1, 0.2, 0.3], [0.2, 0.4, 0.6])
    upper, lower = ax.figure.axes
    assert upper.lines[0].get_ydata().tolist() == [1, 2, 2]
    assert [line.get_ydata().tolist() for line in lower.lines] == [[0.2, 0.4, 0.6], [0.1, 0.2, 0.3], [0.2]]
    assert "between 2 and 1" in words(ax)
    assert "lowest at b = 0.00; the scores are 2.00 times the distances" in words(ax)


def test_the_nearest_student_is_joined_to_the_line_with_the_distance():
    ax = figures.lines_with_margins(X, Y, {"a line": (np.array([3.0, 4.0]), -0.5)})
    distance = np.abs(X @ [3.0, 4.0] - 0.5).min() / 5
    assert f"{distance:.2f}" in labels_of(ax)
    ends = ax.lines[-1].get_xydata()
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(distance)
    close = (np.abs(X @ [3.0, 4.0] - 0.5) < 1).sum()
    assert f"A line. The nearest student is {distance:.2f} from the line, and {close} of 12" in words(ax)


def test_a_dashed_line_has_its_score_on_it():
    w, b = np.array([2.0, 1.2]), -0.5
    ax = figures.lines_with_margins(X, Y, {"a line": (w, b)})
    written = {text.get_text(): text.get_position() @ w + b for text in ax.texts[:2]}
    assert written == pytest.approx({"f = −1": -1, "f = 1": 1})


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


def test_a_bar_is_as_long_as_the_probability_of_what_happened():
    w, b = np.array([1.0, 1.0]), 0.0
    ax = figures.likelihood_of_labels(X, Y, {"both": (w, b)})
    bars = np.array([path.vertices for each in ax.collections for path in each.get_paths()])  # (12, 2, 2)
    lengths = np.abs(bars[:, 1, 1] - bars[:, 0, 1])
    p = sigmoid(X @ w + b)
    q = np.concatenate([1 - p[Y == 0], p[Y == 1]])
    assert lengths == pytest.approx(q)
    assert f"product is {q.prod():.2g}" in words(ax)
    assert len(set(bars[:, 0, 0].round(6))) == 12  # equal scores stand side by side


def test_on_each_map_the_walks_go_as_far_as_the_step_and_the_count_keeps_them():
    path = np.column_stack([np.linspace(2, 1, 6), np.linspace(-2, 0, 6)])
    x, y = np.vstack([X, [2.0, 1.5]]), np.append(Y, 0)
    walks = {"perceptron loss": [path, path + 0.1], "hinge": [path, path + 0.1]}
    seen = []
    for ax in figures.descents_on_maps(x, y, walks, n_points=61):
        count, perceptron, hinge = ax.figure.axes
        [inset] = perceptron.child_axes
        assert inset.lines[-1].get_xydata().tolist() == path[: len(inset.lines[-1].get_xdata())].tolist()
        trails = [line for line in hinge.lines if line.get_linestyle() == "-"]
        seen.append([len(trail.get_xdata()) for trail in trails])
        assert all(len(line.get_xdata()) == 1 for line in count.lines if line.get_linestyle() == "-")
    assert seen == [[1, 1], [2, 2], [3, 3], [5, 5]]
    assert count.get_title(loc="left") == "count: flat, nobody moves"
    assert perceptron.get_title(loc="left") == "perceptron loss: lowest at w = (0, 0), the hole"
    assert hinge.get_title(loc="left").startswith("hinge: lowest near w = (1.0, 0.")


def test_the_inset_at_the_hole_shows_the_last_steps_in_the_scale_that_it_names():
    path = np.random.default_rng(0).uniform(-0.05, 0.05, size=(181, 2))
    x, y = np.vstack([X, [2.0, 1.5]]), np.append(Y, 0)
    *_, ax = figures.descents_on_maps(x, y, {"perceptron loss": [path]}, n_points=21)
    [inset] = ax.figure.axes[1].child_axes
    assert inset.lines[-1].get_xydata().tolist() == path[180 - figures.IN_INSET :].tolist()
    wide, whole = (np.ptp(each.get_xlim()) / each.get_window_extent().width for each in (inset, ax.figure.axes[1]))
    assert inset.get_title(loc="left").endswith(f"{whole / wide:.0f} times larger")


def test_models_and_losses_have_colours_that_no_class_has():
    of_classes = {color for color, _ in figures.CLASSES[:3]}
    assert not of_classes & {color for color, _ in figures.LOOKS.values()}


def test_words_stand_on_their_line_or_nowhere():
    ax = figures.students_plane(X, Y)
    figures.write_on_line(ax, np.array([1.0, 1.0]), 0.0, "here")
    [text] = ax.texts
    assert sum(text.get_position()) == pytest.approx(0)
    figures.write_on_line(ax, np.array([1.0, 1.0]), 50.0, "far away")
    figures.write_on_line(ax, np.array([0.0, 1.0]), 0.5, "level")
    figures.write_on_line(ax, np.array([1.0, 0.5]), 0.0, "above", at_top=True)
    assert labels_of(ax) == ["here", "level", "above"]
    assert ax.texts[-1].get_position()[1] > text.get_position()[1]


def test_each_sector_has_its_number_of_mistakes_on_it():
    x, y = np.vstack([X, [2.0, 1.5]]), np.append(Y, 0)
    ax = figures.new_axes(4, 4)
    figures._write_counts(ax, x, y)
    assert len(ax.texts) >= 15
    for text in ax.texts:
        assert text.get_text() == str(((x @ text.get_position() >= 0) != y).sum())
    assert min(int(text) for text in labels_of(ax)) == 1
