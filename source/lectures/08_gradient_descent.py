# %% [markdown]
r"""
# 8 · Gradient descent

*You know which way is down. You will find out how far to step, how often, and how many rows to ask before each step.*

**You will be able to**

- take a step of gradient descent, and say which learning rates creep, which arrive and which run away;
- work out the largest learning rate that a bowl stands;
- cut rows into mini-batches and count the updates of an epoch;
- say what a small batch loses, what it gains, and why the loss of stochastic descent trembles;
- compare batch, stochastic and mini-batch descent by updates, by epochs and by seconds, and not mix them up.

**It builds on** [backpropagation](07_backpropagation.ipynb), which delivers the gradient. Here we spend it.
**Time:** about 35 minutes. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import time

import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, MeanSquaredError, ReLU, Sequential
from dlcourse import load_digits, minibatches, one_hot, train_test_split
from dlcourse.plots import show
from dlcourse.plots.gradient_descent import loss_by_learning_rate, loss_by_updates_epochs_seconds
from dlcourse.plots.gradient_descent import noise_by_batch_size, path_on_contours, paths_by_batch_size
from dlcourse.plots.gradient_descent import paths_by_learning_rate, paths_over_two_minima
from dlcourse.widgets.gradient_descent import descent_explorer, descent_values, line_data

# %% [markdown]
r"""
## One step downhill

You stand on a hillside in thick fog and want to get down to the valley. You cannot see it. But you can feel with your
foot which way the ground falls, and how steeply. So you take a step that way, and feel again. That is the whole
method. Augustin-Louis Cauchy wrote it down in 1847.

Our hillside is the loss of a straight line. There are 100 points around $y = 2x + 1$, and a unit with two parameters,
a slope $w$ and an intercept $b$, is to find them:
$$\hat y_n = w x_n + b, \qquad L(w, b) = \frac1N \sum_n (w x_n + b - y_n)^2 .$$

The points were drawn at random and then shifted and scaled a little: the $x_n$ have exactly the mean 1 and the standard
deviation 1, the best line is exactly $y = 2x + 1$, and around it a loss of exactly 0.25 is left. So the numbers below
that come from all rows would be the same with any other 100 such points.

Two parameters are few enough to draw the hillside as a map. The gradient is the direction in which the ground rises
most steeply, so we go against it, and the **learning rate** $\eta$ scales the step:
$$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad b \leftarrow b - \eta\,\frac{\partial L}{\partial b} .$$
"""

# %%
x, y = line_data()  # (100,), (100,)


def loss(w, b):
    """L over all rows."""
    return np.mean((w * x + b - y) ** 2)


def gradient(w, b, rows=slice(None)):
    """∂L/∂w and ∂L/∂b, over some of the rows."""
    error = w * x[rows] + b - y[rows]
    return np.array([2 * np.mean(error * x[rows]), 2 * np.mean(error)])


w, b = -1.5, 2.5
dw, db = gradient(w, b)
print(f"at w = {w}, b = {b}: loss {loss(w, b):.2f}, gradient ({dw:.2f}, {db:.2f})")
w, b = w - 0.1 * dw, b - 0.1 * db
print(f"after a step with eta 0.1: w = {w:.2f}, b = {b:.2f}, loss {loss(w, b):.2f}")

# %% proof
assert np.allclose([dw, db], [-11, -4])
assert np.allclose([w, b], [-0.4, 2.9])
assert np.allclose([loss(-1.5, 2.5), loss(w, b)], [16.5, 6.26])
assert np.allclose([x.mean(), x.std(), loss(2, 1)], [1, 1, 0.25])

# %% [markdown]
r"""
One step, and the loss has gone from 16.50 to 6.26. The library's linear unit with `SGD` makes the same step. Then 29
more.
"""

# %%
unit = Sequential([Dense(1, 1, np.random.default_rng(0))], np.float64).compile(SGD(0.1), MeanSquaredError())
unit.parameters[...] = -1.5, 2.5
walk = [unit.parameters.copy()]
for _ in range(30):
    unit.train_step(x[:, None], y[:, None])
    walk.append(unit.parameters.copy())
print(f"after 1 step {walk[1].round(2)}   after 10 {walk[10].round(2)}   after 30 {walk[30].round(2)}")
print(f"loss after 10 steps {loss(*walk[10]):.2f}, after 30 {loss(*walk[30]):.2f}")

# %%
thirty = descent_values(0.1)  # the same walk once more, and the map it is on
best, lowest = np.array(thirty["minimum"][:2]), thirty["minimum"][2]
show(path_on_contours(np.array(walk), best, thirty["curvature"]))

# %% proof
assert np.allclose(walk[1], [w, b])
assert np.allclose(walk, thirty["path"])
assert [round(loss(*walk[k]), 2) for k in (10, 30)] == [1.01, 0.28]
assert np.allclose([*best, lowest], [2, 1, 0.25])
lengths = np.linalg.norm(np.diff(walk, axis=0), axis=1)  # of the steps
assert np.all(np.diff(lengths) < 0)
along = np.linalg.eigh(thirty["curvature"])[1][:, 0]  # the direction of the valley's floor
assert all(abs(np.diff(walk, axis=0) @ along)[10:] > 0.99 * lengths[10:])

# %% [markdown]
r"""
Read the walk like a hiker's track. Each line of the map joins places of equal loss. The first steps are long and cross
the lines at right angles: that is what *steepest* means. Then the walk reaches the floor of a long valley and creeps.
Nobody shortened its steps. The ground is nearly level there, the gradient is small, and so is $\eta$ times it.

