"""Figures of lecture 07: gradients in computation graphs, and the error of finite differences; paths are in `paths`."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots import curves, graphs
from dlcourse.plots.graphs import format_number, format_sum
from dlcourse.plots.style import with_alt_text

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


def two_paths(values: Mapping[str, float], gradients: Mapping[tuple[str, str], float]) -> Axes:
    """Draw the graph in which a weight w reaches the loss by two paths, with values and gradients; return the Axes."""
    value_of = {name: format_number(value) for name, value in values.items()}
    terms = [gradients["o1", "o21"], gradients["o1", "o22"]]
    return with_alt_text(
        graphs.two_paths(values, gradients),
        f"Computation graph. From w = {value_of['w']} and x = {value_of['x']} comes o₁ = {value_of['o1']}, which feeds "
        f"o₂₁ = {value_of['o21']} and o₂₂ = {value_of['o22']}; both feed the prediction {value_of['y_hat']}, and the "
        f"loss is {value_of['L']}. Backwards, {format_number(gradients['y_hat', 'L'])} leaves the loss. The upper path "
        f"brings {format_number(terms[0])} to o₁, the lower path {format_number(terms[1])}; {format_sum(terms)} = "
        f"{format_number(sum(terms))}, and w receives {format_number(gradients['w', 'o1'])}.",
    )


def three_gates(values: Mapping[str, float], gradients: Mapping[str, float]) -> Axes:
    """Draw the computation graph of L = max(a·b + c, d); return the Axes.

    `values` holds a, b, p = a·b, c, s = p + c, d and L; `gradients` maps each name to its gradient.
    """
    edge_gradients = {edge: gradients[edge[0]] for edge in GATES_WIRES}
    value_of = {name: f"{value:g}".replace("-", "−") for name, value in values.items()}
    gradient_of = {name: f"{value:g}".replace("-", "−") for name, value in gradients.items()}
    return with_alt_text(
        graphs.computation_graph(GATES, GATES_WIRES, values, edge_gradients, width=8.6, height=4.4),
        f"Computation graph of max(a·b + c, d). Forwards: a·b is {value_of['p']}, adding c gives {value_of['s']}, and "
        f"the larger of this and d = {value_of['d']} is L = {value_of['L']}. Backwards: max passes {gradient_of['s']} "
        f"to the sum and {gradient_of['d']} to d; plus copies {gradient_of['p']} to the product and {gradient_of['c']} "
        f"to c; times gives {gradient_of['a']} to a and {gradient_of['b']} to b.",
    )


def finite_difference_error(
    step_sizes: np.ndarray, errors: np.ndarray, truncation_errors: np.ndarray, rounding_errors: np.ndarray
) -> Axes:
    """Plot the error of a central difference by step size h, with truncation and rounding error; return the Axes."""
    best = step_sizes[np.argmin(np.maximum(truncation_errors, rounding_errors))]
    return with_alt_text(
        curves.error_against_step(step_sizes, errors, truncation_errors, rounding_errors),
        "Error of the central difference against the step h, both on logarithmic scales, h shrinking to the right. The "
        f"measured points fall along the line h²·f‴/6 until h is near 10 to the power {np.log10(best):.0f}, then rise "
        "again along ε·f/h.",
    )
