# %% [markdown]
r"""
# 20 · Going faster

*The same numbers, sooner. One slow training loop becomes fast, and at each stage you find out what it waits for.*

**You will be able to**

- find the slow part of a program with a profiler, before you change anything;
- turn a loop that is right into a few array operations that give the same numbers;
- update arrays in place, and know when an assignment writes nothing;
- work out, before you run anything, how fast a computation can be at best on your machine;
- say whether a program waits for Python, for memory or for arithmetic, and what would help.

**It builds on** NumPy, dense layers (4), Adam (16) and the digits network (17). **Time:** about 50 minutes.

All times are measured while you read, on your own machine, so they differ from everyone else's, and a little from run
to run. Where the text says what to expect, look at your own figures: if they say otherwise, believe them.
"""

# %%
import os

for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"  # one core for everything, so that the times compare

import cProfile
import math
import pstats
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

if "numpy" in sys.modules:
    print("NumPy is loaded already: restart the kernel, or several cores work from the start.")
import numpy as np

from dlcourse import load_digits, softmax
from dlcourse.plots import show
from dlcourse.plots.practice.going_faster import format_duration, profiles, roofline, speed_by_threads
from dlcourse.plots.practice.going_faster import time_by_size, two_assignments, waterfall

# %% [markdown]
r"""
## One slow step

The network of lecture 17 again: pixels, a hidden layer with ReLU, ten scores, cross-entropy, Adam, batches of 32. Each
digit is enlarged to 16×16 pixels and the hidden layer has 128 units, so that there is something to do: 34,186
parameters, which we keep in *one* vector. Three things in the step can be exchanged, and this lecture is about them:
how a layer is computed, how its gradients are, and how Adam updates.
"""

# %%
rng = np.random.default_rng(0)
pixels, labels = load_digits()
x_all = np.kron(pixels.reshape(-1, 8, 8), np.ones((2, 2))).reshape(-1, 256)  # 16×16
W1 = rng.normal(size=(256, 128)) * np.sqrt(2 / 256)
W2 = rng.normal(size=(128, 10)) * np.sqrt(2 / 128)
first = np.concatenate([W1.ravel(), np.zeros(128), W2.ravel(), np.zeros(10)])


def matrices(w):
    """W1, b1, W2 and b2: views of one vector."""
    W1, b1, W2, b2 = np.split(w, [32_768, 32_896, 34_176])
    return W1.reshape(256, 128), b1, W2.reshape(128, 10), b2


def train_step(x, y, w, m, v, t, layer, gradients, adam):
    """One step of Adam on a batch, in three exchangeable parts; returns the loss."""
    W1, b1, W2, b2 = matrices(w)
    h = np.maximum(layer(x, W1, b1), 0)  # (N, 128)
    p, rows = softmax(layer(h, W2, b2)), np.arange(len(y))  # (N, 10)
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    dz2 = p / len(y)  # (p − one-hot) / N
    dz1 = (dz2 @ W2.T) * (h > 0)
    g = [each.ravel() for each in (*gradients(x, dz1), *gradients(h, dz2))]
    adam(w, np.concatenate(g), m, v, t)
    return loss


# %% [markdown]
r"""
First, the formulas, one number at a time:
"""


# %%
def layer_by_loops(x, W, b):
    """z = xW + b, number by number."""
    z = np.zeros((len(x), len(b)))
    for n in range(len(x)):
        for j in range(len(b)):
            z[n, j] = b[j]
            for i in range(len(W)):
                z[n, j] += x[n, i] * W[i, j]
    return z


def gradients_by_loops(x, dz):
    """dW = xᵀ dz and db = Σ dz, number by number."""
    dW, db = np.zeros((x.shape[1], dz.shape[1])), np.zeros(dz.shape[1])
    for n in range(len(x)):
        for j in range(len(db)):
            db[j] += dz[n, j]
            for i in range(len(dW)):
                dW[i, j] += x[n, i] * dz[n, j]
    return dW, db


# %%
def adam_by_loops(w, g, m, v, t):
    """Adam with η = 0.001, number by number, into w, m and v."""
    by_1, by_2 = 1 - 0.9**t, 1 - 0.999**t
    for i in range(len(w)):
        m[i] = 0.9 * m[i] + (1 - 0.9) * g[i]
        v[i] = 0.999 * v[i] + (1 - 0.999) * g[i] * g[i]
        w[i] -= 0.001 * (m[i] / by_1) / (math.sqrt(v[i] / by_2) + 1e-8)


# %% proof
assert x_all.shape == (1797, 256)
assert first.size == 34_186 == 257 * 128 + 129 * 10

# %% [markdown]
r"""
## Measure first

Three rules. **Compare the results before the times**: a wrong answer can be had in no time at all. **Run it several
times and take the shortest**: whatever else your computer does makes a run longer, never shorter. (From the second run
on, small arrays already lie in a cache, as they do in a training loop.) And **say what you
measured**, on which machine and at which size; "ten times faster" by itself means nothing.
"""


# %%
def seconds(work, repeats=5):
    """The shortest of several runs of work()."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def begin(dtype=float):
    """Weights, both of Adam's averages and the pixels, as at the start."""
    w, x = first.astype(dtype), x_all.astype(dtype)
    return w, *np.zeros((2, w.size), dtype), x


def timed_step(k, state, parts):
    """The loss of step k (from 0) and the time that it took."""
    w, m, v, x = state
    rows, start = slice(32 * k, 32 * k + 32), perf_counter()
    loss = train_step(x[rows], labels[rows], w, m, v, k + 1, *parts)
    return loss, perf_counter() - start


def train(steps, parts, dtype=float):
    """The losses and times of some steps, and the weights after them."""
    state = begin(dtype)
    losses, times = zip(*(timed_step(k, state, parts) for k in range(steps)), strict=True)
    return np.array(losses), times, state[0]


# %% [markdown]
r"""
What should you speed up? Measure; what looks slow often is not. A **profiler** runs your program and notes how long
each function takes. One comes with Python, `cProfile`. Guess first.
"""

# %% prediction [markdown]
r"""
One step by loops, 32 rows. Which of the three functions takes the smallest part of the time?

[ ] `layer_by_loops`: its innermost line is short
    It is, but it runs 32 · (256 · 128 + 128 · 10) times: a million times and more.
[ ] `gradients_by_loops`: there are only products to add up
    Its innermost line runs as often as that of the layers: once for each row and weight.
[x] `adam_by_loops`, although its lines are the longest
    It has more to do for each number, but it runs once for each of 34,186 parameters, not once for each row and
    parameter: a thirtieth as often.
"""


