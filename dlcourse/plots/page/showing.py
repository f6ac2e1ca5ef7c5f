"""Figures on a page: an SVG in the colours of the page's theme, or an image where an SVG would be too long.

An SVG is sharp at any size, and its colours turn with the theme; an image is turned as a whole by a CSS filter. A page
is dark as JupyterLab or VS Code says; on any other page the reader's system decides.
"""

import base64
import html
from collections.abc import Mapping

from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlcourse.plots.page.style import SCREEN_DPI, alt_text, close, figure_of, to_png
from dlcourse.plots.page.vector import DARK, TooLongError, svg_inside, theme

LONGEST = 300_000  # characters; the PNG of the same figure is shorter than an SVG beyond that
FONT = "'DejaVu Sans', Verdana, sans-serif"
FILLS = "display: block; width: 100%; height: auto; white-space: pre"  # the box of a picture
TURNED = "filter: invert(0.91) hue-rotate(180deg)"  # light to dark, with the same hues
DARK_PAGES = ('[data-jp-theme-light="false"]', ".vscode-dark")
NO_THEME = "body:not([data-jp-theme-light]):not([data-vscode-theme-kind])"
EVERY_PAGE = (*DARK_PAGES, NO_THEME)
DARK_PAPER = DARK["#ffffff"]


def show(figure: Figure | Axes, alt: str | None = None) -> None:
    """Display a Figure (or that of given Axes) with its alt text; then close it.

    The text is `alt`, else the one that the drawing function set (see `with_alt_text`). A page receives a picture with
    that text for screen readers, a terminal the text alone. Raises ValueError if there is no text.
    """
    figure = figure_of(figure)
    alt = alt_text(figure, alt)
    close(figure)
    display({"text/html": to_html(figure, alt), "text/plain": alt}, raw=True)


def to_html(figure: Figure, alt: str) -> str:
    """Return a figure as HTML: an SVG, or a PNG where the SVG has more than `LONGEST` characters."""
    width, height = (SCREEN_DPI * inches for inches in figure.get_size_inches().tolist())
    try:
        inside = svg_inside(figure, LONGEST)
    except TooLongError:
        return image_html(to_png(figure), "png", width, alt)
    box = f'viewBox="0 0 {width:g} {height:g}" font-family="{FONT}"'
    return _framed(
        f'<svg style="{FILLS}" role="img" aria-label="{html.escape(alt)}" {box}>{inside}</svg>', width, *theme([inside])
    )


def image_html(image: bytes, kind: str, width: float, alt: str, photo: bool = False) -> str:
    """Return an image of a kind such as "png" as HTML, `width` CSS pixels wide; a `photo` is the same on dark pages."""
    source = f"data:image/{kind};base64,{base64.b64encode(image).decode()}"
    look = ' class="dl-photo"' if photo else ""
    return _framed(f'<img{look} style="{FILLS}" alt="{html.escape(alt)}" src="{source}">', width)


def _framed(picture, width, light="", dark=""):
    """Return a picture in a box that knows its colours on light and dark paper, and is never wider than the page."""
    bright = f".dl-figure {{ {light}; background: #ffffff }} " if light else ""
    rules = {".dl-figure": f"{dark}; background: {DARK_PAPER}"} if dark else {}
    rules[".dl-figure :is(img, image):not(.dl-photo)"] = TURNED
    style = f"<style>{bright}{on_dark_pages(rules)}</style>"
    return f'<div class="dl-figure" style="max-width: {width:g}px">{style}{picture}</div>'


def on_dark_pages(rules: Mapping[str, str]) -> str:
    """Return CSS rules, selector to declarations, that hold on dark pages alone."""
    on = {page: " ".join(f"{page} {selector} {{ {look} }}" for selector, look in rules.items()) for page in EVERY_PAGE}
    return " ".join([*(on[page] for page in DARK_PAGES), f"@media (prefers-color-scheme: dark) {{ {on[NO_THEME]} }}"])
