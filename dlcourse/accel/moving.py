"""A model on the move: all its numbers, taken to another place."""

import copy

from dlcourse._arrays import is_array
from dlcourse._validation import short
from dlcourse.layers import Layer
from dlcourse.model import Sequential
from dlcourse.optimizers import Optimizer


def moved(model, place, like):
    """A new Sequential with the numbers of `model`, each array laid beside `like` by `place`; bit for bit the same.

    It has the parameters, the gradients, what layers, optimizer and loss keep, and it is compiled where `model` is.
    `model` stays as it was; what holds no numbers is shared, and so are Generators: layers of both models draw on in
    one row, as `fit` does, so that a run comes to the same numbers in either place. Raises TypeError for what is no
    Sequential.
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"model: expected a Sequential. Received: {short(model)}")
    done: dict[int, object] = {}  # what two layers share they go on sharing
    there = Sequential(_moved(model.layers, place, done), model.dtype, like)
    there.gradients[...] = place(model.gradients)
    if model.optimizer is not None:
        optimizer, loss = (_with_parts_moved(each, place, done) for each in (model.optimizer, model.loss))
        there.compile(optimizer, loss, model.metrics)
    return there


def _moved(value, place, done):
    """The value with each array in it moved, down through lists, dicts, layers and optimizers."""
    if id(value) in done:
        return done[id(value)]
    result = value
    if is_array(value):
        result = place(value)
    elif type(value) in (list, tuple):
        result = type(value)(_moved(item, place, done) for item in value)
    elif type(value) is dict:
        result = {name: _moved(item, place, done) for name, item in value.items()}
    elif isinstance(value, (Layer, Optimizer)):
        return _with_parts_moved(value, place, done)
    done[id(value)] = result
    return result


def _with_parts_moved(value, place, done):
    """A copy of an object, with its attributes moved; a function is its own copy."""
    result = done[id(value)] = copy.copy(value)
    for name, part in getattr(value, "__dict__", {}).items():
        result.__dict__[name] = _moved(part, place, done)
    return result
