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

- say why a network needs a nonlinear function between its layers, and what it can cost;
- choose the activation of a hidden layer and of an output layer, with reasons;
- find dead units, say what killed them, and prevent it;
- write the usual activations with their derivatives.

**It builds on** [backpropagation](07_backpropagation.ipynb) and
[vanishing gradients](09_vanishing_exploding_gradients.ipynb). **Time:** about 70 minutes; a good place to pause is
before leaky ReLU. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import GELU, SGD, Activation, Adam, CategoricalCrossentropy, Dense, LeakyReLU
from dlcourse import MeanSquaredError, PReLU, ReLU, Sequential, accuracy, activations
from dlcourse import glorot_uniform, he_normal, load_digits, numerical_gradient, one_hot
from dlcourse import relu, sigmoid, softmax, swish, train_test_split
from dlcourse.initializers import constant, random_uniform
from dlcourse.plots import show, show_animation
from dlcourse.plots.deep_networks import activation_functions as plots
from dlcourse.plots.deep_networks import dying_units
from dlcourse.widgets.deep_networks.activation_functions import wave, wave_explorer

# %%
pixels, labels = load_digits()
x_train, y_train, x_test, y_test = train_test_split(
    pixels, one_hot(labels, 10), test_size=360, rng=np.random.default_rng(0)
)
crossentropy = CategoricalCrossentropy(from_logits=True)


def digits_network(activation, rng, bias=0.0):
    """64 pixels, 64 hidden units, 10 classes."""
    hidden = Dense(64, 64, rng, he_normal, bias_initializer=constant(bias))
    return Sequential([hidden, activation, Dense(64, 10, rng)], dtype=np.float64)


rng = np.random.default_rng(0)
model = digits_network(ReLU(), rng)
model.compile(SGD(2.0), crossentropy)
hidden = model.layers[0]

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

How nonlinear must it be? Let networks with one hidden layer of 8 units, alike but for $\varphi$, learn a wavy curve.
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
    print(f"{name:<7} mean squared error {np.mean(errors[name]):.3f}, from {low:.4f} to {high:.4f}")

# %% proof
assert min(errors["linear"]) > 0.48
assert min(errors["relu"]) < 0.4842 / 30
assert max(errors["tanh"]) < 0.002
from dlcourse.widgets.deep_networks import activation_functions as explored

assert np.allclose(explored.trained("tanh", 8)[1000][0][4], hidden.W)
assert np.allclose(explored.fit_values("ReLU", 1000, 8)[2], errors["relu"])

# %% proof this_run=true
assert max(errors["relu"]) < 0.4842 / 30

# %% [markdown]
r"""
The linear networks all end at the same error, that of the best straight line. In these five runs a single corner in
each unit, the ReLU's, brings it down to a thirtieth or less. With enough units any continuous $\varphi$ that is no
polynomial will do ([lecture 3](03_multilayer_perceptron.ipynb)): the weights *exist*. Training need not find them.

## Explore: swap the activation in a fit

How do eight corners become a wave? Here are the same trainings, with other activations and fewer units. On the left,
the five fits, one of them bold. On the right, the bold one taken apart, over the range of the data only: each line is
what one hidden unit adds, its output times its outgoing weight; with the output's bias (dashed) they *add up* to the
bold curve.

**(1)** Take *step* and move the training steps back: what changes on the right, and what never moves? **(2)** Go down
to 4 units: which activation follows the wave from all five starts? **(3)** Guess before you look: at 1,000 steps, which
fits go on along a slanted line in the grey strips, and which level off?
"""

# %%
wave_explorer()

# %% proof
W, b, v, c = explored.trained("step", 4)[1000]
W0, b0, v0, c0 = explored.trained("step", 4)[0]
assert (W == W0).all()
assert (b == b0).all()
assert np.abs(v - v0).max() > 0.1
five_follow = {name: int(np.sum(explored.fit_values(name, 1000, 4)[2] < 0.03)) for name in ("step", "linear")}
for name in ("sigmoid", "tanh", "GELU", "ReLU"):
    W, b, v, c = explored.trained(name, 4, 60)[1000]
    phi = getattr(activations, explored.FUNCTIONS[name])
    squares = (phi(wave_x * W + b) @ v + c - wave_y) ** 2
    follow = squares.mean(axis=(1, 2)) < 0.03
    five_follow[name] = int(follow[:5].sum())
    assert 15 <= follow.sum() < 30 if name == "ReLU" else follow.sum() >= 51
level = np.abs(np.diff(explored.fit_values("tanh", 1000, 8)[0][:, -3:], axis=1)).max()
assert level < 0.05
far = np.array([50.0, 51.0, 52.0])[:, None]
W, b, v, c = explored.trained("ReLU", 8)[1000]
ends = (relu(far * W + b) @ v + c)[:, :, 0]
assert np.allclose(np.diff(ends, 2), 0)
assert np.abs(np.diff(ends)).max() > 0.1

# %% proof this_run=true
assert five_follow == {"step": 0, "linear": 0, "sigmoid": 4, "tanh": 5, "ReLU": 2, "GELU": 4}

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

**(1)** The heights of the stairs change, but their edges stay where chance put them. The slope of a step is 0, so no
gradient passes it, and $w$ and $b$ of the hidden layer never move.

**(2)** tanh; sigmoid and GELU follow it (a mean squared error below 0.03) from four starts, ReLU from two. Five starts
are few, so we tried 60: of each of the three smooth functions more than 50 follow the wave, of ReLU fewer than 30. A
smooth unit turns gradually; a ReLU has a single corner, and if that lies outside the data, it adds no more than a
straight line.

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
In the grey tails less than a twentieth of a gradient comes back. A unit there is **saturated**. (For the recipe alone,
see "Which one where" near the end.)

## Smooth and bounded: sigmoid and tanh

The sigmoid squeezes any number into $(0, 1)$, **tanh** into $(-1, 1)$:

$$\sigma(z) = \frac{1}{1 + e^{-z}}, \quad \sigma' = \sigma(1 - \sigma), \qquad\qquad
\tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}} .$$

Divide the numerator and the denominator of tanh by $e^z$, and the two turn out to be one function:

$$\tanh(z) = \frac{1 - e^{-2z}}{1 + e^{-2z}} = \frac{2}{1 + e^{-2z}} - 1 = 2\,\sigma(2z) - 1 .$$

Tanh is the sigmoid, twice as tall, moved down by 1, and squeezed to half the width. So it is four times as steep:

$$\tanh' = 4\,\sigma(2z)\,\big(1 - \sigma(2z)\big) = (1 + \tanh)(1 - \tanh) = 1 - \tanh^2 .$$

