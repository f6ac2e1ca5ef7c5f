"""The explorers of lecture 06: a pass step by step, and the factors of the derivative of each of nine parameters."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dlcourse import plots, sigmoid
from dlcourse.plots.gradients.backward_pass import SIGNS, STEPS, backward_pass, describe_step, pass_frame
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, radios, steps, tenths, whole
from dlcourse.widgets.page.live import Live

W1 = np.array([[0.1, 0.3], [0.2, 0.4]])
B1 = np.array([0.07, 0.08])
B2 = 0.09
CHAINS: dict[str, tuple[str, ...]] = {  # parameter: what its chain passes, from the loss down to the parameter
    "w²₁₁": ("y_hat", "w²₁₁"),
    "w²₂₁": ("y_hat", "w²₂₁"),
    "b₂₁": ("y_hat", "b₂₁"),
    "w¹₁₁": ("y_hat", "o1", "z1", "w¹₁₁"),
    "w¹₂₁": ("y_hat", "o1", "z1", "w¹₂₁"),
    "b₁₁": ("y_hat", "o1", "z1", "b₁₁"),
    "w¹₁₂": ("y_hat", "o2", "z2", "w¹₁₂"),
    "w¹₂₂": ("y_hat", "o2", "z2", "w¹₂₂"),
    "b₁₂": ("y_hat", "o2", "z2", "b₁₂"),
}
INPUT_OF = {"w²₁₁": "o1", "w²₂₁": "o2", "w¹₁₁": "x1", "w¹₂₁": "x2", "w¹₁₂": "x1", "w¹₂₂": "x2"}


def chain_explorer() -> Live:
    """Return a choice of nine parameters and sliders over the 2-2-1 network; its output weights are folded away."""
    sliders = {
        "x1": tenths("input x₁", 1.0, -3, 3),
        "x2": tenths("input x₂", 2.0, -3, 4),
        "y": tenths("target y", 10.0, -5, 12),
    }
    folded = {"v1": tenths("weight w²₁₁", 0.5, -2, 2), "v2": tenths("weight w²₂₁", 0.6, -2, 2)}
    choice = "parameter", radios("parameter", list(CHAINS), "w¹₁₁")
    return Live(
        _numbers, _draw_chain, sliders, folded, "Move the output weights", choice=choice, faint=_faint, name="chain"
    )


def pass_explorer() -> Explorer:
    """Return a slider over the steps of one pass forwards and one back through the 2-2-1 network."""
    return Explorer(_draw_step, {"step": steps("step", range(len(STEPS)), 0, str)}, name="pass")


def _draw_step(step):
    """Return the picture of the pass up to a step, and its words."""
    everything = chain_values("all")
    words = describe_step(step, everything["values"], everything["gradients"])
    return whole(figure_of(pass_frame(step, **everything)), words)


def _numbers(**inputs):
    """Return values, parameters, each factor and each gradient of a chain."""
    chain = chain_values(**inputs)
    factors = {f"× {name}": value for name, _, _, value in chain["factors"]}
    gradients = {f"∂ {name}": value for name, value in chain["gradients"].items()}
    return {**chain["values"], **chain["parameters"], **factors, **gradients}


def _draw_chain(numbers, parameter):
    """Return the network with the chain of one parameter and these numbers, and its words."""
    chain = chain_values(parameter)
    for part in ("values", "parameters"):
        chain[part] = {name: numbers[name] for name in chain[part]}
    chain["factors"] = [(name, *formula, numbers[f"× {name}"]) for name, *formula, _ in chain["factors"]]
    chain["gradients"] = {name: numbers[f"∂ {name}"] for name in chain["gradients"]}
    return figure_of(backward_pass(**chain)), describe_chain(chain)


def _faint(numbers):
    """Return that gradients are grey where they are 0."""
    return {name: 0.0 for name in numbers if name.startswith("∂ ")}


def chain_values(
    parameter: str = "", x1: float = 1.0, x2: float = 2.0, y: float = 10.0, v1: float = 0.5, v2: float = 0.6
) -> dict[str, Any]:
    """Return the lecture's network with each factor of ∂L/∂parameter, as `backward_pass` takes them.

    - `parameter`: whose chain; "" for none, without factors and gradients; "all" for the gradients of everything,
      without factors.
    - `x1`: the first input.
    - `x2`: the second input.
    - `y`: the target.
    - `v1`: the weight from the first hidden unit to the output.
    - `v2`: the weight from the second.

    `gradients` holds ∂L/∂ of all that the chain passes.
    """
    forward = _forward(x1, x2, y, v1, v2)
    if not parameter:
        return forward
    if parameter == "all":
        each = [chain_values(name, x1, x2, y, v1, v2)["gradients"] for name in CHAINS]
        return forward | {"gradients": {name: value for gradients in each for name, value in gradients.items()}}
    factors, gradients, so_far, above = [], {}, 1.0, "L"
    for name in CHAINS[parameter]:
        formula, value = _factor(name, forward)
        so_far = so_far * value
        gradients[name] = so_far
        factors.append((name, f"∂{SIGNS.get(above, above)}/∂{SIGNS.get(name, name)}", formula, value))
        above = name
    return forward | {"factors": factors, "gradients": gradients}


def _forward(x1, x2, y, v1, v2):
    """Return the values of all units and the nine parameters."""
    z = [x1 * W1[0, k] + x2 * W1[1, k] + B1[k] for k in (0, 1)]
    o = [np.maximum(each, 0) for each in z]
    y_hat = v1 * o[0] + v2 * o[1] + B2
    values = {"x1": x1, "x2": x2, "z1": z[0], "z2": z[1], "o1": o[0], "o2": o[1], "y_hat": y_hat, "y": y}
    names = ("w¹₁₁", "w¹₁₂", "w¹₂₁", "w¹₂₂", "b₁₁", "b₁₂", "w²₁₁", "w²₂₁", "b₂₁")
    parameters = dict(zip(names, (*W1.ravel(), *B1, v1, v2, B2), strict=True))
    return {"values": values | {"L": (y - y_hat) ** 2}, "parameters": parameters}


def _factor(name, forward):
    """Return the derivative of the link that arrives at `name`, as formula and value."""
    values, parameters = forward["values"], forward["parameters"]
    if name == "y_hat":
        return "−2(y − ŷ)", -2 * (values["y"] - values["y_hat"])
    if name in ("o1", "o2"):
        weight = "w²₁₁" if name == "o1" else "w²₂₁"
        return weight, parameters[weight]
    if name in ("z1", "z2"):
        return f"ReLU′({SIGNS[name]})", np.heaviside(values[name], 0.0)
    if name in INPUT_OF:
        return SIGNS[INPUT_OF[name]], values[INPUT_OF[name]]
    return "1", 1.0


def sigmoid_chain_values(x: np.ndarray, W1: np.ndarray, W2: np.ndarray, b2: float) -> dict[str, dict[str, float]]:
    """Return a 3-2-1 network of sigmoids with the chain of w¹₂₁, for the label 1, as `sigmoid_chain` takes it.

    `x` (3,), `W1` (3, 2), `W2` (2, 1); the hidden biases are 0 and the output's is `b2`.
    """
    z = x @ W1
    o = sigmoid(z)
    z_out = (o @ W2)[0] + b2
    p = sigmoid(z_out)
    names = ("x1", "x2", "x3", "z1", "z2", "o1", "o2", "z", "y_hat", "y", "L")
    return {
        "values": dict(zip(names, (*x, *z, *o, z_out, p, 1.0, -np.log(p)), strict=True)),
        "parameters": {"w¹₂₁": W1[1, 0], "w²₁₁": W2[0, 0]},
        "local": {"y_hat": -1 / p, "z": p * (1 - p), "o1": W2[0, 0], "z1": o[0] * (1 - o[0]), "w¹₂₁": x[1]},
    }


def describe_chain(chain: Mapping[str, Any]) -> str:
    """Describe the figure in words: the forward pass, each factor, and what arrives where."""
    values, number = chain["values"], plots.format_number
    y_hat = number(values["y_hat"], chain.get("decimals", 2))
    words = (
        f"Network with inputs x₁ = {number(values['x1'])} and x₂ = {number(values['x2'])}, hidden outputs "
        f"o₁ = {number(values['o1'])} and o₂ = {number(values['o2'])}, prediction {y_hat}, target "
        f"{number(values['y'])}, loss {number(values['L'])}."
    )
    if "factors" not in chain:
        arrived = [f"{name} {number(value)}" for name, value in chain.get("gradients", {}).items() if name in CHAINS]
        return f"{words} Gradients arrive at all nine parameters: {', '.join(arrived)}." if arrived else words
    links = [f"{derivative} = {formula} = {number(value)}" for _, derivative, formula, value in chain["factors"]]
    name, gradient = chain["factors"][-1][0], list(chain["gradients"].values())[-1]
    said = ", ".join(links).replace(" = 1 = 1.00", " = 1")
    arrives = ", ".join(f"{number(value)} at {SIGNS.get(at, at)}" for at, value in chain["gradients"].items())
    return (
        f"{words} The chain of {name}, from the loss back: {said}. The products so far, on dashed arrows: {arrives}. "
        f"∂L/∂{name} is {number(gradient)}."
    )
