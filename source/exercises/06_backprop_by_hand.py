# %% [markdown]
r"""
# Exercise 06: Backpropagation by hand

You will find out who is to blame for a wrong prediction: first for one weight on paper, then for all nine parameters of
a small net, and then you will use it to learn.

**Before you start:** [lecture 06](../../lectures/06_backprop_by_hand.ipynb). **Time:** about 65 minutes.
**Points:** 16.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("nine_gradients")` in a cell of your own, and again for the next one.

The net of questions 1 to 3 has two inputs, two linear hidden units and one linear output, for one row `x`:

$$o = x W_1 + b_1, \qquad \hat y = o\, W_2 + b_2, \qquad L = (y - \hat y)^2 ,$$

with `x` (2,), `W1` (2, 2), `b1` (2,), `W2` (2, 1), `b2` (1,): nine parameters. `W1[i, j]` leads from input `i` to
hidden unit `j`, and `dW1` always means $\partial L/\partial W_1$, in the shape of `W1`. The questions stand on their
own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. One weight, on paper

*1 point, easy, 3 minutes.*

The net predicted $\hat y = 1.083$ where $y = 10$ was right. Its first hidden unit had the output $o_1 = 0.82$ (its
weights are others than the lecture's, where this unit has 0.57). Work out

$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial w}, \qquad
w = W_2[0, 0],$$

with paper and pocket calculator, and return the number, to three digits or more.
"""


# %% solution="weight_gradient_by_hand"
def weight_gradient_by_hand():
    """∂L/∂W2[0, 0], a number."""
    ### BEGIN SOLUTION
    return -2 * (10 - 1.083) * 0.82
    ### END SOLUTION


# %% check="weight_gradient_by_hand" points=1
check("weight_gradient_by_hand", weight_gradient_by_hand)

# %% [markdown]
r"""
## 2. Which weight is blamed more?

*1 point, easy, 2 minutes.*

The first input is a student's iq, 80, the second the gpa, 3.5; the net is to predict a salary. All weights are 1, all
biases 0, and the prediction is far off. Compare $\partial L/\partial W_1[0, 0]$, the weight from the iq to hidden unit
1, with $\partial L/\partial W_1[1, 0]$, the weight from the gpa to the same unit.

- a) They are equal: both weights are 1 and lead to the same unit.
- b) The iq's is larger, about 23 times.
- c) The gpa's is larger, about 23 times: a small input needs a larger correction.
- d) That depends on the salary.

Decide first. Then return the letter, as in `return "a"`.
"""


# %% solution="larger_gradient"
def larger_gradient():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="larger_gradient" points=1
check("larger_gradient", larger_gradient)

# %% [markdown]
r"""
## 3. All nine

*4 points (one for each array), medium, 12 minutes.*

Write the forward pass, then all nine derivatives, and return them in four arrays: `dW1` (2, 2), `db1` (2,), `dW2`
(2, 1), `db2` (1,). The target `y` is a number. Follow the chain from the loss back to each parameter: through $\hat y$,
and for the first layer also through $o$.

For example, with `x = [1, 2]`, `y = 3`, `W1 = [[1, 0.5], [-1, 2]]`, `b1 = [0, 1]`, `W2 = [[2], [-0.5]]`, `b2 = [0.5]`
you have $\hat y = -4.25$, and `dW1 = [[-29, 7.25], [-58, 14.5]]`, `db1 = [-29, 7.25]`, `dW2 = [[14.5], [-79.75]]`,
`db2 = [-14.5]`.
"""


# %% solution="nine_gradients"
def nine_gradients(x, y, W1, b1, W2, b2):
    """dW1 (2, 2), db1 (2,), dW2 (2, 1), db2 (1,) of L = (y − ŷ)² for one row."""
    ### BEGIN SOLUTION
    o = x @ W1 + b1  # (2,)
    y_pred = o @ W2 + b2  # (1,)

    dy_pred = 2 * (y_pred - y)
    dW2 = np.outer(o, dy_pred)  # (2, 1)
    db2 = dy_pred
    do = dy_pred @ W2.T  # (2,)
    dW1 = np.outer(x, do)  # (2, 2)
    db1 = do
    return dW1, db1, dW2, db2
    ### END SOLUTION


# %% check="nine_gradients" points=4
check("nine_gradients", nine_gradients)

