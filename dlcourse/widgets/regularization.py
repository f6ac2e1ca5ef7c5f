"""The explorer of lecture 13: a network's decision boundary with a penalty on its weights and with dropout."""

import functools

import ipywidgets
import numpy as np
from ipywidgets import Layout

from dlcourse import L2, Adam, BinaryCrossentropy, Dense, Dropout, ReLU, Sequential, accuracy, he_normal, plots
from dlcourse.plots.regularization import border
from dlcourse.widgets.base import WIDE, explorer

PRICES = (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
RATES = (0.0, 0.2, 0.4, 0.6, 0.8)
ROWS, WRONG, SPREAD = 80, 12, 0.2
ACROSS, UP = np.linspace(-1.7, 2.7, 72), np.linspace(-1.2, 1.9, 72)  # the grid of the figure


def moons(rng, rows, wrong=0):
    """Draw two noisy half circles: x (rows, 2), labels y (rows, 1), 0 and 1, and which labels are wrong (rows,)."""
    y = np.arange(rows) % 2
    turn = rng.uniform(0, np.pi, rows)
    across = np.where(y == 0, np.cos(turn), 1 - np.cos(turn))
    up = np.where(y == 0, np.sin(turn), 0.5 - np.sin(turn))
    x = np.stack([across, up], axis=1) + rng.normal(0, SPREAD, (rows, 2))
    mislabelled = np.zeros(rows, dtype=bool)
    mislabelled[rng.permutation(rows)[:wrong]] = True
    return x, np.where(mislabelled, 1 - y, y)[:, None].astype(float), mislabelled


def moons_network(l2, rate, rng, units=32):
    """Return a network 2 → 32 → 32 → 1 with penalty l2 · Σ W² per layer and dropout after both hidden layers."""
    price = L2(l2) if l2 else None
    layers = []
    for fan_in in (2, units):
        layers += [Dense(fan_in, units, rng, kernel_initializer=he_normal, kernel_regularizer=price), ReLU()]
        layers += [Dropout(rate, rng)] if rate else []
    model = Sequential([*layers, Dense(units, 1, rng, kernel_regularizer=price)], dtype=np.float64)
    return model.compile(Adam(0.02), BinaryCrossentropy(from_logits=True))


@functools.cache
def fitted(l2, rate, seed=0, steps=400):
    """Return the network after `steps` steps on all 80 rows of data set `seed`, and its scores: a dict.

    `training` and `fresh` are accuracies on the 80 rows and on 2,000 others without wrong labels; `resisted` counts the
    wrong labels that the network does not fit; `norm` is √Σ W² over all layers.
    """
    x, y, mislabelled = moons(np.random.default_rng(seed), ROWS, WRONG)
    x_new, y_new, _ = moons(np.random.default_rng(99), 2000)
    model = moons_network(l2, rate, np.random.default_rng(seed + 100))
    for _ in range(steps):
        model.update(x, y)
    says = model.predict(x)
    squares = sum((layer.W**2).sum() for layer in model.layers if isinstance(layer, Dense))
    return {
        "model": model,
        "training": accuracy(y, says, threshold=0),
        "fresh": accuracy(y_new, model.predict(x_new), threshold=0),
        "resisted": int((((says > 0) != y)[:, 0] & mislabelled).sum()),
        "norm": float(np.sqrt(squares)),
    }


@functools.cache
def border_values(l2, rate, seed=0):
    """Return the contents of the figure: points, their wrong labels, the logits (72, 72) over the plane, the scores."""
    found = dict(fitted(l2, rate, seed))
    x, y, mislabelled = moons(np.random.default_rng(seed), ROWS, WRONG)
    plane = np.stack(np.meshgrid(ACROSS, UP), axis=-1).reshape(-1, 2)
    logits = found.pop("model").predict(plane).reshape(len(UP), len(ACROSS))
    return found | {"x": x, "y": y[:, 0].astype(int), "mislabelled": mislabelled, "logits": logits, "l2": l2,
                    "rate": rate}  # fmt: skip


def border_picture(values, name=None):
    """Return the arguments of `plots.regularization.border` for these values; the title begins with `name`, or λ."""
    scores = f"{values['training']:.0%} training, {values['fresh']:.0%} fresh"
    name = name or f"λ = {values['l2']:g}, dropout {values['rate']:g}"
    names = ("x", "y", "mislabelled", "logits")
    return {key: values[key] for key in names} | {"across": ACROSS, "up": UP, "title": f"{name}: {scores}"}


def border_explorer():
    """Return a slider for λ of L2; one for the dropout rate is folded away. All 35 networks are trained beforehand."""
    for l2 in PRICES:
        for rate in RATES:
            border_values(l2, rate)
    return explorer(_draw_border, {"l2": choice("price λ", PRICES)}, {"rate": choice("dropout rate", RATES)},
                    "Leave units out as well")  # fmt: skip


def choice(description, values):
    """Return a slider over exactly these values."""
    return ipywidgets.SelectionSlider(
        options=[(f"{value:g}", value) for value in values],
        description=description,
        style=WIDE,
        layout=Layout(width="min(100%, 34em)"),
    )


def _draw_border(l2, rate):
    """Show the decision boundary of the network trained with penalty `l2` and dropout `rate`."""
    values = border_values(l2, rate)
    plots.show(border(**border_picture(values)), describe_border(values))


def describe_border(values):
    """Describe the figure in words: the accuracies, and whether the boundary follows the wrong labels."""
    sides = int((values["logits"] > 0).any()) + int((values["logits"] <= 0).any())
    where = "A border between the two classes" if sides == 2 else "No border: all of the plane is one class"
    return (
        f"{where}, by a network with price λ = {values['l2']:g} and dropout {values['rate']:g}. It is right on "
        f"{values['training']:.1%} of its {ROWS} training rows and on {values['fresh']:.1%} of 2,000 fresh ones; it "
        f"does not follow {values['resisted']} of the {WRONG} wrong labels. The size of its weights is "
        f"{values['norm']:.1f}."
    )
