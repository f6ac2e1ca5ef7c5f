# %% [markdown]
r"""
# 9 · Vanishing and exploding gradients

*A network with ten hidden layers learns nothing, and there is no mistake in it. You will see what gets lost inside, on
the way up and on the way down, measure it layer by layer, and put it right.*

Take a network that reads handwritten digits well, and give it nine more layers of the same kind. It should do at least
as well: the new layers would only have to hand on what they get. Instead it guesses, and ten epochs later it still
guesses. The code is correct, and so is the gradient. What is wrong?

**You will be able to**

- explain why a gradient shrinks or grows on its way down, and by which two factors in each layer;
- show that small differences meet the same two factors on their way up;
- measure both before the first step, and tell vanished, exploded and healthy networks apart;
- choose among five remedies by depth, and say what each of them changes;
- write a residual block with its backward pass, and clip a gradient.

**It builds on** [backpropagation](07_backpropagation.ipynb) and [gradient descent](08_gradient_descent.ipynb).
**Time:** about 75 minutes; a good place to pause is after the explorer. Run each cell as you come to it (Shift+Enter),
and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, Activation, BatchNormalization, CategoricalCrossentropy, Dense
from dlcourse import Residual, Sequential, accuracy, check_gradient, glorot_uniform
from dlcourse import he_normal, load_digits, one_hot, train_test_split
from dlcourse.initializers import random_normal
from dlcourse.plots import show
from dlcourse.plots.deep_networks import vanishing_exploding_gradients as plots
from dlcourse.widgets.deep_networks.vanishing_exploding_gradients import deep_gradients_explorer

# %% [markdown]
r"""
## Ten layers that learn nothing

Here are networks of one to four and of ten sigmoid layers, 32 units in each, with the same rows, a learning rate of 1
and ten epochs. Since one run could be luck, each is trained from five starts.
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
losses, correct = {}, {}
for depth in (1, 2, 3, 4, 10):
    runs, correct[depth] = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = deep(depth, "sigmoid", glorot_uniform, rng)
        runs.append(train(model, 1.0, rng))
        correct[depth].append(model.evaluate(x_test, y_test)["accuracy"])
    losses[f"{depth} hidden"] = runs
    low, high = min(correct[depth]), max(correct[depth])
    print(f"{depth:>2} hidden: accuracy on new digits from {low:.2f} to {high:.2f}")

# %%
show(plots.losses_of_runs(losses))

# %% proof
assert all(each[-1] < 0.2 for each in losses["1 hidden"])
assert min(correct[2]) > 0.85
assert 0.4 < np.mean(correct[3]) < 0.85
for depth in (4, 10):
    assert all(2.28 < loss < 2.5 for each in losses[f"{depth} hidden"] for loss in each)
    assert all(abs(each[-1] - np.log(10)) < 0.03 for each in losses[f"{depth} hidden"])
    assert max(correct[depth]) < 0.2
for seed in range(5):
    rng = np.random.default_rng(seed)
    longer = train(deep(4, "sigmoid", glorot_uniform, rng), 1.0, rng, epochs=60)
    assert min(longer[:30]) > 2 > longer[-1]
for rate in (0.1, 3.0):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert abs(train(deep(10, "sigmoid", glorot_uniform, rng), rate, rng)[-1] - np.log(10)) < 0.1

# %% [markdown]
r"""
A network that knows nothing has the loss ln 10 = 2.303. Each further layer delays the learning more. With four it has
not started after ten epochs (the loss falls below 2 between epoch 30 and 60); ten layers guess at the rates 0.1 and 3,
too. Badly scaled weights do the same with other activations, and recurrent networks are deep because they run for many
time steps. (Sepp Hochreiter explained it in his diploma thesis in 1991, Yoshua Bengio and others in 1994.)

Let us look inside the ten layers, before the first step. Ten digits, one of each kind, go through them; the loss sends
its gradient back.
"""


# %%
def up_and_down(model, x, y):
    """The outputs of each hidden layer, and the gradient that arrives at them."""
    outputs, gradients, a = [], [], x
    for layer in model.layers:
        a = layer.forward(a, training=True)
        if isinstance(layer, Activation | Residual):  # Residual: see below
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
  an 8. From layer 3 on you see stripes: each unit has its level, the same for every digit.
- **The lower strip, from right to left: the gradient.** In layer 10 every unit hears how it should change. Each layer
  down about a quarter is left, soon too faint to see.

So the upper layers hear the loss and cannot see the digits; the lower layers see the digits and cannot hear the loss.
The second half, usually the only one told, is called the **vanishing gradient**.

## Many small factors

Backpropagation multiplies along a path. Take the plainest one: one unit in each layer,
$o_k = \sigma(z_k)$ with $z_k = w_k o_{k-1}$, four layers of them. The chain from the loss down to the first weight is

