"""A class's own question that fails by itself gives a card in plain words, and is held against no answer."""

import json

import numpy as np
import pytest
from own_class import SOFTPLUS, class_in

import dlcourse.checks as checks
from dlcourse.checks import own_questions
from dlcourse.checks.broken import BrokenQuestionError

NO_FAULT = "This question is broken, which is no fault of yours. Tell your instructor: "
REFERENCE = "return np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))"
CASES = "return [Case((rng.normal(size=5),)), "
NOT_CALLED = "Your a is 0 for every negative z: that is ReLU."
ENDLESS = "misconceptions=(\n        Misconception("
BREAKS = {
    "reference raises": (REFERENCE, "return 1 / 0", "questions/softplus.py:13: ZeroDivisionError: division by zero."),
    "reference is not written": (REFERENCE, "raise NotImplementedError", "questions/softplus.py:13: NotImplementedErr"),
    "reference returns nothing": (
        REFERENCE,
        "z + 1",
        "questions/softplus.py:11: of its reference: Your function returne",
    ),
    "reference never ends": (
        REFERENCE,
        "while True: pass",
        "questions/softplus.py:11: its reference, or the drawing of",
    ),
    "cases raise": (CASES, "1 / 0\n    " + CASES, "questions/softplus.py:18: ZeroDivisionError: division by zero."),
    "cases are none": (
        CASES,
        "return []\n    " + CASES,
        "questions/softplus.py:11: it draws no case: expected one Case",
    ),
    "cases are no list": (CASES, "return 7\n    " + CASES, "questions/softplus.py:11: TypeError: "),
    "cases have other arguments": (CASES, "return [Case((1.0, 2.0))]\n    " + CASES, "questions/softplus.py:11: "),
    "a sentence names nothing": (NOT_CALLED, "It is {nothing}.", "questions/softplus.py:11: KeyError: 'nothing'."),
    "a misconception never ends": (
        'edit(softplus, " + np.log1p(np.exp(-abs(z))) → ")',
        "endless",
        "questions/softplus.py:11: its misconception 'relu' had not ended after 0.5 seconds.",
    ),
}
LOOPS = "def endless(z):\n    while True: pass\n\n\ndef inputs("


def relu(z):
    """A wrong answer."""
    return np.maximum(z, 0)


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    """Check an answer in a class whose question has been changed; the points, and what is shown."""
    monkeypatch.setattr(checks, "LIMIT", 0.5)

    def in_class(old, new, answer=relu):
        root = class_in(tmp_path / "class")
        text = SOFTPLUS.replace("def inputs(", LOOPS) if new == "endless" else SOFTPLUS
        assert old in text
        root.joinpath("questions", "softplus.py").write_text(text.replace(old, new), encoding="utf-8")
        own_questions.look_in(root)
        points = checks.check("softplus", answer)
        return points, capsys.readouterr().out

    return in_class


@pytest.mark.parametrize(("old", "new", "says"), BREAKS.values(), ids=BREAKS.keys())
def test_a_question_whose_own_code_fails_says_so_with_file_line_and_error(ask, old, new, says):
    points, shown = ask(old, new)
    assert (points, points.max_points) == (0, 2)
    assert "? Cannot decide: softplus, 0 of 2 points" in shown
    assert NO_FAULT in shown
    assert says in " ".join(shown.split())
    assert "Traceback" not in shown


def test_a_misconception_that_raises_is_no_fault_where_an_answer_does_not(ask):
    points, shown = ask('edit(softplus, " + np.log1p(np.exp(-abs(z))) → ")', "lambda z: 1 / 0")
    assert points == 0
    assert "Not right yet: softplus" in shown


def test_an_answer_that_raises_is_its_own_fault(ask):
    points, shown = ask(REFERENCE, REFERENCE, lambda z: 1 / 0)
    assert points == 0
    assert "Stopped by an error: softplus" in shown


@pytest.mark.parametrize("how", ["a file that cannot be imported", "a file that was renamed", "a folder that is gone"])
def test_a_question_that_cannot_be_had_gives_a_card_and_its_points(how, tmp_path, capsys):
    root = class_in(tmp_path / "class")
    path = root / "questions" / "softplus.py"
    if how == "a file that cannot be imported":
        path.write_text(SOFTPLUS.replace("SECRET =", "SECRET = 1 / 0 #"), encoding="utf-8")
        says = "questions/softplus.py:8: ZeroDivisionError: division by zero."
    else:
        path.rename(path.with_suffix(".txt"))
        says = "'softplus' is asked in 21_my_topic, and no file in questions/ has a question of that name."
    if how == "a folder that is gone":
        path.with_suffix(".txt").unlink()
        path.parent.rmdir()
    own_questions.look_in(root)
    points = checks.check("softplus", relu)
    assert (points, points.max_points) == (0, 2)
    assert f"{NO_FAULT}{says}" in capsys.readouterr().out
    checks.hint("softplus")
    assert says in capsys.readouterr().out


def test_a_name_that_no_exercise_asks_is_an_error_as_before(tmp_path):
    own_questions.look_in(class_in(tmp_path / "class"))
    with pytest.raises(LookupError, match="no question is called 'softpluss'; did you mean 'softplus'"):
        checks.check("softpluss", relu)


def test_a_question_that_is_broken_leaves_no_trace_in_the_journal(tmp_path, monkeypatch, capsys):
    root = class_in(tmp_path / "class")
    path = root / "questions" / "softplus.py"
    monkeypatch.chdir(root / "exercises" / "21_my_topic")
    own_questions.look_in(root)
    checks.check("softplus", relu)
    before = json.loads((root / "progress.jsonl").read_text(encoding="utf-8"))
    assert before["name"] == "softplus"
    path.write_text(SOFTPLUS.replace(REFERENCE, "return 1 / 0"), encoding="utf-8")
    checks.check("softplus", relu)
    assert json.loads((root / "progress.jsonl").read_text(encoding="utf-8")) == before


def test_the_error_goes_from_process_to_process_as_it_is():
    import pickle

    error = BrokenQuestionError("softplus", "questions/softplus.py:13: ZeroDivisionError")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
