"""The explorer of lecture 01: the perceptron trick, one student after the other."""

from dataclasses import dataclass

import ipywidgets
import numpy as np
from ipywidgets import Layout

from dlcourse import Perceptron, plots
from dlcourse.plots.perceptron import moved_line
from dlcourse.widgets.base import WIDE, explorer

LOOKS = 156  # the number of steps of the explorer
STARTS = {
    "all zero: no line yet": ((0.0, 0.0), 0.0),
    "w = (4, −1), b = 1": ((4.0, -1.0), 1.0),
    "w = (−2, −2), b = 0: nearly the wrong way round": ((-2.0, -2.0), 0.0),
}
RATES = (0.01, 0.1, 1.0, 7.0)
ODD = (2.0, 1.5)  # cgpa 9, iq 115, and not placed


@dataclass(frozen=True)
class Look:
    """One step of the trick: the row, its score before, and the lines before and after."""

    row: int
    label: int
    score: float
    before: tuple
    after: tuple
    updates: int
    wrong: int

    @property
    def moved(self):
        """Return True if the row was misclassified."""
        return int(self.score >= 0) != self.label


def perceptron_explorer(x, y):
    """Return a slider through the trick on rows `x` (N, 2), labels `y`; start, learning rate, odd row: folded away."""
    first = {
        "look": ipywidgets.IntSlider(
            value=0, min=0, max=LOOKS, description="students seen", style=WIDE, layout=Layout(width="min(100%, 34em)")
        )
    }
    wide = {"style": WIDE, "layout": Layout(width="min(100%, 34em)")}
    more = {
        "start": ipywidgets.Dropdown(options=list(STARTS), description="first line", **wide),
        "learning_rate": ipywidgets.Dropdown(
            options=[(f"η = {rate:g}", rate) for rate in RATES], value=1.0, description="learning rate", **wide
        ),
        "odd": ipywidgets.Checkbox(
            value=False, description="add a student with cgpa 9 and iq 115 who was not placed", indent=False
        ),
    }

    def draw(look, start, learning_rate, odd):
        draw_trick(x, y, look, start, learning_rate, odd)

    return explorer(draw, first, more, "Change the first line, the learning rate, or the students")


def draw_trick(x, y, look, start, learning_rate, odd):
    """Show the plane after `look` students."""
    x, y = with_odd_student(x, y, odd)
    looks = trick_values(x, y, look, *STARTS[start], learning_rate)
    past = [each.before for each in looks[:-1] if each.moved]
    if looks:
        last = looks[-1]
        ax = moved_line(x, y, last.before, last.after, last.row, past[-12:], _title_of(last, len(looks), len(x)))
    else:
        line = tuple(map(np.asarray, STARTS[start]))
        ax = moved_line(x, y, line, line, title="Before the first student\n ")
    plots.show(ax, _describe_trick(x, y, looks))


def with_odd_student(x, y, odd):
    """Return the rows and labels; if `odd`, with a student appended that makes them not linearly separable."""
    return (np.vstack([x, [ODD]]), np.append(y, 0)) if odd else (x, y)


def trick_values(x, y, looks, w, b, learning_rate):
    """Return the first `looks` steps of the trick on rows `x` (N, 2), labels `y` from the line w, b: a list of Look."""
    neuron, seen, updates = Perceptron(2, learning_rate, w=np.array(w, float), b=b), [], 0
    for i in range(looks):
        row = i % len(x)
        before, score = (neuron.w, neuron.b), float(neuron.score(x[row]))
        updates += neuron.update(x[row], y[row]) != y[row]
        wrong = int((neuron.predict(x) != y).sum())
        seen.append(Look(row, int(y[row]), score, before, (neuron.w, neuron.b), updates, wrong))
    return seen


def _title_of(look, count, rows):
    """Return the title's two lines: what was found and what was done."""
    was = "placed" if look.label else "not placed"
    what = "Missed, the line moves" if look.moved else "Right, the line stays"
    found = f"Epoch {(count - 1) // rows + 1}, student {look.row + 1}: {was}, score {plots.number(look.score)}"
    return f"{found}\n{what}; {look.updates} updates, {look.wrong} of {rows} wrong"


def _describe_trick(x, y, looks):
    """Describe the figure in words."""
    if not looks:
        return f"{len(x)} students by cgpa and iq, {int(np.sum(y))} of them placed, before the trick has seen anyone."
    last = looks[-1]
    (w, b), number = last.after, plots.number
    return (
        f"{len(x)} students by cgpa and iq. " + _title_of(last, len(looks), len(x)).replace("\n", ". ") + ". "
        f"The line is now w = ({number(w[0])}, {number(w[1])}), b = {number(b)}."
    )
