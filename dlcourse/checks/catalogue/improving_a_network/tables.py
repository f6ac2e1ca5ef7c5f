"""Training and test rows to be scaled."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.engine.question import Case


def tables(rng, constant):
    """Columns of unlike size, test rows that reach beyond the training rows; one test row; float32."""
    cases = []
    for n_train, n_test, inputs in [(7, 4, 3), (5, 1, 4)]:
        centre, spread = np.linspace(30, -2, inputs), np.linspace(9, 0.4, inputs)
        x_train = centre + spread * rng.normal(size=(n_train, inputs))
        reach = rng.uniform(1.3, 3, size=(n_test, inputs)) * np.sign(np.arange(n_test) % 2 - 0.5)[:, None]
        x_test = centre + spread * reach
        if constant:
            x_train[:, 1] = rng.integers(2, 30) / 4
            x_test[:, 1] = x_train[0, 1] + np.where(np.arange(n_test) % 2, -0.75, 1.25)
        cases.append(Case((x_train, x_test), {"N_train": n_train, "N_test": n_test, "inputs": inputs}))
    return [*cases, in_single_precision(cases[0])]
