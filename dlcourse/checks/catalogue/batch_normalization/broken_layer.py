"""A batch normalization layer that works in training and fails in prediction, to be mended."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def mended_batch_norm(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    """The batch's statistics in training, which move the running ones; the running ones in prediction."""
    batch_mean, batch_variance = x.mean(axis=0), x.var(axis=0)
    mean, variance = (batch_mean, batch_variance) if training else (running_mean, running_variance)
    if training:
        running_mean = momentum * running_mean + (1 - momentum) * batch_mean
        running_variance = momentum * running_variance + (1 - momentum) * batch_variance
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, running_mean, running_variance


def mended_two_branches(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    """Training and prediction written apart."""
    if not training:
        return gamma / np.sqrt(running_variance + epsilon) * (x - running_mean) + beta, running_mean, running_variance
    mean, variance = x.mean(axis=0), x.var(axis=0)
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    rate = 1 - momentum
    return y, running_mean + rate * (mean - running_mean), running_variance + rate * (variance - running_variance)


def mended_by_momentum(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    """In prediction everything is kept, which is momentum 1; lists of floats."""
    keep = momentum if training else 1.0
    batch = np.array([x.mean(axis=0), x.var(axis=0)])
    old = np.array([running_mean, running_variance])
    mean, variance = np.where(training, batch, old)
    y = gamma * ((x - mean) / (variance + epsilon) ** 0.5) + beta
    running = keep * old + (1 - keep) * batch
    return y.tolist(), running[0].tolist(), running[1].tolist()


def mended_rows(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    """With loops over rows, on copies of the running statistics."""
    running_mean, running_variance = running_mean.copy(), running_variance.copy()
    mean, variance = running_mean.copy(), running_variance.copy()
    if training:
        mean = sum(x) / len(x)
        variance = sum((row - mean) ** 2 for row in x) / len(x)
        running_mean[:] = momentum * running_mean + (1 - momentum) * mean
        running_variance[:] = momentum * running_variance + (1 - momentum) * variance
    y = [gamma * (row - mean) / np.sqrt(variance + epsilon) + beta for row in x]
    return np.asfortranarray(y), running_mean, running_variance


def mended_cases(rng):
    """Training, then prediction with several rows and with one; float32 in both."""
    cases = []
    shapes = [(6, 4, 0.9, True), (5, 3, 0.8, False), (1, 3, 0.9, False), (7, 2, 0.7, True), (4, 5, 0.7, False)]
    for i, (n, units, momentum, training) in enumerate(shapes):
        x = 1.5 * rng.normal(size=units) + np.linspace(0.2, 1.7, units) * rng.normal(size=(n, units))
        gamma, beta = rng.uniform(0.4, 2.6, size=units), rng.normal(size=units)
        arrays = [x, gamma, beta, rng.normal(size=units), rng.uniform(0.1, 2, size=units)]
        if i > 2:
            arrays = [array.astype(np.float32) for array in arrays]
        sizes = {"N": n, "units": units, "momentum": momentum}
        cases.append(Case((*arrays, momentum, 0.01, training), sizes))
    return cases


MENDED_BATCH_NORM = Question(
    kind="debug",
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("y", "running_mean", "running_variance"),
    reference=mended_batch_norm,
    cases=mended_cases,
    section="Training and prediction",
    hints=(
        "Follow one row through the broken layer with `training=False`. Which mean is subtracted from it?",
        "There are two faults. The first is in which statistics are used; the second in how the running ones are mixed.",
        "With momentum 0.9, how much of the old running mean should be left after a batch, and how much is left in the "
        "broken one? Mend the two lines of the average, and choose mean and variance by `training`.",
    ),
    misconceptions=(
        Misconception(
            "unchanged",
            edit(
                mended_batch_norm,
                "(running_mean, running_variance) → (batch_mean, batch_variance)",
                "+ (1 - momentum) ⇒ + momentum",
                "= momentum ⇒ = (1 - momentum)",
            ),
            "Both faults are still there.",
            "Look at which mean a row meets when `training` is False, and at the weights of the running average.",
        ),
        Misconception(
            "batch_statistics_in_prediction",
            edit(mended_batch_norm, "(running_mean, running_variance) → (batch_mean, batch_variance)"),
            "The running average is mended, but prediction still uses the batch's own statistics.",
            "Where `training` is False, the running mean and variance take the place of the batch's.",
        ),
        Misconception(
            "weights_swapped",
            edit(mended_batch_norm, "+ (1 - momentum) ⇒ + momentum", "= momentum ⇒ = (1 - momentum)"),
            "The output is mended, but the running average still gives the batch the weight {momentum}.",
            "momentum is the fraction of the old value that is kept.",
        ),
        Misconception(
            "running_in_training",
            edit(mended_batch_norm, "(batch_mean, batch_variance) → (running_mean, running_variance)"),
            "Now the layer uses the running statistics in training too.",
            "In training the batch's own statistics normalise; the running ones are only updated.",
        ),
        Misconception(
            "updated_running_in_training",
            edit(mended_batch_norm, "x - mean → x - running_mean", "variance + epsilon → running_variance + epsilon"),
            "In training you normalise with the running statistics, updated first.",
            "In training the batch's own mean and variance normalise; the running ones are for prediction.",
        ),
        Misconception(
            "moves_in_prediction",
            edit(mended_batch_norm, "if training: → if True:"),
            "Your running statistics move in prediction too. What is predicted would change what is predicted next.",
            "Update them only where `training` is True.",
        ),
        Misconception(
            "modes_exchanged",
            edit(mended_batch_norm, "if training else → if not training else"),
            "The two modes have changed places. Training uses the running statistics, prediction the batch's.",
            "Read your condition aloud: what happens when `training` is True?",
        ),
        Misconception(
            "never_moves",
            edit(mended_batch_norm, "if training: → if False:"),
            "Your running statistics never move.",
            "In training they take in the batch: m · old + (1 − m) · new.",
        ),
    ),
    alternatives=(mended_two_branches, mended_by_momentum, mended_rows),
)
