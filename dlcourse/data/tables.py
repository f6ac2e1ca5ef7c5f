"""The small tables of the notes, for computing by hand; each is returned as x, y and the columns' names."""

import numpy as np


def salary_by_iq_and_gpa() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return three students of the notes on forward propagation: x (3, 2), iq and gpa; y (3, 1), salary in lakh."""
    return _table("iq gpa salary", [[80, 3.5, 1.8], [60, 4, 2.5], [70, 3.2, 2]])


def salary_by_cgpa_and_resume() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return four students of the notes on backpropagation: x (4, 2), cgpa, resume score; y (4, 1), salary in lakh."""
    return _table("cgpa resume_score salary", [[8, 8, 4], [7, 9, 5], [6, 10, 6], [5, 12, 7]])


def salary_by_iq_and_cgpa() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return four students of the notes: x (4, 2), iq and cgpa; y (4, 1), salary in lakh (lpa).

    Two further rows of the notes' table are illegible and left out.
    """
    return _table("iq cgpa lpa", [[80, 8, 3], [80, 9, 5], [70, 8, 5], [120, 7, 8]])


def placement_by_cgpa_and_iq() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return three students of the notes on cross-entropy: x (3, 2), cgpa and iq; y (3, 3), one-hot yes, no, maybe."""
    return _table("cgpa iq yes no maybe", [[7, 70, 1, 0, 0], [8, 80, 0, 1, 0], [6, 60, 0, 0, 1]])


def temperatures() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return five days of the notes on EWMA: x (5, 1), the date; y (5, 1), the temperature."""
    return _table("date temperature", [[1, 28], [2, 13], [3, 17], [4, 31], [5, 43]], inputs=1)


def _table(names, rows, inputs=2):
    """Return x (N, inputs), y (N, other columns) and the columns' names."""
    numbers = np.array(rows, float)
    return numbers[:, :inputs], numbers[:, inputs:], names.split()
