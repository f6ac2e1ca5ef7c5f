"""A pad of 8×8 cells that asks a kernel; images moved by whole pixels; a network's prediction in words."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import traitlets
from ipywidgets import Button, GridBox, Layout
from numpy.typing import ArrayLike

from dlcourse.plots.digits_from_scratch import a_digit, format_percent

SIZE = 8
BY_KEYBOARD = "By keyboard: Tab to the pad, then arrow keys and Space."
HELP = f"Press a cell to put full ink there, or to take its ink away. {BY_KEYBOARD}"


class Pad(GridBox):
    """Widget of 8×8 cells to press; `value` is a tuple of their 64 amounts of ink in [0, 1], row by row.

    A press on a cell without ink puts full ink there, one on a cell with ink takes all of it away.
    """

    value = traitlets.Tuple()

    def __init__(self, ink: ArrayLike) -> None:
        self.cells = [self._cell(k) for k in range(SIZE * SIZE)]
        self.painted = (0.0,) * SIZE * SIZE
        super().__init__(
            self.cells,
            layout=Layout(grid_template_columns=f"repeat({SIZE}, 2.1em)", grid_gap="1px", padding="0.3em"),
        )
        self.add_class("dl-pad")  # JupyterLab moves there by arrow keys
        self.value = as_tuple(ink)

    def _cell(self, k):
        layout = Layout(width="2.1em", height="2.1em", margin="0", padding="0", border="1px solid #9a9a9a")
        cell = Button(layout=layout, tooltip=self._name(k, 0.0))
        cell.style.button_color = _grey(0.0)
        cell.on_click(lambda _: self.press(*divmod(k, SIZE)))
        return cell

    @staticmethod
    def _name(k, ink):
        row, column = divmod(k, SIZE)
        return f"row {row + 1}, column {column + 1}: ink {ink:.2g}"

    def press(self, row: int, column: int) -> None:
        """Switch the cell's ink to full or to none."""
        ink = list(self.value)
        k = row * SIZE + column
        ink[k] = 0.0 if ink[k] else 1.0
        self.value = tuple(ink)

    @traitlets.observe("value")
    def _paint(self, change):
        before, self.painted = self.painted, change["new"]
        for k, (old, now) in enumerate(zip(before, self.painted, strict=True)):
            if old != now:
                self.cells[k].style.button_color = _grey(now)
                self.cells[k].style.text_color = "#ffffff" if now > 0.5 else "#000000"
                self.cells[k].tooltip = self._name(k, now)


def _grey(ink):
    """Return the colour of a cell, white to black."""
    level = round(255 * (1 - ink))
    return f"#{level:02x}{level:02x}{level:02x}"


def as_tuple(image: ArrayLike) -> tuple[float, ...]:
    """Return the pixels of an image (8, 8) or of a row (64,) as 64 floats."""
    return tuple(float(ink) for ink in np.ravel(image))


def prediction_values(
    network: Callable[[np.ndarray], np.ndarray], ink: ArrayLike, right: int = 0, down: int = 0
) -> dict[str, Any]:
    """Return the network's input (8, 8), its ten probabilities `p`, the predicted `digit` and the `next_best` one."""
    image = shift_images(np.reshape(ink, (1, -1)), right, down).reshape(SIZE, SIZE)
    p = np.asarray(network(image.reshape(1, -1)))[0]
    next_best, predicted = (int(digit) for digit in np.argsort(p)[-2:])
    return {"image": image, "p": p, "digit": predicted, "next_best": next_best, "right": right, "down": down}


def describe_prediction(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: the amount of ink, the shift, the predicted digit and its probability."""
    p, right, down = values["p"], values["right"], values["down"]
    shifts = [f"{abs(right)} to the {'right' if right > 0 else 'left'}"] if right else []
    shifts += [f"{abs(down)} {'down' if down > 0 else 'up'}"] if down else []
    shift_text = f", moved by {' and '.join(shifts)}" if shifts else ""
    n_inked = int((values["image"] > 0).sum())
    first, second = values["digit"], values["next_best"]
    return (
        f"A picture of 8 by 8 pixels with ink in {n_inked} of them{shift_text}. The network reads {a_digit(first)}, "
        f"with {format_percent(p[first])}; next comes {a_digit(second)}, with {format_percent(p[second])}."
    )


def shift_images(x: ArrayLike, right: int = 0, down: int = 0) -> np.ndarray:
    """Return images x (N, 64) shifted by whole pixels; pixels that leave the frame are lost, new ones are blank."""
    images = np.asarray(x).reshape(-1, SIZE, SIZE)
    shifted = np.zeros_like(images)
    to_rows, from_rows = _overlap(down)
    to_columns, from_columns = _overlap(right)
    shifted[:, to_rows, to_columns] = images[:, from_rows, from_columns]
    return shifted.reshape(len(images), SIZE * SIZE)


def _overlap(shift):
    """Return the slices to which and from which the pixels of one axis move."""
    return slice(max(shift, 0), SIZE + min(shift, 0)), slice(max(-shift, 0), SIZE - max(shift, 0))
