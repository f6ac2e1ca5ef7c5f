"""The share of rows whose largest score stands at the place of the label."""

from itertools import product

import numpy as np

from dlcourse.checks.catalogue.answers import at_once, several_at_once
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def share_right(labels, scores):
    """The share of rows whose largest score stands at the place of the label."""
    answers = scores.argmax(axis=1)
    return (answers == labels).mean()


def share_right_loop(labels, scores):
    """One row at a time."""
    right = 0
    for label, row in zip(labels, scores.tolist(), strict=True):
        if row.index(max(row)) == label:
            right += 1
    return right / len(labels)


def share_right_by_score(labels, scores):
    """A row is right where the score of its label is as large as the largest."""
    return np.average(scores[np.arange(len(labels)), labels] >= scores.max(axis=1))


def share_right_by_sorting(labels, scores):
    """The last place after sorting; errors counted."""
    wrong = np.argsort(scores, axis=1)[:, -1] != labels
    return 1 - np.count_nonzero(wrong) / wrong.size


def share_right_by_two_loops(labels, scores):
    """The largest of each row looked for by hand, from its first score on."""
    right = []
    for n in range(scores.shape[0]):
        best = 0
        for k in range(1, scores.shape[1]):
            if scores[n, k] > scores[n, best]:
                best = k
        right.append(float(best == labels[n]))
    return np.array(sum(right) / len(right))


def share_by_a_search(labels, scores, best=-np.inf, where=0, anew=True):
    """A search for the largest that begins with `best` at place `where`, in every row or once for all."""
    right, start = 0, (best, where)
    for label, row in zip(labels, scores, strict=True):
        best, where = start if anew else (best, where)
        for k, score in enumerate(row):
            if score > best:
                best, where = score, k
        right += where == label
    return right / len(labels)


def search_from_zero(labels, scores):
    """The search begins at a score of 0."""
    return share_by_a_search(labels, scores, best=0)


def search_never_reset(labels, scores):
    """The largest score so far is kept from row to row."""
    return share_by_a_search(labels, scores, anew=False)


def search_from_zero_never_reset(labels, scores):
    """It begins at 0, and is kept from row to row."""
    return share_by_a_search(labels, scores, best=0, anew=False)


# the place of the largest score is 2, 0 and 0; 1, 2, 1 and 1; …
HARD_TABLES = [
    ([2, 0, 1], [[0.1, 0.2, 0.7], [0.5, 0.4, 0.1], [0.6, 0.3, 0.1]], "the text's example"),
    (
        [1, 2, 1, 0],
        [[-3.0, -0.2, -0.9], [-2.5, -1.1, -0.4], [-0.6, -0.1, -1.2], [-2.0, -0.5, -1.5]],
        "scores that are all negative",
    ),
    (
        [1, 0, 2],
        [[-9.0, 2.0, 1.0], [0.25, -4.0, 0.125], [0.5, -3.0, 0.75]],
        "rows whose score of the largest size is negative",
    ),
    ([1], [[0.3, 0.9, 0.2, 0.4]], "a single row that is right"),
    ([3], [[2.0, 1.0, 0.5, -1.0]], "a single row that is wrong"),
    ([0, 1, 1, 0, 0], [[2.0, 1.0], [0.0, 3.0], [5.0, 4.0], [-1.0, -2.0], [0.25, 0.5]], "two classes"),
    (
        [2, 3, 0, 1],
        [[4.0, 1.0, 9.0, 2.0], [3.0, 8.0, 2.0, 1.0], [7.0, 0.5, 1.5, 2.5], [0.0, 0.2, 6.0, 1.1]],
        "as many rows as classes",
    ),
    ([0, 2], [[5.0, 1.0, 2.0], [0.5, 0.25, 3.0]], "rows that are all right"),
    ([0, 2], [[1.0, 5.0, 2.0], [0.5, 3.0, 0.25]], "rows that are all wrong"),
    (
        [0, 1, 1, 0, 1, 0, 0],
        [
            [0.6, 0.5, 0.1, 0.2, 0.3],
            [900.0, -1000.0, 3.0, 0.0, 1000.0],
            [0.2, 0.9, 0.8, 0.7, 0.6],
            [0.45, 0.3, 0.4, 0.1, 0.2],
            [0.1, 0.7, 0.75, 0.0, 0.2],
            [0.7, 0.6, 0.1, 0.9, 0.2],
            [1e-3, 5e-4, 0.0, -1.0, -2.0],
        ],
        "scores close to each other and far apart, with classes that are no row's label",
    ),
]


def score_table(rng, rows, classes, right):
    """The first `right` rows are right, row 0 by the largest score of all; the others are wrong in two ways."""
    labels = np.append(0, rng.integers(1, classes, size=rows - 1))
    scores = rng.uniform(-1, 1, size=(rows, classes))
    for n, label in enumerate(labels):
        top, bottom = (label, label + 1) if n < right else (label - 1, label + 1) if n % 2 == 0 else (label + 2, label)
        scores[n, top % classes], scores[n, bottom % classes] = rng.uniform(1.2, 3), rng.uniform(-3, -1.2)
    scores[0, 0] = 4.5
    return labels, scores


