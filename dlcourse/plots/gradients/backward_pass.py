"""Figures of lecture 06 that show a pass back: the 2-2-1 network and a 3-2-1 network of sigmoids, with each link."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.gradients.backward_layouts import EXAM, TWO_TESTS, Layout
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, PAPER, in_style, new_axes, with_alt_text

WIDTH, BAND = 9.8, 1.3  # inches; BAND: the strip below the network with the factors
RADIUS = 0.32
STEPS = (  # what each step adds to the inputs: first values, then gradients
    (), ("z1", "z2"), ("o1", "o2"), ("y_hat",), ("L",),
    ("y_hat",), ("w²₁₁", "w²₂₁", "b₂₁"), ("o1", "o2"), ("z1", "z2"), ("w¹₁₁", "w¹₂₁", "b₁₁"),
    ("w¹₁₂", "w¹₂₂", "b₁₂"),
)  # fmt: skip
FORWARD_STEPS = 5
SIGNS = {"x1": "x₁", "x2": "x₂", "o1": "o₁", "o2": "o₂", "z1": "z₁", "z2": "z₂", "y_hat": "ŷ"}


@in_style
def backward_pass(
    values: Mapping[str, float],
    parameters: Mapping[str, float],
    gradients: Mapping[str, float] | None = None,
    factors: Sequence[tuple[str, str, str, float]] = (),
    decimals: int = 2,
) -> Axes:
    """Draw the 2-2-1 network with ReLU hidden units; return the Axes.

    `values`: x1, x2, z1, z2, o1, o2, y_hat, y and L; a unit without a value stays empty. `parameters`: the nine, by
    name. `gradients`: ∂L/∂name of units and parameters: a dashed arrow arrives at the name, grey where it is 0.
    `factors`: of a chain from the loss to one parameter, (receiver, derivative, formula, value) of each link: written
    on its wire and on a card below the network. `decimals`: of the prediction.
    """
    local = {receiver: value for receiver, _, _, value in factors}
    return _draw_pass(TWO_TESTS, values, parameters, gradients or {}, local, factors, decimals=decimals)


def _draw_pass(
    net: Layout,
    values: Mapping[str, float],
    parameters: Mapping[str, float],
    gradients: Mapping[str, float],
    local: Mapping[str, float],
    factors: Sequence[tuple[str, str, str, float]] = (),
    new: Sequence[str] = (),
    decimals: int = 2,
) -> Axes:
    """Draw the network; `local`: the derivative of each link that is dark; `new`: units that have a thick rim."""
    band = BAND if factors else 0.0
    ax = new_axes(WIDTH, net.height + band, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(-band, net.height))
    ax.set_axis_off()
    _draw_wires(ax, net, set(local))
    _draw_units(ax, net, values, new, decimals)
    for name, value in parameters.items():
        _draw_parameter(ax, net.position(name), name, value, gradients.get(name))
    for receiver, gradient in gradients.items():
        _draw_link(ax, net, receiver, gradient, local.get(receiver))
    _draw_key(ax, net.height - 0.22, bool(gradients), bool(local))
    if factors:
        _draw_cards(ax, factors)
    return ax


@in_style
def pass_frame(
    step: int, values: Mapping[str, float], parameters: Mapping[str, float], gradients: Mapping[str, float]
) -> Axes:
    """Draw one pass forwards and one back up to a step; return the Axes.

    `step` 0 shows the inputs alone, 4 all values up to the loss, 10 all gradients; the other arguments are those of
    `backward_pass`, with the gradients of all units and parameters.
    """
    forwards, back = STEPS[: min(step + 1, FORWARD_STEPS)], STEPS[FORWARD_STEPS : step + 1]
    seen = {name: values[name] for name in ("x1", "x2", "y", *(name for names in forwards for name in names))}
    arrived = {name: gradients[name] for names in back for name in names}
    new = STEPS[step]
    local = {name: _local(name, values, parameters) for name in new} if back else {}
    ax = _draw_pass(TWO_TESTS, seen, parameters, arrived, local, new=new)
    return with_alt_text(ax, describe_step(step, values, gradients))


def describe_step(step: int, values: Mapping[str, float], gradients: Mapping[str, float]) -> str:
    """Describe what a step of `pass_frame` adds to the picture."""
    if step == 0:
        return f"The inputs x₁ = {format_number(values['x1'])} and x₂ = {format_number(values['x2'])} stand alone."
    known = values if step < FORWARD_STEPS else gradients
    each = ", ".join(f"{SIGNS.get(name, name)} {format_number(known[name])}" for name in STEPS[step])
    if step < FORWARD_STEPS:
        return f"One step forwards. New: {each}."
    return f"One step back. What arrives, each time what arrived before times the link's own derivative: {each}."


def _local(receiver, values, parameters):
    """Return the derivative of the link that arrives at `receiver`."""
    if receiver == "y_hat":
        return -2 * (values["y"] - values["y_hat"])
    if receiver in ("o1", "o2"):
        return parameters["w²₁₁" if receiver == "o1" else "w²₂₁"]
    if receiver in ("z1", "z2"):
        return float(values[receiver] > 0)
    return values[TWO_TESTS.wires[receiver][0]] if receiver in TWO_TESTS.wires else 1.0


def _draw_wires(ax, net, on_path):
    """Draw all wires; those along which a chain passes are dark, and that of its last weight as far as the weight."""
    positions = net.units
    lines = [(positions[start], positions[end], name.startswith("w²") and start in on_path)
             for name, (start, end, _, _) in net.wires.items()]  # fmt: skip
    lines += [(positions[start], positions[end], start in on_path) for start, end in net.links]
    lines += [(position, positions[unit], name in on_path) for name, (unit, position) in net.biases.items()]
    last = [name for name in net.wires if name in on_path and not net.stands_beside(name)]
    lines += [(net.position(name), positions[net.source(name)], True) for name in last]
    for start, end, dark in lines:
        color, width = (INK, 2.2) if dark else (GREY, 1.0)
        ax.plot(*zip(start, end, strict=True), color=color, linewidth=width, zorder=1)
    for (start, end), activation in net.links.items():
        middle = (net.position(start) + net.position(end)) / 2
        if activation:
            ax.text(*middle, activation, ha="center", va="center", fontsize=9, zorder=2, bbox=PAPER)


def _draw_units(ax, net, values, new, decimals):
    """Draw the circles with their values and names, and the loss with its target; a thick rim for those in `new`."""
    for name, (label, right, up) in net.names.items():
        x, y = net.units[name]
        rim = 3.0 if name in new else 1.4
        ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=INK, linewidth=rim, zorder=3))
        if name in values:
            number = format_number(values[name], decimals if name == "y_hat" else 2)
            ax.text(x, y, number, ha="center", va="center", fontsize=9.5, fontweight="bold", zorder=4)
        ax.text(x + right, y + up, label, ha="center", va="center")
    x, y = net.units["L"]
    rim = 3.0 if "L" in new else 1.4
    frame = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": INK, "linewidth": rim}
    loss = f"= {format_number(values['L'])}" if "L" in values else ""
    ax.text(x, y, f"{net.loss}\n{loss}", ha="center", va="center", fontsize=10, zorder=4, bbox=frame)
    ax.text(x, y + 0.62, f"{net.target} y = {format_number(values['y'])}", ha="center", va="center", fontsize=10)


def _draw_parameter(ax, position, name, value, gradient):
    """Draw a square with the parameter and, below its value, the gradient that has arrived."""
    x, y = position
    arrived = gradient is not None
    edge, width = (BLUE, 1.6) if arrived and gradient else (GREY, 0.8)
    frame = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": edge, "linewidth": width}
    text = f"{name} = {format_number(value)}" + ("\n" if arrived else "")
    ax.text(x, y, text, ha="center", va="center", fontsize=9, zorder=4, bbox=frame)
    if arrived:
        written = f"∂ {format_number(gradient)}"
        ax.text(
            x, y - 0.095, written, ha="center", va="center", fontsize=9, color=_blue(gradient), style="italic", zorder=5
        )


def _draw_link(ax, net, receiver, gradient, local):
    """Draw a dashed arrow back to `receiver`, below its wire, with the gradient; above it the link's derivative."""
    source = net.source(receiver)
    start, end = net.position(source), net.position(receiver)
    output_weight = receiver.startswith("w²")
    along = (end - start) / np.linalg.norm(end - start)
    across = np.array([-along[1], along[0]])
    across = -across if across[1] > 0 or (across[1] == 0 and across[0] > 0) else across  # below, or left of the wire
    across *= 0 if output_weight else 1
    first = start + along * (0.68 if source == "L" else RADIUS + 0.03) + 0.13 * across
    last = end - along * _room(receiver in net.units, along) + 0.13 * across
    color = _blue(gradient)
    arrow = {"color": color, "arrowstyle": "->", "linestyle": (0, (4, 3)), "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", last, first, arrowprops=arrow | {"mutation_scale": 12})
    middle = (first + last) / 2
    style = {"ha": "center", "va": "center", "zorder": 5, "fontsize": 9.5, "bbox": PAPER}
    if receiver in net.units:
        near = first + (0.7 if receiver in ("o1", "o2") else 0.5) * (last - first)  # clear of the output weights
        ax.text(*(near + 0.22 * across), f"∂ {format_number(gradient)}", color=color, style="italic", **style)
    if local is not None:
        position = middle + np.array(net.local.get(receiver, _beside(net, receiver) * across))
        ax.text(*position, f"× {format_number(local)}", color=ORANGE, **style)


