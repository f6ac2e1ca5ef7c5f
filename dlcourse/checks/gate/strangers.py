"""The checks against answers that nobody wrote with the catalogue in view: files of right and wrong answers to a text.

A file `answers_07.py` holds RIGHT = {question: [answer, …]} and WRONG = {question: [(answer, the mistake, names),
…]}: of the names, at least one has to be given; () where a description is enough.
"""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from dlcourse.checks.catalogue import find_question
from dlcourse.checks.engine.examination import examine
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.engine.verdict import Verdict

SEEDS = (None, 1, 2)  # of the draws: the notebook's own, and two as a grader makes them


@dataclass
class Figures:
    """The number of answers that were tried, and their verdicts; `faults` holds what must not be, in words."""

    right: int = 0
    refused: int = 0
    wrong: int = 0
    accepted: int = 0
    named: int = 0
    located: int = 0
    misnamed: int = 0
    changing: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        """Add the figures of other answers."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def is_sound(self) -> bool:
        """Return True if nothing wrong was accepted, nothing right refused, and no verdict hung on the draw."""
        return not (self.refused or self.accepted or self.changing)

    def to_text(self) -> str:
        """Return one line for a terminal."""
        share = 100 / max(self.wrong, 1)
        return (
            f"answers of strangers: {self.right} right, {self.refused} refused; {self.wrong} wrong, {self.accepted} "
            f"accepted, {share * self.named:.0f} % named, {share * self.located:.0f} % located, {self.misnamed} "
            f"misnamed; {self.changing} verdicts change with the draw"
        )


def load(path: Path) -> ModuleType:
    """Return the module of a file of answers."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"expected a Python file with answers. Received: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def questions_in(path: Path) -> Iterator[tuple[str, list, list]]:
    """Yield each question of a file with its right and its wrong answers."""
    module = load(path)
    for name in dict.fromkeys([*module.RIGHT, *module.WRONG]):
        yield name, module.RIGHT.get(name, []), module.WRONG.get(name, [])


def tried(name: str, right: list[Any], wrong: list[Any]) -> Figures:
    """Return the figures of the answers to one question, each examined on every draw."""
    question = find_question(name)
    draws = [Draw(question, seed) for seed in SEEDS]
    figures = Figures(right=len(right), wrong=len(wrong))
    for answer in right:
        function, what = (answer[0], answer[1]) if isinstance(answer, tuple) else (answer, _name_of(answer))
        verdicts = [examine(question, function, draw=draw) for draw in draws]
        if any(verdict.status != "correct" for verdict in verdicts):
            figures.refused += 1
            figures.faults.append(f"{name}: refused a right answer, {what}: {_told(verdicts)}")
    for function, what, *names in wrong:
        verdicts = [examine(question, function, draw=draw) for draw in draws]
        accepted = [verdict.status == "correct" for verdict in verdicts]
        if any(accepted):
            figures.accepted += 1
            figures.faults.append(f"{name}: accepted a wrong answer, {what}")
            figures.changing += not all(accepted)
        elif len({tuple(sorted(verdict.misconceptions)) for verdict in verdicts}) > 1:
            figures.changing += 1
            figures.faults.append(f"{name}: the verdict changes with the draw, {what}: {_told(verdicts)}")
        elif verdicts[0].misconceptions:
            wanted = names[0] if names else ()
            fits = not wanted or set(wanted) & set(verdicts[0].misconceptions)
            figures.named += bool(fits)
            figures.misnamed += not fits
            if not fits:
                figures.faults.append(f"{name}: misnamed, {what}: {_told(verdicts[:1])}")
        else:
            figures.located += verdicts[0].located
            if names and names[0]:
                figures.faults.append(f"{name}: not named, {what}: {_told(verdicts[:1])}")
    return figures


def _name_of(answer: Callable) -> str:
    return getattr(answer, "__name__", repr(answer))


def _told(verdicts: list[Verdict]) -> str:
    """Return what the student would read, of each draw."""
    return " | ".join(f"{', '.join(v.misconceptions)}: {' '.join(v.says)}"[:300] for v in verdicts)
