# %% [markdown]
r"""
# 7 · Backpropagation

*A weight can reach the loss by a million paths. You will see why one sweep back is enough to account for all of them,
and build a program of thirty lines that does it for you.*

A weight in an early layer acts on the loss in more ways than anyone could follow one by one. To learn, it has to know
its effect, and that travels along *every one* of them. In [lecture 6](06_backprop_by_hand.ipynb) there was only one
way from each hidden unit to the loss. How can a network with twenty layers, or a hundred, ever be trained?

**You will be able to**

- follow a gradient through a graph: multiply along a path, add across paths;
- say why one sweep back gives all gradients, exactly, and what a sweep forwards would give;
- build a small engine for reverse-mode automatic differentiation, for numbers and then for whole layers;
- write the backward pass of a network of any depth for a whole batch;
- check a gradient, and know how far such a check can be trusted.

**It builds on** the chain rule of [lecture 6](06_backprop_by_hand.ipynb), and on cross-entropy
([lecture 5](05_loss_functions.ipynb)). **Time:** about 85 minutes. Run each cell as you come
to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, BinaryCrossentropy, CategoricalCrossentropy
from dlcourse import Dense, ReLU, Sequential, Sigmoid, Tanh
from dlcourse import check_gradient, numerical_gradient, one_hot, softmax
from dlcourse.plots import show, show_animation
from dlcourse.plots.gradients import array_gradients, paths, sweeps
from dlcourse.plots.gradients import backpropagation as plots
from dlcourse.widgets import two_paths_explorer, two_paths_gradients

show(paths.fan_of_paths(layers=10))

# %% [markdown]
r"""
## A million paths, forty stops

The network on the right has two units in each of its ten layers. From the weight $w$ to the loss, a way can go on at
each layer through the left unit (green) or the right one (violet), so the number of ways, which we call **paths**,
doubles: $2^{10} = 1{,}024$. The network itself has a unit $o_1$ after the weight, two units in each layer, and an
**edge** from each unit to both units of the next layer.
"""

# %%
layers = 20
print(f"{layers} layers: {2**layers:,} paths, {2 * layers} units, {4 * layers} edges")

# %% proof
edges = np.ones((2, 2), dtype=int)  # from each unit to each unit of the next layer
number = np.linalg.matrix_power(edges, layers - 1).sum()  # from layer 1 to layer 20
assert number == 1_048_576 == 2**20 == 1024**2
assert 2 + 4 * (layers - 1) + 2 == 4 * layers == 80
assert 1e36 < 64.0**20 < 1.5e36
assert 64.0**20 / 1e9 / (365.25 * 24 * 3600) > 1e9 * 13.8e9

# %% [markdown]
r"""
Over a million paths, and forty units. With 64 units in each layer there would be $64^{20} \approx 10^{36}$ paths:
at a billion a second, more than a billion times the age of the universe. Backpropagation stops at each unit once, and
still accounts for every path, exactly. To see why, begin with one path, then two.

## One path: multiply

The weight multiplies an input; two tanh units follow ($o_{21}$ is layer 2, unit 1), and the loss compares the end with
the target:

$$o_1 = \tanh(w x), \qquad o_{21} = \tanh(u_1 o_1), \qquad \hat y = v_1 o_{21}, \qquad L = (y - \hat y)^2 .$$

That is a chain as in [lecture 6](06_backprop_by_hand.ipynb): the local derivatives of its links multiply, and that of
$\tanh z$ is $1 - \tanh^2 z$. So

$$\frac{\partial L}{\partial w} =
\frac{\partial L}{\partial \hat y} \cdot
\frac{\partial \hat y}{\partial o_{21}} \cdot
\frac{\partial o_{21}}{\partial o_1} \cdot
\frac{\partial o_1}{\partial w}
= -2\,(y - \hat y) \cdot v_1 \cdot (1 - o_{21}^2)\,u_1 \cdot (1 - o_1^2)\,x .$$

Every factor is made of given numbers and of those that the forward pass has computed. That is why it runs first.
(The tanh is a stretched sigmoid, $\tanh z = 2\sigma(2z) - 1$; so its derivative is
$4\,\sigma(2z)\,(1 - \sigma(2z)) = 1 - \tanh^2 z$.)
"""

# %%
w, x, y = 0.3, 2.0, 1.0
u1, v1 = 2.0, 1.0


def loss_of_one_path(w):
    """L as a function of w alone."""
    return (y - v1 * np.tanh(u1 * np.tanh(w * x))) ** 2


o1 = np.tanh(w * x)
o21 = np.tanh(u1 * o1)
dw = -2 * (y - v1 * o21) * v1 * (1 - o21**2) * u1 * (1 - o1**2) * x
change = loss_of_one_path(w + 0.001) - loss_of_one_path(w)
print(f"the product: {dw:.5f}   by nudging w by 0.001, per unit: {change / 0.001:.5f}")

# %% proof
assert abs(change / (0.001 * dw) - 1) < 0.01
assert abs(change / 0.001 - dw) > 1e-4
assert abs(float(numerical_gradient(loss_of_one_path, w)) - dw) < 1e-8

# %% [markdown]
r"""
They agree in the leading digits; the rest is the error of so large a nudge.

## Two paths: add

Now let $o_1$ feed two units, and both feed the prediction:

$$o_{21} = \tanh(u_1 o_1), \qquad o_{22} = \tanh(u_2 o_1), \qquad \hat y = v_1 o_{21} + v_2 o_{22} .$$

Move $o_1$ by a small $\Delta$. Then $o_{21}$ moves by $\frac{\partial o_{21}}{\partial o_1} \Delta$, and $o_{22}$ by
$\frac{\partial o_{22}}{\partial o_1} \Delta$. The first move changes $\hat y$ by
$\frac{\partial \hat y}{\partial o_{21}}$ times itself, and the second changes it *further*, by
$\frac{\partial \hat y}{\partial o_{22}}$ times itself. So the changes add up. That is the **multivariable chain rule**:

$$\frac{\partial L}{\partial w} =
\frac{\partial L}{\partial \hat y}
\left[
\frac{\partial \hat y}{\partial o_{21}} \frac{\partial o_{21}}{\partial o_1}
+ \frac{\partial \hat y}{\partial o_{22}} \frac{\partial o_{22}}{\partial o_1}
\right]
\frac{\partial o_1}{\partial w} .$$

**Multiply along a path, add across paths.** Let $u_2 = -1$ and $v_2 = 1.2$. The new path pulls $\hat y$ from 0.79
down to 0.20, farther from the target 1.
"""

# %% prediction [markdown]
r"""
With the upper path alone, it contributed −0.45 to ∂L/∂w. What does it contribute now, with the lower path added?

[ ] −0.45 still: its links are the same
    Its own links are. But the product has one more factor, ∂L/∂ŷ, which both paths share.
[ ] Less: the two paths share the effect between them
    Nothing is shared out. Each path brings its whole product, and the products add up.
[x] About four times as much
    The links of a path do not depend on the other path, but the error at the end is common to both. It is 0.80 in place
    of 0.21, so the first factor, ∂L/∂ŷ, is −1.60 in place of −0.42.
"""

# %%
u2, v2 = -1.0, 1.2
o22 = np.tanh(u2 * o1)
dy_hat = -2 * (y - (v1 * o21 + v2 * o22))
upper = dy_hat * v1 * (1 - o21**2) * u1
lower = dy_hat * v2 * (1 - o22**2) * u2
do1 = upper + lower  # across paths, add
shared = (1 - o1**2) * x  # the link that both share
dw = do1 * shared  # along a path, multiply
print(f"at o1: {upper:.2f} + {lower:.2f} = {do1:.2f}")
print(f"at w, each times {shared:.2f}: {upper * shared:.2f} + {lower * shared:.2f} = {dw:.2f}")

# %% proof
values, gradients = two_paths_gradients(w=w, x=x, u1=u1, u2=u2, v1=v1, v2=v2, y=y)
assert [round(upper * shared, 2), round(lower * shared, 2), round(dw, 2)] == [-1.70, 2.07, 0.37]
alone = -2 * (y - v1 * o21) * v1 * (1 - o21**2) * u1 * shared
assert [round(alone, 2), round(v1 * o21, 2), round(v1 * o21 + v2 * o22, 2)] == [-0.45, 0.79, 0.20]
assert [round(-2 * (y - v1 * o21), 2), round(dy_hat, 2)] == [-0.42, -1.60]
assert [round(y - v1 * o21, 2), round(y - v1 * o21 - v2 * o22, 2)] == [0.21, 0.80]
assert 3.8 < upper * shared / alone < 3.9
z = np.linspace(-3, 3, 7)
of_2z = 1 / (1 + np.exp(-2 * z))
assert np.allclose(np.tanh(z), 2 * of_2z - 1)
assert np.allclose(1 - np.tanh(z) ** 2, 4 * of_2z * (1 - of_2z))
assert np.allclose([gradients["w", "o1"], gradients["o1", "o21"], gradients["o1", "o22"]], [dw, upper, lower])

# %% [markdown]
r"""
By the upper path, raising $w$ lowers the loss; by the lower one it raises it, and they partly cancel. Here it is as a
picture, a **computation graph**. From left to right, the bold number above an arrow is the value that goes along it.
From right to left, the slanted number with a ∂ is what arrives from the loss, the **upstream gradient**. As in lecture
6, *what arrives next is what arrived here, times the local derivative of the link* (orange, with a ×).
"""

# %%
values, gradients = two_paths_gradients(w=w, x=x, u1=u1, u2=u2, v1=v1, v2=v2, y=y)
show(plots.two_paths(values, gradients))

# %% proof
assert np.allclose([values[name] for name in ("o1", "o21", "o22")], [o1, o21, o22])
shown = {name: round(float(value), 2) for name, value in values.items()}
assert [shown[name] for name in ("o1", "o21", "o22", "y_hat", "L")] == [0.54, 0.79, -0.49, 0.20, 0.64]
assert [round(float(number), 2) for number in (dy_hat, upper, lower, do1)] == [-1.60, -1.19, 1.45, 0.26]
assert [round(float(number), 2) for number in (shared, do1 * shared, dy_hat * o21)] == [1.42, 0.37, -1.26]
assert [round(0.26 * 1.42, 2), round(-1.60 * 0.79, 2)] == [0.37, -1.26]

# %% [markdown]
r"""
At $w$, for example, $0.26 \cdot 1.42 = 0.37$; at $v_1$, whose link has the derivative $o_{21}$,
$-1.60 \cdot 0.79 = -1.26$. And two numbers arrive at $o_1$, which adds them. **It need not know what lies beyond
$o_{21}$ and $o_{22}$.**

