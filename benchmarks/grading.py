"""Grading a class: our grader against nbgrader's own autograder, on the same files, in turns in the same run.

    python benchmarks/grading.py [--submissions 100] [--mixed 117] [--peer 20] [--sizes [N …]] [--long] [--json]
    python benchmarks/grading.py --sizes --json > grading.json
    python benchmarks/grading_page.py grading.json     # writes the figures into docs/performance.md

Prints for each submission seconds, milliseconds of one core and of processor time: of copies of exercise 07, of mixed
ones, with --sizes in classes of 100 and 1,000 or other sizes, with --long of 20,000, which should be alike; the ratio
to nbgrader; the time of a regrade of what has not changed; peak memory; what one `dlcourse check` and one
`dlcourse grade` take. Two floors: judging alone, a forked worker and the checks in this process, without gradebook; and
the students' cells alone, in a warm process without sandbox. Other programs make all of it slower: the load of the
machine is printed, and processor time says more than seconds.
"""

import argparse
import contextlib
import io
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil

import dlcourse.course.quick_imports  # noqa: F401 - before nbformat
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import choose_sandbox, grade_all, grade_with
from dlcourse.course.grading.judge.attachments import read_folder
from dlcourse.course.grading.judge.judging import Batch, job_of, judge
from dlcourse.course.grading.nbgrader.api import connect, limits_of, load_config
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
MIXED = (
    *VARIANTS,
    ("    db = dz.sum(axis=0)", '    raise ValueError("no")'),
    ("    db = dz.sum(axis=0)", "    raise NotImplementedError()"),
    ("    db = dz.sum(axis=0)", '    print("working" * 100)\n    db = dz.sum(axis=0)'),
    ("    db = dz.sum(axis=0)", "    import os; os._exit(1)"),
)
SIZES, LONG = (100, 1_000), 20_000


def make_course(folder: Path, submissions: int, variants: tuple = VARIANTS) -> Course:
    """A course with so many submissions of the exercise, right and wrong ones, no two alike."""
    for name in ("nbgrader_config.py", f"solutions/{NAME}", f"exercises/{NAME}"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target)
    course = Course(folder)
    text = course.solution(NAME).read_text(encoding="utf-8")
    for i in range(submissions):
        old, new = variants[i % len(variants)]
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells if old else []:
            cell.source = cell.source.replace(old, new)
        notebook.cells.append(nbformat.v4.new_code_cell(f"# student {i}"))
        path = course.submitted(f"student{i:04}", NAME)
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return course


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


class Clock:
    """Seconds, and processor time of this process and of all that it has waited for, of a `with` block."""

    cpu_of_workers = 0.0

    def __enter__(self):
        self.before = time.perf_counter(), processor_time()
        return self

    def __exit__(self, *error):
        self.seconds = time.perf_counter() - self.before[0]
        self.cpu = processor_time() - self.before[1]


