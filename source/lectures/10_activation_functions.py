# %% [markdown]
r"""
# 10 · Activation functions

*The function inside each unit decides what a deep network can say, and which of its units can still learn. See what
each one lets through, forwards and backwards, and how a unit falls silent for good.*

Below, a network with 64 hidden units learns to read digits. In the film each column is a unit and each row a digit; a
cell is lit where the unit gives more than 0. Run the cells and watch. After 135 steps, as many as three epochs have,
nearly all units give 0 for *every* digit, and no further training changes them. What has happened to them, and what
would have saved them?

**You will be able to**

- say why a network needs a nonlinear function in each unit, and what such a function can cost;
- choose the activation of a hidden layer and of an output layer, with reasons;
- find dead units, tell them from units that are silent only now and then, and prevent them;
- write the usual activations with their derivatives, softmax with its Jacobian among them.

**It builds on** [backpropagation](07_backpropagation.ipynb) and
[vanishing gradients](09_vanishing_exploding_gradients.ipynb). **Time:** about 50 minutes; a good place to pause is
before leaky ReLU. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import GELU, SGD, Activation, Adam, CategoricalCrossentropy, Dense, LeakyReLU
from dlcourse import MeanSquaredError, PReLU, ReLU, Sequential, accuracy, activations
from dlcourse import he_normal, load_digits, numerical_gradient, one_hot, relu, sigmoid
from dlcourse import softmax, swish, train_test_split
from dlcourse.initializers import constant, random_uniform
from dlcourse.plots import activation_functions as plots
from dlcourse.plots import dying_units, show, show_animation
from dlcourse.widgets.activation_functions import wave, wave_explorer

# %%
pixels, labels = load_digits()
x_train, y_train, x_test, y_test = train_test_split(
    pixels, one_hot(labels, 10), test_size=360, rng=np.random.default_rng(0)
)
rng = np.random.default_rng(0)
hidden = Dense(64, 64, rng, he_normal)
model = Sequential([hidden, ReLU(), Dense(64, 10, rng)], dtype=np.float64)
model.compile(SGD(2.0), CategoricalCrossentropy(from_logits=True))

digits = y_train.argmax(axis=1)
shown = np.concatenate([np.flatnonzero(digits == digit)[:4] for digit in range(10)])
moments = [0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 55, 75, 100, 135]
firing, dead = [], []
for step in range(136):  # the last picture is of the units after 135 steps
    if step in moments:
        z = hidden.forward(x_train)  # (1437, 64)
        firing.append(z[shown] > 0)
        dead.append((z <= 0).all(axis=0))
    some = rng.permutation(len(x_train))[:32]
    model.train_step(x_train[some], y_train[some])

# %%
film = dying_units.firing_frames(np.array(firing), np.array(dead), moments, digits[shown])
show_animation(film, frame_seconds=0.7)

# %% proof
dead = np.array(dead)
assert dead[0].sum() <= 3
assert dead[-1].sum() >= 50
assert (dead[1:] >= dead[:-1]).all()
assert 0.3 < np.mean(firing[0]) < 0.7
before = hidden.W[:, dead[-1]].copy()
model.fit(x_train, y_train, epochs=2, rng=rng, verbose=False)
assert (hidden.W[:, dead[-1]] == before).all()

# %% [markdown]
r"""
## A network without activations

First, why is there a function in each unit at all? [Lecture 3](03_multilayer_perceptron.ipynb) showed it: layers of
plain sums collapse, and a hundred can do no more than one. Between two layers there has to be a **nonlinear** function
$\varphi$, one whose graph is not a straight line. A unit first forms its **pre-activation** $z = xw + b$ and then gives
$a = \varphi(z)$.

How nonlinear must it be? Take a wavy curve and networks with one hidden layer of 8 units, the same but for $\varphi$.
Each trains for 1,000 steps, from five random starts.
"""

# %%
wave_x, wave_y = wave()  # 61 points of sin(1.5 x) + 0.3 x, from -3 to 3
errors = {}
for name in ("linear", "relu", "tanh"):
    errors[name] = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        hidden = Dense(1, 8, rng, bias_initializer=random_uniform(2))
        model = Sequential([hidden, Activation(name), Dense(8, 1, rng)], dtype=np.float64)
        model.compile(Adam(0.03), MeanSquaredError())
        for _ in range(1000):
            model.train_step(wave_x, wave_y)
        errors[name].append(((model.predict(wave_x) - wave_y) ** 2).mean())
    low, high = min(errors[name]), max(errors[name])
    print(f"{name:<7} mean squared error {np.mean(errors[name]):.4f}, from {low:.4f} to {high:.4f}")

# %% proof
assert min(errors["linear"]) > 0.48
assert min(errors["relu"]) < 0.4842 / 30
assert max(errors["tanh"]) < 0.002
from dlcourse.widgets import activation_functions as explored

assert np.allclose(explored.trained("tanh", 8)[1000][0][4], hidden.W)
assert np.allclose(explored.fit_values("ReLU", 1000, 8)[2], errors["relu"])

# %% proof this_run=true
assert max(errors["relu"]) < 0.4842 / 30

# %% [markdown]
r"""
The linear networks all end at the same error, that of the best straight line. In these five runs a single corner in
each unit, the ReLU's, brings it down to a thirtieth or less. With enough units any function but a polynomial will do
([lecture 3](03_multilayer_perceptron.ipynb)): the weights *exist*. Training need not find them.

## Explore: swap the activation in a fit

How do eight corners become a wave? Here are the same trainings, with other activations and fewer units. On the left,
the five fits, one of them bold. On the right, the bold one taken apart: each line is what one hidden unit adds, its
output times its outgoing weight; with the output's bias they *add up* to the bold curve.

