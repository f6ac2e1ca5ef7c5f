"""The cells of a student that define a name: two that define one answer are told, since only the last one counts."""

import ast
import functools
import re
from collections.abc import Iterator, Sequence

from dlcourse.checks.engine.verdict import Verdict
from dlcourse.course.grading.judge.cells import NO_TREE

DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def mentions(source: str, name: str) -> bool:
    """Return True if a text holds the name as a word, or imports names that it does not list."""
    return re.search(rf"\b{re.escape(name)}\b|import\s*\*", source) is not None


def defines(source: str, name: str) -> bool:
    """Return True if a cell binds the name outside of its functions."""
    return name in names_defined(source)


@functools.lru_cache(maxsize=256)  # the cells of a notebook, which each of its questions looks through
def names_defined(source: str) -> frozenset[str]:
    """Return the names that a cell binds outside of its functions; in a cell with magics, of functions and classes."""
    try:
        return frozenset(name for node in _outer_nodes(ast.parse(source)) for name in _bound_by(node))
    except NO_TREE:  # with magics, for one
        return frozenset(DEFINITION.findall(source))


def _outer_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a module's own scope."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, SCOPES):
            yield from _outer_nodes(child)


def _bound_by(node):
    """Return the names that a node binds."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    return []


def tell_of_copies(verdict: Verdict, function: str, sources: Sequence[str]) -> Verdict:
    """Return the verdict, which says if several of the cells that ran define a function that is not right."""
    copies = [source for source in sources if defines(source, function)]
    if verdict.status == "correct" or len(copies) < 2:
        return verdict
    if verdict.status == "not attempted" and any("NotImplementedError" not in copy for copy in copies[:-1]):
        verdict.status = "error"
        text = f"{len(copies)} of your cells define {function}; the last one counts, and is not answered: delete it."
        verdict.says = [text]
    else:
        verdict.notes.append(f"Note: {len(copies)} of your cells define {function}; the last one counts.")
    return verdict
