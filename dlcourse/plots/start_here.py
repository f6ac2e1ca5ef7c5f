"""Figures of lecture 00: the digits, and three learners' accuracy against the number of training rows."""

import numpy as np

from dlcourse.plots.curves import learning_curves
from dlcourse.plots.pictures import digits_gallery
from dlcourse.plots.style import described


def some_digits(pixels, labels):
    """Draw a row of digits, `pixels` (N, 64), with their labels (N,) below; return the first Axes."""
    return described(
        digits_gallery(pixels, [f"a {label}" for label in labels]),
        f"{len(labels)} handwritten digits of 8 by 8 grey pixels: {', '.join(map(str, labels))}. They are coarse but "
        "readable.",
    )


def accuracy_against_rows(rows, scores):
    """Plot each learner's mean test accuracy and range over splits; `scores`: name to (splits, rows). Returns Axes."""
    means = {name: np.mean(runs, axis=0) for name, runs in scores.items()}
    best = max(means, key=lambda name: means[name][-1])
    ends = ", ".join(f"{name} {mean[0]:.2f} and {mean[-1]:.2f}" for name, mean in means.items())
    return described(
        learning_curves(rows, scores),
        f"Test accuracy against training rows, {rows[0]:,} to {rows[-1]:,}, for {len(scores)} learners, each a marked "
        "line with a band from its worst to its best split. All rise steeply at first and then flatten. Mean accuracy "
        f"with the fewest and with the most rows: {ends}. Highest at the end: {best}.",
    )
