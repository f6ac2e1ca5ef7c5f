# %% [markdown]
r"""
# 12 · Improving a network

*Your network does badly. Is it the data, the step or the size? You will learn to ask in that order, and to trust no
score on rows that had a say in it.*

**You will be able to**

- tell a network that has learnt from one that has learnt by heart;
- say what each knob of a network costs, and count it before you turn it;
- stop a training run at the right epoch, and say why its best score flatters;
- scale columns to mean 0 and spread 1, or to 0 … 1, without letting the test rows have a say;
- see in a picture why unscaled columns make gradient descent crawl.

**It builds on** gradient descent (8) and networks of dense layers (3 to 7). **Time:** about 35 minutes.
"""

# %%
import numpy as np

from dlcourse import SGD, Adam, CategoricalCrossentropy, Dense, EarlyStopping
from dlcourse import MeanSquaredError, MinMaxScaler, ReLU, Sequential, StandardScaler
from dlcourse import accuracy, load_digits, one_hot, train_test_split
from dlcourse.data import salary_by_iq_and_gpa
from dlcourse.plots import show
from dlcourse.plots.improving_a_network import accuracy_by_parameters, data_split, early_stopping
from dlcourse.plots.improving_a_network import raw_and_scaled
from dlcourse.widgets.improving_a_network import scaling_explorer, scaling_values

# %% [markdown]
r"""
## A perfect score, and nothing learnt

Take 500 handwritten digits, throw their labels away, and give each picture a new label by rolling a ten-sided die. The
same 4 may now be called a 7, and its neighbour a 2. There is nothing to learn here: no rule leads from the pixels to
the label.

We train a network with 256 hidden units on them. (`Adam` is an optimizer of lecture 16; for now, it is gradient descent
in a hurry.)
"""

# %% prediction [markdown]
r"""
Labels by chance, 500 rows, 256 hidden units, 100 epochs. How many of its training rows does the network get right?

[ ] About 10%, as by guessing
    That would be so if it needed a rule. It has 19,210 free numbers and 500 answers to remember.
[ ] About half
    It gets there on the way, and then goes on.
[x] All of them
    It has learnt the answers by heart, picture by picture.
"""

# %%
pixels, labels = load_digits()
rng = np.random.default_rng(1)
x, y, x_new, y_new = train_test_split(pixels, one_hot(labels, 10), test_size=360, rng=rng)
by_chance = one_hot(rng.integers(0, 10, 500), 10)

