# %% [markdown]
r"""
# 3 · Multilayer perceptrons

*One perceptron draws a line. You will see how several of them, one layer behind another, draw any shape you like, and
what it takes to name, count and grow what you have built.*

**You will be able to**

- show why no single line computes XOR, and how two lines do;
- say what a hidden layer does to the points before the last unit sees them;
- smooth a sum of perceptrons into a probability;
- read the name of any weight, and count the parameters of any fully connected net;
- name four ways to grow a network, and what each of them buys.

**It builds on** the perceptron and its line (lecture 1), and on the sigmoid (lecture 2). **Time:** about 35 minutes.
Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
from itertools import pairwise

import numpy as np

from dlcourse import Adam, BinaryCrossentropy, Dense, Perceptron, ReLU, Sequential, relu, sigmoid
from dlcourse.plots import show
from dlcourse.plots.multilayer_perceptron import committee, folded_plane, linear_pieces, named_network
from dlcourse.plots.multilayer_perceptron import parameter_squares
from dlcourse.widgets.multilayer_perceptron import net_explorer, net_values

# %% [markdown]
r"""
## One line is not enough

There is a lamp on the stairs, with one switch at the bottom and one at the top. Flip either of them and the lamp
changes. So it is on when *exactly one* switch is up. This is the function XOR, "exclusive or":

| $x_1$ | $x_2$ | lamp |
|---|---|---|
| 0 | 0 | 0 |
| 0 | 1 | 1 |
| 1 | 0 | 1 |
| 1 | 1 | 0 |

Four points, two classes. Surely a perceptron can learn that? Let it try a hundred rounds.
"""

# %%
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([0, 1, 1, 0])
mistakes = Perceptron(2).fit(x, y, epochs=100)
print(f"mistakes in rounds 1 to 6: {mistakes[:6]}, in round 100: {mistakes[-1]}")

# %% proof
assert len(mistakes) == 100
assert min(mistakes) >= 1
assert mistakes[-1] == 4

# %% [markdown]
r"""
It never has a round without a mistake, and more rounds would not help. Here is why, in two lines. Whatever the weights
are, the score is $s(x) = w_1 x_1 + w_2 x_2 + b$. Add up the scores of opposite corners:

$$s(0,0) + s(1,1) = w_1 + w_2 + 2b = s(0,1) + s(1,0) .$$

The two sums are equal. But the left one has to be negative, since both its points must stay off, and the right one must
not be negative, since both its points must be on. No number is both. It is not that the trick is too slow: *there is
no such line*.

How unusual is that? Each of the four corners can be on or off, which makes 16 ways to label them.
"""

# %% prediction [markdown]
r"""
How many of the 16 ways to label four corners can a single line produce?

[ ] 8
    A line can cut off nothing, one corner, or two neighbours, and either side may be the one that is on. That makes
    more than 8.
[ ] 12
    Do not forget the line that leaves all four corners on the same side.
[x] 14
    All but two: XOR, and its opposite, where the lamp is on when both switches agree.
[ ] 16
    The argument above has just shown one that is impossible.
"""

# %%
rng = np.random.default_rng(0)
lines = rng.normal(size=(3, 20_000))  # each column: w1, w2, b
scores = x @ lines[:2] + lines[2]  # (4, 20000)
labelings = {tuple(column) for column in (scores >= 0).astype(int).T}
print(f"{len(labelings)} labelings; XOR is among them: {tuple(y) in labelings}")

# %% proof
assert len(labelings) == 14
assert (0, 1, 1, 0) not in labelings
assert (1, 0, 0, 1) not in labelings
assert np.allclose(scores[0] + scores[3], scores[1] + scores[2])

# %% [markdown]
r"""
So 14 of 16 are possible, and the two that are missing are XOR and its opposite. Marvin Minsky and Seymour Papert made
this limit famous in 1969 (*Perceptrons*).

Now ask two easier questions, which a line *can* answer. The first unit asks: is at least one switch up? The second
asks: are both up?

$$h_1 = \text{step}(x_1 + x_2 - 0.5), \qquad h_2 = \text{step}(x_1 + x_2 - 1.5) .$$

