"""What students hand in that is no answer at all: every question gives each its own message and no points."""

import functools

import numpy as np
import pytest

from dlcourse import checks
from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.engine.question import call_once
from dlcourse.checks.engine.trial import Draw

OPEN = [question for question in QUESTIONS.values() if not question.is_closed]
CALLED = [question for question in OPEN if question.use is call_once]

draw_of = functools.cache(Draw)  # all answers to a question meet the same cases


def examine(question, answer):
    return checks.examine(question, answer, draw=draw_of(question))


def takes_arrays(question):
    cases = question.cases(np.random.default_rng(0))
    return any(isinstance(argument, np.ndarray) for case in cases for argument in case.arguments)


every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


def named(questions):
    return pytest.mark.parametrize("question", questions, ids=lambda question: question.name)


def stub(*arguments):
    raise NotImplementedError


def raises(*arguments):
    raise ValueError("no luck")


def misses_a_name(*arguments):
    return undefined_name  # noqa: F821


def returned(question, change):
    """The reference with each part of its answer changed."""

    def answer(*arguments):
        right = question.reference(*arguments)
        several = right if len(question.parts) > 1 else (right,)
        changed = tuple(change(np.asarray(part, dtype=float)) for part in several)
        return changed if len(changed) > 1 else changed[0]

    return answer


def assert_refused(verdict, status, *says):
    assert (verdict.status, verdict.points) == (status, 0.0)
    for text in says:
        assert text in verdict.message


@every_question
def test_a_stub_is_not_attempted(question):
    assert_refused(examine(question, stub), "not attempted", "Nothing to check yet", question.call)


@every_question
def test_dots_are_not_attempted(question):
    assert_refused(examine(question, ...), "not attempted", "Nothing to check yet", question.call)


@every_question
def test_a_function_that_returns_nothing_is_asked_for_its_return(question):
    verdict = examine(question, lambda *arguments: None)
    assert verdict.points == 0.0
    assert verdict.message.strip()
    if question.use is call_once or question.is_closed:
        assert_refused(verdict, "incorrect", "returned None: is there a `return")


@every_question
@pytest.mark.parametrize("answer", [3.0, None, "text", [1, 2]], ids=repr)
def test_what_is_no_function_is_refused_with_what_was_expected(question, answer):
    assert_refused(examine(question, answer), "incorrect", f"Expected a function `{question.call}`", repr(answer))


@every_question
def test_an_exception_is_reported_with_its_line(question):
    assert_refused(examine(question, raises), "error", "raised ValueError", "no luck", 'raise ValueError("no luck")')


@every_question
def test_a_name_that_is_not_there_is_said(question):
    assert_refused(examine(question, misses_a_name), "error", "NameError", "undefined_name")


@named(CALLED)
def test_text_instead_of_numbers_is_said(question):
    answer = tuple("text" for _ in question.parts) if len(question.parts) > 1 else "text"
    assert_refused(examine(question, lambda *arguments: answer), "incorrect", "is a str; expected")


@named(CALLED)
def test_too_many_values_are_counted(question):
    answer = (0.0,) * (len(question.parts) + 2)
    verdict = examine(question, lambda *arguments: answer)
    assert_refused(verdict, "incorrect")
    if len(question.parts) > 1:
        assert f"returned {len(answer)} values; expected {len(question.parts)}" in verdict.message


@named(CALLED)
def test_another_shape_is_said(question):
    verdict = examine(question, returned(question, lambda part: np.zeros((3, *part.shape, 5))))
    assert_refused(verdict, "incorrect", "shape (3,", "expected")


@named(CALLED)
def test_nan_is_counted(question):
    verdict = examine(question, returned(question, lambda part: part * np.nan))
    assert_refused(verdict, "incorrect")
    assert "NaN or infinite" in verdict.message or verdict.misconceptions


@named(CALLED)
def test_random_answers_earn_nothing(question):
    rng = np.random.default_rng(7)
    verdict = examine(question, returned(question, lambda part: part + rng.normal(size=part.shape)))
    assert_refused(verdict, "incorrect", "other numbers the second time")


@named([question for question in CALLED if takes_arrays(question)])
def test_an_answer_that_changes_its_inputs_earns_half_though_its_numbers_are_right(question):
    def answer(*arguments):
        right = question.reference(*[a.copy() if isinstance(a, np.ndarray) else a for a in arguments])
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.size:
                argument[...] = ~argument if argument.dtype == bool else argument + 1
        return right

    verdict = examine(question, answer)
    assert (verdict.status, verdict.points) == ("partial", question.points / 2)
    assert "changed its input" in verdict.message


@named([question for question in QUESTIONS.values() if question.is_closed])
def test_a_fixed_answer_is_not_given_away(question):
    wrong = (lambda: 123456.789) if question.kind == "number" else (lambda: "nonsense")
    if len(question.parts) > 1:
        return
    verdict = examine(question, wrong)
    assert_refused(verdict, "incorrect")
    right = question.reference()
    if question.kind == "number":
        assert f" {right:.4g}" not in verdict.message.removesuffix(".")