**(1)** Take *step* and move the training steps back: what changes on the right, and what never moves? **(2)** Go down
to 4 units: which activation follows the wave from all five starts? **(3)** Guess before you look: at 1,000 steps, which
fits go on along a slanted line in the grey strips, and which level off?
"""

# %%
wave_explorer()

# %% proof
at_end = {name: {u: explored.fit_values(name, 1000, u) for u in (4, 8)} for name in explored.FUNCTIONS}
W, b, v, c = explored.trained("step", 8)[1000]
W0, b0, v0, c0 = explored.trained("step", 8)[0]
assert (W == W0).all()
assert (b == b0).all()
assert np.abs(v - v0).max() > 0.1
for name in ("sigmoid", "tanh", "GELU", "ReLU"):
    W, b, v, c = explored.trained(name, 4, 60)[1000]
    phi = getattr(activations, explored.FUNCTIONS[name])
    squares = (phi(wave_x * W + b) @ v + c - wave_y) ** 2
    follow = np.sum(squares.mean(axis=(1, 2)) < 0.03)
    assert 15 <= follow < 30 if name == "ReLU" else follow >= 51
level = np.abs(np.diff(at_end["tanh"][8][0][:, -3:], axis=1)).max()
assert level < 0.05
far = np.array([50.0, 51.0, 52.0])[:, None]
W, b, v, c = explored.trained("ReLU", 8)[1000]
ends = (relu(far * W + b) @ v + c)[:, :, 0]
assert np.allclose(np.diff(ends, 2), 0)
assert np.abs(np.diff(ends)).max() > 0.1

# %% proof this_run=true
five = {name: int(np.sum(of[4][2] < 0.03)) for name, of in at_end.items()}
assert five == {"step": 0, "linear": 0, "sigmoid": 4, "tanh": 5, "ReLU": 2, "GELU": 4}

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

**(1)** The heights of the stairs change, but their edges stay where chance put them. The slope of a step is 0, so no
gradient passes it, and $w$ and $b$ of the hidden layer never move.

**(2)** tanh; sigmoid and GELU follow it from four starts, ReLU from two. Five starts are few, so we tried 60: nearly
all networks of the three smooth functions follow the wave, fewer than half of the ReLU networks. A smooth unit turns
gradually, over a stretch of the wave; a ReLU has a single corner, and outside the data it does nothing for the fit.

**(3)** ReLU, GELU and linear go on along a line: beyond its last corner nothing in a ReLU fit can change direction.
Step, sigmoid and tanh level off. In the strips the five starts contradict each other, so do not trust a network far
from its data.
</details>

## Two questions for each function

Not every nonlinear function will do, as the step has shown. So we ask of each: *what comes out* (the value
$\varphi(z)$), and *what comes back*? Backwards, [each gradient is multiplied](07_backpropagation.ipynb) by the slope,
the derivative $\varphi'(z)$.
"""

# %%
grid = np.linspace(-4, 4, 401)


def with_slopes(titles):
    """Return values and slopes over the grid, for each function of the library."""
    curves = {}
    for name, title in titles.items():
        slope = getattr(activations, name + "_derivative")
        curves[title] = getattr(activations, name)(grid), slope(grid)
    return curves


four = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "gelu": "GELU"}
curves = with_slopes(four)
show(plots.four_functions(grid, curves))

# %% proof
assert curves["sigmoid"][1].max() == 0.25
assert curves["tanh"][1].max() == 1
assert np.isin(curves["ReLU"][1], (0, 1)).all()
assert 1 < curves["GELU"][1].max() < 1.2
assert (np.abs(curves["GELU"][1][grid < -2.5]) < 0.05).all()
assert not activations.step_derivative(grid).any()

# %% [markdown]
r"""
Where it is grey, less than a twentieth of a gradient comes back. A unit in such a flat tail is **saturated**.

## Which one where

First, what to use today; the reasons follow.

**In hidden layers,** start with **ReLU**: it is cheap, and where it is on it does not shrink gradients. Give it centred
inputs and He's initial weights ([lecture 11](11_weight_initialization.ipynb)). In **transformers** take what the model
you build on takes, mostly **GELU** or **swish**. Take **sigmoid** or **tanh** where a bounded value is wanted, as in
the gates of recurrent networks.

**At the output** there is little choice: the task decides, together with the loss.

| Task | Output | Why |
|---|---|---|
| a number, such as a price | none (linear) | it may be anything; a sigmoid would cap it |
| yes or no | sigmoid, one unit | a probability |
| one of $K$ classes | softmax, $K$ units | shares that sum to 1 |
| several of $K$ labels at once | sigmoid, $K$ units | the answers need not sum to 1 |

## Smooth and bounded: sigmoid and tanh

The sigmoid squeezes any number into $(0, 1)$, tanh into $(-1, 1)$:

$$\sigma(z) = \frac{1}{1 + e^{-z}}, \quad \sigma' = \sigma(1 - \sigma), \qquad\qquad
\tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}} .$$

Divide the numerator and the denominator of tanh by $e^z$, and the two turn out to be one function:

$$\tanh(z) = \frac{1 - e^{-2z}}{1 + e^{-2z}} = \frac{2}{1 + e^{-2z}} - 1 = 2\,\sigma(2z) - 1 .$$

Tanh is the sigmoid, twice as tall, moved down by 1, and run through twice as fast. So it is four times as steep:

$$\tanh' = 4\,\sigma(2z)\,\big(1 - \sigma(2z)\big) = (1 + \tanh)(1 - \tanh) = 1 - \tanh^2 .$$

In a hidden layer the sigmoid has two drawbacks. The first, and the worse, is the slope, known from
[lecture 9](09_vanishing_exploding_gradients.ipynb): a quarter at best, layer after layer. The second is the sign of its
outputs. The gradient of a weight is $\partial L/\partial w_{ij} = a_i\, dz_j$, and all outputs $a_i$ of a sigmoid layer
are positive. So one row asks *all* weights into unit $j$ to rise, or all to fall. (The rows of a batch disagree, which
softens this.) Tanh's outputs have both signs; for this reason Yann LeCun and others recommended it in 1998.

Both saturate far out, and there a unit hardly learns, whether it is right or wrong. At the output, with cross-entropy,
that does no harm, because there $\sigma'$ cancels ([lecture 6](06_backprop_by_hand.ipynb)).

> **A common slip:** writing the sigmoid's range as $[0, 1]$. It reaches neither end; if it did, one wrong row could
> cost $-\ln 0 = \infty$. (Rounding does make it 1 from about $z = 17$ on in float32, 37 in float64: compute losses
> from logits.)

## ReLU: a gate

$$\mathrm{ReLU}(z) = \max(0, z), \qquad \mathrm{ReLU}'(z) = [z > 0] .$$

($[z > 0]$ is 1 where the condition holds, and 0 elsewhere.) Where the unit is on, the slope is exactly 1: twenty such
layers pass a gradient on as far as their weights let it. Where it is off, nothing passes. At 0 there is a corner and no
derivative; programs take 0 there. (Vinod Nair and Geoffrey Hinton made it known in 2010; it is older.) Its outputs are
never negative, so for the next layer the argument against the sigmoid holds again; between layers
[batch normalization](14_batch_normalization.ipynb) mends that.
"""

