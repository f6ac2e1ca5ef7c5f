"""The blocks of code in a page of Markdown, and how each is kept true; the console of a page, run.

Each block is one of these, by a marker in the line above it, `<!-- … -->`, which readers do not see:

- a `console` block is run: after each `$`, the lines that the command prints. A line `…` stands for any lines.
- `file: NAME`: the block is that file, written before the page's commands are run; in docs/, what stands there.
- `try: WHAT` and `tested by: FILE::TEST`: another test runs it.
- `not run: WHY`: it cannot be run where tests run, and the page says so to the test.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from course_copy import unsandboxed

BLOCK = re.compile(
    r"(?:^ *<!-- (?P<mark>[^\n]*?) -->\n)?^(?P<indent> *)```(?P<language>[^\n]*)\n(?P<text>.*?)^ *```$", re.M | re.S
)
KINDS = ("file", "try", "tested by", "not run")


@dataclass(frozen=True)
class Block:
    """One block of code in a page."""

    page: Path
    line: int
    language: str
    kind: str  # console, one of KINDS, or "" for a block that nothing keeps true
    about: str  # what follows the colon of its marker
    text: str


def blocks_in(page: Path) -> list[Block]:
    """All blocks of a page, in order."""
    whole, found = page.read_text(encoding="utf-8"), []
    for match in BLOCK.finditer(whole):
        kind, _, about = (match["mark"] or "").partition(": ")
        if kind not in KINDS:
            kind, about = "console" if match["language"] == "console" else "", ""
        text = re.sub(f"^{match['indent']}", "", match["text"], flags=re.M)
        line = whole.count("\n", 0, match.start("language")) + 1
        found.append(Block(page, line, match["language"], kind, about.strip(), text))
    return found


def run_console(text: str, folder: Path) -> list[tuple[str, str, str]]:
    """Run the commands of a console block in a folder; returns each with what it printed and what the page shows."""
    found = []
    for step in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, shown = step.partition("\n")
        while command.endswith("\\"):
            more, _, shown = shown.partition("\n")
            command = command[:-1] + more.removeprefix("> ")
        allowed = re.sub(r"dlcourse grade\b", " ".join(["dlcourse grade", *unsandboxed()]), command)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", allowed],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PATH": path, "GRADER_OPTIONS": " ".join(unsandboxed())},
            check=False,
        )
        found.append((command, done.stdout, shown))
    return found


def is_shown(printed: str, shown: str) -> bool:
    """Whether a page shows what was printed; a line … stands for any lines, and … within one for any characters."""
    pattern = ""
    for line in shown.splitlines():
        pattern += r"(?:.*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) + r"\n"
    return re.fullmatch(pattern, printed) is not None
