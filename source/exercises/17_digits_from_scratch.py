# %% [markdown]
r"""
# Exercise 17: Digits from scratch

You will put together all that you have built so far: a network that reads handwritten digits, trained by your own loop.

**Before you start:** [lecture 17](../../lectures/17_digits_from_scratch.ipynb). **Time:** about 75 minutes.
**Points:** 18.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("digits_one_hot")` in a cell of your own, and again for the next one.

The net has one hidden layer: n inputs → p units with ReLU → q classes with softmax. `x` has the shape (N, n), one row a
picture; `y` (N,) holds labels 0, 1, …, q − 1; `W1` is (n, p), `b1` (p,), `W2` (p, q), `b2` (q,). For the digits n = 64
and q = 10, but your functions should work for any sizes, and the checks use small ones. Arrays hold decimal fractions,
but for labels, and whole numbers only where an example prints them; leave those that you are given as they are. The
questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import relu, softmax
from dlcourse.checks import check, failing, hint
from dlcourse.data import load_digits

# %% [markdown]
r"""
## 1. One-hot labels

*1 point, easy, 4 minutes.*

Write each label as a row of `classes` numbers: 1 in the column of the label, 0 elsewhere. Some classes may be missing
in `y`.

For example, `digits_one_hot(np.array([2, 0]), 4)` is `[[0, 0, 1, 0], [1, 0, 0, 0]]`.
"""


# %% solution="digits_one_hot"
def digits_one_hot(y, classes):
    """(N, classes) of zeros and ones from labels y (N,)."""
    ### BEGIN SOLUTION
    Y = np.zeros((len(y), classes))
    Y[np.arange(len(y)), y] = 1
    return Y
    ### END SOLUTION


# %% check="digits_one_hot" points=1
check("digits_one_hot", digits_one_hot)

# %% [markdown]
r"""
## 2. From pixels to probabilities

*2 points (one for the hidden layer, one for the probabilities), easy, 6 minutes.*

$$h = \max(0,\; x W_1 + b_1), \qquad p = \text{softmax}(h W_2 + b_2), \quad \text{row by row.}$$

Return `h` (N, p) and `p` (N, q). The functions `relu` and `softmax` are imported above, and `softmax` survives large
logits; if you write your own, it has to survive them too.

For example, with `x = [[1.0, 2.0]]`, `W1 = [[1, -1, 0.5], [0.5, 1, -1]]`, `b1 = [0, -2, 1]`,
`W2 = [[1, -1], [2, 0], [1, 1]]` and `b2 = [-1, 1]` the answer is `h = [[2, 0, 0]]` and about `p = [[0.8808, 0.1192]]`.
"""


# %% solution="digits_forward"
def digits_forward(x, W1, b1, W2, b2):
    """The hidden layer (N, p) and the probabilities (N, q)."""
    ### BEGIN SOLUTION
    h = relu(x @ W1 + b1)
    p = softmax(h @ W2 + b2)
    return h, p
    ### END SOLUTION


# %% check="digits_forward" points=2
check("digits_forward", digits_forward)

# %% [markdown]
r"""
## 3. A suspicious start

*1 point, medium, 4 minutes.*

Each of ten digits is as frequent as the others. A fresh network has not taken a single step, and its mean cross-entropy
$-\frac1N \sum_n \ln p_{n, y_n}$ on the training rows is 7.1. First work out, on paper, what a network should have that
knows nothing. Then: what do you make of 7.1?

- a) Nothing: before training, a loss may be anything.
- b) The learning rate is too large.
- c) The first weights are too large.
- d) The labels belong to other rows.

Decide first. Then return the letter, as in `return "a"`.
"""


# %% solution="suspicious_start"
def suspicious_start():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %% check="suspicious_start" points=1
check("suspicious_start", suspicious_start)

# %% [markdown]
r"""
## 4. The loss and all its gradients

*5 points (one for the loss, one for each gradient), hard, 15 minutes.*

For the net of question 2 and labels `y` (N,), whole numbers, the loss is the mean cross-entropy

$$L = -\frac1N \sum_{n} \ln p_{n, y_n}.$$

Return `loss` and the four gradients, in this order: `loss`, `dW1`, `db1`, `dW2`, `db2`. Two facts to start from: at the
logits $z_2 = h W_2 + b_2$ the gradient is $(p - Y)/N$, with $Y$ one-hot; and ReLU lets a gradient through where its own
input $z_1 = x W_1 + b_1$ is positive. `relu` and `softmax` are given.

