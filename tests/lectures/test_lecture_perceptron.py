"""Lecture 01: its figures stand where the numbers say, and its explorer walks through the trick."""

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from dlcourse import Perceptron
from dlcourse.plots.common.boundaries import CLASSES, PALE
from dlcourse.plots.neuron import perceptron as figures
from dlcourse.plots.neuron import perceptron_proof as proof_figures
from dlcourse.plots.neuron import perceptron_rest as more_figures
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.neuron import perceptron as widgets

CGPA = np.array([8.0, 6.5, 7.0, 6.0, 6.0, 5.5, 7.5, 8.5, 9.0, 6.5, 5.0, 8.0])
IQ = np.array([100, 125, 120, 115, 90, 105, 85, 90, 100, 100, 95, 110])
Y = np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1])
X = np.column_stack([CGPA - 7, (IQ - 100) / 10])
ZERO = ((0.0, 0.0), 0.0)
START = "all zero: no line yet"


def words(ax):
    """The text alternative that the figure has been given."""
    return alt_text(ax.figure)


def lines_of(ax):
    """The ends of all straight lines across the picture."""
    return [line.get_xydata() for line in ax.lines if len(line.get_xydata()) == 2]


def arrows_of(ax):
    """The arrows of the picture."""
    return [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]


def test_the_plane_is_marked_in_cgpa_and_iq_and_has_equal_units():
    ax = figures.students_plane(X, Y)
    ticks = dict(zip(ax.get_xticks(), [tick.get_text() for tick in ax.get_xticklabels()], strict=True))
    assert ticks[0] == "7"
    assert ticks[2] == "9"
    assert ax.get_aspect() == 1
    assert [text.get_text() for text in ax.get_legend().get_texts()] == figures.NAMES
    low, high = np.transpose(figures.LIMITS)
    assert (X.min(axis=0) > low).all()
    assert (X.max(axis=0) < high).all()


@pytest.mark.parametrize("w", [(4.0, 1.5), (1.0, -2.0), (-3.0, 0.5), (0.0, 2.0)])
def test_the_arrow_stands_at_a_right_angle_on_the_line_and_points_to_the_ones(w):
    ax = figures.line_with_arrow(figures.students_plane(X, Y), w, -0.5)
    [line] = lines_of(ax)
    [arrow] = arrows_of(ax)
    tip, foot = np.array(arrow.xy), np.array(arrow.xyann)
    assert foot @ w - 0.5 == pytest.approx(0, abs=1e-12)
    assert (tip - foot) @ (line[1] - line[0]) == pytest.approx(0, abs=1e-9)
    assert tip @ w - 0.5 > 0


def test_no_arrow_stands_on_a_line_outside_of_the_picture():
    ax = figures.line_with_arrow(figures.students_plane(X, Y), (0.5, 0.0), -2.0)
    assert not figures.in_view(ax, (0.5, 0.0), -2.0)
    assert list(ax.texts) == []


def test_a_moved_line_is_drawn_before_and_after_and_a_resting_one_once():
    old, new = (np.array([1.0, 2.0]), -1.0), (np.array([1.75, 1.5]), -0.5)
    assert len(lines_of(figures.moved_line(X, Y, old, new, 7))) == 2
    assert len(lines_of(figures.moved_line(X, Y, old, old, 7))) == 1
    assert len(lines_of(figures.moved_line(X, Y, old, new, 7, [old, new]))) == 4


def test_the_film_has_two_pictures_an_update_and_ends_on_all_lines():
    updates = list(Perceptron(2).updates(X, Y))
    film = figures.update_frames(X, Y, updates)
    assert len(film) == 2 * 9 + 1
    assert "out of the picture. Wrong now: 6" in film[3].get_title(loc="left")
    assert "every student is on the right side" in film[-1].get_title(loc="left")
    assert len(lines_of(film[-1])) == 9  # the start has no line
    assert "number 4, 6, 3, 1, 3, 1, 2, 1 and at last 0. The last arrow is w = (4.00, 1.50)" in words(film[-1])


def test_the_neuron_diagram_writes_score_and_step():
    ax = figures.neuron_diagram(X[3], np.array([1.0, 2.0]), -1.0)
    written = [text.get_text() for text in ax.texts]
    assert "z = 1.00" in written
    assert "ŷ = 1" in written
    assert {"× w₀ = b = −1.00", "x₀ = 1"} < set(written)
    assert "up to the score z = 1.00. A step turns the score into the prediction 1." in words(ax)
    written = [text.get_text() for text in figures.neuron_diagram(X[7], np.array([1.0, 2.0]), -1.0).texts]
    assert "ŷ = 0" in written


