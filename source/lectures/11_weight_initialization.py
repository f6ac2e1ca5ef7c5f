# %% [markdown]
r"""
# 11 · Weight initialization

*Before the first step somebody has to choose the weights. You will see why they must differ, why their size matters
more than their values, and where the two famous formulas come from.*

Ten ReLU layers are to learn the digits. With first weights of standard deviation 0.01 the loss is still that of
guessing after eight epochs. With 0.5 the first loss is in the thousands, and after a few steps it is nan. In between,
the network learns. Only that one number differs. Which is right? And why draw the weights at all? We start with the
second question.

**You will be able to**

- explain why equal units stay equal, and what breaks the tie;
- predict from one number whether a signal dies, stays or explodes on its way through a deep network;
- derive LeCun's, Glorot's and He's variance, and draw weights with it, normal and uniform;
- set up a whole network from one generator, so that it starts the same way again tomorrow.

**It builds on** [vanishing gradients](09_vanishing_exploding_gradients.ipynb) and
[activation functions](10_activation_functions.ipynb). **Time:** about 45 minutes. Run each cell as you come to it
(Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, Activation, Adam, CategoricalCrossentropy, Dense, MeanSquaredError
from dlcourse import ReLU, Sequential, accuracy, glorot_normal, glorot_uniform, he_normal
from dlcourse import lecun_normal, load_digits, one_hot, relu, train_test_split
from dlcourse.data import salary_by_cgpa_and_resume
from dlcourse.initializers import constant, ones, random_normal, zeros
from dlcourse.plots import show
from dlcourse.plots.deep_networks.weight_initialization import losses_by_initialization, tanh_histograms
from dlcourse.plots.deep_networks.weight_initialization import sums_by_terms, there_and_back_by_layer, two_fits
from dlcourse.plots.deep_networks.weight_initialization import unit_distances_by_noise
from dlcourse.widgets.deep_networks.weight_initialization import signal_explorer

# %% [markdown]
r"""
## Twins: equal weights never part

Lecture 6 started from unequal weights, and left the reason to this lecture. So take a network of its shape, two
inputs, two hidden units (but linear ones) and one output, and start it with all weights 1 and all biases 0, on four
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
They have moved a long way, and *together*: the two columns are identical to the last digit printed. Nothing else was
possible. Both units see the same inputs with the same weights, so they compute the same $z$ and the same $a$; and with
the same outgoing weight, the same gradient comes back to both:

$$dz_j = dy \cdot w_{2j} \cdot \varphi'(z_j), \qquad dW_{ij} = \sum_{\text{rows}} x_i\, dz_j .$$

Equal numbers for $j = 1$ and $j = 2$ give equal gradients, equal steps, and equal numbers again. This is **symmetry**,
and gradient descent on its own does not break it.

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
    fits[f"{name}: loss {loss:.1g}"] = model.predict(curve_x)
    print(f"{name}: loss {loss:.1g}, hidden weights up to {np.ptp(model.layers[0].W):.0f} apart")

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
Eight equal units are one unit, drawn eight times: the left curve is what a single tanh can do. How different must they
be? Let us start from 0.5 plus noise, and watch the largest gap between the hidden weights.
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
    One part of the difference does shrink, but another grows: being equal is a saddle (lecture 8), not a valley.
