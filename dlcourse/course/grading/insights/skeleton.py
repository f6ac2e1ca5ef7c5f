"""The skeleton of a misconception that explains a group of unnamed answers: a file for the class's folder questions/.

The wrong answer is the reference with one change where one gives the group's numbers, so that no student's code is in
it. Where none does, it is the function of one of them, without comments and docstrings, and with all that it needs.
"""

import ast
import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from dlcourse._files import digest, replace
from dlcourse.checks.gate.nearest import edit_that_computes
from dlcourse.checks.own_questions import FOLDER
from dlcourse.course.folder import CourseError
from dlcourse.course.grading.insights.excerpt import reaches_out, with_all_it_needs
from dlcourse.course.grading.insights.unnamed import Group

NAME = re.compile(r"[a-z][a-z0-9_]*")
WITHOUT_NUMBERS = (
    "these answers have no numbers in any case, and a misconception is known by its numbers: the message that their "
    "students get says what they raise or return"
)
MODULE = '''"""A mistake of this class in the question `{question}` of exercise {exercise}: {what}.

Give it its two sentences, which are empty: without them it cannot be used. Then `dlcourse prove {question}` proves
it, and `dlcourse grade {number}` names it.
"""

{code}

MISCONCEPTIONS = {{
    "{question}": (
        Misconception(
            "{name}",
            {wrong},
            "",  # what the mistake is, as "You averaged over the {{N}} rows."; the numbers follow by themselves
            "",  # what to look at, as "The 1/N of the mean is in dz already."
        ),
    ),
}}
'''


@dataclass(frozen=True)
class Skeleton:
    """A misconception without its sentences, as the text of a module."""

    question: str
    name: str
    text: str
    edit: str  # "edit(relu_backward, 'z > 0 → z >= 0')"; "" if the wrong answer is a student's function


def skeleton_of(exercise: str, group: Group, name: str | None = None) -> Skeleton:
    """Return the skeleton for a group of answers that compute the same.

    Raises CourseError for a name that is no name, or that is taken, for answers without numbers, and for a function
    that reaches for more than arrays: nobody should run such code outside of the sandbox.
    """
    answer, question = group.shown, group.question
    if answer.always_fails:
        raise CourseError(WITHOUT_NUMBERS)
    changed = edit_that_computes(question, answer.trials, _constants_in(answer.statements))
    code = _code_of_edit(changed) if changed else _code_of(answer)
    name = _require_name(question, f"like_{digest(code)[:6]}" if name is None else name)
    wrong = repr(changed) if changed else answer.function
    size = len(group.answers)
    what = f"{size:,} students computed the same" if size > 1 else "one student made it"
    text = MODULE.format(
        question=question.name, exercise=exercise, number=exercise[:2], what=what, code=code, name=name, wrong=wrong
    )
    return Skeleton(question.name, name, text, repr(changed) if changed else "")


def write(skeleton: Skeleton, root: Path, to: Path | None = None) -> Path:
    """Write the skeleton into a new file, by default in the class's folder questions/; return its path.

    Raises CourseError if something is there already.
    """
    path = root / FOLDER / f"{skeleton.question}_{skeleton.name}.py" if to is None else to
    if path.exists() or path.is_symlink():
        raise CourseError(f"{path} is there already, and stays as it is: give another --name or file (--to FILE)")
    replace(path, skeleton.text)
    return path


def _require_name(question, name):
    """Return the name; raises CourseError if it is not a name, or is that of another misconception of the question."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise CourseError(f"--name: expected small letters, digits and _, such as gate_too_high. Received: {name!r}")
    if name in [misconception.name for misconception in question.misconceptions]:
        raise CourseError(f"--name: {question.name} has a misconception {name!r} already: choose another name")
    return name


def _code_of_edit(changed):
    """Return the imports of an edit of the reference."""
    return (
        f"from {changed.function.__module__} import {changed.function.__name__}\n"
        "from dlcourse.checks.catalogue.edits import edit\n"
        "from dlcourse.checks.engine.question import Misconception"
    )


def _code_of(answer):
    """Return a student's function, with all that it needs; raises CourseError if it reaches for more than arrays."""
    reached = reaches_out(answer.statements)
    if reached or not answer.statements:
        why = f"uses {', '.join(reached)}" if reached else "cannot be read from its cell"
        raise CourseError(
            f"no change of the reference gives these numbers, and the student's function {why}: write the wrong answer "
            "by hand, as docs/instructor.md says"
        )
    return with_all_it_needs(answer.statements, "from dlcourse.checks.engine.question import Misconception") + "\n"


def _constants_in(statements):
    """Return the numbers in an answer's text."""
    nodes = (node for one in statements for node in ast.walk(one.node) if isinstance(node, ast.Constant))
    return list(dict.fromkeys(n.value for n in nodes if type(n.value) in (int, float)))
