"""`dlcourse lab` opens where a folder cannot be made or read."""

import errno

import pytest

from dlcourse.course.commands import main
from dlcourse.course.folder import STATE
from dlcourse.course.learner import edition, own_folder


@pytest.fixture
def opened(monkeypatch):
    """The folders on which JupyterLab is opened, in place of opening it."""
    found = []
    monkeypatch.setattr("dlcourse.course.commands.lab._start_lab", lambda course, *_: found.append(course.root) or 0)
    return found


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_lab_opens_the_clone_if_no_folder_can_be_made_in_it(tmp_path, monkeypatch, capsys, opened, number):
    for name in ("source/lectures", "solutions"):
        tmp_path.joinpath(name).mkdir(parents=True)
    tmp_path.joinpath("nbgrader_config.py").touch()
    monkeypatch.setattr(edition, "edition_of_clone", lambda _: None)
    monkeypatch.setattr(own_folder, "begin", _failing(number))
    assert main(["lab", "--course", str(tmp_path)]) == 0
    assert opened == [tmp_path]
    said = " ".join(capsys.readouterr().err.split())
    assert f"dlcourse lab: {tmp_path}/my-course cannot be made: " in said
    assert "the clone itself is opened" in said


def test_lab_opens_a_folder_whose_version_cannot_be_read(tmp_path, monkeypatch, opened):
    state = tmp_path / STATE
    state.parent.mkdir()
    state.write_text("{}")
    monkeypatch.setattr(own_folder, "is_behind", _failing(errno.EACCES))
    assert main(["lab", "--course", str(tmp_path)]) == 0
    assert opened == [tmp_path]


def _failing(number):
    def fail(*_):
        raise OSError(number, "no")

    return fail
