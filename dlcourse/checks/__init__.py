"""Checks that explain why an answer is wrong: `check("dense_backward", dense_backward)`, `hint("dense_backward")`."""

import itertools
from collections import defaultdict
from collections.abc import Callable

from dlcourse.checks.card import Points, code, show, to_html, to_text
from dlcourse.checks.catalogue import find_question
from dlcourse.checks.engine.examination import examine
from dlcourse.checks.journal import record

__all__ = ["check", "examine", "find_question", "hint"]

_hints_given: defaultdict[str, itertools.count] = defaultdict(itertools.count)


def check(name: str, function: Callable) -> Points:
    """Check `function` as the answer to question `name`: show what is wrong and return the points it earns.

    Raises LookupError if there is no question of this name.
    """
    verdict = examine(find_question(name), function)
    show(to_text(verdict), to_html(verdict), verdict.to_dict())
    record(verdict)
    return Points(verdict.points, verdict.max_points)


def hint(name: str) -> None:
    """Show the next hint for question `name`; each call reveals more, the last stops just short of the answer.

    Raises LookupError if there is no question of this name.
    """
    hints = find_question(name).hints
    stage = min(next(_hints_given[name]), len(hints) - 1)
    more = "Ask again for the next one." if stage + 1 < len(hints) else "This is the last one."
    text = f"Hint {stage + 1} of {len(hints)}: {hints[stage]} ({more})"
    show(text, f'<p role="note"><b>Hint {stage + 1} of {len(hints)}:</b> {code(hints[stage])} <i>{more}</i></p>')
