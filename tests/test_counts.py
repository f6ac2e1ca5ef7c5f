"""The figures that the pages give of the course are those of the catalogue."""

import re
from collections import Counter
from pathlib import Path

from dlcourse.checks.catalogue import EXERCISES, NAMES, QUESTIONS

ROOT = Path(__file__).parents[1]


def test_the_changelog_counts_questions_and_mistakes():
    text = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    questions, mistakes = re.search(
        r"Exercises 00 to 20: ([\d,]+) questions, whose checks name ([\d,]+) mistakes", text
    ).groups()
    assert int(questions.replace(",", "")) == len(QUESTIONS)
    assert int(mistakes.replace(",", "")) == sum(len(question.misconceptions) for question in QUESTIONS.values())


def test_the_readme_counts_the_lectures():
    assert f"There are {len(NAMES)} lectures" in (ROOT / "README.md").read_text(encoding="utf-8")


def kinds_of(kind):
    return {name for name, questions in EXERCISES.items() if any(question.kind == kind for question in questions)}


def test_broken_code_is_to_be_mended_where_bugs_hide_best():
    assert {
        "09_vanishing_exploding_gradients",
        "11_weight_initialization",
        "12_improving_a_network",
        "14_batch_normalization",
        "16_adaptive_optimizers",
    } <= kinds_of("debug")


def test_answers_in_words_are_asked_for_in_at_least_five_exercises():
    sources = {path.stem: path.read_text(encoding="utf-8") for path in ROOT.glob("source/exercises/*.py")}
    assert sum("# %% [markdown] manual=" in text for text in sources.values()) >= 5


def test_most_questions_are_to_be_implemented_and_each_exercise_has_one_to_think_out_first():
    kinds = Counter(question.kind for question in QUESTIONS.values())
    assert kinds["implement"] + kinds["debug"] > len(QUESTIONS) / 2
    assert set(NAMES) - (kinds_of("number") | kinds_of("choice")) <= {"07_backpropagation"}


def test_the_engine_stays_small():
    """All of dlcourse/checks but the questions themselves and the proof of them."""
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in ROOT.glob("dlcourse/checks/*.py"))
    assert lines < 1000
