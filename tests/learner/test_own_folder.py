"""A learner's folder: begun, brought up to date, set back; and whatever goes wrong, all of it is as it was."""

import ast
import copy
import errno
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import nbformat
import pytest
from course_copy import EXERCISE, PROGRAMS, cell_of, contents, read, run, unsandboxed
from paths import ROOT

from dlcourse import _files
from dlcourse.checks import check
from dlcourse.course.authoring.build import build
from dlcourse.course.authoring.notebook import to_text
from dlcourse.course.commands import doctor, lab, main
from dlcourse.course.folder import OWN, Course
from dlcourse.course.learner import edition as editions
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import Edition

LECTURE = f"lectures/{EXERCISE}.ipynb"
NOTEBOOK = f"exercises/{EXERCISE}/{EXERCISE}.ipynb"
ANOTHER = "exercises/08_gradient_descent/08_gradient_descent.ipynb"
ANSWER = "def relu_backward(da, z):\n    return da * (z > 0)"
FILES = ("nbgrader_config.py", "lectures/README.md", LECTURE, NOTEBOOK, ANOTHER)


@pytest.fixture(scope="module")
def first():
    """A small edition of the course."""
    return Edition("dlcourse", "0.1.0", {name: (ROOT / name).read_bytes() for name in FILES}, "one")


@pytest.fixture
def second(first):
    """The next one: a text of each notebook has changed, and exercise 07 has a question more."""
    files = dict(first.files)
    for name in (LECTURE, NOTEBOOK, ANOTHER):
        notebook = nbformat.reads(files[name].decode(), as_version=4)
        notebook.cells[0].source += "\n\nNew in this version."
        notebook.cells[0].id = "changed"
        if name == NOTEBOOK:
            for old in ("relu_backward", "check-relu_backward"):
                cell = copy.deepcopy(cell_of(notebook, old))
                cell.id = cell.metadata["nbgrader"]["grade_id"] = old.replace("relu", "tanh")
                cell.source = cell.source.replace("relu", "tanh")
                notebook.cells.append(cell)
        files[name] = to_text(notebook).encode()
    return Edition("dlcourse", "0.2.0", files, "two")


@pytest.fixture
def installed(first, monkeypatch):
    """Say which edition is the one that is installed."""

    def install(edition):
        monkeypatch.setattr(editions, "edition_here", lambda: edition)

    monkeypatch.setattr(editions, "clone_here", lambda: None)
    install(first)
    return install


@pytest.fixture
def own(tmp_path, installed):
    """A learner's folder, fresh."""
    folder = tmp_path / "mine"
    assert main(["start", str(folder)]) == 0
    return folder


def work(folder):
    """Answer a question, and write a note into the lecture."""
    exercise, lecture = read(folder / NOTEBOOK), read(folder / LECTURE)
    cell_of(exercise, "relu_backward").source = ANSWER
    lecture.cells.insert(1, nbformat.v4.new_markdown_cell("My note."))
    folder.joinpath(NOTEBOOK).write_text(to_text(exercise), encoding="utf-8")
    folder.joinpath(LECTURE).write_text(to_text(lecture), encoding="utf-8")


def said(capsys, *command):
    code = main([str(word) for word in command])
    return code, *capsys.readouterr()


def assert_one_line(found, command, says):
    code, out, err = found
    assert (code, out) == (2, "")
    assert err.startswith(f"dlcourse {command}: ")
    assert err.count("\n") == 1
    assert re.search(says, err), err


# start


def test_a_new_folder_holds_what_the_course_hands_out_and_says_what_is_next(tmp_path, first, installed, capsys):
    folder = tmp_path / "mine"
    code, out, err = said(capsys, "start", folder)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{folder} holds 1 lecture and 2 exercises; all of it is yours.",
        f"Next: cd {folder}, then dlcourse lab",
    ]
    handed_out = {f".dlcourse/{name}": data for name, data in first.files.items()}
    found = contents(folder)
    state = json.loads(found.pop(".dlcourse/course.json"))
    assert found == {**first.files, **handed_out}
    assert (state["course"], state["version"], state["started"]) == ("dlcourse", "0.1.0", state["updated"])


