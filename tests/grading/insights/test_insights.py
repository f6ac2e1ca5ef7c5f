"""What a class got wrong, counted over graded notebooks."""

import json

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, exercise_of, run, unsandboxed

from dlcourse.course.grading.insights.exercise import summarise, to_html, to_text
from dlcourse.course.grading.judge.results import QuestionResult

NO_GATE = "def relu_backward(da, z):\n    return da.copy()"


def result(name, points, status="correct", *misconceptions):
    return QuestionResult(name, points, 2.0, status, "", list(misconceptions))


def student(*marks):
    """A submission of questions a, b, c; a mark is the points, or None where it was not attempted."""
    return [
        result(name, 0.0, "not attempted")
        if mark is None
        else result(name, mark, "correct" if mark == 2 else "incorrect")
        for name, mark in zip("abc", marks, strict=True)
    ]


def test_shares_and_means_are_over_the_class():
    a, b, c = summarise(
        "x", [student(2, 2, None), student(2, 0, None), student(2, 1, 2), student(2, None, None)]
    ).questions
    assert (a.solved, b.solved, c.solved) == (1.0, 0.25, 0.25)
    assert (a.not_attempted, b.not_attempted, c.not_attempted) == (0.0, 0.25, 0.75)
    assert (b.mean_points, b.max_points) == (0.75, 2.0)


def test_a_question_separates_as_its_points_go_with_those_of_the_others():
    strong, weak = student(2, 2, 0), student(0, 0, 2)
    a, b, c = summarise("x", [strong, strong, strong, weak, weak]).questions
    assert c.separates == pytest.approx(-1.0)
    assert a.separates is None  # the others' mean is the same for all: b and c balance
    assert b.separates is None


def test_with_few_students_nothing_is_said_of_how_a_question_separates():
    assert [q.separates for q in summarise("x", [student(2, 0, 0), student(0, 2, 2)]).questions] == [None] * 3


def test_misconceptions_are_counted_once_for_each_student_the_most_frequent_first():
    class_ = [[result("a", 0, "incorrect", "sign", "sign")], [result("a", 0, "incorrect", "mean", "sign")]]
    assert list(summarise("x", class_).questions[0].misconceptions.items()) == [("sign", 2), ("mean", 1)]


def test_students_are_counted_once_for_each_kind_of_mistake_in_whatever_question():
    ada = [result("a", 0, "incorrect", "wrong_sign"), result("b", 0, "incorrect", "weights_uphill")]
    bob = [result("a", 0, "incorrect", "wrong_sign_and_not_divided"), result("b", 0, "incorrect", "thermometer")]
    insights = summarise("x", [ada, bob])
    assert list(insights.families.items()) == [("sign", 2), ("sum or mean", 1)]
    assert "By kind, in whatever question, and by how many:\n     2  sign\n     1  sum or mean\n" in to_text(insights)
    assert "<li>sign: 2</li>\n<li>sum or mean: 1</li>" in to_html(insights)


def test_where_people_stop_is_the_last_question_they_attempted():
    class_ = [student(2, 2, None), student(2, None, 0), student(None, None, None), student(0, None, None)]
    assert summarise("x", class_).last_reached == {"": 1, "a": 1, "b": 1, "c": 1}


def test_text_and_page_say_the_same_and_no_names():
    insights = summarise("x", [[result("relu_backward", 0, "incorrect", "no_gate", "<sign>")]])
    text, page = to_text(insights), to_html(insights)
    assert "1  relu_backward: You passed da on unchanged\n" in text
    assert "<li>You passed da on unchanged: 1</li>" in page
    for shown in (text, page):
        assert "x: 1 graded submission" in shown or "<p>1 graded submission." in shown
        assert "A mistake that this course no longer has a name for" in shown
        assert not any(name in shown for name in ("no_gate", "no gate", "sign>", "sign&gt;"))


def test_nobody_graded_is_an_error_of_one_line(tmp_path):
    done = run("dlcourse", "insights", "07", cwd=copy_course(tmp_path))
    assert (done.returncode, done.stderr) == (
        2,
        "dlcourse insights: nobody is graded yet: run dlcourse grade 07 first\n",
    )


def test_the_command_reads_what_was_graded(tmp_path):
    course = copy_course(tmp_path)
    for name, notebook in {"ada": answers(course), "bob": answers(course, relu_backward=NO_GATE)}.items():
        path = course / "submitted" / name / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    untouched = course / "submitted" / "eve" / EXERCISE / f"{EXERCISE}.ipynb"
    untouched.parent.mkdir(parents=True)
    untouched.write_bytes(exercise_of(course).read_bytes())
    assert run("dlcourse", "grade", "07", *unsandboxed(), cwd=course).returncode == 0
    found = json.loads(run("dlcourse", "insights", "07", "--json", cwd=course).stdout)
    assert found["students"] == 3
    relu = next(question for question in found["questions"] if question["name"] == "relu_backward")
    assert relu["misconceptions"] == {"no_gate": 1}
    assert relu["solved"] == pytest.approx(1 / 3)
    assert found["last_reached"] == {"": 1, "fool_the_judge": 2}
    assert found["families"] == {"value or derivative": 1}
    assert run("dlcourse", "insights", "07", "--html", "class.html", cwd=course).stdout == "Written: class.html\n"
    assert "You passed da on unchanged: 1" in course.joinpath("class.html").read_text(encoding="utf-8")
