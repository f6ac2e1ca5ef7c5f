"""The explorer of lecture 16: a race of six optimizers in a ravine that can be rotated."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, Optimizer, RMSprop
from dlcourse.plots.common.surfaces import LossSurface
from dlcourse.plots.optimizers.ravine_race import paths_and_steps, visible_points
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.optimizers.momentum import descent_path, steps_to_stay
from dlcourse.widgets.page.frames import Explorer, Scene, radios
from dlcourse.widgets.page.frames import steps as steps_of

START = (-1.0, 0.3)
CURVATURE = (1.0, 100.0)
STEPS = 800
LOW = 1e-4  # an optimizer has arrived when its loss stays below this; at START it is 5
ANGLES = np.arange(0, 91, 5)
RATES = tuple(float(10 ** (k / 8)) for k in range(-24, 1))  # eight to a factor of ten, from 0.001 to 1
OPTIMIZERS: dict[str, Callable[[float], Optimizer]] = {
    "SGD": SGD,
    "momentum": lambda eta: SGD(eta, momentum=0.9),
    "AdaGrad": lambda eta: Adagrad(eta, convention="paper"),
    "RMSProp": lambda eta: RMSprop(eta, convention="paper"),
    "Adadelta": lambda eta: Adadelta(eta, convention="paper"),
    "Adam": lambda eta: Adam(eta, convention="paper"),
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
def all_paths(name: str, learning_rate: float, n_steps: int = STEPS) -> np.ndarray:
    """Return an optimizer's paths (T, angles, 2) for all ANGLES, computed at once: updates are elementwise."""
    ravines = [ravine(float(angle)) for angle in ANGLES]
    H = np.array([matrix for _, matrix, _ in ravines])
    starts = np.array([start for _, _, start in ravines])

    def gradient(w):
        return np.einsum("aij,aj->ai", H, w.reshape(-1, 2)).ravel()

    path = descent_path(OPTIMIZERS[name](learning_rate), gradient, starts.ravel(), n_steps)
    return path.reshape(-1, len(ANGLES), 2)


@functools.cache
def best_rates(name: str) -> tuple[float, ...]:
    """Return for each of ANGLES the one of RATES that arrives first; the last one if none arrives."""
    counts = np.array([[np.inf if n is None else n for n in _steps_by_angle(name, eta)] for eta in RATES])
    return tuple(RATES[len(RATES) - 1 - k] for k in counts[::-1].argmin(axis=0))


def _steps_by_angle(name, eta):
    """Return for each of ANGLES after how many steps the loss stays below LOW."""
    paths = all_paths(name, eta)
    return [steps_to_stay(ravine(float(angle))[0](*paths[:, k].T), LOW) for k, angle in enumerate(ANGLES)]


def race_values(angle: float, tuned_at: float | None = None) -> dict[str, Any]:
    """Return each optimizer's learning rate, path (T, 2), and number of steps until its loss stays below LOW, or None.

    The learning rate is the best for the ravine at `tuned_at` degrees, or at this angle itself if that is None.
    """
    loss, _, _ = ravine(angle)
    column, tuned = (int(np.abs(ANGLES - each).argmin()) for each in (angle, angle if tuned_at is None else tuned_at))
    rates = {name: best_rates(name)[tuned] for name in OPTIMIZERS}
    paths = {name: all_paths(name, rate)[:, column] for name, rate in rates.items()}
    steps = {name: steps_to_stay(loss(*path.T), LOW) for name, path in paths.items()}
    return {"angle": angle, "tuned_at": tuned_at, "rates": rates, "paths": paths, "steps": steps}


def race_explorer() -> Explorer:
    """Return a slider for the ravine's angle over the race, and a choice of where the learning rates are tuned."""
    controls = {
        "angle": steps_of("turned by (°)", ANGLES.tolist(), 0, str),
        "tuned_at": radios("each η is the best", {"at this angle": None, "at 0°": 0}),
    }
    return Explorer(_draw_race, controls, name="race")


def _draw_race(angle, tuned_at):
    """Return the six paths and their numbers of steps, for an angle and where the learning rates are tuned."""
    values = race_values(angle, tuned_at)
    scene, starts, rows = _axes_of(angle)
    for (name, path), start, (line, bar, mark, text, title) in zip(values["paths"].items(), starts, rows, strict=True):
        arrived = values["steps"][name]
        line.set_data(*(visible_points(path[: (arrived or STEPS) + 1]) - path[0] + start).T)
        bar.set_width(STEPS if arrived is None else arrived)
        mark.set_xdata([STEPS if arrived is None else arrived])
        text.set_text(f"{name}: not in {STEPS}" if arrived is None else f"{name}: {arrived}")
        title.set_text(f"{name}, η = {values['rates'][name]:.2g}")
    return scene.frame(_describe_race(values))


@functools.cache
def _axes_of(angle):
    """Return the squares and bars of an angle; and where each path starts; its line, bar, mark, text and title."""
    _, H, _ = ravine(angle)
    values = race_values(angle)
    left, right = paths_and_steps(H, values["paths"], values["steps"], STEPS)
    lines = left.lines[::3]  # after each path its start and the minimum
    titles = left.texts[: len(lines)]
    rows = list(zip(lines, right.patches, right.lines, right.texts, titles, strict=True))
    starts = [np.array(line.get_xydata())[0] for line in lines]
    return Scene(figure_of(left), [artist for row in rows for artist in row]), starts, rows


def _describe_race(values):
    """Describe the figure in words: which optimizer arrives after how many steps."""
    arrived = sorted((count, name) for name, count in values["steps"].items() if count is not None)
    rest = [name for name, count in values["steps"].items() if count is None]
    steps = ", ".join(f"{name} {count}" for count, name in arrived)
    tuned = "this angle" if values["tuned_at"] is None else f"{values['tuned_at']:g} degrees"
    late = f" Not within {STEPS} steps: {', '.join(rest)}." if rest else ""
    return (
        f"Six paths from one start on a ravine turned by {values['angle']:.0f} degrees, each η the best at {tuned}. "
        f"Steps until the loss stays below {LOW:g}: {steps or 'none arrives'}.{late}"
    )
