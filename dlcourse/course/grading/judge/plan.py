"""The order in which a submission is run and asked: that of the notebook, from top to bottom.

Each question is asked where its check stands, so that nothing that comes later can change it. Two things are corrected:
a given cell runs before everything that it stands above in the exercise, and a check that was moved above its answer is
asked below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import nbformat

from dlcourse.course.authoring.release import is_given
from dlcourse.course.grading.judge.cells import grade_id
from dlcourse.course.grading.judge.exercise import Asked, read_asked
from dlcourse.course.grading.judge.own_tests import with_value


@dataclass(frozen=True)
class Step:
    """One thing to do: run a cell, ask a check, or both, which is a test.

    `index` is the cell's in the submission (−1: from the solution), `name` its grade_id.
    """

    source: str
    index: int = -1
    name: str = ""
    asked: Asked | None = None


def plan(solution: nbformat.NotebookNode, submission: nbformat.NotebookNode) -> list[Step]:
    """Return the steps for a submission; each graded cell of the solution is asked once, wherever it went."""
    return list(_Plan(solution, submission).steps())


class _Plan:
    """A plan in the making: what has run, and who waits for an answer further down."""

    def __init__(self, solution, submission):
        self.given = {grade_id(cell): cell.source for cell in solution.cells if is_given(cell)}
        self.order = {grade_id(cell): index for index, cell in enumerate(solution.cells) if grade_id(cell)}
        self.asked = {asked.cell: asked for asked in read_asked(solution)}
        self.submission = submission
        self.there = {grade_id(cell) for cell in submission.cells}
        self.met: set[str] = set()  # given cells that have run, and answers
        self.unchanged: set[str] = set()  # given cells after which nothing of the student's has run

    def steps(self) -> Iterator[Step]:
        """Yield the steps in order."""
        others = [index for name, index in self.order.items() if name not in self.given]
        yield from self.given_before(min(others, default=0))
        waiting: list[Asked] = []
        for index, cell in enumerate(self.submission.cells):
            name = grade_id(cell)
            yield from self.given_before(self.order.get(name, -1))
            if name in self.asked:
                waiting.append(self.asked.pop(name))
            elif name in self.given:
                yield from self.given_here(name)
            elif cell.cell_type == "code":
                yield from self.own(cell, index, name)
            self.met.add(name)
            yield from self.answered(waiting)
        for asked in [*waiting, *self.asked.values()]:  # nothing that `restore` has made needs this
            yield _ask(asked)

    def given_before(self, index: int) -> Iterator[Step]:
        """Yield the given cells that stand above this index in the solution and have not run yet."""
        for name in self.given:
            if self.order[name] < index and name not in self.met:
                yield from self.given_here(name)

    def given_here(self, name: str) -> Iterator[Step]:
        """Yield a given cell, unless it has just run."""
        if name not in self.unchanged:
            self.met.add(name)
            self.unchanged.add(name)
            yield Step(self.given[name], name=name)

    def own(self, cell: nbformat.NotebookNode, index: int, name: str) -> Iterator[Step]:
        """Yield a cell of the student's; the given cell after their version of it."""
        self.unchanged.clear()
        yield Step(cell.source, index, "" if name in self.met else name)  # a copied answer is a cell like any other
        edited = cell.metadata.get("dlcourse", {}).get("edited")
        if edited in self.given:
            yield from self.given_here(edited)

    def answered(self, waiting: list[Asked]) -> Iterator[Step]:
        """Yield the questions that wait, except those whose answer stands further down."""
        for asked in list(waiting):
            if all(answer in self.met or answer not in self.there for answer in asked.answers):
                waiting.remove(asked)
                yield _ask(asked)


def _ask(asked):
    """Return the step that asks a question."""
    return Step(with_value(asked.test) if asked.test else "", name=asked.cell, asked=asked)
