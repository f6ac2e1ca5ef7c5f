"""Batch normalization in training: each column normalised over the batch, then scaled and shifted."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def batch_norm_forward(x, gamma, beta, epsilon):
    """y = γ x̂ + β, x̂ = (x − μ)/√(σ² + ε), by column."""
    mean = x.mean(axis=0)  # (units,)
    variance = ((x - mean) ** 2).mean(axis=0)  # (units,)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)  # (N, units)
    return gamma * x_hat + beta


def forward_columns(x, gamma, beta, epsilon):
    """One column at a time, one number at a time."""
    y = [[0.0] * x.shape[1] for _ in x]
    for k in range(x.shape[1]):
        mean = sum(float(value) for value in x[:, k]) / len(x)
        variance = sum((float(value) - mean) ** 2 for value in x[:, k]) / len(x)
        for n in range(len(x)):
            y[n][k] = gamma[k] * (x[n, k] - mean) / (variance + epsilon) ** 0.5 + beta[k]
    return y


def forward_one_slope(x, gamma, beta, epsilon):
    """y = a (x − μ) + β, with the slope a worked out first."""
    x = x.astype(float)
    centred = x - np.einsum("nk->k", x) / len(x)
    variance = np.einsum("nk,nk->k", centred, centred) / len(x)
    a = gamma * (variance + epsilon) ** -0.5
    return np.asfortranarray(centred * a + beta)


def forward_in_single_precision(x, gamma, beta, epsilon):
    """All of it in float32, on a copy written into."""
    y = x.astype(np.float32)
    y -= y.mean(axis=0, keepdims=True)
    y /= np.sqrt(np.square(y).mean(axis=0, keepdims=True) + np.float32(epsilon))
    y *= gamma.astype(np.float32)
    y += beta.astype(np.float32)
    return y


def layer_cases(rng):
    """The question's example; columns of uneven spread, some as narrow as √ε; the hard ones one by one; float32."""
    example = (np.array([[1.0], [3.0]]), np.array([2.0]), np.array([5.0]), 0.0)
    cases = [Case(example, {"N": 2, "units": 1, "epsilon": 0.0}, "the question's own example")]
    for n, units, epsilon, why in [
        (6, 4, 0.01, ""),
        (5, 7, 0.001, ""),
        (4, 4, 0.001, "as many rows as units"),
        (1, 3, 0.001, "a single row"),
        (5, 1, 0.02, "a single unit"),
        (5, 3, 0.001, "a unit that gives the same for all rows"),
        (6, 3, 0.01, "columns far from 0"),
    ]:
        spread = np.linspace(0.05, 1.7, units) if units > 1 else 0.1
        x = rng.normal(size=units) + spread * rng.normal(size=(n, units)) + 60 * ("far" in why)
        if "the same" in why:
            x[:, 1] = 2.25
        gamma, beta = rng.uniform(0.4, 2.6, size=units), rng.normal(size=units)
        gamma[-1] = -gamma[-1] if units > 2 else gamma[-1]
        cases.append(Case((x, gamma, beta, epsilon), {"N": n, "units": units, "epsilon": epsilon}, why))
    sizes = {"N": 5, "units": 2, "epsilon": 0.01}
    far = 1e7 + 0.7 * rng.normal(size=(5, 2)), np.array([1.5, -0.5]), np.array([0.5, 1.0]), 0.01
    cases.append(Case(far, sizes, "columns very far from 0", needs_double=True))
    return [*cases, in_single_precision(cases[1])]


