"""Values of a function that are sent along with it: they spare messages, and they are worth nothing to a cheat."""

import numpy as np
import pytest

from dlcourse.checks import examine, find_question
from dlcourse.checks.engine.trial import Draw
from dlcourse.course.grading.inside.protocol import Decoder, ProtocolError
from dlcourse.course.grading.sandbox import TIERS, remote
from dlcourse.course.grading.sandbox.shared import shared_sandbox

QUESTION = find_question("numerical_gradient")
RIGHT = """
def numerical_gradient(f, w, h):
    w = np.array(w, dtype=float)
    gradient = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient
"""
BEGIN = "known = lambda f: next(c.cell_contents for c in f.__closure__ if type(c.cell_contents).__name__ == 'Known')\n"
CHEATS = {  # each finds the table, and asks it or changes it
    "values in the order of the table": """
def numerical_gradient(f, w, h):
    values = list(known(f).values.values())[: 2 * w.size]
    return np.reshape([(a - b) / (2 * h) for a, b in zip(values[::2], values[1::2])], w.shape)
""",
    "differences of all values": """
def numerical_gradient(f, w, h):
    values = np.array(list(known(f).values.values()))
    return np.resize((values[1:] - values[:-1]) / h, w.shape)
""",
    "a table of zeros": """
def numerical_gradient(f, w, h):
    known(f).values.update(dict.fromkeys(known(f).values, np.float64(0)))
    return np.array([f(w + h) for _ in range(w.size)]).reshape(w.shape)
""",
    "an empty table": """
def numerical_gradient(f, w, h):
    known(f).values.clear()
    return np.zeros(w.shape) + f(w)
""",
}


@pytest.fixture(params=TIERS)
def answer(request):
    """A function that returns the student's function of this text, in a new worker."""
    workers = []

    def define(source):
        workers.append(remote.Worker(shared_sandbox(request.param)))
        ran = workers[-1].run(f"import numpy as np\n{source}", 1)
        assert ran.error is None, ran.error
        return workers[-1].look_up("numerical_gradient")

    yield define
    for worker in workers:
        worker.kill()


def test_a_right_answer_asks_the_grader_for_nothing_and_gets_all_points(answer):
    function = answer(RIGHT)
    assert examine(QUESTION, function, seed=1).status == "correct"
    assert function.worker.budget.callbacks == 0


def test_at_other_points_the_grader_is_asked(answer):
    function = answer(RIGHT.replace("f(up) - f(down)", "f(np.array(up.tolist()) + 1e-9) - f(down.tolist())"))
    examine(QUESTION, function, seed=1)
    assert function.worker.budget.callbacks > 50


@pytest.mark.parametrize("name", CHEATS)
def test_who_reads_or_changes_the_table_earns_nothing(answer, name):
    verdict = examine(QUESTION, answer(BEGIN + CHEATS[name]), seed=1)
    assert verdict.points == 0, verdict
    assert verdict.status in ("incorrect", "error"), verdict


def test_who_spoils_the_table_spoils_their_own_answer_alone(answer):
    spoilt = RIGHT.replace("    w = np", "    known(f).values.update(dict.fromkeys(known(f).values, 1.0))\n    w = np")
    assert examine(QUESTION, answer(BEGIN + spoilt), seed=1).points == 0
    assert examine(QUESTION, answer(RIGHT), seed=1).status == "correct"


def test_no_number_that_is_sent_is_one_of_the_expected_ones(answer, monkeypatch):
    sent = []
    encode = remote.Lending.encode_array

    def noted(self, value):
        sent.append(np.array(value))
        return encode(self, value)

    monkeypatch.setattr(remote.Lending, "encode_array", noted)
    examine(QUESTION, answer(RIGHT), seed=1)
    draw = Draw(QUESTION, 1)
    assert len(sent) >= 2 * len(draw.cases)
    for case, right in zip(draw.cases, draw.right, strict=True):
        if "example" in case.why:
            continue  # 6 and −2 are whole numbers, and nobody needs a table to know them
        for expected in right.values["gradient"].ravel():
            assert not any(np.isclose(array, expected, rtol=1e-9, atol=0).any() for array in sent)


def test_a_worker_cannot_hand_back_a_function_with_a_table():
    node = ["tabulated", 0, ["array", "float64", [1, 1], False], ["array", "float64", [1], False]]
    decoder = Decoder(memoryview(bytes(16)), lambda number: number)  # the trusted side's takes a number alone
    with pytest.raises(ProtocolError, match="tabulated"):
        decoder.decode(node)
