"""Figures of models: they show the numbers they were given, where they belong."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from dlcourse import plots
from dlcourse.plots.page import animation

POINTS = np.array([[-1.0, 0.0], [-2.0, 1.0], [1.0, 0.5], [2.0, -1.0]])
LABELS = np.array([0, 0, 1, 1])


def drawn_lines(ax):
    return [line.get_xydata() for line in ax.lines]


def test_each_class_has_its_own_marker_and_name():
    ax = plots.scatter_classes(POINTS, LABELS, names=["not placed", "placed"])
    shapes = {collection.get_paths()[0].vertices.tobytes() for collection in ax.collections}
    assert len(shapes) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["not placed", "placed"]


@pytest.mark.parametrize(("w", "b"), [((1.0, 2.0), 0.5), ((0.0, 2.0), -1.0), ((3.0, 0.0), 1.5)])
def test_every_point_of_a_boundary_line_has_score_zero(w, b):
    ax = plots.boundary_line(plots.scatter_classes(POINTS, LABELS), np.array(w), b)
    [line] = drawn_lines(ax)
    assert line @ np.array(w) + b == pytest.approx([0, 0], abs=1e-12)


def test_no_line_is_drawn_for_zero_weights():
    assert drawn_lines(plots.boundary_line(plots.scatter_classes(POINTS, LABELS), np.zeros(2), 1.0)) == []


def test_the_margins_are_where_the_score_is_one():
    ax = plots.boundary_with_margins(plots.scatter_classes(POINTS, LABELS), np.array([1.0, -2.0]), 0.3)
    scores = [line @ np.array([1.0, -2.0]) + 0.3 for line in drawn_lines(ax)]
    assert [score[0].round(9) for score in scores] == [0, -1, 1]


def test_regions_are_those_of_the_classifier():
    ax = plots.decision_regions(lambda p: (p[:, 0] > 0).astype(int), POINTS, LABELS, n_points=20)
    mesh = next(c for c in ax.collections if c.get_array() is not None and c.get_array().size == 400)
    left, right = np.hsplit(np.asarray(mesh.get_array()).reshape(20, 20), 2)
    assert (left.max(), right.min()) == (0, 1)


def test_a_path_is_drawn_through_its_points_with_its_label():
    ax = plots.contours(lambda a, b: a**2 + b**2, (-2, 2), (-1, 1))
    walks = {"SGD": [(2, 1), (1, 0.5), (0, 0)], "Adam": [(2, 1), (0, 0)]}
    plots.plot_paths(ax, walks)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["SGD", "Adam"]
    assert any(np.array_equal(line, walks["SGD"]) for line in drawn_lines(ax))


def test_function_and_slope_share_their_axis_and_name_both():
    z = np.linspace(-2, 2, 9)
    upper, lower = plots.function_and_derivative(z, np.tanh(z), 1 - np.tanh(z) ** 2, "tanh", background=z)
    assert (upper.get_ylabel(), lower.get_ylabel()) == ("tanh", "slope of tanh")
    assert upper.get_shared_x_axes().joined(upper, lower)
    assert any(np.array_equal(line[:, 1], np.tanh(z)) for line in drawn_lines(upper) if len(line) == 9)


def test_histograms_share_their_scale_and_count_all_values():
    axes = plots.histograms_by_layer([np.zeros(5), np.linspace(-3, 3, 7)])
    assert [sum(patch.get_height() for patch in ax.patches) for ax in axes] == [5, 7]
    assert axes[0].get_xlim() == axes[1].get_xlim()


def test_a_gradient_map_holds_the_logarithms_layers_upwards():
    ax = plots.gradient_heatmap([[1.0, 0.1], [10.0, 0.01], [100.0, 0.001]])
    assert ax.images[0].get_array().tolist() == [[0, 1, 2], [-1, -2, -3]]


def test_a_network_shows_its_values_and_its_negative_weights_dashed():
    values = [[80, 3.5], [167]]
    ax = plots.network_diagram([2, 1], values=values, weights=[np.array([[1.0], [-1.0]])], layer_names=["in", "out"])
    texts = [text.get_text() for text in ax.texts]
    assert {"80.00", "3.50", "167.00", "1.00", "−1.00", "in", "out"} <= set(texts)
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--"]


def test_a_large_network_has_no_numbers_on_its_wires():
    ax = plots.network_diagram([5, 4], weights=[np.ones((5, 4))])
    assert list(ax.texts) == []
    assert len(ax.lines) == 20


def test_a_film_plays_once_has_a_text_and_every_frame(monkeypatch):
    shown = {}
    monkeypatch.setattr(animation, "display", lambda bundle, raw: shown.update(bundle))
    frames = [
        plots.boundary_line(plots.scatter_classes(POINTS, LABELS), np.array([1.0, k]), 0.0) for k in (1.0, 2.0, 3.0)
    ]
    plots.show_animation(frames, "The line turns.")
    assert shown["text/plain"] == "The line turns."
    assert 'alt="The line turns."' in shown["text/html"]
    film = Image.open(io.BytesIO(base64.b64decode(shown["text/html"].split("base64,")[1].split('"')[0])))
    assert film.n_frames == 3
    assert "loop" not in film.info


@pytest.mark.parametrize("photo", [False, True])
def test_a_film_in_grey_keeps_its_shades_on_a_dark_page(photo, monkeypatch):
    shown = {}
    monkeypatch.setattr(animation, "display", lambda bundle, raw: shown.update(bundle))
    plots.show_animation([plots.new_axes(2, 2)], "Nothing happens.", photo=photo)
    assert ('<img class="dl-photo"' in shown["text/html"]) is photo
    assert ".dl-figure :is(img, image):not(.dl-photo) { filter: invert" in shown["text/html"]


@pytest.mark.parametrize(("frames", "alt", "says"), [([], "a film", "at least one"), ([None], " ", "alt: expected")])
def test_a_film_of_nothing_or_without_words_is_refused(frames, alt, says):
    with pytest.raises(ValueError, match=says):
        plots.show_animation(frames, alt)