In a hidden layer the sigmoid has two drawbacks. The first, and the worse, is the slope, known from
[lecture 9](09_vanishing_exploding_gradients.ipynb): a quarter at best, layer after layer. The second is the sign of its
outputs. The gradient of a weight is $\partial L/\partial w_{ij} = a_i\, dz_j$, and all outputs $a_i$ of a sigmoid layer
are positive. So one row asks *all* weights into unit $j$ to rise, or all to fall:
"""

# %%
show(plots.steps_of_one_sign())

# %% proof
for a in (np.array([0.9, 0.3]), np.array([0.3, 0.9])):  # outputs above 0: whatever dz is, both weights move one way
    for dz in (-1.0, 1.0):
        assert len(set(np.sign(-dz * a))) == 1

# %% [markdown]
r"""
If one weight should rise and another fall, the way there is a zigzag. (The rows of a batch disagree, which softens
this.) Tanh's outputs have both signs; for this reason Yann LeCun and others recommended it in 1998. Remember the
picture: below, it costs a whole layer.

Both saturate far out, and there a unit hardly learns, whether it is right or wrong. At the output, with cross-entropy,
that does no harm, because there $\sigma'$ cancels ([lecture 6](06_backprop_by_hand.ipynb)).

> **A common slip:** writing the sigmoid's range as $[0, 1]$. It reaches neither end. (Rounding does make it 1 from
> about $z = 17$ on in float32, 37 in float64: compute losses from logits.)

## ReLU: a gate

$$\mathrm{ReLU}(z) = \max(0, z), \qquad \mathrm{ReLU}'(z) = [z > 0] .$$

($[z > 0]$ is 1 where the condition holds, and 0 elsewhere.) Where the unit is on, the slope is exactly 1: through
twenty open gates a gradient is changed by the weights alone. Where it is off, nothing passes. At 0 there is a corner
and no derivative; programs take 0 there. (Vinod Nair and Geoffrey Hinton made it known in 2010; it is older.) Its
outputs are never negative, so for the next layer the argument against the sigmoid holds again.
"""

# %% proof
for number, first_one in ((np.float32, 17), (np.float64, 37)):
    assert sigmoid(np.array([first_one], dtype=number))[0] == 1
    assert sigmoid(np.array([first_one - 1], dtype=number))[0] < 1

# %% [markdown]
r"""
## Units that never fire

A unit that is 0 on *all* rows is called **dead**. No row opens its gate, so no gradient reaches its weights. Plain
gradient descent then leaves them as they are, so no row will open the gate. (Momentum, or a decay of the weights, can
still move them. And in a higher layer the inputs change, as the layers below learn, and may open it again.)
"""

# %% prediction [markdown]
r"""
Leave the digits for a moment. 1,000 rows of normal numbers (mean 0) go through one new ReLU layer of 2,000 units,
without any training; half of all outputs are 0. How many units could learn nothing from these rows?

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
quarters are. Zeros are how ReLU works: a unit that is 0 for one row learns from the others, and that can turn it on for
the first one, too. It is the *columns* of zeros that are lost, as in the film.

### What killed the units of the film?

Their biases began at 0, so it was not that. Here are seven learning rates, from five seeds each.
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
coasting = digits_network(ReLU(), np.random.default_rng(0)).compile(SGD(0.1, momentum=0.9), crossentropy)
coasting.train_step(x_train[:32], y_train[:32])
coasting.layers[0].b[...] = -1000  # all units dead now
before = coasting.layers[0].W.copy()
coasting.train_step(x_train[:32], y_train[:32])
assert (before != coasting.layers[0].W).any()

# %%
x_mean = x_train.mean(axis=0)  # of each pixel


def from_five_seeds(make, rate, centre=False, bias=0.0, epochs=6):
    """From five seeds: share of units off on all rows, test accuracy, loss, largest weight."""
    shift = x_mean if centre else 0
    x, x_new = x_train - shift, x_test - shift
    found = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = digits_network(make(), rng, bias)
        model.compile(SGD(rate), crossentropy, metrics=[accuracy])
        model.fit(x, y_train, epochs=epochs, rng=rng, verbose=False)
        off = (model.layers[0].forward(x) <= 0).all(axis=0).mean()
        right = model.evaluate(x_new, y_test)["accuracy"]
        loss = model.evaluate(x, y_train)["loss"]
        found.append((off, right, loss, np.abs(model.layers[0].W).max()))
    return np.array(found)


rates = np.array([0.1, 0.3, 1, 2, 3, 6, 10])
raw = np.array([from_five_seeds(ReLU, rate)[:, :2] for rate in rates])  # (7, 5, 2)
print("learning rate    ", *(f"{rate:5g}" for rate in rates))
print("share dead, mean ", *(f"{share:5.2f}" for share in raw[:, :, 0].mean(axis=1)))
print("accuracy, mean   ", *(f"{score:5.2f}" for score in raw[:, :, 1].mean(axis=1)))

# %% proof
mean_dead = dict(zip(rates, raw[:, :, 0].mean(axis=1), strict=True))
mean_score = dict(zip(rates, raw[:, :, 1].mean(axis=1), strict=True))
assert mean_dead[0.1] < 0.07
assert mean_dead[0.3] < 0.07
assert 0.05 < mean_dead[1] < 0.3
assert raw[3:, :, 0].min() > 0.9
assert mean_score[2] < 0.2
for seed in range(5):  # all units off: the same answer for every digit
    rng = np.random.default_rng(seed)
    model = digits_network(ReLU(), rng)
    before = (model.layers[0].forward(x_train) <= 0).all(axis=0).mean()
    assert abs(raw[0, seed, 0] - before) < 0.04
    model.layers[0].b[...] = -1000
    assert np.ptp(model.predict(x_test), axis=0).max() == 0

# %% proof this_run=true
assert 0.01 < mean_dead[0.1] < 0.03
starts = [digits_network(ReLU(), np.random.default_rng(seed)).layers[0] for seed in range(5)]
assert [(hidden.forward(x_train) <= 0).all(axis=0).sum() for hidden in starts] == [2, 1, 2, 0, 1]
assert not any((hidden.forward(x_train - x_mean) <= 0).all(axis=0).any() for hidden in starts)

# %% [markdown]
r"""
Between a rate of 1 and 2 nearly all units go from alive to dead, and with all units dead every digit gets the same
answer: 0.10 is guessing. (The 0.02 on the left was there before training: pixels are never negative, so a unit whose
weights are mostly negative is off for every digit.)

So 2 is too high. But is it ReLU for which it is too high?
"""

