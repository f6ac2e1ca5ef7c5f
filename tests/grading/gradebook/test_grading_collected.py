"""Collecting from the exchange: what a student laid there is taken as data, and an older submission is never lost.

Before, one folder of a student's could stop all of it, a forged copy took the place of the true one, a link laid there
in time gave the solution away, and unusual ids vanished without a line.
"""

import os
import shutil
import sys
import threading
import unicodedata
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, exercise_of, run, solution_of
from nbgrader.api import Gradebook

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.faults import describe_fault
from dlcourse.course.grading.nbgrader import collect as collecting
from dlcourse.course.grading.nbgrader import copies, exchange
from dlcourse.course.grading.nbgrader.api import connect
from dlcourse.course.grading.nbgrader.collect import collect
from dlcourse.course.grading.nbgrader.exchange import prepare, submit

FULL = OSError(28, "No space left on device", "/course/submitted")
NOTEBOOK = f"{EXERCISE}.ipynb"
TIME = "2030-01-01 00:00:00 UTC"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with an exchange: Ada has handed in twice, and the first was collected."""
    root = copy_course(tmp_path_factory.mktemp("made"))
    course = Course(root)
    submit(course, EXERCISE, "ada")
    assert collect(course, EXERCISE).lines == []
    nbformat.write(answers(root), exercise_of(root))
    submit(course, EXERCISE, "ada")
    return root


@pytest.fixture
def course(made, tmp_path):
    """A copy to change."""
    shutil.copytree(made, tmp_path / "course")
    return Course(tmp_path / "course")


def inbound_of(course):
    return course.root / "exchange" / "dlcourse" / "inbound"


def lay(course, student, time=TIME, stamp=None, notebook=True):
    """A folder on the exchange, as anybody who may write there can make it."""
    folder = inbound_of(course) / f"{student}+{EXERCISE}+{time}+x"
    folder.mkdir(parents=True)
    folder.joinpath("timestamp.txt").write_bytes(time.encode() if stamp is None else stamp)
    if notebook:
        shutil.copy(solution_of(course.root), folder)
    return folder


def students(course):
    return sorted(path.name for path in course.root.joinpath("submitted").iterdir())


def test_a_newer_one_replaces_the_older_and_nothing_is_left_aside(course):
    before = course.submitted("ada", EXERCISE).read_bytes()
    assert collect(course, EXERCISE).taken == ["ada"]
    assert course.submitted("ada", EXERCISE).read_bytes() == exercise_of(course.root).read_bytes() != before
    assert students(course) == ["ada"]
    assert [path.name for path in course.root.joinpath("submitted", "ada").iterdir()] == [EXERCISE]
    again = collect(course, EXERCISE)
    assert (again.taken, again.lines) == ([], [])


def test_an_older_one_never_replaces_a_newer(course):
    collect(course, EXERCISE)
    for folder in inbound_of(course).iterdir():
        shutil.rmtree(folder)
    lay(course, "ada", "2001-01-01 00:00:00 UTC")
    assert collect(course, EXERCISE).taken == []
    assert course.submitted("ada", EXERCISE).read_bytes() == exercise_of(course.root).read_bytes()


@pytest.mark.parametrize(("option", "newest"), [("", "2030"), ("c.ExchangeCollect.before_duedate = True", "2028")])
def test_the_last_one_before_the_due_date_counts_if_the_course_says_so(course, option, newest):
    with course.root.joinpath("nbgrader_config.py").open("a") as config:
        config.write(f"\n{option}\n")
    prepare(course, [EXERCISE])
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        book.update_or_create_assignment(EXERCISE, duedate="2029-01-01 00:00:00 UTC")
    for year in (2027, 2028, 2030):
        lay(course, "bob", f"{year}-01-01 00:00:00 UTC")
    collect(course, EXERCISE)
    stamp = course.submitted("bob", EXERCISE).with_name("timestamp.txt").read_text()
    assert stamp.startswith(newest)


# Times


@pytest.mark.parametrize("stamp", [b"\xff\xfe", b"yesterday", b"", b"9" * 2000], ids=["bytes", "word", "empty", "long"])
def test_a_time_that_cannot_be_read_is_that_of_the_folders_name_and_is_said_once(course, stamp):
    lay(course, "mal", stamp=stamp)
    done = collect(course, EXERCISE)
    assert done.taken == ["ada", "mal"]
    assert len(done.notes) == 1
    assert f"its timestamp.txt cannot be read; the time in its name counts, {TIME}" in done.notes[0]
    assert course.submitted("mal", EXERCISE).with_name("timestamp.txt").read_text() == TIME
    again = collect(course, EXERCISE)
    assert (again.taken, again.lines) == ([], [])


@pytest.mark.parametrize(("name", "stamp"), [("2030", "2031"), ("2031", "2030")])
def test_two_times_that_do_not_agree_are_said_and_the_later_counts(course, name, stamp):
    lay(course, "mal", f"{name}-01-01 00:00:00 UTC", f"{stamp}-01-01 00:00:00 UTC".encode())
    assert "do not agree on the time; the later one counts, 2031-01-01" in " ".join(collect(course, EXERCISE).notes)
    assert course.submitted("mal", EXERCISE).with_name("timestamp.txt").read_text().startswith("2031")


def test_a_name_without_a_time_and_a_folder_that_is_not_complete_are_refused_with_a_line(course):
    lay(course, "mal", time="yesterday")
    lay(course, "pat").joinpath("timestamp.txt").unlink()
    done = collect(course, EXERCISE)
    assert done.taken == ["ada"]
    why = "'yesterday+x' cannot be read as a time"
    assert done.refused["mal"] == [f"mal+{EXERCISE}+yesterday+x is not collected: {why}"]
    assert "timestamp.txt is missing: it is not complete" in done.refused["pat"][0]


# Ids: before, these vanished without a word, exit code 0

IDS = [
    *(
        "ada@uni.edu",
        "Jürgen",
        "o'neil",
        "a+b",
        "DOMAIN\\ada",
        "Ada Lovelace",
        "[ada]",
        "{ada}",
        "=cmd()",
        "$(id)",
        "%2e",
    ),
    *("ada#1", "ada,uid=7", "~ada", "أدا", "艾达"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
def test_every_id_that_names_a_folder_safely_is_handed_in_and_collected(course):
    for student in IDS:
        assert submit(course, EXERCISE, student)["student"] == student
    done = collect(course, EXERCISE)
    assert (done.taken, done.lines) == (sorted(["ada", *IDS]), [])
    assert course.students(EXERCISE) == students(course) == sorted(["ada", *IDS])
    for student in IDS:
        assert course.submitted(student, EXERCISE).read_bytes() == exercise_of(course.root).read_bytes()


UNSAFE = [
    "..",
    ".hidden",
    "-rf",
    "a*",
    "a?",
    " a",
    "a ",
    "a\x1b[2J",
    "a\x07",
    "a\x9b",
    "a\x7f",
    "a\u202eb",
    "a\nb",
    "x" * 101,
]


@pytest.mark.parametrize("student", UNSAFE, ids=ascii)
def test_an_id_that_is_no_safe_name_is_refused_with_a_line_that_can_be_read(course, student):
    lay(course, student)
    done = collect(course, EXERCISE)
    assert done.taken == ["ada"]
    [line] = done.lines
    assert "is not collected: " in line
    assert line.endswith("' cannot be the name of a student's folder")
    assert line.isprintable()
    assert students(course) == ["ada"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' file names are text")
def test_a_name_that_is_not_utf_8_is_refused_with_a_line_that_can_be_encoded(course):
    os.mkdir(os.fsencode(inbound_of(course)) + b"/m\xfcller+" + f"{EXERCISE}+{TIME}+x".encode())
    [line] = collect(course, EXERCISE).lines
    assert line.startswith(f"m\\xfcller+{EXERCISE}")


def test_two_ways_to_write_an_umlaut_are_one_student(course):
    for number, form in enumerate(("NFC", "NFD")):
        lay(course, unicodedata.normalize(form, "Jürgen"), f"203{number}-01-01 00:00:00 UTC")
    assert collect(course, EXERCISE).taken == ["Jürgen", "ada"]
    assert course.submitted("Jürgen", EXERCISE).with_name("timestamp.txt").read_text().startswith("2031")


def test_an_exercise_under_a_wrong_name_is_said(course):
    inbound_of(course).joinpath(f"bob+07_backprop+{TIME}+x").mkdir()
    [line] = collect(course, EXERCISE).lines
    assert line.endswith("is not collected: the course has no exercise of that name")


def test_an_id_that_the_roster_does_not_know_is_warned_of_and_not_added(course):
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        book.add_student("ada", first_name="Ada")
    lay(course, "adda")
    done = collect(course, EXERCISE)
    assert done.taken == ["ada"]
    assert "the roster does not know adda: enter the id (nbgrader db student add ID)" in done.refused["adda"][0]
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        assert [student.id for student in book.students] == ["ada"]


# Owners: before, the forged copy replaced the true one, 15 points became 0, and nothing was said

TRUE, FORGED = b'{"true": 1}', b'{"forged": 1}'


@pytest.fixture
def owned(course, monkeypatch):
    """Let a function give files and folders to accounts, by their names; an instructor without rights pretends."""
    accounts = {"daemon": 1, "bin": 2, "nobody knows": 987_654, "nor this": 987_655}
    pretended = {}
    monkeypatch.setattr(
        copies, "owner_of", lambda d: pretended.get(os.fstat(d).st_ino, 0 if os.geteuid() == 0 else os.geteuid())
    )
    monkeypatch.setattr(collecting, "owner_of", copies.owner_of)

    def give(path, account):
        for each in (path, *path.iterdir()) if path.is_dir() else (path,):
            pretended[each.stat().st_ino] = accounts[account]
        return path

    return give


def hand_in(course, owned, student, owner, time, content):
    folder = lay(course, student, time)
    folder.joinpath(NOTEBOOK).write_bytes(content)
    return owned(folder, owner)


def test_a_forged_copy_never_replaces_the_true_one_and_is_said(course, owned):
    hand_in(course, owned, "daemon", "daemon", "2030-01-01 00:00:00 UTC", TRUE)
    hand_in(course, owned, "daemon", "bin", "2031-01-01 00:00:00 UTC", FORGED)
    done = collect(course, EXERCISE)
    assert done.taken == ["ada", "daemon"]
    assert course.submitted("daemon", EXERCISE).read_bytes() == TRUE
    assert "is not collected: it belongs to bin, not to daemon" in done.refused["daemon"][0]


def test_a_forged_copy_is_not_taken_where_there_is_no_true_one(course, owned):
    hand_in(course, owned, "daemon", "bin", TIME, FORGED)
    done = collect(course, EXERCISE)
    assert (done.taken, list(done.refused)) == (["ada"], ["daemon"])
    assert students(course) == ["ada"]


def test_a_file_of_another_account_in_a_true_folder_is_not_taken(course, owned):
    folder = hand_in(course, owned, "daemon", "daemon", TIME, FORGED)
    owned(folder / NOTEBOOK, "bin")
    assert "it belongs to another account than its folder" in collect(course, EXERCISE).refused["daemon"][0]


def test_what_the_instructor_laid_there_is_taken_for_everybody(course, owned):
    lay(course, "bin")
    assert collect(course, EXERCISE).taken == ["ada", "bin"]


def test_owners_whom_this_machine_does_not_know_are_believed_if_they_are_one(course, owned):
    hand_in(course, owned, "bob", "nobody knows", "2030-01-01 00:00:00 UTC", TRUE)
    assert collect(course, EXERCISE).taken == ["ada", "bob"]
    hand_in(course, owned, "bob", "nor this", "2031-01-01 00:00:00 UTC", FORGED)
    done = collect(course, EXERCISE)
    assert done.taken == []
    assert "several accounts (987654, 987655) hand in as bob" in done.refused["bob"][0]
    assert course.submitted("bob", EXERCISE).read_bytes() == TRUE


def test_a_hub_whose_ids_are_no_accounts_says_what_to_set_and_then_collects(course, owned):
    hand_in(course, owned, "bob@uni.edu", "bin", TIME, TRUE)
    assert "set c.ExchangeCollect.check_owner = False" in collect(course, EXERCISE).refused["bob@uni.edu"][0]
    with course.root.joinpath("nbgrader_config.py").open("a") as config:
        config.write("\nc.ExchangeCollect.check_owner = False\n")
    assert collect(course, EXERCISE).taken == ["bob@uni.edu"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_is_that_of_the_disk(course):
    folder = lay(course, "daemon")
    os.chown(folder, 2, 2)
    assert "it belongs to bin, not to daemon" in collect(course, EXERCISE).refused["daemon"][0]


# Links: before, a folder that was renamed between the look and the copy gave a student the solution, 15 times of 15


def test_links_and_what_is_no_file_are_not_followed(course):
    eve, mal, pat, zoe = (lay(course, student, notebook=False) for student in ("eve", "mal", "pat", "zoe"))
    eve.joinpath(NOTEBOOK).symlink_to(solution_of(course.root))
    os.link(solution_of(course.root), mal / NOTEBOOK)
    os.mkfifo(pat / NOTEBOOK)
    shutil.copy(exercise_of(course.root), zoe)
    zoe.joinpath("data.csv").symlink_to(solution_of(course.root))
    inbound_of(course).joinpath(f"ann+{EXERCISE}+{TIME}+x").symlink_to(solution_of(course.root).parent)
    done = collect(course, EXERCISE)
    assert done.taken == ["ada", "zoe"]
    said = {student: line.rpartition(": ")[2] for student, [line] in done.refused.items()}
    assert said == {
        "ann": "it is a link",
        "eve": "it is a link",
        "mal": "it has a second name elsewhere (a hard link)",
        "pat": "it is not a regular file",
    }
    assert done.notes == [f"{zoe.name} is collected without data.csv (it is a link)"]
    assert sorted(path.name for path in course.submitted("zoe", EXERCISE).parent.iterdir()) == [
        NOTEBOOK,
        "timestamp.txt",
    ]


class Renamer:
    """A student who puts a link in the place of their folder, and back, as fast as the machine can."""

    def __init__(self, folder, link):
        self.folder, self.link, self.away, self.on = folder, link, folder.with_name("away"), True
        self.thread = threading.Thread(target=self.rename)

    def rename(self):
        while self.on:
            self.folder.rename(self.away)
            self.link.rename(self.folder)
            self.folder.rename(self.link)
            self.away.rename(self.folder)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.on = False
        self.thread.join()


def test_a_folder_that_becomes_a_link_meanwhile_never_gives_the_solution_away(course):
    eve = lay(course, "eve", notebook=False)
    eve.joinpath(NOTEBOOK).write_bytes(TRUE)
    link = inbound_of(course) / "link"
    link.symlink_to(solution_of(course.root).parent)
    path = course.submitted("eve", EXERCISE)
    with Renamer(eve, link):
        for _ in range(15):
            collect(course, EXERCISE)
            assert not path.exists() or path.read_bytes() == TRUE
            shutil.rmtree(path.parent, ignore_errors=True)


@pytest.mark.parametrize("step", ["opened", "owner_of", "read_small"])
def test_whatever_the_moment_at_which_the_link_comes(course, monkeypatch, step):
    eve = lay(course, "eve")
    link = inbound_of(course) / "link"
    link.symlink_to(solution_of(course.root).parent)
    done = getattr(collecting, step)

    def then_rename(*arguments, **options):
        if not eve.is_symlink() and inbound_of(course).joinpath("link").is_symlink():
            eve.rename(eve.with_name("away"))
            link.rename(eve)
        return done(*arguments, **options)

    eve.joinpath(NOTEBOOK).write_bytes(TRUE)
    monkeypatch.setattr(collecting, step, then_rename)
    collect(course, EXERCISE)
    path = course.submitted("eve", EXERCISE)
    assert not path.exists() or path.read_bytes() == TRUE


# What is too much


def test_what_lies_beside_the_notebook_comes_along_and_what_is_ignored_does_not(course):
    folder = lay(course, "bob")
    for name in ("helpers.py", "tables/data.csv", "tables/more/data.csv", ".ipynb_checkpoints/x.ipynb", "x.pyc"):
        folder.joinpath(name).parent.mkdir(exist_ok=True, parents=True)
        folder.joinpath(name).write_text(name)
    assert collect(course, EXERCISE).lines == []
    there = course.submitted("bob", EXERCISE).parent
    found = sorted(path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file())
    assert found == [NOTEBOOK, "helpers.py", "tables/data.csv", "tables/more/data.csv", "timestamp.txt"]


def test_too_many_files_too_large_ones_and_odd_names_are_left_out_with_a_line_and_the_notebook_is_taken(course):
    many, large, odd = (lay(course, student) for student in ("many", "large", "odd"))
    for number in range(copies.MAX_ENTRIES + 5):
        many.joinpath(f"{number}").touch()
    with large.joinpath("film").open("wb") as file:
        file.truncate(200_000_000)
    odd.joinpath("\x1b[2J").touch()
    done = collect(course, EXERCISE)
    assert done.taken == ["ada", "large", "many", "odd"]
    said = {line.partition("+")[0]: line.partition("collected without ")[2] for line in done.notes}
    assert said == {
        "many": f"the rest (more than {copies.MAX_ENTRIES} files and folders)",
        "large": "film (it is too large (200 MB))",
        "odd": "\\u001b[2J (its name has invisible characters)",
    }


def dig(folder, levels):
    """Folders in each other, deeper than a path can be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)


