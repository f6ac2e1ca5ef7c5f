"""Make a submitted notebook safe to keep: sanitized, in its exercise's structure, with the results of the checks."""

import copy
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from dlcourse.checks.card import VERDICT_MIME, to_html, to_text
from dlcourse.course.authoring.release import is_given
from dlcourse.course.grading.judge.cells import about, asked_name, grade_id, is_answer, is_asked, is_locked
from dlcourse.course.grading.judge.definitions import names_defined
from dlcourse.course.grading.judge.grader import Graded
from dlcourse.course.grading.judge.pictures import put_in, take_out
from dlcourse.course.grading.judge.sanitize import inert_markdown, inert_text

OUTPUT_LINES = 1000  # of a student's own output, per cell
UNTOUCHED = ("", "YOUR ANSWER HERE")  # what a release puts in place of an answer in words
TYPES = {"code": "code", "markdown": "Markdown", "raw": "raw"}


def restore(notebook: NotebookNode, solution: NotebookNode) -> NotebookNode:
    """Return the notebook with each graded cell once, locked ones as released, and nothing else of its own metadata.

    A cell that was turned into another type is turned back; one that is missing is put back. This drops the
    metadata of copies, other tools and edited locked cells. Prose, raw cells and pictures in them are sanitized.
    """
    wanted = {grade_id(cell): cell for cell in solution.cells if grade_id(cell)}
    claims = {index: name for name, index in claimed(notebook, wanted).items()}
    own = {cell.source: cell.get("attachments", {}) for cell in solution.cells if cell.cell_type == "markdown"}
    cells = []
    for index, cell in enumerate(notebook.cells):
        name = claims.get(index, "")
        cell.metadata = nbformat.from_dict({})
        if name:
            cells += _edited_copy(cell, wanted[name])
            cell = _as_released(cell, wanted[name])
        is_own = cell.cell_type == "markdown" and cell.source in own
        cells.append(_with_attachments(cell, copy.deepcopy(own[cell.source])) if is_own else _made_inert(cell))
    _put_back(cells, wanted)
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    metadata = {key: solution.metadata[key] for key in ("kernelspec", "language_info") if key in solution.metadata}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def claimed(notebook: NotebookNode, wanted: Mapping[str, NotebookNode]) -> dict[str, int]:
    """Return the index of the cell that stands for each wanted name: by nbgrader's metadata, else by the cell's id.

    Of several answers in words with one name, the first that was written counts; of other cells, the first.
    """
    found: dict[str, int] = {}
    for index, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if name in wanted and (name not in found or _replaces(cell, notebook.cells[found[name]], wanted[name])):
            found[name] = index
    ids = {cell.get("id"): name for name, cell in wanted.items() if cell.get("id")}
    for index, cell in enumerate(notebook.cells):
        name = ids.get(cell.get("id"), "")
        if name and name not in found and grade_id(cell) not in wanted:
            found[name] = index
    return found


def _replaces(cell, first, wanted):
    """Return True for a second cell of an answer in words, if the first one was left as it was."""
    is_prose = wanted.cell_type == "markdown" and is_answer(wanted)
    return is_prose and first.source.strip() in UNTOUCHED and cell.source.strip() not in UNTOUCHED


def _as_released(cell, wanted):
    """Return a student's cell with the type and the metadata of the solution's, and with its text if that is locked."""
    source = wanted.source if is_locked(wanted) else cell.source
    made = _new_cell(wanted.cell_type, source, {"nbgrader": copy.deepcopy(about(wanted))})
    if wanted.cell_type == "markdown":
        _with_attachments(made, cell.get("attachments"))
    if cell.cell_type != wanted.cell_type:
        made.metadata["dlcourse"] = nbformat.from_dict({"was": TYPES[cell.cell_type]})
    return made


def _new_cell(kind, source, metadata):
    """Return a cell without an id; nbformat's own function would validate it here, and once more in its notebook."""
    about_code: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return nbformat.from_dict({"cell_type": kind, "source": source, "metadata": metadata} | about_code)


