"""What a worker may not see although it lies in a folder that all of them read: a course in the system's folders."""

import dataclasses
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, answers, best_tier, copy_course, run

from dlcourse.course.commands import doctor
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.nbgrader.api import load_config, private_paths
from dlcourse.course.grading.sandbox import readable_paths
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import shared_sandbox

in_each_tier = pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])


@pytest.fixture
def in_sight():
    """A new folder in the environment, which every worker reads."""
    folder = Path(tempfile.mkdtemp(prefix="course-", dir=sys.prefix)).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_what_lies_in_an_environment_or_in_the_system_has_to_be_hidden_and_nothing_else(in_sight, tmp_path):
    (in_sight / "exchange").mkdir()
    places = [in_sight / "exchange", in_sight, tmp_path, Path("/usr/local"), in_sight / "nothing"]
    assert readable_paths.to_hide(places) == tuple(sorted([in_sight, Path("/usr/local")]))
    assert readable_paths.to_hide([tmp_path, ROOT]) == ()


@pytest.mark.parametrize("place", [sys.prefix, sys.base_prefix, "/usr"])
def test_an_environment_that_is_the_course_itself_cannot_be_hidden(place):
    with pytest.raises(CourseError, match=r"is a folder of Python or of the system, .* such as .*\.venv$"):
        readable_paths.to_hide([Path(place)])


def test_hidden_paths_are_left_out_and_so_are_links_to_them(tmp_path):
    site = tmp_path / "lib" / "site-packages"
    for name in ("dlcourse/checks", "numpy"):
        (site / name).mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "lib64").symlink_to("lib")
    (tmp_path / "checks").symlink_to("lib/site-packages/dlcourse/checks")
    (tmp_path / "python").symlink_to(sys.executable)
    (tmp_path / "up").symlink_to(tmp_path)
    hidden = [site / "dlcourse"]
    shown = [str(tmp_path / "bin"), str(site / "numpy"), str(tmp_path / "python")]
    assert sorted(readable_paths.without(tmp_path, hidden)) == shown
    assert list(readable_paths.without(tmp_path / "bin", hidden)) == [str(tmp_path / "bin")]
    assert list(readable_paths.without(site / "dlcourse", hidden)) == []


@in_each_tier
@pytest.mark.parametrize("is_folder", [True, False])
def test_a_worker_reads_what_is_in_sight_unless_it_is_hidden(tier, is_folder, in_sight):
    secret = in_sight / "deep" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("the secret", encoding="utf-8")
    look = f"print(open({str(secret)!r}).read())"
    hidden = readable_paths.to_hide([in_sight if is_folder else secret])
    for sandbox, sees in ((shared_sandbox(tier), True), (shared_sandbox(tier, hidden=hidden), False)):
        worker = Worker(sandbox)
        try:
            printed = worker.run(look, 1).printed
            assert ("the secret" in printed) == sees
            assert worker.run("import numpy; print(numpy.ones(3).sum())", 2).printed == "3.0\n"
        finally:
            worker.kill()


@in_each_tier
def test_an_environment_in_a_hidden_course_is_seen_and_the_course_is_not(tier, in_sight, monkeypatch):
    (in_sight / "environment").mkdir()
    (in_sight / "environment" / "module.py").write_text("number = 5", encoding="utf-8")
    (in_sight / "solution.txt").write_text("the secret", encoding="utf-8")
    monkeypatch.setattr(readable_paths, "SYSTEM", (*readable_paths.SYSTEM, str(in_sight / "environment")))
    look = f"print(open({str(in_sight)!r} + '/{{}}').read())"
    worker = Worker(dataclasses.replace(shared_sandbox(tier), hidden=(in_sight,)))
    try:
        assert worker.run(look.format("environment/module.py"), 1).printed == "number = 5\n"
        assert worker.run(look.format("solution.txt"), 2).error["type"] in ("FileNotFoundError", "PermissionError")
    finally:
        worker.kill()


def assert_nothing_was_read(course):
    judged = nbformat.read(course.autograded("eve", EXERCISE), as_version=4)
    outputs = [cell.outputs[-1] for cell in judged.cells if cell.source.startswith("print(len(open(")]
    assert [output.output_type for output in outputs] == ["error", "error"]


@pytest.mark.needs_tier("any")
def test_both_ways_of_grading_hide_a_course_that_lies_in_sight(in_sight):
    course = Course(copy_course(in_sight))
    path = course.submitted("eve", EXERCISE)
    path.parent.mkdir(parents=True)
    solution = course.solution(EXERCISE)
    notebook = answers(course.root)
    looks = [f"print(len(open({str(place)!r}, 'rb').read()), 'bytes')" for place in (solution, path)]
    notebook.cells[1:1] = [nbformat.v4.new_code_cell(look) for look in looks]
    nbformat.write(notebook, path)
    (result,) = grade_all(course, EXERCISE, ["eve"], best_tier())
    assert (result.status, result.score) == ("graded", result.max_score), result.message
    assert_nothing_was_read(course)
    done = run("nbgrader", "autograde", EXERCISE, "--create", "--force", cwd=course.root)
    assert done.returncode == 0, done.stderr
    assert_nothing_was_read(course)


def test_a_course_that_is_the_environment_is_refused_and_the_doctor_says_so(tmp_path, monkeypatch):
    course = Course(copy_course(tmp_path))
    path = course.submitted("ada", EXERCISE)
    path.parent.mkdir(parents=True)
    nbformat.write(answers(course.root), path)
    config = load_config(course)
    assert doctor.out_of_sight(course, config).status == "ok"
    monkeypatch.setattr(readable_paths, "visible_folders", lambda: [course.root])
    found = doctor.out_of_sight(course, config)
    assert (found.status, found.fix) == ("problem", "make the environment anew, or move the course")
    tier = "landlock" if best_tier() == "none" else best_tier()
    with pytest.raises(CourseError, match="expected a course whose environment lies in a folder of its own"):
        list(grade_all(course, EXERCISE, ["ada"], tier))
    assert not course.autograded("ada", EXERCISE).exists()


def test_exchange_and_gradebook_are_places_wherever_they_lie(tmp_path):
    course = Course(copy_course(tmp_path))
    assert private_paths(course, load_config(course)) == [
        course.root,
        course.root / "exchange",
        course.root / "gradebook.db",
    ]
    with course.root.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write("c.Exchange.root = '/srv/exchange'\nc.CourseDirectory.db_url = 'sqlite:////srv/marks.db'\n")
    elsewhere = private_paths(course, load_config(course))
    assert elsewhere == [course.root, Path("/srv/exchange"), Path("/srv/marks.db")]
    with course.root.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write("c.CourseDirectory.db_url = 'postgresql://class@example/marks'\n")
    assert private_paths(course, load_config(course)) == [course.root, Path("/srv/exchange")]
