"""Leaky ReLU with its slope, and PReLU's backward pass, in which the leak is learnt."""

import numpy as np

from dlcourse.checks.catalogue.activation_functions.drawing import cases_with_alpha
from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "A slope below zero: leaky ReLU and PReLU"


def leaky_relu_and_slope(z, alpha):
    """z and 1 where z > 0, else αz and α."""
    value = np.where(z > 0, z, alpha * z)
    slope = np.where(z > 0, 1.0, alpha)
    return value, slope


def leaky_loop(z, alpha):
    """One entry at a time."""
    value, slope = z.copy(), np.ones_like(z)
    for i in np.ndindex(z.shape):
        if z[i] < 0:
            value[i] = alpha * z[i]
            slope[i] = alpha
    return value, slope


def leaky_in_float32(z, alpha):
    """The value as slope times z, in float32 and as lists."""
    slope = np.float32(1) - np.float32(1 - alpha) * (z < 0)
    return [(slope * z.astype(np.float32)).astype(np.float32).tolist(), slope.tolist()]


LEAKY_RELU_AND_SLOPE = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("value", "slope"),
    reference=leaky_relu_and_slope,
    cases=cases_with_alpha([3.0, -2.0], 0.1, 0.3, 1.7, 0.02, 0.2, 1.4, 2, 0.35, 1.2, 0.6),
    section=SECTION,
    hints=(
        "Two straight lines that meet at 0. Which slope has the left one, which the right one?",
        "`np.where(z > 0, …, …)` chooses entry by entry. Use it once for the value and once for the slope.",
        "Right of 0 the value is z and the slope 1; left of 0 the value is alpha · z and the slope is alpha itself.",
    ),
    misconceptions=(
        Misconception(
            "larger_of_the_two",
            edit(leaky_relu_and_slope, "np.where(z > 0, z, alpha * z) → np.maximum(alpha * z, z)"),
            "Your value is the larger of αz and z. With α = {alpha} the left line is the steeper one, and the maximum picks "
            "the wrong side.",
            "Draw both lines for α = 2. Which one lies above the other, left of 0 and right of it?",
        ),
        Misconception(
            "larger_of_the_two_with_its_slope",
            edit(
                leaky_relu_and_slope,
                "z, alpha * z) → z, alpha * z) * 0 + np.maximum(alpha * z, z)",
                "np.where(z > 0, 1.0 → np.where(z > alpha * z, 1.0",
            ),
            "Value and slope are those of the larger of αz and z. With α = {alpha} the left line is the steeper one, and the "
            "maximum picks the wrong side.",
            "Draw both lines for α = 2. Which one lies above the other, left of 0 and right of it?",
        ),
        Misconception(
            "plain_relu",
            edit(leaky_relu_and_slope, "alpha * z → 0 * z", "1.0, alpha → 1.0, 0 * z"),
            "You wrote the plain ReLU: nothing leaks through where z < 0.",
            "What should come out for z = −2 and α = {alpha}?",
        ),
        Misconception(
            "slope_of_relu",
            edit(leaky_relu_and_slope, "1.0, alpha → 1.0, 0 * z"),
            "Your slope is that of the plain ReLU. A unit left of 0 would not learn, and that it learns is the point of the "
            "leak.",
            "How steep is the line αz?",
        ),
        Misconception(
            "value_of_relu",
            edit(leaky_relu_and_slope, "alpha * z → 0 * z"),
            "Your value is that of the plain ReLU.",
            "What should come out for z = −2 and α = {alpha}?",
        ),
        Misconception(
            "alpha_alone",
            edit(leaky_loop, "alpha * z[i] → alpha"),
            "Left of 0 your value is α itself: the factor z is missing.",
            "The left branch is a line through 0.",
        ),
        Misconception(
            "value_for_slope",
            edit(leaky_relu_and_slope, "1.0, alpha → 1.0, alpha * z"),
            "Left of 0 your slope is αz. That is the value.",
            "How steep is the line αz?",
        ),
        Misconception(
            "z_for_one",
            edit(leaky_relu_and_slope, "1.0, alpha → z, alpha"),
            "Right of 0 your slope is z. That is the value.",
            "How steep is the line z?",
        ),
        Misconception(
            "slope_is_the_value",
            edit(leaky_relu_and_slope, "1.0, alpha → z, alpha * z"),
            "Your slope is the value again.",
            "How steep are the two lines?",
        ),
        Misconception(
            "one_everywhere",
            edit(leaky_relu_and_slope, "np.where(z > 0, 1.0, alpha) → np.ones_like(z)"),
            "Your slope is 1 everywhere: {entry} is {yours}, expected {expected}, because z is negative there.",
            "How steep is the line left of 0?",
        ),
        Misconception(
            "sides_swapped",
            edit(leaky_relu_and_slope, "z > 0 ⇒ z < 0"),
            "Your sides are swapped: α belongs to one of them, and you gave it to the other.",
            "Which z should pass as they are?",
        ),
        Misconception(
            "sides_swapped_in_the_slope",
            edit(leaky_relu_and_slope, "z > 0, 1.0 → z < 0, 1.0"),
            "The sides of your slope are swapped: it is α where 1 belongs.",
            "Which z should pass as they are, and how steep is the line there?",
        ),
        Misconception(
            "sides_swapped_in_the_value",
            edit(leaky_relu_and_slope, "z > 0, z, → z < 0, z,"),
            "The sides of your value are swapped.",
            "Which z should pass as they are?",
        ),
        Misconception(
            "sign_lost",
            edit(leaky_relu_and_slope, "z, alpha * z → z, -alpha * z", "1.0, alpha → 1.0, -alpha"),
            "Left of 0 you took −α for α: your line rises to the left.",
            "What should come out for z = −2 and α = {alpha}?",
        ),
        Misconception(
            "alpha_ignored",
            edit(leaky_relu_and_slope, "alpha * z → 0.01 * z", "1.0, alpha → 1.0, 0.01"),
            "You used 0.01 for α, whatever `alpha` is; here it is {alpha}.",
            "α is an argument of your function. Is it in use?",
        ),
        Misconception(
            "alpha_on_both_sides",
            edit(leaky_relu_and_slope, "z > 0, z, → z > 0, alpha * z,", "z > 0, 1.0 → z > 0, alpha"),
            "Right of 0 your line has the slope α as well.",
            "Which z should pass as they are?",
        ),
        Misconception(
            "divided_by_alpha",
            edit(leaky_relu_and_slope, "alpha * z → z / alpha", "1.0, alpha → 1.0, 1 / alpha"),
            "Left of 0 you divided by α.",
            "What should come out for z = −2 and α = {alpha}?",
        ),
        Misconception(
            "elu_for_leaky",
            edit(
                leaky_relu_and_slope,
                "alpha * z → alpha * np.expm1(np.minimum(z, 0))",
                "1.0, alpha → 1.0, alpha * np.exp(np.minimum(z, 0))",
            ),
            "Left of 0 you drew the curve of an ELU.",
            "The leak is a straight line.",
        ),
        Misconception(
            "results_exchanged",
            edit(leaky_relu_and_slope, "return value, slope → return slope, value"),
            "Your two results have changed places: the slope came first.",
            "The question asks for the value, then for the slope.",
        ),
    ),
    alternatives=(
        leaky_loop,
        lambda z, alpha: (np.maximum(z, 0) + alpha * np.minimum(z, 0), (z > 0) + alpha * (z < 0)),
        leaky_in_float32,
    ),
)


