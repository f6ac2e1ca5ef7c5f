"""Carry weights from one library to the other: the order of `set_weights`, and which axis is which."""

import copy
from itertools import pairwise

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def weights_for_keras(weights, biases):
    """[W₁ᵀ, b₁, W₂ᵀ, b₂, …]: layer by layer, each matrix (fan_in, units)."""
    arrays = []
    for W, b in zip(weights, biases, strict=True):
        arrays += [W.T, b]
    return arrays


def look_at_arrays(arrange, weights, biases):
    """The shapes in the order returned (count, 2), with 0 where there is no second axis, and all numbers in a row."""
    returned = arrange(*copy.deepcopy((weights, biases)))  # a matrix that stands there twice stays one
    if returned is None or returned is Ellipsis:
        return returned
    listed = [as_numbers(array) for array in returned] if isinstance(returned, tuple | list) else [None]
    if not listed or any(array is None or array.ndim not in (1, 2) for array in listed):
        raise AnswerError("Expected one flat list of arrays, as [W1, b1, W2, b2]: no pairs in it, no dictionary.")
    shapes = [(*array.shape, 0)[:2] for array in listed]
    return shapes, np.concatenate([array.ravel() for array in listed])


def arrays_from_the_end(weights, biases):
    """Put in front, last layer first; tuples and lists of floats."""
    arrays = ()
    for i in reversed(range(len(weights))):
        arrays = (np.swapaxes(weights[i], 0, 1).tolist(), biases[i].tolist(), *arrays)
    return arrays


def arrays_by_slices(weights, biases):
    """Every second place, then the others; in Fortran order."""
    arrays = [None] * (2 * len(weights))
    arrays[::2] = [np.asfortranarray(np.einsum("ui->iu", W)) for W in weights]
    arrays[1::2] = biases
    return arrays


def arrays_in_single_precision(weights, biases):
    """One row of W after the other becomes a column; float32 as Keras keeps it."""
    arrays = []
    for W, b in zip(weights, biases, strict=True):
        arrays += [np.stack(list(W), axis=1).astype(np.float32), b.astype(np.float32)]
    return arrays


def arrays_cases(rng):
    """The example; three layers, two and one, in which no two sizes are alike; square matrices; in float32."""
    example = [np.array([[1.0, 2, 3], [4, 5, 6]])], [np.array([7.0, 8])]
    cases = [Case(example, {"layers": 1, "fan_in": 3, "units": 2}, "the question's own example")]
    for widths, kind in [
        ((7, 5, 4, 3), float),
        ((6, 9, 4), np.float32),
        ((8, 3), float),
        ((4, 4, 4), float),
        ((5, 1), float),
    ]:
        pairs = list(pairwise(widths))
        weights = [rng.normal(size=(units, fan_in)).astype(kind) for fan_in, units in pairs]
        biases = [rng.normal(size=units).astype(kind) for _, units in pairs]
        cases.append(Case((weights, biases), {"layers": len(pairs), "fan_in": widths[0], "units": widths[1]}))
    W, biases = rng.normal(size=(3, 3)), list(rng.normal(size=(3, 3)))
    sizes = {"layers": 3, "fan_in": 3, "units": 3}
    return [*cases, Case(([W, rng.normal(size=(3, 3)), W], biases), sizes, "one matrix in two layers")]


WEIGHTS_FOR_KERAS = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("shapes", "numbers"),
    returns="a list of arrays",
    use=look_at_arrays,
    reference=weights_for_keras,
    cases=arrays_cases,
    section="The same numbers from both libraries",
    hints=(
        "`model.get_weights()` of a network shows the order: look at the shapes, one by one.",
        "Layer by layer: the matrix, then its bias. Two layers make a list of four arrays.",
        "Keras computes x @ W + b, so its W is (fan_in, units). What you are given is (units, fan_in): `W.T`.",
    ),
    misconceptions=(
        Misconception(
            "not_transposed",
            edit(weights_for_keras, "W.T → W"),
            "Your matrices are still (units, fan_in): {entry} is {yours}, expected {expected}. The first layer has {fan_in} "
            "inputs and {units} units.",
            "Keras keeps W as (fan_in, units): transpose each matrix.",
        ),
        Misconception(
            "reshaped",
            edit(weights_for_keras, "W.T → W.reshape(W.shape[::-1])"),
            "You reshaped the matrices: {entry} is {yours}, expected {expected}. The shape is right, and the numbers stand at "
            "other places.",
            "`reshape` refills row after row; `W.T` turns rows into columns.",
        ),
        Misconception(
            "matrices_first",
            edit(weights_for_keras, "[W.T, b] → [W.T]", "return arrays → return arrays + biases"),
            "You list all matrices and then all biases: {entry} is {yours}, expected {expected}. With {layers} layers, layer "
            "by layer is another order.",
            "`set_weights` goes layer by layer: W1, b1, W2, b2, …",
        ),
        Misconception(
            "bias_first",
            edit(weights_for_keras, "W.T, b → b, W.T"),
            "Each bias stands before its matrix: {entry} is {yours}, expected {expected}.",
            "Keras makes the matrix (kernel) of a layer first and its bias second.",
        ),
        Misconception(
            "last_layer_first",
            edit(weights_for_keras, "zip(weights, biases → zip(weights[::-1], biases[::-1]"),
            "Your list begins with the last layer: {entry} is {yours}, expected {expected}.",
            "From the input to the output.",
        ),
        Misconception(
            "no_biases",
            edit(weights_for_keras, "[W.T, b] → [W.T]"),
            "The biases are missing: {entry} is {yours}, expected {expected}. With {layers} layers there are twice as many "
            "arrays.",
            "W1, b1, W2, b2, …: Keras refuses a list of another length.",
        ),
        Misconception(
            "bias_as_a_row",
            edit(weights_for_keras, "W.T, b → W.T, b[None, :]"),
            "Your biases are matrices of one row, (1, units).",
            "A bias is (units,); hand it on as it is.",
        ),
        Misconception(
            "bias_as_a_column",
            edit(weights_for_keras, "W.T, b → W.T, b[:, None]"),
            "Your biases are matrices of one column, (units, 1).",
            "A bias is (units,); hand it on as it is.",
        ),
        Misconception(
            "first_layer_only",
            edit(weights_for_keras, "return arrays → return arrays[:2]"),
            "Your list ends after the first layer, where there are {layers}.",
            "Does a `return` stand in your loop?",
        ),
        Misconception(
            "last_layer_only",
            edit(weights_for_keras, "return arrays → return arrays[-2:]"),
            "Your list holds the last layer only, of {layers}.",
            "Where is your list made: before the loop, or anew in each turn?",
        ),
        Misconception(
            "two_layers",
            edit(weights_for_keras, "return arrays → return arrays[:2] + arrays[-2:]"),
            "Your list always has the first layer and the last one. Here are {layers} layers.",
            "The text says: for any number of layers.",
        ),
    ),
    alternatives=(arrays_from_the_end, arrays_by_slices, arrays_in_single_precision),
)
