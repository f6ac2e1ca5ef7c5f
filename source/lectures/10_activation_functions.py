# %% [markdown]
r"""
# 10 · Activation functions

*The bend in each unit is what makes a network more than one matrix. You will see what each bend lets through, forwards
and backwards, and how a unit can fall silent for good.*

**You will be able to**

- say why a network needs bends at all, and what a bend may cost;
- write sigmoid, tanh, ReLU, leaky ReLU, PReLU, ELU, SELU and softmax, each with its derivative;
- find dead units, and tell a dead unit from one that is only silent now and then;
- choose the activation of a hidden layer and of an output layer, with reasons.

**It builds on** [backpropagation](07_backpropagation.ipynb) and
[vanishing gradients](09_vanishing_exploding_gradients.ipynb). **Time:** about 35 minutes. Run each cell as you come to
it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import ELU, SGD, Activation, Adam, CategoricalCrossentropy, Dense, LeakyReLU
from dlcourse import MeanSquaredError, PReLU, ReLU, Sequential, accuracy, activations, elu
from dlcourse import he_normal, lecun_normal, load_digits, numerical_gradient, one_hot, relu
from dlcourse import selu, sigmoid, softmax, train_test_split
from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA
from dlcourse.initializers import constant, random_uniform
from dlcourse.plots import show
from dlcourse.plots.activation_functions import activations_and_derivatives, variance_by_layer, wave_fits
from dlcourse.plots.activation_functions import zeros_and_dead_units
from dlcourse.widgets.activation_functions import activation_explorer

# %% [markdown]
r"""
## A network without bends

Stack three layers and leave the activations out. What can these three matrices do that one could not?
"""

# %%
rng = np.random.default_rng(0)
x = rng.normal(size=(5, 4))
W1, W2, W3 = rng.normal(size=(4, 6)), rng.normal(size=(6, 5)), rng.normal(size=(5, 2))

three_layers = ((x @ W1) @ W2) @ W3
one_layer = x @ (W1 @ W2 @ W3)  # (4, 2)
print("the same outputs, up to rounding:", np.allclose(three_layers, one_layer))

# %% proof
assert np.abs(three_layers - one_layer).max() < 1e-13
assert (W1 @ W2 @ W3).size == 8
assert W1.size + W2.size + W3.size == 64

# %% [markdown]
r"""
Nothing. A product of matrices is a matrix. Sixty-four weights do the work of eight, and a hundred layers would do no
more. (Biases change nothing about it: they too collapse into one.) Between two layers there has to be something that
is *not* a straight line.

How much does a little bend help? Take a wavy curve and networks of 8 hidden units, equal but for what each unit does
with its sum. They all train for 1,500 steps.
"""

# %%
curve_x = np.linspace(-3, 3, 61)[:, None]
curve_y = np.sin(1.5 * curve_x) + 0.3 * curve_x
fits, errors = {}, {}
for name in ("linear", "relu", "tanh"):
    rng = np.random.default_rng(0)
    hidden = Dense(1, 8, rng, bias_initializer=random_uniform(2))
    model = Sequential([hidden, Activation(name), Dense(8, 1, rng)], dtype=np.float64)
    model.compile(Adam(0.03), MeanSquaredError())
    errors[name] = [model.train_step(curve_x, curve_y) for _ in range(1500)][-1]
    fits[name] = model.predict(curve_x)
    print(f"{name:<7} mean squared error {errors[name]:.3f}")

# %%
show(wave_fits(curve_x, curve_y, fits))

# %% proof
assert errors["linear"] > 0.4
assert errors["relu"] < 0.02
assert errors["tanh"] < 0.002
line = np.polynomial.Polynomial.fit(curve_x[:, 0], curve_y[:, 0], 1)(curve_x)
assert np.abs(fits["linear"] - line).max() < 0.02

# %% [markdown]
r"""
Without a bend, the best 8 units can do is the straight line. With the ReLU, whose bend is a single corner, they build a
polygon: each unit contributes one corner and its position. With tanh, the curve is smooth. So a bend is all it takes,
and it need not be complicated.

