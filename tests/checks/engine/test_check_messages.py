"""What a student reads: the message for each kind of answer, the card, the hints."""

import html.parser
import re

import numpy as np
import pytest

from dlcourse.checks import check, examine, failing, find_question, hint
from dlcourse.checks.card import VERDICT_MIME, Points, section_link, to_html, to_text
from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.engine.compare import agree_in_number
from dlcourse.checks.engine.smallest import smallest_failing
from dlcourse.checks.engine.trial import Draw
from dlcourse.checks.engine.verdict import STATUSES, Verdict, is_formula


class NotAnArray:
    def __array__(self, *args, **options):
        raise RuntimeError("never")


def relu(da, z):
    return da * (z > 0)


def raises(da, z):
    return da * z_missing  # noqa: F821


def dense(dx=lambda x, W, dz: dz @ W.T, dW=lambda x, W, dz: x.T @ dz, db=lambda x, W, dz: dz.sum(axis=0)):
    """A dense layer's backward pass with one part exchanged."""
    return lambda x, W, dz: (dx(x, W, dz), dW(x, W, dz), db(x, W, dz))


def not_written(da, z):
    raise NotImplementedError


def slope(z):
    raise NotImplementedError


def calls_what_is_not_written(da, z):
    return da * slope(z)


def test_an_answer_that_calls_a_function_which_is_not_written_is_told_its_name():
    verdict = examine(find_question("relu_backward"), calls_what_is_not_written)
    assert verdict.status == "error"
    assert verdict.says[0].startswith("Your function calls `slope`, which is not written yet.")


def of_two_layers(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 + b2


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("collapse_layers", of_two_layers, "missing 2 required positional arguments"),
        ("collapse_layers", lambda layers: layers, "takes 1 positional argument"),
        ("dense_backward", lambda x, W, dz, b: None, "missing 1 required positional argument"),
        ("adam_step", lambda w, g, lr=0.1: None, "takes from 2 to 3 positional arguments"),
    ],
)
def test_an_answer_with_other_arguments_is_told_how_it_is_called(name, answer, said):
    verdict = examine(find_question(name), answer)
    call = f"{name}({', '.join(find_question(name).arguments)})"
    assert verdict.status == "error"
    assert said in verdict.says[0]
    assert f"it is called as `{call}`, so its first line has to be `def {call}:`" in verdict.says[0]


def test_a_helper_called_with_other_arguments_is_told_where_it_is_called():
    verdict = examine(find_question("relu_backward"), lambda da, z: relu(da))
    assert "at `verdict = examine(" in verdict.says[0]
    assert "it is called as" not in verdict.says[0]


@pytest.mark.parametrize("name", ["softmax_backward", "sigmoid_backward", "binary_crossentropy_loss", "relu_backward"])
def test_what_numpy_was_told_about_numbers_that_are_not_finite_is_nothing_to_a_check(name):
    question = find_question(name)
    answers = [question.reference, *(mistake.wrong for mistake in question.misconceptions)]
    expected = [examine(question, answer).to_dict() for answer in answers]
    with np.errstate(all="raise"):
        assert [examine(question, answer).to_dict() for answer in answers] == expected
        assert np.geterr()["divide"] == "raise"  # the student's setting stays


def test_an_answer_that_fails_in_many_special_cases_is_not_told_all_of_them():
    question = find_question("collapse_layers")

    def returned_in_the_loop(weights, biases):
        W, b = weights[0], biases[0]
        for later, bias in zip(weights[1:], biases[1:], strict=True):
            return W @ later, b @ later + bias
        return W, b + 1

    def wrong_for_one_layer(weights, biases):
        W, b = question.reference(weights, biases)
        return W, b + (len(weights) == 1)

    assert not any(sentence.startswith("Right but for") for sentence in examine(question, returned_in_the_loop).says)
    assert "Right but for a single layer and a single square layer." in examine(question, wrong_for_one_layer).says


def test_a_sentence_is_never_said_with_a_number_that_is_not_there():
    for name in ("dense_backward", "sigmoid_backward", "softmax_backward"):
        question = find_question(name)

        def half(*arguments, question=question):
            if np.size(arguments[0]) % 2:
                raise FloatingPointError("underflow")
            return question.reference(*arguments)

        verdict = examine(question, half)
        assert not any(" is ?" in sentence or "expected ?" in sentence for sentence in verdict.says)


CALL = "relu_backward(da, z) → dz"

