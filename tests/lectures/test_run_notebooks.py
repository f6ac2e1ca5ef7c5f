"""Every notebook runs to its end as its reader would run it; solutions earn full marks, untouched exercises none."""

import nbformat
from kernels import each_of, outputs, run
from paths import ROOT

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.course.grading.judge.results import read_questions

SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))
UNTOUCHED = sorted(ROOT.glob("exercises/*/*.ipynb"))


def test_there_is_a_lecture_a_solution_and_an_exercise_for_each_exercise_of_the_catalogue():
    for paths in (ROOT.glob("lectures/*.ipynb"), SOLUTIONS, UNTOUCHED):
        assert set(EXERCISES) <= {path.stem for path in paths}


@each_of(SOLUTIONS)
def test_a_solution_earns_full_marks_on_each_question_without_an_error_or_a_warning(path):
    ran = run(path)
    assert [error.evalue for error in outputs(ran, "error")] == []
    assert [stream.text for stream in outputs(ran, "stream") if stream.name == "stderr"] == []
    earned = {question.name: question.points for question in read_questions(ran)}
    assert earned == {question.name: question.points for question in EXERCISES[path.stem]}


@each_of(UNTOUCHED)
def test_an_untouched_exercise_earns_nothing_and_is_not_attempted(path):
    found = {question.name: (question.points, question.status) for question in read_questions(run(path))}
    assert found == {question.name: (0, "not attempted") for question in EXERCISES[path.stem]}


def test_every_built_notebook_is_valid():
    for path in (*ROOT.glob("lectures/*.ipynb"), *SOLUTIONS, *UNTOUCHED):
        nbformat.validate(nbformat.read(path, as_version=4))