> **A common slip: to lead the path through the weights,** as in
> $\frac{\partial \hat y}{\partial o_{21}} \cdot \frac{\partial o_{21}}{\partial u_1} \cdot
> \frac{\partial u_1}{\partial w}$. But a weight does not depend on another weight. So the last factor is 0, and by this
> formula no early weight ever learns. A path goes through the **outputs**: $\partial o_{21} / \partial o_1$.

## Explore: two paths

Two tasks. (Tab to a slider, arrow keys to move it; run the cell again to put all sliders back. An arrow is grey if 0.05
or less comes along it, with either sign.) The small curve is the loss as $w$ alone changes; its slope at the dot is
$\partial L/\partial w$.

1. **With $u_2$ alone, bring $\partial L/\partial w$ as close to 0 as you can.** There are three places. Are the two
   paths silent there?
2. **From the start again, silence the upper path with $u_1$ alone:** what arrives by it at $o_1$ should be smaller than
   0.05, with either sign. There are two quite different ways. In which of them can $u_1$ itself still learn?
"""

# %%
two_paths_explorer()

# %% proof
start = {"w": 0.3, "x": 2.0, "u1": 2.0, "u2": -1.0, "v1": 1.0, "v2": 1.2, "y": 1.0}
scan = [two_paths_gradients(**start | {"u2": u2})[1] for u2 in np.arange(-30, 31) / 10]
turns = [k for k in range(60) if scan[k]["w", "o1"] * scan[k + 1]["w", "o1"] < 0]
nearest = [min((k, k + 1), key=lambda k: abs(scan[k]["w", "o1"])) for k in turns]
assert [round(k / 10 - 3, 1) for k in nearest] == [-2.4, -0.7, 0.3]
assert all(abs(scan[k]["w", "o1"]) < 0.06 for k in nearest)
assert all(abs(scan[k]["o1", unit]) > 0.9 for k in nearest[:2] for unit in ("o21", "o22"))
assert all(abs(scan[nearest[2]]["o1", unit]) < 0.05 for unit in ("o21", "o22"))
assert abs(scan[nearest[2]]["y_hat", "L"]) < 0.1
by_u1 = {k / 10: two_paths_gradients(**start | {"u1": k / 10})[1] for k in range(-80, 81)}
silent = [u1 for u1, g in by_u1.items() if abs(g["o1", "o21"]) < 0.05]
assert all(u1 == 0 or u1 > 5.8 or u1 < -7.4 for u1 in silent)
assert {0.0, 6.0, 8.0, -8.0} <= set(silent)
assert abs(by_u1[0.0]["u1", "o21"]) > 0.5
assert abs(by_u1[6.0]["u1", "o21"]) < 0.01

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

1. Near $u_2 = -2.4$ and $-0.7$ both paths are busy, and what arrives by one nearly cancels the other. So a gradient
   of 0 does not mean that a weight is cut off: its effects may cancel *here*. Near 0.3 both are silent: $\hat y$ is
   nearly $y$, and with it the first factor of every chain nearly 0.
2. With $u_1 = 0$: then $o_{21}$ does not depend on $o_1$. And with $u_1$ at 6 or above (or near $-8$), where the tanh
   is flat and $1 - o_{21}^2$ nearly 0. At 0, $u_1$ still learns, since its own gradient has the factor $o_1$ in place
   of $u_1$. At the flat end hardly anything arrives at $u_1$ either.

</details>

## Remembering is what makes it fast

First with a pencil. Between $o_1$ and the loss there are now two layers of two units, and so four paths. (From here on
we count the layers *after* $o_1$.) Each edge bears its local derivative.
"""

# %%
small = [np.array([[2, -1]]), np.array([[1, 3], [-1, 2]]), np.array([[1], [2]])]
show(sweeps.edge_derivatives(small))

# %% prediction [markdown]
r"""
Now you: what is ∂L/∂o₁? (Try to do it with fewer than eight multiplications.)

[x] 11
    By paths, 2 + 12 + 1 − 4, with two multiplications each. But six are enough.
[ ] 14
    That is the upper unit's share, 2·7. The lower one adds (−1)·3.
[ ] 15
    It is (2 − 1) · (1 + 3 − 1 + 2) · (1 + 2): you added within the layers first. Each path has a product of its own.
[ ] −96
    That is the product of the four paths. Multiply along a path, but add across paths.
"""

# %% proof
by_path = [small[0][0, i] * small[1][i, j] * small[2][j, 0] for i in range(2) for j in range(2)]
assert by_path == [2, 12, 1, -4]
assert (sum(by_path), np.prod(by_path)) == (11, -96)
assert np.prod([table.sum() for table in small]) == 15
assert [*(small[1] @ small[2])[:, 0]] == [7, 3]

# %% [markdown]
r"""
The shorter way begins at the loss, and works out the number of each unit *once*:

$$2 \cdot 1 \cdot 1 + 2 \cdot 3 \cdot 2 + (-1)(-1) \cdot 1 + (-1) \cdot 2 \cdot 2
\;=\; 2\, \underbrace{(1 \cdot 1 + 3 \cdot 2)}_{\text{upper unit: } 7}
+ (-1) \underbrace{((-1) \cdot 1 + 2 \cdot 2)}_{\text{lower unit: } 3} .$$

It is the distributive law: what paths have in common is factored out. The number of a unit serves every path through
it, as the 1 and the 2 of layer 2 have each been used twice. Six multiplications in place of eight is little. But each
further layer doubles the paths, and adds only four multiplications to the shorter way.

Now twenty layers, with weights. All units are tanh, $\hat y$ is the weighted sum of the last two, and again
$L = (y - \hat y)^2$. A forward pass gives each edge its local derivative: the edge's weight, times the derivative of
the unit at its end. (The last two edges take in $\hat y$ and the square.)
"""

# %%
rng = np.random.default_rng(114)
shapes = [(1, 2), *[(2, 2)] * 19, (2, 1)]  # from o₁, between the layers, to ŷ
weights = [rng.normal(size=shape) for shape in shapes]


def ladder(weights):
    """What each layer puts out, the derivative at each unit, and that of each edge."""
    outputs, at_units = [np.array([o1])], []
    for W in weights[:-1]:
        outputs.append(np.tanh(outputs[-1] @ W))
        at_units.append(1 - outputs[-1] ** 2)  # tanh′
    y_hat = outputs[-1] @ weights[-1]
    outputs.append((y - y_hat) ** 2)  # the loss
    at_units.append(-2 * (y - y_hat))  # ∂L/∂ŷ
    local = [W * at_end for W, at_end in zip(weights, at_units, strict=True)]
    return outputs, at_units, local


# %% [markdown]
r"""
$o_1$ asks both units of the next layer for their derivative. Each of them asks both of the layer after, and so on to
the loss. `remember` decides whether a unit that has once found its answer keeps it.
"""


# %%
def ask_ahead(local, remember):
    """∂L/∂o₁, visits, multiplications; local[k][i][j]: from unit i to unit j."""
    answers, visits, products = {}, 0, 0

    def ask(k, i):
        """∂L/∂ (unit i of layer k)."""
        nonlocal visits, products
        if k == len(local):
            return 1.0  # the loss itself: ∂L/∂L
        if (k, i) in answers:
            return answers[k, i]
        visits += 1
        answer = 0.0
        for j, derivative in enumerate(local[k][i]):
            answer += derivative * ask(k + 1, j)  # along a path multiply, across paths add
            products += 1
        if remember:
            answers[k, i] = answer
        return answer

    return ask(0, 0), visits, products


