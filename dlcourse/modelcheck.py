"""Check all gradients of a network against numbers: a few random directions first, then, if they disagree, where.

A perturbed weight changes nothing in the layers below it, so each call starts from the layer that changed.
"""

import contextlib
from dataclasses import dataclass, replace

import numpy as np

from dlcourse.gradcheck import GradientCheck, check_gradient
from dlcourse.layers.base import walk
from dlcourse.model import Sequential
from dlcourse.validation import short


def check_model(model, x, y, tolerance=1e-6, directions=20, rng=None) -> GradientCheck:
    """Compare the backward pass of a compiled float64 model with central differences on the rows of x and y.

    `directions` random directions (drawn from `rng`) find out whether anything is wrong, at two forward passes each.
    If so, or with `directions=None`, every parameter is looked at; `where` then names layer, parameter and entry.
    Dropout uses one mask throughout; the model is left as it was. Raises RuntimeError before `compile`, ValueError
    for a float32 model, whose rounding would hide what is looked for, TypeError for what is no Sequential, and for x
    and y as `fit` does.
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"check_model: model: expected a Sequential. Received: {short(model)}")
    if model.loss is None:
        raise RuntimeError("check_model: call compile(optimizer, loss) first")
    if model.dtype != np.float64:
        raise ValueError(f"check_model: expected Sequential(…, dtype=np.float64). Received: a model in {model.dtype}")
    x, y = model.as_arrays(x, y)
    with restored(model):
        base = model.parameters.copy()
        starts = starting_points(model, x)
        starts[0].rewind()
        _, analytic = model.loss_and_gradient(x, y)

        def loss(parameters):
            return loss_at(model, y, parameters, base, starts)

        if directions is not None:
            check = check_gradient(loss, analytic, base, tolerance, directions, rng)
            if check.status == "agree":
                return check
        check = check_gradient(loss, analytic, base, tolerance)
        return replace(check, where=name_of(model, check.where[0]))


@dataclass
class Start:
    """Where a forward pass can begin: a layer's number, its first parameter, its input, and its random state."""

    layer: int
    first_parameter: int
    x: np.ndarray
    generators: list[tuple[np.random.Generator, dict]]

    def rewind(self):
        """Set every generator back, so that dropout draws the same masks again."""
        for rng, state in self.generators:
            rng.bit_generator.state = state


def starting_points(model, x):
    """A Start for each layer of the model, from one forward pass."""
    starts, first_parameter = [], 0
    for number, layer in enumerate(model.layers):
        starts.append(Start(number, first_parameter, x, generator_states(model)))
        x = layer.forward(x, training=True)
        first_parameter += sum(array.size for inner, _ in walk([layer]) for array in inner.parameters().values())
    return starts


def loss_at(model, y, parameters, base, starts):
    """L at these parameters, with penalties, starting from the first layer in which they differ from `base`."""
    changed = np.flatnonzero(parameters != base)
    lowest = changed[0] if changed.size else 0
    start = [start for start in starts if start.first_parameter <= lowest][-1]
    model.parameters[:] = parameters
    start.rewind()
    y_pred = start.x
    for layer in model.layers[start.layer :]:
        y_pred = layer.forward(y_pred, training=True)
    return model.loss(y, y_pred)[0] + model.penalty()


def name_of(model, index):
    """What the parameter with this number in `model.parameters` is: ("layer 2, Dense", "W", 0, 5)."""
    for number, (layer, _) in enumerate(walk(model.layers)):
        for name, array in layer.parameters().items():
            if index < array.size:
                return f"layer {number}, {layer.name}", name, *map(int, np.unravel_index(index, array.shape))
            index -= array.size
    raise IndexError("no such parameter")


def generator_states(model):
    """Each layer's own Generator with its present state."""
    layers = (layer for layer, _ in walk(model.layers))
    return [(layer.rng, layer.rng.bit_generator.state) for layer in layers if hasattr(layer, "rng")]


@contextlib.contextmanager
def restored(model):
    """Leave the model's parameters, its layers' running statistics and its generators as they are now."""
    parameters = model.parameters.copy()
    kept = [(array, array.copy()) for layer, _ in walk(model.layers) for array in layer.state().values()]
    generators = generator_states(model)
    try:
        yield
    finally:
        model.parameters[:] = parameters
        for array, values in kept:
            array[...] = values
        for rng, state in generators:
            rng.bit_generator.state = state
