"""The explorer of lecture 01: the perceptron trick, the students in turn or as somebody asks them."""

from collections.abc import Sequence
from dataclasses import dataclass

import ipywidgets
import numpy as np
from ipywidgets import HBox, Layout
from numpy.typing import ArrayLike

from dlcourse import Perceptron, plots
from dlcourse.plots.perceptron import Line, moved_line
from dlcourse.widgets.base import WIDE, explorer

MAX_STEPS = 200  # the number of steps of the explorer
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
    """Return an explorer of the perceptron trick on rows `x` (N, 2), labels `y` (N,).

    The rows come in turn, along a slider, or one at a time by their buttons. Below stand the first line, the learning
    rate and an outlier.
    """
    who = [("the list, in turn", False), ("you, the enemy", True)]
    controls = {
        "you_ask": ipywidgets.Dropdown(options=who, description="who asks", **_wide()),
        "n_steps": ipywidgets.IntSlider(value=0, min=0, max=MAX_STEPS, description="students seen", **_wide()),
        "asked": ipywidgets.Text(value="", disabled=True, description="asked so far", **_wide()),
        "start": ipywidgets.Dropdown(options=list(STARTS), description="first line", **_wide()),
        "learning_rate": ipywidgets.Dropdown(
            options=[(f"η = {rate:g}", rate) for rate in RATES], value=1.0, description="learning rate", **_wide()
        ),
        "add_outlier": ipywidgets.Checkbox(
            value=False, description="student 13: cgpa 9, iq 115, not placed", **_wide()
        ),
    }

    def draw(you_ask, n_steps, asked, start, learning_rate, add_outlier):
        rows = [int(number) - 1 for number in asked.split()] if you_ask else None
        draw_trick(x, y, n_steps, start, learning_rate, add_outlier, rows)

    shown = explorer(draw, controls)
    buttons = _student_buttons(len(x), controls)
    first, slider, *rest = shown.children
    shown.children = (first, slider, buttons, *rest)
    return shown


def _wide():
    return {"style": WIDE, "layout": Layout(width="min(100%, 44em)")}


def _student_buttons(n_rows, controls):
    """Return buttons that ask a student and take back the last one; they and the slider are never both in view."""
    asked = controls["asked"]
    narrow = Layout(width="2.6em", padding="0")
    students = [ipywidgets.Button(description=f"{i + 1}", tooltip=f"ask student {i + 1}", layout=narrow)
                for i in range(n_rows + 1)]  # fmt: skip
    back = ipywidgets.Button(description="take back", layout=Layout(width="7em"))
    box = HBox([*students, back], layout=Layout(flex_flow="row wrap"))

    def ask(button):
        asked.value = f"{asked.value} {button.description}".strip()

    def take_back(_):
        asked.value = " ".join(asked.value.split()[:-1])

    def set_view(_=None):
        you_ask, outlier = controls["you_ask"].value, controls["add_outlier"].value
        controls["n_steps"].layout.display = "none" if you_ask else None
        for each in (box, asked):
            each.layout.display = None if you_ask else "none"
        students[-1].disabled = not outlier
        if not outlier:
            asked.value = " ".join(number for number in asked.value.split() if int(number) <= n_rows)

    for student in students:
        student.on_click(ask)
    back.on_click(take_back)
    for name in ("you_ask", "add_outlier"):
        controls[name].observe(set_view, "value")
    set_view()
    return box


def draw_trick(
    x: np.ndarray,
    y: np.ndarray,
    n_steps: int,
    start: str,
    learning_rate: float,
    add_outlier: bool,
    asked: Sequence[int] | None = None,
) -> None:
    """Show the plane after `n_steps` students in turn, or after the rows `asked`."""
    x, y = with_outlier(x, y, add_outlier)
    rows = None if asked is None else [row for row in asked if row < len(x)]
    steps = trick_values(x, y, n_steps, *STARTS[start], learning_rate, rows)
    earlier = [each.before for each in steps[:-1] if each.moved]
    if steps:
        last = steps[-1]
        title = _title_of(last, len(steps), len(x), rows is not None)
        ax = moved_line(x, y, last.before, last.after, last.row, earlier[-6:], title)
    else:
        w, b = STARTS[start]
        line = np.asarray(w), b
        ax = moved_line(x, y, line, line, title="Before the first student\n ")
    plots.show(ax, _describe_trick(x, y, steps, rows is not None))


def with_outlier(x: np.ndarray, y: np.ndarray, add_outlier: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and labels; if `add_outlier`, with a student appended that makes them not linearly separable."""
    return (np.vstack([x, [OUTLIER]]), np.append(y, 0)) if add_outlier else (x, y)


def trick_values(
    x: np.ndarray,
    y: np.ndarray,
    n_steps: int,
    w: ArrayLike,
    b: float,
    learning_rate: float,
    asked: Sequence[int] | None = None,
) -> list[TrickStep]:
    """Return the steps of the trick on rows `x` (N, 2), labels `y` from the line w, b.

    There are `n_steps`, the rows in turn, or one for each of the rows `asked`.
    """
    perceptron, steps, updates = Perceptron(2, learning_rate, w=np.array(w, float), b=b), [], 0
    for row in [i % len(x) for i in range(n_steps)] if asked is None else asked:
        before, score = (perceptron.w, perceptron.b), float(perceptron.score(x[row]))
        updates += perceptron.update(x[row], y[row]) != y[row]
        wrong = int((perceptron.predict(x) != y).sum())
        steps.append(TrickStep(row, int(y[row]), score, before, (perceptron.w, perceptron.b), updates, wrong))
    return steps


def _title_of(step, n_steps, n_rows, you_ask):
    """Return the title's two lines: the student's label and score, and the update."""
    was = "placed" if step.label else "not placed"
    what = "Missed, the line moves" if step.moved else "Right, the line stays"
    when = f"Question {n_steps}" if you_ask else f"Epoch {(n_steps - 1) // n_rows + 1}"
    first_line = f"{when}, student {step.row + 1}: {was}, score {plots.format_number(step.score)}"
    updates = f"{step.updates} update{'' if step.updates == 1 else 's'}"
    return f"{first_line}\n{what}; {updates}, {step.wrong} of {n_rows} wrong"


def _describe_trick(x, y, steps, you_ask):
    """Describe the figure in words: the last step, and the line after it."""
    if not steps:
        return f"{len(x)} students by cgpa and iq, {int(np.sum(y))} of them placed, before the trick has seen anyone."
    last = steps[-1]
    (w, b), number = last.after, plots.format_number
    return (
        f"{len(x)} students by cgpa and iq. " + _title_of(last, len(steps), len(x), you_ask).replace("\n", ". ") + ". "
        f"The line is now w = ({number(w[0])}, {number(w[1])}), b = {number(b)}."
    )
