"""Figures as SVG that follows the page's theme: drawn by matplotlib, with the course's colours as CSS variables.

`svg_parts` splits a figure into what stays and what moves, so that a page can hold many frames of one picture.
"""

import base64
import colorsys
import html
import io
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from matplotlib import colors
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from dlcourse._files import digest
from dlcourse.plots.page.style import BLUE, GREY, INK, SCREEN_DPI, SERIES, figure_of, in_style

DARK = {  # how a colour of the figures looks in a dark theme; others are turned from light to dark by `dark_color`
    INK: "#e8e8e8",
    "#000000": "#e8e8e8",
    "#ffffff": "#16181c",
    BLUE: "#7ab8f5",
    GREY: "#a8a8a8",
    SERIES[1][0]: "#f2925f",
    SERIES[2][0]: "#8fcf6f",
    SERIES[3][0]: "#c3a2ec",
    "#e4e4e4": "#33363c",
}
FAR = 20_000  # pixels
FAINTEST = 40  # of 255: what differs less is a plain area, not a picture in grey
MONOSPACE = "'DejaVu Sans Mono', monospace"
HATCH = 72  # pixels after which a hatching repeats
_LETTERS = {Path.MOVETO: ("M", 1), Path.LINETO: ("L", 1), Path.CURVE3: ("Q", 2), Path.CURVE4: ("C", 3)}
_CAPS = {"projecting": "square"}


class TooLongError(Exception):
    """A figure that would make a longer SVG than its caller wants."""


