"""Lecture 06: the chain explorer agrees with hand-worked numbers, and the figures show what they were given."""

import numpy as np
import pytest
from oracles import jax

from dlcourse.plots.gradients.backprop_by_hand import derivative_signs, training_of_four, wishes_of_rows
from dlcourse.plots.gradients.backward_layouts import TWO_TESTS
from dlcourse.plots.gradients.backward_pass import STEPS, backward_pass, pass_frame, sigmoid_chain
from dlcourse.plots.page.style import GREY, INK, alt_text
from dlcourse.widgets.gradients import backprop_by_hand as widgets
from dlcourse.widgets.gradients.backprop_by_hand import (
    CHAINS,
    chain_explorer,
    chain_values,
    describe_chain,
    pass_explorer,
    sigmoid_chain_values,
)

BY_HAND = {  # −17.834 times 0.57, 1.18 or 1; times 0.5 or 0.6, times 1, 2 or 1
    "w²₁₁": -10.16538,
    "w²₂₁": -21.04412,
    "b₂₁": -17.834,
    "w¹₁₁": -8.917,
    "w¹₂₁": -17.834,
    "b₁₁": -8.917,
    "w¹₁₂": -10.7004,
    "w¹₂₂": -21.4008,
    "b₁₂": -10.7004,
}
PLACES = {  # parameter: its array and its place in it
    "w²₁₁": (2, (0, 0)),
    "w²₂₁": (2, (1, 0)),
    "b₂₁": (3, (0,)),
    "w¹₁₁": (0, (0, 0)),
    "w¹₂₁": (0, (1, 0)),
    "b₁₁": (1, (0,)),
    "w¹₁₂": (0, (0, 1)),
    "w¹₂₂": (0, (1, 1)),
    "b₁₂": (1, (1,)),
}
MOVED = {"x1": -1.5, "x2": 1.4, "y": 2.0, "v1": -0.7, "v2": 1.3}  # both units are on
ONE_OFF = {"x1": -2.0, "x2": 1.0, "y": 2.0, "v1": -0.7, "v2": 1.3}  # the second is off
BOTH_OFF = {"x1": -3.0, "x2": 0.0, "y": 2.0, "v1": -0.7, "v2": 1.3}


def by_jax(x1, x2, y, v1, v2):
    """The gradients by W1, b1, W2 and b2, from automatic differentiation."""

    def loss(parameters):
        W1, b1, W2, b2 = parameters
        hidden = jax.nn.relu(np.array([x1, x2]) @ W1 + b1)
        return (y - (hidden @ W2 + b2)[0]) ** 2

    parameters = widgets.W1, widgets.B1, np.array([[v1], [v2]]), np.array([widgets.B2])
    return jax.grad(loss)([jax.numpy.asarray(p, dtype=float) for p in parameters])


def gradient_of(parameter, **inputs):
    return chain_values(parameter, **inputs)["gradients"][parameter]


@pytest.mark.parametrize("parameter", CHAINS)
def test_each_gradient_of_the_worked_net_is_the_one_worked_by_hand(parameter):
    assert gradient_of(parameter) == pytest.approx(BY_HAND[parameter])


@pytest.mark.parametrize("moved", [MOVED, ONE_OFF, BOTH_OFF], ids=["both on", "one off", "both off"])
@pytest.mark.parametrize("parameter", CHAINS)
def test_each_gradient_agrees_with_automatic_differentiation_when_the_numbers_move(parameter, moved):
    array, place = PLACES[parameter]
    expected = float(by_jax(**moved)[array][place])
    assert gradient_of(parameter, **moved) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("parameter", CHAINS)
def test_what_arrives_is_the_product_of_the_factors_so_far_and_all_chains_begin_alike(parameter):
    chain = chain_values(parameter, **MOVED)
    factors = [value for *_, value in chain["factors"]]
    assert list(chain["gradients"].values()) == pytest.approx(np.cumprod(factors))
    assert [receiver for receiver, *_ in chain["factors"]] == list(chain["gradients"])
    assert chain["factors"][0] == chain_values("b₂₁", **MOVED)["factors"][0]


def test_all_gradients_are_those_of_the_nine_chains():
    everything = chain_values("all", **MOVED)["gradients"]
    assert {name: everything[name] for name in CHAINS} == {name: gradient_of(name, **MOVED) for name in CHAINS}
    assert set(everything) - set(CHAINS) == {"y_hat", "o1", "o2", "z1", "z2"}


def test_a_right_prediction_changes_nothing():
    right = chain_values()["values"]["y_hat"]
    assert all(gradient_of(parameter, y=right) == 0 for parameter in CHAINS)


