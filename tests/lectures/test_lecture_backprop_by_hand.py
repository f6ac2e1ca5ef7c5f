"""Lecture 06: the chain explorer agrees with hand-worked numbers, and the figures show what they were given."""

import numpy as np
import pytest
from oracles import jax

from dlcourse.plots.backprop_by_hand import chain_diagram, derivative_signs, loss_derivatives_by_logit, mean_loss
from dlcourse.plots.style import alt_text
from dlcourse.widgets import backprop_by_hand as widgets
from dlcourse.widgets.backprop_by_hand import CHAINS, chain_explorer, chain_values, describe_chain

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
MOVED = {"x1": -1.5, "x2": 0.4, "y": 2.0, "v1": -0.7, "v2": 1.3}


@pytest.fixture
def alts(monkeypatch):
    shown = []
    monkeypatch.setattr(widgets.plots, "show", lambda figure, alt: shown.append(alt))
    return shown


def by_jax(x1, x2, y, v1, v2):
    """The gradients by W1, b1, W2 and b2, from automatic differentiation."""

    def loss(parameters):
        W1, b1, W2, b2 = parameters
        return (y - ((np.array([x1, x2]) @ W1 + b1) @ W2 + b2)[0]) ** 2

    parameters = widgets.W1, widgets.B1, np.array([[v1], [v2]]), np.array([widgets.B2])
    return jax.grad(loss)([jax.numpy.asarray(p, dtype=float) for p in parameters])


@pytest.mark.parametrize("parameter", CHAINS)
def test_each_gradient_of_the_worked_net_is_the_one_worked_by_hand(parameter):
    assert chain_values(parameter)["gradient"] == pytest.approx(BY_HAND[parameter])


@pytest.mark.parametrize("parameter", CHAINS)
def test_each_gradient_agrees_with_automatic_differentiation_when_the_numbers_move(parameter):
    array, place = PLACES[parameter]
    assert chain_values(parameter, **MOVED)["gradient"] == pytest.approx(float(by_jax(**MOVED)[array][place]), rel=1e-9)


@pytest.mark.parametrize("parameter", CHAINS)
def test_the_gradient_is_the_product_of_its_factors_and_all_chains_begin_alike(parameter):
    chain = chain_values(parameter, **MOVED)
    assert chain["gradient"] == pytest.approx(np.prod([value for _, _, value in chain["factors"]]))
    assert chain["factors"][0] == chain_values("b₂₁", **MOVED)["factors"][0]
    assert len(chain["factors"]) == len(chain["path"]) - 1


def test_a_right_prediction_blames_nobody():
    right = chain_values()["values"]["y_hat"]
    assert all(chain_values(parameter, y=right)["gradient"] == 0 for parameter in CHAINS)


def test_pressing_a_parameter_and_moving_a_folded_slider_change_the_picture(alts):
    buttons, _, folded = chain_explorer().children
    buttons.value = "b₁₂"
    sliders = {each.description: each for each in folded.children[0].children}
    sliders["target y"].value = 0.0
    assert "∂L/∂w¹₁₁, is −8.92" in alts[0]
    assert "∂o₂/∂b₁₂ = 1. Their product, ∂L/∂b₁₂, is −10.70" in alts[1]
    assert "target 0.00" in alts[2]
    assert len(alts) == 3


def test_the_nine_buttons_are_visible_and_the_rest_is_folded(alts):
    buttons, _, folded = chain_explorer().children
    assert buttons.options == tuple(CHAINS)
    assert folded.selected_index is None
    assert len(folded.children[0].children) == 5


def test_the_words_speak_each_factor_and_the_product():
    words = describe_chain(chain_values("w¹₂₂"))
    assert "∂L/∂ŷ = −2(y − ŷ) = −17.83, ∂ŷ/∂o₂ = w²₂₁ = 0.60, ∂o₂/∂w¹₂₂ = x₂ = 2.00" in words
    assert words.endswith("Their product, ∂L/∂w¹₂₂, is −21.40.")
    assert "chain" not in describe_chain(chain_values())


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_forward_diagram_names_all_nine_parameters_with_their_numbers():
    shown = texts(chain_diagram(**chain_values()))
    numbers = {"w¹₁₁ = 0.10", "w¹₁₂ = 0.30", "w¹₂₁ = 0.20", "w¹₂₂ = 0.40", "w²₁₁ = 0.50", "w²₂₁ = 0.60"}
    assert numbers | {"b₁₁ = 0.07", "b₁₂ = 0.08", "b₂₁ = 0.09", "0.57", "1.18", "1.08"} <= set(shown)
    assert not any(text.startswith("∂") for text in shown)


@pytest.mark.parametrize("parameter", CHAINS)
def test_the_chain_diagram_writes_each_factor_on_its_link_and_on_its_card(parameter):
    chain = chain_values(parameter, **MOVED)
    shown = texts(chain_diagram(**chain))
    for _, _, value in chain["factors"]:
        written = widgets.plots.format_number(value)
        assert f"∂ {written}" in shown
        assert written in shown
    assert shown[-1] == widgets.plots.format_number(chain["gradient"])


def test_the_wires_of_the_chain_are_those_drawn_dark():
    ax = chain_diagram(**chain_values("w¹₂₁"))
    thin = chain_diagram(**chain_values())
    dark = [line.get_color() for line in ax.lines]
    pale = [line.get_color() for line in thin.lines]
    assert [k for k, (a, b) in enumerate(zip(dark, pale, strict=True)) if a != b] == [2, 4, 9]  # x₂→o₁, o₁→ŷ, ŷ→L


def test_an_arrow_against_the_slope_is_as_long_as_its_step():
    b = np.linspace(-4, 8, 25)
    ax = derivative_signs(b, (b - 2) ** 2, [(-1.0, 9.0, -6.0), (5.0, 9.0, 6.0)], learning_rate=0.25)
    ends = {text.xyann[0]: text.xy[0] for text in ax.texts if text.get_text() == "" and text.arrow_patch}
    assert ends == {5.0: 3.5, -1.0: 0.5}


def test_the_sign_of_a_slope_says_which_way_the_arrow_points():
    b = np.linspace(-4, 8, 25)
    words = alt_text(derivative_signs(b, (b - 2) ** 2, [(-1.0, 9.0, -6.0), (5.0, 9.0, 6.0)], 0.25).figure)
    assert "lowest point near b = 2.0. At b = −1.00 the slope is −6.00, and the arrow points right." in words
    assert "At b = 5.00 the slope is +6.00, and the arrow points left." in words


def test_the_curve_of_a_training_tells_its_first_and_last_loss():
    ax = mean_loss(np.geomspace(200, 0.05, 30))
    assert texts(ax) == ["epoch 1: 200", "epoch 30: 0.05"]
    assert "2e+02" not in alt_text(ax.figure)


def test_the_slopes_of_both_losses_are_described_by_their_numbers():
    z = np.linspace(-8, 8, 161)
    p = 1 / (1 + np.exp(-z))
    words = alt_text(loss_derivatives_by_logit(z, p - 1, -2 * (1 - p) ** 2 * p).figure)
    assert "it is −1.00 at the left end" in words
    assert "dips to −0.30 near z = −0.70" in words
