"""How many weights and biases a net has, and what its weights are called."""

from itertools import pairwise

import numpy as np

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def parameters_by_hand():
    """(5·4 + 4) + (4·3 + 3) + (3·2 + 2) + (2·1 + 1)."""
    return 50


PARAMETERS_BY_HAND = number_question(
    difficulty="easy",
    minutes=3,
    points=1,
    parts=("parameters",),
    reference=parameters_by_hand,
    section="Counting parameters",
    hints=(
        "Go from layer to layer. Between two neighbours every unit of the one is tied to every unit of the other.",
        "A layer of 4 units behind 5 inputs has 5·4 weights. What else does each of its units have?",
        "Each unit has one bias, in all layers but the input. Four sums of the form (weights + biases) make the total.",
    ),
    misconceptions=(
        Misconception(
            "first_biases_missing",
            lambda: 46,
            "{yours} lacks the biases of the first hidden layer.",
            "Write the sum with one bracket for each layer, weights and biases side by side, and compare the brackets.",
        ),
        Misconception(
            "no_biases",
            lambda: 40,
            "{yours} counts the weights only.",
            "Every unit behind the input has a bias, and it is learnt like a weight.",
        ),
        Misconception(
            "biases_of_the_wrong_side",
            lambda: 54,
            "{yours} counts a bias for each unit that a layer gets its numbers from, as in 5·4 + 5.",
            "A bias belongs to the unit that it is added in: the layer has as many as it has units.",
        ),
        Misconception(
            "input_with_biases",
            lambda: 55,
            "{yours} gives the five inputs a bias each. Inputs compute nothing.",
            "Count biases for the layers that compute something.",
        ),
        Misconception(
            "one_bias_for_a_layer",
            lambda: 44,
            "{yours} counts one bias for each layer. Each unit has one of its own.",
            "b of a layer has the shape (units,).",
        ),
        Misconception(
            "nodes_counted",
            lambda: 15,
            "{yours} is the number of nodes.",
            "Parameters are what is learnt: the weights on the connections, and the biases.",
        ),
    ),
)


def weight_names():
    """W[2] leads from the 4 units of layer 1 to the 3 units of layer 2."""
    return 4, 3, 12


WEIGHT_NAMES = number_question(
    difficulty="medium",
    minutes=4,
    points=3,
    parts=("i", "j", "count"),
    reference=weight_names,
    section="Names for weights and biases",
    hints=(
        "Draw five columns of nodes and number the layers 0, 1, 2, 3, 4, the input first.",
        "k = 2 is where the weight arrives. i counts the nodes where it comes from, one layer before.",
        "There is one weight for each pair of a node in layer 1 and a node in layer 2.",
    ),
    misconceptions=(
        Misconception(
            "indices_swapped",
            lambda: (3, 4, 12),
            "You let i run over the layer where the weights arrive. In w_ij^k the first index is where a weight comes from, "
            "the second where it goes.",
            "i from, j to. The array W[k] has the same order: rows for what comes in, columns for units.",
        ),
        Misconception(
            "input_is_layer_one",
            lambda: (5, 4, 20),
            "These are the weights behind the input: you numbered the input as layer 1. It is layer 0, as it has no "
            "weights of its own.",
            "The first layer with weights is layer 1, and its weights are the w_ij^1.",
        ),
        Misconception(
            "layer_of_departure",
            lambda: (3, 2, 6),
            "These are the weights that leave layer 2. The k in w_ij^k names the layer where they arrive.",
            "The weights that enter a layer belong to it, like its biases.",
        ),
        Misconception(
            "counted_from_zero",
            lambda: (3, 2, 12),
            "Your largest i and j are those of Python, which counts from 0. In w_ij^k they count from 1.",
            "The first node is 1 on paper and 0 in code, so on paper the last one has the number of nodes as its index.",
        ),
        Misconception(
            "biases_counted",
            lambda: (4, 3, 15),
            "{yours} counts the biases b_2j too. The question asks for the w_ij^2.",
            "One weight for each connection.",
        ),
        Misconception(
            "added",
            lambda: (4, 3, 7),
            "{yours} adds up the nodes of the two layers. There is a weight for each pair of them.",
            "Every node of the one layer is tied to every node of the other.",
        ),
    ),
)


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


def count_built(sizes):
    """Build the arrays and count their entries."""
    return sum(np.zeros((fan_in, units)).size + np.zeros(units).size for fan_in, units in pairwise(sizes))


def sizes_cases(rng):
    """The two nets of the lecture, and nets of one to four layers with drawn widths."""
    cases = [(4, 3, 2, 1), (64, 48, 10), (7, 3)]
    cases.append(tuple(int(size) for size in rng.permutation([3, 6, 9, 5, 11])))
    cases.append(tuple(int(size) for size in rng.permutation([8, 13, 4])))
    return [Case((sizes,), {"layers": len(sizes) - 1, "inputs": sizes[0]}) for sizes in cases]


COUNT_PARAMETERS = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("count",),
    use=lambda function, sizes: function(list(sizes)),  # each call with a list of its own
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
            "Each unit behind the input has a bias: add `units` for each layer.",
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
            "Inputs compute nothing. Add up `sizes[1:]`, not `sizes`.",
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
            "There are len(sizes) − 1 pairs of neighbours, here {layers}. The last is sizes[-2] and sizes[-1].",
        ),
        Misconception(
            "nodes_counted",
            sum,
            "You counted the nodes: {yours}, expected {expected}.",
            "Parameters are the weights on the connections, and the biases.",
        ),
    ),
    alternatives=(count_by_index, count_by_dot, count_built),
)
