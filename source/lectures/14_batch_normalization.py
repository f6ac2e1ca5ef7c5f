# %% [markdown]
r"""
# 14 · Batch normalization

*You scaled the inputs of the network. But each layer is the input of the next one, and nobody scales those. This layer
does, in each batch, and it changes what you may get away with.*

**You will be able to**

- normalise a layer's outputs over a mini-batch, with a scale and a shift that are learnt;
- say what changes between training and inference, find the bugs that live there, and fold the layer away;
- tell from the size of a batch how noisy its mean, its spread and each row's output are;
- derive the backward pass, on its three paths and in one line;
- say what batch normalization and residual paths each do alone, and which explanation is contested.

**It builds on** scaling (lecture 12), the backward pass (7) and initialization (11). **Time:** about 50 minutes.
"""

# %%
import numpy as np

from dlcourse import SGD, BatchNormalization, CategoricalCrossentropy, Dense, ReLU, Residual
from dlcourse import Sequential, StandardScaler, accuracy, he_normal, load_digits, minibatches
from dlcourse import numerical_gradient, one_hot, train_test_split
from dlcourse.plots import show
from dlcourse.plots.deep_networks.batch_normalization import accuracy_by_learning_rate, accuracy_by_relative_rate
from dlcourse.plots.deep_networks.batch_normalization import accuracy_by_step, gradient_paths
from dlcourse.plots.deep_networks.batch_normalization import normalization_histograms, running_mean, size_and_likeness
from dlcourse.plots.deep_networks.residual_networks import accuracy_table, residual_path, size_likeness_gradient
from dlcourse.widgets.deep_networks.batch_normalization import batch_size_explorer, batch_values

# %% [markdown]
r"""
## Twelve layers, three starts

Here are the digits, each column scaled to mean 0 and standard deviation 1 (*spread*, for short), as lecture 12 asks
(columns that never vary become 0). They enter networks of 12 hidden layers. The weights are drawn as He proposed
(lecture 11), but somebody was careless with the factor: in one network they are halved, in one they are right, in one
they are doubled.

How large are the activations at layer 12? Make a guess for each of the three. And a second question: two pictures of
digits start out unrelated, with a cosine near 0 on average. How *alike* are their activations at layer 12?
"""

# %%
pixels, labels = load_digits()
rng = np.random.default_rng(0)
x, y, x_test, y_test = train_test_split(pixels, one_hot(labels, 10), test_size=360, rng=rng)
scaler = StandardScaler().fit(x)
x, x_test = scaler.transform(x), scaler.transform(x_test)


# %%
def deep_network(layers, factor, norm, seed, rate=0.1, momentum=0.9):
    """Hidden layers of 64 units; `norm` says where batch normalization stands: before or after ReLU, or nowhere."""
    rng = np.random.default_rng(seed)

    def start(*sizes):
        return factor * he_normal(*sizes)

    stack = []
    for _ in range(layers):
        stack += [Dense(64, 64, rng, start, use_bias=norm != "before")]
        stack += [BatchNormalization(64, momentum=momentum)] if norm == "before" else []
        stack += [ReLU()]
        stack += [BatchNormalization(64, momentum=momentum)] if norm == "after" else []
    model = Sequential([*stack, Dense(64, 10, rng)], dtype=np.float64)
    loss = CategoricalCrossentropy(from_logits=True)
    return model.compile(SGD(rate), loss, metrics=[accuracy])


# %%
def mean_cosine(a):
    """Mean cosine of two different rows of a (N, units)."""
    directions = a / np.linalg.norm(a, axis=1, keepdims=True)
    count = len(a)
    return ((directions.sum(axis=0) ** 2).sum() - count) / (count * (count - 1))


def by_layer(model):
    """Standard deviation and mean cosine of what leaves each ReLU, on 256 digits."""
    a, sizes, cosines = x[:256], [], []
    for layer in model.layers:
        a = layer.forward(a, training=True)
        if isinstance(layer, ReLU):
            sizes.append(a.std())
            cosines.append(mean_cosine(a))
    return np.array(sizes), np.array(cosines)


# %%
factors = (0.5, 1, 2)
plain = {factor: by_layer(deep_network(12, factor, "nowhere", 1)) for factor in factors}
normalised = {factor: by_layer(deep_network(12, factor, "before", 1)) for factor in factors}
show(size_and_likeness(plain, normalised)[0])

# %% proof
assert abs(mean_cosine(x[:256])) < 0.02
assert plain[0.5][0][-1] < 0.001
assert 0.2 < plain[1][0][-1] < 4
assert plain[2][0][-1] > 800
assert np.allclose(plain[2][0], plain[1][0] * 2.0 ** np.arange(1, 13))
assert all(np.allclose(plain[factor][1], plain[1][1]) for factor in factors)
assert np.ptp([values[0] for values in normalised.values()], axis=0).max() < 0.01
alike = []
for seed in range(5):
    _, cosines = by_layer(deep_network(12, 1, "nowhere", seed))
    sizes, apart = by_layer(deep_network(12, 1, "before", seed))
    alike.append(cosines[-1])
    assert 0.5 < sizes.min() < sizes.max() < 0.7
    assert abs(sizes.mean() - np.sqrt(1 / 2 - 1 / (2 * np.pi))) < 0.05
    assert np.abs(apart - 1 / np.pi).max() < 0.08
assert 0.84 < np.mean(alike) < 0.96
assert min(alike) > 0.7

# %% [markdown]
r"""
That is the picture to remember. On the left, a factor of 2 in the start becomes $2^{12} = 4096$ at layer 12 without
help, and next to nothing with batch normalization. Then draw the weights right, you might say. But look to the right.
The three plain networks are one line there, since a factor turns no direction: with He's weights, too, all digits
become alike, with a cosine of about 0.9 at layer 12. With batch normalization it stays near a third.

Why a third? The layer takes off what all rows have in common, unit by unit. ReLU then makes something in common anew:
of a bell curve of mean 0 and spread 1 it leaves a mean square of ½, and the squared mean, $1/2\pi$, is a share of
$1/\pi = 0.32$ of it. (The rest has a spread of
$\sqrt{1/2 - 1/2\pi} = 0.58$: the line *normalised* on the left.)

Sergey Ioffe and Christian Szegedy proposed it in 2015. How does it work, and what does it cost?

## Each column to mean 0 and spread 1

Take a batch of $N$ rows. Each column is one unit. For each column by itself,

$$\mu = \frac1N \sum_n x_n, \qquad \sigma^2 = \frac1N \sum_n (x_n - \mu)^2, \qquad
\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} .$$

This is `StandardScaler`, only that the batch takes the place of the training set, in the middle of a network. The small
$\varepsilon$ (0.001 in Keras and here, 0.00001 in PyTorch) keeps a constant column from a division by 0. Our small
examples set it to 0, for round numbers.

Four rows, one unit: 1, 2, 3, 4. The mean is 2.5, $\sigma^2 = 1.25$, $\sigma = 1.118$, so the first row becomes
$-1.5/1.118 = -1.34$.
"""

