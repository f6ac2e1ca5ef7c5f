# %% [markdown]
r"""
# Exercise 02: What a mistake costs

You will write three losses for a mistake, each with its gradient, and one descent that works with all of them.

**Before you start:** [lecture 02](../../lectures/02_perceptron_loss.ipynb). **Time:** about 60 minutes.
**Points:** 16.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("perceptron_loss")` in a cell of your own, and again for the next one.

Rows are examples: `x` has the shape (N, inputs), `w` (inputs,), and `b` is a number. The score of a row is
$f = w \cdot x + b$. **Labels are −1 and +1 for the perceptron loss and for hinge, and 0 and 1 for log loss.** Every
loss is a mean over the rows. The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. Three rows, by hand

*1 point, easy, 4 minutes.*

Three rows have these labels and scores:

| row | label $y$ | score $f$ |
|---|---|---|
| 1 | +1 | 2.0 |
| 2 | −1 | −0.6 |
| 3 | −1 | 0.9 |

Work out the mean hinge loss on paper,

$$L = \frac1N \sum_n \max(0,\; 1 - y_n f_n),$$

and return the number, with two decimal places or more.
"""


# %% solution="hinge_by_hand"
def hinge_by_hand():
    """The mean hinge loss of the three rows."""
    ### BEGIN SOLUTION
    return (0 + 0.4 + 1.9) / 3
    ### END SOLUTION


# %% check="hinge_by_hand" points=1
check("hinge_by_hand", hinge_by_hand)

# %% [markdown]
r"""
## 2. The perceptron loss

*2 points (one for the value, one for the slope), easy, 7 minutes.*

Who is on the right side pays nothing; who is not pays as much as the score is off:

$$L = \frac1N \sum_n \max(0,\; -y_n f_n), \qquad y_n = \pm 1 .$$

From the labels `y` (N,) and the scores `f` (N,) return the value `loss`, a number, and its slope by each score,
`df` $= \partial L/\partial f$, (N,). No score will be exactly 0, where the loss has its kink.

For example, `perceptron_loss(np.array([1.0, -1.0, -1.0]), np.array([2.0, -0.6, 0.9]))` is `0.3` and
`[0, 0, 0.3333]`.
"""


# %% solution="perceptron_loss"
def perceptron_loss(y, f):
    """The mean of max(0, −y f), a number, and its slope by f, (N,)."""
    ### BEGIN SOLUTION
    loss = np.maximum(0, -y * f).mean()
    df = np.where(y * f < 0, -y, 0) / len(f)
    return loss, df
    ### END SOLUTION


# %% check="perceptron_loss" points=2
check("perceptron_loss", perceptron_loss)

# %% [markdown]
r"""
## 3. Hinge, down to the weights

*3 points (one each for the value, the weights and the bias), medium, 10 minutes.*

Hinge wants every row to be right by a margin of 1. It is the loss of the linear support vector machine:

$$f_n = w \cdot x_n + b, \qquad L = \frac1N \sum_n \max(0,\; 1 - y_n f_n), \qquad y_n = \pm 1 .$$

This time go all the way: return `loss`, `dw` $= \partial L/\partial w$, (inputs,), and `db` $= \partial L/\partial b$,
a number. No row will have a margin of exactly 1.

For example, with `x = [[1, 2], [3, 0.5]]`, `y = [1, -1]`, `w = [0.5, -0.25]` and `b = 0.25` both margins are below 1:
`loss` is 1.6875, `dw` is `[1, -0.75]` and `db` is 0.
"""


# %% solution="svm_hinge_loss"
def svm_hinge_loss(x, y, w, b):
    """The mean of max(0, 1 − y f) with f = x·w + b, a number; its gradient by w, (inputs,), and by b, a number."""
    ### BEGIN SOLUTION
    f = x @ w + b  # (N,)
    loss = np.maximum(0, 1 - y * f).mean()
    df = np.where(y * f < 1, -y, 0) / len(y)  # (N,)
    return loss, x.T @ df, df.sum()
    ### END SOLUTION


# %% check="svm_hinge_loss" points=3
check("svm_hinge_loss", svm_hinge_loss)

# %% [markdown]
r"""
## 4. Log loss, for any score

*3 points (one each for the value, the weights and the bias), hard, 15 minutes.*

Put a sigmoid behind the score and take the log loss: that is logistic regression. **The labels are 0 and 1 now.**

$$f_n = w \cdot x_n + b, \qquad p_n = \sigma(f_n), \qquad
L = -\frac1N \sum_n \big[\, y_n \ln p_n + (1 - y_n) \ln(1 - p_n) \,\big].$$

Return `loss`, `dw` (inputs,) and `db` as before. Scores may be as large as ±1000: a row of label 1 with the score −1000
costs 1000, not infinity. The function `sigmoid(f)` is given and never overflows; the logarithm of what it returns may.

For example, with `x = [[1, 2], [3, 0.5]]`, `y = [1, 0]`, `w = [0.5, -0.25]` and `b = 0.25` the answer is about
`1.190`, `[1.034, -0.229]` and `0.1988`.
"""


