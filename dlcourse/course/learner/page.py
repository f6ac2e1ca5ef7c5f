"""The start page, "Continue here": one body of HTML, in a Markdown file for JupyterLab, and as a page of its own.

JupyterLab leaves classes, links and `<details>` in Markdown, and drops styles of elements and names for screen readers;
so all that is seen is text, and the style sheet is `_lab/…/start.css`. Without it the page is a plain list of links.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import dlcourse
from dlcourse.checks.engine.verdict import points_in_words
from dlcourse.course.learner.cards import go_on
from dlcourse.course.learner.map import map_of
from dlcourse.course.learner.markup import (
    Link,
    card,
    escaped,
    lecture_title,
    link_beside,
    link_to,
    main_mistake,
    of_section,
)
from dlcourse.course.learner.standing import Standing
from dlcourse.course.progress import due_in_words

CSS = Path(dlcourse.__file__).parent / "_lab" / "data" / "labextensions" / "dlcourse-learner" / "static" / "start.css"
READ_ON = (
    ("docs/student.md", "How the course works"),
    ("lectures/README.md", "All lectures, and where the notes are covered"),
    ("lectures/glossary.md", "Glossary"),
    ("docs/errata.md", "Slips of the notes"),
)
DUE = 3  # of the next due dates
MATHS = str.maketrans({"$": "&#36;", "\\": "&#92;"})  # JupyterLab would take what stands between two for a formula


def to_markdown(standing: Standing) -> str:
    """Return the page as Markdown: a block of HTML without an empty line, with links to files beside it."""
    return _body(standing, link_beside).translate(MATHS) + "\n"


def to_page(standing: Standing, lab: str | None) -> str:
    """Return the page by itself, without scripts; its links lead to the JupyterLab at this address, if one is given."""
    style = CSS.read_text(encoding="utf-8")
    dark = re.search(r'\[data-jp-theme-light="false"\] \.dlcourse-start (\{[^}]*\})', style)
    style += f"@media (prefers-color-scheme: dark) {{ .dlcourse-start {dark[1]} }}\n" if dark else ""
    where = (
        f"Links lead to the JupyterLab that runs at {lab}, as long as it runs."
        if lab
        else "In JupyterLab, begun with <code>dlcourse lab</code>, all of this page is links."
    )
    return PAGE.format(style=style, body=_body(standing, link_to(lab)), where=where)


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Your way through the course</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; }}
{style}</style>
</head>
<body>
<main class="dlcourse-page">
{body}
<footer class="dlcourse-start"><p class="dl-small">{where}</p></footer>
</main>
</body>
</html>
"""


def _body(standing: Standing, link: Link) -> str:
    """Return the page's content."""
    cards = [_welcome, _begin] if standing.is_new else [_heading, go_on]
    parts = [part(standing, link) for part in (_newer, *cards, _due, _repeat, map_of, _more)]
    return '<div class="dlcourse-start">\n' + "\n".join(filter(None, parts)) + "\n</div>"


def _newer(standing, link):  # noqa: ARG001
    if not standing.is_behind:
        return ""
    return (
        "<p><b>A newer course is here.</b> Close your notebooks (File → Close and Shut Down Notebook), then run "
        "<code>dlcourse update</code> in a terminal (File → New → Terminal): it brings the newer notebooks and keeps "
        "what you wrote.</p>"
    )


def _welcome(standing, link):  # noqa: ARG001 - all parts have one signature
    lectures = [topic.lecture for topic in standing.topics if topic.lecture]
    exercises = [topic.exercise for topic in standing.topics if topic.exercise]
    hours = [round(sum(one.minutes for one in some) / 60) for some in (lectures, exercises)]
    return (
        "<h1>Deep learning, from one neuron to Keras Tuner</h1>\n"
        f"<p>{len(lectures)} lectures, and {len(exercises)} exercises that go with them. In a lecture you predict, run "
        "a cell, and see. Then you write it yourself, and a check tells you at once what is right, and what seems to "
        "have happened where something is not.</p>\n"
        f'<p class="dl-small">In all about {hours[0]} hours of reading and {hours[1]} hours of exercises; lecture and '
        "exercise of one topic take an evening or two.</p>"
    )


