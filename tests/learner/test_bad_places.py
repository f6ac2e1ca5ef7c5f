"""A learner's folder on a disk that is full, and one that can only be read: one line each, and nothing is lost.

The disks are real ones, mounted by root. Where that is not allowed the tests are skipped and say so; a fault at the
n-th file that is written is tried everywhere, in `test_own_folder`.
"""

import json
import os

import nbformat
import pytest
from course_copy import EXERCISE, cell_of, contents, exercise_of, run
from disks import fill, mounted, read_only
from paths import ROOT

from dlcourse import __version__
from dlcourse.course.folder import STATE
from dlcourse.course.learner.edition import Edition
from dlcourse.course.learner.own_folder import start

pytestmark = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a disk")
WRITING = {
    "update": ("update",),
    "reset": ("reset", "07"),
    "submit": ("submit", "07"),
    "done": ("done", "07", "--no-browser"),
    "progress": ("progress", "--html", "--no-browser"),
    "start": ("start", "another"),
}


def begin(folder):
    """A folder of an older edition, in which a question was answered."""
    names = ["nbgrader_config.py", f"lectures/{EXERCISE}.ipynb", f"exercises/{EXERCISE}/{EXERCISE}.ipynb"]
    files = {name: ROOT.joinpath(name).read_bytes() for name in names}
    start(folder, Edition("dlcourse", __version__, files, "older"))
    notebook = nbformat.read(exercise_of(folder), as_version=4)
    cell_of(notebook, "relu_backward").source = "def relu_backward(da, z):\n    return da * (z > 0)"
    nbformat.write(notebook, exercise_of(folder))
    return folder


def assert_one_line(done, command, says):
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith(f"dlcourse {command}: ")
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_on_a_full_disk_every_command_is_one_line_and_works_when_there_is_room(tmp_path):
    with mounted(tmp_path, "-t", "tmpfs", "-o", "size=16m", "none"):
        own = begin(tmp_path / "mine")
        fill(tmp_path)
        before = contents(own)
        for command, arguments in WRITING.items():
            assert_one_line(run("dlcourse", *arguments, cwd=own), command, "no space is left on the disk: free some")
            assert contents(own) == before, command
        assert run("dlcourse", "check", "07", cwd=own).stderr == ""  # it needs no room
        (tmp_path / "ballast").unlink()
        assert run("dlcourse", "submit", "07", cwd=own).returncode == 0
        assert json.loads(own.joinpath(STATE).read_text())["fingerprint"] == "older"
        done = run("dlcourse", "reset", "07", cwd=own)
        assert (done.returncode, done.stderr) == (0, "")


def test_where_nothing_can_be_written_every_command_is_one_line(tmp_path):
    own = begin(tmp_path / "mine")
    before = contents(own)
    with read_only(tmp_path):
        for command, arguments in WRITING.items():
            assert_one_line(run("dlcourse", *arguments, cwd=own), command, "writable, then run the same command again")
        assert run("dlcourse", "check", "07", cwd=own).stderr == ""
        assert json.loads(run("dlcourse", "update", "--check", "--json", cwd=own).stdout)["newer"]
    assert contents(own) == before
