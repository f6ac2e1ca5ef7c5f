# %% [markdown]
r"""
# 14 · Batch normalization

*You scaled the inputs of the network. But each layer is the input of the next one, and nobody scales those. This layer
does, in each batch, and it changes what you may get away with.*

**You will be able to**

- normalise a layer's outputs over a mini-batch, with a scale and a shift that are learnt;
- say what changes between training and prediction, and find the bugs that live there;
- tell how noisy the statistics of a batch are, from its size alone;
- derive the backward pass, on its three paths;
- say what batch normalization does for certain, and which explanation of it is contested.

**It builds on** scaling (lecture 12), the backward pass (7) and initialization (11). **Time:** about 35 minutes.
"""

# %%
import numpy as np

from dlcourse import SGD, BatchNormalization, CategoricalCrossentropy, Dense, ReLU, Residual
from dlcourse import Sequential, StandardScaler, accuracy, he_normal, load_digits, minibatches
from dlcourse import numerical_gradient, one_hot, train_test_split
from dlcourse.plots import show
from dlcourse.plots.batch_normalization import accuracy_by_network, gradient_paths, noise_by_batch_size
from dlcourse.plots.batch_normalization import normalization_histograms, running_mean
from dlcourse.plots.batch_normalization import std_by_weight_scale
from dlcourse.widgets.batch_normalization import batch_size_explorer, batch_values

# %% [markdown]
r"""
## Twelve layers, three starts

Here are the digits, each of the 64 columns scaled to mean 0 and spread 1, as lecture 12 asks. They enter a network of
12 hidden layers. Its weights are drawn as He proposed (lecture 11), but somebody was careless with the factor: once the
weights are half as large, once they are right, once they are twice as large.

How large are the activations by the time they reach layer 12? Make a guess for each of the three.
"""

# %%
pixels, labels = load_digits()
rng = np.random.default_rng(0)
x, y, x_test, y_test = train_test_split(pixels, one_hot(labels, 10), test_size=360, rng=rng)
scaler = StandardScaler().fit(x)
x, x_test = scaler.transform(x), scaler.transform(x_test)


# %%
def deep_network(layers, factor, normalise, seed, momentum=0.9):
    """`layers` hidden ReLU layers of 64 units, weights `factor` times He's, and 10 outputs."""
    rng = np.random.default_rng(seed)

    def start(*sizes):
        return factor * he_normal(*sizes)

    stack = []
    for _ in range(layers):
        stack += [Dense(64, 64, rng, start, use_bias=not normalise)]
        stack += [BatchNormalization(64, momentum=momentum)] if normalise else []
        stack += [ReLU()]
    model = Sequential([*stack, Dense(64, 10, rng)], dtype=np.float64)
    loss = CategoricalCrossentropy(from_logits=True)
    return model.compile(SGD(0.1), loss, metrics=[accuracy])


def spreads(model):
    """Standard deviation of the output of each ReLU, on 256 digits."""
    a, found = x[:256], []
    for layer in model.layers:
        a = layer.forward(a, training=True)
        if isinstance(layer, ReLU):
            found.append(a.std())
    return np.array(found)


# %%
plain = {factor: spreads(deep_network(12, factor, False, 1)) for factor in (0.5, 1, 2)}
normalised = {factor: spreads(deep_network(12, factor, True, 1)) for factor in (0.5, 1, 2)}
for factor in (0.5, 1, 2):
    as_it_is, with_norm = plain[factor][-1], normalised[factor][-1]
    print(f"weights times {factor:<3}: layer 12 has a spread of {as_it_is:>9.4f} as it is, "
          f"{with_norm:.2f} with batch normalization")  # fmt: skip

# %%
show(std_by_weight_scale(plain, normalised))

# %% proof
assert plain[0.5][-1] < 0.001
assert 0.2 < plain[1][-1] < 4
assert plain[2][-1] > 800
assert np.allclose(plain[2], plain[1] * 2.0 ** np.arange(1, 13))
assert np.allclose(plain[0.5], plain[1] / 2.0 ** np.arange(1, 13))
assert all(0.5 < value < 0.7 for value in np.ravel(list(normalised.values())))
assert max(np.ptp([normalised[factor][k] for factor in normalised]) for k in range(12)) < 0.01

