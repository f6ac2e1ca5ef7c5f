"""The explorer of lecture 13: a network's decision boundary with a penalty on its weights and with dropout."""

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from dlcourse import L2, Adam, BinaryCrossentropy, Dense, Dropout, ReLU, Sequential, accuracy, he_normal
from dlcourse.plots.regularization import decision_boundary
from dlcourse.plots.style import figure_of
from dlcourse.widgets.frames import Explorer, steps, whole

PENALTIES = (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
RATES = (0.0, 0.2, 0.4, 0.6, 0.8)
N_ROWS, N_MISLABELLED, NOISE = 80, 12, 0.2
X1, X2 = np.linspace(-1.7, 2.7, 72), np.linspace(-1.2, 1.9, 72)  # the grid of the figure


def moons(rng: np.random.Generator, n_rows: int, n_mislabelled: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw two noisy half circles: x (n_rows, 2), labels y (n_rows, 1), and which labels are wrong, bool (n_rows,)."""
    y = np.arange(n_rows) % 2
    angle = rng.uniform(0, np.pi, n_rows)
    x1 = np.where(y == 0, np.cos(angle), 1 - np.cos(angle))
    x2 = np.where(y == 0, np.sin(angle), 0.5 - np.sin(angle))
    x = np.stack([x1, x2], axis=1) + rng.normal(0, NOISE, (n_rows, 2))
    mislabelled = np.zeros(n_rows, dtype=bool)
    mislabelled[rng.permutation(n_rows)[:n_mislabelled]] = True
    return x, np.where(mislabelled, 1 - y, y)[:, None].astype(float), mislabelled


def moons_network(l2: float, rate: float, rng: np.random.Generator, units: int = 32) -> Sequential:
    """Return a network 2 → 32 → 32 → 1 with penalty l2 · Σ W² per layer and dropout after both hidden layers."""
    penalty = L2(l2) if l2 else None
    layers = []
    for fan_in in (2, units):
        layers += [Dense(fan_in, units, rng, kernel_initializer=he_normal, kernel_regularizer=penalty), ReLU()]
        layers += [Dropout(rate, rng)] if rate else []
    model = Sequential([*layers, Dense(units, 1, rng, kernel_regularizer=penalty)], dtype=np.float64)
    return model.compile(Adam(0.02), BinaryCrossentropy(from_logits=True))


@functools.cache
def fit_network(l2: float, rate: float, seed: int = 0, n_steps: int = 400) -> dict[str, Any]:
    """Return the network after `n_steps` steps on all 80 rows of data set `seed`, and its scores: a dict.

    `training` and `fresh` are accuracies on the 80 rows and on 2,000 others without wrong labels; `resisted` counts the
    wrong labels that the network does not fit; `norm` is √Σ W² over all layers.
    """
    x, y, mislabelled = moons(np.random.default_rng(seed), N_ROWS, N_MISLABELLED)
    x_new, y_new, _ = moons(np.random.default_rng(99), 2000)
    model = moons_network(l2, rate, np.random.default_rng(seed + 100))
    for _ in range(n_steps):
        model.update(x, y)
    logits = model.predict(x)
    squares = sum((layer.W**2).sum() for layer in model.layers if isinstance(layer, Dense))
    return {
        "model": model,
        "training": accuracy(y, logits, threshold=0),
        "fresh": accuracy(y_new, model.predict(x_new), threshold=0),
        "resisted": int((((logits > 0) != y)[:, 0] & mislabelled).sum()),
        "norm": float(np.sqrt(squares)),
    }


@functools.cache
def boundary_values(l2: float, rate: float, seed: int = 0) -> dict[str, Any]:
    """Return the contents of the figure: points, their wrong labels, the logits (72, 72) over the plane, the scores."""
    scores = dict(fit_network(l2, rate, seed))
    x, y, mislabelled = moons(np.random.default_rng(seed), N_ROWS, N_MISLABELLED)
    plane = np.stack(np.meshgrid(X1, X2), axis=-1).reshape(-1, 2)
    logits = scores.pop("model").predict(plane).reshape(len(X2), len(X1))
    return scores | {"x": x, "y": y[:, 0].astype(int), "mislabelled": mislabelled, "logits": logits, "l2": l2,
                    "rate": rate}  # fmt: skip


def boundary_arguments(values: Mapping[str, Any], name: str | None = None) -> dict[str, Any]:
    """Return the arguments of `decision_boundary` for these values; the title begins with `name`, or λ and the rate."""
    scores = f"{values['training']:.0%} training, {values['fresh']:.0%} fresh"
    name = name or f"λ = {values['l2']:g}, dropout {values['rate']:g}"
    names = ("x", "y", "mislabelled", "logits")
    return {key: values[key] for key in names} | {"x1": X1, "x2": X2, "title": f"{name}: {scores}"}


def boundary_explorer() -> Explorer:
    """Return a slider for λ of L2; one for the dropout rate is folded away. It trains 35 networks."""
    controls = {"l2": steps("price λ", PENALTIES, 0.0, "{:g}".format)}
    folded = {"rate": steps("dropout rate", RATES, 0.0, "{:g}".format)}
    return Explorer(_draw_boundary, controls, folded, "Leave units out as well", name="boundary")


def _draw_boundary(l2, rate):
    """Return the decision boundary of the network trained with penalty `l2` and dropout `rate`."""
    values = boundary_values(l2, rate)
    return whole(figure_of(decision_boundary(**boundary_arguments(values))), describe_boundary(values))


def describe_boundary(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: the accuracies, and whether the boundary follows the wrong labels."""
    n_regions = int((values["logits"] > 0).any()) + int((values["logits"] <= 0).any())
    boundary_text = "A border between the two classes" if n_regions == 2 else "No border: all of the plane is one class"
    return (
        f"{boundary_text}, by a network with price λ = {values['l2']:g} and dropout {values['rate']:g}. It is right on "
        f"{values['training']:.1%} of its {N_ROWS} training rows and on {values['fresh']:.1%} of 2,000 fresh ones; it "
        f"does not follow {values['resisted']} of the {N_MISLABELLED} wrong labels. The size of its weights is "
        f"{values['norm']:.1f}."
    )