def fill_in(folder):
    """Remove folders in each other, which shutil's own function cannot."""
    done = run(
        "python", "-c", "import subprocess, sys; subprocess.run(['rm', '-rf', sys.argv[1]])", str(folder), cwd="/"
    )
    assert done.returncode == 0


def test_a_folder_of_1500_levels_stops_nobody(course):
    mal = lay(course, "mal")
    dig(mal, 1500)
    try:
        done = collect(course, EXERCISE)
    finally:
        fill_in(mal)
    assert done.taken == ["ada", "mal"]
    assert "folders lie more than 8 deep" in done.notes[0]


def test_folders_that_branch_at_every_level_take_no_time(course):
    mal = lay(course, "mal")
    for one in range(60):
        for two in range(60):
            mal.joinpath(f"{one}/{two}").mkdir(parents=True)
    assert "the rest (more than 500 files and folders)" in collect(course, EXERCISE).notes[0]


def refusing(monkeypatch, name):
    """Let a folder of this name be one that only its owner may read, root included."""
    real = os.open

    def refuse(path, *arguments, **options):
        if isinstance(path, (str, Path)) and str(path).endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)


def test_a_folder_or_notebook_that_cannot_be_read_is_its_students_fault(course, monkeypatch):
    mal = lay(course, "mal")
    refusing(monkeypatch, mal.name)
    done = collect(course, EXERCISE)
    assert done.taken == ["ada"]
    assert done.refused == {"mal": [f"{mal.name} is not collected: permission denied"]}
    monkeypatch.undo()
    refusing(monkeypatch, NOTEBOOK)
    assert f"{NOTEBOOK}: permission denied" in collect(course, EXERCISE).refused["mal"][0]


