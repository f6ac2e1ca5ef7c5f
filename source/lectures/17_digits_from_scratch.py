# %% [markdown]
r"""
# 17 · Digits from scratch

*From grey pixels to a digit, with every step in sight. Then one pixel will show you what the network has not learnt.*

**You will be able to**

- put a network that reads handwriting together from a few short functions, and train it;
- work out its first loss before the first step, and say what is wrong when it differs;
- test a training loop in a second, on twenty rows;
- read a table of mistakes side by side with the mistakes themselves;
- say what a test score promises, and find out what it leaves open.

**It builds on** dense layers (4), cross-entropy (5), the backward pass (7), mini-batches (8), first weights (11), and
rows kept aside (12). **Time:** about 40 minutes.
"""

# %%
import numpy as np

from dlcourse import SGD, Adam, BatchNormalization, CategoricalCrossentropy, Dense, Dropout
from dlcourse import EarlyStopping, ReLU, Sequential, Softmax, accuracy, check_gradient, load_digits
from dlcourse import load_mnist, minibatches, one_hot, relu, softmax, train_test_split
from dlcourse.plots import show
from dlcourse.plots.digits_from_scratch import a_digit, accuracy_by_shift, confusion_and_mistakes
from dlcourse.plots.digits_from_scratch import image_as_row, losses_by_epoch, permuted_images
from dlcourse.plots.digits_from_scratch import shifted_predictions, weight_images
from dlcourse.widgets.digits_from_scratch import shift_images
from dlcourse.widgets.drawing_pad import draw_digit_explorer

# %% [markdown]
r"""
## One pixel to the right

In lecture 0 you trained a network in six lines, and it read more than nine in ten digits that it had never seen, in any
light. Here is such a network again. We pick a 6 that it reads without doubt, and show it the same 6 again, moved one
pixel to the right. No ink is lost, and you would hardly notice. (We have picked the 6 that makes the point best. You
will see how the others fare.)
"""

