# %% [markdown]
r"""
# 11 · Weight initialization

*Before the first step somebody has to choose the weights. You will see why they must be random, why their size matters
more than their values, and where the two famous formulas come from.*

**You will be able to**

- explain why equal units stay equal, and what it takes to part them;
- predict from one number whether a signal dies, stays or explodes on its way through a deep network;
- derive LeCun's, Glorot's and He's variance, and draw weights with it, normal and uniform;
- set up a whole network from one generator, so that it starts the same way again tomorrow.

**It builds on** [vanishing gradients](09_vanishing_exploding_gradients.ipynb) and
[activation functions](10_activation_functions.ipynb). **Time:** about 30 minutes. Run each cell as you come to it
(Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, Activation, Adam, CategoricalCrossentropy, Dense, MeanSquaredError
from dlcourse import ReLU, Sequential, accuracy, glorot_normal, glorot_uniform, he_normal
from dlcourse import he_uniform, lecun_normal, load_digits, one_hot, relu, train_test_split
from dlcourse.data import salary_by_cgpa_and_resume
from dlcourse.initializers import constant, ones, random_normal, zeros
from dlcourse.plots import show
from dlcourse.plots.weight_initialization import losses_by_initialization, tanh_histograms
from dlcourse.plots.weight_initialization import there_and_back_by_layer, two_fits
from dlcourse.plots.weight_initialization import unit_distances_by_noise
from dlcourse.widgets.weight_initialization import signal_explorer

# %% [markdown]
r"""
## Twins: equal weights never part

The training loop of lecture 6 started from unequal weights, and left the reason to this lecture. So take a network of
the same shape, two inputs, two hidden units and one output, and start it with all weights 1 and all biases 0, on four
students with a grade average and a resume score. The loss goes down. But look at the two hidden units.
"""

# %%
x, y, _ = salary_by_cgpa_and_resume()
rng = np.random.default_rng(0)
model = Sequential([Dense(2, 2, rng, ones), Dense(2, 1, rng, ones)], dtype=np.float64)
model.compile(SGD(0.001), MeanSquaredError())
first_loss = model.evaluate(x, y)["loss"]
model.fit(x, y, epochs=200, batch_size=1, rng=rng, verbose=False)
print(f"loss {first_loss:.0f} → {model.evaluate(x, y)['loss']:.2f}")
print("W1, one column for each unit:\n", np.round(model.layers[0].W, 4))
print("W2:", np.round(model.layers[1].W[:, 0], 4))

# %% proof
first, last = (layer.W for layer in model.layers)
assert model.evaluate(x, y)["loss"] < 0.3
assert np.abs(first[:, 0] - first[:, 1]).max() < 1e-12
assert abs(last[0, 0] - last[1, 0]) < 1e-12
assert np.abs(first - 1).max() > 0.1

# %% [markdown]
r"""
They have moved, a long way, and they have moved *together*. After 800 steps the two columns are identical to the last
digit printed. Nothing else was possible. Both units see the same inputs with the same weights, so they compute the same
$z$ and the same $a$. Both go out with the same weight, so the same gradient comes back to both:

$$dz_j = dy \cdot w_{2j} \cdot \varphi'(z_j), \qquad dW_{ij} = \sum_{\text{rows}} x_i\, dz_j .$$

Put equal numbers in for $j = 1$ and $j = 2$, and equal numbers come out. Equal gradients, equal steps, and after the
step they are equal again. This is **symmetry**, and gradient descent on its own does not break it.

With these linear units nobody notices: with one output, two linear units can do no more than one. With nonlinear units
it hurts. Here is the wavy curve of lecture 10 again, for 8 tanh units, once with all weights 0.5, once with random
ones; all biases are 0.
"""

# %%
curve_x = np.linspace(-3, 3, 61)[:, None]
curve_y = np.sin(1.5 * curve_x) + 0.3 * curve_x


def wave_network(rng, initializer):
    layers = [Dense(1, 8, rng, initializer), Activation("tanh"), Dense(8, 1, rng, initializer)]
    return Sequential(layers, dtype=np.float64).compile(Adam(0.03), MeanSquaredError())


fits = {}
rng = np.random.default_rng(0)
for name, model in {
    "all weights 0.5": wave_network(rng, constant(0.5)),
    "random weights": wave_network(rng, glorot_uniform),
}.items():
    loss = [model.train_step(curve_x, curve_y) for _ in range(1500)][-1]
    fits[f"{name}: loss {loss:.3f}"] = model.predict(curve_x)
    print(f"{name}: loss {loss:.3f}, hidden weights up to {np.ptp(model.layers[0].W):.0f} apart")

# %%
show(two_fits(curve_x, curve_y, fits))

# %% proof
equal, mixed = (np.mean((fit - curve_y) ** 2) for fit in fits.values())
assert equal > 0.15
assert mixed < 0.002
for seed in range(5):
    model = wave_network(np.random.default_rng(seed), glorot_uniform)
    assert [model.train_step(curve_x, curve_y) for _ in range(1500)][-1] < 0.01
assert np.ptp(model.layers[0].W) > 0.1

# %% [markdown]
r"""
Eight equal units are one unit, drawn eight times. On the left you see what a single tanh can do.

