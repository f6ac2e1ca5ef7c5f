# %% [markdown]
r"""
# 3 · Multilayer perceptrons

*A perceptron can draw nothing but a straight line. Put some of them side by side and one more behind them, and the line
becomes a curve, of any shape you like. You will see how, and what "any" leaves out.*

Below, each dashed line belongs to one perceptron; the darker a place, the more of them say yes there. One more
perceptron, behind them, adds up what they say, and its answer changes at the thick line. So where does the circle come
from? And is there a shape that such a network cannot make?

**You will be able to**

- show what a hidden layer does to the points, for XOR and in a trained network;
- say why layers are worth nothing without something nonlinear between them;
- make a curve out of bumps, and state the universal approximation theorem with its limits;
- name four ways to grow a network, and what each of them buys;
- read the name of any weight, and count the parameters of a net.

**It builds on** the perceptron and its line ([lecture 1](01_perceptron.ipynb)), and on the sigmoid
([lecture 2](02_perceptron_loss.ipynb)). **Time:** about 55 minutes; a good place to pause is marked.
Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
from itertools import pairwise

import numpy as np

from dlcourse import Adam, BinaryCrossentropy, Dense, Perceptron, ReLU, Sequential
from dlcourse import relu, sigmoid
from dlcourse.plots import bumps, show
from dlcourse.plots import multilayer_perceptron as plots
from dlcourse.widgets.bumps import bumps_explorer
from dlcourse.widgets.hidden_space import string_explorer
from dlcourse.widgets.multilayer_perceptron import net_explorer

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
is 1. A lamp on the stairs, which each of two switches can change, computes it.

But a line *can* answer two easier questions. One perceptron asks: is at least one switch up? Another asks: are both up?

$$h_1 = \text{step}(x_1 + x_2 - 0.5), \qquad h_2 = \text{step}(x_1 + x_2 - 1.5) .$$

And let a third perceptron look at the two answers *instead of* the switches. Its own weights are to be learned. (There
are four settings of the switches. How many different pairs of answers does it get to see?)
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
are a **multilayer perceptron**, MLP for short. Its decision boundary is where its answer changes: for the lamp, two
straight lines.

## What the last unit sees

The step forgets a lot. Take $\text{ReLU}(z) = \max(0, z)$ in its place, the *rectified linear unit*, which keeps the
score where it is positive. Then XOR has a beautiful form. With $s = x_1 + x_2$,

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
wire. All of $s < 0$ lies at its left end, and at $s = 1$, where the second unit switches on, it has a corner. (The
points still bear the names of their switches: (1, 1) now lies at $h = (2, 1)$.) On the right are both units, and what
the last one makes of them, along $s$: straight pieces, with one corner for each ReLU. (Its answer changes at the dotted
height.)

**One straight line in the middle is two lines on the left**, at $s = 0.5$ and $s = 1.5$. The last unit is a perceptron
as ever, but it looks at points that have been moved. That is what hidden layers do: they move the points until a line
is enough.

Can training find such weights? Below are two half moons of 50 points each, of which no straight line gets more than 91
right. A network with two hidden layers of sigmoids, of 4 units and of 2, is trained on them for 300 steps (lectures 5
to 8 show how). What its last unit sees is then a plane, too, and can be drawn: on the right. There the moons have to
come to lie on either side of a straight line.
"""

# %% prediction [markdown]
r"""
After 300 steps all 100 points are right. How many are right after 100 steps?

[ ] About 50
    So many are right by chance. A straight line has long been found.
[ ] About 70, rising steadily
    It does not rise steadily: for a long time nothing changes, and then much at once.
[x] About 90
    As many as with one straight line. The network has not bent anything yet.
"""

# %% [markdown]
r"""
1. Move *steps of training* to the right. At which step does the network become better than a straight line?
2. At 300 steps, set *carried over* to 0 %, and move it to 100 %. How does one line come to be enough?
"""

# %%
string_explorer()

# %% proof
from dlcourse.plots.hidden_space import scores
from dlcourse.widgets.hidden_space import SHOWN, moons_film
from dlcourse.widgets.multilayer_perceptron import moons

