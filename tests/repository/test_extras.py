"""What the course can do without is installed by one line, which works where it stands, and is the same everywhere."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from paths import ROOT

from dlcourse import extras
from dlcourse.extras import how_to_install, install_line, requirements

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
KERAS = PROJECT["optional-dependencies"]["keras"]
ASK_FOR_KERAS = [
    "lectures/18_keras.ipynb",
    "lectures/19_keras_tuner.ipynb",
    "exercises/18_keras/18_keras.ipynb",
    "exercises/19_keras_tuner/19_keras_tuner.ipynb",
]
BY_HAND = re.compile(r"(pip|conda|uv)\b.*\binstall\b.*(keras|jax|numba|cupy|distributed|cluster)", re.IGNORECASE)


def test_the_line_asks_this_python_for_what_the_project_file_says():
    *command, first, second, third, fourth = shlex.split(install_line("keras"))
    assert [first, second, third, fourth] == KERAS
    assert command == [sys.executable, "-m", "pip", "install", "--constraint", str(ROOT / "constraints.txt")]


def test_pip_takes_the_line_as_a_shell_passes_it_on():
    done = subprocess.run(
        f"{install_line('keras', 'numba')} --dry-run --no-index --quiet", shell=True, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")  # all of it is installed here


def test_from_a_wheel_nothing_is_pinned(monkeypatch, tmp_path):
    monkeypatch.setattr(extras, "CONSTRAINTS", tmp_path / "constraints.txt")
    assert "--constraint" not in install_line("keras")


def test_a_python_in_a_folder_with_a_blank_is_quoted(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/home/ada/deep learning/.venv/bin/python")
    monkeypatch.setattr(sys, "platform", "linux")
    assert shlex.split(install_line("keras"))[0] == sys.executable
    monkeypatch.setattr(sys, "platform", "win32")
    assert install_line("keras").startswith('"/home/ada/deep learning/.venv/bin/python" -m pip install ')


@pytest.mark.parametrize("extra", ["kers", ""])
def test_an_extra_that_the_course_does_not_have_is_an_error_that_lists_those_that_it_has(extra):
    with pytest.raises(LookupError, match=rf"expected one of keras, .*\. Received: '{extra}'$"):
        install_line(extra)


def test_the_requirements_are_those_of_the_project_file():
    for extra in ("keras", "numba", "cluster"):
        assert requirements()[extra] == PROJECT["optional-dependencies"][extra]


@pytest.mark.parametrize("name", ASK_FOR_KERAS)
def test_the_first_cell_of_each_notebook_on_keras_gives_the_line_if_keras_is_missing(name, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    notebook = nbformat.read(ROOT / name, as_version=4)
    source = next(cell.source for cell in notebook.cells if cell.cell_type == "code")
    try:
        exec(source, {})
        said = capsys.readouterr().out
    except ImportError as error:  # a lecture cannot go on without
        said = str(error)
    assert how_to_install("keras") in said


def test_no_text_of_the_repository_says_another_line():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    texts = [
        ROOT / name
        for name in listed.stdout.splitlines()
        if name.endswith((".py", ".md", ".yml", ".toml", ".ipynb", "Makefile")) and not name.startswith("tests/")
    ]
    assert len(texts) > 300
    others = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in texts
        if path.is_file() and path.name != "CHANGELOG.md"
        for line in path.read_text(encoding="utf-8").splitlines()
        if BY_HAND.search(line)
    ]
    assert others == []


def needed(requirements):
    """The names of all that these requirements need, directly or not, on any system, as installed packages say."""
    waiting, found = [Requirement(each) for each in requirements], set()
    while waiting:
        requirement = waiting.pop()
        for extra in ("", *requirement.extras):
            key = canonicalize_name(requirement.name), extra
            if key not in found:
                found.add(key)
                waiting += [each for each in requires(key[0]) if extra_of(each) in ("", extra)]
    return {name for name, _ in found}


def requires(name):
    """What an installed package needs; nothing if it is not installed here."""
    try:
        return [Requirement(each) for each in metadata.requires(name) or []]
    except metadata.PackageNotFoundError:
        return []


def extra_of(requirement):
    """The extra that a requirement belongs to, "" if it is needed always."""
    found = re.search(r"""extra == ["']([^"']+)""", str(requirement.marker or ""))
    return found[1] if found else ""


def test_every_pinned_package_is_one_that_the_course_or_an_extra_needs():
    pinned = {canonicalize_name(name) for name in re.findall(r"^[\w.-]+(?===)", CONSTRAINTS, flags=re.MULTILINE)}
    extra = [each for one in PROJECT["optional-dependencies"].values() for each in one]
    of_cupy = {"cuda-pathfinder"}  # which is installed where there is a GPU, and only there says what it needs
    of_hub = {"annotated-types", "bcrypt", "certipy", "cryptography", "oauthlib", "onetimepass", "pamela"}
    of_hub |= {"pydantic", "pydantic-core", "typing-inspection"}  # which `make hub` alone installs
    assert {"numpy", "jax"} <= pinned
    assert pinned - needed(PROJECT["dependencies"] + extra) - of_cupy - of_hub == set()
