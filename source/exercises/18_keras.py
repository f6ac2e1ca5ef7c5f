# %% [markdown]
r"""
# Exercise 18: Keras

You will build and compile in Keras what you have built by hand, move weights into it, and take the very steps that its
optimizers take.

**Before you start:** [lecture 18](../../lectures/18_keras.ipynb). **Time:** about 55 minutes.
**Points:** 17.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("build_network")` in a cell of your own, and again for the next one.

Questions 2 to 4 need Keras; the others get by with NumPy. The first check of a network takes some seconds, as JAX
compiles what it meets for the first time.

The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import os

import numpy as np

from dlcourse.checks import check, failing, hint

os.environ.setdefault("KERAS_BACKEND", "jax")  # read when keras is first imported
try:
    import keras
except ImportError:
    from dlcourse.extras import how_to_install

    print("Questions 2 to 4 need Keras.", how_to_install("keras"))

# %% [markdown]
r"""
## 1. What the summary will say

*1 point, easy, 4 minutes.*

```python
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(10),
])
model.summary()
```

How many *trainable* parameters does the summary report? Batch normalization keeps four numbers for each of its inputs:
γ, β, a running mean and a running variance. Work it out on paper and return the number; then run the code and compare.
"""


# %% solution="trainable_parameters"
def trainable_parameters():
    """The number of trainable parameters."""
    ### BEGIN SOLUTION
    return (64 * 32 + 32) + 2 * 32 + (32 * 10 + 10)
    ### END SOLUTION


# %% check="trainable_parameters" points=1
check("trainable_parameters", trainable_parameters)

# %% [markdown]
r"""
## 2. The network

*3 points (one for the input, one for the layers, one for the activations), easy, 6 minutes.*

Build a network with `keras.Sequential`: rows of `inputs` numbers, a hidden Dense layer of `units` units with ReLU, and
a Dense layer that returns a **logit** for each of `classes` classes, as they come, without a softmax. Return the model;
it is not compiled yet.

For example, `build_network(64, 32, 10).count_params()` is `2410`, and its `output_shape` is `(None, 10)`.
"""


# %% solution="build_network"
def build_network(inputs, units, classes):
    """A Sequential model: inputs → Dense(units), ReLU → Dense(classes), logits."""
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(classes),
        ]
    )
    ### END SOLUTION


# %% check="build_network" points=3
check("build_network", build_network)

# %% [markdown]
r"""
## 3. The loss that fits

*2 points (half a point for each pair), medium, 8 minutes.*

A network tells one class out of several. It ends in logits or in a softmax, and the labels are class indices or one-hot
rows:

| `output` | `labels` | `y_true` of two rows, three classes |
|---|---|---|
| `"logits"` or `"probabilities"` | `"numbers"` | `[2, 0]` |
| `"logits"` or `"probabilities"` | `"one_hot"` | `[[0, 0, 1], [1, 0, 0]]` |

Return the Keras loss for each of the four pairs: an object, made of `keras.losses.SparseCategoricalCrossentropy` or
`keras.losses.CategoricalCrossentropy`. The check computes each loss on a few rows, its mean over them.

For example, `matching_loss("logits", "numbers")(np.array([2, 0]), np.array([[0.0, 1, 2], [1, 0, 0]]))` is about
`0.4795`.
"""


# %% solution="matching_loss"
def matching_loss(output, labels):
    """The loss for output "logits" or "probabilities" and labels "numbers" or "one_hot"."""
    ### BEGIN SOLUTION
    from_logits = output == "logits"
    if labels == "numbers":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)
    ### END SOLUTION


# %% check="matching_loss" points=2
check("matching_loss", matching_loss)

# %% [markdown]
r"""
## 4. Compile

*3 points (half a point for each of: SGD, its three settings, the loss, the metric), medium, 8 minutes.*

`model` is a network that returns logits, and its labels will be class indices, as those of the digits. Compile it with

- SGD with this `learning_rate` and this `momentum`, in Nesterov's version,
- the cross-entropy that fits,
- the accuracy as a metric,

and return the model.

For example, `compile_network(model, 0.03, 0.8).optimizer.momentum` is `0.8`.
"""


# %% solution="compile_network"
def compile_network(model, learning_rate, momentum):
    """The model, compiled."""
    ### BEGIN SOLUTION
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate, momentum=momentum, nesterov=True),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
    ### END SOLUTION


# %% check="compile_network" points=3
check("compile_network", compile_network)

# %% [markdown]
r"""
## 5. Moving weights

*2 points (one for the shapes in their order, one for the numbers), easy, 6 minutes.*

A colleague has trained a network in PyTorch, whose linear layers compute $x W^\top + b$ with $W$ of shape
(units, fan_in). Keras computes $x W + b$ with $W$ of shape (fan_in, units), and `model.set_weights` wants one flat
list: the matrix of the first layer, its bias, the matrix of the second layer, its bias, and so on.

