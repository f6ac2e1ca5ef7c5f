# %% [markdown]
r"""
# Exercise 13: Regularization

You will penalize large weights in two ways, let weights decay, and write dropout in both directions. In between
you will work out by hand why L1 sets weights to 0 and L2 does not.

**Before you start:** [lecture 13](../../lectures/13_regularization.ipynb). **Time:** about 60 minutes.
**Points:** 15.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("l2_penalty")` in a cell of your own, and again for the next one.

One convention holds throughout, that of Keras: the penalties are $\lambda \sum W^2$ and $\lambda \sum |W|$, without a ½
and without a mean. The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. A penalty on the squares

*2 points (one for the penalty, one for the gradient), easy, 5 minutes.*

The L2 penalty is added to the loss. With $\lambda$ for `l2`:

$$P = \lambda \sum_{i,j} W_{ij}^2 .$$

Return the penalty, a number, and its gradient `dW` $= \partial P/\partial W$, in the shape of `W`.

For example, `l2_penalty(np.array([[3.0, -1.0]]), 0.1)` is `(1.0, [[0.6, -0.2]])`.
"""


# %% solution="l2_penalty"
def l2_penalty(W, l2):
    """l2 · Σ W², a number, and its gradient in the shape of W."""
    ### BEGIN SOLUTION
    penalty = l2 * (W**2).sum()
    dW = 2 * l2 * W
    return penalty, dW
    ### END SOLUTION


# %% check="l2_penalty" points=2
check("l2_penalty", l2_penalty)

# %% [markdown]
r"""
## 2. A penalty on the sizes

*2 points (one for the penalty, one for the gradient), easy, 5 minutes.*

The L1 penalty counts absolute values. With $\lambda$ for `l1`:

$$P = \lambda \sum_{i,j} |W_{ij}| .$$

Return the penalty and its gradient. No weight is exactly 0 here.

For example, `l1_penalty(np.array([[3.0, -1.0]]), 0.1)` is `(0.4, [[0.1, -0.1]])`.
"""


# %% solution="l1_penalty"
def l1_penalty(W, l1):
    """l1 · Σ |W|, a number, and its gradient in the shape of W."""
    ### BEGIN SOLUTION
    penalty = l1 * np.abs(W).sum()
    dW = l1 * np.sign(W)
    return penalty, dW
    ### END SOLUTION


# %% check="l1_penalty" points=2
check("l1_penalty", l1_penalty)

# %% [markdown]
r"""
## 3. One weight, by hand

*1 point, medium, 5 minutes.*

A single weight, and a loss that would like it to be −2. With an L1 penalty the cost is

$$C(w) = \tfrac12 (w + 2)^2 + 0.6\,|w| .$$

At which $w$ is the cost smallest? Work it out on paper and return the number.
"""


# %% solution="l1_by_hand"
def l1_by_hand():
    """The w of the smallest cost."""
    ### BEGIN SOLUTION
    return -1.4
    ### END SOLUTION


# %% check="l1_by_hand" points=1
check("l1_by_hand", l1_by_hand)

# %% [markdown]
r"""
## 4. Weights that decay

*2 points (one for the weights, one for the bias), medium, 7 minutes.*

Instead of adding a penalty to the loss, let the weights shrink a little in each step. With $\eta$ for `learning_rate`
and $\lambda$ for `weight_decay` (as in libraries; it is twice the $\lambda$ that the lecture puts before $\sum W^2$):

$$W \leftarrow (1 - \eta\lambda)\, W - \eta\, dW, \qquad b \leftarrow b - \eta\, db .$$

The bias does not decay. `W` and `dW` are (inputs, units), `b` and `db` are (units,). Return the new `W` and the new
`b`. The check takes many steps with it.

For example, with `W = [[2.0]]`, `b = [1.0]`, `dW = [[3.0]]`, `db = [4.0]`, `learning_rate = 0.1` and
`weight_decay = 0.5` the answer is `([[1.6]], [0.6])`.
"""


# %% solution="weight_decay_step"
def weight_decay_step(W, b, dW, db, learning_rate, weight_decay):
    """The new W and the new b after one step of gradient descent with weight decay."""
    ### BEGIN SOLUTION
    W_new = (1 - learning_rate * weight_decay) * W - learning_rate * dW
    b_new = b - learning_rate * db
    return W_new, b_new
    ### END SOLUTION


# %% check="weight_decay_step" points=2
check("weight_decay_step", weight_decay_step)

# %% [markdown]
r"""
## 5. Is L2 the same as weight decay?

*1 point, medium, 4 minutes.*

You train twice from the same start with the same batches: once with an L2 penalty in the loss whose gradient is
$\lambda W$, once with weight decay as in question 4, with the same $\lambda$. You do so with plain stochastic gradient
descent, and again with Adam (where weight decay shrinks the weights beside Adam's step). Apart from rounding, do both
ways give the same weights?

- a) yes, with both optimizers
- b) yes with plain gradient descent, no with Adam
- c) no with plain gradient descent, yes with Adam
- d) no, with neither

Commit to a letter first, then return it, as in `return "a"`. A few lines of NumPy can tell you afterwards.
"""


