# %% [markdown]
r"""
# 8 · Gradient descent

*You know which way is down. You will find out how far to step, how often, and how many rows to ask before each step.*

Four walkers stand at the same place on a hillside, in thick fog, and want to get to the lowest point. Each feels with
the foot which way the ground falls most steeply, steps that way, and feels again: 30 times. They differ in one number
only, the learning rate: how long a step is for a given steepness. One of them gets only half of the way, and another
ends far above the place where it began. Before you watch the film, say which of the four will be the lowest.

**You will be able to**

- take a step of gradient descent, and say with which learning rates a walk converges slowly, fast, or diverges;
- work out the largest learning rate that a bowl tolerates, and see a network keep to that limit;
- cut rows into mini-batches and count the updates of an epoch;
- say what a small batch loses and gains, and what calms stochastic descent;
- compare batch, stochastic and mini-batch descent fairly: by updates, by epochs and by seconds.

**It builds on** [backpropagation](07_backpropagation.ipynb), which delivers the gradient, and on the product of a
matrix and a vector. Eigenvectors come in once, and are explained there.
**Time:** about 85 minutes; good places to pause are after the first explorer and before the mini-batches. Run each
cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import time

import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import load_digits, minibatches, one_hot, train_test_split
from dlcourse.gradients.curvature import largest_curvature
from dlcourse.plots import show, show_animation
from dlcourse.plots.optimizers import batch_sizes
from dlcourse.plots.optimizers import gradient_descent as plots
from dlcourse.widgets.optimizers.gradient_descent import descent_explorer, descent_values
from dlcourse.widgets.optimizers.gradient_descent import excess_by_epoch, line_data
from dlcourse.widgets.optimizers.gradient_descent import noise_explorer

# %% [markdown]
r"""
## One step downhill

The method of the four walkers is **gradient descent**. Augustin-Louis Cauchy wrote it down in 1847. Our hillside is the
loss of a straight line. There are 100 points around $y = 2x + 1$, and a unit with two parameters, a slope $w$ and an
intercept $b$, is to find them:
$$\hat y_n = w x_n + b, \qquad L(w, b) = \frac1N \sum_n (w x_n + b - y_n)^2 .$$

(The points are random, then shifted and scaled a little: the $x_n$ have the mean 1 and the standard deviation 1, the
best line is $y = 2x + 1$, and its loss is 0.25, all exactly.)

The gradient, $\nabla L$, is the direction in which the ground rises most steeply, so we go against it. The **learning
rate** $\eta$ scales the step:
$$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad b \leftarrow b - \eta\,\frac{\partial L}{\partial b} .$$
"""

# %%
x, y = line_data()  # (100,), (100,)


def loss(w, b):
    """L over all rows."""
    return np.mean((w * x + b - y) ** 2)


def gradient(w, b):
    """∂L/∂w and ∂L/∂b, over all rows."""
    error = w * x + b - y
    return np.array([2 * np.mean(error * x), 2 * np.mean(error)])


def descend(eta, steps=30, start=(-1.5, 2.5)):
    """The places of a walk: the start, and (w, b) after each step."""
    path = [np.array(start)]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(*path[-1]))
    return np.array(path)


for place in descend(eta=0.1, steps=2):
    slopes = gradient(*place).round(2)
    print(f"at {place.round(2)}: loss {loss(*place):5.2f}, gradient {slopes}")

# %% proof
path = descend(0.1)
assert np.allclose(gradient(*path[0]), [-11, -4])
assert np.allclose(path[1], [-0.4, 2.9])
assert np.allclose([loss(*path[0]), loss(*path[1])], [16.5, 6.26])
slopes = gradient(*path[0])
assert np.isclose(-0.1 * slopes @ slopes, -13.7)
assert np.isclose(loss(*path[1]) - loss(*path[0]) + 13.7, 3.46)
assert np.isclose(0.1**2 / 2 * slopes @ [[4, 2], [2, 2]] @ slopes, 3.46)
around = np.linspace(0, 2 * np.pi, 73)
moves = 0.001 * np.column_stack([np.cos(around), np.sin(around)])
changes = [loss(*(path[0] + move)) for move in moves]
assert moves[np.argmin(changes)] @ slopes < -0.995 * 0.001 * np.linalg.norm(slopes)
assert np.allclose([x.mean(), x.std(), loss(2, 1)], [1, 1, 0.25])
assert np.allclose(gradient(2, 1), 0)

from dlcourse import MeanSquaredError

unit = Sequential([Dense(1, 1, np.random.default_rng(0))], np.float64)
unit.compile(SGD(0.1), MeanSquaredError())
unit.parameters[...] = -1.5, 2.5
for place in path[1:]:
    unit.train_step(x[:, None], y[:, None])
    assert np.allclose(unit.parameters, place)

# %% [markdown]
r"""
Why is this way the steepest? For a short move $d$ the loss changes by about $\nabla L \cdot d = |\nabla L|\,|d|
\cos\varphi$, with $\varphi$ the angle between the two. Among moves of one length that is lowest at $\varphi = 180°$:
straight against the gradient. With $d = -\eta\,\nabla L$ it is $-\eta\,|\nabla L|^2$.

Our first step was promised $-0.1\,(11^2 + 4^2) = -13.70$, and got $6.26 - 16.50 = -10.24$. The slope changes on the
way, and that costs 3.46. The longer the step, the less the promise is worth. The film shows four walks on a map of the
loss.
"""

# %% prediction [markdown]
r"""
Four walks of 30 steps from the same place, with η = 0.02, 0.10, 1/3 and 0.40. Which of them ends lowest?

[ ] η = 0.02: short steps follow the ground best
    They do, and after 30 of them the walk is still under way, at a loss of 1.74.
[ ] η = 0.10, which walks down smoothly
    It comes near, with a loss of 0.28. But on the floor of the valley its steps have become tiny.
[x] η = 1/3, although it leaps across the valley from side to side
    Each leap lands nearer, and from the same place its step along the valley is 3.3 times as long as with 0.10.
    It ends at 0.25, the lowest possible.
[ ] η = 0.40: the longest steps get farthest
    Farthest away: its leaps grow, and it ends at 2,816.
"""

# %%
rates = {"0.02": 0.02, "0.10": 0.10, "1/3": 1 / 3, "0.40": 0.40}
walks = {name: descend(eta) for name, eta in rates.items()}
show_animation(plots.walks_by_learning_rate(walks, loss), frame_seconds=0.6)

# %% proof
ends = {name: loss(*walk[-1]) for name, walk in walks.items()}
assert [round(ends[name], 2) for name in ("0.02", "0.10", "1/3")] == [1.74, 0.28, 0.25]
assert round(ends["0.40"]) == 2816
everywhere = np.random.default_rng(0).uniform(-3, 3, size=(50, 2))
from dlcourse.plots.optimizers.loss_maps import loss_on_map, quadratic_of

assert np.allclose(loss_on_map(everywhere, *quadratic_of(loss)), [loss(*place) for place in everywhere])
left_to_go = np.linalg.norm(walks["0.02"][[0, -1]] - [2, 1], axis=1)
assert 0.48 < left_to_go[1] / left_to_go[0] < 0.54
lengths = np.linalg.norm(np.diff(walks["0.10"], axis=0), axis=1)  # of the steps
assert np.all(np.diff(lengths) < 0)

# %% [markdown]
r"""
Each line of the map joins places of equal loss, the number on it; the darker, the lower.

- **Each step leaves the line of equal loss at a right angle.** Along that line the loss does not change, so the
  gradient has no part along it. But the steepest way does not lead to the minimum, or one step of the right length
  would do.
- **With 0.10 the steps get shorter by themselves.** A step is $\eta$ times the gradient, and on the floor of the
  valley, where the ground is nearly level, the gradient is small.
- **The best walk zigzags.** That does no harm, as long as each leap lands nearer.

## Too small, too large

How long may a step be? Take the simplest bowl there is, $L = w^2/2$. Its slope at $w$ is $w$, so a step is
$$w \leftarrow w - \eta\, w = (1 - \eta)\, w .$$

Each step multiplies $w$ by $1 - \eta$. We start at $w = 1$ and make 20 steps.
"""

# %% prediction [markdown]
r"""
The bowl is w²/2, the start w = 1. What does a walk with η = 2 do?

[ ] It arrives, only faster than with η = 1
    With η = 1 the factor is 0: the first step lands on the minimum.
[x] It jumps between 1 and −1 for ever
    The factor is 1 − 2 = −1. Each step lands at the mirror point, at the same height.
[ ] It gets farther away with each step
    That takes a factor beyond −1. With η = 2 it is −1 exactly.
[ ] It zigzags, and comes nearer each time
    So it is for η between 1 and 2, where the factor lies between 0 and −1.
