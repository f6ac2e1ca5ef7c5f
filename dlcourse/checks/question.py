"""What a question is: its reference, how cases are drawn, and the wrong answers that people really give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """One call of the student's function: its arguments, and the sizes that a message may name (N=6, units=3)."""

    arguments: tuple[Any, ...]
    sizes: Mapping[str, float] = field(default_factory=dict)

    @property
    def tolerance(self):
        """The relative error that rounding alone explains: 1e-4 where an argument is float32, else 1e-6."""
        single = any(getattr(argument, "dtype", None) == np.float32 for argument in self.arguments)
        return 1e-4 if single else 1e-6

    def copy_arguments(self):
        """Fresh copies, so that nothing a function does to its inputs reaches the next call."""
        return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in self.arguments)


@dataclass(frozen=True)
class Misconception:
    """A wrong answer with the sentence that names the mistake and what to look at.

    Both may hold `{part}`, `{entry}`, `{yours}`, `{expected}`, `{ratio}` and the sizes of the case.
    """

    name: str
    wrong: Callable
    says: str
    look: str


@dataclass(frozen=True)
class Question:
    """Everything that one `check` needs."""

    name: str
    arguments: tuple[str, ...]
    parts: tuple[str, ...]  # the names of what is returned; more than one are returned as a tuple
    points: int
    reference: Callable
    cases: Callable[[np.random.Generator], list[Case]]
    lecture: str
    section: str
    hints: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    alternatives: tuple[Callable, ...] = ()  # right answers written in other ways; the tests hold that all pass

    @property
    def call(self):
        """How the function is called and what it returns, as text."""
        return f"{self.name}({', '.join(self.arguments)}) → {', '.join(self.parts)}"
