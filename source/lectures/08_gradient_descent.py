# %% [markdown]
r"""
# 8 · Gradient descent

*You know which way is down. You will find out how far to step, how often, and how many rows to ask before each step.*

Four walkers stand at the same place on a hillside, in thick fog, and want to get to the lowest point. Each feels with
the foot which way the ground falls most steeply, steps that way, and feels again: 30 times. They differ in one number
only, the length of a step for a given steepness. One of them gets only half of the way, and another ends far above the
place where it began. Run the first cells, and before you watch the film, say which of the four will be the lowest.

**You will be able to**

- take a step of gradient descent, and say with which learning rates a walk creeps, arrives or runs away;
- work out the largest learning rate that a bowl tolerates, and tell a hard valley by its condition number;
- cut rows into mini-batches and count the updates of an epoch;
- say what a small batch loses, what it gains, and what calms stochastic descent;
- compare batch, stochastic and mini-batch descent fairly: by updates, by epochs and by seconds.

**It builds on** [backpropagation](07_backpropagation.ipynb), which delivers the gradient.
**Time:** about 50 minutes; a good place to pause is after the first explorer. Run each cell as you come to it
(Shift+Enter), and answer before you run.
"""

# %%
import time

import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import load_digits, minibatches, one_hot, train_test_split
from dlcourse.plots import batch_sizes, show, show_animation
from dlcourse.plots import gradient_descent as plots
from dlcourse.widgets.gradient_descent import descent_explorer, descent_values
from dlcourse.widgets.gradient_descent import excess_by_epoch, line_data
from dlcourse.widgets.gradient_descent import noise_explorer

# %% [markdown]
r"""
## One step downhill

The method of the four walkers is **gradient descent**. Augustin-Louis Cauchy wrote it down in 1847. Our hillside is the
loss of a straight line. There are 100 points around $y = 2x + 1$, and a unit with two parameters, a slope $w$ and an
intercept $b$, is to find them:
$$\hat y_n = w x_n + b, \qquad L(w, b) = \frac1N \sum_n (w x_n + b - y_n)^2 .$$

(The points are random, then shifted and scaled a little: the $x_n$ have the mean 1 and the standard deviation 1, the
best line is $y = 2x + 1$, and its loss is 0.25, all exactly.)

The gradient is the direction in which the ground rises most steeply, so we go against it. The **learning rate** $\eta$
scales the step:
$$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad b \leftarrow b - \eta\,\frac{\partial L}{\partial b} .$$
"""

# %%
x, y = line_data()  # (100,), (100,)


def loss(w, b):
    """L over all rows."""
    return np.mean((w * x + b - y) ** 2)


def gradient(w, b):
    """∂L/∂w and ∂L/∂b, over all rows."""
    error = w * x + b - y
    return np.array([2 * np.mean(error * x), 2 * np.mean(error)])


def descend(eta, steps=30, start=(-1.5, 2.5)):
    """The places of a walk: the start, and (w, b) after each step."""
    path = [np.array(start)]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(*path[-1]))
    return np.array(path)


for place in descend(eta=0.1, steps=2):
    slopes = gradient(*place).round(2)
    print(f"at {place.round(2)}: loss {loss(*place):5.2f}, gradient {slopes}")

# %% proof
path = descend(0.1)
assert np.allclose(gradient(*path[0]), [-11, -4])
assert np.allclose(path[1], [-0.4, 2.9])
assert np.allclose([loss(*path[0]), loss(*path[1])], [16.5, 6.26])
assert np.allclose([x.mean(), x.std(), loss(2, 1)], [1, 1, 0.25])
assert np.allclose(gradient(2, 1), 0)

from dlcourse import MeanSquaredError

unit = Sequential([Dense(1, 1, np.random.default_rng(0))], np.float64)
unit.compile(SGD(0.1), MeanSquaredError())
unit.parameters[...] = -1.5, 2.5
for place in path[1:]:
    unit.train_step(x[:, None], y[:, None])
    assert np.allclose(unit.parameters, place)

# %% [markdown]
r"""
One step takes the loss from 16.50 to 6.26. The film will show the four walks on a map of the loss.
"""

# %% prediction [markdown]
r"""
Four walks of 30 steps from the same place, with η = 0.02, 0.10, 1/3 and 0.40. Which of them ends lowest?

[ ] η = 0.02: short steps follow the ground best
    They do, and after 30 of them the walk is still under way, at a loss of 1.74. Short steps cost time.
[ ] η = 0.10, which walks down smoothly
    It comes near, with a loss of 0.28. But its last steps are tiny, and one other walk is better.
[x] η = 1/3, although it leaps across the valley from side to side
    Each leap lands nearer, and along the valley its steps are three times as long as with 0.10. It ends at 0.25,
    the lowest possible.
[ ] η = 0.40: the longest steps get farthest
    Farthest away: its leaps grow, and it ends at 2,816. From 1/3 to 0.40 is a small change, with a large effect.
"""

# %%
rates = {"0.02": 0.02, "0.10": 0.10, "1/3": 1 / 3, "0.40": 0.40}
walks = {name: descend(eta) for name, eta in rates.items()}
minimum = (2.0, 1.0, 0.25)  # w, b and the loss there
H = np.array([[4.0, 2.0], [2.0, 2.0]])  # the shape of the valley: explained below
show_animation(plots.walks_by_learning_rate(walks, minimum, H), frame_seconds=0.6)

# %% proof
ends = {name: loss(*walk[-1]) for name, walk in walks.items()}
assert [round(ends[name], 2) for name in ("0.02", "0.10", "1/3")] == [1.74, 0.28, 0.25]
assert round(ends["0.40"]) == 2816
everywhere = np.random.default_rng(0).uniform(-3, 3, size=(50, 2))
from dlcourse.plots.loss_maps import loss_on_map

assert np.allclose(loss_on_map(everywhere, minimum, H), [loss(*place) for place in everywhere])
left_to_go = np.linalg.norm(walks["0.02"][[0, -1]] - minimum[:2], axis=1)
assert 0.48 < left_to_go[1] / left_to_go[0] < 0.54
lengths = np.linalg.norm(np.diff(walks["0.10"], axis=0), axis=1)  # of the steps
assert np.all(np.diff(lengths) < 0)

# %% [markdown]
r"""
Each line of the map joins places of equal loss, the number on it; the darker, the lower. Three things are worth a
second look.

- **Each step leaves the line of equal loss at a right angle.** Along the line the loss does not change; so the way
  across it is the steepest. That way is not the way to the lowest point, or one step would do.
- **With 0.10 the steps get shorter by themselves.** A step is $\eta$ times the gradient, and on the floor of the
  valley, where the ground is nearly level, the gradient is small.
- **The best walk zigzags.** A walk that looks wild may be the quickest, as long as each leap lands nearer.

## Too small, too large

How long may a step be? Take the simplest bowl there is, $L = w^2/2$. Its slope at $w$ is $w$, so a step is
$$w \leftarrow w - \eta\, w = (1 - \eta)\, w .$$

Each step multiplies $w$ by $1 - \eta$, and that is all that happens. We start at $w = 1$ and make 20 steps.
"""

