"""What the tests of models on a device share: a network of every kind of layer, rows for it, and one way to train."""

import numpy as np

from dlcourse import layers
from dlcourse.layers import BatchNormalization, Dense, Dropout, Flatten, PReLU, ReLU, Residual
from dlcourse.layers.base import walk
from dlcourse.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from dlcourse.metrics import accuracy
from dlcourse.model import Sequential
from dlcourse.optimizers import Adam
from dlcourse.preprocessing import one_hot
from dlcourse.regularizers import L1L2

ACTIVATIONS = ("ReLU", "LeakyReLU", "ELU", "SELU", "Sigmoid", "Tanh", "Softplus", "GELU", "Swish", "Linear", "Softmax")
# Twelve layers of activations in float32 multiply the rounding of each; of two layers 10⁻⁵ is asked.
DEEP = {np.dtype(np.float32): 1e-3, np.dtype(np.float64): 1e-10}


def layers_of_each_kind():
    rng = np.random.default_rng(0)
    block = Residual([Dense(6, 6, rng, use_bias=False), BatchNormalization(6, momentum=0.5), PReLU(6)])
    middle = [each for name in ACTIVATIONS for each in (getattr(layers, name)(), Dense(6, 6, rng))]
    first = Dense(4, 6, rng, kernel_regularizer=L1L2(0.001, 0.01))
    return [Flatten(), first, block, Dropout(0.3, rng), *middle, Dense(6, 3, rng)]


def data(labels=False):
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(20, 2, 2)), rng.integers(0, 3, 20)
    return x, y if labels else one_hot(y, 3)


def compiled(model, optimizer=lambda: Adam(0.01), labels=False):
    loss = (SparseCategoricalCrossentropy if labels else CategoricalCrossentropy)(from_logits=True)
    return model.compile(optimizer(), loss, [accuracy])


def trained(model, x, y, callbacks=(), epochs=4, **run):
    rng = np.random.default_rng(2)
    return model.fit(x, y, epochs, 6, rng=rng, callbacks=callbacks, validation_split=0.2, verbose=False, **run)


def small(rng, dtype=np.float32):
    """Two layers for the small digits, with a drop between them."""
    return Sequential([Dense(64, 32, rng), ReLU(), Dropout(0.2, rng), Dense(32, 10, rng)], dtype)


def assert_same_model(device, there, here, tolerance=None):
    """Parameters, gradients, running statistics and the optimizer's slots."""
    device.assert_same(there.parameters, here.parameters, tolerance)
    device.assert_same(there.gradients, here.gradients, tolerance)
    for moved, kept in zip(walk(there.layers), walk(here.layers), strict=True):
        for name, array in kept[0].state().items():
            device.assert_same(moved[0].state()[name], array, tolerance)
    for name, values in ((here.optimizer and here.optimizer.slots) or {}).items():
        device.assert_same(there.optimizer.slots[name], values, tolerance)


def assert_same_history(device, there, here, tolerance=None):
    assert there.history.keys() == here.history.keys()
    for name, values in here.history.items():
        for moved, kept in zip(there.history[name], values, strict=True):
            device.assert_same_number(moved, kept, tolerance or 1e-10)
