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


def two_clouds(rng):
    """Two sets of points, of other sizes and once of the same; one point; float32."""
    cases = []
    for rows, others, inputs in [(6, 4, 3), (1, 5, 2), (5, 5, 3), (3, 7, 4)]:
        x, y = rng.normal(size=(rows, inputs)), 2 * rng.normal(size=(others, inputs)) + 1
        cases.append(Case((x, y), {"N": rows, "M": others, "inputs": inputs}))
    return [*cases, in_single_precision(cases[0])]


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
            "Square each difference first: (differences**2).sum(axis=2).",
        ),
        Misconception(
            "averaged",
            edit(all_distances, ".sum → .mean"),
            "You took the mean over the {inputs} columns. The loop sums.",
            "sum(axis=2), not mean.",
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
            "Your product has the wrong sign.",
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
    ),
    alternatives=(slow_distances, distances_by_products, distances_row_by_row, distances_with_einsum),
)