# question, answer, status, what the message says
SAYS = {
    "not attempted": ("relu_backward", not_written, "not attempted", f"Nothing to check yet: write `{CALL}`"),
    "dots": ("relu_backward", lambda da, z: ..., "not attempted", f"Nothing to check yet: write `{CALL}`"),
    "no function": ("relu_backward", 3, "incorrect", f"Expected a function `{CALL}`. Received: 3."),
    "None": ("dense_backward", lambda *a: None, "incorrect", "returned None: is there a `return dx, dW, db`?"),
    "too few": ("dense_backward", lambda x, W, dz: (x, W), "incorrect", "returned 2 values; expected 3: dx, dW, db."),
    "only one": ("dense_backward", lambda x, W, dz: dz, "incorrect", "returned 1 value; expected 3: dx, dW, db."),
    "text": ("relu_backward", lambda da, z: "dz", "incorrect", "Your `dz` is a str; expected numbers."),
    "ragged": ("relu_backward", lambda da, z: [[1], [2, 3]], "incorrect", "Your `dz` is a list; expected numbers."),
    "objects": ("relu_backward", lambda da, z: relu(da, z).astype(object), "incorrect", "is an array of object;"),
    "complex": ("relu_backward", lambda da, z: relu(da, z) + 0j, "incorrect", "is an array of complex128; expected"),
    "odd object": ("relu_backward", lambda da, z: NotAnArray(), "incorrect", "Your `dz` is a NotAnArray; expected"),
    "the inputs' shapes": ("relu_backward", lambda da, z: "dz", "incorrect", "called with da (1, 3), z (1, 3)."),
    "raised": ("relu_backward", raises, "error", "raised NameError, at `return da * z_missing"),
    "arguments": ("relu_backward", lambda da: da, "error", "raised TypeError: <lambda>() takes 1 positional argument"),
    "shape": ("relu_backward", lambda da, z: relu(da, z)[:2], "incorrect", "has shape (2, 4); expected (5, 4)."),
    "transposed": ("relu_backward", lambda da, z: relu(da, z).T, "incorrect", "is transposed: its shape is (4, 5)"),
    "NaN": ("relu_backward", lambda da, z: np.where(z > 0, da, np.nan), "incorrect", "NaN or infinite in 1 of 3"),
    "sign": ("dense_backward", dense(dx=lambda x, W, dz: -dz @ W.T), "partial", "the wrong sign in every entry."),
    "twice": ("relu_backward", lambda da, z: 2 * relu(da, z), "incorrect", "2 times the expected one"),
    "size": ("relu_backward", lambda da, z: relu(da, z) * len(z), "incorrect", "N times the expected one"),
    "one over size": ("relu_backward", lambda da, z: relu(da, z) / z.shape[1], "incorrect", "1/units times the"),
    "chance": ("relu_backward", lambda da, z: 5 * relu(da, z), "incorrect", "5 times the expected one in every"),
    "sign and size": ("dense_backward", dense(dW=lambda x, W, dz: -len(x) * x.T @ dz), "partial", "the wrong sign."),
    "offset": ("dense_backward", dense(db=lambda x, W, dz: dz.sum(axis=0) + 1), "partial", "`db` is too large by 1 in"),
    "where": ("relu_backward", lambda da, z: np.where(z > 0, da, da / 5), "incorrect", "only where `z` is negative"),
    "everywhere": ("relu_backward", lambda da, z: np.cos(da), "incorrect", "Every entry of your `dz` differs"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "status", "says"), SAYS.values(), ids=SAYS)
def test_the_message_says_what_is_wrong(name, answer, status, says):
    verdict = examine(find_question(name), answer)
    assert verdict.status == status
    assert says in verdict.message


@pytest.mark.parametrize(("name", "answer"), [case[:2] for case in SAYS.values()], ids=SAYS)
def test_nothing_wrong_earns_full_points(name, answer):
    verdict = examine(find_question(name), answer)
    assert verdict.points < verdict.max_points


def test_a_factor_that_fits_a_size_in_one_case_only_is_not_named_after_it():
    verdict = examine(find_question("relu_backward"), lambda da, z: 5 * relu(da, z))
    assert verdict.says == ["Your `dz` is 5 times the expected one in every entry, in every case."]


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("updates", "Your `updates` is 50, expected 40.", "Your `updates` are 50, expected 40."),
        ("losses", "Your `losses` has shape (2,); expected (3,).", "Your `losses` have shape (2,); expected (3,)."),
        ("ws", "Your `ws` is transposed: its shape is (2, 3)", "Your `ws` are transposed: their shape is (2, 3)"),
        ("draws", "Your `draws` differs in its first row alone.", "Your `draws` differ in their first row alone."),
        ("loss", "Your `loss` is 3, expected 2.", "Your `loss` is 3, expected 2."),
        ("counts", "Your `counts` is a str; expected numbers.", "Your `counts` is a str; expected numbers."),
        ("share of zeros", "Your `share of zeros` is 1.", "Your `share of zeros` is 1."),
        ("dz", "Your `dz` agrees up to step 2.", "Your `dz` agrees up to step 2."),
        ("rows", "Every entry of your `rows` differs: it is 1.", "Every entry of your `rows` differs: it is 1."),
    ],
)
def test_a_sentence_agrees_with_one_and_with_many(part, before, after):
    assert agree_in_number(before, part) == after