"""

# %%
in_bowl = {}
for eta in (0.2, 1.0, 1.8, 2.0, 2.1):
    w = [1.0]
    for _ in range(20):
        w.append(w[-1] - eta * w[-1])
    in_bowl[eta] = w
    print(f"eta {eta}:  w after 1, 2 and 20 steps {w[1]:8.4f} {w[2]:8.4f} {w[20]:8.4f}")

# %%
show(plots.paths_by_learning_rate({eta: w[:7] for eta, w in in_bowl.items()})[0])

# %% proof
assert np.allclose([w[20] for w in in_bowl.values()], [0.8**20, 0, 0.8**20, 1, 1.1**20])
assert [round(in_bowl[eta][20], 4) for eta in (0.2, 1.8, 2.1)] == [0.0115, 0.0115, 6.7275]
assert in_bowl[2.0][:4] == [1, -1, 1, -1]

# %% [markdown]
r"""
Look at 0.2 and 1.8. One creeps and one leaps across the bottom each time, and after 20 steps both are at 0.0115. *Too
slow and too fast can look alike from outside*: in both cases the loss falls, but slowly. Beyond 2 the walk
**diverges**: each step takes it farther away.

Any other bowl has the slope $c\,w$, where $c$ is its **curvature**, the second derivative. The factor is then
$1 - \eta c$, and its size stays below 1 as long as
$$\eta < \frac{2}{c} .$$

**Two parameters, two bowls.** Now the valley of the line. Turn the axes until they lie along the two axes of the
ellipses: then each place is $u$ away from the lowest point along the short axis, on which the valley is steepest, and
$v$ along the long one, on which it is flattest. (These belong to the valley. The steepest way down from a *place* is
against its gradient, and mixes both.) Here are the $u$ and $v$ of the walk with $\eta = 0.1$.
"""

# %%
show(plots.two_walks_in_one(walks["0.10"], loss, learning_rate=0.1))

# %% [markdown]
r"""
Each step multiplies $u$ by 0.48 and $v$ by 0.92, and neither takes notice of the other. So the walk is two walks, each
in a bowl of its own, with the factor $1 - \eta c$ that you know: the steep bowl has the curvature 5.24, and $1 - 0.1
\cdot 5.24 = 0.48$; the flat one has 0.76, and $1 - 0.1 \cdot 0.76 = 0.92$. That is why the walk bends in the picture:
after five steps hardly anything of $u$ is left, and from then on it creeps along the long axis.

**Where do 5.24 and 0.76 come from?** From the second derivatives of $L$. They form a matrix, the **Hessian**:
$$H = \begin{pmatrix} \partial^2 L/\partial w^2 & \partial^2 L/\partial w\,\partial b \\
\partial^2 L/\partial b\,\partial w & \partial^2 L/\partial b^2 \end{pmatrix}
= \begin{pmatrix} 2 \cdot \text{mean of } x^2 & 2 \cdot \text{mean of } x \\ 2 \cdot \text{mean of } x & 2 \end{pmatrix}
= \begin{pmatrix} 4 & 2 \\ 2 & 2 \end{pmatrix} .$$

In one bowl the slope is $c\,w$. With two parameters the curvature becomes $H$, and the distance becomes the
displacement $d = (w - 2,\; b - 1)$ from the lowest point. The slopes of $L$ are linear, they are 0 at the lowest point,
and they change as $H$ says, so
$$\nabla L = H d , \qquad d \leftarrow d - \eta\, H d .$$

In general $H$ mixes the two entries of $d$. But in some directions it does nothing but stretch, $Hd = c\,d$, and there
a step is $d \leftarrow (1 - \eta c)\, d$, as in one bowl. Such a direction is an **eigenvector** of $H$, and its $c$ is
the **eigenvalue**. $H$ is symmetric, and then the eigenvectors are at right angles: they are the axes of the ellipses.
The short one is along $(0.851, 0.526)$. Check it: $H$ makes it $(4.46, 2.75)$, which is 5.24 times the same vector.
"""

# %%
H = np.array([[4.0, 2.0], [2.0, 2.0]])
print("gradient at the start:", gradient(-1.5, 2.5).round(2), "  H @ d:", H @ [-3.5, 1.5])
print("H @ (0.851, 0.526):", (H @ [0.851, 0.526]).round(2))
curvatures = np.linalg.eigvalsh(H)
print("eigenvalues", curvatures.round(2), "  factors", (1 - 0.1 * curvatures).round(2))

# %% proof
assert curvatures.round(2).tolist() == [0.76, 5.24]
assert (1 - 0.1 * curvatures).round(2).tolist() == [0.92, 0.48]
axes = np.linalg.eigh(H)[1]
along = (walks["0.10"] - [2, 1]) @ axes
assert np.all(np.abs(along[5]) / np.abs(along[0]) < [0.7, 0.03])
assert np.allclose(along[1:] / along[:-1], 1 - 0.1 * curvatures)
short = np.array([0.851, 0.526])
assert np.allclose(np.abs(axes[:, 1]), short, atol=0.0005)
assert (H @ short).round(2).tolist() == [4.46, 2.75]
assert np.allclose(H @ short / short, curvatures[1], atol=0.005)
assert 0.97 < abs(gradient(-1.5, 2.5) @ short) / np.hypot(11, 4) < 0.985  # steepest here is not quite that axis
assert np.allclose([gradient(2 + d, 1 + e) for d, e in everywhere], everywhere @ H)
inputs = np.column_stack([x, np.ones(100)])
assert np.allclose(2 * inputs.T @ inputs / 100, H)
low, high = curvatures
kappa, best = high / low, 2 / (high + low)
assert (round(2 / high, 2), round(kappa, 2), round(best, 6)) == (0.38, 6.85, round(1 / 3, 6))
assert np.isclose(1 - best * low, (kappa - 1) / (kappa + 1))
assert np.isclose(1 - best * high, -(kappa - 1) / (kappa + 1))
assert round((kappa - 1) / (kappa + 1), 3) == 0.745


def steps_to_a_thousandth(kappa):
    """How many steps at the best rate until a thousandth of the distance is left."""
    return np.log(1000) / -np.log((kappa - 1) / (kappa + 1))


assert [int(np.ceil(steps_to_a_thousandth(k))) for k in (kappa, 100)] == [24, 346]
assert all(abs(steps_to_a_thousandth(k) / k - 3.5) < 0.1 for k in (kappa, 100, 1000))

# %% [markdown]
r"""
What follows for the learning rate?

- **The limit** is set by the largest curvature: $2/5.24 = 0.38$. With 0.40 that part, $u$, grew.
- **The pace**, below the limit, is set by the part that shrinks most slowly.
- **The best** $\eta$ in the long run is the one at which both shrink alike. A negative factor counts by its size, so
  $|1 - 0.76\,\eta| = |1 - 5.24\,\eta|$: that gives $\eta = 2/(5.24 + 0.76) = 1/3$, and a factor of 0.745.

Write $\kappa$ for the ratio of the largest curvature to the smallest, the **condition number**; here it is 6.85. At the
best rate each step leaves $(\kappa - 1)/(\kappa + 1)$ of the distance. A round bowl, $\kappa = 1$, is done in one step.
To get to a thousandth of the distance takes $\ln 1000 / \ln\frac{\kappa + 1}{\kappa - 1} \approx 3.5\,\kappa$ steps, 24
here and 346 at $\kappa = 100$. That is the trouble with narrow valleys: the short axis forbids the long steps that the
long one needs.

So which $\eta$ is good, if nobody tells us the curvatures? Let us try many.
"""

# %%
etas = np.geomspace(0.001, 0.45, 200)
excess = [loss(*descend(eta)[-1]) - 0.25 for eta in etas]  # above the lowest
limit, best = 2 / curvatures.max(), 2 / curvatures.sum()
show(plots.excess_by_learning_rate(etas, excess, best, limit, rates))

# %% proof
assert round(limit, 2) == 0.38
assert 0.32 < etas[np.argmin(excess)] < best
assert np.all(np.diff(np.array(excess)[etas < 0.32]) < 0)
assert min(excess) < 1e-6
fine = np.linspace(0.3, 0.345, 4501)
for n_steps, lowest_at in ((30, 0.327), (1000, 0.333)):
    left_over = curvatures * along[0] ** 2 * (1 - fine[:, None] * curvatures) ** (2 * n_steps)
    assert round(fine[left_over.sum(axis=1).argmin()], 3) == lowest_at
assert loss(*descend(0.39)[-1]) > loss(-1.5, 2.5)

# %% [markdown]
r"""
A slope on the left, a cliff on the right. (After 30 steps the lowest is at 0.327: the loss counts $u$ more than $v$, by
the curvature, so it pays to shrink $u$ a little faster. After 1,000 steps it is at 0.333.) Search on a *logarithmic*
grid, 0.001, 0.003, 0.01, …, since what matters is the ratio. And when you have found the cliff, stay some way to the
left of it: the best $\eta$ and the first bad one are close together.

