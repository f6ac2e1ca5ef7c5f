"""A class from archive to marks: seconds and memory of each step at several sizes, which should grow no faster.

    python benchmarks/term.py [--sizes 200 2000] [--workers 16] [--json]

Makes up submissions of exercise 07, right and wrong ones, no two alike, in an archive as Moodle makes it, and lets the
commands do the rest, each in a process of its own: roster, collect, grade, grade again (nothing has changed), feedback,
feedback again, insights, marks. Prints seconds, milliseconds a student and the peak of memory of the largest process;
and what grading would take with so many workers, if each has a core as fast as one of these. 20,000 take the better
part of an hour.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import nbformat
from grading import NAME, VARIANTS, make_course

SIZES = (200, 2_000)
MEASURED = """
import resource, sys, time
from dlcourse.course.commands import main
start = time.perf_counter()
code = main(sys.argv[1:])
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print("MEASURED", code, time.perf_counter() - start, sum(one.ru_utime + one.ru_stime for one in used),
      max(one.ru_maxrss for one in used) / 1024, file=sys.stderr)
"""


def steps_of(archive, roster):
    """The commands, by what they do."""
    return {
        "roster": ["roster", str(roster), "--yes"],
        "collect": ["collect", str(archive), "--from", "moodle", "--exercise", "07"],
        "grade": ["grade", "07", "--json"],
        "grade again": ["grade", "07", "--json"],
        "feedback": ["feedback", "07", "--json"],
        "feedback again": ["feedback", "07", "--json"],
        "insights": ["insights", "07", "--json"],
        "marks": ["marks", "--for", "moodle"],
    }


def make_class(folder: Path, size: int) -> tuple[Path, Path, Path]:
    """A course, an archive of its submissions, and a roster."""
    root = folder / "course"
    course = make_course(root, 0)
    text = course.solution(NAME).read_text(encoding="utf-8")
    kinds = []
    for old, new in VARIANTS:
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells if old else []:
            cell.source = cell.source.replace(old, new)
        notebook.cells.append(nbformat.v4.new_code_cell("# student NOBODY"))
        kinds.append(nbformat.writes(notebook))
    archive, roster = folder / "moodle.zip", folder / "roster.csv"
    lines = ["id,first_name,last_name,email"]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for i in range(size):
            lines.append(f"student{i:05},Student,Number{i:05},student{i:05}@example.org")
            name = f"Student Number{i:05}_{10_000 + i}_assignsubmission_file_/{NAME}.ipynb"
            packed.writestr(name, kinds[i % len(kinds)].replace("NOBODY", str(i)))
    roster.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root, archive, roster


def run(root: Path, arguments: list[str]) -> dict:
    """Run one command and return what it took."""
    limits = ["--max-files", "100000", "--max-mb", "100000"] if arguments[0] == "collect" else []
    command = [sys.executable, "-c", MEASURED, *arguments, *limits, "--course", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line.split() for line in done.stderr.splitlines() if line.startswith("MEASURED")]
    if not said or said[0][1] != "0":
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    _, _, seconds, cpu, megabytes = said[0]
    return {"seconds": float(seconds), "cpu_seconds": float(cpu), "megabytes": float(megabytes)}


def of_size(size: int) -> dict[str, dict]:
    """What each step takes for a class of this size."""
    with tempfile.TemporaryDirectory() as folder:
        root, archive, roster = make_class(Path(folder), size)
        found = {}
        for step, arguments in steps_of(archive, roster).items():
            print(f"{size:,} students: {step} …", file=sys.stderr, flush=True)
            found[step] = run(root, arguments)
        return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="students (default: 200 2000)")
    parser.add_argument("--workers", type=int, default=16, help="of an imagined cluster (default: 16)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    start = time.perf_counter()
    found = {size: of_size(size) for size in options.sizes}
    cores, largest = os.cpu_count() or 1, max(options.sizes)
    imagined = found[largest]["grade"]["seconds"] * cores / options.workers
    if options.json:
        about = {"machine": platform.machine(), "cores": cores, "load": os.getloadavg()[0]}
        print(json.dumps(about | {"sizes": found, "workers": options.workers, "grading_with_them": imagined}, indent=1))
        return
    print(f"{'step':<16}" + "".join(f"{f'{size:,} students':>34}" for size in found))
    for step in next(iter(found.values())):
        cells = [found[size][step] for size in found]
        told = [
            f"{one['seconds']:10.1f} s {1000 * one['seconds'] / size:8.1f} ms each {one['megabytes']:6.0f} MB"
            for size, one in zip(found, cells, strict=True)
        ]
        print(f"{step:<16}" + "".join(f"{text:>36}" for text in told))
    print(f"grading {largest:,} with {options.workers} workers of this kind: about {imagined:.0f} s")
    print(f"{cores} cores, load {os.getloadavg()[0]:.1f}; {time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