def test_a_part_with_a_plural_name_is_told_in_the_plural():
    question = find_question("perceptron_fit")
    verdict = examine(question, lambda *a: (*question.reference(*a)[:-1], 1e6))
    assert question.parts[-1] == "updates"
    assert any(sentence.startswith("Your `updates` are ") for sentence in verdict.says)


def test_a_picture_shows_which_entries_agree():
    verdict = examine(
        find_question("dense_backward"), dense(dW=lambda x, W, dz: (x.T @ dz) * (np.arange(len(W)) > 0)[:, None])
    )
    assert verdict.pictures == {"dW": ["x", "="]}


# Points and JSON


def test_points_are_a_number_that_nbgrader_reads():
    points = Points(1.5, 3)
    assert repr(points) == "1.5"
    assert points == 1.5
    assert points.max_points == 3
    assert points._repr_html_() == "<small>1.5 of 3 points</small>"


def test_a_verdict_as_json_has_name_points_status_message_and_misconceptions():
    verdict = examine(find_question("relu_backward"), lambda da, z: da.copy())
    assert verdict.to_dict() == {
        "name": "relu_backward",
        "points": 0,
        "max_points": 1,
        "status": "incorrect",
        "message": verdict.message,
        "misconceptions": ["no_gate"],
    }


# Outside a notebook and in one


def test_check_prints_outside_a_notebook_and_returns_the_points(capsys):
    points = check("relu_backward", lambda da, z: da.copy())
    printed = capsys.readouterr().out
    assert (type(points), points, points.max_points) == (Points, 0, 1)
    assert printed.startswith("✗ Not right yet: relu_backward, 0 of 1 point\n  You passed da on unchanged")
    assert "  Read: lecture 07, section “" in printed
    assert '  Stuck? hint("relu_backward")\n' in printed


def test_a_right_answer_is_told_in_one_line(capsys):
    assert check("relu_backward", relu) == 1
    assert capsys.readouterr().out == "✓ Right: relu_backward, 1 of 1 point\n"


@pytest.fixture
def displayed(monkeypatch):
    """What is displayed in a notebook, as bundles."""
    import IPython
    import IPython.display

    bundles = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_in_a_notebook_a_check_displays_text_html_and_the_verdict(displayed, capsys):
    question = find_question("relu_backward")
    verdict = examine(question, lambda da, z: da.copy())
    verdict.example = smallest_failing(question, lambda da, z: da.copy(), Draw(question))
    check("relu_backward", lambda da, z: da.copy())
    assert displayed == [
        {"text/plain": to_text(verdict), "text/html": to_html(verdict), VERDICT_MIME: verdict.to_dict()}
    ]
    assert capsys.readouterr().out == ""


def test_in_a_notebook_a_hint_displays_text_and_html(displayed):
    hint("relu_backward")
    assert [set(bundle) for bundle in displayed] == [{"text/plain", "text/html"}]


@pytest.mark.parametrize("ask", [lambda name: check(name, relu), hint])
def test_an_unknown_question_is_an_error_with_the_near_name(ask):
    with pytest.raises(LookupError, match=r"no question is called 'relu_backwards'; did you mean 'relu_backward'\?"):
        ask("relu_backwards")


def test_a_name_like_none_gets_no_suggestion():
    with pytest.raises(LookupError, match=r"no question is called 'xyz'$"):
        find_question("xyz")


def test_hints_go_stage_by_stage_and_stay_at_the_last(capsys):
    hints = find_question("numerical_gradient").hints
    for _ in range(4):
        hint("numerical_gradient")
    lines = capsys.readouterr().out.splitlines()
    first, second, third = (f"Hint {i} of 3: {hint}" for i, hint in enumerate(hints, start=1))
    whole = [first, second, f"{third} (This is the last one.)"]
    more = " (Ask again for the next one.)"
    assert lines == [first + more, first, second + more, *whole, *whole]


# The card


