# %% [markdown]
r"""
# 3 · Multilayer perceptrons

*A perceptron can draw nothing but a straight line. Put some of them side by side and one more behind them, and the line
becomes a curve, of any shape you like. You will see how, and what "any" leaves out.*

Below, each dashed line belongs to one perceptron; the bluer a place, the more of them say yes there. One more
perceptron, behind them, adds up what they say, and its answer changes at the thick line. So where does the circle come
from? And is there a shape that such a network cannot make?

**You will be able to**

- show what a hidden layer does to the points, for XOR and in a trained network;
- say why several layers compute no more than one without something nonlinear between them;
- read the name of any weight, and count the parameters of a net;
- make a curve out of bumps and hats, and state the universal approximation theorem with its limits;
- name four ways to grow a network, and what each of them buys.

**It builds on** the perceptron and its line ([lecture 1](01_perceptron.ipynb)), and on the sigmoid
([lecture 2](02_perceptron_loss.ipynb)). **Time:** about 65 minutes; a good place to pause is marked.
Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
from itertools import pairwise

import numpy as np

from dlcourse import Adam, BinaryCrossentropy, Dense, MeanSquaredError, Perceptron, ReLU
from dlcourse import Sequential, relu, sigmoid
from dlcourse.plots import show
from dlcourse.plots.networks import bumps
from dlcourse.plots.networks import multilayer_perceptron as plots
from dlcourse.plots.networks.unit_by_unit import layer_of_waves, unit_by_unit
from dlcourse.widgets.networks.bumps import bumps_explorer
from dlcourse.widgets.networks.hidden_space import string_explorer
from dlcourse.widgets.networks.multilayer_perceptron import net_explorer, net_values

show(bumps.fences({f"units: {n}": bumps.lines_around(n, k=20) for n in (1, 3, 6, 30)}))


# %% proof
def radii(n, k, directions=360):
    """How far from the middle the boundary through (0, −1) lies, in many directions; nan where it is not met."""
    W, b = bumps.lines_around(n, k)
    border = sigmoid(np.array([0.0, -1.0]) @ W + b).sum()
    angle = 2 * np.pi * np.arange(directions) / directions - np.pi / 2
    along = np.array([np.cos(angle), np.sin(angle)]).T @ W  # (directions, n): how a score changes on the way out

    def outside(distance):
        return sigmoid(distance[:, None] * along + b).sum(axis=1) < border - 1e-12

    near, far = np.zeros(directions), np.full(directions, 4.0)
    met = outside(far)
    for _ in range(40):
        middle = (near + far) / 2
        near, far = np.where(outside(middle), near, middle), np.where(outside(middle), middle, far)
    return np.where(met, near, np.nan)


def roundness(n, k):
    """How many times as far the boundary is from the middle in one direction as in another."""
    return radii(n, k).max() / radii(n, k).min()


assert np.isnan(radii(1, 20)).sum() > 100
assert round(roundness(3, 20), 2) == 1.89
assert round(roundness(6, 20), 2) == 1.09
assert roundness(30, 20) < 1.005

# %% [markdown]
r"""
## One line is not enough

[Lecture 1](01_perceptron.ipynb) met four points that no line separates: XOR, which is 1 where exactly one of two inputs
is 1. Think of two switches for one lamp on a staircase: it is on when exactly one of them is up.

But a line *can* answer two easier questions. One perceptron asks: is at least one switch up? Another asks: are both up?

$$h_1 = \text{step}(x_1 + x_2 - 0.5), \qquad h_2 = \text{step}(x_1 + x_2 - 1.5) .$$

And let a third perceptron look at the two answers *instead of* the switches. Its own weights are to be learned. Guess
before you run: the switches have four settings, but how many different pairs of answers does it get to see?
"""

# %%
show(plots.lamp_network([[1, 1], [1, 1]], [-0.5, -1.5]))

# %%
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([0, 1, 1, 0])
s = x.sum(axis=1)
h = np.column_stack([s >= 0.5, s >= 1.5]).astype(int)  # the answers of both units
print("switches:", *map(tuple, x.tolist()))
print("answers: ", *map(tuple, h.tolist()))
alone, behind = (Perceptron(2).fit(inputs, y, epochs=100) for inputs in (x, h))
print(f"a perceptron on the switches: {alone[-1]} mistakes in epoch {len(alone)}")
print(f"a perceptron on the answers: {behind[-1]} mistakes in epoch {len(behind)}")

# %% proof
assert h.tolist() == [[0, 0], [1, 0], [1, 0], [1, 1]]
assert len(alone) == 100
assert min(alone) >= 1
assert behind[-1] == 0
assert len(behind) < 20

# %% [markdown]
r"""
It works, and the second printed row tells why. The points $(0,1)$ and $(1,0)$ stood in opposite corners. For the two
units they are *the same point*, $(1, 0)$. What had to be together has been put together, and one line does the rest.

A neuron in a network is called a **unit**. One whose output is not the answer but a step on the way to it is a **hidden
unit**, and a layer of them is a **hidden layer**. Perceptrons in layers, each looking at the outputs of the one before,
are a **multilayer perceptron**, MLP for short. (The name has stayed,
though the units of today rarely have a step, as you will see.)

## What the last unit sees

The step keeps only the sign of the score. Take $\text{ReLU}(z) = \max(0, z)$ in its place, the *rectified linear unit*,
which keeps the score where it is positive. Then XOR has a beautiful form. With $s = x_1 + x_2$,

$$h_1 = \text{ReLU}(s), \qquad h_2 = \text{ReLU}(s - 1), \qquad \hat y = h_1 - 2\,h_2 .$$
"""


# %%
def hidden(x):
    """h1 = ReLU(x1 + x2) and h2 = ReLU(x1 + x2 − 1)."""
    s = x[:, 0] + x[:, 1]
    return np.column_stack([relu(s), relu(s - 1)])


h = hidden(x)
print("h1, h2:", *map(tuple, h.tolist()))
print("h1 - 2 h2:", h[:, 0] - 2 * h[:, 1])
show(plots.folded_plane(hidden, v=[1, -2], c=-0.5))

# %% proof
assert (h[:, 0] - 2 * h[:, 1]).tolist() == [0, 1, 1, 0]
assert h.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
strip = np.array([[0.25, 0.25], [0.75, 0.75], [0.2, 0.2], [0.8, 0.8]])  # s = 0.5, 1.5 and just outside
score = hidden(strip) @ [1, -2] - 0.5
assert np.allclose(score[:2], 0)
assert (score[2:] < 0).all()

# %% [markdown]
r"""
Exactly 0, 1, 1, 0. Blue circles are to be 1, red squares 0. On the left is the plane of the switches. In the middle is
the same plane as the last unit sees it: both hidden units look only at $s$, so the whole plane has been laid onto one
wire. At $s = 1$, where the second unit switches on, it has a corner. On the right are both units, and what the last one
makes of them, along $s$: straight pieces, with one corner for each ReLU. Call it a yes above $\tfrac12$, that is, give
the last unit a bias of $-\tfrac12$: then the answer changes where $h_1 - 2\,h_2 = \tfrac12$.