A network has another Hessian at each place. Here one with 64-32-10 units learns 1,437 digits, each step with all rows,
at four rates from the same start. For two of them `largest_curvature` measures the largest eigenvalue of $H$ on the
way. It needs gradients only: $Hv$ is how much the gradient changes along $v$, and when $H$ is applied again and again,
a vector turns to the axis that is stretched the most.
"""

# %% prediction [markdown]
r"""
With η = 1 the largest curvature must not exceed 2. At step 10 it will be 5.1. What becomes of this walk?

[ ] It diverges, as in a bowl
    Its steps do grow, and the loss rises. But growing steps lead elsewhere, and the curvature differs there.
[ ] Nothing special: the limit is for bowls only
    Close to any place the loss is much like a bowl. The steps do grow, and the loss rises.
[x] It leaps, until the curvature has come down to 2
    Growing steps carry it out of sharp places. It stays where the curvature allows it.
"""

# %%
pixels, labels = load_digits()
rng = np.random.default_rng(0)
split = train_test_split(pixels, one_hot(labels, 10), 360, rng)
images, targets, test_images, test_targets = split


def digit_network(eta, rng, units=32):
    net = Sequential([Dense(64, units, rng), ReLU(), Dense(units, 10, rng)], np.float64)
    return net.compile(SGD(eta), CategoricalCrossentropy(from_logits=True))


def share_on(net):
    """The share of the hidden units' outputs, over all digits, that are above 0."""
    return np.mean(net.layers[0].forward(images, training=False) > 0)


# %%
def train_and_measure(eta, seed=0, steps=120, every=10):
    """The network, its loss before each step, its largest curvature before some."""
    net, axis = digit_network(eta, np.random.default_rng(seed)), None
    losses, sharp = [], []
    for step in range(steps + 1):
        if every and step % every == 0:
            curvature, axis = largest_curvature(net, images, targets, axis)
            sharp.append(curvature)
        losses.append(net.train_step(images, targets))
    return net, losses, sharp


on_digits = {"1/16": train_and_measure(1 / 16, every=0)}
on_digits["1/4"] = train_and_measure(1 / 4)
on_digits["1"] = train_and_measure(1.0)
on_digits["4"] = train_and_measure(4.0, every=0)
runs = {name: (losses, sharp) for name, (_, losses, sharp) in on_digits.items()}
show(plots.loss_and_curvature(runs, every=10)[0])
for name, (net, losses, _) in on_digits.items():
    print(f"eta {name:>4}: loss {losses[-1]:.2f}, hidden units on {share_on(net):6.2%}")

# %% proof
five = [train_and_measure(1.0, seed, every=20) for seed in range(5)]
for _, losses, sharp in five:
    assert np.sum(np.diff(losses[:100]) > 0) >= 8
    assert sharp[1] > 2.4  # beyond the limit of 2
    assert 1.75 < sharp[-1] < 2.15
    assert losses[-1] < 0.15
for seed in range(5):
    net, losses, _ = train_and_measure(4.0, seed, every=0)
    assert max(losses) > losses[0]
    assert losses[-1] > 1.5
    assert share_on(net) < 0.1
assert min(share_on(on_digits[name][0]) for name in ("1/16", "1/4", "1")) > 0.3
_, losses, sharp = on_digits["1/4"]
steepness, _ = largest_curvature(on_digits["1/4"][0], images, targets, iterations=30)
assert np.isclose(sharp[-1], steepness, rtol=0.02)  # ten iterations from the axis before are enough
assert np.all(np.diff(losses) < 0)
assert 3.3 < max(sharp) < 8
assert sharp[-1] > 1.3 * on_digits["1"][2][-1]
assert on_digits["1/16"][1][-1] > 2 * losses[-1] > 4 * on_digits["1"][1][-1]

# %% proof this_run=true
assert round(on_digits["4"][1][-1], 2) == 2.3
assert share_on(on_digits["4"][0]) < 0.001
assert round(max(on_digits["1"][2]), 1) == 5.1
assert round(on_digits["1"][2][-1], 1) == 1.9
sharp = on_digits["1/4"][2]
assert 1.9 < sharp[0] < 2.3
assert round(max(sharp), 1) == 4.4
ended = [sharp[-1] for _, _, sharp in five]
assert 1.885 < min(ended) < max(ended) < 1.945

# %% [markdown]
r"""
On the left are the fates of the bowl: 1/16 creeps, 1/4 is better, 1 zigzags and is best. Read on the right why 1/4
never leaps: its curve stays under its own dashed line, at 8. That of 1/16 would be at 32. With 4 the loss leaps up and
then stays at 2.30. The last line printed says why: the leaps have switched the hidden units off, for nearly every digit
all of them. What is left is the last layer's biases, so each digit gets the same answer, about 1/10 for each class: a
loss of $\ln 10 = 2.30$. It stays so, since no gradient comes through a ReLU that is off ([lecture
10](10_activation_functions.ipynb)).

On the right, with 1/4 the curvature grows from about 2 to 4.4, and the loss falls at every step. With $\eta = 1$ the
limit is 2. The walk leaps, and the loss rises again and again, until the curvature has come *down* to the limit. At
step 120 it is between 1.89 and 1.94 for each of five starts. Leaps out of a sharp place are known as a *catapult*
(Lewkowycz and others, 2020). Others come to the limit from below: in a long training the curvature often rises to about
$2/\eta$ and stays there, while the loss goes up and down (the **edge of stability**, Cohen and others, 2021). Either
way the rate helps to choose how sharp a place a network comes to.

## Explore: a learning rate and a valley

What makes a valley narrow? For our line, the data do. The second slider shifts all $x_n$; the line stays $y = 2x + 1$,
with the same distances of the points from it.
"""

# %% prediction [markdown]
r"""
With η = 0.40 the walk diverges. The data are shifted so that the mean of x is 0 instead of 1. What does the walk with
η = 0.40 do now?

[ ] It diverges as before: it is the same line
    It is the same line, but another hillside.
[x] It arrives within about five steps
    The bowl becomes round, with a curvature of 2 in every direction. The limit rises from 0.38 to 1, and η = 0.40 is
    close to 0.5, which would land in one step.
[ ] It creeps
    It would, with an η far below the limit, which is 1 now.
"""

# %% [markdown]
r"""
Three tasks. **With the mean at 3, compute the limit from the curvatures in the title, then check it. With the mean at
1, find an η that is too small and one that is too large, and yet end at about the same loss. And why does the mean make
the valley narrow?**
"""

# %%
descent_explorer()

# %% proof
round_bowl = descent_values(0.4, mean=0.0)
assert np.allclose(round_bowl["curvature"], [[2, 0], [0, 2]])
assert np.isclose(round_bowl["limit"], 1)
assert round_bowl["losses"][5] < round_bowl["minimum"][2] + 0.001
assert descent_values(0.4)["losses"][-1] > 1000
assert descent_values(0.38, n_steps=100)["losses"][-1] < descent_values(0.38)["losses"][0] / 2
assert descent_values(0.39)["losses"][-1] > 2 * descent_values(0.39)["losses"][0]
narrow = descent_values(0.09, mean=3.0)
low_curvature, high_curvature = np.linalg.eigvalsh(narrow["curvature"])
assert round(high_curvature / low_curvature) == 119
assert 0.091 < narrow["limit"] < 0.092
assert narrow["losses"][-1] < narrow["losses"][0]
assert (low_curvature.round(2), high_curvature.round(2)) == (0.18, 21.82)
assert round((119 - 1) / (119 + 1), 2) == 0.98
assert descent_values(0.1, mean=3.0)["losses"][-1] > narrow["losses"][0]
assert [round(descent_values(eta)["losses"][-1], 2) for eta in (0.05, 0.37)] == [0.61, 0.51]
in_another_unit = np.column_stack([10 * (x - 1), np.ones(100)])
assert np.allclose(2 * in_another_unit.T @ in_another_unit / 100, [[200, 0], [0, 2]])

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

At a mean of 3 the curvatures are 21.82 and 0.18, so the limit is $2/21.82 = 0.092$: with 0.09 the loss falls, with 0.10
it grows. $\kappa$ is 119, so that even at the best rate each step leaves 98% of the distance. At a mean of 1, 0.05 ends
at 0.61 and 0.37 at 0.51.

