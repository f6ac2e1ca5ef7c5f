"""Due dates that learners see: the class's, in their folder; nothing of single students is handed out."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, exercise_of
from paths import ROOT

from dlcourse.cli import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.dates.for_students import for_students
from dlcourse.course.grading.dates.showing import learners_dates, told_on_handing_in
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import edition_of_clone
from dlcourse.course.learner.page import to_markdown, to_page
from dlcourse.course.learner.standing import standing_of

TABLE = """exercise,student,due,extension,late,grace_minutes,closes,slip_days,time_zone,note
*,,,,10% a day,5,7 days,2,Europe/Berlin,as in the syllabus
7,,2026-11-30 23:59,,,,,,,
7,ada,,3 days,,,,,,ill
*,bob,,,none,,,,,a carer
"""
PUBLIC = """exercise,due,late,grace_minutes,closes,slip_days,time_zone
*,,10% a day,5,7 days,2,Europe/Berlin
7,2026-11-30 23:59,,,,,
"""
PRIVATE = re.compile(r"ada|bob|ill\b|carer|3 days|none|syllabus")


@pytest.fixture
def clone(tmp_path):
    root = tmp_path / "clone"
    root.mkdir()
    copy_course(root)
    root.joinpath("dates.csv").write_text(TABLE)
    return root


@pytest.fixture
def own(clone, tmp_path):
    """A learner's folder, begun from the clone."""
    own_folder.start(tmp_path / "mine", edition_of_clone(clone))
    return Course(tmp_path / "mine")


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.replace(",", ";").replace("\n", "\r\n").replace("ill", "krank für länger").encode("cp1252"),
        TABLE.replace(",", "\t").encode("utf-16"),
        b"Dates of the term,,,,,,,,,\n\n" + TABLE.encode(),
        TABLE.replace("exercise,student", "Exercise,Student ID").replace("7,,", "7,all,").encode(),
        TABLE.replace(",ada,", ', "ada" ,').encode(),
    ],
)
def test_students_get_the_rows_of_the_class_and_nothing_of_single_ones(data):
    assert for_students(data).decode() == PUBLIC


