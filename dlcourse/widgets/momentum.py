"""The explorer of lecture 15: a ball with mass on a surface."""

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets
import numpy as np
from ipywidgets import Layout

from dlcourse.optimizers import SGD
from dlcourse.plots.momentum import ball_and_loss
from dlcourse.plots.style import show
from dlcourse.widgets.base import WIDE, explorer, slider

STEPS = 200
LOW = 0.01  # the ball has arrived when its loss stays within this of the minimum
FAR = 1e6


@dataclass(frozen=True)
class Place:
    """A loss over two weights, its gradient at a point (2,), the starting point, and the limits of the figure."""

    loss: Callable
    gradient: Callable
    lowest: float
    start: tuple[float, float]
    learning_rate: float
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    levels: tuple[float, ...]


def valleys(w):
    """L(w) = w⁴/16 − w²/2 − 0.3w: a shallow valley at −1.83, a hill at −0.31, a deep valley at 2.14."""
    return w**4 / 16 - w**2 / 2 - 0.3 * w


def valleys_slope(w):
    """L′(w) = w³/4 − w − 0.3."""
    return w**3 / 4 - w - 0.3


PLACES = {
    "the ravine": Place(
        loss=lambda w1, w2: (w1**2 + 100 * w2**2) / 2,
        gradient=lambda w: np.array([1.0, 100.0]) * w,
        lowest=0.0,
        start=(-1.0, 0.3),
        learning_rate=0.018,
        xlim=(-1.15, 0.75),
        ylim=(-0.75, 0.75),
        levels=(0.02, 0.1, 0.3, 0.8, 2, 5, 10, 17, 26),
    ),
    "a saddle": Place(
        loss=lambda w1, w2: (w1**2 - w2**2) / 2 + w2**4 / 4,
        gradient=lambda w: np.array([w[0], w[1] ** 3 - w[1]]),
        lowest=-0.25,
        start=(1.0, 1e-6),
        learning_rate=0.1,
        xlim=(-1.2, 1.2),
        ylim=(-1.7, 1.7),
        levels=(-0.22, -0.15, -0.08, 0, 0.1, 0.25, 0.45, 0.7),
    ),
    "two valleys": Place(
        loss=lambda w1, w2: valleys(w1) + w2**2 / 2,
        gradient=lambda w: np.array([valleys_slope(w[0]), w[1]]),
        lowest=valleys(2.135846),
        start=(-4.0, 1.0),
        learning_rate=0.02,
        xlim=(-4.4, 4.4),
        ylim=(-1.6, 1.6),
        levels=(-1.5, -1.1, -0.7, -0.3, 0.1, 0.8, 2, 4, 8),
    ),
}


def walk(optimizer, gradient, start, steps):
    """Return the points (T, n) from `start` on, one more than steps; end early if a weight exceeds a million."""
    w = np.array(start, dtype=float)
    points = [w.copy()]
    for _ in range(steps):
        optimizer.apply(w, gradient(w))
        points.append(w.copy())
        if not np.abs(w).max() < FAR:
            break
    return np.array(points)


def steps_to_stay(losses, low=LOW):
    """Return after how many steps the loss stays below `low` (losses[0] is before the first), None if it does not."""
    high = np.flatnonzero(~(np.asarray(losses) < low))
    first = int(high[-1]) + 1 if len(high) else 0
    return first if first < len(losses) else None


def ball_explorer():
    """Return a slider for β over the ball's path; learning rate, place and Nesterov's momentum are folded away."""
    first = {"beta": slider("β", 0.0, 0, 0.99, step=0.01)}
    more = {
        "times": slider("η times", 2.0, 0.1, 3),
        "place": ipywidgets.Dropdown(
            options=list(PLACES), description="place", style=WIDE, layout=Layout(width="min(100%, 22em)")
        ),
        "nesterov": ipywidgets.Checkbox(value=False, description="look ahead (Nesterov)", indent=False),
    }
    return explorer(_draw_ball, first, more, "Move the learning rate, the place and Nesterov's look ahead")


def _draw_ball(**inputs):
    """Show the ball's path and its loss for β, the factor of the learning rate, the place, and nesterov."""
    values = ball_values(**inputs)
    says = f"β = {values['beta']:.2f}: {in_short(values['excess'], values['steps'])}"
    plain_says = in_short(values["plain"], values["plain_steps"])
    axes = ball_and_loss(PLACES[values["place"]], values["walk"], values["excess"], values["plain"], says, plain_says)
    show(axes[0], describe_ball(values))


def ball_values(beta, times=2.0, place="the ravine", nesterov=False):
    """Return the path (T, 2), its losses above the minimum, those of plain descent, the steps to arrive, and η."""
    ground = PLACES[place]
    eta = times * ground.learning_rate
    runs = [
        walk(optimizer, ground.gradient, ground.start, STEPS)
        for optimizer in (SGD(eta, momentum=beta, nesterov=nesterov and beta > 0), SGD(eta))
    ]
    excess, plain = (ground.loss(*run.T) - ground.lowest for run in runs)
    return {
        "place": place,
        "beta": beta,
        "eta": eta,
        "nesterov": nesterov,
        "walk": runs[0],
        "excess": excess,
        "plain": plain,
        "steps": steps_to_stay(excess),
        "plain_steps": steps_to_stay(plain),
    }


def in_short(losses, steps):
    """Return the outcome of a path in three or four words."""
    if steps is not None:
        return f"arrives after {steps} steps"
    return "flies out" if losses[-1] > FAR else f"not there after {STEPS} steps"


def outcome(losses, steps):
    """Return the outcome of a path in words."""
    if steps is not None:
        return f"stays within {LOW} of the lowest loss after {steps} steps"
    if losses[-1] > FAR:
        return f"flies out: after {len(losses) - 1} steps its loss is {losses[-1]:.1e}"
    return f"has not arrived after {len(losses) - 1} steps: its loss is {losses[-1]:.3g} above the lowest"


def describe_ball(values):
    """Describe the figure in words: the outcomes of the ball and of plain descent."""
    kind = "Nesterov's momentum" if values["nesterov"] and values["beta"] else "momentum"
    return (
        f"Path over two weights and loss by step on {values['place']}, learning rate {values['eta']:.3g}. With {kind}, "
        f"β = {values['beta']:.2f}, the ball {outcome(values['excess'], values['steps'])}. Without momentum it "
        f"{outcome(values['plain'], values['plain_steps'])}."
    )