If the $x_n$ lie around 3, more slope lifts the whole line, as more intercept does; so the one can undo the other, and
the loss hardly notices: that is the long floor of the valley. Around 0, slope tilts the line and intercept lifts it.
The other cause is the scale: with mean 0 and a standard deviation of 10 the curvatures are 200 and 2. Standardizing the
inputs, to mean 0 and standard deviation 1, cures both (with several inputs a third cause stays, that some of them rise
and fall together; [lecture 12](12_improving_a_network.ipynb)); and [lecture 15](15_momentum.ipynb) walks narrow valleys
faster.
</details>

## The next valley is not the lowest

The loss of the line is convex ([lecture 2](02_perceptron_loss.ipynb)), so going down in small enough steps leads to the
lowest height. The loss of a network is a landscape with many valleys in general, and a step knows the slope at one
place and nothing of what lies behind the ridge. Here is the smallest case, one weight and two valleys.
"""


# %%
def height(w):
    """L = w⁴ − 2w² + w/2."""
    return w**4 - 2 * w**2 + w / 2


def walk(start, eta, steps=2000):
    way = [start]
    for _ in range(steps):
        way.append(way[-1] - eta * (4 * way[-1] ** 3 - 4 * way[-1] + 0.5))
    return np.array(way)


ways = {}
for start, eta in ((-1.7, 0.01), (1.7, 0.01), (1.7, 0.12)):
    ways[f"from {start}, η = {eta}".replace("-", "−")] = walk(start, eta)
show(plots.paths_over_two_minima(height, ways))

# %% proof
ends = [way[-1] for way in ways.values()]
assert np.round(ends, 2).tolist() == [-1.06, 0.93, -1.06]
assert [round(height(end), 2) for end in ends] == [-1.51, -0.52, -1.51]
sharpness = [12 * end**2 - 4 for end in ends[:2]]
assert np.round(sharpness, 1).tolist() == [9.4, 6.4]
assert np.round(2 / np.array(sharpness), 2).tolist() == [0.21, 0.31]
assert np.isclose(walk(1.7, 0.25)[-1], ends[1])
restless = walk(-1.1, 0.25)
assert np.all(restless < 0)
assert np.min(np.abs(np.diff(restless[-100:]))) > 0.4

# %% [markdown]
r"""
All three end where the slope is 0. One of these places is the **global minimum**, the lowest of all; the other is only
a **local minimum**, lower than what is around it. With short steps the start decides which of them a walk finds. A long
step may land behind the ridge.

Nor can every walk rest in every valley. The curvatures at the bottoms are 9.4 on the left and 6.4 on the right, so the
limits are 0.21 and 0.31. With $\eta = 0.25$ a walk from 1.7 comes to rest on the right, while one from −1.1 jumps about
the lower valley for ever: *long steps cannot rest in a sharp valley*.

With many weights, a place of slope 0 from which some directions lead down and others up is a **saddle** ([lecture
15](15_momentum.ipynb)).

A walk has **converged** when it has come to a place of slope 0 and hardly moves any more. (Hardly moving may also mean
an $\eta$ that is too small, or a plateau.)

**And in a network, are local minima the trouble?** Here are digit networks with 2, 4 and 32 hidden units, five of each,
from different starts. (They ask a few rows at a time, as the next section explains. Of five losses the lower four are
printed, for the highest depends on the processor, too.)
"""


# %%
def trained(units, seed):
    rng = np.random.default_rng(seed)
    net = digit_network(0.5, rng, units)
    net.fit(images, targets, epochs=40, batch_size=64, rng=rng, verbose=False)
    return net


def loss_at(parameters):
    """The loss of a network with 32 hidden units."""
    net.parameters[...] = parameters
    return net.evaluate(images, targets)["loss"]


ends = {}
for units in (2, 4, 32):
    nets = [trained(units, seed) for seed in range(5)]
    ends[units] = np.sort([net.evaluate(images, targets)["loss"] for net in nets])
    print(f"{units:>2} hidden units, the lower four of five losses: {ends[units][:4].round(2)}")
first, second = (each.parameters.copy() for each in nets[:2])
net = digit_network(0.1, rng)
for way in (0, 0.25, 0.5, 0.75, 1):
    between = loss_at((1 - way) * first + way * second)
    print(f"{way:4.0%} of the way from the first to the second: loss {between:.3f}")

# %% proof
assert ends[2].max() > 1.3 * ends[2].min() > 1.3 * 0.5
assert ends[4].max() > 1.3 * ends[4].min() > 1.3 * 0.1
assert ends[32].max() < 0.05
places = [each.parameters.copy() for each in nets]
assert np.diff(ends[32]).min() > 1e-6  # so none is another with its units in another order
for k, one in enumerate(places):
    for other in places[:k]:
        assert loss_at((one + other) / 2) > 0.1 + ends[32].max()
exchanged = nets[0]
before = exchanged.evaluate(images, targets)["loss"]
order, (first_layer, _, last_layer) = np.random.default_rng(0).permutation(32), exchanged.layers
first_layer.W[...], first_layer.b[...] = first_layer.W[:, order].copy(), first_layer.b[order].copy()
last_layer.W[...] = last_layer.W[order].copy()
assert np.isclose(exchanged.evaluate(images, targets)["loss"], before)

# %% proof this_run=true
assert loss_at((first + second) / 2) > 10 * ends[32].max()

# %% [markdown]
r"""
With 2 or 4 hidden units it depends on the start how low a walk gets in 40 epochs. With 32 all five end close to 0, and
no loss can be below 0, so there is nothing much lower to miss: none of them is caught in a poor valley. Yet they end
far apart. On the straight line between two the loss climbs to more than ten times as much (there may be lower ways
round). And each has its doubles, exactly as good: number the hidden units in another order, and the network computes
the same.

So in a network with units to spare, poor local minima are seldom the trouble. What makes training slow is more often a
narrow valley, a plateau or a saddle (Dauphin and others, 2014), or units that are off, as at $\eta = 4$.

## Cutting the rows into mini-batches

On the line each step asked all 100 rows: it computed the gradient of each. With a million rows, that is a million for
*one* step. Do we need such an exact direction? Ask fewer. Shuffle the rows, cut them into **mini-batches** of $B$ rows,
and make one step (an **update**) for each batch, with the gradient of that batch alone. When all rows have had their
turn, one **epoch** is over. Then shuffle anew. Herbert Robbins and Sutton Monro showed in 1951 why noisy steps can
arrive as well.

- **batch** gradient descent: $B = N$, one update an epoch;
- **stochastic** gradient descent: $B = 1$, $N$ updates an epoch;
- **mini-batch** gradient descent: everything between. (Many call this stochastic, too; hence the name `SGD`.)

Ten rows in batches of four: each row comes once, and the last batch is smaller.
"""

# %%
rng = np.random.default_rng(0)
for epoch in (1, 2):
    print(f"epoch {epoch}:", *(rows.tolist() for rows in minibatches(10, 4, rng)))
for N, B in ((10, 4), (1797, 32), (1797, 1), (1797, 1797)):
    updates = len(list(minibatches(N, B)))
    print(f"{N:,} rows in batches of {B:,}: updates an epoch {updates:,}")

# %% proof
drawn = list(minibatches(10, 4, np.random.default_rng(0)))
assert [len(rows) for rows in drawn] == [4, 4, 2]
assert sorted(np.concatenate(drawn)) == list(range(10))
assert [len(list(minibatches(1797, size))) for size in (32, 1, 1797)] == [57, 1797, 1]


def gradient_of(rows, w=-1.5, b=2.5):
    """The gradient over some of the rows."""
    error = w * x[rows] + b - y[rows]
    return np.array([2 * np.mean(error * x[rows]), 2 * np.mean(error)])


pieces = np.split(np.arange(100), [30, 60, 90])
assert np.allclose(sum(len(rows) / 100 * gradient_of(rows) for rows in pieces), gradient(-1.5, 2.5))
assert not np.allclose(gradient_of(pieces[0]), gradient(-1.5, 2.5), rtol=0.01)

# %% [markdown]
r"""
57 and not 56, for the last batch makes an update too. And why shuffle? A file is often sorted. Batches cut from it in
order would each see one kind of row, and pull one way after the other.

> **A common slip: "batch descent needs all rows in memory."** The gradient is a mean over rows, and a mean can be
> summed up in pieces: load a part, add its share, let it go, and make *one* update at the end. This is called
> **gradient accumulation**.

## A small batch is an opinion poll

A batch's gradient is a poll. You want to know what all 100 rows think, and you ask a few. On average the poll is right
(statisticians say **unbiased**). A single poll is off, the more so the fewer you ask. How much more? We stand at $w =
0, b = 0$, take 20,000 polls of each size, and look at the standard deviation of their answers for $\partial L/\partial
w$.
"""

# %% prediction [markdown]
r"""
Polls of one row have some standard deviation. And polls of four rows?

[ ] The same: a row is a row
    In a mean of four, the rows' errors partly cancel.
