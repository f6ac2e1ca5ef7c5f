"""The ways to install the course: their files say what `make setup` does, and the page says what was tried.

What takes minutes, an installation into empty environments, is `make dist-check`.
"""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
import tomllib

import pytest
import yaml
from paths import ROOT

import dlcourse
from dlcourse.course.commands import VERBS

PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
INSTALLED_BY_MAKE = ["--constraint", "constraints.txt", "--editable", "."]
# of the schema of development containers, https://containers.dev/implementors/json_reference
KEYS = {"name", "image", "postCreateCommand", "forwardPorts", "portsAttributes", "customizations"}


def words(lines):
    """The words of a requirements file's lines, paths as seen from the clone."""
    return [word.removeprefix("../") for line in lines if not line.startswith("#") for word in shlex.split(line)]


def has_python(version):
    """Whether the course says that it runs on this Python."""
    return f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]


def test_make_setup_installs_the_clone_with_pinned_versions():
    (line,) = re.findall(r"^\$\(VENV\)/\.course:.*\n(?:\t@echo.*\n)?\t@\$\(PIP\) (.*)$", MAKEFILE, flags=re.MULTILINE)
    assert line.split() == INSTALLED_BY_MAKE


def test_conda_installs_what_make_setup_does():
    about = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *of_conda, of_pip = about["dependencies"]
    assert about["name"] == "dlcourse"
    assert of_conda[1:] == ["pip"]
    assert has_python(of_conda[0].removeprefix("python="))
    assert words(of_pip["pip"]) == INSTALLED_BY_MAKE


def test_binder_installs_what_make_setup_does_and_begins_a_folder():
    folder = ROOT / "binder"
    assert words((folder / "requirements.txt").read_text(encoding="utf-8").splitlines()) == INSTALLED_BY_MAKE
    assert has_python((folder / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-"))
    script = folder / "postBuild"
    assert script.stat().st_mode & stat.S_IXUSR
    first, *lines = [line for line in script.read_text(encoding="utf-8").splitlines() if line]
    assert first == "#!/bin/sh"
    verbs = [line.split()[1] for line in lines if line.startswith("dlcourse ")]
    assert verbs
    assert set(verbs) <= set(VERBS)
    (begun,) = re.findall(r"^dlcourse start (\S+)$", script.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in (PAGE, script.read_text(encoding="utf-8")):
        assert f"?urlpath=lab/tree/{begun}/lectures/00_start_here.ipynb" in text
    assert (ROOT / "lectures" / "00_start_here.ipynb").exists()


def test_a_development_container_is_made_ready_by_make():
    about = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert about.keys() <= KEYS
    assert has_python(about["image"].rpartition(":")[2])
    assert about["postCreateCommand"] == "make setup"
    assert re.search(r"^setup:", MAKEFILE, flags=re.MULTILINE)
    assert about["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"].endswith("/.venv/bin/python")
    assert set(about["portsAttributes"]) == {str(port) for port in about["forwardPorts"]}


def test_the_cell_for_colab_leaves_the_packages_that_are_there():
    (line,) = re.findall(r"^%pip install (.*)$", PAGE, flags=re.MULTILINE)
    assert "--no-deps" in line.split()
    assert line.endswith(" git+ADDRESS")


def test_the_check_of_distributions_tries_each_python_that_the_course_names():
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "dist_check.py", "--help"], capture_output=True, encoding="utf-8", check=True
    )
    named = set(re.findall(r"python(3\.\d+)", done.stdout))
    assert named == {version for version in (f"3.{minor}" for minor in range(20)) if has_python(version)}
    assert re.search(r"^dist-check:.*## ", MAKEFILE, flags=re.MULTILINE)
    for option in re.findall(r"ARGS=(--\w+)", PAGE):
        assert option in done.stdout


def test_what_was_not_tried_is_said():
    rows = [row for row in PAGE.splitlines() if row.startswith("|")]
    for what in ("macOS", "conda itself", "in the container", "on Binder", "on Colab", "on Windows"):
        assert [row for row in rows if re.search(rf"\*\*not [^*]*{what}\*\*", row)], what
    assert "**Never tried**: the course on a real Windows or macOS." in PAGE


def test_the_configuration_of_jupyterlite_holds_the_folder_that_is_begun():
    page = (ROOT / "docs" / "in_the_browser.md").read_text(encoding="utf-8")
    assert page.splitlines()[2].startswith("**Untested.**")
    about = json.loads(re.search(r"```json\n(.*?)```", page, flags=re.DOTALL)[1])["LiteBuildConfig"]
    assert [f"dlcourse start build/lite/{folder}" in page for folder in about["contents"]] == [True]
    assert re.search(about["extra_ignore_contents"][0], "build/lite/files/.dlcourse")
    assert f"python -m http.server --directory {about['output_dir']}" in page
    assert "in_the_browser" not in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "docs/student.md"])
def test_a_page_that_tells_how_to_install_leads_to_what_was_tried(name):
    assert "install.md" in (ROOT / name).read_text(encoding="utf-8")


# The version


def test_the_version_is_written_in_one_place():
    version = dlcourse.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version)
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout
    text = (".py", ".toml", ".cff", ".yml", ".json", ".in", ".txt", ".sh")
    word = re.compile(rf"""(?:version\s*[:=]\s*|dlcourse[-=]+)["']?{re.escape(version)}\b""", re.IGNORECASE)
    found = {
        name
        for name in names.split("\0")
        if name.endswith(text) and os.path.exists(ROOT / name) and not name.startswith("tests/")
        for _ in word.findall((ROOT / name).read_text(encoding="utf-8"))
    }
    assert found == {"CITATION.cff"}  # which test_wheel.py compares; dlcourse/__init__.py writes __version__


def test_the_newest_changes_are_of_this_version():
    heading = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    assert heading.rstrip(",") == dlcourse.__version__


def test_the_command_says_the_version():
    command = [sys.executable, "-m", "dlcourse", "--version"]
    assert (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        == f"dlcourse {dlcourse.__version__}\n"
    )
