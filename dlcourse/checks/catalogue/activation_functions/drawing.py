"""Pre-activations for the questions about single functions: any shape, and as far out as ±1000."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.engine.question import Case


def pre_activation_cases(rng, example, *more):
    """The exercise's example; any shape, one row, one sign only; near 0 and as far out as ±1000; float32. None is 0.

    `more` holds for each case, the example's first, a tuple of further arguments and of the sizes that they give.
    """
    arrays = [(np.array(example), "the example of the exercise"), (1.5 * away_from_zero(rng, (5, 4)), "")]
    for shape, why in [((1, 3), "one row"), ((7,), "one axis"), ((2, 3, 2), "three axes"), ((4, 1), "one column")]:
        arrays.append((1.5 * away_from_zero(rng, shape), why))
    arrays.append((np.abs(away_from_zero(rng, (2, 3))), "all z above 0"))
    arrays.append((-np.abs(away_from_zero(rng, (3, 2))), "all z below 0"))
    arrays.append((np.array([1e-4, -1e-4, 0.3, -0.02, -1e-3]), "z near 0"))
    arrays.append((np.array([[-1000.0, 1000.0, -3.5], [800.0, -0.6, 0.7]]), "z as far out as ±1000"))
    further = more or [((), {})]
    cases = [
        Case((z, *arguments), sizes, why)
        for (z, why), (arguments, sizes) in zip(arrays, (further * len(arrays))[: len(arrays)], strict=True)
    ]
    return [*cases, in_single_precision(cases[1])]


def cases_with_alpha(example, *alphas):
    """The same cases, each with the next α as second argument; the first α belongs to the example."""
    more = [((alpha,), {"alpha": alpha}) for alpha in alphas]
    return lambda rng: pre_activation_cases(rng, example, *more)


def cases_without(example):
    """The same cases, with z alone."""
    return lambda rng: pre_activation_cases(rng, example)
