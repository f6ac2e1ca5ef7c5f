"""Figures of lecture 06: the chain of derivatives from the loss to one parameter, signs, a training, two losses."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from dlcourse.plots.graphs import format_number
from dlcourse.plots.networks import RADIUS, network_diagram
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, figure_of, in_style, new_axes, with_alt_text

NET = 7.5, 3.6  # inches: the 2-2-1 network alone
WIDTH, BAND = 9.8, 1.05  # inches: the whole figure, and the strip below the network with the product of the factors
MIDDLE = 1.95  # height of ŷ and L
LOSS = 8.7, MIDDLE
UNITS = {"x1": (1.25, 2.725), "x2": (1.25, 1.175), "o1": (3.75, 2.725), "o2": (3.75, 1.175), "y_hat": (6.25, MIDDLE)}
BIASES = {"o1": (2.75, 3.42), "o2": (2.75, 0.48), "y_hat": (5.75, 3.1)}
WEIGHTS = {  # in the order of W1 and W2; the position of the name as a share of its wire's length
    "w¹₁₁": ("x1", "o1", 0.42),
    "w¹₁₂": ("x1", "o2", 0.28),
    "w¹₂₁": ("x2", "o1", 0.28),
    "w¹₂₂": ("x2", "o2", 0.42),
    "w²₁₁": ("o1", "y_hat", 0.42),
    "w²₂₁": ("o2", "y_hat", 0.42),
}
BIAS_NAMES = {"o1": "b₁₁", "o2": "b₁₂", "y_hat": "b₂₁"}
LABELS = {
    "x1": ("x₁", -0.5, 0.0),
    "x2": ("x₂", -0.5, 0.0),
    "o1": ("o₁", 0.3, 0.43),
    "o2": ("o₂", 0.3, -0.43),
    "y_hat": ("ŷ", 0.3, 0.43),
}


@in_style
def chain_diagram(
    values: Mapping[str, float],
    weights: Sequence[np.ndarray],
    biases: Mapping[str, float],
    path: Sequence[str | None] = (),
    factors: Sequence[tuple[str, str, float]] = (),
    gradient: float | None = None,
    parameter: str = "",
) -> Axes:
    """Draw the 2-2-1 network with its numbers and the chain of derivatives from the loss to one parameter; return Axes.

    `values`: x1, x2, o1, o2, y_hat, y and L. `weights`: W1 (2, 2) and W2 (2, 1). `biases`: of o1, o2 and y_hat.
    `path`: names of the units that the chain passes, from the loss down; the last is the parameter's input: a unit for
    a weight, None for a bias. `factors`: (derivative, formula, value) of each link. `parameter` is the parameter's
    name, `gradient` its derivative. Without a path, only the forward pass is shown.
    """
    layers = [[values["x1"], values["x2"]], [values["o1"], values["o2"]], [values["y_hat"]]]
    ax = network_diagram([2, 2, 1], layers, weights, highlight=_wires_of(path), width=NET[0], height=NET[1])
    band = BAND if factors else 0.0
    figure_of(ax).set_size_inches(WIDTH, NET[1] + band)
    ax.set(xlim=(0, WIDTH), ylim=(-band, NET[1]))
    for text, weight in zip(ax.texts, WEIGHTS, strict=False):  # the numbers on the wires are written first
        _name_wire(text, weight, weight == parameter)
    for unit, (label, right, up) in LABELS.items():
        ax.text(UNITS[unit][0] + right, UNITS[unit][1] + up, label, ha="center", va="center")
    for unit, bias in biases.items():
        _draw_bias(
            ax, BIASES[unit], UNITS[unit], f"{BIAS_NAMES[unit]} = {format_number(bias)}", path[-2:] == (unit, None)
        )
    draw_loss(ax, values, bool(path))
    for (start, end), (_, _, value) in zip(path_links(path), factors, strict=True):
        _draw_derivative(ax, start, end, value)
    if factors:
        _write_product(ax, parameter, factors, gradient)
    return ax


def _wires_of(path):
    """Return the wires (layer, i, j) between units that the path passes, for network_diagram."""
    index = {"x1": (0, 0), "x2": (0, 1), "o1": (1, 0), "o2": (1, 1), "y_hat": (2, 0)}
    units = [index[name] for name in path if name in index]
    return [(k, i, j) for (_, j), (k, i) in pairwise(units)]


def path_links(path: Sequence[str | None]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return each link of the path as two positions, from the loss down."""
    units = [name for name in path if name is not None]
    positions = [LOSS if name == "L" else UNITS[name] for name in units]
    if len(units) < len(path):
        positions.append(BIASES[units[-1]])
    return list(pairwise(positions))