# %%
def profiled(steps, parts, dtype=float, repeats=1):
    """The seconds in one train_step and in each of its three parts, by cProfile."""
    runs = []
    for _ in range(repeats):
        profile = cProfile.Profile()
        profile.runcall(train, steps, parts, dtype)
        runs.append(pstats.Stats(profile).get_stats_profile().func_profiles)
    found = min(runs, key=lambda run: run["train_step"].cumtime)
    taken = {part.__name__: found[part.__name__].cumtime / steps for part in parts}
    return found["train_step"].cumtime / steps, taken, found


loops = layer_by_loops, gradients_by_loops, adam_by_loops
whole, taken, found = profiled(1, loops)
by_own_time = sorted(found.items(), key=lambda each: -each[1].tottime)
print("calls  own time  function")
for name, line in by_own_time[:5]:
    print(f"{line.ncalls:>5}  {format_duration(line.tottime):>8}  {name}")

# %%
show(profiles({"loops": (whole, taken)}))

# %% proof
assert 32 * (256 * 128 + 128 * 10) == 1_089_536
assert 1_089_536 / 34_186 > 30
assert set(taken) == {"layer_by_loops", "gradients_by_loops", "adam_by_loops"}

# %% [markdown]
r"""
The upper bar is `train_step`; below it lie the functions that it calls, each as wide as its share. With more levels
such a picture is called an icicle, or, upside down, a flame graph. (PyTorch and JAX have profilers that see the
graphics card, too.)

**How fast could it be?** Work it out. A layer needs a multiplication and an addition for each row and weight, its
gradients as many again, and the second layer once more, for the slopes that it hands back. How many of those a second
can *one core of your machine* do? A large matrix product is nearly pure arithmetic: $2n^3$ operations on
at most $3n^2$ numbers. So let it set the limit, in float32, the quicker kind of number, and the best of three sizes.
"""

# %%
n = 600
A = rng.random((n, n), dtype=np.float32)
A_small, A_large = A[:300, :300].copy(), np.tile(A, (2, 2))
peak = max(2 * len(M) ** 3 / seconds(lambda M=M: M @ M, 20) for M in (A_small, A, A_large))  # float32
operations = 2 * 32 * (2 * 256 * 128 + 3 * 128 * 10)  # two for W1, three for W2
floor = operations / peak
print(f"{operations:,} operations a step, {peak / 1e9:.0f} billion a second: {format_duration(floor)}")

by_loops, (loops_time,), w_loops = train(1, loops)  # once more, without the profiler
stages = {"loops": loops_time}
reasons = {"loops": "every number wrapped"}
show(waterfall(stages, reasons, floor))

# %% proof
assert operations == 2 * 32 * (2 * 256 * 128 + 2 * 128 * 10 + 128 * 10) == 4_440_064
assert A_small.dtype == A.dtype == A_large.dtype == np.float32
assert first.dtype == np.float64  # the loops', whose line lies further to the right

# %% [markdown]
r"""
The dotted line is the time of the layers' arithmetic in float32: bring the dot there, or learn what keeps it away.
(Our first stages compute in float64; a line for them would stand at about twice that time.)

## From loops to arrays

A processor multiplies two numbers in a fraction of a nanosecond. What does the loop do all the rest of the time? For
*each* number it fetches the next instruction of your program, takes a number out of the array and wraps it into a
Python object, finds out what kind of object it is and what `*` means for this kind, multiplies, wraps the result, and
throws the old objects away. What a program does besides its real work is its **overhead**.

A good part of this overhead is NumPy's wrapping. See what happens if the same loop runs over lists:
"""


# %%
def dot_by_loop(a, b):
    """Σ aᵢbᵢ, number by number."""
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


a, b = rng.normal(size=(2, 100_000))
lists = a.tolist(), b.tolist()
loop_time = seconds(lambda: dot_by_loop(a, b), 3)
ways = {
    "loop over arrays": loop_time,
    "loop over lists": seconds(lambda: dot_by_loop(*lists), 3),
    "a @ b": seconds(lambda: a @ b, 20),
}
print("equal to 9 decimals:", abs(dot_by_loop(a, b) - a @ b) < 5e-10)
for name, time in ways.items():
    print(f"{name:<17}{format_duration(time):>8}, {loop_time / time:,.1f} times as fast")

# %% proof
assert abs(dot_by_loop(a, b) - a @ b) < 5e-10
assert dot_by_loop(*lists) == dot_by_loop(a, b)

# %% [markdown]
r"""
`a @ b` pays the overhead once. Then a compiled loop runs over bare numbers that lie side by side in memory, several of
them in one instruction. So the art is to hand NumPy whole arrays.

Not every loop is a product. For *all pairs* of two sets, give each set its own axis, and NumPy repeats them: a column
$(N, 1)$ and a row $(M,)$ make a table $(N, M)$. This is **broadcasting**.
"""

# %%
grades, limits = np.array([4.0, 7.5, 6.0, 9.0]), np.array([5.0, 6.5, 8.0])
print(grades[:, None] - limits)  # (4, 1) − (3,) → (4, 3)

# %% proof
assert (grades[:, None] - limits).shape == (4, 3)
assert (grades[:, None] - limits)[1].tolist() == [2.5, 1.0, -0.5]

# %% [markdown]
r"""
It costs memory: the table is really there. For all distances between 1,437 and 360 digits of 64 pixels, the table of
differences has $1437 \cdot 360 \cdot 64$ numbers, 265 MB in float64. With the square multiplied out, a matrix product
does the heavy part, and the largest array has 4 MB:

$$|x - y|^2 = |x|^2 - 2\,x \cdot y + |y|^2 .$$

The right side subtracts large numbers: if points lie close together and far from 0, little but rounding is left, and it
may fall below 0. Cut it off there before you take a root.
"""

# %% proof
assert round(1437 * 360 * 64 * 8 / 1e6) == 265
assert round(1437 * 360 * 8 / 1e6) == 4
points = 100 + rng.random((20, 64), dtype=np.float32)  # close together, far from 0
close = 100 + (points - 100) / 1000
lengths, lengths_close = (points**2).sum(axis=1), (close**2).sum(axis=1)
squared = lengths[:, None] - 2 * points @ points.T + lengths
squared_close = lengths_close[:, None] - 2 * close @ close.T + lengths_close
exact = ((points.astype(float)[:, None] - points.astype(float)) ** 2).sum(axis=2)
assert 0.01 < np.abs(squared - exact).max() < 5
assert squared_close.min() < 0
near_0 = rng.random((40, 64))
halves = (near_0**2).sum(axis=1)
by_table = ((near_0[:, None] - near_0) ** 2).sum(axis=2)
assert np.abs(halves[:, None] - 2 * near_0 @ near_0.T + halves - by_table).max() < 1e-11

# %% [markdown]
r"""
## Indexing instead of searching

Many loops are searches in disguise: "go through all classes; is it this one?" An array can be asked for many places at
once: row numbers and column numbers in two arrays, and out come the numbers at these places. `train_step` does so:
`p[rows, y]` is the probability that each row gave to its right class, and `p[rows, y] -= 1` subtracts a one-hot table
which nobody has made. Writing in this way has a trap.
"""