class SVGRenderer(RendererBase):
    """Write what matplotlib draws as short SVG elements: pixels with one decimal, texts as texts."""

    def __init__(self, width: float, height: float, joins: bool = True, longest: float = np.inf) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.joins = joins  # whether neighbours in the same clip rectangle become one element
        self.left = longest  # characters that may still be written
        self._written: list[str] = []
        self._joined: tuple[str, list[str]] = "", []  # the last element: how it begins, what is in it

    @property
    def elements(self) -> list[str]:
        """The elements drawn so far, from back to front."""
        self._begin("")
        return self._written

    def _begin(self, opening):
        """Write the element that was being joined; the next one begins with `opening`."""
        before, inside = self._joined
        if inside:
            self._written.append(f"{before}{''.join(inside)}</svg>")
        self._joined = opening, []

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size in pixels."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """Return a length in pixels."""
        return points * SCREEN_DPI / 72

    def draw_path(self, gc: Any, path: Path, transform: Any, rgbFace: Any = None) -> None:
        """Write a path with its fill and its line."""
        clip = None if rgbFace is not None else (-50, -50, self.width + 50, self.height + 50)
        data = _path_data(path.transformed(transform + self._flip()), clip)
        if data:
            self._add(gc, f'<path d="{data}"{self._fill(gc, rgbFace)}{self._stroke(gc)}/>')
            if gc.get_hatch():
                self._add(gc, self._hatched(gc, data))

    def draw_markers(
        self, gc: Any, marker_path: Path, marker_trans: Any, path: Path, trans: Any, rgbFace: Any = None
    ) -> None:
        """Write all markers of a line as one path; round ones as the round ends of lines without a length."""
        positions = np.asarray(path.transformed(trans + self._flip()).vertices)
        positions = positions[((positions > -50) & (positions < (self.width + 50, self.height + 50))).all(axis=1)]
        if not len(positions):
            return
        box = marker_path.transformed(marker_trans).get_extents()
        if _is_round(marker_path) and rgbFace is not None and tuple(rgbFace[:3]) == tuple(gc.get_rgb()[:3]):
            size = box.width + self.points_to_pixels(gc.get_linewidth())
            data = "".join(f"M{x} {y}h0" for x, y in _short(positions))
            look = f' stroke="{themed(colors.to_hex(gc.get_rgb()[:3]))}" stroke-width="{_px(size)}"'
            self._add(gc, f'<path d="{data}"{look} stroke-linecap="round"{_alpha("stroke-", gc, gc.get_rgb())}/>')
            return
        marker = marker_path.transformed(marker_trans + Affine2D().scale(1, -1))
        data = "".join(_path_data(marker.transformed(Affine2D().translate(*position)), None) for position in positions)
        self._add(gc, f'<path d="{data}"{self._fill(gc, rgbFace)}{self._stroke(gc)}/>')

    def draw_image(self, gc: Any, x: float, y: float, im: Any, *_: Any) -> None:
        """Write an image as an embedded PNG."""
        buffer = io.BytesIO()
        Image.fromarray(np.asarray(im)[::-1]).quantize(64, Image.Quantize.FASTOCTREE).save(buffer, "png")
        height, width = im.shape[:2]
        source = base64.b64encode(buffer.getvalue()).decode()
        look = ' class="dl-photo"' if _is_photo(np.asarray(im).astype(int)) else ""
        self._add(
            gc,
            f'<image{look} x="{_px(x)}" y="{_px(self.height - y - height)}" width="{width}" height="{height}" '
            f'preserveAspectRatio="none" href="data:image/png;base64,{source}"/>',
        )

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Write a text; its length is given, so that another font takes the same room."""
        if ismath:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        width, _, _ = self.get_text_width_height_descent(s, prop, ismath)
        style = f' font-size="{_px(self.points_to_pixels(prop.get_size_in_points()))}"'
        style += f' textLength="{_px(width)}"' if len(s) > 1 else ""
        style += ' font-weight="bold"' if prop.get_weight() in ("bold", 700) else ""
        style += f' font-family="{MONOSPACE}"' if "monospace" in prop.get_family() else ""
        style += ' font-style="italic"' if prop.get_style() == "italic" else ""
        where = f'x="{_px(x)}" y="{_px(y)}"'
        if angle:
            where = f'transform="translate({_px(x)} {_px(y)}) rotate({-angle:g})"'
        color = colors.to_hex(gc.get_rgb()[:3])
        self._add(gc, f'<text {where}{style} fill="{themed(color)}"{_alpha("", gc)}>{html.escape(s, False)}</text>')

    def flipy(self) -> bool:
        """Return True: y counts from the top for texts."""
        return True

    def _add(self, gc, element):
        """Keep an element; one with a clip rectangle in an inner `<svg>`, which clips without a name."""
        path, transform = gc.get_clip_path()
        if path is not None:
            data = _path_data(path.transformed(transform + self._flip()), None)
            name = _name(data)
            element = f'<clipPath id="{name}"><path d="{data}"/></clipPath><g clip-path="url(#{name})">{element}</g>'
        box = gc.get_clip_rectangle()
        if box is not None:
            x, y, width, height = box.x0, self.height - box.y1, box.width, box.height
            at = f"{_px(x)} {_px(y)} {_px(width)} {_px(height)}"
            opening = f'<svg x="{_px(x)}" y="{_px(y)}" width="{_px(width)}" height="{_px(height)}" viewBox="{at}">'
            if not self.joins or self._joined[0] != opening:
                self._begin(opening)
            self._joined[1].append(element)
        else:
            self.elements.append(element)
        self.left -= len(element)
        if self.left < 0:
            raise TooLongError

    def _hatched(self, gc, data):
        """Return the hatching of a path: its `d` filled with a tile that repeats every 72 pixels."""
        tile = _path_data(gc.get_hatch_path().transformed(Affine2D().scale(HATCH, -HATCH).translate(0, HATCH)), None)
        look = themed(colors.to_hex(gc.get_hatch_color()[:3]))
        width = _px(self.points_to_pixels(gc.get_hatch_linewidth()))
        name = _name(tile + look + width)
        pattern = f'<pattern id="{name}" patternUnits="userSpaceOnUse" width="{HATCH}" height="{HATCH}">'
        lines = f'<path d="{tile}" fill="{look}" stroke="{look}" stroke-width="{width}"/>'
        return f'{pattern}{lines}</pattern><path d="{data}" fill="url(#{name})"/>'

    def _flip(self):
        """Return the transform from matplotlib's pixels to those of a page, whose y counts from the top."""
        return Affine2D().scale(1, -1).translate(0, self.height)

    def _fill(self, gc, face):
        if face is None or (len(face) == 4 and face[3] == 0):
            return ' fill="none"'
        return f' fill="{themed(colors.to_hex(tuple(face)[:3]))}"{_alpha("fill-", gc, face)}'

    def _stroke(self, gc):
        width = self.points_to_pixels(gc.get_linewidth())
        rgb = gc.get_rgb()
        if width == 0 or (len(rgb) == 4 and rgb[3] == 0):
            return ""
        _, dashes = gc.get_dashes()
        text = f' stroke="{themed(colors.to_hex(tuple(rgb)[:3]))}" stroke-width="{_px(width)}"'
        text += _alpha("stroke-", gc, rgb)
        if dashes is not None and len(dashes):
            text += f' stroke-dasharray="{" ".join(_px(self.points_to_pixels(dash)) for dash in dashes)}"'
        cap = _CAPS.get(gc.get_capstyle(), gc.get_capstyle())
        return text + ("" if cap == "butt" else f' stroke-linecap="{cap}"')


def _is_photo(pixels):
    """Return whether pixels (height, width, 4) are in shades of grey: their brightness means something in any theme."""
    pixels = pixels[pixels[..., 3] > 0, :3]
    return len(pixels) > 0 and np.ptp(pixels, axis=-1).max() == 0 and np.ptp(pixels) > FAINTEST


def _name(content):
    """Return an id for something that others refer to: the same for the same content, wherever else it stands."""
    return "dl-" + digest(content)[:12]


