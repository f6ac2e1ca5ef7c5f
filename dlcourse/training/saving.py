"""Save a model and load it again: its architecture as text, its numbers as arrays, nothing that could run."""

import inspect
import os
from pathlib import Path

import numpy as np

from dlcourse import layers, regularizers
from dlcourse._validation import short
from dlcourse.model import Sequential
from dlcourse.training.archive import read_archive, write_archive
from dlcourse.training.checkpoint import load_model_state, model_state

KIND = "model"
LAYERS = {
    name: found
    for name, found in vars(layers).items()
    if isinstance(found, type) and issubclass(found, layers.Layer) and found is not layers.Layer
}
REGULARIZERS = {
    name: found
    for name, found in vars(regularizers).items()
    if isinstance(found, type) and found.__module__ == regularizers.__name__
}
KNOWN: dict[str, type] = {**LAYERS, **REGULARIZERS}  # the only names in a file that become objects
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def save(model, path, overwrite=False):
    """Write the model's layers and numbers to `path` (an .npz): `load(path)` predicts the same, bit for bit.

    Optimizer and loss are not kept; a checkpoint keeps them. Raises FileExistsError where there is a file and not
    `overwrite`, TypeError for what is no Sequential and for a layer that is not of dlcourse.
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"save: model: expected a Sequential. Received: {short(model)}")
    if not overwrite and Path(path).exists():
        raise FileExistsError(f"{path}: expected no file there, or overwrite=True. Received: one that exists")
    generators: list[np.random.Generator] = []
    content = {
        "dtype": str(model.dtype),
        "layers": [describe(layer, generators) for layer in model.layers],
        "generators": [generator.bit_generator.state for generator in generators],
        "weights": model_state(model),
    }
    write_archive(path, KIND, content)


def load(path):
    """The model that `save` wrote; to train it on, `compile` it first.

    Raises FileNotFoundError, or ValueError for a file that is broken, something else, or names an unknown layer.
    """
    content = read_archive(path, KIND)
    try:
        generators = [generator_from(state) for state in content["generators"]]
        model = Sequential([build(each, generators) for each in content["layers"]], np.dtype(content["dtype"]))
        load_model_state(model, content["weights"])
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, MemoryError) as error:
        raise ValueError(f"{os.fspath(path)}: expected a model that can be built. Received: {error}") from None
    return model


def describe(layer, generators):
    """{"class": name, "arguments": {…}}: what `build` needs to call the class of a layer or regularizer again.

    Each argument is read from the attribute of that name. Initializers are left out: they have done their work.
    """
    name = type(layer).__name__
    if KNOWN.get(name) is not type(layer):
        raise TypeError(f"save: expected layers of dlcourse: {', '.join(LAYERS)}. Received: {name}")
    arguments = {}
    for argument in inspect.signature(type(layer)).parameters:
        if not argument.endswith("initializer"):
            if argument != "rng" and not hasattr(layer, argument):  # an rng may be used once and not kept
                raise TypeError(f"save: {name}: expected an attribute for each argument. Received: no {argument!r}")
            value = getattr(layer, argument, None)
            arguments[argument] = describe_value(name, argument, value, generators)
    return {"class": name, "arguments": arguments}


def describe_value(name, argument, value, generators):
    """An argument as text can hold it: a Generator by its number, so that one shared by two layers stays shared."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.random.Generator):
        if not any(value is known for known in generators):
            generators.append(value)
        return {"generator": next(number for number, known in enumerate(generators) if known is value)}
    if isinstance(value, (list, tuple)):
        return [describe_value(name, argument, item, generators) for item in value]
    if isinstance(value, (layers.Layer, *REGULARIZERS.values())):
        return describe(value, generators)
    raise TypeError(f"save: {name}: {argument}: expected a number, a word or a layer. Received: {value!r}")


def build(described, generators):
    """The layer that `describe` described; only names in KNOWN are ever called."""
    name, arguments = described["class"], described["arguments"]
    if name not in KNOWN:
        raise ValueError(f"an unknown layer, {name!r}; known are {', '.join(LAYERS)}")
    wanted = inspect.signature(KNOWN[name]).parameters
    values = {argument: build_value(value, generators) for argument, value in arguments.items()}
    if "rng" in wanted and values.get("rng") is None:
        values["rng"] = np.random.default_rng(0)  # what it draws is replaced by the saved numbers
    return KNOWN[name](**values)


def build_value(value, generators):
    """An argument from its text."""
    if isinstance(value, list):
        return [build_value(item, generators) for item in value]
    if isinstance(value, dict):
        return generators[value["generator"]] if "generator" in value else build(value, generators)
    return value


def generator_from(state):
    """A Generator that goes on where the saved one was."""
    if state["bit_generator"] not in BIT_GENERATORS:
        raise ValueError(f"an unknown bit generator, {state['bit_generator']!r}")
    bit_generator = getattr(np.random, state["bit_generator"])()
    bit_generator.state = state
    return np.random.Generator(bit_generator)
