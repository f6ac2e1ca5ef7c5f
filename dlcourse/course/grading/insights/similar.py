"""Answers that are alike beyond what the exercise forces: what two of them share, and few others have.

A fragment of code that many of the class have says nothing; nor does one that stands in the exercise, its solution or
its lecture. One that only two of 200 have is worth log₂(200/2) bits, and a mistake that only two have made more. Two
answers are told of if what they share is much (`BITS`), and most of what the one with less of its own has (`SHARE`).
Both limits come from `python benchmarks/alike.py`: honest answers by independent authors, and disguised copies.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dlcourse.course.grading.insights.fragments import fragments_of

BITS = 40.0  # that two submissions share at least, before they are told of
SHARE = 0.5  # of what the one with less of its own has
COMMON = 0.25  # of the class: what more than these share says nothing
MOST = 300  # students: what more than these have says nothing either, in a class of more than 1,200
SLIP = 4.0  # times as much as a fragment does a shared mistake say: it is not forced by the task
FEWEST = 5  # students of a question: among fewer, nothing is rare
_TINY = 1e-9  # bits


@dataclass(frozen=True)
class Work:
    """One student's submission: the code of each answer, and the mistakes in it by name."""

    student: str
    answers: Mapping[str, str]  # by question
    slips: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by question


@dataclass(frozen=True)
class Shared:
    """One thing that two submissions share: of which question, how many of the class have it, and its bits."""

    question: str
    kind: str  # "code", "name", "comment" or "mistake"
    one: str  # the line in the first submission, or the mistake's name
    other: str  # the line in the second
    students: int
    bits: float


@dataclass(frozen=True)
class Alike:
    """Two submissions that are alike, with all that is shared and rare, the rarest first."""

    one: str
    other: str
    bits: float
    share: float  # of what the one with less of its own has, from 0 to 1
    shared: tuple[Shared, ...]

    @property
    def slips(self) -> int:
        """Return how many mistakes they share that few others made."""
        return sum(one.kind == "mistake" for one in self.shared)

    @property
    def questions(self) -> list[str]:
        """Return the questions in which they share something rare."""
        return list(dict.fromkeys(one.question for one in self.shared))

    def to_dict(self) -> dict[str, Any]:
        """Return it as data for JSON."""
        return {
            "students": [self.one, self.other],
            "bits": round(self.bits, 1),
            "share": round(self.share, 3),
            "shared_mistakes": self.slips,
            "shared": [vars(one) | {"bits": round(one.bits, 1)} for one in self.shared],
        }


Thing = tuple[str, str]  # a question, and a fragment or "mistake …" in an answer to it


def compare(
    works: Sequence[Work], forced: Mapping[str, Iterable[str]], also: Mapping[str, Iterable[str]]
) -> "Compared":
    """Compare all submissions of a class.

    `forced` are, by question, the texts whose fragments say nothing; those under "" are for all. `also` are right
    answers of honest authors, which count as further students when it is asked how rare something is.
    """
    said = {question: _of_all(texts) for question, texts in forced.items()}
    everywhere = said.get("", set())
    known = {question: everywhere | texts for question, texts in said.items()}
    things: dict[Thing, int] = {}
    own: list[np.ndarray] = []
    for work in works:
        there = _things_of(work, lambda question: known.get(question, everywhere))
        own.append(np.array(sorted({things.setdefault(thing, len(things)) for thing in there}), dtype=np.intp))
    others = Counter(
        (question, text) for question, texts in also.items() for one in texts for text in fragments_of(one)
    )
    asked = Counter(question for work in works for question in work.answers)
    asked += Counter({question: len(list(texts)) for question, texts in also.items()})
    return Compared(works, things, own, others, asked)


def _of_all(texts):
    return {fragment for text in texts for fragment in fragments_of(text)}


def _things_of(work: Work, known: Callable[[str], Collection[str]] = lambda _: ()) -> dict[Thing, str]:
    """Return all that stands in a submission and is not known, each thing with its line, or the mistake's name."""
    found: dict[Thing, str] = {}
    for question, source in work.answers.items():
        said = known(question)
        found |= {(question, text): line for text, line in fragments_of(source).items() if text not in said}
        found |= {(question, f"mistake {name}"): name for name in work.slips.get(question, ())}
    return found


