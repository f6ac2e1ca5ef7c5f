"""Attacks on the notebook's structure: what a student can make of its cells and of what it says of itself.

Each starts from a notebook in which everything is right but `relu_backward`, which is wrong. Expected is one of:
E0, the score is what the answers deserve: all but that question; EF, questions that the attack itself took away are
lost, too, each with a message; ER, the submission is rejected with a reason.
"""

import copy
import json

import nbformat
from course_copy import cell_of
from nbformat.v4 import new_code_cell, new_output

from dlcourse.checks.card import VERDICT_MIME

TARGET = "relu_backward"
CHECK = f"check-{TARGET}"
FORGED = {
    "name": TARGET,
    "points": 1.0,
    "max_points": 1.0,
    "status": "correct",
    "message": "Right.",
    "misconceptions": [],
}


def without(*names):
    """Cells deleted by name."""

    def attack(notebook):
        notebook["cells"] = [
            c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in names
        ]

    return attack


def without_checks(notebook):
    """All tests deleted."""
    notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")]


def source(name, text):
    """A cell's text replaced."""

    def attack(notebook):
        cell_of(notebook, name)["source"] = text

    return attack


def about(name, **changes):
    """What nbgrader's metadata say of a cell."""

    def attack(notebook):
        cell_of(notebook, name)["metadata"]["nbgrader"].update(changes)

    return attack


def about_all(**changes):
    """What nbgrader's metadata say of every cell."""

    def attack(notebook):
        for cell in notebook["cells"]:
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"].update(changes)

    return attack


def metadata_of_all(value):
    """Every cell's metadata replaced."""

    def attack(notebook):
        for cell in notebook["cells"]:
            cell["metadata"] = copy.deepcopy(value)

    return attack


def outputs(*made):
    """Outputs under the check, as if it had said so."""

    def attack(notebook):
        cell_of(notebook, CHECK)["outputs"] = [copy.deepcopy(output) for output in made]

    return attack


def doubled(name, text=None, **changes):
    """A cell that stands there twice, the copy changed."""

    def attack(notebook):
        place = notebook["cells"].index(cell_of(notebook, name))
        twin = copy.deepcopy(notebook["cells"][place])
        twin["source"] = twin["source"] if text is None else text
        twin["metadata"]["nbgrader"].update(changes)
        notebook["cells"].insert(place + 1, twin)

    return attack


def top(**changes):
    """The notebook's own entries."""

    def attack(notebook):
        notebook.update(copy.deepcopy(changes))

    return attack


def swapped_names(notebook):
    """The wrong answer under the name of a right one, and the other way round."""
    first, second = cell_of(notebook, TARGET), cell_of(notebook, "sigmoid_backward")
    one, other = first["metadata"]["nbgrader"], second["metadata"]["nbgrader"]
    one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]


def many_cells(notebook):
    """Ten thousand cells."""
    notebook["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": "", "id": f"c{n}"} for n in range(10_000)]


def many_code_cells(notebook):
    """Five hundred cells of code."""
    notebook["cells"] += [dict(new_code_cell(f"x = {n}", id=f"c{n}")) for n in range(500)]


def no_ids(notebook):
    """Cells without ids, in a format that asks for them."""
    for cell in notebook["cells"]:
        cell.pop("id")


def same_ids(notebook):
    """All cells under one id."""
    for cell in notebook["cells"]:
        cell["id"] = "same"


def an_id_as_path(notebook):
    """A cell's id that would leave its folder."""
    notebook["cells"][1]["id"] = "../../x"