# %% prediction [markdown]
r"""
One column holds 1, 2, 3, 4, another 107, 207, 307, 407. How do they leave batch normalization (with ε = 0)?

[ ] The second one has larger numbers
    Its mean is subtracted and it is divided by its spread. Nothing of its size is left.
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
**bias is useless**, because subtracting the mean removes it; leave it out with `use_bias=False`. And the **size of its
weights does not matter** to the output: $W$ and $c\,W$ put out the same for any $c > 0$, up to $\varepsilon$. (To the
learning rate it will matter.)
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
Is the column a bell curve afterwards? No. Its shape stays what it was, as it does when you turn Celsius into
Fahrenheit.
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

# %% [markdown]
r"""
But is mean 0 and spread 1 what the next layer wants? Perhaps not. So the layer gets two numbers for each unit that are
*learnt* like weights: a scale $\gamma$ and a shift $\beta$,

$$y = \gamma\,\hat x + \beta, \qquad \text{at the start } \gamma = 1,\; \beta = 0 .$$

For any one batch they could undo the normalising, with that batch's $\gamma = \sigma$ and $\beta = \mu$ ($\varepsilon$
aside). What have we gained, then? Before, a unit's offset and size were the tangled result of all weights below. Now
they are two knobs of its own.
"""

# %% proof
layer = BatchNormalization(2, epsilon=0)
layer.gamma[...], layer.beta[...] = np.sqrt(variance), mean
assert np.allclose(layer.forward(columns, training=True), columns)

# %% [markdown]
r"""
## Training and prediction

All other layers treat each row by itself. This one looks at the whole batch.
"""

# %% prediction [markdown]
r"""
In training, you change row 2 of a batch of four and leave row 1 as it is. What happens to row 1's output?

[ ] Nothing: rows never mix
    They did not in any layer up to now. But row 2 has a part in μ and σ, and row 1 is measured by them.
[x] It changes, but for a rare coincidence
    Row 2 moves the mean and the spread, and row 1 is measured by both. At one other value the two may just cancel.
[ ] It changes only if row 2 becomes the largest
    Mean and spread feel each row, not only the extremes.
"""

# %%
layer = BatchNormalization(1, epsilon=0)
for second in (2.0, 20.0, 70 / 11):  # the last is a coincidence: mean and spread both move, and cancel
    batch = np.array([[1.0], [second], [3.0], [4.0]])
    first = layer.forward(batch, training=True)[0, 0]
    print(f"row 2 is {second:5.2f}: row 1 becomes {first:.2f} in training")

# %% proof
assert round(layer.forward(np.array([[1.0], [2], [3], [4]]), training=True)[0, 0], 2) == -1.34
assert round(layer.forward(np.array([[1.0], [20], [3], [4]]), training=True)[0, 0], 2) == -0.79
firsts = [layer.forward(np.array([[1.0], [second], [3], [4]]), training=True)[0, 0] for second in (2, 70 / 11)]
assert abs(firsts[0] - firsts[1]) < 1e-12
others = np.arange(-1000, 1000, 0.37)
above = [layer.forward(np.array([[1.0], [second], [3], [4]]), training=True)[0, 0] > firsts[0] for second in others]
assert np.flatnonzero(np.diff(above)).size == 2  # at 2 and at one other value

# %% [markdown]
r"""
In training one can live with that. At *inference*, when the trained network predicts, one cannot: a patient's
diagnosis must not depend on who else came in that morning. And if only *one* came, $\mu$ is that row itself,
$\hat x = 0$, and the answer is $\beta$, whoever it was.

So at inference the layer measures with numbers that it remembers. During training it keeps **running averages** of what
it saw, and after each batch it moves them a little:

$$r_\mu \leftarrow m\,r_\mu + (1-m)\,\mu, \qquad r_{\sigma^2} \leftarrow m\,r_{\sigma^2} + (1-m)\,\sigma^2 ,
\qquad\qquad \hat x = \frac{x - r_\mu}{\sqrt{r_{\sigma^2} + \varepsilon}} \;\text{ at inference.}$$

They start at 0 and 1. $m$ is called momentum, and it is the share that is **kept**: 0.99 in Keras and here. (PyTorch
gives the same name to the share that is *replaced*: its 0.1 is 0.9 here. And its running variance divides by $N - 1$,
as in the paper.) Below, batches of 16 rows of a unit with mean 5.
"""

# %%
rng = np.random.default_rng(0)
batches = [rng.normal(5, 2, size=(16, 1)) for _ in range(80)]
running = {}
for momentum in (0.9, 0.99):
    layer, running[momentum] = BatchNormalization(1, momentum=momentum), []
    for batch in batches:
        layer.forward(batch, training=True)
        running[momentum].append(layer.moving_mean[0])
batch_means = [batch.mean() for batch in batches]
show(running_mean(batch_means, running, 5))

# %% proof
by_hand = 0.0
for value in batch_means:
    by_hand = 0.9 * by_hand + (1 - 0.9) * value
assert abs(by_hand - running[0.9][-1]) < 1e-12
assert running[0.9][0] < 0.8
assert abs(running[0.9][-1] - 5) < 0.5
assert np.std(running[0.9][40:]) < 0.6 * np.std(batch_means)
assert 2 < running[0.99][-1] < 3.5

# %% [markdown]
r"""
Look at the start: the running mean has to climb up from 0 first. With $m = 0.99$, after the 45 batches of one epoch
$0.99^{45} = 64\%$ of the start is still in there. Here is what this does to networks of 10 layers after that one epoch.
The *same weights* are asked twice, from five starts each.
"""


# %%
def train(model, epochs, seed):
    """Train with batches of 32; return the losses. A run that explodes ends in silence."""
    rng = np.random.default_rng(seed)
    losses = []
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            for rows in minibatches(len(x), 32, rng):
                losses.append(model.train_step(x[rows], y[rows]))
                if not np.isfinite(losses[-1]):
                    return losses
    return losses


def asked_twice(momentum, seed):
    """Test accuracy with the running statistics, and with those of the test batch."""
    model = deep_network(10, 1, "before", seed, momentum=momentum)
    train(model, epochs=1, seed=seed)
    return accuracy(y_test, model.predict(x_test)), accuracy(y_test, model.forward(x_test, training=True))


scores = {}
for momentum in (0.99, 0.9):
    scores[momentum] = np.array([asked_twice(momentum, seed) for seed in range(5)])  # (starts, 2)
    for name, column in zip(("running", "the batch's"), scores[momentum].T, strict=True):
        print(f"m = {momentum:<4}, {name:<11} statistics: mean {column.mean():.0%}, "
              f"from {column.min():.0%} to {column.max():.0%}")  # fmt: skip

# %% proof
slow, quick = scores[0.99], scores[0.9]
assert slow[:, 0].mean() < 0.6
assert slow[:, 1].mean() > 0.7
assert (slow[:, 1] - slow[:, 0]).mean() > 0.2
assert (slow[:, 1] - slow[:, 0]).min() > 0.05
assert quick[:, 0].mean() > 0.7
assert abs(quick[:, 0].mean() - quick[:, 1].mean()) < 0.06
assert round(0.99**45, 2) == 0.64
assert -(-len(x) // 32) == 45

# %% [markdown]
r"""
Nothing is wrong with the weights: with $m = 0.99$ the running averages have not arrived yet. So when training goes well
and validation is inexplicably poor in the first epochs, look here first: give it more batches, or a smaller $m$.

