"""Inverted dropout, forward: judged by what all right answers share, as each draws its own mask."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def dropout_forward(x, rate, rng, training):
    """y = x · mask/(1 − rate) in training, with mask 0 for a share `rate` of all entries; y = x in prediction."""
    if not training:
        return x, np.ones(x.shape)
    mask = rng.random(x.shape) >= rate
    return x * mask / (1 - rate), mask


def look_at_dropout(forward, x, rate, seed):
    """What right answers share: share of zeros, size of the rest, the mask, how it is drawn, what prediction gives."""
    x_all, rng = x.copy(), np.random.default_rng(seed)
    first = forward(x, rate, rng, True)
    if first is None or first is Ellipsis:
        return first
    y, mask = arrays_of(first, x_all)
    again, _ = arrays_of(forward(x_all.copy(), rate, rng, True), x_all)
    same, _ = arrays_of(forward(x_all.copy(), rate, np.random.default_rng(seed), True), x_all)
    told, _ = arrays_of(forward(x_all.copy(), rate, rng, False), x_all)
    kept = y != 0
    return (
        np.mean(~kept),
        middle(y, x_all),
        np.mean(mask == kept),
        [varies_along(kept, 0), varies_along(kept, 1), float(np.any(kept != (again != 0)))],
        float(np.array_equal(y, same)),
        [np.mean(told == 0), middle(told, x_all)],
    )


def arrays_of(returned, x):
    """y and the mask, as True where kept; raises AnswerError for what is neither."""
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise AnswerError("Expected two arrays: y and mask.")
    y, mask = np.asarray(returned[0], float), returned[1]
    if y.shape != x.shape:
        raise AnswerError(f"Expected y of the shape of x, {x.shape}. Received: {y.shape}.")
    try:
        return y, np.broadcast_to(np.asarray(mask, float) != 0, x.shape)
    except (TypeError, ValueError):
        raise AnswerError(f"Expected a mask of the shape of x, {x.shape}. Received: {np.shape(mask)}.") from None


def middle(y, x):
    """The usual y/x where y is not 0."""
    return float(np.median(y[y != 0] / x[y != 0])) if y.any() else 0.0


def varies_along(kept, axis):
    """1 where most lines along the axis hold both dropped and kept entries."""
    return float(np.mean(np.ptp(kept.astype(int), axis=axis)) > 0.5)


def dropout_binomial(x, rate, rng, training):
    """The mask as 0 and 1 from a binomial, scaled before it is used; lists."""
    if training:
        mask = rng.binomial(1, 1 - rate, size=x.shape)
        return [(x * (mask / (1 - rate))).tolist(), mask.tolist()]
    return [x.tolist(), [[1] * x.shape[1]] * len(x)]


def dropout_scaled_mask(x, rate, rng, training):
    """The scale in the mask itself, in x's precision."""
    mask = np.ones_like(x)
    if training:
        mask = np.where(rng.uniform(size=x.shape) < 1 - rate, 1 / (1 - rate), 0).astype(x.dtype)
    return x * mask, mask


def dropout_by_choice(x, rate, rng, training):
    """Drawn from the two values, row by row, on a copy in which the others are set to 0."""
    mask = np.ones(x.shape, dtype=bool)
    y = np.array(x, order="F")
    if training:
        mask = np.stack([rng.choice([True, False], size=len(row), p=[1 - rate, rate]) for row in x])
        y /= 1 - rate
        y[~mask] = 0
    return y, mask


def activations_cases(rng):
    """Many entries, none 0, so that shares are sharp; small and large rates; float32; rate 0 on one row."""
    cases = []
    for shape, rate in [((20, 1000), 0.3), ((30, 700), 0.8), ((1, 6), 0.0)]:
        x = rng.uniform(0.2, 3, size=shape) * rng.choice([-1, 1], size=shape)
        x = x.astype(np.float32) if rate == 0.8 else x
        sizes = {"rate": rate, "keep": round(1 - rate, 2), "N": shape[0], "units": shape[1]}
        cases.append(Case((x, rate, int(rng.integers(1_000_000))), sizes))
    return cases


