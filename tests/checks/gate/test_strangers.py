"""Answers written from the exercises' texts alone: no wrong one passes, no right one is refused, on any draw."""

from pathlib import Path

import numpy as np
import pytest

from dlcourse.checks.catalogue import EXERCISES, QUESTIONS, find_question
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.gate import strangers

FILES = sorted((Path(__file__).parents[1] / "strangers").glob("answers_*.py"))
LEAST_RIGHT, LEAST_WRONG = 2, 6  # answers to a question that is not closed
LEAST_EXPLAINED = 0.85  # of the wrong answers: named, or the first wrong step located


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def of_exercise(request):
    """The figures of each question of an exercise."""
    return {name: strangers.tried(name, *answers) for name, *answers in strangers.questions_in(request.param)}


def test_no_wrong_answer_is_accepted_no_right_one_refused_and_no_verdict_hangs_on_the_draw(of_exercise):
    assert [fault for figures in of_exercise.values() for fault in figures.faults if ": not named" not in fault] == []
    assert all(figures.is_sound for figures in of_exercise.values())


def test_the_cause_is_named_or_the_place_found(of_exercise):
    of_all = strangers.Figures()
    for figures in of_exercise.values():
        of_all.add(figures)
    assert (of_all.named + of_all.located) / of_all.wrong >= LEAST_EXPLAINED, of_all.to_text()


def test_every_question_has_answers_of_strangers(of_exercise):
    for name, figures in of_exercise.items():
        least = (1, 3) if QUESTIONS[name].is_closed else (LEAST_RIGHT, LEAST_WRONG)
        assert (figures.right, figures.wrong) >= least or (figures.right >= least[0] and figures.wrong >= least[1]), (
            name
        )


def test_there_is_a_file_for_each_exercise_with_all_its_questions():
    assert [path.stem for path in FILES] == [f"answers_{name[:2]}" for name in EXERCISES]
    asked = [question.name for name in EXERCISES for question in EXERCISES[name]]
    assert sorted(name for path in FILES for name, *_ in strangers.questions_in(path)) == sorted(asked)


def test_the_runner_finds_what_must_not_be():
    def wrong(da, z):
        return da * (z > 0) * 2

    def right(da, z):
        return np.where(z > 0, da, 0)

    turned = strangers.tried("relu_backward", [wrong], [(right, "right in truth", ())])
    assert (turned.refused, turned.accepted, turned.is_sound) == (1, 1, False)
    named = strangers.tried("relu_backward", [right], [(lambda da, z: da, "passed on", ("something_else",))])
    assert (named.misnamed, named.named, named.is_sound) == (1, 0, True)
    assert "1 right, 0 refused; 1 wrong, 0 accepted, 0 % named" in named.to_text()


def test_a_verdict_that_hangs_on_the_draw_is_found():
    calls, of_one_draw = [], len(Draw(find_question("relu_backward")).cases) + 1

    def moody(da, z):
        calls.append(1)
        return da * (z > 0) * (1 if len(calls) <= of_one_draw else 2)

    assert strangers.tried("relu_backward", [], [(moody, "right at first", ())]).changing == 1
