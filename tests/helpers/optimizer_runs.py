"""200 steps of every optimizer on gradients that change, for comparison with libraries and formulas.

The gradients change sign, are 0 at times and range over five decades, from parameter to parameter and from step to
step; most runs change η at step 100. Errors are relative to how far a parameter travels: most weights start
near 0, so that the steps of the smallest gradients are not lost in the rounding of w.
"""

import numpy as np
import pytest

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop

STEPS, SIZE, CHANGE = 200, 24, 100
SETTINGS = [
    (SGD, {}),
    (SGD, {"learning_rate": 0.05, "momentum": 0.9}),
    (SGD, {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    (SGD, {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.03}),
    (SGD, {"weight_decay": 0.03}),
    (Adagrad, {}),
    (Adagrad, {"learning_rate": 0.1, "initial_accumulator_value": 0.01, "epsilon": 1e-6, "weight_decay": 0.03}),
    (Adadelta, {}),
    (Adadelta, {"learning_rate": 0.5, "rho": 0.8, "epsilon": 1e-5, "weight_decay": 0.03}),
    (RMSprop, {}),
    (RMSprop, {"learning_rate": 0.03, "rho": 0.7, "epsilon": 1e-5, "weight_decay": 0.03}),
    (Adam, {}),
    (Adam, {"learning_rate": 0.03, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-4}),
    (Adam, {"weight_decay": 0.03}),
    (AdamW, {}),
    (AdamW, {"learning_rate": 0.03, "weight_decay": 0.1, "epsilon": 1e-5}),
    (Nadam, {}),
    (Nadam, {"learning_rate": 0.03, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-4, "weight_decay": 0.03}),
]
every_setting = pytest.mark.parametrize(
    ("cls", "settings"),
    SETTINGS,
    ids=[" ".join([c.__name__, *(f"{k}={v}" for k, v in s.items())]) for c, s in SETTINGS],
)
with_and_without_change = pytest.mark.parametrize("new_rate", [None, 0.002], ids=["", "η changed"])


def draw_run(seed=0):
    """Weights (SIZE,) and gradients (STEPS, SIZE)."""
    rng = np.random.default_rng(seed)
    size = 10 ** np.linspace(-5, 0, SIZE)  # some parameters have small gradients all along,
    size = np.where(np.arange(SIZE) % 3, size, 10 ** rng.uniform(-5, 0, (STEPS, SIZE)))  # some now and then
    gradients = rng.normal(size=(STEPS, SIZE)) * size
    gradients[rng.random((STEPS, SIZE)) < 0.1] = 0
    w = np.where(np.arange(SIZE) % 4, 1e-3, 1) * rng.normal(size=SIZE)
    assert (np.ptp(np.sign(gradients), axis=0) == 2).all()
    return w, gradients


def our_trajectory(optimizer, w, gradients, new_rate=None):
    w, path = w.copy(), []
    for step, g in enumerate(gradients):
        if new_rate and step == CHANGE:
            optimizer.learning_rate = new_rate
        optimizer.apply(w, g)
        path.append(w.copy())
    return np.array(path)


def assert_same_travel(ours, theirs, w, rtol=1e-10):
    """Each parameter's largest difference, over its largest distance from its start, is at most rtol.

    Beside that, what float64's rounding of w itself may add in 200 steps.
    """
    travel = np.abs(theirs - w).max(axis=0)
    assert (travel > 0).all()
    rounding = STEPS * np.finfo(float).eps * np.abs(theirs).max(axis=0)
    assert (np.abs(ours - theirs).max(axis=0) <= rtol * travel + rounding).all()