points, labels = moons(100, np.random.default_rng(0))


def right(weights):
    """How many of the points are right."""
    return int(((scores(points, weights) >= 0) == labels).sum())


film = moons_film(0, SHOWN)
pairs = np.array([points[i] - points[j] for i in range(100) for j in range(i)])
critical = np.sort((np.arctan2(*pairs.T[::-1]) + np.pi / 2) % np.pi)  # between these the order of the points stays
angles = (critical + np.roll(critical, -1) + np.pi * (np.arange(len(critical)) == len(critical) - 1)) / 2
best = 0  # the best straight line
for angle in (*angles, *(angles + np.pi)):
    ordered = labels[np.argsort(points @ [np.cos(angle), np.sin(angle)])]
    zeros_below, ones_above = np.append(0, np.cumsum(1 - ordered)), np.append(np.cumsum(ordered[::-1])[::-1], 0)
    best = max(best, int((zeros_below + ones_above).max()))
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
assert (min(at_100), max(at_100)) == (87, 91)
assert min(at_300) == 100
assert 86 <= right(film[60]) <= 91
assert 86 <= right(film[119]) <= 91
assert right(film[122]) <= 91 < right(film[128])
assert right(film[150]) >= 98

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. Soon after step 120. First the points lie in a heap. Then they are drawn out into a string, like the wire of the
   lamp, and the network is no better than a straight line. Then the string opens.
2. At first the tips of the moons reach around each other. On the way the plane is bent, and its grid with it, until
   each tip lies with the rest of its moon.

</details>

Nine more networks started from other random weights. After 100 steps each of the ten had 87 to 91 points right, no more
than the best straight line has, and after 300 each had all 100. That a network learns by itself where to carry a point
is called **representation learning**.

## Why an activation stands between layers

The function between two layers, here step, ReLU or sigmoid, is the activation. A function $x \cdot w + b$, whose graph
is straight, is called **linear** here (mathematicians say *affine* if $b \ne 0$), and any other **nonlinear**. All
three activations are nonlinear. Does it matter?

Leave them out: 2 inputs, ten layers of 50 units, and one sigmoid at the very end, 23,151 weights and biases in all.
What can the decision boundary $p = \tfrac12$ look like? Try it small first: what is $3 \cdot (2x + 1) + 4$, as a
function of $x$?

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
    W, b = W @ layer.W, b @ layer.W + layer.b  # one more layer multiplied in
some = rng.normal(size=(1000, 2))
print(f"{deep.parameters.size:,} parameters, {W.size + b.size} after multiplying out")
print("the same scores:", np.allclose(deep.predict(some), some @ W + b))

# %% proof
assert deep.parameters.size == 23_151
assert W.size + b.size == 3
difference = np.abs(deep.predict(some) - (some @ W + b)).max()
assert difference < 1e-11 * np.abs(deep.predict(some)).max()
assert np.abs(deep.predict(some)).max() > 1e-3

# %% [markdown]
r"""
Three numbers, $w_1$, $w_2$ and $b$: a single perceptron after all.

## A weighted sum of perceptrons, smoothed

Back to the picture at the top. Think of the hidden units as a committee. Each is a perceptron with a sigmoid, so it
answers with a number between 0, a clear no, and 1, a clear yes. The last unit weighs these answers and decides:

$$h_j = \sigma(x \cdot w_j + b_j), \qquad p = \sigma(v_1 h_1 + v_2 h_2 + c) .$$

(**A common slip** is to take the sum for a probability. Answers of 0.7 and 0.8 would make 1.5. It is a *score*, and the
last sigmoid makes a probability of it.)

With weights $v$ of 1 and a bias $c$ of 0.5 the score lies between 0.5 and 2.5, and $p$ between 0.62 and 0.92: this
committee says yes to everyone. The last bias decides how much agreement is needed. With weights of 5 and a bias of
$-7.5$, one clear yes is not enough, $5 - 7.5 < 0$, and two are, $10 - 7.5 > 0$.
"""

