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
    """Running variances from that of √ε upwards; batches unlike the running statistics; one row; float32."""
    cases = []
    for n, units, epsilon in [(5, 3, 0.01), (1, 4, 0.001), (3, 7, 0.001)]:
        running_mean, running_variance = rng.normal(size=units), np.linspace(0.05, 1.7, units) ** 2
        x = running_mean + 0.7 * rng.normal(size=units) + np.sqrt(running_variance) * rng.normal(size=(n, units))
        gamma, beta = rng.uniform(0.4, 2.6, size=units), rng.normal(size=units)
        sizes = {"N": n, "units": units, "epsilon": epsilon}
        cases.append(Case((x, gamma, beta, running_mean, running_variance, epsilon), sizes))
    return [*cases, in_single_precision(cases[0])]


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
            "batch_statistics",
            edit(batch_norm_inference, "x - running_mean → x - x.mean(axis=0)", "running_variance + → x.var(axis=0) +"),
            "You normalised with the batch's own statistics. A row by itself would then always give β.",
            "The mean and the variance of training are in `running_mean` and `running_variance`.",
        ),
        Misconception(
            "batch_mean",
            edit(batch_norm_inference, "x - running_mean → x - x.mean(axis=0)"),
            "You subtracted the batch's mean.",
            "Subtract `running_mean`. (Your variance is right.)",
        ),
        Misconception(
            "batch_variance",
            edit(batch_norm_inference, "running_variance + → x.var(axis=0) +"),
            "You divided by the batch's spread.",
            "Take the root of `running_variance` + ε. (Your mean is right.)",
        ),
        Misconception(
            "root_missing",
            edit(batch_norm_inference, "np.sqrt → "),
            "You divided by the variance.",
            "What was kept is a variance; divide by the root of it, plus ε.",
        ),
        Misconception(
            "epsilon_outside_the_root",
            edit(batch_norm_inference, "np.sqrt(running_variance + epsilon) → (np.sqrt(running_variance) + epsilon)"),
            "You added ε to the standard deviation.",
            "It stands inside of the root, as in training: √(σ² + ε).",
        ),
        Misconception(
            "epsilon_missing",
            edit(batch_norm_inference, "running_variance + epsilon → running_variance"),
            "ε is missing.",
            "Training had it, so prediction needs it too: √(σ² + ε), with ε = {epsilon}.",
        ),
        Misconception(
            "scale_and_shift_missing",
            edit(batch_norm_inference, "gamma * x_hat + beta → x_hat"),
            "You returned x̂. γ and β were learnt in order to be used now.",
            "y = γ x̂ + β.",
        ),
        Misconception(
            "shift_scaled",
            edit(batch_norm_inference, "x_hat + beta → (x_hat + beta)"),
            "You multiplied β by γ too.",
            "Scale first, shift afterwards: γ x̂ + β.",
        ),
    ),
    alternatives=(inference_rows, inference_as_dense, inference_in_single_precision),
)
