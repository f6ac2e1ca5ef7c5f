"""The explorer of lecture 01: the perceptron trick, one student after the other."""

from dataclasses import dataclass

import ipywidgets
import numpy as np
from ipywidgets import Layout
from numpy.typing import ArrayLike

from dlcourse import Perceptron, plots
from dlcourse.plots.perceptron import Line, moved_line
from dlcourse.widgets.base import WIDE, explorer

MAX_STEPS = 120  # the number of steps of the explorer
STARTS = {
    "all zero: no line yet": ((0.0, 0.0), 0.0),
    "w = (4, −1), b = 1": ((4.0, -1.0), 1.0),
    "w = (−2, −2), b = 0: nearly the wrong way round": ((-2.0, -2.0), 0.0),
}
RATES = (0.1, 1.0, 10.0)
OUTLIER = (2.0, 1.5)  # cgpa 9, iq 115, and not placed


@dataclass(frozen=True)
class TrickStep:
    """One step of the trick: the row, its score before, and the lines before and after."""

    row: int
    label: int
    score: float
    before: Line
    after: Line
    updates: int
    wrong: int

    @property
    def moved(self) -> bool:
        """Return True if the row was misclassified."""
        return int(self.score >= 0) != self.label


def perceptron_explorer(x: np.ndarray, y: np.ndarray) -> ipywidgets.VBox:
    """Return a slider through the perceptron trick on rows `x` (N, 2), labels `y` (N,).

    Below it stand the first line, the learning rate and an outlier.
    """
    wide = {"style": WIDE, "layout": Layout(width="min(100%, 44em)")}
    controls = {
        "n_steps": ipywidgets.IntSlider(value=0, min=0, max=MAX_STEPS, description="students seen", **wide),
        "start": ipywidgets.Dropdown(options=list(STARTS), description="first line", **wide),
        "learning_rate": ipywidgets.Dropdown(
            options=[(f"η = {rate:g}", rate) for rate in RATES], value=1.0, description="learning rate", **wide
        ),
        "add_outlier": ipywidgets.Checkbox(value=False, description="student 13: cgpa 9, iq 115, not placed", **wide),
    }

    def draw(n_steps, start, learning_rate, add_outlier):
        draw_trick(x, y, n_steps, start, learning_rate, add_outlier)

    return explorer(draw, controls)


def draw_trick(x: np.ndarray, y: np.ndarray, n_steps: int, start: str, learning_rate: float, add_outlier: bool) -> None:
    """Show the plane after `n_steps` students."""
    x, y = with_outlier(x, y, add_outlier)
    steps = trick_values(x, y, n_steps, *STARTS[start], learning_rate)
    earlier = [each.before for each in steps[:-1] if each.moved]
    if steps:
        last = steps[-1]
        ax = moved_line(x, y, last.before, last.after, last.row, earlier[-12:], _title_of(last, len(steps), len(x)))
    else:
        w, b = STARTS[start]
        line = np.asarray(w), b
        ax = moved_line(x, y, line, line, title="Before the first student\n ")
    plots.show(ax, _describe_trick(x, y, steps))


def with_outlier(x: np.ndarray, y: np.ndarray, add_outlier: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and labels; if `add_outlier`, with a student appended that makes them not linearly separable."""
    return (np.vstack([x, [OUTLIER]]), np.append(y, 0)) if add_outlier else (x, y)


def trick_values(
    x: np.ndarray, y: np.ndarray, n_steps: int, w: ArrayLike, b: float, learning_rate: float
) -> list[TrickStep]:
    """Return the first `n_steps` steps of the trick on rows `x` (N, 2), labels `y` from the line w, b."""
    perceptron, steps, updates = Perceptron(2, learning_rate, w=np.array(w, float), b=b), [], 0
    for i in range(n_steps):
        row = i % len(x)
        before, score = (perceptron.w, perceptron.b), float(perceptron.score(x[row]))
        updates += perceptron.update(x[row], y[row]) != y[row]
        wrong = int((perceptron.predict(x) != y).sum())
        steps.append(TrickStep(row, int(y[row]), score, before, (perceptron.w, perceptron.b), updates, wrong))
    return steps


def _title_of(step, n_steps, n_rows):
    """Return the title's two lines: the student's label and score, and the update."""
    was = "placed" if step.label else "not placed"
    what = "Missed, the line moves" if step.moved else "Right, the line stays"
    first_line = (
        f"Epoch {(n_steps - 1) // n_rows + 1}, student {step.row + 1}: {was}, score {plots.format_number(step.score)}"
    )
    updates = f"{step.updates} update{'' if step.updates == 1 else 's'}"
    return f"{first_line}\n{what}; {updates}, {step.wrong} of {n_rows} wrong"


def _describe_trick(x, y, steps):
    """Describe the figure in words: the last step, and the line after it."""
    if not steps:
        return f"{len(x)} students by cgpa and iq, {int(np.sum(y))} of them placed, before the trick has seen anyone."
    last = steps[-1]
    (w, b), number = last.after, plots.format_number
    return (
        f"{len(x)} students by cgpa and iq. " + _title_of(last, len(steps), len(x)).replace("\n", ". ") + ". "
        f"The line is now w = ({number(w[0])}, {number(w[1])}), b = {number(b)}."
    )
