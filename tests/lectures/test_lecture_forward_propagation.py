"""Lecture 04: what its figures show, and what moves in its explorer."""

import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlcourse import SGD, CategoricalCrossentropy, Dense, ReLU, Sequential, Softmax, load_digits, one_hot, relu, softmax
from dlcourse.plots.networks import digit_network as digit_plots
from dlcourse.plots.networks import forward_propagation as plots
from dlcourse.plots.networks import hidden_units as unit_plots
from dlcourse.plots.page.style import alt_text
from dlcourse.widgets.networks import forward_propagation as widgets
from dlcourse.widgets.practice.digits_from_scratch import shift_images


def texts(ax):
    return [text.get_text() for text in ax.texts]


def figure_texts(ax):
    return [text.get_text() for text in ax.figure.texts]


@pytest.fixture(scope="module")
def net():
    """W1, b1, W2, b2 of a network for digits that has been trained a little, and digits with their labels."""
    x, labels = load_digits()
    rng = np.random.default_rng(0)
    model = Sequential([Dense(64, 16, rng), ReLU(), Dense(16, 10, rng), Softmax()], np.float64)
    model.compile(SGD(0.3), CategoricalCrossentropy())
    model.fit(x[:900], one_hot(labels[:900], 10), epochs=8, batch_size=32, rng=rng, verbose=False)
    return model, x, labels


def parts(model):
    first, second = model.layers[0], model.layers[2]
    return first.W, first.b, second.W, second.b


def forward_of(model):
    W1, b1, W2, b2 = parts(model)

    def forward(x):
        hidden = relu(x @ W1 + b1)
        return hidden, softmax(hidden @ W2 + b2)

    return forward


def test_boxes_are_to_scale_and_data_are_hatched():
    ax = plots.shape_boxes([("x", 3, 5, True), "·", ("W", 5, 4, False), "=", ("z", 3, 4, True)])
    assert [(box.get_height(), box.get_width()) for box in ax.patches] == [(3, 5), (5, 4), (3, 4)]
    assert [box.get_hatch() is not None for box in ax.patches] == [True, False, True]
    assert {"x", "W", "z", "·", "=", "(3, 5)", "(5, 4)", "(3, 4)"} <= set(texts(ax))
    assert (ax.bbox.width / np.ptp(ax.get_xlim())) == pytest.approx(ax.bbox.height / np.ptp(ax.get_ylim()))


def test_the_chain_of_a_net_says_its_shapes():
    ax = plots.network_shapes(3, [5, 4, 1])
    assert "x is 3 by 5; times V1, 5 by 4, gives 3 by 4; times V2, 4 by 1, gives 3 by 1; each" in alt_text(ax.figure)
    arrows = [text.get_position()[0] for text in ax.texts if text.get_text() == "→"]
    biases = {text.get_text(): text.get_position()[0] for text in ax.texts if "σ" in text.get_text()}
    assert biases == dict(zip(["+ c[1]\nσ", "+ c[2]\nσ"], arrows, strict=True))


def test_boxes_do_not_overlap():
    ax = plots.shape_boxes(
        [("x", 3, 5, True), "·", ("W", 5, 4, False), "+", ("b", 1, 4, False), "=", ("z", 3, 4, True)]
    )
    ends = [(box.get_x(), box.get_x() + box.get_width()) for box in ax.patches]
    assert all(right < left for (_, right), (left, _) in pairwise(ends))


def test_the_film_of_a_product_makes_the_first_row_entry_by_entry_and_each_other_row_at_once():
    x, W = np.array([[1.0, -2.0], [0.5, 3.0], [2.0, 2.0]]), np.array([[2.0, 1.0], [-1.5, 0.0]])
    frames = list(plots.product_frames(x, W))
    assert len(frames) == 2 + 1 + 1
    first, second, third, last = frames
    lit = [patch for patch in first.patches if patch.get_linewidth() > 2]
    assert len(lit) == 2 + 2 + 1  # the row, the column, their entry
    assert {patch.get_y() for patch in lit[:2]} == {lit[4].get_y()}
    assert lit[2].get_x() == lit[4].get_x()
    assert "1.0·2.0 + (−2.0)·(−1.5) = 5.00" in texts(first)
    assert "5.00" in texts(first)
    assert "1.00" not in texts(first)  # the next entry is not there yet
    assert {"5.00", "1.00"} <= set(texts(second))
    assert len([patch for patch in third.patches if patch.get_linewidth() > 2]) == 2 + 4 + 2
    assert {"−3.50", "0.50", "−3.50,  0.50", "row 2 of x, all 2 columns of V[1]:"} <= set(texts(third))
    assert "2.00" not in texts(third)
    assert "The last row is 1.00, 2.00." in alt_text(last.figure)


