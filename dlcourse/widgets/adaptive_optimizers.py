"""The explorer of lecture 16: a race of six optimizers in a ravine that can be rotated."""

import functools

import numpy as np

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, RMSprop
from dlcourse.plots.adaptive_optimizers import paths_and_steps
from dlcourse.plots.style import show
from dlcourse.widgets.base import explorer, slider
from dlcourse.widgets.momentum import steps_to_stay, walk

START = (-1.0, 0.3)
CURVATURE = (1.0, 100.0)
STEPS = 300
ANGLES = np.arange(0, 91, 5)


def optimizers(times=1.0):
    """Return the six optimizers, each with a learning rate suited to the unrotated ravine, all scaled by `times`."""
    return {
        "SGD": SGD(0.018 * times),
        "momentum": SGD(0.018 * times, momentum=0.9),
        "AdaGrad": Adagrad(0.4 * times, convention="paper"),
        "RMSProp": RMSprop(0.01 * times, convention="paper"),
        "Adadelta": Adadelta(1.0 * times, convention="paper"),
        "Adam": Adam(0.1 * times, convention="paper"),
    }


def ravine(angle, start=START, curvature=CURVATURE):
    """L = ½ wᵀHw: returns the loss, its matrix H (2, 2) and the start (2,), all rotated by `angle` degrees."""
    a = np.deg2rad(angle)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    H = turn @ np.diag(curvature) @ turn.T

    def loss(w1, w2):
        return (H[0, 0] * w1**2 + 2 * H[0, 1] * w1 * w2 + H[1, 1] * w2**2) / 2

    return loss, H, turn @ np.array(start)


@functools.lru_cache(maxsize=64)
def all_walks(times=1.0, steps=STEPS):
    """Return each optimizer's paths (T, angles, 2) for all ANGLES, computed at once: updates are elementwise."""
    turned = [ravine(angle) for angle in ANGLES]
    H = np.array([matrix for _, matrix, _ in turned])
    starts = np.array([start for _, _, start in turned])

    def gradient(w):
        return np.einsum("aij,aj->ai", H, w.reshape(-1, 2)).ravel()

    return {
        name: walk(optimizer, gradient, starts.ravel(), steps).reshape(-1, len(ANGLES), 2)
        for name, optimizer in optimizers(times).items()
    }


def race_explorer():
    """Return a slider for the ravine's angle over the race; the learning rates are folded away."""
    first = {"angle": slider("turned by (°)", 0.0, 0, 90, step=5)}
    more = {"times": slider("all η times", 1.0, 0.1, 3)}
    return explorer(_draw_race, first, more, "Move all learning rates at once")


def _draw_race(**inputs):
    """Show the six paths and their numbers of steps, for an angle and a factor of the learning rates."""
    values = race_values(**inputs)
    loss, _, _ = ravine(values["angle"])
    _, bars = paths_and_steps(loss, values["walks"], values["steps"], STEPS)
    show(bars, _describe_race(values))


def race_values(angle, times=1.0):
    """Return each optimizer's path (T, 2), and after how many steps its loss stays below 0.01 (None: not in STEPS)."""
    loss, _, _ = ravine(angle)
    column = int(np.abs(ANGLES - angle).argmin())
    walks = {name: points[:, column] for name, points in all_walks(round(times, 3)).items()}
    steps = {name: steps_to_stay(loss(*points.T)) for name, points in walks.items()}
    return {"angle": angle, "times": times, "walks": walks, "steps": steps}


def _describe_race(values):
    """Describe the figure in words: which optimizer arrives after how many steps."""
    arrived = sorted((count, name) for name, count in values["steps"].items() if count is not None)
    rest = [name for name, count in values["steps"].items() if count is None]
    said = ", ".join(f"{name} {count}" for count, name in arrived)
    factor = "" if values["times"] == 1 else f", all learning rates times {values['times']:.2g}"
    late = f" Not within {STEPS} steps: {', '.join(rest)}." if rest else ""
    return (
        f"Six paths from one start on a ravine turned by {values['angle']:.0f} degrees{factor}. Steps until the loss "
        f"stays below 0.01: {said or 'none arrives'}.{late}"
    )
