"""Answers that are alike beyond what the exercise forces: disguised copies are found, honest answers are not."""

import ast
import json
import math

import pytest
from course_copy import EXERCISE, answers, copy_course, hand_in, run, unsandboxed
from nbgrader.api import Gradebook
from paths import ROOT

from dlcourse.checks.gate.strangers import questions_in
from dlcourse.course.grading.insights import similar
from dlcourse.course.grading.insights.fragments import fragments_of
from dlcourse.course.grading.insights.similar import SLIP, Alike, Work, compare, groups_of
from dlcourse.course.grading.insights.works import text_of

ORIGINAL = '''
def f(x, y):
    """What it is."""
    total = 0.0
    for row in x:
        total += row.sum() * 3  # the weighted rows
    scaled = np.tanh(total) / (1 + y)
    return scaled if total > y else scaled - total
'''
DISGUISED = """
def f(rows, limit):
    amount = 0.0
    for each in rows:
        amount = amount + 3 * each.sum()
    answer = np.tanh(amount) / (limit + 1)
    return answer if limit < amount else answer - amount
"""
OTHERWISE = """
def f(x, y):
    weights = np.full(len(x), 3.0)
    inner = weights @ x.sum(axis=1)
    return np.where(inner > y, 0, -inner) + np.tanh(inner) / np.add(y, 1)
"""


def code(source):
    """The fragments of code, without names and comments."""
    return {text for text in fragments_of(source) if not text.startswith(("name ", "comment "))}


def test_names_order_comments_and_written_out_sums_change_no_fragment():
    assert code(ORIGINAL) == code(DISGUISED)
    assert code(ORIGINAL) != code(OTHERWISE)


def test_a_comprehension_has_the_parts_of_its_loop():
    loop = "def f(x):\n    made = []\n    for one in x:\n        made.append(np.exp(one) / 7)\n    return made"
    comprehension = "def f(x):\n    return [np.exp(each) / 7 for each in x]"
    assert {"for(v,a0)", "Div(()(Attribute(np).exp,v),7)"} <= code(loop) & code(comprehension)


def test_own_names_and_comments_are_fragments_of_their_own_kinds():
    found = fragments_of(ORIGINAL)
    assert {text for text in found if text.startswith("name ")} == {"name row", "name scaled", "name total"}
    assert {text for text in found if text.startswith("comment ")} == {"comment the weighted rows"}
    assert found["comment the weighted rows"] == "# the weighted rows"


def test_what_is_no_python_has_no_fragments():
    assert fragments_of("def f(x:\n    %magic") == {}


def right_answers(name="two_layer_backward", file="07"):
    """Answers by other hands, to the question of the exercise."""
    path = ROOT / "tests" / "checks" / "strangers" / f"answers_{file}.py"
    right = next(right for question, right, _ in questions_in(path) if question == name)
    return [text for text in (text_of(one[0] if isinstance(one, tuple) else one) for one in right) if text]


def class_of(*texts, slips=()):
    """A class in which each student has one answer."""
    made = dict(slips)
    return [Work(f"s{i}", {"f": text}, {"f": made.get(i, ())}) for i, text in enumerate(texts)]


FILLER = [
    f"def f(x, y):\n    start = x[{i}]\n    end = y * {i + 2}\n    return np.{name}(start - end, {i} * x)"
    for i, name in enumerate(("sin", "cos", "exp", "log", "sqrt", "abs"))
]


def test_what_two_share_and_no_other_has_is_worth_the_rarity_in_bits():
    compared = compare(class_of(ORIGINAL, DISGUISED, *FILLER), {}, {})
    assert compared.bits(("f", "Add(Mult(()(Attribute(v).sum),3),v)")) == pytest.approx(math.log2(8 / 2))
    (pair,) = compared.alike(least=10)
    assert (pair.one, pair.other) == ("s0", "s1")
    assert all(shared.students == 2 for shared in pair.shared)
    sides = {(shared.one, shared.other) for shared in pair.shared}
    assert ("scaled = np.tanh(total) / (1 + y)", "answer = np.tanh(amount) / (limit + 1)") in sides


