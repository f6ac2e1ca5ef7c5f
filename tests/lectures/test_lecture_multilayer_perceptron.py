"""Lecture 03: what its figures show, and what moves in its explorer."""

import numpy as np
import pytest

from dlcourse import relu, sigmoid
from dlcourse.plots.networks import bumps, hidden_space
from dlcourse.plots.networks import multilayer_perceptron as plots
from dlcourse.plots.networks.unit_by_unit import layer_of_waves, unit_by_unit
from dlcourse.plots.page.style import alt_text, figure_of
from dlcourse.widgets.networks import bumps as bump_widgets
from dlcourse.widgets.networks import hidden_space as string_widgets
from dlcourse.widgets.networks import multilayer_perceptron as widgets
from dlcourse.widgets.networks.multilayer_perceptron import net_explorer, net_values


def fold(x):
    """h₁ = ReLU(x₁ + x₂), h₂ = ReLU(x₁ + x₂ − 1)."""
    s = x.sum(axis=1)
    return np.column_stack([relu(s), relu(s - 1)])


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_fold_puts_the_two_points_of_class_1_in_one_place():
    before, after, _ = plots.folded_plane(fold, v=[1, -2], c=-0.5).figure.axes
    marks = {tuple(line.get_xydata()[0]) for line in after.lines if len(line.get_xydata()) == 1}
    assert marks == {(0, 0), (1, 0), (2, 1)}
    assert {"from (0, 1)\nand (1, 0)", "from (0, 0)\nand all s ≤ 0", "from (1, 1)"} <= set(texts(after))
    assert len([line for line in before.lines if len(line.get_xydata()) == 1]) == 4


def test_the_last_units_line_separates_the_folded_classes():
    _, after, _ = plots.folded_plane(fold, v=[1, -2], c=-0.5).figure.axes
    line = next(line.get_xydata() for line in after.lines if len(line.get_xydata()) == 2)
    assert line @ [1, -2] == pytest.approx([0.5, 0.5])


def test_along_s_the_output_is_1_in_the_middle_and_meets_the_boundary_twice():
    *_, along = plots.folded_plane(fold, v=[1, -2], c=-0.5).figure.axes
    height, _, _, output = along.lines
    s, y = output.get_xydata().T
    assert np.interp([0, 0.5, 1, 1.5, 2], s, y) == pytest.approx([0, 0.5, 1, 0.5, 0])
    assert height.get_ydata()[0] == 0.5


def test_the_lamps_own_weights_are_left_open():
    ax = plots.lamp_network([[1, 2], [3, 4]], [-0.5, -1.5])
    assert sorted(texts(ax))[:2] == ["$\\hat y$", "$h_1$"]
    assert {"1", "2", "3", "4", "bias −0.5", "bias −1.5", "bias ?"} <= set(texts(ax))
    assert texts(ax).count("?") == 2
    assert "weights 1, 2, 3, 4, biases −0.5 and −1.5" in alt_text(ax.figure)


def test_the_committee_says_its_numbers_at_the_mark():
    W, b, v = np.array([[-1.0, 1.0], [0.0, 0.0]]), np.array([-np.log(4), np.log(4)]), np.array([1.0, 1.0])
    ax = plots.committee(W, b, v, 0.5, point=(0, 0))
    axes = ax.figure.axes
    assert [next(text for text in texts(ax) if len(text) == 4) for ax in axes] == ["0.20", "0.80", "0.82"]
    assert "0.20, 0.80, and 0.82 from the committee" in alt_text(ax.figure)


def test_one_line_leaves_the_region_open_and_three_close_it():
    ax = bumps.fences({"one": bumps.lines_around(1, 20), "three": bumps.lines_around(3, 20)})
    assert "one: open" in alt_text(ax.figure)
    assert "three: a closed curve, 1.00 to 1.89 from the middle" in alt_text(ax.figure)
    assert [len([line for line in each.lines if line.get_linestyle() == "--"]) for each in ax.figure.axes] == [1, 3]