But not every function with a bend will do. The oldest, the **step** of the perceptron, is 0 below zero and 1 above.
Its slope is 0 everywhere, so whatever gradient reaches a step, nothing passes it. The **linear** function, at the other
end, passes everything and bends nothing. All others live between these two. And for each we ask the same two questions:
*what comes out* (the value), and *what comes back* (the slope)? Here are six of them.
"""

# %%
grid = np.linspace(-4, 4, 321)
library = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu")
curves = {}
for name in library:
    slope = getattr(activations, name + "_derivative")
    curves[name] = getattr(activations, name)(grid), slope(grid)
show(activations_and_derivatives(grid, curves))

# %% proof
assert curves["sigmoid"][1].max() == 0.25
assert curves["tanh"][1].max() == 1
assert curves["leaky_relu"][1].min() == 0.2
assert abs(curves["selu"][1].max() - 1.758) < 0.01
assert not activations.step_derivative(grid).any()

# %% [markdown]
r"""
Keep this picture in view; the rest of the lecture walks through it from left to right. Read the upper row for what the
next layer gets, the lower row for what the layer below gets to hear.

## Smooth and bounded: sigmoid and tanh

The sigmoid squeezes any number into $(0, 1)$, tanh into $(-1, 1)$:

$$\sigma(z) = \frac{1}{1 + e^{-z}}, \quad \sigma' = \sigma(1 - \sigma), \qquad\qquad
\tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}, \quad \tanh' = 1 - \tanh^2 .$$

They look like two functions. Divide the numerator and the denominator of tanh by $e^z$, and see that they are one:

$$\tanh(z) = \frac{1 - e^{-2z}}{1 + e^{-2z}} = \frac{2}{1 + e^{-2z}} - 1 = 2\,\sigma(2z) - 1 .$$

Tanh is the sigmoid, twice as tall, moved down by 1, and run through twice as fast. Twice as tall and twice as fast
makes it four times as steep: slope 1 in the middle instead of a quarter.
"""

# %%
z = np.array([-2.0, 0.0, 0.5, 3.0])
a = np.tanh(z)
print("tanh(z)      ", np.round(a, 4))
print("2σ(2z) − 1   ", np.round(2 * sigmoid(2 * z) - 1, 4))
print("slope 1 − a² ", np.round(1 - a**2, 4))
print("library      ", np.round(activations.tanh_derivative(z), 4))

# %% proof
assert np.allclose(a, 2 * sigmoid(2 * z) - 1)
assert np.allclose(1 - a**2, activations.tanh_derivative(z))
assert np.allclose(1 - a**2, [numerical_gradient(np.tanh, each) for each in z], atol=1e-8)

# %% [markdown]
r"""
For a hidden layer this matters in two ways. The slope you know from lecture 9: a quarter at best, layer after layer.
The other is the *mean*. A sigmoid's outputs are all positive, so the next layer sees inputs that all lean to one side;
tanh's are centred around 0. Yann LeCun and others recommended tanh for this reason in 1998 ("Efficient BackProp").

And both **saturate**: far out, where the curve is flat, the slope is nearly 0 and a unit stops learning, whether it is
right or wrong. At the output, in company with cross-entropy, that does no harm, because there $\sigma'$ cancels.

> **Where the notes go wrong.** Notes 0 and 3 write $\sigma(x) \in [0, 1]$. The brackets should be round. Were 0 or 1
> reached, one wrong row could cost $-\ln 0 = \infty$. (On a computer 1 *is* reached, by rounding, for $z$ above 37.
> This is why losses are computed from the logits.)
"""

# %%
print(f"σ(−700) = {sigmoid(-700.0):.0e}: tiny, and not 0")
print(f"1 − σ(36) = {1 - sigmoid(36.0):.0e}     1 − σ(37) = {1 - sigmoid(37.0):.0e}")

# %% proof
assert 0 < sigmoid(-700.0) < 1e-300
assert sigmoid(36.0) < 1
assert sigmoid(37.0) == 1

# %% [markdown]
r"""
## ReLU: a gate

$$\mathrm{ReLU}(z) = \max(0, z), \qquad \mathrm{ReLU}'(z) = [z > 0] .$$

One comparison, no exponential. Where the unit is on, the slope is exactly 1, so twenty layers in a row pass a gradient
on as it is (as far as the weights let them). Where it is off, it passes nothing. Vinod Nair and Geoffrey Hinton brought
it into deep learning in 2010.

A corner at 0 means: no derivative there. Nobody needs one. The library takes 0, PyTorch takes 0 as well; a $z$ that is
*exactly* 0 is rare.

With random weights and centred inputs about half of all outputs are 0. That sounds wasteful. Is it?
"""

# %% prediction [markdown]
r"""
1,000 rows go through a new ReLU layer of 2,000 units, half of all outputs are 0. How many units learn nothing?

[ ] Half of them
    A unit is off for some rows and on for others. It learns from those where it is on.
[x] None
    Each unit is on for about half of the rows, and learns from them. Half of the outputs are 0, but no unit is 0 for
    every row.
[ ] About a quarter
    Count by units, not by outputs: a unit is lost only when it is off for all 1,000 rows.
