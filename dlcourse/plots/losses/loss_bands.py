"""Figures of lecture 05: what networks answer over x beyond a centre, quantiles and a width."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.losses.loss_functions import LOOKS, format_short, label_hours
from dlcourse.plots.page.style import GREY, INK, in_style, new_axes, with_alt_text


@in_style
def quantiles_for_each_x(
    x: np.ndarray,
    y: np.ndarray,
    grid: np.ndarray,
    answers: Mapping[float, np.ndarray],
    truths: Mapping[float, np.ndarray],
) -> Axes:
    """Plot points (N,) and a network's quantiles over the grid (P,), over the true ones, wide and pale; an Axes.

    `answers` and `truths` map a share τ to (P,). The space between the lowest and the highest quantile is shaded.
    """
    ax = new_axes(7.6, 4.2)
    top = 1.6 * float(max(each.max() for each in truths.values()))
    color, _, _ = LOOKS["MAE"]
    lowest, highest = min(answers), max(answers)
    ax.plot(x, y, "o", color="#9a9a9a", markersize=2.5, alpha=0.6, zorder=1)
    ax.fill_between(grid, answers[lowest], answers[highest], color=color, alpha=0.08, linewidth=0, zorder=2)
    for share, linestyle in zip(answers, ("-.", "--", "-"), strict=False):
        ax.plot(grid, truths[share], color=color, linewidth=7, alpha=0.34, zorder=2)
        ax.plot(grid, answers[share], color=color, linestyle=linestyle, linewidth=2.2, zorder=3,
                label=f"τ = {share:g}: {np.mean(y < np.interp(x, grid, answers[share])):.0%} below")  # fmt: skip
    ax.plot([], [], color=color, linewidth=7, alpha=0.34, label="true quantiles, which we know")
    _finish(ax, grid, y, top, low=0.0, columns=2)
    middle = len(grid) // 2
    told = ", ".join(
        f"{format_short(answers[share][middle])} for τ = {share:g} (truly {format_short(truths[share][middle])})"
        for share in answers
    )
    return with_alt_text(
        ax,
        f"{len(x)} waits over the time of day and one curve for each τ, along the true quantiles. At x = "
        f"{format_short(grid[middle])}: {told}. Between the lowest and the highest lie most waits, and the band is "
        "much wider above the middle curve than below it.",
    )


@in_style
def band_of_widths(
    x: np.ndarray,
    y: np.ndarray,
    grid: np.ndarray,
    centre: np.ndarray,
    width: np.ndarray,
    truth: np.ndarray,
    others: Sequence[np.ndarray] = (),
    asked: float | None = None,
) -> Axes:
    """Plot points, a network's centre ± width, and the true centre with its standard deviation; return the Axes.

    - `x`: inputs of the rows, (N,).
    - `y`: targets of the rows, (N,); those above the axes are counted at the top.
    - `grid`: inputs at which the curves are given, (P,); where no rows are, the ground is grey.
    - `centre`: the network's ŷ, (P,).
    - `width`: the network's σ, (P,).
    - `truth`: the true mean less and plus the true standard deviation, (2, P); nan where no rows are.
    - `others`: the ŷ of other networks, (P,) each.
    - `asked`: the x at which a vertical line is drawn; None for none.
    """
    ax = new_axes(7.6, 4.4)
    top = 1.5 * float(np.nanmax(truth))
    color, _, linestyle = LOOKS["MSE"]
    ax.plot(x, y, "o", color="#9a9a9a", markersize=2.5, alpha=0.6, zorder=1)
    for left, right in ((grid[0], x.min()), (x.max(), grid[-1])):
        if right - left > 0.1:
            ax.axvspan(left, right, color="#ececec", zorder=0)
            ax.text((left + right) / 2, 0.6 * top, "no rows", ha="center", color=GREY)
    ax.fill_between(grid, centre - width, centre + width, color=color, alpha=0.22, linewidth=0, zorder=2,
                    label="the network's ŷ ± σ")  # fmt: skip
    ax.plot(grid, centre, color=color, linestyle=linestyle, linewidth=2.2, zorder=3, label="the network's ŷ")
    for edge, label in zip(truth, ("true mean ± standard deviation", None), strict=True):
        ax.plot(grid, edge, color=INK, linestyle="--", linewidth=1.2, zorder=3, label=label)
    for at, each in enumerate(others):
        ax.plot(
            grid, each, color=INK, linestyle=":", linewidth=1.3, zorder=4, label=None if at else "ŷ from other starts"
        )
    if asked is not None:
        ax.axvline(asked, ymax=0.9, color=GREY, linewidth=1.2, zorder=2)
    _finish(ax, grid, y, top, low=min(0.0, float(np.min(centre - width))) - 1)
    told = "; ".join(
        f"at x = {format_short(grid[at])} ŷ = {format_short(centre[at])}, σ = {format_short(width[at])}"
        for at in np.linspace(0, len(grid) - 1, 5).round().astype(int)
    )
    return with_alt_text(
        ax,
        f"{len(x)} waits over the time of day, from x = {format_short(x.min())} to {format_short(x.max())}, with the "
        "centre that a network gives to each time and a band of one width to either side, wide where the waits scatter "
        f"widely and narrow elsewhere, also where no rows are: {told}.",
    )


def _finish(ax, grid, y, top, low, columns=2):
    """Set limits and labels; put the legend above the Axes and count the rows that lie above them."""
    above = int(np.sum(y > top))
    if above:
        ax.text(
            grid[-1] - 0.01 * np.ptp(grid),
            top * 0.98,
            f"longer waits, not drawn: {above}",
            ha="right",
            va="top",
            color=GREY,
            fontsize=10,
        )
    ax.set(xlabel="x, hours from eight o'clock", ylabel="wait y, in minutes", xlim=(grid[0], grid[-1]), ylim=(low, top))
    label_hours(ax, grid)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=columns, frameon=False, fontsize=10, borderaxespad=0)