"""

# %%
gaps = {}
for noise in ("0", "1e-9", "1e-6", "1e-3"):
    rng = np.random.default_rng(0)
    model = wave_network(rng, constant(0.5)).compile(SGD(0.1), MeanSquaredError())
    for layer in (model.layers[0], model.layers[2]):
        layer.W += float(noise) * rng.normal(size=layer.W.shape)
    gap = np.zeros(1500)
    for step in range(1500):
        loss = model.train_step(curve_x, curve_y)
        gap[step] = np.ptp(model.layers[0].W)
    gaps[f"noise {noise}"] = gap
    hidden = model.layers[0].W[0]
    print(f"noise {noise:<4}  loss {loss:.2f}, hidden weights {hidden.min():.1f} to {hidden.max():.1f}")

# %%
show(unit_distances_by_noise(gaps))

# %% proof
assert gaps["noise 0"].max() < 1e-6
assert gaps["noise 1e-9"][0] < 1e-8
assert gaps["noise 1e-9"][-1] < 0.05
assert np.allclose(gaps["noise 1e-6"][:400] / gaps["noise 1e-9"][:400], 1000, rtol=0.05)
assert gaps["noise 1e-6"][0] < 1e-5
assert gaps["noise 1e-6"][-1] > 1
assert gaps["noise 1e-3"][:400].max() > 0.5
final, at_the_end = {}, {}
starts = [(0, 0), *((1e-9, seed) for seed in range(5)), *((1e-3, seed) for seed in range(20))]
for noise, seed in starts:
    rng = np.random.default_rng(seed)
    model = wave_network(rng, constant(0.5)).compile(SGD(0.1), MeanSquaredError())
    for layer in (model.layers[0], model.layers[2]):
        layer.W += noise * rng.normal(size=layer.W.shape)
    final[noise, seed] = [model.train_step(curve_x, curve_y) for _ in range(1500)][-1]
    at_the_end[noise, seed] = np.sort(model.layers[0].W[0])
for seed in range(5):
    assert abs(final[1e-9, seed] - final[0, 0]) < 1e-3 < 0.15 < final[0, 0]
from_glorot = []
for seed in range(20):
    model = wave_network(np.random.default_rng(seed), glorot_uniform).compile(SGD(0.1), MeanSquaredError())
    from_glorot.append([model.train_step(curve_x, curve_y) for _ in range(1500)][-1])
from_noise = [final[1e-3, seed] for seed in range(20)]
assert 0.03 < np.median(from_noise) < 0.04  # "about 0.035"
assert 0.006 < np.median(from_glorot) < 0.014  # "about 0.01"
ends = np.array([at_the_end[1e-3, seed] for seed in range(20)])
in_a_group = np.minimum(np.abs(ends - 0.4), np.abs(ends - 1.1)) < 0.15
assert in_a_group.mean() > 0.9
assert (ends[:, 0] < 0.5).all()
assert (ends[:, -1] > 1).all()

# %% proof this_run=true
low, high = np.split(at_the_end[1e-3, 0], [3])
assert np.abs(low - 0.4).max() < 0.1
assert np.abs(high - 1.1).max() < 0.1

# %% [markdown]
r"""
A gap that starts a thousand times smaller stays a thousand times smaller, until it is large. Why does it grow? The
gradient of an incoming weight $w$ has the outgoing $v$ as a factor, and the gradient of $v$ contains $w$: so a
difference in one makes a difference in the other. Let two twins, $v\,\varphi(wx)$ each (the biases stay 0 here), differ
by $\Delta w$ and $\Delta v$. In each row $n$ both get the same error $d_n = \partial L / \partial \hat y_n$. So to
first order their gradients differ by

$$K \begin{pmatrix} \Delta w \\ \Delta v \end{pmatrix}, \qquad K = \sum_n d_n \begin{pmatrix}
v\,\varphi''(wx_n)\,x_n^2 & \varphi'(wx_n)\,x_n \\ \varphi'(wx_n)\,x_n & 0 \end{pmatrix},$$