Why does it not go straight to the diamond? Because the steepest way down is not the way to the valley's lowest point.
In fog, you do not know where that is.

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
rates = [0.2, 1.0, 1.8, 2.0, 2.1]
walks = {rate: [1.0] for rate in rates}
for rate in rates:
    for _ in range(20):
        walks[rate].append(walks[rate][-1] - rate * walks[rate][-1])
    print(f"eta {rate}:  w after 1, 2 and 20 steps", *(f"{walks[rate][t]:8.4f}" for t in (1, 2, 20)))

# %%
show(paths_by_learning_rate({rate: walk[:7] for rate, walk in walks.items()})[0])

# %% proof
assert np.allclose([walks[rate][20] for rate in rates], [0.8**20, 0, 0.8**20, 1, 1.1**20])
assert [round(walks[rate][20], 4) for rate in (0.2, 1.8, 2.1)] == [0.0115, 0.0115, 6.7275]
assert walks[2.0][:4] == [1, -1, 1, -1]

# %% [markdown]
r"""
Look at the rows for 0.2 and 1.8. One creeps and one leaps across the bottom each time, and after 20 steps both are at
0.0115. *Too slow and too fast can look alike from outside*: in both cases the loss falls, and not well.

The limit for any bowl follows from its curvature $c$, the second derivative. The slope is $c\,w$, the factor
$1 - \eta c$, and its size stays below 1 as long as
$$\eta < \frac{2}{c} .$$

The steeper the bowl bends, the shorter the longest step it stands.

> **Where the notes go wrong.** Notes 4 set $\eta = 1$ and conclude that $w - \partial L/\partial w$ always goes towards
> the minimum. Their own loss is $L = (y - \hat y)^2$, of which only a bias moves. Its curvature is 2, so the limit is
> $\eta = 1$ itself: the bias jumps to the mirror point, back, and on like that for ever, with the same loss.
"""

# %%
losses = {eta: [] for eta in (1.0, 0.5, 1.1)}
for eta, seen in losses.items():
    bias = 0.0
    for _ in range(5):
        seen.append((3 - bias) ** 2)
        bias = bias - eta * -2 * (3 - bias)
    print(f"eta {eta}:  losses", *(f"{value:6.2f}" for value in seen))

# %% proof
assert losses[1.0] == [9] * 5
assert losses[0.5] == [9, 0, 0, 0, 0]
assert losses[1.1] == sorted(losses[1.1])

