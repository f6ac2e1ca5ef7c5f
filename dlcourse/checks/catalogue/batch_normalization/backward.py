"""The backward pass of batch normalization: three ways from x to x̂, and the gradients of γ and β."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision, single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def batch_norm_backward(dy, x, gamma, epsilon):
    """dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂))/√(σ² + ε), dγ = Σ dy x̂, dβ = Σ dy."""
    centred = x - x.mean(axis=0)  # (N, units)
    std = np.sqrt((centred**2).mean(axis=0) + epsilon)  # (units,)
    x_hat = centred / std
    dgamma = (dy * x_hat).sum(axis=0)
    dbeta = dy.sum(axis=0)
    dx_hat = dy * gamma  # (N, units)
    through_mean = dx_hat.mean(axis=0)
    through_variance = x_hat * (dx_hat * x_hat).mean(axis=0)
    dx = (dx_hat - through_mean - through_variance) / std
    return dx, dgamma, dbeta


def normalised(x, epsilon):
    """x̂ and √(σ² + ε)."""
    std = np.sqrt(x.var(axis=0) + epsilon)
    return (x - x.mean(axis=0)) / std, std


def backward_long_chain(dy, x, gamma, epsilon):
    """The three ways one by one: directly, through σ², through μ."""
    n = len(x)
    centred = x - x.mean(axis=0)
    std = np.sqrt(np.square(centred).sum(axis=0) / n + epsilon)
    dx_hat = gamma * dy
    dvariance = (dx_hat * centred * -0.5 * std**-3).sum(axis=0)
    dmean = -(dx_hat / std).sum(axis=0) + dvariance * -2 * centred.mean(axis=0)
    dx = dx_hat / std + dvariance * 2 * centred / n + dmean / n
    return dx, np.einsum("nk,nk->k", dy, centred / std), np.einsum("nk->k", dy)


def backward_short(dy, x, gamma, epsilon):
    """The formula with N in front and the sums inside; dβ as a row, the rest in Fortran order."""
    x_hat, std = normalised(x, epsilon)
    dbeta, dgamma = np.ones((1, len(x))) @ dy, (x_hat.T @ dy).diagonal()
    dx = gamma / (len(x) * std) * (len(x) * dy - dbeta - x_hat * dgamma)
    return [np.asfortranarray(dx), dgamma, dbeta]


def backward_jacobians(dy, x, gamma, epsilon):
    """Column by column, with the matrix ∂x̂/∂x of each."""
    n, units = x.shape
    x_hat, std = normalised(x, epsilon)
    columns = []
    for k in range(units):
        jacobian = (np.eye(n) - 1 / n - np.outer(x_hat[:, k], x_hat[:, k]) / n) / std[k]
        columns.append(jacobian.T @ (dy[:, k] * gamma[k]))
    dgamma = [float(dy[:, k] @ x_hat[:, k]) for k in range(units)]
    return np.array(columns).T.tolist(), dgamma, [float(sum(dy[:, k])) for k in range(units)]


def backward_cases(rng):
    """Uneven columns, signed gradients; more rows than columns and fewer; one row; float32."""
    cases = []
    for n, units, epsilon in [(6, 4, 0.01), (5, 7, 0.001), (1, 3, 0.001)]:
        x = rng.normal(size=units) + np.linspace(0.1, 1.7, units) * rng.normal(size=(n, units))
        dy, gamma = rng.normal(size=(n, units)), rng.uniform(0.4, 2.6, size=units)
        cases.append(Case((dy, x, gamma, epsilon), {"N": n, "units": units, "epsilon": epsilon}))
    return [*cases, in_single_precision(cases[0])]


BATCH_NORM_BACKWARD = Question(
    difficulty="hard",
    minutes=15,
    points=3,
    parts=("dx", "dgamma", "dbeta"),
    reference=batch_norm_backward,
    cases=backward_cases,
    section="The way back: three paths",
    hints=(
        "Compute x̂ and std = √(σ² + ε) again. dβ and dγ are those of a dense layer whose input is x̂: sums over the rows.",
        "dx̂ = dy · γ. From x to x̂ there are three ways: directly, through the mean, and through the variance. The "
        "first gives dx̂/std.",
        "The other two subtract, column by column: the mean of dx̂, and x̂ times the mean of dx̂ · x̂. All of it is "
        "divided by std.",
    ),
    misconceptions=(
        Misconception(
            "statistics_constant",
            edit(batch_norm_backward, "- through_mean - through_variance → "),
            "You treated μ and σ as constants. The columns of the right dx add up to 0, those of yours do not.",
            "Each row moves μ and σ for all {N} rows. Add the ways through the mean and through the variance.",
        ),
        Misconception(
            "variance_constant",
            edit(batch_norm_backward, "- through_variance → "),
            "The way through the variance is missing. (The way through the mean is there.)",
            "Subtract x̂ times the column mean of dx̂ · x̂ too.",
        ),
        Misconception(
            "mean_constant",
            edit(batch_norm_backward, "- through_mean → "),
            "The way through the mean is missing. (The way through the variance is there.)",
            "Subtract the column mean of dx̂ too.",
        ),
        Misconception(
            "sums_for_means",
            edit(batch_norm_backward, "dx_hat.mean → dx_hat.sum", "(dx_hat * x_hat).mean → (dx_hat * x_hat).sum"),
            "What you subtract in dx is {N} times too large. μ and σ² are means over the {N} rows, so each row has a "
            "share of 1/N in them.",
            "Take means over the rows there, not sums.",
        ),
        Misconception(
            "gamma_missing",
            edit(batch_norm_backward, "dy * gamma → dy"),
            "γ is missing on the way back.",
            "y = γ x̂ + β, so dx̂ = dy · γ.",
        ),
        Misconception(
            "divided_by_variance",
            edit(batch_norm_backward, "through_variance) / std → through_variance) / std**2"),
            "You divided dx by σ² + ε.",
            "x̂ has one root in its denominator, and dx has the same one.",
        ),
        Misconception(
            "epsilon_missing",
            edit(batch_norm_backward, "+ epsilon → "),
            "ε is missing on the way back.",
            "Use the x̂ and the √(σ² + ε) of the forward pass, with ε = {epsilon}.",
        ),
        Misconception(
            "input_for_normalised",
            edit(batch_norm_backward, "dy * x_hat → dy * x"),
            "Your dgamma is made from x.",
            "What γ multiplies is x̂, so x̂ stands in its gradient.",
        ),
        Misconception(
            "gamma_in_its_own_gradient",
            edit(batch_norm_backward, "dy * x_hat → dy * gamma * x_hat"),
            "γ stands in its own gradient.",
            "∂(γ x̂)/∂γ is x̂. The factor γ belongs to dx̂.",
        ),
        Misconception(
            "gamma_in_the_shift",
            edit(batch_norm_backward, "dy.sum → (dy * gamma).sum"),
            "Your dbeta holds γ.",
            "β is added at the very end: its gradient is dy, summed over the rows, and nothing else.",
        ),
        Misconception(
            "averaged",
            edit(batch_norm_backward, ".sum ⇒ .mean"),
            "Your {part} is 1/{N} of the expected one and the batch has {N} rows: you averaged.",
            "The loss has divided by N already, and dy holds that. Here the rows add up.",
        ),
    ),
    alternatives=(backward_long_chain, backward_short, backward_jacobians, single(batch_norm_backward)),
)