def _px(number):
    """Format a length in pixels with one decimal, as short as it goes."""
    text = f"{number:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _path_data(path, clip):
    """Return the `d` of a path in the page's pixels; what lies outside of `clip` is left out."""
    cleaned = path.cleaned(remove_nans=True, clip=clip, curves=True, simplify=False)
    points, pieces, i = _short(cleaned.vertices), [], 0
    codes = cleaned.codes.tolist()
    while i < len(codes) and codes[i] != Path.STOP:
        code = codes[i]
        if code == Path.CLOSEPOLY:
            pieces.append("Z")
            i += 1
            continue
        letter, length = _LETTERS[code]
        pieces.append(letter + " ".join(f"{x} {y}" for x, y in points[i : i + length]))
        i += length
    return "".join(piece for before, piece in zip(["", *pieces], pieces, strict=False) if piece != before)


def _short(points):
    """Return points as pairs of numbers with one decimal, whole ones without."""
    return [(_px(x), _px(y)) for x, y in np.clip(np.nan_to_num(points), -1e5, 1e5).tolist()]


def _is_round(marker):
    """Return True for the path of the marker "o"."""
    return np.array_equal(marker.vertices, Path.unit_circle().vertices)


def _alpha(kind, gc, color=()):
    """Return the attribute of an opacity below 1."""
    alpha = gc.get_alpha() if gc.get_forced_alpha() or len(color) < 4 else color[3]
    return "" if alpha is None or alpha >= 1 else f' {kind}opacity="{alpha:.3g}"'


def themed(color: str) -> str:
    """Return the CSS variable of a colour "#rrggbb", which `theme` declares."""
    return f"var(--dl-{color[1:]})"


def dark_color(color: str) -> str:
    """Return what stands for a colour "#rrggbb" on dark paper: the same hue, light for dark and dark for light."""
    if color in DARK:
        return DARK[color]
    hue, lightness, saturation = colorsys.rgb_to_hls(*colors.to_rgb(color))
    return colors.to_hex(colorsys.hls_to_rgb(hue, 0.95 - 0.85 * lightness, saturation))


def theme(svg: Iterable[str]) -> tuple[str, str]:
    """Return the CSS declarations of all colours in these texts, in a light and in a dark theme."""
    found = {name for text in svg for name in re.findall(r"var\(--dl-([0-9a-f]{6})\)", text)}
    named = sorted(f"#{name}" for name in found)
    light = "; ".join(f"--dl-{color[1:]}: {color}" for color in named)
    return light, "; ".join(f"--dl-{color[1:]}: {dark_color(color)}" for color in named)


@in_style
def svg_elements(figure: Figure) -> tuple[str, ...]:
    """Return the elements inside an `<svg>` of the whole figure, from back to front."""
    renderer = _renderer(figure, joins=False)
    figure.draw(renderer)
    return tuple(renderer.elements)


@in_style
def svg_inside(figure: Figure, longest: int) -> str:
    """Return the inside of an `<svg>` of the whole figure; raise TooLongError if it has over `longest` characters."""
    renderer = _renderer(figure, longest=longest)
    figure.draw(renderer)
    return "".join(renderer.elements)


@in_style
def svg_parts(figure: Figure, moving: Iterable[Artist] = ()) -> tuple[str, str]:
    """Return the inside of an `<svg>` in two parts: the figure without the `moving` artists, and these.

    The layout is computed with all of them, once; afterwards the figure keeps it.
    """
    renderer = _renderer(figure)
    if figure.get_layout_engine() is not None:
        figure.get_layout_engine().execute(figure)  # type: ignore[union-attr]
        figure.set_layout_engine("none")
    moving = list(moving)
    seen = [artist.get_visible() for artist in moving]
    for artist in moving:
        artist.set_visible(False)
    figure.draw(renderer)
    for artist, visible in zip(moving, seen, strict=True):
        artist.set_visible(visible)
    return "".join(renderer.elements), svg_of(figure, moving)


def svg_of(figure: Figure, artists: Iterable[Artist]) -> str:
    """Return the elements of these artists of a figure that has its layout already.

    Texts are placed without being measured, which takes longer than all the rest: they have no angle and no formula.
    """
    renderer = _renderer(figure)
    for artist in sorted(artists, key=lambda artist: artist.get_zorder()):
        if type(artist) is Text:
            renderer.elements.append(_text_lines(artist, renderer.height))
        elif type(artist) is Line2D and _is_plain(artist):
            renderer.elements.append(_line(artist, renderer.height))
        else:
            artist.draw(renderer)
    return "".join(renderer.elements)