`weights` is a list of matrices, each (units, fan_in), and `biases` a list of vectors, each (units,), for any number of
layers. Return the list for `set_weights`.

For example, with `weights = [np.array([[1.0, 2, 3], [4, 5, 6]])]` and `biases = [np.array([7.0, 8])]` the answer is
`[[[1, 4], [2, 5], [3, 6]], [7, 8]]`, as arrays.
"""


# %% solution="weights_for_keras"
def weights_for_keras(weights, biases):
    """A list of arrays, two for each layer, in the order of `set_weights`."""
    ### BEGIN SOLUTION
    arrays = []
    for W, b in zip(weights, biases, strict=True):
        arrays.append(W.T)
        arrays.append(b)
    return arrays
    ### END SOLUTION


# %% check="weights_for_keras" points=2
check("weights_for_keras", weights_for_keras)

# %% [markdown]
r"""
## 6. SGD as Keras takes it

*2 points (one for the weights, one for the velocity), medium, 8 minutes.*

Keras's velocity points downhill and holds the learning rate, and Nesterov's version uses it once more:

$$v \leftarrow \mu v - \eta g, \qquad
w \leftarrow \begin{cases} w + v & \text{plain} \\ w + \mu v - \eta g & \text{Nesterov,} \end{cases}$$

with the new $v$ on the right. From `w` and `v` (both (n,)), the gradient `g` (n,), `learning_rate` η, `momentum` μ and
`nesterov` (True or False) return the new `w` and the new `v`, in this order. The check takes many steps, and the
learning rate falls on the way.

For example, `keras_sgd_step(np.array([1.0]), np.array([0.5]), np.array([2.0]), 0.1, 0.8, True)` is `([0.96], [0.2])`.
"""


# %% solution="keras_sgd_step"
def keras_sgd_step(w, v, g, learning_rate, momentum, nesterov):
    """The new w and the new v after one step; each like w."""
    ### BEGIN SOLUTION
    v_new = momentum * v - learning_rate * g
    if nesterov:
        return w + momentum * v_new - learning_rate * g, v_new
    return w + v_new, v_new
    ### END SOLUTION


# %% check="keras_sgd_step" points=2
check("keras_sgd_step", keras_sgd_step)

# %% [markdown]
r"""
## 7. Adam as Keras takes it

*3 points (one for the weights, one for each average), hard, 10 minutes.*

The paper divides $\hat m$ by $\sqrt{\hat v} + \varepsilon$. Keras puts both corrections into the learning rate of the
step, which leaves ε beside the uncorrected root:

$$m \leftarrow \beta_1 m + (1-\beta_1)\,g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,$$
$$w \leftarrow w - \eta\,\frac{\sqrt{1-\beta_2^{\,t}}}{1-\beta_1^{\,t}} \cdot \frac{m}{\sqrt{v} + \varepsilon} .$$

`t` is 1 at the first step. Return the new `w`, `m` and `v`, in this order.

For example, from `w = [1.0]`, `m = v = [0.0]` and `g = [0.5]` at `t = 1`, with `learning_rate = 0.1`, `beta_1 = 0.9`,
`beta_2 = 0.99` and `epsilon = 0.05`, the answer is `([0.95], [0.05], [0.0025])`: half the step that it would be with
a tiny ε.
"""


# %% solution="keras_adam_step"
def keras_adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """The new w, m and v after step t; each like w."""
    ### BEGIN SOLUTION
    m_new = beta_1 * m + (1 - beta_1) * g
    v_new = beta_2 * v + (1 - beta_2) * g**2
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    w_new = w - rate * m_new / (np.sqrt(v_new) + epsilon)
    return w_new, m_new, v_new
    ### END SOLUTION


# %% check="keras_adam_step" points=3
check("keras_adam_step", keras_adam_step)

# %% [markdown]
r"""
## 8. Half of what?

*1 point, medium, 5 minutes.*

Keras's `BinaryAccuracy` says yes if what it is given is above 0.5, unless one sets another `threshold`. A network
ends in one logit, without a sigmoid, and somebody uses this metric as it is. In NumPy it is:
"""


# %% given="accuracy_at_half"
def accuracy_at_half(y, logits):
    """The share of right answers; y holds 0 or 1."""
    return ((logits > 0.5) == y).mean()


# %% [markdown]
r"""
The right answer is yes where the probability $\sigma(z)$ is above 0.5. Return `y` and `logits`, both (N,) with 4 to 8
numbers, labels 0 or 1 and logits from −10 to 10, such that of the right accuracy and this one, one is 0 and the other
1.
"""


# %% solution="logits_misjudged"
def logits_misjudged():
    """y, logits: rows that are all judged in the wrong way."""
    ### BEGIN SOLUTION
    return np.array([1, 1, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4])
    ### END SOLUTION


# %% check="logits_misjudged" points=1
check("logits_misjudged", logits_misjudged)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 18`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
