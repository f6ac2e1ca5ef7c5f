"""Whole networks of every kind of layer: 50 steps of SGD from equal weights move all weights as they do in Keras.

One wrong factor anywhere in a backward pass, one statistic updated too late, and the paths part.
"""

import numpy as np
import pytest
from oracles import jax, jnp, keras

from dlcourse import layers
from dlcourse.layers import BatchNormalization, Dense, Dropout, Flatten, PReLU, Residual, Tanh
from dlcourse.layers.base import walk
from dlcourse.losses import CategoricalCrossentropy, MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.regularizers import L1L2

pytestmark = pytest.mark.usefixtures("keras_in_float64")
STEPS, BATCH, RATE, SEED = 50, 8, 0.125, 7
IN_KERAS = {  # the class → what keras.layers.Activation takes
    "Linear": "linear",
    "ReLU": "relu",
    "LeakyReLU": lambda z: keras.activations.leaky_relu(z, negative_slope=0.3),
    "ELU": "elu",
    "SELU": "selu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "Softplus": "softplus",
    "GELU": lambda z: keras.activations.gelu(z, approximate=True),
    "Swish": "swish",
}


class Masks(np.random.Generator):
    """A Generator whose draws are known beforehand, so that two libraries drop the same units."""

    def __init__(self, draws):
        super().__init__(np.random.PCG64(0))
        self.draws = iter(draws)

    def random(self, size):
        draw = next(self.draws)
        assert draw.shape == tuple(size)
        return draw


def twin_of(layer, x):
    """The same layer in Keras, applied to the Keras tensor x."""
    if isinstance(layer, Dense):
        regularizer = layer.kernel_regularizer
        penalty = regularizer and keras.regularizers.L1L2(regularizer.l1, regularizer.l2)
        return keras.layers.Dense(layer.units, use_bias=layer.use_bias, kernel_regularizer=penalty)(x)
    if isinstance(layer, BatchNormalization):
        return keras.layers.BatchNormalization(momentum=layer.momentum, epsilon=layer.epsilon)(x)
    if isinstance(layer, PReLU):
        return keras.layers.PReLU()(x)
    if isinstance(layer, Dropout):
        return keras.layers.Dropout(layer.rate, seed=SEED)(x)
    if isinstance(layer, Flatten):
        return keras.layers.Flatten()(x)
    if isinstance(layer, Residual):
        f = x
        for inner in layer.layers:
            f = twin_of(inner, f)
        return keras.layers.Add()([x, f])
    return keras.layers.Activation(IN_KERAS[layer.name])(x)


def twin_model(model, input_shape):
    """The same network in Keras with the same weights."""
    x = y = keras.Input(input_shape)
    for layer in model.layers:
        y = twin_of(layer, y)
    twin = keras.Model(x, y)
    ours = [array for layer, _ in walk(model.layers) for array in layer.parameters().values()]
    for variable, array in zip(twin.trainable_variables, ours, strict=True):
        variable.assign(array.copy())  # JAX may share the memory it is given
    return twin


def masks_of_keras(rate, width):
    """What a Dropout layer of Keras keeps in the first STEPS batches: 1 kept, 0 dropped."""
    layer = keras.layers.Dropout(rate, seed=SEED)
    ones = np.ones((BATCH, width))
    return [np.sign(np.array(layer(ones, training=True).tolist())) for _ in range(STEPS)]


def data(rng, input_shape=(4,), classes=3):
    """STEPS batches, each another one: x (STEPS, BATCH, …) and one-hot y (STEPS, BATCH, classes)."""
    x = rng.normal(size=(STEPS, BATCH, *input_shape))
    return x, np.eye(classes)[rng.integers(0, classes, (STEPS, BATCH))]


def our_path(model, x, y):
    """All parameters after each step, (STEPS, P), and each step's loss."""
    path, losses = [], []
    for batch in zip(x, y, strict=True):
        losses.append(model.train_step(*batch))
        path.append(model.parameters.copy())
    return np.array(path), np.array(losses)


def their_path(twin, loss, x, y):
    """The same by Keras's layers and losses, JAX's gradients and w ← w − ηg; and what is kept unlearnt at the end."""

    def step(state, batch):
        weights, kept = state

        def objective(weights):
            y_pred, new_kept, penalties = twin.stateless_call(
                weights, kept, batch[0], training=True, return_losses=True
            )
            return loss(batch[1], y_pred) + sum(penalties), new_kept

        (value, kept), gradients = jax.value_and_grad(objective, has_aux=True)(weights)
        weights = [w - RATE * g for w, g in zip(weights, gradients, strict=True)]
        return (weights, kept), (jnp.concatenate([jnp.ravel(w) for w in weights]), value)

    start = tuple(
        [variable.value for variable in each] for each in (twin.trainable_variables, twin.non_trainable_variables)
    )
    (_, kept), (path, losses) = jax.jit(lambda start, x, y: jax.lax.scan(step, start, (x, y)))(start, x, y)
    return np.asarray(path), np.asarray(losses), kept


def assert_same_path(ours, theirs, start):
    """At no step a weight is further from its twin than 1e-8 of the longest way it ever goes from its start."""
    travel = np.abs(theirs - start).max(axis=0)
    assert np.median(travel) > 1e-2, "the network stood still: nothing was compared"
    assert (np.abs(ours - theirs).max(axis=0) <= 1e-8 * np.minimum(travel, 1) + 1e-14).all()


