"""What the site adds to Sphinx: formulas as MathML, light pages."""

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from dlcourse.course.grading.feedback.mathml import to_mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)


def setup(app: "Sphinx") -> dict[str, bool]:
    """Let Sphinx write formulas as MathML, which a browser draws without a script."""
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_displayed, None))
    app.config.html_math_renderer = "mathml"
    app.connect("build-finished", _lighten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _lighten(app, exception):
    """Leave out the theme's script of 2,000 icons, of which icons.css draws the eleven that occur, and source maps."""
    if exception is None:
        static = Path(app.outdir, "_static")
        for path in static.rglob("*.map"):
            path.unlink()
        for path in static.glob("scripts/fontawesome.js"):
            path.write_text("// The icons are in icons.css.\n", encoding="utf-8")


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
