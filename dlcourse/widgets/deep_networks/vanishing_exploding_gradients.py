"""The explorer of lecture 09: signal and gradient in each layer, by depth, activation and initial weights."""

from functools import cache

import numpy as np

from dlcourse import Activation, CategoricalCrossentropy, Dense, Sequential, load_digits, one_hot
from dlcourse.initializers import glorot_uniform, he_normal, random_normal
from dlcourse.plots.deep_networks.vanishing_exploding_gradients import one_network
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Scene, radios, steps

ACTIVATIONS = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu"}
INITIALIZERS = {
    "Glorot": glorot_uniform,
    "He": he_normal,
    "normal, sd 0.01": random_normal(0.01),
    "normal, sd 0.5": random_normal(0.5),
    "normal, sd 1": random_normal(1.0),
}


RATE = 0.1  # of the steps shown
DEPTHS = (*range(1, 12), *range(12, 31, 2))


def deep_gradients_explorer() -> Explorer:
    """Return depth, activation and initial weights over signal, gradient and steps by layer of a network."""
    controls = {
        "depth": steps("hidden layers", DEPTHS, 10, str),
        "activation": radios("activation", list(ACTIVATIONS)),
        "initializer": radios("initial weights", list(INITIALIZERS)),
    }
    return Explorer(_draw_deep_gradients, controls, name="deep_gradients")


def _draw_deep_gradients(depth, activation, initializer):
    """Return the measures of one network before its first step, on the axes of its activation and weights."""
    steps_taken, activation_factor, weight_factor = deep_gradients_values(depth, activation, initializer)
    title = "one hidden layer: no layer in between"
    if depth > 1:
        title = f"each layer back: slopes × {activation_factor:.2f}, weights × {weight_factor:.2f}"
    scene, lines, title_text = _axes_of(activation, initializer)
    measured = (*signal_and_gradient_values(depth, activation, initializer), steps_taken)
    for line, values in zip(lines, measured, strict=True):
        line.set_data(np.arange(1, len(values) + 1), values)
    title_text.set_text(title)
    signal = measured[0]
    words = describe_deep_gradients(depth, activation, initializer, steps_taken, activation_factor, weight_factor)
    return scene.frame(
        f"{words} The signal: {signal[0]:.1e} in the first layer, {signal[-1]:.1e} in the last hidden one."
    )


@cache
def _axes_of(activation, initializer):
    """Return axes with room for every depth, the lines on them and the title."""
    every = []
    for depth in DEPTHS:
        both = signal_and_gradient_values(depth, activation, initializer)
        every.append((*both, deep_gradients_values(depth, activation, initializer)[0]))
    numbers = np.concatenate([values for measured in every for values in measured])
    ax, lines = one_network(every[-1], "", min(1e-8, numbers.min() / 10), max(1e4, numbers.max() * 10))
    return Scene(figure_of(ax), [*lines, title := ax.set_title("", loc="left")]), lines, title


@cache
def signal_and_gradient_values(depth: int, activation: str, initializer: str) -> tuple[np.ndarray, np.ndarray]:
    """Return signal and gradient of each hidden layer (depth,), before training on 256 digits.

    The signal is the standard deviation of a unit's outputs over the digits, a mean over the units; the gradient is the
    norm of the loss's gradient with respect to the layer's outputs.
    """
    model, x, y = _deep_network(depth, activation, initializer)
    signal: list[float] = []
    gradient: list[float] = []
    a = x
    for layer in model.layers:
        a = layer.forward(a, training=True)
        if isinstance(layer, Activation):
            signal.append(float(a.std(axis=0).mean()))
    _, da = CategoricalCrossentropy(from_logits=True)(y, a)
    for layer in reversed(model.layers):
        if isinstance(layer, Activation):
            gradient.append(float(np.linalg.norm(da)))
        da = layer.backward(da)
    return np.array(signal), np.array(gradient[::-1])


@cache
def deep_gradients_values(
    depth: int, activation: str, initializer: str, width: int = 32
) -> tuple[np.ndarray, float, float]:
    """Return steps by layer (depth + 1,) before training on 256 digits, and mean factors of derivatives and weights.

    A step is RATE · ‖dW‖ / ‖W‖: how far gradient descent would move the weights, relative to them. The factors say by
    how much a hidden layer scales the gradient in backpropagation; both are 1 for one hidden layer.
    """
    model, x, y = _deep_network(depth, activation, initializer, width)
    _, da = CategoricalCrossentropy(from_logits=True)(y, model.forward(x, training=True))
    gradient_norms = [float(np.linalg.norm(da))]
    for layer in reversed(model.layers):
        da = layer.backward(da)
        gradient_norms.append(np.nan if da is None else float(np.linalg.norm(da)))
    ratios = np.divide(gradient_norms[2:-1], gradient_norms[1:-2])  # from the last activation down to the first
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    relative = [RATE * np.linalg.norm(layer.dW) / np.linalg.norm(layer.W) for layer in dense]
    return np.array(relative), _geometric_mean(ratios[0::2]), _geometric_mean(ratios[1::2])


def _deep_network(depth, activation, initializer, width=32):
    """Return a network that has not been trained, 256 digits and their labels."""
    x, y = some_digits()
    rng, draw_weights = np.random.default_rng(0), INITIALIZERS[initializer]
    layers, fan_in = [], x.shape[1]
    for _ in range(depth):
        layers += [Dense(fan_in, width, rng, draw_weights), Activation(ACTIVATIONS[activation])]
        fan_in = width
    return Sequential([*layers, Dense(width, 10, rng, draw_weights)], np.float64), x, y


def describe_deep_gradients(
    depth: int, activation: str, initializer: str, steps: np.ndarray, activation_factor: float, weight_factor: float
) -> str:
    """Describe the figure in words: first and last step, and a layer's effect on the gradient.

    - `depth`: hidden layers, at least 1.
    - `activation`: its name.
    - `initializer`: its name.
    - `steps`: by layer, relative to the weights, (depth + 1,).
    - `activation_factor`: by which a layer's derivatives multiply the gradient.
    - `weight_factor`: by which its weights do.
    """
    text = (
        f"Steps by layer, relative to the weights, on a logarithmic scale, for {depth} hidden {activation} layers with "
        f"weights {initializer}: {steps[0]:.1e} in the first layer, {steps[-1]:.1e} in the output layer."
    )
    if depth > 1:
        text += (
            f" Going back, a layer's slopes multiply the gradient by {activation_factor:.2f} and its weights by "
            f"{weight_factor:.2f}, together by {activation_factor * weight_factor:.2f}."
        )
    return text


def _geometric_mean(factors):
    """Return the geometric mean of the factors, 1 if there are none."""
    return float(np.exp(np.mean(np.log(factors)))) if len(factors) else 1.0


@cache
def some_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 256 digits with their one-hot labels, drawn once."""
    pixels, labels = load_digits()
    rows = np.random.default_rng(0).permutation(len(pixels))[:256]
    return pixels[rows], one_hot(labels[rows], 10)
