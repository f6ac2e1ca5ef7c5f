"""Grading a class: our grader against nbgrader's own autograder, on the same files in the same run.

    python benchmarks/grading.py [--submissions 100] [--peer 20] [--json]

Prints seconds for each submission, the ratio, the time of a regrade of what has not changed, peak memory and the floor:
the students' cells alone, run one after the other in a warm process without sandbox, checks or gradebook.
"""

import argparse
import contextlib
import io
import json
import os
import platform
import resource
import shutil
import tempfile
import time
from pathlib import Path

import nbformat

import dlcourse.quick_imports  # noqa: F401 - before nbformat
from dlcourse.course import Course
from dlcourse.grading.exchange import prepare
from dlcourse.grading.grade import choose_sandbox, grade_all
from dlcourse.grading.nbgrader_api import connect

ROOT = Path(__file__).parents[1]
NAME = "07_backpropagation"
VARIANTS = (
    ("", ""),
    ("db = dz.sum(axis=0)", "db = dz.mean(axis=0)"),
    (" * (z1 > 0)", ""),
    ("return da * gate", "return da"),
    ("return (p - y_true) / len(logits)", "return p - y_true"),
)


def make_course(folder: Path, submissions: int) -> Course:
    """A course with so many submissions of the exercise, right and wrong ones, no two alike."""
    for name in ("nbgrader_config.py", f"solutions/{NAME}", f"exercises/{NAME}"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target)
    course = Course(folder)
    text = course.solution(NAME).read_text(encoding="utf-8")
    for i in range(submissions):
        old, new = VARIANTS[i % len(VARIANTS)]
        notebook = nbformat.reads(text.replace(old, new) if old else text, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(f"# student {i}"))
        path = course.submitted(f"student{i:04}", NAME)
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return course


def timed(function):
    """Seconds that a call takes, and what it returns."""
    start = time.perf_counter()
    returned = function()
    return time.perf_counter() - start, returned


def grade_with_nbgrader(course, students):
    """nbgrader's own autograder in this process, with its own steps and a kernel for each notebook."""
    api = connect(course)
    del api.config["Autograde"]
    for student in students:
        outcome = api.autograde(NAME, student, force=True, create=True)
        if not outcome["success"]:
            raise RuntimeError(outcome["log"])


def run_cells(course, students):
    """The floor: each student's answer cells in a namespace of their own, here."""
    for student in students:
        notebook = nbformat.read(course.submitted(student, NAME), as_version=4)
        names: dict = {}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in notebook.cells:
                if cell.cell_type == "code" and not cell.source.startswith("check("):
                    exec(compile(cell.source, "<cell>", "exec"), names)


def megabytes(who):
    """Peak resident memory."""
    return resource.getrusage(who).ru_maxrss / 1024


def measure(submissions: int, peer: int) -> dict:
    """All figures of one run."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        ours, theirs = make_course(Path(one), submissions), make_course(Path(other), peer)
        students, few = ours.students(NAME), theirs.students(NAME)
        for course in (ours, theirs):
            prepare(course, [NAME])
        tier = choose_sandbox(students, "")
        seconds, results = timed(lambda: list(grade_all(ours, NAME, students, tier)))
        assert all(result.status == "graded" for result in results)
        again, repeated = timed(lambda: list(grade_all(ours, NAME, students, tier)))
        assert [result.score for result in repeated] == [result.score for result in results]
        peer_seconds, _ = timed(lambda: grade_with_nbgrader(theirs, few)) if peer else (0.0, None)
        floor, _ = timed(lambda: run_cells(ours, students))
    figures = {
        "submissions": submissions,
        "sandbox": tier,
        "seconds_each": seconds / submissions,
        "regrade_seconds": again,
        "floor_seconds_each": floor / submissions,
        "peak_megabytes": megabytes(resource.RUSAGE_SELF),
        "peak_megabytes_of_a_child": megabytes(resource.RUSAGE_CHILDREN),
    }
    if peer:
        figures |= {"nbgrader_submissions": peer, "nbgrader_seconds_each": peer_seconds / peer}
        figures["ratio"] = figures["nbgrader_seconds_each"] / figures["seconds_each"]
    return figures


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=100, metavar="N")
    parser.add_argument("--peer", type=int, default=20, metavar="N", help="how many nbgrader grades, 0 for none")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    figures = measure(options.submissions, options.peer)
    figures |= {"python": platform.python_version(), "cores": os.cpu_count()}
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):<28} {value:.3f}" if isinstance(value, float) else f"{name:<28} {value}")


if __name__ == "__main__":
    main()