def test_the_floor_of_the_cosine_meets_its_ceiling_at_the_bound():
    left = proof_figures.one_step_and_cosine((2.0, -0.5), (-0.5, 1.5), [0.3, 0.6], margin=0.5, radius=3.0)
    floor, ceiling, measured, at, *_ = left.figure.axes[1].lines
    assert np.interp(36, *floor.get_xydata().T) == pytest.approx(1, abs=0.03)  # (3/0.5)²
    assert (ceiling.get_ydata()[0], at.get_xdata()[0]) == (1, 36)
    assert measured.get_xydata().tolist() == [[1, 0.3], [2, 0.6]]
    assert "reaches the ceiling 1 at k = 36.0" in words(left)


def test_a_mistake_is_drawn_shorter_than_the_hypotenuse():
    w, step = np.array([2.0, -0.5]), np.array([-0.5, 1.5])
    left = proof_figures.one_step_and_cosine(w, step, [0.3, 0.6], margin=0.5, radius=3.0)
    tips = [np.array(arrow.xy).tolist() for arrow in arrows_of(left)]
    assert tips == [w.tolist(), (w + step).tolist(), (w + step).tolist()]
    origin, tip, square = left.patches[0].get_xy()[:3]
    assert (origin.tolist(), tip.tolist()) == ([0, 0], w.tolist())
    assert (square - w) @ w == pytest.approx(0)
    assert np.hypot(*square) ** 2 == pytest.approx(w @ w + step @ step)


def test_the_walk_of_weights_has_a_cone_arrows_and_shadows():
    walk = np.array([[1, -1.5], [2, -0.5], [1.5, 1], [2.5, -0.5], [2, 1]])
    left = proof_figures.walk_of_weights(X, Y, walk, [3, 4, 6, 3, 6], [2.0, 1.0])
    right = left.figure.axes[1]
    assert [np.array(arrow.xy).tolist() for arrow in arrows_of(right)][:1] == [[1, -1.5]]
    corners = right.patches[0].get_xy()[1:3]
    angles = np.degrees(np.arctan2(corners[:, 1], corners[:, 0]))
    assert angles == pytest.approx([18.43, 33.69], abs=0.06)  # 3 w₂ = w₁, and 3 w₂ = 2 w₁
    shadows = [ends[1] for ends in lines_of(right)[1:]]
    for w, shadow in zip(walk, shadows, strict=True):
        assert (w - shadow) @ [2, 1] == pytest.approx(0)
        assert shadow[0] == pytest.approx(2 * shadow[1])
    assert "γ = 0.224 from it" in words(left)
    assert "moves on each time: 0.22, 1.57, 1.79, 2.01, 2.24." in words(left)


def test_updates_and_bounds_are_drawn_at_their_distances():
    ax = proof_figures.updates_by_distance([0, 1.5, 3.0], [5, 9, 40], [40, 290, 1400])
    solid = [
        line.get_xydata().tolist() for line in ax.lines if line.get_linestyle() != ":" and len(line.get_xdata()) > 1
    ]
    assert solid == [[[1.5, 290], [3, 1400]], [[1.5, 9], [3, 40]]]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0", "1.5", "3.0"]
    assert {"5", "40", "1,400"} < {text.get_text() for text in ax.texts}
    assert "updates goes 5, 9, 40, the bound 40, 290, 1,400, at the distances 0.0, 1.5, 3.0." in words(ax)


def test_each_corner_of_a_truth_table_says_its_label():
    ax = more_figures.truth_tables({"AND": [0, 0, 0, 1], "XOR": [0, 1, 1, 0]}, {"AND": (np.array([1.0, 1.0]), -1.5)})
    axes = ax.figure.axes
    assert [text.get_text() for text in axes[1].texts] == ["0", "1", "1", "0", "(½, ½)"]
    assert words(ax).endswith(
        "AND is 0, 0, 0, 1, and a line separates them. XOR is 0, 1, 1, 0, and no line separates them."
    )
    assert [len(lines_of(ax)) for ax in axes] == [1, 2]
    zeros, ones = lines_of(axes[1])  # two ways that cross in the middle
    assert (zeros.tolist(), ones.tolist()) == ([[0, 0], [1, 1]], [[0, 1], [1, 0]])


def test_weights_are_marked_with_their_signs():
    weights = np.zeros(64)
    weights[[0, 9]] = 2.0, -1.0
    middle = more_figures.weights_as_image(weights, [np.ones(64)] * 2, [3, 8])
    assert [(text.get_text(), text.get_position()) for text in middle.texts] == [("+", (0, 0)), ("−", (1, 1))]


