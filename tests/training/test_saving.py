"""Saved models: the same predictions bit for bit, no pickle, nothing overwritten unasked, unknown layers refused."""

import json
import re

import numpy as np
import pytest
from networks import small

from dlcourse import layers as library
from dlcourse.layers import (
    ELU,
    GELU,
    SELU,
    Activation,
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    Linear,
    PReLU,
    ReLU,
    Residual,
    Sigmoid,
    Softmax,
    Softplus,
    Swish,
    Tanh,
)
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.training.archive import read_archive, write_archive
from dlcourse.training.saving import LAYERS, load, save


def network(dtype=np.float32, rng=None):
    """A layer of nearly each kind, with numbers of their own everywhere."""
    rng = rng or np.random.default_rng(0)
    inner = Residual(
        [Dense(4, 4, rng, use_bias=False), BatchNormalization(4, momentum=0.5, epsilon=0.01), PReLU(4, 0.1)]
    )
    layers = [Dense(2, 4, rng), Tanh(), Residual([inner, Dropout(0.25, rng)]), ReLU(), Dropout(0.5, rng), Flatten()]
    model = Sequential([*layers, Dense(4, 3, rng), Sigmoid()], dtype)
    model.compile(SGD(0.1), MeanSquaredError())
    model.fit(rng.normal(size=(20, 2)), rng.uniform(size=(20, 3)), epochs=2, batch_size=8, verbose=False)
    return model


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_loaded_model_predicts_the_same_bit_for_bit(tmp_path, dtype):
    model, x = network(dtype), np.random.default_rng(1).normal(size=(9, 2))
    save(model, tmp_path / "model.npz")
    loaded = load(tmp_path / "model.npz")
    assert loaded.predict(x).tobytes() == model.predict(x).tobytes()
    assert loaded.parameters.tobytes() == model.parameters.tobytes()
    assert loaded.dtype == loaded.parameters.dtype == dtype
    assert loaded.summary() == model.summary()


def test_a_loaded_model_trains_on_as_the_saved_one_would(tmp_path):
    model, x, y = network(), np.ones((9, 2)), np.ones((9, 3))
    save(model, tmp_path / "model.npz")
    loaded = load(tmp_path / "model.npz").compile(SGD(0.1), MeanSquaredError())
    for each in (model, loaded):
        each.fit(x, y, epochs=3, batch_size=4, verbose=False)
    assert loaded.parameters.tobytes() == model.parameters.tobytes()
    assert np.shares_memory(loaded.layers[0].W, loaded.parameters)


def test_generators_that_were_one_stay_one(tmp_path):
    save(network(), tmp_path / "model.npz")
    loaded = load(tmp_path / "model.npz")
    assert loaded.layers[2].layers[1].rng is loaded.layers[4].rng


def test_arguments_come_back(tmp_path):
    save(network(), tmp_path / "model.npz")
    dense, normalization, prelu = load(tmp_path / "model.npz").layers[2].layers[0].layers
    assert (dense.use_bias, normalization.momentum, normalization.epsilon) == (False, 0.5, 0.01)
    assert prelu.initial_alpha == 0.1


def test_every_layer_of_the_library_is_known():
    assert set(library.__all__) - {"Layer"} <= set(LAYERS)


def test_the_file_needs_no_pickle_and_its_text_can_be_read(tmp_path):
    model, _, _ = small()
    save(model, tmp_path / "model.npz")
    with np.load(tmp_path / "model.npz", allow_pickle=False) as members:
        text = json.loads(members["text"].item())
        assert all(members[name].dtype != object for name in members.files)
    names = [layer["class"] for layer in text["content"]["layers"]]
    assert names == ["Dense", "Tanh", "Dense", "Sigmoid"]
    assert text["content"]["layers"][0]["arguments"]["units"] == 4


def test_nothing_is_overwritten_unasked(tmp_path):
    path = tmp_path / "model.npz"
    save(network(), path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match="expected no file there, or overwrite=True"):
        save(small()[0], path)
    assert path.read_bytes() == before
    save(small()[0], path, overwrite=True)
    assert len(load(path).layers) == 4


def test_saving_does_not_change_the_model(tmp_path):
    model, same = network(), network()
    save(model, tmp_path / "model.npz")
    for each in (model, same):
        each.fit(np.ones((9, 2)), np.ones((9, 3)), verbose=False)
    assert model.parameters.tobytes() == same.parameters.tobytes()