**One straight line in the middle is two lines on the left**, at $s = 0.5$ and $s = 1.5$. The last unit is a perceptron
as ever, but it looks at points that have been moved. That is what hidden layers *can* do: move the points until a line
is enough. (They can also merge points that belong to different classes. No later layer gets these apart again.)

Can training find such weights? Below are two half moons of 50 points each, of which no straight line gets more than 91
right. A network with two hidden layers of sigmoids, of 4 units and of 2, is trained on them for 300 steps (lectures 5
to 8 show how). What its last unit sees is then a plane, too, shown on the right. There a straight line has to part the
moons.
"""

# %% prediction [markdown]
r"""
After 300 steps all 100 points are right. How many are right after 100 steps?

[ ] About 50
    So many are right by chance. A straight line has long been found.
[ ] About 70, rising steadily
    It does not rise steadily: for a long time nothing changes, and then much at once.
[x] About 90
    As many as with one straight line. Its boundary, which you see below, is still almost straight.
"""

# %% [markdown]
r"""
1. At first you see the same points twice. Move *carried over* from 0 % to 100 %. From where on could a straight line
   part the moons?
2. Leave it at 100 %, and move *steps of training* to 0 and up again. At which step does the network become better than
   a straight line?
"""

# %%
string_explorer()

# %% proof
from contourpy import contour_generator

from dlcourse.plots.networks.hidden_space import box_of, hidden_units, scores
from dlcourse.widgets.networks.hidden_space import SHOWN, moons_film
from dlcourse.widgets.networks.multilayer_perceptron import moons

points, labels = moons(100, np.random.default_rng(0))


def right(weights):
    """How many of the points are right."""
    return int(((scores(points, weights) >= 0) == labels).sum())


def best_line(points):
    """How many of the points the best straight line gets right."""
    pairs = np.array([points[i] - points[j] for i in range(100) for j in range(i)])
    critical = np.sort((np.arctan2(*pairs.T[::-1]) + np.pi / 2) % np.pi)  # between these their order stays
    angles = (critical + np.roll(critical, -1) + np.pi * (np.arange(len(critical)) == len(critical) - 1)) / 2
    best = 0
    for angle in (*angles, *(angles + np.pi)):
        ordered = labels[np.argsort(points @ [np.cos(angle), np.sin(angle)])]
        zeros_below, ones_above = np.append(0, np.cumsum(1 - ordered)), np.append(np.cumsum(ordered[::-1])[::-1], 0)
        best = max(best, int((zeros_below + ones_above).max()))
    return best


def carried(share):
    """The points carried by a share of the way to the hidden units, as the explorer draws them."""
    low, high = box_of(points)
    return (1 - share) * (points - low) / (high - low) + share * hidden_units(points, film[300])


def bend(weights):
    """How far the boundary departs from the straight line between its ends, relative to its length."""
    low, high = box_of(points)
    x1, x2 = np.meshgrid(*(np.linspace(low[i], high[i], 80) for i in (0, 1)))
    z = scores(np.column_stack([x1.ravel(), x2.ravel()]), weights).reshape(x1.shape)
    border = max(contour_generator(x1, x2, z).lines(0), key=len)
    along = border[-1] - border[0]
    return np.abs((border - border[0]) @ [-along[1], along[0]]).max() / (along @ along)


film = moons_film(0, SHOWN)
best = best_line(points)
assert 82 <= best <= 97
at_100, at_300 = [], []
for seed in range(10):
    other = moons_film(seed, (100, 300))
    at_100.append(right(other[100]))
    at_300.append(right(other[300]))
assert min(at_100) >= 75
assert np.mean(at_100) < np.mean(at_300) - 2
assert min(at_300) >= 99

# %% proof this_run=true
assert best == 91
assert right(film[300]) == 100
assert bend(film[100]) < 0.05 < 0.1 < bend(film[300])
assert best_line(carried(0)) == 91
assert best_line(carried(0.25)) == 100
assert (min(at_100), max(at_100)) == (87, 91)
assert min(at_300) == 100
assert 86 <= right(film[60]) <= 91
assert 86 <= right(film[119]) <= 91
assert right(film[122]) <= 91 < right(film[128])
assert right(film[150]) >= 98

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. At 0 % the tips of the moons reach around each other. At 25 % there is already a line between them. (The straight
   walk is only drawn. The network takes two jumps, one for each hidden layer.)
2. Soon after step 120. First the points lie in a heap. Then they are drawn out into a string, like the wire of the
   lamp, and the network is no better than a straight line. Then the string bends, and the two classes come apart.

</details>

Nine other random starts gave the same picture: 87 to 91 points right after 100 steps, all 100 after 300. That a network
learns by itself where to carry a point is called **representation learning**.

## Counting parameters

The **parameters** of a net are all its weights and biases. In a **fully connected** layer, where each of $u$ units has
a weight for each of $n$ numbers, there are $n \cdot u$ weights and $u$ biases. For four inputs and layers of 3, 2 and 1
units, a 4-3-2-1 net for short:

$$(4 \cdot 3 + 3) + (3 \cdot 2 + 2) + (2 \cdot 1 + 1) = 15 + 8 + 3 = 26 .$$

How many does a 5-4-3-2-1 net have?

<details><summary>The answer</summary>

50. **A common slip** is to leave out the 4 biases of the first layer, and to come to 46.

</details>
"""


# %% proof
def sizes_of(*sizes):
    """How many parameters each layer of a fully connected net of the library has."""
    rng = np.random.default_rng(0)
    return [layer.W.size + layer.b.size for layer in (Dense(n, u, rng) for n, u in pairwise(sizes))]


assert sizes_of(4, 3, 2, 1) == [15, 8, 3]
assert sizes_of(5, 4, 3, 2, 1) == [24, 15, 8, 3]
assert sum(sizes_of(5, 4, 3, 2, 1)) == 50
assert 20 + 15 + 8 + 3 == 46
assert (4 * 3) + (4 * 2) + (3 * 2 + 2) + (2 * 1 + 1) == 31
assert sum(sizes_of(2, *[50] * 10, 1)) == 150 + 9 * 2550 + 51 == 23_151
assert np.round(sigmoid(np.array([1.0, 1.5])), 2).tolist() == [0.73, 0.82]

# %% [markdown]
r"""
## Names for weights and biases

Here is the 4-3-2-1 net. On paper weights are often called $w_{ij}^k$. Read it as a railway ticket: *from* unit $i$,
*to* unit $j$, arriving in layer $k$. The inputs are layer 0.
"""

# %%
show(plots.named_network([4, 3, 2, 1], connection=(2, 3, 1)))

