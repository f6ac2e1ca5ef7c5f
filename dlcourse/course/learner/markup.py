"""Pieces of HTML that the parts of the start page share: links, cards, a learner's mistakes and times in words."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from dlcourse.checks.card import code, heading_fragment
from dlcourse.checks.engine.verdict import status_in_words
from dlcourse.checks.mistakes import in_words
from dlcourse.course.learner.topics import Topic
from dlcourse.course.progress import QuestionProgress, times

Link = Callable[..., str]  # of (path, text, section="", name=""), the name being a class of the style sheet


def link_beside(path: str, text: str, section: str = "", name: str = "") -> str:
    """Return a link to a file of the course folder, as seen from a page that lies in it."""
    return _anchor(quote(path) + heading_fragment(section), text, name)


def link_to(lab: str | None) -> Link:
    """Return a function that makes links to a running JupyterLab, or plain text if there is none."""

    def link(path, text, section="", name=""):
        if lab is None:
            return f'<span class="{name}">{text}</span>' if name else text
        return _anchor(f"{lab}/lab/tree/{quote(path)}{heading_fragment(section)}", text, name)

    return link


def _anchor(address, text, name):
    named = f' class="{name}"' if name else ""
    return f'<a{named} href="{html.escape(address)}">{text}</a>'


def card(kind: str, title: str, about: str) -> str:
    """Return a card: what it is about, the link to go on with, and a line on it."""
    return f'<section class="dl-card"><h2>{kind}</h2><p>{title}</p><p class="dl-small">{about}</p></section>'


def main_mistake(progress: QuestionProgress) -> str:
    """Return the mistake that was met most often in a question, as a sentence; else its status in words."""
    worst = max(progress.met, key=progress.met.__getitem__, default="")
    if not worst:
        return f"<code>{progress.name}</code>: {status_in_words(progress.status).lower()}."
    cleared = ", cleared since" if progress.is_cleared else ""
    return f"{code(in_words(progress.name, worst))} (met {times(progress.met[worst])}{cleared})."


def lecture_title(topic: Topic) -> str:
    """Return "Lecture 07 · Backpropagation"."""
    return f"Lecture {topic.number} · {escaped(topic.title)}"


def of_section(section: str) -> str:
    """Return a section's title in quotes, after a comma; "" if there is none."""
    return f", “{escaped(section)}”" if section else ""


def escaped(markdown: str) -> str:
    """Return a heading or a sentence escaped for HTML, without marks of Markdown."""
    return code(re.sub(r"(?<!\w)[*_]+|[*_]+(?!\w)", "", markdown))


def when(time: datetime) -> str:
    """Return a time as a reader says it: "today at 18:40", "on Saturday, 28 November, at 18:40"."""
    days = (datetime.now().astimezone().date() - time.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {time:%A}, {time.day} {time:%B}{_year(time)},")
    return f"{day} at {time:%H:%M}"


def _year(time):
    return "" if time.year == datetime.now().year else f" {time.year}"
