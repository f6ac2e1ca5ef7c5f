"""A page to read answers in words on: question by question, each beside the model answer, with a field for its points.

It stands alone and needs no network: formulas are MathML, pictures lie in it, what students wrote is sanitized. One
script, ours, keeps what was typed in the browser and saves it as the table that `dlcourse read --enter` takes.
"""

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from dlcourse.course.grading.by_hand.answers import AnswerInWords, QuestionInWords, code_of
from dlcourse.course.grading.feedback.prose import to_harmless_html, with_pictures
from dlcourse.course.grading.feedback.style import style_sheet
from dlcourse.course.grading.judge.sanitize import inert_text

STYLE = """
body { max-width: 76rem; }
.question { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 24rem); gap: 0 2rem; align-items: start; }
.beside { position: sticky; top: 4.2rem; max-height: calc(100vh - 5rem); overflow: auto; padding: 0 0 0 1rem;
  border-left: 3px solid var(--mark); }
.asked { grid-column: 1 / -1; } .beside { grid-column: 2; grid-row: 2; } .answers { grid-column: 1; grid-row: 2; }
.answer { border-top: 1px solid var(--line); padding: .6rem 0 1rem; }
.answer img { max-width: 100%; height: auto; background: #fff; }
.answer .prose { min-height: 1.5em; }
.fields { display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: center; margin-top: .5rem; }
.fields input, .fields textarea, button { font: inherit; color: inherit; background: var(--field);
  border: 1px solid var(--quiet); border-radius: 4px; padding: .25rem .5rem; }
.fields input { width: 5rem; } .fields textarea { flex: 1 1 16rem; min-height: 2.2rem; resize: vertical; }
.fields input:invalid { outline: 2px solid var(--error); }
.bar { position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line);
  padding: .6rem 0; display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; align-items: center; }
button { cursor: pointer; } button:focus-visible, input:focus-visible, textarea:focus-visible, a:focus-visible {
  outline: 2px solid var(--mark); outline-offset: 2px; }
@media (max-width: 700px) { .question { display: block; } .beside { position: static; max-height: none; } }
"""
SCRIPT = """
const about = JSON.parse(document.getElementById("about").textContent);
const rows = [...document.querySelectorAll(".answer")];
const fields = row => [row.querySelector("input"), row.querySelector("textarea")];
const keyOf = row => "dlcourse-read " + about.exercise + " " + row.dataset.question + " " + row.dataset.student + " " +
  row.dataset.answer;
const status = document.getElementById("status");
function count() {
  const read = rows.filter(row => fields(row)[0].value !== "" && fields(row)[0].validity.valid).length;
  status.textContent = read + " of " + rows.length + " have points";
}
for (const row of rows) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(row)));
    if (kept) fields(row).forEach((field, at) => { field.value = kept[at]; });
  } catch (error) { /* a browser that keeps nothing for pages from the disk */ }
  row.addEventListener("input", () => {
    try { localStorage.setItem(keyOf(row), JSON.stringify(fields(row).map(field => field.value))); } catch (error) {}
    count();
  });
}
count();
function cell(text) {
  const line = String(text).replace(/\\s+/g, " ").trim().replace(/^(?=[=+@\\-])/, "'");
  return '"' + line.replaceAll('"', '""') + '"';
}
document.getElementById("save").addEventListener("click", () => {
  const wrong = rows.find(row => !fields(row)[0].validity.valid);
  if (wrong) { fields(wrong)[0].focus(); fields(wrong)[0].reportValidity(); return; }
  const lines = [about.headings.map(cell).join(",")];
  for (const row of rows) {
    const [points, comment] = fields(row).map(field => field.value), data = row.dataset;
    const cells = [data.question, data.student, data.name, points, data.of, comment, "#" + data.answer];
    lines.push(cells.map(cell).join(","));
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\\r\\n") + "\\r\\n"], {type: "text/csv"}));
  link.download = about.file;
  link.click();
  const command = "dlcourse read " + about.exercise.slice(0, 2) + " --enter " + about.file;
  status.textContent = "Saved as " + about.file + ": " + command;
});
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>Points and comments are kept by this browser as you type. <em>Save the table</em> writes them to a file, which
<code>dlcourse read {number} --enter FILE</code> enters in the gradebook; what has no points waits.</p>
</header>
<div class="bar"><button id="save" type="button">Save the table</button><span id="status" role="status"></span>
<nav aria-label="Questions">{links}</nav></div>
<main>
{questions}
</main>
<script type="application/json" id="about">{about}</script>
<script>{script}</script>
</body>
</html>
"""