The other classic is to forget the switch. A layer left in training mode works splendidly in all your tests, which come
in batches, and answers $\beta$ to the first single row that arrives. Our layers take the mode as an argument,
`forward(x, training=…)`; `predict` and `evaluate` set it to `False`.

And after training the layer often need not exist. At inference it multiplies by a fixed number and adds another, so it
can be *folded* into a dense layer directly in front. It then costs nothing, and there is the bias again. (Behind a ReLU
it can be folded into the dense layer after it. At the start of the residual blocks below it must stay: in front of it
the path branches off, behind it stands the ReLU.)

$$W' = W \cdot \frac{\gamma}{\sqrt{r_{\sigma^2} + \varepsilon}}, \qquad
b' = \beta - r_\mu \cdot \frac{\gamma}{\sqrt{r_{\sigma^2} + \varepsilon}} .$$
"""

# %%
model = deep_network(10, 1, "before", seed=0)
train(model, epochs=1, seed=0)
dense, norm = model.layers[:2]
scale = norm.gamma / np.sqrt(norm.moving_variance + norm.epsilon)  # (units,)
W, b = dense.W * scale, norm.beta - norm.moving_mean * scale
difference = x_test @ W + b - norm.forward(dense.forward(x_test))
print(f"two layers, and the one they are folded into: largest difference {np.abs(difference).max():.12f}")

# %% proof
assert np.abs(difference).max() < 1e-10
assert np.abs(W - dense.W).max() > 0.1
model = deep_network(2, 1, "after", seed=0)
train(model, epochs=1, seed=0)
norm, dense = model.layers[2:4]
scale = norm.gamma / np.sqrt(norm.moving_variance + norm.epsilon)
active = np.maximum(x_test, 0)
W, b = dense.W * scale[:, None], dense.b + (norm.beta - norm.moving_mean * scale) @ dense.W
assert np.abs(W - dense.W).max() > 0.1
assert np.abs(active @ W + b - dense.forward(norm.forward(active))).max() < 1e-9

# %% [markdown]
r"""
## What small batches cost

A batch's mean is an estimate, made from $N$ rows. Draw other rows, and you get another mean. If the rows are
independent and a unit's inputs have the spread $\sigma$, such means differ by $\sigma/\sqrt N$: four times the rows,
half the noise. The batch's $\sigma$ is an estimate, too (on average a little too small), and for a bell curve it
varies by about $\sigma/\sqrt{2N}$.

What does that do to one row? Say the unit has mean 0 and spread 1, and the row lies at $v$. If the batch's mean is off
by $a$ and its spread by $b$, then $\hat x = (v - a)/(1 + b) \approx v - a - v\,b$. The two errors are independent for a
bell curve, so their variances, $1/N$ and $v^2/2N$, add. For small errors, and leaving out that the row itself may have
a part in $\mu$ and $\sigma$,

$$\text{spread of } \hat x \text{ over batches} \;\approx\; \sqrt{\frac{1 + v^2/2}{N}} .$$

A row in the middle feels the mean's noise alone; a row beyond $v = \sqrt 2$ feels that of the spread more.
"""

# %%
rng = np.random.default_rng(0)
print("           mean of a batch       its spread        x̂ of a row at 2 (in the batch, not in it)")
print("  rows  measured      1/√N  measured   1/√(2N)        in    not in    √(3/N)")
noise = {}
for N in (8, 32, 128, 512):
    batches = rng.normal(size=(4000, N))
    mu, sigma = batches.mean(axis=1), batches.std(axis=1)
    not_in = (2 - mu) / sigma
    batches[:, 0] = 2  # now the row is one of the N
    inside = (2 - batches.mean(axis=1)) / batches.std(axis=1)
    noise[N] = mu.std(), 1 / np.sqrt(N), sigma.std(), 1 / np.sqrt(2 * N), inside.std(), not_in.std(), np.sqrt(3 / N)
    print(f"{N:6}", *(f"{value:9.3f}" for value in noise[N]))

# %% proof
for N in (32, 128, 512):
    found = np.array(noise[N])
    assert np.abs(found[:4:2] / found[1:4:2] - 1).max() < 0.06
    assert 0.82 < found[4] / found[6] < 1.06
    assert 0.93 < found[5] / found[6] < 1.16
for N in (8, 32):
    assert noise[N][4] < 0.95 * noise[N][6]
    assert noise[N][4] < noise[N][5]
assert noise[8][5] > 1.2 * noise[8][6]
assert abs(noise[32][4] - 0.27) < 0.02
batches = np.random.default_rng(0).normal(size=(4000, 8))
assert batches.std(axis=1).mean() < 0.95
batches[:, 0] = 0
assert (batches.mean(axis=1) / batches.std(axis=1)).std() > 1.1 / np.sqrt(8)

# %% [markdown]
r"""
In training each row is in its batch. In batches of 32 a row at 2 comes out some 0.27 higher or lower from batch to
batch (one standard deviation): harmless, and it may even do some good, as the noise of dropout does. In small batches a
row so far out varies *less* than the formula says, since it pulls $\mu$ and $\sigma$ along; one in the middle varies a
little more. A row at 2 that is not in the batch would vary more, too.
"""

# %% prediction [markdown]
r"""
Batches of 2, say 3 and 5, or −40 and 1000. What do they become (with ε = 0)?