def test_a_parameter_and_a_slider_change_what_is_said():
    explorer = chain_explorer()
    said = [
        widgets._draw_chain(explorer.numbers(list(CHAINS).index(name), **moved), name)[1]
        for name, moved in (("w¹₁₁", {}), ("b₁₂", {}), ("b₁₂", {"y": 0.0}))
    ]
    assert said[0].endswith("∂L/∂w¹₁₁ is −8.92.")
    assert "∂z₂/∂b₁₂ = 1. The products so far, on dashed arrows: −17.83 at ŷ, −10.70 at o₂, −10.70 at z₂" in said[1]
    assert "target 0.00" in said[2]


def test_the_nine_parameters_the_row_and_the_target_are_visible_and_the_output_weights_folded():
    explorer = chain_explorer()
    assert explorer.choice[1].texts == tuple(CHAINS)
    assert explorer.choice[1].texts[explorer.start()] == "w¹₁₁"
    assert [control.label for control in explorer.sliders.values()] == ["input x₁", "input x₂", "target y"]
    assert [control.label for control in explorer.folded.values()] == ["weight w²₁₁", "weight w²₂₁"]


def test_the_words_speak_each_factor_and_what_arrives():
    words = describe_chain(chain_values("w¹₂₂"))
    factors = "∂L/∂ŷ = −2(y − ŷ) = −17.83, ∂ŷ/∂o₂ = w²₂₁ = 0.60, ∂o₂/∂z₂ = ReLU′(z₂) = 1.00, ∂z₂/∂w¹₂₂ = x₂ = 2.00"
    assert factors in words
    assert words.endswith("∂L/∂w¹₂₂ is −21.40.")
    assert "chain" not in describe_chain(chain_values())
    assert "w²₂₁ −21.04" in describe_chain(chain_values("all"))


def texts(ax):
    return [text.get_text() for text in ax.texts]


def dashed(ax):
    """How many dashed arrows there are."""
    return sum(text.get_text() == "" and text.arrow_patch is not None for text in ax.texts)


def test_the_forward_diagram_names_all_nine_parameters_with_their_numbers():
    ax = backward_pass(**chain_values())
    numbers = {"w¹₁₁ = 0.10", "w¹₁₂ = 0.30", "w¹₂₁ = 0.20", "w¹₂₂ = 0.40", "w²₁₁ = 0.50", "w²₂₁ = 0.60"}
    assert numbers | {"b₁₁ = 0.07", "b₁₂ = 0.08", "b₂₁ = 0.09", "0.57", "1.18", "1.08"} <= set(texts(ax))
    assert not any(text.startswith(("∂", "×")) for text in texts(ax))
    assert dashed(ax) == 0


@pytest.mark.parametrize("parameter", CHAINS)
def test_each_link_of_a_chain_has_its_own_derivative_and_what_arrives(parameter):
    chain = chain_values(parameter, **MOVED)
    ax = backward_pass(**chain)
    shown, number = texts(ax), widgets.plots.format_number
    for _, _, _, value in chain["factors"]:
        assert f"× {number(value)}" in shown
    for value in chain["gradients"].values():
        assert f"∂ {number(value)}" in shown
    assert dashed(ax) == len(chain["factors"])
    assert shown[-1] == f"∂L/∂{parameter} = {number(chain['gradients'][parameter])}"


@pytest.mark.parametrize(
    ("parameter", "links"),
    [
        ("w¹₂₁", [("o1", "y_hat"), ("y_hat", "L"), ("z1", "o1"), ("w¹₂₁", "z1")]),
        ("b₁₂", [("o2", "y_hat"), ("y_hat", "L"), ("z2", "o2"), ("b₁₂", "z2")]),
        ("w²₂₁", [("y_hat", "L")]),
    ],
)
def test_the_wires_of_the_chain_are_dark_and_that_of_its_weight_only_as_far_as_the_weight(parameter, links):
    lines = backward_pass(**chain_values(parameter)).lines
    dark = [line.get_xydata().tolist() for line in lines if line.get_color() == INK]
    assert dark == [[TWO_TESTS.position(name).tolist() for name in link] for link in links]
    assert not any(line.get_color() == INK for line in backward_pass(**chain_values()).lines)


def test_the_prediction_is_written_and_spoken_with_the_decimals_that_are_asked_for():
    chain = chain_values("all", x1=-2.0, x2=1.0) | {"decimals": 3}
    assert "0.125" in texts(backward_pass(**chain))
    assert "prediction 0.125, target 10.00" in describe_chain(chain)


