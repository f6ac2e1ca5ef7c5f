"""A graded notebook as one page: points, the checks' messages, and what the student wrote and printed.

It is self-contained: no script, nothing fetched, formulas as MathML. Check cells appear as their cards, without their
code. What a student wrote or printed is sanitized; only the cards, which the grader made, are inserted as they are, but
for their links to lectures.
"""

import functools
import html

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from dlcourse.checks.card import VERDICT_MIME, symbol_of
from dlcourse.checks.engine.verdict import points_in_words, status_in_words
from dlcourse.course.grading.feedback.lecture_links import WORDS_ALONE, LectureLinks, with_links
from dlcourse.course.grading.feedback.prose import to_harmless_html, with_pictures
from dlcourse.course.grading.feedback.report import Report, points_text, refusal_lines, verdict_of
from dlcourse.course.grading.feedback.style import style_sheet
from dlcourse.course.grading.judge.cells import asked_name, grade_id, has_points, is_asked
from dlcourse.course.grading.judge.sanitize import inert_text

SHARED = 200  # cells of a class that are made once
COLOURED = 100_000  # characters of a cell; a longer one is not highlighted
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
{header}
</header>
<hr>
<main>
{cells}
</main>
</body>
</html>
"""


def to_page(report: Report, links: LectureLinks = WORDS_ALONE) -> str:
    """Return the report as an HTML page, whose mistakes lead to their lectures as `links` says."""
    cells = "\n".join(filter(None, [_cell_html(cell, links) for cell in report.notebook.cells]))
    return _page_of(f"Feedback: {report.exercise}", _header_html(report, links), cells)


def to_refusal_page(exercise: str, student: str, handed_in: str, why: str) -> str:
    """Return the page for a student whose submission cannot be read."""
    heading, refused, again, whose = [
        html.escape(inert_text(x)) for x in refusal_lines(exercise, student, handed_in, why)
    ]
    header = f'<h1>{heading}</h1>\n<p class="score">{refused}</p>\n<p>{again}</p>\n<p class="quiet">{whose}</p>'
    return _page_of(f"Feedback: {exercise}", header, "")


def _page_of(title, header, cells):
    return PAGE.format(policy=POLICY, title=html.escape(title), style=style_sheet(), header=header, cells=cells)


def _header_html(report, links):
    """Return the header: the student, the score, and the questions with their points."""
    lines = [
        f"<h1>Feedback: {html.escape(report.exercise)}</h1>",
        f'<p class="score">{html.escape(points_text(report))}</p>',
    ]
    lines += [f"<p>{html.escape(inert_text(note))}</p>" for note in report.notes]
    lines.append(f'<p class="quiet">{html.escape(report.student)}{html.escape(report.handed_in)}</p>')
    lines += [f'<p class="quiet">{html.escape(links.note)}</p>'] if links.note else []
    rows = "\n".join(_question_row(question) for question in report.questions)
    head = '<th scope="col">Question</th><th scope="col">Result</th><th scope="col">Points</th>'
    return "\n".join([*lines, f"<table><thead><tr>{head}</tr></thead><tbody>", rows, "</tbody></table>"])


def _question_row(question):
    """Return one line of the table, with a link to its place on the page."""
    name = html.escape(question.name)
    said = f"{symbol_of(question.status)} {status_in_words(question.status)}"
    return (
        f'<tr><td><a href="#{name}"><code>{name}</code></a></td><td>{said}</td>'
        f'<td class="points">{question.points:g} of {question.max_points:g}</td></tr>'
    )


def _cell_html(cell, links):
    """Return one cell: prose, code with its output, or a check's card; empty for an empty cell."""
    name = grade_id(cell)
    if is_asked(cell):
        return _check_html(cell, asked_name(cell), links)
    about = cell.metadata.get("nbgrader", {})
    what = "Your answer" if about.get("solution") else "A task" if about.get("task") else ""
    if cell.cell_type == "markdown":
        body = f'<div class="prose">{with_pictures(cell.source, cell.get("attachments") or {})}</div>'
    else:
        body = _code_html(cell.source) + "".join(_output_html(output) for output in cell.get("outputs", []))
    if not what:
        return body
    points = f", {points_in_words(about.score, about.points)}" if about.get("score") is not None else ""
    anchor = f' id="{html.escape(name)}"' if has_points(cell) else ""
    return f'<p class="label"{anchor}>{what}{points}</p>\n{body}{_comment_html(about.get("comment"))}'


def _check_html(cell, name, links):
    """Return the card of a question's check, or the outputs that say what stopped it."""
    cards = [output.data.get("text/html", "") for output in cell.outputs if verdict_of(output, name)]
    shown = "".join(with_links(card, links) for card in cards)
    shown = shown or "".join(_output_html(output) for output in cell.outputs) or "<p>This question was not run.</p>"
    return f'<div class="card" id="{html.escape(name)}">{shown}</div>'


def _code_html(source):
    """Return a cell's code, highlighted; "" for an empty cell."""
    source = inert_text(source)
    if not source.strip():
        return ""
    if len(source) > COLOURED:
        return f'<div class="code"><pre>{html.escape(source)}</pre></div>'
    return f'<div class="code"><pre>{_coloured(source)}</pre></div>'


@functools.lru_cache(SHARED)
def _coloured(source):
    """Return code as HTML with its classes; the cells that the exercise gives are the same for a whole class."""
    return highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))


def _output_html(output):
    """Return a cell's output, or the exception that stopped it, as escaped text."""
    if output.output_type == "stream":
        return f'<div class="output"><pre>{html.escape(inert_text(output.text))}</pre></div>'
    if output.output_type == "error":
        return f'<div class="output failure"><pre>{html.escape(inert_text(output.evalue))}</pre></div>'
    text = output.data.get("text/plain", "") if VERDICT_MIME not in output.data else ""
    return f'<div class="output"><pre>{html.escape(inert_text(text))}</pre></div>' if text else ""


def _comment_html(comment):
    """Return the instructor's comment on an answer."""
    if not comment:
        return ""
    return f'<div class="comment"><p class="quiet">Your instructor:</p>{to_harmless_html(comment)}</div>'
