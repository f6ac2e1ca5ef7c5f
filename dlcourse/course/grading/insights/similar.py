"""Answers that are alike beyond what the exercise forces: what two of them share, and few others have.

A fragment of code that many of the class have says nothing; nor does one that stands in the exercise, its solution or
its lecture. One that only two of 200 have is worth log₂(200/2) bits, and a mistake that only two have made more. Two
answers are told of if what they share is much (`BITS`), and most of what the one with less of its own has (`SHARE`).
Both limits come from `python benchmarks/alike.py`: honest answers by independent authors, and disguised copies.
"""

import bisect
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dlcourse.course.grading.insights.fragments import fragments_of

BITS = 40.0  # that two submissions share at least, before they are told of
SHARE = 0.5  # of what the one with less of its own has
COMMON = 0.25  # of the class: what more than these share says nothing
MOST = 300  # students: a fragment of more is passed over in a very large class
SLIP = 4.0  # times as much as a fragment does a shared mistake say: it is not forced by the task
FEWEST = 5  # students of a question: among fewer, nothing is rare


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
    lines: list[dict[Thing, str]] = []
    for work in works:
        lines.append({})
        for question, source in work.answers.items():
            known = everywhere | said.get(question, set())
            lines[-1] |= {(question, text): line for text, line in fragments_of(source).items() if text not in known}
            lines[-1] |= {(question, f"mistake {name}"): name for name in work.slips.get(question, ())}
    others = Counter(
        (question, text) for question, texts in also.items() for one in texts for text in fragments_of(one)
    )
    asked = Counter(question for work in works for question in work.answers)
    asked += Counter({question: len(list(texts)) for question, texts in also.items()})
    return Compared(works, lines, others, asked)


def _of_all(texts):
    return {fragment for text in texts for fragment in fragments_of(text)}


class Compared:
    """A class whose submissions have been compared."""

    def __init__(
        self, works: Sequence[Work], lines: Sequence[Mapping[Thing, str]], others: Counter[Thing], asked: Counter[str]
    ) -> None:
        self.works, self.lines = works, lines
        self.asked = asked  # how many answered each question, the honest authors included
        self.owners: dict[Thing, list[int]] = defaultdict(list)
        for i, own in enumerate(lines):
            for thing in own:
                self.owners[thing].append(i)
        self.counts = {thing: len(owners) + others[thing] for thing, owners in self.owners.items()}
        self.own = [sum(map(self.bits, own)) for own in lines]  # of all that a submission has

    def bits(self, thing: Thing) -> float:
        """−log₂ of the share of the class that has a thing; 0 if that is more than COMMON, or among few answers."""
        count, students = self.counts[thing], self.asked[thing[0]]
        if students < FEWEST or count > max(2, COMMON * students):
            return 0.0
        return math.log2(students / count) * (SLIP if thing[1].startswith("mistake ") else 1.0)

    def pairs(self, least: float = 0.0) -> dict[tuple[int, int], float]:
        """Return the bits that each two submissions share, of those that share something, and at least so many."""
        found: dict[tuple[int, int], float] = {}
        for i, own in enumerate(self.lines):
            with_others: dict[int, float] = defaultdict(float)
            for thing in own:
                owners = self.owners[thing]
                if 1 < len(owners) <= MOST and (bits := self.bits(thing)):
                    for j in owners[bisect.bisect_right(owners, i) :]:
                        with_others[j] += bits
            found |= {(i, j): bits for j, bits in with_others.items() if bits >= least}
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
        one, other = (self.lines[i] for i in pair)
        found: dict[tuple[str, str, str], Shared] = {}
        for thing in one:
            if thing in other and (bits := self.bits(thing)):
                word = thing[1].partition(" ")[0]
                kind = word if word in ("name", "comment", "mistake") else "code"
                key = (thing[0], kind, one[thing])
                if key not in found or found[key].bits < bits:
                    found[key] = Shared(thing[0], kind, one[thing], other[thing], len(self.owners[thing]), bits)
        return tuple(sorted(found.values(), key=lambda each: -each.bits))


def groups_of(alike: Iterable[Alike]) -> list[list[str]]:
    """Return the students in groups: those that a chain of pairs joins, the largest group first."""
    groups: list[set[str]] = []
    for pair in alike:
        joined = [group for group in groups if pair.one in group or pair.other in group]
        groups = [group for group in groups if group not in joined]
        groups.append({pair.one, pair.other}.union(*joined))
    return sorted(map(sorted, groups), key=lambda group: (-len(group), group))
