"""The layer in prediction: the running statistics, whatever else is in the batch."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def batch_norm_inference(x, gamma, beta, running_mean, running_variance, epsilon):
    """y = γ (x − r_μ)/√(r_σ² + ε) + β: the running statistics, whatever else is in the batch."""
    x_hat = (x - running_mean) / np.sqrt(running_variance + epsilon)  # (N, units)
    return gamma * x_hat + beta


def inference_rows(x, gamma, beta, running_mean, running_variance, epsilon):
    """Row by row, unit by unit."""
    units = range(len(gamma))
    scale = [gamma[k] / (running_variance[k] + epsilon) ** 0.5 for k in units]
    return [[(row[k] - running_mean[k]) * scale[k] + beta[k] for k in units] for row in x]


def inference_as_dense(x, gamma, beta, running_mean, running_variance, epsilon):
    """A dense layer with a diagonal matrix: after training the layer is no more than that."""
    slope = gamma / np.sqrt(running_variance + epsilon)
    return x @ np.diag(slope) + (beta - slope * running_mean)


def inference_in_single_precision(x, gamma, beta, running_mean, running_variance, epsilon):
    """All of it in float32, in Fortran order."""
    x, gamma, beta, mean, variance = (a.astype(np.float32) for a in (x, gamma, beta, running_mean, running_variance))
    return np.asfortranarray(np.divide(x - mean, np.sqrt(variance + np.float32(epsilon))) * gamma + beta)


def inference_cases(rng):
    """The question's example; running variances from that of √ε upwards; the hard ones one by one; float32."""
    example = (*(np.array(a) for a in ([[7.0]], [2.0], [1.0], [4.0], [9.0])), 0.0)
    cases = [Case(example, {"N": 1, "units": 1, "epsilon": 0.0}, "the question's own example")]
    for n, units, epsilon, why in [
        (5, 3, 0.01, ""),
        (1, 4, 0.001, "a single row"),
        (4, 4, 0.001, "as many rows as units"),
        (5, 1, 0.02, "a single unit"),
        (4, 3, 0.01, "equal rows"),
        (3, 3, 0.01, "a running variance of 0"),
        (3, 7, 0.001, ""),
    ]:
        running_mean, running_variance = rng.normal(size=units), np.linspace(0.05, 1.7, units) ** 2
        x = running_mean + 0.7 * rng.normal(size=units) + np.sqrt(running_variance) * rng.normal(size=(n, units))
        x = x[[0] * n] if "equal" in why else x
        running_variance[0] = 0 if "variance of 0" in why else running_variance[0]
        gamma, beta = rng.uniform(0.4, 2.6, size=units), rng.normal(size=units)
        gamma[-1] = -gamma[-1] if units > 2 else gamma[-1]
        sizes = {"N": n, "units": units, "epsilon": epsilon}
        cases.append(Case((x, gamma, beta, running_mean, running_variance, epsilon), sizes, why))
    return [*cases, in_single_precision(cases[1])]


