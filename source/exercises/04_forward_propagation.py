# %% [markdown]
r"""
# Exercise 04: Forward propagation

You will send rows of numbers through a network: first on paper, then layer by layer, in the end through a net of any
depth, without overflow.

**Before you start:** [lecture 04](../../lectures/04_forward_propagation.ipynb). **Time:** about 45 minutes.
**Points:** 14.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("dense_forward")` in a cell of your own, and again for the next one.

Rows are examples: `x` has the shape (N, inputs), a weight matrix (inputs, units), a bias (units,). The questions stand
on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import relu, softmax
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. Shapes first

*2 points (half a point for each number), easy, 4 minutes.*

A batch of 32 digits, 64 pixels each, goes through a network with 48 hidden units and 10 outputs:

$$z_1 = x W_1 + b_1, \qquad a_1 = \max(0, z_1), \qquad z_2 = a_1 W_2 + b_2 .$$

Which shapes do $W_2$ and $z_1$ have? Return four numbers, in this order: the rows of $W_2$, its columns, the rows of
$z_1$, its columns.
"""


# %% solution="shapes_by_hand"
def shapes_by_hand():
    """Rows of W2, columns of W2, rows of z1, columns of z1."""
    ### BEGIN SOLUTION
    return 48, 10, 32, 48
    ### END SOLUTION


# %% check="shapes_by_hand" points=2
check("shapes_by_hand", shapes_by_hand)

# %% [markdown]
r"""
## 2. One row, on paper

*1 point, easy, 5 minutes.*

Two inputs, two hidden units with ReLU, one output without activation:

$$x = \begin{pmatrix} 2 & -1 \end{pmatrix}, \quad
W_1 = \begin{pmatrix} 1 & 2 \\ 3 & -1 \end{pmatrix}, \quad b_1 = \begin{pmatrix} 0.5 & -1 \end{pmatrix}, \quad
W_2 = \begin{pmatrix} 3 \\ 0.5 \end{pmatrix}, \quad b_2 = -0.75 .$$

Work out $\hat y = \max(0,\; x W_1 + b_1)\, W_2 + b_2$ on paper, and return the number.
"""


# %% solution="forward_by_hand"
def forward_by_hand():
    """The output for the row above."""
    ### BEGIN SOLUTION
    return 1.25
    ### END SOLUTION


# %% check="forward_by_hand" points=1
check("forward_by_hand", forward_by_hand)

# %% [markdown]
r"""
## 3. One layer

*2 points, easy, 4 minutes.*

A dense layer, for a whole batch at once:

$$z = x W + b, \qquad x\;(N, \text{inputs}), \quad W\;(\text{inputs}, \text{units}), \quad b\;(\text{units},) .$$

Return `z` (N, units). No activation yet.

For example, with `x = [[1, 2]]`, `W = [[3, 0.5, 1], [4, -1, 0]]` and `b = [0.5, 1, -2]` the answer is
`[[11.5, -0.5, -1]]`.
"""


# %% solution="dense_forward"
def dense_forward(x, W, b):
    """z = x W + b, (N, units)."""
    ### BEGIN SOLUTION
    return x @ W + b
    ### END SOLUTION


# %% check="dense_forward" points=2
check("dense_forward", dense_forward)

# %% [markdown]
r"""
## 4. A sigmoid for any number

*2 points, medium, 6 minutes.*

$$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}}$$

Both are the same on paper. For $z = 1000$ one of them is $\infty/\infty$ in a computer, and for $z = -1000$ the other
one warns of an overflow. Write a sigmoid that does neither. `z` is an array (N, units), and it may hold whole numbers.

For example, `stable_sigmoid(np.array([[0.0, 2.0, -1000.0]]))` is about `[[0.5, 0.8808, 0]]`. (A warning costs no
points, a NaN does.)
"""


# %% solution="stable_sigmoid"
def stable_sigmoid(z):
    """σ(z), entry by entry, (N, units); without overflow."""
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))  # at most 1
    return np.where(z >= 0, 1, e) / (1 + e)
    ### END SOLUTION