# %% [markdown]
r"""
A surface over two parameters has a curvature in each direction. Ours bends with 5.24 across the valley and with 0.76
along it. The larger one sets the limit, $2/5.24 = 0.38$. The smaller one sets the pace along the floor, where a step of
$\eta = 0.1$ leaves a share of $1 - 0.1 \cdot 0.76 = 0.92$ of the way. That is the trouble with narrow valleys: *the
steepest direction forbids what the flattest one needs*.

So which $\eta$ is good? Let us try many, 30 steps each.
"""

# %%
curvatures = np.linalg.eigvalsh(thirty["curvature"])
print(f"curvatures {curvatures.round(2)}   limit {2 / curvatures[-1]:.2f}")
etas = np.array([0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.37, 0.39, 0.42])
ends = np.array([descent_values(eta)["losses"][-1] for eta in etas])
for eta, end in zip(etas, ends, strict=True):
    print(f"eta {eta:<5g}  loss after 30 steps {end:,.2f}")

# %%
show(loss_by_learning_rate(etas, ends, 2 / curvatures[-1], lowest))

# %% proof
assert np.round(curvatures, 2).tolist() == [0.76, 5.24]
assert round(2 / curvatures[-1], 2) == 0.38
assert round(1 - 0.1 * curvatures[0], 2) == 0.92
assert np.all(np.diff(ends[:7]) < 0)
assert ends[6] < lowest + 0.001
assert ends[7] > lowest + 0.2
assert etas[7] < 2 / curvatures[-1] < etas[8]
assert ends[8] > 5 * ends[0]
assert ends[9] > 100_000

# %% [markdown]
r"""
A slope on the left, a cliff on the right. Two lessons. Search on a *logarithmic* grid, 0.001, 0.003, 0.01, …: what
matters is the ratio, and from 0.001 to 0.003 is as far as from 0.1 to 0.3. And when you have found the cliff, stay a
good way to the left of it: the best $\eta$ and the first bad one are close together.

## The next valley is not the lowest

A bowl has one lowest point. The loss of a network is a landscape with many valleys, and a step knows the slope at one
place and nothing of what lies behind the ridge. Here is the smallest case, one weight and two valleys.

> **Where the notes go wrong.** Notes 0 and 2 let the weights be updated until the *global* minimum is reached. They are
> updated until the slope is 0, and that may be a local minimum, or a plateau.
"""


# %%
def descend(w, eta=0.01, steps=2000):
    """The way down L = w⁴ − 2w² + w/2 from w."""
    way = [w]
    for _ in range(steps):
        w = w - eta * (4 * w**3 - 4 * w + 0.5)
        way.append(w)
    return np.array(way)


def height(w):
    """L = w⁴ − 2w² + w/2."""
    return w**4 - 2 * w**2 + w / 2


left, right = descend(-1.7), descend(1.7)
for way in (left, right):
    print(f"from {way[0]:4.1f} to {way[-1]:5.2f}: loss {height(way[-1]):.2f}")

# %%
show(paths_over_two_minima(height, {"from −1.7": left, "from 1.7": right}))

# %% proof
assert [round(way[-1], 2) for way in (left, right)] == [-1.06, 0.93]
assert [round(height(way[-1]), 2) for way in (left, right)] == [-1.51, -0.52]

# %% [markdown]
r"""
**Convergence** is the word for having arrived: steps have become so small that the weights no longer move. Mind the
converse. Small steps may mean an $\eta$ that is too small, or a plateau, so nobody stops at the first short step. In
practice one trains for a number of epochs and watches the loss.

## Cutting the rows into mini-batches

So far each step asked all 100 rows. With a million rows, that is a million rows for *one* step, and the first step of a
training is a crude one anyway. Do we need such an exact direction for it?

So ask fewer. Shuffle the rows, cut them into **mini-batches** of $B$ rows, and make one step for each batch, with the
gradient of that batch alone. When all rows have had their turn, one **epoch** is over. Then shuffle anew. Herbert
Robbins and Sutton Monro showed in 1951 why noisy steps can arrive as well.

- **batch** gradient descent: $B = N$, one update an epoch;
- **stochastic** gradient descent: $B = 1$, $N$ updates an epoch;
- **mini-batch** gradient descent: everything between.

Ten rows in batches of four: each row comes once, and the last batch is smaller.
"""

