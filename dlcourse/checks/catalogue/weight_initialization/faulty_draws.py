"""Faults of a draw of random weights, whatever their standard deviation should be."""

from collections.abc import Callable

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.weight_initialization.drawing import (
    clipped,
    in_three_values,
    mirrored,
    of_laplace,
    only,
    truncated,
    with_a_column_copied,
    with_first_row_of_zeros,
    with_more_above,
    with_rows_mirrored,
)
from dlcourse.checks.engine.question import Misconception


def faulty_draws(reference: Callable) -> tuple[Misconception, ...]:
    """Return the misconceptions about distribution, centre, repetition and generator of reference(fan_in, units,
    distribution, rng)."""
    return (
        Misconception(
            "never_uniform",
            edit(reference, 'if distribution == "normal" → if True'),
            "Where uniform weights were asked for, yours do not end where a uniform distribution does: the largest lies 2 or more "
            "standard deviations from 0, and a uniform distribution ends at √3, about 1.73 ({fan_in} inputs, {units} units).",
            "What does the argument `distribution` say, and who reads it?",
        ),
        Misconception(
            "never_normal",
            edit(reference, 'if distribution == "normal" → if False'),
            "Where normal weights were asked for, yours end as a uniform distribution does: none lies more than √3 standard deviations "
            "from 0 ({fan_in} inputs, {units} units).",
            "What does the argument `distribution` say, and who reads it?",
        ),
        Misconception(
            "another_distribution",
            only("normal", lambda *a: of_laplace(reference(*a), a[-1]), reference),
            "Where normal weights were asked for, yours follow another distribution: too many or too few of them lie near 0, for the "
            "spread they have ({fan_in} inputs, {units} units).",
            "Which of the generator's methods draws from a normal distribution?",
        ),
        Misconception(
            "not_centred_normal",
            only("normal", lambda *a: with_more_above(reference(*a)), reference),
            "More of your normal weights lie above 0 than below it ({fan_in} inputs, {units} units).",
            "Which mean should they have, and which has your draw?",
        ),
        Misconception(
            "not_centred_uniform",
            only("uniform", lambda *a: with_more_above(reference(*a)), reference),
            "More of your uniform weights lie above 0 than below it ({fan_in} inputs, {units} units).",
            "Between which numbers does the generator draw? Where should the middle be?",
        ),
        Misconception(
            "repeated_values_in_the_normal",
            only("normal", lambda *a: clipped(reference(*a)), reference),
            "Many of your normal weights have one and the same value, as if they were clipped at an edge or taken from a "
            "short list ({fan_in} inputs, {units} units).",
            "A normal distribution has tails and no favourite number. What is done to yours after they are drawn?",
        ),
        Misconception(
            "repeated_values_in_the_uniform",
            only("uniform", lambda *a: in_three_values(reference(*a)), reference),
            "Many of your uniform weights have one and the same value, as if they were rounded or taken from a short list "
            "({fan_in} inputs, {units} units).",
            "Are your numbers drawn from an interval, or from whole numbers?",
        ),
        Misconception(
            "repeated_values",
            lambda *arguments: in_three_values(reference(*arguments)),
            "Many of your weights have one and the same value, as if they were rounded or taken from a short list ({fan_in} "
            "inputs, {units} units).",
            "What is done to your numbers after they are drawn?",
        ),
        Misconception(
            "distributions_exchanged",
            edit(reference, '== "normal" → != "normal"'),
            "Normal and uniform have changed places: you return one where the other is asked for ({fan_in} inputs, "
            "{units} units).",
            "Which branch of your `if` belongs to which word?",
        ),
        Misconception(
            "positive_only",
            edit(reference, "-limit, → 0,"),
            "Your uniform weights are all positive, and they should lie on both sides of 0 ({fan_in} inputs, {units} "
            "units).",
            "Between which numbers does the generator draw? Where should the middle be?",
        ),
        Misconception(
            "positive_normal",
            only("normal", lambda *a: np.abs(reference(*a)), reference),
            "Your normal weights are all positive, and they should lie on both sides of 0 ({fan_in} inputs, {units} "
            "units).",
            "What takes the sign away from your numbers?",
        ),
        Misconception(
            "all_positive",
            lambda *arguments: np.abs(reference(*arguments)),
            "All your weights are positive, and they should lie on both sides of 0 ({fan_in} inputs, {units} units).",
            "What takes the sign away from your numbers? Or where do they begin?",
        ),
        Misconception(
            "twice_and_positive",
            edit(reference, "-limit, limit → 0, 2 * limit"),
            "Your uniform weights lie between 0 and 2l: the middle should be 0 ({fan_in} inputs, {units} units).",
            "The length of the interval is right. Where does it begin?",
        ),
        Misconception(
            "truncated",
            only("normal", lambda *a: truncated(reference(*a), a[-1]), reference),
            "Your normal weights have the standard deviation {yours}, expected {expected}: that is what is left if all "
            "beyond two standard deviations are drawn again.",
            "What becomes of the spread if the tails are cut off?",
        ),
        Misconception(
            "one_row_for_all",
            lambda fan_in, *rest: np.repeat(reference(fan_in, *rest)[:1], fan_in, axis=0),
            "All {fan_in} rows of your weights are equal: you drew one and repeated it.",
            "How many numbers has W, and how many do you draw?",
        ),
        Misconception(
            "twins",
            lambda fan_in, units, *rest: np.repeat(reference(fan_in, units, *rest)[:, :1], units, axis=1),
            "All {units} columns of your weights are equal: every unit starts as a twin of the others.",
            "How many numbers has W, and how many do you draw?",
        ),
        Misconception(
            "a_column_copied",
            lambda *arguments: with_a_column_copied(reference(*arguments)),
            "Some of your weights are copies of others: two of the {units} units start as twins.",
            "How many numbers has W, and how many do you draw?",
        ),
        Misconception(
            "mirrored",
            lambda *arguments: mirrored(reference(*arguments)),
            "Some of your weights are others with the sign turned over ({fan_in} inputs, {units} units): fewer numbers are "
            "drawn than W has entries.",
            "How many numbers has W, and how many do you draw?",
        ),
        Misconception(
            "rows_mirrored",
            lambda *arguments: with_rows_mirrored(reference(*arguments)),
            "Some of your {fan_in} rows are others with the sign turned over: fewer numbers are drawn than W has entries.",
            "How many numbers has W, and how many do you draw?",
        ),
        Misconception(
            "first_row_of_zeros",
            lambda *arguments: with_first_row_of_zeros(reference(*arguments)),
            "The first of your {fan_in} rows is 0: that input is ignored. Only biases start at 0, and no row of W is a bias.",
            "Which of your rows is not drawn?",
        ),
        Misconception(
            "few_seeds",
            edit(reference, "rng. ⇒ np.random.default_rng(rng.integers(8))."),
            "Different generators often give equal {fan_in} × {units} weights, and so do different calls: you make a new "
            "generator from one of a few seeds.",
            "What is drawn from the `rng` you are given, the weights or a seed?",
        ),
        Misconception(
            "own_generator",
            edit(reference, "rng. ⇒ np.random.default_rng(0)."),
            "Your {fan_in} × {units} weights are the same whatever `rng` is handed in, and the same at every call: two "
            "layers of one size start as twins.",
            "Who makes the generator, and with which seed? One is handed in.",
        ),
        Misconception(
            "unseeded",
            edit(reference, "rng. ⇒ np.random.default_rng()."),
            "Equal generators gave unequal weights ({fan_in} × {units}): you drew from elsewhere, so nobody can repeat "
            "your run.",
            "Where do your random numbers come from?",
        ),
        Misconception(
            "unseeded_normal",
            only("normal", edit(reference, "rng. ⇒ np.random.default_rng()."), reference),
            "Equal generators gave unequal normal weights ({fan_in} × {units}): you drew these from elsewhere, so nobody "
            "can repeat your run.",
            "Where do your random numbers come from, in each branch?",
        ),
        Misconception(
            "unseeded_uniform",
            only("uniform", edit(reference, "rng. ⇒ np.random.default_rng()."), reference),
            "Equal generators gave unequal uniform weights ({fan_in} × {units}): you drew these from elsewhere, so nobody "
            "can repeat your run.",
            "Where do your random numbers come from, in each branch?",
        ),
        Misconception(
            "copy_of_the_generator",
            edit(reference, "rng. ⇒ copy.deepcopy(rng)."),
            "A second call with one `rng` gave the same {fan_in} × {units} weights again: the generator did not move on, "
            "so two layers of one size start as twins.",
            "Do you draw from the generator itself, or from a copy of it, or from one with its state?",
        ),
    )