# %%
print("the small network:", ask_ahead([table.tolist() for table in small], remember=True)[0])
net = [table.tolist() for table in ladder(weights)[2]]
slow, slow_visits, _ = ask_ahead(net, remember=False)
fast, fast_visits, _ = ask_ahead(net, remember=True)
print(f"{slow_visits:,} visits, or {fast_visits}; the same gradient: {slow == fast}")
print(f"∂L/∂o₁ = {fast:.12f}")
wide = [np.ones(shape).tolist() for shape in ((1, 64), *[(64, 64)] * 19, (64, 1))]
_, visits, products = ask_ahead(wide, remember=True)
print(f"64 units a layer: {visits:,} visits, {products:,} multiplications")

# %% proof
assert (slow_visits, fast_visits) == (2**21 - 1, 41) == (2_097_151, 41)
assert slow == fast
assert ask_ahead([table.tolist() for table in small], remember=True) == (11, 5, 8)  # six, and two by 1
assert sum(table.size for table in small) == 8
by_depth = {}
for depth in (2, 4, 11, 12, 18):
    short = [table.tolist() for table in ladder([*weights[:depth], weights[-1]])[2]]
    forgetful, mindful = ask_ahead(short, remember=False), ask_ahead(short, remember=True)
    assert forgetful[0] == mindful[0]
    by_depth[depth] = forgetful[1], mindful[1]
assert all(visits == (2 ** (depth + 1) - 1, 2 * depth + 1) for depth, visits in by_depth.items())
assert (visits, products) == (1281, 77_952)
assert 64 + 19 * 64**2 + 64 == 77_952
of_tables = 18 * 64**3 + 64**2 + 64  # the 19 square tables first, then the two ends
assert 58 < of_tables / 77_952 < 63

# %% [markdown]
r"""
2,097,151 visits or 41 ($o_1$ and the forty), and the same gradient to the last bit: it is the same sum, in the same
order. With 64 units a layer it is still one multiplication for each edge, 77,952 in place of some $10^{36}$ paths. (The
program multiplies the last edges by $\partial L/\partial L = 1$, too: eight in the small network, not six.) To write an
answer down and read it out when asked again is called **memoization**. What is remembered here is $\partial
L/\partial(\text{unit})$, at each unit.

Nor need a unit ask: go through the layers from last to first, and whatever it needs has just been computed. On the way,
each edge gets the gradient of its weight: what arrives at the sum at its end, times the value at its start.
"""

# %%
outputs, at_units, local = ladder(weights)
upstream, of_weights = np.ones(1), []  # ∂L/∂L, at the loss
for k in reversed(range(21)):
    at_sums = upstream * at_units[k]  # ∂L/∂ (weighted sums of layer k + 1)
    of_weights.insert(0, np.outer(outputs[k], at_sums))  # ∂L/∂ (weights[k])
    upstream = local[k] @ upstream  # ∂L/∂ (units of layer k): two edges each, add
print(f"one sweep back: {upstream[0]:.12f}, and the gradients of", end=" ")
print(sum(each.size for each in of_weights), "weights")

for k in (0, 9):
    other = [W.copy() for W in weights]
    other[k][0, 1] += 1e-6
    change = (ladder(other)[0][-1] - outputs[-1])[0]
    print(f"a weight into layer {k + 1}: {of_weights[k][0, 1]:.4f}", end=", ")
    print(f"by nudging {change / 1e-6:.4f}")

# %% [markdown]
r"""
Here is the sweep for six layers. How much is settled on the left by one step on the right?
"""

# %%
_, _, of_six = ladder([*weights[:6], weights[-1]])
show_animation(paths.sweep_frames(of_six), frame_seconds=1.2)

# %% proof
assert abs(upstream[0] - fast) < 1e-12
assert sum(each.size for each in of_weights) == 80
for k, W in enumerate(weights):
    by_nudging = numerical_gradient(
        lambda W, k=k: ladder([*weights[:k], W, *weights[k + 1 :]])[0][-1][0],  # all 80
        W,
    )
    assert np.abs(by_nudging - of_weights[k]).max() < 1e-6

# %% [markdown]
r"""
In the fan, a unit of layer $k$ has $2^{k-1}$ copies, and out of each grows the same fan. So all copies get their number
at once, and it is the same. Each edge is crossed *once*: one multiplication, one addition.

## Why backwards?

A sweep *forwards* crosses each edge once, too. It carries along how much each unit changes if $o_1$ does:
"""

# %%
moved = np.ones(1)  # ∂o₁/∂o₁
for table in local:
    moved = moved @ table  # over its edges, add
print(f"one sweep forwards: {moved[0]:.12f}")

# %% proof
assert abs(moved[0] - fast) < 1e-12
rng = np.random.default_rng(0)
digits_net = Sequential([Dense(64, 16, rng), ReLU(), Dense(16, 10, rng)], dtype=np.float64)
images = rng.uniform(0, 1, (8, 64))
targets = one_hot(rng.integers(0, 10, 8), 10)
first, _, second = digits_net.layers
z1 = images @ first.W + first.b
a1 = np.maximum(z1, 0)
dz2 = (softmax(a1 @ second.W + second.b) - targets) / len(images)


def forward_sweep(direction):
    """dL/dt when the parameters move along `direction`: the chain rule from the input up to the loss."""
    tW1, tb1 = direction[:1024].reshape(64, 16), direction[1024:1040]
    tW2, tb2 = direction[1040:1200].reshape(16, 10), direction[1200:]
    tz1 = images @ tW1 + tb1  # how fast z1 changes
    ta1 = tz1 * (z1 > 0)
    tz2 = ta1 @ second.W + a1 @ tW2 + tb2
    return (dz2 * tz2).sum()


by_forward_sweeps = np.array([forward_sweep(direction) for direction in np.eye(1210)])
digits_net.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
_, by_one_backward_sweep = digits_net.loss_and_gradient(images, targets)
assert len(by_forward_sweeps) == digits_net.parameters.size == 1210
assert np.abs(by_forward_sweeps - by_one_backward_sweep).max() < 1e-14
digits_net.forward(np.zeros((128, 64)), training=True)
first, gate, second = digits_net.layers
assert first.x.size == 128 * 64  # the batch itself
assert gate.kept.size == second.x.size == 128 * 16 == 2048
assert gate.kept.size + second.x.size == 4096 > 3 * digits_net.parameters.size
assert np.isin(gate.kept, (0, 1)).all()

# %% [markdown]
r"""
The same number for the same work. Let $T_k$ be the table of the local derivatives from one layer to the next (its
transpose is a **Jacobian matrix**). All paths together are one product, $T_1 T_2 \cdots T_{21}$. Begin at the right,
and each step is a table times a vector, a **vector-Jacobian product** (VJP): $64^2$ multiplications, with 64 units a
layer. Begin at the left, and it is a **Jacobian-vector product** (JVP), at the same price. Multiply the square tables
first, and a step costs $64^3$: some sixty times as much in all. So begin at an end that is *one number* wide. Here both
are. What differs is what the sweeps leave on their way:
"""

# %%
show(sweeps.two_sweeps(small))

# %% proof
forwards, at_loss = [np.ones(1)], [np.ones(1)]
for table in small:
    forwards.append(forwards[-1] @ table)
for table in reversed(small):
    at_loss.insert(0, table @ at_loss[0])
assert [[*each] for each in forwards] == [[1], [2, -1], [3, 4], [11]]
assert [[*each] for each in at_loss] == [[11], [7, 3], [1, 2], [1]]
assert all(there @ back == 11 for there, back in zip(forwards, at_loss, strict=True))

# %% proof this_run=true
assert min(abs(of_weights[k][0, 1]) for k in (0, 9)) > 0.05  # the two that were nudged show four digits

# %% [markdown]
r"""
Follow both with the pencil: each number is made of those one step before it, times the × on the edges. At the foot:
what $o_1$ does to a unit, times what the unit does to $L$. That is what all paths through the unit bring. Over the
units of *any* layer it adds up to 11, since each path goes through one of them.

- Forwards, you know what *this one* start does to everything. Every other start needs a sweep of its own.
- Backwards, you know what everything does to *this one* end. That is what each weight needs: times the local derivative
  of its unit with respect to the weight, it is the weight's gradient.

A loss is one number, and the weights are many. The digit network of [lecture 4](04_forward_propagation.ipynb) has 1,210
parameters: all its gradients take 1,210 sweeps forwards, one for each, or one backwards.

A program that computes derivatives by the chain rule, operation by operation, with numbers, does **automatic
differentiation**: exact up to rounding, and without a formula for the whole. From the inputs on it is the **forward
mode**, from the output back the **reverse mode**. Backpropagation is **reverse-mode automatic differentiation**,
applied to the loss of a network: the chain rule, with $\partial L/\partial(\text{unit})$ remembered at each unit. Seppo
Linnainmaa described reverse mode in 1970; David Rumelhart, Geoffrey Hinton and Ronald Williams showed in 1986 what
networks learn with it.

**A good place to pause.** You have the idea; the second half turns it into a program.

## What each operation does with a gradient

- **Plus copies.** If $s = p + c$, both local derivatives are 1: what arrives at the output goes on to each input.
- **Times swaps.** If $p = a b$, then $\partial p/\partial a = b$ and $\partial p/\partial b = a$: to each input goes
  what has arrived, times *the other* input.
- **Max gates.** All goes to the larger input, and nothing to the other one, because a small nudge of it changes
  nothing. ReLU is this gate with a 0 on the other side. (At a tie there is no derivative, and a program needs a
  convention: for a ReLU at 0, this course takes 0.)
- **A fork adds.** At a number that is used twice two gradients arrive, and add up.

Take $L = \max(ab + c,\; d)$ with $a = 2$, $b = 3$, $c = -1$, $d = 4$.
"""