# %%
rng = np.random.default_rng(0)
for epoch in (1, 2):
    print(f"epoch {epoch}:", *(rows.tolist() for rows in minibatches(10, 4, rng)))
for rows, size in ((10, 4), (1797, 32), (1797, 1), (1797, 1797)):
    print(f"{rows:,} rows in batches of {size:,}: updates an epoch {len(list(minibatches(rows, size))):,}")

# %% proof
drawn = list(minibatches(10, 4, np.random.default_rng(0)))
assert [len(rows) for rows in drawn] == [4, 4, 2]
assert sorted(np.concatenate(drawn)) == list(range(10))
assert [len(list(minibatches(1797, size))) for size in (32, 1, 1797)] == [57, 1797, 1]

# %% [markdown]
r"""
57 and not 56: a division that rounds *up*, for the last batch makes an update too. And an epoch is not an update. That
holds for batch descent only.

Why shuffle? A file is often sorted, by class or by date. Batches cut from it in order would each see one kind of row,
and pull one way after the other.

> **Where the notes go wrong.** Notes 1 and 4 say that batch descent needs the whole data set in memory. It does not.
> The gradient is a mean over rows, and a mean can be summed up in pieces: load a part, add its share, let it go, and
> make *one* update at the end.
"""

# %%
at_once = gradient(-1.5, 2.5)
in_pieces = np.zeros(2)
for start in range(0, 100, 30):  # 30, 30, 30 and 10 rows
    rows = np.arange(100)[start : start + 30]
    in_pieces += len(rows) / 100 * gradient(-1.5, 2.5, rows)
print("at once", at_once, "  in pieces", in_pieces)

# %% proof
assert np.allclose(at_once, in_pieces, rtol=1e-12)
assert not np.allclose(at_once, gradient(-1.5, 2.5, np.arange(30)), rtol=0.01)

# %% [markdown]
r"""
## A small batch is an opinion poll

What does a batch's gradient tell us? It is a poll. You want to know what all 100 rows think, and you ask a few. On
average the poll is right. A single poll is off, the more so the fewer you ask. How much more? We stand at
$w = 0, b = 0$, take 20,000 polls of each size, and look at how widely their answers for $\partial L/\partial w$
scatter.
"""

# %% prediction [markdown]
r"""
Polls of one row scatter with some standard deviation. And polls of four rows?

[ ] With the same: a row is a row
    In a mean of four, the rows' errors partly cancel.
[x] With half of it
    The noise of a mean falls with the square root of the number asked: √4 = 2. Four times the work for half the noise.
[ ] With a quarter of it
    That would be so if errors cancelled perfectly. They cancel partly, so it takes 16 rows to get to a quarter.
[ ] With a sixteenth of it
    The square root works the other way round: 256 rows for a sixteenth.
"""

# %%
rng = np.random.default_rng(0)
of_each_row = 2 * (0 * x + 0 - y) * x  # ∂L/∂w of each row, at w = b = 0
sizes, noise = [1, 4, 16, 64, 256], []
print(f"all rows {of_each_row.mean():.2f}")
for B in sizes:
    polls = of_each_row[rng.integers(0, 100, (20_000, B))].mean(axis=1)  # drawn with replacement, so B may pass 100
    noise.append(polls.std())
    print(f"B = {B:>3}: mean of the polls {polls.mean():7.2f}, standard deviation {polls.std():5.2f}")

# %%
show(noise_by_batch_size(sizes, noise))

# %% proof
assert np.allclose(noise, of_each_row.std() / np.sqrt(sizes), rtol=0.05)
assert np.isclose(of_each_row.mean(), -10)

