"""The proof of a class's own questions: sound ones pass, and what is missing or wrong is a line with file and line."""

import json
import re

import pytest
from own_class import SOFTPLUS, TOPIC

from dlcourse.cli import main
from dlcourse.course.class_folder.findings import faults_of

LECTURE = '# %% [markdown]\nr"""\n# 21 · My topic\n\n## What softplus is\n"""\n'
AT = r"questions/softplus\.py:11: 'softplus'"


@pytest.fixture
def laid_out(tmp_path):
    """Makes a class with these texts, without building it."""

    def make(question=SOFTPLUS, exercise=TOPIC, **more):
        files = {
            "questions/softplus.py": question,
            "source/exercises/21_my_topic.py": exercise,
            "nbgrader_config.py": "",
        }
        for name, text in {**files, **{name.replace("__", "/") + ".py": text for name, text in more.items()}}.items():
            tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
            tmp_path.joinpath(name).write_text(text, encoding="utf-8")
        return tmp_path

    return make


def test_a_sound_question_is_proved_and_a_class_proves_its_own_alone(laid_out, capsys):
    root = laid_out(source__lectures__21_my_topic=LECTURE)
    assert main(["prove", "--course", str(root), "--json", "--workers", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["faults"], found["remarks"], found["sound"]) == ([], [], True)
    (one,) = found["per_question"]
    assert (one["exercise"], one["name"], one["killed"], one["diagnosed"]) == ("21_my_topic", "softplus", 1, 1)
    assert one["mutants"] > 10


def test_a_question_is_proved_by_its_name_and_by_its_exercise_in_processes_of_their_own(laid_out, capsys):
    root = laid_out(questions__other=SOFTPLUS.replace("softplus", "other"))
    assert main(["prove", "softplus", "relu_backward", "--course", str(root), "--json", "--workers", "2"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["exercise"], one["name"]) for one in found["per_question"]] == [
        ("21_my_topic", "softplus"),
        ("07_backpropagation", "relu_backward"),
    ]
    assert (found["sound"], found["faults"][0].split(": ")[0]) == (True, "questions/other.py:11")
    assert main(["prove", "21", "--course", str(root), "--json", "--workers", "1"]) == 1
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["per_question"]] == ["softplus"]


def test_a_misconception_that_passes_is_not_sound(laid_out, capsys):
    weak = SOFTPLUS.replace("rng.normal(size=5)", "abs(rng.normal(size=5)) + 50")
    weak = weak.replace("np.array([-1000.0, 1000.0])", "np.array([900.0, 1000.0])")
    assert main(["prove", "--course", str(laid_out(weak)), "--workers", "1"]) == 1
    assert "survived: softplus: relu" in capsys.readouterr().out


# A line each: the question, the exercise, what is said