# %% prediction [markdown]
r"""
Which of a, b, c and d has the largest gradient?

[ ] b, the largest number that is multiplied
    Times swaps: a = 2 arrives at b, and b = 3 at a.
[ ] d, the largest of the four numbers
    Compare what arrives there: a·b + c = 5 against d = 4. The gate is open for the 5, and 0 goes to d.
[x] a
    Times swaps its inputs, so b = 3 arrives at a, the largest of 3, 2, 1 and 0.
[ ] c, which is closer to the end than a and b
    Plus copies: exactly 1 arrives at c. Being close does not make it more.
"""

# %%
a, b, c, d = 2.0, 3.0, -1.0, 4.0
values = {"a": a, "b": b, "p": a * b, "c": c, "s": a * b + c, "d": d}
values["L"] = max(values["s"], d)
ds, dd = (1.0, 0.0) if values["s"] > d else (0.0, 1.0)  # max gates
dp, dc = ds, ds  # plus copies
da, db = dp * b, dp * a  # times swaps
show(plots.three_gates(values, {"a": da, "b": db, "p": dp, "c": dc, "s": ds, "d": dd}))

# %% proof
assert (values["s"], da, db, dc, dd) == (5, 3, 2, 1, 0)
at_zero = ReLU()
at_zero.forward(np.zeros((1, 1)), training=True)
assert at_zero.backward(np.ones((1, 1))) == 0

# %% [markdown]
r"""
## A program that differentiates itself

Each of these rules needs only the operation's own inputs. So let each number record how it was made: a `Value` holds a
number, its inputs, and the local derivative with respect to each. And a list, the **tape**, keeps all Values in the
order in which they are made.
"""

# %%
tape = []


class Value:
    """A number that remembers what it was made of."""

    def __init__(self, data, inputs=()):
        self.data = data
        self.inputs = inputs  # pairs: a Value, the local derivative with respect to it
        self.grad = 0.0  # will be ∂L/∂self
        tape.append(self)

    def __add__(self, other):  # plus copies
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __sub__(self, other):  # minus copies, with the sign turned for `other`
        return Value(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __mul__(self, other):  # times swaps
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])


# %% [markdown]
r"""
`__add__` is what Python calls for a `+`, so formulas made of +, − and · leave their trace on the tape. (Numbers in them
have to be Values, too: `a + Value(1.0)`, not `a + 1`.) Now the sweep back. A number is always made *after* what it is
made of. So if we go through the tape from its end, all that arrives at a Value is there before it passes anything on.
"""


# %%
def backward(loss):
    """Fill in ∂loss/∂v for every Value v on the tape."""
    for v in tape:
        v.grad = 0.0
    loss.grad = 1.0
    for v in reversed(tape):
        for source, local in v.inputs:  # each edge once
            source.grad += local * v.grad  # along, multiply; across, add


# %% prediction [markdown]
r"""
Let a be a Value of 3, L = a * a, and call backward(L). What would a.grad be if the last line had = in place of +=?

[ ] 6, as it should be: the derivative of a² is 2a
    With += it is. Times swaps: 3 arrives at a as the first factor, and 3 as the second.
[x] 3
    a is used twice, so two shares of 3 arrive. With = the second overwrites the first, where they should add up.
[ ] 9
    That is the value of L.
"""

# %%
tape.clear()  # a new calculation, a new tape
a = Value(3.0)
L = a * a
backward(L)
print(a.grad)

# %% proof
assert a.grad == 6
arrived_last = 0.0
for _, derivative in L.inputs:
    arrived_last = derivative * L.grad
assert arrived_last == 3

# %% [markdown]
r"""
Even $a \cdot a$ has two paths. The functions are still missing, each with its value and its local derivative side by
side:
"""


# %%
def tanh(v):
    t = np.tanh(v.data)
    return Value(t, [(v, 1 - t**2)])


def exp(v):
    e = np.exp(v.data)
    return Value(e, [(v, e)])


def log(v):
    return Value(np.log(v.data), [(v, 1 / v.data)])


# %% [markdown]
r"""
That is the whole engine: about thirty lines. First test, the two paths from above. We write only the *forward* pass.
"""

# %%
tape.clear()
w, x, u1, u2, v1, v2, y = map(Value, (0.3, 2.0, 2.0, -1.0, 1.0, 1.2, 1.0))
o1 = tanh(w * x)
y_hat = v1 * tanh(u1 * o1) + v2 * tanh(u2 * o1)
error = y - y_hat
L = error * error
backward(L)
print(f"at o1 {o1.grad:.2f}, at w {w.grad:.2f}")

# %%
given = ["w", "x", "u₁", "u₂", "v₁", "v₂", "y"]
upper_path, lower_path = ["u₁·o₁", "o₂₁", "v₁·o₂₁"], ["u₂·o₁", "o₂₂", "v₂·o₂₂"]
names = [*given, "w·x", "o₁", *upper_path, *lower_path, "ŷ", "error", "L"]
show(plots.tape(names, tape, marked="o₁"))

# %% proof
assert [round(float(v.grad), 2) for v in (o1, w)] == [0.26, 0.37]
assert len(tape) == len(names) == 18
positions = {id(v): k for k, v in enumerate(tape)}
assert all(positions[id(source)] < k for k, v in enumerate(tape) for source, _ in v.inputs)
by_hand = two_paths_gradients(**start)[1]
assert np.allclose(
    [w.grad, u1.grad, u2.grad, v1.grad, v2.grad],
    [by_hand[edge] for edge in (("w", "o1"), ("u1", "o21"), ("u2", "o22"), ("v1", "y_hat"), ("v2", "y_hat"))],
)

# %% [markdown]
r"""
0.26 and 0.37, as by hand. The picture is the tape. An arc leads from each number to whatever was made of it, and all
point to the right, so that reading from right to left is safe. The thick arcs leave $o_1$: it passes its gradient on to
$w \cdot x$ only when both shares have arrived.

The real test is a network for the XOR of [lecture 3](03_multilayer_perceptron.ipynb), with inputs −1 and 1: 4 rows of
2, 6 tanh units, one sigmoid output $p = \sigma(z)$. The cross-entropy of a row is $\ln(1 + e^z) - zy$ ([lecture
5](05_loss_functions.ipynb)), so the engine needs no sigmoid. An array may hold any objects; `@` then uses *their* `*`
and `+`, so every product lands on the tape. And `frompyfunc` applies a function of one number to each entry of an
array.
"""

# %%
rng = np.random.default_rng(0)
N, n, m = 4, 2, 6  # rows, inputs, hidden units
x = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
y = np.array([[0.0], [1.0], [1.0], [0.0]])
model = Sequential([Dense(n, m, rng), Tanh(), Dense(m, 1, rng), Sigmoid()], np.float64)
model.compile(SGD(0.5), BinaryCrossentropy())
first, _, second, _ = model.layers
W1, b1, W2, b2 = first.W, first.b, second.W, second.b
library_loss, library = model.loss_and_gradient(x, y)

values_of = np.frompyfunc(Value, 1, 1)
tanh_of = np.frompyfunc(tanh, 1, 1)


def loss_on_tape(W1, b1, W2, b2):
    """L, and the parameters as arrays of Values."""
    tape.clear()
    W1, b1, W2, b2 = values_of(W1), values_of(b1), values_of(W2), values_of(b2)
    z = tanh_of(values_of(x) @ W1 + b1) @ W2 + b2
    one, total = Value(1.0), Value(0.0)
    for label, logit in zip(y[:, 0], z[:, 0], strict=True):
        total = total + log(one + exp(logit)) - logit * Value(label)
    return total * Value(1 / N), (W1, b1, W2, b2)


# %%
L, parameters = loss_on_tape(W1, b1, W2, b2)
backward(L)
by_tape = np.array([v.grad for array in parameters for v in array.ravel()])
same = np.allclose(by_tape, library, rtol=0, atol=1e-14)
print(f"{len(tape)} Values; {by_tape.size} gradients, as the library's: {same}")

# %% proof
assert same
assert by_tape.size == 25
assert abs(L.data - library_loss) < 1e-12
assert np.abs(by_tape).max() > 0.05
assert len(tape) == 233
for seed in range(1, 4):
    other_rng = np.random.default_rng(seed)
    other = Sequential([Dense(n, m, other_rng), Tanh(), Dense(m, 1, other_rng), Sigmoid()], np.float64)
    other.compile(SGD(0.5), BinaryCrossentropy())
    cost, its_values = loss_on_tape(*[other.layers[k].parameters()[name] for k in (0, 2) for name in "Wb"])
    backward(cost)
    its_gradients = [v.grad for array in its_values for v in array.ravel()]
    assert np.allclose(its_gradients, other.loss_and_gradient(x, y)[1], rtol=0, atol=1e-13)

