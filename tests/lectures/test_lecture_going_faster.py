"""Lecture 20: its figures show the times they were given, in units that people read, and the limits of a machine."""

import numpy as np
import pytest

from dlcourse.plots import going_faster as plots
from dlcourse.plots.style import alt_text


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


def test_each_bar_is_as_long_as_its_time_and_says_the_gain_over_the_slowest():
    ax = plots.time_bars({"loops": 2e-2, "dots": 1.8e-2, "matrices": 1e-5})
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert ends == pytest.approx([2e-2, 1.8e-2, 1e-5])
    assert texts(ax) == ["20.0 ms", "18.0 ms", "10.0 µs,  2,000 times as fast"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["loops", "dots", "matrices"]
    assert "loops 20.0 ms; dots 18.0 ms; matrices 10.0 µs" in alt_text(ax.figure)


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


def test_each_computation_is_a_named_point_under_its_own_marker():
    points = {"loop": (0.125, 1e7), "sum": (1 / 12, 0.8e9), "product": (100, 75e9)}
    ax = plots.roofline(10e9, 80e9, points)
    drawn = np.array([line.get_xydata()[0] for line in ax.lines[2:]])
    assert drawn == pytest.approx(np.array(list(points.values())) / [1, 1e9])
    assert len({line.get_marker() for line in ax.lines[2:]}) == 3
    assert set(points) <= set(texts(ax))
    assert "memory: 10.0 GB a second" in texts(ax)
    assert "arithmetic: 80 billion a second" in texts(ax)


def test_ticks_that_would_crowd_have_no_text():
    ax = plots.time_by_size([10, 100], {"in one go": [2, 200]})
    ticks = ax.yaxis.get_minor_formatter()
    assert [ticks(value, 0) for value in (20, 50, 70, 90)] == ["20", "50", "", ""]


def test_a_name_stands_below_its_point_where_the_next_point_is_close():
    ax = plots.roofline(10e9, 80e9, {"dot": (0.25, 1e9), "row": (0.5, 1.2e9), "loop": (0.3, 1e6)})
    below = {text.get_text(): text.xyann[1] for text in ax.texts if hasattr(text, "xyann")}
    assert below["dot"] < below["row"] == below["loop"]