# %% [markdown]
r"""
Count: $12 + 6 + 2$ lines, a weight each, and $3 + 2 + 1$ units with a bias each: 26 again.

Biases and outputs belong to a unit, so two numbers are enough, and here the **layer comes first**: $o_{13}$ is the
output of unit 3 in layer 1, and $b_{13}$ is its bias.

| on paper | means | in code, with a list of arrays |
|---|---|---|
| $w_{ij}^k$ | from unit $i$ of layer $k-1$ to unit $j$ of layer $k$ | `W[k][i - 1, j - 1]` |
| $b_{kj}$ | the bias of unit $j$ of layer $k$ | `b[k][j - 1]` |
| $o_{kj}$ (above: $h_j$) | the output of that unit | `a[k][:, j - 1]`, one for each row |

Paper counts from 1, arrays count from 0. (In the lists `W[0]` and `b[0]` stay empty, and `a[0]` are the inputs.) Row
$i$ of `W[k]` holds all weights that *leave* unit $i$, column $j$ all that *arrive* at unit $j$.

## Why an activation stands between layers

The function between two layers, here step, ReLU or sigmoid, is the activation. A function $x \cdot w + b$, whose graph
is straight, is called **linear** here (mathematicians say *affine*), and any other **nonlinear**. Does an activation
have to be nonlinear?

Leave them out: 2 inputs, ten layers of 50 units, and one sigmoid at the very end: 150 + 9 · 2,550 + 51 = 23,151
parameters. What can the decision boundary $p = \tfrac12$ look like? Try it small first: what is $3 \cdot (2x + 1) +
4$, as a function of $x$?

Put one layer into the next and multiply out:

$$(xW_1 + b_1)\,W_2 + b_2 = x\,\underbrace{W_1 W_2}_{W} + \underbrace{b_1 W_2 + b_2}_{b} .$$

So $3 \cdot (2x + 1) + 4$ is $6x + 7$: one line again. Two layers are one layer, and so on to the last.
"""

# %%
rng = np.random.default_rng(1)
layers = [Dense(2, 50, rng), *[Dense(50, 50, rng) for _ in range(9)], Dense(50, 1, rng)]
deep = Sequential(layers, np.float64)
W, b = np.eye(2), np.zeros(2)
for layer in deep.layers:
    layer.b[...] = rng.normal(size=layer.b.shape)  # biases begin at 0; here they are any numbers
    W, b = W @ layer.W, b @ layer.W + layer.b  # one more layer multiplied in
some = rng.normal(size=(1000, 2))
print(f"{deep.parameters.size:,} parameters multiply out to w = {W[:, 0].round(2)}, b = {b.round(2)}")
print("the same scores:", np.allclose(deep.predict(some), some @ W + b))

# %% proof
assert deep.parameters.size == 23_151
assert W.size + b.size == 3
difference = np.abs(deep.predict(some) - (some @ W + b)).max()
assert difference < 1e-11 * np.abs(deep.predict(some)).max()
assert np.abs(deep.predict(some)).max() > 1e-3
assert abs(b[0]) > 0.01  # the half of the identity with the biases is tested, too

# %% [markdown]
r"""
Three numbers, $w_1$, $w_2$ and $b$: a single perceptron after all.

## A weighted sum of perceptrons, smoothed

Back to the picture at the top. Think of the hidden units as a committee. Each is a perceptron with a sigmoid, so it
answers with a number between 0, a clear no, and 1, a clear yes. The last unit weighs these answers and decides:

$$h_j = \sigma(x \cdot w_j + b_j), \qquad p = \sigma(v_1 h_1 + v_2 h_2 + c) .$$

(**A common slip** is to take the sum for a probability. Answers of 0.7 and 0.8 would make 1.5. It is a *score*, and the
last sigmoid makes a probability of it.)

The last bias decides how much agreement is needed. With weights of 5 and a bias of $-7.5$, one clear yes is not enough,
$5 - 7.5 < 0$, and two are, $10 - 7.5 > 0$. At the diamond below they say 0.2 and 0.8, so the score is $1 + 4 - 7.5 =
-2.5$, and $p$ is 0.08.
"""

# %%
W = np.array([[2.0, -1.0], [1.0, 2.0]])  # a column for each unit
b = np.array([-np.log(4), np.log(4)])  # at x = (0, 0) they say 0.2 and 0.8
v, c = np.array([5.0, 5.0]), -7.5

show(plots.committee(W, b, v, c, point=(0, 0)))


# %% proof
def answer(x):
    """What the committee says of each row: σ(σ(x W + b) v + c)."""
    return sigmoid(sigmoid(x @ W + b) @ v + c)  # (N,)


middle = np.array([[0.0, 0.0]])
assert np.allclose(sigmoid(middle @ W + b), [0.2, 0.8])
assert round(float(answer(middle)[0]), 2) == 0.08
for j in (0, 1):  # far out on the line of one unit, where the other is quite sure of its yes
    along = np.array([W[1, j], -W[0, j]])  # on unit j's line the other unit grows surer this way, or the other way
    along = along if along @ W[:, 1 - j] > 0 else -along
    far_out = -b[j] * W[:, j] / (W[:, j] @ W[:, j]) + 20 * along
    assert np.isclose(far_out @ W[:, j] + b[j], 0)
    assert np.isclose(answer(far_out[None, :])[0], 0.5, atol=1e-6)

# %% [markdown]
r"""
Each unit alone has straight contours. Their weighted sum has a rounded corner: far out, where one of the two is sure of
its yes, the other alone decides, and the boundary (thick, at 0.5) runs along its line (dashed), since $5 + 5\,h - 7.5$
is 0 at $h = \frac12$. Where both are unsure, it turns smoothly. Three such units, each with its no beyond one side of a
triangle, close a fence if the last bias is $-12.5$, so that a single no is enough to refuse: the triangle at the top.
Thirty make a polygon, whose corners the sigmoids round: the circle. (At the top, each last bias is such that the
boundary passes through the point $(0, -1)$.)
"""

# %% proof
W_3, b_3 = bumps.lines_around(3, 20)
sum_there = sigmoid(np.array([0.0, -1.0]) @ W_3 + b_3).sum()  # where the boundary at the top passes
assert round(5 * float(sum_there), 1) == 12.5

# %% prediction [markdown]
r"""
Three units can fence in a region on all sides. Can two? You may choose all their weights and biases.

[ ] Yes, a lens between two curves
    The boundary of a lens comes back to where it began. That of two units never turns back.
[ ] Yes, if their weights are small, so that the corner is very round
    That rounds the corner. It does not close the other side.
[x] No: from any point inside you can walk away for ever and stay inside
    The reason follows.
"""

# %% proof
rng = np.random.default_rng(0)
for _ in range(200):  # two units, whatever they are: the walk of the text never lowers the score
    W2, b2, v2, c2 = rng.normal(size=(2, 2)), rng.normal(size=2), 3 * rng.normal(size=2), rng.normal()
    direction = np.linalg.solve(W2.T, np.sign(v2))
    walk = rng.normal(size=2) + np.linspace(0, 50, 500)[:, None] * direction
    along_walk = sigmoid(walk @ W2 + b2) @ v2 + c2
    assert (np.diff(along_walk) > -1e-12).all()
    W2[:, 1] = -rng.uniform(0.1, 3) * W2[:, 0]  # parallel lines: walk along them
    walk = rng.normal(size=2) + np.linspace(0, 50, 500)[:, None] * [W2[1, 0], -W2[0, 0]]
    assert np.allclose(sigmoid(walk @ W2 + b2) @ v2 + c2, sigmoid(walk[0] @ W2 + b2) @ v2 + c2)
