"""Figures of lecture 05: cross-entropy beside KL divergence, calibration, and two sketches of losses for other jobs."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from dlcourse.plots.losses.loss_functions import LOOKS
from dlcourse.plots.page.style import GREY, INK, PALE_PAPER, in_style, new_axes, new_figure, with_alt_text


@in_style
def focal_and_plain(q: np.ndarray, plain: np.ndarray, focal: np.ndarray) -> Axes:
    """Plot focal loss and cross-entropy over the probability q (P,) given to the right label; return the Axes."""
    ax = new_axes(6.6, 3.4)
    color, _, linestyle = LOOKS["BCE"]
    ax.plot(q, plain, color=color, linestyle=linestyle, linewidth=2.2)
    ax.plot(q, focal, color=INK, linewidth=2.2)
    ax.text(0.17, 2.05, "cross-entropy: −ln q", color=color)
    ax.text(0.02, 0.2, "focal: −(1 − q)² ln q", color=INK, bbox=PALE_PAPER)
    ax.axvspan(0.9, 1, color="#e9e9e9", zorder=0)
    ax.text(0.88, 1.15, "easy rows, q above 0.9:\nfocal is near 0", ha="right", color=GREY)
    ax.set(xlabel="probability q that was given to the right label", ylabel="loss", ylim=(0, 3), xlim=(0, 1))
    return with_alt_text(
        ax,
        "Cross-entropy and focal loss over the probability that was given to the right label. Both rise towards q = 0. "
        f"At q = {q[-1]:.1f} both are {abs(plain[-1]):.0f}; before it, where rows are easy, focal loss is far below.",
    )


@in_style
def cross_entropy_and_kl(p: np.ndarray, share: float, marked: float) -> Axes:
    """Plot cross-entropy and KL divergence of a coin's share of heads over the predicted p (P,); return the Axes.

    The lowest point of each is marked, and the distance between them, the entropy, is drawn at p = `marked`.
    """
    ax = new_axes(6.6, 3.4)
    color, _, linestyle = LOOKS["BCE"]
    entropy = -float(share * np.log(share) + (1 - share) * np.log(1 - share))
    ends = np.append(p, [share, marked])
    cross = -share * np.log(ends) - (1 - share) * np.log(1 - ends)
    ax.plot(p, cross[:-2], color=color, linestyle=linestyle, linewidth=2.2)
    ax.plot(p, cross[:-2] - entropy, color=INK, linewidth=2.2)
    for height, name, look in ((entropy, "cross-entropy", color), (0.0, "KL divergence", INK)):
        ax.plot(share, height, "o", color=look, zorder=3)
        ax.annotate(f"{name}, lowest: {height:.2f}", (share, height), (0, 13), textcoords="offset points", ha="center",
                    color=look)  # fmt: skip
    ax.annotate("", (marked, cross[-1]), (marked, cross[-1] - entropy),
                arrowprops={"arrowstyle": "<->", "color": GREY, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    ax.text(marked + 0.015, cross[-1] - 0.5 * entropy, "entropy", ha="left", va="center", color=GREY, fontsize=10)
    ax.set(
        xlabel=f"predicted probability p, where the share is {share:g}", ylabel="nats", xlim=(0, 1.02), ylim=(-0.08, 2)
    )
    return with_alt_text(
        ax,
        f"Cross-entropy and KL divergence over the predicted p of a coin with a share of heads of {share:g}: two equal "
        f"valleys, lowest at p = {share:g}, the one at {entropy:.2f} and the other at 0. At p = {marked:g} they are "
        f"{cross[-1]:.2f} and {cross[-1] - entropy:.2f}; the difference is the entropy everywhere.",
    )


@in_style
def said_and_happened(answers: Mapping[str, tuple[np.ndarray, np.ndarray]], groups: int = 5) -> Axes:
    """Plot the share of yes over the probability that was said for it, in groups of equal width; return the Axes.

    `answers` maps two names to (probabilities, labels 0 or 1), both (N,). The larger a mark, the more rows are in its
    group; on the diagonal what was said is the share.
    """
    ax = new_axes(6.6, 4.4)
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    ax.text(0.36, 0.38, "calibrated", ha="right", color=GREY, fontsize=10)
    told = []
    for (name, (p, y)), (color, marker, linestyle) in zip(
        answers.items(), ((LOOKS["BCE"][0], "s", "--"), (INK, "o", "-")), strict=True
    ):
        group = np.minimum((np.asarray(p) * groups).astype(int), groups - 1)
        here = [group == k for k in range(groups) if (group == k).any()]
        said, share, rows = np.transpose([(p[each].mean(), y[each].mean(), each.mean()) for each in here])
        ax.plot(said, share, linestyle, color=color, linewidth=1.2)
        ax.scatter(said, share, 30 + 400 * rows, color=color, marker=marker, zorder=3, clip_on=False)
        ax.scatter([], [], 60, color=color, marker=marker, label=name)  # for the legend
        told.append(f"{name}: " + ", ".join(f"{a:.2f} and {b:.2f}" for a, b in zip(said, share, strict=True)))
    ax.set(
        xlabel=f"said: probability of yes, in {groups} groups (a large mark: many rows)",
        ylabel="happened: share of yes",
    )
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=2, frameon=False, borderaxespad=0)
    return with_alt_text(
        ax,
        "The share of yes over the probability that a network said, with a diagonal on which both are equal. What was "
        f"said, and the share, for each group of rows: {'; '.join(told)}.",
    )


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
        for name, position, (marker, fill), offset in (
            ("anchor", anchor, ("o", INK), (-12, -18)),
            ("positive", positive, ("^", INK), (8, 6)),
            ("negative", negative, ("s", "white"), (8, 6)),
        ):
            ax.plot(*position, marker, color=INK, markerfacecolor=fill, markersize=9)
            ax.annotate(name, tuple(position), offset, textcoords="offset points", bbox=PALE_PAPER)
        ax.set(xlim=(-2.4, 3.4), ylim=(-2.3, 2.3), aspect="equal", title=f"loss {loss:g}")
        told.append(f"squared distance to the positive {to_positive:g}, to the negative {to_negative:g}: loss {loss:g}")
    return with_alt_text(axes[0], "Anchor, positive and negative as points. Left: " + "; right: ".join(told) + ".")
