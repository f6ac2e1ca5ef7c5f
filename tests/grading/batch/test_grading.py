"""From a folder of submissions to scores, reasons and feedback pages, with the commands that people use."""

import html
import json
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, cell_of, copy_course, exercise_of, run, solution_of, unsandboxed

from dlcourse.checks.card import VERDICT_MIME
from dlcourse.checks.catalogue import EXERCISES
from dlcourse.course.authoring.release import find_leaks
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch import pool
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.judge.results import SubmissionResult, read_questions

QUESTIONS = {question.name: question.points for question in EXERCISES[EXERCISE]}
FULL = sum(QUESTIONS.values())

NO_GATE = "def relu_backward(da, z):\n    return da.copy()"
TRANSPOSED = "def dense_backward(x, W, dz):\n    return dz @ W.T, dz.T @ x, dz.sum(axis=0)"
NOT_PYTHON = "def relu_backward(da, z:\n    return da * (z > 0)"
RENAMED = "def my_relu(da, z):\n    return da * (z > 0)"
NOISY = """\
import sys, warnings
def relu_backward(da, z):
    print("computing", "." * 10_000)
    print("careful", file=sys.stderr)
    warnings.warn("this is old")
    return da * (z > 0)"""
NO_SANDBOX = "dlcourse grade: no sandbox: the code runs with your rights\n"
DIES = "import os\ndef relu_backward(da, z):\n    os._exit(1)"


def without_check(notebook):
    notebook.cells.remove(cell_of(notebook, "check-relu_backward"))
    return notebook


def in_r(notebook):
    notebook.metadata.kernelspec.update(name="ir", language="R", display_name="R")
    return notebook


def place(course, student, notebook):
    """Lay a notebook (or the bytes of a file) where a submission belongs."""
    path = course / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode())


def grade(course, *arguments):
    """Run `dlcourse grade 07 --json`; each submission's result by student, the exit code, what stderr said."""
    done = run("dlcourse", "grade", "07", "--json", *unsandboxed(), *arguments, cwd=course)
    assert done.returncode in (0, 1), done.stderr
    said = done.stderr.replace(NO_SANDBOX, "") if unsandboxed() else done.stderr
    return {result["student"]: result for result in json.loads(done.stdout)["submissions"]}, done.returncode, said


def question(submission, name):
    return next(question for question in submission["questions"] if question["name"] == name)


# A class that hands in all kinds of things


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = copy_course(tmp_path_factory.mktemp("course"))
    place(course, "solved", answers(course))
    place(course, "untouched", exercise_of(course).read_bytes())
    place(course, "mistaken", answers(course, relu_backward=NO_GATE, dense_backward=TRANSPOSED))
    place(course, "syntax", answers(course, relu_backward=NOT_PYTHON))
    place(course, "renamed", answers(course, relu_backward=RENAMED))
    place(course, "unchecked", without_check(answers(course)))
    place(course, "noisy", answers(course, relu_backward=NOISY))
    place(course, "dies", answers(course, relu_backward=DIES))
    place(course, "broken", b'{"cells": [')
    place(course, "in_r", in_r(answers(course)))
    course.joinpath("submitted", "missing", EXERCISE).mkdir(parents=True)
    course.joinpath("submitted", "-no id", EXERCISE).mkdir(parents=True)
    return course


@pytest.fixture(scope="module")
def graded(course):
    return grade(course)


@pytest.fixture(scope="module")
def submissions(graded):
    return graded[0]


def test_every_submission_is_reported_and_a_refused_one_shows_in_the_exit_code(course, graded):
    submissions, code, stderr = graded
    assert (code, stderr) == (1, "")
    assert sorted(submissions) == sorted(path.name for path in course.joinpath("submitted").iterdir())


def test_the_json_has_exactly_these_keys(submissions):
    for submission in submissions.values():
        keys = {"student", "name", "exercise", "score", "max_score", "status", "questions", "message", "sandbox"}
        keys |= {"raw_score", "late_penalty", "seconds_late", "needs_manual_grade", "usage"}
        assert set(submission) == keys
        for found in submission["questions"]:
            assert set(found) == {"name", "points", "max_points", "status", "message", "misconceptions"}


@pytest.mark.parametrize("student", ["solved", "untouched", "mistaken", "syntax", "renamed", "unchecked", "noisy"])
def test_a_score_is_the_sum_of_all_questions_in_the_order_of_the_exercise(submissions, student):
    submission = submissions[student]
    assert (submission["exercise"], submission["status"], submission["max_score"]) == (EXERCISE, "graded", FULL)
    assert {found["name"]: found["max_points"] for found in submission["questions"]} == QUESTIONS
    assert [found["name"] for found in submission["questions"]] == list(QUESTIONS)
    assert submission["score"] == sum(found["points"] for found in submission["questions"])