# %% prediction [markdown]
r"""
The same network, rate and pixels, but with tanh in place of ReLU, or with no activation at all (linear). No unit can
die there. After 45 steps, which of the two has learnt?

[ ] Both
    Nothing dies, but the steps are as long as before.
[ ] tanh only: its outputs stay between −1 and 1
    But its z need not: they are thrown into the flat tails.
[x] Neither
    Both do no better than guessing, each in its own way.
"""


# %%
def without_relu(centre):
    """Train for an epoch (45 steps) at the film's rate."""
    found = {}
    for name in ("linear", "tanh", "relu"):
        found[name] = from_five_seeds(lambda name=name: Activation(name), 2.0, centre, epochs=1)
        right, loss, weight = found[name].mean(axis=0)[1:]
        print(f"{name:<7} accuracy {right:.2f}, loss {loss:.3g}, largest weight {weight:.2g}")
    return found


at_2 = without_relu(centre=False)

# %% proof
assert at_2["linear"][:, 3].min() > 1e20
assert at_2["tanh"][:, 2].min() > 10
assert 2 < at_2["relu"][:, 2].mean() < 3
assert all(runs[:, 1].mean() < 0.3 for runs in at_2.values())
assert at_2["relu"][:, 0].min() > 0.7

# %% [markdown]
r"""
The linear network explodes; tanh guesses, and is sure of it, so that its loss is far above the 2.3 of an honest guess;
ReLU falls silent. **ReLU did not cause the failure; it decides what the failure looks like.** The step is too long for
all three: well beyond $2/c$, the limit of [lecture 8](08_gradient_descent.ipynb), where $c$ is the largest curvature.

So large a curvature comes from the inputs. For lecture 8's line the Hessian was twice $X^\top X/N$, where $X$ has the
inputs and a column of ones, for the bias. For the weights of a hidden unit it is the same matrix, in which each row
counts with a weight of its own, set by the activation and the layer above. The largest eigenvalues of $X^\top X/N$:
"""


# %%
def curvatures(x):
    """Eigenvalues of XᵀX/N, the largest first; X is x with a column of ones."""
    X = np.column_stack([x, np.ones(len(x))])
    return np.linalg.eigvalsh(X.T @ X / len(X))[::-1]


print("pixels as they are     ", curvatures(x_train)[:4].round(2))
print("pixels minus their mean", curvatures(x_train - x_mean)[:4].round(2))

# %% proof
steep, mild = curvatures(x_train), curvatures(x_train - x_mean)
assert 14 < steep[0] / steep[1] < 18
assert np.isclose(mild[0], 1)
assert np.allclose(steep[1:4], mild[1:4], atol=0.05)
assert 10.5 < steep[0] < 12
one_unit = Sequential([Dense(64, 1, np.random.default_rng(0)), Activation("linear")], dtype=np.float64)
one_unit.compile(SGD(1.0), MeanSquaredError())
some, v = np.column_stack([x_train, np.ones(len(x_train))]), np.random.default_rng(1).normal(size=65)
gradients = []
for sign in (1, -1):
    one_unit.layers[0].W[...], one_unit.layers[0].b[...] = sign * v[:64, None], sign * v[64:]
    one_unit.loss_and_gradient(x_train, np.zeros((len(x_train), 1)))
    gradients.append(np.append(one_unit.layers[0].dW[:, 0], one_unit.layers[0].db))
assert np.allclose((gradients[0] - gradients[1]) / 2, 2 * some.T @ some @ v / len(some))


def gradients_at(parts, x, y, name, on):
    """The gradients of a network's four arrays; a ReLU's gates are held as they were in `on`, (N, 64)."""
    W, b, W2, b2 = parts
    z = x @ W + b
    slope = {"linear": np.ones_like(z), "relu": on, "tanh": 1 - np.tanh(z) ** 2}[name]
    a = np.tanh(z) if name == "tanh" else z * slope
    d = (softmax(a @ W2 + b2) - y) / len(x)
    dz = (d @ W2.T) * slope
    return [x.T @ dz, dz.sum(axis=0), a.T @ d, d.sum(axis=0)]


def limit_at_start(x, seed, name):
    """2/c of a network, with c by power iteration on differences of gradients."""
    model, y = digits_network(Activation(name), np.random.default_rng(seed)), y_train[: len(x)]
    layers = model.layers[0], model.layers[2]
    parts = [part for layer in layers for part in (layer.W, layer.b)]
    on = (x @ parts[0] + parts[1] > 0).astype(float)
    model.compile(SGD(1.0), crossentropy).loss_and_gradient(x, y)
    library = [each for layer in layers for each in (layer.dW, layer.db)]
    for ours, its in zip(gradients_at(parts, x, y, name, on), library, strict=True):
        assert np.allclose(ours, its)
    v = [np.random.default_rng(seed).normal(size=part.shape) for part in parts]
    for _ in range(40):
        size = np.sqrt(sum((each**2).sum() for each in v))
        up, down = (
            gradients_at([part + shift * each / size for part, each in zip(parts, v, strict=True)], x, y, name, on)
            for shift in (1e-4, -1e-4)
        )
        v = [(one - other) / 2e-4 for one, other in zip(up, down, strict=True)]
    return 2 / np.sqrt(sum((each**2).sum() for each in v))


for seed in range(5):
    for name in ("linear", "tanh", "relu"):
        assert limit_at_start(x_train[:500], seed, name) < 1
        assert limit_at_start(x_train[:500] - x_mean, seed, name) > 3

# %% [markdown]
r"""
One direction is at least fifteen times as steep as any other: the one that all digits share. Subtract from each pixel
its mean, and it is gone; the 1 that is left is the bias's. Over all weights, $2/c$ is below 1 at the start for the
linear, the tanh and the ReLU network alike (ReLU with its gates held as they are); with the mean subtracted, it is
above 3 for each. The film's rate, 2, lies between. (The limit is a guide and no wall, for $c$ changes as the weights
do: at a rate of 1 the table above still shows learning.)

What does a long step along it do to a unit? Follow a step made for one row $r$ that has $dz > 0$ at some unit, so that
it asks the unit to give less (a row asks this of about a quarter of the units; half have their gates shut for it). It
changes $w$ by $-\eta\, dz\, x_r$ and $b$ by $-\eta\, dz$. For another row $s$, the same unit's $z$ then changes by

$$\Delta z_s = -\eta\, dz\, (x_r \cdot x_s + 1) .$$

Pixels run from 0 to 1 and are never negative, so the bracket is always positive: **what lowers z for one digit lowers
it for every digit.** (It is the picture of the zigzag again: inputs of one sign.) Here it is for all pairs of digits,
with the pixels as they are and with their mean subtracted:
"""

