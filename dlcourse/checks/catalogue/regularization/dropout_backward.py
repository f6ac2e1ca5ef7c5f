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
    """The question's example; masks of both kinds, all True and all False; gradients that are 0; float32."""
    cases = [case_of(np.array([[1.0, 2, -3]]), np.array([[True, False, True]]), 0.75, "the question's own example")]
    for (n, units), rate, why in [
        ((4, 4), 0.3, "as many rows as units"),
        ((1, 5), 0.8, "a single row"),
        ((6, 1), 0.35, "a single unit"),
        ((3, 4), 0.6, "a mask that kept nothing"),
        ((2, 5), 0.1, "a mask that kept everything"),
        ((4, 3), 0.0, "a rate of 0"),
        ((6, 4), 0.45, ""),
        ((4, 7), 0.2, ""),
    ]:
        mask = rng.random((n, units)) >= rate
        mask.flat[:3] = True, False, True
        mask = np.full_like(mask, "everything" in why or not rate) if "kept" in why or not rate else mask
        dy = rng.normal(size=(n, units))
        dy.flat[0], dy.flat[2], dy.flat[1] = 0.7, -1.3, 1.1  # both signs among those that stay
        dy.flat[-1] = 0
        cases.append(case_of(dy.astype(np.float32) if rate == 0.45 else dy, mask, rate, why))
    return cases


def case_of(dy, mask, rate, why):
    """A case of these arguments."""
    return Case((dy, mask, rate), {"rate": rate, "keep": round(1 - rate, 2), "N": len(dy), "units": dy.shape[1]}, why)


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
            "What did the forward pass multiply x by?",
        ),
        Misconception(
            "scale_missing",
            edit(dropout_backward, "/ (1 - rate) → "),
            "The scale of the forward pass is missing: {entry} is {yours}, expected {expected}, at a rate of {rate}.",
            "y is x times two things. Both stand in its derivative.",
        ),
        Misconception(
            "divided_by_the_rate",
            edit(dropout_backward, "(1 - rate) → rate"),
            "You divided by the rate, {rate}.",
            "The forward pass divided by the share that is kept.",
        ),
        Misconception(
            "multiplied",
            edit(dropout_backward, "/ (1 - rate) → * (1 - rate)"),
            "You multiplied by 1 − rate.",
            "The forward pass divided by it. What does its derivative do?",
        ),
        Misconception(
            "multiplied_by_the_rate",
            edit(dropout_backward, "/ (1 - rate) → * rate"),
            "You multiplied by the rate, {rate}.",
            "The forward pass divided by the share that is kept.",
        ),
        Misconception(
            "scaled_twice",
            edit(dropout_backward, "(1 - rate) → (1 - rate) ** 2"),
            "You scaled twice. The mask here is True or False; it holds no scale.",
            "How often did the forward pass divide by 1 − rate?",
        ),
        Misconception(
            "divided_by_the_share_that_stayed",
            edit(dropout_backward, "(1 - rate) → max(mask.mean(), 1e-300)"),
            "You divided by the share of True in this mask. It is not {keep} but a little more or less each time.",
            "The forward pass divided by 1 − rate, whatever was drawn.",
        ),
        Misconception(
            "share_of_a_mask_without_True",
            edit(dropout_backward, "(1 - rate) → mask.mean()"),
            "You divided by the share of True in this mask. It is not {keep} but a little more or less each time, and 0 if "
            "nothing stayed.",
            "The forward pass divided by 1 − rate, whatever was drawn.",
        ),
        Misconception(
            "mask_reversed",
            edit(dropout_backward, "* mask → * (1 - mask)"),
            "Your mask is the wrong way round.",
            "`mask` is True where an entry stayed. Those get a gradient.",
        ),
        Misconception(
            "dropped_ones_unscaled",
            edit(dropout_backward, "dy * mask / (1 - rate) → np.where(mask, dy / (1 - rate), dy)"),
            "What was dropped still passes its gradient on, as it is.",
            "That entry was dropped, so how does the loss change with it?",
        ),
        Misconception(
            "sign_for_mask",
            edit(dropout_backward, "* mask → * (dy > 0)"),
            "You let the positive gradients pass. That is no gate of dropout.",
            "What was dropped in the forward pass has nothing to do with the sign of dy.",
        ),
        Misconception(
            "passed_on",
            edit(dropout_backward, "dy * mask / (1 - rate) → dy * 1"),
            "You passed dy on unchanged. That is right in prediction only.",
            "What did the forward pass multiply x by?",
        ),
        Misconception(
            "mask_alone",
            edit(dropout_backward, "dy * mask → mask"),
            "You returned ∂y/∂x itself. What comes from above is missing.",
            "By the chain rule it is a factor.",
        ),
        Misconception(
            "wrong_sign",
            edit(dropout_backward, "return dy → return -dy"),
            "Your dx has the wrong sign.",
            "The minus comes later, in the update.",
        ),
        Misconception(
            "one_mask_for_all_rows",
            edit(dropout_backward, "dy * mask → dy * mask[:1]"),
            "You used the mask of the first row for all rows.",
            "Each row has dropped units of its own.",
        ),
    ),
    alternatives=(
        dropout_backward_loop,
        dropout_backward_on_copy,
        lambda dy, mask, rate: np.where(mask, dy, 0) / np.float64(1 - rate),
        lambda dy, mask, rate: np.einsum("nk,nk->nk", dy.astype(np.float32), mask / np.float32(1 - rate)),
    ),
)
