"""A learner's commands on Windows and macOS, as far as one system can stand for another: see helpers/other_system.

The course finds there no module, function or program that the other system lacks; the locale is cp1252, which is no
UTF-8, whoever opens a file without an encoding fails, and the folder's name has blanks.
"""

import json
import ntpath
import os
import re
import shutil
import subprocess
import sys
from pathlib import PureWindowsPath

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, cell_of, exercise_of
from paths import ROOT

from dlcourse import __version__, extras
from dlcourse.course.authoring.notebook import to_notebook, to_text
from dlcourse.course.authoring.source import SourceError, read_source
from dlcourse.course.commands import common, main
from dlcourse.course.folder import CourseError, is_student_id, require_name_everywhere, why_not_on_windows
from dlcourse.course.grading.judge.own_copy import check_notebook
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.learner import by_kernel, own_folder
from dlcourse.course.learner.edition import Edition

HERE = ROOT / "tests" / "helpers" / "other_system"
NOTEBOOK = f"exercises/{EXERCISE}/{EXERCISE}.ipynb"
LECTURE = f"lectures/{EXERCISE}.ipynb"
UNGATED = "def relu_backward(da, z):\n    return da.copy()"
SYSTEMS = ("win32", "darwin")


@pytest.fixture(scope="module")
def locale(tmp_path_factory):
    """The variables of a Western European Windows: nothing is UTF-8, neither files nor what is printed."""
    folder = tmp_path_factory.mktemp("locale")
    name, make = "en_US.CP1252", ("localedef", "-f", "CP1252", "-i", "en_US", "--no-archive")
    made = shutil.which("localedef") and subprocess.run([*make, folder / name], capture_output=True).returncode == 0
    about = {"LC_ALL": name, "LOCPATH": str(folder)} if made else {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    return about | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252", "PYTHONWARNDEFAULTENCODING": "1"}


def start_python(system, locale, folder, *arguments):
    """Python as on that system; its exit code, and what it printed."""
    environment = (
        os.environ | locale | {"DLCOURSE_SYSTEM": system, "PYTHONPATH": os.pathsep.join([str(HERE), str(ROOT)])}
    )
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="cp1252", check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module", params=SYSTEMS)
def there(request, locale):
    """Runs a command of the course as on that system."""

    def command(folder, *words):
        code, out, err = start_python(request.param, locale, folder, "-m", "dlcourse", *words)
        assert "Traceback" not in err, err
        return code, out, err

    command.system = request.param
    return command


@pytest.fixture
def own(tmp_path):
    """A learner's folder with one exercise, one answer of which is wrong; its files have the line ends of Windows."""
    folder = tmp_path / "my course (1)"
    names = ("nbgrader_config.py", "lectures/README.md", NOTEBOOK, LECTURE)
    files = {name: (ROOT / name).read_bytes() for name in names}
    own_folder.start(folder, Edition("dlcourse", __version__, files, "one"))
    nbformat.write(answers(ROOT, relu_backward=UNGATED), exercise_of(folder))
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return folder


def test_the_course_is_deceived_and_nobody_else(tmp_path, locale):
    code = """
import os, sys
from dlcourse.course.commands import lab, common
from dlcourse.course.grading.sandbox import limits
import resource
print(lab.sys.platform, hasattr(lab.os, "geteuid"), sys.platform, hasattr(os, "geteuid"))
try:
    import dlcourse.course.grading.sandbox.tiers
except ModuleNotFoundError as error:
    print(error)
"""
    _, out, err = start_python("win32", locale, tmp_path, "-c", code)
    assert out.splitlines() == ["win32 False linux True", "No module named 'pwd'"], err


@pytest.mark.skipif(shutil.which("localedef") is None, reason="localedef, which makes a locale, is not installed")
def test_files_are_in_cp1252_there_unless_somebody_says_so(tmp_path, locale):
    code = "import sys; print(open('x', 'w').encoding.lower(), sys.stdout.encoding, sys.getfilesystemencoding())"
    assert start_python("win32", locale, tmp_path, "-c", code)[1].split() == ["cp1252"] * 3


def test_whoever_opens_a_file_without_an_encoding_fails(tmp_path, locale):
    (tmp_path / "dlcourse_open.py").write_text("open(__file__)", encoding="ascii")
    code = "import runpy; runpy.run_path('dlcourse_open.py', run_name='dlcourse.open')"
    assert (
        "EncodingWarning: 'encoding' argument not specified" in start_python("win32", locale, tmp_path, "-c", code)[2]
    )


def test_a_folder_is_begun_from_a_clone(there, tmp_path):
    code, out, err = there(tmp_path, "start", "my course (1)")
    assert (code, err) == (0, "")
    assert out.startswith("my course (1) holds 21 lectures and 21 exercises; all of it is yours.\n")


def notebooks(folder):
    return {path: path.read_bytes() for path in folder.glob("[el]*/**/*.*")}


def test_an_exercise_is_checked_and_no_notebook_of_the_learners_changes(there, own):
    before = notebooks(own)
    code, out, err = there(own, "check", "07")
    assert (code, err) == (1, "")
    lines = [line.strip() for line in out.splitlines()]
    assert lines[:2] == [f"you  {EXERCISE}  14 of 15 points", by_kernel.NO_GRADER]
    assert "0/1  relu_backward: Not right yet" in lines
    assert "You passed da on unchanged" in out
    assert out.count(": Right") == 7
    assert notebooks(own) == before
    assert before


def test_a_check_says_the_same_as_the_grader(there, own, capsys):
    found = json.loads(there(own, "check", "07", "--json")[1])
    main(["check", "07", "--json", "--course", str(own)])
    expected = json.loads(capsys.readouterr().out)
    said = ("name", "points", "max_points", "status", "misconceptions")
    assert [[q[key] for key in said] for q in found["questions"]] == [
        [q[key] for key in said] for q in expected["questions"]
    ]
    assert (found["score"], found["max_score"]) == (expected["score"], expected["max_score"])


def test_an_exercise_is_finished_and_its_page_is_written(there, own):
    code, out, err = there(own, "done", "07", "--student", "ada", "--no-browser")
    assert (code, err) == (1, "")
    page = own / "feedback" / "ada" / EXERCISE / "checked.html"
    assert "You passed da on unchanged" in page.read_text(encoding="utf-8")
    assert f"Page: {page.relative_to(own).as_posix()}\n" in out
    handed_in = [path.name for path in own.glob("exchange/*/inbound/*")]
    if there.system == "win32":
        assert f"Not handed in, which needs Linux or macOS: give your instructor {NOTEBOOK} as it is." in out
        assert handed_in == []
    else:
        assert out.startswith(f"Handed in: {EXERCISE} as ada, ")
        assert len(handed_in) == 1


def test_the_button_of_a_notebook_does_not_say_handed_in_of_what_was_not(there, own, locale):
    code = f"""
import contextlib, os
from dlcourse.checks import finishing
os.chdir({str(exercise_of(own).parent)!r})
finishing.find_notebook = lambda _: __import__("pathlib").Path({str(exercise_of(own))!r})
finishing.done()
"""  # what it prints is printed to cp1252, which has no ◐
    _, out, err = start_python(there.system, locale, own, "-c", code)
    assert err == ""
    what = "Judged" if there.system == "win32" else "Handed in and graded"
    assert f"\n{what}: your notebook as it was saved at " in out


def test_handing_in_alone(there, own):
    code, out, err = there(own, "submit", "07", "--student", "ada")
    if there.system == "win32":
        assert (code, out) == (2, "")
        assert NOTEBOOK in err
        assert "dlcourse done 07" in err
    else:
        assert (code, err) == (0, "")
        assert out.endswith("Next: dlcourse done 07\n")


def test_progress_is_shown(there, own):
    code, out, err = there(own, "progress")
    assert (code, err) == (0, "")
    assert EXERCISE in out


def test_an_exercise_is_set_back_and_kept(there, own):
    code, out, err = there(own, "reset", "07")
    assert (code, err) == (0, "")
    kept = own / re.search(r"Yours is kept: (\S+)", out)[1]
    assert cell_of(nbformat.read(kept, as_version=4), "relu_backward").source == UNGATED


def test_line_ends_of_windows_are_no_change_of_the_learners(there, own):
    code, out, err = there(own, "update")
    assert (code, err) == (0, "")
    assert "has a new text" not in out
    assert cell_of(nbformat.read(exercise_of(own), as_version=4), "relu_backward").source == UNGATED


def test_the_doctor_finds_nothing_wrong_and_says_what_is_missing(there, own):
    code, out, err = there(own, "doctor", "--json")
    findings = {each["subject"]: each for each in json.loads(out)["findings"]}
    assert (code, err) == (0, "")
    assert findings["sandbox"]["status"] == "note"
    assert "in a kernel" in findings["sandbox"]["found"]
    assert findings["gradebook"]["status"] == ("note" if there.system == "win32" else "ok")
    if there.system == "win32":
        assert "make " not in "".join(each["fix"] for each in findings.values())
        assert "pip install --constraint" in findings["extras"]["fix"] or findings["extras"]["fix"] == ""


def test_jupyterlab_is_found(there, own):
    code, out, _ = there(own, "lab", "--", "--version")
    assert code == 0
    assert re.match(r"\d+\.\d+", out.splitlines()[-1])


def test_help_lists_every_command(there, own):
    code, out, _ = there(own, "--help")
    assert code == 0
    assert {"start", "check", "done", "grade"} <= set(out.split())


def test_grading_says_what_it_needs(there, own):
    code, out, err = there(own, "grade", "07")
    assert (code, out) == (2, "")
    assert "grading runs on Linux alone" in " ".join(err.split())


@pytest.mark.parametrize("verb", ["feedback", "insights"])
def test_what_reads_the_gradebook_says_so_in_a_line(there, own, verb):
    code, out, err = there(own, verb, "07")
    assert (code, out) == (2, "")
    assert ("no gradebook on Windows" if there.system == "win32" else "nobody is graded yet") in " ".join(err.split())


@pytest.mark.parametrize("words", ["roster", "marks 07", "collect archive.zip --from moodle"])
def test_what_an_instructor_alone_needs_says_in_a_line_that_it_is_not_there(locale, own, words):
    (own / "archive.zip").write_bytes(b"")
    code, out, err = start_python("win32", locale, own, "-m", "dlcourse", *words.split())
    assert (code, out) == (2, "")
    said = " ".join(err.split())
    assert re.search(r"on Windows|Windows has no (pwd|fcntl|resource)", said), said
    assert "Linux" in said


def test_a_source_with_line_ends_of_windows_becomes_the_same_notebook(tmp_path):
    for name in ("lectures/00_start_here.py", f"exercises/{EXERCISE}.py"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_bytes((ROOT / "source" / name).read_bytes().replace(b"\n", b"\r\n"))
        assert to_text(to_notebook(read_source(path))) == to_text(to_notebook(read_source(ROOT / "source" / name)))


def test_proving_says_what_it_needs_on_windows(locale, own):
    code, _, err = start_python("win32", locale, own, "-m", "dlcourse", "prove", "07")
    assert (code, "Traceback" in err) == (2, False)
    assert "a timer that Windows does not have" in " ".join(err.split())


# A kernel that does not end well


def test_a_cell_that_does_not_end_is_stopped_and_the_others_count(own, monkeypatch):
    monkeypatch.setitem(by_kernel.LIMITS, EXERCISE, 3.0)
    endless = "while True:\n    pass"
    nbformat.write(answers(ROOT, relu_backward=endless), exercise_of(own))
    result, _ = by_kernel.judge_in_kernel(common.Course(own), EXERCISE)
    statuses = {question.name: question.status for question in result.questions}
    assert statuses.pop("relu_backward") == "error"
    assert set(statuses.values()) == {"correct"}


def test_a_cell_that_ends_the_kernel_is_named_and_what_ran_before_counts(own, capfd):
    nbformat.write(answers(ROOT, relu_backward="import os\nos._exit(3)"), exercise_of(own))
    result, _ = by_kernel.judge_in_kernel(common.Course(own), EXERCISE)
    assert by_kernel.ENDED in result.message
    statuses = [question.status for question in result.questions]
    assert statuses[:2] == ["correct", "correct"]
    assert set(statuses[2:]) == {"not attempted"}
    assert "Traceback" not in capfd.readouterr().err


def test_files_beside_the_notebook_are_there_when_it_runs(own):
    exercise_of(own).with_name("mine.py").write_text("def relu_backward(da, z):\n    return da * (z > 0)\n")
    nbformat.write(answers(ROOT, relu_backward="from mine import relu_backward"), exercise_of(own))
    assert by_kernel.judge_in_kernel(common.Course(own), EXERCISE)[0].score == 15


TESTS = {
    "assert relu_backward(1.0, 2.0) == 1.0": ("correct", 2.0),
    "assert relu_backward(1.0, 2.0) == 3.0, 'the gate is open'": ("incorrect", 0.0),
    "relu_backward(1.0)": ("error", 0.0),
    "raise NotImplementedError": ("not attempted", 0.0),
    "relu_backward(1.5, 2.0)": ("partial", 1.5),
    "import numpy as np\nnp.float32(relu_backward(1.5, 2.0))": ("partial", 1.5),
    "relu_backward(1.0, 2.0) == 3.0": ("incorrect", 0.0),
    "np.bool_(relu_backward(1.0, 2.0) == 3.0)": ("incorrect", 0.0),
    "np.array(relu_backward(2.0, 2.0))": ("correct", 2.0),
}


@pytest.mark.parametrize(("source", "expected"), TESTS.items())
def test_a_test_of_an_instructors_own_earns_what_the_grader_gives(own, source, expected):
    notebook = answers(ROOT)
    cell = cell_of(notebook, "check-relu_backward")
    cell.metadata.nbgrader.points = 2
    cell.source = source
    for path in (exercise_of(own), common.Course(own).solution(EXERCISE)):
        nbformat.write(notebook, path)
    found = {q.name: q for q in by_kernel.judge_in_kernel(common.Course(own), EXERCISE)[0].questions}[
        "check-relu_backward"
    ]
    graded = {q.name: q for q in check_notebook(common.Course(own), EXERCISE, best_tier(), Limits()).questions}
    assert (found.status, found.points) == expected
    assert (found.status, found.points) == (graded[found.name].status, graded[found.name].points)


# Names that Windows refuses


@pytest.mark.parametrize("name", ["CON", "nul", "Aux.txt", "COM1", "lpt9.tar.gz", "con .x", "COM²", "CONIN$", "prn"])
def test_a_device_is_no_name(name):
    if hasattr(ntpath, "isreserved"):  # from Python 3.13
        assert ntpath.isreserved(name)
    assert why_not_on_windows(name) == f"Windows keeps the name {name} for a device"


@pytest.mark.parametrize(
    "name", ["my course.", "my course ", "a:b", "a?", "a*", 'a"b', "a<b", "a>b", "a|b", "a\\b", "a/b", "a\tb"]
)
def test_what_windows_writes_otherwise_is_no_name(name):
    if hasattr(ntpath, "isreserved"):
        assert ntpath.isreserved(name) or set(name) & set("\\/")  # which part names
    assert why_not_on_windows(name)


@pytest.mark.parametrize(
    "name",
    ["my course", "console", "com", "COM10", "nullable", "Übung 7 (2026)", "a.b", ".dlcourse", "07_backpropagation"],
)
def test_any_other_name_is_one(name):
    if hasattr(ntpath, "isreserved"):
        assert not ntpath.isreserved(name)
    assert why_not_on_windows(name) == ""


def test_a_drive_and_its_colon_belong_to_a_path():
    for path in ("C:/Users/ada/my course", "C:\\my course", "D:my course", "//server/share/my course", "../my course"):
        require_name_everywhere(PureWindowsPath(path))
    for path in ("C:/Users/NUL", "C:/a./b", "D:con"):
        with pytest.raises(CourseError, match="choose another name"):
            require_name_everywhere(PureWindowsPath(path))


@pytest.mark.parametrize("name", ["a:b", "NUL", "my course.", "con/my course"])
def test_a_folder_gets_a_name_that_every_system_has(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    assert main(["start", name]) == 2
    assert "choose another name, so that the folder can be moved" in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_already_keeps_its_name(tmp_path):
    folder = tmp_path / "a:b"
    folder.mkdir()
    own_folder.start(folder / "my course", Edition("dlcourse", __version__, {"x.md": b"x"}, "one"))
    assert (folder / "my course" / "x.md").exists()


def test_an_exercise_gets_a_name_that_every_system_has(tmp_path):
    path = tmp_path / "exercises" / "07: back.py"
    path.parent.mkdir()
    path.write_text('# %% [markdown]\nr"""\n# 7\n"""\n', encoding="utf-8")
    with pytest.raises(SourceError, match="Windows has no : in a name"):
        read_source(path)


@pytest.mark.parametrize("name", ["nul", "ada.", "com1", "a:b"])
def test_an_id_is_a_name_of_the_system_it_is_on(monkeypatch, name):
    assert is_student_id(name)  # a folder of Linux
    monkeypatch.setattr("dlcourse.course.folder.os.name", "nt")
    assert not is_student_id(name)


# Paths and commands as text


def test_work_in_a_clone_is_carried_over_under_one_name_each(tmp_path, monkeypatch):
    monkeypatch.setattr(own_folder, "Path", PureWindowsPath)  # for names alone: what lies on the disk is a real path
    clone = tmp_path / "clone"
    (clone / "exercises" / EXERCISE).mkdir(parents=True)
    nbformat.write(answers(ROOT, relu_backward=UNGATED), exercise_of(clone))
    exercise_of(clone).with_name("mine.py").write_text("x = 1\n")
    edition = Edition("dlcourse", __version__, {NOTEBOOK: (ROOT / NOTEBOOK).read_bytes()}, "one")
    begun, _ = own_folder.begun_in(clone, edition)
    assert sorted(begun) == [NOTEBOOK, f"exercises/{EXERCISE}/mine.py"]


def test_a_line_to_install_writes_into_no_file_in_a_windows_terminal(monkeypatch):
    monkeypatch.setattr(extras.sys, "platform", "win32")
    monkeypatch.setattr(extras.sys, "executable", "C:\\Users\\ada b\\python.exe")
    monkeypatch.setattr(
        extras, "requirements", lambda: {"keras": ["keras>=3.9", "keras-tuner[bayesian]>=1.4.7", "six"]}
    )
    line = extras.install_line("keras")
    assert line.startswith('"C:\\Users\\ada b\\python.exe" -m pip install ')
    assert line.endswith(' "keras>=3.9" "keras-tuner[bayesian]>=1.4.7" six')


def test_a_page_on_another_drive_is_named_in_full(monkeypatch):
    monkeypatch.setattr(common.os.path, "relpath", lambda path: ntpath.relpath(path, "C:\\Users\\ada"))
    assert common.path_from_here("D:\\course\\page.html") == "D:\\course\\page.html"
    assert common.path_from_here("C:\\Users\\ada\\course\\page.html") == "course\\page.html"


def test_programs_are_found_where_conda_on_windows_has_them(monkeypatch):
    monkeypatch.setattr(common.sys, "executable", "/conda/python.exe")
    monkeypatch.setattr(common.sysconfig, "get_path", lambda _: "/conda/Scripts")
    assert common.folders_of_programs() == ["/conda", "/conda/Scripts"]


def test_nothing_that_runs_elsewhere_opens_text_in_an_encoding_of_the_system():
    linux_alone = "dlcourse/course/grading/sandbox"
    options = ["check", "--quiet", "--preview", "--select", "PLW1514", "--extend-exclude", linux_alone, "dlcourse"]
    done = subprocess.run([sys.executable, "-m", "ruff", *options], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