# %% prediction [markdown]
r"""
The bowl is w²/2, the start w = 1. What does a walk with η = 2 do?

[ ] It arrives, only faster than with η = 1
    With η = 1 the factor is 0: the first step lands on the minimum. Nothing is faster than that.
[x] It jumps between 1 and −1 for ever
    The factor is 1 − 2 = −1. Each step lands at the mirror point, at the same height.
[ ] It runs away
    That takes a factor beyond −1. With η = 2 it is −1 exactly, so each landing is as high as the last.
[ ] It zigzags, and comes nearer each time
    That is what happens for η between 1 and 2, where the factor lies between 0 and −1.
"""

# %%
in_bowl = {}
for eta in (0.2, 1.0, 1.8, 2.0, 2.1):
    w = [1.0]
    for _ in range(20):
        w.append(w[-1] - eta * w[-1])
    in_bowl[eta] = w
    print(f"eta {eta}:  w after 1, 2 and 20 steps {w[1]:8.4f} {w[2]:8.4f} {w[20]:8.4f}")

# %%
show(plots.paths_by_learning_rate({eta: w[:7] for eta, w in in_bowl.items()})[0])

# %% proof
assert np.allclose([w[20] for w in in_bowl.values()], [0.8**20, 0, 0.8**20, 1, 1.1**20])
assert [round(in_bowl[eta][20], 4) for eta in (0.2, 1.8, 2.1)] == [0.0115, 0.0115, 6.7275]
assert in_bowl[2.0][:4] == [1, -1, 1, -1]

# %% [markdown]
r"""
Look at 0.2 and 1.8. One creeps and one leaps across the bottom each time, and after 20 steps both are at 0.0115. *Too
slow and too fast can look alike from outside*: in both cases the loss falls, and not well. Beyond 2 the walk
**diverges**.

Any other bowl has the slope $c\,w$, where $c$ is its **curvature**, the second derivative. The factor is then
$1 - \eta c$, and its size stays below 1 as long as
$$\eta < \frac{2}{c} .$$

The more sharply the bowl curves, the smaller is the largest learning rate that it tolerates.

**Two parameters, two bowls.** Now the valley of the line. Its second derivatives are $\partial^2 L/\partial w^2 = 2
\cdot \text{mean of } x^2 = 2\,(1 + 1) = 4$, $\;\partial^2 L/\partial w\,\partial b = 2 \cdot \text{mean of } x = 2$ and
$\partial^2 L/\partial b^2 = 2$. They form a matrix, the **Hessian**,
$$H = \begin{pmatrix} 4 & 2 \\ 2 & 2 \end{pmatrix} .$$

It is the `H` of the film's cell: the map was drawn with it. The ellipses there have a shortest and a longest axis, at a
right angle. Along each of them the ground is a bowl like the one above; the curvatures of these two bowls are the
**eigenvalues** of $H$, 5.24 and 0.76. Check the first. At a displacement $d$ from the lowest point the gradient is
$Hd$. The steepest axis points along $(0.851, 0.526)$, and $H$ makes of it $(4 \cdot 0.851 + 2 \cdot 0.526,\; 2 \cdot
0.851 + 2 \cdot 0.526) = (4.46, 2.75)$: 5.24 times the same arrow, with nothing of it along the other axis. So a place
that is $u$ away along the one axis and $v$ along the other has the gradient $5.24\,u$ along the first and $0.76\,v$
along the second. A step of $\eta = 0.1$ multiplies $u$ by $1 - 0.1 \cdot 5.24 = 0.48$ and $v$ by
$1 - 0.1 \cdot 0.76 = 0.92$, and neither takes notice of the other.
"""

# %%
curvatures = np.linalg.eigvalsh(H)
factors = 1 - 0.1 * curvatures
print("curvatures", curvatures.round(2), "  factors of a step", factors.round(2))
show(plots.two_walks_in_one(walks["0.10"], minimum, H, learning_rate=0.1))

# %% proof
assert curvatures.round(2).tolist() == [0.76, 5.24]
assert (1 - 0.1 * curvatures).round(2).tolist() == [0.92, 0.48]
axes = np.linalg.eigh(H)[1]
along = (walks["0.10"] - minimum[:2]) @ axes
assert np.allclose(along[1:] / along[:-1], 1 - 0.1 * curvatures)
steepest = np.array([0.851, 0.526])
assert np.allclose(np.abs(axes[:, 1]), steepest, atol=0.0005)
assert (H @ steepest).round(2).tolist() == [4.46, 2.75]
assert np.allclose(H @ steepest / steepest, curvatures[1], atol=0.005)
assert np.allclose([gradient(2 + d, 1 + e) for d, e in everywhere], everywhere @ H)
inputs = np.column_stack([x, np.ones(100)])
assert np.allclose(2 * inputs.T @ inputs / 100, H)
low, high = curvatures
kappa, best = high / low, 2 / (high + low)
assert (round(2 / high, 2), round(kappa, 2), round(best, 6)) == (0.38, 6.85, round(1 / 3, 6))
assert np.isclose(1 - best * low, (kappa - 1) / (kappa + 1))
assert np.isclose(1 - best * high, -(kappa - 1) / (kappa + 1))
assert round((kappa - 1) / (kappa + 1), 3) == 0.745


def steps_to_a_thousandth(kappa):
    """How many steps at the best rate until a thousandth of the distance is left."""
    return np.log(1000) / -np.log((kappa - 1) / (kappa + 1))


assert [int(np.ceil(steps_to_a_thousandth(k))) for k in (kappa, 100)] == [24, 346]
assert round((100 - 1) / (100 + 1), 2) == 0.98
assert abs(steps_to_a_thousandth(1000) / steps_to_a_thousandth(100) - 10) < 0.01

# %% [markdown]
r"""
That is why the walk turned: after five steps hardly anything of the steep part is left, and from then on it creeps
along the flat one. From the two factors everything else follows.

- **The limit** is set by the steepest direction: $2/5.24 = 0.38$. With 0.40 that part grew.
- **The pace**, below the limit, is set by the part that shrinks most slowly.
- **The best** $\eta$ in the long run is the one at which both shrink alike, the flat part by $1 - 0.76\,\eta$ and the
  steep one by $-(1 - 5.24\,\eta)$: that gives $\eta = 2/(5.24 + 0.76) = 1/3$. Each step leaves 0.745 of the distance.

Write $\kappa$ for the ratio of the largest curvature to the smallest, the **condition number**; here it is 6.85. At the
best rate each step leaves $(\kappa - 1)/(\kappa + 1)$ of the distance. A round bowl, $\kappa = 1$, is done in one step.
To get to a thousandth of the distance takes 24 steps here, 346 at $\kappa = 100$, and ten times as many at 1,000. That
is the trouble with narrow valleys: the steepest direction forbids the long steps that the flattest one needs.

So which $\eta$ is good, if nobody tells us the curvatures? Let us try many.
"""

