"""A learner's folder that was copied without its hidden files is taken over, with all the work that is in it."""

import json
import shutil

import nbformat
import pytest
from course_copy import EXERCISE, answers, exercise_of, run
from paths import ROOT

from dlcourse.course.commands.doctor import examine_installation
from dlcourse.course.commands.lab import _own_folder
from dlcourse.course.folder import OWN, STATE, Course, CourseError
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import edition_here

ANOTHER = "exercises/08_gradient_descent/08_gradient_descent.ipynb"


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A folder with exercise 07 solved."""
    folder = tmp_path_factory.mktemp("begun")
    own_folder.start(folder, edition_here())
    nbformat.write(answers(ROOT), exercise_of(folder))
    folder.joinpath("lectures", "notes.md").write_text("Mine.")
    return folder


@pytest.fixture
def copied(begun, tmp_path):
    """A copy of what a file manager shows, `cp -r begun/* copy/`."""
    folder = tmp_path / "my copy"
    shutil.copytree(begun, folder, ignore=lambda place, names: [name for name in names if name.startswith(".")])
    return folder


def sources(data):
    """The texts of a notebook's cells."""
    return [cell.source for cell in nbformat.reads(data.decode(), as_version=4).cells]


@pytest.mark.parametrize("command", ["check", "done", "reset", "submit"])
def test_each_command_says_what_makes_it_a_course_folder_again(copied, command):
    found = run("dlcourse", command, "07", cwd=copied / "exercises")
    assert found.returncode == 2
    assert found.stderr.count("\n") == 1
    assert f"dlcourse start '{copied}'" in found.stderr
    assert not copied.joinpath("submitted").exists()


def test_the_doctor_says_it_too(copied):
    finding = next(one for one in examine_installation(copied) if one.subject == "course folder")
    assert (finding.status, finding.fix) == ("problem", f"dlcourse start '{copied}'")


def test_started_once_more_it_keeps_all_work_and_every_command_runs(copied):
    copied.joinpath(ANOTHER).unlink()
    copied.joinpath("nbgrader_config.py").unlink()
    work = exercise_of(copied).read_bytes()
    found = run("dlcourse", "start", ".", cwd=copied)
    assert (found.returncode, found.stderr) == (0, "")
    assert "Taken over with all that is in it; missing files that are there now: 2." in found.stdout
    assert found.stdout.splitlines()[-1].split() == ["Next:", "dlcourse", "lab"]
    assert sources(exercise_of(copied).read_bytes()) == sources(work)
    assert copied.joinpath("lectures", "notes.md").read_text() == "Mine."
    assert copied.joinpath(ANOTHER).read_bytes() == edition_here().files[ANOTHER]
    checked = run("dlcourse", "check", "07", "--json", cwd=copied)
    assert json.loads(checked.stdout)["score"] == 15
    assert "Up to date" in run("dlcourse", "update", cwd=copied).stdout


def test_a_single_exercise_in_an_empty_place_is_enough(begun, tmp_path):
    shutil.copytree(begun / "exercises" / EXERCISE, tmp_path / "exercises" / EXERCISE)
    own_folder.begin(tmp_path, edition_here(), None)
    assert Course.find(tmp_path).is_own
    assert sources(exercise_of(tmp_path).read_bytes()) == sources(exercise_of(begun).read_bytes())


def test_a_broken_notebook_stays_and_is_told(copied):
    copied.joinpath(ANOTHER).write_text("{")
    lines = own_folder.begin(copied, edition_here(), None)
    assert any(line.startswith(f"{ANOTHER}: ") and "dlcourse reset 08" in line for line in lines)
    assert copied.joinpath(ANOTHER).read_text() == "{"
    assert copied.joinpath(STATE).is_file()


def test_settings_of_ones_own_stay_and_the_courses_lie_beside_them(copied):
    copied.joinpath("nbgrader_config.py").write_text("# mine\n")
    lines = own_folder.begin(copied, edition_here(), None)
    assert copied.joinpath("nbgrader_config.py").read_text() == "# mine\n"
    assert any(line.startswith("nbgrader_config.py: not as the course has it: yours stays") for line in lines)


def test_the_courses_own_pages_are_the_courses_again_and_what_was_there_is_kept(copied):
    copied.joinpath("docs", "student.md").write_text("Of an older course.")
    lines = own_folder.begin(copied, edition_here(), None)
    assert copied.joinpath("docs", "student.md").read_bytes() == edition_here().files["docs/student.md"]
    (kept,) = copied.glob("backups/*/docs/student.md")
    assert kept.read_text() == "Of an older course."
    assert lines[0].endswith("missing files that are there now: 0.")
    assert lines[-1].startswith("What you had before lies in backups/")


def test_a_folder_with_other_things_in_it_is_still_refused(tmp_path):
    tmp_path.joinpath("holiday.txt").write_text("Sun.")
    tmp_path.joinpath("lectures").mkdir()
    tmp_path.joinpath("lectures", "99_of_another_course.ipynb").write_text("{}")
    with pytest.raises(CourseError, match="is not empty: expected a new or an empty folder"):
        own_folder.begin(tmp_path, edition_here(), None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holiday.txt", "lectures"]


def test_the_folder_in_a_clone_is_taken_over_by_lab(copied, tmp_path, capsys):
    """The clone's own work is not carried over a second time."""
    clone = tmp_path / "clone"
    for name in ("source", "solutions", "exercises", "docs"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("site"))
    shutil.copytree(ROOT / "lectures", clone / "lectures")
    shutil.copy(ROOT / "nbgrader_config.py", clone)
    shutil.copytree(copied, clone / OWN)
    course = _own_folder(clone)
    assert course.root == clone / OWN
    assert course.is_own
    assert "Taken over with all that is in it" in capsys.readouterr().err
