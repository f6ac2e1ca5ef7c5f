# %% [markdown]
r"""
# 20 · Going faster

*The same numbers, sooner. You will find out what your computer is waiting for, and that it is seldom the arithmetic.*

**You will be able to**

- turn a loop that is right into a few array operations that give the same numbers;
- update arrays in place, and know when an assignment writes nothing;
- work out, before you run anything, how fast a computation can be at best on your machine;
- say whether a program waits for arithmetic or for memory, and what would help;
- decide which part of a program is worth the trouble.

**It builds on** NumPy, dense layers (4) and Adam (16). **Time:** about 30 minutes.

All times but those of one table are measured while you read, on your own machine, so they differ from everyone else's,
and a little from run to run. What they show does not.
"""

# %%
import os

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[threads] = "1"  # one core for everything, so that the times compare

import math
from time import perf_counter

import numpy as np

from dlcourse import Adam, CategoricalCrossentropy, Dense, ReLU, Sequential, one_hot
from dlcourse.optimizers.chunks import CHUNK_SIZE, chunks
from dlcourse.plots import show
from dlcourse.plots.going_faster import format_duration, roofline, time_bars, time_by_size
from dlcourse.plots.going_faster import two_assignments

# %% [markdown]
r"""
## A loop and a line

Two vectors of 100,000 numbers. Multiply them number by number, add everything up: the dot product, of which all dense
layers are made. Here it is twice, once as you would explain it and once as you would write it.
"""

# %%
rng = np.random.default_rng(0)
a, b = rng.normal(size=(2, 100_000))


def dot_by_loop(a, b):
    """Σ aᵢbᵢ, number by number."""
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


print(f"by the loop {dot_by_loop(a, b):.9f}   by a @ b {a @ b:.9f}")

# %% proof
assert abs(dot_by_loop(a, b) - a @ b) < 1e-9

# %% [markdown]
r"""
Before we time it, three rules. **Compare the results before the times**: a wrong answer can be had in no time at all.
**Run it several times and take the shortest**: whatever else your computer is doing makes a run longer, and nothing
makes it shorter than it can be. And **say what you measured**, on which machine and at which size; "ten times faster"
by itself means nothing.
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


# %% prediction [markdown]
r"""
100,000 products and sums. How many times as fast as the loop is a @ b?

[ ] About as fast: it is the same arithmetic
    The arithmetic is the same, but it is the smallest part of what the loop does.
[ ] About 10 times
    It is more. For each product the loop does a great deal that is not multiplying.
[x] 100 times or more
    For each number, Python looks up, wraps, checks and unwraps; the multiplication is hardly noticeable among all that.
"""

# %%
loop_time = seconds(lambda: dot_by_loop(a, b), repeats=3)
line_time = seconds(lambda: a @ b, repeats=20)
print(f"the loop {format_duration(loop_time)}   a @ b {format_duration(line_time)}")
print(f"{loop_time / 1e5 * 1e9:.0f} ns a number, against {line_time / 1e5 * 1e9:.2f} ns")
print(f"a @ b is {loop_time / line_time:,.0f} times as fast")

# %% proof timed=true
assert loop_time > 100 * min(line_time, seconds(lambda: a @ b, 100))

# %% [markdown]
r"""
A processor multiplies two numbers in a fraction of a nanosecond. What does the loop do all the rest of the time? For
*each* number it fetches the next instruction of your program, takes a number out of the array and wraps it into a
Python object, finds out what kind of object it is and what `*` means for this kind, multiplies, wraps the result, and
throws the old objects away. One multiplication, and a lot of paperwork.

`a @ b` does the paperwork once. Then a compiled loop runs over bare numbers that lie side by side in memory, several of
them in one instruction.

## From loops to arrays

So the art is to hand NumPy whole arrays, and to leave the loops to it. A dense layer in three stages: three loops; one
dot product for each row and unit; one line.
"""


# %%
def layer_by_loops(x, W, b):
    """z = xW + b with three loops."""
    z = np.zeros((len(x), len(b)))
    for n in range(len(x)):
        for j in range(len(b)):
            z[n, j] = b[j]
            for i in range(x.shape[1]):
                z[n, j] += x[n, i] * W[i, j]
    return z


def layer_by_dots(x, W, b):
    """z = xW + b with a dot product for each row and unit."""
    return np.array([[row @ W[:, j] + b[j] for j in range(len(b))] for row in x])


# %%
x, W, bias = (rng.normal(size=shape) for shape in ((32, 64), (64, 32), 32))
ways = {
    "three loops": lambda: layer_by_loops(x, W, bias),
    "a dot product for\neach row and unit": lambda: layer_by_dots(x, W, bias),
    "x @ W + b": lambda: x @ W + bias,
}
by_loops, by_dots, by_matrices = (way() for way in ways.values())
largest = max(np.abs(by_loops - by_dots).max(), np.abs(by_dots - by_matrices).max())
print("all three equal to 12 decimals:", largest < 5e-13)
print("to the last bit:", np.array_equal(by_loops, by_matrices))
print(f"{32 * 64 * 32:,} multiplications and as many additions")

# %%
layer_times = {name: seconds(way, repeats=3) for name, way in ways.items()}
show(time_bars(layer_times))

# %% proof
assert largest < 5e-13
assert not np.array_equal(by_loops, by_matrices)
assert 32 * 64 * 32 == 65_536

# %% proof timed=true
by_stage = list(layer_times.values())
assert by_stage[0] > 3 * by_stage[1] > 9 * by_stage[2]

# %% [markdown]
r"""
Each stage takes one kind of loop away from Python. In the last one, the sums of products are done by **BLAS**, a
library that people have polished for decades: it cuts the matrices into blocks that stay close to the processor and
keeps it busy with nothing but multiplying and adding (Kazushige Goto and Robert van de Geijn, 2008).