def to_page(
    exercise: str,
    questions: Sequence[QuestionInWords],
    names: Mapping[str, str],
    table: Path,
    is_anonymous: bool = False,
) -> str:
    """Return the page of these questions and answers; `table` is the name under which it saves."""
    from dlcourse.course.grading.by_hand.table import HEADINGS

    about = json.dumps({"exercise": exercise, "file": table.name, "headings": HEADINGS}).replace("<", "\\u003c")
    links = " · ".join(f'<a href="#{html.escape(one.name)}">{html.escape(one.name)}</a>' for one in questions)
    return PAGE.format(
        title=html.escape(f"Answers in words: {exercise}"),
        number=exercise[:2],
        style=style_sheet() + STYLE,
        links=links,
        questions="\n".join(_question_html(exercise, one, names, is_anonymous) for one in questions),
        about=about,
        script=SCRIPT,
        digest=base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode(),
    )


def _question_html(exercise, question, names, is_anonymous):
    """Return a question: its text, all answers, and beside them the model answer and the scheme."""
    beside = [_part("Model answer", question.model), _part("Points are for", question.scheme)]
    rows = [
        _answer_html(exercise, question, answer, number, names, is_anonymous)
        for number, answer in enumerate(question.answers, 1)
    ]
    name = html.escape(question.name)
    return (
        f'<section class="question" id="{name}" aria-label="{name}">\n'
        f'<div class="asked prose">{to_harmless_html(question.asked)}</div>\n'
        f'<aside class="beside" aria-label="Model answer" tabindex="0">{"".join(beside)}</aside>\n'
        f'<div class="answers">{"".join(rows) or "<p>Nothing waits to be read.</p>"}</div>\n</section>'
    )


def _part(title, text):
    return f'<h3>{title}</h3><div class="prose">{to_harmless_html(text)}</div>' if text else ""


def _answer_html(
    exercise: str,
    question: QuestionInWords,
    answer: AnswerInWords,
    number: int,
    names: Mapping[str, str],
    is_anonymous: bool,
) -> str:
    """Return one answer with its fields.

    - `exercise`, `question`: what was asked.
    - `answer`, `number`: what was answered, and its place on the page, from 1.
    - `names`: the students' names by their ids.
    - `is_anonymous`: whether a code stands in the place of id and name.
    """
    who = code_of(exercise, answer.student) if is_anonymous else answer.student
    name = "" if is_anonymous else names.get(answer.student, "")
    told = (
        f"AnswerInWords {number}"
        if is_anonymous
        else " ".join(filter(None, [answer.student, f"({name})" if name else ""]))
    )
    told = html.escape(inert_text(told))
    shown = '<p class="quiet">(nothing was written)</p>' if answer.is_blank else _prose(answer)
    value = "" if answer.points is None else f"{answer.points:g}"
    data = {
        "question": question.name,
        "student": who,
        "name": name,
        "of": f"{question.max_points:g}",
        "answer": answer.key,
    }
    attributes = " ".join(f'data-{key}="{html.escape(str(text))}"' for key, text in data.items())
    return (
        f'<article class="answer" {attributes} aria-label="{told}">\n<p class="label">{told}</p>\n'
        f'<div class="prose">{shown}</div>\n<div class="fields">'
        f'<label>Points <input type="number" min="0" max="{question.max_points:g}" step="any" value="{value}"></label>'
        f"<span>of {question.max_points:g}</span>"
        f'<textarea rows="1" aria-label="Comment on {told}" placeholder="Comment">'
        f"{html.escape(answer.comment)}</textarea>"
        "</div>\n</article>\n"
    )


def _prose(answer):
    return with_pictures(inert_text(answer.text), answer.attachments)
