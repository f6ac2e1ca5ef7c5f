"""A mark is the same whoever asks for it: `dlcourse grade`, nbgrader's own autograder, a learner's `dlcourse check`.

The table is in `odd_submissions.py`. Isolation is not the point here: the workers have none.
"""

import json
import shutil

import nbformat
import pytest
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade
from odd_submissions import ASKED_BY_TESTS_FILES, ODD, SOLUTIONS, TESTS
from paths import ROOT

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.judge.intake import IntakeError
from dlcourse.course.grading.judge.own_copy import check_notebook
from dlcourse.course.grading.judge.results import all_questions
from dlcourse.course.grading.nbgrader.api import limits_of, load_config, quiet_log

SETTINGS = '\nc.Judge.unsandboxed = True\nc.Judge.limits = {"*": {"seconds": 1.5}}\n'
STUDENTS = {name: f"s{number:03}" for number, name in enumerate(ODD)}
ON_GRADEBOOK = {"OverwriteCells", "SaveAutoGrades", "SaveScores", "AssignLatePenalties", "LatePenalty"}
WAYS = ("grade", "nbgrader", "check")


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
    """The same by nbgrader's own autograder: the steps that the course's settings name, but those on the gradebook."""
    config = load_config(course)
    steps = Autograde(coursedir=CourseDirectory(config=config), config=config, log=quiet_log())
    exporter = steps.exporter_class(config=config)
    exporter._preprocessors = []
    for step in (*steps.sanitize_preprocessors, *steps.autograde_preprocessors):
        if step.rpartition(".")[2] not in ON_GRADEBOOK:
            exporter.register_preprocessor(step)
    return {student: autograded(course, name, student, exporter) for student in course.students(name)}


def autograded(course, name, student, exporter):
    """One submission as `nbgrader autograde` judges it; None where it raises, and has no mark."""
    about = {"student": student, "assignment": name, "notebook": name}
    try:
        text, _ = exporter.from_filename(str(course.submitted(student, name)), {"nbgrader": about})
    except IntakeError:
        return None
    notebook = nbformat.reads(text, as_version=4)
    graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    scores = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] or 0.0 for cell in graded}
    questions = all_questions(SOLUTIONS[name], notebook, scores)
    return points(questions), messages(questions), sum(scores.values())


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
        course = lay_down(tmp_path_factory.mktemp(name), name)
        for way, judged in zip(WAYS, (by_grade, by_nbgrader, by_check), strict=True):
            found[way] |= judged(course, name)
    return found


def deserved(odd):
    """The points of each question."""
    cells = [cell for cell in SOLUTIONS[odd.exercise].cells if "points" in cell.metadata.get("nbgrader", {})]
    full = {cell.metadata.nbgrader.grade_id.removeprefix("check-"): cell.metadata.nbgrader.points for cell in cells}
    return full | ({"why": 0} if "why" in full else {}) | odd.loses  # a person reads the answer in words


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