How different must they be? A hair's breadth? Let us start from 0.5 plus noise, and watch the largest gap between the
hidden weights grow.
"""

# %% prediction [markdown]
r"""
The weights are 0.5 plus noise of size 0.000001. After 1,500 steps, how far are the hidden weights apart?

[ ] About as far as at the start: the gradients are nearly equal
    The gradients are nearly equal, but not quite: a small difference in the weights makes a small one in the
    gradients, and each step adds to it.
[x] Far apart, by more than 1
    The gap feeds itself: a larger gap makes the gradients differ more. It grows by a share of itself, step after step,
    from some millionths to more than 1.
[ ] They come together
    Nothing pulls them together: being equal is a balance on a ridge, not in a valley.
"""

# %%
gaps = {}
for noise in (0, 1e-9, 1e-6, 1e-3):
    rng = np.random.default_rng(0)
    model = wave_network(rng, constant(0.5)).compile(SGD(0.1), MeanSquaredError())
    for layer in (model.layers[0], model.layers[2]):
        layer.W += noise * rng.normal(size=layer.W.shape)
    gap = np.zeros(1500)
    for step in range(1500):
        loss = model.train_step(curve_x, curve_y)
        gap[step] = np.ptp(model.layers[0].W)
    gaps[f"noise {noise:g}"] = gap
    end = "more than 1" if gap[-1] > 1 else f"{gap[-1]:.1f}"
    print(f"noise {noise:<6g} gap after 100 steps {gap[99]:.0e}, at the end {end}, loss {loss:.1f}")

# %%
show(unit_distances_by_noise(gaps))

# %% proof
assert gaps["noise 0"].max() < 1e-6
assert gaps["noise 1e-09"][0] < 1e-8
assert gaps["noise 1e-09"][-1] < 0.05
assert np.allclose(gaps["noise 1e-06"][:400] / gaps["noise 1e-09"][:400], 1000, rtol=0.05)
assert gaps["noise 1e-06"][0] < 1e-5
assert gaps["noise 1e-06"][-1] > 1
assert gaps["noise 0.001"][:400].max() > 0.5
final, hidden = {}, {}
for noise in (0, 1e-9, 1e-6):
    rng = np.random.default_rng(0)
    model = wave_network(rng, constant(0.5)).compile(SGD(0.1), MeanSquaredError())
    for layer in (model.layers[0], model.layers[2]):
        layer.W += noise * rng.normal(size=layer.W.shape)
    final[noise] = [model.train_step(curve_x, curve_y) for _ in range(1500)][-1]
    hidden[noise] = model.layers[0].W[0]
assert abs(final[1e-9] - final[0]) < 1e-3 < 0.15 < final[0]
assert final[1e-6] < final[0]
assert (np.abs(hidden[1e-6] - np.median(hidden[1e-6])) < 0.5).sum() >= 5

# %% [markdown]
r"""
As long as the gap is small, the curves run side by side: what a step adds to the gap is a share of the gap itself, so
with a thousand times less noise the gap stays a thousand times smaller. (That share is not the same in every step,
which is why the curves bend.) Being equal is like a pencil balanced on its tip. Any difference tips it, but a tiny one
takes long to show: with a noise of 1e-9 the loss after 1,500 steps is still that of a single unit. And a gap is only a
beginning: with 1e-6 most of the eight hidden weights are still close together at the end. So we want *large*
differences from the start, and the cheapest way to get them is chance.

Where does the difference have to be? Anywhere in what reaches the two units, forwards or backwards.
"""

# %% prediction [markdown]
r"""
All incoming weights are 0.5, all biases 0. Only the outgoing weights differ. Do the columns of W1 part?

[ ] No: the units still compute the same
    Forwards they do. But look at the formula for dz: what comes back to a unit is multiplied by its outgoing weight.
[x] Yes, with the first step
    dz carries the outgoing weight, so different gradients arrive in the very first backward pass.
[ ] Yes, but only after W2 has been updated
    W2 differs already. Its values are in the first backward pass.
