"""Figure of lecture 05: one recipe for losses, and a panel for each kind of answer."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.losses.loss_functions import LOOKS
from dlcourse.plots.page.style import GREY, INK, Numbers, in_style, new_figure, with_alt_text


@in_style
def outputs_and_distributions(panels: Mapping[str, tuple[Numbers, Numbers, float]]) -> Axes:
    """Draw the distribution that each output stands for, with what happened marked, and −ln of its probability.

    `panels` maps a title to values (K,), their probabilities (K,) and the value y that happened. Whole numbers get
    bars, others a curve, the density. Returns the first Axes.
    """
    axes = new_figure(9.8, 3.2).subplots(1, len(panels))
    color, told = LOOKS["BCE"][0], []
    for ax, (title, (values, probabilities, y)) in zip(axes, panels.items(), strict=True):
        values, probabilities = np.asarray(values), np.asarray(probabilities)
        at = int(np.argmin(np.abs(values - y)))
        highest, q = float(probabilities.max()), float(probabilities[at])
        if np.issubdtype(values.dtype, np.integer):
            colors = [color if k == at else "#c9c9c9" for k in range(len(values))]
            ax.bar(values, probabilities, 0.7, color=colors, edgecolor=GREY)
            ax.set_xticks(values[:: 1 + len(values) // 5])
            ax.set(ylabel="probability" if ax in axes[:2] else "")
        else:
            ax.plot(values, probabilities, color=INK, linewidth=1.8)
            ax.vlines(y, 0, q, color=color, linewidth=5)
            ax.set(ylabel="density")
        ax.plot(y, 0, "o", color=INK, markersize=5, clip_on=False, zorder=4)
        ax.set(xlabel="y", ylim=(0, 1.45 * highest))
        ax.set_title(title, fontsize=11)
        ax.text(0.5, 0.97, f"−ln {q:.3g} = {-np.log(q):.2f}", transform=ax.transAxes, ha="center", va="top",
                color=color, fontsize=10.5)  # fmt: skip
        told.append(f"{' '.join(title.split())}: y = {y:g} was given {q:.3g}, so the loss is {-np.log(q):.2f}")
    return with_alt_text(
        axes[0],
        "A panel for each kind of answer, with the distribution that the output stands for. " + "; ".join(told) + ".",
    )
