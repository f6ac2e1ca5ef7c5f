"""Feedback for students and instructors: a page for each submission, and the misconceptions of a class."""
