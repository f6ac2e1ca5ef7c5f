"""The cards of the start page: the one thing to go on with, and what else is near."""

from dlcourse.checks.catalogue import find_question
from dlcourse.checks.engine.verdict import points_in_words, status_in_words
from dlcourse.course.learner.markup import Link, card, escaped, lecture_title, main_mistake, of_section, when
from dlcourse.course.learner.standing import Standing


def go_on(standing: Standing, link: Link) -> str:
    """Return the cards: first what to do now, then what else is near."""
    place = standing.place
    if place is None:
        return ""
    cards = {"here": _here, "question": _question, "lecture": _lecture}
    was = "" if standing.stays and not place.is_exercise else _was(standing, link)
    shown = [one for name in standing.order if (one := cards[name](standing, link))]
    return "\n".join(filter(None, [was, *(['<div class="dl-cards">', *shown, "</div>"] if shown else [])]))


def _was(standing, link):
    place = standing.place
    kind = "exercise" if place.is_exercise else "lecture"
    text = f"{kind} {place.topic.number}{of_section(place.section)}"
    return f"<p>You were last in {link(place.notebook.path, text, place.section)}, {when(place.when)}.</p>"


def _here(standing, link):
    place = standing.place
    notebook, topic = place.notebook, place.topic
    about = f"You stopped here {when(place.when)}; {notebook.ran} of {notebook.cells} cells run."
    title = f"{lecture_title(topic)}<br>{escaped(place.section)}" if place.section else lecture_title(topic)
    return card("You stopped in the lecture", link(notebook.path, title, place.section, "dl-go"), about)


def _question(standing, link):
    question = standing.question
    if question is None:
        return ""
    topic, progress = question.topic, question.progress
    title = f"Exercise {topic.number} · {escaped(topic.title)}<br>{escaped(question.section)}"
    effort = f", {question.effort}" if question.effort else ""
    says = f"<code>{progress.name}</code>: {points_in_words(0, progress.max_points).removeprefix('0 of ')}{effort}."
    if progress.status != "not attempted":
        says += f" So far: {status_in_words(progress.status).lower()}."
    if progress.met:
        says += f" {main_mistake(progress)}"
    section = find_question(progress.name).section
    if section and topic.lecture:
        says += f" To look up: {link(topic.lecture.path, f'lecture {topic.number}{of_section(section)}', section)}."
    return card("The next question", link(question.notebook.path, title, question.section, "dl-go"), says)


def _lecture(standing, link):
    topic = standing.lecture
    if topic is None:
        return ""
    notebook = topic.lecture
    section = notebook.stopped_at if notebook.ran else ""
    about = f"{escaped(notebook.promise)} About {notebook.minutes} minutes."
    return card("The next lecture", link(notebook.path, lecture_title(topic), section, "dl-go"), about)
