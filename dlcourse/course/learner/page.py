"""The start page, "Continue here": one body of HTML, in a Markdown file for JupyterLab, and as a page of its own.

JupyterLab leaves classes, links and `<details>` in Markdown, and drops styles of elements and names for screen readers;
so all that is seen is text, and the style sheet is `_lab/…/start.css`. Without it the page is a plain list of links.
"""

import html
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import dlcourse
from dlcourse.checks.card import SYMBOLS, code, heading_fragment
from dlcourse.checks.catalogue import find_question
from dlcourse.checks.engine.verdict import points_in_words, status_in_words
from dlcourse.checks.mistakes import in_words
from dlcourse.course.learner.standing import Standing
from dlcourse.course.progress import times

CSS = Path(dlcourse.__file__).parent / "_lab" / "data" / "labextensions" / "dlcourse-learner" / "static" / "start.css"
PARTS = {  # the first topic of each part of the map
    "00": "First steps",
    "01": "A single neuron",
    "03": "Networks and what they cost",
    "06": "Gradients, and the way down",
    "09": "Networks that learn well",
    "15": "Optimizers",
    "17": "All of it together",
}
READ_ON = (
    ("docs/student.md", "How the course works"),
    ("lectures/README.md", "All lectures, and where the notes are covered"),
    ("docs/errata.md", "Slips of the notes"),
)
MATHS = str.maketrans(
    {"$": "&#36;", "\\": "&#92;"}
)  # no formulas: JupyterLab would set what stands between two of them

Link = Callable[..., str]


def to_markdown(standing: Standing) -> str:
    """Return the page as Markdown: a block of HTML without an empty line, with links to files beside it."""
    return _body(standing, _link_beside).translate(MATHS) + "\n"


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
    return PAGE.format(style=style, body=_body(standing, _link_to(lab)), where=where)


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


def _link_beside(path, text, section="", name=""):
    """Return a link to a file of the course folder, as seen from a page that lies in it."""
    return _anchor(quote(path) + heading_fragment(section), text, name)


def _link_to(lab):
    """Return a function that makes links to a running JupyterLab, or plain text if there is none."""

    def link(path, text, section="", name=""):
        if lab is None:
            return f'<span class="{name}">{text}</span>' if name else text
        return _anchor(f"{lab}/lab/tree/{quote(path)}{heading_fragment(section)}", text, name)

    return link


def _anchor(address, text, name):
    named = f' class="{name}"' if name else ""
    return f'<a{named} href="{html.escape(address)}">{text}</a>'