def test_two_units_leave_a_way_out_and_three_leave_none():
    nets = {str(n): tuple(each[..., :n] for each in bumps.lines_around(3, 20)) for n in (2, 3)}
    left, right = bumps.ways_out(nets).figure.axes
    assert texts(left) == ["unit 1\nfalls", "unit 2\nfalls", "", "no score falls"]
    assert texts(right) == ["unit 1\nfalls", "unit 2\nfalls", "unit 3\nfalls"]
    for ax, n in ((left, 2), (right, 3)):
        arcs = [line.get_xydata() for line in ax.lines if len(line.get_xydata()) == 61]
        for arc, w in zip(arcs, nets[str(n)][0].T, strict=True):
            assert np.max(arc @ w) == pytest.approx(0, abs=1e-9)
            assert arc[0] == pytest.approx(-arc[-1])
    way_out = np.array(left.texts[2].xy)
    assert (way_out @ nets["2"][0] > 0).all()
    assert "2: an arrow leads out between the arcs; 3: the arcs leave no gap" in alt_text(left.figure)


def test_four_units_leave_ridges_which_a_threshold_cuts_off():
    left, right = bumps.tower(*bumps.lines_around(4, 20), threshold=3.5).figure.axes
    assert "".join(texts(left)) == "232343232"  # three rows of three
    assert "".join(texts(right)) == "000010000"


def test_the_distance_to_the_heart_is_positive_inside_and_grows_no_faster_than_one_walks():
    inside, notch, outside = bumps.distance_to_heart(np.array([[0.0, 0.0], [0.0, 0.9], [2.0, -2.0]]))
    assert inside > 0.5
    assert notch < 0
    assert outside < -1
    walk = bumps.distance_to_heart(np.column_stack([np.linspace(-2, 2, 801), np.zeros(801)]))
    assert np.abs(np.diff(walk)).max() < 0.005 + 0.02  # the edge is 400 points


def test_a_net_that_is_the_distance_itself_draws_the_whole_heart():
    full, none = bumps.hearts(
        {"all": bumps.distance_to_heart, "none": lambda x: x[:, 0] * 0 - 1 + 0.1 * x[:, 0]}
    ).figure.axes
    assert full.get_xlabel() == "100.0 % right"
    assert float(none.get_xlabel().split()[0]) < 80
    legend = full.get_legend()
    named = [
        (line.get_linestyle(), text.get_text())
        for line, text in zip(legend.get_lines(), legend.get_texts(), strict=True)
    ]
    assert named == [("--", "heart"), ("-", "network")]
    assert none.get_legend() is None


def test_the_regions_fill_the_axes_for_clouds_that_end_before_the_outer_ticks():
    found = net_values(1, 0, "XOR", 1)
    ax = plots.regions_and_unit_lines(found["score"], found["x"], found["y"], found["lines"])
    ground = ax.patches[0]
    (left, bottom), (right, top) = ground.get_bbox().get_points()
    assert [left, right, bottom, top] == pytest.approx([*ax.get_xlim(), *ax.get_ylim()])


@pytest.mark.parametrize("data", ["moons", "ring"])
def test_what_is_filled_is_where_the_score_is_at_least_0(data):
    found = net_values(4, 2, data, 3)
    ax = plots.regions_and_unit_lines(found["score"], found["x"], found["y"], found["lines"])
    figure_of(ax).canvas.draw()
    rng = np.random.default_rng(0)
    points = rng.uniform([-1.2, -0.8], [1.2, 0.8], size=(400, 2))
    scores = found["score"](points)
    clear = np.abs(scores) > 0.2  # a corner may be cut by a pixel
    inside = np.zeros(400, bool)
    for patch in ax.patches[1:]:
        inside |= patch.get_path().contains_points(points)
    assert (inside == (scores >= 0))[clear].all()
    assert 0 < inside.mean() < 1


def test_a_line_keeps_the_corners_that_it_needs():
    there = np.column_stack([np.linspace(0, 2, 21), np.zeros(21)])
    up = np.column_stack([np.full(20, 2.0), np.linspace(0.1, 2, 20)])
    kept = plots.without_needless_corners(np.vstack([there, up]), 1e-6)
    assert kept == pytest.approx(np.array([[0, 0], [2, 0], [2, 2]]))
    ring = np.array([[0, 0], [1, 0], [2, 0], [2, 2], [0, 2], [0, 1], [0, 0.0]])
    closed = plots.without_needless_corners(ring, 1e-6)
    assert closed == pytest.approx(np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]))


def test_weighted_steps_add_up_to_bumps_that_touch():
    x = np.linspace(0, 1, 501)
    steps = {"up": 0.6 * (x > 0.2), "further up": 0.4 * (x > 0.5), "down": -1.0 * (x > 0.8)}
    alone, together = bumps.units_and_sum(x, steps, "two bumps").figure.axes
    assert len(alone.lines) == 3
    assert together.lines[0].get_ydata()[[0, 175, 325, 500]] == pytest.approx([0, 0.6, 1, 0])
    assert "two bumps; at x = 0.0: 0.00" in alt_text(alone.figure)