[x] Half of it
    Variances of independent draws add up: the sum of four has four times the variance of one, so twice the standard
    deviation. The mean is a quarter of the sum: 2/4 = 1/2.
[ ] A quarter of it
    A quarter is what is left of the *variance*. The standard deviation is its root.
"""

# %%
rng = np.random.default_rng(1)
of_each_row = 2 * (0 * x + 0 - y) * x  # ∂L/∂w of each row, at w = b = 0
print(f"all rows {of_each_row.mean():.2f}")
for B in (1, 4, 16, 64, 256):  # with replacement, so B may pass 100
    polls = of_each_row[rng.integers(0, 100, (20_000, B))].mean(axis=1)
    mean, std = polls.mean(), polls.std()
    print(f"B = {B:>3}: mean {mean:7.2f}, standard deviation {std:5.2f}")

# %% proof
assert np.isclose(of_each_row.mean(), -10)
generator = np.random.default_rng(1)
for B in (1, 4, 16, 64, 256):
    noise = of_each_row[generator.integers(0, 100, (20_000, B))].mean(axis=1).std()
    assert np.isclose(noise, of_each_row.std() / np.sqrt(B), rtol=0.05)
cut = [of_each_row[generator.permutation(100)[:64]].mean() for _ in range(2000)]
assert round(np.sqrt((100 - 64) / 99), 2) == 0.60
assert np.isclose(np.std(cut) / (of_each_row.std() / 8), 0.60, atol=0.05)
assert np.isclose(np.std([of_each_row[generator.permutation(100)].mean() for _ in range(5)]), 0)
for B in (4, 16):  # the loss of a sum over B rows: B times the slopes, B times the curvature
    of_mean, of_sum = (2 * scale * inputs[:B].T @ inputs[:B] for scale in (1 / B, 1))
    assert np.isclose(np.linalg.eigvalsh(of_sum)[-1], B * np.linalg.eigvalsh(of_mean)[-1])
    slopes_of_sum = 2 * inputs[:B].T @ (inputs[:B] @ [-1.5, 2.5] - y[:B])
    assert np.allclose(slopes_of_sum, B * gradient_of(slice(B)))

# %% [markdown]
r"""
The noise falls as $1/\sqrt B$, while the work grows with $B$: four times the work for half the noise. (These polls may
ask a row twice. A batch that is cut from shuffled rows does not, and is quieter by $\sqrt{(N - B)/(N - 1)}$: 64 of our
100 rows have 0.60 of the noise that is printed, and all 100 have none.)

Does a single row at least point downhill? Here is the step that each row asks for, and each of ten batches of ten, at
the start of our walk and close to its end. The arrow is the step of all rows, and the dotted line shows its direction;
steps on the shaded side lead uphill.
"""


# %%
def gradients_of_rows(w, b):
    """The gradient of each row's own loss: (100, 2)."""
    error = w * x + b - y
    return np.column_stack([2 * error * x, 2 * error])


places = {"at the start": (-1.5, 2.5), "near the end": (2.0, 0.98)}
by_row = {name: gradients_of_rows(*place) for name, place in places.items()}
show(batch_sizes.steps_of_rows(by_row, batch_size=10))

# %% proof
against = [np.mean(rows @ rows.mean(axis=0) < 0) for rows in by_row.values()]
assert 0.05 < against[0] < 0.35
assert 0.33 < against[1] < 0.67
tens = [rows.reshape(10, 10, 2).mean(axis=1) @ rows.mean(axis=0) < 0 for rows in by_row.values()]
assert tens[0].mean() <= 0.1
assert 0.1 <= tens[1].mean() <= 0.9

# %% [markdown]
r"""
Far from the minimum most rows agree, and a batch points downhill although some of its rows do not. Near it about half
of the rows ask for a step uphill: no line goes through all the points, so at the minimum the rows' gradients do not
vanish; they cancel. There the direction of a batch of ten is not much better than that of one row.

What does this do to a walk? The film shows batch, mini-batch and stochastic descent, and runs by the number of rows
asked, which is the work. All three have $\eta = 0.1$; a fair race, each with the rate that suits it, comes below.
"""

