# %% [markdown]
r"""
# Exercise 07: Backpropagation

You will write the backward pass yourself, piece by piece: two paths, two activations, a dense layer, the output, a
whole network, and the check that tells you whether any of it is right.

**Before you start:** [lecture 07](../../lectures/07_backpropagation.ipynb). **Time:** about 65 minutes.
**Points:** 15.

How it works:

1. Replace `raise NotImplementedError()` by your answer. Run the cell.
2. Run the cell below it. It says whether the answer is right, and if not, what is wrong with it.
3. Stuck? `hint("two_path_gradient")` in a cell of your own gives a first hint; run it again for the next one.

Rows are examples: `x` has the shape (N, inputs). `dW` always means $\partial L/\partial W$ and has the shape of `W`.
The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import relu, sigmoid, softmax
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. Two paths

*2 points, easy, 8 minutes.*

One number goes in and one comes out, and between them the way forks:

$$o_1 = w\,x, \qquad o_{21} = \tanh(u_1 o_1), \quad o_{22} = \tanh(u_2 o_1), \qquad
\hat y = v_1 o_{21} + v_2 o_{22}, \qquad L = (\hat y - y)^2 .$$

Return $\partial L/\partial w$. All arguments are plain numbers. (Unlike in the lecture, $o_1$ is no tanh.) The
derivative of $\tanh$ at $z$ is $1 - \tanh^2 z$.

For example, `two_path_gradient(1.0, 0.5, 0.8, 1.0, -1.0, 2.0, 1.0)` is about 0.1834.
"""


# %% solution="two_path_gradient"
def two_path_gradient(x, y, w, u1, u2, v1, v2):
    """∂L/∂w of the forked net above, a number."""
    ### BEGIN SOLUTION
    o1 = w * x
    o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
    y_pred = v1 * o21 + v2 * o22
    dy_pred = 2 * (y_pred - y)
    do1 = dy_pred * v1 * (1 - o21**2) * u1 + dy_pred * v2 * (1 - o22**2) * u2
    return do1 * x
    ### END SOLUTION


# %% check="two_path_gradient" points=2
check("two_path_gradient", two_path_gradient)

# %% [markdown]
r"""
## 2. Back through a sigmoid

*1 point, easy, 3 minutes.*

A layer computed $a = \sigma(z)$. At its output `da` $= \partial L/\partial a$ arrives; you also get `z`. Return
`dz` $= \partial L/\partial z$, in the shape of `z`.

The function `sigmoid(z)` is given. For example, `sigmoid_backward(np.array([[2.0]]), np.array([[0.0]]))` is `[[0.5]]`.
"""


# %% solution="sigmoid_backward"
def sigmoid_backward(da, z):
    """∂L/∂z from da = ∂L/∂a, where a = σ(z); both (N, units)."""
    ### BEGIN SOLUTION
    a = sigmoid(z)
    return da * a * (1 - a)
    ### END SOLUTION


# %% check="sigmoid_backward" points=1
check("sigmoid_backward", sigmoid_backward)

# %% [markdown]
r"""
## 3. Back through a ReLU

*1 point, easy, 3 minutes.*

Now the layer computed $a = \max(0, z)$. Return `dz` from `da` and `z`. The inputs belong to the caller: leave them as
they are.

For example, with `da = [[2.0, -3.0, 4.0]]` and `z = [[0.7, 0.1, -5.0]]` the answer is `[[2, -3, 0]]`.
"""


# %% solution="relu_backward"
def relu_backward(da, z):
    """∂L/∂z from da = ∂L/∂a, where a = max(0, z); both (N, units)."""
    ### BEGIN SOLUTION
    gate = z > 0
    return da * gate
    ### END SOLUTION


# %% check="relu_backward" points=1
check("relu_backward", relu_backward)

# %% [markdown]
r"""
## 4. Back through a dense layer

*3 points (one for each gradient), medium, 10 minutes.*

A dense layer computed $z = x W + b$, with `x` (N, inputs), `W` (inputs, units), `b` (units,). At its output arrives
`dz` $= \partial L/\partial z$, (N, units). Return all three gradients, in this order: `dx`, `dW`, `db`.

For example, with `x = [[1, 2]]`, `W = [[3], [4]]` and `dz = [[10]]` the answer is `dx = [[30, 40]]`,
`dW = [[10], [20]]`, `db = [10]`.
"""


# %% solution="dense_backward"
def dense_backward(x, W, dz):
    """∂L/∂x (N, inputs), ∂L/∂W (inputs, units) and ∂L/∂b (units,) from dz = ∂L/∂z (N, units)."""
    ### BEGIN SOLUTION
    dx = dz @ W.T
    dW = x.T @ dz
    db = dz.sum(axis=0)
    return dx, dW, db
    ### END SOLUTION


# %% check="dense_backward" points=3
check("dense_backward", dense_backward)

# %% [markdown]
r"""
## 5. Where it all begins: softmax and cross-entropy

*2 points, medium, 8 minutes.*

A network ends in logits $z$ (N, K). Its probabilities are $p = \text{softmax}(z)$, row by row, and its loss is the mean
over the batch,

$$L = -\frac1N \sum_{n} \sum_{k} y_{nk} \ln p_{nk},$$

with one-hot labels `y_true` (N, K). Return `dlogits` $= \partial L/\partial z$. It must survive logits of ±1000.

The function `softmax(z)` is given. For example, for `y_true = [[1, 0]]` and `logits = [[0, 0]]` it is `[[-0.5, 0.5]]`.
"""