def accuracy_cases(rng):
    """The hard ones, then tables in which neither none, half nor all are right, and one of them in float32."""
    cases = [
        Case((np.array(labels), np.array(scores)), {"N": len(labels), "K": len(scores[0])}, why)
        for labels, scores, why in HARD_TABLES
    ]
    for rows, classes, right in [(7, 4, 2), (9, 5, 6)]:
        cases.append(Case(score_table(rng, rows, classes, right), {"N": rows, "K": classes}))
    return [*cases, in_single_precision(cases[-2])]


# what stands in the place of the largest score of a row
WRONG_WINNERS = (
    Misconception(
        "smallest_score",
        edit(share_right, "argmax → argmin"),
        "You took the place of the smallest score.",
        "The network's answer is where its score is largest.",
    ),
    Misconception(
        "one_place_for_all",
        edit(share_right, "axis=1 → "),
        "You looked for the largest score of the whole table. Every row has an answer of its own.",
        "In which direction must the search go: along a row, or over the whole table?",
    ),
    Misconception(
        "argmax_over_the_rows",
        edit(share_right, "axis=1 → axis=0"),
        "You looked for the largest score of each column, over the rows. Each row has an answer, not each class.",
        "Draw the table (N, K) and mark which of its two axes the search runs along.",
    ),
    Misconception(
        "counted_from_one",
        edit(share_right, "answers == → answers + 1 =="),
        "You counted places from 1. The labels count from 0.",
        "The first score of a row stands at place 0.",
    ),
)

# what stands in the place of the share
WRONG_SHARES = (
    Misconception(
        "counted",
        edit(share_right, ".mean → .sum"),
        "You counted rows. The question asks for a share of all {N}.",
        "A share is a number between 0 and 1. Of how many rows?",
    ),
    Misconception(
        "percent",
        edit(share_right, "return → return 100 *"),
        "Your {part} is in percent.",
        "A share lies between 0 and 1.",
    ),
    Misconception(
        "share_wrong",
        edit(share_right, "== → !="),
        "You asked where answer and label differ. The accuracy asks where they agree.",
        "Count where answer and label are equal.",
    ),
)

