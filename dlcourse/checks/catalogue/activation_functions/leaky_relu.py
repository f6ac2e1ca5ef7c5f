"""Leaky ReLU with its slope, and PReLU's backward pass, in which the leak is learnt."""

import numpy as np

from dlcourse.checks.catalogue.activation_functions.drawing import cases_with_alpha
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
    cases=cases_with_alpha((0.3, 1.7, 0.01, 0.2, 1.4)),
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
            "You took the larger of αz and z. With α = {alpha} the left line is the steeper one, and the maximum picks "
            "the wrong side.",
            "max(αz, z) is right for α below 1 only. Choose by the sign of z.",
        ),
        Misconception(
            "plain_relu",
            edit(leaky_relu_and_slope, "alpha * z → 0 * z", "1.0, alpha → 1.0, 0 * z"),
            "You wrote the plain ReLU. Nothing leaks through where z < 0.",
            "Left of 0 the value is αz, with α = {alpha}.",
        ),
        Misconception(
            "slope_of_relu",
            edit(leaky_relu_and_slope, "1.0, alpha → 1.0, 0 * z"),
            "The value leaks and the slope does not. A unit left of 0 would not learn, and that it learns is the point "
            "of the leak.",
            "Left of 0 the slope is α.",
        ),
        Misconception(
            "alpha_alone",
            edit(leaky_loop, "alpha * z[i] → alpha"),
            "Left of 0 your value is α itself. The factor z is missing.",
            "The left branch is a line through 0: αz.",
        ),
        Misconception(
            "value_for_slope",
            edit(leaky_relu_and_slope, "1.0, alpha → 1.0, alpha * z"),
            "Left of 0 your slope is αz. That is the value.",
            "The slope of αz is α.",
        ),
        Misconception(
            "one_everywhere",
            edit(leaky_relu_and_slope, "np.where(z > 0, 1.0, alpha) → np.ones_like(z)"),
            "Your slope is 1 everywhere: {entry} is {yours}, expected {expected}, because z is negative there.",
            "Left of 0 the slope is α = {alpha}.",
        ),
        Misconception(
            "sides_swapped",
            edit(leaky_relu_and_slope, "z > 0 ⇒ z < 0"),
            "Your sides are swapped. You flattened the positive side.",
            "Positive z pass as they are; α belongs to z < 0.",
        ),
    ),
    alternatives=(
        leaky_loop,
        lambda z, alpha: (np.maximum(z, 0) + alpha * np.minimum(z, 0), (z > 0) + alpha * (z < 0)),
        leaky_in_float32,
    ),
)


def prelu_cases(rng):
    """Rows and units different, one α for each unit, of either sign and on both sides of 1; one row; float32."""
    cases = []
    for rows, units in [(6, 4), (1, 3), (5, 7)]:
        alpha = np.resize([0.3, 1.7, -0.4, 0.15], units) * rng.uniform(0.9, 1.1, units)
        da, z = away_from_zero(rng, (rows, units)), 2 * away_from_zero(rng, (rows, units))
        cases.append(Case((da, z, alpha), {"N": rows, "units": units}))
    return [*cases, in_single_precision(cases[0])]


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
        Misconception(
            "dz_of_relu",
            edit(prelu_backward, "1.0, alpha → 1.0, 0 * z"),
            "Your dz stops where z < 0. That is the ReLU's.",
            "Left of 0 the slope is α, not 0.",
        ),
        Misconception(
            "value_for_slope",
            edit(prelu_backward, "1.0, alpha → 1.0, alpha * z"),
            "Left of 0 you multiplied da by αz. The slope there is α.",
            "∂(αz)/∂z = α, and ∂(αz)/∂α = z. Each belongs to one of the two gradients.",
        ),
        Misconception(
            "gate_missing",
            edit(prelu_backward, " * (z < 0) → "),
            "Your dalpha counts the rows with z > 0 as well. There a = z, and α plays no part.",
            "Only where z < 0 does α matter: `(z < 0)` as a factor, or `np.minimum(z, 0)` for z.",
        ),
        Misconception(
            "gate_reversed",
            edit(prelu_backward, "z < 0 → z > 0"),
            "Your dalpha counts the rows with z > 0 only.",
            "α acts where z < 0.",
        ),
        Misconception(
            "z_missing",
            edit(prelu_backward, "da * z * → da *"),
            "The factor z is missing in dalpha.",
            "∂(αz)/∂α = z.",
        ),
        Misconception(
            "alpha_kept",
            edit(prelu_backward, "da * z → da * alpha * z"),
            "Your dalpha holds α itself as a factor. You multiplied by the value αz, not by its slope in α.",
            "∂(αz)/∂α = z, without α.",
        ),
        Misconception(
            "averaged",
            edit(prelu_backward, "sum → mean"),
            "Your dalpha is 1/{N} of the expected one and the batch has {N} rows. You averaged over the rows.",
            "The loss holds its 1/N already, and da inherits it. Here the rows are summed.",
        ),
        Misconception(
            "not_summed",
            edit(prelu_backward, ".sum(axis=0) → "),
            "Your dalpha holds one number for each row and unit: it is {yours}, expected {expected}. α is shared by all "
            "rows.",
            "What is shared adds up: sum over axis 0. A gradient has the shape of its parameter, here ({units},).",
        ),
        Misconception(
            "upstream_ignored",
            edit(prelu_backward, "da * z → z"),
            "Your dalpha does not depend on da.",
            "Multiply by what comes from above before you sum.",
        ),
        Misconception(
            "one_sum_for_all",
            edit(prelu_backward, "axis=0 → "),
            "Your dalpha is one number for all units: it is {yours}, expected {expected}. Every unit has its own α.",
            "`.sum()` adds everything. `.sum(axis=0)` adds the rows and keeps the {units} units apart.",
        ),
    ),
    alternatives=(prelu_loop, prelu_einsum, prelu_in_float32),
)
