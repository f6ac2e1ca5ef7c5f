"""Closed questions: a number worked by hand, or a letter out of several."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dlcourse.checks.catalogue.edits import Edited
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def once(rng: np.random.Generator) -> list[Case]:
    """Return the one case of a question without arguments."""
    return [Case(())]


def one_of(*letters: str) -> Callable[[Callable], Any]:
    """Return the `use` of a question for answers by letter: each becomes its index among the letters, from 0.

    Several letters, as `return "a", "c"`, are read one by one; upper case, spaces and a bracket, as "B)", do not matter.
    """

    def use(function):
        answer = function()
        if isinstance(answer, np.ndarray):
            answer = answer.tolist()
        if answer is None or answer is Ellipsis:
            return answer
        if isinstance(answer, tuple | list):
            return tuple(index(letter) for letter in answer)
        return index(answer)

    def index(answer):
        if answer is Ellipsis:
            return answer
        letter = answer.strip(" \t\n().").lower() if isinstance(answer, str) else answer
        if letter not in letters:
            raise AnswerError(f"Your answer is {answer!r}; expected one of {', '.join(map(repr, letters))}.")
        return float(letters.index(letter))

    return use


def number_question(**fields: Any) -> Question:
    """Return a question whose answer is one number, or several, worked by hand."""
    return Question(kind="number", cases=once, **fields)


def choice_question(**fields: Any) -> Question:
    """Return a question whose answer is one letter of four, or what `use` and `parts` say."""
    return Question(
        **{"kind": "choice", "cases": once, "use": one_of("a", "b", "c", "d"), "parts": ("answer",)} | fields
    )


def one_letter_wrong(reference: Callable) -> Callable[[int, str], Callable]:
    """Return a maker of wrong answers: `make(0, "c")` answers as `reference` does, but for "c" as the first letter."""

    def make(index, letter):
        def wrong():
            letters = list(reference())
            letters[index] = letter
            return tuple(letters)

        return wrong

    return make


def at_once(*mistakes: Misconception) -> Misconception:
    """Return the misconception of somebody who makes all of these, which are edits of one reference, in one answer."""
    edits = [mistake.wrong for mistake in mistakes if isinstance(mistake.wrong, Edited)]
    if len(edits) < len(mistakes):
        raise ValueError(f"at_once: expected misconceptions that are edits. Received: {mistakes!r}")
    return Misconception(
        "_and_".join(mistake.name for mistake in mistakes),
        Edited(edits[0].function, tuple(change for each in edits for change in each.changes)),
        " And: ".join([f"{len(mistakes)} mistakes at once: {mistakes[0].says}", *(m.says for m in mistakes[1:])]),
        " ".join(mistake.look for mistake in mistakes),
    )


def several_at_once(mistakes: Sequence[Misconception], *which: str) -> list[Misconception]:
    """Return `at_once` of mistakes that are chosen by name: `several_at_once(mistakes, "summed + wrong_sign")`."""
    by_name = {mistake.name: mistake for mistake in mistakes}
    return [at_once(*(by_name[name] for name in names.split(" + "))) for names in which]