def _put_back(cells, wanted):
    """Insert the cells that a submission lacks, each below the cell that it stood below: an answer is empty."""
    names = [grade_id(cell) for cell in cells]
    index = next((i for i, name in enumerate(names) if name), len(names))
    for name, cell in wanted.items():
        if name in names:
            index = names.index(name)
        else:
            cells.insert(index, _without_solution(cell))
            names.insert(index, name)
        index += 1


def _edited_copy(cell, wanted):
    """Return a student's version of a locked cell as a cell of their own, if later cells may need it.

    That is an import added to a given cell, or an answer that was written into a check: VS Code locks no cell, and
    cells that are merged keep the metadata of one of them.
    """
    if cell.cell_type != "code" or cell.source.strip() == wanted.source.strip():
        return []
    if is_given(wanted) or (is_asked(wanted) and names_defined(cell.source) - names_defined(wanted.source)):
        return [_new_cell("code", cell.source, {"dlcourse": {"edited": grade_id(wanted)}})]
    return []


def _made_inert(cell):
    """Return a student's cell with its prose and the pictures in it sanitized; code is unchanged."""
    if cell.cell_type == "code":
        return cell
    source, pictures = take_out(cell.source, cell.get("attachments", {}))
    source, attachments = put_in(inert_markdown(source), pictures)
    return _with_attachments(_new_cell("markdown", source, cell.metadata), nbformat.from_dict(attachments))


def _with_attachments(cell, attachments):
    """Return the cell with these attachments and no others."""
    cell.pop("attachments", None)
    if attachments:
        cell["attachments"] = attachments
    return cell


def _without_solution(cell):
    """Return a cell that the submission lacks, as it was released: an answer is empty."""
    cell = copy.deepcopy(cell)
    cell.metadata = nbformat.from_dict({"nbgrader": about(cell), "dlcourse": {"missing": True}})
    if is_answer(cell):
        cell.source = ""
    return cell


def write_outputs(notebook: NotebookNode, graded: Graded) -> None:
    """Write into the notebook: the student's own output under their cells, a card and points under the checks.

    Raises ValidationError if what came of it is not a notebook.
    """
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = outputs_of(graded, index, cell), index + 1
    nbformat.validate(notebook)


def outputs_of(graded: Graded, index: int, cell: NotebookNode) -> list[NotebookNode]:
    """Return the outputs of one cell."""
    verdict = graded.verdicts.get(asked_name(cell)) if is_asked(cell) else None
    if verdict is not None:
        card = _made_plain(
            {"text/plain": to_text(verdict), "text/html": to_html(verdict), VERDICT_MIME: verdict.to_dict()}
        )
        points = {"text/plain": repr(float(verdict.points))}
        return [
            _new_output("display_data", data=card, metadata={}),
            _new_output("execute_result", data=points, metadata={}, execution_count=index + 1),
        ]
    outputs = []
    if graded.printed.get(index):
        lines = inert_text(graded.printed[index]).splitlines(keepends=True)
        text = "".join(lines[:OUTPUT_LINES]) + ("… and more\n" if len(lines) > OUTPUT_LINES else "")
        outputs.append(_new_output("stream", name="stdout", text=text))
    error = graded.errors.get(index)
    if error:
        text = inert_text(f"{error['type']}: {error['text']}")
        outputs.append(_new_output("error", ename=inert_text(error["type"]), evalue=text, traceback=[text]))
    return outputs


def _new_output(kind: str, **values: Any) -> NotebookNode:
    return nbformat.from_dict({"output_type": kind, **values})


def _made_plain(data):
    """Return the data with every text in it sanitized: an exception's message in a verdict is the student's own."""
    if isinstance(data, dict):
        return {key: _made_plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_made_plain(value) for value in data]
    return inert_text(data) if isinstance(data, str) else data