"""

# %%
rng = np.random.default_rng(0)
rows = rng.normal(size=(1000, 20))
W = he_normal(20, 2000, rng)
a = relu(rows @ W)
print(f"zeros among all outputs: {np.mean(a == 0):.2f}")
print(f"units that are 0 on all rows: {(a == 0).all(axis=0).sum()}")

# %% proof
assert abs(np.mean(a == 0) - 0.5) < 0.01
assert (a == 0).all(axis=0).sum() == 0

# %% [markdown]
r"""
## Units that never fire

Now push the units down. Give every unit the same negative bias, and look at both numbers: the zeros among all outputs,
and the units that are 0 on *all* rows. Such a unit is called **dead**. No row opens its gate, so no gradient reaches
its weights, so they do not change, so no row will open its gate.
"""

# %%
biases = np.arange(1, -8, -1)
zeros, dead = [], []
for b in biases:
    a = relu(rows @ W + b)
    zeros.append(np.mean(a == 0))
    dead.append((a == 0).all(axis=0).mean())
for b in (-2, -5):
    k = list(biases).index(b)
    print(f"bias {b}: {1 - zeros[k]:.1%} of the outputs are not 0, {dead[k]:.1%} of the units dead")

# %% proof
at = {b: k for k, b in enumerate(biases)}
assert abs(1 - zeros[at[-2]] - 0.08) < 0.01
assert dead[at[-2]] < 0.005
assert abs(dead[at[-5]] - 0.73) < 0.04

# %% proof this_run=true
assert f"{dead[at[-2]]:.1%}" == "0.0%"

# %% [markdown]
r"""
At a bias of −2 all but about 8% of the outputs are 0, and in this draw not one unit is dead. At −5 nearly three
quarters are. Zeros are the ReLU's way of working; it is the *columns* of zeros that are lost.

> **Where the notes go wrong.** Notes 3 say of a ReLU unit: once it gives 0, it will always give 0. It gives 0 for *one
> row*. From the rows where it is on, it goes on learning, and they can carry it back to where the first row turns it on
> too. Dead is a unit that is off for all rows.
"""

# %%
two_rows, wanted = np.array([[-1.0], [0.1]]), np.array([[1.0], [3.0]])
for b in (0.0, -5.0):
    dense = Dense(1, 1, np.random.default_rng(0), constant(1), constant(b))
    unit = Sequential([dense, ReLU()], dtype=np.float64).compile(SGD(0.1), MeanSquaredError())
    before = unit.predict(two_rows)[:, 0]
    for _ in range(200):
        unit.train_step(two_rows, wanted)
    print(f"bias {b:>4}: outputs {before} become {np.round(unit.predict(two_rows)[:, 0], 2)}")

# %% proof
assert unit.predict(two_rows).max() == 0
alive = Sequential([Dense(1, 1, np.random.default_rng(0)), ReLU()], dtype=np.float64).compile(
    SGD(0.1), MeanSquaredError()
)
alive.layers[0].W[...] = 1.0
assert alive.predict(two_rows)[0, 0] == 0
for _ in range(200):
    alive.train_step(two_rows, wanted)
assert alive.predict(two_rows)[0, 0] > 0.2

# %% [markdown]
r"""
How do units come to die in practice? The notes name two causes: a large negative bias, as above, and a learning rate
that is too high. A single step that is too long can throw a unit's weights and bias so far that its $z$ is below 0 for
all rows at once, and from there nothing calls it back. Let us train a network of 64 hidden units on the digits, ten
epochs each, at learning rates from 0.1 to 3, from five seeds each.
"""


# %%
def digits_network(activation, rng, bias=0.0):
    hidden = Dense(64, 64, rng, he_normal, bias_initializer=constant(bias))
    return Sequential([hidden, activation, Dense(64, 10, rng)], dtype=np.float64)


def share_dead(model, x):
    """The share of hidden units whose z is at most 0 on all rows."""
    return (model.layers[0].forward(x) <= 0).all(axis=0).mean()


# %% prediction [markdown]
r"""
At a learning rate of 0.3 a few percent of the units are dead, and the network is right on 96%. And at 2?

[ ] A few more are dead, and it still works
    That is what happens at a rate of 1. A little further on it tips.
[ ] About half are dead
    There is hardly a middle. Once steps are long enough to throw units out, they throw out nearly all.
[x] Nearly all are dead
    The first steps throw the units so far down that no digit opens the gates again. The network then answers every
    picture in the same way.