# %% [markdown]
r"""
That is the picture to remember. Without help, a factor of 2 in the start becomes a factor of $2^{12} = 4096$ at the
twelfth layer. With a batch normalization layer in between, the three networks are as good as one: the careless factor
is gone after the first layer.

Notes 3 say it in a sentence: you also normalise the inputs of the hidden layers, which were the outputs of other hidden
layers. Sergey Ioffe and Christian Szegedy proposed it in 2015. Let us see how it works, and what it costs.

## Each column to mean 0 and spread 1

Take a batch of $N$ rows. Each column is one unit. For each column by itself,

$$\mu = \frac1N \sum_n x_n, \qquad \sigma^2 = \frac1N \sum_n (x_n - \mu)^2, \qquad
\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} .$$

This is `StandardScaler`, only that the batch takes the place of the training set, and that it happens in the middle of
a network. The small $\varepsilon$ keeps a constant column from a division by 0.

Four rows, one unit: 1, 2, 3, 4. The mean is 2.5, $\sigma^2 = 1.25$, $\sigma = 1.118$, so the first row becomes
$-1.5/1.118 = -1.34$. And now a second column that looks quite different.
"""

# %% prediction [markdown]
r"""
One column holds 1, 2, 3, 4, another 107, 207, 307, 407. How do they leave batch normalization (with ε = 0)?

[ ] The second one has larger numbers
    Its mean is taken off and its spread is divided out. Nothing of its size is left.
[x] They leave identical
    The second is 100 times the first, plus 7. Mean and spread take out exactly these two numbers.
[ ] The second one is a hundred times steeper
    Its spread is a hundred times larger, and it is divided by it.
"""

# %%
columns = np.array([[1.0, 107], [2, 207], [3, 307], [4, 407]])  # (N, units)
mean = columns.mean(axis=0)  # (units,)
variance = columns.var(axis=0)  # (units,)   divided by N
x_hat = (columns - mean) / np.sqrt(variance)  # (N, units)
print(x_hat.round(2).T)

# %% proof
assert x_hat.round(2).T.tolist() == [[-1.34, -0.45, 0.45, 1.34]] * 2
assert (variance[0], round(np.sqrt(1.25), 3)) == (1.25, 1.118)
assert np.allclose(x_hat[:, 0], x_hat[:, 1], rtol=0, atol=1e-12)

# %% [markdown]
r"""
Whatever a column's offset and size were, they are gone. For a dense layer in front, this has two consequences. Its
**bias is useless**, for it is taken off with the mean; leave it out with `use_bias=False`. And the **size of its
weights does not matter**: $W$ and $10\,W$ put out the same.
"""

# %%
rng = np.random.default_rng(0)
rows, W = rng.normal(size=(32, 5)), rng.normal(size=(5, 4))
norm = BatchNormalization(4, epsilon=0)
one, other = (norm.forward(z, training=True) for z in (rows @ W, rows @ (10 * W) + 3))
difference = one - other
print(f"W, and 10 W with a bias of 3: largest difference {np.abs(difference).max():.12f}")

# %% proof
assert np.abs(difference).max() < 1e-13

# %% [markdown]
r"""
Is the column a bell curve afterwards? No. Only its mean and its spread are set. The shape stays what it was, as it does
when you write a temperature in Fahrenheit.
"""

# %%
lopsided = np.random.default_rng(2).exponential(3.0, 2000) + 4
straight = BatchNormalization(1, epsilon=0).forward(lopsided[:, None], training=True)[:, 0]
show(normalization_histograms(lopsided, straight)[0])


# %% proof
def skewness(values):
    """The mean of the third powers: 0 for a bell curve."""
    return np.mean(((values - values.mean()) / values.std()) ** 3)


assert abs(skewness(lopsided) - skewness(straight)) < 1e-9
assert skewness(straight) > 1.3
assert abs(straight.mean()) < 1e-12
assert abs(straight.std() - 1) < 1e-12

# %% proof
assert abs(lopsided.mean() - 7) < 0.3
assert 4 <= lopsided.min() < 4.05

# %% [markdown]
r"""
But is mean 0 and spread 1 what the next layer wants? Perhaps not. So the layer gets two numbers for each unit that are
*learnt* like weights: a scale $\gamma$ and a shift $\beta$,

$$y = \gamma\,\hat x + \beta, \qquad \text{at the start } \gamma = 1,\; \beta = 0 .$$

With $\gamma = \sigma$ and $\beta = \mu$ they could even undo the normalising. What have we gained, then? Before, a
unit's offset and size were the tangled result of all weights below. Now they are two knobs of its own, and gradient
descent can turn them directly.
"""

