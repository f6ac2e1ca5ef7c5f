"""A mark is the same whoever asks for it: `dlcourse grade`, nbgrader's own autograder, a learner's `dlcourse check`.

And it is the same wherever it stands: terminal, JSON, the tables for other systems, feedback.

The table is in `odd_submissions.py`. Isolation is not the point here: the workers have none.
"""

import csv
import json
import shutil
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from odd_submissions import ASKED_BY_TESTS_FILES, CHECKS, ODD, SOLUTIONS, TESTS
from paths import ROOT

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.pages import write_feedback
from dlcourse.course.grading.judge.cells import is_asked
from dlcourse.course.grading.judge.own_copy import check_notebook
from dlcourse.course.grading.judge.results import all_questions, to_text
from dlcourse.course.grading.nbgrader.api import connect, limits_of, load_config
from dlcourse.course.grading.nbgrader.exchange import prepare
from dlcourse.course.grading.nbgrader.export import CanvasExport, CsvExport, MoodleExport

SETTINGS = '\nc.Judge.unsandboxed = True\nc.Judge.limits = {"*": {"seconds": 1.5}}\n'
STUDENTS = {name: f"s{number:03}" for number, name in enumerate(ODD)}
WAYS = ("nbgrader", "grade", "check")


def lay_down(folder, name):
    """A course folder of its own with one exercise, its table, and all odd submissions of it."""
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    with folder.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write(SETTINGS)
    for place in ("solutions", "exercises"):
        folder.joinpath(place, name).mkdir(parents=True)
        nbformat.write(SOLUTIONS[name], folder / place / name / f"{name}.ipynb")
        if name == TESTS:
            write_files(folder / place / name, ASKED_BY_TESTS_FILES)
    for odd, student in STUDENTS.items():
        if ODD[odd].exercise == name:
            path = folder / "submitted" / student / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(handed_in(ODD[odd]))
            write_files(path.parent, ODD[odd].files)
    return Course(folder)


def handed_in(odd):
    """The bytes of an odd submission."""
    notebook = json.loads(json.dumps(SOLUTIONS[odd.exercise]))
    made = odd.change(notebook)
    return made if isinstance(made, bytes) else json.dumps(notebook).encode()


def write_files(folder, files):
    for name, text in files.items():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(name).write_text(text)


def points(questions):
    return {question.name: question.points for question in questions}


def messages(questions):
    return {question.name: question.message for question in questions}


def by_grade(course, name):
    """Points, messages and score of each student, by `dlcourse grade`."""
    found = {}
    for result in grade_all(course, name, course.students(name), "none"):
        graded = result.status == "graded"
        found[result.student] = (points(result.questions), messages(result.questions), result.score) if graded else None
    return found


def by_nbgrader(course, name):
    """The same by nbgrader's own autograder, as its command and Formgrader's button call it, from its gradebook."""
    api = connect(course)
    prepare(course, [name])
    found = {}
    for student in course.students(name):
        done = api.autograde(name, student, force=True, create=True)
        found[student] = in_gradebook(api.gradebook, course, name, student) if done["success"] else None
    return found


def in_gradebook(book, course, name, student):
    """Points and score of a student in the gradebook, and the messages in the judged notebook."""
    with book:
        grades = {
            grade.name: grade.auto_score or 0.0 for grade in book.find_submission_notebook(name, name, student).grades
        }
        score = book.find_submission(name, student).score
    notebook = nbformat.read(course.autograded(student, name), as_version=4)
    questions = all_questions(SOLUTIONS[name], notebook, grades)
    return points(questions), messages(questions), score


def by_check(course, name):
    """The same by `dlcourse check`, as if each student's folder were one's own."""
    found = {}
    limits = limits_of(course, load_config(course), name)
    folder = course.notebook(name).parent
    for student in course.students(name):
        shutil.rmtree(folder)
        shutil.copytree(course.submitted(student, name).parent, folder)
        try:
            result = check_notebook(course, name, "none", limits)
            found[student] = points(result.questions), messages(result.questions), result.score
        except CourseError:
            found[student] = None
    return found


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    """What each student has, by way."""
    found = {way: {} for way in WAYS}
    for name in SOLUTIONS:
        for way, judged in zip(WAYS, (by_nbgrader, by_grade, by_check), strict=True):
            if way != "check":  # a folder for each grader, with a gradebook of its own
                course = found[name] = lay_down(tmp_path_factory.mktemp(name), name)
            found[way] |= judged(course, name)
    return found


