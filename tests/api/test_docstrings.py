"""Every public name says in its docstring what it is, and what it raises."""

import ast
import inspect
import re

import pytest
from paths import PACKAGE

import dlcourse
from dlcourse import activations, layers, losses, optimizers

MATHS = [
    getattr(module, name)
    for module in (activations, layers, losses, optimizers)
    for name in module.__all__
    if callable(getattr(module, name)) and name not in ("Layer", "Optimizer", "Dropout", "Flatten")
]
RAISES_NOTHING = {"Callback", "History", "load_digits", "load_mnist"}


@pytest.mark.parametrize("name", dlcourse.__all__)
def test_the_first_line_says_more_than_the_name(name):
    first, *_ = inspect.getdoc(getattr(dlcourse, name)).splitlines()
    assert len(first) >= 25, first
    assert len(first.split()) >= 4, first


@pytest.mark.parametrize("name", sorted(set(dlcourse.__all__) - RAISES_NOTHING))
def test_what_is_raised_is_said(name):
    assert "aises" in getattr(dlcourse, name).__doc__


@pytest.mark.parametrize("function", MATHS, ids=lambda function: function.__name__)
def test_mathematics_begins_with_its_formula(function):
    first, *_ = function.__doc__.splitlines()
    assert any(sign in first for sign in "=←≥>σΦ·/∈"), first


@pytest.mark.parametrize("name", dlcourse.__all__)
def test_public_methods_say_what_they_do(name):
    thing = getattr(dlcourse, name)
    methods = inspect.getmembers(thing, inspect.isfunction) if inspect.isclass(thing) else []
    for method, function in methods:
        if not method.startswith("_"):
            assert inspect.getdoc(getattr(thing, method)), method
            # an optimizer's formula is a function of its own, with its own name
            assert method == "formula" or function.__name__ == method or method in function.__qualname__


LIBRARY = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).parts[0] != "course" and "catalogue" not in path.parts
]
OF_MATPLOTLIB = {"SVGRenderer.draw_markers", "SVGRenderer.draw_text"}  # whose documentation says what these take


def long_signatures(node, above=""):
    """Each public function with more than five parameters: its name, their names, the docstring that lists them."""
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from long_signatures(child, f"{child.name}.")
        elif isinstance(child, ast.FunctionDef) and (not child.name.startswith("_") or child.name == "__init__"):
            given = child.args
            names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            names += [each.arg for each in (given.vararg, given.kwarg) if each]
            names = [name for name in names if name not in ("self", "cls")]
            if len(names) > 5 and above + child.name not in OF_MATPLOTLIB:
                yield above + child.name, names, ast.get_docstring(node if child.name == "__init__" else child) or ""


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_more_than_five_parameters_are_listed_an_item_each(path):
    listed = {
        function: (re.findall(r"^- `(\w+)`", text, flags=re.MULTILINE), names)
        for function, names, text in long_signatures(ast.parse(path.read_text("utf-8")))
    }
    assert {function: items for function, (items, names) in listed.items() if items != names} == {}


def test_each_item_says_more_than_the_name():
    text = "\n".join(each for path in LIBRARY for *_, each in long_signatures(ast.parse(path.read_text("utf-8"))))
    items = re.findall(r"^- `\w+`.*", text, flags=re.MULTILINE)
    assert len(items) > 300
    assert [item for item in items if not re.match(r"- `\w+`: .*\w", item)] == []
