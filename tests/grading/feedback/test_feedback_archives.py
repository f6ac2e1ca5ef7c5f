"""Feedback for a class: written anew only where something changed, for whom is rejected as well, packed to hand out."""

import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from archives_of_platforms import NAME, ROSTER, canvas, moodle, notebook, zipped
from course_copy import EXERCISE, best_tier, copy_course

from dlcourse.course.commands import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.pages import write_feedback

BROKEN = b'{"cells": ['
WORKSHEET = """Identifier,Full name,ID number,Email address,Status,Grade
Participant 3301,Ada Lovelace,ada,ada@uni.edu,Submitted,
Participant 3302,Jürgen Müller,jm,jm@uni.edu,Submitted,
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class collected from Moodle: Ada right, Jürgen wrong, Grace's notebook broken; then also known from Canvas."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    root.joinpath("roster.csv").write_text(ROSTER, encoding="utf-8")
    right = notebook(root)
    wrong = notebook(root, relu_backward="def relu_backward(da, z):\n    return da")
    for source, members in (
        (
            "moodle",
            moodle(ada=right, jm=wrong)
            | {f"Grace Brewster O'Hopper-Murray_1203_assignsubmission_file_/{NAME}": BROKEN},
        ),
        ("canvas", canvas(ada=right, jm=wrong)),
    ):
        archive = root / f"{source}.zip"
        archive.write_bytes(zipped(members))
        options = ["--from", source, "--roster", str(root / "roster.csv"), "--exercise", "07", "--course", str(root)]
        assert main(["collect", str(archive), *options]) == 0
    found = {
        each.student: each.status for each in grade_all(Course(root), EXERCISE, ["ada", "grace", "jm"], best_tier())
    }
    assert found == {"ada": "graded", "grace": "rejected", "jm": "graded"}
    return root


@pytest.fixture
def course(graded, tmp_path):
    return Course(shutil.copytree(graded, tmp_path / "course"))


@pytest.fixture
def feedback(course, capsys):
    """Run the command; returns the exit code, its JSON and its complaints."""

    def run(*options, text=False):
        capsys.readouterr()
        json_ = [] if text else ["--json"]
        code = main(["feedback", "07", "--course", str(course.root), *json_, *options])
        out, err = capsys.readouterr()
        return code, out if text else json.loads(out or "{}"), err

    return run


def statuses(told):
    return {page["student"]: page["status"] for page in told["feedback"]}


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


# Who gets a page


def test_who_is_rejected_gets_a_page_that_says_why(course, feedback):
    code, told, _ = feedback()
    assert (code, statuses(told)) == (0, {"ada": "new", "grace": "refused", "jm": "new"})
    page = course.feedback("grace", EXERCISE)
    for text in (page.read_text("utf-8"), page.with_suffix(".txt").read_text("utf-8")):
        assert "Not graded: 07_backpropagation.ipynb is not a notebook, its JSON is broken (line 1)" in text
        assert "hand in again" in text
        assert "grace" in text


def test_what_only_waits_to_be_graded_has_none_and_is_told(course, feedback):
    shutil.copytree(course.root / "submitted" / "ada", course.root / "submitted" / "new")
    code, told, _ = feedback("--student", "new")
    assert code == 1
    [page] = told["feedback"]
    assert (page["status"], page["path"]) == ("none", None)
    assert page["message"] == "not graded yet: dlcourse grade 07 first"


def test_a_later_hand_in_that_cannot_be_read_is_told_on_the_page_of_the_one_before(course, feedback):
    course.submitted("ada", EXERCISE).write_bytes(BROKEN)
    assert statuses(feedback("--student", "ada")[1]) == {"ada": "new"}
    text = course.feedback("ada", EXERCISE).with_suffix(".txt").read_text("utf-8")
    assert "15 of 15 points" in text
    assert "What you handed in after this cannot be read, and does not count: 07_backpropagation.ipynb is not" in text


# Nothing is made twice


def test_a_page_is_written_anew_only_if_something_on_it_changed(course, feedback):
    feedback()
    before = {path: path.stat().st_mtime_ns for path in course.root.glob("feedback/*/*/*.html")}
    assert len(before) == 3
    assert statuses(feedback()[1]) == {"ada": "as before", "grace": "refused", "jm": "as before"}
    assert {path: path.stat().st_mtime_ns for path in before} == before
    course.feedback("jm", EXERCISE).write_text("somebody's notes", encoding="utf-8")
    assert statuses(feedback()[1])["jm"] == "new"
    assert "Feedback:" in course.feedback("jm", EXERCISE).read_text("utf-8")
    assert statuses(feedback("--again")[1]) == {"ada": "new", "grace": "refused", "jm": "new"}


def test_points_and_comments_of_a_person_make_it_new(course, feedback):
    import sqlite3

    feedback()
    with sqlite3.connect(course.root / "gradebook.db") as book:
        book.execute("UPDATE comment SET manual_comment = 'Look again' WHERE rowid = 1")
    found = statuses(feedback()[1])
    assert sorted(found.values()).count("new") == 1
    [student] = [name for name, status in found.items() if status == "new"]
    assert "Look again" in course.feedback(student, EXERCISE).read_text("utf-8")


def test_several_processes_write_the_same(course):
    students = [f"s{number}" for number in range(9)]
    for student in students:
        shutil.copytree(course.root / "submitted" / "jm", course.root / "submitted" / student)
    assert {each.status for each in grade_all(course, EXERCISE, students, best_tier())} == {"graded"}
    alone = [page["status"] for page in write_feedback(course, EXERCISE, students)]
    files = [path for one in students for path in pages_of(course, one)]
    texts = [path.read_bytes() for path in files]
    shutil.rmtree(course.root / "feedback")
    together = [page["status"] for page in write_feedback(course, EXERCISE, students, processes=3)]
    assert alone == together == ["new"] * 9
    assert [path.read_bytes() for path in files] == texts


def pages_of(course, student):
    """The page, and the same as text."""
    page = course.feedback(student, EXERCISE)
    return [page, page.with_suffix(".txt")]


# Archives


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "moodle",
            {
                f"Ada Lovelace_1201_assignsubmission_file_{EXERCISE}.html",
                f"Grace Brewster O'Hopper-Murray_1203_assignsubmission_file_{EXERCISE}.html",
                f"Jürgen Müller_1202_assignsubmission_file_{EXERCISE}.html",
            },
        ),
        (
            "folder",
            {f"{student}/{EXERCISE}.{ending}" for student in ("ada", "grace", "jm") for ending in ("html", "txt")},
        ),
    ],
)
def test_an_archive_has_each_page_under_the_platforms_name(course, feedback, form, expected):
    code, told, _ = feedback("--zip", form)
    path = course.root / "to_upload" / f"{EXERCISE}_{form}.zip"
    assert (code, told["packed"]["archives"], told["packed"]["left_out"]) == (0, [str(path)], [])
    assert set(names_in(path)) == expected
    first = path.read_bytes()
    feedback("--zip", form)
    assert path.read_bytes() == first  # the same pages, the same bytes


def test_moodle_finds_the_participant_where_it_looks(course, feedback):
    """Its importer splits a name at the first four underscores: name, number, plugin's type, plugin, file."""
    feedback("--zip", "moodle")
    for name in names_in(course.root / "to_upload" / f"{EXERCISE}_moodle.zip"):
        parts = name.split("_", 4)
        assert (parts[1].isdecimal(), parts[2:4], parts[4]) == (True, ["assignsubmission", "file"], f"{EXERCISE}.html")


