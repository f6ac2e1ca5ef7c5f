"""The mistakes of a class: which misconceptions, which questions tell people apart, and where people stop."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import nbformat
import numpy as np

from dlcourse.checks.card import code
from dlcourse.checks.families import families_of
from dlcourse.checks.mistakes import in_words
from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.results import QuestionResult, read_questions

FEW = 5  # with fewer students, how well a question separates is chance


@dataclass(frozen=True)
class QuestionInsight:
    """One question: how many of the class solved it, left it out, and how well it tells strong from weak.

    `separates` is the correlation of its points with those of all other questions, from −1 to 1; None for fewer than
    five students, or if all have the same.
    """

    name: str
    students: int
    solved: float  # shares, from 0 to 1
    not_attempted: float
    mean_points: float
    max_points: float
    separates: float | None
    misconceptions: dict[str, int]  # how many students met each, the most frequent first


@dataclass(frozen=True)
class Insights:
    """The insights into a whole exercise."""

    exercise: str
    students: int
    questions: list[QuestionInsight]
    last_reached: dict[str, int]  # the last question that was attempted, and by how many; "" stands for none
    families: dict[str, int]  # how many students made mistakes of each kind, in whatever question; most frequent first

    def to_dict(self) -> dict[str, Any]:
        """Return the insights as data for JSON."""
        return asdict(self)


def insights_into(course: Course, name: str) -> Insights:
    """Return the insights into all graded submissions of exercise `name`; unreadable ones are left out."""
    return summarise(name, list(graded_questions(course, name).values()))


def graded_questions(course: Course, name: str) -> dict[str, list[QuestionResult]]:
    """Return each student's results in exercise `name`, as they are graded; unreadable ones are left out."""
    found = {}
    for student in course.students(name, "autograded"):
        try:
            text = course.autograded(student, name).read_text(encoding="utf-8")
            found[student] = read_questions(nbformat.v4.reads_json(text))
        except (OSError, ValueError, AttributeError, KeyError):
            continue
    return found


def summarise(name: str, submissions: list[list[QuestionResult]]) -> Insights:
    """Return the insights into a class; each submission is the list of its questions, in the order of the exercise."""
    asked = [question.name for question in submissions[0]] if submissions else []
    found = [{question.name: question for question in submission} for submission in submissions]
    shares = np.array([[share(one.get(question)) for question in asked] for one in found])  # (students, questions)
    questions = [
        _insight(question, i, [one.get(question) for one in found], shares) for i, question in enumerate(asked)
    ]
    reached = Counter(_last_attempted(submission) for submission in submissions)
    in_order = {question: reached[question] for question in ["", *asked] if reached[question]}
    families = Counter(family for submission in submissions for family in _families(submission))
    return Insights(name, len(submissions), questions, in_order, dict(families.most_common()))


def _families(submission):
    """Return the kinds of mistakes in a submission, each once."""
    met = ((question.name, misconception) for question in submission for misconception in question.misconceptions)
    return {family for question, misconception in met for family in families_of(question, misconception)}


def share(question: QuestionResult | None) -> float:
    """Return the share of its points that a question earned; 0 if it is missing."""
    return question.points / question.max_points if question and question.max_points else 0.0


def _insight(name, index, answers, shares):
    """Return the insight into one question over all students."""
    there = [answer for answer in answers if answer is not None]
    met = Counter(misconception for answer in there for misconception in set(answer.misconceptions))
    return QuestionInsight(
        name=name,
        students=len(there),
        solved=mean([answer.status == "correct" for answer in there]),
        not_attempted=mean([answer.status == "not attempted" for answer in there]),
        mean_points=mean([answer.points for answer in there]),
        max_points=max(answer.max_points for answer in there),
        separates=_separation(shares, index),
        misconceptions=dict(met.most_common()),
    )


def mean(values: Sequence[float]) -> float:
    """Return the mean as a float, 0 for an empty list."""
    return float(np.mean(values)) if values else 0.0


