"""The number of weights and biases of a net of any sizes."""

from itertools import combinations, pairwise

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def count_parameters(sizes):
    """Σ (fan_in · units + units) over neighbouring layers."""
    total = 0
    for fan_in, units in pairwise(sizes):
        total += fan_in * units + units
    return total


def count_by_index(sizes):
    """By index, from the back."""
    total, k = 0, len(sizes) - 1
    while k > 0:
        total += (sizes[k - 1] + 1) * sizes[k]
        k -= 1
    return total


def count_by_dot(sizes):
    """A scalar product of neighbours, and all units but the inputs; a float."""
    widths = np.array(sizes, dtype=float)
    return widths[:-1] @ widths[1:] + widths[1:].sum()


def count_recursively(sizes):
    """The first layer, and then the rest of the net."""
    first, second, *rest = sizes
    return (first + 1) * second + (count_recursively([second, *rest]) if rest else 0)


def count_built(sizes):
    """Build the arrays and count their entries."""
    return sum(np.zeros((fan_in, units)).size + np.zeros(units).size for fan_in, units in pairwise(sizes))


HARD_SIZES = [
    ([4, 3, 2, 1], "the text's example"),
    ([7, 3], "two sizes"),
    ([64, 48, 10], "a net for digits"),
    ([3, 3, 3, 3], "sizes that are all equal"),
    ([2, 6, 3, 4, 3], "sizes and products that come twice"),
    ([1, 1], "a single weight"),
    ([1, 5, 1, 4, 1], "layers of one unit"),
    ([2, 7], "two sizes with more outputs than inputs"),
    ([784, 512, 10], "the lecture's net, with more parameters than 16 bits can count"),
    ([9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 3], "ten layers"),
]


def sizes_cases(rng):
    """The hard ones, and nets of two and four layers with drawn widths."""
    widths = [3, 7, 8, 5, 11], [8, 13, 4]  # in no order do two layers have equally many parameters
    drawn = [(rng.permutation(one), "") for one in widths]
    return [
        Case((np.array(sizes),), {"layers": len(sizes) - 1, "inputs": int(sizes[0])}, why)
        for sizes, why in [*HARD_SIZES, *drawn]
    ]


def with_a_list(function, sizes):
    """Call the function with a list; if it changes that list, as `sizes.pop()` does, `sizes` is changed, too."""
    given = sizes.tolist()
    count = function(given)
    if given != sizes.tolist():
        sizes += 1
    return count