def test_weighted_relus_add_up_to_a_hat_and_hats_to_a_polygon():
    x = np.linspace(0, 1, 501)
    hat = {"a": relu(x - 0.3), "b": -2 * relu(x - 0.5), "c": relu(x - 0.7)}
    heights = np.array([0.0, 1.0, 0.0])
    made = np.interp(x, [0, 0.5, 1], heights)
    _, together, right = bumps.units_and_sum(x, hat, "a hat", (np.sin(np.pi * x), made, heights)).figure.axes
    assert together.lines[0].get_ydata()[[0, 150, 250, 350, 500]] == pytest.approx([0, 0, 0.2, 0, 0])
    assert right.lines[2].get_xydata() == pytest.approx(np.array([[0, 0], [0.5, 1], [1, 0]]))
    assert "the sum of 2 units, a polygon" in alt_text(right.figure)


def test_steep_units_reach_each_height_at_its_place():
    knots = np.linspace(0, 1, 11)
    heights = bump_widgets.hills(knots)
    assert bump_widgets.bumps_net(knots, heights, 1e5) == pytest.approx(heights)


def test_beyond_the_last_edges_the_sum_is_flat():
    heights = bump_widgets.hills(np.linspace(0, 1, 11))
    outside = bump_widgets.bumps_net(np.array([-5.0, -0.2, 1.2, 5.0]), heights, 100)
    assert outside == pytest.approx([heights[0], heights[0], heights[-1], heights[-1]], abs=1e-5)


def test_the_bumps_explorer_tells_units_steepness_and_error_and_marks_the_error():
    explorer = bump_widgets.bumps_explorer()
    words = explorer.frame(units=10, steepness=50).words
    assert "the sum of 10 units of steepness 50. The largest error is 0.17." in words
    _, ax, title = bump_widgets._scene()
    assert title.get_text() == "largest error: 0.17"
    low, high = sorted(ax.lines[3].get_ydata())
    assert high - low == pytest.approx(bump_widgets.largest_error(10, 50), abs=5e-3)


def test_the_points_are_carried_from_the_inputs_to_what_the_last_unit_sees():
    x, y = widgets.moons(20, np.random.default_rng(0))
    rng = np.random.default_rng(1)
    weights = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in [(2, 4), (4, 2), (2, 1)]]
    (W1, b1), (W2, b2), (W3, b3) = weights
    seen = sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2)
    assert hidden_space.scores(x, weights) == pytest.approx((seen @ W3 + b3)[:, 0])
    _, after = hidden_space.two_planes(x, y)
    lines = hidden_space.right_moves(after, x, y)
    *_, zeros, ones, boundary = lines
    hidden_space.set_right(lines, x, y, weights, share=1)
    assert zeros.get_xydata() == pytest.approx(seen[y == 0])
    assert ones.get_xydata() == pytest.approx(seen[y == 1])
    assert boundary.get_xydata() @ W3 + b3 == pytest.approx(np.zeros((2, 1)))
    hidden_space.set_right(lines, x, y, weights, share=0.5)
    low, high = hidden_space.box_of(x)
    assert ones.get_xydata() == pytest.approx((seen[y == 1] + (x[y == 1] - low) / (high - low)) / 2)
    assert not len(boundary.get_xydata())


def test_on_the_boundary_the_score_is_0():
    x, y = widgets.moons(20, np.random.default_rng(0))
    weights = string_widgets.moons_film(0, [200])[200]
    before, _ = hidden_space.two_planes(x, y)
    lines = hidden_space.left_moves(before)
    hidden_space.set_left(lines, x, weights)
    assert len(lines[0].get_xydata()) > 20
    assert np.abs(hidden_space.scores(lines[0].get_xydata(), weights)).max() < 0.5


def test_the_axes_have_the_hidden_units_names_only_where_these_are_shown():
    explorer = string_widgets.string_explorer()
    on_the_way, there = (explorer.frame(step=300, share=share).layers[-1] for share in (0.5, 1.0))
    assert ("h₁" in there, "h₂" in there) == (True, True)
    assert ("h₁" in on_the_way, "h₂" in on_the_way) == (False, False)