def test_canvas_finds_student_and_file_and_who_was_not_collected_there_is_told(course, feedback):
    code, told, complaints = feedback("--zip", "canvas")
    assert code == 1
    [line] = told["packed"]["left_out"]
    assert line.startswith("grace is left out: nobody knows how Canvas names 07_backpropagation of this student")
    assert set(names_in(told["packed"]["archives"][0])) == {
        f"lovelaceada_4401_9001_{EXERCISE}.html",
        f"müllerjürgen_LATE_4402_9002_{EXERCISE}.html",
    }
    assert complaints == ""


def test_an_archive_for_each_student(course, feedback):
    code, told, _ = feedback("--zip", "each", "--to", str(course.root / "out"))
    assert code == 0
    assert [Path(path).name for path in told["packed"]["archives"]] == ["ada.zip", "grace.zip", "jm.zip"]
    assert names_in(course.root / "out" / "jm.zip") == [f"{EXERCISE}.html", f"{EXERCISE}.txt"]


def test_moodles_worksheet_says_the_numbers_of_work_that_came_another_way(course, feedback, tmp_path):
    course.root.joinpath("submitted", ".uploads.json").unlink()
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(WORKSHEET, encoding="utf-8")
    code, told, _ = feedback("--zip", "moodle", "--roster", str(sheet))
    assert code == 1
    assert [line.split()[0] for line in told["packed"]["left_out"]] == ["grace"]
    assert set(names_in(told["packed"]["archives"][0])) == {
        f"Ada Lovelace_3301_assignsubmission_file_{EXERCISE}.html",
        f"Jürgen Müller_3302_assignsubmission_file_{EXERCISE}.html",
    }


def test_the_lines_say_what_was_packed_and_what_to_do_with_it(course, feedback):
    code, out, _ = feedback("--zip", "moodle", text=True)
    assert code == 0
    where = os.path.relpath(course.root / "to_upload" / f"{EXERCISE}_moodle.zip")
    assert f"Packed for 3 students: {where}" in out
    assert re.search(r"Upload multiple feedback files in a\s+zip", out)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--to", "x.zip"], "--to says something of an archive: expected --zip moodle|canvas|folder|each as well"),
        (["--zip", "canvas", "--roster", "r.csv"], "--roster is for --zip moodle alone. Received: --zip canvas"),
        (["--zip", "moodle", "--roster", "gone.csv"], "gone.csv"),
    ],
)
def test_senseless_options_are_told_in_a_line(feedback, options, line):
    code, _, complaints = feedback(*options)
    assert code == 2
    assert line in complaints
    assert complaints.count("\n") == 1
