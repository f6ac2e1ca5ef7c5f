# %% [markdown]
r"""
# 13 · Regularization

*A large network can follow every mistake in its data. You will make it pay for that, in two currencies: the size of its
weights, and units that may be missing tomorrow.*

**You will be able to**

- put a price on large weights with L1 or L2, and take its gradient;
- say from one weight, worked out by hand, why L1 deletes and L2 only shrinks;
- turn a penalty into weight decay, and name the optimizer for which the two part company;
- write dropout forwards and backwards, so that nothing changes in prediction;
- choose a strength without being fooled by the training score.

**It builds on** overfitting and rows kept aside (lecture 12), and on gradient descent (8). **Time:** about 35 minutes.
"""

# %%
import numpy as np

from dlcourse import L1, L2, SGD, Adam, Dense, Dropout, MeanSquaredError, Sequential
from dlcourse.plots import show
from dlcourse.plots.regularization import accuracy_by_penalty, dropout_masks, shrinkage
from dlcourse.plots.regularization import two_decision_boundaries, weights_side_by_side
from dlcourse.widgets.regularization import boundary_arguments, boundary_explorer, boundary_values
from dlcourse.widgets.regularization import fit_network, moons, moons_network

# %% [markdown]
r"""
## A border around every mistake

Two half moons of points lie next to each other, and a network has to draw the border between them. There are 80 points.
For 12 of them, somebody wrote down the wrong class.

The network has two hidden layers of 32 units. We train it for 400 steps on these 80 rows, once as it is, and once with
something added to its loss that this lecture is about. Then we ask both about 2,000 fresh points, all labelled
correctly. One set of 80 points might be an accident, so we do all of it five times, with five sets and five starts, and
look at the means.
"""

# %%
x, y, mislabelled = moons(np.random.default_rng(0), n_rows=80, n_mislabelled=12)
print(len(x), "points,", mislabelled.sum(), "of them with the wrong label")
network = moons_network(0, 0, np.random.default_rng(0))
print(f"{network.parameters.size:,} parameters to fit them")

# %% proof
assert (len(x), mislabelled.sum()) == (80, 12)
assert network.parameters.size == 1185

# %% prediction [markdown]
r"""
On average over the five sets, one network is right on nearly all of its 80 training rows, the other on fewer than nine
out of ten. On 2,000 fresh points one of them is right on some 80%, the other on some 90%. Which one has the 90%?

[ ] The one that is right on nearly all of its training rows
    For that it had to follow the wrong labels too, and it is wrong around each of them.
[x] The other one
    12 wrong labels are 15% of the rows. It gave up on most of them, which is the best that one can do with a wrong
    label.
"""


# %%
def five_times(l2, rate, what):
    """One of the scores of the network on each of five sets of points."""
    return np.array([fit_network(l2, rate, seed)[what] for seed in range(5)])


for name, l2 in (("as it is", 0.0), ("with a price", 0.003)):
    training, fresh = five_times(l2, 0.0, "training"), five_times(l2, 0.0, "fresh")
    followed = 12 - five_times(l2, 0.0, "resisted")
    print(f"{name:<13} training rows {training.mean():.2f}, fresh rows {fresh.mean():.2f}"
          f" (from {fresh.min():.2f} to {fresh.max():.2f})")  # fmt: skip
    print(f"{'':<13} wrong labels followed {followed.mean():.1f} of 12")

# %% proof
fresh_scores, training_scores, resisted, norms = (
    [five_times(l2, 0.0, what) for l2 in (0.0, 0.003)] for what in ("fresh", "training", "resisted", "norm")
)
assert training_scores[0].mean() > 0.91
assert training_scores[1].mean() < 0.9
assert abs(fresh_scores[0].mean() - 0.82) < 0.05
assert abs(fresh_scores[1].mean() - 0.91) < 0.05
assert fresh_scores[1].mean() > fresh_scores[0].mean() + 0.04
assert resisted[0].mean() < 4
assert resisted[1].mean() > 6

# %%
left = boundary_arguments(boundary_values(0.0, 0.0), "as it is")
right = boundary_arguments(boundary_values(0.003, 0.0), "with a price")
show(two_decision_boundaries(left, right)[0])

