# %% [markdown]
r"""
# Exercise 20: Going faster

You will take slow loops that are right and turn them into a few array operations that give the same numbers, find the
fault in an update that was meant to save memory, and predict what a faster machine is good for.

**Before you start:** [lecture 20](../../lectures/20_going_faster.ipynb). **Time:** about 60 minutes.
**Points:** 13.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("all_distances")` in a cell of your own, and again for the next one.

The check looks at your numbers and never at the clock, so that a busy machine costs nobody points. The clock is for
you: `race(slow, fast, …)` runs two functions on the same arguments, in a cell of your own, and prints how long each
took. The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
from time import perf_counter

import numpy as np

from dlcourse.checks import check, failing, hint


def race(slow, fast, *arguments, repeats=3):
    """Print the shortest time that each function takes, and how many times faster the second is."""
    shortest = []
    for function in (slow, fast):
        times = []
        for _ in range(repeats):
            start = perf_counter()
            function(*arguments)
            times.append(perf_counter() - start)
        shortest.append(min(times))
        print(f"{function.__name__}: {1000 * min(times):.2f} ms")
    print(f"{shortest[0] / shortest[1]:.1f} times as fast")


# %% [markdown]
r"""
## 1. All distances

*2 points, medium, 8 minutes.*

`x` (N, n) and `y` (M, n) hold points, one in a row. This function returns all distances between them, (N, M). It is
right, and it is slow:
"""


# %% given="slow_distances"
def slow_distances(x, y):
    distances = np.zeros((len(x), len(y)))
    for i in range(len(x)):
        for j in range(len(y)):
            total = 0.0
            for k in range(x.shape[1]):
                total += (x[i, k] - y[j, k]) ** 2
            distances[i, j] = total**0.5
    return distances


# %% [markdown]
r"""
Return the same numbers without a Python loop. For example, `x = [[0, 0], [3, 4]]` and `y = [[0, 0], [3, 0], [6, 8]]`
give `[[0, 3, 10], [5, 4, 5]]`. Afterwards try `race(slow_distances, all_distances, x, y)` with 200 and 150 random
points.
"""


# %% solution="all_distances"
def all_distances(x, y):
    """The distance of x[i] from y[j] for every i and j: (N, M)."""
    ### BEGIN SOLUTION
    differences = x[:, None, :] - y[None, :, :]  # (N, M, n)
    return np.sqrt((differences**2).sum(axis=2))
    ### END SOLUTION


# %% check="all_distances" points=2
check("all_distances", all_distances)

# %% [markdown]
r"""
## 2. A layer and its softmax

*2 points (one for z, one for p), medium, 10 minutes.*

A dense layer with `W` (inputs, units) and `b` (units,), and after it the softmax of each row, for a batch
`x` (N, inputs):
"""


# %% given="slow_layer"
def slow_layer(x, W, b):
    N, units = len(x), len(b)
    z, p = np.zeros((N, units)), np.zeros((N, units))
    for n in range(N):
        for j in range(units):
            z[n, j] = b[j]
            for i in range(x.shape[1]):
                z[n, j] += x[n, i] * W[i, j]
        largest = max(z[n])
        total = 0.0
        for j in range(units):
            total += np.exp(z[n, j] - largest)
        for j in range(units):
            p[n, j] = np.exp(z[n, j] - largest) / total
    return z, p


# %% [markdown]
r"""
Return `z` and `p`, both (N, units), without a Python loop. Scores of ±1000 must come out as well as they do in the
loop. For example, `x = [[1, 2]]`, `W = [[1, 0, 2], [0, 1, -1]]` and `b = [0, 0, 1]` give `z = [[1, 2, 1]]` and `p`
about `[[0.2119, 0.5761, 0.2119]]`.
"""


# %% solution="layer_and_softmax"
def layer_and_softmax(x, W, b):
    """The scores z and the probabilities p, each (N, units)."""
    ### BEGIN SOLUTION
    z = x @ W + b  # (N, units)
    powers = np.exp(z - z.max(axis=1, keepdims=True))  # same shares, no overflow
    return z, powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="layer_and_softmax" points=2
check("layer_and_softmax", layer_and_softmax)

# %% [markdown]
r"""
## 3. One-hot, without searching

*1 point, easy, 4 minutes.*

`labels` (N,) holds whole numbers from 0 to `classes` − 1. The loop asks each of the N · classes entries whether it is
the one:
"""


# %% given="slow_one_hot"
def slow_one_hot(labels, classes):
    rows = np.zeros((len(labels), classes))
    for n in range(len(labels)):
        for k in range(classes):
            if labels[n] == k:
                rows[n, k] = 1
    return rows


# %% [markdown]
r"""
Return the same array (N, classes) without a Python loop. For example, `one_hot_rows(np.array([2, 0]), 4)` is
`[[0, 0, 1, 0], [1, 0, 0, 0]]`.
"""


# %% solution="one_hot_rows"
def one_hot_rows(labels, classes):
    """1 at [n, labels[n]], 0 elsewhere: (N, classes)."""
    ### BEGIN SOLUTION
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = 1
    return rows
    ### END SOLUTION


# %% check="one_hot_rows" points=1
check("one_hot_rows", one_hot_rows)

# %% [markdown]
r"""
## 4. Counting pairs

*2 points, medium, 7 minutes.*

