"""Output of the commands: on a terminal in colour and wrapped at words, elsewhere as plain text, line by line.

The words are the same in both, and no information is in the colour alone. NO_COLOR takes the colours away; a terminal
that is no UTF-8, or that calls itself dumb, gets the plain text. rich writes to the terminal itself, so all text is
made harmless before it comes to it.
"""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dlcourse.course.terminal import harmless, raw_stream

if TYPE_CHECKING:
    from rich.console import Console

    from dlcourse.course.grading.judge.results import SubmissionResult

STYLES = {"correct": "green", "ok": "green", "not attempted": "dim", "by hand": "dim", "note": "yellow"}  # others: red
INDENT = 2


def console(stream: Any = None) -> "Console | None":
    """Return rich's console on a stream, standard output by default; None unless it is a terminal that can show it."""
    stream = raw_stream(stream or sys.stdout)
    encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
    if not stream.isatty() or encoding != "utf8" or os.environ.get("TERM") == "dumb":
        return None
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False)


def print_line(text: str, style: str = "", is_copied: bool = False) -> None:
    """Print a sentence, wrapped at words on a terminal; what somebody copies, a command or a path, stays one line."""
    screen = console()
    if screen is None:
        print(text, flush=True)
        return
    screen.print(_text(text, style), soft_wrap=is_copied)


def complain(command: str, text: str) -> None:
    """Print a line on standard error, "dlcourse COMMAND: …", wrapped at words on a terminal."""
    line, screen = f"dlcourse {command}: {text}", console(sys.stderr)
    if screen is None:
        print(line, file=sys.stderr, flush=True)
        return
    screen.print(_text(line))


def print_next(text: str, is_copied: bool = False) -> None:
    """Print the next step, as the last line of a command; wrapped as in `print_line`."""
    screen = console()
    if screen is None:
        print(f"Next: {text}", flush=True)
        return
    screen.print(_text("").append("Next: ", style="bold").append(harmless(text)), soft_wrap=is_copied)


def print_rows(rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Print rows of status, symbol, a short column and a text, whose further lines are dimmed, on a terminal."""
    from rich.padding import Padding
    from rich.table import Table

    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for status, symbol, short, text in rows:
        first, _, rest = text.partition("\n")
        words = _text(first).append("\n" * bool(rest) + harmless(rest), style="dim")
        table.add_row(_text(symbol, STYLES.get(status, "red")), _text(short), words)
    screen = console()
    if screen is not None:
        screen.print(Padding(table, (0, 0, 0, INDENT)))


def print_result(result: "SubmissionResult", whose: str = "") -> None:
    """Print a submission's result: whose it is (an id, if it is not given), the score, and a row for each question."""
    from dlcourse.course.grading.judge.results import heading, to_text

    if console() is None:
        print(to_text(result, whose), flush=True)
        return
    first, *others = heading(result, whose)
    print_line(first, "bold")
    for line in others:
        print_line(line)
    print_rows(_rows_of(result))


def _rows_of(result: "SubmissionResult") -> Any:
    """Yield a question's status, symbol, points and words."""
    from dlcourse.checks.card import symbol_of
    from dlcourse.checks.engine.verdict import status_in_words
    from dlcourse.course.grading.judge.results import says_more
    from dlcourse.course.grading.judge.sanitize import inert_text

    for question in result.questions if result.score is not None else ():
        said = f"{question.name}: {status_in_words(question.status)}"
        if says_more(question):
            said += f"\n{inert_text(question.message)}"
        points = f"{question.points:g}/{question.max_points:g}"
        yield question.status, symbol_of(question.status), points, said


def _text(text, style=""):
    """Return text for rich, without anything that a terminal obeys."""
    from rich.text import Text

    return Text(harmless(text), style=style)
