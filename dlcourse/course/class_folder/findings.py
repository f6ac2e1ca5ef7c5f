"""Faults of a class's own questions, a line each: of the files, who asks them, their model answers, their words.

The course's own questions are held to the same by tests; a class has `dlcourse prove`.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from dlcourse.checks.catalogue import find_question, of_this_class
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.own_questions import look_in, place_of
from dlcourse.course.authoring.proofs import run_source
from dlcourse.course.authoring.source import Cell, SourceError, read_source
from dlcourse.course.folder import did_you_mean

FIELDS = {"part", "entry", "yours", "expected", "ratio", "step"}  # that a message of a misconception may name
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)


def faults_of(root: Path) -> list[str]:
    """Return a line on each fault that keeps a question from being asked, understood or trusted."""
    look_in(root)
    own = of_this_class()
    faults = [*own.faults, *_faults_of_exercises(root)]
    for name, question in own.questions.items():
        where = place_of(own.file_of[name], question)
        faults += [f"{where}: {fault}" for fault in _faults_of_question(root, question, _is_asked(own, name))]
    return list(dict.fromkeys(faults))


def remarks_of(root: Path) -> list[str]:
    """Return a line on each thing about the files of questions that does no harm."""
    look_in(root)
    return list(of_this_class().remarks)


def faults_for_students(root: Path) -> list[str]:
    """Return a line on each question that an exercise asks, and that students could not be asked."""
    look_in(root)
    lines = []
    for name, exercise, _ in of_this_class().files.asked:
        try:
            find_question(name)
        except LookupError as error:
            lines.append(f"{exercise}: {error}")
    return lines


def _is_asked(own, name):
    return any(question == name for question, _, _ in own.files.asked)


# One question


def _faults_of_question(root: Path, question: Question, is_asked: bool) -> Iterator[str]:
    """Yield what is wrong with a question but for its numbers, which the gate judges."""
    name = question.name
    if not is_asked:
        cell = f'# %% check="{name}" points={question.points:g}'
        yield f"no exercise asks {name!r}: add a cell `{cell}` to one in source/exercises/, then build it"
    if not question.hints:
        yield f"{name!r} has no hints: expected one at least"
    if not question.misconceptions:
        yield f"{name!r} has no misconceptions: expected one at least, a wrong answer with its name"
    names = [misconception.name for misconception in question.misconceptions]
    for twice in sorted({each for each in names if names.count(each) > 1}):
        yield f"{name!r} has two misconceptions {twice!r}: give each a name of its own"
    yield from faults_of_words(question)
    if is_asked or question.lecture:
        yield from _faults_of_place(root, question)


def faults_of_words(question: Question) -> Iterator[str]:
    """Yield the fields of messages that nothing fills in, and those that would give a fixed answer away."""
    try:
        sizes = {name for case in Draw(question).cases for name in case.sizes}
    except Exception:  # the gate says why
        return
    for misconception in question.misconceptions:
        fields = set(re.findall(r"\{(\w+)", misconception.says + misconception.look))
        for unknown in sorted(fields - FIELDS - sizes):
            there = ", ".join(f"{{{field}}}" for field in sorted(FIELDS | sizes))
            yield f"{question.name!r}: {misconception.name!r} names {{{unknown}}}, which is nothing; there are {there}"
        for told in sorted(fields & {"expected", "ratio"}) if question.is_closed else ():
            yield f"{question.name!r}: {misconception.name!r} names {{{told}}}, which gives the answer away"


def _faults_of_place(root, question):
    """Yield a line if a question sends its readers to a lecture or a section that does not exist."""
    source = root / "source" / "lectures" / f"{question.lecture}.py"
    there = sorted({path.stem for path in [*root.glob("source/lectures/*.py"), *root.glob("lectures/[0-9]*.ipynb")]})
    if question.lecture and question.lecture not in there:
        meant = did_you_mean(question.lecture, there)
        yield f"{question.name!r}: no lecture {question.lecture!r}{meant}; there are: {', '.join(there) or 'none'}"
    elif question.lecture and question.section and source.is_file():
        headings = _headings(source)
        if question.section not in headings:
            meant = did_you_mean(question.section, headings)
            yield f"{question.name!r}: lecture {question.lecture} has no section {question.section!r}{meant}"
    elif question.section and not question.lecture:
        yield f"{question.name!r} names a section and no lecture: expected lecture='07_backpropagation', or the like"


def _headings(source):
    """Return the headings of a lecture, none if its text cannot be read."""
    try:
        cells = read_source(source)
    except SourceError:
        return []
    return [found.strip() for cell in cells if cell.kind == "markdown" for found in HEADING.findall(cell.source)]


# The exercises that ask them


def _faults_of_exercises(root):
    """Yield what is wrong with the exercises that ask questions of the class's own, or questions that do not exist."""
    own = of_this_class()
    for path in sorted(root.glob("source/exercises/*.py")):
        try:
            cells = read_source(path)
        except SourceError as error:
            yield str(error).replace(f"{root}/", "")
            continue
        where = path.relative_to(root).as_posix()
        asked = [cell for cell in cells if "check" in cell.options]
        faults = [fault for cell in asked for fault in _faults_of_check(cell, cells, own.questions)]
        yield from (f"{where}:{line}: {fault}" for line, fault in faults)
        if not faults and any(cell.options["check"] in own.questions for cell in asked):
            yield from (f"{where}: the model answer fails: {failed}" for failed in _failed(path))


def _failed(path):
    """Return what fails when the model answers of an exercise are run and checked, each in a line."""
    try:
        return [" ".join(line.split()) for line in run_source(path).failed]
    except Exception:  # of a question's own reference, cases or edits: the gate says so
        return []


def _faults_of_check(cell: Cell, cells: list[Cell], own: Mapping[str, Question]) -> Iterator[tuple[int, str]]:
    """Yield line and fault of a cell that asks a question: there is none, no model answer, or one that takes others."""
    name = str(cell.options["check"])
    try:
        question = find_question(name)
    except LookupError as error:
        yield cell.line, str(error)
        return
    if name not in own:
        return
    answers = [found for each in cells if "solution" in each.options for found in _functions(each)]
    answer = next((found for found in answers if found.name == name), None)
    if answer is None:
        yield cell.line, f'no model answer: expected a cell `# %% solution="{name}"` that defines {name}'
        return
    taken = tuple(argument.arg for argument in answer.args.args)
    if taken != question.arguments:
        expected = ", ".join(question.arguments)
        yield cell.line, f"the model answer is {name}({', '.join(taken)}), the question's reference {name}({expected})"


def _functions(cell):
    """Return the functions that a cell of code defines."""
    try:
        return [node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError:
        return []
