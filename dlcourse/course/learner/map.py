"""The map of the start page: each topic with its lecture and its exercise, and how far the learner has come."""

from dlcourse.checks.card import SYMBOLS, code
from dlcourse.checks.engine.verdict import points_in_words, status_in_words
from dlcourse.checks.mistakes import in_words
from dlcourse.course.learner.markup import Link, escaped
from dlcourse.course.learner.standing import Standing
from dlcourse.course.progress import due_in_words, times

PARTS = {  # the first topic of each part of the map
    "00": "First steps",
    "01": "A single neuron",
    "03": "Networks and what they cost",
    "06": "Gradients, and the way down",
    "09": "Networks that learn well",
    "15": "Optimizers",
    "17": "All of it together",
}


def map_of(standing: Standing, link: Link) -> str:
    """Return the map, a list for each part of the course."""
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
    read = f"{link(topic.lecture.path, escaped(topic.title))}" if topic.lecture else escaped(topic.title)
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
    due = f'<br><span class="dl-small">{due_in_words(exercise)}</span>' if exercise.due else ""
    return (
        f"{link(topic.exercise.path, f'Exercise {topic.number}')}{broken} "
        f'<progress title="Exercise {topic.number}: {share}" value="{exercise.points:g}" max="{exercise.max_points:g}">'
        f"{share}</progress>{due}<details><summary>{done}{share}</summary><ul>{questions}</ul></details>"
    )


def _one(topic, question, link):
    """Return a question of the map: its verdict, its link, and the mistakes met."""
    asked = topic.exercise.questions.get(question.name)
    name = (
        link(topic.exercise.path, escaped(asked.section), asked.section) if asked else f"<code>{question.name}</code>"
    )
    met = "".join(
        f"<li>{code(in_words(question.name, mistake))} (met {times(count)})</li>"
        for mistake, count in question.met.items()
    )
    says = f"{SYMBOLS[question.status]} {name}: {status_in_words(question.status).lower()}"
    return f"<li>{says}, {points_in_words(question.points, question.max_points)}{f'<ul>{met}</ul>' if met else ''}</li>"
