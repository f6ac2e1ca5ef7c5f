# %% [markdown]
r"""
# 10 · Activation functions

*The function inside each unit decides what a deep network can say, and which of its units can still learn. See what
each one lets through, forwards and backwards, and how a unit falls silent for good.*

Below, a network with 64 hidden units learns to read digits. In the film each column is a unit and each row a digit; a
cell is lit where the unit gives more than 0. Run the cells and watch. After 135 steps (three epochs), nearly all units
give 0 for *every* digit, and no further training changes them. What has happened to them, and what would have saved
them?

**You will be able to**

- say why a network needs a nonlinear function between its layers, and what such a function can cost;
- choose the activation of a hidden layer and of an output layer, with reasons;
- find dead units, say what killed them, and prevent it;
- write the usual activations with their derivatives, softmax with its Jacobian among them.

**It builds on** [backpropagation](07_backpropagation.ipynb) and
[vanishing gradients](09_vanishing_exploding_gradients.ipynb). **Time:** about 50 minutes; a good place to pause is
before leaky ReLU. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import GELU, SGD, Activation, Adam, CategoricalCrossentropy, Dense, LeakyReLU
from dlcourse import MeanSquaredError, PReLU, ReLU, Sequential, accuracy, activations
from dlcourse import glorot_uniform, he_normal, load_digits, numerical_gradient, one_hot
from dlcourse import relu, sigmoid, softmax, swish, train_test_split
from dlcourse.initializers import constant, random_uniform
from dlcourse.plots import activation_functions as plots
from dlcourse.plots import dying_units, show, show_animation
from dlcourse.widgets.activation_functions import wave, wave_explorer

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
    print(f"{name:<7} mean squared error {np.mean(errors[name]):.3f}, from {low:.4f} to {high:.4f}")

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
each unit, the ReLU's, brings it down to a thirtieth or less. With enough units any continuous function but a polynomial
will do ([lecture 3](03_multilayer_perceptron.ipynb)): the weights *exist*. Training need not find them.

## Explore: swap the activation in a fit

How do eight corners become a wave? Here are the same trainings, with other activations and fewer units. On the left,
the five fits, one of them bold. On the right, the bold one taken apart where there are data: each line is what one
hidden unit adds, its output times its outgoing weight; with the output's bias (black) they *add up* to the bold curve.

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
gradually; a ReLU has a single corner, and if that lies outside the data, it adds no more than a straight line.

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
Where it is grey, less than a twentieth of a gradient comes back. A unit in such a flat tail is **saturated**. (Which
function to take where? The recipe comes near the end, under "Which one where", after the reasons.)

## Smooth and bounded: sigmoid and tanh

The sigmoid squeezes any number into $(0, 1)$, **tanh** into $(-1, 1)$:

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

> **A common slip:** writing the sigmoid's range as $[0, 1]$. It reaches neither end. (Rounding does make it 1 from
> about $z = 17$ on in float32, 37 in float64: compute losses from logits.)

## ReLU: a gate

$$\mathrm{ReLU}(z) = \max(0, z), \qquad \mathrm{ReLU}'(z) = [z > 0] .$$

($[z > 0]$ is 1 where the condition holds, and 0 elsewhere.) Where the unit is on, the slope is exactly 1: twenty such
layers pass a gradient on as far as their weights let it. Where it is off, nothing passes. At 0 there is a corner and no
derivative; programs take 0 there. (Vinod Nair and Geoffrey Hinton made it known in 2010; it is older.) Its outputs are
never negative, so for the next layer the argument against the sigmoid holds again.
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
quarters are. Zeros are how ReLU works: a unit that is 0 for one row learns from the others, and that can turn it on for
the first one, too. It is the *columns* of zeros that are lost, as in the film.

### What killed the units of the film?

Their biases began at 0. The usual answer is: the learning rate, 2, was too high. Here are seven rates, from five seeds
each.
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


def five(make, rate, centre=False, bias=0.0, epochs=6):
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
raw = np.array([five(ReLU, rate)[:, :2] for rate in rates])  # (7, 5, 2)
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
        found[name] = five(lambda name=name: Activation(name), 2.0, centre, epochs=1)
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
all three: beyond $2/c$, the limit of [lecture 8](08_gradient_descent.ipynb), where $c$ is the largest curvature.

So large a curvature comes from the inputs. For lecture 8's line the Hessian was twice $X^\top X/N$, where $X$ has the
inputs and a column of ones, for the bias. For the weights of a hidden unit it is the same matrix, with each row
weighted by what the activation and the layer above make of it. The largest eigenvalues of $X^\top X/N$:
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


def limit_at_start(x, seed):
    """2/c of the linear network, with c by power iteration on differences of gradients."""
    model = digits_network(Activation("linear"), np.random.default_rng(seed)).compile(SGD(1.0), crossentropy)
    layers = model.layers[0], model.layers[2]
    parts = [part for layer in layers for part in (layer.W, layer.b)]
    v = [np.random.default_rng(seed).normal(size=part.shape) for part in parts]
    for _ in range(12):
        size, ends = np.sqrt(sum((each**2).sum() for each in v)), []
        v = [each / size for each in v]
        for shift in (1e-4, -2e-4):
            for part, each in zip(parts, v, strict=True):
                part[...] += shift * each
            model.loss_and_gradient(x, y_train)
            ends.append([each.copy() for layer in layers for each in (layer.dW, layer.db)])
        for part, each in zip(parts, v, strict=True):
            part[...] += 1e-4 * each
        v = [(up - down) / 2e-4 for up, down in zip(*ends, strict=True)]
    return 2 / np.sqrt(sum((each**2).sum() for each in v))


for seed in range(5):
    assert limit_at_start(x_train, seed) < 0.5
    assert limit_at_start(x_train - x_mean, seed) > 3

# %% [markdown]
r"""
One direction is some sixteen times as steep as any other: the one that all digits share. Subtract from each pixel its
mean, and it is gone; the 1 that is left is the bias's. (With the pixels as they are, the linear network begins with a
$2/c$ below 0.5, over all its weights; with their mean subtracted, it is above 3.)

