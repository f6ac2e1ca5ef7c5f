"""A course runs for a term: exercises change, gradebooks move, settings break, and no mark is lost on the way.

Before, a question added or removed after grading was a traceback from every command, a restored gradebook was not
asked, each essay that was read waited to be read again, and broken settings sent marks to another gradebook.
"""

import csv
import os
import shutil
import sqlite3

import nbformat
import pytest
from course_copy import EXERCISE, answers, cell_of, copy_course, hand_in, solution_of
from nbgrader.api import Gradebook
from paths import ROOT
from sqlalchemy.exc import OperationalError

from dlcourse import __version__
from dlcourse.course.commands import doctor, lab, main
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.faults import affects_whole_batch, describe_fault
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.nbgrader.api import connect, load_config, open_gradebook
from dlcourse.course.grading.nbgrader.entered import ASIDE
from dlcourse.course.grading.nbgrader.exchange import enter, prepare, submit
from dlcourse.course.learner.edition import Edition, fingerprint_here
from dlcourse.course.learner.own_folder import start

ESSAYS = "15_momentum"
ESSAY = "zigzag_choice"
NO_GATE = "def relu_backward(da, z):\n    return da.copy()"


def graded(root, exercise=EXERCISE):
    """The result of each student, by id."""
    course = Course(root)
    return {one.student: one for one in grade_all(course, exercise, course.students(exercise), "none", 1)}


def scores(root, exercise=EXERCISE):
    """Status, score and maximum of each student."""
    return {student: (one.status, one.score, one.max_score) for student, one in graded(root, exercise).items()}


