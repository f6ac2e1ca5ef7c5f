"""The explorer of lecture 02: change the loss, the start and a student, and see which line the neuron finds."""

import functools
import itertools
from typing import Any

import numpy as np

from dlcourse import LinearRegression, LinearSVM, LogisticRegression, PerceptronByDescent, plots
from dlcourse.activations import sigmoid
from dlcourse.plots.neuron.perceptron_loss import loss_and_output
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.neuron.perceptron import STUDENTS
from dlcourse.widgets.page.frames import Explorer, Frame, choice, radios, steps, tick, whole

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
    "perceptron loss": "the perceptron: a class",
    "hinge": "a linear support vector machine without its penalty: a class",
    "log loss": "logistic regression: a probability",
    "squared error": "linear regression on the labels ±1: a number",
}
RATE = 0.05
STEPS = (0, 20, 100, 200, 1000)  # of descent that can be looked at
STARTS = (  # w and b; such that no student ever lies exactly on the line, where rounding would decide
    (0.023, 0.897, -0.714),
    (0.274, -0.463, -0.917),
    (0.012, 0.009, 0.001),
)
STAR_IQS = (110, 150, 180)
STAR_CGPA = 2.0  # of the student who moves: cgpa 9
LIMITS = (-2.6, 2.9), (-2.6, 9.0)
SMALL = 0.3  # margins that are all below are enlarged, if the loss is 0 there
ENLARGED = 20  # times


def loss_explorer(x: np.ndarray = STUDENTS[0], y: np.ndarray = STUDENTS[1]) -> Explorer:
    """Return a choice of loss, start and steps on rows `x` (N, 2), labels `y` 0, 1, with one more student to move."""
    controls = {
        "loss": radios("loss", list(LOSSES)),
        "start": choice("start", {_write_line(line): line for line in STARTS}),
        "steps": steps("steps", STEPS, STEPS[-1], "{:,}".format),
        "star_iq": steps("iq of the star", STAR_IQS, STAR_IQS[0], str),
        "mislabelled": tick("mislabel the star: not placed"),
    }

    def draw(loss, start, steps, star_iq, mislabelled):
        return draw_loss(x, y, loss, star_iq, steps, start, int(not mislabelled))

    return Explorer(draw, controls, name="loss", about=(x, y))


def _write_line(line):
    """Write w and b."""
    w1, w2, b = (f"{number:g}".replace("-", "−") for number in line)
    return f"w = ({w1}, {w2}), b = {b}"


def draw_loss(
    x: np.ndarray,
    y: np.ndarray,
    loss: str,
    star_iq: float,
    steps: int = STEPS[-1],
    start: tuple[float, ...] = STARTS[0],
    star_label: int = 1,
) -> Frame:
    """Return the plane with the line reached, and the losses of the rows.

    - `x`: rows, (N, 2).
    - `y`: labels, 0 or 1, (N,).
    - `loss`: its name, one of LOSSES.
    - `star_iq`: the star's iq, in points.
    - `steps`: steps of gradient descent made, one of STEPS.
    - `start`: (w₁, w₂, b) of the line at the start.
    - `star_label`: 0 or 1.
    """
    values = loss_values(x, y, loss, star_iq, steps, start, star_label)
    small = loss == "perceptron loss" and np.abs(values["margins"]).max() < SMALL
    left, _ = loss_and_output(
        values["x"], values["y"], values["line"], ACTIVATIONS[LOSSES[loss][2]], LOSSES[loss][1], values["margins"],
        len(x), LIMITS, _titles_of(values, loss), street=loss == "hinge", enlarged=ENLARGED if small else 1,
    )  # fmt: skip
    return whole(figure_of(left), _describe_loss(values, loss, star_iq, steps, start))


