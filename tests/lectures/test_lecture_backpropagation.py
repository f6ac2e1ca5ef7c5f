"""Lecture 07: what its figures draw and say, and the length of its engine."""

from dataclasses import dataclass

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Arc, Rectangle
from paths import ROOT

from dlcourse.course.authoring.source import read_source
from dlcourse.plots.common import graphs
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.gradients import array_gradients, paths, sweeps
from dlcourse.plots.gradients import backpropagation as plots
from dlcourse.plots.page.style import BLUE, GREY, alt_text
from dlcourse.widgets import two_paths_gradients

LECTURE = ROOT / "source" / "lectures" / "07_backpropagation.py"


def words(ax):
    return alt_text(ax.figure)


def test_the_two_paths_are_told_with_their_sum():
    values, gradients = two_paths_gradients(w=0.3, x=2.0, u1=2.0, u2=-1.0, v1=1.0, v2=1.2, y=1.0)
    told = words(plots.two_paths(values, gradients))
    assert "The upper path brings −1.19 to o₁, the lower path 1.45; −1.19 + 1.45 = 0.26, and w receives 0.37." in told
    assert (
        "the upper path have the derivatives 1.00 and 0.75, those of the lower one 1.20 and −0.76, and the link" in told
    )


def test_the_product_of_the_links_is_the_gradient_of_the_path():
    values, gradients = two_paths_gradients(w=0.3, x=2.0, u1=2.0, u2=-1.0, v1=1.0, v2=1.2, y=1.0)
    links = graphs.two_paths_links(values)
    for unit in ("o21", "o22"):
        by_links = links["y_hat", "L"] * links[unit, "y_hat"] * links["o1", unit]
        assert np.isclose(by_links, gradients["o1", unit])
    received = gradients["o1", "o21"] + gradients["o1", "o22"]
    assert np.isclose(received * links["w", "o1"], gradients["w", "o1"])


def test_the_small_curve_passes_through_the_loss_and_has_the_gradient_as_its_slope():
    numbers = {"w": 0.3, "x": 2.0, "u1": 2.0, "u2": -1.0, "v1": 1.0, "v2": 1.2, "y": 1.0}
    values, gradients = two_paths_gradients(**numbers)
    weights = np.linspace(-2, 2, 201)
    losses = two_paths_gradients(**numbers | {"w": weights})[0]["L"]
    *_, small = plots.two_paths_with_curve(values, gradients, weights, losses).figure.axes
    highest = losses.max() * 1.15  # the frame is from 12% of that below 0 up to it, and from −2 to 2
    curve, tangent, dot = (
        (4 * np.array(x) - 2, highest * (1.12 * np.array(y) - 0.12))
        for x, y in (each.get_data() for each in small.lines)
    )
    assert np.interp(0.3, *curve) == pytest.approx(values["L"], abs=1e-9)
    assert np.ravel(dot) == pytest.approx([0.3, values["L"]])
    (x0, x1), (y0, y1) = tangent
    assert (y1 - y0) / (x1 - x0) == pytest.approx(gradients["w", "o1"])


def test_the_three_gates_tell_what_each_input_receives():
    values = {"a": 2.0, "b": 3.0, "p": 6.0, "c": -1.0, "s": 5.0, "d": 4.0, "L": 5.0}
    gradients = {"a": 3.0, "b": 2.0, "p": 1.0, "c": 1.0, "s": 1.0, "d": 0.0}
    ax = plots.three_gates(values, gradients)
    told = words(ax)
    assert [text.get_text() for text in ax.texts].count("∂ 1") == 4  # at c, the product, the sum, and L
    assert "a·b is 6, adding c gives 5, and the larger of this and d = 4 is L = 5" in told
    assert told.endswith("3 to a and 2 to b. A bar stands across the way back from max to d, closed: 4 < 5.")


def test_the_closed_gate_sends_a_grey_arrow_back():
    values = {"a": 2.0, "b": 3.0, "p": 6.0, "c": -1.0, "s": 5.0, "d": 4.0, "L": 5.0}
    gradients = {"a": 3.0, "b": 2.0, "p": 1.0, "c": 1.0, "s": 1.0, "d": 0.0}
    arrows = [text.arrow_patch for text in plots.three_gates(values, gradients).texts if hasattr(text, "arrow_patch")]
    assert sum(to_hex(arrow.get_edgecolor()) == GREY for arrow in arrows) == 1
    assert sum(to_hex(arrow.get_edgecolor()) == BLUE for arrow in arrows) == 5


