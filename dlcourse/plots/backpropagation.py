"""Figures of lecture 07: gradients in computation graphs, what memoization saves, finite differences, a training."""

import numpy as np

from dlcourse.plots import curves, graphs
from dlcourse.plots.graphs import number, written_sum
from dlcourse.plots.style import described

GATES = {
    "a": (0.9, 3.2, "a"),
    "b": (0.9, 1.9, "b"),
    "p": (3.0, 2.55, "times"),
    "c": (3.0, 1.0, "c"),
    "s": (5.2, 2.0, "plus"),
    "d": (5.2, 0.5, "d"),
    "L": (7.6, 1.5, "max"),
}
GATES_WIRES = [("a", "p"), ("b", "p"), ("p", "s"), ("c", "s"), ("s", "L"), ("d", "L")]


def two_paths(values, gradients):
    """Draw the graph in which a weight w reaches the loss by two paths, with values and gradients; return the Axes."""
    shown = {name: number(value) for name, value in values.items()}
    brought = [gradients["o1", "o21"], gradients["o1", "o22"]]
    return described(
        graphs.two_paths(values, gradients),
        f"Computation graph. From w = {shown['w']} and x = {shown['x']} comes o₁ = {shown['o1']}, which feeds "
        f"o₂₁ = {shown['o21']} and o₂₂ = {shown['o22']}; both feed the prediction {shown['y_hat']}, and the loss is "
        f"{shown['L']}. Backwards, {number(gradients['y_hat', 'L'])} leaves the loss. The upper path brings "
        f"{number(brought[0])} to o₁, the lower path {number(brought[1])}; "
        f"{written_sum(brought)} = {number(sum(brought))}, and w receives {number(gradients['w', 'o1'])}.",
    )


def three_gates(values, gradients):
    """Draw the graph of L = max(a·b + c, d): `values` of a, b, p = a·b, c, s = p + c, d and L, `gradients` by name.

    Returns Axes.
    """
    back = {edge: gradients[edge[0]] for edge in GATES_WIRES}
    shown = {name: f"{value:g}".replace("-", "−") for name, value in values.items()}
    given = {name: f"{value:g}".replace("-", "−") for name, value in gradients.items()}
    return described(
        graphs.computation_graph(GATES, GATES_WIRES, values, back, width=8.6, height=4.4),
        f"Computation graph of max(a·b + c, d). Forwards: a·b is {shown['p']}, adding c gives {shown['s']}, and the "
        f"larger of this and d = {shown['d']} is L = {shown['L']}. Backwards: max passes {given['s']} to the sum and "
        f"{given['d']} to d; plus copies {given['p']} to the product and {given['c']} to c; times gives {given['a']} "
        f"to a and {given['b']} to b.",
    )


def visits_by_depth(depths, naive, memoized):
    """Plot how often units are asked for their gradient, without and with memoization; all (D,). Returns the Axes."""
    return described(
        curves.calls_by_depth(depths, naive, memoized),
        f"Nodes visited against depth, on a logarithmic scale. Without memory a straight line climbs from {naive[0]:,} "
        f"visits at depth {depths[0]} to {naive[-1]:,} at depth {depths[-1]}; with memory an almost flat line goes "
        f"from {memoized[0]:,} to {memoized[-1]:,}.",
    )


def error_of_difference(steps, errors, truncation, rounding):
    """Plot the error of a central difference against its step h, with truncation and rounding error; return Axes."""
    best = steps[np.argmin(np.maximum(truncation, rounding))]
    return described(
        curves.error_against_step(steps, errors, truncation, rounding),
        "Error of the central difference against the step h, both on logarithmic scales, h shrinking to the right. The "
        f"measured points fall along the line h²·f‴/6 until h is near 10 to the power {np.log10(best):.0f}, then rise "
        "again along ε·f/h.",
    )


def training(losses, start):
    """Plot the training loss after each epoch (E,), and `start`, the loss of uniform predictions; return the Axes."""
    return described(
        curves.loss_curve(losses, start, "ln 10: knows nothing"),
        f"Training loss after each of {len(losses)} epochs, on a logarithmic scale. The dotted line marks ln 10 = "
        f"{start:.3f}. After the first epoch the loss is {losses[0]:.1f}, after the tenth {losses[9]:.2f}, and after "
        f"the last {losses[-1]:.2f}.",
    )
