# %% [markdown]
r"""
# Exercise 03: Multilayer perceptrons

You will put perceptrons together: by hand for XOR, smoothly for a curved boundary. Then you will count what such a net
has to learn, and see what its layers are worth without an activation.

**Before you start:** [lecture 03](../../lectures/03_multilayer_perceptron.ipynb). **Time:** about 50 minutes.
**Points:** 14.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("xor_weights")` in a cell of your own, and again for the next one.

The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. XOR by hand

*2 points (half a point for each row of the table), medium, 10 minutes.*

No single line separates these four points, but two lines do:

| $x_1$ | $x_2$ | XOR |
|---|---|---|
| 0 | 0 | 0 |
| 0 | 1 | 1 |
| 1 | 0 | 1 |
| 1 | 1 | 0 |

Find weights and biases for a net of perceptrons with two inputs, two hidden units and one output,

$$h = \text{step}(x W_1 + b_1), \qquad \hat y = \text{step}(h W_2 + b_2), \qquad
\text{step}(z) = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}$$

so that $\hat y$ is the XOR of the inputs. Return `W1` (2, 2), `b1` (2,), `W2` (2, 1) and `b2` (1,), as arrays or lists.
In `W1` a column belongs to a hidden unit. Many answers are right: the check computes what your net says at the four
points.
"""


# %% solution="xor_weights"
def xor_weights():
    """W1 (2, 2), b1 (2,), W2 (2, 1), b2 (1,) of a net that computes XOR."""
    ### BEGIN SOLUTION
    W1 = [[1, 1], [1, 1]]  # both units look at x1 + x2
    b1 = [-0.5, -1.5]  # OR, AND
    W2 = [[1], [-1]]  # OR, but not AND
    b2 = [-0.5]
    return W1, b1, W2, b2
    ### END SOLUTION


# %% check="xor_weights" points=2
check("xor_weights", xor_weights)

# %% [markdown]
r"""
## 2. A smooth committee

*2 points, medium, 7 minutes.*

Several perceptrons with a sigmoid look at the same row and answer with a probability each. A last one weighs their
answers, adds a bias, and makes a probability of the sum:

$$p = \sigma\big(\sigma(x W + b)\, v + c\big).$$

For two perceptrons that answer 0.2 and 0.8, with both weights equal to 1 and the bias 0.5, the sum is 1.5, and
$\sigma(1.5) \approx 0.82$.

The shapes: `x` (N, inputs), `W` (inputs, units), `b` (units,), `v` (units,), and `c` is a number. Return `p` (N,). The
function `sigmoid(z)` is given.

For example, with `x = [[0, 0]]`, any `W` (2, 2), `b = [-1.386294, 1.386294]`, `v = [1, 1]` and `c = 0.5` the answer is
about `[0.8176]`.
"""


# %% solution="combine_perceptrons"
def combine_perceptrons(x, W, b, v, c):
    """σ(σ(x W + b) v + c), (N,)."""
    ### BEGIN SOLUTION
    each = sigmoid(x @ W + b)  # (N, units)
    return sigmoid(each @ v + c)  # (N,)
    ### END SOLUTION


# %% check="combine_perceptrons" points=2
check("combine_perceptrons", combine_perceptrons)

# %% [markdown]
r"""
## 3. How much is there to learn?

*1 point, easy, 3 minutes.*

A net has six inputs, then three hidden layers of 5, 4 and 2 units, and one output: 6-5-4-2-1. Neighbouring layers are
fully connected. How many trainable parameters does it have? Work it out on paper and return the number.
"""


# %% solution="parameters_by_hand"
def parameters_by_hand():
    """The number of trainable parameters of the 6-5-4-2-1 net."""
    ### BEGIN SOLUTION
    return 72
    ### END SOLUTION


# %% check="parameters_by_hand" points=1
check("parameters_by_hand", parameters_by_hand)

# %% [markdown]
r"""
## 4. What is a weight called?

*3 points (one for each number), medium, 4 minutes.*

On paper the weight $w_{ij}^k$ leads from node $i$ of layer $k-1$ to node $j$ of layer $k$. The input is layer 0, and
nodes are counted from 1. In code it is `W[k][i - 1, j - 1]`.

Take the 6-5-4-2-1 net again, and its weights $w_{ij}^2$. Return three numbers, in this order: the largest $i$, the
largest $j$, and how many weights $w_{ij}^2$ there are.
"""


