"""A whole Sequential on a device: the numbers of every step are NumPy's, and nothing leaves the device."""

import numpy as np
import pytest
from device_runs import (
    DEEP,
    assert_same_history,
    assert_same_model,
    compiled,
    data,
    layers_of_each_kind,
    small,
    trained,
)
from fake_device import FakeDeviceArray, to_device

from dlcourse import layers
from dlcourse.data import load_digits
from dlcourse.layers.base import walk
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop
from dlcourse.preprocessing import one_hot
from dlcourse.training.callbacks import EarlyStopping, Recorder

OPTIMIZERS = [
    lambda: SGD(0.1, momentum=0.9, nesterov=True),
    Adagrad,
    lambda: Adadelta(convention="paper"),
    RMSprop,
    lambda: Adam(0.01, global_clipnorm=0.5),
    AdamW,
    lambda: Nadam(clipvalue=0.1, convention="paper"),
]
every_optimizer = pytest.mark.parametrize(
    "optimizer", OPTIMIZERS, ids=[type(optimizer()).__name__ for optimizer in OPTIMIZERS]
)
every_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@every_optimizer
@every_dtype
def test_a_network_of_every_kind_of_layer_trains_to_the_numbers_of_numpy(device, optimizer, dtype):
    x, y = data()
    here = compiled(Sequential(layers_of_each_kind(), dtype), optimizer)
    there = compiled(Sequential(layers_of_each_kind(), dtype, like=device.one), optimizer)
    start, tolerance = here.parameters.copy(), DEEP[np.dtype(dtype)]
    histories = trained(there, device.to_device(x), device.to_device(y)), trained(here, x, y)
    assert_same_history(device, *histories, tolerance)
    assert np.abs(here.parameters - start).max() > 1e-3  # it moved
    assert_same_model(device, there, here, tolerance)
    device.assert_same(there.predict(device.to_device(x)), here.predict(x), tolerance)
    measured = there.evaluate(device.to_device(x), device.to_device(y)), here.evaluate(x, y)
    for name, value in measured[1].items():
        device.assert_same_number(measured[0][name], value, tolerance)


@every_optimizer
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-10)])
def test_three_epochs_on_the_digits_come_to_the_numbers_of_numpy(device, optimizer, dtype, tolerance):
    x, y = (array[:500] for array in load_digits())
    models = []
    for like in (device.one, None):
        rng = np.random.default_rng(0)
        model = Sequential(small(rng, dtype).layers, dtype, like=like)
        compiled(model, optimizer, labels=True)
        model.fit(x, y, 3, 50, rng=rng, verbose=False)
        models.append(model)
    assert_same_model(device, *models, tolerance)


def test_the_table_of_layers_names_every_one():
    kinds = {type(layer) for layer, _ in walk(layers_of_each_kind())}
    assert kinds == {getattr(layers, name) for name in layers.__all__ if name not in ("Layer", "Activation")}


def test_all_that_a_model_on_a_device_keeps_is_on_the_device(device):
    model = compiled(Sequential(layers_of_each_kind(), like=device.one))
    trained(model, *map(device.to_device, data()))
    arrays = [model.parameters, model.gradients, *model.optimizer.slots.values()]
    for layer, _ in walk(model.layers):
        arrays += [*layer.parameters().values(), *layer.state().values()]
        arrays += [value for value in vars(layer).values() if hasattr(value, "shape")]
    assert {type(array) for array in arrays} == {device.array}


def test_what_layers_learn_are_views_into_the_flat_vectors(device):
    model = Sequential(layers_of_each_kind(), like=device.one)
    model.parameters[...], model.gradients[...] = 3, 4
    for layer, _ in walk(model.layers):
        for name in layer.parameter_names:
            assert (device.to_host(getattr(layer, name)) == 3).all()
            assert (device.to_host(getattr(layer, "d" + name)) == 4).all()


