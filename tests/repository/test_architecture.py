"""The page on architecture says what is so: its tree, and for each of the four flows the files that it passes."""

import contextlib
import io
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from course_copy import EXERCISE, copy_course, solution_of, unsandboxed
from flows import files_passed
from paths import PACKAGE, ROOT

import dlcourse as dl
from dlcourse.checks import check
from dlcourse.cli import main
from dlcourse.course.authoring.build import build
from dlcourse.course.grading.batch import pool
from dlcourse.course.grading.sandbox.library import INSIDE_FILES, LIBRARY

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
# look at a worker that takes longer than 0.2 s
ON_A_SLOW_MACHINE = {"course/grading/sandbox/accounting.py", "course/grading/sandbox/memory_headroom.py"}


def check_an_answer(_):
    with contextlib.redirect_stdout(io.StringIO()):
        check("dense_backward", lambda x, W, dz: (dz @ W.T, x.T @ dz, dz.mean(axis=0)))


def fit_a_model(_):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 4)), rng.integers(0, 3, 60)
    model = dl.Sequential([dl.Dense(4, 8, rng), dl.ReLU(), dl.Dense(8, 3, rng)])
    model.compile(dl.Adam(0.01), dl.SparseCategoricalCrossentropy(from_logits=True), metrics=[dl.accuracy])
    model.fit(x, y, epochs=2, batch_size=20, rng=rng, verbose=False)


def build_the_notebooks(folder):
    for kind in ("lectures", "exercises"):
        target = folder / "source" / kind
        target.mkdir(parents=True)
        shutil.copy(ROOT / "source" / kind / f"{EXERCISE}.py", target)
    folder.joinpath("source", "glossary.md").write_text("tape\n: The list of all operations.\n", encoding="utf-8")
    list(build(folder))


def grade_a_class(folder):
    course = copy_course(folder)
    target = course / "submitted" / "ada" / EXERCISE
    target.mkdir(parents=True)
    shutil.copy(solution_of(course), target)
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["grade", "07", "--course", str(course), *unsandboxed()]) == 0


FLOWS = {"check": check_an_answer, "fit": fit_a_model, "build": build_the_notebooks, "grade": grade_a_class}


def shown(path):
    """A question's file stands for all of them; what a reference uses of the library is left to `fit`."""
    if path.startswith("checks/catalogue/") and path != "checks/catalogue/__init__.py":
        return "checks/catalogue/…"
    return path if path.startswith(("course/", "checks/", "_files")) else None


def on_the_page(flow):
    """The files that the page lists under a flow."""
    section = re.search(rf"^### {flow}: .*?(?=^### |^## |\Z)", PAGE, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^\| `([a-z_/]+(?:\.py|…))` \|", section[0], flags=re.MULTILINE)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_passes_the_files_that_the_page_lists(flow, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(pool, "pool_of", ThreadPoolExecutor)  # a process of its own could not be watched
    passed = files_passed(lambda: FLOWS[flow](tmp_path_factory.mktemp(flow)))
    listed = on_the_page(flow)
    assert len(listed) == len(set(listed))
    if flow != "fit":
        passed = {shown(path) for path in passed} - {None}
    assert sorted(listed) == sorted(set(passed) - ON_A_SLOW_MACHINE)


def test_the_tree_names_every_folder_of_the_package():
    tree = re.search(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)[1]
    for folder in PACKAGE.rglob("__init__.py"):
        name = folder.parent.name
        if folder.parent != PACKAGE and "catalogue" not in folder.parts[:-2] and "accel" not in folder.parts[:-2]:
            assert f"{name}/" in tree
    modules = [PACKAGE.glob("*.py"), (PACKAGE / "checks").glob("*.py"), (PACKAGE / "course").glob("*.py")]
    named = set(re.findall(r"\w+", tree))
    assert {module.stem for each in modules for module in each} - {"__init__"} <= named
    assert {folder.name for folder in PACKAGE.iterdir() if folder.is_dir()} - {"__pycache__"} <= named


def test_what_the_page_says_of_the_sandbox_is_so():
    """`inside/` is all of `course/` that lies there, and of the package itself only what is named."""
    of_course = [name for name in LIBRARY if name.startswith("course")]
    assert of_course == []
    assert INSIDE_FILES == PACKAGE / "course" / "grading" / "inside"
    assert all(PACKAGE.joinpath(name).exists() for name in LIBRARY)