def test_the_pass_begins_with_the_inputs_and_fills_in_the_values_and_then_the_gradients():
    frames = [pass_frame(step, **chain_values("all")) for step in range(len(STEPS))]
    assert len(frames) == len(STEPS) == 11
    assert [dashed(ax) for ax in frames] == [0, 0, 0, 0, 0, 1, 4, 6, 8, 11, 14]
    assert {"1.00", "2.00"} <= set(texts(frames[0]))
    assert "0.57" not in texts(frames[0])
    assert "1.08" not in texts(frames[2])
    assert "1.08" in texts(frames[3])
    assert "w¹₂₂ −21.40" in alt_text(frames[-1].figure)
    assert alt_text(frames[1].figure) == "One step forwards. New: z₁ 0.57, z₂ 1.18."


def test_the_slider_of_the_pass_goes_through_all_its_steps_and_says_each():
    explorer = pass_explorer()
    assert explorer.controls["step"].values == tuple(range(len(STEPS)))
    assert [explorer.frame(step=step).words.startswith("One step") for step in (0, 4, 10)] == [False, True, True]
    assert explorer.frame(step=5).words.endswith("derivative: ŷ −17.83.")


def test_each_step_of_the_pass_shows_the_derivatives_of_the_links_just_passed_and_no_others():
    everything = chain_values("all", **MOVED)
    factors = {name: value for chain in CHAINS for name, _, _, value in chain_values(chain, **MOVED)["factors"]}
    for step, names in enumerate(STEPS):
        ax = pass_frame(step, **everything)
        passed = names if dashed(ax) else ()
        shown = [text for text in texts(ax) if text.startswith("×") and "derivative" not in text]
        assert sorted(shown) == sorted(f"× {widgets.plots.format_number(factors[name])}" for name in passed)


def test_what_is_new_in_a_step_of_the_pass_has_a_thick_rim():
    frames = [pass_frame(step, **chain_values("all")) for step in range(len(STEPS))]
    thick = [sum(patch.get_linewidth() == 3 for patch in ax.patches) for ax in frames]
    assert thick == [0, 2, 2, 1, 0, 1, 0, 2, 2, 0, 0]  # the loss is a text's frame, and a parameter's rim is blue


EXAM = np.array([2.0, 4.0, 8.0]), np.array([[0.1, -0.2], [0.2, 0.1], [-0.1, 0.05]]), np.array([[0.5], [-1.5]]), -0.3


def test_the_chain_through_two_sigmoids_shows_all_units_and_each_link():
    ax = sigmoid_chain(**sigmoid_chain_values(*EXAM))
    shown = texts(ax)
    assert {"2.00", "4.00", "8.00", "0.20", "0.40", "0.55", "0.60", "−0.92", "0.28"} <= set(shown)
    assert {"× −3.52", "× 0.20", "× 0.50", "× 0.25", "× 4.00", "∂ −3.52", "∂ −0.72", "∂ −0.36", "∂ −0.09"} <= set(shown)
    assert {"L = −ln ŷ\n= 1.26", "label y = 1.00", "w²₁₁ = 0.50"} <= set(shown)
    assert shown.count("σ") == 3
    assert dashed(ax) == 5
    assert "−3.52 arrives at ŷ, times 0.20 is −0.72 at z, then times 0.50 is −0.36 at o₁" in alt_text(ax.figure)


def test_each_link_of_the_chain_through_two_sigmoids_has_a_card():
    shown = texts(sigmoid_chain(**sigmoid_chain_values(*EXAM)))
    assert {"∂L/∂ŷ = −1/ŷ", "∂ŷ/∂z = ŷ(1 − ŷ)", "∂z/∂o₁ = w²₁₁", "∂o₁/∂z₁ = o₁(1 − o₁)", "∂z₁/∂w¹₂₁ = x₂"} <= set(shown)
    assert "∂L/∂z = −0.72" in shown
    assert shown[-1] == "∂L/∂w¹₂₁ = −0.35"


def test_the_chain_through_two_sigmoids_agrees_with_automatic_differentiation():
    x, W1, W2 = np.array([1.0, -2.0, 0.5]), np.array([[0.3, -0.2], [0.7, 0.1], [-0.4, 0.6]]), np.array([[-0.8], [1.1]])

    def loss(W1):
        return -jax.numpy.log(jax.nn.sigmoid((jax.nn.sigmoid(x @ W1) @ W2)[0] + 0.2))

    chain = sigmoid_chain_values(x, W1, W2, 0.2)
    products = np.cumprod(list(chain["local"].values()))
    assert products[-1] == pytest.approx(float(jax.grad(loss)(jax.numpy.asarray(W1))[1, 0]), rel=1e-6)
    assert products[1] == pytest.approx(chain["values"]["y_hat"] - 1)
    assert chain["values"]["L"] == pytest.approx(float(loss(W1)), rel=1e-6)


