"""A card says which run it judges, and whether the cell has changed since; equal answers are told from new ones."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from dlcourse.checks import card, check, runs
from dlcourse.checks.card import VERDICT_MIME

RIGHT = "def relu_backward(da, z):\n    return da * (z > 0)\n"
WRONG = "def relu_backward(da, z):\n    return da\n"
CHECK = 'check("relu_backward", relu_backward)'


class Notebook:
    """Cells that are run in IPython as a notebook's kernel runs them, and the cards that they show."""

    def __init__(self, shell):
        self.shell, self.cards = shell, []

    def run(self, source, cell="answer"):
        return self.shell.run_cell(source, store_history=True, cell_id=cell)

    def card(self):
        self.run(CHECK, "check")
        return self.cards[-1]


@pytest.fixture
def notebook(monkeypatch):
    """A notebook with `check` in it."""
    shell = InteractiveShell()
    monkeypatch.setattr(runs, "_runs", {})
    made = Notebook(shell)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: made.cards.append(bundle))
    shell.user_ns["check"] = check
    runs.follow(shell)
    runs.follow(shell)
    return made


def test_the_card_says_which_run_it_judges(notebook):
    notebook.run(WRONG)
    notebook.run("1 + 1", "another")
    shown = notebook.card()
    assert "\n  Judged: run [1] of your cell.\n" in shown["text/plain"]
    assert "Judged: run [1] of your cell." in shown["text/html"]
    assert "Not what your cell holds now.</b> Its last run" not in shown["text/html"]
    notebook.run(RIGHT)
    assert "Judged: run [4] of your cell." in notebook.card()["text/plain"]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("def relu_backward(da, z)\n    return da", "Its last run, [2], stopped with SyntaxError"),
        ("1 / 0\n" + WRONG, "Its last run, [2], stopped with ZeroDivisionError"),
        ("def relu_backwards(da, z):\n    return da", "Its last run, [2], does not define `relu_backward`"),
    ],
)
@pytest.mark.parametrize("cell", ["answer", None])
def test_a_last_run_that_failed_or_defined_another_name_is_said_and_the_verdict_stands(notebook, second, said, cell):
    notebook.run(RIGHT, cell)
    notebook.run(second, cell)
    shown = notebook.card()
    if cell is None and "does not define" in said:
        assert "Judged: run [1]" in shown["text/plain"]  # without the cell's id nobody knows that it was this cell
        return
    assert said in shown["text/plain"]
    assert "so the function of run [1] is judged here." in shown["text/plain"]
    assert (
        "<b>Not what your cell holds now.</b> " + said.replace("`relu_backward`", "<code>relu_backward</code>")
        in (shown["text/html"])
    )
    assert shown[VERDICT_MIME]["status"] == "correct"


def test_a_run_that_failed_behind_the_definition_is_the_one_that_is_judged(notebook):
    notebook.run(RIGHT)
    notebook.run(WRONG + "1 / 0")
    shown = notebook.card()
    assert "Judged: run [2] of your cell." in shown["text/plain"]
    assert "Its last run" not in shown["text/plain"]
    assert shown[VERDICT_MIME]["status"] == "incorrect"


def test_the_failed_run_of_another_cell_is_not_this_cells(notebook):
    notebook.run(RIGHT)
    notebook.run("1 / 0", "another")
    assert "Its last run" not in notebook.card()["text/plain"]


def test_the_text_that_was_run_goes_along_to_be_compared_and_cannot_leave_its_script(notebook):
    notebook.run('def relu_backward(da, z):\n    "</script><b>"\n    return da\n')
    page = notebook.card()["text/html"]
    assert page.startswith("<p hidden ")
    notice, _, rest = page.partition("<section ")
    assert notice.count("</script>") == rest.count("</script>") == 1  # that of the text, and that of the link
    assert "\\u003c/script>\\u003cb>" in page


def test_a_right_answer_has_no_link_to_help_along(notebook):
    notebook.run(RIGHT)
    assert "<script" not in notebook.card()["text/html"].partition("<section ")[2]


def test_outside_a_notebook_nothing_is_said_of_runs(capsys):
    check("relu_backward", lambda da, z: da)
    assert "Judged" not in capsys.readouterr().out
    assert runs.judged(card.shell(), check) is None


def test_equal_code_has_one_fingerprint_whatever_its_comments_and_other_code_another():
    def one(da, z):
        return da * (z > 0)

    def same(da, z):
        # said in other words
        return da * (z > 0)

    def other(da, z):
        return da * (z > 1)

    assert runs.digest_of_answer(one) == runs.digest_of_answer(same) != runs.digest_of_answer(other)
    assert runs.digest_of_answer(3) == ""