# %% [markdown]
r"""
All 25 gradients, to 14 decimals, and we wrote the forward pass only. PyTorch, JAX and TensorFlow rest on the same idea.
But they record operations on whole arrays: our next step.

## A whole layer, a whole batch

Four rows took 233 Values. But a whole array can be *one* entry of the tape, if we know how a gradient passes. Take a
dense layer. For a batch of $N$ rows with $n$ inputs and $m$ units,

$$z_{rj} = \sum_i x_{ri} W_{ij} + b_j, \qquad x\,(N, n), \quad W\,(n, m), \quad b\,(m), \quad z\,(N, m).$$

From the next layer arrives $dz = \partial L/\partial z$, a number for each row and unit: $(N, m)$. (In this course $dW$
is short for $\partial L/\partial W$, and has the shape of $W$.) Multiply along, add across:

- $W_{ij}$ acts on $z_{rj}$ in each row $r$, with the local derivative $x_{ri}$: $\;dW_{ij} = \sum_r x_{ri}\, dz_{rj}$.
- $b_j$ is added to $z_{rj}$ in each row, a fork with the local derivative 1: $\;db_j = \sum_r dz_{rj}$.
- $x_{ri}$ feeds all $m$ units of row $r$: $\;dx_{ri} = \sum_j dz_{rj} W_{ij}$, the two-path sum with $m$ paths.

These sums are matrix products:

$$dW = x^\top dz \;\;(n, m), \qquad
db = \sum_{\text{rows}} dz \;\;(m), \qquad
dx = dz\, W^\top \;\;(N, n).$$

You need not remember where the transpose stands: only one order fits the shapes. Whether $db$ is a sum or a mean they
do not say. But the loss is a mean, and its $1/N$ is in $dz$ already.
"""

# %%
show(plots.layer_products(n_rows=N, n_inputs=n, units=m))

# %% [markdown]
r"""
(With $N = n = m$ every wrong order fits as well. That is why the sizes here are 4, 2 and 6.) Now the tape. In place of
local derivatives, each `Array` knows how to pass its gradient back. The rules are those of the gates: times swaps, with
a transpose; plus copies; and the row $b$, added to each row of the batch, is a fork.
"""


# %%
class Array:
    """An array that knows how to pass its gradient back to its inputs."""

    def __init__(self, data, back=lambda _: None):
        self.data = data
        self.back = back  # takes ∂L/∂self, and adds to the gradients of the inputs
        self.grad = 0.0  # will be ∂L/∂self
        tape.append(self)


def matmul(A, B):
    def back(dC):  # C = A B: times swaps
        A.grad += dC @ B.data.T
        B.grad += A.data.T @ dC

    return Array(A.data @ B.data, back)


def add_row(A, row):
    def back(dC):
        A.grad += dC  # plus copies
        row.grad += dC.sum(axis=0)  # a fork adds

    return Array(A.data + row.data, back)


# %% [markdown]
r"""
The loss, from the logits $z$ as before, is one entry too. Its derivative for one row is $p - y$ (lecture 6).
"""


# %%
def tanh_array(A):
    a = np.tanh(A.data)

    def back(da):
        A.grad += da * (1 - a**2)

    return Array(a, back)


def relu_array(A):
    def back(da):
        A.grad += da * (A.data > 0)  # max gates

    return Array(np.maximum(A.data, 0), back)


def cross_entropy(z, y):
    """The mean over the rows of ln(1 + eᶻ) − zy."""
    p = 1 / (1 + np.exp(-z.data))

    def back(dL):
        z.grad += dL * (p - y) / len(y)

    return Array(np.mean(np.logaddexp(0, z.data) - z.data * y), back)


def backward_arrays(loss):
    """Fill in ∂loss/∂v for every Array v on the tape."""
    for v in tape:
        v.grad = np.zeros_like(v.data)
    loss.grad = 1.0
    for v in reversed(tape):
        v.back(v.grad)


# %% [markdown]
r"""
Each `back` is a vector-Jacobian product: it takes the gradient by the outputs and gives that by the inputs. The
Jacobian itself (for $xW_1$ by $x$ it has $24 \cdot 8$ entries) is never built. Now a network of any depth, with layers
counted from 1. A step against all gradients, again and again, trains it on XOR:
"""


# %%
def step_on_tape(x, y, W, b, phi=tanh_array):
    """The logits, L, and its gradients: dicts by layer, as W and b."""
    tape.clear()
    W, b = ({k: Array(v) for k, v in arrays.items()} for arrays in (W, b))
    z = add_row(matmul(Array(x), W[1]), b[1])
    for k in range(2, len(W) + 1):
        z = add_row(matmul(phi(z), W[k]), b[k])
    L = cross_entropy(z, y)
    backward_arrays(L)
    dW, db = ({k: v.grad for k, v in arrays.items()} for arrays in (W, b))
    return z.data, L.data, dW, db


W, b = {1: W1, 2: W2}, {1: b1, 2: b2}
for step in range(301):
    z, L, dW, db = step_on_tape(x, y, W, b)
    if step == 0:
        by_arrays = np.concatenate([each.ravel() for each in (dW[1], db[1], dW[2], db[2])])
        same = np.allclose(by_arrays, by_tape, rtol=0, atol=1e-14)
        print(f"{len(tape)} Arrays; gradients as by the tape of Values: {same}")
    if step % 100 == 0:
        print(f"after {step:>3} steps: loss {L:.3f}")
    W = {k: W[k] - 0.5 * dW[k] for k in W}
    b = {k: b[k] - 0.5 * db[k] for k in b}
p = 1 / (1 + np.exp(-z))
print("XOR is 0, 1, 1, 0; said:", *[f"{said:.2f}" for said in p[:, 0]])

# %% proof
assert same
assert len(tape) == 11
after_training = []
for seed in range(10):
    seed_rng = np.random.default_rng(seed)
    trained = Sequential([Dense(n, m, seed_rng), Tanh(), Dense(m, 1, seed_rng), Sigmoid()], np.float64)
    if seed == 0:  # the lecture's own start: the library must arrive where the tape did
        trained.parameters[...] = np.concatenate([array.ravel() for array in (W1, b1, W2, b2)])
    trained.compile(SGD(0.5), BinaryCrossentropy())
    for _ in range(300):
        trained.train_step(x, y)
    after_training.append(trained.loss_and_gradient(x, y)[0])
assert abs(after_training[0] - L) < 1e-9
assert max(after_training) < 0.05
for label in (0.0, 1.0):
    sure_loss = cross_entropy(Array(np.array([[40.0]])), np.array([[label]]))
    assert np.isclose(sure_loss.data, 40 * (1 - label), atol=1e-12)
draw = np.random.default_rng(1)
some_x, some_W, some_dz = (Array(draw.normal(size=shape)) for shape in ((N, n), (n, m), (N, m)))
tape[:] = [some_x, some_W]
product = matmul(some_x, some_W)
jacobian = np.kron(np.eye(N), some_W.data.T)  # of the 24 outputs by the 8 inputs
for array in tape:
    array.grad = np.zeros_like(array.data)
product.back(some_dz.data)
assert jacobian.shape == (24, 8)
assert np.allclose(product.data.ravel(), jacobian @ some_x.data.ravel())
assert np.allclose(some_x.grad.ravel(), some_dz.data.ravel() @ jacobian)

# %% proof this_run=true
assert np.abs(p - y).max() < 0.1

# %% [markdown]
r"""
Eleven entries in place of 233, and XOR is learned.
"""

# %% prediction [markdown]
r"""
The loss is known. Which of the results on the way, xW₁, z₁, a₁, a₁W₂ and z₂, must be kept for the way back?

[ ] All: the way back is the way there, read backwards
    Each `back` reads only what stands in it. Plus reads no numbers at all.
[x] a₁ alone
    dW₂ is a₁ᵀ dz₂, and the tanh's derivative is 1 − a₁². (The loss keeps p, and no z₂.)
[ ] None: the weights and x are enough
    They are, at the price of a second forward pass.
"""

# %%
first_step = step_on_tape(x, y, {1: W1, 2: W2}, {1: b1, 2: b2})
names = ["W₁", "W₂", "b₁", "b₂", "x", "xW₁", "z₁", "a₁", "a₁W₂", "z₂", "L"]
shapes = {name: v.data.shape for name, v in zip(names, tape, strict=True)}
made_of = {"xW₁": ["x", "W₁"], "z₁": ["xW₁", "b₁"], "a₁": ["z₁"], "a₁W₂": ["a₁", "W₂"],
           "z₂": ["a₁W₂", "b₂"], "L": ["z₂"]}  # fmt: skip
show(array_gradients.tape_of_arrays(shapes, made_of, kept=["x", "W₁", "a₁", "W₂"]))