Why are the results not equal to the last bit? Because the sums run in another order, and a sum of rounded numbers
depends on its order. The same mathematics is not the same bits; do not test for `==`.
"""

# %%
print(0.1 + (0.2 + 0.3), (0.1 + 0.2) + 0.3)

# %% proof
assert 0.1 + (0.2 + 0.3) == 0.6 != (0.1 + 0.2) + 0.3

# %% [markdown]
r"""
What if each of one thing must meet each of another? Give each its own axis, and let NumPy stretch them: a column
$(N, 1)$ and a row $(M,)$ make a table $(N, M)$. This is **broadcasting**. All differences between four grades and three
limits:
"""

# %%
grades, limits = np.array([4.0, 7.5, 6.0, 9.0]), np.array([5.0, 6.5, 8.0])
print(grades[:, None] - limits)  # (4, 1) − (3,) → (4, 3)

# %% proof
assert (grades[:, None] - limits).shape == (4, 3)
assert (grades[:, None] - limits)[1].tolist() == [2.5, 1.0, -0.5]

# %% [markdown]
r"""
It costs memory, though: the table is really there. For all distances between 1,437 and 360 digits of 64 pixels, the
table of differences would have $1437 \cdot 360 \cdot 64$ numbers. There is another way, with the sum of squares
multiplied out, so that a matrix product does the heavy part:

$$|x - y|^2 = |x|^2 - 2\,x \cdot y + |y|^2 .$$
"""

# %%
train, test = rng.uniform(size=(1437, 64)), rng.uniform(size=(360, 64))
print(f"differences {1437 * 360 * 64 * 8 / 1e6:.0f} MB", end="   ")
print(f"multiplied out {1437 * 360 * 8 / 1e6:.1f} MB")
small = test[:40]  # a part of it, to compare


def with_table():
    """All squared distances from a table of all differences."""
    return ((small[:, None, :] - train[None, :, :]) ** 2).sum(axis=2)


def multiplied_out():
    """The same by |x|² − 2x·y + |y|²."""
    return (small**2).sum(axis=1)[:, None] - 2 * small @ train.T + (train**2).sum(axis=1)


print("equal to 11 decimals:", np.abs(with_table() - multiplied_out()).max() < 5e-12)
table_time, product_time = seconds(with_table, 3), seconds(multiplied_out, 3)
print(f"40 rows: table {format_duration(table_time)}   multiplied out {format_duration(product_time)}")

# %% proof
assert round(1437 * 360 * 64 * 8 / 1e6) == 265
assert round(1437 * 360 * 8 / 1e6, 1) == 4.1
assert np.abs(with_table() - multiplied_out()).max() < 1e-12
distant = train[:50] * 1e4
to_itself = np.diag((distant**2).sum(axis=1)[:, None] - 2 * distant @ distant.T + (distant**2).sum(axis=1))
assert 0 < np.abs(to_itself).max() < 1e-4

# %% [markdown]
r"""
265 MB against 4. (One warning: the right side subtracts large numbers that nearly cancel. The distance of a point from
itself may come out a little off 0, even below it, so cut it off at 0 before you take a root.)

## Indexing instead of searching

Many loops are searches in disguise: "go through all classes; is it this one?" An array can be asked for many places at
once, by an array of indices. The probability that each row gave to its *right* class:
"""

# %%
p = rng.dirichlet(np.ones(10), size=1000)  # (1000, 10): ten probabilities in each row
labels = rng.integers(0, 10, 1000)
searched = np.array([sum(p[n, k] for k in range(10) if k == labels[n]) for n in range(1000)])
multiplied = (p * one_hot(labels, 10)).sum(axis=1)  # ten products a row, nine of them with 0
indexed = p[np.arange(1000), labels]  # one look a row
print("all equal:", np.array_equal(searched, indexed), np.array_equal(multiplied, indexed))

# %% proof
assert np.array_equal(searched, indexed)
assert np.array_equal(multiplied, indexed)

# %% [markdown]
r"""
Row numbers and column numbers in two arrays, and out come the numbers at these places. It works for writing as well,
and there a trap is waiting.
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

