"""To mend: the initialization of a whole network."""

import contextlib
import copy  # noqa: F401  an edited answer needs it
from itertools import combinations, pairwise

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.generators import nearly_alike
from dlcourse.checks.catalogue.weight_initialization.drawing import (
    ANOTHER,
    COPIED,
    MANY,
    REPEATED,
    how_it_fits,
    read_weights,
)
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question

ONE_SIDED = 3  # another distribution, in which one sign prevails


def network_cases(rng):
    """The exercise's widths; layers of one shape, which must not start as twins; one layer; no two widths equal.

    A layer is judged on 4,200 numbers or more, and 5,600 where its spread is the largest of the network, by which an error
    is measured: the root mean square of a right one is off by 6 % of that with a probability below 10⁻⁹. The widths differ
    so little that the largest spread is no more than 4/3 of the smallest.
    """
    return [
        Case((sizes, rng.integers(10_000)), {"first": sizes[0], "last": sizes[-1], "layers": len(sizes) - 1}, why)
        for sizes, why in [
            ((40, 70, 70, 70, 30), "the widths of the exercise"),
            ((110, 66, 66, 66, 45), ""),
            ((60, 90), "one layer"),
            ((95, 55, 80, 60), "layers of different widths"),
        ]
    ]


def use_networks(function, sizes, seed):
    """Networks from equal generators, another one and the same again: spread and distribution by layer, use of the generator."""
    given = list(sizes)

    def draw(rng):
        returned = function(given, rng)
        if returned is Ellipsis:
            raise NotImplementedError
        if given != list(sizes):
            raise AnswerError(
                f"Your function changed the list `sizes` that it was given: from {list(sizes)} to {given}."
            )
        if not isinstance(returned, tuple | list) or len(returned) != len(sizes) - 1:
            count = (
                f"{len(returned)} arrays" if isinstance(returned, tuple | list) else f"one {type(returned).__name__}"
            )
            expected = f"a list of {len(sizes) - 1} for sizes {list(sizes)}"
            raise AnswerError(f"Your function returned {count}; expected {expected}.")
        return [read_weights(W, s, f"W{k}") for k, (W, s) in enumerate(zip(returned, pairwise(sizes), strict=True), 1)]

    few = small_networks(function, seed)
    if few is not None:
        return np.zeros(len(sizes)), np.array([0.5, 0.5, 0.5, 1 - all(map(has_twins, few))])
    rng = np.random.default_rng(seed)
    one, more, again, other = (
        draw(rng),
        draw(rng),
        draw(np.random.default_rng(seed)),
        draw(np.random.default_rng(seed + 1)),
    )
    layers = [np.concatenate([a, b]).ravel() for a, b in zip(one, other, strict=True)]
    spread = [np.sqrt((layer**2).mean()) for layer in layers]
    scaled = np.concatenate([W.ravel() / (np.sqrt((W**2).mean()) or 1) for W in one])
    repeats = [not are_equal(one, again), are_any_equal(one, other), are_any_equal(one, more), has_twins(one)]
    fit = how_it_fits(scaled, "normal")
    one_sided = fit == ANOTHER and abs((scaled > 0).mean() - 0.5) > 0.1
    return np.array([*spread, ONE_SIDED if one_sided else fit]), 1 - np.array(repeats, dtype=float)


def small_networks(function, seed):
    """Small networks from one generator if they come again and again, but are not always the same; else None.

    More seeds than a few are told from many by generators that begin nearly alike.
    """
    generators, networks = [*[np.random.default_rng(seed)] * MANY, *nearly_alike(seed)], []
    for generator in generators:
        returned = function([7, 6, 7], generator)
        if not isinstance(returned, tuple | list) or len(returned) != 2:
            return None
        with contextlib.suppress(AnswerError):  # it is raised for the widths that are asked for
            networks.append([read_weights(W, s) for W, s in zip(returned, ((7, 6), (6, 7)), strict=True)])
    if len(networks) < len(generators):
        return None
    first = [W1.tobytes() for W1, _ in networks]
    different, of_near = set(first[:MANY]), set(first[MANY:])
    comes_again = len(different) < MANY or len(of_near) == 1
    return networks if len(different) > 1 and comes_again else None


