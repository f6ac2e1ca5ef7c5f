"""The package says `py.typed`: its public functions say what they take and return."""

import ast
from pathlib import Path

import pytest

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent
CALLED = {"__init__", "__call__", "__getitem__", "__iter__", "__len__", "__enter__", "__exit__"}  # public by their use
FILES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if "catalogue" not in path.parent.parent.parts
]  # all but the questions, which are answers, right and wrong


def public_functions(node, in_class=False):
    """The public functions and methods of public classes, each with whether it is a method."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef) and (not child.name.startswith("_") or child.name in CALLED):
            yield child, in_class
        elif isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from public_functions(child, True)


def is_annotated(function, is_method):
    """Whether every argument (but `self`) and the returned value have a type."""
    given = function.args
    arguments = [*given.posonlyargs, *given.args]
    if is_method and not any(getattr(d, "id", "") == "staticmethod" for d in function.decorator_list):
        arguments = arguments[1:]
    arguments += [*given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    returns = function.returns is not None or function.name in ("__init__", "__enter__")
    return returns and all(argument.annotation is not None for argument in arguments)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_public_functions_are_annotated(path):
    bare = [
        f.name
        for f, is_method in public_functions(ast.parse(path.read_text("utf-8")))
        if not is_annotated(f, is_method)
    ]
    assert bare == []