@pytest.mark.parametrize("student", ["solved", "noisy"])
def test_right_answers_earn_full_marks_whatever_they_print(submissions, student):
    assert submissions[student]["score"] == FULL
    assert {found["status"] for found in submissions[student]["questions"]} == {"correct"}


def test_an_untouched_exercise_earns_nothing_and_is_not_attempted(submissions):
    assert submissions["untouched"]["score"] == 0
    assert {found["status"] for found in submissions["untouched"]["questions"]} == {"not attempted"}


def test_misconceptions_are_named_where_they_are_and_cost_what_they_should(submissions):
    found = {q["name"]: q["misconceptions"] for q in submissions["mistaken"]["questions"] if q["misconceptions"]}
    assert found == {"relu_backward": ["no_gate"], "dense_backward": ["weights_transposed"]}
    assert question(submissions["mistaken"], "relu_backward")["points"] == 0
    assert question(submissions["mistaken"], "dense_backward")["points"] == 2
    assert submissions["mistaken"]["score"] == FULL - 2


@pytest.mark.parametrize(
    ("student", "says"),
    [
        ("syntax", "Your cell stopped with SyntaxError: '(' was never closed (line 1)"),
        ("renamed", "There is no function relu_backward: the cell that defines it is missing or was renamed."),
        ("dies", "When this question was checked, your code ended the process it ran in."),
    ],
)
def test_what_breaks_one_answer_costs_that_question_only_and_is_said(submissions, student, says):
    found = question(submissions[student], "relu_backward")
    assert (found["points"], found["status"], found["message"]) == (0, "error", says)
    assert submissions[student]["score"] == FULL - QUESTIONS["relu_backward"]


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("broken", "JSON is broken (line 1)"),
        ("in_r", "has the kernel 'ir', expected python3"),
        ("missing", "is missing: the notebook must keep its name"),
        ("-no id", "student id '-no id': expected a name for a folder"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_a_reason_and_gets_no_score(submissions, student, reason):
    submission = submissions[student]
    assert (submission["status"], submission["score"], submission["questions"]) == ("rejected", None, [])
    assert reason in submission["message"]


def test_a_check_that_the_student_deleted_is_made_all_the_same(submissions):
    assert submissions["unchecked"]["score"] == FULL


def test_each_result_says_in_which_sandbox_the_code_ran(submissions):
    assert {submission["sandbox"] for submission in submissions.values()} == {best_tier()}


def test_grading_again_gives_the_same_results_to_those_asked_for(course, submissions):
    again, code, _ = grade(course, "--student", "mistaken", "--student", "syntax")
    assert code == 0
    assert {result["usage"] for result in again.values()} == {None}  # nothing has run again
    assert all(submissions[student]["usage"]["cpu_seconds"] > 0 for student in again)
    assert again == {student: submissions[student] | {"usage": None} for student in ("mistaken", "syntax")}


def test_in_a_terminal_the_scores_and_messages_are_text(course, submissions):
    done = run("dlcourse", "grade", "07", "--student", "mistaken", *unsandboxed(), cwd=course)
    assert f"mistaken  {EXERCISE}  {FULL - 2} of {FULL} points\n" in done.stdout
    assert "     2/3  dense_backward: Partly right\n          Your dW is" in done.stdout


def test_an_unknown_student_is_an_error_that_lists_who_there_is(course, submissions):
    done = run("dlcourse", "grade", "07", "--student", "nobody", cwd=course)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no submission of 'nobody'; there are: -no id, broken, dies" in done.stderr


def test_feedback_pages_hold_the_messages(course, submissions):
    wanted = ("mistaken", "untouched", "syntax")
    done = run("dlcourse", "feedback", "07", "--json", *(f"--student={student}" for student in wanted), cwd=course)
    assert done.returncode == 0, done.stderr
    pages = {page["student"]: page["path"] for page in json.loads(done.stdout)["feedback"]}
    assert pages == {student: str(course / "feedback" / student / EXERCISE / f"{EXERCISE}.html") for student in wanted}
    text = {student: html.unescape(Path(page).read_text(encoding="utf-8")) for student, page in pages.items()}
    assert "You passed da on unchanged" in text["mistaken"]
    assert "you computed dzᵀx" in text["mistaken"]
    assert text["untouched"].count("Nothing to check yet") >= len(QUESTIONS)
    assert "SyntaxError" in text["syntax"]


def judge_with_a_fault(job):
    if job.student == "bob":
        raise OSError("disk full")
    return SubmissionResult(job.student, job.exercise, 1, 1, "graded")


def test_a_fault_of_the_grader_is_told_without_a_score_and_the_others_are_graded(monkeypatch, tmp_path):
    monkeypatch.setattr(pool, "judge", judge_with_a_fault)
    course = copy_course(tmp_path)
    for student in ("ada", "bob", "cy"):
        place(course, student, answers(course))
    results = list(grade_all(Course(course), EXERCISE, ["ada", "bob", "cy"], best_tier()))
    assert [(result.student, result.status, result.score) for result in results] == [
        ("ada", "graded", 1),
        ("bob", "failed", None),
        ("cy", "graded", 1),
    ]
    assert results[1].message == "the grader failed with OSError: disk full"


# From exercises/ over the exchange


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """Ada hands in, is graded, hands in again; Bob hands in, though a copy of his was laid in submitted/ by hand."""
    course = copy_course(tmp_path_factory.mktemp("exchange"))
    seen = {"course": course, "kept": []}

    def hand_in(student, notebook):
        nbformat.write(notebook, exercise_of(course))
        before = {path: path.read_bytes() for path in course.glob("exercises/**/*") if path.is_file()}
        done = run("dlcourse", "submit", "07", "--student", student, "--json", cwd=course)
        assert done.returncode == 0, done.stderr
        after = {path: path.read_bytes() for path in course.glob("exercises/**/*") if path.is_file()}
        seen["kept"].append(before == after)
        return json.loads(done.stdout)

    seen["receipt"] = hand_in("ada", answers(course, relu_backward=NO_GATE))
    seen["first"] = grade(course)
    place(course, "bob", nbformat.read(solution_of(course), as_version=4))
    hand_in("bob", answers(course, relu_backward=NO_GATE))
    hand_in("ada", answers(course))
    seen["second"] = grade(course)
    return seen


def test_handing_in_gives_a_receipt(handed_in):
    assert set(handed_in["receipt"]) == {"student", "exercise", "timestamp", "notebook"}
    assert (handed_in["receipt"]["student"], handed_in["receipt"]["exercise"]) == ("ada", EXERCISE)


def test_handing_in_leaves_the_exercises_as_they_are(handed_in):
    assert handed_in["kept"] == [True, True, True]


def test_what_was_handed_in_is_graded(handed_in):
    submissions, code, stderr = handed_in["first"]
    assert (code, stderr) == (0, "")
    assert {student: result["score"] for student, result in submissions.items()} == {"ada": FULL - 1}


def test_a_newer_hand_in_replaces_the_older(handed_in):
    assert handed_in["second"][0]["ada"]["score"] == FULL


def test_a_submission_laid_there_by_hand_is_kept_and_graded(handed_in):
    submissions, code, stderr = handed_in["second"]
    assert (submissions["bob"]["score"], code) == (FULL, 0)
    assert stderr == f"dlcourse grade: submitted/bob/{EXERCISE} is not from the exchange and stays as it is\n"


def test_the_exchange_hands_out_no_solution_though_the_exercise_is_solved(handed_in):
    course = handed_in["course"]
    [released] = course.glob(f"exchange/dlcourse/outbound/{EXERCISE}/{EXERCISE}.ipynb")
    assert "return da * gate" in exercise_of(course).read_text(encoding="utf-8")
    assert find_leaks(solution_of(course).read_text(encoding="utf-8"), released.read_text(encoding="utf-8")) == []


def test_a_broken_notebook_is_not_handed_in(tmp_path):
    course = copy_course(tmp_path)
    exercise_of(course).write_text("{")
    done = run("dlcourse", "submit", "07", "--student", "ada", cwd=course)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"dlcourse submit: not submitted: {EXERCISE}.ipynb is not a notebook, its JSON is broken (line 1): "
        "restore an earlier copy, or have a fresh one: dlcourse reset 07 keeps this one\n"
    )
    assert not course.joinpath("exchange").exists()


