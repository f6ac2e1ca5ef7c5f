"""Grading a class: our grader against nbgrader's own autograder, on the same files in the same run.

    python benchmarks/grading.py [--submissions 100] [--peer 20] [--cluster] [--json]

Prints seconds for each submission, the ratio, the time of a regrade of what has not changed, peak memory and the floor:
the students' cells alone, run one after the other in a warm process without sandbox, checks or gradebook. From 300
submissions on it prints seconds and memory of the first, the middle and the last hundred as well: they should be alike.
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
import psutil

import dlcourse.course.quick_imports  # noqa: F401 - before nbformat
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import choose_sandbox, grade_all, grade_with
from dlcourse.course.grading.nbgrader.api import connect
from dlcourse.course.grading.nbgrader.exchange import prepare

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


def graded_by_hundreds(results, submissions):
    """Figures of the first, middle and last hundred of a batch while it runs; the results themselves."""
    wanted = {"first": 100, "middle": submissions // 200 * 100, "last": submissions // 100 * 100}
    figures, graded, start = {}, [], time.perf_counter()
    for result in results:
        graded.append((result.student, result.status, result.score))
        if len(graded) % 100 == 0:
            now = time.perf_counter()
            for name, place in wanted.items():
                if place == len(graded):
                    figures[f"{name}_hundred_seconds_each"] = (now - start) / 100
                    figures[f"{name}_hundred_megabytes"], figures[f"{name}_hundred_with_workers"] = resident()
            start = now
    return figures if submissions >= 300 else {}, graded


def resident():
    """Megabytes of this process now, and of all that it started as well."""
    own, all_ = psutil.Process(), 0
    for process in [own, *own.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            all_ += process.memory_info().rss
    return own.memory_info().rss / 2**20, all_ / 2**20


def grade_on_cluster(course, students):
    """Seconds of the same on a cluster of this machine's cores, without the time to start it; the results."""
    import distributed

    from dlcourse.course.grading.batch.cluster import Cluster

    with distributed.LocalCluster(
        n_workers=os.cpu_count(), threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        place = Cluster(cluster.scheduler_address)
        return timed(lambda: list(grade_with(place, course, NAME, students)))


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


def measure(submissions: int, peer: int, with_cluster: bool) -> dict:
    """All figures of one run."""
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        tempfile.TemporaryDirectory() as third,
    ):
        ours, theirs = make_course(Path(one), submissions), make_course(Path(other), peer)
        students, few = ours.students(NAME), theirs.students(NAME)
        for course in (ours, theirs):
            prepare(course, [NAME])
        again = Course(Path(shutil.copytree(one, third, dirs_exist_ok=True)))
        tier = choose_sandbox(students, "")
        seconds, (hundreds, graded) = timed(
            lambda: graded_by_hundreds(grade_all(ours, NAME, students, tier), submissions)
        )
        assert all(status == "graded" for _, status, _ in graded)
        regrade, repeated = timed(lambda: list(grade_all(ours, NAME, students, tier)))
        assert [(result.student, result.status, result.score) for result in repeated] == graded
        peer_seconds, _ = timed(lambda: grade_with_nbgrader(theirs, few)) if peer else (0.0, None)
        on_cluster, far = grade_on_cluster(again, students) if with_cluster else (0.0, repeated)
        assert far == repeated
        floor, _ = timed(lambda: run_cells(ours, students))
    figures = {
        "submissions": submissions,
        "sandbox": tier,
        "seconds_each": seconds / submissions,
        **hundreds,
        "regrade_seconds": regrade,
        "floor_seconds_each": floor / submissions,
        "peak_megabytes": megabytes(resource.RUSAGE_SELF),
        "peak_megabytes_of_a_child": megabytes(resource.RUSAGE_CHILDREN),
    }
    if with_cluster:
        figures["cluster_seconds_each"] = on_cluster / submissions
    if peer:
        figures |= {"nbgrader_submissions": peer, "nbgrader_seconds_each": peer_seconds / peer}
        figures["ratio"] = figures["nbgrader_seconds_each"] / figures["seconds_each"]
    return figures


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=100, metavar="N")
    parser.add_argument("--peer", type=int, default=20, metavar="N", help="how many nbgrader grades, 0 for none")
    parser.add_argument("--cluster", action="store_true", help="grade on a dask cluster of this machine as well")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    figures = measure(options.submissions, options.peer, options.cluster)
    figures |= {"python": platform.python_version(), "cores": os.cpu_count()}
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):<32} {f'{value:.3f}' if isinstance(value, float) else value}")


if __name__ == "__main__":
    main()
