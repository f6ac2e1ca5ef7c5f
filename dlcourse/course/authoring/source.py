"""Read a source file: Python text in cells that start with `# %%`, strictly, so that a typo is an error with a line.

The format is jupytext's "py:percent". Prose stands in a raw string, and an option says what kind of cell it is:

    # %% [markdown]
    r\"\"\"
    # A title
    \"\"\"

    # %% solution="mse_gradient"
    # %% check="mse_gradient" points=2

    # %% [markdown] manual="which_loss" points=2

Lectures have two more kinds of cell. A prediction asks before it explains: each option, the right one ticked, with its
explanation indented below. A proof holds asserts that the lecture's claims are true; readers never see it.

    # %% prediction [markdown]
    r\"\"\"
    What does doubling the rate do?

    [ ] It halves the time
        Only as long as the steps stay short.
    [x] It depends on the curvature
        Beyond 2/c the steps grow.
    \"\"\"

    # %% proof
    assert losses[-1] < losses[0]

A proof may say when it holds: `this_run=true` for the lecture's own seed alone, `timed=true` for timings on a quiet
machine; no test asserts those.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse.course.folder import why_not_on_windows

MARKER_START = re.compile(r"^#\s*%%")
MARKER = re.compile(
    r'^# %%( (?P<kind>\[markdown\]|prediction \[markdown\]|proof))?(?P<options>( [a-z_]+=("[^"]*"|\d+|true))*)$'
)
OPTION = re.compile(r'([a-z_]+)=("[^"]*"|\d+|true)')
PROSE = re.compile(r'^r"""\n(.*)\n"""$', re.DOTALL)
NUMBERED = re.compile(r"\d\d_\w+")  # the name of a lecture or an exercise of the course
QUESTION_NAME = re.compile(r"^[a-z][a-z0-9_]*$")

REGION_LIKE = re.compile(r"^\s*#+\s*(BEGIN|END)\b", re.IGNORECASE)
BEGIN = re.compile(r"^\s*### BEGIN SOLUTION$")
END = re.compile(r"^\s*### END SOLUTION$")

OPTION_OF_PREDICTION = re.compile(r"^\[([ x])\] (.+)$")
REASON_INDENT = "    "

KINDS = {"lectures": {"code", "markdown", "prediction", "proof"}, "exercises": {"code", "markdown"}}
OF_PROOFS = {"this_run", "timed"}
OPTIONS = {"lectures": OF_PROOFS, "exercises": {"solution", "check", "points", "given", "manual"}}


class SourceError(Exception):
    """A mistake in a source file; the text names file and line."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


@dataclass
class Cell:
    """One cell: its kind ("code", "markdown", "prediction" or "proof"), text, options; the lines of marker and text."""

    kind: str
    source: str
    line: int
    options: dict[str, str | int | bool] = field(default_factory=dict)
    first: int = 0


def read_source(path: Path) -> list[Cell]:
    """Return the cells of a source file; raises SourceError for every deviation from the format."""
    if not NUMBERED.fullmatch(path.stem) and (why := why_not_on_windows(path.stem)):
        raise SourceError(path, 1, f"the notebook gets the name of this file, and {why}")
    cells = _split_cells(path)
    allowed = OPTIONS[path.parent.name]
    for cell in cells:
        if cell.kind not in KINDS[path.parent.name]:
            raise SourceError(path, cell.line, f"a {cell.kind} stands in a lecture, not in an exercise")
        for option in cell.options:
            if option not in allowed:
                raise SourceError(path, cell.line, f"unknown option {option!r}; expected one of {sorted(allowed)}")
        if cell.options.keys() & OF_PROOFS and cell.kind != "proof":
            raise SourceError(
                path, cell.line, f"{', '.join(cell.options)}: stands with a proof, and says when it holds"
            )
        if cell.kind == "prediction":
            read_prediction(path, cell)
        if cell.kind == "proof" and "assert " not in cell.source:
            raise SourceError(path, cell.line, "a proof without an assert proves nothing")
    if path.parent.name == "exercises":
        _check_exercise(path, cells)
    return cells