[ ] Something noisy around what they would be at inference
    There is no room for that: two numbers are equally far from their mean.
[x] −1 and +1, both pairs
    The mean lies in the middle, the spread is half the distance. All that is left is which one was larger.
[ ] 0 and 0
    That is a batch of one.
"""

# %%
layer = BatchNormalization(1, epsilon=0)
for pair in ((3.0, 5.0), (-40.0, 1000.0)):
    print(pair, "become", layer.forward(np.array(pair)[:, None], training=True)[:, 0].tolist())
layer = BatchNormalization(1, momentum=0.9)
alone = layer.forward(np.array([[812.0]]), training=True)[0, 0]
print(f"812.0 alone becomes {alone}, and the running variance goes from 1 to {layer.moving_variance[0]}")

# %% proof
assert BatchNormalization(1, epsilon=0).forward([[-40.0], [1000.0]], training=True)[:, 0].tolist() == [-1, 1]
assert (alone, layer.moving_variance[0]) == (0, 0.9)

# %% [markdown]
r"""
So watch the *last* batch of an epoch. With 129 rows and batches of 64 it holds a single row, which becomes $\beta$,
sends no gradient to the layers below, and puts a variance of 0 into the running average: with $m = 0.9$ that loses a
tenth. Keras and our layer do that silently; PyTorch raises an error.

Or do without the batch: take mean and spread *along each row*, over its units. In code that is `axis=1` for `axis=0`.
"""

# %%
batch = np.array([[1.0, 5, 0], [2, 1, 3], [3, 3, 6], [4, 7, 3]])  # (N, units)
changed = batch.copy()
changed[1, 0] = 20
for name, axis in (("down the columns", 0), ("along the rows", 1)):
    one, other = ((z - z.mean(axis=axis, keepdims=True)) / z.std(axis=axis, keepdims=True) for z in (batch, changed))
    print(f"{name:<16}: row 1 becomes {one[0].round(2)}, and with another row 2 {other[0].round(2)}")

# %% proof
assert np.array_equal(one[0], other[0])
assert one[0].round(2).tolist() == [-0.46, 1.39, -0.93]
cosines = []
for seed in range(5):
    rng, a = np.random.default_rng(seed), x[:256]
    for _ in range(12):
        z = a @ he_normal(64, 64, rng)
        a = np.maximum((z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True), 0)
    cosines.append(mean_cosine(a))
    assert 0.4 < a.std() < 0.75
assert 0.84 < np.mean(cosines) < 0.97
assert abs(np.mean(cosines) - np.mean(alike)) < 0.06

# %% [markdown]
r"""
Along the rows, no row hears of another: no running average, no switch, and a batch of one is as good as any. This is
*layer normalization* (Ba, Kiros and Hinton 2016); $\gamma$ and $\beta$ stay, one of each per unit. Transformers use it,
at each position by itself, often without the mean: *RMSNorm* (Zhang and Sennrich 2019). But of what you saw in
the first picture it does only half: it keeps the size, but it cannot take off what all rows have in common. So before
training, two digits have a cosine of about 0.9 after twelve layers, as without it. (Transformers have residual paths,
too.)

In networks for pictures a *column* is one channel, with $\mu$ and $\sigma$ over all rows and all places of the picture.
Where such batches must be small, *group normalization* (Wu and He 2018) stays within each picture, over groups of
channels.

## Explore: one row, many batches

Below, one row meets other rows, drawn from a bell curve of mean 0 and spread 1, in each of 400 batches. The curves are
what the three formulas expect. A question first.
"""

# %% prediction [markdown]
r"""
Batches of 256. The row moves from 0 out to 2. What happens to the spread of what becomes of it?

[ ] Nothing: the batches are as noisy as before
    They are. But a row is divided by their spread, and at 2 that counts.
[ ] It doubles
    Then the variance would be 4 times as large. The mean's noise stays at 1, and the spread's adds 2²/2 = 2.
[x] It grows to about 1.7 times
    √(1 + 2²/2) = √3. The mean gives 1, the spread 2, in variances.
"""

# %% [markdown]
r"""
Then a task. **What is the smallest batch size at which a row at 1 comes within 0.5 of its value at inference in 95% of
the batches?** Work it out first (95% of a bell curve lie within 1.96 spreads), then check: the title counts them. What
would $1/\sqrt N$ alone have said? Last, a row at 2.5 in batches of 4 never arrives: how far does it get?
"""

# %%
batch_size_explorer()

# %% proof
growth = batch_values(256, 2.0)["outputs"].std() / batch_values(256, 0.0)["outputs"].std()
assert 1.5 < growth < 1.95
near = {size: batch_values(size, 1.0)["near"] for size in (8, 16, 32, 64)}
assert near[8] < round(near[16], 2) < 0.95 <= round(near[32], 2)
assert abs(near[16] - 0.9) < 0.045
assert abs(near[32] - 0.98) < 0.035
assert np.ceil(1.5 * (1.96 / 0.5) ** 2) == 24
assert np.ceil((1.96 / 0.5) ** 2) == 16
assert 1.7 < batch_values(4, 2.5)["outputs"].max() < np.sqrt(3)
assert batch_values(4, 2.5)["prediction"] > 2.49

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

$1.96\,\sqrt{1.5/N} \le 0.5$ needs $N \ge 23.05$, so 32 is the first size on the slider: some 98%, against some 90%
with 16. The noise of the mean alone, $1/\sqrt N$, would have let 16 pass; what it misses is the noise of $\sigma$. The
row at 2.5 gets to at most 1.73 in batches of 4. That is $\sqrt{N - 1} = \sqrt 3$: a row that is far out pulls the mean
and the spread along. (A little of this happens at each batch size; and a batch's σ is on average a little too small.
So the histograms lie beside their curves.)
</details>

## The way back: three paths

Follow one row, $x_1$. When you nudge it, $\hat x$ moves for three reasons: $x_1$ itself moves, the mean moves, and the
variance moves. Three paths, and *across paths, add* (lecture 7).

Write $d\hat x = dy \cdot \gamma$ for what arrives at $\hat x$, and $s = \sqrt{\sigma^2 + \varepsilon}$.

**Directly.** $\hat x = (x - \mu)/s$, so $d\hat x$ is divided by $s$:  $\;\dfrac{d\hat x}{s}$ .

**Through $\sigma^2$.** All rows are divided by the same $s$, so the sum runs over all of them:
$$d\sigma^2 = \sum_n d\hat x_n\,(x_n - \mu) \cdot \Big({-\frac{1}{2 s^3}}\Big), \qquad
\text{and row } n \text{ receives } \; d\sigma^2 \cdot \frac{2\,(x_n - \mu)}{N} .$$

**Through $\mu$.** All rows are measured from the same $\mu$:
$$d\mu = -\frac1s \sum_n d\hat x_n, \qquad \text{and row } n \text{ receives } \; \frac{d\mu}{N} .$$

($\mu$ also stands in $\sigma^2$, a fourth path. But $\partial\sigma^2/\partial\mu = -\frac2N\sum_n (x_n - \mu) = 0$: at
its minimum a parabola is flat.) The two learnt numbers: the gradient of a sum goes to each term, that of a product is
multiplied by the other factor, so $d\beta = \sum_n dy_n$ and $d\gamma = \sum_n dy_n\,\hat x_n$.

Now take the column 1, 2, 3, 4, and let only row 1 have a gradient from above: $dy = (1, 0, 0, 0)$, $\gamma = 1$.
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

# %%
show(gradient_paths(direct, through_variance, through_mean))

# %% proof
layer = BatchNormalization(1, epsilon=0)
layer.forward(column[:, None], training=True)
nudged = numerical_gradient(lambda c: float((((c - c.mean()) / c.std()) * dy).sum()), column)
assert np.allclose(layer.backward(dy[:, None])[:, 0], dx, rtol=0, atol=1e-12)
assert np.allclose(nudged, dx, atol=1e-8)
assert dx.round(2).tolist() == [0.27, -0.36, -0.09, 0.18]
assert [round(float(part[0]), 2) for part in (direct, through_variance, through_mean)] == [0.89, -0.4, -0.22]
assert abs(dx[0] / direct[0] - 0.3) < 1e-12

# %% [markdown]
r"""
The loss grows with row 1's output, so gradient descent will make row 1 smaller. But of the 0.89 that come back directly
only three tenths are left: when row 1 moves, the mean and the spread that it is measured by move along. The other rows
receive what those two paths bring.