WRONG = {
    "no model answer": (
        SOFTPLUS,
        re.sub(r'# %% solution=.*?### END SOLUTION\n', "", TOPIC, flags=re.DOTALL),
        r"source/exercises/21_my_topic\.py:20: check='softplus' has no cell solution='softplus'",
    ),
    "a model answer of another name": (
        SOFTPLUS,
        TOPIC.replace("def softplus(z):", "def soft_plus(z):"),
        r'source/exercises/21_my_topic\.py:\d+: no model answer: expected a cell `# %% solution="softplus"` that .*',
    ),
    "a model answer with other arguments": (
        SOFTPLUS,
        TOPIC.replace("def softplus(z):", "def softplus(z, beta):"),
        r"source/exercises/21_my_topic\.py:\d+: the model answer is softplus\(z, beta\), the question's .*\(z\)",
    ),
    "a model answer that is wrong": (
        SOFTPLUS,
        TOPIC.replace("np.logaddexp(0, z)", "np.maximum(0, z)"),
        r"source/exercises/21_my_topic\.py: the model answer fails: check softplus: 0\.0 of 2: .* that is ReLU.*",
    ),
    "a model answer that raises": (
        SOFTPLUS,
        TOPIC.replace("np.logaddexp(0, z)", "np.no_such_function(z)"),
        r"source/exercises/21_my_topic\.py: the model answer fails: .*AttributeError.*",
    ),
    "a question that no notebook asks": (
        SOFTPLUS,
        TOPIC.replace("softplus", "relu_backward"),
        r'questions/softplus\.py:11: no exercise asks \'softplus\': add a cell `# %% check="softplus" points=2` .*',
    ),
    "a question that does not exist": (
        SOFTPLUS,
        TOPIC.replace('"softplus"', '"softpluss"').replace("('softplus'", "('softpluss'"),
        r"source/exercises/21_my_topic\.py:\d+: no question is called 'softpluss'; did you mean 'softplus'\?",
    ),
    "a text that cannot be read": (
        SOFTPLUS,
        TOPIC.replace('check="softplus"', "check=softplus"),
        r"source/exercises/21_my_topic\.py:\d+: cannot read the marker .*",
    ),
    "a lecture that does not exist": (
        SOFTPLUS.replace("points=2", "points=2,\n    lecture='07_backprop'"),
        TOPIC,
        rf"{AT}: no lecture '07_backprop'; there are: none",
    ),
    "a section without a lecture": (
        SOFTPLUS.replace("points=2", "points=2,\n    section='Nowhere'"),
        TOPIC,
        rf"{AT} names a section and no lecture: .*",
    ),
    "no hints": (
        SOFTPLUS.replace('("What is the largest number in float64?",)', "()"),
        TOPIC,
        rf"{AT} has no hints: .*",
    ),
    "no misconceptions": (
        re.sub(r"misconceptions=\(.*\n    \),", "misconceptions=(),", SOFTPLUS, flags=re.DOTALL),
        TOPIC,
        rf"{AT} has no misconceptions: .*",
    ),
    "a name that is used twice": (
        re.sub(r"(        Misconception\(.*?\n        \),\n)", r"\1\1", SOFTPLUS, flags=re.DOTALL),
        TOPIC,
        rf"{AT} has two misconceptions 'relu': give each a name of its own",
    ),
    "a field that nothing fills in": (
        SOFTPLUS.replace("Your a is 0", "Your a is 0 in {rows} rows"),
        TOPIC,
        rf"{AT}: 'relu' names {{rows}}, which is nothing; there are {{entry}}, .*",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "exercise", "line"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_question_is_a_line(question, exercise, line, laid_out):
    lines = faults_of(laid_out(question, exercise))
    assert any(re.fullmatch(line, one, flags=re.DOTALL) for one in lines), lines
    assert all(len(one.splitlines()) == 1 for one in lines)


def test_a_section_that_its_lecture_does_not_have_is_a_line_and_one_that_it_has_is_none(laid_out):
    named = "points=2,\n    lecture='21_my_topic',\n    section='{}'"
    right = laid_out(
        SOFTPLUS.replace("points=2", named.format("What softplus is")), source__lectures__21_my_topic=LECTURE
    )
    assert faults_of(right) == []
    wrong = laid_out(SOFTPLUS.replace("points=2", named.format("What softplus was")))
    (line,) = faults_of(wrong)
    assert line == (
        "questions/softplus.py:11: 'softplus': lecture 21_my_topic has no section 'What softplus was' (did you mean "
        "What softplus is?)"
    )


STOPPED = {
    "an edit whose text is not there": (
        SOFTPLUS.replace('" + np.log1p(np.exp(-abs(z))) → "', '" + np.nothing → "'),
        "the misconception 'relu': edit: expected 'old → new' with a text that stands once in softplus",
    ),
    "cases that raise": (SOFTPLUS.replace("rng.normal(size=5)", "rng.norm(size=5)"), "AttributeError: "),
    "a reference that raises": (
        SOFTPLUS.replace("np.maximum(z, 0) +", "np.maxi(z, 0) +"),
        "the reference fails on a case: ",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "line"), STOPPED.values(), ids=STOPPED)
def test_a_question_whose_own_code_raises_ends_its_proof_in_a_line(question, line, laid_out, capsys):
    assert main(["prove", "--course", str(laid_out(question)), "--workers", "1"]) == 1
    said = capsys.readouterr()
    assert f"the proof stopped: softplus: {line}" in said.out
    assert "Traceback" not in said.out + said.err


def test_a_file_that_cannot_be_imported_is_told_and_the_others_are_proved(laid_out, capsys):
    root = laid_out(questions__broken="import nothing_of_this_name\n", questions__loud="print('hello')\n")
    assert main(["prove", "--course", str(root), "--json", "--workers", "1"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["faults"] == ["questions/broken.py:1: ModuleNotFoundError: No module named 'nothing_of_this_name'"]
    assert found["remarks"] == ["questions/loud.py: it prints when it is imported, which nobody sees: take that out"]
    assert [one["name"] for one in found["per_question"]] == ["softplus"]