# %%
layer = BatchNormalization(2, epsilon=0)
layer.gamma[...], layer.beta[...] = np.sqrt(variance), mean
print("undone:", layer.forward(columns, training=True).T.round(6).tolist())
layer = BatchNormalization(64)
print("learnt by a layer of 64 units:", layer.gamma.size + layer.beta.size)

# %% proof
two = BatchNormalization(2, epsilon=0)
two.gamma[...], two.beta[...] = np.sqrt(variance), mean
assert np.allclose(two.forward(columns, training=True), columns)
assert layer.gamma.size + layer.beta.size == 128

# %% [markdown]
r"""
## Training and prediction

There is something odd about this layer. All others treat each row by itself. This one looks at the whole batch.
"""

# %% prediction [markdown]
r"""
In training, you change row 2 of a batch and leave row 1 as it is. What happens to row 1's output?

[ ] Nothing: rows never mix
    They did not in any layer up to now. But row 2 has a part in μ and σ, and row 1 is measured by them.
[x] It changes
    Row 2 moves the mean and the spread, and row 1 is measured by both.
[ ] It changes only if row 2 becomes the largest
    Mean and spread feel each row, not only the extremes.
"""

# %%
layer = BatchNormalization(1, epsilon=0)
for second in (2.0, 20.0):
    batch = np.array([[1.0], [second], [3.0], [4.0]])
    first = layer.forward(batch, training=True)[0, 0]
    print(f"row 2 is {second:>4}: row 1 becomes {first:.2f} in training")

# %% proof
assert round(layer.forward(np.array([[1.0], [2], [3], [4]]), training=True)[0, 0], 2) == -1.34
assert round(layer.forward(np.array([[1.0], [20], [3], [4]]), training=True)[0, 0], 2) == -0.79

# %% [markdown]
r"""
In training one can live with that. In use, no: a patient's diagnosis must not depend on who else came in that morning.
And what if only *one* patient came? Then $\mu$ is that row itself, $\hat x = 0$, and the answer is $\beta$, whoever it
was. (You met this in lecture 12: a scaler fitted on a single row.)

So in prediction the layer measures with numbers that it remembers. During training it keeps **running averages** of
what it saw, and after each batch it moves them a little:

$$r_\mu \leftarrow m\,r_\mu + (1-m)\,\mu, \qquad r_{\sigma^2} \leftarrow m\,r_{\sigma^2} + (1-m)\,\sigma^2 ,
\qquad\qquad \hat x = \frac{x - r_\mu}{\sqrt{r_{\sigma^2} + \varepsilon}} \;\text{ in prediction.}$$

They start at 0 and 1. $m$ is called momentum, and it is the share that is **kept**: 0.99 in Keras and here. (PyTorch
gives the same name to the share that is *replaced*: its 0.1 is 0.9 here.) Below, batches of 16 rows of a unit with mean
5, and $m = 0.9$.
"""

# %%
rng = np.random.default_rng(0)
layer = BatchNormalization(1, momentum=0.9)
batch_means, running = [], []
for _ in range(80):
    batch = rng.normal(5, 2, size=(16, 1))
    layer.forward(batch, training=True)
    batch_means.append(batch.mean())
    running.append(layer.moving_mean[0])
by_hand = 0.0
for value in batch_means:
    by_hand = 0.9 * by_hand + (1 - 0.9) * value
after = ", ".join(f"{running[batch - 1]:.2f}" for batch in (1, 10, 80))
print(f"running mean after 1, 10 and 80 batches: {after}; by hand {by_hand:.2f}")
row = np.array([[7.0]])
print(f"one row of 7 in prediction: {layer.forward(row)[0, 0]:.2f}, in training "
      f"{BatchNormalization(1).forward(row, training=True)[0, 0]:.2f}")  # fmt: skip

# %%
show(running_mean(batch_means, running, 5))

# %% proof
assert abs(by_hand - running[-1]) < 1e-12
assert running[0] < 0.8
assert 2.7 < running[9] < 3.8
assert abs(running[39] - 5) < 0.6
assert abs(running[-1] - 5) < 0.5
assert abs(layer.forward(np.array([[7.0]]))[0, 0] - 1) < 0.35
assert np.std(running[40:]) < 0.6 * np.std(batch_means)

# %% [markdown]
r"""
Look at the start. The running mean has to climb up from 0 first, and with $m = 0.99$ that takes ten times as long:
after 100 batches, $0.99^{100} = 37\%$ of the start is still in there. Here is what this does to networks of 10 layers
after one epoch, which is 45 batches. The *same weights* are asked twice. And the experiment is run from five starts,
because one alone might be an accident.
"""


