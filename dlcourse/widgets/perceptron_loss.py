"""The explorer of lecture 02: change the loss and the activation, and see which model the neuron is."""

import functools
import itertools
from typing import Any

import numpy as np

from dlcourse import LinearRegression, LinearSVM, LogisticRegression, PerceptronByDescent, plots
from dlcourse.activations import sigmoid
from dlcourse.plots.perceptron_loss import loss_and_output
from dlcourse.plots.style import figure_of
from dlcourse.widgets.frames import Explorer, Frame, choice, radios, steps, whole
from dlcourse.widgets.perceptron import STUDENTS

LOSSES = {  # the model trained with it, its value at a margin, and the matching activation
    "perceptron loss": (PerceptronByDescent, lambda m: np.maximum(0, -m), "step"),
    "hinge": (LinearSVM, lambda m: np.maximum(0, 1 - m), "step"),
    "log loss": (LogisticRegression, lambda m: np.logaddexp(0, -m), "sigmoid"),
    "squared error": (LinearRegression, lambda m: (1 - m) ** 2, "linear"),
}
PROBABILITIES = (0.1, 0.5, 0.9)
ACTIVATIONS = {  # the output, the scores at which lines are drawn, the outputs between which the colours fade
    "step": (lambda f: (f >= 0).astype(float), None, (0, 1)),
    "sigmoid": (sigmoid, [(float(np.log(p / (1 - p))), f"{p:g}") for p in PROBABILITIES], (0, 1)),
    "linear": (lambda f: f, [(f, plots.format_number(f)[:-3]) for f in (-2, -1, 0, 1, 2)], (-2.5, 2.5)),
}
NAMES = {
    ("perceptron loss", "step"): "the perceptron: a class",
    ("perceptron loss", "sigmoid"): "a number in (0, 1) that nothing made a probability",
    ("perceptron loss", "linear"): "the perceptron's bare score",
    ("hinge", "step"): "the linear support vector machine: a class",
    ("hinge", "sigmoid"): "a number in (0, 1) that nothing made a probability",
    ("hinge", "linear"): "the support vector machine's bare score",
    ("log loss", "step"): "logistic regression, rounded to a class",
    ("log loss", "sigmoid"): "logistic regression: a probability",
    ("log loss", "linear"): "logistic regression's bare score: the log odds",
    ("squared error", "step"): "a classifier by least squares (Adaline, 1960): a class",
    ("squared error", "sigmoid"): "a number in (0, 1) that nothing made a probability",
    ("squared error", "linear"): "linear regression on the labels ±1: a number",
}
USUAL = "the one that goes with it"
RATE = 0.05
STEPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # of descent that can be looked at
START = (0.01, 0.01, 0.0)  # w and b; not 0: students would lie exactly on the line, and rounding would decide
STAR_IQS = tuple(range(110, 190, 10))
STAR_CGPA = 2.0  # of the student who moves: cgpa 9, placed
LIMITS = (-2.6, 2.9), (-2.6, 9.0)


def loss_explorer(x: np.ndarray = STUDENTS[0], y: np.ndarray = STUDENTS[1]) -> Explorer:
    """Return a choice of loss, activation and steps on rows `x` (N, 2), labels `y` 0, 1, with a movable student."""
    controls = {
        "loss": radios("loss", list(LOSSES)),
        "activation": choice("activation", [USUAL, *ACTIVATIONS]),
        "steps": steps("steps", STEPS, STEPS[-1], "{:,}".format),
        "star_iq": steps("iq of the star", STAR_IQS, STAR_IQS[0], str),
    }

    def draw(loss, activation, steps, star_iq):
        matching = LOSSES[loss][2] if activation == USUAL else activation
        return drawn(loss, matching, steps, star_iq)

    @functools.cache
    def drawn(loss, activation, steps, star_iq):
        return draw_loss(x, y, loss, activation, star_iq, steps)

    return Explorer(draw, controls, name="loss", about=(x, y))