def are_equal(one, other):
    """Return True if two networks have the same weights."""
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def are_any_equal(one, other):
    """Return True if a layer has the same weights in two networks."""
    return any(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def has_twins(network):
    """Return True if two layers of a network begin with the same numbers, up to their scale, as from a generator made anew."""
    heads = [W.ravel()[:40] / (np.linalg.norm(W.ravel()[:40]) or 1) for W in network]
    return any(np.allclose(a, b, atol=1e-5) for a, b in combinations(heads, 2))


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


FACTS = {
    "spread": (
        "the root mean square of the weights of layer {}",
        {
            ANOTHER: "Your weights are not normally distributed, all layers at the same spread taken together.",
            REPEATED: "Many of your weights have one and the same value.",
            ONE_SIDED: "Most of your weights have the same sign.",
            COPIED: "Some of your weights are copies of others.",
        },
    ),
    "use_of_rng": (
        {0: "Equal generators give different networks.", 0.5: "The same few networks come again and again."},
        {0: "Different generators give a layer the same weights."},
        {0: "A second network from the same generator has a layer of the same weights."},
        {0: "Two layers of a network begin with the same numbers, up to their scale."},
    ),
}

INITIALISE_NETWORK = Question(
    kind="debug",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("spread", "use_of_rng"),
    returns="weights",
    facts=FACTS,
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
            "This still behaves as the broken function (sizes from {first} to {last}).",
            "There are two mistakes, one in the size of the weights and one in where they come from.",
        ),
        Misconception(
            "units_for_inputs",
            edit(initialise_network, "2 / fan_in → 2 / units"),
            "The size is not mended: {entry} is {yours}, expected {expected}. You divide by the units of a layer, not by its "
            "inputs, which shows where the two differ.",
            "z is a sum. Over what, the inputs or the units?",
        ),
        Misconception(
            "fixed_seed_in_the_loop",
            edit(initialise_network, "rng. → np.random.default_rng(0)."),
            "All your layers begin with the same random numbers, and so does every network, whatever `rng` is given ({layers} "
            "layers here): a generator with a fixed seed is made anew for each layer.",
            "How many generators does a network need, and who makes it?",
        ),
        Misconception(
            "fixed_seed_before_the_loop",
            edit(initialise_network, "weights = [] → weights, rng = [], np.random.default_rng(0)"),
            "Your layers differ, but every network starts the same, whatever `rng` is given ({layers} layers here).",
            "Does a generator have to be made here at all?",
        ),
        Misconception(
            "one_of_few_seeds_for_all_layers",
            edit(
                initialise_network,
                "weights = [] → weights, seed = [], rng.integers(1000)",
                "rng.normal → np.random.default_rng(seed).normal",
            ),
            "All your layers begin with the same random numbers ({layers} layers here), and networks come again: each is "
            "made from one of a few seeds.",
            "What is drawn from the `rng` you are given, the weights or a seed? And how often is a generator made of it?",
        ),
        Misconception(
            "few_seeds",
            edit(initialise_network, "rng. → np.random.default_rng(rng.integers(8))."),
            "Small networks from one generator come again and again, and so may these of {layers} layers: you make a new "
            "generator from one of a few seeds.",
            "What is drawn from the `rng` you are given, the weights or a seed?",
            costs=0.5,
        ),
        Misconception(
            "unseeded",
            edit(initialise_network, "rng. → np.random.default_rng()."),
            "Equal generators give unequal networks ({layers} layers here): you drew from elsewhere, so nobody can repeat "
            "your run.",
            "Where do your random numbers come from?",
        ),
        Misconception(
            "copy_of_the_generator",
            edit(initialise_network, "weights = [] → weights, rng = [], copy.deepcopy(rng)"),
            "A second network from the same `rng` equals the first ({layers} layers here): the generator did not move on.",
            "Do you draw from the generator itself, or from a copy of it?",
        ),
        Misconception(
            "copy_for_each_layer",
            edit(initialise_network, "rng. → copy.deepcopy(rng)."),
            "All your layers begin with the same random numbers, and a second network from the same `rng` equals the first "
            "({layers} layers here): the generator never moves on.",
            "Do you draw from the generator itself, or from a copy of it?",
        ),
        Misconception(
            "one_seed_for_all_layers",
            edit(
                initialise_network,
                "weights = [] → weights, seed = [], rng.integers(2**32)",
                "rng.normal → np.random.default_rng(seed).normal",
            ),
            "All your layers begin with the same random numbers ({layers} layers here): layers of one shape start as twins.",
            "What is made anew for each layer, and should go on instead?",
        ),
        Misconception(
            "reused_by_shape",
            reused_by_shape,
            "Layers of one shape have the same weights ({layers} layers here).",
            "Does every layer draw, also where the shape comes again?",
        ),
        Misconception(
            "variance_for_deviation",
            edit(initialise_network, "np.sqrt → "),
            "Your weights lost their root: {entry} is {yours}, expected {expected}.",
            "What does `rng.normal` want as its second argument: the variance, or its root?",
        ),
        Misconception(
            "glorot_for_he",
            edit(initialise_network, "2 / fan_in → 2 / (fan_in + units)"),
            "Your weights have Glorot's size: {entry} is {yours}, expected {expected}.",
            "The layers here are ReLU layers. What does He divide by?",
        ),
        Misconception(
            "one_for_two",
            edit(initialise_network, "2 / fan_in → 1 / fan_in"),
            "Your weights have LeCun's size, √(1/fan_in): {entry} is {yours}, expected {expected}.",
            "A ReLU loses half of the mean square. What gives it back?",
        ),
        Misconception(
            "root_of_two_only",
            edit(initialise_network, "np.sqrt(2 / fan_in) → np.sqrt(2) / fan_in"),
            "Your root covers the 2 only: {entry} is {yours}, expected {expected}.",
            "Which comes first, the division or the root?",
        ),
        Misconception(
            "first_width_for_all",
            edit(initialise_network, "2 / fan_in → 2 / sizes[0]"),
            "All your layers have the size that suits the first: {entry} is {yours}, expected {expected}.",
            "Each layer has inputs of its own. How many are they?",
        ),
        Misconception(
            "last_width_for_all",
            edit(initialise_network, "2 / fan_in → 2 / sizes[-1]"),
            "All your layers have the size that suits {last} inputs: {entry} is {yours}, expected {expected}.",
            "Each layer has inputs of its own. How many are they?",
        ),
        Misconception(
            "standard_normal",
            edit(initialise_network, "np.sqrt(2 / fan_in) → 1"),
            "Your weights are not scaled: {entry} is {yours}, expected {expected}.",
            "Where does the size of the layer come in?",
        ),
        Misconception(
            "small_numbers",
            edit(initialise_network, "np.sqrt(2 / fan_in) → 0.01"),
            "Your weights have the standard deviation 0.01 in every layer: {entry} is {yours}, expected {expected}.",
            "Where does the size of the layer come in?",
        ),
        Misconception(
            "uniform_for_normal",
            edit(
                initialise_network, "normal(0, np.sqrt(2 / fan_in) → uniform(-np.sqrt(6 / fan_in), np.sqrt(6 / fan_in)"
            ),
            "Your weights are uniform; normal ones were asked for ({layers} layers here).",
            "Which of the generator's methods draws from a normal distribution?",
        ),
        Misconception(
            "uniform_of_the_deviation",
            edit(
                initialise_network, "normal(0, np.sqrt(2 / fan_in) → uniform(-np.sqrt(2 / fan_in), np.sqrt(2 / fan_in)"
            ),
            "Your weights are uniform, with the standard deviation as their limit: {entry} is {yours}, expected {expected}.",
            "Which of the generator's methods draws from a normal distribution?",
        ),
        Misconception(
            "positive_only",
            lambda sizes, rng: [np.abs(W) for W in initialise_network(sizes, rng)],
            "All your weights are positive ({layers} layers here).",
            "A normal distribution around 0 lies on both sides of it.",
        ),
    ),
    alternatives=(network_of_rows, network_backwards, network_of_children),
)
