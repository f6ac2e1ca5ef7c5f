"""Every question of the catalogue is whole, and at one with its exercise and its lecture; test_gate.py proves it."""

import ast
import re
import subprocess
import sys

import pytest
from paths import ROOT

from dlcourse.checks.catalogue import EXERCISES, NAMES, QUESTIONS
from dlcourse.checks.engine.trial import Draw
from dlcourse.course.authoring.source import read_source

questions = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


def test_only_the_exercises_that_are_asked_for_are_loaded():
    code = """
from dlcourse.checks.catalogue import EXERCISES, NAMES, QUESTIONS, find_question
assert len(EXERCISES) == len(NAMES) and "07_backpropagation" in EXERCISES and "7" not in EXERCISES
EXERCISES["07_backpropagation"], find_question("relu_backward")
print(*EXERCISES.loaded)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["07_backpropagation"]


def test_names_that_are_not_there_are_key_errors_and_every_name_stands_once():
    for mapping in (EXERCISES, QUESTIONS):
        with pytest.raises(KeyError, match="nothing"):
            mapping["nothing"]
        assert len(mapping) == len(set(mapping)) == len(list(mapping.values()))


def exercise_file(question):
    """The source of the exercise that asks a question."""
    return ROOT / "source" / "exercises" / f"{next(name for name, asked in EXERCISES.items() if question in asked)}.py"


def solution_tree(question):
    """The solution of a question as a syntax tree."""
    cells = read_source(exercise_file(question))
    return ast.parse(next(cell.source for cell in cells if cell.options.get("solution") == question.name))


@questions
def test_each_question_has_hints_and_misconceptions_with_names_of_their_own(question):
    names = [misconception.name for misconception in question.misconceptions]
    assert question.kind in ("implement", "debug", "number", "choice", "break")
    assert names
    assert len(set(names)) == len(names)
    assert question.hints


@questions
def test_a_message_never_gives_a_fixed_answer_away_and_names_its_fields(question):
    sizes = {name for case in Draw(question).cases for name in case.sizes}
    for misconception in question.misconceptions:
        fields = set(re.findall(r"\{(\w+)", misconception.says + misconception.look))
        assert fields <= sizes | {"part", "entry", "yours", "expected", "ratio", "step"}
        assert not question.is_closed or not fields & {"expected", "ratio"}


@questions
def test_each_question_points_to_a_section_that_its_lecture_has(question):
    path = ROOT / "source" / "lectures" / f"{question.lecture}.py"
    assert question.lecture in NAMES
    cells = read_source(path)
    lines = [line for cell in cells if cell.kind == "markdown" for line in cell.source.splitlines()]
    assert question.section in [line.lstrip("#").strip() for line in lines if line.startswith("#")]


@questions
def test_the_arguments_are_those_of_the_exercise(question):
    function = solution_tree(question).body[0]
    assert tuple(argument.arg for argument in function.args.args) == question.arguments


@pytest.mark.parametrize("name", EXERCISES)
def test_each_exercise_asks_the_questions_of_the_catalogue_in_this_order(name):
    cells = read_source(ROOT / "source" / "exercises" / f"{name}.py")
    asked = [cell.options["check"] for cell in cells if "check" in cell.options]
    assert asked == [question.name for question in EXERCISES[name]]


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_announces_the_points_that_its_questions_give(name):
    cells = read_source(ROOT / "source" / "exercises" / f"{name}.py")
    by_hand = sum(cell.options["points"] for cell in cells if "manual" in cell.options)
    assert f"**Points:** {by_hand + sum(question.points for question in EXERCISES[name])}." in cells[0].source


@questions
def test_an_exercise_says_how_much_how_hard_and_how_long_each_question_is(question):
    cells = read_source(exercise_file(question))
    asked = next(i for i, cell in enumerate(cells) if cell.options.get("solution") == question.name)
    before = "\n".join(cell.source for cell in cells[:asked] if cell.kind == "markdown")
    line = next(line for line in reversed(before.splitlines()) if line.startswith("*") and "minutes.*" in line)
    points = "1 point" if question.points == 1 else f"{question.points} points"
    assert line.startswith(f"*{points}")
    assert line.endswith(f", {question.difficulty}, {question.minutes} minutes.*")
    assert 2 <= question.minutes <= 15