# %%
pairs = np.triu_indices(len(x_train), k=1)
brackets = [(x @ x.T + 1)[pairs] for x in (x_train, x_train - x_mean)]
show(dying_units.shared_pushes(*brackets))

# %% proof
assert brackets[0].min() >= 1
assert round(brackets[0].mean()) == 11
assert round(brackets[1].mean()) == 1
assert round(100 * np.mean(brackets[1] < 0)) == 22

# %% [markdown]
r"""
On average the bracket shrinks from 11 to 1, and that 1 is the bias's again. Now follow one hidden
unit of the film through the first four steps, both ways (of those that are dead by then, the one whose mean z is
highest after two steps).
"""


# %%
def first_steps(x, seed=0):
    """z (5, 1437, 64) before and after four steps; of each step's batch p − y, outgoing weights, open gates."""
    rng = np.random.default_rng(seed)
    model = digits_network(ReLU(), rng)
    model.compile(SGD(2.0), crossentropy)
    z, errors, outgoing, on = [model.layers[0].forward(x)], [], [], []
    for _ in range(4):
        some = rng.permutation(len(x))[:32]
        errors.append(softmax(model.predict(x[some])) - y_train[some])  # (32, 10)
        outgoing.append(model.layers[2].W.copy())  # (64, 10)
        on.append(z[-1][some] > 0)  # (32, 64)
        model.train_step(x[some], y_train[some])
        z.append(model.layers[0].forward(x))
    return np.array(z), np.array(errors), np.array(outgoing), np.array(on)


z_raw, errors, outgoing, on = first_steps(x_train)
z_centred = first_steps(x_train - x_mean)[0]
for name, z in (("as they are", z_raw), ("minus their mean", z_centred)):
    print(f"pixels {name}: dead after 0 to 4 steps", (z <= 0).all(axis=1).sum(axis=1))

fallen = np.flatnonzero((z_raw[4] <= 0).all(axis=0))
unit = fallen[z_raw[2][:, fallen].mean(axis=0).argmax()]  # the highest before the fall
show(dying_units.one_unit(z_raw[:, :, unit], z_centred[:, :, unit]))

# %%
print("one unit, pixels as they are:")
print("step  mean error  outgoing weights  on for  mean dz  push on z")
for k in range(4):
    dz = (errors[k] @ outgoing[k][unit]) * on[k][:, unit]  # (32,): of each row of the batch
    together, weights = np.linalg.norm(errors[k].mean(axis=0)), np.linalg.norm(outgoing[k][unit])
    push = (z_raw[k + 1] - z_raw[k])[:, unit].mean()
    print(f"{k + 1:4}  {together:10.2f}  {weights:16.2f}  {on[k][:, unit].mean():6.0%}"
          f"  {dz.mean():+7.3f}  {push:+9.2f}")  # fmt: skip

# %% proof
newly_dead, together, weights = [], [], []
for seed in range(5):
    z, errors_of, outgoing_of, on_of = first_steps(x_train, seed)
    calm, calm_errors, *_ = first_steps(x_train - x_mean, seed)
    dead, deviation, moved = (z <= 0).all(axis=1), z[0].std(axis=0).mean(), np.diff(z.mean(axis=1), axis=0)
    assert 20 <= (moved[0] < 0).sum() <= 44
    assert (dead[1:] >= dead[:-1]).all()
    assert dead[1].sum() < 20
    newly_dead.append(dead[4].sum() - dead[0].sum())
    assert 2.5 < ((z[0].max(axis=0) - z[0].mean(axis=0)) / z[0].std(axis=0)).mean() < 3.5
    assert moved[0][moved[0] < 0].mean() < -0.8 * deviation
    assert min(moved[k][moved[k] < 0].mean() for k in (1, 2)) < 1.3 * moved[0][moved[0] < 0].mean()
    assert np.abs(np.diff(calm.mean(axis=1), axis=0)).mean() < 0.3 * calm[0].std(axis=0).mean()
    assert not (calm <= 0).all(axis=1)[1:].any()
    sizes, means = np.linalg.norm(errors_of, axis=2).mean(axis=1), np.linalg.norm(errors_of.mean(axis=1), axis=1)
    assert sizes.max() < 1.45 * sizes[0]
    assert np.linalg.norm(errors_of, axis=2).max() <= np.sqrt(2)
    assert np.linalg.norm(calm_errors.mean(axis=1), axis=1).max() < 0.4
    together.append(means.max() / means[0])
    mean_dz = (errors_of @ outgoing_of.transpose(0, 2, 1) * on_of).mean(axis=1)  # (4, 64)
    assert np.allclose(moved, -2 * brackets[0].mean() * mean_dz, rtol=0.1, atol=0.3)
    weights.append(np.linalg.norm(outgoing_of[3], axis=1).mean() / np.linalg.norm(outgoing_of[0], axis=1).mean())
assert min(newly_dead) > 1
assert np.mean(newly_dead) > 8
assert np.mean(together) > 1.5
assert np.mean(weights) > 1.15
assert (z_raw[2][:, unit] > 0).any()
assert z_raw[2][:, unit].mean() > z_raw[0][:, unit].mean()

# %% proof this_run=true
together = np.linalg.norm(errors.mean(axis=1), axis=1)
assert together[2] > 1.9 * together[1]
assert (errors[2].argmax(axis=1) == np.bincount(errors[2].argmax(axis=1)).argmax()).sum() >= 26
assert np.linalg.norm(outgoing[2][unit]) > 1.3 * np.linalg.norm(outgoing[0][unit])
pushes = np.diff(z_raw.mean(axis=1), axis=0)[:, unit]
assert 0 < pushes[0] < pushes[1]
assert -pushes[2] > 2 * pushes[1]
assert pushes[3] == 0
dz = np.array([(errors[k] @ outgoing[k][unit]) * on[k][:, unit] for k in range(4)])  # (4, 32)
agree = np.abs(dz[:3].mean(axis=1)) / np.abs(dz[:3]).mean(axis=1)
assert agree[0] < 0.5 < 0.75 < agree[1] < agree[2]
assert (np.diff(np.abs(dz[:3].mean(axis=1))) > 0).all()
assert np.allclose(on[:, :, unit].mean(axis=1), [0.22, 0.69, 1, 0], atol=0.04)
assert np.linalg.norm(outgoing[3][unit]) > 2 * np.linalg.norm(outgoing[2][unit])