def test_what_a_quarter_of_the_class_has_says_nothing():
    copies = [ORIGINAL] * 3
    assert compare(class_of(*copies, *FILLER), {}, {}).alike(least=1) == []


def test_in_a_large_class_what_many_have_says_nothing_and_is_no_part_of_anybodys_own(monkeypatch):
    wide = [f"def f(x, y):\n    return np.tanh(x * {i} + y) / {i + 3}" for i in range(40)]
    class_ = class_of(ORIGINAL, DISGUISED, *[f"{ORIGINAL}\n# number {i}" for i in range(4)], *wide)
    common = ("f", "Add(Mult(()(Attribute(v).sum),3),v)")
    known_to_six = compare(class_, {}, {})
    assert known_to_six.bits(common) == pytest.approx(math.log2(46 / 6))
    monkeypatch.setattr(similar, "MOST", 5)
    passed_over = compare(class_, {}, {})
    assert passed_over.bits(common) == 0
    assert passed_over.own[1] < known_to_six.own[1]
    assert [pair for pair in known_to_six.pairs() if 1 in pair]
    assert [pair for pair in passed_over.pairs() if 1 in pair] == []


def test_the_bits_of_all_pairs_are_those_that_each_two_share():
    """By another way: every two of 30 submissions against each other, thing by thing."""
    compared = compare(
        class_of(*[text for text in (ORIGINAL, DISGUISED, OTHERWISE) for _ in range(2)], *FILLER), {}, {}
    )
    sets = [{thing for thing in compared.things if compared.things[thing] in set(own)} for own in compared._own]
    expected = {(i, j): sum(map(compared.bits, sets[i] & sets[j])) for j in range(len(sets)) for i in range(j)}
    found = compared.pairs()
    assert found == pytest.approx({pair: bits for pair, bits in expected.items() if bits})


def test_what_the_exercise_gives_says_nothing():
    class_ = class_of(ORIGINAL, DISGUISED, *FILLER)
    assert compare(class_, {"f": [ORIGINAL]}, {}).alike(least=1) == []
    assert compare(class_, {"": [ORIGINAL]}, {}).alike(least=1) == []
    assert compare(class_, {"g": [ORIGINAL]}, {}).alike(least=10)


def test_what_honest_authors_have_is_less_rare():
    class_ = class_of(ORIGINAL, DISGUISED, *FILLER)
    (alone,), with_others = (compare(class_, {}, also).alike(least=1) for also in ({}, {"f": [ORIGINAL] * 2}))
    assert not with_others or with_others[0].bits < alone.bits


def test_a_shared_mistake_that_few_made_says_more_than_a_line():
    mistaken = {0: ("axis",), 1: ("axis",)}
    plain, slipped = (
        compare(class_of(ORIGINAL, DISGUISED, *FILLER, slips=slips), {}, {}).alike(least=1)[0]
        for slips in ({}, mistaken)
    )
    assert (plain.slips, slipped.slips) == (0, 1)
    assert slipped.bits - plain.bits == pytest.approx(SLIP * math.log2(8 / 2))


def test_among_four_nothing_is_rare():
    assert compare(class_of(ORIGINAL, ORIGINAL, *FILLER[:2]), {}, {}).alike(least=0.1) == []


def test_right_answers_by_other_hands_are_not_alike():
    texts = right_answers()
    assert len(texts) >= 2
    names = ("softmax_crossentropy_backward", "numerical_gradient", "dense_backward")
    works = [Work(f"s{i}", {"two_layer_backward": text}) for i, text in enumerate(texts)]
    for name in names:
        for work, text in zip(works, right_answers(name), strict=False):
            work.answers[name] = text
    works += [Work(f"other {i}", dict.fromkeys(("two_layer_backward", *names), text)) for i, text in enumerate(FILLER)]
    assert compare(works, {}, {}).alike() == []


def test_pairs_that_a_student_joins_are_one_group():
    pairs = [Alike(one, other, 50, 1, ()) for one, other in [("a", "b"), ("x", "y"), ("c", "b")]]
    assert groups_of(pairs) == [["a", "b", "c"], ["x", "y"]]
    joined = [Alike(one, other, 50, 1, ()) for one, other in [("a", "b"), ("c", "d"), ("b", "c"), ("d", "a")]]
    assert groups_of(joined) == [["a", "b", "c", "d"]]


