"""A learner's journal: one line for each check in a course's exercises/, in a local text file."""

import json
from datetime import UTC, datetime
from pathlib import Path

from dlcourse.checks.engine.verdict import Verdict

JOURNAL = "progress.jsonl"


def record(verdict: Verdict, answer: str = "") -> None:
    """Append the verdict to the course's journal if the working folder is one of its exercises; else do nothing.

    `answer` is a fingerprint of the answer's code, so that a reader of the journal can tell a new attempt from an old.
    If the file cannot be written, as on a full disk, nothing is recorded: the check must not fail for it.
    """
    try:
        journal = find_journal(Path.cwd())
        if journal is None:
            return
        entry = {"time": datetime.now(UTC).isoformat(timespec="seconds"), **verdict.to_dict(), "answer": answer}
        del entry["message"]
        with journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")  # one write of one short line: lines of two kernels do not mix
    except OSError:
        return


def find_journal(folder: Path) -> Path | None:
    """Return the journal's path if `folder` is an exercise of a course, else None."""
    for parent in folder.parents:
        if parent.name == "exercises" and parent.parent.joinpath("nbgrader_config.py").exists():
            return parent.parent / JOURNAL
    return None


def read(journal: Path) -> tuple[list[dict], int]:
    """Return the entries of a journal, oldest first, and the number of unreadable lines."""
    if not journal.exists():
        return [], 0
    entries, unreadable = [], 0
    for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            kept = {key: entry[key] for key in ("time", "name", "status", "points", "misconceptions")}
            entries.append(kept | {"answer": entry.get("answer", "")})  # "" in lines of an earlier version
        except (ValueError, TypeError, KeyError):
            unreadable += 1
    return entries, unreadable