def deserved(odd):
    """The points of each question; none yet where a person reads the answer."""
    cells = [cell for cell in SOLUTIONS[odd.exercise].cells if "points" in cell.metadata.get("nbgrader", {})]
    full = {
        cell.metadata.nbgrader.grade_id.removeprefix("check-"): cell.metadata.nbgrader.points * is_asked(cell)
        for cell in cells
    }
    return full | odd.loses


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ODD)
def test_every_way_of_grading_gives_what_the_submission_deserves(marks, name, way):
    odd, found = ODD[name], marks[way].get(STUDENTS[name])
    if odd.loses is None:
        assert found is None
        return
    assert found is not None, "no mark"
    scores, said, score = found
    assert scores == deserved(odd), said
    assert score == pytest.approx(sum(scores.values()))
    for question, part in odd.says.items():
        assert part in said[question]


# Wherever it stands

LATE = '\nc.AssignLatePenalties.plugin_class = "half_a_day.HalfAPoint"\n'
PLUGIN = """
from nbgrader.plugins import BasePlugin


class HalfAPoint(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.5 * (total_seconds_late // 86400)
"""
DUE, HANDED_IN = datetime(2026, 11, 1, 12), "2026-11-03 17:00:00.000000 UTC"  # two days and five hours late
PENALTY, BY_HAND = 1.0, 1.5


@pytest.fixture(scope="module")
def told(marks):
    """Every third odd submission, every second of these late, every third with points by hand: what each place says."""
    course = marks[CHECKS]
    students = course.students(CHECKS)[::3]
    course.root.joinpath("half_a_day.py").write_text(PLUGIN)
    with course.root.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write(LATE)
    for student in students[::2]:
        course.submitted(student, CHECKS).with_name("timestamp.txt").write_text(HANDED_IN)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        book.find_assignment(CHECKS).duedate = DUE
        for student in students[::3]:
            if ODD[odd_of(student)].loses is not None:
                book.find_grade("why", CHECKS, CHECKS, student).manual_score = BY_HAND
        book.db.commit()
    results = {result.student: result for result in grade_all(course, CHECKS, students, "none")}
    graded = [student for student in students if results[student].status == "graded"]
    pages = {page["student"]: page for page in write_feedback(course, CHECKS, graded)}
    return {
        "expected": {student: expected(student, number) for number, student in enumerate(students)},
        "JSON": {student: in_json(result) for student, result in results.items()},
        "terminal": {student: to_text(result).splitlines()[0] for student, result in results.items()},
        "grades.csv": in_table(course, CsvExport, "student_id", ("raw_score", "late_submission_penalty", "score")),
        "Moodle": in_table(course, MoodleExport, "ID number", ("Grade before penalty", "Late penalty", "Grade")),
        "Canvas": in_table(course, CanvasExport, "SIS User ID", (CHECKS,)),
        "feedback": {student: Path(page["path"]).with_suffix(".txt").read_text() for student, page in pages.items()},
    }


def odd_of(student):
    """The name of a student's submission."""
    return next(odd for odd, one in STUDENTS.items() if one == student)


def expected(student, number):
    """Points before the penalty, the penalty and what is left; None for what has no mark."""
    if ODD[odd_of(student)].loses is None:
        return None
    raw = sum(deserved(ODD[odd_of(student)]).values()) + BY_HAND * (number % 3 == 0)
    penalty = min(raw, PENALTY * (number % 2 == 0))
    return raw, penalty, raw - penalty


def in_json(result):
    """The same in a line of `dlcourse grade --json`."""
    data = json.loads(json.dumps(result.to_dict()))
    return None if data["score"] is None else (data["raw_score"], data["late_penalty"], data["score"])


def in_table(course, plugin, of_student, columns):
    """The same in a table, by student; None where it has no mark."""
    path = course.root / plugin.file_name
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        plugin(to=str(path)).export(book)
    lines = csv.DictReader(path.read_text().splitlines())
    return {line[of_student]: tuple(float(line[column]) for column in columns) for line in lines if line[of_student]}


@pytest.mark.parametrize("place", ["JSON", "grades.csv", "Moodle", "Canvas"])
def test_every_place_has_the_same_marks(told, place):
    for student, want in told["expected"].items():
        found = told[place].get(student)
        assert found == pytest.approx(want[-len(found) :]) if want else found is None, odd_of(student)


@pytest.mark.parametrize("place", ["terminal", "feedback"])
def test_every_line_says_the_same_marks(told, place):
    for student, want in told["expected"].items():
        if want is None:
            assert "rejected: " in told["terminal"][student]
            assert student not in told["feedback"]
            continue
        raw, penalty, score = want
        late = f"{raw:g}, less {penalty:g} for handing in 2 days and 5 hours late" if penalty else ""
        late = late or ("2 days and 5 hours late" if list(told["expected"]).index(student) % 2 == 0 else "")
        line = f"{score:g} of 7 points" + f" ({late})" * bool(late)
        assert line in told[place][student].splitlines() or told[place][student].endswith(f"  {line}"), odd_of(student)
