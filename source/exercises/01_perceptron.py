# %% [markdown]
r"""
# Exercise 01: The perceptron

You will build a neuron that says yes or no, and teach it with nothing but its own mistakes.

**Before you start:** [lecture 01](../../lectures/01_perceptron.ipynb). **Time:** about 45 minutes.
**Points:** 11.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("perceptron_score")` in a cell of your own, and again for the next one.

Rows are examples: `x` has the shape (N, inputs) and `w` (inputs,). **The bias `b` is a number of its own**; it acts as
the weight of an extra input $x_0$ that is always 1. **The classes are 0 and 1, and a score of exactly 0 means class
1.** The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. The score

*1 point, easy, 3 minutes.*

A neuron weighs its inputs, adds them up and adds a bias:

$$z = w_1 x_1 + w_2 x_2 + \dots + b = x \cdot w + b .$$

Return the scores of all rows, (N,).

For example, `perceptron_score(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -1.0]), 0.25)` is `[-1.25, -2.25]`.
"""


# %% solution="perceptron_score"
def perceptron_score(x, w, b):
    """x·w + b for every row, (N,)."""
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% check="perceptron_score" points=1
check("perceptron_score", perceptron_score)

# %% [markdown]
r"""
## 2. The step

*1 point, easy, 4 minutes.*

The perceptron says 1 where the score is at least 0, and 0 elsewhere:

$$\hat y = \begin{cases} 1 & x \cdot w + b \ge 0 \\ 0 & \text{otherwise.} \end{cases}$$

Return its answers for all rows, (N,).

For example, with `w = [1, -1]` and `b = 0.5`, the rows `[[0, 1], [1, 1.5], [2, 0]]` give `[0, 1, 1]`: the second lies
on the line itself.
"""


# %% solution="perceptron_predict"
def perceptron_predict(x, w, b):
    """1 where x·w + b ≥ 0, else 0; (N,)."""
    ### BEGIN SOLUTION
    return np.where(x @ w + b >= 0, 1, 0)
    ### END SOLUTION


# %% check="perceptron_predict" points=1
check("perceptron_predict", perceptron_predict)

# %% [markdown]
r"""
## 3. One student, by hand

*1 point, easy, 5 minutes.*

Who gets placed? A student has a cgpa of 7 and an iq of 90, which we write as 9 (tens), and was placed: $x = (7, 9)$,
$y = 1$. The line is $w = (1, -1)$, $b = -1$, and the learning rate is $\eta = 0.02$.

Use the perceptron trick once on this student,

$$w \leftarrow w + \eta\,(y - \hat y)\,x, \qquad b \leftarrow b + \eta\,(y - \hat y),$$

on paper. What is the student's score afterwards? Return the number, and see whether one update was enough.
"""


# %% solution="score_after_update"
def score_after_update():
    """The student's score after one update."""
    ### BEGIN SOLUTION
    return 1.14 * 7 - 0.82 * 9 - 0.98
    ### END SOLUTION


# %% check="score_after_update" points=1
check("score_after_update", score_after_update)

# %% [markdown]
r"""
## 4. The trick

*2 points (one for the weights, one for the bias), medium, 8 minutes.*

Now as code, for any point: `x` (inputs,) is one row and `y` its label, 0 or 1. The formula stands in question 3, and
$\hat y$ is what the perceptron says of `x` before it moves. Return the new `w` (inputs,) and the new `b`. The old `w`
belongs to the caller: leave it as it is.

For example, `perceptron_update(np.array([1.0, -1.0]), -1.0, np.array([2.0, 4.0]), 1, 0.1)` is `([1.2, -0.6], -0.9)`.
"""


# %% solution="perceptron_update"
def perceptron_update(w, b, x, y, learning_rate):
    """The new w, (inputs,), and the new b after the trick on one point."""
    ### BEGIN SOLUTION
    y_pred = 1 if x @ w + b >= 0 else 0
    error = y - y_pred
    return w + learning_rate * error * x, b + learning_rate * error
    ### END SOLUTION


# %% check="perceptron_update" points=2
check("perceptron_update", perceptron_update)

