"""The explorer of lecture 04: a digit to shift, erase and draw on, and what a trained network makes of it.

And the lecture's small network, which tells a 3 from a 5 by five amounts of ink.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import ipywidgets
import numpy as np
from ipywidgets import HTML, Button, HBox, Layout, VBox
from numpy.typing import ArrayLike

from dlcourse import (
    Adam,
    BinaryCrossentropy,
    Dense,
    Sequential,
    Sigmoid,
    load_digits,
    train_test_split,
)
from dlcourse.plots import format_number
from dlcourse.plots.digit_network import network_response
from dlcourse.plots.digits_from_scratch import a_digit, format_percent
from dlcourse.plots.showing import show
from dlcourse.widgets.base import WIDE, WithStill
from dlcourse.widgets.digits_from_scratch import HELP, Pad, as_tuple, shift_images

Forward = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]  # x (N, 64) → hidden units (N, H), p (N, 10)
MOVES = {"←": {"right": -1}, "→": {"right": 1}, "↑": {"down": -1}, "↓": {"down": 1}}


def forward_explorer(forward: Forward, images: Mapping[str, np.ndarray]) -> WithStill:
    """Return a pad with a digit on it to draw on and to shift, beside a network's hidden units and probabilities.

    `forward` maps images (N, 64) to the hidden units' outputs (N, H) and the probabilities (N, 10); `images` maps a
    name to an image (64,) to start from, at first the first one.
    """
    pad = Pad(next(iter(images.values())))
    chosen = ipywidgets.Dropdown(options=list(images), description="start from", style=WIDE)
    reset = Button(description="start again", tooltip="Put the chosen picture back")

    def start_again(_):
        pad.value = as_tuple(images[chosen.value])

    def draw(pad):
        show(*_response(forward, np.ravel(images[chosen.value]), np.asarray(pad)))

    chosen.observe(start_again, "value")
    reset.on_click(start_again)
    output = ipywidgets.interactive_output(draw, {"pad": pad})
    output.layout = Layout(min_height="26em")
    tools = _tools(pad, forward, lambda: np.ravel(images[chosen.value]))
    beside = VBox([pad, _moves(pad), tools, HTML(HELP, layout=Layout(width="17em"))])
    columns = [HBox([chosen, reset]), HBox([beside, output], layout=Layout(flex_flow="row wrap"))]
    first = np.ravel(images[chosen.value])
    return WithStill(columns, lambda: _response(forward, first, first))


def _moves(pad):
    """Return four buttons that move the pad's picture by one cell; ink that leaves the pad is lost."""
    buttons = []
    for arrow, step in MOVES.items():
        button = Button(description=arrow, tooltip="Move the whole picture by one cell", layout=Layout(width="2.8em"))
        button.on_click(lambda _, step=step: pad.set_trait("value", as_tuple(shift_images(pad.value, **step))))
        buttons.append(button)
    return HBox([HTML("move"), *buttons])


def _tools(pad, forward, original):
    """Return two buttons that change the pad's picture: to its negative, and without one more cell's ink."""
    negative = Button(description="negative", tooltip="Paper becomes ink, and ink paper", layout=Layout(width="7.5em"))
    negative.on_click(lambda _: pad.set_trait("value", as_tuple(1 - np.asarray(pad.value))))
    rub_out = Button(
        description="rub out one",
        tooltip="Take away the ink of the cell that matters least to what was read at first",
        layout=Layout(width="7.5em"),
    )
    rub_out.on_click(lambda _: pad.set_trait("value", as_tuple(without_a_cell(forward, original(), pad.value))))
    return HBox([negative, rub_out])


def without_a_cell(forward: Forward, original: np.ndarray, image: ArrayLike) -> np.ndarray:
    """Return the image (64,) without the ink of one cell: what the network read in `original` stays most probable."""
    image = np.asarray(image, float)
    digit = int(forward(original[None, :])[1][0].argmax())
    cells = np.flatnonzero(image)
    if not cells.size:
        return image
    tries = np.where(np.arange(image.size) == cells[:, None], 0.0, image)
    return tries[int(forward(tries)[1][:, digit].argmax())]