def loss_values(
    x: np.ndarray,
    y: np.ndarray,
    loss: str,
    star_iq: float,
    steps: int = STEPS[-1],
    start: tuple[float, ...] = STARTS[0],
    star_label: int = 1,
) -> dict[str, Any]:
    """Return the rows with the star appended, and what gradient descent reaches on them.

    - `x`: rows, (N, 2).
    - `y`: labels, 0 or 1, (N,).
    - `loss`: its name, one of LOSSES.
    - `star_iq`: the star's iq, in points.
    - `steps`: steps of gradient descent made, one of STEPS.
    - `start`: (w₁, w₂, b) of the line at the start.
    - `star_label`: 0 or 1.

    A dict: x, y, line, margins, losses, wrong: the number of misclassified rows besides the star, room: the distance of
    the nearest row from the line, negative if a row is on the wrong side.
    """
    x, y = np.vstack([x, [STAR_CGPA, (star_iq - 100) / 10]]), np.append(y, star_label)
    w, b = descend(loss, x.tobytes(), y.tobytes(), tuple(start))[steps]
    margins = (2 * y - 1) * (x @ w + b)
    losses = LOSSES[loss][1](margins)
    return {"x": x, "y": y, "line": (w, b), "margins": margins, "losses": losses,
            "wrong": int(((x @ w + b >= 0) != y)[:-1].sum()),
            "room": float(margins.min() / np.linalg.norm(w))}  # fmt: skip


@functools.lru_cache(maxsize=128)
def descend(loss: str, rows: bytes, labels: bytes, start: tuple[float, ...]) -> dict[int, tuple[np.ndarray, float]]:
    """Return w (2,) and b after each of STEPS from a start; arrays are given as bytes, so that results are cached."""
    x, y = np.frombuffer(rows).reshape(-1, 2), np.frombuffer(labels, dtype=int)
    model = LOSSES[loss][0](2)
    model.W, model.b = np.array(start[:2])[:, None], np.array(start[2:])
    targets = (y if loss == "log loss" else 2 * y - 1)[:, None].astype(float)
    lines = {0: (model.W[:, 0].copy(), float(model.b[0]))}
    for before, after in itertools.pairwise(STEPS):
        model.fit(x, targets, learning_rate=RATE, epochs=after - before)
        lines[after] = model.W[:, 0].copy(), float(model.b[0])
    return lines


def _titles_of(values, loss):
    """Return the titles of the two Axes."""
    number, margin = plots.format_number, values["margins"][-1]
    room = f", room {number(values['room'])}" if values["room"] > 0 else ""
    return (
        f"{loss} + {LOSSES[loss][2]}: of the {len(values['x']) - 1}, {values['wrong']} wrong{room}\n{NAMES[loss]}",
        f"{loss}: {_format_cost(values['losses'].mean())} on average\n"
        f"the star, {'right' if margin > 0 else 'wrong'} with margin {number(margin)}, "
        f"costs {_format_cost(values['losses'][-1])}",
    )


def _format_cost(loss):
    """Format a loss with three significant digits; only one of exactly 0 is written as 0."""
    return f"{loss:.3g}" if loss >= 1e-4 or loss == 0 else "under 0.0001"


def _describe_loss(values, loss, star_iq, steps, start):
    """Describe the figure in words: the line, its mistakes, and the losses."""
    number, ((w0, w1), b) = plots.format_number, values["line"]
    margin, costs = values["margins"][-1], values["losses"]
    room = f", the nearest student {number(values['room'])} from it" if values["room"] > 0 else ""
    label = "placed" if values["y"][-1] == 1 else "mislabelled as not placed"
    return (
        f"{loss} with {LOSSES[loss][2]}: {NAMES[loss]}. The line after {steps:,} steps from {_write_line(start)} is "
        f"w = ({number(w0)}, {number(w1)}), b = {number(b)}; of the {len(costs) - 1} students {values['wrong']} are on "
        f"the wrong side of it{room}. The star, a student with iq {star_iq:.0f}, {label}, has margin {number(margin)} "
        f"and costs {_format_cost(costs[-1])}; the mean loss is {_format_cost(costs.mean())}."
    )