turns = np.linspace(0, 2 * np.pi, 720)
inward = (
    -np.array([np.cos(turns), np.sin(turns)]).T
    @ np.array([[np.cos(a), np.sin(a)] for a in 2 * np.pi * np.arange(3) / 3 - np.pi / 2]).T
)
assert (inward.min(axis=1) < -0.49).all()  # with three units, in each direction some unit's score falls

# %%
two, three = [[each[..., :n] for each in bumps.lines_around(3, k=20)] for n in (2, 3)]
show(bumps.ways_out({"two units": two, "three units": three}))

# %% [markdown]
r"""
Stand anywhere inside, at the dot, and look around. A unit's score falls in exactly half of all directions $d$, those
with $d \cdot w < 0$: its arc, and the same wherever you stand. The last unit's score is $v_1 \sigma(z_1) + v_2
\sigma(z_2) + c$, and each term falls in a half turn, too. (It is the other half where $v_j < 0$.) Two half turns never
fill the circle. In a direction between them neither term falls, so the whole score never falls, and you never come to
the boundary. (If the two halves are opposite, the units' lines are parallel: walk along them. If inside is where the
score is *negative*, change all signs.) Three half turns can block every way.

## Explore: a curve made of bumps

What about *any* shape? First with one input, where everything can be drawn. Let a unit $\sigma(k(x - e))$ have a
large **steepness** $k$; then it is almost a step at $x = e$. (Its weight is $k$ and its bias $-ke$.) A step up and a
step down make a bump. Put bumps side by side, the $j$-th as high as the curve that you want is there, $f_j$. Where two
meet, the first goes down by $f_{j-1}$ and the second up by $f_j$: one unit can do both, with the weight $f_j -
f_{j-1}$.
"""


# %%
x_line = np.linspace(0, 1, 501)


def step(e):
    """A unit of steepness 100, almost a step at e."""
    return sigmoid(100 * (x_line - e))


steps = {"0.6 · step at 0.2": 0.6 * step(0.2), "0.4 · step at 0.5": 0.4 * step(0.5)}
steps["−1 · step at 0.8"] = -step(0.8)
show(bumps.units_and_sum(x_line, steps, "their sum: two bumps that touch"))

# %% [markdown]
r"""
So $n$ units, which switch at $e_1$ to $e_n$, make $n + 1$ flat pieces:

$$\hat f(x) = f_0 + \sum_{j=1}^{n} (f_j - f_{j-1})\,\sigma\big(k\,(x - e_j)\big) .$$
"""


# %%
def hills(x):
    """A curve to aim at."""
    return np.sin(2 * np.pi * x) + 0.5 * np.sin(5 * np.pi * x)


def bumps_net(x, n, k):
    """n units of steepness k, with their heights read off the curve at 0, 1/n, …, 1."""
    f = hills(np.linspace(0, 1, n + 1))  # (n + 1,)
    edges = (np.arange(n) + 0.5) / n  # (n,), half-way between
    return f[0] + sigmoid(k * (x[:, None] - edges)) @ np.diff(f)  # (P,)


grid = np.linspace(0, 1, 2001)
for n in (10, 20, 40):
    error = np.abs(bumps_net(grid, n, k=1e5) - hills(grid)).max()
    print(f"{n} steep units: largest error {error:.2f}")

# %% proof
steep = {n: np.abs(bumps_net(grid, n, 1e5) - hills(grid)).max() for n in (10, 20, 40)}
assert [round(float(error), 2) for error in steep.values()] == [0.66, 0.34, 0.17]

# %% [markdown]
r"""
Twice the units, half the error: where a piece is half as wide, a smooth curve changes half as much in it. And on $0 \le
x \le 1$ any continuous curve hardly changes within pieces that are narrow enough.

Now you choose the steepness, too. First guess: is the steepest the best?

1. Which steepness is best for 10, for 20 and for 40 units? What is the rule?
2. Set the steepness to 10 and go from 10 units to 40. What do thirty more units buy?
"""

# %%
bumps_explorer()

# %% proof
from dlcourse.widgets.networks.bumps import STEEPNESSES, largest_error

errors = {n: [largest_error(n, k) for k in STEEPNESSES] for n in (10, 20, 40)}
assert [STEEPNESSES[int(np.argmin(each))] for each in errors.values()] == [50, 100, 200]
assert [round(min(each), 2) for each in errors.values()] == [0.17, 0.06, 0.03]
blurred = [largest_error(n, 10) for n in (10, 40)]
assert [round(error, 2) for error in blurred] == [0.89, 0.88]
soft = np.column_stack([sigmoid(10 * (grid[:, None] - (np.arange(10) + 0.5) / 10)), np.ones(len(grid))])
fitted = soft @ np.linalg.lstsq(soft, hills(grid), rcond=1e-6)[0]
assert round(np.abs(fitted - hills(grid)).max(), 2) == 0.02
for n in (10, 20, 40):
    assert np.isclose(
        largest_error(n, 100), np.abs(bumps_net(np.linspace(0, 1, 801), n, 100) - hills(np.linspace(0, 1, 801))).max()
    )

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. 50, 100 and 200, of those on offer: twice the units want twice the steepness. A sigmoid rises over about $4/k$. That
   is then about the gap between two edges, and one step passes into the next. The errors are 0.17, 0.06 and 0.03,
   against 0.66, 0.34 and 0.17 for steep units.
2. Nothing: 0.89 with 10 units, 0.88 with 40. With heights *read off* like this, steps that are too wide blur the
   hills, however many there are. (With last weights fitted by least squares, 10 such units miss by no more than 0.02.)

</details>

And ReLU, which knows no steps? What a step is for heights, a corner is for slopes: at each, the slope changes. Three
corners make a hat,

$$\text{ReLU}(x - a) - 2\,\text{ReLU}(x - b) + \text{ReLU}(x - c), \qquad b - a = c - b .$$

Hats that reach from tip to tip of their neighbours add up to a polygon. With corners at $x_0 = 0$ to $x_{n-1}$, evenly
spaced, and the slopes $s_1$ to $s_n$ between neighbouring heights (before them $s_0 = 0$, for it starts level), it
passes through the same $n + 1$ heights as before, with no steepness to choose:

$$\hat f(x) = f_0 + \sum_{j=1}^{n} (s_j - s_{j-1})\,\text{ReLU}(x - x_{j-1}) .$$
"""

# %% prediction [markdown]
r"""
Twice the steps, half the error. And twice the corners?

[ ] Half the error, too
    That is what flat pieces reach. A slanted piece is wrong only as far as the curve bends in it.
[x] A quarter of the error
    On a piece half as long, a smooth curve departs from its chord a quarter as far.
[ ] The same error: corners never become round
    They need not: the angles become smaller as well.
