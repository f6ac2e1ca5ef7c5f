"""Judgement of random weights: many draws, and three facts that do not depend on the order of drawing.

Each case judges n ≥ 24,000 numbers. A right answer fails with a probability below 10⁻⁶ in all cases together:

- the root mean square of n normal numbers is off by 4 % with 2·(1 − Φ(0.04·√(2n))) < 10⁻¹⁷;
- a share of a half is off by 0.08 with less than that;
- the largest distance D between the numbers and their distribution has P(D > d) ≤ 2·e^(−2nd²), Massart's bound: below
  10⁻⁷ for d = √(8.4/n), 0.019 here. Uniform for normal has D = 0.06, and 60/40 for half and half 0.1;
- a value that one number in a thousand has does not occur: in float32 a value comes twice now and then, never 24 times;
- nor are 5 numbers in a thousand copies of others, with their sign or without: in float32 about one is.
"""

from statistics import NormalDist

import numpy as np

from dlcourse.checks.engine.question import AnswerError, Case

FACTS = ("standard_deviation", "distribution", "use_of_rng")
FITS, ANOTHER, REPEATED, EQUAL_ROWS, EQUAL_COLUMNS, CONSTANT, COPIED = range(7)  # how the numbers fit a distribution
WORDS = {
    "distribution": (
        "the share of weights above 0",
        "the distance of the largest from 0, in standard deviations and at most 2,",
        {
            ANOTHER: "Your weights do not follow the distribution that was asked for.",
            REPEATED: "Many of your weights have one and the same value.",
            EQUAL_ROWS: "All rows of your weights are equal.",
            EQUAL_COLUMNS: "All columns of your weights are equal.",
            CONSTANT: "All your weights are equal.",
            COPIED: "Some of your weights are copies of others, with their sign or without.",
        },
    ),
    "use_of_rng": (
        {0: "Equal generators give different weights."},
        {0: "Different generators give equal weights.", 0.5: "Different generators sometimes give equal weights."},
        {0: "A second call gives the same weights.", 0.5: "A second call sometimes gives the same weights."},
    ),
}
NO, SOMETIMES, YES = 0.0, 0.5, 1.0  # whether other weights come: from other generators, or from a second call
MANY = 40  # small draws: of a hundred seeds two are then equal but once in 5,000 times
SHARES = np.linspace(0.01, 0.99, 99)
PHI = NormalDist()
QUANTILES = np.array([PHI.inv_cdf(share) for share in SHARES])  # of the normal distribution
CUT = PHI.cdf(2) - PHI.cdf(-2)  # what is left of a normal distribution cut off at two standard deviations
QUANTILES_OF_CUT = np.array([PHI.inv_cdf(PHI.cdf(-2) + CUT * share) for share in SHARES])
SPREAD_OF_CUT = 0.87962566  # its standard deviation; libraries divide by it


def fan_cases(rng):
    """The exercise's example; wide, narrow and square layers, one input, one unit; both distributions, each with a seed."""
    fans = [
        (80, 16, "uniform", "the example of the exercise"),
        (150, 60, "normal", ""),
        (40, 220, "uniform", ""),
        (40, 210, "normal", ""),
        (230, 36, "uniform", ""),
        (91, 91, "normal", "a square layer"),
        (1, 8200, "normal", "one input"),
        (8200, 1, "uniform", "one unit"),
    ]
    return [
        Case((fan_in, units, distribution, rng.integers(10_000)), {"fan_in": fan_in, "units": units}, why)
        for fan_in, units, distribution, why in fans
    ]


def read_weights(W, shape, name="W"):
    """Return a function's result as an array of this shape; raises AnswerError if it is not one."""
    if W is None:
        raise AnswerError(f"Your function returned None: is there a `return {name}`?")
    try:
        W = np.array(W, dtype=float)
    except (TypeError, ValueError):
        raise AnswerError(f"Your {name} is a {type(W).__name__}; expected an array of real numbers.") from None
    if W.shape != shape:
        turned = " It is transposed: a row for each input, a column for each unit." if W.shape == shape[::-1] else ""
        raise AnswerError(f"Your {name} has shape {W.shape}; expected (fan_in, units) = {shape}.{turned}")
    if not np.isfinite(W).all():
        raise AnswerError(f"Your {name} holds numbers that are NaN or infinite.")
    return W