"""

# %%
model = wave_network(np.random.default_rng(0), constant(0.5))
model.compile(SGD(0.03), MeanSquaredError())
model.layers[2].W[...] = np.linspace(0.1, 0.8, 8)[:, None]
model.train_step(curve_x, curve_y)
print("gradients of the hidden weights:", np.round(model.layers[0].dW[0], 2))
print("the weights after the step:     ", np.round(model.layers[0].W[0], 3))

# %% proof
assert len(np.unique(np.round(model.layers[0].dW[0], 6))) == 8
assert np.ptp(model.layers[0].W) > 1e-3

# %% [markdown]
r"""
And **zeros**? They are the extreme case of equal weights, and one thing more: with $W_2 = 0$ nothing comes back to the
hidden layer, and with an activation that is 0 at 0, nothing goes on to $W_2$ either. With the sigmoid, which is
$\frac12$ at 0, the output weights move first, and the hidden ones follow, all alike.
"""

# %%
pixels, labels = load_digits()
rng = np.random.default_rng(0)
targets = one_hot(labels, 10)
x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
for name, layers in {
    "ReLU": [Dense(64, 32, rng, zeros), ReLU(), Dense(32, 10, rng, zeros)],
    "sigmoid": [Dense(64, 32, rng, zeros), Activation("sigmoid"), Dense(32, 10, rng, zeros)],
    "one layer": [Dense(64, 10, rng, zeros)],
}.items():
    model = Sequential(layers, dtype=np.float64)
    model.compile(SGD(0.3), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    model.fit(x_train, y_train, epochs=20, rng=np.random.default_rng(0), verbose=False)
    W, right = model.layers[0].W, model.evaluate(x_test, y_test)["accuracy"]
    print(f"{name:<10} largest weight {np.abs(W).max():.2f}, "
          f"largest gap between units {np.ptp(W, axis=1).max():.2f}, "
          f"accuracy {right:.2f}")  # fmt: skip

# %% proof
assert model.evaluate(x_test, y_test)["accuracy"] > 0.94
checks = {}
for activation in ("relu", "sigmoid"):
    layers = [Dense(64, 32, rng, zeros), Activation(activation), Dense(32, 10, rng, zeros)]
    model = Sequential(layers, dtype=np.float64).compile(
        SGD(0.3), CategoricalCrossentropy(from_logits=True), [accuracy]
    )
    model.fit(x_train, y_train, epochs=20, rng=np.random.default_rng(0), verbose=False)
    checks[activation] = np.abs(model.layers[0].W).max(), np.ptp(model.layers[0].W, axis=1).max()
    assert model.evaluate(x_test, y_test)["accuracy"] < 0.5
assert checks["relu"] == (0, 0)
assert checks["sigmoid"][0] > 0.1
assert checks["sigmoid"][1] < 1e-6

# %% [markdown]
r"""
The ReLU network never moves a weight. The sigmoid network moves them, and all its 32 units stay one. But look at the
last line: *one layer*, started from zeros, learns well. Softmax regression has no hidden units, so there are no twins;
each output has its own label to tell it apart. Biases may start at 0 in any network whose weights are random: these
already make the units different.

## Too small, too large

So the weights are random. From which range? Try normal distributions with standard deviation 0.01, 1 and 0.125. Send
500 rows of standard normal numbers through twenty tanh layers with 64 units each, and look at what the layers put out.
"""

# %%
x = np.random.default_rng(0).normal(size=(500, 64))


def activations_by_layer(x, phi, initializer, layers=20):
    """The outputs of each layer; no biases."""
    rng, a, result = np.random.default_rng(0), x, []
    for _ in range(layers):
        a = phi(a @ initializer(a.shape[1], 64, rng))
        result.append(a)
    return result


tanh_runs = {
    "sd 0.01": activations_by_layer(x, np.tanh, random_normal(0.01)),
    "sd 1": activations_by_layer(x, np.tanh, random_normal(1)),
    "sd 0.125": activations_by_layer(x, np.tanh, random_normal(0.125)),
}
for name, layers in tanh_runs.items():
    spread = (f"{layers[k].std():.1e}" for k in (0, 4, 9, 19))
    print(f"{name:<9} spread in layers 1, 5, 10, 20:", *spread)

# %%
show(tanh_histograms(tanh_runs))

# %% proof
assert tanh_runs["sd 0.01"][-1].std() < 1e-20
assert np.abs(tanh_runs["sd 0.01"][4]).max() < 1e-3
assert 0.9 < tanh_runs["sd 1"][-1].std() < 1
assert np.mean(np.abs(tanh_runs["sd 1"][-1]) > 0.9) > 0.7
assert abs(tanh_runs["sd 0.125"][-1].std() - 0.15) < 0.02

# %% [markdown]
r"""
Too small: the signal is gone by the fifth layer, every unit puts out 0 whatever the input, and there is nothing to
learn from. Too large: all units stand at −1 or 1, at the flat ends of tanh. (Their spread looks fine, at about 0.95.
Look at the *shape*; and remember from lecture 9 that their gradients explode.) With 0.125 the signal is still there in
layer 20, though it has shrunk. Where does 0.125 come from?

## How large is a sum?

A unit adds up $n$ terms, $z = \sum_i a_i w_i$. Let the weights be drawn with mean 0 and variance $\sigma^2$,
independent of the inputs and of each other. The inputs may depend on each other as they like. Then, on average over the
draws:

$$\begin{aligned}
\mathrm{E}[z] &= \textstyle\sum_i \mathrm{E}[a_i]\,\mathrm{E}[w_i] = 0
&& \text{weights independent of inputs} \\
\mathrm{Var}(z) = \mathrm{E}[z^2] &= \textstyle\sum_i \sum_k \mathrm{E}[a_i a_k]\,\mathrm{E}[w_i w_k]
&& \text{multiplied out; the same again} \\
&= \textstyle\sum_i \mathrm{E}[a_i^2]\,\sigma^2
&& \mathrm{E}[w_i w_k] = \mathrm{E}[w_i]\,\mathrm{E}[w_k] = 0 \text{ for } i \neq k \\
&= n\,\sigma^2\,\mathrm{E}[a^2]
&& \text{with the mean square } \mathrm{E}[a^2] \text{ of the inputs}
\end{aligned}$$