where $K$ adds up the second derivatives of $v\,\varphi(wx)$, each row's times its error. The two equal entries are the
exchange between $w$ and $v$. A step multiplies the differences by $I - \eta K$, as long as they are small. Because of
the 0, the determinant of $K$ is $-(\sum_n d_n \varphi'(wx_n)\, x_n)^2$: as long as the twins' $w$ still moves, this is
negative, $K$ has a negative eigenvalue, and in its direction the gap *grows*.
"""

# %%
w, v = 0.5, 0.5  # the twins without noise
differences = 1e-9 * np.random.default_rng(0).normal(size=(2, 8))  # of w and of v
predicted = np.zeros(1500)
for step in range(1500):
    a = np.tanh(w * curve_x)
    slope, bend = 1 - a**2, -2 * a * (1 - a**2)  # φ′, φ″
    d = 2 * (8 * v * a - curve_y) / len(curve_x)
    mixed = np.sum(d * slope * curve_x)
    K = np.array([[np.sum(d * v * bend * curve_x**2), mixed], [mixed, 0]])
    differences = differences - 0.1 * K @ differences
    w, v = w - 0.1 * v * mixed, v - 0.1 * np.sum(d * a)
    predicted[step] = np.ptp(differences[0])
for steps in (100, 400, 1500):
    print(f"after {steps:>4} steps: predicted {predicted[steps - 1]:.1e}, "
          f"measured {gaps['noise 1e-9'][steps - 1]:.1e}")  # fmt: skip

# %% proof
assert np.allclose(predicted[:1000], gaps["noise 1e-9"][:1000], rtol=0.01)
shrinks, grows = [], []  # the two eigenvalues of K along the way
w, v = 0.5, 0.5
for _ in range(100):
    a = np.tanh(w * curve_x)
    slope, bend = 1 - a**2, -2 * a * (1 - a**2)
    d = 2 * (8 * v * a - curve_y) / len(curve_x)
    mixed = np.sum(d * slope * curve_x)
    low, high = np.linalg.eigvalsh([[np.sum(d * v * bend * curve_x**2), mixed], [mixed, 0]])
    grows.append(low), shrinks.append(high)
    w, v = w - 0.1 * v * mixed, v - 0.1 * np.sum(d * a)
assert max(grows) < 0 < min(shrinks)

# %% [markdown]
r"""
Being equal is like a pencil balanced on its tip: any difference tips it, but a tiny one takes long to show. With a
noise of 1e-9 the loss after 1,500 steps is still that of a single unit. And a wide gap does not yet make eight units:
with 1e-3 the hidden weights stand in two groups in the end, near 0.4 and 1.1. The loss is then about 0.035 (the median
of twenty starts); from Glorot's weights, below, the same 1,500 steps lead to about 0.01. So we want *large* differences
from the start, and the cheapest way to get them is chance.

Where does the difference have to be?
"""

# %% prediction [markdown]
r"""
All incoming weights are 0.5, all biases 0. Only the outgoing weights differ. Do the hidden weights part?

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
So a difference parts the units wherever it is: in what they compute or in what comes back to them.

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
But look at the last line: *one layer*, started from zeros, learns well. This is softmax regression: it has no hidden
units, so there are no twins; each output has its own label to tell it apart. And biases may start at 0 in any network
whose weights are random: these already make the units different.

## Too small, too large

So the weights are random. How large? Try normal distributions with standard deviation 0.01, 1 and 0.125. Send
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
show(tanh_histograms(tanh_runs))

# %% proof
assert tanh_runs["sd 0.01"][-1].std() < 1e-20
assert 1e-6 < tanh_runs["sd 0.01"][4].std() < 1e-5
for k in range(4):  # "a twelfth"
    assert 11 < tanh_runs["sd 0.01"][k].std() / tanh_runs["sd 0.01"][k + 1].std() < 14
for layer in tanh_runs["sd 1"]:
    assert 0.9 < layer.std() < 1
    assert 0.8 < np.mean(np.abs(layer) > 0.9) < 0.9  # "five in six"
assert abs(tanh_runs["sd 0.125"][-1].std() - 0.15) < 0.05

# %% proof this_run=true
assert f"{tanh_runs['sd 0.125'][-1].std():.2f}" == "0.15"

# %% [markdown]
r"""
Too small: each layer leaves a twelfth of the signal, after five it is some millionths, and the gradients shrink alike
on their way back. Too large: five in six outputs lie within a tenth of −1 or 1, at the flat ends of tanh. (Their spread
looks fine, at about 0.95. Look at the *shape*; and remember from lecture 9 that their gradients explode.) With 0.125
the signal is still there in layer 20, though it has shrunk. Where does 0.125 come from?

## How large is a sum?

A unit adds up $n$ terms whose signs are random, so most of them cancel. Sixty-four terms of size 1 give a sum of about
8, not 64: such a sum grows as $\sqrt n$, like the distance after $n$ steps in random directions. (Sixty-four inputs of
1 that shared *one* random weight could not cancel.) So if the sum is to be as large as one input, each weight must be
about $1/\sqrt n$: for 64 inputs, an eighth.
"""

# %%
rng = np.random.default_rng(1)
sums = {"σ = 1": [], "σ = 1/√n": []}
for n in (4, 16, 64):  # 20,000 units, each with n inputs of 1: their sums are those of the weights
    weights = rng.normal(size=(20_000, n))
    sums["σ = 1"].append(weights.sum(axis=1))
    sums["σ = 1/√n"].append((weights / np.sqrt(n)).sum(axis=1))
show(sums_by_terms(sums, (4, 16, 64)))

# %% proof
for n, wide, level in zip((4, 16, 64), *sums.values(), strict=True):
    assert abs(wide.std() / np.sqrt(n) - 1) < 0.03
    assert abs(level.std() - 1) < 0.03
signs = np.random.default_rng(0).choice([-1.0, 1.0], (20_000, 64))
assert abs(np.sqrt(np.mean(signs.sum(axis=1) ** 2)) - 8) < 0.2

# %% [markdown]
r"""
The same with symbols, for any inputs: in $z = \sum_i a_i w_i$ let the weights be drawn with mean 0 and variance
$\sigma^2$, independent of the inputs and of each other. The inputs may depend on each other as they like. Then, on
average over the draws:

$$\begin{aligned}
\mathrm{E}[z] &= \textstyle\sum_i \mathrm{E}[a_i]\,\mathrm{E}[w_i] = 0
&& \text{weights independent of inputs} \\
\mathrm{Var}(z) = \mathrm{E}[z^2] &= \textstyle\sum_i \sum_k \mathrm{E}[a_i a_k]\,\mathrm{E}[w_i w_k]
&& \text{multiplied out; again independent of the inputs} \\
&= \textstyle\sum_i \mathrm{E}[a_i^2]\,\sigma^2
&& \mathrm{E}[w_i w_k] = \mathrm{E}[w_i]\,\mathrm{E}[w_k] = 0 \text{ for } i \neq k \\
&= n\,\sigma^2\,\mathrm{E}[a^2]
&& \text{with the mean square } \mathrm{E}[a^2] \text{ of the inputs}
\end{aligned}$$

To keep the mean square, choose

$$n\,\sigma^2 = 1, \qquad \sigma = \sqrt{1/n} .$$

For $n = 64$ this is $\frac18 = 0.125$. Yann LeCun and others recommended it in 1998, with a stretched tanh,
$1.7159 \tanh(\frac23 z)$, which still has a spread of about 0.6 in layer 20. The plain tanh shortens every $z$, and the
formula does not know of it: that is why 0.125 ended at 0.15 above. With $\frac53$ of it, 0.208, a factor in
common use for tanh, layer 20 has a spread of about 0.65.
"""

# %% proof
stretched = activations_by_layer(x, lambda z: 1.7159 * np.tanh(2 * z / 3), random_normal(0.125))[-1].std()
assert 0.5 < stretched < 0.7
for sigma in (0.01, 0.125, 1.0):
    z = x @ rng.normal(0, sigma, (64, 1000))
    assert abs(z.var() / (64 * sigma**2 * np.mean(x**2)) - 1) < 0.03
assert f"{5 / 3 / 8:.3f}" == "0.208"
for seed in range(5):
    rng, with_gain = np.random.default_rng(seed), x
    for _ in range(20):
        with_gain = np.tanh(with_gain @ rng.normal(0, 5 / 24, (64, 64)))
    assert abs(with_gain.std() - 0.65) < 0.03
    for sigma, low, high in ((1 / 8, 0.15, 0.4), (5 / 24, 5, 6.5)):  # the gradient on its way to layer 1
        rng, a, outputs, matrices = np.random.default_rng(seed), x, [], []
        for _ in range(20):
            matrices.append(rng.normal(0, sigma, (64, 64)))
            a = np.tanh(a @ matrices[-1])
            outputs.append(a)
        da, on_the_way = rng.normal(size=a.shape), []
        for a, W in zip(outputs[::-1], matrices[::-1], strict=True):
            on_the_way.append(np.sqrt(np.mean(da**2)))
            da = (da * (1 - a**2)) @ W.T
        assert low < on_the_way[-1] / on_the_way[0] < high
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

With tanh neither σ keeps both ways: down to layer 1 of the twenty above, the gradient falls to about a quarter with
0.125, and grows nearly sixfold with 0.208.

Now put a ReLU behind it. If the distribution of the weights is symmetric about 0, so is that of $z$. Forwards the ReLU
sets one half of it to 0 and leaves the other, so exactly *half* of the mean square goes on to the next layer. Backwards
$\varphi'(z)^2$ is 1 for one half and 0 for the other: half again. One halving does no harm. Twenty, without repair,
leave $2^{-20}$ of the mean square, a millionth, and of its root, the *size* from here on, a thousandth.
"""

# %% prediction [markdown]
r"""
20 ReLU layers of 64 units. LeCun's variance is 1/64; He's (below) is twice that. What does doubling do to the size of
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


def he(fan_in, units, rng):  # as he_normal; its formula comes below
    return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units))


