"""A pad of 8×8 cells to draw on, in a page that needs no kernel: the page does the forward pass of a small network.

What the page shows beside the pad, and which buttons it has, is the subclass's: `DrawingPad` here, for lecture 17, and
`ResponsePad` of lecture 04 in `forward_propagation`.
"""

import html
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.widgets.page.frames import Control, choice, radios, rows_of, steps
from dlcourse.widgets.page.pages import Drawn, Frame, picture
from dlcourse.widgets.page.traced import trace
from dlcourse.widgets.practice.digits_from_scratch import BY_KEYBOARD, SIZE, describe_prediction, prediction_values

MOVES = tuple(range(-3, 4))  # pixels
WIDTH, HEIGHT, PIXEL, BAR_LEFT, WIDEST = 560, 300, 31, 320, 170  # of the picture, in its pixels
Weights = Sequence[np.ndarray]  # W1 (64, H), b1 (H,), W2 (H, 10), b2 (10,)
INK = 'fill="var(--dl-ink)"'


def draw_digit_explorer(networks: Mapping[str, Weights], images: Mapping[str, np.ndarray]) -> "DrawingPad":
    """Return a pad to draw on, beside a network's prediction.

    `networks` maps a name to weights W1 (64, H), b1 (H,), W2 (H, 10), b2 (10,), with ReLU and softmax; which one reads
    is chosen under a fold. `images` maps a name to an image (8, 8) to start from, at first the first one.
    """
    return DrawingPad(networks, images)


class Pad(Drawn):
    """A pad with a choice of images to start from, beside a picture that the page fills with what networks compute.

    `networks` maps a name to weights, `images` a name to an image (8, 8) or (64,).
    """

    width: ClassVar[float]
    height: ClassVar[float]
    help: ClassVar[str]

    def __init__(self, networks: Mapping[str, Weights], images: Mapping[str, ArrayLike]) -> None:
        super().__init__(None, ())
        self.networks = {name: [np.asarray(each, float) for each in weights] for name, weights in networks.items()}
        self.images = {name: np.asarray(image, float).ravel() for name, image in images.items()}
        self.visible: dict[str, Control] = {}

    @cached_property
    def frames(self) -> list[Frame]:
        """The empty picture, with the words at the start."""
        return [self.frame_at(0)]

    def frame_at(self, index: int) -> Frame:  # noqa: ARG002 - there is one
        """Return the empty picture, and the words for the first image and network."""
        image, weights = next(iter(self.images.values())), next(iter(self.networks.values()))
        return Frame((self.empty_picture(),), self.words_at_start(image, weights), self.width, self.height)

    @abstractmethod
    def empty_picture(self) -> str:
        """Return the inside of the picture, which the page fills."""

    @abstractmethod
    def words_at_start(self, image: np.ndarray, weights: Weights) -> str:
        """Return the words for an image (64,) that nothing was drawn on."""

    @abstractmethod
    def buttons(self) -> str:
        """Return the HTML of what stands around the pad, above it."""

    def folded(self) -> str:
        """Return the HTML of what is folded away."""
        return ""

    def asked(self) -> dict[str, Any]:
        """Return the programs of the networks, which compute hidden units and probabilities, and the images."""
        programs = []
        for weights in self.networks.values():
            operations, outputs = trace(lambda x, weights=weights: forward_pass(x, *weights), ["x"])
            programs.append({"operations": operations, "outputs": list(outputs.values())})
        return {"programs": programs, "images": [image.tolist() for image in self.images.values()]}

    def start(self) -> int:
        """Return the index of the only frame."""
        return 0

    def inside(self, data: Mapping[str, Any]) -> str:
        """Return controls, pad and picture."""
        first = rows_of({"from": choice("start from", list(self.images))}, "data-from")
        again = '<div class="dl-row"><button type="button" data-again>start again</button></div>'
        cells = "".join(f'<button type="button" tabindex="{-1 if k else 0}"></button>' for k in range(SIZE * SIZE))
        pad = f'<div class="dl-drawing" role="group" aria-label="a pad of 8 by 8 cells">{cells}</div>'
        help_text = f'<p class="dl-help">{html.escape(self.help)}</p>'
        beside = f'<div class="dl-beside"><div>{pad}{help_text}</div>{picture(data)}</div>'
        return f"{first}{again}{self.buttons()}{beside}{self.folded()}"