def test_the_string_opens_after_step_120():
    explorer = string_widgets.string_explorer()
    assert "carried by 0% from the plane of the inputs" in explorer.frame().words
    assert explorer.frame(step=300, share=1.0).words.endswith(
        "as the last unit sees them, with its straight line. 100 of 100 are right."
    )
    assert "carried by 50% from the plane of the inputs" in explorer.frame(step=300, share=0.5).words
    early, opened = (int(explorer.frame(step=step, share=1.0).words.split()[-5]) for step in (116, 150))
    assert early <= 91 < opened


def test_the_named_wire_leads_from_unit_3_to_unit_1():
    ax = plots.named_network([4, 3, 2, 1], connection=(2, 3, 1))
    assert "$w_{31}^2$" in texts(ax)
    assert "from o13 to o21 is drawn dark and is called w with 31 below and 2 above" in alt_text(ax.figure)
    assert {"$x_4$", "$o_{13}$", "$o_{22}$", "$o_{31}$"} <= set(texts(ax))
    places = {text.get_text(): np.array(text.get_position()) for text in ax.texts}
    middle = (places["$o_{13}$"] + places["$o_{21}$"]) / 2
    assert places["$w_{31}^2$"] == pytest.approx(middle)
    dark = [line for line in ax.lines if line.get_linewidth() > 2]
    assert len(dark) == 1
    assert dark[0].get_xydata().mean(axis=0) == pytest.approx(middle)


def test_a_strip_folded_twice_lies_in_four_parts_and_x_over_1_minus_x():
    x = np.linspace(0, 1, 17)
    once = 1 - np.abs(1 - 2 * x)
    curves = {1: once, 2: 1 - np.abs(1 - 2 * once)}
    first, second = plots.folded_strip(x, curves).figure.axes
    assert [ax.get_title(loc="left") for ax in (first, second)] == ["1 fold: 2 pieces", "2 folds: 4 pieces"]
    folded = [patch.get_bbox() for patch in second.patches if patch.get_x() > 1]
    assert len({round(box.x0, 6) for box in folded}) == 4
    assert [(box.y0, box.y1) for box in folded] == [(0, 0.5), (0.5, 1), (0.5, 1), (0, 0.5)] * 2
    pair = next(line.get_xydata() for line in first.lines if line.get_marker() == "o")
    assert pair == pytest.approx(np.array([[0.1875, 0.375], [0.8125, 0.375]]))
    assert "2: 4 pieces, 4 parts in columns" in alt_text(first.figure)


def test_solved_starts_are_filled_and_silent_ones_crossed():
    ax = plots.xor_starts(
        {"2 units": ([True, False, False], [False, True, False]), "4 units": ([True] * 3, [True] * 3)}
    )
    white = [patch.get_facecolor()[:3] == (1, 1, 1) for patch in ax.patches]
    assert white == [False, True, True, False, False, False]
    assert sum(line.get_marker() == "x" for line in ax.lines) == 4
    assert {"1 of 3", "3 of 3"} == set(texts(ax))
    assert "2 units: 1 of 3 solved, 1 with a unit silent at first" in alt_text(ax.figure)


def test_a_boundary_is_straight_between_the_lines_of_the_first_layer():
    found = net_values(4, 1, "moons", 1)
    walk = np.linspace([-2.0, -1.1], [2.0, 1.2], 4001)  # right across the plane
    on = np.column_stack([walk @ w + b > 0 for w, b in found["lines"]])
    bends = np.abs(np.diff(found["score"](walk), 2)) > 1e-9
    switches = (on[:-1] != on[1:]).any(axis=1)  # between points k and k + 1
    assert bends.any()
    assert not (bends & ~(switches[:-1] | switches[1:])).any()


@pytest.mark.parametrize(("units", "layers", "parameters"), [(1, 0, 3), (4, 1, 17), (2, 3, 21)])
def test_a_net_has_the_parameters_counted_by_hand(units, layers, parameters):
    assert net_values(units, layers, "XOR", 1)["parameters"] == parameters


def test_what_is_right_is_counted_on_the_points_shown():
    found = net_values(2, 1, "XOR", 1)
    assert found["right"] == ((found["score"](found["x"]) >= 0) == found["y"]).sum() == 100
    assert found["new_right"] > 0.95


def test_no_line_gets_more_than_three_of_the_four_clouds():
    assert net_values(1, 0, "XOR", 1)["right"] <= 75


@pytest.mark.parametrize("make", [widgets.moons, widgets.xor_clouds, widgets.ring])
def test_data_are_balanced_and_the_same_for_the_same_seed(make):
    x, y = make(100, np.random.default_rng(0))
    assert x.shape == (100, 2)
    assert np.bincount(y).tolist() == [50, 50]
    assert np.array_equal(x, make(100, np.random.default_rng(0))[0])