# %% [markdown]
r"""
This is the picture to remember; it shows the first of the five sets. The rings are the wrong labels. On the left, the
network builds bays and islands to please them, and whoever falls into such a bay tomorrow is misjudged. On the right it
lets most of them go.

It did not know which labels were wrong. It had to *pay* for each bay, and most bays were not worth it. Anything that
makes a network pay for being complicated is called **regularization**. But what is the currency?

## A price on large weights

Look at the border on the left. To turn from one class to the other and back within a hair's breadth, the output has to
rise and fall steeply. A network's output is a chain of weighted sums, so steep means: large weights. Compare the two,
again as means over the five sets:
"""

# %%
for name, l2 in (("as it is", 0.0), ("with a price", 0.003)):
    print(f"{name:<13} size of all weights, √Σ W²: {five_times(l2, 0.0, 'norm').mean():.1f}")

# %% proof
assert norms[0].mean() > 3 * norms[1].mean()
assert (norms[0] > 2 * norms[1]).all()

# %% [markdown]
r"""
So put a price on large weights. The cost to be made small is now the loss *plus* the price:

$$C = L + \lambda \sum W^2 \quad \text{(L2)}, \qquad\qquad C = L + \lambda \sum |W| \quad \text{(L1)} .$$

$\lambda$ (lambda) is how dear a weight is: 0 is no price at all. A useful weight lowers the loss by more than it costs
and stays; the others are let go. Gradients add, so each weight gets an extra pull towards 0:

$$\frac{\partial C}{\partial W} = \frac{\partial L}{\partial W} + 2\lambda W \quad \text{(L2)}, \qquad\qquad
\frac{\partial C}{\partial W} = \frac{\partial L}{\partial W} + \lambda\,\mathrm{sign}(W) \quad \text{(L1)} .$$

Read the two pulls aloud. L2 pulls a weight of 4 a hundred times as hard as one of 0.04. L1 pulls both equally hard.
Everything that follows comes from this difference.
"""

# %%
W = np.array([[2.0, -0.5], [0.0, 1.0]])
price = 0.1
print(f"L2 penalty {price * (W**2).sum():.3f}   gradient", (2 * price * W).tolist())
print(f"L1 penalty {price * np.abs(W).sum():.3f}   gradient", (price * np.sign(W)).tolist())
print(f"library    {L2(price)(W)[0]:.3f} and {L1(price)(W)[0]:.3f}")

# %% proof
assert abs(L2(price)(W)[0] - 0.525) < 1e-12
assert abs(L1(price)(W)[0] - 0.35) < 1e-12
assert np.allclose(L2(price)(W)[1], 2 * price * W)
assert np.allclose(L1(price)(W)[1], price * np.sign(W))
from dlcourse import numerical_gradient

nonzero = np.array([[2.0, -0.5], [0.3, 1.0]])
for regularizer in (L1(price), L2(price)):
    by_nudging = numerical_gradient(lambda W, r=regularizer: r(W)[0], nonzero)
    assert np.allclose(regularizer(nonzero)[1], by_nudging, atol=1e-8)

# %% [markdown]
r"""
Three customs go with it. **Biases are not priced:** a bias moves a border and does not make it steeper. **Scale the
columns first** (lecture 12): a weight for metres is a thousand times one for millimetres and would cost a
thousand times as much under L1, a million times as much under L2. And **say which formula you use**: this course, like
Keras, has neither a ½ nor a mean in it, but many books do.

In a model, the price is an argument of the layer, `Dense(2, 32, rng, kernel_regularizer=L2(0.003))`. `fit` adds the
penalty to the loss that it shows, so do not compare that loss with one of a model without a price.

## L1 deletes, L2 shrinks

The smallest case that shows the difference has one weight. The loss would like it to be $a$; we make it pay:

$$C(w) = \tfrac12 (w - a)^2 + \lambda w^2 \qquad \text{or} \qquad C(w) = \tfrac12 (w - a)^2 + \lambda |w| .$$

**L2.** The slope is $(w - a) + 2\lambda w$, and it is 0 at

$$w = \frac{a}{1 + 2\lambda} .$$

Every weight is divided by the same number. A number divided is never 0, unless it was.

**L1.** Take $a > 0$. For $w > 0$ the slope is $(w - a) + \lambda$, which is 0 at $w = a - \lambda$. But that is only
above 0 if $a > \lambda$. If $a$ is smaller, the slope is positive everywhere to the right of 0 and negative to the left
of it: from both sides it goes down to 0, and there the weight sits, in the kink.

$$w = \begin{cases} a - \lambda & a > \lambda \\ 0 & |a| \le \lambda \\ a + \lambda & a < -\lambda \end{cases}$$
"""