# %%
def train(model, epochs, seed):
    """Train with batches of 32. A run that explodes goes on in silence with nan."""
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            for rows in minibatches(len(x), 32, rng):
                model.train_step(x[rows], y[rows])
    return model


def asked_twice(momentum, seed):
    """Test accuracy with the running statistics, and with those of the test batch."""
    model = train(deep_network(10, 1, True, seed, momentum), epochs=1, seed=seed)
    by_batch = accuracy(y_test, model.forward(x_test, training=True))
    return model.evaluate(x_test, y_test)["accuracy"], by_batch


for momentum in (0.99, 0.9):
    scores = np.array([asked_twice(momentum, seed) for seed in range(5)])  # (starts, 2)
    names = "running statistics", "those of the test batch"
    for name, column in zip(names, scores.T, strict=True):
        print(f"m = {momentum:<4}, {name:<23}: mean {column.mean():.0%}, "
              f"from {column.min():.0%} to {column.max():.0%}")  # fmt: skip

# %% proof
slow, quick = (np.array([asked_twice(m, seed) for seed in range(5)]) for m in (0.99, 0.9))
assert slow[:, 0].mean() < 0.6
assert slow[:, 1].mean() > 0.7
assert (slow[:, 1] - slow[:, 0]).mean() > 0.2
assert (slow[:, 1] - slow[:, 0]).min() > 0.05
assert quick[:, 0].mean() > 0.7
assert abs(quick[:, 0].mean() - quick[:, 1].mean()) < 0.06
assert round(0.99**100, 2) == 0.37
assert -(-len(x) // 32) == 45

# %% [markdown]
r"""
Nothing is wrong with the weights: with the statistics of the test batch they do well. With $m = 0.99$ the running
averages have not arrived yet. So when training goes well and validation
is inexplicably poor in the first epochs, look here before you look anywhere else: give it more batches, or a smaller
$m$.

The other classic is to forget the switch. A layer left in training mode works splendidly in all your tests, which come
in batches, and answers $\beta$ to the first single row that arrives. Our layers take the mode as an argument,
`forward(x, training=…)`; `predict` and `evaluate` set it to `False`.

## What small batches cost

The mean of a batch is an estimate, made from $N$ rows. Draw other rows, and you get another mean. By how much do such
means differ? If the rows are independent and a unit's inputs have the spread $\sigma$,

$$\text{spread of the batch's mean} = \frac{\sigma}{\sqrt N} .$$

Four times the rows, half the noise.
"""

# %%
rng = np.random.default_rng(0)
sizes = np.array([2, 4, 8, 16, 32, 64, 128, 256])
measured = np.array([rng.normal(size=(4000, size)).mean(axis=1).std() for size in sizes])
print("batch size   ", *(f"{size:>5}" for size in sizes))
print("measured     ", *(f"{spread:5.2f}" for spread in measured))
print("σ/√N         ", *(f"{1 / np.sqrt(size):5.2f}" for size in sizes))

# %%
show(noise_by_batch_size(sizes, measured))

# %% proof
assert np.abs(measured * np.sqrt(sizes) - 1).max() < 0.06

# %% [markdown]
r"""
At 32 rows the noise is a fifth of the unit's spread, and it does little harm. It even does some good: a row is seen a
little differently each time, as with dropout. At 2 rows there is nothing left to normalise *with*. Two different
numbers, whatever they are, have their mean in the middle and their spread at half the distance. So one becomes $+1$ and
the other $-1$. And one row alone becomes 0.
"""

# %%
layer = BatchNormalization(1, epsilon=0)
for pair in ((3.0, 5.0), (-40.0, 1000.0)):
    print(pair, "become", layer.forward(np.array(pair)[:, None], training=True)[:, 0].tolist())
alone = BatchNormalization(1).forward(np.array([[812.0]]), training=True)
print("812.0 alone becomes", alone[0, 0])

# %% proof
assert layer.forward(np.array([[-40.0], [1000.0]]), training=True)[:, 0].tolist() == [-1, 1]
assert alone[0, 0] == 0

# %% [markdown]
r"""
All that is left of two numbers is which one was larger. So watch the *last* batch of an epoch, which may be small: with
129 rows and batches of 64 it holds a single one, which comes out as $\beta$ and teaches the layers below nothing. And
where batches must be small, because the rows are large pictures, normalise over the units of each row by itself, as
layer normalization does (Ba, Kiros and Hinton 2016). It needs no batch and no running averages.

## The way back: three paths

How does a gradient find its way back through this? Follow one row, $x_1$. When you nudge it, $\hat x$ moves for three
reasons: $x_1$ itself moves, the mean moves, and the variance moves. Three paths, and *across paths, add* (lecture 7).

Write $d\hat x = dy \cdot \gamma$ for what arrives at $\hat x$, and $s = \sqrt{\sigma^2 + \varepsilon}$.

**Directly.** $\hat x = (x - \mu)/s$, so $d\hat x$ is divided by $s$:  $\;\dfrac{d\hat x}{s}$ .

**Through $\sigma^2$.** All rows are divided by the same $s$, so all of them report to it:
$$d\sigma^2 = \sum_n d\hat x_n\,(x_n - \mu) \cdot \Big({-\frac{1}{2 s^3}}\Big), \qquad
\text{and row } n \text{ receives } \; d\sigma^2 \cdot \frac{2\,(x_n - \mu)}{N} .$$

**Through $\mu$.** All rows are measured from the same $\mu$:
$$d\mu = -\frac1s \sum_n d\hat x_n, \qquad \text{and row } n \text{ receives } \; \frac{d\mu}{N} .$$

($\mu$ also stands in $\sigma^2$, a fourth path. But $\partial\sigma^2/\partial\mu = -\frac2N\sum_n (x_n - \mu) = 0$: at
its minimum a parabola is flat.) For the two learnt numbers, plus copies and times swaps:
$d\beta = \sum_n dy_n$ and $d\gamma = \sum_n dy_n\,\hat x_n$.

Now take the column 1, 2, 3, 4, and let only row 1 have a gradient from above: $dy = (1, 0, 0, 0)$, $\gamma = 1$.
"""

# %% prediction [markdown]
r"""
Only row 1 has a gradient from above. Which rows receive a gradient?

[ ] Row 1 only
    That holds for layers that treat each row by itself. This one measures row 1 by all four.
[x] All four
    Each of them has a part in μ and σ², by which row 1 was measured. Moving row 4 moves row 1's output, so row 4 hears
    of it.
[ ] None, since the mean takes it off
    Only what is equal in all rows is taken off.
"""

# %%
column, dy = np.array([1.0, 2, 3, 4]), np.array([1.0, 0, 0, 0])
N, s = len(column), column.std()
centred, dx_hat = column - column.mean(), dy * 1.0

direct = dx_hat / s
dvariance = -(dx_hat * centred).sum() / (2 * s**3)
through_variance = dvariance * 2 * centred / N
dmean = -dx_hat.sum() / s
through_mean = dmean / N * np.ones(N)
dx = direct + through_variance + through_mean
print("dx", dx.round(3))
x_hat = centred / s
print(f"sum of dx {abs(dx.sum()):.12f}, sum of dx times x̂ {abs((dx * x_hat).sum()):.12f}")

# %%
show(gradient_paths(direct, through_variance, through_mean))

# %% proof
layer = BatchNormalization(1, epsilon=0)
layer.forward(column[:, None], training=True)
nudged = numerical_gradient(lambda c: float((((c - c.mean()) / c.std()) * dy).sum()), column)
assert np.allclose(layer.backward(dy[:, None])[:, 0], dx, rtol=0, atol=1e-12)
assert np.allclose(nudged, dx, atol=1e-8)
assert dx.round(2).tolist() == [0.27, -0.36, -0.09, 0.18]
assert abs(dx.sum()) < 1e-12
assert abs((dx * centred).sum()) < 1e-12
assert [round(float(part[0]), 2) for part in (direct, through_variance, through_mean)] == [0.89, -0.4, -0.22]
assert abs(dx[0] / direct[0] - 0.3) < 1e-12

# %% [markdown]
r"""
The loss grows with row 1's output, so gradient descent will make row 1 smaller. But of the 0.89 that come back directly
only 0.27 are left, three tenths: when row 1 moves, the mean and the spread that it is measured by move along, and take
back most of the change. The other three rows receive what those two paths bring.

Two sums are 0, up to rounding, and they make a fine test of your own code. $\sum dx = 0$: moving all rows up together
changes nothing, so no gradient may ask for it. $\sum dx\,\hat x = 0$: stretching all rows changes nothing either
($\varepsilon$ aside). And beware of testing with $dy = 1$ everywhere. Then the right answer is 0, and a function that
returns zeros passes.

Against nudging, with ten rows, three units and random numbers from above:
"""

# %%
rng = np.random.default_rng(3)
layer, rows, dy = BatchNormalization(3), rng.normal(size=(10, 3)), rng.normal(size=(10, 3))
layer.gamma[...], layer.beta[...] = rng.normal(size=3), rng.normal(size=3)
layer.forward(rows, training=True)
dx = layer.backward(dy)
nudged = numerical_gradient(lambda x: np.sum(layer.forward(x, training=True) * dy), rows)
ones = layer.backward(np.ones((10, 3)))
difference = np.abs(dx - nudged).max()
print(f"largest difference {difference:.7f}, of gradients up to {np.abs(dx).max():.1f}")
print(f"with dy = 1 everywhere, dx is at most {np.abs(ones).max():.12f}")

# %% proof
assert np.abs(dx - nudged).max() < 1e-8
assert np.abs(dx).max() > 0.1
assert np.abs(ones).max() < 1e-13

# %% [markdown]
r"""
## What it buys, and what is only claimed

Where does the layer stand? In the paper: dense layer without bias, batch normalization, activation. We train 10 hidden
layers for five epochs, with weights of three sizes and three learning rates, with and without it.
"""


# %%
def score_of(factor, normalise, learning_rate, seed=2):
    """Accuracy of 10 hidden layers on the test digits after five epochs."""
    model = deep_network(10, factor, normalise, seed)
    model.optimizer.learning_rate = learning_rate
    train(model, 5, seed)
    with np.errstate(all="ignore"):
        return accuracy(y_test, np.nan_to_num(model.predict(x_test)))


rates = (0.01, 0.1, 0.5)
results = {}
print("                        ", *(f"η = {rate:<6}" for rate in rates))
for factor in (0.5, 1, 1.5):
    for normalise in (False, True):
        row = [score_of(factor, normalise, rate) for rate in rates]
        name = f"weights × {factor}, " + ("normalised" if normalise else "as it is")
        print(f"{name:<25}", *(f"{score:<10.2f}" for score in row))
        results[factor, normalise] = row

# %% proof
learned = {(factor, k) for factor in (0.5, 1, 1.5) for k in range(3) if results[factor, False][k] > 0.5}
assert learned == {(1, 0), (1, 1), (1.5, 0)}
assert all(score > 0.8 for factor in (0.5, 1, 1.5) for score in results[factor, True][1:])
assert results[1, False][0] > results[1, True][0]
assert results[1.5, False][0] > results[1.5, True][0]
assert all(score < 0.25 for score in results[0.5, False])

# %% [markdown]
r"""
Without it, only three of nine settings get half of the digits right, and you have to know which three. With it, every
setting with a learning rate of 0.1 or 0.5 is above 80%. This is what it buys: **it forgives**. Careless starts, large
learning rates, deep stacks. Look also at the first column, where it is *not* better: at $\eta = 0.01$ two of the three
plain networks are ahead. It is a help, not a law. (Is it this one start? With other seeds single entries move, by a few
hundredths where a network trains well and by tenths where it does not, but all that is said here stayed true for each
of the five that we tried. Try one yourself: `score_of(1, True, 0.1, seed=7)`.)

Why does it help? What is certain you have seen: sizes and offsets no longer pile up from layer to layer, and the size
of $W$ does not matter, so a step that is too large does less harm. The gradient by $10\,W$ is a tenth of that by $W$;
weights that have grown take smaller steps, all by themselves.

The title of the paper of 2015 gives another reason: it "reduces internal covariate shift", that is, a layer's inputs
stop wandering while the layers below it learn. That is contested. Shibani Santurkar and colleagues (2018, "How does
batch normalization help optimization?") put noise *behind* the normalising, so that the inputs wandered worse than
ever, and it trained as well. They see the reason in a smoother loss. The question is not closed.

## Residual networks: a way past

Notes 3 and 4 name one more cure for deep networks in the same breath: residual networks. The block is one line (He and
colleagues 2016):

$$y = x + F(x) .$$

The layers inside, $F$, only have to add what is *missing*. And on the way back, $dx = dy + \dots$: plus copies, so the
gradient has a way past each block, however deep the stack (lecture 9).

But sums grow. Each block adds its own spread to what is there. Watch it over ten blocks of two layers:
"""

# %% proof
rng = np.random.default_rng(0)
rows, W, dy = rng.normal(size=(32, 5)), rng.normal(size=(5, 4)), rng.normal(size=(32, 4))
norm = BatchNormalization(4, epsilon=0)
slopes = []
for factor in (1, 10):
    norm.forward(rows @ (factor * W), training=True)
    slopes.append(rows.T @ norm.backward(dy))
assert np.allclose(slopes[0], 10 * slopes[1], rtol=1e-9, atol=1e-12)


# %%
def blocks(residual, normalise, factor, rng):
    """Ten blocks of two layers, plain or residual, with or without batch normalization."""

    def start(*sizes):
        return factor * he_normal(*sizes)

    stack = []
    for _ in range(10):
        inside = []
        for _ in range(2):
            inside += [BatchNormalization(64, momentum=0.9)] if normalise else []
            inside += [ReLU(), Dense(64, 64, rng, start, use_bias=not normalise)]
        stack += [Residual(inside)] if residual else inside
    return stack


ends = {}
for name, normalise in (("as it is", False), ("normalised inside", True)):
    a = x[:256]
    for block in blocks(True, normalise, 1, np.random.default_rng(2)):
        a = block.forward(a, training=True)
    ends[name] = a.std()
    print(f"{name:<18} spread {x[:256].std():.1f} → {ends[name]:.1f}")

# %% proof
assert ends["as it is"] > 20
assert ends["normalised inside"] < 6
assert abs(x[:256].std() - 1) < 0.15

# %% [markdown]
r"""
With batch normalization inside, each block adds about as much as any other, because what enters its layers is brought
to the same size first. So the sum grows slowly, while without it each block adds about as much as all before it
together. Here are twenty layers, in four ways, each from five starts.
"""


# %%
def twenty_layers(residual, normalise, factor=1, seed=0, epochs=2):
    """Test accuracy of ten blocks and an output, trained at η = 0.1."""
    rng = np.random.default_rng(seed)
    layers = [*blocks(residual, normalise, factor, rng), Dense(64, 10, rng)]
    model = Sequential(layers, dtype=np.float64)
    train(model.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True)), epochs, seed)
    with np.errstate(all="ignore"):
        return accuracy(y_test, np.nan_to_num(model.predict(x_test)))