def test_a_file_that_changes_while_it_is_read_is_not_taken(course, monkeypatch):
    eve = lay(course, "eve")
    chunks = copies._chunks

    def grow(descriptor, size):
        yield from chunks(descriptor, size)
        if size > 1000:
            with eve.joinpath(NOTEBOOK).open("ab") as file:
                file.write(b" ")

    monkeypatch.setattr(copies, "_chunks", grow)
    done = collect(course, EXERCISE)
    assert "it changed while it was read" in done.refused["eve"][0]
    assert not course.submitted("eve", EXERCISE).exists()


# The machine


def test_a_disk_that_is_full_in_between_leaves_the_older_submission(course, monkeypatch):
    before = course.submitted("ada", EXERCISE).read_bytes()

    def half_a_copy(path, chunks):
        path.write_bytes(next(iter(chunks))[:10])
        raise FULL

    monkeypatch.setattr(copies, "_write", half_a_copy)
    with pytest.raises(
        CourseError, match="/course/submitted: no space is left on the disk: free some, then run the same"
    ):
        collect(course, EXERCISE)
    assert course.submitted("ada", EXERCISE).read_bytes() == before
    assert students(course) == ["ada"]
    monkeypatch.undo()
    assert collect(course, EXERCISE).lines == []
    assert course.submitted("ada", EXERCISE).read_bytes() == exercise_of(course.root).read_bytes()


