"""Figures of lecture 06 that show a pass back: the 2-2-1 network and a chain through two sigmoids, with each link."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from dlcourse.plots.graphs import computation_graph, format_number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, figure_of, in_style, new_axes, with_alt_text

ORANGE = SERIES[1][0]  # the derivative of a single link; BLUE is the gradient that has arrived
WIDTH, HEIGHT, BAND = 9.8, 4.75, 1.3  # inches: the network, and the strip below it with the factors
RADIUS = 0.32
UNITS = {
    "x1": (0.6, 2.95), "x2": (0.6, 1.3), "z1": (3.75, 2.95), "z2": (3.75, 1.3), "o1": (5.2, 2.95), "o2": (5.2, 1.3),
    "y_hat": (7.25, 2.125), "L": (8.98, 2.125),
}  # fmt: skip
NAMES = {  # a unit's name, and where it stands from the unit's centre
    "x1": ("x₁", -0.46, 0.0), "x2": ("x₂", -0.46, 0.0), "z1": ("z₁", -0.33, 0.38), "z2": ("z₂", -0.33, -0.38),
    "o1": ("o₁", 0.33, 0.38), "o2": ("o₂", 0.33, -0.4), "y_hat": ("ŷ", 0.0, -0.47),
}  # fmt: skip
WIRES = {  # a parameter: the unit it multiplies, the unit it leads to, its name's place as a share of the wire
    "w¹₁₁": ("x1", "z1", 0.42), "w¹₂₁": ("x2", "z1", 0.27), "w¹₁₂": ("x1", "z2", 0.27), "w¹₂₂": ("x2", "z2", 0.42),
    "w²₁₁": ("o1", "y_hat", 0.5), "w²₂₁": ("o2", "y_hat", 0.5),
}  # fmt: skip
BIASES = {"b₁₁": ("z1", (3.75, 3.95)), "b₁₂": ("z2", (3.75, 0.32)), "b₂₁": ("y_hat", (7.25, 3.45))}
BACK = {"y_hat": "L", "o1": "y_hat", "o2": "y_hat", "z1": "o1", "z2": "o2"}  # where a unit's gradient comes from
STEPS = (  # what the film adds to the inputs, frame by frame: first values, then gradients
    (), ("z1", "z2"), ("o1", "o2"), ("y_hat",), ("L",),
    ("y_hat",), ("w²₁₁", "w²₂₁", "b₂₁"), ("o1", "o2"), ("z1", "z2"), ("w¹₁₁", "w¹₂₁", "b₁₁"),
    ("w¹₁₂", "w¹₂₂", "b₁₂"),
)  # fmt: skip
FORWARD_STEPS = 5
FROM_MIDDLE = {  # where the × of a link stands, from the middle of its dashed arrow, if not beside it
    "w²₁₁": np.array([0.15, 0.3]), "w²₂₁": np.array([0.12, -0.36]), "o2": np.array([-0.8, 0.27]),
}  # fmt: skip


@in_style
def backward_pass(
    values: Mapping[str, float],
    parameters: Mapping[str, float],
    gradients: Mapping[str, float] | None = None,
    factors: Sequence[tuple[str, str, str, float]] = (),
) -> Axes:
    """Draw the 2-2-1 network with ReLU hidden units; return the Axes.

    `values`: x1, x2, z1, z2, o1, o2, y_hat, y and L; a unit without a value stays empty. `parameters`: the nine, by
    name. `gradients`: ∂L/∂name of units and parameters: a dashed arrow arrives at the name, grey where it is 0.
    `factors`: of a chain from the loss to one parameter, (receiver, derivative, formula, value) of each link: written
    on its wire and on a card below the network.
    """
    local = {receiver: value for receiver, _, _, value in factors}
    return _draw_pass(values, parameters, gradients or {}, local, factors)


def _draw_pass(values, parameters, gradients, local, factors=(), new=()):
    """Draw the network; `local`: the derivative of each link that is dark; `new`: units that have a thick rim."""
    band = BAND if factors else 0.0
    ax = new_axes(WIDTH, HEIGHT + band, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(-band, HEIGHT))
    ax.set_axis_off()
    _draw_wires(ax, set(local))
    _draw_units(ax, values, new)
    for name, value in parameters.items():
        _draw_parameter(ax, name, value, gradients.get(name))
    for receiver, gradient in gradients.items():
        _draw_link(ax, receiver, gradient, local.get(receiver))
    _draw_key(ax, bool(gradients), bool(local))
    if factors:
        _draw_cards(ax, factors)
    return ax


def pass_frames(
    values: Mapping[str, float], parameters: Mapping[str, float], gradients: Mapping[str, float]
) -> Iterator[Axes]:
    """Yield the frames of one pass forwards and one pass back; arguments as in `backward_pass`."""
    seen = {name: values[name] for name in ("x1", "x2", "y")}
    arrived: dict[str, float] = {}
    for k, names in enumerate(STEPS):
        local: dict[str, float] = {}
        if k < FORWARD_STEPS:
            seen |= {name: values[name] for name in names}
        else:
            arrived |= {name: gradients[name] for name in names}
            local = {name: _local(name, values, parameters) for name in names}
        ax = _draw_frame(seen, parameters, arrived, local, new=names)
        if k < len(STEPS) - 1:
            yield ax
    of_parameters = ", ".join(f"{name} {format_number(gradients[name])}" for name in parameters)
    yield with_alt_text(
        ax,
        "A film of one pass forwards and one back. First the inputs stand alone. Then the values appear from left to "
        "right: hidden sums "
        f"{format_number(values['z1'])} and {format_number(values['z2'])}, outputs {format_number(values['o1'])} and "
        f"{format_number(values['o2'])}, prediction {format_number(values['y_hat'])}, loss "
        f"{format_number(values['L'])}. Then gradients appear from right to left, "
        f"each with the derivative of the link it has just passed: {format_number(gradients['y_hat'])} "
        f"at ŷ, {format_number(gradients['o1'])} at o₁ and {format_number(gradients['o2'])} at o₂, and in the end one "
        f"at each parameter: {of_parameters}.",
    )


_draw_frame = in_style(_draw_pass)


def _local(receiver, values, parameters):
    """Return the derivative of the link that arrives at `receiver`."""
    if receiver == "y_hat":
        return -2 * (values["y"] - values["y_hat"])
    if receiver in ("o1", "o2"):
        return parameters["w²₁₁" if receiver == "o1" else "w²₂₁"]
    if receiver in ("z1", "z2"):
        return float(values[receiver] > 0)
    return values[WIRES[receiver][0]] if receiver in WIRES else 1.0


def _position(name):
    """Return where a unit or a parameter stands."""
    if name in UNITS:
        return np.array(UNITS[name])
    if name in BIASES:
        return np.array(BIASES[name][1])
    start, end, share = WIRES[name]
    along = np.array(UNITS[end]) - UNITS[start]
    above = np.array([-along[1], along[0]]) / np.linalg.norm(along) * (0.21 if start in ("o1", "o2") else 0.0)
    return np.array(UNITS[start]) + share * along + above  # an output weight makes room for the arrow to its unit


def _source(receiver):
    """Return the unit from which a gradient comes to `receiver`."""
    return BACK.get(receiver) or (BIASES[receiver][0] if receiver in BIASES else WIRES[receiver][1])


def _draw_wires(ax, on_path):
    """Draw all wires; those along which a chain passes are dark."""
    lines = [(name, start, end) for name, (start, end, _) in WIRES.items()]
    lines += [(unit, unit, to) for unit, to in BACK.items() if to != "y_hat"]
    for name, start, end in lines:
        dark = name in on_path or (start in on_path and name.startswith("w²"))
        color, width = (INK, 2.2) if dark else (GREY, 1.0)
        ax.plot(*zip(UNITS[start], UNITS[end], strict=True), color=color, linewidth=width, zorder=1)
    for name, (unit, position) in BIASES.items():
        color, width = (INK, 2.2) if name in on_path else (GREY, 1.0)
        ax.plot(*zip(position, UNITS[unit], strict=True), color=color, linewidth=width, zorder=1)
    for k in (1, 2):
        middle = (_position(f"z{k}") + _position(f"o{k}")) / 2
        ax.text(*middle, "ReLU", ha="center", va="center", fontsize=9, zorder=2, bbox=PAPER)


PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}


def _draw_units(ax, values, new):
    """Draw the circles with their values and names, and the loss with its target; a thick rim for those in `new`."""
    for name, (label, right, up) in NAMES.items():
        x, y = UNITS[name]
        rim = 3.0 if name in new else 1.4
        ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=INK, linewidth=rim, zorder=3))
        if name in values:
            number = format_number(values[name])
            ax.text(x, y, number, ha="center", va="center", fontsize=9.5, fontweight="bold", zorder=4)
        ax.text(x + right, y + up, label, ha="center", va="center")
    x, y = UNITS["L"]
    rim = 3.0 if "L" in new else 1.4
    frame = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": INK, "linewidth": rim}
    loss = f"= {format_number(values['L'])}" if "L" in values else ""
    ax.text(x, y, f"L = (y − ŷ)²\n{loss}", ha="center", va="center", fontsize=10, zorder=4, bbox=frame)
    ax.text(x, y + 0.62, f"target y = {format_number(values['y'])}", ha="center", va="center", fontsize=10)


def _draw_parameter(ax, name, value, gradient):
    """Draw a square with the parameter and, below its value, the gradient that has arrived."""
    x, y = _position(name)
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


def _draw_link(ax, receiver, gradient, local):
    """Draw a dashed arrow back to `receiver`, below its wire, with the gradient; above it the link's derivative."""
    source = _source(receiver)
    start, end = _position(source), _position(receiver)
    output_weight = receiver.startswith("w²")
    along = (end - start) / np.linalg.norm(end - start)
    across = np.array([-along[1], along[0]])
    across = -across if across[1] > 0 or (across[1] == 0 and across[0] > 0) else across  # below, or left of the wire
    across *= 0 if output_weight else 1
    first = start + along * (0.68 if source == "L" else RADIUS + 0.03) + 0.13 * across
    last = end - along * _room(receiver, along) + 0.13 * across
    color = _blue(gradient)
    arrow = {"color": color, "arrowstyle": "->", "linestyle": (0, (4, 3)), "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", last, first, arrowprops=arrow | {"mutation_scale": 12})
    middle = (first + last) / 2
    style = {"ha": "center", "va": "center", "zorder": 5, "fontsize": 9.5, "bbox": PAPER}
    if receiver in UNITS:
        near = first + (0.7 if receiver in ("o1", "o2") else 0.5) * (last - first)  # clear of the output weights
        ax.text(*(near + 0.22 * across), f"∂ {format_number(gradient)}", color=color, style="italic", **style)
    if local is not None:
        place = middle + FROM_MIDDLE.get(receiver, _beside(receiver) * across)
        ax.text(*place, f"× {format_number(local)}", color=ORANGE, **style)


