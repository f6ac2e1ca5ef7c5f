"""Packages that the course can do without, and the one line that installs them, the same wherever it is asked for.

The line names the packages and not `dlcourse[keras]`: a course that was cloned, or came as a wheel, stands on no index.
It names this Python, so that it works in any terminal, whatever is active there; in a clone it keeps to the pins.
"""

import importlib.metadata
import re
import shlex
import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"  # in a clone
THEN = "Run this line in a terminal, then restart the kernel:"


def how_to_install(*extras: str) -> str:
    """Return a sentence with the line that installs these extras: "Run this line in a terminal, …:", then the line."""
    return f"{THEN}\n{install_line(*extras)}"


def install_line(*extras: str) -> str:
    """Return the command that installs these extras of the course into this Python, quoted for the shell.

    Raises LookupError for an extra that the course does not have.
    """
    known = requirements()
    for extra in extras:
        if extra not in known or not extra:
            raise LookupError(f"install_line: expected one of {', '.join(filter(None, known))}. Received: {extra!r}")
    pinned = ["--constraint", str(CONSTRAINTS)] if CONSTRAINTS.is_file() else []
    packages = dict.fromkeys(package for extra in extras for package in known[extra])
    command = [sys.executable, "-m", "pip", "install", *pinned, *packages]
    return _for_windows(command) if sys.platform == "win32" else shlex.join(command)


def _for_windows(command):
    """Return a command for cmd and PowerShell: to both of them, `keras>=3.9` without quotes would write into a file."""
    words = (subprocess.list2cmdline([word]) for word in command)
    return " ".join(f'"{word}"' if set(word) & set("<>|&^") and '"' not in word else word for word in words)


def requirements() -> dict[str, list[str]]:
    """Return the packages that the course asks for, as pip takes them: under "" what all need, then by extra."""
    found: dict[str, list[str]] = {"": []}
    for text in importlib.metadata.requires("dlcourse") or []:
        package, _, marker = text.partition(";")
        extra = re.search(r"extra == ['\"]([a-z]+)['\"]", marker)
        found.setdefault(extra[1] if extra else "", []).append(package.strip())
    return found
