"""Labels and logits as whole numbers, as the examples of the texts print them, and what is cut to such numbers."""

from collections.abc import Mapping

import numpy as np

from dlcourse.checks.catalogue.edits import Edited
from dlcourse.checks.engine.question import Case, Misconception


def whole_number_cases(y_true: np.ndarray, logits: np.ndarray, sizes: Mapping[str, float]) -> list[Case]:
    """Return the text's example, which is of whole numbers; and with the labels alone, then the logits, as such."""
    return [
        Case((y_true, logits), sizes, why="the text's example, of whole numbers"),
        Case((y_true, logits + 0.25), sizes, why="labels as whole numbers"),
        Case((y_true.astype(float), logits), sizes, why="logits as whole numbers"),
    ]


def cut_as_the_logits(wrong: Edited) -> Misconception:
    """Return the misconception of a gradient whose array takes its type from the logits."""
    return Misconception(
        "whole_numbers_cut_as_the_logits",
        wrong,
        "Where the logits are whole numbers, your gradient is cut to whole numbers: an array that takes its type from "
        "them, as `np.zeros_like(logits)` does, keeps no fractions.",
        "Which type has the array that you write into? Ask for one of floats.",
    )