And let a third perceptron look at the two answers *instead of* the switches.
"""

# %%
s = x.sum(axis=1)
h = np.column_stack([s >= 0.5, s >= 1.5]).astype(int)  # the answers of both units
print("switches:", *map(tuple, x.tolist()))
print("answers: ", *map(tuple, h.tolist()))
mistakes = Perceptron(2).fit(h, y, epochs=100)
print(f"a perceptron on the answers: {mistakes[-1]} mistakes in round {len(mistakes)}")

# %% proof
assert h.tolist() == [[0, 0], [1, 0], [1, 0], [1, 1]]
assert mistakes[-1] == 0
assert len(mistakes) < 20

# %% [markdown]
r"""
It works, and the second row printed above tells why. The points $(0,1)$ and $(1,0)$ stood in opposite corners. Seen by
the two units they are *the same point*, $(1, 0)$. What had to be together has been put together, and one line does the
rest. Two weights and a bias for the last unit are easy to find; the first question of the exercise asks you for them.

A unit whose output is not the answer but only a question on the way to it is a **hidden unit**. Perceptrons in layers,
each layer looking at the answers of the one before, are a **multilayer perceptron**, MLP for short.

## What the last unit sees

The step forgets a lot: 0 or 1, and nothing else. Take $\text{ReLU}(z) = \max(0, z)$ in its place, which keeps the score
where it is positive. Then XOR has a beautiful form. With $s = x_1 + x_2$,

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

# %% proof
assert (h[:, 0] - 2 * h[:, 1]).tolist() == [0, 1, 1, 0]
assert h.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]

# %% [markdown]
r"""
Exactly 0, 1, 1, 0. The picture shows what has happened. On the left is the plane of the switches. On the right is the
same plane as the last unit sees it: both hidden units look only at $s$, so the whole plane has been laid onto one wire,
and the wire has a bend at $s = 1$, where the second unit switches on.
"""

# %%
show(folded_plane(hidden, v=[1, -2], c=-0.5))

# %% proof
strip = np.array([[0.25, 0.25], [0.75, 0.75], [0.2, 0.2], [0.8, 0.8]])  # s = 0.5, 1.5 and just outside
score = hidden(strip) @ [1, -2] - 0.5
assert np.allclose(score[:2], 0)
assert (score[2:] < 0).all()

# %% [markdown]
r"""
Remember this picture. **One straight line on the right is two lines on the left**, at $s = 0.5$ and $s = 1.5$. The last
unit is as simple as ever, a perceptron with one line. The hidden layer has bent the space under it. That is what hidden
layers are for: they move the points until a line is enough.

## A weighted sum of perceptrons, smoothed

There is a second way to look at the same thing, and notes 3 and 4 take it: a committee. Each hidden unit is a
perceptron with a sigmoid, so it answers with a probability. The last unit weighs these answers and decides:

$$h_j = \sigma(x \cdot w_j + b_j), \qquad p = \sigma(v_1 h_1 + v_2 h_2 + c) .$$

Take a student for whom one perceptron says 0.2 and the other says 0.8. The weights $v$ are both 1.
"""

# %%
h = np.array([0.2, 0.8])
v = np.array([1.0, 1.0])
total = h @ v
print(f"the sum {total:.1f}; smoothed {sigmoid(total):.2f}; with a bias of 0.5: {sigmoid(total + 0.5):.2f}")

# %% proof
assert np.isclose(total, 1)
assert round(float(sigmoid(1.0)), 2) == 0.73
assert round(float(sigmoid(1.5)), 2) == 0.82

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 call that sum, $0.2 + 0.8 = 1.0$, the probability $p(y)$. Is this student
> certain to be placed, then, although one of the two perceptrons says no? And two units that say 0.7 and 0.8 would make
> a probability of 1.5. The sum is a *score*. The sigmoid makes a probability of it: 0.73 for a score of 1.0. The 0.82
> that the notes arrive at is $\sigma(1.5)$, so it needs a bias of 0.5 on top.
"""

# %%
sum_of_two = 0.7 + 0.8
print(f"0.7 + 0.8 = {sum_of_two}, which no probability can be; its sigmoid is {sigmoid(sum_of_two):.2f}")

# %% proof
assert sum_of_two == 1.5
assert round(float(sigmoid(sum_of_two)), 2) == 0.82

# %% prediction [markdown]
r"""
Weights 1 and 1, bias 0.5. Each perceptron may answer anything between 0 and 1. Which students get p < ½?