# %% [markdown]
r"""
Two ways out: `np.bincount` counts how often each whole number occurs, and `np.add.at(counts, index, 1)` adds one by
one, as the loop does.

And what if *pairs* are to be counted, a true class with a predicted one? Give each pair a number of its own. In a
table of 10 columns the place (row 3, column 7) is number 37.

## In place, and its traps

`v = beta * v + g` looks harmless. But NumPy works it out step by step: it makes a new array for `beta * v`, adds $g$ to
it, and lets the name `v` point to the result. Room for a large array has to be asked for, page by page, each time. To
write into an array that is already there, say so:
"""

# %%
v, g = rng.random((2, 5_000_000))  # 40 MB each
new_arrays = seconds(lambda: 0.9 * v + g)
out = np.empty_like(v)


def without_new_arrays():
    """The same, into an array that exists."""
    np.multiply(v, 0.9, out=out)
    np.add(out, g, out=out)


in_place = seconds(without_new_arrays)
print("the same numbers:", np.array_equal(out, 0.9 * v + g))
print(f"with new arrays {format_duration(new_arrays)}   with out= {format_duration(in_place)}")

# %% proof
assert np.array_equal(out, 0.9 * v + g)

# %% [markdown]
r"""
`v *= 0.9` is short for the same thing. It is often faster, and it is a promise that you must be able to keep: *somebody
else may be looking at this array*. Watch what the caller sees.
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

# %% [markdown]
r"""
A name is not an array; it points to one. `=` moves the pointer, `*=` and `v[:] =` write into the array. Each of the two
is a mistake where the other was meant: the first one loses the update, the second one overwrites what a caller still
needed. Three relatives of this trap:
"""

# %%
w = np.arange(6.0)
front = w[:3]  # a view: the same memory under another name
front *= 10
print("writing into a slice changes the whole:", w)

whole = np.arange(3)
try:
    whole += 0.5
except TypeError as error:
    print("whole numbers in place:", type(error).__name__)

single = np.ones(3, dtype=np.float32)
print("float32 times np.sqrt(2.0):  ", (single * np.sqrt(2.0)).dtype)
print("float32 times math.sqrt(2.0):", (single * math.sqrt(2.0)).dtype)

# %% proof
assert w.tolist() == [0, 10, 20, 3, 4, 5]
assert (single * np.sqrt(2.0)).dtype == np.float64
assert (single * math.sqrt(2)).dtype == np.float32

# %% [markdown]
r"""
The last one is quiet and costs the most: `np.sqrt` of a Python number is a float64 of NumPy, and it turns everything
that it touches into float64. The numbers are right, and each takes twice the bytes. Why bytes matter is the heart of
this lecture.

## Memory or arithmetic

A computation needs two things from your machine: arithmetic, and numbers to do it on. The numbers come from memory, and
the memory delivers only so many bytes a second. So there are two clocks, and you wait for the slower one:

$$\text{time} \;\ge\; \max\left( \frac{\text{operations}}{\text{operations a second}},\;
\frac{\text{bytes}}{\text{bytes a second}} \right) .$$

Let us measure both limits. A large matrix product is nearly pure arithmetic: $2n^3$ operations on $3n^2$ numbers. A
large copy is pure memory: no arithmetic, each number read and written.
"""

# %%
n = 1000
A = rng.random((n, n), dtype=np.float32)
peak = 2 * n**3 / seconds(lambda: A @ A, 3)

large = rng.random(10_000_000, dtype=np.float32)  # 40 MB: more than most caches hold
target = np.empty_like(large)
bandwidth = 2 * large.nbytes / seconds(lambda: np.copyto(target, large))
print(f"arithmetic: {peak / 1e9:.0f} billion operations a second")
print(f"memory:     {bandwidth / 1e9:.1f} billion bytes a second")
print(f"for each byte that a second brings, it could do {peak / bandwidth:.1f} operations")

# %% proof
assert large.nbytes == 40_000_000

# %% [markdown]
r"""
Look at the last line. Unless a computation does at least so many operations for each byte it moves, the arithmetic is
kept waiting. How many does it do? That number is its **intensity**, and you can work it out with a pencil. For float32,
with 4 bytes each:

| computation | operations | bytes | operations for each byte |
|---|---|---|---|
| `c = a + b`, $n$ numbers | $n$ | $12n$ | 0.083 |
| `a @ b`, $n$ numbers | $2n$ | $8n$ | 0.25 |
| one row through a layer, $n$ to $n$ | $2n^2$ | about $4n^2$ | 0.5 |
| $N$ rows through it | $2Nn^2$ | about $4n^2$, if $N$ is far below $n$ | $N/2$ |
| `A @ A`, $n \times n$ | $2n^3$ | $12n^2$ | $n/6$ |