# %% prediction [markdown]
r"""
`counts = np.zeros(4)`, then `counts[[1, 1, 1, 3]] += 1`. What is `counts[1]`?

[ ] 3
    A loop would have it so. But NumPy reads `counts[1]` three times first, all 0, adds 1 to each, and then
    writes 1 three times to the same place.
[x] 1
    The three places are read together, before anything is written. Each becomes 0 + 1, and the last one written stays.
[ ] It is an error
    There is no complaint, and that is what makes it a trap.
"""

# %%
counts = np.zeros(4)
counts[[1, 1, 1, 3]] += 1
print("with +=       ", counts)
print("with bincount ", np.bincount([1, 1, 1, 3], minlength=4))

# %% proof
assert counts.tolist() == [0, 1, 0, 1]
assert np.bincount([1, 1, 1, 3], minlength=4).tolist() == [0, 3, 0, 1]
predicted, by_pairs = rng.integers(0, 10, len(labels)), np.zeros((10, 10), int)
np.add.at(by_pairs, (labels, predicted), 1)
assert np.array_equal(np.bincount(10 * labels + predicted, minlength=100).reshape(10, 10), by_pairs)
assert 10 * 3 + 7 == 37

# %% [markdown]
r"""
`np.bincount` counts how often each whole number occurs (`np.add.at(counts, index, 1)` adds one by one, as the loop
does). To count *pairs*, a true class with a predicted one, give each pair a number of its own: in a table of 10 columns
the place (row 3, column 7) is number 37. `np.bincount(10 * y_true + y_pred, minlength=100).reshape(10, 10)` is a
confusion matrix, in one line.

## A row at a time, a batch at a time

Now our network, in two stages: first a row at a time, then a batch at once.
"""


# %%
def layer_by_rows(x, W, b):
    """z = xW + b, a row at a time."""
    return np.array([row @ W + b for row in x])


def gradients_by_rows(x, dz):
    """dW as a sum of one table (inputs, units) for each row."""
    dW = np.zeros((x.shape[1], dz.shape[1]))
    for row, slope in zip(x, dz, strict=True):
        dW += np.outer(row, slope)
    return dW, dz.sum(axis=0)


def dense_layer(x, W, b):
    """z = xW + b."""
    return x @ W + b


def dense_gradients(x, dz):
    """dW = xᵀ dz and db = Σ dz."""
    return x.T @ dz, dz.sum(axis=0)


def adam_by_arrays(w, g, m, v, t):
    """Adam with η = 0.001, line by line as in lecture 16."""
    m[:] = 0.9 * m + (1 - 0.9) * g
    v[:] = 0.999 * v + (1 - 0.999) * g * g
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    w[:] = w - 0.001 * m_hat / (np.sqrt(v_hat) + 1e-8)


# %%
stage_parts = {}


def stage(name, reason, parts, dtype=float):
    """Train for 40 steps, note the shortest in `stages` (drawn later); returns losses and weights."""
    losses, times, w = train(40, parts, dtype)
    stages[name], reasons[name], stage_parts[name] = min(times), reason, (parts, dtype)
    print(f"{name:<14}{format_duration(min(times)):>8}", end="   ")
    print(f"loss {losses[0]:.5f} at step 1, {losses[-1]:.5f} at step 40")
    return losses, w


print(f"{'loops':<14}{format_duration(loops_time):>8}   loss {by_loops[0]:.5f} at step 1")
by_rows, w_rows = stage("a row at a time", "32 small calls a layer", (layer_by_rows, gradients_by_rows, adam_by_arrays))
batch_parts = dense_layer, dense_gradients, adam_by_arrays
by_batch, w_batch = stage("a batch at once", "a matrix product", batch_parts)
w_one = train(1, batch_parts)[2]
print("weights equal after a step: to 12 decimals", np.abs(w_loops - w_one).max() < 5e-13, end=", ")
print("on this machine to the last bit", np.array_equal(w_loops, w_one))

# %% proof
from dlcourse import Adam, CategoricalCrossentropy, Dense, ReLU, Sequential, one_hot

other_rng = np.random.default_rng(1)
hidden, output = Dense(256, 128, other_rng), Dense(128, 10, other_rng)
theirs = Sequential([hidden, ReLU(), output], dtype=np.float64)
theirs.compile(Adam(0.001, epsilon=1e-8, convention="paper"), CategoricalCrossentropy(from_logits=True))
for layer, W in ((hidden, W1), (output, W2)):
    layer.W[...] = W
library_losses = []
for k in range(40):
    batch = slice(32 * k, 32 * k + 32)
    shown = one_hot(labels[batch], 10)
    library_losses.append(theirs.loss(shown, theirs.forward(x_all[batch]))[0])
    theirs.train_step(x_all[batch], shown)
assert abs(by_loops[0] - by_batch[0]) < 1e-12
assert np.abs(w_loops - w_one).max() < 5e-13
assert np.abs(w_rows - w_batch).max() < 1e-9
assert np.allclose(by_batch, library_losses, rtol=0, atol=1e-5)
assert by_batch[-1] < by_batch[0] / 2
assert 0.1 + (0.2 + 0.3) == 0.6 != (0.1 + 0.2) + 0.3

# %% [markdown]
r"""
The sums of products are now done by **BLAS**, a library polished for decades: it cuts the matrices into blocks that
stay close to the processor and keeps it busy with nothing but multiplying and adding (Kazushige Goto and Robert van de
Geijn, 2008).

On most machines the weights are not equal to the last bit, and no line is wrong: the sums run in another order, and a
sum of rounded numbers depends on its order. `0.1 + (0.2 + 0.3)` is not `(0.1 + 0.2) + 0.3`. So compare with a
tolerance, and not by `==`.

## Which part is worth it?

Measure again: another part may be the largest now.
"""

# %% prediction [markdown]
r"""
Layers and gradients do 4.4 million operations in a step, Adam 14 on each of 34,186 parameters: about a tenth of all.
What share of the *time* does Adam take, now that the batch goes through as a matrix?

[ ] Less than a tenth
    Then its operations would have to be quicker than those of the rest, on average; on most machines each is slower.
[ ] A tenth, like its operations
    If all operations cost the same. But a product does many with each number that it fetches, and Adam one.
[x] More than a tenth, on most machines
    A matrix product does much with each number while it has it; each of Adam's operations reads one or two arrays and
    writes one, for a single operation a number. The next cell measures its share on yours.
"""

# %%
panels = {"loops": (whole, taken), "a batch at once": profiled(5, batch_parts, repeats=80)[:2]}
for name, (whole_now, parts_now) in panels.items():
    print(f"{name:<16}Adam takes {list(parts_now.values())[2] / whole_now:.0%}")