[ ] Those to whom both perceptrons say no
    Even if both say exactly 0, the score is 0.5, and σ(0.5) = 0.62.
[ ] Those whose answers add up to less than ½
    The sigmoid is ½ at score 0, and the score is the sum plus 0.5.
[x] None
    The score lies between 0.5 and 2.5, so p lies between 0.62 and 0.92. This committee says yes to everyone. For a no,
    the bias has to be negative.
"""

# %% proof
assert np.round(sigmoid(np.array([0.5, 2.5])), 2).tolist() == [0.62, 0.92]

# %% [markdown]
r"""
So the last bias decides how much agreement is needed. Give the committee larger weights, 5 and 5, and the bias $-7.5$.
Now one clear yes is not enough, $5 - 7.5 < 0$, and two are, $10 - 7.5 > 0$.
"""

# %%
W = np.array([[2.0, -1.0], [1.0, 2.0]])  # a column for each perceptron
b = np.array([-np.log(4), np.log(4)])  # at x = (0, 0) they say 0.2 and 0.8
v, c = np.array([5.0, 5.0]), -7.5


def answer(x):
    """What the committee says of each row: σ(σ(x W + b) v + c)."""
    h = sigmoid(x @ W + b)  # (N, 2)
    return sigmoid(h @ v + c)  # (N,)


middle = np.array([[0.0, 0.0]])
print(f"the units say {np.round(sigmoid(middle @ W + b)[0], 2)}, the committee says {answer(middle)[0]:.2f}")

# %%
show(committee(W, b, v, c, point=(0, 0)))

# %% proof
assert np.allclose(sigmoid(middle @ W + b), [0.2, 0.8])
assert round(float(answer(middle)[0]), 2) == 0.08
for j in (0, 1):  # far out on the line of one unit, where the other is quite sure of its yes
    along = np.array([W[1, j], -W[0, j]])  # on unit j's line the other unit grows surer this way, or the other way
    along = along if along @ W[:, 1 - j] > 0 else -along
    far_out = -b[j] * W[:, j] / (W[:, j] @ W[:, j]) + 20 * along
    assert np.isclose(far_out @ W[:, j] + b[j], 0)
    assert np.isclose(answer(far_out[None, :])[0], 0.5, atol=1e-6)


def boundary_radii(units, steepness=5.0):
    """How far out p = ½ lies, in 360 directions, for a committee of `units` lines around the middle."""
    turns = 2 * np.pi * np.arange(units) / units
    normals = np.array([np.cos(turns), np.sin(turns)])  # each unit says yes on the side of the middle
    angle = np.linspace(0, 2 * np.pi, 360, endpoint=False)
    radius = np.linspace(0, 6, 3001)
    rays = np.array([np.cos(angle), np.sin(angle)]).T @ normals  # (360, units)
    votes = np.array([sigmoid(steepness * (1 - r * rays)).sum(axis=1) for r in radius])  # (3001, 360)
    return radius[(votes > units - 0.5).argmin(axis=0)]  # where a yes is missing for the first time


triangle, round_one = boundary_radii(3), boundary_radii(30)
assert 1.5 * triangle.min() < triangle.max() < 1.95 * triangle.min()  # a sharp corner: twice as far away as the side
assert round_one.max() < 1.03 * round_one.min()

# %% [markdown]
r"""
Each perceptron alone has straight contours. Their weighted sum has a corner, and a rounded one: far out, where one of
the two is quite sure of its yes, the other alone decides, and the boundary runs along the other's line (dashed). Where
both are unsure, it turns smoothly. With three perceptrons you get a triangle with soft corners, with thirty something
like a circle. That is how lines make curves.

## Why an activation stands between layers

The bend is doing all the work, and it is easy to lose. Suppose you leave the activation out and stack layers of plain
weighted sums: 2 inputs, ten layers of 50 units, and one sigmoid at the very end. That net has 23,151 weights and
biases. What can its boundary $p = \tfrac12$ look like? Try it small first: what is $3 \cdot (2x + 1) + 4$, as a
function of $x$?

Put one layer into the next and multiply out:

$$(xW_1 + b_1)\,W_2 + b_2 = x\,\underbrace{W_1 W_2}_{W} + \underbrace{b_1 W_2 + b_2}_{b} .$$

