"""Formgrader in a clone, with solutions: an instructor sees who has handed in, the marks, and each graded notebook."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, copy_course, unsandboxed

pytestmark = pytest.mark.browser

WRONG = """def dense_backward(x, W, dz):
    return dz @ W.T, x.T @ dz, dz.mean(axis=0)
"""
MARKS = {"ada": "15 / 15", "ben": "2 / 15"}  # ada hands in the solution, ben an answer of which two parts are right


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A clone with two submissions, graded."""
    root = copy_course(tmp_path_factory.mktemp("clone"))
    solved = nbformat.read(root / "solutions" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    begun = nbformat.read(root / "exercises" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    next(cell for cell in begun.cells if cell.id == "dense_backward").source = WRONG
    for student, notebook in (("ada", solved), ("ben", begun)):
        folder = root / "submitted" / student / EXERCISE
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{EXERCISE}.ipynb")
    program = Path(sys.executable).with_name("dlcourse")
    subprocess.run([program, "grade", "07", *unsandboxed()], cwd=root, capture_output=True, text=True, check=True)
    return root


@pytest.fixture(scope="module")
def lab(instructors_lab):
    """JupyterLab on the clone as an instructor has it; of this name, as its picture is kept when a test fails."""
    return instructors_lab


def test_formgrader_shows_the_submissions_their_marks_and_a_graded_notebook(lab):
    lab.open(f"solutions/{EXERCISE}/{EXERCISE}.ipynb")
    lab.menu("Nbgrader", "Formgrader")
    frame = lab.formgrader()
    frame.locator("td.num-submissions a").get_by_text("2", exact=True).click()
    rows = frame.locator("#main-table tr:has(td.student-id)")
    rows.nth(1).wait_for()
    marks = {row.locator("td.student-id").inner_text(): row.locator("td.score").inner_text() for row in rows.all()}
    assert marks == MARKS
    assert frame.locator("td.status").all_inner_texts() == ["graded", "graded"]

    rows.filter(has_text="ben").locator("td.student-name a").click()
    frame.locator("#main-table td a").get_by_text(EXERCISE).first.click()
    points = frame.locator("input.score")
    points.first.wait_for()
    earned = {box.get_attribute("id"): box.get_attribute("placeholder") for box in points.all()}
    assert {name for name, mark in earned.items() if float(mark)} == {"check-dense_backward"}
    assert float(earned["check-dense_backward"]) == 2
    body = frame.locator("body").inner_text()
    assert "dz.mean(axis=0)" in body
    assert "you averaged over the rows" in body