# %% [markdown]
r"""
Four times the rows, half the noise. That is a poor bargain: the work grows with $B$, the precision only with its root.
It is the reason why small batches pay.

Does a single row at least point downhill? Not always. We count the rows whose own gradient points *against* that of all
rows together, first at the start of our walk, then near its end.
"""

# %%
against = []
for w, b in ((-1.5, 2.5), (2.0, 0.98)):
    error = w * x + b - y
    single = np.column_stack([2 * error * x, 2 * error])  # (100, 2)
    against.append(np.mean(single @ single.mean(axis=0) < 0))
    print(f"at w = {w}, b = {b}: {against[-1]:.0%} of the rows would send you uphill")

# %% proof
assert 0.05 < against[0] < 0.35
assert 0.33 < against[1] < 0.67

# %% [markdown]
r"""
Far from the goal most rows agree. Near it about half of them are against the step, and they cancel, for that is what a
minimum is: not a place where nobody complains, but one where the complaints add up to nothing. So stochastic descent is
quick at first and then finds no rest. Here are the three, each after six epochs with $\eta = 0.1$.
"""

# %%
three = {}
for B in (100, 10, 1):
    walked = descent_values(0.1, batch_size=B, n_steps=6 * 100 // B)
    three[B] = walked
    recent = walked["losses"][-200:] if B == 1 else walked["losses"][-1:]
    print(f"B = {B:>3}: {6 * 100 // B:>3} updates, loss at the end {recent.min():.2f} to {recent.max():.2f}")

# %%
show(paths_by_batch_size({B: three[B]["path"] for B in three}, best, thirty["curvature"])[0])

# %% proof
assert three[100]["losses"][-1] > lowest + 1
assert three[10]["losses"][-1] < lowest + 0.15
trembling = three[1]["losses"][-200:]
assert trembling.max() > lowest + 0.35
assert trembling.min() < lowest + 0.02

# %% [markdown]
r"""
This is the picture to keep. The same six epochs, the same 600 row gradients. Batch descent spends them on six careful
steps and is still on its way. Stochastic descent spends them on 600 hasty ones: it arrived long ago and cannot sit
still. In the middle, ten rows a step are exact enough to arrive, and frequent enough to have done so.

How far it scatters depends on $\eta$. A smaller step is a quieter one:
"""

# %%
above = {}
for eta in (0.1, 0.05, 0.01, 0.005):
    late = descent_values(eta, batch_size=1, n_steps=6000)["losses"][3000:]
    above[eta] = late.mean() - lowest
    print(f"eta {eta:<5g}: {above[eta]:.4f} above the lowest loss, on average over the last 3,000 steps")

# %% proof
assert above[0.1] > above[0.05] > above[0.01] > above[0.005] > 0
assert above[0.1] > 8 * above[0.01]

# %% [markdown]
r"""
So begin with large steps and end with small ones: that is what learning rate *schedules* are for.

Notes 4 see something good in the noise: it may shake a walk out of a local minimum. It may. A thousand noisy walks from
each side of our two valleys:
"""

# %%
crossed = {}
for noise_level in (2, 8):
    for start in (1.7, -1.7):
        rng, w = np.random.default_rng(0), np.full(1000, start)
        for _ in range(500):
            w = w - 0.01 * (4 * w**3 - 4 * w + 0.5 + noise_level * rng.normal(size=1000))
        crossed[noise_level, start] = int(np.sum(w * start < 0))
        print(f"noise {noise_level}, from {start:4.1f}: {crossed[noise_level, start]:>3} of 1,000 cross over")

# %% proof
assert crossed[2, 1.7] == crossed[2, -1.7] == 0
assert 400 < crossed[8, 1.7] < 560
assert 10 < crossed[8, -1.7] < 80

# %% [markdown]
r"""
With little noise, none. With a lot, about half of them reach the deeper valley, and some of those that were there leave
it for the worse. It is a gamble with good odds here, and no promise.

## Batch, stochastic, mini-batch

Now a race on real data: the network 64-32-10 and 1,437 digits. The three start from the same weights and stop as soon
as the loss on all rows is 0.1 at the end of an epoch. Each runs with about the best learning rate for it out of 0.01,
0.03, 0.1, 0.3, 1 and 3, found by trial: the gradient of a single row stands less. One race can be luck, so there are
five, each from other first weights. We let three clocks run: updates, epochs and seconds.
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
    Its updates are the best there are, exact and with a large learning rate. It needs about a hundred. But what does
    one of them cost?
[ ] All the same: an update is an update
    A step along the poll of one row and a step along all 1,437 are not worth the same.
"""

# %%
pixels, labels = load_digits()
images, targets, _, _ = train_test_split(pixels, one_hot(labels, 10), 360, np.random.default_rng(0))


def race(B, eta, rng, target=0.1):
    """Train until the loss on all rows is at the target; after each epoch, what each clock shows, and the loss."""
    net = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], np.float64)
    net.compile(SGD(eta), CategoricalCrossentropy(from_logits=True))
    updates, seconds, run = 0, 0.0, {"updates": [], "epochs": [], "seconds": [], "loss": []}
    while not run["loss"] or run["loss"][-1] > target:
        begun = time.perf_counter()
        for rows in minibatches(len(images), B, rng):
            net.train_step(images[rows], targets[rows])
            updates += 1
        seconds += time.perf_counter() - begun  # what follows is not counted
        now = updates, len(run["epochs"]) + 1, seconds, net.evaluate(images, targets)["loss"]
        for name, value in zip(run, now, strict=True):
            run[name].append(value)
    return run