@in_style
def svg_of_added(ax: Axes, draw: Callable[[], Any]) -> str:
    """Return the elements of what `draw()` adds to the Axes, which is taken away again."""
    before = set(ax.get_children())
    draw()
    added = [artist for artist in ax.get_children() if artist not in before]
    svg = svg_of(figure_of(ax), added)
    for artist in added:
        artist.remove()
    return svg


def _is_plain(line):
    """Return True for a line that is neither dashed nor pale, and whose markers, if any, are round."""
    opaque = colors.to_rgba(line.get_color())[3] == 1
    return opaque and line.get_marker() in ("None", "o") and not line.is_dashed()


def _line(line, height):
    """Return a line and its round markers as paths of whole half-pixels, each counted from the one before."""
    corners = _half_pixels(line)
    if not len(corners) or not line.get_visible():
        return ""
    first, moves = "{} {}".format(*corners[0]), np.diff(corners, axis=0).tolist()
    scale, paths = 2 * SCREEN_DPI / 72, ""
    if line.get_linestyle() != "None" and moves:
        data = "M" + first + "l" + " ".join(f"{x} {y}" for x, y in moves).replace(" -", "-")
        look = f'stroke="{_theme_of(line.get_color())}" stroke-width="{_px(scale * line.get_linewidth())}"'
        paths += f'<path d="{data}" fill="none" {look}/>'
    if line.get_marker() == "o":
        data = "M" + first + "h0" + "".join(f"m{x} {y}h0" for x, y in moves).replace(" -", "-")
        paths += _dots(line, data, corners[-1], scale)
    box = _clip_box(line)
    x, y, w, h = box.x0, height - box.y1, box.width, box.height
    size = f'width="{_px(w)}" height="{_px(h)}" viewBox="0 0 {_px(2 * w)} {_px(2 * h)}"'
    return f'<svg x="{_px(x)}" y="{_px(y)}" {size}>{paths}</svg>'


def _half_pixels(line):
    """Return a line's points in its clip box in half-pixels (N, 2), without repetition."""
    points = line.get_transform().transform(np.column_stack(line.get_data(orig=False)))
    box = _clip_box(line)
    points = (points - box.p0)[np.isfinite(points).all(axis=1)] * (1, -1) + (0, box.height)
    far = np.abs(points).max(axis=1, initial=FAR, keepdims=True) / FAR  # a point far outside, on the same ray
    corners = np.rint(2 * points / far).astype(int)
    return corners[np.append(True, np.diff(corners, axis=0).any(axis=1))] if len(corners) else corners


def _clip_box(line):
    """Return the box outside of which a line is not seen."""
    box = line.get_clip_box() if line.get_clip_on() else None
    return line.get_figure(root=True).bbox if box is None else box


def _dots(line, data, last, scale):
    """Return round markers: lines without a length, whose ends are round; a ring is a circle."""
    edge, face = _theme_of(line.get_markeredgecolor()), line.get_markerfacecolor()
    size, rim = scale * line.get_markersize(), scale * line.get_markeredgewidth()
    if face == "none":
        look = f'fill="none" stroke="{edge}" stroke-width="{_px(rim)}"'
        return f'<circle cx="{last[0]}" cy="{last[1]}" r="{_px(size / 2)}" {look}/>'
    dots = [(edge, size + rim)] if edge == _theme_of(face) else [(edge, size + rim), (_theme_of(face), size - rim)]
    return "".join(
        f'<path d="{data}" stroke="{color}" stroke-width="{_px(width)}" stroke-linecap="round"/>'
        for color, width in dots
    )


def _theme_of(color):
    """Return the CSS of a colour as matplotlib names it."""
    return themed(colors.to_hex(color))


def _text_lines(text, height):
    """Return an SVG text for each line of a matplotlib text."""
    if not text.get_visible() or not text.get_text():
        return ""
    size = text.get_fontsize() * SCREEN_DPI / 72
    lines, leading = text.get_text().split("\n"), 1.15 * size
    x, y = text.get_transform().transform(text.get_unitless_position())
    last = (len(lines) - 1) * leading
    drop = {"top": 0.76 * size, "center": 0.26 * size - last / 2, "bottom": -0.24 * size - last}
    y = height - y + drop.get(text.get_verticalalignment(), -last)
    anchor = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}[
        text.get_horizontalalignment()
    ]
    look = f'font-size="{_px(size)}" fill="{_theme_of(text.get_color())}"{anchor}'
    return "".join(
        f'<text x="{_px(x)}" y="{_px(y + k * leading)}" {look}>{html.escape(line, quote=False)}</text>'
        for k, line in enumerate(lines)
        if line
    )


def _renderer(figure, joins=True, longest=np.inf):
    """Return a renderer of the figure's size on the screen."""
    figure.dpi = SCREEN_DPI
    return SVGRenderer(figure.get_figwidth() * SCREEN_DPI, figure.get_figheight() * SCREEN_DPI, joins, longest)
