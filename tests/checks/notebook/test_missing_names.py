"""A name that is not there yet: which cell of the notebook to run, said under the NameError."""

import tomllib

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from paths import ROOT

from dlcourse._missing_names import advise, explain, find_notebook, follow
from dlcourse.course.commands.lab import add_startup_file

EXERCISE = ROOT / "exercises" / "07_backpropagation" / "07_backpropagation.ipynb"
STARTUP = ROOT / "dlcourse" / "_startup" / "50-dlcourse.ipy"


@pytest.mark.parametrize("name", ["check", "hint", "failing", "np", "relu"])
def test_a_name_of_the_first_cell_is_sent_there(name):
    said = advise(EXERCISE, name, "check-relu_backward")
    assert said.startswith(f"`{name}` is not there yet: ")
    assert "Run the first cell of code, which begins with `import numpy as np`, then this one again." in said
    assert "After a restart all cells have to run anew" in said


def test_an_answer_is_sent_to_its_own_cell():
    said = advise(EXERCISE, "relu_backward", "check-relu_backward")
    assert "Run the cell, which begins with `def relu_backward(da, z):`, then this one again." in said


@pytest.mark.parametrize("name", ["dz", "nowhere", "print_"])
def test_a_name_that_no_cell_defines_gets_no_advice(name):
    assert advise(EXERCISE, name, "check-relu_backward") == ""


def notebook_of(folder, *sources):
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    path = folder / "own.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.mark.parametrize(
    ("sources", "asking", "begins"),
    [
        (["# a remark\nx = 1", "x = 2", "x + y", "x = 3"], "cell-2", "`x = 2`"),
        (["y = 1", "x + y", "x = 3"], "cell-1", "`x = 3`"),
        (["%matplotlib inline\nx = 1", "x"], "cell-1", "`%matplotlib inline`"),
        (["for x in range(3):\n    pass", "def broken(:", "x"], "cell-2", "`for x in range(3):`"),
        (["x, y = 1, 2", "x"], None, "`x, y = 1, 2`"),
        (["import os.path as x", "x"], "cell-1", "`import os.path as x`"),
    ],
)
def test_the_nearest_cell_above_is_named_else_the_one_below(tmp_path, sources, asking, begins):
    assert f"begins with {begins}" in advise(notebook_of(tmp_path, *sources), "x", asking)


def test_a_cell_that_uses_a_name_before_it_defines_it_is_not_sent_to_itself(tmp_path):
    assert advise(notebook_of(tmp_path, "x\nx = 1"), "x", "cell-0") == ""


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": [{"cell_type": "code"}]}'])
def test_a_file_that_is_no_notebook_gives_no_advice(tmp_path, text):
    path = tmp_path / "own.ipynb"
    path.write_text(text)
    assert advise(path, "x", None) == ""
    assert advise(tmp_path / "gone.ipynb", "x", None) == ""


def test_the_notebook_is_the_one_of_the_session_else_the_only_one_here(tmp_path, monkeypatch):
    path = notebook_of(tmp_path, "x = 1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert find_notebook({}) == path
    assert find_notebook({"__vsc_ipynb_file__": str(EXERCISE)}) == EXERCISE
    (tmp_path / "second.ipynb").write_text("{}")
    assert find_notebook({}) is None
    monkeypatch.setenv("JPY_SESSION_NAME", str(EXERCISE))
    assert find_notebook({}) == EXERCISE


@pytest.fixture
def shell(monkeypatch):
    """A fresh shell, as a kernel has it after it has started in exercise 07; `displayed` is what it shows."""
    made = InteractiveShell()
    made.displayed = []
    monkeypatch.setenv("JPY_SESSION_NAME", str(EXERCISE))
    monkeypatch.setattr("IPython.get_ipython", lambda: made)
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: made.displayed.append(bundle))
    return made


def test_a_fresh_kernel_says_which_cell_to_run_before_anything_has_run(shell):
    shell.safe_execfile_ipy(str(STARTUP), raise_exceptions=True)
    follow()
    assert "dlcourse" not in shell.user_ns
    result = shell.run_cell('check("relu_backward", relu_backward)', store_history=True, cell_id="check-relu_backward")
    assert isinstance(result.error_in_exec, NameError)
    (bundle,) = shell.displayed
    assert "Run the first cell of code" in bundle["text/plain"]
    assert "<code>check</code> is not there yet" in bundle["text/html"]


def test_lab_adds_the_file_for_kernels_where_it_is_missing_and_leaves_the_systems_python_alone(tmp_path, monkeypatch):
    target = tmp_path / "etc" / "ipython" / "startup" / STARTUP.name
    monkeypatch.setattr("sys.base_prefix", str(tmp_path))
    add_startup_file(tmp_path)
    assert not target.exists()
    monkeypatch.setattr("sys.base_prefix", "/usr")
    add_startup_file(tmp_path)
    assert target.read_bytes() == STARTUP.read_bytes()
    target.write_text("# changed")
    add_startup_file(tmp_path)
    assert target.read_text() == "# changed"


def test_a_conda_environment_counts_as_one_and_one_that_cannot_be_written_to_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.base_prefix", str(tmp_path))
    tmp_path.joinpath("conda-meta").mkdir()
    tmp_path.joinpath("etc").write_text("a file, where a folder is needed")
    add_startup_file(tmp_path)
    assert tmp_path.joinpath("etc").is_file()
    tmp_path.joinpath("etc").unlink()
    add_startup_file(tmp_path)
    assert tmp_path.joinpath("etc", "ipython", "startup", STARTUP.name).is_file()


def test_another_error_and_a_typing_error_get_no_line(shell):
    follow()
    for source in ("1 / 0", "nowhere", "def f():\n    x += 1\nf()", "x ="):
        shell.run_cell(source, store_history=True)
    assert shell.displayed == []


def test_a_name_that_is_there_by_now_is_not_called_missing(shell):
    class Result:
        error_in_exec = NameError("name 'check' is not defined", name="check")
        info = None

    explain(Result(), {"check": 1})
    assert shell.displayed == []


def test_the_file_for_kernels_is_installed_with_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (files,) = project["tool"]["setuptools"]["data-files"].values()
    assert [ROOT / name for name in files] == [STARTUP]
    assert STARTUP.is_file()
