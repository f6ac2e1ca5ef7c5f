"""The explorer of lecture 11: activations in ten layers, by initial weights and activation."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from dlcourse import activations, glorot_normal, he_normal, lecun_normal
from dlcourse.initializers import constant, random_normal, zeros
from dlcourse.plots.style import figure_of
from dlcourse.plots.weight_initialization import histograms_of_one_network
from dlcourse.widgets.frames import Explorer, Frame, choice, whole

INITIALIZERS = {
    "all 0": zeros,
    "all 0.1": constant(0.1),
    "normal, sd 0.01": random_normal(0.01),
    "normal, sd 1": random_normal(1.0),
    "LeCun": lecun_normal,
    "Glorot": glorot_normal,
    "He": he_normal,
}
ACTIVATIONS = {"tanh": "tanh", "sigmoid": "sigmoid", "ReLU": "relu", "SELU": "selu"}
SHOWN = (1, 2, 5, 10)  # layers
UNITS, ROWS = 64, 200


def signal_explorer() -> Explorer:
    """Return a list of initial weights over histograms by layer; the activation is folded away."""
    names = list(INITIALIZERS)
    controls = {"initializer": choice("first weights", names, names[2])}
    folded = {"activation": choice("activation", list(ACTIVATIONS))}
    return Explorer(draw_signal, controls, folded, "Choose another activation", name="signal")


def draw_signal(initializer: str, activation: str) -> Frame:
    """Return the histograms of one network, before any training."""
    layers = signal_values(initializer, activation)
    values = [layers[k - 1] for k in SHOWN]
    names = [f"layer {k}\nsd {_std_of(value)}" for k, value in zip(SHOWN, values, strict=True)]
    largest = max(np.abs(value).max() for value in values)
    low = 0 if min(value.min() for value in values) >= 0 else -1
    limits = (low * largest, largest) if largest else (-1, 1)
    title = f"{activation}, weights: {initializer}; {UNITS} units a layer, all on one scale"
    figure = histograms_of_one_network(values, names, limits, title)[0]
    return whole(figure_of(figure), describe_signal(initializer, activation, layers))


def signal_values(initializer: str, activation: str, n_layers: int = 10) -> list[np.ndarray]:
    """Return the activations (ROWS, UNITS) of each layer in order, for standard normal inputs; no biases."""
    rng = np.random.default_rng(0)
    phi, a, outputs = getattr(activations, ACTIVATIONS[activation]), _some_rows(), []
    for _ in range(n_layers):
        a = phi(a @ INITIALIZERS[initializer](UNITS, UNITS, rng))
        outputs.append(a)
    return outputs


def _std_of(values):
    """Format the standard deviation with three digits."""
    return f"{values.std():.3g}"


def describe_signal(initializer: str, activation: str, layers: Sequence[np.ndarray]) -> str:
    """Describe the figure in words: first and last layer's standard deviations, and whether a layer's units agree."""
    first, last = _std_of(layers[0]), _std_of(layers[-1])
    text = (
        f"Histograms of the activations of {activation} layers with weights {initializer}, in layers 1, 2, 5 and 10. "
        f"The standard deviation is {first} in layer 1 and {last} in layer 10."
    )
    if (np.ptp(layers[0], axis=1) <= 1e-12 * np.abs(layers[0]).max()).all():
        text += " In every row all units of a layer have the same value: they are twins."
    return text


@cache
def _some_rows():
    """Return standard normal inputs (ROWS, UNITS), drawn once."""
    return np.random.default_rng(1).normal(size=(ROWS, UNITS))