# %% proof
for number, first_one in ((np.float32, 17), (np.float64, 37)):
    assert sigmoid(np.array([first_one], dtype=number))[0] == 1
    assert sigmoid(np.array([first_one - 1], dtype=number))[0] < 1

# %% [markdown]
r"""
## Units that never fire

A unit that is 0 on *all* rows is called **dead**. No row opens its gate, so no gradient reaches its weights, so they do
not change, so no row will open its gate. (In the first hidden layer, that is, where the rows stay as they are. Higher
up, the layers below may move and open it again.)
"""

# %% prediction [markdown]
r"""
1,000 rows of normal numbers (mean 0) go through a new ReLU layer of 2,000 units; half of all outputs are 0. How many
units learn nothing?

[ ] Half of them
    A unit is off for some rows and on for others. It learns from those where it is on.
[x] None
    Each unit for itself is on for about half of the rows, and learns from them.
[ ] About a quarter
    Count by units, not by outputs: a unit is lost only when it is off for all 1,000 rows.
"""

# %% [markdown]
r"""
Let us count, and then push all units down by a negative bias.
"""

# %%
rng = np.random.default_rng(0)
rows, W = rng.normal(size=(1000, 20)), he_normal(20, 2000, rng)
zeros, dead = {}, {}
for b in (0, -2, -5):
    a = relu(rows @ W + b)
    zeros[b], dead[b] = np.mean(a == 0), (a == 0).all(axis=0).mean()
    print(f"bias {b:2}: {zeros[b]:.1%} of the outputs are 0, {dead[b]:.1%} of the units are dead")

# %% proof
assert abs(1 - zeros[-2] - 0.08) < 0.01
assert abs(zeros[0] - 0.5) < 0.01
assert dead[0] == 0
assert dead[-2] < 0.005
assert abs(dead[-5] - 0.73) < 0.04
assert zeros[-2] > 0.9
on = (rows @ W > 0).mean(axis=0)
assert on.min() > 0.4
assert on.max() < 0.6

# %% proof this_run=true
assert f"{dead[-2]:.1%}" == "0.0%"

# %% [markdown]
r"""
At a bias of −2 all but about 8% of the outputs are 0, and in this draw not one unit is dead. At −5 nearly three
quarters are. Zeros are how ReLU works; it is the *columns* of zeros that are lost, as in the film.

> **A common slip:** "once a ReLU unit gives 0, it gives 0 for ever." It gives 0 for *one row*. From the rows where it
> is on, it goes on learning, and they can carry it back to where the first row turns it on too.

### What killed the units of the film?

Their biases began at 0. The usual answer is: the learning rate, 2, was too high. Here are seven rates, with five seeds
for each.
"""

# %% proof
two_rows, wanted = np.array([[-1.0], [0.1]]), np.array([[1.0], [3.0]])
alive = Sequential([Dense(1, 1, np.random.default_rng(0)), ReLU()], dtype=np.float64).compile(
    SGD(0.1), MeanSquaredError()
)
alive.layers[0].W[...] = 1.0
assert alive.predict(two_rows)[0, 0] == 0
for _ in range(200):
    alive.train_step(two_rows, wanted)
assert alive.predict(two_rows)[0, 0] > 0.2


# %%
def digits_network(activation, rng, bias=0.0):
    hidden = Dense(64, 64, rng, he_normal, bias_initializer=constant(bias))
    return Sequential([hidden, activation, Dense(64, 10, rng)], dtype=np.float64)


