"""A full disk, a locked gradebook, a folder that can only be read: one clear line, and the old state.

Each fault is a real one: a small disk, another connection that holds the gradebook, folders mounted read-only. Where
mounting is not allowed, those tests are skipped and say so; the fault at the n-th write is tried everywhere.
"""

import contextlib
import errno
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, copy_course, run, unsandboxed
from disks import fill, mounted, read_only

from dlcourse import _files
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.pages import write_feedback
from dlcourse.course.handed_in import KEPT

STUDENTS = ["ada", "bob", "cy"]
NO_GATE = "def relu_backward(da, z):\n    return da.copy()"
SCORES = """
    SELECT submitted_assignment.student_id, SUM(grade.auto_score) FROM grade
    JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    GROUP BY 1
"""


def hand_in(root, **changes):
    """Every student's work, laid in submitted/."""
    for number, student in enumerate(STUDENTS):
        path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = answers(root, **changes)
        notebook.cells.append(nbformat.v4.new_markdown_cell(f"{number}" * 200))
        nbformat.write(notebook, path)


def state_of(root):
    """Scores, judged notebooks and feedback: what must never be lost."""
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as book:
        scores = dict(book.execute(SCORES).fetchall())
    files = [path for stage in ("autograded", "feedback") for path in root.glob(f"{stage}/*/**/*") if path.is_file()]
    files = [path for path in files if KEPT not in path.parts]  # notes on how it came about
    return scores, {str(path.relative_to(root)): path.read_bytes() for path in files}


