"""A quadratic loss over two parameters as a map, the lower the darker: a film of walks, or the paths of an explorer."""

from collections.abc import Callable, Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, to_hex

from dlcourse.plots.page.style import GREY, INK, Numbers

LAND = LinearSegmentedColormap.from_list("land", ["#b3a890", "#fbf9f4"])  # low is dark
LEVELS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def quadratic_of(loss: Callable[[float, float], float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the minimum (w, b, L) and the Hessian (2, 2) of a quadratic loss(w, b), from six of its values."""
    middle, east, west, north, south = loss(0, 0), loss(1, 0), loss(-1, 0), loss(0, 1), loss(0, -1)
    mixed = loss(1, 1) - east - north + middle
    curvature = np.array([[east - 2 * middle + west, mixed], [mixed, north - 2 * middle + south]])
    slopes = np.array([east - west, north - south]) / 2  # at (0, 0)
    lowest = np.linalg.solve(curvature, -slopes)
    return np.array([*lowest, middle + slopes @ lowest / 2]), curvature


def draw_map(
    ax: Axes,
    minimum: Numbers,
    curvature: np.ndarray,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    label_direction: tuple[float, float] | None = (1.0, -0.45),
) -> None:
    """Shade a quadratic loss over w and b, the lower the darker, with its lowest point and contours at LEVELS.

    - `ax`: the Axes to draw on; their scales become equal, so that a step is perpendicular to its contour.
    - `minimum`: (w, b, loss) at the lowest point.
    - `curvature`: the second derivatives, (2, 2): the loss is that at the minimum + ½ dᵀ curvature d, with d the vector
      from there.
    - `xlim`: (low, high) of w.
    - `ylim`: (low, high) of b.
    - `label_direction`: from the minimum, the direction along which the contours' losses are written; None writes none.
    """
    centre, lowest = np.asarray(minimum[:2]), minimum[2]
    levels = [level for level in LEVELS if level > lowest]
    areas = ellipses(centre, curvature, [level - lowest for level in levels])
    colors = [to_hex(LAND(k / len(levels))) for k in range(len(levels) + 1)]
    ax.set_facecolor(colors[-1])
    ax.add_collection(
        PolyCollection(areas[::-1], facecolors=colors[-2::-1], edgecolors=GREY, linewidths=0.5, zorder=0.5)
    )
    ax.plot(*centre, "D", color=INK, markersize=6, zorder=6)
    ax.set(xlabel="slope w", ylabel="intercept b", xlim=xlim, ylim=ylim)
    ax.set_aspect("equal")
    ax.grid(visible=False)
    if label_direction is not None:
        _write_levels(ax, centre, curvature, {level: level - lowest for level in levels}, colors, label_direction)


def _write_levels(ax, centre, curvature, heights, colors, direction):
    """Write the loss of each contour where a ray from the lowest point meets it, as long as there is room."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    direction, reach, last = np.array(direction), (right - left) / 2, -np.inf
    for (level, height), color in zip(heights.items(), colors, strict=False):
        far = np.sqrt(2 * height / (direction @ curvature @ direction))
        x, y = centre + far * direction
        paper = {"facecolor": color, "edgecolor": "none", "pad": 0.6}
        if far - last > 0.075 * reach and left < x < right - 0.06 * reach and bottom < y < top:
            ax.text(x, y, f"{level:g}", fontsize=8, color="#4a4a4a", ha="center", va="center", zorder=2, bbox=paper)
            last = far


def loss_on_map(points: np.ndarray, minimum: Numbers, curvature: np.ndarray) -> np.ndarray:
    """Return the quadratic loss of `draw_map` at points (…, 2)."""
    away = points - np.asarray(minimum[:2])
    return minimum[2] + np.sum(away @ curvature * away, axis=-1) / 2


def ellipses(
    centre: np.ndarray, curvature: np.ndarray, levels: Iterable[float], n_points: int = 72
) -> list[np.ndarray]:
    """Return the ellipses ½ dᵀ curvature d = each of `levels`, d the vector from the centre; (n_points + 1, 2) each."""
    scale = np.linalg.cholesky(np.linalg.inv(curvature))
    angle = np.linspace(0, 2 * np.pi, n_points + 1)
    circle = np.column_stack([np.cos(angle), np.sin(angle)]) @ scale.T
    return [centre + np.sqrt(2 * level) * circle for level in levels]


def format_loss(loss: float, digits: int = 3) -> str:
    """Format a loss for reading: with `digits` decimals, or as a power of ten if it diverged."""
    if loss < 1e4:
        return f"{loss:,.{digits}f}"
    first, power = f"{loss:.0e}".split("e+")
    return f"{first} · 10" + str(int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
