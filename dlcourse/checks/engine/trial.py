"""The cases of a draw with what the reference gives, and one case with what a student's function made of it."""

import functools
import zlib
from dataclasses import dataclass

import numpy as np

from dlcourse.checks.engine.compare import WRONG, agrees, picture, relative_error, same_shape
from dlcourse.checks.engine.outcome import Outcome, observe
from dlcourse.checks.engine.question import Case, Misconception, Question

SINGLE_PRECISION = 1e-4  # the relative error that rounding to float32 explains


class Draw:
    """The cases that a seed draws for a question (None: a seed of each question's own), equal for equal seeds."""

    def __init__(self, question: Question, seed: int | None = None):
        self.question = question
        self.cases = question.cases(np.random.default_rng(zlib.crc32(question.name.encode()) if seed is None else seed))

    @functools.cached_property
    def right(self) -> list[Outcome]:
        """What the reference gives in each case."""
        return [observe(self.question, self.question.reference, case) for case in self.cases]

    @functools.cached_property
    def theirs(self) -> dict[Misconception, list[Outcome]]:
        """What each misconception gives in each case."""
        return {m: [observe(self.question, m.wrong, case) for case in self.cases] for m in self.question.misconceptions}


@dataclass(frozen=True)
class Trial:
    """A case, what the student's function returned (`yours`) and what the reference did (`right`)."""

    case: Case
    yours: Outcome
    right: Outcome
    stated: float | None = None  # the question's own tolerance

    def tolerance(self, part):
        """The relative error that counts as right: as stated; else that of the case, or of a float32 answer."""
        if self.stated is not None:
            return self.stated
        single = not self.yours.failure and self.yours.values[part].dtype == np.float32
        return max(self.case.tolerance, SINGLE_PRECISION) if single else self.case.tolerance

    def error(self, part):
        """The relative error of a part; inf where the function failed or the part has another shape."""
        aligned = self.aligned(part)
        return np.inf if aligned is None else relative_error(aligned, self.right.values[part])

    def aligned(self, part):
        """The student's part in the shape of the right one, None where there is none or its shape is another."""
        return None if self.yours.failure else same_shape(self.yours.values[part], self.right.values[part])

    def differs(self, part):
        """True where the part is not right, whether wrong or too near to call."""
        return self.error(part) > self.tolerance(part)

    def is_wrong(self, part):
        """True where the error is more than a nearly right constant or step would make."""
        return self.error(part) > max(WRONG, self.tolerance(part))

    def picture(self, part):
        """Which entries of the part agree, as rows of "=" and "x"; empty where a picture would say nothing."""
        if self.yours.failure or not self.differs(part):
            return []
        return picture(self.yours.values[part], self.right.values[part], self.tolerance(part))

    def same(self, part, one: Outcome, other: Outcome):
        """True where two outcomes have the same numbers in the same shape."""
        a, b = one.values[part], other.values[part]
        return a.shape == b.shape and agrees(a, b, self.tolerance(part))
