"""Inverted dropout, forward: judged by what all right answers share, as each draws its own mask.

A share of n entries is taken for what was asked within six deviations, √(p (1 − p)/n); so is a correlation of two
neighbours that should be independent, whose deviation is 1/√n. A right answer is outside with a probability of 2e-9,
once for the share and twice for neighbours in each of four cases: 3e-8 in all. The number dropped by 300 small
calls is binomial, with variance 12 · 0.3 · 0.7; that of a right answer is below half of it with a probability of 3e-13.

No two of forty masks of 1,600 entries are equal; those of a generator made anew from one of a few seeds are. More seeds are
told from many by generators that begin nearly alike.
"""

import math

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.generators import nearly_alike
from dlcourse.checks.engine.compare import ROUNDING, SINGLE_PRECISION
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question

DEVIATIONS = 6
SMALL_CALLS = 300
BY_COLUMN, BY_ROW, FIXED_NUMBER, NEIGHBOURS = 1, 2, 3, 4  # how entries hang together that should not
REVERSED, ANOTHER, FROM_THE_RESULT, NO_MASK, ALL_TRUE = 1, 2, 3, 4, 5  # masks that are not those of y
CALLS, SIDE = 40, 40  # so many masks of so many rows and columns tell a few seeds from many
OTHER_MASK, SAME_MASK, FEW_MASKS = 1, 2, 3  # what the same Generator, and another one, should not give
SHRUNK, GROWN, DROPS, WITHOUT_MASK, ALONE, CHANGED = 1, 2, 3, 4, 5, 6  # what prediction does to x
NOTHING = 9  # nothing is dropped, so there is nothing to see
BY_WHAT_STAYED, UNEVEN = -1, -2  # what y/x is, if it is no number that one could name


NOTHING_DROPPED = {NOTHING: "Nothing is dropped in training."}
FACTS = {
    "scale": (
        {
            BY_WHAT_STAYED: "What stays is divided by the share that stayed in this call, not by 1 − rate.",
            UNEVEN: "What stays is not multiplied by one number, the same for all entries.",
        },
    ),
    "mask": (
        {
            REVERSED: "Your mask is True where an entry is dropped.",
            ANOTHER: "Your mask does not say which entries of y were kept.",
            FROM_THE_RESULT: "Your mask is made from y: where x is 0 it is never True.",
            NO_MASK: "Your mask is no array of the shape of x.",
            ALL_TRUE: "Your mask is True everywhere, and entries are dropped.",
        }
        | NOTHING_DROPPED,
    ),
    "chance": (
        {
            BY_COLUMN: "Whole columns are dropped together.",
            BY_ROW: "Whole rows are dropped together.",
            FIXED_NUMBER: "Each call drops nearly the same number of entries.",
            NEIGHBOURS: "Whether an entry is dropped depends on its neighbour.",
        }
        | NOTHING_DROPPED,
    ),
    "use of rng": (
        {
            OTHER_MASK: "Equal generators give different masks.",
            SAME_MASK: "The same entries are dropped at another call, or with another generator.",
            FEW_MASKS: "The same few masks come again and again.",
        }
        | NOTHING_DROPPED,
    ),
    "prediction": (
        {
            SHRUNK: "In prediction x is multiplied by 1 − rate.",
            GROWN: "In prediction x is divided by 1 − rate.",
            DROPS: "In prediction entries of x are set to 0.",
            WITHOUT_MASK: "In prediction your mask is not True everywhere.",
            ALONE: "In prediction you do not return two arrays: y and a mask.",
            CHANGED: "In prediction your y is not x.",
        },
    ),
}


def dropout_forward(x, rate, rng, training):
    """y = x · mask/(1 − rate) in training, with mask 0 for a share `rate` of all entries; y = x in prediction."""
    if not training:
        return x, np.ones(x.shape)
    stays = rng.random(x.shape) >= rate
    return x * stays / (1 - rate), stays