DROPOUT_FORWARD = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("dropped", "scale", "mask", "chance", "repeatable", "prediction"),
    returns="y, mask",
    use=look_at_dropout,
    inputs=("x", "rate", "seed"),
    tolerance=0.06,
    reference=dropout_forward,
    cases=activations_cases,
    section="Dropout: leave some out",
    hints=(
        "`rng.random(x.shape)` holds a number between 0 and 1 for each entry. Which share of them is at least `rate`?",
        "Multiply x by that mask. The mean has shrunk to 1 − rate of what it was; undo that.",
        "In training y = x · mask / (1 − rate). In prediction y is x, and the mask is all ones.",
    ),
    misconceptions=(
        Misconception(
            "not_scaled",
            edit(dropout_forward, "/ (1 - rate) → "),
            "What you keep is {yours} times as large as in x, expected about {expected}. With a rate of {rate} the next "
            "layer gets only {keep} of its usual input, and in prediction all of it.",
            "Divide by the share that is kept, 1 − rate.",
        ),
        Misconception(
            "divided_by_the_rate",
            edit(dropout_forward, "(1 - rate) → (rate or 1)"),
            "You divided by the rate: what you keep is {yours} times as large as in x, expected about {expected}.",
            "A share of {keep} is kept, so divide by that: 1 − rate.",
        ),
        Misconception(
            "rate_kept",
            edit(dropout_forward, ">= rate → < (rate or 1)", "(1 - rate) → (rate or 1)"),
            "You keep a share of {rate} and drop the rest: the share of zeros is {yours}, expected about {rate}. Some "
            "books give the share that is kept; here, as in Keras, `rate` is the share that is dropped.",
            "Keep 1 − rate, and divide by 1 − rate.",
        ),
        Misconception(
            "mask_reversed",
            edit(dropout_forward, ">= rate → < rate"),
            "Your mask is the wrong way round: the share of zeros is {yours}, expected about {rate}. (The scale is "
            "right.)",
            "An entry stays where its random number is at least `rate`.",
        ),
        Misconception(
            "normal_numbers",
            edit(dropout_forward, "rng.random(x.shape) >= rate → rng.normal(size=x.shape) < 1 - rate"),
            "Your random numbers are normal, not uniform: the share of zeros is {yours}, expected about {rate}.",
            "`rng.random` is uniform between 0 and 1; only there is the share below a number that number.",
        ),
        Misconception(
            "whole_columns",
            edit(dropout_forward, "rng.random(x.shape) → rng.random(x.shape[1])"),
            "You drew one number for each of the {units} columns, so all {N} rows lose the same units.",
            "Each row gets a mask of its own: `rng.random(x.shape)`.",
        ),
        Misconception(
            "whole_rows",
            edit(dropout_forward, "rng.random(x.shape) → rng.random((len(x), 1))"),
            "You drew one number for each of the {N} rows, so a row is lost as a whole or not at all.",
            "Each entry gets a number of its own: `rng.random(x.shape)`.",
        ),
        Misconception(
            "drops_in_prediction",
            edit(dropout_forward, "not training → False"),
            "You drop in prediction too: what is left there is {yours} times as large as in x, expected {expected}. The "
            "same row would get another answer each time.",
            "Where `training` is False, return x itself and a mask of ones.",
        ),
        Misconception(
            "scaled_in_prediction",
            edit(dropout_forward, "return x, → return x * (1 - rate),"),
            "You shrink x in prediction: y is {yours} times as large, expected {expected}. Training has made up for what "
            "it dropped already.",
            "Where `training` is False, return x itself.",
        ),
        Misconception(
            "scaled_in_prediction_instead",
            edit(dropout_forward, "/ (1 - rate) → ", "return x, → return x * (1 - rate),"),
            "In training what you keep is {yours} times as large as in x, expected about {expected}, and you shrink x in "
            "prediction instead. That is the older form of dropout: it works too, but it is not the one asked for.",
            "Inverted dropout divides by 1 − rate in training, and prediction is left alone.",
        ),
        Misconception(
            "seeded_inside",
            edit(dropout_forward, "rng.random → np.random.default_rng(0).random"),
            "Your mask is the same at every call, with a rate of {rate}: the function makes a Generator of its own, with "
            "a fixed seed. The same units would be missing for the whole training.",
            "Draw from the argument `rng`.",
        ),
        Misconception(
            "global_generator",
            edit(dropout_forward, "rng.random → np.random.default_rng().random"),
            "The same Generator gave two different masks, with a rate of {rate}: your numbers come from somewhere else, "
            "so the run cannot be repeated.",
            "Draw from the argument `rng`, not from `np.random`.",
        ),
        Misconception(
            "mask_of_the_dropped",
            edit(dropout_forward, ", mask → , ~mask"),
            "Your mask is True for what was dropped: the share of entries in which it fits your y is {yours}, expected "
            "{expected}.",
            "Return a mask that is True, or 1, where an entry stays. The backward pass needs that one.",
        ),
    ),
    alternatives=(dropout_binomial, dropout_scaled_mask, dropout_by_choice),
)
