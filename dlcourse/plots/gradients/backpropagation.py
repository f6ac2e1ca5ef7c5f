"""Figures of lecture 07: gradients in computation graphs and on a tape, the error of finite differences."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Arc, Ellipse, Rectangle

from dlcourse.plots.common import curves, graphs
from dlcourse.plots.common.graphs import format_number, format_sum
from dlcourse.plots.networks import forward_propagation
from dlcourse.plots.page.style import BLUE, GREY, INK, figure_of, in_style, new_axes, with_alt_text

PALE = "#b0b0b0"

GATES = {
    "a": (0.9, 1.95, "a"),
    "b": (0.9, 0.85, "b"),
    "p": (3.0, 1.4, "times"),
    "c": (3.0, 0.42, "c"),
    "s": (5.2, 1.25, "plus"),
    "d": (5.2, 0.36, "d"),
    "L": (7.6, 0.95, "L = max"),
}
GATES_WIRES = [("a", "p"), ("b", "p"), ("p", "s"), ("c", "s"), ("s", "L"), ("d", "L")]


def two_paths(values: Mapping[str, float], gradients: Mapping[tuple[str, str], float]) -> Axes:
    """Draw the graph in which a weight w reaches the loss by two paths, with values and gradients; return the Axes."""
    value_of = {name: format_number(value) for name, value in values.items()}
    terms = [gradients["o1", "o21"], gradients["o1", "o22"]]
    link = {edge: format_number(value) for edge, value in graphs.two_paths_links(values).items()}
    ax = graphs.two_paths(values, gradients)
    _mark_start(ax, *graphs.TWO_PATHS["L"][:2], "1.00")
    return with_alt_text(
        ax,
        f"Computation graph. From w = {value_of['w']} and x = {value_of['x']} comes o₁ = {value_of['o1']}, which feeds "
        f"o₂₁ = {value_of['o21']} and o₂₂ = {value_of['o22']}; both feed the prediction {value_of['y_hat']}, and the "
        f"loss is {value_of['L']}. Backwards, the loss starts with 1 and passes on "
        f"{format_number(gradients['y_hat', 'L'])}. The upper path brings {format_number(terms[0])} to o₁, the lower "
        f"path {format_number(terms[1])}; {format_sum(terms)} = {format_number(sum(terms))}, and w receives "
        f"{format_number(gradients['w', 'o1'])}. The links of the upper path have the derivatives "
        f"{link['o21', 'y_hat']} and {link['o1', 'o21']}, those of the lower one {link['o22', 'y_hat']} and "
        f"{link['o1', 'o22']}, and the link from w to o₁ {link['w', 'o1']}.",
    )


@in_style
def two_paths_with_curve(
    values: Mapping[str, float], gradients: Mapping[tuple[str, str], float], weights: np.ndarray, losses: np.ndarray
) -> Axes:
    """Draw `two_paths`, and in a corner the loss (N,) against the weight w (N,), with its tangent at this w."""
    ax = two_paths(values, gradients)
    curve_points = curve_and_tangent(weights, losses, values["w"], values["L"], gradients["w", "o1"])
    small = figure_of(ax).add_axes((0.43, 0.765, 0.185, 0.165))
    looks: dict[str, dict[str, Any]] = {
        "curve": {"color": INK, "linewidth": 1.4},
        "tangent": {"color": BLUE, "linewidth": 2},
        "dot": {"color": BLUE, "marker": "o"},
    }
    for name, look in looks.items():
        small.plot(curve_points[f"{name} x"], curve_points[f"{name} y"], **look, markersize=5)
    small.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    small.grid(False)
    small.set_title("the loss, as w alone changes", fontsize=9)
    return ax


def curve_and_tangent(weights: np.ndarray, losses: Any, here: Any, loss: Any, slope: Any) -> dict[str, Any]:
    """Return x and y of a curve (N,), of its tangent and of the point of contact, as shares of a frame around them.

    The tangent is as long on the page for any slope.
    """
    highest = np.maximum(losses.max(), 0.5)
    low, high = weights[0], weights[-1]
    top = 1.15 * highest
    reach = np.array([-0.7, 0.7]) / np.hypot(1, slope * (4 / highest))

    def across(weight):
        return (weight - low) * (1 / (high - low))

    def up(height):
        return (height + 0.12 * top) / (1.12 * top)

    return {
        "curve x": across(weights), "curve y": up(losses),
        "tangent x": across(here + reach), "tangent y": up(loss + slope * reach),
        "dot x": across(here), "dot y": up(loss),
    }  # fmt: skip


def three_gates(values: Mapping[str, float], gradients: Mapping[str, float]) -> Axes:
    """Draw the computation graph of L = max(a·b + c, d); return the Axes.

    `values` holds a, b, p = a·b, c, s = p + c, d and L; `gradients` maps each name to its gradient.
    """
    edge_gradients = {edge: gradients[edge[0]] for edge in GATES_WIRES}
    value_of = {name: _write_short(value) for name, value in values.items()}
    gradient_of = {name: _write_short(value) for name, value in gradients.items()}
    ax = graphs.computation_graph(
        GATES, GATES_WIRES, values, edge_gradients, width=8.6, height=2.95, write=_write_short, faint=0
    )
    _mark_start(ax, *GATES["L"][:2], "1")
    closed = "d" if values["s"] > values["d"] else "s"
    smaller, larger = sorted((values["s"], values["d"]))
    reason = f"closed: {_write_short(smaller)} < {_write_short(larger)}"
    _draw_bar(ax, np.array(GATES[closed][:2]), np.array(GATES["L"][:2]), reason)
    return with_alt_text(
        ax,
        f"Computation graph of max(a·b + c, d). Forwards: a·b is {value_of['p']}, adding c gives {value_of['s']}, and "
        f"the larger of this and d = {value_of['d']} is L = {value_of['L']}. Backwards, from 1 at L: max passes "
        f"{gradient_of['s']} to the sum and {gradient_of['d']} to d; plus copies {gradient_of['p']} to the product and "
        f"{gradient_of['c']} to c; times gives {gradient_of['a']} to a and {gradient_of['b']} to b. A bar stands "
        f"across the way back from max to {closed}, {reason}.",
    )


def _write_short(value):
    """Write a number without the decimals that it does not need."""
    return f"{value:g}".replace("-", "−")


@in_style
def _draw_bar(ax, start, end, reason):
    """Draw a bar across the dashed arrow from end to start, and beside it why the gate is closed this way."""
    along = (end - start) / np.linalg.norm(end - start)
    across, middle = np.array([-along[1], along[0]]), start + 0.58 * (end - start)
    ax.plot(*np.array([middle - 0.03 * across, middle - 0.25 * across]).T, color=INK, linewidth=4, zorder=5)
    ax.text(*(middle - 0.3 * across + (0.1, -0.03)), reason, va="center", fontsize=10)


@in_style
def _mark_start(ax: Axes, x: float, y: float, one: str) -> None:
    """Write ∂ and 1 below the loss, whose box has its middle at (x, y): there the way back starts."""
    ax.text(x + 0.4, y - 0.38, f"∂ {one}", ha="center", va="center", color=BLUE, style="italic")


def layer_products(n_rows: int, n_inputs: int, units: int) -> Axes:
    """Draw dW = xᵀ dz and dx = dz Wᵀ of a dense layer as boxes to scale; return the Axes."""
    N, n, m = n_rows, n_inputs, units
    ax = forward_propagation.shape_boxes(
        [
            *(("xᵀ", n, N, True), "·", ("dz", N, m, True), "=", ("dW", n, m, False)),
            "",
            *(("dz", N, m, True), "·", ("Wᵀ", m, n, False), "=", ("dx", N, n, True)),
        ],
        width=9.8,
    )
    _mark_one_entry(ax, N, m)
    return with_alt_text(
        ax,
        f"Boxes to scale. x transposed, {n} by {N}, times dz, {N} by {m}, gives dW, {n} by {m}, the shape of W. "
        f"And dz, {N} by {m}, times W transposed, {m} by {n}, gives dx, {N} by {n}, the shape of x. What has the "
        "rows of the batch along one side is hatched: in dW that side is gone, it was summed over. One entry of dW is "
        "marked, with the row of xᵀ and the column of dz from which it comes; likewise one of dx.",
    )


@in_style
def _mark_one_entry(ax, n_rows, units):
    """Mark an entry of dW and one of dx with the row and the column from which each comes; say what is hatched."""
    corners = [(box.get_x(), box.get_y() + box.get_height()) for box in ax.patches]
    marks = (  # of each box: row, column, rows, columns
        (0, 0, 1, n_rows), (0, 2, n_rows, 1), (0, 2, 1, 1),
        (1, 0, 1, units), (0, 0, units, 1), (1, 0, 1, 1),
    )  # fmt: skip
    for (left, top), (row, column, high, wide) in zip(corners, marks, strict=True):
        place = (left + column, top - row - high)
        ax.add_patch(Rectangle(place, wide, high, facecolor=BLUE, alpha=0.35, zorder=3, linewidth=0))
        ax.add_patch(Rectangle(place, wide, high, fill=False, edgecolor=BLUE, linewidth=2.2, zorder=4))
    words = "hatched: one row or column per example of the batch; in dW that side is summed away"
    ax.text(corners[0][0], ax.get_ylim()[0] + 0.35, words, va="center", fontsize=10)


def finite_difference_error(
    step_sizes: np.ndarray,
    errors: np.ndarray,
    one_sided: np.ndarray,
    truncation_errors: np.ndarray,
    rounding_errors: np.ndarray,
) -> Axes:
    """Plot the error of a central and a one-sided difference by step size h, with the central one's two parts."""
    best = step_sizes[np.argmin(np.maximum(truncation_errors, rounding_errors))]
    return with_alt_text(
        curves.error_against_step(step_sizes, errors, truncation_errors, rounding_errors, one_sided),
        "Error of the central difference against the step h, both on logarithmic scales, h shrinking to the right. The "
        f"measured points fall along the line h²·f‴/6 until h is near 10 to the power {np.log10(best):.0f}, then rise "
        "again along ε·f/h. The hollow points of the one-sided difference fall half as steeply, down to "
        f"10 to the power {np.log10(one_sided.min()):.0f} near h = 10 to the power "
        f"{np.log10(step_sizes[one_sided.argmin()]):.0f}.",
    )


