"""Several programs begin a gradebook in a file at once: each gets the whole of it, and its version stands in it once.

Before, all but one of six ended in SQLite's "table already exists".
"""

import sqlite3
import subprocess
import sys

import pytest
from course_copy import copy_course
from nbgrader.api import Course as CourseOfNbgrader
from nbgrader.api import get_alembic_version
from sqlalchemy.exc import OperationalError

from dlcourse.course.grading.nbgrader import api

BEGIN = """
import sys, time
from pathlib import Path
from nbgrader.api import Course as CourseOfNbgrader
from dlcourse.course.folder import Course
from dlcourse.course.grading.nbgrader import api

course, go = Course(Path(sys.argv[1])), Path(sys.argv[1], "go")
config = api.load_config(course)
print("ready", flush=True)
while not go.exists():
    time.sleep(0.001)
with api.open_gradebook(course, config) as book:
    print([one.id for one in book.db.query(CourseOfNbgrader).all()])
"""


def test_several_programs_may_begin_a_gradebook_at_once(tmp_path):
    root = copy_course(tmp_path)
    (root / "gradebook.db").unlink(missing_ok=True)
    command = [sys.executable, "-c", BEGIN, root]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.stdout.readline() for process in running] == ["ready\n"] * 4
    (root / "go").touch()
    ended = [process.communicate() for process in running]
    assert [out for out, _ in ended] == ["['dlcourse']\n"] * 4, ended
    with sqlite3.connect(root / "gradebook.db") as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchall() == [(get_alembic_version(),)]


def test_another_program_may_enter_the_course_first(tmp_path, entered_meanwhile):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with entered_meanwhile(url) as others, api._opened(url, "dlcourse") as book:
        assert [one.id for one in book.db.query(CourseOfNbgrader).all()] == ["dlcourse"]
        assert others == ["dlcourse"]


def test_a_gradebook_that_cannot_be_opened_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(api.time, "sleep", lambda _: pytest.fail("waited"))
    with pytest.raises(OperationalError, match="unable to open database file"):
        api._opened(f"sqlite:///{tmp_path}/none/gradebook.db", "dlcourse")