For example, with the net and the row of question 2 and `y = [1]`, `loss` is about 2.1269, `db1` about
`[1.7616, 0, 0]` and `db2` about `[0.8808, -0.8808]`.
"""


# %% solution="digits_gradients"
def digits_gradients(x, y, W1, b1, W2, b2):
    """The loss, a number, and dW1, db1, dW2, db2, each in the shape of its parameter."""
    ### BEGIN SOLUTION
    N = len(x)
    z1 = x @ W1 + b1  # (N, p)
    h = relu(z1)
    p = softmax(h @ W2 + b2)  # (N, q)
    loss = -np.log(p[np.arange(N), y]).mean()

    dz2 = p.copy()
    dz2[np.arange(N), y] -= 1
    dz2 /= N  # (p − Y)/N
    dW2 = h.T @ dz2
    db2 = dz2.sum(axis=0)
    dz1 = (dz2 @ W2.T) * (z1 > 0)
    dW1 = x.T @ dz1
    db1 = dz1.sum(axis=0)
    return loss, dW1, db1, dW2, db2
    ### END SOLUTION


# %% check="digits_gradients" points=5
check("digits_gradients", digits_gradients)

# %% [markdown]
r"""
## 5. One epoch

*2 points (one for each array of weights), medium, 10 minutes.*

In one epoch every row is used once, in mini-batches. Which rows are together is given by `order` (N,), the row numbers
in shuffled order: the first `batch_size` of them are the first batch, the next the second, and so on; the last batch
takes what is left and may be smaller. After each batch

$$w \leftarrow w - \eta\,\frac{\partial L}{\partial w} \quad \text{for every array of weights.}$$

`weights` is a list of arrays, of any length. `gradients` is a function: `gradients(x_batch, y_batch, weights)` returns
a list of arrays, $\partial L/\partial w$ for each array of `weights`, with $L$ the mean over that batch. Return the
list of new weights and leave the arrays you were given as they are. (The check uses nets without a hidden layer, with
one to three arrays of weights.)

For example, with `x = [[1], [2], [3]]`, `weights = [np.array([1.0])]`, `order = [2, 0, 1]`, `batch_size = 2`,
`learning_rate = 0.1` and `gradients = lambda x, y, weights: [x.sum() * weights[0]]` the answer is `[[0.48]]`: times 0.6
for the rows 2 and 0, then times 0.8 for the row 1.
"""


# %% solution="digits_epoch"
def digits_epoch(x, y, weights, gradients, order, batch_size, learning_rate):
    """The list of weights after one epoch."""
    ### BEGIN SOLUTION
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        slopes = gradients(x[rows], y[rows], weights)
        weights = [w - learning_rate * dw for w, dw in zip(weights, slopes, strict=True)]
    return weights
    ### END SOLUTION


# %% check="digits_epoch" points=2
check("digits_epoch", digits_epoch)

# %% [markdown]
r"""
## 6. Train your own network

*4 points (two for 90 % and two more for 94 % of the test digits), hard, 15 minutes.*

Now all of it together. `x_train` holds 1,000 digits of 8×8 pixels, (1000, 64), scaled to 0 … 1; `y_train` their labels.
Choose the number of hidden units, draw the first weights from `rng` (a `np.random.Generator`), train, and return
`W1` (64, units), `b1` (units,), `W2` (units, 10), `b2` (10,).

The check gives your function 1,000 rows of its own, with the ten labels exchanged among each other, so that only these
rows help. It reads 797 other digits with the weights that come back, by the formulas of question 2. Your training is
right if it reads 90 % of these, and better if it reads 94 %. It should take a few seconds at most; the check trains
more than once, so give it a moment.