# %% [markdown]
r"""
## 5. Point after point

*3 points (one each for the weights, the bias and the count), medium, 12 minutes.*

Start with all weights and the bias at 0. Go through the rows of `x` (N, inputs) in their order and use the trick on
each, with the weights as they are at that moment; then begin again at the first row, `epochs` times in all. `y` (N,)
holds the labels 0 and 1.

Return `w` (inputs,), `b`, and `updates`: how often the line has moved, over all epochs.

For example, for AND, with `x = [[0, 0], [0, 1], [1, 0], [1, 1]]` and `y = [0, 0, 0, 1]`, `learning_rate = 1` and
`epochs = 2` give `w = [2, 1]`, `b = -1` and 5 updates. (It is not done yet: with `epochs = 6` there are 11, and all
four are right.)
"""


# %% solution="perceptron_fit"
def perceptron_fit(x, y, learning_rate, epochs):
    """w, (inputs,), and b after the trick on all rows, `epochs` times from zero; and the number of updates."""
    ### BEGIN SOLUTION
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x, y, strict=True):
            y_pred = 1 if row @ w + b >= 0 else 0
            error = label - y_pred
            w = w + learning_rate * error * row
            b = b + learning_rate * error
            updates += abs(error)
    return w, b, updates
    ### END SOLUTION


# %% check="perceptron_fit" points=3
check("perceptron_fit", perceptron_fit)

# %% [markdown]
r"""
## 6. A smaller learning rate

*1 point, medium, 3 minutes.*

On AND, from zero and with $\eta = 1$, the perceptron of question 5 makes 11 updates until all four rows are right. How
many does it make from zero with $\eta = 0.01$?

- a) fewer: small steps are more careful
- b) 11 again
- c) more, about 1,100
- d) it never ends: the steps are too small

Decide first, then try it with your function. Return the letter, as in `return "a"`.
"""


# %% solution="smaller_learning_rate"
def smaller_learning_rate():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="smaller_learning_rate" points=1
check("smaller_learning_rate", smaller_learning_rate)

# %% [markdown]
r"""
## 7. The same for XOR

*1 point, medium, 4 minutes.*

XOR is 1 where exactly one of two inputs is 1: the four rows of question 5 with the labels `[0, 1, 1, 0]`. You run the
trick on it from zero with $\eta = 1$, for 1,000 epochs. What happens?

- a) It needs many more epochs than AND, and then all four rows are right.
- b) It settles on the line with the fewest mistakes.
- c) The weights grow larger and larger.
- d) It goes round and round among a few lines.

Decide first, then try it. Return the letter.
"""


# %% solution="trick_on_xor"
def trick_on_xor():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "d"
    ### END SOLUTION


# %% check="trick_on_xor" points=1
check("trick_on_xor", trick_on_xor)

# %% [markdown]
r"""
## 8. What the bias is for

*1 point, medium, 6 minutes.*

Somebody has left the bias out: "$w$ alone can learn, too." This is their perceptron. It returns how many points are
still wrong in the end.
"""


# %% given="mistakes_without_bias"
def mistakes_without_bias(x, y):
    """How many points are wrong after 1000 epochs of the trick, from w = 0."""
    w = np.zeros(x.shape[1])
    for _ in range(1000):
        for row, label in zip(x, y, strict=True):
            w = w + (label - (row @ w >= 0)) * row
        if np.array_equal(x @ w >= 0, y):
            return 0
    return int(((x @ w >= 0) != y).sum())


# %% [markdown]
r"""
Two points are enough to break it. Return `x` (2, 2), numbers from −10 to 10, and `y` (2,), each label 0 or 1, such that
the perceptron with a bias gets both points right, and this one does not. The origin itself may not be one of them.
"""


# %% solution="points_for_a_bias"
def points_for_a_bias():
    """x, y: two points that need a bias."""
    ### BEGIN SOLUTION
    return np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([0, 1])
    ### END SOLUTION


# %% check="points_for_a_bias" points=1
check("points_for_a_bias", points_for_a_bias)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 01`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
