"""Check all gradients of a network against finite differences: random directions first, single entries if they differ.

To find the wrong entries, each parameter's derivative is measured by the chain rule, one layer at a time
(`dlcourse.gradients.layer`), which is fast. A parameter that differs is then perturbed by itself through the whole
network, and that result decides. Only if the two methods contradict each other, as when a layer reads something other
than its input, is every parameter perturbed by itself. A perturbed weight changes nothing in the layers below it, so
each forward pass starts from the layer that changed.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import as_float_array, short
from dlcourse.gradients.layer import measured_slopes, nudged, steps
from dlcourse.gradients.numerical import GradientCheck, check_entries, check_gradient
from dlcourse.layers.base import walk
from dlcourse.model import Sequential


def check_model(
    model: Sequential,
    x: ArrayLike,
    y: ArrayLike,
    tolerance: float = 1e-6,
    directions: int | None = 20,
    rng: np.random.Generator | None = None,
) -> GradientCheck:
    """Compare the backward pass of a compiled float64 model with central differences; return a GradientCheck.

    - `model`: a compiled Sequential in float64; it is left as it was. Dropout uses the same masks throughout.
    - `x`: inputs, (N, n).
    - `y`: targets, (N, K).
    - `tolerance`: the largest relative error that passes, above 0.
    - `directions`: how many random directions are tried first, at two forward passes each, at least 1. Only if they
      show an error every parameter is checked, and `where` then names layer, parameter and entry; None checks every
      parameter at once.
    - `rng`: draws the directions; None draws the same ones each time.

    Raises RuntimeError before `compile`, ValueError if the model is float32 (rounding would hide errors), TypeError if
    `model` is not a Sequential, and the errors of `fit` for x and y.
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
            return _loss_at(model, y, parameters, base, starts)

        if directions is not None:
            check = check_gradient(loss, analytic, base, tolerance, directions, rng)
            if check.status == "agree":
                return check
        check = _check_every_entry(model, y, starts, loss, analytic, base, tolerance, directions is None)
        return replace(check, where=name_of(model, check.where[0]))


def _check_every_entry(model, y, starts, loss, analytic, base, tolerance, undecided):
    """Return the GradientCheck of every parameter: by the chain rule or, if that cannot decide, one by one.

    The chain rule's "agree" counts only if directions through the whole network agree too; `undecided` False means that
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


def can_be_taken_apart(model: Sequential) -> bool:
    """Return True if the arrays are NumPy's and no layer's `forward` was replaced from outside, to count or record."""
    replaced = any("forward" in vars(layer) for layer, _ in walk(model.layers))
    return isinstance(model.parameters, np.ndarray) and not replaced


def slopes_by_layer(model: Sequential, y: np.ndarray, starts: "list[StartingPoint]") -> np.ndarray:
    """Return ∂L/∂θ, with penalties, as a flat vector like `model.parameters`, measured from the last layer down."""
    last = max(start.layer for start in starts if start.arrays)
    above = starts[last + 1]
    a = above.x.copy()  # the output of the last layer with parameters
    da = measured_slopes(lambda: np.array([_loss_from(above, model, y, a)]), a, np.ones(1))
    found = []
    for start in reversed(starts[: last + 1]):
        x = start.x.copy()
        output = partial(_output_of, model.layers[start.layer], start, x)
        found += [measured_slopes(output, array, da).ravel() for array in reversed(start.arrays)]
        if start.first_parameter == 0:
            break
        da = measured_slopes(output, x, da)
    return np.concatenate(found[::-1]) + _slopes_of_penalties(model)


def _output_of(layer, start, x):
    """Return a copy of the layer's output for x in training mode."""
    start.rewind()
    return np.array(layer.forward(x, training=True))


def _slopes_of_penalties(model):
    """Return the penalties' part of ∂L/∂θ: 0 for an array if perturbing all of it leaves the penalty unchanged."""
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
class StartingPoint:
    """A starting point for a forward pass: a layer's index, its parameters, its input, and the Generators' states.

    `arrays` are the layer's own parameters and those of the layers inside it; the first of them begins at index
    `first_parameter` of the flat vector `model.parameters`.
    """

    layer: int
    first_parameter: int
    arrays: list[np.ndarray]
    x: np.ndarray
    generators: list[tuple[np.random.Generator, dict]]

    def rewind(self) -> None:
        """Reset every Generator, so that dropout draws the same masks again."""
        for rng, state in self.generators:
            rng.bit_generator.state = state


def starting_points(model: Sequential, x: np.ndarray) -> list[StartingPoint]:
    """Return a StartingPoint for each layer of the model, and one for the loss after them, from one forward pass."""
    starts, first_parameter = [], 0
    for number, layer in enumerate(model.layers):
        arrays = [array for inner, _ in walk([layer]) for array in inner.parameters().values()]
        starts.append(StartingPoint(number, first_parameter, arrays, x, _generator_states(model)))
        x = layer.forward(x, training=True)
        first_parameter += sum(array.size for array in arrays)
    return [*starts, StartingPoint(len(starts), first_parameter, [], x, _generator_states(model))]


def _loss_from(start, model, y, x):
    """Return L without penalties if the layer of `start` gets the input x."""
    start.rewind()
    for layer in model.layers[start.layer :]:
        x = layer.forward(x, training=True)
    return model.loss(y, x)[0]


def _loss_at(model, y, parameters, base, starts):
    """Return L with penalties at these parameters, starting from the first layer in which they differ from `base`."""
    changed = np.flatnonzero(parameters != base)
    lowest = changed[0] if changed.size else 0
    start = [start for start in starts if start.first_parameter <= lowest][-1]
    model.parameters[:] = parameters
    return _loss_from(start, model, y, start.x) + model.penalty()


def name_of(model: Sequential, index: int) -> tuple[str | int, ...]:
    """Return the name of the parameter with this index in `model.parameters`: ("layer 2, Dense", "W", 0, 5)."""
    for number, (layer, _) in enumerate(walk(model.layers)):
        for name, array in layer.parameters().items():
            if index < array.size:
                return f"layer {number}, {layer.name}", name, *map(int, np.unravel_index(index, array.shape))
            index -= array.size
    raise IndexError("no such parameter")


def _generator_states(model: Sequential) -> list[tuple[np.random.Generator, Any]]:
    """Return each layer's Generator, if it has one, with its current state."""
    layers = (layer for layer, _ in walk(model.layers))
    return [(layer.rng, layer.rng.bit_generator.state) for layer in layers if hasattr(layer, "rng")]


@contextlib.contextmanager
def restored(model: Sequential) -> Iterator[None]:
    """Restore the model's parameters, its layers' running statistics and its Generators after the `with` body."""
    parameters = model.parameters.copy()
    kept = [(array, array.copy()) for layer, _ in walk(model.layers) for array in layer.state().values()]
    generators = _generator_states(model)
    try:
        yield
    finally:
        model.parameters[:] = parameters
        for array, values in kept:
            array[...] = values
        for rng, state in generators:
            rng.bit_generator.state = state
