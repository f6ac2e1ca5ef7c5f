"""Odd submissions, each with what it should get: what people hand in, and what their editors make of it.

Add a line to `ODD`: the exercise, what is changed in its solution, the points that it deserves (for what is not named,
all of them; None if it cannot be read), and what has to be said of it. Each line is judged in three ways by
`test_marks_agree.py`, which also says what the exercises are.
"""

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CHECKS, POINTS, TESTS, HAND = "07_checks", "21_points", "22_tests", "23_by_hand"  # the exercises


@dataclass(frozen=True)
class Odd:
    """One odd submission."""

    change: Callable  # of the solution, as a notebook's JSON: in place, or to what it returns (bytes are the file)
    loses: Mapping[str, float] | None = field(default_factory=dict)  # question → points that it gets; None: no mark
    says: Mapping[str, str] = field(default_factory=dict)  # question ("" for the submission) → a part of its message
    exercise: str = CHECKS
    files: Mapping[str, str] = field(default_factory=dict)  # beside the notebook


# The exercises


def about(name, **nbgrader):
    """nbgrader's metadata of a cell."""
    parts = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "grade_id": name}
    return {"nbgrader": parts | nbgrader}


def given(name, source):
    """A locked cell of code."""
    return new_code_cell(source, id=name, metadata=about(name, locked=True))


def answer(name, source):
    """A cell that students fill in; the whole of it is the solution."""
    text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return new_code_cell(text, id=name, metadata=about(name, solution=True))


def test(name, source, points):
    """A graded cell of code."""
    return new_code_cell(source, id=name, metadata=about(name, grade=True, locked=True, points=points))


def essay(name, source, points):
    """An answer in words."""
    return new_markdown_cell(source, id=name, metadata=about(name, grade=True, solution=True, points=points))


def exercise_of(*cells):
    """A solution notebook."""
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    return new_notebook(cells=list(cells), metadata=kernel | {"language_info": {"name": "python"}})


SETUP = given(
    "setup",
    "import numpy as np\n\nfrom dlcourse.activations import relu, sigmoid\nfrom dlcourse.checks import check, hint",
)
SIGMOID = "def sigmoid_backward(da, z):\n    a = sigmoid(z)\n    return da * a * (1 - a)"
RELU = "def relu_backward(da, z):\n    return da * (z > 0)"
DENSE = "def dense_backward(x, W, dz):\n    return dz @ W.T, x.T @ dz, dz.sum(axis=0)"
STUB = "def dense_backward(x, W, dz):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
HALF = "def dense_backward(x, W, dz):\n    return dz @ W.T, dz.T @ x, dz.mean(axis=0)"  # one part of three


def asked_by_checks(sigmoid, relu, dense):
    """Three of the questions of exercise 07, for these points."""
    return exercise_of(
        new_markdown_cell("# Backward", id="title"),
        SETUP,
        *(answer("sigmoid_backward", SIGMOID), check_of("sigmoid_backward", sigmoid)),
        *(answer("relu_backward", RELU), check_of("relu_backward", relu)),
        *(answer("dense_backward", DENSE), check_of("dense_backward", dense)),
        essay("why", "Because of the chain rule.", 2),
    )


def check_of(name, points):
    """The course's check of a question."""
    return test(f"check-{name}", f'check("{name}", {name})', points)


SQUARES = "def squares(values):\n    return [value**2 for value in values]"
MEAN = "def mean(values):\n    return sum(values) / len(values)"
ASKED_BY_TESTS = exercise_of(
    given("setup", "from numpy.testing import assert_allclose"),
    answer("squares", SQUARES),
    test("test-squares", "assert squares([1, 2]) == [1, 4]\n### BEGIN HIDDEN TESTS\nassert squares([-3]) == [9], 'of negatives'\n### END HIDDEN TESTS", 3),
    answer("mean", MEAN),
    test("test-mean", "assert_allclose(mean([1, 2]), 1.5)\nhalf = mean([2, 2]) / 4", 1),
    test("test-parts", "right = [mean([1]) == 1, mean([1, 3]) == 2, half == 0.5, mean([0, 1]) == 0.5]\nsum(right) / 2", 2),
    given("table", "with open('numbers.csv') as file:\n    numbers = [float(line) for line in file]"),
    test("test-file", "assert mean(numbers) == 20", 1),
)  # fmt: skip
ASKED_BY_TESTS_FILES = {"numbers.csv": "10\n30\n"}  # beside the solution