"""


# %%
def polygon_net(x, n):
    """n ReLU units: the polygon through the heights of the curve at 0, 1/n, …, 1."""
    f = hills(np.linspace(0, 1, n + 1))  # (n + 1,)
    slopes = np.diff(f) * n  # (n,)
    corners = np.arange(n) / n  # (n,)
    return f[0] + relu(x[:, None] - corners) @ np.diff(slopes, prepend=0)  # (P,)


for n in (10, 20, 40, 80):
    error = np.abs(polygon_net(grid, n) - hills(grid)).max()
    print(f"{n} ReLU units: largest error {error:.4f}")
hat = {"ReLU(x − 0.3)": relu(x_line - 0.3), "−2 ReLU(x − 0.5)": -2 * relu(x_line - 0.5)}
hat["ReLU(x − 0.7)"] = relu(x_line - 0.7)
compared = hills(x_line), polygon_net(x_line, 10), hills(np.linspace(0, 1, 11))
show(bumps.units_and_sum(x_line, hat, "their sum: a hat", compared))

# %% proof
knots = np.linspace(0, 1, 11)
assert np.allclose(polygon_net(knots, 10), hills(knots))
polygon = {n: np.abs(polygon_net(grid, n) - hills(grid)).max() for n in (10, 20, 40, 80)}
assert np.allclose(list(polygon.values()), [0.154, 0.047, 0.0124, 0.0031], atol=5e-4)
assert 3 < polygon[10] / polygon[20] < 4.2
assert all(3.7 < polygon[n] / polygon[2 * n] < 4.2 for n in (20, 40))
assert polygon[40] < min(errors[40]) / 2

# %% [markdown]
r"""
*(A good place to pause.)*

What bumps and hats show for one input holds for any number of inputs. This is the **universal approximation**
theorem: with enough hidden units, one hidden layer can come as close as you like to any *continuous* function on a
*closed and bounded* region, such as $0 \le x \le 1$ (George Cybenko, 1989; Kurt Hornik and others, 1989). Any
continuous activation that is not a polynomial will do (Moshe Leshno and others, 1993): sums of polynomials of degree
$d$ are polynomials of degree $d$ at most, however many units.

And a shape in the plane? Take as the function *how far a point is from the shape's edge*, with a plus inside and a
minus outside. That is continuous. A network within 0.1 of it has the right sign wherever the edge is more than 0.1
away: its boundary follows the shape. Let it be a heart. The hidden units here are not even trained, but drawn at
random; only the last unit's weights are fitted, by least squares. (`rcond` keeps out weights that are huge and
cancel each other.)
"""


# %%
def heart_net(n, seed):
    """Fit n random units of steepness 4 and a last unit to the distance from a heart."""
    rng = np.random.default_rng(seed)
    angle, offset = rng.uniform(0, 2 * np.pi, n), rng.uniform(-2, 2, n)
    u = np.array([np.cos(angle), np.sin(angle)])  # (2, n)

    def hidden(x):
        return np.column_stack([sigmoid(4 * (x @ u - offset)), np.ones(len(x))])

    v = np.linalg.lstsq(hidden(square), distance, rcond=rcond)[0]  # (n + 1,)
    return lambda x: hidden(x) @ v


rcond = 1e-4
side = np.linspace(-2, 2, 61)
square = np.array(np.meshgrid(side, side)).reshape(2, -1).T  # 61 · 61 points
distance = bumps.distance_to_heart(square)
show(bumps.hearts({f"units: {n}": heart_net(n, seed=0) for n in (10, 30, 100, 300)}))

# %% proof
side = np.linspace(-2, 2, 101)
finer = np.array(np.meshgrid(side, side)).reshape(2, -1).T
true = bumps.distance_to_heart(finer)


def heart_layer(n, seed, x):
    """The hidden units (N, n + 1) of `heart_net`, the last a 1."""
    rng = np.random.default_rng(seed)
    angle, offset = rng.uniform(0, 2 * np.pi, n), rng.uniform(-2, 2, n)
    return np.column_stack([sigmoid(4 * (x @ np.array([np.cos(angle), np.sin(angle)]) - offset)), np.ones(len(x))])


def heart_weights(n, seed, rcond):
    """The weights that least squares gives the last unit."""
    return np.linalg.lstsq(heart_layer(n, seed, square), distance, rcond=rcond)[0]


shares, off, largest = {}, {}, {}
for n in (10, 30, 100, 300):
    made = np.array([heart_net(n, seed)(finer) for seed in range(5)])
    shares[n] = 100 * ((made > 0) == (true > 0)).mean(axis=1)
    off[n] = np.abs(made - true).max(axis=1)
    largest[n] = max(np.abs(heart_weights(n, seed, 1e-4)).max() for seed in range(5))
layer = heart_layer(300, 0, finer)
assert np.allclose(layer @ heart_weights(300, 0, 1e-4), heart_net(300, 0)(finer), atol=1e-6)
huge = [heart_weights(300, seed, 1e-8) for seed in range(5)]
shaken = []  # with each of the huge weights changed by 1 %, up or down
for seed, v_huge in enumerate(huge):
    rng = np.random.default_rng(100 + seed)
    changed = v_huge * (1 + 0.01 * rng.choice([-1, 1], len(v_huge)))
    shaken.append(100 * ((heart_layer(300, seed, finer) @ changed > 0) == (true > 0)).mean())
assert shares[10].max() < 95
assert 93 < shares[30].min() <= shares[30].max() < 99
assert shares[100].min() > 98
assert shares[300].min() > 99
assert off[300].max() < 0.15 < off[30].min()
assert round(100 * (true <= 0).mean()) == 71
assert largest[300] < 5
assert min(np.abs(v_huge).max() for v_huge in huge) > 100
assert max(shaken) < 90

# %% proof this_run=true
assert [round(float(share)) for share in (shares[10].min(), shares[10].max())] == [83, 93]
assert [round(float(share)) for share in (shares[30].min(), shares[30].max())] == [96, 98]
assert 99.3 < shares[300].min() <= shares[300].max() < 99.7
assert off[300].max() < 0.1
assert 1 < largest[300] < 2
assert min(np.abs(v_huge).max() for v_huge in huge) > 300

# %% [markdown]
r"""
In five draws, a net of 10 units has the right sign on 83 to 93 % of the square ("outside" everywhere would have 71 %),
and one of 300 on over 99 %: its distances are nowhere more than 0.1 wrong. So, to the question at the top: hardly any
shape is out of reach. But read the small print:

- **Bounded**, and closed. Outside the region nothing is promised. And $1/x$ on $0 < x \le 1$, without the edge at 0, is
  out of reach: it grows without end near 0, and a network does not.
- **Continuous.** A network of sigmoids or ReLUs has no jumps. Near a jump of the function it is wrong by half the jump,
  at least.
- **Can.** Such weights exist. They may be huge and cancel each other: with `rcond = 1e-8` the same fit takes weights of
  hundreds, and a change of 1 % in each destroys the heart. And that training finds them is not promised.
- **Enough.** That can be a great many.