show(profiles(panels))

# %% proof
share = 14 * 34_186 / (14 * 34_186 + operations)
assert 0.09 < share < 0.11

# %% [markdown]
r"""
If Adam's share under "a batch at once" is well above a tenth, its operations are dearer than those of a product; if
not, the products or the rest take long on your machine. (A profiler costs time itself, a little for each call, so a
quick step looks slower in it.) Suppose that a part takes half of the time, and somebody offers to make it infinitely
fast: the whole becomes 2 times as fast, since the other half is still there. In general

$$\text{gain} = \frac{1}{(1 - f) + f/s},$$

where $f$ is the share of the time and $s$ says how many times as fast that part becomes. This is Amdahl's law (1967; he
meant parallel processors). So begin with the largest part, speed it up, **compare the results**, and measure again.
"""


# %%
def amdahl(share, factor):
    """The gain of the whole, when a share of its time becomes `factor` times as fast."""
    return 1 / ((1 - share) + share / factor)


print(f"half, infinitely fast: {amdahl(0.5, np.inf):.1f}   90%, ten times as fast: {amdahl(0.9, 10):.1f}")
whole_now, parts_now = panels["a batch at once"]
share = parts_now["adam_by_arrays"] / whole_now
print(f"our Adam, {share:.0%}, twice as fast: {amdahl(share, 2):.2f}   infinitely: {amdahl(share, np.inf):.2f}")

# %% proof
assert amdahl(0.5, np.inf) == 2
assert round(amdahl(0.9, 10), 1) == 5.3

# %% [markdown]
r"""
## In place, and its traps

The profile says what Adam may bring: its share, and no more. So mend Adam. `m = 0.9 * m + 0.1 * g` looks harmless. But
NumPy works it out step by step: it makes a new array for `0.9 * m`, another for `0.1 * g`, and a third for the sum
(for long vectors it may put the sum into one of the other two). Memory for a large array must be allocated, and the
operating system hands it out page by page. To write into an array that is already there, say so with `out=`, or with
`*=` and `+=`. Adam with two work arrays that are kept from step to step:
"""


# %%
def in_place(size, dtype):
    """Return an Adam that makes no arrays."""
    work = np.empty((2, size), dtype)

    def adam_in_place(w, g, m, v, t):
        a, b = work[:, : len(w)]
        m *= 0.9
        m += np.multiply(g, 1 - 0.9, out=a)
        v *= 0.999
        np.multiply(g, 1 - 0.999, out=a)
        a *= g
        v += a
        np.divide(v, 1 - 0.999**t, out=a)
        np.sqrt(a, out=a)
        a += 1e-8
        np.divide(m, 1 - 0.9**t, out=b)
        b *= 0.001
        b /= a
        w -= b

    return adam_in_place


kept = in_place(first.size, float)
by_kept, w_kept = stage("in place", "no new arrays in Adam", (dense_layer, dense_gradients, kept))
print("the same bits:", np.array_equal(w_kept, w_batch))

# %% proof
import tracemalloc

assert np.array_equal(w_kept, w_batch)


def new_memory(size, dtype):
    """The most new memory that 0.9 * m + 0.1 * g holds at a time, in arrays of its size."""
    m, g = np.ones((2, size), dtype)
    tracemalloc.start()
    made = 0.9 * m + 0.1 * g
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / made.nbytes


assert 2.9 < new_memory(34_186, np.float32) < 3.1
assert all(1.9 < new_memory(size, np.float32) < 3.1 for size in (100_000, 1_000_000))  # not on every system is it 2

# %% [markdown]
r"""
An array as small as ours is often handed out again quickly, so you may have gained little; further down you will see it
with large ones. And `*=` is a promise that you must be able to keep: *somebody else may be looking at this array*. In
`train_step` that is the point: the caller must see the new weights. Here are both on a small array; an Adam that said
`w = w - b` would lose its update in the same way.
"""


# %%
def decay_anew(v):
    """Gives the name v to a new array."""
    v = 0.9 * v


def decay_in_place(v):
    """Writes into the array it was given."""
    v *= 0.9


velocity = np.array([10.0, 20.0])
decay_anew(velocity)
print("after v = 0.9 * v:", velocity)
decay_in_place(velocity)
print("after v *= 0.9:   ", velocity)

# %%
show(two_assignments())

# %% proof
assert velocity.tolist() == [9, 18]


def adam_that_loses(w, g, *_):
    w = w - 0.001 * np.sign(g)


assert np.array_equal(train(3, (dense_layer, dense_gradients, adam_that_loses))[2], first)

# %% [markdown]
r"""
A name is not an array; it points to one. `=` moves the pointer, `*=` and `v[:] = 0.9 * v` write into the array. Each is
a mistake where the other was meant: the first loses the update, and the network never learns; the second overwrites
what a caller still needed. Three relatives of this trap:
"""

# %%
w = np.arange(6.0)
front = w[:3]  # a view: the same memory under another name
front *= 10
print("writing into a slice changes the whole:", w)

counted = np.arange(3)
try:
    counted += 0.5
except TypeError as error:
    print("whole numbers in place:", str(error).split(" with ")[0])

single = np.ones(3, dtype=np.float32)
print("float32 times np.sqrt(2.0):  ", (single * np.sqrt(2.0)).dtype)
print("float32 times math.sqrt(2.0):", (single * math.sqrt(2.0)).dtype)

# %% proof
assert w.tolist() == [0, 10, 20, 3, 4, 5]
assert (single * np.sqrt(2.0)).dtype == np.float64
assert (single * math.sqrt(2)).dtype == np.float32

# %% [markdown]
r"""
The float64 is quiet: `np.sqrt(2.0)` is a NumPy float64, and since NumPy 2 it no longer gives way to a float32
array, so the result is float64. The numbers are right, and each takes twice the bytes. Why bytes matter comes next.

## Memory or arithmetic

A computation needs two things from your machine: arithmetic, and numbers to do it on. The numbers come from memory, and
the memory delivers only so many bytes a second. So there are two clocks, and you wait for the slower one:

$$\text{time} \;\ge\; \max\left( \frac{\text{operations}}{\text{operations a second}},\;
\frac{\text{bytes}}{\text{bytes a second}} \right) .$$

(Plus what each call costs before it begins, the overhead; for long arrays it does not count.)

The arithmetic you have measured. For the memory, take two computations that hardly do any: a copy, where each number is
read and written, and a dot product, where each is read. The faster one sets the limit.
"""

