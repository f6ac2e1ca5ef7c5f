# %% [markdown]
r"""
# Exercise 14: Batch normalization

You will write a layer that re-centres its own inputs: how it works in training, what it remembers for prediction, and
how a gradient finds its way back through it. You will also mend one that fails only after training.

**Before you start:** [lecture 14](../../lectures/14_batch_normalization.ipynb). **Time:** about 65 minutes.
**Points:** 14.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("batch_norm_forward")` in a cell of your own, and again for the next one.

Rows are examples: `x` has the shape (N, units), and each column is one unit. The questions stand on their own: a later
one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. In training

*2 points, medium, 8 minutes.*

Each column of the batch is brought to mean 0 and spread 1, then scaled and shifted by numbers that are learnt:

$$\mu = \frac1N \sum_n x_n, \qquad \sigma^2 = \frac1N \sum_n (x_n - \mu)^2, \qquad
\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}, \qquad y = \gamma\,\hat x + \beta .$$

$\mu$, $\sigma^2$, `gamma` and `beta` have one entry for each column, (units,); `x` and the result are (N, units). Note
that $\sigma^2$ divides by N, and that $\varepsilon$ stands under the root.

For example, with `x = [[1.0], [3.0]]`, `gamma = [2.0]`, `beta = [5.0]` and `epsilon = 0` the answer is `[[3], [7]]`.
"""


# %% solution="batch_norm_forward"
def batch_norm_forward(x, gamma, beta, epsilon):
    """γ x̂ + β, with x̂ normalised over the batch; (N, units)."""
    ### BEGIN SOLUTION
    mean = x.mean(axis=0)  # (units,)
    variance = x.var(axis=0)  # (units,)
    x_hat = (x - mean) / np.sqrt(variance + epsilon)  # (N, units)
    return gamma * x_hat + beta
    ### END SOLUTION


# %% check="batch_norm_forward" points=2
check("batch_norm_forward", batch_norm_forward)

# %% [markdown]
r"""
## 2. A batch of one

*1 point, easy, 3 minutes.*

A data set has 129 rows, the batch size is 64, and the third batch of each epoch holds a single row. The layer is in
training, with $\varepsilon = 0.001$. What does it give for that row?

- a) $\gamma x + \beta$: one row is left as it is, then scaled and shifted
- b) $\beta$, whatever numbers are in the row
- c) $\gamma + \beta$, because $\hat x$ is 1
- d) NaN, because there is a division by 0

Commit to a letter first. Then return it, as in `return "a"`. Afterwards try it with your answer to question 1.
"""


# %% solution="batch_of_one"
def batch_of_one():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="batch_of_one" points=1
check("batch_of_one", batch_of_one)

# %% [markdown]
r"""
## 3. How far a batch's mean wanders

*1 point, medium, 4 minutes.*

Over the whole data set a unit's inputs have the standard deviation $\sigma = 12$. Batches of 16 rows are drawn at
random, independently. Each batch has a mean of its own. What is the standard deviation of these means?

Work it out on paper. Return the number.
"""


# %% solution="batch_mean_noise"
def batch_mean_noise():
    """The standard deviation of the mean of 16 rows."""
    ### BEGIN SOLUTION
    return 3.0
    ### END SOLUTION


# %% check="batch_mean_noise" points=1
check("batch_mean_noise", batch_mean_noise)

# %% [markdown]
r"""
## 4. What to remember

*2 points (one for the mean, one for the variance), medium, 7 minutes.*

In prediction there may be no batch, so the layer keeps running averages $r$ of what it saw in training. After each
batch, with $m$ for `momentum`:

$$r_\mu \leftarrow m\, r_\mu + (1-m)\, \mu, \qquad r_{\sigma^2} \leftarrow m\, r_{\sigma^2} + (1-m)\, \sigma^2 .$$

As in Keras, momentum is the fraction that is **kept**, and $\sigma^2$ is the batch's variance that divides by N. From
`running_mean` and `running_variance`, both (units,), and one batch `x` (N, units), return the new two, in this order.
The check feeds many batches.

For example, `running_statistics(np.array([0.0]), np.array([1.0]), np.array([[4.0], [8.0]]), 0.9)` is
`([0.6], [1.3])`.
"""


# %% solution="running_statistics"
def running_statistics(running_mean, running_variance, x, momentum):
    """The new running mean and the new running variance, both (units,)."""
    ### BEGIN SOLUTION
    new_mean = momentum * running_mean + (1 - momentum) * x.mean(axis=0)
    new_variance = momentum * running_variance + (1 - momentum) * x.var(axis=0)
    return new_mean, new_variance
    ### END SOLUTION


# %% check="running_statistics" points=2
check("running_statistics", running_statistics)

# %% [markdown]
r"""
## 5. In prediction

*1 point, easy, 4 minutes.*

Now the network is in use. The formula is that of question 1, with the running mean in place of $\mu$ and the running
variance in place of $\sigma^2$. Return `y` (N, units).

For example, with `x = [[7.0]]`, `gamma = [2.0]`, `beta = [1.0]`, `running_mean = [4.0]`, `running_variance = [9.0]` and
`epsilon = 0` the answer is `[[3]]`.
"""


