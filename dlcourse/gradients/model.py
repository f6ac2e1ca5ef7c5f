"""Check all gradients of a network against numbers: a few random directions first, then, if they disagree, where.

Where: each parameter's slope is measured, by the chain rule and a layer at a time (`dlcourse.gradients.layer`), which
is quick. A parameter that this finds wrong is nudged by itself through the whole network, and that decides. Only where
the two ways contradict each other, as when a layer reads what is no input of its own, is every parameter nudged so. A
nudged weight changes nothing in the layers below it, so each call starts from the layer that changed.
"""

import contextlib
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from dlcourse._validation import as_float_array, short
from dlcourse.gradients.layer import measured_slopes, nudged, steps
from dlcourse.gradients.numerical import GradientCheck, check_entries, check_gradient
from dlcourse.layers.base import walk
from dlcourse.model import Sequential


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
        analytic = as_float_array(model.loss_and_gradient(x, y)[1], "gradient")

        def loss(parameters):
            return loss_at(model, y, parameters, base, starts)

        if directions is not None:
            check = check_gradient(loss, analytic, base, tolerance, directions, rng)
            if check.status == "agree":
                return check
        check = check_every_entry(model, y, starts, loss, analytic, base, tolerance, directions is None)
        return replace(check, where=name_of(model, check.where[0]))


def check_every_entry(model, y, starts, loss, analytic, base, tolerance, undecided):
    """The GradientCheck of every parameter: by the chain rule, or, where that cannot settle it, one by one.

    The chain rule's "agree" counts where directions through the whole network agree too; where `undecided` is False
    they have been tried and do not.
    """
    if can_be_taken_apart(model):
        model.parameters[:] = base
        check = check_entries(loss, analytic, base, tolerance, slopes_by_layer(model, y, starts))
        if check.status != "agree":
            return check
        if undecided and check_gradient(loss, analytic, base, tolerance, directions=3).status == "agree":
            return check
    return check_entries(loss, analytic, base, tolerance)


def can_be_taken_apart(model):
    """True for NumPy's arrays, unless a layer was given another `forward` from outside, to count or to record."""
    replaced = any("forward" in vars(layer) for layer, _ in walk(model.layers))
    return isinstance(model.parameters, np.ndarray) and not replaced


def slopes_by_layer(model, y, starts):
    """∂L/∂θ, penalties included, for each entry of `model.parameters`, measured from the last layer to the first."""
    last = max(start.layer for start in starts if start.arrays)
    above = starts[last + 1]
    a = above.x.copy()  # what the last layer that learns puts out
    da = measured_slopes(lambda: np.array([loss_from(above, model, y, a)]), a, np.ones(1))
    found = []
    for start in reversed(starts[: last + 1]):
        x = start.x.copy()
        output = partial(output_of, model.layers[start.layer], start, x)
        found += [measured_slopes(output, array, da).ravel() for array in reversed(start.arrays)]
        if start.first_parameter == 0:
            break
        da = measured_slopes(output, x, da)
    return np.concatenate(found[::-1]) + slopes_of_penalties(model)


def output_of(layer, start, x):
    """A copy of what the layer makes of x in training."""
    start.rewind()
    return np.array(layer.forward(x, training=True))


def slopes_of_penalties(model):
    """What the layers' penalties add to ∂L/∂θ: for each layer's own arrays, where a nudge of all entries changes it."""
    slopes = []
    for layer, _ in walk(model.layers):

        def penalty(layer=layer):
            return np.array([layer.penalty()], dtype=np.float64)

        for array in layer.parameters().values():
            unchanged = np.array_equal(nudged(penalty, array, ..., steps(array)), penalty())
            slope = np.zeros(array.shape) if unchanged else measured_slopes(penalty, array, np.ones(1))
            slopes.append(slope.ravel())
    return np.concatenate(slopes)


@dataclass
class Start:
    """Where a forward pass can begin: a layer's number, what it learns, its input, and its random state.

    `arrays` are its own and those of the layers inside of it, the first of them at `first_parameter` of the model's.
    """

    layer: int
    first_parameter: int
    arrays: list[np.ndarray]
    x: np.ndarray
    generators: list[tuple[np.random.Generator, dict]]

    def rewind(self):
        """Set every generator back, so that dropout draws the same masks again."""
        for rng, state in self.generators:
            rng.bit_generator.state = state


def starting_points(model, x):
    """A Start for each layer of the model, and one for the loss behind them, from one forward pass."""
    starts, first_parameter = [], 0
    for number, layer in enumerate(model.layers):
        arrays = [array for inner, _ in walk([layer]) for array in inner.parameters().values()]
        starts.append(Start(number, first_parameter, arrays, x, generator_states(model)))
        x = layer.forward(x, training=True)
        first_parameter += sum(array.size for array in arrays)
    return [*starts, Start(len(starts), first_parameter, [], x, generator_states(model))]


def loss_from(start, model, y, x):
    """L without penalties, where the layer of `start` is given x."""
    start.rewind()
    for layer in model.layers[start.layer :]:
        x = layer.forward(x, training=True)
    return model.loss(y, x)[0]


def loss_at(model, y, parameters, base, starts):
    """L at these parameters, with penalties, starting from the first layer in which they differ from `base`."""
    changed = np.flatnonzero(parameters != base)
    lowest = changed[0] if changed.size else 0
    start = [start for start in starts if start.first_parameter <= lowest][-1]
    model.parameters[:] = parameters
    return loss_from(start, model, y, start.x) + model.penalty()


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