def by_hand(root, student, cell, score, exercise=EXERCISE):
    """Give points by hand, as Formgrader does."""
    with gradebook(root) as book:
        grade = book.find_grade(cell, exercise, exercise, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.db.commit()


def waits(root, student, cell, exercise=EXERCISE):
    with gradebook(root) as book:
        return book.find_grade(cell, exercise, exercise, student).needs_manual_grade


def gradebook(root):
    return open_gradebook(Course(root), load_config(Course(root)))


def change(root, edit):
    """Change the solution, as an update of the course does."""
    notebook = nbformat.read(solution_of(root), as_version=4)
    edit(notebook)
    nbformat.write(notebook, solution_of(root))


def without_relu(notebook):
    notebook.cells = [cell for cell in notebook.cells if "relu_backward" not in grade_id(cell)]


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def configure(root, text):
    path = root / "nbgrader_config.py"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """Ada is right, Bob made a mistake; both are graded, and both have points by hand."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    hand_in(root, "ada", answers(root))
    hand_in(root, "bob", answers(root, relu_backward=NO_GATE))
    assert scores(root) == {"ada": ("graded", 15, 15), "bob": ("graded", 14, 15)}
    by_hand(root, "ada", "check-dense_backward", 2.5)
    by_hand(root, "bob", "check-relu_backward", 0.5)
    return root


@pytest.fixture
def root(class_, tmp_path):
    return shutil.copytree(class_, tmp_path / "course")


# The exercise changes


def test_a_question_that_is_gone_takes_its_points_and_what_was_given_by_hand_is_kept_in_a_table(root, capsys):
    change(root, without_relu)
    assert scores(root) == {"ada": ("graded", 13.5, 14), "bob": ("graded", 14, 14)}
    line = f"{EXERCISE} has no question check-relu_backward any more: what 2 had for it is in {ASIDE}"
    assert f"dlcourse grade: {line}\n" == capsys.readouterr().err
    rows = list(csv.DictReader(root.joinpath(ASIDE).read_text(encoding="utf-8").splitlines()))
    found = [(row["exercise"], row["question"], row["student"], row["auto_score"], row["manual_score"]) for row in rows]
    assert found == [
        (EXERCISE, "check-relu_backward", "ada", "1.0", ""),
        (EXERCISE, "check-relu_backward", "bob", "0.0", "0.5"),
    ]


def test_a_table_of_removed_marks_is_added_to(root):
    root.joinpath(ASIDE).write_text("an older line\n")
    change(root, without_relu)
    graded(root)
    lines = root.joinpath(ASIDE).read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == ("an older line", 3)


def test_what_is_kept_in_that_table_is_no_formula(root):
    with gradebook(root) as book:
        grade = book.find_grade("check-relu_backward", EXERCISE, EXERCISE, "bob")
        comment = next(one for one in grade.notebook.comments if one.name == "relu_backward")
        comment.manual_comment = "=1+1"
        book.db.commit()
    change(root, without_relu)
    graded(root)
    rows = list(csv.DictReader(root.joinpath(ASIDE).read_text(encoding="utf-8").splitlines()))
    assert "'=1+1" in [row["comment"] for row in rows]


def test_a_question_that_is_new_is_asked_of_those_who_have_handed_in(root, capsys):
    whole = solution_of(root).read_text(encoding="utf-8")
    change(root, without_relu)
    graded(root)
    capsys.readouterr()
    solution_of(root).write_text(whole, encoding="utf-8")
    assert scores(root) == {"ada": ("graded", 14.5, 15), "bob": ("graded", 14, 15)}
    assert capsys.readouterr().err == ""
    with gradebook(root) as book:
        assert book.find_grade("check-relu_backward", EXERCISE, EXERCISE, "ada").auto_score == 1


def test_a_question_with_other_points_counts_them_and_what_was_given_by_hand_waits_to_be_looked_at(root):
    change(root, lambda notebook: cell_of(notebook, "check-dense_backward").metadata.nbgrader.update(points=5))
    assert scores(root) == {"ada": ("graded", 14.5, 17), "bob": ("graded", 16.5, 17)}
    assert waits(root, "ada", "check-dense_backward")
    assert not waits(root, "bob", "check-relu_backward")


def test_a_check_whose_cell_has_another_text_is_the_gradebooks_too(root):
    change(root, lambda notebook: cell_of(notebook, "check-relu_backward").update(source="assert relu_backward"))
    assert scores(root)["bob"][1:] == (14.5, 15)
    with gradebook(root) as book:
        assert book.find_source_cell("check-relu_backward", EXERCISE, EXERCISE).source == "assert relu_backward"


def test_a_notebook_that_the_exercise_has_no_longer_is_taken_out(root, capsys):
    shutil.copy(solution_of(root), root / "old.ipynb")
    with gradebook(root) as book:
        book.add_notebook("old", EXERCISE)
        book.add_grade_cell("essay", "old", EXERCISE, max_score=3, cell_type="markdown")
        book.remove_submission(EXERCISE, "bob")
        book.add_submission(EXERCISE, "bob")
        book.find_grade("essay", "old", EXERCISE, "bob").manual_score = 2
        book.db.commit()
    assert scores(root) == {"ada": ("graded", 14.5, 15), "bob": ("graded", 14, 15)}
    assert "has no question essay any more: what 1 had for it" in capsys.readouterr().err
    assert "essay,bob,3.0,,2.0" in root.joinpath(ASIDE).read_text(encoding="utf-8")


@pytest.mark.parametrize("step", ["generate_assignment", "autograde"])
def test_nbgraders_own_steps_follow_a_changed_exercise(root, step):
    change(root, without_relu)
    api = connect(Course(root))
    arguments = (EXERCISE,) if step == "generate_assignment" else (EXERCISE, "bob")
    done = getattr(api, step)(*arguments, force=True)
    assert done["success"], done["log"]
    with gradebook(root) as book:
        found = book.find_submission(EXERCISE, "bob")
        assert (found.score, found.max_score) == (14, 14)
    assert "check-relu_backward,bob" in root.joinpath(ASIDE).read_text(encoding="utf-8")


def test_a_row_for_a_score_that_is_missing_is_made(root):
    with gradebook(root) as book:
        book.db.delete(book.find_grade("check-two_path_gradient", EXERCISE, EXERCISE, "bob"))
        book.db.commit()
    assert scores(root)["bob"] == ("graded", 14.5, 15)


def test_a_fault_while_the_gradebook_follows_leaves_it_as_it_was(root, monkeypatch):
    def full(path, text):
        raise OSError(28, "No space left on device", str(path))

    change(root, without_relu)
    before = root.joinpath("gradebook.db").read_bytes()
    monkeypatch.setattr("dlcourse.course.grading.nbgrader.entered.replace", full)
    with pytest.raises(OSError, match="No space left"):
        graded(root)
    with sqlite3.connect(root / "gradebook.db") as book, sqlite3.connect(":memory:") as old:
        old.deserialize(before)
        assert list(book.iterdump()) == list(old.iterdump())


# The gradebook is another one


@pytest.mark.parametrize("what", ["restored", "gone", "moved"])
def test_the_gradebook_itself_is_asked_and_not_a_file_beside_it(root, what):
    root.joinpath("exchange").mkdir(exist_ok=True)
    root.joinpath("exchange", "prepared.json").write_text('{"07_backpropagation": "believed"}')
    if what == "moved":
        (root / "elsewhere").mkdir()
        shutil.move(root / "gradebook.db", root / "elsewhere" / "marks.db")
        configure(root, f"c.CourseDirectory.db_url = 'sqlite:///{root}/elsewhere/marks.db'")
    else:
        root.joinpath("gradebook.db").unlink()
    if what == "restored":  # one of before the exercise, with another one in it
        Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse").close()
    raw = {"ada": ("graded", 15, 15), "bob": ("graded", 14, 15)}
    assert scores(root) == (raw if what != "moved" else {"ada": ("graded", 14.5, 15), "bob": ("graded", 14.5, 15)})
    assert root.joinpath("gradebook.db").exists() == (what != "moved")


def test_a_gradebook_of_before_a_change_follows_it(root):
    old = root.joinpath("gradebook.db").read_bytes()
    change(root, without_relu)
    graded(root)
    root.joinpath("gradebook.db").write_bytes(old)
    assert scores(root) == {"ada": ("graded", 13.5, 14), "bob": ("graded", 14, 14)}


def of_a_server(text):
    """The error of a database server's driver, as SQLAlchemy wraps it."""
    return OperationalError("SELECT 1", {}, Exception(text))


def test_a_server_that_is_down_is_one_line_and_ends_the_batch(root, monkeypatch, capsys):
    def down(*_, **__):
        raise of_a_server('connection to server at "127.0.0.1", port 5432 failed:\n\tConnection refused')

    assert affects_whole_batch(of_a_server("gone"))
    monkeypatch.setattr("nbgrader.api.Gradebook.check_course", down)
    assert main(["submit", "07", "--course", str(root)]) == 2
    assert capsys.readouterr().err == (
        "dlcourse submit: not submitted: the gradebook: "
        'connection to server at "127.0.0.1", port 5432 failed: Connection refused: '
        "start the database or fix db_url in nbgrader_config.py, then run the same command again; "
        "what was finished is kept\n"
    )


def test_a_gradebook_of_an_older_nbgrader_says_how_to_renew_it():
    said = describe_fault(of_a_server("no such column: submitted_notebook.late_submission_penalty"))
    assert "run `nbgrader db upgrade`" in said


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "not the address of a database"),
        ("oracle+nothing://a:secret@h/x", "not the address of a database"),
        ("postgresql+psycopg2cffi://a:secret@h/x", "needs the module psycopg2cffi"),
    ],
)
def test_an_address_that_makes_no_sense_is_one_line_without_the_password(root, url, says):
    configure(root, f"c.CourseDirectory.db_url = {url!r}")
    with pytest.raises(CourseError, match=says) as caught:
        gradebook(root)
    found = next(doctor.settings(Course(root)))
    assert found.status == "problem"
    assert "secret" not in str(caught.value) + str(found)


