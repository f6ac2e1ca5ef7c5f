"""How long a check takes in a warm kernel: a right answer, and the slowest wrong one; and each solution notebook.

python benchmarks/checks.py [--json] [--notebooks] [EXERCISE …]
"""

import argparse
import contextlib
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from dlcourse.checks import examine
from dlcourse.checks.catalogue import EXERCISES

ROOT = Path(__file__).parents[1]
REPEATS = 5


def milliseconds(function, *arguments):
    """The median time of some calls, after one that warms up."""
    function(*arguments)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        function(*arguments)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def time_question(question):
    """Milliseconds for the reference and for the slowest misconception."""
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        right = milliseconds(examine, question, question.reference)
        wrong = [milliseconds(examine, question, misconception.wrong) for misconception in question.misconceptions]
    return {"name": question.name, "right_ms": round(right, 2), "slowest_wrong_ms": round(max(wrong), 2)}


def time_notebook(name):
    """Seconds that a solution notebook takes in a fresh kernel, the kernel's own start included."""
    path = ROOT / "solutions" / name / f"{name}.ipynb"
    code = (
        "import sys, dlcourse.course.quick_imports, nbformat\nfrom nbclient import NotebookClient\n"
        "notebook = nbformat.read(sys.argv[1], as_version=4)\nNotebookClient(notebook, timeout=120).execute()"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, path], check=True, cwd=path.parent)
    return {"exercise": name, "seconds": round(time.perf_counter() - start, 2)}


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercise", nargs="*", help="numbers or names (default: all)")
    parser.add_argument("--notebooks", action="store_true", help="also run each solution notebook")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    names = [n for n in EXERCISES if not options.exercise or {n, n[:2]} & {e.zfill(2) for e in options.exercise}]
    questions = [{"exercise": n, **time_question(question)} for n in names for question in EXERCISES[n]]
    notebooks = [time_notebook(name) for name in names] if options.notebooks else []
    machine = {"python": platform.python_version(), "numpy": np.__version__, "cores": os.cpu_count()}
    if options.json:
        print(json.dumps({"machine": machine, "questions": questions, "notebooks": notebooks}, indent=1))
        return
    print(f"Python {machine['python']}, NumPy {machine['numpy']}, {machine['cores']} cores; medians of {REPEATS}, ms")
    for one in questions:
        times = f"right {one['right_ms']:8.2f}   slowest wrong {one['slowest_wrong_ms']:8.2f}"
        print(f"{one['exercise'][:2]} {one['name']:<38} {times}")
    for key in ("right_ms", "slowest_wrong_ms"):
        slowest = max(questions, key=lambda one, key=key: one[key])
        median = statistics.median(one[key] for one in questions)
        print(f"{key}: median {median:.2f}, slowest {slowest[key]:.2f} ({slowest['name']})")
    for one in notebooks:
        print(f"{one['exercise']:<34} {one['seconds']:6.2f} s")


if __name__ == "__main__":
    main()
