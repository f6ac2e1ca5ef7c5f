"""From a platform's archive to submitted/: ids are mapped, nothing is lost in silence, twice changes nothing."""

import json
import zipfile

import pytest
from archives_of_platforms import (
    NAME,
    ROSTER,
    canvas,
    gradescope,
    moodle,
    notebook,
    without_names_of_cells,
    zipped,
)
from course_copy import EXERCISE, copy_course

from dlcourse.course.commands import main
from dlcourse.course.folder import Course

OTHER = "00_what_is_deep_learning"


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    return copy_course(tmp_path_factory.mktemp("blank"))


@pytest.fixture
def course(tmp_path):
    root = copy_course(tmp_path)
    root.joinpath("roster.csv").write_text(ROSTER, encoding="utf-8")
    return Course(root)


@pytest.fixture(scope="module")
def right(blank):
    return notebook(blank)


@pytest.fixture(scope="module")
def wrong(blank):
    return notebook(blank, relu_backward="def relu_backward(da, z):\n    return da")


@pytest.fixture
def collect(course, capsys):
    """Collect members from a platform; returns the exit code, what was said as data, and the lines on faults."""

    def run(source, members, *options, roster=True):
        path = course.root / "archive.zip"
        path.write_bytes(members if isinstance(members, bytes) else zipped(members))
        if roster:
            options = (*options, "--roster", str(course.root / "roster.csv"))
        capsys.readouterr()
        code = main(["collect", str(path), "--from", source, "--course", str(course.root), "--json", *options])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else {}, err

    return run


def work_of(course, student, exercise=EXERCISE):
    return course.submitted(student, exercise).read_bytes()


def statuses(told):
    return {one["student"]: one["status"] for one in told["collected"]}


# The forms of the platforms


def test_moodles_folders_are_mapped_by_name(course, collect, right, wrong):
    code, told, _ = collect("moodle", moodle(ada=right, jm=wrong, grace=right))
    assert (code, statuses(told), told["left_out"]) == (0, {"ada": "new", "jm": "new", "grace": "new"}, [])
    assert [work_of(course, who) for who in ("ada", "jm", "grace")] == [right, wrong, right]


def test_moodles_files_without_folders_and_a_group_before_the_name(course, collect, right):
    members = {
        f"Ada Lovelace_1201_assignsubmission_file_{NAME}": right,
        f"Group 1-Jürgen Müller_1202_assignsubmission_file_{NAME}": right,
    }
    assert statuses(collect("moodle", members)[1]) == {"ada": "new", "jm": "new"}


def test_moodles_number_tells_two_of_one_name_apart_by_the_worksheet(course, collect, right, wrong):
    course.root.joinpath("roster.csv").write_text(
        "Identifier,Full name,ID number,Email address\nParticipant 1,Ada Lovelace,a1,\nParticipant 2,Ada Lovelace,a2,\n"
    )
    members = {
        f"Ada Lovelace_2_assignsubmission_file_/{NAME}": wrong,
        f"Participant_1_assignsubmission_file_/{NAME}": right,
    }
    assert collect("moodle", members)[0] == 0
    assert (work_of(course, "a1"), work_of(course, "a2")) == (right, wrong)


def test_two_of_one_name_and_no_number_is_told_not_guessed(course, collect, right):
    course.root.joinpath("roster.csv").write_text("id,name\na1,Ada Lovelace\na2,Ada Lovelace\n")
    code, told, _ = collect("moodle", moodle(ada=right))
    assert (code, told["collected"]) == (1, [])
    assert "2 students of the roster are called Ada Lovelace (a1 (Ada Lovelace), a2" in told["left_out"][0]


def test_the_worksheet_of_another_assignment_is_noticed(course, collect, right):
    course.root.joinpath("roster.csv").write_text(
        "Identifier,Full name,ID number\nParticipant 1201,Jürgen Müller,jm\nParticipant 9,Ada Lovelace,ada\n"
    )
    code, told, _ = collect("moodle", moodle(ada=right))
    assert (code, told["collected"]) == (1, [])
    assert "number 1201 is Jürgen Müller in the roster, and Ada Lovelace here" in told["left_out"][0]