def test_five_windows_are_framed_and_their_numbers_written():
    numbers = np.array([[1.0, -0.5, 0.0, 2.0, -1.5]])
    ax = plots.ink_windows(np.zeros((1, 8, 8)), numbers, ["a 3"], ["a", "b", "c", "d", "e"])
    picture, bars = ax.figure.axes
    assert picture.get_title(loc="left") == "a 3"
    assert len(picture.lines) + len(picture.patches) == 3  # two lines make four quarters, and a square in the middle
    assert [bar.get_width() for bar in bars.patches] == numbers[0].tolist()
    assert texts(bars) == ["1.0", "−0.5", "0.0", "2.0", "−1.5"]
    assert "a 3: a 1.0, b −0.5, c 0.0, d 2.0, e −1.5" in alt_text(ax.figure)


def test_the_net_shows_its_values_and_its_inputs_by_name_and_negative_weights_dashed():
    values = [np.array([1.2, -0.5]), np.array([0.27, 0.65, 0.11]), np.array([0.74])]
    weights = [np.array([[1.0, -2.0, 0.5], [0.3, 0.1, -0.4]]), np.array([[1.0], [-1.0], [2.0]])]
    ax = plots.network_values(values, weights, ["upper left", "middle"], "probability 0.74")
    shown = texts(ax)
    assert {"1.20", "−0.50", "0.27", "0.11", "0.74", "upper\nleft", "middle", "probability 0.74", "layer 2"} <= set(
        shown
    )
    assert len(ax.lines) == 9
    assert {(line.get_linestyle(), to_hex(line.get_color())) for line in ax.lines} == {
        ("-", plots.BLUE),
        ("--", plots.ORANGE),
    }
    assert len(shown) == 6 + 2 + 3 + 1  # values, inputs, layers, title
    assert "layer 1: 0.27, 0.65, 0.11; output 0.74" in alt_text(ax.figure)
    assert {"−2.0", "0.1"} <= set(texts(plots.network_values(values, weights, lit=(1, 1))))


def test_a_digit_on_its_way_shows_units_that_fire_logits_and_probabilities(net):
    model, x, labels = net
    W1, _, W2, b2 = parts(model)
    hidden, p = (rows[0] for rows in forward_of(model)(x[labels == 3][:1]))
    logits = hidden @ W2 + b2
    ax = digit_plots.digit_on_its_way(x[labels == 3][0], W1, hidden, W2, logits, p)
    shown = texts(ax)
    assert {f"{j}: {value:.2f}" if value > 0 else f"{j}: 0" for j, value in enumerate(hidden, 1)} <= set(shown)
    assert {f"{logit:.2f}".replace("-", "−") for logit in logits} <= set(shown)
    assert {"64 pixels", "16 hidden units", "10 scores", "10 probabilities"} <= set(shown)
    assert f"for a {p.argmax()}" in alt_text(ax.figure)


def test_the_wires_in_colour_lead_from_the_inked_pixels_to_one_unit_and_from_there_to_the_digit_read(net):
    model, x, labels = net
    W1, _, W2, b2 = parts(model)
    image = x[labels == 3][0]
    hidden, p = (rows[0] for rows in forward_of(model)(image[None]))
    ax = digit_plots.digit_on_its_way(image, W1, hidden, W2, hidden @ W2 + b2, p)
    _, *into_unit, _, into_blue, into_orange = [wires.get_segments() for wires in ax.collections]
    assert [len(wires) for wires in into_unit] == [
        np.sum(image * W1[:, hidden.argmax()] > 0),
        np.sum(image * W1[:, hidden.argmax()] < 0),
    ]
    assert len(into_blue) + len(into_orange) == np.count_nonzero(hidden)
    assert len({tuple(segment[1]) for wires in into_unit for segment in wires}) == 1


def test_a_unit_on_a_digit_adds_up_what_lies_on_filled_and_hollow_squares():
    weights, image = np.zeros(64), np.zeros(64)
    weights[:3], image[:2] = (2.0, -1.0, 5.0), (1.0, 0.5)
    ax = unit_plots.unit_on_digits(np.array([image]), weights, -0.25, ["a 3"])
    assert {"2.00", "−0.50", "−0.25", "1.25"} <= set(figure_texts(ax))
    silent = unit_plots.unit_on_digits(np.array([image]), weights, -2.0, ["a 3"])
    assert "z = −0.50, and 0 after the ReLU" in alt_text(silent.figure)


def test_squares_have_areas_in_proportion_and_are_hollow_where_negative():
    ax = plots.new_figure(2, 2).add_subplot()
    unit_plots.draw_weights(ax, np.array([1.0, -0.25] + [0.0] * 62))
    positive, negative = ax.collections
    assert [np.ptp(path.vertices[:, 0]) for path in positive.get_paths()] == pytest.approx([0.94])
    assert [np.ptp(path.vertices[:, 0]) for path in negative.get_paths()] == pytest.approx([0.47])
    assert to_hex(negative.get_facecolor()[0]) == "#ffffff"


