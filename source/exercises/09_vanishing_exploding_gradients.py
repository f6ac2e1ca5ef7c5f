# %% [markdown]
r"""
# Exercise 09: Vanishing and exploding gradients

You will measure how a gradient fades on its way down, tell three sick networks apart, and build two remedies: the
residual block and clipping.

**Before you start:** [lecture 09](../../lectures/09_vanishing_exploding_gradients.ipynb). **Time:** about 60 minutes.
**Points:** 17.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("sigmoid_slope")` in a cell of your own, and again for the next one.

Rows are examples: `x` has the shape (N, inputs). The questions stand on their own: a later one never needs your answer
to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. Four slopes, by hand

*1 point, easy, 2 minutes.*

On its way from the loss to a weight in the first layer, a gradient passes four activations, not all of them sigmoids.
Their slopes are 0.2, 0.1, 0.5 and 0.1, and every weight on the way is 1. By which factor is the gradient multiplied?
Work it out on paper and return the number.
"""


# %% solution="product_of_slopes"
def product_of_slopes():
    """The factor that is left after four units."""
    ### BEGIN SOLUTION
    return 0.001
    ### END SOLUTION


# %% check="product_of_slopes" points=1
check("product_of_slopes", product_of_slopes)

# %% [markdown]
r"""
## 2. The slope of the sigmoid

*1 point, easy, 5 minutes.*

$$\sigma(z) = \frac{1}{1 + e^{-z}}, \qquad \sigma'(z) = \sigma(z)\,\big(1 - \sigma(z)\big).$$

Return $\sigma'(z)$, in the shape of `z` (any shape). It must survive `z` = ±1000: no overflow may turn the result into
`nan`.

For example, `sigmoid_slope(np.array([0.0, 2.0, -1000.0]))` is about `[0.25, 0.105, 0]`. You may use the given
`sigmoid(z)`, which is stable, or write your own.
"""


# %% solution="sigmoid_slope"
def sigmoid_slope(z):
    """σ′(z), an array like z."""
    ### BEGIN SOLUTION
    a = sigmoid(z)
    return a * (1 - a)
    ### END SOLUTION


# %% check="sigmoid_slope" points=1
check("sigmoid_slope", sigmoid_slope)

# %% [markdown]
r"""
## 3. One number for each layer

*2 points, easy, 6 minutes.*

To see a gradient fade, you need one number for each layer: the length of the vector that holds all entries of the
layer's gradient, weights and biases together,

$$\text{norm}_k = \sqrt{\sum_{i,j} \Big(\frac{\partial L}{\partial W^k_{ij}}\Big)^2
+ \sum_j \Big(\frac{\partial L}{\partial b^k_j}\Big)^2}\,.$$

The lecture's $\text{step}_k$ measures a step against the weights that it moves, so it has $dW$ alone; here the
gradients of the layers are compared with each other, and the biases' are among them.

`dWs` and `dbs` are lists with one array for each layer, `dW` (fan_in, units) and `db` (units,). Return the norms, first
layer first, as an array (layers,).

For example, with `dWs = [[[3.0], [0.0]], [[0.6]]]` and `dbs = [[4.0], [0.8]]` (all as arrays) the answer is `[5, 1]`.
"""


# %% solution="layer_gradient_norms"
def layer_gradient_norms(dWs, dbs):
    """√(Σ dW² + Σ db²) for each layer, an array (layers,)."""
    ### BEGIN SOLUTION
    norms = []
    for dW, db in zip(dWs, dbs, strict=True):
        norms.append(np.sqrt((dW**2).sum() + (db**2).sum()))
    return np.array(norms)
    ### END SOLUTION


# %% check="layer_gradient_norms" points=2
check("layer_gradient_norms", layer_gradient_norms)

