"""Explorers that need no kernel: Python draws every frame once, the page shows the one its controls ask for.

A frame is SVG in layers (what stays, what moves) and the words that describe it. Frames that share a layer share its
text, and all of it is packed, so that hundreds of frames take some 100 kB. The page's script computes nothing: it looks
up the frame at the controls' positions. Drawing takes seconds, so the drawings lie in `drawn/`; `make explorers` renews
them, and a test compares them with what is drawn today. Where no script may run (in a notebook that came from elsewhere
and is not trusted) the first frame's words stand, and how to get the picture.
"""

import base64
import contextlib
import gzip
import html
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from dlcourse.plots.style import SCREEN_DPI, close
from dlcourse.plots.vector import svg_of, svg_parts, theme

HERE = files("dlcourse.widgets")
DRAWN = HERE / "drawn"  # what `make explorers` wrote


@dataclass(frozen=True)
class Control:
    """A control of a page: its label, the values it can take, and how each of them is written."""

    label: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int
    kind: Literal["range", "select", "radio", "checkbox"]


@dataclass(frozen=True)
class Frame:
    """One picture: SVG `layers` from back to front, its `words`, and its size in pixels."""

    layers: tuple[str, ...]
    words: str
    width: float
    height: float


def steps(
    label: str, values: Sequence[Any], start: Any, write: Callable[[Any], str] = lambda value: f"{value:.2f}"
) -> Control:
    """Return a slider over `values`, which begins at `start`; `write` says how a value is written."""
    values = tuple(values)
    return Control(label, values, tuple(write(value) for value in values), values.index(start), "range")


def choice(label: str, options: Sequence[Any] | Mapping[str, Any], start: Any = None) -> Control:
    """Return a list to choose from: `options`, or a mapping from how they are written; the first one, or `start`."""
    return _options(label, options, start, "select")


def radios(label: str, options: Sequence[Any] | Mapping[str, Any], start: Any = None) -> Control:
    """Return options that are all in sight, one of which is chosen."""
    return _options(label, options, start, "radio")


def tick(label: str) -> Control:
    """Return a box to tick, which is False at first."""
    return Control(label, (False, True), ("no", "yes"), 0, "checkbox")


def _options(label, options, start, kind):
    """Return a control over options."""
    named = options if isinstance(options, Mapping) else {str(option): option for option in options}
    values = tuple(named.values())
    return Control(label, values, tuple(named), 0 if start is None else values.index(start), kind)


class Scene:
    """A figure whose `moving` artists are drawn anew for each frame, and everything else once."""

    def __init__(self, figure: Figure, moving: Sequence[Artist]) -> None:
        self.figure, self.moving = figure, tuple(moving)
        self.still, _ = svg_parts(figure, self.moving)

    def frame(self, words: str) -> Frame:
        """Return the frame of the artists as they are now."""
        return Frame((self.still, svg_of(self.figure, self.moving)), words, *_size(self.figure))


def whole(figure: Figure, words: str) -> Frame:
    """Return a frame of a figure all of which moves."""
    close(figure)
    return Frame((svg_parts(figure)[0],), words, *_size(figure))


def _size(figure):
    """Return a figure's width and height in pixels."""
    return figure.get_figwidth() * SCREEN_DPI, figure.get_figheight() * SCREEN_DPI