What does a long step along it do to a unit? Follow a step made for one row $r$ that has $dz > 0$ at some unit, so that
it asks the unit to give less (about half of the units are asked that). It changes $w$ by $-\eta\, dz\, x_r$ and $b$ by
$-\eta\, dz$. For another row $s$, the same unit's $z$ then changes by

$$\Delta z_s = -\eta\, dz\, (x_r \cdot x_s + 1) .$$

Pixels run from 0 to 1 and are never negative, so the bracket is always positive: **what lowers z for one digit lowers
it for every digit.** Here it is for all pairs of digits, with the pixels as they are and with their mean subtracted:
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
On average the push that all digits share shrinks from 11 to 1, and that 1 is the bias's again. Now follow one hidden
unit of the film through the first four steps, both ways:
"""


# %%
def first_steps(x, seed=0):
    """z of the hidden units for all rows, before and after each of the first four steps."""
    rng = np.random.default_rng(seed)
    model = digits_network(ReLU(), rng)
    model.compile(SGD(2.0), crossentropy)
    z = [model.layers[0].forward(x)]
    for _ in range(4):
        some = rng.permutation(len(x))[:32]
        model.train_step(x[some], y_train[some])
        z.append(model.layers[0].forward(x))
    return np.array(z)  # (5, 1437, 64)


z_raw, z_centred = first_steps(x_train), first_steps(x_train - x_mean)
for name, z in (("as they are", z_raw), ("minus their mean", z_centred)):
    print(f"pixels {name}: dead after 0 to 4 steps", (z <= 0).all(axis=1).sum(axis=1))

fallen = np.flatnonzero((z_raw[4] <= 0).all(axis=0))
unit = fallen[z_raw[2][:, fallen].mean(axis=0).argmax()]  # the highest before the fall
show(dying_units.one_unit(z_raw[:, :, unit], z_centred[:, :, unit]))

# %% proof
newly_dead = []
for seed in range(5):
    z, calm = first_steps(x_train, seed), first_steps(x_train - x_mean, seed)
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
assert min(newly_dead) > 1
assert np.mean(newly_dead) > 8
assert (z_raw[2][:, unit] > 0).any()
assert z_raw[2][:, unit].mean() > z_raw[0][:, unit].mean()

# %% [markdown]
r"""
Above, all digits move together. The first step kills few units: the highest of the digits lies some three standard
deviations above a unit's mean, and most units are not pushed so far. But beyond the limit the pushes grow, for large
outputs make large errors. This unit first goes up, and then swings back past 0 with all its digits. A linear unit would
come swinging up again, and further: that is the explosion. A ReLU unit is in a ratchet. Up is no dead end, but the
first swing that takes *all* digits below 0 is its last, so the dead can only become more. Below, the same unit with
centred pixels hardly moves.

