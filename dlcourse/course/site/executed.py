"""Lectures that were run: each once, and kept until its code or the library that it runs changes."""

from pathlib import Path

import nbformat

from dlcourse._files import digest, replace

SECONDS = 900  # for a cell; the longest take some twenty on a quiet machine
QUIET = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]
NOT_RUN = ("course", "checks", "_lab", "_startup")  # parts of the package that no lecture runs


class ExecutionError(Exception):
    """A lecture that stopped with an error: which, at which cell, and what the error says."""


def library_key(package: Path) -> str:
    """Return a digest of all that a lecture may run of the package: code, data, drawn frames."""
    paths = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    used = [path for path in paths if path.relative_to(package).parts[0] not in NOT_RUN]
    return digest(*(part for path in used for part in (str(path.relative_to(package)), path.read_bytes())))


def execute(path: Path, kept: Path, library: str) -> tuple[nbformat.NotebookNode, bool]:
    """Return a notebook with outputs, and True if it was run now; `kept` holds those of earlier calls.

    Raises ExecutionError if a cell stops with an error.
    """
    text = path.read_text(encoding="utf-8")
    there = kept / f"{path.stem}-{digest(text, library)[:20]}.ipynb"
    if there.exists():
        return nbformat.read(there, as_version=4), False
    notebook = _run(path)
    replace(there, nbformat.writes(notebook))
    for old in kept.glob(f"{path.stem}-*.ipynb"):
        if old != there:
            old.unlink()
    return notebook, True


def _run(path):
    """Run a notebook in its folder, as its reader would."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources=where, extra_arguments=QUIET)
    try:
        client.execute()
    except CellExecutionError as error:
        index = next(i for i, cell in enumerate(notebook.cells) if _has_failed(cell))
        raise ExecutionError(f"{path.name}, cell {index}: {error.ename}: {error.evalue}") from None
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times, other at each run
    return notebook


def _has_failed(cell):
    return any(output.output_type == "error" for output in cell.get("outputs", []))
