"""Write what `benchmarks/grading.py --json` measured into docs/performance.md, between its two marks.

python benchmarks/grading_page.py grading.json
"""

import json
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- grading: begin, written by benchmarks/grading_page.py -->", "<!-- grading: end -->"


def main():
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{PAGE}: expected the marks {BEGIN!r} and {END!r}")
    PAGE.write_text(f"{before}{BEGIN}\n\n{as_markdown(figures)}\n\n{END}{after}", encoding="utf-8")


def as_markdown(figures):
    """On what, a row a class, single commands, floors."""
    return "\n".join([about(figures), "", *classes(figures), "", *commands(figures), "", *floors(figures)])


def about(figures):
    """The machine, and how busy it was."""
    before, after, cores = figures["load_before"], figures["load"], figures["cores"]
    faster = f" nbgrader's autograder took {figures['ratio']:.0f} times as long." if "ratio" in figures else ""
    return (
        f"{cores} cores, Python {figures['python']}, tier `{figures['sandbox']}`; the load of the machine was\n"
        f"{before:.1f} before the run and {after:.1f} at its end, where {cores} is all that its cores can do.{faster}"
    )


def classes(figures):
    """A row a class: the time of one submission."""
    yield "| class | submissions | in all | a submission | processor time of it |"
    yield "|---|---:|---:|---:|---:|"
    yield row("exercise 07", figures["submissions"], figures)
    if "mixed" in figures:
        name = "mixed: right, wrong, failing, printing and dying ones"
        yield row(name, figures["mixed"]["submissions"], figures["mixed"])
    for size, one in figures["by_size"].items():
        yield row("exercise 07", int(size), one)
    if "ratio" in figures:
        theirs = {key: figures[f"nbgrader_{key}"] for key in ("seconds_each", "cpu_ms_each")}
        yield row("exercise 07, nbgrader's autograder", figures["nbgrader_submissions"], theirs)


def row(name, submissions, one):
    """A class: how many, seconds in all, milliseconds of each."""
    each, cpu = one["seconds_each"], one["cpu_ms_each"]
    return f"| {name} | {submissions:,} | {each * submissions:.1f} s | {1000 * each:,.0f} ms | {cpu:,.0f} ms |"


def commands(figures):
    """What single commands take."""
    yield "| command | time | processor time |"
    yield "|---|---:|---:|"
    names = {
        "check": "`dlcourse check 07`",
        "grade_one_student_again": "`dlcourse grade 07 --student ada`, whose work has not changed",
    }
    for key, name in names.items():
        yield f"| {name} | {figures[key]['seconds']:.2f} s | {figures[key]['cpu_seconds']:.2f} s |"
    seconds = figures["regrade_seconds"]
    yield f"| a regrade of {figures['submissions']:,} of which nothing has changed | {seconds:.2f} s | |"


def floors(figures):
    """What no grader of this kind can do without."""
    yield "| part of a submission, alone | processor time |"
    yield "|---|---:|"
    parts = {
        "judging: reading, checks, messages, results": "judge_alone_cpu_ms_each",
        "its worker: isolation, cells, calls": "judge_alone_worker_cpu_ms_each",
        "the students' cells alone, without isolation and without checks": "cells_alone_ms_each",
    }
    for part, key in parts.items():
        yield f"| {part} | {figures[key]:.1f} ms |"


if __name__ == "__main__":
    main()