def _begin(standing, link):
    first = standing.lecture
    if first is None:
        return ""
    about = f"{escaped(first.lecture.promise)} About {first.lecture.minutes} minutes."
    first_card = card("Begin here", link(first.lecture.path, lecture_title(first), name="dl-go"), about)
    return (
        f"{first_card}\n<p><b>How to go on.</b> <kbd>Shift</kbd>+<kbd>Enter</kbd> runs a cell and goes to the next. "
        "All lectures and exercises in this folder are your own: write where you like. This page remembers where you "
        "stopped: it is the file <code>start.md</code> in the list on the left. What else the course can do: "
        f"{link('docs/student.md', 'how it works')}.</p>"
    )


def _heading(standing, link):  # noqa: ARG001
    whole = standing.progress.to_dict()
    done = sum(exercise.points == exercise.max_points for exercise in standing.progress.exercises)
    read = sum(bool(topic.lecture and topic.lecture.reached_end) for topic in standing.topics)
    lectures = sum(bool(topic.lecture) for topic in standing.topics)
    title = "You have answered every question" if standing.is_finished else "Continue here"
    return (
        f"<h1>{title}</h1>\n<p>{read} of {lectures} lectures run to their end, {done} of "
        f"{len(standing.progress.exercises)} exercises done, "
        f"{points_in_words(whole['points'], whole['max_points'])}.</p>"
    )


def _due(standing, link):
    """Return the next due dates of what is not done yet, the nearest first; "" if there are none."""
    now = datetime.now(UTC)
    paths = {topic.name: topic.exercise.path for topic in standing.topics if topic.exercise}
    coming = [
        (datetime.fromisoformat(one.due), one)
        for one in standing.progress.exercises
        if one.due and one.name in paths and one.points < one.max_points
    ]
    shown = sorted((due, one.name, one) for due, one in coming if due >= now)[:DUE]
    items = [f"{link(paths[name], f'Exercise {name[:2]}')}, {due_in_words(one)}" for _, name, one in shown]
    return f"<p><b>Due next:</b> {'; '.join(items)} ({standing.progress.time_zone}).</p>" if items else ""


def _repeat(standing, link):
    """Return the mistakes worth repeating; the next question, which has a card, is left out."""
    shown = standing.question.progress.name if standing.question else ""
    by_name = {name: topic for topic in standing.topics if topic.exercise for name in topic.exercise.questions}
    asked_as = {one.name: one for exercise in standing.progress.exercises for one in exercise.questions}
    items = []
    for item in standing.progress.repeat:
        topic = by_name.get(item["question"])
        if topic is None or item["question"] == shown:
            continue
        asked = topic.exercise.questions[item["question"]].section
        links = [link(topic.exercise.path, f"exercise {topic.number}{of_section(asked)}", asked)]
        if topic.lecture and item["section"]:
            text = f"lecture {topic.number}{of_section(item['section'])}"
            links.append(link(topic.lecture.path, text, item["section"]))
        why, where = main_mistake(asked_as[item["question"]]), " · read: ".join(links)
        items.append(f'<li>{why}<br><span class="dl-small">Try again: {where}</span></li>')
    return f"<h2>Worth repeating</h2>\n<ul>\n{''.join(items)}\n</ul>" if items else ""


def _more(standing, link):
    links = " · ".join(link(path, text) for path, text in READ_ON)
    unreadable = standing.progress.unreadable
    lines = (
        f" Of the latter, {unreadable} {'line' if unreadable == 1 else 'lines'} could not be read."
        if unreadable
        else ""
    )
    return (
        f'<p class="dl-small">{links}<br>This page is made of your notebooks and of progress.jsonl in your folder.'
        f"{lines} Nothing leaves your machine.</p>"
    )
