"""Save and load models: the architecture as JSON text, the weights as arrays, no executable code."""

import inspect
import os
from pathlib import Path
from typing import Any

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


def save(model: Sequential, path: str | Path, overwrite: bool = False) -> None:
    """Write the model's layers and weights to `path` (an .npz): `load(path)` predicts the same, bit for bit.

    Optimizer and loss are not saved; a checkpoint keeps the optimizer's state. Raises FileExistsError if the file
    exists and `overwrite` is False, TypeError if `model` is not a Sequential or a layer is not one of dlcourse.
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"save: model: expected a Sequential. Received: {short(model)}")
    if not overwrite and Path(path).exists():
        raise FileExistsError(f"{path}: expected no file there, or overwrite=True. Received: one that exists")
    generators: list[np.random.Generator] = []
    content = {
        "dtype": str(model.dtype),
        "layers": [_describe(layer, generators) for layer in model.layers],
        "generators": [generator.bit_generator.state for generator in generators],
        "weights": model_state(model),
    }
    write_archive(path, KIND, content)


def load(path: str | Path) -> Sequential:
    """Return the model that `save` wrote; to continue training, `compile` it first.

    Raises FileNotFoundError if there is no file, ValueError if it is damaged, not a saved model, or names an unknown
    layer.
    """
    content = read_archive(path, KIND)
    try:
        generators = [_generator_from(state) for state in content["generators"]]
        model = Sequential([build(each, generators) for each in content["layers"]], np.dtype(content["dtype"]))
        load_model_state(model, content["weights"])
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, MemoryError) as error:
        raise ValueError(f"{os.fspath(path)}: expected a model that can be built. Received: {error}") from None
    return model


def _describe(layer: Any, generators: list[np.random.Generator]) -> dict[str, Any]:
    """Return {"class": name, "arguments": {…}}, from which `build` constructs the layer or regularizer again.

    Each argument is read from the attribute of the same name. Initializers are left out: the weights are saved.
    """
    name = type(layer).__name__
    if KNOWN.get(name) is not type(layer):
        raise TypeError(f"save: expected layers of dlcourse: {', '.join(LAYERS)}. Received: {name}")
    arguments = {}
    for argument in inspect.signature(type(layer)).parameters:
        if not argument.endswith("initializer"):
            if argument != "rng" and not hasattr(layer, argument):  # an rng may be used in __init__ only
                raise TypeError(f"save: {name}: expected an attribute for each argument. Received: no {argument!r}")
            value = getattr(layer, argument, None)
            arguments[argument] = _describe_value(name, argument, value, generators)
    return {"class": name, "arguments": arguments}


def _describe_value(name, argument, value, generators):
    """Return an argument as JSON can hold it: a Generator by its number, so that one shared by layers stays shared."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.random.Generator):
        if not any(value is known for known in generators):
            generators.append(value)
        return {"generator": next(number for number, known in enumerate(generators) if known is value)}
    if isinstance(value, (list, tuple)):
        return [_describe_value(name, argument, item, generators) for item in value]
    if isinstance(value, (layers.Layer, *REGULARIZERS.values())):
        return _describe(value, generators)
    raise TypeError(f"save: {name}: {argument}: expected a number, a word or a layer. Received: {value!r}")


def build(described: dict[str, Any], generators: list[np.random.Generator]) -> Any:
    """Construct the layer or regularizer that `_describe` described; only classes in KNOWN are ever called."""
    name, arguments = described["class"], described["arguments"]
    if name not in KNOWN:
        raise ValueError(f"an unknown layer, {name!r}; known are {', '.join(LAYERS)}")
    wanted = inspect.signature(KNOWN[name]).parameters
    values = {argument: _build_value(value, generators) for argument, value in arguments.items()}
    if "rng" in wanted and values.get("rng") is None:
        values["rng"] = np.random.default_rng(0)  # what it draws is replaced by the saved numbers
    return KNOWN[name](**values)


def _build_value(value, generators):
    """Return the argument that `_describe_value` described."""
    if isinstance(value, list):
        return [_build_value(item, generators) for item in value]
    if isinstance(value, dict):
        return generators[value["generator"]] if "generator" in value else build(value, generators)
    return value


def _generator_from(state):
    """Return a Generator that continues from the saved state."""
    if state["bit_generator"] not in BIT_GENERATORS:
        raise ValueError(f"an unknown bit generator, {state['bit_generator']!r}")
    bit_generator = getattr(np.random, state["bit_generator"])()
    bit_generator.state = state
    return np.random.Generator(bit_generator)
