"""Residual blocks, Flatten, and layers inside of others in a model: shapes, flat vectors, who needs ∂L/∂x, summary."""

import numpy as np
import pytest
from layer_checks import SHAPES, assert_equals_jax, assert_matches_finite_differences, shake
from oracles import jax, jnp

from dlcourse.initializers import zeros
from dlcourse.layers import BatchNormalization, Dense, Dropout, Flatten, PReLU, ReLU, Residual, Sigmoid, Tanh
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD


def block(width=3, seed=0):
    """x + F(x), F = Dense-Tanh-Dense, off its start."""
    rng = np.random.default_rng(seed)
    return shake(Residual([Dense(width, 5, rng), Tanh(), Dense(5, width, rng)]), rng), rng


def in_jax(x, parameters):
    first, second = parameters
    return x + jnp.tanh(x @ first["W"] + first["b"]) @ second["W"] + second["b"]


# Residual


@pytest.mark.parametrize(("rows", "width"), SHAPES)
def test_a_residual_block_equals_jax_and_finite_differences(rows, width):
    layer, rng = block(width)
    x, dy = rng.normal(size=(rows, width)), rng.normal(size=(rows, width))
    assert_equals_jax(layer, x, dy, in_jax)
    assert_matches_finite_differences(layer, x, dy)


def test_a_block_that_computes_nothing_passes_x_and_the_gradient_on():
    layer = Residual([Dense(3, 3, None, zeros)])
    x, dy = np.arange(6.0).reshape(2, 3), np.array([[1.0, -2, 3], [0.5, 7, -1]])
    np.testing.assert_array_equal(layer.forward(x, True), x)
    np.testing.assert_array_equal(layer.backward(dy), dy)


def test_the_block_adds_the_upstream_gradient_to_that_of_its_layers():
    layer, rng = block()
    x, dy = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    layer.forward(x, True)
    dx, inner = layer.backward(dy), dy
    for each in reversed(layer.layers):
        inner = each.backward(inner)
    np.testing.assert_allclose(dx, dy + inner, rtol=1e-14)


def test_the_gradient_survives_thirty_blocks_and_not_thirty_plain_layers():
    def first_gradient(wrap):
        rng = np.random.default_rng(0)
        layers = [each for _ in range(30) for each in wrap([Dense(4, 4, rng), Sigmoid()])]
        model = Sequential([Dense(4, 4, rng), *layers], np.float64).compile(SGD(), MeanSquaredError())
        model.loss_and_gradient(rng.normal(size=(8, 4)), rng.normal(size=(8, 4)))
        return np.abs(model.layers[0].dW).max()

    assert first_gradient(lambda pair: pair) < 1e-12
    assert first_gradient(lambda pair: [Residual(pair)]) > 1e-3


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (lambda rng: [], r"Residual: expected at least one layer. Received: \[\]"),
        (lambda rng: [Dense(4, 5, rng)], "Residual: expected layers that return their input's width, 4. Received: 5"),
        (lambda rng: [ReLU(), Dense(4, 8, rng), Dense(8, 5, rng)], "their input's width, 4. Received: 5"),
        (lambda rng: [Dense(4, 5, rng), Dense(6, 4, rng)], r"Dense\(6, 4\): expected an input of width 6. Received: 5"),
        (lambda rng: [Residual([Dense(4, 4, rng)]), Dense(5, 5, rng)], "expected an input of width 5. Received: 4"),
        (lambda rng: [PReLU(4), Dense(4, 3, rng)], "their input's width, 4. Received: 3"),
        (lambda rng: [ReLU()] * 2, "Residual: expected each layer once"),
    ],
)
def test_layers_that_do_not_fit_are_refused_when_the_block_is_made(layers, message):
    with pytest.raises(ValueError, match=message):
        Residual(layers(np.random.default_rng(0)))


def test_a_block_in_a_network_of_another_width_is_refused_when_the_network_is_made():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"Residual: expected an input of width 3\. Received: 4"):
        Sequential([Dense(2, 4, rng), Residual([Dense(3, 3, rng)])])
    with pytest.raises(ValueError, match=r"Residual: expected layers that return their input's width, \(N, 2, 3\)"):
        Sequential([Residual([Flatten()]), Dense(6, 1, rng)]).predict(np.ones((1, 2, 3)))


# Flatten


@pytest.mark.parametrize("shape", [(2, 3, 4), (1, 2, 2, 2), (3, 5), (4,), (0, 2, 3)])
def test_flatten_lays_each_row_out_and_folds_the_gradient_back(shape):
    x = np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape)
    layer = Flatten()
    y = layer.forward(x, training=True)
    assert y.shape == (shape[0], int(np.prod(shape[1:])))
    for row, flat in zip(x, y, strict=True):
        np.testing.assert_array_equal(np.ravel(row), flat)
    np.testing.assert_array_equal(layer.backward(y), x)


def test_a_network_reads_pictures_through_flatten():
    rng = np.random.default_rng(0)
    dense = Dense(6, 2, rng)
    model = Sequential([Flatten(), dense], np.float64).compile(SGD(0.1), MeanSquaredError())
    pictures, y = rng.normal(size=(5, 2, 3)), rng.normal(size=(5, 2))
    np.testing.assert_array_equal(model.predict(pictures), pictures.reshape(5, 6) @ dense.W + dense.b)
    losses = model.fit(pictures, y, epochs=20, verbose=False).history["loss"]
    assert losses[-1] < losses[0]
    with pytest.raises(ValueError, match=r"Dense\(6, 2\): expected an input of width 6. Received: 4"):
        model.predict(np.ones((1, 2, 2)))