Take $n$ = 10 million and the addition. It moves 120 MB, and it does a hundredth of a billion operations.
"""

# %%
b, c = rng.random(large.size, dtype=np.float32), target
by_memory, by_arithmetic = 12 * large.size / bandwidth, large.size / peak
print(f"the bytes alone {format_duration(by_memory)}   the additions alone {format_duration(by_arithmetic)}")
print(f"measured        {format_duration(seconds(lambda: np.add(large, b, out=c)))}")

# %% proof timed=true
assert by_arithmetic < by_memory / 3  # the additions are done on the side

# %% proof
assert 12 * large.size == 120_000_000
assert round(1 / 12, 3) == 0.083

# %% [markdown]
r"""
The measured time is close to that of the bytes; the additions are done on the side. So a processor with twice the arithmetic
would add no sooner, and neither, beyond a point, would more cores: they share the memory. What helps is to move fewer
bytes.
"""

# %% prediction [markdown]
r"""
The same addition in float64 and in float32, in an array that exists. How do their times compare?

[ ] Equal: it is the same number of additions
    The additions are not what you wait for.
[x] float32 takes about half the time
    Half the bytes, half the time. (A matrix product gains as well, and for another reason: twice as many float32 fit
    into one instruction.)
[ ] float32 takes longer, since it must be converted
    Processors work with float32 directly.
"""

# %%
double, other = large.astype(float), b.astype(float)
result = np.empty_like(double)
A64 = A.astype(float)
by_width = {
    "addition": (lambda: np.add(double, other, out=result), lambda: np.add(large, b, out=c)),
    "matrix product": (lambda: A64 @ A64, lambda: A @ A),
}
for name, (wide, narrow) in by_width.items():
    slow, quick = seconds(wide), seconds(narrow)
    ratio = f"{slow / quick:.1f} : 1"
    print(f"{name}: float64 {format_duration(slow)}, float32 {format_duration(quick)}, {ratio}")

parameters = 65 * 32 + 33 * 10
print(f"the digits network, {parameters:,} parameters:", end=" ")
print(f"{parameters * 8 / 1000} kB, or {parameters * 4 / 1000} kB in float32")
print(f"16,777,216 + 1 in float32: {np.float32(16_777_216) + np.float32(1):,.0f}")


# %% proof timed=true
def is_slower(slow, quick, factor):
    """True if slow() takes `factor` times as long as quick(); measured up to six times, as others use the machine too."""
    return any(seconds(slow, 3) > factor * seconds(quick, 3) for _ in range(6))


assert is_slower(*by_width["addition"], 1.4)

# %% proof
assert double.nbytes == 2 * large.nbytes
assert parameters == 2410
assert [parameters * 8 / 1000, parameters * 4 / 1000] == [19.28, 9.64]
assert np.float32(16_777_216) + np.float32(1) == 16_777_216 == 2**24

# %% [markdown]
r"""
The price is digits: float32 keeps about 7 of them, and the last line shows where it stops counting. For training this
is plenty. For checking gradients it is not (lecture 7), so there you take float64.

Now the picture of all this. To the right, more operations for each byte; upwards, more operations each second. No
computation can be above the roof: on the left the memory holds it down, on the right the arithmetic. (Samuel Williams,
Andrew Waterman and David Patterson, 2009, called it the **roofline**.)

We send 1, 8, 64 and 256 rows through the same layer of 3,000 to 3,000 units. Where will they be?
"""

# %%
units = 3000
W = rng.random((units, units), dtype=np.float32)  # 36 MB
points = {
    "Python loop": (2 / 16, 2e5 / loop_time),  # a dot product of float64
    "a + b": (1 / 12, large.size / seconds(lambda: np.add(large, b, out=c), 3)),
    "dot product": (2 / 8, 2 * large.size / seconds(lambda: large @ b, 3)),
}
for rows in (1, 8, 64, 256):
    x = rng.random((rows, units), dtype=np.float32)
    operations, bytes_moved = 2 * rows * units**2, 4 * (units**2 + 2 * rows * units)
    time = seconds(lambda x=x: x @ W, 3)
    intensity = operations / bytes_moved
    points[f"{rows} rows" if rows > 1 else "layer, 1 row"] = intensity, operations / time
    each = format_duration(time / rows)
    print(f"{rows:>3} rows: {intensity:6.1f} operations a byte, {each:>8} a row")
alone, among_256 = (1 / points[name][1] for name in ("layer, 1 row", "256 rows"))
print(f"a row alone takes {alone / among_256:.0f} times as long as a row among 256")

# %%
top = max(peak, *(speed for _, speed in points.values()))
show(roofline(bandwidth, top, points))

# %% proof timed=true
speeds = {name: speed for name, (_, speed) in points.items()}
assert min(speeds, key=speeds.get) == "Python loop"
assert min(speed for name, speed in speeds.items() if name != "Python loop") > 3 * speeds["Python loop"]
if peak > 3 * bandwidth:  # as on all new machines; elsewhere the two limits lie too close
    assert is_slower(lambda: x[:1] @ W, lambda: x @ W, 1.3 / 256)  # one row, against a 256th of the 256
once_more = 2 * 256 * units**2 / seconds(lambda: x @ W, 3)
assert max(speeds["256 rows"], once_more) > 0.2 * top  # close to the flat top, on a logarithmic axis

# %% proof
assert W.nbytes == 36_000_000
assert [round(points[f"{rows} rows"][0]) for rows in (8, 64, 256)] == [4, 31, 109]
assert round(points["layer, 1 row"][0], 1) == 0.5

# %% [markdown]
r"""
This is the figure to remember. The sum, the dot product and the layer with a single row lie along the slope: they wait
for memory, and they are about as fast as they can be, however slow they look. With more rows the *same* weights are
fetched once and used for all rows, so the layer moves to the right, and with 256 rows it comes close to the flat top.
So a row in a large batch costs less than a row alone, the more so, the faster the arithmetic is beside the memory; the
last printed line says how it is on your machine. **That is why we train in batches.** (With few rows the layer may lie
below both limits: BLAS rearranges the weights before it begins, and few rows do not pay for that.)

