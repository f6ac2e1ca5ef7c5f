"""A gradebook on a PostgreSQL server: a term's path, two exercises graded at once, and a server that goes away.

The server is started here, on a free port, with its data in a temporary folder. Without the programs of PostgreSQL
(Debian: `apt install postgresql`) or its driver (`pip install "psycopg[binary]"`) these tests are skipped.
"""

import csv
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, PROGRAMS, answers, copy_course, hand_in, run, unsandboxed
from nbgrader.api import Course as CourseOfNbgrader

from dlcourse.course.commands import doctor
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.faults import AGAIN
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.nbgrader import api

SECOND = "10_activation_functions"
MOODLE = "--exporter=dlcourse.course.grading.nbgrader.export.MoodleExport"
NO_GATE = "def relu_backward(da, z):\n    return da.copy()"
STUDENTS = [f"s{number:02d}" for number in range(6)]


def programs():
    """The folder of the server's programs; Debian keeps them out of PATH."""
    found = [Path(path).parent for path in [shutil.which("postgres")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


if programs() is None:
    pytest.skip("no PostgreSQL server is installed (Debian: apt install postgresql)", allow_module_level=True)
if importlib.util.find_spec("psycopg") is None:
    pytest.skip('the driver is missing: pip install "psycopg[binary]"', allow_module_level=True)


class Server:
    """A PostgreSQL server of its own, under an account without rights where we are root: it refuses root."""

    def __init__(self, folder):
        self.folder, self.data = folder, folder / "data"
        self.account = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        if self.account:
            shutil.chown(folder, "nobody", "nogroup")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._call("initdb", "--auth=trust", "--username=class", "--encoding=UTF8", "--no-sync", "-D", self.data)
        self.start()

    def _call(self, program, *arguments):
        subprocess.run(
            [programs() / program, *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **self.account
        )

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._call("pg_ctl", "start", "-w", "-D", self.data, "-l", self.folder / "log", "-o", options)

    def stop(self):
        """End it at once, as a crash does: every connection is cut."""
        self._call("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.data)

    def database(self, name):
        """The address of a new database."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="class", dbname="postgres", autocommit=True
        ) as link:
            link.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://class:secret@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="module")
def server():
    folder = Path(tempfile.mkdtemp(prefix="dlcourse-postgres-"))
    try:
        one = Server(folder)
        yield one
        one.stop()
    finally:
        shutil.rmtree(folder)


def solution_of(root, exercise):
    return nbformat.read(root / "solutions" / exercise / f"{exercise}.ipynb", as_version=4)


def configure(root, url):
    with root.joinpath("nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    return root


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """Six have handed in both exercises; the first made a mistake in one."""
    root = copy_course(tmp_path_factory.mktemp("class"), EXERCISE, SECOND)
    for student in STUDENTS:
        hand_in(root, student, answers(root, **({"relu_backward": NO_GATE} if student == STUDENTS[0] else {})))
        hand_in(root, student, solution_of(root, SECOND), SECOND)
    return root


@pytest.fixture
def on_server(handed_in, server, tmp_path):
    """The class with its gradebook on the server."""
    root = shutil.copytree(handed_in, tmp_path / "course")
    return configure(root, server.database(f"marks_{time.monotonic_ns()}"))


def grade(root, number):
    return run("dlcourse", "grade", number, "--json", *unsandboxed(), cwd=root)


def scores(done):
    """Score and status of each student, of a run that ended well."""
    assert done.returncode == 0, done.stderr
    return {one["student"]: (one["status"], one["score"]) for one in json.loads(done.stdout)["submissions"]}


def table(root, *exporter):
    """All rows of `nbgrader export`, in an order of their own: a server returns them as it likes."""
    done = run("nbgrader", "export", "--to=grades.csv", *exporter, cwd=root)
    assert done.returncode == 0, done.stderr
    with root.joinpath("grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return sorted(csv.reader(file))


def test_a_term_on_a_server_has_the_marks_of_one_in_a_file(on_server, handed_in, tmp_path):
    in_file = shutil.copytree(handed_in, tmp_path / "in_file")
    for root in (on_server, in_file):
        first = scores(grade(root, "07"))
        assert first == {student: ("graded", 14 if student == STUDENTS[0] else 15) for student in STUDENTS}
        hand_in(root, STUDENTS[0], answers(root))
        assert scores(grade(root, "07"))[STUDENTS[0]] == ("graded", 15)
        assert run("dlcourse", "feedback", "07", cwd=root).returncode == 0
    for exporter in ((), (MOODLE,)):
        assert table(on_server, *exporter) == table(in_file, *exporter)
    assert not on_server.joinpath("gradebook.db").exists()
    settings = next(doctor.settings(Course(on_server)))
    assert settings.status == "ok"
    assert "secret" not in settings.found
    assert len(list(on_server.glob(f"feedback/*/{EXERCISE}/*.html"))) == len(STUDENTS)


def test_several_programs_may_begin_a_gradebook_at_once(server):
    url = server.database(f"begun_{time.monotonic_ns()}")

    def begin(_):
        with api._opened(url, "dlcourse") as book:
            return [course.id for course in book.db.query(CourseOfNbgrader).all()]

    with ThreadPoolExecutor(6) as at_once:
        assert list(at_once.map(begin, range(6))) == [["dlcourse"]] * 6


def test_another_program_may_enter_the_course_first(server, entered_meanwhile):
    url = server.database(f"first_{time.monotonic_ns()}")
    with entered_meanwhile(url) as others, api._opened(url, "dlcourse") as book:
        assert [course.id for course in book.db.query(CourseOfNbgrader).all()] == ["dlcourse"]
        assert others == ["dlcourse"]


def test_two_exercises_are_graded_at_once(on_server):
    command = [PROGRAMS / "dlcourse", "grade", "--json", *unsandboxed()]
    running = [
        subprocess.Popen([*command, number], cwd=on_server, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for number in ("07", "10")
    ]
    for process, exercise in zip(running, (EXERCISE, SECOND), strict=True):
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert {one["status"] for one in json.loads(out)["submissions"]} == {"graded"}
        assert sum(exercise in row for row in table(on_server)) == len(STUDENTS)


def test_a_server_that_goes_away_in_the_middle_ends_the_run_in_one_line_and_the_same_command_goes_on(on_server, server):
    results = grade_all(Course(on_server), EXERCISE, STUDENTS, "none", 1)
    first = next(results)
    assert (first.status, first.score) == ("graded", 14)
    server.stop()
    try:
        with pytest.raises(CourseError) as caught:
            list(results)
        said = str(caught.value)
        assert said.startswith("the gradebook: ")
        assert said.endswith(": start the database or fix db_url in nbgrader_config.py, " + AGAIN)
        assert "\n" not in said
        down = grade(on_server, "07")
        assert (down.returncode, down.stdout) == (2, "")
        assert down.stderr.count("\n") == 1
        assert "secret" not in down.stderr + said
        assert AGAIN in down.stderr
    finally:
        server.start()
    after = scores(grade(on_server, "07"))
    assert after == {student: ("graded", 14 if student == STUDENTS[0] else 15) for student in STUDENTS}
    assert sum(EXERCISE in row for row in table(on_server)) == len(STUDENTS)
