"""The common part of explorers without a kernel: frames, packed, in a page with a script that looks them up."""

import base64
import contextlib
import gzip
import html
import itertools
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure

from dlcourse._files import digest
from dlcourse.plots.page.showing import TURNED, on_dark_pages
from dlcourse.plots.page.style import SCREEN_DPI
from dlcourse.plots.page.vector import theme

HERE = files("dlcourse.widgets")
BROWSER = HERE / "page" / "browser"  # what runs in the page: scripts and a style sheet
LIGHT_LOOK = "--dl-ink: #1b1b1b; --dl-paper: #ffffff; --dl-blue: #0b5fa5; --dl-grey: #6b6b6b; color-scheme: light"
DARK_LOOK = "--dl-ink: #e8e8e8; --dl-paper: #16181c; --dl-blue: #7ab8f5; --dl-grey: #a8a8a8; color-scheme: dark"
RUN_IT = "Run the cell above to see and move this picture."
DRAWN = HERE / "drawn"  # what `make explorers` wrote


@dataclass(frozen=True)
class Frame:
    """One picture: SVG `layers` from back to front, its `words`, and its size in pixels."""

    layers: tuple[str, ...]
    words: str
    width: float
    height: float


class Drawn(ABC):
    """Frames in a page, drawn now or beforehand; a subclass has the frames, a script, and the HTML that it fills.

    With a `name` the drawing of that name is shown, if it was drawn of the same data, the arrays in `about`.
    """

    scripts: ClassVar[tuple[str, ...]]

    def __init__(self, name: str | None, about: Sequence[np.ndarray]) -> None:
        self.name, self.about = name, about

    @cached_property
    @abstractmethod
    def frames(self) -> list[Frame]:
        """All frames."""

    @abstractmethod
    def frame_at(self, index: int) -> Frame:
        """Return the frame at an index of `frames`, drawn by itself."""

    @abstractmethod
    def asked(self) -> dict[str, Any]:
        """Return the data that the page needs besides the frames."""

    @abstractmethod
    def start(self) -> int:
        """Return the index of the first frame that is shown."""

    @abstractmethod
    def inside(self, data: Mapping[str, Any]) -> str:
        """Return the HTML that the script fills."""

    def data(self) -> dict[str, Any]:
        """Return what the page holds: `parts`, texts without repetition; for each frame their indices, words first.

        Beside these what was `asked`, of which data, and the `size`.
        """
        indices: dict[str, int] = {}
        layers = _joined([frame.layers for frame in self.frames])
        together = zip(self.frames, layers, strict=True)
        frames = [[indices.setdefault(text, len(indices)) for text in (frame.words, *each)] for frame, each in together]
        size = [self.frames[0].width, self.frames[0].height]
        return {"parts": list(indices), "frames": frames, **self._asked, "size": size}

    @property
    def _asked(self):
        """The data that a drawing must have been made for: all that was asked, and a digest of `about`."""
        return self.asked() | ({"about": _digest(self.about)} if self.about else {})

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
        light, dark = theme(self.shown["parts"])
        controls = "\n".join(BROWSER.joinpath(name).read_text(encoding="utf-8") for name in self.scripts)
        script = BROWSER.joinpath("explorer.page.js").read_text(encoding="utf-8").replace("CONTROLS", controls)
        script = script.replace("PACKED", base64.b64encode(self.packed).decode())
        inside = json.dumps(self.inside(self.shown), ensure_ascii=False).replace("</", "<\\/")
        script = script.replace('"INSIDE"', inside)
        still = _still_picture(self._first_words())
        return f'<div class="dl-explorer"><style>{_style(light, dark)}</style>{still}<script>{script}</script></div>'

    def _first_words(self):
        """Return the words of the first frame that is shown."""
        return self.shown["parts"][self.shown["frames"][self.start()][0]]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return what a notebook shows: HTML, and in a terminal the words of the first frame."""
        return {"text/html": self.to_html(), "text/plain": self._first_words()}


class Either:
    """One of several explorers, which radio buttons choose; `label` names the choice."""

    def __init__(self, label: str, options: Mapping[str, Drawn]) -> None:
        self.label, self.options = label, dict(options)

    def to_html(self) -> str:
        """Return the explorers as HTML that stands alone."""
        script = BROWSER.joinpath("explorer.either.js").read_text(encoding="utf-8")
        chosen = [" checked" if k == 0 else "" for k in range(len(self.options))]
        boxes = "".join(
            f'<label><input type="radio" name="dl-either" value="{k}"{chosen[k]}>{html.escape(name)}</label>'
            for k, name in enumerate(self.options)
        )
        panels = "".join(f'<div class="dl-panel">{each.to_html()}</div>' for each in self.options.values())
        choice = f'<fieldset class="dl-choice" hidden><legend>{html.escape(self.label)}</legend>{boxes}</fieldset>'
        return f'<div class="dl-explorer"><style>{_style()}</style>{choice}{panels}<script>{script}</script></div>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return what a notebook shows: HTML, and in a terminal the words of the first explorer."""
        first = next(iter(self.options.values()))
        return {"text/html": self.to_html(), "text/plain": first._first_words()}


def size_of(figure: Figure) -> tuple[float, float]:
    """Return a figure's width and height in pixels."""
    return figure.get_figwidth() * SCREEN_DPI, figure.get_figheight() * SCREEN_DPI


def _style(light="", dark=""):
    """Return the CSS of an explorer, whose pictures have these colours on light and on dark paper."""
    on_dark = {".dl-explorer": f"{DARK_LOOK}; {dark}", ".dl-explorer image:not(.dl-photo)": TURNED}
    css = BROWSER.joinpath("explorer.css").read_text(encoding="utf-8")
    return f".dl-explorer {{ {LIGHT_LOOK}; {light} }}\n{on_dark_pages(on_dark)}\n{css}"


def _digest(arrays):
    """Return a short text that differs for other numbers."""
    return digest(b"".join(np.asarray(each, float).tobytes() for each in arrays))[:16]


def _joined(frames):
    """Return the layers of all frames, those joined to one that always follow each other."""
    after: dict[str, set[str | None]] = {}
    before: dict[str, set[str | None]] = {}
    for layers in frames:
        for one, other in itertools.pairwise(layers):
            after.setdefault(one, set()).add(other)
            before.setdefault(other, set()).add(one)
    for layers in frames:  # nothing follows the last layer, wherever else it stands
        after.setdefault(layers[-1], set()).add(None)
        before.setdefault(layers[0], set()).add(None)
    joined = []
    for layers in frames:
        groups = [layers[0]]
        for one, other in itertools.pairwise(layers):
            if after[one] == {other} and before[other] == {one}:
                groups[-1] += other
            else:
                groups.append(other)
        joined.append(tuple(groups))
    return joined


def picture(data: Mapping[str, Any]) -> str:
    """Return the empty picture, with a layer for each layer of the frames."""
    width, height = data["size"]
    layers = "<g></g>" * (max(map(len, data["frames"])) - 1)
    look = f"max-width: {width:g}px; min-width: {0.72 * width:.0f}px"
    return (
        f'<div class="dl-picture"><svg role="img" viewBox="0 0 {width:g} {height:g}" '
        f'style="{look}">{layers}</svg></div><p class="dl-said" aria-live="polite"></p>'
    )


def _still_picture(words):
    """Return the HTML that a page without scripts shows."""
    return f"<div><p><em>{RUN_IT}</em></p><p>{html.escape(words)}</p></div>"
