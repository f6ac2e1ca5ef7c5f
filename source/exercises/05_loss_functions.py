# %% [markdown]
r"""
# Exercise 05: Loss functions

You will write the losses of this course yourself: what each one says of a prediction, and which way it pulls.

**Before you start:** [lecture 05](../../lectures/05_loss_functions.ipynb). **Time:** about 65 minutes.
**Points:** 22.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("huber_loss")` in a cell of your own, and again for the next one.

Each function returns the loss, a number, and its gradient, an array in the shape of the predictions. The loss is a
mean, so the gradient carries the same division: it tells by how much the *mean* changes when one prediction does.
Arrays hold decimal fractions, and whole numbers only where an example prints them; leave those that you are given as
they are.
The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import sigmoid, softmax
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. Squares and distances

*4 points (one for each loss and each gradient), easy, 7 minutes.*

For a regression, with the error $e = \hat y - y$ (the lecture's $d$) for each of the $N\cdot K$ entries:

$$\text{MSE} = \frac{1}{NK}\sum e^2, \qquad \text{MAE} = \frac{1}{NK}\sum |e| .$$

`y_true` and `y_pred` are (N, K). Return four things, in this order: the MSE, its gradient along $\hat y$ (N, K), the
MAE, its gradient along $\hat y$ (N, K). No error is exactly 0 here, so the kink of $|e|$ need not worry you.

For example, with `y_true = [[1, 2, 3, 4]]` and `y_pred = [[3, 1, 3.5, 8]]` the answer is `5.3125`,
`[[1, -0.5, 0.25, 2]]`, `1.875` and `[[0.25, -0.25, 0.25, 0.25]]`.
"""


# %% solution="mse_and_mae"
def mse_and_mae(y_true, y_pred):
    """The MSE, its gradient (N, K), the MAE, its gradient (N, K)."""
    ### BEGIN SOLUTION
    e = y_pred - y_true  # (N, K)
    mse = (e**2).mean()
    dmse = 2 * e / e.size
    mae = np.abs(e).mean()
    dmae = np.sign(e) / e.size
    return mse, dmse, mae, dmae
    ### END SOLUTION


# %% check="mse_and_mae" points=4
check("mse_and_mae", mse_and_mae)

# %% [markdown]
r"""
## 2. Between the two: Huber

*2 points (one for the loss, one for the gradient), medium, 8 minutes.*

Small errors are squared, large ones only measured, and at $|e| = \delta$ the two pieces meet:

$$\ell(e) = \begin{cases} \tfrac12 e^2 & |e| \le \delta \\ \delta\,|e| - \tfrac12\delta^2 & |e| > \delta \end{cases}
\qquad L = \frac1N \sum_n \ell(\hat y_n - y_n) .$$

`y_true` and `y_pred` are (N,), `delta` is a number above 0. Return the loss and $\partial L/\partial\hat y$ (N,).

For example, with `y_true = [0, 0, 0, 0]`, `y_pred = [0.5, -3, -1, 4]` and `delta = 2` the answer is `2.65625` and
`[0.125, -0.5, -0.25, 0.5]`.
"""


# %% solution="huber_loss"
def huber_loss(y_true, y_pred, delta):
    """The mean Huber loss, and its gradient (N,)."""
    ### BEGIN SOLUTION
    e = y_pred - y_true  # (N,)
    small = np.abs(e) <= delta
    loss = np.where(small, e**2 / 2, delta * np.abs(e) - delta**2 / 2).mean()
    gradient = np.where(small, e, delta * np.sign(e)) / len(e)
    return loss, gradient
    ### END SOLUTION


# %% check="huber_loss" points=2
check("huber_loss", huber_loss)

# %% [markdown]
r"""
## 3. Yes or no

*2 points (one for the loss, one for the gradient), medium, 7 minutes.*

Binary cross-entropy, from probabilities. Each of the $N\cdot K$ entries is a question of yes or no of its own:

$$L = -\frac{1}{NK} \sum \big[\, y \ln p + (1 - y) \ln(1 - p) \,\big].$$

`y_true` (N, K) holds zeros and ones, `p` (N, K) probabilities strictly between 0 and 1. Return the loss and
$\partial L/\partial p$ (N, K), the slope along the *probability*. Nothing needs to be kept away from 0 here; an
$\varepsilon$ of up to $10^{-7}$ beside $p$ counts as right.

For example, with `y_true = [[1, 0, 1]]` and `p = [[0.8, 0.4, 0.1]]` the answer is about `1.0122` and
`[[-0.4167, 0.5556, -3.3333]]`.
"""