How many would bumps take? In a plane a bump is a fence around a small square: four units $\sigma(k(1 - x \cdot u))$,
each of which says no beyond its line in its direction $u$, and behind them one that says yes only if all four do.
"""


# %%
def lines_around(n, k):
    """W (2, n) and b (n,) of n units σ(k (1 − x·u)); the directions u go all around."""
    angle = 2 * np.pi * np.arange(n) / n - np.pi / 2
    return -k * np.array([np.cos(angle), np.sin(angle)]), np.full(n, float(k))


show(bumps.tower(*lines_around(4, k=20), threshold=3.5))

# %% proof
for ours, drawn in zip(lines_around(5, 3), bumps.lines_around(5, 3), strict=True):
    assert np.array_equal(ours, drawn)
W4, b4 = lines_around(4, 20)
votes = sigmoid(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0]]) @ W4 + b4).sum(axis=1)
assert np.allclose(votes, [4, 3, 3, 2], atol=1e-6)
assert np.allclose(sigmoid(20 * (votes - 3.5)), [1, 0, 0, 0], atol=1e-4)
rng = np.random.default_rng(0)
assert Sequential([Dense(64, 50, rng), ReLU(), Dense(50, 10, rng)]).parameters.size == 3760

# %% [markdown]
r"""
The sum alone is 4 in the square, but still 3 in four ridges that never end. The threshold behind it cuts these off.
Such units are a second hidden layer; the last unit adds up the bumps. With ten along each side, 2 inputs take $10^2$
bumps, and 64 pixels $10^{64}$: the **curse of dimensionality**.

How, then, can a net read digits of 64 pixels with 3,760 parameters ([lecture 17](17_digits_from_scratch.ipynb))? The
curse is for *arbitrary* functions on the *whole* cube. Digits fill only a thin part of it, and what is asked about them
is far from arbitrary.

Towers are a proof for *two* hidden layers, and no way to build a network. Why is *one* enough, as for the heart? A
continuous function on a square is nearly a sum of waves in different directions (Joseph Fourier). Along its direction
$u$ a wave is a curve of *one* number, $t = x \cdot u$, and such a curve is made of steps, as above. Each step is a unit
of the *first* hidden layer, $\sigma(k(t - e)) = \sigma(x \cdot ku - ke)$. So each wave takes some units of the first
layer, and the last unit adds up the units of all waves.
"""


# %%
def wave(x, u, n=40, k=30):
    """Nearly sin(3 x·u): n units of one layer, all in the direction u."""
    t = np.linspace(-3, 3, n + 1)  # (n + 1,)
    edges = (t[1:] + t[:-1]) / 2  # (n,)
    h = sigmoid((x @ (k * u))[:, None] - k * edges)  # (P, n)
    return np.sin(3 * t[0]) + h @ np.diff(np.sin(3 * t))  # (P,)


turns = np.pi / 6 + np.pi / 3 * np.arange(3)
ways = np.column_stack([np.cos(turns), np.sin(turns)])  # (3, 2), a direction a row
made = sum(wave(square, u) for u in ways)
error = np.abs(made - np.sin(3 * square @ ways.T).sum(axis=1)).max()
print(f"three waves, {made.min():.1f} to {made.max():.1f}: largest error {error:.2f}")
waves = {"1 unit: a step": lambda x: sigmoid(30 * x @ ways[0])}
waves["40 units: a wave"] = lambda x: wave(x, ways[0])
waves["120 units: three waves"] = lambda x: sum(wave(x, u) for u in ways)
show(layer_of_waves(waves, ways[0]))

# %% proof
assert error < 0.1
assert made.max() > 2
all_u, all_e = np.repeat(ways, 40, axis=0), np.tile((np.arange(40) - 19.5) * 6 / 40, 3)  # as one layer of 120 units
one_layer = sigmoid(30 * (square @ all_u.T) - 30 * all_e)
one_sum = one_layer @ np.tile(np.diff(np.sin(3 * np.linspace(-3, 3, 41))), 3) + 3 * np.sin(-9)
assert np.allclose(one_sum, made)

# %% [markdown]
r"""
## To exist is not to be found

For XOR with two ReLU units we *know* perfect weights; they stand above. Does training find them? We let it start 25
times from random weights, and do the same for 4 and for 8 units. Guess: how many of the 25 starts with two units
succeed? (*Silent* is a hidden unit that is 0 at all four corners.)
"""


# %%
def xor_net(units, seed):
    """A 2-units-1 net with random weights."""
    rng = np.random.default_rng(seed)
    model = Sequential([Dense(2, units, rng), ReLU(), Dense(units, 1, rng)], np.float64)
    return model.compile(Adam(0.05), BinaryCrossentropy(from_logits=True))


def trained(model, x):
    """The net after 300 steps on the four corners x."""
    for _ in range(300):
        model.train_step(x, y[:, None])
    return model


def solves_xor(model, x):
    """Are all four corners right?"""
    return ((model.predict(x)[:, 0] >= 0) == y).all()


def silent(model, x):
    """Is a hidden unit 0 at all four corners x?"""
    first = model.layers[0]
    return (relu(x @ first.W + first.b).max(axis=0) == 0).any()


# %%
nets, rows = {}, {}
for inputs, name in ((x, "0 and 1"), (2 * x - 1, "−1 and 1")):
    for n in (2, 4, 8):
        at_first = [silent(xor_net(n, seed), inputs) for seed in range(25)]
        nets[n, name] = [trained(xor_net(n, seed), inputs) for seed in range(25)]
        solved_by = [solves_xor(net, inputs) for net in nets[n, name]]
        rows[f"{n} units, {name}"] = solved_by, at_first
show(plots.xor_starts(rows))


# %% proof
def answers(model, x):
    """What the hidden units (4, units) of a net answer at the corners x, and the last unit's v and c."""
    first, last = model.layers[0], model.layers[2]
    return relu(x @ first.W + first.b), last.W[:, 0], last.b[0]


def gap(h):
    """How wide a gap between the classes is seen from the best of 3,600 directions; below 0 if they overlap in each."""
    angle = np.arange(3600) * np.pi / 1800
    along = h @ np.array([np.cos(angle), np.sin(angle)])  # (4, 3600)
    return (along[y == 1].min(axis=0) - along[y == 0].max(axis=0)).max()


of_2 = nets[2, "0 and 1"]
solved = {n: sum(rows[f"{n} units, 0 and 1"][0]) for n in (2, 4, 8)}
centred = {n: sum(rows[f"{n} units, −1 and 1"][0]) for n in (2, 4, 8)}
silent_at_first = rows["2 units, 0 and 1"][1]
failures = [model for model in of_2 if not solves_xor(model, x)]
alive = [model for model in failures if not silent(model, x)]
gaps = [gap(answers(model, x)[0]) for model in failures]
assert not any(any(rows[f"{n} units, −1 and 1"][1]) for n in (2, 4, 8))
assert solved[2] < 12 < 13 < solved[8]
assert solved[2] < solved[4] < solved[8]
assert len(alive) < len(failures) / 2
assert 3 <= sum(silent_at_first) <= len(failures) - len(alive)
assert not any(first and solves_xor(model, x) for first, model in zip(silent_at_first, of_2, strict=True))
assert min(gap(answers(model, x)[0]) for model in of_2 if solves_xor(model, x)) > 0.1
assert np.mean(np.array(gaps) < 1e-6) > 0.8
assert centred[4] + centred[8] > solved[4] + solved[8]
assert all(len(np.unique(np.round(model.predict(x), 2))) < 4 for model in alive)  # some corners get the same score