READ_BY_HAND = exercise_of(
    answer("squares", SQUARES),
    test("test-squares", "assert squares([1, 2]) == [1, 4]", 3),
    new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", id="plot", metadata=about("plot", grade=True, solution=True, points=4)),
    essay("why", "Because.", 2),
    new_markdown_cell("Describe it.", id="task", metadata=about("task", task=True, locked=True, points=5)),
)  # fmt: skip

SOLUTIONS = {
    CHECKS: asked_by_checks(1, 1, 3),
    POINTS: asked_by_checks(2.5, 0, 7),
    TESTS: ASKED_BY_TESTS,
    HAND: READ_BY_HAND,
}


# The changes


def cell_named(notebook, name):
    """The cell with this grade_id."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def place_of(notebook, name):
    """The index of that cell."""
    return notebook["cells"].index(cell_named(notebook, name))


def changes(*each):
    """Several changes, one after the other."""

    def change(notebook):
        for one in each:
            one(notebook)

    return change


def untouched(notebook):
    """Nothing is answered."""
    for name in ("sigmoid_backward", "relu_backward", "dense_backward", "squares", "mean"):
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
                cell["source"] = f"def {name}(*arguments):\n    raise NotImplementedError()"


def text(**sources):
    """The text of cells, by name."""

    def change(notebook):
        for name, source in sources.items():
            cell_named(notebook, name.replace("__", "-"))["source"] = source

    return change


def add(source, before=None, after=None, kind="code", **parts):
    """A cell of the student's own, at a place or at the end."""

    def change(notebook):
        cell = {"cell_type": kind, "id": "own", "metadata": {}, "source": source} | parts
        cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
        at = (
            place_of(notebook, before) if before else place_of(notebook, after) + 1 if after else len(notebook["cells"])
        )
        notebook["cells"].insert(at, cell)

    return change


def move(name, before=None):
    """A cell moved above another one, or to the end."""

    def change(notebook):
        cell = cell_named(notebook, name)
        notebook["cells"].remove(cell)
        notebook["cells"].insert(place_of(notebook, before) if before else len(notebook["cells"]), cell)

    return change


def delete(*names):
    """Cells deleted."""

    def change(notebook):
        for name in names:
            notebook["cells"].remove(cell_named(notebook, name))

    return change


def turn(name, kind):
    """A cell turned into another type, as an editor does it."""

    def change(notebook):
        cell = cell_named(notebook, name)
        cell["cell_type"] = kind
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
        if kind == "code":
            cell.update(outputs=[], execution_count=None)

    return change


def twin(name, source, above=False):
    """A second cell with the same metadata."""

    def change(notebook):
        place = place_of(notebook, name)
        cell = copy.deepcopy(notebook["cells"][place]) | {"source": source, "id": "twin"}
        notebook["cells"].insert(place + (not above), cell)

    return change


def without_metadata(notebook):
    """All that nbgrader noted of the cells is lost; their ids are still there."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def without_ids(notebook):
    """As editors before 2020 write it."""
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        cell.pop("id", None)


def nothing_known(notebook):
    """Neither metadata nor ids."""
    without_metadata(notebook)
    without_ids(notebook)


def copied(name, source):
    """A second cell below with the same metadata and the same id, as a text editor's copy has them."""

    def change(notebook):
        at = place_of(notebook, name)
        notebook["cells"].insert(at + 1, copy.deepcopy(notebook["cells"][at]) | {"source": source})

    return change


def merged(first, *others):
    """Cells merged into one, which keeps the metadata of the first one named; their texts stay in order."""

    def change(notebook):
        cell = cell_named(notebook, first)
        cells = [one for one in notebook["cells"] if one is cell or one in [cell_named(notebook, o) for o in others]]
        cell["source"] = "\n\n".join(one["source"] for one in cells)
        notebook["cells"] = [one for one in notebook["cells"] if one is cell or one not in cells]

    return change


def twice(notebook):
    """All cells pasted once more below."""
    notebook["cells"] += copy.deepcopy(notebook["cells"])