relu_starts = {"sd 0.4": random_normal(0.4), "He": he, "LeCun": lecun_normal}
twenty = {name: [there_and_back(initializer, seed) for seed in range(20)]
          for name, initializer in relu_starts.items()}  # fmt: skip
middle = {name: np.median(each, axis=0) for name, each in twenty.items()}
for name, (forwards, _, backwards) in middle.items():
    print(f"{name:<7} outputs of layer 20: {forwards[-1]:.1g}, gradient at layer 1: {backwards[0]:.1g}")

# %%
factors = {"sd 0.4": 64 * 0.4**2 / 2, "He": 1, "LeCun": 1 / 2}  # of the mean square
show(there_and_back_by_layer(twenty, factors, "He"))

# %% proof
assert np.isclose(middle["He"][0, -1] / middle["LeCun"][0, -1], 1024)
assert np.array_equal(he(64, 32, np.random.default_rng(0)), he_normal(64, 32, np.random.default_rng(0)))
assert 5e6 < middle["sd 0.4"][0, -1] < 2e7
drawn = np.array(twenty["He"])
assert (np.mean(drawn[:, 0, -1] < 1)) > 0.6
assert 0.5 < middle["He"][0, -1] < 0.9
assert np.abs(drawn[:, 1, 0] - 0.82).max() < 0.03
assert middle["He"][1, -1] < 0.41
assert 0.7 < middle["He"][2].min() <= middle["He"][2].max() < 1.4
assert 0.5 < drawn[:, 2].min() < drawn[:, 2].max() < 2
for name in relu_starts:
    predicted = np.sqrt(factors[name]) ** np.arange(1, 21)
    assert np.abs(np.log10(middle[name][0] / predicted)).max() < 0.3
    assert np.abs(np.log10(middle[name][2] / (predicted / np.sqrt(factors[name]))[::-1])).max() < 0.3
