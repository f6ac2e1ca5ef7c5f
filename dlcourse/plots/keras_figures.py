"""Figures of lecture 18: a wrongly configured loss, two libraries in step, and dropout in training and in use."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.curves import label_ends
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, with_alt_text

ROUNDING = 2.0**-24  # half the distance from 1 to the next float32
SIX_SERIES = (
    *SERIES,
    ("#8a5a00", "P", (0, (3, 1, 1, 1))),
    (INK, "v", (0, (5, 1, 1, 1))),
)  # two more than the style has


@in_style
def losses_by_epoch(losses: Mapping[str, Numbers], lower_bound: float) -> Axes:
    """Plot training losses by epoch on a linear scale, a dict from label to (E,); return the Axes.

    A thin line marks `lower_bound`, the lowest loss that is possible if the softmax is applied twice.
    """
    ax = new_axes(7.2, 3.9)
    for (label, values), (color, marker, linestyle) in zip(losses.items(), SERIES, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, linestyle, color=color, marker=marker, markersize=5, label=label)
    ax.set(xlabel="epoch", ylabel="loss that is reported (nats per row)")
    ax.set_ylim(0, 1.05 * max(np.max(values) for values in losses.values()))
    ax.locator_params(axis="x", integer=True)
    label_ends(ax)
    ax.axhline(lower_bound, color=GREY, linewidth=1, linestyle=":")
    text_style: dict[str, Any] = {
        "xytext": (0, -4),
        "textcoords": "offset points",
        "ha": "right",
        "va": "top",
        "color": GREY,
    }
    ax.annotate(f"{lower_bound:.3f}: the lowest with two softmaxes", (ax.get_xlim()[1], lower_bound), **text_style)
    epochs = len(next(iter(losses.values())))
    summary = "; ".join(f"{label} from {values[0]:.1f} to {values[-1]:.1f}" for label, values in losses.items())
    return with_alt_text(
        ax,
        f"Reported loss over {epochs} epochs for {len(losses)} ways to pair network and loss: {summary}. A thin line "
        f"marks {lower_bound:.3f}, which the loss with two softmaxes cannot pass.",
    )


@in_style
def differences_by_step(differences: Mapping[str, Numbers], rounding_error: float = ROUNDING) -> Axes:
    """Plot the largest difference between two libraries' weights after each step, label to (T,), on a log scale.

    A grey band marks differences below `rounding_error`, which float32 loses when added to 1.
    """
    ax = new_axes(7.6, 4.5)
    for (label, values), (color, marker, linestyle) in zip(differences.items(), SIX_SERIES, strict=False):
        steps = np.arange(1, len(values) + 1)
        line_style: dict[str, Any] = {
            "color": color,
            "marker": marker,
            "linestyle": linestyle,
            "markersize": 4,
            "linewidth": 1.4,
        }
        ax.plot(steps, values, markevery=12, label=label, **line_style)
    ax.set(xlabel="step", ylabel="largest difference of a weight (log scale)", yscale="log", ylim=(5e-9, 1))
    label_ends(ax)
    ax.axhspan(ax.get_ylim()[0], rounding_error, color=GREY, alpha=0.15, linewidth=0)
    ax.text(2, 7e-9, "less than float32 can tell beside a 1", color=INK, va="bottom", fontsize=10)
    large = [label for label, values in differences.items() if np.max(values[:2]) > 1e-5]
    small = [label for label in differences if label not in large]
    bound = 10.0 ** np.ceil(np.log10(max(np.max(differences[label]) for label in small)))
    return with_alt_text(
        ax,
        f"Largest difference of a weight between our library and Keras over {len(steps)} steps, log scale. "
        f"{', '.join(small)} begin below 0.0000001 and stay below {bound:.7f}. "
        f"{', '.join(large)} jump within the first two steps, and end above 0.001.",
    )


@in_style
def dropout_predictions(probabilities: np.ndarray, inference_probability: float, digit: int) -> Axes:
    """Plot a histogram of the probability of `digit` over passes with dropout (P,); return the Axes.

    A dashed line marks `inference_probability`, its value at inference, without dropout.
    """
    ax = new_axes(6.6, 3.4)
    ax.hist(probabilities, bins=np.linspace(0, 1, 26).tolist(), color=BLUE, alpha=0.75, edgecolor="white")
    ax.axvline(inference_probability, color=INK, linewidth=2, linestyle="--")
    ha, shift = ("right", -0.015) if inference_probability > 0.5 else ("left", 0.015)
    ax.text(
        inference_probability + shift,
        0.95,
        f"in use: {inference_probability:.2f},\nevery time",
        ha=ha,
        va="top",
        transform=_top(ax),
    )
    ax.set(xlabel=f"probability of a {digit}", ylabel=f"passes, of {len(probabilities)}", xlim=(0, 1))
    return with_alt_text(
        ax,
        f"Histogram of the probability of a {digit} over {len(probabilities)} passes with dropout at work: from "
        f"{np.min(probabilities):.1f} to {np.max(probabilities):.1f}. In use it says {inference_probability:.2f}, a "
        "dashed line, each time.",
    )


def _top(ax):
    """Return the transform with data coordinates along x and shares of the Axes along y."""
    return ax.get_xaxis_transform()