# %%
etas = np.geomspace(0.001, 0.45, 200)
excess = [loss(*descend(eta)[-1]) - 0.25 for eta in etas]  # above the lowest
limit, best = 2 / curvatures.max(), 2 / curvatures.sum()
show(plots.excess_by_learning_rate(etas, excess, best, limit, rates))

# %% proof
assert round(limit, 2) == 0.38
assert 0.32 < etas[np.argmin(excess)] < best
assert np.all(np.diff(np.array(excess)[etas < 0.32]) < 0)
assert min(excess) < 1e-6
assert loss(*descend(0.39)[-1]) > loss(-1.5, 2.5)

# %% [markdown]
r"""
A slope on the left, a cliff on the right. Two lessons. Search on a *logarithmic* grid, 0.001, 0.003, 0.01, …, since
what matters is the ratio. And when you have found the cliff, stay some way to the left of it: the best $\eta$ and the
first bad one are close together, and a network has another Hessian at each place, so the limit moves while it trains.

## Explore: a learning rate and a valley

What makes a valley narrow? For our line, the data do. The second slider shifts all $x_n$; the line stays $y = 2x + 1$,
with the same distances of the points from it.
"""

# %% prediction [markdown]
r"""
With η = 0.40 the walk runs away. The data are shifted so that the mean of x is 0 instead of 1. What does the walk with
η = 0.40 do now?

[ ] It runs away as before: it is the same line
    It is the same line, but another hillside. Look at the map, and at the condition number above it.
[x] It arrives within about five steps
    The bowl becomes round, with a curvature of 2 in every direction. The limit rises from 0.38 to 1, and η = 0.40 is
    close to 0.5, which would land in one step.
[ ] It creeps
    It would, with an η far below the limit. But the limit is 1 now, and 0.40 is not far below.
"""

# %% [markdown]
r"""
Three tasks. **With the mean at 1, find the largest learning rate with which the walk still comes nearer. Then find the
mean with the best and the one with the worst condition number. And why is it the mean that does it?**
"""

# %%
descent_explorer()

# %% proof
round_bowl = descent_values(0.4, mean=0.0)
assert np.allclose(round_bowl["curvature"], [[2, 0], [0, 2]])
assert np.isclose(round_bowl["limit"], 1)
assert round_bowl["losses"][5] < round_bowl["minimum"][2] + 0.001
assert descent_values(0.4)["losses"][-1] > 1000
assert descent_values(0.38, n_steps=100)["losses"][-1] < descent_values(0.38)["losses"][0] / 2
assert descent_values(0.39)["losses"][-1] > 2 * descent_values(0.39)["losses"][0]
narrow = descent_values(0.09, mean=3.0)
low_curvature, high_curvature = np.linalg.eigvalsh(narrow["curvature"])
assert round(high_curvature / low_curvature) == 119
assert 0.091 < narrow["limit"] < 0.092
assert narrow["losses"][-1] < narrow["losses"][0]
assert descent_values(0.1, mean=3.0)["losses"][-1] > narrow["losses"][0]
in_another_unit = np.column_stack([10 * (x - 1), np.ones(100)])
assert np.allclose(2 * in_another_unit.T @ in_another_unit / 100, [[200, 0], [0, 2]])

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

0.38 still comes nearer, 0.39 does not: the limit is $2/5.236 = 0.382$. At a mean of 0 the condition number is 1. At a
mean of 3 it is 119: 0.10 is too much already, and with 0.09, about the best, each step leaves 98% of the distance. If
the $x_n$ lie around 3, more slope lifts the whole line, as more intercept does; so the one can undo the other, and the
loss hardly notices: that is the long floor of the valley. If they lie around 0, slope tilts the line and intercept
lifts it, and neither can stand in for the other. The other cause is the unit: with mean 0 and a standard deviation of
10 the curvatures are 200 and 2, so $\kappa = 100$. Scaling the inputs cures both
([lecture 12](12_improving_a_network.ipynb)); and [lecture 15](15_momentum.ipynb) walks narrow valleys faster.
</details>

## The next valley is not the lowest

The loss of the line is convex ([lecture 2](02_perceptron_loss.ipynb)), so going down in small enough steps leads to the
lowest height. The loss of a network is a landscape with many valleys in general, and a step knows the slope at one
place and nothing of what lies behind the ridge. Here is the smallest case, one weight and two valleys.
"""


# %%
def height(w):
    """L = w⁴ − 2w² + w/2."""
    return w**4 - 2 * w**2 + w / 2


ways = {}
for start in (-1.7, 1.7):
    w = start
    way = [w]
    for _ in range(2000):
        w = w - 0.01 * (4 * w**3 - 4 * w + 0.5)
        way.append(w)
    ways[f"from w = {start}".replace("-", "−")] = np.array(way)
show(plots.paths_over_two_minima(height, ways))

# %% proof
ends = [way[-1] for way in ways.values()]
assert np.round(ends, 2).tolist() == [-1.06, 0.93]
assert [round(height(end), 2) for end in ends] == [-1.51, -0.52]

# %% [markdown]
r"""
Both walks end where the slope is 0. One of these places is the **global minimum**, the lowest of all; the other is only
a **local minimum**, lower than what is around it. Which of them a walk finds was decided here by its start. With
many weights, a minimum is level and leads down in no direction at all; a place of slope 0 from which some directions
still lead down is a **saddle** ([lecture 15](15_momentum.ipynb)).

A walk has **converged** when it has come to such a place and hardly moves any more. Short steps alone do not show it:
they may also mean an $\eta$ that is too small, or a plateau.

## Cutting the rows into mini-batches

So far each step asked all 100 rows. With a million rows, that is a million for *one* step. Do we need such an exact
direction? Ask fewer. Shuffle the rows, cut them into **mini-batches** of $B$ rows, and make one step (an **update**)
for each batch, with the gradient of that batch alone. When all rows have had their turn, one **epoch** is over. Then
shuffle anew. Herbert Robbins and Sutton Monro showed in 1951 why noisy steps can arrive as well.

- **batch** gradient descent: $B = N$, one update an epoch;
- **stochastic** gradient descent: $B = 1$, $N$ updates an epoch;
- **mini-batch** gradient descent: everything between. (Many call this stochastic, too; hence the name `SGD`.)

