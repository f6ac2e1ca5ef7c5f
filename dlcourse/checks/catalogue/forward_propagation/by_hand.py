"""Shapes, and one row through a small net, on paper."""

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def shapes_by_hand():
    """32 rows through 64 → 48 → 10: W2 leads from 48 units to 10, z1 has a row for each of 32 examples."""
    return 48, 10, 32, 48


SHAPES_BY_HAND = number_question(
    difficulty="easy",
    minutes=4,
    points=2,
    parts=("W2_rows", "W2_columns", "z1_rows", "z1_columns"),
    reference=shapes_by_hand,
    section="Shapes first",
    hints=(
        "Write the shapes of x and z1 into z1 = x W1 + b1, and let the product tell you the shape of W1.",
        "A weight matrix is (fan_in, units): as many rows as the layer gets numbers, as many columns as it gives.",
        "Rows of x are examples, and no layer changes how many examples there are. Only the columns change.",
    ),
    misconceptions=(
        Misconception(
            "units_first",
            lambda: (10, 48, 32, 48),
            "A W2 with {yours} rows is written the other way round: it would stand on the left, as in W x.",
            "In the product a1 W2 the columns of a1 meet the rows of W2. How many columns has a1?",
        ),
        Misconception(
            "bias_counted_as_a_row",
            lambda: (49, 10, 32, 48),
            "{yours} rows: you put the bias into W2 as one more row. Some books do; here it is apart, as b2.",
            "W2 has one row for each unit of the layer before it.",
        ),
        Misconception(
            "from_the_input",
            lambda: (64, 10, 32, 48),
            "{yours} rows: your W2 starts at the pixels. It gets what the hidden layer gives, and never sees x.",
            "z2 = a1 W2 + b2. How many columns has a1?",
        ),
        Misconception(
            "batch_in_the_weights",
            lambda: (32, 10, 32, 48),
            "{yours} rows: that is the batch. The same weights serve every row, however many there are.",
            "No shape of a W or b knows the batch size.",
        ),
        Misconception(
            "examples_in_columns",
            lambda: (48, 10, 48, 32),
            "A z1 with {yours} rows has its examples in columns. Rows are examples here, in x and in every layer after it.",
            "z1 = x W1 + b1: the product has as many rows as x.",
        ),
        Misconception(
            "one_row_only",
            lambda: (48, 10, 1, 48),
            "{yours} row: that is z1 for a single example. Here a whole batch goes in.",
            "Each example of the batch has a row of its own in every z.",
        ),
        Misconception(
            "input_width_kept",
            lambda: (48, 10, 32, 64),
            "z1 with {yours} columns is as wide as the input. The first layer has changed the width.",
            "z1 has one column for each unit of its layer.",
        ),
    ),
)


def forward_by_hand():
    """z1 = (2·1 − 3 + ½, 2·2 + 1 − 1) = (−½, 4), a1 = (0, 4), ŷ = 0·3 + 4·½ − ¾."""
    return 1.25


FORWARD_BY_HAND = number_question(
    difficulty="easy",
    minutes=5,
    points=1,
    parts=("y",),
    reference=forward_by_hand,
    tolerance=1e-3,
    section="One layer: a row, then a batch",
    hints=(
        "Start with z1 = x W1 + b1. It has two numbers, one for each hidden unit.",
        "The weights of the first hidden unit stand in the first column of W1, those of the second in the second.",
        "One of the two numbers in z1 is negative. ReLU makes it 0 before the second layer sees it.",
    ),
    misconceptions=(
        Misconception(
            "activation_forgotten",
            lambda: -0.25,
            "{yours} comes out when the ReLU is left out: a negative z1 went into the second layer.",
            "max(0, z) first, then the next layer.",
        ),
        Misconception(
            "rows_for_units",
            lambda: 3.75,
            "{yours}: you read the rows of W1 as units. A unit's weights stand in a column.",
            "x W1 multiplies x with the columns of W1, one after the other.",
        ),
        Misconception(
            "no_biases",
            lambda: 2.5,
            "{yours} comes out without both biases.",
            "b1 is added before the ReLU, b2 at the end.",
        ),
        Misconception(
            "output_bias_forgotten",
            lambda: 2.0,
            "{yours}: the second layer's bias is missing.",
            "The output is a1 W2 + b2.",
        ),
        Misconception(
            "hidden_biases_forgotten",
            lambda: 1.75,
            "{yours}: the first layer's biases are missing.",
            "They are added before the ReLU: z1 = x W1 + b1.",
        ),
        Misconception(
            "absolute_value",
            lambda: 2.75,
            "{yours}: you dropped a minus sign where the ReLU gives 0.",
            "max(0, z) is 0 for every negative z, not |z|.",
        ),
    ),
)
