"""Complete the JSON of a notebook that an older or another tool wrote: what is missing and of no use is filled in.

nbgrader reads such files; so nothing here may cost a student anything. What a grader uses is never changed.
"""

import re
from typing import Any

CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
WITH_IDS = 5  # the minor format from which cells have ids
KEPT = ("cell_type", "id", "metadata", "source")
PROSE = ("markdown", "raw")
TYPES = ("code", *PROSE)
CELL_METADATA = ("collapsed", "scrolled", "tags", "name", "format", "jupyter", "execution")  # with a form of their own
METADATA = ("title", "authors", "orig_nbformat")


def completed(content: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a notebook of format 4 as its newest minor version asks for; cells lose their outputs."""
    cells = content.get("cells")
    minor = content.get("nbformat_minor", 0)
    is_old = isinstance(minor, int) and minor < WITH_IDS
    is_newer = isinstance(minor, int) and minor > WITH_IDS  # there nbformat accepts any type of cell
    if isinstance(cells, list):
        cells = [_completed_cell(cell, is_old, is_newer) if isinstance(cell, dict) else cell for cell in cells]
    made = content | {"metadata": _completed_metadata(content.get("metadata", {}))}
    made["nbformat_minor"] = WITH_IDS if is_old or is_newer else minor
    return made if cells is None else made | {"cells": cells}


def without_outputs(content: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a notebook of format 3 without outputs, which its converter would read."""
    sheets = [
        sheet | {"cells": [cell | {"outputs": [], "metadata": cell.get("metadata") or {}} for cell in sheet["cells"]]}
        for sheet in content["worksheets"]
    ]
    return content | {"worksheets": sheets}


def _completed_cell(cell, is_old, is_newer):
    """Return a cell with all that its type has, and nothing else; its outputs are left out.

    A cell of a type that a newer format may have is a raw one: its text is kept.
    """
    made = {key: cell[key] for key in KEPT if key in cell}
    if is_newer and isinstance(made.get("cell_type"), str) and made["cell_type"] not in TYPES:
        made["cell_type"] = "raw"
    made["metadata"] = cell.get("metadata") if cell.get("metadata") is not None else {}
    made["source"] = cell.get("source") if cell.get("source") is not None else ""
    if isinstance(made["metadata"], dict):
        made["metadata"] = {key: value for key, value in made["metadata"].items() if key not in CELL_METADATA}
    if is_old and not (isinstance(made.get("id"), str) and CELL_ID.fullmatch(made["id"])):
        made.pop("id", None)
    if made.get("cell_type") == "code":
        made |= {"outputs": [], "execution_count": None}
    elif made.get("cell_type") in PROSE and isinstance(cell.get("attachments"), dict):
        made["attachments"] = cell["attachments"]
    return made


def _completed_metadata(metadata):
    """Return a notebook's metadata without what has another form than the format asks for."""
    if not isinstance(metadata, dict):
        return metadata
    made = {key: value for key, value in metadata.items() if key not in METADATA}
    if not isinstance(made.get("language_info"), dict) or not isinstance(made["language_info"].get("name"), str):
        made.pop("language_info", None)
    kernel = made.pop("kernelspec", None)
    if isinstance(kernel, dict):
        made["kernelspec"] = {"name": "python3", "display_name": "", **kernel}
    return made
