"""A class's own questions: where they are found, and that a bad file costs its own questions and nothing else."""

import json
import re

import numpy as np
import pytest
from own_class import RELU, SOFTPLUS, TOPIC, class_in

from dlcourse.checks import check, examine, finishing, own_questions
from dlcourse.checks.catalogue import EXERCISES, NAMES, QUESTIONS, exercise_of, find_question, of_this_class
from dlcourse.checks.journal import JOURNAL
from dlcourse.course.folder import Course
from dlcourse.course.learner.trace import note_reset
from dlcourse.course.progress import progress_of

OTHER = SOFTPLUS.replace("softplus", "other")
SHARED = "import numpy as np\n\n\ndef far_out():\n    return np.array([-1000.0, 1000.0])\n"


@pytest.fixture
def asked(tmp_path):
    """Makes a class with these files of questions, without building it, and looks into it."""

    def make(exercise=TOPIC, **files):
        files = {f"questions/{name}.py": text for name, text in (files or {"softplus": SOFTPLUS}).items()}
        for name, text in {**files, "nbgrader_config.py": "", "source/exercises/21_my_topic.py": exercise}.items():
            tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
            tmp_path.joinpath(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        own_questions.look_in(tmp_path)
        return of_this_class()

    return make


def test_a_question_stands_beside_those_of_the_course_with_the_exercise_that_asks_it(asked):
    own = asked()
    assert (own.faults, own.remarks) == ((), ())
    assert list(EXERCISES) == [*NAMES, "21_my_topic"]
    assert EXERCISES["21_my_topic"] == (QUESTIONS["softplus"],)
    assert len(QUESTIONS) == len(list(QUESTIONS)) == 1 + sum(len(EXERCISES.of_the_course(name)) for name in NAMES)
    assert exercise_of(find_question("softplus")) == "21_my_topic"
    assert exercise_of(find_question("relu_backward")) == "07_backpropagation"


def test_without_a_class_there_are_none(tmp_path):
    own_questions.look_in(tmp_path)
    assert of_this_class() == own_questions.NOTHING
    assert list(EXERCISES) == list(NAMES)


def test_right_and_wrong_answers_are_told_apart_and_the_mistake_has_its_name(asked):
    asked()
    question = find_question("softplus")
    right = examine(question, lambda z: np.logaddexp(0, z))
    wrong = examine(question, lambda z: np.maximum(z, 0))
    assert (right.status, right.points) == ("correct", 2)
    assert (wrong.status, wrong.points, wrong.misconceptions) == ("incorrect", 0, ["relu"])


def test_a_class_is_found_from_the_folder_of_an_exercise_and_the_journal_is_kept(tmp_path, monkeypatch, capsys):
    root = class_in(tmp_path / "class")
    monkeypatch.chdir(root / "exercises" / "21_my_topic")
    monkeypatch.delenv("PWD", raising=False)
    scope = {}
    exec(RELU, scope)
    points = check("softplus", scope["softplus"])
    assert points == 0
    assert "that is ReLU" in capsys.readouterr().out
    [line] = (root / JOURNAL).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["misconceptions"] == ["relu"]


def test_a_file_is_read_anew_when_it_has_changed(asked):
    asked()
    assert find_question("softplus").points == 2
    asked(softplus=SOFTPLUS.replace("points=2", "points=12"))
    assert find_question("softplus").points == 12


def test_files_may_import_from_one_another(asked):
    text = SOFTPLUS.replace("from dlcourse", "from .shared import far_out\nfrom dlcourse", 1)
    own = asked(softplus=text.replace("np.array([-1000.0, 1000.0])", "far_out()"), shared=SHARED)
    assert own.faults == ()
    assert examine(find_question("softplus"), lambda z: np.maximum(z, 0)).points == 0


def test_two_questions_of_one_file_and_those_in_a_list_are_found(asked):
    text = SOFTPLUS.replace("SOFTPLUS = Question(", "QUESTIONS = [Question(").rstrip()[:-1].rstrip() + "\n)]\n"
    own = asked(both=text + OTHER.partition("SECRET")[2].partition("\n")[2])
    assert set(own.questions) == {"softplus", "other"}


BOTH = TOPIC + (
    '\n\n# %% solution="relu_backward"\ndef relu_backward(da, z):\n    """Back."""\n    ### BEGIN SOLUTION\n'
    '    return da * (z > 0)\n    ### END SOLUTION\n\n\n# %% check="relu_backward" points=1\n'
    'check("relu_backward", relu_backward)\n'
)


def test_progress_has_the_questions_that_an_exercise_asks_here_the_courses_among_them(tmp_path):
    root = class_in(tmp_path / "class", **{"21_my_topic": BOTH})
    line = {"time": "2027-01-01", "name": "relu_backward", "status": "correct", "points": 1.0, "misconceptions": []}
    (root / JOURNAL).write_text(json.dumps(line) + "\n", encoding="utf-8")
    (exercise,) = progress_of(Course(root)).exercises
    assert [(one.name, one.points, one.max_points) for one in exercise.questions] == [
        ("softplus", 0, 2),
        ("relu_backward", 1, 1),
    ]
    note_reset(Course(root), "21_my_topic")
    assert progress_of(Course(root)).exercises[0].points == 0


def test_the_button_hands_in_the_exercise_that_one_is_in(tmp_path, monkeypatch):
    root = class_in(tmp_path / "class", **{"21_my_topic": BOTH})
    monkeypatch.chdir(root / "exercises" / "21_my_topic")
    monkeypatch.setattr(finishing, "shell", lambda: object())
    monkeypatch.setattr(finishing, "_right", set())
    assert finishing.button("21_my_topic", "softplus", False) == ""
    assert "dlcourse done 21" in finishing.button("07_backpropagation", "relu_backward", False)


# Bad files

BAD = {
    "syntax": (SOFTPLUS.replace("def inputs(rng):", "def inputs(rng:"), r"questions/softplus\.py:16: SyntaxError: .*"),
    "a name that is not defined": (
        SOFTPLUS.replace("points=2", "points=two"),
        r"questions/softplus\.py:\d+: NameError: name 'two' is not defined",
    ),
    "a module that is not there": (
        "import nowhere_to_be_found\n" + SOFTPLUS,
        r"questions/softplus\.py:1: ModuleNotFoundError: No module named 'nowhere_to_be_found'",
    ),
    "a neighbour that is not there": (
        "from .nowhere import x\n" + SOFTPLUS,
        r"questions/softplus\.py:1: ModuleNotFoundError: No module named 'questions\.nowhere'",
    ),
    "it leaves": (SOFTPLUS + "\nraise SystemExit(3)\n", r"questions/softplus\.py:\d+: SystemExit: 3"),
    "a field that a question does not have": (
        SOFTPLUS.replace("minutes=5", "duration=5"),
        r"questions/softplus\.py:21: TypeError: .*'duration'.*",
    ),
    "a reference that is no function": (
        SOFTPLUS.replace("reference=softplus", "reference=3"),
        r"questions/softplus\.py:21: AttributeError: .*",
    ),
    "bytes that are no text": (b"\xff\xfe" + SOFTPLUS.encode(), r"questions/softplus\.py: expected text in UTF-8.*"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_imported_has_one_line_and_the_others_stand(asked, text, line):
    own = asked(softplus=text, other=OTHER)
    assert len(own.faults) == 1
    assert re.fullmatch(line, own.faults[0]), own.faults[0]
    with pytest.raises(LookupError, match=rf"^the question 'softplus' cannot be asked: {line}$"):
        find_question("softplus")
    assert find_question("other").name == "other"
    assert find_question("relu_backward").name == "relu_backward"


def test_two_questions_of_one_name_are_both_left_out_and_each_is_named(asked):
    own = asked(one=SOFTPLUS, two="\n\n" + SOFTPLUS, other=OTHER)
    assert own.faults == (
        "questions/one.py:11: the question 'softplus' stands in questions/two.py:13, too: give this one another name, "
        "here and in the exercise that asks it",
    )
    assert set(own.questions) == {"other"}
    with pytest.raises(LookupError, match=r"^the question 'softplus' cannot be asked: questions/one\.py:11: "):
        find_question("softplus")


def test_one_that_has_the_name_of_a_question_of_the_course_is_left_out_and_the_courses_stands(asked):
    before = find_question("relu_backward")
    own = asked(mine=SOFTPLUS.replace("softplus", "relu_backward"))
    assert own.faults == (
        "questions/mine.py:11: the course has a question 'relu_backward', and it stands: give this one another name, "
        "here and in the exercise that asks it",
    )
    assert find_question("relu_backward") is before


def test_a_question_imported_from_the_course_is_no_question_of_ones_own(asked):
    line = "from dlcourse.checks.catalogue.backpropagation import QUESTIONS as THEIRS\n"
    own = asked(softplus=line + SOFTPLUS)
    assert (own.faults, set(own.questions)) == ((), {"softplus"})


def test_what_a_file_prints_at_import_is_dropped_and_remarked(asked, capsys):
    own = asked(softplus="import sys\nprint('hello')\nprint('there', file=sys.stderr)\n" + SOFTPLUS)
    assert capsys.readouterr() == ("", "")
    assert own.remarks == ("questions/softplus.py: it prints when it is imported, which nobody sees: take that out",)
    assert find_question("softplus").points == 2


# What travels with a job


def test_a_job_carries_the_files_that_its_exercise_needs_and_runs_without_a_disk(asked, tmp_path):
    own = asked(softplus=SOFTPLUS, other=OTHER, shared=SHARED)
    files = own.part_for(["21_my_topic"])
    assert [name for name, _ in files.texts] == ["shared.py", "softplus.py"]
    assert own.part_for(["07_backpropagation"]) is None
    for path in tmp_path.joinpath("questions").iterdir():
        path.unlink()
    with own_questions.given(files):
        assert [one.name for one in EXERCISES["21_my_topic"]] == ["softplus"]
        assert examine(find_question("softplus"), lambda z: np.maximum(z, 0)).misconceptions == ["relu"]


def test_a_job_without_questions_looks_nowhere(asked):
    asked()
    with own_questions.given(None), pytest.raises(LookupError, match="no question is called 'softplus'"):
        find_question("softplus")