# %% prediction [markdown]
r"""
L2 with λ = 0.25, so w = a/1.5, and L1 with λ = 0.5. The loss would like one weight to be 0.3 and another one 3. Under
which price does the large one keep more of itself?

[ ] Under L2: it becomes 2.5
    L2 divides by 1.5 and leaves 2. The more a weight weighs, the more L2 takes.
[x] Under L1: it becomes 2.5
    L1 takes 0.5 from everybody. To the weight of 3 that is little, to the weight of 0.3 it is everything.
[ ] Both leave it at 2
    Under L2 it becomes 2, which is 3/1.5. But L1 takes only 0.5.
"""


# %%
def lowest_cost_l2(a, l2):
    """The w that makes ½(w − a)² + l2·w² smallest."""
    return a / (1 + 2 * l2)


def lowest_cost_l1(a, l1):
    """The w that makes ½(w − a)² + l1·|w| smallest."""
    return np.sign(a) * np.maximum(np.abs(a) - l1, 0)


for a in (0.3, 3.0):
    by_l2, by_l1 = lowest_cost_l2(a, 0.25), lowest_cost_l1(a, 0.5)
    print(f"a = {a}: under L2 {by_l2:.2f}, under L1 {by_l1:.2f}")

# %%
a = np.linspace(-3, 3, 241)
show(shrinkage(a, lowest_cost_l2(a, 0.25), lowest_cost_l1(a, 0.5)))

# %% proof
grid = np.linspace(-4, 4, 800_001)  # in steps of 0.00001
assert [round(float(lowest_cost_l2(a, 0.25)), 2) for a in (0.3, 3.0)] == [0.2, 2.0]
assert [float(lowest_cost_l1(a, 0.5)) for a in (0.3, 3.0)] == [0.0, 2.5]
for a in (-2.0, -0.4, 0.3, 3.0):
    assert abs(grid[(0.5 * (grid - a) ** 2 + 0.25 * grid**2).argmin()] - lowest_cost_l2(a, 0.25)) < 1e-4
    assert abs(grid[(0.5 * (grid - a) ** 2 + 0.5 * np.abs(grid)).argmin()] - lowest_cost_l1(a, 0.5)) < 1e-4

# %% [markdown]
r"""
Under L1 there is a flat piece: every weight that is worth less than $\lambda$ lands on exactly 0. **L1 deletes the
small ones and spares the large ones. L2 taxes the large ones and deletes nobody.** (L2 in regression is known as ridge,
Hoerl and Kennard 1970; L1 as the lasso, Tibshirani 1996.)

When is that of use? When you believe that many inputs do not matter. Here are 40 rows with 30 inputs, of which only
three have anything to do with the target. Again we draw five such sets and fit each of them.
"""

# %%
true = np.zeros(30)
true[[3, 11, 20]] = 2.0, -1.5, 1.0