def _body(standing: Standing, link: Link) -> str:
    """Return the page's content."""
    cards = [_welcome, _begin] if standing.is_new else [_heading, _go_on]
    parts = [part(standing, link) for part in (*cards, _repeat, _map, _more)]
    return '<div class="dlcourse-start">\n' + "\n".join(filter(None, parts)) + "\n</div>"


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
    about = f"{_text(first.lecture.promise)} About {first.lecture.minutes} minutes."
    card = _card("Begin here", link(first.lecture.path, _lecture_title(first), name="dl-go"), about)
    return (
        f"{card}\n<p><b>How to go on.</b> <kbd>Shift</kbd>+<kbd>Enter</kbd> runs a cell and goes to the next one. All "
        "lectures and exercises in this folder are your own: write where you like. This page remembers where you "
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


def _go_on(standing, link):
    """Return the cards: first what to do now, then what else is near."""
    here, question, lecture = _here(standing, link), _question(standing, link), _lecture(standing, link)
    place = standing.place
    if standing.is_finished:
        cards = [lecture]
    elif standing.stays:
        cards = [question] if place.is_exercise else [here, question]
    elif place.is_exercise:
        cards = [lecture, question]
    else:
        cards = [question, lecture]
    was = "" if standing.stays and not place.is_exercise else _was(standing, link)
    return "\n".join(filter(None, [was, '<div class="dl-cards">', *cards, "</div>"]))


def _was(standing, link):
    place = standing.place
    kind = "exercise" if place.is_exercise else "lecture"
    text = f"{kind} {place.topic.number}{_of_section(place.section)}"
    return f"<p>You were last in {link(place.notebook.path, text, place.section)}, {_when(place.when)}.</p>"


def _here(standing, link):
    place = standing.place
    notebook, topic = place.notebook, place.topic
    about = f"You stopped here {_when(place.when)}; {notebook.ran} of {notebook.cells} cells run."
    title = f"{_lecture_title(topic)}<br>{_text(place.section)}" if place.section else _lecture_title(topic)
    return _card("You stopped in the lecture", link(notebook.path, title, place.section, "dl-go"), about)


def _question(standing, link):
    question = standing.question
    if question is None:
        return ""
    topic, progress = question.topic, question.progress
    title = f"Exercise {topic.number} · {_text(topic.title)}<br>{_text(question.section)}"
    effort = f", {question.effort}" if question.effort else ""
    says = f"<code>{progress.name}</code>: {points_in_words(0, progress.max_points).removeprefix('0 of ')}{effort}."
    if progress.status != "not attempted":
        says += f" So far: {status_in_words(progress.status).lower()}. {_why(progress) if progress.met else ''}"
    section = find_question(progress.name).section
    if section and topic.lecture:
        says += f" To look up: {link(topic.lecture.path, f'lecture {topic.number}{_of_section(section)}', section)}."
    return _card("The next question", link(question.notebook.path, title, question.section, "dl-go"), says)


def _lecture(standing, link):
    topic = standing.lecture
    if topic is None:
        return ""
    notebook = topic.lecture
    section = notebook.stopped_at if notebook.ran else ""
    about = f"{_text(notebook.promise)} About {notebook.minutes} minutes."
    return _card("The next lecture", link(notebook.path, _lecture_title(topic), section, "dl-go"), about)


def _card(kind, title, about):
    return f'<section class="dl-card"><h2>{kind}</h2><p>{title}</p><p class="dl-small">{about}</p></section>'


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
        links = [link(topic.exercise.path, f"exercise {topic.number}{_of_section(asked)}", asked)]
        if topic.lecture and item["section"]:
            text = f"lecture {topic.number}{_of_section(item['section'])}"
            links.append(link(topic.lecture.path, text, item["section"]))
        why, where = _why(asked_as[item["question"]]), " · read: ".join(links)
        items.append(f'<li>{why}<br><span class="dl-small">Try again: {where}</span></li>')
    return f"<h2>Worth repeating</h2>\n<ul>\n{''.join(items)}\n</ul>" if items else ""


def _map(standing, link):
    points = {exercise.name: exercise for exercise in standing.progress.exercises}
    here = standing.place.topic if standing.place else None
    lines = ["<h2>The map</h2>", '<ol class="dl-map">']
    for topic in standing.topics:
        if topic.number in PARTS:
            lines.append(f'</ol>\n<h3>{PARTS[topic.number]}</h3>\n<ol class="dl-map">')
        lines.append(_row(topic, points.get(topic.name), link, topic == here))
    return "\n".join([*lines, "</ol>"]).replace('<ol class="dl-map">\n</ol>\n', "")


def _row(topic, exercise, link, is_here):
    """Return one topic: how far the lecture is read, and the exercise's points, its questions folded."""
    read = f"{link(topic.lecture.path, _text(topic.title))}" if topic.lecture else _text(topic.title)
    here = ' <b class="dl-here">you are here</b>' if is_here else ""
    state = f'<span class="dl-small">{_how_far(topic.lecture)}</span>' if topic.lecture else ""
    return (
        f'<li class="dl-row"><span class="dl-number">{topic.number}</span><span class="dl-lecture">{read}{here}<br>'
        f'{state}</span><div class="dl-exercise">{_exercise(topic, exercise, link)}</div></li>'
    )


def _how_far(lecture):
    if not lecture.readable:
        return "cannot be read: <code>dlcourse doctor</code> says why"
    if lecture.reached_end:
        return "✓ run to its end"
    return f"{lecture.ran} of {lecture.cells} cells run" if lecture.ran else f"{lecture.minutes} minutes"


def _exercise(topic, exercise, link):
    if topic.exercise is None or exercise is None:
        return ""
    share = points_in_words(exercise.points, exercise.max_points)
    done = "✓ " if exercise.points == exercise.max_points else ""
    questions = "".join(_one(topic, question, link) for question in exercise.questions)
    broken = "" if topic.exercise.readable else " (cannot be read: <code>dlcourse doctor</code> says why)"
    return (
        f"{link(topic.exercise.path, f'Exercise {topic.number}')}{broken} "
        f'<progress title="Exercise {topic.number}: {share}" value="{exercise.points:g}" max="{exercise.max_points:g}">'
        f"{share}</progress><details><summary>{done}{share}</summary><ul>{questions}</ul></details>"
    )


def _one(topic, question, link):
    """Return a question of the map: its verdict, its link, and the mistakes met."""
    asked = topic.exercise.questions.get(question.name)
    name = link(topic.exercise.path, _text(asked.section), asked.section) if asked else f"<code>{question.name}</code>"
    met = "".join(
        f"<li>{code(in_words(question.name, mistake))} (met {times(count)})</li>"
        for mistake, count in question.met.items()
    )
    says = f"{SYMBOLS[question.status]} {name}: {status_in_words(question.status).lower()}"
    return f"<li>{says}, {points_in_words(question.points, question.max_points)}{f'<ul>{met}</ul>' if met else ''}</li>"


def _more(standing, link):
    links = " · ".join(link(path, text) for path, text in READ_ON)
    unreadable = standing.progress.unreadable
    lines = f" {unreadable} lines of it could not be read." if unreadable else ""
    return (
        f'<p class="dl-small">{links}<br>This page is made of your notebooks and of progress.jsonl in your folder.'
        f"{lines} Nothing leaves your machine.</p>"
    )


def _why(progress):
    """Return the mistake that was met most often in a question, as a sentence; else that it is not right yet."""
    worst = max(progress.met, key=progress.met.__getitem__, default="")
    if not worst:
        return f"<code>{progress.name}</code> is not right yet."
    cleared = ", cleared since" if progress.is_cleared else ""
    return f"{code(in_words(progress.name, worst))} (met {times(progress.met[worst])}{cleared})."


def _lecture_title(topic):
    return f"Lecture {topic.number} · {_text(topic.title)}"


def _of_section(section):
    """Return a section's title in quotes, after a comma; "" if there is none."""
    return f", “{_text(section)}”" if section else ""


def _text(markdown):
    """Return a heading or a sentence escaped for HTML, without marks of Markdown."""
    return code(re.sub(r"(?<!\w)[*_]+|[*_]+(?!\w)", "", markdown))


def _when(time: datetime) -> str:
    """Return a time as a reader says it: "today at 18:40", "on Saturday, 28 November, at 18:40"."""
    days = (datetime.now().astimezone().date() - time.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {time:%A}, {time.day} {time:%B}{_year(time)},")
    return f"{day} at {time:%H:%M}"


def _year(time):
    return "" if time.year == datetime.now().year else f" {time.year}"
