"""An exercise judged on a system for which there is no grader: its notebook runs in a kernel, as in JupyterLab.

The grader isolates what it runs by means of Linux alone. A learner's own work needs no isolation, and the checks are
the same. What this judges is a copy, in a temporary folder with the files beside the notebook; nothing is written to
the learner's own.
"""

import ast
import atexit
import contextlib
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat

from dlcourse.checks import LIMIT, LIMITS
from dlcourse.checks.card import VERDICT_MIME, to_html, to_text
from dlcourse.checks.own_questions import PLACE
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.judge.attachments import files_for, read_folder
from dlcourse.course.grading.judge.cells import about, called, grade_id, is_asked
from dlcourse.course.grading.judge.exercise import read_solution
from dlcourse.course.grading.judge.intake import IntakeError, parse_notebook, read_submission, told_to_learner
from dlcourse.course.grading.judge.own_tests import verdict_of_error, verdict_of_value
from dlcourse.course.grading.judge.results import SubmissionResult, all_questions

NO_GRADER = "The grader runs on Linux alone: judged here by the checks of your notebook, which ran in a kernel."
ENDED = "A cell ended the kernel: what stands below it was not run."
OF_NUMPY = re.compile(r"^(?:np\.\w+|array)\((.*)\)$|^np\.(True|False)_$")  # how a number or a truth of NumPy's is shown
QUIET = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]


def judge_in_kernel(course: Course, name: str) -> tuple[SubmissionResult, nbformat.NotebookNode]:
    """Return the result of a learner's own copy of exercise `name`, and the notebook as it ran.

    Raises CourseError if the notebook cannot be read, or if this Python has no kernel to run it in.
    """
    solution, _ = read_solution(course.solution(name))
    path = course.notebook(name)
    try:
        notebook = parse_notebook(path.name, read_submission(path))
    except IntakeError as error:
        raise CourseError(told_to_learner(error, name)) from None
    files, notes = files_for(path.parent, read_folder(course.solution(name).parent))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for each, data in files.items():
            target = Path(folder, each)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        notes += _run(notebook, folder, LIMITS.get(name, LIMIT), course.root)
    for cell in notebook.cells:
        if is_asked(cell) and called(cell.source) is None and cell.get("execution_count"):
            cell.outputs.append(_card_of(_verdict_on_test(cell)))
    questions = all_questions(solution, notebook, {})
    score, maximum = sum(q.points for q in questions), sum(q.max_points for q in questions)
    message = " ".join([NO_GRADER, *notes])
    return SubmissionResult("you", name, score, maximum, "checked", questions, message, sandbox="none"), notebook


def _verdict_on_test(cell):
    """Return the verdict of a test of an instructor's own, which has run: it has no check that shows a card."""
    points, error = float(about(cell)["points"]), _first(cell, "error")
    if error is not None:
        told = {"type": error.ename, "text": error.evalue, "line": ""}
        return verdict_of_error(grade_id(cell), told, cell.source, points)
    result, value = _first(cell, "execute_result"), None
    if result is not None:
        with contextlib.suppress(ValueError, SyntaxError):  # a value that is not a number of points
            value = ast.literal_eval(OF_NUMPY.sub(r"\1\2", result.data.get("text/plain", "")))
    return verdict_of_value(grade_id(cell), value, points)


def _first(cell, kind):
    """Return the first output of a kind; None if there is none."""
    return next((output for output in cell.outputs if output.output_type == kind), None)


def _card_of(verdict):
    """Return a verdict as a check's output holds it."""
    data = {"text/plain": to_text(verdict), "text/html": to_html(verdict), VERDICT_MIME: verdict.to_dict()}
    return nbformat.v4.new_output("display_data", data=data)


def _run(notebook, folder, seconds, root):
    """Run a notebook's cells in a kernel of this Python, and return a note if a cell has ended the kernel.

    A cell that stops with an error does not stop the next. A cell of code may take `seconds`; a check takes as long as
    it needs, since each of its calls has that limit itself.
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    manager = AsyncKernelManager()
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager._kernel_spec = KernelSpec(argv=command, language="python", display_name="Python 3")
    client = NotebookClient(
        notebook,
        km=manager,
        allow_errors=True,
        interrupt_on_timeout=True,
        timeout_func=lambda cell: None if is_asked(cell) else int(seconds),
        resources={"metadata": {"path": folder}},
        extra_arguments=QUIET,
    )
    try:
        client.execute(env=os.environ | {PLACE: str(root)})  # a class's own questions are looked up there
    except DeadKernelError:
        return [ENDED]
    except RuntimeError as error:
        raise CourseError(f"no kernel could be started: {' '.join(str(error).split())}; dlcourse doctor") from None
    finally:
        atexit.unregister(client._cleanup_kernel)  # of a kernel that has ended there is nothing left to clear away
    return []