# %% proof this_run=true
assert solved == {2: 3, 4: 11, 8: 21}
assert (len(failures), len(alive), sum(silent_at_first)) == (22, 5, 13)
assert max(gaps) < 1e-6
assert centred == {2: 7, 4: 19, 8: 24}

# %% [markdown]
r"""
With two units most starts fail, with eight most succeed: more units are more chances that some of them start well. In
13 of the 22 failures a unit is silent before the first step: its bias starts at 0, and if both weights start below 0,
its score is above 0 at no corner. Then its weights have no effect on any answer, their gradient is 0 for ever, and the
other unit alone makes no more than one line. Four more lose a unit on the way, and five are stuck where two or three
corners get the same score. In none of the 22 could a line part the points that the last unit sees. In part the fault
lies in how we write the switches: as −1 and 1, around a mean of 0, no unit starts silent (with a bias of 0, opposite
corners get opposite scores, so one of them is above 0), and more starts succeed. (How to start: [lecture
11](11_weight_initialization.ipynb).)

## Explore: units, layers and a boundary

The two moons again, and a net of ReLU units, trained anew for each setting. (The title also counts 1,000 new points of
the same moons, which took no part in the training.) The thick line is its decision boundary. At each dashed line a unit
of the first hidden layer switches on.

1. From start 1, find the smallest number of units that gets at least 98 of the 100 points right. Then set 4 units and
   move *nothing but the start*. Was your number a fact about the moons?
2. Where does the boundary have its corners, and why there?
3. Under *Other data* is a ring around a disc. Can two units get it right? Can three? And two units in *each* of two
   layers, or of three?
"""

# %% proof
with_four = [net_values(4, 1, "moons", start)["right"] for start in range(1, 6)]
assert max(with_four) - min(with_four) >= 6
assert max(with_four) >= 97
rings = {n: [net_values(n, 1, "ring", start)["right"] for start in range(1, 6)] for n in (2, 3)}
narrow = [net_values(2, layers, "ring", start)["right"] for layers in (2, 3) for start in range(1, 6)]
assert max(rings[2]) < 92
assert max(rings[3]) >= 98
assert max(narrow) < 97


def bent(x, seed):
    """The rows x (N, 2) after three random layers of two sigmoids."""
    rng = np.random.default_rng(seed)
    for _ in range(3):
        x = sigmoid(x @ rng.normal(0, 2, size=(2, 2)) + rng.normal(size=2))
    return x


angle = np.linspace(0, 2 * np.pi, 20_001)
for seed in range(50):  # the ring stays around the middle of the disc, so no line parts them
    ring_there = bent(np.array([np.cos(angle), np.sin(angle)]).T, seed) - bent(np.zeros((1, 2)), seed)
    turned = np.unwrap(np.arctan2(ring_there[:, 1], ring_there[:, 0]))
    assert round(abs(turned[-1] - turned[0]) / (2 * np.pi)) == 1

# %%
net_explorer()

# %% proof this_run=true
needed = [
    next(units for units in range(1, 9) if net_values(units, 1, "moons", start)["right"] >= 98)
    for start in (1, 2, 4, 5)
]
assert needed == [5, 6, 4, 4]
assert with_four[3:] == [100, 100]
assert all(88 <= count <= 92 for count in with_four[:3])
assert net_values(5, 1, "moons", 5)["right"] == 90
assert max(rings[2]) == 86
assert max(narrow) == 92
assert rings[3][2] == rings[3][4] == 100

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. From the first start it takes 5 units here, from the second 6. But 4 are enough: from the fourth and the fifth start,
   4 units get all points right, from the other three about 90. More units can even be worse: from start 5, five get 90.
2. With one hidden layer, only where it crosses a dashed line. In between every unit is either on or off, the score
is a plain weighted sum, and its boundary is straight. (Units of further layers add corners elsewhere.)
3. Two close no fence, and get at most 86 right here. Three can: from starts 3 and 5 they get all 100. Further layers of
   two get some more, 92 at best, but close no fence, either. A layer of two sigmoids (lines not parallel) bends
   the plane, but does not tear it or fold it over: what lay around the disc lies around it still, so no line parts
   the two (Christopher Olah, 2014). With ReLU it is the same: layers no wider than the inputs close no boundary,
   however many there are (Jesse Johnson, 2018).

</details>

What does each unit do for the whole? Here is the net of 4 units from start 4, taken apart: each unit's
$\text{ReLU}(x \cdot w_j + b_j)$ times its weight $v_j$, then their sum.
"""

# %%
taken_apart = net_values(4, 1, "moons", 4)
show(unit_by_unit(*(taken_apart[name] for name in ("lines", "v", "c", "x", "y"))))

# %% proof this_run=true
v_j, on_at = taken_apart["v"], [int((taken_apart["x"] @ w + b > 0).sum()) for w, b in taken_apart["lines"]]
assert (v_j > 0).tolist() == [True, True, True, False]
assert taken_apart["c"] < 0
assert on_at == [35, 57, 32, 37]

# %% [markdown]
r"""
Each unit is a slope that begins at its line. Three speak for class 1 (blue), one against it (red), and the last bias
against it everywhere. No unit knows the moons; their sum does.

## Four ways to grow a network

1. **More hidden units.** In the first layer, each ReLU unit is one more line at which the boundary can turn. Of the
   four it is the
first to try when a net, at its best learning rate, does not even get its own points right.
2. **More inputs.** A good column can be worth a layer: with $x_1 x_2$ as a third input, a single perceptron computes
   XOR, $x_1 + x_2 - 2\,x_1 x_2$. So add one where you know what matters.
3. **More outputs.** One for each class or quantity you ask about. All of them share the hidden units.
4. **More hidden layers.** Then the net is called **deep**. The second hidden layer bends what the first has bent. That
   pays mostly where an answer is made in stages, as in pictures: edges make parts, and parts make things. In [lecture
   12](12_improving_a_network.ipynb) you try both on a few digits: width helps there, and depth does not.

All add weights, and with them the danger of overfitting ([lecture 13](13_regularization.ipynb)).
"""

# %% proof
assert (x[:, 0] + x[:, 1] - 2 * x[:, 0] * x[:, 1]).tolist() == y.tolist()

# %% [markdown]
r"""
## A fold, folded again

Fold a strip of paper, and fold it again: two parts, then four. Here is one fold as a layer of two ReLU units, for one
input $x$ between 0 and 1:

$$T(x) = 2\,\text{ReLU}(x) - 4\,\text{ReLU}\!\left(x - \tfrac12\right) .$$

It goes up to 1 in the middle and down again: two straight pieces. So $x$ and $1 - x$ come out at the same place, one
upon the other. Now feed the output into the same layer again, and again.
"""

# %% prediction [markdown]
r"""
Seven such layers, two units each: how many straight pieces does the output have?

[ ] 14, one for each unit
    About so many if all 14 stood side by side. In layers, each folds what is folded already.
[ ] 49
    Neither a sum nor a square: each layer doubles what is there.