def test_the_doctor_looks_at_the_gradebook_that_the_settings_name(root):
    (root / "elsewhere").mkdir()
    shutil.move(root / "gradebook.db", root / "elsewhere" / "marks.db")
    configure(root, f"c.CourseDirectory.db_url = 'sqlite:///{root}/elsewhere/marks.db'")
    found = next(doctor.settings(Course(root)))
    assert (found.status, found.found) == ("ok", f"{root}/elsewhere/marks.db")


# Broken settings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("this is (", "SyntaxError: '(' was never closed"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import nothing_of_this_name", "ModuleNotFoundError: No module named 'nothing_of_this_name'"),
    ],
)
def test_settings_that_fail_are_one_line_and_no_other_gradebook_is_made(root, text, says):
    root.joinpath("gradebook.db").unlink()
    configure(root, text)
    with pytest.raises(CourseError, match=r"^nbgrader_config\.py, line \d+: ") as caught:
        graded(root)
    assert says in str(caught.value)
    assert not root.joinpath("gradebook.db").exists()
    assert next(doctor.settings(Course(root))).status == "problem"


def test_a_setting_of_another_kind_is_one_line(root, capsys):
    configure(root, "c.Exchange.root = 5")
    assert main(["submit", "07", "--course", str(root)]) == 2
    assert "c.Exchange.root: expected a folder, as text. Received: 5" in capsys.readouterr().err


# dlcourse lab


@pytest.fixture
def started(monkeypatch):
    """The commands that took this process's place."""
    found = []
    monkeypatch.chdir(os.getcwd())  # and back to it when the test is over
    monkeypatch.setattr(os, "execve", lambda program, command, environment: found.append(command))
    return found