@pytest.mark.parametrize(
    "data",
    [
        TABLE.replace("student", "who").encode(),  # perhaps students, under a heading that nobody knows
        TABLE.replace("7,ada,,3 days,,,,,,ill", "7,ada,,3 days,,,,,,ill,so I hear").encode(),
        b"7,2026-11-30\n",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_of_a_table_that_is_not_wholly_known_nothing_is_handed_out(data, clone):
    with pytest.raises(ValueError, match=r"dates\.csv"):
        for_students(data)
    clone.joinpath("dates.csv").write_bytes(data)
    assert "dates.csv" not in edition_of_clone(clone).files


def test_an_extension_is_no_newer_course_and_a_date_that_is_put_off_is(clone):
    before = edition_of_clone(clone).fingerprint
    clone.joinpath("dates.csv").write_text(TABLE + "7,zoe,,5 days,,,,,,\n")
    assert edition_of_clone(clone).fingerprint == before
    clone.joinpath("dates.csv").write_text(TABLE.replace("11-30", "12-07"))
    assert edition_of_clone(clone).fingerprint != before


def test_no_file_of_a_learners_folder_has_anything_of_single_students(own):
    tables = list(own.root.rglob("dates.csv"))
    assert len(tables) == 2  # the copy in .dlcourse/ as well
    for table in tables:
        assert not PRIVATE.search(table.read_text())


def test_an_update_brings_the_date_that_was_put_off(own, clone):
    clone.joinpath("dates.csv").write_text(TABLE.replace("11-30", "12-07"))
    own_folder.update(own, lambda: edition_of_clone(clone))
    assert "2026-12-07 23:59" in own.root.joinpath("dates.csv").read_text()


def test_progress_shows_when_exercises_are_due(own, capsys):
    assert main(["progress", "--course", str(own.root)]) == 0
    out = capsys.readouterr().out
    assert re.search(rf"^{EXERCISE} +\.+ +0/15   due Mon 2026-11-30 23:59$", out, flags=re.MULTILINE)
    assert "\nDue dates are those of the class, Europe/Berlin.\n" in out
    assert main(["progress", "--json", "--course", str(own.root)]) == 0
    data = json.loads(capsys.readouterr().out)
    (exercise,) = data["exercises"]
    assert (exercise["due"], data["time_zone"]) == ("2026-11-30T23:59:00+01:00", "Europe/Berlin")


def test_the_start_page_shows_what_is_due_next_and_each_date_on_the_map(own):
    soon = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")
    own.root.joinpath("dates.csv").write_text(PUBLIC.replace("2026-11-30 23:59", f"{soon} 12:00"))
    text = to_markdown(standing_of(own))
    day = datetime.fromisoformat(soon)
    shown = f"due {day:%a} {soon} 12:00"
    assert re.search(
        rf'<b>Due next:</b> <a href="exercises/{EXERCISE}/{EXERCISE}.ipynb">Exercise 07</a>, {shown} \(Europe/Berlin\)',
        text,
    )
    assert f'<span class="dl-small">{shown}</span>' in text
    assert shown in to_page(standing_of(own), None)


def test_what_is_past_is_on_the_map_alone(own):
    own.root.joinpath("dates.csv").write_text(PUBLIC.replace("2026-11-30", "2020-11-30"))
    text = to_markdown(standing_of(own))
    assert "Due next" not in text
    assert "due Mon 2020-11-30 23:59" in text


def test_a_folder_without_a_table_or_with_one_that_is_broken_has_no_dates(own, capsys):
    for spoil in (lambda path: path.write_text("exercise,due\n99,soon\n"), lambda path: path.unlink()):
        spoil(own.root / "dates.csv")
        assert learners_dates(own) is None
        assert "due" not in to_markdown(standing_of(own)).casefold()
        assert main(["progress", "--course", str(own.root)]) == 0
        assert "due" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("timestamp", "says"),
    [
        ("2026-11-30 22:59:00 UTC", "Due Mon 2026-11-30 23:59 (Europe/Berlin): in time."),
        ("2026-11-30 23:04:00 UTC", "Due Mon 2026-11-30 23:59 (Europe/Berlin): in time."),  # in the grace
        (
            "2026-12-01 23:00:00 UTC",
            "Due Mon 2026-11-30 23:59 (Europe/Berlin): 1 day and 1 minute late, unless you have an extension; 2 slip "
            "days for the term; late work loses 10% of the points earned for each day begun.",
        ),
        (
            "2026-12-07 23:00:00 UTC",
            "Due Mon 2026-11-30 23:59 (Europe/Berlin): 7 days and 1 minute late, unless you have an extension; nothing "
            "counts after Mon 2026-12-07 23:59.",
        ),
        ("yesterday", ""),
    ],
)
def test_handing_in_says_how_it_stands_to_the_due_date(own, timestamp, says):
    assert told_on_handing_in(learners_dates(own), EXERCISE, timestamp) == says


def test_submit_and_done_print_it(own, capsys):
    nbformat.write(answers(ROOT), exercise_of(own.root))
    own.root.joinpath("dates.csv").write_text(PUBLIC.replace("2026-11-30", "2100-11-30"))
    assert main(["submit", "07", "--student", "ada", "--course", str(own.root)]) == 0
    line = "Due Tue 2100-11-30 23:59 (Europe/Berlin): in time."
    assert line in capsys.readouterr().out.splitlines()
    assert main(["submit", "07", "--student", "ada", "--json", "--course", str(own.root)]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == line
    assert main(["done", "07", "--student", "ada", "--no-browser", "--course", str(own.root)]) == 0
    assert line in capsys.readouterr().out.splitlines()


@pytest.fixture
def exchange(clone, own, tmp_path):
    """An exchange of the class, which the instructor's settings and the learner's name."""
    root = tmp_path / "exchange"
    root.joinpath("dlcourse").mkdir(parents=True)
    for folder in (clone, own.root):
        with folder.joinpath("nbgrader_config.py").open("a") as settings:
            settings.write(f"\nc.Exchange.root = {str(root)!r}\n")
    return root / "dlcourse" / "dates.csv"


def test_a_date_that_is_put_off_is_found_on_the_exchange_of_the_class(clone, own, exchange, capsys):
    assert main(["dates", "07", "--due", "2026-12-07 23:59", "--replace", "--course", str(clone)]) == 0
    assert exchange.read_text() == PUBLIC.replace("2026-11-30", "2026-12-07")
    capsys.readouterr()
    assert main(["progress", "--course", str(own.root)]) == 0
    assert "due Mon 2026-12-07 23:59" in capsys.readouterr().out
    assert "2026-11-30" in own.root.joinpath("dates.csv").read_text()


def test_looking_at_the_table_lays_it_on_the_exchange_and_a_fault_leaves_the_one_there(clone, exchange, capsys):
    assert main(["dates", "--course", str(clone)]) == 0
    assert exchange.read_text() == PUBLIC
    clone.joinpath("dates.csv").write_text(TABLE.replace("2026-11-30", "2026-02-30"))
    assert main(["dates", "--course", str(clone)]) == 2
    assert exchange.read_text() == PUBLIC


def test_an_exchange_that_cannot_be_written_or_read_is_no_obstacle(clone, own, exchange, capsys):
    exchange.mkdir()
    assert main(["dates", "--course", str(clone)]) == 0
    assert "students' folders have the dates that they had" in capsys.readouterr().err
    assert str(learners_dates(own).class_due(EXERCISE)) == "2026-11-30 22:59:00+00:00"
    exchange.rmdir()
    exchange.write_text("exercise,due\n99,soon\n")
    assert str(learners_dates(own).class_due(EXERCISE)) == "2026-11-30 22:59:00+00:00"


def test_a_learner_can_look_and_not_set(own, capsys):
    assert main(["dates", "--course", str(own.root)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == (
        f"{EXERCISE}  due Mon 2026-11-30 23:59, nothing counts after Mon 2026-12-07 23:59"
    )
    before = own.root.joinpath("dates.csv").read_bytes()
    assert main(["dates", "07", "--due", "2027-11-30", "--course", str(own.root)]) == 2
    assert own.root.joinpath("dates.csv").read_bytes() == before


def test_late_work_in_ones_own_folder_is_judged_as_the_class_is(own, capsys):
    own.root.joinpath("dates.csv").write_text(PUBLIC.replace("2026-11-30", "2020-11-30"))
    shutil.rmtree(own.root / "exchange", ignore_errors=True)
    nbformat.write(answers(ROOT), exercise_of(own.root))
    main(["done", "07", "--student", "ada", "--no-browser", "--course", str(own.root)])
    assert re.search(r"0 of 15 points \(15, less 15 for handing in \d+ days", capsys.readouterr().out)