def _blue(gradient):
    """Return the colour of what arrives: grey where it is 0."""
    return BLUE if gradient else GREY


def _beside(net, receiver):
    """Return how far from its dashed arrow the derivative of a link stands, on the other side of the wire."""
    return -0.68 if receiver == "o1" else -0.5 if receiver in net.biases else -0.4


def _room(is_unit, along):
    """Return how far from the receiver's centre the arrow ends: at the circle, or at the square's edge."""
    return RADIUS + 0.02 if is_unit else 1 / np.max(np.abs(along) / np.array([0.5, 0.24]))


def _draw_key(ax, y, arrived, local):
    """Say what the signs mean, in one line above the network."""
    ax.text(0.12, y, "bold: value, from the forward pass", fontsize=10, va="center")
    if local:
        ax.text(3.15, y, "×: derivative of one link", fontsize=10, va="center", color=ORANGE)
    if arrived:
        ax.text(5.75, y, "∂, dashed: derivative of L that has arrived", fontsize=10, va="center", color=BLUE)


def _draw_cards(ax, factors):
    """Draw one card for each link, below the network: derivative, formula, value, and the product so far."""
    wide, so_far = (WIDTH - 0.2) / len(factors), 1.0
    for k, (_, derivative, formula, value) in enumerate(factors):
        so_far *= value
        left, last = 0.1 + k * wide, k == len(factors) - 1
        paper = "#eef4fa" if last else "white"
        corner = left + 0.14, -BAND + 0.12
        card = FancyBboxPatch(corner, wide - 0.28, 1.12, boxstyle="round,pad=0.04", facecolor=paper, edgecolor=GREY)
        ax.add_patch(card)
        middle = left + wide / 2
        centred = {"ha": "center", "va": "center"}
        ax.text(middle, -BAND + 1.06, f"{derivative} = {formula}", fontsize=9.5, **centred)
        ax.text(middle, -BAND + 0.7, f"{'× ' * (k > 0)}{format_number(value)}", fontsize=14, color=ORANGE, **centred)
        arrived = f"∂L/∂{derivative.split('/∂')[1]} = {format_number(so_far)}"
        look = {"fontsize": 12, "fontweight": "bold"} if last else {"fontsize": 10}
        if k:
            ax.text(middle, -BAND + 0.32, arrived, color=BLUE, style="italic", **look, **centred)
        if not last:
            ax.text(left + wide, -BAND + 0.66, "→", fontsize=13, **centred)


