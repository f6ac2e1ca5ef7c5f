"""The explorer of lecture 05 on likelihood: one density over five waits."""

import ipywidgets
import numpy as np

from dlcourse.plots.likelihood import density_of_rows, describe_density
from dlcourse.widgets.base import WithStill, explorer, slider

WAITS = np.array([1.0, 2.0, 3.0, 4.0, 100.0])


def likelihood_explorer() -> WithStill:
    """Return the family, centre and width of a density, over the waits and how probable it makes each."""
    controls = {
        "family": ipywidgets.ToggleButtons(
            options=["Gauss", "Laplace"], description="density", style={"button_width": "7em"}
        ),
        "centre": slider("centre", 10.0, 0, 60, step=1.0),
        "width": slider("width", 10.0, 1, 80, step=1.0),
    }
    return explorer(_draw_density, controls)


def _draw_density(family, centre, width):
    """Return the density, a stem at each wait and −ln density of each, and the words for it."""
    return density_of_rows(WAITS, family, centre, width), describe_density(WAITS, family, centre, width)
