"""Where no known mistake fits: relations, unused arguments, pairs of mistakes, first wrong step, a small example."""

from dataclasses import replace

import numpy as np
import pytest

from dlcourse.checks import examine, find_question
from dlcourse.checks.card import to_html, to_text
from dlcourse.checks.engine.compare import pair
from dlcourse.checks.engine.plain_errors import WORDS, in_plain_words
from dlcourse.checks.engine.question import Case, Misconception, Question
from dlcourse.checks.engine.smallest import smallest_failing
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.engine.xray import compare_variables


def centre(x, weight):
    """y = w (x − mean x)/√N over the rows, and the mean."""
    mean = x.mean(axis=0)
    shifted = x - mean
    y = weight * shifted / len(x) ** 0.5
    return y, mean


def tables(rng):
    """Two tables of unequal sizes."""
    return [Case((rng.normal(size=(n, k)), 1.7), {"N": n, "K": k}) for n, k in ((5, 3), (7, 4))]


CENTRE = Question(
    difficulty="easy",
    minutes=1,
    points=2,
    parts=("y", "mean"),
    reference=centre,
    cases=tables,
    section="",
    hints=("",),
    misconceptions=(),
)


def says_of(function, question=CENTRE):
    """The sentences of the verdict on an answer."""
    return " ".join(examine(question, function).says)


def changed(y=lambda y, x: y, mean=lambda m, x: m):
    """The right answer with its results sent through functions."""

    def answer(x, weight):
        right = centre(x, weight)
        return y(right[0], x), mean(right[1], x)

    return answer


RELATED = {
    "the sign": (changed(y=lambda y, x: -y), "Your `y` has the right size and the wrong sign in every entry."),
    "N": (changed(y=lambda y, x: y * len(x)), "`y` is N times the expected one (5 here)"),
    "root of N": (changed(y=lambda y, x: y * len(x) ** 0.5), "`y` is √N times the expected one (2.236 here)"),
    "N and K": (changed(y=lambda y, x: y / x.size), "`y` is 1/(N·K) times the expected one (0.06667 here)"),
    "ddof": (changed(y=lambda y, x: y * len(x) / (len(x) - 1)), "`y` is N/(N − 1) times the expected one (1.25 here)"),
    "ddof in a root": (changed(y=lambda y, x: y * (1 - 1 / len(x)) ** 0.5), "`y` is √((N − 1)/N) times the expected"),
    "half, with a sign": (
        changed(y=lambda y, x: -y / 2),
        "is 1/2 times the expected one in every entry, with the wrong",
    ),
    "a number": (changed(y=lambda y, x: 1.9 * y), "`y` is 1.9 times the expected one in every entry, in every case."),
    "the square": (changed(mean=lambda m, x: m**2), "Your `mean` is the square of the expected one."),
    "the exponential": (changed(mean=lambda m, x: np.exp(m)), "Your `mean` is e to the power of the expected one."),
    "one minus": (changed(mean=lambda m, x: 1 - m), "Your `mean` is 1 minus the expected one."),
    "absolute": (changed(mean=lambda m, x: abs(m)), "Your `mean` is the expected one without its signs."),
    "rounded": (changed(y=lambda y, x: np.round(y)), "Your `y` is rounded to whole numbers."),
    "two decimals": (changed(y=lambda y, x: np.round(y, 2)), "Your `y` is rounded to two decimals."),
    "one constant": (changed(y=lambda y, x: 0 * y), "Your `y` is 0 in every entry, in every case."),
    "the first row": (
        changed(y=lambda y, x: np.vstack([y[:1], 3 * y[1:] ** 2])),
        "Your `y` is right in its first row, and wrong behind it.",
    ),
    "summed up": (changed(mean=lambda m, x: m.cumsum()), "Your `mean` is the sum of the expected one so far"),
    "an input added": (changed(y=lambda y, x: y + x), "Your `y` is too large by `x` in every entry."),
    "an input missing": (changed(y=lambda y, x: y - x), "Your `y` is too small by `x` in every entry."),
    "a constant": (changed(y=lambda y, x: y + 0.5), "Your `y` is too large by 0.5 in every entry, in every case."),
    "reversed": (changed(y=lambda y, x: y[::-1]), "Your `y` holds the right numbers in reverse order."),
    "sorted": (changed(mean=lambda m, x: np.roll(m, 1)), "Your `mean` holds the right numbers in another order."),
    "transposed": (changed(y=lambda y, x: y.T), "Your `y` is transposed: its shape is (3, 5), expected (5, 3)."),
    "the last row": (
        changed(y=lambda y, x: np.vstack([y[:-1], y[-1:] + x[-1:] ** 2])),
        "differs in its last row alone.",
    ),
    "one value": (
        changed(y=lambda y, x: np.where(y < 0, 0.25, y)),
        "`y` is 0.25 in all entries that differ, and right",
    ),
    "the sum for all": (
        changed(mean=lambda m, x: np.full(m.shape, m.sum())),
        "`mean` is one number for all entries: the sum of the expected ones.",
    ),
    "the largest for all": (changed(mean=lambda m, x: m.max()), "one number for all entries: the largest of the"),
    "column with row": (changed(mean=lambda m, x: m[:, None] - m), "has shape (3, 3) where (3,) is expected: a column"),
    "another order": (lambda x, w: centre(x, w)[::-1], "in another order: you return mean, y; expected y, mean."),
}


