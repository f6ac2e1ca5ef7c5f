"""Make what a student wrote harmless to read: a page of feedback, or Formgrader, must never run it."""

import re

LINKS = re.compile(r"(javascript|vbscript|data|file)\s*:", re.IGNORECASE)
TEX = re.compile(r"\\(href|style|class|cssId|require|unicode|bbox|html[a-z]*|def|newcommand|let)\b", re.IGNORECASE)


def inert_markdown(source: str) -> str:
    """Markdown in which no tag is a tag, no link runs a program, and no formula reaches into the page."""
    source = source.replace("<", "&lt;")
    source = LINKS.sub(lambda found: found[1] + " ", source)
    return TEX.sub(lambda found: "\\text{\\\\}" + found[1], source)


def inert_text(text: str) -> str:
    """Text without control characters but for line ends and tabs: no terminal obeys it."""
    return "".join(character for character in text if character in "\n\t" or character.isprintable())
