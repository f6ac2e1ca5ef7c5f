"""Inverted dropout, backward, with the mask of the forward pass."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def dropout_backward(dy, mask, rate):
    """dx = dy · mask/(1 − rate)."""
    return dy * mask / (1 - rate)


def dropout_backward_loop(dy, mask, rate):
    """One entry at a time; lists of floats."""
    return [
        [float(g) / (1 - rate) if m else 0.0 for g, m in zip(*rows, strict=True)] for rows in zip(dy, mask, strict=True)
    ]


def dropout_backward_on_copy(dy, mask, rate):
    """Into a copy, where the dropped entries are set to 0; Fortran order."""
    dx = np.array(dy, order="F")
    dx[np.logical_not(mask)] = 0
    dx *= 1 / (1 - rate)
    return dx


def masks_cases(rng):
    """Signed gradients; masks that hold both kinds; one row; float32."""
    cases = []
    for (n, units), rate in [((5, 3), 0.3), ((1, 4), 0.8), ((6, 4), 0.45), ((4, 7), 0.2)]:
        mask = rng.random((n, units)) >= rate
        mask[0, :2] = True, False
        dy = rng.normal(size=(n, units))
        dy[0, 2], dy[0, 0] = -1.3, 0.7  # both signs
        mask[0, 2] = True
        dy = dy.astype(np.float32) if rate == 0.45 else dy
        cases.append(Case((dy, mask, rate), {"rate": rate, "keep": round(1 - rate, 2), "N": n, "units": units}))
    return cases


DROPOUT_BACKWARD = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("dx",),
    reference=dropout_backward,
    cases=masks_cases,
    section="Dropout: leave some out",
    hints=(
        "For a given mask, y is x times a constant. What is the derivative of c · x?",
        "Where an entry was dropped, the constant is 0; where it stayed, 1/(1 − rate).",
        "Multiply dy by the same two things by which the forward pass multiplied x.",
    ),
    misconceptions=(
        Misconception(
            "mask_missing",
            edit(dropout_backward, "* mask → "),
            "The mask is missing. That entry was dropped, so it had no part in the loss.",
            "Multiply by `mask`.",
        ),
        Misconception(
            "scale_missing",
            edit(dropout_backward, "/ (1 - rate) → "),
            "Your dx is {ratio} times the expected one, and the rate is {rate}: the scale of the forward pass is "
            "missing.",
            "y = x · mask / (1 − rate), so the same 1/(1 − rate) stands in dx.",
        ),
        Misconception(
            "divided_by_the_rate",
            edit(dropout_backward, "(1 - rate) → rate"),
            "You divided by the rate, {rate}.",
            "The forward pass divided by the share that is kept, {keep}.",
        ),
        Misconception(
            "multiplied",
            edit(dropout_backward, "/ (1 - rate) → * (1 - rate)"),
            "You multiplied by 1 − rate.",
            "The forward pass divided by it, and so does the gradient.",
        ),
        Misconception(
            "scaled_twice",
            edit(dropout_backward, "(1 - rate) → (1 - rate) ** 2"),
            "You scaled twice. The mask here is True or False; it holds no scale.",
            "Divide by 1 − rate once.",
        ),
        Misconception(
            "mask_reversed",
            edit(dropout_backward, "* mask → * (1 - mask)"),
            "Your mask is the wrong way round.",
            "`mask` is True where an entry stayed. Those get a gradient.",
        ),
        Misconception(
            "sign_for_mask",
            edit(dropout_backward, "* mask → * (dy > 0)"),
            "You let the positive gradients pass. That is no gate of dropout.",
            "What was dropped in the forward pass is in `mask`; the sign of dy has nothing to do with it.",
        ),
        Misconception(
            "passed_on",
            edit(dropout_backward, "dy * mask / (1 - rate) → dy"),
            "You passed dy on unchanged. That is right in prediction only.",
            "Multiply by the mask and by 1/(1 − rate).",
        ),
    ),
    alternatives=(
        dropout_backward_loop,
        dropout_backward_on_copy,
        lambda dy, mask, rate: np.where(mask, dy, 0) / np.float64(1 - rate),
        lambda dy, mask, rate: np.einsum("nk,nk->nk", dy.astype(np.float32), mask / np.float32(1 - rate)),
    ),
)
