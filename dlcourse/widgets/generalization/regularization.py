"""The explorers of lecture 13: weights that shrink under two penalties, and a decision boundary with both remedies."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dlcourse import L2, Adam, BinaryCrossentropy, Dense, Dropout, ReLU, Sequential, accuracy, he_normal
from dlcourse.plots.generalization.penalties import two_penalties
from dlcourse.plots.generalization.regularization import decision_boundary, legend_of_points, scores_against
from dlcourse.plots.page.style import Numbers, in_style, new_figure
from dlcourse.widgets.page.frames import Explorer, steps, whole

PENALTIES = (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
RATES = (0.0, 0.2, 0.4, 0.6, 0.8)
SETS = (0, 1, 2)
N_ROWS, N_MISLABELLED, NOISE = 80, 12, 0.2
X1, X2 = np.linspace(-1.7, 2.7, 72), np.linspace(-1.2, 1.9, 72)  # the grid of the figure
BOWL, BOWL_BEST = np.array([[1.0, 0.45], [0.45, 0.6]]), np.array([2.5, 0.8])  # (w − best)ᵀ BOWL (w − best)
SHRINKING = (0.0, *(round(float(value), 3) for value in np.geomspace(0.02, 6, 23)))  # the values of λ
FINE = np.linspace(0, SHRINKING[-1], 601)  # the λs of the drawn lines


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

    `training` and `validation` are accuracies on the 80 rows and on 80 others, with as many wrong labels; `followed` is
    True for each row whose wrong label the network gives, bool (80,); `norm` is √Σ W² over all layers.
    """
    x, y, mislabelled = moons(np.random.default_rng(seed), N_ROWS, N_MISLABELLED)
    x_kept, y_kept, _ = moons(np.random.default_rng(seed + 1000), N_ROWS, N_MISLABELLED)
    model = moons_network(l2, rate, np.random.default_rng(seed + 100))
    for _ in range(n_steps):
        model.update(x, y)
    logits = model.predict(x)
    squares = sum((layer.W**2).sum() for layer in model.layers if isinstance(layer, Dense))
    return {
        "model": model,
        "training": accuracy(y, logits, threshold=0),
        "validation": accuracy(y_kept, model.predict(x_kept), threshold=0),
        "followed": ((logits > 0) == y)[:, 0] & mislabelled,
        "norm": float(np.sqrt(squares)),
    }


