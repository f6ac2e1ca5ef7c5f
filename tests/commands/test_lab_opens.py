"""`dlcourse lab` opens where a folder cannot be made or read."""

import errno
import importlib.util

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

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


KERNELS = {
    "none": (None, "no kernel python3: run `python -m ipykernel install"),
    "of another Python": ('{"argv": ["/opt/other/bin/python"]}', "python3 runs /opt/other/bin/python, another Python"),
    "broken": ("{", "python3 cannot be read: "),
    "without a program": ('{"argv": []}', "python3 cannot be read: "),
}


@pytest.mark.parametrize(("text", "says"), KERNELS.values(), ids=KERNELS)
def test_lab_opens_whatever_kernel_there_is_and_says_what_to_do(tmp_path, monkeypatch, capsys, opened, text, says):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "nbgrader_config.py").touch()
    kernel = tmp_path / "share" / "kernels" / "python3" / "kernel.json"
    if text is None:
        monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", _without_kernel)
    else:
        kernel.parent.mkdir(parents=True)
        kernel.write_text(text)
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    assert main(["lab", "--course", str(tmp_path)]) == 0
    assert opened == [tmp_path]
    assert f"dlcourse lab: notebooks may not run: {says}" in " ".join(capsys.readouterr().err.split())


def test_without_jupyterlab_a_line_says_so(tmp_path, monkeypatch, capsys, opened):
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "jupyterlab" else there(name))
    assert main(["lab", "--course", str(tmp_path)]) == 2
    assert opened == []
    assert "JupyterLab is not installed for" in " ".join(capsys.readouterr().err.split())


def _without_kernel(self, name):
    raise NoSuchKernel(name)


def _failing(number):
    def fail(*_):
        raise OSError(number, "no")

    return fail
