"""The explorer of lecture 03 on universal approximation: a curve put together from the steps of sigmoid units."""

import functools

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.plots.networks import bumps as plots
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Scene, steps

UNITS = (1, 2, 3, 5, 10, 20, 40)
STEEPNESSES = (2, 5, 10, 20, 50, 100, 200, 500, 1000)
X = np.linspace(-0.25, 1.25, 1201)  # somewhat beyond the interval on which the curve is sought


def hills(x: np.ndarray) -> np.ndarray:
    """sin 2πx + ½ sin 5πx, a hilly curve."""
    return np.sin(2 * np.pi * x) + 0.5 * np.sin(5 * np.pi * x)


def bumps_net(x: np.ndarray, heights: np.ndarray, steepness: float) -> np.ndarray:
    """f₀ + Σⱼ (fⱼ − fⱼ₋₁) σ(k (x − eⱼ)), for x (P,): n units reach n + 1 heights, evenly spaced from 0 to 1.

    The edge eⱼ lies half-way between two neighbouring heights.
    """
    n = len(heights) - 1
    edges = (np.arange(n) + 0.5) / n
    return heights[0] + sigmoid(steepness * (x[:, None] - edges)) @ np.diff(heights)


def largest_error(units: int, steepness: float) -> float:
    """Return how far `bumps_net` with that many units is from `hills`, at most, between 0 and 1."""
    x = np.linspace(0, 1, 801)
    return float(np.abs(bumps_net(x, hills(np.linspace(0, 1, units + 1)), steepness) - hills(x)).max())


def bumps_explorer() -> Explorer:
    """Return two sliders, how many units and how steep, over a curve and what the units make of it."""
    controls = {"units": steps("units", UNITS, 3, str), "steepness": steps("steepness", STEEPNESSES, 1000, str)}
    return Explorer(_draw_bumps, controls, name="bumps")


def _draw_bumps(units, steepness):
    """Return the curve, the sum of the units, and its error."""
    scene, ax, title = _scene()
    knots = np.linspace(0, 1, units + 1)
    error = plots.bumps_of(ax, X, bumps_net(X, hills(knots), steepness), knots, hills(knots))
    title.set_text(f"largest error: {error:.2f}")
    return scene.frame(plots.describe_bumps(units, steepness, error))


@functools.cache
def _scene():
    """Return the axes, and what moves on them."""
    ax = plots.bumps_and_curve(hills, X)
    title = ax.set_title("", loc="left", fontsize=12)
    return Scene(figure_of(ax), [*ax.lines[1:4], title]), ax, title
