"""One name for one thing, in the field's own words: what the code calls by a standard term, it calls so everywhere."""

import ast
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


@pytest.mark.parametrize("phrase", STANDARD)
def test_a_thing_has_its_standard_name(phrase):
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in FILES
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(phrase, line)
    ]
    assert found == [], f"say {STANDARD[phrase]!r}"


def test_a_docstring_names_a_thing_or_begins_with_a_verb():
    questions = re.compile(r"\s*(?:What|Whether|Where|How|Which|Who|Whose|When|Why)\b")
    found = [
        f"{path.relative_to(PACKAGE)}: {text.splitlines()[0]}"
        for path in sorted(PACKAGE.rglob("*.py*"))
        if path.suffix in (".py", ".pyi")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and (text := ast.get_docstring(node))
        and questions.match(text)
    ]
    assert found == [], 'say what it is, as "The marks of a submission", or what it does, as "Return True if …"'