All seven rates with centred pixels, and the film's rate without ReLU:
"""

# %%
centred = np.array([five(ReLU, rate, centre=True)[:, :2] for rate in rates])
show(dying_units.dead_units(rates, raw, centred))
print("centred, rate 2, after an epoch:")
at_2_centred = without_relu(centre=True)

# %% proof
assert centred[:5, :, 0].max() == 0
assert centred[3:5, :, 1].min() > 0.95
assert centred[3:5, :, 1].mean() > raw[:3, :, 1].mean(axis=1).max()
assert 0.05 < centred[5, :, 0].mean() < 0.25
assert centred[5, :, 1].mean() > 0.965
assert 0.75 < centred[6, :, 0].mean() < 0.95
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

# %% [markdown]
r"""
One subtraction undoes the whole film, and saves the linear and the tanh network as well. (Centred pixels are smaller,
but that is not why: multiplied by 1.8, which makes the rows as long as before, they leave no unit dead either.) It is
no immunity: the edge has moved to a rate some five times as high. And look at a rate of 6: about one unit in eight is
dead, and the accuracy is as good as any. A few dead units are lost width, no more.

So, against dying units, in this order:

1. Measure. `(z <= 0).all(axis=0).mean()`, for some hundred rows, is the share of dead units. A share that goes on
   rising while the network trains is an alarm about the rate.
2. Centre the inputs ([lecture 12](12_improving_a_network.ipynb)), and begin with biases at 0.
3. Lower the rate.
4. Between layers, [batch normalization](14_batch_normalization.ipynb) takes the batch's mean out of each unit's z, and
   with it the push that all rows share.
5. Last of all, a leak.
"""

# %% [markdown]
r"""
## A slope below zero: leaky ReLU and PReLU

$$a = \begin{cases} z & z > 0 \\ \alpha z & z < 0 \end{cases} \qquad\qquad
a' = \begin{cases} 1 & z > 0 \\ \alpha & z < 0 \end{cases}$$

With a fixed $\alpha$, often 0.01 to 0.3, this is the **leaky ReLU** (Andrew Maas and others, 2013). Below 0 a small
part of the gradient still passes, so a unit that is off can be called back. (Like ReLU it is **piecewise linear**, not
linear.)

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
    A leaky ReLU rises there. Swish is above its lowest point, and falls.
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
What does one gain? Between −0.75 and 0 (swish: −1.28, its lowest point) a gradient comes back with the right sign, and
can lift a unit whose z is just below 0. Further left the sign is wrong. In transformers and deep image networks the
results have often been a little better; *why* is not settled. Many large language models let one layer be the gate of
another, $\mathrm{swish}(x W) \odot (x V)$, called SwiGLU (Noam Shazeer, 2020).

A smooth relative without a gate: **softplus**, $\ln(1 + e^z)$, is a ReLU with its corner rounded, and its slope is
$\sigma(z)$. It is above 0 everywhere, which makes it useful at an output that has to be positive.

## Would a leak have saved the film?