"""

# %%
rng = np.random.default_rng(0)
pixels, labels = load_digits()
targets = one_hot(labels, 10)
x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
rates, shares, scores = np.array([0.1, 0.3, 1, 2, 3]), np.zeros((5, 5)), np.zeros((5, 5))
for seed in range(5):
    for k, rate in enumerate(rates):
        rng = np.random.default_rng(seed)
        model = digits_network(ReLU(), rng)
        model.compile(SGD(rate), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
        model.fit(x_train, y_train, epochs=10, rng=rng, verbose=False)
        shares[seed, k] = share_dead(model, x_train)
        scores[seed, k] = model.evaluate(x_test, y_test)["accuracy"]
print("learning rate    ", *(f"{rate:5g}" for rate in rates))
print("share dead, mean ", *(f"{share:5.2f}" for share in shares.mean(axis=0)))
print("accuracy, mean   ", *(f"{score:5.2f}" for score in scores.mean(axis=0)))

# %%
show(zeros_and_dead_units(rates, shares, biases, dead, zeros))

# %% proof
mean_dead = dict(zip(rates, shares.mean(axis=0), strict=True))
mean_score = dict(zip(rates, scores.mean(axis=0), strict=True))
assert mean_dead[0.1] < 0.07
assert mean_dead[0.3] < 0.07
assert abs(mean_score[0.3] - 0.96) < 0.015
assert 0.05 < mean_dead[1] < 0.3
assert mean_score[1] > 0.95
assert shares[:, 3:].min() > 0.9
assert mean_dead[2] > 0.95
assert mean_score[2] < 0.2
assert abs(zeros[at[1]] - 0.23) < 0.01
assert abs(zeros[at[-2]] - 0.92) < 0.01
assert dead[at[-7]] > 0.95

# %% proof this_run=true
assert abs(mean_dead[1] - 0.15) < 0.02

# %% [markdown]
r"""
This is the picture to remember. On the left, there is no gentle slope: up to 0.3 hardly any, at 1 some, at 2 nearly all
units are dead, whichever of the five seeds. At a rate of 1, with 15% of the units dead in these runs, the network is
right on more than 95% of the digits: **a few dead units are no harm**, and many networks carry some along. On the
right, see how far apart the two curves lie: by the time nine in ten outputs are 0, dead units have hardly begun.

So what should be done against it? A smaller learning rate, biases that start at 0, and, if that does not help, a
function that never quite closes.

## A slope below zero: leaky ReLU and PReLU

$$a = \begin{cases} z & z > 0 \\ \alpha z & z < 0 \end{cases} \qquad\qquad
a' = \begin{cases} 1 & z > 0 \\ \alpha & z < 0 \end{cases}$$

With a fixed $\alpha$, often 0.01 to 0.3, this is the **leaky ReLU** (Andrew Maas and others, 2013). Below 0 a small
part of the gradient still passes, so a unit that is off can be called back.

Notes 1 and 3 write it as $\max(0.01\,x, x)$. That is the same as long as $\alpha$ is at most 1. Beyond, the maximum
picks the wrong branch, so take the two cases.

In the **parametric ReLU**, PReLU, each unit has its own $\alpha$, and learns it like a weight (Kaiming He and others,
2015). Which gradient does $\alpha$ get? It is in the output only where $z < 0$, and there $a = \alpha z$, so
$\partial a/\partial\alpha = z$. One $\alpha$ serves all rows, so the rows add up:

$$\frac{\partial L}{\partial \alpha} = \sum_{\text{rows}} \frac{\partial L}{\partial a}\, \min(z, 0) .$$
"""

# %%
z = np.array([[2.0, -1.0], [-3.0, -0.5], [1.0, 4.0]])  # 3 rows, 2 units
alpha = np.array([0.25, 0.1])
da = np.array([[1.0, 0.5], [-2.0, 1.0], [0.3, 0.7]])

dz = da * np.where(z > 0, 1, alpha)
dalpha = (da * np.minimum(z, 0)).sum(axis=0)
nudged = numerical_gradient(lambda alpha: (np.where(z > 0, z, alpha * z) * da).sum(), alpha)
print("dalpha", dalpha, "  by nudging", np.round(nudged, 6))
print("library", activations.prelu_backward(da, z, alpha)[1])

# %% proof
assert np.allclose(dalpha, [6, -1])
assert np.allclose(nudged, dalpha)
assert np.allclose(activations.prelu_backward(da, z, alpha)[0], dz)
assert np.allclose(activations.prelu_backward(da, z, alpha)[1], dalpha)

# %% [markdown]
r"""
Does a leak call dead units back? Take the hardest case: the digits network with all its biases at −4, so that *every*
hidden unit is off for every digit from the start. One line differs from run to run; each runs from five seeds.
"""

# %%
makers = {
    "ReLU": ReLU,
    "leaky ReLU 0.01": lambda: LeakyReLU(0.01),
    "leaky ReLU 0.1": lambda: LeakyReLU(0.1),
    "PReLU": lambda: PReLU(64),
    "ELU": ELU,
}
revived = {name: np.zeros((5, 3)) for name in makers}
for name, make in makers.items():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = digits_network(make(), rng, bias=-4.0)
        before = share_dead(model, x_train)
        model.compile(SGD(0.3), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
        model.fit(x_train, y_train, epochs=10, rng=rng, verbose=False)
        right = model.evaluate(x_test, y_test)["accuracy"]
        revived[name][seed] = before, share_dead(model, x_train), right
    before, after, right = revived[name].mean(axis=0)
    print(f"{name:<15} off on all rows: {before:.0%} before, {after:.0%} after;"
          f" mean accuracy {right:.2f}")  # fmt: skip

# %% proof
assert all((runs[:, 0] == 1).all() for runs in revived.values())
accuracies = {name: runs[:, 2] for name, runs in revived.items()}
assert (accuracies["ReLU"] < 0.2).all()
assert (revived["ReLU"][:, 1] == 1).all()
assert accuracies["leaky ReLU 0.01"].mean() < 0.35
assert 0.8 < accuracies["leaky ReLU 0.1"].mean() < min(accuracies[name].mean() for name in ("PReLU", "ELU"))
assert min(accuracies[name].mean() for name in ("PReLU", "ELU")) > 0.9
assert all(revived[name][:, 1].min() > 0.4 for name in ("leaky ReLU 0.1", "PReLU", "ELU"))

# %% [markdown]
r"""
The ReLU network stays dead. A leak of 0.01, the notes' number, lets so little through that ten epochs are not enough.
With 0.1 most of the accuracy is back, with PReLU and with ELU (which comes next) nearly all of it. Notice that many
units are still off on every row, and that it works all the same: with a leak, "off" no longer means "dead".

> **Where the notes go wrong.** Notes 3 sort leaky and parametric ReLU under "linear" variants. They consist of two
> straight pieces, but a function with a corner is not linear: for a linear $f$, $f(-1) + f(1)$ would be $f(0)$. And
> were they linear, a deep network of them would collapse into one matrix, as in the first section.
"""

# %%
at_minus_1, at_0, at_1 = activations.leaky_relu(np.array([-1.0, 0.0, 1.0]), 0.01)
print(f"f(−1) + f(1) = {at_minus_1 + at_1:.2f}, f(0) = {at_0:.2f}")

# %% proof
assert np.isclose(at_minus_1 + at_1, 0.99)

# %% [markdown]
r"""
## A curve below zero: ELU and SELU

Instead of a line below 0, one can take a curve that levels off:

$$\mathrm{ELU}(z) = \begin{cases} z & z > 0 \\ \alpha\,(e^z - 1) & z < 0 \end{cases} \qquad
\mathrm{ELU}'(z) = \begin{cases} 1 & z > 0 \\ \alpha\,e^z = \mathrm{ELU}(z) + \alpha & z < 0 \end{cases}$$

(Djork-Arné Clevert and others, 2016). With $\alpha = 1$ there is no corner: both slopes are 1 at $z = 0$. Its outputs
can be negative, so their mean is nearer to 0 than the ReLU's, and far down it saturates at $-\alpha$. The price is an
exponential.

**SELU** is an ELU with two special numbers (Günter Klambauer and others, 2017):

$$\mathrm{SELU}(z) = \lambda \begin{cases} z & z > 0 \\ \alpha\,(e^z - 1) & z < 0 \end{cases} \qquad
\lambda \approx 1.0507, \quad \alpha \approx 1.6733 .$$

Where do such numbers come from? They solve two equations: if $z$ is normal with mean 0 and variance 1, then SELU of it
has mean 0 and variance 1 again. So a deep network with suitable weights (variance $1/\text{fan\_in}$, lecture 11)
passes its signal on at the same size from layer to layer, by itself. It even repairs what comes in wrong.

