"""What no other file uses is private: a public function of a module is named in another file that names the module."""

import ast
import re
import subprocess
from collections import defaultdict

import pytest
from paths import PACKAGE, ROOT

import dlcourse

STILL_PUBLIC = {"claimed", "grade_as_they_come", "outputs_of", "with_twin"}
PAGES = (".md", ".toml", "Makefile", ".ci/run")
MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "catalogue" not in path.parts and path.stem != "__init__" and not path.stem.startswith("__")
]  # of the catalogue, every function is an answer


@pytest.fixture(scope="module")
def words():
    """For each word the files of the repository that hold it."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    found = defaultdict(set)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix not in (".gz", ".npz", ".png", ".svg"):
            for word in set(re.findall(r"\w+", path.read_text(encoding="utf-8", errors="ignore"))):
                found[word].add(name)
    return found


def is_of_a_command(path, name):
    """`add` and `run` of each file in commands/ are called by one loop; `main` by a program's entry point."""
    return name == "main" or (path.parent.name == "commands" and name in ("add", "run"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_public_function_is_used_in_another_file(path, words):
    own, package = (each.relative_to(ROOT).as_posix() for each in (path, path.with_name("__init__.py")))
    public = [
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in dlcourse.__all__
    ]
    unused = [
        name
        for name in public
        if not is_of_a_command(path, name)
        and not any(
            other in words[path.stem] or other == package or other.endswith(PAGES) for other in words[name] - {own}
        )
    ]
    assert set(unused) <= STILL_PUBLIC, "begin its name with an underscore"
