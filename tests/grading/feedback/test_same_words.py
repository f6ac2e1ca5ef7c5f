"""A verdict is said in the same words on the card, in the terminal, on the map and on the page of feedback."""

import html
import linecache
import re

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, cell_of, exercise_of, run
from paths import ROOT

from dlcourse import __version__, checks
from dlcourse.checks.card import to_html, to_text
from dlcourse.checks.engine.verdict import Verdict
from dlcourse.course.grading.judge.results import QuestionResult, SubmissionResult
from dlcourse.course.grading.judge.results import to_text as in_a_terminal
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import Edition

LIMIT = 2.0  # seconds
ENDLESS = """def numerical_gradient(f, w, h=1e-5):
    while w.size:
        pass
    return w
"""
TERMINAL = ("done", "check", "grade")
WORDS = {  # of each question's answer, as docs/student.md has them
    "two_path_gradient": "! Stopped by an error",
    "sigmoid_backward": "✓ Right",
    "relu_backward": "✗ Not right yet",  # a mistake that has a name
    "dense_backward": "◐ Partly right",
    "softmax_crossentropy_backward": "✗ Not right yet",  # one that has none
    "two_layer_backward": "◐ Partly right",  # the numbers are right, and an input is changed
    "numerical_gradient": "! Stopped by an error",  # it does not end
    "fool_the_judge": "– Not attempted",
}
CHANGES = {
    "two_path_gradient": "def two_path_gradient(x, y, w, u1, u2, v1, v2):\n    return x[3]",
    "relu_backward": "def relu_backward(da, z):\n    return da.copy()",
    "dense_backward": "def dense_backward(x, W, dz):\n    return dz @ W.T, x.T @ dz, dz.mean(axis=0)",
    "softmax_crossentropy_backward": "def softmax_crossentropy_backward(y_true, logits):\n"
    "    return 1.7 * (softmax(logits) - y_true) / len(logits)",
    "numerical_gradient": ENDLESS,
    "fool_the_judge": "def fool_the_judge():\n    ...\n    raise NotImplementedError()",
}


def notebook_of_all_kinds():
    """The exercise with an answer for each kind of verdict."""
    notebook = answers(ROOT, **CHANGES)
    cell = cell_of(notebook, "two_layer_backward")
    cell.source = cell.source.replace("    return", "    x *= 0.0\n    return")
    return notebook