SIGMOID_CARDS = (  # where a link's derivative arrives, its name and its formula, for the label 1
    ("y_hat", "∂L/∂ŷ", "−1/ŷ"), ("z", "∂ŷ/∂z", "ŷ(1 − ŷ)"), ("o1", "∂z/∂o₁", "w²₁₁"), ("z1", "∂o₁/∂z₁", "o₁(1 − o₁)"),
    ("w¹₂₁", "∂z₁/∂w¹₂₁", "x₂"),
)  # fmt: skip


@in_style
def sigmoid_chain(values: Mapping[str, float], parameters: Mapping[str, float], local: Mapping[str, float]) -> Axes:
    """Draw a 3-2-1 network of sigmoids with the chain from the loss of the label 1 to w¹₂₁; return the Axes.

    `values`: x1, x2, x3, z1, z2, o1, o2, z, y_hat, y and L. `parameters`: those that are written, by name. `local`:
    each link's own derivative, in the order of the chain, by the name where it arrives: y_hat, z, o1, z1 and w¹₂₁.
    Below the network each link is written on a card.
    """
    arriving = dict(zip(local, np.cumprod(list(local.values())).tolist(), strict=True))
    cards = [(name, derivative, formula, local[name]) for name, derivative, formula in SIGMOID_CARDS]
    ax = _draw_pass(EXAM, values, parameters, arriving, local, cards)
    said = {name: format_number(value) for name, value in values.items()}
    steps = ", then ".join(f"times {format_number(local[name])} is {format_number(arriving[name])} at {spoken}"
                           for name, spoken in (("z", "z"), ("o1", "o₁"), ("z1", "z₁"), ("w¹₂₁", "w¹₂₁")))  # fmt: skip
    return with_alt_text(
        ax,
        f"Network of sigmoids with three inputs, play {said['x1']}, study {said['x2']} and sleep {said['x3']}. Hidden "
        f"sums {said['z1']} and {said['z2']}, outputs {said['o1']} and {said['o2']}, then z = {said['z']}, ŷ = "
        f"{said['y_hat']} and the loss {said['L']} for the label 1. The chain of the weight from study to hidden unit "
        f"1, from the loss back: {format_number(arriving['y_hat'])} arrives at ŷ, {steps}.",
    )