def forty_rows(seed):
    """Inputs (40, 30) and targets (40, 1), with noise."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(40, 30))
    return inputs, (inputs @ true + rng.normal(0, 0.5, 40))[:, None]


def weights_after_2000_steps(price, seed):
    """The 30 weights of a linear unit, fitted to the 40 rows of this set."""
    rng = np.random.default_rng(seed)
    layer = Dense(30, 1, rng, use_bias=False, kernel_regularizer=price)
    model = Sequential([layer], dtype=np.float64).compile(SGD(0.02), MeanSquaredError())
    rows = forty_rows(seed)
    for _ in range(2000):
        model.train_step(*rows)
    return layer.W[:, 0]


# %%
fresh = np.random.default_rng(9).normal(size=(2000, 30))
fits, errors, small = {}, {}, {}
for name, price in {"no price": None, "L2, λ = 0.1": L2(0.1), "L1, λ = 0.2": L1(0.2)}.items():
    w = np.array([weights_after_2000_steps(price, seed) for seed in range(5)])  # (sets, 30)
    fits[name] = w
    errors[name] = ((w @ fresh.T - true @ fresh.T) ** 2).mean(axis=1)
    small[name] = (np.abs(w) < 0.01).sum(axis=1)
    mean, low, high = errors[name].mean(), errors[name].min(), errors[name].max()
    print(f"{name:<12} error on fresh rows: mean {mean:.2f}, from {low:.2f} to {high:.2f}")
    print(f"{'':<12} weights below 0.01: {small[name].min()} to {small[name].max()} of 30")

# %%
first = {name: w[0] for name, w in fits.items()}  # of the first of the five sets
show(weights_side_by_side(first, informative=true != 0)[0])

# %% proof
assert errors["L1, λ = 0.2"].mean() < errors["L2, λ = 0.1"].mean() / 2
assert errors["L1, λ = 0.2"].mean() < errors["no price"].mean() / 2
assert (errors["L1, λ = 0.2"] < errors["no price"]).all()
assert small["L1, λ = 0.2"].min() > 14 > 10 > max(small["L2, λ = 0.1"].max(), small["no price"].max())
assert (np.array(fits["L1, λ = 0.2"]) != 0).all()
useful = np.abs(fits["L1, λ = 0.2"][:, true != 0])
useless = np.abs(fits["L1, λ = 0.2"][:, true == 0])
assert (useful.min(axis=1) > useless.max(axis=1)).all()
assert errors["L2, λ = 0.1"].mean() > errors["no price"].mean() / 2
assert np.abs(fits["L2, λ = 0.1"]).mean() < np.abs(fits["no price"]).mean()

# %% [markdown]
r"""
In each of the five sets L1 leaves the three that matter as the largest weights and pushes most others to 0. (L2 makes
all weights smaller, the three useful ones too, and that is no clear gain here.) Most, and to 0 only *nearly*: not one
of the 30 weights is exactly 0. Gradient descent takes finite steps, so near the kink it hops from one side to the
other, by up to $2\eta\lambda = 0.008$. So name a threshold and call a weight deleted below it. And remember what has
been shown: here the truth had three inputs. Where many inputs matter a little, L2 is often the better choice.

## Weight decay

Take one step of gradient descent with a price of $\frac{\lambda}{2} \sum W^2$. The ½ is there to cancel the 2, so the
pull is $\lambda W$:

$$W \leftarrow W - \eta\,\Big(\frac{\partial L}{\partial W} + \lambda W\Big)
= (1 - \eta\lambda)\, W - \eta\,\frac{\partial L}{\partial W} .$$

Look at the right-hand side. First the weights shrink by a small share, whatever the loss says. Then the usual step
follows. That is **weight decay**: whatever is not held up by the loss fades away.
"""

# %% prediction [markdown]
r"""
η = 0.1 and λ = 0.01, so each step keeps 0.999 of a weight. The loss does not care about this weight. How much of it is
left after 1,000 steps?

[ ] Nothing
    1,000 times 0.1% is 100% only if each step takes 0.1% of the first value. It takes 0.1% of what is left.
[x] About a third
    0.999 to the power of 1,000 is close to 1/e.
[ ] 99.9%
    That is what is left after one step.
"""

# %%
eta, decay = 0.1, 0.01
print(f"after 1,000 steps {(1 - eta * decay) ** 1000:.3f} is left; 1/e is {1 / np.e:.3f}")

# %% proof
assert round((1 - eta * decay) ** 1000, 3) == 0.368

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 write the penalty as $\frac{\lambda}{n}\sum \|w_i\|^2$ and the update as
> $w \leftarrow (1 - \mu\lambda)\,w - \mu\,\frac{\partial L}{\partial w}$. The two do not belong together. The
> derivative of $w^2$ is $2w$, and the $n$ stays, so this penalty shrinks by $1 - 2\mu\lambda/n$. The factor
> $1 - \mu\lambda$ needs the penalty $\frac{\lambda}{2}\sum w^2$. And $\mu$ is the learning rate, $\eta$ everywhere
> else.

We can watch it: one step from $W = 1$, with each penalty, beside the decay.
"""


# %%
def one_step(regularizer):
    """The weights after one step of gradient descent from W = 1."""
    rng = np.random.default_rng(1)
    layer = Dense(30, 1, rng, use_bias=False, kernel_regularizer=regularizer)
    layer.W[...] = 1
    model = Sequential([layer], dtype=np.float64).compile(SGD(eta), MeanSquaredError())
    model.train_step(inputs, targets)
    return model.layers[0].W[:, 0]


