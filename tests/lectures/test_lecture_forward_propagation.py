"""Lecture 04: what its figures show, and what moves in its explorer."""

from itertools import pairwise

import numpy as np
import pytest
from oracles import jax, jnp

from dlcourse import SGD, CategoricalCrossentropy, Dense, Sequential, Softmax, load_digits, one_hot
from dlcourse.plots import forward_propagation as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import forward_propagation as widgets
from dlcourse.widgets.forward_propagation import STUDENT, example_network, forward_explorer, forward_values


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.fixture
def alts(monkeypatch):
    shown = []
    monkeypatch.setattr(widgets.style, "show", lambda figure, alt: shown.append(alt))
    return shown


def test_boxes_are_to_scale_and_data_are_hatched():
    ax = plots.shape_boxes([("x", 3, 5, True), "·", ("W", 5, 4, False), "=", ("z", 3, 4, True)])
    assert [(box.get_height(), box.get_width()) for box in ax.patches] == [(3, 5), (5, 4), (3, 4)]
    assert [box.get_hatch() is not None for box in ax.patches] == [True, False, True]
    assert {"x", "W", "z", "·", "=", "(3, 5)", "(5, 4)", "(3, 4)"} <= set(texts(ax))
    assert (ax.bbox.width / np.ptp(ax.get_xlim())) == pytest.approx(ax.bbox.height / np.ptp(ax.get_ylim()))


def test_the_chain_of_a_net_says_its_shapes():
    said = alt_text(plots.network_shapes(3, [5, 4, 1]).figure)
    assert "x is 3 by 5; times W1, 5 by 4, gives 3 by 4; times W2, 4 by 1, gives 3 by 1." in said
    boxes = plots.layer_shapes(3, 5, 4).patches
    assert [(box.get_height(), box.get_width()) for box in boxes] == [(3, 5), (5, 4), (1, 4), (3, 4)]


def test_boxes_do_not_overlap():
    ax = plots.shape_boxes(
        [("x", 3, 5, True), "·", ("W", 5, 4, False), "+", ("b", 1, 4, False), "=", ("z", 3, 4, True)]
    )
    ends = [(box.get_x(), box.get_x() + box.get_width()) for box in ax.patches]
    assert all(right < left for (_, right), (left, _) in pairwise(ends))


def test_the_net_shows_its_values_and_its_inputs_by_name_and_no_number_on_a_wire():
    W, _ = example_network()
    ax = plots.network_values(
        forward_values(STUDENT), W[1:], widgets.COLUMNS, highlighted_input=0, title="output 0.739"
    )
    shown = texts(ax)
    assert {"1.20", "0.27", "0.11", "0.80", "0.74", "cgpa", "internships", "output 0.739", "layer 4"} <= set(shown)
    assert "layer 1: 0.27, 0.65, 0.79, 0.11; layer 2" in alt_text(ax.figure)
    assert len(ax.lines) == 40
    assert len(shown) == 15 + 5 + 5 + 1  # values, inputs, layers, title


def test_the_wires_of_the_moved_input_are_dark():
    W, _ = example_network()
    ax = plots.network_values(forward_values(STUDENT), W[1:], highlighted_input=2)
    dark = [line for line in ax.lines if line.get_color() == plots.INK]
    assert len(dark) == 4
    assert len({tuple(line.get_xydata()[0]) for line in dark}) == 1


def test_bars_are_the_probabilities_and_the_largest_is_written_out():
    p = np.array([[0.1] * 9 + [0.1], [0.01] * 9 + [0.91]])
    axes = plots.images_and_probabilities(np.zeros((2, 64)), p, ["a 9", "noise"])
    assert [bar.get_height() for bar in axes[1, 1].patches] == pytest.approx(p[1])
    assert texts(axes[1, 1]) == ["0.91"]
    assert [ax.get_title(loc="left") for ax in axes[0]] == ["a 9", "noise"]


def test_digits_that_are_read_right_stand_beside_the_surest_and_a_typical_noise():
    x, labels = load_digits()
    rng = np.random.default_rng(0)
    net = Sequential([Dense(64, 10, rng), Softmax()]).compile(SGD(0.3), CategoricalCrossentropy())
    net.fit(x[:500], one_hot(labels[:500], 10), epochs=5, batch_size=32, rng=rng, verbose=False)
    noise = rng.uniform(size=(51, 64))
    bars = plots.digits_and_noise(net, x, one_hot(labels, 10), noise).figure.axes[4:]
    heights = np.array([[bar.get_height() for bar in ax.patches] for ax in bars])
    assert heights[:2].argmax(axis=1).tolist() == [3, 8]
    sureness = np.sort(net.predict(noise).max(axis=1))
    assert heights[2:].max(axis=1) == pytest.approx(sureness[[-1, 25]], abs=1e-5)


def test_the_forward_pass_is_that_of_jax():
    W, b = example_network()
    a = jnp.array(STUDENT)
    for k in range(1, 5):
        a = jax.nn.sigmoid(a @ W[k] + b[k])
    assert forward_values(STUDENT)[-1] == pytest.approx(np.asarray(a), rel=1e-5)


def test_first_unit_of_the_lecture_is_the_one_worked_by_hand():
    W, b = example_network()
    score = 1.2 * 0.3 - 0.5 * 0.9 + 0.8 * 0.4 - 1.2  # the products with W[1][:, 0] that are not 0, and the bias
    assert W[1][:, 0].tolist() == [0.3, 0.9, 0.4, -0.7, 0.0]
    assert b[1][0] == -1.2
    assert forward_values(STUDENT)[1][0] == pytest.approx(1 / (1 + np.exp(-score)))


def test_the_last_layer_has_a_sigmoid_whatever_the_hidden_ones_have():
    for hidden in widgets.HIDDEN:
        assert 0 < forward_values([3, 3, 3, 3, 3], hidden)[-1][0] < 1
    assert min(layer.min() for layer in forward_values(STUDENT, "ReLU")[1:4]) == 0


def test_the_slider_for_cgpa_alone_is_visible_and_moves_the_numbers(alts):
    slider, _, folded = forward_explorer().children
    assert slider.description == "cgpa"
    assert folded.selected_index is None
    names = [control.description for control in folded.children[0].children]
    assert names == ["hidden layers", "iq", "12th", "10th", "internships"]
    slider.value = 3.0
    assert len(alts) == 2
    assert "cgpa 1.20" in alts[0]
    assert "layer 1: 0.27, 0.65, 0.79, 0.11" in alts[0]
    assert "Output 0.739" in alts[0]
    assert "cgpa 3.00" in alts[1]
    assert alts[1].split("layer 1")[1] != alts[0].split("layer 1")[1]


def test_another_activation_and_another_input_reach_the_words(alts):
    *_, folded = forward_explorer().children
    hidden, iq, *_ = folded.children[0].children
    hidden.value, iq.value = "ReLU", 2.0
    assert "ReLU in its hidden layers" in alts[-1]
    assert "iq 2.00" in alts[-1]