Ten rows in batches of four: each row comes once, and the last batch is smaller.
"""

# %%
rng = np.random.default_rng(0)
for epoch in (1, 2):
    print(f"epoch {epoch}:", *(rows.tolist() for rows in minibatches(10, 4, rng)))
for N, B in ((10, 4), (1797, 32), (1797, 1), (1797, 1797)):
    updates = len(list(minibatches(N, B)))
    print(f"{N:,} rows in batches of {B:,}: updates an epoch {updates:,}")

# %% proof
drawn = list(minibatches(10, 4, np.random.default_rng(0)))
assert [len(rows) for rows in drawn] == [4, 4, 2]
assert sorted(np.concatenate(drawn)) == list(range(10))
assert [len(list(minibatches(1797, size))) for size in (32, 1, 1797)] == [57, 1797, 1]


def gradient_of(rows, w=-1.5, b=2.5):
    """The gradient over some of the rows."""
    error = w * x[rows] + b - y[rows]
    return np.array([2 * np.mean(error * x[rows]), 2 * np.mean(error)])


pieces = np.split(np.arange(100), [30, 60, 90])
assert np.allclose(sum(len(rows) / 100 * gradient_of(rows) for rows in pieces), gradient(-1.5, 2.5))
assert not np.allclose(gradient_of(pieces[0]), gradient(-1.5, 2.5), rtol=0.01)

# %% [markdown]
r"""
57 and not 56: a division that rounds *up*, for the last batch makes an update too. And why shuffle? A file is often
sorted. Batches cut from it in order would each see one kind of row, and pull one way after the other.

> **A common slip: "batch descent needs all rows in memory."** The gradient is a mean over rows, and a mean can be
> summed up in pieces: load a part, add its share, let it go, and make *one* update at the end. This is called
> **gradient accumulation**.

## A small batch is an opinion poll

What does a batch's gradient tell us? It is a poll. You want to know what all 100 rows think, and you ask a few. On
average the poll is right (statisticians say **unbiased**). A single poll is off, the more so the fewer you ask. How
much more? We stand at $w = 0, b = 0$, take 20,000 polls of each size, and look at the standard deviation of their
answers for $\partial L/\partial w$.
"""

# %% prediction [markdown]
r"""
Polls of one row have some standard deviation. And polls of four rows?

[ ] The same: a row is a row
    In a mean of four, the rows' errors partly cancel.
[x] Half of it
    Variances of independent draws add up: the sum of four has four times the variance of one, so twice the standard
    deviation. The mean is a quarter of the sum: 2/4 = 1/2. Four times the work for half the noise.
[ ] A quarter of it
    A quarter is what is left of the *variance*. The standard deviation is its root, a half; for a quarter of it, ask
    16 rows.
"""

# %%
rng = np.random.default_rng(1)
of_each_row = 2 * (0 * x + 0 - y) * x  # ∂L/∂w of each row, at w = b = 0
print(f"all rows {of_each_row.mean():.2f}")
for B in (1, 4, 16, 64, 256):  # with replacement, so B may pass 100
    polls = of_each_row[rng.integers(0, 100, (20_000, B))].mean(axis=1)
    mean, std = polls.mean(), polls.std()
    print(f"B = {B:>3}: mean {mean:7.2f}, standard deviation {std:5.2f}")

# %% proof
assert np.isclose(of_each_row.mean(), -10)
generator = np.random.default_rng(1)
for B in (1, 4, 16, 64, 256):
    noise = of_each_row[generator.integers(0, 100, (20_000, B))].mean(axis=1).std()
    assert np.isclose(noise, of_each_row.std() / np.sqrt(B), rtol=0.05)

# %% [markdown]
r"""
The noise falls as $1/\sqrt B$, while the work grows with $B$: a poor bargain, and the reason why small batches pay. (In
a shuffled batch no row comes twice. That makes it quieter, the more so the nearer $B$ comes to $N$: a batch of all
rows has no noise.)

Does a single row at least point downhill? Here is the step that each row asks for, and each of ten batches of ten, at
the start of our walk and close to its end. The arrow is the step of all rows (on the right too short to see); steps on
the shaded side lead uphill.
"""


# %%
def gradients_of_rows(w, b):
    """The gradient of each row's own loss: (100, 2)."""
    error = w * x + b - y
    return np.column_stack([2 * error * x, 2 * error])


places = {"at the start": (-1.5, 2.5), "near the end": (2.0, 0.98)}
by_row = {name: gradients_of_rows(*place) for name, place in places.items()}
show(batch_sizes.steps_of_rows(by_row, batch_size=10))

# %% proof
against = [np.mean(rows @ rows.mean(axis=0) < 0) for rows in by_row.values()]
assert 0.05 < against[0] < 0.35
assert 0.33 < against[1] < 0.67
tens = [rows.reshape(10, 10, 2).mean(axis=1) @ rows.mean(axis=0) < 0 for rows in by_row.values()]
assert tens[0].mean() <= 0.1
assert 0.1 <= tens[1].mean() <= 0.9

# %% [markdown]
r"""
Far from the goal most rows agree, and a batch points downhill although some of its rows do not. Near it about half of
the rows ask for a step uphill, for that is what *this* minimum is: no line goes through all the points, so it is not a
place where nobody complains, but one where the complaints add up to nothing. There a batch is as torn as its rows.

What does this do to a walk? The film shows batch, mini-batch and stochastic descent, and runs by the number of rows
asked, which is the work. All three have $\eta = 0.1$; a fair race, each with the rate that suits it, comes below.
"""