# %% [markdown]
r"""
Above, all digits move together. The first step leaves most alive: the highest of the digits lies some three standard
deviations above a unit's mean, and most units are not pushed so far. But beyond the limit the pushes grow. A push is
the batch's mean $dz$ times $-\eta$ times the bracket, here about $-2 \cdot 11$: compare the last two columns. No row's
error can grow far: with cross-entropy it is $p - y$, of a size of at most $\sqrt 2$. It is the *mean* $dz$ that grows,
for three reasons. In step 2 the unit is on for more of the batch, and these rows agree better. In step 3 all rows have
it on, and a step that was too long has made the network prefer one digit for nearly all of them, so their errors no
longer cancel: the mean error is twice as large. And on the way back the errors are multiplied by the outgoing weights,
whose own steps are as long as the unit's outputs are large. (In step 4 the outgoing weights are larger still, and push
nothing: the gate is shut.)

So this unit first goes up, and then swings back past 0 with all its digits. A linear unit would come swinging up again,
and further: that is the explosion. A ReLU unit can come back from any height, but not from below 0 on all rows: the
first swing that takes *all* digits there is its last, so the dead can only become more. It is a ratchet. Below, the
same unit with centred pixels hardly moves.

All seven rates with centred pixels, and the film's rate without ReLU:
"""

# %%
centred = np.array([from_five_seeds(ReLU, rate, centre=True)[:, :2] for rate in rates])
show(dying_units.dead_units(rates, raw, centred))
print("centred, rate 2, after an epoch:")
at_2_centred = without_relu(centre=True)

# %% proof
assert centred[:5, :, 0].max() == 0
assert centred[3:5, :, 1].min() > 0.95
assert centred[3:5, :, 1].mean() > raw[:3, :, 1].mean(axis=1).max()
assert 0.05 < centred[5, :, 0].mean() < 0.25
assert centred[5, :, 1].mean() > 0.965
assert 0.65 < centred[6, :, 0].mean() < 0.95
half = [np.interp(0.5, runs[:, :, 0].mean(axis=1), np.log(rates)) for runs in (raw, centred)]
assert 3.5 < np.exp(half[1] - half[0]) < 7
assert all(runs[:, 1].mean() > 0.85 and runs[:, 3].max() < 2 for runs in at_2_centred.values())
factor = np.sqrt((x_train**2).sum() / ((x_train - x_mean) ** 2).sum())
assert round(factor, 1) == 1.8
for seed in range(5):
    rng = np.random.default_rng(seed)
    model = digits_network(ReLU(), rng).compile(SGD(2.0), crossentropy)
    model.fit(factor * (x_train - x_mean), y_train, epochs=6, rng=rng, verbose=False)
    assert not (model.layers[0].forward(factor * (x_train - x_mean)) <= 0).all(axis=0).any()
    a = relu(digits_network(ReLU(), np.random.default_rng(seed)).layers[0].forward(x_train - x_mean))
    above = (a @ a.T + 1)[pairs]  # the bracket of the second layer
    assert above.min() >= 1
    assert 2.4 < above.mean() < 2.7

# %% [markdown]
r"""
One subtraction prevents the whole film, and saves the linear and the tanh network as well. (Centred pixels are smaller,
but that is not why: multiplied by 1.8, which makes the rows as long as before, they leave no unit dead either.) It does
not make units immune: the edge has moved to a rate some five times as high. And look at a rate of 6: about one unit in
eight is dead, and the accuracy is as good as any. A few dead units are lost width, no more.

So, against dying units, in this order:

1. Measure. `(z <= 0).all(axis=0).mean()`, for some hundred rows, is the share of dead units. A share that goes on
   rising while the network trains is an alarm about the rate.
2. Centre the inputs ([lecture 12](12_improving_a_network.ipynb)), and begin with biases at 0.
3. Lower the rate.
4. Between layers: a ReLU's outputs are of one sign again, so the shared push is back, though smaller (with centred
   pixels, before training, the second layer's bracket is 2.6 on average, and never below 1). [Batch
   normalization](14_batch_normalization.ipynb) takes the batch's mean out of each unit's z, and with it that push, but
   for the part of a bias.
5. Last of all, a leak.
"""

# %% [markdown]
r"""
## A slope below zero: leaky ReLU and PReLU

$$a = \begin{cases} z & z > 0 \\ \alpha z & z \le 0 \end{cases} \qquad\qquad
a' = \begin{cases} 1 & z > 0 \\ \alpha & z < 0 \end{cases}$$

(At 0 programs take the lower line, here as in the appendix.) With a fixed $\alpha$, often 0.01 to 0.3, this is the
**leaky ReLU** (Andrew Maas and others, 2013). Below 0 a small part of the gradient still passes, so a unit that is off
can be called back. (Like ReLU it is **piecewise linear**, not linear.)

In the **parametric ReLU**, PReLU, each unit has its own $\alpha$ and learns it like a weight (Kaiming He and others,
2015): below 0 the output $\alpha z$ has the slope $z$ in $\alpha$, so $\partial L/\partial\alpha$ is the sum of
$\partial L/\partial a \cdot \min(z, 0)$ over the rows.

## Would a leak have saved the film?

Here is its network once more, pixels and rate as they were, with other functions in place of ReLU.
"""


# %%
makers = {
    "ReLU": ReLU,
    "leaky ReLU 0.01": lambda: LeakyReLU(0.01),
    "leaky ReLU 0.1": lambda: LeakyReLU(0.1),
}
filmed = {name: from_five_seeds(make, 2.0) for name, make in makers.items()}
for name, runs in filmed.items():
    tenths, weights = int(10 * runs[:, 0].mean()), runs[:, 3]
    print(f"{name:<15} units off on all rows: over {tenths}0%; worst accuracy {runs[:, 1].min():.2f};"
          f" largest weight {weights.min():.2g} to {weights.max():.2g}")  # fmt: skip

# %% proof
from contextlib import redirect_stderr
from io import StringIO

for name in makers:
    assert filmed[name][:, 1].mean() < 0.8
    assert filmed[name][:, 1].min() < 0.65
assert filmed["leaky ReLU 0.1"][:, 3].min() > 100
assert np.median(filmed["leaky ReLU 0.1"][:, 3]) > 1e5
for name in ("ReLU", "leaky ReLU 0.01"):
    assert filmed[name][:, 0].mean() > 0.7
    assert filmed[name][:, 3].max() < 20
for seed in range(5):
    rng = np.random.default_rng(seed)
    model = digits_network(PReLU(64), rng).compile(SGD(2.0), crossentropy)
    with np.errstate(all="ignore"), redirect_stderr(StringIO()) as told:
        model.fit(x_train, y_train, epochs=1, rng=rng, verbose=False)
    assert "in epoch 1" in told.getvalue()
    assert "the loss is nan" in told.getvalue()
for make in [*list(makers.values())[1:], lambda: PReLU(64)]:
    assert from_five_seeds(make, 2.0, centre=True)[:, 1].min() > 0.95