def test_a_submission_that_cannot_be_put_in_place_is_as_before(course, monkeypatch):
    before = course.submitted("ada", EXERCISE).read_bytes()
    rename = Path.rename

    def refuse(self, target):
        if self.name == "new":
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    done = collect(course, EXERCISE)
    assert "permission denied: make it writable" in done.refused["ada"][0]
    assert course.submitted("ada", EXERCISE).read_bytes() == before


def test_an_exchange_that_is_gone_is_said_and_one_that_was_never_made_is_not(course):
    shutil.rmtree(course.root / "exchange")
    assert collect(course, EXERCISE).lines == []
    with course.root.joinpath("nbgrader_config.py").open("a") as config:
        config.write('\nc.Exchange.root = "/srv/not mounted"\n')
    assert collect(course, EXERCISE).lines == [
        "nothing is collected: there is no exchange at /srv/not mounted (Exchange.root)"
    ]


def test_another_exchange_than_nbgraders_folder_collects_by_its_own_step(course, monkeypatch):
    course.root.joinpath("other_exchange.py").write_text(
        "from nbgrader.exchange.abc import ExchangeCollect\n\n\nclass Other(ExchangeCollect):\n"
        "    def start(self):\n        open('collected', 'w').write(self.coursedir.assignment_id)\n"
    )
    with course.root.joinpath("nbgrader_config.py").open("a") as config:
        config.write('\nimport sys\nsys.path.append(str(root))\nc.ExchangeFactory.collect = "other_exchange.Other"\n')
    monkeypatch.chdir(course.root)
    collect(course, EXERCISE)
    assert course.root.joinpath("collected").read_text() == EXERCISE