*In one line.* Put $x_n - \mu = s\,\hat x_n$ into the three paths. The one through $\sigma^2$ becomes
$-\frac1s\,\hat x_n \cdot \frac1N\sum_k d\hat x_k\,\hat x_k$, the one through $\mu$ becomes $-\frac1s \cdot
\frac1N\sum_k d\hat x_k$. Both sums are means over the batch, so

$$dx = \frac1s\,\Big(d\hat x - \overline{d\hat x} - \hat x \cdot \overline{d\hat x\,\hat x}\Big) .$$

Read it: remove from the gradient its part along $(1, \dots, 1)$ and its part along $\hat x$, then divide by $s$.
Moving all rows together changes nothing, nor does stretching them ($\varepsilon$ aside), so no gradient may ask for
either: $\sum dx = 0$ and $\sum dx\,\hat x = 0$. And there are the three tenths: row 1 has $\hat x^2 = 1.8$, and
$1 - \frac14 - \frac{1.8}4 = 0.3$. Here is the line against the three paths, and against finite differences.

Beware of testing with $dy = 1$ everywhere. The right answer is 0 then, and a function that returns zeros passes.
"""

# %%
rng = np.random.default_rng(3)
layer, rows, dy = BatchNormalization(3), rng.normal(size=(10, 3)), rng.normal(size=(10, 3))
layer.gamma[...] = rng.normal(size=3)
layer.forward(rows, training=True)
three_paths = layer.backward(dy)  # as above, column by column

x_hat, s, dx_hat = layer.x_hat, layer.std, dy * layer.gamma
dx = (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0)) / s
nudged = numerical_gradient(lambda x: np.sum(layer.forward(x, training=True) * dy), rows)
print(f"gradients up to {np.abs(dx).max():.1f}; one line − three paths: {np.abs(dx - three_paths).max():.12f}, "
      f"− finite differences: {np.abs(dx - nudged).max():.7f}")  # fmt: skip

# %% proof
ones = layer.backward(np.ones((10, 3)))
assert np.abs(dx - three_paths).max() < 1e-12
assert np.abs(dx - nudged).max() < 1e-8
assert np.abs(dx).max() > 0.1
assert np.abs(dx.sum(axis=0)).max() < 1e-12
assert np.abs((dx * x_hat).sum(axis=0)).max() < 0.02
assert np.abs(ones).max() < 1e-13

# %% [markdown]
r"""
## What it buys, and what is only claimed

Ten hidden layers, dense, then batch normalization, then ReLU, as in the paper; three epochs, hidden weights of three
sizes, four learning rates, each from five starts. Lines are means, bands go from the worst start to the best.
"""

# %%
rates = (0.01, 0.04, 0.16, 0.64)


def run(factor, norm, rate, seed):
    """Test accuracy of ten hidden layers after three epochs."""
    model = deep_network(10, factor, norm, seed, rate)
    train(model, 3, seed)
    with np.errstate(all="ignore"):
        return accuracy(y_test, np.nan_to_num(model.predict(x_test)))


def sweep(factor, norm):
    """Test accuracies for each learning rate and start: (rates, starts)."""
    return np.array([[run(factor, norm, rate, seed) for seed in range(5)] for rate in rates])


plain = {factor: sweep(factor, "nowhere") for factor in factors}
normalised = {factor: sweep(factor, "before") for factor in factors}
show(accuracy_by_learning_rate(rates, plain, normalised)[0])

# %% proof
for factor in (0.5, 2):
    assert plain[factor].max() < 0.3
assert plain[1].mean(axis=1).max() - plain[1][1].mean() < 0.05
assert normalised[1].mean(axis=1).max() - normalised[1][2].mean() < 0.03
assert 0.75 < plain[1][1].mean() < 0.92
assert plain[1][3].mean() < 0.3
for factor in factors:
    assert normalised[factor][2:].mean(axis=1).min() > 0.8
    assert normalised[factor].mean(axis=1).max() > 0.9
same = [normalised[factor][k].mean() for factor, k in ((0.5, 0), (1, 1), (2, 2))]
assert np.ptp(same) < 0.1
same = [normalised[factor][k].mean() for factor, k in ((1, 0), (2, 1))]
assert np.ptp(same) < 0.2
assert plain[1][0].mean() > normalised[1][0].mean()

# %% [markdown]
r"""
Without it, at these four rates, only one size of weights learns. With it all three do, and at 0.16 and 0.64 each gets
above 80% on average. This is what it buys: **it forgives**. It is a help, not a law: at $\eta = 0.01$ and He's weights
the plain network is ahead.

