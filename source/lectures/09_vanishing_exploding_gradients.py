# %% [markdown]
r"""
# 9 · Vanishing and exploding gradients

*In a deep network the last layer hears the loss clearly and the first may hear nothing, or a scream. You will see why,
learn to measure it, and try the remedies.*

**You will be able to**

- explain why a gradient shrinks or grows on its way down, and by which two factors a layer;
- measure it: one number for each layer, before the first step;
- tell a vanished gradient from an exploded and from a healthy one;
- write a residual block with its backward pass, and clip a gradient;
- choose among five remedies, and say what each of them changes.

**It builds on** [backpropagation](07_backpropagation.ipynb) and [gradient descent](08_gradient_descent.ipynb).
**Time:** about 35 minutes. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, Activation, BatchNormalization, CategoricalCrossentropy, Dense
from dlcourse import Residual, Sequential, accuracy, check_gradient, glorot_uniform, he_normal
from dlcourse import load_digits, numerical_gradient, one_hot, sigmoid, train_test_split
from dlcourse.activations import sigmoid_derivative
from dlcourse.initializers import random_normal
from dlcourse.optimizers.clipping import clip_by_global_norm, clip_by_value
from dlcourse.plots import show
from dlcourse.plots.vanishing_exploding_gradients import clipped_gradients, first_and_last_layer
from dlcourse.plots.vanishing_exploding_gradients import losses_by_depth, losses_of_remedies
from dlcourse.plots.vanishing_exploding_gradients import norms_of_networks, norms_with_residual_blocks
from dlcourse.plots.vanishing_exploding_gradients import plateau_and_cliff, residual_block
from dlcourse.plots.vanishing_exploding_gradients import sigmoid_and_derivative, weight_change_by_layer
from dlcourse.widgets.vanishing_exploding_gradients import deep_gradients_explorer

# %% [markdown]
r"""
## Ten layers that learn nothing

More layers can express more. So let us take the handwritten digits, and a network of sigmoid layers with 32 units each,
and give it ten hidden layers where one would do. Everything else stays the same: the rows, the learning rate, the 30
epochs.
"""

# %%
rng = np.random.default_rng(0)
pixels, labels = load_digits()
targets = one_hot(labels, 10)
x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)


def deep(depth, activation, initializer, rng, width=32):
    """64 pixels, `depth` hidden layers, 10 classes."""
    layers, fan_in = [], 64
    for _ in range(depth):
        layers += [Dense(fan_in, width, rng, initializer), Activation(activation)]
        fan_in = width
    model = Sequential([*layers, Dense(width, 10, rng, initializer)], dtype=np.float64)
    loss = CategoricalCrossentropy(from_logits=True)
    return model.compile(SGD(0.1), loss, metrics=[accuracy])


# %% prediction [markdown]
r"""
What will the loss of the ten-layer network do in 30 epochs? (A network that knows nothing has ln 10 = 2.303.)

[ ] Fall faster, since it can express more
    It can express more. But to get there it has to learn, and that is another matter.
[ ] Fall, but more slowly
    So one would think: more weights, more work. It does not fall slowly; it does not fall.
[x] Stay near 2.303
    After 30 epochs it still guesses. Nothing is wrong with the code, the data or the sign of the step.
[ ] Grow without end
    That is the other illness of deep networks. We come to it.
"""

# %%
losses = {}
for depth in (1, 10):
    rng = np.random.default_rng(0)
    model = deep(depth, "sigmoid", glorot_uniform, rng)
    start = [layer.W.copy() for layer in model.layers if isinstance(layer, Dense)]
    history = model.fit(x_train, y_train, epochs=30, rng=rng, verbose=False).history
    losses[f"{depth} hidden"] = history["loss"]
    right = model.evaluate(x_test, y_test)["accuracy"]
    print(f"{depth:>2} hidden: accuracy {right:.2f} on digits it has never seen")
sick = model

# %%
show(losses_by_depth(losses))

# %% proof
assert losses["1 hidden"][-1] < 0.5
assert all(2.29 < loss < 2.5 for loss in losses["10 hidden"])
assert all(2.29 < loss < 2.32 for loss in losses["10 hidden"][3:])
assert sick.evaluate(x_test, y_test)["accuracy"] < 0.2

# %% [markdown]
r"""
A flat line. This is what stopped deep networks for many years. Sepp Hochreiter explained it in his diploma thesis in
1991, and Yoshua Bengio, Patrice Simard and Paolo Frasconi in 1994, both for recurrent networks, which are deep because
they run for many time steps. The notes say where it is found: in networks of ten or fifteen layers and more, usually
with sigmoid or tanh. They are right. Let us find out why.

## Many small factors

Backpropagation multiplies along a path. Make the path as plain as possible: one unit a layer, one after the other,
$o_k = \sigma(z_k)$ with $z_k = w_k o_{k-1}$. From the loss down to the first weight stand, link by link,

