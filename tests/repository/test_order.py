"""In which order the tests run, and which of them stay together, where several processes share them."""

from collections import OrderedDict
from types import SimpleNamespace

import pytest
from oracles import Lazy
from paths import ROOT

TESTS = ROOT / "tests"
MANY, FEW = "tests/layers/test_layers.py", "tests/plots/test_plots.py"
LECTURE, QUESTION = "tests/lectures/test_lectures_hold.py[03]", "tests/checks/gate/test_gate.py[dense_backward]"


@pytest.fixture
def settings(pytestconfig):
    """tests/conftest.py."""
    return pytestconfig.pluginmanager.get_plugin(str(TESTS / "conftest.py"))


def test_each_file_that_the_order_names_is_there(settings):
    for name in {*settings.SPREAD, *settings.FIRST, *settings.LAST}:
        assert len(list(TESTS.rglob(name))) == 1, name
    assert not set(settings.FIRST) & set(settings.LAST)


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        (f"{MANY}::test_a_fact", MANY),
        (f"{MANY}::test_a_fact[3-None]", MANY),
        ("tests/lectures/test_lectures_hold.py::test_every_claim_holds[03]", LECTURE),
        ("tests/lectures/test_lectures_hold.py::test_on_an_older_processor[03]", LECTURE),
        ("tests/checks/gate/test_gate.py::test_fifty_draws", "tests/checks/gate/test_gate.py"),
    ],
)
def test_a_file_stays_together_and_in_a_long_one_the_tests_of_the_same_parameters(settings, test, scope):
    assert settings.scope_of(test) == scope


def test_long_files_begin_first_and_pieces_of_seconds_fill_the_end(settings, monkeypatch):
    """The order in which the scheduler hands out what waits, those with many tests before those with few."""
    scheduler = pytest.importorskip("xdist.scheduler").LoadScopeScheduling
    handed_out = []
    monkeypatch.setattr(scheduler, "__init__", lambda self, config, log: None)
    monkeypatch.setattr(
        scheduler, "_assign_work_unit", lambda self, node: handed_out.append(self.workqueue.popitem(last=False)[0])
    )
    ours = settings.pytest_xdist_make_scheduler(SimpleNamespace(), None)
    ours.workqueue = OrderedDict.fromkeys([QUESTION, MANY, FEW, LECTURE])
    while ours.workqueue:
        ours._assign_work_unit(None)
    assert handed_out == [LECTURE, MANY, FEW, QUESTION]


def test_looking_for_fixtures_imports_no_library_to_compare_with():
    """pytest asks every object of a file for `_mock_name` and `__wrapped__`."""
    lazy = Lazy("no.such.module")
    assert [getattr(lazy, name, None) for name in ("_mock_name", "__wrapped__")] == [None, None]
    with pytest.raises(ModuleNotFoundError):
        _ = lazy.numpy
