"""Effects of a small batch: a batch of one, and the noise of a batch's mean."""

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.engine.question import Misconception


def batch_of_one():
    """A single row is its own mean: x̂ = 0, and β is left."""
    return "b"


BATCH_OF_ONE = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=batch_of_one,
    section="What small batches cost",
    hints=(
        "Put numbers in: one row, say x = [[5, −3]]. What is the mean of each column?",
        "With one row, what is x − μ? And what is σ²?",
        "The numerator decides. Is the denominator √(σ² + ε) zero?",
    ),
    misconceptions=(
        Misconception(
            "left_alone",
            lambda: "a",
            "a) leaves the row unnormalised. The formula asks for the mean of the batch, and one number has a mean too.",
            "Work out x − μ for a column that holds a single number.",
        ),
        Misconception(
            "spread_of_one",
            lambda: "c",
            "c) takes x̂ = 1. Normalised values have spread 1 where there is spread; one number has none.",
            "Work out x − μ for a column that holds a single number.",
        ),
        Misconception(
            "divided_by_zero",
            lambda: "d",
            "d) divides 0 by 0. That would be so without ε: σ² is 0, but √(σ² + ε) is not.",
            "Put σ² = 0 and ε = 0.001 into the formula.",
        ),
    ),
)


def batch_mean_noise():
    """The mean of B independent numbers has the spread σ/√B."""
    return 12 / 16**0.5


BATCH_MEAN_NOISE = number_question(
    difficulty="medium",
    minutes=4,
    points=1,
    parts=("spread",),
    reference=batch_mean_noise,
    tolerance=1e-3,
    section="What small batches cost",
    hints=(
        "A sum of B independent numbers has B times the variance of one.",
        "The mean is that sum divided by B; dividing by B divides the variance by B². What is left of it?",
        "Variance of the mean: σ²/B. The question asks for the standard deviation.",
    ),
    misconceptions=(
        Misconception(
            "divided_by_b",
            lambda: 12 / 16,
            "{yours} is σ/B. Noise does not shrink that fast: the rows' deviations cancel only in part.",
            "It is the variance that is divided by B.",
        ),
        Misconception(
            "variance",
            lambda: 144 / 16,
            "{yours} is the variance of the batch mean. The question asks for its standard deviation.",
            "Take the root.",
        ),
        Misconception(
            "as_one_row",
            lambda: 12,
            "{yours} is the spread of a single row. A mean of 16 rows varies less.",
            "High and low rows cancel in part. How much of the spread is left?",
        ),
        Misconception(
            "sum_not_mean",
            lambda: 12 * 4,
            "{yours} is the spread of the sum of the 16 rows.",
            "The mean is the sum divided by 16.",
        ),
        Misconception(
            "multiplied",
            lambda: 12 * 16,
            "{yours} is 16 times the spread of one row. A mean of many rows varies less than one of them, not more.",
            "High and low rows cancel in part. How much of the spread is left?",
        ),
        Misconception(
            "root_of_the_size",
            lambda: 4,
            "{yours} is √16. It says how many times smaller the spread of the mean is.",
            "Smaller than what?",
        ),
        Misconception(
            "root_of_the_spread",
            lambda: (12 / 16) ** 0.5,
            "{yours} is the root of 12/16. 12 is a standard deviation already, not a variance.",
            "Go to variances first, and back at the end.",
        ),
        Misconception(
            "divided_by_n_minus_1",
            lambda: 12 / 15**0.5,
            "{yours} divides by √15. N − 1 belongs to a spread that is measured on the rows themselves; here it is known.",
            "How many independent rows are in a batch?",
        ),
        Misconception(
            "variance_of_a_row",
            lambda: 144,
            "{yours} is the variance of a single row.",
            "What does averaging do to it? And the question asks for a standard deviation.",
        ),
        Misconception(
            "square_of_the_size",
            lambda: 12 / 16**2,
            "{yours} divides σ by the square of the batch size.",
            "It is the variance of the sum that is divided by it.",
        ),
    ),
)
