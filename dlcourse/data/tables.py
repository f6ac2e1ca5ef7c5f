"""The small tables of the notes: a few rows to compute by hand."""

import numpy as np


def salary_by_iq_and_gpa():
    """Three students of the notes on forward propagation: x (3, 2) of iq and gpa, y (3, 1) the salary in lakh."""
    return _table("iq gpa salary", [[80, 3.5, 1.8], [60, 4, 2.5], [70, 3.2, 2]])


def salary_by_cgpa_and_resume():
    """Four students of the notes on backpropagation: x (4, 2) of cgpa and resume score, y (4, 1) the salary in lakh."""
    return _table("cgpa resume_score salary", [[8, 8, 4], [7, 9, 5], [6, 10, 6], [5, 12, 7]])


def salary_by_iq_and_cgpa():
    """Four students of the notes: x (4, 2) of iq and cgpa, y (4, 1) the salary in lakh (lpa).

    Two further rows of the notes' table are not readable and left out.
    """
    return _table("iq cgpa lpa", [[80, 8, 3], [80, 9, 5], [70, 8, 5], [120, 7, 8]])


def placement_by_cgpa_and_iq():
    """Three students of the notes on cross-entropy: x (3, 2) of cgpa and iq, y (3, 3) one-hot of yes, no, maybe."""
    return _table("cgpa iq yes no maybe", [[7, 70, 1, 0, 0], [8, 80, 0, 1, 0], [6, 60, 0, 0, 1]])


def temperatures():
    """Five days of the notes on EWMA: x (5, 1) the date, y (5, 1) the temperature."""
    return _table("date temperature", [[1, 28], [2, 13], [3, 17], [4, 31], [5, 43]], inputs=1)


def _table(names, rows, inputs=2):
    """x (N, inputs), y (N, the others) and the columns' names."""
    numbers = np.array(rows, float)
    return numbers[:, :inputs], numbers[:, inputs:], names.split()