# What a notebook that was run says


def ran(course, *outputs, name="relu_backward"):
    """The results of a solution notebook whose check of one question has these outputs."""
    notebook = answers(course)
    cell_of(notebook, f"check-{name}").outputs = [nbformat.from_dict(output) for output in outputs]
    return next(result for result in read_questions(notebook) if result.name == name)


def displayed(verdict):
    return {"output_type": "display_data", "metadata": {}, "data": {VERDICT_MIME: verdict}}


VERDICT = {
    "name": "relu_backward",
    "points": 1,
    "max_points": 1,
    "status": "correct",
    "message": "Right.",
    "misconceptions": [],
}


def test_the_verdict_that_a_check_displayed_is_the_result(course):
    assert vars(ran(course, {"output_type": "stream", "name": "stdout", "text": "x"}, displayed(VERDICT))) == VERDICT


@pytest.mark.parametrize(
    "forged",
    [
        {},
        [],
        "full marks",
        VERDICT | {"name": "dense_backward"},
        VERDICT | {"name": []},
        VERDICT | {"extra": 1},
        VERDICT | {"points": "1"},
        VERDICT | {"message": None},
        VERDICT | {"misconceptions": [1]},
        VERDICT | {"misconceptions": None},
    ],
    ids=repr,
)
def test_what_is_no_verdict_of_this_question_counts_for_nothing(course, forged):
    result = ran(course, displayed(forged))
    assert (result.points, result.status, result.message) == (0, "not attempted", "This question was not run.")