def _blue(gradient):
    """Return the colour of what arrives: grey where it is 0."""
    return BLUE if gradient else GREY


def _beside(receiver):
    """Return how far from its dashed arrow the derivative of a link stands, on the other side of the wire."""
    return -0.68 if receiver == "o1" else -0.5 if receiver in BIASES else -0.4


def _room(receiver, along):
    """Return how far from the receiver's centre the arrow ends: at the circle, or at the square's edge."""
    if receiver in UNITS:
        return RADIUS + 0.02
    half = np.array([0.5, 0.24])
    return 1 / np.max(np.abs(along) / half)


def _draw_key(ax, arrived, local):
    """Say what the signs mean, in one line above the network."""
    y = HEIGHT - 0.22
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
        bold = "bold" if last else "normal"
        ax.text(middle, -BAND + 0.32, arrived, fontsize=10, color=BLUE, style="italic", fontweight=bold, **centred)
        if not last:
            ax.text(left + wide, -BAND + 0.66, "→", fontsize=13, **centred)


SIGMOID_CHAIN = {
    "x": (0.8, 2.4, "study x"), "w": (0.8, 0.75, "w¹₂₁"), "z1": (2.8, 1.6, "z₁"), "o1": (4.4, 1.6, "o₁ = σ(z₁)"),
    "v": (5.0, 2.85, "w²₁₁"), "z": (6.35, 1.6, "z"), "y_hat": (7.85, 1.6, "ŷ = σ(z)"), "L": (9.35, 1.6, "L"),
}  # fmt: skip
SIGMOID_WIRES = [
    ("x", "z1"), ("w", "z1"), ("z1", "o1"), ("o1", "z"), ("v", "z"), ("z", "y_hat"), ("y_hat", "L"),
]  # fmt: skip
SIGMOID_CARDS = (  # where a link's derivative arrives, its name and its formula, for the label 1
    ("y_hat", "∂L/∂ŷ", "−1/ŷ"), ("z", "∂ŷ/∂z", "ŷ(1 − ŷ)"), ("o1", "∂z/∂o₁", "w²₁₁"), ("z1", "∂o₁/∂z₁", "o₁(1 − o₁)"),
    ("w", "∂z₁/∂w¹₂₁", "x"),
)  # fmt: skip
KEY = "bold: value, from the forward pass", "∂, dashed: derivative of L that has arrived"


