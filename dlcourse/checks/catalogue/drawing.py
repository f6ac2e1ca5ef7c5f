"""Draw inputs for the cases of a question, so that no two mistakes look alike and none looks right.

Upstream gradients are signed and uneven, the sizes of a case all differ, and no input is near a kink.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from dlcourse.checks.engine.question import Case


def away_from_zero(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Return normal numbers moved away from 0 by 0.2, where ReLU has its kink."""
    values = rng.normal(size=shape)
    return values + 0.2 * np.sign(values)


def as_one(arrays: Iterable[np.ndarray]) -> list[np.ndarray]:
    """Return the arrays, equal ones as one object: a network may use a matrix twice."""
    kept = []
    for array in arrays:
        kept.append(next((a for a in kept if np.array_equal(a, array)), array))
    return kept


def in_single_precision(case: Case) -> Case:
    """Return the same case with its arrays of floats in float32."""
    floats = [isinstance(a, np.ndarray) and a.dtype.kind == "f" for a in case.arguments]
    arguments = [a.astype(np.float32) if is_float else a for a, is_float in zip(case.arguments, floats, strict=True)]
    return Case(tuple(arguments), case.sizes, case.why)


def single(function: Callable) -> Callable[..., Any]:
    """Return the same answer with its arrays of floats in float32."""
    return lambda *arguments: function(*in_single_precision(Case(arguments)).arguments)
