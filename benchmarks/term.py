"""A class from archive to marks: seconds and memory of each step at several sizes, which should grow no faster.

    python benchmarks/term.py [--sizes 200 2000] [--workers 16] [--keep FOLDER] [--skip STEP …] [--json]

Makes up submissions of exercise 07, right and wrong ones, no two alike, in an archive as Moodle makes it, and lets the
commands do the rest, each in a process of its own: roster, collect, grade, grade again (nothing has changed), feedback,
feedback again, insights, marks. Prints for each step, as soon as it is done, seconds, milliseconds a student and the
peak of memory of the largest process; and what grading would take with so many workers, if each has a core as fast as
one of these. 20,000 take the better part of an hour. With `--keep`, class and figures stay in that folder, and the same
command takes up where it was stopped: a step that was done is not run again, one that was broken off is, and its
figures are marked as those of a rest, since what was graded stays graded. The JSON, with `--json`, comes at the end and
holds everything; the lines of the steps then go to the standard error.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from grading import NAME, VARIANTS, make_course

SIZES = (200, 2_000)
STEPS = ("roster", "collect", "grade", "grade again", "feedback", "feedback again", "insights", "marks")
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


@contextlib.contextmanager
def folder_of(size: int, keep: Path | None) -> Iterator[Path]:
    """A folder for a class of this size: of one's own, which stays, or a temporary one."""
    if keep is None:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    folder = keep / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


class Record:
    """The figures of the steps that are done, in a file that follows each step, and the step that has begun."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._text = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"begun": None, "done": {}}

    @property
    def done(self) -> dict[str, dict]:
        """What each step took."""
        return self._text["done"]

    def begin(self, step: str) -> bool:
        """Note that the step begins; return whether it had begun before and was broken off."""
        broken_off = self._text["begun"] == step
        self._text["begun"] = step
        self._write()
        return broken_off

    def end(self, step: str, figures: dict) -> None:
        """Note what the step took."""
        self.done[step] = figures
        self._text["begun"] = None
        self._write()

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self._text, indent=1), encoding="utf-8")
        new.replace(self._file)


def the_class(folder: Path, size: int) -> tuple[Path, Path, Path]:
    """The class in this folder, made up if it is not there as a whole."""
    made = folder / "made"
    if not made.is_file():
        shutil.rmtree(folder / "course", ignore_errors=True)
        make_class(folder, size)
        made.touch()
    return folder / "course", folder / "moodle.zip", folder / "roster.csv"


def of_size(size: int, options: argparse.Namespace, out) -> dict[str, dict]:
    """Print what each step takes for a class of this size, one after the other, and return it."""
    with folder_of(size, options.keep) as folder:
        root, archive, roster = the_class(folder, size)
        record = Record(folder / "figures.json")
        for step, arguments in steps_of(archive, roster).items():
            if step in options.skip:
                continue
            kept = step in record.done
            if not kept:
                print(f"{size:,} students: {step} …", file=sys.stderr, flush=True)
                broken_off = record.begin(step)
                record.end(step, run(root, arguments) | ({"rest": True} if broken_off else {}))
            print(line_of(size, step, record.done[step]) + ("  (kept)" if kept else ""), file=out, flush=True)
        return {step: record.done[step] for step in STEPS if step in record.done}


def line_of(size: int, step: str, one: dict) -> str:
    """A step's figures in a line."""
    rest = "  (what was left of it: it had been broken off)" if one.get("rest") else ""
    return (
        f"{size:>7,} students  {step:<15}{one['seconds']:10.1f} s {1000 * one['seconds'] / size:8.1f} ms each "
        f"{one['megabytes']:6.0f} MB{rest}"
    )


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="students (default: 200 2000)")
    parser.add_argument("--workers", type=int, default=16, help="of an imagined cluster (default: 16)")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep class and figures there, and go on from there"
    )
    parser.add_argument("--skip", nargs="+", default=(), choices=STEPS, metavar="STEP", help=f"of {', '.join(STEPS)}")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Print each step as soon as it is done, and what grading would take with more workers."""
    options = options_of(arguments)
    start = time.perf_counter()
    out = sys.stderr if options.json else sys.stdout
    found = {size: of_size(size, options, out) for size in options.sizes}
    cores, largest = os.cpu_count() or 1, max(options.sizes)
    grade = found[largest].get("grade")
    imagined = grade["seconds"] * cores / options.workers if grade and not grade.get("rest") else None
    if options.json:
        about = {"machine": platform.machine(), "cores": cores, "load": os.getloadavg()[0]}
        print(json.dumps(about | {"sizes": found, "workers": options.workers, "grading_with_them": imagined}, indent=1))
        return
    if imagined is not None:
        print(f"grading {largest:,} with {options.workers} workers of this kind: about {imagined:.0f} s")
    print(f"{cores} cores, load {os.getloadavg()[0]:.1f}; {time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
