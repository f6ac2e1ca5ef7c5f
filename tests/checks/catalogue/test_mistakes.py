"""Mistakes have words: where one is shown, a reader sees a sentence, and never the name that the catalogue gives it."""

import re

import pytest

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.mistakes import CHANGED_INPUT, UNKNOWN, in_words


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_each_mistake_of_the_catalogue_has_words_without_its_code_name_and_its_numbers(question):
    for misconception in question.misconceptions:
        words = in_words(question.name, misconception.name)
        assert re.search(r"\w+ \w+", words), misconception.name
        assert words[0] == words[0].upper() or words.startswith("e^")
        assert not words.endswith(".")
        assert not re.search(r"[{}]", words)
        assert "_" not in misconception.name or misconception.name not in words


@pytest.mark.parametrize(
    ("question", "name", "words"),
    [
        ("relu_backward", "no_gate", "You passed da on unchanged"),
        (
            "dense_backward",
            "bias_averaged",
            "Your db is 1/N of the expected one, and the batch has N rows: you averaged over the rows where they "
            "add up",
        ),
        ("kilobytes_of_a_network", "kibibytes", "Your answer divides by 1024"),
        ("combine_perceptrons", "transposed", "You turned W"),
        ("prelu_backward", "gate_missing", "Your dalpha counts the rows with z > 0 as well"),
        ("relu_backward", "changed_input", CHANGED_INPUT),
        ("relu_backward", "of_another_year", UNKNOWN),
        ("a_question_of_another_year", "no_gate", UNKNOWN),
    ],
)
def test_a_mistake_is_told_without_the_numbers_of_one_answer(question, name, words):
    assert in_words(question, name) == words


def test_two_mistakes_at_once_are_both_told():
    pairs = [
        (question.name, m.name)
        for question in QUESTIONS.values()
        for m in question.misconceptions
        if "mistakes at once: " in m.says
    ]
    assert pairs
    for question, name in pairs:
        assert re.fullmatch(r"Two mistakes at once: .+\. And: .+|3 mistakes at once.*", in_words(question, name))