def _separation(shares, index):
    """Return the correlation of one column with the mean of all others; None if it is undefined or mere chance."""
    own, others = shares[:, index], np.delete(shares, index, axis=1)
    if len(shares) < FEW or others.shape[1] == 0 or own.std() == 0 or others.mean(axis=1).std() == 0:
        return None
    return float(np.corrcoef(own, others.mean(axis=1))[0, 1])


def _last_attempted(submission):
    """Return the last question that was attempted, "" if none was."""
    return next((question.name for question in reversed(submission) if question.status != "not attempted"), "")


def to_text(insights: Insights) -> str:
    """Return the insights as text for a terminal."""
    lines = [f"{insights.exercise}: {_submissions(insights.students)}", ""]
    lines.append(f"{'question':<34} solved  left out  mean points  separates")
    for question in insights.questions:
        separates = "–" if question.separates is None else f"{question.separates:+.2f}"
        points = f"{question.mean_points:.1f}/{question.max_points:g}"
        shares = f"{question.solved:>6.0%} {question.not_attempted:>9.0%}"
        lines.append(f"{question.name:<34} {shares} {points:>12} {separates:>10}")
    met = [(count, q.name, name) for q in insights.questions for name, count in q.misconceptions.items()]
    if met:
        lines += ["", "Met most often:"]
        ranked = sorted(met, key=lambda item: -item[0])[:10]
        lines += [f"  {count:>4}  {question}: {in_words(question, name)}" for count, question, name in ranked]
    if insights.families:
        lines += ["", "By kind, in whatever question, and by how many:"]
        lines += [f"  {count:>4}  {family}" for family, count in insights.families.items()]
    if insights.last_reached:
        lines += ["", "The last question attempted:"]
        lines += [f"  {count:>4}  {question or 'none'}" for question, count in insights.last_reached.items()]
    return "\n".join(lines)


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .3em .6em; border-bottom: 1px solid #8888; vertical-align: top; }}
td.number {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
ul {{ margin: 0; padding-left: 1.2em; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""
BODY = """<p>{students}. A question <em>separates</em> where those who solve it do well elsewhere, too (+1),
or badly (−1).</p>
<table>
<thead><tr><th scope="col">Question</th><th scope="col">Solved</th><th scope="col">Left out</th>
<th scope="col">Mean points</th><th scope="col">Separates</th>
<th scope="col">Mistakes, and by how many</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
<h2>Kinds of mistakes, in whatever question, and by how many</h2>
<ul>
{families}
</ul>
<h2>The last question attempted</h2>
<ul>
{reached}
</ul>"""


def to_html(insights: Insights) -> str:
    """Return the insights as a self-contained page, without scripts and without names."""
    rows = "\n".join(row(question) for question in insights.questions)
    reached = "\n".join(
        f"<li>{html.escape(question or 'none')}: {count}</li>" for question, count in insights.last_reached.items()
    )
    families = "\n".join(f"<li>{html.escape(family)}: {count}</li>" for family, count in insights.families.items())
    students = _submissions(insights.students)
    body = BODY.format(students=students, rows=rows, families=families, reached=reached)
    return page_of(f"Exercise {insights.exercise}", body)


def page_of(title: str, body: str) -> str:
    """Return a self-contained page with a title, which is text, and a body, which is HTML."""
    return PAGE.format(title=html.escape(title), body=body)


def _submissions(count):
    """Return how many submissions there are, in words."""
    return f"{count} graded submission{'s' * (count != 1)}"


def row(question: QuestionInsight) -> str:
    """Return one question as a row of the page's table."""
    separates = "–" if question.separates is None else f"{question.separates:+.2f}"
    met = "".join(f"<li>{code(in_words(question.name, name))}: {n}</li>" for name, n in question.misconceptions.items())
    return (
        f'<tr><td><code>{html.escape(question.name)}</code></td><td class="number">{question.solved:.0%}</td>'
        f'<td class="number">{question.not_attempted:.0%}</td>'
        f'<td class="number">{question.mean_points:.1f} / {question.max_points:g}</td>'
        f'<td class="number">{separates}</td><td>{f"<ul>{met}</ul>" if met else ""}</td></tr>'
    )
