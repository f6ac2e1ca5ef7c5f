"""A result that is kept is the grader's own, of this very submission: nothing else in its place is believed.

The key of a result can be computed by everybody who has the course: it says what the result is of, not who made it.
"""

import json
import shutil

import nbformat
import pytest
from course_copy import EXERCISE, answers, batch_of, best_tier, cell_of, copy_course, solution_of
from nbgrader.api import Gradebook

from dlcourse.checks.card import VERDICT_MIME
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch import pool
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.judge import judging
from dlcourse.course.grading.judge.judging import job_of
from dlcourse.course.grading.judge.result_cache import Kept
from dlcourse.course.grading.judge.versions import packages
from dlcourse.course.grading.nbgrader.api import connect, limits_of, load_config
from dlcourse.course.handed_in import KEPT

NO_GATE = "def relu_backward(da, z):\n    return da.copy()"
STUDENTS = ["ada", "bob"]
FULL = {"name": "relu_backward", "points": 1.0, "max_points": 1.0, "status": "correct", "message": "Right."}


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """Ada is right, Bob made a mistake; both are graded."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    hand_in(root, "ada", nbformat.writes(answers(root)))
    hand_in(root, "bob", nbformat.writes(answers(root, relu_backward=NO_GATE)))
    assert scores(root) == {"ada": 15, "bob": 14}
    return root


@pytest.fixture
def root(class_, tmp_path):
    return shutil.copytree(class_, tmp_path / "course")


@pytest.fixture
def judged(monkeypatch):
    """The students whose work is judged in this test, and not kept."""
    found = []
    real = pool.Pool.submit
    monkeypatch.setattr(pool.Pool, "submit", lambda self, job: found.append(job.student) or real(self, job))
    return found


def hand_in(root, student, text):
    path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def scores(root, *students):
    return {one.student: one.score for one in grade_all(Course(root), EXERCISE, list(students) or STUDENTS, "none", 1)}


def judged_file(root, student):
    return root / "autograded" / student / EXERCISE / f"{EXERCISE}.ipynb"


def key_of(root, student):
    """The key of a student's submission, as everybody who has the course can compute it."""
    course = Course(root)
    limits = limits_of(course, load_config(course), EXERCISE)
    return job_of(batch_of(course, limits=limits), student).key("none")


def forged(root, key):
    """A judged notebook with full points and a key, as a student would make it."""
    notebook = answers(root)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.startswith("check-"):
            points = float(cell.metadata.nbgrader.points)
            verdict = FULL | {"name": name[6:], "points": points, "max_points": points, "misconceptions": []}
            cell.outputs = [
                nbformat.v4.new_output("display_data", data={VERDICT_MIME: verdict, "text/plain": "Right."}),
                nbformat.v4.new_output("execute_result", data={"text/plain": repr(points)}, execution_count=1),
            ]
    notebook.metadata["dlcourse"] = {"key": key, "sandbox": best_tier(), "notes": []}
    return nbformat.writes(notebook) + "\n"


# What is kept


def test_what_has_not_changed_is_kept(root, judged):
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == []


