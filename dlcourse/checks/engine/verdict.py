"""Verdict of a check: status, points, message. Plain data, so that a notebook, a terminal and a grader can show it."""

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


def status_in_words(status: str) -> str:
    """Return a status in the words that card, terminal, map and feedback all use."""
    return BY_HAND if status == "by hand" else STATUSES.get(status, status)


def points_in_words(points: float, most: float) -> str:
    """Return "2 of 3 points", "0 of 1 point"."""
    return f"{points:g} of {most:g} point{'s' * (most != 1)}"


@dataclass
class Verdict:
    """The result of one check."""

    name: str
    status: str
    points: float
    max_points: float
    says: list[str] = field(default_factory=list)  # what is wrong, one sentence per item
    look: list[str] = field(default_factory=list)  # what to look at
    misconceptions: list[str] = field(default_factory=list)  # the names of those recognised
    located: bool = False  # True if a relation, an unused argument or the first wrong step was found
    example: Example | None = None  # a small input on which the answer is wrong
    notes: list[str] = field(default_factory=list)  # does not change the points
    pictures: dict[str, list[str]] = field(default_factory=dict)  # by part, which entries agree
    lecture: str = ""
    section: str = ""

    @property
    def headline(self) -> str:
        """Return the status and the points in words."""
        return f"{STATUSES[self.status]}: {self.name}, {points_in_words(self.points, self.max_points)}"

    @property
    def message(self) -> str:
        """Return all sentences as one text, never empty."""
        return " ".join([*self.says, *self.look, *self.notes]) or f"{STATUSES[self.status]}."

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
