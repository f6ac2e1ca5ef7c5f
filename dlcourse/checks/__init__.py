"""Checks that explain why an answer is wrong: `check("dense_backward", dense_backward)`, `hint("dense_backward")`."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.checks.card import Points, code, show, to_html, to_text
from dlcourse.checks.catalogue import find_question
from dlcourse.checks.engine.examination import examine
from dlcourse.checks.engine.smallest import Example, smallest_failing
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.journal import record

__all__ = ["check", "examine", "failing", "find_question", "hint"]

_examples: dict[str, Example | None] = {}  # of the last check of each question
_hints_given: defaultdict[str, itertools.count] = defaultdict(itertools.count)


def check(name: str, function: Callable) -> Points:
    """Check `function` as the answer to question `name`: show what is wrong and return the points it earns.

    Raises LookupError if there is no question of this name.
    """
    question = find_question(name)
    draw = Draw(question)
    verdict = examine(question, function, draw=draw)
    if verdict.status not in ("correct", "not attempted"):
        verdict.example = smallest_failing(question, function, draw)
    _examples[name] = verdict.example
    show(to_text(verdict), to_html(verdict), verdict.to_dict())
    record(verdict)
    return Points(verdict.points, verdict.max_points)


def failing(name: str) -> Any:
    """Return the arguments of a small input on which the answer last checked is wrong: `x, W, dz = failing(name)`.

    Raises LookupError if there is no question of this name, or no such input: check the answer first.
    """
    question = find_question(name)
    example = _examples.get(name)
    if example is None:
        received = "a right one" if name in _examples else "none yet"
        raise LookupError(
            f"failing: expected an answer that `check({name!r}, {question.name})` has found wrong on numbers. "
            f"Received: {received}"
        )
    arguments = tuple(np.copy(a) if isinstance(a, np.ndarray) else a for a in example.arguments)
    return arguments if len(arguments) > 1 else arguments[0]


def hint(name: str) -> None:
    """Show the next hint for question `name`; each call reveals more, the last stops just short of the answer.

    Raises LookupError if there is no question of this name.
    """
    hints = find_question(name).hints
    stage = min(next(_hints_given[name]), len(hints) - 1)
    more = "Ask again for the next one." if stage + 1 < len(hints) else "This is the last one."
    text = f"Hint {stage + 1} of {len(hints)}: {hints[stage]} ({more})"
    show(text, f'<p role="note"><b>Hint {stage + 1} of {len(hints)}:</b> {code(hints[stage])} <i>{more}</i></p>')