def look_at_dropout(forward, x, rate, seed):
    """Return what right answers share: share of zeros, size of the rest, the mask, how it is drawn, what prediction gives."""
    x_all, rng = x.copy(), np.random.default_rng(seed)

    def call(rng, x=x_all):
        return arrays_of(forward(x.copy() if x is x_all else x, rate, rng, True), x_all)

    y, mask = call(rng, x)
    again, same, other = call(rng)[0], call(np.random.default_rng(seed))[0], call(np.random.default_rng(seed + 1))[0]
    told = forward(x_all.copy(), rate, rng, False)
    lives = x_all != 0
    kept = y != 0
    if rate > 0 and kept[lives].all():
        scale = scale_of(y, x_all, rate, mask)
        return 0.0, scale, NOTHING, NOTHING, NOTHING, prediction_of(told, x_all, rate)
    always = np.array_equal(y, again) or np.array_equal(y, other)
    chance = 0 if rate == 0 else hangs_together(kept, lives)
    is_few = rate > 0 and draws_few_masks(forward, seed)
    if rate == 0.3 and not chance and not always and not is_few and has_fixed_number(forward, rate, rng):
        chance = FIXED_NUMBER
    independent = {BY_COLUMN: x.shape[1], BY_ROW: len(x), NEIGHBOURS: x.size / 4}  # how many random numbers there are
    return (
        share_of(np.mean(~kept[lives]), rate, independent.get(chance, lives.sum())),
        scale_of(y, x_all, rate, mask),
        mask_of(mask, kept, lives) if np.isfinite(y).all() else 0,
        chance,
        FEW_MASKS if is_few else use_of_rng(rate, np.array_equal(y, same), always),
        prediction_of(told, x_all, rate),
    )


def use_of_rng(rate, is_same, always):
    """Return what the same Generator gives that should not, or another one, or another call."""
    return 0 if rate == 0 else OTHER_MASK if not is_same else SAME_MASK if always else 0


def draws_few_masks(forward, seed):
    """Return True if calls with one generator drop the same entries again and again, and not always the same ones."""
    x, rng = np.ones((SIDE, SIDE)), np.random.default_rng(seed)
    generators = [*[rng] * CALLS, *nearly_alike(seed)]
    kept = [(arrays_of(forward(x.copy(), 0.5, each, True), x)[0] != 0).tobytes() for each in generators]
    different, of_near = set(kept[:CALLS]), set(kept[CALLS:])
    return len(different) > 1 and (len(different) < CALLS or len(of_near) == 1)


def arrays_of(returned, x):
    """y, and the mask as True where kept, None if it has not the shape of x; raises AnswerError for no two arrays."""
    if returned is None:
        raise AnswerError("Your function returned None: is there a `return y, mask`, in training too?")
    if returned is Ellipsis:
        raise NotImplementedError
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise AnswerError("Expected two arrays in training: y and mask.")
    try:
        y = np.asarray(returned[0], float)
    except (TypeError, ValueError):
        raise AnswerError("Expected an array of numbers as y.") from None
    if y.shape != x.shape:
        raise AnswerError(f"Expected y of the shape of x, {x.shape}. Received: {y.shape}.")
    return y, as_mask(returned[1], x)


def as_mask(value, x):
    """A mask as True where it is not 0; None if it has not the shape of x."""
    try:
        mask = np.asarray(value, float)
    except (TypeError, ValueError):
        return None
    return mask != 0 if mask.shape == x.shape else None


def share_of(share, rate, n):
    """The share of zeros: the first of some that could be meant, if it is near enough; else to two digits."""

    def below(z):  # the share of standard normal numbers below z
        return 0.5 * (1 + math.erf(z / 2**0.5))

    for meant in (rate, 1 - rate, below(rate), 1 - below(1 - rate), 0.5):
        if abs(share - meant) <= DEVIATIONS * (meant * (1 - meant) / n) ** 0.5:
            return meant
    return round(float(share), 2)


def scale_of(y, x, rate, mask):
    """y/x where y is not 0: one number, or what it is instead."""
    kept = (y != 0) & (x != 0)
    if not kept.any():
        return 1 / (1 - rate)
    ratios = y[kept] / x[kept]
    usual, near = float(np.median(ratios)), SINGLE_PRECISION if x.dtype == np.float32 else ROUNDING
    if not np.isfinite(usual):
        return usual
    if np.abs(ratios - usual).max() > 100 * near * abs(usual) or y[x == 0].any():
        return UNEVEN
    if abs(usual * (1 - rate) - 1) <= near:
        return 1 / (1 - rate)
    if mask is not None and not mask.all() and abs(usual * np.mean(mask) - 1) <= near:
        return BY_WHAT_STAYED
    return round(usual, 5)


def mask_of(mask, kept, lives):
    """Return how a mask is related to the entries that were kept; where x is 0, nobody can tell, unless it is never True."""
    if mask is None:
        return NO_MASK
    if np.array_equal(mask[lives], kept[lives]):
        return FROM_THE_RESULT if (~lives).any() and not mask[~lives].any() else 0
    if np.array_equal(mask[lives], ~kept[lives]):
        return REVERSED
    return ALL_TRUE if mask.all() else ANOTHER


