"""Additions of the site to Sphinx: formulas as MathML, light pages."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from dlcourse.course.grading.feedback.mathml import to_mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js"></script>')

logger = logging.getLogger(__name__)


def setup(app: "Sphinx") -> dict[str, bool]:
    """Let Sphinx write formulas as MathML, which a browser draws without a script."""
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_displayed, None))
    app.config.html_math_renderer = "mathml"
    app.connect("build-finished", _lighten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _lighten(app, exception):
    """Leave out what no page needs: source maps, the theme's 2,000 icons, the index of words where none is searched.

    icons.css draws the eleven icons that occur. The theme's search field leads to search.html, which has the index.
    """
    if exception is None:
        static = Path(app.outdir, "_static")
        for path in static.rglob("*.map"):
            path.unlink()
        for path in static.glob("scripts/fontawesome.js"):
            path.write_text("// The icons are in icons.css.\n", encoding="utf-8")
        for path in Path(app.outdir).rglob("*.html"):
            if path.name != "search.html":
                path.write_text(SEARCH.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")


def _visit_math(translator, node):
    _write(translator, node, display=False)


def _visit_displayed(translator, node):
    _write(translator, node, display=True)


def _write(translator, node, display):
    formula = to_mathml(node.astext(), display)
    if formula.startswith("<code>"):
        logger.warning("a formula that MathML cannot show: %s", node.astext(), location=node)
    translator.body.append(formula)
    raise nodes.SkipNode
