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
    """The question's example; uneven columns, signed gradients; the hard ones one by one; float32."""
    example = (np.array([[1.0], [0.0], [0.0]]), np.array([[1.0], [2.0], [6.0]]), np.array([2.0]), 0.0)
    cases = [Case(example, {"N": 3, "units": 1, "epsilon": 0.0}, "the question's own example")]
    for n, units, epsilon, why in [
        (6, 4, 0.01, ""),
        (5, 7, 0.001, ""),
        (4, 4, 0.02, "as many rows as units"),
        (1, 3, 0.001, "a single row"),
        (2, 3, 0.05, "two rows"),
        (5, 1, 0.03, "a single unit"),
        (5, 3, 0.01, "a unit that gives the same for all rows"),
        (5, 4, 0.01, "a unit whose γ is 0"),
    ]:
        spread = np.linspace(0.1, 1.7, units) if units > 1 else 0.3
        x = rng.normal(size=units) + spread * rng.normal(size=(n, units))
        if "the same" in why:
            x[:, 1] = 2.25
        dy, gamma = rng.normal(size=(n, units)), rng.uniform(0.4, 2.6, size=units)
        gamma[-1] = -gamma[-1] if units > 2 else gamma[-1]
        gamma[1:2] = 0 if "is 0" in why else gamma[1:2]
        cases.append(Case((dy, x, gamma, epsilon), {"N": n, "units": units, "epsilon": epsilon}, why))
    far = rng.normal(size=(5, 2)), 1e7 + 0.7 * rng.normal(size=(5, 2)), np.array([1.5, -0.5]), 0.01
    sizes = {"N": 5, "units": 2, "epsilon": 0.01}
    cases.append(Case(far, sizes, "columns very far from 0", needs_double=True))
    return [*cases, in_single_precision(cases[1])]


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
            "gamma_missing",
            edit(batch_norm_backward, "dy * gamma → dy"),
            "γ is missing on the way back to x.",
            "y = γ x̂ + β. What is ∂y/∂x̂?",
        ),
        Misconception(
            "statistics_constant",
            edit(batch_norm_backward, "- through_mean - through_variance → "),
            "You treated μ and σ as constants. The columns of the right dx add up to 0, those of yours do not.",
            "Each row moves μ and σ for all {N} rows. On how many ways does it reach x̂?",
        ),
        Misconception(
            "variance_constant",
            edit(batch_norm_backward, "- through_variance → "),
            "The way through the variance is missing in your dx.",
            "A row that lies far out moves σ². How does that change the other rows?",
        ),
        Misconception(
            "mean_constant",
            edit(batch_norm_backward, "- through_mean → "),
            "The way through the mean is missing in your dx.",
            "A row moves μ. How does that change the other rows?",
        ),
        Misconception(
            "epsilon_missing",
            edit(batch_norm_backward, "+ epsilon → "),
            "ε is missing on the way back.",
            "The forward pass divided by √(σ² + ε), with ε = {epsilon}.",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(
                batch_norm_backward,
                "np.sqrt((centred**2).mean(axis=0) + epsilon) → np.sqrt(x.var(axis=0, ddof=1) + epsilon)",
            ),
            "Your variance divides by N − 1, with {N} rows in the batch.",
            "The forward pass of question 1 divides by N.",
        ),
        Misconception(
            "averaged",
            edit(batch_norm_backward, ".sum ⇒ .mean"),
            "Your {part} is 1/{N} of the expected one and the batch has {N} rows: you averaged.",
            "The loss has divided by N already, and dy holds that.",
        ),
        Misconception(
            "dgamma_averaged",
            edit(batch_norm_backward, "(dy * x_hat).sum → (dy * x_hat).mean"),
            "Your dgamma is 1/{N} of the expected one and the batch has {N} rows: you averaged.",
            "The loss has divided by N already, and dy holds that.",
        ),
        Misconception(
            "dbeta_averaged",
            edit(batch_norm_backward, "dy.sum → dy.mean"),
            "Your dbeta is 1/{N} of the expected one and the batch has {N} rows: you averaged.",
            "The loss has divided by N already, and dy holds that.",
        ),
        Misconception(
            "sums_for_means",
            edit(batch_norm_backward, "dx_hat.mean → dx_hat.sum", "(dx_hat * x_hat).mean → (dx_hat * x_hat).sum"),
            "What you subtract in dx is {N} times too large. μ and σ² are means over the {N} rows, so each row has a "
            "share of 1/N in them.",
            "How much does μ move if one row moves by 1?",
        ),
        Misconception(
            "sum_for_the_mean_of_dx_hat",
            edit(batch_norm_backward, "dx_hat.mean → dx_hat.sum"),
            "What you subtract for the way through the mean is {N} times too large.",
            "How much does μ move if one row moves by 1?",
        ),
        Misconception(
            "sum_on_the_way_through_the_variance",
            edit(batch_norm_backward, "(dx_hat * x_hat).mean → (dx_hat * x_hat).sum"),
            "What you subtract for the way through the variance is {N} times too large.",
            "σ² is a mean over the {N} rows. What share has one row in it?",
        ),
        Misconception(
            "mean_added",
            edit(batch_norm_backward, "- through_mean → + through_mean"),
            "You added the way through the mean.",
            "If μ grows, x̂ gets smaller.",
        ),
        Misconception(
            "variance_added",
            edit(batch_norm_backward, "- through_variance → + through_variance"),
            "You added the way through the variance.",
            "If σ² grows, x̂ comes nearer to 0.",
        ),
        Misconception(
            "normalised_missing_on_the_way_through_the_variance",
            edit(batch_norm_backward, "x_hat * (dx_hat * x_hat).mean → (dx_hat * x_hat).mean"),
            "On the way through the variance you subtract the same number from every row.",
            "How far a row moves σ² depends on how far out it lies.",
        ),
        Misconception(
            "variance_way_without_its_mean",
            edit(batch_norm_backward, "x_hat * (dx_hat * x_hat).mean(axis=0) → x_hat * dx_hat * x_hat"),
            "On the way through the variance you did not average over the rows, so each row meets its own gradient only.",
            "σ² is one number for the whole column: what comes back to it, comes from all rows.",
        ),
        Misconception(
            "divided_by_variance",
            edit(batch_norm_backward, "through_variance) / std → through_variance) / std**2"),
            "You divided dx by σ² + ε.",
            "x̂ has one root in its denominator.",
        ),
        Misconception(
            "not_divided",
            edit(
                batch_norm_backward,
                "(dx_hat - through_mean - through_variance) / std → dx_hat - through_mean - through_variance",
            ),
            "You did not divide dx by the root of σ² + ε.",
            "x̂ has that root in its denominator.",
        ),
        Misconception(
            "brackets_missing",
            edit(
                batch_norm_backward,
                "(dx_hat - through_mean - through_variance) / std → dx_hat - through_mean - through_variance / std",
            ),
            "Only the last of the three ways is divided by the root of σ² + ε.",
            "All three are. Mind the brackets.",
        ),
        Misconception(
            "dx_averaged",
            edit(batch_norm_backward, "dx = (dx_hat → dx = 1 / len(x) * (dx_hat"),
            "Your dx is 1/{N} of the expected one. In the short formula the N in front belongs to the sums inside.",
            "If the sums are means, no N is left over.",
        ),
        Misconception(
            "epsilon_outside_the_root",
            edit(
                batch_norm_backward,
                "np.sqrt((centred**2).mean(axis=0) + epsilon) → (np.sqrt((centred**2).mean(axis=0)) + epsilon)",
            ),
            "You added ε to the standard deviation.",
            "In the forward pass it stands inside of the root.",
        ),
        Misconception(
            "rows_normalised",
            edit(
                batch_norm_backward,
                "x.mean(axis=0) → x.mean(axis=1, keepdims=True)",
                "(centred**2).mean(axis=0) → (centred**2).mean(axis=1, keepdims=True)",
            ),
            "Your x̂ is normalised along each row.",
            "A batch of {N} rows has one mean for each of the {units} columns.",
        ),
        Misconception(
            "input_for_normalised",
            edit(batch_norm_backward, "dy * x_hat → dy * x"),
            "Your dgamma is made from x.",
            "What does γ multiply in the forward pass?",
        ),
        Misconception(
            "centred_for_normalised",
            edit(batch_norm_backward, "dy * x_hat → dy * centred"),
            "Your dgamma is made from x − μ, before it is divided.",
            "What does γ multiply in the forward pass?",
        ),
        Misconception(
            "gamma_in_its_own_gradient",
            edit(batch_norm_backward, "dy * x_hat → dy * gamma * x_hat"),
            "γ stands in its own gradient.",
            "What is ∂(γ x̂)/∂γ?",
        ),
        Misconception(
            "gamma_in_both_gradients",
            edit(batch_norm_backward, "dy * x_hat → dy * gamma * x_hat", "dy.sum → (dy * gamma).sum"),
            "Your {part} holds γ: you passed dy through γ before you used it.",
            "γ belongs to the way back to x. Its own gradient, and that of β, are made from dy.",
        ),
        Misconception(
            "gamma_in_the_shift",
            edit(batch_norm_backward, "dy.sum → (dy * gamma).sum"),
            "Your dbeta holds γ.",
            "β is added at the very end. What is ∂y/∂β?",
        ),
        Misconception(
            "dgamma_summed_over_everything",
            edit(batch_norm_backward, "(dy * x_hat).sum(axis=0) → (dy * x_hat).sum()"),
            "Your dgamma is one number, summed over rows and columns.",
            "Each of the {units} columns has a γ of its own.",
        ),
        Misconception(
            "dbeta_summed_over_everything",
            edit(batch_norm_backward, "dy.sum(axis=0) → dy.sum()"),
            "Your dbeta is one number, summed over rows and columns.",
            "Each of the {units} columns has a β of its own.",
        ),
        Misconception(
            "dgamma_not_summed",
            edit(batch_norm_backward, "(dy * x_hat).sum(axis=0) → dy * x_hat"),
            "Your dgamma has one row for each row of the batch ({entry} is {yours}, expected {expected}).",
            "One γ serves all {N} rows: their gradients add up.",
        ),
        Misconception(
            "dbeta_not_summed",
            edit(batch_norm_backward, "dy.sum(axis=0) → dy"),
            "Your dbeta has one row for each row of the batch ({entry} is {yours}, expected {expected}).",
            "One β serves all {N} rows: their gradients add up.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(batch_norm_backward, "return dx, dgamma, dbeta → return dx, dbeta, dgamma"),
            "dgamma and dbeta have changed places.",
            "The order is dx, dgamma, dbeta.",
        ),
        Misconception(
            "wrong_sign",
            edit(batch_norm_backward, "dx = (dx_hat - through_mean → dx = -(dx_hat - through_mean"),
            "Your dx has the wrong sign.",
            "The minus comes later, in the update.",
        ),
    ),
    alternatives=(backward_long_chain, backward_short, backward_jacobians, single(batch_norm_backward)),
)
