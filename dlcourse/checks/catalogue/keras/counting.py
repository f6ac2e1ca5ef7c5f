"""The numbers of `model.summary()`, worked out by hand."""

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def trainable_parameters():
    """(64·32 + 32) + 2·32 + (32·10 + 10): weights and biases of both layers, γ and β between them."""
    return (64 * 32 + 32) + 2 * 32 + (32 * 10 + 10)


TRAINABLE_PARAMETERS = number_question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("parameters",),
    reference=trainable_parameters,
    tolerance=1e-5,
    section="The same network in a few lines",
    hints=(
        "Take the layers one by one. A Dense layer has a weight for each pair of input and unit, and a bias for each "
        "unit.",
        "Batch normalization holds four numbers for each of its 32 inputs: γ, β, a running mean and a running "
        "variance.",
        "Gradient descent changes γ and β. The running numbers are only kept, so they do not count. Add up three "
        "layers.",
    ),
    misconceptions=(
        Misconception(
            "running_numbers_counted",
            lambda: 2538,
            "{yours} is the total. It counts the running mean and variance, which no gradient changes.",
            "`summary()` gives three numbers at its end: total, trainable, non-trainable.",
        ),
        Misconception(
            "batch_norm_forgotten",
            lambda: 2410,
            "{yours} counts the two Dense layers only. Batch normalization learns something too.",
            "It scales by γ and shifts by β, one of each for every one of its inputs.",
        ),
        Misconception(
            "biases_forgotten",
            lambda: 2432,
            "{yours} leaves the biases of the Dense layers out.",
            "Each unit of a Dense layer has one bias, unless you ask for `use_bias=False`.",
        ),
        Misconception(
            "one_gamma_for_the_layer",
            lambda: 2412,
            "{yours} gives batch normalization one γ and one β for the whole layer.",
            "It treats each of its 32 inputs for itself: each has a γ and a β of its own.",
        ),
        Misconception(
            "only_gamma",
            lambda: 2442,
            "{yours} counts one number for each input of batch normalization. It learns two.",
            "γ scales, β shifts.",
        ),
        Misconception(
            "bias_for_each_input",
            lambda: (64 * 32 + 64) + 2 * 32 + (32 * 10 + 32),
            "{yours} gives each Dense layer a bias for each of its inputs.",
            "A bias is added to what a unit has summed up: one for each unit.",
        ),
        Misconception(
            "weights_alone",
            lambda: 64 * 32 + 32 * 10,
            "{yours} counts the two weight matrices only.",
            "Each unit has a bias as well, and batch normalization learns something for each of its inputs.",
        ),
        Misconception(
            "biases_forgotten_running_numbers_counted",
            lambda: 64 * 32 + 4 * 32 + 32 * 10,
            "{yours} leaves the biases of the Dense layers out, and counts the running mean and variance, which no "
            "gradient changes.",
            "Which numbers does gradient descent change? Go through the three layers once more.",
        ),
    ),
)