A confusion matrix: at `[t, p]` stands how often an example of class `t` was taken for class `p`. Both arrays are (N,)
and hold whole numbers from 0 to `classes` − 1.
"""


# %% given="slow_confusion"
def slow_confusion(y_true, y_pred, classes):
    counts = np.zeros((classes, classes), dtype=int)
    for n in range(len(y_true)):
        counts[y_true[n], y_pred[n]] += 1
    return counts


# %% [markdown]
r"""
Return the same counts (classes, classes) without a Python loop. For example, `y_true = [0, 1, 1, 1]`,
`y_pred = [0, 1, 1, 0]` and 2 classes give `[[1, 0], [1, 2]]`. The shortest way that comes to mind is a trap: try it on
this example.
"""


# %% solution="confusion_counts"
def confusion_counts(y_true, y_pred, classes):
    """How often each pair (true, predicted) occurs: (classes, classes)."""
    ### BEGIN SOLUTION
    pairs = y_true * classes + y_pred  # another number for every pair
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
    ### END SOLUTION


# %% check="confusion_counts" points=2
check("confusion_counts", confusion_counts)

# %% [markdown]
r"""
## 5. In place, and out of order

*3 points (one each for what is found in w, v and g), medium, 8 minutes.*

A step of momentum, $v \leftarrow \beta v + \eta g$ and $w \leftarrow w - v$, on large arrays. To save memory, somebody
has rewritten it so that it works in place: it returns nothing and writes the new numbers into the arrays `w` and `v`
that it is given. The gradient `g` is needed afterwards, so it must stay as it is. The loss still falls, but not as fast
as with momentum, and this is what the caller finds:
"""


# %% given="broken_momentum"
def broken_momentum(w, v, g, learning_rate, beta):
    g *= learning_rate
    v = beta * v + g
    w -= v


weights, velocity, gradient = np.array([1.0, 2.0]), np.zeros(2), np.array([10.0, -20.0])
broken_momentum(weights, velocity, gradient, learning_rate=0.1, beta=0.9)
print("w", weights, "v", velocity, "g", gradient)

# %% [markdown]
r"""
Two of the three lines do what they should not. Write the mended version. The check keeps one `w` and one `v`, calls
your function nine times with a new `g` each, and after each call looks into all three arrays.

In the example above, `w` should be `[0, 4]`, `v` should be `[1, -2]`, and `g` still `[10, -20]`.
"""


# %% solution="momentum_in_place"
def momentum_in_place(w, v, g, learning_rate, beta):
    """Write the new velocity into v and the new weights into w; leave g alone. Returns nothing."""
    ### BEGIN SOLUTION
    v *= beta
    v += learning_rate * g
    w -= v
    ### END SOLUTION


# %% check="momentum_in_place" points=3
check("momentum_in_place", momentum_in_place)

# %% [markdown]
r"""
## 6. How much memory?

*1 point, easy, 4 minutes.*

A network of two dense layers reads 784 pixels, has 128 hidden units and 10 outputs, with biases. How many kilobytes (of
1000 bytes each) do all its parameters take in `float32`? Return the number.
"""


# %% solution="kilobytes_of_a_network"
def kilobytes_of_a_network():
    """The size of all parameters in kilobytes."""
    ### BEGIN SOLUTION
    parameters = 784 * 128 + 128 + 128 * 10 + 10
    return parameters * 4 / 1000
    ### END SOLUTION


# %% check="kilobytes_of_a_network" points=1
check("kilobytes_of_a_network", kilobytes_of_a_network)

# %% [markdown]
r"""
## 7. What are you waiting for?

*1 point, medium, 4 minutes.*

`c = a + b` with `a` and `b` of 100 million `float32` numbers each. Your machine moves 20 GB a second between memory and
processor (reading `a` and `b` and writing `c` all count), and its cores can do 200 billion additions a second. You buy
another with the same memory and twice the cores. How long does the addition take there?

- a) Half as long: there is twice the arithmetic.
- b) As long as before, within a percent or so.
- c) Three quarters as long: the half of the time that is arithmetic is halved.
- d) Clearly longer: twice as many cores get into each other's way at the memory.

Work out the two times first. Then return the letter, as in `return "a"`.
"""


# %% solution="memory_or_arithmetic"
def memory_or_arithmetic():
    """The letter of your answer."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="memory_or_arithmetic" points=1
check("memory_or_arithmetic", memory_or_arithmetic)

# %% [markdown]
r"""
## 8. Eight times smaller

*1 point, hard, 7 minutes.*

Pictures are stored in bytes, `np.uint8`: whole numbers from 0 to 255, an eighth of the memory. Two functions for
$\sum (a - b)^2$ want to save memory on the way, too. (In bytes, arithmetic starts again from 0 after 255.)
"""


# %% given="distances_in_bytes"
def distance_by_bytes(a, b):
    """The difference in bytes, the square in whole numbers of 64 bits."""
    difference = a.astype(np.uint8) - b.astype(np.uint8)
    return int((difference.astype(int) ** 2).sum())


def distance_by_squared_bytes(a, b):
    """The difference in whole numbers of 64 bits, the square in bytes."""
    squares = ((a - b) ** 2).astype(np.uint8)
    return int(squares.astype(int).sum())


# %% [markdown]
r"""
Return two small pictures `a` and `b`, arrays of one axis and one length, with at most 8 whole numbers from 0 to 255,
for which the first function is wrong and the second one right.
"""


# %% solution="telling_pictures"
def telling_pictures():
    """a, b: pictures that tell the two apart."""
    ### BEGIN SOLUTION
    return np.array([10, 200]), np.array([12, 200])
    ### END SOLUTION


# %% check="telling_pictures" points=1
check("telling_pictures", telling_pictures)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 20`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
