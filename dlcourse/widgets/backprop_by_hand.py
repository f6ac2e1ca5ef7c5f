"""The explorer of lecture 06: press one of nine parameters and see every factor of its derivative."""

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np

from dlcourse import plots
from dlcourse.plots.backprop_by_hand import chain_diagram
from dlcourse.widgets.base import explorer, slider

W1 = np.array([[0.1, 0.3], [0.2, 0.4]])
B1 = np.array([0.07, 0.08])
B2 = 0.09
CHAINS: dict[str, tuple] = {  # parameter: what its chain passes, from the loss down; None: a bias has no input
    "w²₁₁": ("L", "y_hat", "o1"),
    "w²₂₁": ("L", "y_hat", "o2"),
    "b₂₁": ("L", "y_hat", None),
    "w¹₁₁": ("L", "y_hat", "o1", "x1"),
    "w¹₂₁": ("L", "y_hat", "o1", "x2"),
    "b₁₁": ("L", "y_hat", "o1", None),
    "w¹₁₂": ("L", "y_hat", "o2", "x1"),
    "w¹₂₂": ("L", "y_hat", "o2", "x2"),
    "b₁₂": ("L", "y_hat", "o2", None),
}
SIGNS = {"x1": "x₁", "x2": "x₂", "o1": "o₁", "o2": "o₂", "y_hat": "ŷ"}


def chain_explorer() -> ipywidgets.VBox:
    """Return a button for each of nine parameters over the 2-2-1 network; the other numbers are folded away."""
    buttons = ipywidgets.ToggleButtons(
        options=list(CHAINS),
        value="w¹₁₁",
        description="parameter",
        style={"button_width": "6em", "description_width": "7.5em"},
        layout=ipywidgets.Layout(width="20.5em"),  # three in a row, as they belong together
    )
    folded = {
        "x1": slider("input x₁", 1.0, -3, 3),
        "x2": slider("input x₂", 2.0, -3, 4),
        "y": slider("target y", 10.0, -5, 12),
        "v1": slider("weight w²₁₁", 0.5, -2, 2),
        "v2": slider("weight w²₂₁", 0.6, -2, 2),
    }
    return explorer(_draw_chain, {"parameter": buttons}, folded, "Move the inputs, the target and the output weights")


def _draw_chain(**inputs):
    """Show the network with the chain of one parameter."""
    chain = chain_values(**inputs)
    plots.show(chain_diagram(**chain), describe_chain(chain))


def chain_values(
    parameter: str = "", x1: float = 1.0, x2: float = 2.0, y: float = 10.0, v1: float = 0.5, v2: float = 0.6
) -> dict[str, Any]:
    """Return the forward pass of the lecture's network and each factor of ∂L/∂parameter, as `chain_diagram` takes them.

    Without a parameter, only the forward pass.
    """
    o1, o2 = np.array([x1, x2]) @ W1 + B1
    y_hat = v1 * o1 + v2 * o2 + B2
    values = {"x1": x1, "x2": x2, "o1": o1, "o2": o2, "y_hat": y_hat, "y": y, "L": (y - y_hat) ** 2}
    forward = {
        "values": values,
        "weights": [W1, np.array([[v1], [v2]])],
        "biases": {"o1": B1[0], "o2": B1[1], "y_hat": B2},
    }
    if not parameter:
        return forward
    path = CHAINS[parameter]
    unit, source = path[-2:]
    factors = [("∂L/∂ŷ", "−2(y − ŷ)", -2 * (y - y_hat))]
    if len(path) == 4:  # the parameter of a hidden unit: its chain leaves that unit by the unit's output weight
        output_weight = ("w²₁₁", v1) if unit == "o1" else ("w²₂₁", v2)
        factors.append((f"∂ŷ/∂{SIGNS[unit]}", *output_weight))
    last = ("1", 1.0) if source is None else (SIGNS[source], values[source])
    factors.append((f"∂{SIGNS[unit]}/∂{parameter}", *last))
    gradient = float(np.prod([value for _, _, value in factors]))
    return forward | {"path": path, "factors": factors, "gradient": gradient, "parameter": parameter}


def describe_chain(chain: Mapping[str, Any]) -> str:
    """Describe the figure in words: the forward pass, each factor, and their product."""
    values, number = chain["values"], plots.format_number
    forward = (
        f"Network with inputs x₁ = {number(values['x1'])} and x₂ = {number(values['x2'])}, hidden outputs "
        f"o₁ = {number(values['o1'])} and o₂ = {number(values['o2'])}, prediction {number(values['y_hat'])}, target "
        f"{number(values['y'])}, loss {number(values['L'])}."
    )
    if "factors" not in chain:
        return forward
    links = ", ".join(f"{slope} = {formula} = {number(value)}" for slope, formula, value in chain["factors"])
    links = links.replace(" = 1 = 1.00", " = 1")
    name, gradient = chain["parameter"], number(chain["gradient"])
    return f"{forward} The chain of {name}, from the loss back: {links}. Their product, ∂L/∂{name}, is {gradient}."