class DrawingPad(Pad):
    """A pad to draw on, beside what a network reads in the drawing; see `draw_digit_explorer`."""

    scripts = ("explorer.run.js", "explorer.reading.js", "explorer.pad.js")
    width, height = WIDTH, HEIGHT
    help = f"Press a cell for full ink, again for half, again for none. {BY_KEYBOARD}"

    def __init__(self, networks: Mapping[str, Weights], images: Mapping[str, ArrayLike]) -> None:
        super().__init__(networks, images)
        self.visible = {"right": _slider("move right"), "down": _slider("move down")}

    def asked(self) -> dict[str, Any]:
        """Return programs, images, and the moves with their texts."""
        texts = list(self.visible["right"].texts)
        return super().asked() | {"moves": MOVES, "texts": texts, "widest": WIDEST}

    def words_at_start(self, image: np.ndarray, weights: Weights) -> str:
        """Return what the network reads in an image (64,), in words."""
        return describe_prediction(prediction_values(lambda x: forward_pass(x[0], *weights)["p"][None], image))

    def buttons(self) -> str:
        """Return the sliders that move the drawing."""
        return rows_of(self.visible)

    def folded(self) -> str:
        """Return the choice of a network."""
        network = rows_of({"network": radios("read by", list(self.networks))}, "data-network")
        return f"<details><summary>Another network</summary>{network}</details>"

    def empty_picture(self) -> str:
        """Return 64 pixels in a frame, ten bars with their digits, a title."""
        top, row = 44, 25
        pixels = "".join(
            f'<rect class="dl-pixel" x="{10 + PIXEL * (k % SIZE)}" y="{top + PIXEL * (k // SIZE)}" width="{PIXEL}" '
            f'height="{PIXEL}" {INK} fill-opacity="0"/>'
            for k in range(SIZE * SIZE)
        )
        side = SIZE * PIXEL
        frame = f'<rect x="10" y="{top}" width="{side}" height="{side}" fill="none" stroke="var(--dl-ink)"/>'
        bars = "".join(
            f'<text class="dl-digit" x="{BAR_LEFT - 14}" y="{top + row * k + 18}" {INK} font-size="13">{k}</text>'
            f'<rect class="dl-bar" x="{BAR_LEFT}" y="{top + row * k + 4}" width="0" height="{row - 7}" {INK}/>'
            f'<text class="dl-share" x="{BAR_LEFT}" y="{top + row * k + 18}" {INK} font-size="13"></text>'
            for k in range(10)
        )
        axis = f'<path d="M{BAR_LEFT} {top}v{10 * row}" stroke="var(--dl-grey)"/>'
        return f'<text class="dl-title" x="10" y="26" {INK} font-size="17"></text><g>{pixels}{frame}{axis}{bars}</g>'


def _slider(label: str) -> Control:
    """Return a slider by how many pixels the drawing moves."""
    return steps(label, MOVES, 0, lambda move: f"{move}".replace("-", "−"))


def forward_pass(x: Any, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray) -> dict[str, Any]:
    """h = ReLU(x W₁ + b₁), p = softmax(h W₂ + b₂) of an image x (64,), or of a stand-in for it: h (H,), p (10,)."""
    h = np.maximum(x @ W1 + b1, 0)  # (H,)
    z = h @ W2 + b2  # (10,)
    e = np.exp(z - z.max())  # same result, no overflow
    return {"h": h, "p": e / e.sum()}
