"""Lecture 20: its figures show the times they were given, in units that people read, and the limits of a machine."""

import numpy as np
import pytest

from dlcourse.plots.page.style import alt_text
from dlcourse.plots.practice import going_faster as plots


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2.5, "2.50 s"),
        (0.0123, "12.3 ms"),
        (0.999, "999 ms"),
        (4.56e-6, "4.56 µs"),
        (1.5e-9, "1.50 ns"),
        (2e-11, "0.02 ns"),
    ],
)
def test_a_duration_has_three_digits_and_a_unit(seconds, text):
    assert plots.format_duration(seconds) == text


STAGES = {"loops": 2.0, "rows": 2e-3, "batch": 1e-3}


def test_each_stage_is_a_dot_at_its_time_with_the_gain_over_the_one_before():
    ax = plots.waterfall(STAGES, {"loops": "wrapped"}, 1e-4)
    dots = next(line for line in ax.lines if line.get_marker() == "o")
    assert dots.get_xdata().tolist() == [2.0, 2e-3, 1e-3]
    assert texts(ax) == ["2.00 s", "2.00 ms,  1,000×", "1.00 ms,  2.0×"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["loops\nwrapped", "rows", "batch"]
    assert "rows 2.00 ms,  1,000×; batch" in alt_text(ax.figure)


def test_the_arithmetic_alone_is_a_dotted_line_inside_the_picture():
    ax = plots.waterfall(STAGES, {}, 1e-4)
    dotted = next(line for line in ax.lines if line.get_linestyle() == ":")
    assert set(dotted.get_xdata()) == {1e-4}
    assert ax.get_xlim()[0] < 1e-4
    assert ax.get_title("left") == "dotted: the arithmetic alone in float32, 100 µs"


def test_the_limit_of_the_whole_step_is_a_dashed_line_named_in_title_and_text():
    ax = plots.waterfall(STAGES, {}, 1e-4, 3e-4)
    dashed = next(line for line in ax.lines if line.get_linestyle() == "--")
    assert set(dashed.get_xdata()) == {3e-4}
    assert ax.get_title("left").endswith("\ndashed: the limit of the whole step, by arithmetic and memory, 300 µs")
    assert "The limit of the whole step, by arithmetic and memory, is 300 µs." in alt_text(ax.figure)
    assert not any(line.get_linestyle() == "--" for line in plots.waterfall(STAGES, {}, 1e-4).lines)


@pytest.mark.parametrize(
    ("before", "text"), [(0.0099, "101 times as long"), (0.5, "2.0 times as long"), (0.9, "1.1 times as long")]
)
def test_a_stage_that_did_not_pay_says_how_many_times_as_long_it_takes(before, text):
    assert texts(plots.waterfall({"before": before, "after": 1.0}, {}, 0.001))[1] == f"1.00 s,  {text}"


def test_the_bars_of_a_profile_are_as_wide_as_their_shares():
    ax = plots.profiles({"loops": (2.0, {"layer": 1.0, "adam": 0.1})})
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([1, 0.5, 0.05, 0.45])
    assert [bar.get_x() for bar in ax.patches] == pytest.approx([0, 0, 0.5, 0.55])
    said = {"loops: 2.00 s a step", "layer", "adam", "the rest", "layer 50%  ·  adam 5%  ·  the rest 45%"}
    assert set(texts(ax)) == said
    assert "adam 5%" in alt_text(ax.figure)


def test_a_rest_that_nobody_would_see_is_not_drawn():
    ax = plots.profiles({"loops": (1.0, {"layer": 0.999})})
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([1, 0.999])
    assert "the rest" not in texts(ax)
    assert "the rest 0%" in alt_text(ax.figure)


@pytest.mark.parametrize("shares", [(0.6, 0.34, 0.05), (0.02, 0.03, 0.9), (0.15, 0.15, 0.15), (0.9, 0.04, 0.05)])
def test_names_of_narrow_bars_stand_under_them_and_cover_nothing(shares):
    names = ("layer_by_loops", "gradients_by_loops", "adam_by_loops")
    ax = plots.profiles({"loops": (1.0, dict(zip(names, shares, strict=True)))})
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert {*names, "the rest"} < set(texts(ax))
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:k]), ax.texts[k].get_text()
    under = [text for text in ax.texts if text.get_text() in {*names, "the rest"} and text.get_position()[1] > 1]
    bars = dict(zip((*names, "the rest"), ax.patches[1:], strict=True))
    for line, text in zip(ax.lines, under, strict=True):  # a line from the middle of its bar to its name
        bar = bars[text.get_text()]
        assert line.get_xdata() == pytest.approx([bar.get_x() + bar.get_width() / 2, text.get_position()[0]])


def test_the_gain_by_threads_stands_beside_the_ideal():
    ax = plots.speed_by_threads([1, 2, 4], {"product": [1, 1.9, 3.5], "sum": [1, 1.2, 1.2]})
    assert [list(line.get_ydata()) for line in ax.lines] == [[1, 1.9, 3.5], [1, 1.2, 1.2], [1, 2, 4]]
    assert "product: 1.0 with 1, 1.9 with 2, 3.5 with 4" in alt_text(ax.figure)


