"""A class is graded with its configuration loaded once, and with each solution read and parsed once."""

import builtins
import io
import logging
import os
from concurrent.futures import Future
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, run, solution_of
from nbgrader.apps import NbGrader

from dlcourse.cli import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch import pool
from dlcourse.course.grading.judge import exercise
from dlcourse.course.grading.nbgrader.api import load_config, quiet_log

STUDENTS = ["ada", "bob", "cy"]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A class of three that was graded once, so that the exercise is in the gradebook; its configuration counts."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + '\nopen(root / "loads", "a").write("x")\n')
    solution_of(root).with_name("table.csv").write_text("1,2\n")
    hand_in(root, "first")
    assert grade(root) == 0
    return root


@pytest.fixture
def here(monkeypatch):
    """Judging in this process, where it can be looked at."""
    monkeypatch.setattr(pool, "pool_of", lambda _: Here())
    exercise.parse_solution.cache_clear()


class Here:
    """In the place of processes that judge."""

    def submit(self, function, *arguments):
        done = Future()
        done.set_result(function(*arguments))
        return done

    def shutdown(self, **_):
        pass


def hand_in(root, text):
    """What each student hands in, no two alike."""
    for student in STUDENTS:
        notebook = answers(root)
        notebook.cells.append(nbformat.v4.new_code_cell(f"# {student}, {text}"))
        path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)


def grade(root):
    return main(["grade", "07", "--course", str(root), "--unsandboxed"])


def opened(monkeypatch, path):
    """How often a file is opened from here on: a list that grows."""
    found, real = [], io.open

    def open_(file, *arguments, **options):
        if isinstance(file, str | Path) and os.path.abspath(file) == str(path):
            found.append(file)
        return real(file, *arguments, **options)

    monkeypatch.setattr(io, "open", open_)
    monkeypatch.setattr(builtins, "open", open_)
    return found


def test_a_class_is_graded_with_one_load_of_the_configuration(root, here):
    hand_in(root, "configuration")
    root.joinpath("loads").unlink()
    assert grade(root) == 0
    assert root.joinpath("loads").read_text() == "x"


@pytest.mark.parametrize("what", ["solution", "file beside it"])
def test_a_class_is_graded_with_one_look_at_the_solution(root, here, monkeypatch, what):
    hand_in(root, what)
    path = solution_of(root) if what == "solution" else solution_of(root).with_name("table.csv")
    reads = opened(monkeypatch, path)
    assert grade(root) == 0
    assert len(reads) == 1


def test_the_solution_is_parsed_once_and_no_submission_changes_it(root, here, monkeypatch):
    hand_in(root, "parsed")
    text, parsed, real = solution_of(root).read_text(encoding="utf-8"), [], nbformat.reads

    def reads(given, *arguments, **options):
        notebook = real(given, *arguments, **options)
        if given == text:
            parsed.append(notebook)
        return notebook

    monkeypatch.setattr(nbformat, "reads", reads)
    assert grade(root) == 0
    assert len(parsed) == 1
    assert parsed[0] == real(text, as_version=4)


@pytest.mark.parametrize(
    "line",
    ["", 'c.Exchange.course_id = "old"', 'c.NbGrader.course_id = "old"', 'c.TransferApp.timezone = "UTC"'],
    ids=["as it is", "outdated: Exchange", "outdated: NbGrader", "outdated: TransferApp"],
)
def test_the_configuration_is_the_one_that_nbgrader_loads(tmp_path, monkeypatch, line):
    """Jupyter's folders, the course's file over them, and old names for settings."""
    root, own = copy_course(tmp_path), tmp_path / "jupyter"
    own.mkdir()
    own.joinpath("nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = c.Own.x = "own"\n')
    own.joinpath("jupyter_config.py").write_text('get_config().Base.x = "base"\n')
    with root.joinpath("nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(own))
    monkeypatch.chdir(root)
    app = NbGrader(log=quiet_log())  # with a log of its own it would close all that others log to
    app.load_config_file()
    found = load_config(Course(root))
    assert {name: one for name, one in found.items() if one} == {name: one for name, one in app.config.items() if one}
    assert (found.Own.x, found.Base.x) == ("own", "base")
    assert found.CourseDirectory.course_id == ("old" if "course_id" in line else "dlcourse")


@pytest.mark.parametrize(
    "line",
    ["", 'c.Exchange.course_id = "old"', "c.Application.log_level = 10", "c.NbGrader.log_level = 10"],
    ids=["as it is", "outdated", "with a level", "outdated, with a level"],
)
def test_what_others_log_to_stays_open(tmp_path, line):
    """Some libraries, as Keras's, close the stream of their log when all logging is configured anew."""
    root, closed = copy_course(tmp_path), []
    with root.joinpath("nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    class Other(logging.Handler):
        def close(self):
            closed.append(self)

    other = Other()
    load_config(Course(root))
    assert closed == []
    other.close()
    assert closed == [other]


def test_a_check_of_ones_own_loads_neither_nbgrader_nor_ipython(tmp_path):
    """What a learner waits for is not the start of programs that a check does not need."""
    root = copy_course(tmp_path)
    done = run("python", "-c", LOADED, cwd=root)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


LOADED = """
import sys
from dlcourse.cli import main
main(["check", "07", "--json"])
loaded = {name.partition(".")[0] for name in list(sys.modules) if name != "nbgrader"}
print(sorted({"nbgrader", "sqlalchemy", "IPython", "tornado", "asyncio", "isoduration", "rfc3986_validator"} & loaded))
"""


def test_packages_for_formats_are_kept_from_jsonschema_alone(tmp_path):
    text = """
import sys
import dlcourse.course.quick_imports
import nbformat
import idna
print("rfc3986_validator" in sys.modules, idna.encode("bücher.example").decode())
"""
    done = run("python", "-c", text, cwd=tmp_path)
    assert done.stdout.split() == ["False", "xn--bcher-kva.example"], done.stderr


def test_nbgraders_package_has_all_its_names_though_its_extensions_are_put_off(tmp_path):
    text = """
import sys
import dlcourse.course.quick_imports
import nbgrader.api
from nbgrader import utils
print("nbgrader.server_extensions" in sys.modules, utils.__name__)
from nbgrader import __version__, load_formgrader
print("nbgrader.server_extensions" in sys.modules, load_formgrader.__module__, hasattr(nbgrader, "nothing"))
"""
    done = run("python", "-c", text, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "False nbgrader.utils",
        "True nbgrader.server_extensions.formgrader.formgrader False",
    ], done.stderr


def test_requests_and_setuptools_are_loaded_when_something_of_them_is_used(tmp_path):
    text = """
import shutil, sys
import dlcourse.course.quick_imports
from nbgrader import utils
from nbgrader.auth.jupyterhub import requests
print("requests.sessions" in sys.modules, "setuptools.dist" in sys.modules)
print(requests.request.__module__, requests.sessions.Session.__name__, hasattr(requests, "nothing"))
shutil.make_archive("work", "zip", ".", "notes.txt")
utils.unpack_archive("work.zip", "out")
print(open("out/notes.txt").read())
import setuptools.archive_util
print(setuptools.archive_util.unpack_archive.__module__, setuptools.archive_util.UnrecognizedFormat.__name__)
"""
    tmp_path.joinpath("notes.txt").write_text("read", encoding="utf-8")
    done = run("python", "-c", text, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "False False",
        "requests.api Session False",
        "read",
        "setuptools.archive_util UnrecognizedFormat",
    ], done.stderr
