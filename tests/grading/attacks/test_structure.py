"""A twisted submission earns what its answers deserve or is rejected with a reason; the others are graded."""

import json
import shutil
import sqlite3

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, copy_course, run, solution_of
from files import IDS, IN_BYTES, ON_DISK
from structure import IN_JSON, TARGET, starting_point

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.handed_in import KEPT

POINTS = {question.name: float(question.points) for question in EXERCISES[EXERCISE]}
EXPECTED = {
    **{name: (outcome, lost) for name, (_, outcome, lost) in IN_JSON.items()},
    **{name: (outcome, "all" if outcome == "EF" else ()) for name, (_, outcome) in IN_BYTES.items()},
    **{name: (outcome, ()) for name, (_, outcome) in ON_DISK.items()},
}
STUDENT = {name: f"s{number:03}" for number, name in enumerate(EXPECTED)}


def lay_down(root):
    """A class of attackers, with honest work before and after theirs."""
    submitted = root / "submitted"
    for student in ("honest", "zoe"):
        path = submitted / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answers(root), path)
    for name, student in STUDENT.items():
        path = submitted / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        notebook = starting_point(answers(root))
        if name in ON_DISK:
            ON_DISK[name][0](path, to_bytes(notebook), submitted)
        elif name in IN_BYTES:
            path.write_bytes(IN_BYTES[name][0](notebook))
        else:
            IN_JSON[name][0](notebook)
            path.write_bytes(to_bytes(notebook))


def to_bytes(notebook):
    return json.dumps(notebook).encode()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = copy_course(tmp_path_factory.mktemp("course"))
    lay_down(root)
    return root


@pytest.fixture(scope="module")
def results(course):
    students = [*sorted(["honest", *STUDENT.values(), "zoe"]), *IDS]
    return {result.student: result for result in grade_all(Course(course), EXERCISE, students, best_tier())}


def test_everybody_has_a_result_and_nobody_a_fault_of_the_grader(results):
    assert len(results) == 2 + len(STUDENT) + len(IDS)
    faults = {student: result.message for student, result in results.items() if result.status == "failed"}
    assert faults == {}


@pytest.mark.parametrize("student", ["honest", "zoe"])
def test_honest_work_among_attackers_has_full_marks(results, student):
    assert (results[student].status, results[student].score) == ("graded", sum(POINTS.values()))


@pytest.mark.parametrize("name", [name for name, (outcome, _) in EXPECTED.items() if outcome != "ER"])
def test_an_attack_earns_what_its_answers_deserve(results, name):
    result = results[STUDENT[name]]
    lost = EXPECTED[name][1]
    lost = set(POINTS) if lost == "all" else {TARGET, *lost}
    deserved = {question: 0.0 if question in lost else points for question, points in POINTS.items()}
    assert result.status == "graded", result.message
    assert {question.name: question.points for question in result.questions} == deserved
    assert {question.name: question.max_points for question in result.questions} == POINTS
    assert result.score == sum(deserved.values())
    assert all(question.message.strip() for question in result.questions)


@pytest.mark.parametrize("name", [name for name, (outcome, _) in EXPECTED.items() if outcome == "ER"])
def test_what_is_no_notebook_is_rejected_with_one_line(results, name):
    result = results[STUDENT[name]]
    assert (result.status, result.score, result.questions) == ("rejected", None, [])
    assert len(result.message.splitlines()) == 1


@pytest.mark.parametrize("student", IDS)
def test_a_name_that_is_no_folders_name_is_rejected(results, student):
    assert results[student].status == "rejected"
    assert results[student].message.startswith("student id")


def test_nothing_was_written_outside_the_folders_of_the_results(course, results):
    assert sorted(path.name for path in course.iterdir()) == [
        *("autograded", "constraints.txt", "exercises", "gradebook.db", "nbgrader_config.py", "solutions", "submitted"),
    ]
    graded = {student for student, result in results.items() if result.status == "graded"}
    assert {path.name for path in course.joinpath("autograded").iterdir()} == graded | {KEPT}


def test_a_link_beside_a_submission_is_not_followed(course, results):
    for name in ("a time that is a link", "a key that is a link"):
        folder = course / "autograded" / STUDENT[name] / EXERCISE
        assert [path.name for path in folder.iterdir()] == [f"{EXERCISE}.ipynb"]
    assert solution_of(course).exists()


TWISTS = {  # that ended a whole batch of nbgrader's own grader, and a few of each other kind
    "graded": (
        *("an answer named twice", "a check named twice", "schema version 1", "the test deleted", "no metadata"),
    ),
    "rejected": ("not JSON", "a link to the solution"),
}


@pytest.fixture(scope="module")
def by_nbgrader(course, tmp_path_factory):
    """The scores that `nbgrader autograde` writes for some of the same submissions, and what it says."""
    root = copy_course(tmp_path_factory.mktemp("nbgrader"))
    for student in ("honest", "zoe", *(STUDENT[name] for names in TWISTS.values() for name in names)):
        shutil.copytree(course / "submitted" / student, root / "submitted" / student, symlinks=True)
    if best_tier() == "none":
        with root.joinpath("nbgrader_config.py").open("a") as config:
            config.write("\nc.Judge.unsandboxed = True\n")
    assert run("nbgrader", "generate_assignment", EXERCISE, cwd=root).returncode == 0
    done = run("nbgrader", "autograde", EXERCISE, "--create", cwd=root)
    query = """
        SELECT submitted_assignment.student_id, SUM(grade.auto_score) FROM grade
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        GROUP BY 1
    """
    with sqlite3.connect(root / "gradebook.db") as book:
        return dict(book.execute(query).fetchall()), done


def test_nbgraders_own_command_gives_the_same_scores_and_goes_on_after_what_it_cannot_read(by_nbgrader):
    scores, done = by_nbgrader
    wrong = sum(POINTS.values()) - POINTS[TARGET]
    assert {student: scores.get(student) for student in ("honest", "zoe")} == dict.fromkeys(
        ("honest", "zoe"), sum(POINTS.values())
    )
    assert {name: scores.get(STUDENT[name]) for name in TWISTS["graded"]} == dict.fromkeys(TWISTS["graded"], wrong)
    assert not any(scores.get(STUDENT[name]) for name in TWISTS["rejected"])
    assert done.returncode == 1