inputs, targets = forty_rows(0)
lam, n = 0.3, len(inputs)
decayed = one_step(None) - eta * lam * np.ones(30)  # (1 − ηλ)·W − η·dW, at W = 1
for name, l2 in (("λ/2 Σ w²", lam / 2), ("λ/n Σ w²", lam / n)):
    difference = np.abs(one_step(L2(l2)) - decayed).max()
    print(f"penalty {name}: differs from the decay by {difference:.4f}")

# %% proof
assert np.allclose(one_step(L2(lam / 2)), decayed, rtol=0, atol=1e-12)
assert np.abs(one_step(L2(lam / n)) - decayed).max() > 0.02
assert np.allclose(one_step(L2(lam / n)), one_step(None) - 2 * eta * lam / n, rtol=0, atol=1e-12)

# %% [markdown]
r"""
So L2 and weight decay are the same thing? In plain gradient descent, yes. But "penalty" goes *through* the optimizer,
"decay" goes *past* it. Adam (lecture 16) divides each gradient by its usual size. A penalty's pull is divided along
with it, so a weight with large gradients hardly decays; true decay shrinks all by the same share. Here are both, under
both optimizers, from the same start.
"""


# %%
def after_50_steps(optimizer, regularizer=None):
    """The weights after 50 steps on all 40 rows."""
    rng = np.random.default_rng(1)
    layer = Dense(30, 1, rng, use_bias=False, kernel_regularizer=regularizer)
    model = Sequential([layer], dtype=np.float64).compile(optimizer, MeanSquaredError())
    for _ in range(50):
        model.train_step(inputs, targets)
    return layer.W


for make in (SGD, Adam):
    by_penalty = after_50_steps(make(0.02), L2(lam / 2))
    by_decay = after_50_steps(make(0.02, weight_decay=lam))
    difference = np.abs(by_penalty - by_decay).max()
    print(f"{make.__name__:<5} penalty and decay differ by up to {difference:.6f}")

# %% proof
by_penalty, by_decay = after_50_steps(SGD(0.02), L2(lam / 2)), after_50_steps(SGD(0.02, weight_decay=lam))
assert np.abs(by_penalty - by_decay).max() < 1e-12
by_penalty, by_decay = after_50_steps(Adam(0.02), L2(lam / 2)), after_50_steps(Adam(0.02, weight_decay=lam))
assert np.abs(by_penalty - by_decay).max() > 0.01

# %% [markdown]
r"""
In gradient descent the same to all digits shown, under Adam not the same at all. Ilya Loshchilov and Frank Hutter
(2019, "Decoupled weight decay regularization") pointed this out, and their AdamW is Adam with true decay. (An optimizer
sees one long row of numbers and does not know which of them are biases, so `weight_decay=…` shrinks those as well, here
as in Keras and PyTorch. Our layer had none.)

## Dropout: leave some out

Now a quite different currency. Imagine an office in which, every morning, a coin decides for each person whether they
stay at home. Nobody can rely on one colleague who knows it all. The knowledge has to be spread.

**Dropout** (Srivastava and colleagues 2014) does that to units. In training, each unit's output is set to 0 with
probability `rate`, in each row by a toss of its own. With `rate = 0.4` the network of a row might look like this:
"""

# %%
rng, sizes = np.random.default_rng(3), [3, 5, 5, 1]
masks = [[[True] * 3, rng.random(5) >= 0.4, rng.random(5) >= 0.4, [True]] for _ in range(2)]
masks += [[[True] * size for size in sizes]]
titles = ["training, one row", "training, another row", "prediction: all are there"]
show(dropout_masks(masks, sizes, titles)[0])

# %% proof
left_out = [int(sum((~np.array(layer)).sum() for layer in mask)) for mask in masks]
assert left_out[0] > 0
assert left_out[1] > 0
assert left_out[2] == 0

# %% [markdown]
r"""
In prediction everybody is there. But then the next layer would get more than it was used to: with `rate = 0.5`, twice
as much on average. So the training side makes up for it. What stays is divided by the share that stays:

$$y = \frac{x \cdot m}{1 - \text{rate}}, \qquad m = 0 \text{ with probability rate, else } 1 .$$

This is *inverted* dropout: the mean is right in training, so nothing is left to do in prediction, where $y = x$.
"""