def test_restless_lines_are_drawn_and_counted():
    updates = list(Perceptron(2).updates(X, Y))
    left, right = more_figures.lines_without_convergence(X, Y, updates, 11, (3, 6, 8), 4).figure.axes
    assert len(lines_of(left)) == 1  # the best is the last here
    assert right.lines[0].get_ydata().tolist() == [4, 6, 3, 1, 3, 1, 2, 1, 0]
    assert "after each of 9 updates: between 0 and 6" in words(left)
    assert [text.get_text() for text in left.texts] == ["says 0", "says 1", "12", "4", "9", "7"]
    assert [patch.get_xy()[:3].tolist() for patch in left.patches] == [X[[3, 6, 8]].tolist()] * 2
    assert [text.get_text() for text in right.texts] == ["4 updates, then again", "update 9"]


def test_the_best_restless_line_is_ringed_where_it_is_wrong_and_comes_again():
    updates = list(Perceptron(2).updates(X, Y))
    left, right = more_figures.lines_without_convergence(X, Y, updates[:8], 11, (3, 6, 8), 2).figure.axes
    best, following = lines_of(left)
    assert best @ updates[3].w + updates[3].b == pytest.approx([0, 0])
    assert following @ updates[4].w + updates[4].b == pytest.approx([0, 0])
    assert left.get_title(loc="left") == f"update 4: 1 wrong; dashed, after asking {updates[4].row + 1}: 3 wrong"
    rings = [line.get_xydata()[0].tolist() for line in left.lines if len(line.get_xydata()) == 1]
    assert rings == X[(X @ updates[3].w + updates[3].b >= 0) != Y].tolist()
    assert [text.get_text() for text in right.texts][1:] == ["update 4", "update 6", "update 8"]
    assert "are wrong after the updates 4, 6, 8, one period of 2 updates after the other" in words(left)


def test_two_moves_ring_the_student_who_moved_the_line():
    start = (np.array([1.0, 2.0]), -1.0)
    moves = [(7, (np.array([1.75, 1.5]), -0.5)), (3, (np.array([1.5, 1.25]), -1.5))]
    ax = figures.two_updates(X, Y, start, moves)
    axes = ax.figure.axes
    rings = [[line.get_xydata()[0].tolist() for line in ax.lines if len(line.get_xydata()) == 1] for ax in axes]
    assert rings == [[X[7].tolist()], [X[3].tolist()]]
    numbers = [{text.get_text() for text in ax.texts if text.get_text().isdigit()} for ax in axes]
    assert numbers == [{"8", "4"}, {"4", "1"}]  # 4, on the left, and 1, on the right, lie on the new line
    assert "cgpa 8.5 and iq 90 has a score below 0 for the old line, dashed, and above 0 for the new one" in words(ax)
    assert "cgpa 6 and iq 115 has a score above 0 for the old line, dashed, and below 0 for the new one" in words(ax)


def test_an_old_line_keeps_its_arrow_in_grey_and_without_a_letter():
    ax = figures.moved_line(X, Y, (np.array([1.0, 2.0]), -1.0), (np.array([1.75, 1.5]), -0.5), 7)
    arrows = [arrow.arrow_patch for arrow in arrows_of(ax)]
    assert len({arrow.get_edgecolor() for arrow in arrows}) == len(arrows) == 2
    written = [text.get_text() for text in ax.texts if text.get_text()]
    assert written == ["says 0", "says 1", *map(str, range(1, 13)), "w"]


def test_on_the_first_picture_the_wrong_ones_are_ringed():
    lines = {"first": (np.array([1.0, -1.5]), -1.0), "ninth": (np.array([4.0, 1.5]), -1.0)}
    ax = figures.lines_with_sides(X, Y, lines)
    rings = [sum(len(line.get_xydata()) == 1 for line in ax.lines) for ax in ax.figure.axes]
    assert rings == [4, 0]
    assert words(ax).startswith("12 students by cgpa and iq, the 6 placed ones, circles,")
    assert words(ax).endswith("2 lines: first, 4 on the wrong side. ninth, nobody on the wrong side.")