The third line is where the weights must be independent of each other. If all 64 inputs are 1 and share *one* random
weight $w$, then $z = 64w$: its variance is $64^2\sigma^2$ instead of $64\,\sigma^2$. With $\sigma = 1$ and 64 inputs
the variance becomes 64 times the mean square of the inputs; with $\sigma = 0.01$, 0.0064 times. To keep it, choose

$$n\,\sigma^2 = 1, \qquad \sigma = \sqrt{1/n} .$$

For $n = 64$ this is $\frac18 = 0.125$. Yann LeCun and others recommended it in 1998. There is no tanh in the formula,
though, and tanh shortens every $z$: that is why 0.125 ended at 0.15 above. With $\frac53$ of it, 0.208, a factor in
common use for tanh, layer 20 has a spread of about 0.65.
"""

# %%
rng = np.random.default_rng(1)
for sigma in (0.01, 0.125, 1.0):
    z = x @ rng.normal(0, sigma, (64, 1000))
    expected = 64 * sigma**2 * np.mean(x**2)
    print(f"σ = {sigma:<5}  n σ² E[a²] = {expected:8.4f}   measured Var(z) = {z.var():8.4f}")

# %% proof
for sigma in (0.01, 0.125, 1.0):
    z = x @ rng.normal(0, sigma, (64, 1000))
    assert abs(z.var() / (64 * sigma**2 * np.mean(x**2)) - 1) < 0.03
one_for_all = np.random.default_rng(0).normal(size=200_000)  # 64 inputs of 1 with one common weight
assert abs((64 * one_for_all).var() / 64**2 - 1) < 0.02
assert f"{5 / 3 / 8:.3f}" == "0.208"
for seed in range(5):
    rng, with_gain = np.random.default_rng(seed), x
    for _ in range(20):
        with_gain = np.tanh(with_gain @ rng.normal(0, 5 / 24, (64, 64)))
    assert abs(with_gain.std() - 0.65) < 0.03
assert np.isclose(np.sqrt(1 / 64), 0.125)
assert np.isclose(64 * 0.01**2, 0.0064)
assert f"{32 * 0.4**2:.2f} {np.sqrt(32 * 0.4**2):.2f}" == "5.12 2.26"
assert round((32 * 0.4**2) ** 10, -6) == 12e6

# %% [markdown]
r"""
The way *back* is a sum of the same kind: what arrives at input $i$ is $\sum_j dz_j w_{ij}$, over the *units* of the
layer. Take $dz$ as independent of these weights (nearly true, though $\varphi'(z)$ contains them), and the four lines
hold with $dz$ for $a$ and units for $n$:

$$\mathrm{E}[da_{\text{in}}^2] = \text{units} \cdot \sigma^2\, \mathrm{E}[dz^2], \qquad
dz = da_{\text{out}} \cdot \varphi'(z) .$$

Now put a ReLU behind it. If the weights are symmetric about 0, so is $z$. Forwards the ReLU sets one half of it to 0
and leaves the other, so exactly *half* of the mean square goes on to the next layer. Backwards $\varphi'(z)^2$ is 1 for
one half and 0 for the other: half again. One halving does no harm. Twenty, without repair, leave $2^{-20}$ of the mean
square, a millionth, and of its root, which we call the size, a thousandth.
"""

# %% prediction [markdown]
r"""
20 ReLU layers of 64 units. LeCun's variance is 1/64; another start doubles it. What does doubling do to the size of
the outputs in layer 20?

[ ] It doubles it
    The doubling happens in every layer, not once.
[ ] About 1.4 times as large, since it is the root
    One layer makes it √2 times as large. There are twenty.
[x] About a thousand times as large
    √2 to the power 20 is 1,024: it undoes the twenty halvings.
"""


# %%
def there_and_back(initializer, seed, layers=20):
    """Size of each ReLU layer's outputs, their spread between rows, size of the gradient."""
    rng = np.random.default_rng(seed)
    a, outputs, weights = x, [], []
    for _ in range(layers):
        weights.append(initializer(64, 64, rng))
        a = relu(a @ weights[-1])
        outputs.append(a)
    da, gradients = rng.normal(size=a.shape), []  # at the top: random numbers
    for a, W in zip(outputs[::-1], weights[::-1], strict=True):
        gradients.append(da)
        da = (da * (a > 0)) @ W.T
    forwards, backwards = (
        [np.sqrt(np.mean(each**2)) for each in all_layers] for all_layers in (outputs, gradients[::-1])
    )
    return forwards, [a.std(axis=0).mean() for a in outputs], backwards


relu_starts = {"sd 0.4": random_normal(0.4), "He": he_normal, "LeCun": lecun_normal}
twenty = {name: [there_and_back(initializer, seed) for seed in range(20)]
          for name, initializer in relu_starts.items()}  # fmt: skip
middle = {name: np.median(each, axis=0) for name, each in twenty.items()}
for name, (forwards, _, backwards) in middle.items():
    print(f"{name:<7} outputs of layer 20: {forwards[-1]:.1g}, gradient at layer 1: {backwards[0]:.1g}")

# %%
factors = {"sd 0.4": 64 * 0.4**2 / 2, "He": 1, "LeCun": 1 / 2}  # of the mean square
show(there_and_back_by_layer(middle, factors, "He"))

# %% proof
assert np.isclose(middle["He"][0, -1] / middle["LeCun"][0, -1], 1024)
assert 5e6 < middle["sd 0.4"][0, -1] < 2e7
he = np.array(twenty["He"])
assert (np.mean(he[:, 0, -1] < 1)) > 0.6
assert 0.5 < middle["He"][0, -1] < 0.9
assert np.abs(he[:, 1, 0] - 0.82).max() < 0.03
assert he[:, 1, -1].max() < 0.41
assert 0.7 < middle["He"][2].min() <= middle["He"][2].max() < 1.4
assert 0.5 < he[:, 2].min() < he[:, 2].max() < 2
for name in relu_starts:
    predicted = np.sqrt(factors[name]) ** np.arange(1, 21)
    assert np.abs(np.log10(middle[name][0] / predicted)).max() < 0.3
    assert np.abs(np.log10(middle[name][2] / (predicted / np.sqrt(factors[name]))[::-1])).max() < 0.3
z = np.random.default_rng(2).normal(size=1_000_000)
assert abs(np.mean(relu(z) ** 2) - 0.5) < 0.003

# %% [markdown]
r"""
Dying, surviving, exploding, on both ways, and the only difference is one number: $\frac12 n\sigma^2$, whose root is the
slope of the grey lines. For sd 0.4 it is 5.12, so a layer multiplies sizes by 2.26, and twenty of them by 12 million.

Forwards He's line falls a little all the same. What his variance preserves is the *mean* of $\mathrm{E}[a^2]$ over many
draws of the weights. Each layer multiplies by a random factor, so a few large draws carry this mean and most end below
it. And size is not all. Between *rows*, which is what lecture 9 calls the signal, the outputs differ by 0.82 in layer
1 and by less than half of that in layer 20 (the diamonds): what all rows share survives ReLU better than their
differences, which shrink wherever a unit is on for one row and off for another.

## Glorot and He

Now both famous formulas follow.

**He** (Kaiming He and others, 2015): ReLU halves the mean square on both ways. So

$$\text{forwards } \tfrac12\, \text{fan\_in}\, \sigma^2 = 1, \quad \sigma^2 = \frac{2}{\text{fan\_in}},
\qquad \text{or backwards } \sigma^2 = \frac{2}{\text{units}} .$$

Which? Either serves. With the first, a layer multiplies the gradient's mean square by units / fan_in. But the units of
one layer are the inputs of the next, so in the product over a chain of layers all widths but the first and the last
cancel: the mismatch does not grow with depth.

**Glorot**, also called Xavier after his first name (Xavier Glorot and Yoshua Bengio, 2010), thought about units that
are linear near 0 with slope 1, as tanh is. Nothing is halved: forwards $\sigma^2 = 1/\text{fan\_in}$, backwards
$\sigma^2 = 1/\text{units}$. Unless the layer has as many inputs as units, no $\sigma^2$ does both. So put the mean of
the two counts in place of $n$:

$$\sigma^2 = \frac{2}{\text{fan\_in} + \text{units}} .$$

For the sigmoid it is not meant: the slope is at most $\frac14$, so at best a quarter of a difference between two rows
is left in each layer. After ten layers of 64 sigmoids with Glorot's weights, different rows differ by less than a
millionth.

See what it means for a layer that narrows, from 400 inputs to 100 units.
"""

# %%
fan_in, units = 400, 100
rng = np.random.default_rng(0)
a, dz = rng.normal(size=(2000, fan_in)), rng.normal(size=(2000, units))
for name, variance in (("1/fan_in", 1 / 400), ("1/units", 1 / 100), ("Glorot", 2 / 500)):
    W = rng.normal(0, np.sqrt(variance), (fan_in, units))
    print(f"{name:<9} forwards, variance × {(a @ W).var():.2f}     "
          f"backwards, variance × {(dz @ W.T).var():.2f}")  # fmt: skip

# %% proof
expected = {1 / 400: (1, 0.25), 1 / 100: (4, 1), 2 / 500: (1.6, 0.4)}
for variance, (forwards, backwards) in expected.items():
    W = rng.normal(0, np.sqrt(variance), (fan_in, units))
    assert abs((a @ W).var() / forwards - 1) < 0.06
    assert abs((dz @ W.T).var() / backwards - 1) < 0.06
widths, chains = (64, 400, 100, 400, 10), []
for seed in range(20):
    rng, each = np.random.default_rng(seed), x
    weights, outputs = [he_normal(widths[k], widths[k + 1], rng) for k in range(4)], []
    for W in weights:
        outputs.append(relu(each @ W))
        each = outputs[-1]
    da = rng.normal(size=each.shape)
    chain = [np.mean(da**2)]
    for W, each in zip(weights[::-1], outputs[::-1], strict=True):
        da = (da * (each > 0)) @ W.T
        chain.append(np.mean(da**2))
    chains.append(np.array(chain) / chain[0])
cancelled = np.array([1, 10 / 400, 10 / 100, 10 / 400, 10 / 64])
assert np.abs(np.log(np.mean(chains, axis=0) / cancelled)).max() < 0.3
for seed in range(5):
    rng, each = np.random.default_rng(seed), x
    for _ in range(10):
        each = 1 / (1 + np.exp(-each @ glorot_normal(64, 64, rng)))
    assert each.std(axis=0).max() < 1e-6

# %% [markdown]
r"""
With $1/\text{fan\_in}$ the gradient shrinks to a quarter, with $1/\text{units}$ the signal grows to four times.
Glorot's compromise shares the mismatch: 1.6 one way, 0.4 the other.

**Normal or uniform?** What counts is the variance. A uniform distribution on $(-l, l)$ has the variance $l^2/3$.
So $l = \sqrt{3\sigma^2}$, which gives

$$l = \sqrt{\frac{6}{\text{fan\_in} + \text{units}}} \;\;\text{(Glorot)}, \qquad
l = \sqrt{\frac{6}{\text{fan\_in}}} \;\;\text{(He)}.$$

The 6 is the 2 above, times 3.
"""

# %%
rng = np.random.default_rng(0)
limit = np.sqrt(6 / fan_in)
by_formula = rng.uniform(-limit, limit, (fan_in, units))
same = he_uniform(fan_in, units, np.random.default_rng(0))
normal = he_normal(fan_in, units, rng)
print(f"the library's he_uniform, to the last bit: {np.array_equal(by_formula, same)}")
print(f"wanted sd {np.sqrt(2 / fan_in):.3f}:  normal {normal.std():.3f}, "
      f"uniform {by_formula.std():.3f}")  # fmt: skip

# %% proof
assert np.array_equal(by_formula, same)
assert all(abs(W.std() / np.sqrt(2 / fan_in) - 1) < 0.03 for W in (normal, by_formula))

# %% [markdown]
r"""
## What the libraries draw

Who asks for nothing gets a default:

| | weights | their variance | biases |
|---|---|---|---|
| Keras, `Dense`; `Dense` here | Glorot, uniform | $2/(\text{fan\_in} + \text{units})$ | 0 |
| PyTorch, `nn.Linear` | uniform within $\pm\sqrt{1/\text{fan\_in}}$ | $1/(3\,\text{fan\_in})$ | drawn as the weights |

Neither is He's. Send them through the twenty ReLU layers, still without biases.
"""


# %%
def pytorch_uniform(fan_in, units, rng):
    limit = np.sqrt(1 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, units))