def on_grid(predict: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return `predict`, a function of rows (N, 2), on the grid of the figure: (72, 72)."""
    plane = np.stack(np.meshgrid(X1, X2), axis=-1).reshape(-1, 2)
    return predict(plane).reshape(len(X2), len(X1))


@functools.cache
def boundary_values(l2: float, rate: float, seed: int = 0) -> dict[str, Any]:
    """Return the contents of the figure: points, their wrong labels, the logits (72, 72) over the plane, the scores."""
    scores = dict(fit_network(l2, rate, seed))
    x, y, mislabelled = moons(np.random.default_rng(seed), N_ROWS, N_MISLABELLED)
    logits = on_grid(scores.pop("model").predict)
    return scores | {"x": x, "y": y[:, 0].astype(int), "mislabelled": mislabelled, "logits": logits, "l2": l2,
                    "rate": rate}  # fmt: skip


def boundary_arguments(values: Mapping[str, Any], name: str | None = None) -> dict[str, Any]:
    """Return the arguments of `decision_boundary` for these values; the title begins with `name`, or λ and the rate."""
    scores = f"{values['training']:.0%} training, {values['validation']:.0%} validation"
    name = name or f"λ = {values['l2']:g}, rate {values['rate']:g}"
    names = ("x", "y", "mislabelled", "followed", "logits")
    return {key: values[key] for key in names} | {"x1": X1, "x2": X2, "title": f"{name}: {scores}"}


def boundary_explorer() -> Explorer:
    """Return sliders for λ of L2, for the dropout rate and for the set of points. It trains 105 networks."""
    controls = {
        "l2": steps("penalty coefficient λ", PENALTIES, 0.001, "{:g}".format),
        "rate": steps("dropout rate", RATES, 0.0, "{:g}".format),
        "seed": steps("set of points", SETS, 0, lambda seed: str(seed + 1)),
    }
    return Explorer(_draw_boundary, controls, name="boundary")


@in_style
def _draw_boundary(l2, rate, seed):
    """Return the decision boundary for these controls, and the scores for every λ beside it."""
    values = boundary_values(l2, rate, seed)
    figure = new_figure(9.8, 4.7, layout="none")  # fixed margins: many frames are drawn
    left, right = figure.add_axes((0.065, 0.2, 0.53, 0.72)), figure.add_axes((0.67, 0.2, 0.31, 0.72))
    decision_boundary(**boundary_arguments(values), ax=left)
    legend_of_points(left, loc="lower left", bbox_to_anchor=(0.03, 0.0))
    fits = [fit_network(penalty, rate, seed) for penalty in PENALTIES]
    training, validation = ([fit[what] for fit in fits] for what in ("training", "validation"))
    scores_against(right, PENALTIES, training, validation, PENALTIES.index(l2), 1 - N_MISLABELLED / N_ROWS)
    return whole(figure, describe_boundary(values))


def describe_boundary(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: the accuracies, and whether the boundary follows the wrong labels."""
    n_regions = int((values["logits"] > 0).any()) + int((values["logits"] <= 0).any())
    boundary_text = "A border between the two classes" if n_regions == 2 else "No border: all of the plane is one class"
    return (
        f"{boundary_text}, by a network with penalty coefficient λ = {values['l2']:g} and dropout {values['rate']:g}. "
        f"It is right on {values['training']:.1%} of its {N_ROWS} training rows and on {values['validation']:.1%} of "
        f"the {N_ROWS} validation rows; it follows {values['followed'].sum()} of the {N_MISLABELLED} wrong labels. The "
        f"size of its weights is {values['norm']:.1f}."
    )


def forty_rows(true: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw 40 rows of inputs (40, n) and targets (40,): a weighted sum with weights `true` (n,), and noise."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, len(true)))
    return x, x @ true + rng.normal(0, 0.5, 40)


def under_l2(matrix: np.ndarray, best: np.ndarray, penalties: Numbers) -> np.ndarray:
    """Return the w (λs, n) of the lowest (w − best)ᵀ matrix (w − best) + λ Σ w², for each λ."""
    eye = np.eye(len(best))
    return np.array([np.linalg.solve(matrix + l2 * eye, matrix @ best) for l2 in penalties])


def under_l1(matrix: np.ndarray, best: np.ndarray, penalties: Numbers) -> np.ndarray:
    """Return the w (λs, n) of the lowest (w − best)ᵀ matrix (w − best) + λ Σ |w|: coordinate by coordinate."""
    l1, w = np.asarray(penalties), np.tile(best, (len(penalties), 1))
    for _ in range(400):
        for j in range(len(best)):
            pull = (best - w) @ matrix[j] + matrix[j, j] * w[:, j]  # of the loss, as if w_j were 0
            w[:, j] = np.sign(pull) * np.maximum(np.abs(pull) - l1 / 2, 0) / matrix[j, j]
    return w


def shrinking_explorer() -> Explorer:
    """Return a slider for λ: two weights under L2 and under L1, and thirty weights, as λ rises."""
    controls = {"at": steps("penalty coefficient λ", range(len(SHRINKING)), 8, lambda k: f"{SHRINKING[k]:g}")}
    return Explorer(_draw_shrinking, controls, name="shrinking")


@functools.cache
def shrinking_weights() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], np.ndarray]:
    """Return two weights (λs, 2) and thirty weights (λs, 30), each for "L2" and "L1", and which inputs matter (30,)."""
    true = np.zeros(30)
    true[[3, 11, 20]] = 2.0, -1.5, 1.0
    x, y = forty_rows(true, 0)
    matrix = x.T @ x / len(x)
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    few = {name: under(BOWL, BOWL_BEST, SHRINKING) for name, under in (("L2", under_l2), ("L1", under_l1))}
    many = {name: under(matrix, best, SHRINKING) for name, under in (("L2", under_l2), ("L1", under_l1))}
    return few, many, true != 0


@functools.cache
def shrinking_lines() -> dict[str, np.ndarray]:
    """Return the path of the two weights (601, 2), each for "L2" and "L1": fine enough that its corners are on it."""
    return {name: under(BOWL, BOWL_BEST, FINE) for name, under in (("L2", under_l2), ("L1", under_l1))}


def _draw_shrinking(at):
    """Return the picture for the λ of this index."""
    few, many, informative = shrinking_weights()
    figure = two_penalties(BOWL, BOWL_BEST, shrinking_lines(), few, many, informative, at, SHRINKING[at])
    return whole(figure, _describe_shrinking(at))


def _describe_shrinking(at: int) -> str:
    """Describe the picture in words: where both pairs of weights are, and how many of thirty are left."""
    few, many, informative = shrinking_weights()
    parts = []
    for name, shape in (("L2", "circle"), ("L1", "diamond")):
        w, left = few[name][at], many[name][at] != 0
        parts.append(
            f"Under {name}, where the {shape} touches a contour of the loss, w₁ = {w[0]:.2f} and w₂ = {w[1]:.2f}; of "
            f"{len(left)} weights {int(left.sum())} are not 0, among them {int(left[informative].sum())} of the "
            f"{int(informative.sum())} that matter, and the largest is {np.abs(many[name][at]).max():.2f} in size."
        )
    return f"λ = {SHRINKING[at]:g}. {' '.join(parts)}"
