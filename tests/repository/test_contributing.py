"""What CONTRIBUTING.md tells one to do works: a lecture, a question and a misconception, added to a copy as it says."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from paths import PACKAGE, ROOT

from dlcourse.checks.catalogue import NAMES

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PARTS = ("dlcourse", "source", "lectures", "solutions", "exercises", "tests")
PARTS += ("nbgrader_config.py", "constraints.txt", "pyproject.toml")
QUESTIONS = "dlcourse/checks/catalogue/backpropagation"
AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")


def shown(what):
    """The code that the page shows under a mark."""
    return re.search(rf"<!-- try: {re.escape(what)} -->\n```(?:python|text)\n(.*?)```", PAGE, flags=re.DOTALL)[1]


def run(root, *command):
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def root(tmp_path):
    for name in PARTS:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    for command in (["init", "--quiet"], ["add", "--all"], [*AUTHOR, "commit", "--quiet", "--message", "a clone"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def insert(path, text, before):
    """Insert a text before the first place where another stands."""
    head, found, tail = path.read_text(encoding="utf-8").partition(before)
    assert found, f"{path.name} has no {before!r}"
    path.write_text(head + text + found + tail, encoding="utf-8")


def bring_into_form(root, *files):
    """As `make format` does; then the linter, which `make test` runs, finds nothing."""
    for arguments in (["check", "--fix"], ["format"], ["check"], ["format", "--check"]):
        run(root, "-m", "ruff", *arguments, "--quiet", *files)


def add_question(root):
    """Add the page's question to exercise 07, by its three steps."""
    root.joinpath(QUESTIONS, "bias_gradient.py").write_text(shown(f"{QUESTIONS}/bias_gradient.py"), encoding="utf-8")
    insert(root / QUESTIONS / "__init__.py", shown("import"), before="\nQUESTIONS")
    insert(root / QUESTIONS / "__init__.py", shown("entry"), before=")\n")
    append(root / "source/exercises/07_backpropagation.py", "\n" + shown("cells"))


def test_a_lecture_is_added_as_the_page_says(root):
    source = "source/lectures/21_a_new_lecture.py"
    root.joinpath(source).write_text(shown(source), encoding="utf-8")
    assert run(root, "-m", "dlcourse.course.authoring") == "built: lectures/21_a_new_lecture.ipynb\n"
    bring_into_form(root, source)
    table = run(root, "-m", "dlcourse.course.authoring.robust", "21", "--kernels", "own", "--threads", "1")
    assert re.search(r"lectures/21_a_new_lecture +1 +ok$", table, flags=re.MULTILINE)


def test_a_question_and_a_misconception_are_added_as_the_page_says(root):
    add_question(root)
    built = run(root, "-m", "dlcourse.course.authoring").split()[1::2]
    name = "07_backpropagation/07_backpropagation.ipynb"
    assert sorted(built) == ["exercises/.built.json", f"exercises/{name}", f"solutions/{name}"]

    more = re.sub("^", "        ", shown("misconception").rstrip(), flags=re.MULTILINE) + ",\n"
    insert(root / QUESTIONS / "bias_gradient.py", more, before="    ),\n    alternatives")
    bring_into_form(root, QUESTIONS, "source/exercises/07_backpropagation.py")
    proof = json.loads(run(root, "-m", "dlcourse", "prove", "07", "--json"))
    (added,) = (each for each in proof["per_question"] if each["name"] == "bias_gradient")
    assert (added["killed"], added["diagnosed"], added["alternatives"]) == (2, 2, 1)
    assert proof["sound"]


def test_the_exercise_says_of_the_question_what_the_catalogue_says(root):
    add_question(root)
    tests = ("tests/checks/catalogue/test_catalogue.py", "-k", "bias_gradient")
    told = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests)
    assert re.search(r"^[1-9]\d* passed", told, flags=re.MULTILINE), told


def test_the_page_names_each_file_that_has_to_know_of_a_new_lecture():
    section = PAGE.split("## Add a lecture")[1].split("## Add a question")[0]
    needed = ["`NAMES`", "`source/exercises/21_", "`lectures/README.md`", "`README.md`", "`CHANGELOG.md`"]
    needed += [f"`source/lectures/{NAMES[-1]}.py`", "`dlcourse/checks/catalogue/a_new_lecture/__init__.py`"]
    assert [name for name in needed if name not in section] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", PAGE, flags=re.MULTILINE))))
def test_each_make_target_that_the_page_names_is_there(command):
    assert re.search(rf"^{command}:.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_the_hook_on_notebooks_looks_at_all_that_they_are_made_of():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (watched,) = re.findall(r"^ +files: (.*)$", hooks, flags=re.MULTILINE)
    made_of = [PACKAGE / "course" / "authoring" / "build.py", PACKAGE / "checks" / "catalogue" / "__init__.py"]
    made_of += [next((ROOT / folder).rglob("0*.*")) for folder in ("source", "lectures", "solutions", "exercises")]
    assert [path for path in made_of if not re.match(watched, path.relative_to(ROOT).as_posix())] == []


SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL))


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\btests/[\w./]+", SHELL + PAGE))))
def test_each_test_that_the_page_names_is_there(path):
    assert (ROOT / path).exists()


def test_the_environment_is_activated_once_and_before_anything_is_run_in_it():
    assert SHELL.count(". .venv/bin/activate") == PAGE.count(".venv/bin") == 1
    assert SHELL.split(". .venv/bin/activate")[0].split("\n")[0].startswith("make setup")


@pytest.mark.parametrize("tool", ["build", "uv"])
def test_a_tool_that_no_extra_installs_is_installed_before_it_is_run(tool):
    before = SHELL.split(f"python -m {tool}" if tool == "build" else "\nuv pip")[0]
    assert f"python -m pip install {tool}" in before
