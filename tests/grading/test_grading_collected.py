"""Collecting from the exchange: what a student laid there is taken as data, and an older submission is never lost."""

import os
import shutil

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, exercise_of, solution_of

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.faults import describe_fault
from dlcourse.course.grading.nbgrader import exchange
from dlcourse.course.grading.nbgrader.exchange import collect, submit

FULL = OSError(28, "No space left on device", "/course/submitted")


@pytest.fixture
def course(tmp_path):
    """Ada has handed in twice, and the first was collected."""
    root = copy_course(tmp_path)
    course = Course(root)
    submit(course, EXERCISE, "ada")
    assert collect(course, EXERCISE) == []
    nbformat.write(answers(root), exercise_of(root))
    submit(course, EXERCISE, "ada")
    return course


def lay(course, name, timestamp=b"2030-01-01 00:00:00 UTC"):
    """A folder on the exchange, as anybody who may write there can make it."""
    folder = course.root / "exchange" / "dlcourse" / "inbound" / name
    folder.mkdir(parents=True)
    folder.joinpath("timestamp.txt").write_bytes(timestamp)
    return folder


def test_a_newer_one_replaces_the_older_and_nothing_is_left_aside(course):
    before = course.submitted("ada", EXERCISE).read_bytes()
    assert collect(course, EXERCISE) == []
    assert course.submitted("ada", EXERCISE).read_bytes() == exercise_of(course.root).read_bytes() != before
    assert [path.name for path in course.root.joinpath("submitted").iterdir()] == ["ada"]


def test_links_and_odd_folders_are_left_with_a_line_and_the_others_are_collected(course):
    linked = lay(course, f"eve+{EXERCISE}+2030-01-01 00:00:00 UTC+x")
    linked.joinpath(f"{EXERCISE}.ipynb").symlink_to(solution_of(course.root))
    lay(course, f"eve+zzz+{EXERCISE}+2031-01-01 00:00:00 UTC+x")  # newer by its name, and without a link
    lay(course, f"eve+{EXERCISE}+2031-01-01 00:00:00 UTC+x")
    lay(course, f"mal+{EXERCISE}+yesterday+x")
    lay(course, f"..+{EXERCISE}+2030-01-01 00:00:00 UTC+x")
    said = collect(course, EXERCISE)
    assert [line.split("+")[0] for line in said] == ["eve", "mal"]
    assert "holds a link" in said[0]
    assert "is not collected" in said[1]
    assert [path.name for path in course.root.joinpath("submitted").iterdir()] == ["ada"]


def test_a_time_that_is_no_text_stops_nobody(course):
    folder = lay(course, f"mal+{EXERCISE}+2030-01-01 00:00:00 UTC+x", b"\xff\xfe")
    shutil.copy(exercise_of(course.root), folder)
    assert collect(course, EXERCISE) == []
    assert collect(course, EXERCISE) == []
    assert sorted(path.name for path in course.root.joinpath("submitted").iterdir()) == ["ada", "mal"]


def test_a_disk_that_is_full_in_between_leaves_the_older_submission(course, monkeypatch):
    before = course.submitted("ada", EXERCISE).read_bytes()

    def half_a_copy(source, destination, **options):
        destination = os.fspath(destination)
        os.makedirs(destination)
        raise shutil.Error([(source, destination, str(FULL))])

    monkeypatch.setattr(shutil, "copytree", half_a_copy)
    with pytest.raises(shutil.Error) as caught:
        collect(course, EXERCISE)
    assert describe_fault(caught.value) == (
        "/course/submitted: no space is left on the disk: free some, then run the same command again; "
        "what was finished is kept"
    )
    assert course.submitted("ada", EXERCISE).read_bytes() == before
    monkeypatch.undo()
    assert collect(course, EXERCISE) == []
    assert course.submitted("ada", EXERCISE).read_bytes() == exercise_of(course.root).read_bytes()


def test_a_hand_in_that_fails_leaves_nothing_to_collect(course, monkeypatch):
    before = sorted(path.name for path in course.root.glob("exchange/**/*"))
    start = exchange.start

    def start_and_fail(step):
        start(step)
        raise FULL

    monkeypatch.setattr(exchange, "start", start_and_fail)
    with pytest.raises(CourseError, match="not submitted: /course/submitted: no space is left on the disk"):
        submit(course, EXERCISE, "bob")
    assert sorted(path.name for path in course.root.glob("exchange/**/*")) == before
