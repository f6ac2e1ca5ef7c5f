"""What CONTRIBUTING.md tells one to do works: a lecture, a question and a misconception, added to a copy as it says."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from paths import PACKAGE, ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PARTS = ("dlcourse", "source", "lectures", "solutions", "exercises", "nbgrader_config.py", "constraints.txt")
QUESTIONS = "dlcourse/checks/catalogue/backpropagation"
AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")


def shown(what):
    """The code that the page shows under a mark."""
    return re.search(rf"<!-- try: {re.escape(what)} -->\n```python\n(.*?)```", PAGE, flags=re.DOTALL)[1]


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


def test_a_lecture_is_added_as_the_page_says(root):
    source = "source/lectures/21_a_new_lecture.py"
    root.joinpath(source).write_text(shown(source), encoding="utf-8")
    assert run(root, "-m", "dlcourse.course.authoring") == "built: lectures/21_a_new_lecture.ipynb\n"
    table = run(root, "-m", "dlcourse.course.authoring.robust", "21", "--kernels", "own", "--threads", "1")
    assert re.search(r"lectures/21_a_new_lecture +1 +ok$", table, flags=re.MULTILINE)


def test_a_question_and_a_misconception_are_added_as_the_page_says(root):
    question = root / QUESTIONS / "bias_gradient.py"
    question.write_text(shown(f"{QUESTIONS}/bias_gradient.py"), encoding="utf-8")
    append(root / QUESTIONS / "__init__.py", "\n" + shown("list"))
    append(root / "source/exercises/07_backpropagation.py", "\n" + shown("cells"))
    built = run(root, "-m", "dlcourse.course.authoring").split()[1::2]
    name = "07_backpropagation/07_backpropagation.ipynb"
    assert sorted(built) == ["exercises/.built.json", f"exercises/{name}", f"solutions/{name}"]

    text = question.read_text(encoding="utf-8")
    more = re.sub("^", "        ", shown("misconception").rstrip(), flags=re.MULTILINE) + ",\n"
    question.write_text(text.replace("    ),\n    alternatives", f"{more}    ),\n    alternatives"), encoding="utf-8")
    proof = json.loads(run(root, "-m", "dlcourse", "prove", "07", "--json"))
    (added,) = (each for each in proof["per_question"] if each["name"] == "bias_gradient")
    assert (added["killed"], added["diagnosed"], added["alternatives"]) == (2, 2, 1)
    assert proof["sound"]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", PAGE, flags=re.MULTILINE))))
def test_each_make_target_that_the_page_names_is_there(command):
    assert re.search(rf"^{command}:.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_the_hook_on_notebooks_looks_at_all_that_they_are_made_of():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (watched,) = re.findall(r"^ +files: (.*)$", hooks, flags=re.MULTILINE)
    made_of = [PACKAGE / "course" / "authoring" / "build.py", PACKAGE / "checks" / "catalogue" / "__init__.py"]
    made_of += [next((ROOT / folder).rglob("0*.*")) for folder in ("source", "lectures", "solutions", "exercises")]
    assert [path for path in made_of if not re.match(watched, path.relative_to(ROOT).as_posix())] == []
