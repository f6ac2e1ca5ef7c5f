"""Every command of a class prints the roster's name beside an id, and its JSON has both."""

import csv
import io
import json
import zipfile

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, hand_in, run, unsandboxed
from nbgrader.api import Gradebook

from dlcourse.course.commands import main

NAMES = {"ada": ("Ada", "Lovelace"), "bob": ("Bob Sun", "Bao"), "cy": ("Cy", "Ng"), "dot": (None, None)}
ESSAYS = "15_momentum"
UNNAMED = "def relu_backward(da, z):\n    return da * (z > 0.25)"
DATES = "exercise,student,due,extension,slip_days,time_zone\n07,,2020-01-31 12:00,,,UTC\n07,ada,,3 days,,\n*,bob,,,4,\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A class of four, one without a name: ada is late, bob is rejected, cy has handed in nothing."""
    root = copy_course(tmp_path_factory.mktemp("names"))
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        for student, (first, last) in NAMES.items():
            book.add_student(student, first_name=first, last_name=last)
    hand_in(root, "ada", answers(root, relu_backward=UNNAMED))
    hand_in(root, "dot", answers(root, relu_backward=UNNAMED))
    path = root / "submitted" / "bob" / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    root.joinpath("submitted", "ada", EXERCISE, "timestamp.txt").write_text("2020-02-09 12:00:00 UTC")
    root.joinpath("dates.csv").write_text(DATES)
    return root


@pytest.fixture(scope="module")
def graded(root):
    return run("dlcourse", "grade", "07", *unsandboxed(), cwd=root)


@pytest.fixture
def told(root, graded, capsys):
    """Run a command: its lines on both outputs, or its JSON."""

    def run_it(*arguments):
        capsys.readouterr()
        main([*arguments, "--course", str(root)])
        out, err = capsys.readouterr()
        return json.loads(out) if "--json" in arguments else out + err

    return run_it


def test_grading_names_whose_each_result_is_and_who_is_late_rejected_and_missing(graded):
    lines = graded.stdout.splitlines()
    assert lines[0].startswith(f"ada (Ada Lovelace)  {EXERCISE}  14 of 15 points (")
    assert any(line.startswith(f"bob (Bob Sun Bao)  {EXERCISE}  rejected: ") for line in lines)
    assert any(line.startswith(f"dot  {EXERCISE}  14 of 15 points") for line in lines)
    assert {
        "1 late: ada (Ada Lovelace)",
        "1 rejected: bob (Bob Sun Bao)",
        "1 of the roster missing: cy (Cy Ng)",
    } <= set(lines)


def test_grading_as_json_has_id_and_name(told):
    found = told("grade", "07", "--json", *unsandboxed())
    assert {one["student"]: one["name"] for one in found["submissions"]} == {
        "ada": "Ada Lovelace",
        "bob": "Bob Sun Bao",
        "dot": "",
    }
    assert (found["summary"]["missing"], found["names_of_missing"]) == (["cy"], {"cy": "Cy Ng"})


def test_who_is_not_there_is_said_with_the_names_of_who_is(told):
    assert "no submission of 'eve'; there are: ada (Ada Lovelace), bob (Bob Sun Bao), dot\n" in told(
        "grade", "07", "--student", "eve"
    )


def test_feedback_names_whose_each_page_is_and_whose_is_not_packed(told):
    text = told("feedback", "07", "--zip", "moodle")
    assert "ada (Ada Lovelace)  " in text
    assert "bob (Bob Sun Bao)  " in text
    assert "dlcourse feedback: ada (Ada Lovelace) is left out: nobody knows how Moodle names" in text
    pages = told("feedback", "07", "--json")["feedback"]
    assert [(one["student"], one["name"]) for one in pages] == [
        ("ada", "Ada Lovelace"),
        ("bob", "Bob Sun Bao"),
        ("dot", ""),
    ]