# %% solution="softmax_crossentropy_backward"
def softmax_crossentropy_backward(y_true, logits):
    """∂L/∂logits of the mean categorical cross-entropy; both arguments and the result (N, K)."""
    ### BEGIN SOLUTION
    p = softmax(logits)
    return (p - y_true) / len(logits)
    ### END SOLUTION


# %% check="softmax_crossentropy_backward" points=2
check("softmax_crossentropy_backward", softmax_crossentropy_backward)

# %% [markdown]
r"""
## 6. A whole network

*4 points (one for each gradient), hard, 15 minutes.*

A hidden layer of ReLU units and one sigmoid output, for two classes:

$$z_1 = x W_1 + b_1, \quad h = \max(0, z_1), \quad z_2 = h W_2 + b_2, \quad p = \sigma(z_2),$$

$$L = -\frac1N \sum_n \big[\, y_n \ln p_n + (1 - y_n) \ln(1 - p_n) \,\big].$$

The shapes: `x` (N, inputs), `y_true` (N, 1), `W1` (inputs, hidden), `b1` (hidden,), `W2` (hidden, 1), `b2` (1,). Return
the four gradients, in this order: `dW1`, `db1`, `dW2`, `db2`.

Small enough for paper: with one row `x = [[1.0]]`, `y_true = [[1.0]]`, both weights equal to 1 and both biases equal to
0, you have $p = \sigma(1) = 0.7311$ and all four gradients are $p - 1 = -0.2689$.
"""


# %% solution="two_layer_backward"
def two_layer_backward(x, y_true, W1, b1, W2, b2):
    """dW1, db1, dW2, db2 of the mean binary cross-entropy, each in the shape of its parameter."""
    ### BEGIN SOLUTION
    z1 = x @ W1 + b1  # (N, hidden)
    h = relu(z1)
    p = sigmoid(h @ W2 + b2)  # (N, 1)

    dz2 = (p - y_true) / len(x)  # (N, 1)
    dW2 = h.T @ dz2  # (hidden, 1)
    db2 = dz2.sum(axis=0)
    dz1 = (dz2 @ W2.T) * (z1 > 0)  # (N, hidden)
    dW1 = x.T @ dz1  # (inputs, hidden)
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
    ### END SOLUTION


# %% check="two_layer_backward" points=4
check("two_layer_backward", two_layer_backward)

# %% [markdown]
r"""
## 7. The judge

*1 point, medium, 10 minutes.*

Whoever derives a gradient by hand needs a judge. Write one that knows no calculus: for each entry $w_i$ of an array,

$$\frac{\partial f}{\partial w_i} \approx \frac{f(w + h\,e_i) - f(w - h\,e_i)}{2h},$$

where $e_i$ is 1 at entry $i$ and 0 elsewhere. `f` takes an array of the shape of `w` and returns a number; `w` may have
any shape and may hold whole numbers; leave it as it was, up to rounding.

For example, with `f = lambda w: (w**2).sum()` and `w = np.array([3, -1])` the answer is close to `[6, -2]`.
"""


# %% solution="numerical_gradient"
def numerical_gradient(f, w, h=1e-5):
    """Central differences: an array of w's shape."""
    ### BEGIN SOLUTION
    w = np.array(w, dtype=float)
    gradient = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        kept = w[i]
        w[i] = kept + h
        above = f(w)
        w[i] = kept - h
        below = f(w)
        w[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient
    ### END SOLUTION


# %% check="numerical_gradient" points=1
check("numerical_gradient", numerical_gradient)

# %% [markdown]
r"""
## 8. A judge to be fooled

*1 point, medium, 6 minutes.*

A gradient check measures how far `mine`, from a backward pass, lies from `numerical`, from question 7. That can be done
in several ways: `check_gradient` of the lecture compares entry by entry. Here it is done by lengths,

$$\frac{\lVert \text{mine} - \text{numerical} \rVert}{\lVert \text{mine} \rVert + \lVert \text{numerical} \rVert},
\qquad \lVert g \rVert = \sqrt{\textstyle\sum_i g_i^2},$$

and the gradient is accepted if this is below $10^{-6}$. The judge below is nearly that. It accepts right gradients
(unless all of it is 0, or a corner is near), and it has refused all the wrong ones that its author tried.
"""


# %% given="careless_judge"
def careless_judge(mine, numerical):
    """1.0 if the gradient is accepted, else 0.0."""
    sizes = np.linalg.norm(mine) + np.linalg.norm(numerical)
    return float(abs(np.linalg.norm(mine) - np.linalg.norm(numerical)) / sizes < 1e-6)


# %% [markdown]
r"""
Break it: return a pair `mine`, `numerical` that it accepts, though `mine` is wrong. Both are arrays of one axis and of
one length, with 2 to 8 numbers from −10 to 10.
"""


# %% solution="fool_the_judge"
def fool_the_judge():
    """mine, numerical: a wrong gradient that the careless judge accepts."""
    ### BEGIN SOLUTION
    numerical = np.array([1.0, 2.0, -3.0])
    return -numerical, numerical
    ### END SOLUTION


# %% check="fool_the_judge" points=1
check("fool_the_judge", fool_the_judge)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 07`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