B = np.linspace(-4, 8, 25)
DOWN = [[(-1.0, 9.0, -6.0), (0.5, 2.25, -3.0)], [(5.0, 9.0, 6.0), (3.5, 2.25, 3.0)]]  # on (b − 2)², with η = 0.25
UP = [(-1.0, 9.0, -6.0), (-2.5, 20.25, -9.0)]


def test_each_step_is_an_arrow_from_place_to_place():
    ax = derivative_signs(B, (B - 2) ** 2, DOWN, UP)
    arrows = [(text.xyann, text.xy) for text in ax.texts if text.get_text() == "" and text.arrow_patch]
    assert arrows == [tuple(place[:2] for place in walk) for walk in (*DOWN, UP)]


def test_steps_of_the_wrong_sign_are_hollow_and_the_others_filled():
    dots = [line for line in derivative_signs(B, (B - 2) ** 2, DOWN, UP).lines if line.get_marker() == "o"]
    hollow = [line.get_xdata()[0] for line in dots if line.get_markerfacecolor() == "white"]
    assert hollow == [-2.5]
    assert [line.get_xdata()[0] for line in dots if line.get_markerfacecolor() != "white"] == [-1.0, 0.5, 5.0, 3.5]


def test_the_sign_of_a_derivative_says_which_way_the_steps_lead():
    words = alt_text(derivative_signs(B, (B - 2) ** 2, DOWN, UP).figure)
    assert "lowest point near b = 2.0. At b = −1.00 the derivative is −6.00, and the steps lead to 0.50." in words
    assert "At b = 5.00 the derivative is +6.00, and the steps lead to 3.50." in words
    assert words.endswith("With a plus, steps from b = −1.00 lead uphill, to −2.50.")


ROWS, LABELS = np.array([[1.0, 1.0], [-1.0, 1.0]]), np.array([0.0, 1.0])


def test_a_wish_is_minus_the_derivative_and_the_last_column_is_the_mean():
    gradients = [{"W": np.array([[0.5, -0.25]])}, {"W": np.array([[-0.1, -0.25]])}]
    ax = wishes_of_rows(ROWS, LABELS, gradients, {"w¹₁₁": ("W", (0, 0)), "w¹₁₂": ("W", (0, 1))})
    shown = texts(ax)
    assert [text for text in shown if text[0] in "+−"] == ["−0.50", "+0.10", "−0.20", "+0.25", "+0.25", "+0.25"]
    assert {"(1, 1)\nlabel 0", "(−1, 1)\nlabel 1", "mean of\nall rows"} <= set(shown)
    heads = [line.get_marker() for line in ax.lines if line.get_marker() in ("^", "v")]
    assert heads == ["v", "^", "v", "^", "^", "^"]
    assert "w¹₁₁: −0.50, +0.10; mean −0.20. w¹₁₂: +0.25, +0.25; mean +0.25." in alt_text(ax.figure)


def test_a_wish_that_is_written_as_0_is_grey_and_points_nowhere():
    gradients = [{"b": np.array([0.004])}, {"b": np.array([-0.5])}]
    ax = wishes_of_rows(ROWS, LABELS, gradients, {"b₁₁": ("b", (0,))})
    assert [text.get_text() for text in ax.texts if text.get_color() == GREY] == ["0.00"]
    assert [line.get_marker() for line in ax.lines if line.get_marker() in ("^", "v")] == ["^", "^"]
    assert "b₁₁: 0.00, +0.50; mean +0.25." in alt_text(ax.figure)


def test_a_training_shows_the_probabilities_at_the_rows_after_some_epochs():
    def of_x1(x):
        return (x[:, 0] + 2) / 4

    ax = training_of_four([0.75, 0.5, 0.25], ROWS, LABELS, {0: of_x1, 3: lambda x: 1 - of_x1(x)})
    first, last = ax.figure.axes[1:]
    assert texts(first) == ["0.75", "0.25"]
    assert texts(last) == ["0.25", "0.75"]
    assert [each.get_title(loc="left") for each in (first, last)] == ["at first", "epoch 3"]
    assert alt_text(ax.figure).endswith("epoch 0: 0.75, 0.25; epoch 3: 0.25, 0.75.")
