"""Figures of lecture 00: the digits, and three models' accuracy against the number of training rows."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.curves import learning_curves
from dlcourse.plots.images import digits_gallery
from dlcourse.plots.style import Runs, with_alt_text


def some_digits(pixels: np.ndarray, labels: Sequence[int] | np.ndarray) -> Axes:
    """Draw a row of digits, `pixels` (N, 64), with their labels (N,) below; return the first Axes."""
    return with_alt_text(
        digits_gallery(pixels, [f"a {label}" for label in labels]),
        f"{len(labels)} handwritten digits of 8 by 8 grey pixels: {', '.join(map(str, labels))}. They are coarse but "
        "readable.",
    )


def accuracy_by_train_size(train_sizes: Sequence[int], scores: Mapping[str, Runs]) -> Axes:
    """Plot each model's mean test accuracy and range over splits; `scores`: name to (splits, sizes). Returns Axes."""
    means = {name: np.mean(runs, axis=0) for name, runs in scores.items()}
    best = max(means, key=lambda name: means[name][-1])
    ends = ", ".join(f"{name} {mean[0]:.2f} and {mean[-1]:.2f}" for name, mean in means.items())
    return with_alt_text(
        learning_curves(train_sizes, scores),
        f"Test accuracy against training rows, {train_sizes[0]:,} to {train_sizes[-1]:,}, for {len(scores)} learners, "
        "each a marked line with a band from its worst to its best split. All rise steeply at first and then flatten. "
        f"Mean accuracy with the fewest and with the most rows: {ends}. Highest at the end: {best}.",
    )
