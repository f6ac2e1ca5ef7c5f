"""A learner's journal: one line for each check in a course's exercises/, in a local text file."""

import json
import math
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dlcourse.checks.engine.verdict import STATUSES, Verdict

JOURNAL = "progress.jsonl"
TEXTS = ("time", "name", "status", "answer")


def record(verdict: Verdict, answer: str = "") -> None:
    """Append the verdict to the course's journal if the working folder is one of its exercises; else do nothing.

    `answer` is a fingerprint of the answer's code, so that a reader of the journal can tell a new attempt from an old.
    If the file cannot be written, as on a full disk, nothing is recorded: the check must not fail for it.
    """
    try:
        journal = find_journal_here()
        if journal is None:
            return
        entry = {**verdict.to_dict(), "answer": answer}
        del entry["message"]
        append(journal, [entry])
    except OSError:
        return


def append(journal: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    """Add a line for each entry, with the time; raises OSError if the file cannot be written."""
    time = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [json.dumps({"time": time, **entry}) + "\n" for entry in entries]
    if lines:
        with journal.open("a", encoding="utf-8") as file:
            file.write("".join(lines))  # one write of short lines: those of two kernels do not mix


def find_journal_here() -> Path | None:
    """Return the journal's path if the working folder is an exercise of a course, else None.

    An exercise's folder may be a link, as to another disk: then it is known by the name that shell or JupyterLab has.
    """
    here = Path.cwd()
    named = [os.environ.get("PWD", ""), os.path.dirname(os.environ.get("JPY_SESSION_NAME", ""))]
    links = [
        Path(name) for name in named if os.path.isabs(name) and os.path.isdir(name) and os.path.samefile(name, here)
    ]
    return next(filter(None, map(find_journal, (here, *links))), None)


def find_journal(folder: Path) -> Path | None:
    """Return the journal's path if `folder` is an exercise of a course, else None."""
    for parent in folder.parents:
        if parent.name == "exercises" and parent.parent.joinpath("nbgrader_config.py").exists():
            return parent.parent / JOURNAL
    return None


def read(journal: Path) -> tuple[list[dict], int]:
    """Return the entries of a journal, oldest first, and the number of lines that cannot be read.

    An entry with "reset" says that the question was begun anew.
    """
    if not journal.exists():
        return [], 0
    entries, unreadable = [], 0
    for line in journal.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            if line.strip():
                entries.append(_entry(json.loads(line)))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            unreadable += 1
    return entries, unreadable


def _entry(line: Any) -> dict[str, Any]:
    """Return an entry with what a reader needs; raises one of several errors if the line holds anything odd."""
    entry = {key: line[key] for key in ("time", "name", "status", "points", "misconceptions")}
    entry |= {"answer": line.get("answer", ""), "reset": line.get("reset") is True}  # neither in earlier versions
    texts = [*(entry[key] for key in TEXTS), *entry["misconceptions"]]
    points = entry["points"]
    is_number = isinstance(points, int | float) and not isinstance(points, bool) and math.isfinite(points)
    if not (is_number and isinstance(entry["misconceptions"], list) and all(isinstance(text, str) for text in texts)):
        raise ValueError("expected texts, a number of points and a list of misconceptions")
    if entry["status"] not in STATUSES:
        raise ValueError("expected a status")
    return entry