@in_style
def tape(names: Sequence[str], entries: Sequence[Any], marked: str) -> Axes:
    """Draw a tape: numbers in the order in which they were made, an arc from each to what was made of it.

    `entries` have `data`, `grad` and `inputs`, pairs whose first part is an entry before. The arcs that leave the one
    named `marked` are thick, those that leave a given number, made of nothing, are pale. Returns the Axes.
    """
    index_of = {id(entry): k for k, entry in enumerate(entries)}
    edges = [(index_of[id(source)], k) for k, entry in enumerate(entries) for source, _ in entry.inputs]
    values, gradients = ([float(getattr(entry, part)) for entry in entries] for part in ("data", "grad"))
    pitch = 9.6 / len(names)
    ax = new_axes(9.8, 3.55, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, 9.8), ylim=(0, 3.55))
    ax.set_axis_off()
    x, base = 0.1 + pitch * (np.arange(len(names)) + 0.5), 1.3
    for k, (start, end) in enumerate(edges):
        thick = names[start] == marked
        wide, high = x[end] - x[start], (0.3 + 0.26 * (end - start) ** 0.75) * (0.6 if (start, end) in edges[:k] else 1)
        arc = Arc(((x[start] + x[end]) / 2, base), wide, 2 * high, theta1=0, theta2=180)
        color, width = (INK, 2.2) if thick else (GREY, 1.1) if entries[start].inputs else (PALE, 0.8)
        arc.set(color=color, linewidth=width, zorder=1 + thick)
        ax.add_patch(arc)
        ax.plot(x[end] - 0.012, base + 0.05, "v", color=color, markersize=5 if thick else 3.5, zorder=3)
    for k, name in enumerate(names):
        ax.text(x[k], base - 0.18, name, ha="center", va="center", fontsize=9)
        ax.text(x[k], base - 0.45, format_number(values[k]), ha="center", va="center", fontsize=9, fontweight="bold")
        look: dict[str, Any] = {"fontsize": 9, "color": BLUE, "style": "italic"}
        ax.text(x[k], base - 0.72, format_number(gradients[k]), ha="center", va="center", **look)
        if name == marked:
            ax.add_patch(Ellipse((x[k], base - 0.18), pitch * 0.9, 0.32, fill=False, edgecolor=INK, linewidth=1.6))
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "lw": 1.5}
    for y, first, last, color, words in (
        (0.32, 0.1, 3.1, INK, "forwards: values (bold) are made in this order"),
        (0.32, 9.7, 6.7, BLUE, "backwards: gradients (slanted), in the opposite order"),
    ):
        ax.annotate("", (last, y), (first, y), arrowprops=arrow | {"color": color})
        side = "left" if first < last else "right"
        ax.text(first, y - 0.17, words, ha=side, va="center", fontsize=9.5, color=color)
    received = dict(zip(names, gradients, strict=True))
    of_marked = [names[end] for start, end in edges if names[start] == marked]
    return with_alt_text(
        ax,
        f"A tape of {len(names)} numbers in the order in which they were made: {', '.join(names)}. An arc leads from "
        f"each number to each one made of it, and every one of the {len(edges)} arcs points to the right. {marked} has "
        f"the arcs to {' and '.join(of_marked)}. Below each number its value and its gradient; from right to left, "
        f"{', '.join(f'{name} {format_number(received[name])}' for name in reversed(names))}.",
    )