# %% proof
def gradients_if_lost(lost):
    """The gradients by layer, if after the forward pass the arrays of these names hold NaN."""
    tape.clear()
    on_tape = {"W₁": W1, "W₂": W2, "b₁": b1, "b₂": b2, "x": x}
    on_tape = {name: Array(data.copy()) for name, data in on_tape.items()}
    for name, (left, right) in {"xW₁": ("x", "W₁"), "a₁W₂": ("a₁", "W₂")}.items():
        on_tape[name] = matmul(on_tape[left], on_tape[right])
        k = name[-1]
        on_tape["z" + k] = add_row(on_tape[name], on_tape["b" + k])
        if k == "₁":
            on_tape["a₁"] = tanh_array(on_tape["z₁"])
    loss = cross_entropy(on_tape["z₂"], y)
    for name in lost:
        on_tape[name].data[...] = np.nan
    backward_arrays(loss)
    return {name: on_tape[name].grad for name in ("W₁", "b₁", "W₂", "b₂", "x")}


_, _, first_dW, first_db = first_step
without = gradients_if_lost(["b₁", "b₂", "xW₁", "z₁", "a₁W₂", "z₂"])
for k, place in ((1, "₁"), (2, "₂")):
    assert np.array_equal(without["W" + place], first_dW[k])
    assert np.array_equal(without["b" + place], first_db[k])
assert np.array_equal(without["x"], gradients_if_lost([])["x"])
for needed in ("x", "W₁", "a₁", "W₂"):
    assert any(np.isnan(gradient).any() for gradient in gradients_if_lost([needed]).values())
assert [np.isnan(gradient).any() for gradient in gradients_if_lost(["W₁"]).values()] == [0, 0, 0, 0, 1]
step_on_tape(x, y, {1: W1, 2: W2}, {1: b1, 2: b2})

# %% [markdown]
r"""
($W_1$ is filled for $dx$ alone.)

**What it costs** in time: forwards, a dense layer takes $Nnm$ multiplications; backwards, with its two products,
$2Nnm$. So a training step costs about three predictions, however many weights there are.

And in memory: besides the weights, what is filled must be *kept* from the way there to the way back; of a ReLU, where
it was active. The digit network keeps 4,096 numbers for a batch of 128 rows, besides the batch itself (half of them the
ReLU's yes or no): more than three times its 1,210 parameters, and that grows with the batch. When a large network runs
out of memory in training but not in use, this is often why. A remedy is **gradient checkpointing**: keep the arrays of
a few layers, and compute the others again on the way back.

## ReLU, sigmoid and cross-entropy: the whole derivation

Write down what `backward_arrays` does, entry by entry, and you have the algorithm as people write it by hand. Let the
layers be counted by $k = 1, \dots, K$, with $a_0 = x$ and

$$z_k = a_{k-1} W_k + b_k, \qquad a_k = \varphi(z_k) \;\text{ for } k < K, \qquad p = \sigma(z_K),$$

$$L = -\frac{1}{N} \sum_{\text{rows}} \big[\, y \ln p + (1 - y) \ln (1 - p) \,\big].$$

*The start.* For each row,
$\frac{\partial L}{\partial p} = \frac1N \frac{p - y}{p\,(1-p)}$, and the sigmoid's derivative $p\,(1-p)$ cancels the
denominator, as in [lecture 6](06_backprop_by_hand.ipynb): prediction minus label is left. (In code that is safer,
too: for a very sure prediction the denominator is rounded to 0.)

$$dz_K = (p - y)/N .$$

*Each layer*, for $k = K, K-1, \dots, 1$:

$$dW_k = a_{k-1}^\top\, dz_k, \qquad db_k = \sum_{\text{rows}} dz_k,$$

$$da_{k-1} = dz_k\, W_k^\top, \qquad dz_{k-1} = da_{k-1} \cdot \varphi'(z_{k-1}) \qquad (\text{not for } k = 1).$$

That is the backpropagation algorithm of the textbooks; many write $\delta$ for $dz$, or have examples as columns. Here
$\varphi'$ is $1 - a^2$ for tanh, and for a ReLU a gate, $[z > 0]$ (1 where it is true, else 0). So a unit whose
$\varphi'$ is nearly 0 in every row hardly learns, nor does anything that acts through it alone.
"""


# %%
def tanh_prime(a):
    """1 − tanh², by the output a."""
    return 1 - a**2


def relu(z):
    return np.maximum(z, 0)


def relu_prime(a):
    """The gate [z > 0], by the output a."""
    return a > 0


# %%
def backpropagate(x, y, W, b, phi=np.tanh, phi_prime=tanh_prime):
    """L, dW and db, by layer; φ of the hidden units, and φ′ by the output a."""
    K, a = len(W), {0: x}
    for k in range(1, K):
        a[k] = phi(a[k - 1] @ W[k] + b[k])
    z = a[K - 1] @ W[K] + b[K]
    L = np.mean(np.logaddexp(0, z) - z * y)

    dW, db = {}, {}
    dz = (1 / (1 + np.exp(-z)) - y) / len(x)  # the one place where we divide by N
    for k in range(K, 0, -1):
        dW[k], db[k] = a[k - 1].T @ dz, dz.sum(axis=0)
        if k > 1:
            da = dz @ W[k].T
            dz = da * phi_prime(a[k - 1])
    return L, dW, db


# %%
sizes = [2, 6, 6, 1]  # three layers
W = {k: rng.normal(size=sizes[k - 1 : k + 1]) for k in (1, 2, 3)}
b = {k: rng.normal(size=sizes[k]) for k in (1, 2, 3)}
for name, phi, prime, on_tape in (
    ("ReLU", relu, relu_prime, relu_array),
    ("tanh", np.tanh, tanh_prime, tanh_array),
):
    L, dW, db = backpropagate(x, y, W, b, phi, prime)
    _, _, dW_tape, db_tape = step_on_tape(x, y, W, b, on_tape)
    pairs = [(here[k], there[k]) for here, there in ((dW, dW_tape), (db, db_tape)) for k in W]
    same = all(np.allclose(ours, theirs, rtol=0, atol=1e-13) for ours, theirs in pairs)
    print(f"{name}: {sum(ours.size for ours, _ in pairs)} gradients by hand, as by the tape: {same}")

# %% proof
assert same
for seed in range(5):  # the ReLU as the library has it
    draw = np.random.default_rng(seed)
    deep = Sequential([Dense(2, 6, draw), ReLU(), Dense(6, 6, draw), ReLU(), Dense(6, 1, draw), Sigmoid()], np.float64)
    deep.parameters[...] = draw.normal(size=deep.parameters.shape)
    deep.compile(SGD(0.5), BinaryCrossentropy())
    its_W, its_b = ({k: getattr(deep.layers[2 * k - 2], name) for k in (1, 2, 3)} for name in "Wb")
    _, its_dW, its_db = backpropagate(x, y, its_W, its_b, relu, relu_prime)
    _, _, on_tape_dW, on_tape_db = step_on_tape(x, y, its_W, its_b, relu_array)
    expected = deep.loss_and_gradient(x, y)[1]
    for of_W, of_b in ((its_dW, its_db), (on_tape_dW, on_tape_db)):
        found = np.concatenate([each[k].ravel() for k in (1, 2, 3) for each in (of_W, of_b)])
        assert np.allclose(found, expected, rtol=0, atol=1e-13)
assert sum(ours.size for ours, _ in pairs) == 67
assert min(np.abs(ours).max() for ours, _ in pairs) > 1e-3
for seed in range(5):
    draw = np.random.default_rng(seed)
    deep = Sequential([Dense(2, 6, draw), Tanh(), Dense(6, 6, draw), Tanh(), Dense(6, 1, draw), Sigmoid()], np.float64)
    deep.parameters[...] = draw.normal(size=deep.parameters.shape)
    deep.compile(SGD(0.5), BinaryCrossentropy())
    its_W, its_b = ({k: getattr(deep.layers[2 * k - 2], name) for k in (1, 2, 3)} for name in "Wb")
    its_loss, its_dW, its_db = backpropagate(x, y, its_W, its_b)
    expected_loss, expected = deep.loss_and_gradient(x, y)
    found = np.concatenate([each[k].ravel() for k in (1, 2, 3) for each in (its_dW, its_db)])
    assert np.isclose(its_loss, expected_loss)
    assert np.allclose(found, expected, rtol=0, atol=1e-13)
with np.errstate(divide="ignore", invalid="ignore"):
    sure = 1 / (1 + np.exp(-np.array([40.0])))
    assert np.isnan((sure - 0) / (sure * (1 - sure)) * (sure * (1 - sure))).all()

# %% [markdown]
r"""
With a softmax over many classes it starts much alike: see the appendix.

## Is it right? Checking a gradient

A wrong gradient rarely crashes. The network trains, only worse, and you suspect the learning rate. So test it, with a
small step to each side (a **central difference**):

$$\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h} .$$

How small should $h$ be? Take $f(x) = e^x$ at $x = 1$, whose derivative we know: $e$.
"""

# %% prediction [markdown]
r"""
As h shrinks from 10⁻¹ to 10⁻¹⁵, what does the error of the central difference do?

[ ] It shrinks all the way
    With exact numbers, yes. The machine keeps about 16 digits: f(x + h) and f(x − h) agree in more and more of them,
    and little is left of their difference.
[ ] It shrinks, then stays flat
    The rounding error is divided by 2h: the smaller h is, the more that magnifies it.
[x] It shrinks, then grows again
    At first what the step itself gets wrong fades. Then the rounding error, divided by an ever smaller 2h, takes over.
"""