$$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial o_4}
\cdot \underbrace{\sigma'(z_4)\,w_4}_{\text{layer 4}}
\cdot \underbrace{\sigma'(z_3)\,w_3}_{\text{layer 3}}
\cdot \underbrace{\sigma'(z_2)\,w_2}_{\text{layer 2}}
\cdot \sigma'(z_1)\,x .$$

Each layer contributes its slope times its weight (the first one, times $x$). Say that these four factors are 0.2,
0.15, 0.25 and 0.2. Their product is 0.0015. As long as no factor is above, say, 0.9, such a product fades
**exponentially** with the number of layers.

## A slope of at most a quarter

Why would such factors be small? The slope of the sigmoid is
$\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$ ([lecture 6](06_backprop_by_hand.ipynb)), two factors that add up to 1. Their
product is largest where they are equal, $\frac12 \cdot \frac12$: a quarter is the *best* a sigmoid can do, at $z = 0$
alone.
"""

# %%
first = model.layers[0]
show(plots.two_slopes((x_train @ first.W + first.b).ravel()))

# %% proof
from dlcourse.activations import sigmoid_derivative

real_z = (x_train @ first.W + first.b).ravel()
assert np.isclose(0.2 * 0.15 * 0.25 * 0.2, 0.0015)
assert f"{0.25**20:.1e}" == "9.1e-13"
assert np.mean(np.abs(real_z) < 1.5) > 0.97
assert 0.14 < sigmoid_derivative(1.5) < 0.15
grid = np.linspace(-20, 20, 4001)
assert sigmoid_derivative(grid).max() == sigmoid_derivative(0.0) == 0.25

# %% [markdown]
r"""
The grey bars are our network's first pre-activations: nearly all lie where the slope is above 0.14. But even the best
slopes of twenty layers, without the weights, leave $0.25^{20} = 9.1 \cdot 10^{-13}$.

## How to see it: norms by layer

A loss tells you *that* nothing happens, not *where*. So measure three things in each layer, before the first step:

- the **signal**: how much a unit's outputs differ between rows, as a standard deviation (a mean over the units);
- the **gradient** that arrives at the outputs, $\partial L/\partial a$, as the length of one long vector;
- the *step* of the weights: $\eta$ times the length of their gradient, as a fraction of their own length,

$$\text{step}_k = \eta\,\frac{\lVert dW_k \rVert}{\lVert W_k \rVert}, \qquad
\lVert A \rVert = \sqrt{\textstyle\sum_{i,j} A_{ij}^2}\,.$$

The step is also called the *update ratio*. For weights of the usual size a rule of thumb says: near a thousandth all is
well. A thousand steps of a millionth change the weights by a thousandth at most; a step of 1 throws them away at once.
The signal, too, can be judged by itself. The gradient cannot: it has a part for each row, so its length depends on how
many rows there are. Compare it between layers only.
"""


# %%
def by_layer(model, x, y, rate=0.1):
    """Signal and gradient of each hidden layer; each layer's first step, relative to W."""
    outputs, gradients = up_and_down(model, x, y)
    signal = [a.std(axis=0).mean() for a in outputs]
    gradient = [np.linalg.norm(da) for da in gradients]
    steps = []
    for layer in model.layers:
        dense = layer.layers[0] if isinstance(layer, Residual) else layer
        if isinstance(dense, Dense):
            steps.append(rate * np.linalg.norm(dense.dW) / np.linalg.norm(dense.W))
    return np.array(signal), np.array(gradient), np.array(steps)


x, y = x_train[:256], y_train[:256]
model = deep(10, "sigmoid", glorot_uniform, np.random.default_rng(0))
signal, gradient, steps = by_layer(model, x, y, rate=1.0)  # the rate it was trained with
print("layer       1       4       7      10   output")
for name, values in (("signal", signal), ("gradient", gradient), ("step", steps)):
    print(f"{name:<8}", *(f"{each:.0e} " for each in values[[0, 3, 6, 9]]), end="")
    print(f" {values[-1]:.0e}" if name == "step" else "")

# %% proof
for seed in range(5):
    some = deep(10, "sigmoid", glorot_uniform, np.random.default_rng(seed))
    s, g, step = by_layer(some, x, y, rate=1.0)
    assert 1e5 < s[0] / s[-1] < 1e7
    assert 1e5 < g[-1] / g[0] < 1e7
    assert step[0] < 1e-6
    assert 0.05 < step[-1] < 0.7
    for ratio in ((s[-1] / s[0]) ** (1 / 9), (g[0] / g[-1]) ** (1 / 9)):
        assert 0.18 < ratio < 0.27
    some.compile(SGD(0.1), crossentropy).loss_and_gradient(x, y)
    dense = [layer for layer in some.layers if isinstance(layer, Dense)]
    assert np.allclose(step, [np.sqrt((layer.dW**2).sum() / (layer.W**2).sum()) for layer in dense])
    assert by_layer(some, x[:32], y[:32])[1][-1] > 2 * g[-1]

# %% [markdown]
r"""
In each layer a little less than a quarter is left, of the gradient on its way down *and* of the signal on its way up;
through all ten layers about a millionth. That both fade alike is no accident. A small difference $\Delta a$ between two
rows goes up through a layer with the activation $\varphi$, to first order, as

$$\Delta a_k = (\Delta a_{k-1}\, W_k) \cdot \varphi'(z_k), \qquad \text{and a gradient goes down as} \qquad
g_{k-1} = (g_k \cdot \varphi'(z_k))\, W_k^\top$$

(with $g_k$ for $\partial L/\partial a_k$). Up and down, a layer multiplies by the same slopes and the same weights. (In
a square layer the two factors agree, on average over directions; for others see
[lecture 11](11_weight_initialization.ipynb).) And what the weights get is made of both:

$$dW_k = a_{k-1}^\top\, (g_k \cdot \varphi'(z_k)) .$$

**A step is about as large as what comes in times the gradient that arrives** (times the slopes, and for the size of
$W$). So there are three cases, and you will meet them all. Inputs are level, as here (a sigmoid gives about ½ in every
row): the step follows the gradient. Inputs fade upwards as fast as the gradient fades downwards: the step is level, and
tiny. Both grow: it is level, and huge.

The output layer's step is not small at all, about a tenth of its weights. But $dW_k$ contains the *whole* $a_{k-1}$.
What all rows share acts like a bias; and where all rows look alike, a bias can teach only how often each digit occurs.
So subtract each unit's mean over the rows from $a$ first. Of $dW$ this leaves the part that differs from a mere bias:
"""

# %%
outputs, _ = up_and_down(model, x, y)
dense = [layer for layer in model.layers if isinstance(layer, Dense)]
print("dW without what all rows share, layers 1, 4, 7, 10 and output:")
not_shared = []
for a, layer in zip([x, *outputs], dense, strict=True):
    shared = np.outer(a.mean(axis=0), layer.db)  # a's mean, times the sum of dz
    not_shared.append(np.linalg.norm(layer.dW - shared))
print(*(f"{each:.0e}" for each in [*not_shared[::3], not_shared[-1]]))

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
1 or 2 ten-millionths, in *every* layer. Where the gradient is large the signal is small, and the other way round: a
layer takes the same factor from both, so their product is the same everywhere, and everywhere too small. **That is why
no layer learns.** Cannot a larger learning rate make up for it?
"""

# %% prediction [markdown]
r"""
We give each layer a rate of its own: 1 for the output layer as before, and 4 times as much for each layer below, up to
a million for layer 1. What does the loss do in ten epochs?

[ ] It falls: the lower layers starved, and now they get enough
    So says the half of the story that is often told alone. But the signal fades, too.
[x] It stays near 2.303
    Layer 1 moves, but what changes there fades on its way up, and the top layers still see all digits alike.
[ ] It explodes
    With a million for *all* layers it would. Here each rate fits the size of its layer's gradient.
"""


# %%
def train_by_layer(model, rates, rng, epochs=10):
    """Train with a learning rate for each layer; return the loss at the end."""
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(x_train)), 45):
            up_and_down(model, x_train[rows], y_train[rows])  # fills dW and db
            for layer, rate in zip(dense, rates, strict=True):
                layer.W -= rate * layer.dW
                layer.b -= rate * layer.db
    return crossentropy(y_train, model.forward(x_train))[0]


at_the_end, moved = [], []
for seed in range(5):
    rng = np.random.default_rng(seed)
    model = deep(10, "sigmoid", glorot_uniform, rng)
    first = model.layers[0]
    start = first.W.copy()
    at_the_end.append(train_by_layer(model, np.geomspace(1e6, 1, 11), rng))
    moved.append(np.linalg.norm(first.W - start) / np.linalg.norm(start))
print(f"loss from {min(at_the_end):.2f} to {max(at_the_end):.2f}")
print(f"layer 1 moved by {min(moved):.0%} to {max(moved):.0%} of its length")

# %% proof
assert 2.28 < min(at_the_end) < max(at_the_end) < 2.4
assert min(moved) > 0.1
assert up_and_down(model, x, y)[0][-1].std(axis=0).mean() < 1e-3
assert np.isclose(1e6 ** (1 / 10), 4, atol=0.02)
for seed in range(2):
    rng = np.random.default_rng(seed)
    assert train_by_layer(deep(10, "sigmoid", glorot_uniform, rng), [1e6] * 11, rng, 2) > 1e4

# %% [markdown]
r"""
To feed the lower layers is not enough. Is the signal gone for good, then? Let us take the outputs of layer 10, as the
network was drawn, minus each unit's mean, and train nothing but one new output layer on them: once as they are, once
*standardised*, that is, each unit divided by its standard deviation. For comparison, the same with layer 1.
"""

# %% prediction [markdown]
r"""
On the outputs of layer 10 as they are, the new layer guesses. How many new digits does it read right if each unit is
standardised? (From layer 1: 94%.)

[ ] One in ten, too
    The ten rows of the last map look alike. But they are not equal: they differ by a few ten-millionths.
[ ] About a third
    It is far better. Ten layers of random weights have shrunk the differences, and have not erased them.
[x] About four in five
    The digits are still there, at a millionth of their size in layer 1.
"""


# %%
def head_accuracy(rows, new, rng):
    """Train one output layer on `rows`; return its accuracy on `new`."""
    head = Sequential([Dense(32, 10, rng)], dtype=np.float64)
    head.compile(SGD(0.3), crossentropy, metrics=[accuracy])
    head.fit(rows, y_train, epochs=10, rng=rng, verbose=False)
    return head.evaluate(new, y_test)["accuracy"]


scores = {}
for seed in range(5):
    rng = np.random.default_rng(seed)
    layers = deep(10, "sigmoid", glorot_uniform, rng).layers
    for depth in (1, 10):
        below = Sequential(layers[: 2 * depth], dtype=np.float64)
        rows, new = below.predict(x_train), below.predict(x_test)
        mean, sd = rows.mean(axis=0), rows.std(axis=0)
        for way, scale in (("as it is", 1), ("standardised", sd)):
            right = head_accuracy((rows - mean) / scale, (new - mean) / scale, rng)
            scores.setdefault((depth, way), []).append(right)
for (depth, way), right in scores.items():
    print(f"layer {depth:>2}, {way:<12} mean accuracy {np.mean(right):.2f}, "
          f"{min(right):.2f} to {max(right):.2f}")  # fmt: skip

# %% proof
units = scores[10, "standardised"]
assert max(scores[10, "as it is"]) < 0.2
assert min(units) > 0.72
assert 0.76 < np.mean(units) < 0.86
assert round(np.mean(scores[1, "standardised"]), 2) in (0.93, 0.94, 0.95)
assert 2e-8 < sd.min() < sd.max() < 1e-6
for seed in range(5):
    rng = np.random.default_rng(seed)
    below = Sequential(deep(10, "sigmoid", glorot_uniform, rng).layers[:-1], dtype=np.float64)
    rows, new = below.predict(x_train), below.predict(x_test)
    in_layer_1 = Sequential(below.layers[:2], dtype=np.float64).predict(x_train)
    assert 1e-7 < rows.std(axis=0).mean() / in_layer_1.std(axis=0).mean() < 1e-5
    mean = rows.mean(axis=0)
    _, lengths, directions = np.linalg.svd(rows - mean, full_matrices=False)
    mixtures = directions.T / (lengths / np.sqrt(len(rows)))
    assert head_accuracy((rows - mean) @ mixtures, (new - mean) @ mixtures, rng) > 0.9


def standardised_score(dtype, seed, depth=15):
    """Accuracy of a new output layer on the standardised outputs of the last hidden layer."""
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
    assert standardised_score(np.float32, seed) < 0.25
    assert 0.6 < standardised_score(np.float64, seed) < 0.85

# %% [markdown]
r"""
So layer 10 still has the digits, too small to learn from. Remember the treatment: one of the remedies will be to
standardise in each layer.

<details><summary>Four in five is not 94%. Is the rest lost?</summary>

No. Layers shrink some mixtures of the units more than others. Make 32 uncorrelated mixtures, divide each by its
standard deviation, and the new layer reads more than 90%. But that takes float64, with 16 digits, as we compute here.
In float32, with 7, as is usual, 15 such layers leave fewer than a quarter read right (units standardised; in float64
about 70%).
</details>

> **A common slip: "the weights become too small."** The *gradients* do: in 450 steps the first layer's weights moved by
> about a hundred-thousandth of their size. (At a minimum weights hardly move, either. But there *all* gradients are
> small and the loss is low. Here the last layer's gradient is still a million times as long as the first layer's.)
"""

# %% proof
rng = np.random.default_rng(0)
model = deep(10, "sigmoid", glorot_uniform, rng)
dense, length = [layer for layer in model.layers if isinstance(layer, Dense)], np.linalg.norm
start = [layer.W.copy() for layer in dense]
train(model, 1.0, rng)
by_layer(model, x, y)
assert 10 * -(-len(x_train) // 32) == 450
assert 5e-6 < length(dense[0].W - start[0]) / length(start[0]) < 2e-5
assert abs(length(dense[0].W) / length(start[0]) - 1) < 1e-4
assert 1e5 < length(dense[-1].dW) / length(dense[0].dW) < 1e7

# %% [markdown]
r"""
## The same product can explode

A layer has *two* factors, its slopes and its weights. How large is the second? An entry of $dz\,W^\top$ is a sum of 32
terms of random signs, so weights of standard deviation sd multiply the gradient's length by about
$\text{sd}\,\sqrt{32}$ ([lecture 11](11_weight_initialization.ipynb) derives this, and the first two rows):

| initial weights | sd, for 32 inputs and 32 units | multiply by |
|---|---|---|
| Glorot's, made for tanh | $\sqrt{2/(32 + 32)} = 0.18$ | 1 |
| He's, made for ReLU | $\sqrt{2/32} = 0.25$ | $\sqrt 2 = 1.41$ |
| sd 1, "large" | 1 | 5.66 |

Now take tanh, whose slope is at most 1, with the large weights. The pre-activations get large, and about three outputs
in four are beyond ±0.9, where the slope of tanh is below 0.2: the units are **saturated**.
"""

# %% prediction [markdown]
r"""
20 tanh layers, weights of standard deviation 1, most outputs beyond ±0.9. What do gradients do on their way down?

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
from dlcourse.widgets.deep_networks.vanishing_exploding_gradients import deep_gradients_values
from dlcourse.widgets.deep_networks.vanishing_exploding_gradients import signal_and_gradient_values

assert np.allclose(np.sqrt(32) * np.array([np.sqrt(2 / 64), np.sqrt(2 / 32), 1]), [1, np.sqrt(2), 5.657], atol=1e-3)
each = {name: [] for name in networks}
for name, (activation, initializer) in networks.items():
    for seed in range(5):
        model = deep(20, activation, initializer, np.random.default_rng(seed))
        each[name].append((*two_factors(model, x, y), by_layer(model, x, y)))
for slopes, weights, (s, g, step) in each["sigmoid, Glorot's weights"]:
    assert 0.19 < slopes < 0.25
    assert abs(weights - 1) < 0.1
    assert step[0] < 1e-13
    assert s[-1] < 1e-12
    assert g[0] < 1e-12
for slopes, weights, (s, _, step) in each["tanh, sd 1"]:
    assert 0.28 < slopes < 0.37
    assert 5 < weights < 6
    assert 1.65 < slopes * weights < 2.0
    assert step[0] > 10
    assert step[-1] < 0.02
    assert s.min() > 0.4
for seed in range(5):
    *below, _ = deep(20, "tanh", random_normal(1), np.random.default_rng(seed)).layers
    below = Sequential(below, dtype=np.float64)
    nearly = x_test[:200] + 1e-6 * (np.arange(64) == 20)
    assert np.mean(np.abs(below.predict(nearly) - below.predict(x_test[:200])).max(axis=1) > 1e-3) > 0.55
falls = [np.log(s[0] / s[-1]) for _, _, (s, _, _) in each["ReLU, He's weights"]]
assert 1.5 < np.exp(np.mean(falls)) < 20
for slopes, weights, (_, _, step) in each["ReLU, He's weights"]:
    assert 0.65 < slopes < 0.75
    assert 1.3 < weights < 1.5
    assert 0.9 < slopes * weights < 1.1
    assert 1e-5 < step.min() < step.max() < 0.3
for slopes, weights, (s, g, step) in each["ReLU, sd 0.5"]:
    assert 1.85 < slopes * weights < 2.15
    assert np.median(step) > 1000
    assert step.max() / step.min() < 12
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
for seed in range(5):
    outputs, _ = up_and_down(deep(20, "tanh", random_normal(1), np.random.default_rng(seed)), x, y)
    assert 0.7 < np.mean(np.abs(outputs) > 0.9) < 0.82
assert 0.18 < 1 - 0.9**2 < 0.2  # the slope of tanh where its output is 0.9

# %% [markdown]
r"""
- **Sigmoid.** The weights multiply by about 1, the slopes by less than a quarter. The signal falls on its way up, the
  gradient on its way down: wherever one is large, the other is tiny.
- **tanh with large weights.** "Saturated units make gradients vanish" is only half of the story: this is an **exploding
  gradient**. The signal is level, since tanh ends at ±1. But a *small* difference explodes, too: change one pixel by a
  millionth, and in most digits some unit of the last layer changes by more than a thousandth.
- **ReLU with He's weights.** About half of the units are off, so about half of the mean square is left, and the slopes
  multiply the gradient's length by about $\sqrt{1/2} = 0.71$. He's weights put exactly this back:
  $0.71 \cdot 1.41 = 1$. (The orange line falls a little all the same: the formula for $\Delta a$ holds only while
  both rows have the unit on, or both off.)
- **ReLU with large weights.** Signal and gradient both double with each layer, in opposite directions: the third case.
  The step is *level*, at thousands of times the weights themselves.

Michael Nielsen has a better name than "vanishing": such a product is **unstable**, unless the factors balance. What the
steps tell, then:

| $\eta\,\lVert dW \rVert / \lVert W \rVert$, from the output layer down | what it is |
|---|---|
| falls steadily, or is tiny in all layers | it vanishes |
| grows steadily, or is huge in all layers | it explodes |
| is exactly 0 from some layer on | dead units ([lecture 10](10_activation_functions.ipynb)), or too small for float32 |
| stays level, near a thousandth | healthy |
| stays level, between 0.0001 and 0.1 (the grey band) | healthy; perhaps adjust the learning rate |

Look at the signal as well: a ten-millionth in the last layer is as bad as a vanished gradient.

## Explore: depth, activation and initial weights

The three lines are those of the last picture, and above them stand the two factors. (Where the sigmoids' orange line
turns level, below $10^{-14}$, you see float64's rounding.) A question first.
"""

# %% prediction [markdown]
r"""
Sigmoid layers, 30 of them. Which initial weights bring the first layer's step nearest to that of the output?

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
ratios = {weights: steps[0] / steps[-1] for weights, (steps, _, _) in thirty.items()}
assert max(ratios, key=ratios.get) == "normal, sd 1"
assert ratios["normal, sd 1"] < 1e-3
assert thirty["Glorot"][1] < 0.25
assert round(thirty["normal, sd 0.01"][2], 2) == 0.06
assert 0.11 < thirty["normal, sd 1"][1] < 0.15
assert thirty["normal, sd 1"][2] > 5
assert 0.6 < thirty["normal, sd 1"][1] * thirty["normal, sd 1"][2] < 0.8
assert f"{100 * sigmoid_derivative(50.0):.0e}" == "2e-20"

# %% [markdown]
r"""
Then a task. **Go to 30 layers and find every pair of activation and initial weights for which the steps of all layers
stay in the grey band, between 0.0001 and 0.1.** For each pair that fails, say which of the two factors does it. And:
for which pairs is the step level, and more than a hundred times outside the band? Why is it level?
"""

# %%
deep_gradients_explorer()

# %% proof
from dlcourse.widgets.deep_networks.vanishing_exploding_gradients import ACTIVATIONS, INITIALIZERS

found = []
for activation in ACTIVATIONS:
    for weights in INITIALIZERS:
        steps = deep_gradients_values(30, activation, weights)[0]
        if steps.min() > 1e-4 and steps.max() < 0.1:
            found.append((activation, weights))
level = []
for activation in ACTIVATIONS:
    for weights in INITIALIZERS:
        steps = deep_gradients_values(30, activation, weights)[0]
        if steps.max() < 30 * steps.min() and not 1e-6 < np.median(steps) < 10:
            level.append((activation, weights))
            signal, gradient = signal_and_gradient_values(30, activation, weights)
            assert abs(np.log10(signal[0] / signal[-1] * gradient[0] / gradient[-1])) < 1.5
            assert (np.median(steps) > 1) == (weights in ("normal, sd 0.5", "normal, sd 1"))

# %% proof this_run=true
assert found == [("tanh", "Glorot"), ("tanh", "He"), ("ReLU", "He")]
assert level == [
    ("tanh", "normal, sd 0.01"),
    *(("ReLU", weights) for weights in ("Glorot", "normal, sd 0.01", "normal, sd 0.5", "normal, sd 1")),
]

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Three of fifteen: tanh with Glorot's or with He's weights, and ReLU with He's, whose two factors multiply to nearly 1.
None of these weights saves the sigmoid: even with sd 1 a layer multiplies the gradient by only 0.7. Level and wrong are
five: tanh with sd 0.01 and ReLU with all but He's. There the signal changes on its way up as the gradient does on its
way down, so their product is the same in every layer.
</details>

## Five ways out

Each attacks the product in another place:

1. **fewer layers**: fewer factors, as in the first figure;
2. **an activation with a slope near 1** where the $z$ are: tanh near 0, or ReLU, whose slopes multiply by
   $\sqrt{1/2}$, instead of by a quarter at best;
3. **initial weights that suit the activation**: Glorot's for tanh, and for ReLU He's, which put back what ReLU loses;
4. **batch normalization**: in each layer the pre-activations are standardised, the same treatment that brought the
   digits back ([lecture 14](14_batch_normalization.ipynb));
5. **a residual network**: what comes into a layer is added to what goes out, $y = x + F(x)$.
"""

# %% [markdown]
r"""
## A way around: the residual block

Do not send everything *through* the layers. Let a block compute something, and **add** it to what came in:

$$y = x + F(x) .$$

This is a **residual block**, or skip connection. Now $x$ reaches the output by two ways, so on the way back two
gradients arrive at $x$ and add up. For numbers:

$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} + \frac{\partial L}{\partial y}\,F'(x)
= \frac{\partial L}{\partial y}\,\big(1 + F'(x)\big).$$

A layer with the slope 0.1 multiplies by 0.1, twenty of them by $10^{-20}$. A block around such a layer multiplies by
1.1, or by 0.9 if $F' = -0.1$: twenty blocks, for numbers, by at most $1.1^{20} = 6.7$ and at least $0.9^{20} = 0.12$.
In the picture, $x = 2$, $w_1 = 0.5$, $w_2 = 0.4$, and 1 comes back from above.
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
Now thirty tanh layers whose weights, of standard deviation 0.03, multiply by about $0.03\,\sqrt{32} = 0.17$: plain, and
with a way around each but the first, where 64 pixels become 32. (First layer and output have Glorot's weights.) For a
plain network 0.03 is a bad choice, so a fair rival stands between the two, with Glorot's 0.18. For a branch it is a
good one: with 0.18 it would at first add about as much as passes, and 29 sums could multiply by up to $\sqrt2^{\,29}
\approx 23{,}000$ (here by 15 to 50, as tanh ends at ±1).
"""


# %%
def treated(block, rng, depth=10, width=32):
    """A deep network whose hidden layers are made by `block(fan_in, width, rng)`."""
    layers = block(64, width, rng)
    for _ in range(depth - 1):
        layers += block(width, width, rng)
    return Sequential([*layers, Dense(width, 10, rng)], dtype=np.float64)


def through(fan_in, width, rng):
    weights = random_normal(0.03) if fan_in == width else glorot_uniform
    return [Dense(fan_in, width, rng, weights), Activation("tanh")]


def around(fan_in, width, rng):
    layers = through(fan_in, width, rng)
    return [Residual(layers)] if fan_in == width else layers


thirty = {
    "plain, sd 0.03": treated(through, np.random.default_rng(0), 30),
    "plain, Glorot's weights": deep(30, "tanh", glorot_uniform, np.random.default_rng(0)),
    "a way around, sd 0.03": treated(around, np.random.default_rng(0), 30),
}
measured = {name: by_layer(model, x, y, rate=0.03) for name, model in thirty.items()}
show(plots.signal_and_gradient(measured, one_scale=False))

# %% proof
assert [round(np.sqrt(2 / each) / 0.03) for each in (64 + 32, 32 + 10)] == [5, 7]
assert round(np.sqrt(2) ** 29, -3) == 23_000
assert round(np.sqrt(1 + 0.17**2), 3) == 1.014
assert round(np.sqrt(1 + 0.17**2) ** 29, 1) == 1.5
grown = []


def glorot_around(fan_in, width, rng):
    layers = [Dense(fan_in, width, rng, glorot_uniform), Activation("tanh")]
    return [Residual(layers)] if fan_in == width else layers


for seed in range(5):
    s, g, step = by_layer(treated(through, np.random.default_rng(seed), depth=30), x, y, rate=0.03)
    assert step.max() < 1e-22
    assert step[1:-1].max() < 30 * step[1:-1].min()
    assert 0.14 < (g[1] / g[-2]) ** (1 / 27) < 0.2
    assert 0.14 < (s[-1] / s[1]) ** (1 / 28) < 0.2
    s, g, step = by_layer(deep(30, "tanh", glorot_uniform, np.random.default_rng(seed)), x, y, rate=0.03)
    assert 1.5 < s[0] / s[-1] < 10
    assert 1.5 < g[-1] / g[0] < 10
    assert 1e-4 < step.min() < step.max() < 3e-3
    s, g, step = by_layer(treated(around, np.random.default_rng(seed), depth=30), x, y, rate=0.03)
    assert 1e-3 < step.min() < step.max() < 0.2
    assert 0.2 < s.min() < s.max() < 0.6
    assert 0.05 < g.min() < g.max() < 0.3
    grown.append(g[0] / g[-1])
    _, g, _ = by_layer(treated(glorot_around, np.random.default_rng(seed), depth=30), x, y)
    assert 15 < g[0] / g[-1] < 50
assert 1.2 < min(grown) < max(grown) < 1.9
assert abs(np.mean(grown) - 1.5) < 0.2

# %% [markdown]
r"""
On the left the second of our three cases: signal and gradient cross, and the step lies flat at nothing. In the middle
the two factors balance: signal and gradient lose less than tenfold. (What a way around adds, training will show.) On
the right all three are level. What comes through a branch points in another direction than what goes around it, so
*squares* add: $\sqrt{1 + 0.17^2} = 1.014$ for a block, and for 29 of them $1.014^{29} \approx 1.5$. (The steps between
are longer than at both ends because they are compared with weights five to seven times smaller.)

Kaiming He and others trained 152 layers this way ("Deep residual learning", 2015; a ReLU followed each sum), and
today's large language models are stacks of such blocks. Hochreiter's and Schmidhuber's LSTM did it in 1997: each time
step *adds* to a cell state. In He's paper the plain networks had batch normalization, and their gradients did *not*
vanish; they were harder to train all the same. A block only has to learn what is *missing*: doing nothing is easy for
it, $F = 0$. And residual networks can explode, too: with $F' = 1$ twenty blocks multiply by $2^{20}$, about a million.

## Which remedy for which depth?

Four networks race, of ten layers each and from five starts: tanh and ReLU with their weights, the sigmoid with batch
normalization, and the residual network. (It holds tanh because a sigmoid, always positive, would let the sums grow.)
Each has the learning rate, of 0.01, 0.03, 0.1, 0.3, 1 and 3, that did best or nearly so on 300 training rows kept
aside.
"""


# %%
def normalized(fan_in, width, rng):
    norm = BatchNormalization(width, momentum=0.9)
    return [Dense(fan_in, width, rng), norm, Activation("sigmoid")]


remedies = {  # each with its learning rate
    "tanh and Glorot": (0.1, lambda rng, depth: deep(depth, "tanh", glorot_uniform, rng)),
    "ReLU and He": (0.03, lambda rng, depth: deep(depth, "relu", he_normal, rng)),
    "batch norm": (0.1, lambda rng, depth: treated(normalized, rng, depth)),
    "residual": (0.03, lambda rng, depth: treated(around, rng, depth)),
}
curves, found = {"sigmoid alone": losses["10 hidden"]}, {}
for name, (rate, build) in remedies.items():
    curves[name], found[name] = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = build(rng, 10)
        curves[name].append(train(model, rate, rng))
        found[name].append(model.evaluate(x_test, y_test)["accuracy"])
    right = found[name]
    low, high = min(right), max(right)
    print(f"{name:<15} mean accuracy {np.mean(right):.2f}, {low:.2f} to {high:.2f}")

# %%
show(plots.losses_of_runs(curves))

# %% proof
for name in remedies:
    assert max(each[-1] for each in curves[name]) < np.log(10) / 2
    assert np.mean([each[-1] for each in curves[name]]) < 0.6
    assert min(found[name]) > 0.7
kept, rest = slice(0, 300), slice(300, None)


def validated(build, rate, seed, depth=10):
    """Accuracy on rows kept aside."""
    rng = np.random.default_rng(seed)
    model = build(rng, depth).compile(SGD(rate), crossentropy, metrics=[accuracy])
    with np.errstate(all="ignore"):
        model.fit(x_train[rest], y_train[rest], epochs=10, rng=rng, verbose=False)
    return model.evaluate(x_train[kept], y_train[kept])["accuracy"]


grid_of_rates = [0.01, 0.03, 0.1, 0.3, 1, 3]
for name, (rate, build) in remedies.items():
    at = grid_of_rates.index(rate)
    starts = range(4 if name == "ReLU and He" else 2)
    near = {r: np.mean([validated(build, r, seed) for seed in starts]) for r in grid_of_rates[at - 1 : at + 2]}
    assert near[rate] > max(near.values()) - 0.05, (name, near)
for seed in range(5):
    rng = np.random.default_rng(seed)
    assert abs(train(treated(through, rng), 0.1, rng)[-1] - np.log(10)) < 0.05
first_epoch = {name: np.mean([each[0] for each in curves[name]]) for name in remedies}
assert min(first_epoch, key=first_epoch.get) == "residual"


def share_of_branches(model):
    """How much each branch adds, as a fraction of what comes in."""
    shares, a = [], x
    for layer in model.layers:
        before, a = a, layer.forward(a)
        if isinstance(layer, Residual):
            shares.append(np.linalg.norm(a - before) / np.linalg.norm(before))
    return np.array(shares)


for seed in range(5):
    rng = np.random.default_rng(seed)
    model = treated(around, rng)
    at_first = share_of_branches(model)
    assert 0.12 < at_first.min() < at_first.max() < 0.21
    assert 0.14 < at_first.mean() < 0.19
    outputs, _ = up_and_down(model, x, y)
    assert 0.8 < np.corrcoef(outputs[0].ravel(), outputs[-1].ravel())[0, 1] < 0.95
    train(model, 0.03, rng)
    assert 0.26 < share_of_branches(model).mean() < 0.35
    steps = by_layer(model, x, y)[2][:-1]
    assert steps.max() < 4 * steps.min()

# %% [markdown]
r"""
Each remedy wakes the network from each of the five starts. Read no ranking into the lines: it is one data set, ten
epochs and 32 units. The residual network has the easiest beginning. At first a branch adds on average only a sixth of
what passes it, and the outputs of layer 10 correlate with those of layer 1 at about 0.9: the network starts not far
from *one* hidden layer, and grows deep as it learns. After ten epochs it adds three tenths, on average. (It is not the
tanh that cures: the same layers *without* a way around them stay at 2.303.)

Here is the picture of the lecture, healed by batch normalization, before any training:
"""

# %%
model = treated(normalized, np.random.default_rng(0))
show(plots.layer_maps(*up_and_down(model, pixels[ten], targets[ten]), np.arange(10)))

# %% proof
for seed in range(5):
    some = treated(normalized, np.random.default_rng(seed))
    outputs, gradients = up_and_down(some, pixels[ten], targets[ten])
    assert min(each.std(axis=0).mean() for each in outputs) > 0.15
    reached = [np.abs(each).max() for each in gradients]
    assert min(reached) > 0.15 * max(reached)
    assert min(reached[:-1]) > reached[-1]
    z = outputs[0] @ some.layers[3].W + some.layers[3].b  # batch norm divides by its deviation
    assert z.std(axis=0).mean() < 0.4
    s, g, _ = by_layer(some, x, y)
    assert s.max() < 1.1 * s.min()
    assert g.max() < 3 * g.min()
    rng = np.random.default_rng(seed)
    some = treated(normalized, rng)
    train(some, 0.1, rng)
    steps = by_layer(some, x, y)[2][:-1]
    assert steps.max() < 4 * steps.min()

# %% [markdown]
r"""
The digits differ in every layer, and every layer hears the loss: batch normalization divides the gradient by the same
small standard deviation as the signal. And it lasts: after the ten epochs the steps of the hidden layers still differ
by less than fourfold, in the residual network as well.
"""

# %% prediction [markdown]
r"""
Now *thirty* layers instead of ten, and each learning rate a third of what it was. Which of the four still read nine
digits in ten?

[ ] All four: their factors are near 1, and $1^{30} = 1$
    Near 1 on average. Thirty factors of 0.95 leave 0.21.
[ ] tanh and ReLU: their weights suit them, and nothing else is needed
    The weights suit at the start, and on average. Over thirty layers, small deviations multiply.
[x] Batch norm and residual
    The one sets the scale anew in each layer and at each step, the other has a way past all but the first.
"""


# %%
def widest(a):
    """Share of the rows' variance along the one direction in which they differ most."""
    lengths = np.linalg.svd(a - a.mean(axis=0), compute_uv=False)
    return lengths[0] ** 2 / (lengths**2).sum()


deeper, one_direction = {}, {}
for name, (rate, build) in remedies.items():
    deeper[name], one_direction[name] = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = build(rng, 30)
        one_direction[name].append(widest(up_and_down(model, x, y)[0][-1]))
        train(model, rate / 3, rng)
        deeper[name].append(model.evaluate(x_test, y_test)["accuracy"])
    right, share = deeper[name], np.mean(one_direction[name])
    print(f"{name:<15} nine digits in ten: {'yes' if np.mean(right) > 0.9 else 'no':<3}"
          f"   along one direction, before: {share:.0%}")  # fmt: skip

# %% proof
assert round(0.95**30, 2) == 0.21
for name in ("batch norm", "residual"):
    assert np.mean(deeper[name]) > 0.9
    assert min(deeper[name]) > 0.85
    assert 0.2 < np.mean(one_direction[name]) < 0.4
for name, least, most in (("ReLU and He", 0.1, 0.5), ("tanh and Glorot", 0.5, 0.8)):
    assert least < np.mean(deeper[name]) < most
assert max(deeper["ReLU and He"]) < 0.65
s, g, steps = by_layer(remedies["ReLU and He"][1](np.random.default_rng(0), 30), x, y)
assert min(s.min(), g.min()) > 0.003
assert 1e-4 < steps.min() < steps.max() < 0.1
assert np.mean(one_direction["ReLU and He"]) > 0.78
assert np.mean(one_direction["tanh and Glorot"]) > 0.55
for name in ("ReLU and He", "tanh and Glorot"):
    rate, build = remedies[name]
    for factor in (0.1, 1.0):
        assert np.mean([validated(build, factor * rate, seed, 30) for seed in range(3)]) < 0.85
    layer_one = [widest(up_and_down(build(np.random.default_rng(seed), 30), x, y)[0][0]) for seed in range(5)]
    assert 0.12 < min(layer_one) < max(layer_one) < 0.38

# %% [markdown]
r"""
At ten layers any of the four will do; at thirty, only the last two: tanh reads some two digits in three on average,
and ReLU a third or less. (In ten epochs neither larger nor smaller rates save the others.) The printed share suggests
why. In the first layer the digits differ in many directions, and a quarter of their variance lies along the widest.
Thirty layers stretch some directions and shrink others, and with ReLU nine tenths lie along *one*: of 32 units hardly
more than one number is large enough to learn from. Weights that balance the factors balance them on average, not in
each direction.

## A limit on the gradient: clipping

A gradient that is too long can be shortened. Put *all* gradients into one vector, and if its length $n$ exceeds a limit
$c$, shrink them all by one factor, so that the length becomes $c$ and the direction stays. This is called **gradient
clipping**, by the global norm:

$$n = \sqrt{\textstyle\sum_g \sum_i g_i^2}, \qquad g \leftarrow g\,\frac{c}{n} \quad \text{if } n > c .$$

With $c = 2$ this makes (1.2, 1.6) of (3, 4). To cut each entry by itself to $\pm c$ is common, too, but turns the
gradient: (2, 2).
"""

# %% proof
from dlcourse.optimizers.clipping import clip_by_global_norm, clip_by_value

g = np.array([3.0, 4.0])
assert np.allclose(clip_by_global_norm(g, 2.0), [1.2, 1.6])
assert np.allclose(clip_by_value(g, 2.0), [2, 2])
assert np.allclose(clip_by_global_norm(np.array([0.3, 0.4]), 2.0), [0.3, 0.4])

# %% [markdown]
r"""
What is it good for? Take twenty linear units in a row, all with the *same* weight $w$, as in a recurrent network that
runs for twenty steps, the input 1 and the target 1. Then $L(w) = (w^{20} - 1)^2$, and
$L'(w) = 2\,(w^{20} - 1) \cdot 20\,w^{19}$:
"""


# %%
def slope_at(w):
    return 40 * (w**20 - 1) * w**19


def descend(w, steps, limit=np.inf, rate=0.001):
    """Gradient descent with a limit on the slope; return every w on the way."""
    visited = [w]
    for _ in range(steps):
        w = w - rate * np.clip(slope_at(w), -limit, limit)
        visited.append(w)
    return np.array(visited)


without, clipped = descend(1.2, 1), descend(1.2, 20, limit=10)
print("from 1.2, one step without a limit:", round(without[-1]))
print("from 1.2, twenty steps, clipped to 10: ", round(clipped[-1], 2))
print("from 0.5, twenty steps: ", round(descend(0.5, 20)[-1], 6))
w, marked = np.linspace(0.3, 1.25, 951), {"plateau": 0.5, "cliff": 1.2}
show(plots.plateau_and_cliff(w, slope_at(w), marked, clipped, thrown_to=without[-1]))

# %% [markdown]
r"""
At $w = 0.5$ the slope is $-0.00008$, and a learning rate of 0.001 gets nowhere. Up the cliff, at $w = 1.2$, the slope
is 48,000, and the same rate throws $w$ to −47. A limit of 10 on the slope mends the right end: each step is at most
0.01 long, and after twenty steps (the dots) $w$ is at 1. There it stays, since the rate suits the curvature there, 800:
$0.001 \cdot 800 < 2$ ([lecture 8](08_gradient_descent.ipynb)). A rate of 0.01 with a limit of 1 makes the same short
steps, and then hops about 1 for ever: a limit does not mend the rate. On the plateau clipping changes nothing.

A whole network does the same. Ten ReLU layers with weights that are too large (sd 0.4), without a limit and with one:
"""

# %%
clipped = []
for seed in range(5):
    for limit in (None, 1.0):
        rng = np.random.default_rng(seed)
        model = deep(10, "relu", random_normal(0.4), rng)
        model.compile(SGD(0.1, global_clipnorm=limit), crossentropy)
        if limit:
            history = model.fit(x_train, y_train, epochs=10, rng=rng, verbose=False)
            clipped.append(history.history["loss"])
        else:
            with np.errstate(all="ignore"):
                first = [model.train_step(x_train[:32], y_train[:32]) for _ in range(5)]
            print("without a limit, five steps:", *(f"{loss:.3g}" for loss in first))
show(plots.losses_of_runs({"sd 0.4, clipped": clipped, "ReLU and He": curves["ReLU and He"]}))

# %% [markdown]
r"""
Without a limit the loss is infinite or nan within five steps. With it the loss falls, but a limit shortens the steps
and leaves the weights as badly scaled as they were. Razvan Pascanu and others proposed clipping by the norm in 2013 for
recurrent networks; large language models are trained with it today.
"""

# %% proof
assert f"{slope_at(0.5):.1e}" == "-7.6e-05"
assert round(slope_at(1.2), -3) == 48_000
assert round(descend(1.2, 1)[-1]) == -47
assert abs(descend(1.2, 20, 10)[-1] - 1) < 0.005
assert np.abs(np.diff(descend(1.2, 20, 10))).max() < 0.01 + 1e-12
assert np.array_equal(descend(0.5, 20, 10), descend(0.5, 20))
assert descend(0.5, 20)[-1] < 0.501
assert np.isclose((slope_at(1 + 1e-6) - slope_at(1 - 1e-6)) / 2e-6, 800)
for start in (1.2, 1.205, 1.2137):  # at rest in the valley, whatever the start
    assert abs(descend(start, 60, 10)[-1] - 1) < 1e-3
    assert np.ptp(descend(start, 400, 1.0, rate=0.01)[-50:]) > 5e-3  # a stable hop
for seed in range(5):
    rng = np.random.default_rng(seed)
    model = deep(10, "relu", random_normal(0.4), rng).compile(SGD(0.1), crossentropy)
    with np.errstate(all="ignore"):
        assert not np.isfinite([model.train_step(x_train[:32], y_train[:32]) for _ in range(5)]).all()
assert all(0.5 < each[-1] < 0.5 * each[0] for each in clipped)
assert np.mean([each[-1] for each in clipped]) > 2 * np.mean([each[-1] for each in curves["ReLU and He"]])

# %% [markdown]
r"""
## In one table

First measure: signal, gradient and step of each layer, $\eta\,\lVert dW_k \rVert / \lVert W_k \rVert$, before
training. Then choose.

| Remedy | It changes | Choose it |
|---|---|---|
| fewer layers | the number of factors | first, if fewer do as well |
| ReLU with He's weights (tanh, Glorot's) | both factors: $\sqrt{1/2} \cdot \sqrt 2 = 1$ | by default, to ten layers |
| batch normalization | each layer's scale, at every step | for more layers, or if a sigmoid has to stay |
| residual blocks | the factor: $1 + F'$ for $F'$ | for more layers; for very many, with normalization |
| clipping, $g \leftarrow g\,c/n$ if $n > c$ | the step's length | *as well*: if the loss jumps; in recurrent nets |

The first four rows (five remedies) help signal and gradient alike, since both pass the same factors. Clipping helps
against explosion only. [Lecture 14](14_batch_normalization.ipynb) joins normalization and residual blocks.

## Check yourself

<details><summary>1. In a deep sigmoid network the output layer's steps are not small at all. Why does at least this
layer not learn?</summary>

It learns the little it can: how often each digit occurs. For more, its inputs would have to differ between digits, but
on their way up the differences have shrunk to a millionth of what they were in layer 1.
</details>

<details><summary>2. "ReLU has slope 1, so with ReLU gradients cannot vanish." What do you answer?</summary>

Half of the units are off and pass nothing: the slopes multiply by about $\sqrt{1/2}$. The weights multiply as well, and
Glorot's do by 1. So with them a ReLU network keeps $\sqrt{1/2}$ in each layer: after thirty, 0.00003 is left.
</details>

<details><summary>3. Thirty ReLU layers with He's weights: signal, gradient and step are in order, and in ten epochs the
network learns next to nothing. What is wrong, and what do you try?</summary>

The three lines are averages. In the last layer the digits differ mostly along one direction, which does not tell ten of
them apart; the other differences are small beside it. Fewer layers, if they do; else residual blocks or batch
normalization. Clipping would change nothing.
</details>

## What to do next

Write it yourself in the
[exercise](../exercises/09_vanishing_exploding_gradients/09_vanishing_exploding_gradients.ipynb): the slope of the
sigmoid, norms by layer, a diagnosis of three sick networks, a residual block, and clipping. Then read [lecture 10,
activation functions](10_activation_functions.ipynb): which one passes on what.

<details><summary>For readers of the handwritten notes</summary>

- Notes 0 multiply 0.2 · 0.1 · 0.5 · 0.1 and arrive at 2.5 (then at 2.96 or 2.489), more than each of the factors. (The
  exercise asks for it.)
- Notes 0 leave links out: one chain starts at $\partial o_{31}/\partial o_{21}$, without $\partial L/\partial o_{31}$
  before it, and one, $\partial o_{21}/\partial w_{11} = \varphi'(z) \cdot \partial z/\partial o_{11}$, lacks
  $\partial o_{11}/\partial w_{11}$ behind it. A chain leads from the loss to the weight without a gap.
- Notes 0 say that a large $w_{21}$ makes $\partial L/\partial w_{11}$ very large. The factor is $w_{21}\,\sigma'(z)$,
  at most $w_{21}/4$, and where a large weight makes $z$ large nearly 0: with $w_{21} = 100$ and an input of 0.5,
  $2 \cdot 10^{-20}$.
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
assert round(0.5**15, 5) == 0.00003
assert max(0.2, 0.1, 0.5) < 2.489
assert np.isclose(0.25 * 0.15 * 0.10 * 0.05 * 0.02, 3.75e-6)
assert np.isclose(0.1**4, 1e-4)
assert 2**20 == 1_048_576
_, slopes, weights = deep_gradients_values(30, "ReLU", "Glorot")
assert abs(slopes * weights - 0.7) < 0.05
