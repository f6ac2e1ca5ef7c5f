"""A configuration drawn at random: judged by what many draws have in common."""

import copy
import functools
import math

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.generators import alike_in_half_a_number, alike_in_one_number
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question

DRAWS = 3000
GENERATORS, IN_A_ROW = 40, 5  # so many generators, and so many draws of each, tell a few seeds from many
POSITIONS = 6  # at each of these, generators with one number in common are tried,
ALIKE = 41  # so many: with a fair coin all of them have one activation but once in 10¹²
NO, SOMETIMES, YES = 0.0, 0.5, 1.0  # whether configurations differ
KEYS = ("learning_rate", "units", "activation")


FACTS = {
    "learning_rates": (
        "the smallest exponent",
        "the exponent below which a sixth lies, rounded down,",
        "the exponent below which a half lies, rounded down,",
        "the exponent below which five sixths lie, rounded down,",
        "the largest exponent",
        {1: "Some exponents come more often than others."},
    ),
    "units": (
        "the number of different values",
        "the number of values that are no multiples of 16",
        "the smallest",
        "the largest",
        "the mean, rounded to a multiple of 24,",
        "the number of values that come too often or too rarely",
    ),
    "activations": ('the share of "relu", rounded,', "the number of different words"),
    "draws": (
        {1: "The number of units depends on the learning rate."},
        {1: "The activation depends on the learning rate."},
        {1: "The activation depends on the number of units."},
        {0: "Equal generators draw different configurations."},
        {0: "Whatever the generator, the same is drawn.", 0.5: "Different generators often draw the same."},
        {0: "Each draw is the same.", 0.5: "The same few configurations are drawn again and again."},
    ),
}


def draw_config(rng):
    """The exponent drawn evenly, a multiple of 16, one of two words."""
    return {
        "learning_rate": 10 ** rng.uniform(-4, -1),
        "units": 16 * rng.integers(1, 9),
        "activation": ["relu", "tanh"][rng.integers(2)],
    }


def draw_many(draw, seed):
    """Return what many draws have in common, rounded so coarsely that chance does not show.

    Of 3000 fair draws, the share of one word out of two is off by 0.05 once in 20 million times (5.5 σ), and that of
    one of eight numbers by 0.034 once in 50 million (5.6 σ). 60/40 is as far from the border, half-likely ends are 4 σ.
    One of the sixteen pairs of units and word is off by 0.03 less than once in a billion times (6.8 σ).
    The exponents' distribution is farther than √(8.4/3000) = 0.053 from the even one less than once in 10 million times
    (Massart's bound); a normal one clipped at the ends has 0.09. Of draws that come again nothing else is said.
    """
    rng = np.random.default_rng(seed)
    configs = [draw(rng) for _ in range(DRAWS)]
    if configs[0] is None or configs[0] is Ellipsis:
        return configs[0]
    again = [from_generator(draw, seed + start) for start in (0, *range(GENERATORS))]
    kinds = len(set(again))
    others = YES if kinds == GENERATORS else NO if kinds == 1 else SOMETIMES
    rates, units, words = (list(column) for column in zip(*map(read, configs), strict=True))
    if min(rates) <= 0:
        raise AnswerError(f"A learning rate is above 0. Received: {min(rates)!r}.")
    varied = how_varied(rates, units, words)
    if others < YES or varied < YES:
        return [0.0] * 6, [0.0] * 6, [0.0] * 2, [0.0] * 3 + [float(again[0] == again[1]), others, varied]
    exponents, widths, is_relu = np.log10(rates), np.array(units), 1.0 * (np.array(words) == "relu")
    middle = np.floor(np.quantile(exponents, [1 / 6, 1 / 2, 5 / 6]))
    even = np.clip((np.sort(exponents) + 4) / 3, 0, 1)
    astray = float(np.abs(even - (np.arange(DRAWS) + 0.5) / DRAWS).max() > np.sqrt(8.4 / DRAWS))
    by_rate = follows_the_rate(draw, seed)
    tied = [
        are_tied(exponents, widths) or by_rate[0],
        are_tied(exponents, is_relu) or by_rate[1],
        are_tied(widths, is_relu) or goes_with(widths, is_relu),
    ]
    shares = np.unique(widths, return_counts=True)[1] / DRAWS
    uneven = np.sum(abs(shares - 1 / len(shares)) > 0.034)
    odd = sum(width % 16 != 0 for width in set(units))
    return (
        [rounded(exponents.min(), 0.2), *middle, rounded(exponents.max(), 0.2), astray],
        [len(set(units)), odd, min(units), max(units), rounded(widths.mean(), 24), uneven],
        [rounded(is_relu.mean(), 0.1), len(set(words))],
        [*map(float, tied), float(again[0] == again[1]), others, varied],
    )