# %% prediction [markdown]
r"""
Twenty layers, weights as He proposed, η = 0.1, two epochs. Which of the four does best?

[ ] Plain
    Twenty plain layers have hardly begun to learn after two epochs.
[ ] With batch normalization
    It helps a great deal, but the gradient still has to go through every layer.
[ ] With residual blocks
    Ten sums make the activations so large that this learning rate explodes.
[x] With both
    The way past keeps the gradient, and the normalising keeps the sums in bounds.
"""

# %%
settings = {
    "plain": (False, False),
    "batch normalization": (False, True),
    "residual": (True, False),
    "both": (True, True),
    "residual, weights × ½": (True, False, 0.5),
}
found = {
    name: np.array([twenty_layers(*setting, seed=seed) for seed in range(5)])  # (starts,)
    for name, setting in settings.items()
}

# %%
show(accuracy_by_network(found))

# %% proof
assert found["plain"].max() < 0.35
assert found["residual"].max() < 0.2
assert found["plain"].mean() + 0.15 < found["batch normalization"].mean() < found["both"].mean() - 0.15
assert found["plain"].max() < found["batch normalization"].min()
assert found["both"].min() > 0.85
assert found["both"].min() > found["batch normalization"].max() + 0.05
assert found["residual, weights × ½"].min() > 0.85
assert abs(found["residual, weights × ½"].mean() - found["both"].mean()) < 0.05
for name in ("plain", "batch normalization"):
    longer = np.mean([twenty_layers(*settings[name], seed=seed, epochs=5) for seed in range(2)])
    assert longer > found[name][:2].mean() + 0.05