# %% prediction [markdown]
r"""
A hundred units all put out 1, and the next layer adds them up. With dropout of rate 0.2, the sum in training is on
average …

[ ] 80, since a fifth is missing
    A fifth is missing, but the rest is divided by 0.8 and counts 1.25 each.
[x] 100, as in prediction
    80 units are left on average, and each counts 1.25: the division makes up for the rest.
[ ] 125
    That would be all hundred units at 1.25.
"""

# %%
rate = 0.2
layer = Dropout(rate, np.random.default_rng(0))
x = np.ones((10_000, 100))
y = layer.forward(x, training=True)
print("values in training:", np.unique(y), f"  dropped: {np.mean(y == 0):.3f}")
sums = y.sum(axis=1)
print(f"sum of a row: mean {sums.mean():.1f}, from {sums.min():.0f} to {sums.max():.0f}")
print(f"variance of a unit: {y.var():.3f}; rate/(1 − rate) = {rate / (1 - rate):.3f}")
print("values in prediction:", np.unique(layer.forward(x, training=False)))

# %% proof
assert np.unique(y).tolist() == [0, 1.25]
assert abs(np.mean(y == 0) - 0.2) < 0.002
assert abs(y.sum(axis=1).mean() - 100) < 0.2
assert abs(y.var() - 0.25) < 0.002
assert np.unique(layer.forward(x)).tolist() == [1]
assert y.sum(axis=1).min() < 85
assert y.sum(axis=1).max() > 115

# %% [markdown]
r"""
The mean is right, but the single row is noisy: a unit that put out 1 now has a variance of 0.25. That noise *is* the
regularizer. No weight can be tuned to the last bit on units that come and go.

The way back is the same gate as the way there. What was dropped had no part in the loss and receives nothing; what
stayed was multiplied by $1/(1 - \text{rate})$, and so is its gradient, with the *same* $m$:

$$dx = \frac{dy \cdot m}{1 - \text{rate}} .$$
"""

# %%
mask = y > 0  # the m that was drawn on the way there
dy = np.random.default_rng(1).normal(size=y.shape)
dx = dy * mask / (1 - rate)
layer.forward(np.ones((10_000, 100)), training=True)  # a new forward pass draws a new m …
other = np.mean((layer.backward(dy) == 0) != (dx == 0))
print(f"… so {other:.0%} of the places now have another fate:")
print("keep the m of the pass that you go back through")

# %% proof
assert abs(other - 2 * 0.2 * 0.8) < 0.01
again = Dropout(rate, np.random.default_rng(0))
assert np.array_equal(again.forward(x, training=True), y)
assert np.allclose(again.backward(dy), dx, rtol=0, atol=1e-12)

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 take out other units "for each epoch". The draw is made anew for each
> mini-batch, and in it for each row by itself. Count the masks in one epoch of 80 rows in batches of 20.
"""

# %%
layer = Dropout(0.5, np.random.default_rng(0))
batch = np.ones((20, 32))
masks = [layer.forward(batch, training=True) > 0 for _ in range(4)]  # one epoch of 80 rows
print(len({mask.tobytes() for mask in masks}), "batches with masks of their own")
print(len({row.tobytes() for mask in masks for row in mask}), "rows with masks of their own")

# %% proof
assert len({mask.tobytes() for mask in masks}) == 4
assert len({row.tobytes() for mask in masks for row in mask}) == 80

# %% [markdown]
r"""
Which rate? Notes 3 give 10 to 50% for fully connected networks, 20 to 30% for recurrent ones and 40 to 50% for
convolutional ones. Take such numbers as a place to start looking, not as a law; the paper of 2014 used 50% in hidden
layers and 20% on the inputs. The output layer has no dropout: there is nobody behind it who could make up for what is
missing.

## What it buys, and what it costs