# %% [markdown]
r"""
## 4. Why the minus?

*1 point, easy, 3 minutes.*

At $b_2 = 0.5$ somebody has found $\partial L/\partial b_2 = -17.834$. The learning rate is 0.01. What does the update
$b_2 \leftarrow b_2 - \eta\, \partial L/\partial b_2$ do, and why?

- a) $b_2$ falls by 0.178: the minus makes parameters smaller, and smaller parameters mean a smaller loss.
- b) $b_2$ rises by 0.178: the slope is negative, so the loss falls where $b_2$ grows.
- c) $b_2$ rises by 0.178: the loss is positive, and the minus brings it towards 0.
- d) $b_2$ moves by 0.178, either way will do: the gradient says how far, not in which direction.

Return the letter.
"""


# %% solution="why_the_minus"
def why_the_minus():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="why_the_minus" points=1
check("why_the_minus", why_the_minus)

# %% [markdown]
r"""
## 5. An update that runs away

*2 points (half a point for each parameter), medium, 8 minutes.*

A shorter chain, of plain numbers: $o = w_1 x + b_1$ and $\hat y = w_2\, o + b_2$, with $L = (y - \hat y)^2$. The
function below is meant to make one update of all four parameters. Shown the same row again and again, it should come
closer each time. It does not:
"""


# %% given="broken_update"
def broken_update(x, y, w1, b1, w2, b2, learning_rate):
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    w2 = w2 - learning_rate * dy_pred * o
    b2 = b2 - dy_pred
    w1 = w1 - learning_rate * dy_pred * w2 * x
    b1 = b1 - learning_rate * dy_pred * w2
    return w1, b1, w2, b2


def chain_loss(x, y, w1, b1, w2, b2):
    return (w2 * (w1 * x + b1) + b2 - y) ** 2


parameters = (0.8, 0.1, -0.6, 0.2)
for step in range(5):
    print(f"loss before update {step + 1}: {chain_loss(1.5, 2.0, *parameters):.3g}")
    parameters = broken_update(1.5, 2.0, *parameters, learning_rate=0.05)

# %% [markdown]
r"""
Two things are wrong in it. Write the mended version: it returns the new `w1`, `b1`, `w2`, `b2`, each moved by $-\eta$
times its own gradient. The check sends ten rows through it, each with the parameters that a right update for the row
before leaves, so that no mistake spreads (its "step 2" is the second row).

For example, `one_update(1.0, 3.0, 1.0, 0.0, 2.0, 0.0, 0.1)` is `(1.4, 0.4, 2.2, 0.2)`.
"""


# %% solution="one_update"
def one_update(x, y, w1, b1, w2, b2, learning_rate):
    """The new w1, b1, w2, b2 after one row; all numbers."""
    ### BEGIN SOLUTION
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    dw2, db2 = dy_pred * o, dy_pred
    dw1, db1 = dy_pred * w2 * x, dy_pred * w2
    w1 = w1 - learning_rate * dw1
    b1 = b1 - learning_rate * db1
    w2 = w2 - learning_rate * dw2
    b2 = b2 - learning_rate * db2
    return w1, b1, w2, b2
    ### END SOLUTION


# %% check="one_update" points=2
check("one_update", one_update)

# %% [markdown]
r"""
## 6. The training loop

*2 points (one for the weights, one for the losses), medium, 10 minutes.*

The loop is the same for every net: put all parameters into one array `w`, take the rows in their order, and after each
row move `w` by $-\eta$ times that row's gradient. When all rows have had their turn, an epoch is over.

`x` is (N, inputs), `y` is (N,), and `loss_and_gradient` is a function: `loss_and_gradient(w, x[i], y[i])` returns the
loss of one row, a number, and its gradient, an array like `w`. Return two arrays: `ws` (epochs, number of parameters),
the weights at the end of each epoch, and `losses` (epochs,), the mean over the rows of the losses met on the way, each
taken before the row's own update. Leave the `w` you were given as it is.

To try it: a single weight, $L = (w x - y)^2$. With

```
def one_weight(w, x, y):
    return (w @ x - y) ** 2, 2 * (w @ x - y) * x
```

`train_row_by_row(np.array([1.0]), np.array([[1.0], [2.0]]), np.array([2.0, 2.0]), one_weight, 0.1, 2)` gives
`ws = [[1.04], [1.0464]]` and `losses = [0.58, 0.568448]`. (In the check's messages a step is an epoch.)
"""