def prelu_cases(rng):
    """The exercise's example; rows and units unequal and equal, one of each; an α for each unit, of either sign, 0, and on
    both sides of 1; units that are always below 0, or never; float32. No z is 0.
    """
    example = np.array([[1.0], [10.0]]), np.array([[2.0], [-3.0]]), np.array([0.2])
    cases = [Case(example, {"N": 2, "units": 1}, why="the example of the exercise")]
    for rows, units, why in [
        (6, 4, ""),
        (5, 7, ""),
        (1, 3, "one row"),
        (7, 1, "one unit"),
        (4, 4, "as many rows as units"),
        (5, 3, "an α of 0"),
        (6, 2, "units that are always below 0, or never"),
    ]:
        alpha = np.resize([0.3, 1.7, -0.4, 0.15], units) * rng.uniform(0.9, 1.1, units)
        da, z = away_from_zero(rng, (rows, units)), 2 * away_from_zero(rng, (rows, units))
        z[0, : units // 2 + 1] = -np.abs(z[0, : units // 2 + 1])  # some are below 0
        if rows > 1:
            z[1] = np.abs(z[1])
        if why == "an α of 0":
            alpha[0] = 0
        if units == 2:
            z = np.abs(z) * [-1, 1]
        cases.append(Case((da, z, alpha), {"N": rows, "units": units}, why))
    return [*cases, in_single_precision(cases[1])]


def prelu_backward(da, z, alpha):
    """dz = da · (1 where z > 0, else α); dα = Σₙ da · z [z < 0]."""
    dz = da * np.where(z > 0, 1.0, alpha)
    dalpha = (da * z * (z < 0)).sum(axis=0)
    return dz, dalpha


def prelu_loop(da, z, alpha):
    """One entry at a time, both gradients in the same pass."""
    dz, dalpha = da.copy(), np.zeros(alpha.shape)
    for n, k in np.ndindex(z.shape):
        if z[n, k] < 0:
            dz[n, k] = da[n, k] * alpha[k]
            dalpha[k] += da[n, k] * z[n, k]
    return dz, dalpha


def prelu_einsum(da, z, alpha):
    """Sums over named axes; a row for dα."""
    off = (z < 0) * 1.0
    dz = da - np.einsum("nk,nk,k->nk", da, off, 1 - alpha)
    return np.asfortranarray(dz), np.einsum("nk,nk,nk->k", da, z, off)


def prelu_in_float32(da, z, alpha):
    """In float32, by masks, as lists."""
    da, z, alpha = (a.astype(np.float32) for a in (da, z, alpha))
    dz = da * (z > 0) + da * alpha * (z <= 0)
    return dz, (da * np.minimum(z, 0)).sum(axis=0)


NO_LEAK = Misconception(
    "dz_of_relu",
    edit(prelu_backward, "1.0, alpha → 1.0, 0 * z"),
    "Your dz stops where z < 0: that is the plain ReLU's.",
    "How steep is the line left of 0?",
)
NO_GATE = Misconception(
    "gate_missing",
    edit(prelu_backward, " * (z < 0) → "),
    "Your dalpha counts the rows with z > 0 as well.",
    "For which z does the output change if α does?",
)

PRELU_BACKWARD = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("dz", "dalpha"),
    reference=prelu_backward,
    cases=prelu_cases,
    section=SECTION,
    hints=(
        "dz is as with the leaky ReLU: da times the slope, 1 or α. α (units,) lines up with the columns of z by itself.",
        "For α, ask how a changes when α grows a little. Where z > 0 it does not. Where z < 0, a = αz, so it changes by z.",
        "Each α serves all rows of its column: multiply da by z where z < 0 and by 0 elsewhere, then sum over the rows, "
        "axis=0.",
    ),
    misconceptions=(
        NO_LEAK,
        NO_GATE,
        Misconception(
            "value_for_slope",
            edit(prelu_backward, "1.0, alpha → 1.0, alpha * z"),
            "Left of 0 you multiplied da by αz. The slope there is another.",
            "One of the two gradients holds ∂(αz)/∂z, the other ∂(αz)/∂α. Which is which?",
        ),
        Misconception(
            "larger_of_the_two",
            edit(prelu_backward, "z > 0 → z > alpha * z"),
            "Your dz asks whether z is above αz. For an α above 1 that is the wrong side.",
            "What decides which of the two lines holds, in the definition?",
        ),
        Misconception(
            "sides_swapped",
            edit(prelu_backward, "1.0, alpha → alpha, 1.0"),
            "The sides of your dz are swapped: it holds α where z is positive.",
            "Which z pass as they are?",
        ),
        Misconception(
            "alpha_on_both_sides",
            edit(prelu_backward, "1.0, alpha → alpha, alpha"),
            "Your dz holds α everywhere.",
            "Which z pass as they are?",
        ),
        Misconception(
            "alpha_ignored",
            edit(prelu_backward, "1.0, alpha → 1.0, 0.01"),
            "Left of 0 your dz holds 0.01, whatever α is.",
            "`alpha` holds one number for each unit. Is it in use?",
        ),
        Misconception(
            "upstream_ignored_in_dz",
            edit(prelu_backward, "da * np.where → np.where"),
            "Your dz is the slope alone: it does not depend on da.",
            "What comes from above is a factor of every gradient below.",
        ),
        Misconception(
            "gate_reversed",
            edit(prelu_backward, "z < 0 → z > 0"),
            "Your dalpha counts the rows with z > 0 only.",
            "For which z does the output change if α does?",
        ),
        Misconception(
            "z_missing",
            edit(prelu_backward, "da * z * → da *"),
            "The factor z is missing in dalpha.",
            "If α grows by 1, by how much does αz grow?",
        ),
        Misconception(
            "sign_lost",
            edit(prelu_backward, "da * z → da * np.abs(z)"),
            "In dalpha you took |z| for z.",
            "If α grows, does αz grow or fall where z is negative?",
        ),
        Misconception(
            "alpha_kept",
            edit(prelu_backward, "da * z → da * alpha * z"),
            "Your dalpha holds α itself as a factor: it is made with the value αz, not with its slope in α.",
            "If α grows by 1, by how much does αz grow?",
            family="value or derivative",
        ),
        Misconception(
            "output_for_slope",
            edit(prelu_backward, "da * z * (z < 0) → da * np.where(z > 0, z, alpha * z)"),
            "Your dalpha is made with the output of the layer, on both sides of 0.",
            "For which z does the output change if α does, and by how much?",
        ),
        Misconception(
            "averaged",
            edit(prelu_backward, "sum → mean"),
            "Your dalpha is averaged over the {N} rows.",
            "The loss holds its 1/N already, and da inherits it. What do the rows do that share one α?",
        ),
        Misconception(
            "averaged_below_zero",
            edit(prelu_backward, "sum(axis=0) → sum(axis=0) / np.maximum((z < 0).sum(axis=0), 1)"),
            "Your dalpha is averaged over the rows in which z is below 0.",
            "The loss holds its 1/N already, and da inherits it. What do the rows do that share one α?",
        ),
        Misconception(
            "not_summed",
            edit(prelu_backward, ".sum(axis=0) → "),
            "Your dalpha holds one number for each row and unit: it is {yours}, expected {expected}.",
            "A gradient has the shape of its parameter. How many α has the layer?",
        ),
        Misconception(
            "summed_over_units",
            edit(prelu_backward, "axis=0 → axis=1"),
            "Your dalpha is summed over the units of each row: it is {yours}, expected {expected}.",
            "What shares one α: the units of a row, or the rows of a unit?",
        ),
        Misconception(
            "upstream_ignored",
            edit(prelu_backward, "da * z → z"),
            "Your dalpha does not depend on da.",
            "What comes from above is a factor of every gradient below.",
        ),
        Misconception(
            "one_sum_for_all",
            edit(prelu_backward, "axis=0 → "),
            "Your dalpha is one number for all units: it is {yours}, expected {expected}.",
            "A gradient has the shape of its parameter. How many α has the layer?",
        ),
        Misconception(
            "results_exchanged",
            edit(prelu_backward, "return dz, dalpha → return dalpha, dz"),
            "Your two results have changed places: dalpha came first.",
            "The question asks for dz, then for dalpha.",
        ),
        at_once(NO_LEAK, NO_GATE),
    ),
    alternatives=(prelu_loop, prelu_einsum, prelu_in_float32),
)
