"""`dlcourse doctor` in a class's folder: dates, roster and own questions, as far as there is a fault in them."""

import pytest
from nbgrader.api import Gradebook
from own_class import SOFTPLUS, class_in

from dlcourse.course.commands import doctor
from dlcourse.course.folder import Course
from dlcourse.course.grading.nbgrader.api import load_config

NAME = "21_my_topic"
HEAD = "exercise,student,due,extension,time_zone\n"
DUE = "21,,2030-01-31 12:00,,UTC\n"
REFERENCE = "return np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))"


@pytest.fixture
def root(tmp_path):
    return class_in(tmp_path / "class")


@pytest.fixture
def enter(root):
    """Enter students, each as id, first name, last name, e-mail address."""

    def enter_all(*people):
        with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
            for student, first, last, email in people:
                book.add_student(student, first_name=first, last_name=last, email=email)

    return enter_all


def found(root, subject):
    """The finding on a subject, None if there is none."""
    course = Course(root)
    findings = {one.subject: one for one in doctor.class_health(course, load_config(course))}
    return findings.get(subject)


def test_of_what_a_class_does_not_have_nothing_is_said(root):
    assert found(root, "dates") is None
    assert found(root, "roster") is None


def test_dates_that_are_well_are_counted(root, enter):
    enter(("ada", "Ada", "Lovelace", "ada@example.org"))
    root.joinpath("dates.csv").write_text(f"{HEAD}{DUE}21,ada,,3 days,\n")
    finding = found(root, "dates")
    assert (finding.status, finding.found) == ("ok", "dates.csv: 1 due date, 1 student with rows of their own")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            HEAD + "99,,2030-01-31 12:00,,UTC\n",
            "dates.csv, row 2, column 'exercise': expected an exercise of the course",
        ),
        (HEAD + DUE + "21,bob,,3 days,\n", "row 3, column 'student': expected a student of the roster"),
        (HEAD + "21,,tomorrow,,UTC\n", "row 2, column 'due': expected "),
        ("a picture", "dates.csv"),
    ],
    ids=["exercise", "student", "date", "no table"],
)
def test_a_faulty_table_of_dates_is_a_problem_by_row_and_column(root, enter, text, says):
    enter(("ada", "Ada", "Lovelace", "ada@example.org"))
    root.joinpath("dates.csv").write_text(text)
    finding = found(root, "dates")
    assert finding.status == "problem"
    assert says in finding.found
    assert finding.fix.startswith("fix dates.csv, then dlcourse dates")


def test_without_a_roster_a_slip_in_an_id_is_a_problem_and_an_id_that_may_come_is_none(root):
    root.joinpath("submitted", "lovelace", NAME).mkdir(parents=True)
    root.joinpath("dates.csv").write_text(f"{HEAD}{DUE}21,zoe,,3 days,\n")
    assert found(root, "dates").status == "ok"
    root.joinpath("dates.csv").write_text(f"{HEAD}{DUE}21,lovelaec,,3 days,\n")
    finding = found(root, "dates")
    assert finding.status == "problem"
    assert "dates.csv has lovelaec (did you mean lovelace?), whom nobody knows" in finding.found


def test_two_rules_for_late_work_are_a_problem(root):
    root.joinpath("dates.csv").write_text("exercise,due,late,time_zone\n21,2030-01-31 12:00,10% a day,UTC\n")
    with root.joinpath("nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('\nc.AssignLatePenalties.plugin_class = "nbgrader.plugins.latepenalty.LateSubmissionPlugin"\n')
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    assert found(root, "dates").status == "problem"


def test_a_roster_that_is_well_is_counted(root, enter):
    enter(("ada", "Ada", "Lovelace", "ada@example.org"), ("bob", "Bob", "Bao", ""), ("cy", "Cy", "Ng", ""))
    assert (found(root, "roster").status, found(root, "roster").found) == ("ok", "3 students")


def test_an_address_of_two_students_is_a_problem_with_their_names(root, enter):
    enter(("ada", "Ada", "Lovelace", "x@example.org"), ("bob", "Bob", "Bao", "X@example.org"))
    finding = found(root, "roster")
    assert finding.status == "problem"
    assert "e-mail address of several students is x@example.org: ada (Ada Lovelace), bob (Bob Bao)" in finding.found


def test_ids_that_differ_by_capitals_alone_are_a_problem(root, enter):
    enter(("ada", "Ada", "Lovelace", ""), ("Ada", "Ada", "Other", ""))
    assert "the id of several students is ada: Ada (Ada Other), ada (Ada Lovelace)" in found(root, "roster").found


def test_who_has_no_name_is_a_note(root, enter):
    enter(("ada", "Ada", "Lovelace", ""), *((f"s{i}", None, None, None) for i in range(7)))
    finding = found(root, "roster")
    assert (finding.status, finding.found) == (
        "note",
        "8 students; 7 without a name: s0, s1, s2, s3, s4 and 2 more",
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (REFERENCE, "return 1 / 0", "the question 'softplus' is broken: questions/softplus.py:13: ZeroDivisionError"),
        ("that is ReLU.", "that is {nothing}.", "names {nothing}, which is nothing"),
        ("SECRET =", "SECRET = 1 / 0 #", "questions/softplus.py:8: ZeroDivisionError: division by zero"),
    ],
    ids=["reference", "sentence", "import"],
)
def test_an_own_question_that_cannot_judge_is_a_problem(root, old, new, says):
    assert found(root, "own questions").found == "softplus"
    root.joinpath("questions", "softplus.py").write_text(SOFTPLUS.replace(old, new), encoding="utf-8")
    finding = found(root, "own questions")
    assert finding.status == "problem"
    assert says in finding.found
    assert "dlcourse prove says more" in finding.fix


def test_a_question_whose_file_has_another_name_now_is_a_problem_of_the_exercise_that_asks_it(root):
    path = root / "questions" / "softplus.py"
    path.rename(path.with_suffix(".txt"))
    finding = found(root, "own questions")
    assert finding.status == "problem"
    assert f"{NAME}: no question is called 'softplus'" in finding.found
