"""What a newcomer does in JupyterLab, in a real browser: read, try, solve, submit; and then grade and read feedback."""

import getpass
import json
import subprocess
import sys
from pathlib import Path

import pytest
from course_copy import unsandboxed

pytestmark = pytest.mark.browser

EXERCISE = "07_backpropagation"

RIGHT = """def relu_backward(da, z):
    return da * (z > 0)
"""
UNGATED = """def relu_backward(da, z):
    return da
"""
WRONG = """def dense_backward(x, W, dz):
    return dz @ W.T, x.T @ dz, dz.mean(axis=0)
"""


def assert_predictions_unfold_from_the_keyboard(lab):
    """Without a run, and without a key that changes or adds a cell."""
    options = lab.page.locator("details:has(summary)")
    options.first.wait_for()
    count = "window.jupyterapp.shell.currentWidget.content.model.cells.length"
    before = lab.page.evaluate(count)
    for option, key in ((options.nth(0), "Space"), (options.nth(1), "Enter")):
        assert option.get_attribute("open") is None
        option.locator("summary").focus()
        lab.page.keyboard.press(key)
        lab.page.wait_for_function("option => option.open", arg=option.element_handle())
        assert {"Yes.", "No."} & set(option.inner_text().split())
    assert lab.page.evaluate(count) == before > 0
    assert lab.page.locator(".jp-mod-editMode").count() == 0


def test_a_lectures_predictions_unfold_it_runs_and_its_explorer_follows_the_keyboard(lab):
    lab.open("lectures/07_backpropagation.ipynb")
    assert_predictions_unfold_from_the_keyboard(lab)
    lab.menu("Run", "Run All Cells")
    lab.wait_for_kernel()
    assert not any("error" in kinds for kinds in lab.cells())
    explorer = lab.cell_that_says("two_paths_explorer()")
    picture = explorer.locator(".dl-picture > svg")
    picture.wait_for()
    described, drawn = picture.get_attribute("aria-label"), picture.inner_html()
    explorer.get_by_role("slider").first.focus()
    for _ in range(3):
        lab.page.keyboard.press("ArrowRight")
    assert "Computation graph from w = 0.30" in described
    assert picture.get_attribute("aria-label") != described
    assert picture.inner_html() != drawn


def test_a_card_tells_what_it_judges_and_its_hints_and_link_work(lab):
    lab.open(f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    check = lab.run_cell("check-relu_backward")
    assert "Run the first cell of code, which begins with import numpy as np" in check.get_by_role("note").inner_text()
    lab.run_cell("setup")
    lab.run_cell("relu_backward", UNGATED)
    check = lab.run_cell("check-relu_backward")
    assert "Judged: run [3] of your cell." in check.locator("section").inner_text()
    assert not check.get_by_role("alert").is_visible()
    assert_hints_unfold_from_the_keyboard(lab, check)
    lab.cell("relu_backward").locator(".cm-content").click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.insert_text("    # typed, and not run")
    check = lab.run_cell("check-relu_backward")
    check.get_by_role("alert").wait_for()
    assert "Its text has changed since run [3]" in check.get_by_role("alert").inner_text()
    lab.save()  # a dialog on unsaved work would stand in the way
    check.locator("section a").click()
    lab.page.wait_for_function(
        """() => [...document.querySelectorAll("h2")].some(heading => {
          const top = heading.getBoundingClientRect().top;
          return heading.textContent.startsWith("What each operation does") && top > 0 && top < 300;
        })"""
    )


def assert_hints_unfold_from_the_keyboard(lab, check):
    """One within the other, each with a name of its own."""
    for number, key in ((1, "Enter"), (2, "Space")):
        hint = check.get_by_label(f"Hint {number} of 3 for relu_backward")
        hint.focus()
        lab.page.keyboard.press(key)
        check.locator(f"details[open] >> nth={number - 1}").wait_for()
    assert check.locator("details[open]").count() == 2
    assert lab.page.locator(".jp-mod-editMode").count() == 0


def test_a_right_and_a_wrong_answer_get_their_cards(lab):
    lab.open(f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    lab.run_cell("setup")
    lab.run_cell("relu_backward", RIGHT)
    card = lab.run_cell("check-relu_backward").locator("section")
    assert "Right: relu_backward" in card.inner_text()
    lab.run_cell("dense_backward", WRONG)
    cell = lab.run_cell("check-dense_backward")
    card = cell.locator("section")
    assert "Partly right: dense_backward" in card.inner_text()
    assert "you averaged over the rows" in card.inner_text()
    assert "2 of 3 points" in card.get_attribute("aria-label")
    assert "2 of 3 points" in cell.inner_text()
    lab.save()


def test_assignment_list_submits_a_copy(lab, course):
    notebook = course / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"
    before = notebook.read_bytes()
    lab.menu("File", "Assignment List")
    lab.page.get_by_role("button", name="Submit").click()
    lab.page.locator("#submitted_assignments_list").get_by_text(EXERCISE).first.wait_for()
    (submitted,) = course.glob(f"exchange/dlcourse/inbound/{getpass.getuser()}+{EXERCISE}+*/*.ipynb")
    assert submitted.read_bytes() == before == notebook.read_bytes()


def test_formgrader_collects_autogrades_and_writes_feedback(instructors_lab, course):
    student = getpass.getuser()
    instructors_lab.open(f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    instructors_lab.menu("Nbgrader", "Formgrader")
    frame = instructors_lab.formgrader()
    frame.locator("td.collect a").click()
    close_with_success(frame)
    frame.locator("td.num-submissions a").get_by_text("1", exact=True).click()
    frame.locator("td.student-id").get_by_text(student).wait_for()
    frame.locator("td.autograde a").click()
    close_with_success(frame)
    frame.locator("td.score").get_by_text("3 / 15").wait_for()  # read anew after the step, a moment later
    frame.locator("td.generate-feedback a").click()
    close_with_success(frame)
    frame.locator("td.release-feedback a").click()
    close_with_success(frame)
    assert (course / "feedback" / student / EXERCISE / f"{EXERCISE}.html").exists()


def close_with_success(frame):
    """Wait for Formgrader's word on a step, which must be "Success", and close it."""
    word = frame.locator(".modal.in .modal-title")
    word.get_by_text("Success").wait_for()
    frame.locator(".modal.in .modal-footer button").first.click()
    word.wait_for(state="hidden")


def test_the_student_reads_the_feedback(lab, course):
    lab.page.locator(".lm-TabBar-tabLabel").get_by_text("Assignments", exact=True).click()
    lab.page.get_by_role("button", name="Fetch Feedback").click()
    lab.page.get_by_text("view feedback").first.wait_for()
    (page,) = course.glob(f"exercises/{EXERCISE}/feedback/*/{EXERCISE}.html")
    lab.page.goto(page.as_uri())
    body = lab.page.locator("body").inner_text()
    assert "Right: relu_backward" in body
    assert "you averaged over the rows" in body


def test_the_terminal_agrees_with_formgrader(course, lab):
    program = Path(sys.executable).with_name("dlcourse")
    command = [program, "grade", "07", "--json", *unsandboxed()]
    graded = subprocess.run(command, cwd=course, capture_output=True, text=True, check=True)
    (submission,) = json.loads(graded.stdout)["submissions"]
    assert (submission["score"], submission["max_score"]) == (3, 15)
    named = {question["name"]: question["misconceptions"] for question in submission["questions"]}
    assert named["dense_backward"] == ["bias_averaged"]
    assert named["relu_backward"] == []
