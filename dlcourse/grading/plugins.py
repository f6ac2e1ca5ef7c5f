"""What nbgrader calls in place of its own steps: `nbgrader autograde` and Formgrader's button grade as we do.

`nbgrader_config.py` names them: `Autograde.sanitize_preprocessors` and `Autograde.autograde_preprocessors`.
"""

import copy
from pathlib import Path

import nbformat
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from dlcourse.checks.card import VERDICT_MIME, to_html, to_text
from dlcourse.course import Course
from dlcourse.grading.grader import grade_notebook, read_solution, seed_of
from dlcourse.grading.inert import inert_markdown, inert_text
from dlcourse.grading.results import grade_id
from dlcourse.grading.shared import shared_sandbox


class Restore(NbGraderPreprocessor):
    """Give a submission the structure of its exercise: each graded cell once, locked ones as they were given out.

    Whatever else a student's notebook says of itself, metadata of copies, of other tools, of edited locks, is dropped.
    """

    def preprocess(self, nb, resources):
        """The same notebook with nbgrader's metadata as the solution has it."""
        solution, _ = solution_of(resources)
        wanted = {grade_id(cell): cell for cell in solution.cells if grade_id(cell)}
        own = {cell.source for cell in solution.cells if cell.cell_type == "markdown"}
        cells, seen = [], set()
        for cell in nb.cells:
            name = grade_id(cell)
            cell.metadata = nbformat.from_dict({})
            if name in wanted and name not in seen and cell.cell_type == wanted[name].cell_type:
                seen.add(name)
                cell.metadata["nbgrader"] = copy.deepcopy(wanted[name].metadata.nbgrader)
                if wanted[name].metadata.nbgrader.locked:
                    cell.source = wanted[name].source
            cells.append(cell if cell.cell_type == "markdown" and cell.source in own else made_inert(cell))
        for name, cell in wanted.items():
            if name not in seen:
                cells.append(without_solution(cell))
        nb.cells = cells
        nb.metadata = nbformat.from_dict({key: solution.metadata[key] for key in ("kernelspec", "language_info")})
        nb.nbformat_minor = 5
        for place, cell in enumerate(nb.cells):
            cell["id"] = f"cell-{place}"
        return nb, resources


class Judge(NbGraderPreprocessor):
    """Run the submission in a sandbox, and write what the checks found where its check cells are."""

    unsandboxed = Bool(False, help="Grade without a sandbox: your own work, or inside a machine of its own.").tag(
        config=True
    )

    def preprocess(self, nb, resources):
        """The notebook with outputs: the student's own text under the cells, a card and points under the checks."""
        solution, exercise = solution_of(resources)
        sandbox = shared_sandbox(self.unsandboxed)
        graded = grade_notebook(sandbox, solution, nb, seed_of(nbformat.writes(nb).encode(), exercise))
        for place, cell in enumerate(nb.cells):
            if cell.cell_type != "code":
                continue
            cell.outputs, cell.execution_count = outputs_of(graded, place, cell), place + 1
        nb.metadata["dlcourse"] = {"sandbox": sandbox.tier}
        return nb, resources


def solution_of(resources):
    """The solution notebook of the assignment that nbgrader is at, and its bytes."""
    course = Course.find(Path(resources["metadata"]["path"]))
    return read_solution(course.solution(resources["nbgrader"]["assignment"]))


def without_solution(cell):
    """A cell that the submission lacks, as it was given out: an answer's is empty."""
    cell = copy.deepcopy(cell)
    if cell.metadata.nbgrader.solution:
        cell.source = ""
    return cell


def made_inert(cell):
    """The student's own prose as text that runs nowhere; code as it is."""
    cell.pop("attachments", None)
    if cell.cell_type == "raw":
        cell = nbformat.v4.new_markdown_cell(cell.source)
    if cell.cell_type == "markdown":
        cell.source = inert_markdown(cell.source)
    return cell


def outputs_of(graded, place, cell):
    """The outputs of one cell: a check's card and points, or what the student's cell printed and how it failed."""
    verdict = (
        graded.verdicts.get(grade_id(cell).removeprefix("check-")) if grade_id(cell).startswith("check-") else None
    )
    if verdict is not None:
        card = {"text/plain": to_text(verdict), "text/html": to_html(verdict), VERDICT_MIME: verdict.to_dict()}
        points = {"text/plain": repr(float(verdict.points))}
        return [
            new_output("display_data", data=card),
            new_output("execute_result", data=points, execution_count=place + 1),
        ]
    outputs = []
    if graded.printed.get(place):
        outputs.append(new_output("stream", name="stdout", text=inert_text(graded.printed[place])))
    error = graded.errors.get(place)
    if error:
        text = inert_text(f"{error['type']}: {error['text']}")
        outputs.append(new_output("error", ename=error["type"], evalue=text, traceback=[text]))
    return outputs