z = np.random.default_rng(2).normal(size=1_000_000)
assert abs(np.mean(relu(z) ** 2) - 0.5) < 0.003

# %% [markdown]
r"""
Dying, surviving, exploding, on both ways, and the only difference is one number: $\frac12 n\sigma^2$. Its root is the
factor from one layer to the next: the grey lines. For sd 0.4 the number is 5.12, so a layer multiplies sizes by 2.26,
and twenty of them by 12 million.

Forwards He's line falls a little all the same. What his variance preserves is $\mathrm{E}[a^2]$, a *mean* over many
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

For 400 inputs and 100 units, for instance: with $1/\text{fan\_in}$ the gradient's variance shrinks to a quarter, with
$1/\text{units}$ the signal's grows to four times; Glorot's compromise multiplies by 1.6 one way and 0.4 the other.

It is not meant for the sigmoid: the slope is at most $\frac14$, so on average at most a quarter of a difference between
two rows is left in each layer. After ten layers of 64 sigmoids with Glorot's weights, a unit differs between
two rows by half a millionth, on average.

**Normal or uniform?** What counts is the variance. A uniform distribution on $(-l, l)$ has the variance $l^2/3$. So
$l = \sqrt{3\sigma^2}$, which turns the 2 of both formulas into a 6:

$$l = \sqrt{\frac{6}{\text{fan\_in} + \text{units}}} \;\;\text{(Glorot)}, \qquad
l = \sqrt{\frac{6}{\text{fan\_in}}} \;\;\text{(He)}.$$

## What the libraries draw

If you ask for nothing, you get a default:

| | weights | their variance | biases |
|---|---|---|---|
| Keras, `Dense`; `Dense` here | Glorot, uniform | $2/(\text{fan\_in} + \text{units})$ | 0 |
| PyTorch, `nn.Linear` | uniform within $\pm\sqrt{1/\text{fan\_in}}$ | $1/(3\,\text{fan\_in})$ | drawn as the weights |

Neither has He's variance. (PyTorch's source calls `kaiming_uniform_`, but with `a=sqrt(5)`, which leaves a sixth of
$2/\text{fan\_in}$.) Send them through the twenty ReLU layers, still without biases.
"""

