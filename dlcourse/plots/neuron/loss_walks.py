"""Film of lecture 02: descents on maps of the losses over w₁ and w₂, with the hole enlarged and the lines they give."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.patheffects import withStroke

from dlcourse.plots.neuron.perceptron import students_plane
from dlcourse.plots.neuron.perceptron_loss import LOOKS
from dlcourse.plots.page.style import GREY, INK, TIGHT_PAPER, in_style, new_figure, with_alt_text

LOWLANDS = LinearSegmentedColormap.from_list("lowlands", ["#7fae98", "#c9dac4", "#f8f5e8"])  # low is green
REACH, HOLE = 2.4, 0.06  # of the maps, and of the part around w = 0 that is enlarged
IN_HOLE = 12  # so many of the last steps are shown there
SHOWN_STEPS = (0, 1, 2, 4, 7, 11, 16, 24, 36, 55, 80, 120, 180, 240, 297, 298, 299, 300)
LEVELS = {  # whose contours are labelled
    "perceptron loss": (0.25, 0.5, 1, 2, 3),
    "hinge": (0.5, 0.75, 1, 1.5, 2, 3),
    "log loss": (0.4, 0.6, 0.8, 1.2, 2, 3),
}
PLACES = {  # left and bottom of each panel, in shares of the figure
    "count": (0.05, 0.55),
    "perceptron loss": (0.385, 0.55),
    "the hole": (0.72, 0.55),
    "hinge": (0.05, 0.075),
    "log loss": (0.385, 0.075),
    "lines": (0.735, 0.075),
}


def descents_on_maps(
    x: np.ndarray, y: np.ndarray, walks: Mapping[str, Sequence[np.ndarray]], n_points: int = 121
) -> Iterator[Axes]:
    """Yield a frame for each of SHOWN_STEPS of descents without a bias, on a map of each loss over w₁ and w₂.

    `walks` maps the name of a loss to paths (T, 2), which start at the same places for each. The first map is the count
    of mistakes, where a descent never leaves its start. Beside the maps stand the place around w = 0 of the perceptron
    loss, which has to be among `walks`, with the last steps of its first walk, and the plane of the students x (N, 2)
    with the line of each loss's first walk. Each frame is the same figure, drawn further.
    """
    starts = np.array([path[0] for path in next(iter(walks.values()))])
    paths = {"count": [start[None] for start in starts], **walks}
    figure, trails = _maps(x, y, paths, n_points)
    hole, lines = _hole(figure, x, y), _plane(figure, x, y, walks)
    title = figure.text(0.985, 0.985, "", ha="right", va="top", weight="bold")
    longest = max(len(path) for each in walks.values() for path in each)
    for step in [step for step in SHOWN_STEPS if step < longest]:
        for name, drawn in trails.items():
            for (trail, head), path in zip(drawn, paths[name], strict=True):
                walked = path[: step + 1]
                trail.set_data(*walked.T)
                head.set_data(*walked[-1:].T)
        hole.set_data(*walks["perceptron loss"][0][max(0, step - IN_HOLE) : step + 1].T)
        for name, line in lines.items():
            line.set_data(*_line_through_middle(walks[name][0][min(step, len(walks[name][0]) - 1)]))
        title.set_text(f"step {step}")
        yield figure.axes[0]


def _panel(figure, name, width=0.265, height=0.375):
    """Return new Axes at the place of a panel, with its name as the title."""
    ax = figure.add_axes((*PLACES[name], width, height))
    ax.set_title(name, fontsize=11, color=LOOKS[name][0] if name in LOOKS else INK)
    return ax


def _losses(x, y):
    """Return each loss of lines (…, 2) without a bias, as functions."""

    def margins_of(w):
        return (2 * y - 1) * (w @ x.T)

    return {
        "count": lambda w: ((w @ x.T >= 0) != y).mean(axis=-1),
        "perceptron loss": lambda w: np.maximum(0, -margins_of(w)).mean(axis=-1),
        "hinge": lambda w: np.maximum(0, 1 - margins_of(w)).mean(axis=-1),
        "log loss": lambda w: np.logaddexp(0, -margins_of(w)).mean(axis=-1),
    }


def _grid(reach, n_points):
    """Return places and a square grid (n_points, n_points, 2) of weights around 0."""
    side = np.linspace(-reach, reach, n_points)
    return side, np.stack(np.meshgrid(side, side), axis=-1)


@in_style
def _maps(x, y, paths, n_points):
    """Draw a map for each loss with empty trails; return the figure, and trail and head of each walk."""
    figure = new_figure(9.9, 6.8, layout=None)  # fixed positions: frames must not shift
    side, grid = _grid(REACH, n_points)
    halo = [withStroke(linewidth=3.2, foreground="white")]
    trails, told = {}, []
    for name, each in paths.items():
        ax = _panel(figure, name)
        if name == "count":
            _, fine = _grid(REACH, 4 * n_points)
            _image(ax, _losses(x, y)[name](fine), REACH)
            _write_counts(ax, x, y)
            told.append("the count is flat, and nobody moves")
        else:
            values = _losses(x, y)[name](grid)
            _contours(ax, side, values, LEVELS[name])
            lowest = grid[values < values.min() + 1e-9].mean(axis=0)  # of a flat floor the middle
            ax.plot(*lowest, "*", markerfacecolor="none", markersize=17, markeredgecolor=INK, zorder=6)
            told.append(f"{name} is lowest near ({lowest[0]:.1f}, {lowest[1]:.1f})")
        color = LOOKS[name][0] if name != "count" else INK
        trails[name] = [
            (
                ax.plot([], [], color=color, linewidth=1.5, zorder=4, path_effects=halo)[0],
                ax.plot([], [], "o", color=color, markersize=6, markeredgecolor="white", zorder=5)[0],
            )
            for _ in each
        ]
        ax.plot(*np.array([path[0] for path in each]).T, "o", color="white", markersize=4, markeredgecolor=color,
                linestyle="", zorder=4.5)  # fmt: skip
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        ax.set_xlabel("w₁", labelpad=0)
        ax.set_ylabel("w₂", labelpad=-4)
        ax.grid(visible=False)
    with_alt_text(
        figure.axes[0],
        f"Maps over the weights w₁ and w₂, the lower the greener, with {len(paths['count'])} walks downhill from the "
        f"same starts: {'; '.join(told)}. On the losses with a slope all walks end at the lowest place. The place "
        "around 0 of the perceptron loss, enlarged: its first walk crosses from sector to sector of the count. A plane "
        "with the line of each first walk: that of the perceptron loss swings, the others come to rest.",
    )
    return figure, trails


def _image(ax, values, reach):
    ax.imshow(values, cmap=LOWLANDS, extent=(-reach, reach, -reach, reach), origin="lower", interpolation="nearest",
              aspect="auto")  # fmt: skip


def _contours(ax, side, values, labelled):
    """Shade a map by the ranks of its values, so that low ground is not all of one shade, with labelled contours."""
    levels = np.quantile(values, np.linspace(0, 1, 17) ** 1.5)
    ax.contourf(side, side, values, levels=levels, cmap=LOWLANDS, norm=_by_rank(levels))
    lines = ax.contour(side, side, values, levels=labelled, colors=GREY, linewidths=0.8)
    ax.clabel(lines, fontsize=8, inline_spacing=2, fmt="%g")


def _by_rank(levels):
    """Return a norm that spreads the levels evenly over the colours."""
    return BoundaryNorm(levels, LOWLANDS.N, extend="neither")


@in_style
def _hole(figure, x, y):
    """Draw the sectors of the count close to w = 0; return an empty trail on them."""
    ax = _panel(figure, "the hole")
    _, fine = _grid(HOLE, 400)
    _image(ax, _losses(x, y)["count"](fine), HOLE)
    _write_counts(ax, x, y, radius=0.92 * HOLE)
    ax.plot(0, 0, "*", markerfacecolor="none", markersize=17, markeredgecolor=INK, zorder=4)
    ax.set_title(f"the hole, {REACH / HOLE:.0f} times larger", fontsize=11, color=LOOKS["perceptron loss"][0])
    ax.set(xlim=(-HOLE, HOLE), ylim=(-HOLE, HOLE), xticks=[-0.05, 0, 0.05], yticks=[])
    ax.grid(visible=False)
    return ax.plot([], [], "o-", color=INK, linewidth=1.0, markersize=4, markeredgecolor="white", zorder=5)[0]


@in_style
def _plane(figure, x, y, walks):
    """Draw the students; return an empty line for each loss."""
    ax = students_plane(x, y, _panel(figure, "lines", width=0.25))
    legend = ax.get_legend()
    assert legend is not None  # of students_plane
    legend.remove()
    ax.set(xlabel="", ylabel="")
    ax.set_xticks([-2, 0, 2], ["cgpa 5", "7", "9"])
    ax.set_yticks([-2, 0, 2], ["80", "iq 100", "120"])
    ax.tick_params(labelsize=9)
    ax.set_title("the line of each first walk", fontsize=11)
    return {
        name: ax.plot([], [], color=LOOKS[name][0], linestyle=LOOKS[name][1], linewidth=2, zorder=2)[0]
        for name in walks
    }


def _line_through_middle(w):
    """Return two points (2, 2) of the line w·x = 0, far outside of the picture."""
    along = np.array([-w[1], w[0]]) / max(float(np.linalg.norm(w)), 1e-300)
    return np.outer(along, [-9.0, 9.0])


def _write_counts(ax, x, y, radius=2.2, narrowest=0.14):
    """Write the number of mistakes into each sector of the weights that is wider than `narrowest`, in radians."""
    borders = np.arctan2(-x[:, 0], x[:, 1])  # at a right angle to a row its score is 0
    borders = np.unique(np.round(np.concatenate([borders, borders + np.pi]) % (2 * np.pi), 9))
    for border, following in zip(borders, [*borders[1:], borders[0] + 2 * np.pi], strict=True):
        if following - border > narrowest:
            direction = np.array([np.cos((border + following) / 2), np.sin((border + following) / 2)])
            count = int(((x @ direction >= 0) != y).sum())
            position = direction * radius / np.abs(direction).max()
            ax.text(*position, str(count), ha="center", va="center", fontsize=9, bbox=TIGHT_PAPER, zorder=3)