# %%
three = {}
for B in (100, 10, 1):
    three[B] = descent_values(0.1, batch_size=B, n_steps=600 // B)["path"]
film = batch_sizes.walks_by_rows(three, loss, n_rows=100)
show_animation(film, frame_seconds=0.7)

# %% proof
assert round(loss(*three[100][-1]), 2) == 1.68
assert descent_values(0.35, n_steps=60)["losses"][-1] < 0.2501
for seed in range(5):
    assert 0.28 < np.median(descent_values(0.35, batch_size=10, n_steps=600, seed=seed)["losses"][-100:]) < 1
for seed in range(5):
    ten = descent_values(0.1, batch_size=10, n_steps=60, seed=seed)["losses"]
    assert ten[-1] < 0.25 + 0.1
    late = descent_values(0.1, batch_size=1, n_steps=600, seed=seed)["losses"][-200:]
    assert late.max() > 0.25 + 0.3
    assert late.min() < 0.25 + 0.02

# %% proof this_run=true
for seed in range(5):
    alone = descent_values(0.35, batch_size=1, n_steps=2000, seed=seed)["losses"]
    assert alone[-1] > 1e30
of_one_row = 2 * (x**2 + 1).max()
assert round(of_one_row) == 20
assert round(2 / of_one_row, 2) == 0.1

# %% [markdown]
r"""
The same 600 row gradients. Batch descent spends them on six careful steps and is still on its way, at a loss of 1.68.
Stochastic descent spends them on 600 hasty ones: it arrived early and cannot sit still. Ten rows a step are exact
enough, and frequent enough, to have arrived.

Why does one row leap so far? Its own loss is a bowl, too, with the curvature $2\,(x_n^2 + 1)$. For the farthest of our
rows that is 20: alone it would allow 0.10, where all rows together allow 0.38. With $\eta = 0.35$ batch descent still
arrives, ten rows a step tremble, and descent by single rows diverges.

## What calms the noise

A larger batch does. What else? Three candidates, for 20 epochs by single rows: $\eta = 0.1$ as in the film;
$\eta = 0.01$; and an $\eta$ that begins at 0.1 and falls, $0.1/(1 + t/50)$ at step $t$.
"""

# %% prediction [markdown]
r"""
Which of the three has the lowest loss on average over the last five of 20 epochs?

[ ] η = 0.1: it has had the most time at the bottom
    It has been jumping around at the same height for most of it. Waiting does not calm it.
[ ] η = 0.01: small steps, small jumps
    It is quieter than 0.1, by far. But one of the three is quieter still.
[x] The falling one
    Large steps as long as the way is long, small ones when the noise is all that is left.
"""

# %% [markdown]
r"""
Check your answer in this explorer; the loss on the right is the mean over each epoch. Then: **guess which of its
settings ends lowest of all, and try your two best guesses.**
"""

# %%
noise_explorer()

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Single rows with a rate that falls from 0.05: 0.0002. And the same with $B = 100$? It ends at 1.1: there is no noise to
calm, and in 20 steps a falling rate does not get far.
</details>

In each of five shufflings the order is the same. Over the last five epochs the constant 0.1 is 0.15 above the lowest
loss on average, the constant 0.01 is 0.005 above it, and the falling rate 0.0007.

Why does waiting not help the constant ones? Take the bowl $c\,w^2/2$ again and add noise with the standard deviation
$\sigma$ to each gradient. A step makes $w$ into $(1 - \eta c)\,w$ and adds noise of the size $\eta\sigma$. Variances
add up, so with $V$ for that of $w$
$$V \leftarrow (1 - \eta c)^2\, V + \eta^2 \sigma^2 .$$

The first part shrinks, the second is new at every step. $V$ stays where $V\,(1 - (1 - \eta c)^2) = \eta^2\sigma^2$:
$$V = \frac{\eta\,\sigma^2}{c\,(2 - \eta c)}, \qquad
\text{mean loss above the lowest} = \frac{c\,V}{2} \approx \frac{\eta\,\sigma^2}{4} \;\; \text{for small } \eta .$$

As $\sigma^2$ goes with $1/B$, the height goes with $\eta/B$. And $c$ has dropped out: our line is two bowls, whose
heights add up to $\eta/4$ times the sum of the two variances of the slopes at the minimum, $\sigma^2 = 2 + 1 = 3$.

Two things are assumed: that each step draws its rows anew, and that the noise is as strong everywhere as at the
minimum. So $\eta/B$ is a rule of thumb, good at small rates, at which shuffled rows tremble even less.

<details><summary>How far is it off?</summary>

Single rows drawn anew are at 0.0079 with $\eta = 0.01$, where the formula says 0.0075. With $\eta = 0.1$ they are at
0.15 instead of 0.075: the approximation for small $\eta$ accounts for 0.025 of that, and the rest comes from the second
assumption. Row $n$ pulls with its own curvature, $2\,(x_n^2 + 1)$, so the noise grows with the distance.

Shuffled rows, as in all other runs here, are quieter at small rates: what one row pushes away, another of the same
epoch pulls back. A tenth of $\eta$ leaves about a 29th, and ten rows instead of one about a 20th.
</details>
"""


# %% proof
def trembling(eta, B, walks=40, epochs=40):
    """The mean loss above the lowest, over epochs 11 to 40 of walks from the minimum, with shuffled rows."""
    rng, at, heights = np.random.default_rng(0), np.tile([2.0, 1.0], (walks, 1)), []
    for epoch in range(epochs):
        rows = rng.permuted(np.tile(np.arange(100), (walks, 1)), axis=1)
        for batch in np.split(rows, 100 // B, axis=1):  # (walks, B)
            error = at[:, :1] * x[batch] + at[:, 1:] - y[batch]
            slopes = [2 * (error * x[batch]).mean(axis=1), 2 * error.mean(axis=1)]
            at = at - eta * np.column_stack(slopes)
            if epoch >= 10:
                away = at - [2, 1]
                heights.append(np.sum(away @ H * away, axis=1).mean() / 2)
    return np.mean(heights)


bowls = 2 * np.einsum("ni,nj->nij", inputs, inputs)  # the Hessian of each row's loss
at_minimum = gradients_of_rows(2, 1)
noise_there = at_minimum.T @ at_minimum / 100


def drawn_anew(eta, B, noise_grows=True):
    """The same height, exactly: C = (I - ηH) C (I - ηH) + η²/B · (noise there + what grows with the distance)."""
    step = np.eye(2) - eta * H
    shrink = np.kron(step, step)
    if noise_grows:
        shrink = shrink + eta**2 / B * np.mean([np.kron(bowl - H, bowl - H) for bowl in bowls], axis=0)
    C = np.linalg.solve(np.eye(4) - shrink, (eta**2 / B * noise_there).ravel()).reshape(2, 2)
    return np.trace(H @ C) / 2


schedules = {"0.1": (0.1, False), "0.01": (0.01, False), "falling": (0.1, True)}
by_epoch = {
    name: np.array(
        [
            excess_by_epoch(descent_values(eta, batch_size=1, n_steps=2000, falling=falling, seed=seed))
            for seed in range(5)
        ]
    )
    for name, (eta, falling) in schedules.items()
}
early = {name: each[:, 1] for name, each in by_epoch.items()}
late = {name: each[:, -5:].mean(axis=1) for name, each in by_epoch.items()}
assert late["falling"].max() < late["0.01"].min() < late["0.01"].max() < late["0.1"].min() / 8
assert early["falling"].max() < early["0.01"].min()
assert early["falling"].mean() < early["0.1"].mean()
sigma_squared = at_minimum.var(axis=0).sum()
for eta in (0.01, 0.005):
    assert 1 < drawn_anew(eta, 1) / (eta * sigma_squared / 4) < 1.1
    assert trembling(eta, 1) < 0.85 * drawn_anew(eta, 1)
assert drawn_anew(0.1, 1) > 1.6 * 0.1 * sigma_squared / 4
assert 1.2 < drawn_anew(0.1, 1, noise_grows=False) / (0.1 * sigma_squared / 4) < 1.4
heights = {each: trembling(*each) for each in ((0.1, 1), (0.01, 1), (0.1, 10))}
assert 0.75 < heights[0.1, 1] / drawn_anew(0.1, 1) < 1.33
assert heights[0.1, 1] > 14 * heights[0.1, 10]
assert heights[0.1, 1] > 18 * heights[0.01, 1]
generator, at = np.random.default_rng(0), np.tile([2.0, 1.0], (2000, 1))
for _ in range(100):  # 2,000 walks that draw their rows anew come to what was worked out
    rows = generator.integers(0, 100, 2000)
    error = np.sum(inputs[rows] * at, axis=1) - y[rows]
    at = at - 0.1 * 2 * error[:, None] * inputs[rows]
away = at - [2, 1]
assert abs(np.mean(np.sum(away @ H * away, axis=1)) / 2 / drawn_anew(0.1, 1) - 1) < 0.25

# %% proof this_run=true
assert at_minimum.var(axis=0).round(1).tolist() == [2, 1]
assert round(late["0.1"].mean(), 2) == 0.15
assert round(late["0.01"].mean(), 3) == 0.005
assert round(late["falling"].mean(), 4) == 0.0007
assert [round(drawn_anew(0.01, 1), 4), round(0.01 * 3 / 4, 4)] == [0.0079, 0.0075]
assert [round(drawn_anew(0.1, 1), 2), round(drawn_anew(0.1, 1, noise_grows=False), 2)] == [0.15, 0.1]
assert 27 < heights[0.1, 1] / heights[0.01, 1] < 31
assert 19 < heights[0.1, 1] / heights[0.1, 10] < 22
settings = {
    (B, eta, falling): excess_by_epoch(descent_values(eta, batch_size=B, n_steps=2000 // B, falling=falling))
    for B in (1, 10, 100)
    for eta in (0.005, 0.01, 0.02, 0.05, 0.1)
    for falling in (False, True)
}
ends = {setting: each[-5:].mean() for setting, each in settings.items()}
assert len(ends) == 30
assert min(ends, key=ends.get) == (1, 0.05, True)
assert (round(ends[1, 0.05, True], 4), round(ends[100, 0.05, True], 1)) == (0.0002, 1.1)

# %% [markdown]
r"""
**When does a constant rate come to rest?** Our $\sigma$ stays, because no line goes through all the points. A network
that can get *every* row right is different: there each row's own gradient goes to 0, and the noise with it. The digits
network below, with single rows and $\eta = 1/32$ all the time, sinks below a loss of 0.01 within 30 epochs.

An $\eta$ that changes while one trains is a **learning rate schedule**. It must not fall too fast, either. Robbins and
Monro asked that the rates add up to infinity, so that the walk can get any distance, and that their squares do not, so
that the noise dies; $1/t$ does both. Also in use are a division by 10 when the loss stalls, and a cosine to 0. A
**warm-up** is for the other end: $\eta$ grows from almost nothing during the first steps, for early on the curvature
can be far beyond the limit, as at $\eta = 1$ above.

## Batch, stochastic, mini-batch

Now a race on the digits, until the loss on all rows is at most 0.1 at three checks in a row; the time of the first of
the three is taken. Three clocks run: updates, epochs, seconds. (The machine may pause for reasons of its own, so each
update counts as many seconds as the median update of its run.)

A race is fair only if each runs with a rate that suits it, found in the same way. So for each of the three the rate was
doubled and halved until neither helped any more, always from the same five sets of initial weights: that gives 1/32 for
single rows, and 1 for 32 rows and for all. Descent by single rows needs a far smaller rate, for one row's loss can be
far more sharply curved than the mean of many. The other two stand at the edge of the cliff: with twice the rate they do
not arrive at all. With half of it, 32 rows need 5.8 epochs instead of 5.5, and all rows 189 instead of 96.
"""

# %% proof
images_of_digits, labels_of_digits = load_digits()
X, T, _, _ = train_test_split(images_of_digits, one_hot(labels_of_digits, 10), 360, np.random.default_rng(0))


def epochs_needed(B, eta, longest, target=0.1, every=144, dtype=np.float32):
    """The epochs of `race` for five seeds, whose networks are trained side by side in one array; inf if too many.

    A network leaves the array when it has arrived, or when none of its units is on for any digit: then it never will.
    """
    rngs, networks = [np.random.default_rng(seed) for seed in range(5)], []
    for each in rngs:
        layers = [Dense(64, 32, each), Dense(32, 10, each)]
        Sequential([layers[0], ReLU(), layers[1]], np.float64)
        networks.append([layers[0].W, layers[0].b[None], layers[1].W, layers[1].b[None]])
    W1, b1, W2, b2 = (np.array(parts, dtype) for parts in zip(*networks, strict=True))
    all_x, all_t, running = X.astype(dtype), T.astype(dtype), np.arange(5)
    took, began, streak, asked, due = np.full(5, np.inf), np.zeros(5), np.zeros(5), 0, every
    while asked < longest * len(X):
        order = np.array([np.concatenate(list(minibatches(len(X), B, rngs[k]))) for k in running])
        x_epoch, t_epoch = (all_x[None], all_t[None]) if len(X) == B else (all_x[order], all_t[order])
        for start in range(0, len(X), B):
            x_rows, t_rows = x_epoch[:, start : start + B], t_epoch[:, start : start + B]
            n = x_rows.shape[1]
            h = np.maximum(x_rows @ W1 + b1, 0)
            p = h @ W2 + b2
            p = np.exp(p - p.max(axis=-1, keepdims=True))
            dz = (p / p.sum(axis=-1, keepdims=True) - t_rows) * dtype(eta / n)
            dh = (dz @ W2.transpose(0, 2, 1)) * (h > 0)
            W2, b2 = W2 - h.transpose(0, 2, 1) @ dz, b2 - dz.sum(axis=1, keepdims=True)
            W1, b1 = W1 - x_rows.swapaxes(-1, -2) @ dh, b1 - dh.sum(axis=1, keepdims=True)
            asked += n
            if asked < due:
                continue
            due = asked + every
            h = np.maximum(all_x @ W1 + b1, 0)
            z = h @ W2 + b2
            z = z - z.max(axis=-1, keepdims=True)
            losses = (np.log(np.exp(z).sum(axis=-1)) - (z * all_t).sum(axis=-1)).mean(axis=-1)
            streak[running] = np.where(losses <= target, streak[running] + 1, 0)
            began[streak == 1] = asked / len(X)
            took[streak == 3] = began[streak == 3]
            stay = (streak[running] < 3) & h.any(axis=(1, 2))
            if not stay.all():
                running = running[stay]
                if len(X) > B:
                    x_epoch, t_epoch = x_epoch[stay], t_epoch[stay]
                W1, b1, W2, b2 = W1[stay], b1[stay], W2[stay], b2[stay]
            if not running.size:
                return took
    return took


best_rates = {1: 1 / 32, 4: 1 / 8, 16: 1 / 2, 32: 1.0, 64: 1.0, 256: 1.0, 512: 1.0, 1437: 1.0}
tried = {
    (B, eta): epochs_needed(B, eta, longest, dtype=np.float64 if own else np.float32)
    for B, rates_tried, longest in (  # a rate that takes longer is not the best
        (1, (64, 32, 16, 8), 9),
        (4, (16, 8, 4), 8),
        (16, (4, 2, 1), 7),
        (32, (2, 1, 0.5), 10),
        (64, (2, 1, 0.5), 10),
        (256, (2, 1, 0.5), 28),
        (512, (2, 1, 0.5), 46),
        (1437, (2,), 220),
        (1437, (1, 0.5), 120),
    )
    for eta in (1 / part for part in rates_tried)
    for own in (B in (1, 32, 1437) and eta == best_rates[B],)  # the race itself, in its own precision
}
mean_epochs = {key: took.mean() for key, took in tried.items()}
assert mean_epochs[1, 1 / 32] < 1.25 * min(mean_epochs[1, 1 / 64], mean_epochs[1, 1 / 16])
assert mean_epochs[1, 1 / 8] > 1.15 * mean_epochs[1, 1 / 32]
assert mean_epochs[32, 1.0] < 1.25 * mean_epochs[32, 1 / 2]
assert mean_epochs[1437, 1.0] < 0.7 * mean_epochs[1437, 1 / 2]
assert np.isinf(tried[32, 2.0]).all()
assert np.isinf(tried[1437, 2.0]).sum() >= 3
for B, eta in best_rates.items():
    assert mean_epochs[B, eta] < 1.35 * min(mean_epochs[B, eta / 2], mean_epochs[B, eta * 2])
    assert B < 16 or np.isinf(mean_epochs[B, eta * 2])
updates_at_best = {}
for B, eta in best_rates.items():
    whole, part = np.divmod(tried[B, eta], 1)
    updates_at_best[B] = np.mean(whole * np.ceil(1437 / B) + np.ceil(np.round(part * 1437) / B))
for B in (4, 16):
    assert abs(mean_epochs[B, best_rates[B]] / mean_epochs[1, 1 / 32] - 1) < 0.3
assert 11 < updates_at_best[1] / updates_at_best[16] < 18
assert 0.55 < updates_at_best[1437] / updates_at_best[64] < 0.75
assert updates_at_best[512] < 1.12 * updates_at_best[1437]
assert np.isfinite(epochs_needed(1, 1 / 32, 30, target=0.01, every=1437)).all()

# %% proof this_run=true
assert [round(mean_epochs[1, 1 / part], 1) for part in (64, 32, 16)] == [5.2, 3.7, 3.7]
assert [round(mean_epochs[32, eta], 1) for eta in (1 / 2, 1.0)] == [5.8, 5.5]
assert [round(mean_epochs[1437, eta]) for eta in (1 / 2, 1.0)] == [189, 96]
assert np.isinf(tried[1437, 2.0]).all()
assert mean_epochs[1, 1 / 32] <= min(mean_epochs[1, 1 / 16], mean_epochs[1, 1 / 64])
assert [round(mean_epochs[B, best_rates[B]], 1) for B in (4, 16, 64)] == [3.9, 4.0, 6.5]
assert [round(mean_epochs[B, 1.0]) for B in (256, 512)] == [19, 33]
rounded = [round(updates_at_best[B]) for B in best_rates]
assert [round(rounded[0], -1), round(rounded[1], -1), *rounded[2:]] == [5270, 1410, 362, 249, 149, 112, 99, 96]

# %% proof
crossed = {}
for noise_level in (2, 8):
    for start in (1.7, -1.7):
        generator, w = np.random.default_rng(0), np.full(1000, start)
        for _ in range(500):
            w = w - 0.01 * (4 * w**3 - 4 * w + 0.5 + noise_level * generator.normal(size=1000))
        crossed[noise_level, start] = int(np.sum(w * start < 0))
assert crossed[2, 1.7] == crossed[2, -1.7] == 0
assert 400 < crossed[8, 1.7] < 560
assert 10 < crossed[8, -1.7] < 80
eta, c, sigma = 0.05, 2.0, 3.0
v = 1.0
for _ in range(1000):
    v = (1 - eta * c) ** 2 * v + eta**2 * sigma**2
assert np.isclose(v, eta * sigma**2 / (c * (2 - eta * c)))
assert abs(c * v / 2 / (eta * sigma**2 / 4) - 1) < 0.06


# %%
def race(B, eta, rng, target=0.1):
    """Train to the target; what the clocks show at each check until then."""
    net = digit_network(eta, rng)
    took, asked, due, in_a_row = [], 0, 144, 0
    run = {"updates": [], "epochs": [], "loss": []}
    while in_a_row < 3:
        for rows in minibatches(len(images), B, rng):
            begun = time.perf_counter()
            net.train_step(images[rows], targets[rows])
            took.append(time.perf_counter() - begun)  # what follows is not counted
            asked += len(rows)
            if asked >= due:
                due = asked + 144
                now = net.evaluate(images, targets)["loss"]
                for key, value in zip(run, (len(took), asked / 1437, now), strict=True):
                    run[key].append(value)
                in_a_row = in_a_row + 1 if now <= target else 0
                if in_a_row == 3:
                    break
    run["seconds"] = np.median(took) * np.array(run["updates"])
    right = net.predict(test_images).argmax(axis=1) == test_targets.argmax(axis=1)
    return {key: values[:-2] for key, values in run.items()} | {"right": right.mean()}


# %%
contestants = {"stochastic": (1, 1 / 32), "mini-batch": (32, 1.0), "batch": (1437, 1.0)}
runs = {}
for name, (B, eta) in contestants.items():
    runs[name] = [race(B, eta, np.random.default_rng(seed)) for seed in range(5)]
    print(f"{name:<10}", end="")
    for clock in ("updates", "epochs", "seconds"):
        needed = np.array([run[clock][-1] for run in runs[name]])
        of_five = needed.mean(), needed.min(), needed.max()
        mean, low, high = (batch_sizes.format_rounded(value) for value in of_five)
        print(f"   {clock} {mean:>5} ({low} to {high})", end="")
    print(f"\n{'':13}test digits right: {np.mean([run['right'] for run in runs[name]]):.1%}")

# %%
show(batch_sizes.loss_by_updates_epochs_seconds(runs, 0.1)[0])

# %% proof
assert all(run["loss"][-1] <= 0.1 for five in runs.values() for run in five)
few, some, many = (np.array([r["updates"][-1] for r in runs[n]]) for n in ("batch", "mini-batch", "stochastic"))
assert few.max() < some.min()
assert 5 * some.max() < many.min()
assert 80 <= few.min() <= few.max() <= 125
assert 150 <= some.min() <= some.max() <= 450
assert 3_000 <= many.min() <= many.max() <= 8_000
first, second, last = (np.array([r["epochs"][-1] for r in runs[n]]) for n in ("stochastic", "mini-batch", "batch"))
assert first.mean() < second.mean()
assert last.min() > 8 * max(first.max(), second.max())
assert len(images) == 1437
own = {B: [r["epochs"][-1] for r in runs[n]] for n, (B, _) in contestants.items()}
for B, eta in ((1, 1 / 32), (32, 1.0), (1437, 1.0)):
    assert abs(np.mean(own[B]) / tried[B, eta].mean() - 1) < 0.05  # the tuning runs are this race
rises = [int(np.sum(np.diff(run["loss"]) > 0)) for run in runs["batch"]]
assert 8 <= min(rises) <= max(rises) <= 35
right = {name: np.mean([run["right"] for run in five_runs]) for name, five_runs in runs.items()}
assert max(right.values()) - min(right.values()) < 0.02
assert min(right.values()) > 0.93
gentle = []
for seed in range(5):
    net = digit_network(1 / 4, np.random.default_rng(seed))
    gentle.append([net.train_step(images, targets)])
    while gentle[-1][-1] > 0.1:
        gentle[-1].append(net.train_step(images, targets))
assert all(np.all(np.diff(losses) < 0) for losses in gentle)
assert 3.3 < np.mean([len(losses) for losses in gentle]) / few.mean() < 4.7
assert 2.2 < some.mean() / few.mean() < 3

# %% proof this_run=true
assert (min(rises), max(rises)) == (15, 24)

# %% [markdown]
r"""
By *updates* batch descent wins, but each of its updates reads 45 times as many rows as a mini-batch, for a factor of
2.6. By *epochs*, and so by row gradients, it is last by far, and stochastic descent is first: this far from the lowest
loss, one row gives a useful direction. By *seconds*, most likely, the mini-batch wins: it asks more rows than the
stochastic run, in far fewer and larger pieces.

> **Three common slips.** *"Stochastic descent is faster", or "batch descent is":* each sentence has a clock in mind and
> does not name it. *"Batch descent's loss falls smoothly":* here 15 to 24 of its 100 or so updates *raise* the loss,
> as the curvature is at the limit or beyond it. With a quarter of the rate it falls in every update, and takes about
> four times as many. *"The same $\eta$, with a sum for the mean":* our loss is the mean over the rows of a batch. Of
> their sum the gradient is $B$ times as long and the curvature $B$ times as large, so the limit is $B$ times lower.

**Do small batches lead to better networks?** On the 360 test digits the three are equally good, up to a percent or so.
(The networks have seen other digits by the same writers; with new writers all three would do worse, see [lecture
12](12_improving_a_network.ipynb).) Strong noise, in the two valleys above, took about half of 1,000 walks out of the
upper one, and a few per cent out of the lower one as well. In 2016 Keskar and others found that large batches end in
sharper valleys and do worse on test rows; a year later Hoffer and others found most of that gap gone once the large
batches had well-chosen rates and enough updates.

## Why 32, 64, 128?

More batch sizes, each with the best of three rates, from the same five starts:

| $B$ | 1 | 4 | 16 | 32 | 64 | 256 | 512 | 1,437 |
|---|---|---|---|---|---|---|---|---|
| best $\eta$ | 1/32 | 1/8 | 1/2 | 1 | 1 | 1 | 1 | 1 |
| epochs | 3.7 | 3.9 | 4.0 | 5.5 | 6.5 | 19 | 33 | 96 |
| updates | 5,270 | 1,410 | 362 | 249 | 149 | 112 | 99 | 96 |

Up to about 16 rows the rate may grow in proportion to the batch (the **linear scaling rule**): one update with 16 rows
does the work of about 15 with one, and the epochs stay nearly the same. From about 32 on the limit of all rows stops
the rate, and further rows only polish a direction that was exact enough: from 64 to all 1,437 the updates fall by about
a third. The turning point, here 16 to 64, is a good batch size.

If descent by single rows needs so few epochs, why does it lose by seconds? Each update has a fixed cost, all those
calls from layer to layer, and after that a matrix product over 32 rows takes hardly longer than over one. One operation
on many rows in place of a loop over them is called **vectorization**. Measure it, on the machine in front of you:
"""

# %%
net = digit_network(0.1, rng)
for B in (1, 8, 32, 64, 256, 1437):
    seconds = []
    for _ in range(20):
        begun = time.perf_counter()
        net.loss_and_gradient(images[:B], targets[:B])
        seconds.append(time.perf_counter() - begun)
    least = min(seconds) / B * 1e6  # the least disturbed of 20
    print(f"B = {B:>5,}: {least:7.2f} microseconds a row")

# %% proof
layers = Sequential([Dense(64, 32, np.random.default_rng(0)), ReLU(), Dense(32, 10, np.random.default_rng(0))])
layers.forward(images[:32], training=True)
first, gate, second = layers.layers
assert first.x.size + gate.kept.size + second.x.size == 32 * (64 + 32 + 32)
assert 1437 * 128 == 183_936

# %% [markdown]
r"""
On most machines the step from 1 to 32 rows makes a row many times cheaper, and after some hundred rows little more is
gained. The other limit is memory. To go back, each layer keeps what it saw: for this network 128 numbers a row,
183,936 for all rows.

A recipe to begin with: take $B = 32$ or 64; raise $\eta$ by factors of three until the loss does not fall any more; go
back one or two of these steps; lower $\eta$ when the loss stalls.

## In one table

| What | Formula | Remember |
|---|---|---|
| a step | $w \leftarrow w - \eta\,\nabla L(w)$ | steepest here, not straight to the minimum |
| limit, on a bowl | $\eta < 2/c$, with the largest curvature $c$ | too slow and too fast look alike |
| limit, on a network | $2/c$, with the largest curvature where it stands | the curvature may come down to $2/\eta$ |
| condition number | $\kappa$, largest over smallest curvature | a step leaves $(\kappa - 1)/(\kappa + 1)$ at best |
| end | slope 0 | a minimum, perhaps not the lowest, or a saddle |
| updates an epoch | $\lceil N/B \rceil$ | an epoch is not an update |
| noise of $B$ rows drawn anew | $\propto 1/\sqrt{B}$ | four times the rows, half the noise |
| trembling, if not all rows fit | $\propto \eta/B$: small $\eta$, rows drawn anew | a schedule calms it, not waiting |
| linear scaling rule | $\eta \propto B$, until the limit | beyond it, more rows gain little |

## Check yourself

<details><summary>1. The loss falls slowly. Is the learning rate too small?</summary>

Perhaps; or too large, with a zigzag that dies out slowly; or the valley is narrow. Try a third of it, and three times
it.
</details>

<details><summary>2. A bowl is L = 4w². What is the largest learning rate, and which one lands in one step?</summary>

The slope is $8w$, so the curvature is 8: the limit is $2/8 = 0.25$, and $1/8 = 0.125$ lands at once.
</details>

<details><summary>3. 50,000 rows, batches of 128. How many updates does an epoch have?</summary>

$50{,}000/128 = 390.6$, so 391.
</details>

<details><summary>4. With batches of one, the training loss trembles and does not fall any more. What do you try
first?</summary>

A smaller learning rate, now, or a schedule that lowers it; or a larger batch. The height of the trembling goes roughly
with $\eta/B$; at small rates and with shuffled rows it is lower still.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/08_gradient_descent/08_gradient_descent.ipynb): a step, a whole walk,
the limit of a bowl, mini-batches, and one function that is all three kinds of descent. After that,
[lecture 9](09_vanishing_exploding_gradients.ipynb) asks what happens when the gradient that arrives is almost nothing.

