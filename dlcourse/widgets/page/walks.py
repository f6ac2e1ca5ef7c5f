"""Explorers that go from state to state by buttons, in a page that needs no kernel: Python found all that follow."""

import html
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dlcourse.widgets.page.pages import Drawn, Frame, picture


@dataclass(frozen=True)
class Move:
    """The effect of a button in a state: the state it leads to, and whether it counts."""

    button: int
    start: Hashable
    end: Hashable
    counts: bool


class Walk(Drawn):
    """Buttons that lead from state to state, over a picture of the last move, and a count of the moves that count.

    - `draw`: called with a Move, returns the Frame after it; with None, the one at the start.
    - `move`: called with a state and the index of a button, returns the Move.
    - `first`: the state at the start; only a limited number of states may be reached from it.
    - `buttons`: the texts on them.
    - `words`: those beside the buttons, before the list of those pressed, and before the count.
    - `name`: with one, the frames that `make explorers` drew before are shown; None draws them.
    - `about`: the arrays of data that are drawn: frames drawn before of other data are not shown.
    """

    scripts = ("explorer.walk.js",)

    def __init__(
        self,
        draw: Callable[[Move | None], Frame],
        move: Callable[[Any, int], Move],
        first: Hashable,
        buttons: Sequence[str],
        words: tuple[str, str, str],
        name: str | None = None,
        about: Sequence[np.ndarray] = (),
    ) -> None:
        super().__init__(name, about)
        self.draw, self.move, self.first, self.buttons, self.words = draw, move, first, tuple(buttons), words

    @cached_property
    def moves(self) -> dict[Hashable, list[Move]]:
        """The move of each button in each state that can be reached."""
        found: dict[Hashable, list[Move]] = {}
        waiting = [self.first]
        while waiting:
            state = waiting.pop(0)
            if state not in found:
                found[state] = [self.move(state, button) for button in range(len(self.buttons))]
                waiting += [each.end for each in found[state]]
        return found

    @cached_property
    def frames(self) -> list[Frame]:
        """The frame at the start, and of each button in each state."""
        return [self.draw(None), *(self.draw(each) for row in self.moves.values() for each in row)]

    def frame_at(self, index: int) -> Frame:
        """Return the frame at an index of `frames`, drawn by itself."""
        every = [each for row in self.moves.values() for each in row]
        return self.draw(every[index - 1] if index else None)

    def asked(self) -> dict[str, Any]:
        """Return for each frame its state and whether it counts, and for each state the frames that follow."""
        number = {state: k for k, state in enumerate(self.moves)}
        every = [each for row in self.moves.values() for each in row]
        wide = len(self.buttons)
        return {
            "states": [number[self.first], *(number[each.end] for each in every)],
            "counted": [0, *(int(each.counts) for each in every)],
            "following": [[1 + k * wide + j for j in range(wide)] for k in range(len(number))],
            "walked": self.words[1],
            "count_of": self.words[2],
        }

    def start(self) -> int:
        """Return the index of the frame at the start."""
        return 0

    def inside(self, data: Mapping[str, Any]) -> str:
        """Return buttons and picture."""
        label = html.escape(self.words[0])
        moves = "".join(
            f'<button type="button" data-move aria-label="{label} {html.escape(text)}">{html.escape(text)}</button>'
            for text in self.buttons
        )
        rest = '<button type="button" data-back>take back</button><button type="button" data-again>start again</button>'
        row = f'<div class="dl-row" role="group" aria-label="{label}"><span>{label}</span>{moves}{rest}</div>'
        return f'{row}<p class="dl-walked"></p>{picture(data)}'
