"""The number of weights and biases of a net, and the names of its weights: by hand."""

import numpy as np

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def parameters_by_hand():
    """(6·5 + 5) + (5·4 + 4) + (4·2 + 2) + (2·1 + 1)."""
    return 72


PARAMETERS_BY_HAND = number_question(
    difficulty="easy",
    minutes=3,
    points=1,
    parts=("number",),
    reference=parameters_by_hand,
    section="Counting parameters",
    hints=(
        "Go from layer to layer. Between two neighbours every unit of the one is tied to every unit of the other.",
        "A layer of 5 units behind 6 inputs has 6·5 weights. What else does each of its units have?",
        "Each unit has one bias, in all layers but the input. Four sums of the form (weights + biases) make the total.",
    ),
    misconceptions=(
        Misconception(
            "first_biases_missing",
            lambda: 67,
            "{yours} lacks the biases of the first hidden layer.",
            "Write the sum with one bracket for each layer, weights and biases side by side, and compare the brackets.",
        ),
        Misconception(
            "no_biases",
            lambda: 60,
            "{yours} counts the weights only.",
            "Every unit behind the input has a bias, and it is learnt like a weight.",
        ),
        Misconception(
            "biases_of_the_wrong_side",
            lambda: 77,
            "{yours} counts a bias for each unit that a layer gets its numbers from, as in 6·5 + 6.",
            "A bias belongs to the unit that it is added in: the layer has as many as it has units.",
        ),
        Misconception(
            "input_with_biases",
            lambda: 78,
            "{yours} gives the six inputs a bias each. Inputs compute nothing.",
            "Count biases for the layers that compute something.",
        ),
        Misconception(
            "one_bias_for_a_layer",
            lambda: 64,
            "{yours} counts one bias for each layer. Each unit has one of its own.",
            "b of a layer has the shape (units,).",
        ),
        Misconception(
            "nodes_counted",
            lambda: 18,
            "{yours} is the number of nodes.",
            "Parameters are what is learnt: the weights on the connections, and the biases.",
        ),
        Misconception(
            "last_biases_missing",
            lambda: 71,
            "{yours} lacks the bias of the output.",
            "The output computes something, like every unit behind the input.",
        ),
        Misconception(
            "biases_only",
            lambda: 12,
            "{yours} counts the biases only.",
            "A weight stands on every connection between two neighbouring layers.",
        ),
        Misconception(
            "hidden_biases_forgotten",
            lambda: 61,
            "{yours} has a bias for the output alone. Hidden units have biases too.",
            "Every unit behind the input has a bias.",
        ),
        Misconception(
            "last_layer_left_out",
            lambda: 69,
            "{yours} leaves out the last layer.",
            "There are four layers behind the input: how many connections and biases has the last?",
        ),
        Misconception(
            "first_layer_left_out",
            lambda: 37,
            "{yours} leaves out the first layer behind the input.",
            "The six inputs are connected with the first hidden layer.",
        ),
        Misconception(
            "sizes_multiplied",
            lambda: 6 * 5 * 4 * 2,
            "{yours} is the product of all sizes. That counts ways through the net, not its weights.",
            "Multiply neighbours, and add up.",
        ),
        Misconception(
            "all_layers_connected",
            lambda: 6 * 5 + 6 * 4 + 6 * 2 + 6 + 5 * 4 + 5 * 2 + 5 + 4 * 2 + 4 + 2 + 12,
            "{yours} connects every layer with all that come after it. Only neighbours are connected here.",
            "From which layer does the output get its numbers?",
        ),
        Misconception(
            "all_layers_connected_without_biases",
            lambda: 6 * 5 + 6 * 4 + 6 * 2 + 6 + 5 * 4 + 5 * 2 + 5 + 4 * 2 + 4 + 2,
            "{yours} connects every layer with all that come after it, and has no biases. Only neighbours are connected here.",
            "From which layer does the output get its numbers?",
        ),
        Misconception(
            "biases_on_both_sides",
            lambda: 7 * 6 + 6 * 5 + 5 * 3 + 3 * 2,
            "{yours} comes from products such as (6 + 1)·(5 + 1). The added 1 is an input for the bias, and no unit has to compute it.",
            "Only one of the two sizes of a layer grows by the bias.",
        ),
        Misconception(
            "neighbours_added",
            lambda: 11 + 9 + 6 + 3,
            "{yours} adds neighbouring sizes. Every node of the one layer is tied to every node of the other.",
            "How many connections do 6 and 5 nodes have?",
        ),
    ),
)


def weight_names():
    """W[2] leads from the 5 units of layer 1 to the 4 units of layer 2."""
    return 5, 4, 20


