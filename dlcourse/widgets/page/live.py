"""Explorers whose page computes: with too many positions for a frame of each, and formulas short enough to be traced.

The formulas stay the library's own: `traced` writes down what the function does, and the page does the same operations
on the numbers of its sliders. The picture is drawn once; numbers in its texts, and in the words that describe it, are
slots. Which number stands in which slot is found by drawing at two points: where the texts differ, a number does.
"""

import functools
import html
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import BLUE, GREY
from dlcourse.plots.page.vector import svg_elements, themed
from dlcourse.widgets.page.frames import Control, rows_of
from dlcourse.widgets.page.pages import Drawn, Frame, picture, size_of
from dlcourse.widgets.page.traced import trace

NUMBER = re.compile(r"−?\d+\.\d\d(?!\d)")
TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
Numbers = Mapping[str, Any]
TRIES = 60  # points at which is tried whether all numbers can be told apart


class Live(Drawn):
    """Sliders over a picture whose numbers the page computes.

    - `compute`: called with the value of each slider by name, and that of the choice, returns numbers by name, or
      arrays for lines, by operations that can be traced.
    - `draw`: called with these numbers, and the chosen option if there are some, returns the figure with the numbers in
      its texts, and its words.
    - `sliders`: a dict from an argument of `compute` to its control.
    - `folded`: the same for sliders that are folded away; None for none.
    - `folded_title`: what to unfold says.
    - `choice`: the name and the control of few options, of which each has a picture; None for one picture.
    - `lines`: called with the figure, returns for each line that moves the line and the names of its x and y, as shares
      of the Axes.
    - `faint`: called with the numbers, returns a dict from a number's name to the size up to which the elements that it
      makes blue are grey.
    - `name`: with one, what `make explorers` drew before is shown; None draws it.
    """

    scripts = ("explorer.run.js", "explorer.live.js")

    def __init__(
        self,
        compute: Callable[..., Numbers],
        draw: Callable[..., tuple[Figure, str]],
        sliders: Mapping[str, Control],
        folded: Mapping[str, Control] | None = None,
        folded_title: str = "",
        choice: tuple[str, Control] | None = None,
        lines: Callable[[Figure], list[tuple[Line2D, str, str]]] = lambda _: [],
        faint: Callable[[Numbers], Mapping[str, float]] = lambda _: {},
        name: str | None = None,
    ) -> None:
        super().__init__(name, ())
        self.compute, self.draw, self.lines, self.faint = compute, draw, lines, faint
        self.sliders, self.folded, self.folded_title = dict(sliders), dict(folded or {}), folded_title
        self.moved = self.sliders | self.folded
        self.choice = choice

    def chosen(self) -> list[dict[str, Any]]:
        """Return the argument of `compute` for each option of the choice."""
        if self.choice is None:
            return [{}]
        name, control = self.choice
        return [{name: value} for value in control.values]

    def numbers(self, option: int, **inputs: float) -> dict[str, Any]:
        """Return the numbers for an option, by its index; sliders not named stand at their start."""
        start = {name: control.values[control.start] for name, control in self.moved.items()}
        return dict(self.compute(**start | inputs | self.chosen()[option]))

    @cached_property
    def frames(self) -> list[Frame]:
        """A picture for each option, with slots instead of numbers."""
        return [self.frame_at(option) for option in range(len(self.chosen()))]

    def frame_at(self, index: int) -> Frame:
        """Return the picture for an option, and the words at the start."""
        template = self._template(index)
        _, words = self.draw(self.numbers(index), **self.chosen()[index])
        return Frame((template["svg"],), words, *template["size"])

    def asked(self) -> dict[str, Any]:
        """Return the programs, and the sliders' values and how they are written."""
        programs, names = [], []
        for chosen in self.chosen():
            program, outputs = trace(functools.partial(self.compute, **chosen), list(self.moved))
            programs.append({"operations": program, "outputs": list(outputs.values())})
            names.append(list(outputs))
        sliders = self.moved.values()
        return {
            "programs": programs,
            "names": names,
            "values": [list(control.values) for control in sliders],
            "texts": [list(control.texts) for control in sliders],
        }

    def data(self) -> dict[str, Any]:
        """Return what the page holds: beside frames and programs, the words with slots."""
        return super().data() | {"words": [self._template(option)["words"] for option in range(len(self.chosen()))]}

    def start(self) -> int:
        """Return the index of the first frame that is shown."""
        return self.choice[1].start if self.choice else 0

    def inside(self, data: Mapping[str, Any]) -> str:
        """Return controls and picture."""
        chosen = rows_of({"choice": self.choice[1]}, "data-choice") if self.choice else ""
        folded = rows_of(self.folded)
        fold = f"<details><summary>{html.escape(self.folded_title)}</summary>{folded}</details>" if folded else ""
        return chosen + rows_of(self.sliders) + picture(data) + fold

    @functools.cache  # noqa: B019  # an explorer lives as long as the notebook's cell
    def _template(self, option):
        """Return the picture of an option with slots, its size, and the words with slots."""
        names = list(self.numbers(option))
        one, other = self._apart(option)
        elements, words, figure = self._drawn_at(option, one)
        others, other_words, _ = self._drawn_at(option, other)
        faint, sizes = self._faint_elements(option, one, elements), self.faint(one)
        slotted = [_slotted(element, twin, names, one, other) for element, twin in zip(elements, others, strict=True)]
        marks = {k: f'data-faint="{names.index(name)}" data-size="{sizes[name]:g}"' for k, name in faint.items()}
        marked = [f"<g {marks[k]}>{each}</g>" if k in marks else each for k, each in enumerate(slotted)]
        lines = [_moving_line(figure, *line, names) for line in self.lines(figure)]
        return {
            "svg": "".join([*marked, *lines]),
            "size": size_of(figure),
            "words": _with_slots(words, other_words, names, one, other),
        }

    def _drawn_at(self, option, numbers):
        """Return the elements of the figure without its moving lines, its words, and the figure."""
        figure, words = self.draw(numbers, **self.chosen()[option])
        for line, *_ in self.lines(figure):
            line.set_visible(False)
        return svg_elements(figure), words, figure

    def _apart(self, option):
        """Return the numbers at two points at which they can be told apart, the first one with long texts."""
        points = [self.numbers(option, **inputs) for inputs in self._tries()]
        written = [_written(numbers) for numbers in points]
        for one, numbers in enumerate(points):
            if any(abs(numbers[name]) <= size for name, size in self.faint(numbers).items()):
                continue
            for other in reversed(range(len(points))):
                differ = _tell_apart(written, one, other)
                if differ and self._rest(option, numbers) == self._rest(option, points[other]):
                    return numbers, points[other]
        raise ValueError("Live: expected two points at which the same words stand around other numbers. Received: none")

    def _tries(self):
        """Yield positions of the sliders: first those at which their values take most room, then any."""
        rng = np.random.default_rng(0)
        values = {name: control.values for name, control in self.moved.items()}
        longest = {name: max(len(format_number(value)) for value in each) for name, each in values.items()}
        wide = {n: [value for value in each if len(format_number(value)) == longest[n]] for n, each in values.items()}
        for each in (wide, values):
            for _ in range(TRIES):
                yield {name: float(rng.choice(found)) for name, found in each.items()}

    def _rest(self, option, numbers):
        """Return all words of a drawing, without their numbers."""
        elements, words, _ = self._drawn_at(option, numbers)
        return [NUMBER.sub("", text) for text in (words, *(text for e in elements for _, text in TEXT.findall(e)))]

    def _faint_elements(self, option, numbers, elements):
        """Return which elements turn from blue to grey where which number is small."""
        found = {}
        for name in self.faint(numbers):
            turned, *_ = self._drawn_at(option, numbers | {name: 0.0})
            for k, (before, after) in enumerate(zip(elements, turned, strict=True)):
                if themed(BLUE) in before and themed(GREY) in after and themed(BLUE) not in after:
                    found[k] = name
        return found


