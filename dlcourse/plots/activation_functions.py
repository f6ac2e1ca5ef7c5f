"""Figures of lecture 10: what bends can build, functions above their derivatives, and units that never fire."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.functions import function_and_derivative
from dlcourse.plots.style import GREY, INK, SERIES, Numbers, figure_of, in_style, new_figure, with_alt_text
from dlcourse.plots.vanishing_exploding_gradients import norms_by_layer


@in_style
def fitted_curves(
    x: np.ndarray, y: np.ndarray, fits: Mapping[str, np.ndarray], width: float = 10, height: float = 3.2
) -> list[Axes]:
    """Plot the points (x, y), both (P,), with each network's fitted curve; `fits` maps a name to (P,).

    Returns the Axes in a list, one for each network.
    """
    figure = new_figure(width, height)
    axes = figure.subplots(1, len(fits), sharex=True, sharey=True, squeeze=False)[0]
    for ax, (name, fit), (color, _, linestyle) in zip(axes, fits.items(), SERIES, strict=False):
        ax.plot(x, y, "o", color="#b5b5b5", markersize=4)
        ax.plot(x, fit, linestyle, color=color, linewidth=2.2)
        ax.set(title=name, xlabel="x")
    axes[0].set(ylabel="y")
    return list(axes)


def wave_fits(x: np.ndarray, y: np.ndarray, fits: Mapping[str, np.ndarray]) -> Axes:
    """Plot the curves that the networks "linear", "relu" and "tanh" fit to points on a wave; return the Axes."""
    return with_alt_text(
        fitted_curves(x, y, fits)[0],
        "Three panels with the same wavy row of points. The linear network lays a straight line through them. ReLU "
        "follows the waves with straight pieces and corners. Tanh follows them with a smooth curve.",
    )


@in_style
def functions_and_derivatives(
    z: np.ndarray, functions: Mapping[str, tuple[np.ndarray, np.ndarray]], width: float = 10.4, height: float = 4.2
) -> np.ndarray:
    """Plot each function in a column: its values above, its derivative below, one scale for each row.

    `functions` maps a name to (values, derivatives), both (P,) over z (P,). Returns the Axes (2, functions).
    """
    figure = new_figure(width, height)
    axes = figure.subplots(2, len(functions), sharex=True, sharey="row", squeeze=False)
    for column, (name, curves) in zip(axes.T, functions.items(), strict=True):
        for ax, curve, (color, _, linestyle) in zip(column, curves, SERIES, strict=False):
            ax.axhline(0, color=GREY, linewidth=0.8)
            ax.axvline(0, color=GREY, linewidth=0.8)
            ax.plot(z, curve, linestyle, color=color, linewidth=2.2)
        column[0].set(title=name)
        column[1].set(xlabel="z")
    axes[0, 0].set(ylabel="value", ylim=(-2, 3))
    axes[1, 0].set(ylabel="slope", ylim=(-0.25, 1.9))
    return axes


def activations_and_derivatives(z: np.ndarray, curves: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Axes:
    """Plot six activations above their derivatives; `curves` maps a name to (values, derivatives); return Axes."""
    names = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "selu": "SELU"}
    axes = functions_and_derivatives(z, {names.get(name, name): curve for name, curve in curves.items()})
    return with_alt_text(
        axes[0, 0],
        "Six functions above their slopes, on one scale. Sigmoid: from 0 to 1, slope a low hill of 0.25. Tanh: from −1 "
        "to 1, slope a hill of 1. ReLU: 0, then z; slope 0, then 1. Leaky ReLU: a little below 0, slope 0.2, then 1. "
        "ELU: bends down to −1, slope falls from 1 to 0 on the left. SELU: like ELU, down to −1.76, slope up to 1.76 "
        "and 1.05 on the right.",
    )


def zeros_and_dead_units(
    learning_rates: np.ndarray, dead_by_rate: np.ndarray, biases: Numbers, dead_by_bias: Numbers, zeros_by_bias: Numbers
) -> Axes:
    """Plot dead units against the learning rate, beside zeros and dead units against the bias; return the Axes."""
    dead_by_bias, zeros_by_bias = np.array(dead_by_bias), np.array(zeros_by_bias)
    means = ", ".join(
        f"{100 * dead:.0f} at {rate:g}" for rate, dead in zip(learning_rates, dead_by_rate.mean(axis=0), strict=True)
    )
    bias_range = f"from {biases[0]} to {biases[-1]}".replace("-", "−")
    by_bias = "; ".join(
        f"at {bias:g} {100 * zeros:.0f} and {100 * dead:.0f}".replace("-", "−")
        for bias, zeros, dead in zip(biases, zeros_by_bias, dead_by_bias, strict=True)
    )
    return with_alt_text(
        dead_unit_fractions(learning_rates, dead_by_rate, biases, dead_by_bias, zeros_by_bias)[0],
        "Two panels. Left, the percentage of dead units after training on the digits, by learning rate, as a mean "
        f"of {len(dead_by_rate)} seeds: {means}. Right, before training, by a bias that falls {bias_range}, the "
        "percentage of zeros among all outputs, which climbs early, and of dead units, which climbs late: "
        f"{by_bias}.",
    )


def variance_by_layer(variances: Mapping[str, Numbers]) -> Axes:
    """Plot the variance of the activations by layer; `variances` maps a name to one number per layer. Returns Axes."""
    ends = "; ".join(f"{name}: {each[0]:.2g} and {each[-1]:.2g}" for name, each in variances.items())
    layers = len(next(iter(variances.values())))
    return with_alt_text(
        norms_by_layer(variances, "variance of the activations (log scale)", "layer"),
        f"Variance of the activations in {layers} layers, on a logarithmic scale. In the first and in the last layer, "
        f"for {ends}.",
    )


@in_style
def dead_unit_fractions(
    learning_rates: np.ndarray,
    dead_by_rate: np.ndarray,
    biases: Numbers,
    dead_by_bias: np.ndarray,
    zeros_by_bias: np.ndarray,
    width: float = 10,
    height: float = 3.8,
) -> tuple[Axes, Axes]:
    """Plot the fraction of dead ReLU units against the learning rate, beside dead units and zero entries by bias.

    `dead_by_rate` (seeds, learning_rates) is drawn as its mean with a band from lowest to highest. Returns both Axes.
    """
    figure = new_figure(width, height)
    left, right = figure.subplots(1, 2, sharey=True)
    dead, zeros = SERIES[0], SERIES[1]
    left.fill_between(
        learning_rates, dead_by_rate.min(axis=0), dead_by_rate.max(axis=0), color=dead[0], alpha=0.14, linewidth=0
    )
    left.plot(learning_rates, dead_by_rate.mean(axis=0), dead[2], marker=dead[1], color=dead[0])
    left.set(xscale="log", xlabel="learning rate (log scale)", ylabel="share", title="after training, digits")
    left.set_xticks(learning_rates, [f"{learning_rate:g}" for learning_rate in learning_rates])
    left.minorticks_off()
    right.plot(biases, zeros_by_bias, zeros[2], marker=zeros[1], color=zeros[0])
    right.plot(biases, dead_by_bias, dead[2], marker=dead[1], color=dead[0])
    right.set(xlabel="bias of all units", title="before training, 20 normal inputs", ylim=(-0.04, 1.08))
    right.annotate("zeros among\nall outputs", (biases[2], zeros_by_bias[2]), (-8, 10), textcoords="offset points",
                   color=zeros[0], ha="right")  # fmt: skip
    right.annotate("dead units", (biases[-4], dead_by_bias[-4]), (10, -2), textcoords="offset points", color=dead[0])
    right.invert_xaxis()
    return left, right


@in_style
def tangent_at_point(
    z: np.ndarray,
    values: np.ndarray,
    derivatives: np.ndarray,
    title: str,
    z0: float,
    value_at_z0: float,
    derivative_at_z0: float,
) -> tuple[Axes, Axes]:
    """Plot a function above its derivative, with the tangent at `z0` and the derivative there marked; return both Axes.

    Fast to draw, for a slider: the Axes have fixed positions.
    """
    upper, lower = function_and_derivative(z, values, derivatives, "value", width=6.4, height=5.4)
    figure_of(upper).set_layout_engine("none")
    upper.set_position((0.11, 0.51, 0.85, 0.37))
    lower.set_position((0.11, 0.11, 0.85, 0.34))
    upper.set(title=title)
    lower.set(ylabel="slope")
    reach = 1.2 / np.hypot(1, derivative_at_z0)
    offsets = np.array([-reach, reach])
    upper.plot(z0 + offsets, value_at_z0 + derivative_at_z0 * offsets, color=INK, linewidth=1.4)
    upper.plot(z0, value_at_z0, "o", color=INK)
    lower.plot(z0, derivative_at_z0, "s", color=INK)
    lower.plot([z0, z0], [0, derivative_at_z0], ":", color=INK, linewidth=1.2)
    upper.set(xlim=(z[0], z[-1]), ylim=(min(-2, values.min()) - 0.1, max(4.2, min(values.max(), 5.2))))
    lower.set(ylim=(min(-0.3, derivatives.min() - 0.1), max(1.3, derivatives.max() + 0.15)))
    return upper, lower
