"""The glossary: a page of the terms that the lectures introduce in bold, each with a link to where that is.

`source/glossary.md` defines them, in alphabetical order, one line for a term's names, those in brackets in other
forms that a lecture has in bold, and then the definition:

    dense layer, fully connected layer [dense]
    : A layer whose every unit is connected to every input.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

from dlcourse.course.authoring.source import Cell, SourceError, read_source

ENTRY = re.compile(r"(?P<names>[^\n:\[\]]+?)(?: \[(?P<forms>[^\n\]]+)\])?\n: (?P<text>[^\n]+(?:\n  [^\n]+)*)")
BOLD = re.compile(r"\*\*([^*$`\n]+(?:\n[^*$`\n]+)?)\*\*")
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
HEAD = """# Glossary

The terms that the lectures introduce, with what they mean here. After each stands the section that explains it first.
The lectures in their order: [all lectures](README.md).
"""


@dataclass(frozen=True)
class Entry:
    """A term: its names, first the one it is found under; the forms that stand in bold, in lower case; its meaning."""

    names: tuple[str, ...]
    forms: frozenset[str]
    text: str
    line: int


@dataclass(frozen=True)
class Bold:
    """Words in bold, as `form_of` has them, and the section they stand in; `heading` is "" before the first."""

    form: str
    lecture: str
    heading: str


def build_glossary(root: Path) -> str:
    """Return the page; raises SourceError for an entry of another format, in no order, or in bold nowhere."""
    source = root / "source" / "glossary.md"
    first: dict[str, Bold] = {}  # in the order of the lectures
    for path in sorted(root.glob("source/lectures/*.py")):
        for bold in bolds_in(path.stem, read_source(path)):
            first.setdefault(bold.form, bold)
    parts, letter = [HEAD], ""
    for entry in read_glossary(source):
        found = next((bold for form, bold in first.items() if form in entry.forms), None)
        if found is None:
            raise SourceError(source, entry.line, f"{entry.names[0]}: no lecture has this term in bold")
        if entry.names[0][0].upper() != letter:
            letter = entry.names[0][0].upper()
            parts.append(f"## {letter}\n")
        also = f" (also {', '.join(entry.names[1:])})" if entry.names[1:] else ""
        parts.append(f"**{entry.names[0]}**{also}: {entry.text} {_link(found)}\n")
    return "\n".join(parts)


def read_glossary(path: Path) -> list[Entry]:
    """Return the entries; raises SourceError for another format, or if they are not in alphabetical order."""
    entries, line = [], 1
    for block in path.read_text(encoding="utf-8").rstrip("\n").split("\n\n"):
        found = ENTRY.fullmatch(block)
        if not found:
            raise SourceError(path, line, 'expected "name, other name [form, form]" and below it ": definition"')
        names = tuple(found["names"].split(", "))
        forms = frozenset(form_of(one) for one in (*names, *(found["forms"] or names[0]).split(", ")))
        entries.append(Entry(names, forms, found["text"].replace("\n  ", " "), line))
        line += block.count("\n") + 2
    for before, after in pairwise(entries):
        if before.names[0].lower() >= after.names[0].lower():
            raise SourceError(path, after.line, f"{after.names[0]}: expected before {before.names[0]}")
    return entries


def bolds_in(lecture: str, cells: list[Cell]) -> Iterator[Bold]:
    """Yield the words in bold of a lecture's prose, in order."""
    heading = ""
    for cell in cells:
        if cell.kind != "markdown":
            continue
        for found in re.finditer(f"{HEADING.pattern}|{BOLD.pattern}", cell.source, re.MULTILINE):
            if found[1]:
                heading = found[1]
            else:
                yield Bold(form_of(found[2]), lecture, heading)


def form_of(words: str) -> str:
    """Return words in lower case, without hyphens, a last s or point: the same for "Hyper-parameters." and its kin."""
    form = " ".join(words.split()).lower().replace("-", "").rstrip(".:,")
    return form[:-1] if form.endswith("s") and not form.endswith(("ss", "us", "is", "as")) else form


def heading_anchor(title: str) -> str:
    """Return the anchor of a heading in a link: JupyterLab's, the title with hyphens for blanks, its signs encoded."""
    return quote(title.replace(" ", "-"))


def _link(bold):
    """Return the link to a section."""
    number = bold.lecture[:2]
    if not bold.heading:
        return f"([lecture {number}]({bold.lecture}.ipynb))"
    anchor = "" if "$" in bold.heading else f"#{heading_anchor(bold.heading.replace('`', ''))}"
    return f'([lecture {number}]({bold.lecture}.ipynb{anchor}), "{bold.heading}")'