def weight_names_in_an_array():
    """The three numbers in one array."""
    return np.array([5.0, 4.0, 20.0])


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
            lambda: (4, 5, 20),
            "You let i run over the layer where the weights arrive. In w_ij^k the first index is where a weight comes from, "
            "the second where it goes.",
            "i from, j to. The array W[k] has the same order: rows for what comes in, columns for units.",
        ),
        Misconception(
            "input_is_layer_one",
            lambda: (6, 5, 30),
            "These are the weights behind the input: you numbered the input as layer 1. It is layer 0, as it has no "
            "weights of its own.",
            "The first layer with weights is layer 1, and its weights are the w_ij^1.",
        ),
        Misconception(
            "layer_of_departure",
            lambda: (4, 2, 8),
            "These are the weights that leave layer 2. The k in w_ij^k names the layer where they arrive.",
            "The weights that enter a layer belong to it, like its biases.",
        ),
        Misconception(
            "counted_from_zero",
            lambda: (4, 3, 20),
            "Your largest i and j are those of Python, which counts from 0. In w_ij^k they count from 1.",
            "The first node is 1 on paper and 0 in code, so on paper the last one has the number of nodes as its index.",
        ),
        Misconception(
            "biases_counted",
            lambda: (5, 4, 24),
            "{yours} counts the biases b_2j too. The question asks for the w_ij^2.",
            "One weight for each connection.",
        ),
        Misconception(
            "added",
            lambda: (5, 4, 9),
            "{yours} adds up the nodes of the two layers. There is a weight for each pair of them.",
            "Every node of the one layer is tied to every node of the other.",
        ),
        Misconception(
            "departure_swapped",
            lambda: (2, 4, 8),
            "These are the weights that leave layer 2, with the two indices exchanged. The k in w_ij^k names the layer where they "
            "arrive, and i comes before j.",
            "The weights that enter a layer belong to it. i from, j to.",
        ),
        Misconception(
            "layer_one_swapped",
            lambda: (5, 6, 30),
            "These are the weights behind the input, with the two indices exchanged. The input is layer 0, and i comes before j.",
            "The first layer with weights is layer 1. i from, j to.",
        ),
        Misconception(
            "layer_skipped",
            lambda: (6, 4, 24),
            "You led the weights from the input to layer 2. They lead from one layer to the next.",
            "Which layer is k − 1 for k = 2?",
        ),
        Misconception(
            "counted_from_zero_throughout",
            lambda: (4, 3, 19),
            "Your three numbers are each those of the last one if the first is called 0. In w_ij^k the indices count from 1, and a "
            "number of weights is no index.",
            "The first node is 1 on paper.",
        ),
        Misconception(
            "layer_one_with_itself",
            lambda: (5, 5, 25),
            "You connected layer 1 with itself: 5 nodes for i, 5 for j, and 5 · 5 weights. The weights lead to the next layer.",
            "Which layer is k for k = 2, and how many nodes has it?",
        ),
        Misconception(
            "layer_two_with_itself",
            lambda: (4, 4, 16),
            "You connected layer 2 with itself: 4 nodes for i, 4 for j, and 4 · 4 weights. The weights come from the layer before.",
            "Which layer is k − 1 for k = 2, and how many nodes has it?",
        ),
        Misconception(
            "i_of_the_layer_of_arrival",
            lambda: (4, 4, 20),
            "Layer 2 has 4 nodes, and that is where the weights arrive. i counts the nodes where they come from.",
            "Which layer is k − 1 for k = 2?",
        ),
        Misconception(
            "i_of_the_input",
            lambda: (6, 4, 20),
            "The input has 6 nodes. i counts the nodes of the layer before layer 2.",
            "Which layer is k − 1 for k = 2?",
        ),
        Misconception(
            "j_of_the_layer_of_departure",
            lambda: (5, 5, 20),
            "Layer 1 has 5 nodes, and that is where the weights come from. j counts the nodes where they arrive.",
            "Which layer is k for k = 2?",
        ),
        Misconception(
            "j_of_the_next_layer",
            lambda: (5, 2, 20),
            "Layer 3 has 2 nodes. j counts the nodes where the weights arrive, which is layer k.",
            "Which layer is k for k = 2?",
        ),
        Misconception(
            "count_of_the_layer_before",
            lambda: (5, 4, 30),
            "{yours} counts the weights between the input and layer 1. Those are the w_ij^1.",
            "Multiply the two numbers of nodes that you gave for i and j.",
        ),
        Misconception(
            "count_of_the_layer_behind",
            lambda: (5, 4, 8),
            "{yours} counts the weights between layers 2 and 3. Those are the w_ij^3.",
            "Multiply the two numbers of nodes that you gave for i and j.",
        ),
        Misconception(
            "biases_of_the_wrong_side",
            lambda: (5, 4, 25),
            "{yours} counts five numbers too many, as if each node that the weights come from had a bias in it.",
            "One weight for each connection.",
        ),
        Misconception(
            "all_weights_counted",
            lambda: (5, 4, 60),
            "{yours} counts the weights of all layers. The question asks for the w_ij^2.",
            "Which two layers do they connect?",
        ),
    ),
    alternatives=(weight_names_in_an_array,),
)
