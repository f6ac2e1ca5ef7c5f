"""A dense layer's forward pass."""

import numpy as np

from dlcourse.checks.catalogue.answers import several_at_once
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def dense_forward(x, W, b):
    """z = x W + b."""
    return x @ W + b


def dense_by_inputs(x, W, b):
    """One input after the other: its column of x times its row of W, added up; the bias at the end."""
    z = np.zeros((len(x), len(b)))
    for i in range(len(W)):
        z += np.outer(x[:, i], W[i])
    z += b
    return z


def dense_forward_loop(x, W, b):
    """Unit by unit, row by row; a list of lists."""
    return [[float(sum(row * W[:, j].astype(float)) + b[j]) for j in range(len(b))] for row in x]


def dense_forward_columns(x, W, b):
    """As the notes have it, Wᵀx + b with examples in columns, turned back at the end."""
    return (W.T @ x.T + b.reshape(-1, 1)).T


def dense_forward_absorbed(x, W, b):
    """The bias as one more weight, of an input that is always 1; in Fortran order."""
    one = np.ones((len(x), 1), dtype=x.dtype)
    return np.asfortranarray(np.einsum("ni,iu->nu", np.hstack([x, one]), np.vstack([W, b])))


def dense_forward_matrix(x, W, b):
    """With np.matrix, whose * is the product."""
    return np.asmatrix(x) * np.asmatrix(W) + b


LAYERS = (  # rows, inputs, units, and what makes the sizes hard
    (6, 4, 3, ""),
    (5, 3, 3, "as many units as inputs: W is square, and Wᵀ fits, too"),
    (4, 2, 4, "as many rows as units: b fits as a column, too"),
    (3, 3, 3, "three equal sizes: every product fits"),
    (1, 3, 5, "one row"),
    (5, 4, 1, "one unit"),
    (4, 1, 3, "one input"),
)


def layer_cases(rng):
    """The text's example, whose x holds whole numbers; each kind of sizes; float32."""
    example = (np.array([[1, 2]]), np.array([[3, 0.5, 1], [4, -1, 0]]), np.array([0.5, 1, -2]))
    cases = [Case(example, {"N": 1, "inputs": 2, "units": 3}, why="the text's example")]
    for n, i, u, why in LAYERS:
        arguments = (rng.normal(size=(n, i)), rng.normal(size=(i, u)), away_from_zero(rng, u))
        cases.append(Case(arguments, {"N": n, "inputs": i, "units": u}, why=why))
    return [*cases, in_single_precision(cases[1])]