Two layers are one layer. And the third joins them in the same way, and so on to the last.
"""

# %%
rng = np.random.default_rng(1)
deep = Sequential([Dense(2, 50, rng), *[Dense(50, 50, rng) for _ in range(9)], Dense(50, 1, rng)], np.float64)
W, b = np.eye(2), np.zeros(2)
for layer in deep.layers:
    W, b = W @ layer.W, b @ layer.W + layer.b  # one more layer swallowed
points = rng.normal(size=(1000, 2))
print(f"{deep.parameters.size:,} parameters, {W.size + b.size} after multiplying out")
print("the same scores, but for rounding:", np.allclose(deep.predict(points), points @ W + b))

# %% proof
assert deep.parameters.size == 23_151
assert W.size + b.size == 3
difference = np.abs(deep.predict(points) - (points @ W + b)).max()
assert difference < 1e-11 * np.abs(deep.predict(points)).max()
assert np.abs(deep.predict(points)).max() > 1e-3

# %% [markdown]
r"""
Three numbers, $w_1$, $w_2$ and $b$: a single perceptron after all. An activation between two layers, any that is not a
straight line itself, is what keeps them from becoming one.

## Names for weights and biases

A net has so many weights that they need a system of names. On paper they are called $w_{ij}^k$, in the notes and in
many books. Read it as a railway ticket: *from* unit $i$, *to* unit $j$, arriving in layer $k$. The inputs are layer 0.
What is the weight called that leads from unit 3 of layer 1 to unit 1 of layer 2? Say it aloud before you look at the
picture.
"""

# %%
show(named_network([4, 3, 2, 1], connection=(2, 3, 1)))

# %% [markdown]
r"""
Biases and outputs belong to a unit, not to a wire, so two numbers are enough. Mind the order: here the **layer comes
first**. $o_{13}$ is the output of unit 3 in layer 1, and $b_{13}$ is its bias.

| on paper | means | in this course's code |
|---|---|---|
| $w_{ij}^k$ | from unit $i$ of layer $k-1$ to unit $j$ of layer $k$ | `W[k][i - 1, j - 1]` |
| $b_{kj}$ | the bias of unit $j$ of layer $k$ | `b[k][j - 1]` |
| $o_{kj}$ | the output of that unit | `a[k][:, j - 1]`, one for each row |
| $x_{ij}$ | row $i$ of the data, column $j$ | `x[i - 1, j - 1]` |

Paper counts from 1, arrays count from 0. So row $i$ of `W[k]` holds all wires that *leave* unit $i$, and column $j$ all
that *arrive* at unit $j$: one column, one unit.
"""

# %%
rng = np.random.default_rng(0)
W = [None] + [rng.normal(size=shape).round(1) for shape in [(4, 3), (3, 2), (2, 1)]]  # W[1], W[2], W[3]
print("W[2], from 3 units to 2:")
print(W[2])
print("from unit 3 to unit 1 of layer 2:", W[2][3 - 1, 1 - 1])

# %% proof
assert [w.shape for w in W[1:]] == list(pairwise([4, 3, 2, 1]))

# %% [markdown]
r"""
## Counting parameters

How much has a net to learn? Count the arrows of the picture, and do not forget what the picture does not show: each
unit has a bias. A layer of $u$ units behind $n$ numbers has $n \cdot u$ weights and $u$ biases. For the 4-3-2-1 net:

$$(4 \cdot 3 + 3) + (3 \cdot 2 + 2) + (2 \cdot 1 + 1) = 15 + 8 + 3 = 26 .$$
"""


# %%
def net(*sizes):
    """A fully connected net, with weights at random; the library counts its numbers for us."""
    rng = np.random.default_rng(0)
    return Sequential([Dense(n, u, rng) for n, u in pairwise(sizes)])


print("4-3-2-1:", [layer.W.size + layer.b.size for layer in net(4, 3, 2, 1).layers], net(4, 3, 2, 1).parameters.size)

# %% proof
assert [layer.W.size + layer.b.size for layer in net(4, 3, 2, 1).layers] == [15, 8, 3]
assert net(4, 3, 2, 1).parameters.size == 26
assert (4 * 3) + (4 * 2) + (3 * 2 + 2) + (2 * 1 + 1) == 31

# %% [markdown]
r"""
> **Where the notes go wrong, twice.** Notes 3 write the sum for this net as
> $(4 \cdot 3) + (4 \cdot 2) + (3 \cdot 2 + 2) + (2 \cdot 1 + 1) = 26$. The 26 is right, but what is written adds up to
> 31: the 3 biases of the first layer are missing, and $4 \cdot 2$ connects nothing, as no four units stand before two.
>
> Notes 4 count the 5-4-3-2-1 net as $20 + 15 + 8 + 3 = 46$. It has 50. In the squares below the dark ones are the
> biases, and the notes have left out the four on the left.
"""

# %%
print("notes 3, as written:", (4 * 3) + (4 * 2) + (3 * 2 + 2) + (2 * 1 + 1))
larger = net(5, 4, 3, 2, 1)
print("5-4-3-2-1:", [layer.W.size + layer.b.size for layer in larger.layers], larger.parameters.size)

# %%
show(parameter_squares([5, 4, 3, 2, 1]))

# %% proof
assert [layer.W.size + layer.b.size for layer in larger.layers] == [24, 15, 8, 3]
assert larger.parameters.size == 50
assert 20 + 15 + 8 + 3 == 46

# %% [markdown]
r"""
## Four ways to grow a network

The net does not get it right. What can you add? Notes 4 list four places.

1. **More hidden units.** One more unit is one more line at which the boundary can bend. This is the usual first step,
   and the explorer below is about it.
2. **More inputs.** Give the net another column. A good column can be worth a layer: hand the lamp's perceptron the
   product $x_1 x_2$ as a third input, and XOR is $x_1 + x_2 - 2\,x_1 x_2$, which is *one* plane. No hidden layer
   needed.
3. **More outputs.** One output unit for each class or quantity you ask about. This answers more questions with the same
   hidden layer; it does not bend any boundary further.
4. **More hidden layers.** Then the net is called **deep**. The second hidden layer bends what the first has bent
   already.

Let us check the second and the third.
"""

# %%
with_product = np.column_stack([x, x[:, 0] * x[:, 1]])
mistakes = Perceptron(3).fit(with_product, y, epochs=100)
print(f"one perceptron with the column x1·x2: {mistakes[-1]} mistakes in round {len(mistakes)}")
print("2-4-1:", net(2, 4, 1).parameters.size, "parameters;  2-4-3:", net(2, 4, 3).parameters.size)

# %% proof
assert mistakes[-1] == 0
assert len(mistakes) < 100
assert (x[:, 0] + x[:, 1] - 2 * x[:, 0] * x[:, 1]).tolist() == y.tolist()
assert (net(2, 4, 1).parameters.size, net(2, 4, 3).parameters.size) == (17, 27)

# %% [markdown]
r"""
## A fold, folded again

The fourth way deserves a picture of its own. Fold a strip of paper in the middle and it has two parts. Fold it again
and it has four. Here is the fold as a layer of two ReLU units, for one input $x$ between 0 and 1:

$$T(x) = 2\,\text{ReLU}(x) - 4\,\text{ReLU}\!\left(x - \tfrac12\right) .$$

It goes up to 1 in the middle and down again: two straight pieces. Now feed its output into another layer of the same
two units, and so on.
"""

# %% prediction [markdown]
r"""
Seven such layers, two units each: how many straight pieces does the output have?

[ ] 14, one for each unit
    That many bends you get when all 14 units stand side by side. One behind the other, each layer folds everything that
    is already folded.
[ ] 49
    It is neither a sum nor a square: each layer doubles what is there.
[x] 128
    Each layer folds the whole once more, so the count doubles seven times: 2⁷.