@in_style
def sigmoid_chain(values: Mapping[str, float], local: Mapping[str, float], gradients: Mapping[str, float]) -> Axes:
    """Draw the chain from the loss of the label 1 through two sigmoids to a hidden weight w¹₂₁; return the Axes.

    `values`: x, w, z1, o1, v, z, y_hat and L; what else z1 and z are made of is drawn as one grey arrow into each.
    `local` and `gradients`: the link's own derivative and the gradient that arrives, by the name where it arrives:
    y_hat, z, o1, z1 and w. Below the graph each link is written on a card.
    """
    back = {edge: gradients[edge[0]] for edge in SIGMOID_WIRES if edge[0] in gradients}
    ax = computation_graph(SIGMOID_CHAIN, SIGMOID_WIRES, values, back, width=9.9, height=3.4, key=KEY)
    figure_of(ax).set_size_inches(9.9, 3.4 + BAND)  # room for the cards, below y = 0
    ax.set_ylim(-BAND, 3.4)
    _draw_cards(ax, [(name, derivative, formula, local[name]) for name, derivative, formula in SIGMOID_CARDS])
    for start, end in SIGMOID_WIRES:
        if start in local:
            (x0, y0, _), (x1, y1, _) = SIGMOID_CHAIN[start], SIGMOID_CHAIN[end]
            place = ((x0 + x1) / 2, (y0 + y1) / 2 + 0.52) if start != "w" else ((x0 + x1) / 2 + 0.35, y0 + 0.1)
            text = f"× {format_number(local[start])}"
            ax.text(*place, text, ha="center", va="center", fontsize=10.5, color=ORANGE, zorder=6)
    rest = {"z1": values["z1"] - values["x"] * values["w"], "z": values["z"] - values["o1"] * values["v"]}
    for name, spoken in (("z1", "play and sleep"), ("z", "unit 2 and bias")):
        x, y, _ = SIGMOID_CHAIN[name]
        arrow = {"arrowstyle": "-|>", "color": GREY, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (x, y - 0.3), (x, 0.55), arrowprops=arrow)
        ax.text(x, 0.37, f"{spoken}: {format_number(rest[name])}", ha="center", va="center", fontsize=10)
    ax.text(6.35, 3.18, "×: derivative of one link", fontsize=10, va="center", color=ORANGE)
    steps = ", then ".join(f"times {format_number(local[name])} is {format_number(gradients[name])} at {spoken}"
                           for name, spoken in (("z", "z"), ("o1", "o₁"), ("z1", "z₁"), ("w", "w¹₂₁")))  # fmt: skip
    return with_alt_text(
        ax,
        f"Computation graph. Forwards: the study hours x = {format_number(values['x'])} times the weight w¹₂₁ = "
        f"{format_number(values['w'])}, and {format_number(rest['z1'])} from play and sleep, give z₁ = "
        f"{format_number(values['z1'])}; a sigmoid gives o₁ = {format_number(values['o1'])}; times w²₁₁ = "
        f"{format_number(values['v'])}, and {format_number(rest['z'])} from unit 2 and the bias, it gives z = "
        f"{format_number(values['z'])}; a second sigmoid gives ŷ = {format_number(values['y_hat'])}, and the loss is "
        f"{format_number(values['L'])}. Backwards: {format_number(gradients['y_hat'])} arrives at ŷ, {steps}.",
    )