# %% proof
rng = np.random.default_rng(0)
a, dz = rng.normal(size=(2000, 400)), rng.normal(size=(2000, 100))
expected = {1 / 400: (1, 0.25), 1 / 100: (4, 1), 2 / 500: (1.6, 0.4)}
for variance, (forwards, backwards) in expected.items():
    W = rng.normal(0, np.sqrt(variance), (400, 100))
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

from dlcourse import he_uniform

limit = np.sqrt(6 / 400)
by_formula = rng.uniform(-limit, limit, (400, 100))
assert abs(by_formula.std() / np.sqrt(2 / 400) - 1) < 0.03
assert np.array_equal(
    he_uniform(400, 100, np.random.default_rng(0)),
    np.random.default_rng(0).uniform(-limit, limit, (400, 100)),
)


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
outputs do not vanish, but they are the same for every row, to a millionth.) Two or three layers forgive it; deep
networks mostly have residual paths (lecture 9) or normalization (lecture 14). In a deep plain ReLU network, ask for
He's: `kernel_initializer="he_normal"` in Keras, `nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")` in
PyTorch.
"""

# %% [markdown]
r"""
## A whole network, from one generator

Hand *one* generator in at the start, and let every layer draw from it: the same seed then gives the same network, and
no two layers are alike. A new `default_rng(0)` inside the loop would make all layers of one shape equal; and what
NumPy's global `np.random.normal` draws depends on who has drawn before you.
"""

# %% proof
one, again, other = (
    Sequential([Dense(32, 32, rng, he_normal), ReLU(), Dense(32, 32, rng, he_normal)], dtype=np.float64)
    for rng in map(np.random.default_rng, (7, 7, 8))
)
assert np.array_equal(one.parameters, again.parameters)
assert not np.array_equal(one.parameters, other.parameters)
assert not np.array_equal(one.layers[0].W, one.layers[2].W)
shared = [he_normal(32, 32, np.random.default_rng(0)) for _ in range(2)]
assert np.array_equal(*shared)

# %% [markdown]
r"""
## Does it matter in the end?

