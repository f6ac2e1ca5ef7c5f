"""The explorer of lecture 01: the perceptron trick, the students in turn or as somebody asks them."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse import Perceptron, plots
from dlcourse.plots.common.boundaries import boundary_line
from dlcourse.plots.neuron.perceptron import Line, fill_sides, line_with_arrow, number_and_ring, students_plane
from dlcourse.plots.page.style import GREY, figure_of
from dlcourse.plots.page.vector import svg_of, svg_of_added
from dlcourse.widgets.page.frames import Explorer, Scene, choice, steps, tick
from dlcourse.widgets.page.pages import Either, Frame, size_of
from dlcourse.widgets.page.walks import Move, Walk

CGPA = (8.0, 6.5, 7.0, 6.0, 6.0, 5.5, 7.5, 8.5, 9.0, 6.5, 5.0, 8.0)
IQ = (100, 125, 120, 115, 90, 105, 85, 90, 100, 100, 95, 110)
STUDENTS = (  # of lectures 01 and 02: cgpa − 7 and (iq − 100)/10, and whether they were placed
    np.column_stack([np.array(CGPA) - 7, (np.array(IQ) - 100) / 10]),
    np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1]),
)
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


def perceptron_explorer(x: np.ndarray = STUDENTS[0], y: np.ndarray = STUDENTS[1]) -> Either:
    """Return an explorer of the perceptron trick on rows `x` (N, 2), labels `y` (N,).

    The rows come in turn, along a slider, with a choice of the first line, the learning rate and an outlier; or, from a
    line of all zeros, one at a time as they are asked.
    """
    return Either("who asks", {"the list, in turn": list_explorer(x, y), "you, the enemy": enemy_explorer(x, y)})


def list_explorer(x: np.ndarray = STUDENTS[0], y: np.ndarray = STUDENTS[1]) -> Explorer:
    """Return a slider for the students seen, in turn, and choices of first line, learning rate and outlier."""
    controls = {
        "n_steps": steps("students seen", range(MAX_STEPS + 1), 0, str),
        "start": choice("first line", list(STARTS)),
        "learning_rate": choice("learning rate", {f"η = {rate:g}": rate for rate in RATES}, 1.0),
        "add_outlier": tick("student 13: cgpa 9, iq 115, not placed"),
    }
    planes = {odd: Plane(*with_outlier(x, y, odd)) for odd in (False, True)}

    @functools.cache
    def walk(start, rate, odd):
        (w, b), plane = STARTS[start], planes[odd]
        return trick_values(plane.x, plane.y, MAX_STEPS, w, b, rate)

    def draw(n_steps, start, learning_rate, add_outlier):
        return planes[add_outlier].after(walk(start, learning_rate, add_outlier)[:n_steps], STARTS[start])

    return Explorer(draw, controls, name="trick", about=(x, y))


def enemy_explorer(x: np.ndarray = STUDENTS[0], y: np.ndarray = STUDENTS[1]) -> Walk:
    """Return a button for each student, to be asked in any order, from a line of all zeros."""
    plane = Plane(x, y)
    first = ((0.0, 0.0), 0.0)

    def step_of(state, row):
        w, b = state
        return trick_values(x, y, 1, w, b, 1.0, [row])[0]

    def move(state, row):
        step = step_of(state, row)
        (w, b) = step.after
        return Move(row, state, (tuple(w.tolist()), float(b)), step.moved)

    def draw(move):
        if move is None:
            return plane.after([], first)
        return plane.of(step_of(move.start, move.button), (), _answer_of)

    words = "ask student", "asked so far", "mistakes"
    return Walk(draw, move, first, [f"{row + 1}" for row in range(len(x))], words, name="enemy", about=(x, y))


class Plane:
    """The students' plane in layers, each of which is drawn once: rows `x` (N, 2), labels `y` (N,)."""

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.x, self.y = x, y
        ax = students_plane(x, y)
        self.title = ax.set_title("", loc="left", fontsize=10.5)
        self.figure = figure_of(ax)
        for patch in (ax.patch, self.figure.patch):
            patch.set_visible(False)  # what is shaded lies behind
        ax.grid(visible=False)
        students = list(ax.collections)
        self.still = Scene(self.figure, [*students, self.title]).still
        self.students = svg_of(self.figure, students)
        self.layer = functools.cache(functools.partial(_layer, ax, x))

    def after(self, steps: Sequence[TrickStep], start: tuple[ArrayLike, float]) -> Frame:
        """Return the frame after these steps, or before the first one, where the line is `start`."""
        if not steps:
            words = _describe_trick(self.x, self.y)
            return self._frame((start, start), None, (), "Before the first student\n ", words)
        earlier = [each.before for each in steps[:-1] if each.moved]

        def title_of(step, n_rows):
            return _title_of(step, len(steps), n_rows)

        return self.of(steps[-1], earlier[-6:], title_of)

    def of(self, step: TrickStep, earlier: Sequence[Line], title_of: Callable[[TrickStep, int], str]) -> Frame:
        """Return the frame of a step, with earlier lines; `title_of(step, n_rows)` says what happened, in two lines."""
        title = title_of(step, len(self.x))
        words = _describe_step(self.x, step, title)
        return self._frame((step.before, step.after), step.row, earlier, title, words)

    def _frame(self, lines, row, earlier, title, words):
        """Return a frame of the lines before and after."""
        before, after = (_hashable(line) for line in lines)
        self.title.set_text(title)
        layers = [self.layer("sides", *after), self.still]
        layers += [self.layer("earlier", *_hashable(line), age) for age, line in enumerate(reversed(earlier))]
        layers += [self.layer("before", *before)] if before != after else []
        layers += [
            self.layer("after", *after),
            self.students,
            self.layer("numbers", row),
            svg_of(self.figure, [self.title]),
        ]
        return Frame(tuple(layers), words, *size_of(self.figure))