Back to the moons. How much should a weight cost? We try seven prices on the five sets of 80 points, and look at both
scores.
"""

# %%
prices = [0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1]
training, on_fresh = (
    np.array([five_times(price, 0.0, what) for price in prices]).T  # (sets, prices)
    for what in ("training", "fresh")
)
print("price    ", *(f"{price:>7}" for price in prices))
print("training ", *(f"{score:7.2f}" for score in training.mean(axis=0)))
print("fresh    ", *(f"{score:7.2f}" for score in on_fresh.mean(axis=0)))

# %%
show(accuracy_by_penalty(prices[1:], training[:, 1:], on_fresh[:, 1:]))

# %% proof
mean_training, mean_fresh = training.mean(axis=0), on_fresh.mean(axis=0)
assert mean_fresh.argmax() in (3, 4)
assert mean_fresh.max() > mean_fresh[0] + 0.04
assert mean_fresh.max() > mean_fresh[5] + 0.02
assert mean_fresh[3] > mean_training[3]
assert mean_fresh[-1] == 0.5
assert mean_training[0] > 0.91
assert (np.diff(mean_training[1:]) < 0).all()
assert mean_training[2] < mean_training[0]

# %% [markdown]
r"""
With a higher price the training score falls: the network follows its data less and less. The fresh score rises to its
best at a price between 0.003 and 0.01, because what the network stops following first are the mistakes, and then falls,
because it stops following the moons as well. (It may lie above the training score: the training rows hold wrong
labels.) At a price of 0.1 no weight is worth its money, all are near 0, and the network says the same to everybody:
50%. Too high a price *is* underfitting.

So a regularizer is chosen like any other knob: try values on a logarithmic grid, look at the *validation* rows, and do
not expect the training score to tell you anything but that the price works. It usually gets worse. That is what you
paid.

Dropout next, alone and together with a price:
"""

# %%
ways = {"nothing": (0.0, 0.0), "dropout 0.4": (0.0, 0.4), "price 0.003": (0.003, 0.0)}
ways["both"] = 0.003, 0.4
for name, way in ways.items():
    found = five_times(*way, "fresh")
    low, high = found.min(), found.max()
    print(f"{name:<12} fresh rows: mean {found.mean():.3f}, from {low:.3f} to {high:.3f}")

# %% proof
means = {name: five_times(*way, "fresh").mean() for name, way in ways.items()}
assert all(mean > means["nothing"] + 0.03 for name, mean in means.items() if name != "nothing")
gains = {name: mean - means["nothing"] for name, mean in means.items()}
assert gains["both"] < 0.75 * (gains["dropout 0.4"] + gains["price 0.003"])

# %% [markdown]
r"""
On average each of them helps, and both together bring far less than the sum of the two gains. They are not points that
you collect: a wrong label that the one has let go cannot be let go again by the other. Dropout does not always help
either: in small networks the noise may cost more than it brings, and a network that underfits needs no brakes.

There is more that counts as regularization, and notes 3 name the others: **more rows**, the best of all where they can
be had; **early stopping** (lecture 12), the cheapest; **a smaller network**. All of them do the same thing: they leave
less room for learning by heart.

## Explore: the price and the coin

Below you can move $\lambda$ and, folded away, dropout's rate; 35 networks have been trained for it, all on the first of
the five sets. The title shows both scores. Two questions before you touch it.
"""

# %% prediction [markdown]
r"""
At λ = 0.1 the score is 50% on fresh rows. What does the border look like?

[ ] A straight line through the middle
    A straight line needs weights too, and scores about 85%.
[x] There is none
    All weights are near 0, only the biases are left, and the whole plane gets one answer.
[ ] As jagged as without a price
    The price takes the steepness out, and more of it takes out more.
"""

# %% prediction [markdown]
r"""
λ = 0 and a dropout rate of 0.8: of each hidden layer's 32 units, about six are there in each row. How does the score on
the training rows compare with that of no dropout?

[ ] It is higher, since all units are back in prediction
    They are back, but they have learnt under so much noise that fine detail was never worth learning.
[ ] It is the same
    Then nothing would have been regularized.
[x] It is clearly lower
    With so few units at a time the network cannot keep the bays and islands apart, not even when all units are back.