class Explorer:
    """Controls over a picture, in a page that needs no kernel.

    `draw(**values)` returns the Frame for a value of each control; it is called once for each combination. `controls`
    and `folded` map an argument of `draw` to its control; `folded` ones are folded away. Drawing hundreds of frames
    takes seconds: with a `name`, what `make explorers` drew before is shown.
    """

    def __init__(
        self,
        draw: Callable[..., Frame],
        controls: Mapping[str, Control],
        folded: Mapping[str, Control] | None = None,
        folded_title: str = "More to move",
        name: str | None = None,
    ) -> None:
        self.draw, self.visible, self.folded = draw, dict(controls), dict(folded or {})
        self.folded_title, self.name = folded_title, name
        self.controls = self.visible | self.folded

    @cached_property
    def frames(self) -> list[Frame]:
        """All frames, in the order of the controls' values: the last control moves first."""
        names = list(self.controls)
        every = itertools.product(*(control.values for control in self.controls.values()))
        return [self.draw(**dict(zip(names, values, strict=True))) for values in every]

    def frame(self, **values: Any) -> Frame:
        """Return the frame for these values; controls not named stand at their start."""
        start = {name: control.values[control.start] for name, control in self.controls.items()}
        if unknown := set(values) - set(start):
            raise ValueError(f"frame: values: expected names of {list(start)}. Received: {sorted(unknown)}")
        return self.draw(**start | values)

    def data(self) -> dict[str, Any]:
        """Return what the page holds: `parts`, texts without repetition; for each frame the parts' places, words first.

        Beside these, how many values each control has (`counts`), how they are written (`texts`), and the `size`.
        """
        places: dict[str, int] = {}
        frames = [[places.setdefault(t, len(places)) for t in (f.words, *f.layers)] for f in self.frames]
        size = [self.frames[0].width, self.frames[0].height]
        return {"parts": list(places), "frames": frames, **self._asked, "size": size}

    @property
    def _asked(self):
        """What the controls ask for."""
        controls = self.controls.values()
        return {"counts": [len(control.values) for control in controls], "texts": [list(c.texts) for c in controls]}

    @cached_property
    def packed(self) -> bytes:
        """The data, compressed: as drawn before, if there is a drawing with these controls; otherwise drawn now."""
        return self._drawn[0] if self._drawn else self.draw_all()

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The data that the page shows: those that are packed."""
        return self._drawn[1] if self._drawn else json.loads(gzip.decompress(self.packed))

    @cached_property
    def _drawn(self):
        """The data as drawn before, compressed and unpacked; None if there is no drawing with these controls."""
        if self.name is not None:
            with contextlib.suppress(OSError, EOFError, ValueError, AttributeError):  # none there, or a broken file
                packed = DRAWN.joinpath(f"{self.name}.json.gz").read_bytes()
                data = json.loads(gzip.decompress(packed))
                if self._asked.items() <= data.items():
                    return packed, data
        return None

    def draw_all(self) -> bytes:
        """Draw all frames; return the data, compressed."""
        return gzip.compress(json.dumps(self.data(), ensure_ascii=False).encode(), 9, mtime=0)

    def to_html(self) -> str:
        """Return the explorer as HTML that stands alone: a style, controls, a picture, a script."""
        data = self.shown
        light, dark = theme(data["parts"])
        style = HERE.joinpath("explorer.css").read_text(encoding="utf-8").replace("LIGHT", light).replace("DARK", dark)
        script = HERE.joinpath("explorer.js").read_text(encoding="utf-8")
        script = script.replace("PACKED", base64.b64encode(self.packed).decode())
        rows = "".join(_row(control) for control in self.visible.values())
        inside = json.dumps(rows + _picture(data) + self._fold(), ensure_ascii=False).replace("</", "<\\/")
        script = script.replace('"INSIDE"', inside)
        still = _still_picture(self._first_words(data))
        return f'<div class="dl-explorer"><style>{style}</style>{still}<script>{script}</script></div>'

    def _first_words(self, data):
        """Return the words of the frame at which the controls start."""
        place = 0
        for control in self.controls.values():
            place = place * len(control.values) + control.start
        return data["parts"][data["frames"][place][0]]

    def _fold(self):
        """Return the folded controls."""
        if not self.folded:
            return ""
        rows = "".join(_row(control) for control in self.folded.values())
        return f"<details><summary>{html.escape(self.folded_title)}</summary>{rows}</details>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return what a notebook shows: HTML, and in a terminal the words of the first frame."""
        return {"text/html": self.to_html(), "text/plain": self._first_words(self.shown)}


def _picture(data):
    """Return the empty picture, with a layer for each layer of the frames."""
    width, height = data["size"]
    layers = "<g></g>" * (max(map(len, data["frames"])) - 1)
    look = f"max-width: {width:g}px; min-width: {0.72 * width:.0f}px"
    return (
        f'<div class="dl-picture"><svg role="img" viewBox="0 0 {width:g} {height:g}" '
        f'style="{look}">{layers}</svg></div><p class="dl-said" aria-live="polite"></p>'
    )


def _still_picture(words):
    """Return what is seen where no script may run."""
    how = "Run the cell above to see and move this picture."
    return f"<div><p><em>{how}</em></p><p>{html.escape(words)}</p></div>"


def _row(control):
    """Return the HTML of a control with its label."""
    label = html.escape(control.label)
    if control.kind == "range":
        last = len(control.values) - 1
        element = f'<input type="range" data-control min="0" max="{last}" step="1" value="{control.start}">'
        text = html.escape(control.texts[control.start])
        return f'<div class="dl-row"><label><span>{label}</span>{element}</label><output>{text}</output></div>'
    if control.kind == "checkbox":
        return f'<div class="dl-row"><label><input type="checkbox" data-control>{label}</label></div>'
    texts = [html.escape(text) for text in control.texts]
    if control.kind == "select":
        chosen = [" selected" if k == control.start else "" for k in range(len(texts))]
        options = "".join(f'<option value="{k}"{chosen[k]}>{text}</option>' for k, text in enumerate(texts))
        return f'<div class="dl-row"><label><span>{label}</span><select data-control>{options}</select></label></div>'
    chosen = [" checked" if k == control.start else "" for k in range(len(texts))]
    boxes = "".join(
        f'<label><input type="radio" name="dl-{label}" value="{k}"{chosen[k]}>{text}</label>'
        for k, text in enumerate(texts)
    )
    return f"<fieldset data-control><legend>{label}</legend>{boxes}</fieldset>"