@pytest.mark.parametrize(("answer", "says"), RELATED.values(), ids=RELATED)
def test_a_relation_that_holds_in_every_case_is_told(answer, says):
    assert says in says_of(answer)
    assert examine(CENTRE, answer).located


def test_a_relation_that_holds_in_one_case_alone_is_not_told():
    said = says_of(changed(y=lambda y, x: y * (2 if len(x) == 5 else 1.3)))
    assert "times" not in said
    assert "Every entry of your `y` differs" in said


def test_a_pattern_is_not_made_of_fewer_than_five_entries():
    one = changed(y=lambda y, x: y + (x == x.max()))
    assert "in all entries that differ" not in says_of(one)
    assert "all that differ have" not in says_of(one)


def test_an_argument_that_is_never_used_is_found_by_trying_another_value():
    said = says_of(lambda x, weight: (centre(x, 1.0)[0] ** 3, x.mean(axis=0)))
    assert "Nothing that your function returns depends on `weight`." in said
    assert "depends on" not in says_of(lambda x, weight: (weight * x, x.mean(axis=0)))


NEGATIVE = changed(y=lambda y, x: np.where(x < 0, y / 10, y))
ROWS = {
    "first row": (lambda x, w: (centre(x, w)[0], x[1:].mean(axis=0)), "first row has no influence on your `mean`."),
    "last row": (
        lambda x, w: (centre(x, w)[0], x[:-1].mean(axis=0) ** 3),
        "The last row has no influence on your `mean`.",
    ),
    "one row alone": (lambda x, w: (x[2] * w, x[2] ** 3), "Of the 5 rows, row 2 alone has an influence on your"),
    "a column": (
        changed(y=lambda y, x: y * (np.arange(x.shape[1]) != 1)),
        "Column 1 of `x`, counted from 0, has no influence on your `y`.",
    ),
    "two columns": (
        lambda x, w: (centre(x, w)[0], x[:, :1].mean(axis=0) + 0 * x[0]),
        "Columns 1, 2 of `x`, counted from 0, have no influence on your `mean`.",
    ),
    "sign": (NEGATIVE, "Your `y` differs only where `x` is negative: it is "),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_an_answer_ignores_is_found_by_experiment(name):
    answer, says = ROWS[name]
    assert says in says_of(answer)


def test_an_answer_that_is_right_but_for_a_special_case_is_told_which():
    def cases(rng):
        return [*tables(rng), Case((np.ones((5, 3)) * np.arange(3.0), 1.7), {"N": 5, "K": 3}, why="equal rows")]

    fields = ("difficulty", "minutes", "points", "parts", "reference", "section", "hints", "misconceptions")
    question = Question(**{name: getattr(CENTRE, name) for name in fields}, cases=cases)

    def answer(x, weight):
        y, mean = centre(x, weight)
        return (y + 1 if not y.any() else y), mean

    assert "Right but for equal rows." in says_of(answer, question)
    wide = changed(mean=lambda m, x: m if len(x) == 5 else m**3)
    assert "Right but for N = 7." in says_of(wide)


@pytest.mark.parametrize(
    "names", [("clock_one_ahead", "gradients_not_squared"), ("betas_swapped", "epsilon_in_the_root")], ids="+".join
)
def test_two_known_mistakes_at_once_are_both_named(names):
    adam = find_question("adam_step")
    one, other = ({m.name: m.wrong for m in adam.misconceptions}[name] for name in names)
    verdict = examine(adam, one.combined_with(other))
    assert set(verdict.misconceptions) == set(names)
    assert verdict.says[0] == "Two mistakes at once."


def test_edits_that_meet_in_one_place_are_no_pair():
    adam = find_question("adam_step")
    wrong = {m.name: m.wrong for m in adam.misconceptions}
    assert wrong["power_missing"].combined_with(wrong["clock_one_ahead"]) is None


def project(x, W, bias, gain):
    """y = gain (x W + b)."""
    return gain * (x @ W + bias)


def projections(rng):
    """Two matrices W that are square, and one that is not."""
    sizes = ((4, 3, 3), (5, 2, 2), (4, 3, 2))
    return [
        Case((rng.normal(size=(n, i)), rng.normal(size=(i, k)), rng.normal(size=k), gain), {"N": n})
        for (n, i, k), gain in zip(sizes, (1.7, 2.3, 0.4), strict=True)
    ]


PROJECT = replace(
    CENTRE,
    parts=("y",),
    reference=project,
    cases=projections,
    misconceptions=(
        Misconception("turned", lambda x, W, b, gain: gain * (x @ W.T + b), "W is turned.", "Shapes."),
        Misconception("not_shifted", lambda x, W, b, gain: gain * (x @ W), "The bias is missing.", "b."),
    ),
)


def test_a_mistake_that_is_made_only_where_it_can_be_is_named():
    """The transpose fails where W is not square; there the answer is right."""
    verdict = examine(PROJECT, lambda x, W, b, gain: gain * (x @ (W.T if len(W) == len(b) else W) + b))
    assert verdict.misconceptions == ["turned"]
    assert verdict.says[-1] == "So it is in 2 of the 3 calls; in the others your numbers are right."


def test_a_mistake_that_is_made_in_most_cases_is_named_and_one_in_the_fewer_is_not():
    assert examine(PROJECT, lambda x, W, b, gain: gain * (x @ W + b * (len(x) == 5))).misconceptions == ["not_shifted"]
    assert examine(PROJECT, lambda x, W, b, gain: gain * (x @ W + b * (len(x) != 5))).misconceptions == []


def test_cases_without_a_size_of_their_own_are_no_reason_to_name_a_mistake_that_others_show():
    """Which cases are wrong then hangs on their numbers, as the sign of an error does, and the cause is another."""
    unnamed = replace(PROJECT, cases=lambda rng: [replace(case, sizes={}) for case in projections(rng)])
    assert examine(unnamed, lambda x, W, b, gain: gain * (x @ W + b * (len(x) == 5))).misconceptions == []


OTHER_INPUTS = {
    "transposed": (
        lambda x, W, b, gain: project(x, W.T if len(W) == len(b) else W, b, gain),
        "`W` transposed, wherever it is square",
    ),
    "a number of one's own": (lambda x, W, b, gain: project(x, W, b, 0.5), "`gain` = 0.5 in every call"),
    "nothing": (lambda x, W, b, gain: project(x, W, 0 * b, gain), "`bias` full of zeros"),
    "the other sign": (lambda x, W, b, gain: project(x, W, -b, gain), "−`bias` in place of `bias`"),
    "reversed": (lambda x, W, b, gain: project(x, W, b[::-1], gain), "`bias` in reverse order"),
    "1 −": (lambda x, W, b, gain: project(x, W, b, 1 - gain), "1 − `gain` in place of `gain`"),
    "cut": (lambda x, W, b, gain: project(np.trunc(x), W, b, gain), "`x` cut to whole numbers"),
}


@pytest.mark.parametrize(("answer", "says"), OTHER_INPUTS.values(), ids=OTHER_INPUTS)
def test_numbers_that_are_right_for_other_inputs_are_told(answer, says):
    question = replace(PROJECT, misconceptions=())
    assert f"Your numbers are the right ones for {says}" in says_of(answer, question)
    assert examine(question, answer).located


def test_numbers_that_several_inputs_would_give_are_told_as_a_range():
    question = replace(PROJECT, misconceptions=(), tolerance=1e-2)
    said = says_of(lambda x, W, b, gain: project(x, W, b, 0.0), question)
    assert "`y` is 0 in every entry" in said
    both = replace(question, parts=("y", "z"), reference=lambda x, W, b, gain: (project(x, W, b, gain), x + gain))
    said = says_of(lambda x, W, b, gain: (project(x, W, b, 1e-5), x + 1e-5), both)
    assert "`gain` = 0 or nearly 0 in every call" in said


def test_an_input_that_is_changed_is_told_beside_wrong_numbers():
    def answer(x, W, b, gain):
        b *= 2
        return project(x, W, b, gain) + np.arange(len(x))[:, None] ** 2

    assert "Your function changes its input `bias`" in says_of(answer, replace(PROJECT, misconceptions=()))


def backward_with_a_slip(x, weight):
    mean = x.mean(axis=0)
    shifted = x - mean
    shifted[0] = shifted[0] * shifted[1]
    return weight * shifted / len(x) ** 0.5, mean


def test_of_many_steps_the_first_that_went_wrong_is_looked_at():
    """Later ones are given what it returned, and seem wrong from their first line on."""

    def answer(w, v, gradient, learning_rate, beta):
        ahead = w - beta * v
        v_new = 0.9 * beta * v + learning_rate * gradient(ahead)
        return w - v_new, v_new

    said = examine(find_question("nesterov_step"), answer).says[0]
    assert said.startswith("Your `ahead` is right. The first wrong step is `v_new`: ")


def test_the_first_wrong_step_is_shown_with_what_is_right_before_it():
    said = says_of(backward_with_a_slip)
    assert "The first wrong step is `shifted`: 3 of 15 entries differ: `shifted[0, " in said


def test_the_x_ray_costs_nothing_and_says_nothing_where_the_answer_is_right():
    verdict = examine(CENTRE, centre)
    assert (verdict.status, verdict.says, verdict.located) == ("correct", [], False)


VARIABLES = [
    ({"a": 1.0}, {"a": 2.0}, "The first wrong step is `a`: `a` is 1, expected 2."),
    ({"a": [1.0, 2.0]}, {"b": [1.0, 2.0]}, "Your `a` is right. What you make of it is not."),
    (
        {"a": [1.0, 2.0], "b": [2.0, 5.0]},
        {"a": [1.0, 2.0], "b": [-2.0, -5.0]},
        "Your `a` is right. The first wrong step",
    ),
    ({"p": np.ones((2, 3))}, {"p": np.ones(3)}, "The first wrong step is `p`: its shape is (2, 3), expected (3,)."),
    ({"other": [7.0, 8.0]}, {"a": [1.0, 2.0]}, None),
]


@pytest.mark.parametrize(("theirs", "ours", "says"), VARIABLES)
def test_variables_are_compared_in_the_order_of_the_text(theirs, ours, says):
    as_arrays = [{k: np.asarray(v) for k, v in side.items()} for side in (theirs, ours)]
    found = compare_variables(*as_arrays, 1e-6)
    assert found is None if says is None else says in found


def test_a_result_that_stands_under_the_name_of_a_step_is_not_called_wrong():
    ours, theirs = {"mean": np.array([6.0, 2.0])}, {"mean": np.array([0.6, 0.2])}
    assert "The first wrong step is `mean`" in compare_variables(theirs, ours, 1e-6)
    assert compare_variables(theirs, ours, 1e-6, [np.array([0.6, 0.2])]) is None


def test_the_sign_is_told_and_lists_are_compared_item_by_item():
    ours = {"a": [np.ones(2), np.array([3.0, 4.0])]}
    theirs = {"a": [np.ones(2), np.array([-3.0, -4.0])]}
    assert compare_variables(theirs, ours, 1e-6) == (
        "Your `a[0]` is right. The first wrong step is `a[1]`: `a[1][1]` is -4, expected 4 (the sign)."
    )


# A small example


def test_the_example_is_small_fails_and_can_be_typed_in():
    answer = changed(y=lambda y, x: y + x**2)
    example = smallest_failing(CENTRE, answer, Draw(CENTRE))
    assert example.is_small
    names = {"np": np}
    exec("\n".join(example.lines), names)
    yours, right = answer(names["x"], names["weight"])[0], centre(names["x"], names["weight"])[0]
    assert not np.allclose(yours, right)
    assert names["x"].shape[0] == 1
    assert (names["x"] == np.round(names["x"])).all()


def test_shares_and_whole_numbers_are_not_rounded_into_something_else():
    def share(p):
        """1 − p."""
        return 1 - p

    question = Question(
        name="share", difficulty="easy", minutes=1, points=1, parts=("rest",), reference=share, section="", hints=("",),
        cases=lambda rng: [Case((rng.uniform(0.2, 0.8, size=4),), {"N": 4})], misconceptions=(),
    )  # fmt: skip
    example = smallest_failing(question, lambda p: p**2, Draw(question))
    shares = example.arguments[0]
    assert 0.2 <= shares.min() <= shares.max() <= 0.8
    assert (shares == np.round(shares, 2)).all()


def test_an_input_with_a_function_is_not_written_out():
    """As text it would be `<function … at 0x7f…>`, which nobody can type in, and which varies from run to run."""
    verdict = examine(find_question("numerical_gradient"), lambda f, w, h: w)
    verdict.example = smallest_failing(
        find_question("numerical_gradient"), lambda f, w, h: w, Draw(find_question("numerical_gradient"))
    )
    assert verdict.example.arguments[1].size == 1
    assert not verdict.example.is_small
    assert 'f, w, h = failing("numerical_gradient")' in to_text(verdict)
    assert "0x" not in to_text(verdict) + to_html(verdict)


def test_a_right_answer_and_a_closed_question_have_none():
    assert smallest_failing(CENTRE, centre, Draw(CENTRE)) is None
    closed = find_question("hinge_by_hand")
    assert smallest_failing(closed, lambda: 0.0, Draw(closed)) is None


# Errors in plain words


def fails(function):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of any type
        function()
    return str(caught.value)


def set_third(array):
    array[2] = 1


A, B = np.ones((6, 3)), np.ones((6, 4))
FAILING = {
    "columns in a as b has rows, and here a has 3 and b has 6": lambda: A @ B,
    "columns on the left as rows on the right, and here these are 3 and 6": lambda: A.dot(B),
    "cannot be combined entry by entry": lambda: A + B,
    "take one number, and got a whole array": lambda: bool(A > 0),
    "those of NumPy take both": lambda: float(A),
    "axis 0 has 2 entries, and they are counted from 0": lambda: set_third(np.ones(2)),
    "the array has 1 dimensions": lambda: np.ones(2).sum(axis=1),
    "round brackets call a function": lambda: A(0),
    "a power is written `**`": lambda: A ^ 2,
    "cannot hold fractions": lambda: np.subtract(np.ones(2, int), 0.5, out=np.ones(2, int)),
    "a list does not compute entry by entry": lambda: [1.0] - 2.0,
    "a list times a number repeats the list": lambda: [1.0] * 2.5,
    "the rows have different lengths": lambda: np.array([[1.0], [2.0, 3.0]]),
    "on the left of `=` stand 2 names, on its right 1 values": lambda: (lambda a, b: 0)(*_two([1])),
    "the array has 18 entries, which do not fill the shape (5,4)": lambda: A.reshape(5, 4),
}


def _two(values):
    a, b = values
    return a, b


@pytest.mark.parametrize(("says", "function"), FAILING.items())
def test_the_commonest_errors_are_told_in_plain_words(says, function):
    assert says in in_plain_words(fails(function))


def test_other_errors_are_left_as_they_are():
    assert in_plain_words("name 'z_missing' is not defined") == ""
    assert len(WORDS) >= 15


@pytest.mark.parametrize(
    ("yours", "right", "texts"),
    [(1.0, 2.0, ("1", "2")), (1.5541, 1.5542, ("1.5541", "1.5542")), (0.1, 0.1, None), (-0.0, 1.0, ("0", "1"))],
)
def test_numbers_have_as_many_digits_as_it_takes_to_tell_them_apart(yours, right, texts):
    assert pair(yours, right) == (texts or pair(yours, right))
    assert texts is None or pair(yours, right)[0] != pair(yours, right)[1]


# What our own reading of an answer stumbles over is not told as theirs


def test_an_exception_over_what_was_returned_is_not_the_functions():
    def use(function):
        return 1 / function()

    question = Question(
        name="one_over", difficulty="easy", minutes=1, points=1, parts=("x",), reference=lambda: 2.0, use=use,
        section="", cases=lambda rng: [Case(())], hints=("",), misconceptions=(),
    )  # fmt: skip
    verdict = examine(question, lambda: 0.0)
    assert verdict.status == "incorrect"
    assert "What your function returned cannot be examined (ZeroDivisionError" in verdict.message
    assert examine(question, lambda: 1 / 0).status == "error"


@pytest.mark.parametrize("answer", [np.array(["a", "c", "b"]), ["a)", "c)", "b)"], ("A ", "c.", "b")])
def test_letters_are_read_however_they_are_written(answer):
    question = find_question("who_parts")
    right = question.reference()
    written = {"a": answer[0], "c": answer[1], "b": answer[2]}
    given = [written.get(letter, letter) for letter in right]
    given = np.array(given) if isinstance(answer, np.ndarray) else type(answer)(given)
    assert (
        examine(question, lambda: type(answer)(given) if not isinstance(answer, np.ndarray) else np.array(given)).status
        == "correct"
    )


def test_an_array_of_two_numbers_stands_for_two_numbers():
    question = find_question("starting_sizes")
    assert examine(question, lambda: np.array(question.reference())).status == "correct"


def test_a_misconception_that_would_change_a_right_part_is_not_named():
    def wrong(x, weight):
        y, mean = centre(x, weight)
        return y * 3, mean * 3

    known = Misconception("tripled", wrong, "All of it is tripled.", "Do not.")
    question = Question(
        **{
            f: getattr(CENTRE, f)
            for f in ("difficulty", "minutes", "points", "parts", "reference", "cases", "section", "hints")
        },
        misconceptions=(known,),
    )
    assert examine(question, wrong).misconceptions == ["tripled"]
    assert examine(question, changed(y=lambda y, x: 3 * y)).misconceptions == []
