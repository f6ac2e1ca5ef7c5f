"""Where a class's exchange does not take an exercise, or the settings are odd: one line that says what to do."""

import os
import subprocess
import sys

import nbformat
import pytest
from course_copy import EXERCISE, answers, exercise_of, run
from paths import ROOT

from dlcourse.course.commands.doctor import examine_installation
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.nbgrader.api import load_config
from dlcourse.course.grading.nbgrader.exchange import is_local, submit
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import edition_here

CONFIG = "nbgrader_config.py"


@pytest.fixture
def own(tmp_path):
    """A learner's folder with exercise 07 solved."""
    folder = tmp_path / "mine"
    own_folder.start(folder, edition_here())
    nbformat.write(answers(ROOT), exercise_of(folder))
    return folder


@pytest.fixture
def exchange(own, tmp_path):
    """The class's exchange, of which the learner's settings know; nothing is released there."""
    root = tmp_path / "class"
    root.joinpath("dlcourse", "inbound").mkdir(parents=True)
    with own.joinpath(CONFIG).open("a") as settings:
        settings.write(f"\nc.Exchange.root = {str(root)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n")
    return root


def why_not(own):
    with pytest.raises(CourseError) as caught:
        submit(Course(own), EXERCISE, "ada")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_exercise_that_is_not_released_says_so_and_what_can_be_done(own, exchange):
    said = why_not(own)
    assert said.startswith(f"not submitted: your instructor has not released {EXERCISE} to the class yet (")
    assert said.endswith("Until then `dlcourse check 07` judges it here")
    assert not own.joinpath("submitted").exists()


def test_an_exchange_without_a_place_to_hand_in_says_whom_to_tell(own, exchange):
    exchange.joinpath("dlcourse", "outbound", EXERCISE).mkdir(parents=True)
    exchange.joinpath("dlcourse", "inbound").rmdir()
    assert why_not(own).startswith(
        "not submitted: the class's exchange has no place to hand in: tell your instructor ("
    )


def test_an_exchange_that_is_not_mounted_says_whom_to_tell(own, exchange):
    exchange.rename(exchange.with_name("gone"))
    assert "tell your instructor" in why_not(own)


def test_settings_that_leave_the_exchange_to_nbgrader_mean_the_one_of_the_machine(own):
    config = own.joinpath(CONFIG)
    config.write_text("".join(line for line in config.open() if "Exchange.root" not in line))
    assert is_local(Course(own), load_config(Course(own))) is False
    assert "expected a folder, as text" not in why_not(own)


def test_without_settings_it_is_said_what_brings_them_back(own):
    own.joinpath(CONFIG).unlink()
    assert why_not(own) == (
        f"not submitted: {CONFIG} is missing, which says where to hand in: `dlcourse update` brings it back"
    )
    finding = next(one for one in examine_installation(own) if one.subject == "settings")
    assert (finding.status, finding.fix) == ("problem", f"bring {CONFIG} back: dlcourse update")
    assert run("dlcourse", "check", "07", cwd=own).returncode == 0
    assert run("dlcourse", "update", cwd=own).returncode == 0
    assert own.joinpath(CONFIG).read_bytes() == edition_here().files[CONFIG]


NO_NAME = """
import getpass, sys
def nobody(): raise KeyError("getpwuid(): uid not found: 12345")
getpass.getuser = nobody
from dlcourse.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", ["submit", "done"])
def test_a_user_without_a_name_is_asked_for_one(own, command):
    """As in a container that runs under a number."""
    environment = {name: value for name, value in os.environ.items() if name != "JUPYTERHUB_USER"}
    python = [sys.executable, "-c", NO_NAME, command, "07"]
    done = subprocess.run(python, cwd=own, env=environment, capture_output=True, text=True, check=False)
    said = "this system has no name for you: say who hands in, --student ID"
    assert (done.returncode, done.stderr) == (2, f"dlcourse {command}: {said}\n")
    named = [*python, "--student", "ada", "--json"]
    assert subprocess.run(named, cwd=own, env=environment, capture_output=True, check=False).returncode == 0
