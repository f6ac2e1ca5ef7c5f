"""Exercise 19: a search space, searches, and what their results are worth."""

QUESTIONS = ()