def graded(root):
    """Grade and write feedback, with no fault."""
    assert {result.status for result in grade_all(Course(root), EXERCISE, STUDENTS, best_tier())} == {"graded"}
    assert [page["message"] for page in write_feedback(Course(root), EXERCISE, STUDENTS)] == [""] * len(STUDENTS)


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A course with a graded class, whose members have then handed in something better."""
    root = copy_course(tmp_path_factory.mktemp("before"))
    hand_in(root, relu_backward=NO_GATE)
    graded(root)
    hand_in(root)
    return root


@pytest.fixture(scope="module")
def after(before, tmp_path_factory):
    """The state that grading comes to where nothing disturbs it."""
    root = tmp_path_factory.mktemp("after") / "course"
    shutil.copytree(before, root)
    graded(root)
    return state_of(root)


@pytest.fixture
def course(before, tmp_path):
    """A copy to disturb."""
    root = tmp_path / "course"
    shutil.copytree(before, root)
    return root


def assert_one_line(done, command, *says):
    """Exit code 2, and one line on standard error: what, where, what to do."""
    lines = [line for line in done.stderr.splitlines() if "no sandbox: the code runs with your rights" not in line]
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"dlcourse {command}: ")
    for word in (*says, "then run the same command again"):
        assert word in lines[0]


def test_the_class_is_better_after_than_before(before, after):
    assert state_of(before)[0] == dict.fromkeys(STUDENTS, 14.0)
    assert after[0] == dict.fromkeys(STUDENTS, 15.0)


# The n-th write fails


def failing_at(number, monkeypatch, code):
    """Let the n-th file that is written, and all after it, fail."""
    written, write = [], _files._write

    def write_or_fail(path, text):
        written.append(path)
        if len(written) >= number:
            write(path, text[: len(text) // 2])
            raise OSError(code, os.strerror(code), str(path))
        write(path, text)

    monkeypatch.setattr(_files, "_write", write_or_fail)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_grading_stops_at_the_nth_write_and_each_student_is_as_before_or_as_after(course, after, number, monkeypatch):
    old = state_of(course)
    failing_at(number, monkeypatch, errno.ENOSPC)
    with pytest.raises(CourseError, match=r"ipynb\.part: no space is left on the disk: free some, then run the same"):
        list(grade_all(Course(course), EXERCISE, STUDENTS, best_tier()))
    scores, files = state_of(course)
    written = 0  # in the order in which they were judged
    for student in STUDENTS:
        judged = f"autograded/{student}/{EXERCISE}/{EXERCISE}.ipynb"
        is_new = scores[student] == after[0][student]
        expected = after if is_new else old
        assert (scores[student], files[judged]) == (expected[0][student], expected[1][judged])
        written += is_new
    assert written == number - 1
    assert files.keys() == old[1].keys()
    monkeypatch.undo()
    graded(course)
    assert state_of(course) == after


def test_feedback_stops_at_a_full_disk_and_the_old_pages_stay(course, monkeypatch):
    list(grade_all(Course(course), EXERCISE, STUDENTS, best_tier()))
    old = state_of(course)
    failing_at(2, monkeypatch, errno.ENOSPC)
    with pytest.raises(CourseError, match="no space is left on the disk"):
        list(write_feedback(Course(course), EXERCISE, STUDENTS))
    assert state_of(course) == old


def test_a_folder_of_one_student_that_may_not_be_written_stops_nobody_else(course, after, monkeypatch):
    write = _files._write

    def write_or_refuse(path, text):
        if "bob" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        write(path, text)

    monkeypatch.setattr(_files, "_write", write_or_refuse)
    old = state_of(course)
    results = {result.student: result for result in grade_all(Course(course), EXERCISE, STUDENTS, best_tier())}
    assert {student: result.status for student, result in results.items()} == {
        "ada": "graded",
        "bob": "failed",
        "cy": "graded",
    }
    assert "permission denied: make it writable for yourself" in results["bob"].message
    assert state_of(course)[0] == after[0] | {"bob": old[0]["bob"]}


def test_a_new_student_whose_work_cannot_be_written_leaves_no_folder(course, monkeypatch):
    (course / "submitted" / "eve").mkdir()
    shutil.copytree(course / "submitted" / "ada" / EXERCISE, course / "submitted" / "eve" / EXERCISE)
    failing_at(1, monkeypatch, errno.EDQUOT)
    with pytest.raises(CourseError, match="your quota of the disk is used up"):
        list(grade_all(Course(course), EXERCISE, ["eve"], best_tier()))
    assert not (course / "autograded" / "eve").exists()


# Another program holds the gradebook


@pytest.fixture(scope="module")
def locked(before, after, tmp_path_factory):
    """What each command says while another connection holds the gradebook, and the state before, then and later."""
    root = tmp_path_factory.mktemp("locked") / "course"
    shutil.copytree(before, root)
    old = state_of(root)
    commands = {
        "grade": ("dlcourse", "grade", "07", *unsandboxed()),
        "feedback": ("dlcourse", "feedback", "07"),
        "submit": ("dlcourse", "submit", "07", "--student", "dot"),
        "autograde": ("nbgrader", "autograde", EXERCISE, "--student", "ada", "--force"),
    }
    apart = tmp_path_factory.mktemp("apart") / "course"  # nbgrader's own command removes what it cannot replace
    shutil.copytree(before, apart)
    with contextlib.ExitStack() as held:
        for one in (root, apart):
            book = held.enter_context(contextlib.closing(sqlite3.connect(one / "gradebook.db", isolation_level=None)))
            book.execute("BEGIN EXCLUSIVE")
        with ThreadPoolExecutor(4) as pool:
            at_work = {
                name: pool.submit(run, *command, cwd=apart if name == "autograde" else root)
                for name, command in commands.items()
            }
            done = {name: future.result(120) for name, future in at_work.items()}
    return root, apart, done, old


@pytest.mark.parametrize("command", ["grade", "feedback"])
def test_a_locked_gradebook_is_one_line_after_a_short_wait(locked, command):
    assert_one_line(locked[2][command], command, "gradebook.db: another program holds it (waited 5 seconds)")


def test_a_locked_gradebook_stops_handing_in_only_where_a_release_has_to_be_made(locked):
    assert_one_line(locked[2]["submit"], "submit", "gradebook.db: another program holds it (waited 5 seconds)")
    assert not list(locked[0].glob("exchange/dlcourse/inbound/*"))


def test_a_locked_gradebook_leaves_the_old_state_and_the_same_commands_end_well_later(locked, after):
    root, _, _, old = locked
    assert state_of(root) == old
    graded(root)
    assert state_of(root) == after
    assert run("dlcourse", "submit", "07", "--student", "dot", cwd=root).returncode == 0


def test_nbgraders_own_command_says_that_the_gradebook_is_locked_and_keeps_the_scores(locked, after):
    _, apart, done, old = locked
    assert done["autograde"].returncode == 1
    assert "database is locked" in done["autograde"].stderr
    assert state_of(apart)[0] == old[0]
    graded(apart)
    assert state_of(apart) == after


# A disk that is full, a disk that can only be read


def make_old(root):
    """Another text on a page of feedback, so that it has to be written again."""
    root.joinpath("feedback", "bob", EXERCISE, f"{EXERCISE}.html").write_text("an older page")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_one_line_and_loses_nothing(before, after, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=6m", "none"):
        root = disk / "course"
        shutil.copytree(before, root)
        make_old(root)
        root.joinpath("grades.csv").write_text("an older table")
        old = state_of(root)
        fill(disk)
        assert_one_line(
            run("dlcourse", "grade", "07", *unsandboxed(), cwd=root), "grade", "no space is left on the disk"
        )
        assert_one_line(run("dlcourse", "feedback", "07", cwd=root), "feedback", "no space is left on the disk")
        submitted = run("dlcourse", "submit", "07", "--student", "dot", cwd=root)
        assert_one_line(submitted, "submit", "not submitted", "no space is left on the disk")
        assert not list(root.glob("exchange/dlcourse/inbound/*"))
        assert state_of(root) == old
        exported = run("nbgrader", "export", cwd=root)
        assert (exported.returncode, "No space left on device" in exported.stderr) == (1, True)
        assert root.joinpath("grades.csv").read_text() == "an older table"
        shutil.rmtree(root / "autograded" / "ada")  # as nbgrader would, which makes room
        fill(disk)
        autograded = run("nbgrader", "autograde", EXERCISE, "--student", "ada", "--force", cwd=root)
        assert autograded.returncode == 1
        assert "disk is full" in autograded.stderr or "No space left" in autograded.stderr
        assert state_of(root)[0] == old[0]  # nbgrader's own command removes the notebook that it cannot replace
        (disk / "ballast").unlink()
        graded(root)
        assert state_of(root) == after
        assert run("dlcourse", "submit", "07", "--student", "dot", cwd=root).returncode == 0


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a folder read-only")
def test_folders_that_can_only_be_read_are_one_line_and_lose_nothing(course, after):
    make_old(course)
    old = state_of(course)
    with read_only(course / "autograded"):
        done = run("dlcourse", "grade", "07", *unsandboxed(), cwd=course)
        assert_one_line(done, "grade", "can only be read", "autograded")
    with read_only(course / "feedback"):
        assert_one_line(run("dlcourse", "feedback", "07", cwd=course), "feedback", "can only be read", "feedback")
    course.joinpath("exchange").mkdir(exist_ok=True)
    with read_only(course / "exchange"):
        done = run("dlcourse", "submit", "07", "--student", "dot", cwd=course)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert "not submitted: " in done.stderr
        assert "exchange" in done.stderr
    with read_only(course):
        done = run("dlcourse", "grade", "07", *unsandboxed(), cwd=course)
        assert_one_line(done, "grade", "can only be read")
    assert state_of(course) == old
    graded(course)
    assert state_of(course) == after