def draws_judged_by(expected_deviation):
    """A question's `use` for weights that should have the deviation expected_deviation(fan_in, units)."""

    def use(function, fan_in, units, distribution, seed):
        def draw(rng):
            W = function(fan_in, units, distribution, rng)
            if W is Ellipsis:
                raise NotImplementedError
            return read_weights(W, (fan_in, units))

        rng = np.random.default_rng(seed)
        first, second = draw(rng), draw(rng)
        again, other = draw(np.random.default_rng(seed)), draw(np.random.default_rng(seed + 1))
        small = [draw_small(function, distribution, np.random.default_rng(seed + i)) for i in range(MANY)]
        in_turn = [draw_small(function, distribution, rng) for _ in range(MANY)]
        followed = [
            float(np.array_equal(first, again)),
            how_many_differ([first, other], small),
            how_many_differ([first, second], in_turn),
        ]
        if (
            pattern := pattern_of(first)
        ) is not None:  # a few numbers, which say little of a distribution and its spread
            reach = np.sqrt(3) if distribution == "uniform" else 2.0
            return expected_deviation(fan_in, units), np.array([0.5, reach, pattern]), np.array(followed)
        needed = range(2, 2 + max(0, -(-24_000 // first.size) - 3))
        more = [draw(np.random.default_rng(seed + i)) for i in needed]
        weights = np.concatenate([first, second, other, *more]).ravel() if followed[1:] == [YES, YES] else first.ravel()
        deviation, facts = np.sqrt((weights**2).mean()), facts_of(weights, distribution)
        expected = expected_deviation(fan_in, units)
        if facts[2] == REPEATED and abs(deviation / expected - 1) < 0.1:
            deviation = expected  # what is cut off at an edge is lost in the spread: one slip, one deduction
        return deviation, facts, np.array(followed)

    return use


def draw_small(function, distribution, rng):
    """The weights of a layer of 3 inputs and 4 units."""
    return read_weights(function(3, 4, distribution, rng), (3, 4))


def how_many_differ(*draws):
    """YES if in each list all draws differ, NO if in each all are equal, else SOMETIMES."""
    different = [(len({W.tobytes() for W in weights}), len(weights)) for weights in draws]
    if all(kinds == count for kinds, count in different):
        return YES
    return NO if all(kinds == 1 for kinds, _ in different) else SOMETIMES


def facts_of(weights, distribution):
    """The share above 0, the reach in deviations, at most 2, and how the numbers fit the distribution.

    Where they fit, and where the share is a half up to chance, it is 0.5; where one sign prevails, 0.25, 0.75, or 0 and 1 if
    it is alone. Numbers that repeat have the distribution's own share and reach: they say nothing of either.
    """
    deviation = np.sqrt((weights**2).mean())
    fit, above = how_it_fits(weights, distribution), (weights > 0).mean()
    reach = min(np.abs(weights).max() / deviation, 2.0) if deviation > 0 else 0.0
    if fit in (REPEATED, COPIED):
        return np.array([0.5, np.sqrt(3) if distribution == "uniform" else 2.0, fit])
    if abs(above - 0.5) <= 0.03:
        above = 0.5
    elif 0.03 < above < 0.97:
        above = 0.25 if above < 0.5 else 0.75
    return np.array([above, reach, fit])


def pattern_of(W):
    """EQUAL_ROWS or EQUAL_COLUMNS if that is what a matrix of several has, CONSTANT for both; else None."""
    rows, columns = bool((W[:1] == W).all()), bool((W[:, :1] == W).all())
    if rows and columns:
        return CONSTANT if W.size > 1 else None
    if rows and len(W) > 1:
        return EQUAL_ROWS
    return EQUAL_COLUMNS if columns and W.shape[1] > 1 else None


def how_it_fits(weights, distribution):
    """Return how numbers fit a normal distribution, cut off at two deviations or not, or a uniform one of any spread."""
    ordered = np.sort(weights)
    if has_repeated(ordered):
        return REPEATED
    sizes = np.sort(np.abs(ordered), kind="stable")  # of two ordered parts: it merges them
    if 1 + np.count_nonzero(np.diff(sizes)) < 0.995 * len(sizes):
        return COPIED
    deviation = np.sqrt((ordered**2).mean())
    uniform = np.sqrt(3) * (2 * SHARES - 1)
    candidates = [uniform] if distribution == "uniform" else [QUANTILES, QUANTILES_OF_CUT / SPREAD_OF_CUT]
    counts = [np.searchsorted(ordered, deviation * quantiles) for quantiles in candidates]
    farthest = [np.abs(count / len(ordered) - SHARES).max() for count in counts]
    return FITS if min(farthest) <= np.sqrt(8.4 / len(ordered)) else ANOTHER


def has_repeated(ordered):
    """Return True if one number in a thousand, and at least twenty, have the same value."""
    least = max(20, len(ordered) // 1000)
    return bool((ordered[least:] == ordered[:-least]).any())


def only(distribution, wrong, right):
    """An answer that is wrong for one distribution and right for the other."""
    return lambda fan_in, units, asked, rng: (wrong if asked == distribution else right)(fan_in, units, asked, rng)


def clipped(W):
    """Normal weights, cut off at two deviations."""
    edge = 2 * W.std()
    return np.clip(W, -edge, edge)


def truncated(W, rng):
    """Normal weights, those beyond two deviations drawn again."""
    deviation = W.std()
    while (outside := np.abs(W) > 2 * deviation).any():
        W[outside] = rng.normal(0, deviation, outside.sum())
    return W


def of_laplace(W, rng):
    """Numbers of a Laplace distribution with the spread of W."""
    return rng.laplace(0, W.std() / np.sqrt(2), W.shape)


def with_more_above(W):
    """The same sizes, with every third of those below 0 turned over."""
    turned = W.ravel().copy()
    turned[::3] = np.abs(turned[::3])
    return turned.reshape(W.shape)


def with_a_column_copied(W):
    """The last column is the first once more."""
    W = W.copy()
    W[:, -1] = W[:, 0]
    return W


def mirrored(W):
    """The second half of the numbers is the first with another sign."""
    numbers = W.ravel().copy()
    half = numbers.size // 2
    numbers[numbers.size - half :] = -numbers[:half]
    return numbers.reshape(W.shape)


def with_rows_mirrored(W):
    """The second half of the rows is the first with another sign; a single row stays as it is."""
    half = (len(W) + 1) // 2
    return np.concatenate([W[:half], -W[:half]])[: len(W)]


def with_first_row_of_zeros(W):
    """As if the first row were biases."""
    W = W.copy()
    W[0] = 0
    return W


def in_three_values(W):
    """Only three values, with the spread of W."""
    signs = np.sign(W) * (np.abs(W) > np.median(np.abs(W)))
    return signs * np.sqrt((W**2).sum() / max((signs**2).sum(), 1))
