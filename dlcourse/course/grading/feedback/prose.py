"""Markdown as HTML that runs nothing and fetches nothing: tags are text, addresses are text, formulas are MathML."""

import html

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from dlcourse.course.grading.feedback.mathml import to_mathml

LONGEST = 50_000  # characters of one cell; the parser is slow with what is longer and twisted


class HarmlessRenderer(IPythonRenderer):
    """HTML without links, pictures, scripts or tags of the writer's."""

    def __init__(self):
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)

    def link(self, text, url, title=None):  # noqa: ARG002 - as it is called
        """The text of a link, with the address where it says something else."""
        address = html.escape(html.unescape(url))
        return text if address in (text, "") or "://" not in address else f"{text} ({address})"

    def image(self, text, url, title=None):  # noqa: ARG002 - as it is called
        """What a picture shows, in words."""
        return f"[{text}]"

    def block_math(self, body):
        """A formula on a line of its own."""
        return to_mathml(html.unescape(body), display=True)

    def inline_math(self, body):
        """A formula among words."""
        return to_mathml(html.unescape(body))

    def latex_environment(self, name, body):
        r"""A formula that begins with \begin."""
        return to_mathml(html.unescape(rf"\begin{{{name}}}{body}\end{{{name}}}"), display=True)

    def block_mermaidjs(self, code):
        """A diagram, as it was written."""
        return f"<pre>{html.escape(code)}</pre>"


def to_harmless_html(markdown: str) -> str:
    """The cell's text to put into a page; a tag that the grader has disarmed reads as it was written."""
    markdown = markdown.replace("&lt;", "<")
    if len(markdown) > LONGEST:
        return f"<pre>{html.escape(markdown)}</pre>"
    try:
        return MarkdownWithMath(renderer=HarmlessRenderer()).render(markdown)
    except RecursionError:
        return f"<pre>{html.escape(markdown)}</pre>"