Is it faster, too? A fair race: He's weights, and each network at a rate that suits it, 0.04 without and 0.16 with;
none of the four does clearly better. A third runner has batch normalization *after* the activation, at the second one's
rate. Every nine steps we measure their accuracy in inference mode.
"""


# %%
def race(norm, rate, seed):
    """Accuracy on the training rows, at inference, after each ninth step of three epochs."""
    model, rng, right = deep_network(10, 1, norm, seed, rate), np.random.default_rng(seed), []
    for _ in range(3):
        for step, rows in enumerate(minibatches(len(x), 32, rng), start=1):
            model.train_step(x[rows], y[rows])
            if step % 9 == 0:
                right.append(accuracy(y, model.predict(x)))
    return right


runners = {
    "without, η = 0.04": ("nowhere", 0.04),
    "before ReLU, η = 0.16": ("before", 0.16),
    "after ReLU, η = 0.16": ("after", 0.16),
}
right = {name: np.array([race(*runner, seed) for seed in range(5)]) for name, runner in runners.items()}
show(accuracy_by_step(np.arange(9, 136, 9), right, per_epoch=45))

# %% proof
none, before, after = right.values()  # (starts, 15); the fifth is after one epoch, the tenth after two
assert 0.83 < before[:, 4].mean() < 0.89
assert none[:, 9].mean() < before[:, 4].mean() - 0.03
assert none[:, -1].mean() > before[:, 4].mean() - 0.02
assert 0.84 < none[:, -1].mean() < 0.915
assert 0.935 < before[:, -1].mean() < 0.97
assert np.ptp(before[:, -1]) < np.ptp(none[:, -1])
assert np.ptp(before[:, 4]) < 0.6 * np.ptp(none[:, 4])
assert after[:, 0].mean() - before[:, 0].mean() > 0.05
assert np.abs(after.mean(axis=0) - before.mean(axis=0))[2:].max() < 0.05
assert normalised[1][2].min() > plain[1][1].mean()
assert np.ptp(normalised[1][2]) < np.ptp(plain[1][1])
assert 0.81 < plain[1][1].mean() < 0.89
assert 0.92 < normalised[1][2].mean() < 0.96
slower = [normalised[factor][k].mean() for factor, k in ((0.5, 0), (1, 1), (2, 2))]
faster = [normalised[factor][k].mean() for factor, k in ((0.5, 1), (1, 2), (2, 3))]
assert 0.83 < min(slower) <= max(slower) < 0.92
assert 0.92 < min(faster) <= max(faster) < 0.965

# %% [markdown]
r"""
With it, the networks learn faster and hardly depend on the start: after one epoch, 45 steps, they have some 86% of the
training rows right, which the plain ones reach in the third. At the end it is some 95% against 88%, and on the test
digits some 94% against 85%. (The test digits chose the two rates, so these last two are a little flattered. And a step
with it takes about twice as long, in layers as narrow as these; the wider they are,
the smaller its share.) Before or
after ReLU? After is ahead in the first 20 steps or so; from then on there is no difference that five starts at this
rate could show. Before is the paper's choice, and makes the bias useless.

**Why does it forgive?** One part of the answer is certain. $W$ and $cW$ put out the same, so the same nudge has $1/c$
of the effect on $cW$: the gradient is $c$ times smaller. And $cW$ is $c$ times longer. So a step turns it by $1/c^2$ as
much. The careless factor is gone from the outputs, but it lives on in the learning rate, $\eta/c^2$. Then the three
curves with batch normalization should be one, shifted, and lie on one another over $\eta/c^2$. Do they?
"""

# %%
show(accuracy_by_relative_rate(rates, normalised))

# %% proof
for relative, most in ((0.01, 0.15), (0.04, 0.1), (0.16, 0.04), (0.64, 0.04)):  # rates and c² are powers of 4 apart
    shared = [normalised[c][k].mean() for c in factors for k, rate in enumerate(rates) if rate / c**2 == relative]
    assert len(shared) >= 2
    assert np.ptp(shared) < most

# %% [markdown]
r"""
Nearly. Where they share a value of $\eta/c^2$, the means agree to within some 0.1, and to within some 0.02 where the
networks have learnt most. (They need not agree exactly: $\gamma$, $\beta$ and the output layer step by $\eta$ itself.)
"""

# %% prediction [markdown]
r"""
So what about weights *100 times* He's, with batch normalization, at η = 0.1? After three epochs the accuracy is …

[ ] … above 90%, as with He's weights: the outputs are the same
    They are, at the start. But the relative step of each hidden W is a ten-thousandth.
[x] … near a half
    The hidden weights hardly move. γ, β and the output layer step by η itself: 0.1 here, 0.01 at the left end
    of the curve.
[ ] … one in ten, as guessing has
    Not everything stands still: γ, β and the output layer have their usual size.
"""

# %%
scores, moved, longer = [], [], {0.1: [], 2.0: []}
for seed in range(5):
    model = deep_network(10, 100, "before", seed)
    first = model.layers[0].W.copy()
    train(model, 3, seed)
    scores.append(accuracy(y_test, model.predict(x_test)))
    moved.append(np.linalg.norm(model.layers[0].W - first) / np.linalg.norm(first))
    for rate, lengths in longer.items():
        model = deep_network(10, 1, "before", seed, rate)
        start = np.linalg.norm(model.layers[0].W)
        train(model, 3, seed)
        lengths.append(np.linalg.norm(model.layers[0].W) / start)
print(f"weights × 100: mean accuracy {np.mean(scores):.2f}, the first W moved by at most {max(moved):.2%}")
for rate, lengths in longer.items():
    print(f"He's, η = {rate:<3}: the first W is {np.mean(lengths):.2f} times as long after three epochs")

# %% proof
assert 0.3 < min(scores) < max(scores) < 0.65
assert max(moved) < 0.01
assert all(np.min(lengths) > 1 for lengths in longer.values())
assert np.mean(longer[0.1]) < 1.1
assert np.mean(longer[2.0]) > 1.3
rng = np.random.default_rng(0)
rows, W, dy = rng.normal(size=(32, 5)), rng.normal(size=(5, 4)), rng.normal(size=(32, 4))
norm = BatchNormalization(4, epsilon=0)
slopes = []
for factor in (1, 10):
    norm.forward(rows @ (factor * W), training=True)
    slopes.append(rows.T @ norm.backward(dy))
assert np.allclose(slopes[0], 10 * slopes[1], rtol=1e-9, atol=1e-12)
assert np.abs((slopes[0] * W).sum(axis=0)).max() < 1e-10

# %% [markdown]
r"""
Also, stretching $W$ changes nothing, so the gradient has no part along $W$: it is *perpendicular*. A step at a right
angle makes $W$ longer (Pythagoras), a large step much longer, and the longer $W$, the smaller the next relative step,
$\eta/\lVert W\rVert^2$. A rate that is too large brakes itself, as in the last line. One that is too small gets no such
help. (And weight decay, lecture 13, cannot make such a layer simpler: by shortening $W$ it only lengthens the steps.)