# %% [markdown]
r"""
No, and by now it is no surprise: of each, the worst of five starts gets fewer than 65% right. A unit that is off goes
on learning, in steps α times as long. But the step along the steep direction is beyond the limit for these, too. With a
leak of 0.1 nothing stops the swings, and the weights explode; with PReLU (not in the list; its leaks start at the usual
0.25) they overflow in the first epoch. With a leak of 0.01 most units end nearly silent, as with ReLU. First cure the
step: with centred pixels all of these get 95% or more.

A leak is for units that are off although the rate is right. Take the hardest case: a rate of 0.3 and all biases at −4,
so that *every* hidden unit is off for every digit. Which activation calls them back?
"""

# %%
makers["PReLU from 0.01"] = lambda: PReLU(64, 0.01)
revived = {name: from_five_seeds(make, 0.3, bias=-4.0, epochs=8) for name, make in makers.items()}
for name, runs in revived.items():
    off, right = runs[:, :2].mean(axis=0)
    print(f"{name:<15} off on all rows: {off:4.0%}; accuracy {right:.2f}")

# %% proof
for seed in range(5):
    start = digits_network(ReLU(), np.random.default_rng(seed), bias=-4.0)
    assert (start.layers[0].forward(x_train) <= 0).all()
z, alpha = np.array([[2.0, -1.0], [-3.0, -0.5], [1.0, 4.0]]), np.array([0.25, 0.1])  # 3 rows, 2 units
da = np.array([[1.0, 0.5], [-2.0, 1.0], [0.3, 0.7]])
dalpha = (da * np.minimum(z, 0)).sum(axis=0)
assert np.allclose(dalpha, [6, -1])
nudged = numerical_gradient(lambda alpha: (np.where(z > 0, z, alpha * z) * da).sum(), alpha)
assert np.allclose(nudged, dalpha)
assert np.allclose(activations.prelu_backward(da, z, alpha)[1], dalpha)
reached = {name: runs[:, 1] for name, runs in revived.items()}
assert (reached["ReLU"] < 0.2).all()
assert (revived["ReLU"][:, 0] == 1).all()
assert reached["leaky ReLU 0.01"].mean() < 0.35
assert 0.75 < reached["leaky ReLU 0.1"].mean() < reached["PReLU from 0.01"].mean()
assert reached["PReLU from 0.01"].mean() > 0.9
assert all(revived[name][:, 0].mean() > 0.7 for name in ("leaky ReLU 0.1", "PReLU from 0.01"))
for seed in range(2):
    rng = np.random.default_rng(seed)
    model = digits_network(PReLU(64, 0.01), rng, bias=-4.0).compile(SGD(0.3), crossentropy)
    model.fit(x_train, y_train, epochs=8, rng=rng, verbose=False)
    assert model.layers[1].alpha.max() > 0.1
    assert model.layers[1].alpha.min() < 0

# %% [markdown]
r"""
The ReLU network stays dead. A leak of 0.01 lets so little through that eight epochs are not enough. With a leak of 0.1
most of the accuracy is back. PReLU starts at 0.01, too, learns its leaks (some become negative: nothing holds them
above 0), and nearly all is back. Most units are still off on every row: with a leak, "off" no longer means "dead".
"""

# %% [markdown]
r"""
## A soft gate: GELU and swish

ReLU is $z$ times a gate that is either shut or open, $z \cdot [z > 0]$. Why not let it open gradually? Dan Hendrycks
and Kevin Gimpel (2016) began with a gate that opens by chance, the more likely the larger $z$ is. Let the chance be
$\Phi(z)$, the probability that a standard normal number is *below* $z$. On average such a gate lets through

$$\Phi(z) \cdot z + (1 - \Phi(z)) \cdot 0 = z\,\Phi(z) = \mathrm{GELU}(z) ,$$

the **Gaussian error linear unit**. GELU itself draws nothing: it is this average. By the product rule its slope is
$\Phi(z) + z\,\Phi'(z)$, with the bell curve $\Phi'(z) = e^{-z^2/2}/\sqrt{2\pi}$.
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
**Swish**, also called SiLU, has the sigmoid for its gate: $z\,\sigma(z)$.
"""

# %% prediction [markdown]
r"""
A unit with swish, $z\,\sigma(z)$, is at z = −3, and the loss asks it to give more. Which way does a step of gradient
descent move its z?

[ ] To the right
    A leaky ReLU rises there. At −3, left of its lowest point, swish falls as z rises.
[ ] It stays: the gate is shut
    It is open by σ(−3) = 0.05. The slope is small, not 0.
[x] To the left
    There swish falls as z rises (its slope is −0.09): it gives more further left, up to 0 at best.
"""

# %%
cdf = activations.smooth.normal_cdf(grid)
gates = {"ReLU: [z > 0]": np.where(grid > 0, 1.0, 0.0), "GELU: Φ(z)": cdf, "swish: σ(z)": sigmoid(grid)}
functions = {"ReLU": relu(grid), "GELU": grid * cdf, "swish": swish(grid)}
slopes = {
    "ReLU": np.where(grid > 0, 1.0, 0.0),
    "GELU": activations.gelu_derivative(grid, approximate=False),
    "swish": activations.swish_derivative(grid),
}
show(plots.soft_gates(grid, gates, functions, slopes))

# %% proof
value, slope = swish(fine), activations.swish_derivative(fine)
assert abs(fine[value.argmin()] + 1.28) < 0.01
assert round(value.min(), 2) == -0.28
assert (slope[fine < -1.3] < 0).all()
assert (slope[fine > -1.27] > 0).all()
slope_of_gelu = activations.gelu_derivative(fine, approximate=False)
assert (slope_of_gelu[fine < -0.76] < 0).all()
assert (slope_of_gelu[fine > -0.75] > 0).all()
assert round(activations.swish_derivative(-3.0), 2) == -0.09
assert round(sigmoid(-3.0), 2) == 0.05
assert np.allclose([numerical_gradient(activations.softplus, each) for each in grid[::40]], sigmoid(grid[::40]))
assert (activations.softplus(grid) > 0).all()
assert np.allclose(slope, sigmoid(fine) + fine * sigmoid(fine) * (1 - sigmoid(fine)))

# %% [markdown]
r"""
What does one gain? Between GELU's lowest point, at −0.75, and 0 (swish: from −1.28) a unit that is asked for more moves
right, and can come back. Further left it moves further off, away from the gate, and one that is asked for less moves
right, towards the lowest point. In transformers and deep image networks the results have often been a little better;
*why* is not settled. Many large language models let one layer be the gate of another, $\mathrm{swish}(x W) \odot (x
V)$, called SwiGLU (Noam Shazeer, 2020).

A smooth relative without a gate: **softplus**, $\ln(1 + e^z)$, is a ReLU with its corner rounded, and its slope is
$\sigma(z)$. It is above 0 everywhere, which makes it useful at an output that has to be positive.

Does GELU, then, call back the units whose biases began at −4?
"""

