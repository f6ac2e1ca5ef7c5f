"""Figures: every one has its text, one style, and tells its series apart without colour."""

import base64
import io
import re
import subprocess
import sys
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.patches import Circle
from PIL import Image

from dlcourse import plots
from dlcourse.widgets import two_paths_gradients

START = {"w": 0.3, "x": 2.0, "u1": 2.0, "u2": -1.0, "v1": 1.0, "v2": 1.2, "y": 1.0}


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr(plots.page.showing, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def texts(ax):
    return [text.get_text() for text in ax.texts]


def graph():
    return plots.two_paths(*two_paths_gradients(**START))


def test_show_writes_the_text_alternative(shown):
    plots.show(plots.marked_lines([1, 2], {"a": [3, 4]}, "x", "y"), 'a line from 3 to 4, called "a"')
    assert shown[0]["text/plain"] == 'a line from 3 to 4, called "a"'
    assert 'role="img" aria-label="a line from 3 to 4, called &quot;a&quot;"' in shown[0]["text/html"]


def test_show_refuses_a_figure_without_words():
    with pytest.raises(ValueError, match="alt"):
        plots.show(plots.new_axes(), "  ")


def test_a_figure_is_never_wider_than_the_page(shown):
    plots.show(plots.new_axes(7.0, 3.0), "an empty figure")
    assert '<div class="dl-figure" style="max-width: 700px">' in shown[0]["text/html"]
    assert 'viewBox="0 0 700 300"' in shown[0]["text/html"]


def test_the_colours_of_a_figure_turn_with_the_theme(shown):
    plots.show(plots.marked_lines([1, 2], {"a": [3, 4]}, "x", "y"), "a line")
    page = shown[0]["text/html"]
    light, dark = re.findall(r"--dl-0b5fa5: (#[0-9a-f]{6})", page)[:2]
    assert light == "#0b5fa5"
    assert brightness(dark) > 2 * brightness(light)
    drawn = page[page.index("<svg") :]
    assert "var(--dl-0b5fa5)" in drawn
    assert not re.search(r"(fill|stroke)=.#", drawn)  # nothing keeps a colour of its own


def brightness(color):
    return sum(int(color[i : i + 2], 16) for i in (1, 3, 5))


def test_a_figure_too_long_for_an_svg_is_an_opaque_image(shown, monkeypatch):
    monkeypatch.setattr(plots.page.showing, "LONGEST", 1000)
    plots.show(graph(), "a graph")
    assert 'alt="a graph"' in shown[0]["text/html"]
    data = base64.b64decode(re.search(r"base64,([^\"]+)", shown[0]["text/html"])[1])
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    corner = image.getpixel((2, image.height - 3))
    assert min(corner[:3]) > 250
    assert image.getextrema()[3] == (255, 255)


def test_an_image_whose_brightness_means_something_stays_as_it_is(shown):
    for colours, stays in (("gray", True), ("Blues", False)):
        ax = plots.new_axes(2, 2)
        ax.imshow(np.eye(3), cmap=colours)
        plots.show(ax, "three pixels")
        assert ('<image class="dl-photo"' in shown[-1]["text/html"]) is stays
    assert ".dl-figure :is(img, image):not(.dl-photo) { filter: invert" in shown[-1]["text/html"]


def test_hatching_and_clip_paths_are_drawn(shown):
    ax = plots.new_axes(2, 2)
    ax.bar([1], [2], hatch="//")
    line = ax.plot([0, 2], [0, 2])[0]
    line.set_clip_path(Circle((1, 1), 0.5, transform=ax.transData))
    plots.show(ax, "a hatched bar, a line in a circle")
    page = shown[0]["text/html"]
    pattern = re.search(r'<pattern id="(dl-\w+)"', page)[1]
    assert f'fill="url(#{pattern})"' in page
    clip = re.search(r'<clipPath id="(dl-\w+)"', page)[1]
    assert f'clip-path="url(#{clip})"' in page


def test_a_line_has_gaps_where_its_numbers_are_not_numbers(shown):
    ax = plots.new_axes(2, 2)
    ax.set_axis_off()
    ax.plot([0, 1, 2, 3, 4], [1, 1, np.nan, 2, 2])
    plots.show(ax, "a line with a gap")
    (line,) = re.findall(r'<path d="([^"]+)" fill="none"', shown[0]["text/html"])
    assert re.sub(r"[\d. ]", "", line) == "MLML"


def test_formulas_are_drawn(shown):
    ax = plots.new_axes(2, 2)
    without = len(plots.page.showing.to_html(ax.figure, "nothing"))
    ax.set_title("$\\frac{a}{b}$")
    plots.show(ax, "a over b")
    assert len(shown[0]["text/html"]) > without + 500


def test_show_closes_a_figure_of_pyplot(shown):
    figure = pyplot.figure()
    plots.show(figure, "an empty figure")
    assert not pyplot.fignum_exists(figure.number)


def test_figures_leave_matplotlibs_settings_alone():
    before = dict(mpl.rcParams)
    plots.page.style.to_png(graph().figure)
    assert dict(mpl.rcParams) == before


def test_pyplot_is_not_imported_for_a_figure():
    draw = "import sys, dlcourse.plots as p; p.page.style.to_png(p.new_axes().figure)"
    code = f"{draw}; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_lines_differ_in_marker_and_dashes_and_carry_their_names():
    ax = plots.marked_lines([1, 2, 3], {name: np.arange(3) + i for i, name in enumerate("abcd")}, "x", "y")
    assert len({line.get_marker() for line in ax.lines}) == 4
    assert len({line.get_linestyle() for line in ax.lines}) == 4
    assert texts(ax) == list("abcd")


def test_labels_of_lines_that_end_together_do_not_overlap():
    ax = plots.marked_lines([1, 2], {"a": [0, 1.0], "b": [0, 1.001], "c": [0, 1.002]}, "x", "y")
    plots.page.style.to_png(ax.figure)
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))