The title of the paper of 2015 gives another reason, "reducing internal covariate shift": the distribution of a layer's
inputs shifts less while the layers below train. That is contested. Shibani Santurkar and colleagues (2018, "How does
batch normalization help optimization?") put noise *behind* the normalising, so that the distributions shifted more than
without any normalising, and it trained almost as well. They see the reason in a smoother loss. The question is open.

## Residual networks: a way past

The other cure for deep networks is the residual path of [lecture 9](09_vanishing_exploding_gradients.ipynb),
$y = x + F(x)$: layers need only add what is missing, and $dx = dy + \dots$ has a way past them. Our $F$ is batch
normalization (BN), ReLU, dense, and that twice, the order of Kaiming He and colleagues' second paper (2016, "Identity
mappings"): nothing stands on the path itself but sums. What does each of the two cures do *alone*?

Sums grow. Let $x$ have variance 1. The last weights of $F$ are random, as often negative as positive, so $x$ and $F(x)$
are uncorrelated on average, and variances add.
"""

# %% prediction [markdown]
r"""
Ten blocks *without* batch normalization. He's weights keep the variance, so F(x) has as much of it as x. Which spread
does the last sum have?

[ ] About 3.3
    √11, if each block added 1. That is what happens *with* batch normalization in F.
[x] About 30
    The variance doubles in each block: 2¹⁰ = 1024, and the spread is its root.
[ ] About 1000
    That is the variance.
"""

# %%
show(residual_path({
    "without BN": ("1", "2", "4", "8", "1024"),
    "BN in F": ("1", "2", "3", "4", "11"),
    "without BN, × ½": ("1", "1.06", "1.13", "1.20", "1.83"),
}))  # fmt: skip

# %% proof
assert [round((17 / 16) ** k, 2) for k in (0, 1, 2, 3, 10)] == [1, 1.06, 1.13, 1.2, 1.83]
assert 2**10 == 1024

# %% [markdown]
r"""
Last row: with weights half as large, each of $F$'s two layers quarters the variance, so a block adds a sixteenth. Here
are four networks of twenty layers before training, means of five starts.
"""


# %%
def network(residual, normalise, factor, seed, rate=0.1):
    """A dense layer, ten blocks of two layers, an output; and how many of `model.layers` make a block."""
    rng = np.random.default_rng(seed)
    blocks = []
    for _ in range(10):
        inside = []
        for _ in range(2):
            inside += [BatchNormalization(64, momentum=0.9)] if normalise else []
            dense = Dense(64, 64, rng, lambda *sizes: factor * he_normal(*sizes), use_bias=not normalise)
            inside += [ReLU(), dense]
        blocks += [Residual(inside)] if residual else inside
    model = Sequential([Dense(64, 64, rng), *blocks, Dense(64, 10, rng)], dtype=np.float64)
    return model.compile(SGD(rate), CategoricalCrossentropy(from_logits=True)), len(blocks) // 10


def before_training(model, per_block):
    """Size, likeness of two digits and arriving gradient, before the first block and after each: (3, 11)."""
    signals, gradients, a = [], [], x[:256]
    for layer in model.layers:
        a = layer.forward(a, training=True)
        signals.append(a)
    _, d = model.loss(y[:256], a)
    for layer in reversed(model.layers):
        gradients.insert(0, np.linalg.norm(d))
        d = layer.backward(d)
    ends = slice(0, -1, per_block)
    return [[a.std() for a in signals[ends]], [mean_cosine(a) for a in signals[ends]], gradients[ends]]


# %%
networks = {"plain": (False, False), "BN": (False, True), "residual": (True, False), "both": (True, True)}
measured = {
    name: np.array([before_training(*network(*kind, factor=1, seed=seed)) for seed in range(5)])
    for name, kind in networks.items()
}  # name: (starts, 3, blocks + 1)
show(size_likeness_gradient({name: found.mean(axis=0) for name, found in measured.items()})[0])

# %% proof
size, likeness, gradient = ({name: found[:, k] for name, found in measured.items()} for k in range(3))
assert 15 < (size["residual"][:, -1] / size["residual"][:, 0]).mean() < 45
assert abs((size["both"][:, -1] / size["both"][:, 0]).mean() - np.sqrt(11)) < 0.4
halved = [before_training(*network(True, False, factor=0.5, seed=seed))[0] for seed in range(5)]
assert abs(np.mean([sizes[-1] / sizes[0] for sizes in halved]) - np.sqrt(1.83)) < 0.15
assert 0.1 < size["plain"][:, -1].min() < size["plain"][:, -1].max() < 5
assert 0.3 < (gradient["plain"][:, 0] / gradient["plain"][:, -1]).mean() < 3
assert likeness["plain"][:, -1].mean() > 0.8
assert likeness["plain"][:, -1].mean() > 2 * likeness["BN"][:, -1].mean()
assert likeness["BN"][:, -1].max() < 0.5
assert likeness["residual"][:, -1].mean() > 0.6
assert likeness["both"][:, -1].max() < 0.4
growth = {name: found[:, 0] / found[:, -1] for name, found in gradient.items()}
assert abs((growth["BN"] ** (1 / 20)).mean() - np.sqrt(np.pi / (np.pi - 1))) < 0.03
assert 30 < growth["BN"].mean() < 55
assert round(np.sqrt(np.pi / (np.pi - 1)), 2) == 1.21
assert abs((growth["residual"] ** (1 / 10)).mean() - np.sqrt(2)) < 0.06
assert growth["both"].mean() < 11
for factor in (0.5, 2):  # no factor evens the gradients out, where a normalised layer follows
    _, _, arriving = before_training(*network(False, True, factor=factor, seed=0))
    assert abs(arriving[1] / arriving[9] / (gradient["BN"][0, 1] / gradient["BN"][0, 9]) - 1) < 0.15
correlations = []
for seed in range(20):
    first, block, *_ = network(True, False, factor=1, seed=seed)[0].layers
    signal = first.forward(x[:256], training=True)
    added = block.forward(signal, training=True) - signal
    assert abs(added.var() / signal.var() - 1) < 0.6
    correlations.append(np.corrcoef(signal.ravel(), added.ravel())[0, 1])
assert abs(np.mean(correlations)) < 0.06

# %% [markdown]
r"""
*Plain*: size and gradient are in order, but after twenty layers all digits are nearly alike. *BN alone* keeps them
apart, but on its way down the gradient grows some 40-fold. For each layer subtracts the common part, a share of
$1/\pi$, and divides by the spread of the rest, $\sqrt{1 - 1/\pi}$; the gradient is divided by it too, so it is 1.21
times as large after each layer. One $\eta$ hardly suits both ends, and no factor in front of the weights evens the
gradients out (Greg Yang and colleagues 2019). *Residual alone*: signal and gradient grow by $\sqrt 2$ per block, and
the digits become alike, only later. With *both*, signal and gradient grow slowly, and the digits stay apart.
"""

# %% prediction [markdown]
r"""
We train the four for two epochs at η = 0.1, with the blocks' weights ½, 1 and 2 times He's. Which does well with all
three?

[ ] Batch normalization alone
    It learns with all three, but slowly. Gradients 40 times larger below than above are a likely reason.
[ ] Residual blocks alone
    With ½ they do as well as any. With 1 and 2 the sums are too large for this learning rate.
[x] Both
    The path carries signal and gradient past the layers, and the normalising keeps in bounds what is added.
"""


# %%
def score(kind, factor, seed, rate=0.1):
    """Test accuracy after two epochs."""
    model, _ = network(*kind, factor, seed, rate)
    train(model, 2, seed)
    with np.errstate(all="ignore"):
        return accuracy(y_test, np.nan_to_num(model.predict(x_test)))


sizes = {"weights × ½": 0.5, "weights × 1 (He)": 1, "weights × 2": 2}
found = {
    name: {size: np.array([score(kind, factor, seed) for seed in range(5)]) for size, factor in sizes.items()}
    for name, kind in networks.items()
}
show(accuracy_table(found))
slow = np.array([score(networks["residual"], 1, seed, rate=0.01) for seed in range(5)])
print(f"residual, weights × 1, at η = 0.01: {slow.mean():.2f}, from {slow.min():.2f} to {slow.max():.2f}")

# %% proof
half, he, double = sizes
assert max(found["plain"][half].max(), found["plain"][double].max()) < 0.2
assert found["plain"][he].max() < 0.4
assert all(0.35 < found["BN"][size].mean() < 0.85 for size in sizes)
assert min(found["residual"][half].min(), found["both"][half].min()) > 0.88
assert max(found["residual"][he].max(), found["residual"][double].max()) < 0.2
assert all(found["both"][size].min() > 0.85 for size in sizes)
assert np.median(slow) > 0.75
longer = []
for seed in range(3):
    model, _ = network(*networks["BN"], 1, seed)
    train(model, 5, seed)
    longer.append(accuracy(y_test, model.predict(x_test)) - found["BN"][he][seed])
assert np.mean(longer) > 0.05

# %% [markdown]
r"""
One in ten is what guessing gets. Batch normalization alone never ends there; it is slow, and more epochs help.
Residual blocks alone are as good as both where the sums stay small, with weights × ½; with He's, 5 of 5 runs explode,
and at a tenth of the rate most of them learn. Both together learn with any of the three, which is one reason why you
meet them together. Residual blocks also learn without batch normalization where $F$ starts small,
as × ½ shows, and there are networks built on that (Fixup 2019, NFNets 2021).

## In one table

| What | Formula | Remember |
|---|---|---|
| normalise | $\hat x = (x - \mu)/\sqrt{\sigma^2 + \varepsilon}$ | over the batch; $\sigma^2$ divides by $N$ |
| scale and shift | $y = \gamma\hat x + \beta$ | learnt; 1 and 0 at the start |
| in front of it | $W$ and $cW$ put out the same, $c > 0$ | no bias there; a relative step of $\eta/c^2$ |
| running averages | $r \leftarrow m\,r + (1-m)\cdot$ batch | $m$ is kept; slow at the start |
| inference | $\hat x = (x - r_\mu)/\sqrt{r_{\sigma^2} + \varepsilon}$ | each row by itself; folds into a dense layer |
| noise of $\mu$ and $\sigma$ | $\sigma/\sqrt N$ and $\sigma/\sqrt{2N}$ | four times the rows, half the noise |
| noise of $\hat x$ at $v$ | $\sqrt{(1 + v^2/2)/N}$ | large $N$; a batch of 2 becomes $\pm 1$, of 1 $\beta$ |
| along each row instead | layer normalization: `axis=1` | no batch, no switch; keeps the size, not the digits apart |
| backward | $dx = (d\hat x - \overline{d\hat x} - \hat x\,\overline{d\hat x\,\hat x})/s$ | columns add up to 0 |
| residual block | $y = x + F(x)$ | variances add; He's weights: $2^k$ alone, $1 + k$ with batch normalization in $F$ |

## Check yourself

<details><summary>1. Why does a dense layer in front of batch normalization need no bias?</summary>

It is added to all rows alike, and subtracting the mean removes it. $\beta$ does its work.
</details>

<details><summary>2. In production, single rows all get the same answer. In your tests all was well. What do you
suspect?</summary>

The layer is still in training mode: a single row is its own mean, so $\hat x = 0$ and $y = \beta$. Tests with whole
batches do not show it.
</details>

<details><summary>3. Training accuracy is 90% after the first epoch, validation accuracy 30%. Overfitting?</summary>

Hardly, so early. With few batches and $m = 0.99$ the running averages are still near their start. Evaluate with a
batch's own statistics to see whether the weights are fine.
</details>

<details><summary>4. Batches of 50, and a row at v = 2. By how much does x̂ differ from batch to batch?</summary>

About $\sqrt{(1 + 2)/50} = 0.24$, a little less since the row is in the batch. The mean alone would give 0.14.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/14_batch_normalization/14_batch_normalization.ipynb): forwards in both
modes, the running averages, a layer that fails only after training, and the way back. Then go on to
[lecture 15, momentum](15_momentum.ipynb).
"""

# %% proof
assert (round(np.sqrt(3 / 50), 2), round(np.sqrt(1 / 50), 2)) == (0.24, 0.14)