def _name_wire(text, weight, chosen):
    """Put the weight's name before its number, and a frame around the chosen one."""
    start, end, share = WEIGHTS[weight]
    (x0, y0), (x1, y1) = UNITS[start], UNITS[end]
    position = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    text.set(text=f"{weight} = {text.get_text()}", fontsize=9, position=position)
    if chosen:
        text.set(color=BLUE, zorder=6)
        text.set_bbox({"boxstyle": "square,pad=0.3", "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.6})


def _draw_bias(ax, position, unit, text, highlighted):
    """Draw a small square beside its unit, with a wire to it."""
    ax.plot(
        *zip(position, unit, strict=True),
        color=INK if highlighted else GREY,
        linewidth=2.4 if highlighted else 1.0,
        zorder=1,
    )
    edge, width = (BLUE, 1.6) if highlighted else (GREY, 1.0)
    box = {"boxstyle": "square,pad=0.3", "facecolor": "white", "edgecolor": edge, "linewidth": width}
    ax.text(
        *position, text, ha="center", va="center", fontsize=9, color=BLUE if highlighted else INK, zorder=4, bbox=box
    )


def draw_loss(ax: Axes, values: Mapping[str, float], highlighted: bool) -> None:
    """Draw the loss to the right of the prediction, with the target above it."""
    (x, y), (start, _) = LOSS, UNITS["y_hat"]
    ax.plot([start, x], [y, y], color=INK if highlighted else GREY, linewidth=2.4 if highlighted else 1.0, zorder=1)
    box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": INK, "linewidth": 1.4}
    ax.text(x, y, f"L = (y − ŷ)²\n= {format_number(values['L'])}", ha="center", va="center", zorder=4, bbox=box)
    ax.text(x, y + 0.62, f"target y = {format_number(values['y'])}", ha="center", va="center", fontsize=10)


def _draw_derivative(ax, start, end, value):
    """Draw a dashed arrow back along one link, below or beside its wire, with the link's derivative."""
    start, end = np.array(start), np.array(end)
    along = (end - start) / np.linalg.norm(end - start)
    across = np.array([-along[1], along[0]])
    across = -across if across[1] > 0 else across  # below the wire
    from_rim = 0.95 if tuple(start) == LOSS else RADIUS + 0.05
    first, last = start + along * from_rim + 0.16 * across, end - along * (RADIUS + 0.02) + 0.16 * across
    arrow = {"color": BLUE, "arrowstyle": "->", "linestyle": (0, (4, 3)), "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", last, first, arrowprops=arrow)
    short = np.linalg.norm(end - start) < 1.5  # the wire of a bias
    position = first + (0.5 * (last - first) + 0.36 * across if short else 0.24 * (last - first) + 0.22 * across)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
    text = f"∂ {format_number(value)}"
    ax.text(*position, text, ha="center", va="center", color=BLUE, style="italic", bbox=paper, zorder=5)


def _write_product(ax, name, factors, gradient):
    """Write the factors in a row below the network, each with symbol, formula and value, and their product."""
    cards = [(f"∂L/∂ŷ = {factors[0][1]}", factors[0][2])]
    cards += [(f"{slope} = {formula}", value) for slope, formula, value in factors[1:]]
    cards.append((f"∂L/∂{name}", gradient))
    wide = (WIDTH - 0.5) / len(cards)
    for k, (title, value) in enumerate(cards):
        left, last = 0.25 + k * wide, k == len(cards) - 1
        frame = FancyBboxPatch(
            (left + 0.14, -BAND + 0.14),
            wide - 0.36,
            0.9,
            boxstyle="round,pad=0.04",
            facecolor="#eef4fa" if last else "white",
            edgecolor=BLUE,
            linewidth=1.8 if last else 1.0,
        )
        ax.add_patch(frame)
        middle = left + wide / 2 - 0.04
        ax.text(middle, -BAND + 0.82, title, ha="center", va="center", fontsize=9.5)
        ax.text(middle, -BAND + 0.4, format_number(value), ha="center", va="center", fontsize=15, color=BLUE)
        if not last:
            ax.text(left + wide - 0.04, -BAND + 0.6, "=" if k == len(cards) - 2 else "×", ha="center", va="center")


@in_style
def derivative_signs(
    b: np.ndarray, losses: np.ndarray, points: Sequence[tuple[float, float, float]], learning_rate: float
) -> Axes:
    """Plot the loss over one parameter, with the tangent and a gradient step at each of `points` (b, L, ∂L/∂b).

    `b` and `losses` (P,); the arrow of a step is −learning_rate · ∂L/∂b. Returns Axes.
    """
    ax = new_axes(7.2, 4.2)
    ax.plot(b, losses, color=GREY)
    ax.set(xlabel="bias b of the output (all other numbers stay)", ylabel="loss L = (y − ŷ)²")
    ax.set_ylim(-12, max(losses) * 1.05)
    span = (b[-1] - b[0]) * 0.09
    sentences = []
    for b0, loss0, derivative in points:
        ax.plot(
            [b0 - span, b0 + span],
            [loss0 - derivative * span, loss0 + derivative * span],
            "--",
            color=INK,
            linewidth=1.5,
        )
        ax.plot(b0, loss0, "o", color=BLUE, markersize=8)
        arrow = {"arrowstyle": "-|>", "color": BLUE, "lw": 2.2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (b0 - learning_rate * derivative, -6), (b0, -6), arrowprops=arrow)
        ax.plot([b0, b0], [-6, loss0], ":", color=BLUE, linewidth=1)
        side, ha = (1, "left") if derivative < 0 else (-1, "right")
        label = "falls to the right,\nso b goes up" if derivative < 0 else "rises to the right,\nso b goes down"
        label = f"slope {format_signed(derivative)}: {label}"
        ax.annotate(label, (b0, loss0), xytext=(14 * side, 10), textcoords="offset points", ha=ha)
        pointing = "right" if derivative < 0 else "left"
        sentences.append(
            f"At b = {format_number(b0)} the slope is {format_signed(derivative)}, and the arrow points {pointing}."
        )
    lowest = b[np.argmin(losses)], np.min(losses)
    ax.plot(*lowest, "D", color=INK, markersize=7)
    ax.annotate("lowest: slope 0", lowest, xytext=(0, 12), textcoords="offset points", ha="center", fontsize=10)
    return with_alt_text(
        ax,
        f"The loss over the output's bias b, a bowl with its lowest point near b = {lowest[0]:.1f}. "
        f"{' '.join(sentences)} Each arrow is a step with a learning rate of {learning_rate:g}, and leads towards the "
        "bottom.",
    )


def format_signed(value: float) -> str:
    """Format a number with two decimals and its sign, plus or minus."""
    return ("+" if value > 0 else "") + format_number(value)


@in_style
def mean_loss(losses: Numbers) -> Axes:
    """Plot the mean loss of each epoch (E,) on a logarithmic scale, labelled at both ends; return the Axes."""
    epochs = np.arange(1, len(losses) + 1)
    ax = new_axes()
    ax.plot(epochs, losses, color=BLUE)
    ax.set(xlabel="epoch", ylabel="mean loss (lakh², log scale)", yscale="log")
    for k, offset, ha in ((0, (10, 0), "left"), (-1, (0, 26), "right")):
        ax.plot(epochs[k], losses[k], "o", color=BLUE, markersize=7)
        text = f"epoch {epochs[k]}: {losses[k]:.3g}"
        ax.annotate(text, (epochs[k], losses[k]), xytext=offset, textcoords="offset points", ha=ha, va="center")
    return with_alt_text(
        ax,
        f"Mean loss of the four rows over {len(losses)} epochs, on a logarithmic scale: it is {losses[0]:.3g} in the "
        f"first epoch, {losses[9]:.2g} in the tenth and {losses[-1]:.2g} in the last.",
    )


@in_style
def loss_derivatives_by_logit(z: np.ndarray, crossentropy: np.ndarray, squared_error: np.ndarray) -> Axes:
    """Plot the derivative of each loss with respect to z for the label 1; all (P,). Returns the Axes."""
    ax = new_axes()
    curves = {"cross-entropy:\nŷ − 1": crossentropy, "squared loss:\n−2(1 − ŷ) ŷ (1 − ŷ)": squared_error}
    positions = (-0.6, -0.85), (-8, -0.2)
    for (label, derivatives), (color, _, linestyle), position in zip(curves.items(), SERIES, positions, strict=False):
        ax.plot(z, derivatives, linestyle, color=color)
        ax.text(*position, label, va="center", color=color)
    ax.set(xlabel="z, the output before the sigmoid (label 1)", ylabel="slope of the loss by z", ylim=(-1.12, 0.2))
    ax.text(z[0], 0.1, "sure and wrong", ha="left", fontsize=10)
    ax.text(z[-1], 0.1, "sure and right", ha="right", fontsize=10)
    deepest = np.argmin(squared_error)
    return with_alt_text(
        ax,
        f"Slope of the loss by z for the label 1, z from {format_number(z[0])} to {format_number(z[-1])}. With "
        f"cross-entropy it is {format_number(crossentropy[0])} at the left end, where the network is sure of the wrong "
        f"class, and rises to {format_number(crossentropy[-1])} at the right end. With the squared loss it dips to "
        f"{format_number(squared_error[deepest])} near z = {format_number(z[deepest])} and is almost 0 at both ends, "
        "also where the network is wrong.",
    )