def draw_loss(
    x: np.ndarray, y: np.ndarray, loss: str, activation: str, star_iq: float, steps: int = STEPS[-1]
) -> Frame:
    """Return plane and losses for a loss, an activation, the iq of the star and a number of steps."""
    values = loss_values(x, y, loss, star_iq, steps)
    activation = LOSSES[loss][2] if activation == USUAL else activation
    left, _ = loss_and_output(
        values["x"], values["y"], values["line"], ACTIVATIONS[activation], LOSSES[loss][1], values["margins"],
        len(x), LIMITS, _titles_of(values, loss, activation), street=loss == "hinge",
    )  # fmt: skip
    return whole(figure_of(left), _describe_loss(values, loss, activation, star_iq, steps))


def loss_values(x: np.ndarray, y: np.ndarray, loss: str, star_iq: float, steps: int = STEPS[-1]) -> dict[str, Any]:
    """Return the rows with the star appended, and what a descent of `steps` reaches on them.

    That is the line, margins, losses, the number of misclassified, and the room: the distance of the nearest row from
    the line, negative if it is on the wrong side.
    """
    x, y = np.vstack([x, [STAR_CGPA, (star_iq - 100) / 10]]), np.append(y, 1)
    w, b = descend(loss, x.tobytes(), y.tobytes())[steps]
    margins = (2 * y - 1) * (x @ w + b)
    losses = LOSSES[loss][1](margins)
    return {"x": x, "y": y, "line": (w, b), "margins": margins, "losses": losses,
            "wrong": int(((x @ w + b >= 0) != y).sum()), "room": float(margins.min() / np.linalg.norm(w))}  # fmt: skip


@functools.lru_cache(maxsize=64)
def descend(loss: str, rows: bytes, labels: bytes) -> dict[int, tuple[np.ndarray, float]]:
    """Return w (2,) and b after each of STEPS from START; arrays are given as bytes, so that results are cached."""
    x, y = np.frombuffer(rows).reshape(-1, 2), np.frombuffer(labels, dtype=int)
    model = LOSSES[loss][0](2)
    model.W, model.b = np.array(START[:2])[:, None], np.array(START[2:])
    targets = (y if loss == "log loss" else 2 * y - 1)[:, None].astype(float)
    lines = {0: (model.W[:, 0].copy(), float(model.b[0]))}
    for before, now in itertools.pairwise(STEPS):
        model.fit(x, targets, learning_rate=RATE, epochs=now - before)
        lines[now] = model.W[:, 0].copy(), float(model.b[0])
    return lines


def _titles_of(values, loss, activation):
    """Return the titles of the two Axes."""
    number, margin = plots.format_number, values["margins"][-1]
    room = f", room {number(values['room'])}" if values["room"] > 0 else ""
    return (
        f"{loss} + {activation}: {values['wrong']} of {len(values['x'])} wrong{room}\n{NAMES[loss, activation]}",
        f"{loss}: {_format_cost(values['losses'].mean())} on average\n"
        f"the star, {'right' if margin > 0 else 'wrong'} with margin {number(margin)}, "
        f"costs {_format_cost(values['losses'][-1])}",
    )


def _format_cost(loss):
    """Format a loss with three significant digits; only one of exactly 0 is written as 0."""
    return f"{loss:.3g}" if loss >= 1e-4 or loss == 0 else "under 0.0001"


def _describe_loss(values, loss, activation, star_iq, steps):
    """Describe the figure in words: the line, its mistakes, and the losses."""
    number, ((w0, w1), b) = plots.format_number, values["line"]
    margin, costs = values["margins"][-1], values["losses"]
    room = f", the nearest student {number(values['room'])} from it" if values["room"] > 0 else ""
    return (
        f"{loss} with {activation}: {NAMES[loss, activation]}. The line after {steps:,} steps is "
        f"w = ({number(w0)}, {number(w1)}), b = {number(b)}; {values['wrong']} of {len(values['x'])} students are on "
        f"the wrong side of it{room}. The student with the star, iq {star_iq:.0f}, has margin {number(margin)} "
        f"and costs {_format_cost(costs[-1])}; the mean loss is {_format_cost(costs.mean())}."
    )
