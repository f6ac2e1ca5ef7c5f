# %% [markdown]
r"""
# Exercise 08: Gradient descent

You will take one step downhill, then many, find out how long a step may be, cut the rows into mini-batches, and fit a
line three ways.

**Before you start:** [lecture 08](../../lectures/08_gradient_descent.ipynb). **Time:** about 60 minutes.
**Points:** 17.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("descent_path")` in a cell of your own, and again for the next one.

Rows are examples: `x` has the shape (N, inputs). The inputs of your functions belong to the caller: leave them as they
are. The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. One step downhill

*2 points (one for w, one for b), easy, 6 minutes.*

A linear unit predicts $\hat y_n = x_n \cdot w + b$, and its loss is the mean over all rows,

$$L = \frac1N \sum_n (x_n \cdot w + b - y_n)^2 .$$

Take one step of gradient descent: return the new `w` and the new `b`, each moved by $-\eta$ times its gradient. `w` is
(inputs,), `b` a number, `x` (N, inputs), `y` (N,).

For example, with `w = [1.0]`, `b = 0.5`, `x = [[2.0], [4.0]]`, `y = [2.0, 3.0]` and `learning_rate = 0.1` the errors
are
0.5 and 1.5, and the answer is `([0.3], 0.3)`.
"""


# %% solution="gradient_descent_step"
def gradient_descent_step(w, b, x, y, learning_rate):
    """The new w (inputs,) and the new b, a number."""
    ### BEGIN SOLUTION
    error = x @ w + b - y  # (N,)
    dw = 2 * x.T @ error / len(x)
    db = 2 * error.mean()
    return w - learning_rate * dw, b - learning_rate * db
    ### END SOLUTION


# %% check="gradient_descent_step" points=2
check("gradient_descent_step", gradient_descent_step)

# %% [markdown]
r"""
## 2. The whole way down

*2 points, medium, 6 minutes.*

Now any loss: `gradient` is a function, `gradient(w)` is $\nabla L$ at the point `w` (n,). Make `steps` steps

$$w \leftarrow w - \eta\, \nabla L(w)$$

and return all points of the way as an array (steps + 1, n): the start first, then the point after each step.

For example, with `w = [1.0, 1.0]`, `gradient = lambda w: np.array([1.0, 4.0]) * w`, `learning_rate = 0.1` and
`steps = 2` the path is `[[1, 1], [0.9, 0.6], [0.81, 0.36]]`.
"""


# %% solution="descent_path"
def descent_path(w, gradient, learning_rate, steps):
    """The start and the point after each step: (steps + 1, n)."""
    ### BEGIN SOLUTION
    path = [w]
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
        path.append(w)
    return np.array(path)
    ### END SOLUTION


# %% check="descent_path" points=2
check("descent_path", descent_path)

# %% [markdown]
r"""
## 3. Cautious or bold?

*1 point, easy, 3 minutes.*

The loss is $L(w) = w^2/2$, with its minimum at 0. Two walkers start at $w = 1$ and make 20 steps of gradient descent
each: one with $\eta = 0.1$, the other with $\eta = 1.9$. Who is nearer to the minimum in the end?

- a) The one with 1.9, and by far: longer steps get there sooner.
- b) The one with 0.1: with 1.9 the steps leap across the minimum, so the walk has diverged.
- c) Neither: both are equally far from it.
- d) The one with 1.9: its first step lands on the minimum and there it stays.

Decide first. Then return the letter, as in `return "a"`. Afterwards you can watch both walks with the function of
question 2.
"""


# %% solution="slow_or_fast"
def slow_or_fast():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "c"
    ### END SOLUTION


# %% check="slow_or_fast" points=1
check("slow_or_fast", slow_or_fast)

# %% [markdown]
r"""
## 4. How long may a step be?

*1 point, medium, 4 minutes.*

Now the bowl is $L(w) = 2.5\, w^2$. Gradient descent from $w = 1$ comes nearer to the minimum with a small learning
rate, and diverges with a large one. Which learning rate is the limit between the two? Work it out on paper and return
the number.
"""


# %% solution="stability_limit"
def stability_limit():
    """The learning rate beyond which the walk diverges."""
    ### BEGIN SOLUTION
    return 0.4
    ### END SOLUTION


# %% check="stability_limit" points=1
check("stability_limit", stability_limit)

# %% [markdown]
r"""
## 5. How many updates?

*1 point, easy, 4 minutes.*

An epoch is one pass over all rows, cut into batches of `batch_size`; the last batch may be smaller, and it counts.
There is one update for each batch. Return how many updates an epoch has, a whole number, for any `rows` ≥ 1 and
`batch_size` ≥ 1.

For example, `updates_per_epoch(10, 4)` is 3: batches of 4, 4 and 2 rows.
"""


# %% solution="updates_per_epoch"
def updates_per_epoch(rows, batch_size):
    """The number of batches in one epoch."""
    ### BEGIN SOLUTION
    return (rows + batch_size - 1) // batch_size
    ### END SOLUTION


# %% check="updates_per_epoch" points=1
check("updates_per_epoch", updates_per_epoch)

