"""Rosters, archives and marks in the forms of learning platforms: Moodle, Canvas, Gradescope, spreadsheets."""
