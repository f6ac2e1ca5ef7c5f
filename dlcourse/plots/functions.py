"""Plots of a function above its derivative, on one x axis."""

from dlcourse.plots.style import GREY, SERIES, in_style, new_figure


@in_style
def function_and_slope(z, value, slope, name, background=None, width=5.2, height=4.6):
    """Plot `value` (P,) above `slope` (P,) over `z` (P,); `background`: measured z, as a pale histogram behind.

    Returns the upper and the lower Axes.
    """
    figure = new_figure(width, height)
    upper, lower = figure.subplots(2, 1, sharex=True)
    if background is not None:
        for ax in (upper, lower):
            behind = ax.twinx()
            behind.hist(background, bins=60, range=(z.min(), z.max()), color="#dddddd", zorder=0)
            behind.set_yticks([])
            behind.spines[:].set_visible(False)
            ax.set_zorder(behind.get_zorder() + 1)
            ax.patch.set_visible(False)
    for ax, y, (colour, _, style), label in (
        (upper, value, SERIES[0], name),
        (lower, slope, SERIES[1], f"slope of {name}"),
    ):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.axvline(0, color=GREY, linewidth=0.8)
        ax.plot(z, y, color=colour, linestyle=style, linewidth=2.2)
        ax.set(ylabel=label)
    lower.set(xlabel="pre-activation z")
    return upper, lower