# %% [markdown]
r"""
## 4. Three sick networks

*3 points (one for each network), medium, 6 minutes.*

Three networks of eight layers do not learn. Somebody printed the norms of question 3, of the first and the third before
training, of the second after 200 steps:

| layer | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |
|---|---|---|---|---|---|---|---|---|
| first network | 9400 | 3300 | 1200 | 440 | 150 | 50 | 18 | 5.7 |
| second network, after 200 steps | 0 | 0 | 0 | 0 | 0 | 0.93 | 1.4 | 1.9 |
| third network | 8.7e-7 | 3.5e-6 | 3.3e-5 | 2.4e-4 | 1.5e-3 | 0.010 | 0.084 | 0.56 |

What is wrong with each, and what would you try first?

- a) The gradient vanishes. Use ReLU with He's weights in place of the sigmoid, or batch normalization.
- b) The gradient explodes. Start from smaller weights, and clip.
- c) All ReLU units of one layer are dead, so nothing passes it. Start again with a smaller learning rate, or with a
  leaky ReLU.
- d) The gradients are healthy. Use a larger learning rate.

Decide first. Then return three letters, one for each network in this order, as in `return "a", "a", "a"`. A letter may
occur more than once.
"""


# %% solution="sick_networks"
def sick_networks():
    """Three letters: first, second, third network."""
    ### BEGIN SOLUTION
    return "b", "c", "a"
    ### END SOLUTION


# %% check="sick_networks" points=3
check("sick_networks", sick_networks)

# %% [markdown]
r"""
## 5. Gradients that refuse to vanish

*3 points (one for each layer's gradient), medium, 12 minutes.*

Below is a network of sigmoid layers without biases: $a_0 = x$ and $a_k = \sigma(a_{k-1} W_k)$. From above comes `da`
$= \partial L/\partial a$ of the last layer, in the shape of that layer's output. The function should return
$\partial L/\partial W_k$ for every layer, as a list, first layer first:

$$dz_k = da_k \cdot \sigma'(z_k), \qquad dW_k = a_{k-1}^\top\, dz_k, \qquad da_{k-1} = dz_k\, W_k^\top .$$

It runs, and its arrays have the right shapes. But run the cell: the norms of eight layers hardly change from the last
to the first, where a sigmoid network should lose most of its gradient, and a gradient check fails in every layer. Find
the mistakes and write the mended function below.

For example, with `x = [[1.0]]`, `weights = [[[2.0]], [[3.0]]]` and `da = [[1.0]]` (all as arrays) the right answer is
about `[[[0.0195]], [[0.0546]]]`.
"""


# %% given="broken_deep_gradients"
def slope_of_sigmoid(z):
    """σ′(z)."""
    return sigmoid(z) * (1 - sigmoid(z))


def broken_deep_gradients(x, weights, da):
    """Should return ∂L/∂W for every layer, first layer first, from da = ∂L/∂a of the last layer."""
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    gradients = []
    for k in reversed(range(len(weights))):
        dz = da * slope_of_sigmoid(a[k + 1])
        dW = a[k].T @ dz
        da = da @ weights[k].T
        gradients.insert(0, dW)
    return gradients


rng = np.random.default_rng(0)
eight_layers = [rng.normal(0, 0.25, (16, 16)) for _ in range(8)]
x = rng.normal(size=(32, 16))
da = rng.normal(size=(32, 16)) / 32
print([f"{np.linalg.norm(dW):.1g}" for dW in broken_deep_gradients(x, eight_layers, da)])


# %% solution="deep_gradients"
def deep_gradients(x, weights, da):
    """∂L/∂W for every layer, first layer first, from da = ∂L/∂a of the last layer."""
    ### BEGIN SOLUTION
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    gradients = []
    for k in reversed(range(len(weights))):
        dz = da * a[k + 1] * (1 - a[k + 1])
        dW = a[k].T @ dz
        da = dz @ weights[k].T
        gradients.insert(0, dW)
    return gradients
    ### END SOLUTION


# %% check="deep_gradients" points=3
check("deep_gradients", deep_gradients)