COUNT_PARAMETERS = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("count",),
    use=with_a_list,
    reference=count_parameters,
    cases=sizes_cases,
    section="Counting parameters",
    hints=(
        "Look at neighbours: sizes[0] and sizes[1], sizes[1] and sizes[2], and so on.",
        "A layer with `units` units behind `fan_in` numbers has fan_in·units weights and units biases.",
        "`zip(sizes[:-1], sizes[1:])` gives all pairs of neighbours. Add fan_in·units + units for each.",
    ),
    misconceptions=(
        Misconception(
            "biases_forgotten",
            edit(count_parameters, " + units → "),
            "You counted the weights only: {yours}, expected {expected}.",
            "Each unit behind the input has a bias.",
        ),
        Misconception(
            "biases_of_the_wrong_side",
            edit(count_parameters, "+ units → + fan_in"),
            "You added a bias for each number that comes in: {yours}, expected {expected}.",
            "A layer has as many biases as it has units, not as it has inputs.",
        ),
        Misconception(
            "first_biases_missing",
            edit(count_parameters, "return total → return total - sizes[1]"),
            "The biases of the first layer behind the input are missing: {yours}, expected {expected}.",
            "Every layer but the input has biases. Check whether your loop treats the first one like the others.",
        ),
        Misconception(
            "last_biases_missing",
            edit(count_parameters, "return total → return total - sizes[-1]"),
            "The biases of the output layer are missing: {yours}, expected {expected}.",
            "Output units have a bias like all others.",
        ),
        Misconception(
            "input_with_biases",
            edit(count_parameters, "return total → return total + sizes[0]"),
            "You gave the {inputs} inputs a bias each: {yours}, expected {expected}.",
            "Inputs compute nothing, so they have no bias.",
        ),
        Misconception(
            "one_bias_for_a_layer",
            edit(count_parameters, "+ units → + 1"),
            "You counted one bias for each layer: {yours}, expected {expected}.",
            "Each unit has a bias of its own.",
        ),
        Misconception(
            "last_layer_left_out",
            edit(count_parameters, "pairwise(sizes) → pairwise(sizes[:-1])"),
            "Your loop ends one layer early: {yours}, expected {expected}.",
            "There is one pair of neighbours less than there are sizes, here {layers}. Which is the last?",
        ),
        Misconception(
            "first_layer_left_out",
            edit(count_parameters, "pairwise(sizes) → pairwise(sizes[1:])"),
            "Your loop begins one layer late: {yours}, expected {expected}.",
            "There is one pair of neighbours less than there are sizes, here {layers}. Which is the first?",
        ),
        Misconception(
            "first_layer_only",
            edit(count_parameters, "pairwise(sizes) → pairwise(sizes[:2])"),
            "You counted the first layer alone: {yours}, expected {expected}.",
            "Does your loop return after its first turn?",
        ),
        Misconception(
            "last_layer_only",
            edit(count_parameters, "pairwise(sizes) → pairwise(sizes[-2:])"),
            "You counted the last layer alone: {yours}, expected {expected}. Does each turn of your loop forget the one before?",
            "A sum grows: each layer is added to what is there already.",
        ),
        Misconception(
            "layers_in_a_circle",
            edit(count_parameters, "return total → return total + sizes[-1] * sizes[0] + sizes[0]"),
            "You connected the last layer with the first: {yours}, expected {expected}. The index −1 is the last entry of a list.",
            "The inputs have no layer before them. Where does your loop begin?",
        ),
        Misconception(
            "layers_in_a_circle_without_biases",
            edit(count_parameters, " + units → ", "return total → return total + sizes[-1] * sizes[0]"),
            "You connected the last layer with the first, and counted no biases: {yours}, expected {expected}. The index −1 is the "
            "last entry of a list.",
            "The inputs have no layer before them. And each unit behind them has a bias.",
        ),
        Misconception(
            "hidden_biases_forgotten",
            edit(count_parameters, " + units → ", "return total → return total + sizes[-1]"),
            "You counted the biases of the output layer alone: {yours}, expected {expected}.",
            "Hidden units have a bias like all others.",
        ),
        Misconception(
            "biases_on_both_sides",
            edit(count_parameters, "fan_in * units + units → (fan_in + 1) * (units + 1)"),
            "You multiplied (fan_in + 1)·(units + 1): {yours}, expected {expected}. The added 1 is an input for the biases, and no "
            "unit has to compute it.",
            "Only one of the two sizes of a layer grows by the bias.",
        ),
        Misconception(
            "neighbours_added",
            edit(count_parameters, "fan_in * units + units → fan_in + units"),
            "You added neighbouring sizes: {yours}, expected {expected}.",
            "Every node of the one layer is tied to every node of the other.",
        ),
        Misconception(
            "biases_only",
            edit(count_parameters, "fan_in * units + → "),
            "You counted the biases only: {yours}, expected {expected}.",
            "A weight stands on every connection between two neighbouring layers.",
        ),
        Misconception(
            "biases_multiplied",
            edit(count_parameters, "fan_in * units + units → fan_in * units * units"),
            "You multiplied by the units where they are added: {yours}, expected {expected}.",
            "How many biases does a layer have?",
        ),
        Misconception(
            "sizes_multiplied",
            lambda sizes: np.prod(sizes),
            "You multiplied all sizes: {yours}, expected {expected}. That counts ways through the net, not its weights.",
            "Multiply neighbours, and add up.",
        ),
        Misconception(
            "all_layers_connected",
            lambda sizes: sum(a * b for a, b in combinations(sizes, 2)) + sum(sizes[1:]),
            "You connected every layer with all that come after it: {yours}, expected {expected}.",
            "Only neighbours are connected.",
        ),
        Misconception(
            "all_layers_connected_without_biases",
            lambda sizes: sum(a * b for a, b in combinations(sizes, 2)),
            "You connected every layer with all that come after it, and counted no biases: {yours}, expected {expected}.",
            "Only neighbours are connected. And each unit behind the inputs has a bias.",
        ),
        Misconception(
            "equal_products_once",
            lambda sizes: sum({a * b for a, b in pairwise(sizes)}) + sum(sizes[1:]),
            "Where two layers have equally many weights, you counted them once: {yours}, expected {expected}.",
            "A set keeps equal numbers only once, and a dictionary equal keys.",
        ),
        Misconception(
            "equal_layers_once",
            lambda sizes: sum({a * b + b for a, b in pairwise(sizes)}),
            "Where two layers have equally many parameters, you counted them once: {yours}, expected {expected}.",
            "A set keeps equal numbers only once, and a dictionary equal keys.",
        ),
        Misconception(
            "equal_widths_once",
            lambda sizes: sum({b: a * b + b for a, b in pairwise(sizes)}.values()),
            "Where two layers have equally many units, you counted the last of them only: {yours}, expected {expected}.",
            "A dictionary keeps one value for a key. Two layers may be equally wide.",
        ),
        Misconception(
            "four_sizes_only",
            lambda sizes: sizes[0] * sizes[1] + sizes[1] * sizes[2] + sizes[2] * sizes[3] + sum(sizes[1:4]),
            "Your count is made for four sizes: {yours}, expected {expected}. Any number from two on may come.",
            "A loop over the layers.",
        ),
        Misconception(
            "three_sizes_only",
            lambda sizes: sizes[0] * sizes[1] + sizes[1] * sizes[2] + sum(sizes[1:3]),
            "Your count is made for three sizes: {yours}, expected {expected}. Any number from two on may come.",
            "A loop over the layers.",
        ),
        Misconception(
            "widest_layer_without_biases",
            edit(count_parameters, "return total → return total + sizes[0] - max(sizes)"),
            "You left out as many biases as the widest layer has nodes: {yours}, expected {expected}. Only the inputs have none, "
            "and they need not be the widest.",
            "Which entry of `sizes` stands for the inputs?",
        ),
        Misconception(
            "nodes_counted",
            lambda sizes: sum(sizes),
            "You counted the nodes: {yours}, expected {expected}.",
            "Parameters are the weights on the connections, and the biases.",
        ),
    ),
    alternatives=(count_by_index, count_by_dot, count_built, count_recursively),
)
