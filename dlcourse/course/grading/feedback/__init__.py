"""Feedback for students: a page for each submission."""
