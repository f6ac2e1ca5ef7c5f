"""The table of docs/errata.md against its tests, and the rows of lecture 00."""

import re
from pathlib import Path

import numpy as np
import pytest
from paths import ROOT

from dlcourse import (
    SGD,
    Adam,
    CategoricalCrossentropy,
    Dense,
    ReLU,
    Sequential,
    accuracy,
    load_digits,
    one_hot,
    train_test_split,
)

ERRATA = ROOT.joinpath("docs", "errata.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in ERRATA.splitlines()
    if line.startswith("| ") and not line.startswith("| Notes ")
]


def errata_tests():
    """The names of all tests that compute a row; those of the table itself end in _of_the_table."""
    files = sorted(Path(__file__).parent.glob("test_errata*.py"))
    names = [name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)]
    return [name for name in names if not name.endswith("_of_the_table")]


def test_each_row_names_a_test_and_each_test_has_its_row_of_the_table():
    named = [row[-1].strip("`") for row in ROWS]
    assert sorted(named) == sorted(errata_tests())
    assert len(set(named)) == len(named)


def test_six_cells_none_empty_make_each_row_of_the_table():
    for row in ROWS:
        assert len(row) == 6, row
        assert all(row), row
        assert re.fullmatch(r"[0-4](, [0-4])*", row[0]), row
        assert re.fullmatch(r"\d\d, .+", row[4]), row


def test_lectures_then_notes_give_the_order_of_the_table():
    order = [(row[4][:2], row[0]) for row in ROWS]
    assert order == sorted(order)


def test_a_section_named_stands_in_its_lecture_of_the_table():
    for row in ROWS:
        number, section = row[4].split(", ", 1)
        if section != "–":
            (lecture,) = ROOT.joinpath("source", "lectures").glob(f"{number}_*.py")
            assert f"\n## {section}\n" in lecture.read_text(encoding="utf-8"), row


@pytest.fixture(scope="module")
def digits():
    pixels, labels = load_digits()
    return train_test_split(pixels, one_hot(labels, 10), 360, np.random.default_rng(0))


def test_a_learner_without_weights_leads_on_the_digits(digits):
    rng = np.random.default_rng(0)
    x_train, y_train, x_test, y_test = digits
    distance = (x_train**2).sum(axis=1) - 2 * x_test @ x_train.T
    nearest = accuracy(y_test, y_train[distance.argmin(axis=1)])
    model = Sequential([Dense(64, 10, rng)]).compile(SGD(0.3), CategoricalCrossentropy(from_logits=True))
    model.fit(x_train, y_train, epochs=40, rng=rng, verbose=False)
    assert nearest > accuracy(y_test, model.predict(x_test)) > 0.9


def test_a_network_learns_the_digits_without_a_gpu(digits):
    rng = np.random.default_rng(0)
    x_train, y_train, x_test, y_test = digits
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(Adam(0.005), CategoricalCrossentropy(from_logits=True))
    model.fit(x_train, y_train, epochs=15, rng=rng, verbose=False)
    assert accuracy(y_test, model.predict(x_test)) > 0.95
    assert type(model.parameters) is np.ndarray  # in the memory of the computer, not of a card