# %%
large = rng.random(10_000_000, dtype=np.float32)  # 40 MB: more than most caches hold
target = np.empty_like(large)
other = rng.random(large.size, dtype=np.float32)
copied = 2 * large.nbytes / seconds(lambda: np.copyto(target, large), 10)
only_read = 2 * large.nbytes / seconds(lambda: large @ other, 10)
bandwidth = max(copied, only_read)
ridge = peak / bandwidth
print(f"arithmetic: {peak / 1e9:.0f} billion operations a second")
print(f"memory:     {copied / 1e9:.1f} billion bytes a second copied, {only_read / 1e9:.1f} read")
print(f"ridge point: {ridge:.1f} operations a byte")

# %% proof
assert large.nbytes == 40_000_000

# %% [markdown]
r"""
The last line is the **ridge point**: a computation that does fewer operations for each byte keeps the arithmetic
waiting. The operations that a computation does for each byte are its **arithmetic
intensity**, and you can work it out with a pencil. For
float32, with 4 bytes each:

| computation | operations | bytes | operations for each byte |
|---|---|---|---|
| `c = a + b`, $n$ numbers | $n$ | $12n$ | 0.083 |
| `a @ b`, $n$ numbers | $2n$ | $8n$ | 0.25 |
| one row through a layer, $n$ to $n$ | $2n^2$ | about $4n^2$ | 0.5 |
| $N$ rows through it | $2Nn^2$ | about $4n^2$, if $N$ is far below $n$ | $N/2$ |
| `A @ B`, $n \times n$ | $2n^3$ | $12n^2$, if each number travels once | $n/6$ |

Take $n$ = 10 million and the addition. It moves 120 MB, and it does 10 million operations.
"""

# %%
c = target
by_memory, by_arithmetic = 12 * large.size / bandwidth, large.size / peak
print(f"the bytes alone {format_duration(by_memory)}   the additions alone {format_duration(by_arithmetic)}")
print(f"measured        {format_duration(seconds(lambda: np.add(large, other, out=c)))}")

# %% proof
assert 12 * large.size == 120_000_000
assert round(1 / 12, 3) == 0.083

# %% [markdown]
r"""
Which of the two is the measured time nearer to? If it is the bytes, a processor with twice the arithmetic would be no
faster here. What helps is to move fewer bytes. (It may well be longer than both. Before they write into a piece of
memory, many processors read that piece first, and our 12 bytes do not count that.)
"""

# %% prediction [markdown]
r"""
The same addition in float64 and in float32, into an array that exists: how do their times compare?

[ ] Equal: it is the same number of additions
    The additions are not what you wait for.
[x] float32 takes about half the time
    Half the bytes, half the time. (A matrix product gains as well, and for another reason: twice as many float32 fit
    into one instruction.)
[ ] float32 takes longer, since it must be converted
    Processors work with float32 directly.
"""

# %%
wide, wide_other, wide_c = (each.astype(float) for each in (large, other, c))
A64 = A.astype(float)
by_width = {
    "addition": (lambda: np.add(wide, wide_other, out=wide_c), lambda: np.add(large, other, out=c)),
    "matrix product": (lambda: A64 @ A64, lambda: A @ A),
}
for name, (slow, quick) in by_width.items():
    times = seconds(slow), seconds(quick)
    print(f"{name}: float64 {format_duration(times[0])}, float32 {format_duration(times[1])}")
print(f"16,777,216 + 1 in float32: {np.float32(16_777_216) + np.float32(1):,.0f}")

kept_32 = in_place(first.size, np.float32)
by_single, w_single = stage("float32", "half the bytes", (dense_layer, dense_gradients, kept_32), np.float32)

# %% proof
assert wide.nbytes == 2 * large.nbytes
assert np.float32(16_777_216) + np.float32(1) == 16_777_216 == 2**24
assert w_single.dtype == np.float32
assert np.abs(by_single - by_batch).max() < 1e-3

# %% [markdown]
r"""
The price is digits: float32 keeps about 7 of them, and the addition shows where it stops counting. For training this is
plenty; for checking gradients it is not (lecture 7). Graphics cards go further: with mixed precision, products are done
on 16 bits, most often bfloat16, which has the range of float32 and two to three digits. The sums and a master copy of
the weights stay in float32, since small updates would be rounded away.

Measure again: Adam makes no new arrays, and every number takes half the bytes. What is the largest part now?
"""

# %%
panels["float32"] = profiled(5, (dense_layer, dense_gradients, kept_32), np.float32, repeats=80)[:2]
whole_now, parts_now = panels["float32"]
print(f"float32: Adam takes {parts_now['adam_in_place'] / whole_now:.0%}")
show(profiles(panels))

# %% [markdown]
r"""
Now the picture of all this. To the right, more operations for each byte; upwards, more operations each second. No
computation that streams from memory can be above the roof: on the left the memory holds it down, on the right the
arithmetic. (Samuel Williams, Andrew Waterman and David Patterson, 2009, called it the **roofline**.) We send 1, 2, 4,
… 256 rows through the same layer of 3,000 to 3,000 units.
"""

# %%
units = 3000
W = rng.random((units, units), dtype=np.float32)  # 36 MB
single_points = {
    "Python loop": (2 / 16, 2e5 / loop_time),  # the dot product of float64
    "a + b": (1 / 12, large.size / seconds(lambda: np.add(large, other, out=c))),
    "dot product": (2 / 8, 2 * large.size / seconds(lambda: large @ other)),
}
layer_points = {}
for rows in (1, 2, 4, 8, 16, 32, 64, 128, 256):
    x = rng.random((rows, units), dtype=np.float32)
    intensity = 2 * rows * units**2 / (4 * (units**2 + 2 * rows * units))
    time = seconds(lambda x=x: x @ W, 10 if rows < 64 else 3)
    name = f"layer, {rows} rows" if rows > 1 else "1 row"
    layer_points[name] = intensity, 2 * rows * units**2 / time
for name, (intensity, speed) in (single_points | layer_points).items():
    share = speed / min(bandwidth * intensity, peak)
    print(f"{name:<16}{intensity:7.2f} operations a byte, {share:6.1%} of its limit")

# %%
show(roofline(bandwidth, peak, single_points, layer_points, named=["layer, 32 rows"]))  # our batch

# %% proof
assert W.nbytes == 36_000_000
assert [round(layer_points[f"layer, {rows} rows"][0]) for rows in (8, 64, 256)] == [4, 31, 109]
assert round(layer_points["1 row"][0], 1) == 0.5

# %% [markdown]
r"""
This is the figure to remember. A point close to the roof is about as fast as it can be, however slow it looks; only a
change of the *method* helps, such as fewer bytes. A thin line down to a point is what could still be gained, in theory.
(A point may stand a little above the roof: no two measurements are alike, and a cache delivers faster than memory. If
products stand far above it, your processor was busy when the peak was measured: run the lecture again.)

With more rows the *same* weights are fetched once and used for all rows, so the layer moves to the right. That is one
of two reasons why we train in batches; lecture 8 gave the other. Does your line follow the roof? On many machines it
leaves the roof at 2 or 4 rows and comes back to it later. For one row, BLAS has a routine for a matrix and a vector;
for more, another one, which first copies the weights into blocks that suit it. With few rows the copying does not pay.

And the Python loop waits for neither clock: it waits for the overhead.
"""