# %% solution="logistic_log_loss"
def logistic_log_loss(x, y, w, b):
    """The mean log loss of p = σ(x·w + b), a number; its gradient by w, (inputs,), and by b, a number."""
    ### BEGIN SOLUTION
    f = x @ w + b  # (N,)
    loss = np.where(y == 1, np.logaddexp(0, -f), np.logaddexp(0, f)).mean()  # −ln σ(f) = ln(1 + e^−f)
    df = (sigmoid(f) - y) / len(y)  # (N,)
    return loss, x.T @ df, df.sum()
    ### END SOLUTION


# %% check="logistic_log_loss" points=3
check("logistic_log_loss", logistic_log_loss)

# %% [markdown]
r"""
## 5. Downhill on any of them

*3 points (one each for the weights, the bias and the losses), medium, 10 minutes.*

One descent serves all three. You are given `loss`, a function: `loss(w, b)` returns the value, `dw` and `db` on all
rows, in this order. From the given `w` and `b`, take `epochs` steps,

$$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad b \leftarrow b - \eta\,\frac{\partial L}{\partial b},$$

with $\eta$ = `learning_rate`. Return the last `w`, the last `b`, and `losses`: the value at the start of each epoch,
before its step, so that there are as many as epochs. The check uses all three losses.

For example, with `loss = lambda w, b: ((w**2).sum() + b**2, 2 * w, 2 * b)` and `w = np.array([1.0])`, `b = 2.0`,
`learning_rate = 0.1`, `epochs = 2` the answer is `[0.64]`, `1.28` and `[5, 3.2]`.
"""


# %% solution="descend_on_loss"
def descend_on_loss(loss, w, b, learning_rate, epochs):
    """w and b after `epochs` steps of gradient descent, and the value before each step, (epochs,)."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        value, dw, db = loss(w, b)
        losses.append(value)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b, losses
    ### END SOLUTION


# %% check="descend_on_loss" points=3
check("descend_on_loss", descend_on_loss)

# %% [markdown]
r"""
## 6. Who still gains?

*1 point, easy, 3 minutes.*

A row is on the right side of the line, with a margin $y f = 1.2$. The weights move, and its margin becomes 3. Which of
the three losses (perceptron, hinge, log) becomes smaller?

- a) none: the row was right before
- b) log loss alone
- c) hinge and log loss
- d) all three

Decide first, then work it out. Return the letter, as in `return "a"`.
"""


# %% solution="who_still_gains"
def who_still_gains():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="who_still_gains" points=1
check("who_still_gains", who_still_gains)

# %% [markdown]
r"""
## 7. Your choice

*2 points, read by your instructor, 6 minutes.*

Two customers, each with a table of numbers and two classes.

- A hospital wants to know of each patient how likely it is that they will have to come back. Where to draw the line, it
  decides itself.
- A sorting machine blows a bottle off the belt or lets it pass. Nobody looks at a probability. The classes can be
  separated by a line, but tomorrow's bottles will differ a little from today's.

Choose for each a loss (perceptron, hinge or log) and what stands at the output (step or sigmoid), say which labels it
takes, and give your reasons. Four to six sentences.
"""

# %% [markdown] manual="two_customers" points=2
r"""
The hospital: log loss with a sigmoid, labels 0 and 1. It needs a number between 0 and 1, and log loss is the one of the
three that rewards a p near the true frequency; whether the probabilities can be trusted I would check on patients that
were not used for training. The machine: hinge with a step, labels −1 and +1. A class is all it needs. The perceptron
loss is 0 as soon as some line separates today's bottles, however closely it passes them, and then nothing moves any
more; hinge goes on until all are right by a margin, which leaves room for tomorrow's.
"""

# %% [markdown]
r"""
## 8. Cheaper, and worse

*1 point, medium, 6 minutes.*

Two lines, a and b, give the same points the scores `f_a` and `f_b`. Which of the two is better? What we care about is
the number of mistakes: scores whose sign is not that of the label, −1 or 1. This function asks the perceptron loss:
"""


# %% given="better_by_loss"
def better_by_loss(y, f_a, f_b):
    """1 if the perceptron loss of a is below that of b, −1 if it is above, else 0."""
    loss_a, loss_b = np.maximum(0, -y * f_a).mean(), np.maximum(0, -y * f_b).mean()
    return float(np.sign(loss_b - loss_a))


# %% [markdown]
r"""
Show that it can choose the worse line: return `y`, `f_a`, `f_b`, each (N,) with at most 8 points, for which a makes
fewer mistakes than b, and the function returns −1. Scores lie between −10 and 10, and none is 0.
"""


# %% solution="loss_chooses_worse"
def loss_chooses_worse():
    """y, f_a, f_b: labels ±1 and the scores of two lines."""
    ### BEGIN SOLUTION
    return np.array([1, 1, -1]), np.array([-9.0, 1.0, -1.0]), np.array([-1.0, -1.0, -1.0])
    ### END SOLUTION


# %% check="loss_chooses_worse" points=1
check("loss_chooses_worse", loss_chooses_worse)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 02`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
