"""The 1,797 handwritten digits included in the package."""

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
