"""Answers to exercise 10 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import math

import numpy as np

from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA, sigmoid, softmax

# 1. tanh_and_slope


def tanh_entry_by_entry(z):
    a, slope = np.empty(z.shape), np.empty(z.shape)
    for i, value in np.ndenumerate(z):
        a[i] = math.tanh(value)
        slope[i] = 1 - a[i] * a[i]
    return a, slope


def tanh_from_exponentials(z):
    z = np.clip(z, -300, 300)
    up, down = np.exp(z), np.exp(-z)
    a = (up - down) / (up + down)
    return a, (1 + a) * (1 - a)


def tanh_in_two_branches(z):
    e = np.exp(-2 * np.abs(z))
    a = np.where(z > 0, (1 - e) / (1 + e), (e - 1) / (1 + e))
    return [a, 1 - a**2]


def tanh_of_z_changed(z):
    np.tanh(z, out=z)
    return z.copy(), 1 - z**2


# 2. leaky_relu_and_slope


def leaky_entry_by_entry(z, alpha):
    value, slope = [], []
    for v in z.ravel():
        value.append(v if v > 0 else alpha * v)
        slope.append(1 if v > 0 else alpha)
    return np.array(value).reshape(z.shape), np.array(slope).reshape(z.shape)


def leaky_by_index(z, alpha):
    value, slope = z.copy(), np.ones(z.shape)
    value[z < 0] *= alpha
    slope[z < 0] = alpha
    return value, slope


def leaky_in_place(z, alpha):
    slope = np.where(z > 0, 1.0, alpha)
    z[z < 0] *= alpha
    return z, slope


# 3. elu_and_slope, 4. selu_and_slope


def elu_of(left, slope, right=lambda z: z, right_slope=lambda z: np.ones_like(z)):
    """An ELU by np.where, with its left side, its slope there, and the right side given."""

    def answer(z, alpha):
        z_left = np.minimum(z, 0)
        return np.where(z > 0, right(z), left(z_left, alpha)), np.where(z > 0, right_slope(z), slope(z_left, alpha))

    return answer


def elu_by_index(z, alpha):
    value, slope = z.copy(), np.ones_like(z)
    left = z < 0
    value[left] = alpha * np.expm1(z[left])
    slope[left] = value[left] + alpha
    return value, slope


def elu_entry_by_entry(z, alpha):
    value = [v if v > 0 else alpha * (math.exp(v) - 1) for v in z.flat]
    slope = [1.0 if v > 0 else alpha * math.exp(v) for v in z.flat]
    return np.reshape(value, z.shape), np.reshape(slope, z.shape)


def elu_with_masks(z, alpha):
    left = z < 0
    return z * ~left + alpha * (np.exp(z) - 1) * left, ~left + alpha * np.exp(z) * left


def selu_of(value_left, slope_left, value_right=lambda z: SELU_LAMBDA * z, slope_right=SELU_LAMBDA):
    """A SELU by np.where, with its parts given."""

    def answer(z):
        e = np.exp(np.minimum(z, 0))
        return np.where(z > 0, value_right(z), value_left(e, z)), np.where(z > 0, slope_right, slope_left(e, z))

    return answer


def selu_from_elu(z):
    value, slope = elu_by_index(z, SELU_ALPHA)
    return SELU_LAMBDA * value, SELU_LAMBDA * slope


def selu_with_masks(z):
    left = z < 0
    e = np.exp(z)
    return SELU_LAMBDA * (z * ~left + SELU_ALPHA * (e - 1) * left), SELU_LAMBDA * (~left + SELU_ALPHA * e * left)


# 5. prelu_backward


def prelu(
    slope=lambda z, alpha: np.where(z > 0, 1, alpha), dalpha=lambda da, z, alpha: (da * np.minimum(z, 0)).sum(axis=0)
):
    """PReLU backwards, with the slope and the gradient of α given."""
    return lambda da, z, alpha: (da * slope(z, alpha), dalpha(da, z, alpha))


def prelu_with_loops(da, z, alpha):
    dz, dalpha = np.zeros(z.shape), [0.0] * len(alpha)
    for k in range(z.shape[1]):
        for n in range(z.shape[0]):
            if z[n, k] > 0:
                dz[n, k] = da[n, k]
            else:
                dz[n, k] = alpha[k] * da[n, k]
                dalpha[k] += z[n, k] * da[n, k]
    return dz, dalpha


def prelu_by_diagonals(da, z, alpha):
    off = (z < 0).astype(float)
    return da * (1 - off) + (da * off) @ np.diag(alpha), np.diag(da.T @ (z * off))


# 6. dead_share


def dead_by_counting(a):
    dead = 0
    for k in range(a.shape[1]):
        if max(a[:, k]) == 0:
            dead += 1
    return dead / a.shape[1]


# 7. softmax_backward


def softmax_with_jacobians(da, a):
    dz = np.zeros_like(a)
    for n in range(len(a)):
        column = a[n][:, None]
        dz[n] = (np.diagflat(column) - column @ column.T) @ da[n]
    return dz


def softmax_with_loops(da, a):
    dz = np.zeros(a.shape)
    for n in range(a.shape[0]):
        for k in range(a.shape[1]):
            for j in range(a.shape[1]):
                dz[n, k] += da[n, j] * a[n, j] * ((1 if j == k else 0) - a[n, k])
    return dz


def softmax_off_the_diagonal(da, a):
    return a * (da * a - (da * a).sum(axis=1, keepdims=True))


def share_of_whole_numbers(a):
    return np.mean([not column.any() for column in a.astype(int).T])


def softmax_with_a_jacobian_kept(da, a):
    dz, jacobian = np.zeros(a.shape), 0
    for n, row in enumerate(a):
        jacobian = jacobian + np.diag(row) - np.outer(row, row)
        dz[n] = jacobian @ da[n]
    return dz


RIGHT = {
    "tanh_and_slope": [
        lambda z: (np.tanh(z), 1 - np.tanh(z) ** 2),
        tanh_entry_by_entry,
        tanh_from_exponentials,
        tanh_in_two_branches,
        lambda z: (np.tanh(z), 1 / np.cosh(z) ** 2),
    ],
    "leaky_relu_and_slope": [
        leaky_entry_by_entry,
        leaky_by_index,
        lambda z, alpha: (z * np.where(z > 0, 1, alpha), np.where(z < 0, alpha, 1)),
        lambda z, alpha: [np.maximum(0, z) + alpha * np.minimum(0, z), 1.0 * (z > 0) + alpha * (z <= 0)],
    ],
    "elu_and_slope": [
        elu_by_index,
        elu_entry_by_entry,
        lambda z, alpha: (np.where(z > 0, z, alpha * (np.exp(z) - 1)), np.where(z > 0, 1, alpha * np.exp(z))),
    ],
    "selu_and_slope": [
        selu_from_elu,
        selu_of(lambda e, z: 1.0507 * 1.6733 * (e - 1), lambda e, z: 1.0507 * 1.6733 * e),
        lambda z: (
            SELU_LAMBDA * np.where(z > 0, z, SELU_ALPHA * np.expm1(z)),
            SELU_LAMBDA * np.where(z > 0, 1, SELU_ALPHA * np.exp(z)),
        ),
    ],
    "prelu_backward": [prelu(), prelu_with_loops, prelu_by_diagonals],
    "dead_share": [
        dead_by_counting,
        lambda a: np.mean(a.sum(axis=0) == 0),
        lambda a: 1 - (a > 0).any(axis=0).mean(),
        lambda a: float(np.count_nonzero(~a.any(axis=0))) / len(a[0]),
    ],
    "softmax_backward": [
        lambda da, a: a * (da - np.sum(da * a, axis=1)[:, None]),
        softmax_with_jacobians,
        softmax_with_loops,
        lambda da, a: a * da - a * np.einsum("nj,nj->n", a, da)[:, np.newaxis],
    ],
    "output_activations": [lambda: ("a", "d", "c"), lambda: ["A", "D", "C"], lambda: ("a)", "d)", "c)")],
    "swallowed_gradient": [
        lambda: (np.zeros(3), np.ones(3)),
        lambda: [np.array([1.0, -1.0]), np.array([-2.0, -2.0])],
    ],
}

WRONG = {
    "tanh_and_slope": [
        (lambda z: (np.tanh(z), 1 - z**2), "1 − z²", ("z_for_a",)),
        (lambda z: (np.tanh(z), 1 - np.tanh(z)), "1 − a", ("square_missing",)),
        (lambda z: (np.tanh(z), np.tanh(z) * (1 - np.tanh(z))), "a(1 − a)", ("slope_of_sigmoid",)),
        (lambda z: (np.tanh(z), 1 - np.tanh(np.tanh(z)) ** 2), "twice", ("tanh_twice",)),
        (lambda z: (np.tanh(z), 1 + np.tanh(z) ** 2), "1 + a²", ("plus_for_minus",)),
        (lambda z: (np.tanh(z), np.tanh(z) ** 2 - 1), "a² − 1", ("wrong_sign",)),
        (lambda z: (np.tanh(z), (1 - np.tanh(z)) ** 2), "(1 − a)²", ("square_of_the_bracket",)),
        (lambda z: (np.tanh(z), sigmoid(z) * (1 - sigmoid(z))), "the slope of σ", ("sigmoid_slope",)),
        (lambda z: (sigmoid(z), sigmoid(z) * (1 - sigmoid(z))), "σ", ("sigmoid_for_tanh",)),
        (lambda z: (2 * sigmoid(z) - 1, 1 - (2 * sigmoid(z) - 1) ** 2), "2σ(z) − 1",
         ("shifted_sigmoid_with_the_formula",)),
        (lambda z: (1 - np.tanh(z) ** 2, np.tanh(z)), "slope first", ("results_exchanged",)),
        (lambda z: ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
                    1 - ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))) ** 2), "as written", ("overflow",)),
        (lambda z: ((np.exp(2 * z) - 1) / (np.exp(2 * z) + 1), 1 - ((np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)) ** 2),
         "e^2z", ("overflow_on_the_right",)),
        (lambda z: ((1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z)),
                    1 - ((1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))) ** 2), "e^−2z", ("overflow_on_the_left",)),
        (lambda z: (np.sinh(z), np.cosh(z)), "sinh and cosh", ()),
        (lambda z: (np.arctan(z), 1 / (1 + z**2)), "arctan", ("arctan_for_tanh",)),
        (lambda z: (np.tanh(z), np.gradient(np.ravel(np.tanh(z))).reshape(z.shape)), "np.gradient", ()),
        (lambda z: (np.tanh(z).ravel(), (1 - np.tanh(z) ** 2).ravel()), "flat", ()),
        (tanh_of_z_changed, "z changed", ("changed_input",)),
    ],
    "leaky_relu_and_slope": [
        (lambda z, alpha: (np.maximum(alpha * z, z), np.where(z > 0, 1, alpha)), "max", ("larger_of_the_two",)),
        (lambda z, alpha: (np.maximum(alpha * z, z), np.where(alpha * z > z, alpha, 1)), "max, and its slope",
         ("larger_of_the_two_with_its_slope",)),
        (lambda z, alpha: (np.maximum(0, z), (z > 0) * 1.0), "ReLU", ("plain_relu",)),
        (lambda z, alpha: (np.where(z > 0, z, alpha * z), (z > 0) * 1.0), "its slope", ("slope_of_relu",)),
        (lambda z, alpha: (np.maximum(0, z), np.where(z > 0, 1, alpha)), "its value", ("value_of_relu",)),
        (lambda z, alpha: (np.where(z > 0, z, alpha), np.where(z > 0, 1, alpha)), "α for αz", ("alpha_alone",)),
        (lambda z, alpha: (np.where(z > 0, z, alpha * z), np.where(z > 0, 1, alpha * z)), "αz for α",
         ("value_for_slope",)),
        (lambda z, alpha: (np.where(z > 0, z, alpha * z), np.where(z > 0, z, alpha)), "z for 1", ("z_for_one",)),
        (lambda z, alpha: (np.where(z > 0, z, alpha * z), np.ones_like(z)), "1 everywhere", ("one_everywhere",)),
        (lambda z, alpha: (np.where(z < 0, z, alpha * z), np.where(z < 0, 1, alpha)), "sides", ("sides_swapped",)),
        (lambda z, alpha: (np.where(z > 0, z, alpha * z), np.where(z < 0, 1, alpha)), "slope's sides",
         ("sides_swapped_in_the_slope",)),
        (lambda z, alpha: (np.where(z > 0, z, -alpha * z), np.where(z > 0, 1, -alpha)), "−αz", ("sign_lost",)),
        (lambda z, alpha: (np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1, 0.01)), "0.01", ("alpha_ignored",)),
        (lambda z, alpha: (alpha * z, np.full_like(z, alpha)), "αz everywhere", ("alpha_on_both_sides",)),
        (lambda z, alpha: (np.where(z > 0, z, z / alpha), np.where(z > 0, 1, 1 / alpha)), "z/α", ("divided_by_alpha",)),
        (lambda z, alpha: (np.where(z > 0, z, (1 - alpha) * z), np.where(z > 0, 1, 1 - alpha)), "1 − α", ()),
        (lambda z, alpha: (np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1)),
                           np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))), "ELU", ("elu_for_leaky",)),
        (lambda z, alpha: (np.where(z > 0, 1, alpha), np.where(z > 0, z, alpha * z)), "slope first",
         ("results_exchanged",)),
        (lambda z, alpha: (np.where(z > 0.5, z, alpha * z), np.where(z > 0.5, 1, alpha)), "from a half", ()),
        (leaky_in_place, "in place", ("changed_input",)),
    ],
    "elu_and_slope": [
        (elu_of(lambda z, a: a * np.exp(z) - 1, lambda z, a: a * np.exp(z)), "brackets", ("brackets_lost",)),
        (elu_of(lambda z, a: np.exp(z) - 1, lambda z, a: np.exp(z)), "no α", ("alpha_missing",)),
        (elu_of(lambda z, a: a * (np.exp(z) - 1), lambda z, a: np.exp(z)), "no α in the slope",
         ("alpha_missing_in_the_slope",)),
        (elu_of(lambda z, a: np.exp(z) - 1, lambda z, a: a * np.exp(z)), "no α in the value",
         ("alpha_missing_in_the_value",)),
        (elu_of(lambda z, a: a * (np.exp(z) - 1), lambda z, a: a * (np.exp(z) - 1)), "the value", ("value_for_slope",)),
        (elu_of(lambda z, a: a * (np.exp(z) - 1), lambda z, a: a * (np.exp(z) - 1) + 1), "a + 1", ("value_plus_one",)),
        (elu_of(lambda z, a: a * np.exp(z), lambda z, a: a * np.exp(z)), "no −1", ("minus_one_lost",)),
        (elu_of(lambda z, a: a * (1 - np.exp(z)), lambda z, a: -a * np.exp(z)), "1 − e^z", ("sign_lost",)),
        (elu_of(lambda z, a: a * z, lambda z, a: a + 0 * z), "a line", ("leaky_line",)),
        (elu_of(lambda z, a: a * (np.exp(z) - 1), lambda z, a: a + 0 * z), "α for the slope", ("alpha_for_slope",)),
        (elu_of(lambda z, a: a * (np.exp(z) - 1), lambda z, a: 0 * z), "no slope", ("slope_of_relu",)),
        (elu_of(lambda z, a: a * (np.exp(z) - 1), lambda z, a: a * np.exp(z), right_slope=lambda z: z), "z for 1",
         ("z_for_one",)),
        (elu_of(lambda z, a: a * (np.exp(z) - 1), lambda z, a: a * z * np.exp(z)), "z e^z", ("power_rule",)),
        (elu_of(lambda z, a: a * (np.exp(-z) - 1), lambda z, a: -a * np.exp(-z)), "e^−z", ()),
        (elu_with_masks, "masks", ("overflow_behind_a_mask",)),
        (lambda z, a: elu_by_index(z, a)[::-1], "slope first", ("results_exchanged",)),
        (lambda z, a: elu_by_index(z, 1.0), "α = 1", ("alpha_missing",)),
    ],
    "selu_and_slope": [
        (
            lambda z: (selu_from_elu(z)[0], SELU_LAMBDA * selu_from_elu(z)[1]),
            "λ² in the slope",
            ("lambda_twice_in_the_slope",),
        ),
        (selu_of(lambda e, z: SELU_LAMBDA * SELU_ALPHA * (e - 1), lambda e, z: SELU_LAMBDA * SELU_ALPHA * e,
                 lambda z: z, 1.0), "λ on the left only", ("lambda_on_the_left_only",)),
        (selu_of(lambda e, z: SELU_ALPHA * (e - 1), lambda e, z: SELU_ALPHA * e), "λ on the right only",
         ("lambda_on_the_right_only",)),
        (selu_of(lambda e, z: SELU_ALPHA * (e - 1), lambda e, z: SELU_ALPHA * e, lambda z: z, 1.0), "no λ",
         ("lambda_missing",)),
        (selu_of(lambda e, z: SELU_LAMBDA * (e - 1), lambda e, z: SELU_LAMBDA * e), "no α", ("alpha_missing",)),
        (selu_of(lambda e, z: SELU_LAMBDA * SELU_ALPHA * (e - 1), lambda e, z: SELU_ALPHA * e, slope_right=1.0),
         "no λ in the slope", ("lambda_missing_in_the_slope",)),
        (selu_of(lambda e, z: SELU_LAMBDA * SELU_ALPHA * (e - 1), lambda e, z: SELU_LAMBDA * e), "no α in the slope",
         ("alpha_missing_in_the_slope",)),
        (selu_of(lambda e, z: SELU_LAMBDA * SELU_ALPHA * (e - 1), lambda e, z: SELU_LAMBDA * SELU_ALPHA * (e - 1)),
         "the value", ("value_for_slope",)),
        (selu_of(lambda e, z: SELU_LAMBDA * (SELU_ALPHA * e - 1), lambda e, z: SELU_LAMBDA * SELU_ALPHA * e),
         "brackets", ("brackets_lost",)),
        (selu_of(lambda e, z: SELU_LAMBDA * SELU_ALPHA * e, lambda e, z: SELU_LAMBDA * SELU_ALPHA * e), "no −1",
         ("minus_one_lost",)),
        (selu_of(lambda e, z: SELU_LAMBDA * SELU_ALPHA * z, lambda e, z: SELU_LAMBDA * SELU_ALPHA), "a line",
         ("leaky_line",)),
        (selu_of(lambda e, z: SELU_LAMBDA * SELU_ALPHA * (e - 1), lambda e, z: SELU_LAMBDA * SELU_ALPHA), "λα",
         ("slope_of_a_line",)),
        (lambda z: selu_from_elu(z)[::-1], "slope first", ("results_exchanged",)),
        (selu_with_masks, "masks", ("overflow_behind_a_mask",)),
        (lambda z: tuple(SELU_LAMBDA**2 * part for part in elu_by_index(z, SELU_ALPHA)), "λ twice", ("lambda_twice",)),
        (lambda z: tuple(SELU_ALPHA * part for part in elu_by_index(z, SELU_LAMBDA)), "exchanged",
         ("constants_swapped",)),
        (lambda z: tuple(1.05 * part for part in elu_by_index(z, 1.67)), "two digits", ()),
    ],
    "prelu_backward": [
        (prelu(slope=lambda z, a: z > 0), "ReLU's dz", ("dz_of_relu",)),
        (prelu(slope=lambda z, a: np.where(z > 0, 1, a * z)), "αz in dz", ("value_for_slope",)),
        (prelu(slope=lambda z, a: np.where(z > 0, a, 1)), "dz's sides", ("sides_swapped",)),
        (prelu(slope=lambda z, a: np.where(z > a * z, 1, a)), "z > αz", ("larger_of_the_two",)),
        (prelu(slope=lambda z, a: a), "α everywhere", ("alpha_on_both_sides",)),
        (prelu(slope=lambda z, a: np.where(z > 0, 1, 0.01)), "0.01", ("alpha_ignored",)),
        (prelu(dalpha=lambda da, z, a: (da * z).sum(axis=0)), "no gate", ("gate_missing",)),
        (prelu(dalpha=lambda da, z, a: (da * np.maximum(z, 0)).sum(axis=0)), "gate the wrong way", ("gate_reversed",)),
        (prelu(dalpha=lambda da, z, a: (da * (z < 0)).sum(axis=0)), "no z", ("z_missing",)),
        (prelu(dalpha=lambda da, z, a: (da * a * np.minimum(z, 0)).sum(axis=0)), "αz", ("alpha_kept",)),
        (prelu(dalpha=lambda da, z, a: (da * np.minimum(z, 0)).mean(axis=0)), "a mean", ("averaged",)),
        (prelu(dalpha=lambda da, z, a: da * np.minimum(z, 0)), "not summed", ("not_summed",)),
        (prelu(dalpha=lambda da, z, a: (da * np.minimum(z, 0)).sum(axis=1)), "axis 1", ("summed_over_units",)),
        (prelu(dalpha=lambda da, z, a: (da * np.minimum(z, 0)).sum()), "one sum", ("one_sum_for_all",)),
        (prelu(dalpha=lambda da, z, a: np.minimum(z, 0).sum(axis=0)), "no da", ("upstream_ignored",)),
        (prelu(dalpha=lambda da, z, a: (da * np.abs(np.minimum(z, 0))).sum(axis=0)), "|z|", ("sign_lost",)),
        (prelu(dalpha=lambda da, z, a: (da * np.where(z > 0, z, a * z)).sum(axis=0)), "the output",
         ("output_for_slope",)),
        (prelu(dalpha=lambda da, z, a: (da * np.minimum(z, 0)).sum(axis=0) / np.maximum((z < 0).sum(axis=0), 1)),
         "a mean of those below 0", ("averaged_below_zero",)),
        (lambda da, z, a: (np.where(z > 0, 1, a), prelu()(da, z, a)[1]), "dz without da", ("upstream_ignored_in_dz",)),
        (lambda da, z, a: prelu()(da, z, a)[::-1], "dalpha first", ("results_exchanged",)),
        (prelu(lambda z, a: z > 0, lambda da, z, a: (da * z).sum(axis=0)), "two mistakes",
         ("dz_of_relu_and_gate_missing",)),
    ],
    "dead_share": [
        (lambda a: np.isclose(a, 0).all(axis=0).mean(), "nearly 0", ()),
        (lambda a: (a == 0).mean(), "zeros", ("zeros_counted",)),
        (lambda a: (a == 0).any(axis=0).mean(), "any", ("silent_once",)),
        (lambda a: (a == 0).all(axis=1).mean(), "rows", ("rows_for_units",)),
        (lambda a: (a > 0).any(axis=0).mean(), "the living", ("living_share",)),
        (lambda a: (a == 0).all(axis=0).sum(), "how many", ("count_not_share",)),
        (lambda a: (a == 0).all(axis=0).sum() / len(a), "by rows", ("divided_by_rows",)),
        (lambda a: (a == 0).all(axis=0).sum() / a.size, "by all entries", ("divided_by_all_entries",)),
        (lambda a: (a[0] == 0).mean(), "the first row", ("first_row_only",)),
        (lambda a: (a[-1] == 0).mean(), "the last row", ("last_row_only",)),
        (lambda a: 100 * (a == 0).all(axis=0).mean(), "percent", ("percent",)),
        (lambda a: (a == 0).all(), "one answer", ("all_or_nothing",)),
        (lambda a: (a == 0).all(axis=0), "one for each unit", ("one_for_each_unit",)),
        (lambda a: ((a == 0).mean(axis=0) > 0.5).mean(), "on most rows", ("silent_on_most_rows",)),
        (lambda a: (a.mean(axis=0) < 0.1).mean(), "small mean", ()),
        (lambda a: (a.max(axis=0) < 1e-3).mean(), "small maximum", ()),
        (lambda a: (a < 0).all(axis=0).mean(), "below 0", ("below_zero",)),
        (lambda a: (a.min(axis=0) == 0).mean(), "minimum", ("silent_once",)),
        (lambda a: int((a == 0).all(axis=0).mean()), "cut", ("all_or_nothing",)),
        (share_of_whole_numbers, "whole numbers only", ('cut_to_whole_numbers',)),
    ],
    "softmax_backward": [
        (lambda da, a: da * a * (1 - a), "the diagonal", ("diagonal_only",)),
        (lambda da, a: da * a, "no sum", ("sum_missing",)),
        (lambda da, a: a * (da - da.sum(axis=1, keepdims=True)), "plain sum", ("weights_missing_in_the_sum",)),
        (lambda da, a: a * (da - da.mean(axis=1, keepdims=True)), "plain mean", ("plain_mean",)),
        (lambda da, a: a * (da - (da * a).mean(axis=1, keepdims=True)), "mean", ("mean_for_sum",)),
        (lambda da, a: a * (da - (da * a).sum(axis=0)), "axis 0", ("summed_over_the_batch",)),
        (lambda da, a: a * (da - (da * a).sum()), "all", ("summed_over_everything",)),
        (lambda da, a: a * (da - (da * a).sum(axis=1)), "no keepdims", ("keepdims_missing",)),
        (lambda da, a: a * ((da * a).sum(axis=1, keepdims=True) - da), "sign", ("wrong_sign",)),
        (lambda da, a: a * (1 - a), "no da", ("upstream_ignored",)),
        (lambda da, a: a - da, "a − da", ("crossentropy_shortcut",)),
        (lambda da, a: (a - da) / len(a), "(a − da)/N", ("crossentropy_shortcut_averaged",)),
        (lambda da, a: da - (da * a).sum(axis=1, keepdims=True), "no a", ("factor_missing",)),
        (lambda da, a: a * (da - (da * a).sum(axis=1, keepdims=True)) / len(a), "divided", ("divided_again",)),
        (softmax_off_the_diagonal, "without the 1", ("off_diagonal_only",)),
        (lambda da, a: softmax_with_loops(da, softmax(a)), "softmax again", ("softmax_again",)),
        (lambda da, a: np.array([np.diag(p) - np.outer(p, p) for p in a]), "Jacobians", ("jacobian_alone",)),
        (lambda da, a: da @ (np.diag(a[0]) - np.outer(a[0], a[0])), "the first row's Jacobian", ("first_row_for_all",)),
        (lambda da, a: a * (da + (da * a).sum(axis=1, keepdims=True)), "plus", ("plus_for_minus",)),
        (lambda da, a: da * (a - (a * a).sum(axis=1, keepdims=True)), "da outside", ("gradient_outside_the_sum",)),
        (softmax_with_a_jacobian_kept, "the Jacobian is not set back", ('jacobians_added_up',)),
    ],
    "output_activations": [
        (lambda: ("b", "d", "c"), "ReLU for degrees", ("relu_for_the_temperature",)),
        (lambda: ("c", "d", "c"), "σ for degrees", ("sigmoid_for_the_temperature",)),
        (lambda: ("a", "c", "c"), "σ for digits", ("sigmoid_for_the_digit",)),
        (lambda: ("a", "d", "d"), "softmax for tags", ("softmax_for_the_tags",)),
        (lambda: ("a", "a", "c"), "linear for digits", ("linear_for_the_digit",)),
        (lambda: ("a", "d", "b"), "ReLU for tags", ("relu_for_the_tags",)),
        (lambda: ("d", "d", "c"), "softmax for degrees", ("softmax_for_the_temperature",)),
        (lambda: ("linear", "softmax", "sigmoid"), "words", ()),
    ],
    "swallowed_gradient": [
        (lambda: (np.zeros(2), np.array([1.0, -1.0])), "against each other", ("something_comes_through",)),
        (lambda: (np.zeros(3), np.array([1.0, 0.0, 0.0])), "one class", ("something_comes_through",)),
        (lambda: (np.array([10.0, -10.0]), np.array([0.0, 9.0])), "saturated", ("something_comes_through",)),
        (lambda: (np.zeros(4), np.zeros(4)), "zeros", ("no_gradient",)),
        (lambda: (np.array([10.0, -10.0]), np.ones(2)), "a sure class", ("one_sure_class",)),
        (lambda: (np.zeros(2), np.full(2, 0.01)), "a small gradient", ("one_sure_class",)),
        (lambda: (np.zeros(2), 1.0), "a number for da", ()),

    ],
}  # fmt: skip
