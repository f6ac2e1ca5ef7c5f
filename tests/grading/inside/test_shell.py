"""What a cell asks of IPython, where there is none: nobody answers, files are written and run, nothing is shown."""

import pytest

from dlcourse.course.grading.inside.shell import Cells, readable


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a cell as a worker does; the names that it leaves behind."""
    monkeypatch.chdir(tmp_path)
    names = {}
    cells = Cells(names)

    def run(source):
        cells.run(readable(source))
        return names

    return run


def test_input_says_that_nobody_answers(run):
    with pytest.raises(EOFError, match=r"nobody answers input\(\) while grading: write the value into the cell"):
        run("name = input('your name')")


def test_a_name_of_ones_own_may_be_called_input(run):
    assert run("input = [1, 2]\ntotal = sum(input)")["total"] == 3
    assert run("def f(input):\n    return input\nsame = f(3)")["same"] == 3


def test_a_breakpoint_stops_nothing(run):
    assert run("breakpoint()\nx = 1")["x"] == 1


def test_a_cell_written_to_a_file_is_there(run, tmp_path):
    run("%%writefile one.py\nx = 1\n")
    run("%%writefile -a one.py\ny = 2\n")
    assert tmp_path.joinpath("one.py").read_text() == "x = 1\ny = 2\n"


def test_a_script_that_is_run_leaves_its_names(run):
    run("%%writefile one.py\n%matplotlib inline\nx = 5\n")
    assert run("%run one.py\ny = x + 1")["y"] == 6


def test_a_script_that_is_missing_is_an_error_of_the_cell(run):
    with pytest.raises(FileNotFoundError):
        run("%run missing.py")


@pytest.mark.parametrize("source", ["%writefile", "%%writefile\nx", "%run", "%%bash\nexit 1", "!exit 1", "%cd /"])
def test_what_has_no_file_or_is_no_python_does_nothing(run, source, tmp_path):
    run(source)
    assert list(tmp_path.iterdir()) == []