# %%
contestants = {"stochastic": (1, 0.03), "mini-batch": (32, 1.0), "batch": (1437, 1.0)}
runs = {}
for name, (B, eta) in contestants.items():
    runs[name] = [race(B, eta, np.random.default_rng(seed)) for seed in range(5)]
    ends = {clock: np.array([run[clock][-1] for run in runs[name]]) for clock in ("epochs", "updates", "seconds")}
    epochs, updates = ends["epochs"], ends["updates"].mean()
    print(f"{name:<10}  {epochs.min():>3} to {epochs.max():>3} epochs   on average {updates:>7,.0f} updates,", end="")
    print(f" {epochs.mean() * 1437:>9,.0f} row gradients, {ends['seconds'].mean():.2f} seconds here")

# %%
show(loss_by_updates_epochs_seconds(runs, 0.1)[0])

# %% proof
assert all(run["loss"][-1] <= 0.1 for five in runs.values() for run in five)
few, some, many = (np.array([r["updates"][-1] for r in runs[n]]) for n in ("batch", "mini-batch", "stochastic"))
assert few.max() < some.min()
assert 5 * some.max() < many.min()
assert 80 <= few.min() <= few.max() <= 120
assert 180 <= some.min() <= some.max() <= 405
assert 2 * 1437 <= many.min() <= many.max() <= 9 * 1437
first, second, last = (np.array([r["epochs"][-1] for r in runs[n]]) for n in ("stochastic", "mini-batch", "batch"))
assert 3 <= first.mean() <= 7
assert 4 <= second.mean() <= 8
assert last.min() > 8 * max(first.max(), second.max())
assert len(images) == 1437
assert np.mean([race(32, 0.3, np.random.default_rng(seed))["epochs"][-1] for seed in range(3)]) > second.mean()

# %% [markdown]
r"""
One race, three clocks. By *updates* batch descent wins: it has no noise in its direction, so each step brings the most.
By *epochs*, and so by row gradients, it is last by far: it asks all 1,437 rows before each step, far more than a useful
direction takes. The other two are close together there, with some five epochs each. And by *seconds*, most likely, the
mini-batch wins: it asks about as few rows as the stochastic run, but in far fewer and larger pieces. (Look at the
picture that your machine drew.)

> **Where the notes go wrong.** Notes 1 say that stochastic descent converges slowly. Notes 4 say that batch descent is
> faster, since it makes one update an epoch where the other makes $n$; and then that stochastic descent is faster,
> since it makes so many more. Each sentence has a clock in mind and does not name it. An epoch of batch descent *takes*
> the least time, and *gets* the least done. On our line, after one epoch from the same start with $\eta = 0.05$:
"""

