"""A class's own question that fails by itself: no submission is marked by it, and each is named as not judged."""

import json
import shutil

import nbformat
import pytest
from course_copy import cell_of, hand_in, run, unsandboxed
from own_class import RELU, SOFTPLUS, TOPIC, class_in

from dlcourse.course.folder import Course

NAME = "21_my_topic"
BROKEN = SOFTPLUS.replace("return np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))", "return 1 / 0")
WHY = "the question 'softplus' is broken: questions/softplus.py:13: ZeroDivisionError: division by zero"
BESIDE = TOPIC + (
    '\n\n# %% solution="relu_backward"\ndef relu_backward(da, z):\n    """Back."""\n    ### BEGIN SOLUTION\n'
    '    return da * (z > 0)\n    ### END SOLUTION\n\n\n# %% check="relu_backward" points=1\n'
    'check("relu_backward", relu_backward)\n'
)


@pytest.fixture
def root(tmp_path):
    """A class of two whose question of its own, asked beside one of the course's, was sound when it was built."""
    root = class_in(tmp_path / "class", **{NAME: BESIDE})
    solution = nbformat.read(root / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    hand_in(root, "ada", solution, NAME)
    cell_of(solution, "softplus").source = RELU
    hand_in(root, "bob", solution, NAME)
    return root


def marks(root):
    """Exit code and the JSON of grading."""
    done = run("dlcourse", "grade", "21", "--json", *unsandboxed(), cwd=root)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def test_nobody_is_marked_by_a_broken_question_and_each_is_named(root):
    root.joinpath("questions", "softplus.py").write_text(BROKEN, encoding="utf-8")
    code, found = marks(root)
    assert code == 1
    assert {
        one["student"]: (one["status"], one["score"], one["message"]) for one in found["submissions"]
    } == dict.fromkeys(["ada", "bob"], ("failed", None, f"not judged, and no points are entered: {WHY}"))
    assert not Course(root).autograded("ada", NAME).exists()


def test_marks_from_before_it_broke_stay_and_come_again_once_it_is_mended(root):
    _, before = marks(root)
    assert [one["score"] for one in before["submissions"]] == [3, 1]
    root.joinpath("questions", "softplus.py").write_text(BROKEN, encoding="utf-8")
    assert marks(root)[0] == 1
    told = run("dlcourse", "marks", "--json", cwd=root)
    assert [one["scores"][NAME] for one in json.loads(told.stdout)["students"]] == [3, 1]
    root.joinpath("questions", "softplus.py").write_text(SOFTPLUS, encoding="utf-8")
    code, after = marks(root)
    assert (code, [one["score"] for one in after["submissions"]]) == (0, [3, 1])


def test_formgraders_step_marks_nobody_either(root):
    root.joinpath("questions", "softplus.py").write_text(BROKEN, encoding="utf-8")
    done = run("nbgrader", "autograde", NAME, cwd=root)
    assert done.returncode != 0
    assert WHY in done.stderr
    assert not Course(root).autograded("ada", NAME).exists()


def test_a_student_is_told_of_it_and_of_the_other_questions_verdicts(root):
    shutil.copyfile(Course(root).submitted("bob", NAME), Course(root).notebook(NAME))
    root.joinpath("questions", "softplus.py").write_text(BROKEN, encoding="utf-8")
    done = run("dlcourse", "check", "21", "--json", cwd=root)
    assert done.returncode == 1
    questions = json.loads(done.stdout)["questions"]
    assert [(one["name"], one["status"], one["points"]) for one in questions] == [
        ("softplus", "undecided", 0),
        ("relu_backward", "correct", 1),
    ]
    assert questions[0]["message"].startswith(
        "This question is broken, which is no fault of yours. Tell your instructor"
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "return [Case((rng",
            "raise LookupError('no numbers')\n    return [Case((rng",
            "softplus.py:18: LookupError: no",
        ),
        ("that is ReLU.", "that is {nothing}.", "softplus.py:11: KeyError: 'nothing'"),
    ],
    ids=["its cases", "a sentence"],
)
def test_its_other_parts_can_be_at_fault(root, old, new, why):
    root.joinpath("questions", "softplus.py").write_text(SOFTPLUS.replace(old, new), encoding="utf-8")
    code, found = marks(root)
    last = found["submissions"][-1]
    assert (code, last["student"], last["status"], last["score"]) == (1, "bob", "failed", None)
    assert why in last["message"]


def test_a_cluster_tells_the_same(root):
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
    root.joinpath("questions", "softplus.py").write_text(BROKEN, encoding="utf-8")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        options = ["--json", "--cluster", cluster.scheduler_address, *unsandboxed()]
        done = run("dlcourse", "grade", "21", *options, cwd=root)
    assert done.returncode == 1
    assert all(WHY in one["message"] for one in json.loads(done.stdout)["submissions"])