def train(model, rate, rng, x, x_new, epochs=6):
    """Train; return the share of units that are off on all rows, and the test accuracy."""
    model.compile(SGD(rate), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    model.fit(x, y_train, epochs=epochs, rng=rng, verbose=False)
    off = (model.layers[0].forward(x) <= 0).all(axis=0).mean()
    return off, model.evaluate(x_new, y_test)["accuracy"]


# %%
rates = np.array([0.1, 0.3, 1, 2, 3, 6, 10])
raw, right = np.zeros((5, 7)), np.zeros((5, 7))
for seed, k in np.ndindex(5, 7):
    rng = np.random.default_rng(seed)
    model = digits_network(ReLU(), rng)
    raw[seed, k], right[seed, k] = train(model, rates[k], rng, x_train, x_test)
print("learning rate    ", *(f"{rate:5g}" for rate in rates))
print("share dead, mean ", *(f"{share:5.2f}" for share in raw.mean(axis=0)))
print("accuracy, mean   ", *(f"{score:5.2f}" for score in right.mean(axis=0)))

# %% proof
mean_dead = dict(zip(rates, raw.mean(axis=0), strict=True))
mean_score = dict(zip(rates, right.mean(axis=0), strict=True))
assert mean_dead[0.1] < 0.07
assert mean_dead[0.3] < 0.07
assert 0.05 < mean_dead[1] < 0.3
assert raw[:, 3:].min() > 0.9
assert mean_score[2] < 0.2
for seed in range(5):  # all units off: the same answer for every digit
    rng = np.random.default_rng(seed)
    model = digits_network(ReLU(), rng)
    before = (model.layers[0].forward(x_train) <= 0).all(axis=0).mean()
    assert abs(raw[seed, 0] - before) < 0.04
    model.layers[0].b[...] = -1000
    assert np.ptp(model.predict(x_test), axis=0).max() == 0

# %% proof this_run=true
assert 0.01 < mean_dead[0.1] < 0.03
starts = [digits_network(ReLU(), np.random.default_rng(seed)).layers[0] for seed in range(5)]
assert [(hidden.forward(x_train) <= 0).all(axis=0).sum() for hidden in starts] == [2, 1, 2, 0, 1]
assert not any((hidden.forward(x_train - x_train.mean(axis=0)) <= 0).all(axis=0).any() for hidden in starts)

# %% [markdown]
r"""
From 1 to 2 it tips. An accuracy of 0.10 is guessing: with all units dead only the biases of the output are left, and
every digit gets the same answer. (The 0.02 on the left was there before training, as in the film's first picture:
pixels are never negative, so a unit whose weights are mostly negative is off for every digit.)

But *why* does a long step push a unit down for all digits at once? Follow one step, made for one row $r$ that has
$dz > 0$ at some unit, so that it asks the unit to give less. The step changes $w$ by $-\eta\, dz\, x_r$ and $b$ by
$-\eta\, dz$. For another row $s$, the same unit's $z$ then changes by

$$\Delta z_s = -\eta\, dz\, (x_r \cdot x_s + 1) .$$

Everything hangs on the bracket. Pixels run from 0 to 1 and are never negative, so it is always positive: **what pushes
a unit down for one digit pushes it down for every digit.** It is the argument of the sigmoid's positive outputs again.
How far does it push? Here is the first step of the film, made for 32 digits together.
"""


# %%
def first_step(x, seed=0):
    """Return how far z differ, how far a step moves them, and how many units move one way."""
    rng = np.random.default_rng(seed)
    model = digits_network(ReLU(), rng)
    model.compile(SGD(2.0), CategoricalCrossentropy(from_logits=True))
    before = model.layers[0].forward(x)  # z (1437, 64)
    some = rng.permutation(len(x))[:32]
    model.train_step(x[some], y_train[some])
    moved = model.layers[0].forward(x) - before
    one_way = ((moved > 0).all(axis=0) | (moved < 0).all(axis=0)).sum()
    return before.std(axis=0).mean(), np.abs(moved.mean(axis=0)).mean(), one_way


told = (
    "a unit's z differ among digits by {:.2f}; the step moves their mean by {:.2f};\n"
    "{} of 64 units move the same way for all digits"
)
print(told.format(*first_step(x_train)))

# %% proof
for seed in range(5):
    differ, moved, one_way = first_step(x_train, seed)
    assert moved > 0.95 * differ
    assert one_way > 32
    differ, moved, one_way = first_step(x_train - x_train.mean(axis=0), seed)
    assert moved < differ / 5
    assert one_way <= 4

# %% [markdown]
r"""
On average a step moves a unit as far as its digits lie apart, or further: a unit that goes down goes down past *every*
digit. (Up is no dead end: there the gate is open.)

Now subtract from each pixel its mean over the training rows. The bracket, for all pairs of digits:
"""

# %%
x_mean = x_train.mean(axis=0)  # of each pixel
pairs = np.triu_indices(len(x_train), k=1)
brackets = [(x @ x.T + 1)[pairs] for x in (x_train, x_train - x_mean)]
show(dying_units.shared_pushes(*brackets))

# %% proof
assert brackets[0].min() >= 1
assert round(brackets[0].mean()) == 11
assert round(brackets[1].mean()) == 1
assert round(100 * np.mean(brackets[1] < 0)) == 22
for part, least, most in ((0.25, 0.3, 0.8), (0.5, 0, 0.05)):  # no bracket below 0 is needed
    shares = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        inputs = x_train - part * x_mean, x_test - part * x_mean
        shares.append(train(digits_network(ReLU(), rng), 2.0, rng, *inputs)[0])
    assert least <= np.mean(shares) <= most

# %% [markdown]
r"""
The push that all digits share has shrunk from 11 to 1. The rest is up for some digits and down for others.
"""

# %% prediction [markdown]
r"""
The same network, the same five seeds, the rate of the film, 2, but from each pixel its mean is subtracted. How many
units are dead after training?

[ ] Nearly all, as before: the rate is too high
    The rate is as high, but the step that it makes for all digits together is now a short one.
[ ] About half
    At this rate, a shared push of 1 in place of 11 carries no unit past all digits.
[x] None
    In all five runs, and even at a rate of 3.
"""

# %%
print(told.format(*first_step(x_train - x_mean)))
centred, right_centred = np.zeros((5, 7)), np.zeros((5, 7))
for seed, k in np.ndindex(5, 7):
    rng = np.random.default_rng(seed)
    outcome = train(digits_network(ReLU(), rng), rates[k], rng, x_train - x_mean, x_test - x_mean)
    centred[seed, k], right_centred[seed, k] = outcome
print("learning rate    ", *(f"{rate:5g}" for rate in rates))
print("share dead, mean ", *(f"{share:5.2f}" for share in centred.mean(axis=0)))
print("accuracy, mean   ", *(f"{score:5.2f}" for score in right_centred.mean(axis=0)))
show(dying_units.dead_units(rates, raw, centred))

# %% proof
assert centred[:, :5].max() == 0
assert right_centred[:, 3:5].min() > 0.96
assert right_centred[:, 3:5].mean() > right[:, :3].mean(axis=0).max()
assert 0.05 < centred[:, 5].mean() < 0.25
assert 0.75 < centred[:, 6].mean() < 0.95
half = [np.interp(0.5, shares.mean(axis=0), np.log(rates)) for shares in (raw, centred)]
assert 3.5 < np.exp(half[1] - half[0]) < 7
factor = np.sqrt((x_train**2).sum() / ((x_train - x_mean) ** 2).sum())
assert round(factor, 1) == 1.8
for seed in range(5):
    rng = np.random.default_rng(seed)
    inputs = factor * (x_train - x_mean), factor * (x_test - x_mean)
    assert train(digits_network(ReLU(), rng), 2.0, rng, *inputs)[0] == 0

# %% [markdown]
r"""
One subtraction undoes the whole film: the first step moves all digits together by far less than they lie apart. The
high rates, deadly before, now give the best accuracy. (Not because centred pixels are smaller: multiplied by 1.8, which
makes the rows as long as before, they leave no unit dead either.) It is no immunity: at 6 about one unit in eight dies,
at 10 nearly nine in ten. Centring has moved the edge to a rate some five times as high.

So what should be done against dying units? Centre the inputs ([lecture 12](12_improving_a_network.ipynb)); inside the
network [batch normalization](14_batch_normalization.ipynb) does the same. Begin with biases at 0, and lower the rate.
"""

# %% [markdown]
r"""
## A slope below zero: leaky ReLU and PReLU

$$a = \begin{cases} z & z > 0 \\ \alpha z & z < 0 \end{cases} \qquad\qquad
a' = \begin{cases} 1 & z > 0 \\ \alpha & z < 0 \end{cases}$$

With a fixed $\alpha$, often 0.01 to 0.3, this is the **leaky ReLU** (Andrew Maas and others, 2013). Below 0 a small
part of the gradient still passes, so a unit that is off can be called back. (It is often written $\max(\alpha z, z)$,
which is the same while $\alpha \le 1$. Like ReLU it is **piecewise linear**, not linear.)

In the **parametric ReLU**, PReLU, each unit has its own $\alpha$ and learns it like a weight (Kaiming He and others,
2015). Which gradient does $\alpha$ get? It is in the output only where $z < 0$, and there $a = \alpha z$, so
$\partial a/\partial\alpha = z$. One $\alpha$ serves all rows, so the rows add up:

$$\frac{\partial L}{\partial \alpha} = \sum_{\text{rows}} \frac{\partial L}{\partial a}\, \min(z, 0) .$$
"""

# %%
z = np.array([[2.0, -1.0], [-3.0, -0.5], [1.0, 4.0]])  # 3 rows, 2 units
alpha = np.array([0.25, 0.1])
da = np.array([[1.0, 0.5], [-2.0, 1.0], [0.3, 0.7]])

dalpha = (da * np.minimum(z, 0)).sum(axis=0)
nudged = numerical_gradient(lambda alpha: (np.where(z > 0, z, alpha * z) * da).sum(), alpha)
print("dalpha", dalpha, "  by nudging", np.round(nudged, 6))

# %% proof
assert np.allclose(dalpha, [6, -1])
assert np.allclose(nudged, dalpha)
assert np.allclose(activations.prelu_backward(da, z, alpha)[1], dalpha)

# %% [markdown]
r"""
## A soft gate: GELU and swish

ReLU is $z$ times a gate that is either shut or open, $z \cdot [z > 0]$. Why not let it open gradually? Dan Hendrycks
and Kevin Gimpel (2016) began with a gate that opens by chance, the more likely the larger $z$ is. Let the chance be
$\Phi(z)$, the probability that a standard normal number is *below* $z$. On average such a gate lets through

$$\Phi(z) \cdot z + (1 - \Phi(z)) \cdot 0 = z\,\Phi(z) = \mathrm{GELU}(z) ,$$

the **Gaussian error linear unit**. In use there is nothing random about it. By the product rule its slope is
$\Phi(z) + z\,\Phi'(z)$, with the bell curve $\Phi'(z) = e^{-z^2/2}/\sqrt{2\pi}$. (Many programs compute $\Phi$ by a
formula with tanh, which moves GELU by less than 0.0005.)
"""

# %% proof
from dlcourse import gelu

rng = np.random.default_rng(0)
for z in (2.0, 0.5, -0.5):
    by_chance = np.where(rng.normal(size=1_000_000) < z, z, 0)  # open where the draw is below z
    assert abs(by_chance.mean() - gelu(z, approximate=False)) < 0.002
fine = np.linspace(-8, 8, 16_001)
bell = np.exp(-(fine**2) / 2) / np.sqrt(2 * np.pi)
by_formula = activations.smooth.normal_cdf(fine) + fine * bell
assert np.allclose(by_formula, activations.gelu_derivative(fine, approximate=False))
assert np.abs(gelu(fine) - gelu(fine, approximate=False)).max() < 5e-4

# %% [markdown]
r"""
**Swish**, also called SiLU, has the sigmoid for its gate: $z\,\sigma(z)$. (Found several times; named by Prajit
Ramachandran and others, 2017.)
"""

# %% prediction [markdown]
r"""
Is there a place where raising z *lowers* swish, z σ(z)?

[ ] No: an activation never falls as z rises
    Sigmoid, tanh and ReLU never fall. Nothing demands it, though.
[x] Yes, on the left
    Far left, swish is just below 0: z is large there, but the gate is all but shut. Going right from there it first
    falls, to −0.28 at z = −1.28, and rises after that.
[ ] Yes, around 0
    At 0 its slope is one half: it rises.
"""

# %%
cdf = activations.smooth.normal_cdf(grid)
gates = {"ReLU: [z > 0]": np.where(grid > 0, 1.0, 0.0), "GELU: Φ(z)": cdf, "swish: σ(z)": sigmoid(grid)}
functions = {"ReLU": relu(grid), "GELU": grid * cdf, "swish": swish(grid)}
show(plots.soft_gates(grid, gates, functions))

# %% proof
value, slope = swish(fine), activations.swish_derivative(fine)
assert abs(fine[value.argmin()] + 1.28) < 0.01
assert round(value.min(), 2) == -0.28
assert (slope[fine < -1.3] < 0).all()
assert (slope[fine > -1.27] > 0).all()
slope_of_gelu = activations.gelu_derivative(fine, approximate=False)
assert (slope_of_gelu[fine < -0.76] < 0).all()
assert (slope_of_gelu[fine > -0.75] > 0).all()
assert activations.swish_derivative(0.0) == 0.5
assert np.allclose(slope, sigmoid(fine) + fine * sigmoid(fine) * (1 - sigmoid(fine)))

# %% [markdown]
r"""
What does one gain? Between −0.75 and 0 (swish: −1.28) a gradient comes back with the right sign, and can lift a unit
that is off by a little. Further left the slope is a little *negative*: there a unit that should give more moves further
left. In transformers and deep image networks the results have often been a little better (on ImageNet by 0.6 and 0.9
points in the swish paper). *Why* is not settled, and an exponential costs time. Many large language models let one
layer be the gate of another, $\mathrm{swish}(x W) \odot (x V)$, multiplied number by number, called SwiGLU (Noam
Shazeer, 2020).

## Would a leak have saved the film?

Here is its network once more, pixels and rate as they were, with other functions in place of ReLU.
"""


# %%
def compare(makers, rate, bias, epochs):
    """Train each from five seeds; return shares of units off, and accuracies, (5, 2)."""
    found = {}
    for name, make in makers.items():
        found[name] = np.zeros((5, 2))
        for seed in range(5):
            rng = np.random.default_rng(seed)
            model = digits_network(make(), rng, bias)
            found[name][seed] = train(model, rate, rng, x_train, x_test, epochs)
        off, right = found[name].mean(axis=0)
        low, high = found[name][:, 1].min(), found[name][:, 1].max()
        print(f"{name:<15} off on all rows: {off:4.0%};"
              f" mean accuracy {right:.2f}, from {low:.2f} to {high:.2f}")  # fmt: skip
    return found


makers = {
    "ReLU": ReLU,
    "leaky ReLU 0.01": lambda: LeakyReLU(0.01),
    "leaky ReLU 0.1": lambda: LeakyReLU(0.1),
    "GELU": GELU,
}
filmed = compare(makers, rate=2.0, bias=0.0, epochs=6)

# %% proof
from contextlib import redirect_stderr
from io import StringIO

for name in makers:
    assert filmed[name][:, 1].mean() < 0.8
    assert filmed[name][:, 1].min() < 0.65
assert min(filmed[name][:, 1].mean() for name in makers if "leaky" in name) > 0.25
for seed in range(5):
    rng = np.random.default_rng(seed)
    model = digits_network(PReLU(64), rng)
    with np.errstate(all="ignore"), redirect_stderr(StringIO()) as told:
        train(model, 2.0, rng, x_train, x_test)
    assert "in epoch 1" in told.getvalue()
    assert "the loss is nan" in told.getvalue()
for make in [*makers.values(), lambda: PReLU(64)]:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = digits_network(make(), rng)
        assert train(model, 2.0, rng, x_train - x_mean, x_test - x_mean)[1] > 0.95

# %% [markdown]
r"""
No. With a leak a unit that is off goes on learning, but in steps that are as long as before. (With PReLU the numbers
overflow in the first epoch.) First cure the step: with centred pixels all of these get 95% or more.

A leak is for units that are off although the rate is right. Take the hardest case: a rate of 0.3 and all biases at −4,
so that *every* hidden unit is off for every digit, and GELU's slope at −4 is −0.0005. Which activation calls them back?
"""

# %%
makers["PReLU from 0.01"] = lambda: PReLU(64, 0.01)
revived = compare(makers, rate=0.3, bias=-4.0, epochs=8)

# %% proof
for seed in range(5):
    start = digits_network(ReLU(), np.random.default_rng(seed), bias=-4.0)
    assert (start.layers[0].forward(x_train) <= 0).all()
scores = {name: runs[:, 1] for name, runs in revived.items()}
assert (scores["ReLU"] < 0.2).all()
assert (revived["ReLU"][:, 0] == 1).all()
assert scores["leaky ReLU 0.01"].mean() < 0.35
assert scores["GELU"].mean() < 0.6
assert 0.75 < scores["leaky ReLU 0.1"].mean() < scores["PReLU from 0.01"].mean()
assert scores["PReLU from 0.01"].mean() > 0.9
assert all(revived[name][:, 0].min() > 0.4 for name in ("leaky ReLU 0.1", "PReLU from 0.01"))
for seed in range(5):
    rng = np.random.default_rng(seed)
    model = digits_network(PReLU(64, 0.01), rng, bias=-4.0)
    train(model, 0.3, rng, x_train, x_test, epochs=8)
    assert model.layers[1].alpha.max() > 0.1
    assert model.layers[1].alpha.min() < 0
assert np.round(activations.gelu_derivative(-4.0, approximate=False), 4) == -0.0005

# %% [markdown]
r"""
The ReLU network stays dead. A leak of 0.01, or GELU, lets so little through that eight epochs are not enough. With a
leak of 0.1 most of the accuracy is back. PReLU starts at 0.01, too, learns its leaks (some become negative: nothing
holds them above 0), and nearly all is back. Many units are still off on every row: with a leak, "off" no longer means
"dead".

## Softmax: every output depends on every input

So far each output depended on its own $z$ alone. Softmax turns the scores of a row into shares of one pie:

$$a_j = \frac{e^{z_j}}{\sum_i e^{z_i}} .$$

Raise one score, and its share grows; all other shares shrink, because the pie stays one. So the slope is not one number
but one for each pair: how does output $a_j$ change when score $z_k$ moves? The matrix of all these derivatives,
$J_{jk} = \partial a_j/\partial z_k$, is called the **Jacobian** of the function. [Lecture 7](07_backpropagation.ipynb)
used it; here it is derived. The logarithm turns the fraction into a difference:

$$\ln a_j = z_j - \ln \sum_i e^{z_i}, \qquad
\frac{\partial \ln a_j}{\partial z_k} = [j = k] - \frac{e^{z_k}}{\sum_i e^{z_i}} = [j = k] - a_k .$$

The derivative of $\ln a_j$ is that of $a_j$, divided by $a_j$. Multiply by $a_j$:

$$J_{jk} = \frac{\partial a_j}{\partial z_k} = a_j\,\big([j = k] - a_k\big) .$$
"""

# %%
z = np.array([1.0, 0.5, 0.0, -1.0])
a = np.exp(z) / np.exp(z).sum()
J = a[:, None] * (np.eye(4) - a)  # J[j, k] = ∂a_j/∂z_k
print("shares", np.round(a, 3), "  library", np.round(softmax(z), 3))
sure = softmax(np.array([4.0, 0.5, 0.0, -1.0]))
matrices = {
    "sigmoid of each score": np.diag(sigmoid(z) * (1 - sigmoid(z))),
    "softmax": J,
    "softmax, first score 4": sure[:, None] * (np.eye(4) - sure),
}
show(plots.jacobians(matrices))

# %% proof
assert np.allclose(a, softmax(z))
assert np.allclose(J, activations.softmax_derivative(z))
assert np.allclose(J, J.T)
assert np.allclose(J.sum(axis=0), 0)
assert np.allclose(J.sum(axis=1), 0)
assert (J[~np.eye(4, dtype=bool)] < 0).all()
assert round(sure[0], 2) == 0.95
assert np.abs(matrices["softmax, first score 4"]).max() < 0.06

# %% [markdown]
r"""
Left, the sigmoid: each score moves its own output only. In the middle, softmax: what one share wins, the others lose,
and the larger shares lose more. Each column sums to 0 because the shares always sum to 1; each row, because adding the
same number to all scores changes nothing. Right, a softmax that is 95% sure: the entries fade. Softmax saturates, too.

On the way back, $z_k$ collects from all outputs, since it moved them all:

$$dz_k = \sum_j da_j\, J_{jk} = a_k \Big( da_k - \sum_j da_j\, a_j \Big) .$$

In words: each output's gradient, minus the row's average gradient (weighted by the shares), times its own share. There
is no need to build the matrix. Try it on cross-entropy, where $da_j = -y_j/a_j$. The sum is $-\sum_j y_j = -1$, so
$dz_k = a_k - y_k$: what saturates has cancelled, as with the sigmoid.
"""

# %%
y = np.array([0.0, 0.0, 1.0, 0.0])
da = -y / a  # of cross-entropy
dz = a * (da - (da * a).sum())
print("with the formula", np.round(dz, 3), "  a − y", np.round(a - y, 3))

# %% proof
assert np.allclose(dz, a - y)
for any_da in (da, np.array([0.5, -1.0, 2.0, 0.0])):
    assert np.allclose(any_da @ J, a * (any_da - (any_da * a).sum()))
    assert np.allclose(any_da @ J, activations.softmax_backward(any_da, a))

# %% [markdown]
r"""
## How much does the choice matter?

Six activations in a hidden layer of 32 units, on the centred digits, all with `Dense`'s usual initial weights. To be
fair, each trains with three rates around its best, from five seeds; 300 rows set aside for validation say which rate is
best, and only then do we look at the test rows.
"""

# %%
tried = {"step": (0.3, 1, 3), "linear": (0.3, 1, 3), "sigmoid": (3, 6, 10)}
tried |= {name: (1, 3, 6) for name in ("tanh", "relu", "gelu")}
inputs, new = x_train - x_mean, x_test - x_mean
results = {}
for name, some_rates in tried.items():
    kept, test = np.zeros((3, 5)), np.zeros((3, 5))
    for k, seed in np.ndindex(3, 5):
        rng = np.random.default_rng(seed)
        model = Sequential([Dense(64, 32, rng), Activation(name), Dense(32, 10, rng)])
        loss = CategoricalCrossentropy(from_logits=True)
        model.compile(SGD(some_rates[k]), loss, metrics=[accuracy])
        model.fit(inputs[300:], y_train[300:], epochs=5, rng=rng, verbose=False)
        kept[k, seed] = model.evaluate(inputs[:300], y_train[:300])["accuracy"]
        test[k, seed] = model.evaluate(new, y_test)["accuracy"]
    best = kept.mean(axis=1).argmax()
    results[name] = some_rates[best], test[best]
show(plots.accuracies_by_activation(results))

# %% proof
means = {name: scores.mean() for name, (_, scores) in results.items()}
others = [mean for name, mean in means.items() if name != "step"]
assert means["step"] < 0.88
assert min(others) > 0.94
assert max(others) - min(others) < 0.02
at_1 = {}
for name in ("sigmoid", "tanh"):
    at_1[name] = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = Sequential([Dense(64, 32, rng), Activation(name), Dense(32, 10, rng)])
        model.compile(SGD(1), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
        model.fit(inputs[300:], y_train[300:], epochs=5, rng=rng, verbose=False)
        at_1[name].append(model.evaluate(new, y_test)["accuracy"])
assert np.mean(at_1["tanh"]) - np.mean(at_1["sigmoid"]) > 0.008
assert results["sigmoid"][0] > max(results[name][0] for name in ("tanh", "relu", "gelu"))

# %% [markdown]
r"""
The step is far behind: through it the first layer learns nothing. The means of all others lie within two percentage
points of each other, even *linear*: on these tidy digits one layer is nearly enough. The wave and
[depth](09_vanishing_exploding_gradients.ipynb) tell activations apart.

Look at the rates, too. The sigmoid, with its small slope, wants the highest; at a rate of 1 for all it would have
looked clearly worse than it is. Nothing here speaks against ReLU, the cheapest: start with it, change it for a reason,
and compare on *your* data, each at its own rate, with several seeds.

## In one table

| Function | Value | Range | Slope | Where |
|---|---|---|---|---|
| ReLU | $\max(0, z)$ | $[0, \infty)$ | $[z > 0]$ | hidden: the first choice |
| GELU | $z\,\Phi(z)$ | $\ge -0.17$ | $\Phi(z) + z\,\Phi'(z)$ | hidden: transformers |
| swish (SiLU) | $z\,\sigma(z)$ | $\ge -0.28$ | $\sigma + z\,\sigma(1 - \sigma)$ | hidden: transformers |
| leaky ReLU, PReLU | $z$ or $\alpha z$ | all | 1 or $\alpha$ | hidden, if units are off at a good rate |
| tanh | $2\sigma(2z) - 1$ | $(-1, 1)$ | $1 - \tanh^2 \le 1$ | hidden, where bounded |
| sigmoid | $1/(1 + e^{-z})$ | $(0, 1)$ | $\sigma(1 - \sigma) \le \frac14$ | output: yes or no; gates |
| softmax | $e^{z_j}/\sum_i e^{z_i}$ | $(0, 1)$, sum 1 | $a_j([j = k] - a_k)$, a Jacobian | output: one of $K$ |

## Check yourself

<details><summary>1. Of the outputs of a ReLU layer, 92% are 0. Are you worried?</summary>

Not by that number. Look at the columns: how many units are 0 on *all* rows? In this lecture, with 92% zeros, it was
not one.
</details>

<details><summary>2. A unit of the first hidden layer is dead. Can gradient descent with a larger rate bring it
back?</summary>

No. Its gradient is exactly 0, and any rate times 0 is 0. Fresh weights can; so can a leak, if the rate is right.
</details>

<details><summary>3. All inputs of a layer lie between 0 and 1. Why does that endanger its ReLU units?</summary>

The dot product of any two rows is at least 0, so what pushes a unit down for one row pushes it down for all, and a long
step pushes it past all of them. Subtract the mean of each column: the push that the rows share shrinks.
</details>

<details><summary>4. Why is the derivative of a softmax a matrix, and which entries of it are negative?</summary>

Its outputs share one pie: moving one score moves all of them. Everything off the diagonal is negative, for what one
share wins the others lose.
</details>

## What to do next

Write them yourself in the [exercise](../exercises/10_activation_functions/10_activation_functions.ipynb): values and
slopes (ELU's and SELU's from the appendix), the gradient of PReLU's α, the share of dead units, the way back through a
softmax. Then read [lecture 11, weight initialization](11_weight_initialization.ipynb): the other factor in each layer.

## Appendix: a curve below zero, ELU and SELU

Rarer today; the exercise has them. In place of a line below 0, they have a curve that levels off:

$$\mathrm{ELU}(z) = \begin{cases} z & z > 0 \\ \alpha\,(e^z - 1) & z < 0 \end{cases} \qquad
\mathrm{ELU}'(z) = \begin{cases} 1 & z > 0 \\ \alpha\,e^z = \mathrm{ELU}(z) + \alpha & z < 0 \end{cases}$$

(Djork-Arné Clevert and others, 2016). With $\alpha = 1$ there is no corner: both slopes are 1 at $z = 0$. Its outputs
can be negative, so their mean is nearer to 0 than the ReLU's, and far down it saturates at $-\alpha$.

**SELU** is an ELU with two special numbers (Günter Klambauer and others, 2017):

$$\mathrm{SELU}(z) = \lambda \begin{cases} z & z > 0 \\ \alpha\,(e^z - 1) & z < 0 \end{cases} \qquad
\mathrm{SELU}'(z) = \lambda \begin{cases} 1 & z > 0 \\ \alpha\,e^z & z < 0 \end{cases} \qquad
\lambda \approx 1.0507, \quad \alpha \approx 1.6733 .$$
"""

# %%
curves = with_slopes({"leaky_relu": "leaky ReLU", "elu": "ELU", "selu": "SELU"})
show(plots.more_functions(grid, curves))

# %% proof
from dlcourse import elu, lecun_normal, selu
from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA

assert curves["leaky ReLU"][1].min() == 0.2
assert abs(curves["SELU"][1].max() - 1.758) < 0.03
z = np.array([-2.0, -0.5, 0.5, 3.0])
e = np.exp(np.minimum(z, 0))
assert np.allclose(activations.elu_derivative(z), np.where(z > 0, 1, e))
assert np.allclose(activations.selu_derivative(z), SELU_LAMBDA * np.where(z > 0, 1, SELU_ALPHA * e))
assert np.allclose(activations.elu_derivative(z), [numerical_gradient(elu, each) for each in z], atol=1e-6)
assert np.allclose(activations.selu_derivative(z), [numerical_gradient(selu, each) for each in z], atol=1e-6)

# %% [markdown]
r"""
Where do SELU's numbers come from? They solve two equations: if $z$ is normal with mean 0 and variance 1, then
$\mathrm{SELU}(z)$ has mean 0 and variance 1 again. So a deep network with suitable weights (variance
$1/\text{fan\_in}$, lecture 11) passes its signal on at the same size from layer to layer.

<details><summary>For readers of the handwritten notes</summary>

- Notes 0 and 3 write $\sigma(x) \in [0, 1]$. The brackets should be round.
- Notes 1 put "sigmoid" at the output. That is right for yes or no, and for several labels at once.
- Notes 3 say that a ReLU unit which has once given 0 will always give 0. Dead is a unit that is off for all rows.
- Notes 3 sort leaky and parametric ReLU under "linear" variants. They are piecewise linear. Their
  $\max(0.01\,x, x)$ is right for $\alpha \le 1$.
- Notes 3 have SELU's numbers as $\lambda = 1.673$ and $\alpha = 1.0587$: swapped, and with a wrong digit. With them the
  variance grows by a factor of about 1.4 a layer.
- Notes 3 have $\mathrm{ELU}' = x$ above 0, and $\mathrm{SELU}'$ as $x$ above and $\alpha e^x$ below. But $x$ is the
  *function* there. Its slope is 1, and SELU's is $\lambda$ above and $\lambda\alpha e^x$ below.
</details>
"""

# %% proof
rng = np.random.default_rng(0)
a, variances = rng.normal(size=(500, 100)), []
for _ in range(20):
    a = selu(a @ lecun_normal(100, 100, rng))
    variances.append(a.var())
assert all(0.75 < variance < 1.3 for variance in variances)
z = np.linspace(-12, 12, 240_001)
weight = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
assert abs((weight * selu(z)).sum()) < 1e-6
assert abs((weight * selu(z) ** 2).sum() - 1) < 1e-6

# %% proof
rng = np.random.default_rng(0)
a, swapped = rng.normal(size=(500, 100)), []
for _ in range(20):
    a = 1.673 * elu(a @ lecun_normal(100, 100, rng), 1.0587)
    swapped.append(a.var())
assert 1.3 < np.exp(np.diff(np.log(swapped)).mean()) < 1.6