@pytest.fixture(scope="module")
def cards():
    """The verdict of each question's check, as in a notebook with this limit."""
    notebook, scope = notebook_of_all_kinds(), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "LIMIT", LIMIT)
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "code" and "check(" not in cell.source:
                file = f"<cell {number}>"
                linecache.cache[file] = (len(cell.source), None, cell.source.splitlines(keepends=True), file)
                exec(compile(cell.source, file, "exec", dont_inherit=True), scope)
        return {name: checks._judge(checks.find_question(name), scope[name]) for name in WORDS}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A learner's folder in which that notebook is handed in; the page of progress is written then."""
    folder = tmp_path_factory.mktemp("own")
    names = ("nbgrader_config.py", f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    files = {name: ROOT.joinpath(name).read_bytes() for name in names}
    own_folder.start(folder, Edition("dlcourse", __version__, files, "one"))
    with folder.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write(f'\nc.Judge.limits = {{"*": {{"seconds": {LIMIT}}}}}\n')
        settings.write("c.Judge.unsandboxed = True\n" if best_tier() == "none" else "")
    nbformat.write(notebook_of_all_kinds(), exercise_of(folder))
    return folder


@pytest.fixture(scope="module")
def said(own):
    """The text of each place, by its name; several blanks are one."""
    places = {
        "done": run("dlcourse", "done", "07", "--student", "ada", "--no-browser", cwd=own).stdout,
        "check": run("dlcourse", "check", "07", cwd=own).stdout,
        "grade": run("dlcourse", "grade", "07", "--student", "ada", cwd=own).stdout,
        "feedback": own.joinpath(f"feedback/ada/{EXERCISE}/{EXERCISE}.html").read_text(encoding="utf-8"),
        "feedback as text": own.joinpath(f"feedback/ada/{EXERCISE}/{EXERCISE}.txt").read_text(encoding="utf-8"),
    }
    run("dlcourse", "progress", "--html", "--no-browser", cwd=own)
    places["map"] = own.joinpath("progress.html").read_text(encoding="utf-8")
    return {place: plain(text) for place, text in places.items()}


def plain(text):
    """A page without its tags, and a sentence without the marks of code; several blanks are one."""
    text = re.sub(r"<style>.*?</style>", " ", text, flags=re.DOTALL)
    return " ".join(
        html.unescape(re.sub(r"</?(code|b|span)\b[^>]*>|`", "", re.sub(r"<(?!/?code)[^>]*>", "", text))).split()
    )


def without_numbers(sentence):
    """The pieces of a sentence between numbers, which differ from draw to draw."""
    return [
        piece.strip()
        for piece in re.split(r"\[[^]]*\]|[-−]?\d[\d.e+×⁻⁰¹²³⁴-⁹-]*", plain(sentence))
        if piece.strip(" .,()")
    ]


def test_the_answers_are_of_all_kinds(cards):
    assert {name: to_text(verdict).split(":")[0] for name, verdict in cards.items()} == WORDS
    assert cards["relu_backward"].misconceptions
    assert cards["softmax_crossentropy_backward"].misconceptions == []
    assert cards["softmax_crossentropy_backward"].located
    assert cards["two_layer_backward"].misconceptions == ["changed_input"]


@pytest.mark.parametrize("name", WORDS)
def test_a_status_has_the_same_words_in_every_place(name, cards, said):
    symbol, words = WORDS[name].split(" ", 1)
    points = {"✓": "1 of 1"}.get(symbol, f"{cards[name].points:g} of {cards[name].max_points:g}")
    assert plain(to_html(cards[name])).startswith(f"{symbol} {words}: {name}")
    for place in TERMINAL:
        assert f"{points.replace(' of ', '/')} {name}: {words}" in said[place], place
    assert f"{name}{symbol} {words}{points}" in re.sub(r"\s", " ", said["feedback"])
    assert f"{symbol} {words}: {name}" in said["feedback"]
    assert f"{symbol} {words}: {name}, {points} point" in said["feedback as text"]
    assert re.search(rf"{re.escape(symbol)} [^✓◐✗?!]+: {words.lower()}, {points} point", said["map"])


@pytest.mark.parametrize("name", [name for name, words in WORDS.items() if words[0] not in "✓–"])
def test_the_reason_has_the_same_words_in_every_place(name, cards, said):
    for sentence in cards[name].says:
        for place in (*TERMINAL, "feedback", "feedback as text"):
            assert [piece for piece in without_numbers(sentence) if piece not in said[place]] == [], place


def test_an_answer_that_does_not_end_is_told_with_its_line_and_its_inputs_everywhere(cards, said):
    stopped = "Your function had not ended after 2 seconds, so it was stopped, at while w.size:."
    line = f"{stopped} Does it always come to an end?"
    (sentence,) = cards["numerical_gradient"].says
    assert plain(sentence).startswith(f"{line} (It was called with w (")
    for place in (*TERMINAL, "feedback", "feedback as text"):
        assert re.search(re.escape(line) + r" \(It was called with w \([\d, ]+\), h 1e-05\.\)", said[place]), place


STUDENT = ROOT.joinpath("docs", "student.md").read_text(encoding="utf-8")
IN_THE_GUIDE = re.findall(r"^\| ([✓◐✗?–!]) ([A-Z][\w ]+) \|", STUDENT, flags=re.MULTILINE)


def test_the_guide_has_every_status():
    assert len(IN_THE_GUIDE) == 6


@pytest.mark.parametrize(
    ("status", "shown"),
    [*zip(["correct", "partial", "incorrect", "undecided", "not attempted", "error"], IN_THE_GUIDE, strict=True)],
)
def test_a_status_has_the_words_of_the_guide(status, shown):
    symbol, words = shown
    verdict = Verdict("relu_backward", status, 0, 1)
    assert to_text(verdict).startswith(f"{symbol} {words}: relu_backward")
    assert plain(to_html(verdict)).startswith(f"{symbol} {words}: relu_backward")
    result = SubmissionResult("ada", EXERCISE, 0, 1, "graded", [QuestionResult("relu_backward", 0, 1, status, "")])
    assert f"0/1  relu_backward: {words}" in in_a_terminal(result)
