"""Convert cells to a notebook with nbgrader's metadata, its ids and bytes the same on every machine and Python."""

import html
import re
from pathlib import Path

import nbformat

from dlcourse._files import digest
from dlcourse.course.authoring.source import Cell, read_prediction

FENCE = "```"
CODE = re.compile(r"`([^`]+)`")

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def to_notebook(cells: list[Cell]) -> nbformat.NotebookNode:
    """Return a notebook of these cells, without outputs; proofs are left out, a prediction is prose that unfolds."""
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    taken: set[str] = set()
    for cell in cells:
        if cell.kind == "proof":
            continue
        if cell.kind == "markdown" and _name_of(cell) is None:
            notebook.cells += [_prose(text, taken) for text in _sections_of(cell.source)]
            continue
        cell_id = unused(_name_of(cell) or _digest_of(cell), taken)
        if cell.kind == "prediction":
            node = nbformat.v4.new_markdown_cell(_prediction_text(cell), id=cell_id)
        elif cell.kind == "markdown":
            node = nbformat.v4.new_markdown_cell(cell.source, id=cell_id)
        else:
            node = nbformat.v4.new_code_cell(cell.source, id=cell_id)
        node.metadata.update(_metadata_of(cell))
        notebook.cells.append(node)
    nbformat.validate(notebook)
    return notebook


def _sections_of(text):
    """Return prose section by section: Shift+Enter shows the beginning of the next cell, and so passes over none."""
    sections: list[list[str]] = [[]]
    is_code = False
    for line in text.split("\n"):
        is_code ^= line.lstrip().startswith(FENCE)
        if line.startswith("## ") and not is_code and any(sections[-1]):
            sections.append([])
        sections[-1].append(line)
    return ["\n".join(lines).rstrip("\n") for lines in sections]


def _prose(text, taken):
    """Return a cell of prose."""
    cell_id = unused(digest(f"markdown\n{text}")[:12], taken)
    return nbformat.v4.new_markdown_cell(text, id=cell_id)


def to_text(notebook: nbformat.NotebookNode) -> str:
    """Return the text of the notebook's file: JSON with sorted keys and a final newline."""
    return nbformat.writes(notebook) + "\n"


def _prediction_text(cell):
    """Return a prediction with options that unfold: without a kernel, from the keyboard, wherever Markdown is shown."""
    prediction = read_prediction(Path("source"), cell)
    parts = [f"**Predict first.** {prediction.question}"]
    for option, reason, right in prediction.options:
        summary = CODE.sub(r"<code>\1</code>", html.escape(option, quote=False))
        verdict = "✓ **Yes.**" if right else "✗ **No.**"
        parts.append(f"<details><summary>{summary}</summary>\n\n{verdict} {reason}\n\n</details>")
    return "\n\n".join(parts)


def _name_of(cell: Cell) -> str | None:
    """Return a cell's grade_id, the name of its question, with a prefix for the check; None for any other cell."""
    if "check" in cell.options:
        return f"check-{cell.options['check']}"
    return cell.options.get("solution") or cell.options.get("given") or cell.options.get("manual")  # type: ignore[return-value]


def _digest_of(cell):
    """Return twelve characters that change only with the cell itself, so that a cell keeps its id when others move."""
    return digest(f"{cell.kind}\n{cell.source}")[:12]


def unused(cell_id: str, taken: set[str]) -> str:
    """Return `cell_id`, or with -2, -3, … if an equal cell has it already, and record it as taken."""
    count, candidate = 1, cell_id
    while candidate in taken:
        count += 1
        candidate = f"{cell_id}-{count}"
    taken.add(candidate)
    return candidate


def _metadata_of(cell):
    """Return nbgrader's metadata of an answer, a check or a given cell."""
    if _name_of(cell) is None:
        return {}
    answered = bool(cell.options.keys() & {"solution", "manual"})
    nbgrader = {
        "grade": bool(cell.options.keys() & {"check", "manual"}),
        "grade_id": _name_of(cell),
        "locked": not answered,
        "schema_version": 3,
        "solution": answered,
        "task": False,
    }
    if "points" in cell.options:
        nbgrader["points"] = cell.options["points"]
    return {"nbgrader": nbgrader}
