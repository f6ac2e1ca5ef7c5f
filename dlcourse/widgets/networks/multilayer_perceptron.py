"""The explorer of lecture 03: units and layers of a small network, and the boundary it learns."""

import functools
from itertools import pairwise
from typing import Any

import numpy as np

from dlcourse.layers import Dense, ReLU
from dlcourse.losses import BinaryCrossentropy
from dlcourse.model import Sequential
from dlcourse.optimizers import Adam
from dlcourse.plots.networks.multilayer_perceptron import regions_and_unit_lines
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Frame, choice, steps, whole

STEPS = 200  # of Adam on all 100 rows, enough for the boundary to settle


def net_explorer() -> Explorer:
    """Return sliders for units, layers and start over the regions of a trained network; other data are folded away."""
    controls = {
        "units": steps("units a layer", range(1, 9), 1, str),
        "seed": steps("start no.", range(1, 6), 1, str),
        "layers": steps("hidden layers", range(4), 1, str),
    }
    return Explorer(_draw_net, controls, {"data": choice("data", list(DATA))}, "Other data", name="net")


def _draw_net(units: int, layers: int, data: str, seed: int) -> Frame:
    """Train the network once, and return its boundary."""
    return _draw_once(units if layers else 1, layers, data, seed)


@functools.cache
def _draw_once(units, layers, data, seed):
    """Return the frame; without hidden layers the number of their units does not matter."""
    values = net_values(units, layers, data, seed)
    title = f"{values['right']} of 100 points right; {values['new_right']:.0%} of 1,000 new ones"
    ax = regions_and_unit_lines(
        values["score"], values["x"], values["y"], values["lines"], ["class 0", "class 1"], title
    )
    return whole(figure_of(ax), _describe_net(units, layers, data, values))


@functools.cache
def net_values(units: int, layers: int, data: str, seed: int) -> dict[str, Any]:
    """Train a network of `layers` hidden ReLU layers of `units` each on 100 points of `data` from random weights.

    Return its points, its `score` from (N, 2) to (N,), the lines (w, b) of its first hidden layer, the weights `v` and
    the bias `c` of its last unit, its number of parameters, how many of its 100 points are classified correctly, and
    which share of 1,000 new ones.
    """
    draw_data = DATA[data]
    x, y = draw_data(100, np.random.default_rng(0))
    rng = np.random.default_rng(seed)
    sizes = [2, *[units] * layers, 1]
    modules: list = [Dense(sizes[0], sizes[1], rng)]
    for fan_in, fan_out in pairwise(sizes[1:]):
        modules += [ReLU(), Dense(fan_in, fan_out, rng)]
    model = Sequential(modules, np.float64).compile(Adam(0.05), BinaryCrossentropy(from_logits=True))
    model.fit(x, y[:, None], epochs=STEPS, batch_size=len(x), rng=rng, verbose=False)

    def score(points):
        return model.predict(points)[:, 0]

    new_x, new_y = draw_data(1000, np.random.default_rng(1))
    lines = list(zip(modules[0].W.T, modules[0].b, strict=True)) if layers else []
    return {
        "x": x,
        "y": y,
        "score": score,
        "lines": lines,
        "v": modules[-1].W[:, 0],
        "c": float(modules[-1].b[0]),
        "parameters": model.parameters.size,
        "right": int(((score(x) >= 0) == y).sum()),
        "new_right": float(((score(new_x) >= 0) == new_y).mean()),
    }


def _describe_net(units, layers, data, values):
    """Describe the figure in words: the network, its accuracy, and how many lines its boundary may bend at."""
    network = f"{_count(layers, 'hidden layer')} of {_count(units, 'unit')}"
    network = network if layers else "no hidden layer, one straight line"
    bends = f"; dashed, the {_count(units, 'line')} at which the first layer can bend it" if layers else ""
    return (
        f"100 points of {data} and the regions of a net with {network}{bends}. {values['parameters']} parameters. "
        f"{values['right']} of 100 points right, {values['new_right']:.0%} of 1,000 new ones."
    )


def _count(n, noun):
    """Return "1 unit", "2 units"."""
    return f"{n} {noun}{'s' * (n != 1)}"


def moons(n: int, rng: np.random.Generator, noise: float = 0.15) -> tuple[np.ndarray, np.ndarray]:
    """Draw two interlocking half circles: x (n, 2), alternating labels 0 and 1 (n,)."""
    angle = rng.uniform(0, np.pi, n)
    y = np.arange(n) % 2
    x = np.column_stack([np.cos(angle), np.sin(angle)])
    x = np.where(y[:, None] == 1, [0.5, 0.25] - x, x - [0.5, 0.25])
    return x + rng.normal(0, noise, (n, 2)), y


def xor_clouds(n: int, rng: np.random.Generator, noise: float = 0.155) -> tuple[np.ndarray, np.ndarray]:
    """Draw four clouds around (±1, ±1), opposite ones of the same class: x (n, 2), labels (n,)."""
    corner = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])[np.arange(n) % 4]
    return corner + rng.normal(0, noise, (n, 2)), (corner.prod(axis=1) < 0).astype(int)


def ring(n: int, rng: np.random.Generator, noise: float = 0.12) -> tuple[np.ndarray, np.ndarray]:
    """Draw a ring around a disc: x (n, 2), alternating labels 0 on the ring and 1 on the disc (n,)."""
    angle = rng.uniform(0, 2 * np.pi, n)
    y = np.arange(n) % 2
    distance = np.where(y == 1, 0.4, 1.1) + rng.normal(0, noise, n)
    return distance[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), y


DATA = {"moons": moons, "XOR": xor_clouds, "ring": ring}