def compare(model, x, y, in_keras):
    start = model.parameters.copy()
    twin = twin_model(model, x.shape[2:])
    path, losses = our_path(model, x, y)
    expected, expected_losses, kept = their_path(twin, in_keras, x, y)
    assert_same_path(path, expected, start)
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-8)
    return kept


def network(middle, rng, width=6):
    """Dense, the layers in question, Dense, with softmax and cross-entropy."""
    model = Sequential([Dense(4, width, rng), *middle, Dense(width, 3, rng)], np.float64)
    model.compile(SGD(RATE), CategoricalCrossentropy(from_logits=True))
    model.parameters += 0.1 * rng.normal(size=model.parameters.size)
    return model


IN_THE_MIDDLE = {
    "Dense": lambda rng: [Tanh(), Dense(6, 6, rng)],
    "Dense without bias": lambda rng: [Dense(6, 6, rng, use_bias=False), Tanh()],
    "Dense with penalties": lambda rng: [Dense(6, 6, rng, kernel_regularizer=L1L2(0.001, 0.01)), Tanh()],
    "PReLU": lambda rng: [PReLU(6)],
    "Dropout of nothing": lambda rng: [Tanh(), Dropout(0, rng)],
    "Residual": lambda rng: [Residual([Tanh(), Dense(6, 8, rng), Tanh(), Dense(8, 6, rng)])],
    "Residual in a Residual": lambda rng: [Residual([Residual([Dense(6, 6, rng), Tanh()]), PReLU(6)])],
    **{name: lambda rng, name=name: [getattr(layers, name)()] for name in IN_KERAS},
}


def test_every_layer_is_in_a_network_here():
    alone = {"BatchNormalization", "Dropout", "Flatten"}  # in tests of their own below
    assert {*IN_THE_MIDDLE, *alone} >= set(layers.__all__) - {"Layer", "Activation"}  # an Activation has a class, too


@pytest.mark.parametrize("name", IN_THE_MIDDLE)
def test_a_network_takes_the_path_of_its_twin_in_keras(name):
    rng = np.random.default_rng(0)
    model = network(IN_THE_MIDDLE[name](rng), rng)
    compare(model, *data(rng), keras.losses.CategoricalCrossentropy(from_logits=True))


@pytest.mark.parametrize("momentum", [0.99, 0.6])
def test_batch_normalization_takes_the_same_path_and_ends_with_the_same_running_statistics(momentum):
    rng = np.random.default_rng(1)
    layer = BatchNormalization(6, momentum)
    model = network([layer, Tanh()], rng)
    x, y = data(rng)
    kept = compare(model, x, y, keras.losses.CategoricalCrossentropy(from_logits=True))
    for ours, theirs in zip((layer.moving_mean, layer.moving_variance), kept, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-8)


def test_dropout_takes_the_same_path_where_the_same_units_are_dropped():
    rng = np.random.default_rng(2)
    masks = masks_of_keras(0.3, 6)
    assert 0.2 < 1 - np.mean(masks) < 0.4
    model = network([Tanh(), Dropout(0.3, Masks(masks))], rng)
    compare(model, *data(rng), keras.losses.CategoricalCrossentropy(from_logits=True))


def test_all_kinds_of_layers_together_on_pictures_with_the_mean_squared_error():
    rng = np.random.default_rng(3)
    model = Sequential(
        [
            Flatten(),
            Dense(6, 8, rng, use_bias=False),
            BatchNormalization(8),
            layers.ReLU(),
            Residual([Dense(8, 8, rng), BatchNormalization(8), PReLU(8)]),
            Dropout(0.4, Masks(masks_of_keras(0.4, 8))),
            Dense(8, 3, rng, kernel_regularizer=L1L2(0, 0.01)),
            layers.Softmax(),
        ],
        np.float64,
    ).compile(SGD(RATE), MeanSquaredError())
    x, y = data(rng, (2, 3))
    kept = compare(model, x, 5 * y, keras.losses.MeanSquaredError())
    state = [array for layer, _ in walk(model.layers) for array in layer.state().values()]
    for ours, theirs in zip(state, kept, strict=False):  # Keras keeps Dropout's seed there too
        np.testing.assert_allclose(ours, theirs, rtol=1e-8)


def test_the_training_loop_of_keras_itself_takes_the_same_path():
    rng = np.random.default_rng(4)
    model = network([BatchNormalization(6), Tanh(), Residual([Dense(6, 6, rng), PReLU(6)])], rng)
    model.compile(SGD(RATE, momentum=0.5, nesterov=True), CategoricalCrossentropy(from_logits=True))
    start = model.parameters.copy()
    twin = twin_model(model, (4,))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    twin.compile(keras.optimizers.SGD(RATE, momentum=0.5, nesterov=True), loss)
    x, y = data(rng)
    path, _ = our_path(model, x, y)
    expected = []
    for batch in zip(x, y, strict=True):
        twin.train_on_batch(*batch)
        expected.append(np.concatenate([np.ravel(np.asarray(v.value)) for v in twin.trainable_variables]))
    assert_same_path(path, np.array(expected), start)
