"""What a user's shell has set for other programs changes neither what a command prints nor what it does."""

import os
import subprocess
import sys

import nbformat
import pytest
from course_copy import PROGRAMS, cell_of, unsandboxed
from own_class import RELU, class_in
from paths import ROOT

from dlcourse.course.commands.lab import lab_command
from dlcourse.course.folder import Course

TOPIC = "21_my_topic"
COMMANDS = {
    "check": ["check", "21"],
    "progress": ["progress"],
    "grade": ["grade", "21", "--student", "me", *unsandboxed()],
    "done": ["done", "21", "--student", "me", "--no-browser", "--json"],
    "prove": ["prove"],
}


def odd_shell(folder):
    """A shell's variables, each set to something that a user may have: to be printed, to fail, or to look odd."""
    startup = "print('my startup file')\n1 / 0\n"
    files = {
        "startup.py": startup,
        "modules/my_own_module.py": startup,
        "jupyter/jupyter_config.py": "print('my settings')\nget_config().ServerApp.root_dir = '/nowhere'\n",
        "jupyter/jupyter_server_config.json": '{"ServerApp": {"root_dir": "/nowhere"}}',
        "ipython/profile_default/ipython_config.py": startup,
        "ipython/profile_default/startup/00.py": startup,
        "other/pyvenv.cfg": "home = /nowhere\n",
        f"other/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/numpy.py": startup,
    }
    for name, text in files.items():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(name).write_text(text)
    return {
        "VIRTUAL_ENV": str(folder / "other"),
        "PYTHONPATH": str(folder / "modules"),
        "PYTHONSTARTUP": str(folder / "startup.py"),
        "PYTHONWARNINGS": "error",
        "PYTHONDEVMODE": "",
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLBACKEND": "module://nowhere",
        "NO_COLOR": "1",
        "COLUMNS": "30",
        "LANG": "C",
        "LC_ALL": "C",
        "TERM": "dumb",
        "TZ": "Nowhere/Never",
        "DISPLAY": ":99",
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class's folder with a question of its own, in which a student of this user has one answer wrong."""
    root = class_in(tmp_path_factory.mktemp("course"))
    path = root / "exercises" / TOPIC / f"{TOPIC}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell_of(notebook, "softplus").source = RELU
    nbformat.write(notebook, path)
    return root


def dlcourse(course, command, variables):
    """Run a command; returns its exit code, its standard output without times and its standard error."""
    plain = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONWARNINGS")}
    done = subprocess.run(
        [PROGRAMS / "dlcourse", *COMMANDS[command]],
        cwd=course,
        env=plain | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    stamped = ('"timestamp"', '"saved"', '"seconds', '"cpu_', '"longest', '"peak', '"handed_in"')
    lines = [line for line in done.stdout.splitlines() if not line.strip().startswith(stamped)]
    return done.returncode, lines, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_the_same_whatever_the_shell_has_set(command, course, tmp_path):
    if command == "grade":
        dlcourse(course, "done", {})
    expected = dlcourse(course, command, {})
    code, said, complaints = dlcourse(course, command, odd_shell(tmp_path))
    assert (code, said) == expected[:2]
    assert set(complaints.splitlines()) - set(expected[2].splitlines()) <= {"my settings"}  # printed by the user's own


def test_jupyterlab_and_its_kernels_do_not_look_into_another_environment(tmp_path):
    """In a process of its own, since it takes the variable out of its environment."""
    show = "import sys; from dlcourse.course.commands import main; import os\n"
    show += "try:\n    main(['progress', '--course', sys.argv[1]])\nfinally:\n    print(os.environ.get('VIRTUAL_ENV'))"
    for active, seen in [(tmp_path, None), (sys.prefix, sys.prefix), ("", None)]:
        environment = os.environ | {"VIRTUAL_ENV": str(active)}
        done = subprocess.run(
            [sys.executable, "-c", show, ROOT], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == str(seen)
    assert "VIRTUAL_ENV" in lab_command(Course(ROOT), [])[1] or "VIRTUAL_ENV" not in os.environ


def test_proofs_are_run_without_the_users_profile_and_other_environment(tmp_path):
    lecture = tmp_path / "lectures" / "21_a.py"
    lecture.parent.mkdir()
    lecture.write_text('# %%\nimport sys\nassert not any("other" in folder for folder in sys.path), sys.path\n')
    run = "import sys; from pathlib import Path; from dlcourse.course.authoring.proofs import run_source\n"
    run += "print(run_source(Path(sys.argv[1])).failed)"
    environment = os.environ | odd_shell(tmp_path)
    del environment["PYTHONWARNINGS"]
    done = subprocess.run(
        [sys.executable, "-c", run, lecture], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
