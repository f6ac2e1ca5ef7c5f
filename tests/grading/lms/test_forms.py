"""The forms that commands offer are those that are read and written."""

from dlcourse.course.commands import feedback, marks
from dlcourse.course.grading.lms import FEEDBACK_FORMS, MARKS_FORMS, SUBMISSION_FORMS, deliveries, sheets


def test_each_form_that_is_offered_is_read_or_written_and_its_next_step_is_said():
    assert set(SUBMISSION_FORMS) == set(deliveries.SOURCES) == set(deliveries.EXPECTED)
    assert set(MARKS_FORMS) == set(sheets.FORMS) == set(marks.NEXT)
    assert set(FEEDBACK_FORMS) == set(feedback.NEXT)