@pytest.mark.parametrize(("w", "b"), [((1.0, 2.0), -1.0), ((-3.0, 0.5), 2.0), ((0.1, 0.0), 2.0)])
def test_each_side_has_the_shade_of_what_the_neuron_says_there(w, b):
    ax = figures.shade_sides(figures.students_plane(X, Y), w, b)
    [shades] = [each for each in ax.collections if len(each.get_paths()) == 2]
    for i, path in enumerate(shades.get_paths()):
        corners = path.vertices
        assert ((corners @ w + b >= -1e-9) if i else (corners @ w + b <= 1e-9)).all()
    for text in ax.texts:
        assert text.get_text() == f"says {int(np.dot(w, text.xy) + b >= 0)}"


@pytest.mark.parametrize(("b", "says"), [(0.0, 1), (-1.0, 0)])
def test_without_weights_there_is_one_side(b, says):
    ax = figures.shade_sides(figures.students_plane(X, Y), (0.0, 0.0), b)
    assert ax.get_facecolor() == to_rgba(PALE[says])
    assert [text.get_text() for text in ax.texts] == [f"says {says}"]


def test_a_line_outside_of_the_picture_leaves_one_side():
    ax = figures.shade_sides(figures.students_plane(X, Y), (0.5, 0.0), -2.0)
    assert [text.get_text() for text in ax.texts] == ["says 0"]


def test_the_map_of_scores_has_w_at_a_right_angle_and_the_distance_of_the_student():
    w, b = np.array([1.0, 2.0]), -1.0
    ax = figures.score_map(X, Y, (w, b), np.array([[-2.0, 1.5], [2.0, -0.5]]), 3)
    assert sorted(round(float(line[0] @ w + b), 9) for line in lines_of(ax)) == [-4, -2, 0, 1, 2, 4]
    [arrow] = arrows_of(ax)
    along = np.array(arrow.xy) - arrow.xyann
    assert along == pytest.approx(w)  # its true length
    student, foot = next(line for line in lines_of(ax) if line[0].tolist() == X[3].tolist())
    assert np.hypot(*(student - foot)) == pytest.approx(1 / np.sqrt(5))
    assert "z/‖w‖ = 0.447" in [text.get_text() for text in ax.texts]
    assert "Student 4 has the score 1 and is 0.447 from the line." in words(ax)


def test_w_before_and_after_are_joined_by_what_is_added():
    start = (np.array([1.0, 2.0]), -1.0)
    moves = [(7, (np.array([1.75, 1.5]), -0.5)), (3, (np.array([1.5, 1.25]), -1.5))]
    axes = figures.two_updates(X, Y, start, moves).figure.axes
    for ax, row, sign in zip(axes, (7, 3), (1, -1), strict=True):
        arrows = arrows_of(ax)
        old, new, added, _ = [np.array(arrow.xy) for arrow in arrows]
        assert old.tolist() == [1, 2]
        assert new == pytest.approx(old + sign * 0.5 * X[row])
        assert added.tolist() == new.tolist()
        assert np.array(arrows[2].xyann).tolist() == old.tolist()
        assert {"w before", "w after", f"{'+' if sign > 0 else '−'} η x"} < {text.get_text() for text in ax.texts}


def test_the_strip_beside_the_origin_is_as_wide_as_its_title_says():
    t = X @ [3.5, 2.0] / np.hypot(3.5, 2.0)
    line = 1.4 / np.hypot(3.5, 2.0)
    upper = proof_figures.room_beside_the_origin({"near": (t, line), "far": (t + 11, line + 11)}, Y)
    for ax, shift in zip(upper.figure.axes[:2], (0, 11), strict=True):
        (a, b), (d, _) = ax.patches[0].get_xy()[:2], ax.patches[0].get_xy()[3:1:-1]
        across = np.array([b[1] - a[1], a[0] - b[0]]) / np.hypot(*(b - a))
        half = abs((d - a) @ across) / 2
        assert half == pytest.approx(0.459 / np.hypot(1, line + shift), abs=1e-4)
        assert ax.get_title(loc="left").endswith(f"γ = {half:.3f}")
        assert "h = 0.459" in [text.get_text() for text in ax.texts]
    assert "near, the strip's half-width γ is 0.434. far, the strip's half-width γ is 0.040." in words(upper)


def test_the_proof_has_colours_that_no_class_has():
    assert not {proof_figures.LENGTH, proof_figures.PROGRESS} & {color for color, _ in CLASSES[:2]}


def test_looks_are_those_of_the_trick_by_hand():
    looks = widgets.trick_values(X, Y, 9, *ZERO, 1.0)
    assert [look.row for look in looks] == list(range(9))
    assert [look.moved for look in looks] == [False] * 3 + [True, False, False, True, True, False]
    # student 4: score 0 counts as 1, so x = (−1, 1.5) is subtracted; then student 7: 0.5 + 2.25 − 1 = 1.75
    assert looks[3].after[0].tolist() == [1, -1.5]
    assert looks[6].score == 1.75
    assert [look.wrong for look in looks if look.moved] == [4, 6, 3]
    assert looks[-1].updates == 3