> **Where the notes go wrong.** Notes 3 have $\lambda = 1.673$ and $\alpha = 1.0587$: swapped, and with a wrong digit.
> Does it matter? Send 500 rows through twenty layers and look at the variance.
"""

# %%
variances = {}
for name, scale, alpha, spread in (
    ("SELU", SELU_LAMBDA, SELU_ALPHA, 1),
    ("SELU, inputs 3 times too large", SELU_LAMBDA, SELU_ALPHA, 3),
    ("notes' numbers", 1.673, 1.0587, 1),
    ("ELU", 1.0, 1.0, 1),
):
    rng = np.random.default_rng(0)
    a, variances[name] = spread * rng.normal(size=(500, 100)), []
    for _ in range(20):
        a = scale * elu(a @ lecun_normal(100, 100, rng), alpha)
        variances[name].append(a.var())
    after = (f"{variances[name][k]:8.2f}" for k in (0, 4, 19))
    print(f"{name:<31} variance after 1, 5 and 20 layers:", *after)

# %%
show(variance_by_layer(variances))

# %% proof
growth = np.diff(np.log(variances["notes' numbers"]))
assert 1.3 < np.exp(growth.mean()) < 1.6
assert all(0.75 < variance < 1.3 for variance in variances["SELU"])
assert 5 < variances["SELU, inputs 3 times too large"][0] < 6
assert 0.7 < variances["SELU, inputs 3 times too large"][-1] < 1.5
assert variances["notes' numbers"][-1] > 200
assert variances["ELU"][-1] < 0.05
z = np.linspace(-12, 12, 240_001)
weight = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
assert abs((weight * selu(z)).sum()) < 1e-6
assert abs((weight * selu(z) ** 2).sum() - 1) < 1e-6

# %% [markdown]
r"""
With the right pair, the variance stays at 1, and comes back to it when the inputs are three times too large. With the
notes' pair it grows, by a factor of about 1.4 a layer.

> **Where the notes go wrong.** The slopes in notes 3 slip as well: they have $\mathrm{ELU}' = x$ above 0, and
> $\mathrm{SELU}'$ as $x$ above and $\alpha e^x$ below. But $x$ is the *function* there; its slope is 1. And the
> $\lambda$ stands before both pieces and stays there: $\mathrm{SELU}' = \lambda$ above, $\lambda\alpha e^z$ below.
"""

# %%
z = np.array([-2.0, -0.5, 0.5, 3.0])
e = np.exp(np.minimum(z, 0))  # e^z where it is needed, no overflow where it is not
elu_slope = np.where(z > 0, 1, 1.0 * e)
selu_slope = SELU_LAMBDA * np.where(z > 0, 1, SELU_ALPHA * e)
by_nudging = np.round([[numerical_gradient(f, each) for each in z] for f in (elu, selu)], 4)
print("ELU′  by formula", np.round(elu_slope, 4), "  by nudging", by_nudging[0])
print("SELU′ by formula", np.round(selu_slope, 4), "  by nudging", by_nudging[1])
print("notes: ELU′(3) = 3")

# %% proof
assert np.allclose([elu_slope, selu_slope], by_nudging, atol=6e-5)
assert np.allclose(elu_slope, [numerical_gradient(elu, each) for each in z], atol=1e-6)
assert np.allclose(selu_slope, [numerical_gradient(selu, each) for each in z], atol=1e-6)
assert np.allclose(elu_slope, activations.elu_derivative(z))
assert np.allclose(selu_slope, activations.selu_derivative(z))

# %% [markdown]
r"""
Three smooth relatives you will meet: **softplus**, $\ln(1 + e^z)$, whose slope is the sigmoid; **swish** or SiLU,
$z\,\sigma(z)$; and **GELU**, $z\,\Phi(z)$ with the normal distribution's $\Phi$, long the usual choice in transformers.
All three are in the explorer below.

## Softmax: every output depends on every input

So far each output depended on its own $z$ alone. Softmax is different. It turns the scores of a row into shares of one
pie:

$$a_k = \frac{e^{z_k}}{\sum_j e^{z_j}} .$$

Raise one score, and its share grows; all other shares shrink, because the pie stays one. So its derivative is not a
number for each entry but a matrix for each row:

$$\frac{\partial a_j}{\partial z_k} = a_j\,\big([j = k] - a_k\big) .$$
"""

# %%
z = np.array([2.0, 1.0, 0.0])
a = np.exp(z) / np.exp(z).sum()
J = a[:, None] * (np.eye(3) - a)  # J[j, k] = ∂a_j/∂z_k
print("shares", np.round(a, 3), "  library", np.round(softmax(z), 3))
print(np.round(J, 3))
print("each row sums to 0:   ", np.allclose(J.sum(axis=1), 0))
print("each column sums to 0:", np.allclose(J.sum(axis=0), 0))

# %% proof
assert np.allclose(a, softmax(z))
assert np.allclose(J, activations.softmax_derivative(z))
assert np.round(a, 3).tolist() == [0.665, 0.245, 0.09]
assert np.allclose(J.sum(axis=0), 0)
assert np.allclose(J.sum(axis=1), 0)
assert (J - np.diag(np.diag(J)) <= 0).all()

# %% [markdown]
r"""
Positive on the diagonal, negative beside it. Each column sums to 0 because the shares always sum to 1; each row sums to
0 because adding the same number to all scores changes nothing.