def hangs_together(kept, lives):
    """Return whether neighbours in a column, or in a row, are kept together more often, or less, than by chance."""
    found = []
    for one, other, where in (
        (kept[1:], kept[:-1], lives[1:] & lives[:-1]),
        (kept[:, 1:], kept[:, :-1], lives[:, 1:] & lives[:, :-1]),
    ):
        pairs = one[where].astype(float), other[where].astype(float)
        too_few = not pairs[0].std() or not pairs[1].std()
        correlation = 0.0 if too_few else np.corrcoef(*pairs)[0, 1]
        found.append(correlation if abs(correlation) > DEVIATIONS / pairs[0].size ** 0.5 else 0.0)
    down, along = found
    if not down and not along:
        return 0
    return BY_COLUMN if down > 0.99 else BY_ROW if along > 0.99 else NEIGHBOURS


def has_fixed_number(forward, rate, rng):
    """True if small calls all drop nearly the same number of entries."""
    x = np.arange(1.0, 13).reshape(3, 4)
    counts = [(arrays_of(forward(x.copy(), rate, rng, True), x)[0] == 0).sum() for _ in range(SMALL_CALLS)]
    return np.var(counts) < 0.5 * x.size * rate * (1 - rate)


def prediction_of(returned, x, rate):
    """Return what prediction does to x, and whether its mask is True everywhere."""
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        return ALONE
    try:
        y = np.asarray(returned[0], float)
    except (TypeError, ValueError):
        return CHANGED
    if y.shape != x.shape or (y[x != 0] == 0).any():
        return DROPS if y.shape == x.shape else CHANGED
    for meant, code in ((x, 0), (x * (1 - rate), SHRUNK), (x / (1 - rate), GROWN)):
        if np.allclose(y, meant, rtol=1e-5):
            mask = as_mask(returned[1], x)
            return code or (0 if mask is not None and mask.all() else WITHOUT_MASK)
    return CHANGED


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
    """The question's rate; enough entries for sharp shares; float32; zeros in x; a rate of 0 on a row and a column."""
    cases = []
    for shape, rate, why in [
        ((83, 481), 0.75, "the rate of the question's example"),
        ((61, 197), 0.3, ""),
        ((41, 293), 0.9, "a high rate"),
        ((97, 121), 0.4, "an x with zeros, as ReLU makes them"),
        ((1, 1201), 0.0, "a single row and a rate of 0"),
        ((1201, 1), 0.0, "a single unit and a rate of 0"),
    ]:
        x = rng.uniform(0.2, 3, size=shape) * rng.choice([-1, 1], size=shape)
        x = x.astype(np.float32) if rate == 0.9 else np.maximum(x, 0) if rate == 0.4 else x
        sizes = {"rate": rate, "keep": round(1 - rate, 2), "N": shape[0], "units": shape[1]}
        cases.append(Case((x, rate, int(rng.integers(1_000_000))), sizes, why))
    return cases


