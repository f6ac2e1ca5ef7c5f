"""Find the inputs on which a learner's answer does not end: the grader stops it, and says only that it took too long.

The answer runs once more, as in a kernel: in a process of its own, in which each call has a few seconds.
"""

import contextlib
import io
import json
import linecache
import subprocess
import sys
import warnings
from pathlib import Path

from dlcourse.checks import examine, find_question
from dlcourse.checks.engine.examination import stopped
from dlcourse.checks.engine.watchdog import StoppedError, limit_each_call
from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.cells import called
from dlcourse.course.grading.judge.definitions import names_defined
from dlcourse.course.grading.judge.exercise import read_asked, read_solution
from dlcourse.course.grading.judge.intake import IntakeError, read_notebook
from dlcourse.course.grading.judge.results import SubmissionResult

TOO_LONG = "your code took longer than"  # in the message of an answer that the grader has stopped
SECONDS = 3.0  # that one call may take here
IN_ALL = 30.0  # that the cells and the calls may take together


def add_inputs(course: Course, result: SubmissionResult) -> None:
    """Add to the message of each answer that was stopped where it stood, and the inputs of that call."""
    endless = [question for question in result.questions if TOO_LONG in question.message]
    if not endless:
        return
    functions = {asked.name: asked.function for asked in read_asked(read_solution(course.solution(result.exercise))[0])}
    for question in endless:
        if functions.get(question.name):
            says = _in_a_process(course.notebook(result.exercise), question.name, functions[question.name])
            question.message = f"{question.message} {says}".strip()


def _in_a_process(path: Path, question: str, function: str) -> str:
    """Return what `says_of` finds in another process; "" if it finds nothing in time."""
    command = [sys.executable, "-m", __name__, str(path), question, function]
    try:
        done = subprocess.run(
            command, cwd=path.parent, timeout=IN_ALL, check=True, stdin=subprocess.DEVNULL, capture_output=True
        )
        return str(json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError):
        return ""


def says_of(path: Path, name: str, function: str, seconds: float = SECONDS) -> str:
    """Return where the answer to a question stood when a call was stopped, and its inputs; "" if all calls end."""
    scope = _after_its_cells(path, function)
    if function not in scope:
        return ""
    question = find_question(name)
    try:
        with limit_each_call(seconds):
            examine(question, scope[function])
    except StoppedError as error:
        verdict = stopped(question, error, seconds)
        example = verdict.example if verdict.example and verdict.example.is_small else None
        return " ".join([*verdict.says, *([f"The call: {'; '.join(example.lines)}."] if example else [])])
    return ""


def _after_its_cells(path, function):
    """Return the names after the notebook's cells, as far as the last one that defines the function."""
    try:
        sources = [cell.source for cell in read_notebook(path).cells if cell.cell_type == "code"]
    except IntakeError:
        return {}
    last = max((number for number, source in enumerate(sources) if function in names_defined(source)), default=-1)
    scope = {"__name__": "__main__"}
    for number, source in enumerate(sources[: last + 1]):
        if called(source) is None:
            file = f"<cell {number}>"
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)  # to name a line of it
            with contextlib.suppress(
                Exception, SystemExit
            ):  # a cell that stops does not stop the next, as in a notebook
                exec(compile(source, file, "exec", dont_inherit=True), scope)
    return scope


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = says_of(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    print(json.dumps(found))