Here is its network once more, pixels and rate as they were, with other functions in place of ReLU.
"""


# %%
makers = {
    "ReLU": ReLU,
    "leaky ReLU 0.01": lambda: LeakyReLU(0.01),
    "leaky ReLU 0.1": lambda: LeakyReLU(0.1),
    "GELU": GELU,
}
filmed = {name: five(make, 2.0) for name, make in makers.items()}
for name, runs in filmed.items():
    tenths_off, good = int(10 * runs[:, 0].mean()), (runs[:, 1] > 0.9).all()
    low, high = runs[:, 3].min(), runs[:, 3].max()
    print(f"{name:<15} off on all rows: over {tenths_off}0%; 90% right from all starts:"
          f" {'yes' if good else 'no'}; largest weight {low:.2g} to {high:.2g}")  # fmt: skip

# %% proof
from contextlib import redirect_stderr
from io import StringIO

for name in makers:
    assert filmed[name][:, 1].mean() < 0.8
    assert filmed[name][:, 1].min() < 0.65
assert filmed["leaky ReLU 0.1"][:, 3].min() > 100
assert np.median(filmed["leaky ReLU 0.1"][:, 3]) > 1e5
for name in ("ReLU", "leaky ReLU 0.01", "GELU"):
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
    assert five(make, 2.0, centre=True)[:, 1].min() > 0.95

# %% [markdown]
r"""
No, and by now it is no surprise. A unit that is off goes on learning, in steps α times as long. But the step along the
steep direction is beyond the limit for these, too. With a leak of 0.1 nothing stops the swings, and the weights explode
(the accuracy is then whatever exploded numbers happen to give); with PReLU they overflow in the first epoch. With a
leak of 0.01, or with GELU, most units end nearly silent, as with ReLU. First cure the step: with centred pixels all of
these get 95% or more.

A leak is for units that are off although the rate is right. Take the hardest case: a rate of 0.3 and all biases at −4,
so that *every* hidden unit is off for every digit. Which activation calls them back?
"""

# %%
makers["PReLU from 0.01"] = lambda: PReLU(64, 0.01)
revived = {name: five(make, 0.3, bias=-4.0, epochs=8) for name, make in makers.items()}
for name, runs in revived.items():
    off, right = runs[:, :2].mean(axis=0)
    print(f"{name:<15} off on all rows: {off:4.0%}; accuracy {right:.2f}")

# %% proof
for seed in range(5):
    start = digits_network(ReLU(), np.random.default_rng(seed), bias=-4.0)
    assert (start.layers[0].forward(x_train) <= 0).all()
    z = start.layers[0].forward(x_train)
    slopes = activations.gelu_derivative(z)
    assert np.mean(z < -0.76) > 0.999
    assert np.mean(slopes < 0) > 0.999
    assert 0.001 < np.abs(slopes).mean() < 0.006
scores = {name: runs[:, 1] for name, runs in revived.items()}
assert (scores["ReLU"] < 0.2).all()
assert (revived["ReLU"][:, 0] == 1).all()
assert scores["leaky ReLU 0.01"].mean() < 0.35
assert scores["GELU"].mean() < 0.6
assert 0.75 < scores["leaky ReLU 0.1"].mean() < scores["PReLU from 0.01"].mean()
assert scores["PReLU from 0.01"].mean() > 0.9
assert all(revived[name][:, 0].mean() > 0.7 for name in ("leaky ReLU 0.1", "PReLU from 0.01"))
for seed in range(2):
    rng = np.random.default_rng(seed)
    model = digits_network(PReLU(64, 0.01), rng, bias=-4.0).compile(SGD(0.3), crossentropy)
    model.fit(x_train, y_train, epochs=8, rng=rng, verbose=False)
    assert model.layers[1].alpha.max() > 0.1
    assert model.layers[1].alpha.min() < 0

# %% [markdown]
r"""
The ReLU network stays dead. A leak of 0.01 lets so little through that eight epochs are not enough. GELU's trouble is
another one: nearly all z lie left of −0.75, so the little that comes back, some 0.003 of a gradient, has the wrong
sign. With a leak of 0.1 most of the accuracy is back. PReLU starts at 0.01, too, learns its leaks (some become
negative: nothing holds them above 0), and nearly all is back. Most units are still off on every row: with a leak, "off"
no longer means "dead".

## Softmax: every output depends on every input

So far each output depended on its own $z$ alone. Softmax turns the scores of a row into shares of one pie:

$$a_j = \frac{e^{z_j}}{\sum_i e^{z_i}} .$$

