"""The insights into a term, as text, as tables and as a page; the page has no names, so that a class may see it."""

import html
from collections.abc import Iterator, Sequence
from typing import Any

from dlcourse.checks.families import families_of
from dlcourse.checks.mistakes import in_words
from dlcourse.course.grading.insights.exercise import page_of
from dlcourse.course.grading.insights.rules import RULES
from dlcourse.course.grading.insights.term import Mistake, Student, Term
from dlcourse.course.terminal import visible

STATUSES = {
    "stopped": "Stopped handing in",
    "at risk": "At risk",
    "nothing yet": "Handed in nothing so far",
}
SHOWN, MET = 20, 3  # students of each status; misconceptions of each exercise
NONE = "–"


def to_text(term: Term) -> str:
    """Return the term as text for a terminal."""
    lines = [f"The term: {_counted(len(term.students), 'student')}, {_counted(len(term.exercises), 'exercise')}", ""]
    lines.append(f"{'exercise':<38} handed in  mean")
    for one in term.exercises:
        mean = NONE if one.mean is None else f"{one.mean:.0%}"
        lines.append(f"{one.name:<38} {one.handed_in:>9,} {mean:>5}{'' if one.counts else '  does not count yet'}")
    lines += ["", term.remark] if term.remark else []
    for status, words in STATUSES.items():
        students = term.of_status(status)
        if students:
            lines += ["", f"{words}: {len(students):,}"]
            lines += [f"  {_whose(student)}" for student in students[:SHOWN]]
            lines += [f"  and {len(students) - SHOWN:,} more: --csv has all"] if len(students) > SHOWN else []
    if term.kinds:
        lines += ["", "Kinds of mistakes, and by how many students; the last column: in two exercises or more"]
        lines += list(_columns(_kinds(term)))
        lines += ["", "Met most often in each exercise:"]
        lines += [f"  {one.exercise[:2]}  {one.students:>4} of {one.answered:<4} {_told(one)}" for one in _most(term)]
    return "\n".join(lines)


def _counted(count, what):
    return f"{count:,} {what}{'s' if count != 1 else ''}"


def _whose(student: Student) -> str:
    """Return a student's id and name, and why."""
    about = [visible(student.id), visible(student.name), student.why and f"({student.why})"]
    return "  ".join(part for part in about if part)


def _told(mistake: Mistake) -> str:
    return f"{mistake.question}: {in_words(mistake.question, mistake.name)}"


def _kinds(term: Term) -> list[list[str]]:
    """Return the table of kinds: a row each, a column for each exercise."""
    names = sorted({exercise for counts in term.kinds.values() for exercise in counts})
    rows = [["kind", *(name[:2] for name in names), "again"]]
    for kind, counts in term.kinds.items():
        rows.append([kind, *(str(counts[name]) if name in counts else NONE for name in names), str(term.again[kind])])
    return rows


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows as lines, the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True))
        yield f"  {first:<{widths[0]}}  {'  '.join(cells)}"


def _most(term: Term) -> list[Mistake]:
    """Return the misconceptions that were met most often, so many of each exercise."""
    counts: dict[str, int] = {}
    found = []
    for one in term.mistakes:
        counts[one.exercise] = counts.get(one.exercise, 0) + 1
        found += [one] if counts[one.exercise] <= MET else []
    return found


def students_table(term: Term) -> Iterator[list[Any]]:
    """Yield the rows of a table of the students: what the rules say, why, and percents of each exercise."""
    names = [one.name for one in term.exercises]
    yield ["Student", "Name", "Status", "Why", *names]
    for student in term.students:
        shares = [student.shares.get(name) for name in names]
        percents = ["" if share is None else round(100 * share, 1) for share in shares]
        yield [student.id, student.name, student.status, student.why, *percents]


def mistakes_table(term: Term) -> Iterator[list[Any]]:
    """Yield the rows of a table of the misconceptions, from exercise to exercise."""
    yield ["Exercise", "Question", "Misconception", "In words", "Kinds", "Students", "Of"]
    for one in term.mistakes:
        kinds = "; ".join(families_of(one.question, one.name))
        yield [
            one.exercise,
            one.question,
            one.name,
            in_words(one.question, one.name),
            kinds,
            one.students,
            one.answered,
        ]


def to_html(term: Term) -> str:
    """Return the term as a self-contained page, without scripts and without names."""
    exercises = [["Exercise", "Handed in", "Mean"]]
    for one in term.exercises:
        exercises.append([one.name, f"{one.handed_in:,}", NONE if one.mean is None else f"{one.mean:.0%}"])
    counts = [f"{words}: {len(term.of_status(status)):,}" for status, words in STATUSES.items()]
    met = [["Exercise", "Students", "Of", "Misconception"]]
    met += [[one.exercise[:2], f"{one.students:,}", f"{one.answered:,}", _told(one)] for one in _most(term)]
    body = [
        f"<p>{_counted(len(term.students), 'student')}. {html.escape(term.remark or '; '.join(counts) + '.')}</p>",
        f"<p><small>{html.escape(' '.join(RULES.split()))}</small></p>",
        _table(exercises),
        "<h2>Kinds of mistakes, and by how many; “again”: in two exercises or more</h2>",
        _table(_kinds(term)),
        "<h2>Met most often in each exercise</h2>",
        _table(met),
    ]
    return page_of("The term", "\n".join(body))


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table, whose first row are headings."""
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in rows[0])
    body = "\n".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
