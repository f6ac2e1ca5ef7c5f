"""Rosters, archives and marks in the forms of learning platforms: Moodle, Canvas, Gradescope, spreadsheets."""

SUBMISSION_FORMS = ("moodle", "canvas", "gradescope", "folder")  # of archives that are collected
FEEDBACK_FORMS = ("moodle", "canvas", "folder", "each")  # of archives that are handed out
MARKS_FORMS = ("csv", "moodle", "canvas", "questions")  # of tables
