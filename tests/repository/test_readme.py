"""What the README shows is what its commands print."""

import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course_copy import unsandboxed
from paths import ROOT

from dlcourse.course.commands import VERBS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = Path(sys.executable).parent


def run(command, folder):
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture
def course(tmp_path):
    for name in ("nbgrader_config.py", "solutions", "exercises"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_commands_print_what_the_readme_shows(course):
    (block,) = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = step.partition("\n")
        allowed = command.replace("dlcourse grade", " ".join(["dlcourse grade", *unsandboxed()]))
        assert run(allowed, course) == shown, command


def test_the_table_of_commands_has_each_command():
    named = set(re.findall(r"^\| `dlcourse ([a-z-]+)", README, flags=re.MULTILINE))
    assert named | {"lab"} == set(VERBS)  # `make lab` is what the README tells one to use


@pytest.mark.parametrize(("page", "at_least"), [("README.md", 0.95), ("docs/library.md", 0.97)])
def test_a_python_example_prints_what_its_page_shows(page, at_least, tmp_path):
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = r"```python\n(.*?)```\n\n(?:<!-- .*? -->\n)?```text\n(.*?)```"
    code, shown = re.search(blocks, text, flags=re.DOTALL).groups()
    (tmp_path / "example.py").write_text(code, encoding="utf-8")
    (table, accuracy), (shown_table, shown_accuracy) = (
        printed.rsplit(maxsplit=1) for printed in (run("python example.py", tmp_path), shown)
    )
    assert table == shown_table
    assert float(accuracy) >= at_least
    # another processor adds up in another order: a digit or two of the 360 may come out differently
    assert float(accuracy) == pytest.approx(float(shown_accuracy), abs=0.01)


def test_every_link_leads_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert link.startswith("http") or (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_picture_is_of_a_card_that_says_what_is_written_in_its_place():
    (said,) = re.findall(r"!\[An answer, and the card that its check shows: (.*)\]\(docs/card\.png\)", README)
    spec = importlib.util.spec_from_file_location("draw_card", ROOT / "docs" / "draw_card.py")
    draw_card = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw_card)
    card = html.unescape(re.sub(r"<[^>]+>", " ", draw_card.card()))
    headline, _, sentence = said.partition(". ")
    assert " ".join(card.split()).startswith(f"◐ {headline} {sentence}"[:-1])
