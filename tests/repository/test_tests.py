"""What tests/README.md says of all tests: no time is asserted, waits are long, nothing slow is built at import."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = [path for path in sorted(TESTS.rglob("*.py")) if "strangers" not in path.parts]
CLOCKS = {"monotonic", "perf_counter", "process_time"}
READ_A_CLOCK = {
    "helpers/waiting.py",
    "grading/batch/test_grading_killed.py",  # to kill a batch at any time of it
    "grading/sandbox/test_warm.py",  # what a process used of its cores is no more than there was
}
WAITS = {"wait", "communicate", "result", "wait_procs", "join"}
SLOW = {"Worker", "answers", "best_tier", "cluster_of", "copy_clone", "copy_course", "find_sandbox", "grade_all"}
SLOW |= {"load_digits", "load_mnist", "shared_sandbox", "Popen", "check_output", "run", "read"}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TESTS).as_posix())


def calls(node):
    """The calls below a node: each with the last part of its name."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            yield each, getattr(each.func, "attr", getattr(each.func, "id", ""))


def at_import(node):
    """The calls that are made when a file is imported: those outside of functions."""
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        for decorator in getattr(node, "decorator_list", []):
            yield from at_import(decorator)
        return
    if isinstance(node, ast.Call):
        yield getattr(node.func, "attr", getattr(node.func, "id", ""))
    for child in ast.iter_child_nodes(node):
        yield from at_import(child)


@each_file
def test_no_time_is_asserted(path):
    name = path.relative_to(TESTS).as_posix()
    tree = ast.parse(path.read_text("utf-8"))
    read = [f"line {call.lineno}: {clock}()" for call, clock in calls(tree) if clock in CLOCKS]
    assert name in READ_A_CLOCK or read == [], "wait with `within` of tests/helpers/waiting.py"


@each_file
def test_a_wait_has_a_limit_that_only_what_hangs_reaches(path):
    short = [
        f"line {call.lineno}: {ast.unparse(call)}"
        for call, name in calls(ast.parse(path.read_text("utf-8")))
        if name in WAITS and isinstance(call.func, ast.Attribute)
        for limit in (*call.args, *(each.value for each in call.keywords if each.arg == "timeout"))
        if isinstance(limit, ast.Constant) and isinstance(limit.value, (int, float)) and limit.value < 60
    ]
    assert short == []


@each_file
def test_nothing_slow_is_built_when_a_file_is_imported(path):
    assert SLOW.intersection(at_import(ast.parse(path.read_text("utf-8")))) == set()


def test_no_two_files_have_one_name():
    names = [path.name for path in FILES if path.name != "conftest.py"]
    assert sorted(set(names)) == sorted(names), "pytest imports them by their names alone"
