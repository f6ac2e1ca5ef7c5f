# %% [markdown]
r"""
# Exercise 11: Weight initialization

You will watch equal units stay equal, see how far a signal carries, and draw the first weights as Glorot and He do.

**Before you start:** [lecture 11](../../lectures/11_weight_initialization.ipynb). **Time:** about 60 minutes.
**Points:** 19.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("train_twins")` in a cell of your own, and again for the next one.

`W` has the shape (fan_in, units): `fan_in` inputs come in, and each column belongs to one unit. The questions stand on
their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
from itertools import pairwise

import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. Who parts?

*3 points (one for each start), medium, 5 minutes.*

A network with four tanh units in its hidden layer and one linear output,

$$h = \tanh(x W_1 + b_1), \qquad \hat y = h\, w_2 + b_2,$$

is trained by gradient descent on the mean squared error, from three different starts:

1. all entries of `W1` and of `w2` are 0.5, all biases 0;
2. all entries of `W1` and of `w2` are 0.5, `b2` is 0, and the four entries of `b1` are random numbers;
3. all weights and all biases are 0.

What becomes of the four columns of `W1`?

- a) They become different from each other.
- b) They change, but stay equal to each other.
- c) They never change.

Decide first. Then return three letters, one for each start in this order, as in `return "a", "a", "a"`. A letter may
occur more than once.
"""


# %% solution="who_parts"
def who_parts():
    """Three letters: first, second, third start."""
    ### BEGIN SOLUTION
    return "b", "a", "c"
    ### END SOLUTION


# %% check="who_parts" points=3
check("who_parts", who_parts)

# %% [markdown]
r"""
## 2. Twins

*3 points (one each for `W1`, `w2` and the gap), hard, 15 minutes.*

Now see for yourself. A network without biases, `h = tanh(x @ W1)` and `y_pred = h @ w2`, is trained on all rows at once
with the loss

$$L = \frac1N \sum_n (\hat y_n - y_n)^2 .$$

Take `steps` steps of plain gradient descent on both layers; both gradients of a step are made from the weights before
it. The shapes: `x` (N, inputs), `y_true` (N,), `W1` (inputs, units), `w2` (units,). Return `W1` and `w2` after the last
step, and the gap between the first two units: the largest $|W_1[i, 0] - W_1[i, 1]|$. Leave the given arrays as they
are.

For example, with `x = [[1.0]]`, `y_true = [1.0]`, `W1 = [[0.5, 0.5]]`, `w2 = [1.0, 2.0]`, `learning_rate = 0.1` and
`steps = 1` the answer is about `W1 = [[0.4392, 0.3785]]`, `w2 = [0.9643, 1.9643]` and a gap of 0.0608. With equal
entries in `w2` the gap stays 0, however many steps you take.
"""


# %% solution="train_twins"
def train_twins(x, y_true, W1, w2, learning_rate, steps):
    """W1 (inputs, units) and w2 (units,) after the steps, and the largest |W1[:, 0] − W1[:, 1]|."""
    ### BEGIN SOLUTION
    for _ in range(steps):
        h = np.tanh(x @ W1)  # (N, units)
        dy_pred = 2 * (h @ w2 - y_true) / len(x)  # (N,)
        dw2 = h.T @ dy_pred
        dz = np.outer(dy_pred, w2) * (1 - h**2)  # (N, units)
        dW1 = x.T @ dz
        W1 = W1 - learning_rate * dW1
        w2 = w2 - learning_rate * dw2
    gap = np.abs(W1[:, 0] - W1[:, 1]).max()
    return W1, w2, gap
    ### END SOLUTION


# %% check="train_twins" points=3
check("train_twins", train_twins)

# %% [markdown]
r"""
## 3. How far does the signal carry?

*2 points, easy, 6 minutes.*

Weights that are too small let the activations die out from layer to layer, weights that are too large let them explode.
To see it, send `x` (N, inputs) through a network of ReLU layers without biases, $a \leftarrow \max(0, a W)$ for every
`W` in the list `weights`, starting from $a = x$. Return the standard deviation of all entries of $a$ after each layer,
an array (layers,).

For example, with `x = [[1.0], [3.0]]` and `weights = [[[2.0]], [[-1.0, 0.5]]]` (all as arrays) the answer is about
`[2, 1.2247]`.
"""


# %% solution="activation_spread"
def activation_spread(x, weights):
    """The standard deviation of each layer's activations, an array (layers,)."""
    ### BEGIN SOLUTION
    a = x
    spreads = []
    for W in weights:
        a = np.maximum(a @ W, 0)
        spreads.append(a.std())
    return np.array(spreads)
    ### END SOLUTION


# %% check="activation_spread" points=2
check("activation_spread", activation_spread)

# %% [markdown]
r"""
## 4. Two sizes, by hand

*2 points (one for each number), easy, 4 minutes.*

Work out on paper and return two numbers, in this order:

1. A ReLU layer has 200 inputs and 50 units. Which standard deviation do He's normal weights have?
2. A tanh layer has 100 inputs and 50 units. Glorot's uniform weights lie between $-l$ and $l$. What is $l$?

He's variance is $2/\text{fan\_in}$, Glorot's $2/(\text{fan\_in} + \text{units})$; a uniform distribution on $(-l, l)$
has the variance $l^2/3$.
"""


# %% solution="starting_sizes"
def starting_sizes():
    """He's standard deviation, Glorot's limit."""
    ### BEGIN SOLUTION
    return 0.1, 0.2
    ### END SOLUTION