And the Python loop lies below everything. It waits for neither; it waits for Python.

(A point may stand a little above the slope, which is that of a copy: before a copy can write into a piece of memory,
many processors read that piece first. And what fits into the largest cache comes faster than from memory.)

## Pieces that stay in the cache

Between memory and processor there are **caches**: small, and many times as fast. What was used a moment ago is still
there, until it is pushed out. So it matters how much you do with a number before you go on to the next one. Adam
(lecture 16) is a good example:
"""


# %%
def adam_step(w, g, m, v, t=1, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """The formula of lecture 16, line by line; every operation makes an array."""
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g * g
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return w - eta * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_in_chunks(w, g, m, v):
    """The same, a chunk of each array at a time, written back in place."""
    for chunk in chunks(len(w)):
        w[chunk], m[chunk], v[chunk] = adam_step(w[chunk], g[chunk], m[chunk], v[chunk])


# %% proof
class Counted(np.ndarray):
    """An array that counts the numbers which its operations read and write."""

    passed = operations = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [each.view(np.ndarray) if isinstance(each, Counted) else each for each in inputs]
        result = getattr(ufunc, method)(*plain, **options)
        Counted.passed += result.size + sum(each.size for each in plain if isinstance(each, np.ndarray))
        Counted.operations += 1
        return result.view(Counted)


adam_step(*(array.view(Counted) for array in rng.random((4, 1000))))
assert Counted.passed == 33 * 1000
assert Counted.operations == 14
assert 33 * 4 == 132
assert 7 * 4 == 28

# %% [markdown]
r"""
Count what passes by. At the least, $w$, $g$, $m$ and $v$ have to be read and $w$, $m$ and $v$ written: 7 numbers, 28
bytes for each parameter. But the formula has 14 operations, each reads whole arrays and writes one, and together that
is 33 numbers, 132 bytes. For a short vector all of it stays in the cache. For a long one, each intermediate array
travels to memory and back.

The cure is not to give up the formula. Apply it to a *chunk* of 32,000 numbers, from the first line to the last, then
to the next chunk.
"""

# %%
w, g, m, v = rng.random((4, 100_000), dtype=np.float32)
at_once = adam_step(w, g, m, v)
adam_in_chunks(w, g, m, v)
pairs = list(zip(at_once, (w, m, v), strict=True))
print("the same bits:", all(np.array_equal(whole, in_chunks) for whole, in_chunks in pairs))

sizes = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000]
per_number = {"in one go": [], "in chunks": []}
for size in sizes:
    arrays = rng.random((4, size), dtype=np.float32)
    repeats = 10 if size < 1e6 else 3
    for name, step in (("in one go", adam_step), ("in chunks", adam_in_chunks)):
        time = seconds(lambda step=step, arrays=arrays: step(*arrays), repeats)
        per_number[name].append(time / size * 1e9)
one_go, by_chunks = (times[-1] for times in per_number.values())
print(f"3,000,000 parameters: in one go {one_go:.1f} ns each, in chunks {by_chunks:.1f}")
print(f"the memory alone, for 28 bytes each: {28 / bandwidth * 1e9:.1f} ns")

# %%
show(time_by_size(sizes, per_number))

# %% proof
assert CHUNK_SIZE == 32_000
assert all(np.array_equal(whole, in_chunks) for whole, in_chunks in pairs)

# %% proof timed=true
for times in per_number.values():  # short vectors are dear
    assert times[0] > 1.5 * min(times)
assert one_go > 1.5 * min(per_number["in one go"])
last = [array.copy() for array in arrays]  # 3,000,000 numbers each
assert is_slower(lambda: adam_step(*last), lambda: adam_in_chunks(*last), 1.1)

# %% [markdown]
r"""
Read the curve from left to right. Short vectors are dear, because each operation of NumPy has a fixed cost and there
are few numbers to share it. Then comes the comfortable middle, where the chunks gain nothing and may even cost a
little. Where the arrays no longer fit into the cache, "in one go" climbs. When that happens depends on your machine; at
the right end of the figure "in chunks" is the quicker one, with the same formula and the same bits. The optimizers of
this course's library work in this way: the formula is written once, as in the paper, and applied chunk by chunk.