def test_an_empty_folder_may_be_begun(tmp_path, installed):
    assert main(["start", str(tmp_path)]) == 0
    assert Course.find(tmp_path / "exercises") == Course(tmp_path)


@pytest.mark.parametrize("kind", ["a file in it", "begun", "a file"])
def test_a_folder_that_is_not_empty_is_left_alone(tmp_path, own, kind, capsys):
    folder = own if kind == "begun" else tmp_path / "other"
    if kind == "a file in it":
        folder.mkdir()
        folder.joinpath(".hidden").touch()
    elif kind == "a file":
        folder.touch()
    before = contents(tmp_path)
    capsys.readouterr()
    assert_one_line(said(capsys, "start", folder), "start", "expected a new or an empty folder")
    assert contents(tmp_path) == before


def failing_at(number, monkeypatch, code):
    """Let the n-th file that is written, and all after it, fail halfway."""
    written, write = [], _files._write

    def write_or_fail(path, content):
        written.append(path)
        if len(written) >= number:
            path.write_bytes(content[: len(content) // 2])
            raise OSError(code, os.strerror(code), str(path))
        write(path, content)

    monkeypatch.setattr(_files, "_write", write_or_fail)


@pytest.mark.parametrize("number", [1, 4, 11])
def test_a_disk_that_is_full_midway_leaves_no_half_a_folder(number, tmp_path, installed, monkeypatch, capsys):
    failing_at(number, monkeypatch, errno.ENOSPC)
    assert_one_line(said(capsys, "start", tmp_path / "a" / "mine"), "start", "no space is left on the disk: free some")
    assert list(tmp_path.iterdir()) == []


def test_a_start_that_was_killed_is_finished_by_the_next(tmp_path, own, capsys):
    """All files but the last one have their names, and one lies there under its temporary name."""
    whole = contents(own)
    own.joinpath(".dlcourse", "course.json").rename(own / ".dlcourse" / "course.json.part")
    own.joinpath(LECTURE).unlink()
    assert main(["start", str(own)]) == 0
    assert contents(own) == whole
    own.joinpath(".dlcourse", "course.json").unlink()
    own.joinpath(LECTURE).write_text("somebody's")
    assert main(["start", str(own)]) == 0
    assert own.joinpath(LECTURE).read_text() == "somebody's"
    assert contents(own).keys() == whole.keys()


def test_a_place_where_nothing_may_be_written_is_one_line(installed, capsys):
    assert_one_line(said(capsys, "start", "/proc/mine"), "start", "/proc/mine")


# update


def test_nothing_new_is_said_and_nothing_written(own, capsys, monkeypatch):
    work(own)
    before = contents(own)
    failing_at(1, monkeypatch, errno.EROFS)
    capsys.readouterr()
    assert said(capsys, "update", "--course", own) == (0, "Up to date: nothing has changed.\nNext: dlcourse lab\n", "")
    assert contents(own) == before


def test_an_update_carries_answers_and_notes_over_keeps_a_backup_and_tells_what_changed(own, second, installed, capsys):
    work(own)
    before = contents(own)
    installed(second)
    capsys.readouterr()
    code, out, err = said(capsys, "update", "--course", own)
    assert (code, err) == (0, "")
    after = contents(own)
    exercise, lecture = read(own / NOTEBOOK), read(own / LECTURE)
    assert cell_of(exercise, "relu_backward").source == ANSWER
    assert cell_of(exercise, "tanh_backward").source.startswith("def tanh_backward")
    assert exercise.cells[0].source.endswith("New in this version.")
    assert [cell.source for cell in lecture.cells][1] == "My note."
    assert lecture.cells[0].source.endswith("New in this version.")
    assert after[ANOTHER] == second.files[ANOTHER]  # not begun: simply the new one
    assert after[f".dlcourse/{NOTEBOOK}"] == second.files[NOTEBOOK]
    (backup,) = (own / "backups").iterdir()
    assert contents(backup) == {NOTEBOOK: before[NOTEBOOK], LECTURE: before[LECTURE]}
    assert out.splitlines() == [
        "3 files are new or changed.",
        f"{LECTURE}:",
        "  1 cell has a new text",
        f"{NOTEBOOK}:",
        "  new: tanh_backward",
        "  1 cell has a new text",
        f"What you had before lies in backups/{backup.name}/.",
        "Next: dlcourse lab",
    ]
    assert said(capsys, "update", "--course", own)[1] == "Up to date: nothing has changed.\nNext: dlcourse lab\n"
    assert contents(own) == after


def test_a_lecture_that_was_only_run_keeps_the_outputs_of_unchanged_cells_and_is_no_news(
    own, second, installed, capsys
):
    lecture = read(own / LECTURE)
    ran = next(cell for cell in lecture.cells if cell.cell_type == "code")
    ran.outputs = [nbformat.v4.new_output("stream", text="ran")]
    ran.metadata["collapsed"] = True
    own.joinpath(LECTURE).write_text(to_text(lecture), encoding="utf-8")
    installed(second)
    capsys.readouterr()
    code, out, _ = said(capsys, "update", "--course", own)
    assert (code, out.splitlines()[0], LECTURE in out) == (0, "3 files are new or changed.", False)
    now = next(cell for cell in read(own / LECTURE).cells if cell.cell_type == "code")
    assert (now.outputs, now.metadata) == (ran.outputs, ran.metadata)


def test_updates_missed_are_made_up_for(own, first, second, installed):
    work(own)
    third = nbformat.reads(second.files[NOTEBOOK].decode(), as_version=4)
    third.cells.pop(2)
    installed(replace(second, files=second.files | {NOTEBOOK: to_text(third).encode()}, fingerprint="three"))
    assert main(["update", "--course", str(own)]) == 0
    exercise = read(own / NOTEBOOK)
    assert cell_of(exercise, "relu_backward").source == ANSWER
    assert [cell.source for cell in exercise.cells if cell.source != ANSWER] == [
        cell.source for cell in third.cells if cell.get("id") != "relu_backward"
    ]


def test_an_exercise_that_comes_and_one_that_goes(own, second, installed, capsys):
    work(own)
    files = {name: data for name, data in second.files.items() if name != NOTEBOOK}
    name = "exercises/09_more/09_more.ipynb"
    installed(replace(second, files=files | {name: second.files[ANOTHER]}))
    mine = own.joinpath(NOTEBOOK).read_bytes()
    capsys.readouterr()
    code, out, _ = said(capsys, "update", "--course", own)
    assert code == 0
    assert f"{NOTEBOOK}:\n  no longer in the course; your copy stays\n" in out
    assert own.joinpath(NOTEBOOK).read_bytes() == mine
    assert own.joinpath(name).read_bytes() == second.files[ANOTHER]
    assert Course(own).exercises() == ["08_gradient_descent", "09_more"]


def test_a_missing_notebook_comes_back_with_the_update(own, second, installed, capsys):
    own.joinpath(ANOTHER).unlink()
    assert main(["update", "--course", str(own)]) == 0
    assert contents(own)[ANOTHER] == contents(own)[f".dlcourse/{ANOTHER}"]
    assert f"{ANOTHER}:\n  was missing: a fresh copy\n" in capsys.readouterr().out


def test_what_a_command_has_done_as_json(tmp_path, second, installed, capsys):
    folder = tmp_path / "mine"
    found = json.loads(said(capsys, "start", folder, "--json")[1])
    assert found == {"folder": str(folder), "course": "dlcourse", "version": "0.1.0", "notes": []}
    work(folder)
    installed(second)
    found = json.loads(said(capsys, "update", "--json", "--course", folder)[1])
    assert (found["written"], found["news"][LECTURE]) == (3, ["1 cell has a new text"])
    assert os.path.exists(os.path.join(found["backup"], NOTEBOOK))
    found = json.loads(said(capsys, "reset", "07", "--json", "--course", folder)[1])
    assert (found["notebook"], found["written"]) == (NOTEBOOK, True)
    assert cell_of(read(folder / found["backup"]), "relu_backward").source == ANSWER


def test_settings_that_both_sides_have_changed_stay_and_the_newer_ones_lie_beside(own, second, installed, capsys):
    settings = own / "nbgrader_config.py"
    settings.write_text(settings.read_text() + "# mine\n")
    mine, theirs = settings.read_bytes(), second.files["nbgrader_config.py"] + b"# the course's\n"
    installed(replace(second, files=second.files | {"nbgrader_config.py": theirs}))
    assert main(["update", "--course", str(own)]) == 0
    assert settings.read_bytes() == mine
    assert own.joinpath("nbgrader_config.py.from-the-course").read_bytes() == theirs
    assert (
        "changed by you: yours stays, and the course's newer one is nbgrader_config.py.from" in capsys.readouterr().out
    )


def refused(own, capsys, says, command=("update",)):
    """The command says so in one line, and everything is as it was."""
    before = contents(own)
    capsys.readouterr()
    assert_one_line(said(capsys, *command, "--course", own), command[0], says)
    assert contents(own) == before


@pytest.mark.parametrize("text", ["{", "", "<<<<<<< HEAD\n{}", "[]", '{"nbformat": 4}'])
def test_a_broken_notebook_stops_the_update_and_the_line_says_which_and_what_to_do(
    own, second, installed, capsys, text
):
    work(own)
    own.joinpath(NOTEBOOK).write_text(text)
    installed(second)
    refused(own, capsys, f"nothing was changed: {NOTEBOOK}: .*have a fresh one: dlcourse reset 07, which keeps yours")
    assert main(["reset", "07", "--course", str(own)]) == 0
    assert main(["update", "--course", str(own)]) == 0
    assert any(path.read_text() == text for path in own.glob(f"backups/*/{NOTEBOOK}"))


def test_a_broken_notebook_that_the_update_does_not_touch_is_left_alone(own, second, first, installed):
    own.joinpath(NOTEBOOK).write_text("{")
    installed(replace(second, files=second.files | {NOTEBOOK: first.files[NOTEBOOK]}))
    assert main(["update", "--course", str(own)]) == 0
    assert own.joinpath(NOTEBOOK).read_text() == "{"


def test_a_course_of_another_name_is_refused(own, second, installed, capsys):
    installed(replace(second, course="statistics"))
    refused(
        own, capsys, "holds the course 'dlcourse', and the one installed is 'statistics': install the other one, or"
    )


def test_an_older_course_does_not_take_the_place_of_a_newer_one(own, first, second, installed, capsys):
    for version in ("0.10.0", "0.9.1"):  # numbers, not letters, are compared
        installed(replace(second, version=version))
        if version == "0.10.0":
            assert main(["update", "--course", str(own)]) == 0
    refused(own, capsys, "holds version 0.10.0 of the course, and the one installed is older, 0.9.1: install the newer")
    assert not own_folder.is_behind(Course(own), "another", "0.9.1")
    assert own_folder.is_behind(Course(own), "another", "0.10.0")


@pytest.mark.parametrize("number", [1, 3, 6, 9])
def test_a_disk_that_is_full_midway_leaves_all_as_it_was(own, second, installed, capsys, monkeypatch, number):
    work(own)
    installed(second)
    failing_at(number, monkeypatch, errno.ENOSPC)
    refused(own, capsys, "no space is left on the disk: free some")
    assert not (own / "backups").exists()
    monkeypatch.undo()


def test_a_folder_that_can_only_be_read_is_one_line(own, second, installed, capsys, monkeypatch):
    installed(second)
    failing_at(1, monkeypatch, errno.EROFS)
    refused(own, capsys, "this disk can only be read: make it writable")


def test_a_notebook_saved_meanwhile_is_not_overwritten(own, second, installed, capsys, monkeypatch):
    """JupyterLab saves while the update is at work: what it saved stays, and the update says so."""
    work(own)
    installed(second)
    write, saved = _files._write, []

    def write_and_save(path, content):
        write(path, content)
        if not saved:
            notebook = read(own / NOTEBOOK)
            cell_of(notebook, "relu_backward").source = "def relu_backward(da, z):\n    return np.where(z > 0, da, 0)"
            saved.append(to_text(notebook))
            own.joinpath(NOTEBOOK).write_text(saved[0], encoding="utf-8")

    monkeypatch.setattr(_files, "_write", write_and_save)
    before = contents(own)
    capsys.readouterr()
    assert_one_line(said(capsys, "update", "--course", own), "update", f"nothing was changed: {NOTEBOOK} was saved")
    assert contents(own) == before | {NOTEBOOK: saved[0].encode()}


class Lab(BaseHTTPRequestHandler):
    """What a running JupyterLab answers of its sessions."""

    def do_GET(self):
        is_known = self.headers["Authorization"] == "token secret"
        self.send_response(200 if is_known and self.path == "/base/api/sessions" else 403)
        self.end_headers()
        if is_known:
            self.wfile.write(json.dumps([{"path": f"mine/{NOTEBOOK}"}, {"path": "elsewhere.ipynb"}]).encode())

    def log_message(self, *_):
        pass


def test_a_notebook_that_is_open_in_jupyterlab_is_not_replaced(own, second, installed, capsys, monkeypatch, tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Lab)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    about = {
        "pid": os.getpid(),
        "url": f"http://127.0.0.1:{server.server_port}/base/",
        "token": "secret",
        "root_dir": str(tmp_path),
    }
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    runtime.joinpath(f"jpserver-{os.getpid()}.json").write_text(json.dumps(about))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    work(own)
    installed(second)
    try:
        refused(own, capsys, f"nothing was changed: {NOTEBOOK} is open in JupyterLab: save it, shut it down there")
        refused(own, capsys, f"{NOTEBOOK} is open in JupyterLab", ("reset", "07"))
        assert main(["reset", "08", "--course", str(own)]) == 0
    finally:
        server.shutdown()
        server.server_close()
    assert main(["update", "--course", str(own)]) == 0  # a server that has gone holds nothing open


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_damaged_state_is_one_line_that_says_how_to_mend_it(own, capsys, text):
    own.joinpath(".dlcourse", "course.json").write_text(text)
    refused(own, capsys, r"course.json is damaged: expected \{\"course\": \"dlcourse\"")
    own.joinpath(".dlcourse", "course.json").write_text('{"course": "dlcourse"}')
    assert main(["update", "--course", str(own)]) == 0


@pytest.mark.parametrize("text", [None, "{"])
def test_what_is_remembered_of_the_course_may_be_lost(own, second, installed, text):
    """Without a base, what differs from the new version counts as the learner's, and reset takes the installed one."""
    work(own)
    shutil.rmtree(own / ".dlcourse" / "exercises") if text is None else own.joinpath(".dlcourse", NOTEBOOK).write_text(
        text
    )
    installed(second)
    assert main(["update", "--course", str(own)]) == 0
    exercise = read(own / NOTEBOOK)
    assert cell_of(exercise, "relu_backward").source == ANSWER
    assert cell_of(exercise, "tanh_backward").source.startswith("def tanh_backward")
    assert own.joinpath(".dlcourse", NOTEBOOK).read_bytes() == second.files[NOTEBOOK]
    own.joinpath(".dlcourse", NOTEBOOK).write_text("{")
    assert main(["reset", "07", "--course", str(own)]) == 0
    assert own.joinpath(NOTEBOOK).read_bytes() == second.files[NOTEBOOK]


def test_an_update_that_was_killed_halfway_is_finished_by_the_next(own, second, installed):
    """All files renamed but those in .dlcourse/: no answer is lost, nothing is told or inserted twice."""
    work(own)
    before = {name: data for name, data in contents(own).items() if name.startswith(".dlcourse")}
    installed(second)
    assert main(["update", "--course", str(own)]) == 0
    after = contents(own)
    for name, data in before.items():
        own.joinpath(name).write_bytes(data)
    assert main(["update", "--course", str(own)]) == 0
    assert {name: data for name, data in contents(own).items() if "course.json" not in name} == {
        name: data for name, data in after.items() if "course.json" not in name
    }


# reset


def test_reset_gives_a_fresh_exercise_and_keeps_the_old_one(own, first, capsys):
    work(own)
    mine = own.joinpath(NOTEBOOK).read_bytes()
    capsys.readouterr()
    code, out, err = said(capsys, "reset", "07", "--course", own)
    assert (code, err) == (0, "")
    (backup,) = own.glob(f"backups/*/{NOTEBOOK}")
    assert backup.read_bytes() == mine
    assert own.joinpath(NOTEBOOK).read_bytes() == first.files[NOTEBOOK]
    assert out.splitlines() == [
        f"{NOTEBOOK} is as the course handed it out. Yours is kept: {backup.relative_to(own).as_posix()}",
        f"Next: open {NOTEBOOK} in JupyterLab (dlcourse lab starts it)",
    ]
    out = said(capsys, "reset", "07", "--course", own)[1]
    assert out.startswith(f"{NOTEBOOK} is fresh already: nothing was changed.\nNext: open ")


def test_reset_twice_in_a_second_keeps_both(own):
    for _ in range(2):
        work(own)
        assert main(["reset", "07", "--course", str(own)]) == 0
    assert len(list(own.glob(f"backups/*/{NOTEBOOK}"))) == 2


def test_reset_of_a_lecture_leaves_the_exercise_alone(own, first):
    work(own)
    mine = own.joinpath(NOTEBOOK).read_bytes()
    assert main(["reset", "07", "--lecture", "--course", str(own)]) == 0
    assert own.joinpath(LECTURE).read_bytes() == first.files[LECTURE]
    assert own.joinpath(NOTEBOOK).read_bytes() == mine


def test_reset_brings_back_what_is_missing(own, first):
    own.joinpath(NOTEBOOK).unlink()
    assert main(["reset", "07", "--course", str(own)]) == 0
    assert own.joinpath(NOTEBOOK).read_bytes() == first.files[NOTEBOOK]
    assert not (own / "backups").exists()


def test_reset_on_a_full_disk_leaves_all_as_it_was(own, capsys, monkeypatch):
    work(own)
    failing_at(2, monkeypatch, errno.ENOSPC)
    refused(own, capsys, "no space is left on the disk", ("reset", "07"))


@pytest.mark.parametrize("text", ["{", "", "<<<<<<< HEAD\n{}"])
def test_reset_takes_a_broken_notebook_away_and_keeps_it(own, first, text):
    own.joinpath(NOTEBOOK).write_text(text)
    assert main(["reset", "07", "--course", str(own)]) == 0
    assert own.joinpath(NOTEBOOK).read_bytes() == first.files[NOTEBOOK]
    (backup,) = (own / "backups").iterdir()
    assert backup.joinpath(NOTEBOOK).read_text() == text


def test_an_unknown_exercise_is_one_line(own, capsys):
    refused(own, capsys, "no exercise '99'; there are: ", ("reset", "99"))


def test_in_the_course_itself_update_says_what_brings_a_newer_one(capsys, tmp_path):
    tmp_path.joinpath("nbgrader_config.py").touch()
    tmp_path.joinpath("solutions").mkdir()
    assert_one_line(said(capsys, "update", "--course", tmp_path), "update", "is the course itself: `git pull` brings")


# Other commands in it


def test_the_commands_of_a_learner_work_in_the_folder_without_solutions(own, monkeypatch, capsys):
    work(own)
    monkeypatch.chdir(own / "exercises" / EXERCISE)
    before = own.joinpath(NOTEBOOK).read_bytes()
    capsys.readouterr()
    code, out, _ = said(capsys, "check", "07")
    assert code == 1
    assert "     1/1  relu_backward: " in out
    assert said(capsys, "submit", "07", "--student", "ada")[0] == 0
    done = run("dlcourse", "grade", "07", *unsandboxed(), cwd=own)
    assert (done.returncode, done.stdout.splitlines()[0].split()[:3]) == (0, ["ada", EXERCISE, "1"]), done.stderr
    assert said(capsys, "feedback", "07")[0] == 0
    assert own.joinpath("feedback", "ada", EXERCISE, f"{EXERCISE}.html").exists()
    check("relu_backward", lambda da, z: da * (z > 0))
    capsys.readouterr()
    assert said(capsys, "progress")[1].startswith("1 of ")
    assert own.joinpath(NOTEBOOK).read_bytes() == before
    assert not (own / "solutions").exists()
    released = read(own / "release" / EXERCISE / f"{EXERCISE}.ipynb")
    assert cell_of(released, "relu_backward").source.startswith("def relu_backward(da, z):")


def test_the_doctor_advises_a_fresh_copy_of_what_is_missing_and_says_that_a_newer_course_is_here(own):
    own.joinpath(NOTEBOOK).unlink()
    work_left = own.joinpath(ANOTHER).read_bytes()
    finding = doctor.exercises(Course(own))
    assert (finding.status, finding.found) == ("problem", f"missing: {EXERCISE}")
    command = finding.fix.split(": ", 1)[1]
    assert command == "dlcourse reset 07"
    assert main([*command.split()[1:], "--course", str(own)]) == 0
    assert doctor.exercises(Course(own)).status == "ok"
    assert own.joinpath(ANOTHER).read_bytes() == work_left
    found = doctor.own_folder(Course(own))
    assert (found.status, found.fix.split(" brings")[0]) == ("note", "dlcourse update")


def test_in_a_clone_a_learners_commands_find_the_learners_folder_and_a_class_is_the_clones(own, tmp_path):
    clone = tmp_path / "clone"
    clone.joinpath("solutions", EXERCISE).mkdir(parents=True)
    clone.joinpath("nbgrader_config.py").touch()
    assert Course.find_own(clone) == Course.find(clone) == Course(clone)
    own.rename(clone / OWN)
    assert Course.find_own(clone / "solutions") == Course.find(clone / OWN / "lectures") == Course(clone / OWN)
    assert Course.find(clone) == Course(clone)
    clone.joinpath("exercises", EXERCISE).mkdir(parents=True)  # who works there still, checks there
    assert Course.find_own(clone / "exercises" / EXERCISE) == Course(clone)


# A clone


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small clone, with its notebooks built."""
    root = tmp_path_factory.mktemp("clone")
    for kind in ("lectures", "exercises"):
        root.joinpath("source", kind).mkdir(parents=True)
        for name in (EXERCISE, "08_gradient_descent"):
            shutil.copy(ROOT / "source" / kind / f"{name}.py", root / "source" / kind)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    build(root)
    return root


@pytest.fixture
def clone(built, tmp_path, monkeypatch):
    """A copy of it, which the package seems to lie in; JupyterLab is not started."""
    root = shutil.copytree(built, tmp_path / "clone")
    monkeypatch.setattr(editions, "PACKAGE", root / "dlcourse")
    monkeypatch.setattr(editions, "CARRIED", root / "dlcourse" / "edition")
    monkeypatch.setattr(lab, "_start_lab", lambda course, *_: print(course.root) or 0)
    return root


def test_lab_in_a_clone_begins_a_folder_of_ones_own_and_opens_it_again(clone, capsys):
    handed_out = contents(clone)
    for begins in (True, False):
        code, out, err = said(capsys, "lab", "--course", clone)
        assert (code, out) == (0, f"{clone / OWN}\n")
        assert err == (
            f"Your folder is {clone / OWN}: lectures and exercises, and all of it is yours.\n" if begins else ""
        )
    own = contents(clone / OWN)
    assert own[NOTEBOOK] == handed_out[NOTEBOOK]
    assert own[LECTURE] == handed_out[LECTURE]
    assert not any("solution" in name or "source" in name for name in own)
    assert {name: data for name, data in contents(clone).items() if not name.startswith(OWN)} == handed_out


def test_lab_for_an_instructor_opens_the_clone(clone, capsys):
    assert said(capsys, "lab", "--instructor", "--course", clone) == (0, f"{clone}\n", "")
    assert not (clone / OWN).exists()


def test_what_was_begun_in_a_clone_is_carried_over_and_stays_there(clone, capsys):
    work(clone)
    ran = read(clone / "lectures" / "08_gradient_descent.ipynb")
    next(cell for cell in ran.cells if cell.cell_type == "code").execution_count = 1
    clone.joinpath("lectures", "08_gradient_descent.ipynb").write_text(to_text(ran))
    clone.joinpath(f"exercises/{EXERCISE}/helper.py").write_text("x = 1\n")
    clone.joinpath(f"exercises/{EXERCISE}/07-Copy1.ipynb").write_text("{}")
    clone.joinpath("progress.jsonl").write_text("{}\n")
    clone.joinpath(ANOTHER).write_text("<<<<<<< Updated upstream\n{}")
    before = contents(clone)
    code, _, err = said(capsys, "lab", "--course", clone)
    assert code == 0
    own = clone / OWN
    assert cell_of(read(own / NOTEBOOK), "relu_backward").source == ANSWER
    assert [cell.source for cell in read(own / LECTURE).cells][1] == "My note."
    assert 'execution_count": 1' not in own.joinpath("lectures", "08_gradient_descent.ipynb").read_text()
    names = [
        f"exercises/{EXERCISE}/07-Copy1.ipynb",
        NOTEBOOK,
        f"exercises/{EXERCISE}/helper.py",
        LECTURE,
        "progress.jsonl",
    ]
    assert err.splitlines()[0] == f"Carried over from {clone}, where it stays: {', '.join(names)}"
    for name in (names[0], names[2], names[4]):
        assert own.joinpath(name).read_bytes() == before[name]
    assert f"not carried over: {ANOTHER} holds the conflict of a merge (git)" in err.splitlines()[1]
    assert err.splitlines()[1].endswith(f"it stays at {clone / ANOTHER}")
    assert own.joinpath(ANOTHER).read_bytes() == own.joinpath(".dlcourse", ANOTHER).read_bytes()
    assert {name: data for name, data in contents(clone).items() if not name.startswith(OWN)} == before


def test_an_edited_source_of_a_clone_comes_with_the_update(clone, capsys):
    main(["lab", "--course", str(clone)])
    work(clone / OWN)
    source = clone / "source" / "lectures" / f"{EXERCISE}.py"
    source.write_text(source.read_text().replace("# 7 · Backpropagation", "# 7 · Backpropagation, again", 1))
    capsys.readouterr()
    said_by_lab = said(capsys, "lab", "--course", clone)[2]
    assert said_by_lab == "A newer course is here: `dlcourse update` brings it, and carries your answers over.\n"
    assert main(["update", "--course", str(clone)]) == 0  # found from the clone
    lecture = read(clone / OWN / LECTURE)
    assert lecture.cells[0].source.startswith("# 7 · Backpropagation, again")
    assert lecture.cells[1].source == "My note."
    capsys.readouterr()
    assert said(capsys, "lab", "--course", clone)[2] == ""


def test_reset_in_a_clone_without_a_folder_of_ones_own_keeps_the_old_one_too(clone):
    fresh = clone.joinpath(NOTEBOOK).read_bytes()
    work(clone)
    mine = clone.joinpath(NOTEBOOK).read_bytes()
    assert main(["reset", "07", "--course", str(clone)]) == 0
    assert clone.joinpath(NOTEBOOK).read_bytes() == fresh
    (backup,) = clone.glob(f"backups/*/{NOTEBOOK}")
    assert backup.read_bytes() == mine


def test_git_ignores_a_learners_folder():
    for name in (OWN, "backups"):
        done = subprocess.run(["git", "check-ignore", "-q", f"{name}/lectures/x.ipynb"], cwd=ROOT, check=False)
        assert done.returncode == 0


def test_submit_says_where_to_grade_if_that_is_elsewhere(own, tmp_path, monkeypatch, capsys):
    for here, more in ((own, ""), (tmp_path, f" --course {own}")):
        monkeypatch.chdir(here)
        capsys.readouterr()
        _, out, _ = said(capsys, "submit", "07", "--student", "ada", "--course", own)
        assert out.splitlines()[-1] == f"Next: dlcourse grade 07{more}"


@pytest.mark.skipif(sys.platform == "win32", reason="login shells are those of Unix")
def test_the_terminal_of_jupyterlab_finds_the_commands_after_a_login_shell_has_set_the_path_anew(own, tmp_path):
    tmp_path.joinpath(".profile").write_text("PATH=/usr/bin:/bin\nexport PATH\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHELL", "/bin/sh")
        command, _ = lab.lab_command(Course(own), [])
    (option,) = [word for word in command if word.startswith("--ServerApp.terminado_settings=")]
    shell = ast.literal_eval(option.partition("=")[2])["shell_command"]
    done = subprocess.run(
        shell, input="command -v dlcourse", env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(PROGRAMS / "dlcourse")


def test_a_shell_of_another_kind_and_one_in_a_terminal_stay_as_they_are(own, monkeypatch):
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert not [word for word in lab.lab_command(Course(own), [])[0] if "terminado" in word]
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert not [word for word in lab.lab_command(Course(own), [])[0] if "terminado" in word]


def test_the_terminal_of_jupyterlab_finds_the_commands(own):
    _, environment = lab.lab_command(Course(own), [])
    assert environment["PATH"].split(os.pathsep)[0] == os.path.dirname(sys.executable)