# %%
one_epoch = {}
for B in (100, 1):
    walked = descent_values(0.05, batch_size=B, n_steps=100 // B)["losses"]
    one_epoch[B] = walked[-1]
    print(f"B = {B:>3}: {len(walked) - 1:>3} updates, loss from {walked[0]:.1f} to {walked[-1]:.1f}")

# %% proof
assert one_epoch[1] < 1.2 < 5 < one_epoch[100]

# %% [markdown]
r"""
## Why 32, 64, 128?

If single rows need so few epochs, why do they lose by seconds? Because a computer is not paid by the row. Each update
costs a fixed sum, all those calls from layer to layer, and after that a matrix product over 32 rows takes hardly longer
than over one. That is **vectorization**. So the price of a row falls as the batch grows, up to a point. Measure it, on
the machine in front of you:
"""

# %%
net = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], np.float64)
net.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
for B in (1, 8, 32, 63, 64, 65, 256, 1437):
    seconds = []
    for _ in range(20):
        begun = time.perf_counter()
        net.loss_and_gradient(images[:B], targets[:B])
        seconds.append(time.perf_counter() - begun)
    print(f"B = {B:>5,}: {min(seconds) / B * 1e6:7.2f} microseconds a row")  # the least disturbed of 20

# %% [markdown]
r"""
On most machines the step from 1 to 32 rows makes a row many times cheaper, and after some hundred rows little more is
gained, sometimes something lost. Compare 63, 64 and 65. Notes 4 recommend powers of two, and everybody uses them. They
do no harm: memory and processors are built in such sizes, and on a GPU it can matter. Here it is a habit, not a law.

The other limit is memory. To go back, each layer keeps what it saw, and that grows with the batch: for this network 64,
32 and 32 numbers a row.
"""

# %%
for B in (1, 32, 1437):
    print(f"B = {B:>5,}: {B * (64 + 32 + 32):>8,} numbers kept for the way back")

# %% proof
layers = Sequential([Dense(64, 32, np.random.default_rng(0)), ReLU(), Dense(32, 10, np.random.default_rng(0))])
layers.forward(images[:32], training=True)
first, gate, second = layers.layers
assert first.x.size + gate.kept.size + second.x.size == 32 * (64 + 32 + 32) == 4096
assert 1437 * 128 == 183_936

# %% [markdown]
r"""
So begin with 32 or 64, and change it when you have measured a reason to. A larger batch has less noise and stands a
larger learning rate, so never compare two batch sizes at one $\eta$ alone.

## Explore: a learning rate and a valley

The line again, with the map on the left and the loss on the right. Two questions first.
"""

# %% prediction [markdown]
r"""
With η = 0.40 the walk runs away. The data are shifted so that the mean of x is 0 instead of 1; the line stays y = 2x +
1. What does the walk with η = 0.40 do now?

[ ] It runs away as before: it is the same line
    It is the same line, but another hillside. With x around 0, slope and intercept no longer get in each other's way,
    and the valley turns into a round bowl.
[x] It arrives within about five steps
    The bowl becomes round, with a curvature of 2 in every direction. The limit rises from 0.38 to 1, and η = 0.40 is
    close to 0.5, which would land in one step.
[ ] It creeps
    It would, with an η far below the limit. But the limit is 1 now, and 0.40 is not far below.
"""

# %% prediction [markdown]
r"""
All 100 rows, 30 steps: which learning rate ends lower, 0.10 or 0.33, which zigzags wildly?

[ ] 0.10: a smooth walk is a good walk
    It is smooth and slow: along the valley floor it still has a way to go, with a loss of 0.28.
[x] 0.33: it zigzags across and strides along
    The zigzag dies out, and along the floor its steps are three times as long. It ends at 0.25, the lowest possible.
[ ] Both alike
    After 30 steps they are at 0.28 and at 0.25.
"""