def test_the_valley_is_said_to_lie_where_both_theories_meet():
    steps = 10.0 ** -np.arange(1, 15.5, 0.5)
    bend, digits = steps**2 * np.e / 6, np.finfo(float).eps * np.e / steps
    told = words(plots.finite_difference_error(steps, bend + digits, steps + digits, bend, digits))
    assert "near 10 to the power -5" in told
    assert "near h = 10 to the power -8." in told


def test_the_boxes_of_a_layers_products_have_its_shapes():
    ax = plots.layer_products(n_rows=4, n_inputs=2, units=6)
    shapes = [text.get_text() for text in ax.texts if text.get_text().startswith("(")]
    assert shapes == ["(2, 4)", "(4, 6)", "(2, 6)", "(4, 6)", "(6, 2)", "(4, 2)"]


def fan_lines(ax):
    """How many branches each ring of the fan has, from o₁ outwards, and how many edges the network has."""
    return [len(ring.get_segments()) for ring in ax.collections if isinstance(ring, LineCollection)], len(ax.lines)


def test_the_fan_has_each_path_by_itself_and_the_network_each_edge_once():
    ax = paths.fan_of_paths(layers=6)
    assert fan_lines(ax) == ([2, 4, 8, 16, 32, 64, 64], 24)
    assert "have 2, 4, 8, 16, 32, 64 branches" in words(ax)
    assert "12 units, two in each layer, with 24 edges" in words(ax)


def test_a_branch_of_the_fan_has_the_colour_of_the_unit_to_which_it_leads():
    rings = [ring for ring in paths.fan_of_paths(layers=3).collections if isinstance(ring, LineCollection)]
    for ring in rings[:3]:
        assert [to_hex(color) for color in ring.get_colors()] == [paths.LEFT, paths.RIGHT] * (
            len(ring.get_colors()) // 2
        )


def test_no_branch_of_the_fan_leaves_the_page():
    ax = paths.fan_of_paths(layers=10)
    ends = np.concatenate([ring.get_segments() for ring in ax.collections if isinstance(ring, LineCollection)])
    assert ends.min() > 0
    assert ends[..., 0].max() < paths.COLUMN - paths.APART - 0.5
    assert ends[..., 1].max() < paths.HEIGHT - 0.4


def random_net(layers):
    rng = np.random.default_rng(0)
    return [rng.uniform(-1, 1, shape) for shape in ((1, 2), *[(2, 2)] * (layers - 1), (2, 1))]


def test_the_sweep_ends_with_the_sum_over_all_paths():
    slopes = random_net(3)
    by_path = [
        slopes[0][0, i] * slopes[1][i, j] * slopes[2][j, k] * slopes[3][k, 0]
        for i in range(2)
        for j in range(2)
        for k in range(2)
    ]
    *_, last = paths.sweep_frames(slopes)
    assert f"o₁ has received {format_number(sum(by_path))}." in words(last)
    assert "After 12 edges all 22 branches are blue" in words(last)


def test_a_frame_of_the_sweep_counts_what_is_blue():
    frames = list(paths.sweep_frames(random_net(4)))
    assert len(frames) == 6
    for ax in frames:
        blue = [ring for ring in ax.collections if isinstance(ring, LineCollection)]
        branches = sum(len(ring.get_segments()) for ring in blue if to_hex(ring.get_colors()[0]) == BLUE)
        edges = sum(to_hex(line.get_color()) == BLUE for line in ax.lines)
        told = [text.get_text() for text in ax.texts]
        assert f"{branches} of 46 branches" in told
        assert f"{edges} of 16 edges" in told