Ten ReLU layers on the digits, from three starts. Each gets the best of four learning rates in two trial runs of three
epochs, and then five other seeds. A fourth start, with the weights too large, is shown for its first steps only.
"""


# %%
def ten_layers(initializer, rng, learning_rate=0.05, width=32):
    layers, fan_in = [], 64
    for _ in range(10):
        layers += [Dense(fan_in, width, rng, initializer), ReLU()]
        fan_in = width
    model = Sequential([*layers, Dense(width, 10, rng, initializer)], dtype=np.float64)
    return model.compile(SGD(learning_rate), CategoricalCrossentropy(from_logits=True))


def loss_by_epoch(initializer, learning_rate, seed, epochs):
    rng = np.random.default_rng(seed)
    model = ten_layers(initializer, rng, learning_rate)
    return model.fit(x_train, y_train, epochs=epochs, rng=rng, verbose=False).history["loss"]


# %%
starts = {"sd 0.01": random_normal(0.01), "Glorot": glorot_normal, "He": he_normal}
losses = {}
for name, initializer in starts.items():
    trials = {rate: np.mean([loss_by_epoch(initializer, rate, seed, 3)[-1] for seed in (8, 9)])
              for rate in (0.02, 0.05, 0.1, 0.2)}  # fmt: skip
    best = min(trials, key=trials.get)
    runs = np.array([loss_by_epoch(initializer, best, seed, 8) for seed in range(5)])
    losses[f"{name}, η = {best}"] = runs
    last = runs[:, -1]
    print(f"{name:<8} η = {best:<5} loss after 8 epochs: {last.min():.2f} to {last.max():.2f}")

large = ten_layers(random_normal(0.5), np.random.default_rng(0))
with np.errstate(all="ignore"):
    steps = [large.train_step(x_train[:32], y_train[:32]) for _ in range(5)]
print("sd 0.5, first steps:", *(f"{loss:.0e}" for loss in steps))

# %%
show(losses_by_initialization(losses))

# %% proof
dead, glorot, he = losses.values()
assert (np.abs(dead[:, -1] - np.log(10)) < 0.01).all()
assert all(abs(loss_by_epoch(random_normal(0.01), rate, 0, 8)[-1] - np.log(10)) < 0.03 for rate in (0.05, 0.1, 0.2))
assert (he.mean(axis=0) < glorot.mean(axis=0)).all()
assert he[:, -1].mean() + 0.3 < glorot[:, -1].mean() < 2
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
Too small: no progress, at any of the four rates. Too large: the first loss is in the thousands, where guessing would
give 2.3, and the second has more than fourteen digits. Glorot's weights, not made for ReLU, stay behind He's on
average, though each start has a rate of its own. Batch normalization (lecture 14) makes a network less sensitive to it,
not indifferent.

## Explore: first weights and activation

Ten layers of 64 units learn 256 digits: fifty steps of gradient descent on all rows, with $\eta = 0.05$. On the left,
what the tenth layer gives for 16 of the digits; in the middle, how far the outputs of each layer differ, from row to
row and from unit to unit; on the right, the loss.

**(1)** Take *all 0.1* with tanh. What tells you of twins, in the map and in the middle? Do fifty steps part them?
**(2)** Take *sd 1* with tanh, and go back to 0 steps: rows and units differ nearly as much as they can. Why does
nothing good come of it? **(3)** Which start gets furthest in fifty steps, with ReLU, with SELU and with tanh? And
with sigmoid?
"""

# %%
signal_explorer()

# %% proof
from dlcourse import selu
from dlcourse.widgets.deep_networks import weight_initialization as explored

for outputs in explored.trained("all 0.1", "tanh")[0].values():
    assert max(np.ptp(a, axis=1).max() for a in outputs) < 1e-9
    assert 0.9 < explored.spreads(outputs)[0][-1] < 1.1
ends = {name: [] for name in ("ReLU", "SELU", "tanh", "sigmoid")}
for seed in range(5):
    for name, each in ends.items():
        each.append([explored.trained(start, name, seed)[1][-1] for start in ("sd 1", "LeCun", "He")])
    saturated = explored.trained("sd 1", "tanh", seed)[0]
    assert explored.spreads(saturated[0])[0][-1] > 0.9
    assert np.mean(np.abs(saturated[0][-1]) > 0.9) > 0.7
    assert explored.spreads(saturated[50])[0][-1] < 0.3
(_, relu_lecun, relu_he), (_, selu_lecun, selu_he), (tanh_1, tanh_lecun, tanh_he), (sigmoid_1, *sigmoid_others) = (
    np.transpose(each) for each in ends.values()
)
assert np.median(relu_he) < 1.5 < 2 < relu_lecun.min()
assert selu_lecun.max() < 0.3
assert np.isnan(selu_he).sum() >= 3
assert (tanh_he < tanh_lecun).all()
assert tanh_1.min() > 2.2
assert sigmoid_1.max() < np.min(sigmoid_others)
assert np.min(sigmoid_others) > 2.2
assert np.isclose(np.sqrt(2 / 800), 0.05)
level = [a.std() for a in activations_by_layer(x, selu, lecun_normal)]
assert 0.7 < min(level) < max(level) < 1.4