# %%
three = {}
for B in (100, 10, 1):
    three[B] = descent_values(0.1, batch_size=B, n_steps=600 // B)["path"]
film = batch_sizes.walks_by_rows(three, minimum, H, n_rows=100)
show_animation(film, frame_seconds=0.7)

# %% proof
assert round(loss(*three[100][-1]), 2) == 1.68
assert round(descent_values(1 / 3, n_steps=6)["losses"][-1], 2) == 0.73
assert descent_values(0.3, n_steps=60)["losses"][-1] < 0.2501
for seed in range(5):
    with np.errstate(over="ignore", invalid="ignore"):
        alone = descent_values(0.3, batch_size=1, n_steps=2000, seed=seed)["losses"][-500:].mean()
    assert not alone < 100  # or beyond all numbers
    assert 0.28 < descent_values(0.3, batch_size=10, n_steps=600, seed=seed)["losses"][-100:].mean() < 1
for seed in range(5):
    ten = descent_values(0.1, batch_size=10, n_steps=60, seed=seed)["losses"]
    assert ten[-1] < 0.25 + 0.1
    late = descent_values(0.1, batch_size=1, n_steps=600, seed=seed)["losses"][-200:]
    assert late.max() > 0.25 + 0.3
    assert late.min() < 0.25 + 0.02

# %% proof this_run=true
of_one_row = 2 * (x**2 + 1).max()
assert round(of_one_row) == 20
assert round(2 / of_one_row, 2) == 0.1

# %% [markdown]
r"""
The same six epochs, the same 600 row gradients. Batch descent spends them on six careful steps and is still on its way,
at a loss of 1.68. (At its best rate, 1/3, it would be at 0.73.) Stochastic descent spends them on 600 hasty ones: it
arrived long ago and cannot sit still. Ten rows a step are exact enough, and frequent enough, to have arrived. (In each
of five shufflings the loss with ten rows ends within 0.1 of the lowest, and with single rows it still jumps to more
than 0.3 above.)

Why does one row leap so far? Its own loss is a bowl, too, with the curvature $2\,(x_n^2 + 1)$, which is up to 20 for
our rows: a limit of 0.10, where all rows together allow 0.38. With $\eta = 0.3$ batch descent arrives, ten rows a step
tremble, and single rows run away.

## What calms the noise

A larger batch does. What else? Three candidates for 20 epochs of single rows: $\eta = 0.1$ as in the film;
$\eta = 0.01$; and an $\eta$ that begins at 0.1 and falls, $0.1/(1 + t/50)$ at step $t$.
"""

# %% prediction [markdown]
r"""
Which of the three has the lowest loss on average over the last five of 20 epochs?

[ ] η = 0.1: it has had the most time at the bottom
    It got there first, and has been jumping around at the same height ever since. Waiting does not calm it.
[ ] η = 0.01: small steps, small jumps
    It is quieter than 0.1, by far. But in the second epoch it was still on its way, and one of the three is quieter.
[x] The falling one
    Large steps as long as the way is long, small ones when the noise is all that is left. It is near the goal as soon
    as 0.1 is, and then goes on getting quieter.
"""

# %% [markdown]
r"""
Check your answer in this explorer. The loss on the right is the mean over each epoch. Then find out: **how much does a
batch of 10 help at $\eta = 0.1$? And does batch descent, $B = 100$, gain from a falling rate?**
"""

# %%
noise_explorer()

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

The falling rate ends lowest. At $\eta = 0.1$, ten rows a step bring the trembling from 0.14 down to about 0.009. Batch
descent has no noise, so a falling rate gains nothing there; it only shortens the steps.
</details>

One shuffling can be luck. Here is the loss above the lowest for five of them, mean and range.
"""

# %%
schedules = {
    "0.1": {"learning_rate": 0.1},
    "0.01": {"learning_rate": 0.01},
    "falling": {"learning_rate": 0.1, "falling": True},
}
heights = {}  # above the lowest loss, for five shufflings and 20 epochs: (5, 20)
for name, options in schedules.items():
    options |= {"batch_size": 1, "n_steps": 2000}
    five = [descent_values(seed=seed, **options) for seed in range(5)]
    heights[name] = np.array([excess_by_epoch(each) for each in five])
    second, last = heights[name][:, 1], heights[name][:, -5:].mean(axis=1)
    print(f"eta {name:<7}  epoch 2: {second.mean():.3f}   epochs 16 to 20:", end="")
    print(f" {last.mean():.4f} ({last.min():.4f} to {last.max():.4f})")

# %% proof
early = {name: by_epoch[:, 1] for name, by_epoch in heights.items()}
late = {name: by_epoch[:, -5:].mean(axis=1) for name, by_epoch in heights.items()}
assert late["falling"].max() < late["0.01"].min() < late["0.01"].max() < late["0.1"].min() / 8
assert early["falling"].max() < early["0.01"].min()
assert early["falling"].mean() < early["0.1"].mean()


def height_by_independent_draws(eta, walks=40, steps=4000):
    """The loss above the lowest, on average over the last three quarters of walks by single rows."""
    generator, at, total = np.random.default_rng(0), np.tile([2.0, 1.0], (walks, 1)), 0.0
    for step in range(steps):
        rows = generator.integers(0, 100, walks)
        errors = at[:, 0] * x[rows] + at[:, 1] - y[rows]
        at = at - eta * 2 * np.column_stack([errors * x[rows], errors])
        if step >= steps // 4:
            total += np.einsum("ri,ij,rj->r", at - [2, 1], H, at - [2, 1]).mean() / 2
    return total / (steps - steps // 4)


sigma_squared = 4 * np.mean((2 * x + 1 - y) ** 2 * (x**2 + 1))  # of w and b together, at the lowest point
small, large = (height_by_independent_draws(eta) / (eta * sigma_squared / 4) for eta in (0.01, 0.1))
assert 0.95 < small < 1.15
assert large > 1.6
assert late["0.01"].mean() < 0.9 * small * 0.01 * sigma_squared / 4
of_ten = [excess_by_epoch(descent_values(0.1, batch_size=10, n_steps=200, seed=seed))[-5:].mean() for seed in range(5)]
assert late["0.1"].mean() / np.mean(of_ten) > 14

# %% proof this_run=true
assert round(sigma_squared, 1) == 3.0
assert round(0.01 * sigma_squared / 4, 4) == 0.0075
assert 0.0075 < height_by_independent_draws(0.01) < 0.0085
assert 0.145 < height_by_independent_draws(0.1) < 0.16
assert round(late["0.1"].mean(), 2) == 0.15
assert round(late["0.01"].mean(), 3) == 0.005

# %% [markdown]
r"""
The falling rate is ahead in the second epoch already, and stays ahead. Why does waiting not help the constant ones?
Take the bowl $c\,w^2/2$ again and add noise with the standard deviation $\sigma$ to each gradient. A step makes $w$
into $(1 - \eta c)\,w$ and adds noise of the size $\eta\sigma$. Variances add up, so with $V$ for that of $w$
$$V \leftarrow (1 - \eta c)^2\, V + \eta^2 \sigma^2 .$$

The first part shrinks, the second is new at every step, and where they balance, $V$ stays:
$$V = \frac{\eta\,\sigma^2}{c\,(2 - \eta c)}, \qquad
\text{mean loss above the lowest} = \frac{c\,V}{2} \approx \frac{\eta\,\sigma^2}{4} \;\; \text{for small } \eta .$$

So the height of the trembling goes with $\eta$, and as $\sigma^2$ goes with $1/B$, with $\eta/B$. For our line
($\sigma^2$ is 3.0, both parameters together) that is 0.0075 at $\eta = 0.01$. Independent draws give 0.008 there, and
shuffled rows 0.005, as what one row of an epoch pushes, another takes back. At $\eta = 0.1$ both give 0.15, twice the
formula, for this rate is not small: it is the limit of the steepest row. So ten rows gain more than tenfold there.

**When does a constant rate come to rest?** Our $\sigma$ stays, because no line goes through all the points. A network
that can get *every* row right is different: there each row's own gradient goes to 0, and the noise with it. The digits
network below, with single rows and $\eta = 1/32$ all the time, sinks below a loss of 0.01 within 30 epochs.

An $\eta$ that changes while one trains is a **learning rate schedule**. It must not fall too fast, either: Robbins and
Monro asked that the rates add up to infinity and their squares do not, as with $1/t$. Also in use are a division by 10
when the loss stalls, and a cosine to 0, here `SGD(CosineDecay(0.1, decay_steps=1000))`.

Is the noise good for anything? It may shake a walk out of a local minimum, and out of the global one as well.

## Batch, stochastic, mini-batch

Now a race on real data: the network 64-32-10 and 1,437 digits, until the loss on all rows is 0.1 or less at three
checks in a row (the first counts), so that one lucky dip does not. Three clocks run: updates, epochs, seconds.
"""

# %% prediction [markdown]
r"""
Which of the three reaches a loss of 0.1 with the fewest updates?

[ ] Stochastic, B = 1
    It makes the most updates of all, 1,437 an epoch, each with the direction of a single row. It needs thousands of
    them.
[ ] Mini-batch, B = 32
    It needs some hundreds. Its direction is good, but not as good as that of all rows.
[x] Batch, B = 1,437
    Its direction has no noise. It needs about a hundred. But what does one of them cost?
"""

# %% [markdown]
r"""
A race is fair only if each runs with a rate that suits it, found in the same way. So for each of the three the
learning rate was doubled and halved until neither helped any more, always from the same five sets of initial weights.
The epochs that it took, on average:

| | half the rate | the rate for the race | twice the rate |
|---|---|---|---|
| stochastic, $B = 1$ | $\eta = 1/64$: 5.2 | $\eta = 1/32$: **3.7** | $\eta = 1/16$: 3.7 |
| mini-batch, $B = 32$ | $\eta = 1/2$: 5.8 | $\eta = 1$: **5.5** | $\eta = 2$: not within 20 |
| batch, $B = 1437$ | $\eta = 1/2$: 189 | $\eta = 1$: **96** | $\eta = 2$: not within 200 |

(With $\eta = 1/8$, single rows need more.) Single rows want a far smaller rate than a batch of 32, for one row
can be far steeper than the mean of many; and for the larger batches the best rate and the first bad one are close
together.
"""

# %% proof
images_of_digits, labels_of_digits = load_digits()
X, T, _, _ = train_test_split(images_of_digits, one_hot(labels_of_digits, 10), 360, np.random.default_rng(0))


def epochs_needed(B, eta, longest, seeds=range(5), target=0.1):
    """The epochs of `race` for several seeds, whose networks are trained side by side in one array; inf if too many."""
    rngs, networks = [np.random.default_rng(seed) for seed in seeds], []
    for each in rngs:
        layers = [Dense(64, 32, each), Dense(32, 10, each)]
        Sequential([layers[0], ReLU(), layers[1]], np.float64)
        networks.append([layers[0].W, layers[0].b[None], layers[1].W, layers[1].b[None]])
    W1, b1, W2, b2 = (np.array(parts) for parts in zip(*networks, strict=True))
    took, began, streak, asked, due = np.full(len(rngs), np.inf), np.zeros(len(rngs)), np.zeros(len(rngs)), 0, 144
    while asked < longest * len(X):
        for rows in zip(*(minibatches(len(X), B, each) for each in rngs), strict=True):
            rows = np.array(rows)
            x_rows, n = X[rows], rows.shape[1]
            h = np.maximum(x_rows @ W1 + b1, 0)
            p = h @ W2 + b2
            p = np.exp(p - p.max(axis=-1, keepdims=True))
            dz = (p / p.sum(axis=-1, keepdims=True) - T[rows]) * (eta / n)
            dh = (dz @ W2.transpose(0, 2, 1)) * (h > 0)
            W2, b2 = W2 - h.transpose(0, 2, 1) @ dz, b2 - dz.sum(axis=1, keepdims=True)
            W1, b1 = W1 - x_rows.transpose(0, 2, 1) @ dh, b1 - dh.sum(axis=1, keepdims=True)
            asked += n
            if asked >= due:
                due = asked + 144
                z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
                z = z - z.max(axis=-1, keepdims=True)
                losses = (np.log(np.exp(z).sum(axis=-1)) - (z * T).sum(axis=-1)).mean(axis=-1)
                streak = np.where(losses <= target, streak + 1, 0)
                began = np.where(streak == 1, asked / len(X), began)
                took = np.where(np.isinf(took) & (streak == 3), began, took)
                if np.isfinite(took).all():
                    return took
    return took


tried = {
    (B, eta): epochs_needed(B, eta, longest)
    for B, rates_tried, longest in (
        (1, (64, 32, 16, 8), 15),
        (4, (16, 8, 4), 9),
        (16, (4, 2, 1), 8),
        (32, (2, 1, 0.5), 20),
        (64, (2, 1, 0.5), 13),
        (256, (2, 1, 0.5), 40),
        (512, (2, 1, 0.5), 60),
        (1437, (2, 1, 0.5), 200),
    )
    for eta in (1 / part for part in rates_tried)
}
mean_epochs = {key: took.mean() for key, took in tried.items()}
assert mean_epochs[1, 1 / 32] < 1.25 * min(mean_epochs[1, 1 / 64], mean_epochs[1, 1 / 16])
assert mean_epochs[1, 1 / 8] > 1.15 * mean_epochs[1, 1 / 32]
assert mean_epochs[32, 1.0] < 1.25 * mean_epochs[32, 1 / 2]
assert mean_epochs[1437, 1.0] < 0.7 * mean_epochs[1437, 1 / 2]
assert np.isinf(tried[32, 2.0]).all()
assert np.isinf(tried[1437, 2.0]).sum() >= 3
best_rates = {1: 1 / 32, 4: 1 / 8, 16: 1 / 2, 32: 1.0, 64: 1.0, 256: 1.0, 512: 1.0, 1437: 1.0}
for B, eta in best_rates.items():
    assert mean_epochs[B, eta] < 1.2 * min(mean_epochs[B, eta / 2], mean_epochs[B, eta * 2])
    assert B < 16 or np.isinf(mean_epochs[B, eta * 2])
updates_at_best = {}
for B, eta in best_rates.items():
    whole, part = np.divmod(tried[B, eta], 1)
    updates_at_best[B] = np.mean(whole * np.ceil(1437 / B) + np.ceil(np.round(part * 1437) / B))
for B in (4, 16):
    assert abs(mean_epochs[B, best_rates[B]] / mean_epochs[1, 1 / 32] - 1) < 0.3
assert 11 < updates_at_best[1] / updates_at_best[16] < 18
assert 0.55 < updates_at_best[1437] / updates_at_best[64] < 0.75
assert updates_at_best[512] < 1.12 * updates_at_best[1437]
assert np.isfinite(epochs_needed(1, 1 / 32, 30, target=0.01)).all()

# %% proof this_run=true
assert [round(mean_epochs[1, 1 / part], 1) for part in (64, 32, 16)] == [5.2, 3.7, 3.7]
assert [round(mean_epochs[32, eta], 1) for eta in (1 / 2, 1.0)] == [5.8, 5.5]
assert [round(mean_epochs[1437, eta]) for eta in (1 / 2, 1.0)] == [189, 96]
assert np.isinf(tried[1437, 2.0]).all()
assert mean_epochs[1, 1 / 32] <= mean_epochs[1, 1 / 16]
assert [round(mean_epochs[B, best_rates[B]], 1) for B in (4, 16, 64)] == [3.9, 4.0, 6.5]
assert [round(mean_epochs[B, 1.0]) for B in (256, 512)] == [19, 33]
rounded = [round(updates_at_best[B]) for B in best_rates]
assert [round(rounded[0], -1), round(rounded[1], -1), *rounded[2:]] == [5270, 1410, 362, 249, 149, 112, 99, 96]

# %% proof
crossed = {}
for noise_level in (2, 8):
    for start in (1.7, -1.7):
        generator, w = np.random.default_rng(0), np.full(1000, start)
        for _ in range(500):
            w = w - 0.01 * (4 * w**3 - 4 * w + 0.5 + noise_level * generator.normal(size=1000))
        crossed[noise_level, start] = int(np.sum(w * start < 0))
assert crossed[2, 1.7] == crossed[2, -1.7] == 0
assert 400 < crossed[8, 1.7] < 560
assert 10 < crossed[8, -1.7] < 80
eta, c, sigma = 0.05, 2.0, 3.0
v = 1.0
for _ in range(1000):
    v = (1 - eta * c) ** 2 * v + eta**2 * sigma**2
assert np.isclose(v, eta * sigma**2 / (c * (2 - eta * c)))
assert abs(c * v / 2 / (eta * sigma**2 / 4) - 1) < 0.06

# %%
pixels, labels = load_digits()
rng = np.random.default_rng(0)
images, targets, _, _ = train_test_split(pixels, one_hot(labels, 10), 360, rng)


def race(B, eta, rng, target=0.1):
    """Train to the target; what the clocks show at each check until then."""
    net = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], np.float64)
    net.compile(SGD(eta), CategoricalCrossentropy(from_logits=True))
    updates, asked, seconds, due, in_a_row = 0, 0, 0.0, 144, 0
    run = {"updates": [], "epochs": [], "seconds": [], "loss": []}
    while in_a_row < 3:
        for rows in minibatches(len(images), B, rng):
            begun = time.perf_counter()
            net.train_step(images[rows], targets[rows])
            seconds += time.perf_counter() - begun  # what follows is not counted
            updates, asked = updates + 1, asked + len(rows)
            if asked >= due:
                due = asked + 144
                seen = net.evaluate(images, targets)["loss"]
                clocks = updates, asked / 1437, seconds
                for key, value in zip(run, (*clocks, seen), strict=True):
                    run[key].append(value)
                in_a_row = in_a_row + 1 if seen <= target else 0
                if in_a_row == 3:
                    break
    return {key: values[:-2] for key, values in run.items()}


# %%
contestants = {"stochastic": (1, 1 / 32), "mini-batch": (32, 1.0), "batch": (1437, 1.0)}
runs = {}
for name, (B, eta) in contestants.items():
    runs[name] = [race(B, eta, np.random.default_rng(seed)) for seed in range(5)]
    print(f"{name:<10}", end="")
    for clock in ("updates", "epochs", "seconds"):
        needed = np.array([run[clock][-1] for run in runs[name]])
        of_five = needed.mean(), needed.min(), needed.max()
        mean, low, high = (batch_sizes.format_rounded(value) for value in of_five)
        print(f"   {clock} {mean:>5} ({low} to {high})", end="")
    print()

# %%
show(batch_sizes.loss_by_updates_epochs_seconds(runs, 0.1)[0])

# %% proof
assert all(run["loss"][-1] <= 0.1 for five in runs.values() for run in five)
few, some, many = (np.array([r["updates"][-1] for r in runs[n]]) for n in ("batch", "mini-batch", "stochastic"))
assert few.max() < some.min()
assert 5 * some.max() < many.min()
assert 80 <= few.min() <= few.max() <= 125
assert 150 <= some.min() <= some.max() <= 450
assert 3_000 <= many.min() <= many.max() <= 8_000
first, second, last = (np.array([r["epochs"][-1] for r in runs[n]]) for n in ("stochastic", "mini-batch", "batch"))
assert first.mean() < second.mean()
assert last.min() > 8 * max(first.max(), second.max())
assert len(images) == 1437
own = {B: [r["epochs"][-1] for r in runs[n]] for n, (B, _) in contestants.items()}
for B, eta in ((1, 1 / 32), (32, 1.0), (1437, 1.0)):
    assert abs(np.mean(own[B]) / tried[B, eta].mean() - 1) < 0.05  # the tuning runs are this race
rises = [int(np.sum(np.diff(run["loss"]) > 0)) for run in runs["batch"]]
assert 8 <= min(rises) <= max(rises) <= 35
gentle = []
for seed in range(5):
    rng_of_run = np.random.default_rng(seed)
    net = Sequential([Dense(64, 32, rng_of_run), ReLU(), Dense(32, 10, rng_of_run)], np.float64)
    net.compile(SGD(1 / 4), CategoricalCrossentropy(from_logits=True))
    gentle.append([net.train_step(images, targets)])
    while gentle[-1][-1] > 0.1:
        gentle[-1].append(net.train_step(images, targets))
assert all(np.all(np.diff(losses) < 0) for losses in gentle)
assert 3.3 < np.mean([len(losses) for losses in gentle]) / few.mean() < 4.7
assert 2.2 < some.mean() / few.mean() < 3

# %% proof this_run=true
assert (min(rises), max(rises)) == (15, 24)

# %% [markdown]
r"""
One race, three clocks. By *updates* batch descent wins, at a price: 45 times the rows of a mini-batch, for 2.6 times
fewer updates. By *epochs*, and so by row gradients, it is last by far, and stochastic descent is first: this far from
the lowest loss, one row gives a useful direction. And by *seconds*, most likely, the mini-batch wins: it asks more rows
than the stochastic run, but in far fewer and larger pieces. (Who is second by seconds depends on the machine.)

> **Two common slips.** *"Stochastic descent is faster", or "batch descent is":* each sentence has a clock in mind and
> does not name it. *"Batch descent's loss falls smoothly":* here 15 to 24 of its 100 or so updates *raise* the loss. It
> has no noise; but with a rate near the limit it leaps across the steepest directions, and not every leap lands lower.
> With a quarter of the rate the loss falls in every single update, and it takes about four times as many.

## Why 32, 64, 128?

More batch sizes, each with the best of three rates, from the same five starts:

| $B$ | 1 | 4 | 16 | 32 | 64 | 256 | 512 | 1,437 |
|---|---|---|---|---|---|---|---|---|
| best $\eta$ | 1/32 | 1/8 | 1/2 | 1 | 1 | 1 | 1 | 1 |
| epochs | 3.7 | 3.9 | 4.0 | 5.5 | 6.5 | 19 | 33 | 96 |
| updates | 5,270 | 1,410 | 362 | 249 | 149 | 112 | 99 | 96 |

Up to about 16 rows the rate may grow in proportion to the batch: one update with 16 rows does the work of about 15 with
one, and the epochs stay nearly the same. From about 32 on the limit of the *mean* gradient stops the rate, and further
rows only polish a direction that was good enough: from 64 to all 1,437 the updates fall by about a third. The turning
point, here 16 to 64, is a good batch size.

If single rows need so few epochs, why do they lose by seconds? Each update has a fixed cost, all those calls from layer
to layer, and after that a matrix product over 32 rows takes hardly longer than over one. One operation on many rows in
place of a loop over them is called **vectorization**. Measure it, on the machine in front of you:
"""

# %%
net = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], np.float64)
net.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
for B in (1, 8, 32, 64, 256, 1437):
    seconds = []
    for _ in range(20):
        begun = time.perf_counter()
        net.loss_and_gradient(images[:B], targets[:B])
        seconds.append(time.perf_counter() - begun)
    least = min(seconds) / B * 1e6  # the least disturbed of 20
    print(f"B = {B:>5,}: {least:7.2f} microseconds a row")

# %% proof
layers = Sequential([Dense(64, 32, np.random.default_rng(0)), ReLU(), Dense(32, 10, np.random.default_rng(0))])
layers.forward(images[:32], training=True)
first, gate, second = layers.layers
assert first.x.size + gate.kept.size + second.x.size == 32 * (64 + 32 + 32)
assert 1437 * 128 == 183_936

# %% [markdown]
r"""
On most machines the step from 1 to 32 rows makes a row many times cheaper, and after some hundred rows little more is
gained, sometimes something lost. (Is 256 far worse than 64 for you? Then other programs use the cores, and a large
product waits for the last of them.) Powers of two are a habit: they do no harm, and on a GPU, whose
processors work in groups of such sizes, they can matter. The other limit is memory. To go back, each layer keeps what
it saw: for this network 128 numbers a row, 183,936 for all rows.

So begin with 32 or 64. And as the race's tables show, never compare two batch sizes at one $\eta$ alone.

## In one table

| What | Formula | Remember |
|---|---|---|
| a step | $w \leftarrow w - \eta\,\nabla L(w)$ | steepest here, not straight to the goal |
| limit | $\eta < 2/c$, with the largest curvature $c$ | too slow and too fast look alike |
| condition number | $\kappa$, largest over smallest curvature | a step leaves $(\kappa - 1)/(\kappa + 1)$ at best |
| end | slope 0 | a minimum, perhaps not the lowest, or a saddle |
| updates an epoch | $\lceil N/B \rceil$ | an epoch is not an update |
| noise of a batch | $\propto 1/\sqrt{B}$ | four times the rows, half the noise |
| trembling, if no weights fit all rows | $\propto \eta/B$ | waiting does not calm it, a schedule does |
| rate for a batch | $\eta \propto B$, until the limit | **linear scaling rule** |
| batch, $B = N$ | 1 update an epoch | fewest updates, by little; an exact direction, the most rows |
| stochastic, $B = 1$ | $N$ updates an epoch | fewest rows; at rest at a fixed $\eta$ only if all rows can be right |
| mini-batch | between | few rows, usually the fewest seconds |

## Check yourself

<details><summary>1. The loss falls slowly. Is the learning rate too small?</summary>

Perhaps; or too large, with a zigzag that dies out slowly; or the valley is narrow. Try a third of it, and three times
it.
</details>

<details><summary>2. A bowl is L = 4w². What is the largest learning rate, and which one lands in one step?</summary>

The slope is $8w$, so the curvature is 8: the limit is $2/8 = 0.25$, and $1/8 = 0.125$ lands at once.
</details>

<details><summary>3. 50,000 rows, batches of 128. How many updates does an epoch have?</summary>

$50{,}000/128 = 390.6$, so 391.
</details>

<details><summary>4. With batches of one, the training loss trembles and does not fall any more. What do you try
first?</summary>

A smaller learning rate, now, or a schedule that lowers it; or a larger batch. The height of the trembling goes with
$\eta/B$.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/08_gradient_descent/08_gradient_descent.ipynb): a step, a whole walk,
the limit of a bowl, mini-batches, and one function that is all three kinds of descent. After that,
[lecture 9](09_vanishing_exploding_gradients.ipynb) asks what happens when the gradient that arrives is almost nothing.