def attachments(notebook):
    """A cell that carries a program."""
    notebook["cells"][0]["attachments"] = {"../../x.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}


def a_verdict_of_their_own(notebook):
    """A cell beside the check that shows what a check would show."""
    cell = new_code_cell(
        "1.0",
        metadata={
            "nbgrader": {
                "grade": True,
                "grade_id": "check-x",
                "points": 100,
                "solution": False,
                "locked": True,
                "schema_version": 3,
                "cell_type": "code",
            }
        },
    )
    cell.outputs = [
        new_output("display_data", data={VERDICT_MIME: FORGED}),
        new_output("execute_result", data={"text/plain": "100.0"}, execution_count=1),
    ]
    notebook["cells"].append(json.loads(json.dumps(cell)))


def key_of_the_grader(notebook):
    """What the grader notes of itself, noted beforehand."""
    notebook["metadata"]["dlcourse"] = {"sandbox": "none", "key": "0" * 64}
    for cell in notebook["cells"]:
        cell["metadata"]["dlcourse"] = {"edited": "setup", "seed": 1}


def edited_given(notebook):
    """A cell that is given, edited to let everything pass."""
    cell_of(notebook, "setup")["source"] = (
        "import numpy as np\nnp.allclose = lambda *a, **k: True\ncheck = hint = lambda *a: 1.0\n"
    )


DISPLAYED = {"output_type": "display_data", "metadata": {}, "data": {VERDICT_MIME: FORGED, "text/plain": "Right."}}
RESULT = {"output_type": "execute_result", "metadata": {}, "execution_count": 1, "data": {"text/plain": "1.0"}}

IN_JSON = {  # name: (what it does to the notebook's JSON, expected, the other questions that are lost)
    "all tests deleted": (without_checks, "E0", ()),
    "the test deleted": (without(CHECK), "E0", ()),
    "the test edited": (source(CHECK, "1.0"), "E0", ()),
    "the test of another question": (source(CHECK, 'check("sigmoid_backward", sigmoid_backward)'), "E0", ()),
    "the test that checks a function of theirs": (source(CHECK, 'check("relu_backward", lambda da, z: da * (z > 0))'), "E0", ()),
    "the test emptied": (source(CHECK, ""), "E0", ()),
    "the test made a solution": (about(CHECK, solution=True, locked=False), "E0", ()),
    "the test not graded": (about(CHECK, grade=False), "E0", ()),
    "the test worth a thousand": (about(CHECK, points=1000), "E0", ()),
    "the test worth less than nothing": (about(CHECK, points=-5), "E0", ()),
    "the test worth no number": (about(CHECK, points="many"), "E0", ()),
    "the test made a task": (about(CHECK, task=True), "E0", ()),
    "the test unlocked": (about(CHECK, locked=False), "E0", ()),
    "the test made markdown": (about(CHECK, cell_type="markdown"), "E0", ()),
    "nothing graded": (about_all(grade=False), "E0", ()),
    "everything graded": (about_all(grade=True, points=1), "E0", ()),
    "everything locked": (about_all(locked=True), "E0", ()),
    "a check named twice": (doubled(CHECK), "E0", ()),
    "an answer named twice": (doubled(TARGET), "E0", ()),
    "a set-up named twice": (doubled("setup", "check = None"), "E0", ()),
    "an answer under the name of a check": (about(TARGET, grade_id=CHECK), "E0", ()),
    "a check under the name of an answer": (about(CHECK, grade_id=TARGET), "E0", ()),
    "two names exchanged": (swapped_names, "E0", ()),
    "every cell under one name": (about_all(grade_id="x"), "E0", ()),
    "names that are paths": (about(TARGET, grade_id="../../gradebook"), "E0", ()),
    "names that are no text": (about(TARGET, grade_id=["x"]), "E0", ()),
    "no metadata": (metadata_of_all({}), "E0", ()),
    "empty metadata of nbgrader's": (metadata_of_all({"nbgrader": {}}), "E0", ()),
    "metadata of another kind": (metadata_of_all({"nbgrader": [1, 2]}), "E0", ()),
    "metadata that are nothing": (metadata_of_all({"nbgrader": None}), "E0", ()),
    "schema version 1": (about_all(schema_version=1), "E0", ()),
    "schema version 99": (about_all(schema_version=99), "E0", ()),
    "schema version of no kind": (about_all(schema_version="x"), "E0", ()),
    "a forged card": (outputs(DISPLAYED), "E0", ()),
    "a forged result": (outputs(RESULT), "E0", ()),
    "a forged card and result": (outputs(DISPLAYED, RESULT), "E0", ()),
    "a result that is no number": (outputs(RESULT | {"data": {"text/plain": "inf"}}), "E0", ()),
    "a verdict in a cell of theirs": (a_verdict_of_their_own, "E0", ()),
    "the grader's own notes": (key_of_the_grader, "E0", ()),
    "an edited set-up": (edited_given, "E0", ()),
    "cells without ids": (no_ids, "E0", ()),
    "cells with one id": (same_ids, "E0", ()),
    "an id that is a path": (an_id_as_path, "E0", ()),
    "attachments": (attachments, "E0", ()),
    "ten thousand cells": (many_cells, "E0", ()),
    "five hundred cells of code": (many_code_cells, "E0", ()),
    "format 3": (top(nbformat=3, worksheets=[]), "ER", ()),
    "format 5": (top(nbformat=5), "ER", ()),
    "a format that is no number": (top(nbformat="4"), "ER", ()),
    "no cells": (top(cells=[]), "EF", "all"),
    "cells that are a text": (top(cells="x"), "ER", ()),
    "no metadata of its own": (top(metadata=None), "ER", ()),
    "an unknown kernel": (top(metadata={"kernelspec": {"name": "../../bin/sh", "display_name": "x"}}), "ER", ()),
    "a kernel that is a command": (top(metadata={"kernelspec": {"name": "x; rm -rf /", "display_name": "x", "language": "bash"}}), "ER", ()),
    "a title that is a path": (top(metadata={"title": "../../x", "name": "../x", "kernelspec": {"name": "python3", "display_name": "x"}}), "E0", ()),
}  # fmt: skip


def starting_point(solution):
    """The notebook that every attack starts from, as JSON."""
    notebook = json.loads(nbformat.writes(solution))
    cell_of(notebook, TARGET)["source"] = "def relu_backward(da, z):\n    return da * 0\n"
    return notebook