def _response(forward, original, image):
    """Return what the network makes of the pad's picture, beside what it made of the original, and the words for it."""
    before, now = (tuple(rows[0] for rows in forward(each[None, :])) for each in (original, image))
    digit = int(now[1].argmax())
    title = f"It reads {a_digit(digit)}, with {format_percent(now[1][digit])}"
    return network_response(before, now, title), describe_response(before, now)


def describe_response(before: tuple[np.ndarray, np.ndarray], now: tuple[np.ndarray, np.ndarray]) -> str:
    """Describe the figure in words: the digit read, the next best, the units that fire, and those that changed."""
    (hidden_before, p_before), (hidden, p) = before, now
    second, first = (int(digit) for digit in np.argsort(p)[-2:])
    was = int(p_before.argmax())
    firing = ", ".join(f"{j + 1} ({format_number(float(hidden[j]))})" for j in np.flatnonzero(hidden > 0))
    switched_on = _names(np.flatnonzero((hidden > 0) & (hidden_before <= 0)))
    switched_off = _names(np.flatnonzero((hidden <= 0) & (hidden_before > 0)))
    return (
        f"The network reads {a_digit(first)}, with {format_percent(p[first])}; next comes {a_digit(second)}, with "
        f"{format_percent(p[second])}. The picture as it was chosen is read as {a_digit(was)}, with "
        f"{format_percent(p_before[was])}. Hidden units that fire: {firing or 'no unit'}. Switched on by the change: "
        f"{switched_on}; switched off: {switched_off}."
    )


def _names(units):
    """Name units, counted from 1."""
    return ", ".join(str(j + 1) for j in units) or "no unit"


def three_or_five(seed: int) -> tuple[Sequential, np.ndarray, np.ndarray, np.ndarray]:
    """Return a trained 5-4-3-2-1 net with short weights, and 100 test images, their inputs, and whether each is a 5.

    Images (100, 64), inputs (100, 5): the ink in their windows (see `ink`), standardized on the training images and
    rounded to one decimal, as the net's parameters are.
    """
    model, images, x, is_five = trained_on_ink((5, 4, 3, 2, 1), seed)
    model.parameters[...] = model.parameters.round(1) + 0.0  # no -0.0
    return model, images, x, is_five


def trained_on_ink(sizes: Sequence[int], seed: int) -> tuple[Sequential, np.ndarray, np.ndarray, np.ndarray]:
    """Return a trained net of these layer sizes, and what `three_or_five` returns with it; its weights are not short.

    The first size is 5, the inputs, and the last is 1; a sigmoid follows each layer.
    """
    rng = np.random.default_rng(seed)
    images, digit = load_digits()
    kept = (digit == 3) | (digit == 5)
    y = (digit[kept, None] == 5).astype(float)
    train, y, test, y_test = train_test_split(images[kept], y, test_size=100, rng=rng)
    mean, deviation = ink(train).mean(axis=0), ink(train).std(axis=0)
    x, x_test = (((ink(each) - mean) / deviation).round(1) + 0.0 for each in (train, test))  # + 0.0: no -0.0
    layers = [layer for n, units in pairwise(sizes) for layer in (Dense(n, units, rng), Sigmoid())]
    model = Sequential(layers, np.float64).compile(Adam(0.02), BinaryCrossentropy())
    model.fit(x, y, epochs=25, batch_size=16, rng=rng, verbose=False)
    return model, test, x_test, y_test.ravel() == 1


def ink(images: np.ndarray) -> np.ndarray:
    """Return the mean ink in the four quarters and in the middle 2×2 pixels of images: (N, 64) to (N, 5)."""
    squares = images.reshape(-1, 8, 8)
    quarters = [squares[:, row : row + 4, column : column + 4] for row in (0, 4) for column in (0, 4)]
    return np.stack([window.mean(axis=(1, 2)) for window in (*quarters, squares[:, 3:5, 3:5])], axis=1)