On the way back, $z_k$ collects from all outputs, since it moved them all:

$$dz_k = \sum_j da_j\, a_j\,\big([j = k] - a_k\big) = a_k \Big( da_k - \sum_j da_j\, a_j \Big) .$$

In words: each output's gradient, minus the row's average gradient (weighted by the shares), times its own share. There
is no need to build the matrix.
"""

# %%
da = np.array([0.5, -1.0, 2.0])
print("through the matrix ", np.round(da @ J, 4))
print("with the formula   ", np.round(a * (da - (da * a).sum()), 4))
print("from the library   ", np.round(activations.softmax_backward(da, a), 4))

# %% proof
assert np.allclose(da @ J, a * (da - (da * a).sum()))
assert np.allclose(da @ J, activations.softmax_backward(da, a))

# %% [markdown]
r"""
## Which one where

**At the output** there is little choice: the task decides, together with the loss.

| Task | Output | Why |
|---|---|---|
| a number, such as a price | none (linear) | it may be anything; a sigmoid would cap it |
| yes or no | sigmoid, one unit | a probability |
| one of $K$ classes | softmax, $K$ units | shares that sum to 1 |
| several of $K$ labels at once | sigmoid, $K$ units | each is a question of its own; the answers need not sum to 1 |

Notes 1 put "sigmoid" at the output, without a condition. That is right for the second and the fourth line.

**In a hidden layer** there is more choice, and less depends on it than the long list suggests. Here is the digits
network with nine activations, twelve epochs and five seeds each.
"""

# %%
nine = ("linear", "step", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu")
comparison = {name: [] for name in nine}
for name, scores in comparison.items():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = Sequential([Dense(64, 32, rng), Activation(name), Dense(32, 10, rng)])
        model.compile(SGD(0.3), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
        model.fit(x_train, y_train, epochs=12, rng=rng, verbose=False)
        scores.append(model.evaluate(x_test, y_test)["accuracy"])
    low, high = min(scores), max(scores)
    print(f"{name:<11} mean {np.mean(scores):.2f}, from {low:.2f} to {high:.2f}")

# %% proof
means = {name: np.mean(scores) for name, scores in comparison.items()}
others = [mean for name, mean in means.items() if name not in ("step", "sigmoid")]
assert means["step"] < 0.85
assert 0.9 < means["sigmoid"] < min(others)
assert min(others) > 0.945
assert max(others) - min(others) < 0.02

# %% [markdown]
r"""
The step is far behind: through it the first layer learns nothing. The sigmoid is a little behind: with slopes of a
quarter at best, twelve epochs bring it less far. All others lie within two percent of each other on average, and the
seeds of each differ about as much. Even *linear* keeps up. On these tidy digits one layer is nearly enough (lecture 0
compared them), so this task cannot tell the activations apart. The wavy curve could, and so can depth.

What follows from that? A rule of thumb, not a law: **start with ReLU** and He's weights. If many units die or the
gradients say so, try leaky ReLU or ELU. Take tanh or sigmoid inside where a bounded value is wanted, as in the gates of
recurrent networks. Then compare on *your* data with several seeds, for no activation wins everywhere.

## Explore: every function beside its slope

Choose a function. Above it you see its value and its slope at one point, and what ten layers with that slope would
leave of a gradient. The point, and the $\alpha$ of leaky ReLU and ELU, are in the folded box. Two questions first.
"""

# %% prediction [markdown]
r"""
Swish is z σ(z). Is there a place where raising z lowers the output?

[ ] No, activations never fall as z rises
    Those of the notes do not. Nothing demands it, though.
[x] Yes, left of about −1.3
    Far left, swish creeps up to 0 from below, so going right from there it first falls, to −0.28 at z = −1.28, and
    rises after that.
[ ] Yes, around 0
    At 0 its slope is one half: it rises.
"""

# %% proof
from dlcourse.widgets.activation_functions import activation_values

fine = np.linspace(-5, 5, 10_001)
value, slope = activation_values("swish", fine, 0.25)
assert abs(fine[value.argmin()] + 1.28) < 0.01
assert round(value.min(), 2) == -0.28
assert (slope[fine < -1.3] < 0).all()
assert (slope[fine > -1.27] > 0).all()
assert activation_values("swish", 0.0, 0.25)[1] == 0.5

# %% prediction [markdown]
r"""
At z = 1, which function leaves more of a gradient after ten layers: tanh or SELU?

