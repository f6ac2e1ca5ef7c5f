"""Random weights of a given standard deviation, in right ways and in wrong ones."""

import math

import numpy as np


def glorot_deviation(fan_in, units):
    """√(2/(fan_in + units))."""
    return math.sqrt(2 / (fan_in + units))


def he_deviation(fan_in, units):
    """√(2/fan_in)."""
    return math.sqrt(2 / fan_in)


def scheme(deviation, limit=None, uniform=None, normal=None):
    """A version with another deviation and limit, or another way of drawing."""
    limit = limit or (lambda fan_in, units: math.sqrt(3) * deviation(fan_in, units))
    uniform = uniform or (lambda rng, limit, shape: rng.uniform(-limit, limit, shape))
    normal = normal or (lambda rng, deviation, shape: rng.normal(0, deviation, shape))

    def weights(fan_in, units, distribution, rng):
        if distribution == "normal":
            return normal(rng, deviation(fan_in, units), (fan_in, units))
        return uniform(rng, limit(fan_in, units), (fan_in, units))

    return weights


def with_own_generator(right, *seed):
    """A wrong version: the right weights, from a generator of its own."""
    return lambda fan_in, units, distribution, rng: right(fan_in, units, distribution, np.random.default_rng(*seed))


def never_uniform(right):
    """A wrong version: normal weights, whatever was asked for."""
    return lambda fan_in, units, distribution, rng: right(fan_in, units, "normal", rng)


def one_by_one(right_deviation):
    """A right version: numbers drawn one by one or row by row; lists."""

    def weights(fan_in, units, distribution, rng):
        deviation = right_deviation(fan_in, units)
        if distribution == "normal":
            return [[deviation * value for value in rng.standard_normal(units)] for _ in range(fan_in)]
        limit = deviation * math.sqrt(3)
        return [[limit * (2 * value - 1) for value in rng.random(units)] for _ in range(fan_in)]

    return weights


def without_tails(right_deviation):
    """A right version: normal weights cut off at two deviations and widened again, as Keras does; in Fortran order."""

    def weights(fan_in, units, distribution, rng):
        deviation = right_deviation(fan_in, units)
        if distribution == "uniform":
            limit = (12 * deviation**2) ** 0.5
            return (limit * (rng.random((units, fan_in)) - 0.5)).T
        values = rng.standard_normal(4 * fan_in * units)
        kept = values[np.abs(values) < 2][: fan_in * units]
        return (kept * deviation / 0.87962566).reshape(units, fan_in).T

    return weights


def in_single_precision(right_deviation):
    """A right version in float32."""

    def weights(fan_in, units, distribution, rng):
        deviation = np.float32(right_deviation(fan_in, units))
        if distribution == "normal":
            return rng.standard_normal((fan_in, units), dtype=np.float32) * deviation
        return (2 * rng.random((fan_in, units), dtype=np.float32) - 1) * np.float32(3**0.5) * deviation

    return weights
