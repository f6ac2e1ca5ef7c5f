"""The explorer of lecture 04: a digit to shift, erase and draw on, and what a trained network makes of it.

And the lecture's small network, which tells a 3 from a 5 by five amounts of ink.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

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
from dlcourse.plots.page.style import ORANGE
from dlcourse.plots.page.vector import themed
from dlcourse.plots.practice.digits_from_scratch import a_digit, format_percent
from dlcourse.widgets.practice.digits_from_scratch import BY_KEYBOARD
from dlcourse.widgets.practice.drawing_pad import INK, Pad, Weights, forward_pass

MOVES = {"←": ("left", -1, 0), "→": ("right", 1, 0), "↑": ("up", 0, -1), "↓": ("down", 0, 1)}
WIDTH, HEIGHT, TOP, BOTTOM = 490, 420, 66, 384  # of the picture and of its bars, in its pixels


def forward_explorer(weights: Weights, images: Mapping[str, np.ndarray]) -> "ResponsePad":
    """Return a pad with a digit on it to draw on and to shift, beside a network's hidden units and probabilities.

    `weights` are W1 (64, H), b1 (H,), W2 (H, 10), b2 (10,), of a network with ReLU and softmax; `images` maps a name to
    an image (64,) to start from, at first the first one.
    """
    return ResponsePad({"": weights}, images)


class ResponsePad(Pad):
    """A pad to draw on, beside what a network makes of the drawing, and of the image as it was chosen."""

    scripts = ("explorer.run.js", "explorer.response.js", "explorer.pad.js")
    width, height = WIDTH, HEIGHT
    help = f"Press a cell to put full ink there, or to take its ink away. {BY_KEYBOARD}"

    def words_at_start(self, image: np.ndarray, weights: Weights) -> str:
        """Return what the network makes of an image (64,), in words."""
        response = tuple(forward_pass(image, *weights).values())
        return describe_response(response, response)

    def buttons(self) -> str:
        """Return the buttons that change the whole drawing."""
        moves = "".join(
            f'<button type="button" data-right="{right}" data-down="{down}" aria-label="move {way}">{arrow}</button>'
            for arrow, (way, right, down) in MOVES.items()
        )
        tools = (
            '<button type="button" data-negative title="Paper becomes ink, and ink paper">negative</button>'
            '<button type="button" data-rub title="Take away the ink of the cell that matters least to what was read '
            'at first">rub out one</button>'
        )
        return f'<div class="dl-row">move {moves} {tools}</div>'

    def empty_picture(self) -> str:
        """Return a bar and a line across it for each hidden unit and each digit, with a title."""
        (weights,) = self.networks.values()
        units = _side("hidden units", [str(j + 1) for j in range(len(weights[1]))], 30, 215)
        digits = _side("probabilities", [str(digit) for digit in range(10)], 280, 200)
        note = "orange line: the picture as it was chosen"
        color = themed(ORANGE)
        return (
            f'<text class="dl-title" x="5" y="24" {INK} font-size="17"></text>{units}{digits}'
            f'<text x="30" y="{HEIGHT - 12}" fill="{color}" font-size="13">{note}</text>'
        )


def _side(title, names, left, width):
    """Return the bars of one side of the picture, whose lengths, lines and numbers the page sets."""
    row = (BOTTOM - TOP) / len(names)
    rows = "".join(
        f'<text x="{left - 6}" y="{y + 0.7 * row:.1f}" {INK} font-size="13" text-anchor="end">{name}</text>'
        f'<rect class="dl-bar" x="{left}" y="{y + 0.19 * row:.1f}" width="0" height="{0.62 * row:.1f}" {INK}/>'
        f'<path class="dl-mark" d="M0 {y + 0.04 * row:.1f}v{0.92 * row:.1f}" stroke="{themed(ORANGE)}" '
        f'stroke-width="3"/><text class="dl-number" x="{left + width}" y="{y + 0.7 * row:.1f}" {INK} font-size="13" '
        'text-anchor="end"></text>'
        for name, y in ((name, TOP + k * row) for k, name in enumerate(names))
    )
    axis = f'<path d="M{left} {TOP}V{BOTTOM}" stroke="var(--dl-grey)"/>'
    heading = f'<text x="{left}" y="{TOP - 10}" {INK} font-size="14">{title}</text>'
    return f'<g class="dl-side" data-width="{width}">{heading}{axis}{rows}</g>'


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
