"""The explorer of lecture 15, a map of β and η; walks of optimizers, and a landscape with two valleys."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.optimizers import SGD, Optimizer
from dlcourse.plots.optimizers.momentum_map import map_and_weights
from dlcourse.plots.page.style import Numbers, figure_of
from dlcourse.widgets.page.frames import Explorer, Scene, steps

STEPS = 2500
LOW = 0.01  # a walk has arrived when its loss stays below this
FAR = 1e6
CURVATURES = np.array([1.0, 100.0])
START = (-1.0, 0.3)
MAP_LOW = 1e-8  # on the map, a walk has arrived when its loss stays below this
BETAS = tuple(round(0.02 * k, 2) for k in range(50))
RATES = tuple(round(0.002 * k, 3) for k in range(1, 20))
Real = TypeVar("Real", float, np.ndarray)


def double_well(w: Real) -> Real:
    """L(w) = w⁴/16 − w²/2 − 0.3w: a shallow minimum at −1.83, a maximum at −0.31, a deep minimum at 2.14."""
    return w**4 / 16 - w**2 / 2 - 0.3 * w


def double_well_derivative(w: Real) -> Real:
    """L′(w) = w³/4 − w − 0.3."""
    return w**3 / 4 - w - 0.3


def descent_path(
    optimizer: Optimizer, gradient: Callable[[np.ndarray], np.ndarray], start: ArrayLike, n_steps: int
) -> np.ndarray:
    """Return the points (T, n) that `optimizer` visits from `start` on: n_steps + 1, the start included.

    `gradient` is a function of a point (n,). The path ends early if a weight exceeds a million.
    """
    w = np.array(start, dtype=float)
    points = [w.copy()]
    for _ in range(n_steps):
        optimizer.apply(w, gradient(w))
        points.append(w.copy())
        if not np.abs(w).max() < FAR:
            break
    return np.array(points)


def steps_to_stay(losses: Numbers, low: float = LOW) -> int | None:
    """Return after how many steps the loss stays below `low` (losses[0] is the start), None if it does not."""
    above = np.flatnonzero(~(np.asarray(losses) < low))
    first = int(above[-1]) + 1 if len(above) else 0
    return first if first < len(losses) else None


def momentum_map_explorer() -> Explorer:
    """Return sliders for β and η over a map of the steps that momentum takes in the ravine, with weights and walk."""
    controls = {"beta": steps("β", BETAS, 0.0), "eta": steps("η", RATES, 0.018, lambda eta: f"{eta:.3f}")}
    return Explorer(_draw_map, controls, name="ball")


def _draw_map(beta, eta):
    """Return the map with a mark at (β, η), the two weights by step, and the walk in the ravine."""
    values = map_values(beta, eta)
    scene, mark, lines, walk, title = _scene()
    mark.set_data([beta], [eta])
    for line, weight in zip(lines, values["path"].T, strict=True):
        line.set_data(np.arange(len(weight)), np.clip(weight, -3, 3))
    walk.set_data(*np.clip(values["path"].T, -3, 3))
    title.set_text(_outcome(values))
    return scene.frame(_describe_map(values))


@cache
def _scene():
    """Return the figure with its map, and the artists that move: the mark, three lines, the title."""
    betas, etas = np.linspace(0, 0.985, 70), np.linspace(0.0005, 0.04, 70)
    left, mark, lines, walk = map_and_weights(betas, etas, steps_on_map(betas, etas), CURVATURES)
    title = left.set_title("", loc="left")
    return Scene(figure_of(left), [mark, *lines, walk, title]), mark, lines, walk, title


def steps_on_map(betas: np.ndarray, etas: np.ndarray, most: int = 1000) -> np.ndarray:
    """Return the steps (etas, betas) until the ravine's loss stays below MAP_LOW; nan if more than `most`."""
    beta, eta = np.meshgrid(betas, etas)
    w, v = np.ones((*beta.shape, 2)) * START, np.zeros((*beta.shape, 2))
    last_above = np.zeros(beta.shape)
    for t in range(most + 1):
        last_above[~(w**2 @ CURVATURES / 2 < MAP_LOW)] = t
        v = beta[..., None] * v + eta[..., None] * CURVATURES * w
        w = np.clip(w - v, -FAR, FAR)  # an explosion stays finite
    return np.where(last_above < most, last_above + 1, np.nan)


def map_values(beta: float, eta: float, n_steps: int = 60) -> dict[str, Any]:
    """Return the first n_steps of the walk (n_steps + 1, 2), the steps to arrive, and of each direction how it goes.

    `roots` are the larger |r| of r² − (1 + β − ηh)r + β for each curvature h; `swings` says where they are complex.
    """
    path = descent_path(SGD(eta, momentum=beta), lambda w: CURVATURES * w, START, STEPS)
    both = [np.roots([1, -(1 + beta - eta * h), beta]) for h in CURVATURES]
    return {
        "beta": beta,
        "eta": eta,
        "path": path[: n_steps + 1],
        "steps": steps_to_stay(path**2 @ CURVATURES / 2, MAP_LOW),
        "explodes": bool(np.abs(path[-1]).max() > FAR),
        "roots": [float(np.abs(roots).max()) for roots in both],
        "swings": [bool(np.iscomplex(roots).any()) for roots in both],
    }


def _outcome(values):
    """Return the outcome in a few words."""
    end = "explodes" if values["explodes"] else "does not arrive"
    end = end if values["steps"] is None else f"{values['steps']:,} steps"
    return f"β = {values['beta']:.2f}, η = {values['eta']:.3f}: {end}"


def _describe_map(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: how many steps it takes, and how both weights go."""
    ways = [
        f"{name} the ravine the weight {'swings' if swings else 'does not swing'}; a step leaves {root:.3f} of it"
        for name, swings, root in zip(("along", "across"), values["swings"], values["roots"], strict=True)
    ]
    return (
        "A map of β and η, green where few steps are needed, with three lines: the speed limit, and critical damping "
        f"of the flat and of the steep direction. At {_outcome(values)}. In the long run, {' and '.join(ways)}."
    )
