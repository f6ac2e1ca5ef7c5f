"""The page on security gives the true number of attacks of each class."""

from counts import table
from course_copy import ROOT


def test_the_page_on_security_has_this_table():
    assert table() in ROOT.joinpath("docs", "grading-security.md").read_text(encoding="utf-8")
