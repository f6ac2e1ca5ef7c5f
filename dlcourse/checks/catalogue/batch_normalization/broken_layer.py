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
    """Training, then prediction with several rows and with one; the hard ones one by one; float32 in both."""
    cases = []
    shapes = [
        (6, 4, 0.99, True, "the momentum of the question, 0.99, in training"),
        (6, 4, 0.9, True, ""),
        (5, 3, 0.8, False, ""),
        (1, 3, 0.9, False, "a single row in prediction"),
        (1, 3, 0.9, True, "a single row in training"),
        (4, 4, 0.6, True, "as many rows as units"),
        (5, 1, 0.7, True, "a single unit"),
        (7, 2, 0.7, True, "float32 in training"),
        (4, 5, 0.7, False, "float32 in prediction"),
    ]
    for n, units, momentum, training, why in shapes:
        x = 1.5 * rng.normal(size=units) + np.linspace(0.2, 1.7, units) * rng.normal(size=(n, units))
        gamma, beta = rng.uniform(0.4, 2.6, size=units), rng.normal(size=units)
        arrays = [x, gamma, beta, rng.normal(size=units), rng.uniform(0.1, 2, size=units)]
        if "float32" in why:
            arrays = [array.astype(np.float32) for array in arrays]
        sizes = {"N": n, "units": units, "momentum": momentum}
        cases.append(Case((*arrays, momentum, 0.01, training), sizes, why))
    x, some = 1e7 + rng.normal(size=(5, 2)), rng.uniform(0.5, 2, size=(3, 2))
    far = (x, *some[:2], x[0].copy(), some[2], 0.8, 0.01, True)
    sizes = {"N": 5, "units": 2, "momentum": 0.8}
    return [*cases, Case(far, sizes, "columns very far from 0, in training", needs_double=True)]


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
            "batch_statistics_in_prediction",
            edit(mended_batch_norm, "(running_mean, running_variance) → (batch_mean, batch_variance)"),
            "Prediction still uses the batch's own statistics.",
            "What does the layer remember of its training, and what for?",
        ),
        Misconception(
            "weights_swapped",
            edit(mended_batch_norm, "+ (1 - momentum) ⇒ + momentum", "= momentum ⇒ = (1 - momentum)"),
            "The running average still gives the batch the weight {momentum}.",
            "momentum is the fraction of the old value that is kept.",
        ),
        Misconception(
            "running_in_training",
            edit(mended_batch_norm, "(batch_mean, batch_variance) → (running_mean, running_variance)"),
            "Now the layer uses the running statistics in training too.",
            "Which statistics normalise in training, and which are only updated?",
        ),
        Misconception(
            "moves_in_prediction",
            edit(mended_batch_norm, "if training: → if True:"),
            "Your running statistics move in prediction too. What is predicted would change what is predicted next.",
            "When are they to be updated?",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(mended_batch_norm, "x.var(axis=0) → x.var(axis=0, ddof=1)"),
            "Your batch variance divides by N − 1, with {N} rows.",
            "The broken layer divided by N, and that was no fault of it.",
        ),
        Misconception(
            "n_minus_1_in_the_running_variance",
            edit(mended_batch_norm, "(1 - momentum) * batch_variance → (1 - momentum) * x.var(axis=0, ddof=1)"),
            "Your running variance takes in a variance that divides by N − 1. PyTorch does so; Keras and this course divide "
            "by N.",
            "The broken layer divided by N, and that was no fault of it.",
        ),
        Misconception(
            "batch_mean_in_prediction",
            edit(mended_batch_norm, "(running_mean, running_variance) → (batch_mean, running_variance)"),
            "Prediction still subtracts the batch's own mean.",
            "What does the layer remember of its training, and what for?",
        ),
        Misconception(
            "batch_variance_in_prediction",
            edit(mended_batch_norm, "(running_mean, running_variance) → (running_mean, batch_variance)"),
            "Prediction still divides by the batch's own spread.",
            "What does the layer remember of its training, and what for?",
        ),
        Misconception(
            "weights_swapped_in_the_mean",
            edit(
                mended_batch_norm,
                "momentum * running_mean + (1 - momentum) → (1 - momentum) * running_mean + momentum",
            ),
            "The running mean still gives the batch the weight {momentum}.",
            "momentum is the fraction of the old value that is kept, in both lines.",
        ),
        Misconception(
            "weights_swapped_in_the_variance",
            edit(
                mended_batch_norm,
                "momentum * running_variance + (1 - momentum) → (1 - momentum) * running_variance + momentum",
            ),
            "The running variance still gives the batch the weight {momentum}.",
            "momentum is the fraction of the old value that is kept, in both lines.",
        ),
        Misconception(
            "updated_running_in_training",
            edit(mended_batch_norm, "x - mean → x - running_mean", "variance + epsilon → running_variance + epsilon"),
            "In training you normalise with the running statistics, updated first.",
            "Which statistics normalise in training, and which are only updated?",
        ),
        Misconception(
            "modes_exchanged",
            edit(mended_batch_norm, "if training else → if not training else"),
            "The two modes have changed places: training normalises with the running statistics, prediction with the "
            "batch's.",
            "Read your condition aloud: what happens when `training` is True?",
        ),
        Misconception(
            "never_moves",
            edit(mended_batch_norm, "if training: → if False:"),
            "Your running statistics never move.",
            "What do they take in, in training?",
        ),
        Misconception(
            "moves_in_prediction_only",
            edit(mended_batch_norm, "if training: → if not training:"),
            "Your running statistics move in prediction, and in training they do not.",
            "When are they to be updated?",
        ),
        Misconception(
            "last_batch_only",
            edit(
                mended_batch_norm,
                "momentum * running_mean + (1 - momentum) * → ",
                "momentum * running_variance + (1 - momentum) * → ",
            ),
            "After training your running statistics are those of the last batch.",
            "They are an average over the batches: how much of the old value is kept?",
        ),
        Misconception(
            "past_not_faded",
            edit(mended_batch_norm, "= momentum * ⇒ = "),
            "The old value stays whole and a part of the new one is added.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "new_not_faded",
            edit(mended_batch_norm, "(1 - momentum) * ⇒ "),
            "The factor 1 − m of the new value is missing.",
            "The two weights must add up to 1.",
        ),
        Misconception(
            "batch_statistics_returned_in_prediction",
            edit(
                mended_batch_norm,
                "if training: → if not training:\n        running_mean, running_variance = batch_mean, batch_variance\n"
                "    if training:",
            ),
            "In prediction you return the batch's statistics as the running ones.",
            "In prediction they are returned as they are.",
        ),
        Misconception(
            "standard_deviation_kept",
            edit(mended_batch_norm, "(1 - momentum) * batch_variance → (1 - momentum) * x.std(axis=0)"),
            "Your running variance takes in standard deviations.",
            "What is kept is a variance.",
            family="power, root or logarithm",
        ),
        Misconception(
            "epsilon_missing",
            edit(mended_batch_norm, "variance + epsilon → variance"),
            "ε is missing.",
            "The broken layer had it, under the root.",
        ),
        Misconception(
            "root_missing",
            edit(mended_batch_norm, "np.sqrt → "),
            "You divided by the variance.",
            "The broken layer had a root there.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(mended_batch_norm, "+ beta, running_mean, running_variance → + beta, running_variance, running_mean"),
            "Your two running statistics have changed places.",
            "First the running mean, then the running variance.",
        ),
    ),
    alternatives=(mended_two_branches, mended_by_momentum, mended_rows),
)