# %%
steps = 10.0 ** -np.arange(1, 15.5, 0.5)
errors = np.abs((np.exp(1 + steps) - np.exp(1 - steps)) / (2 * steps) - np.e)
one_sided = np.abs((np.exp(1 + steps) - np.e) / steps - np.e)
truncation, rounding = steps**2 * np.e / 6, np.finfo(float).eps * np.e / steps
show(plots.finite_difference_error(steps, errors, one_sided, truncation, rounding))

# %% proof
error_at = {exponent: errors[round(2 * (exponent - 1))] for exponent in (3, 5, 11, 15)}
assert abs(error_at[3] / 4.5e-7 - 1) < 0.02
assert error_at[5] < 1e-9
assert error_at[11] > 1e-7
assert error_at[15] > 1e-3
assert 1e-8 < steps[errors.argmin()] < 1e-4
assert abs(np.finfo(float).eps ** (1 / 3) - 6e-6) < 1e-7
assert np.isclose(errors[2] / errors[4], 100, rtol=0.05)
assert np.isclose(one_sided[2] / one_sided[4], 10, rtol=0.05)
assert 1e-5 < one_sided[8] < 2e-5
assert np.isclose(steps[8], 1e-5)
parabola = [5 * x_at**2 + 3 * x_at for x_at in (0.9, 1.0, 1.1)]
assert abs((parabola[2] - parabola[0]) / 0.2 - 13) < 1e-12  # the bend cancels
assert abs((parabola[2] - parabola[1]) / 0.1 - 13.5) < 1e-12

# %% [markdown]
r"""
A valley. On its left side the **truncation error** rules. With a step to each side the bend of the curve cancels, since
it bends alike on both. What is left is how the bend itself changes, $f'''$, and that falls with $h^2$. With one side
only (hollow dots) the bend stays in: at $h = 10^{-5}$ the error is above $10^{-5}$, against less than $10^{-9}$. On the
right side the **rounding error** rules. **A smaller $h$ is not a safer $h$.** The bottom lies near $h =
\varepsilon^{1/3} \approx 6 \cdot 10^{-6}$, if $x$ and the derivatives are of size about 1; $\varepsilon = 2 \cdot
10^{-16}$ is the relative spacing of float64 numbers.

## Four mistakes, by their ratios

Four people wrote `backpropagate`, each with one mistake:

1. $\varphi'$ is forgotten.
2. `db` is a mean over the rows.
3. $1/N$ stands in the loss and in each gradient.
4. A loop over the rows has `=` where $dW$ and $db$ need `+=`.

Here is each of their 67 gradients, divided by the numerical one. (Triangles: beyond the axis.)
"""

# %%
_, planted, planted_db = backpropagate(x, y, W, b, phi_prime=np.ones_like)
_, last_dW, last_db = backpropagate(x[-1:], y[-1:], W, b)  # by the last row alone
theirs = {
    "a": {f"W{k}": dW[k] / N for k in W} | {f"b{k}": db[k] / N for k in b},
    "b": {f"W{k}": planted[k] for k in W} | {f"b{k}": planted_db[k] for k in b},
    "c": {f"W{k}": last_dW[k] / N for k in W} | {f"b{k}": last_db[k] / N for k in b},
    "d": {f"W{k}": dW[k] for k in W} | {f"b{k}": db[k] / N for k in b},
}
numerical = {}
for k in W:
    numerical[f"W{k}"] = numerical_gradient(lambda w, k=k: backpropagate(x, y, {**W, k: w}, b)[0], W[k])
    numerical[f"b{k}"] = numerical_gradient(lambda w, k=k: backpropagate(x, y, W, {**b, k: w})[0], b[k])
ratios = {who: {name: found[name] / numerical[name] for name in numerical} for who, found in theirs.items()}
show(array_gradients.wrong_over_right(ratios)[0])


# %% proof
def only_rows_add_up(x, y, W, b):
    """dW[1] by a loop over the rows, with += and with =."""
    added, overwritten = 0, None
    for row, label in zip(x, y, strict=True):
        of_row = backpropagate(row[None], label[None], W, b)[1][1] / len(x)
        added, overwritten = added + of_row, of_row
    return added, overwritten


added, overwritten = only_rows_add_up(x, y, W, b)
assert np.allclose(added, dW[1])
assert np.array_equal(overwritten, last_dW[1] / N)
for seed in range(5):
    draw = np.random.default_rng(seed)
    W_, b_ = ({k: draw.normal(size=part[k].shape) for k in part} for part in (W, b))
    _, true_dW, true_db = backpropagate(x, y, W_, b_)
    _, bare_dW, bare_db = backpropagate(x, y, W_, b_, phi_prime=np.ones_like)
    _, one_dW, one_db = backpropagate(x[-1:], y[-1:], W_, b_)
    assert np.array_equal(bare_dW[3], true_dW[3])
    assert np.array_equal(bare_db[3], true_db[3])
    for k in (1, 2):
        assert np.median(np.abs(bare_dW[k] / true_dW[k] - 1)) > 0.1
        assert np.median(np.abs(bare_db[k] / true_db[k] - 1)) > 0.1
    for k in (1, 2, 3):
        assert np.median(np.abs(one_dW[k] / N / true_dW[k] - 1)) > 0.1
        assert np.ptp(one_dW[k] / N / true_dW[k]) > 0.1
for name, found in ratios["a"].items():
    assert np.allclose(found, 1 / 4, rtol=1e-4), name
for name, found in ratios["d"].items():
    assert np.allclose(found, 1 if name[0] == "W" else 1 / 4, rtol=1e-4), name
for name, found in ratios["b"].items():
    assert np.allclose(found, 1, rtol=1e-4) == (name[1] == "3"), name

# %% [markdown]
r"""
**Who made which?** Match letters and numbers before you unfold.

<details><summary>The answers</summary>

- a is 3: a quarter everywhere, and there are 4 rows. In training it looks like a smaller learning rate.
- b is 1: only the last layer is right, for no $\varphi'$ lies behind it.
- c is 4: no pattern, and the last layer is wrong, too. The last row alone is left.
- d is 2: the biases are a quarter.

So look from the loss backwards: the mistake lies where the ratio first leaves 1.
</details>

`check_gradient` does the comparing for you. Here are our gradient and b's:
"""


# %%
def loss_of_W1(W1):
    """L as a function of the first layer's weights alone."""
    return backpropagate(x, y, {**W, 1: W1}, b)[0]


right = check_gradient(loss_of_W1, dW[1], W[1])
wrong = check_gradient(loss_of_W1, planted[1], W[1])
print(f"ours:    passed {right.passed}, error below 1e-7: {right.relative_error < 1e-7}")
print(f"planted: passed {wrong.passed}, error {wrong.relative_error:.2f} at W1{list(wrong.where)}")

# %% proof
assert right.passed
assert right.relative_error < 1e-7
assert not wrong.passed
assert wrong.relative_error > 0.1
assert np.isclose(np.finfo(float).eps, 2e-16, rtol=0.15)


def forgotten_factor_passes(size, seed):
    """Whether a missing tanh′ passes the check at weights of this size, of two layers; and its error."""
    draw = np.random.default_rng(seed)
    some_x, some_y = draw.normal(size=(5, 3)), draw.integers(0, 2, (5, 1)).astype(float)
    W = {1: size * draw.normal(size=(3, 5)), 2: draw.normal(size=(5, 1))}
    b = {1: np.zeros(5), 2: np.zeros(1)}

    def loss_of_first(first):
        return backpropagate(some_x, some_y, {**W, 1: first}, b)[0]

    assert size == 1 or np.tanh(some_x @ W[1]).max() ** 2 < 1e-8
    _, true, _ = backpropagate(some_x, some_y, W, b)
    _, missing, _ = backpropagate(some_x, some_y, W, b, phi_prime=np.ones_like)
    assert check_gradient(loss_of_first, true[1], W[1]).passed
    nothing = {**W, 2: np.zeros((5, 1))}
    at_zero = check_gradient(
        lambda first: backpropagate(some_x, some_y, {**nothing, 1: first}, b)[0],
        backpropagate(some_x, some_y, nothing, b, phi_prime=np.ones_like)[1][1],
        W[1],
    )
    assert at_zero.passed
    report = check_gradient(loss_of_first, missing[1], W[1])
    return report.passed, report.relative_error


for seed in range(10):
    passed, error_found = forgotten_factor_passes(1.0, seed)
    assert not passed
    assert error_found > 0.1
    assert forgotten_factor_passes(1e-5, seed)[0]
kink = numerical_gradient(lambda z: np.maximum(z, 0).sum(), np.array([1e-7]))
assert 0.4 < kink[0] < 0.6  # between the two derivatives, 0 and 1
beside = check_gradient(lambda z: np.maximum(z, 0).sum(), np.array([1.0]), np.array([1e-7]))
assert beside.passed  # the library leaves it out


def right_slope_passes(z):
    """Whether the right derivative of a ReLU, 1, passes at z > 0."""
    return check_gradient(lambda w: np.maximum(w, 0).sum(), np.array([1.0]), np.array([z])).passed