# %% [markdown]
r"""
## 6. Mini-batches

*4 points (batch sizes, visits, pairs, orders: one each), medium, 12 minutes.*

Write what every training loop begins with: shuffle the rows and cut them into mini-batches. `x` is (N, inputs), `y` is
(N, 1), and `rng` is a `np.random.Generator`. Return a list of pairs `(x_batch, y_batch)` (a generator with `yield` will
do as well). Your order will be another than somebody else's; what counts is what all right answers share, over several
epochs with the same `rng`:

- `sizes`: each batch has `batch_size` rows, the last one what is left, and none is empty;
- `visits`: in an epoch each row comes once;
- `pairs`: every row of `x` still stands beside its own `y`;
- `orders`: each epoch has a new order, drawn from `rng`, and puts other rows together in a batch. A generator with the
  same seed gives the same order again.

`rng.permutation(5)` is an array of the numbers 0 to 4 in a random order.
"""


# %% solution="minibatches"
def minibatches(x, y, batch_size, rng):
    """Pairs (x_batch, y_batch) of all rows in a random order; the last pair may be smaller."""
    ### BEGIN SOLUTION
    order = rng.permutation(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        chosen = order[start : start + batch_size]
        batches.append((x[chosen], y[chosen]))
    return batches
    ### END SOLUTION


# %% check="minibatches" points=4
check("minibatches", minibatches)

# %% [markdown]
r"""
## 7. Three ways to fit a line

*3 points (one for each way), hard, 14 minutes.*

Batch, stochastic and mini-batch gradient descent are one function with three batch sizes: N, 1 and something between.
The unit has weights `w` (inputs,) and no bias; the loss of a batch of $B$ rows is the mean over its own rows,

$$L_{\text{batch}} = \frac1B \sum_{n \in \text{batch}} (x_n \cdot w - y_n)^2 .$$

`orders` (epochs, N) holds the row numbers of each epoch in the order in which to take them: cut each row of `orders`
into batches of `batch_size`, the last one may be smaller, and make one update for each batch. Return the weights at the
end of each epoch, (epochs, inputs).

For example, with `w = [1.0]`, `x = [[1.0], [2.0], [1.0]]`, `y = [2.0, 3.0, 3.0]`,
`orders = [[2, 0, 1]]` (all of them arrays) and `learning_rate = 0.1` the weight is 1.3333 after one epoch with
`batch_size = 3`, 1.504 with 1 and 1.46 with 2. (In the check's messages a step is an epoch.)
"""


# %% solution="fit_in_batches"
def fit_in_batches(w, x, y, orders, batch_size, learning_rate):
    """The weights after each epoch: (epochs, inputs)."""
    ### BEGIN SOLUTION
    ws = []
    for order in orders:
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            error = x[rows] @ w - y[rows]
            w = w - learning_rate * 2 * x[rows].T @ error / len(rows)
        ws.append(w)
    return np.array(ws)
    ### END SOLUTION


# %% check="fit_in_batches" points=3
check("fit_in_batches", fit_in_batches)

# %% [markdown]
r"""
## 8. Your choice

*2 points, read by your instructor, 6 minutes.*

You have 50,000 rows and a network whose activations need 1 MB of memory for each row of a batch; the machine has 2 GB
to spare. One colleague wants batch gradient descent, "because its gradient is exact", another wants batches of one,
"because that makes the most updates". Which batch size do you begin with, what speaks against both of them, and what
would you measure before you changed it? Three to five sentences.
"""

# %% [markdown] manual="batch_size_choice" points=2
r"""
I begin with 64. All rows at once would need 50 GB and do not fit, and they would give one exact but expensive update an
epoch, where a rough direction is enough. Batches of one make 50,000 updates an epoch, but each is noisy and uses the
machine badly: matrix products over 64 rows cost far less than 64 times one over a single row. With 64 rows the noise is
an eighth of that of a single row, there are 782 updates an epoch, and 64 MB fit easily. I would plot the validation
loss against seconds, not epochs, for 32, 64 and 256, with the learning rate tuned for each, since a larger batch stands
a larger one.
"""

# %% [markdown]
r"""
## 9. A fall that looks like a rise

*1 point, medium, 7 minutes.*

`first` and `second` hold the loss of every row in two epochs, in the order in which the rows are cut into batches.
The right loss of an epoch is the mean over its rows. This function takes the mean of each batch, then the mean of
those:
"""


# %% given="change_by_batches"
def mean_of_batches(losses, batch_size):
    """The mean of the batches' mean losses."""
    starts = range(0, len(losses), batch_size)
    return np.mean([losses[start : start + batch_size].mean() for start in starts])


def change_by_batches(first, second, batch_size):
    """How much the loss changes from the first epoch to the second."""
    return mean_of_batches(second, batch_size) - mean_of_batches(first, batch_size)


# %% [markdown]
r"""
Return `first`, `second` (each (N,) with at most 8 numbers from 0 to 10) and `batch_size` (a whole number from 1 to 8)
for which the right loss falls, the function says that it rises, and the two changes are 0.1 or more apart.
"""


# %% solution="fall_like_a_rise"
def fall_like_a_rise():
    """first, second, batch_size: two epochs in the wrong order."""
    ### BEGIN SOLUTION
    return np.array([1.0, 1.0, 1.0, 1.0, 1.0]), np.array([0.0, 0.0, 0.0, 0.0, 4.0]), 4
    ### END SOLUTION


# %% check="fall_like_a_rise" points=1
check("fall_like_a_rise", fall_like_a_rise)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 08`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