def test_canvas_files_are_mapped_by_number_and_a_late_one_is_told(course, collect, right, wrong):
    code, told, _ = collect("canvas", canvas(ada=right, jm=wrong, grace=right))
    assert (code, statuses(told)) == (0, {"ada": "new", "jm": "new", "grace": "new"})
    assert [one["student"] for one in told["collected"] if one["is_late"]] == ["jm"]


def test_canvas_names_serve_where_the_roster_has_no_numbers(course, collect, right):
    course.root.joinpath("roster.csv").write_text(ROSTER.replace(",440", ",990"), encoding="utf-8")
    code, told, _ = collect("canvas", canvas(ada=right, jm=right, grace=right))
    assert (code, statuses(told)) == (1, {"ada": "new", "jm": "new"})
    assert told["left_out"] == [
        "ohoppergrace_4403 is left out: the roster knows nobody of this name or number (ohoppergrace)"
    ]


def test_of_canvas_versions_the_latest_counts_and_the_other_is_told(course, collect, right, wrong):
    members = {
        f"lovelaceada_4401_9001_{NAME}": wrong,
        f"lovelaceada_4401_9005_{EXERCISE}-1.ipynb": right,
        "lovelaceada_4401_9006_helpers-2.py": b"x = 1\n",
    }
    code, told, _ = collect("canvas", members)
    assert (code, work_of(course, "ada")) == (0, right)
    assert "counts, and not" in told["notes"][0]
    beside = course.submitted("ada", EXERCISE).parent
    assert {path.name for path in beside.iterdir()} == {NAME, "helpers.py", "helpers-2.py"}


def test_gradescopes_metadata_says_whose_it_is_and_when_also_for_two_together(course, collect, right, wrong):
    code, told, _ = collect("gradescope", gradescope(right, wrong), roster=False)
    assert code == 0
    assert statuses(told) == {"ada": "new", "jm@uni.edu": "new", "grace": "new"}
    stamp = course.submitted("ada", EXERCISE).with_name("timestamp.txt").read_text()
    assert stamp == "2026-11-05 10:00:00.500000 UTC"
    assert (
        course.submitted("grace", EXERCISE).with_name("timestamp.txt").read_text() == "2026-11-05 11:00:00.000000 UTC"
    )


def test_gradescopes_addresses_become_the_rosters_ids(course, collect, right):
    assert statuses(collect("gradescope", gradescope(right, right))[1]) == {"ada": "new", "jm": "new", "grace": "new"}


FOLDERS = {
    "a folder each": [f"ada/{NAME}", f"jm/{NAME}"],
    "as submitted/ has it": [f"ada/{EXERCISE}/{NAME}", f"jm/{EXERCISE}/{NAME}"],
    "packed with their folder": [f"hand-ins/ada/{NAME}", "hand-ins/jm/x.ipynb"],
    "in a folder of the exercise": [f"{EXERCISE}/ada/{NAME}", f"{EXERCISE}/jm/{NAME}"],
    "a file each": ["ada.ipynb", "jm.ipynb"],
    "a file each with the exercise": [f"{EXERCISE}_ada.ipynb", f"jm-{NAME}"],
    "by address": [f"ada@uni.edu/{NAME}", f"JM@uni.edu/{NAME}"],
    "by name": [f"Ada Lovelace/{NAME}", f"Müller, Jürgen/{NAME}"],
}


@pytest.mark.parametrize("form", FOLDERS)
def test_a_folder_for_each_student(form, collect, right):
    code, told, _ = collect("folder", dict.fromkeys(FOLDERS[form], right))
    assert (code, statuses(told), told["left_out"]) == (0, {"ada": "new", "jm": "new"}, [])


def test_without_a_roster_folders_are_called_as_students_are(collect, right):
    told = collect("folder", {f"h/zoë/{NAME}": right, f"h/ben/{NAME}": right}, roster=False)[1]
    assert statuses(told) == {"zoë": "new", "ben": "new"}


def test_one_students_folder_alone_is_not_taken_for_a_folder_around_all(collect, right):
    assert statuses(collect("folder", {f"zoe/{NAME}": right}, roster=False)[1]) == {"zoe": "new"}


def test_a_folder_on_the_disk_serves_as_well_as_an_archive(course, right, capsys):
    handed_in = course.root / "class" / "ada" / "x.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_bytes(right)
    assert main(["collect", str(handed_in.parents[1]), "--from", "folder", "--course", str(course.root)]) == 0
    assert work_of(course, "ada") == right


