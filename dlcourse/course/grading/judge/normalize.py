"""Reduce the JSON of a notebook to what a grader uses, and fill in what an older or another tool left out.

nbgrader reads such files; so nothing here may cost a student anything. What a grader uses is never changed. What it
does not use is dropped before anything looks at it: outputs and metadata of 13 MB take minutes to validate.
"""

import re
from typing import Any

CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
WITH_IDS = 5  # the minor format from which cells have ids
KEPT = ("cell_type", "id", "metadata", "source")
PROSE = ("markdown", "raw")
TYPES = ("code", *PROSE)
LOCKS = ("deletable", "editable")
PLAIN = (str, int, float, bool)
KERNEL = ("name", "display_name", "language")


def completed(content: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a notebook of format 4 as its newest minor version asks for; cells lose their outputs."""
    cells = content.get("cells")
    minor = content.get("nbformat_minor", 0)
    is_newer = isinstance(minor, int) and minor > WITH_IDS  # there nbformat accepts any type of cell
    if isinstance(cells, list):
        cells = [_completed_cell(cell, is_newer) if isinstance(cell, dict) else cell for cell in cells]
    made = {"nbformat": content.get("nbformat"), "metadata": _completed_metadata(content.get("metadata", {}))}
    made["nbformat_minor"] = WITH_IDS if isinstance(minor, int) else minor
    return made if cells is None else made | {"cells": cells}


def without_outputs(content: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a notebook of format 3 without outputs, which its converter would read."""
    sheets = [
        sheet | {"cells": [cell | {"outputs": [], "metadata": cell.get("metadata") or {}} for cell in sheet["cells"]]}
        for sheet in content["worksheets"]
    ]
    return content | {"worksheets": sheets}


def _completed_cell(cell, is_newer):
    """Return a cell with all that its type has, and nothing else; its outputs are left out.

    A cell of a type that a newer format may have is a raw one: its text is kept.
    """
    made = {key: cell[key] for key in KEPT if key in cell}
    if is_newer and isinstance(made.get("cell_type"), str) and made["cell_type"] not in TYPES:
        made["cell_type"] = "raw"
    made["metadata"] = _completed_cell_metadata(cell.get("metadata"))
    made["source"] = cell.get("source") if cell.get("source") is not None else ""
    if not (isinstance(made.get("id"), str) and CELL_ID.fullmatch(made["id"])):
        made.pop("id", None)  # as "#VSC-1f2e", or of a format before ids had a form
    if made.get("cell_type") == "code":
        made |= {"outputs": [], "execution_count": None}
    elif made.get("cell_type") in PROSE and isinstance(cell.get("attachments"), dict):
        made["attachments"] = {name: data for name, data in cell["attachments"].items() if _is_picture(data)}
    return made


def _completed_cell_metadata(metadata):
    """Return what nbgrader noted of a cell, and whether it is locked, if that is plain data."""
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        return metadata
    made = {key: metadata[key] for key in LOCKS if isinstance(metadata.get(key), bool)}
    nbgrader = metadata.get("nbgrader")
    if isinstance(nbgrader, dict):
        made["nbgrader"] = {key: value for key, value in nbgrader.items() if isinstance(value, PLAIN)}
    return made


def _is_picture(data):
    """Return True for an attachment: texts by their MIME types."""
    return isinstance(data, dict) and all(isinstance(value, str) for value in data.values())


def _completed_metadata(metadata):
    """Return what a notebook's metadata say of its kernel and language; anything but text is left out."""
    if not isinstance(metadata, dict):
        return metadata
    made: dict[str, Any] = {}
    kernel, language = metadata.get("kernelspec"), metadata.get("language_info")
    if isinstance(kernel, dict):
        spec = {key: kernel[key] for key in KERNEL if isinstance(kernel.get(key), str)}
        made["kernelspec"] = {"name": "python3", "display_name": ""} | spec
    if isinstance(language, dict) and isinstance(language.get("name"), str):
        made["language_info"] = {"name": language["name"]}
    return made