"""

# %% [markdown]
r"""
Then a task. **Look for the best score on fresh rows, and for the best score on training rows.** Are they the same
setting? (Tab to the slider, arrow keys to move it. The first cell takes a few seconds: it trains the networks.)
"""

# %%
boundary_explorer()

# %% proof
from dlcourse.widgets.regularization import PENALTIES, RATES

grid = {(l2, rate): boundary_values(l2, rate) for l2 in PENALTIES for rate in RATES}
best_fresh, best_training = (
    max(grid, key=lambda key, score=score: grid[key][score]) for score in ("fresh", "training")
)
assert best_training[0] <= 0.001
assert best_fresh != best_training
assert grid[best_training]["fresh"] < grid[best_fresh]["fresh"] - 0.05
assert grid[best_fresh]["training"] < grid[best_training]["training"] - 0.05
assert sum(values["fresh"] > grid[best_fresh]["fresh"] - 0.03 for values in grid.values()) >= 4
assert grid[0.1, 0.0]["fresh"] == 0.5
assert (grid[0.1, 0.0]["logits"] > 0).all() or (grid[0.1, 0.0]["logits"] <= 0).all()
assert grid[0.0, 0.8]["training"] < grid[0.0, 0.0]["training"] - 0.08
assert 0.8 < grid[0.03, 0.0]["fresh"] < 0.9

# %% proof this_run=true
assert best_fresh == (0.001, 0.4)
assert best_training == (0.0003, 0.0)
assert abs(grid[best_fresh]["fresh"] - 0.956) < 0.01
assert abs(grid[best_fresh]["training"] - 0.838) < 0.02
assert abs(grid[best_training]["training"] - 0.988) < 0.02
assert abs(grid[best_training]["fresh"] - 0.832) < 0.02
assert sum(values["fresh"] > 0.935 for values in grid.values()) >= 6

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

On this set of points the best fresh score, about 96%, is at $\lambda = 0.001$ with a rate of 0.4, and around it lies a
plateau: half a dozen settings reach 94% or more, so there is no need to find the very peak. That setting gets only 84%
of its training rows right. The best training score, about 99%, is at $\lambda = 0.0003$ without dropout, and its fresh
score is among the worst, 83%. On other sets that we tried, other settings won by a little, none of them the one that
was best on the training rows. If you had chosen by the training rows, you would have chosen the bays and islands. (And
the 96% itself was chosen as the best of 35: fresh rows that were used to choose are validation rows.)
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| L2 | $\lambda \sum W^2$, gradient $2\lambda W$ | shrinks all, deletes none |
| L1 | $\lambda \sum \lvert W\rvert$, gradient $\lambda\,\mathrm{sign}(W)$ | deletes the small, spares the large |
| one weight, L2 | $w = a/(1 + 2\lambda)$ | a division |
| one weight, L1 | $a$ moved by $\lambda$ towards 0, and stopped there | a subtraction with a floor |
| weight decay | $W \leftarrow (1 - \eta\lambda)W - \eta\,dW$ | L2 with a ½ in SGD, not in Adam |
| dropout, training | $y = x\,m/(1 - \text{rate})$ | a new $m$ for each batch and row |
| dropout, prediction | $y = x$ | all units, no scaling |
| dropout, backward | $dx = dy\,m/(1 - \text{rate})$ | the same $m$ |
| choosing $\lambda$ | logarithmic grid, validation rows | training scores fall; that is the price |

## Check yourself

<details><summary>1. You add L2 and the training loss goes up. Is something wrong?</summary>

No. The shown loss now holds the penalty, and the network follows its data less. Look at the validation rows.
</details>

<details><summary>2. A clinic wants to know which of 2,000 measurements matter. L1 or L2, and on which
weights?</summary>

L1, on the first layer, after scaling the columns. Weights of useless inputs end near 0. Of two measurements that go
together it may keep either, so the list is no list of causes.
</details>

<details><summary>3. Somebody forgot the division by 1 − rate. What happens in prediction?</summary>

All units are there and put out what they put out in training, so the sums are larger than what the next layer has
learnt with: at rate 0.5 twice as large on average.
</details>

<details><summary>4. Why is a bias not priced?</summary>

It moves the border without making it steeper, so it does little for overfitting; and pulling it to 0 pulls the border
through the origin, for no reason.
</details>

<details><summary>5. With Adam, weights that get large gradients hardly shrink under an L2 penalty. Why?</summary>

Adam divides each weight's gradient by its usual size, and the penalty's pull is part of that gradient. Decay past the
optimizer, as in AdamW, shrinks all weights by the same share.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/13_regularization/13_regularization.ipynb): both penalties, one weight
by hand, weight decay, and dropout in both directions. Then go on to
[lecture 14, batch normalization](14_batch_normalization.ipynb).
"""
