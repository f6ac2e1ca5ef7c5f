"""Memory for all workers together: where it is short, a large worker makes room, and its submission is judged again."""

import dataclasses

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, answers, copy_course, solution_of

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.judge.judging import NoRoomError, write_results
from dlcourse.course.grading.sandbox import memory_headroom, process
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import shared_sandbox

GB = 1 << 30


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Write what the kernel says of its memory and of our control groups."""

    def machine(available=8, own="0::/course/grader\n", **groups):
        (tmp_path / "meminfo").write_text(f"MemTotal: {16 << 20} kB\nMemAvailable: {available << 20} kB\n")
        (tmp_path / "own").write_text(own)
        for path, (limit, used, cache) in groups.items():
            folder = tmp_path / "groups" / path.replace("__", "/").removesuffix("root")
            folder.mkdir(parents=True, exist_ok=True)
            names = memory_headroom.FILES["v1" if path.startswith("memory") else "v2"]
            (folder / names[0]).write_text(f"{limit}\n")
            (folder / names[1]).write_text(f"{used}\n")
            (folder / "memory.stat").write_text(f"anon 5\n{names[2]} {cache}\n")

    monkeypatch.setattr(memory_headroom, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory_headroom, "MACHINE", tmp_path / "meminfo")
    monkeypatch.setattr(memory_headroom, "OWN_GROUPS", tmp_path / "own")
    return machine


def test_a_machine_with_memory_left_is_not_crowded(machine):
    machine()
    assert not memory_headroom.is_crowded(4 * GB)


def test_a_machine_without_memory_left_is_too_full_for_a_large_worker_alone(machine):
    machine(available=0)
    assert memory_headroom.is_crowded(memory_headroom.SMALL + 1)
    assert not memory_headroom.is_crowded(memory_headroom.SMALL)


@pytest.mark.parametrize(
    ("groups", "is_crowded"),
    [
        ({"course__grader": (4 * GB, 3 * GB, 0)}, False),
        ({"course__grader": (4 * GB, 4 * GB, 0)}, True),
        ({"course__grader": (4 * GB, 4 * GB, GB)}, False),  # what files take in the cache can be had again
        ({"course__grader": ("max", 4 * GB, 0)}, False),
        ({"course__grader": ("max", 4 * GB, 0), "course": (4 * GB, 4 * GB, 0)}, True),  # of the group above it
    ],
)
def test_a_control_group_counts_like_a_machine(machine, groups, is_crowded):
    machine(**groups)
    assert memory_headroom.is_crowded(GB) == is_crowded


def test_a_control_group_of_the_first_version_counts_too(machine):
    own = "9:name=systemd:/\n4:memory:/grader\n0::/\n"
    machine(own=own, memory__grader=(4 * GB, 4 * GB, 0))
    assert memory_headroom.is_crowded(GB)
    machine(own=own, memory__grader=(4 * GB, GB, 0))
    assert not memory_headroom.is_crowded(GB)


def test_on_a_system_that_says_nothing_nobody_is_stopped(tmp_path, monkeypatch):
    for name in ("GROUPS", "MACHINE", "OWN_GROUPS"):
        monkeypatch.setattr(memory_headroom, name, tmp_path / "not there")
    assert not memory_headroom.is_crowded(GB)


SLOW = "import time\ntime.sleep(1)"


@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_a_crowded_machine_costs_no_points(tier, monkeypatch):
    monkeypatch.setattr(process, "is_crowded", lambda held: held > 0)
    solution = nbformat.read(solution_of(ROOT), as_version=4)
    notebook = answers(ROOT)
    notebook.cells.insert(1, nbformat.v4.new_code_cell(SLOW))
    sandbox = dataclasses.replace(shared_sandbox(tier), limits=Limits())
    with pytest.raises(NoRoomError, match=r"held 0\.\d GB when the machine had no memory left: grade again"):
        write_results(notebook, sandbox, solution, b"", {}, [])


@pytest.mark.parametrize("tier", ["bubblewrap"])
def test_a_submission_without_room_is_judged_again_and_else_failed_by_no_fault_of_its_own(tier, tmp_path, monkeypatch):
    course = Course(copy_course(tmp_path))
    path = course.submitted("ada", EXERCISE)
    path.parent.mkdir(parents=True)
    notebook = answers(course.root)
    notebook.cells.insert(1, nbformat.v4.new_code_cell(SLOW))
    nbformat.write(notebook, path)
    once = tmp_path / "once"

    def is_crowded(held):
        was, _ = once.exists(), once.touch()
        return not was

    monkeypatch.setattr(process, "is_crowded", lambda held: True)
    (failed,) = grade_all(course, EXERCISE, ["ada"], tier)
    assert (failed.status, failed.score) == ("failed", None)
    assert failed.message.startswith("there is too little memory: it held ")
    monkeypatch.setattr(process, "is_crowded", is_crowded)
    (graded,) = grade_all(course, EXERCISE, ["ada"], tier)
    assert (graded.status, graded.score) == ("graded", graded.max_score)
    assert once.exists()