# %% prediction [markdown]
r"""
A machine has its ridge point at 10 operations a byte. From how many rows on is arithmetic the limit of
a large layer in float32?

[ ] 5
    Its intensity is then 2.5.
[ ] 10
    Its intensity is $N/2$, so 5: still on the slope.
[x] 20
    $N/2 = 10$. With 2 bytes a number instead of 4 the intensity is $N$, and 10 rows are enough.
"""

# %%
print(f"your machine, float32: from about {2 * ridge:.0f} rows on")
card = 1979e12 / 2 / 4.8e12  # from a card's data sheet: bfloat16 operations and bytes a second
print(f"a card of 2024, bfloat16: {card:.0f} operations a byte, so from about {card:.0f} rows on")

# %% proof
assert round(card) == 206
assert 20 / 2 == 10

# %% [markdown]
r"""
The second line is for NVIDIA's H200: 4.8 TB a second, and half of the 1,979 trillion operations a second that the
data sheet states, since these hold for matrices in which half of the numbers are zeros. Two divisions explain why
graphics cards want large batches, and why a language model that writes for one person, one word at a time, leaves
nearly all of the arithmetic idle: each word needs all weights, for a single row.

## More cores

Until now, one core has worked. Threads share work among several. Which of the three limits do more cores raise? We cut
three kinds of work into eight pieces each, a Python loop, an addition of long vectors and a matrix product, and give
the pieces to one, two, four … threads.
"""