class Compared:
    """A class whose submissions have been compared: what each has is kept as numbers, its lines are read again."""

    def __init__(
        self,
        works: Sequence[Work],
        things: Mapping[Thing, int],
        own: Sequence[np.ndarray],
        others: Counter[Thing],
        asked: Counter[str],
    ) -> None:
        """Count who has what.

        - `works`: the submissions.
        - `things`: all that any of them has, with its number.
        - `own`: the numbers of what each of them has.
        - `others`: how many of the honest authors have a thing.
        - `asked`: how many answered each question, the honest authors included.
        """
        self.works, self.things, self.asked, self._own = works, things, asked, own
        self._read: dict[int, dict[Thing, str]] = {}
        whose = np.repeat(np.arange(len(own)), [len(one) for one in own])
        numbers = np.concatenate([*own, np.array([], dtype=np.intp)])
        in_order = np.argsort(numbers, kind="stable")
        self.counts = np.bincount(numbers, minlength=len(things))  # of the class
        self.owners = np.split(whose[in_order], np.cumsum(self.counts)[:-1]) if things else []
        in_all = zip(things, self.counts.tolist(), strict=True)
        self._bits = np.array([self._bits_of(thing, count + others[thing]) for thing, count in in_all])
        self.own = [float(self._bits[one].sum()) for one in own]  # of all that a submission has

    def bits(self, thing: Thing) -> float:
        """−log₂ of the share of the class that has a thing; 0 if too many have it, or few answered."""
        return float(self._bits[self.things[thing]])

    def _bits_of(self, thing, count):
        students = self.asked[thing[0]]
        if students < FEWEST or count > min(max(2, COMMON * students), MOST):
            return 0.0
        return math.log2(students / count) * (SLIP if thing[1].startswith("mistake ") else 1.0)

    def pairs(self, least: float = 0.0) -> dict[tuple[int, int], float]:
        """Return the bits that each two submissions share, of those that share something, and at least so many.

        Each submission is met only by those that have something rare of its own: that is what costs time.
        """
        found: dict[tuple[int, int], float] = {}
        is_telling = (self._bits > 0) & (self.counts > 1)
        for i, own in enumerate(self._own):
            telling = own[is_telling[own]]
            if not len(telling):
                continue
            others = np.concatenate([self.owners[thing] for thing in telling])
            bits = np.repeat(self._bits[telling], self.counts[telling])
            with_others = np.bincount(others, bits, len(self._own))
            with_others[: i + 1] = 0.0
            alike = np.nonzero(with_others >= max(least, _TINY))[0]
            found |= {(i, int(j)): float(with_others[j]) for j in alike}
        return found

    def share(self, pair: tuple[int, int], bits: float) -> float:
        """Return how much of what the one with less of its own has is shared."""
        return bits / min(self.own[i] for i in pair)

    def alike(self, least: float = BITS, share: float = SHARE) -> list[Alike]:
        """Return the pairs that are alike, those with the most bits first."""
        found = [
            Alike(self.works[i].student, self.works[j].student, bits, self.share((i, j), bits), self.shared((i, j)))
            for (i, j), bits in self.pairs(least).items()
            if self.share((i, j), bits) >= share
        ]
        return sorted(found, key=lambda one: -one.bits)

    def shared(self, pair: tuple[int, int]) -> tuple[Shared, ...]:
        """Return what two submissions share and few others have, a line of code once, the rarest first."""
        one, other = map(self._lines_of, pair)
        found: dict[tuple[str, str, str], Shared] = {}
        for thing in one:
            if thing in other and thing in self.things and (bits := self.bits(thing)):
                word = thing[1].partition(" ")[0]
                kind = word if word in ("name", "comment", "mistake") else "code"
                key = (thing[0], kind, one[thing])
                if key not in found or found[key].bits < bits:
                    students = int(self.counts[self.things[thing]])
                    found[key] = Shared(thing[0], kind, one[thing], other[thing], students, bits)
        return tuple(sorted(found.values(), key=lambda each: -each.bits))

    def _lines_of(self, i: int) -> dict[Thing, str]:
        """Return all that stands in a submission with its lines: few are ever asked for."""
        if i not in self._read:
            self._read[i] = _things_of(self.works[i])
        return self._read[i]


def groups_of(alike: Iterable[Alike]) -> list[list[str]]:
    """Return the students in groups: those that a chain of pairs joins, the largest group first."""
    group_of: dict[str, set[str]] = {}
    for pair in alike:
        one, other = (group_of.setdefault(student, {student}) for student in (pair.one, pair.other))
        if one is not other:
            small, large = sorted((one, other), key=len)
            large |= small
            group_of |= dict.fromkeys(small, large)
    groups = {id(group): sorted(group) for group in group_of.values()}
    return sorted(groups.values(), key=lambda group: (-len(group), group))