def test_opposite_clouds_are_of_one_class():
    x, y = widgets.xor_clouds(400, np.random.default_rng(0), noise=0.01)
    assert np.array_equal(y, (x.prod(axis=1) < 0).astype(int))


def test_the_ring_lies_around_the_disc():
    x, y = widgets.ring(200, np.random.default_rng(0), noise=0.01)
    distance = np.linalg.norm(x, axis=1)
    assert distance[y == 1].max() < 0.5 < 1 < distance[y == 0].min()


def test_units_start_and_layers_are_visible_and_change_what_is_said():
    explorer = net_explorer()
    assert [each.label for each in explorer.visible.values()] == ["units a layer", "start no.", "hidden layers"]
    assert list(explorer.folded) == ["data"]
    assert "1 hidden layer of 1 unit; dashed, the 1 line at" in explorer.frame().words
    assert "1 hidden layer of 5 units; dashed, the 5 lines at" in explorer.frame(units=5).words
    assert "100 of 100 points right" in explorer.frame(units=5).words


def test_other_layers_other_data_and_other_starts_reach_the_words():
    words = net_explorer().frame(data="XOR", layers=0, seed=2, units=3).words
    assert "100 points of XOR" in words
    assert "no hidden layer, one straight line. 3 parameters. 50 of 100" in words


def test_the_dashed_lines_are_those_of_the_first_hidden_layer():
    found = net_values(3, 2, "moons", 1)
    ax = plots.regions_and_unit_lines(found["score"], found["x"], found["y"], found["lines"])
    assert len(found["lines"]) == 3
    for line, (w, b) in zip(ax.lines, found["lines"], strict=True):
        assert line.get_xydata() @ w + b == pytest.approx([0, 0], abs=1e-9)


def test_the_units_of_a_net_with_their_weights_and_the_last_bias_add_up_to_its_score():
    found = net_values(4, 1, "moons", 1)
    parts = [v * relu(found["x"] @ w + b) for v, (w, b) in zip(found["v"], found["lines"], strict=True)]
    assert np.sum(parts, axis=0) + found["c"] == pytest.approx(found["score"](found["x"]))


def test_a_unit_is_blue_where_it_speaks_for_class_1_and_the_sum_turns_at_the_lines():
    lines = [
        (np.array([1.0, 0.0]), 0.0),
        (np.array([0.0, 1.0]), 0.0),
        (np.array([1.0, 1.0]), 0.5),
        (np.array([0.0, 1.0]), 9.0),
    ]
    x, y = widgets.moons(20, np.random.default_rng(0))
    first = unit_by_unit(lines, np.array([1.0, -2.0, 1.0, 1.0]), -9.5, x, y)
    *parts, total = [first.figure.axes[i] for i in (0, 1, 3, 4, 2)]
    assert [ax.get_title("left") for ax in (*parts, total)][1:] == [
        "−2.0 × unit 2", "1.0 × unit 3", "1.0 × unit 4", "their sum, and the last bias, −9.5"
    ]  # fmt: skip
    blues, reds = ([ax.collections[0].get_facecolor()[-1] for ax in parts][i] for i in (0, 1))
    assert blues[2] > blues[0]
    assert reds[0] > reds[2]
    border = np.vstack([path.vertices for path in total.collections[-1].get_paths()])
    score = relu(border[:, 0]) - 2 * relu(border[:, 1]) + relu(border.sum(axis=1) + 0.5) + border[:, 1] + 9 - 9.5
    assert np.abs(score).max() < 0.05
    assert sum(line.get_linestyle() == "--" for line in total.lines) == 4
    assert "unit 1 for class 1, unit 2 for class 0" in alt_text(first.figure)


def test_a_wave_is_red_below_0_and_blue_above_and_has_its_direction_at_an_arrow():
    first = layer_of_waves({"a step": lambda x: (x[:, 0] > 0) * 1.0, "a wave": lambda x: np.sin(3 * x[:, 0])}, (1, 0))
    step, wave = first.figure.axes
    assert len(step.collections) == 1  # a step from 0 to 1 is nowhere red
    blue, red = wave.collections
    for z, at in ((blue, np.pi / 6), (red, -np.pi / 6)):
        assert z.get_paths()[-1].contains_point((at, 0.5))
    assert [text.xy for text in step.texts] == [(1, 0), (1, 0)]
    assert not wave.texts
    assert "a step; a wave." in alt_text(first.figure)