@pytest.mark.parametrize("kind", [Linear, SELU, Sigmoid, Softmax, Softplus, Swish, GELU, LeakyReLU, ELU, Activation])
def test_every_activation_comes_back(tmp_path, kind):
    arguments = {LeakyReLU: [0.2], ELU: [0.7], Activation: ["softplus"]}
    layer = kind(*arguments.get(kind, []))
    x = np.random.default_rng(0).normal(size=(5, 3))
    save(Sequential([layer], np.float64), tmp_path / "model.npz")
    (loaded,) = load(tmp_path / "model.npz").layers
    assert type(loaded) is type(layer)
    assert loaded.name == layer.name
    np.testing.assert_array_equal(loaded.forward(x), layer.forward(x))


def test_a_regularizer_comes_back(tmp_path):
    regularizers = pytest.importorskip("dlcourse.regularizers", reason="no regularizers yet")
    rng = np.random.default_rng(0)
    model = Sequential([Dense(2, 3, rng, kernel_regularizer=regularizers.L2(0.25))])
    save(model, tmp_path / "model.npz")
    loaded = load(tmp_path / "model.npz")
    assert type(loaded.layers[0].kernel_regularizer) is regularizers.L2
    assert loaded.penalty() == model.penalty() > 0


# What is refused


class Mine(Layer):
    """A layer that the library does not know."""


class Lookalike(ReLU):
    """One that looks like a known one."""


Lookalike.__name__ = "ReLU"


@pytest.mark.parametrize("layer", [Mine(), Lookalike()])
def test_a_layer_that_is_not_of_the_library_cannot_be_saved(tmp_path, layer):
    with pytest.raises(TypeError, match=r"save: expected layers of dlcourse: .*Dense.*Received: "):
        save(Sequential([layer]), tmp_path / "model.npz")
    assert list(tmp_path.iterdir()) == []


def test_functions_of_ones_own_cannot_be_saved(tmp_path):
    model = Sequential([Activation(np.sin, lambda da, z: da * np.cos(z))])
    with pytest.raises(TypeError, match="save: Activation: function: expected a number, a word or a layer"):
        save(model, tmp_path / "model.npz")


def saved(tmp_path, change):
    path = tmp_path / "model.npz"
    save(small()[0], path)
    content = read_archive(path, "model")
    change(content)
    write_archive(path, "model", content)
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda content: content["layers"][1].update({"class": "Attention"}),
            "an unknown layer, 'Attention'; known are",
        ),
        (lambda content: content["layers"][1].update({"class": "Layer"}), "an unknown layer, 'Layer'"),
        (lambda content: content["layers"][1].update({"class": "__import__"}), "an unknown layer, '__import__'"),
        (lambda content: content["layers"][0]["arguments"].update(power=3), "unexpected keyword argument 'power'"),
        (lambda content: content["layers"][0]["arguments"].update(units=0), "Dense: units: expected a whole number"),
        (
            lambda content: content["layers"][0]["arguments"].update(units=5),
            "expected an input of width 4. Received: 5",
        ),
        (lambda content: content["layers"][0]["arguments"].update(rng={"generator": 3}), "list index out of range"),
        (lambda content: content["layers"].clear(), "at least one layer"),
        (lambda content: content["weights"].update(parameters=np.zeros(1, np.float32)), "of shape (1,)"),
        (lambda content: content["weights"].update(parameters=np.zeros(17)), "Received: float64 of shape (17,)"),
        (lambda content: content["weights"]["layers"].pop(), "shorter"),
        (lambda content: content.update(dtype="object"), "expected float32 or float64"),
        (lambda content: content.pop("weights"), "'weights'"),
        (lambda content: content.update(generators=[{"bit_generator": "seed"}]), "an unknown bit generator, 'seed'"),
    ],
)
def test_a_file_that_describes_no_model_raises(tmp_path, change, message):
    path = saved(tmp_path, change)
    with pytest.raises(
        ValueError, match=f"{re.escape(str(path))}: expected a model that can be built.*{re.escape(message)}"
    ):
        load(path)


def test_a_foreign_file_raises(tmp_path):
    (tmp_path / "model.npz").write_bytes(b"hello")
    with pytest.raises(ValueError, match=r"expected a model written by dlcourse\. Received: a damaged or foreign file"):
        load(tmp_path / "model.npz")


def test_a_missing_file_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "model.npz")
