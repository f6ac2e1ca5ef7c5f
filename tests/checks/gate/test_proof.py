"""The gate itself: it finds planted holes; test_gate.py sends the whole catalogue through it."""

import ast
import dataclasses
import json

import numpy as np
import pytest
from course_copy import ROOT, run

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.checks.catalogue.backpropagation.activation_backward import RELU_BACKWARD, relu_backward
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case
from dlcourse.checks.gate import report as gate
from dlcourse.checks.gate.mutants import mutants, read_function


def scaled_sum(x, rate):
    """Σ rate·x over the rows."""
    total = np.zeros(x.shape[1])
    for row in x:
        if row[0] > 0:
            total += rate * row
    return total


def texts(function, **options):
    return [text for text, _ in mutants(function, **options)]


# Mutants


@pytest.mark.parametrize(
    "change",
    ["rate / row", "row[0] < 0", "row[1] > 0", "total -= rate", "total = rate * row", "np.ones(", "x.shape[0]"],
)
def test_each_kind_of_change_is_made(change):
    assert any(change in text for text in texts(scaled_sum))


def test_a_mutant_is_a_function_that_runs_and_differs():
    x = np.array([[1.0, 2.0], [3.0, -4.0]])
    changed = dict(mutants(scaled_sum))
    text = next(text for text in changed if "rate / row" in text)
    assert changed[text](x, 2.0).tolist() == [2 / 1 + 2 / 3, 2 / 2 + 2 / -4]
    assert scaled_sum(x, 2.0).tolist() == [8.0, -4.0]


def test_no_mutant_is_made_twice_and_none_is_the_original():
    made = texts(scaled_sum, pairs=30, rng=np.random.default_rng(0))
    assert len(made) == len(set(made)) > len(texts(scaled_sum))


def test_a_lambda_and_a_function_that_needs_its_surroundings_are_left_alone():
    factor = 2
    assert read_function(lambda x: x + 1) is None

    def inner(x):
        return factor * x

    assert read_function(inner) is None


def test_an_edited_function_has_mutants_of_its_own():
    edited = edit(scaled_sum, "+ → -")
    assert edited.__name__ == "scaled_sum"
    assert "-" in ast.unparse(read_function(edited))
    assert set(texts(edited)) != set(texts(scaled_sum))


# The gate finds planted holes


@pytest.fixture
def report_on(monkeypatch):
    """A report on one question that is not in the catalogue."""

    def report(question):
        monkeypatch.setattr(gate, "EXERCISES", {"test": (question,)})
        return gate.report_on("test", 0)

    return report


def with_misconceptions(*wrong, question=RELU_BACKWARD):
    """A question whose misconceptions are these functions, named wrong0, wrong1, …"""
    made = tuple(
        dataclasses.replace(question.misconceptions[0], name=f"wrong{i}", wrong=function)
        for i, function in enumerate(wrong)
    )
    return dataclasses.replace(question, misconceptions=made)


def test_a_misconception_that_passes_is_reported(report_on):
    found = report_on(with_misconceptions(lambda da, z: da * (z >= 0)))
    assert (found.survived, found.killed, found.is_sound) == (["wrong0"], 0, False)


def test_two_misconceptions_with_the_same_numbers_are_reported_as_ambiguous(report_on):
    found = report_on(with_misconceptions(lambda da, z: -da * (z > 0), lambda da, z: da * (z > 0) * -1.0))
    assert found.ambiguous == ["wrong0", "wrong1"]
    assert (found.killed, found.diagnosed) == (2, 0)


def test_a_misconception_that_cannot_be_named_is_reported(report_on):
    found = report_on(with_misconceptions(lambda da, z: da * np.random.default_rng().normal(size=z.shape)))
    assert found.wrongly_diagnosed == ["wrong0"]


def test_a_right_answer_that_fails_is_reported(report_on):
    found = report_on(dataclasses.replace(RELU_BACKWARD, alternatives=(relu_backward, lambda da, z: da)))
    assert found.alternatives == 2
    assert found.false_rejections == ["<lambda>[2], seed None"]


def test_a_message_with_a_field_that_nothing_fills_is_reported(report_on):
    question = with_misconceptions(lambda da, z: -da * (z > 0))
    for says, named, incomplete in (
        ("Your {step} step is wrong.", 0, []),  # there are no steps: it is not said
        ("Your {{part}} is wrong.", 1, ["wrong0"]),
    ):
        unclear = dataclasses.replace(question.misconceptions[0], says=says, look="")
        found = report_on(dataclasses.replace(question, misconceptions=(unclear,)))
        assert (found.killed, found.diagnosed, found.incomplete) == (1, named, incomplete)
        assert not found.is_sound


def test_a_right_answer_that_is_accepted_with_fewer_points_is_reported(report_on, monkeypatch):
    examine = gate.examine
    monkeypatch.setattr(gate, "examine", lambda *a, **k: dataclasses.replace(examine(*a, **k), points=0.5))
    found = report_on(dataclasses.replace(RELU_BACKWARD, misconceptions=(), alternatives=()))
    assert found.false_rejections == ["reference[0], seed None"]


def all_positive(rng):
    """Cases that never close the gate: no check can tell whether there is one."""
    return [Case((rng.normal(size=(3, 2)), rng.uniform(1, 2, size=(3, 2))), {"N": 3, "units": 2})]


def test_mutants_that_weak_cases_let_through_are_told_from_those_that_change_nothing(report_on, monkeypatch):
    weak = report_on(dataclasses.replace(RELU_BACKWARD, alternatives=(), cases=all_positive))
    assert any("z >= 0" in text for text in weak.mutants_equal)  # equal on all that these cases can draw
    assert weak.mutants_passed == []

    is_equal = gate.is_equal  # now ask with other draws, that reach what those of the check do not
    monkeypatch.setattr(gate, "is_equal", lambda question, function: is_equal(RELU_BACKWARD, function))
    holed = report_on(dataclasses.replace(RELU_BACKWARD, alternatives=(), cases=all_positive))
    assert any("z > -1" in text for text in holed.mutants_passed)
    assert not holed.is_sound


def test_a_mutant_that_never_ends_counts_as_rejected():
    def endless(da, z):
        while True:
            pass

    assert gate.within_time(0.2, gate.passes, RELU_BACKWARD, endless, gate.Draw(RELU_BACKWARD)) is None


def test_the_command_prints_what_the_gate_found_as_text_and_as_json():
    text = run("dlcourse", "prove", "15", "--report", cwd=ROOT)
    assert text.returncode == 0
    assert "15 momentum_step" in text.stdout
    whole = json.loads(run("dlcourse", "prove", "15", "--json", "--workers", "1", cwd=ROOT).stdout)
    keys = {
        "questions",
        "misconceptions",
        "killed",
        "diagnosed",
        "wrongly_diagnosed",
        "alternatives",
        "false_rejections",
    }
    assert keys <= whole.keys()
    assert keys - {"questions"} <= whole["per_question"][0].keys()
    assert whole["questions"] == len(EXERCISES["15_momentum"])
    unknown = run("dlcourse", "prove", "99", cwd=ROOT)
    assert unknown.returncode == 2
    assert "no such exercise: 99" in unknown.stderr