SHARE_RIGHT = Question(
    difficulty="easy",
    minutes=8,
    points=2,
    parts=("accuracy",),
    reference=share_right,
    cases=accuracy_cases,
    section="The four parts",
    hints=(
        "For each row: at which place is its largest score? That place is the network's answer.",
        "`scores.argmax(axis=1)` gives the place of the largest score in every row, counted from 0.",
        "Compare these answers with the labels: `==` gives True where a row is right.",
        "The mean of True and False is the share of True.",
    ),
    misconceptions=(
        *WRONG_WINNERS,
        *WRONG_SHARES,
        *(at_once(winner, share) for winner, share in product(WRONG_WINNERS, WRONG_SHARES)),
        *several_at_once(WRONG_SHARES, "share_wrong + counted", "share_wrong + percent"),
        Misconception(
            "second_best",
            edit(share_right, "scores.argmax(axis=1) → scores.argsort(axis=1)[:, -2]"),
            "You took the place of the second largest score.",
            "Sorting puts the largest last. At which place is the last?",
        ),
        Misconception(
            "largest_in_size",
            edit(share_right, "scores.argmax → abs(scores).argmax"),
            "You took the place of the score that is largest in size. A score of −9 is far below one of 2.",
            "Scores have signs. Compare them as they are.",
        ),
        Misconception(
            "never_reset",
            search_never_reset,
            "Your search for the largest score goes on from row to row. A row whose scores are all below the largest so "
            "far gets the answer of a row before it.",
            "Every row begins with a search of its own.",
        ),
        Misconception(
            "starts_at_zero",
            search_from_zero,
            "Your search for the largest score begins at 0, so a row without a score above 0 has no winner, and gets "
            "the answer 0.",
            "Scores may all be negative. With which of the scores can the search begin?",
        ),
        Misconception(
            "starts_at_zero_and_never_reset",
            search_from_zero_never_reset,
            "Your search for the largest score begins at 0, once for all rows. Every row needs a search of its own, and "
            "one that scores below 0 can win.",
            "Set the search back in every row, and begin with a score of that row.",
        ),
        Misconception(
            "last_class_left_out",
            edit(share_right, "scores.argmax → scores[:, :-1].argmax"),
            "Your answers are never the last class: its scores are not looked at.",
            "`range(n)` ends at n − 1. Where does your search along a row end?",
        ),
        Misconception(
            "score_for_place",
            edit(share_right, "argmax → max"),
            "You compared the largest score with the label. The label is a place, so compare it with the place of the "
            "largest score.",
            "How large the winner is does not matter. Where does it stand?",
        ),
        Misconception(
            "label_above_half",
            edit(share_right, "(answers == labels) → (scores[np.arange(len(labels)), labels] > 0.5)"),
            "You called a row right where the score of its label is above ½. It is right where that score is the largest "
            "of its row.",
            "A score of 0.6 loses against 0.7, and one of 0.4 wins against 0.3.",
        ),
        Misconception(
            "score_of_the_label",
            edit(share_right, "(answers == labels) → scores[np.arange(len(labels)), labels]"),
            "You averaged the scores that the labels got. The accuracy only asks whether a row is right.",
            "Each row is right or wrong, 1 or 0.",
        ),
        Misconception(
            "two_best_counted",
            edit(
                share_right,
                "scores.argmax(axis=1) → scores.argsort(axis=1)[:, -2:]",
                "(answers == labels) → (answers == labels[:, None]).any(axis=1)",
            ),
            "You called a row right where its label has one of the two largest scores.",
            "The network gives one answer.",
        ),
        Misconception(
            "labels_moved_up",
            edit(share_right, "== labels → == labels + 1"),
            "You added 1 to the labels, as if the answers counted from 1. Both count from 0.",
            "The first score of a row stands at place 0.",
        ),
        Misconception(
            "one_maximum_for_all",
            edit(share_right, "(answers == labels) → (scores[np.arange(len(labels)), labels] == scores.max())"),
            "You called a row right where its label has the largest score of the whole table. It is right where that score "
            "is the largest of its own row.",
            "Every row has a winner.",
        ),
        Misconception(
            "divided_by_classes",
            edit(share_right, "mean() → sum() / scores.shape[1]"),
            "You divided by the number of classes, {K}. A share of the rows is divided by the number of rows, {N}.",
            "How many answers are there, one for each row or one for each class?",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(share_right, "mean() → sum() / scores.size"),
            "You divided by the number of all scores, {N}·{K}. There is one answer for each of the {N} rows.",
            "The share is one of rows, not of scores.",
        ),
        Misconception(
            "entries_compared",
            edit(
                share_right,
                "scores.argmax(axis=1) → scores == scores.max(axis=1, keepdims=True)",
                "labels) → np.eye(scores.shape[1], dtype=bool)[labels])",
            ),
            "You compared all {N}·{K} entries of two tables of zeros and ones. Most of them agree even where a row is wrong.",
            "Ask once for each row: does its answer agree with its label?",
        ),
        Misconception(
            "all_or_nothing",
            edit(share_right, "mean → all"),
            "Your {part} is 1 where all rows are right, and 0 as soon as one is wrong. That is a share rounded down to a whole "
            "number, or the answer to whether all are right.",
            "Python has two divisions, `/` and `//`, and True counts as 1, False as 0.",
        ),
        Misconception(
            "rounded_to_two_digits",
            edit(share_right, "return (answers == labels).mean() → return np.round((answers == labels).mean(), 2)"),
            "You rounded the share to two digits.",
            "Return the number as it is.",
        ),
        Misconception(
            "rounded_to_three_digits",
            edit(share_right, "return (answers == labels).mean() → return np.round((answers == labels).mean(), 3)"),
            "You rounded the share to three digits.",
            "Return the number as it is.",
        ),
        Misconception(
            "first_row_only",
            edit(share_right, "(answers == labels).mean() → (answers == labels)[0] / len(labels)"),
            "Only the first row counts in your {part}, divided by N. Does your loop return after its first turn?",
            "What belongs behind the loop must not be indented like what belongs into it.",
        ),
        Misconception(
            "first_row_alone",
            edit(share_right, ".mean() → [0]"),
            "Only the first row counts in your {part}.",
            "Does your loop return after its first turn?",
        ),
        Misconception(
            "last_row_only",
            edit(share_right, "(answers == labels).mean() → (answers == labels)[-1] / len(labels)"),
            "Only the last row counts in your {part}, divided by N. Does each turn of your loop forget the one before?",
            "Begin to count once, before the loop.",
        ),
        Misconception(
            "first_row_skipped",
            edit(share_right, "(answers == labels).mean() → (answers == labels)[1:].sum() / len(labels)"),
            "The first row is not counted.",
            "Rows are counted from 0. Where does your loop begin?",
        ),
        Misconception(
            "last_row_skipped",
            edit(share_right, "(answers == labels).mean() → (answers == labels)[:-1].sum() / len(labels)"),
            "The last row is not counted.",
            "`range(n)` ends at n − 1. Where does your loop end?",
        ),
        Misconception(
            "not_averaged",
            edit(share_right, ".mean() → "),
            "You returned for each of the {N} rows whether it is right: your {part} is {yours}, where a single number is "
            "expected.",
            "True counts as 1 and False as 0. What makes a share of them?",
        ),
        Misconception(
            "answers_returned",
            edit(share_right, "(answers == labels).mean() → answers"),
            "You returned the network's answers: your {part} is {yours}, where a single number is expected.",
            "Compare the answers with the labels. How large is the share that agrees?",
        ),
    ),
    alternatives=(share_right_loop, share_right_by_score, share_right_by_sorting, share_right_by_two_loops),
)