def by_vscode(notebook):
    """As VS Code writes it: kernels named by their folder, ids in a form of its own, and notes on each cell."""
    python = {"name": "python", "version": "3.12.3", "codemirror_mode": {"name": "ipython", "version": 3}}
    spec = {"display_name": ".venv (3.12.3)", "language": "python", "name": "python3"}
    notebook["metadata"] = {"kernelspec": spec, "language_info": python, "orig_nbformat": 4, "vscode": {"hash": "1f"}}
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"#VSC-{number:08x}"
        cell["metadata"]["vscode"] = {"languageId": "python"}


def by_colab(notebook):
    """As Colab writes it: format 4.0, ids among the metadata, and nothing of nbgrader's."""
    notebook["nbformat_minor"] = 0
    notebook["metadata"] = {"accelerator": "GPU", "colab": {"provenance": []}, "kernelspec": {"name": "python3"}}
    for cell in notebook["cells"]:
        cell["metadata"] = {"id": cell.pop("id"), "outputId": "1f", "colab": {"base_uri": "https://localhost:8080/"}}


def by_kaggle(notebook):
    """As Kaggle and papermill write it."""
    notebook["metadata"] |= {"kaggle": {"accelerator": "none"}, "papermill": {"duration": 1.5}}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"_uuid": "1f", "trusted": True, "execution": {"shell.execute_reply": 3}}


def outputs(*each):
    """What is noted below all cells of code."""

    def change(notebook):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = list(each)

    return change


def sources(turned):
    """The text of all cells, in another form."""

    def change(notebook):
        for cell in notebook["cells"]:
            cell["source"] = turned(cell["source"])

    return change


def as_bytes(turned):
    """The bytes of the file, made from its text."""
    return lambda notebook: turned(json.dumps(notebook))


def latin_1(notebook):
    """An umlaut, in the encoding of old Windows programs."""
    text(why="Grüße")(notebook)
    return json.dumps(notebook, ensure_ascii=False).encode("latin-1")


def without(*keys):
    """Entries that all cells lack."""

    def change(notebook):
        for cell in notebook["cells"]:
            for key in keys:
                cell.pop(key, None)

    return change


def each_cell(**parts):
    """Entries that all cells have."""

    def change(notebook):
        for number, cell in enumerate(notebook["cells"]):
            cell.update(
                {key: value.format(number) if isinstance(value, str) else value for key, value in parts.items()}
            )

    return change


def top(**parts):
    """Entries of the notebook's own; those that are None are left out."""

    def change(notebook):
        for key, value in parts.items():
            notebook.pop(key) if value is None else notebook.update({key: value})

    return change


def kernel(**spec):
    """Another kernel, and no record of a language."""
    return top(metadata={"kernelspec": {"display_name": "mine"} | spec})


def format_3(notebook):
    """As IPython 2 wrote it."""
    return nbformat.writes(nbformat.from_dict(notebook), version=3).encode()


def returns(kind, imports=""):
    """The dense layer's three gradients, in another library's arrays."""
    return text(
        dense_backward=f"{imports}\ndef dense_backward(x, W, dz):\n"
        f"    return tuple({kind} for a in (dz @ W.T, x.T @ dz, dz.sum(0)))"
    )


ARRAY = "class Array:\n    def __init__(self, a):\n        self.a = a\n    def __array__(self, dtype=None, copy=None):\n        return self.a"
DEADLY = "import os\nos._exit(1)"
NONE = {"sigmoid_backward": 0, "relu_backward": 0, "dense_backward": 0}
NO_TESTS = {"test-squares": 0, "test-mean": 0, "test-parts": 0, "test-file": 0}

