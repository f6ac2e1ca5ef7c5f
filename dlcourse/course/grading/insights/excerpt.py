"""An answer cut out of a whole notebook: its function, and what that needs of the other cells."""

import ast
import builtins
import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dlcourse.course.grading.judge.cells import NO_TREE
from dlcourse.course.grading.judge.definitions import names_defined

HARMLESS = ("numpy", "math", "itertools", "functools", "collections", "dlcourse", "keras")  # modules that only compute
REACHING = {"eval", "exec", "open", "compile", "input", "breakpoint", "globals", "locals", "vars", "getattr", "setattr"}
FILES = {
    "load",
    "loadtxt",
    "genfromtxt",
    "save",
    "savetxt",
    "savez",
    "savez_compressed",
    "tofile",
    "fromfile",
    "memmap",
}
FILES |= {"load_model", "save_model", "load_weights", "save_weights", "get_file", "saving", "export"}  # of Keras
FILES |= {"ctypeslib", "ctypes", "DataSource", "dump", "f2py", "distutils", "testing", "open_memmap"}
DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Statement:
    """An outer statement of a cell, as it was written, and as it is read."""

    text: str
    node: ast.stmt
    given: bool  # True if it stands in the exercise as well

    @property
    def is_import(self) -> bool:
        """Return True for an import."""
        return isinstance(self.node, ast.Import | ast.ImportFrom)


class Excerpts:
    """All answers that can be cut out of a notebook, whose cells are read once."""

    def __init__(self, sources: Iterable[str], known: Collection[str] = ()) -> None:
        """Read them; `known` are the statements that the exercise gives, as `forms_of` returns them.

        A cell that is no Python, as one with magics, has no statements.
        """
        read = [one for source in sources for one in _read(source)]
        self._statements = [Statement(one.text, one.node, one.form in known) for one in read]
        self._defined = {bound: i for i, one in enumerate(read) for bound in one.names}  # the last one counts

    def excerpt(self, name: str) -> list[Statement]:
        """Return the statements that the function `name` needs, itself included; none if nothing defines it."""
        wanted, found = [name], set()
        while wanted:
            index = self._defined.get(wanted.pop())
            if index is not None and index not in found:
                found.add(index)
                wanted += _loaded(self._statements[index].node)
        return [self._statements[index] for index in sorted(found)]


def excerpt(sources: Sequence[str], name: str, given: Sequence[str] = ()) -> list[Statement]:
    """Return the statements of these cells that the function `name` needs, itself included, in their order.

    `given` are the cells of the exercise. Of several definitions of a name, the last one counts; a cell that is no
    Python, as one with magics, has none. Empty if nothing defines the function.
    """
    return Excerpts(sources, forms_of(given)).excerpt(name)


def forms_of(given: Iterable[str]) -> frozenset[str]:
    """Return the statements of the cells that an exercise gives, without their layout."""
    return frozenset(one.form for source in given for one in _read(source))


class _Read(NamedTuple):
    """An outer statement of a cell: its text, its tree, the tree as text, and the names that it binds."""

    text: str
    node: ast.stmt
    form: str
    names: tuple[str, ...]


@functools.lru_cache(maxsize=512)  # of a class, most cells are as they were given
def _read(source: str) -> tuple[_Read, ...]:
    """Return the outer statements of a cell."""
    try:
        body = ast.parse(source).body
    except NO_TREE:
        return ()
    lines, found = source.splitlines(), []
    for node in body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        text = "\n".join(lines[first - 1 : node.end_lineno])
        found.append(_Read(text, node, ast.dump(node), tuple(names_defined(ast.unparse(node)))))
    return tuple(found)


def _loaded(node):
    """Return the names that a statement uses, without Python's own."""
    used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    return sorted(used - set(dir(builtins)))


def as_written(statements: Sequence[Statement]) -> str:
    """Return what the student wrote of it, comments included."""
    return "\n\n".join(one.text for one in statements if not one.given and not one.is_import)


def cleaned(statements: Sequence[Statement]) -> str:
    """Return what the student wrote of it without comments and docstrings, which may hold a name."""
    return "\n\n".join(_without_texts(one.node) for one in statements if not one.given and not one.is_import)


def with_all_it_needs(statements: Sequence[Statement], *more_imports: str) -> str:
    """Return code that runs by itself: imports, what the exercise gives, and the function, without comments."""
    imports = [_without_texts(one.node) for one in statements if one.is_import]
    others = [_without_texts(one.node) for one in statements if not one.is_import]
    return "\n\n\n".join(["\n".join(dict.fromkeys([*imports, *more_imports])), *others])


def _without_texts(node):
    """Return a statement as text, without comments and docstrings."""
    tree = ast.parse(ast.unparse(node))
    for one in ast.walk(tree):
        if isinstance(one, DOCUMENTED) and ast.get_docstring(one) is not None:
            one.body = one.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def reaches_out(statements: Sequence[Statement]) -> list[str]:
    """Return the names in it by which code can do more than compute: it is to be read before it runs anywhere."""
    found = set()
    for node in (inner for one in statements for inner in ast.walk(one.node)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] not in HARMLESS}
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] not in HARMLESS):
            found.add(node.module or ".")
        elif isinstance(node, ast.Name) and (node.id in REACHING or node.id.startswith("__")):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and (node.attr.startswith("__") or node.attr in FILES):
            found.add(node.attr)
    return sorted(found)
