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
    """y = a x + c, with a and c worked out first; the variance as the mean square less the squared mean."""
    x = x.astype(float)
    mean = np.einsum("nk->k", x) / len(x)
    variance = np.einsum("nk,nk->k", x, x) / len(x) - mean**2
    a = gamma * (np.maximum(variance, 0) + epsilon) ** -0.5
    return np.asfortranarray(x * a + (beta - a * mean))


def forward_in_single_precision(x, gamma, beta, epsilon):
    """All of it in float32, on a copy written into."""
    y = x.astype(np.float32)
    y -= y.mean(axis=0, keepdims=True)
    y /= np.sqrt(np.square(y).mean(axis=0, keepdims=True) + np.float32(epsilon))
    y *= gamma.astype(np.float32)
    y += beta.astype(np.float32)
    return y


def layer_cases(rng):
    """Columns of uneven spread, some as narrow as √ε; more rows than columns and fewer; one row; float32."""
    cases = []
    for n, units, epsilon in [(6, 4, 0.01), (5, 7, 0.001), (1, 3, 0.001)]:
        spread = np.linspace(0.05, 1.7, units)
        x = rng.normal(size=units) + spread * rng.normal(size=(n, units))
        gamma, beta = rng.uniform(0.4, 2.6, size=units), rng.normal(size=units)
        cases.append(Case((x, gamma, beta, epsilon), {"N": n, "units": units, "epsilon": epsilon}))
    return [*cases, in_single_precision(cases[0])]


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
            "rows_normalised",
            edit(batch_norm_forward, "axis=0 ⇒ axis=1, keepdims=True"),
            "You normalised each row. Over the units of one row, that is layer normalization.",
            "A batch of {N} rows has one mean for each of the {units} columns: `axis=0`.",
        ),
        Misconception(
            "one_mean_for_all",
            edit(batch_norm_forward, "axis=0 ⇒ "),
            "You used one mean and one variance for the whole array.",
            "Each of the {units} columns has its own: `x.mean(axis=0)`.",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(batch_norm_forward, "((x - mean) ** 2).mean(axis=0) → x.var(axis=0, ddof=1)"),
            "Your variance divides by N − 1: {entry} is {yours}, expected {expected}, and the batch has {N} rows.",
            "Here the batch is all there is, so σ² is the plain mean of the squares: divide by N (`ddof=0`).",
        ),
        Misconception(
            "epsilon_missing",
            edit(batch_norm_forward, "variance + epsilon → variance"),
            "ε is missing. The difference shows in narrow columns, and a column without any spread would be divided by "
            "0.",
            "Add ε = {epsilon} to the variance before you take the root.",
        ),
        Misconception(
            "epsilon_outside_the_root",
            edit(batch_norm_forward, "np.sqrt(variance + epsilon) → (np.sqrt(variance) + epsilon)"),
            "You added ε to the standard deviation.",
            "It stands inside of the root: √(σ² + ε).",
        ),
        Misconception(
            "root_missing",
            edit(batch_norm_forward, "np.sqrt(variance + epsilon) → (variance + epsilon)"),
            "You divided by the variance. Narrow columns became too wide, wide ones too narrow.",
            "Divide by the root of (variance + ε): that has the units of x.",
        ),
        Misconception(
            "not_centred",
            edit(batch_norm_forward, "(x - mean) / → x /"),
            "You did not subtract the mean.",
            "Before γ and β, each column must have the mean 0. Print `x_hat.mean(axis=0)`.",
        ),
        Misconception(
            "scale_and_shift_missing",
            edit(batch_norm_forward, "gamma * x_hat + beta → x_hat"),
            "You returned x̂. γ and β have not been used.",
            "The layer learns a scale and a shift for each column: y = γ x̂ + β.",
        ),
        Misconception(
            "shift_scaled",
            edit(batch_norm_forward, "x_hat + beta → (x_hat + beta)"),
            "You multiplied β by γ too.",
            "Scale first, shift afterwards: γ x̂ + β, not γ (x̂ + β).",
        ),
        Misconception(
            "scale_and_shift_swapped",
            edit(batch_norm_forward, "gamma * x_hat + beta → beta * x_hat + gamma"),
            "γ and β have changed places.",
            "γ multiplies, β is added.",
        ),
    ),
    alternatives=(forward_columns, forward_one_slope, forward_in_single_precision),
)
