"""The files beside the recipes: Gradescope's autograder, GitHub's workflow."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from course_copy import EXERCISE, answers, copy_course, exercise_of, solution_of, unsandboxed
from paths import ROOT

RECIPES = ROOT / "docs" / "recipes"
PROGRAMS = Path(sys.executable).parent


def bash(script, *arguments, cwd, **environment):
    path = f"{environment.pop('before', '')}{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", str(script), *arguments],
        cwd=cwd,
        env=os.environ | {"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """What Gradescope's container has in /autograder, without the installation."""
    base = tmp_path_factory.mktemp("autograder")
    source = base / "source"
    shutil.copytree(RECIPES / "gradescope", source)
    source.joinpath("course").mkdir()
    copy_course(source / "course")
    source.joinpath("exercise.txt").write_text("07\n")
    return base


@pytest.fixture
def results(container):
    """Hand in some files; returns what run_autograder wrote."""

    def run(**files):
        shutil.rmtree(container / "submission", ignore_errors=True)
        for name, data in files.items():
            path = container / "submission" / name.replace("__", "/").replace("_ipynb", ".ipynb")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        options = {"AUTOGRADER": str(container), "GRADER_OPTIONS": " ".join(unsandboxed())}
        done = bash(container / "source" / "run_autograder", cwd=container, **options)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        return json.loads(container.joinpath("results", "results.json").read_text())

    return run


def test_gradescope_gets_points_and_words_of_each_question(results, container):
    course = container / "source" / "course"
    wrong = answers(course, relu_backward="def relu_backward(da, z):\n    return da.copy()")
    found = results(mine_ipynb=nbformat.writes(wrong).encode())
    tests = {test["name"]: test for test in found["tests"]}
    assert (found["score"], sum(test["max_score"] for test in found["tests"])) == (14, 15)
    assert [name for name, test in tests.items() if test["status"] == "failed"] == ["relu_backward"]
    assert "You passed da on unchanged" in tests["relu_backward"]["output"]


def test_a_submission_leaves_nothing_for_the_next(results, container):
    course = container / "source" / "course"
    assert results(folder__x_ipynb=solution_of(course).read_bytes())["score"] == 15
    assert results(x_ipynb=exercise_of(course).read_bytes())["score"] == 0
    assert not course.joinpath("submitted").exists()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"notes.txt": b""}, "there is no notebook (found: 07/notes.txt)"),
        ({"a_ipynb": b"{}", "b_ipynb": b"{}"}, "nobody knows which counts"),
    ],
)
def test_what_cannot_be_graded_is_0_points_and_a_sentence(files, says, results):
    found = results(**files)
    assert found["score"] == 0
    assert says in found["output"]


def test_setup_installs_the_wheel_with_the_pinned_versions(tmp_path):
    """With stand-ins for apt-get and python3, which say what they were asked."""
    stand_ins = tmp_path / "bin"
    stand_ins.mkdir()
    for name in ("apt-get", "python3"):
        stand_ins.joinpath(name).write_text(f'#!/bin/sh\necho {name} "$@" >> {tmp_path}/asked\n')
        stand_ins.joinpath(name).chmod(0o755)
    venv = tmp_path / "source" / "venv" / "bin"
    venv.mkdir(parents=True)
    shutil.copy(stand_ins / "python3", venv / "python")
    (tmp_path / "source" / "dlcourse-1.0-py3-none-any.whl").write_bytes(b"")
    done = bash(
        RECIPES / "gradescope" / "setup.sh", cwd=tmp_path, before=f"{stand_ins}{os.pathsep}", AUTOGRADER=str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    source = tmp_path / "source"
    assert tmp_path.joinpath("asked").read_text().splitlines() == [
        "apt-get update",
        "apt-get install -y python3 python3-venv bubblewrap",
        f"python3 -m venv {source}/venv",
        f"python3 -m pip install --constraint {source}/course/constraints.txt {source}/dlcourse-1.0-py3-none-any.whl",
    ]


@pytest.mark.parametrize(("solved", "code"), [(True, 0), (False, 1)])
def test_githubs_workflow_checks_the_notebook_of_the_repository(solved, code, tmp_path):
    workflow = yaml.safe_load((RECIPES / "classroom" / "classroom.yml").read_text(encoding="utf-8"))
    assert {"push", "workflow_dispatch"} == set(workflow[True])  # YAML takes `on` for a truth value, as GitHub knows
    steps = workflow["jobs"]["check"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    (check,) = [step["run"] for step in steps if step.get("name") == "check"]
    shutil.copy((solution_of if solved else exercise_of)(ROOT), tmp_path / f"{EXERCISE}.ipynb")
    script = tmp_path / "check.sh"
    script.write_text(check)
    summary = tmp_path / "summary.md"
    done = bash("-e", script, cwd=tmp_path, **workflow["env"], GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == code, done.stderr
    assert f"{15 if solved else 0} of 15 points" in summary.read_text()