assert not right_slope_passes(3e-6)  # between w − h and w + h lies the corner, and it is not left out
h = np.finfo(float).eps ** (1 / 3)
passing = np.mean([right_slope_passes(share * h) for share in (np.arange(300) + 0.5) / 300])
assert abs(passing - 1 / 15) < 0.01
assert right_slope_passes(1.1 * h)
of_two_sizes = check_gradient(lambda w: w[0] + 1e-7 * w[1], np.array([1.0, 5e-7]), np.zeros(2))
assert of_two_sizes.passed  # the second is five times too large
assert not check_gradient(lambda w: w[0] + 1e-7 * w[1], np.array([1.0, 5e-5]), np.zeros(2)).passed
in_single = check_gradient(lambda W: float(np.float32(loss_of_W1(W))), dW[1], W[1])
assert not in_single.passed  # float32 has too few digits
runs = []
by_directions = check_gradient(lambda W: runs.append(1) or loss_of_W1(W), dW[1], W[1], directions=5)
assert by_directions.passed
assert len(runs) == 10
assert not check_gradient(loss_of_W1, planted[1], W[1], directions=5).passed
runs.clear()
check_gradient(lambda W: runs.append(1) or loss_of_W1(W), dW[1], W[1])
assert len(runs) == 2 * W[1].size

# %% [markdown]
r"""
It finds the bug and says where it is worst. It passes a difference below $10^{-6}$, relative to the *largest* entry; so
an entry a million times smaller may be wrong unseen. How far can it be trusted? Four rules:

1. *Compute in float64.* The 7 digits of float32 leave too little of a difference.
2. *Choose weights at which no factor is 0 or nearly 1.* At $W_2 = 0$ nothing arrives at the first layer. With first
   weights of size $10^{-5}$ and no biases, $\tanh'$ is 1 to eight digits. Both times the gradient without $\varphi'$
   passes. Weights that bring sums of size about 1 do well.
3. *Mind the corners.* If the two steps lie on different sides of a ReLU's corner, the quotient lies between its two
   derivatives, and a right gradient looks wrong. (`check_gradient` leaves an entry out only if it stands almost on the
   corner, within a fifteenth of $h$.) So if a check fails, try other weights before you search.
4. *Keep it small.* A check costs *two forward passes for each entry*; with `directions=5`, along five random
   directions, ten in all. And nothing in the forward pass may be drawn anew each time.

## In one table

| What | Formula | Remember |
|---|---|---|
| along a path | $\partial L/\partial w = (\partial L/\partial o)(\partial o/\partial w)$ | multiply |
| across paths | $\partial L/\partial o = \sum_j (\partial L/\partial o_j)(\partial o_j/\partial o)$ | add |
| memoization | 41 visits instead of 2,097,151 | each edge once; the distributive law |
| reverse mode | one sweep back instead of 1,210 forwards | one loss, many weights |
| plus, times, max, fork | copies, swaps, gates, adds | at a number that is used twice two gradients arrive: `+=` |
| dense layer | $dW = x^\top dz, \;\; db = \sum dz, \;\; dx = dz\,W^\top$ | the shapes choose the transpose |
| output and cross-entropy | $dz_K = (p - y)/N$ | the sigmoid's derivative cancels |
| one layer back | $dz_{k-1} = (dz_k W_k^\top) \cdot \varphi'(z_{k-1})$ | from the last layer to the first |
| gradient check | $\frac{L(w+h) - L(w-h)}{2h}$ | $h$ near $6\cdot 10^{-6}$; smaller is not safer |

## Check yourself

<details><summary>1. With a pencil: L = (a·b + a)², a = 1, b = 2. What are ∂L/∂a and ∂L/∂b?</summary>

The bracket is 3, and $2 \cdot 3 = 6$ arrives at it. Plus copies it, to $a$ and to the product. Times swaps: from the
product another $6 \cdot 2 = 12$ arrives at $a$, and $6 \cdot 1$ at $b$. So $\partial L/\partial a = 6 + 12 = 18$ and
$\partial L/\partial b = 6$.
</details>

<details><summary>2. When would you rather sweep forwards?</summary>

With few inputs and many outputs: one parameter of a simulation, say, and a thousand measurements.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/07_backpropagation/07_backpropagation.ipynb): adding up over paths, the
backward passes of activations, a dense layer, a softmax output and a network of two layers, a numerical gradient, and a
check that lets something through. Then go on to [lecture 8](08_gradient_descent.ipynb): you know which way is down, and
how far do you step?

## Appendix: ten classes instead of two

With $K$ classes the loss of a row is $-\sum_j y_j \ln p_j$, where $p_j = e^{z_j} / S$ and $S = \sum_i e^{z_i}$. A score
$z_k$ moves *all* probabilities, since it stands in $S$: by the quotient rule,
$\partial p_j/\partial z_k = p_j\,([j = k] - p_k)$. So there are $K$ paths from $z_k$ to the loss, and paths add up:

$$\frac{\partial L}{\partial z_k} = \frac1N \sum_j \left(-\frac{y_j}{p_j}\right) p_j\,\big([j = k] - p_k\big).$$

Now $p_j$ cancels, one term has $[j = k] = 1$, and the labels of a row sum to 1. What is left, and does it look
familiar? Write it down for question 5 of the exercise.
"""

# %% proof
logits = rng.normal(size=(5, 3))
y_true = one_hot(np.array([0, 2, 1, 1, 0]), 3)
by_formula = (softmax(logits) - y_true) / len(logits)
by_nudging = numerical_gradient(lambda z: CategoricalCrossentropy(from_logits=True)(y_true, z)[0], logits)
assert np.abs(by_formula - by_nudging).max() < 1e-8
assert np.abs(by_formula).max() > 0.05
q = softmax(logits[:1])[0]
jacobian = np.array([numerical_gradient(lambda z, j=j: softmax(z[None])[0, j], logits[0]) for j in range(3)])
assert np.allclose(jacobian, q[:, None] * (np.eye(3) - q), atol=1e-8)

# %% [markdown]
r"""
<details><summary>For readers of the handwritten notes</summary>

In the names of the notes, $w$ of the two paths is $w^1_{11}$, $u_1$ and $u_2$ are $w^2_{11}$ and $w^2_{12}$, and $v_1$
and $v_2$ are $w^3_{11}$ and $w^3_{21}$. Slips of this topic, with what is right; each is computed in the course's
tests.

- Notes 0 turn a factor upside down ($\partial O/\partial w \cdot \partial O/\partial E$; the second is
  $\partial E/\partial O$) and end a chain for $w_{11}$ in $\partial z_2/\partial w_{12}$.
- Notes 1 say that one forward and one backward pass make one epoch. That holds only where all rows go through at once.
- Notes 2 and 3 lead the paths through the weights, $\partial o/\partial w_{21} \cdot \partial w_{21}/\partial w_{11}$;
  they lead through the outputs.
- Notes 3 write $-2(10 - 1.083) = -12.834$. It is $-17.834$, and most of the gradients behind it were made with the
  right number: $-17.834 \cdot 1.18 = -21.04$.
- Notes 3, 2-3-2-1 network with linear units: the second path of $w^1_{11}$ goes from unit 1 to unit *2*, so
  $w^3_{11} w^2_{11} x_1 + w^3_{21} w^2_{12} x_1$. In the lines for $b_{12}$ and $b_{13}$ the first path leaves unit 2
  or 3: $w^2_{21}$, $w^2_{31}$. And between layer 2 and $\hat y$ lies $w^3_{11}$, which its gradients lack.
- Notes 3 write $\frac{\partial L}{\partial W} = \frac1m\,x\,(y - \hat y)^\top$ (examples in columns). The error is
  $\hat y - y$; with the wrong sign a step down goes up. The bracket $-\frac{y}{\hat y} + \frac{1-y}{1-\hat y}$ is
  $\partial L/\partial \hat y$, not $\partial \hat y/\partial w_1$, and in $\sigma'(z_2)$ both factors stand at $z_2$.
</details>
"""

# %% proof
assert round(-2 * (10 - 1.083), 3) == -17.834
assert round(-17.834 * 1.18, 2) == -21.04
rng = np.random.default_rng(7)
V = [None, rng.normal(size=(2, 3)), rng.normal(size=(3, 2)), rng.normal(size=(2, 1))]  # V[k][i, j], counted from 0
row, target = np.array([1.5, -0.5]), 1.0
error = -2 * (target - (row @ V[1] @ V[2] @ V[3])[0])
by_units = error * (V[3][0, 0] * V[2][0, 0] + V[3][1, 0] * V[2][0, 1]) * row[0]
by_notes = error * (V[3][0, 0] * V[2][0, 0] + V[3][1, 0] * V[2][1, 0]) * row[0]
by_nudging = numerical_gradient(lambda V1: (target - (row @ V1 @ V[2] @ V[3])[0]) ** 2, V[1])[0, 0]
assert abs(by_units - by_nudging) < 1e-6
assert abs(by_notes - by_nudging) > 1e-3
loss, its_dW, _ = backpropagate(x, y, W, b)
down, *_ = backpropagate(x, y, {**W, 2: W[2] - 0.1 * its_dW[2]}, b)
up, *_ = backpropagate(x, y, {**W, 2: W[2] + 0.1 * its_dW[2]}, b)
assert down < loss < up