Raise one score, and its share grows; all other shares shrink, because the pie stays one. So the slope is not one number
but one for each pair: how does output $a_j$ change when score $z_k$ moves? The matrix of all these derivatives is
called the **Jacobian** of the function. [Lecture 7](07_backpropagation.ipynb) found them, by the quotient rule:

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
same number to all scores changes nothing. Right, a softmax that is 95% sure: its entries are nearly 0. Softmax
saturates, too.

On the way back, $z_k$ collects from all outputs, since it moved them all:

$$dz_k = \sum_j da_j\, J_{jk} = a_k \Big( da_k - \sum_j da_j\, a_j \Big) .$$

In words: each output's gradient, minus the row's average gradient (weighted by the shares), times its own share. There
is no need to build the matrix. With cross-entropy, $da_j = -y_j/a_j$, it becomes $dz_k = a_k - y_k$
([lecture 7](07_backpropagation.ipynb)): the factor that saturates cancels, as with the sigmoid.
"""

# %% proof
y = np.array([0.0, 0.0, 1.0, 0.0])
da = -y / a  # of cross-entropy
assert np.allclose(a * (da - (da * a).sum()), a - y)
for any_da in (da, np.array([0.5, -1.0, 2.0, 0.0])):
    assert np.allclose(any_da @ J, a * (any_da - (any_da * a).sum()))
    assert np.allclose(any_da @ J, activations.softmax_backward(any_da, a))

# %% [markdown]
r"""
## How much does the choice matter?

Seven activations, on the centred digits, with one hidden layer of 32 units and with ten. ReLU, leaky ReLU (α = 0.2) and
swish start with He's weights, the others with Glorot's ([lecture 9](09_vanishing_exploding_gradients.ipynb)). To be
fair, each has a learning rate of its own: of 0.03, 0.1, 0.3, 1, 3 and 6 the one with the best accuracy on 300 rows set
aside. Each trains for ten epochs from five seeds, and only then do we look at the test rows.
"""

# %%
inputs, new = x_train - x_mean, x_test - x_mean


def deep(name, depth, rng):
    """64 pixels, `depth` hidden layers of 32 units, 10 classes."""
    start = he_normal if name in ("relu", "leaky_relu", "swish") else glorot_uniform
    layers = [Dense(64, 32, rng, start), Activation(name)]
    for _ in range(depth - 1):
        layers += [Dense(32, 32, rng, start), Activation(name)]
    return Sequential([*layers, Dense(32, 10, rng, start)])


def scores(name, depth, rate, x, y):
    """The accuracies on x of five networks that did not train on the first 300 rows."""
    found = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = deep(name, depth, rng).compile(SGD(rate), crossentropy, metrics=[accuracy])
        model.fit(inputs[300:], y_train[300:], epochs=10, rng=rng, verbose=False)
        found.append(model.evaluate(x, y)["accuracy"])
    return np.array(found)


# %%
tried = {  # a learning rate for one hidden layer, and one for ten
    "step": (0.3, 0.1),
    "linear": (1, 0.03),
    "sigmoid": (6, 1),
    "tanh": (3, 0.1),
    "relu": (3, 0.1),
    "leaky_relu": (3, 0.1),
    "swish": (3, 0.1),
}
results = {"1 hidden layer": {}, "10 hidden layers": {}}
for name, both in tried.items():
    for title, depth, rate in zip(results, (1, 10), both, strict=True):
        results[title][name] = rate, scores(name, depth, rate, new, y_test)
show(plots.accuracies_by_activation(results))

# %% proof
one, ten = ({name: test.mean() for name, (_, test) in panel.items()} for panel in results.values())
others = [mean for name, mean in one.items() if name != "step"]
assert one["step"] < 0.9
assert min(others) > 0.94
assert max(others) - min(others) < 0.02
assert max(ten["step"], ten["sigmoid"]) < 0.3
assert min(ten[name] for name in ("linear", "tanh", "relu", "leaky_relu")) > 0.8
assert 0.4 < ten["swish"] < ten["tanh"]
one_at_1 = {name: scores(name, 1, 1, new, y_test).mean() for name in ("sigmoid", "tanh")}
assert one_at_1["tanh"] - one_at_1["sigmoid"] > 0.004
for name, depth, rate, others in (("relu", 10, 0.1, (0.01, 1)), ("step", 1, 0.3, (0.03,))):
    kept = [scores(name, depth, r, inputs[:300], y_train[:300]).mean() for r in (rate, *others)]
    assert kept[0] > max(kept[1:])
signals = {}
for name in ("relu", "swish"):
    a, signals[name] = inputs[:256], []
    for layer in deep(name, 10, np.random.default_rng(0)).layers[:-1]:
        a = layer.forward(a)
        signals[name].append(a.std(axis=0).mean())
assert signals["swish"][-1] / signals["swish"][1] < 0.2 * signals["relu"][-1] / signals["relu"][1]
for z in (0.01, -0.01):
    assert abs(swish(z) / z - 0.5) < 0.01

# %% [markdown]
r"""
With one hidden layer the step is far behind: through it that layer learns nothing. The means of all others lie within
two percentage points of each other, even *linear*: on these tidy digits one layer is nearly enough.