def _hashable(line):
    """Return a line (w, b) as plain numbers."""
    w, b = line
    return tuple(np.asarray(w, float).tolist()), float(b)


def _layer(ax, x, kind, *what):
    """Return the SVG of one layer of the plane."""
    if kind == "numbers":
        return svg_of_added(ax, lambda: number_and_ring(ax, x, what[0]))
    w = np.array(what[0])
    draw: dict[str, Callable[[], Any]] = {
        "sides": lambda: fill_sides(ax, w, what[1]),
        "earlier": lambda: boundary_line(
            ax, w, what[1], color=GREY, linewidth=1.1, alpha=max(0.2, 0.75 - 0.08 * what[2])
        ),
        "before": lambda: line_with_arrow(ax, w, what[1], previous=True),
        "after": lambda: line_with_arrow(ax, w, what[1]),
    }
    return svg_of_added(ax, draw[kind])


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
    """Return the steps of the perceptron trick.

    - `x`: rows, (N, 2).
    - `y`: labels, 0 or 1, (N,).
    - `n_steps`: steps made, the rows in turn.
    - `w`: weights at the start, (2,).
    - `b`: the bias at the start.
    - `learning_rate`: η, above 0.
    - `asked`: the indices of the rows asked, a step for each; None asks in turn.
    """
    perceptron, steps, updates = Perceptron(2, learning_rate, w=np.array(w, float), b=b), [], 0
    for row in [i % len(x) for i in range(n_steps)] if asked is None else asked:
        before, score = (perceptron.w, perceptron.b), float(perceptron.score(x[row]))
        updates += perceptron.update(x[row], y[row]) != y[row]
        wrong = int((perceptron.predict(x) != y).sum())
        steps.append(TrickStep(row, int(y[row]), score, before, (perceptron.w, perceptron.b), updates, wrong))
    return steps


def _title_of(step, n_steps, n_rows):
    """Return the title's two lines: the student's label and score, and the update, of the list in turn."""
    first_line, what, wrong = _happened(step, n_rows)
    updates = f"{step.updates} update{'' if step.updates == 1 else 's'}"
    return f"Epoch {(n_steps - 1) // n_rows + 1}, {first_line}\n{what}; {updates}, {wrong}"


def _answer_of(step, n_rows):
    """Return the title's two lines if somebody asks: the count stands above the picture."""
    first_line, what, wrong = _happened(step, n_rows)
    return f"{first_line[0].upper()}{first_line[1:]}\n{what}; {wrong}"


def _happened(step, n_rows):
    """Say who was asked with which score, whether the line moves, and how many are wrong afterwards."""
    was = "placed" if step.label else "not placed"
    what = "Missed, the line moves" if step.moved else "Right, the line stays"
    score = plots.format_number(step.score)
    return f"student {step.row + 1}: {was}, score {score}", what, f"{step.wrong} of {n_rows} wrong"


def _describe_trick(x, y):
    """Describe the figure in words before the first step."""
    return f"{len(x)} students by cgpa and iq, {int(np.sum(y))} of them placed, before the trick has seen anyone."


def _describe_step(x, step, title):
    """Describe the figure in words: a step, and the line after it."""
    (w, b), number = step.after, plots.format_number
    return (
        f"{len(x)} students by cgpa and iq. " + title.replace("\n", ". ") + ". "
        f"The line is now w = ({number(w[0])}, {number(w[1])}), b = {number(b)}."
    )