def processor_time():
    """Seconds of processor time so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def of_class(submissions, tier, variants=VARIANTS):
    """Figures of grading a class once, with the memory of this process at its end."""
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder), submissions, variants)
        prepare(course, [NAME])
        with Clock() as clock:
            clock.cpu_of_workers = graded(course, course.students(NAME), tier)
        own, _ = resident()
    return figures_of(clock, submissions) | {"megabytes_of_parent": own}


def graded(course, students, tier):
    """Grade these students, all of them; returns the seconds of processor time of their workers.

    These are started by a process that nobody waits for, so the clock does not have their time.
    """
    workers = 0.0
    for result in grade_all(course, NAME, students, tier):
        assert result.status == "graded", result
        workers += result.usage["cpu_seconds"]
    return workers


def figures_of(clock, submissions):
    """Seconds, milliseconds of one core and of processor time for each submission."""
    cores = min(os.cpu_count() or 1, submissions)
    return {
        "seconds_each": clock.seconds / submissions,
        "core_ms_each": 1000 * clock.seconds * cores / submissions,
        "cpu_ms_each": 1000 * (clock.cpu + clock.cpu_of_workers) / submissions,
    }


def in_turns(ours, theirs, tier):
    """Half of nbgrader's class, all of ours, as one command grades it, and the other half.

    What the machine does beside it hits both. Returns seconds and seconds of processor time of each.
    """
    few, other = theirs.students(NAME), (0.0, 0.0)
    for half in range(2):
        if few[half::2]:
            with Clock() as clock:
                grade_with_nbgrader(theirs, few[half::2])
            other = other[0] + clock.seconds, other[1] + clock.cpu
        if half == 0:
            with Clock() as clock:
                clock.cpu_of_workers = graded(ours, ours.students(NAME), tier)
            mine = clock.seconds, clock.cpu + clock.cpu_of_workers
    return mine, other


def judged_alone(course, students, tier):
    """The floor of a submission: a forked worker and the checks, one after the other in this process."""
    limits, path = limits_of(course, load_config(course), NAME), course.solution(NAME)
    batch = Batch(course, NAME, path.read_bytes(), tier, limits, read_folder(path.parent))
    jobs = [job_of(batch, student) for student in students]
    judge(jobs[0])  # begins the warm parent
    own, workers = time.process_time(), 0.0
    with Clock() as clock:
        for job in jobs:
            workers += judge(job).usage["cpu_seconds"]
    return clock.seconds / len(jobs), (time.process_time() - own) / len(jobs), workers / len(jobs)


def one_command(course, *arguments):
    """Seconds and processor time of one command of ours, the second time it is called."""
    for _ in range(2):
        with Clock() as clock:
            subprocess.run(
                [sys.executable, "-m", "dlcourse", *arguments], cwd=course.root, stdout=subprocess.DEVNULL, check=False
            )
    return {"seconds": clock.seconds, "cpu_seconds": clock.cpu}


def measure(options: argparse.Namespace) -> dict:
    """All figures of one run."""
    load = os.getloadavg()[0]
    tier = choose_sandbox(["one", "other"], "")
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        tempfile.TemporaryDirectory() as third,
    ):
        ours, theirs = make_course(Path(one), options.submissions), make_course(Path(other), options.peer)
        students = ours.students(NAME)
        for course in (ours, theirs):
            prepare(course, [NAME])
        again = Course(Path(shutil.copytree(one, third, dirs_exist_ok=True)))
        mine, peer = in_turns(ours, theirs, tier)
        regrade, repeated = timed(lambda: list(grade_all(ours, NAME, students, tier)))
        on_cluster, far = grade_on_cluster(again, students) if options.cluster else (0.0, repeated)
        assert far == repeated
        floor, _ = timed(lambda: run_cells(ours, students))
        alone = judged_alone(ours, students[:20], tier)
        figures = {
            "submissions": options.submissions,
            "sandbox": tier,
            "load_before": load,
            "seconds_each": mine[0] / options.submissions,
            "core_ms_each": 1000 * mine[0] * min(os.cpu_count() or 1, options.submissions) / options.submissions,
            "cpu_ms_each": 1000 * mine[1] / options.submissions,
            "regrade_seconds": regrade,
            "judge_alone_ms_each": 1000 * alone[0],
            "judge_alone_cpu_ms_each": 1000 * alone[1],
            "judge_alone_worker_cpu_ms_each": 1000 * alone[2],
            "cells_alone_ms_each": 1000 * floor / options.submissions,
            "check": one_command(ours, "check", NAME),
            "grade_one_student_again": one_command(ours, "grade", NAME, "--student", students[0]),
        }
    if options.cluster:
        figures["cluster_seconds_each"] = on_cluster / options.submissions
    if options.peer:
        figures |= {"nbgrader_submissions": options.peer, "nbgrader_seconds_each": peer[0] / options.peer}
        figures["nbgrader_cpu_ms_each"] = 1000 * peer[1] / options.peer
        figures["ratio"] = figures["nbgrader_seconds_each"] / figures["seconds_each"]
    if options.mixed:
        figures["mixed"] = {"submissions": options.mixed} | of_class(options.mixed, tier, MIXED)
    sizes = options.sizes or (SIZES if options.sizes is not None or options.long else ())
    sizes = [*sizes, *([LONG] if options.long else [])]
    figures["by_size"] = {str(size): of_class(size, tier) for size in sizes}
    figures["peak_megabytes"] = megabytes(resource.RUSAGE_SELF)
    figures["peak_megabytes_of_a_child"] = megabytes(resource.RUSAGE_CHILDREN)
    return figures


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=100, metavar="N", help="copies of exercise 07")
    parser.add_argument("--mixed", type=int, default=117, metavar="N", help="mixed ones, some of which die; 0 for none")
    parser.add_argument("--peer", type=int, default=20, metavar="N", help="how many nbgrader grades, 0 for none")
    parser.add_argument("--cluster", action="store_true", help="grade on a dask cluster of this machine as well")
    parser.add_argument("--sizes", type=int, nargs="*", metavar="N", help="classes of so many as well, 100 and 1,000")
    parser.add_argument("--long", action="store_true", help="of 100, 1,000 and 20,000: hours")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    figures = measure(options)
    figures |= {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    show(figures)


def show(figures, before=""):
    """Print figures, a line each."""
    for name, value in figures.items():
        words = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            show(value, f"{words}: ")
        else:
            print(f"{words:<44} {f'{value:,.3f}' if isinstance(value, float) else value}")


if __name__ == "__main__":
    main()