@pytest.mark.parametrize("rate", widgets.RATES)
def test_from_zero_nine_updates_do_at_any_learning_rate(rate):
    last = widgets.trick_values(X, Y, 48, *ZERO, rate)[-1]
    assert (last.updates, last.wrong) == (9, 0)


def test_from_another_line_the_learning_rate_counts():
    updates = [widgets.trick_values(X, Y, widgets.MAX_STEPS, (4.0, -1.0), 1.0, rate)[-1].updates for rate in (1.0, 0.1)]
    assert updates == [3, 14]


def test_the_odd_student_keeps_the_line_moving():
    x, y = widgets.with_outlier(X, Y, True)
    assert (x[-1].tolist(), y[-1]) == ([2, 1.5], 0)
    looks = widgets.trick_values(x, y, 13 * 12, *ZERO, 1.0)
    assert all(any(look.moved for look in looks[k : k + 13]) for k in range(0, 13 * 12, 13))
    assert widgets.with_outlier(X, Y, False)[0] is X


@pytest.fixture(scope="module")
def in_turn():
    return widgets.list_explorer(X, Y)


@pytest.fixture(scope="module")
def enemy():
    return widgets.enemy_explorer(X, Y)


def asked(enemy, *numbers):
    """The moves when these students are asked, from 1."""
    state, moves = enemy.first, []
    for number in numbers:
        moves.append(enemy.moves[state][number - 1])
        state = moves[-1].end
    return moves


def test_the_words_follow_the_slider(in_turn):
    first, seventh, last = (in_turn.frame(n_steps=n).words for n in (0, 7, 48))
    assert "before the trick has seen anyone" in first
    assert "student 7: not placed, score 1.75. Missed, the line moves; 2 updates, 6 of 12 wrong" in seventh
    assert "0 of 12 wrong" in last
    assert "w = (4.00, 1.50), b = −1.00" in last


def test_every_control_moves_the_picture(in_turn):
    assert "1 update, 4 of 12 wrong" in in_turn.frame(n_steps=4).words
    assert in_turn.frame(n_steps=4, add_outlier=True).words.startswith("13 students")
    start = list(widgets.STARTS)[1]
    at_1, at_01 = (in_turn.frame(n_steps=4, start=start, learning_rate=rate).words for rate in (1.0, 0.1))
    assert at_01 != at_1


def test_an_enemy_forces_eleven_mistakes(enemy):
    moves = asked(enemy, 4, 2, 4, 2, 4, 2, 8, 4, 2, 4, 7)
    assert all(each.counts for each in moves)
    words = enemy.draw(moves[-1]).words
    assert "Student 7: not placed, score" in words
    assert "Missed, the line moves; 0 of 12 wrong" in words
    assert not any(each.counts for each in enemy.moves[moves[-1].end])


def test_an_enemy_can_ask_anybody_anywhere_and_the_end_is_where_the_line_is_then(enemy):
    assert all(len(row) == 12 and each.end in enemy.moves for row in enemy.moves.values() for each in row)
    neuron = Perceptron(2, w=np.zeros(2), b=0.0)
    for number, move in zip((1, 4, 9, 4, 7), asked(enemy, 1, 4, 9, 4, 7), strict=True):
        right = neuron.update(X[number - 1], Y[number - 1]) == Y[number - 1]
        assert (move.end, move.counts) == ((tuple(neuron.w.tolist()), neuron.b), not right)


def test_the_page_goes_where_the_moves_lead(enemy):
    data = enemy.asked()
    place = 0
    for number, move in zip((4, 2, 1), asked(enemy, 4, 2, 1), strict=True):
        place = data["following"][data["states"][place]][number - 1]
        assert enemy.frames[place].words == enemy.draw(move).words
        assert data["counted"][place] == move.counts


def test_the_ring_is_on_the_student_whose_turn_it_is(in_turn):
    drawing = "".join(in_turn.frame(n_steps=8).layers)
    rings = re.findall(r'<svg x="([\d.]+)" y="([\d.]+)"[^>]*><circle cx="(\d+)" cy="(\d+)"', drawing)
    ((left, top, x, y),) = np.array(rings, float)
    figure = widgets.Plane(X, Y).figure
    place = figure.axes[0].transData.transform(X[7])
    assert [left + x / 2, figure.bbox.height - top - y / 2] == pytest.approx(place, abs=1)
