"""Formulas as MathML, which browsers render by themselves: no script, no network.

Whatever LaTeX a student wrote, the output holds only elements and attributes of an allow-list; a formula that cannot be
converted is shown as it was written.
"""

import html
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

TIGHT = frozenset("/∂|∇")  # operators to MathML, plain letters to TeX: no space around them
OPENING = ("(", "[", "{")
THIN = "0.1667em"
LONGEST = 4000  # characters; a longer formula is shown as text
MACROS = re.compile(r"\\(re)?(def|newcommand|let|edef|gdef|providecommand|newenvironment)\b")  # may grow without end
ALIGNED = re.compile(r"\\(begin|end)\{aligned\}")  # which the converter knows as align* alone
ELEMENTS = frozenset(
    (
        *("math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup"),
        *("msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "mtable", "mtr", "mtd"),
        *("mstyle", "mpadded", "mphantom", "merror", "menclose"),
    )
)
ATTRIBUTES = frozenset(
    (
        *("display", "displaystyle", "scriptlevel", "stretchy", "fence", "form", "accent", "accentunder", "symmetric"),
        *("separator", "largeop", "movablelimits", "lspace", "rspace", "width", "height", "depth", "minsize"),
        *("maxsize", "linethickness", "mathvariant", "columnalign", "rowspacing", "columnspacing", "notation"),
    )
)


def to_mathml(latex: str, display: bool = False) -> str:
    """Return the formula as one `<math>` element, or as escaped text if it cannot be converted."""
    try:
        if len(latex) > LONGEST or MACROS.search(latex):
            raise ValueError("too long, or with macros")
        known = ALIGNED.sub(r"\\\1{align*}", latex)
        tree = ElementTree.fromstring(convert(known, xmlns="", display="block" if display else "inline"))
        clean(tree)
        _space_as_tex_does(tree)
        if display:
            tree.set("tabindex", "0")  # a formula wider than the page is scrolled by keyboard, too
        return ElementTree.tostring(tree, encoding="unicode", short_empty_elements=False)
    except Exception:  # the converter's errors have no common type, and a broken formula is no reason to stop
        return f"<code>{html.escape(latex)}</code>"


def clean(element: ElementTree.Element) -> None:
    """Drop attributes off the allow-list, and backslashes in words; raises ValueError for an unknown element."""
    if element.tag not in ELEMENTS:
        raise ValueError(f"<{element.tag}> in a formula")
    if element.tag == "mtext":  # the converter leaves a sign's backslash in words
        element.text = re.sub(r"\\([_%#&$])", r"\1", element.text or "")
    for name in set(element.attrib) - ATTRIBUTES:
        del element.attrib[name]
    for child in element:
        clean(child)


def _space_as_tex_does(element: ElementTree.Element) -> None:
    """Space names and operators as TeX does and browsers do not: ln p, ∂L/∂W, max(a, b)."""
    for index, child in reversed(list(enumerate(element))):
        _space_as_tex_does(child)
        after = element[index + 1] if index + 1 < len(element) else None
        opens = after is not None and after.text in OPENING
        if child.tag == "mo" and child.text in TIGHT:
            child.set("lspace", "0")
            child.set("rspace", "0")
        elif child.tag == "mo" and _is_name(child):
            child.set("rspace", "0" if opens else THIN)
        elif element.tag in ("mrow", "mtd", "math") and _is_name(child) and after is not None and not opens:
            element.insert(index + 1, ElementTree.Element("mspace", width=THIN))


def _is_name(element: ElementTree.Element) -> bool:
    """Return True for a function's name of several letters, such as ln or max, with or without scripts."""
    base = element[0] if element.tag in ("msup", "msub", "msubsup") else element
    return base.tag in ("mi", "mo") and len(base.text or "") > 1 and str(base.text).isalpha()