# %% solution="binary_crossentropy_loss"
def binary_crossentropy_loss(y_true, p):
    """The mean binary cross-entropy of probabilities, and its gradient along p (N, K)."""
    ### BEGIN SOLUTION
    loss = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean()
    dp = (p - y_true) / (p * (1 - p)) / p.size
    return loss, dp
    ### END SOLUTION


# %% check="binary_crossentropy_loss" points=2
check("binary_crossentropy_loss", binary_crossentropy_loss)

# %% [markdown]
r"""
## 4. Yes or no, from the logits

*2 points (one for the loss, one for the gradient), hard, 8 minutes.*

The same loss, but now you get the logits $z$, and $p = \sigma(z)$ is up to you. It must survive logits of ±800: a
network that is sure and wrong at $z = 800$ has the loss 800, not infinity. Put $\sigma$ into the formula on paper
first. What is left is $\ln(1 + e^z) - z\,y$; then look for a way to write $\ln(1 + e^z)$ in which nothing overflows.

`y_true` and `logits` are (N, K). Return the loss, a mean over all $N\cdot K$ entries, and $\partial L/\partial z$
(N, K). The function `sigmoid(z)` is given, and safe for any $z$.

For example, with `y_true = [[1, 0, 0]]` and `logits = [[0, -2, 800]]` the answer is about `266.9400` and
`[[-0.1667, 0.0397, 0.3333]]`.
"""


# %% solution="binary_crossentropy_from_logits"
def binary_crossentropy_from_logits(y_true, logits):
    """The mean binary cross-entropy of logits, and its gradient along them (N, K); finite for any logits."""
    ### BEGIN SOLUTION
    z = logits
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))  # ln(1 + e^z), no overflow
    loss = (softplus - z * y_true).mean()
    dlogits = (sigmoid(z) - y_true) / z.size
    return loss, dlogits
    ### END SOLUTION


# %% check="binary_crossentropy_from_logits" points=2
check("binary_crossentropy_from_logits", binary_crossentropy_from_logits)

# %% [markdown]
r"""
## 5. One of many

*2 points (one for the loss, one for the gradient), medium, 8 minutes.*

Categorical cross-entropy, again from logits: with $p = \text{softmax}(z)$, row by row,

$$L = -\frac1N \sum_n \sum_k y_{nk} \ln p_{nk} .$$

`y_true` (N, K) holds one-hot rows, `logits` is (N, K), and logits of ±1000 must do no harm. Return the loss and
$\partial L/\partial z$ (N, K). The function `softmax(z)` is given, and safe; but mind that $\ln$ of what it has rounded
to 0 is not.

For example, with `y_true = [[0, 1, 0]]` and `logits = [[2, 1, 0]]` the answer is about `1.4076` and
`[[0.6652, -0.7553, 0.0900]]`.
"""


# %% solution="categorical_crossentropy_from_logits"
def categorical_crossentropy_from_logits(y_true, logits):
    """The mean categorical cross-entropy of logits for one-hot labels, and its gradient along them (N, K)."""
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)  # same result, no overflow
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, K)
    loss = -(y_true * log_p).sum() / len(logits)
    dlogits = (np.exp(log_p) - y_true) / len(logits)
    return loss, dlogits
    ### END SOLUTION


# %% check="categorical_crossentropy_from_logits" points=2
check("categorical_crossentropy_from_logits", categorical_crossentropy_from_logits)

# %% [markdown]
r"""
## 6. One of many, by number

*2 points (one for the loss, one for the gradient), medium, 8 minutes.*

Mostly nobody writes one-hot rows: the label is the index of the class, $y_n \in \{0, \dots, K-1\}$. The loss is the
same,

$$L = -\frac1N \sum_n \ln p_{n, y_n}, \qquad p = \text{softmax}(z) .$$

Now `y_true` (N,) holds whole numbers; `logits` is (N, K), with ±1000 allowed. Return the loss and
$\partial L/\partial z$ (N, K).

For example, with `y_true = [1, 0]` and `logits = [[2, 1, 0], [2, 1, 0]]` the answer is about `0.9076` and
`[[0.3326, -0.3776, 0.0450], [-0.1674, 0.1224, 0.0450]]`.
"""


# %% solution="sparse_crossentropy_from_logits"
def sparse_crossentropy_from_logits(y_true, logits):
    """The mean categorical cross-entropy of logits for class indices (N,), and its gradient along them (N, K)."""
    ### BEGIN SOLUTION
    rows = np.arange(len(logits))
    shifted = logits - logits.max(axis=1, keepdims=True)  # same result, no overflow
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, K)
    loss = -log_p[rows, y_true].mean()
    dlogits = np.exp(log_p)
    dlogits[rows, y_true] -= 1
    return loss, dlogits / len(logits)
    ### END SOLUTION


# %% check="sparse_crossentropy_from_logits" points=2
check("sparse_crossentropy_from_logits", sparse_crossentropy_from_logits)