MISSING = "Its cell is missing from the notebook"
ODD = {
    # as they should be
    "the solution": Odd(text()),
    "an untouched exercise": Odd(untouched, NONE, {"relu_backward": "Nothing to check yet"}),
    "one part of three": Odd(text(dense_backward=HALF), {"dense_backward": 1}),
    # the order of cells
    "a helper's name used twice": Odd(changes(
        text(sigmoid_backward="def act(z):\n    return 1 / (1 + np.exp(-z))\ndef sigmoid_backward(da, z):\n    return da * act(z) * (1 - act(z))"),
        text(relu_backward="def act(z):\n    return np.maximum(0, z)\ndef relu_backward(da, z):\n    return da * (act(z) > 0)"))),
    "an answer defined anew at the end, as a try": Odd(add("def dense_backward(x, W, dz):\n    print('trying')")),
    "a library's name emptied at the end": Odd(changes(text(relu_backward="def relu_backward(da, z):\n    return np.where(z > 0, da, 0)"), add("np = None"))),
    "NumPy told to raise at the end": Odd(add("np.seterr(all='raise')\nimport warnings\nwarnings.simplefilter('error')")),
    "NumPy told to raise above the checks": Odd(add("np.seterr(all='raise')", before="relu_backward")),
    "a clock that stands still": Odd(add("import time\ntime.monotonic = time.time = lambda: 0", before="relu_backward")),
    "an answer that calls one that is not written": Odd(text(
        relu_backward="def slope(z):\n    raise NotImplementedError()\ndef relu_backward(da, z):\n    return da * slope(z)"),
        {"relu_backward": 0}, {"relu_backward": "Your function calls `slope`, which is not written yet."}),
    "a library's name emptied, and restored by the given cell": Odd(changes(move("setup", "relu_backward"), add("np = None", before="setup"))),
    "a check above its answer": Odd(move("check-dense_backward", before="dense_backward")),
    "all checks at the top": Odd(changes(*(move(f"check-{name}", before="setup") for name in NONE))),
    "all checks at the end": Odd(changes(*(move(f"check-{name}") for name in NONE))),
    "a wrong answer, fixed below its check": Odd(changes(text(dense_backward=HALF), add(DENSE)), {"dense_backward": 1}),
    "a right answer below a check that found none": Odd(changes(text(dense_backward=STUB), add(DENSE))),
    "an answer deleted, and written elsewhere": Odd(changes(delete("dense_backward"), add(DENSE))),
    "the set-up at the end": Odd(move("setup")),
    "a cell that raises": Odd(add("1 / 0", before="relu_backward")),
    "a cell that kills the worker": Odd(add(DEADLY, before="relu_backward")),
    "a cell that kills the worker, between an answer and its check": Odd(add(DEADLY, before="check-dense_backward")),
    "an answer's cell that kills the worker": Odd(text(relu_backward=f"{RELU}\n{DEADLY}"), {"relu_backward": 0}, {"relu_backward": "Your cell stopped with Stopped"}),
    "an answer that kills the worker when it is asked": Odd(text(relu_backward="def relu_backward(da, z):\n    import os\n    os._exit(1)"), {"relu_backward": 0}, {"relu_backward": "When this question was checked, your code ended"}),
    "too many cells that kill the worker": Odd(changes(*[add(DEADLY, before="dense_backward")] * 5), {"dense_backward": 0}, {"dense_backward": "too often"}),
    "an endless cell": Odd(add("while True:\n    pass", after="setup")),
    "cells in the order of another day": Odd(changes(move("relu_backward"), move("check-relu_backward"), move("sigmoid_backward"), move("check-sigmoid_backward"))),
    # cells that became something else
    "an answer turned to Markdown": Odd(turn("dense_backward", "markdown"), says={"dense_backward": "was a Markdown cell"}),
    "an answer turned to raw text": Odd(turn("dense_backward", "raw"), says={"dense_backward": "was a raw cell"}),
    "a check turned to Markdown": Odd(turn("check-dense_backward", "markdown")),
    "the set-up turned to raw text": Odd(turn("setup", "raw")),
    "a set-up turned to Markdown, with other text": Odd(changes(turn("setup", "markdown"), text(setup="# not Python"))),
    "an answer in words turned to code": Odd(turn("why", "code")),
    "an untouched copy below the answer": Odd(twin("dense_backward", STUB), {"dense_backward": 0}, {"dense_backward": "2 of your cells define dense_backward"}),
    "an untouched copy above the answer": Odd(twin("dense_backward", STUB, above=True)),
    "a wrong copy below the answer": Odd(twin("dense_backward", HALF), {"dense_backward": 1}, {"dense_backward": "Note: 2 of your cells define dense_backward"}),
    "an answer in words, written in a copy": Odd(changes(twin("why", "The chain rule."), text(why="YOUR ANSWER HERE"))),
    "an answer deleted": Odd(delete("dense_backward"), {"dense_backward": 0}, {"dense_backward": "There is no function dense_backward"}),
    "an answer in words deleted": Odd(delete("why"), says={"why": "Its cell is missing from the notebook"}),
    "all checks deleted": Odd(delete(*(f"check-{name}" for name in NONE))),
    "a check deleted, and its answer defined anew": Odd(changes(delete("check-relu_backward"), add("def relu_backward(da, z):\n    return da"))),
    "an answer in its check": Odd(changes(text(check__dense_backward=f'{DENSE}\ncheck("dense_backward", dense_backward)', dense_backward=STUB))),
    "an answer merged into its check": Odd(merged("check-dense_backward", "dense_backward")),
    "a check merged into its answer": Odd(merged("dense_backward", "check-dense_backward")),
    "a wrong answer merged into its check": Odd(changes(text(dense_backward=HALF), merged("check-dense_backward", "dense_backward")), {"dense_backward": 1}),
    "an answer merged into the set-up": Odd(merged("setup", "sigmoid_backward")),
    "all cells of code merged": Odd(merged("setup", *NONE, *(f"check-{name}" for name in NONE))),
    "an answer split in two": Odd(changes(text(dense_backward="import numpy as xp"), twin("dense_backward", DENSE.replace("dz.sum", "xp.asarray(dz).sum")))),
    "an answer split inside its function": Odd(changes(text(dense_backward=DENSE.partition("\n")[0]), twin("dense_backward", DENSE.partition("\n")[2])), {"dense_backward": 0}, {"dense_backward": "IndentationError"}),
    "an answer copied and fixed, under one id": Odd(changes(text(dense_backward=HALF), copied("dense_backward", DENSE))),
    "an untouched copy under one id": Odd(copied("dense_backward", STUB), {"dense_backward": 0}, {"dense_backward": "2 of your cells define dense_backward"}),
    "all cells twice": Odd(twice),
    "metadata lost": Odd(without_metadata),
    "metadata lost, and an answer turned to Markdown": Odd(changes(turn("dense_backward", "markdown"), without_metadata)),
    "metadata and ids lost": Odd(nothing_known, says={"why": "Its cell is missing"}),
    "all cells under one id": Odd(each_cell(id="same")),
    # old and thin files
    "ids in format 4.2": Odd(top(nbformat_minor=2)),
    "ids in format 4.4": Odd(top(nbformat_minor=4)),
    "ids of another kind in format 4.0": Odd(changes(top(nbformat_minor=0), each_cell(id="cell:{}/x"))),
    "no ids": Odd(without_ids),
    "no outputs": Odd(without("outputs")),
    "no counts": Odd(without("execution_count")),
    "neither outputs nor counts, in format 4.1": Odd(changes(without("outputs", "execution_count"), without_ids, top(nbformat_minor=1))),
    "no minor format": Odd(top(nbformat_minor=None)),
    "no metadata of the notebook's": Odd(top(metadata=None)),
    "outputs of an older format": Odd(changes(each_cell(prompt_number=3, collapsed=False), lambda nb: cell_named(nb, "setup").update(outputs=[{"output_type": "pyout", "text": "x"}]))),
    "a cell without metadata and without text": Odd(lambda notebook: notebook["cells"].append({"cell_type": "code"})),
    "tags of another form": Odd(lambda notebook: cell_named(notebook, "why")["metadata"].update(tags="mine", collapsed="yes")),
    "format 3": Odd(format_3),
    "a cell of a type of the future": Odd(changes(top(nbformat_minor=9), lambda notebook: notebook["cells"].append({"cell_type": "chart", "id": "c", "metadata": {}, "source": "x"}))),
    "by VS Code": Odd(by_vscode),
    "by Colab": Odd(by_colab, says={"why": "Its cell is missing"}),
    "by Kaggle": Odd(by_kaggle),
    "a byte order mark": Odd(as_bytes(lambda text: text.encode("utf-8-sig"))),
    "UTF-16": Odd(as_bytes(lambda text: text.encode("utf-16"))),
    "Latin-1": Odd(latin_1, None),
    "lines that end as on Windows": Odd(sources(lambda text: text.replace("\n", "\r\n"))),
    "texts as lists of lines": Odd(sources(lambda text: text.splitlines(keepends=True))),
    "errors alone below the cells": Odd(outputs({"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": ["x"]})),
    "outputs that are none": Odd(outputs({"output_type": "chart"}, 3, None)),
    "a page in the notebook's place": Odd(as_bytes(lambda text: b"<!DOCTYPE html><html></html>"), None),
    "a merge of git's that was not finished": Odd(as_bytes(lambda text: f"<<<<<<< HEAD\n{text}\n=======\n{text}\n>>>>>>> x\n".encode()), None),
    "half a file": Odd(lambda notebook: json.dumps(notebook)[:500].encode(), None),
    "an empty file": Odd(lambda notebook: b"", None),
    # kernels
    "a kernel of conda's": Odd(kernel(name="conda-env-dl-py", language="python")),
    "a kernel of conda's without a language": Odd(kernel(name="conda-env-dl-py")),
    "a kernel that is not installed here": Odd(kernel(name="my-venv", language="python")),
    "a kernel with a name alone": Odd(top(metadata={"kernelspec": {"name": "python3"}})),
    "a kernel of JupyterLite's": Odd(kernel(name="python", language="python")),
    "a language that is named after IPython": Odd(kernel(name="python3", language="ipython")),
    "R": Odd(kernel(name="ir", language="R"), None),
    # what answers return
    "lists": Odd(returns("a.tolist()")),
    "long doubles": Odd(returns("a.astype(np.longdouble)")),
    "anything that is an array": Odd(returns("Array(a)", ARRAY)),
    "an array that is none": Odd(returns("Array(None)", ARRAY), {"dense_backward": 0}),
    "a deque of rows": Odd(text(relu_backward="from collections import deque\ndef relu_backward(da, z):\n    return deque((da * (z > 0)).tolist())")),
    # what a notebook can do
    "a module beside it": Odd(text(dense_backward="from helpers import turned\ndef dense_backward(x, W, dz):\n    return dz @ turned(W), x.T @ dz, dz.sum(axis=0)"), files={"helpers.py": "def turned(a):\n    return a.T\n"}),
    "a module in a folder beside it": Odd(text(relu_backward="from tools.gates import gate\ndef relu_backward(da, z):\n    return da * gate(z)"), files={"tools/gates.py": "def gate(z):\n    return z > 0\n"}),
    "a table beside it": Odd(text(relu_backward="zero = float(open('data/zero.txt').read())\ndef relu_backward(da, z):\n    return da * (z > zero)"), files={"data/zero.txt": "0.0"}),
    "a module beside it that is named as a library": Odd(text(), files={"numpy.py": "raise SystemExit", "json.py": "1 / 0"}),
    "a module that is missing": Odd(text(dense_backward=f"from helpers import turned\n{DENSE}"), {"dense_backward": 0}, {"dense_backward": "ModuleNotFoundError: No module named 'helpers'"}),
    "a module written by a cell": Odd(changes(add("%%writefile gates.py\ndef gate(z):\n    return z > 0", before="relu_backward"), text(relu_backward="from gates import gate\ndef relu_backward(da, z):\n    return da * gate(z)"))),
    "a table with an emoji in its name": Odd(text(relu_backward="zero = float(open('null 😀.txt').read())\ndef relu_backward(da, z):\n    return da * (z > zero)"), files={"null 😀.txt": "0.0"}),
    "a table at a path of Windows'": Odd(text(relu_backward=f"open('data\\\\zero.txt')\n{RELU}"), {"relu_backward": 0}, {"relu_backward": "FileNotFoundError"}, files={"data/zero.txt": "0.0"}),
    "Colab's drive": Odd(add("from google.colab import drive\ndrive.mount('/content/drive')", before="setup")),
    "magics in an answer": Odd(text(dense_backward=f"%%time\n%matplotlib inline\n{DENSE}")),
    "a cell that leaves": Odd(add("import sys\nsys.exit()", before="relu_backward")),
    "an answer copied with its prompts": Odd(text(dense_backward=">>> " + DENSE.replace("\n", "\n... "))),
    "a script run by a cell": Odd(text(relu_backward="%run gates.py\ndef relu_backward(da, z):\n    return da * gate(z)"), files={"gates.py": "def gate(z):\n    return z > 0\n"}),
    "input() in an answer": Odd(text(relu_backward=f"name = input('your name')\n{RELU}"), {"relu_backward": 0}, {"relu_backward": "nobody answers input() while grading"}),
    "input() in a cell of one's own": Odd(add("name = input()", before="relu_backward")),
    "a breakpoint left in": Odd(text(relu_backward="def relu_backward(da, z):\n    breakpoint()\n    return da * (z > 0)")),
    # points that are not the question's own
    "the solution, for other points": Odd(text(), exercise=POINTS),
    "one part of three, for other points": Odd(text(dense_backward=HALF), {"dense_backward": 2.33}, exercise=POINTS),
    "untouched, for other points": Odd(untouched, NONE, exercise=POINTS),
    # tests of the instructor's own
    "tests: the solution": Odd(text(), exercise=TESTS),
    "tests: untouched": Odd(untouched, NO_TESTS, {"test-squares": "not answered"}, exercise=TESTS),
    "tests: nothing there": Odd(top(cells=[]), NO_TESTS, {"test-squares": "name 'squares' is not defined"}, exercise=TESTS),
    "tests: wrong": Odd(text(squares="def squares(values):\n    return values"), {"test-squares": 0}, {"test-squares": "at `assert squares([1, 2]) == [1, 4]`"}, TESTS),
    "tests: wrong where a hidden test looks": Odd(text(squares="def squares(values):\n    return [v * abs(v) for v in values]"), {"test-squares": 0}, {"test-squares": "The test failed: of negatives"}, TESTS),
    "tests: a part": Odd(text(mean="def mean(values):\n    return 1.5 if values == [1, 2] else values[0]"), {"test-parts": 1, "test-file": 0}, {"test-parts": "1 of 2 points"}, TESTS),
    "tests: prints and warns": Odd(text(mean="import sys, warnings\ndef mean(values):\n    print('x', file=sys.stderr)\n    warnings.warn('old')\n    return sum(values) / len(values)"), exercise=TESTS),
    "tests: does not compile": Odd(text(squares="def squares(values:"), {"test-squares": 0}, exercise=TESTS),
    "tests: endless": Odd(text(mean="def mean(values):\n    while True:\n        pass"), {"test-mean": 0, "test-parts": 0, "test-file": 0}, {"test-mean": "When this test ran, your code took longer"}, TESTS),
    "tests: kills the worker": Odd(text(squares=f"def squares(values):\n    {DEADLY.replace(chr(10), '; ')}"), {"test-squares": 0}, exercise=TESTS),
    "tests: edited": Odd(changes(text(squares="def squares(values):\n    return values"), text(test__squares="pass")), {"test-squares": 0}, exercise=TESTS),
    "tests: deleted": Odd(delete("test-squares", "test-mean", "test-parts", "test-file"), exercise=TESTS),
    "tests: above the answers": Odd(changes(move("test-squares", before="squares"), move("test-mean", before="setup")), exercise=TESTS),
    "tests: a right answer below": Odd(changes(untouched, add(f"{SQUARES}\n{MEAN}")), exercise=TESTS),
    "tests: an answer emptied at the end": Odd(add("squares = mean = None"), exercise=TESTS),
    "tests: turned to Markdown": Odd(changes(turn("test-squares", "markdown"), turn("mean", "markdown")), exercise=TESTS),
    "tests: an answer merged into its test": Odd(merged("test-squares", "squares"), exercise=TESTS),
    "tests: edited to deceive": Odd(changes(untouched, text(test__squares="class Any:\n    def __eq__(self, other):\n        return True\nsquares = Any")), NO_TESTS, exercise=TESTS),
    "tests: metadata lost": Odd(without_metadata, exercise=TESTS),
    "tests: a table of one's own": Odd(text(), exercise=TESTS, files={"numbers.csv": "1\n"}),
    # read by a person: code, words, and a task of nbgrader's
    "by hand: the solution": Odd(text(), exercise=HAND),
    "by hand: nothing there": Odd(top(cells=[]), {"test-squares": 0}, {"plot": MISSING, "why": MISSING, "task": MISSING}, HAND),
    "by hand: code turned to Markdown, words to code": Odd(changes(turn("plot", "markdown"), turn("why", "code")), exercise=HAND),
    "by hand: code that raises": Odd(text(plot="1 / 0"), exercise=HAND),
    "by hand: a task answered below it": Odd(add("It is so.", after="task", kind="markdown"), exercise=HAND),
    "by hand: a task edited": Odd(text(task="Described."), exercise=HAND),
}  # fmt: skip