def how_varied(*columns):
    """NO for one configuration, SOMETIMES for fewer than the values of the columns would combine to, else YES."""
    kinds = len(set(zip(*columns, strict=True)))
    possible = min(DRAWS, math.prod(len(set(column)) for column in columns))
    return NO if kinds == 1 else YES if 2 * kinds > possible else SOMETIMES


def from_generator(draw, seed):
    """A few configurations, drawn in a row from a generator with this seed."""
    rng = np.random.default_rng(seed)
    return tuple(read(draw(rng)) for _ in range(IN_A_ROW))


def rounded(value, unit):
    """The nearest multiple of a unit."""
    return np.round(value / unit) * unit


def read(config):
    """The three values of a configuration."""
    if not isinstance(config, dict) or not set(KEYS) <= set(config):
        raise AnswerError(f"Expected a dictionary with the keys {', '.join(map(repr, KEYS))}. Received: {config!r}.")
    return float(config["learning_rate"]), float(config["units"]), str(config["activation"])


def are_tied(one, other):
    """True where two columns of draws go together."""
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return False
    return abs(np.corrcoef(one, other)[0, 1]) > 0.3


def goes_with(widths, is_relu):
    """True if, of the units and words that are drawn, some pairs come too often or too rarely."""
    of_pairs = [((widths == width) & (is_relu == 1)).mean() for width in np.unique(widths)]
    expected = [(widths == width).mean() * is_relu.mean() for width in np.unique(widths)]
    return bool(np.abs(np.subtract(of_pairs, expected)).max() > 0.03)


@functools.lru_cache(maxsize=128)  # a dozen milliseconds, for each answer and each of its mistakes
def states(alike, seed):
    """The states of generators that have one number in common, or half of one, at each of the positions."""
    rng = np.random.default_rng([seed, 1])
    count = ALIKE if alike is alike_in_one_number else 2 * ALIKE
    positions = range(1, POSITIONS + 1)
    return [generator.bit_generator.state for position in positions for generator in alike(position, count, rng)]


def from_state(state):
    """A new generator in this state."""
    bits = np.random.PCG64(0)
    bits.state = state
    return np.random.Generator(bits)


def follows_the_rate(draw, seed):
    """Return whether with equal learning rates the units, and the activation, are always equal as well.

    Equal rates come from generators that have one number in common. Where a rate takes half of one, what is left of it
    may serve the others: then the halves are held by themselves.
    """
    tied = [True, True]
    for alike in (alike_in_one_number, alike_in_half_a_number):
        seen: dict[float, list[tuple[float, str]]] = {}
        for state in states(alike, seed):
            rate, *others = read(draw(from_state(state)))
            seen.setdefault(rate, []).append(tuple(others))
        several = [values for values in seen.values() if len(values) > 1]
        pairs = sum(len(values) - 1 for values in several)
        if alike is alike_in_one_number and pairs < ALIKE - 1:
            return [False, False]
        tied = [t and all(len({v[i] for v in values}) == 1 for values in several) for i, t in enumerate(tied)]
        if not any(tied):
            break
    return tied


def draw_all_from_one(rng):
    """One random number for all three."""
    u = rng.random()
    word = "relu" if u < 0.5 else "tanh"
    return {"learning_rate": 10 ** (-4 + 3 * u), "units": 16 * (1 + int(8 * u)), "activation": word}


def draw_by_logarithms(rng):
    """Between the natural logarithms of the ends; words by a coin; another order."""
    word = "relu" if rng.random() < 0.5 else "tanh"
    units = int(rng.choice(np.arange(16, 129, 16)))
    rate = float(np.exp(rng.uniform(np.log(1e-4), np.log(1e-1))))
    return {"activation": word, "units": units, "learning_rate": rate}


def draw_by_places(rng):
    """Three shares of a range at once; the units as a float."""
    first, second, third = rng.random(3)
    word = ["tanh", "relu"][int(third * 2)]
    return {"learning_rate": 1e-4 * 1000**first, "units": 16.0 * (int(second * 8) + 1), "activation": word}


def draw_shuffled(rng):
    """The first of a shuffled list; the exponent downwards from −1, in float32."""
    units = rng.permutation([16, 32, 48, 64, 80, 96, 112, 128])[0]
    rate = np.float32(0.1) * np.float32(10) ** np.float32(-3 * rng.random())
    return {"learning_rate": rate, "units": units, "activation": ["relu", "tanh"][rng.integers(2)]}


