"""Show a verdict as a card in a notebook, as plain text in a terminal. No information is conveyed by colour alone."""

import html
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import quote

from dlcourse.checks.engine.verdict import STATUSES, Verdict, points_in_words

VERDICT_MIME = "application/vnd.dlcourse.verdict+json"  # the verdict as data, for programs that read the notebook

SYMBOLS = {"correct": "✓", "partial": "◐", "incorrect": "✗", "undecided": "?", "not attempted": "–", "error": "!"}
COLOURS = {"correct": "#0072b2", "not attempted": "#767676"}  # of Okabe and Ito's palette; others: vermilion
VERMILION = "#d55e00"

STALE = f"margin:.4em 0 0;padding:.3em .6em;border-left:4px solid {VERMILION};background:rgba(128,128,128,.15)"
BUTTON = (
    "cursor:pointer;width:fit-content;font-size:.9em;padding:.1em .7em;border:1px solid currentColor;border-radius:4px"
)


class Points(float):
    """Points of a check as a cell's result: a number for nbgrader, a short line for the reader."""

    max_points: float

    def __new__(cls, points: float, max_points: float) -> Self:
        """Create the float and set its attribute `max_points`."""
        self = super().__new__(cls, points)
        self.max_points = max_points
        return self

    def __repr__(self) -> str:
        """Return the number alone: nbgrader reads it as the score."""
        return repr(float(self))

    def _repr_html_(self):
        return f"<small>{points_in_words(float(self), self.max_points)}</small>"


def to_text(verdict: Verdict) -> str:
    """Return the verdict as plain text for a terminal: what was seen, then the idea; what says more is in the hints."""
    lines = [f"{SYMBOLS[verdict.status]} {verdict.headline}"]
    lines += [f"  {sentence}" for sentence in [*verdict.stale, verdict.run] if sentence]
    lines += [f"  {sentence}" for sentence in verdict.says]
    for part, rows in verdict.pictures.items():
        lines += [f"  {part} (= agrees, x differs):", *(f"    {row}" for row in rows)]
    lines += [f"  {line}" for line in _example_lines(verdict)]
    lines += [f"  Look: {sentence}" for sentence in verdict.ideas]
    lines += [f"  {note}" for note in verdict.notes]
    if _needs_help(verdict):
        if verdict.lecture and verdict.section:
            lines.append(f"  Read: lecture {verdict.lecture[:2]}, section “{verdict.section}”")
        lines.append(f'  Stuck? hint("{verdict.name}")')
    return "\n".join(lines)


def to_html(verdict: Verdict) -> str:
    """Return the verdict as an HTML card; inline styles make it look the same in JupyterLab and on a feedback page.

    The hints are folded in the card itself, by `<details>`: they open by mouse and by keyboard, have a name for screen
    readers, stay open, and work in a notebook without a kernel and on the feedback page.
    """
    colour = COLOURS.get(verdict.status, VERMILION)
    escape = html.escape
    body = [
        f'<div style="font-weight:600"><span aria-hidden="true" style="color:{colour}">{SYMBOLS[verdict.status]}</span>'
        f" {STATUSES[verdict.status]}: <code>{escape(verdict.name)}</code></div>"
    ]
    body += [f'<p style="{STALE}"><b>Not what your cell holds now.</b> {code(line)}</p>' for line in verdict.stale]
    body += [f'<p style="margin:.2em 0 0;font-size:.9em;opacity:.8">{code(verdict.run)}</p>' if verdict.run else ""]
    body += [f'<p style="margin:.5em 0 0">{code(sentence)}</p>' for sentence in verdict.says]
    body += [_picture_html(part, rows) for part, rows in verdict.pictures.items()]
    body += [_example_html(verdict)]
    body += [f'<p style="margin:.6em 0 0"><b>Look:</b> {code(sentence)}</p>' for sentence in verdict.ideas]
    body += [f'<p style="margin:.5em 0 0;font-size:.9em">{code(note)}</p>' for note in verdict.notes]
    if _needs_help(verdict):
        body.append(_hints_html(verdict.name, verdict.stages))
        if verdict.lecture and verdict.section:
            body.append(
                f'<p style="margin:.7em 0 0;font-size:.9em">Read: lecture {escape(verdict.lecture[:2])}, '
                f'<a href="{escape(section_link(verdict))}">section “{escape(verdict.section)}”</a></p>'
            )
    return (
        f'<section aria-label="{escape(verdict.headline)}" style="border:1px solid {colour};border-left-width:6px;'
        "border-radius:4px;padding:.6em .9em;max-width:46em;line-height:1.45;"
        'background:var(--jp-layout-color1,#fff);color:var(--jp-content-font-color1,#111)">'
        + "".join(body)
        + "</section>"
    )


def section_link(verdict: Verdict) -> str:
    """Return the address of the lecture's section as seen from an exercise."""
    return f"../../lectures/{verdict.lecture}.ipynb{heading_fragment(verdict.section)}"