def _split_cells(path):
    """Return the cells of a file, split at their markers."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if MARKER_START.match(line)]
    if not starts or starts[0] != 0:
        raise SourceError(path, 1, "expected a cell marker '# %%' or '# %% [markdown]' on the first line")
    return [_read_cell(path, start, lines[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _read_cell(path, start, lines):
    """Return one cell, from its marker and the lines below it."""
    marker = MARKER.match(lines[0])
    if marker is None:
        raise SourceError(path, start + 1, f"cannot read the marker {lines[0]!r}; expected '# %% name=\"value\"'")
    options = {name: _read_value(value) for name, value in OPTION.findall(marker["options"])}
    below = "\n".join(lines[1:]).rstrip("\n")
    text = below.lstrip("\n")
    first = start + 2 + len(below) - len(text)  # blank lines may follow the marker
    kind = (marker["kind"] or "code").removesuffix(" [markdown]").strip("[]")
    if kind in ("markdown", "prediction"):
        prose = PROSE.match(text)
        if prose is None:
            raise SourceError(path, first, 'prose: expected r""" on its own line, the text, """ on its own line')
        return Cell(kind, prose[1], start + 1, options, first + 1)
    return Cell(kind, text, start + 1, options, first)


def _read_value(text):
    """Return the value of an option: a text in quotes, an integer or true."""
    return text[1:-1] if text.startswith('"') else text == "true" or int(text)


@dataclass(frozen=True)
class Prediction:
    """A question, and for each option its text, its explanation, and whether it is right."""

    question: str
    options: list[tuple[str, str, bool]]


def read_prediction(path: Path, cell: Cell) -> Prediction:
    """Return the content of a prediction; raises SourceError unless one option is ticked and each is explained."""
    question: list[str] = []
    options: list[tuple[str, list[str], bool]] = []
    for number, line in enumerate(cell.source.splitlines(), start=cell.first):
        option = OPTION_OF_PREDICTION.match(line)
        if option:
            options.append((option[2], [], option[1] == "x"))
        elif not options:
            question.append(line)
        elif line.startswith(REASON_INDENT) or not line.strip():
            options[-1][1].append(line.removeprefix(REASON_INDENT))
        else:
            raise SourceError(path, number, f"expected '[ ] an option', '[x] the right one' or four blanks: {line!r}")
    found = [(text, "\n".join(reason).strip(), right) for text, reason, right in options]
    if len(found) < 2 or sum(right for *_, right in found) != 1:
        raise SourceError(path, cell.line, "a prediction has two options or more, and ticks one of them: [x]")
    silent = [text for text, reason, _ in found if not reason]
    if silent or not "".join(question).strip():
        raise SourceError(path, cell.line, f"expected a question, and under each option what is said of it: {silent}")
    return Prediction("\n".join(question).strip(), found)


def _check_exercise(path, cells):
    """Raise SourceError if options do not fit together, a name is used twice, or a solution leaves its region."""
    seen: dict[tuple[str, str], int] = {}
    for cell in cells:
        kinds = cell.options.keys() & {"solution", "check", "given", "manual"}
        if len(kinds) > 1:
            message = f"a cell is one of solution, check, given and manual. Received: {sorted(kinds)}"
            raise SourceError(path, cell.line, message)
        if bool(kinds & {"check", "manual"}) != ("points" in cell.options):
            raise SourceError(path, cell.line, 'check (or manual) and points go together: check="name" points=2')
        if kinds and (cell.kind == "markdown") != ("manual" in kinds):
            raise SourceError(path, cell.line, "manual stands with [markdown]; solution, check and given with code")
        for kind in kinds:
            name = str(cell.options[kind])
            if not QUESTION_NAME.match(name):
                raise SourceError(path, cell.line, f"{kind}: expected a name like mse_gradient. Received: {name!r}")
            if (kind, name) in seen:
                raise SourceError(path, cell.line, f"{kind}={name!r} was used before, on line {seen[kind, name]}")
            seen[kind, name] = cell.line
        _check_regions(path, cell)
    for kind, name in seen:
        if kind == "check" and ("solution", name) not in seen:
            raise SourceError(path, seen[kind, name], f"check={name!r} has no cell solution={name!r}")
        if kind == "solution" and ("check", name) not in seen:
            raise SourceError(path, seen[kind, name], f"solution={name!r} has no cell check={name!r}")


def _check_regions(path, cell):
    """Raise SourceError unless regions are in solution cells only, spelt right, and hold all of the solution."""
    kept, inside = [], False
    for number, line in enumerate(cell.source.splitlines(), start=cell.first):
        if not REGION_LIKE.match(line):
            kept.append("" if inside else line)
            continue
        if "solution" not in cell.options:
            raise SourceError(path, number, 'a solution region stands in a cell that is not marked solution="name"')
        expected, word = (END, "### END SOLUTION") if inside else (BEGIN, "### BEGIN SOLUTION")
        if not expected.match(line):
            raise SourceError(path, number, f"expected '{word}'. Received: {line.strip()!r}")
        inside = not inside
        kept.append(line.split("#")[0] + "pass")
    if inside:
        raise SourceError(path, cell.line, "a solution region begins and does not end")
    if "solution" in cell.options:
        if not any(map(BEGIN.match, cell.source.splitlines())):
            raise SourceError(path, cell.line, "a solution cell without a region '### BEGIN SOLUTION'")
        _check_nothing_outside(path, cell, "\n".join(kept))


def _check_nothing_outside(path, cell, text):
    """Raise SourceError if a solution cell holds anything but imports, signatures and docstrings outside its region."""
    try:
        ast.parse(cell.source)
        module = ast.parse(text)
    except SyntaxError as error:
        raise SourceError(path, cell.first - 1 + (error.lineno or 1), f"not Python: {error.msg}") from None
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    statements = [node for node in module.body if not isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom)]
    for function in functions:
        body = function.body[1:] if ast.get_docstring(function) is not None else function.body
        statements += [node for node in body if not isinstance(node, ast.FunctionDef)]
    outside = [node for node in statements if not isinstance(node, ast.Pass)]
    if outside:
        raise SourceError(path, cell.first - 1 + outside[0].lineno, "a part of the solution stands outside its region")