def test_lab_releases_nothing_and_enters_nothing(root, started):
    root.joinpath("gradebook.db").unlink()
    before = sorted(root.rglob("*"))
    main(["lab", "--course", str(root)])
    assert len(started) == 1
    assert sorted(root.rglob("*")) == before


def test_lab_releases_on_request_what_is_not_released_yet(root, started, capsys):
    main(["lab", "--release", "--course", str(root)])
    assert capsys.readouterr().err == f"Ready to hand in: {EXERCISE}\n"
    released = root / "exchange" / "dlcourse" / "outbound" / EXERCISE / f"{EXERCISE}.ipynb"
    released.write_text("the instructor's own")
    main(["lab", "--release", "--course", str(root)])
    assert capsys.readouterr().err == ""
    assert released.read_text() == "the instructor's own"
    assert len(started) == 2


def break_settings(root):
    configure(root, "1 / 0")


def break_gradebook(root):
    root.joinpath("gradebook.db").write_bytes(b"no database" * 1000)


def break_exchange(root):
    root.joinpath("exchange").write_text("a file")


def break_solution(root):
    solution_of(root).write_text("{")


@pytest.mark.parametrize("fault", [break_settings, break_gradebook, break_exchange, break_solution])
def test_lab_opens_whatever_is_broken_and_says_what_was_not_released(root, started, capsys, fault):
    fault(root)
    main(["lab", "--release", "--course", str(root)])
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"dlcourse lab: {EXERCISE} is not released: ")
    assert len(started) == 1
    assert f"--LabApp.default_url=/lab/tree/{lab.FIRST}" in started[0]


def test_grading_releases_nothing(root):
    graded(root)
    assert not root.joinpath("exchange").exists()
    assert not root.joinpath("release").exists()


def test_a_release_is_made_once_and_enter_says_nothing_of_what_is_as_it_was(root):
    course = Course(root)
    assert prepare(course, [EXERCISE]) == [EXERCISE]
    assert prepare(course, [EXERCISE]) == []
    assert enter(course, load_config(course), EXERCISE) == []


# Answers that a person reads


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Ada's essay is read."""
    root = copy_course(tmp_path_factory.mktemp("read"), ESSAYS)
    hand_in(root, "ada", essay(root), ESSAYS)
    assert graded(root, ESSAYS)["ada"].needs_manual_grade
    by_hand(root, "ada", ESSAY, 1.5, ESSAYS)
    return root


def essay(root, more="", cell=""):
    notebook = nbformat.read(root / "solutions" / ESSAYS / f"{ESSAYS}.ipynb", as_version=4)
    cell_of(notebook, ESSAY).source += more
    notebook.cells += [nbformat.v4.new_code_cell(cell)] if cell else []
    return notebook


@pytest.mark.parametrize("more", ["", " And one more thing."], ids=["as it was", "changed"])
@pytest.mark.parametrize("way", ["grade", "autograde"])
def test_an_essay_that_was_read_waits_again_only_if_it_is_another(read, tmp_path, more, way):
    root = shutil.copytree(read, tmp_path / "course")
    hand_in(root, "ada", essay(root, more, "print('one more hand-in')"), ESSAYS)
    if way == "grade":
        assert graded(root, ESSAYS)["ada"].needs_manual_grade == bool(more)
    else:
        assert connect(Course(root)).autograde(ESSAYS, "ada", force=True)["success"]
    assert waits(root, "ada", ESSAY, ESSAYS) == bool(more)
    assert graded(root, ESSAYS)["ada"].questions[-1].points == 1.5


def test_an_essay_whose_judged_notebook_is_lost_waits_to_be_read_again(read, tmp_path):
    root = shutil.copytree(read, tmp_path / "course")
    shutil.rmtree(root / "autograded")
    assert graded(root, ESSAYS)["ada"].needs_manual_grade


# A learner's own folder


def test_a_folder_without_solutions_hands_in(tmp_path):
    root = tmp_path / "own"
    files = [ROOT / "nbgrader_config.py", ROOT / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"]
    contents = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}
    start(root, Edition("dlcourse", __version__, contents, fingerprint_here()))
    assert submit(Course(root), EXERCISE, "ada")["student"] == "ada"
    assert len(list(root.glob(f"exchange/dlcourse/inbound/ada+{EXERCISE}+*/{EXERCISE}.ipynb"))) == 1
    assert root.joinpath("exchange", "dlcourse", "outbound", EXERCISE, f"{EXERCISE}.ipynb").exists()