# %% proof
assert np.round(sigmoid(np.array([0.5, 2.5])), 2).tolist() == [0.62, 0.92]
assert np.round(sigmoid(np.array([1.0, 1.5])), 2).tolist() == [0.73, 0.82]

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
its yes, the other alone decides, and the boundary runs along its line (dashed), since $5 + 5\,h - 7.5$ is 0 at
$h = \frac12$. (With another $c$ it would run beside it.) Where both are unsure, it turns smoothly. Three such units
close a fence, the triangle at the top. Thirty make a polygon, whose corners the sigmoids round: the circle. (All units
have the same weight in the sum, and the last bias is such that the boundary passes 1 below the middle.)

These are their weights. A unit has a direction $u$, and a **steepness** $k$, the size of its weights: a small $k$
makes a soft sigmoid.
"""


# %%
def lines_around(n, k):
    """W (2, n) and b (n,) of n units σ(k (1 − x·u)); the directions u go all around."""
    angle = 2 * np.pi * np.arange(n) / n - np.pi / 2
    return -k * np.array([np.cos(angle), np.sin(angle)]), np.full(n, float(k))


# %% proof
for ours, drawn in zip(lines_around(5, 3), bumps.lines_around(5, 3), strict=True):
    assert np.array_equal(ours, drawn)

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
turns = np.linspace(0, 2 * np.pi, 720)
inward = (
    -np.array([np.cos(turns), np.sin(turns)]).T
    @ np.array([[np.cos(a), np.sin(a)] for a in 2 * np.pi * np.arange(3) / 3 - np.pi / 2]).T
)
assert (inward.min(axis=1) < -0.49).all()  # with three units, in each direction some unit's score falls

# %% [markdown]
r"""
Stand anywhere inside. The score there is $v_1 \sigma(z_1) + v_2 \sigma(z_2) + c$, where $z_1$ and $z_2$ are the scores
of the two units. Look for a direction in which neither term falls: since σ rises with its score, $z_1$ has to rise if
$v_1 > 0$ and to fall if $v_1 < 0$, and $z_2$ likewise. Two conditions, and a plane has two coordinates: if the lines
cross, there is such a direction. (If they are parallel, walk along them.) Along that way the score never falls, so you
never come to the boundary. Three conditions may contradict each other: in the triangle, whichever way you walk, some
unit's score falls, and the last unit wants all three: you come out.
"""

# %% prediction [markdown]
r"""
The triangle of three steep units reaches 1.89 times as far in one direction as in another. Make the sigmoids softer
(smaller weights and biases, the same three lines). How near to a circle, 1.00, can it get?

[ ] 1.5 or so: it stays a triangle with soft corners
    With the corners the sides change, too.
[ ] 1.09, like the hexagon of six units
    It goes on beyond that.
[x] 1.00, a circle for the eye
    Three lines, but very little about them is straight any more.
"""

# %%
show(bumps.fences({f"k = {k}": lines_around(3, k) for k in (20, 5, 1.465, 0.5)}, ratio=True))

# %% proof
ratios = {k: roundness(3, k) for k in (20, 5, 1.465, 0.5)}
assert [round(float(ratio), 2) for ratio in ratios.values()] == [1.89, 1.56, 1.00, 1.15]
assert ratios[1.465] < min(roundness(3, 1.465 - 0.02), roundness(3, 1.465 + 0.02)) < 1.004  # roundest about there
assert radii(3, 2)[180] > radii(3, 2)[0] + 0.05  # the corner opposite (0, −1) is up …
assert radii(3, 0.5)[180] < radii(3, 0.5)[0] - 0.05  # … and then down
u = lines_around(3, -1)[0]  # (2, 3): the three directions
assert np.allclose(u.sum(axis=1), 0)  # the linear terms cancel
assert np.allclose(u @ u.T, 1.5 * np.eye(2))  # the squares add up to 1.5 |x|², in each direction
around = np.linspace(0, 2 * np.pi, 60)
powers = {n: ((np.array([np.cos(around), np.sin(around)]).T @ u) ** n).sum(axis=1) for n in (3, 4, 5)}
assert np.ptp(powers[4]) < 1e-12  # the same in each direction
assert np.allclose(powers[5], 1.25 * powers[3])  # and the fifth powers have the three corners of the third

# %% [markdown]
r"""
Why a circle? Write each sigmoid as a series in $x \cdot u$. The linear terms of the three cancel, since their
directions add up to 0. The squares add up to a multiple of $\lVert x \rVert^2$: a circle. The odd powers from the third
on make the triangle; at $k = 1.465$ they cancel at this distance from the middle. Softer still, and it comes back,
upside down. So curves come from many lines, or from few soft ones. But few make only simple shapes.