@pytest.mark.parametrize("change", ["submission", "file beside", "solution", "limits"])
def test_what_has_changed_is_judged_again(root, judged, change):
    path = root / "submitted" / "bob" / EXERCISE / f"{EXERCISE}.ipynb"
    if change == "submission":
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif change == "file beside":
        path.with_name("helper.py").write_text("x = 1")
    elif change == "solution":
        solution_of(root).write_text(solution_of(root).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    else:
        config = root / "nbgrader_config.py"
        config.write_text(config.read_text(encoding="utf-8") + 'c.Judge.limits = {"*": {"seconds": 21}}\n')
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == (["bob"] if change in ("submission", "file beside") else STUDENTS)


def test_the_key_takes_names_and_contents_of_files_apart(root):
    """Two submissions that differ in where one file ends and the next begins are not one."""
    folder = root / "submitted" / "bob" / EXERCISE
    keys = set()
    for files in ({"a": "bc"}, {"ab": "c"}, {"a": "b", "c": ""}, {"a": "b", "b": "c"}, {}):
        for name, text in files.items():
            folder.joinpath(name).write_text(text)
        keys.add(key_of(root, "bob"))
        for name in files:
            folder.joinpath(name).unlink()
    assert len(keys) == 5


# What is not believed


def test_a_forged_result_with_the_right_key_is_not_believed(root, judged):
    judged_file(root, "bob").write_text(forged(root, key_of(root, "bob")), encoding="utf-8")
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == ["bob"]
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == ["bob"]


def test_another_students_result_is_not_believed(root, judged):
    shutil.copy(judged_file(root, "ada"), judged_file(root, "bob"))
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == ["bob"]


@pytest.mark.parametrize("edit", ["points", "text", "order"])
def test_a_result_that_was_edited_is_judged_again(root, judged, edit):
    path = judged_file(root, "bob")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    if edit == "points":
        cell = next(cell for cell in notebook["cells"] if "check-relu_backward" in str(cell["metadata"]))
        cell["outputs"][-1]["data"]["text/plain"] = ["1.0"]
    elif edit == "text":
        notebook["cells"][0]["source"] = ["another"]
    else:
        notebook = dict(reversed(notebook.items()))
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == ["bob"]


def test_nbgraders_own_autograder_leaves_nothing_that_is_believed(root, judged):
    """nbgrader's own steps run a student's code in the open, and keep outputs and metadata: a key among them."""
    first = nbformat.reads(forged(root, "to come"), as_version=4)
    hand_in(root, "bob", nbformat.writes(answers(root, relu_backward=NO_GATE)))
    first.metadata["dlcourse"]["key"] = key_of(root, "bob")  # of what Bob hands in later
    hand_in(root, "bob", nbformat.writes(first))
    api = connect(Course(root))
    api.config.pop("Autograde")
    api.config.ClearOutputPreprocessor.enabled = False
    api.config.Autograde.sanitize_preprocessors = []
    api.config.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.SaveAutoGrades"]
    done = api.autograde(EXERCISE, "bob", force=True)
    assert done["success"], done["log"]
    left = nbformat.read(judged_file(root, "bob"), as_version=4)
    hand_in(root, "bob", nbformat.writes(answers(root, relu_backward=NO_GATE)))
    assert left.metadata["dlcourse"]["key"] == key_of(root, "bob")
    assert cell_of(left, "check-relu_backward").outputs
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == ["bob"]


def test_a_submission_with_outputs_metadata_and_files_of_the_graders_is_judged_by_its_answers(root, judged):
    notebook = nbformat.reads(forged(root, "any"), as_version=4)
    cell_of(notebook, "relu_backward").source = NO_GATE
    path = hand_in(root, "bob", nbformat.writes(notebook))
    for name in (f".{EXERCISE}.jsonl", KEPT, f"{EXERCISE}.jsonl"):
        path.with_name(name).write_text(json.dumps(["bob", "0" * 64]) + "\n")
    path.parent.joinpath("autograded", "bob", EXERCISE).mkdir(parents=True)
    path.parent.joinpath("autograded", "bob", EXERCISE, path.name).write_text(forged(root, key_of(root, "bob")))
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == ["bob"]
    left = nbformat.read(judged_file(root, "bob"), as_version=4)
    assert set(left.metadata) == {"dlcourse", "kernelspec", "language_info"} & set(left.metadata)
    assert left.metadata.dlcourse.key == key_of(root, "bob")


def test_an_older_notebook_that_was_put_back_is_judged_again(root, judged):
    older = judged_file(root, "bob").read_text(encoding="utf-8")
    hand_in(root, "bob", nbformat.writes(answers(root)))
    assert scores(root, "bob") == {"bob": 15}
    judged_file(root, "bob").write_text(older, encoding="utf-8")
    assert scores(root, "bob") == {"bob": 15}
    assert judged == ["bob", "bob"]


@pytest.mark.parametrize("text", [None, "", "\n[]\n{}\nnull\n", '["bob"', '["bob", "0"]\n'], ids=repr)
def test_without_its_notes_the_grader_judges_again(root, judged, text):
    path = root / "autograded" / KEPT / f"{EXERCISE}.jsonl"
    path.unlink() if text is None else path.write_text(text)
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == STUDENTS


def test_an_older_gradebook_gets_the_scores_of_what_is_kept(root, judged):
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        book.find_grade("check-relu_backward", EXERCISE, EXERCISE, "bob").auto_score = 1.0
        book.remove_submission(EXERCISE, "ada")
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == []
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        assert [book.find_submission(EXERCISE, student).score for student in STUDENTS] == [15, 14]


# Of another course, or beside other packages


def test_a_copy_of_what_an_older_course_judged_is_judged_again(root, judged, monkeypatch):
    """All of autograded/ is put back, the grader's own notes included: only the key tells that they are of old."""
    monkeypatch.setattr(judging, "versions", lambda: {"the text of dlcourse": "of another version"})
    assert scores(root) == {"ada": 15, "bob": 14}
    assert judged == STUDENTS


@pytest.mark.parametrize("change", ["a newer one", "one more", "one less"])
def test_with_other_packages_a_result_has_another_key(root, monkeypatch, tmp_path, change):
    """A student's code may use any package that is installed, Keras and JAX among them."""
    folder = tmp_path / "site-packages"
    folder.joinpath("keras-3.0.0.dist-info").mkdir(parents=True)
    folder.joinpath("jax-0.4.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(folder)
    packages.cache_clear()
    before = key_of(root, "bob")
    if change == "one more":
        folder.joinpath("pandas-2.0.0.dist-info").mkdir()
    else:
        found = folder.joinpath("keras-3.0.0.dist-info")
        found.rmdir() if change == "one less" else found.rename(folder / "keras-3.1.0.dist-info")
    assert key_of(root, "bob") == before  # of this process, which has loaded what it has loaded
    packages.cache_clear()
    assert key_of(root, "bob") != before
    packages.cache_clear()


def test_a_result_from_another_sandbox_or_without_one_has_another_key(root):
    job = job_of(batch_of(Course(root)), "bob")
    assert len({job.key(tier) for tier in ("bubblewrap", "landlock", "none")}) == 3


# The notes


def test_the_notes_are_no_students_work(root):
    assert Course(root).students(EXERCISE, "autograded") == STUDENTS


def test_the_notes_do_not_grow_without_end(root):
    path = root / "autograded" / KEPT / f"{EXERCISE}.jsonl"
    path.write_text(path.read_text() * 200)
    assert len(Kept(Course(root), EXERCISE).digests) == 2
    assert len(path.read_text().strip().splitlines()) == 2


def test_a_line_that_was_cut_off_spoils_no_later_one(root, judged):
    path = root / "autograded" / KEPT / f"{EXERCISE}.jsonl"
    whole = path.read_text()
    path.write_text(whole + whole.splitlines()[0][:20])
    hand_in(root, "bob", nbformat.writes(answers(root)))
    assert scores(root) == {"ada": 15, "bob": 15}
    assert scores(root) == {"ada": 15, "bob": 15}
    assert judged == ["bob"]
