"""Markdown as sanitized HTML: tags and addresses are text, formulas are MathML; it runs and fetches nothing."""

import functools
import html
import re
from collections.abc import Mapping

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from dlcourse.course.grading.feedback.mathml import to_mathml
from dlcourse.course.grading.judge.pictures import take_out

SHARED = 200  # texts of a class that are made once
LONGEST = 50_000  # characters of one cell; the parser is slow on longer, contrived ones
MOST_MARKS = 1000  # in one cell: it looks for the end of each formula in all that follows
MARK = re.compile(r"\\[\[(]|\$")


class HarmlessRenderer(IPythonRenderer):
    """A renderer of HTML without links, images, scripts or tags of the author's."""

    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002 - as it is called
        """Return the text of a link, with its address if the text is another."""
        address = html.escape(html.unescape(url))
        return text if address in (text, "") or "://" not in address else f"{text} ({address})"

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002 - as it is called
        """Return the description of an image."""
        return f"[{text}]"

    def block_math(self, body: str) -> str:
        """Return a formula on a line of its own."""
        return to_mathml(html.unescape(body), display=True)

    def inline_math(self, body: str) -> str:
        """Return a formula within a line."""
        return to_mathml(html.unescape(body))

    def latex_environment(self, name: str, body: str) -> str:
        r"""Return a formula that begins with \begin."""
        return to_mathml(html.unescape(rf"\begin{{{name}}}{body}\end{{{name}}}"), display=True)

    def block_mermaidjs(self, code: str) -> str:
        """Return the source of a diagram."""
        return f"<pre>{html.escape(code)}</pre>"


@functools.lru_cache(SHARED)  # the texts that the exercise gives are the same for a whole class
def to_harmless_html(markdown: str) -> str:
    """Return the cell's text as sanitized HTML; a tag that the grader has escaped reads as it was written."""
    markdown = markdown.replace("&lt;", "<")
    if len(markdown) > LONGEST or sum(1 for _ in MARK.finditer(markdown)) > MOST_MARKS:
        return f"<pre>{html.escape(markdown)}</pre>"
    try:
        return MarkdownWithMath(renderer=HarmlessRenderer()).render(markdown)
    except RecursionError:
        return f"<pre>{html.escape(markdown)}</pre>"


def with_pictures(markdown: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """Return the cell's text as sanitized HTML with the pictures that are attached to it, which lie in the page."""
    text, pictures = take_out(markdown, attachments)
    shown = to_harmless_html(text)
    for number, (mark, data) in enumerate(pictures.items(), 1):
        kind, content = next(iter(data.items()))
        shown = shown.replace(mark, f'<img alt="picture {number} of the answer" src="data:{kind};base64,{content}">')
    return shown
