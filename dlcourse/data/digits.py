"""The 1,797 handwritten digits included in the package, and the same as if photographed in different lights."""

from importlib.resources import files

import numpy as np


def load_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the 1,797 handwritten digits of scikit-learn: x (1797, 64) in [0, 1] and y (1797,), labels 0 … 9.

    Each row is an 8×8 image, a mean over 4×4 pixels of a 32×32 scan, scaled from 0 … 16 to 0 … 1. Each call returns new
    arrays. Source: E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI; the test part, as
    included in scikit-learn (BSD-3-Clause).
    """
    with files("dlcourse.data").joinpath("digits.npz").open("rb") as file, np.load(file) as digits:
        return digits["pixels"] / 16, digits["labels"].astype(np.int64)


GREY = 0.4  # about the mean pixel in these lights


def in_any_light(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """light · (paper + (ink − paper) · digit) − 0.4: each digit in a light of its own, (N, 64) in [−0.4, 0.6].

    Paper and ink are two tones from 0 (black) to 1 (white), drawn for each row of `digits` (N, 64) and at least 0.2
    apart, so the ink may be the brighter one. The light fades evenly to one side, in a direction and by up to 0.8 that
    are drawn too. An `rng` of the same seed gives the same lights, whatever the digits. The inputs do not change.
    """
    n = len(digits)
    paper = rng.uniform(0, 1, (n, 1))
    ink = (paper + rng.uniform(0.2, 0.8, (n, 1))) % 1  # going round from 1 to 0, so at least 0.2 from the paper
    angle, fading = rng.uniform(0, 2 * np.pi, (n, 1)), rng.uniform(0, 0.8, (n, 1))
    across, down = (side.ravel() for side in np.meshgrid(np.linspace(-1, 1, 8), np.linspace(-1, 1, 8)))
    away = (np.cos(angle) * across + np.sin(angle) * down) / np.sqrt(2)  # −1 … 1, growing away from the light
    light = 1 - fading * (1 + away) / 2
    return light * (paper + (ink - paper) * digits) - GREY
