"""All distances between two sets of points, without a loop."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def all_distances(x, y):
    """√Σ_k (x[i, k] − y[j, k])² for every i and j."""
    differences = x[:, None, :] - y[None, :, :]  # (N, M, n)
    return np.sqrt((differences**2).sum(axis=2))


def slow_distances(x, y):
    """As the exercise shows it: three loops."""
    distances = np.zeros((len(x), len(y)))
    for i in range(len(x)):
        for j in range(len(y)):
            total = 0.0
            for k in range(x.shape[1]):
                total += (x[i, k] - y[j, k]) ** 2
            distances[i, j] = total**0.5
    return distances


def distances_by_products(x, y):
    """‖x‖² + ‖y‖² − 2 x·y, cut off at 0."""
    squares = (x**2).sum(axis=1)[:, None] + (y**2).sum(axis=1) - 2 * x @ y.T
    return np.sqrt(np.maximum(squares, 0))


def distances_row_by_row(x, y):
    """One loop left, over the rows of x; a list of lists."""
    return [np.linalg.norm(row - y, axis=1).tolist() for row in x]


def distances_with_einsum(x, y):
    """In single precision, features first."""
    gaps = x.T.astype(np.float32)[:, :, None] - y.T.astype(np.float32)[:, None, :]
    return np.einsum("kij,kij->ij", gaps, gaps) ** np.float32(0.5)


def cloud_case(x, y, why=""):
    """A case with the sizes that a message may name."""
    return Case((x, y), {"N": len(x), "M": len(y), "inputs": x.shape[1]}, why)


def two_clouds(rng):
    """The example; sizes of 1 and sizes that are equal; points that stand in both sets; float32."""
    shared = (np.arange(2100).reshape(30, 70) * 0.37 % 1.9) - 0.7  # long rows, which no two ways of adding round alike
    cases = [
        cloud_case(np.array([[0, 0], [3, 4]]), np.array([[0, 0], [3, 0], [6, 8]]), "the example of the exercise"),
        cloud_case(np.array([[1, -2, 3]]), np.array([[-1.0, 0.5, 2.25]]), "whole numbers and others"),
        cloud_case(
            np.array([[0, 0], [1, 2], [-3, 1]]), np.array([[1, 1], [0, 2]]), "whole numbers whose distances are none"
        ),
        cloud_case(np.array([[1.0, -2.0, 0.5]]), np.array([[-1.0, 1.0, 2.5]]), "one point and one point"),
        cloud_case(np.array([[1.5], [-2.0]]), np.array([[0.5], [3.0], [-4.0]]), "one column"),
        cloud_case(shared, shared[::-1].copy(), "points that stand in both sets"),
    ]
    for rows, others, inputs in [(6, 4, 3), (1, 5, 2), (5, 5, 3), (3, 7, 4), (3, 3, 3), (4, 2, 4), (5, 1, 2)]:
        cases.append(cloud_case(rng.normal(size=(rows, inputs)), 2 * rng.normal(size=(others, inputs)) + 1))
    return [*cases, in_single_precision(cases[6])]


ALL_DISTANCES = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("distances",),
    reference=all_distances,
    cases=two_clouds,
    section="From loops to arrays",
    hints=(
        "All differences at once need three axes: which row of x, which row of y, which column.",
        "x[:, None, :] has the shape (N, 1, n) and y[None, :, :] the shape (1, M, n). Subtract them: (N, M, n).",
        "Square, sum over the last axis, take the root.",
    ),
    misconceptions=(
        Misconception(
            "root_missing",
            edit(all_distances, "axis=2)) → axis=2)) ** 2"),
            "Your distances are squared.",
            "Take the root of the sum of squares.",
        ),
        Misconception(
            "absolute_differences",
            edit(all_distances, "np.sqrt((differences**2).sum(axis=2)) → np.abs(differences).sum(axis=2)"),
            "You added up absolute differences. That is the distance on a street map; the slow loop squares.",
            "Square the differences, sum, then take the root.",
        ),
        Misconception(
            "summed_before_squaring",
            edit(all_distances, "np.sqrt((differences**2).sum(axis=2)) → np.abs(differences.sum(axis=2))"),
            "You summed the differences and squared the sum. Differences of opposite sign cancel that way.",
            "Which comes first in the slow loop, the square or the sum?",
        ),
        Misconception(
            "averaged",
            edit(all_distances, ".sum → .mean"),
            "You took the mean over the {inputs} columns. The loop sums.",
            "Nothing is divided in the slow loop.",
        ),
        Misconception(
            "summed_over_the_other_rows",
            edit(all_distances, "axis=2 → axis=1"),
            "You summed over the rows of y: your distances are {yours}, expected {expected}. The columns are the last axis.",
            "The differences have the shape (N, M, n) = ({N}, {M}, {inputs}); n has to go.",
        ),
        Misconception(
            "transposed",
            edit(all_distances, "axis=2)) → axis=2)).T"),
            "Your distances are transposed: they are {yours}, expected {expected}. Row i belongs to x[i], column j to y[j].",
            "x gets its new axis in the middle, y in front: x[:, None] − y[None].",
        ),
        Misconception(
            "pairs_only",
            edit(all_distances, "x[:, None, :] - y[None, :, :] → x - y", "axis=2 → axis=1"),
            "You compared row i of x with row i of y only: your distances are {yours}, expected {expected}. With other "
            "sizes than equal ones it does not even run.",
            "Every row of x with every row of y: put a new axis into x, x[:, None].",
        ),
        Misconception(
            "products_added",
            edit(distances_by_products, "- 2 * x → + 2 * x"),
            "Those are the roots of the squares of x + y. A distance is made of differences.",
            "(a − b)² = a² + b² − 2ab.",
        ),
        Misconception(
            "two_lost",
            edit(distances_by_products, "- 2 * x → - x"),
            "Your product lacks its factor 2.",
            "(a − b)² = a² + b² − 2ab.",
        ),
        Misconception(
            "squares_crossed",
            edit(distances_by_products, "[:, None] + (y**2).sum(axis=1) → + (y**2).sum(axis=1)[:, None]"),
            "The squares stand at the wrong axes: {entry} is {yours}, expected {expected}, where it runs at all. Those of x "
            "belong to the rows, those of y to the columns.",
            "(x**2).sum(axis=1)[:, None] is a column of N = {N} numbers, (y**2).sum(axis=1) a row of M = {M}.",
        ),
        Misconception(
            "root_of_a_negative_number",
            edit(distances_by_products, "np.maximum(squares, 0) → squares"),
            "Where two points are the same, rounding leaves some of your squares a little below 0, and such a number has no root.",
            "What is the smallest square that a distance may have? See to it before you take the root.",
        ),
        Misconception(
            "largest_difference",
            edit(all_distances, "np.sqrt((differences**2).sum(axis=2)) → np.abs(differences).max(axis=2)"),
            "You took the largest difference of each pair. All columns count.",
            "What does the slow loop do over k?",
        ),
        Misconception(
            "root_before_the_sum",
            edit(all_distances, "np.sqrt((differences**2).sum(axis=2)) → np.abs(differences)"),
            "You have one number for each column left: your distances are {yours}, expected {expected}.",
            "The slow loop adds up over k before it takes the root. Which axis is that?",
        ),
        Misconception(
            "products_only",
            edit(distances_by_products, "np.sqrt(np.maximum(squares, 0)) → x @ y.T"),
            "Those are the products of the rows. A distance is made of differences.",
            "What does the slow loop do with x[i, k] and y[j, k]?",
        ),
        Misconception(
            "distances_within_x",
            edit(all_distances, "y[None → x[None"),
            "Those are the distances among the rows of x. y is not used: your distances are {yours}, expected {expected}.",
            "Column j belongs to y[j].",
        ),
        Misconception(
            "one_number_for_all",
            edit(all_distances, "axis=2 → "),
            "You added up everything: your answer is {yours}, expected {expected}.",
            "One distance for each pair: only one of the three axes has to go.",
        ),
        Misconception(
            "last_column_left_out",
            edit(all_distances, "(differences**2) → (differences[:, :, :-1] ** 2)"),
            "Your last column is not counted.",
            "Where does the loop over k end?",
        ),
        Misconception(
            "difference_of_the_lengths",
            edit(
                all_distances,
                "np.sqrt((differences**2).sum(axis=2)) → abs(np.sqrt((x**2).sum(1))[:, None] - np.sqrt((y**2).sum(1)))",
            ),
            "You returned how much the lengths of the two rows differ. Two rows of one length can lie far apart.",
            "What is subtracted first, the rows or their lengths?",
        ),
    ),
    alternatives=(slow_distances, distances_by_products, distances_row_by_row, distances_with_einsum),
)