def test_a_hand_in_that_fails_leaves_nothing_to_collect(course, monkeypatch):
    before = sorted(path.name for path in course.root.glob("exchange/**/*"))
    start = exchange.start

    def start_and_fail(step):
        start(step)
        raise FULL

    monkeypatch.setattr(exchange, "start", start_and_fail)
    with pytest.raises(CourseError, match="not submitted: /course/submitted: no space is left on the disk"):
        submit(course, EXERCISE, "bob+x")
    assert sorted(path.name for path in course.root.glob("exchange/**/*")) == before
    assert describe_fault(FULL)


# nbgrader's own command


def test_nbgraders_own_command_collects_in_the_same_way_and_ends_with_an_error_for_what_it_does_not_take(course):
    lay(course, "ada@uni.edu")
    eve = lay(course, "eve", notebook=False)
    eve.joinpath(NOTEBOOK).symlink_to(solution_of(course.root))
    by_hand = course.submitted("bob", EXERCISE)
    by_hand.parent.mkdir(parents=True)
    by_hand.write_bytes(TRUE)
    lay(course, "bob")
    done = run("nbgrader", "collect", EXERCISE, "--update", cwd=course.root)
    assert done.returncode == 1
    assert f"{eve.name} is not collected: {NOTEBOOK}: it is a link" in done.stderr
    assert f"submitted/bob/{EXERCISE} is not from the exchange and stays as it is" in done.stderr
    assert students(course) == ["ada", "ada@uni.edu", "bob"]
    assert by_hand.read_bytes() == TRUE


def test_formgraders_button_collects_in_the_same_way(course):
    lay(course, "ada@uni.edu")
    done = connect(course).collect(EXERCISE)
    assert done["success"], done
    assert students(course) == ["ada", "ada@uni.edu"]
