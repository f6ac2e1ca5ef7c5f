"""Checkpoints: everything that a run of `fit` needs to continue bit for bit, in one file."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dlcourse.layers.base import walk
from dlcourse.training.archive import read_archive, write_archive
from dlcourse.training.history import History

KIND = "checkpoint"


def write_checkpoint(training: Any, path: Any) -> None:
    """Write parameters, layer states, optimizer, Generators, epoch, History and callbacks atomically to `path`."""
    model = training.model
    write_archive(
        path,
        KIND,
        {
            "model": description(model),
            "weights": model_state(model),
            "optimizer": {"class": type(model.optimizer).__name__, "state": model.optimizer.state()},
            "generators": _generator_states(model, training.rng),
            "epoch": training.epoch,
            "history": {"history": training.history.history, "epoch": training.history.epoch},
            "callbacks": [{"class": type(each).__name__, "state": each.state()} for each in training.callbacks],
        },
    )


def restore_checkpoint(training: Any, path: Any) -> None:
    """Restore the run from a checkpoint; raise ValueError, before anything changes, if the file does not match it."""
    saved = read_archive(path, KIND)
    model = training.model

    def require(what, expected, received):
        if expected != received:
            raise ValueError(f"{path}: {what}: expected {expected}, as in the checkpoint. Received: {received}")

    try:
        history = History(**saved["history"])
        optimizer, (names, states) = saved["optimizer"], saved["generators"]
        require("model", saved["model"], description(model))
        require("optimizer", optimizer["class"], type(model.optimizer).__name__)
        live_names, live_states = _generator_states(model, training.rng)
        require("generators", names, live_names)
        kinds = [[state["bit_generator"] for state in each] for each in (states, live_states)]
        require("generators", *kinds)
        if history.epoch:
            require("measured", sorted(history.history), sorted(training.names))
        epoch, weights, callbacks = saved["epoch"], saved["weights"], saved["callbacks"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: expected a checkpoint of this version. Received: one without {error}") from None
    model.optimizer.load_state(beside(model.parameters, optimizer["state"]))
    load_model_state(model, weights)
    for name, generator in generators(model, training.rng).items():
        generator.bit_generator.state = states[names[name]]
    training.epoch, training.history = epoch, history
    for callback in training.callbacks:  # the first of its class gets the first saved one, and so on
        same = [each for each in callbacks if each["class"] == type(callback).__name__]
        if same:
            callbacks.remove(same[0])
            callback.load_state(same[0]["state"])


def description(model: Any) -> dict[str, Any]:
    """Return each layer's name, its arrays' shapes and the dtype, by which a checkpoint is matched to its model."""
    layers = [
        [layer.name, {name: list(array.shape) for name, array in (layer.parameters() | layer.state()).items()}]
        for layer, _ in walk(model.layers)
    ]
    return {"layers": layers, "dtype": str(model.dtype)}


def model_state(model: Any) -> dict[str, Any]:
    """Return copies of the model's parameters and of its layers' non-trainable state."""
    states = [{name: array.copy() for name, array in layer.state().items()} for layer, _ in walk(model.layers)]
    return {"parameters": model.parameters.copy(), "layers": states}


def load_model_state(model: Any, state: Mapping[str, Any]) -> None:
    """Write what `model_state` returned into the model, in place; raise ValueError if a shape or dtype differs."""
    pairs = [(model.parameters, state["parameters"])]
    for (layer, _), arrays in zip(walk(model.layers), state["layers"], strict=True):
        pairs += [(array, arrays[name]) for name, array in layer.state().items()]
    for array, saved in pairs:
        if (array.shape, array.dtype) != (saved.shape, saved.dtype):
            raise ValueError(
                f"expected {array.dtype} of shape {array.shape}. Received: {saved.dtype} of shape {saved.shape}"
            )
    for array, saved in pairs:
        array[...] = np.asarray(saved, like=array)  # to the model's device


def beside(parameters: np.ndarray, state: Mapping[str, Any]) -> dict[str, Any]:
    """Return an optimizer's state with its arrays on the device of the parameters."""
    return {
        name: np.asarray(value, like=parameters) if isinstance(value, np.ndarray) else value
        for name, value in state.items()
    }


def generators(model: Any, rng: np.random.Generator | None) -> dict[str, np.random.Generator]:
    """Return each Generator by its name: the one that shuffles the rows, and those of the layers."""
    found = {} if rng is None else {"rng": rng}
    for index, (layer, _) in enumerate(walk(model.layers)):
        drawn_from = {name: value for name, value in vars(layer).items() if isinstance(value, np.random.Generator)}
        found |= {f"layer {index + 1} {name}": value for name, value in drawn_from.items()}
    return found


def _generator_states(model: Any, rng: np.random.Generator | None) -> tuple[dict[str, int], list[Any]]:
    """Return (name → number, states by number): names that share a Generator have one number, so it stays shared."""
    found = generators(model, rng)
    distinct = list({id(generator): generator for generator in found.values()}.values())
    numbers = {id(generator): number for number, generator in enumerate(distinct)}
    names = {name: numbers[id(generator)] for name, generator in found.items()}
    return names, [generator.bit_generator.state for generator in distinct]