# %% [markdown]
r"""
## 7. By a margin

*2 points (one for the loss, one for the gradient), medium, 6 minutes.*

Hinge asks a row to be right by a margin of 1. With labels $y_n = \pm 1$ and scores $s_n$, any real numbers:

$$L = \frac1N \sum_n \max(0,\, 1 - y_n s_n) .$$

`y_true` and `scores` are (N,). Return the loss and $\partial L/\partial s$ (N,). No row lies exactly on the margin.

For example, with `y_true = [1, 1, -1, -1]` and `scores = [2, 0.5, -0.4, 3]` the answer is `1.275` and
`[0, -0.25, 0.25, 0.25]`.
"""


# %% solution="hinge_and_gradient"
def hinge_and_gradient(y_true, scores):
    """The mean hinge loss for labels ±1, and its gradient along the scores (N,)."""
    ### BEGIN SOLUTION
    margin = y_true * scores  # (N,)
    loss = np.maximum(0, 1 - margin).mean()
    gradient = np.where(margin < 1, -y_true, 0) / len(scores)
    return loss, gradient
    ### END SOLUTION


# %% check="hinge_and_gradient" points=2
check("hinge_and_gradient", hinge_and_gradient)

# %% [markdown]
r"""
## 8. Which goes with which?

*3 points (one for each task), easy, 4 minutes.*

Four ends of a network, each an output activation with a loss:

- a) no activation, mean squared error
- b) a sigmoid on each output unit, binary cross-entropy
- c) softmax, sparse categorical cross-entropy
- d) softmax, categorical cross-entropy

And three tasks:

1. `price`: the price of a flat, in thousands of euros.
2. `topics`: which of five topics an article is about: none, one or several. A label is a row like `1 0 1 0 0`.
3. `digit`: which of ten digits a picture shows. The labels are stored as an array (N,) of whole numbers from 0 to 9.

Decide first. Then return three letters, one for each task in this order, as in `return "d", "d", "d"`.
"""


# %% solution="output_and_loss"
def output_and_loss():
    """The letters for price, topics and digit."""
    ### BEGIN SOLUTION
    return "a", "b", "c"
    ### END SOLUTION


# %% check="output_and_loss" points=3
check("output_and_loss", output_and_loss)

# %% [markdown]
r"""
## 9. Your choice

*2 points, read by your instructor, 6 minutes.*

A courier service predicts how many minutes a delivery takes. Most predictions are off by 5 to 10 minutes. In about one
record out of a hundred the driver forgot to press the button, and the table says that the delivery took 900 minutes.
You may train with MSE, MAE or Huber. Which do you choose (if Huber, with which δ), what would go wrong with one of the
others, and how would you compare them fairly? Three to five sentences.
"""

# %% [markdown] manual="loss_for_dirty_data" points=2
r"""
First, which answer is wanted? Delivery times are lopsided, so MSE's mean lies above MAE's median, and Huber answers
something between; for a usual delivery I want a number near the median. MSE is ruled out by the bad records: one in a
hundred that is off by some 850 minutes adds about 1% of 850, that is 8.5 minutes, to *every* prediction. Under MAE and
Huber a bad record counts no more than any other large error, so I take Huber with δ of about 15 minutes, twice the
usual error: nearly all true errors stay below it, and all the bad records lie far beyond. The values of three losses
cannot be compared, and no common measure is neutral either: each is a loss itself, and favours the one with the same
answer. So I would choose it by what the predictions are for, say the mean absolute error if a minute too late is as bad
as a minute too early, and take it for all three, on deliveries that were kept aside and whose times have been checked.
"""

# %% [markdown]
r"""
## 10. Punished for being right

*1 point, medium, 5 minutes.*

A network with one output returns its predictions in the shape (N, 1), and the targets of the N rows lie in an array of
the shape (N,). Somebody hands both to this function, and wonders why the loss never comes near 0:
"""


# %% given="careless_mse"
def careless_mse(y_true, y_pred):
    """The mean squared error; y_true (N,), y_pred (N, 1)."""
    return ((y_true - y_pred) ** 2).mean()


# %% [markdown]
r"""
Break it: return `y_true` and `y_pred`, in these shapes, such that every prediction is exactly right, and the function
says that the loss is 1 or more. At most 8 rows, numbers from −10 to 10.
"""


# %% solution="punished_prediction"
def punished_prediction():
    """y_true (N,), y_pred (N, 1): a perfect prediction with a loss of at least 1."""
    ### BEGIN SOLUTION
    return np.array([0.0, 6.0]), np.array([[0.0], [6.0]])
    ### END SOLUTION


# %% check="punished_prediction" points=1
check("punished_prediction", punished_prediction)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 05`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
