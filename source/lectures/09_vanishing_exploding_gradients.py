# %% [markdown]
r"""
# 9 · Vanishing and exploding gradients

*A network with ten hidden layers learns nothing, and there is no mistake in it. You will see what gets lost inside, on
the way up and on the way down, measure it layer by layer, and put it right.*

Take a network that reads handwritten digits well, and give it nine more layers of the same kind. It can express more
now, so it should do better, or at least as well. Instead it guesses, and goes on guessing. The code is correct, and so
is the gradient, to the last digit. What is wrong?

**You will be able to**

- explain why a gradient shrinks or grows on its way down, and by which two factors in each layer;
- show that small differences meet the same two factors on their way up;
- measure both before the first step, and tell vanished, exploded and healthy networks apart;
- choose among five remedies, and say what each of them changes;
- write a residual block with its backward pass, and clip a gradient.

**It builds on** [backpropagation](07_backpropagation.ipynb) and [gradient descent](08_gradient_descent.ipynb).
**Time:** about 45 minutes; a good place to pause is after the explorer. Run each cell as you come to it (Shift+Enter),
and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, Activation, BatchNormalization, CategoricalCrossentropy, Dense
from dlcourse import Residual, Sequential, accuracy, check_gradient, glorot_uniform
from dlcourse import he_normal, load_digits, one_hot, train_test_split
from dlcourse.initializers import random_normal
from dlcourse.plots import show
from dlcourse.plots import vanishing_exploding_gradients as plots
from dlcourse.widgets.vanishing_exploding_gradients import deep_gradients_explorer

# %% [markdown]
r"""
## Ten layers that learn nothing

Here are both networks, made of sigmoid layers of 32 units. They get the same rows, the same learning rate and the same
ten epochs, and since one run could be luck, each is trained from five starts.
"""

# %%
pixels, labels = load_digits()
targets, rng = one_hot(labels, 10), np.random.default_rng(0)
split = train_test_split(pixels, targets, test_size=360, rng=rng)
x_train, y_train, x_test, y_test = split
crossentropy = CategoricalCrossentropy(from_logits=True)


def deep(depth, activation, initializer, rng, width=32):
    """64 pixels, `depth` hidden layers, 10 classes."""
    layers, fan_in = [], 64
    for _ in range(depth):
        layers += [Dense(fan_in, width, rng, initializer), Activation(activation)]
        fan_in = width
    return Sequential([*layers, Dense(width, 10, rng, initializer)], dtype=np.float64)


def train(model, rate, rng, epochs=10):
    """Train; return the loss after each epoch."""
    model.compile(SGD(rate), crossentropy, metrics=[accuracy])
    history = model.fit(x_train, y_train, epochs=epochs, rng=rng, verbose=False)
    return history.history["loss"]


# %%
losses = {}
for depth in (1, 10):
    losses[f"{depth} hidden"], right = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = deep(depth, "sigmoid", glorot_uniform, rng)
        losses[f"{depth} hidden"].append(train(model, 1.0, rng))
        right.append(model.evaluate(x_test, y_test)["accuracy"])
    low, high = min(right), max(right)
    print(f"{depth:>2} hidden: accuracy on new digits from {low:.2f} to {high:.2f}")

# %%
show(plots.losses_of_runs(losses))

# %% proof
assert all(each[-1] < 0.2 for each in losses["1 hidden"])
assert all(2.28 < loss < 2.7 for each in losses["10 hidden"] for loss in each)
assert max(right) < 0.2
for rate in (0.1, 3.0):
    rng = np.random.default_rng(0)
    assert abs(train(deep(10, "sigmoid", glorot_uniform, rng), rate, rng)[-1] - np.log(10)) < 0.1

# %% [markdown]
r"""
A network that knows nothing has the loss ln 10 = 2.303, and there it stays, with any other learning rate from 0.01 to 3
as well. This is met in networks of about ten layers and more, mostly with sigmoids or badly scaled weights, and in
recurrent networks, which are deep because they run for many time steps. (Sepp Hochreiter explained it in his diploma
thesis in 1991, Yoshua Bengio and others in 1994.)

Let us look inside, before the first step. Ten digits, one of each kind, go through the ten layers; the loss sends its
gradient back.
"""


# %%
def up_and_down(model, x, y):
    """The outputs of each hidden layer, and the gradient that arrives at them."""
    outputs, gradients, a = [], [], x
    for layer in model.layers:
        a = layer.forward(a, training=True)
        if isinstance(layer, Activation | Residual):
            outputs.append(a)
    _, da = crossentropy(y, a)
    for layer in reversed(model.layers):
        if isinstance(layer, Activation | Residual):
            gradients.insert(0, da)
        da = layer.backward(da)  # fills dW and db
    return outputs, gradients


model = deep(10, "sigmoid", glorot_uniform, np.random.default_rng(0))
ten = [labels.tolist().index(digit) for digit in range(10)]
outputs, gradients = up_and_down(model, pixels[ten], targets[ten])
show(plots.layer_maps(outputs, gradients, np.arange(10)))

# %% proof
spread = np.array([each.std(axis=0).mean() for each in outputs])
assert spread[0] > 0.05
assert spread[2] < 0.01
assert spread[-1] < 1e-6
sizes = np.array([np.abs(each).max() for each in gradients])
assert sizes[6] < 0.05 * sizes[-1]
assert (np.diff(sizes) > 0).all()

# %% [markdown]
r"""
This is the picture of the lecture. Each map is a layer, each row a digit, each column a unit.

- **The upper strip, from left to right: the signal.** In layer 1 the rows differ: a 3 makes other units active than
  an 8. From layer 3 on you see stripes. Each unit still has a level of its own, but the same level for every digit.
- **The lower strip, from right to left: the gradient.** In layer 10 every unit hears how it should change. Each layer
  down about a quarter is left, soon white on this scale.

So the upper layers hear the loss and cannot see the digits; the lower layers see the digits and cannot hear the loss.
Usually only the second half is told, as the **vanishing gradient**.