def test_units_that_fire_have_a_thick_frame():
    hidden = np.array([0.0, 1.5] + [0.0] * 14)
    ax = unit_plots.unit_templates(np.random.default_rng(0).normal(size=(64, 16)), hidden)
    frames = [each.spines["left"].get_linewidth() > 1 for each in ax.figure.axes]
    assert frames == (hidden > 0).tolist()
    assert ax.figure.axes[1].get_xlabel() == "2: 1.50"
    assert "thick frame: 2 (1.50)." in alt_text(ax.figure)


def test_idle_units_stand_last_and_in_grey():
    ax = unit_plots.unit_templates(np.random.default_rng(0).normal(size=(64, 3)), np.array([0.0, 1.5, 0.0]), [0])
    assert [each.get_xlabel() for each in ax.figure.axes] == ["2: 1.50", "3: 0", "1: 0"]
    colors = [to_hex(each.collections[0].get_facecolor()[0]) for each in ax.figure.axes]
    assert colors == [unit_plots.BLUE, unit_plots.BLUE, unit_plots.GREY]
    assert "stand last, in grey: 1." in alt_text(ax.figure)
    assert [texts(each) for each in ax.figure.axes] == [[], [], ["idle:"]]


def test_patterns_are_darker_for_larger_means():
    ax = unit_plots.unit_patterns(np.array([[0.0, 2.0], [1.0, 0.5]]), [3, 7])
    assert texts(ax) == ["0.0", "2.0", "1.0", "0.5"]
    lightness = [float(box.get_facecolor()[0]) for box in ax.patches]
    assert np.argsort(lightness).tolist() == [1, 2, 3, 0]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["4", "8"]
    assert "0s: unit 8 2.0, unit 4 0.0; 1s: unit 4 1.0, unit 8 0.5." in alt_text(ax.figure)


def test_units_stand_beside_their_favourites_and_their_votes(net):
    model, x, labels = net
    W1, _, W2, _ = parts(model)
    best = np.argsort(-forward_of(model)(x)[0], axis=0)[:5].T[[2, 5]]  # (2, 5)
    ax = unit_plots.unit_favourites(W1, W2, [2, 5], x[best], labels[best])
    bars = [each for each in ax.figure.axes if len(each.patches) == 10]
    assert [bar.get_height() for bar in bars[1].patches] == pytest.approx(W2[5])
    labelled = [each.get_xlabel() for each in ax.figure.axes if each.get_xlabel()]
    assert labelled == [str(label) for label in labels[best].ravel()]
    assert f"Unit 3 is driven highest by the digits {', '.join(map(str, labels[best[0]]))}" in alt_text(ax.figure)


def test_a_unit_at_0_is_filled_at_its_mean_hollow_and_all_units_are_dotted():
    ax = unit_plots.right_without(0.95, np.array([0.55, 0.68]), np.array([0.65, 0.85]), [0, 4])
    dotted, held, off = ax.lines
    assert set(dotted.get_ydata()) == {95}
    assert held.get_ydata() == pytest.approx([65, 85])
    assert off.get_ydata() == pytest.approx([55, 68])
    assert held.get_markerfacecolor() == "white" != off.get_markerfacecolor()
    assert texts(ax) == ["all units", "at its mean", "at 0"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "5"]
    assert ax.get_ylim()[0] == 50
    assert alt_text(ax.figure).endswith("With all units, 95 are right. unit 1: 55 and 65; unit 5: 68 and 85.")


def test_softmax_in_stages_ends_in_shares_of_1():
    logits = np.array([0.0, 1.0, 2.0, -5.0, -5, -5, -5, -5, -5, -5])
    ax = digit_plots.softmax_stages(np.zeros(64), logits, "a digit")
    _, first, second, third = ax.figure.axes
    assert [bar.get_width() for bar in first.patches] == logits.tolist()
    assert texts(first).count("−5.00") == 7
    assert texts(second)[:3] == ["1.0", "2.7", "7.4"]
    assert [bar.get_width() for bar in second.patches] == pytest.approx(np.exp(logits))
    assert [bar.get_width() for bar in third.patches] == pytest.approx(softmax(logits))


def test_bars_are_the_probabilities_and_the_largest_is_written_out():
    p = np.array([[0.1] * 9 + [0.1], [0.01] * 9 + [0.91]])
    axes = digit_plots.images_and_probabilities(np.zeros((2, 64)), p, ["a 9", "noise"])
    assert [bar.get_height() for bar in axes[1, 1].patches] == pytest.approx(p[1])
    assert texts(axes[1, 1]) == ["91.0%"]
    assert [ax.get_title(loc="left") for ax in axes[0]] == ["a 9", "noise"]


