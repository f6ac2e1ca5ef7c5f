"""Shapes, and one row through a small net, on paper."""

import numpy as np

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def shapes_by_hand():
    """32 rows through 64 → 48 → 10: W2 leads from 48 units to 10, z1 has a row for each of 32 examples."""
    return 48, 10, 32, 48


PARTS = ("W2_rows", "W2_columns", "z1_rows", "z1_columns")
WHOLE = {  # answers that are recognised as a whole, so that none of their numbers is blamed on its own
    (10, 48, 48, 32),
    (32, 48, 48, 10),
    (64, 48, 32, 48),
    (10, 48, 32, 48),
    (48, 10, 48, 32),
}
UNITS_BEFORE = "W2 has one row for each unit of the layer before it."
UNITS_AFTER = "W2 has one column for each unit of the layer that it leads to."
ROWS_OF_X = "z1 = x W1 + b1: the product has as many rows as x."
COLUMNS_OF_Z = "z1 has one column for each unit of its layer."
BATCH = "The same weights serve every row, however many there are."


def four_numbers(function):
    """Read four numbers, also from an array or two pairs; the wrong ones of an answer in WHOLE are moved by 1000."""
    answer = function()
    try:
        numbers = np.ravel(np.array(answer, dtype=float)).tolist()
    except (TypeError, ValueError):
        return answer
    if len(numbers) != len(PARTS):
        return answer
    if tuple(numbers) in WHOLE:
        numbers = [n if n == right else 1000 + n for n, right in zip(numbers, shapes_by_hand(), strict=True)]
    return tuple(numbers)


def wrong_number(part, **wrong):
    """Return the misconceptions about one of the four numbers: name=(number, what it is, what to look at)."""

    def answering(number):
        return lambda: tuple(
            number if name == part else right for name, right in zip(PARTS, shapes_by_hand(), strict=True)
        )

    return [Misconception(name, answering(number), says, look) for name, (number, says, look) in wrong.items()]