$$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial o_4}
\cdot \underbrace{\sigma'(z_4)\,w_4}_{\text{layer 4}}
\cdot \underbrace{\sigma'(z_3)\,w_3}_{\text{layer 3}}
\cdot \underbrace{\sigma'(z_2)\,w_2}_{\text{layer 2}}
\cdot \sigma'(z_1)\,x .$$

Each layer between contributes one factor, its slope times its weight. Notes 0 put in numbers for four such factors:
0.2, 0.1, 0.5 and 0.1.
"""

# %% prediction [markdown]
r"""
Notes 0 work out 0.2 · 0.1 · 0.5 · 0.1 and get 2.5. How can you tell, without calculating, that it is wrong?

[ ] One cannot
    There is a way: ask what multiplying by a number between 0 and 1 does.
[x] The product must be smaller than 0.1
    Each factor below 1 makes it smaller, so it ends below the smallest factor. That it must is the whole illness in one
    sentence.
[ ] The product must be about their mean, 0.2
    That is a feeling for sums. Products behave differently: a chain of halves is not a half.
"""

# %%
print(f"0.2 · 0.1 · 0.5 · 0.1 = {0.2 * 0.1 * 0.5 * 0.1:.3f}")
print(f"ten layers more of the same kind: {(0.2 * 0.1 * 0.5 * 0.1) ** (14 / 4):.0e}")

# %% proof
assert np.isclose(np.prod([0.2, 0.1, 0.5, 0.1]), 0.001)
assert f"{0.001 ** (14 / 4):.0e}" == "3e-11"

# %% [markdown]
r"""
One thousandth is left after four layers. With $\eta = 0.01$ the first weight then moves by a hundred-thousandth of what
the loss demands, and $w_{\text{new}} \approx w_{\text{old}}$. Ten more layers of the same kind, and $3 \cdot 10^{-11}$
is left.

> **Where the notes go wrong.** Products of small numbers are slippery on paper, and three sets of notes slip. Notes 0
> arrive at 2.5 (and then at 2.96 or 2.489). Notes 2 put plus signs between five slopes,
> $0.25 \cdot 0.15 + 0.10 \cdot 0.05 + 0.02$, and call the result the new weight; it should be a product, and it is a
> gradient. Notes 3 write $0.1 \cdot 0.1 \cdot 0.1 \cdot 0.1 = 0.001$, and miss a zero.
"""

# %%
by_sum = 0.25 * 0.15 + 0.10 * 0.05 + 0.02
by_product = 0.25 * 0.15 * 0.10 * 0.05 * 0.02
print(f"notes 2: the sum {by_sum:.4f} is {by_sum / by_product:,.0f} times the product, "
      f"{by_product:.8f}")  # fmt: skip
print(f"notes 3: 0.1⁴ = {0.1**4:.4f}")

# %% proof
assert round(by_sum, 4) == 0.0625
assert np.isclose(by_product, 3.75e-6)
assert np.isclose(0.1**4, 1e-4)

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 0 also leave links out of the chain: one starts at
> $\partial o_{31}/\partial o_{21}$, without $\partial L/\partial o_{31}$ before it, and one,
> $\partial o_{21}/\partial w_{11} = \varphi'(z) \cdot \partial z/\partial o_{11}$, stops at $o_{11}$, without
> $\partial o_{11}/\partial w_{11}$ behind it. A chain leads from the loss to the weight without a gap, or it is no
> gradient.
"""

# %%
w1, w2, w3, i, y = 0.6, -1.4, 0.8, 1.5, 1.0
o1 = sigmoid(w1 * i)
o2 = sigmoid(w2 * o1)
o3 = w3 * o2

dL_do3, do3_do2 = -2 * (y - o3), w3
do2_do1, do1_dw1 = o2 * (1 - o2) * w2, o1 * (1 - o1) * i
by_nudging = numerical_gradient(lambda w1: (y - w3 * sigmoid(w2 * sigmoid(w1 * i))) ** 2, w1)
whole = dL_do3 * do3_do2 * do2_do1 * do1_dw1
print(f"by nudging {by_nudging:.4f}   without a gap {whole:.4f}")
print(f"without its first link {whole / dL_do3:.4f}   without its last {whole / do1_dw1:.4f}")

# %% proof
assert np.isclose(dL_do3 * do3_do2 * do2_do1 * do1_dw1, by_nudging, rtol=1e-6)
assert abs(do3_do2 * do2_do1 * do1_dw1 - by_nudging) > 0.05
assert abs(dL_do3 * do3_do2 * do2_do1 - by_nudging) > 0.05

# %% [markdown]
r"""
## A slope of at most a quarter

Are factors like 0.2 and 0.1 invented, or do sigmoids really have such slopes? From $\sigma(z) = 1/(1 + e^{-z})$,

$$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}
= \sigma(z)\,\big(1 - \sigma(z)\big).$$

Call $\sigma(z)$ for a moment $p$. Then the slope is $p(1 - p)$, the area of a rectangle whose sides add up to 1. The
largest such rectangle is the square, $p = \frac12$, and its area is $\frac14$. So a quarter is the *best* a sigmoid
can do, at $z = 0$ alone, and everywhere else it passes on less.
"""

# %%
z = np.array([0.0, 2.0, 5.0])
p = sigmoid(z)
print("slope at 0, 2 and 5: ", np.round(p * (1 - p), 4))
print("from the library:    ", np.round(sigmoid_derivative(z), 4))
print(f"0.25 twenty times: {0.25**20:.1e}")

# %%
first = sick.layers[0]
real_z = (x_train @ first.W + first.b).ravel()
show(sigmoid_and_derivative(real_z))

# %% proof
assert np.allclose(p * (1 - p), sigmoid_derivative(z))
assert np.round(p * (1 - p), 4).tolist() == [0.25, 0.105, 0.0066]
assert f"{0.25**20:.1e}" == "9.1e-13"
assert np.mean(np.abs(real_z) < 1.5) > 0.97
assert sigmoid_derivative(5.0) < 0.01

# %% [markdown]
r"""
In grey behind the curves stand the real pre-activations of our sick network's first layer. They are where the slope is
best. The network is not even badly placed: twenty layers at the very best slope leave $0.25^{20} = 9.1 \cdot 10^{-13}$.
(The slope of tanh is at most 1, which is four times better. It still falls off to both sides.)

> **Where the notes go wrong.** Notes 0 and 2 write that $\varphi(z)$, or $\sigma(y)$, lies between 0 and 0.25. The
> sigmoid lies between 0 and 1; it is its *slope* that lies between 0 and 0.25. The little prime matters.
"""

# %%
grid = np.linspace(-20, 20, 4001)
values, slopes = sigmoid(grid), sigmoid_derivative(grid)
print(f"σ from {values.min():.0e} to {values.max():.3f}   σ′ at most {slopes.max():.2f}")
print(f"σ is above 0.25 on {np.mean(values > 0.25):.0%} of this range")

# %% proof
assert sigmoid_derivative(grid).max() == 0.25
assert sigmoid_derivative(grid).min() > 0
assert np.mean(sigmoid(grid) > 0.25) > 0.5

# %% [markdown]
r"""
## How to see it: norms by layer

A loss tells you *that* nothing happens, not *where*. So plot the hidden quantity. For each layer put all entries of its
gradient into one vector, weights and biases together, and take its length:

$$\text{norm}_k = \sqrt{\sum_{i,j} \Big(\frac{\partial L}{\partial W^k_{ij}}\Big)^2
+ \sum_j \Big(\frac{\partial L}{\partial b^k_j}\Big)^2}\,.$$

One backward pass is enough, before the first step of training.
"""


# %%
def layer_norms(model, x, y):
    """The length of each layer's gradient, first layer first."""
    model.loss_and_gradient(x, y)  # fills dW and db
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    return np.array([np.sqrt((layer.dW**2).sum() + (layer.db**2).sum()) for layer in dense])


x, y = x_train[:256], y_train[:256]
norms = layer_norms(deep(10, "sigmoid", glorot_uniform, np.random.default_rng(0)), x, y)
print("layer 1 … 11:", *(f"{norm:.0e}" for norm in norms))

# %% proof
assert norms[0] < 1e-6 < 0.1 < norms[-1]
assert (np.diff(norms) > 0).all()
assert 4e5 < norms[-1] / norms[0] < 4e6
steps_down = norms[:-1] / norms[1:]
assert 0.2 < np.exp(np.log(steps_down).mean()) < 0.3
assert ((steps_down > 0.15) & (steps_down < 0.5)).all()

# %% [markdown]
r"""
There it is. The output layer receives a gradient of a healthy size, and each layer below it, on average, a quarter of
what the one above received. The first layer's gradient is about a million times smaller than the last one's. Nothing is
cut off; it arrives, but as a whisper.

How does this depend on the depth? Here are the first and the last layer's norm for networks of 1 to 30 hidden layers.
"""

# %%
depths = np.array([1, 2, 3, 5, 7, 10, 15, 20, 25, 30])
ends = {"output layer": [], "first layer": []}
for d in depths:
    norms = layer_norms(deep(d, "sigmoid", glorot_uniform, np.random.default_rng(0)), x, y)
    ends["output layer"].append(norms[-1])
    ends["first layer"].append(norms[0])
    if d in (1, 10, 20, 30):
        print(f"{d:>2} hidden layers: first {norms[0]:.0e}, output {norms[-1]:.1f}")

# %%
show(first_and_last_layer(depths, ends))

# %% proof
assert all(0.1 < norm < 10 for norm in ends["output layer"])
assert 0.1 < ends["first layer"][0] < 1
assert ends["first layer"][-1] < 1e-18
per_layer = (ends["first layer"][-1] / ends["first layer"][0]) ** (1 / 29)
assert 0.2 < per_layer < 0.25
assert np.float32(0.1) + np.float32(ends["first layer"][-1]) == np.float32(0.1)

# %% [markdown]
r"""
A straight line on a logarithmic scale: every layer costs the same *factor*, here a little less than a quarter. At 30
layers the first one's share is below $10^{-18}$. Float32 can still write this number down; adding it to a weight of
size 0.1 does nothing at all.

The notes name two ways to recognise the illness: the loss stands still, and the weights, plotted against epochs, stand
still. Now you have a third, and it is the best, because the first two do not distinguish illness from rest.

> **Where the notes go wrong.** For notes 1, 2 and 3, $w_{\text{new}} \approx w_{\text{old}}$ *is* the vanishing
> gradient; for notes 4 it is convergence. It can be either. And notes 4 say that the first *weights* become too small.
> They do not: they keep the size they were drawn with. Their *gradients* are small, so they hardly move.
"""

# %%
dense = [layer for layer in sick.layers if isinstance(layer, Dense)]
length = np.linalg.norm
moved = [length(layer.W - W) / length(W) for layer, W in zip(dense, start, strict=True)]
now = layer_norms(sick, x, y)
for k in (0, 5, 10):
    size = length(dense[k].W) / length(start[k])
    print(f"layer {k + 1:>2}: weights {size:.3f} times their first size, "
          f"moved by {moved[k]:.0e}, gradient {now[k]:.0e}")  # fmt: skip

# %%
show(weight_change_by_layer(moved))

# %% proof
assert 30 * -(-len(x_train) // 32) == 1350
assert 2e-6 < moved[0] < 1e-5
assert moved[-1] > 0.05
assert abs(np.linalg.norm(dense[0].W) / np.linalg.norm(start[0]) - 1) < 1e-4
assert now[-1] > 1e4 * now[0]

# %% [markdown]
r"""
In 30 epochs, which is 1,350 steps, the first layer's weights moved by about five millionths of their size. At a real
minimum *all* gradients would be small. Here the output layer's is more than ten thousand times the first one's, and the
loss is that of guessing: the last layer works hard on features that are still random.

## The same product can explode

So far we looked at slopes alone. But a layer has *two* factors. On its way back the gradient is first multiplied by
the slopes, $dz = da \cdot \varphi'(z)$, then by the weights, $da_{\text{below}} = dz\,W^\top$. Weights can be small or
large. What happens if they are large?

Take tanh, whose slope is at most 1, and draw the weights with a standard deviation of 1, as in the notes' "random, too
large". With 32 inputs to each unit, $z$ gets large, and most outputs are pushed to near −1 or 1, where tanh is flat.
"""

# %% prediction [markdown]
r"""
20 tanh layers, weights of standard deviation 1, most outputs near ±1. What do gradients do on their way down?

[ ] Vanish, because the slopes near ±1 are small
    The slopes are small: they multiply by about a third each layer. But that is only one of the two factors.
[ ] Stay about level
    It would take a balance: slopes of a third and weights that stretch by three.
[x] Explode
    The slopes multiply by about a third, the weights by more than five: together nearly twofold for every layer.
"""


# %%
def two_factors(model, x, y):
    """The mean factors by which a layer's slopes, and its weights, stretch what comes back."""
    _, da = model.loss(y, model.forward(x, training=True))
    stretched = []
    for layer in reversed(model.layers[1:]):
        before, da = da, layer.backward(da)
        stretched.append(np.linalg.norm(da) / np.linalg.norm(before))
    return [np.exp(np.mean(np.log(factors))) for factors in (stretched[1::2], stretched[2::2])]


# %%
networks = {
    "sigmoid, Glorot": ("sigmoid", glorot_uniform),
    "tanh, sd 1": ("tanh", random_normal(1)),
    "ReLU, He": ("relu", he_normal),
    "ReLU, sd 0.5": ("relu", random_normal(0.5)),
}
factors, norms_of = {}, {}
for name, (activation, initializer) in networks.items():
    model = deep(20, activation, initializer, np.random.default_rng(0))
    norms_of[name] = layer_norms(model, x, y)
    slopes, weights = factors[name] = two_factors(model, x, y)
    print(f"{name:<16} slopes × {slopes:.2f}   weights × {weights:.2f}   "
          f"a layer × {slopes * weights:.2f}")  # fmt: skip

# %%
show(norms_of_networks(norms_of))

# %% proof
from dlcourse.widgets.vanishing_exploding_gradients import deep_gradients_values

each = {name: slopes * weights for name, (slopes, weights) in factors.items()}
ratios = []
for initializer in (random_normal(0.25), random_normal(0.5)):
    model = deep(20, "relu", initializer, np.random.default_rng(0))
    model.forward(x, training=True)
    model.backward(np.eye(10)[np.arange(len(x)) % 10])  # the same from above
    sizes = [np.linalg.norm(layer.dW) for layer in model.layers if isinstance(layer, Dense)]
    ratios.append(sizes[0] / sizes[-1])
large = deep(20, "tanh", random_normal(1), np.random.default_rng(0))
outputs = x
for layer in large.layers[:-1]:
    outputs = layer.forward(outputs)
assert [round(slopes, 1) for slopes, _ in factors.values()] == [0.2, 0.3, 0.7, 0.7]
assert each["sigmoid, Glorot"] < 0.25
assert 1.7 < each["tanh, sd 1"] < 2.0
assert factors["tanh, sd 1"][1] > 5
assert 0.9 < each["ReLU, He"] < 1.1
assert 1.3 < factors["ReLU, He"][1] < 1.5
assert 0.28 < factors["tanh, sd 1"][0] < 0.37
assert abs(factors["sigmoid, Glorot"][1] - 1) < 0.1
assert 1.9 < each["ReLU, sd 0.5"] < 2.1
for name, (activation, weights) in {"tanh, sd 1": ("tanh", "normal, sd 1"), "ReLU, He": ("ReLU", "He")}.items():
    assert np.allclose(deep_gradients_values(20, activation, weights)[1:], factors[name], rtol=0.1)
assert norms_of["sigmoid, Glorot"][0] < 1e-11
assert norms_of["tanh, sd 1"][0] > 1e4 * norms_of["tanh, sd 1"][-1]
assert 0.1 < norms_of["ReLU, He"][0] / norms_of["ReLU, He"][-1] < 10
assert norms_of["ReLU, sd 0.5"].min() > 1e5
assert np.isclose(*ratios)
assert np.mean(np.abs(outputs) > 0.9) > 0.5

# %% [markdown]
r"""
This is the picture to remember, so take your time with it. Read each line from right to left, the way the gradient
travels.

- **Sigmoid with Glorot's weights.** The weights multiply by about 1 (that is what they were made for, as lecture 11
  will tell), the slopes by less than a quarter: it vanishes.
- **tanh with large weights.** The slopes are small, and it explodes all the same, because the weights stretch by more
  than five. So "saturated units make gradients vanish" is only half of the story.
- **ReLU with He's weights.** The slopes multiply by about 0.7, the weights by about 1.4: together 1. It stays level,
  for twenty layers.
- **ReLU with large weights.** It is level, too, but it lies at over a million. Look at the size, not only at the shape.

Why is the last line level, if each layer multiplies by 2? Because forwards the *activations* grow by the same factor.
A gradient $dW_k = a_{k-1}^\top dz_k$ has both in it: low layers see small $a$ and large $dz$, high layers the reverse.
With ReLU and biases of 0, making all weights $c$ times as large makes the gradients of all layers larger by one and the
same factor, if the same comes from above. So the ratio of first to last cannot tell you that the weights are too large;
the size can. And ReLU by itself is no guarantee: its slope is 0 or 1, but $W$ still multiplies.

So four patterns, to be read off one row of norms:

| from the output layer down | what it is |
|---|---|
| falls steadily | it vanishes |
| grows steadily, or is huge in all layers | it explodes |
| is exactly 0 from some layer on | all units of that layer are off: dead (lecture 10) |
| stays level, at a moderate size | healthy; if the loss falls slowly, look elsewhere, at the learning rate first |

> **Where the notes go wrong.** Notes 0 say of the exploding gradient: if $w_{21}$ is large, then
> $\partial L/\partial w_{11}$ is very large. Not for a sigmoid, not so easily. The factor is $w\,\sigma'(z)$, which is
> $w/4$ at most, so below $w = 4$ nothing grows. And a large $w$ also drives $z$ out to where $\sigma'$ is 0.
"""

# %%
o11, w = 0.5, 100.0
for b in (-50.0, 0.0):
    z = w * o11 + b
    factor = w * sigmoid_derivative(z)
    print(f"w = 100, b = {b:>3.0f}: z = {z:>2.0f}, the factor w σ′(z) is {factor:.1e}")
print(f"w = 4 at its best, z = 0: {4 * sigmoid_derivative(0.0):.0f}")

# %% proof
assert np.isclose(100 * sigmoid_derivative(0.0), 25)
assert 100 * sigmoid_derivative(50.0) < 1e-19
assert 4 * sigmoid_derivative(0.0) == 1

# %% [markdown]
r"""
### A plateau and a cliff

Both illnesses live in one small landscape. Twenty linear units in a row, all with the *same* weight $w$ (as in a
recurrent network that runs for twenty steps), and the target 1:

$$L(w) = (w^{20} - 1)^2, \qquad L'(w) = 2\,(w^{20} - 1) \cdot 20\,w^{19} .$$
"""

# %%
w = np.linspace(0.3, 1.12, 400)
loss = (w**20 - 1) ** 2
slope = 2 * (w**20 - 1) * 20 * w**19
for at in (0.5, 1.1, 1.2):
    gap = at**20 - 1
    print(f"w = {at}: loss {gap**2:>7.2f}, slope {2 * gap * 20 * at**19:.1e}")

# %%
marks = {"plateau": np.abs(w - 0.5).argmin(), "cliff": np.abs(w - 1.05).argmin()}
upper, _ = plateau_and_cliff(w, loss, slope, marks)
show(upper)

# %% proof
assert f"{2 * (0.5**20 - 1) * 20 * 0.5**19:.1e}" == "-7.6e-05"
assert f"{2 * (1.2**20 - 1) * 20 * 1.2**19:.1e}" == "4.8e+04"
assert np.isclose(slope[200], numerical_gradient(lambda w: (w**20 - 1) ** 2, w[200]), rtol=1e-5)
assert abs((0.5**20 - 1) ** 2 - 1) < 1e-5
assert abs(slope[0]) < 1e-8
assert abs(slope[-1]) > 1e3

# %% [markdown]
r"""
At $w = 0.5$ the slope is $-0.00008$, and a learning rate of 0.01 gets nowhere. At $w = 1.2$ it is 48,000, and the same
learning rate throws $w$ to about −476. Between the two lies a valley that is hard to hit. No single learning rate
serves both ends: this is why "use another learning rate" is not among the remedies.

## Five ways out

The notes list five, and each attacks the product in another place:

1. **fewer layers**: fewer factors;
2. **ReLU**: a slope of 1 wherever the unit is on, instead of a quarter at best;
3. **first weights of a size that suits the activation**: here He's, which put back what ReLU loses;
4. **batch normalization**: every layer's pre-activations are brought back to mean 0 and spread 1 (lecture 14);
5. **a residual network**: a way around each layer.

The first you have seen at the very beginning: one hidden layer learns. Let us give our patient the others, one at a
time; ReLU and He's weights belong together (lecture 11 compares ReLU's first weights). A network that does learn can
overshoot, so the rate is half of what it was, and ten epochs have to do. And since one run could be luck, every network
trains five times, from five seeds.
"""


# %%
def treated(block, activation, rng, depth=10, width=32):
    """A deep network whose hidden layers after the first are made by `block`."""
    layers = [Dense(64, width, rng), Activation(activation)]
    for _ in range(depth - 1):
        layers += block(width, rng)
    model = Sequential([*layers, Dense(width, 10, rng)], dtype=np.float64)
    return model.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))


def normalized(width, rng):
    return [Dense(width, width, rng), BatchNormalization(width), Activation("sigmoid")]


def residual(width, rng):
    return [Residual([Dense(width, width, rng, random_normal(0.03)), Activation("tanh")])]


# %% [markdown]
r"""
Why does the way around lead past a tanh layer with small weights, and not past a sigmoid? A sigmoid's outputs are all
positive, so every block would only ever add. After nine blocks the last layer would see large sums, and the network
would begin with a loss of 4 to 15 where guessing costs 2.3: a broken start, as lecture 7 diagnosed. Tanh adds both
signs, and small weights keep the sums small. (The tanh is not the remedy: without the way around these layers stay at
2.303 as well.)
"""

# %%
remedies = {
    "as it was": lambda rng: deep(10, "sigmoid", glorot_uniform, rng),
    "ReLU and He": lambda rng: deep(10, "relu", he_normal, rng),
    "batch norm": lambda rng: treated(normalized, "sigmoid", rng),
    "residual": lambda rng: treated(residual, "tanh", rng),
}
curves = {}
for name, build in remedies.items():
    curves[name] = np.zeros((5, 10))
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = build(rng).compile(SGD(0.05), CategoricalCrossentropy(from_logits=True))
        history = model.fit(x_train, y_train, epochs=10, rng=rng, verbose=False).history
        curves[name][seed] = history["loss"]
    last = curves[name][:, -1]
    print(f"{name:<12} loss after 10 epochs: {last.min():.1f} to {last.max():.1f}, "
          f"mean {last.mean():.1f}")  # fmt: skip

# %%
show(losses_of_remedies(curves))

# %% proof
assert (np.abs(curves["as it was"][:, -1] - np.log(10)) < 0.02).all()
for name in ("ReLU and He", "batch norm", "residual"):
    assert curves[name].min(axis=1).max() < np.log(10) / 2
    assert curves[name][:, -1].mean() < 1


def adds_only(width, rng):
    return [Residual([Dense(width, width, rng), Activation("sigmoid")])]


for seed in range(5):
    model = treated(residual, "tanh", np.random.default_rng(seed))
    assert 2.2 < model.loss(y_train, model.forward(x_train))[0] < 3.2
    model = treated(adds_only, "sigmoid", np.random.default_rng(seed))
    assert 3.5 < model.loss(y_train, model.forward(x_train))[0] < 20
rng = np.random.default_rng(0)
model = deep(10, "tanh", random_normal(0.03), rng)
model.compile(SGD(0.05), CategoricalCrossentropy(from_logits=True))
without_a_way = model.fit(x_train, y_train, epochs=10, rng=rng, verbose=False).history["loss"]
assert abs(without_a_way[-1] - np.log(10)) < 0.02

# %% [markdown]
r"""
All three wake the network, in each of their five runs, and as it was, it slept through all five. Read no ranking into
the lines: they come from one depth and one learning rate, and others would give another order. The first remedy, fewer
layers, gives away what you wanted the depth for. What matters is that the other ones keep all ten layers and learn.

## A way around: the residual block

The fifth remedy is the youngest and the most radical: do not send everything *through* the layers. Let a block compute
something, and **add** it to what came in:

$$y = x + F(x) .$$

Now $x$ reaches the output by two roads, so on the way back two gradients arrive at $x$ and add up:

$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} + \frac{\partial L}{\partial y}\,F'(x)
= \frac{\partial L}{\partial y}\,\big(1 + F'(x)\big).$$

The slope of a layer was a factor near 0. The slope of a block is a factor near **1**. Take the smallest example, with
$x = 2$, $w_1 = 0.5$, $w_2 = 0.4$, and 1 coming back from above.
"""

# %%
x1, v1, v2, dy = 2.0, 0.5, 0.4, 1.0
h = max(0.0, v1 * x1)
y1 = x1 + v2 * h
through = dy * v2 * (v1 * x1 > 0) * v1
print(f"y = {x1} + {v2 * h:.1f} = {y1:.1f}")
print(f"back: {dy:.1f} around + {through:.1f} through = {dy + through:.1f}")

# %%
show(residual_block(x1, v1, v2, dy))

# %% proof
assert np.isclose(y1, 2.4)
assert np.isclose(dy + through, 1.2)

# %% [markdown]
r"""
Twenty layers with a slope of 0.1 leave $0.1^{20} = 10^{-20}$. Twenty *blocks* whose branch has that slope pass on
$1.1^{20}$. Now with matrices, a branch of two layers, and a check:

$$z = xW_1, \quad h = \max(0, z), \quad y = x + hW_2 .$$
"""

# %%
print(f"twenty layers {0.1**20:.0e}     twenty blocks {1.1**20:.1f}")

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
assert agrees
assert not check_gradient(lambda xs: (block(xs) * dy).sum(), dz @ W1.T, xs).passed

# %% [markdown]
r"""
In words, the last line says: *whatever the branch does, `dy` itself gets through.* The library's `Residual` does the
same around any layers. Here are thirty tanh layers with weights of standard deviation 0.03, plain and with a way around
each. Plain, a layer multiplies the gradient by about $0.03\,\sqrt{32} = 0.17$.
"""

# %%
plain = layer_norms(deep(30, "tanh", random_normal(0.03), np.random.default_rng(0)), x, y)
around = treated(residual, "tanh", np.random.default_rng(0), depth=30)
around.loss_and_gradient(x, y)
inner = [layer.layers[0] if isinstance(layer, Residual) else layer for layer in around.layers]
dense = [layer for layer in inner if isinstance(layer, Dense)]
with_a_way = [np.sqrt((layer.dW**2).sum() + (layer.db**2).sum()) for layer in dense]
print(f"first layer: plain {plain[0]:.0e}, residual {with_a_way[0]:.1f}")

# %%
show(norms_with_residual_blocks({"residual": with_a_way, "plain": plain}))

# %% proof
assert plain[0] < 1e-20
assert 0.1 < with_a_way[0] < 10
assert 0.1 < min(with_a_way) <= max(with_a_way) < 10
assert 0.14 < (plain[1] / plain[-2]) ** (1 / 28) < 0.2

# %% [markdown]
r"""
Kaiming He and others trained networks of 152 layers this way in 2015 ("Deep residual learning", 2016). It has a price
and a limit. $F$ must return the width it takes, since we add. And the factor is $1 + F'$, not 1: with $F' = 1$ twenty
blocks multiply by $2^{20}$, so residual networks can explode as well; with $F' = -1$ a block cancels itself.

## A limit on the step: clipping

For the opposite illness there is a plain remedy. If the gradient is too long, shorten it. Take the length of *all*
gradients together, and if it exceeds a limit $c$, shrink them all by one factor, so that the length becomes $c$:

$$n = \sqrt{\textstyle\sum_g \sum_i g_i^2}, \qquad g \leftarrow g\,\frac{c}{n} \quad \text{if } n > c .$$

The direction stays. That is the point, and it is the difference to the other habit, cutting each entry on its own to
the range from $-c$ to $c$.
"""

# %%
g, c = np.array([3.0, 4.0]), 2.0
n = np.sqrt((g**2).sum())
print("by hand:             ", g * c / n)
print("clip_by_global_norm: ", clip_by_global_norm(g, c))
print("clip_by_value:       ", clip_by_value(g, c), " another direction")
print("a short one stays:   ", clip_by_global_norm(np.array([0.3, 0.4]), c))

# %%
show(clipped_gradients(g, clip_by_global_norm(g, c), clip_by_value(g, c)))

# %% proof
assert n == 5
assert np.allclose(clip_by_global_norm(g, c), [1.2, 1.6])
assert np.allclose(clip_by_value(g, c), [2, 2])
assert np.allclose(clip_by_global_norm(np.array([0.3, 0.4]), c), [0.3, 0.4])

# %% [markdown]
r"""
Back to the cliff, $L = (w^{20} - 1)^2$, from $w = 1.2$ and with $\eta = 0.01$. Then a whole network: ten ReLU layers
whose weights are too large, sd 0.4 where He's would be 0.25 at most.
"""


# %%
def descend(w, steps, limit=np.inf):
    for _ in range(steps):
        slope = 2 * (w**20 - 1) * 20 * w**19
        w -= 0.01 * slope * min(1, limit / abs(slope))
    return w


print(f"the cliff: one step {descend(1.2, 1):.1f}")
clipped = descend(1.2, 1, 1.0), descend(1.2, 20, 1.0)
print(f"limit 1:   one step {clipped[0]:.2f}, twenty steps {clipped[1]:.2f}")
for limit in (None, 1.0):
    rng = np.random.default_rng(0)
    model = deep(10, "relu", random_normal(0.4), rng)
    model.compile(SGD(0.1, global_clipnorm=limit), CategoricalCrossentropy(from_logits=True))
    with np.errstate(all="ignore"):
        steps = [model.train_step(x_train[:32], y_train[:32]) for _ in range(5)]
    print("limit 1: " if limit else "no limit:", *(f"{loss:.3g}" for loss in steps))

# %% proof
assert round(descend(1.2, 1)) == -476
assert np.isclose(descend(1.2, 1, 1.0), 1.19)
assert 0.98 < descend(1.2, 20, 1.0) < 1.02
assert np.isfinite(steps).all()
assert steps[-1] < steps[0]
rng = np.random.default_rng(0)
model = deep(10, "relu", random_normal(0.4), rng)
model.compile(SGD(0.1, global_clipnorm=1.0), CategoricalCrossentropy(from_logits=True))
assert model.fit(x_train, y_train, epochs=10, rng=rng, verbose=False).history["loss"][-1] < 0.1 * steps[0]
unclipped = deep(10, "relu", random_normal(0.4), np.random.default_rng(0))
with np.errstate(all="ignore"):
    assert not np.isfinite([unclipped.train_step(x_train[:32], y_train[:32]) for _ in range(5)]).all()

# %% [markdown]
r"""
Without a limit the loss is nan within five steps; with it, training goes on, and the loss falls. Razvan Pascanu, Tomas
Mikolov and Yoshua Bengio proposed this in 2013 for recurrent networks, and large language models are trained with it to
this day. Mind what it is: a guard rail. It makes long steps short. It makes no short step long, so against vanishing
gradients it does nothing, and better first weights would have spared us the need here.

## Explore: depth, bend and first weights

The network of this lecture, before its first step: 256 digits go forwards, the gradient comes back. You choose the
depth, and in the folded box the activation and the first weights. Above the picture stand the two factors. Two
questions first.
"""

# %% prediction [markdown]
r"""
ReLU with Glorot's weights multiplies the gradient by about 0.7 each layer. After 30 layers, what is left in the first
layer?

[ ] About 0.7 of the last one's
    0.7 is one layer's share, and there are thirty.
[x] Less than a thousandth
    0.7 to the power 30 is 0.00002. A factor that looks harmless is not, thirty times.
[ ] Nothing that a computer could tell from 0
    That would take a factor like the sigmoid's, or far more layers.
"""

# %% prediction [markdown]
r"""
Sigmoid layers, 30 of them. Which first weights bring the first layer's gradient nearest to that of the output?

[ ] Glorot: they were made for sigmoid and tanh
    Their factor is 1, and the slopes' is less than a quarter. For tanh it works, whose slope near 0 is 1.
[ ] sd 0.01: small weights keep z where the slope is best
    The slope is best, 0.25. But the weights multiply by 0.06 on top.
[x] sd 1, the largest
    Its weights stretch by more than five, which makes up for much of the slopes' factor, about an eighth. It still
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
norms, slopes, weights = deep_gradients_values(30, "ReLU", "Glorot")
assert abs(slopes * weights - 0.7) < 0.05
assert round(0.7**30, 5) == 0.00002
assert (slopes * weights) ** 29 < 1e-3
assert norms[0] / norms[-1] < 1e-2

# %% proof this_run=true
assert deep_gradients_values(30, "ReLU", "Glorot")[0][0] < 1e-3 * deep_gradients_values(30, "ReLU", "Glorot")[0][-1]

# %% [markdown]
r"""
Then a task. **Go to 30 layers and find every pair of activation and first weights for which all norms stay in the grey
band, between 0.01 and 10.** For each pair that fails, say which of the two factors is to blame.
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

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Three of fifteen: tanh with Glorot's or with He's weights, and ReLU with He's. In all three the two factors multiply to
nearly 1. No weights here save the sigmoid: small ones leave it 0.25 times something below 1, and large ones drive $z$
outwards, so that the slopes fall as the weights rise. Tanh with sd 0.5 or 1 explodes towards the first layer; ReLU
with sd 0.5 or 1 is level, and far above the band.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| a layer's two factors, backwards | $dz = da \cdot \varphi'(z)$, then $da = dz\,W^\top$ | both count |
| slope of the sigmoid | $\sigma' = \sigma(1 - \sigma) \le \frac14$ | at best, and only at $z = 0$ |
| notes 0's four factors | $0.2 \cdot 0.1 \cdot 0.5 \cdot 0.1 = 0.001$ | less than the least of them |
| twenty sigmoids | $0.25^{20} = 9.1 \cdot 10^{-13}$ | a straight line on a log scale |
| diagnosis | $\text{norm}_k = \sqrt{\sum dW_k^2 + \sum db_k^2}$ | before training, one pass; look at the size as well |
| residual block | $dx = dy + dy\,F'$ | a factor near 1 instead of near 0 |
| clipping | $g \leftarrow g\,c/n$ if $n > c$ | keeps the direction; helps against explosion only |
| five remedies | fewer layers, ReLU, first weights, batch norm, residual | each changes another factor |

## Check yourself

<details><summary>1. The loss has not changed for ten epochs. What do you look at before you say "converged"?</summary>

At the gradient norms of all layers, and at the loss itself. All small and a low loss: a minimum. Small only at the
bottom, with the loss of guessing: vanished. Exactly 0 from some layer downwards: that layer is dead (lecture 10).
</details>

<details><summary>2. Norms from first to last: 0.6, 0.5, 0.5, 0.4, and yet the loss falls very slowly. Ill?</summary>

No. Every layer hears the loss about equally well. A larger learning rate is the first thing to try.
</details>

<details><summary>3. "ReLU has slope 1, so with ReLU gradients cannot vanish." What do you answer?</summary>

Half of the units are off and pass nothing: the slopes' factor is about 0.7. And $W$ multiplies as well. With Glorot's
weights, factor 1, a ReLU network loses about 30% a layer.
</details>

<details><summary>4. Twenty residual blocks, and each branch has the slope 0.1. What reaches the first one?</summary>

$1.1^{20} = 6.7$ times what left the last one. Without the way around it would be $10^{-20}$.
</details>

<details><summary>5. Why not make up for a vanished gradient with a larger learning rate?</summary>

The learning rate multiplies all layers alike. Here the first layer would need a rate a million times the last one's.
</details>

## What to do next

Write it yourself in the
[exercise](../exercises/09_vanishing_exploding_gradients/09_vanishing_exploding_gradients.ipynb): the slope of the
sigmoid, norms by layer, a diagnosis of three sick networks, a residual block, and clipping. Then read [lecture 10,
activation functions](10_activation_functions.ipynb): which bend passes on what.
"""
