"""Sanitize what a student wrote: neither a feedback page nor Formgrader must ever run it."""

import re

LINKS = re.compile(r"(javascript|vbscript|data|file|attachment)\s*\\?\s*:", re.IGNORECASE)
HIDDEN = re.compile(
    r"&(?=(amp;|#38;|#x26;)*(#|colon;|tab;|newline;))", re.IGNORECASE
)  # a letter or colon as a reference
TEX = re.compile(r"\\(href|style|class|cssId|require|unicode|bbox|html[a-z]*|def|newcommand|let)\b", re.IGNORECASE)


def inert_markdown(source: str) -> str:
    """Return sanitized Markdown: tags are escaped, no link runs a program, and no formula reaches into the page."""
    source = HIDDEN.sub("& ", source).replace("<", "&lt;")
    source = LINKS.sub(lambda found: found[1] + " ", source)
    return TEX.sub(lambda found: "\\text{\\\\}" + found[1], source)


def inert_text(text: str) -> str:
    """Return the text without control characters except line ends and tabs, so that no terminal obeys it."""
    return "\n".join("\t".join(map(_printable, line.split("\t"))) for line in text.split("\n"))


def _printable(text):
    """Return the printable characters of a text: nearly always all of them."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))