def test_pictures_without_flatten_are_refused():
    model = Sequential([Dense(6, 2, np.random.default_rng(0))])
    with pytest.raises(ValueError, match=r"expected an input of width 6. Received: \(N, 2, 3\)"):
        model.predict(np.ones((5, 2, 3)))


# Layers inside of layers, in a model


def nested(dtype=np.float64):
    rng = np.random.default_rng(0)
    inner = Residual([BatchNormalization(4), PReLU(4), Dense(4, 4, rng, use_bias=False)])
    return Sequential([Dense(3, 4, rng), Residual([inner, Tanh()]), Dense(4, 2, rng)], dtype)


def test_a_model_gathers_what_layers_inside_of_layers_learn():
    model = nested()
    normalization, prelu, dense = model.layers[1].layers[0].layers
    assert model.parameters.size == (3 * 4 + 4) + (4 + 4) + 4 + 4 * 4 + (4 * 2 + 2)
    for array in (normalization.gamma, normalization.beta, prelu.alpha, dense.W):
        assert np.shares_memory(array, model.parameters)
    for array in (normalization.dgamma, normalization.dbeta, prelu.dalpha, dense.dW):
        assert np.shares_memory(array, model.gradients)


def test_the_flat_gradient_of_a_nested_model_equals_finite_differences_along_random_directions():
    model, rng = nested(), np.random.default_rng(1)
    model.compile(SGD(0.1), MeanSquaredError())
    x, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    _, gradient = model.loss_and_gradient(x, y)
    start = model.parameters.copy()

    def loss(parameters):
        model.parameters[:] = parameters
        return model.loss_and_gradient(x, y)[0]

    for _ in range(5):
        direction = rng.normal(size=start.size)
        slope = (loss(start + 1e-6 * direction) - loss(start - 1e-6 * direction)) / 2e-6
        assert gradient @ direction == pytest.approx(slope, rel=1e-6)


def test_one_layer_inside_two_others_is_refused():
    shared = Dense(3, 3, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"expected each layer once. Received: \['Residual', 'Dense', 'Dense'\]"):
        Sequential([Residual([shared]), shared])


@pytest.mark.parametrize(
    "front",
    [
        lambda rng: [],
        lambda rng: [Flatten(), Dropout(0, rng)],
        lambda rng: [Residual([Dense(3, 3, rng), Tanh()])],
        lambda rng: [Tanh(), Residual([Tanh(), Residual([Tanh(), Dense(3, 3, rng)])])],
        lambda rng: [BatchNormalization(3), ReLU()],
        lambda rng: [PReLU(3)],
    ],
)
def test_only_the_first_part_that_learns_skips_the_gradient_of_its_input(front):
    """All gradients are right, whatever stands before the first layer that learns."""
    rng = np.random.default_rng(0)
    model = Sequential([*front(rng), Dense(3, 2, rng)], np.float64).compile(SGD(0.1), MeanSquaredError())
    skipping = [layer for layer in model._all_layers if not layer.needs_dx]
    assert len(skipping) == 1
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    _, gradient = model.loss_and_gradient(x, y)
    skipping[0].needs_dx = True
    np.testing.assert_array_equal(model.loss_and_gradient(x, y)[1], gradient)
    assert gradient.all()


def test_summary_shows_shapes_indents_what_is_inside_and_counts_both_kinds_of_numbers():
    assert nested().summary().splitlines() == [
        "layer                   output  non-trainable  trainable",
        "Dense                   (N, 4)              0         16",
        "Residual                (N, 4)              8         28",
        "  Residual              (N, 4)              8         28",
        "    BatchNormalization  (N, 4)              8          8",
        "    PReLU               (N, 4)              0          4",
        "    Dense               (N, 4)              0         16",
        "  Tanh                  (N, 4)              0          0",
        "Dense                   (N, 2)              0         10",
        "total                                       8         54",
    ]


def test_summary_knows_the_shapes_before_the_first_dense_when_told_the_inputs():
    model = Sequential([ReLU(), Flatten(), Dense(6, 1, np.random.default_rng(0))])
    assert "(N, …)" in model.summary()
    assert "(N, 2, 3)" in model.summary((2, 3))
    with pytest.raises(ValueError, match=r"expected an input of width 6. Received: 4"):
        model.summary((2, 2))


def test_jax_agrees_with_a_whole_nested_network():
    model, rng = nested(), np.random.default_rng(3)
    model.parameters += 0.1 * rng.normal(size=model.parameters.size)
    model.compile(SGD(0.1), MeanSquaredError())
    x, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))

    def loss(flat):
        W1, b1, gamma, beta, alpha, W2, W3, b3 = jnp.split(flat, np.cumsum([12, 4, 4, 4, 4, 16, 8]))
        z = x @ W1.reshape(3, 4) + b1
        normal = (z - z.mean(axis=0)) / jnp.sqrt(z.var(axis=0) + 1e-3) * gamma + beta
        inner = z + jnp.where(normal > 0, normal, alpha * normal) @ W2.reshape(4, 4)
        return jnp.mean((y - ((z + jnp.tanh(inner)) @ W3.reshape(4, 2) + b3)) ** 2)

    expected, gradient = jax.value_and_grad(loss)(jnp.asarray(model.parameters))
    ours = model.loss_and_gradient(x, y)
    assert ours[0] == pytest.approx(float(expected), rel=1e-12)
    np.testing.assert_allclose(ours[1], gradient, rtol=1e-9, atol=1e-13)