# %%
gelu_revived = from_five_seeds(GELU, 0.3, bias=-4.0, epochs=8)
print(f"GELU at a rate of 0.3, all biases at −4: accuracy {gelu_revived[:, 1].mean():.2f}")

# %% proof
assert gelu_revived[:, 1].mean() < 0.6
for seed in range(5):
    z = digits_network(GELU(), np.random.default_rng(seed), bias=-4.0).layers[0].forward(x_train)
    slopes = activations.gelu_derivative(z)
    assert np.mean(z < -0.76) > 0.999
    assert np.mean(slopes < 0) > 0.999
    assert 0.001 < np.abs(slopes).mean() < 0.006

# %% [markdown]
r"""
Hardly. Nearly all z lie left of −0.75, so what comes back, some 0.003 of a gradient, leads a unit that should give more
away from the gate.

## Softmax: every output depends on every input

So far each output depended on its own $z$ alone. Softmax turns the scores of a row into shares of one pie,
$a_j = e^{z_j} / \sum_i e^{z_i}$: raise one score, and its share grows; all other shares shrink. So its slope is not one
number but one for each pair, the Jacobian of [lecture 7](07_backpropagation.ipynb):

$$J_{jk} = \frac{\partial a_j}{\partial z_k} = a_j\,\big([j = k] - a_k\big) .$$
"""

# %%
z = np.array([1.0, 0.5, 0.0, -1.0])
a = softmax(z)
J = a[:, None] * (np.eye(4) - a)  # J[j, k] = ∂a_j/∂z_k
show(plots.jacobians({"sigmoid of each score": np.diag(sigmoid(z) * (1 - sigmoid(z))), "softmax": J}))

# %% proof
assert np.allclose(J, activations.softmax_derivative(z))
assert np.allclose(J, J.T)
assert np.allclose(J.sum(axis=0), 0)
assert np.allclose(J.sum(axis=1), 0)
assert (J[~np.eye(4, dtype=bool)] < 0).all()
sure = softmax(np.array([4.0, 0.5, 0.0, -1.0]))
assert round(sure[0], 2) == 0.95
assert np.abs(sure[:, None] * (np.eye(4) - sure)).max() < 0.05
y = np.array([0.0, 0.0, 1.0, 0.0])
da = -y / a  # of cross-entropy
assert np.allclose(a * (da - (da * a).sum()), a - y)
for any_da in (da, np.array([0.5, -1.0, 2.0, 0.0])):
    assert np.allclose(any_da @ J, a * (any_da - (any_da * a).sum()))
    assert np.allclose(any_da @ J, activations.softmax_backward(any_da, a))

# %% [markdown]
r"""
Left, the sigmoid: each score moves its own output only. Right, softmax: what one share wins, the others lose. Each
column sums to 0, for the shares always sum to 1. A softmax that is 95% sure has no entry above 0.05: softmax saturates,
too. On the way back each score collects from all outputs, and no matrix is needed:

$$dz_k = \sum_j da_j\, J_{jk} = a_k \Big( da_k - \sum_j da_j\, a_j \Big) ,$$

from the output's own gradient subtract the row's average gradient (weighted by the shares), then multiply by its own
share. With cross-entropy this is $a_k - y_k$: the factor that saturates cancels, as with the sigmoid.

## How much does the choice matter?

Six activations, on the centred digits, with one hidden layer of 32 units and with ten. ReLU and swish start with He's
weights, the others with Glorot's ([lecture 9](09_vanishing_exploding_gradients.ipynb)). To be fair, each has a learning
rate of its own: of 0.01, 0.03, 0.1, 0.3, 1, 3, 6 and 10 the one best or nearly so on 300 rows set aside. Each
trains for ten epochs from five seeds, and only then do we look at the test rows. (Last row: swish with weights 1.3
times as large. Why, you will see.)
"""

# %%
inputs, new = x_train - x_mean, x_test - x_mean


def deep(name, depth, rng, gain=1.0):
    """64 pixels, `depth` hidden layers of 32 units, 10 classes; all first weights times `gain`."""
    start = he_normal if name in ("relu", "swish") else glorot_uniform
    layers = [Dense(64, 32, rng, start), Activation(name)]
    for _ in range(depth - 1):
        layers += [Dense(32, 32, rng, start), Activation(name)]
    model = Sequential([*layers, Dense(32, 10, rng, start)])
    model.parameters[...] *= gain  # the biases are 0
    return model


def scores(name, depth, rate, gain=1.0):
    """Of five networks the accuracies on the 300 rows set aside, and on the test rows: (2, 5)."""
    found = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = deep(name, depth, rng, gain).compile(SGD(rate), crossentropy, metrics=[accuracy])
        model.fit(inputs[300:], y_train[300:], epochs=10, rng=rng, verbose=False)
        aside = model.evaluate(inputs[:300], y_train[:300])["accuracy"]
        found.append((aside, model.evaluate(new, y_test)["accuracy"]))
    return np.array(found).T


# %%
one = {"step": 0.3, "linear": 1, "sigmoid": 6, "tanh": 3, "relu": 3, "swish": 3}
ten = {"step": 0.1, "linear": 0.03, "sigmoid": 1, "tanh": 0.1, "relu": 0.1, "swish": 0.1}
of_one = {name: (rate, scores(name, 1, rate)) for name, rate in one.items()}
of_ten = {name: (rate, scores(name, 10, rate)) for name, rate in ten.items()}
of_ten["swish × 1.3"] = 0.1, scores("swish", 10, 0.1, gain=1.3)
tested = {
    title: {name: (rate, both[1]) for name, (rate, both) in panel.items()}
    for title, panel in (("1 hidden layer", of_one), ("10 hidden layers", of_ten))
}
show(plots.accuracies_by_activation(tested))