BATCH_NORM_FORWARD = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("y",),
    reference=batch_norm_forward,
    cases=layer_cases,
    section="Each column to mean 0 and spread 1",
    hints=(
        "Each column has its own mean and variance, taken over the rows of the batch: both have the shape (units,).",
        "`x.mean(axis=0)` and `x.var(axis=0)` are the two; NumPy's `var` divides by N, as it should here.",
        "Subtract the mean, divide by the root of (variance + ε), and only then multiply by γ and add β.",
    ),
    misconceptions=(
        Misconception(
            "divided_by_n_minus_1",
            edit(batch_norm_forward, "((x - mean) ** 2).mean(axis=0) → x.var(axis=0, ddof=1)"),
            "Your variance divides by N − 1: {entry} is {yours}, expected {expected}, and the batch has {N} rows.",
            "Here the batch is all there is. The question says by what σ² divides.",
        ),
        Misconception(
            "epsilon_outside_the_root",
            edit(batch_norm_forward, "np.sqrt(variance + epsilon) → (np.sqrt(variance) + epsilon)"),
            "You added ε to the standard deviation.",
            "Where does ε stand in the formula?",
        ),
        Misconception(
            "epsilon_missing",
            edit(batch_norm_forward, "variance + epsilon → variance"),
            "ε is missing. The difference shows in narrow columns, and a column without any spread is divided by 0.",
            "Where does ε = {epsilon} stand in the formula?",
        ),
        Misconception(
            "root_missing",
            edit(batch_norm_forward, "np.sqrt(variance + epsilon) → (variance + epsilon)"),
            "You divided by the variance. Narrow columns became too wide, wide ones too narrow.",
            "What you divide by should have the units of x.",
        ),
        Misconception(
            "shift_scaled",
            edit(batch_norm_forward, "x_hat + beta → (x_hat + beta)"),
            "You multiplied β by γ too.",
            "Scale first, shift afterwards.",
        ),
        Misconception(
            "scale_and_shift_swapped",
            edit(batch_norm_forward, "gamma * x_hat + beta → beta * x_hat + gamma"),
            "γ and β have changed places.",
            "Which of the two multiplies, and which is added?",
        ),
        Misconception(
            "shift_missing",
            edit(batch_norm_forward, "x_hat + beta → x_hat"),
            "β is missing.",
            "The layer learns a scale and a shift for each column.",
        ),
        Misconception(
            "scale_missing",
            edit(batch_norm_forward, "gamma * x_hat → x_hat"),
            "γ is missing.",
            "The layer learns a scale and a shift for each column.",
        ),
        Misconception(
            "one_mean_for_all",
            edit(batch_norm_forward, "axis=0 ⇒ "),
            "You used one mean and one variance for the whole array.",
            "Along which axis do the rows of the batch run?",
        ),
        Misconception(
            "rows_normalised",
            edit(batch_norm_forward, "axis=0 ⇒ axis=1, keepdims=True"),
            "You normalised each row. Over the units of one row, that is layer normalization.",
            "A batch of {N} rows has one mean for each of the {units} columns.",
        ),
        Misconception(
            "one_variance_for_all",
            edit(batch_norm_forward, "((x - mean) ** 2).mean(axis=0) → x.var()"),
            "You divided all columns by one spread, that of the whole array.",
            "Measure the variance column by column, as you did with the mean.",
        ),
        Misconception(
            "columns_by_one_spread",
            edit(batch_norm_forward, "((x - mean) ** 2).mean(axis=0) → ((x - mean) ** 2).mean()"),
            "You averaged the squares over all columns. Each column has a variance of its own.",
            "Measure the variance column by column, as you did with the mean.",
        ),
        Misconception(
            "not_centred",
            edit(batch_norm_forward, "(x - mean) / → x /"),
            "You did not subtract the mean.",
            "Before γ and β, each column must have the mean 0.",
        ),
        Misconception(
            "not_divided",
            edit(batch_norm_forward, "/ np.sqrt(variance + epsilon) → "),
            "You did not divide by the spread.",
            "Before γ and β, each column must have the spread 1.",
        ),
        Misconception(
            "brackets_missing",
            edit(batch_norm_forward, "(x - mean) / → x - mean /"),
            "The brackets around x − μ are missing. Python divides first, so that only the mean was divided.",
            "The whole difference stands above the root.",
        ),
        Misconception(
            "mean_not_divided",
            edit(batch_norm_forward, "(x - mean) / → x /", "gamma * x_hat + beta → gamma * (x_hat - mean) + beta"),
            "x is divided by the root and the mean is not.",
            "The whole difference stands above the root.",
        ),
        Misconception(
            "scale_and_shift_missing",
            edit(batch_norm_forward, "gamma * x_hat + beta → x_hat"),
            "You returned x̂. γ and β have not been used.",
            "The layer learns a scale and a shift for each column.",
        ),
        Misconception(
            "shift_subtracted",
            edit(batch_norm_forward, "x_hat + beta → x_hat - beta"),
            "You subtracted β.",
            "Look at the sign before β in the formula.",
        ),
        Misconception(
            "shift_divided",
            edit(batch_norm_forward, "x_hat + beta → x_hat + beta / np.sqrt(variance + epsilon)"),
            "You divided β by the spread too.",
            "β is added at the very end.",
        ),
        Misconception(
            "square_around_zero",
            edit(batch_norm_forward, "(x - mean) ** 2 → x**2"),
            "Your variance is the mean square of x, which measures how far the column is from 0.",
            "The variance is measured around the mean.",
        ),
        Misconception(
            "summed",
            edit(batch_norm_forward, "** 2).mean( → ** 2).sum("),
            "Your variance is a sum of squares: it is not divided by the {N} rows.",
            "σ² is a mean of squares.",
        ),
        Misconception(
            "deviation_under_the_root",
            edit(batch_norm_forward, "((x - mean) ** 2).mean(axis=0) → x.std(axis=0)"),
            "Under your root stands the standard deviation, which is a root already.",
            "Under the root stand the variance and ε.",
        ),
        Misconception(
            "mean_absolute_deviation",
            edit(batch_norm_forward, "np.sqrt(variance + epsilon) → (np.abs(x - mean).mean(axis=0) + epsilon)"),
            "You divided by the mean distance from the mean.",
            "The formula squares the distances, and takes the root of their mean.",
        ),
        Misconception(
            "epsilon_as_floor",
            edit(batch_norm_forward, "variance + epsilon → np.maximum(variance, epsilon)"),
            "You take the larger one of σ² and ε.",
            "ε is added to every variance.",
        ),
        Misconception(
            "epsilon_as_floor_of_the_deviation",
            edit(batch_norm_forward, "np.sqrt(variance + epsilon) → np.maximum(np.sqrt(variance), epsilon)"),
            "You take the larger one of σ and ε.",
            "ε is added to every variance, under the root.",
        ),
        Misconception(
            "two_roots",
            edit(batch_norm_forward, "np.sqrt(variance + epsilon) → (np.sqrt(variance) + np.sqrt(epsilon))"),
            "You took the roots of σ² and of ε apart. The root of a sum is not the sum of the roots.",
            "Add first, then take the root.",
        ),
        Misconception(
            "epsilon_squared",
            edit(batch_norm_forward, "variance + epsilon → variance + epsilon**2"),
            "Under your root stands ε².",
            "Under the root stand the variance and ε itself.",
        ),
        Misconception(
            "own_epsilon",
            edit(batch_norm_forward, "variance + epsilon → variance + 1e-5"),
            "You added 0.00001, whatever ε is: {entry} is {yours}, expected {expected}, with ε = {epsilon}.",
            "ε is an argument of the function.",
        ),
        Misconception(
            "own_small_epsilon",
            edit(batch_norm_forward, "variance + epsilon → variance + 1e-8"),
            "You added 10⁻⁸, whatever ε is: {entry} is {yours}, expected {expected}, with ε = {epsilon}.",
            "ε is an argument of the function.",
        ),
        Misconception(
            "multiplied",
            edit(batch_norm_forward, "/ np.sqrt → * np.sqrt"),
            "You multiplied by the spread. Wide columns became wider.",
            "Before γ and β, each column must have the spread 1.",
        ),
    ),
    alternatives=(forward_columns, forward_one_slope, forward_in_single_precision),
)