# %% [markdown]
r"""
One in ten is what guessing gets, and there the residual networks without normalising end: their numbers explode. With
both, the network is above 85% from each of the five starts. Batch normalization alone is on its way, far ahead of the
plain network and far behind both together. More epochs help these two (try `epochs=5`), so the figure does not say that
they cannot learn; it says that they take longer.

And the last row? With weights half as large, residual blocks *alone* do as well, for smaller weights keep the sums in
bounds, too. There is more than one way to do that.

## Explore: one row, many batches

Below you follow a single row with the value 1. In training it meets other rows in each batch, all drawn from a unit
with mean 0 and spread 1. The histogram shows what the layer makes of this one row in 400 batches; the dashed line is
what it makes of it in prediction. Two questions first.
"""

# %% prediction [markdown]
r"""
Batches of 2. What becomes of our row's value in the 400 batches?

[ ] Something around 1, with a lot of noise
    There is no room for that: two different numbers become +1 and −1.
[x] Nearly always −1 or +1
    Our row is either the larger one or the smaller one of the two. That is all that is left. (Where the two happen to
    be almost equal, ε makes it a little less.)
[ ] Always 0
    That is a batch of one.
"""

# %% prediction [markdown]
r"""
You go from batches of 16 to batches of 64. What happens to the spread of what becomes of the row?

[ ] It becomes a quarter
    The noise falls with the root of the size.
[x] It becomes about half
    Four times the rows, half the noise: σ/√N.
[ ] It stays
    Then batches of 256 would be as noisy as batches of 2.
"""

