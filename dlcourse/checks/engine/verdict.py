"""Verdict of a check: status, points, message. Plain data, so that a notebook, a terminal and a grader can show it."""

import re
from dataclasses import dataclass, field
from typing import Any

from dlcourse.checks.engine.smallest import Example

STATUSES = {
    "correct": "Right",
    "partial": "Partly right",
    "incorrect": "Not right yet",
    "undecided": "Cannot decide",
    "not attempted": "Not attempted",
    "error": "Stopped by an error",
}
BY_HAND = "Read by your instructor"  # the answers that no check judges
EQUATION = re.compile(r"=(?! ?[−-]?\d)|[@√Σ]")  # "where z = 3" does not count
OPERATION = re.compile(r"(?<=[\w)²]) ?[·*/+−] ?(?=[\w(])")


def status_in_words(status: str) -> str:
    """Return a status in the words that card, terminal, map and feedback all use."""
    return BY_HAND if status == "by hand" else STATUSES.get(status, status)


def points_in_words(points: float, most: float) -> str:
    """Return "2 of 3 points", "0 of 1 point"."""
    return f"{points:g} of {most:g} point{'s' * (most != 1)}"


def is_formula(sentence: str) -> bool:
    """Return True if a sentence holds code or a formula: more of an answer than an idea is."""
    pieces = sentence.split("`")
    words, codes = " ".join(pieces[::2]), pieces[1::2]
    is_code = any(re.search(r"\w", code) and re.search(r"\W", code) for code in codes)  # more than a name or a sign
    return is_code or bool(EQUATION.search(words)) or len(OPERATION.findall(words)) > 1


@dataclass
class Verdict:
    """The result of one check."""

    name: str
    status: str
    points: float
    max_points: float
    says: list[str] = field(default_factory=list)  # what is wrong, one sentence per item
    look: list[str] = field(default_factory=list)  # what to look at: ideas, and formulas or code
    misconceptions: list[str] = field(default_factory=list)  # the names of those recognised
    located: bool = False  # True if it says where: a relation, an unused argument, the first wrong step, a form
    example: Example | None = None  # a small input on which the answer is wrong
    notes: list[str] = field(default_factory=list)  # does not change the points
    pictures: dict[str, list[str]] = field(default_factory=dict)  # by part, which entries agree
    lecture: str = ""
    section: str = ""
    hints: tuple[str, ...] = ()  # of the question
    run: str = ""  # which run of the student's cell was judged, in a notebook
    stale: list[str] = field(default_factory=list)  # why that is not what the cell now holds

    @property
    def headline(self) -> str:
        """Return the status and the points in words."""
        return f"{STATUSES[self.status]}: {self.name}, {points_in_words(self.points, self.max_points)}"

    @property
    def ideas(self) -> list[str]:
        """Return what to look at in words: shown at once."""
        return [sentence for sentence in self.look if not is_formula(sentence)]

    @property
    def stages(self) -> list[str]:
        """Return the hints in the order in which they are shown: an idea, then formulas and code."""
        formulas = [sentence for sentence in self.look if is_formula(sentence)]
        return [*self.hints[:1], *formulas, *self.hints[1:]]

    @property
    def message(self) -> str:
        """Return the mistakes and the ideas as one text, never empty; formulas and code are left to the hints."""
        return " ".join([*self.says, *self.ideas, *self.notes]) or f"{STATUSES[self.status]}."

    def to_dict(self) -> dict[str, Any]:
        """Return a dict for JSON: name, points, max_points, status, message, misconceptions."""
        return {
            "name": self.name,
            "points": self.points,
            "max_points": self.max_points,
            "status": self.status,
            "message": self.message,
            "misconceptions": self.misconceptions,
        }