parrot = Sequential([Dense(64, 256, rng), ReLU(), Dense(256, 10, rng)], dtype=np.float64)
parrot.compile(Adam(0.01), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
parrot.fit(x[:500], by_chance, epochs=100, batch_size=50, rng=rng, verbose=False)
print(f"right on its training rows: {parrot.evaluate(x[:500], by_chance)['accuracy']:.0%}")
print(f"right on 360 new digits:    {parrot.evaluate(x_new, y_new)['accuracy']:.0%}")

# %% proof
assert parrot.evaluate(x[:500], by_chance)["accuracy"] == 1
assert 0.03 < parrot.evaluate(x_new, y_new)["accuracy"] < 0.18
assert parrot.parameters.size == 19_210

# %% [markdown]
r"""
A perfect score on what it was shown; on new digits, no better than the die. The experiment is that of Chiyuan Zhang and
colleagues (2017, "Understanding deep learning requires rethinking generalization"), who did it with a million
photographs.

So here is the first rule of this lecture. **A score on training rows tells you whether a network can learn. It does not
tell you whether it has learnt anything of use.** For that you need rows that it has not seen.

## Rows kept aside

How many rows do you need to keep aside, and how often may you look at them? Think of three readers.

The *weights* look at the training rows, at each step. *You* look at the validation rows, each time you choose: more
units or fewer, this epoch or that one. And once you have looked, they are no longer fresh, for your choices now depend
on them. So a third part is kept shut until all choices are made: the test rows.
"""

# %%
rng, targets = np.random.default_rng(0), one_hot(labels, 10)
x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
x_train, y_train, x_val, y_val = train_test_split(x_train, y_train, test_size=360, rng=rng)
print(f"{len(x_train):,} rows for the weights, {len(x_val)} for you, {len(x_test)} for nobody yet")

# %%
show(data_split((len(x_train), len(x_val), len(x_test))))

# %% proof
assert (len(x_train), len(x_val), len(x_test)) == (1077, 360, 360)
assert len(np.unique(np.vstack([x_train, x_val, x_test]), axis=0)) == len(np.unique(pixels, axis=0))

# %% [markdown]
r"""
Two things are easy to get wrong. The rows must be **shuffled** before they are cut, or the parts differ: in the file
of the digits, for example, the rows come writer by writer. And $x$ and $y$ must be shuffled by the *same* order, or you
have made the labels by chance again.

Does it matter that *you* peeked, if the weights did not? Let 100 coins compete. Each "model" guesses the answers of 100
yes-or-no rows by tossing a coin, and we keep the best one.
"""

# %% prediction [markdown]
r"""
100 models that toss coins, 100 validation rows. What does the best of the 100 models score on these rows?

[ ] About 50%
    That is the mean of all of them, and the best one's score on fresh rows.
[x] Above 60%
    Each score is 50% give or take 5. The luckiest of 100 is as a rule lucky by more than two such fives.
[ ] Above 90%
    A coin that is right on 90 of 100 rows is rarer than one in a million billion.
"""

# %%
rng = np.random.default_rng(0)
scores = rng.binomial(100, 0.5, size=(1000, 100)) / 100  # 1,000 competitions of 100 models
best_ones, on_fresh = scores.max(axis=1), rng.binomial(100, 0.5, size=1000) / 100
print(f"one model                             {scores.mean():.2f}")
print(f"best of 100 on the rows that chose it {best_ones.mean():.2f}")
print(f"the same best ones on fresh rows      {on_fresh.mean():.2f}")

# %% proof
assert abs(scores.mean() - 0.5) < 0.001
assert abs(best_ones.mean() - 0.625) < 0.005
assert np.mean(best_ones > 0.6) > 0.75
assert abs(on_fresh.mean() - 0.5) < 0.005

# %% [markdown]
r"""
The winner looks like 62%, and it is a coin. Nobody cheated; the *choice* did. Each time you choose by the validation
rows, their score becomes a little too good, and that is what the test rows are for.

## The knobs, and what each one costs

The weights are learnt. Everything else you have to choose: these are the **hyperparameters**. Notes 3 list them, and
here they are with what each one costs. You can count most of the costs on paper before you run anything.

| Knob | What it costs | Too little | Too much | Lecture |
|---|---|---|---|---|
| hidden layers | parameters, time, gradients that fade | only simple shapes | hard to train | 3, 9 |
| units in a layer | parameters, time | cannot fit the training rows | can learn them by heart | 3 |
| learning rate | nothing, and everything depends on it | crawls | explodes | 8 |
| optimizer | one or two numbers more for each weight | | | 15, 16 |
| activation | little | units that saturate or die | | 10 |
| batch size | memory; fewer updates in an epoch | noisy, slow steps | few steps | 8 |
| epochs | time | not done yet | overfits | here |

Two of these counts you will need again and again. A dense layer from $n$ inputs to $u$ units has $(n + 1)\,u$
parameters. And a run makes

$$\text{updates} = \text{epochs} \cdot \left\lceil \frac{N}{\text{batch size}} \right\rceil$$

updates, where $N$ is the number of *training* rows and the brackets round up, because the last batch may be smaller.
"""

# %%
for units in (16, 256):
    print(f"64 → {units} → 10: {(64 + 1) * units + (units + 1) * 10:,} parameters")
for batch_size in (1, 32, 1077):
    updates = 30 * -(-1077 // batch_size)  # -(-a // b) rounds up
    print(f"batches of {batch_size}: {updates:,} updates in 30 epochs of 1,077 rows")

# %% proof
assert (64 + 1) * 256 + 257 * 10 == 19_210
assert [30 * -(-1077 // size) for size in (1, 32, 1077)] == [32_310, 1_020, 30]

# %% [markdown]
r"""
Now turn one knob and watch two scores. We train on only 200 digits, so that the network has something to overfit, with
1 to 256 hidden units, five times each with another split and another start.
"""


# %%
def scores_of(widths, seed):
    """Parameters, training and validation accuracy with hidden layers of these widths."""
    rng = np.random.default_rng(seed)
    x, y, x_val, y_val = train_test_split(pixels, one_hot(labels, 10), test_size=360, rng=rng)
    x, y = x[:200], y[:200]
    layers = []
    for fan_in, units in zip([64, *widths], widths, strict=False):
        layers += [Dense(fan_in, units, rng), ReLU()]
    model = Sequential([*layers, Dense(widths[-1], 10, rng)], dtype=np.float64)
    model.compile(Adam(0.005), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    model.fit(x, y, epochs=60, batch_size=32, rng=rng, verbose=False)
    scores = [model.evaluate(*rows)["accuracy"] for rows in ((x, y), (x_val, y_val))]
    return model.parameters.size, *scores


# %%
widths = (1, 2, 4, 8, 16, 64, 256)
runs = np.array([[scores_of([units], seed) for units in widths] for seed in range(5)])
sizes, training, validation = np.moveaxis(runs, 2, 0)  # (seeds, widths) each
print("units      ", *(f"{units:>5}" for units in widths))
print("training   ", *(f"{score:5.2f}" for score in training.mean(axis=0)))
print("validation ", *(f"{score:5.2f}" for score in validation.mean(axis=0)))

# %%
show(accuracy_by_parameters(sizes[0], training, validation))

# %% proof
mean_training, mean_validation = training.mean(axis=0), validation.mean(axis=0)
assert mean_training[1] < 0.65
assert mean_validation[1] < 0.6
assert (np.diff(mean_training) > -0.005).all()
assert mean_training[-2:].min() > 0.995
assert (mean_validation[-3:] > 0.89).all()
assert (mean_training[-2:] - mean_validation[-2:] > 0.03).all()
assert abs(mean_validation[-1] - mean_validation[-2]) < 0.02

# %% [markdown]
r"""
Read it from left to right. With one or two units both scores are poor: the network is too small even for the rows it
sees. That is **underfitting**, and no amount of patience cures it. With more units both rise. Then the training score
arrives at 1 and cannot tell you anything more, while the validation score flattens out. The distance between the two
curves, the **generalization gap**, is what the network knows about its training rows and cannot use on others. Some gap
is normal. When fitting the training rows better makes the validation score or loss *worse*, it is called
**overfitting**; you will see it below.

Notice what does *not* happen: the wide networks do not get worse here. A large network *may* learn by heart; whether
it does depends on the data, the epochs and what the next lecture adds.

And depth? Notes 3 are keen on it, for a good reason: the first layer finds lines, the next one puts lines together into
shapes. But a reason is not a measurement.
"""

# %%
for depth in (1, 2, 5):
    found = np.array([scores_of([16] * depth, seed) for seed in range(5)])  # (seeds, 3)
    size, train_score, val_score = found.mean(axis=0)
    low, high = found[:, 2].min(), found[:, 2].max()
    print(f"layers {depth}, parameters {size:,.0f}: training {train_score:.2f}, "
          f"validation {val_score:.2f} (from {low:.2f} to {high:.2f})")  # fmt: skip

# %% proof
assert mean_validation[widths.index(16)] > val_score + 0.03  # depth 5 was the last

# %% [markdown]
r"""
On 200 tidy digits, five layers do worse than one. Depth pays where the raw numbers hide what matters, and where there
are rows enough to find it. Turn **one knob at a time**, look at the validation rows, and run it with more than one
seed before you believe a difference.

## Stop when the validation loss stops falling

How many epochs? This is the knob that you need not choose at all, because the run itself tells you.

To see it clearly we make the task harder. Somebody labelled 600 digits in a hurry, and 15% of the labels were drawn by
chance. On 300 of them we train, on the other 300 we watch.
"""


# %%
def train_on_hasty_labels(callbacks, seed=1):
    """The losses of up to 80 epochs, and the accuracy on new digits, labelled with care."""
    rng = np.random.default_rng(seed)
    hasty = labels.copy()
    redrawn = rng.random(len(hasty)) < 0.15
    hasty[redrawn] = rng.integers(0, 10, redrawn.sum())
    train, val, test = np.split(rng.permutation(len(pixels)), [300, 600])

    model = Sequential([Dense(64, 128, rng), ReLU(), Dense(128, 10, rng)], dtype=np.float64)
    model.compile(Adam(0.003), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    x, y = pixels[train], one_hot(hasty[train], 10)
    watched = pixels[val], one_hot(hasty[val], 10)
    history = model.fit(x, y, epochs=80, batch_size=32, validation_data=watched, rng=rng,
                        verbose=False, callbacks=callbacks)  # fmt: skip
    return history.history, accuracy(one_hot(labels[test], 10), model.predict(pixels[test]))


# %%
history, _ = train_on_hasty_labels([])
losses, val_losses = np.array(history["loss"]), np.array(history["val_loss"])
best = val_losses.argmin()
for name, curve in (("validation loss", val_losses), ("training loss", losses)):
    print(f"{name:<15} {curve[best]:.2f} in epoch {best}, at the end {curve[-1]:.2f}")

# %% [markdown]
r"""
The training loss falls to the end, and the validation loss has turned long before. What happened in between? First the
network learns what the digits have in common, because that helps with many rows at once. Then it goes on to the rows
that are left over, and among those are the wrong labels.

So watch the validation loss, and stop when it no longer falls. Not at its first rise, because it wobbles. Have some
**patience**: stop after so many epochs in a row that were not better than the *best one so far*. Then go back to the
weights of that best epoch. A small example first.
"""

# %% prediction [markdown]
r"""
The validation losses of epochs 0, 1, 2, … are 2.0, 1.5, 1.6, 1.4, 1.5, 1.45, 1.2. With a patience of 2, after which
epoch does training stop?

[ ] After epoch 2
    One epoch was not better there: the patience is 2, and epoch 3 comes in time with 1.4.
[x] After epoch 5
    Epochs 4 and 5 are both no better than the best so far, the 1.4 of epoch 3. That epoch 5 is better than epoch 4 does
    not count.
[ ] It does not stop
    Epoch 5 is better than epoch 4, but each epoch is compared with the best one, not with the last one.
"""

# %% proof
from types import SimpleNamespace


def stopped_and_best(val_losses, patience):
    """What the library's EarlyStopping makes of these losses."""
    stop = EarlyStopping(patience=patience)
    stop.training = SimpleNamespace(names=["val_loss"], stop=lambda _: None)
    stop.on_train_begin()
    for epoch, loss in enumerate(val_losses):
        stop.on_epoch_end(epoch, {"val_loss": loss})
        if stop.stopped_epoch:
            return stop.stopped_epoch, stop.best_epoch
    return None


assert stopped_and_best([2.0, 1.5, 1.6, 1.4, 1.5, 1.45, 1.2], 2) == (5, 3)

# %% [markdown]
r"""
It stops after epoch 5 and gives back the weights of epoch 3. The 1.2 of epoch 6 is never seen: that is the price of
patience that ends. In the library this rule is a callback.
"""


# %%
def patient():
    """The rule, with a patience of 10 epochs."""
    return EarlyStopping(monitor="val_loss", patience=10, restore_best_weights=True)


stop = patient()
train_on_hasty_labels([stop])
print(f"stopped after epoch {stop.stopped_epoch}, back to the weights of epoch {stop.best_epoch}")

# %%
show(early_stopping(losses, val_losses, stop.best_epoch, stop.stopped_epoch))

# %% [markdown]
r"""
Look at the grey band: ten epochs spent on making sure. It costs a little time and it saves most of the eighty epochs.
Does it pay on new digits? Five times, with other rows, other slips and another start, on 1,197 digits that were
labelled with care:
"""

# %%
to_the_end = np.array([train_on_hasty_labels([], seed)[1] for seed in range(5)])
stopped_early = np.array([train_on_hasty_labels([patient()], seed)[1] for seed in range(5)])
for name, right in (("to the end", to_the_end), ("stopped early", stopped_early)):
    low, high = right.min(), right.max()
    print(f"{name:<14} right on {right.mean():.1%}, from {low:.1%} to {high:.1%}")

# %% proof
assert (stopped_early - to_the_end).mean() > 0.02
assert (stopped_early > to_the_end).all()
assert stop.best_epoch == best
assert stop.stopped_epoch == best + 10 < 45
assert len(pixels) - 600 == 1197
assert losses[-1] < losses[best] / 3
assert val_losses[-1] > val_losses[best] * 1.15

# %% [markdown]
r"""
Three remarks. The weights to keep are those of the *best* epoch, not those of the last, so somebody has to have copied
them when they were best. The best validation loss is the best of many, so, like the luckiest coin, it flatters a
little: say what the *test* rows say. And early stopping is already a regularizer, the cheapest one. The next lecture
has others.

## 167 for 1.8

Now the data. Notes 4 train a small network on three students. Two inputs, iq and gpa, go to two linear units and from
there to one, which should say the salary in lakh. All weights start at 1, all biases at 0.
"""

# %%
x, y, names = salary_by_iq_and_gpa()


def ones(fan_in, units, _):
    """Weights of 1, as in the notes."""
    return np.ones((fan_in, units))


def notes_network():
    """Two inputs, two linear units, one output, learning rate 0.1."""
    model = Sequential([Dense(2, 2, None, ones), Dense(2, 1, None, ones)], dtype=np.float64)
    return model.compile(SGD(0.1), MeanSquaredError())


predicted = notes_network().predict(x)[0, 0]
print(f"iq {x[0, 0]:.0f}, gpa {x[0, 1]}: predicted {predicted:.0f}, earns {y[0, 0]}")

# %% proof
assert notes_network().predict(x)[0, 0] == 167
assert y[0, 0] == 1.8

# %% [markdown]
r"""
$2 \cdot (80 + 3.5) = 167$, for a salary of 1.8. Nothing is broken: that is what an iq of 80 does to a unit that expects
numbers around 1. And it gets worse with the first step, because a gradient by a weight carries the size of its input:
$\partial L/\partial w_{iq}$ is 80 times something, $\partial L/\partial w_{gpa}$ 3.5 times the same.

> **Where the notes go wrong.** Notes 4 take $\eta = 0.1$ for these raw columns. Watch three steps, and then the same
> network with the same $\eta$ on columns that were brought to a common scale first.
"""

# %%
raw_model, scaled_model = notes_network(), notes_network()
scaled = StandardScaler().fit_transform(x)
raw_losses = [raw_model.train_step(x, y) for _ in range(3)]
scaled_losses = [scaled_model.train_step(scaled, y) for _ in range(1000)]
print("raw:   ", "  ".join(f"{loss:.1e}" for loss in raw_losses))
first = "  ".join(f"{loss:.1e}" for loss in scaled_losses[:3])
print("scaled:", first, f"… {scaled_losses[-1]:.0e}")

# %% proof
assert 20_000 < raw_losses[0] < 25_000
assert raw_losses[1] > 1e10 * raw_losses[0]
assert 1e17 < raw_losses[1] < 1e18
assert scaled_losses[-1] < 1e-6
assert scaled_losses[2] < scaled_losses[0]

# %% [markdown]
r"""
From a loss of twenty thousand to one of eighteen digits in a single step; scaled, it is learnt. With sigmoid units the
raw columns would fail in silence instead: $\sigma'(83.5)$ is about $5 \cdot 10^{-37}$, and nothing comes back at all
(lecture 9).

## A gorge and a bowl

Why is that so, and why does no smaller $\eta$ really help? Leave the hidden units away and keep one linear unit,
$\hat y = w_1\,\text{iq} + w_2\,\text{gpa} + b$. Its mean squared error is a valley over three numbers, and how steep it
is in each direction is told by the matrix of second derivatives,

$$H = \frac2N\, X^\top X, \qquad X = [\text{iq},\ \text{gpa},\ 1] \;\; (N, 3).$$

The largest eigenvalue $\lambda_{\max}$ of $H$ is the curvature in the steepest direction. From lecture 8 you know what
it decides: above $\eta = 2/\lambda_{\max}$ the steps grow. The smallest one decides how long you walk along the
flattest direction. Their ratio, the condition number $\kappa = \lambda_{\max}/\lambda_{\min}$, is the length of the
gorge over its width, squared.
"""

# %%
conditions, limits = {}, {}
in_0_1 = MinMaxScaler().fit_transform(x)
for name, columns in (("raw", x), ("min-max", in_0_1), ("standard", scaled)):
    X = np.column_stack([columns, np.ones(3)])  # (3, 3)
    eigenvalues = np.linalg.eigvalsh(2 / len(X) * X.T @ X)
    limits[name], conditions[name] = 2 / eigenvalues[-1], eigenvalues[-1] / eigenvalues[0]
    steps = np.log(1000) / -np.log((conditions[name] - 1) / (conditions[name] + 1))
    print(f"{name:<9} limit of the learning rate {limits[name]:.5f}   "
          f"condition number {conditions[name]:>11,.1f}   steps {steps:>9,.0f}")  # fmt: skip

# %% proof
assert 2.5e6 < conditions["raw"] < 2.6e6
assert round(conditions["standard"], 1) == 4.2
assert round(conditions["min-max"]) == 34
assert round(limits["raw"], 4) == 0.0002
assert round(limits["standard"], 2) == 0.62
assert 8.6e6 < np.log(1000) / -np.log((conditions["raw"] - 1) / (conditions["raw"] + 1)) < 8.8e6
assert round(steps) == 14
assert 4e-37 < np.exp(-83.5) < 6e-37

# %% [markdown]
r"""
The last column counts the steps, each with the best possible $\eta$, until the distance to the best weights is a
thousandth of what it was (for a quadratic valley, each step leaves a share of $(\kappa - 1)/(\kappa + 1)$). Almost nine
million steps, or fourteen. Same three students, same model.

Here is the picture to remember. Both windows show the same range of weights, in the same units on both axes; the bias
stands at its best value. Each line joins weights of equal loss.
"""

# %%
raw_values, scaled_values = (scaling_values(scaling) for scaling in ("none", "standard"))
show(raw_and_scaled(raw_values, scaled_values)[0])

# %% proof
assert np.round(raw_values["path"][0], 2).tolist() == [1, 1]
raw_end, scaled_end = (float(values["loss"](*values["path"][-1])) for values in (raw_values, scaled_values))
assert raw_end > y.var()
assert scaled_end < 1e-6

# %% proof
assert round(raw_values["path"][-1][1], 2) == 0.94
assert np.round(raw_values["minimum"], 2).tolist() == [-0.03, 0.27]
assert np.round(scaled_values["minimum"], 2).tolist() == [-0.23, 0.09]
assert round(np.sqrt(scaled_values["condition"]), 1) == 2.1

# %% [markdown]
r"""
On the left, walls stand where the weight of iq moves, and the floor between them is almost level. Any $\eta$ that does
not climb the walls is far too small for the floor. After 30 steps at 90% of the limit the walk has still not come to a
better loss than you would get by predicting the mean salary for everybody. On the right one $\eta$ suits both weights.

Does scaling change *what* is learnt? The best weights have other numbers. But look at their predictions.
"""

# %% prediction [markdown]
r"""
Fit the linear unit as well as possible, once to raw and once to scaled columns. How do the two fits' predictions
differ?

[ ] The scaled fit is closer
    Scaling adds nothing that the weights and the bias could not do themselves: w·(iq − μ)/σ + b is a line in iq again.
[x] They are the same
    Each scaled line is a raw line in other words. Scaling changes the road, not the goal.
[ ] The raw fit is closer, for nothing was lost
    Nothing is lost by scaling either: it can be undone.
"""


# %%
def best_predictions(columns):
    """What the best linear unit says of the rows it was fitted to."""
    X = np.column_stack([columns, np.ones(len(columns))])
    return X @ np.linalg.lstsq(X, y, rcond=None)[0]


difference = np.abs(best_predictions(x) - best_predictions(scaled)).max()
print(f"largest difference: {difference:.10f}")

# %% proof
assert np.abs(best_predictions(x) - best_predictions(scaled)).max() < 1e-11

# %% [markdown]
r"""
The road changes, the goal does not. (Once there is a price on large weights, in the next lecture, the goal changes too,
because a weight for iq in thousandths costs less than one in ones.)

## Measure on the training rows, use on all

There are two usual scales. **Standardising** brings each column to mean 0 and spread 1, **min-max scaling** to
0 … 1:

$$x' = \frac{x - \mu}{\sigma}, \quad \sigma^2 = \frac1N \sum_n (x_n - \mu)^2, \qquad\qquad
x' = \frac{x - \min}{\max - \min} .$$

For the iqs 80, 60 and 70 that is $\mu = 70$ and $\sigma = 8.16$, so the first student becomes
$(80 - 70)/8.16 = 1.22$; or $\min = 60$ and $\max - \min = 20$, so he becomes 1.
"""

# %%
mean, std = x.mean(axis=0), x.std(axis=0)  # (2,) each: one number a column
print("standardised:", np.round((x - mean) / std, 2).tolist())
low, high = x.min(axis=0), x.max(axis=0)
print("min-max:     ", np.round((x - low) / (high - low), 2).tolist())

scaler = StandardScaler().fit(x)
difference = np.abs(scaler.transform(x) - (x - mean) / std).max()
print(f"the library's differ by {difference:.10f}")

# %% proof
assert np.round((x - mean) / std, 2).tolist() == [[1.22, -0.2], [-1.22, 1.31], [0, -1.11]]
assert np.round((x - low) / (high - low), 2).tolist() == [[1, 0.37], [0, 1], [0.5, 0]]
assert (round(mean[0]), round(std[0], 2)) == (70, 8.16)
assert np.allclose(scaler.transform(x), (x - mean) / std, rtol=0, atol=1e-12)
assert np.allclose(MinMaxScaler().fit_transform(x), (x - low) / (high - low), rtol=0, atol=1e-12)

# %% [markdown]
r"""
Now a new student comes in, with an iq of 95 and a gpa of 3.9. We fit the linear unit to the three scaled students and
ask it. To ask, the new row has to be scaled as well. With which mean and which $\sigma$?
"""

# %%
X = np.column_stack([scaler.transform(x), np.ones(3)])
w = np.linalg.lstsq(X, y, rcond=None)[0]  # (3, 1): two weights and the bias

new = np.array([[95.0, 3.9]])
with_training_numbers = scaler.transform(new)
with_its_own = StandardScaler().fit_transform(new)  # a scaler fitted on the new row
for name, row in (("training rows'", with_training_numbers), ("its own", with_its_own)):
    prediction = np.append(row[0], 1) @ w[:, 0]
    numbers = np.round(row[0], 2).tolist()
    print(f"scaled with {name} numbers: {numbers}, predicted salary {prediction:.2f}")

# %% proof
assert np.round(with_training_numbers, 2).tolist() == [[3.06, 1.01]]
assert with_its_own.tolist() == [[0, 0]]
assert round(float(np.append(with_its_own[0], 1) @ w[:, 0]), 2) == 2.1 == round(y.mean(), 2)
assert round(float(np.append(with_training_numbers[0], 1) @ w[:, 0]), 2) == 1.49

# %% [markdown]
r"""
Scaled by itself, the row becomes $(0, 0)$, and it would whoever came in: a single row *is* its own mean. So everybody
who comes alone is predicted the mean salary, 2.10. The weights were learnt in the training rows' units, and they only
understand those. (The 1.49 is right by the formula. Whether you believe it of an iq far outside of what three rows have
shown is another matter.)

The opposite slip is to scale *first*, over all rows, and to split afterwards. Then the test rows have had a say in
$\mu$, $\sigma$, min and max before the test. Suppose the new student had been among the rows:
"""

# %%
all_rows = MinMaxScaler().fit(np.vstack([x, new]))
honest = MinMaxScaler().fit(x)
for name, fitted_scaler in (("all rows", all_rows), ("the training rows", honest)):
    iqs = fitted_scaler.transform(x)[:, 0]
    print(f"iqs 80, 60, 70 scaled over {name:<18}", np.round(iqs, 2).tolist())
print(f"the new iq by the training rows' scale: {honest.transform(new)[0, 0]:.2f}")

# %% proof
assert np.round(all_rows.transform(x)[:, 0], 2).tolist() == [0.57, 0, 0.29]
assert honest.transform(new)[0, 0] == 1.75

# %% [markdown]
r"""
The training column ends at 0.57, and so it says that somewhere a 95 is waiting. With many rows of one kind the leak is
small; with few rows, or with an outlier among the test rows, it is not, and you will not see it in your own scores. The
cure costs nothing: **split, then fit the scaler on the training rows, then transform all parts.** A test row may well
become 1.75 on a scale that was meant to end at 1. That is no error. It is news.

Which of the two? Standardising is the usual choice: it centres, which the bias likes, and one extreme row moves it
less. Min-max suits what has natural ends, as pixels do. A column that is constant in training has $\sigma = 0$; divide
it by 1.

## Read the curves, then turn one knob

Notes 3 name four troubles: gradients that vanish or explode, too little data, slow training, overfitting. Each shows
itself in the two curves, and each has its own first thing to try. Ask in this order: *data, step, size.*

| You see | It says | Try first |
|---|---|---|
| loss is nan, or grows | the step is too large for the columns | scale; then a smaller $\eta$ (8), clipping (9) |
| loss stays where it began | nothing comes back, or $\eta$ is tiny | can it learn 20 rows? lectures 9 to 11 |
| falls, but slowly | a gorge, or a timid step | scaling, larger $\eta$, lectures 14 to 16 |
| both scores poor and level | too small, or the inputs do not hold the answer | more units or layers, better inputs |
| training good, validation poor | overfitting | early stopping, more rows, a smaller network, lecture 13 |
| both good, test poor | choices were fitted to the validation rows, or a leak | look for the leak; take fresh rows |

The second row holds a test that takes a minute and saves hours. **Give the network 20 rows and let it learn them by
heart.** If it cannot, more rows and more units will not help. Either its steps are far too small or too large, so try
some learning rates, each ten times the last; or its units are dead or saturated (lectures 9 to 11); or, if none of this
helps, there is a bug.
"""

# %%
rng = np.random.default_rng(0)
few = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], dtype=np.float64)
few.compile(Adam(0.01), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
few.fit(x_train[:20], y_train[:20], epochs=100, batch_size=None, verbose=False)
print(f"20 rows: loss {few.evaluate(x_train[:20], y_train[:20])['loss']:.3f}")

# %% proof
assert few.evaluate(x_train[:20], y_train[:20])["loss"] < 0.05


def twenty_rows(learning_rate):
    """The accuracy on the 20 rows of a network without a bug, after 100 epochs with this rate."""
    rng = np.random.default_rng(0)
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], dtype=np.float64)
    model.compile(Adam(learning_rate), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    model.fit(x_train[:20], y_train[:20], epochs=100, batch_size=None, verbose=False)
    return model.evaluate(x_train[:20], y_train[:20])["accuracy"]


assert twenty_rows(0.01) == 1
assert twenty_rows(1e-5) < 0.6

# %% [markdown]
r"""
## Explore: scaling the columns

Below you find the gorge again, with a choice of scaling. The learning rate is given as a share of its limit
$2/\lambda_{\max}$, so that "0.9" is as bold in each picture. First, two questions.
"""

# %% prediction [markdown]
r"""
With standard scaling, set the learning rate to 1.1 times its limit. What does the walk do?

[ ] It circles at a distance
    At exactly the limit it would jump to and fro for ever. Above it, each jump is longer than the last.
[x] It leaves the picture
    Along the steepest direction each step multiplies the distance by −1.2. Scaling moves the limit; it does not take it
    away.
[ ] It arrives later
    Beyond the limit nothing arrives.
"""

# %% prediction [markdown]
r"""
Now look at iq's weight and the bias instead of the two weights. Which scaling makes round lines?

[ ] min-max
    It brings the numbers to 0 … 1, but their mean is then 0.5: moving the weight moves all predictions up, as the bias
    does, and the two get into each other's way.
[x] standard
    With mean 0, weight and bias do not disturb each other, and with spread 1 both are equally steep: a circle.
[ ] both
    Only the one that centres its column.
"""

# %% proof
away = scaling_values("standard", rate_fraction=1.1, n_steps=30)
assert np.abs(away["path"][-1]).max() > 30
assert round(scaling_values("standard", plane="iq's weight and the bias")["condition"], 6) == 1
assert round(scaling_values("min-max", plane="iq's weight and the bias")["condition"], 1) == 9.9

# %% [markdown]
r"""
Then a task. **Switch the scaling through its three settings and write down the condition number.** Which one wins?
Then unfold the controls, change the axes, and do it again. (Tab to the buttons, arrow keys and Space to choose.)
"""

# %%
scaling_explorer()

# %% proof
found = {(s, p): round(scaling_values(s, plane=p)["condition"], 1) for s in ("none", "min-max", "standard")
         for p in ("both weights", "iq's weight and the bias")}  # fmt: skip
assert found["none", "both weights"] == 11_175.5
assert (found["min-max", "both weights"], found["standard", "both weights"]) == (1.9, 4.2)
assert abs(found["none", "iq's weight and the bias"] - 370_164) < 1
patient = scaling_values("none", n_steps=200)
assert patient["path"][-1][1] > 0.9

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Over the two weights: 11,175.5 without scaling, 1.9 with min-max, 4.2 with standard. Min-max wins. Over iq's weight and
the bias: 370,164, then 9.9, then 1.0, and standard wins. All three parameters together gave 34 for min-max and 4.2 for
standard in the section above. So the winner depends on where you look, and the lesson is the size of the first step:
from hundreds of thousands to single figures, either way. Without scaling even 200 steps leave gpa's weight above 0.9,
while its best value is 0.27.
</details>

## In one table

| What | Formula or rule | Remember |
|---|---|---|
| three parts | training, validation, test | for the weights, for your choices, for the end |
| updates | $\text{epochs} \cdot \lceil N/\text{batch size} \rceil$ | $N$ counts training rows only |
| underfitting | both scores poor | too small, or not trained |
| overfitting | training better, validation worse | the gap is what it knows by heart |
| early stopping | stop after `patience` epochs not better than the best | give back the *best* weights |
| standard scaling | $x' = (x - \mu)/\sigma$ | $\mu$, $\sigma$ of the training rows |
| min-max scaling | $x' = (x - \min)/(\max - \min)$ | test rows may leave 0 … 1 |
| condition number | $\kappa = \lambda_{\max}/\lambda_{\min}$ | 2.5 million raw, 4.2 scaled |

## Check yourself

<details><summary>1. A colleague reports 99.8% on the training rows. What do you ask?</summary>

What it gets on rows it has not seen. Our network had 100% on labels drawn by a die.
</details>

<details><summary>2. Why is the validation score of the kept epoch too good?</summary>

It was chosen as the best of many on these very rows, so some of it is luck. The test rows, which chose nothing, give a
fair score.
</details>

<details><summary>3. You double the batch size. What happens to the number of updates in an epoch, and what may you have
to change with it?</summary>

It halves, up to rounding. For the same number of updates you need twice the epochs; often a larger learning rate, since
the gradient is less noisy (lecture 8).
</details>

<details><summary>4. "I standardise the test set with its own mean, so that it has mean 0 as the network expects."
What is wrong?</summary>

The network expects the *training* units. With its own mean, each test set is moved by another amount, and a single row
always becomes 0, whatever it holds.
</details>

<details><summary>5. Training loss 0.02, validation loss 0.6 and rising. Somebody adds a hidden layer. Why
not?</summary>

The training loss says that the network is large enough. More size, more epochs or larger steps work on what is not
broken. Stop earlier, get more rows, or make it simpler.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/12_improving_a_network/12_improving_a_network.ipynb): rows kept aside,
both scalers, early stopping, and a training run with three faults to mend. Then go on to
[lecture 13, regularization](13_regularization.ipynb), where large weights get a price.
"""
