"""The script that measures the explorers' answer to a key knows what each of them is given in its lecture."""

import importlib.util
import inspect

import pytest
from paths import ROOT

from dlcourse.course.authoring.explorers import makers


@pytest.fixture(scope="module")
def script():
    specification = importlib.util.spec_from_file_location("explorers", ROOT / "benchmarks" / "explorers.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def wants_data(function):
    """Whether a lecture has to give an explorer something."""
    return any(one.default is inspect.Parameter.empty for one in inspect.signature(function).parameters.values())


WITH_DATA = {name: function for name, function in makers() if wants_data(function)}


def test_some_explorers_want_data_and_all_are_measured(script):
    assert len(WITH_DATA) >= 3
    assert [name for name, _ in script.explorers()] == [name for name, _ in makers()]


@pytest.mark.parametrize("name", WITH_DATA)
def test_an_explorer_that_wants_data_is_given_some(name, script, capsys):
    explorer = dict(script.explorers())[name]()
    assert explorer.to_html().strip()
