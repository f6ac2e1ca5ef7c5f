"""Every public name says in its docstring what it is, and what it raises."""

import inspect

import pytest

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