def test_a_typical_digit_stands_beside_its_negative_and_typical_noise(net):
    model, x, _ = net
    noise = np.random.default_rng(0).uniform(size=(51, 64))
    axes = digit_plots.digit_negative_and_noise(model, x[:41], noise).figure.axes
    shown, negative = (np.asarray(ax.images[0].get_array()) for ax in axes[:2])
    assert np.allclose(shown + negative, 1)
    largest = [max(bar.get_height() for bar in ax.patches) for ax in axes[3:]]
    on_noise = np.sort(model.predict(noise).max(axis=1))
    assert largest[2] == pytest.approx(on_noise[25], abs=1e-5)
    kinds = [np.sort(model.predict(each).max(axis=1)) for each in (x[:41], 1 - x[:41])]
    off_the_middle = [abs(int(np.abs(kind - p).argmin()) - 20) for kind, p in zip(kinds, largest, strict=False)]
    of_all = [
        [abs(int(np.searchsorted(kind, p)) - 20) for p in model.predict(each).max(axis=1)]
        for kind, each in zip(kinds, (x[:41], 1 - x[:41]), strict=True)
    ]
    assert sum(off_the_middle) == np.sum(of_all, axis=0).min()


def test_sureness_is_a_mean_over_the_nets_with_their_range():
    values = np.array([[0.3, 0.5, 0.9], [0.5, 0.7, 1.0]])
    ax = digit_plots.sureness_by_factor(np.array([0.1, 1, 10]), {"noise": values})
    assert ax.lines[0].get_ydata() == pytest.approx([0.4, 0.6, 0.95])
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (0.3, 1.0)
    assert "noise" in texts(ax)
    assert "noise: 0.40 at 0.1, 0.60 at 1, 0.95 at 10." in alt_text(ax.figure)


def test_the_page_gets_the_network_and_the_images_and_a_bar_for_each_unit_and_digit(net):
    model, x, labels = net
    three, eight = x[labels == 3][0], x[labels == 8][0]
    pad = widgets.forward_explorer(parts(model), {"a 3": three, "an 8": eight.reshape(8, 8)})
    asked, svg = pad.asked(), pad.frames[0].layers[0]
    assert asked["images"] == [three.tolist(), eight.tolist()]
    response = tuple(rows[0] for rows in forward_of(model)(three[None]))
    assert pad._repr_mimebundle_()["text/plain"] == widgets.describe_response(response, response)
    assert [svg.count(f'class="dl-{name}"') for name in ("bar", "mark", "number")] == [26, 26, 26]
    assert re.findall(r'text-anchor="end">(\d+)<', svg) == [*map(str, range(1, 17)), *map(str, range(10))]


def test_the_moves_go_the_way_their_arrows_point():
    point = np.eye(64)[27].reshape(1, 64)  # row 4, column 4
    ends = {arrow: shift_images(point, right, down).argmax() for arrow, (_, right, down) in widgets.MOVES.items()}
    assert ends == {"→": 28, "↓": 35, "←": 26, "↑": 19}


def test_the_words_name_the_digit_and_the_units():
    before = np.array([2.0, 0.0, 0.0]), np.array([0.9] + [0.1 / 9] * 9)
    now = np.array([0.0, 1.0, 0.0]), np.array([0.2, 0.8] + [0.0] * 8)
    said = widgets.describe_response(before, now)
    assert said.startswith("The network reads a 1, with 80.0%; next comes a 0, with 20.0%.")
    assert "Hidden units that fire: 2 (1.00). Switched on by the change: 2; switched off: 1." in said


def test_ink_is_the_mean_of_each_quarter_and_of_the_middle():
    image = np.zeros((8, 8))
    image[:4, 4:], image[7, 0], image[3, 3] = 1.0, 0.8, 0.4
    assert widgets.ink(image.reshape(1, 64)) == pytest.approx(np.array([[0.4 / 16, 1.0, 0.8 / 16, 0.0, 1.4 / 4]]))


def test_the_small_net_tells_threes_from_fives_with_numbers_of_one_decimal():
    model, images, inputs, is_five = widgets.three_or_five(seed=0)
    assert (images.shape, inputs.shape, is_five.shape) == ((100, 64), (100, 5), (100,))
    assert np.mean((model.predict(inputs).ravel() > 0.5) == is_five) > 0.9
    assert np.array_equal(inputs, inputs.round(1))
    assert np.array_equal(model.parameters, model.parameters.round(1))
    assert not np.signbit(model.parameters[model.parameters == 0]).any()
