"""What the tests of all layers share: comparison with JAX and with finite differences."""

import functools

import numpy as np
from oracles import jax

from dlcourse.gradients.numerical import check_gradient
from dlcourse.layers.base import walk

SHAPES = [(5, 3), (2, 4), (1, 3), (1, 1)]  # N rows of some width; the last two a batch of one


def rows_away_from_kinks(rng, shape):
    """Normal numbers of which none is near 0."""
    x = rng.normal(size=shape)
    return np.sign(x) * (0.01 + np.abs(x))


def parts(layer):
    """The layer and those inside of it that learn."""
    return [each for each, _ in walk([layer]) if each.parameters()]


def shake(layer, rng):
    """Move everything learnt off its start, so that no gradient is tested where γ = 1 or b = 0 hide a slip."""
    for part in parts(layer):
        for array in part.parameters().values():
            array += 0.3 * rng.normal(size=array.shape)
    return layer


def parameters_of(layer):
    """What the layer and those inside of it learn: a list of dicts."""
    return [{name: array.copy() for name, array in part.parameters().items()} for part in parts(layer)]


def gradients_of(layer):
    return [{name: getattr(part, "d" + name) for name in part.parameter_names} for part in parts(layer)]


@functools.lru_cache(maxsize=32)
def _compiled(in_jax):
    """Output and gradients of in_jax(x, parameters), compiled once for each shape."""

    def output_and_gradients(x, parameters, dy):
        y, vjp = jax.vjp(in_jax, x, parameters)
        return y, *vjp(dy)

    return jax.jit(output_and_gradients)


def assert_equals_jax(layer, x, dy, in_jax, rtol=1e-9, atol=1e-13):
    """Output, ∂L/∂x and each ∂L/∂parameter equal those of in_jax(x, parameters)."""
    expected_y, expected_dx, expected = _compiled(in_jax)(x, parameters_of(layer), dy)
    np.testing.assert_allclose(layer.forward(x, training=True), expected_y, rtol=rtol, atol=atol)
    dx = layer.backward(dy)
    np.testing.assert_allclose(dx, expected_dx, rtol=rtol, atol=atol)
    for gradients, wanted in zip(gradients_of(layer), expected, strict=True):
        for name, gradient in gradients.items():
            np.testing.assert_allclose(gradient, wanted[name], rtol=rtol, atol=atol, err_msg=name)


def assert_matches_finite_differences(layer, x, dy, tolerance=1e-6):
    """∂L/∂x and each ∂L/∂parameter of L = Σ dy · y, in training, are what numbers say."""

    def loss_of_x(x):
        return np.sum(dy * layer.forward(x, training=True))

    loss_of_x(x)
    dx = layer.backward(dy)
    check = check_gradient(loss_of_x, dx, x, tolerance)
    assert check.passed, check
    for part in parts(layer):
        for name, array in part.parameters().items():
            loss_of_x(x)
            layer.backward(dy)
            gradient, start = getattr(part, "d" + name).copy(), array.copy()

            def loss(w, array=array):
                array[...] = w
                return loss_of_x(x)

            check = check_gradient(loss, gradient, start, tolerance)
            array[...] = start
            assert check.passed, (name, check)


def in_dtype(layer, dtype):
    """The layer with all its arrays in another dtype, as a model makes it."""
    for each, _ in walk([layer]):
        for name, array in (each.parameters() | each.state()).items():
            setattr(each, name, array.astype(dtype))
        for name in each.parameter_names:
            setattr(each, "d" + name, getattr(each, "d" + name).astype(dtype))
    return layer
