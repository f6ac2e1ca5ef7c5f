"""The command `dlcourse`: exit codes, one line for an error, JSON that parses, and how it starts JupyterLab."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, answers, copy_course, exercise_of, run

from dlcourse import __version__
from dlcourse.course.commands import VERBS, check, lab, main
from dlcourse.course.commands.lab import lab_command
from dlcourse.course.folder import Course
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import edition_here

ON_EXERCISE = ["check", "submit", "grade", "feedback", "insights", "similar"]


@pytest.fixture
def course(tmp_path):
    return copy_course(tmp_path)


def outcome(capsys, *arguments):
    """The exit code, standard output and standard error of a command."""
    if "grade" in arguments:  # nbgrader's application closes log handlers, and so the streams that pytest captures
        command = [sys.executable, "-m", "dlcourse", *map(str, arguments)]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        return finished.returncode, finished.stdout, finished.stderr
    code = main([str(argument) for argument in arguments])
    return (code, *capsys.readouterr())


def assert_one_line_and_exit_code_2(found, command, says):
    code, out, err = found
    assert (code, out) == (2, "")
    assert err.startswith(f"dlcourse {command}: ")
    assert err.count("\n") == 1
    assert says in err


@pytest.mark.parametrize("arguments", [[], *([command] for command in (*VERBS, "checks"))], ids=str)
def test_every_command_has_help(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--help"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("usage: dlcourse")


@pytest.mark.parametrize("arguments", [[], ["grades"], ["check"], ["check", "07", "--csv"]], ids=str)
def test_wrong_arguments_are_exit_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: dlcourse" in capsys.readouterr().err


@pytest.mark.parametrize("command", ON_EXERCISE)
def test_an_unknown_exercise_is_one_line_that_lists_what_there_is(command, course, capsys):
    found = outcome(capsys, command, "99", "--course", course)
    assert_one_line_and_exit_code_2(found, command, f"no exercise '99'; there are: {EXERCISE}")


@pytest.mark.parametrize("wanted", ["", " ", "/"])
@pytest.mark.parametrize("command", [*ON_EXERCISE, "done", "reset"])
def test_an_exercise_that_is_not_named_is_none(command, wanted, course, capsys):
    """As of a variable that is not set: dlcourse done "$N"."""
    found = outcome(capsys, command, wanted, "--course", course)
    assert_one_line_and_exit_code_2(found, command, "no exercise is named: expected a number or a name, such as 07")
    assert not course.joinpath("submitted").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "07", "--course", ""],
        ["start", ""],
        ["start", " "],
        ["progress", "--html", ""],
        ["lab", "--course", ""],
    ],
    ids=str,
)
def test_a_folder_that_is_not_named_is_none(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "expected a file or a folder. Received: '" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["done", "submit", "grade"])
def test_a_student_who_is_not_named_is_nobody(command, course, capsys):
    course.joinpath("submitted", "ada", EXERCISE).mkdir(parents=True)
    found = outcome(capsys, command, "07", "--student", "", "--course", course)
    assert_one_line_and_exit_code_2(found, command, "student id '': expected a name for a folder")


def test_no_exercise_is_proven_that_is_not_named(capsys):
    assert_one_line_and_exit_code_2(outcome(capsys, "prove", ""), "prove", 'no such exercise: ""; there are: 00_')


@pytest.mark.parametrize(
    "typed",
    [
        "exercises/{0}",
        "exercises/{0}/",
        "./exercises/{0}/{0}.ipynb",
        "{0}.ipynb",
        "exercises\\{0}\\{0}.ipynb",
        " 07 ",
        "7",
    ],
)
def test_an_exercise_may_be_a_path_as_tab_completes_it(typed, course):
    assert Course(course).exercise(typed.format(EXERCISE)) == EXERCISE


def test_a_lecture_is_no_exercise(course, capsys):
    found = outcome(capsys, "check", f"lectures/{EXERCISE}.ipynb", "--course", course)
    assert_one_line_and_exit_code_2(found, "check", f"is a lecture: expected its exercise, {EXERCISE}")


def in_the_place_of_a_notebook(kind, path):
    """What lies there is no file."""
    path.rename(path.with_name("moved.ipynb"))
    if kind == "a link":
        path.symlink_to("moved.ipynb")
    elif kind == "a folder":
        path.mkdir()


@pytest.mark.parametrize("command", ["check", "done", "submit"])
@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("a link", "is a link: put the notebook itself in its place"),
        ("a folder", "is a folder: move it away, then have a fresh one: dlcourse reset 07"),
        ("nothing", "is missing: put it back, or have a fresh one: dlcourse reset 07"),
    ],
)
def test_where_the_notebook_is_no_file_it_is_said_what_to_do(command, kind, says, course, capsys):
    in_the_place_of_a_notebook(kind, exercise_of(course))
    found = outcome(capsys, command, "07", "--course", course)
    assert_one_line_and_exit_code_2(found, command, f"exercises/{EXERCISE}/{EXERCISE}.ipynb {says}")


def test_a_folder_in_the_place_of_a_notebook_stays_when_it_is_reset(course, capsys):
    in_the_place_of_a_notebook("a folder", exercise_of(course))
    found = outcome(capsys, "reset", "07", "--course", course)
    assert_one_line_and_exit_code_2(found, "reset", f"{exercise_of(course)} is a folder, expected a file: move it away")
    assert exercise_of(course).is_dir()


def test_the_path_of_a_lecture_resets_the_lecture_and_not_the_exercise(tmp_path, capsys):
    own_folder.start(tmp_path, edition_here())
    lecture, exercise = tmp_path / "lectures" / f"{EXERCISE}.ipynb", exercise_of(tmp_path)
    fresh = lecture.read_bytes()
    lecture.write_text("{}")
    exercise.write_text("mine")
    assert outcome(capsys, "reset", f"lectures/{EXERCISE}.ipynb", "--course", tmp_path)[0] == 0
    assert (lecture.read_bytes(), exercise.read_text()) == (fresh, "mine")


def test_a_folder_with_blanks_is_printed_as_a_shell_takes_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["start", "Übung é"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Next: cd 'Übung é', then dlcourse lab"


@pytest.mark.parametrize("command", [["lab"], *([command, "07"] for command in ON_EXERCISE)], ids=str)
def test_outside_a_course_it_is_one_line_that_says_where_to_go(command, tmp_path, capsys):
    found = outcome(capsys, *command, "--course", tmp_path)
    assert_one_line_and_exit_code_2(found, command[0], "is not in a course folder: go to the folder with")


def test_nothing_to_grade_is_one_line_that_says_what_is_expected(course, capsys):
    found = outcome(capsys, "grade", "07", "--course", course)
    assert_one_line_and_exit_code_2(found, "grade", f"expected submitted/STUDENT/{EXERCISE}/{EXERCISE}.ipynb")


def test_feedback_before_grading_is_one_line_that_says_what_to_run_first(course, capsys):
    found = outcome(capsys, "feedback", "07", "--course", course)
    assert_one_line_and_exit_code_2(found, "feedback", "run dlcourse grade 07 first")


@pytest.mark.parametrize("student", ["../x", ".hidden", "a/b", "a*"])
@pytest.mark.parametrize("command", ["submit", "grade"])
def test_an_id_that_could_leave_its_folder_is_refused(command, student, course, capsys):
    course.joinpath("submitted", "ada", EXERCISE).mkdir(parents=True)
    found = outcome(capsys, command, "07", f"--student={student}", "--course", course)
    assert_one_line_and_exit_code_2(found, command, f"student id {student!r}: expected a name for a folder")
    assert sorted(path.name for path in course.joinpath("submitted").iterdir()) == ["ada"]


# dlcourse check


def test_check_of_an_untouched_exercise_is_exit_code_1_and_changes_nothing(course, capsys):
    before = exercise_of(course).read_bytes()
    code, out, err = outcome(capsys, "check", "07", "--course", course)
    assert (code, err) == (1, "")
    assert out.startswith(f"you  {EXERCISE}  0 of 15 points\n     0/2  two_path_gradient: Not attempted\n")
    assert exercise_of(course).read_bytes() == before


def test_check_of_a_solved_exercise_is_exit_code_0(course, capsys):
    nbformat.write(answers(course), exercise_of(course))
    code, out, err = outcome(capsys, "check", "07", "--course", course, "--json")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert (result["score"], result["max_score"], result["status"]) == (15, 15, "checked")


def test_check_says_what_is_wrong_with_an_answer(course, capsys):
    wrong = answers(course, relu_backward="def relu_backward(da, z):\n    return da.copy()")
    nbformat.write(wrong, exercise_of(course))
    code, out, _ = outcome(capsys, "check", "07", "--course", course / "exercises" / EXERCISE)
    assert code == 1
    assert "     0/1  relu_backward: Not right yet\n          You passed da on unchanged" in out


def test_check_of_a_broken_notebook_is_one_line(course, capsys):
    exercise_of(course).write_text("{")
    found = outcome(capsys, "check", "07", "--course", course)
    assert_one_line_and_exit_code_2(found, "check", "its JSON is broken")


# What goes wrong outside


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, "stopped; what was finished is kept"),
        (
            PermissionError(13, "Permission denied", "/x/gradebook.db"),
            2,
            "/x/gradebook.db: permission denied: make it writable for yourself, then run the same command again; "
            "what was finished is kept",
        ),
    ],
    ids=repr,
)
def test_an_interruption_and_a_locked_file_are_one_line(error, code, says, monkeypatch, capsys):
    def broken(options):
        raise error

    monkeypatch.setattr(check, "run", broken)
    assert outcome(capsys, "check", "07") == (code, "", f"dlcourse check: {says}\n")


def test_the_installed_program_tells_its_version():
    done = run("dlcourse", "--version", cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, f"dlcourse {__version__}\n")


# dlcourse lab


@pytest.mark.parametrize(("user", "flag"), [(0, True), (1000, False)])
def test_lab_allows_root_only_to_root(user, flag, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    command, _ = lab_command(Course(tmp_path), [])
    assert ("--allow-root" in command) is flag


def test_lab_opens_the_first_lecture_of_a_clone_with_this_python(tmp_path):
    command, _ = lab_command(Course(tmp_path), ["--no-browser"])
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--LabApp.default_url=/lab/tree/lectures/00_start_here.ipynb" in command
    assert command[-1] == "--no-browser"
    assert ROOT.joinpath(lab.FIRST).exists()


@pytest.mark.parametrize("before", [None, "/etc/mine"])
def test_lab_finds_the_courses_settings_before_others(before, tmp_path, monkeypatch):
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    if before:
        monkeypatch.setenv("JUPYTER_CONFIG_PATH", before)
    _, environment = lab_command(Course(tmp_path), [])
    assert environment["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(tmp_path), *filter(None, [before])]


def test_a_learners_lab_opens_the_start_page_with_settings_that_this_server_alone_reads(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/etc/mine")
    monkeypatch.setenv("JUPYTER_PATH", "/share/mine")
    command, environment = lab_command(Course(tmp_path), [], "start.md")
    assert "--LabApp.default_url=/lab/tree/start.md" in command
    config = [str(tmp_path), str(lab.LAB / "config"), "/etc/mine"]
    assert environment["JUPYTER_CONFIG_PATH"].split(os.pathsep) == config
    assert environment["JUPYTER_PATH"].split(os.pathsep) == [str(lab.LAB / "data"), "/share/mine"]


def test_with_a_home_that_cannot_be_written_jupyter_gets_folders_and_still_reads_those_of_the_home(
    tmp_path, monkeypatch, capsys
):
    home = tmp_path / "home"
    home.write_text("a file, in which nobody can make a folder", encoding="utf-8")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home / name))
    monkeypatch.setenv("JUPYTER_PATH", "/share/mine")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _, environment = lab_command(Course(tmp_path), [], "start.md")
    (room,) = tmp_path.glob("dlcourse-lab-*")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        assert Path(environment[name]).parent == room
    assert environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[-1] == str(home / "JUPYTER_CONFIG_DIR")
    data = [str(lab.LAB / "data"), "/share/mine", str(home / "JUPYTER_DATA_DIR")]
    assert environment["JUPYTER_PATH"].split(os.pathsep) == data
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{home / 'JUPYTER_CONFIG_DIR'} cannot be written" in said


def test_an_instructors_lab_keeps_jupyterlabs_own_settings(tmp_path, monkeypatch):
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    _, environment = lab_command(Course(tmp_path), [])
    assert str(lab.LAB) not in " ".join(environment.values())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot replace a process")
def test_lab_becomes_jupyterlab(course):
    code = (
        "import os, sys; from dlcourse.course.commands import main;"
        "os.execve = lambda program, command, environment: print(program, command[0], command[-1], os.getcwd());"
        "main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", code, "lab", "--course", course, "--", "--no-browser"]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    assert finished.stderr == ""
    assert finished.stdout.split() == [sys.executable, sys.executable, "--no-browser", str(course)]
