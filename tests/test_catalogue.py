"""Every question of the catalogue: right answers pass, each misconception is named, and each message is whole."""

import ast
import copy
from pathlib import Path

import numpy as np
import pytest

import dlcourse.activations
from dlcourse.authoring.source import read_source
from dlcourse.checks import examine
from dlcourse.checks.catalogue import EXERCISES, QUESTIONS
from dlcourse.checks.compare import agrees

ROOT = Path(__file__).parents[1]
SEEDS = (None, 0, 1, 2, 3)  # None: the cases that a student sees

questions = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
seeds = pytest.mark.parametrize("seed", SEEDS)
right_answers = pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param(question, answer, id=f"{question.name}-{i or 'reference'}")
        for question in QUESTIONS.values()
        for i, answer in enumerate((question.reference, *question.alternatives))
    ],
)
misconceptions = pytest.mark.parametrize(
    ("question", "misconception"),
    [
        pytest.param(question, misconception, id=f"{question.name}-{misconception.name}")
        for question in QUESTIONS.values()
        for misconception in question.misconceptions
    ],
)


@right_answers
@seeds
def test_right_answers_earn_full_points(question, answer, seed):
    verdict = examine(question, answer, seed)
    assert (verdict.status, verdict.points, verdict.says) == ("correct", question.points, [])


@misconceptions
@seeds
def test_each_misconception_fails_and_is_named(question, misconception, seed):
    verdict = examine(question, misconception.wrong, seed)
    assert verdict.misconceptions == [misconception.name]
    assert verdict.points < question.points


@misconceptions
@seeds
def test_each_message_has_all_its_numbers(question, misconception, seed):
    verdict = examine(question, misconception.wrong, seed)
    said, template = " ".join(verdict.says + verdict.look), misconception.says + misconception.look
    assert said.count("?") == template.count("?")  # "?" stands for a number that is not known
    assert not set("{}") & set(said)


@questions
def test_each_question_has_misconceptions_alternatives_and_hints(question):
    assert len(question.misconceptions) >= 3
    assert len(question.alternatives) >= 3
    assert len(question.hints) >= 3
    assert len({misconception.name for misconception in question.misconceptions}) == len(question.misconceptions)


@questions
def test_each_question_points_to_a_section_that_its_lecture_has(question):
    cells = read_source(ROOT / "source" / "lectures" / f"{question.lecture}.py")
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
    assert f"**Points:** {sum(question.points for question in EXERCISES[name])}." in cells[0].source


# Small changes to the solutions: no wrong one may pass

SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Gt: ast.Lt, ast.Pow: ast.Mult}


def solution_tree(question):
    """The solution of a question as a syntax tree."""
    exercise = next(name for name, asked in EXERCISES.items() if question in asked)
    cells = read_source(ROOT / "source" / "exercises" / f"{exercise}.py")
    return ast.parse(next(cell.source for cell in cells if cell.options.get("solution") == question.name))


def change(node):
    """Change one node in place: an operator, a comparison, a number, a transpose; False where there is none."""
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        node.op = SWAPPED[type(node.op)]()
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        node.ops = [SWAPPED[type(node.ops[0])]()]
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        node.value = 1 - node.value if node.value in (0, 1) else node.value + 1
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        node.attr = "real"  # of real numbers, the array as it is
    else:
        return False
    return True


def mutants(question):
    """The solution with one small change each, as text and function."""
    tree = solution_tree(question)
    for i in range(len(list(ast.walk(tree)))):
        changed = copy.deepcopy(tree)
        if change(list(ast.walk(changed))[i]):
            names = {"np": np} | vars(dlcourse.activations)
            exec(compile(changed, "<mutant>", "exec"), names)
            yield ast.unparse(changed), names[question.name]


def computes_the_same(question, function):
    """Whether a function agrees with the reference on cases that no check draws."""
    for case in question.cases(np.random.default_rng(12345)):
        try:
            with np.errstate(all="ignore"):
                yours, expected = (f(*case.copy_arguments()) for f in (function, question.reference))
        except (ValueError, TypeError, IndexError):
            return False
        if len(question.parts) == 1:
            yours, expected = [yours], [expected]
        if not all(agrees(np.asarray(a), np.asarray(b), 1e-3) for a, b in zip(yours, expected, strict=True)):
            return False
    return True


@questions
def test_no_small_change_that_makes_a_solution_wrong_passes(question):
    wrong = [(text, function) for text, function in mutants(question) if not computes_the_same(question, function)]
    assert len(wrong) >= 2
    assert [text for text, function in wrong if examine(question, function).points == question.points] == []