defaults = {"PyTorch": pytorch_uniform, "Keras": glorot_uniform}
for name, initializer in defaults.items():
    runs = [there_and_back(initializer, seed) for seed in range(20)]
    forwards, _, backwards = np.median(runs, axis=0)
    defaults[name] = forwards[-1], backwards[0]
    print(f"{name:<7} outputs of layer 20: {forwards[-1]:.1g}, gradient at layer 1: {backwards[0]:.1g}")

# %% proof
assert f"{6.0**-10:.1e} {2.0**-10:.3f}" == "1.7e-08 0.001"
for name, factor in (("PyTorch", 6.0), ("Keras", 2.0)):
    assert abs(np.log10(defaults[name][0] / factor**-10)) < 0.4
    assert abs(np.log10(defaults[name][1] / factor**-9.5)) < 0.4
assert not np.any(Dense(64, 64, np.random.default_rng(0)).b)
same = glorot_uniform(64, 32, np.random.default_rng(0)).astype(np.float32)
assert np.array_equal(Dense(64, 32, np.random.default_rng(0)).W.astype(np.float32), same)
for seed in range(5):
    rng, each = np.random.default_rng(seed), x
    for _ in range(20):
        each = relu(each @ pytorch_uniform(64, 64, rng) + pytorch_uniform(64, 64, rng)[0])
    assert np.sqrt(np.mean(each**2)) > 0.02
    assert each.std(axis=0).max() < 1e-6

