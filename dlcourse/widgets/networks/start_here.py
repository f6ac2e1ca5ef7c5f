"""The explorer of lecture 00: a digit in a light to turn, and whether pixels and network take it for another."""

import numpy as np

from dlcourse import Sequential, softmax
from dlcourse.plots.networks.start_here_tones import FARTHEST, pictures_distances_and_answer, side_by_side
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Frame, Scene, tenths


def light_explorer(model: Sequential, digit: np.ndarray, a: np.ndarray, c: np.ndarray) -> Explorer:
    """Return tones of ink and paper over the distances from `a` to B, the `digit` in these tones, and the answer for B.

    - `model`: a trained network of 64 pixels and ten scores.
    - `digit`: the pixels (64,) of the scan, 0 for paper and 1 for ink.
    - `a`: the same digit in some light, (64,).
    - `c`: another digit, (64,).
    """
    ax, image, (far, numbers), (answer, title) = pictures_distances_and_answer()
    scene = Scene(figure_of(ax), [image, *far, *numbers, *answer, title])

    def draw(ink: float, paper: float) -> Frame:
        b = in_tones(digit, ink, paper)
        ratios, probabilities = times_as_far(model, a, b, c), softmax(model.predict(b[None]))[0]
        best = int(probabilities.argmax())
        image.set_data(side_by_side(a, b, c))
        for bar, number, ratio in zip(far, numbers, ratios, strict=True):
            bar.set_width(min(ratio, FARTHEST))
            number.set_text(f"{ratio:.2f}")
        for bar, probability in zip(answer, probabilities, strict=True):
            bar.set_width(probability)
        title.set_text(f"answer: {best} ({probabilities[best]:.0%})")
        return scene.frame(
            f"B is ink {ink:g} on paper {paper:g}. A to B is {ratios[0]:.2f} times as far as A to C by the "
            f"pixels, and {ratios[1]:.2f} times by the ten scores. For B the network says {best}, with "
            f"{probabilities[best]:.0%}."
        )

    tone = "(0: black, 1: white)"
    return Explorer(draw, {"ink": tenths(f"ink {tone}", 0.0, 0, 1), "paper": tenths(f"paper {tone}", 0.5, 0, 1)})


def in_tones(digit: np.ndarray, ink: float, paper: float) -> np.ndarray:
    """paper + (ink − paper) · digit − 0.4: a digit in an even, full light, (64,)."""
    return paper + (ink - paper) * digit - 0.4


def times_as_far(model: Sequential, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> tuple[float, float]:
    """‖a − b‖ / ‖a − c‖ of three pictures (64,) by their pixels, and by the model's scores."""
    by_scores = model.predict(np.stack([a, b, c]))
    return _ratio(a, b, c), _ratio(*by_scores)


def _ratio(a, b, c):
    """Return the distance from a to b divided by that from a to c."""
    return float(np.linalg.norm(a - b) / np.linalg.norm(a - c))