DROPOUT_FORWARD = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("share of zeros", "scale", "mask", "chance", "use of rng", "prediction"),
    returns="y, mask",
    facts=FACTS,
    use=look_at_dropout,
    inputs=("x", "rate", "seed"),
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
            "What you keep is {yours} times as large as in x, expected {expected}. With a rate of {rate} the next layer "
            "gets only {keep} of its usual input, and in prediction all of it.",
            "How much of the mean is left, and how is that undone?",
            costs=0.5,
        ),
        Misconception(
            "divided_by_the_rate",
            edit(dropout_forward, "(1 - rate) → rate"),
            "You divided by the rate: what you keep is {yours} times as large as in x, expected {expected}.",
            "A share of {keep} is kept. By what must it be divided?",
        ),
        Misconception(
            "multiplied",
            edit(dropout_forward, "/ (1 - rate) → * (1 - rate)"),
            "You multiplied by 1 − rate: what you keep is {yours} times as large as in x, expected {expected}.",
            "What is left should grow, to make up for what is missing.",
        ),
        Misconception(
            "scaled_twice",
            edit(dropout_forward, "/ (1 - rate) → / (1 - rate) ** 2"),
            "You divided by 1 − rate twice: what you keep is {yours} times as large as in x, expected {expected}.",
            "Is the scale in your mask already?",
        ),
        Misconception(
            "divided_by_the_share_that_stayed",
            edit(dropout_forward, "(1 - rate) → stays.mean()"),
            "You divided by the share that happened to stay. It is not {keep} but a little more or less each time, and a "
            "row's output would depend on what is dropped in other rows.",
            "The formula divides by 1 − rate, whatever the draw was.",
        ),
        Misconception(
            "uneven_scale",
            edit(dropout_forward, "x * stays / (1 - rate) → np.where(stays, x + rate, 0)"),
            "What you keep is not x times one number. With a rate of {rate} each entry that stays should be divided by "
            "{keep}.",
            "The mask decides what stays, and one number makes up for the rest.",
        ),
        Misconception(
            "rate_kept",
            edit(dropout_forward, ">= rate → < rate", "(1 - rate) → rate"),
            "You keep a share of {rate} and drop the rest, and divide by {rate}. Some books give the share that is kept; "
            "here, as in Keras, `rate` is the share that is dropped.",
            "Which share is to stay?",
        ),
        Misconception(
            "mask_reversed",
            edit(dropout_forward, ">= rate → < rate"),
            "The share of zeros is {yours}, expected about {rate}: you drop what should stay.",
            "Which share of uniform random numbers lies below `rate`?",
            costs=0.5,
        ),
        Misconception(
            "normal_numbers",
            edit(dropout_forward, "rng.random(x.shape) >= rate → rng.normal(size=x.shape) < 1 - rate"),
            "The share of zeros is {yours}, expected about {rate}. That is the share of standard normal numbers above "
            "1 − rate: yours are not uniform.",
            "Of which random numbers lies a share of `rate` below `rate`?",
        ),
        Misconception(
            "normal_numbers_above_the_rate",
            edit(dropout_forward, "rng.random(x.shape) >= rate → rng.normal(size=x.shape) >= rate"),
            "The share of zeros is {yours}, expected about {rate}. That is the share of standard normal numbers below the "
            "rate: yours are not uniform.",
            "Of which random numbers lies a share of `rate` below `rate`?",
        ),
        Misconception(
            "a_coin",
            edit(dropout_forward, "rng.random(x.shape) >= rate → rng.integers(2, size=x.shape) == 1"),
            "You drop every second entry, as a coin would. The share of zeros is {yours}, expected about {rate}.",
            "Where does `rate` come in?",
        ),
        Misconception(
            "whole_columns",
            edit(dropout_forward, "rng.random(x.shape) → np.broadcast_to(rng.random(x.shape[1]), x.shape)"),
            "In all {N} rows the same of the {units} entries are dropped.",
            "Each entry is dropped or kept by itself. How many random numbers does that take?",
        ),
        Misconception(
            "whole_rows",
            edit(dropout_forward, "rng.random(x.shape) → np.broadcast_to(rng.random((len(x), 1)), x.shape)"),
            "Each of the {N} rows is lost as a whole or not at all.",
            "Each entry is dropped or kept by itself. How many random numbers does that take?",
        ),
        Misconception(
            "fixed_number",
            edit(
                dropout_forward,
                "rng.random(x.shape) >= rate → (rng.permutation(x.size) >= round(rate * x.size)).reshape(x.shape)",
            ),
            "At each call you drop the same number of entries, as near to a share of {rate} as can be. Then one entry's "
            "fate depends on the others.",
            "Each entry is dropped with probability `rate`, by itself; the number of them is left to chance.",
        ),
        Misconception(
            "neighbours_together",
            edit(dropout_forward, "rng.random(x.shape) → np.repeat(rng.random(x.shape), 2, axis=1)[:, : x.shape[1]]"),
            "Neighbours among the {units} entries of a row, or of a column, are dropped together more often, or more "
            "seldom, than by chance.",
            "Each entry is dropped or kept by itself. How many random numbers does that take?",
        ),
        Misconception(
            "nothing_dropped",
            edit(dropout_forward, "if not training → if True"),
            "In training no entry of your y is 0, at a rate of {rate}.",
            "When does your function draw a mask, and does y use it?",
        ),
        Misconception(
            "modes_exchanged",
            edit(dropout_forward, "if not training → if training"),
            "The two modes have changed places: at a rate of {rate} no entry of your y is 0 in training, and some are in "
            "prediction.",
            "Read your condition aloud: what happens when `training` is True?",
        ),
        Misconception(
            "drops_in_prediction",
            edit(dropout_forward, "if not training → if False"),
            "You drop in prediction too, with a rate of {rate}. The same row would get another answer each time.",
            "What is y in prediction?",
            costs=0.5,
        ),
        Misconception(
            "scaled_in_prediction_instead",
            edit(dropout_forward, "/ (1 - rate) → ", "return x, → return x * (1 - rate),"),
            "In training what you keep is {yours} times as large as in x, expected {expected}, and you shrink x in "
            "prediction instead. That is the older form of dropout: it works too, but it is not the one asked for.",
            "Inverted dropout makes up for what is missing in training, and leaves prediction alone.",
        ),
        Misconception(
            "scaled_in_prediction",
            edit(dropout_forward, "return x, → return x * (1 - rate),"),
            "You shrink x in prediction, to {keep} of its size for a rate of {rate}. Training has made up for what it "
            "dropped already.",
            "What is y in prediction?",
        ),
        Misconception(
            "divided_in_prediction",
            edit(dropout_forward, "return x, → return x / (1 - rate),"),
            "You divide x by 1 − rate = {keep} in prediction too. There nothing was dropped.",
            "What is y in prediction?",
        ),
        Misconception(
            "mask_in_prediction_missing",
            edit(dropout_forward, "np.ones(x.shape) → None"),
            "In prediction y is x, and the mask is not True everywhere in x's shape, ({N}, {units}).",
            "The question asks for a mask in prediction too.",
        ),
        Misconception(
            "only_y_in_prediction",
            edit(dropout_forward, "x, np.ones(x.shape) → x"),
            "In prediction you do not return two arrays, y and the mask, of the shape ({N}, {units}).",
            "The question asks for a mask in prediction too.",
        ),
        Misconception(
            "changed_in_prediction",
            edit(dropout_forward, "return x, → return x - 1,"),
            "In prediction your y is neither x nor x times a number that belongs to a rate of {rate}.",
            "What is y in prediction?",
        ),
        Misconception(
            "global_generator",
            edit(dropout_forward, "rng.random → np.random.default_rng().random"),
            "The same Generator gave two different masks, with a rate of {rate}: your numbers come from somewhere else, "
            "so the run cannot be repeated.",
            "Draw from the argument `rng`, not from `np.random` and not from a Generator of your own.",
        ),
        Misconception(
            "seeded_inside",
            edit(dropout_forward, "rng.random → np.random.default_rng(0).random"),
            "Your mask is the same at every call, or whatever Generator you are given, with a rate of {rate}. The same "
            "units would be missing for the whole training.",
            "Draw from the argument `rng`: who calls the function decides on the seed.",
            costs=0.5,
        ),
        Misconception(
            "few_seeds",
            edit(dropout_forward, "rng.random → np.random.default_rng(rng.integers(8)).random"),
            "In many calls the same few masks come again and again, with a rate of {rate}: you make a new generator from one "
            "of a few seeds.",
            "What is drawn from the `rng` you are given, the mask or a seed?",
            costs=0.5,
        ),
        Misconception(
            "mask_of_the_dropped",
            edit(dropout_forward, " / (1 - rate), stays → / (1 - rate), ~stays"),
            "Your mask is True for what was dropped, with a rate of {rate}.",
            "The backward pass needs to know what stayed.",
        ),
        Misconception(
            "another_mask",
            edit(dropout_forward, " / (1 - rate), stays → / (1 - rate), rng.random(x.shape) >= rate"),
            "The mask that you return is not the one that y was made with, at a rate of {rate}.",
            "Draw once, use it for y, and return it.",
            costs=0.5,
        ),
        Misconception(
            "mask_with_another_share",
            edit(dropout_forward, " / (1 - rate), stays → / (1 - rate), rng.random(x.shape) >= 0.5"),
            "The mask that you return is not the one that y was made with, at a rate of {rate}; even at a rate of 0 it is "
            "not True everywhere.",
            "Draw once, use it for y, and return it.",
        ),
        Misconception(
            "mask_from_the_result",
            edit(dropout_forward, " / (1 - rate), stays → / (1 - rate), x * stays != 0"),
            "Where x itself is 0, as after ReLU, your mask says that it was dropped, at a rate of {rate}. A mask made from "
            "y cannot tell.",
            "Return what was drawn.",
        ),
        Misconception(
            "mask_of_another_shape",
            edit(dropout_forward, " / (1 - rate), stays → / (1 - rate), stays.ravel()[:2]"),
            "Your mask is missing or has not the shape of x, ({N}, {units}).",
            "One entry of the mask for each entry of x.",
        ),
        Misconception(
            "mask_everywhere_true",
            edit(dropout_forward, " / (1 - rate), stays → / (1 - rate), np.ones(x.shape)"),
            "The mask that you return has no 0 and no False in it, at a rate of {rate}. Random numbers are no mask before "
            "they are compared.",
            "It should tell what stayed.",
        ),
    ),
    alternatives=(dropout_binomial, dropout_scaled_mask, dropout_by_choice),
)
