"""What is one fact stands in one place; where two programs need it each, both say the same."""

import ast
import re
import tomllib
from collections import defaultdict

import pytest
from paths import PACKAGE, ROOT

from dlcourse import _older_course
from dlcourse.course import folder
from dlcourse.course.commands import doctor

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SHORT = 60  # characters of a body that may well stand twice


@pytest.mark.parametrize("root", [PACKAGE, ROOT / "tests"], ids=["dlcourse", "tests"])
def test_no_function_stands_in_two_files(root):
    found = defaultdict(list)
    for path in sorted(root.rglob("*.py")):
        if "strangers" not in path.parts:  # each a stranger's own
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    has_docstring = ast.get_docstring(node) is not None
                    body = "\n".join(map(ast.unparse, node.body[has_docstring:]))
                    if len(body) > SHORT:
                        found[ast.unparse(node.args), body].append(f"{path.relative_to(root)}: {node.name}")
    assert len(found) > 1000
    assert [names for names in found.values() if len(names) > 1] == []


def test_the_oldest_python_is_the_same_for_pip_for_make_and_for_doctor():
    oldest = tuple(map(int, PROJECT["requires-python"].removeprefix(">=").split(".")))
    assert oldest == doctor.OLDEST_PYTHON
    assert f"sys.version_info < {oldest}" in (ROOT / "Makefile").read_text(encoding="utf-8")
    named = [text for text in PROJECT["classifiers"] if text.startswith("Programming Language :: Python")]
    assert named[0].endswith(".".join(map(str, oldest)))


def test_a_learners_folder_is_known_by_one_mark():
    """Two layers that may not import each other look for it."""
    assert _older_course.HANDED_OUT == folder.HANDED_OUT


def test_no_package_stands_in_two_extras():
    extras = PROJECT["optional-dependencies"]
    packages = [re.match(r"[\w-]+", each)[0] for one in extras.values() for each in one]
    assert sorted(set(packages) - {"dlcourse"}) == sorted(each for each in packages if each != "dlcourse")


def test_no_version_is_pinned_in_two_places():
    """Those of constraints.txt aside: what is not in it is pinned where it is installed."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", ".ci/run", "pyproject.toml")}
    pins = [pin.split("==")[0] for text in texts.values() for pin in re.findall(r"[\w\[\]-]+==[\w.+]+", text)]
    assert sorted(pins) == sorted(set(pins))


def test_no_two_classes_have_one_name():
    """But for accelerated classes, which stand in for those that they have the names of, and the two ends of a pipe."""
    found = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"catalogue", "accel"}.intersection(path.parts):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(path.relative_to(PACKAGE).as_posix())
    twice = {name: paths for name, paths in found.items() if len(paths) > 1}
    assert twice.pop("Worker") == ["course/grading/inside/worker.py", "course/grading/sandbox/remote.py"]
    assert twice.pop("Judge") == [  # nbgrader's step, and its settings, which are read without loading nbgrader
        "course/grading/nbgrader/plugins.py",
        "course/grading/nbgrader/settings.py",
    ]
    assert twice == {}
