"""Figures of the appendix of lecture 05: a sketch for each of four losses for other jobs."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from dlcourse.plots.loss_functions import LOOKS, PAPER, losses_and_derivatives
from dlcourse.plots.style import GREY, INK, in_style, new_axes, new_figure, with_alt_text


@in_style
def focal_and_plain(q: np.ndarray, plain: np.ndarray, focal: np.ndarray) -> Axes:
    """Plot focal loss and cross-entropy over the probability q (P,) given to the right label; return the Axes."""
    ax = new_axes(6.6, 3.4)
    color, _, linestyle = LOOKS["BCE"]
    ax.plot(q, plain, color=color, linestyle=linestyle, linewidth=2.2)
    ax.plot(q, focal, color=INK, linewidth=2.2)
    ax.text(0.17, 2.05, "cross-entropy: −ln q", color=color)
    ax.text(0.02, 0.2, "focal: −(1 − q)² ln q", color=INK, bbox=PAPER)
    ax.axvspan(0.9, 1, color="#e9e9e9", zorder=0)
    ax.text(0.88, 1.15, "easy rows, q above 0.9:\nfocal is near 0", ha="right", color=GREY)
    ax.set(xlabel="probability q that was given to the right label", ylabel="loss", ylim=(0, 3), xlim=(0, 1))
    return with_alt_text(
        ax,
        "Cross-entropy and focal loss over the probability that was given to the right label. Both rise towards q = 0. "
        f"At q = {q[-1]:.1f} both are {abs(plain[-1]):.0f}; before it, where rows are easy, focal loss is far below.",
    )


@in_style
def two_distributions(y: np.ndarray, p: np.ndarray) -> Axes:
    """Plot two distributions over K classes as bars, with each class's part y ln(y/p) above them; return the Axes."""
    ax = new_axes(5.6, 3.2)
    places = np.arange(len(y))
    parts = y * np.log(y / p)
    ax.bar(places - 0.18, y, 0.34, color="#bdbdbd", edgecolor=GREY, hatch="//", label="y")
    ax.bar(places + 0.18, p, 0.34, color=LOOKS["BCE"][0], label="p")
    for place, part, height in zip(places, parts, np.maximum(y, p), strict=True):
        ax.text(float(place), height + 0.04, f"y ln(y/p) = {part:.2f}".replace("-", "−"), ha="center")
    ax.set_xticks(places, [f"class {k}" for k in places])
    ax.set(ylabel="probability", ylim=(0, 1.15), title=f"KL divergence: {parts.sum():.3f} nats")
    ax.legend(loc="upper right", frameon=False)
    told = ", ".join(f"class {k}: y {a:g}, p {b:g}" for k, (a, b) in enumerate(zip(y, p, strict=True)))
    return with_alt_text(ax, f"Two distributions as bars, {told}. Their KL divergence is {parts.sum():.3f} nats.")


@in_style
def triplets(rows: Mapping[str, np.ndarray], margin: float) -> Axes:
    """Draw a triplet and the same with near and far swapped; `rows` maps anchor, positive, negative to (2,).

    The shaded disc is where a negative is too near: within the margin of the positive's squared distance. Returns Axes.
    """
    axes = new_figure(8.8, 3.5).subplots(1, 2)
    anchor, near, far = rows["anchor"], rows["positive"], rows["negative"]
    told = []
    for ax, positive, negative in ((axes[0], near, far), (axes[1], far, near)):
        to_positive, to_negative = ((anchor - other) @ (anchor - other) for other in (positive, negative))
        loss = max(0.0, float(to_positive - to_negative + margin))
        ax.add_patch(Circle(tuple(anchor), np.sqrt(to_positive + margin), color="#e6e6e6", zorder=0))
        for name, place, (marker, fill), offset in (
            ("anchor", anchor, ("o", INK), (-12, -18)),
            ("positive", positive, ("^", INK), (8, 6)),
            ("negative", negative, ("s", "white"), (8, 6)),
        ):
            ax.plot(*place, marker, color=INK, markerfacecolor=fill, markersize=9)
            ax.annotate(name, tuple(place), offset, textcoords="offset points", bbox=PAPER)
        ax.set(xlim=(-2.4, 3.4), ylim=(-2.3, 2.3), aspect="equal", title=f"loss {loss:g}")
        told.append(f"squared distance to the positive {to_positive:g}, to the negative {to_negative:g}: loss {loss:g}")
    return with_alt_text(axes[0], "Anchor, positive and negative as points. Left: " + "; right: ".join(told) + ".")


def generator_losses(z: np.ndarray, losses: Mapping[str, np.ndarray], derivatives: Mapping[str, np.ndarray]) -> Axes:
    """Plot two losses of a generator over the discriminator's logit z (P,) above their derivatives; return an Axes.

    Both map "by the game" and "non-saturating", in this order, to (P,).
    """
    labels = {"by the game: ln(1 − σ(z))": (-3.6, -1.4), "non-saturating: −ln σ(z)": (-0.4, 3.2)}
    below = {"by the game: near 0": (-4.4, -0.16), "non-saturating: near −1": (-4.4, -0.84)}
    upper, _ = losses_and_derivatives(
        z,
        losses,
        derivatives,
        "logit z of a generated row",
        labels,
        below,
        ylims=((-4.4, 6.2), (-1.15, 0.15)),
        looks=[(INK, "", "-"), LOOKS["BCE"]],
    )
    return with_alt_text(
        upper,
        "Two losses of a generator over the discriminator's logit of a generated row, above their derivatives. Both "
        f"fall as z grows. At z = {z[0]:g} the derivative of the game's own is {derivatives['by the game'][0]:.3f}, "
        f"that of the non-saturating one {derivatives['non-saturating'][0]:.3f}.",
    )
