"""An instructor's own tests: cells of plain Python, which run in the worker and score as nbgrader scores them.

A test that stops with an exception earns nothing; one that ends with a number earns so many points; any other earns all
of them. What would pass whatever the student wrote is refused beforehand.
"""

import ast
import builtins
import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from dlcourse.checks.engine.verdict import Verdict
from dlcourse.course.grading.judge.cells import NO_TREE

KERNEL = {"get_ipython", "In", "Out", "_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh"}  # names of IPython's
AUTOTEST = re.compile(r"^\s*###\s*(HASHED\s+)?AUTOTEST\b", re.MULTILINE)
HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?(END HIDDEN TESTS[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
RUNNERS = {"testmod", "testfile", "run_docstring_examples", "TextTestRunner"}  # report failures without raising
RUNNERS_OF = {("unittest", "main"), ("pytest", "main"), ("ipytest", "run")}
NOTHING = (ast.Pass, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
VALUE = "_dlcourse_value"  # holds the value of a test's last line
TEXT = 400  # characters of an exception's text that are shown
ROUNDING = 1e-9  # by which a sum of parts may miss the points, relative to them


# Which tests can be graded


class Names:
    """The names that a notebook's cells define, and those under which they import the course's `check`."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.defined: set[str] = set()
        self.checks: set[str] = set()
        self.modules: set[str] = set()
        for source in sources:
            for node in _nodes_of(source):
                self.add(node)

    def add(self, node: ast.AST) -> None:
        """Add the names that one node defines."""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            self.defined.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self.defined.add(node.name)
        elif isinstance(node, ast.Import):
            self.modules |= {alias.asname or "dlcourse" for alias in node.names if alias.name.startswith("dlcourse")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dlcourse"):
            self.modules |= {alias.asname or alias.name for alias in node.names}
            self.checks |= {alias.asname or "check" for alias in node.names if alias.name in ("check", "*")}


def why_not(source: str, names: Names) -> str:
    """Return why a test cannot be graded in a worker, "" if it can."""
    if AUTOTEST.search(source):
        return "nbgrader's AUTOTEST lines are not turned into tests here; write the asserts that they stand for"
    try:
        tree = _parse(source)
    except NO_TREE:
        return f"expected plain Python, without magics and other languages. Received: {source.strip()[:40]!r}"
    if all(isinstance(node, NOTHING) or _is_constant(node) for node in tree.body):
        return "it has nothing that could fail, and would give everybody its points; write an assert"
    return next(filter(None, (_why_not_this(node, names) for node in ast.walk(tree))), "")


def _why_not_this(node, names):
    """Return why a test with this node would pass in a worker whatever is answered, "" if it would not."""
    match node:
        case ast.Name(name) if name not in names.defined and (name in KERNEL or re.fullmatch(r"_i?\d+", name)):
            return f"{name} belongs to a notebook's kernel, and tests run without one; test values and functions"
        case ast.Call(ast.Name(name)) if name in names.checks:
            return f'{name}(…) has to be the only line of its cell, as in check("relu", relu)'
        case ast.Call(ast.Attribute(ast.Name(module), "check")) if module in names.modules:
            return 'expected check("relu", relu), imported by its name and the only line of its cell'
        case ast.Attribute(ast.Name(module), name) if (module, name) in RUNNERS_OF:
            return f"{module}.{name} reports a failure without raising it; write asserts"
        case ast.Name(name) | ast.Attribute(_, name) if name in RUNNERS:
            return f"{name} reports a failure without raising it; write asserts"
    return ""


def _nodes_of(source):
    """Return the nodes of a cell's text; none if it is not plain Python."""
    try:
        return list(ast.walk(_parse(source)))
    except NO_TREE:
        return []


def _parse(source):
    """Return a cell's syntax tree, with `await` allowed as in a notebook."""
    return compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def _is_constant(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


# How a test is run and scored


def with_value(source: str) -> str:
    """Return a test's text so that the value of its last line, if that is an expression, is kept under VALUE."""
    last = _parse(source).body[-1]
    if not isinstance(last, ast.Expr) or _is_constant(last) or _is_silenced(source, last):
        return source
    text = source.encode()  # columns count bytes
    begin, end = _offset(text, last.lineno, last.col_offset), _offset(text, last.end_lineno, last.end_col_offset)
    return b"".join([text[:begin], f"{VALUE} = (".encode(), text[begin:end], b")", text[end:]]).decode()


def _offset(text, line, column):
    """Return where a column of a line, counted from 1, is in the whole text."""
    return sum(len(one) + 1 for one in text.split(b"\n")[: line - 1]) + column


def _is_silenced(source, last):
    """Return True if a semicolon follows the last expression, which keeps a notebook from showing its value."""
    text = source.encode()
    return text[_offset(text, last.end_lineno, last.end_col_offset) :].lstrip(b" \t").startswith(b";")


def keeps_value(source: str) -> bool:
    """Return True if a text made by `with_value` keeps a value."""
    return f"{VALUE} = (" in source


def verdict_of_value(name: str, value: Any, points: float) -> Verdict:
    """Return the verdict on a test that ran to its end, from the value of its last line (None without one)."""
    value = value.item() if isinstance(value, np.ndarray | np.generic) and np.ndim(value) == 0 else value
    if value is None or value is True:
        return Verdict(name, "correct", points, points)
    if value is False:
        return Verdict(name, "incorrect", 0.0, points, ["The last line of the test is False."])
    if not isinstance(value, int | float):
        kind = getattr(value, "type_name", type(value).__name__)
        note = f"Note: the test ends with a value of type {kind}, which is not a number of points: it counts as passed."
        return Verdict(name, "correct", points, points, notes=[note])
    if not 0 <= value <= points * (1 + ROUNDING):
        text = f"The test ended with {value:g}, expected points from 0 to {points:g}: ask your instructor to fix it."
        return Verdict(name, "undecided", 0.0, points, [text])
    if value >= points * (1 - ROUNDING):
        return Verdict(name, "correct", points, points)
    status = "partial" if value > 0 else "incorrect"
    return Verdict(name, status, float(value), points, [f"The test gave {value:g} of {points:g} points."])


def verdict_of_error(name: str, error: dict[str, str], test: str, points: float) -> Verdict:
    """Return the verdict on a test that stopped with an exception; a line of a hidden test is not shown."""
    kind, text = error["type"], " ".join(error["text"].split())[:TEXT]
    if kind == "NotImplementedError":
        return Verdict(name, "not attempted", 0.0, points, ["This question was not answered."])
    shown = {line.strip() for line in HIDDEN.sub("", test).splitlines()}
    where = f" at `{error['line']}`" if error["line"] in shown and error["line"] else ""
    if kind == "AssertionError":
        return Verdict(name, "incorrect", 0.0, points, [f"The test failed{where}{': ' * bool(text)}{text or '.'}"])
    return Verdict(name, "error", 0.0, points, [f"The test stopped with {kind}{where}: {text}"])


def missing_names(error: dict[str, str], test: str) -> list[str]:
    """Return the names that a test misses if it stopped because an answer is not there yet; none for other reasons."""
    missing = re.match(r"name '(\w+)' is not defined", error["text"])
    if error["type"] == "NameError" and missing:
        return [missing[1]]
    return _calls(test) if error["type"] == "NotImplementedError" else []


def _calls(test):
    """Return the names of the functions that a test calls."""
    nodes = [node.func for node in _nodes_of(test) if isinstance(node, ast.Call)]
    return [node.id for node in nodes if isinstance(node, ast.Name) and not hasattr(builtins, node.id)]