# Which exercise it is


def test_a_notebook_of_any_name_says_by_its_cells_which_exercise_it_is(course, collect, right):
    assert statuses(collect("folder", {"ada/Untitled (3).ipynb": right})[1]) == {"ada": "new"}
    assert work_of(course, "ada") == right


def test_a_notebook_that_lost_its_metadata_is_known_by_its_name_or_left_out(collect, right):
    bare = without_names_of_cells(right)
    code, told, _ = collect("folder", {f"ada/{NAME}": bare, "jm/homework.ipynb": bare})
    assert (code, statuses(told)) == (1, {"ada": "new"})
    assert "neither its cells nor its name say which exercise it is: say so with --exercise 07" in told["left_out"][0]
    assert statuses(collect("folder", {"jm/homework.ipynb": bare}, "--exercise", "7")[1]) == {"jm": "new"}


def test_two_notebooks_of_one_exercise_are_told_not_guessed(course, collect, right, wrong):
    code, told, _ = collect(
        "folder", {"ada/a.ipynb": right, "ada/b.ipynb": wrong, f"jm/{NAME}": right, "jm/b.ipynb": wrong}
    )
    assert (code, statuses(told)) == (1, {"jm": "new"})
    assert f"2 notebooks of {EXERCISE}, and nobody knows which counts: a.ipynb, b.ipynb" in told["left_out"][0]
    assert work_of(course, "jm") == right


def test_files_beside_come_along_but_no_forged_time(course, collect, right):
    members = {
        f"ada/sub/{NAME}": right,
        "ada/sub/helpers.py": b"x = 1\n",
        "ada/sub/data/t.csv": b"1\n",
        "ada/sub/timestamp.txt": b"1999-01-01 00:00:00 UTC",
    }
    assert collect("folder", members)[0] == 0
    beside = course.submitted("ada", EXERCISE).parent
    assert sorted(p.relative_to(beside).as_posix() for p in beside.rglob("*") if p.is_file()) == [
        NAME,
        "data/t.csv",
        "helpers.py",
    ]


# What is not taken is told, and what is there is not lost


def test_each_thing_that_is_not_taken_has_a_line(course, collect, right):
    members = {
        **moodle(ada=right),
        f"Eve Nobody_1_assignsubmission_file_/{NAME}": right,
        "Jürgen Müller_1202_assignsubmission_file_/answer.pdf": b"%PDF",
        "Jürgen Müller_1202_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
        "Grace Brewster O'Hopper-Murray_1203_assignsubmission_file_/all.zip": b"PK",
        "../../outside.ipynb": right,
        "readme.txt": b"",
        "__MACOSX/._x": b"",
    }
    code, told, _ = collect("moodle", members)
    assert (code, statuses(told)) == (1, {"ada": "new"})
    said = "\n".join(told["left_out"])
    for part in (
        "../../outside.ipynb is left out: its name leaves the folder",
        "all.zip is left out: it is another archive",
        "readme.txt is left out: its name does not say whose it is",
        "onlinetext.html is left out: it is text typed into Moodle",
        "the roster knows nobody of this name or number (Eve Nobody)",
        "Jürgen Müller_1202 is left out: there is no notebook (found: answer.pdf)",
    ):
        assert part in said
    assert len(told["left_out"]) == 6
    assert not list(course.root.parent.glob("**/outside.ipynb"))


def test_the_same_archive_a_second_time_changes_nothing(course, collect, right, wrong):
    members = moodle(ada=right, jm=wrong)
    collect("moodle", members)
    before = {path: path.stat().st_mtime_ns for path in course.root.joinpath("submitted").rglob("*.ipynb")}
    code, told, _ = collect("moodle", members)
    assert (code, statuses(told), told["backup"]) == (0, {"ada": "as before", "jm": "as before"}, None)
    assert before == {path: path.stat().st_mtime_ns for path in course.root.joinpath("submitted").rglob("*.ipynb")}


def test_a_newer_hand_in_takes_the_place_of_the_older_which_is_kept(course, collect, right, wrong):
    collect("moodle", moodle(ada=wrong))
    code, told, _ = collect("moodle", moodle(ada=right))
    assert (code, statuses(told), work_of(course, "ada")) == (0, {"ada": "newer"}, right)
    (kept,) = course.root.glob(f"backups/*/submitted/ada/{EXERCISE}/{NAME}")
    assert kept.read_bytes() == wrong


