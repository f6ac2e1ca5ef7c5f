"""Training and test rows to be scaled."""

from dataclasses import replace

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.engine.question import Case

SHAPES = [  # training rows, test rows, columns
    (5, 1, 4, "a single test row"),
    (6, 3, 1, "a single column"),
    (4, 4, 4, "as many rows as columns, in both parts"),
    (7, 4, 3, ""),
]


def tables(rng, example, constant):
    """The question's example; columns of unlike size and sign, test rows beyond the training rows; float32.

    If `constant`, one column is constant in training and not in the test, in quarters, so that its mean is exact; then
    there is also a single training row, of which every column is constant.
    """
    rows = [np.array(part) for part in example]
    in_whole_numbers = ", in whole numbers" * (rows[0].dtype.kind == "i")
    cases = [table_case(*rows, f"the question's own example{in_whole_numbers}")]
    for n_train, n_test, inputs, why in SHAPES + [(1, 3, 3, "a single training row")] * constant:
        centre, spread = np.linspace(30, -20, inputs), np.linspace(9, 0.4, inputs)
        x_train = centre + spread * rng.normal(size=(n_train, inputs))
        reach = rng.uniform(1.3, 3, size=(n_test, inputs)) * np.sign(np.arange(n_test) % 2 - 0.5)[:, None]
        x_test = centre + spread * reach
        if constant and inputs > 1:
            x_train[:, 1] = rng.choice([-1, 1]) * rng.integers(2, 30) / 4
            x_test[:, 1] = x_train[0, 1] + np.where(np.arange(n_test) % 2, -0.75, 1.25)
            x_test[:, 3:] = x_train[:, 3:] = -2.25  # constant in both
        cases.append(table_case(x_train, x_test, why))
    narrow, far = 1e-5 * rng.normal(size=(8, 3)), 1e7 + 3 * rng.normal(size=(8, 2))
    cases.append(table_case(narrow[:6], narrow[6:], "narrow columns, which are not constant"))
    cases.append(replace(table_case(far[:5], far[5:], "columns far from 0"), needs_double=True))
    return [*cases, in_single_precision(cases[4])]


def table_case(x_train, x_test, why):
    """A case of these rows."""
    return Case((x_train, x_test), {"N_train": len(x_train), "N_test": len(x_test), "inputs": x_train.shape[1]}, why)