## Explore: a curve made of bumps

What about *any* shape? First with one input, where everything can be drawn. A unit $\sigma(k(x - e))$ with a large $k$
is almost a step at $x = e$. (Its weight is $k$ and its bias $-ke$.) Two of them make a bump.
"""

# %%
x_line = np.linspace(0, 1, 501)
up, down = sigmoid(100 * (x_line - 0.4)), sigmoid(100 * (x_line - 0.6))
show(bumps.bump_from_two_steps(x_line, up, down))

# %% [markdown]
r"""
A bump of height $f$ has the weights $f$ and $-f$. Put such bumps side by side, each as high as the curve you want has
it there. Where two of them meet, the first goes down by $f_{j-1}$ and the second goes up by $f_j$: one unit can do
both, with the weight $f_j - f_{j-1}$. So $n$ units, which switch at $e_1$ to $e_n$, make $n + 1$ flat pieces:

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
Twice the units, half the error: where a piece is half as wide, a smooth curve changes half as much in it. And any
continuous curve hardly changes within a piece that is narrow enough.

Now you choose the steepness, too. First guess: is the steepest the best?

1. Which steepness is best for 10, for 20 and for 40 units? What is the rule?
2. Set the steepness to 10 and go from 10 units to 40. What do thirty more units buy?
"""

# %%
bumps_explorer()

# %% proof
from dlcourse.widgets.bumps import STEEPNESSES, largest_error

errors = {n: [largest_error(n, k) for k in STEEPNESSES] for n in (10, 20, 40)}
assert [STEEPNESSES[int(np.argmin(each))] for each in errors.values()] == [50, 100, 200]
assert [round(min(each), 2) for each in errors.values()] == [0.17, 0.06, 0.03]
blurred = [largest_error(n, 10) for n in (10, 40)]
assert [round(error, 2) for error in blurred] == [0.89, 0.88]
for n in (10, 20, 40):
    assert np.isclose(
        largest_error(n, 100), np.abs(bumps_net(np.linspace(0, 1, 801), n, 100) - hills(np.linspace(0, 1, 801))).max()
    )

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. 50, 100 and 200, of those on offer: twice the units want twice the steepness. Then a step is about as wide as the gap
   between two edges, and one passes into the next. The errors are 0.17, 0.06 and 0.03, against 0.66, 0.34 and 0.17 for
   steep units.
2. Nothing: 0.89 with 10 units, 0.88 with 40. Steps that are too wide blur the hills, however many there are. (With
   heights read off the curve.)

</details>

*(A good place to pause.)*

This is, for one input, the reason behind the **universal approximation** theorem: with enough hidden units, one hidden
layer can come as close as you like to any *continuous* function on a *bounded* region (George Cybenko, 1989; Kurt
Hornik and others, 1989). Any continuous activation that is not a polynomial will do (Moshe Leshno and others, 1993):
sums of polynomials of degree $d$ are polynomials of degree $d$, however many units.

And a shape in the plane? Take as the function *how far a point is from the shape's edge*, with a plus inside and a
minus outside. That is continuous. A network within 0.1 of it has the right sign wherever the edge is more than 0.1
away: its boundary follows the shape. Let it be a heart. The hidden units here are not even trained, but drawn at
random; only the last unit's weights are fitted, by least squares.
"""


# %%
def heart_net(n, seed):
    """Fit n random units of steepness 4 and a last unit to the distance from a heart."""
    rng = np.random.default_rng(seed)
    angle, offset = rng.uniform(0, 2 * np.pi, n), rng.uniform(-2, 2, n)
    u = np.array([np.cos(angle), np.sin(angle)])  # (2, n)

    def hidden(x):
        return np.column_stack([sigmoid(4 * (x @ u - offset)), np.ones(len(x))])

    v = np.linalg.lstsq(hidden(square), distance, rcond=1e-8)[0]  # (n + 1,)
    return lambda x: hidden(x) @ v