# %% [markdown]
r"""
The formula says it beforehand: PyTorch's variance times $\frac12 n$ is $\frac16$, and twenty layers leave
$6^{-10} = 1.7 \cdot 10^{-8}$ of the size; Keras's is $\frac12$, which leaves a thousandth. (With PyTorch's biases the
outputs do not vanish, but they are the same for every row, to a millionth.) Two or three layers forgive such a factor,
and deep networks mostly have residual paths (lecture 9) or normalization (lecture 14). In a deep plain ReLU network,
ask for He's: `kernel_initializer="he_normal"` in Keras, `nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")`
in PyTorch.
"""

# %% [markdown]
r"""
## A whole network, from one generator

A training that cannot be repeated cannot be understood. So hand *one* generator in at the start, and let every layer
draw from it, one after the other. The same seed then gives the same network, another seed another one, and no two
layers are alike.
"""


# %%
def relu_network(sizes, rng):
    """Dense layers with He's weights and ReLU between them, all drawn from rng."""
    layers = []
    for k in range(len(sizes) - 1):
        layers += [Dense(sizes[k], sizes[k + 1], rng, he_normal), ReLU()]
    return Sequential(layers[:-1], dtype=np.float64)


one = relu_network([64, 32, 32, 32, 10], np.random.default_rng(7))
again = relu_network([64, 32, 32, 32, 10], np.random.default_rng(7))
other = relu_network([64, 32, 32, 32, 10], np.random.default_rng(8))
print("same seed, same network:     ", np.array_equal(one.parameters, again.parameters))
print("other seed, other network:   ", not np.array_equal(one.parameters, other.parameters))
print("layers 2 and 3 differ:       ", not np.array_equal(one.layers[2].W, one.layers[4].W))

