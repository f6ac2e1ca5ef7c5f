"""Rows whose margins y·f are chosen: wrong, right but inside the margin, well on their side; none near a kink."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero

# (label, margin): among the missed rows, those inside the margin and the others, one class outnumbers the other
MANY = ((1, -1.7), (1, -0.4), (-1, -0.9), (-1, 0.4), (-1, 0.65), (1, 1.5), (1, 2.4))
SOME = ((-1, -0.6), (-1, -2.1), (1, 0.5), (-1, 1.6), (-1, 2.2))
ONE = ((-1, -0.7),)
FAR = ((1, -900), (-1, -1100), (1, 1000), (-1, 950), (1, -700))


def labels_and_scores(rng, wanted):
    """y (N,) of ±1 and scores f (N,) in random order, with about the wanted margins y·f."""
    y, margins = rng.permutation(np.array(wanted, dtype=float)).T
    return y, y * margins * rng.uniform(0.8, 1.2, size=len(y))


def rows(rng, wanted, inputs):
    """x (N, inputs), y (N,) of ±1, w (inputs,) and b, so that x·w + b has about the wanted margins."""
    y, f = labels_and_scores(rng, wanted)
    x, w, b = rng.normal(size=(len(y), inputs)), away_from_zero(rng, inputs), float(away_from_zero(rng, ()))
    x += np.outer(f - x @ w - b, w) / (w @ w)  # along w, until the score is f
    return x, y, w, b
