"""The error of a check that a student's process can raise, too: this file lies inside the sandbox."""


class AnswerError(Exception):
    """A returned value that cannot be judged; the text says what was expected."""
