"""The code that a learner wrote into the course's cells, and the names that it defines."""

import ast
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

from dlcourse.course.grading.judge.cells import NO_TREE, is_asked
from dlcourse.course.grading.judge.definitions import names_defined


def own_code(own: NotebookNode, old: NotebookNode) -> str:
    """Return the outer statements of the learner's version of a cell that the course's lacks; "" if there are none.

    Of a check, only those that define something: an answer that was merged into it.
    """
    if own.cell_type != "code" or old.cell_type != "code":
        return ""
    try:
        known = set(_statements(old.source))
        code = "\n".join(text for text in _statements(own.source) if text not in known)
        code = code if ast.parse(code).body else ""
    except NO_TREE:  # with magics, for one
        code = own.source
    return code if not is_asked(old) or names_defined(code) else ""


def _statements(source: str) -> Iterator[str]:
    """Yield the outer statements of a source as text, each with the comments above it, and the comments at the end."""
    lines, start = source.splitlines(), 0
    for end in [*(node.end_lineno or 0 for node in ast.parse(source).body), len(lines)]:
        if end > start:  # several on one line are one
            yield "\n".join(lines[start:end]).strip("\n")
            start = end


def defined_by_the_learner(
    old: Mapping[str, NotebookNode], own: Mapping[str, NotebookNode], newer: Mapping[str, NotebookNode]
) -> frozenset[str]:
    """Return the names that the learner's code defines, in whichever cell, and the course's version of it does not."""
    course = {**newer, **old}
    names: set[str] = set()
    for key, cell in own.items():
        if cell.cell_type == "code":
            names |= names_defined(cell.source) - (names_defined(course[key].source) if key in course else frozenset())
    return frozenset(names)