side = np.linspace(-2, 2, 61)
square = np.array(np.meshgrid(side, side)).reshape(2, -1).T  # 61 · 61 points
distance = bumps.distance_to_heart(square)
show(bumps.hearts({f"units: {n}": heart_net(n, seed=0) for n in (10, 30, 100, 300)}))

# %% proof
side = np.linspace(-2, 2, 101)
finer = np.array(np.meshgrid(side, side)).reshape(2, -1).T
true = bumps.distance_to_heart(finer)
shares, off = {}, {}
for n in (10, 30, 100, 300):
    made = np.array([heart_net(n, seed)(finer) for seed in range(5)])
    shares[n] = 100 * ((made > 0) == (true > 0)).mean(axis=1)
    off[n] = np.abs(made - true).max(axis=1)
assert shares[10].max() < 95
assert 93 < shares[30].min() <= shares[30].max() < 99
assert shares[100].min() > 98.5
assert shares[300].min() > 99.5
assert off[300].max() < 0.1 < off[30].min()
assert round(100 * (true <= 0).mean()) == 71

# %% proof this_run=true
assert [round(float(share)) for share in (shares[10].min(), shares[10].max())] == [83, 93]
assert [round(float(share)) for share in (shares[30].min(), shares[30].max())] == [96, 98]
assert {round(float(share)) for share in shares[100]} == {99}
assert {round(float(share), 1) for share in shares[300]} == {99.7}
assert off[300].max() < 0.08

# %% [markdown]
r"""
In five draws, a net of 10 units has the right sign on 83 to 93 % of the square ("outside" everywhere would have 71 %),
and one of 300 on 99.7 %: its distances are nowhere more than 0.08 wrong. So, to the question at the top: hardly any
shape is out of reach. But read the small print:

- **Bounded.** Outside the region nothing is promised. (Among the bumps it is flat there: no unit switches.)
- **Continuous.** A network of sigmoids or ReLUs has no jumps. Near a jump of the function it is wrong by half the jump,
  at least. (That is why we took the distance. With 1 inside and 0 outside, all is well but for a thin seam along the
  edge.)
- **Can.** Such weights exist. That training finds them is not promised.
- **Enough.** That can be a great many.

How many would bumps take? In a plane a bump is a fence around a small square: four units, and behind them one that says
yes only if all four do.
"""

# %%
show(bumps.tower(*lines_around(4, k=20), threshold=3.5))

# %% proof
W4, b4 = lines_around(4, 20)
votes = sigmoid(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0]]) @ W4 + b4).sum(axis=1)
assert np.allclose(votes, [4, 3, 3, 2], atol=1e-6)
assert np.allclose(sigmoid(20 * (votes - 3.5)), [1, 0, 0, 0], atol=1e-4)

# %% [markdown]
r"""
The sum alone is 4 in the square, but still 3 in four ridges that never end. The threshold behind it cuts these off.
Such units are a second hidden layer; the last unit adds up the bumps. With ten along each side, 2 inputs take $10^2$
bumps, and 64 pixels $10^{64}$: the **curse of dimensionality**. Towers are a proof, not a way to build a network.

And they are a proof for *two* hidden layers. Why is one enough, as for the heart? A continuous function on a square is,
as nearly as you like, a sum of waves that run in different directions (Joseph Fourier). Along its own direction $u$ a
wave is a curve of *one* number, $x \cdot u$, and such curves we have just made out of steps, in one layer.

## To exist is not to be found

For XOR with two ReLU units we *know* perfect weights; they stand above. Does training find them? We let it start 25
times from random weights, and do the same for 4 and for 8 units. Guess: how many of the 25 starts with two units
succeed?
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


nets = {n: [trained(xor_net(n, seed), x) for seed in range(25)] for n in (2, 4, 8)}
solved = {n: sum(solves_xor(net, x) for net in each) for n, each in nets.items()}
for n, count in solved.items():
    print(f"{n} units: {count} of 25")

# %% proof
from itertools import combinations


def answers(model, x):
    """What the hidden units (4, units) of a net answer at the corners x, and the last unit's v and c."""
    first, last = model.layers[0], model.layers[2]
    return relu(x @ first.W + first.b), last.W[:, 0], last.b[0]


