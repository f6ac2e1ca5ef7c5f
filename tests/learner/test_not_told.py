"""What `dlcourse check` and `done` tell beside the points: that they are still at work, and answers not found."""

import io
import threading

import nbformat
import pytest
from course_copy import EXERCISE, answers, cell_of, exercise_of, run
from paths import ROOT

from dlcourse.course.commands import common
from dlcourse.course.folder import Course
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import edition_here

WORDS = "02_perceptron_loss"


@pytest.fixture(scope="module")
def edition():
    return edition_here()


@pytest.fixture
def own(edition, tmp_path):
    own_folder.start(tmp_path, edition)
    return tmp_path


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