How you train is up to you: with your pieces from above, with others, or, where a piece does not work yet, with the
library's `Sequential`. To try things out, the cell below divides the digits in such a way.
"""

# %% given="digits"
x, y = load_digits()
order = np.random.default_rng(0).permutation(len(x))
x_train, y_train = x[order[:1000]], y[order[:1000]]
x_test, y_test = x[order[1000:]], y[order[1000:]]


# %% solution="train_digits"
def train_digits(x_train, y_train, rng):
    """W1 (64, units), b1 (units,), W2 (units, 10), b2 (10,) of a trained network."""
    ### BEGIN SOLUTION
    units, epochs, batch_size = 64, 30, 32
    W1 = rng.normal(size=(64, units)) * np.sqrt(2 / 64)
    W2 = rng.normal(size=(units, 10)) * np.sqrt(2 / units)
    b1, b2 = np.zeros(units), np.zeros(10)
    Y = np.eye(10)[y_train]
    for epoch in range(epochs):
        learning_rate = 0.5 * (1 - epoch / epochs)
        order = rng.permutation(len(x_train))
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            x = x_train[rows]
            h = relu(x @ W1 + b1)
            dz2 = (softmax(h @ W2 + b2) - Y[rows]) / len(rows)
            dz1 = (dz2 @ W2.T) * (h > 0)
            W2 = W2 - learning_rate * h.T @ dz2
            b2 = b2 - learning_rate * dz2.sum(axis=0)
            W1 = W1 - learning_rate * x.T @ dz1
            b1 = b1 - learning_rate * dz1.sum(axis=0)
    return W1, b1, W2, b2
    ### END SOLUTION


# %% check="train_digits" points=4
check("train_digits", train_digits)

# %% [markdown]
r"""
## 7. How many are right?

*1 point, easy, 4 minutes.*

`p` (N, classes) holds the probabilities of each row, `y` (N,) the labels. The network's answer is the class with the
largest probability. Return the accuracy: the share of rows whose answer is right, between 0 and 1.

For example, with `p = [[0.4, 0.35, 0.25], [0.1, 0.2, 0.7], [0.3, 0.6, 0.1], [0.5, 0.2, 0.3]]` and `y = [0, 1, 1, 0]`
it is 0.75.
"""


# %% solution="digits_accuracy"
def digits_accuracy(p, y):
    """The share of right answers, a number."""
    ### BEGIN SOLUTION
    return (p.argmax(axis=1) == y).mean()
    ### END SOLUTION


# %% check="digits_accuracy" points=1
check("digits_accuracy", digits_accuracy)

# %% [markdown]
r"""
## 8. Which digit is mistaken for which?

*1 point, easy, 6 minutes.*

From labels `y_true` (N,) and answers `y_pred` (N,) make the confusion matrix, (classes, classes): row $i$, column $j$
holds how many rows with label $i$ were read as $j$.

For example, `digits_confusion(np.array([0, 2, 2, 2, 1]), np.array([0, 2, 0, 2, 1]), 3)` is
`[[1, 0, 0], [0, 1, 0], [1, 0, 2]]`.
"""


# %% solution="digits_confusion"
def digits_confusion(y_true, y_pred, classes):
    """Counts (classes, classes): rows are what was shown, columns what was read."""
    ### BEGIN SOLUTION
    C = np.zeros((classes, classes), dtype=int)
    for i, j in zip(y_true, y_pred, strict=True):
        C[i, j] += 1
    return C
    ### END SOLUTION


# %% check="digits_confusion" points=1
check("digits_confusion", digits_confusion)

# %% [markdown]
r"""
## 9. A rare digit

*1 point, medium, 7 minutes.*

Two networks, a and b, have read the same digits `y`. The better one is the one that has more rows right. This
function goes through the digits first:
"""


# %% given="better_by_digits"
def better_by_digits(y, a, b):
    """1 if a is better, −1 if b is better, else 0."""
    gap = np.mean([(a == y)[y == digit].mean() - (b == y)[y == digit].mean() for digit in np.unique(y)])
    return float(np.sign(gap) * (abs(gap) > 1e-9))


# %% [markdown]
r"""
Return `y` and the answers `a` and `b`, three arrays of one length with at most 8 whole numbers from 0 to 9, for which
a has more rows right, and the function returns −1.
"""


# %% solution="rare_digit"
def rare_digit():
    """y, a, b: digits, and what two networks read."""
    ### BEGIN SOLUTION
    return np.array([3, 3, 3, 3, 8]), np.array([3, 3, 3, 3, 0]), np.array([3, 3, 0, 0, 8])
    ### END SOLUTION


# %% check="rare_digit" points=1
check("rare_digit", rare_digit)

# %% [markdown]
r"""
## Done?

Now look at your own network's mistakes: train it on `x_train`, make the table for `x_test`, and draw the pictures it
got wrong.

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 17`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