def enough(model):
    """The first pair of hidden units that is enough if the others are struck out; None if there is none."""
    h, v, c = answers(model, x)
    for kept in map(list, combinations(range(len(v)), 2)):
        if (((h[:, kept] @ v[kept] + c) >= 0) == y).all():
            return kept
    return None


def silent(model, x):
    """Is a hidden unit 0 at all four corners x?"""
    return (answers(model, x)[0].max(axis=0) <= 0).any()


def on_their_own(seed, kept):
    """The units `kept` of the net of eight, with the weights they started from, trained without the others."""
    (first, last), pair = xor_net(8, seed).layers[::2], xor_net(2, 0)
    pair.layers[0].W[...], pair.layers[0].b[...] = first.W[:, kept], first.b[kept]
    pair.layers[2].W[...], pair.layers[2].b[...] = last.W[kept], last.b
    return trained(pair, x)


failures = [model for model in nets[2] if not solves_xor(model, x)]
alive = [model for model in failures if not silent(model, x)]
silent_at_first = [silent(xor_net(2, seed), x) for seed in range(25)]
pairs = {seed: enough(model) for seed, model in enumerate(nets[8]) if solves_xor(model, x)}
pairs = {seed: kept for seed, kept in pairs.items() if kept is not None}
own = [solves_xor(on_their_own(seed, kept), x) for seed, kept in pairs.items()]
middle = 2 * x - 1  # the same switches, from −1 to 1
assert not any(silent(xor_net(n, seed), middle) for n in (2, 4, 8) for seed in range(25))
centred = {n: sum(solves_xor(trained(xor_net(n, seed), middle), middle) for seed in range(25)) for n in (2, 4, 8)}
assert solved[2] < 12 < 13 < solved[8]
assert solved[2] < solved[4] < solved[8]
assert len(alive) < len(failures) / 2
assert 3 <= sum(silent_at_first) <= len(failures) - len(alive)
assert not any(first and solves_xor(model, x) for first, model in zip(silent_at_first, nets[2], strict=True))
assert len(pairs) > solved[8] / 2
assert np.mean(own) > 0.8 > 3 * solved[2] / 25
assert centred[4] + centred[8] > solved[4] + solved[8]
assert all(len(np.unique(np.round(model.predict(x), 2))) < 4 for model in alive)  # some corners get the same score

# %% proof this_run=true
assert solved[2] == 3
assert (len(failures), len(alive), sum(silent_at_first)) == (22, 5, 13)
assert solved[4] == 11
assert solved[8] == 21
assert (len(pairs), sum(own)) == (16, 15)
assert centred == {2: 7, 4: 19, 8: 24}

# %% [markdown]
r"""
With two units most starts fail, with eight most succeed. Why? In 17 of the 22 failures a unit is 0 at all four corners,
in 13 of them *before the first step*: its bias starts at 0, and if both weights start below 0, its score is above 0 at
no corner. Then its weights have no effect on any answer, training has nothing to go by, and one line is left. (In the
other five, training has settled where two or three corners get the same score.) In part the fault is ours: with
switches that go from −1 to 1, around a mean of 0, no unit starts like that, and with 2, 4 and 8 units 7, 19 and 24 of
the 25 starts succeed.

In 16 of the 21 successes with eight units, two of them are enough: strike out the others, and the four answers stay.
Did these two start well? Set them back to their first weights and train them alone: 15 of the 16 pairs succeed, where 3
of 25 did. More units are more chances that two start well, like tickets in a lottery (Jonathan Frankle and Michael
Carbin, 2019). (How to start: [lecture 11](11_weight_initialization.ipynb).)

## Explore: units, layers and a boundary

The two moons again, and a net of ReLU units, trained anew for each setting. (The title also counts 1,000 new points of
the same moons, which took no part in the training.) The thick line is its decision boundary. At each dashed line a unit
of the first hidden layer switches on.

1. From start 1, find the smallest number of units that gets at least 98 of the 100 points right. Then set 4 units and
   move *nothing but the start*. Was your number a fact about the moons?
2. Where does the boundary have its corners, and why there? Then look again with two hidden layers.
3. Under *Other data* is a ring around a disc. Can two units get it right? Can three?
"""