SHAPES_BY_HAND = number_question(
    difficulty="easy",
    minutes=4,
    points=2,
    parts=PARTS,
    reference=shapes_by_hand,
    section="Shapes first",
    hints=(
        "Write the shapes of x and z1 into z1 = x W1 + b1, and let the product tell you the shape of W1.",
        "A weight matrix is (fan_in, units): as many rows as the layer gets numbers, as many columns as it gives.",
        "Rows of x are examples, and no layer changes how many examples there are. Only the columns change.",
    ),
    use=four_numbers,
    misconceptions=(
        Misconception(
            "columns_first",
            lambda: (10, 48, 48, 32),
            "Both shapes have their two numbers the other way round, or your examples stand in columns, as in W x. Here "
            "rows are examples, and x stands on the left.",
            "z1 = x W1 + b1 has as many rows as x. And in a1 W2 the columns of a1 meet the rows of W2.",
        ),
        Misconception(
            "z1_first",
            lambda: (32, 48, 48, 10),
            "You gave z1 first and W2 second. Asked for is W2 first.",
            "Read the order once more: the rows and columns of W2, then those of z1.",
        ),
        Misconception(
            "shape_of_the_first_weights",
            lambda: (64, 48, 32, 48),
            "64 and 48: that is the shape of W1, which leads from the pixels to the hidden units.",
            "W2 leads from the hidden units to the outputs.",
        ),
        Misconception(
            "units_first",
            lambda: (10, 48, 32, 48),
            "Your W2 is written the other way round: with 10 rows it would stand on the left, as in W x.",
            "In the product a1 W2 the columns of a1 meet the rows of W2. How many columns has a1?",
        ),
        Misconception(
            "examples_in_columns",
            lambda: (48, 10, 48, 32),
            "Your z1 has 48 rows and 32 columns: its examples stand in columns. Here rows are examples, in x and in every "
            "layer after it.",
            "z1 = x W1 + b1: the product has as many rows as x.",
        ),
        *wrong_number(
            "W2_rows",
            outputs_as_rows=(10, "There are 10 outputs, and they are columns of W2.", UNITS_BEFORE),
            bias_counted_as_a_row=(
                49,
                "49 rows: you put the bias into W2 as one more row. Some books do; here it is apart, as b2.",
                UNITS_BEFORE,
            ),
            from_the_input=(
                64,
                "64 rows: your W2 starts at the pixels. It gets what the hidden layer gives, and never sees x.",
                "z2 = a1 W2 + b2. How many columns has a1?",
            ),
            batch_in_the_weights=(
                32,
                "32 rows: that is the batch. " + BATCH,
                "No shape of a W or b knows the batch size.",
            ),
        ),
        *wrong_number(
            "W2_columns",
            square_weights=(48, "48 columns: that is the hidden layer, from which W2 leads away.", UNITS_AFTER),
            batch_in_the_columns=(
                32,
                "32 columns: that is the batch. " + BATCH,
                "No shape of a W or b knows the batch size.",
            ),
            bias_counted_as_a_column=(
                11,
                "11 columns: there is one for each of the 10 outputs, and b2 is apart.",
                UNITS_AFTER,
            ),
            input_as_columns=(64, "64 columns: that is the input, and W2 leads away from it.", UNITS_AFTER),
        ),
        *wrong_number(
            "z1_rows",
            units_as_rows=(48, "48 rows: the hidden units are columns of z1. Rows are examples.", ROWS_OF_X),
            one_row_only=(1, "1 row: that is z1 for a single example. Here a whole batch goes in.", ROWS_OF_X),
            pixels_as_rows=(64, "64 rows: those are the pixels. Rows are examples.", ROWS_OF_X),
            outputs_as_rows_of_z1=(10, "10 rows: those are the outputs. Rows are examples.", ROWS_OF_X),
        ),
        *wrong_number(
            "z1_columns",
            input_width_kept=(
                64,
                "64 columns: your z1 is as wide as the input. The first layer has changed the width.",
                COLUMNS_OF_Z,
            ),
            shape_of_the_output=(
                10,
                "10 columns: your z1 is as wide as the output. That is z2; z1 belongs to the hidden layer.",
                COLUMNS_OF_Z,
            ),
            batch_as_columns=(32, "32 columns: that is the batch. Examples are rows.", COLUMNS_OF_Z),
            one_column_only=(1, "1 column: that is z1 for a single unit. The hidden layer has 48.", COLUMNS_OF_Z),
        ),
    ),
    alternatives=(lambda: [48, 10, 32, 48], lambda: np.array([48, 10, 32, 48]), lambda: ((48, 10), (32, 48))),
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
            "{yours} comes out when the bias of the second hidden unit is missing. (That of the first does not show: the "
            "unit is off in any case.)",
            "They are added before the ReLU: z1 = x W1 + b1.",
        ),
        Misconception(
            "not_off_or_bias_sign",
            lambda: 2.75,
            "{yours} comes out in one of two ways: the first hidden unit gave ½ where it is off (its minus was dropped, or "
            "its bias was added after the ReLU), or b2 was added as +¾ where it is −¾.",
            "z1 is complete before the ReLU looks at it, and max(0, z) is 0 for every negative z, not |z|.",
        ),
        Misconception(
            "biases_subtracted",
            lambda: 2.25,
            "{yours} comes out when b1 is subtracted where it is added.",
            "z1 = x W1 + b1, with the signs that stand in b1.",
        ),
        Misconception(
            "product_sign_lost",
            lambda: 0.25,
            "{yours}: in the second hidden unit (−1)·(−1) was taken for −1.",
            "Minus times minus.",
        ),
        Misconception(
            "input_sign_lost",
            lambda: 16.75,
            "{yours} comes out when the minus of the second input is lost.",
            "x is (2, −1). Write down z1 once more, with all signs.",
        ),
        Misconception(
            "output_weights_exchanged",
            lambda: 11.25,
            "{yours}: the weights of the second layer have changed places. The second hidden unit is on, and its weight is ½.",
            "W2 has one row for each hidden unit, in their order.",
        ),
        Misconception(
            "hidden_layer_only",
            lambda: 4.0,
            "{yours} is what the second hidden unit gives. The second layer is still to come.",
            "ŷ is a1 W2 + b2.",
        ),
        Misconception(
            "activation_at_the_end",
            lambda: 0.0,
            "{yours} comes out when the ReLU stands at the end and not between the layers.",
            "The hidden units have it, the output has none.",
        ),
        Misconception(
            "second_unit_lost",
            lambda: -0.75,
            "{yours} is b2 alone: as if both hidden units were off. One of them is on.",
            "Work out both numbers of z1.",
        ),
        Misconception(
            "rows_for_units_and_no_biases",
            lambda: 3.5,
            "{yours} comes out without both biases, and with the rows of W1 read as units.",
            "A unit's weights stand in a column of W1. And b1 is added before the ReLU, b2 at the end.",
        ),
    ),
)
