"""A batch that is killed at any moment, and then run again, ends where an uninterrupted one ends."""

import multiprocessing
import os
import shutil
import signal
import time

import nbformat
import numpy as np
import pytest
from course_copy import EXERCISE, answers, best_tier, copy_course, state_of

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.nbgrader.exchange import prepare

KILLS = int(os.environ.get("DLCOURSE_KILLS", "30"))
STUDENTS = {
    "ada": {},
    "bob": {"relu_backward": "def relu_backward(da, z):\n    return da.copy()"},
    "cy": {"dense_backward": "def dense_backward(x, W, dz):\n    return dz @ W.T, dz.T @ x, dz.sum(axis=0)"},
    "dot": {"sigmoid_backward": "raise NotImplementedError()"},
}


def run_batch(root):
    """A whole batch, in a process group of its own."""
    os.setsid()
    list(grade_all(Course(root), EXERCISE, sorted(STUDENTS), best_tier()))


def start_batch(root):
    process = multiprocessing.get_context("fork").Process(target=run_batch, args=(root,))
    process.start()
    return process


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A course that is ready to grade."""
    root = copy_course(tmp_path_factory.mktemp("fresh"))
    for student, changes in STUDENTS.items():
        path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answers(root, **changes), path)
    prepare(Course(root), [EXERCISE])
    return root


@pytest.fixture(scope="module")
def uninterrupted(fresh, tmp_path_factory):
    """The state after a whole batch, and how long one takes in a process that need not import anything first."""
    root = tmp_path_factory.mktemp("whole") / "course"
    shutil.copytree(fresh, root.with_name("before"))
    list(grade_all(Course(root.with_name("before")), EXERCISE, sorted(STUDENTS), best_tier()))
    shutil.copytree(fresh, root)
    start = time.monotonic()
    process = start_batch(root)
    process.join()
    assert process.exitcode == 0
    return state_of(root), time.monotonic() - start


def test_the_uninterrupted_batch_has_a_score_for_each_question_of_each_student(uninterrupted):
    (scores, notebooks), _ = uninterrupted
    assert len(scores) == len(EXERCISES[EXERCISE]) * len(STUDENTS)
    assert all(score is not None for _, _, score, _, _ in scores)
    assert set(notebooks) == set(STUDENTS)


def test_a_killed_batch_that_is_run_again_ends_where_an_uninterrupted_one_ends(fresh, uninterrupted, tmp_path):
    expected, seconds = uninterrupted
    rng = np.random.default_rng(0)
    interrupted = 0
    for trial in range(3 * KILLS):
        root = tmp_path / f"course{trial}"
        shutil.copytree(fresh, root)
        process = start_batch(root)
        time.sleep(rng.uniform(0.02, 1.1) * seconds)
        if process.is_alive():
            interrupted += 1
            os.killpg(process.pid, signal.SIGKILL)
        else:
            seconds *= 0.9  # other programs keep the machine less busy than at the beginning
        process.join()
        list(grade_all(Course(root), EXERCISE, sorted(STUDENTS), best_tier(), workers=1))  # the killed one had several
        assert state_of(root) == expected, trial
        shutil.rmtree(root)
        if trial + 1 >= KILLS and interrupted >= KILLS // 2:
            break
    assert interrupted >= KILLS // 2
