"""Computation graphs: the value of each wire above it, the gradient below it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, in_style, new_axes

FAINT = 0.05  # so small a gradient returns on a grey arrow in `two_paths`


def format_number(value: float, decimals: int = 2) -> str:
    """Format a number as in the figures and their texts: so many decimals and a proper minus sign, but no −0.00."""
    text, nothing = f"{value:.{decimals}f}", f"{0:.{decimals}f}"
    return nothing if text == f"-{nothing}" else text.replace("-", "−")


@in_style
def computation_graph(
    nodes: Mapping[str, tuple[float, float, str]],
    edges: Sequence[tuple[str, str]],
    values: Mapping[str, float],
    gradients: Mapping[tuple[str, str], float],
    width: float = 10.2,
    height: float = 4.4,
    key: tuple[str, str] = ("bold, solid arrow: the value, forwards", "∂, dashed arrow: the gradient, backwards"),
    write: Callable[[float], str] = format_number,
    faint: float = -1.0,
    links: Mapping[tuple[str, str], float] | None = None,
) -> Axes:
    """Draw a graph with the forward values above its edges and the backward gradients below them; return the Axes.

    - `nodes`: a dict from name to (x, y, label), in inches. One without an incoming edge is an input: a square with its
      value and, below it, its gradient.
    - `edges`: pairs of names (from, to).
    - `values`: a dict from name to the node's output.
    - `gradients`: a dict from edge to the gradient passed back along it: ∂L/∂`to` times the derivative of `to` with
      respect to `from`. If a node receives several, their sum is written out; an edge without one shows none.
    - `width`: of the figure, in inches.
    - `height`: of the figure, in inches.
    - `key`: the legend of the values and of the gradients.
    - `write`: how a number is written.
    - `faint`: a dashed arrow is grey if its gradient is not larger.
    - `links`: the derivative of single edges, written on them after a ×; None for none.
    """
    ax = new_axes(width, height, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    inputs = nodes.keys() - {to for _, to in edges}
    boxes = {}
    for name, (x, y, label) in nodes.items():
        received = [gradients[edge] for edge in edges if edge[0] == name and edge in gradients]
        if name in inputs:
            boxes[name] = _draw_input(ax, x, y, f"{label} = {write(values[name])}", received, write)
        else:
            boxes[name] = _draw_node(ax, x, y, label, received)
        if all(name != start for start, _ in edges):
            ax.text(x, y + 0.42, write(values[name]), ha="center", va="center", fontweight="bold")
    for edge in edges:
        value, gradient = None if edge[0] in inputs else write(values[edge[0]]), gradients.get(edge)
        written = None if gradient is None else write(gradient)
        color = GREY if gradient is not None and abs(gradient) <= faint else BLUE
        middle, across = _draw_wire(ax, edge, boxes, value, written, color)
        if links and edge in links:
            _write_link(ax, middle - 0.055 * across, write(links[edge]))
    ax.text(0.15, height - 0.22, key[0], fontsize=10, va="center")
    ax.text(0.15, height - 0.50, key[1], fontsize=10, va="center", color=BLUE)
    return ax


BACKWARDS = {"color": BLUE, "style": "italic", "ha": "center"}


def _draw_node(ax, x, y, label, received):
    """Draw a round box; if it receives several gradients, their sum below it. Returns what `_draw_box` returns."""
    box = _draw_box(ax, x, y, label, "round", pad=0.45)
    if len(received) > 1:
        total = f"∂ {format_sum(received)}\n= {format_number(sum(received))}"
        ax.text(x, y - box[2][1] - 0.22, total, va="top", linespacing=1.4, **BACKWARDS)
    return box


def _draw_input(ax, x, y, text, received, write):
    """Draw a square with its value and, below it, the gradient it received. Returns what `_draw_box` returns."""
    if not received:
        return _draw_box(ax, x, y, text, "square", pad=0.35)
    ax.text(x, y - 0.125, "∂ " + write(sum(received)), va="center", zorder=5, **BACKWARDS)
    return _draw_box(ax, x, y, text + "\n", "square", pad=0.35, linespacing=1.5)


def _draw_box(ax, x, y, text, shape, pad, **style):
    """Draw a framed text; return its centre and half sizes in inches: x, y, (half width, half height)."""
    frame = {"boxstyle": f"{shape},pad={pad}", "facecolor": "white", "edgecolor": INK, "linewidth": 1.4}
    words = ax.text(x, y, text, ha="center", va="center", zorder=4, bbox=frame, **style)
    extent = words.get_window_extent()
    return x, y, np.array([extent.width, extent.height]) / ax.figure.dpi / 2 + pad * words.get_fontsize() / 72


def _draw_wire(ax, edge, boxes, value, gradient, color):
    """Draw a solid arrow forwards with its value above and, in a colour, a dashed one backwards with its gradient.

    Returns its middle and the unit vector across it, upwards.
    """
    (x0, y0, half0), (x1, y1, half1) = boxes[edge[0]], boxes[edge[1]]
    start, end = np.array([x0, y0]), np.array([x1, y1])
    along = end - start
    start, end = start + along * _rim(along, half0), end - along * _rim(along, half1)
    across = np.array([-along[1], along[0]]) / np.linalg.norm(along)
    across = across if across[1] > 0 else -across  # "above" is up, whichever way the wire leans
    arrow = {"color": INK, "arrowstyle": "-|>", "lw": 1.5, "shrinkA": 0, "shrinkB": 2}
    ax.annotate("", end, start, arrowprops=arrow)
    middle = (start + end) / 2
    if value is not None:
        ax.text(*(middle + 0.2 * across), value, ha="center", va="center", fontweight="bold")
    if gradient is not None:
        arrow |= {"color": color, "arrowstyle": "->", "linestyle": (0, (4, 3)), "shrinkA": 5, "shrinkB": 5}
        ax.annotate("", start - 0.1 * across, end - 0.1 * across, arrowprops=arrow)
        if value is not None:
            ax.text(*(middle - 0.31 * across), f"∂ {gradient}", va="center", **BACKWARDS | {"color": color})
    return middle, across


def _write_link(ax, middle, link):
    """Write × and the derivative of a single edge on its two arrows."""
    frame = {"boxstyle": "square,pad=0.06", "facecolor": "white", "edgecolor": "none"}
    ax.text(*middle, f"× {link}", ha="center", va="center", fontsize=10, color=ORANGE, bbox=frame, zorder=6)


def _rim(along, half):
    """Return the share of the vector `along`, from the centre of a box, that lies inside it; `half`: its half sizes."""
    return 1 / max(abs(along) / half)


def two_paths(values: Mapping[str, float], gradients: Mapping[tuple[str, str], float]) -> Axes:
    """Draw the graph of lecture 07: one weight w whose unit o₁ reaches the loss by two paths, through o₂₁ and o₂₂.

    Each link of the paths has its own derivative beside it, after a ×. A gradient up to 0.05 returns on a grey arrow.
    """
    links = two_paths_links(values)
    ax = computation_graph(
        TWO_PATHS, TWO_PATHS_WIRES, values, gradients, width=10.4, height=5.0, faint=FAINT, links=links
    )
    _explain_links(ax)
    return ax


@in_style
def _explain_links(ax):
    """Write below the legend what the × means."""
    ax.text(0.15, 4.22, "×: derivative of one link", fontsize=10, va="center", color=ORANGE)


def two_paths_links(values: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Return the derivative of each link of the two paths: of its end with respect to its start."""
    o1, o21, o22 = values["o1"], values["o21"], values["o22"]
    return {
        ("y_hat", "L"): -2 * (values["y"] - values["y_hat"]),
        ("o21", "y_hat"): values["v1"],
        ("o22", "y_hat"): values["v2"],
        ("o1", "o21"): (1 - o21**2) * values["u1"],
        ("o1", "o22"): (1 - o22**2) * values["u2"],
        ("w", "o1"): (1 - o1**2) * values["x"],
    }


