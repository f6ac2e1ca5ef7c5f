"""The explorer of lecture 16: a race of six optimizers in a ravine that can be rotated."""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, Optimizer, RMSprop
from dlcourse.plots.adaptive_optimizers import paths_and_steps
from dlcourse.plots.style import figure_of
from dlcourse.plots.surfaces import LossSurface
from dlcourse.widgets.frames import Explorer, Scene
from dlcourse.widgets.frames import steps as steps_of
from dlcourse.widgets.momentum import descent_path, steps_to_stay

START = (-1.0, 0.3)
CURVATURE = (1.0, 100.0)
STEPS = 300
ANGLES = np.arange(0, 91, 5)
RATE_SCALES = (0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0)


def optimizers(rate_scale: float = 1.0) -> dict[str, Optimizer]:
    """Return six optimizers, each with a learning rate suited to the unrotated ravine, multiplied by `rate_scale`."""
    return {
        "SGD": SGD(0.018 * rate_scale),
        "momentum": SGD(0.018 * rate_scale, momentum=0.9),
        "AdaGrad": Adagrad(0.4 * rate_scale, convention="paper"),
        "RMSProp": RMSprop(0.01 * rate_scale, convention="paper"),
        "Adadelta": Adadelta(1.0 * rate_scale, convention="paper"),
        "Adam": Adam(0.1 * rate_scale, convention="paper"),
    }


def ravine(
    angle: float, start: Sequence[float] = START, curvature: Sequence[float] = CURVATURE
) -> tuple[LossSurface, np.ndarray, np.ndarray]:
    """L = ½ wᵀHw: return the loss, its Hessian H (2, 2) and the start (2,), all rotated by `angle` degrees."""
    a = np.deg2rad(angle)
    rotation = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    H = rotation @ np.diag(curvature) @ rotation.T

    def loss(w1, w2):
        return (H[0, 0] * w1**2 + 2 * H[0, 1] * w1 * w2 + H[1, 1] * w2**2) / 2

    return loss, H, rotation @ np.array(start)


@functools.lru_cache(maxsize=64)
def all_paths(rate_scale: float = 1.0, n_steps: int = STEPS) -> dict[str, np.ndarray]:
    """Return each optimizer's paths (T, angles, 2) for all ANGLES, computed at once: updates are elementwise."""
    ravines = [ravine(float(angle)) for angle in ANGLES]
    H = np.array([matrix for _, matrix, _ in ravines])
    starts = np.array([start for _, _, start in ravines])

    def gradient(w):
        return np.einsum("aij,aj->ai", H, w.reshape(-1, 2)).ravel()

    return {
        name: descent_path(optimizer, gradient, starts.ravel(), n_steps).reshape(-1, len(ANGLES), 2)
        for name, optimizer in optimizers(rate_scale).items()
    }


def race_explorer() -> Explorer:
    """Return a slider for the ravine's angle over the race; the learning rates are folded away."""
    controls = {"angle": steps_of("turned by (°)", ANGLES.tolist(), 0, str)}
    folded = {"rate_scale": steps_of("all η times", RATE_SCALES, 1.0, "{:g}".format)}
    return Explorer(_draw_race, controls, folded, "Move all learning rates at once", name="race")


def _draw_race(**inputs):
    """Return the six paths and their numbers of steps, for an angle and a factor of the learning rates."""
    values = race_values(**inputs)
    scene, starts, rows = _axes_of(values["angle"])
    for (name, path), start, (line, bar, mark, text) in zip(values["paths"].items(), starts, rows, strict=True):
        arrived = values["steps"][name]
        line.set_data(*(path[: (arrived or STEPS) + 1] - path[0] + start).T)
        bar.set_width(STEPS if arrived is None else arrived)
        mark.set_xdata([STEPS if arrived is None else arrived])
        text.set_text(f"{name}: not in {STEPS}" if arrived is None else f"{name}: {arrived}")
    return scene.frame(_describe_race(values))


@functools.cache
def _axes_of(angle):
    """Return the squares and the bars of an angle; and where each path starts; its line, bar, mark and text."""
    loss, _, _ = ravine(angle)
    values = race_values(angle)
    left, right = paths_and_steps(loss, values["paths"], values["steps"], STEPS)
    lines = left.lines[::3]  # after each path its start and the minimum
    for line in lines:
        line.set_marker("o")  # each path has a square of its own, and round dots need a tenth of the text
    rows = list(zip(lines, right.patches, right.lines, right.texts, strict=True))
    starts = [np.array(line.get_xydata())[0] for line in lines]
    return Scene(figure_of(left), [artist for row in rows for artist in row]), starts, rows


def race_values(angle: float, rate_scale: float = 1.0) -> dict[str, Any]:
    """Return each optimizer's path (T, 2), and after how many steps its loss stays below 0.01 (None: not in STEPS)."""
    loss, _, _ = ravine(angle)
    column = int(np.abs(ANGLES - angle).argmin())
    paths = {name: path[:, column] for name, path in all_paths(round(rate_scale, 3)).items()}
    steps = {name: steps_to_stay(loss(*path.T)) for name, path in paths.items()}
    return {"angle": angle, "rate_scale": rate_scale, "paths": paths, "steps": steps}


def _describe_race(values):
    """Describe the figure in words: which optimizer arrives after how many steps."""
    arrived = sorted((count, name) for name, count in values["steps"].items() if count is not None)
    rest = [name for name, count in values["steps"].items() if count is None]
    steps = ", ".join(f"{name} {count}" for count, name in arrived)
    factor = "" if values["rate_scale"] == 1 else f", all learning rates times {values['rate_scale']:.2g}"
    late = f" Not within {STEPS} steps: {', '.join(rest)}." if rest else ""
    return (
        f"Six paths from one start on a ravine turned by {values['angle']:.0f} degrees{factor}. Steps until the loss "
        f"stays below 0.01: {steps or 'none arrives'}.{late}"
    )