def test_every_axis_is_labelled():
    steps = np.logspace(-1, -15, 9)
    for ax in (
        plots.learning_curves([50, 200], {"a": [[0.8, 0.9], [0.7, 0.9]]}),
        plots.error_against_step(steps, steps, steps**2, 1e-16 / steps),
    ):
        assert ax.get_xlabel()
        assert ax.get_ylabel()


def test_a_learning_curve_is_the_mean_over_seeds_with_a_band():
    ax = plots.learning_curves([50, 200], {"a": [[0.6, 0.9], [0.8, 0.9]]})
    assert list(ax.lines[0].get_ydata()) == pytest.approx([0.7, 0.9])
    vertices = ax.collections[0].get_paths()[0].vertices
    assert {0.6, 0.8} <= set(vertices[:, 1])


def test_the_graph_writes_each_value_and_gradient():
    written = texts(graph())
    for expected in ("w = 0.30\n", "∂ 0.37", "0.79", "−0.49", "∂ −1.19", "∂ 1.45", "0.64"):
        assert expected in written


def test_the_graph_writes_out_the_sum_where_paths_meet():
    assert "∂ −1.19 + 1.45\n= 0.26" in texts(graph())


def test_gradients_are_slanted_and_dashed_besides_being_blue():
    ax = graph()
    slanted = [text for text in ax.texts if text.get_text() == "∂ −1.19"]
    assert slanted[0].get_style() == "italic"
    dashed = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    assert sum(patch.get_linestyle() not in ("-", "solid") for patch in dashed) == 10


def test_a_digit_keeps_its_rows_of_pixels():
    pixels = np.arange(128).reshape(2, 64)
    ax = plots.digits_gallery(pixels, ["first", "second"])
    assert np.array_equal(ax.images[0].get_array(), pixels[0].reshape(8, 8))
    assert [each.get_xlabel() for each in ax.figure.axes] == ["first", "second"]


@pytest.mark.parametrize(("value", "text"), [(-0.001, "0.00"), (-1.5, "−1.50"), (2, "2.00")])
def test_numbers_have_two_decimals_and_a_minus_sign(value, text):
    assert plots.format_number(value) == text


@pytest.mark.parametrize(("value", "text"), [(-0.0004, "0.000"), (-1.5, "−1.500"), (0.125, "0.125")])
def test_numbers_have_as_many_decimals_as_are_asked_for(value, text):
    assert plots.format_number(value, 3) == text


def test_a_figure_of_many_cells_is_given_up_as_soon_as_it_is_too_long(monkeypatch, shown):
    drawn = []
    draw_path = plots.page.vector.SVGRenderer.draw_path
    monkeypatch.setattr(plots.page.vector.SVGRenderer, "draw_path", lambda *args: drawn.append(1) or draw_path(*args))
    ax = plots.new_axes(2, 2)
    ax.pcolormesh(np.zeros((200, 200)))
    plots.show(ax, "40,000 cells")
    assert "<img" in shown[0]["text/html"]
    assert len(drawn) < 10_000
