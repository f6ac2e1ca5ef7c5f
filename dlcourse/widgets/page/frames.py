"""Explorers that need no kernel: Python draws every frame once, the page shows the one its controls ask for.

A frame is SVG in layers (what stays, what moves) and the words that describe it. Frames that share a layer share its
text, and all of it is packed, so that hundreds of frames take some 100 kB. The page's script computes nothing: it looks
up the frame at the controls' positions. Drawing takes seconds to minutes, so the drawings lie in `drawn/`; `make
explorers` renews them, and a test compares them with fresh drawings. If no script may run (in a notebook that
came from elsewhere and is not trusted) the first frame's words stand, and how to get the picture.
"""

import html
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import close
from dlcourse.plots.page.vector import svg_elements, svg_of, svg_parts
from dlcourse.widgets.page.pages import Drawn, Frame, picture, size_of

__all__ = ["Control", "Explorer", "Frame", "Scene", "choice", "radios", "steps", "tick", "whole"]


@dataclass(frozen=True)
class Control:
    """A control of a page: its label, the values it can take, and how each of them is written."""

    label: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int
    kind: Literal["range", "select", "radio", "checkbox"]


def steps(
    label: str, values: Sequence[Any], start: Any, write: Callable[[Any], str] = lambda value: f"{value:.2f}"
) -> Control:
    """Return a slider over `values`, which begins at `start`; `write` says how a value is written."""
    values = tuple(values)
    return Control(label, values, tuple(write(value) for value in values), values.index(start), "range")


def tenths(label: str, start: float, low: int, high: int) -> Control:
    """Return a slider from `low` to `high` in steps of 0.1, which begins at `start`; numbers as in the figures."""
    return steps(label, [k / 10 for k in range(10 * low, 10 * high + 1)], start, format_number)


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
        return Frame((self.still, svg_of(self.figure, self.moving)), words, *size_of(self.figure))


def whole(figure: Figure, words: str) -> Frame:
    """Return a frame of a figure all of which may move: a layer for each element; frames share those that stay."""
    close(figure)
    return Frame(svg_elements(figure), words, *size_of(figure))


class Explorer(Drawn):
    """Controls over a picture, in a page that needs no kernel.

    - `draw`: called with a value of each control by name, returns the Frame; once for each combination.
    - `controls`: a dict from an argument of `draw` to its control.
    - `folded`: the same for controls that are folded away.
    - `folded_title`: what to unfold says.
    - `name`: with one, the frames that `make explorers` drew before are shown, since drawing hundreds takes long; None
      draws them.
    - `about`: the arrays of data that are drawn: frames drawn before of other data are not shown.
    """

    scripts = ("explorer.js",)

    def __init__(
        self,
        draw: Callable[..., Frame],
        controls: Mapping[str, Control],
        folded: Mapping[str, Control] | None = None,
        folded_title: str = "More to move",
        name: str | None = None,
        about: Sequence[np.ndarray] = (),
    ) -> None:
        super().__init__(name, about)
        self.draw, self.visible, self.folded = draw, dict(controls), dict(folded or {})
        self.folded_title = folded_title
        self.controls = self.visible | self.folded

    @cached_property
    def frames(self) -> list[Frame]:
        """All frames, in the order of the controls' values: the last control moves first."""
        return [self.draw(**values) for values in self._every()]

    def frame_at(self, index: int) -> Frame:
        """Return the frame at an index of `frames`, drawn by itself."""
        return self.draw(**next(itertools.islice(self._every(), index, None)))

    def _every(self):
        """Yield the values for each frame, by name."""
        names = list(self.controls)
        for values in itertools.product(*(control.values for control in self.controls.values())):
            yield dict(zip(names, values, strict=True))

    def frame(self, **values: Any) -> Frame:
        """Return the frame for these values; controls not named stand at their start."""
        start = {name: control.values[control.start] for name, control in self.controls.items()}
        if unknown := set(values) - set(start):
            raise ValueError(f"frame: values: expected names of {list(start)}. Received: {sorted(unknown)}")
        return self.draw(**start | values)

    def asked(self) -> dict[str, Any]:
        """Return how many values each control has, and how they are written."""
        controls = self.controls.values()
        return {"counts": [len(control.values) for control in controls], "texts": [list(c.texts) for c in controls]}

    def start(self) -> int:
        """Return the index of the frame at which the controls start."""
        index = 0
        for control in self.controls.values():
            index = index * len(control.values) + control.start
        return index

    def inside(self, data: Mapping[str, Any]) -> str:
        """Return controls and picture."""
        return rows_of(self.visible) + picture(data) + self._fold()

    def _fold(self):
        """Return the folded controls."""
        if not self.folded:
            return ""
        title = html.escape(self.folded_title)
        return f"<details><summary>{title}</summary>{rows_of(self.folded)}</details>"


def rows_of(controls: Mapping[str, Control], mark: str = "data-control") -> str:
    """Return the HTML of controls with their labels; the script finds them by their `mark`, an attribute."""
    return "".join(_row(control, mark) for control in controls.values())


def _row(control, mark):
    """Return the HTML of a control with its label."""
    label = html.escape(control.label)
    if control.kind == "range":
        last = len(control.values) - 1
        element = f'<input type="range" {mark} min="0" max="{last}" step="1" value="{control.start}">'
        text = html.escape(control.texts[control.start])
        return f'<div class="dl-row"><label><span>{label}</span>{element}</label><output>{text}</output></div>'
    if control.kind == "checkbox":
        return f'<div class="dl-row"><label><input type="checkbox" {mark}>{label}</label></div>'
    texts = [html.escape(text) for text in control.texts]
    if control.kind == "select":
        chosen = [" selected" if k == control.start else "" for k in range(len(texts))]
        options = "".join(f'<option value="{k}"{chosen[k]}>{text}</option>' for k, text in enumerate(texts))
        return f'<div class="dl-row"><label><span>{label}</span><select {mark}>{options}</select></label></div>'
    chosen = [" checked" if k == control.start else "" for k in range(len(texts))]
    boxes = "".join(
        f'<label><input type="radio" name="dl-{label}" value="{k}"{chosen[k]}>{text}</label>'
        for k, text in enumerate(texts)
    )
    return f"<fieldset {mark}><legend>{label}</legend>{boxes}</fieldset>"
