"""The figures that the pages give of the course are those of the catalogue."""

import re

from paths import ROOT

from dlcourse.checks.catalogue import NAMES, QUESTIONS


def test_the_changelog_counts_questions_and_mistakes():
    text = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    questions, mistakes = re.search(
        r"Exercises 00 to 20: ([\d,]+) questions, whose checks name ([\d,]+) mistakes", text
    ).groups()
    assert int(questions.replace(",", "")) == len(QUESTIONS)
    assert int(mistakes.replace(",", "")) == sum(len(question.misconceptions) for question in QUESTIONS.values())


def test_the_readme_counts_the_lectures():
    assert f"There are {len(NAMES)} lectures" in (ROOT / "README.md").read_text(encoding="utf-8")
