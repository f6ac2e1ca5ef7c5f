"""Figures of lecture 18: a wrongly configured loss, two libraries in step, and dropout in training and in use."""

import numpy as np

from dlcourse.plots.curves import label_ends
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, described, in_style, new_axes

ROUNDING = 2.0**-24  # half the distance from 1 to the next float32
SIX_SERIES = (
    *SERIES,
    ("#8a5a00", "P", (0, (3, 1, 1, 1))),
    (INK, "v", (0, (5, 1, 1, 1))),
)  # two more than the style has


@in_style
def losses_by_epoch(losses, floor):
    """Plot training losses by epoch on a linear scale, a dict from label to (E,), and a thin line at `floor`.

    The floor is the lowest loss that is possible if the softmax is applied twice.
    """
    ax = new_axes(7.2, 3.9)
    for (label, values), (colour, marker, dashes) in zip(losses.items(), SERIES, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, dashes, color=colour, marker=marker, markersize=5, label=label)
    ax.set(xlabel="epoch", ylabel="loss that is reported (nats per row)")
    ax.set_ylim(0, 1.05 * max(np.max(values) for values in losses.values()))
    ax.locator_params(axis="x", integer=True)
    label_ends(ax)
    ax.axhline(floor, color=GREY, linewidth=1, linestyle=":")
    said = {"xytext": (0, -4), "textcoords": "offset points", "ha": "right", "va": "top", "color": GREY}
    ax.annotate(f"{floor:.3f}: the lowest with two softmaxes", (ax.get_xlim()[1], floor), **said)
    epochs = len(next(iter(losses.values())))
    spoken = "; ".join(f"{label} from {values[0]:.1f} to {values[-1]:.1f}" for label, values in losses.items())
    return described(
        ax,
        f"Reported loss over {epochs} epochs for {len(losses)} ways to pair network and loss: {spoken}. A thin line "
        f"marks {floor:.3f}, which the loss with two softmaxes cannot pass.",
    )


@in_style
def differences_by_step(differences, rounding=ROUNDING):
    """Plot the largest difference between two libraries' weights after each step, label to (T,), on a log scale.

    A grey band marks differences below `rounding`, which float32 loses when added to 1.
    """
    ax = new_axes(7.6, 4.5)
    for (label, values), (colour, marker, dashes) in zip(differences.items(), SIX_SERIES, strict=False):
        steps = np.arange(1, len(values) + 1)
        look = {"color": colour, "marker": marker, "linestyle": dashes, "markersize": 4, "linewidth": 1.4}
        ax.plot(steps, values, markevery=12, label=label, **look)
    ax.set(xlabel="step", ylabel="largest difference of a weight (log scale)", yscale="log", ylim=(5e-9, 1))
    label_ends(ax)
    ax.axhspan(ax.get_ylim()[0], rounding, color=GREY, alpha=0.15, linewidth=0)
    ax.text(2, 7e-9, "less than float32 can tell beside a 1", color=INK, va="bottom", fontsize=10)
    jumped = [label for label, values in differences.items() if np.max(values[:2]) > 1e-5]
    crept = [label for label in differences if label not in jumped]
    bound = 10.0 ** np.ceil(np.log10(max(np.max(differences[label]) for label in crept)))
    return described(
        ax,
        f"Largest difference of a weight between our library and Keras over {len(steps)} steps, log scale. "
        f"{', '.join(crept)} begin below 0.0000001 and stay below {bound:.7f}. "
        f"{', '.join(jumped)} jump within the first two steps, and end above 0.001.",
    )


@in_style
def passes_in_training(drawn, in_use, digit):
    """Plot a histogram of the probability of `digit` over passes with dropout (P,), and a line at its value in use."""
    ax = new_axes(6.6, 3.4)
    ax.hist(drawn, bins=np.linspace(0, 1, 26), color=BLUE, alpha=0.75, edgecolor="white")
    ax.axvline(in_use, color=INK, linewidth=2, linestyle="--")
    side, shift = ("right", -0.015) if in_use > 0.5 else ("left", 0.015)
    ax.text(in_use + shift, 0.95, f"in use: {in_use:.2f},\nevery time", ha=side, va="top", transform=_top(ax))
    ax.set(xlabel=f"probability of a {digit}", ylabel=f"passes, of {len(drawn)}", xlim=(0, 1))
    return described(
        ax,
        f"Histogram of the probability of a {digit} over {len(drawn)} passes with dropout at work: from "
        f"{np.min(drawn):.1f} to {np.max(drawn):.1f}. In use it says {in_use:.2f}, a dashed line, each time.",
    )


def _top(ax):
    """Return the transform with data coordinates along x and shares of the Axes along y."""
    return ax.get_xaxis_transform()
