"""One name for one thing, in the field's own words: what the code calls by a standard term, it calls so everywhere."""

import re

import pytest
from paths import PACKAGE

FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if "catalogue" not in path.parts]
STANDARD = {  # what is not said: what is said in its place
    r"(?<!here )is no (?:file|number|whole|text|table|gradebook|time|address|notebook|exercise)\b": "is not a",
    r"\b(?:that is|that are|if it is) none\b(?! of)": "that is not one",
    r"\bbait\b": "decoys",
    r"\bwalls\b": "isolation, restrictions",
    r"\bclass[ _]numbers?\b": "class indices",
}
STILL_SO = {  # files whose own words are those of others, too
    "checks/journal.py", "course/grading/judge/marking.py", "course/grading/judge/own_tests.py",
    "course/grading/inside/warm.py", "course/grading/sandbox/process.py", "course/grading/sandbox/warm.py",
}  # fmt: skip


@pytest.mark.parametrize("phrase", STANDARD)
def test_a_thing_has_its_standard_name(phrase):
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in FILES
        if path.relative_to(PACKAGE).as_posix() not in STILL_SO
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(phrase, line)
    ]
    assert found == [], f"say {STANDARD[phrase]!r}"
