"""A class from submitted/ to the summary: whoever has handed in is named, whatever lies there, and the output is text.

Before, a folder that cannot be read ended the batch or vanished, wrong names vanished, a file name that is not UTF-8
broke the JSON off, control characters reached the terminal, and standard output as cp1252 ended a batch in the middle.
"""

import io
import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from course_copy import EXERCISE, PROGRAMS, answers, copy_course, solution_of
from nbgrader.api import Gradebook

from dlcourse.course.commands import common, main
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.batch.summary import Class, Summary
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.nbgrader.exchange import prepare
from dlcourse.course.handed_in import is_like, misplaced, students_in
from dlcourse.course.terminal import HarmlessStream, harmless, to_json, visible

NOTEBOOK = f"{EXERCISE}.ipynb"
ODD = "a\x1b[2J\x07\x9b\x7f\u202eb"  # clear the screen, ring, eight bits, delete, from the right
MINUS = 'def relu_backward(da, z):\n    raise ValueError("a − b ✓")'


def place(root, student, folder=EXERCISE, name=NOTEBOOK, content=None):
    """Lay a file where a submission belongs, or nearly."""
    path = root / "submitted" / student / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(solution_of(root).read_bytes() if content is None else content)
    return path


def grade(root, *arguments, **environment):
    """Run `dlcourse grade 07` as a program; the exit code, and the bytes of both outputs."""
    command = [PROGRAMS / "dlcourse", "grade", "07", "--unsandboxed", *arguments]
    done = subprocess.run(command, cwd=root, env=os.environ | environment, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


# What lies in submitted/


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A course whose exercise is in the gradebook, and into which nobody has handed in."""
    root = copy_course(tmp_path_factory.mktemp("prepared"), EXERCISE, "08_gradient_descent")
    prepare(Course(root), [EXERCISE])
    return root


@pytest.fixture(scope="module")
def root(prepared, tmp_path_factory):
    """A class with a roster, in which nearly everybody has done something in another way."""
    root = shutil.copytree(prepared, tmp_path_factory.mktemp("course") / "course")
    place(root, "ada@uni.edu")
    place(root, "ben", name=f"{NOTEBOOK}.txt")
    place(root, "cy", name=f"{EXERCISE}-Copy1.ipynb")
    place(root, "dot", folder="07_backprop")
    place(root, "eve", folder=".", name=f"{EXERCISE} (1).zip")
    place(root, "flo", folder="08_gradient_descent", name="08_gradient_descent.ipynb")
    place(root, "gus", folder=f"{EXERCISE}/{EXERCISE}")
    place(root, "ida", folder=f"solved 😀/{EXERCISE}")
    place(root, "jo", folder="Übung 7")
    place(root, "kim", folder="Übung 7", name="solution.ipynb")
    root.joinpath("submitted", "lea", ".cache").mkdir(parents=True)
    root.joinpath("submitted", "hal").mkdir()
    root.joinpath("submitted", "hal", EXERCISE).write_bytes(b"a file")
    place(root, "jürgen's", name=NOTEBOOK, content=nbformat.writes(answers(root, relu_backward=MINUS)).encode())
    place(root, ODD)
    root.joinpath("submitted", "linked").symlink_to(root / "nowhere")
    root.joinpath("submitted", f"ada_{NOTEBOOK}").write_bytes(b"{}")
    root.joinpath("submitted", EXERCISE, "ada").mkdir(parents=True)
    os.makedirs(os.fsencode(root / "submitted") + b"/m\xfcller/" + EXERCISE.encode())
    place(root, "stranger")
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        for student in ("ada@uni.edu", "ben", "cy", "dot", "eve", "flo", "gus", "hal", "jürgen's", "zoe", "ida", "jo"):
            book.add_student(student, last_name="x")
    return root


@pytest.fixture(scope="module")
def graded(root):
    """What the command prints as text and as JSON, with standard output as cp1252 the first time."""
    return grade(root, PYTHONIOENCODING="cp1252"), grade(root, "--json")


@pytest.fixture(scope="module")
def found(graded):
    return json.loads(graded[1][1])


@pytest.fixture(scope="module")
def results(found):
    return {result["student"]: result for result in found["submissions"]}


@pytest.mark.parametrize(
    ("student", "says"),
    [
        ("ben", f"{NOTEBOOK} is missing (found: {NOTEBOOK}.txt): the notebook must keep its name"),
        ("cy", f"{NOTEBOOK} is missing (found: {EXERCISE}-Copy1.ipynb): the notebook must keep its name"),
        ("dot", f"{EXERCISE}/{NOTEBOOK} is missing (found: 07_backprop/{NOTEBOOK}): folder and notebook must keep"),
        ("eve", f"{EXERCISE}/{NOTEBOOK} is missing (found: {EXERCISE} (1).zip): folder and notebook must keep"),
        ("gus", f"{NOTEBOOK} is missing (found: {EXERCISE}/{NOTEBOOK}): the notebook must keep its name"),
        ("hal", f"{EXERCISE}/{NOTEBOOK} is missing"),
        ("ida", f"{EXERCISE}/{NOTEBOOK} is missing (found: solved 😀/{EXERCISE}/{NOTEBOOK}): folder and notebook"),
        ("jo", f"{EXERCISE}/{NOTEBOOK} is missing (found: Übung 7/{NOTEBOOK}): folder and notebook must keep"),
        (visible(ODD), "expected a name for a folder"),
        ("m\\xfcller", "expected a name for a folder"),
        ("stranger", "the roster does not know stranger: enter the id (nbgrader db student add ID)"),
    ],
)
def test_who_is_not_graded_is_told_what_was_found(results, student, says):
    result = results[student.encode().decode("unicode_escape") if student == visible(ODD) else student]
    assert (result["status"], result["score"]) == ("rejected", None)
    assert says in result["message"]


@pytest.mark.parametrize(("student", "score"), [("ada@uni.edu", 15), ("jürgen's", 14)])
def test_whoever_else_has_handed_in_is_graded(results, student, score):
    assert (results[student]["status"], results[student]["score"]) == ("graded", score)


def test_who_has_handed_in_another_exercise_alone_is_no_submission_of_this_one(results):
    assert {"flo", "kim", "lea", "linked", EXERCISE, "zoe"} & set(results) == set()


def test_what_lies_in_no_students_folder_is_said(graded, found):
    lines = graded[1][2].decode().splitlines()
    for what in (
        f"submitted/{EXERCISE} is named as an exercise",
        f"submitted/ada_{NOTEBOOK} is in no student's folder",
        "submitted/linked is a link to nothing",
        "submitted/kim holds no exercise of the course (found: Übung 7/solution.ipynb)",
    ):
        line = f"{what}: expected submitted/STUDENT/{EXERCISE}/{NOTEBOOK}"
        assert f"dlcourse grade: {line}" in lines
        assert line in found["summary"]["not_taken"]


def test_the_roster_is_as_it_was(root, graded):
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        assert len(book.students) == 12
        assert {submission.student.id for submission in book.assignment_submissions(EXERCISE)} == {
            "ada@uni.edu",
            "jürgen's",
        }


def test_the_summary_counts_everybody_and_names_who_is_missing(graded, found):
    summary = dict(found["summary"])
    not_taken = summary.pop("not_taken")
    used = [summary.pop(name) for name in ("judged", "cpu_seconds", "peak_bytes")]
    assert used == [0, 0, 0] or (used[0] == 2 and used[1] > 0 and used[2] > 1 << 20)  # kept, or judged now
    assert summary == {
        **{"submissions": 13, "graded": 2, "by_hand": 0, "late": 0, "without_time": 0, "rejected": 11, "failed": 0},
        "missing": ["flo", "zoe"],
    }
    assert len(not_taken) == 4
    assert (
        graded[0][1]
        .decode("cp1252")
        .endswith(
            "\n\n13 submissions: 2 graded, 11 rejected, 4 not taken (the first lines say why)\n"
            f"11 rejected: {visible(ODD)}, ben (x), cy (x), dot (x), eve (x), gus (x), hal (x), ida (x), jo (x), "
            "m\\xfcller, stranger\n"
            "2 of the roster missing: flo (x), zoe (x)\n"
            "Next: dlcourse feedback 07\n"
        )
    )
    assert [code for code, _, _ in graded] == [1, 1]


# The output


def test_the_output_as_cp1252_goes_to_its_end_and_holds_what_it_can(graded):
    text = graded[0][1].decode("cp1252")
    assert "jürgen's (x)  07_backpropagation  14 of 15 points" in text
    assert "Your function raised ValueError: a \\u2212 b \\u2713" in text or "a \\u2212 b \\u2713" in text
    assert text.index("jürgen's") < text.index("stranger")


@pytest.mark.parametrize("run", [0, 1], ids=["text", "json"])
def test_no_control_character_of_a_name_reaches_the_output(graded, run):
    for output in graded[run][1:]:
        text = output.decode("cp1252" if run == 0 else "utf-8")
        assert "".join(sorted(set(text) - {"\n"})).isprintable()


def test_json_as_cp1252_is_json(root, graded):
    _, out, _ = grade(root, "--json", "--student", "jürgen's", PYTHONIOENCODING="cp1252")
    [result] = json.loads(out)["submissions"]
    assert (result["student"], result["score"]) == ("jürgen's", 14)
    assert out.isascii()


def test_with_students_asked_for_what_is_wrong_with_others_is_no_fault(root, graded):
    code, out, err = grade(root, "--student", "ada@uni.edu")
    assert code == 0
    assert out.decode().endswith("\n\n1 submission: 1 graded\nNext: dlcourse feedback 07\n")
    assert b"submitted/linked is a link to nothing" in err


@pytest.mark.parametrize("text", [ODD, "a\rb", "a\u2028b", "x\udcffy", "\U000e0001"], ids=ascii)
def test_names_and_lines_are_made_visible_and_no_letter_is_lost(text):
    assert visible(text).isprintable()
    assert harmless(text).isprintable()
    assert json.loads(to_json({"name": text}))["name"] == (text if "\udcff" not in text else "x\\xffy")
    to_json({"name": text}).encode()


@pytest.mark.parametrize("text", ["Jürgen O'Neil ada@uni.edu", "艾达 أدا ✓ − 😀", "a\tb\nc"])
def test_what_is_harmless_stays_as_it_is(text):
    assert harmless(text) == text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "cp437"])
def test_a_stream_of_any_encoding_takes_every_text(encoding):
    below = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    stream = HarmlessStream(below)
    assert stream.write("ü − 😀 \x1b\n") == 8
    stream.writelines(["\udcff"])
    stream.flush()
    text = below.buffer.getvalue().decode(encoding)
    assert json.loads(f'["{text.splitlines()[0]}"]') == ["ü − 😀 \x1b"]


@pytest.mark.parametrize("arguments", [["grade", "99"], ["submit", "07", "--student", ODD], ["check", ODD]], ids=ascii)
def test_an_argument_is_told_back_in_letters(root, capsys, arguments):
    assert main([*arguments, "--course", str(root)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.strip().isprintable()


# A folder that cannot be read


def refusing(monkeypatch, part):
    """Let no call look into a folder, root's own included."""
    names = "lstat", "stat", "scandir", "listdir", "open"

    def guard(real):
        def call(path=".", *arguments, **options):
            if (
                isinstance(path, str | os.PathLike)
                and f"/{part}/" in f"{os.fspath(path)}/"
                and not str(path).endswith(part)
            ):
                raise PermissionError(13, "Permission denied", os.fspath(path))
            if real is scandir and str(path).endswith(f"/{part}"):
                raise PermissionError(13, "Permission denied", os.fspath(path))
            return real(path, *arguments, **options)

        return call

    scandir = os.scandir
    for name in names:
        monkeypatch.setattr(os, name, guard(getattr(os, name)))


def test_a_students_folder_that_cannot_be_read_is_that_students_fault(prepared, tmp_path, monkeypatch):
    root = shutil.copytree(prepared, tmp_path / "course")
    for student in ("ada", "mal", "zoe"):
        place(root, student)
    course = Course(root)
    refusing(monkeypatch, "mal")
    assert course.students(EXERCISE) == ["ada", "mal", "zoe"]
    results = {result.student: result for result in grade_all(course, EXERCISE, course.students(EXERCISE), "none")}
    assert {student: result.status for student, result in results.items()} == {
        "ada": "graded",
        "mal": "failed",
        "zoe": "graded",
    }
    assert "permission denied" in results["mal"].message


def test_a_folder_of_1500_levels_below_a_submission_is_that_students_fault(prepared, tmp_path):
    root, students = shutil.copytree(prepared, tmp_path / "course"), ["ada", "mal", "zoe"]
    for student in students:
        place(root, student)
    here = os.open(root / "submitted" / "mal" / EXERCISE, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    try:
        results = {
            result.student: result for result in grade_all(Course(root), EXERCISE, ["ada", "mal", "zoe"], "none")
        }
    finally:
        subprocess.run(["rm", "-rf", root / "submitted" / "mal"], check=True)
    assert (results["ada"].status, results["zoe"].status) == ("graded", "graded")
    assert len(results["mal"].message.splitlines()) <= 1


# Names that are nearly right


@pytest.mark.parametrize(
    "name",
    [
        "07",
        "7",
        "07_backprop",
        "07-backpropagation",
        "Backpropagation",
        "07_backpropagation (1)",
        "7.zip",
        "ada_backpropagation.ipynb",
    ],
)
def test_a_name_may_be_meant_for_the_exercise(name):
    assert is_like(name, EXERCISE)


@pytest.mark.parametrize("name", ["08_gradient_descent", "70", "17_digits_from_scratch", "notes", "x07", "007b"])
def test_other_names_are_not(name):
    assert is_like(name, EXERCISE) is (name == "007b")


@pytest.mark.parametrize(
    ("path", "is_found"),
    [
        ("a/b/c/07.ipynb", True),
        ("a/b/c/d/07.ipynb", False),  # too deep to look for
        ("a/07_backprop/x.ipynb", True),
        ("a/07.csv", False),
        ("08_gradient_descent/07.ipynb", False),  # it may belong there
        (".cache/07.ipynb", False),
    ],
)
def test_work_in_a_folder_of_another_name_is_found_where_it_is_likely(tmp_path, path, is_found):
    tmp_path.joinpath("ada", path).parent.mkdir(parents=True)
    tmp_path.joinpath("ada", path).touch()
    assert students_in(tmp_path, EXERCISE, [EXERCISE, "08_gradient_descent"]) == (["ada"] if is_found else [])


def test_without_a_folder_nothing_is_misplaced(tmp_path):
    assert misplaced(tmp_path / "submitted", EXERCISE, []) == []


# The summary's words, and the bar


def test_the_summary_says_who_waits_to_be_read_is_late_or_failed():
    def result(status, **more):
        return SubmissionResult("x", EXERCISE, 1, 1, status, **{"seconds_late": 0.0} | more)

    results = [
        *(result("graded"), result("graded", needs_manual_grade=True), result("graded", seconds_late=5.0)),
        *(result("graded", seconds_late=None), result("rejected"), result("failed")),
    ]
    students = [f"s{n:02}" for n in range(23)]
    text = Summary.of(results, Class([], [], [], students)).to_text()
    assert text == (
        "6 submissions: 4 graded, 1 of them late, 1 of them without a time, and so never late, "
        "1 of them with answers to read by hand, 1 rejected, 1 failed\n"
        f"23 of the roster missing: {', '.join(students[:20])} and 3 more"
    )


def test_the_summary_adds_up_what_judging_took():
    def result(seconds, megabytes):
        return SubmissionResult(
            "x", EXERCISE, 1, 1, "graded", usage={"cpu_seconds": seconds, "peak_bytes": megabytes << 20}
        )

    few = Summary.of([result(0.25, 80), result(0.5, 90), SubmissionResult("y", EXERCISE, 1, 1, "graded")], NOBODY)
    assert (few.judged, few.cpu_seconds, few.peak_bytes) == (2, 0.75, 90 << 20)
    assert "processor" not in few.to_text()
    many = Summary.of([result(0.25, k) for k in range(12)], NOBODY).to_text()
    assert many.endswith("\nThe code of 12 took 3.0 seconds of processor time, at most 11 MB in one process")


NOBODY = Class([], [], [], [])


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar_is_gone_when_a_line_is_printed(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    for number in common.with_progress(range(3), 3, "grading"):
        terminal.write(f"line {number}\n")
    shown = [line.rpartition("\r")[2] for line in terminal.getvalue().split("\n")]
    assert shown[:3] == ["line 0", "line 1", "line 2"]
    assert "grading" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")


def test_the_bar_ends_before_the_line_of_an_error(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    def failing():
        yield 1
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it is the bar that counts
        list(common.with_progress(failing(), 3, "grading"))
    assert terminal.getvalue().endswith("\r")