def heading_fragment(section: str) -> str:
    """Return the end of a link to a section of a notebook, from its heading's text; "" for no section.

    JupyterLab looks for a heading by this name, spaces as hyphens, all else as the browser leaves it; a name without
    "heading=" it would find only among the cells that are on the screen.
    """
    return "#heading=" + quote(section.replace(" ", "-"), safe=",:;?!()'/*+=&@$") if section else ""


def hints_text(stages: Sequence[str], shown: int) -> str:
    """Return the first stages of help as plain text, a line each."""
    lines = [f"Hint {i} of {len(stages)}: {stage}" for i, stage in enumerate(stages[:shown], start=1)]
    return "\n".join(lines) + (" (Ask again for the next one.)" if shown < len(stages) else " (This is the last one.)")


def hints_html(name: str, stages: Sequence[str], shown: int) -> str:
    """Return the stages of help as HTML, the first ones unfolded."""
    return f'<section aria-label="Hints for {html.escape(name)}">{_hints_html(name, stages, shown)}</section>'


def _hints_html(name, stages, shown=0):
    """Return the hints, each folded, and each within the one before: the next appears when one is opened."""
    inner = ""
    for i, stage in reversed(list(enumerate(stages, start=1))):
        label = f"Hint {i} of {len(stages)}"
        inner = (
            f'<details style="margin:.6em 0 0"{" open" if i <= shown else ""}><summary style="{BUTTON}" '
            f'aria-label="{label} for {html.escape(name)}">{label}</summary>'
            f'<p style="margin:.3em 0 0">{code(stage)}</p>{inner}</details>'
        )
    return inner


def _example_lines(verdict):
    """Return the lines on a small input on which the answer is wrong; none if there is none."""
    if verdict.example is None:
        return []
    if not verdict.example.is_small:
        return [f'An input to try it on: {", ".join(verdict.example.names)} = failing("{verdict.name}")']
    happens = "it stops" if verdict.status == "error" else "it differs"
    return [f"A small input on which {happens}:", *(f"  {line}" for line in verdict.example.text.splitlines())]


def _example_html(verdict):
    """Return the small input as a figure with code to copy; "" if there is none."""
    lines = _example_lines(verdict)
    if not lines:
        return ""
    first, *rest = (html.escape(line) for line in lines)
    if not rest:
        head, _, call = first.partition(": ")
        return f'<p style="margin:.5em 0 0">{head}: <code>{call}</code></p>'
    text = "\n".join(line[2:] for line in rest)
    return (
        f'<figure style="margin:.6em 0 0"><figcaption>{first}</figcaption><pre style="margin:.2em 0 0;'
        'padding:.4em .6em;overflow-x:auto;background:rgba(128,128,128,.15);color:inherit">'
        f"{text}</pre></figure>"
    )


def _picture_html(part, rows):
    """Return a figure of the entries that agree and differ; its caption gives screen readers the counts."""
    wrong = sum(row.count("x") for row in rows)
    total = sum(len(row.split()) for row in rows)
    cells = html.escape("\n".join(rows)).replace("x", f'<b style="color:{VERMILION}">x</b>')
    return (
        f'<figure style="margin:.6em 0 0"><figcaption style="font-size:.9em">{html.escape(part)}: {wrong} of {total} '
        f'entries differ (= agrees, x differs)</figcaption><pre aria-hidden="true" style="margin:.2em 0 0;'
        f'line-height:1.2;background:transparent;color:inherit">{cells}</pre></figure>'
    )


def _needs_help(verdict):
    """Return True if the card should help on: not for a right or missing answer, nor for an instructor's own test."""
    return bool(verdict.lecture or verdict.hints) and verdict.status not in ("correct", "not attempted")


def code(sentence: str) -> str:
    """Return a sentence escaped for HTML, with text between backticks as code."""
    pieces = html.escape(sentence).split("`")
    return "".join(f"<code>{piece}</code>" if i % 2 else piece for i, piece in enumerate(pieces))


def symbol_of(status: str) -> str:
    """Return the symbol of a status; a pen for an answer that an instructor reads."""
    return SYMBOLS.get(status, "✎")


def show(text: str, html_text: str, data: Mapping[str, Any] | None = None) -> None:
    """Display in a notebook, with data under their MIME types; print plain text elsewhere."""
    if shell() is None:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        print(text.encode(encoding, "backslashreplace").decode(encoding))  # a file on Windows may have no ✓
        return
    from IPython.display import display

    display({"text/plain": text, "text/html": html_text, **(data or {})}, raw=True)


def shell() -> Any:
    """Return IPython's shell in a notebook, None elsewhere."""
    loaded = sys.modules.get("IPython")  # which a kernel has loaded, and a command need not
    return loaded.get_ipython() if loaded else None
