"""The corpus is large, has every class, and the page that tells of it tells the truth."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from counts import GIVEN, counts, table
from course_copy import ROOT


def test_each_class_has_the_examples_given_and_more():
    assert all(counts()[name] > given for name, given in GIVEN.items()), counts()


def test_sixty_attacks_at_least_are_of_our_own():
    attacks = {name: number for name, number in counts().items() if name != "honest"}
    assert sum(number - GIVEN[name] for name, number in attacks.items()) >= 60


def test_the_page_on_security_has_this_table():
    assert table() in ROOT.joinpath("docs", "grading-security.md").read_text(encoding="utf-8")