# %% [markdown]
r"""
Then a task. **Find the smallest batch size at which the row comes within 0.5 of its value in prediction in at least 95%
of the batches** (the title counts them). Then unfold the second slider and follow a row with the value 2.5 at batch
size 4: it never arrives. What is the largest number that it becomes? (Tab to the slider, arrow keys to move it.)
"""

# %%
batch_size_explorer()

# %% proof
two = batch_values(2, 1.0)["outputs"]
assert np.mean(np.abs(np.abs(two) - 1) < 0.1) > 0.88
ratio = batch_values(64, 1.0)["outputs"].std() / batch_values(16, 1.0)["outputs"].std()
assert 0.4 < ratio < 0.6
near = {size: batch_values(size, 1.0)["near"] for size in (8, 16, 32, 64)}
assert near[8] < round(near[16], 2) < 0.95 <= round(near[32], 2)
assert abs(near[16] - 0.9) < 0.045
assert abs(near[32] - 0.98) < 0.035
assert 1.7 < batch_values(4, 2.5)["outputs"].max() < np.sqrt(3)
assert batch_values(4, 2.5)["prediction"] > 2.49

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

32 is the first size on the slider: there the row is within 0.5 in some 98% of the batches, with 16 in some 90% only.
The row of 2.5 becomes at most 1.73 in batches of 4. That is $\sqrt{N - 1} = \sqrt 3$: a row that is far out pulls the
mean and the spread along, and can never be further out than that. In prediction it is 2.5. A layer that is trained with
tiny batches learns on numbers that it will not meet in use.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| normalise | $\hat x = (x - \mu)/\sqrt{\sigma^2 + \varepsilon}$ | over the batch; $\sigma^2$ divides by $N$ |
| scale and shift | $y = \gamma\hat x + \beta$ | learnt; 1 and 0 at the start |
| in front of it | $W$ and $10\,W$ are the same | no bias there |
| running averages | $r \leftarrow m\,r + (1-m)\cdot$ batch | $m$ is kept; slow at the start |
| prediction | $\hat x = (x - r_\mu)/\sqrt{r_{\sigma^2} + \varepsilon}$ | each row by itself |
| noise | $\sigma/\sqrt N$ | a batch of 2 becomes $\pm 1$, of 1 becomes $\beta$ |
| backward | directly, through $\sigma^2$, through $\mu$ | columns of $dx$ add up to 0 |
| residual block | $y = x + F(x)$ | a way past, for the gradient |

