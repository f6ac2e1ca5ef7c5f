"""A whole Sequential on a stand-in for a GPU: the numbers of every step are NumPy's, and nothing leaves the device."""

import numpy as np
import pytest
from fake_device import FakeDeviceArray, to_device, to_host
from layer_checks import on_device

from dlcourse import layers
from dlcourse.callbacks import EarlyStopping, Recorder
from dlcourse.layers import BatchNormalization, Dense, Dropout, Flatten, PReLU, Residual
from dlcourse.layers.base import walk
from dlcourse.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from dlcourse.metrics import accuracy
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop
from dlcourse.preprocessing import one_hot
from dlcourse.regularizers import L1L2

OPTIMIZERS = [
    lambda: SGD(0.1, momentum=0.9, nesterov=True),
    Adagrad,
    lambda: Adadelta(convention="paper"),
    RMSprop,
    lambda: Adam(0.01, global_clipnorm=0.5),
    AdamW,
    lambda: Nadam(clipvalue=0.1, convention="paper"),
]
ACTIVATIONS = ("ReLU", "LeakyReLU", "ELU", "SELU", "Sigmoid", "Tanh", "Softplus", "GELU", "Swish", "Linear", "Softmax")


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


def trained(model, x, y, callbacks=(), labels=False, optimizer=lambda: Adam(0.01)):
    loss = (SparseCategoricalCrossentropy if labels else CategoricalCrossentropy)(from_logits=True)
    model.compile(optimizer(), loss, [accuracy])
    rng = np.random.default_rng(2)
    return model.fit(x, y, 4, 6, rng=rng, callbacks=callbacks, validation_split=0.2, verbose=False)


def assert_same_numbers(there, here):
    """Parameters, gradients and running statistics, to the bit."""
    np.testing.assert_array_equal(to_host(there.parameters), here.parameters)
    np.testing.assert_array_equal(to_host(there.gradients), here.gradients)
    for moved, kept in zip(walk(there.layers), walk(here.layers), strict=True):
        for name, array in kept[0].state().items():
            np.testing.assert_array_equal(to_host(moved[0].state()[name]), array)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_of_every_kind_of_layer_trains_to_the_numbers_of_numpy(optimizer, dtype):
    x, y = data()
    here = Sequential(layers_of_each_kind(), dtype)
    there = Sequential(layers_of_each_kind(), dtype, like=to_device(0.0))
    start = here.parameters.copy()
    histories = (
        trained(there, to_device(x), to_device(y), optimizer=optimizer),
        trained(here, x, y, optimizer=optimizer),
    )
    assert histories[0] == histories[1]
    assert np.abs(here.parameters - start).max() > 1e-3  # it moved
    assert_same_numbers(there, here)
    np.testing.assert_array_equal(to_host(there.predict(to_device(x))), here.predict(x))
    assert there.evaluate(to_device(x), to_device(y)) == here.evaluate(x, y)


def test_the_table_above_names_every_layer():
    kinds = {type(layer) for layer, _ in walk(layers_of_each_kind())}
    assert kinds == {getattr(layers, name) for name in layers.__all__ if name not in ("Layer", "Activation")}


def test_all_that_a_model_on_a_device_keeps_is_on_the_device():
    model = Sequential(layers_of_each_kind(), like=to_device(0.0))
    trained(model, *map(to_device, data()))
    arrays = [model.parameters, model.gradients, *model.optimizer.slots.values()]
    for layer, _ in walk(model.layers):
        arrays += [*layer.parameters().values(), *layer.state().values()]
        arrays += [value for value in vars(layer).values() if hasattr(value, "shape")]
        for name in layer.parameter_names:
            assert getattr(layer, name)._host.base is not None  # a view into the flat vector, not a copy
    assert {type(array) for array in arrays} == {FakeDeviceArray}


def test_a_model_is_made_where_its_layers_arrays_are():
    x, y = data()
    there = Sequential([on_device(layer) for layer in layers_of_each_kind()])
    here = Sequential(layers_of_each_kind())
    trained(there, to_device(x), to_device(y))
    trained(here, x, y)
    assert_same_numbers(there, here)


@pytest.mark.parametrize("labels", [False, True])
def test_rows_and_labels_given_on_the_host_are_brought_to_the_model(labels):
    x, y = data(labels)
    there, here = Sequential(layers_of_each_kind(), like=to_device(0.0)), Sequential(layers_of_each_kind())
    assert trained(there, x.tolist(), y, labels=labels) == trained(here, x, y, labels=labels)
    assert_same_numbers(there, here)


def test_early_stopping_and_the_recorder_work_on_a_device():
    x, y = data()
    there, here = Sequential(layers_of_each_kind(), like=to_device(0.0)), Sequential(layers_of_each_kind())
    recorders = []
    for model in (there, here):
        recorders.append(Recorder(x, y))
        trained(model, x, y, [recorders[-1], EarlyStopping(patience=1, min_delta=1, restore_best_weights=True)])
    assert recorders[0].activations == recorders[1].activations
    assert recorders[0].gradients == recorders[1].gradients
    np.testing.assert_array_equal(to_host(there.parameters), here.parameters)


def test_a_model_without_parameters_runs_on_a_device():
    model = Sequential([layers.ReLU()], np.float64, like=to_device(0.0))
    np.testing.assert_array_equal(to_host(model.predict([[-1.0, 2]])), [[0, 2]])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_on_a_device_raises_as_on_the_host(bad):
    model = Sequential([layers.ReLU()], like=to_device(0.0))
    with pytest.raises(ValueError, match=r"x: expected finite numbers\. Received: 1 NaN or infinite of 2"):
        model.predict(to_device([[1.0, bad]]))


def test_an_array_on_a_device_does_not_come_to_a_model_on_the_host_by_itself():
    with pytest.raises(TypeError, match="a device array does not become a NumPy array by itself"):
        Sequential([layers.ReLU()]).predict(to_device([[1.0]]))