def test_the_unnamed_answers_have_names_if_they_are_asked_for(told):
    unnamed = ("insights", "07", "--unnamed", *unsandboxed())
    assert "  ada (Ada Lovelace), dot\n" in told(*unnamed, "--names")
    found = told(*unnamed, "--names", "--json")
    assert (found["groups"][0]["students"], found["names"]) == (["ada", "dot"], {"ada": "Ada Lovelace"})
    assert "Ada" not in told(*unnamed)
    assert "Ada" not in json.dumps(told(*unnamed, "--json"))


def test_dates_of_single_students_have_their_names(told):
    text = told("dates")
    assert "  ada (Ada Lovelace)  due Mon 2020-02-03 12:00" in text
    assert "bob (Bob Sun Bao) 4" in text
    assert told("dates", "--student", "ada").startswith("ada (Ada Lovelace), UTC\n")
    found = told("dates", "--json")
    exercise = next(one for one in found["exercises"] if one["name"] == EXERCISE)
    assert [(one["id"], one["name"]) for one in exercise["students"]] == [("ada", "Ada Lovelace")]
    assert found["names"] == {"ada": "Ada Lovelace", "bob": "Bob Sun Bao"}
    assert told("dates", "--student", "cy", "--json")["name"] == "Cy Ng"


def test_collecting_names_who_is_missing(root, told, tmp_path):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(f"ada/{EXERCISE}.ipynb", nbformat.writes(answers(root)))
    collect = ("collect", str(archive), "--from", "folder")
    assert f"submitted/ada/{EXERCISE} (Ada Lovelace) is not from this platform" in told(*collect)
    assert f"1 of the roster without {EXERCISE}: cy (Cy Ng)\n" in told(*collect, "--replace")
    found = told(*collect, "--json")
    assert (found["missing"], found["names_of_missing"]) == ({EXERCISE: ["cy"]}, {"cy": "Cy Ng"})


def test_a_roster_that_changes_somebody_says_whom(told, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\n")
    assert "changed  ada (Ada Lovelace)  email none → ada@example.org\n" in told("roster", str(file))
    assert told("roster", str(file), "--json")["changed"][0]["name"] == "Ada Lovelace"


def test_a_folder_that_is_no_submission_says_whose_it_is(root, told):
    other = root / "submitted" / "cy" / "Letters" / "solution.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("{}", encoding="utf-8")
    try:
        assert "submitted/cy (Cy Ng) holds no exercise of the course" in told("grade", "07", *unsandboxed())
    finally:
        other.unlink()
        other.parent.rmdir()


def test_answers_in_words_are_read_with_names_and_marks_say_whose_wait(tmp_path, capsys):
    root = copy_course(tmp_path, ESSAYS)
    solution = nbformat.read(root / "solutions" / ESSAYS / f"{ESSAYS}.ipynb", as_version=4)
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        book.add_student("ada", first_name="Ada", last_name="Lovelace")
    hand_in(root, "ada", solution, ESSAYS)
    assert run("dlcourse", "grade", "15", *unsandboxed(), cwd=root).returncode == 0
    at = ["--course", str(root)]
    main(["marks", *at])
    assert "which count 0 as yet: ada (Ada Lovelace) 15\n" in capsys.readouterr().out
    main(["marks", "--json", *at])
    assert json.loads(capsys.readouterr().out)["by_hand"] == [
        {"student": "ada", "name": "Ada Lovelace", "exercise": ESSAYS}
    ]
    main(["read", "15", *at])
    table = root / "to_read" / f"{ESSAYS}.csv"
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"), newline="")))
    rows[1][rows[0].index("points")] = "1"
    capsys.readouterr()
    for key, said in (("#00", "ada (Ada Lovelace) has another answer"), (rows[1][rows[0].index("answer")], None)):
        rows[1][rows[0].index("answer")] = key
        with table.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        main(["read", "15", "--enter", str(table), "--json", *at])
        out, err = capsys.readouterr()
        if said:
            assert said in err + out
    assert json.loads(out)["entered"][0]["name"] == "Ada Lovelace"