# %% proof
assert np.array_equal(one.parameters, again.parameters)
assert not np.array_equal(one.parameters, other.parameters)
assert not np.array_equal(one.layers[2].W, one.layers[4].W)
shared = [he_normal(32, 32, np.random.default_rng(0)) for _ in range(2)]
assert np.array_equal(*shared)

# %% [markdown]
r"""
Two things go wrong easily. Make a new `default_rng(0)` inside the loop, and all layers of the same shape are equal, and
every network is the same one, whatever the caller's seed. Or use NumPy's global `np.random.normal`, and the result
depends on who else has drawn before you.

## Does it matter in the end?

Ten ReLU layers on the digits, trained with equal patience from three starts, five seeds each. And a fourth, with the
weights too large, for its first steps.
"""


# %%
def ten_layers(initializer, rng, width=32):
    layers, fan_in = [], 64
    for _ in range(10):
        layers += [Dense(fan_in, width, rng, initializer), ReLU()]
        fan_in = width
    model = Sequential([*layers, Dense(width, 10, rng, initializer)], dtype=np.float64)
    return model.compile(SGD(0.05), CategoricalCrossentropy(from_logits=True))


starts = {"sd 0.01": random_normal(0.01), "Glorot": glorot_normal, "He": he_normal}
losses = {name: np.zeros((5, 8)) for name in starts}
for name, initializer in starts.items():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        model = ten_layers(initializer, rng)
        history = model.fit(x_train, y_train, epochs=8, rng=rng, verbose=False).history
        losses[name][seed] = history["loss"]
    fifth = losses[name][:, 4]
    print(f"{name:<8} loss after 5 epochs: {fifth.min():.1f} to {fifth.max():.1f}")

large = ten_layers(random_normal(0.5), np.random.default_rng(0))
with np.errstate(all="ignore"):
    steps = [large.train_step(x_train[:32], y_train[:32]) for _ in range(5)]
print("sd 0.5, first steps:", *(f"{loss:.0e}" for loss in steps))

# %%
show(losses_by_initialization(losses))

# %% proof
assert (np.abs(losses["sd 0.01"][:, -1] - np.log(10)) < 0.01).all()
assert losses["He"][:, 4].max() < losses["Glorot"][:, 4].min()
assert losses["Glorot"][:, 4].max() < 2.3
assert (losses["He"].mean(axis=0) < losses["Glorot"].mean(axis=0)).all()
assert (losses["He"][:, 1:5] < losses["Glorot"][:, 1:5]).all()
for seed in range(5):
    fresh = ten_layers(random_normal(0.5), np.random.default_rng(seed))
    with np.errstate(all="ignore"):
        first_steps = [fresh.train_step(x_train[:32], y_train[:32]) for _ in range(5)]
    assert first_steps[0] > 200
    assert not first_steps[1] < 1e6
    assert not first_steps[-1] < 2.2

# %% proof this_run=true
assert 1000 < steps[0] < 10_000
assert steps[1] > 1e14
assert np.isnan(steps[-1])

# %% [markdown]
r"""
Too small: no progress at all. Too large: the first loss is in the thousands, where guessing would give 2.3, the second
has more than fourteen digits, and after a few steps it is nan. Glorot's weights, not made for ReLU, lose time; He's are
ahead from the start, with each of the five seeds. A good start is not a good
*training*, though: it fixes the scale before the first step, and from then on the weights go where the gradients send
them. Batch normalization (lecture 14) makes a network less sensitive to its start; it does not make the start
irrelevant.

## Explore: first weights and activation

Ten layers of 64 units, before any training, fed with standard normal numbers. Choose the first weights and see what
arrives in the layers; the activation is in the folded box. Two questions first.
"""

# %% prediction [markdown]
r"""
Sigmoid layers with weights of sd 0.01. What does layer 10 put out?

[ ] 0, as with tanh
    The sigmoid of 0 is not 0.
[x] 0.5, almost the same for every input
    z is nearly 0 in each layer, and σ(0) = ½. The signal is as dead as with tanh, only at another place.
[ ] Values all over (0, 1)
    For that z would have to be large, and with such weights it is not.
"""

# %% proof
from dlcourse.widgets.weight_initialization import signal_values

tenth = signal_values("normal, sd 0.01", "sigmoid")[-1]
assert np.abs(tenth - 0.5).max() < 0.1
assert tenth.std(axis=0).max() < 1e-6

# %% prediction [markdown]
r"""
Which weights keep the spread of SELU layers nearest to 1?

[ ] He's
    They make up for a ReLU, which loses half of the mean square. SELU does not lose it, so with He's it grows.
[x] LeCun's
    SELU's two constants were computed for variance 1/n.
[ ] sd 1
    With 64 inputs, z becomes 8 times as large in each layer.
"""

# %% proof
ends = {weights: signal_values(weights, "SELU")[-1].std() for weights in ("He", "LeCun", "normal, sd 1")}
assert min(ends, key=lambda weights: abs(np.log(ends[weights]))) == "LeCun"
assert ends["He"] > 2

# %% [markdown]
r"""
Then a task. **Choose "all 0.1". In which of the four activations does the spread look healthy, and what is sick about
it all the same?**
"""

