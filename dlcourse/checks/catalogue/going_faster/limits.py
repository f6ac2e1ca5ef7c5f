"""The limit of a computation's speed: bytes to move or numbers to crunch."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.engine.question import Misconception

SECTION = "Memory or arithmetic"


def kilobytes_of_a_network():
    """4 bytes for each of (784 + 1)·128 + (128 + 1)·10 parameters, in thousands."""
    return 4 * ((784 + 1) * 128 + (128 + 1) * 10) / 1000


def whole_kilobytes_too(function):
    """The answer; a 407 is as good as the exact number, though 407.04, with a bias forgotten, is nearer to it."""
    answer = function()
    exact = kilobytes_of_a_network()
    return exact if isinstance(answer, int | float | np.number) and answer == round(exact) else answer


KILOBYTES_OF_A_NETWORK = number_question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("kilobytes",),
    reference=kilobytes_of_a_network,
    use=whole_kilobytes_too,
    tolerance=6e-5,
    section=SECTION,
    hints=(
        "Count the parameters of each dense layer first: its weights and its biases.",
        "The first layer has 784·128 weights and 128 biases. The second likewise, with its own sizes.",
        "float32 means 32 bits for a number. How many bytes is that? Divide by 1000 at the end.",
    ),
    misconceptions=(
        Misconception(
            "double_precision",
            lambda: 8 * 101.770,
            "{yours} counts 8 bytes for a number. That is float64, NumPy's default.",
            "How many bytes are 32 bits?",
        ),
        Misconception(
            "bits",
            lambda: 32 * 101.770,
            "{yours} counts bits. A byte has eight of them.",
            "Divide the bits of a number by 8 first.",
        ),
        Misconception(
            "one_byte_each",
            lambda: 101.770,
            "{yours} is the number of parameters, in thousands. Each of them takes more than one byte.",
            "Multiply by the bytes of a float32.",
        ),
        Misconception(
            "biases_forgotten",
            lambda: 4 * (784 * 128 + 128 * 10) / 1000,
            "{yours} holds the weights only. Each unit has a bias as well.",
            "Add 128 biases in the first layer and 10 in the second, before you multiply.",
        ),
        Misconception(
            "input_biases",
            lambda: 4 * (784 + 785 * 128 + 129 * 10) / 1000,
            "{yours} gives the 784 inputs biases too. Inputs are no units: nothing is computed there.",
            "Only the 128 hidden and the 10 output units have biases.",
        ),
        Misconception(
            "kibibytes",
            lambda: 4 * 101_770 / 1024,
            "{yours} divides by 1024. Those are kibibytes; a kilobyte, as asked for here, is 1000 bytes.",
            "Divide by 1000.",
        ),
        Misconception(
            "plain_bytes",
            lambda: 4 * 101_770,
            "{yours} counts bytes. Asked for are kilobytes.",
            "Divide by 1000.",
        ),
        Misconception(
            "output_biases_forgotten",
            lambda: 4 * (785 * 128 + 128 * 10) / 1000,
            "{yours} lacks the biases of the outputs.",
            "Each output unit has a bias, too.",
        ),
        Misconception(
            "hidden_biases_forgotten",
            lambda: 4 * (784 * 128 + 129 * 10) / 1000,
            "{yours} lacks the biases of the hidden units.",
            "Each hidden unit has a bias, too.",
        ),
        Misconception(
            "first_layer_only",
            lambda: 4 * 785 * 128 / 1000,
            "{yours} is the first layer alone.",
            "There is a second layer, from the hidden units to the outputs.",
        ),
        Misconception(
            "megabytes",
            lambda: 4 * 101_770 / 1e6,
            "{yours} counts megabytes.",
            "A kilobyte is 1000 bytes.",
        ),
        Misconception(
            "half_precision",
            lambda: 2 * 101.770,
            "{yours} counts 2 bytes for a number. That is float16.",
            "How many bytes are 32 bits?",
        ),
        Misconception(
            "units_for_parameters",
            lambda: 4 * (784 + 128 + 10) / 1000,
            "{yours} counts the pixels and units. Between two layers there is a weight for each pair.",
            "How many weights does one hidden unit have?",
        ),
        Misconception(
            "number_of_parameters",
            lambda: 101_770,
            "{yours} is the number of parameters. Each of them takes some bytes.",
            "How many bytes does one take? And how many are a kilobyte?",
        ),
    ),
)


def memory_or_arithmetic():
    """1.2 GB at 20 GB/s take 60 ms, 10⁸ additions at 200 GFLOP/s half a millisecond: memory sets the pace."""
    return "b"


MEMORY_OR_ARITHMETIC = choice_question(
    difficulty="medium",
    minutes=4,
    points=1,
    reference=memory_or_arithmetic,
    section=SECTION,
    hints=(
        "Two times to work out: how long the bytes take through the memory, and how long the additions take.",
        "Three arrays of 10⁸ numbers with 4 bytes each pass through the memory. Divide by 20 GB/s.",
        "60 ms for the memory; 10⁸ additions at 200·10⁹ a second take 0.5 ms. Which of the two do you wait for?",
    ),
    misconceptions=(
        Misconception(
            "arithmetic_sets_the_pace",
            lambda: "a",
            "a) would hold if you waited for the additions. There is one addition for twelve bytes moved.",
            "Work out both times, that of the bytes and that of the additions, from the two figures of the machine.",
        ),
        Misconception(
            "half_and_half",
            lambda: "c",
            "c) supposes that memory and arithmetic take equally long. They do not, not nearly.",
            "Work out both times: 1.2 GB through the memory, 10⁸ additions.",
        ),
        Misconception(
            "more_cores_crowd",
            lambda: "d",
            "d) makes too much of the crowd: the memory delivers as many bytes a second as before, whoever asks.",
            "The time of the bytes does not change. Is the time of the additions worth mentioning beside it?",
        ),
    ),
)