class Reader(html.parser.HTMLParser):
    """The tags of a page, its labels, and the text that a screen reader or a black-and-white print has."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.labels = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.labels += [value for name, value in attributes if name == "aria-label"]

    def handle_data(self, data):
        self.text.append(data)


def verdict_with(**parts):
    return Verdict("relu_backward", "incorrect", 0, 1, lecture="07_backpropagation", section="ReLU", **parts)


@pytest.mark.parametrize("field", ["says", "look", "notes"])
def test_the_card_shows_tags_as_text(field):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)> `<b>`"
    page = Reader(to_html(verdict_with(**{field: [attack]})))
    assert not {"script", "img"} & set(page.tags)
    assert "<script>alert(1)</script><img src=x onerror=alert(1)> " in "".join(page.text)


def test_what_a_student_raises_or_prints_is_text_on_the_card():
    def answer(da, z):
        print("<script>print()</script>")
        raise ValueError("<script>raise()</script>")

    page = Reader(to_html(examine(find_question("relu_backward"), answer)))
    assert "script" not in page.tags
    assert "<script>print()</script>" in "".join(page.text)
    assert "<script>raise()</script>" in "".join(page.text)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_words_and_a_symbol_of_its_own(status):
    verdict = Verdict("relu_backward", status, 0, 1, lecture="07_backpropagation", section="ReLU")
    page = Reader(to_html(verdict))
    assert page.labels == [f"{STATUSES[status]}: relu_backward, 0 of 1 point"]
    assert f" {STATUSES[status]}: " in page.text
    symbols = {to_text(Verdict("q", other, 0, 1))[0] for other in STATUSES}
    assert len(symbols) == len(STATUSES)


def test_the_card_tells_the_picture_in_words_and_letters():
    page = Reader(to_html(verdict_with(pictures={"dz": ["= x", "x x"]})))
    text = "".join(page.text)
    assert "dz: 3 of 4 entries differ (= agrees, x differs)" in text
    assert "= x\nx x" in text


def test_the_card_links_the_lecture_and_names_the_section_and_the_hint():
    card = to_html(verdict_with(says=["Wrong."]))
    assert '<a href="../../lectures/07_backpropagation.ipynb#heading=ReLU">section “ReLU”</a>' in card
    assert 'hint("relu_backward")' in to_text(verdict_with(says=["Wrong."]))


def test_the_link_escapes_what_an_address_may_not_hold():
    verdict = verdict_with()
    verdict.section = "Yes or no: “binary” cross-entropy, 100 %?"
    assert section_link(verdict).endswith("#heading=Yes-or-no:-%E2%80%9Cbinary%E2%80%9D-cross-entropy,-100-%25?")


def test_the_sections_of_all_questions_have_names_that_a_browser_leaves_as_they_are():
    for question in QUESTIONS.values():
        verdict = Verdict(question.name, "incorrect", 0, 1, lecture=question.lecture, section=question.section)
        assert section_link(verdict).partition("#heading=")[2] == question.section.replace(" ", "-")


IDEA, FORMULA, SNIPPET = "What is the slope of ReLU where z is negative?", "dz = da · (z > 0)", "Write `da * (z > 0)`."


def test_the_card_shows_the_idea_and_leaves_formulas_and_code_to_the_hints():
    verdict = verdict_with(says=["It is wrong."], look=[IDEA, FORMULA, SNIPPET], hints=("First.", "Second."))
    text = to_text(verdict)
    assert text.index("It is wrong.") < text.index(f"Look: {IDEA}")
    assert IDEA in verdict.message
    assert not any(hidden in shown for hidden in (FORMULA, SNIPPET) for shown in (text, verdict.message))
    assert verdict.stages == ["First.", FORMULA, SNIPPET, "Second."]


def test_each_hint_on_the_card_is_folded_within_the_one_before_and_has_a_name_of_its_own():
    page = Reader(to_html(verdict_with(hints=("First.", "Second.", "Third."))))
    names = [f"Hint {i} of 3 for relu_backward" for i in (1, 2, 3)]
    assert [label for label in page.labels if label.startswith("Hint")] == names
    assert page.tags.count("details") == page.tags.count("summary") == 3
    card = to_html(verdict_with(hints=("First.", "Second.", "Third.")))
    assert " open>" not in card
    assert card.index("First.") < card.index("Hint 2 of 3") < card.index("Second.") < card.index("</details>")


def test_a_right_answer_gets_no_hints():
    assert "details" not in to_html(Verdict("q", "correct", 1, 1, lecture="07_backpropagation", hints=("First.",)))


def test_a_hint_keeps_the_earlier_ones_open_and_folds_the_later_ones(displayed):
    for _ in range(2):
        hint("dense_backward")
    html_text = displayed[-1]["text/html"]
    assert html_text.count(" open>") == 2 < html_text.count("<details")


def test_hints_after_a_check_hold_what_the_card_has_left_out(capsys):
    question = find_question("two_layer_backward")
    linear = next(m for m in question.misconceptions if m.name == "hidden_layer_linear")
    check("two_layer_backward", linear.wrong)
    assert "h = max(0, z1)" not in capsys.readouterr().out
    for _ in range(2):
        hint("two_layer_backward")
    shown = capsys.readouterr().out
    assert shown.index(question.hints[0]) < shown.index(linear.look)


@pytest.mark.parametrize(
    ("sentence", "is_one"),
    [
        ("Where z = 3 the output is 3. And the slope?", False),
        ("Is there an `=` where a `+=` belongs? The rows add up.", False),
        ("The 1/N of the mean is in dz already; the loss put it there.", False),
        ("Which of your arrays is `h`?", False),
        ("They are ReLUs: h = max(0, z1).", True),
        ("`p[np.arange(N), y] -= 1`", True),
        ("First (1 − η λ) · W, then minus the step.", True),
    ],
)
def test_a_formula_is_told_from_an_idea(sentence, is_one):
    assert is_formula(sentence) is is_one


def test_the_evidence_follows_the_sentence_where_its_numbers_are_not_in_it_already():
    wrong = examine(find_question("dense_backward"), dense(db=lambda x, W, dz: dz.mean(axis=0)), 3)
    assert wrong.misconceptions == ["bias_averaged"]
    (sentence,) = wrong.says
    entry, yours, right = re.search(r" (db\[\d\]) is (\S+), expected (\S+)\.$", sentence).groups()
    assert float(right) / float(yours) == pytest.approx(6, rel=1e-2)  # the first case has six rows
    assert sentence.count(entry) == 1


def test_no_evidence_for_what_only_its_use_sees_and_for_a_closed_question():
    assert not find_question("minibatches").shows_evidence
    assert not find_question("hinge_by_hand").shows_evidence
    assert "expected" not in examine(find_question("hinge_by_hand"), lambda: 0.5).message


def test_a_wrong_answer_gets_a_small_input_to_try_it_on(capsys):
    wrong = dense(dW=lambda x, W, dz: x.T @ dz**2)
    check("dense_backward", wrong)
    out = capsys.readouterr().out
    assert "A small input on which it differs:" in out
    lines = [line.strip() for line in out.splitlines() if re.match(r"\s+(x|W|dz) = np\.array", line)]
    names = {"np": np}
    exec("\n".join(lines), names)
    x, W, dz = failing("dense_backward")
    assert all(np.array_equal(names[name], value) for name, value in (("x", x), ("W", W), ("dz", dz)))
    assert not np.allclose(wrong(x, W, dz)[1], x.T @ dz)
    x[:] = 0
    assert failing("dense_backward")[0].any()  # a copy, each time


def test_there_is_no_failing_input_of_a_right_answer_or_before_a_check():
    check("relu_backward", relu)
    with pytest.raises(LookupError, match=r"expected an answer that .* found wrong .* Received: a right one"):
        failing("relu_backward")
    with pytest.raises(LookupError, match="Received: none yet"):
        failing("softmax_crossentropy_backward")
    with pytest.raises(LookupError, match="no question is called"):
        failing("relu_backwards")


def test_the_card_shows_the_small_input_as_code_to_copy():
    verdict = examine(find_question("relu_backward"), lambda da, z: da * (z > 0) + 1)
    verdict.example = smallest_failing(
        find_question("relu_backward"), lambda da, z: da * (z > 0) + 1, Draw(find_question("relu_backward"))
    )
    card = to_html(verdict)
    assert "<figcaption>A small input on which it differs:</figcaption>" in card
    assert "da = np.array([[" in card
    assert "# expected: dz = [[" in card


def test_no_colour_of_the_card_hangs_on_another_that_only_jupyterlab_sets():
    """Else a page that is dark by itself shows light text on the light ground that was meant for JupyterLab alone."""
    card = to_html(verdict_with(says=["Wrong."], stale=["Old."], hints=("First.",), pictures={"dz": ["= x"]}))
    grounds = re.findall(r"background:([^;\"]+)", card)
    assert len(grounds) >= 3
    assert set(grounds) <= {"var(--jp-layout-color1,#fff)", "rgba(128,128,128,.15)", "transparent"}