# %% solution="l2_is_decay"
def l2_is_decay():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="l2_is_decay" points=1
check("l2_is_decay", l2_is_decay)

# %% [markdown]
r"""
## 6. Dropout

*3 points (half each: share dropped, scale, mask, chance, repeatable, prediction), medium, 10 minutes.*

In training each entry of `x` (N, units) is set to 0 with probability `rate`, each by itself, and what stays is divided
by $1 - \text{rate}$, so that the mean stays what it was:

$$y = \frac{x \cdot m}{1 - \text{rate}}, \qquad m_{nk} = 0 \text{ with probability rate, else } 1 .$$

In prediction $y = x$. Return `y` and the mask `m`, both in the shape of `x`; the mask is `True` (or 1) where an entry
stays, and everywhere in prediction. Draw from the Generator `rng` and from nothing else, and leave `x` itself as it is.
`rate` is at least 0 and below 1.

Your mask will not be somebody else's, so the check looks at what all right answers share: how many are dropped, how
large the others become, whether rows and calls differ, whether the same Generator gives the same again.

For example, with `rate = 0.75` about a quarter of the entries stay, and each is four times as large as in `x`.
"""


# %% solution="dropout_forward"
def dropout_forward(x, rate, rng, training):
    """y and the mask, both in the shape of x; in prediction y = x."""
    ### BEGIN SOLUTION
    if not training:
        return x, np.ones(x.shape, dtype=bool)
    mask = rng.random(x.shape) >= rate
    return x * mask / (1 - rate), mask
    ### END SOLUTION


# %% check="dropout_forward" points=3
check("dropout_forward", dropout_forward)

# %% [markdown]
r"""
## 7. Dropout on the way back

*1 point, easy, 4 minutes.*

From above comes `dy` $= \partial L/\partial y$, (N, units). `mask` (N, units) is the one that was drawn in the forward
pass of question 6, True where an entry stayed. Return `dx` $= \partial L/\partial x$.

For example, with `dy = [[1.0, 2.0, -3.0]]`, `mask = [[True, False, True]]` and `rate = 0.75` the answer is
`[[4, 0, -12]]`.
"""


# %% solution="dropout_backward"
def dropout_backward(dy, mask, rate):
    """∂L/∂x, in the shape of dy."""
    ### BEGIN SOLUTION
    return dy * mask / (1 - rate)
    ### END SOLUTION


# %% check="dropout_backward" points=1
check("dropout_backward", dropout_backward)

# %% [markdown]
r"""
## 8. Your choice

*2 points, read by your instructor, 7 minutes.*

A clinic has 400 patients and 2,000 measurements of each. A network with one hidden layer of 64 units fits the training
patients almost perfectly and the others badly. The doctors suspect that only a few dozen of the measurements matter,
and they would like to know which.

You may use L1, L2 (or weight decay), dropout and early stopping. Which would you try first, on which weights, and why?
How would you choose its strength? And what does your choice not tell the doctors? Four to six sentences.
"""

# %% [markdown] manual="regularizer_choice" points=2
r"""
L1 on the weights of the first layer. It pulls at small and large weights alike, so the weights of measurements that do
not help end near 0 while useful ones stay; L2 would shrink them all and delete none, and dropout or early stopping
would help against overfitting without saying what matters. The inputs must be scaled first, or the penalty depends on
the units of the measurements, and the biases stay free. I would try λ on a logarithmic grid, take the one with the
lowest validation loss, and use several splits, because 400 patients make one split a matter of luck; early stopping can
be added. With plain gradient steps the weights hover around 0 instead of being exactly 0, so I would name a threshold
and call a measurement unused if all 64 of its weights lie below it. Of two measurements that go together L1 may keep
either one, so the list says what the network uses, not what causes the illness.
"""

# %% [markdown]
r"""
## 9. Two penalties disagree

*1 point, medium, 6 minutes.*

Two networks fit the data equally well, and have the weights `w_a` and `w_b`. A program was to choose the one with the
smaller L1 penalty, and its author took the squares:
"""


# %% given="cheaper_by_l2"
def cheaper_by_l2(w_a, w_b):
    """1 if a is cheaper, −1 if b is cheaper, else 0."""
    gap = (w_b**2).sum() - (w_a**2).sum()
    return float(np.sign(gap) * (abs(gap) > 1e-9))


# %% [markdown]
r"""
Return `w_a` and `w_b`, of one length, with 2 to 5 numbers from −10 to 10, for which a is cheaper under L1, and the
function chooses b.
"""


# %% solution="penalties_that_disagree"
def penalties_that_disagree():
    """w_a, w_b: weights that L1 and L2 put into opposite order."""
    ### BEGIN SOLUTION
    return np.array([3.0, 0.0, 0.0]), np.array([1.5, 1.5, 1.5])
    ### END SOLUTION


# %% check="penalties_that_disagree" points=1
check("penalties_that_disagree", penalties_that_disagree)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 13`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