# %% solution="train_row_by_row"
def train_row_by_row(w, x, y, loss_and_gradient, learning_rate, epochs):
    """The weights after each epoch (epochs, len(w)) and the mean loss of each epoch (epochs,)."""
    ### BEGIN SOLUTION
    ws, losses = [], []
    for _ in range(epochs):
        total = 0.0
        for row, target in zip(x, y, strict=True):
            loss, gradient = loss_and_gradient(w, row, target)
            total += loss
            w = w - learning_rate * gradient
        ws.append(w)
        losses.append(total / len(x))
    return np.array(ws), np.array(losses)
    ### END SOLUTION


# %% check="train_row_by_row" points=2
check("train_row_by_row", train_row_by_row)

# %% [markdown]
r"""
## 7. Two classes

*4 points (one for each array), hard, 12 minutes.*

Is the student placed, yes or no? Now all units are sigmoids, and the loss is the binary cross-entropy, still for one
row:

$$z_1 = x W_1 + b_1, \quad h = \sigma(z_1), \quad z_2 = h W_2 + b_2, \quad \hat y = \sigma(z_2),$$

$$L = -\big[\, y \ln \hat y + (1 - y) \ln(1 - \hat y) \,\big], \qquad \sigma'(z) = \sigma(z)\,(1 - \sigma(z)) .$$

`x` is (inputs,), `y` is 0 or 1, `W1` (inputs, hidden), `b1` (hidden,), `W2` (hidden, 1), `b2` (1,), for any number of
inputs and hidden units. Return `dW1`, `db1`, `dW2`, `db2`, in the shapes of the parameters. Before you code, work out
$\partial L/\partial z_2$ on paper: it is shorter than it looks. The function `sigmoid(z)` is given.

For example, with `x = [1, 2]`, `y = 1`, `W1` and `b1` all zeros, `W2 = [[1], [2]]` and `b2 = [-1.5]` you have
$h = [0.5, 0.5]$ and $\hat y = 0.5$, and `dW1 = [[-0.125, -0.25], [-0.25, -0.5]]`, `db1 = [-0.125, -0.25]`,
`dW2 = [[-0.25], [-0.25]]`, `db2 = [-0.5]`.
"""


# %% solution="sigmoid_net_gradients"
def sigmoid_net_gradients(x, y, W1, b1, W2, b2):
    """dW1 (inputs, hidden), db1 (hidden,), dW2 (hidden, 1), db2 (1,) of the binary cross-entropy for one row."""
    ### BEGIN SOLUTION
    h = sigmoid(x @ W1 + b1)  # (hidden,)
    y_pred = sigmoid(h @ W2 + b2)  # (1,)

    dz2 = y_pred - y  # the slope of the output has cancelled
    dW2 = np.outer(h, dz2)
    db2 = dz2
    dz1 = (dz2 @ W2.T) * h * (1 - h)
    dW1 = np.outer(x, dz1)
    db1 = dz1
    return dW1, db1, dW2, db2
    ### END SOLUTION


# %% check="sigmoid_net_gradients" points=4
check("sigmoid_net_gradients", sigmoid_net_gradients)

# %% [markdown]
r"""
## 8. The wrong way

*1 point, hard, 8 minutes.*

The smallest net of two layers: $h = w x$, $\hat y = v h$, $L = (\hat y - y)^2$. This function updates $v$ as soon as
its gradient is known ($\eta = 0.1$), and only then computes the gradient of $w$:
"""


# %% given="gradient_with_new_weight"
def gradient_with_new_weight(x, y, w, v):
    """∂L/∂w."""
    h = w * x
    error = 2 * (v * h - y)
    v = v - 0.1 * error * h
    return error * v * x


# %% [markdown]
r"""
Often that only makes the gradient a little too large or too small. Return four numbers `x, y, w, v`, each from −5 to
5, for which it has the opposite sign of the true $\partial L/\partial w$, and is off by 0.1 or more.
"""


# %% solution="wrong_way"
def wrong_way():
    """x, y, w, v: numbers for which the gradient of w points the wrong way."""
    ### BEGIN SOLUTION
    return 1.0, -5.0, 1.0, 0.5
    ### END SOLUTION


# %% check="wrong_way" points=1
check("wrong_way", wrong_way)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 06`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