BATCH_NORM_INFERENCE = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("y",),
    reference=batch_norm_inference,
    cases=inference_cases,
    section="Training and prediction",
    hints=(
        "In prediction a row's output must not depend on its company. Which statistics do not depend on the batch?",
        "The formula is that of training, with the running mean for μ and the running variance for σ².",
        "No `x.mean` and no `x.var` anywhere; the root and the ε stay.",
    ),
    misconceptions=(
        Misconception(
            "root_missing",
            edit(batch_norm_inference, "np.sqrt → "),
            "You divided by the variance.",
            "What was kept is a variance. What you divide by should have the units of x.",
        ),
        Misconception(
            "epsilon_outside_the_root",
            edit(batch_norm_inference, "np.sqrt(running_variance + epsilon) → (np.sqrt(running_variance) + epsilon)"),
            "You added ε to the standard deviation.",
            "Where does ε stand in the formula of training?",
        ),
        Misconception(
            "epsilon_missing",
            edit(batch_norm_inference, "running_variance + epsilon → running_variance"),
            "ε is missing.",
            "Training had it, so prediction needs it too, with ε = {epsilon}.",
        ),
        Misconception(
            "shift_scaled",
            edit(batch_norm_inference, "x_hat + beta → (x_hat + beta)"),
            "You multiplied β by γ too.",
            "Scale first, shift afterwards.",
        ),
        Misconception(
            "shift_missing",
            edit(batch_norm_inference, "x_hat + beta → x_hat"),
            "β is missing.",
            "It was learnt in order to be used now.",
        ),
        Misconception(
            "scale_missing",
            edit(batch_norm_inference, "gamma * x_hat → x_hat"),
            "γ is missing.",
            "It was learnt in order to be used now.",
        ),
        Misconception(
            "scale_and_shift_swapped",
            edit(batch_norm_inference, "gamma * x_hat + beta → beta * x_hat + gamma"),
            "γ and β have changed places.",
            "Which of the two multiplies, and which is added?",
        ),
        Misconception(
            "batch_statistics",
            edit(batch_norm_inference, "x - running_mean → x - x.mean(axis=0)", "running_variance + → x.var(axis=0) +"),
            "You normalised with the batch's own statistics. A row by itself would then always give β.",
            "What does the layer remember of its training?",
        ),
        Misconception(
            "batch_mean",
            edit(batch_norm_inference, "x - running_mean → x - x.mean(axis=0)"),
            "You subtracted the batch's mean.",
            "Which mean does the layer remember of its training?",
        ),
        Misconception(
            "batch_variance",
            edit(batch_norm_inference, "running_variance + → x.var(axis=0) +"),
            "You divided by the batch's spread.",
            "Which spread does the layer remember of its training?",
        ),
        Misconception(
            "not_centred",
            edit(batch_norm_inference, "(x - running_mean) / → x /"),
            "You did not subtract the running mean.",
            "The formula is that of training: what stands above the root?",
        ),
        Misconception(
            "not_divided",
            edit(batch_norm_inference, "/ np.sqrt(running_variance + epsilon) → "),
            "You did not divide by the spread.",
            "The formula is that of training: what stands below?",
        ),
        Misconception(
            "mean_added",
            edit(batch_norm_inference, "x - running_mean → x + running_mean"),
            "You added the running mean.",
            "It takes the place of μ, with the sign of μ.",
        ),
        Misconception(
            "statistics_exchanged",
            edit(
                batch_norm_inference,
                "x - running_mean → x - running_variance",
                "np.sqrt(running_variance + epsilon) → np.sqrt(running_mean + epsilon)",
            ),
            "The running mean and the running variance have changed places.",
            "Which of the two is subtracted, and which stands under the root?",
        ),
        Misconception(
            "brackets_missing",
            edit(batch_norm_inference, "(x - running_mean) / → x - running_mean /"),
            "The brackets around the difference are missing. Python divides first, so that only the running mean was "
            "divided.",
            "The whole difference stands above the root.",
        ),
        Misconception(
            "mean_not_divided",
            edit(
                batch_norm_inference,
                "(x - running_mean) / → x /",
                "gamma * x_hat + beta → gamma * x_hat + beta - gamma * running_mean",
            ),
            "x is divided by the root and the running mean is not: in a layer folded to a x + c both are.",
            "What stands in front of x is a. What is a times the running mean?",
        ),
        Misconception(
            "scale_and_shift_missing",
            edit(batch_norm_inference, "gamma * x_hat + beta → x_hat"),
            "You returned x̂. γ and β were learnt in order to be used now.",
            "What did training do with x̂?",
        ),
        Misconception(
            "shift_subtracted",
            edit(batch_norm_inference, "x_hat + beta → x_hat - beta"),
            "You subtracted β.",
            "Look at the sign before β in the formula.",
        ),
        Misconception(
            "epsilon_as_floor",
            edit(batch_norm_inference, "running_variance + epsilon → np.maximum(running_variance, epsilon)"),
            "You take the larger one of the running variance and ε.",
            "ε is added to every variance.",
        ),
        Misconception(
            "two_roots",
            edit(
                batch_norm_inference,
                "np.sqrt(running_variance + epsilon) → (np.sqrt(running_variance) + np.sqrt(epsilon))",
            ),
            "You took the roots of the running variance and of ε apart. The root of a sum is not the sum of the roots.",
            "Add first, then take the root.",
        ),
        Misconception(
            "own_epsilon",
            edit(batch_norm_inference, "running_variance + epsilon → running_variance + 1e-5"),
            "You added 0.00001, whatever ε is: {entry} is {yours}, expected {expected}, with ε = {epsilon}.",
            "ε is an argument of the function.",
        ),
        Misconception(
            "squared",
            edit(batch_norm_inference, "np.sqrt(running_variance + epsilon) → np.sqrt(running_variance**2 + epsilon)"),
            "You squared the running variance. It is a square already.",
            "What was kept is a variance, not a standard deviation.",
        ),
        Misconception(
            "multiplied",
            edit(batch_norm_inference, "/ np.sqrt → * np.sqrt"),
            "You multiplied by the spread.",
            "The formula is that of training: is the root above or below the line?",
        ),
        Misconception(
            "batch_statistics_of_several_rows",
            edit(
                batch_norm_inference,
                "x_hat = → running_mean, running_variance = (x.mean(0), x.var(0)) if len(x) > 1 else (running_mean, running_variance); x_hat =",
            ),
            "As soon as there are several rows you use their own mean and variance.",
            "The answer to one row must not depend on the rows beside it.",
        ),
        Misconception(
            "running_variance_corrected",
            edit(
                batch_norm_inference,
                "running_variance + epsilon → running_variance * len(x) / max(len(x) - 1, 1) + epsilon",
            ),
            "You multiplied the running variance by N/(N − 1), with the {N} rows at hand. It is that of the training, whatever comes now.",
            "On what may the answer to one row depend?",
        ),
        Misconception(
            "averaged_over_the_units",
            edit(
                batch_norm_inference,
                "(x - running_mean) → (x - running_mean.mean())",
                "running_variance + → running_variance.mean() +",
            ),
            "You averaged the running statistics over the units. Each unit has its own.",
            "Which shape has the running mean?",
        ),
    ),
    alternatives=(inference_rows, inference_as_dense, inference_in_single_precision),
)
