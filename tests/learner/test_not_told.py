"""What `dlcourse check` and `done` tell beside the points: the inputs of an endless answer, and answers not found."""

import io
import json
import threading

import nbformat
import pytest
from course_copy import EXERCISE, answers, cell_of, exercise_of, run
from paths import ROOT

from dlcourse.course.commands import common
from dlcourse.course.folder import Course
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import edition_here
from dlcourse.course.learner.endless import says_of

WORDS = "02_perceptron_loss"
ENDLESS = "def relu_backward(da, z):\n    while z.size:\n        pass\n    return da"


@pytest.fixture(scope="module")
def edition():
    return edition_here()


@pytest.fixture
def own(edition, tmp_path):
    own_folder.start(tmp_path, edition)
    return tmp_path


# An answer that does not end


@pytest.mark.parametrize("command", [["check", "07"], ["done", "07", "--no-browser"]], ids=lambda command: command[0])
def test_an_endless_answer_is_told_with_its_line_and_its_inputs(own, command):
    with own.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write('\nc.Judge.limits = {"*": {"seconds": 1.5}}\n')
    nbformat.write(answers(ROOT, relu_backward=ENDLESS), exercise_of(own))
    found = run("dlcourse", *command, "--json", cwd=own)
    data = json.loads(found.stdout)
    questions = {one["name"]: one for one in (data.get("questions") or data["result"]["questions"])}
    said = questions["relu_backward"]["message"]
    assert "took longer than 1.5 seconds" in said
    assert "Your function had not ended after 3 seconds, so it was stopped, at `" in said
    assert "da = " in said
    assert "z = " in said
    assert sum(one["status"] == "correct" for one in questions.values()) == len(questions) - 1


def test_an_answer_that_ends_has_no_such_inputs(own):
    nbformat.write(answers(ROOT), exercise_of(own))
    assert says_of(exercise_of(own), "relu_backward", "relu_backward") == ""


def test_a_cell_that_raises_and_one_with_a_magic_are_passed_over(own):
    notebook = answers(ROOT, relu_backward=ENDLESS)
    notebook.cells[0:0] = [nbformat.v4.new_code_cell(source) for source in ("%matplotlib inline", "1 / 0", "exit()")]
    nbformat.write(notebook, exercise_of(own))
    assert "; z = np.array([" in says_of(exercise_of(own), "relu_backward", "relu_backward", 0.5)


def test_somebody_who_waits_is_told_that_it_goes_on_and_a_pipe_is_not(monkeypatch):
    for is_a_terminal in (True, False):
        screen, said = io.StringIO(), threading.Event()
        screen.isatty = lambda is_a_terminal=is_a_terminal: is_a_terminal
        monkeypatch.setattr(common.sys, "stderr", screen)
        monkeypatch.setattr(common, "complain", lambda *line, said=said: said.set())
        with common.still_at_it("check", after=0.0):
            assert said.wait(timeout=10 if is_a_terminal else 0.2) == is_a_terminal


# Answers in words


def handed_out(own, name):
    return nbformat.read(own / "exercises" / name / f"{name}.ipynb", as_version=4)


def in_words(notebook):
    """The first answer in words."""
    return next(
        cell
        for cell in notebook.cells
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution")
    )


def save(own, name, notebook):
    nbformat.write(notebook, own / "exercises" / name / f"{name}.ipynb")


@pytest.mark.parametrize("command", [["check", "02"], ["done", "02", "--no-browser"]], ids=lambda command: command[0])
def test_an_answer_in_words_that_is_not_found_is_told_and_update_puts_it_back(own, command):
    notebook = handed_out(own, WORDS)
    cell = in_words(notebook)
    name = cell.metadata.nbgrader.grade_id
    cell.metadata, cell.source, cell.id = {}, "Because the loss is flat.", "written-anew"
    save(own, WORDS, notebook)
    line = f"{name}: the cell of this answer is missing from your notebook: dlcourse update puts it back"
    assert line in run("dlcourse", *command, cwd=own).stdout.splitlines()
    assert run("dlcourse", "update", cwd=own).returncode == 0
    made = handed_out(own, WORDS)
    assert cell_of(made, name).source == "Because the loss is flat."
    assert len(made.cells) == len(notebook.cells)
    assert "is missing from your notebook" not in run("dlcourse", *command, cwd=own).stdout


def test_an_update_with_nothing_new_puts_back_what_another_program_left_out(own, edition):
    notebook = answers(ROOT)
    for cell in notebook.cells:
        cell.metadata = {}
    save(own, EXERCISE, notebook)
    report = own_folder.update(Course(own), lambda: edition)
    assert report.written == 1
    assert report.news[f"exercises/{EXERCISE}/{EXERCISE}.ipynb"][-1].endswith("it is back")
    assert [cell.source for cell in handed_out(own, EXERCISE).cells] == [cell.source for cell in notebook.cells]
    assert own_folder.update(Course(own), lambda: edition).written == 0


def test_a_broken_notebook_for_which_nothing_is_new_stops_no_update(own, edition):
    exercise_of(own).write_text("{")
    assert own_folder.update(Course(own), lambda: edition).written == 0
    assert exercise_of(own).read_text() == "{"