# %% proof
one_mean, ten_mean = ({name: test.mean() for name, (_, test) in panel.items()} for panel in tested.values())
others = [mean for name, mean in one_mean.items() if name != "step"]
assert one_mean["step"] < 0.9
assert min(others) > 0.94
assert max(others) - min(others) < 0.02
assert max(ten_mean["step"], ten_mean["sigmoid"]) < 0.3
assert min(ten_mean[name] for name in ("linear", "tanh", "relu")) > 0.8
assert 0.4 < ten_mean["swish"] < ten_mean["tanh"]
assert ten_mean["swish × 1.3"] - ten_mean["swish"] > (ten_mean["tanh"] - ten_mean["swish"]) / 5
ten_middle = {name: np.median(test) for name, (_, test) in tested["10 hidden layers"].items()}
assert ten_middle["swish × 1.3"] > ten_middle["tanh"] - 0.02  # in most starts
assert ten_middle["swish"] < ten_middle["tanh"] - 0.05
assert of_ten["linear"][1][0].mean() > scores("linear", 10, 0.01)[0].mean()  # the ends of the rates are no picks
assert of_one["step"][1][0].mean() > scores("step", 1, 0.03)[0].mean()
at_1 = {name: scores(name, 1, 1)[1].mean() for name in ("sigmoid", "tanh")}
assert at_1["tanh"] - at_1["sigmoid"] > 0.004
assert scores("relu", 1, 10)[0].mean() < 0.8 < scores("sigmoid", 1, 10)[0].mean()
signals = {}
for name in ("relu", "swish"):
    a, signals[name] = inputs[:256], []
    for layer in deep(name, 10, np.random.default_rng(0)).layers[:-1]:
        a = layer.forward(a)
        signals[name].append(a.std(axis=0).mean())
assert signals["swish"][-1] / signals["swish"][1] < 0.2 * signals["relu"][-1] / signals["relu"][1]
for z in (0.01, -0.01):
    assert abs(swish(z) / z - 0.5) < 0.01
some, which = inputs[:400], digits[:400]
alike = (which[:, None] == which) & ~np.eye(400, dtype=bool)
for seed in range(5):
    a, gaps = some, []
    rng = np.random.default_rng(seed)
    for fan_in in (64, *[32] * 9):
        a = activations.step(a @ glorot_uniform(fan_in, 32, rng))
        cosines = a @ a.T / np.sqrt(np.outer((a * a).sum(axis=1), (a * a).sum(axis=1)))
        gaps.append(cosines[alike].mean() - cosines[which[:, None] != which].mean())
    assert gaps[0] > 0.1
    assert abs(gaps[-1]) < 0.01

# %% [markdown]
r"""
With one hidden layer the step is far behind: through it that layer learns nothing. The means of all others lie within
two percentage points of each other, even *linear*: on these tidy digits one layer is nearly enough.

Ten layers tell more. The sigmoid now guesses: no gradient comes down ([lecture
9](09_vanishing_exploding_gradients.ipynb)). None comes down through steps, either, and one layer got along without. But
with ten the way *up* is lost, too: each layer of random steps blurs which digits were alike, and after ten of them two
3s are no nearer to each other than a 3 and an 8. Swish is behind, and here it is a matter of its weights, too: He's are
made for ReLU, of a small $z$ swish lets half through, and its signal fades on the way up. With weights 1.3 times as
large, at the same rate, the gap is gone in most starts. An activation and its initial weights have to be chosen
together; that is [lecture 11](11_weight_initialization.ipynb). Between tanh and ReLU nothing is decided here.

Look at the rates, too: with one layer the sigmoid, with its small slope, takes the longest steps. At 1 it is still
behind tanh, and it learns at 10, where ReLU fails. Compare on *your* data, each at its own rate, with several seeds.

## Which one where

**In hidden layers,** start with **ReLU**: it is cheap, and where it is on it does not shrink gradients. Give it centred
inputs and He's weights, and change it for a reason:

| Hidden layers | Take it | Watch out |
|---|---|---|
| ReLU | first | dies if the steps are too long |
| GELU, swish | in **transformers** | hardly any gradient far left; swish wants weights above He's |
| leaky ReLU, PReLU | if units are off although the rate is right | no cure for a rate that is too high |
| tanh | if values have to stay bounded | saturates on both sides |
| sigmoid | as a gate | its slope, at most ¼: through many layers next to nothing comes back |

**At the output** there is little choice: the task decides, together with the loss.

| Task | Output | Why |
|---|---|---|
| a number, such as a temperature | none (linear) | it may be anything; a sigmoid would cap it |
| a positive number, such as a waiting time | softplus | never 0 or below, and no upper end |
| yes or no | sigmoid, one unit | a probability |
| one of $K$ classes | softmax, $K$ units | shares that sum to 1 (give its loss the logits) |
| several of $K$ labels at once | sigmoid, $K$ units | the answers need not sum to 1 |

## In one table

| Function | Value | Range | Slope |
|---|---|---|---|
| ReLU | $\max(0, z)$ | $[0, \infty)$ | $[z > 0]$ |
| GELU | $z\,\Phi(z)$ | $\ge -0.17$ | $\Phi(z) + z\,\Phi'(z)$ |
| swish (SiLU) | $z\,\sigma(z)$ | $\ge -0.28$ | $\sigma + z\,\sigma(1 - \sigma)$ |
| leaky ReLU, PReLU | $z$ or $\alpha z$ | all ($\alpha > 0$) | 1 or $\alpha$ |
| tanh | $2\sigma(2z) - 1$ | $(-1, 1)$ | $1 - \tanh^2 \le 1$ |
| sigmoid | $1/(1 + e^{-z})$ | $(0, 1)$ | $\sigma(1 - \sigma) \le \frac14$ |
| softmax | $e^{z_j}/\sum_i e^{z_i}$ | $(0, 1)$, sum 1 | $a_j([j = k] - a_k)$, a Jacobian |

## Check yourself

<details><summary>1. Of the outputs of a ReLU layer, 92% are 0. Are you worried?</summary>

Not by that number. Look at the columns: how many units are 0 on *all* rows? In this lecture, with 92% zeros, it was
not one. And a few dead units only make the layer a little narrower; a count that goes on rising is an alarm.
</details>

<details><summary>2. A unit of the first hidden layer is dead. Can plain gradient descent with a larger rate bring it
back?</summary>

No. Its gradient is exactly 0, and any rate times 0 is 0. Fresh weights can; so can a leak, if the rate is right.
</details>

<details><summary>3. All inputs of a layer lie between 0 and 1. Why does that endanger its ReLU units?</summary>

The dot product of any two rows is at least 0, so what lowers z for one row lowers it for all. That shared direction is
the steepest; if the rate is beyond its limit, all rows swing together, and a swing that ends with all of them below 0
is the last. Subtract the mean of each column: the direction that the rows share is gone.
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
- Notes 3 say that a ReLU unit which has once given 0 will always give 0. Dead is a unit that is off for all rows.
- Notes 3 sort leaky and parametric ReLU under "linear" variants. They are piecewise linear. Their
  $\max(0.01\,x, x)$ is right, as $\max(\alpha x, x)$ is for every $\alpha \le 1$.
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
