"""Initial weights W (fan_in, units), drawn from a numpy Generator given by the caller.

    name            W                          for
    zeros, ones     0, 1                       a bias, γ; never a hidden layer's W
    glorot_normal   N(0, 2/(fan_in + units))   tanh and linear layers, softmax's scores
    glorot_uniform  the same variance          the default of Dense
    he_normal       N(0, 2/fan_in)             ReLU and its relatives
    he_uniform      the same variance
    lecun_normal    N(0, 1/fan_in)             SELU; often wrongly called Xavier
    lecun_uniform   the same variance

The uniform distribution on (−l, l) has the variance l²/3, so l = √(3 · variance). `constant(value)`,
`random_normal(stddev)` and `random_uniform(limit)` make an initializer from a number. The normal distributions are not
truncated: Keras truncates them at two standard deviations (and widens σ so that the variance is as above). All weights
are float64. Each raises ValueError if fan_in or units is not a whole number of at least 1, and, if it draws, TypeError
if `rng` is not a numpy Generator.
"""

import math
from collections.abc import Callable
from functools import wraps

import numpy as np

from dlcourse._validation import AT_LEAST_0, FINITE, require_generator, require_number, require_whole_number


def _takes_fans(initializer):
    """Wrap an initializer to raise ValueError unless fan_in and units are whole numbers of at least 1."""

    @wraps(initializer)
    def with_fans(fan_in, units, rng=None):
        fan_in, units = require_whole_number(fan_in, "fan_in", 1), require_whole_number(units, "units", 1)
        return initializer(fan_in, units, rng)

    return with_fans


@_takes_fans
def zeros(fan_in: int, units: int, rng: np.random.Generator | None = None) -> np.ndarray:  # noqa: ARG001 - all initializers have one signature
    """W = 0: right for a bias, wrong for a hidden layer (its units would stay equal for ever)."""
    return np.zeros((fan_in, units))


@_takes_fans
def ones(fan_in: int, units: int, rng: np.random.Generator | None = None) -> np.ndarray:  # noqa: ARG001
    """W = 1: as wrong for a hidden layer as 0."""
    return np.ones((fan_in, units))


def constant(value: float) -> Callable[..., np.ndarray]:
    """Return an initializer with W = value."""
    value = require_number(value, "constant: value", FINITE)

    @_takes_fans
    def initializer(fan_in, units, rng=None):  # noqa: ARG001
        return np.full((fan_in, units), value)

    return initializer


def random_normal(stddev: float = 0.05) -> Callable[..., np.ndarray]:
    """Return an initializer with W ~ N(0, stddev²) for any fan_in and units; the default is Keras'."""
    stddev = require_number(stddev, "random_normal: stddev", AT_LEAST_0)

    @_takes_fans
    def initializer(fan_in, units, rng):
        return normal(stddev, fan_in, units, rng)

    return initializer


def random_uniform(limit: float = 0.05) -> Callable[..., np.ndarray]:
    """Return an initializer with W ~ U(−limit, limit) for any fan_in and units; the default is Keras'."""
    limit = require_number(limit, "random_uniform: limit", AT_LEAST_0)

    @_takes_fans
    def initializer(fan_in, units, rng):
        return uniform(limit, fan_in, units, rng)

    return initializer


@_takes_fans
def glorot_normal(fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ N(0, σ²), σ = √(2 / (fan_in + units)): for activations of slope 1 around 0 (Glorot and Bengio 2010, eq. 12).

    Such are tanh and the identity (scores before a softmax). Sigmoid is not: its slope is 1/4 at most, its mean not 0.
    Shape (fan_in, units), float64. Raises ValueError if fan_in or units is not a whole number of at least 1, TypeError
    if `rng` is not a numpy Generator.
    """
    return normal(math.sqrt(2 / (fan_in + units)), fan_in, units, rng)


@_takes_fans
def glorot_uniform(fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ U(−l, l), l = √(6 / (fan_in + units)): for activations of slope 1 around 0 (Glorot and Bengio 2010, eq. 16).

    Such are tanh and the identity (scores before a softmax). Sigmoid is not: its slope is 1/4 at most, its mean not 0.
    Shape (fan_in, units), float64. Raises ValueError if fan_in or units is not a whole number of at least 1, TypeError
    if `rng` is not a numpy Generator.
    """
    return uniform(math.sqrt(6 / (fan_in + units)), fan_in, units, rng)


@_takes_fans
def he_normal(fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ N(0, σ²), σ = √(2 / fan_in): for ReLU, which halves the mean square (He et al. 2015, eq. 10).

    Shape (fan_in, units), float64. Raises ValueError if fan_in or units is not a whole number of at least 1, TypeError
    if `rng` is not a numpy Generator.
    """
    return normal(math.sqrt(2 / fan_in), fan_in, units, rng)


@_takes_fans
def he_uniform(fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ U(−l, l), l = √(6 / fan_in): the variance of `he_normal`.

    Shape (fan_in, units), float64. Raises ValueError if fan_in or units is not a whole number of at least 1, TypeError
    if `rng` is not a numpy Generator.
    """
    return uniform(math.sqrt(6 / fan_in), fan_in, units, rng)


@_takes_fans
def lecun_normal(fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ N(0, σ²), σ = √(1 / fan_in): a sum over the inputs keeps their variance (LeCun et al. 1998, eq. 16).

    Shape (fan_in, units), float64. Raises ValueError if fan_in or units is not a whole number of at least 1, TypeError
    if `rng` is not a numpy Generator.
    """
    return normal(math.sqrt(1 / fan_in), fan_in, units, rng)


@_takes_fans
def lecun_uniform(fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ U(−l, l), l = √(3 / fan_in): the variance of `lecun_normal`.

    Shape (fan_in, units), float64. Raises ValueError if fan_in or units is not a whole number of at least 1, TypeError
    if `rng` is not a numpy Generator.
    """
    return uniform(math.sqrt(3 / fan_in), fan_in, units, rng)


def normal(stddev: float, fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ N(0, stddev²)."""
    require_generator(rng)
    return rng.normal(0, stddev, (fan_in, units))


def uniform(limit: float, fan_in: int, units: int, rng: np.random.Generator) -> np.ndarray:
    """W ~ U(−limit, limit)."""
    require_generator(rng)
    return rng.uniform(-limit, limit, (fan_in, units))
