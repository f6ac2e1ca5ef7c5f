"""The explorer of lecture 17: a pad of 8×8 cells to draw on, and a network's prediction for the drawing."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
import numpy as np
import traitlets
from ipywidgets import HTML, Accordion, Button, GridBox, HBox, Layout, VBox
from numpy.typing import ArrayLike

from dlcourse.plots.digits_from_scratch import a_digit, format_percent, image_and_prediction
from dlcourse.plots.showing import show
from dlcourse.widgets.base import WIDE, WithStill, int_slider

SIZE = 8
BY_KEYBOARD = "By keyboard: Tab to the pad, then arrow keys and Space."
HELP_BLACK = f"Press a cell to put full ink there, or to take its ink away. {BY_KEYBOARD}"
HELP = f"Press a cell for full ink, again for half, again for none. {BY_KEYBOARD}"


class Pad(GridBox):
    """Widget of 8×8 cells to press; `value` is a tuple of their 64 amounts of ink in [0, 1], row by row.

    The cell at `cursor` (row, column) is marked by a + and can be pressed by other controls; None: no mark. Without
    `halves`, a press on a cell with ink takes all of it away.
    """

    value = traitlets.Tuple()
    cursor = traitlets.Tuple(allow_none=True, default_value=None)

    def __init__(self, ink: ArrayLike, halves: bool = True) -> None:
        self.halves = halves
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
        """Switch the cell's ink to full, then half, then none; without `halves`, to full or to none."""
        ink = list(self.value)
        k = row * SIZE + column
        if self.halves:
            ink[k] = 1.0 if ink[k] < 0.25 else 0.5 if ink[k] >= 0.75 else 0.0
        else:
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

    @traitlets.observe("cursor")
    def _mark(self, change):
        for cell, mark in ((change["old"], ""), (change["new"], "+")):
            if cell:
                self.cells[cell[0] * SIZE + cell[1]].description = mark


def _grey(ink):
    """Return the colour of a cell, white to black."""
    level = round(255 * (1 - ink))
    return f"#{level:02x}{level:02x}{level:02x}"


def as_tuple(image: ArrayLike) -> tuple[float, ...]:
    """Return the pixels of an image (8, 8) or of a row (64,) as 64 floats."""
    return tuple(float(ink) for ink in np.ravel(image))


def draw_digit_explorer(
    networks: Mapping[str, Callable[[np.ndarray], np.ndarray]], images: Mapping[str, np.ndarray]
) -> WithStill:
    """Return a pad to draw on, beside a network's prediction; `networks`: name to a function x (1, 64) → p (1, 10).

    `images` maps a name to an image (8, 8) to start from, at first the first one. The choice of the network, and the
    sliders for drawing without a mouse, are folded away.
    """
    pad = Pad(next(iter(images.values())))
    chosen = ipywidgets.Dropdown(options=list(images), description="start from", style=WIDE)
    chosen.observe(lambda change: pad.set_trait("value", as_tuple(images[change["new"]])), "value")
    reset = Button(description="start again", tooltip="Put the chosen picture back on the pad")
    reset.on_click(lambda _: pad.set_trait("value", as_tuple(images[chosen.value])))
    right, down = (int_slider(name, 0, -3, 3) for name in ("move right", "move down"))
    network = ipywidgets.ToggleButtons(
        options=list(networks), description="read by", style=WIDE | {"button_width": "auto"}
    )

    def draw(pad, right, down, network):
        show(*_prediction(networks[network], pad, right, down))

    output = ipywidgets.interactive_output(draw, {"pad": pad, "right": right, "down": down, "network": network})
    output.layout = Layout(min_height="21em", width="36em")
    cursor_controls, show_cursor = _without_a_mouse(pad)
    folded = Accordion([network, cursor_controls], selected_index=None)
    folded.set_title(0, "Another network")
    folded.set_title(1, "Draw with arrow keys")
    folded.observe(lambda change: show_cursor() if change["new"] == 1 else None, "selected_index")
    beside = HBox([VBox([pad, HTML(HELP, layout=Layout(width="18em"))]), output], layout=Layout(flex_flow="row wrap"))
    columns = [HBox([chosen, reset]), right, down, beside, folded]
    first = next(iter(networks.values())), np.asarray(images[chosen.value])
    return WithStill(columns, lambda: _prediction(*first))


def _without_a_mouse(pad):
    """Return two sliders and a button that move the pad's cursor and press its cell, and a function that shows it."""
    row, column = int_slider("row", 1, 1, SIZE), int_slider("column", 1, 1, SIZE)
    press = Button(description="press this cell", tooltip="Full ink, then half, then none")

    def show_cursor(_=None):
        pad.cursor = (row.value - 1, column.value - 1)

    row.observe(show_cursor, "value")
    column.observe(show_cursor, "value")
    press.on_click(lambda _: pad.press(row.value - 1, column.value - 1))
    return VBox([row, column, press]), show_cursor


def _prediction(network, ink, right=0, down=0):
    """Return the network's input and its prediction, and the words for them."""
    values = prediction_values(network, ink, right, down)
    title = f"The network gets this, and reads {a_digit(values['digit'])}"
    return image_and_prediction(values["image"], values["p"], title), describe_prediction(values)


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
