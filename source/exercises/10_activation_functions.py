# %% [markdown]
r"""
# Exercise 10: Activation functions

You will write the bends that make a network more than one matrix, each with its slope, find the units that no longer
fire, and choose what belongs at the output.

**Before you start:** [lecture 10](../../lectures/10_activation_functions.ipynb). **Time:** about 65 minutes.
**Points:** 19.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("tanh_and_slope")` in a cell of your own, and again for the next one.

In questions 1 to 4 `z` is an array of any shape, and both results have its shape. The value and the slope at exactly
`z = 0` are not asked for. The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. tanh

*2 points (one for the value, one for the slope), easy, 5 minutes.*

$$a = \tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}, \qquad \tanh'(z) = 1 - a^2 .$$

Return the value and the slope. Both must survive `z` = ±1000, where $e^z$ is too large for a float. You may use
`np.tanh`.

For example, `tanh_and_slope(np.array([0.0, 1.0]))` is about `([0, 0.7616], [1, 0.42])`.
"""


# %% solution="tanh_and_slope"
def tanh_and_slope(z):
    """tanh(z) and its slope, each like z."""
    ### BEGIN SOLUTION
    a = np.tanh(z)
    return a, 1 - a**2
    ### END SOLUTION


# %% check="tanh_and_slope" points=2
check("tanh_and_slope", tanh_and_slope)

# %% [markdown]
r"""
## 2. A leak

*2 points (one for the value, one for the slope), easy, 5 minutes.*

The leaky ReLU lets a little through where the ReLU lets nothing through:

$$a = \begin{cases} z & z > 0 \\ \alpha z & z < 0 \end{cases}$$

Return the value and the slope. `alpha` is a positive number, and it may be above 1.

For example, `leaky_relu_and_slope(np.array([3.0, -2.0]), 0.1)` is `([3, -0.2], [1, 0.1])`.
"""


# %% solution="leaky_relu_and_slope"
def leaky_relu_and_slope(z, alpha):
    """The leaky ReLU and its slope, each like z."""
    ### BEGIN SOLUTION
    value = np.where(z > 0, z, alpha * z)
    slope = np.where(z > 0, 1, alpha)
    return value, slope
    ### END SOLUTION


# %% check="leaky_relu_and_slope" points=2
check("leaky_relu_and_slope", leaky_relu_and_slope)

# %% [markdown]
r"""
## 3. A curve instead of a line: ELU

*2 points (one for the value, one for the slope), medium, 6 minutes.*

$$a = \begin{cases} z & z > 0 \\ \alpha\,(e^z - 1) & z < 0 \end{cases}$$

Return the value and the slope; find the slope yourself. Both must survive `z` = ±1000 (a warning from NumPy does no
harm, a `nan` does).

For example, `elu_and_slope(np.array([3.0, -2.0]), 0.5)` is about `([3, -0.4323], [1, 0.0677])`.
"""


# %% solution="elu_and_slope"
def elu_and_slope(z, alpha):
    """The ELU and its slope, each like z."""
    ### BEGIN SOLUTION
    e = np.exp(np.minimum(z, 0))  # e^z where it is needed, and no overflow where it is not
    value = np.where(z > 0, z, alpha * (e - 1))
    slope = np.where(z > 0, 1, alpha * e)
    return value, slope
    ### END SOLUTION


# %% check="elu_and_slope" points=2
check("elu_and_slope", elu_and_slope)

# %% [markdown]
r"""
## 4. SELU

*2 points (one for the value, one for the slope), medium, 6 minutes.*

SELU is an ELU with a certain α, multiplied by a certain λ:

$$a = \lambda \begin{cases} z & z > 0 \\ \alpha\,(e^z - 1) & z < 0 \end{cases} \qquad
\lambda \approx 1.0507, \quad \alpha \approx 1.6733 .$$

Both constants are given with all their digits, as `SELU_LAMBDA` and `SELU_ALPHA`; the four above will do, too. Return
the value and the slope; `z` may again be ±1000.

For example, `selu_and_slope(np.array([3.0, -2.0]))` is about `([3.1521, -1.5202], [1.0507, 0.2379])`.
"""


# %% solution="selu_and_slope"
def selu_and_slope(z):
    """The SELU and its slope, each like z."""
    ### BEGIN SOLUTION
    e = np.exp(np.minimum(z, 0))
    value = SELU_LAMBDA * np.where(z > 0, z, SELU_ALPHA * (e - 1))
    slope = SELU_LAMBDA * np.where(z > 0, 1, SELU_ALPHA * e)
    return value, slope
    ### END SOLUTION


# %% check="selu_and_slope" points=2
check("selu_and_slope", selu_and_slope)

# %% [markdown]
r"""
## 5. A leak that is learnt

*2 points (one for each gradient), medium, 10 minutes.*

PReLU is a leaky ReLU in which every unit has its own α, learnt like a weight: with `z` (N, units) and `alpha` (units,),

$$a_{nk} = \begin{cases} z_{nk} & z_{nk} > 0 \\ \alpha_k\, z_{nk} & z_{nk} < 0 . \end{cases}$$

From above comes `da` $= \partial L/\partial a$, (N, units). Return `dz` $= \partial L/\partial z$, (N, units), and
`dalpha` $= \partial L/\partial \alpha$, (units,). An α may be negative or above 1.

For example, with `da = [[1.0], [10.0]]`, `z = [[2.0], [-3.0]]` and `alpha = [0.2]` the answer is `dz = [[1], [2]]` and
`dalpha = [-30]`.
"""