def test_what_was_mended_by_hand_stays_unless_it_is_to_be_replaced(course, collect, right, wrong):
    collect("moodle", moodle(ada=wrong))
    course.submitted("ada", EXERCISE).write_bytes(b"fixed")
    code, told, _ = collect("moodle", moodle(ada=wrong))
    assert (code, statuses(told), work_of(course, "ada")) == (0, {"ada": "changed here"}, b"fixed")
    code, told, _ = collect("moodle", moodle(ada=right))
    assert (code, told["collected"], work_of(course, "ada")) == (1, [], b"fixed")
    assert "with --replace the archive's takes its place" in told["left_out"][0]
    assert statuses(collect("moodle", moodle(ada=right), "--replace")[1]) == {"ada": "newer"}
    assert [path.read_bytes() for path in course.root.glob("backups/*/submitted/*/*/*.ipynb")] == [b"fixed"]


def test_an_id_that_the_gradebook_does_not_know_is_left_out(course, collect, right):
    course.root.joinpath("one.csv").write_text("id,name\nada,Ada Lovelace\n")
    assert main(["roster", str(course.root / "one.csv"), "--yes", "--course", str(course.root)]) == 0
    code, told, _ = collect("moodle", moodle(ada=right, jm=right))
    assert (code, statuses(told)) == (1, {"ada": "new"})
    assert "the gradebook does not know jm: enter the roster" in told["left_out"][0]


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("--max-files", "it holds more than 1 files"),
        ("--max-mb", "more than 1 MB"),
        ("--max-file-mb", "larger than 1 MB"),
    ],
)
def test_limits_are_the_instructors(limit, says, collect, right):
    sizes = (600_000, 600_000) if limit == "--max-mb" else (1_100_000, 10)
    large = {f"ada/{n}.bin": b"0" * size for n, size in enumerate(sizes)} | {f"jm/{NAME}": right}
    code, told, _ = collect("folder", large, limit, "1")
    assert code == 1
    assert says in "\n".join(told["left_out"])


def test_names_in_utf_8_of_programs_that_do_not_say_so(collect, right):
    name = f"Jürgen Müller_1202_assignsubmission_file_/{NAME}"
    info = zipfile.ZipInfo("x" * len(name.encode()))
    data = zipped({info: right}).replace(info.filename.encode(), name.encode())
    assert statuses(collect("moodle", data)[1]) == {"jm": "new"}


@pytest.mark.parametrize(
    ("source", "members", "says"),
    [
        ("moodle", {"ada/x.ipynb": b""}, "expected Moodle's names, such as Ada Lovelace_1234_assignsubmission_file_/"),
        ("canvas", {"ada/x.ipynb": b""}, "expected Canvas's names, such as lovelaceada_4401_98765_notebook.ipynb"),
        ("gradescope", {"ada/x.ipynb": b""}, "Received: no submission_metadata.yml"),
        ("gradescope", {"submission_metadata.yml": b"a: [", "submission_1/x.ipynb": b""}, "yml cannot be read: while"),
        ("folder", {"__MACOSX/x": b""}, "expected a folder for each student"),
        ("folder", b"no archive", "archive.zip is not unpacked"),
    ],
)
def test_an_archive_of_another_form_is_one_line(source, members, says, collect):
    code, told, err = collect(source, members)
    assert (code, told, err.count("\n")) == (2, {}, 1)
    assert err.startswith("dlcourse collect: archive.zip")
    assert says in err


def test_numbers_without_a_roster_are_one_line_that_says_what_to_do(collect, right):
    code, _, err = collect("moodle", moodle(ada=right), roster=False)
    assert (code, err.count("\n")) == (2, 1)
    assert "enter the roster first (dlcourse roster FILE), or give --roster FILE" in err


def test_a_roster_with_a_fault_and_nothing_is_collected(course, collect, right):
    course.root.joinpath("roster.csv").write_text("id,name\n,Ada\n")
    code, _, err = collect("moodle", moodle(ada=right))
    assert (code, err.splitlines()[0]) == (
        2,
        "dlcourse collect: roster.csv, row 2, column 'id': expected an id. Received: an empty cell (Ada)",
    )
    assert not course.root.joinpath("submitted", "ada").exists()