# %% [markdown]
r"""
## 6. A way around

*4 points (one for each array), hard, 12 minutes.*

A residual block adds what a small branch computes to what came in:

$$z = x W_1, \qquad h = \max(0, z), \qquad \text{out} = x + h W_2 .$$

The shapes: `x` (N, width), `W1` (width, hidden), `W2` (hidden, width). From above comes `dout`
$= \partial L/\partial\,\text{out}$, (N, width). Return the output and three gradients, in this order: `out`, `dx`,
`dW1`, `dW2`. Mind that `x` reaches the output by two roads.

For example, with `x = [[1.0]]`, `W1 = [[2.0]]`, `W2 = [[0.25]]` and `dout = [[4.0]]` the answer is `out = [[1.5]]`,
`dx = [[6]]`, `dW1 = [[1]]`, `dW2 = [[8]]`.
"""


# %% solution="residual_block"
def residual_block(x, W1, W2, dout):
    """out (N, width), then ∂L/∂x, ∂L/∂W1 and ∂L/∂W2 from dout = ∂L/∂out, each in the shape of its array."""
    ### BEGIN SOLUTION
    z = x @ W1  # (N, hidden)
    h = np.maximum(z, 0)
    out = x + h @ W2  # (N, width)

    dW2 = h.T @ dout
    dz = (dout @ W2.T) * (z > 0)  # (N, hidden)
    dW1 = x.T @ dz
    dx = dout + dz @ W1.T  # the way around, and the branch
    return out, dx, dW1, dW2
    ### END SOLUTION


# %% check="residual_block" points=4
check("residual_block", residual_block)

# %% [markdown]
r"""
## 7. A limit on the step

*2 points (shared by the four arrays of the check), medium, 8 minutes.*

Against gradients that explode: take the norm of all gradients together, and if it is above a limit $c$, shrink them all
by one factor, so that the norm becomes $c$ and the direction stays.

$$n = \sqrt{\textstyle\sum_g \sum_i g_i^2}, \qquad g \leftarrow g\,\frac{c}{n} \quad\text{for every } g,
\text{ if } n > c .$$

`gradients` is a list of arrays of any shapes, `max_norm` is $c$. One array may stand in the list twice, as the gradient
of two layers, and then counts twice. Return a list of new arrays in the same order and shapes; leave the given ones as
they are. Gradients that are all 0 stay 0. An ε of up to 10⁻⁶ beside $n$ in the denominator, which many libraries have,
counts as right.

For example, `clip_by_global_norm([np.array([3.0]), np.array([4.0])], 1.0)` is `[[0.6], [0.8]]`.
"""


# %% solution="clip_by_global_norm"
def clip_by_global_norm(gradients, max_norm):
    """The gradients, all shrunk by one factor if their common norm is above max_norm; a list of new arrays."""
    ### BEGIN SOLUTION
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    if norm <= max_norm:
        return [g.copy() for g in gradients]
    return [g * (max_norm / norm) for g in gradients]
    ### END SOLUTION


# %% check="clip_by_global_norm" points=2
check("clip_by_global_norm", clip_by_global_norm)

# %% [markdown]
r"""
## 8. Each by itself

*1 point, medium, 5 minutes.*

Two layers have the gradients `g1` and `g2`, and the limit is 5, for the length of all numbers together, as in
question 7. This function keeps the limit in its own way:
"""


# %% given="clip_each"
def clip_each(g1, g2):
    """The gradients of both layers, not too long."""
    return g1 * 5 / max(np.linalg.norm(g1), 5), g2 * 5 / max(np.linalg.norm(g2), 5)


# %% [markdown]
r"""
Return `g1` and `g2`, of one axis each, with at most 8 numbers from −10 to 10, that this function returns unchanged,
while the right clipping changes some entry by 0.5 or more.
"""


# %% solution="too_long_together"
def too_long_together():
    """g1, g2: gradients that `clip_each` leaves too long."""
    ### BEGIN SOLUTION
    return np.array([4.5, 0.0]), np.array([0.0, 4.5])
    ### END SOLUTION


# %% check="too_long_together" points=1
check("too_long_together", too_long_together)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 09`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
