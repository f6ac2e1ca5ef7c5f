"""A grader that is stopped: what was finished is kept, and no process and no folder of it stays."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import nbformat
import psutil
import pytest
from course_copy import EXERCISE, PROGRAMS, answers, copy_course
from waiting import LONG, is_alive, within

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.judging_process import MEMORY, judging
from dlcourse.course.grading.batch.pool import pool_of
from dlcourse.course.grading.sandbox import TIERS

HANGS = "import time\nwhile True:\n    time.sleep(0.05)"


@pytest.fixture
def root(tmp_path):
    """A course with an honest submission and two that never end, and a temporary folder of its own."""
    root = tmp_path / "course"
    root.mkdir()
    copy_course(root)
    for student in ("ada", "mal", "max"):
        path = Course(root).submitted(student, EXERCISE)
        path.parent.mkdir(parents=True)
        notebook = answers(root)
        if student != "ada":
            notebook.cells.insert(1, nbformat.v4.new_code_cell(HANGS))
        nbformat.write(notebook, path)
    (tmp_path / "tmp").mkdir(mode=0o777)
    (tmp_path / "tmp").chmod(0o1777)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith("pytest"):
            folder.chmod(folder.stat().st_mode | 0o055)  # workers are other users where we are root
    return root


@contextlib.contextmanager
def grading(root, tier):
    """`dlcourse grade` at work, with ada's result written down; yields its process and all that it started."""
    environment = os.environ | {"TMPDIR": str(root.parent / "tmp")}
    command = [sys.executable, PROGRAMS / "dlcourse", "grade", "07", "--sandbox", tier]
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job of a shell ignores it
    )  # fmt: skip
    try:
        graded = Course(root).autograded("ada", EXERCISE)
        assert within(lambda: graded.exists() or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        time.sleep(0.5)
        yield process, psutil.Process(process.pid).children(recursive=True)
    finally:
        process.kill()
        process.communicate()


def assert_nothing_stays(root, children):
    _, alive = psutil.wait_procs(children, timeout=LONG)
    assert alive == []
    assert [name for name in os.listdir(root.parent / "tmp") if name.startswith("dlcourse")] == []


@pytest.mark.parametrize(
    ("tier", "number"), [*((tier, signal.SIGKILL) for tier in TIERS), ("landlock", signal.SIGTERM)]
)
def test_nothing_stays_of_a_grader_that_is_ended(root, tier, number):
    with grading(root, tier) as (process, children):
        assert len(children) >= 3
        process.send_signal(number)
        process.wait(LONG)
        assert_nothing_stays(root, children)


def test_ctrl_c_keeps_what_was_finished_and_says_how_to_go_on(root):
    with grading(root, "none") as (process, children):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=LONG)
        assert_nothing_stays(root, children)
    assert process.returncode == 130
    assert "dlcourse grade: stopped; 1 of 3 submissions are graded and kept: the same command goes on" in said
    assert "Traceback" not in said
    scores = json.loads(Course(root).autograded("ada", EXERCISE).read_text(encoding="utf-8"))
    assert scores["metadata"]["dlcourse"]["sandbox"] == "none"


def take(size):
    """Fill so many bytes; return the limit that forbids it."""
    with contextlib.suppress(MemoryError):
        return len(b"x" * size)
    return resource.getrlimit(resource.RLIMIT_DATA)[0]


def test_a_judging_process_has_a_memory_limit_of_its_own():
    with pool_of(1) as pool:
        assert pool.submit(take, 64 << 20).result() == 64 << 20
        assert pool.submit(take, MEMORY + (64 << 20)).result() >= MEMORY


def ends():
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGHUP)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)


@pytest.mark.parametrize("submit", [(ends,), (judging, ends)], ids=["between two jobs", "while it judges"])
def test_a_judging_process_ends_when_it_is_asked_to_and_not_for_ctrl_c(submit):
    with pool_of(1) as pool, pytest.raises(BrokenProcessPool):
        pool.submit(*submit).result(LONG)


def asked_before_it_sends(size):
    os.kill(os.getpid(), signal.SIGTERM)
    return os.getpid(), bytes(size)


def test_a_result_on_its_way_arrives_whole_and_then_its_process_ends():
    with pool_of(1) as pool:
        process, result = pool.submit(asked_before_it_sends, 4 << 20).result(LONG)
        assert len(result) == 4 << 20  # half of it would keep its reader, and so the grader, waiting for ever
        assert within(lambda: not is_alive(process))