def test_an_arrow_leads_from_each_name_to_its_array():
    ax = plots.names_and_arrays(
        {
            "v = 0.9 * v": (["caller", "v"], [("[1]", "old"), ("[2]", "new")], [0, 1]),
            "v *= 0.9": (["caller", "v"], [("[2]", "the same")], [0, 0]),
        }
    )
    first, second = ax.figure.axes

    def targets(panel):
        boxes, arrows = [], []
        for patch in panel.patches:
            (boxes if hasattr(patch, "get_height") else arrows).append(patch)
        middles = [box.get_y() + box.get_height() / 2 for box in boxes]
        ends = [arrow._posA_posB[1][1] for arrow in arrows]
        return [int(np.argmin(np.abs(np.array(middles) - end))) for end in ends], len(boxes)

    assert targets(first) == ([0, 1], 2)
    assert targets(second) == ([0, 0], 1)
    assert second.get_title() + second.get_title("left") == "v *= 0.9"


def test_times_by_size_are_drawn_as_given_on_logarithmic_axes():
    ax = plots.time_by_size([1000, 100_000, 1_000_000], {"in one go": [9, 2.5, 8], "in chunks": [11, 2.6, 3]})
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[9, 2.5, 8], [11, 2.6, 3]]
    assert {"in one go", "in chunks"} <= set(texts(ax))
    assert "In one go: 9.0 for 1,000" in alt_text(ax.figure)


def test_the_roof_is_the_lower_of_memory_and_arithmetic():
    ax = plots.roofline(10e9, 80e9, {"sum": (1 / 12, 0.8e9), "product": (100, 75e9)})
    intensity, roof = ax.lines[0].get_data()
    assert roof == pytest.approx(np.minimum(10 * intensity, 80))
    assert intensity[0] < 1 / 12
    assert intensity[-1] > 100


def test_the_two_limits_meet_where_the_dotted_line_stands():
    ax = plots.roofline(10e9, 80e9, {"sum": (1 / 12, 0.8e9), "product": (100, 75e9)})
    x, y = ax.lines[1].get_data()
    assert list(x) == [8, 8]
    assert max(y) == 80


def test_each_computation_is_a_named_point_with_the_share_of_its_limit_in_the_text():
    points = {"loop": (0.125, 1e7), "sum": (1 / 12, 0.8e9)}
    ax = plots.roofline(10e9, 80e9, points, {"1 row": (0.5, 2.5e9), "2 rows": (1, 3e9), "256 rows": (100, 75e9)})
    squares = np.array([line.get_xydata()[0] for line in ax.lines if line.get_marker() == "s"])
    assert squares == pytest.approx(np.array(list(points.values())) / [1, 1e9])
    path = next(line for line in ax.lines if line.get_marker() == "o")
    assert path.get_xydata() == pytest.approx(np.array([[0.5, 2.5], [1, 3], [100, 75]]))
    assert {"loop", "sum", "1 row", "256 rows"} <= set(texts(ax))
    assert "2 rows" not in texts(ax)
    assert "1 row 2.5 (50% of its limit); 2 rows 3 (30% of its limit); 256 rows 75 (94% of its limit)" in alt_text(
        ax.figure
    )


@pytest.mark.parametrize(("bandwidth", "peak"), [(22e9, 45e9), (10e9, 200e9), (100e9, 90e9), (5e9, 8e9)])
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.7, 0.9, 1.1])
@pytest.mark.parametrize("added", [0.3, 0.5, 1])
def test_no_text_of_the_roofline_covers_another(bandwidth, peak, share, added):
    def limit(x):
        return min(bandwidth * x, peak)

    path = {f"{n} rows": (n / 2, (share if n == 1 else 0.5) * limit(n / 2)) for n in (1, 2, 4, 64, 256)}
    points = {
        "Python loop": (1 / 8, 1e7),
        "a + b": (1 / 12, added * limit(1 / 12)),
        "dot product": (1 / 4, 0.9 * limit(1 / 4)),
    }
    ax = plots.roofline(bandwidth, peak, points, path, named=["64 rows"])
    ax.figure.canvas.draw()
    assert "64 rows" in texts(ax)
    boxes = [text.get_window_extent() for text in ax.texts]
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:k]), ax.texts[k].get_text()
        assert not any(
            box.contains(*ax.transData.transform((x, y / 1e9))) for x, y in [*points.values(), *path.values()]
        )


def test_ticks_that_would_crowd_have_no_text():
    ax = plots.time_by_size([10, 100], {"in one go": [2, 200]})
    ticks = ax.yaxis.get_minor_formatter()
    assert [ticks(value, 0) for value in (20, 50, 70, 90)] == ["20", "50", "", ""]


def test_floors_and_a_chunk_are_dotted_lines():
    ax = plots.time_by_size([10, 100], {"in one go": [2, 200]}, {"28 bytes": 1.5}, 32)
    dotted = [line for line in ax.lines if line.get_linestyle() == ":"]
    assert [set(dotted[0].get_ydata()), set(dotted[1].get_xdata())] == [{1.5}, {32}]
    assert "Dotted, 28 bytes from memory: 1.5." in alt_text(ax.figure)