"""

# %%
grid = np.linspace(0, 1, 2**10 + 1)
curves, pieces, out = {}, {}, grid
for layer in range(1, 8):
    out = 2 * relu(out) - 4 * relu(out - 0.5)  # one more fold
    slopes = np.diff(out)
    curves[layer], pieces[layer] = out, 1 + np.count_nonzero(np.diff(slopes))
print("pieces after 1 to 7 layers:", list(pieces.values()))

# %%
show(linear_pieces(grid, {layer: curves[layer] for layer in (1, 2, 3, 7)}, pieces))

# %% proof
assert list(pieces.values()) == [2, 4, 8, 16, 32, 64, 128]

# %% [markdown]
r"""
128 pieces from 14 hidden units. In a single hidden layer each ReLU unit adds one bend: 128 pieces need at least 127.
"""

# %%
deep, wide = net(1, *[2] * 7, 1), net(1, 127, 1)
print(f"seven layers of 2: {deep.parameters.size} parameters;  one layer of 127: {wide.parameters.size}")

# %% proof
assert deep.parameters.size == 43
assert wide.parameters.size == 382

# %% [markdown]
r"""
43 parameters against 382, and the gap doubles with each further fold (Matus Telgarsky, 2015; Guido Montúfar and others,
2014). Do not take this for a law that deeper is better. It says that *some* functions are far cheaper to write down
with depth, namely those that repeat themselves. A net that has learnt from data rarely comes near so many pieces (Boris
Hanin and David Rolnick, 2019).

## To exist is not to be found

How far can this go? Very far: with enough hidden units, one hidden layer can come as close as you like to any
*continuous* function on a *bounded* region (George Cybenko, 1989; Kurt Hornik and others, 1989). Read the small print.
The theorem says that such weights exist. It does not say how many units it takes, nor that training finds the weights.

We can watch the difference. For XOR with two ReLU units we *know* perfect weights; they stand above. Does gradient
descent find them? We let it start 25 times from random weights, and do the same for 4 and for 8 units. Guess: how many
of the 25 starts with two units end with all four corners right?
"""


# %%
def solves_xor(units, seed):
    """Train a 2-units-1 net from one random start; are all four corners right?"""
    rng = np.random.default_rng(seed)
    model = Sequential([Dense(2, units, rng), ReLU(), Dense(units, 1, rng)], np.float64)
    model.compile(Adam(0.05), BinaryCrossentropy(from_logits=True))
    model.fit(x, y[:, None], epochs=300, batch_size=4, rng=rng, verbose=False)
    return ((model.predict(x)[:, 0] >= 0) == y).all()


solved = {units: sum(solves_xor(units, seed) for seed in range(25)) for units in (2, 4, 8)}
print(", ".join(f"{units} units: {count} of 25" for units, count in solved.items()))

# %% proof
assert solved[2] < 12 < 13 < solved[8]
assert solved[2] < solved[4] < solved[8]

# %% proof this_run=true
assert solved[2] > 0

# %% [markdown]
r"""
With two units most starts fail, with eight most succeed. More units than necessary are not only for more bends. They
are spare tickets: it is enough if two of the eight come to stand in a useful place. The difficulty here is no
accident of our seeds; it is the reason why later lectures care so much about how weights start.

## Explore: units, layers and a boundary

Two half moons, 50 points each, and a net that is trained anew for each setting. Its boundary is drawn as a thick line.
The dashed lines are those of the units in the first hidden layer: on one side of such a line that unit is on, on the
other it is off. First, two questions.
"""

# %% prediction [markdown]
r"""
One hidden layer of ReLU units. Where can the boundary bend?

[ ] Anywhere
    Between two dashed lines every unit is either on or off, so the score there is a plain weighted sum, and its
    boundary is straight.
[x] Only where it crosses a dashed line
    A unit switches on or off there, and the sum that draws the boundary becomes another one. In between nothing
    changes, so it is straight.
[ ] Only at the points
    The points pull during the training. The bends belong to the units.
"""

# %% prediction [markdown]
r"""
The moons with one hidden layer of a single unit: how much better can that be than no hidden layer at all?

[ ] Much better, it is a multilayer perceptron now
    One unit has one line, and the output can only ask which side of it, or of a parallel to it, a point is on.
[x] Hardly at all
    A single unit is one line, bent nowhere. It takes several to make a corner.
[ ] Not even as good
    The hidden unit can pass the score on as it is, wherever it is positive. (From an unlucky start it is off for every
    point, and then the net is worse; but that is a failed training, not a limit.)