<details><summary>For readers of the handwritten notes</summary>

Four places need a pencil.

- **Notes 4, with $\eta = 1$ the step $w - \partial L/\partial w$ always goes towards the minimum:** only below the
  limit. Their own loss is $L = (y - \hat y)^2$, of which only a bias moves. Its curvature is 2, so the limit is
  $\eta = 1$ itself: the bias jumps to the mirror point, back, and on like that for ever, with the same loss.
- **Notes 0 and 2, weights are updated until the *global* minimum is reached:** until the slope is 0, and that may be a
  local minimum, or a plateau.
- **Notes 1 and 4, batch descent needs the whole data set in memory:** see the slip above.
- **Notes 1, stochastic descent converges slowly; notes 4, batch descent is faster, and then stochastic descent is:** by
  which clock? An epoch of batch descent *takes* the least time, and *gets* the least done.
</details>
"""

# %% proof
assert len(list(minibatches(50_000, 128))) == 391
assert (2 / 8, 1 / 8) == (0.25, 0.125)
bias, seen = 0.0, []
for _ in range(5):
    seen.append((3 - bias) ** 2)
    bias = bias - 1.0 * -2 * (3 - bias)
assert seen == [9] * 5
assert round(descent_values(0.05, n_steps=1)["losses"][-1], 1) == 10.5
assert all(descent_values(0.05, batch_size=1, n_steps=100, seed=seed)["losses"][-1] < 1 for seed in range(5))