<details><summary>For readers of the handwritten notes</summary>

Four places need a pencil.

- **Notes 4, with $\eta = 1$ the step $w - \partial L/\partial w$ always goes towards the minimum:** only below the
  limit. Their own loss is $L = (y - \hat y)^2$, of which only a bias moves. Its curvature is 2, so the limit is
  $\eta = 1$ itself: the bias jumps to the mirror point, back, and on like that for ever, with the same loss.
- **Notes 0 and 2, weights are updated until the *global* minimum is reached:** until the slope is 0, and that may be a
  local minimum, or a plateau.
- **Notes 1 and 4, batch descent needs the whole data set in memory:** see the slip above.
- **Notes 1, stochastic descent converges slowly; notes 4, batch descent is faster, and then stochastic descent is:** by
  which clock? An epoch of batch descent *takes* the least time, and *gets* the least done.
</details>
"""

# %% proof
assert len(list(minibatches(50_000, 128))) == 391
assert (2 / 8, 1 / 8) == (0.25, 0.125)
bias, seen = 0.0, []
for _ in range(5):
    seen.append((3 - bias) ** 2)
    bias = bias - 1.0 * -2 * (3 - bias)
assert seen == [9] * 5
assert round(descent_values(0.05, n_steps=1)["losses"][-1], 1) == 10.5
assert all(descent_values(0.05, batch_size=1, n_steps=100, seed=seed)["losses"][-1] < 1 for seed in range(5))
