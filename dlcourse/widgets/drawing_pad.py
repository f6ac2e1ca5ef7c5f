"""A pad of 8×8 cells to draw on, in a page that needs no kernel: the page does the forward pass of a small network."""

import html
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from dlcourse.widgets.digits_from_scratch import BY_KEYBOARD, SIZE, describe_prediction, prediction_values
from dlcourse.widgets.frames import Control, choice, radios, rows_of, steps
from dlcourse.widgets.pages import Drawn, Frame
from dlcourse.widgets.traced import trace

MOVES = tuple(range(-3, 4))  # pixels
WIDTH, HEIGHT, PIXEL, BAR_LEFT, WIDEST = 560, 300, 31, 320, 170  # of the picture, in its pixels
HELP = f"Press a cell for full ink, again for half, again for none. {BY_KEYBOARD}"
Weights = Sequence[np.ndarray]  # W1 (64, H), b1 (H,), W2 (H, 10), b2 (10,)


def draw_digit_explorer(networks: Mapping[str, Weights], images: Mapping[str, np.ndarray]) -> "DrawingPad":
    """Return a pad to draw on, beside a network's prediction.

    `networks` maps a name to weights W1 (64, H), b1 (H,), W2 (H, 10), b2 (10,), with ReLU and softmax; which one reads
    is chosen under a fold. `images` maps a name to an image (8, 8) to start from, at first the first one.
    """
    return DrawingPad(networks, images)


class DrawingPad(Drawn):
    """A pad to draw on, beside what a network reads in the drawing; see `draw_digit_explorer`."""

    scripts = ("explorer.run.js", "explorer.pad.js")

    def __init__(self, networks: Mapping[str, Weights], images: Mapping[str, np.ndarray]) -> None:
        super().__init__(None, ())
        self.networks = {name: [np.asarray(each, float) for each in weights] for name, weights in networks.items()}
        self.images = {name: np.asarray(image, float).ravel() for name, image in images.items()}
        self.visible = {"right": _slider("move right"), "down": _slider("move down")}

    @cached_property
    def frames(self) -> list[Frame]:
        """The picture at the start, which the page fills."""
        return [self.frame_at(0)]

    def frame_at(self, index: int) -> Frame:  # noqa: ARG002 - there is one
        """Return the empty picture, and the words for the first image and network."""
        image, weights = next(iter(self.images.values())), next(iter(self.networks.values()))
        values = prediction_values(lambda x: probabilities(x[0], *weights)[None], image)
        return Frame((_picture(),), describe_prediction(values), WIDTH, HEIGHT)

    def asked(self) -> dict[str, Any]:
        """Return the programs of the networks, the images, and the moves with their texts."""
        programs = []
        for weights in self.networks.values():
            operations, outputs = trace(lambda x, weights=weights: {"p": probabilities(x, *weights)}, ["x"])
            programs.append({"operations": operations, "outputs": list(outputs.values())})
        images = [image.tolist() for image in self.images.values()]
        texts = list(self.visible["right"].texts)
        return {"programs": programs, "images": images, "moves": MOVES, "texts": texts, "widest": WIDEST}

    def data(self) -> dict[str, Any]:
        """Return what the page holds: the words at the start, and what was asked; the picture is in the page itself."""
        return {"parts": [self.frames[0].words], "frames": [[0]], **self.asked(), "size": [WIDTH, HEIGHT]}

    def start(self) -> int:
        """Return the index of the only frame."""
        return 0

    def inside(self, data: Mapping[str, Any]) -> str:  # noqa: ARG002 - the picture is the same for all
        """Return controls, pad and picture."""
        first = rows_of({"from": choice("start from", list(self.images))}, "data-from")
        again = '<div class="dl-row"><button type="button" data-again>start again</button></div>'
        sliders = rows_of(self.visible)
        cells = "".join(f'<button type="button" tabindex="{-1 if k else 0}"></button>' for k in range(SIZE * SIZE))
        pad = f'<div class="dl-drawing" role="group" aria-label="a pad of 8 by 8 cells">{cells}</div>'
        help_text = f'<p class="dl-help">{html.escape(HELP)}</p>'
        look = f"max-width: {WIDTH}px; min-width: {0.72 * WIDTH:.0f}px"
        svg = f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}" style="{look}">{_picture()}</svg>'
        picture = f'<div class="dl-picture">{svg}</div><p class="dl-said" aria-live="polite"></p>'
        network = rows_of({"network": radios("read by", list(self.networks))}, "data-network")
        folded = f"<details><summary>Another network</summary>{network}</details>"
        return f'{first}{again}{sliders}<div class="dl-beside"><div>{pad}{help_text}</div>{picture}</div>{folded}'


def _slider(label: str) -> Control:
    """Return a slider by how many pixels the drawing moves."""
    return steps(label, MOVES, 0, lambda move: f"{move}".replace("-", "−"))


def probabilities(x: Any, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray) -> Any:
    """softmax(ReLU(x W₁ + b₁) W₂ + b₂) of one image x (64,), or of a stand-in for it: (10,)."""
    h = np.maximum(x @ W1 + b1, 0)  # (H,)
    z = h @ W2 + b2  # (10,)
    e = np.exp(z - z.max())  # same result, no overflow
    return e / e.sum()


def _picture():
    """Return the inside of the picture: 64 pixels in a frame, ten bars with their digits, a title."""
    ink, top, row = 'fill="var(--dl-ink)"', 44, 25
    pixels = "".join(
        f'<rect class="dl-pixel" x="{10 + PIXEL * (k % SIZE)}" y="{top + PIXEL * (k // SIZE)}" width="{PIXEL}" '
        f'height="{PIXEL}" {ink} fill-opacity="0"/>'
        for k in range(SIZE * SIZE)
    )
    side = SIZE * PIXEL
    frame = f'<rect x="10" y="{top}" width="{side}" height="{side}" fill="none" stroke="var(--dl-ink)"/>'

    bars = "".join(
        f'<text class="dl-digit" x="{BAR_LEFT - 14}" y="{top + row * k + 18}" {ink} font-size="13">{k}</text>'
        f'<rect class="dl-bar" x="{BAR_LEFT}" y="{top + row * k + 4}" width="0" height="{row - 7}" {ink}/>'
        f'<text class="dl-share" x="{BAR_LEFT}" y="{top + row * k + 18}" {ink} font-size="13"></text>'
        for k in range(10)
    )
    axis = f'<path d="M{BAR_LEFT} {top}v{10 * row}" stroke="var(--dl-grey)"/>'
    return f'<text class="dl-title" x="10" y="26" {ink} font-size="17"></text><g>{pixels}{frame}{axis}{bars}</g>'
