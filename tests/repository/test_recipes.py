"""The recipes for instructors: their files are written, their commands run, and print what the pages show."""

import shutil

import pytest
from archives_of_platforms import ROSTER, canvas, gradescope, moodle, notebook, zipped
from course_copy import EXERCISE, copy_course, exercise_of
from doc_blocks import blocks_in, is_shown, run_console
from paths import ROOT

RECIPES = sorted((ROOT / "docs" / "recipes").glob("*.md"))
WRONG = {"dense_backward": "def dense_backward(x, W, dz):\n    return dz @ W.T, x.T @ dz, dz.mean(axis=0)"}


def lay_out_hand_ins(course):
    """A class of three: ada has all, jm one mistake, grace has not begun; as each platform packs them."""
    work = {"ada": notebook(course), "jm": notebook(course, **WRONG), "grace": exercise_of(course).read_bytes()}
    course.joinpath("canvas.zip").write_bytes(zipped(canvas(**work)))
    course.joinpath("moodle.zip").write_bytes(zipped(moodle(**work)))
    course.joinpath("gradescope.zip").write_bytes(zipped(gradescope(work["ada"], work["jm"])))
    folders = {f"{student}/{EXERCISE}.ipynb": data for student, data in work.items()}
    course.joinpath("hand-ins.zip").write_bytes(zipped(folders))
    course.joinpath("students.csv").write_text(ROSTER, encoding="utf-8")


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "clone"
    root.mkdir()
    copy_course(root)
    lay_out_hand_ins(root)
    for folder in ("docs/recipes", "source"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


@pytest.mark.parametrize("page", [page for page in RECIPES if page.name != "README.md"], ids=lambda page: page.stem)
def test_the_commands_of_a_recipe_print_what_it_shows(page, course):
    blocks = blocks_in(page)
    assert any(block.kind in ("console", "tested by") for block in blocks), "a recipe without a command that is run"
    for block in blocks:
        if block.kind == "file" and not block.about.startswith("docs/"):
            path = course / block.about
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        if block.kind == "console":
            for command, printed, shown in run_console(block.text, course):
                assert is_shown(printed, shown), f"{page.name}: $ {command}\n{printed}"


@pytest.mark.parametrize("page", RECIPES, ids=lambda page: page.stem)
def test_a_recipe_shows_a_file_as_it_is(page):
    for block in blocks_in(page):
        if block.kind == "file" and block.about.startswith("docs/"):
            assert block.text == (ROOT / block.about).read_text(encoding="utf-8"), block.about


def test_the_list_of_recipes_has_each():
    text = (ROOT / "docs" / "recipes" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in RECIPES if page.name != "README.md" and f"({page.name})" not in text] == []