# %% proof
from dlcourse.widgets.multilayer_perceptron import net_values

with_four = [net_values(4, 1, "moons", start)["right"] for start in range(1, 6)]
assert max(with_four) - min(with_four) >= 6
assert max(with_four) >= 97
rings = {n: [net_values(n, 1, "ring", start)["right"] for start in range(1, 6)] for n in (2, 3)}
assert max(rings[2]) < 92
assert max(rings[3]) >= 98

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
assert rings[3][2] == rings[3][4] == 100

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. From the first start it takes 5 units here, from the second 6. But 4 are enough: from the fourth and the fifth start,
   4 units get all points right, from the other three about 90. More units can even be worse: from start 5, five get 90.
   So your number is a fact about moons, net *and* training.
2. With one hidden layer, only where it crosses a dashed line. In between every unit is either on or off, the score is a
   plain weighted sum, and its boundary is straight. The lines of a second hidden layer are bent in this plane, so that
   there are corners in between, too.
3. Two close no fence, and get at most 86 right here. Three can: from starts 3 and 5 they get all 100.

</details>

## Four ways to grow a network

What can be added to a net, and what does it buy?

1. **More hidden units.** Each is one more line at which the boundary can turn.
2. **More inputs.** A good column can be worth a layer: with $x_1 x_2$ as a third input, a single perceptron computes
   XOR, $x_1 + x_2 - 2\,x_1 x_2$.
3. **More outputs.** One for each class or quantity you ask about. No single output's boundary turns at new places.
4. **More hidden layers.** Then the net is called **deep**. The second hidden layer bends what the first has bent.

All four add weights, and weights can also learn the noise of the data ([lecture 13](13_regularization.ipynb)).
"""

# %% proof
assert (x[:, 0] + x[:, 1] - 2 * x[:, 0] * x[:, 1]).tolist() == y.tolist()

# %% [markdown]
r"""
## A fold, folded again

Fold a strip of paper in the middle and it has two parts. Fold it again and it has four. Here is the fold as a layer of
two ReLU units, for one input $x$ between 0 and 1:

$$T(x) = 2\,\text{ReLU}(x) - 4\,\text{ReLU}\!\left(x - \tfrac12\right) .$$

It goes up to 1 in the middle and down again: two straight pieces. Now feed its output into the same layer again, and
again.
"""

# %% prediction [markdown]
r"""
Seven such layers, two units each: how many straight pieces does the output have?

[ ] 14, one for each unit
    About so many if all 14 stood side by side. In layers, each folds what is folded already.
[ ] 49
    Neither a sum nor a square: each layer doubles what is there.
[x] 128
    The count doubles seven times: 2⁷.
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
chosen = {layer: curves[layer] for layer in (1, 2, 3, 7)}
show(plots.linear_pieces(grid, chosen, pieces))

# %% proof
assert list(pieces.values()) == [2, 4, 8, 16, 32, 64, 128]
assert deep.parameters.size == 43
assert wide.parameters.size == 382
assert net(1, *[2] * 8, 1).parameters.size == 43 + 6
assert net(1, 255, 1).parameters.size == 2 * 382 + 2

# %% [markdown]
r"""
In a single hidden layer each ReLU unit adds at most one corner, so 128 pieces need at least 127 units: 382 parameters
against 43, and each further fold about doubles the 382 and adds 6 to the 43 (Matus Telgarsky, 2015; Guido Montúfar and
others, 2014). *Some* functions take far fewer parameters with depth: those in which what was made once is used many
times, as each fold uses the one before. Features built from features are of that kind: a corner found once serves eyes,
wheels and letters. But a net that has learnt from data rarely comes near so many pieces (Boris Hanin and David Rolnick,
2019).

## Names for weights and biases

On paper weights are often called $w_{ij}^k$. Read it as a railway ticket: *from* unit $i$, *to* unit $j$, arriving in
layer $k$. The inputs are layer 0. (Other books, Michael Nielsen's among them, put the arrival first: $w_{ji}$.) What is
the weight called that leads from unit 3 of layer 1 to unit 1 of layer 2?
"""

