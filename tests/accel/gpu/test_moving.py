"""A model moved to a device and back: bit for bit the same, compiled alike, saved alike, resumed alike."""

import copy

import numpy as np
import pytest
from device_runs import assert_same_history, assert_same_model, compiled, data, layers_of_each_kind, small, trained

from dlcourse.data import load_digits
from dlcourse.layers import Dense, Dropout, ReLU
from dlcourse.layers.base import walk
from dlcourse.losses import CategoricalCrossentropy
from dlcourse.model import Sequential
from dlcourse.optimizers import Adam
from dlcourse.training.callbacks import EarlyStopping, ModelCheckpoint
from dlcourse.training.saving import load, save


def half_trained(dtype=np.float64, **run):
    model = compiled(Sequential(layers_of_each_kind(), dtype))
    trained(model, *data(), epochs=2, **run)
    return model


def exactly(device, there, here):
    """Every number of the two models, to the bit."""
    for a, b in zip(numbers_of(there), numbers_of(here), strict=True):
        np.testing.assert_array_equal(a if isinstance(a, np.ndarray) else device.to_host(a), b)


def numbers_of(model):
    states = [array for layer, _ in walk(model.layers) for array in layer.state().values()]
    return [model.parameters, model.gradients, *states, *model.optimizer.slots.values()]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_there_and_back_nothing_has_changed(device, dtype):
    here = half_trained(dtype)
    kept = [array.copy() for array in numbers_of(here)]
    there = device.to_gpu(here)
    exactly(device, there, here)
    assert {type(array) for array in numbers_of(there)} == {device.array}
    back = device.to_numpy(there)
    exactly(device, back, here)
    assert {type(array) for array in numbers_of(back)} == {np.ndarray}
    trained(there, *data())
    for array, before in zip(numbers_of(here), kept, strict=True):  # the first model is as it was
        np.testing.assert_array_equal(array, before)
    for array, before in zip(numbers_of(back), kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_all_that_layers_keep_goes_along(device):
    there = device.to_gpu(half_trained())
    arrays = [value for layer, _ in walk(there.layers) for value in vars(layer).values() if hasattr(value, "shape")]
    assert {type(array) for array in arrays} == {device.array}
    assert there.metric_names() == ["loss", "accuracy"]
    assert there.optimizer.step == 6


def test_what_a_moved_model_learns_are_views_into_its_flat_vectors(device):
    for model in (there := device.to_gpu(half_trained()), device.to_numpy(there)):
        model.parameters[...] = 3
        assert all(
            float((array == 3).all()) for layer, _ in walk(model.layers) for array in layer.parameters().values()
        )


@pytest.mark.parametrize("moves", ["to_gpu", "to_numpy"])
def test_a_copy_where_the_model_is_already_is_a_model_of_its_own(device, moves):
    move = getattr(device, moves)
    model = move(half_trained())
    again = move(model)
    again.parameters[...] = again.optimizer.slots["m"][...] = 3
    for array in (model.parameters, model.optimizer.slots["m"]):
        assert float((array == 3).any()) == 0


def test_training_goes_on_to_the_numbers_of_numpy(device):
    models, histories = [], []
    for move in (device.to_gpu, copy.copy):
        rng = np.random.default_rng(0)
        model = compiled(small(rng, np.float64), labels=True)
        x, y = (array[:200] for array in load_digits())
        model.fit(x, y, 1, 50, rng=rng, verbose=False)
        models.append(move(model))  # the Generator that drops units is the one that shuffles
        histories.append(models[-1].fit(x, y, 2, 50, rng=rng, verbose=False))
    assert_same_history(device, *histories)
    assert_same_model(device, *models)


def test_generators_that_layers_share_go_on_being_shared(device):
    rng = np.random.default_rng(0)
    model = device.to_gpu(Sequential([Dense(2, 2, rng), Dropout(0.5, rng), ReLU(), Dropout(0.5, rng)]))
    assert model.layers[1].rng is model.layers[3].rng is rng


def test_a_model_that_is_not_compiled_can_be_moved(device):
    there = device.to_gpu(Sequential(layers_of_each_kind()))
    assert there.optimizer is None
    assert there.predict(data()[0]).shape == (20, 3)


def test_numbers_that_a_loss_keeps_go_along(device):
    class Weighted:
        def __init__(self, weights):
            self.weights = weights

        def __call__(self, y_true, y_pred):
            loss, gradient = CategoricalCrossentropy(from_logits=True)(y_true, y_pred)
            return loss, gradient * self.weights

    model = Sequential(layers_of_each_kind()).compile(Adam(), Weighted(np.ones(3, np.float32)))
    assert type(device.to_gpu(model).loss.weights) is device.array
    assert type(model.loss.weights) is np.ndarray


@pytest.mark.parametrize("moves", ["to_gpu", "to_numpy"])
def test_what_is_no_model_raises(device, moves):
    with pytest.raises(TypeError, match=r"model: expected a Sequential\. Received: 3"):
        getattr(device, moves)(3)


def test_a_model_on_a_device_is_saved_as_numpys_and_comes_back_as_numpys(device, tmp_path):
    here = half_trained(np.float32)
    there = device.to_gpu(here)
    save(here, tmp_path / "here.npz")
    save(there, tmp_path / "there.npz")
    assert (tmp_path / "there.npz").read_bytes() == (tmp_path / "here.npz").read_bytes()
    loaded = load(tmp_path / "there.npz")
    assert type(loaded.parameters) is np.ndarray
    np.testing.assert_array_equal(loaded.parameters, here.parameters)
    assert type(there.parameters) is device.array  # the one that was saved stays where it is


@pytest.mark.parametrize("first", ["device", "host"])
@pytest.mark.parametrize("then", ["device", "host"])
def test_a_run_goes_on_from_a_checkpoint_in_either_place(device, first, then, tmp_path):
    def model(place):
        return compiled(Sequential(layers_of_each_kind(), np.float64, like=device.one if place == "device" else None))

    def callbacks():
        return [EarlyStopping(patience=9, restore_best_weights=True), ModelCheckpoint(tmp_path / "run.npz")]

    whole, begun, resumed = model("host"), model(first), model(then)
    history = trained(whole, *data(), callbacks=callbacks())
    trained(begun, *data(), callbacks=callbacks(), epochs=2)
    continued = trained(resumed, *data(), callbacks=callbacks(), resume_from=tmp_path / "run.npz")
    expected = np.ndarray if then == "host" else device.array
    assert {type(array) for array in numbers_of(resumed)} == {expected}
    if then == "host":
        resumed = device.to_gpu(resumed)
    assert_same_history(device, continued, history)
    assert_same_model(device, resumed, whole)
