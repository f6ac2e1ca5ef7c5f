"""Make a submitted notebook safe to keep: sanitized, in its exercise's structure, with the results of the checks."""

import copy

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from dlcourse.checks.card import VERDICT_MIME, to_html, to_text
from dlcourse.course.authoring.release import is_given
from dlcourse.course.grading.judge.grader import Graded
from dlcourse.course.grading.judge.inert import inert_markdown, inert_text
from dlcourse.course.grading.judge.results import grade_id

OUTPUT_LINES = 1000  # of a student's own output, per cell


def restore(notebook: nbformat.NotebookNode, solution: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook with each graded cell once, locked ones as released, and nothing else of its own metadata.

    This drops the metadata of copies, other tools and edited locked cells, and attachments. Prose and raw cells are
    sanitized.
    """
    wanted = {grade_id(cell): cell for cell in solution.cells if grade_id(cell)}
    own = {cell.source for cell in solution.cells if cell.cell_type == "markdown"}
    cells, seen = [], set()
    for cell in notebook.cells:
        name = grade_id(cell)
        cell.metadata = nbformat.from_dict({})
        if name in wanted and name not in seen and cell.cell_type == wanted[name].cell_type:
            seen.add(name)
            cell.metadata["nbgrader"] = copy.deepcopy(wanted[name].metadata.nbgrader)
            if wanted[name].metadata.nbgrader.locked:
                cells += _edited_copy(cell, wanted[name])
                cell.source = wanted[name].source
        cells.append(cell if cell.cell_type == "markdown" and cell.source in own else _made_inert(cell))
    cells += [_without_solution(cell) for name, cell in wanted.items() if name not in seen]
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    metadata = {key: solution.metadata[key] for key in ("kernelspec", "language_info")}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _edited_copy(cell, given):
    """Return a student's version of a given cell as a cell of their own: later cells may need an import added there."""
    if not is_given(given) or cell.source.strip() == given.source.strip():
        return []
    return [new_code_cell(cell.source, metadata=nbformat.from_dict({"dlcourse": {"edited": grade_id(given)}}))]


def _made_inert(cell):
    """Return a student's cell with its prose sanitized; code is unchanged."""
    cell.pop("attachments", None)
    if cell.cell_type == "raw":
        cell = new_markdown_cell(cell.source, metadata=cell.metadata)
    if cell.cell_type == "markdown":
        cell.source = inert_markdown(cell.source)
    return cell


def _without_solution(cell):
    """Return a cell that the submission lacks, as it was released: an answer is empty."""
    cell = copy.deepcopy(cell)
    if cell.metadata.nbgrader.solution:
        cell.source = ""
    return cell


def write_outputs(notebook: nbformat.NotebookNode, graded: Graded) -> None:
    """Write into the notebook: the student's own output under their cells, a card and points under the checks."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = outputs_of(graded, index, cell), index + 1


def outputs_of(graded: Graded, index: int, cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the outputs of one cell."""
    name = grade_id(cell)
    verdict = graded.verdicts.get(name.removeprefix("check-")) if name.startswith("check-") else None
    if verdict is not None:
        card = _made_plain(
            {"text/plain": to_text(verdict), "text/html": to_html(verdict), VERDICT_MIME: verdict.to_dict()}
        )
        points = {"text/plain": repr(float(verdict.points))}
        return [
            new_output("display_data", data=card),
            new_output("execute_result", data=points, execution_count=index + 1),
        ]
    outputs = []
    if graded.printed.get(index):
        lines = inert_text(graded.printed[index]).splitlines(keepends=True)
        text = "".join(lines[:OUTPUT_LINES]) + ("… and more\n" if len(lines) > OUTPUT_LINES else "")
        outputs.append(new_output("stream", name="stdout", text=text))
    error = graded.errors.get(index)
    if error:
        text = inert_text(f"{error['type']}: {error['text']}")
        outputs.append(new_output("error", ename=inert_text(error["type"]), evalue=text, traceback=[text]))
    return outputs


def _made_plain(data):
    """Return the data with every text in it sanitized: an exception's message in a verdict is the student's own."""
    if isinstance(data, dict):
        return {key: _made_plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_made_plain(value) for value in data]
    return inert_text(data) if isinstance(data, str) else data
