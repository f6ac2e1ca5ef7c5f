"""The work of a class as `similar.py` compares it: each answer's own code, and what the exercise forces.

Nothing is run: the code and the mistakes stand in the notebooks that were graded.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import nbformat

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.course.authoring.release import is_given
from dlcourse.course.folder import Course
from dlcourse.course.grading.insights.excerpt import Excerpts, as_written, forms_of
from dlcourse.course.grading.insights.similar import Work
from dlcourse.course.grading.judge.cells import grade_id
from dlcourse.course.grading.judge.exercise import Asked, parse_solution, read_asked
from dlcourse.course.grading.judge.results import read_questions


def works_in(course: Course, name: str) -> list[Work]:
    """Return what each student handed in, as it is graded; unreadable notebooks are left out."""
    solution = parse_solution(course.solution(name).read_bytes())
    asked = read_asked(solution)
    given = forms_of(cell.source for cell in solution.cells if cell.cell_type == "code" and is_given(cell))
    works = []
    for student in course.students(name, "autograded"):
        try:
            notebook = nbformat.v4.reads_json(course.autograded(student, name).read_text(encoding="utf-8"))
            works.append(_work_of(student, notebook, asked, given))
        except (OSError, ValueError, AttributeError, KeyError):
            continue
    return works


def _work_of(student: str, notebook: nbformat.NotebookNode, asked: Iterable[Asked], given: Collection[str]) -> Work:
    """Return a student's answers to the questions that ask for code, with the mistakes that were named in them."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    read, answers = Excerpts((cell.source for cell in cells), given), {}
    for one in asked:
        if one.function:
            text = as_written(read.excerpt(one.function))
        else:  # a test of the instructor's own: the cells above it
            text = "\n\n".join(cell.source for cell in cells if grade_id(cell) in one.answers)
        if text.strip():
            answers[one.name] = text
    slips = {result.name: tuple(result.misconceptions) for result in read_questions(notebook) if result.misconceptions}
    return Work(student, answers, slips)


def forced_by(course: Course, name: str) -> dict[str, list[str]]:
    """Return the texts whose code says nothing: of all cells of the exercise, its solution and its lecture.

    Under a question's name stands its reference.
    """
    notebooks = (course.solution(name), course.notebook(name), course.root / "lectures" / f"{name}.ipynb")
    found = {"": [source for path in notebooks for source in _code_in(path)]}
    for question in _questions_of(course, name):
        found[question.name] = [text for text in [text_of(question.reference)] if text]
    return found


def honest_in(course: Course, name: str) -> dict[str, list[str]]:
    """Return the right answers of other authors that the catalogue holds, by question."""
    return {
        question.name: [text for text in map(text_of, question.alternatives) if text]
        for question in _questions_of(course, name)
    }


def _questions_of(course, name):
    """Return the questions of the catalogue that an exercise asks."""
    asked = read_asked(parse_solution(course.solution(name).read_bytes()))
    return [QUESTIONS[one.name] for one in asked if one.name in QUESTIONS]


def _code_in(path: Path) -> list[str]:
    """Return the cells of code of a notebook, none if it is not there or cannot be read."""
    try:
        cells = nbformat.v4.reads_json(path.read_text(encoding="utf-8")).cells
        return [cell.source for cell in cells if cell.cell_type == "code"]
    except (OSError, ValueError, AttributeError, KeyError):
        return []


def text_of(function: Callable) -> str:
    """Return the source of a function written with `def`, or as the only lambda on its line; "" for any other."""
    if getattr(function, "__closure__", None) or not hasattr(function, "__code__"):
        return ""
    try:
        lines, first = inspect.getsourcelines(function)
    except OSError:
        return ""
    if function.__name__ != "<lambda>":
        return textwrap.dedent("".join(lines))
    nodes = ast.walk(ast.parse("".join(inspect.findsource(function)[0])))  # of the whole file
    there = [node for node in nodes if isinstance(node, ast.Lambda) and node.lineno == first]
    return (
        f"def answer({ast.unparse(there[0].args)}):\n    return {ast.unparse(there[0].body)}\n"
        if len(there) == 1
        else ""
    )