def test_a_model_is_made_where_its_layers_arrays_are(device):
    x, y = data()
    there = compiled(Sequential([on_device(device, layer) for layer in layers_of_each_kind()], np.float64))
    here = compiled(Sequential(layers_of_each_kind(), np.float64))
    trained(there, device.to_device(x), device.to_device(y))
    trained(here, x, y)
    assert_same_model(device, there, here)


def on_device(device, layer):
    """The layer with all its arrays on the device."""
    for each, _ in walk([layer]):
        for name, array in (each.parameters() | each.state()).items():
            setattr(each, name, device.to_device(array))
        for name in each.parameter_names:
            setattr(each, "d" + name, device.to_device(getattr(each, "d" + name)))
    return layer


@pytest.mark.parametrize("labels", [False, True])
def test_rows_and_labels_given_on_the_host_are_brought_to_the_model(device, labels):
    x, y = data(labels)
    there = compiled(Sequential(layers_of_each_kind(), np.float64, like=device.one), labels=labels)
    here = compiled(Sequential(layers_of_each_kind(), np.float64), labels=labels)
    assert_same_history(device, trained(there, x.tolist(), y), trained(here, x, y))
    assert_same_model(device, there, here)


def test_early_stopping_and_the_recorder_work_on_a_device(device):
    x, y = data()
    recorders, models = [], []
    for like in (device.one, None):
        model = compiled(Sequential(layers_of_each_kind(), np.float64, like=like))
        recorders.append(Recorder(x, y))
        trained(model, x, y, [recorders[-1], EarlyStopping(patience=1, min_delta=1, restore_best_weights=True)])
        models.append(model)
    there, here = (numbers({"activations": each.activations, "gradients": each.gradients}) for each in recorders)
    assert len(here) > 100
    for moved, kept in zip(there, here, strict=True):
        device.assert_same_number(moved, kept)
    device.assert_same(models[0].parameters, models[1].parameters)


def numbers(table):
    """All numbers in dicts of dicts of lists, in order."""
    return table if isinstance(table, list) else [number for inner in table.values() for number in numbers(inner)]


def test_a_model_without_parameters_runs_on_a_device(device):
    model = Sequential([layers.ReLU()], np.float64, like=device.one)
    np.testing.assert_array_equal(device.to_host(model.predict([[-1.0, 2]])), [[0, 2]])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_on_a_device_raises_as_on_the_host(device, bad):
    model = Sequential([layers.ReLU()], like=device.one)
    with pytest.raises(ValueError, match=r"x: expected finite numbers\. Received: 1 NaN or infinite of 2"):
        model.predict(device.to_device(np.array([[1.0, bad]])))


def test_a_loss_of_infinity_on_a_device_ends_the_run_in_words(device):
    model = compiled(Sequential(layers_of_each_kind(), like=device.one), lambda: SGD(1e30))
    history = trained(model, *data())
    assert history.diverged
    assert "the loss is" in history.stopped


def test_an_array_on_a_device_does_not_come_to_a_model_on_the_host_by_itself(device):
    with pytest.raises(TypeError, match=r"does not become a NumPy array|Implicit conversion to a NumPy array"):
        Sequential([layers.ReLU()]).predict(device.to_device(np.array([[1.0]])))


def test_one_hot_rows_and_labels_train_alike(device):
    x, y = data(labels=True)
    models = [
        compiled(Sequential(layers_of_each_kind(), np.float64, like=device.one), labels=flat) for flat in (True, False)
    ]
    for model, target in zip(models, (y, one_hot(y, 3)), strict=True):
        trained(model, x, target)
    device.assert_same(models[0].parameters, device.to_host(models[1].parameters))


def test_a_step_waits_for_the_device_three_times():
    """For the smallest and the largest label, and for the loss; each wait costs more than a small network's step."""
    model = compiled(Sequential(layers_of_each_kind(), like=to_device(0.0)), labels=True)
    x, y = model.as_arrays(*data(labels=True))
    before = FakeDeviceArray.waits
    model.update(x, y, metrics=())
    assert FakeDeviceArray.waits - before == 3
