"""The explorer of lecture 05 on likelihood: one density over five waits."""

import numpy as np

from dlcourse.plots.losses.likelihood import density_numbers, density_of_rows, describe_density
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import radios, steps
from dlcourse.widgets.page.live import Live

WAITS = np.array([1.0, 2.0, 3.0, 4.0, 100.0])


def likelihood_explorer() -> Live:
    """Return the family, centre and width of a density, over the waits and how probable it makes each."""
    sliders = {
        "centre": steps("centre", [float(k) for k in range(61)], 10.0, _whole),
        "width": steps("width", [float(k) for k in range(1, 81)], 10.0, _whole),
    }
    family = "family", radios("density", ["Gauss", "Laplace"])
    return Live(_numbers, _draw, sliders, choice=family, lines=_lines, name="densities")


def _whole(number):
    """Write a whole number."""
    return f"{number:.0f}"


def _numbers(family, centre, width):
    """Return the numbers and lines of the figure."""
    return density_numbers(WAITS, family, centre, width)


def _draw(numbers, family):
    """Return the figure with these numbers, and its words."""
    return figure_of(density_of_rows(WAITS, family, numbers)), describe_density(WAITS, family, numbers)


def _lines(figure):
    """Return the lines that move, with the names of their x and y."""
    axes = [each for ax in figure.axes for each in (ax, *ax.child_axes)]
    named = [line for ax in axes for line in ax.lines if not line.get_label().startswith("_")]
    return [(line, f"{line.get_label()} x", f"{line.get_label()} y") for line in named]
