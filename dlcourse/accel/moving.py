"""Copy a model with all its arrays to another device."""

import copy
from collections.abc import Callable
from typing import Any

from dlcourse._arrays import is_array
from dlcourse._validation import short
from dlcourse.layers import Layer
from dlcourse.model import Sequential
from dlcourse.optimizers import Optimizer


def moved(model: Sequential, to_device: Callable[[Any], Any], like: Any) -> Sequential:
    """Return a copy of `model`, equal bit for bit, with each array copied to the device of `like` by `to_device`.

    It has the parameters, the gradients, and the state of layers, optimizer and loss, and it is compiled if `model` is.
    `model` is not changed; objects without arrays are shared, and so are Generators: both models draw from the same
    stream, as `fit` does, so that a run gives the same numbers on either device. Raises TypeError if `model` is not a
    Sequential.
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"model: expected a Sequential. Received: {short(model)}")
    done: dict[int, object] = {}  # what two layers share stays shared
    there = Sequential(_moved(model.layers, to_device, done), model.dtype, like)
    there.gradients[...] = to_device(model.gradients)
    if model.optimizer is not None:
        optimizer, loss = (_with_parts_moved(each, to_device, done) for each in (model.optimizer, model.loss))
        there.compile(optimizer, loss, model.metrics)
    return there


def _moved(value, to_device, done):
    """Return the value with each array in it copied, recursively in lists, dicts, layers and optimizers."""
    if id(value) in done:
        return done[id(value)]
    result = value
    if is_array(value):
        result = to_device(value)
    elif type(value) in (list, tuple):
        result = type(value)(_moved(item, to_device, done) for item in value)
    elif type(value) is dict:
        result = {name: _moved(item, to_device, done) for name, item in value.items()}
    elif isinstance(value, (Layer, Optimizer)):
        return _with_parts_moved(value, to_device, done)
    done[id(value)] = result
    return result


def _with_parts_moved(value, to_device, done):
    """Return a copy of an object with its attributes moved; a function is returned itself."""
    result = done[id(value)] = copy.copy(value)
    for name, part in getattr(value, "__dict__", {}).items():
        result.__dict__[name] = _moved(part, to_device, done)
    return result
