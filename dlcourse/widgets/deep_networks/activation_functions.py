"""The explorer of lecture 10: swap the activation in a fit of a wave, and watch it learn."""

from functools import cache

import numpy as np

from dlcourse import Adam, Dense, activations
from dlcourse.initializers import random_uniform
from dlcourse.plots.deep_networks.activation_functions import fit_and_its_parts
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Frame, Scene, radios, steps

FUNCTIONS = {
    "step": "step",
    "linear": "linear",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "ReLU": "relu",
    "GELU": "gelu",
}
UNITS = (2, 4, 8)
STEPS = (0, 10, 30, 100, 300, 1000)
SEEDS = 5
WIDE = np.linspace(-6, 6, 121)  # twice as wide as the data
LEARNING_RATE = 0.03


def wave() -> tuple[np.ndarray, np.ndarray]:
    """Return 61 points of a rising wave, y = sin(1.5 x) + 0.3 x: x and y, both (61, 1)."""
    x = np.linspace(-3, 3, 61)[:, None]
    return x, np.sin(1.5 * x) + 0.3 * x


def wave_explorer() -> Explorer:
    """Return the activation, the hidden units and the steps, over five fits of a wave and the parts of one of them."""
    controls = {
        "name": radios("activation", list(FUNCTIONS), "ReLU"),
        "n_steps": steps("training steps", STEPS, STEPS[-1], str),
        "units": steps("hidden units", UNITS, 8, str),
    }
    return Explorer(draw_fit, controls, name="wave")


@cache
def draw_fit(name: str, n_steps: int, units: int) -> Frame:
    """Return five fits after `n_steps`, from five seeds, and what each hidden unit adds to the first."""
    scene, curves, lines, title = _axes_of(name, units)
    fits, parts, errors = fit_values(name, n_steps, units)
    for line, fit in zip(curves, fits, strict=True):
        line.set_data(WIDE, fit)
    bias = fits[0] - parts.sum(axis=1)  # the same everywhere
    for line, part in zip(lines, [*parts.T, bias], strict=True):
        line.set_data(WIDE, part)
    said = f"mean squared error {errors[0]:.4f} (all five: {errors.min():.4f} to {errors.max():.4f})"
    title.set_text(said)
    words = (
        f"{name}, {units} hidden units, after {n_steps} training steps: {said}. At x = −6 the five fits lie between "
        f"{fits[:, 0].min():.1f} and {fits[:, 0].max():.1f}, at x = 6 between {fits[:, -1].min():.1f} and "
        f"{fits[:, -1].max():.1f}; the data end at −3 and 3."
    )
    return scene.frame(words.replace(" -", " −"))


@cache
def _axes_of(name, units):
    """Return the figure for this activation and number of units, with room for all its parts, and what moves on it."""
    x, y = wave()
    inside = (x.min() <= WIDE) & (x.max() >= WIDE)
    reach = 1.08 * max(np.abs(fit_values(name, n_steps, units)[1][inside]).max() for n_steps in STEPS)
    ax, curves, lines, title = fit_and_its_parts(x[:, 0], y[:, 0], WIDE, units, SEEDS, reach)
    return Scene(figure_of(ax), [*curves[1:], curves[0], *lines, title]), curves, lines, title


def fit_values(name: str, n_steps: int, units: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return five fits over WIDE (5, 121), the first one's parts v_j φ(z_j) (121, units), and the five errors (5,)."""
    phi = getattr(activations, FUNCTIONS[name])
    W, b, v, c = trained(name, units)[n_steps]
    x, y = wave()
    outputs = phi(WIDE[:, None] * W + b)  # (5, 121, units)
    errors = ((phi(x * W + b) @ v + c - y) ** 2).mean(axis=(1, 2))
    return (outputs @ v + c)[:, :, 0], outputs[0] * v[0, :, 0], errors


@cache
def trained(name: str, units: int, seeds: int = SEEDS) -> dict[int, tuple[np.ndarray, ...]]:
    """Return the weights of networks 1 → units → 1 after each of STEPS: W, b (seeds, 1, units), v (seeds, units, 1), c.

    They are trained side by side with Adam on the mean squared error; network k starts with what seed k draws.
    """
    phi, slope = (getattr(activations, FUNCTIONS[name] + end) for end in ("", "_derivative"))
    x, y = wave()
    shapes = (seeds, 1, units), (seeds, 1, units), (seeds, units, 1), (seeds, 1, 1)
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    numbers = np.concatenate([part.ravel() for part in _first_weights(units, seeds)])
    W, b, v, c = (part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes, strict=True))
    optimizer = Adam(LEARNING_RATE)
    kept: dict[int, tuple[np.ndarray, ...]] = {}
    for step in range(max(STEPS) + 1):
        if step in STEPS:
            kept[step] = W.copy(), b.copy(), v.copy(), c.copy()
        z = x * W + b  # (seeds, 61, units)
        a = phi(z)
        d = 2 * (a @ v + c - y) / len(x)  # ∂L/∂ŷ
        dz = d @ v.swapaxes(1, 2) * slope(z)
        gradients = x.T @ dz, dz.sum(axis=1), a.swapaxes(1, 2) @ d, d.sum(axis=1)
        optimizer.apply(numbers, np.concatenate([part.ravel() for part in gradients]))
    return kept


def _first_weights(units, seeds):
    """Return W, b, v and c of networks, as a network of two dense layers draws them from each seed."""
    drawn = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        hidden, last = Dense(1, units, rng, bias_initializer=random_uniform(2)), Dense(units, 1, rng)
        drawn.append((hidden.W, hidden.b, last.W, last.b))
    return [np.array(part) for part in zip(*drawn, strict=True)]