# %% proof
round_bowl = descent_values(0.4, mean=0.0)
assert np.allclose(round_bowl["curvature"], [[2, 0], [0, 2]])
assert np.isclose(round_bowl["limit"], 1)
assert round_bowl["losses"][5] < round_bowl["minimum"][2] + 0.001
assert descent_values(0.4)["losses"][-1] > 1000
assert [round(descent_values(eta)["losses"][-1], 2) for eta in (0.10, 0.33)] == [0.28, 0.25]

# %% [markdown]
r"""
Then two tasks. **Find the largest learning rate with which the walk still comes closer. Then open the folded controls,
set the batch size to 1 and the steps to 100, and find out what calms the walk down.** (Tab to a control; the arrow keys
move it.)
"""

# %%
descent_explorer()

# %% proof
assert descent_values(0.38, n_steps=100)["losses"][-1] < descent_values(0.38)["losses"][0] / 2
assert descent_values(0.39)["losses"][-1] > 2 * descent_values(0.39)["losses"][0]
calm = [(0.1, 1), (0.03, 1), (0.1, 10)]
late = [descent_values(eta, batch_size=B, n_steps=100)["losses"][-50:] for eta, B in calm]
jumps = [np.abs(np.diff(losses)).mean() for losses in late]
assert max(jumps[1:]) < jumps[0] / 1.3
assert len(list(minibatches(50_000, 128))) == 391
assert 2 / 8 == 0.25
assert 0.091 < descent_values(mean=3.0)["limit"] < 0.092

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

0.38 still comes closer, 0.39 does not: the limit is $2/5.236 = 0.382$. With single rows the walk never settles at
$\eta = 0.1$. A smaller $\eta$ calms it, at the price of a slower start, and so does a batch of 10. Pull the mean of $x$
up to 3 and the valley becomes so narrow that 0.10 is already too much: that is what scaling the inputs is for, in
lecture 12.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| a step | $w \leftarrow w - \eta\,\nabla L(w)$ | steepest here, not straight to the goal |
| limit | $\eta < 2/c$, with the largest curvature $c$ | too slow and too fast look alike |
| search for $\eta$ | 0.001, 0.003, 0.01, … | ratios count; a cliff on the right |
| end | slope 0 | a minimum, perhaps not the lowest |
| updates an epoch | $\lceil N/B \rceil$ | an epoch is not an update |
| noise of a batch | $\propto 1/\sqrt{B}$ | four times the rows, half the noise |
| batch, $B = N$ | 1 update an epoch | fewest updates, an exact direction, the most rows |
| stochastic, $B = 1$ | $N$ updates an epoch | few rows, noisy, never at rest at a fixed $\eta$ |
| mini-batch | between | few rows, usually the fewest seconds |

## Check yourself

<details><summary>1. The loss falls slowly. Is the learning rate too small?</summary>

Perhaps; or too large, with a zigzag that dies out slowly; or the valley is narrow. Try a third of it, and three times
it.
</details>

<details><summary>2. A bowl is L = 4w². What is the largest learning rate, and which one lands in one step?</summary>

The slope is $8w$, so the curvature is 8: the limit is $2/8 = 0.25$, and $1/8 = 0.125$ lands at once.
</details>

<details><summary>3. 50,000 rows, batches of 128. How many updates has an epoch?</summary>

$50{,}000/128 = 390.6$, so 391.
</details>

<details><summary>4. "Batch descent is exact, so it is better." What do you answer?</summary>

Each of its updates is. But an exact direction costs $N$ rows, and an inexact one of 32 rows is nearly as good far from
the minimum. Ask by which clock.
</details>

<details><summary>5. With batches of one, the training loss trembles and does not fall any more. What do you try
first?</summary>

A smaller learning rate, now, or a schedule that lowers it; or a larger batch. The trembling is the noise of the poll
times $\eta$.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/08_gradient_descent/08_gradient_descent.ipynb): a step, a whole walk,
the limit of a bowl, mini-batches, and one function that is all three kinds of descent. After that,
[lecture 9](09_vanishing_exploding_gradients.ipynb) asks what happens when the gradient that arrives is almost nothing.
"""