# %%
pixels, labels = load_digits()
rng = np.random.default_rng(0)
x_rest, y_rest, x_test, y_test = train_test_split(pixels, labels, test_size=360, rng=rng)
x_train, y_train, x_val, y_val = train_test_split(x_rest, y_rest, test_size=360, rng=rng)
library_net = Sequential([Dense(64, 50, rng), ReLU(), Dense(50, 10, rng)])
library_net.compile(SGD(0.3), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
library_net.fit(x_train, one_hot(y_train, 10), epochs=30, rng=rng, verbose=False)
score = accuracy(y_val, library_net.predict(x_val))
print(f"read right: {score:.1%} of {len(x_val)} new digits")

right_edge = x_val.reshape(-1, 8, 8)[:, :, 7].sum(axis=1)  # the ink that a move would lose
sixes = x_val[(y_val == 6) & (right_edge == 0)]
in_its_place = softmax(library_net.predict(sixes))  # (sixes, 10)
moved_on = softmax(library_net.predict(shift_images(sixes, right=1)))
picked = (in_its_place[:, 6] * moved_on[:, 1]).argmax()  # surely a 6, and then surely a 1
six = sixes[picked : picked + 1]  # (1, 64)

# %%
one_further = shift_images(six, right=1)
show(shifted_predictions([six, one_further], [in_its_place[picked], moved_on[picked]]))

# %% proof
assert 0.93 < score < 0.995
assert abs(one_further.sum() - six.sum()) < 1e-12
before, after = in_its_place[picked], moved_on[picked]
assert before.argmax() == 6
assert before[6] > 0.95
assert after.argmax() == 1
assert after[1] > 0.95

# %% proof this_run=true
assert before[6] > 0.99
assert after[1] > 0.99

# %% [markdown]
r"""
Nearly certain both times, and the second time it is a 1. Whoever knows what a 6 *is* cannot say that. So what does this
network know?

To find out, you will build it yourself, from the pixels to the mistakes, and nothing in it will be hidden: this is the
project with which notes 3 tie their first chapters together. When it runs, we come back to that one pixel.

## Digits as numbers

The plan of the notes: a picture with $n$ pixels, a hidden layer with ReLU, an output layer of ten units with softmax.
They call the sizes $n \to p \to q$. We need the letter $p$ for probabilities, so we shall write $u$ for the number of
hidden units, and take the notes' own number: $u = 50$.

The pictures of the notes have 28×28 pixels. Ours travel with the course, so that you need no network: 8×8 pixels, each
a grey value from 0 to 16, which the library has divided by 16. All functions below take both.

To the network, a picture is a row of numbers. Which number was above which, it is not told.
"""

# %%
show(image_as_row(six.reshape(8, 8)))

# %% [markdown]
r"""
The label is a *name*, not an amount: a 6 is no more than a 1, and no nearer to a 7. So it becomes a row of ten numbers
with a single 1 in it, **one-hot**. And the rows are dealt into three piles in a shuffled order: 1,077 for the weights,
360 for you to choose by, 360 that stay shut until the end (lecture 12). The first cell has cut the same three piles,
and has read digits of the second one only.
"""

# %%
print("label 6 becomes", one_hot([6], 10)[0].astype(int))


def three_piles(seed):
    """A Generator, and x and y for training, for choosing, for the end."""
    rng = np.random.default_rng(seed)
    x, y, x_test, y_test = train_test_split(pixels, labels, test_size=360, rng=rng)
    x, y, x_val, y_val = train_test_split(x, y, test_size=360, rng=rng)
    return rng, x, y, x_val, y_val, x_test, y_test


rng, x_train, y_train, x_val, y_val, x_test, y_test = three_piles(0)
print("x", x_train.shape, x_val.shape, x_test.shape, end="   ")
print("a picture again:", x_train[0].reshape(8, 8).shape)

# %% proof
assert (x_train.shape, x_val.shape, x_test.shape) == ((1077, 64), (360, 64), (360, 64))
assert one_hot([6], 10)[0].argmax() == 6
assert one_hot([6], 10)[0].sum() == 1
cut_at_first = train_test_split(pixels, labels, test_size=360, rng=np.random.default_rng(0))
assert np.array_equal(x_test, cut_at_first[2])
assert not (x_test == six).all(axis=1).any()
assert pixels.max() == 1
assert np.array_equal(np.unique(pixels * 16), np.arange(17))

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 send the picture through as a *square*: $(28 \times 28)(28 \times 28) \to
> (28 \times 1) + (50 \times 1)$. Two squares of 28 make a square of 28, and 28 numbers and 50 numbers cannot be added.
> The picture enters as one column of $28 \cdot 28 = 784$ numbers: $(50 \times 784)(784 \times 1) + (50 \times 1)$. Here
> rows are examples, so the same thing reads $(N, 784)(784, 50) + (50,)$.
"""

# %%
big = np.ones((3, 28, 28)).reshape(3, -1)  # three pictures, flattened
units = big @ np.ones((784, 50)) + np.ones(50)
print("three pictures of 28×28 in, three rows of hidden units out:", units.shape)

# %% proof
assert big.shape == (3, 784)

# %% [markdown]
r"""
## Forward: from pixels to ten probabilities

$$h = \max(0,\; x W_1 + b_1) \;\; (N, u), \qquad p = \mathrm{softmax}(h W_2 + b_2) \;\; (N, 10).$$

Fifty units look at all pixels, ten units look at all fifty, and the softmax turns the ten scores of each row into
probabilities. The first weights are drawn as Kaiming He and colleagues (2015) have it: a normal with variance 2/fan_in,
so that the numbers keep their size on the way through the ReLU (lecture 11).
"""


# %%
def start(n, u, q, rng):
    """W1 (n, u), b1 (u,), W2 (u, q), b2 (q,) to begin with."""
    W1 = rng.normal(size=(n, u)) * np.sqrt(2 / n)
    W2 = rng.normal(size=(u, q)) * np.sqrt(2 / u)
    return [W1, np.zeros(u), W2, np.zeros(q)]


def forward(x, W1, b1, W2, b2):
    """The hidden units h (N, u) and the probabilities p (N, q)."""
    h = relu(x @ W1 + b1)
    return h, softmax(h @ W2 + b2)


first_weights = start(64, 50, 10, rng)
h, p = forward(x_train, *first_weights)
print("h", h.shape, "  p", p.shape, end="   ")
print("each row of p sums to 1:", np.allclose(p.sum(axis=1), 1))
for n in (64, 784):
    print(f"{n} → 50 → 10: {(n + 1) * 50 + 51 * 10:,} parameters")

# %% proof
assert h.shape == (1077, 50)
assert p.shape == (1077, 10)
assert np.allclose(p.sum(axis=1), 1)
assert sum(w.size for w in first_weights) == 3_760 == 65 * 50 + 51 * 10
assert 785 * 50 + 51 * 10 == 39_760

# %% [markdown]
r"""
Is that the library's network? Put the same weights into its layers and compare.
"""

# %%
twin = Sequential([Dense(64, 50, rng), ReLU(), Dense(50, 10, rng), Softmax()], dtype=np.float64)
twin.layers[0].W[...], twin.layers[2].W[...] = first_weights[0], first_weights[2]
print("the same probabilities:", np.allclose(twin.predict(x_train), p, rtol=0, atol=1e-12))

# %% proof
assert np.abs(twin.predict(x_train) - p).max() < 1e-12

# %% [markdown]
r"""
## Before the first step

The loss is the mean cross-entropy: for each row, $-\ln$ of the probability that the *right* digit got.

$$L = -\frac1N \sum_{n} \ln p_{n,\,y_n} .$$

This is the one loss that you can know before you compute it.
"""

# %% prediction [markdown]
r"""
The network has not taken a single step. Roughly what should its mean loss on the 1,077 digits be?

[ ] 0
    Then each right digit would have probability 1, before anybody has said which it is.
[x] About 2.3
    Who knows nothing gives each of ten digits 1/10, and −ln(1/10) = 2.303.
[ ] About 10, one for each class
    The number of classes enters by its logarithm: −ln(1/10).
[ ] It may be anything
    It does depend on the first weights, but with small scores the ten probabilities are nearly equal, whatever the
    weights.
"""


# %%
def loss(x, y, weights):
    """The mean of −ln p of the right digit."""
    _, p = forward(x, *weights)
    return -np.log(p[np.arange(len(y)), y]).mean()


for scale in (0.1, 1, 2, 3):
    first = loss(x_train, y_train, [scale * w for w in first_weights])
    print(f"first weights times {scale}: loss {first:.2f}")
print(f"ln 10 = {np.log(10):.3f}")

# %% proof
by_scale = {s: loss(x_train, y_train, [s * w for w in first_weights]) for s in (0.1, 1, 2, 3)}
assert abs(by_scale[0.1] - np.log(10)) < 0.01
assert 2.1 < by_scale[1] < 2.9
assert by_scale[2] > 3
assert by_scale[3] > 2 * np.log(10)

# %% proof this_run=true
assert by_scale[1] > np.log(10)
assert by_scale[3] > 7

# %% [markdown]
r"""
Near 2.3, as it should be; in this run a little above, since random scores are random opinions. With weights three times
as large the loss is more than twice 2.3, in this run above 7. That cannot come from knowing nothing, which costs 2.3.
It takes an opinion, held firmly, and wrong: the scores lie so far apart that one digit gets nearly everything. The
network would spend its first epochs unlearning what the dice have told it.

So look at the first loss. It costs you one line.

## Backward through both layers

Lecture 7 has derived all of this; here it stands in one piece. At the scores, prediction minus label. Through a dense
layer, the shapes choose the transpose. At the ReLU, a gate.

$$dz_2 = \frac{p - Y}{N}, \quad dW_2 = h^\top dz_2, \quad db_2 = \sum dz_2, \quad
dz_1 = (dz_2\, W_2^\top) \cdot [h > 0], \quad dW_1 = x^\top dz_1, \quad db_1 = \sum dz_1 .$$
"""


# %%
def gradients(x, y, weights):
    """∂L/∂ each of W1, b1, W2, b2."""
    _, _, W2, _ = weights
    h, p = forward(x, *weights)
    dz2 = (p - one_hot(y, 10)) / len(x)  # (N, 10)
    dz1 = dz2 @ W2.T * (h > 0)  # (N, u)
    return [x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)]


few, few_labels = x_train[:7], y_train[:7]
slopes = gradients(few, few_labels, first_weights)
for k, name in enumerate(("W1", "b1", "W2", "b2")):

    def loss_of_one(w, k=k):
        return loss(few, few_labels, [*first_weights[:k], w, *first_weights[k + 1 :]])

    check = check_gradient(loss_of_one, slopes[k], first_weights[k])
    print(f"d{name}:", "the check is passed" if check.passed else check)

# %% proof
for k in range(4):
    checked = check_gradient(
        lambda w, k=k: loss(few, few_labels, [*first_weights[:k], w, *first_weights[k + 1 :]]),
        slopes[k],
        first_weights[k],
    )
    assert checked.passed

# %% [markdown]
r"""
Four arrays, four checks passed. This was the part in which most mistakes are made; from here on it is bookkeeping.

## Epoch by epoch

An epoch is one trip over all rows: shuffle them, take them 32 at a time, and after each batch step downhill,
$w \leftarrow w - \eta\,\partial L/\partial w$.
"""


# %%
def train(x, y, weights, rng, epochs, batch_size=32, learning_rate=0.3, watch=None):
    """The weights after so many epochs; `watch` is shown them after each."""
    for _ in range(epochs):
        for rows in minibatches(len(x), batch_size, rng):
            slopes = gradients(x[rows], y[rows], weights)
            weights = [w - learning_rate * dw for w, dw in zip(weights, slopes, strict=True)]
        if watch is not None:
            watch(weights)
    return weights


# %% [markdown]
r"""
Before the long run, a short one. Take **twenty** digits and train on nothing else. Twenty answers are easily learnt by
heart, so the loss must go to 0. If it does not, something is broken, and you have found out in a second.
"""

# %%
twenty, their_labels = x_train[:20], y_train[:20]
by_heart = train(twenty, their_labels, first_weights, rng, epochs=200, batch_size=20)
at_first = loss(twenty, their_labels, first_weights)
print(f"loss on the twenty: {at_first:.2f} → {loss(twenty, their_labels, by_heart):.2f}")

mixed_up = rng.permutation(their_labels)  # labels that belong to other rows
wrong_heart = train(twenty, mixed_up, first_weights, rng, epochs=200, batch_size=20)
print(f"with mixed-up labels:  → {loss(twenty, mixed_up, wrong_heart):.2f}")

# %% proof
assert loss(twenty, their_labels, by_heart) < 0.05
assert loss(twenty, mixed_up, wrong_heart) < 0.15
assert (mixed_up != their_labels).sum() >= 10

# %% [markdown]
r"""
It passes. The second line shows what the test cannot see: wrong labels are learnt by heart just as well. It tests the
machine, not the data.

Now the real run, with the validation loss beside the training loss.
"""

# %%
curve = {"training rows": [], "validation rows": []}


def note_down(weights):
    """Remember both losses."""
    curve["training rows"].append(loss(x_train, y_train, weights))
    curve["validation rows"].append(loss(x_val, y_val, weights))


rng = np.random.default_rng(0)
weights = train(x_train, y_train, first_weights, rng, epochs=30, watch=note_down)
at_last = {name: losses[-1] for name, losses in curve.items()}
print("loss after 30 epochs:", ", ".join(f"{name} {at:.2f}" for name, at in at_last.items()))

# %%
show(losses_by_epoch(curve))

# %% proof
assert curve["training rows"][-1] < 0.08
assert 0.05 < curve["validation rows"][-1] < 0.3
assert curve["validation rows"][-1] > 1.5 * curve["training rows"][-1]
assert curve["training rows"][0] < np.log(10)

# %% [markdown]
r"""
Is 50 a good number of hidden units? That is a choice, so the validation rows make it, with five splits and starts
each:
"""


# %%
def share_right(x, y, weights):
    """The share of rows whose largest probability is the right one."""
    return (forward(x, *weights)[1].argmax(axis=1) == y).mean()


by_units = {}
for u in (4, 16, 50, 128):
    scores = []
    for seed in range(5):
        rng, x, y, x_watch, y_watch, *_ = three_piles(seed)
        trained = train(x, y, start(64, u, 10, rng), rng, epochs=30)
        scores.append(share_right(x_watch, y_watch, trained))
    by_units[u] = scores
    print(f"{u:>4} units: validation accuracy {np.mean(scores):.3f}", end="   ")
    print(f"({min(scores):.3f} to {max(scores):.3f})")

# %% proof
assert np.mean(by_units[4]) < 0.91
assert all(0.94 < np.mean(by_units[u]) < 0.99 for u in (16, 50, 128))
within = np.mean([np.ptp(by_units[u]) for u in (16, 50, 128)])  # between one start and another
assert np.ptp([np.mean(by_units[u]) for u in (16, 50, 128)]) < within

# %% [markdown]
r"""
Four units are too few. From 16 on, the means of the rows of this table lie closer together than the five scores
*within* a row do on average, from one start to another. So there is nothing to choose, and 50 stays.

All choices are made. Open the test rows.
"""

# %%
right = share_right(x_test, y_test, weights)
print(f"read right: {right:.1%} of {len(x_test)}", end="   ")
print(f"one digit more or less is {1 / len(x_test):.2%}")
luck = np.sqrt(right * (1 - right) / len(x_test))
print(f"chance alone moves such a score by about {luck:.1%}")
five = []
for seed in range(5):
    rng, x, y, _, _, x_new, y_new = three_piles(seed)
    five.append(share_right(x_new, y_new, train(x, y, start(64, 50, 10, rng), rng, epochs=30)))
print("five splits and starts:", *(f"{score:.1%}" for score in five))

# %% proof
assert 0.93 < right < 0.99
assert round(100 / 360, 2) == 0.28
assert 0.005 < luck < 0.014
assert 0.955 < np.mean(five) < 0.98
assert min(five) > 0.93
assert 0.003 < np.ptp(five) < 0.05

# %% [markdown]
r"""
About 97%, and about a percentage point of luck either way: the square root in the second line is the spread of a share
that is counted on 360 rows. Remember it when somebody tells you that *their* network has 97.5% and yours 96.9%.

### Everything else in the box

You have met better tools than plain steps of a fixed size: batch normalization (14), dropout (13), Adam (16), early
stopping (12). The library has them, so let them all help, on the same five splits.
"""

# %%
with_all = []
for seed in range(5):
    rng, x, y, x_watch, y_watch, x_new, y_new = three_piles(seed)
    net = Sequential([Dense(64, 50, rng), BatchNormalization(50), ReLU(), Dropout(0.1, rng), Dense(50, 10, rng)])
    net.compile(Adam(0.003), CategoricalCrossentropy(from_logits=True))
    net.fit(x, one_hot(y, 10), epochs=40, validation_data=(x_watch, one_hot(y_watch, 10)), rng=rng, verbose=False,
            callbacks=[EarlyStopping(patience=6)])  # fmt: skip
    with_all.append(accuracy(y_new, net.predict(x_new)))
print(f"plain steps     {np.mean(five):.3f}   ", *(f"{score:.3f}" for score in five))
print(f"all of the box  {np.mean(with_all):.3f}   ", *(f"{score:.3f}" for score in with_all))

# %% proof
assert abs(np.mean(with_all) - np.mean(five)) < 0.02

# %% [markdown]
r"""
The two means differ by less than two percentage points: a few digits of 360, and not more than one split differs from
another. On a task this small the tools have little room; they show their worth on deep networks and hard data. The few
lines above do nearly as well.

### The notes' own size: 28×28

MNIST has 70,000 digits of 28×28 pixels. `load_mnist` fetches it once (11 MB) and keeps it. The next cell uses it where
it is already kept; to fetch it, set `fetch = True` (the training takes some seconds more, then). Nothing of our
functions has to change.
"""

# %%
import os
import warnings
from pathlib import Path

fetch = False  # True: fetch MNIST, once
kept_in = Path(os.environ.get("DLCOURSE_DATA") or Path.home() / ".cache" / "dlcourse").expanduser()
if fetch or (kept_in / "train-images-idx3-ubyte.gz").exists():
    with warnings.catch_warnings(action="ignore"):  # where it cannot be had, the small digits come instead
        x, y, x_new, y_new = load_mnist()
else:
    x, y, x_new, y_new = x_train, y_train, x_test, y_test
n = x.shape[1]
here = "MNIST:" if n == 784 else "MNIST is not here, so the 8×8 digits are used:"
print(here, f"{len(x):,} rows of {n} pixels")

rng = np.random.default_rng(0)
epochs, batch_size = (3, 128) if n == 784 else (30, 32)
big_weights = train(x, y, start(n, 50, 10, rng), rng, epochs, batch_size, learning_rate=0.2)
score = share_right(x_new, y_new, big_weights)
print(f"{n} → 50 → 10 reads {score:.1%} of {len(x_new):,} new digits")

# %% proof
assert share_right(x_new, y_new, big_weights) > 0.9

# %% [markdown]
r"""
## Which digits are mistaken for which

One number says how often the network is wrong. It does not say *how*. For that, count each pair: in row $i$ and column
$j$, how often an $i$ was read as a $j$. On the diagonal stands what was right. This is the **confusion matrix**.
"""

# %%
_, p = forward(x_test, *weights)
read = p.argmax(axis=1)
counts = np.zeros((10, 10), dtype=int)
for true, answer in zip(y_test, read, strict=True):
    counts[true, answer] += 1
hits = np.trace(counts)
print(f"{hits} of {counts.sum()} on the diagonal: {hits / counts.sum():.1%}")

# %%
wrong = np.flatnonzero(read != y_test)
wrong = wrong[np.argsort(-p[wrong].max(axis=1))]  # the surest first
show(confusion_and_mistakes(counts, x_test[wrong].reshape(-1, 8, 8), p[wrong], y_test[wrong]))

# %% proof
assert np.isclose(np.trace(counts) / counts.sum(), share_right(x_test, y_test, weights))
assert p[wrong[0]].max() > 0.8  # wrong, and sure
assert p[wrong].max(axis=1).min() < 0.7  # wrong, and hesitating

# %% [markdown]
r"""
Look at the pictures on the right before you believe the table on the left. Some you would hesitate over yourself; the
network hesitates too, and its probability is modest. Others are plain enough, and it is wrong *and* sure. Those are the
ones to learn from.

And now stop. If you change the network because of these few pictures, you have chosen by the test rows, and they are
validation rows from then on.

## What the hidden units look at

Each hidden unit has 64 weights, one for each pixel, so its weights are a picture too: of where ink raises its sum and
where it lowers it. Here are the eight units with the strongest say. A filled square: ink here excites the unit. An
empty one: ink here calms it.
"""

# %%
W1, b1, W2, b2 = weights
strongest = np.argsort(-np.linalg.norm(W2, axis=1))[:8]
says = [f"for {W2[k].argmax()}, against {W2[k].argmin()}" for k in strongest]
show(weight_images(W1[:, strongest], says))

# %% [markdown]
r"""
Strokes and spots, with some goodwill, and nothing like a digit. "This unit detects the loop of the 6" would be a nice
sentence, but a unit is a direction in 64 dimensions with a bend in it; fifty of them *together* tell the digits apart.

Something else is odd. Outside the dotted lines the digits have hardly any ink. What are those squares doing there?
"""

# %% prediction [markdown]
r"""
Pixel 0, the top left corner, is blank in every single picture. What has training done to its 50 weights?

[ ] Brought them to 0, since they are of no use
    Something would have to push them there. Nothing in the loss asks for small weights (a penalty would: lecture 13).
[x] Nothing at all
    The gradient of a weight is its input times what comes back, and the input is 0, for each row. They still are what
    the dice gave.
[ ] Made them grow
    A step needs a gradient, and the input of these weights is 0 in each row.
"""

# %%
moved_by = np.abs(weights[0] - first_weights[0])  # (64, 50)
how_far = moved_by.mean(axis=1).reshape(8, 8)  # per pixel, the mean over the 50 units
ink_by_column = x_train.reshape(-1, 8, 8).sum(axis=(0, 1)) / x_train.sum()
print("corner weights moved by", moved_by[0].max())
print("column           ", *(f"{column:>6}" for column in range(1, 9)))
print("share of the ink ", *(f"{ink:6.1%}" for ink in ink_by_column))
print("weights moved by ", *(f"{move:6.3f}" for move in how_far.mean(axis=0)))

# %% proof
assert (pixels[:, 0] == 0).all()
assert np.array_equal(weights[0][0], first_weights[0][0])
assert ink_by_column[[0, 7]].sum() < 0.005
outer, inner = how_far[:, [0, 7]].mean(), how_far[:, 2:6].mean()
assert outer < inner / 4

# %% [markdown]
r"""
The weights along the edge are the dice of the first moment, almost untouched. They have done no harm so far, because
no ink has ever met them.

That suggests an explanation for the 6. *Move it to the right, and its ink falls on weights that nobody has trained.* A
lovely explanation. It is simple, and it follows from what we have just seen. So let us test it: put the weights of both
outer columns to 0 and read the moved pictures again.
"""

# %%
to_the_right = shift_images(x_test, right=1)
without_dice = weights[0].reshape(8, 8, 50).copy()
without_dice[:, [0, 7]] = 0
without_dice = [without_dice.reshape(64, 50), *weights[1:]]
for name, w in (("as trained", weights), ("outer columns 0", without_dice)):
    stays, moves_on = (share_right(x, y_test, w) for x in (x_test, to_the_right))
    print(f"{name:<16} in place {stays:.2f}   moved {moves_on:.2f}")

# %% proof
for x in (x_test, to_the_right):
    assert abs(share_right(x, y_test, weights) - share_right(x, y_test, without_dice)) < 0.05
assert 0.25 < share_right(to_the_right, y_test, weights) < 0.6

# %% [markdown]
r"""
It makes next to no difference. The explanation is true in each of its parts, and it is not the reason. (You also see,
before you were asked to guess it, how bad things are.) **An explanation is a guess until you have tried to break it.**

## What the score does not say

So what is the reason? Think of what the network gets: 64 numbers in a row. It was never told that number 20 lies to the
right of number 19. For it, a 6 is "much in number 19, little in number 22". Move the 6, and all its ink is in *other
numbers*, which have weights of their own, learnt from other strokes.

If that is right, the neighbourhood of pixels should mean nothing to it. We can test this as well, in two ways. First,
move all test pictures about.
"""

# %% prediction [markdown]
r"""
In place, the network reads about 97% of the test digits. How many if all of them are moved down by two pixels?

[ ] About 90%
    One pixel alone costs about half of them.
[ ] About 40%
    That is what is left after one pixel.
[x] About 10%
    About as many as by guessing. Two pixels are the width of a stroke: the ink is where it never was.
"""

# %%
moves = range(-2, 3)
in_place_only = np.zeros((5, 5))
for i, j in np.ndindex(5, 5):
    in_place_only[i, j] = share_right(shift_images(x_test, moves[j], moves[i]), y_test, weights)
one_away = in_place_only[[1, 2, 2, 3], [2, 1, 3, 2]]
print(f"one pixel: {one_away.round(2)}   two pixels down: {in_place_only[4, 2]:.2f}")
sixes = x_test[y_test == 6]
became = forward(shift_images(sixes, right=1), *weights)[1].argmax(axis=1)
print(f"{len(sixes)} sixes, one pixel to the right:", end=" ")
print(f"{(became == 1).sum()} are read as a 1, {(became == 6).sum()} still as a 6")

# %% proof
assert one_away.min() > 0.25
assert one_away.max() < 0.6
assert 0.35 < one_away.mean() < 0.55
assert in_place_only[4, 2] < 0.2
assert (became == 1).mean() > 0.5
assert (became == 6).mean() < 0.35

# %% [markdown]
r"""
It was not that one 6. Most of them become ones.

The second test is meaner. Draw *one* random order of the 64 pixels, and mix all pictures with it, for training and for
testing alike. To your eye they are noise:
"""

# %%
order = np.random.default_rng(1).permutation(64)
in_order, mixed_pixels = x_test[:6].reshape(-1, 8, 8), x_test[:6][:, order].reshape(-1, 8, 8)
show(permuted_images(in_order, mixed_pixels, [a_digit(label) for label in y_test[:6]]))

# %% prediction [markdown]
r"""
Train the same network on mixed pictures, and test it on mixed pictures. How does it do?

[ ] Like a guess, about 10%
    The same pixel still carries the same information, only at another place in the row, and the network never knew
    about places.
[ ] Clearly worse, but better than guessing
    What would it miss? Neighbours. But it never knew which pixels are neighbours.
[x] Exactly as before
    Mix the rows of W₁ in the same way, and each sum x W₁ has the same terms as before.
"""

# %%
mixed_start = [first_weights[0][order], *first_weights[1:]]  # the same dice, at the same pixels
mixed = train(x_train[:, order], y_train, mixed_start, np.random.default_rng(0), epochs=30)
p_in_order, p_mixed = forward(x_test, *weights)[1], forward(x_test[:, order], *mixed)[1]
print(f"in order {(p_in_order.argmax(axis=1) == y_test).mean():.3f}", end="   ")
print(f"mixed {(p_mixed.argmax(axis=1) == y_test).mean():.3f}")
print("the same probabilities, but for rounding:", np.allclose(p_in_order, p_mixed, atol=1e-8))

# %% proof
assert np.array_equal(p_in_order.argmax(axis=1), p_mixed.argmax(axis=1))
assert np.abs(p_in_order - p_mixed).max() < 1e-8

# %% [markdown]
r"""
The same answers, row for row; the probabilities differ only by rounding, because the sums run in another order. You
need no experiment for this, once you see it: $x W_1$ is a sum over pixels, and a sum does not care for the order of its
terms. **A dense network does not see a picture. It sees 64 numbers without neighbours.**

Would another method have done better? A 1-nearest neighbour, without a single weight, compares the same 64 numbers, and
it suffers too.
"""


# %%
def nearest(x):
    """For each row, the label of the training row at the smallest distance."""
    distance = (x_train**2).sum(axis=1) - 2 * x @ x_train.T  # |x|² is the same for every training row
    return y_train[distance.argmin(axis=1)]


print(f"1-nearest neighbour: in place {(nearest(x_test) == y_test).mean():.3f}   ", end="")
print(f"moved right {(nearest(to_the_right) == y_test).mean():.3f}")

# %% proof
assert (nearest(x_test) == y_test).mean() > 0.96
assert 0.5 < (nearest(to_the_right) == y_test).mean() < 0.85

# %% [markdown]
r"""
### What to do about it

The network learns what it is shown. So show it. Copy each training picture nine times, moved by −1, 0 or 1 pixels each
way, with the same label. This is called **data augmentation**.
"""

# %%
around = [(right, down) for down in (-1, 0, 1) for right in (-1, 0, 1)]
x_nine = np.concatenate([shift_images(x_train, right, down) for right, down in around])  # (9 · 1077, 64)
rng = np.random.default_rng(1)
wide_weights = train(x_nine, np.tile(y_train, 9), start(64, 50, 10, rng), rng, epochs=15)
with_moves = np.zeros((5, 5))
for i, j in np.ndindex(5, 5):
    with_moves[i, j] = share_right(shift_images(x_test, moves[j], moves[i]), y_test, wide_weights)

# %%
titles = ["trained on the digits as they are", "trained on moved copies, −1 … +1"]
show(accuracy_by_shift([in_place_only, with_moves], titles))

# %% proof
assert with_moves[1:4, 1:4].min() > 0.88
assert with_moves[1:4, 1:4].mean() > 0.92
assert in_place_only[2, 2] == right
assert -0.06 < with_moves[2, 2] - in_place_only[2, 2] < 0.02
edge = np.ones((5, 5), dtype=bool)
edge[1:4, 1:4] = False
assert with_moves[edge].max() < 0.7

# %% proof this_run=true
assert with_moves[2, 2] < in_place_only[2, 2] - 0.005

# %% [markdown]
r"""
This is the figure to remember. On the left, a score of about 97% that holds in one place only. On the right, the same
network and the same code after it has seen moved copies: good wherever it was shown something, and lost again one pixel
further. In its middle it is not better than before, in this run a little worse: the same 50 units have more to keep
apart.

There is another remedy: build it in. A *convolutional* layer looks at small neighbourhoods with the same weights
everywhere, so that a stroke is a stroke wherever it stands (Yann LeCun and colleagues, 1989, on the postcodes of US
mail). It is beyond these notes; now you know what it is for.

## Explore: draw a digit

Below is a pad. Press a cell for ink, press it again for half the ink, and again for none. Beside it you see what the
network gets, and its ten probabilities. Two sliders move your picture about before it is read. Folded away at the
bottom: the network that was trained on moved copies. (By keyboard: Tab to the pad, then arrow keys and Space.)
"""

# %% prediction [markdown]
r"""
You draw something that is no digit, say a checkerboard, or nothing at all. What will the network's ten probabilities
do?

[ ] All be near 0: this is no digit
    They cannot. A softmax sums to 1, whatever the picture.
[ ] All be near 10%
    That would be honest, and for a blank pad it comes close. For a drawing that is no digit, nothing in the training
    has ever asked for it.
[x] Often, one of them will be large
    The softmax shares out 100% among ten digits, and there is no answer “none of these”. Large scores in any direction
    make a sure answer.
"""


# %%
def in_place(x):
    """The probabilities of the network that was trained on the digits as they are."""
    return forward(x, *weights)[1]


def with_copies(x):
    """The probabilities of the network that was trained on moved copies too."""
    return forward(x, *wide_weights)[1]


menu = np.array([x_test[(y_test == digit) & (read == digit)][0] for digit in range(10)])

# %% proof
checkers = np.indices((8, 8)).sum(axis=0) % 2.0
scribbles = (np.random.default_rng(0).random((1000, 64)) < 0.3).astype(float)
assert in_place(np.zeros((1, 64))).max() < 0.4
assert 0.06 < (in_place(scribbles).max(axis=1) > 0.99).mean() < 0.2
assert (in_place(scribbles).max(axis=1) > 0.5).mean() > 0.6
assert 0.8 < (pixels[pixels > 0] < 1).mean() < 0.85
one_pixel = [(1, 0), (-1, 0), (0, 1), (0, -1)]
fooled, still_fooled = (
    np.array([net(shift_images(menu, *move)).argmax(axis=1) != np.arange(10) for move in one_pixel])
    for net in (in_place, with_copies)
)
assert fooled.any(axis=0).sum() >= 7
assert still_fooled.sum() < fooled.sum() / 3

# %% proof this_run=true
from dlcourse.widgets.digits_from_scratch import prediction_values

assert [prediction_values(in_place, six, right)["digit"] for right in (0, 1)] == [6, 1]
assert prediction_values(with_copies, six, 1)["digit"] == 6

# %% [markdown]
r"""
**Three tasks.** Find, for three of the ten digits, the move by one pixel that fools the network most. Then start from
the blank pad and draw a 4 that it reads as a 4. Last, draw something that is no digit at all and gets more than 99%.
"""

# %%
pictures = {"the 6 of the beginning": six.reshape(8, 8)}
pictures |= {a_digit(digit): menu[digit].reshape(8, 8) for digit in range(10)}
pictures["the surest mistake"] = x_test[wrong[0]].reshape(8, 8)
pictures["a blank pad"] = np.zeros((8, 8))
networks = {"digits as they are": weights, "moved copies too": wide_weights}
draw_digit_explorer(networks, pictures)

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Nearly every digit of the menu can be turned into another one by a single move of one pixel. With "moved copies too"
most of these moves do nothing, but at two or three pixels that network fails as well.

Your own 4 is probably read, even if its strokes are thin and hard. In the file they are soft: four of five inked pixels
are grey. Not everything that looks different to you is different to the sums.

For the third task it is enough to press cells at random: of 1,000 drawings with about 30% of the cells dark, about one
in ten gets more than 99%. A softmax says which of its ten answers fits *best*; it has no way to say that none fits.
</details>

## In one table

| Step | Formula or number | What it tells you |
|---|---|---|
| a picture as a row | 8·8 = 64, 28·28 = 784 | the neighbours are forgotten |
| parameters of n → u → q | $(n+1)\,u + (u+1)\,q$: 3,760 | count before you run |
| first loss | $\ln 10 = 2.303$ | far above: the first weights are too large |
| gradient check | four arrays, before training | the backward pass is right |
| twenty rows | loss → 0 | the loop works; of the labels it says nothing |
| test accuracy | about 97%, give or take 1 | one digit in 360 is 0.28% |
| confusion matrix, with pictures | who is taken for whom | sure mistakes teach most |
| corner weights | did not move at all | no input, no gradient |
| pixels mixed | the same answers | a dense layer sees no picture |
| moved by one pixel | about half as many right | a score holds for data like the test data |
| moved copies in training | about 95% within one pixel | it learns what it is shown |

## Check yourself

<details><summary>1. Your first loss is 7.1, for ten digits. What do you look at first?</summary>

The size of the first weights, or of the inputs. Knowing nothing costs 2.3; 7 takes scores that lie far apart, so a
network that is sure before it has seen anything.
</details>

<details><summary>2. It learns twenty rows by heart, but on all rows the loss stays at 2.3. What now?</summary>

Forward, backward and update work. Look at what the twenty-row test cannot see: labels that belong to other rows, or a
learning rate that suits twenty rows and not all of them.
</details>

<details><summary>3. "97.5% against 96.9%: our network is better." On 360 rows?</summary>

That is two digits. Chance moves such a score by about one percentage point, and another start or split by as much.
Repeat with several seeds, or on more rows.
</details>

<details><summary>4. Why can mixing the pixels not harm this network, while moving them by one does?</summary>

Mixed pictures are mixed in training too: the weights are learnt for the new places. Moved pictures meet weights that
were learnt for the old ones.
</details>

<details><summary>5. "98% on the test set: it can read digits." Say it more carefully.</summary>

It reads 98% of digits that were collected, centred and scaled in the same way as those it was trained on. Of moved,
thinner or rotated ones, and of things that are no digits, the score says nothing.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/17_digits_from_scratch/17_digits_from_scratch.ipynb): one-hot labels,
forward, gradients, an epoch, and a network of your own that has to read digits it has never seen. Then go on to
[lecture 18](18_keras.ipynb), where the same network takes a few lines of Keras, and gives the same numbers.
"""