def renamed(text, name):
    """The answer as a function of the question's name."""
    tree = ast.parse(text)
    tree.body[0].name = name
    return ast.unparse(tree)


LONG = """
def two_layer_backward(x, y_true, W1, b1, W2, b2):
    # my own way to write it
    inner = np.einsum("ni,ih->nh", x, W1) + b1[None, :]
    opened = np.heaviside(inner, 0.0)
    shown = sigmoid(np.einsum("nh,ho->no", inner * opened, W2) + b2[None, :])
    fault = np.subtract(shown, y_true) / float(x.shape[0])
    second = np.einsum("nh,no->ho", inner * opened, fault)
    sent = np.einsum("no,ho->nh", fault, W2) * opened
    first = np.einsum("ni,nh->ih", x, sent)
    return first, np.einsum("nh->h", sent), second, np.einsum("no->o", fault)
"""
LONG_AGAIN = LONG.replace("# my own way to write it", "")
for old, new in {"inner": "z", "opened": "mask", "shown": "p", "fault": "dz2", "second": "dW2", "sent": "dz1"}.items():
    LONG_AGAIN = LONG_AGAIN.replace(old, new)
LOOPS = """
def dense_backward(x, W, dz):
    rows, columns = x.shape[0], dz.shape[-1]
    dx, dW, db = np.zeros(x.shape), np.zeros((x.shape[-1], columns)), np.zeros(columns)
    for row in range(rows):
        dx[row] = np.dot(W, dz[row])
        dW += np.multiply.outer(x[row], dz[row])
        db += dz[row]
    return dx, dW, db
"""
LOOPS_AGAIN = LOOPS.replace("rows", "N").replace("row", "i").replace("columns", "K")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class in which two of eight hand in two answers that are the same but for names."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    for student, text, loops in (("ada", LONG, LOOPS), ("bob", LONG_AGAIN, LOOPS_AGAIN)):
        hand_in(root, student, answers(root, two_layer_backward=text, dense_backward=loops))
    for i, text in enumerate(right_answers()):
        hand_in(root, f"c{i}", answers(root, two_layer_backward=renamed(text, "two_layer_backward")))
    for student in ("x", "y", "z"):
        hand_in(root, student, answers(root))
    done = run("dlcourse", "grade", "07", *unsandboxed(), cwd=root)
    assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    return root


def test_the_command_shows_a_pair_side_by_side(course):
    done = run("dlcourse", "similar", "07", cwd=course)
    assert done.returncode == 0, done.stderr
    assert "1 pair of submissions alike beyond what the exercise forces" in done.stdout
    assert "ada (Ada Lovelace) and bob: " in done.stdout
    assert "  two_layer_backward\n" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "heaviside" in line)
    assert "opened = np.heaviside(inner, 0.0)" in line
    assert "mask = np.heaviside(z, 0.0)" in line
    assert "2 have it" in line
    assert "cheat" not in done.stdout.lower()
    assert done.stdout.endswith("alike is not copied, people learn together and from the same pages\n")


def test_the_command_as_json(course):
    found = json.loads(run("dlcourse", "similar", "07", "--json", cwd=course).stdout)
    assert (found["exercise"], found["students"], found["groups"]) == (
        EXERCISE,
        5 + len(right_answers()),
        [["ada", "bob"]],
    )
    (pair,) = found["pairs"]
    assert pair["students"] == ["ada", "bob"]
    assert found["names"] == {"ada": "Ada Lovelace"}
    assert {shared["question"] for shared in pair["shared"]} == {"two_layer_backward", "dense_backward"}


def test_nobody_graded_is_an_error_of_one_line(tmp_path):
    done = run("dlcourse", "similar", "07", cwd=copy_course(tmp_path))
    assert (done.returncode, done.stderr) == (
        2,
        "dlcourse similar: nobody is graded yet: run dlcourse grade 07 first\n",
    )
