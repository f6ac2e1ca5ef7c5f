"""A wrong answer as an edit of the reference: what it computes, and the edits that are refused."""

import numpy as np
import pytest

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.catalogue.edits import Edited, edit

FACTOR = 3.0


def line(x, w, b):
    """x w + b, and once more x w."""
    scaled = x * w * FACTOR
    return scaled + b, x * w


def test_an_edit_changes_the_one_place_that_has_the_text():
    assert line(2.0, 5.0, 1.0) == (31.0, 10.0)
    assert edit(line, "+ b → - b")(2.0, 5.0, 1.0) == (29.0, 10.0)


def test_a_double_arrow_changes_every_place_and_several_changes_are_made_in_turn():
    assert edit(line, "x * w ⇒ x + w")(2.0, 5.0, 1.0) == (18.0, 7.0)
    assert edit(line, "+ b → - b", "- b → - 2 * b")(2.0, 5.0, 1.0) == (28.0, 10.0)


def test_the_edited_function_sees_the_names_of_its_module_and_the_docstring_is_no_part_of_it():
    assert edit(line, "* FACTOR → / FACTOR")(3.0, 1.0, 0.0) == (1.0, 3.0)
    assert "once more" not in edit(line, "+ b → - b").source


@pytest.mark.parametrize(
    ("change", "times"), [("y → z", 0), ("x * w → x", 2), ("x w → x", 0), ("+ b", 0), (" → x", 0)], ids=repr
)
def test_a_text_that_does_not_stand_there_once_is_refused(change, times):
    with pytest.raises(ValueError, match=r"stands once in line .*whose text stands there \d+ times"):
        edit(line, change).source  # noqa: B018


def test_a_function_in_a_function_is_refused():
    factor = np.pi

    def inside(x):
        return x * factor

    with pytest.raises(ValueError, match="without a closure"):
        edit(inside, "x → y").source  # noqa: B018


def test_every_edit_of_the_catalogue_can_be_made():
    edits = [m.wrong for question in QUESTIONS.values() for m in question.misconceptions if isinstance(m.wrong, Edited)]
    assert len(edits) >= 11
    for each in edits:
        assert callable(each.changed), each