## Which part is worth it?

You have a slow program. Where do you begin? Not where the code looks slow. Measure the parts:
"""

# %%
model = Sequential([Dense(784, 128, rng), ReLU(), Dense(128, 10, rng)])
model.compile(Adam(), CategoricalCrossentropy(from_logits=True))
x = rng.random((32, 784), dtype=np.float32)
y = one_hot(rng.integers(0, 10, 32), 10).astype(np.float32)
model.train_step(x, y)
scores = model.forward(x, training=True)
_, dy = model.loss(y, scores)
update = model.optimizer.apply
parts = {
    "forward": seconds(lambda: model.forward(x, training=True), 30),
    "loss": seconds(lambda: model.loss(y, scores), 30),
    "backward": seconds(lambda: model.backward(dy), 30),
    "optimizer": seconds(lambda: update(model.parameters, model.gradients), 30),
}
for name, time in parts.items():
    print(f"{name:<10} {format_duration(time):>8}   {time / sum(parts.values()):4.0%}")

# %% [markdown]
r"""
With batches as small as this one, many people are surprised by the last line: the matrices are small, but *all* of the
101,770 parameters take part in each update.

Suppose now that one part takes half of the time, and somebody offers to make it infinitely fast.
"""

# %% prediction [markdown]
r"""
Half of the time goes into one part, and that part becomes infinitely fast. The whole program becomes…

[x] 2 times as fast
    The other half is still there.
[ ] 10 times as fast
    The other half takes as long as before, so the whole takes at least half as long.
[ ] Infinitely fast
    Only what you have sped up is gone. The other half is still there.
"""


# %%
def amdahl(share, factor):
    """The gain of the whole, when a share of its time becomes `factor` times as fast."""
    return 1 / ((1 - share) + share / factor)


print(f"half, infinitely fast: {amdahl(0.5, np.inf):.1f}")
print(f"90%, ten times as fast: {amdahl(0.9, 10):.1f}")

# %% proof
assert amdahl(0.5, np.inf) == 2
assert round(amdahl(0.9, 10), 1) == 5.3
assert model.parameters.size == 101_770

# %% [markdown]
r"""
$$\text{gain} = \frac{1}{(1 - f) + f/s},$$

where $f$ is the share of the time and $s$ says how many times as fast that part becomes. Gene Amdahl said so in 1967,
of processors. So begin with the largest part, speed it up, **compare the results**, and measure again: now another
part is the largest.

## When NumPy runs out: Numba and CuPy

Some loops cannot be written as array operations, because each step needs the result of the one before. The perceptron
of lecture 1 is one: whether a point is misplaced depends on the weights that the last point has left.
"""


# %%
def perceptron(x, y, epochs):
    """w and b after the perceptron trick, point by point (η = 1)."""
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        for i in range(len(x)):
            score = b
            for j in range(len(w)):
                score += w[j] * x[i, j]
            error = y[i] - (1.0 if score >= 0 else 0.0)
            if error != 0:
                for j in range(len(w)):
                    w[j] += error * x[i, j]
                b += error
    return w, b


points_x = rng.normal(size=(1000, 8))
points_y = (points_x @ rng.normal(size=8) + 0.3 * rng.normal(size=1000) > 0).astype(float)
python_time = seconds(lambda: perceptron(points_x, points_y, 5), 2)
print(f"Python: {format_duration(python_time)}, {format_duration(python_time / 5000)} for each point")

# %% [markdown]
r"""
**Numba** reads such a function, finds out the types of its arguments at the first call, and compiles it to machine
code: the loop stays a loop, and the paperwork is gone. It is an extra. If it is not installed, the next cell says how
to get it.
"""

# %%
try:
    from numba import njit
except ImportError:
    njit = None
    from dlcourse.extras import how_to_install

    print("Numba is not installed here.", how_to_install("numba"))

if njit is not None:
    compiled = njit(perceptron)
    compile_time = seconds(lambda: compiled(points_x, points_y, 5), 1)  # the first call
    numba_time = seconds(lambda: compiled(points_x, points_y, 5))
    plain, quick = (f(points_x, points_y, 5) for f in (perceptron, compiled))
    same = np.allclose(plain[0], quick[0]) and np.isclose(plain[1], quick[1])
    print(f"Numba: {format_duration(numba_time)}, {python_time / numba_time:,.0f} times as fast")
    print("the same weights:", same)
    print(f"the first call, with the compiling: {format_duration(compile_time)}")

# %% proof
if njit is not None:
    assert same

# %% proof timed=true
if njit is not None:
    assert python_time > 5 * numba_time
    assert compile_time > numba_time

# %% [markdown]
r"""
The first call takes its time, so it does not pay for something that runs once and briefly. And Numba compiles what it
is given: a matrix product is no faster for it, since BLAS is compiled already.