# %% check="stable_sigmoid" points=2
check("stable_sigmoid", stable_sigmoid)

# %% [markdown]
r"""
## 5. A softmax for any row

*2 points, medium, 6 minutes.*

$$p_{nk} = \frac{e^{z_{nk}}}{\sum_j e^{z_{nj}}}$$

Each row of `z` (N, K) becomes a row of probabilities that sums to 1. Logits of ±1000 must do no harm, even when some
rows of a batch lie near +1000 and others near −1000.

For example, `stable_softmax(np.array([[1000.0, 1001.0, 1002.0]]))` is about `[[0.0900, 0.2447, 0.6652]]`.
"""


# %% solution="stable_softmax"
def stable_softmax(z):
    """The softmax of each row, (N, K); without overflow."""
    ### BEGIN SOLUTION
    shifted = z - z.max(axis=1, keepdims=True)  # same result, no overflow
    e = np.exp(shifted)
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="stable_softmax" points=2
check("stable_softmax", stable_softmax)

# %% [markdown]
r"""
## 6. A hundred more

*1 point, easy, 3 minutes.*

The logits of a row are 2, 1 and −1. Somebody adds 100 to each: 102, 101, 99. What happens to the three probabilities?

- a) all three grow
- b) nothing
- c) they move towards ⅓ each, since 102, 101 and 99 are nearly equal
- d) the largest moves towards 1

Decide first, then try it with `softmax`. Return the letter, as in `return "a"`.
"""


# %% solution="shifted_logits"
def shifted_logits():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="shifted_logits" points=1
check("shifted_logits", shifted_logits)

# %% [markdown]
r"""
## 7. The whole network

*3 points, medium, 10 minutes.*

A multilayer perceptron of any depth, as one composed formula:

$$a_0 = x, \qquad a_k = \max(0,\; a_{k-1} W_k + b_k) \;\text{ for every layer but the last}, \qquad
p = \text{softmax}(a_{K-1} W_K + b_K) .$$

`weights` and `biases` are two lists of arrays, one W (fan_in, units) and one b (units,) for each of the $K$ layers. A
list of length 1 is a net without hidden layers. Return the probabilities, (N, units of the last layer). The functions
`relu(z)` and `softmax(z)` are given.

For example, with `x = [[1, -1]]`, `weights = [[[1, 0, 2], [3, 1, 0]], [[1, 0], [0, 1], [2, -1]]]` and
`biases = [[0, 0.5, -1], [0, 1]]` (all as arrays) the answer is about `[[0.8808, 0.1192]]`.
"""


# %% solution="mlp_forward"
def mlp_forward(x, weights, biases):
    """The probabilities for each row of x, from lists of W and b; ReLU in hidden layers, softmax at the end."""
    ### BEGIN SOLUTION
    a = x
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = relu(a @ W + b)
    return softmax(a @ weights[-1] + biases[-1])
    ### END SOLUTION


# %% check="mlp_forward" points=3
check("mlp_forward", mlp_forward)

# %% [markdown]
r"""
## 8. One shift for all

*1 point, medium, 6 minutes.*

A softmax for a batch (N, K), row by row. Its author has heard that the maximum must be subtracted, and has tried it
with `[[1000, 1001, 1002]]`:
"""


# %% given="softmax_with_one_shift"
def softmax_with_one_shift(z):
    """The probabilities of each row."""
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


# %% [markdown]
r"""
Break it: return a batch `z` of 1 to 4 rows and 1 to 4 columns, numbers from −1000 to 1000, on which some entry is
wrong by 0.1 or more, or is not a number.
"""


# %% solution="batch_for_one_shift"
def batch_for_one_shift():
    """A batch z (N, K) on which `softmax_with_one_shift` is wrong."""
    ### BEGIN SOLUTION
    return np.array([[1000.0, 0.0], [0.0, 0.0]])
    ### END SOLUTION


# %% check="batch_for_one_shift" points=1
check("batch_for_one_shift", batch_for_one_shift)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 04`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
