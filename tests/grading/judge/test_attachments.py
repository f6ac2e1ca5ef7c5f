"""The files beside a notebook go along with it, within limits that are told; none of them takes a library's place."""

import copy
import os

import nbformat
import pytest
from course_copy import EXERCISE, batch_of, copy_course, exercise_of
from odd_submissions import CHECKS, SOLUTIONS, add, text

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.judge import attachments
from dlcourse.course.grading.judge.attachments import files_for, lay_out, read_folder
from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.judge.judging import job_of
from dlcourse.course.grading.judge.marking import restore
from dlcourse.course.grading.judge.results import to_text
from dlcourse.course.grading.nbgrader.collect import collect
from dlcourse.course.grading.nbgrader.exchange import submit
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import Sandbox


def write(folder, **files):
    for name, data in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_all_files_go_along_but_notebooks_and_what_no_notebook_reads(tmp_path):
    names = (
        "helpers.py",
        "data/table.csv",
        "a b.txt",
        "07.ipynb",
        "timestamp.txt",
        "submission_secret.txt",
        ".hidden",
        "x.pyc",
    )
    for name in (
        *names,
        "__pycache__/x.py",
        ".git/config",
        "feedback/07.html",
        "data/.cache/x",
        ".ipynb_checkpoints/x.py",
    ):
        tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(name).write_text(name)
    files, left_out = read_folder(tmp_path)
    assert files == {name: name.encode() for name in ("a b.txt", "helpers.py", "data/table.csv")}
    assert left_out == []


def test_other_notebooks_are_told_since_work_may_stand_in_a_copy(tmp_path):
    folder = tmp_path / "07_x"
    write(
        folder,
        **{name: b"" for name in ("07_x.ipynb", "07_x-Copy1.ipynb", "old 😀.ipynb.txt", ".ipynb_checkpoints__x")},
    )
    notes = ["07_x.ipynb alone is graded, and not 07_x-Copy1.ipynb, old 😀.ipynb.txt beside it"]
    assert files_for(folder, ({}, []))[1] == notes


def test_links_are_left_out_and_told(tmp_path):
    folder, outside = tmp_path / "here", tmp_path / "outside"
    write(folder, own=b"x")
    write(outside, secret=b"s")
    folder.joinpath("file").symlink_to(outside / "secret")
    folder.joinpath("folder").symlink_to(outside)
    files, left_out = read_folder(folder)
    assert files == {"own": b"x"}
    assert left_out == [f"{name} is a link or no plain file, and was not there" for name in ("file", "folder")]


def test_what_is_left_out_is_told_in_letters_whatever_its_name(tmp_path):
    """A name that is not UTF-8, or that a terminal obeys, once stopped the submission it lay attachments."""
    submission = tmp_path / "here"
    submission.mkdir()
    os.symlink("elsewhere", os.fsencode(submission) + b"/link\xff\x1b[2J\n")
    os.mkfifo(os.fsencode(submission) + b"/pipe\xff")
    files, left_out = read_folder(submission)
    assert files == {}
    names = (r"link\xff\u001b[2J\n", r"pipe\xff")
    assert left_out == [f"{name} is a link or no plain file, and was not there" for name in names]


@pytest.mark.parametrize(("limit", "value"), [("MAX_BYTES", 9), ("MAX_FILES", 1)])
def test_too_much_is_left_out_and_told(tmp_path, monkeypatch, limit, value):
    write(tmp_path, a=b"12345", b=b"67890")
    assert len(read_folder(tmp_path)[0]) == 2
    monkeypatch.setattr(attachments, limit, value)
    files, (line,) = read_folder(tmp_path)
    assert files == {}
    assert line.startswith("2 files of 1e-05 MB beside the notebook are more than")


def test_the_exercises_own_files_replace_a_students(tmp_path):
    course = Course(copy_course(tmp_path))
    write(course.solution(EXERCISE).parent, table=b"right")
    write(tmp_path / "mine", table=b"changed", other=b"mine")
    assert files_for(tmp_path / "mine", batch_of(course).own) == ({"table": b"right", "other": b"mine"}, [])


@pytest.mark.parametrize("size", [0, 1, 7, 8, 20])
def test_files_arrive_whole_in_pieces_of_any_number(tmp_path, monkeypatch, size):
    monkeypatch.setattr(attachments, "CHUNK", 8)
    monkeypatch.chdir(tmp_path)
    files = {"a": bytes(range(size)), "b/c": b"x" * 5, "b/d": b"", "é": bytes(size)}
    for source in lay_out(files):
        assert len(source) < 8 * 2 + len(attachments.LAY_OUT) * 2 + 200
        exec(source)
    assert {name: tmp_path.joinpath(name).read_bytes() for name in files} == files


def test_a_changed_file_is_another_submission(tmp_path):
    course = Course(copy_course(tmp_path))
    path = course.submitted("ada", EXERCISE)
    path.parent.mkdir(parents=True)
    path.write_bytes(exercise_of(tmp_path).read_bytes())
    keys = set()
    for data in (None, b"1", b"2"):
        if data is not None:
            write(path.parent, helpers=data)
        keys.add(job_of(batch_of(course), "ada").key("none"))
    assert len(keys) == 3


@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_in_each_sandbox_a_module_and_a_table_lie_beside_the_notebook(tier):
    shared = shared_sandbox(tier)
    solution = SOLUTIONS[CHECKS]
    notebook = copy.deepcopy(solution)
    imports = "from tools.gate import gate\nzero = float(open('zero.txt').read())\n"
    text(relu_backward=f"{imports}def relu_backward(da, z):\n    return da * gate(z - zero)")(notebook)
    add("open('zero.txt', 'w').write('1')\nopen('made.py', 'w').write('x = 1')\nimport made")(notebook)
    files = {"tools/gate.py": b"def gate(z):\n    return z > 0\n", "zero.txt": b"0.0", "large.bin": bytes(7_000_000)}
    restored = restore(nbformat.from_dict(notebook), solution)
    graded = grade_notebook(Sandbox(tier, shared.library, Limits()), solution, restored, 1, files)
    assert {verdict.status for verdict in graded.verdicts.values()} == {"correct"}
    assert graded.errors == {}


def test_files_handed_in_on_the_exchange_are_there_when_it_is_graded_and_what_is_not_is_told(tmp_path):
    course = Course(copy_course(tmp_path))
    notebook = nbformat.read(course.solution(EXERCISE), as_version=4)
    text(relu_backward="from helpers import relu_backward")(notebook)
    nbformat.write(notebook, course.notebook(EXERCISE))
    write(course.notebook(EXERCISE).parent, **{"helpers.py": b"def relu_backward(da, z):\n    return da * (z > 0)\n"})
    submit(course, EXERCISE, "ada")
    collect(course, EXERCISE)
    (result,) = grade_all(course, EXERCISE, ["ada"], "none")
    assert (result.status, result.score, result.message) == ("graded", 15, "")
    course.submitted("ada", EXERCISE).with_name("helpers.py").unlink()
    course.submitted("ada", EXERCISE).with_name("helpers.py").symlink_to(tmp_path / "nowhere.py")
    (result,) = grade_all(course, EXERCISE, ["ada"], "none")
    assert result.score == 14
    assert "  helpers.py is a link or no plain file, and was not there\n" in to_text(result)