Ten layers tell more. The sigmoid now guesses, and so does the step: no gradient comes down ([lecture
9](09_vanishing_exploding_gradients.ipynb)). The linear network gains nothing, for ten layers of sums are one. Swish is
behind, because of its weights: He's are made for ReLU. Of a small $z$ swish lets half through, so its signal fades on
the way up, and training takes longer. An activation and its initial weights have to be chosen together; that is
[lecture 11](11_weight_initialization.ipynb). Between tanh, ReLU and leaky ReLU nothing is decided here.

Look at the rates, too: with one layer the sigmoid, with its small slope, wants the highest. Compare on *your* data,
each at its own rate, with several seeds.

## Which one where

**In hidden layers,** start with **ReLU**: it is cheap, and where it is on it does not shrink gradients. Give it centred
inputs and He's weights, and change it for a reason, such as a model that you build on: **transformers** mostly have
GELU or swish.

**At the output** there is little choice: the task decides, together with the loss.

| Task | Output | Why |
|---|---|---|
| a number, such as a temperature | none (linear) | it may be anything; a sigmoid would cap it |
| a positive number, such as a waiting time | softplus | never 0 or below, and no upper end |
| yes or no | sigmoid, one unit | a probability |
| one of $K$ classes | softmax, $K$ units | shares that sum to 1 |
| several of $K$ labels at once | sigmoid, $K$ units | the answers need not sum to 1 |

## In one table

| Function | Value | Range | Slope | Where |
|---|---|---|---|---|
| ReLU | $\max(0, z)$ | $[0, \infty)$ | $[z > 0]$ | hidden: the first choice |
| GELU | $z\,\Phi(z)$ | $\ge -0.17$ | $\Phi(z) + z\,\Phi'(z)$ | hidden: transformers |
| swish (SiLU) | $z\,\sigma(z)$ | $\ge -0.28$ | $\sigma + z\,\sigma(1 - \sigma)$ | hidden: transformers |
| leaky ReLU, PReLU | $z$ or $\alpha z$ | all ($\alpha > 0$) | 1 or $\alpha$ | hidden, if units are off at a good rate |
| tanh | $2\sigma(2z) - 1$ | $(-1, 1)$ | $1 - \tanh^2 \le 1$ | hidden, where a bounded value is wanted |
| sigmoid | $1/(1 + e^{-z})$ | $(0, 1)$ | $\sigma(1 - \sigma) \le \frac14$ | output: yes or no; gates |
| softmax | $e^{z_j}/\sum_i e^{z_i}$ | $(0, 1)$, sum 1 | $a_j([j = k] - a_k)$, a Jacobian | output: one of $K$ |

## Check yourself

<details><summary>1. Of the outputs of a ReLU layer, 92% are 0. Are you worried?</summary>

Not by that number. Look at the columns: how many units are 0 on *all* rows? In this lecture, with 92% zeros, it was
not one. And a few such units would be lost width, no more; a count that goes on rising is an alarm.
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
