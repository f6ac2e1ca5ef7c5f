"""The glossary: every term that a lecture introduces in bold is explained there, with a link to where it stands."""

import re

import pytest
from paths import ROOT

from dlcourse.course.authoring.build import build
from dlcourse.course.authoring.glossary import bolds_in, build_glossary, form_of, read_glossary
from dlcourse.course.authoring.source import Cell, SourceError, read_source

LECTURES = sorted(ROOT.glob("source/lectures/*.py"))
ENTRIES = read_glossary(ROOT / "source" / "glossary.md")

# In bold for their weight in a sentence, or as the head of a paragraph or a list: no terms.
EMPHASIS = {
    *("it builds on", "time", "try it", "now you", "a common slip", "three common slip", "three task", "not"),
    *("missed 0", "missed 1", "the order matter", "every mistake is progress"),
    *("bounded", "continuous", "can", "enough", "more hidden unit", "more input", "more output", "more hidden layer"),
    *(
        "steepness",
        "layer comes first",
        "one unit",
        "one layer",
        "vote",
        "it converges faster",
        "count",
        "what happened",
    ),
    *("output", "plus copie", "times swap", "max gate", "a fork add", "what it cost"),
    *("the best walk zigzag", "the limit", "the pace", "the best"),
    *(
        "exponentially",
        "tanh with large weight",
        "relu with he's weight",
        "relu with large weight",
        "fewer layer",
        "add",
    ),
    *("(1)", "(2)", "(3)", "in hidden layer", "at the output", "zero", "shuffled", "biases are not penalized"),
    *("scale the columns first", "bias is useless", "kept", "directly", "it forgive"),
    *("twenty", "say what you measured", "compare the result"),
}


def looks_like_a_term(form):
    """Terms have at most four words, none of them a sentence's comma, colon or question mark."""
    return len(form.split()) <= 4 and not re.search(r"[.:?!,]", form)


def bold_forms():
    return {bold.form for path in LECTURES for bold in bolds_in(path.stem, read_source(path))}


def test_each_term_of_a_lecture_is_explained():
    explained = set().union(*(entry.forms for entry in ENTRIES))
    assert {form for form in bold_forms() if looks_like_a_term(form)} - explained - EMPHASIS == set()


def test_what_is_called_no_term_is_none_and_is_there():
    explained = set().union(*(entry.forms for entry in ENTRIES))
    assert EMPHASIS & explained == set()
    assert EMPHASIS - bold_forms() == set()


def test_a_term_has_one_entry_and_a_definition_of_a_few_lines():
    names = [form_of(name) for entry in ENTRIES for name in entry.names]
    assert len(names) == len(set(names)) > 150
    forms = sorted(form for entry in ENTRIES for form in entry.forms)
    assert len(forms) == len(set(forms))
    assert all(20 < len(entry.text) < 300 for entry in ENTRIES)


def test_the_link_of_a_term_leads_to_the_section_that_has_it_in_bold():
    page = ROOT.joinpath("lectures", "glossary.md").read_text(encoding="utf-8")
    found = re.findall(
        r'^\*\*(.+?)\*\*.*?: .*\(\[lecture (\d\d)\]\((\d\d_\w+)\.ipynb[^)]*\)(?:, "(.+)")?\)$', page, re.M
    )
    assert len(found) == len(ENTRIES)
    for (name, number, lecture, heading), entry in zip(found, ENTRIES, strict=True):
        assert (name, number) == (entry.names[0], lecture[:2])
        text = ROOT.joinpath("source", "lectures", f"{lecture}.py").read_text(encoding="utf-8")
        _, after = re.split(rf"^#+ {re.escape(heading)}$", text, maxsplit=1, flags=re.M)
        section = re.split(r"^#+ (?!%%)", after, maxsplit=1, flags=re.M)[0] if "## " + heading in text else after
        flat = " ".join(section.lower().replace("-", "").split())
        assert any(f"**{form}" in flat for form in entry.forms), name


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Hyper-parameters.", "hyperparameter"),
        ("mini-batch", "minibatch"),
        ("loss", "loss"),
        ("bias", "bias"),
        ("the chain\nrule", "the chain rule"),
        ("Units:", "unit"),
    ],
)
def test_a_term_is_known_in_its_other_forms(written, form):
    assert form_of(written) == form


def test_bold_words_are_found_with_their_heading():
    cells = [
        Cell("markdown", "# Title\n\nA **unit** and\n**an other\nunit**.\n\n## One\n\n**Weights** and $**x$ **y**", 1),
        Cell("code", "x = a**b**c", 9),
        Cell("markdown", "go **on**", 10),
    ]
    found = [(bold.form, bold.heading) for bold in bolds_in("01_x", cells)]
    assert found == [("unit", "Title"), ("an other unit", "Title"), ("weight", "One"), ("y", "One"), ("on", "One")]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("unit\nno colon\n", 1, "expected"),
        ("unit\n: One.\n\nbias\n: Two.\n", 4, "bias: expected before unit"),
        ("bias\n: One,\nnot indented.\n", 1, "expected"),
        ("bias\n: One.\n\nunit\n: Two.\n\nzeta\n: Three.\n", 7, "zeta: no lecture has this term in bold"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, text, line, why):
    tmp_path.joinpath("source", "lectures").mkdir(parents=True)
    lecture = tmp_path / "source" / "lectures" / "01_x.py"
    lecture.write_text('# %% [markdown]\nr"""\n# X\n\n**Units** have a **bias**.\n"""\n', encoding="utf-8")
    path = tmp_path / "source" / "glossary.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=re.escape(f"{path}:{line}: ")) as caught:
        build_glossary(tmp_path)
    assert why in str(caught.value)
    assert not tmp_path.joinpath("lectures").exists()


def test_the_build_writes_the_page_with_a_link_to_each_term(tmp_path):
    tmp_path.joinpath("source", "lectures").mkdir(parents=True)
    lecture = tmp_path / "source" / "lectures" / "01_x.py"
    lecture.write_text('# %% [markdown]\nr"""\n# X\n\n## Why a `unit`?\n\nA **unit**.\n"""\n', encoding="utf-8")
    tmp_path.joinpath("source", "glossary.md").write_text("unit, neuron\n: A sum\n  and a bend.\n", encoding="utf-8")
    page = tmp_path / "lectures" / "glossary.md"
    assert page.relative_to(tmp_path) in build(tmp_path)
    expected = (
        '## U\n\n**unit** (also neuron): A sum and a bend. ([lecture 01](01_x.ipynb#Why-a-unit%3F), "Why a `unit`?")\n'
    )
    assert page.read_text(encoding="utf-8").endswith(expected)
    assert build(tmp_path) == []
    page.write_text("other", encoding="utf-8")
    assert build(tmp_path, check=True) == [page.relative_to(tmp_path)]