TWO_PATHS = {
    "w": (0.75, 3.05, "w"),
    "x": (0.75, 1.35, "x"),
    "o1": (2.95, 2.2, "o₁ = tanh(w·x)"),
    "u1": (3.6, 4.0, "u₁"),
    "u2": (3.6, 0.45, "u₂"),
    "o21": (5.55, 3.3, "o₂₁ = tanh(u₁·o₁)"),
    "o22": (5.55, 1.1, "o₂₂ = tanh(u₂·o₁)"),
    "v1": (7.3, 4.3, "v₁"),
    "v2": (7.3, 0.45, "v₂"),
    "y_hat": (7.95, 2.2, "ŷ"),
    "y": (9.65, 0.95, "y"),
    "L": (9.65, 2.2, "L = (y − ŷ)²"),
}
TWO_PATHS_WIRES = [
    ("w", "o1"), ("x", "o1"), ("o1", "o21"), ("o1", "o22"), ("u1", "o21"), ("u2", "o22"),
    ("o21", "y_hat"), ("o22", "y_hat"), ("v1", "y_hat"), ("v2", "y_hat"), ("y_hat", "L"), ("y", "L"),
]  # fmt: skip


def format_sum(terms: Iterable[float]) -> str:
    """Format the terms of a sum as in "−1.73 + 2.24"."""
    return " + ".join(map(format_number, terms)).replace("+ −", "− ")