## Check yourself

<details><summary>1. Why does a dense layer in front of batch normalization need no bias?</summary>

It is added to all rows alike, and the mean takes it off again. $\beta$ does its work.
</details>

<details><summary>2. Does batch normalization make the activations normally distributed?</summary>

No. It sets mean and spread. A lopsided column stays lopsided.
</details>

<details><summary>3. In production, single rows all get the same answer. In your tests all was well. What do you
suspect?</summary>

The layer is still in training mode: a single row is its own mean, so $\hat x = 0$ and $y = \beta$. Tests with whole
batches do not show it.
</details>

<details><summary>4. Training accuracy is 90% after the first epoch, validation accuracy 30%. Overfitting?</summary>

Hardly, so early. With few batches and $m = 0.99$ the running averages are still near their start. Evaluate with a
batch's own statistics to see whether the weights are fine.
</details>

<details><summary>5. You test a backward pass with dy = 1 everywhere, and it agrees with nudging. What do you
know?</summary>

Next to nothing: the right dx is 0, because moving all rows together changes no output. Use random numbers.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/14_batch_normalization/14_batch_normalization.ipynb): forwards in both
modes, the running averages, a layer that fails only after training, and the three paths back. Then go on to
[lecture 15, momentum](15_momentum.ipynb).
"""