DRAW_CONFIG = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("learning_rates", "units", "activations", "draws"),
    facts=FACTS,
    use=draw_many,
    inputs=("seed",),
    returns="a dictionary",
    reference=draw_config,
    cases=lambda rng: [Case((int(rng.integers(10**6)),), {"low": 1e-4, "high": 0.1, "draws": DRAWS})],
    section="Drawing at random",
    hints=(
        "Three draws, each by its own call on `rng`: `rng.uniform`, `rng.integers` and `rng.choice` are enough.",
        "For the learning rate draw the exponent, evenly between −4 and −1, and raise 10 to it.",
        "The units are 16 times a whole number from 1 to 8; `rng.integers` leaves its end out.",
    ),
    misconceptions=(
        Misconception(
            "learning_rate_drawn_evenly",
            edit(draw_config, "10 ** rng.uniform(-4, -1) → rng.uniform(1e-4, 1e-1)"),
            "Your learning rate is drawn evenly from {low} to {high}: in {draws} draws nine of ten are above 0.01, and hardly "
            "one is below 0.001.",
            "Draw the exponent evenly: `10 ** rng.uniform(-4, -1)`.",
        ),
        Misconception(
            "only_powers_of_ten",
            edit(draw_config, "10 ** rng.uniform(-4, -1) → 10.0 ** rng.integers(-4, 0)"),
            "Your learning rate takes four values in {draws} draws: the exponent is a whole number. A range was asked for.",
            "`rng.uniform(-4, -1)` draws all exponents between.",
        ),
        Misconception(
            "powers_of_e",
            edit(draw_config, "10 ** rng.uniform(-4, -1) → np.exp(rng.uniform(-4, -1))"),
            "Your learning rates are powers of e, not of 10: they lie between 0.018 and 0.37, and should reach from {low} to "
            "{high}.",
            "`10 ** …` for exponents that count zeros; `np.exp` wants natural logarithms.",
        ),
        Misconception(
            "largest_units_never",
            edit(draw_config, "(1, 9) → (1, 8)"),
            "In {draws} draws the largest number of units, 128, never comes.",
            "`rng.integers(1, 9)`: its end is not included, or say `endpoint=True`.",
        ),
        Misconception(
            "no_units_at_all",
            edit(draw_config, "(1, 9) → (0, 9)"),
            "Among your {draws} draws are layers of 0 units.",
            "`rng.integers` begins at the first number you give it: 1.",
        ),
        Misconception(
            "any_number_of_units",
            edit(draw_config, "16 * rng.integers(1, 9) → rng.integers(16, 129)"),
            "Your {draws} draws hold numbers of units that are no multiples of 16.",
            "Draw a whole number from 1 to 8, and multiply it by 16.",
        ),
        Misconception(
            "always_the_same_activation",
            edit(draw_config, '["relu", "tanh"][rng.integers(2)] → "relu"'),
            "All {draws} draws have the same activation.",
            '`rng.choice(["relu", "tanh"])`.',
        ),
        Misconception(
            "all_from_one_draw",
            draw_all_from_one,
            "Your values depend on each other: in {draws} draws a large learning rate always comes with many units. You make all "
            "three from one random number, and most combinations never come.",
            "A draw of its own for each value.",
        ),
        Misconception(
            "activation_from_the_units",
            edit(
                draw_config,
                "return { → units = 16 * rng.integers(1, 9)\n    return {",
                '16 * rng.integers(1, 9),\n        "a → units,\n        "a',
                "rng.integers(2)] → int(units > 64)]",
            ),
            "Your activation depends on the number of units: in {draws} draws some combinations of the two come too "
            "rarely or never, and others too often.",
            "A draw of its own for each value.",
        ),
        Misconception(
            "activation_from_the_rate",
            edit(
                draw_config,
                "return { → rate = 10 ** rng.uniform(-4, -1)\n    return {",
                "10 ** rng.uniform(-4, -1),\n → rate,\n",
                "rng.integers(2)] → int(rate * 1e9) % 2]",
            ),
            "Your activation depends on the learning rate: among your {draws} draws and some more, equal learning rates always "
            "have the same activation.",
            "A draw of its own for each value.",
        ),
        Misconception(
            "units_from_the_rate",
            edit(
                draw_config,
                "return { → rate = 10 ** rng.uniform(-4, -1)\n    return {",
                "10 ** rng.uniform(-4, -1),\n → rate,\n",
                "16 * rng.integers(1, 9) → 16 * (1 + int(rate * 1e9) % 8)",
            ),
            "Your number of units depends on the learning rate: among your {draws} draws and some more, equal learning rates "
            "always have the same number of units.",
            "A draw of its own for each value.",
        ),
        Misconception(
            "both_from_the_rate",
            edit(
                draw_config,
                "return { → rate = 10 ** rng.uniform(-4, -1)\n    return {",
                "10 ** rng.uniform(-4, -1),\n → rate,\n",
                "16 * rng.integers(1, 9) → 16 * (1 + int(rate * 1e9) % 8)",
                "rng.integers(2)] → int(rate * 1e11) % 2]",
            ),
            "You draw once: among your {draws} draws and some more, equal learning rates always have the same number of units "
            "and the same activation.",
            "A draw of its own for each value.",
        ),
        Misconception(
            "seeded_inside",
            lambda rng: draw_config(np.random.default_rng(0)),
            "Each of your {draws} draws is the same: you make a generator with a fixed seed inside.",
            "Draw from the `rng` you are given. It goes on where it stopped.",
        ),
        Misconception(
            "copy_of_the_generator",
            lambda rng: draw_config(copy.deepcopy(rng)),
            "Each of your {draws} draws from one `rng` is the same: the generator does not move on.",
            "Do you draw from the generator itself, or from a copy of it?",
        ),
        Misconception(
            "few_seeds",
            lambda rng: draw_config(np.random.default_rng(rng.integers(8))),
            "Your {draws} draws are the same few again and again: you make a new generator from one of a few seeds.",
            "What is drawn from the `rng` you are given, the values or a seed?",
        ),
        Misconception(
            "exponents_not_even",
            edit(draw_config, "rng.uniform(-4, -1) → np.clip(rng.normal(-2.5, 0.75), -4, -1)"),
            "The ends of your exponents are right, but in {draws} draws some exponents come more often than others.",
            "Drawn evenly: which of the generator's methods does that?",
        ),
        Misconception(
            "rates_from_a_hundred_thousandth",
            edit(draw_config, "(-4, -1) → (-5, -1)"),
            "Your learning rates begin at 0.00001, and should begin at {low}.",
            "Which power of ten is 0.0001?",
        ),
        Misconception(
            "another_source_of_randomness",
            lambda rng: draw_config(np.random.default_rng()),
            "Two calls with equal seeds gave two configurations. Your {draws} draws look right, but they are not from the rng "
            "you were given.",
            "`rng.uniform`, not `np.random.uniform` or `random.choice`: only then can a search be repeated.",
        ),
        Misconception(
            "rates_up_to_one",
            edit(draw_config, "(-4, -1) → (-4, 0)"),
            "Your learning rates go up to 1, and should end at {high}.",
            "Which power of ten is 0.1?",
        ),
        Misconception(
            "rates_from_a_thousandth",
            edit(draw_config, "(-4, -1) → (-3, -1)"),
            "Your learning rates begin at 0.001, and should begin at {low}.",
            "Which power of ten is 0.0001?",
        ),
        Misconception(
            "units_from_zero_to_112",
            edit(draw_config, "(1, 9) → (8)"),
            "Your units go from 0 to 112: in {draws} draws, 128 never comes.",
            "`rng.integers(8)` begins at 0.",
        ),
        Misconception(
            "units_doubled",
            edit(draw_config, "16 * rng.integers(1, 9) → 2 ** rng.integers(4, 8)"),
            "Your units double from one value to the next. Asked for were steps of 16.",
            "16, 32, 48: what comes after 48?",
        ),
        Misconception(
            "ends_half_as_likely",
            edit(draw_config, "16 * rng.integers(1, 9) → 16 * round(rng.uniform(1, 8))"),
            "In your {draws} draws some numbers of units come much more rarely than others: rounding gives both ends half a chance.",
            "All values of a list should be equally likely: draw whole numbers.",
        ),
        Misconception(
            "always_the_same_units",
            edit(draw_config, "16 * rng.integers(1, 9) → 64"),
            "All {draws} draws have the same number of units.",
            "Each of the three values is drawn.",
        ),
        Misconception(
            "an_activation_too_many",
            edit(draw_config, '["relu", "tanh"][rng.integers(2)] → ["relu", "tanh", "sigmoid"][rng.integers(3)]'),
            "Your {draws} draws hold three activations. Two were asked for.",
            "Which words does the text name?",
        ),
        Misconception(
            "activation_uneven",
            edit(draw_config, "rng.integers(2)] → int(rng.random() > 0.7)]"),
            "Your two activations are not equally likely: of {draws} draws, {yours} have ReLU, as a share, expected {expected}.",
            "A coin that is fair.",
        ),
        Misconception(
            "activation_a_little_uneven",
            edit(draw_config, "rng.integers(2)] → int(rng.random() > 0.6)]"),
            "Your two activations are not equally likely: of {draws} draws, {yours} have ReLU, as a share, expected {expected}.",
            "A coin that is fair.",
        ),
    ),
    alternatives=(draw_by_logarithms, draw_by_places, draw_shuffled),
)
