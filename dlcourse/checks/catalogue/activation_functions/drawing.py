"""Pre-activations for the questions about single functions: any shape, and as far out as ±1000."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.engine.question import Case


def pre_activation_cases(rng):
    """Odd shapes, one row, extremes, float32; none near the kink."""
    arrays = [1.5 * away_from_zero(rng, shape) for shape in [(5, 4), (1, 3), (7,)]]
    arrays.append(np.array([[-1000.0, 1000.0, -3.5], [800.0, -0.6, 0.7]]))
    cases = [Case((z,)) for z in arrays]
    return [*cases, in_single_precision(cases[0])]


def cases_with_alpha(alphas):
    """The same cases, each with the next α as second argument."""
    return lambda rng: [
        Case((*case.arguments, alpha), {"alpha": alpha})
        for case, alpha in zip(pre_activation_cases(rng), alphas, strict=True)
    ]
