"""Each question passes the gate: wrong answers fail under their own name, right ones pass, unknown bugs are found.

This is the one pass over all wrong answers of the catalogue: on the cases that a student sees and on other draws.
"""

import pytest

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.checks.gate import report as gate

ASKED = {question.name: (question, name, i) for name in EXERCISES for i, question in enumerate(EXERCISES[name])}


@pytest.mark.parametrize(("question", "exercise", "position"), ASKED.values(), ids=ASKED)
def test_a_question_passes_the_gate(question, exercise, position):
    found = gate.report_on(exercise, position)
    assert found.not_installed == []
    assert found.survived == []  # wrong answers of the catalogue that earned full points on some draw
    assert found.wrongly_diagnosed == []
    assert found.incomplete == []  # messages in which a number is left open
    assert found.combinations_passed == []
    assert found.false_rejections == []  # right answers that failed on one of fifty draws
    assert found.mutants_passed == []
    assert found.killed == found.misconceptions == len(question.misconceptions)
    assert found.diagnosed + len(found.ambiguous) == found.misconceptions
    assert found.mutants_rejected + len(found.mutants_equal) == found.mutants
    assert found.is_sound


def test_fifty_draws_are_tried_for_each_right_answer():
    assert len(gate.ALTERNATIVE_SEEDS) == 50