MISTAKES = (
    Misconception(
        "bias_forgotten",
        edit(dense_forward, " + b → "),
        "The bias is missing.",
        "Without a bias every unit would give 0 for a row of zeros. What does the formula add to the weighted sum?",
    ),
    Misconception(
        "weights_transposed",
        edit(dense_forward, "@ W → @ W.T"),
        "You multiplied by Wᵀ: the shapes only fit where a layer has as many units as inputs, and there {entry} is "
        "{yours}, expected {expected}.",
        "W is (inputs, units) already. Which size of x must meet which size of W in a product?",
    ),
    Misconception(
        "weights_on_the_left",
        edit(dense_forward, "x @ W → W @ x"),
        "W stands on the left of your product: (inputs, units) times (N, inputs) only fits where all sizes are equal, "
        "and there {entry} is {yours}, expected {expected}.",
        "The order of a matrix product counts. Which of x and W has its columns where the other has its rows?",
    ),
    Misconception(
        "multiplied_entry_by_entry",
        edit(dense_forward, "x @ W → x * W"),
        "You multiplied x and W entry by entry, with `*`: that is no weighted sum, and the shapes rarely fit. Where "
        "they do, {entry} is {yours}, expected {expected}.",
        "A unit multiplies each input with its weight and then adds up. Which sign is Python's matrix product?",
    ),
    Misconception(
        "examples_in_columns",
        edit(dense_forward, "x @ W + b → W.T @ x.T + b[:, None]"),
        "Your z has the shape ({units}, {N}): the examples stand in columns, as in Wᵀx + b. Here rows are examples.",
        "z has one row for each row of x. Which factor must then stand on the left?",
    ),
    Misconception(
        "bias_as_a_column",
        edit(dense_forward, "+ b → + b[:, None]"),
        "You added b down the columns: the shapes only fit where there are as many rows as units (or one unit), and "
        "there {entry} is {yours}, expected {expected}. Every example got one bias for all its units.",
        "b has one number for each unit, and units are columns. NumPy lines up a (units,) with the last axis by itself.",
    ),
    Misconception(
        "bias_on_the_input",
        edit(dense_forward, "x @ W + b → (x + b) @ W"),
        "You added b to x before the product: the shapes only fit where there are as many inputs as units (or one of "
        "them is 1), and there {entry} is {yours}, expected {expected}.",
        "First the weighted sums, then one bias for each unit.",
    ),
    Misconception(
        "bias_on_the_weights",
        edit(dense_forward, "x @ W + b → x @ (W + b)"),
        "You added b to W before the product, so each bias came in once for every input, multiplied by that input.",
        "First the weighted sums, then one bias for each unit. Look at the brackets.",
    ),
    Misconception(
        "bias_for_every_input",
        edit(dense_by_inputs, "    z += b\n → ", "np.outer(x[:, i], W[i]) → np.outer(x[:, i], W[i]) + b"),
        "You added the bias once for every input: {inputs} times b, where the formula has it once.",
        "Is the line that adds b inside the loop over the inputs? It belongs behind it.",
    ),
    Misconception(
        "one_bias_for_all",
        edit(dense_forward, "+ b → + b.sum()"),
        "You added the sum of all biases to every unit.",
        "Each of the {units} units has a bias of its own.",
    ),
    Misconception(
        "mean_bias_for_all",
        edit(dense_forward, "+ b → + b.mean()"),
        "You added the mean of all biases to every unit.",
        "Each of the {units} units has a bias of its own.",
    ),
    Misconception(
        "first_bias_for_all",
        edit(dense_forward, "+ b → + b[0]"),
        "Every unit got the first unit's bias, `b[0]`.",
        "Each of the {units} units has a bias of its own.",
    ),
    Misconception(
        "bias_on_the_first_row",
        edit(dense_by_inputs, "z += b → z[0] += b"),
        "Only the first row got the bias.",
        "Every row goes through the same layer. The biases are those of the units, whatever the row.",
    ),
    Misconception(
        "bias_subtracted",
        edit(dense_forward, "+ b → - b"),
        "You subtracted the bias.",
        "A threshold would be subtracted; a bias is a threshold with the sign turned, and it is added.",
    ),
    Misconception(
        "bias_multiplied",
        edit(dense_forward, "+ b → * b"),
        "You multiplied by the bias.",
        "A bias shifts a unit's weighted sum. It does not stretch it.",
    ),
    Misconception(
        "activation_added",
        edit(dense_forward, "x @ W + b → np.maximum(x @ W + b, 0)"),
        "Your layer ends in a ReLU: what should be negative is 0.",
        "A dense layer gives z, before any activation. That comes as a step of its own.",
    ),
    Misconception(
        "sigmoid_added",
        edit(dense_forward, "x @ W + b → 1 / (1 + np.exp(-(x @ W + b)))"),
        "Your layer ends in a sigmoid.",
        "A dense layer gives z, before any activation. That comes as a step of its own.",
    ),
    Misconception(
        "tanh_added",
        edit(dense_forward, "x @ W + b → np.tanh(x @ W + b)"),
        "Your layer ends in a tanh.",
        "A dense layer gives z, before any activation. That comes as a step of its own.",
    ),
    Misconception(
        "averaged",
        edit(dense_forward, "@ W → @ W / len(W)"),
        "You averaged over the inputs where they add up: {entry} is {yours}, expected {expected}, and there are "
        "{inputs} inputs.",
        "A unit's z is a weighted sum, not a weighted mean.",
    ),
    Misconception(
        "divided_by_rows",
        edit(dense_forward, "@ W → @ W / len(x)"),
        "You divided the weighted sums by the number of rows, {N}.",
        "In a forward pass the rows know nothing of each other. Nothing here depends on how many there are.",
    ),
    Misconception(
        "last_input_only",
        edit(dense_by_inputs, "z += np → z = np"),
        "Only the last input counts in your sums: each turn of the loop overwrites what the one before has found.",
        "A weighted sum adds up over the inputs. Is there an `=` where a `+=` belongs?",
    ),
    Misconception(
        "last_input_left_out",
        edit(dense_by_inputs, "range(len(W)) → range(len(W) - 1)"),
        "The last input is missing in your sums.",
        "How far does your loop over the inputs run? `range(n)` ends at n − 1 already.",
    ),
    Misconception(
        "first_input_left_out",
        edit(dense_by_inputs, "range(len(W)) → range(1, len(W))"),
        "The first input is missing in your sums.",
        "Where does your loop over the inputs begin? Python counts from 0.",
    ),
    Misconception(
        "first_row_only",
        edit(dense_forward, "x @ W → x[0] @ W"),
        "You computed the first row alone: your z is {yours}, expected {expected}.",
        "A whole batch goes in, and one row of z comes out for each of its rows.",
    ),
    Misconception(
        "rows_summed",
        edit(dense_forward, "x @ W + b → (x @ W + b).sum(axis=0)"),
        "You added up the rows: your z is {yours}, expected {expected}.",
        "Rows are examples. They go through the layer side by side and never mix.",
    ),
    Misconception(
        "rows_averaged",
        edit(dense_forward, "x @ W + b → (x @ W + b).mean(axis=0)"),
        "You averaged over the rows: your z is {yours}, expected {expected}.",
        "Rows are examples. They go through the layer side by side and never mix.",
    ),
    Misconception(
        "units_summed",
        edit(dense_forward, "x @ W + b → (x @ W + b).sum(axis=1)"),
        "You added up the units: your z is {yours}, expected {expected}.",
        "Each unit has a number of its own for every row.",
    ),
    Misconception(
        "whole_numbers_cut",
        edit(dense_forward, "x @ W + b → (x @ W + b).astype(x.dtype)"),
        "Where x holds whole numbers, your z is cut to whole numbers: an array keeps its type when you write into it.",
        "Ask for an array of floats to write into, whatever the type of x.",
    ),
)

DENSE_FORWARD = Question(
    difficulty="easy",
    minutes=4,
    points=2,
    parts=("z",),
    reference=dense_forward,
    cases=layer_cases,
    section="One layer: a row, then a batch",
    hints=(
        "Every unit makes a weighted sum of the row's numbers. All units and all rows at once is one matrix product.",
        "(N, inputs) times (inputs, units) is (N, units): x stands on the left, and nothing needs to be transposed.",
        "`@` is the matrix product. Adding b (units,) to (N, units) adds it to every row, without any reshaping.",
    ),
    misconceptions=(
        *MISTAKES,
        *several_at_once(
            MISTAKES,
            "activation_added + bias_forgotten",
            "weights_transposed + bias_forgotten",
            "activation_added + weights_transposed",
            "sigmoid_added + bias_forgotten",
            "averaged + bias_forgotten",
            "weights_on_the_left + bias_forgotten",
        ),
    ),
    alternatives=(
        dense_by_inputs,
        dense_forward_loop,
        dense_forward_columns,
        dense_forward_absorbed,
        dense_forward_matrix,
    ),
)