def test_all_copies_of_a_unit_in_the_inner_rings_show_the_number_of_the_unit():
    *_, third, second, first, last = paths.sweep_frames(random_net(4))
    for ax, copies in ((third, 8), (second, 4), (first, 2), (last, 0)):
        told = [text.get_text() for text in ax.texts if text.get_fontsize() == 8]
        assert len(told) == copies
        assert told == told[:2] * (copies // 2)
        assert all(f"∂ {number}" in [text.get_text() for text in ax.texts] for number in told)


SMALL = [np.array([[2.0, 3.0]]), np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([[4.0], [5.0]])]


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_the_small_network_has_the_derivative_of_each_edge_on_it():
    ax = sweeps.edge_derivatives(SMALL)
    on_edges = [text for text in written(ax) if text.startswith("×")]
    assert on_edges == ["× 2", "× 3", "× 1", "× −1", "× 0.5", "× 2", "× 4", "× 5"]
    assert words(ax).endswith("unit 2 of layer 1 0.5 and 2; from unit 1 of layer 2 4; from unit 2 of layer 2 5.")


def test_both_sweeps_end_with_the_same_number_and_leave_other_ones():
    ax = sweeps.two_sweeps(SMALL)
    told = words(ax)
    assert "layer 1 2 and 3; layer 2 3.5 and 4; at the loss 34." in told
    assert "layer 2 4 and 5; layer 1 −1 and 12; at o₁ 34." in told
    assert told.endswith("Below, layer 1: 2·(−1) + 3·12 = 34; layer 2: 3.5·4 + 4·5 = 34.")
    assert [text for text in written(ax) if text.startswith("∂ ")] == [f"∂ {n}" for n in (34, "−1", 12, 4, 5, 1)]


def test_each_link_of_the_two_paths_bears_its_derivative():
    values, gradients = two_paths_gradients(w=0.3, x=2.0, u1=2.0, u2=-1.0, v1=1.0, v2=1.2, y=1.0)
    links = [text.get_text() for text in plots.two_paths(values, gradients).texts if text.get_text().startswith("× ")]
    assert sorted(links) == sorted(["× 1.42", "× 0.75", "× −0.76", "× 1.00", "× 1.20", "× −1.60"])


def test_the_marked_entries_of_the_products_lie_where_their_row_meets_their_column():
    ax = plots.layer_products(n_rows=4, n_inputs=2, units=6)
    boxes, marks = ax.patches[:6], [mark for mark in ax.patches[6:] if not mark.get_fill()]
    assert len(marks) == 6
    place = [
        (mark.get_x() - box.get_x(), box.get_y() + box.get_height() - mark.get_y() - mark.get_height())
        for box, mark in zip(boxes, marks, strict=True)
    ]
    for k in (0, 3):  # a product, its factors: row of the first, column of the second
        assert place[k + 2] == pytest.approx((place[k + 1][0], place[k][1]))


@dataclass
class Entry:
    """A number of a tape."""

    data: float
    grad: float
    inputs: list


def test_a_tape_has_an_arc_for_each_input_and_is_told_from_right_to_left():
    e = Entry(3.0, 6.0, [])
    square = Entry(9.0, 1.0, [(e, 3.0), (e, 3.0)])
    ax = plots.tape(["e", "L"], [e, square], marked="e")
    arcs = [patch for patch in ax.patches if isinstance(patch, Arc)]
    assert len(arcs) == 2
    assert arcs[0].height != arcs[1].height  # the second is not hidden behind the first
    assert "every one of the 2 arcs points to the right. e has the arcs to L and L" in words(ax)
    assert words(ax).endswith("from right to left, L 1.00, e 6.00.")


def test_the_engine_of_the_lecture_has_about_thirty_lines():
    cells = [cell.source for cell in read_source(LECTURE) if cell.kind == "code"]
    engine = [cell for cell in cells if cell.startswith(("tape = []", "def backward(", "def tanh("))]
    lines = [line for cell in engine for line in cell.splitlines() if line.strip() and '"""' not in line]
    assert len(engine) == 3
    assert 28 <= len(lines) <= 34


def test_the_tape_of_arrays_has_boxes_to_scale_and_fills_what_is_kept():
    shapes = {"x": (4, 2), "W": (2, 6), "b": (6,), "xW": (4, 6), "z": (4, 6), "L": ()}
    made_of = {"xW": ["x", "W"], "z": ["xW", "b"], "L": ["z"]}
    ax = array_gradients.tape_of_arrays(shapes, made_of, kept=["x", "W"])
    boxes = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    sides = [
        (round(box.get_height() / array_gradients.SIDE), round(box.get_width() / array_gradients.SIDE)) for box in boxes
    ]
    assert sides == [(4, 2), (2, 6), (1, 6), (4, 6), (4, 6), (1, 1)]
    assert [to_hex(box.get_facecolor()) == array_gradients.KEPT for box in boxes] == [True, True, *[False] * 4]
    assert len([patch for patch in ax.patches if isinstance(patch, Arc)]) == 5
    assert words(ax).endswith("Filled, because the way back still reads them: x, W. Empty: b, xW, z, L.")


def test_ratios_beyond_the_axis_lie_at_its_edge_as_triangles():
    axes = array_gradients.wrong_over_right({letter: {"W": [[1, 0.25], [9, -7]], "b": [1]} for letter in "abcd"})
    of_W = {line.get_marker(): line.get_ydata().tolist() for line in axes[0].lines[1:4]}
    assert of_W == {"o": [1, 0.25], "^": [array_gradients.HIGHEST], "v": [array_gradients.LOWEST]}
    assert "d: W −7 to 9, b 1." in words(axes[0])