# %%
show(plots.named_network([4, 3, 2, 1], connection=(2, 3, 1)))

# %% [markdown]
r"""
Biases and outputs belong to a unit, so two numbers are enough, and here the **layer comes first**: $o_{13}$ is the
output of unit 3 in layer 1, and $b_{13}$ is its bias.

| on paper | means | in this course's code |
|---|---|---|
| $w_{ij}^k$ | from unit $i$ of layer $k-1$ to unit $j$ of layer $k$ | `W[k][i - 1, j - 1]` |
| $b_{kj}$ | the bias of unit $j$ of layer $k$ | `b[k][j - 1]` |
| $o_{kj}$ (above: $h_j$) | the output of that unit | `a[k][:, j - 1]`, one for each row |
| $x_{ij}$ | row $i$ of the data, column $j$ | `x[i - 1, j - 1]` |

Paper counts from 1, arrays count from 0. So row $i$ of `W[k]` holds all weights that *leave* unit $i$, and column $j$
all that *arrive* at unit $j$: one column, one unit.

## Counting parameters

The **parameters** of a net are all its weights and biases: one for each line of the picture, and one for each unit
after the inputs, which the picture does not show. In a **fully connected** layer, where each of $u$ units has a weight
for each of $n$ numbers, there are $n \cdot u$ weights and $u$ biases. For the 4-3-2-1 net:

$$(4 \cdot 3 + 3) + (3 \cdot 2 + 2) + (2 \cdot 1 + 1) = 15 + 8 + 3 = 26 .$$

How many parameters does a 5-4-3-2-1 net have? Work it out before you run the next cell.
"""


# %%
show(plots.parameter_squares([5, 4, 3, 2, 1]))

# %% proof
assert [layer.W.size + layer.b.size for layer in net(4, 3, 2, 1).layers] == [15, 8, 3]
assert net(4, 3, 2, 1).parameters.size == 26
assert [layer.W.size + layer.b.size for layer in net(5, 4, 3, 2, 1).layers] == [24, 15, 8, 3]
assert net(5, 4, 3, 2, 1).parameters.size == 50
assert 20 + 15 + 8 + 3 == 46
assert (4 * 3) + (4 * 2) + (3 * 2 + 2) + (2 * 1 + 1) == 31

# %% [markdown]
r"""
It has 50. **A common slip** is to leave out the biases of the first layer, and to come to 46. The hatched squares are
the biases: one for each unit, in the first layer as in any other.

## In one table

| What | Formula or number | Remember |
|---|---|---|
| hidden layer | $h = \varphi(xW_1 + b_1)$ | moves the points until a line is enough |
| no activation | $W = W_1 W_2, \;\; b = b_1 W_2 + b_2$ | any number of linear layers is one |
| closed boundary | 3 sigmoid or ReLU units in a plane | with 2 there is always a way out |
| bumps | $f_0 + \sum_j (f_j - f_{j-1})\,\sigma(k(x - e_j))$ | more units, and steeper ones |
| universal approximation | one hidden layer, enough units | continuous, bounded; to exist is not to be found |
| counting | $\sum_k (n_{k-1} n_k + n_k)$ | do not forget the biases |
| depth | $2^7 = 128$ pieces from 43 parameters | a fold of a fold |

## Check yourself

<details><summary>1. The hidden layer of our XOR net maps two different inputs onto the same point. Is that a
loss?</summary>

A loss of information, yes, and a useful one: what the answer does not depend on may be forgotten.
</details>

<details><summary>2. A net with one hidden layer of sigmoid units fits a curve between 0 and 1 almost perfectly. What
does it say about x = 10?</summary>

Nothing that you could trust. So far out each unit is at 0 or at 1, and the output is flat.
</details>

<details><summary>3. "One hidden layer can approximate any function, so one layer is all we need." What is
missing?</summary>

Continuous, on a bounded region, with enough units, and that may be a great many. And training need not find them.
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
