"""Two wrong counts of parameters, and a net that tells them apart."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def count_right(sizes):
    """Σ (n + 1) · p over neighbours."""
    return sum((sizes[k] + 1) * sizes[k + 1] for k in range(len(sizes) - 1))


def count_biases_of_inputs(sizes):
    """A bias for each input of a layer."""
    weights = sum(sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1))
    return weights + sum(sizes[:-1])


def count_first_layer_again(sizes):
    """As many weights in every layer as in the first."""
    return (len(sizes) - 1) * sizes[0] * sizes[1] + sum(sizes[1:])


def telling_net():
    """Two widths in turn, and an even number of them."""
    return [2, 3, 2, 3]


TELLING_NET = break_it_question(
    difficulty="medium",
    minutes=7,
    points=1,
    reference=telling_net,
    takes=(Input("sizes", "widths", low=1, high=9, whole=True, least=4, most=6),),
    right=count_right,
    broken=count_biases_of_inputs,
    spared=count_first_layer_again,
    margin=1.0,
    section="Counting parameters",
    hints=(
        "`count_biases_of_inputs` adds up all widths but the last, where all but the first belong. When is that the same?",
        "`count_first_layer_again` is right if all products of neighbouring widths are equal. What follows from n·p = p·q?",
        "Then the widths repeat: two numbers in turn. How many of them must there be, so that first and last differ?",
    ),
    hides=(
        Hides(
            "all_equal",
            lambda sizes: np.ptp(sizes) == 0,
            lambda: [3, 3, 3, 3],
            "All your widths are equal. Then both functions count right.",
            "Which difference between the widths does one of them notice, and not the other?",
        ),
        Hides(
            "other_layers_differ",
            lambda sizes: count_first_layer_again(sizes) != count_right(sizes),
            lambda: [4, 3, 2, 1],
            "On your net `count_first_layer_again` counts wrong as well: your layers do not all have as many weights as the first.",
            "The products of neighbouring widths must add up to as much as if all were the first.",
        ),
        Hides(
            "same_ends",
            lambda sizes: sizes[0] == sizes[-1],
            lambda: [2, 3, 2, 3, 2],
            "Your first and last width are equal, so the sum without the last is the sum without the first: "
            "`count_biases_of_inputs` is right.",
            "Begin and end with different widths.",
        ),
    ),
    alternatives=(lambda: np.array([9, 1, 9, 1, 9, 1]), lambda: ([5, 2, 5, 2],), lambda: [1.0, 4.0, 1.0, 4.0]),
)
