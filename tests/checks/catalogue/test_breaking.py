"""Programs to break: what a legal input is, when a fault shows, and that a notebook has the catalogue's programs."""

import dataclasses

import numpy as np
import pytest
from paths import ROOT

from dlcourse.checks.catalogue import EXERCISES, QUESTIONS, find_question
from dlcourse.checks.catalogue.breaking import BREAKS, BreakIt, Hides, Input, difference
from dlcourse.checks.engine.examination import examine
from dlcourse.course.authoring.source import read_source

BREAKING = {name: question for name, question in QUESTIONS.items() if isinstance(question.use, BreakIt)}
breaking = pytest.mark.parametrize("question", BREAKING.values(), ids=BREAKING)

SUMS = BreakIt(
    takes=(Input("x", "N units", most=4), Input("w", "units", low=0), Input("k", whole=True)),
    right=lambda x, w, k: (x @ w).sum() * k,
    broken=lambda x, w, k: abs(x @ w).sum() * k,
    margin=1.0,
    hides=(Hides("no_sign", lambda x, w, k: (x >= 0).all(), lambda: (np.ones((1, 1)), np.ones(1), 1), "", ""),),
)


def breaks_sums():
    """A right answer."""
    return [[1, -2]], [1, 1], 1


def said(returned, use=SUMS):
    """What is said of an input, or its place."""
    question = dataclasses.replace(find_question("fool_the_judge"), use=use, reference=breaks_sums, misconceptions=())
    verdict = examine(question, lambda: returned)
    return verdict.status if verdict.status == "correct" else verdict.message


def test_an_input_on_which_the_results_differ_by_the_margin_is_right():
    assert SUMS(lambda: ([[1, -2]], [1, 1], 1)) == BREAKS
    assert SUMS(lambda: {"x": [[1, -2]], "w": [1, 1], "k": np.array([1])}) == BREAKS
    assert SUMS(lambda: ([[1, 2]], [1, 1], 1)) == 1.0
    assert said(([[1, -2]], [1, 1], 1)) == "correct"


def test_one_array_may_hold_several_parts_of_one_shape():
    fooled = find_question("fool_the_judge")
    assert examine(fooled, lambda: np.array([[3.0, 4.0], [4.0, 3.0]])).status == "correct"
    assert examine(find_question("wrong_way"), lambda: np.array([1.0, -5.0, 1.0, 0.5])).status == "correct"
    column = examine(find_question("punished_prediction"), lambda: ([0, 6], [[0, 0], [6, 6]]))
    assert column.message == "Your `y_pred` has the shape (2, 2); expected (N, 1)."


@pytest.mark.parametrize(
    ("returned", "sentence"),
    [
        (3, "Your function returned 1 value; expected 3: x, w, k."),
        (([[1]], [1]), "Your function returned 2 values; expected 3: x, w, k."),
        (([[1], [1, 2]], [1], 1), "Your `x` does not hold numbers alone, in rows of one length."),
        (([1], [1], 1), "Your `x` has the shape (1,); expected the shape (N, units)."),
        (([[1]], 1, 1), "Your `w` has the shape (); expected the shape (units,)."),
        (([[1]], [1], [1, 2]), "Your `k` has the shape (2,); expected one number."),
        (([[1, 2]], [1], 1), "In your `w`, units is 1, and in `x` it is 2."),
        (([[1]] * 5, [1], 1), "In your `x`, N is 5; expected 1 to 4."),
        (([[np.nan]], [1], 1), "Your `x` holds NaN or infinity; expected finite numbers."),
        (([[11]], [1], 1), "Your `x` holds 11; expected numbers from −10 to 10."),
        (([[1]], [-1], 1), "Your `w` holds -1; expected numbers from 0 to 10."),
        (([[1]], [1], 1.5), "Your `k` holds 1.5; expected whole numbers."),
    ],
)
def test_each_violation_has_its_own_sentence(returned, sentence):
    assert said(returned) == sentence


def test_an_input_that_no_reason_covers_is_described():
    assert said(([[-1, 2]], [0, 1], 1)) == "On your input `<lambda>` is right: 2. Its fault does not show."
    assert said(([[-0.1]], [1], 1)) == "On your input `<lambda>` is off by 0.2 only; expected at least 1."
    spared = dataclasses.replace(SUMS, spared=lambda x, w, k: 0.0)
    assert "goes wrong, and so does" in said(([[1, -3]], [1, 1], 1), spared)


def test_what_is_not_finite_in_one_result_alone_is_a_difference():
    assert difference(np.array([1.0, np.nan]), np.array([1.0, 2.0])) == np.inf
    assert difference(np.array([1.0, np.nan]), np.array([1.0, np.nan])) == 0.0
    assert difference((1.0, [2.0, 3.0]), (1.5, [2.0, 1.0])) == 2.0
    assert difference((1.0,), (1.0, 2.0)) == np.inf


def test_an_answer_that_is_not_written_is_not_attempted():
    assert examine(find_question("fool_the_judge"), lambda: ...).status == "not attempted"

    def unwritten():
        raise NotImplementedError

    assert examine(find_question("fool_the_judge"), unwritten).status == "not attempted"


@breaking
def test_the_programs_of_the_notebook_are_those_of_the_catalogue(question):
    exercise = next(name for name, asked in EXERCISES.items() if question.name in [q.name for q in asked])
    names = {"np": np}
    for cell in read_source(ROOT / "source" / "exercises" / f"{exercise}.py"):
        if "given" in cell.options and cell.options["given"] != "digits":
            exec(cell.source, names)
    use = question.use
    answers = [question.reference, *question.alternatives, *(m.wrong for m in question.misconceptions)]
    programs = [p for p in (use.right, use.broken, use.spared) if p is not None and p.__name__ in names]
    assert use.broken in programs
    assert use.spared is None or use.spared in programs
    for answer in answers:
        given = use.read(answer())
        for program in programs:
            with np.errstate(all="ignore"):
                assert difference(program(*given), names[program.__name__](*given)) == 0.0


@breaking
def test_the_answers_of_the_catalogue_break_the_program(question):
    assert [question.use(answer) for answer in (question.reference, *question.alternatives)] == [BREAKS] * (
        1 + len(question.alternatives)
    )


@breaking
def test_every_input_that_hides_the_fault_is_legal(question):
    for mistake in question.misconceptions:
        assert examine(question, mistake.wrong).misconceptions == [mistake.name]