"""

# %% proof
right = {
    (units, layers): [net_values(units, layers, "moons", start)["right"] for start in range(1, 6)]
    for units, layers in ((1, 0), (1, 1), (4, 1), (8, 1), (1, 3))
}
assert abs(max(right[1, 1]) - max(right[1, 0])) <= 6
assert max(right[1, 1]) <= 94
assert max(right[8, 1]) >= 97

# %% proof this_run=true
assert abs(right[1, 1][0] - right[1, 0][0]) <= 4

# %% [markdown]
r"""
Then two tasks. **With the one slider you see, find the smallest number of units that gets at least 98 of the 100 points
right.** Then unfold the other controls, go back to 4 units, and **move nothing but the start**. (Tab to a control,
arrow keys to move it.)
"""

# %%
net_explorer()

# %% proof
assert max(right[4, 1]) - min(right[4, 1]) >= 6
assert max(right[4, 1]) >= 97
assert min(right[1, 3]) == 50

# %% proof this_run=true
needed = [
    next(units for units in range(1, 9) if net_values(units, 1, "moons", start)["right"] >= 98)
    for start in (1, 2, 4, 5)
]
assert needed == [5, 6, 4, 4]
assert right[4, 1][3:] == [100, 100]
assert all(88 <= count <= 92 for count in right[4, 1][:3])
assert right[1, 3][0] == 50

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

From the first start it takes 5 units here, from the second it takes 6. But 4 are enough: from the fourth and the fifth
start, 4 units get all points right, while from the other three they end with about 90. The same net, the same data;
only the random start differs. And wherever there is one hidden layer, look closely: between the dashed lines the
boundary is straight.

With two or three layers it bends between dashed lines, too. The first layer's lines are not the only ones any more: the
second layer has lines of its own, and those are bent already. And more is not always more: from the first start, three
layers of a single unit end with 50 of 100. A unit that is off for every point lets nothing through, and there is no way
around it.
</details>

## In one table

| What | Formula or number | Remember |
|---|---|---|
| one line | $s(0,0) + s(1,1) = s(0,1) + s(1,0)$ | 14 of 16 labelings; XOR is not among them |
| hidden layer | $h = \varphi(xW_1 + b_1)$ | moves the points until a line is enough |
| committee, smoothed | $p = \sigma(v \cdot h + c)$; $\sigma(1.5) = 0.82$ | the sum is a score, not a probability |
| no activation | $W = W_1 W_2, \;\; b = b_1 W_2 + b_2$ | any number of layers is one |
| names | $w_{ij}^k$ is `W[k][i - 1, j - 1]` | from $i$, to $j$, arriving in layer $k$ |
| counting | $\sum_k (n_{k-1} n_k + n_k)$ | 4-3-2-1: 26; 5-4-3-2-1: 50; do not forget the biases |
| depth | $2^7 = 128$ pieces from 43 parameters | a fold of a fold; no law that deeper is better |
| existence | 2 units can do XOR; most starts do not find it | spare units make finding easier |

## Check yourself

<details><summary>1. Why does it not help the perceptron to run a thousand rounds more on XOR?</summary>

The scores of opposite corners have equal sums, for any weights. One sum would have to be negative and the other not. No
line does it, so no training can find one.
</details>

<details><summary>2. The hidden layer of our XOR net maps two different inputs onto the same point. Is that a
loss?</summary>

It is a loss of information, and it is the point of it. What the answer does not depend on may be forgotten, and then
the rest becomes easy.
</details>

<details><summary>3. A net of 5 inputs, layers of 4, 3 and 2 units and one output: why 50 parameters and not
46?</summary>

$24 + 15 + 8 + 3$. The first layer has 20 weights *and* 4 biases.
</details>

<details><summary>4. Somebody multiplies a committee's W and b by 10. What happens to the rounded corner?</summary>

The units become surer: their sigmoids are steeper, nearly steps. The corner becomes sharp. Smoothness comes from
answers that are neither 0 nor 1.
</details>

<details><summary>5. "One hidden layer can approximate any function, so one layer is all we need." What is
missing?</summary>

Continuous, on a bounded region, with enough units, and that may be a great many. And such weights only exist; whether
training finds them is another question. Above, most starts did not find weights that we could write down.
</details>

## What to do next

Do the [exercise](../exercises/03_multilayer_perceptron/03_multilayer_perceptron.ipynb): XOR by hand, a smooth
committee, counting, names, and what ten layers without an activation are worth. Then go on to
[lecture 4](04_forward_propagation.ipynb), which sends numbers through a net, layer by layer and shape by shape.
"""