def _written(numbers):
    """Return how the numbers are written; an array is not."""
    return [format_number(value) if np.ndim(value) == 0 else "" for value in numbers.values()]


def _tell_apart(written, one, other):
    """Return True if texts that are equal at two points are equal at all points (P, names)."""
    columns = list(zip(*written, strict=True))
    alike: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for column in columns:
        alike.setdefault((column[one], column[other]), set()).add(column)
    constant = all(len(set(column)) == 1 for column in columns if column[one] == column[other])
    return constant and all(len(each) == 1 for each in alike.values())


def _slotted(element, twin, names, one, other):
    """Return an element whose texts have slots where its twin, drawn at another point, has other numbers."""
    twins = iter(TEXT.findall(twin))

    def slotted(match):
        look, text = match.groups()
        template = _with_slots(text, next(twins)[1], names, one, other)
        return match[0] if template == text else f'<text {_centred(look)} data-text="{html.escape(template)}"></text>'

    return TEXT.sub(slotted, element)


def _with_slots(text, twin, names, one, other):
    """Return a text with {k} instead of the number that is the k-th: in the twin the other value stands there."""
    pairs = iter(list(zip(NUMBER.findall(text), NUMBER.findall(twin), strict=True)))

    def slot(match):
        before, after = next(pairs)
        for k, name in enumerate(names):
            if np.ndim(one[name]) == 0 and (format_number(one[name]), format_number(other[name])) == (before, after):
                return "{" + str(k) + "}"
        if before == after:
            return match[0]
        raise ValueError(f"Live: expected every number of the drawing among the computed ones. Received: {before}")

    return NUMBER.sub(slot, text)


def _centred(look):
    """Return the attributes of a text as those of one around its middle, of any length."""
    length = re.search(r' textLength="([\d.]+)"', look)
    x = re.match(r'x="([-\d.]+)"', look)
    assert length is not None
    assert x is not None
    middle = float(x[1]) + float(length[1]) / 2
    return f'x="{middle:.1f}"{look[x.end() :].replace(length[0], "")} text-anchor="middle"'


def _moving_line(figure, line, x, y, names):
    """Return an empty path for a line, or a dot for a marker, in its Axes, with the names of its numbers."""
    box, look = line.axes.bbox, line.get_color()
    scale = figure.dpi / 72
    style = f'fill="none" stroke="{themed(look)}" stroke-width="{line.get_linewidth() * scale:.1f}"'
    if line.get_marker() == "o":
        size = (line.get_markersize() + line.get_markeredgewidth()) * scale
        style = f'stroke="{themed(look)}" stroke-width="{size:.1f}" stroke-linecap="round"'
    if line.get_linestyle() == "--":
        dashes = [each * line.get_linewidth() * scale for each in rcParams["lines.dashed_pattern"]]
        style += f' stroke-dasharray="{" ".join(f"{each:.1f}" for each in dashes)}"'
    at = f'x="{box.x0:.1f}" y="{figure.bbox.height - box.y1:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    return f'<svg {at}><path data-x="{names.index(x)}" data-y="{names.index(y)}" {style}/></svg>'
