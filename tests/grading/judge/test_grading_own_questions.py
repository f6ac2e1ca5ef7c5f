"""A question of a class's own is graded like one of the course in every way; its reference stays with the grader."""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from course_copy import best_tier, cell_of, hand_in, run, state_of, unsandboxed
from odd_submissions import answer, exercise_of, given
from odd_submissions import test as graded_cell
from own_class import OVERFLOWS, RELU, SOFTPLUS, TOPIC, class_in

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.nbgrader.exchange import prepare

TOPIC_NAME, PLAIN = "21_my_topic", "22_plain"
LOOKS_AROUND = """
import gc, os, sys

def softplus(z):
    return z

def is_text(value):
    return type(value) is str

def found():
    for folder in ["{root}", os.getcwd(), "/dev/shm", *[path for path in sys.path if "site-packages" not in path]]:
        for around, _, files in os.walk(folder):
            for name in files if "/lib/python" not in around else []:
                if name.endswith((".py", ".pyc", ".ipynb", ".json")):
                    try:
                        text = open(os.path.join(around, name), "rb").read(1 << 20)
                    except OSError:
                        continue
                    if b"what only the ref" + b"erence knows" in text:
                        yield os.path.join(around, name)
    for each in gc.get_objects():
        if isinstance(each, dict) and "what only the ref" + "erence knows" in filter(is_text, [*each.values()]):
            yield "an object"
    yield from (name for name in sys.modules if name.startswith(("own_questions_", "dlcourse.checks.catalogue")))

print("found:", sorted(set(found())))
"""


@pytest.fixture
def root(tmp_path):
    return class_in(tmp_path / "class")


def work_of(root, source, exercise=TOPIC_NAME, name="softplus"):
    """The solution with one answer replaced."""
    notebook = nbformat.read(root / "solutions" / exercise / f"{exercise}.ipynb", as_version=4)
    cell_of(notebook, name).source = source
    return notebook


def hand_in_all(root):
    for student, source in {"ada": "", "bob": RELU, "cy": OVERFLOWS}.items():
        notebook = (
            work_of(root, source)
            if source
            else nbformat.read(root / "solutions" / TOPIC_NAME / f"{TOPIC_NAME}.ipynb", as_version=4)
        )
        hand_in(root, student, notebook, TOPIC_NAME)


def marks_of(done):
    """Points and named mistakes of each student."""
    found = json.loads(done.stdout)["submissions"]
    return {one["student"]: (one["score"], one["questions"][0]["misconceptions"]) for one in found}


EXPECTED = {"ada": (2, []), "bob": (0, ["relu"]), "cy": (0, [])}