# %% solution="prelu_backward"
def prelu_backward(da, z, alpha):
    """∂L/∂z (N, units) and ∂L/∂α (units,) from da = ∂L/∂a (N, units)."""
    ### BEGIN SOLUTION
    dz = da * np.where(z > 0, 1, alpha)
    dalpha = (da * np.minimum(z, 0)).sum(axis=0)  # one α serves all rows
    return dz, dalpha
    ### END SOLUTION


# %% check="prelu_backward" points=2
check("prelu_backward", prelu_backward)

# %% [markdown]
r"""
## 6. Units that never fire

*1 point, easy, 5 minutes.*

A ReLU unit that is silent on every row receives no gradient from any of them: it is dead. `a` (N, units) holds the
outputs of a ReLU layer for all N rows of the training data, so all its entries are 0 or positive. Return the share of
dead units, a number from 0 to 1.

For example, for `a = [[0.0, 2.0, 0.0, 1.0], [0.0, 0.0, 0.0, 3.0]]` (an array) the answer is 0.5.
"""


# %% solution="dead_share"
def dead_share(a):
    """The share of units (columns) that are 0 on all rows."""
    ### BEGIN SOLUTION
    return (a == 0).all(axis=0).mean()
    ### END SOLUTION


# %% check="dead_share" points=1
check("dead_share", dead_share)

# %% [markdown]
r"""
## 7. Back through a softmax

*2 points, hard, 12 minutes.*

A softmax layer computed $a = \text{softmax}(z)$, row by row. Every output of a row depends on every input of that row:

$$\frac{\partial a_j}{\partial z_k} = a_j\,\big([j = k] - a_k\big), \qquad
[j = k] = 1 \text{ if } j = k, \text{ else } 0.$$

You get `da` $= \partial L/\partial a$ and the probabilities `a`, both (N, K). Return `dz` $= \partial L/\partial z$,
(N, K), for any gradient from above, not only that of the cross-entropy.

For example, `softmax_backward(np.array([[1.0, 0.0]]), np.array([[0.75, 0.25]]))` is `[[0.1875, -0.1875]]`.
"""


# %% solution="softmax_backward"
def softmax_backward(da, a):
    """∂L/∂z from da = ∂L/∂a, where a = softmax(z); all (N, K)."""
    ### BEGIN SOLUTION
    mean = (da * a).sum(axis=1, keepdims=True)  # (N, 1): each row's da, weighted by its probabilities
    return a * (da - mean)
    ### END SOLUTION


# %% check="softmax_backward" points=2
check("softmax_backward", softmax_backward)

# %% [markdown]
r"""
## 8. What belongs at the output?

*3 points (one for each task), easy, 4 minutes.*

Three networks, three tasks:

1. tomorrow's temperature in °C, from today's weather: one output;
2. which digit a picture shows, with a probability for each: ten outputs;
3. which of twenty tags (`beach`, `dog`, `night`, …) fit a photo, with a probability for each; several may fit: twenty
   outputs.

Which activation does each output layer get?

- a) none (linear)
- b) ReLU
- c) sigmoid
- d) softmax

Return three letters, one for each task in this order, as in `return "a", "a", "a"`. A letter may occur more than once.
"""


# %% solution="output_activations"
def output_activations():
    """Three letters: temperature, digit, tags."""
    ### BEGIN SOLUTION
    return "a", "d", "c"
    ### END SOLUTION


# %% check="output_activations" points=3
check("output_activations", output_activations)

# %% [markdown]
r"""
## 9. Your choice

*2 points, read by your instructor, 6 minutes.*

A network with six hidden layers of ReLU units trains badly. You look at the last hidden layers and find that 60 % of
their units are silent on all rows, from the first epoch on. Which activation do you choose for the hidden layers, or do
you keep the ReLU and change something else? What speaks against your choice, and what would you look at to see whether
it was right? Three to five sentences.
"""

# %% [markdown] manual="hidden_activation_choice" points=2
r"""
I would keep the ReLU at first and look for what silences it, for a step that is too long makes a leaky network explode
instead. Units that are dead from the first epoch on point to the start or to the rate: I would centre the inputs, check
that the biases begin at 0 and the weights have He's variance, lower the learning rate, or put batch normalization
before the ReLUs, which takes out the push that all rows share. Against it speaks that each of these is an experiment of
its own, and that units which are dead already stay so. If units still fall silent I would take a leaky ReLU with α =
0.1: left of 0 its slope is α, so a silent unit goes on learning, at the price of one more number to choose. I would
watch the share of units that are silent on all rows over the epochs, and compare the validation loss of both networks
over several seeds.
"""

# %% [markdown]
r"""
## 10. A gradient that is swallowed

*1 point, medium, 6 minutes.*

Sigmoid's backward pass is $da \cdot a(1 - a)$. Somebody has written the same for softmax, for one row of K scores:
"""


# %% given="diagonal_softmax_backward"
def softmax_of_row(z):
    """The probabilities of one row."""
    e = np.exp(z - z.max())
    return e / e.sum()


def diagonal_softmax_backward(z, da):
    """∂L/∂z from da = ∂L/∂a."""
    a = softmax_of_row(z)
    return da * a * (1 - a)


# %% [markdown]
r"""
Catch it where the truth is simplest: return `z` and `da`, both (K,), for which the right $\partial L/\partial z$ is 0
in every entry, while this function returns 0.1 or more somewhere. K is 2 to 8, all numbers lie between −10 and 10.
"""


# %% solution="swallowed_gradient"
def swallowed_gradient():
    """z, da: a row of which nothing comes back through a softmax."""
    ### BEGIN SOLUTION
    return np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 3.0])
    ### END SOLUTION


# %% check="swallowed_gradient" points=1
check("swallowed_gradient", swallowed_gradient)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 10`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