**CuPy** is NumPy for graphics cards. It needs one by NVIDIA, and `from dlcourse.accel import cupy` says how to install
it. Its arrays live on the card and know NumPy's functions, so most of the code stays as it is. There the roof is far
higher, on both sides: more arithmetic *and* faster memory. Two costs come with it. The data have to get to
the card, over a connection that is slower than either memory. And each operation has to be started there, which takes
microseconds, whatever its size.

Suppose that the connection carries 20 GB a second and a start takes 10 µs. To send two vectors of 40 MB and to fetch
their sum then takes as long as to add them right here, if the memory here delivers 20 GB a second. And a network of
64 → 32 → 10 would spend its time on being started.
"""

# %%
sent_and_fetched = 3 * 40e6 / 20e9  # a and b there, c back
added_here = 3 * 40e6 / 20e9
small_layer = 2 * 32 * 64 * 32 / 10e12  # at ten thousand billion operations a second
print(f"there and back {format_duration(sent_and_fetched)}, without the addition")
print(f"right here, all of it {format_duration(added_here)}")
print(f"a small layer: arithmetic {format_duration(small_layer)}, start 10 µs")

# %% proof
assert sent_and_fetched == added_here == 0.006
assert abs(small_layer - 13.1e-9) < 0.1e-9

# %% [markdown]
r"""
A card pays when the data stay on it, and when there is much to do between two starts: large layers, large batches.
"GPUs are faster" is no more true than "lorries are faster". It depends on the load.

## How far it goes

This course's library is made of what you have read here: float32 throughout, whole arrays, in place, in chunks. How far
does that go? Below it trains against libraries that many people work on: the same networks, the same rows, whole
epochs with Adam. There are three of ours: the library as you know it (`dlcourse`), one that writes into arrays which it
keeps from step to step (`dlcourse.accel.numpy`), and one compiled by Numba (`dlcourse.accel.numba`). All three give the
same numbers, up to rounding.

A cell says how many times as fast ours was, with the lowest and the highest of several rounds; below 1 it was slower.
"Limit" is the share of our time that the matrix products alone would take: the roof, for this work.

<!-- measured: machine -->
- Intel(R) Xeon(R) Processor, 2 cores, Linux x86_64, 2026-11-26.
- Python 3.11.7, numpy 2.4.6, numba 0.68.1, torch 2.13.0+cpu, jax 0.10.2, keras 3.15.1, scikit-learn 1.9.1, micrograd
  0.1.0; BLAS of NumPy: openblas 0.3.31.188.0, kernels SkylakeX.
- OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE were not set.
- Medians of 5 rounds or more, (lowest–highest).
<!-- end of measured -->

<!-- measured: training float32 adam -->
**float32, Adam: dlcourse, times as fast as … and share of the limit**

| network, batch | PyTorch eager | PyTorch compiled, fused | JAX jitted step | Keras on JAX | scikit-learn | limit |
| --- | --- | --- | --- | --- | --- | --- |
| 784-128-10, 32 | 1.4 (1.2–1.9) | 1.3 (1.1–1.4) | 0.51 (0.42–0.74) | 0.66 (0.61–1.0) | 1.8 (1.5–1.9) | 16% |
| 784-128-10, 128 | 1.0 (0.83–1.3) | 1.1 (0.93–1.3) | 0.64 (0.62–0.95) | 0.92 (0.86–1.1) | 1.5 (1.4–1.7) | 35% |
| 784-128-10, 1024 | 0.94 (0.79–0.98) | 0.97 (0.81–1.1) | 0.92 (0.75–0.97) | 1.1 (0.97–1.2) | 1.4 (1.2–1.6) | 50% |
| ten layers of 64, 128 | 2.3 (1.7–2.5) | 1.7 (1.3–1.8) | 0.65 (0.48–0.66) | 0.78 (0.55–0.90) | 2.2 (1.7–2.3) | 35% |
| 784-1024-1024-10, 128 | 0.65 (0.61–0.76) | 0.50 (0.46–0.59) | 0.51 (0.49–0.65) | 0.54 (0.52–0.61) | 2.0 (1.8–2.2) | 43% |

**float32, Adam: accel.numpy, times as fast as … and share of the limit**

| network, batch | PyTorch eager | PyTorch compiled, fused | JAX jitted step | Keras on JAX | scikit-learn | limit |
| --- | --- | --- | --- | --- | --- | --- |
| 784-128-10, 32 | 1.9 (1.5–2.5) | 1.8 (1.4–1.9) | 0.68 (0.55–0.95) | 0.88 (0.77–1.4) | 2.2 (2.0–2.5) | 22% |
| 784-128-10, 128 | 1.2 (0.88–1.4) | 1.1 (1.1–1.4) | 0.78 (0.65–0.90) | 1.0 (0.91–1.1) | 1.7 (1.2–2.0) | 35% |
| 784-128-10, 1024 | 0.94 (0.86–1.1) | 1.0 (0.89–1.1) | 0.93 (0.82–1.0) | 1.2 (1.0–1.3) | 1.6 (1.3–1.7) | 54% |
| ten layers of 64, 128 | 3.0 (2.9–3.2) | 2.2 (2.1–2.5) | 0.81 (0.76–0.91) | 1.1 (0.95–1.1) | 2.8 (2.8–3.2) | 44% |
| 784-1024-1024-10, 128 | 0.75 (0.71–0.84) | 0.58 (0.54–0.72) | 0.65 (0.54–0.70) | 0.59 (0.58–0.78) | 2.5 (2.0–2.7) | 50% |

