"""Nothing hangs on hash seeds, locale, time zone, where the course lies, a home that may be written, or the cores.

Each surrounding runs the same things in processes of their own: train, check answers, build, and ask the commands.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course_copy import copy_course, exercise_of, solution_of
from paths import PACKAGE, ROOT

from dlcourse.course.authoring.robust import beyond_baseline

SURROUNDINGS = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 12345": {"PYTHONHASHSEED": "12345"},
    "locale C": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a locale that is not there": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
    "Asia/Kolkata": {"TZ": "Asia/Kolkata"},
    "New York": {"TZ": "America/New_York"},
    "old kernels, one thread": {
        "OPENBLAS_CORETYPE": "Nehalem",
        "OPENBLAS_NUM_THREADS": "1",
        "NPY_DISABLE_CPU_FEATURES": beyond_baseline(),
    },
}
PROGRAM = """
import hashlib, json, sys
from pathlib import Path
import numpy as np
import dlcourse as dl
from dlcourse.course.authoring.notebook import to_notebook, to_text
from dlcourse.course.authoring.source import read_source
from dlcourse.checks import examine, find_question
from dlcourse.checks.engine.trial import Draw

rng = np.random.default_rng(0)
x, y = dl.load_digits()
model = dl.Sequential([dl.Dense(64, 16, rng), dl.ReLU(), dl.Dense(16, 10, rng)])
model.compile(dl.Adam(0.01), dl.SparseCategoricalCrossentropy(from_logits=True), metrics=[dl.accuracy])
losses = model.fit(x[:500], y[:500], epochs=3, batch_size=50, rng=rng, verbose=False).history["loss"]
question = find_question("dense_backward")
answers, draw = (question.reference, *(m.wrong for m in question.misconceptions)), Draw(question)
verdicts = [examine(question, answer, draw=draw) for answer in answers]
built = [to_text(to_notebook(read_source(path))) for path in sorted(Path(sys.argv[1]).glob("source/*/0*.py"))]
print(json.dumps({
    "losses": [round(loss, 4) for loss in losses],
    "verdicts": [(v.status, v.points, v.misconceptions, v.says) for v in verdicts],
    "built": hashlib.sha256("".join(built).encode()).hexdigest(),
}))
"""


def result(surroundings=(), cwd=ROOT, package=PACKAGE, cores=None):
    """What PROGRAM prints in these surroundings, with this copy of the package."""
    environment = os.environ | {"PYTHONPATH": str(package.parent), "PYTHONIOENCODING": "utf-8"} | dict(surroundings)
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(ROOT)]
    if cores is not None:
        command = ["taskset", "-c", cores, *command]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def expected():
    return result()


@pytest.mark.parametrize("surroundings", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_training_checks_and_notebooks_are_the_same_in_other_surroundings(expected, surroundings):
    assert result(surroundings) == expected


@pytest.mark.skipif(shutil.which("taskset") is None, reason="taskset, which gives a program one core, is not installed")
def test_one_core_is_enough(expected):
    assert result(cores="0") == expected


def test_the_package_may_lie_in_a_folder_with_blanks_umlauts_and_parentheses(expected, tmp_path):
    folder = tmp_path / "Übungen (2026), Gruppe #1 & 50%"
    shutil.copytree(PACKAGE, folder / "dlcourse", ignore=shutil.ignore_patterns("__pycache__"))
    assert result(cwd=folder, package=folder / "dlcourse") == expected


def ask(command, root, **surroundings):
    """A command of the course, run in its folder; its exit code and what it said."""
    program = Path(sys.executable).with_name("dlcourse")
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"} | surroundings
    done = subprocess.run(
        [program, *command], cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "Übungen (2026), Gruppe 1"
    folder.mkdir()
    copy_course(folder)
    shutil.copy(solution_of(folder), exercise_of(folder))  # solved, so that `check` ends well
    return folder


@pytest.mark.parametrize("command", ["doctor", "check 07", "progress", "submit 07 --student ada"])
def test_commands_work_in_an_odd_folder_without_a_home_that_can_be_written(tmp_path, root, command):
    nowhere = "/proc/no-home"  # not even root can make it
    code, said = ask(command.split(), root, HOME=nowhere)
    assert code == 0, said
    assert "Traceback" not in said


@pytest.mark.parametrize("surroundings", [SURROUNDINGS["locale C"], SURROUNDINGS["Asia/Kolkata"]], ids=["C", "Kolkata"])
def test_commands_work_in_another_locale_and_time_zone(root, surroundings):
    for command in ("check 07", "submit 07 --student ada"):
        code, said = ask(command.split(), root, **surroundings)
        assert code == 0, said