# %% solution="weight_names"
def weight_names():
    """The largest i, the largest j, and the number of the weights w_ij^2."""
    ### BEGIN SOLUTION
    return 5, 4, 20
    ### END SOLUTION


# %% check="weight_names" points=3
check("weight_names", weight_names)

# %% [markdown]
r"""
## 5. Count for any net

*2 points, easy, 5 minutes.*

`sizes` is a list of whole numbers: the inputs, the units of each hidden layer, the outputs. Return how many trainable
parameters a fully connected net of these sizes has. Any length from two on may come.

For example, `count_parameters([4, 3, 2, 1])` is 26.
"""


# %% solution="count_parameters"
def count_parameters(sizes):
    """The number of weights and biases of a fully connected net, a whole number."""
    ### BEGIN SOLUTION
    total = 0
    for k in range(1, len(sizes)):
        total += sizes[k - 1] * sizes[k] + sizes[k]  # weights, biases
    return total
    ### END SOLUTION


# %% check="count_parameters" points=2
check("count_parameters", count_parameters)

# %% [markdown]
r"""
## 6. Ten layers

*1 point, easy, 3 minutes.*

Two inputs, ten dense layers of 50 units each, and at the very end one unit with a sigmoid. Somebody has forgotten the
activations: **only behind the fifth layer there is a ReLU**, behind the nine others there is none. Which nets have the
same boundaries $\hat y = \frac12$ in the plane of the two inputs?

- a) nets of ten layers of 50 units with a ReLU behind each
- b) nets of one hidden layer of 50 units with a ReLU
- c) nets without a hidden layer: a straight line
- d) nets of two hidden layers of 50 units with a ReLU behind each

Decide first. Then return the letter, as in `return "a"`.
"""


# %% solution="layers_without_activation"
def layers_without_activation():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="layers_without_activation" points=1
check("layers_without_activation", layers_without_activation)

# %% [markdown]
r"""
## 7. Many layers in one

*2 points (one for the weights, one for the bias), medium, 8 minutes.*

Somebody has stacked dense layers and forgotten all activations: each layer makes $zW + b$ of what the one before it
gives. What they do together, a single layer $xW + b$ can do. Find it for any number of layers, from one on, and for any
widths.

`weights` and `biases` are two lists of arrays, one W (fan_in, units) and one b (units,) for each layer, the first layer
first. Return `W` (inputs, units of the last layer) and `b` (units of the last layer,), so that both give the same for
every x.

For example, with `weights = [[[1, 2]], [[3], [-1]], [[2, -1]]]` and `biases = [[1, 0], [0.5], [0, 4]]` (all as arrays)
the answer is `W = [[2, -1]]`, `b = [7, 0.5]`.
"""


# %% solution="collapse_layers"
def collapse_layers(weights, biases):
    """W (inputs, units) and b (units,) of the one layer that does what all of them do."""
    ### BEGIN SOLUTION
    W, b = weights[0], biases[0]
    for later, bias in zip(weights[1:], biases[1:], strict=True):
        W = W @ later
        b = b @ later + bias
    return W, b
    ### END SOLUTION


# %% check="collapse_layers" points=2
check("collapse_layers", collapse_layers)

# %% [markdown]
r"""
## 8. Two wrong counts

*1 point, medium, 7 minutes.*

Two people count the parameters of a net with the widths `sizes`, from the inputs to the outputs. Both are wrong on
most nets:
"""


# %% given="two_wrong_counts"
def count_biases_of_inputs(sizes):
    """All weights, and a bias for each input of a layer."""
    weights = sum(sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1))
    return weights + sum(sizes[:-1])


def count_first_layer_again(sizes):
    """As many weights in every layer as in the first, and all biases."""
    return (len(sizes) - 1) * sizes[0] * sizes[1] + sum(sizes[1:])


# %% [markdown]
r"""
Return the `sizes` of a net, 4 to 6 whole numbers from 1 to 9, on which the second happens to be right and the first
is wrong.
"""


# %% solution="telling_net"
def telling_net():
    """The widths of a net that tells the two apart."""
    ### BEGIN SOLUTION
    return [2, 3, 2, 3]
    ### END SOLUTION


# %% check="telling_net" points=1
check("telling_net", telling_net)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 03`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