[x] 128
    The count doubles seven times: 2⁷. What later layers make of one half, they make of the other, mirrored.
"""


# %%
def net(*sizes):
    """A fully connected net with random weights."""
    rng = np.random.default_rng(0)
    return Sequential([Dense(n, u, rng) for n, u in pairwise(sizes)])


grid = np.linspace(0, 1, 2**10 + 1)
curves, pieces, out = {}, {}, grid
for layer in range(1, 8):
    out = 2 * relu(out) - 4 * relu(out - 0.5)  # one more fold
    slopes = np.diff(out)
    curves[layer], pieces[layer] = out, 1 + np.count_nonzero(np.diff(slopes))
print("pieces after 1 to 7 layers:", *pieces.values())
deep, wide = net(1, *[2] * 7, 1), net(1, 127, 1)
print(f"seven layers of 2: {deep.parameters.size} parameters", end=";  ")
print(f"one layer of 127: {wide.parameters.size}")

# %%
show(plots.folded_strip(grid, {folds: curves[folds] for folds in (1, 2, 3)}))

# %% proof
assert list(pieces.values()) == [2, 4, 8, 16, 32, 64, 128]
assert np.allclose(curves[1], curves[1][::-1])
assert deep.parameters.size == 43
assert wide.parameters.size == 382
assert net(1, *[2] * 8, 1).parameters.size == 43 + 6
assert net(1, 255, 1).parameters.size == 2 * 382 + 2

# %% [markdown]
r"""
Beside each graph the strip lies folded, a column for each layer of paper, at the height of its output.

In a single hidden layer each ReLU unit adds at most one corner, so 128 pieces need at least 127 units: 382 parameters
against 43, and each further fold about doubles the 382 and adds 6 to the 43 (Matus Telgarsky, 2015; Guido Montúfar and
others, 2014). *Some* functions take far fewer parameters with depth, for instance those in which what was made once is
used many times.

But does training find the folds? Three nets learn the curve of four folds, five times each: four layers of 2 units,
which are enough; four layers of 8; and a single layer of 80, with as many parameters as these. The single layer could
do it, too: for 16 pieces 16 units are enough, as for hats.
"""


# %%
def fold_error(widths, seed):
    """The mean squared error of a ReLU net on the curve of four folds after 1,500 steps."""
    rng = np.random.default_rng(seed)
    layers = [layer for n, u in pairwise([1, *widths, 1]) for layer in (Dense(n, u, rng), ReLU())]
    model = Sequential(layers[:-1], np.float64).compile(Adam(0.01), MeanSquaredError())
    inputs = np.linspace(-1, 1, 65)[:, None]  # around 0, as for XOR
    for _ in range(1500):
        model.train_step(inputs, four_folds)
    return ((model.predict(inputs) - four_folds) ** 2).mean()


four_folds, fold_errors = curves[4][::16, None], {}
print(f"{'always the mean':<17} error {four_folds.var():.2f}")
for name, widths in {"four layers of 2": [2] * 4, "four layers of 8": [8] * 4, "one of 80": [80]}.items():
    errs = fold_errors[name] = [fold_error(widths, seed) for seed in range(5)]
    print(f"{name:<17} error {np.mean(errs):.2f}, from {min(errs):.2f} to {max(errs):.2f}")

# %% proof
of_2, of_8, of_80 = fold_errors.values()
assert min(of_2) > 0.9 * four_folds.var()  # never found
assert min(of_8) < 0.9 * min(of_80)
assert net(1, 8, 8, 8, 8, 1).parameters.size == net(1, 80, 1).parameters.size == 241
corners = np.arange(16) / 16  # where the 16 units of a single layer switch on
slope_changes = np.diff(np.diff(curves[4][::64]) * 16, prepend=0)
assert np.array_equal(relu(grid[:, None] - corners) @ slope_changes, curves[4])

# %% proof this_run=true
assert min(of_2) > 0.98 * four_folds.var()
assert min(of_8) < min(of_80) / 2
assert max(of_8) > 0.98 * four_folds.var()

# %% [markdown]
r"""
In five starts layers of 2 find nothing: their errors are hardly below that of the mean, which knows nothing of $x$. The
best of the deep nets of 8 leaves less than half the error of the best single layer, and the worst of them finds
nothing, either. So 43 against 382 says what *exists*; trained nets rarely come near so many pieces (Boris Hanin and
David Rolnick, 2019).

## In one table

| What | Formula or number | Remember |
|---|---|---|
| hidden layer | activation$(xW_1 + b_1)$ | can move the points until a line is enough |
| no activation | $W = W_1 W_2, \;\; b = b_1 W_2 + b_2$ | any number of linear layers is one |
| closed boundary | 3 sigmoid or ReLU units in a plane | with 2 a layer there is always a way out |
| bumps | $f_0 + \sum_j (f_j - f_{j-1})\,\sigma(k(x - e_j))$ | twice the units, half the error |
| hats | $f_0 + \sum_j (s_j - s_{j-1})\,\text{ReLU}(x - x_{j-1})$ | twice the units, a quarter of the error |
| universal approximation | one hidden layer, enough units | continuous, closed, bounded; to exist is not to be found |
| counting | $\sum_k (n_{k-1} n_k + n_k)$ | do not forget the biases |
| depth | $2^7 = 128$ pieces from 43 parameters | a fold of a fold; rarely found |

## Check yourself

<details><summary>1. The hidden layer of our XOR net maps two different inputs onto the same point. Is that a
loss?</summary>

A loss of information, yes, and here a useful one: the two have the same answer. Had it merged $(0,0)$ and $(0,1)$,
whose answers differ, no later layer could tell them apart again.
</details>

<details><summary>2. A net with one hidden layer of sigmoid units fits a curve between 0 and 1 almost perfectly. What
does it say about x = 10?</summary>

Nothing that you could trust. So far out every steep unit is at 0 or at 1, and the output is all but flat.
</details>

<details><summary>3. "One hidden layer can approximate any function, so one layer is all we need." What is
missing?</summary>

Continuous, on a closed and bounded region, with enough units, and that may be a great many. And training need not find
them.
</details>

## What to do next

Do the [exercise](../exercises/03_multilayer_perceptron/03_multilayer_perceptron.ipynb): XOR by hand, a smooth
committee, counting, names, and layers without an activation. Then go on to
[lecture 4](04_forward_propagation.ipynb), which sends numbers through a net.

<details><summary>For readers of the handwritten notes</summary>

Three places need a pencil:

- **Notes 3, 0.2 + 0.8 = 1.0 as the probability $p(y)$:** it is a score, and its sigmoid is 0.73. Their 0.82 is
  $\sigma(1.5)$, with a bias of 0.5 on top.
- **Notes 3, 4-3-2-1:** $(4 \cdot 3) + (4 \cdot 2) + (3 \cdot 2 + 2) + (2 \cdot 1 + 1)$ is 31, not 26. The 3 biases of
  the first layer are missing, and $4 \cdot 2$ connects nothing.
- **Notes 4, 5-4-3-2-1:** $20 + 15 + 8 + 3 = 46$ leaves out the 4 biases of the first layer; it is 50.
</details>
"""