[ ] tanh
    Its slope at 1 is 0.42 already, and ten such slopes in a row leave 0.00017.
[x] SELU
    Its slope above 0 is λ = 1.05, a little more than 1: ten of them make 1.64.
[ ] The same, both have slope 1 near 0
    Tanh has its slope of 1 at 0 only. At 1 it is less than half of that.
"""

# %% proof
tanh_slope, selu_at_1 = activation_values("tanh", 1.0, 0.25)[1], activation_values("SELU", 1.0, 0.25)[1]
assert round(float(tanh_slope), 2) == 0.42
assert round(float(tanh_slope) ** 10, 5) == 0.00017
assert round(float(selu_at_1) ** 10, 2) == 1.64

# %% [markdown]
r"""
Then a task. **Go through the list and find all functions whose slope is at some point larger than 1.** Guess first how
many of the eleven there are.
"""

# %%
activation_explorer()

# %% proof
from dlcourse.widgets.activation_functions import FUNCTIONS

steep = [name for name in FUNCTIONS if activation_values(name, fine, 0.25)[1].max() > 1]
assert len(FUNCTIONS) == 11
assert steep == ["SELU", "swish", "GELU"]
assert round(activation_values("SELU", fine, 0.25)[1].max(), 2) == 1.76
assert round(activation_values("swish", fine, 0.25)[1].max(), 2) == 1.10
assert round(activation_values("GELU", fine, 0.25)[1].max(), 2) == 1.13
assert activation_values("leaky ReLU, PReLU", fine, 1.3)[1].max() == 1.3

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Three: SELU, by design (1.05 above 0, and up to 1.76 a little below, at its corner), swish (up to 1.10) and GELU (up to
1.13). If you raised $\alpha$ above 1, leaky ReLU and ELU join them. Of all others the slope is at most 1: they can
shrink a gradient or leave it as it is, and only weights can make it grow.
</details>

## In one table

| Function | Value | Range | Slope | Where |
|---|---|---|---|---|
| step | $[z \ge 0]$ | $\{0, 1\}$ | 0 | nowhere where one must learn |
| linear | $z$ | all | 1 | output of a regression |
| sigmoid | $1/(1 + e^{-z})$ | $(0, 1)$ | $\sigma(1 - \sigma) \le \frac14$ | output: yes or no; gates |
| tanh | $2\sigma(2z) - 1$ | $(-1, 1)$ | $1 - \tanh^2 \le 1$ | hidden, where bounded |
| ReLU | $\max(0, z)$ | $[0, \infty)$ | $[z > 0]$ | hidden: the first choice |
| leaky ReLU, PReLU | $z$ or $\alpha z$ | all | 1 or $\alpha$ | hidden, if units die |
| ELU | $z$ or $\alpha(e^z - 1)$ | $(-\alpha, \infty)$ | 1 or $\alpha e^z$ | hidden, if units die |
| SELU | $\lambda\,\mathrm{ELU}$ | $(-1.76, \infty)$ | $\lambda$ or $\lambda\alpha e^z$ | deep, dense |
| softmax | $e^{z_k}/\sum_j e^{z_j}$ | $(0, 1)$, sum 1 | $a_j([j = k] - a_k)$, a matrix | output: one of $K$ |

## Check yourself

<details><summary>1. Why not leave the activations out, and use more layers instead?</summary>

Because a product of matrices is one matrix. A hundred linear layers can do what one can.
</details>

<details><summary>2. Of the outputs of a ReLU layer, 92% are 0. Are you worried?</summary>

Not by that number. Look at the columns: how many units are 0 on *all* rows? In this lecture, with 92% zeros, it was
not one.
</details>

<details><summary>3. A unit is dead. Can a larger learning rate bring it back?</summary>

No. Its gradient is exactly 0, and any rate times 0 is 0. A leak helps, or fresh weights; or a change in the layer
*below*, whose outputs may open its gate again.
</details>

<details><summary>4. What is $\tanh$ in terms of $\sigma$, and why is its slope up to four times as large?</summary>

$2\sigma(2z) - 1$: stretched by 2 in height, compressed by 2 in width.
</details>

<details><summary>5. Why is the derivative of a softmax a matrix?</summary>

Its outputs share one pie. Moving one score moves all of them.
</details>

## What to do next

Write them yourself in the [exercise](../exercises/10_activation_functions/10_activation_functions.ipynb): values and
slopes, the gradient of PReLU's α, the share of dead units, the way back through a softmax. Then read
[lecture 11, weight initialization](11_weight_initialization.ipynb): the other factor in each layer.
"""
