"""The benchmark of a term says each step as it is done, and takes up where it was stopped; no time is asserted."""

import json
import sys

import pytest
from paths import ROOT

sys.path.append(str(ROOT / "benchmarks"))

import term

FIGURES = {"seconds": 2.0, "cpu_seconds": 1.5, "megabytes": 90.0}


@pytest.fixture
def steps_run(monkeypatch):
    """The commands that ran, in order; a name put into `stop` ends the run there, once."""
    ran, stop = [], []

    def run(root, arguments):
        ran.append(arguments[0])
        if arguments[0] in stop:
            stop.remove(arguments[0])
            raise KeyboardInterrupt
        return dict(FIGURES)

    monkeypatch.setattr(term, "run", run)
    monkeypatch.setattr(term, "make_class", lambda folder, size: ran.append("made"))
    return ran, stop


def test_a_run_that_was_stopped_goes_on_where_it_stopped(steps_run, tmp_path, capsys):
    ran, stop = steps_run
    stop.append("feedback")
    command = ["--sizes", "4", "--keep", str(tmp_path), "--json"]
    with pytest.raises(KeyboardInterrupt):
        term.main(command)
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split("students")[1].split("  ")[1] for line in err.splitlines() if " ms each" in line] == [
        "roster",
        "collect",
        "grade",
        "grade again",
    ]

    ran.clear()
    term.main(command)
    report = json.loads(capsys.readouterr().out)
    assert ran == ["feedback", "feedback", "insights", "marks"]
    assert list(report["sizes"]["4"]) == list(term.STEPS)
    assert [step for step, one in report["sizes"]["4"].items() if one.get("rest")] == ["feedback"]


def test_a_step_is_left_out_on_request_and_what_hangs_on_it_is_not_told(steps_run, tmp_path, capsys):
    term.main(["--sizes", "4", "--skip", "grade", "grade again", "--keep", str(tmp_path)])
    out = capsys.readouterr().out
    assert "grading" not in out
    assert steps_run[0] == ["made", "roster", "collect", "feedback", "feedback", "insights", "marks"]


def test_each_step_is_one_of_those_that_the_help_names(tmp_path):
    assert tuple(term.steps_of(tmp_path, tmp_path)) == term.STEPS


def test_a_class_of_two_goes_through_real_commands(tmp_path, capsys):
    term.main(["--sizes", "2", "--skip", *term.STEPS[2:], "--keep", str(tmp_path), "--json"])
    assert set(json.loads(capsys.readouterr().out)["sizes"]["2"]) == {"roster", "collect"}
    assert len(list((tmp_path / "2" / "course" / "submitted").glob(f"*/{term.NAME}/{term.NAME}.ipynb"))) == 2
