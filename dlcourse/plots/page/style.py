"""Shared by all figures: one style, new Axes, alt texts.

The style has an opaque background, and every series is distinguished by marker, line style
and a label at its end, never by colour alone. It is applied in a context; matplotlib's own settings do not change.
"""

import functools
import io
import weakref
from collections.abc import Callable, Sequence
from typing import Any, Literal, ParamSpec, TypeVar

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

P = ParamSpec("P")
R = TypeVar("R")
Layout = Literal["constrained", "none"] | None
Numbers = np.ndarray | Sequence[float]  # a one-dimensional array or a list of numbers
Runs = np.ndarray | Sequence[Sequence[float]]  # several of equal length: (runs, values)

INK, BLUE, ORANGE, GREY = "#1b1b1b", "#0b5fa5", "#b3400e", "#6b6b6b"
PAPER: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}  # behind a text that lies on lines
PALE_PAPER = PAPER | {"alpha": 0.85}
TIGHT_PAPER = PAPER | {"pad": 0.8}
SERIES = (  # colour, marker, line style: each alone distinguishes the series
    (BLUE, "o", "-"),
    (ORANGE, "s", "--"),
    ("#35701b", "^", "-."),
    ("#6a3d9a", "D", ":"),
)
STYLE: dict[Any, Any] = {
    "figure.facecolor": "white",
    "figure.dpi": 130,  # 1.3 image pixels per CSS pixel: sharp, and fast to draw
    "axes.facecolor": "white",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "grid.color": "#e4e4e4",
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "figure.constrained_layout.w_pad": 0.1,
    "figure.constrained_layout.h_pad": 0.1,
    "mathtext.fontset": "dejavusans",
}
_ALT_TEXTS: weakref.WeakKeyDictionary[Figure, str] = weakref.WeakKeyDictionary()
SCREEN_DPI = 100  # CSS pixels per inch of a figure


def in_style(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a drawing function to run in the course's style."""

    @functools.wraps(function)
    def styled(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(STYLE):
            return function(*args, **kwargs)

    return styled


@in_style
def new_axes(width: float = 7.2, height: float = 4.0, layout: Layout = "constrained") -> Axes:
    """Return Axes on a new figure of `width` × `height` inches, without pyplot, so that it is not shown twice."""
    return new_figure(width, height, layout).add_subplot()


def new_figure(width: float, height: float, layout: Layout = "constrained") -> Figure:
    """Return an empty figure with an Agg canvas (the default one makes a new renderer for each text it measures)."""
    figure = Figure(figsize=(width, height), layout=layout)  # type: ignore[arg-type]  # its stub lacks "none"
    FigureCanvasAgg(figure)
    return figure


def with_alt_text(ax: Axes, text: str) -> Axes:
    """Set the alt text of the Axes' figure, which `show` uses; return the Axes."""
    _ALT_TEXTS[figure_of(ax)] = text
    return ax


def figure_of(drawing: Figure | Axes) -> Figure:
    """Return the figure that contains the given Axes, or the given figure itself."""
    figure = drawing.get_figure(root=True)
    assert figure is not None
    return figure


def alt_text(figure: Figure | None, alt: str | None = None) -> str:
    """Return `alt`, or the alt text set by `with_alt_text`; raise ValueError if there is neither."""
    if alt is None:
        alt = "" if figure is None else _ALT_TEXTS.get(figure, "")
    if not alt.strip():
        raise ValueError(f"show: alt: expected a sentence that says what the figure shows. Received: {alt!r}")
    return alt


def close(figure: Figure) -> None:
    """Close a figure that pyplot made; one from `new_axes` needs no closing."""
    if figure.canvas.manager is not None:
        from matplotlib import pyplot

        pyplot.close(figure)


@in_style
def to_png(figure: Figure) -> bytes:
    """Return the figure as the bytes of a PNG of 128 colours: a third of the size of a full one, faster to write."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    buffer = io.BytesIO()
    image.quantize(128, Image.Quantize.FASTOCTREE).save(buffer, "png")
    return buffer.getvalue()