# %% solution="batch_norm_inference"
def batch_norm_inference(x, gamma, beta, running_mean, running_variance, epsilon):
    """γ x̂ + β, with x̂ from the running statistics; (N, units)."""
    ### BEGIN SOLUTION
    x_hat = (x - running_mean) / np.sqrt(running_variance + epsilon)
    return gamma * x_hat + beta
    ### END SOLUTION


# %% check="batch_norm_inference" points=1
check("batch_norm_inference", batch_norm_inference)

# %% [markdown]
r"""
## 6. Healthy in training, ill afterwards

*3 points (one for the output, one for each running statistic), medium, 10 minutes.*

The layer below is used in both modes. With `training=True` it should normalise with the batch's statistics and return
updated running ones, as in question 4. With `training=False` it should normalise with the running statistics and
return them as they are.

Training with it goes well. In use, something is wrong: a single row always gives $\beta$, and a row's output changes
with the rows beside it. The running mean looks odd too: after every batch it lies almost on that batch's own mean,
though `momentum` is 0.99.

Write the mended layer; leave the arrays that it is given as they are. Running the broken one on a few numbers helps.
"""


# %% given="broken_batch_norm"
def broken_batch_norm(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    """y and the two running statistics; something is wrong in here."""
    mean, variance = x.mean(axis=0), x.var(axis=0)
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_variance = (1 - momentum) * running_variance + momentum * variance
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, running_mean, running_variance


# %% solution="mended_batch_norm"
def mended_batch_norm(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    """y (N, units), and the running mean and variance after this batch, both (units,)."""
    ### BEGIN SOLUTION
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_variance = momentum * running_variance + (1 - momentum) * variance
    else:
        mean, variance = running_mean, running_variance
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, running_mean, running_variance
    ### END SOLUTION


# %% check="mended_batch_norm" points=3
check("mended_batch_norm", mended_batch_norm)

# %% [markdown]
r"""
## 7. The way back

*3 points (one for each gradient), hard, 15 minutes.*

From above comes `dy` $= \partial L/\partial y$, (N, units); `x`, `gamma` and `epsilon` are those of the forward pass of
question 1. Return `dx` (N, units), `dgamma` (units,) and `dbeta` (units,), in this order.

A change of one row reaches $\hat x$ on three ways: directly, through $\mu$, and through $\sigma^2$. So every row of
`dx` holds something of all other rows. The lecture derives it; a way to test your result is that each column of `dx`
adds up to 0.

For example, with `x = [[1.0], [2.0], [6.0]]`, `dy = [[1.0], [0.0], [0.0]]`, `gamma = [2.0]` and `epsilon = 0` the
answer is about `dx = [[0.3527], [-0.4409], [0.0882]]`, `dgamma = [-0.9258]`, `dbeta = [1]`.
"""


# %% solution="batch_norm_backward"
def batch_norm_backward(dy, x, gamma, epsilon):
    """∂L/∂x (N, units), ∂L/∂γ (units,) and ∂L/∂β (units,)."""
    ### BEGIN SOLUTION
    std = np.sqrt(x.var(axis=0) + epsilon)  # (units,)
    x_hat = (x - x.mean(axis=0)) / std  # (N, units)
    dgamma = (dy * x_hat).sum(axis=0)
    dbeta = dy.sum(axis=0)

    dx_hat = dy * gamma
    through_mean = dx_hat.mean(axis=0)
    through_variance = x_hat * (dx_hat * x_hat).mean(axis=0)
    dx = (dx_hat - through_mean - through_variance) / std
    return dx, dgamma, dbeta
    ### END SOLUTION


# %% check="batch_norm_backward" points=3
check("batch_norm_backward", batch_norm_backward)

# %% [markdown]
r"""
## 8. Two wrong axes

*1 point, hard, 8 minutes.*

Batch normalization in training takes mean and variance of each column (here with $\epsilon = 10^{-5}$, $\gamma = 1$,
$\beta = 0$). Two people got the axis wrong, each in their own way:
"""


# %% given="two_wrong_axes"
def normalise_rows(x):
    """Each row by its own mean and variance."""
    return (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)


def normalise_all(x):
    """One mean and one variance for all numbers."""
    return (x - x.mean()) / np.sqrt(x.var() + 1e-5)


# %% [markdown]
r"""
Return a batch `x` that tells the two apart: `normalise_all` happens to be right on it, and `normalise_rows` is wrong by
0.5 or more in some entry. It has 2 to 4 rows, 2 to 4 columns, and numbers from −10 to 10.
"""


# %% solution="telling_batch"
def telling_batch():
    """A batch (N, units) on which `normalise_all` is right and `normalise_rows` is wrong."""
    ### BEGIN SOLUTION
    return np.array([[1.0, 1.0], [3.0, 3.0]])
    ### END SOLUTION


# %% check="telling_batch" points=1
check("telling_batch", telling_batch)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 14`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
