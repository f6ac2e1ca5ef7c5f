"""A learner's journal: a line for each check in a course's exercises/, in a plain file that stays on the machine."""

import json
from datetime import UTC, datetime
from pathlib import Path

from dlcourse.checks.engine.verdict import Verdict

JOURNAL = "progress.jsonl"


def record(verdict: Verdict) -> None:
    """Append the verdict to the journal of the course in whose exercises/ we are; elsewhere do nothing.

    A full disk or a folder that cannot be written must not spoil a check: then nothing is recorded.
    """
    try:
        journal = find_journal(Path.cwd())
        if journal is None:
            return
        entry = {"time": datetime.now(UTC).isoformat(timespec="seconds"), **verdict.to_dict()}
        del entry["message"]
        with journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")  # one write of one short line: two kernels do not tear each other's
    except OSError:
        return


def find_journal(folder: Path) -> Path | None:
    """The journal of the course that `folder` is an exercise of, None where it is not."""
    for parent in folder.parents:
        if parent.name == "exercises" and parent.parent.joinpath("nbgrader_config.py").exists():
            return parent.parent / JOURNAL
    return None


def read(journal: Path) -> tuple[list[dict], int]:
    """The entries of a journal, the oldest first, and how many lines could not be read."""
    if not journal.exists():
        return [], 0
    entries, unreadable = [], 0
    for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            entries.append({key: entry[key] for key in ("time", "name", "status", "points", "misconceptions")})
        except (ValueError, TypeError, KeyError):
            unreadable += 1
    return entries, unreadable
