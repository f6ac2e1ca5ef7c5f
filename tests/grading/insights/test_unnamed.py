"""Wrong answers that no misconception explains: grouped by what they compute, shown without names."""

import json
import re

import pytest
from course_copy import answers, copy_course, hand_in, run, unsandboxed

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.course.folder import Course
from dlcourse.course.grading.insights.excerpt import as_written, cleaned, excerpt, reaches_out, with_all_it_needs

LATE_GATE = '''def relu_backward(da, z):
    """By Ada Lovelace."""
    return da * (z > 0.25)  # ada@example.org'''
LATE_GATE_AGAIN = "def relu_backward(da, z):\n    open_ = np.where(z > 1 / 4, 1.0, 0.0)\n    return open_ * da"
WITH_A_HELPER = (
    "LEAK = 0.3\n\ndef slope(z):\n    return (z > 0) * LEAK\n\n"
    "def relu_backward(da, z):\n    return da * slope(z) + da * (z > 2)"
)
RAISES = "def relu_backward(da, z):\n    raise ValueError('no')"
NAMED = "def relu_backward(da, z):\n    return da.copy()"
READS = "import os\n\ndef relu_backward(da, z):\n    return da * len(os.sep) * np.cos(z)"
OFF = (
    "def numerical_gradient(f, w, h=1e-5):\n"
    "    return np.array([1.37 * (f(w + h * e) - f(w)) / h for e in np.eye(len(w))])"
)
CLASS = {
    "ada": LATE_GATE,
    "bob": LATE_GATE_AGAIN,
    "cleo": WITH_A_HELPER,
    "dan": RAISES,
    "eve": NAMED,
    "fay": READS,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class that is graded: five groups of unnamed answers, one of two students; one is called with a function."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    for student, source in CLASS.items():
        hand_in(root, student, answers(root, relu_backward=source))
    hand_in(root, "gil", answers(root))
    hand_in(root, "hal", answers(root, numerical_gradient=OFF))
    done = run("dlcourse", "grade", "07", *unsandboxed(), cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def insights(course, *more):
    return run("dlcourse", "insights", "07", *more, *unsandboxed(), cwd=course)


@pytest.fixture(scope="module")
def found(course):
    return json.loads(insights(course, "--unnamed", "--json").stdout)


def test_answers_are_grouped_by_what_they_compute_the_largest_group_first(found):
    assert [group["size"] for group in found["groups"]] == [2, 1, 1, 1, 1]
    named = [(group["question"], group["group"]) for group in found["groups"]]
    assert named == [*(("relu_backward", number) for number in (1, 2, 3, 4)), ("numerical_gradient", 1)]
    assert (found["students"], found["wrong"], found["named"]) == (8, 7, 1)


def test_a_group_is_shown_by_its_shortest_answer_and_the_smallest_input(found):
    group = found["groups"][0]
    assert group["source"] == "def relu_backward(da, z):\n    return da * (z > 0.25)"
    example = group["example"]
    names = {}
    exec("\n".join(["import numpy as np", *example["input"]]), names)
    theirs, right = (names["da"] * (names["z"] > level) for level in (0.25, 0))
    assert (theirs != right).any()
    assert example["call"] == "relu_backward(da, z)"
    for shown, value in ((example["theirs"], theirs), (example["expected"], right)):
        assert [float(x) for x in shown.removeprefix("dz = ").strip("[]").replace("],\n [", ",").split(",")] == (
            pytest.approx(value.ravel().tolist(), rel=1e-3)
        )


def test_what_raises_in_every_case_is_a_group_of_its_own_without_an_example(found):
    (group,) = [group for group in found["groups"] if group["fails"]]
    assert "ValueError" in group["message"]
    assert group["example"] is None


def test_nobody_is_named_unless_asked(course, found):
    text = json.dumps(found) + insights(course, "--unnamed").stdout
    assert not [name for name in (*CLASS, "Lovelace", "org") if re.search(rf"\b{name}\b(?!\")", text)]
    with_names = insights(course, "--unnamed", "--names").stdout
    assert "  ada, bob\n" in with_names
    assert "# ada@example.org" in with_names


def test_a_function_is_shown_with_the_helpers_that_the_student_wrote(found):
    sources = [group["source"] for group in found["groups"]]
    assert any(source.startswith("LEAK = 0.3\n\ndef slope(z):") for source in sources)


def test_without_unnamed_answers_there_are_no_groups(tmp_path):
    root = copy_course(tmp_path)
    hand_in(root, "eve", answers(root, relu_backward=NAMED))
    run("dlcourse", "grade", "07", *unsandboxed(), cwd=root)
    done = insights(root, "--unnamed")
    assert (done.returncode, done.stdout) == (
        0,
        "07_backpropagation: 1 graded, 1 wrong answer, 1 of them explained by a misconception\n",
    )


def test_an_edit_of_the_reference_is_written_where_one_gives_the_numbers(course, tmp_path):
    to = tmp_path / "new.py"
    done = insights(course, "--skeleton", "relu_backward", "--to", str(to), "--name", "gate_too_high")
    assert done.returncode == 0, done.stderr
    text = to.read_text(encoding="utf-8")
    assert "edit(relu_backward, 'z > 0 → z > 0.25')" in text
    assert '"gate_too_high"' in text
    assert not [name for name in CLASS if name in text.split()]


def test_a_skeleton_never_overwrites(course, tmp_path):
    to = tmp_path / "new.py"
    to.write_text("mine", encoding="utf-8")
    done = insights(course, "--skeleton", "relu_backward", "--to", str(to))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "is there already, and stays as it is" in done.stderr
    assert to.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("--skeleton", "dense_backward"),
            "no unnamed answers to the question 'dense_backward': dlcourse insights 07 --unnamed",
        ),
        (("--skeleton", "relu_backward", "--group", "9"), "--group: expected a number from 1 to 4. Received: 9"),
        (("--skeleton", "relu_backward", "--name", "no_gate"), "has a misconception 'no_gate' already"),
        (("--skeleton", "relu_backward", "--name", "A b"), "--name: expected small letters, digits and _"),
    ],
    ids=["question", "group", "taken", "name"],
)
def test_bad_input_is_one_line(course, arguments, says):
    done = insights(course, *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr
    assert not course.joinpath("questions").exists()


def test_code_that_reaches_for_more_than_arrays_is_not_written_out_of_the_sandbox(course, found):
    (number,) = [group["group"] for group in found["groups"] if "os.sep" in group["source"]]
    done = insights(course, "--skeleton", "relu_backward", "--group", str(number))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the student's function uses os: write the wrong answer by hand" in done.stderr
    assert not course.joinpath("questions").exists()


def test_an_unreadable_submission_is_counted_and_the_others_are_shown(course, tmp_path):
    path = Course(course).submitted("ada", "07_backpropagation")
    before = path.read_bytes()
    try:
        path.write_bytes(b"{")
        found = json.loads(insights(course, "--unnamed", "--json").stdout)
    finally:
        path.write_bytes(before)
    assert found["not_run"] == 1
    assert sum(group["size"] for group in found["groups"]) == 5


def test_an_excerpt_holds_what_a_function_needs_and_no_more():
    cells = [
        "import numpy as np\nimport os\nx = 3",
        "def sign(z):\n    return np.sign(z)\n\ndef other():\n    pass",
        "%matplotlib inline\nsign = 5",
        "@np.vectorize\ndef f(z):\n    '''Mine.'''\n    return sign(z)  # mine",
        "print(f(2))",
    ]
    found = excerpt(cells, "f", ["import numpy as np"])
    assert as_written(found) == (
        "def sign(z):\n    return np.sign(z)\n\n@np.vectorize\ndef f(z):\n    '''Mine.'''\n    return sign(z)  # mine"
    )
    assert cleaned(found) == "def sign(z):\n    return np.sign(z)\n\n@np.vectorize\ndef f(z):\n    return sign(z)"
    assert with_all_it_needs(found).startswith("import numpy as np\n\n\ndef sign(z):")
    assert excerpt(cells, "g") == []


@pytest.mark.parametrize(
    ("source", "reached"),
    [
        ("def f(x):\n    return np.sum(x)", []),
        ("def f(x):\n    import subprocess as s\n    return s", ["subprocess"]),
        ("def f(x):\n    from . import y\n    return y", ["."]),
        ("def f(x):\n    return x.__class__.__mro__", ["__class__", "__mro__"]),
        ("def f(x):\n    return eval('x')", ["eval"]),
        ("def f(x):\n    return np.load('x')", ["load"]),
        ("import keras\n\ndef f(units):\n    return keras.layers.Dense(units)", []),
        ("def f(x):\n    return keras.models.load_model(x)", ["load_model"]),
    ],
)
def test_what_can_do_more_than_compute_is_found(source, reached):
    assert reaches_out(excerpt([source], "f")) == reached


# The whole loop: unnamed, a skeleton, its sentences, the proof, and grading again

SAYS = "Your gate opens late."
LOOK = "Where does the output begin to rise?"


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """A class whose two unnamed answers got a misconception of their own, and one that grading cannot use yet."""
    root = copy_course(tmp_path_factory.mktemp("loop"))
    for student, source in {"ada": LATE_GATE, "bob": LATE_GATE_AGAIN, "cleo": WITH_A_HELPER}.items():
        hand_in(root, student, answers(root, relu_backward=source))
    run("dlcourse", "grade", "07", *unsandboxed(), cwd=root)
    steps = {"skeleton": insights(root, "--skeleton", "relu_backward", "--name", "late_gate")}
    steps["unfinished"] = run("dlcourse", "grade", "07", *unsandboxed(), cwd=root)
    (path,) = root.joinpath("questions").glob("*.py")
    text = path.read_text(encoding="utf-8")
    before, _, after = text.partition('            "",')
    path.write_text(
        f'{before}            "{SAYS}",{after.replace(chr(34) * 2 + ",", f"{LOOK!r},", 1)}', encoding="utf-8"
    )
    steps["proof"] = run("dlcourse", "prove", "relu_backward", "--json", "--workers", "1", cwd=root)
    steps["graded"] = run("dlcourse", "grade", "07", "--json", *unsandboxed(), cwd=root)
    steps["unnamed"] = insights(root, "--unnamed", "--json")
    return steps


def test_a_skeleton_without_its_sentences_is_told_and_changes_no_result(named):
    assert named["skeleton"].returncode == 0, named["skeleton"].stderr
    line = "'late_gate', a mistake in relu_backward, lacks a sentence: say what it is, and what to look at"
    assert f"dlcourse grade: questions/relu_backward_late_gate.py: {line}\n" in named["unfinished"].stderr
    assert SAYS not in named["unfinished"].stdout


def test_the_gate_proves_the_misconception(named):
    assert named["proof"].returncode == 0, named["proof"].stdout + named["proof"].stderr
    (found,) = json.loads(named["proof"].stdout)["per_question"]
    of_the_course = len(QUESTIONS.of_the_course("relu_backward").misconceptions)
    assert (found["name"], found["misconceptions"], found["diagnosed"]) == (
        "relu_backward",
        of_the_course + 1,
        of_the_course + 1,
    )


def test_grading_again_names_them_all(named):
    results = json.loads(named["graded"].stdout)["submissions"]
    found = {
        result["student"]: question
        for result in results
        for question in result["questions"]
        if question["name"] == "relu_backward"
    }
    assert {student: question["misconceptions"] for student, question in found.items()} == {
        "ada": ["late_gate"],
        "bob": ["late_gate"],
        "cleo": [],
    }
    assert all(SAYS in found[student]["message"] for student in ("ada", "bob"))
    groups = json.loads(named["unnamed"].stdout)["groups"]
    assert [(group["size"], "slope" in group["source"]) for group in groups] == [(1, True)]
