"""To mend: the initialization of a whole network."""

from itertools import pairwise

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.weight_initialization.drawing import read_weights
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def network_cases(rng):
    """Networks with two hidden layers of one shape, which must not start as twins."""
    return [
        Case((sizes, int(rng.integers(10_000))), {"first": sizes[0], "hidden": sizes[1], "last": sizes[-1]})
        for sizes in [(40, 70, 70, 70, 30), (110, 60, 60, 60, 45)]
    ]


def use_networks(function, sizes, seed):
    """Three networks: their spread by layer, and whether equal generators, other ones and equal shapes do as they should."""

    def draw(seed):
        returned = function(list(sizes), np.random.default_rng(seed))
        if returned is Ellipsis:
            raise NotImplementedError
        if not isinstance(returned, tuple | list) or len(returned) != len(sizes) - 1:
            count = len(returned) if isinstance(returned, tuple | list) else f"one {type(returned).__name__}"
            expected = f"a list of {len(sizes) - 1} arrays for sizes {list(sizes)}"
            raise AnswerError(f"Your function returned {count}; expected {expected}.")
        return [read_weights(W, s, f"W{k}") for k, (W, s) in enumerate(zip(returned, pairwise(sizes), strict=True), 1)]

    one, again, other = draw(seed), draw(seed), draw(seed + 1)
    spread = [np.sqrt((np.append(a, b) ** 2).mean()) for a, b in zip(one, other, strict=True)]
    same = all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    differs = not any(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    twins = np.array_equal(one[1], one[2])
    return np.array(spread), np.array([same, differs, not twins], dtype=float)


def initialise_network(sizes, rng):
    """W of every layer from N(0, 2/fan_in), one after the other from the given generator."""
    weights = []
    for fan_in, units in pairwise(sizes):
        weights.append(rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units)))
    return weights


def reused_by_shape(sizes, rng):
    """One array for each shape, used again where the shape comes again."""
    made = {}
    for fan_in, units in pairwise(sizes):
        made.setdefault((fan_in, units), rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units)))
    return [made[shape] for shape in pairwise(sizes)]


def network_of_rows(sizes, rng):
    """Standard normal numbers, row by row; lists."""
    return [
        [(rng.standard_normal(units) * (2 / fan_in) ** 0.5).tolist() for _ in range(fan_in)]
        for fan_in, units in pairwise(sizes)
    ]


def network_backwards(sizes, rng):
    """From the last layer to the first, transposed, in float32; a tuple."""
    weights = []
    for k in range(len(sizes) - 1, 0, -1):
        W = rng.standard_normal((sizes[k], sizes[k - 1]), dtype=np.float32).T
        weights.insert(0, W * np.float32(np.sqrt(2 / sizes[k - 1])))
    return tuple(weights)


def network_of_children(sizes, rng):
    """Each layer from a generator of its own, a child of the given one."""
    children, shapes = rng.spawn(len(sizes) - 1), pairwise(sizes)
    return [child.normal(0, np.sqrt(2 / s[0]), s) for child, s in zip(children, shapes, strict=True)]


INITIALISE_NETWORK = Question(
    kind="debug",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("spread", "use_of_rng"),
    returns="weights",
    use=use_networks,
    inputs=("sizes", "seed"),
    tolerance=0.06,
    reference=initialise_network,
    cases=network_cases,
    section="A whole network, from one generator",
    hints=(
        "Look at both lines of the loop that make a random number possible: where do the numbers come from, and how large "
        "are they?",
        "A generator that is made anew with the same seed gives the same numbers anew. Which one should be used, and who "
        "makes it?",
        "Delete the line that makes a generator: `rng` is an argument. And He's rule counts what comes into the layer, so "
        "the root is of 2 / fan_in.",
    ),
    misconceptions=(
        Misconception(
            "unchanged",
            edit(initialise_network, "2 / fan_in → 2 / units", "rng. → np.random.default_rng(0)."),
            "This still behaves as the broken function: {entry} is {yours}, expected {expected}.",
            "There are two mistakes, one in the size of the weights and one in where they come from.",
        ),
        Misconception(
            "units_for_inputs",
            edit(initialise_network, "2 / fan_in → 2 / units"),
            "One mistake is left, the size: {entry} is {yours}, expected {expected}. You divide by the units of a layer, "
            "not by its inputs. Only the layers with as many inputs as units are right.",
            "He: standard deviation √(2/fan_in).",
        ),
        Misconception(
            "fixed_seed_in_the_loop",
            edit(initialise_network, "rng. → np.random.default_rng(0)."),
            "One mistake is left, the generator: {entry} is {yours}, expected {expected}. It is made anew with one seed "
            "for every layer, so layers of one shape start as twins, and the given `rng` is not used.",
            "Draw all layers from the given `rng`, one after the other.",
        ),
        Misconception(
            "fixed_seed_before_the_loop",
            edit(initialise_network, "weights = [] → weights, rng = [], np.random.default_rng(0)"),
            "You moved the generator before the loop, so the layers differ now; but its seed is still fixed ({entry} is "
            "{yours}, expected {expected}): every network starts the same, whatever `rng` is given.",
            "No generator needs to be made here at all.",
        ),
        Misconception(
            "unseeded",
            edit(initialise_network, "rng. → np.random.default_rng()."),
            "Equal generators give unequal networks now: {entry} is {yours}, expected {expected}. `default_rng()` without "
            "a seed differs at every call, so nobody can repeat your run.",
            "Draw from the given `rng`.",
        ),
        Misconception(
            "variance_for_deviation",
            edit(initialise_network, "np.sqrt → "),
            "Your weights lost their root: {entry} is {yours}, expected {expected}. 2/fan_in is the variance.",
            "`rng.normal` wants the standard deviation, √(2/fan_in).",
        ),
        Misconception(
            "glorot_for_he",
            edit(initialise_network, "2 / fan_in → 2 / (fan_in + units)"),
            "Your weights have Glorot's size: {entry} is {yours}, expected {expected}. The layers here are ReLU layers.",
            "He divides by fan_in alone.",
        ),
        Misconception(
            "reused_by_shape",
            reused_by_shape,
            "Layers of one shape share their weights: {entry} is {yours}, expected {expected}.",
            "Draw new numbers for every layer, also where the shape comes again.",
        ),
    ),
    alternatives=(network_of_rows, network_backwards, network_of_children),
)