# %% proof this_run=true
shown = (("ReLU", 2), ("ReLU", 1), ("SELU", 1), ("tanh", 2), ("tanh", 1), ("sigmoid", 0))
of_seed_0 = [f"{ends[name][0][k]:.2f}" for name, k in shown]
assert of_seed_0 == ["0.83", "2.27", "0.03", "0.15", "0.56", "1.90"]
assert np.diff(explored.trained("He", "ReLU")[1]).max() > 0.5
assert np.isnan(ends["SELU"][0][2])

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

**(1)** Each row of the map has one grey: its 16 units give the same. In the middle, *rows* soon differ by about 1,
but *units* lie at the bottom, and fifty steps do not lift them.

**(2)** Five in six outputs are beyond ±0.9, where tanh is flat, and yet the gradients explode (lecture 9). So the
steps are far too long: after fifty of them most differences between rows are gone, and the loss is that of guessing.

**(3)** ReLU: He's, with a loss of 0.83 that still jumps up and down; LeCun's, at 2.27, has hardly begun. SELU: LeCun's,
0.03; with He's it explodes at this rate. tanh: He's, 0.15 against LeCun's 0.56, though it was made for ReLU: its factor
$\sqrt2$ is closer to tanh's $\frac53$. Sigmoid: only sd 1 begins to learn (1.90), since slopes of at most
$\frac14$ need large weights.
</details>

## In one table

| Start | What happens | Why |
|---|---|---|
| all equal | units stay twins | equal forwards, equal backwards |
| zeros, ReLU hidden | no weight moves | 0 forwards, 0 backwards |
| zeros, no hidden layer | learns well | no twins to part |
| sd 0.01 | signal and gradient die | $n\sigma^2 = 0.0064$ a layer, for $n = 64$ |
| sd 1 | saturates or explodes | $n\sigma^2 = 64$ a layer |
| LeCun, $\sigma^2 = 1/\text{fan\_in}$ | level for SELU; with tanh it shrinks slowly | $n\sigma^2 = 1$ |
| Glorot, $\sigma^2 = 2/(\text{fan\_in} + \text{units})$ | for tanh, not for sigmoid | the mean of both counts |
| He, $\sigma^2 = 2/\text{fan\_in}$ | level for ReLU | makes up for the lost half |

## Check yourself

<details><summary>1. Two hidden units start with equal weights, in and out, and equal biases. Which training rows
part them?</summary>

None. Whatever the row, both get the same gradient. Only something that treats the two units differently can, such as
noise in the weights.
</details>

<details><summary>2. Why may biases start at 0?</summary>

Because random weights already make the units different. A bias has no further symmetry to break.
</details>

<details><summary>3. A ReLU layer has 800 inputs and 100 units. Which standard deviation does He's start have?</summary>

$\sqrt{2/800} = 0.05$. The number of units is not in the formula.
</details>

<details><summary>4. Does He's start keep a network healthy during training?</summary>

It is a start. After some thousand steps the weights are no longer what was drawn. Watch norms and activations, and see
lecture 14.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/11_weight_initialization/11_weight_initialization.ipynb): twins, the
spread by layer, Glorot's and He's weights, a network from one generator. Then read
[lecture 12, improving a network](12_improving_a_network.ipynb).

<details><summary>For readers of the handwritten notes</summary>

- Notes 3 and 4 start their examples from $w = 1$, $b = 0$ "for simplicity", and notes 4 list it among the techniques;
  the lecture on initialization in notes 3 advises against any constant. Follow that: ones are convenient for one step
  by hand, but in a training they make one unit of many.
- Notes 3 multiply random numbers by $\sqrt{1/n}$ and call it Xavier's. That is LeCun's: with 400 inputs and 100 units
  its standard deviation is 0.050, Glorot's 0.063.
- Their random numbers come from `np.random.random(280, 280)`. It takes the shape as *one* argument and draws from 0 to
  1: no weight is negative, so with positive inputs all units are driven far up together, and the variance is a twelfth
  of what the root is meant for.
- Their formulas for uniform weights, with the 6, are right.
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