# %%
cuts = [slice(len(large) * k // 8, len(large) * (k + 1) // 8) for k in range(8)]
bands = [slice(75 * k, 75 * (k + 1)) for k in range(8)]
product = np.empty_like(A)
kinds = {
    "matrix product": (lambda rows: np.matmul(A[rows], A, out=product[rows]), bands),
    "addition": (lambda cut: np.add(large[cut], other[cut], out=c[cut]), cuts),
    "Python loop": (lambda n: sum(i * i for i in range(n)), [50_000] * 8),
}
threads = [n for n in (1, 2, 4, 8) if n <= max(2, os.cpu_count() or 1)]
gains = {name: [] for name in kinds}
for name, (work, pieces) in kinds.items():
    taken_by = []
    for n in threads:
        with ThreadPoolExecutor(n) as pool:
            taken_by.append(seconds(lambda pool=pool: list(pool.map(work, pieces))))  # noqa: B023
    gains[name] = [taken_by[0] / time for time in taken_by]

for name, found in gains.items():
    print(f"{name:<15}" + ",  ".join(f"{gain:.1f} with {n}" for n, gain in zip(threads, found, strict=True)))
if threads[-1] >= 4:  # two points make no figure
    show(speed_by_threads(threads, gains))

# %% proof
assert np.allclose(product, A @ A, rtol=1e-4)
assert np.array_equal(c, large + other)
rows, slopes = x_all[:32], rng.normal(size=(32, 128))
halves = [dense_gradients(rows[half], slopes[half] / 16) for half in (slice(16), slice(16, 32))]
for one, two, both in zip(*halves, dense_gradients(rows, slopes / 32), strict=True):
    assert np.abs((one + two) / 2 - both).max() < 1e-12

# %% [markdown]
r"""
Expect this, and check it. The matrix product gains with each core that is free, since each brings arithmetic of its
own. (Your computer may count two threads as two cores where they share the arithmetic of one: then it stops gaining at
half of them. Apple's cores share a unit for matrix products: there it may stop sooner.) The addition gains until the
memory, which all cores share, can deliver no more; on some machines one core is enough for that. And the Python loop
gains nothing in the usual build of Python, where a lock lets only one thread run Python code at a time; NumPy gives it
back while it computes. If other programs hold your cores, nothing gains.

Several cards share a batch in the same way: each computes the gradient on its rows, and they average. The mean over
equal shares *is* the batch's gradient, so nothing changes but rounding (unless a layer mixes the rows, as batch
normalization does: it then sees only its own share); what it costs is sending 34,186 numbers around
in each step.

## Pieces that stay in the cache

Between memory and processor there are **caches**: small, and many times as fast. What was used a moment ago is still
there, until it is pushed out. So it matters how much you do with a number before you go on to the next one. Look at
Adam: at the least, $w$, $g$, $m$ and $v$ have to be read and $w$, $m$ and $v$ written: 7 numbers, 28 bytes for each
parameter. But the formula has 14 operations, each of which reads whole arrays and writes one. In place that is 33
numbers, 132 bytes. With new arrays it is 39, 156 bytes: `m[:] = …` first writes the sum into a new array and then
copies it, one number more to read and one to write, and so for `v` and `w`. If the vectors are long, all that may
travel to memory and back.

The cure is not to give up the formula. Apply it to a *chunk* of 32,000 numbers, from the first line to the last, then
to the next chunk. A chunk's six arrays take 32,000 · 6 · 4 bytes, 768 kB: about what a core's own cache (L2) holds on
many processors (0.5 to 2 MB; where it is smaller, the next cache takes the rest).
"""

# %%
CHUNK = 32_000
long_adam = in_place(3_000_000, np.float32)


def adam_in_chunks(w, g, m, v, t):
    """Adam in place, a chunk of each vector at a time."""
    for start in range(0, len(w), CHUNK):
        chunk = slice(start, start + CHUNK)
        long_adam(w[chunk], g[chunk], m[chunk], v[chunk], t)


sizes = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000]
ways = {"new arrays": adam_by_arrays, "in place": long_adam, "in chunks": adam_in_chunks}
per_parameter, after_a_step = {name: [] for name in ways}, {}
for size in sizes:
    arrays = rng.random((4, size), dtype=np.float32)
    for name, adam in ways.items():
        copy = arrays.copy()
        adam(*copy, 1)
        after_a_step[name] = copy[0].copy()
        time = seconds(lambda adam=adam, copy=copy: adam(*copy, 2), 10 if size < 1e6 else 3)
        per_parameter[name].append(time / size * 1e9)
print("the same bits:", all(np.array_equal(after_a_step["new arrays"], w) for w in after_a_step.values()))

# %%
floors = {f"{number} bytes": number / bandwidth * 1e9 for number in (28, 132, 156)}
show(time_by_size(sizes, per_parameter, floors, CHUNK))

# %% proof
assert all(np.array_equal(after_a_step["new arrays"], w) for w in after_a_step.values())
assert CHUNK * 6 * 4 == 768_000
assert (7 * 4, 33 * 4, 39 * 4) == (28, 132, 156)


class Counted(np.ndarray):
    """An array that counts the numbers which its operations read and write."""

    passed = operations = copies = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        def bare(each):
            return each.view(np.ndarray) if isinstance(each, Counted) else each

        plain = [bare(each) for each in inputs]
        options |= {"out": tuple(bare(each) for each in out)} if out else {}
        result = getattr(ufunc, method)(*plain, **options)
        Counted.passed += result.size + sum(each.size for each in plain if isinstance(each, np.ndarray))
        Counted.operations += 1
        return out[0] if out else result.view(Counted)

    def __setitem__(self, key, value):  # m[:] = …
        super().__setitem__(key, value)
        Counted.passed += np.size(value) + self[key].size
        Counted.copies += 1


without_new_arrays = in_place(1000, float)
without_new_arrays.__closure__[0].cell_contents = np.empty((2, 1000)).view(Counted)  # its work arrays
for adam, copies, passed in ((adam_by_arrays, 3, 39_000), (without_new_arrays, 0, 33_000)):
    Counted.passed = Counted.operations = Counted.copies = 0
    adam(*(array.view(Counted) for array in rng.random((4, 1000))), 1)
    assert (Counted.operations, Counted.copies, Counted.passed) == (14, copies, passed)

# %% [markdown]
r"""
Read it from left to right. Short vectors are expensive per number: each call of NumPy has its overhead, and few
numbers share it. Then comes the comfortable middle, where everything stays in a cache anyway and chunks can gain
nothing. Further to the right, look at three gaps. From "new arrays" to "in place": three copies, and the cost of new
memory, which no cache holds yet. From "in place" to "in chunks": intermediate arrays that travel to memory and back,
if your caches do not hold them. From "in chunks" to the lower dotted line: 28 bytes are the least, and the operations
within the cache take their time, too. The bytes of the dotted lines (132 are those in place, 156 those with new
arrays) are counted, and divided by your measured bandwidth.

To do several operations on a number while it is there, instead of each operation on all numbers in turn, is
called **operator fusion**. It is what `torch.compile` and JAX's compiler are most concerned with; the chunks are fusion
by hand, and the optimizers of this library use them. Our 34,186 parameters are about one chunk: nothing to gain.
"""

# %% [markdown]
r"""
## When NumPy runs out: Numba and CuPy

Adam in place makes 14 passes over the vectors, with new arrays 17. The loop of the beginning made *one*: fused as far
as can be, and only Python made it slow. **Numba** reads such a function, finds out the types of its arguments at the
first call, and compiles it to machine code: the loop stays a loop, and the overhead is gone. (It is an extra.)
"""

# %%
try:
    from numba import njit
except ImportError:
    from dlcourse.extras import how_to_install

    print("Numba is not installed here.", how_to_install("numba"))
else:
    compiled = njit(adam_by_loops, error_model="numpy")  # divides by 0 as NumPy does
    few = np.ones((4, 3), dtype=np.float32)
    first_call = seconds(lambda: compiled(*few, 1), 1)  # the first call compiles
    print(f"the first call, with the compiling: {format_duration(first_call)}")
    by_numba, w_numba = stage("Adam compiled", "one pass, fused", (dense_layer, dense_gradients, compiled), np.float32)

# %% [markdown]
r"""
(The vectors are float32. In between, Numba computes in float64, since 0.9 and 0.001 are float64 to it; with every
constant as `np.float32(0.9)` it would stay narrow.)

How far is it still? Apply both clocks to the whole step. A product at the least reads two matrices and writes one; Adam
moves 28 bytes for each parameter. For each part the slower clock counts, and the times add up.
"""


# %%
def work_of_a_step(rows):
    """Map each part of a step in float32 to its operations and its bytes."""
    layers = (256, 128, 2), (128, 10, 3)  # inputs, units, products
    count = sum(2 * k * rows * n * units for n, units, k in layers)
    moved = sum(4 * k * (rows * n + n * units + rows * units) for n, units, k in layers)
    return {"layers": (count, moved), "Adam": (14 * first.size, 28 * first.size)}


def limit_of_a_step(rows):
    """The sum, over the parts, of the slower clock's time."""
    parts = work_of_a_step(rows).values()
    return sum(max(count / peak, moved / bandwidth) for count, moved in parts)


again = {name: (parts, begin(dtype)) for name, (parts, dtype) in stage_parts.items()}
for name, (count, moved) in work_of_a_step(32).items():
    print(f"{name:<7}{moved:>8,} bytes, {count / moved:4.1f} operations a byte:", end=" ")
    print(f"arithmetic {format_duration(count / peak)}, memory {format_duration(moved / bandwidth)}")
for k in range(40):  # once more, in turns, so that a disturbance does not hit one stage alone
    for name, (parts, state) in again.items():
        stages[name] = min(stages[name], timed_step(k, state, parts)[1])
limit = limit_of_a_step(32)
print(f"the limit of the step on your machine: {format_duration(limit)}")
show(waterfall(stages, reasons, floor, limit))

# %% proof
assert work_of_a_step(32)["layers"] == (operations, 428_800)
assert 4 * (2 * (8192 + 32_768 + 4096) + 3 * (4096 + 1280 + 320)) == 428_800
assert work_of_a_step(32)["Adam"] == (478_604, 957_208)
assert round(operations / 428_800, 1) == 10.4
assert 478_604 / 957_208 == 0.5
slower = [max(count / peak, moved / bandwidth) for count, moved in work_of_a_step(32).values()]
assert limit == sum(slower) >= floor
if "Adam compiled" in stages:
    assert np.abs(by_numba - by_batch).max() < 1e-3
    assert np.abs(w_numba - w_single).max() < 1e-3
    narrow, ones = np.float32(0.9), np.ones(1, np.float32)
    assert njit(lambda m: 0.9 * m[0])(ones) == 0.9  # in float64
    assert float(njit(lambda m: narrow * m[0])(ones)) == float(narrow) != 0.9
assert list(stages)[:5] == ["loops", "a row at a time", "a batch at once", "in place", "float32"]

# %% [markdown]
r"""
The whole way: the same losses up to rounding, and beside each dot how many times as fast it is as the one above. (The
loops ran once; of the others the shortest of 80 steps counts.) A stage that takes longer than the one above did not pay
on your machine: leave it out.

The dashed line is the limit of the step: compare the layers' 10.4 operations a byte and Adam's 0.5 with your ridge
point. (Our arrays fit into a cache, which delivers faster than memory, so a dot may pass this line.)

The first call of a compiled function takes its time, so it does not pay for something that runs once and briefly. And
a matrix product is no faster for Numba, since BLAS is compiled already. Numba shines where it makes one pass out of
many, as in Adam, and in loops in which each step needs the result of the one before, such as the perceptron of lecture
1: no NumPy operation expresses it.

**CuPy** is NumPy for graphics cards, here for one by NVIDIA; `from dlcourse.accel import cupy` says how to install
it. There the roof is far higher, on both sides: more arithmetic *and* faster memory. Two costs come with it: the data
travel to the card over a connection that is usually slower than either memory, and each operation has to be started
there, which takes microseconds, whatever its size. So a card pays when the data stay on it and each start brings much
work: large layers, large batches, fused operations. How far all this carries this course's library, beside PyTorch,
JAX and Keras, [these tables show](../docs/performance.md).

## What does your program wait for?

Give it more work without more calls. Our step makes the same calls for 8 rows as for 512, with the same Adam; only
what is done for each row is 64 times as much, the layers above all.
"""


# %%
def step_seconds(rows):
    """The time of a step in float32 with so many rows."""
    x, y, w = x_all[:rows].astype(np.float32), labels[:rows], first.astype(np.float32)
    m, v = np.zeros((2, w.size), np.float32)
    return seconds(lambda: train_step(x, y, w, m, v, 1, dense_layer, dense_gradients, kept_32), 100)


print("on your machine\nrows     a step      a row  the limit of a step")
for rows in (8, 32, 128, 512):
    time = step_seconds(rows)
    times = time, time / rows, limit_of_a_step(rows)
    print(f"{rows:>4}" + "".join(f"{format_duration(each):>11}" for each in times))


# %% proof
def calls_of_a_step(rows, parts):
    w, (m, v) = first.copy(), np.zeros((2, first.size))
    profile = cProfile.Profile()
    profile.runcall(train_step, x_all[:rows], labels[:rows], w, m, v, 1, *parts)
    return pstats.Stats(profile).total_calls


batch_parts, row_parts = (dense_layer, dense_gradients, kept), (layer_by_rows, gradients_by_rows, kept)
calls_of_a_step(8, batch_parts)  # what a first call sets up is not counted
assert calls_of_a_step(8, batch_parts) == calls_of_a_step(512, batch_parts)
assert calls_of_a_step(512, row_parts) > 10 * calls_of_a_step(8, row_parts)
few, many = work_of_a_step(8), work_of_a_step(512)
assert many["layers"][0] == 64 * few["layers"][0]
assert many["Adam"] == few["Adam"]
from importlib.util import find_spec

if find_spec("jax"):
    import jax

    thrice = jax.jit(lambda a: a @ a @ a)
    waited_for = jax.block_until_ready(thrice(A_small))
    assert np.allclose(waited_for, A_small @ A_small @ A_small, rtol=1e-3)
if find_spec("torch"):
    from torch.cuda import synchronize

    assert callable(synchronize)

# %% [markdown]
r"""
Compare each line with the one above:

| four times the rows take | the limit is | you wait for | what helps |
|---|---|---|---|
| less than 1.5 times as long | far away | the calls | larger batches, fewer calls, compiling |
| less than 1.5 times as long | near | what all rows share: Adam, the weights | larger batches, fewer bytes |
| about four times as long | far away | Python, small calls, needless passes | a profiler; whole arrays; in place |
| about four times as long | near, by memory | bytes | float32, fusion |
| about four times as long | near, by arithmetic | operations | float32, more cores, a graphics card |
| about four times as long, processor idle | far away | data: disk, decoding | load ahead; keep them decoded |

(In between: both; the limit says which part grows.) The loops and the single rows belong to the third line: Python
begins anew for each row. Where does your step stand from 8 to 32 rows, and where from 128 to 512?

One trap awaits you on a card. It is told what to do and works on its own: the call returns at once, before the result
is there. A clock around the call measures the *asking*. Wait for the answer before you stop it:
`jax.block_until_ready(y)`, `torch.cuda.synchronize()`, or read one number. The same wait hides in a training loop:
whoever prints the loss at every step makes the processor wait for the card at every step.

## In one table

| What | Why | Remember |
|---|---|---|
| a profiler | what looks slow need not be | measure, mend, measure again |
| whole arrays instead of loops | the overhead once, not for each number | compare the results first |
| broadcasting | $(N, 1)$ meets $(M,)$: $(N, M)$ | the table is really there: 265 MB |
| indexing | one look instead of a search | `+=` counts repeated places once |
| in place, `out=` | no new arrays to find room for | `=` moves a name, `*=` writes |
| roofline | time ≥ the slower of two clocks | operations for each byte, by pencil: $N/2$ for $N$ rows |
| float32 | half the bytes | 7 digits; no gradient checks |
| chunks, fusion | intermediate arrays stay in the cache | counted: 156 bytes, 132 in place, 28 at the least |
| Amdahl | $1/((1-f) + f/s)$ | half, infinitely fast: 2 |
| Numba, CuPy | one pass instead of many; a higher roof | compile, send, start; wait before you stop the clock |

## Check yourself

<details><summary>1. Why is the shortest of several runs a better measure than their mean?</summary>

Disturbances only add time. The shortest run is the one with the fewest of them; the mean is about your computer's
other business.
</details>

<details><summary>2. You replace ReLU by a formula with three operations a number instead of one, on a large float32
array, in place, in one pass. The ridge point is 4. How much longer does it take?</summary>

Hardly longer. Each number is read and written, 8 bytes, so the intensity goes from 1/8 to 3/8: still far below 4. You
wait for the bytes, and they are the same.
</details>

<details><summary>3. A function is to halve the array it is given. Its body is <code>x = x / 2</code>. What does the
caller see?</summary>

Nothing. A new array got the old name inside the function. `x /= 2` or `x[:] = x / 2` writes into the caller's array; or
return the new one.
</details>

<details><summary>4. The ridge point is 5 operations a byte. Your float32 layer with a batch of 1 does a tenth of the
operations a second that the machine can do. Badly programmed? And if the ridge point were 2?</summary>

At 5, no: its intensity is 0.5, and 0.5/5 is a tenth. It is at its roof, and only larger batches or fewer bytes would
help. At 2 the roof is a quarter of the peak, so it could be 2.5 times as fast.
</details>

<details><summary>5. Numba made your function 50 times as fast, and the program is 1.2 times as fast. How
come?</summary>

The function took about 17% of the time: $1/(0.83 + 0.17/50) = 1.2$. Measure again; something else is the largest part.
</details>

## What to do next

Do the [exercise](../exercises/20_going_faster/20_going_faster.ipynb): slow loops to be turned into array operations, an
update in place to be mended, and a machine to be understood before you buy it.

This is the last lecture. You have gone from a single neuron to networks that you can build, train, check, tune and
make fast. Whatever you meet next, a convolution, an attention layer, an optimizer of next year, you know how to ask it
the right questions: what goes forward, what comes back, what is made small, and what is it waiting for?
"""

# %% proof
assert round(amdahl(0.17, 50), 1) == 1.2
assert (0.5 / 5, 0.5 / 2) == (0.1, 0.25)
assert 0.25 / 0.1 == 2.5
assert 3 / 8 < 4
