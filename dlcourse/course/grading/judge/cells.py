"""Kinds of cells in a notebook: nbgrader's name of a cell, who judges it, and which question a check asks."""

import ast

import nbformat

NO_TREE = (SyntaxError, ValueError, RecursionError, MemoryError)  # no Python, or nested too deeply for ast.parse


def about(cell: nbformat.NotebookNode) -> dict:
    """Return nbgrader's metadata of a cell; empty if there are none, whatever a student's metadata hold."""
    nbgrader = cell.metadata.get("nbgrader")
    return nbgrader if isinstance(nbgrader, dict) else {}


def grade_id(cell: nbformat.NotebookNode) -> str:
    """Return nbgrader's name of a cell; "" if it has none."""
    name = about(cell).get("grade_id")
    return name if isinstance(name, str) else ""


def is_answer(cell: nbformat.NotebookNode) -> bool:
    """Return True for a cell that a student fills in."""
    return bool(about(cell).get("solution"))


def is_locked(cell: nbformat.NotebookNode) -> bool:
    """Return True for a cell whose text is the exercise's own, whatever a student makes of it."""
    return not is_answer(cell) and bool(about(cell).get("grade") or about(cell).get("locked"))


def is_asked(cell: nbformat.NotebookNode) -> bool:
    """Return True for a check or a test: a code cell with points that is not itself an answer."""
    is_graded = cell.cell_type == "code" and bool(about(cell).get("grade")) and not is_answer(cell)
    return is_graded and not is_hidden_test(cell)


def is_hidden_test(cell: nbformat.NotebookNode) -> bool:
    """Return True for a test of which nothing was handed out, since nbgrader took its hidden lines away.

    A cell that was handed out has nbgrader's checksum, which a solution has not.
    """
    is_graded = bool(about(cell).get("grade")) and not is_answer(cell) and "checksum" in about(cell)
    lines = cell.source.splitlines() if is_graded and cell.cell_type == "code" else ["code"]
    return not any(line.strip() and not line.lstrip().startswith("#") for line in lines)


def has_points(cell: nbformat.NotebookNode) -> bool:
    """Return True for a cell with points, whether code or a person judges it."""
    return "points" in about(cell)


def asked_name(cell: nbformat.NotebookNode) -> str:
    """Return the name of a graded cell in the results: its question's, or a test's grade_id."""
    call = called(cell.source)
    return call[0] if call else grade_id(cell)


def called(source: str) -> tuple[str, str] | None:
    """Return the question and the function of `check("question", function)`; None for any other text."""
    try:
        body = ast.parse(source).body
    except NO_TREE:
        return None
    match body:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str() as name), ast.Name(function)], []))]:
            return name, function
    return None