# %%
signal_explorer()

# %% proof
twins = {name: signal_values("all 0.1", name) for name in ("tanh", "sigmoid", "ReLU", "SELU")}
for layers in twins.values():
    assert all((np.ptp(a, axis=1) <= 1e-12 * max(np.abs(a).max(), 1)).all() for a in layers)
assert 0.9 < twins["tanh"][-1].std() <= 1
assert twins["sigmoid"][-1].std() < 1e-6
assert twins["ReLU"][-1].std() > 1e6
assert twins["SELU"][-1].std() > 1e6
assert np.isclose(np.sqrt(2 / 800), 0.05)
fading, kept = (signal_values("Glorot", name) for name in ("sigmoid", "tanh"))
assert fading[-1].std(axis=0).max() < 1e-3 * fading[0].std(axis=0).max()
assert kept[-1].std(axis=0).mean() > 0.1 * kept[0].std(axis=0).mean()

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

With tanh the spread stays close to 1. But it is the spread over the *rows*: within a row all 64 units have the same
value, since all columns of $W$ are equal. 64 twins. The histogram cannot show that; only its text
alternative says it. With sigmoid every row soon gives the same, and with ReLU and SELU a positive constant weight
explodes: 64 · 0.1 = 6.4 for every layer.
</details>

## In one table

| Start | What happens | Why |
|---|---|---|
| all equal | units stay twins | equal forwards, equal backwards |
| zeros, ReLU hidden | no weight moves | 0 forwards, 0 backwards |
| zeros, no hidden layer | learns well | no twins to part |
| sd 0.01 | signal and gradient die | $n\sigma^2 = 0.0064$ a layer, for $n = 64$ |
| sd 1 | saturates or explodes | $n\sigma^2 = 64$ a layer |
| LeCun, $\sigma^2 = 1/\text{fan\_in}$ | level for SELU, nearly for tanh | $n\sigma^2 = 1$ |
| Glorot, $\sigma^2 = 2/(\text{fan\_in} + \text{units})$ | for tanh, not for sigmoid | the mean of both counts |
| He, $\sigma^2 = 2/\text{fan\_in}$ | level for ReLU | makes up for the lost half |
| uniform | the same, with $l = \sqrt{3\sigma^2}$ | $\mathrm{Var} = l^2/3$ |

## Check yourself

<details><summary>1. Two hidden units start with equal weights in and out. Which training rows part them?</summary>

None. Whatever the row, both get the same gradient. Only something that treats the two units differently can, such as
noise in the weights.
</details>

<details><summary>2. Why may biases start at 0?</summary>

Because random weights already make the units different. A bias has no further symmetry to break.
</details>

<details><summary>3. A ReLU layer has 800 inputs and 100 units. Which standard deviation does He's start have?</summary>

$\sqrt{2/800} = 0.05$. The number of units is not in the formula.
</details>

<details><summary>4. Glorot's normal and uniform weights look different. In what are they the same?</summary>

In mean and variance, and the variance of a sum over many inputs depends on nothing else.
</details>

<details><summary>5. Does He's start keep a network healthy during training?</summary>

It is a start. After some thousand steps the weights are no longer what was drawn. Watch norms and activations, and see
lecture 14.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/11_weight_initialization/11_weight_initialization.ipynb): twins, the
spread by layer, Glorot's and He's weights, a network from one generator. Then read
[lecture 12, improving a network](12_improving_a_network.ipynb).

<details><summary>For readers of the handwritten notes</summary>

- Notes 3 and 4 start their examples from $w = 1$, $b = 0$ "for simplicity", and notes 4 list it among the techniques.
  In their lecture on initialization, the same notes 3 advise against any constant. Follow that: for one step by hand,
  ones are convenient; for a training they make one unit of many.
- Notes 3 multiply random numbers by $\sqrt{1/n}$ and call it Xavier's. That is LeCun's. The two agree only where a
  layer has as many inputs as units: with 400 inputs and 100 units LeCun's standard deviation is 0.050, Glorot's 0.063.
- Their random numbers come from `np.random.random(280, 280)`. It takes the shape as *one* argument, and it draws from 0
  to 1: no weight is negative, the mean is $\frac12$, and the variance is a twelfth of what the root is meant for. With
  inputs that are positive as well, all units are driven far up together.
- The formulas of notes 3 for uniform weights, with the 6, are right.
</details>
"""

# %% proof
assert f"{np.sqrt(1 / 400):.3f} {np.sqrt(2 / 500):.3f}" == "0.050 0.063"
rng = np.random.default_rng(0)
positive = rng.random((280, 280)) * np.sqrt(1 / 280)
right = rng.normal(0, np.sqrt(1 / 280), (280, 280))
inputs = rng.random((100, 280))
assert positive.min() >= 0
assert abs(280 * positive.var() - 1 / 12) < 0.002
assert abs(280 * right.var() - 1) < 0.02
assert abs((inputs @ positive).mean() - np.sqrt(280) / 4) < 0.1
assert abs((inputs @ right).mean()) < 0.1
try:
    np.random.random(280, 280)  # noqa: NPY002
except TypeError:
    pass
else:
    raise AssertionError