**float32, Adam: accel.numba, times as fast as … and share of the limit**

| network, batch | PyTorch eager | PyTorch compiled, fused | JAX jitted step | Keras on JAX | scikit-learn | limit |
| --- | --- | --- | --- | --- | --- | --- |
| 784-128-10, 32 | 2.8 (2.7–3.6) | 2.6 (2.5–3.1) | 1.0 (0.96–1.6) | 1.5 (1.3–2.2) | 3.7 (2.8–4.2) | 39% |
| 784-128-10, 128 | 1.7 (1.3–1.9) | 1.7 (1.3–2.2) | 1.1 (0.91–1.3) | 1.5 (1.0–1.8) | 2.6 (1.4–3.0) | 56% |
| 784-128-10, 1024 | 1.1 (1.1–1.2) | 1.2 (1.1–1.2) | 1.1 (1.0–1.2) | 1.3 (1.1–1.6) | 1.8 (1.4–1.9) | 59% |
| ten layers of 64, 128 | 4.6 (4.4–4.8) | 3.3 (3.1–3.8) | 1.2 (1.1–1.4) | 1.6 (1.5–1.7) | 4.3 (4.1–4.9) | 67% |
| 784-1024-1024-10, 128 | 0.97 (0.90–1.3) | 0.80 (0.68–0.95) | 0.83 (0.79–0.89) | 0.89 (0.74–0.95) | 3.1 (2.8–3.8) | 66% |
<!-- end of measured -->

Read it with the rules from above: it is one machine, and at these sizes. Where batches are small, the fixed cost of
each call and the optimizer decide, and it pays to have few calls. Where matrices are large, the products take the
largest share, and the ratios say above all whose products are the quicker ones on this machine. [More tables, and how they were measured](../docs/performance.md).

## In one table

| What | Why | Remember |
|---|---|---|
| whole arrays instead of loops | Python's paperwork once, not for each number | compare the results first |
| broadcasting | $(N, 1)$ meets $(M,)$: $(N, M)$ | the table is really there: 265 MB |
| indexing | one look instead of a search | `+=` counts repeated places once |
| in place, `out=` | no new arrays to find room for | `=` moves a name, `*=` writes |
| intensity | operations for each byte: 0.083 for `a + b`, $n/6$ for `A @ A` | worked out with a pencil |
| roofline | time ≥ the slower of two clocks | more arithmetic does not help a sum |
| batches | the weights are fetched once for $N$ rows | intensity $N/2$ |
| float32 | half the bytes | 7 digits; no gradient checks |
| chunks of 32,000 | intermediate arrays stay in the cache | 132 bytes down to 28 |
| Amdahl | $1/((1-f) + f/s)$ | half, infinitely fast: 2 |
| Numba, CuPy | loops that NumPy has no word for; a higher roof | compiling, sending and starting cost |

## Check yourself

<details><summary>1. Why is the shortest of several runs a better measure than their mean?</summary>

Disturbances only add time. The shortest run is the one with the fewest of them; the mean is about your computer's
other business.
</details>

<details><summary>2. You replace ReLU by a formula with twice the operations, on a large array, in place. How much
longer does it take?</summary>

Hardly longer, if it is done in one pass: you wait for the bytes, and they are the same. If the formula makes new
arrays, you pay for those.
</details>

<details><summary>3. A function is to halve the array it is given. Its body is <code>x = x / 2</code>. What does the
caller see?</summary>

Nothing. A new array got the old name inside the function. `x /= 2` or `x[:] = x / 2` writes into the caller's array; or
return the new one.
</details>

<details><summary>4. Your layer with a batch of 1 does a tenth of the operations a second that the machine can do. Badly
programmed?</summary>

Probably not. Its intensity is 0.5 operations for each byte, so the memory sets its pace. Larger batches would raise it.
</details>

<details><summary>5. Numba made your function 50 times as fast, and the program is 1.2 times as fast. How
come?</summary>

The function took about 17% of the time: $1/(0.83 + 0.17/50) = 1.2$. Measure again; something else is the largest part.
</details>

## What to do next

Do the [exercise](../exercises/20_going_faster/20_going_faster.ipynb): slow loops to be turned into array operations, an
update in place to be mended, and a machine to be understood before you buy it.

This is the last lecture. You have gone from a single neuron to networks that you can build, train, check, tune and
make fast, and there is no part of them that you have not seen from the inside. Whatever you meet next, a convolution,
an attention layer, an optimizer of next year, you know how to ask it the right questions: what goes forward, what comes
back, what is made small, and what is it waiting for?
"""

# %% proof
assert round(amdahl(0.17, 50), 1) == 1.2