def test_grade_autograde_and_check_agree_on_a_question_of_a_classs_own(root, tmp_path):
    hand_in_all(root)
    done = run("dlcourse", "grade", "21", "--json", "--course", root, *unsandboxed(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert marks_of(done) == EXPECTED
    told = run("dlcourse", "insights", "21", "--course", root, cwd=tmp_path)  # has its words, wherever one stands
    assert "softplus: Your a is 0 for every negative z: that is ReLU" in told.stdout, told.stderr
    scores, judged = state_of(root)
    root.joinpath("gradebook.db").unlink()
    shutil.rmtree(root / "autograded")
    again = run("nbgrader", "autograde", TOPIC_NAME, cwd=root)
    assert again.returncode == 0, again.stderr
    assert state_of(root)[0] == scores
    nbformat.write(work_of(root, RELU), root / "exercises" / TOPIC_NAME / f"{TOPIC_NAME}.ipynb")
    checked = json.loads(run("dlcourse", "check", "21", "--json", "--course", root, cwd=tmp_path).stdout)
    assert (checked["score"], checked["questions"][0]["misconceptions"]) == EXPECTED["bob"]
    assert judged["ada"] != judged["bob"]


def test_an_answer_is_judged_again_when_its_question_changes_and_not_when_another_one_does(root):
    hand_in_all(root)
    course, students = Course(root), ["ada", "bob"]
    prepare(course, [TOPIC_NAME])
    first = list(grade_all(course, TOPIC_NAME, students, best_tier()))
    assert all(result.usage for result in first)
    (root / "questions" / "another.py").write_text(SOFTPLUS.replace("softplus", "other"), encoding="utf-8")
    assert not any(result.usage for result in grade_all(course, TOPIC_NAME, students, best_tier()))
    changed = SOFTPLUS.replace("return np.maximum(z, 0) + ", "return 2 * np.maximum(z, 0) + ")
    (root / "questions" / "softplus.py").write_text(changed, encoding="utf-8")
    again = list(grade_all(course, TOPIC_NAME, students, best_tier()))
    assert all(result.usage for result in again)
    assert [result.score for result in again] == [0, 0]


@pytest.mark.needs_tier("any")
@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_what_a_student_runs_finds_the_reference_neither_on_a_disk_nor_in_memory(tier, root):
    hand_in(root, "eve", work_of(root, LOOKS_AROUND.replace("{root}", str(root))), TOPIC_NAME)
    [result] = grade_all(Course(root), TOPIC_NAME, ["eve"], tier)
    judged = Course(root).autograded("eve", TOPIC_NAME).read_text(encoding="utf-8")
    assert "found: []" in judged
    assert result.score == 0


@pytest.mark.needs_tier("any")
@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_the_reference_is_hidden_if_the_class_lies_where_every_worker_reads(tier):
    folder = Path(tempfile.mkdtemp(prefix="class-", dir=sys.prefix)).resolve()
    folder.chmod(0o755)
    try:
        root = class_in(folder / "class")
        hand_in(root, "eve", work_of(root, LOOKS_AROUND.replace("{root}", str(root))), TOPIC_NAME)
        [_] = grade_all(Course(root), TOPIC_NAME, ["eve"], tier)
        assert "found: []" in Course(root).autograded("eve", TOPIC_NAME).read_text(encoding="utf-8")
    finally:
        shutil.rmtree(folder)


def test_the_same_look_around_finds_the_reference_where_nothing_hides_it(root, tmp_path):
    program = tmp_path / "look.py"
    program.write_text(LOOKS_AROUND.replace("{root}", str(root)), encoding="utf-8")
    assert "softplus.py" in run("python", program, cwd=tmp_path).stdout


def test_workers_of_a_cluster_have_the_questions_from_their_jobs_alone(root, tmp_path):
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
    hand_in_all(root)
    here = run("dlcourse", "grade", "21", "--json", "--course", root, *unsandboxed(), cwd=tmp_path)
    scores, judged = state_of(root)
    root.joinpath("gradebook.db").unlink()
    shutil.rmtree(root / "autograded")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        options = ["--course", root, "--cluster", cluster.scheduler_address, *unsandboxed()]
        there = run("dlcourse", "grade", "21", "--json", *options, cwd=tmp_path)
    assert marks_of(there) == marks_of(here) == EXPECTED
    assert plain_of(state_of(root)) == plain_of((scores, judged))


def plain_of(state):
    """Scores and judged notebooks without their keys, which hold the limits that a machine had room for."""
    scores, judged = state
    return scores, {student: re.sub(r'"key":"[0-9a-f]+"', "", text) for student, text in judged.items()}


def test_a_question_that_cannot_be_imported_refuses_its_exercise_in_one_line_and_no_other(root):
    hand_in_all(root)
    plain = exercise_of(
        given("setup", "import numpy as np"),
        answer("twice", "def twice(x):\n    return 2 * x"),
        graded_cell("twice_of_three", "assert twice(3) == 6", 1),
    )
    path = root / "solutions" / PLAIN / f"{PLAIN}.ipynb"
    path.parent.mkdir()
    nbformat.write(plain, path)
    for student, source in {"ada": "def twice(x):\n    return 2 * x", "bob": "def twice(x):\n    return x"}.items():
        hand_in(root, student, work_of(root, source, PLAIN, "twice"), PLAIN)
    (root / "questions" / "softplus.py").write_text(SOFTPLUS.replace("SECRET =", "SECRET = 1 / 0 #"), encoding="utf-8")
    refused = run("dlcourse", "grade", "21", *unsandboxed(), cwd=root)
    assert refused.returncode == 2
    assert refused.stderr == (
        f"dlcourse grade: solutions/{TOPIC_NAME}: cell 'check-softplus': the question 'softplus' cannot be asked: "
        "questions/softplus.py:8: ZeroDivisionError: division by zero\n"
    )
    done = run("dlcourse", "grade", "22", "--json", *unsandboxed(), cwd=root)
    assert done.returncode == 0, done.stderr
    assert {student: score for student, (score, _) in marks_of(done).items()} == {"ada": 1, "bob": 0}


def test_a_class_can_ask_a_question_of_the_course_beside_its_own(tmp_path):
    more = TOPIC + (
        '\n\n# %% solution="relu_backward"\ndef relu_backward(da, z):\n    """Back."""\n    ### BEGIN SOLUTION\n'
        '    return da * (z > 0)\n    ### END SOLUTION\n\n\n# %% check="relu_backward" points=1\n'
        'check("relu_backward", relu_backward)\n'
    )
    root = class_in(tmp_path / "class", **{TOPIC_NAME: more})
    hand_in(root, "bob", work_of(root, RELU), TOPIC_NAME)
    [result] = grade_all(Course(root), TOPIC_NAME, ["bob"], best_tier())
    assert [(one.name, one.points) for one in result.questions] == [("softplus", 0), ("relu_backward", 1)]
