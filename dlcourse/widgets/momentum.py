"""The explorer of lecture 15: a ball with mass on a surface."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.optimizers import SGD, Optimizer
from dlcourse.plots.momentum import path_and_loss
from dlcourse.plots.style import Numbers, figure_of
from dlcourse.plots.surfaces import Surface
from dlcourse.widgets.frames import Explorer, Scene, choice, steps, tick

STEPS = 200
LOW = 0.01  # the ball has arrived when its loss stays within this of the minimum
FAR = 1e6
BETAS = tuple(round(0.01 * k, 2) for k in range(100))
RATE_SCALES = (1.0, 2.0)
Real = TypeVar("Real", float, np.ndarray)


def double_well(w: Real) -> Real:
    """L(w) = w⁴/16 − w²/2 − 0.3w: a shallow minimum at −1.83, a maximum at −0.31, a deep minimum at 2.14."""
    return w**4 / 16 - w**2 / 2 - 0.3 * w


def double_well_derivative(w: Real) -> Real:
    """L′(w) = w³/4 − w − 0.3."""
    return w**3 / 4 - w - 0.3


SURFACES = {
    "the ravine": Surface(
        loss=lambda w1, w2: (w1**2 + 100 * w2**2) / 2,
        gradient=lambda w: np.array([1.0, 100.0]) * w,
        lowest=0.0,
        start=(-1.0, 0.3),
        learning_rate=0.018,
        xlim=(-1.15, 0.75),
        ylim=(-0.75, 0.75),
        levels=(0.02, 0.1, 0.3, 0.8, 2, 5, 10, 17, 26),
    ),
    "a saddle": Surface(
        loss=lambda w1, w2: (w1**2 - w2**2) / 2 + w2**4 / 4,
        gradient=lambda w: np.array([w[0], w[1] ** 3 - w[1]]),
        lowest=-0.25,
        start=(1.0, 1e-6),
        learning_rate=0.1,
        xlim=(-1.2, 1.2),
        ylim=(-1.7, 1.7),
        levels=(-0.22, -0.15, -0.08, 0, 0.1, 0.25, 0.45, 0.7),
    ),
    "two valleys": Surface(
        loss=lambda w1, w2: double_well(w1) + w2**2 / 2,
        gradient=lambda w: np.array([double_well_derivative(w[0]), w[1]]),
        lowest=double_well(2.135846),
        start=(-4.0, 1.0),
        learning_rate=0.02,
        xlim=(-4.4, 4.4),
        ylim=(-1.6, 1.6),
        levels=(-1.5, -1.1, -0.7, -0.3, 0.1, 0.8, 2, 4, 8),
    ),
}


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


def ball_explorer() -> Explorer:
    """Return a slider for β over the ball's path; learning rate, surface and Nesterov's momentum are folded away."""
    controls = {"beta": steps("β", BETAS, 0.0)}
    folded = {
        "rate_scale": steps("η times", RATE_SCALES, 2.0, lambda scale: f"{scale:g}"),
        "surface": choice("place", list(SURFACES)),
        "nesterov": tick("look ahead (Nesterov)"),
    }
    return Explorer(
        _draw_ball, controls, folded, "Move the learning rate, the place and Nesterov's look ahead", name="ball"
    )


def _draw_ball(**inputs):
    """Return the ball's path and its loss for `beta`, `rate_scale`, `surface` and `nesterov`."""
    values = ball_values(**inputs)
    scene, (path, start, end), ball, title = _axes_of(inputs["surface"], inputs["rate_scale"])
    path.set_data(*values["path"].T)
    start.set_data(*values["path"][:1].T)
    end.set_data(*values["path"][-1:].T)
    ball.set_data(np.arange(len(values["path"])), values["excess_loss"])
    title.set_text(f"β = {values['beta']:.2f}: {short_outcome(values['excess_loss'], values['steps'])}")
    return scene.frame(describe_ball(values))


@cache
def _axes_of(surface, rate_scale):
    """Return the figure of a surface with plain descent on it; the artists that follow the ball, and the title."""
    plain = ball_values(0.0, rate_scale, surface)
    label = short_outcome(plain["plain_excess_loss"], plain["plain_steps"])
    left, right = path_and_loss(
        SURFACES[surface], plain["path"], plain["excess_loss"], plain["plain_excess_loss"], "", label
    )
    path, ball, title = left.lines[:3], right.lines[1], left.set_title("", loc="left")
    return Scene(figure_of(left), [*path, ball, title]), path, ball, title


def ball_values(
    beta: float, rate_scale: float = 2.0, surface: str = "the ravine", nesterov: bool = False
) -> dict[str, Any]:
    """Return the path (T, 2), its losses above the minimum, those of plain descent, the steps to arrive, and η."""
    chosen = SURFACES[surface]
    learning_rate = rate_scale * chosen.learning_rate
    optimizer = SGD(learning_rate, momentum=beta, nesterov=nesterov and beta > 0)
    path = descent_path(optimizer, chosen.gradient, chosen.start, STEPS)
    excess_loss = chosen.loss(*path.T) - chosen.lowest
    plain_excess_loss = _plain_excess_loss(surface, rate_scale)
    return {
        "surface": surface,
        "beta": beta,
        "learning_rate": learning_rate,
        "nesterov": nesterov,
        "path": path,
        "excess_loss": excess_loss,
        "plain_excess_loss": plain_excess_loss,
        "steps": steps_to_stay(excess_loss),
        "plain_steps": steps_to_stay(plain_excess_loss),
    }


@cache
def _plain_excess_loss(surface, rate_scale):
    """Return the losses above the minimum (T,) of descent without momentum."""
    chosen = SURFACES[surface]
    path = descent_path(SGD(rate_scale * chosen.learning_rate), chosen.gradient, chosen.start, STEPS)
    return chosen.loss(*path.T) - chosen.lowest


def short_outcome(losses: np.ndarray, steps: int | None) -> str:
    """Return the outcome of a path in three or four words."""
    if steps is not None:
        return f"arrives after {steps} steps"
    return "flies out" if losses[-1] > FAR else f"not there after {STEPS} steps"


def outcome(losses: np.ndarray, steps: int | None) -> str:
    """Return the outcome of a path in words."""
    if steps is not None:
        return f"stays within {LOW} of the lowest loss after {steps} steps"
    if losses[-1] > FAR:
        return f"flies out: after {len(losses) - 1} steps its loss is {losses[-1]:.1e}"
    return f"has not arrived after {len(losses) - 1} steps: its loss is {losses[-1]:.3g} above the lowest"


def describe_ball(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: the outcomes of the ball and of plain descent."""
    kind = "Nesterov's momentum" if values["nesterov"] and values["beta"] else "momentum"
    return (
        f"Path over two weights and loss by step on {values['surface']}, learning rate {values['learning_rate']:.3g}. "
        f"With {kind}, β = {values['beta']:.2f}, the ball {outcome(values['excess_loss'], values['steps'])}. Without "
        f"momentum it {outcome(values['plain_excess_loss'], values['plain_steps'])}."
    )
