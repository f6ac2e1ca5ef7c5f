"""Every lecture has its parts, every link leads somewhere, and every word is spelt right."""

import re
import subprocess
import sys
from itertools import pairwise
from urllib.parse import unquote

import nbformat
import pytest
from paths import ROOT

from dlcourse.checks.catalogue import NAMES
from dlcourse.course.authoring.source import read_source

LECTURES = sorted(ROOT.glob("source/lectures/*.py"))
WITHOUT_EXPLORER = {"18_keras", "20_going_faster"}
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("lectures/*.md"), *ROOT.glob("lectures/*.ipynb")]
PAGES += ROOT.glob("exercises/*/*.ipynb")
LINK = re.compile(r"\]\(([^)\s]+)\)")

each_lecture = pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)


def prose(path):
    """All prose of a source file."""
    return "\n".join(cell.source for cell in read_source(path) if cell.kind == "markdown")


def code(path):
    """All code of a source file."""
    return "\n".join(cell.source for cell in read_source(path) if cell.kind == "code")


def test_there_is_a_lecture_for_each_exercise():
    assert [path.stem for path in LECTURES] == list(NAMES)


@each_lecture
def test_a_lecture_begins_with_its_promise_and_goals_and_time(path):
    first = read_source(path)[0].source
    number = int(path.stem[:2])
    assert re.match(rf"# {number} · \S", first)
    assert re.search(r"^\*\S", first, re.MULTILINE)
    goals = first.split("**You will be able to**")[1].split("**It builds on**")[0]
    assert 3 <= goals.count("\n- ") <= 5
    minutes = re.search(r"\*\*Time:\*\* about (\d+) minutes", first)[1]
    index = ROOT.joinpath("lectures", "README.md").read_text(encoding="utf-8")
    assert re.search(rf"\]\({path.stem}\.ipynb\) .*\| {minutes} min \|", index)


@each_lecture
def test_a_lecture_ends_with_a_table_questions_and_what_to_do_next(path):
    text = prose(path)
    headings = re.findall(r"^## (?!Appendix: )(.+)$", text, re.MULTILINE)
    assert headings[-3:] == ["In one table", "Check yourself", "What to do next"]
    questions = text.split("## Check yourself")[1].split("## What to do next")[0]
    assert "<details><summary>" in questions
    assert questions.count("</details>") == questions.count("<details>")
    assert f"../exercises/{path.stem}/{path.stem}.ipynb" in text.split("## What to do next")[1]


@each_lecture
def test_headings_are_in_order(path):
    levels = [len(level) for level in re.findall(r"^(#+) ", prose(path), re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@each_lecture
def test_a_lecture_asks_for_predictions_and_has_an_explorer_and_proofs(path):
    kinds = [cell.kind for cell in read_source(path)]
    assert "prediction" in kinds
    assert "proof" in kinds
    if path.stem not in WITHOUT_EXPLORER:
        assert "## Explore" in prose(path)
        assert "_explorer(" in code(path)


@each_lecture
def test_a_built_lecture_holds_nothing_for_the_tests_and_folds_nothing_but_answers(path):
    cells = nbformat.read(ROOT / "lectures" / f"{path.stem}.ipynb", as_version=4).cells
    for cell in cells:
        assert not cell.metadata.get("jupyter"), cell.source
        assert not cell.metadata.get("tags"), cell.source
        assert not re.search(r"^\s*assert\b", cell.source, re.MULTILINE) or cell.cell_type == "markdown", cell.source
    predictions = [cell for cell in read_source(path) if cell.kind == "prediction"]
    asked = [cell.source for cell in cells if cell.source.startswith("**Predict first.**")]
    assert len(asked) == len(predictions)


@each_lecture
def test_a_prediction_does_not_say_which_option_is_right_until_it_is_opened(path):
    for cell in nbformat.read(ROOT / "lectures" / f"{path.stem}.ipynb", as_version=4).cells:
        if cell.source.startswith("**Predict first.**"):
            seen = re.sub(r"</summary>.*?</details>", "", cell.source, flags=re.DOTALL)
            assert "✓" not in seen
            assert "✗" not in seen
            assert cell.source.count("✓ **Yes.**") == 1
            assert cell.source.count("<details><summary>") == cell.source.count("</details>") >= 2


@each_lecture
def test_a_lecture_has_figures(path):
    """`show` refuses a figure without a text alternative."""
    assert re.search(r"^\s*show(?:_animation)?\(", code(path), re.MULTILINE)


@each_lecture
def test_code_cells_are_short(path):
    for cell in read_source(path):
        if cell.kind == "code":
            assert len([line for line in cell.source.splitlines() if line.strip()]) <= 26, cell.source


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_to_one(page):
    if page.suffix == ".ipynb":
        cells = nbformat.read(page, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    else:
        text = page.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link) or link.startswith("#"):
            continue
        assert (page.parent / unquote(link.split("#")[0])).exists(), link


def test_words_are_spelt_right():
    what = ["README.md", "CHANGELOG.md", "docs", "source", "dlcourse", "benchmarks", "lectures/README.md"]
    command = [sys.executable, "-m", "codespell_lib", *what]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout == ""


def test_the_index_names_sections_that_the_lectures_have():
    text = (ROOT / "lectures" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\((\d\d_\w+)\.ipynb\)((?:, \"[^\"]+\")+)", text)
    assert len(named) > 150
    for lecture, sections in named:
        headings = re.findall(r"^## (.+)$", prose(ROOT / "source" / "lectures" / f"{lecture}.py"), re.MULTILINE)
        assert set(re.findall(r'"([^"]+)"', sections)) <= set(headings), (lecture, sections)


def test_the_index_has_every_lecture_with_its_promise():
    text = (ROOT / "lectures" / "README.md").read_text(encoding="utf-8")
    for path in LECTURES:
        promise = re.search(r"^\*(.+?)\*$", read_source(path)[0].source, re.MULTILINE | re.DOTALL)[1]
        assert " ".join(promise.split()) in text, path.stem