# %% check="starting_sizes" points=2
check("starting_sizes", starting_sizes)

# %% [markdown]
r"""
## 5. Glorot's weights

*3 points (one for each of the three facts below), medium, 8 minutes.*

For activations of slope 1 around 0: tanh, and the scores before a softmax. Return `W` (fan_in, units), drawn from the
generator `rng`:

- `distribution == "normal"`: mean 0, variance $2/(\text{fan\_in} + \text{units})$;
- `distribution == "uniform"`: the same mean and variance, on $(-l, l)$ with
  $l = \sqrt{6/(\text{fan\_in} + \text{units})}$.

Three facts count, as your numbers will be others than somebody else's:

- the standard deviation;
- the distribution: the one that was asked for, around 0, each weight drawn for itself. A normal one may be cut off at
  two deviations or more, as libraries do, if the standard deviation is right all the same;
- the use of `rng`: equal generators give equal weights, other generators other weights, and a second call new ones.

For example, `glorot_weights(80, 16, "uniform", np.random.default_rng(0))` is an array of shape (80, 16), and none of
its entries is beyond ±0.25.
"""


# %% solution="glorot_weights"
def glorot_weights(fan_in, units, distribution, rng):
    """Glorot's W (fan_in, units), distribution "normal" or "uniform", drawn from rng."""
    ### BEGIN SOLUTION
    if distribution == "normal":
        return rng.normal(0, np.sqrt(2 / (fan_in + units)), (fan_in, units))
    limit = np.sqrt(6 / (fan_in + units))
    return rng.uniform(-limit, limit, (fan_in, units))
    ### END SOLUTION


# %% check="glorot_weights" points=3
check("glorot_weights", glorot_weights)

# %% [markdown]
r"""
## 6. He's weights

*3 points (one for each of the three facts of question 5), medium, 6 minutes.*

The same for ReLU layers: mean 0 and variance $2/\text{fan\_in}$, normal or uniform as `distribution` says. Find the
limit of the uniform distribution yourself.

For example, `he_weights(50, 30, "normal", np.random.default_rng(0))` is an array of shape (50, 30) with a standard
deviation near 0.2.
"""


# %% solution="he_weights"
def he_weights(fan_in, units, distribution, rng):
    """He's W (fan_in, units), distribution "normal" or "uniform", drawn from rng."""
    ### BEGIN SOLUTION
    if distribution == "normal":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units))
    limit = np.sqrt(6 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, units))
    ### END SOLUTION


# %% check="he_weights" points=3
check("he_weights", he_weights)

# %% [markdown]
r"""
## 7. A network that always starts the same

*2 points (one for the spread of the weights, one for the use of `rng`), medium, 8 minutes.*

The function below should return He's normal weights for a whole network of ReLU layers: `sizes` holds the widths, the
inputs first, and the result is a list of arrays, `W` (fan_in, units) for each pair of neighbours, drawn from `rng`.

It runs, and all shapes are right. But run the cell: two networks from different generators are equal, two layers of the
same shape are equal, and the spread of the first layer is not the $\sqrt{2/40} = 0.224$ it should be. Find the mistakes
and write the mended function below.
"""


# %% given="broken_initialise_network"
def broken_initialise_network(sizes, rng):
    """Should return He's normal weights for every layer, drawn from rng."""
    weights = []
    for fan_in, units in pairwise(sizes):
        rng = np.random.default_rng(0)
        W = rng.normal(0, np.sqrt(2 / units), (fan_in, units))
        weights.append(W)
    return weights


one = broken_initialise_network([40, 70, 70, 70, 30], np.random.default_rng(1))
other = broken_initialise_network([40, 70, 70, 70, 30], np.random.default_rng(2))
print("equal networks:", all(np.array_equal(a, b) for a, b in zip(one, other, strict=True)))
print("equal layers 2 and 3:", np.array_equal(one[1], one[2]))
print("spread by layer:", [f"{W.std():.3f}" for W in one])


# %% solution="initialise_network"
def initialise_network(sizes, rng):
    """He's normal weights, a list with W (fan_in, units) for every layer, drawn from rng."""
    ### BEGIN SOLUTION
    weights = []
    for fan_in, units in pairwise(sizes):
        W = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units))
        weights.append(W)
    return weights
    ### END SOLUTION


# %% check="initialise_network" points=2
check("initialise_network", initialise_network)

# %% [markdown]
r"""
## 8. Equal columns

*1 point, medium, 6 minutes.*

A network has two inputs, two tanh units (`W1` (2, 2), one column for each unit) and one linear output (`w2` (2,)).
All biases start at 0. Somebody wants to know whether the units will stay equal in training, and looks at `W1`:
"""


# %% given="will_be_twins"
def will_be_twins(W1, w2):
    """1 if the two units stay equal, else 0."""
    del w2  # the same comes in, so the same goes out
    return float((W1[:, 0] == W1[:, 1]).all())


# %% [markdown]
r"""
Return a start, `W1` and `w2` with numbers from −2 to 2, that it calls twins, although the columns of `W1` part in
training. (The check trains for 50 steps on four rows, with $\eta = 0.05$, and asks whether the columns are more than
0.001 apart.)
"""


# %% solution="columns_that_part"
def columns_that_part():
    """W1, w2: equal columns that training parts."""
    ### BEGIN SOLUTION
    return np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([0.5, -0.5])
    ### END SOLUTION


# %% check="columns_that_part" points=1
check("columns_that_part", columns_that_part)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 11`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
