"""The explorer of lecture 11: ten layers by first weights and activation, before and after fifty training steps."""

from functools import cache

import numpy as np

from dlcourse import SGD, Activation, CategoricalCrossentropy, Dense, Sequential, load_digits, one_hot
from dlcourse.initializers import constant, he_normal, lecun_normal, random_normal, zeros
from dlcourse.plots.deep_networks.weight_initialization import map_spreads_and_loss
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Frame, Scene, radios, steps

INITIALIZERS = {
    "all 0": zeros,
    "all 0.1": constant(0.1),
    "sd 0.01": random_normal(0.01),
    "sd 1": random_normal(1.0),
    "LeCun": lecun_normal,
    "He": he_normal,
}
ACTIVATIONS = {"ReLU": "relu", "SELU": "selu", "sigmoid": "sigmoid", "tanh": "tanh"}
STEPS = (0, 2, 5, 10, 20, 50)
LAYERS, UNITS, ROWS, SHOWN = 10, 64, 256, 16
LEARNING_RATE = 0.05
SMALLEST, LARGEST = 1e-8, 1e4  # of the spreads drawn


def signal_explorer() -> Explorer:
    """Return first weights, activation and training steps over the outputs of the last of ten layers, and the loss."""
    controls = {
        "initializer": radios("first weights", list(INITIALIZERS), "He"),
        "activation": radios("activation", list(ACTIVATIONS)),
        "n_steps": steps("training steps", STEPS, STEPS[-1], str),
    }
    return Explorer(draw_signal, controls, name="signal")


@cache
def draw_signal(initializer: str, activation: str, n_steps: int) -> Frame:
    """Return the frame of one network after `n_steps`: outputs of the last layer, spreads by layer, losses so far."""
    scene, image, (rows, units, curve, end), title = _axes()
    outputs, losses = trained(initializer, activation)
    image.set_data(grey_levels(outputs[n_steps][-1][:SHOWN, :SHOWN]))
    for line, spread in zip((rows, units), spreads(outputs[n_steps]), strict=True):
        line.set_data(np.arange(1, LAYERS + 1), np.clip(spread, SMALLEST, LARGEST))
    curve.set_data(np.arange(n_steps + 1), losses[: n_steps + 1])
    end.set_data([n_steps], [losses[n_steps]])
    title.set_text(f"loss after {n_steps} steps: {_written(losses[n_steps])}")
    return scene.frame(describe_signal(initializer, activation, n_steps))


@cache
def _axes():
    """Return the figure of all frames and what moves on it."""
    ax, image, lines, title = map_spreads_and_loss(SHOWN, LAYERS, STEPS[-1], (SMALLEST, LARGEST))
    return Scene(figure_of(ax), [image, *lines, title]), image, lines, title


@cache
def trained(initializer: str, activation: str, seed: int = 0) -> tuple[dict[int, list[np.ndarray]], np.ndarray]:
    """Return each hidden layer's outputs (ROWS, UNITS) after each of STEPS, and the loss after 0, 1, …, 50 steps (51,).

    A step of gradient descent is made on all rows.
    """
    x, y = some_digits()
    rng, draw_weights = np.random.default_rng(seed), INITIALIZERS[initializer]
    layers: list[Activation | Dense] = []
    for _ in range(LAYERS):
        layers += [Dense(UNITS, UNITS, rng, draw_weights), Activation(ACTIVATIONS[activation])]
    model = Sequential([*layers, Dense(UNITS, 10, rng, draw_weights)], dtype=np.float64)
    model.compile(SGD(LEARNING_RATE), CategoricalCrossentropy(from_logits=True))
    outputs, losses = {}, np.zeros(STEPS[-1] + 1)
    with np.errstate(all="ignore"):  # some of them explode
        for step in range(STEPS[-1] + 1):
            if step in STEPS:
                outputs[step] = _hidden_outputs(model, x)
            losses[step] = model.train_step(x, y)
    return outputs, losses


def _hidden_outputs(model, a):
    """Return the outputs of each activation, in order."""
    outputs = []
    for layer in model.layers:
        a = layer.forward(a)
        if isinstance(layer, Activation):
            outputs.append(a)
    return outputs


def spreads(layers: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return by layer how far the rows and how far the units differ, both (layers,).

    That is the standard deviation of a unit over the rows, a mean over the units, and that of a row over the units.
    """
    with np.errstate(all="ignore"):
        rows, units = ([a.std(axis=axis).mean() for a in layers] for axis in (0, 1))
    return np.array(rows), np.array(units)


def grey_levels(outputs: np.ndarray) -> np.ndarray:
    """Return outputs in [−1, 1] as one of nine grey levels, 0 to 8; what lies outside as the nearest, NaN as 0."""
    return np.rint(4 * np.clip(np.nan_to_num(outputs), -1, 1) + 4)


def _written(loss):
    """Format a loss: two decimals, its power of ten if it is large, words if it is not finite."""
    if not np.isfinite(loss):
        return "not a number"
    return f"{loss:.2f}" if loss < 1000 else f"{loss:.0e}"


def describe_signal(initializer: str, activation: str, n_steps: int) -> str:
    """Describe the figure in words: the loss, the spreads of first and last layer, and whether units or rows agree."""
    outputs, losses = trained(initializer, activation)
    rows, units = spreads(outputs[n_steps])
    text = (
        f"Ten {activation} layers with first weights {initializer}, after {n_steps} steps: the loss was "
        f"{_written(losses[0])} and is {_written(losses[n_steps])}."
    )
    if not np.isfinite(units).all():
        return f"{text} The outputs are too large for a number."
    text += (
        f" Between rows the outputs differ by {rows[0]:.1g} in layer 1 and by {rows[-1]:.1g} in layer 10, between "
        f"units by {units[0]:.1g} and {units[-1]:.1g}."
    )
    if (units <= 1e-9 * np.array([max(np.abs(a).max(), 1) for a in outputs[n_steps]])).all():
        text = text.replace(f", between units by {units[0]:.1g} and {units[-1]:.1g}", "")
        text += " In every row all units of a layer have the same value: they are twins."
    return text


@cache
def some_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 256 digits, shifted and scaled so that all pixels together have mean 0 and mean square 1, and labels."""
    pixels, labels = load_digits()
    chosen = np.random.default_rng(0).permutation(len(pixels))[:ROWS]
    x = pixels[chosen]
    return (x - x.mean()) / x.std(), one_hot(labels[chosen], 10)