## Many small factors

Backpropagation multiplies along a path. Make the path as plain as possible: one unit in each layer,
$o_k = \sigma(z_k)$ with $z_k = w_k o_{k-1}$, four layers of them. The chain from the loss down to the first weight is

$$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial o_4}
\cdot \underbrace{\sigma'(z_4)\,w_4}_{\text{layer 4}}
\cdot \underbrace{\sigma'(z_3)\,w_3}_{\text{layer 3}}
\cdot \underbrace{\sigma'(z_2)\,w_2}_{\text{layer 2}}
\cdot \sigma'(z_1)\,x .$$

Each layer contributes its slope times its weight (the first one, times $x$). Say that these four factors are 0.2, 0.1,
0.5 and 0.1. Their product is 0.001. On (geometric) average such a factor is 0.178, so fourteen layers of this kind
leave $0.178^{14} = 3 \cdot 10^{-11}$. Such a product fades **exponentially** with the number of layers.

## A slope of at most a quarter

Why would such factors be small? The slope of the sigmoid is
$\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$ ([lecture 6](06_backprop_by_hand.ipynb)). Call $\sigma(z)$ for a moment $p$.
Then $p(1 - p)$ is the area of a rectangle whose sides add up to 1. The largest such rectangle is the square, with
$p = \frac12$ and area $\frac14$. So a quarter is the *best* a sigmoid can do, at $z = 0$ alone.
"""

# %%
first = model.layers[0]
show(plots.two_slopes((x_train @ first.W + first.b).ravel()))

# %% proof
from dlcourse.activations import sigmoid_derivative

real_z = (x_train @ first.W + first.b).ravel()
assert np.isclose(0.2 * 0.1 * 0.5 * 0.1, 0.001)
assert round(0.001 ** (1 / 4), 3) == 0.178
assert f"{0.178**14:.0e}" == f"{0.001 ** (14 / 4):.0e}" == "3e-11"
assert f"{0.25**20:.1e}" == "9.1e-13"
assert np.mean(np.abs(real_z) < 1.5) > 0.97
grid = np.linspace(-20, 20, 4001)
assert sigmoid_derivative(grid).max() == sigmoid_derivative(0.0) == 0.25

# %% [markdown]
r"""
The grey bars are the pre-activations of our network's first layer, and nearly all are where the slope is best. But the
best slopes of twenty layers, without the weights, leave $0.25^{20} = 9.1 \cdot 10^{-13}$.

## How to see it: norms by layer

A loss tells you *that* nothing happens, not *where*. So measure three things in each layer, before the first step:

- the **signal**: how much a unit's outputs differ between rows, as a standard deviation (a mean over the units);
- the **gradient** that arrives at the outputs, $\partial L/\partial a$, as the length of one long vector;
- what the weights get in the end, all entries of $dW$ and $db$ in one vector, and its length:

$$\text{norm}_k = \sqrt{\sum_{i,j} \Big(\frac{\partial L}{\partial W^k_{ij}}\Big)^2
+ \sum_j \Big(\frac{\partial L}{\partial b^k_j}\Big)^2}\,.$$
"""


# %%
def by_layer(model, x, y):
    """Signal and gradient of each hidden layer; norm of each layer's dW and db."""
    outputs, gradients = up_and_down(model, x, y)
    signal = [a.std(axis=0).mean() for a in outputs]
    gradient = [np.sqrt((da**2).sum()) for da in gradients]
    norms = []
    for layer in model.layers:
        dense = layer.layers[0] if isinstance(layer, Residual) else layer
        if isinstance(dense, Dense):
            norms.append(np.sqrt((dense.dW**2).sum() + (dense.db**2).sum()))
    return np.array(signal), np.array(gradient), np.array(norms)


x, y = x_train[:256], y_train[:256]
model = deep(10, "sigmoid", glorot_uniform, np.random.default_rng(0))
signal, gradient, norms = by_layer(model, x, y)
print("layer       1       4       7      10")
print("signal  ", *(f"{each:.0e} " for each in signal[::3]))
print("gradient", *(f"{each:.0e} " for each in gradient[::3]))
print(f"norm of dW and db: first layer {norms[0]:.0e}, output {norms[-1]:.0e}")

# %% proof
for seed in range(5):
    some = deep(10, "sigmoid", glorot_uniform, np.random.default_rng(seed))
    s, g, n = by_layer(some, x, y)
    assert 1e5 < s[0] / s[-1] < 1e7
    assert 1e5 < g[-1] / g[0] < 1e7
    assert 1e5 < n[-1] / n[0] < 2e7
    for ratio in ((s[-1] / s[0]) ** (1 / 9), (g[0] / g[-1]) ** (1 / 9)):
        assert 0.18 < ratio < 0.27
    some.compile(SGD(0.1), crossentropy).loss_and_gradient(x, y)
    dense = [layer for layer in some.layers if isinstance(layer, Dense)]
    assert np.allclose(n, [np.sqrt((layer.dW**2).sum() + (layer.db**2).sum()) for layer in dense])

# %% [markdown]
r"""
In each layer a little less than a quarter is left, of the gradient on its way down *and* of the signal on its way up;
through all ten layers about a millionth. That both fade alike is no accident. A small difference $\delta a$ between two
rows goes up through a layer with the activation $\varphi$, to first order, as

$$\delta a_k = (\delta a_{k-1}\, W) \cdot \varphi'(z_k), \qquad \text{and a gradient goes down as} \qquad
da_{k-1} = (da_k \cdot \varphi'(z_k))\, W^\top$$

(with $da$ for $\partial L/\partial a$). Up and down, a layer multiplies by the same weights and the same slopes. And
what the weights get is made of both, $dW_k = a_{k-1}^\top\, (da_k \cdot \varphi'(z_k))$.

The norms make the upper layers seem healthy. But $dW_k$ contains the *whole* $a_{k-1}$, about ½ in every row, and what
all rows share teaches only how often each digit occurs. So subtract each unit's mean over the rows from $a$ first:
"""

# %%
outputs, _ = up_and_down(model, x, y)
dense = [layer for layer in model.layers if isinstance(layer, Dense)]
print("dW that tells digits apart, layers 1, 4, 7, 10 and output:")
telling = []
for a, layer in zip([x, *outputs], dense, strict=True):
    shared = np.outer(a.mean(axis=0), layer.db)  # a's mean, times the sum of dz
    telling.append(np.linalg.norm(layer.dW - shared))
print(*(f"{each:.0e}" for each in [*telling[::3], telling[-1]]))

# %% proof
for seed in range(5):
    some = deep(10, "sigmoid", glorot_uniform, np.random.default_rng(seed))
    outputs, gradients = up_and_down(some, x, y)
    dense = [layer for layer in some.layers if isinstance(layer, Dense)]
    inputs = [x, *outputs]
    left = [layer.dW - np.outer(a.mean(axis=0), layer.db) for a, layer in zip(inputs, dense, strict=True)]
    for a, after, da, rest in zip(inputs, outputs, gradients, left, strict=False):
        assert np.allclose(rest, (a - a.mean(axis=0)).T @ (da * after * (1 - after)), rtol=1e-4, atol=1e-12)
    lengths = [np.linalg.norm(each) for each in left]
    assert 5e-8 < min(lengths) < max(lengths) < 8e-7
    assert np.linalg.norm(dense[-1].dW) > 0.1
    assert 0.3 < outputs[-1].mean() < 0.7

# %% [markdown]
r"""
One or two ten-millionths, in *every* layer. Where the gradient is large the signal is small, and the other way round: a
layer takes the same factor from both, so their product is the same everywhere. **That is why no layer learns.**

Is the signal gone for good, then? Let us take the outputs of layer 10, of the network as it was drawn, and train
nothing but one new output layer on them. Once on the outputs as they are, and once *magnified*: minus each unit's mean
over the training rows, divided by its standard deviation.
"""

# %% prediction [markdown]
r"""
On the outputs as they are, the new layer guesses. How many new digits does it read right on the magnified ones?

[ ] One in ten, too
    The ten maps of the last layer look alike. But they are not equal: they differ by a few ten-millionths.
[ ] About a third
    It is far better. Ten layers of random weights have mixed the pixels, but have hardly thrown anything away.
[x] About four in five
    The digits are all there, at a ten-millionth of full size. Little was destroyed; it was only too small to learn
    from.
"""

# %%
scores = {"as they are": [], "magnified": []}
for seed in range(5):
    rng = np.random.default_rng(seed)
    *below, _ = deep(10, "sigmoid", glorot_uniform, rng).layers
    below = Sequential(below, dtype=np.float64)
    top, top_new = below.predict(x_train), below.predict(x_test)
    mean, sd = top.mean(axis=0), top.std(axis=0)
    magnified = (top - mean) / sd, (top_new - mean) / sd
    for name, (rows, new) in zip(scores, ((top, top_new), magnified), strict=True):
        head = Sequential([Dense(32, 10, rng)], dtype=np.float64)
        head.compile(SGD(0.3), crossentropy, metrics=[accuracy])
        head.fit(rows, y_train, epochs=10, rng=rng, verbose=False)
        scores[name].append(head.evaluate(new, y_test)["accuracy"])
for name, right in scores.items():
    low, high = min(right), max(right)
    print(f"{name:<12} mean accuracy {np.mean(right):.2f}, {low:.2f} to {high:.2f}")

# %% proof
assert max(scores["as they are"]) < 0.2
assert min(scores["magnified"]) > 0.72
assert 0.76 < np.mean(scores["magnified"]) < 0.86
assert 2e-8 < sd.min() < sd.max() < 1e-6
assert np.abs(x_train.std(axis=0).mean() / sd.mean()) > 1e5


def magnified_score(dtype, seed, depth=15):
    """Accuracy of a new output layer on the magnified outputs of the last hidden layer."""
    rng = np.random.default_rng(seed)
    *below, _ = deep(depth, "sigmoid", glorot_uniform, rng).layers
    below = Sequential(below, dtype=dtype)
    top, top_new = (below.predict(rows.astype(dtype)).astype(float) for rows in (x_train, x_test))
    mean, sd = top.mean(axis=0), top.std(axis=0)
    sd[sd == 0] = 1
    head = Sequential([Dense(32, 10, rng)], dtype=np.float64)
    head.compile(SGD(0.3), crossentropy, metrics=[accuracy])
    head.fit((top - mean) / sd, y_train, epochs=10, rng=rng, verbose=False)
    return head.evaluate((top_new - mean) / sd, y_test)["accuracy"]


for seed in range(5):
    assert magnified_score(np.float32, seed) < 0.25
    assert 0.6 < magnified_score(np.float64, seed) < 0.85

# %% [markdown]
r"""
Magnifying works in float64, with 16 digits, as we compute here. In float32, with 7, as is usual, 15 such layers leave
fewer than a quarter read right (float64: about 70%). What is too small is, some layers on, lost.

One thing is easily mistaken for a vanished gradient. "The weights hardly move any more" is what one sees at a minimum,
too. There, *all* gradients are small and the loss is low. Here, after the ten epochs, the output layer's norm is still
about a million times the first layer's.

> **A common slip: "the weights become too small."** The *gradients* do. In those 450 steps the first layer's weights
> moved by about a hundred-thousandth of their size.
"""

# %% proof
rng = np.random.default_rng(0)
model = deep(10, "sigmoid", glorot_uniform, rng)
dense, length = [layer for layer in model.layers if isinstance(layer, Dense)], np.linalg.norm
start = [layer.W.copy() for layer in dense]
train(model, 1.0, rng)
_, _, now = by_layer(model, x, y)
assert 10 * -(-len(x_train) // 32) == 450
assert 5e-6 < length(dense[0].W - start[0]) / length(start[0]) < 2e-5
assert abs(length(dense[0].W) / length(start[0]) - 1) < 1e-4
assert 1e5 < now[-1] / now[0] < 1e7

# %% [markdown]
r"""
## The same product can explode

A layer has *two* factors, its slopes and its weights. How large is the second? An entry of $dz\,W^\top$ is a sum of 32
terms, $\sum_j dz_j W_{ij}$, whose signs are random at first. So its mean square is $32 \cdot \text{sd}^2$ times that of
a $dz_j$, if sd is the standard deviation of the weights, and the gradient's length is multiplied by about
$\text{sd}\,\sqrt{32}$:

| initial weights | sd, for 32 inputs and 32 units | multiply by |
|---|---|---|
| Glorot's, made for tanh | $\sqrt{2/(32 + 32)} = 0.18$ | 1 |
| He's, made for ReLU | $\sqrt{2/32} = 0.25$ | $\sqrt 2 = 1.41$ |
| sd 1, "large" | 1 | 5.66 |

([Lecture 11](11_weight_initialization.ipynb) derives the first two.) Now take tanh, whose slope is at most 1, with the
large weights. The pre-activations get large, and most outputs are pushed near −1 or 1, where tanh is flat: the units
are **saturated**.
"""

# %% prediction [markdown]
r"""
20 tanh layers, weights of standard deviation 1, most outputs near ±1. What do gradients do on their way down?

[ ] Vanish, because the slopes near ±1 are small
    They are small: they multiply by about a third in each layer. But that is only one of the two factors.
[ ] Stay about level
    It would take a balance: slopes of a third and weights that multiply by three.
[x] Explode
    The slopes multiply by about a third, the weights by more than five: together nearly twofold for every layer.
"""


# %%
def two_factors(model, x, y):
    """Mean factors by which a layer's slopes, and its weights, multiply a gradient."""
    _, da = crossentropy(y, model.forward(x, training=True))
    factors = []
    for layer in reversed(model.layers[1:]):
        before, da = da, layer.backward(da)
        factors.append(np.linalg.norm(da) / np.linalg.norm(before))
    return [np.exp(np.mean(np.log(each))) for each in (factors[1::2], factors[2::2])]


networks = {
    "sigmoid, Glorot's weights": ("sigmoid", glorot_uniform),
    "tanh, sd 1": ("tanh", random_normal(1)),
    "ReLU, He's weights": ("relu", he_normal),
    "ReLU, sd 0.5": ("relu", random_normal(0.5)),
}
measured = {}
for name, (activation, initializer) in networks.items():
    model = deep(20, activation, initializer, np.random.default_rng(0))
    measured[name] = by_layer(model, x, y)
    slopes, weights = two_factors(model, x, y)
    print(f"{name:<25} slopes × {slopes:.2f}   weights × {weights:.2f}   "
          f"a layer × {slopes * weights:.2f}")  # fmt: skip

# %%
show(plots.signal_and_gradient(measured))

# %% proof
from dlcourse.widgets.vanishing_exploding_gradients import deep_gradients_values, signal_and_gradient_values

assert np.allclose(np.sqrt(32) * np.array([np.sqrt(2 / 64), np.sqrt(2 / 32), 1]), [1, np.sqrt(2), 5.657], atol=1e-3)
each = {name: [] for name in networks}
for name, (activation, initializer) in networks.items():
    for seed in range(5):
        model = deep(20, activation, initializer, np.random.default_rng(seed))
        each[name].append((*two_factors(model, x, y), by_layer(model, x, y)))
for slopes, weights, (s, g, n) in each["sigmoid, Glorot's weights"]:
    assert 0.19 < slopes < 0.25
    assert abs(weights - 1) < 0.1
    assert n[0] < 1e-11
    assert s[-1] < 1e-12
    assert g[0] < 1e-12
for slopes, weights, (s, _, n) in each["tanh, sd 1"]:
    assert 0.28 < slopes < 0.37
    assert 5 < weights < 6
    assert 1.65 < slopes * weights < 2.0
    assert n[0] > 3e3 * n[-1]
    assert s.min() > 0.4
for seed in range(5):
    *below, _ = deep(20, "tanh", random_normal(1), np.random.default_rng(seed)).layers
    below = Sequential(below, dtype=np.float64)
    nearly = x_test[:200] + 1e-6 * (np.arange(64) == 20)
    assert np.mean(np.abs(below.predict(nearly) - below.predict(x_test[:200])).max(axis=1) > 1e-3) > 0.55
for sd, low, high in ((1, 0.6, 0.8), (2, 0.85, 1.15), (4, 1.25, 1.55)):
    for seed in range(5):
        some = deep(20, "sigmoid", random_normal(sd), np.random.default_rng(seed))
        assert low < np.prod(two_factors(some, x, y)) < high
falls = [np.log(s[0] / s[-1]) for _, _, (s, _, _) in each["ReLU, He's weights"]]
assert 1.5 < np.exp(np.mean(falls)) < 20
for slopes, weights, (_, _, n) in each["ReLU, He's weights"]:
    assert 0.65 < slopes < 0.75
    assert 1.3 < weights < 1.5
    assert 0.9 < slopes * weights < 1.1
    assert 0.1 < n[0] / n[-1] < 10
for slopes, weights, (s, g, n) in each["ReLU, sd 0.5"]:
    assert 1.85 < slopes * weights < 2.15
    assert n.min() > 3e4
    assert n.max() / n.min() < 10
    assert g[0] > 1e4 * g[-1]
    assert s[-1] > 1e4 * s[0]
ratios = []
for initializer in (random_normal(0.25), random_normal(0.5)):
    model = deep(20, "relu", initializer, np.random.default_rng(0))
    model.forward(x, training=True)
    model.backward(np.eye(10)[np.arange(len(x)) % 10])  # the same from above
    sizes = [np.linalg.norm(layer.dW) for layer in model.layers if isinstance(layer, Dense)]
    ratios.append(sizes[0] / sizes[-1])
assert np.isclose(*ratios)
large = deep(20, "tanh", random_normal(1), np.random.default_rng(0))
outputs = x
for layer in large.layers[:-1]:
    outputs = layer.forward(outputs)
assert np.mean(np.abs(outputs) > 0.9) > 0.5

# %% proof this_run=true
assert measured["ReLU, sd 0.5"][2].min() > 1e6

# %% [markdown]
r"""
- **Sigmoid.** The weights multiply by about 1, the slopes by less than a quarter. Both lines fall, each in its own
  direction, and cross at about a ten-millionth: no layer of the twenty has both.
- **tanh with large weights.** "Saturated units make gradients vanish" is only half of the story: this is an **exploding
  gradient**. The signal is level, since tanh ends at ±1 and different digits are as far apart as that allows. But a
  *small* difference explodes, too: change one pixel by a millionth, and for most digits an output of the last layer
  changes by more than a thousandth.
- **ReLU with He's weights.** About half of the units are off, so about half of the mean square is left, and the slopes
  multiply the gradient's length by about $\sqrt{1/2} = 0.71$. He's weights put exactly this back:
  $0.71 \cdot 1.41 = 1$. (The orange line falls a little all the same. The law is for small differences: two rows for
  which a unit is on once and off once come nearer to each other than its slope says.)
- **ReLU with large weights.** Signal and gradient both double with each layer, in opposite directions. The mean of
  ReLU's outputs grows with the signal, so what the weights get follows the product of both: it is *level*, at over a
  million.

Michael Nielsen has a better name than "vanishing": a product of many factors is **unstable**. It stays at a moderate
size only if the factors balance, which one has to arrange.

What the norms of $dW$ and $db$ tell, then:

| from the output layer down | what it is |
|---|---|
| falls steadily, or is tiny in all layers | it vanishes |
| grows steadily, or is huge in all layers | it explodes |
| is exactly 0 from some layer on | dead units ([lecture 10](10_activation_functions.ipynb)), or too small for float32 |
| stays level, at a moderate size | healthy; if the loss falls slowly, try the learning rate first |

Look at the signal as well: a ten-millionth in the last layer is as bad as a vanished gradient.

> **A common slip: "sigmoids can only make a gradient vanish."** In our chain $w\,\sigma'(z)$ is at most $w/4$, so up to
> $w = 4$ nothing can grow, and a large $w$ alone drives $z$ to where $\sigma'$ is nearly 0: with $w = 100$ and an input
> of 0.5, $z = 50$ and the factor is $2 \cdot 10^{-20}$. But with a bias of −50, $z = 0$ and the factor is 25. In a
> layer some units are always near $z = 0$: with sd 1 our sigmoid layers multiply by about 0.7, with sd 2 by 1, with
> sd 4 by 1.4.

## Explore: depth, activation and initial weights

The three lines are those of the last picture, and above them stand the two factors. (Where the sigmoids' orange line
turns level, below $10^{-14}$, you see float64's rounding.) A question first.
"""

# %% prediction [markdown]
r"""
Sigmoid layers, 30 of them. Which initial weights bring the first layer's gradient nearest to that of the output?

[ ] Glorot's: they suit functions that saturate
    Their factor is 1, and the slopes' is less than a quarter. For tanh it works, whose slope near 0 is 1.
[ ] sd 0.01: small weights keep z where the slope is best
    The slope is best, 0.25. But the weights multiply by 0.06 on top.
[x] sd 1, the largest
    Its weights multiply by more than five, which makes up for much of the slopes' factor, about an eighth. It still
    vanishes, only far more slowly.
"""

# %% proof
thirty = {
    weights: deep_gradients_values(30, "sigmoid", weights) for weights in ("Glorot", "normal, sd 0.01", "normal, sd 1")
}
ratios = {weights: norms[0] / norms[-1] for weights, (norms, _, _) in thirty.items()}
assert max(ratios, key=ratios.get) == "normal, sd 1"
assert ratios["normal, sd 1"] < 1e-3
assert thirty["Glorot"][1] < 0.25
assert round(thirty["normal, sd 0.01"][2], 2) == 0.06
assert 0.11 < thirty["normal, sd 1"][1] < 0.15
assert thirty["normal, sd 1"][2] > 5
assert f"{100 * sigmoid_derivative(50.0):.0e}" == "2e-20"
assert 4 * sigmoid_derivative(0.0) == 1

# %% [markdown]
r"""
Then a task. **Go to 30 layers and find every pair of activation and initial weights for which the norms of all layers
stay in the grey band, between 0.01 and 10.** For each pair that fails, say which of the two factors does it. And: is
there a network whose signal looks healthy, and whose gradient is not?
"""

# %%
deep_gradients_explorer()

# %% proof
from dlcourse.widgets.vanishing_exploding_gradients import ACTIVATIONS, INITIALIZERS

found = []
for activation in ACTIVATIONS:
    for weights in INITIALIZERS:
        norms = deep_gradients_values(30, activation, weights)[0]
        if norms.min() > 0.01 and norms.max() < 10:
            found.append((activation, weights))
assert found == [("tanh", "Glorot"), ("tanh", "He"), ("ReLU", "He")]
for weights in ("normal, sd 0.5", "normal, sd 1"):
    exploding, level = (deep_gradients_values(30, activation, weights)[0] for activation in ("tanh", "ReLU"))
    assert exploding[0] > 100 * exploding[-1]
    assert level.min() > 1e5
    assert signal_and_gradient_values(30, "tanh", weights)[0].min() > 0.3

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Three of fifteen: tanh with Glorot's or with He's weights, and ReLU with He's. In all three the two factors multiply to
nearly 1. None of these weights saves the sigmoid: its slopes leave at most a quarter, and even sd 1 makes only 0.7.
(Sd 2, which is not among them, would balance.) Tanh with sd 0.5 or 1 is the network with a healthy signal and an
exploding gradient; ReLU with sd 0.5 or 1 is level, and far above the band.
</details>

## Five ways out

Each attacks the product in another place:

1. **fewer layers**: fewer factors;
2. **ReLU**: slopes of 1 and 0, which with half of the units on multiply by 0.71, instead of by a quarter at best;
3. **initial weights that suit the activation**: with ReLU He's, which put back what ReLU loses;
4. **batch normalization**: in each layer the pre-activations are brought to mean 0 and standard deviation 1 over the
   rows, which is the magnifying that brought the digits back ([lecture 14](14_batch_normalization.ipynb));
5. **a residual network**: what comes into a layer is added to what goes out, $y = x + F(x)$; the next section.

Let us treat our patient with them, nearly one at a time: ReLU and He's weights belong together, and the residual blocks
hold tanh layers (the next section tells why). Each gets a learning rate of its own: of 0.01, 0.03, 0.1, 0.3, 1 and 3
the one with the best mean accuracy on 300 training rows kept aside. And each trains from five starts.
"""


# %%
def treated(block, activation, rng, depth=10, width=32):
    """A deep network whose hidden layers after the first are made by `block`."""
    layers = [Dense(64, width, rng), Activation(activation)]
    for _ in range(depth - 1):
        layers += block(width, rng)
    return Sequential([*layers, Dense(width, 10, rng)], dtype=np.float64)


def normalized(width, rng):
    norm = BatchNormalization(width, momentum=0.9)
    return [Dense(width, width, rng), norm, Activation("sigmoid")]


def residual(width, rng):
    small = Dense(width, width, rng, random_normal(0.03))
    return [Residual([small, Activation("tanh")])]


# %%
remedies = {  # each with its learning rate
    "1 hidden": (3, lambda rng: deep(1, "sigmoid", glorot_uniform, rng)),
    "ReLU and He": (0.03, lambda rng: deep(10, "relu", he_normal, rng)),
    "batch norm": (0.1, lambda rng: treated(normalized, "sigmoid", rng)),
    "residual": (0.03, lambda rng: treated(residual, "tanh", rng)),
}
curves, found = {"as it was": losses["10 hidden"]}, {}
for name, (rate, build) in remedies.items():
    curves[name], found[name] = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = build(rng)
        curves[name].append(train(model, rate, rng))
        found[name].append(model.evaluate(x_test, y_test)["accuracy"])
    right = found[name]
    low, high = min(right), max(right)
    print(f"{name:<12} mean accuracy {np.mean(right):.2f}, {low:.2f} to {high:.2f}")

# %%
show(plots.losses_of_runs(curves))

# %% proof
for name in remedies:
    assert max(each[-1] for each in curves[name]) < np.log(10) / 2
    assert np.mean([each[-1] for each in curves[name]]) < 0.6
    assert min(found[name]) > 0.75
kept, rest = slice(0, 300), slice(300, None)


def validated(build, rate, seed):
    """Accuracy on rows kept aside."""
    rng = np.random.default_rng(seed)
    model = build(rng).compile(SGD(rate), crossentropy, metrics=[accuracy])
    with np.errstate(all="ignore"):
        model.fit(x_train[rest], y_train[rest], epochs=10, rng=rng, verbose=False)
    return model.evaluate(x_train[kept], y_train[kept])["accuracy"]


grid_of_rates = [0.01, 0.03, 0.1, 0.3, 1, 3, 10]
for name, (rate, build) in remedies.items():
    at = grid_of_rates.index(rate)
    starts = range(4 if name == "ReLU and He" else 1)
    around = {r: np.mean([validated(build, r, seed) for seed in starts]) for r in grid_of_rates[at - 1 : at + 2]}
    assert around[rate] > max(around.values()) - 0.12, (name, around)


def without_a_way(width, rng):
    return [Dense(width, width, rng, random_normal(0.03)), Activation("tanh")]


for rate in (0.1, 1.0):
    rng = np.random.default_rng(0)
    assert abs(train(treated(without_a_way, "tanh", rng), rate, rng)[-1] - np.log(10)) < 0.05
plain_tanh = np.random.default_rng(0)
assert train(deep(10, "tanh", glorot_uniform, plain_tanh), 0.1, plain_tanh)[-1] < 0.3


def sigmoid_blocks(width, rng):
    return [Residual([Dense(width, width, rng), Activation("sigmoid")])]


for seed in range(5):
    model = treated(residual, "tanh", np.random.default_rng(seed))
    assert 2.2 < crossentropy(y_train, model.forward(x_train))[0] < 3
    model = treated(sigmoid_blocks, "sigmoid", np.random.default_rng(seed))
    assert 3.5 < crossentropy(y_train, model.forward(x_train))[0] < 20

# %% [markdown]
r"""
Each remedy wakes the network, from each of the five starts. Read no ranking into the lines: one hidden layer is enough
for so small a task. The last three keep all ten layers and learn. And here is the picture of the lecture, healed by
batch normalization, before any training:
"""

# %%
model = treated(normalized, "sigmoid", np.random.default_rng(0))
show(plots.layer_maps(*up_and_down(model, pixels[ten], targets[ten]), np.arange(10)))

# %% proof
for seed in range(5):
    some = treated(normalized, "sigmoid", np.random.default_rng(seed))
    outputs, gradients = up_and_down(some, pixels[ten], targets[ten])
    assert min(each.std(axis=0).mean() for each in outputs[1:]) > 0.1
    reached = [np.abs(each).max() for each in gradients]
    assert min(reached) > 0.025 * max(reached)
    before = some.layers[2].W  # a pair of Dense and batch norm, as one: divides by the deviation of z
    z = outputs[0] @ before + some.layers[2].b
    assert z.std(axis=0).mean() < 0.3

# %% [markdown]
r"""
In layer 10 the digits differ, and layer 1 hears best of all: on its way back through batch normalization the gradient
is divided by the same small standard deviation as the signal on its way up.

## A way around: the residual block

The fifth remedy is the most radical: do not send everything *through* the layers. Let a block compute something, and
**add** it to what came in:

$$y = x + F(x) .$$

This is a **residual block**, or skip connection. Now $x$ reaches the output by two ways, so on the way back two
gradients arrive at $x$ and add up. For numbers:

$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} + \frac{\partial L}{\partial y}\,F'(x)
= \frac{\partial L}{\partial y}\,\big(1 + F'(x)\big).$$

A layer with the slope 0.1 multiplies by 0.1, twenty of them by $10^{-20}$. A block around such a layer multiplies by
1.1, or by 0.9 if $F' = -0.1$: twenty blocks by at most $1.1^{20} = 6.7$ and at least $0.9^{20} = 0.12$. In the picture,
$x = 2$, $w_1 = 0.5$, $w_2 = 0.4$, and 1 comes back from above.
"""

# %%
show(plots.residual_block(2.0, 0.5, 0.4, 1.0))

# %% [markdown]
r"""
Now with matrices, a branch of two layers, $y = x + \max(0, xW_1)\,W_2$, and a gradient check:
"""

# %%
rng = np.random.default_rng(1)
xs, W1, W2 = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=(3, 4))
dy = rng.normal(size=(5, 4))  # what comes from above


def block(xs):
    return xs + np.maximum(xs @ W1, 0) @ W2


dh = dy @ W2.T  # (N, hidden): into the branch
dz = dh * (xs @ W1 > 0)
dx = dy + dz @ W1.T  # the way around, and the way through
agrees = check_gradient(lambda xs: (block(xs) * dy).sum(), dx, xs).passed
print("dx agrees with finite differences:", agrees)

# %% proof
assert round(1.1**20, 1) == 6.7
assert round(0.9**20, 2) == 0.12
assert agrees
assert not check_gradient(lambda xs: (block(xs) * dy).sum(), dz @ W1.T, xs).passed

# %% [markdown]
r"""
As long as the branch is small, `dy` gets through nearly unchanged. Here are thirty tanh layers with weights of standard
deviation 0.03, which multiply by about $0.03\,\sqrt{32} = 0.17$, plain and with a way around each.
"""

# %%
plain = deep(30, "tanh", random_normal(0.03), np.random.default_rng(0))
around = treated(residual, "tanh", np.random.default_rng(0), depth=30)
thirty = {"plain": by_layer(plain, x, y), "residual": by_layer(around, x, y)}
show(plots.signal_and_gradient(thirty))

# %% proof
for seed in range(5):
    _, g, n = by_layer(deep(30, "tanh", random_normal(0.03), np.random.default_rng(seed)), x, y)
    assert n[0] < 1e-20
    assert 0.14 < (g[1] / g[-2]) ** (1 / 27) < 0.2
    s, g, n = by_layer(treated(residual, "tanh", np.random.default_rng(seed), depth=30), x, y)
    assert 0.02 < n.min() < n.max() < 10
    assert 0.1 < s.min() < s.max() < 3

# %% [markdown]
r"""
Both the signal and the gradient now have a way past every layer. Kaiming He and others trained 152 layers with such
ways around them ("Deep residual learning", 2015; a ReLU followed each sum), and today's large language models are
stacks of such blocks.

Why do the residual blocks hold tanh layers, with weights as small as 0.03? A sigmoid gives positive numbers only, so
every block would add, and after nine blocks the network would begin with a loss of 4 to 15. Tanh has both signs, and
small weights keep the sums small: the first loss is near 2.5. The tanh is not the cure: the same layers *without* the
way around them stay at 2.303.

The usual account leaves something out. The plain networks in that paper had batch normalization, and the authors
checked that their gradients did *not* vanish; they were harder to train all the same. A block only has to learn what is
*missing*, and doing nothing is easy for it, $F = 0$; a plain layer would have to learn the identity matrix. And
residual networks can explode, too: the factor is $1 + F'$, so with $F' = 1$ twenty blocks multiply by $2^{20}$, about a
million.

## A limit on the step: clipping

A gradient that is too long can be shortened. Put *all* gradients into one vector, and if its length $n$ exceeds a limit
$c$, shrink them all by one factor, so that the length becomes $c$ and the direction stays. This is called **gradient
clipping**, by the global norm:

$$n = \sqrt{\textstyle\sum_g \sum_i g_i^2}, \qquad g \leftarrow g\,\frac{c}{n} \quad \text{if } n > c .$$

With $c = 2$ this makes (1.2, 1.6) of (3, 4). To cut each entry by itself to the range from $-c$ to $c$ is common, too,
but turns the gradient: (2, 2).
"""

# %% proof
from dlcourse.optimizers.clipping import clip_by_global_norm, clip_by_value

g = np.array([3.0, 4.0])
assert np.allclose(clip_by_global_norm(g, 2.0), [1.2, 1.6])
assert np.allclose(clip_by_value(g, 2.0), [2, 2])
assert np.allclose(clip_by_global_norm(np.array([0.3, 0.4]), 2.0), [0.3, 0.4])

# %% [markdown]
r"""
What is it good for? Take twenty linear units in a row, all with the *same* weight $w$ (as in a recurrent network that
runs for twenty steps), and the target 1. Then $L(w) = (w^{20} - 1)^2$ and $L'(w) = 2\,(w^{20} - 1) \cdot 20\,w^{19}$:
"""

# %%
w = np.linspace(0.3, 1.12, 821)
slope = 40 * (w**20 - 1) * w**19
marks = {"plateau": np.abs(w - 0.5).argmin(), "cliff": np.abs(w - 1.05).argmin()}
upper, _ = plots.plateau_and_cliff(w, (w**20 - 1) ** 2, slope, marks)
show(upper)

# %% [markdown]
r"""
At $w = 0.5$ the slope is $-0.00008$, and a learning rate of 0.01 gets nowhere. Further up the cliff, at $w = 1.2$, the
slope is 48,000, and the same rate throws $w$ to −476. Between the two lies a narrow valley, and no single learning rate
serves both ends. A limit of 1 on the slope mends the right end: each step is at most 0.01 long, the first goes to 1.19,
and after twenty steps $w$ is at 1, where it goes on hopping by up to a hundredth (for the valley itself the rate is
still too large). It does not mend the left end.

A whole network does the same. Ten ReLU layers with weights that are too large (sd 0.4) have the loss nan within five
steps of `SGD(0.1)`, from each of five starts. With `SGD(0.1, global_clipnorm=1.0)` the loss falls. Razvan Pascanu and
others proposed this in 2013 for recurrent networks, and large language models are trained with it to this day. It makes
no short step long, so against vanishing gradients it does nothing.
"""


# %% proof
def descend(w, steps, limit=np.inf):
    for _ in range(steps):
        slope = 2 * (w**20 - 1) * 20 * w**19
        w -= 0.01 * slope * min(1, limit / abs(slope))
    return w


assert f"{40 * (0.5**20 - 1) * 0.5**19:.1e}" == "-7.6e-05"
assert round(40 * (1.2**20 - 1) * 1.2**19, -3) == 48_000
assert round(descend(1.2, 1)) == -476
assert np.isclose(descend(1.2, 1, 1.0), 1.19)
assert abs(descend(1.2, 20, 1.0) - 1) < 0.005
assert all(1e-4 < abs(descend(1.2, steps, 1.0) - 1) < 0.01 for steps in range(34, 200))
assert descend(0.5, 20, 1.0) < 0.501
for seed in range(5):
    after = {}
    for limit in (None, 1.0):
        rng = np.random.default_rng(seed)
        model = deep(10, "relu", random_normal(0.4), rng)
        model.compile(SGD(0.1, global_clipnorm=limit), crossentropy)
        with np.errstate(all="ignore"):
            after[limit] = [model.train_step(x_train[:32], y_train[:32]) for _ in range(5)]
    assert not np.isfinite(after[None]).all()
    assert after[1.0][-1] < after[1.0][0]

# %% [markdown]
r"""
## In one table

| What | Formula | Remember |
|---|---|---|
| ReLU and He's weights | $\sqrt{1/2} \cdot \sqrt 2 = 1$ | the factors have to balance |
| diagnosis | $\text{norm}_k = \sqrt{\sum dW_k^2 + \sum db_k^2}$ | before training, one pass; look at the size as well |
| residual block | $dx = dy + dy\,F'$ | a factor near 1 instead of near 0 |
| clipping | $g \leftarrow g\,c/n$ if $n > c$ | keeps the direction; helps against explosion only |

## Check yourself

<details><summary>1. In a deep sigmoid network the output layer gets a gradient of a healthy size. Why does at least
this layer not learn?</summary>

It does learn the little it can: how often each digit occurs. For more, its inputs would have to differ between digits,
and on their way up the differences have shrunk to a millionth.
</details>

<details><summary>2. "ReLU has slope 1, so with ReLU gradients cannot vanish." What do you answer?</summary>

Half of the units are off and pass nothing: the slopes multiply by about 0.7. And the weights multiply as well. With
Glorot's weights, factor 1, a ReLU network loses about 30% in each layer: after thirty, 0.00002 is left.
</details>

<details><summary>3. Why not make up for a vanished gradient with a larger learning rate?</summary>

The learning rate multiplies all layers alike; here the first layer would need a rate a million times the last one's.
Optimizers that give each weight a rate of its own ([lecture 16](16_adaptive_optimizers.ipynb)) can wake this network,
though not at every rate, and only after tens of epochs.
</details>

## What to do next

Write it yourself in the
[exercise](../exercises/09_vanishing_exploding_gradients/09_vanishing_exploding_gradients.ipynb): the slope of the
sigmoid, norms by layer, a diagnosis of three sick networks, a residual block, and clipping. Then read [lecture 10,
activation functions](10_activation_functions.ipynb): which one passes on what.

<details><summary>For readers of the handwritten notes</summary>

- Notes 0 multiply 0.2 · 0.1 · 0.5 · 0.1 and arrive at 2.5 (then at 2.96 or 2.489). It is 0.001.
- Notes 0 leave links out: one chain starts at $\partial o_{31}/\partial o_{21}$, without $\partial L/\partial o_{31}$
  before it, and one, $\partial o_{21}/\partial w_{11} = \varphi'(z) \cdot \partial z/\partial o_{11}$, lacks
  $\partial o_{11}/\partial w_{11}$ behind it. A chain leads from the loss to the weight without a gap.
- Notes 0 say that a large $w_{21}$ makes $\partial L/\partial w_{11}$ very large. The factor is $w_{21}\,\sigma'(z)$,
  at most $w_{21}/4$, and without a fitting bias nearly 0.
- Notes 0 and 2 write that $\varphi(z)$, or $\sigma(y)$, lies between 0 and 0.25. The slope does.
- Notes 1, 2 and 3 read $w_{\text{new}} \approx w_{\text{old}}$ as a vanishing gradient, notes 4 as convergence. It can
  be either.
- Notes 2 put plus signs between five slopes, $0.25 \cdot 0.15 + 0.10 \cdot 0.05 + 0.02$, and call the result the new
  weight. It is a product, 0.00000375, and a gradient.
- Notes 3 write $0.1 \cdot 0.1 \cdot 0.1 \cdot 0.1 = 0.001$. It is 0.0001.
- Notes 4 say that the initial weights become too small. Their gradients do.
</details>
"""

# %% proof
from dlcourse import Adam

assert round(0.7**30, 5) == 0.00002
assert np.isclose(0.25 * 0.15 * 0.10 * 0.05 * 0.02, 3.75e-6)
assert np.isclose(0.1**4, 1e-4)
assert 2**20 == 1_048_576
for seed in range(5):
    rng = np.random.default_rng(seed)
    model = deep(10, "sigmoid", glorot_uniform, rng).compile(Adam(0.003), crossentropy)
    lasting = model.fit(x_train, y_train, epochs=80, rng=rng, verbose=False).history["loss"]
    assert lasting[4] > 2.25
    assert min(lasting) < 2.1
norms, slopes, weights = deep_gradients_values(30, "ReLU", "Glorot")
assert abs(slopes * weights - 0.7) < 0.05
