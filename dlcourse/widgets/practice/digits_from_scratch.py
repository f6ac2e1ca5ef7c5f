"""Images moved by whole pixels, and a network's prediction in words."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.plots.practice.digits_from_scratch import a_digit, format_percent

SIZE = 8
BY_KEYBOARD = "By keyboard: Tab to the pad, then arrow keys and Space."


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
