"""An explorer of lecture 03: the training of a network, and the way of the points from the inputs to its last unit."""

import functools
from collections.abc import Collection

import numpy as np

from dlcourse.layers import Dense, Sigmoid
from dlcourse.losses import BinaryCrossentropy
from dlcourse.model import Sequential
from dlcourse.optimizers import Adam
from dlcourse.plots.networks import hidden_space as plots
from dlcourse.plots.networks.hidden_space import Weights
from dlcourse.plots.page.style import SCREEN_DPI, figure_of
from dlcourse.plots.page.vector import svg_of
from dlcourse.widgets.networks.multilayer_perceptron import moons
from dlcourse.widgets.page.frames import Explorer, Frame, Scene, steps

SHOWN = (0, 10, 20, 40, 60, 80, 100, 110, *range(116, 141, 3), 145, 150, 160, 200, 300)  # steps of training
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def moons_film(seed: int, shown: Collection[int]) -> dict[int, Weights]:
    """Train a 2-4-2-1 net of sigmoids on all 100 points of the moons; return its weights after each step in `shown`."""
    x, y = moons(100, np.random.default_rng(0))
    rng = np.random.default_rng(seed)
    layers = [Dense(2, 4, rng), Sigmoid(), Dense(4, 2, rng), Sigmoid(), Dense(2, 1, rng)]
    net = Sequential(layers, np.float64).compile(Adam(0.1), BinaryCrossentropy(from_logits=True))
    film = {}
    for step in range(max(shown) + 1):
        if step in shown:
            film[step] = [(layer.W.copy(), layer.b.copy()) for layer in layers[::2]]  # type: ignore[attr-defined]
        net.train_step(x, y[:, None])
    return film


def string_explorer() -> Explorer:
    """Return sliders for the training and for the way to the hidden units, over two planes with the moons."""
    controls = {
        "step": steps("steps of training", SHOWN, 300, str),
        "share": steps("carried over", SHARES, 0.0, lambda share: f"{share:.0%}"),
    }
    return Explorer(_draw_planes, controls, name="string")


def _draw_planes(step, share):
    """Return the two planes; the left one depends on the step alone."""
    scene, (x, y), film, (left, right) = _scene()
    (*lines, left_title), (*marks, first_name, second_name, right_title) = left, right
    n_right = int(((plots.scores(x, film[step]) >= 0) == y).sum())
    plots.set_left(lines, x, film[step])
    plots.set_right(marks, x, y, film[step], share)
    left_title.set_text(f"The inputs: {n_right} of {len(y)} right")
    first_name.set_text("h₁" if share == 1 else "")
    second_name.set_text("h₂" if share == 1 else "")
    right_title.set_text("What the last unit sees" if share == 1 else f"{share:.0%} of the way there")
    width, height = (SCREEN_DPI * inches for inches in scene.figure.get_size_inches().tolist())
    layers = scene.still, svg_of(scene.figure, left), svg_of(scene.figure, right)
    return Frame(layers, plots.describe_planes(step, n_right, len(y), share), width, height)


@functools.cache
def _scene():
    """Return the picture, its points, the weights at all times, and what moves on the left and on the right."""
    x, y = moons(100, np.random.default_rng(0))
    before, after = plots.two_planes(x, y)
    left = [*plots.left_moves(before), before.set_title("", loc="left", fontsize=12)]
    right = [*plots.right_moves(after, x, y), *plots.hidden_names(after), after.set_title("", loc="left", fontsize=12)]
    return Scene(figure_of(before), [*left, *right]), (x, y), moons_film(0, SHOWN), (left, right)
