# %% [markdown]
r"""
# 7 · Backpropagation

*A weight can reach the loss by a million paths. You will see why one sweep back is enough to account for all of them,
and you will write that sweep.*

**You will be able to**

- follow a gradient through a graph by hand: multiply along a path, add across paths;
- derive the gradients of a network with ReLU hidden units, a sigmoid output and binary cross-entropy;
- write the backward pass of a layer for a whole batch, letting the shapes choose the transposes;
- count what memory saves, and say what it costs;
- find out whether a gradient is right, and know how far such a check can be trusted.

**It builds on** the forward pass, derivatives and the chain rule; the first two sections recall what is needed.
**Time:** about 35 minutes. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, BinaryCrossentropy, CategoricalCrossentropy, Dense, ReLU, Sequential, Sigmoid
from dlcourse import accuracy, check_gradient, load_digits, numerical_gradient, one_hot
from dlcourse import relu, sigmoid, softmax, train_test_split
from dlcourse.plots import show
from dlcourse.plots.backpropagation import finite_difference_error, three_gates, training_loss, two_paths
from dlcourse.plots.backpropagation import visits_by_depth
from dlcourse.widgets import two_paths_explorer, two_paths_gradients

# %% [markdown]
r"""
## A million paths, forty stops

Take a narrow, deep network: 20 hidden layers with only 2 units each, every unit wired to both units of the next layer.
A number that enters at the bottom can reach the top by many routes: at each layer it goes through the left unit or the
right one. To learn, a weight near the bottom has to know its effect on the loss, and its effect travels along *every*
one of those routes.

Make a guess before you run the cell: how many routes are there? And how many units would you have to stop at, if you
stopped at each one only once?
"""

# %%
depth, width = 20, 2
one_layer_up = np.ones((width, width), dtype=int)  # a wire from each unit to each unit of the next layer
paths = np.linalg.matrix_power(one_layer_up, depth - 1).sum()
print(f"{paths:,} paths from the first hidden layer to the last; {depth * width} units")

# %% proof
assert paths == 1_048_576
assert depth * width == 40

# %% [markdown]
r"""
Over a million paths, forty stops. If we had to walk each path, deep networks could not be trained at all.
Backpropagation stops at each unit once. This lecture is about why that is not a shortcut that loses something: it
gives the *same* number, exactly.

We start with the smallest pieces: one path, then two.

## One path: multiply

Here is a chain with one weight at its start. The weight scales the input, a tanh unit takes the result, a second unit
follows, and the loss compares the end with the target:

$$o_1 = \tanh(w x), \qquad o_{21} = \tanh(u_1 o_1), \qquad \hat y = v_1 o_{21}, \qquad L = (y - \hat y)^2 .$$

Turn $w$ up a little. How much does $L$ move? Each link passes the movement on, scaled by its own slope. So the slopes
multiply:

$$\frac{\partial L}{\partial w} =
\frac{\partial L}{\partial \hat y} \cdot
\frac{\partial \hat y}{\partial o_{21}} \cdot
\frac{\partial o_{21}}{\partial o_1} \cdot
\frac{\partial o_1}{\partial w}
= -2\,(y - \hat y) \cdot v_1 \cdot (1 - o_{21}^2)\,u_1 \cdot (1 - o_1^2)\,x .$$

The derivative of $\tanh z$ is $1 - \tanh^2 z$, and $\tanh z$ is a number that the forward pass has already computed.
That is why the forward pass runs first: the slopes are made of its results.
"""

# %%
w, x, y = 0.3, 2.0, 1.0
u1, v1 = 2.0, 1.0

o1 = np.tanh(w * x)
o21 = np.tanh(u1 * o1)
y_hat = v1 * o21

slopes = [-2 * (y - y_hat), v1, (1 - o21**2) * u1, (1 - o1**2) * x]
dw = np.prod(slopes)
print("slopes, from the loss down to w:", np.round(slopes, 3))
print(f"their product, dL/dw = {dw:.4f}")

# %% [markdown]
r"""
Does the number mean what it says? Nudge $w$ by one thousandth and look. The loss should change by about one
thousandth of the slope.
"""

# %%
nudge = 0.001
loss_before = (y - v1 * np.tanh(u1 * np.tanh(w * x))) ** 2
loss_after = (y - v1 * np.tanh(u1 * np.tanh((w + nudge) * x))) ** 2
print(f"predicted change {dw * nudge:.7f}   measured change {loss_after - loss_before:.7f}")

# %% proof
assert abs((loss_after - loss_before) / (dw * nudge) - 1) < 0.01

# %% [markdown]
r"""
They agree in their leading digits, and the small difference is the *nudge's* fault: over a thousandth, the curve bends.
Keep this in mind, because people often have it backwards. The product of slopes does not approximate anything. It is
the derivative, exact up to the rounding of the machine. The nudge is the approximation.

> **Where the notes go wrong.** Notes 3 work an example through with $y = 10$ and $\hat y = 1.083$ and write
> $-2(10 - 1.083) = -12.834$. It is $-17.834$. Did the slip spoil the rest? This is the *first* factor of the chain, so
> it would be in every gradient behind it. Their next one is $-21.04$, for a weight behind an output of 1.18, and
> $-17.834 \cdot 1.18 = -21.04$. So they went on with the right number, and a 7 became a 2 on paper. The numbers of a
> chain check one another.
"""

# %%
first_factor = -2 * (10 - 1.083)
print(f"first factor {first_factor:.3f}; times 1.18 it is {first_factor * 1.18:.2f}")
print(f"with -12.834 it would be {-12.834 * 1.18:.2f}")

# %% proof
assert round(first_factor, 3) == -17.834
assert round(first_factor * 1.18, 2) == -21.04

# %% [markdown]
r"""
## Two paths: add

Now let $o_1$ feed two units, and let both feed the prediction:

$$o_{21} = \tanh(u_1 o_1), \qquad o_{22} = \tanh(u_2 o_1), \qquad \hat y = v_1 o_{21} + v_2 o_{22} .$$

In the notes' writing, where the superscript is the layer and the subscripts say from which unit to which, $w$ is
$w^1_{11}$, $u_1$ and $u_2$ are $w^2_{11}$ and $w^2_{12}$, and $v_1$ and $v_2$ are $w^3_{11}$ and $w^3_{21}$. Everywhere
else in this course $w^k_{ij}$ is `W[k][i - 1, j - 1]`, because paper counts from 1 and arrays count from 0.

When $w$ moves, $\hat y$ is pushed from two sides. The two pushes simply add up:

$$\frac{\partial L}{\partial w} =
\frac{\partial L}{\partial \hat y}
\left[
\frac{\partial \hat y}{\partial o_{21}} \frac{\partial o_{21}}{\partial o_1}
+ \frac{\partial \hat y}{\partial o_{22}} \frac{\partial o_{22}}{\partial o_1}
\right]
\frac{\partial o_1}{\partial w} .$$

**Multiply along a path, add across paths.** The whole lecture is in that sentence.

Let us give the second path $u_2 = -1$ and $v_2 = 1.2$ and go forwards.
"""

# %%
u2, v2 = -1.0, 1.2

o1 = np.tanh(w * x)
o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
y_hat = v1 * o21 + v2 * o22
L = (y - y_hat) ** 2
print(f"o1 {o1:.2f}   o21 {o21:.2f}   o22 {o22:.2f}   prediction {y_hat:.2f}   loss {L:.2f}")

# %% [markdown]
r"""
Walked alone, the upper path gives $-1.70$ and the lower path $2.07$. They disagree: by the upper path, turning $w$ up
lowers the loss; by the lower path, it raises it.
"""

# %% prediction [markdown]
r"""
The upper path brings −1.70 to w and the lower path brings 2.07. What is ∂L/∂w?

[ ] −3.52, their product
    Slopes multiply along one path, where each link scales what the link before it did. These are two separate pushes on
    the same prediction.
[ ] 2.07, the stronger of the two
    Nothing in the network picks a winner. Both pushes arrive at once.
[ ] 0.18, their mean
    Two people pushing a cart do not push with their average force.
[x] 0.37, their sum
    Both pushes arrive at ŷ and add up. They nearly cancel, so a weight can be well connected and still have little
    effect.
"""

# %%
dy_hat = -2 * (y - y_hat)
upper = dy_hat * v1 * (1 - o21**2) * u1
lower = dy_hat * v2 * (1 - o22**2) * u2
do1 = upper + lower  # across paths: add
dw = do1 * (1 - o1**2) * x  # along the path they share: multiply
print(f"brought to o1: {upper:.2f} + {lower:.2f} = {do1:.2f}     dL/dw = {dw:.2f}")

# %% proof
values, gradients = two_paths_gradients(w=w, x=x, u1=u1, u2=u2, v1=v1, v2=v2, y=y)
shared = (1 - o1**2) * x
assert [round(upper * shared, 2), round(lower * shared, 2), round(dw, 2)] == [-1.70, 2.07, 0.37]
assert round(upper * lower * shared**2, 2) == -3.52
assert round((upper + lower) * shared / 2, 2) == 0.18
assert np.allclose([gradients["w", "o1"], gradients["o1", "o21"], gradients["o1", "o22"]], [dw, upper, lower])

# %% [markdown]
r"""
Here is the same computation as a picture. Read it twice. From left to right, the bold number above each wire is what
flows along it. Then from right to left: the slanted number with a ∂, below each wire, is what comes back along it, and
it is always *what came back so far, times the slope of the unit just crossed*, as in lecture 6.

Look at $o_1$. It does not care how many units there are beyond $o_{21}$ and $o_{22}$. It receives two numbers, adds
them, and it is done.
"""

# %%
values, gradients = two_paths_gradients(w=w, x=x, u1=u1, u2=u2, v1=v1, v2=v2, y=y)
show(two_paths(values, gradients))

# %% proof
assert np.allclose([values[name] for name in ("o1", "o21", "o22", "y_hat", "L")], [o1, o21, o22, y_hat, L])
shown = {name: round(float(value), 2) for name, value in values.items()}
assert [shown[name] for name in ("o1", "o21", "o22", "y_hat", "L")] == [0.54, 0.79, -0.49, 0.20, 0.64]
assert [round(float(number), 2) for number in (dy_hat, upper, lower, do1)] == [-1.60, -1.19, 1.45, 0.26]

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 walk the two paths through the *weights*:
> $(\partial \hat y/\partial o_{21}) \, (\partial o_{21}/\partial w_{21}) \, (\partial w_{21}/\partial w_{11})$, and
> notes 2 chain $(\partial w_4/\partial w_3) \, (\partial w_3/\partial w_2)$ in the same way. But one weight does not
> depend on another. Turn $w$ as far as you like, $u_1$ stays where it is: $\partial u_1 / \partial w = 0$. Taken at its
> word, the formula says that no early weight ever learns anything. The path goes through the **outputs**:
> $\partial o_{21} / \partial o_1$.
"""

# %%
du1_dw = 0.0  # a weight is not a function of another weight
through_weights = dy_hat * (v1 * (1 - o21**2) * o1 * du1_dw + v2 * (1 - o22**2) * o1 * du1_dw)


def loss_of_w(w):
    """L as a function of w alone."""
    o1 = np.tanh(w * x)
    return (y - v1 * np.tanh(u1 * o1) - v2 * np.tanh(u2 * o1)) ** 2


by_nudging = numerical_gradient(loss_of_w, w)
print(f"through the weights {abs(through_weights):.2f}   through the outputs {dw:.2f}   by nudging {by_nudging:.2f}")

# %% proof
assert through_weights == 0
assert abs(by_nudging - dw) < 1e-8

# %% [markdown]
r"""
> **Where the notes go wrong.** With linear units, two inputs and layers of 3, 2 and 1 units, notes 3 write the same
> sum as $w^3_{11} w^2_{11} x_1 + w^3_{21} w^2_{21} x_1$. Follow the second path with your finger: it goes from unit 1
> to unit **2** of the next layer, so its weight is $w^2_{12}$. (Their line for the bias of that unit has it right.) The
> cure for index slips is to name the units that you pass.
"""

# %%
rng = np.random.default_rng(7)
W = [None, rng.normal(size=(2, 3)), rng.normal(size=(3, 2)), rng.normal(size=(2, 1))]  # W[k][i, j], counted from 0
row, target = np.array([1.5, -0.5]), 1.0
error = -2 * (target - (row @ W[1] @ W[2] @ W[3])[0])

by_units = error * (W[3][0, 0] * W[2][0, 0] + W[3][1, 0] * W[2][0, 1]) * row[0]
by_notes = error * (W[3][0, 0] * W[2][0, 0] + W[3][1, 0] * W[2][1, 0]) * row[0]
by_nudging = numerical_gradient(lambda W1: (target - (row @ W1 @ W[2] @ W[3])[0]) ** 2, W[1])[0, 0]
print(f"by nudging {by_nudging:.4f}   following the units {by_units:.4f}   the notes' indices {by_notes:.4f}")

# %% proof
assert abs(by_units - by_nudging) < 1e-6
assert abs(by_notes - by_nudging) > 1e-3

# %% [markdown]
r"""
## What each operation does with a gradient

You never need the whole formula of a network. It is enough to know how each operation treats what comes back to it, and
three of them have such a clear character that you can run them in your head.

- **Plus copies.** If $s = p + c$, both slopes are 1: each input receives what the output received.
- **Times swaps.** If $p = a b$, then $\partial p/\partial a = b$ and $\partial p/\partial b = a$: each input receives
  the gradient times *the other* input.
- **Max gates.** The larger input receives everything; the other receives nothing, because a small nudge of it changes
  nothing. ReLU is this gate with a 0 on the other side.

Take $L = \max(ab + c,\; d)$ with $a = 2$, $b = 3$, $c = -1$, $d = 4$. Work out the four gradients before you look.
"""

# %% prediction [markdown]
r"""
Which of a, b, c and d has the largest gradient?

[ ] b, the largest number that is multiplied
    Times swaps: b receives a = 2, and a receives b = 3.
[ ] d, the larger number beside the max
    Compare what arrives there: a·b + c = 5 against d = 4. The gate is open for the 5, and d receives 0.
[x] a
    Times swaps its inputs, so a receives b = 3, the largest of 3, 2, 1 and 0.
[ ] c, which is closest to the end
    Plus copies: c receives exactly 1. Being close does not make it more.
"""

# %%
a, b, c, d = 2.0, 3.0, -1.0, 4.0
p = a * b
s = p + c
L = max(s, d)

ds, dd = (1.0, 0.0) if s > d else (0.0, 1.0)  # max gates
dp, dc = ds, ds  # plus copies
da, db = dp * b, dp * a  # times swaps
print(f"L = {L}     da {da}   db {db}   dc {dc}   dd {dd}")

# %% proof
assert (s, da, db, dc, dd) == (5, 3, 2, 1, 0)

# %%
values = {"a": a, "b": b, "p": p, "c": c, "s": s, "d": d, "L": L}
show(three_gates(values, {"a": da, "b": db, "p": dp, "c": dc, "s": ds, "d": dd}))

# %% [markdown]
r"""
## A whole layer, a whole batch

A dense layer is many multiplications and additions at once, so its backward pass holds nothing new: times swaps, plus
copies. It only remains to write it without loops. For a batch of $N$ rows with $n$ inputs and $u$ units,

$$z = xW + b, \qquad x\,(N, n), \quad W\,(n, u), \quad b\,(u), \quad z\,(N, u).$$

From above comes $dz = \partial L/\partial z$, with one number for each row and unit: $(N, u)$. We want $dW$, $db$ and
$dx$. There is a way to find them that needs no index at all. Times swaps, so $dW$ is made of $x$ and $dz$, and it must
have the shape of $W$. There is only one way to multiply an $(N, n)$ and an $(N, u)$ matrix that gives $(n, u)$:

$$dW = x^\top dz \;\;(n, u), \qquad
db = \sum_{\text{rows}} dz \;\;(u), \qquad
dx = dz\, W^\top \;\;(N, n).$$

And the sums are in there. $x^\top dz$ adds over the $N$ rows, because every row uses the same weight: $N$ paths, one
weight. $dz\,W^\top$ adds over the $u$ units, because each input feeds all of them: the two-path sum of before, now with
$u$ paths.
"""

# %%
rng = np.random.default_rng(0)
N, n, u = 5, 3, 4  # all different, so that a wrong transpose cannot hide
x = rng.normal(size=(N, n))
W, b = rng.normal(size=(n, u)), rng.normal(size=u)
dz = rng.normal(size=(N, u))  # what comes from above

dW = x.T @ dz  # (n, u)
db = dz.sum(axis=0)  # (u,)
dx = dz @ W.T  # (N, n)
print("dW", dW.shape, "  db", db.shape, "  dx", dx.shape)

# %% [markdown]
r"""
Shapes choose the transpose, but shapes alone are not proof: with $N = n = u$ every wrong order fits too, which is why
the sizes here are 5, 3 and 4. So we test. If $L = \sum z \cdot g$ for some fixed $g$, then $\partial L/\partial z = g$,
and nudging $W$ must give the same $dW$. The library's `Dense` layer is these same three lines.
"""

# %%
layer = Dense(n, u, rng)
layer.W[...], layer.b[...] = W, b
layer.forward(x, training=True)
layer_dx = layer.backward(dz)

nudged = numerical_gradient(lambda W: ((x @ W + b) * dz).sum(), W)
print("dW agrees with nudging:", np.allclose(dW, nudged, rtol=0, atol=1e-8))
for name, here, library in (("dW", dW, layer.dW), ("db", db, layer.db), ("dx", dx, layer_dx)):
    print(f"{name} agrees with Dense:", np.allclose(here, library, rtol=0, atol=1e-12))

# %% proof
assert np.abs(dW - nudged).max() < 1e-8
assert np.allclose(layer.dW, dW, rtol=0, atol=1e-12)
assert np.allclose(layer.db, db, rtol=0, atol=1e-12)
assert np.allclose(layer_dx, dx, rtol=0, atol=1e-12)

# %% [markdown]
r"""
## ReLU, sigmoid and cross-entropy: the whole derivation

Now a real network, small but complete: ReLU hidden units, one sigmoid output that is a probability $p$, and binary
cross-entropy as its loss.

$$z_1 = xW_1 + b_1, \quad a_1 = \mathrm{ReLU}(z_1), \quad z_2 = a_1 W_2 + b_2, \quad p = \sigma(z_2),$$

$$L = -\frac{1}{N} \sum_{\text{rows}} \big[\, y \ln p + (1 - y) \ln (1 - p) \,\big].$$

We walk back from the end.

**The loss.** The derivative of $\ln p$ is $1/p$, so for each row
$$\frac{\partial L}{\partial p} = \frac1N\left[-\frac{y}{p} + \frac{1-y}{1-p}\right]
= \frac1N\,\frac{p - y}{p\,(1-p)} .$$

**The sigmoid.** Its slope is $\sigma'(z_2) = p\,(1-p)$: just the denominator above. They cancel:
$$\frac{\partial L}{\partial z_2} = \frac1N\,\frac{p - y}{p\,(1-p)} \cdot p\,(1-p) = \frac{p - y}{N} .$$

Prediction minus label. All that algebra, and what is left is the error itself.

**The second layer** is dense, so: $\;dW_2 = a_1^\top dz_2, \quad db_2 = \sum dz_2, \quad da_1 = dz_2\,W_2^\top.$

**The ReLU** is a gate. Where $z_1 > 0$ it passes the gradient, elsewhere it stops it: $\;dz_1 = da_1 \cdot [z_1 > 0].$

**The first layer** is dense again: $\;dW_1 = x^\top dz_1, \quad db_1 = \sum dz_1.$
"""


# %%
def forward_backward(x, y, W1, b1, W2, b2):
    """L and its gradients by W1, b1, W2, b2."""
    z1 = x @ W1 + b1  # (N, u)
    a1 = np.maximum(z1, 0)  # (N, u)
    z2 = a1 @ W2 + b2  # (N, 1)
    p = sigmoid(z2)  # (N, 1)
    L = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    dz2 = (p - y) / len(x)  # (N, 1)   the one place where we divide by N
    dW2, db2 = a1.T @ dz2, dz2.sum(axis=0)  # (u, 1), (1,)
    dz1 = dz2 @ W2.T * (z1 > 0)  # (N, u)
    dW1, db1 = x.T @ dz1, dz1.sum(axis=0)  # (n, u), (u,)
    return L, (dW1, db1, dW2, db2)


# %% [markdown]
r"""
Ten lines. Do they agree with the library, which knows nothing of our derivation and goes through its layers one by
one? It even takes the long way here: it computes $\partial L/\partial p$ first, with the fraction, and multiplies by
$\sigma'$ afterwards.
"""

# %%
y = np.array([[1.0], [0.0], [0.0], [1.0], [1.0]])  # (N, 1)
model = Sequential([Dense(n, u, rng), ReLU(), Dense(u, 1, rng), Sigmoid()], dtype=np.float64)
model.compile(SGD(0.5), BinaryCrossentropy())
W1, b1, W2, b2 = (model.layers[k].parameters()[name] for k in (0, 2) for name in ("W", "b"))

loss, ours = forward_backward(x, y, W1, b1, W2, b2)
library_loss, library = model.loss_and_gradient(x, y)
ours = np.concatenate([gradient.ravel() for gradient in ours])
agrees = np.allclose(ours, library, rtol=0, atol=1e-14)
print(f"loss {loss:.6f}   all {ours.size} gradients agree with the library in 14 decimals: {agrees}")

# %% proof
assert abs(loss - library_loss) < 1e-12
assert agrees
assert np.abs(ours).max() > 0.1

# %% [markdown]
r"""
The same, but for rounding. Is the cancelling then only a matter of elegance? Try a very confident prediction:
$z_2 = 40$, and the label says 0. In float64 the sigmoid of 40 is exactly 1, so $1 - p$ is exactly 0.
"""

# %%
z2, label = 40.0, 0.0
p = sigmoid(z2)
with np.errstate(divide="ignore", invalid="ignore"):
    long_way = (p - label) / (p * (1 - p)) * (p * (1 - p))
print(f"the long way: {long_way}     p - y: {p - label}")

# %% proof
assert np.isnan(long_way)
assert p - label == 1

# %% [markdown]
r"""
The long way divides by zero, and one such row turns all the weights into nan. That is why the library can take the
loss *from logits*, $z_2$ instead of $p$: `BinaryCrossentropy(from_logits=True)` uses $p - y$ directly.

> **Where the notes go wrong.** Notes 3 write $\frac{\partial L}{\partial W} = \frac1m\,x\,(y - \hat y)^\top$ (with
> the examples in columns). The error is $\hat y - y$; the line for the bias right below it has the sign right. With
> the wrong sign, a step *down* goes up. Watch it happen.
"""

# %%
loss, (dW1, db1, dW2, db2) = forward_backward(x, y, W1, b1, W2, b2)
down, _ = forward_backward(x, y, W1, b1, W2 - 0.5 * dW2, b2)
up, _ = forward_backward(x, y, W1, b1, W2 - 0.5 * -dW2, b2)  # (y − p) instead of (p − y)
print(f"before {loss:.4f}   one step with (p − y): {down:.4f}   one step with (y − p): {up:.4f}")

# %% proof
assert down < loss < up

# %% [markdown]
r"""
### Ten classes instead of two

With $K$ classes the output is a softmax, $p = \mathrm{softmax}(z)$, and the loss of a row is $-\sum_j y_j \ln p_j$.
The probabilities of a row share one pie: raise one logit, and *all* of them move, by
$\partial p_j/\partial z_k = p_j\,([j = k] - p_k)$. So there are $K$ paths from $z_k$ to the loss, and paths add up:

$$\frac{\partial L}{\partial z_k} = \frac1N \sum_j \left(-\frac{y_j}{p_j}\right) p_j\,\big([j = k] - p_k\big)
= \frac1N \Big(p_k \sum_j y_j - y_k\Big) = \frac{p_k - y_k}{N},$$

because the labels of a row sum to 1. Prediction minus label, once more.
"""

# %%
logits = rng.normal(size=(5, 3))
y_true = one_hot(np.array([0, 2, 1, 1, 0]), 3)
by_formula = (softmax(logits) - y_true) / len(logits)
by_nudging = numerical_gradient(lambda z: CategoricalCrossentropy(from_logits=True)(y_true, z)[0], logits)
print("prediction minus label agrees with nudging:", np.allclose(by_formula, by_nudging, rtol=0, atol=1e-8))

# %% proof
assert np.abs(by_formula - by_nudging).max() < 1e-8
assert np.abs(by_formula).max() > 0.05

# %% [markdown]
r"""
## Remembering is what makes it fast

Back to the million paths. Ask the first unit for its gradient. To answer, it asks both units above; each of them asks
both units above *them*, and so on to the top. Nobody has made a mistake, and yet the same unit is asked again
and again, each time works out the same answer, and each time forgets it.

So let a unit write its answer down. Asked a second time, it reads it out. That is **memoization**, and notes 4 put it
in one line: *backpropagation is the chain rule plus memoization*. Let us count, rather than believe. The function
below is the two-path sum and nothing else; `remember` decides whether answers are kept.
"""


# %%
def gradient_and_visits(slopes, remember):
    """∂L/∂(the input) of a net with 2 units a layer, by asking upwards; slopes[k][i][j]: from unit i to unit j."""
    answers, visits = {}, 0

    def ask(k, i):
        nonlocal visits
        if (k, i) in answers:
            return answers[k, i]
        visits += 1
        above = slopes[k][i]
        answer = sum(above) if k == len(slopes) - 1 else above[0] * ask(k + 1, 0) + above[1] * ask(k + 1, 1)
        if remember:
            answers[k, i] = answer
        return answer

    return ask(0, 0) + ask(0, 1), visits


# %% [markdown]
r"""
Predict before you run: with two layers more, how many times more visits does it take without memory? And with it?
"""

# %%
rng = np.random.default_rng(1)
all_slopes = rng.uniform(-1, 1, (20, 2, 2)).tolist()
depths = np.arange(2, 21, 2)
naive = [gradient_and_visits(all_slopes[:depth], remember=False) for depth in depths]
memoized = [gradient_and_visits(all_slopes[:depth], remember=True) for depth in depths]
for depth, (_, slow), (_, fast) in list(zip(depths, naive, memoized, strict=True))[-3:]:
    print(f"depth {depth}: {slow:>9,} visits without memory, {fast} with it")
print("the same gradients, to the last bit:", [g for g, _ in naive] == [g for g, _ in memoized])

# %% proof
assert [count for _, count in naive] == [2 ** (depth + 1) - 2 for depth in depths]
assert [count for _, count in memoized] == [2 * depth for depth in depths]
assert [g for g, _ in naive] == [g for g, _ in memoized]
assert naive[-1][1] == 2_097_150
assert memoized[-1][1] == 40

# %%
show(visits_by_depth(depths, [count for _, count in naive], [count for _, count in memoized]))

# %% [markdown]
r"""
Without memory, two more layers cost four times as much; a straight line on a logarithmic axis *is* an explosion. With
memory they cost four visits more. At depth 20 it is 2,097,150 visits against 40, and the answers are equal to the
last bit, because it is the same sum in the same order.

A backward pass does not even have to look anything up. It visits the layers from last to first, so whatever a unit
needs from above has just been computed. The array `dz` that you pass from layer to layer *is* the memory. Here is
the sweep for the same net:
"""

# %%
received = np.ones(2)  # what the loss hands to the last layer
for slopes in reversed(all_slopes):
    received = np.array(slopes) @ received  # (2, 2) @ (2,): each unit adds what its two wires bring
print(f"sweep {received.sum():.12f}   recursion {memoized[-1][0]:.12f}")

# %% proof
assert abs(received.sum() - memoized[-1][0]) < 1e-12

# %% [markdown]
r"""
## What it costs

Memory is not a gift. To go back, a dense layer needs the $x$ it saw, and a ReLU needs to know where it was on. So the
forward pass must *keep* those arrays until the backward pass has used them. Guess, for a network with 64 inputs, 32
hidden units and 10 outputs and a batch of 32 rows: does it keep more numbers than it has weights, or fewer?
"""

# %%
rng = np.random.default_rng(0)
digits_net = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], dtype=np.float64)
digits_net.forward(np.zeros((32, 64)), training=True)
first, gate, second = digits_net.layers
kept = first.x.size + gate.kept.size + second.x.size
print(f"kept for the way back: {kept:,} numbers     weights and biases: {digits_net.parameters.size:,}")

# %% proof
assert kept == 32 * (64 + 32 + 32) == 4096
assert digits_net.parameters.size == 2410

# %% [markdown]
r"""
4,096 kept, against 2,410 parameters, and what is kept grows with the batch and with the depth. When a large network
runs out of memory in training but not in use, this is usually why. There is arithmetic to pay for as well: forwards,
a dense layer takes one matrix product, backwards two ($x^\top dz$ and $dz\,W^\top$).

## Why backwards?

The chain rule can be read from either end. Forwards: nudge *one* weight and carry the effect up to the loss, exactly,
slope by slope. That gives the gradient of that one weight. For the next weight, start again. Backwards: start at the
loss, and one sweep hands every weight its share.

The loss is *one* number, and the weights are many, so the end with the one is the end to start from. Here are both,
for the network above. The forward sweep carries a second number beside each value: how fast it changes.
"""

# %%
images = rng.uniform(0, 1, (8, 64))
targets = one_hot(rng.integers(0, 10, 8), 10)
first, _, second = digits_net.layers
z1 = images @ first.W + first.b
a1 = relu(z1)
dz2 = (softmax(a1 @ second.W + second.b) - targets) / len(images)


def forward_sweep(direction):
    """dL/dt when the parameters move along `direction`: the chain rule from the input up to the loss."""
    tW1, tb1 = direction[:2048].reshape(64, 32), direction[2048:2080]
    tW2, tb2 = direction[2080:2400].reshape(32, 10), direction[2400:]
    tz1 = images @ tW1 + tb1  # how fast z1 changes
    ta1 = tz1 * (z1 > 0)
    tz2 = ta1 @ second.W + a1 @ tW2 + tb2
    return (dz2 * tz2).sum()


by_forward_sweeps = np.array([forward_sweep(direction) for direction in np.eye(2410)])
digits_net.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
_, by_one_backward_sweep = digits_net.loss_and_gradient(images, targets)
agrees = np.allclose(by_forward_sweeps, by_one_backward_sweep, rtol=0, atol=1e-12)
print(f"{len(by_forward_sweeps):,} forward sweeps against 1 backward sweep; they agree: {agrees}")

# %% proof
assert len(by_forward_sweeps) == digits_net.parameters.size
assert np.abs(by_forward_sweeps - by_one_backward_sweep).max() < 1e-14

# %% [markdown]
r"""
2,410 sweeps or one, for the same gradient. With a single weight and thousands of outputs, it would be the other way
round.

Reading the chain rule backwards through a program was described by Seppo Linnainmaa in 1970; David Rumelhart, Geoffrey
Hinton and Ronald Williams showed in 1986 ("Learning representations by back-propagating errors", *Nature* 323) what
networks learn with it.

One more word that is often mixed up. Backpropagation is *not* the update. It delivers the gradient, and stops.
What to do with it, $w \leftarrow w - \eta\,\partial L/\partial w$ or something cleverer, is the optimizer's business.

## Is it right? Checking a gradient

A wrong gradient rarely crashes. The network trains, only worse, and you blame the learning rate. So test it, with the
one definition of a slope that needs no derivation: step a little to each side,

$$\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h} .$$

How small should $h$ be? Take $f(x) = e^x$ at $x = 1$, whose slope we know: $e$. We let $h$ shrink from $10^{-1}$ to
$10^{-15}$.
"""

# %% prediction [markdown]
r"""
As h shrinks from 10⁻¹ to 10⁻¹⁵, what does the error of the slope do?

[ ] It shrinks all the way
    So says calculus, with exact numbers. The machine keeps about 16 digits: f(x + h) and f(x − h) agree in more and
    more of them, and their difference is what is left over.
[ ] It shrinks, then stays flat
    Rounding does not stop at a floor here: the leftover is divided by 2h, and the smaller h is, the more this division
    magnifies it.
[x] It shrinks, then grows again
    At first the bend of the curve matters less and less. Then the rounding error, divided by an ever smaller 2h, takes
    over.
"""

# %%
steps = 10.0 ** -np.arange(1, 15.5, 0.5)
errors = np.abs((np.exp(1 + steps) - np.exp(1 - steps)) / (2 * steps) - np.e)
for h in (1e-3, 1e-5, 1e-11, 1e-15):
    print(f"h = {h:.0e}   error {errors[np.isclose(steps, h, atol=0)][0]:.0e}")

# %% proof
error_at = {exponent: errors[round(2 * (exponent - 1))] for exponent in (3, 5, 11, 15)}
assert abs(error_at[3] / 4.5e-7 - 1) < 0.02
assert error_at[5] < 1e-9
assert error_at[11] > 1e-7
assert error_at[15] > 1e-3
assert 1e-8 < steps[errors.argmin()] < 1e-4
assert abs(np.finfo(float).eps ** (1 / 3) - 6e-6) < 1e-7

# %%
epsilon = np.finfo(float).eps
bend, digits = steps**2 * np.e / 6, epsilon * np.e / steps
show(finite_difference_error(steps, errors, truncation_errors=bend, rounding_errors=digits))

# %% [markdown]
r"""
A valley. On the left the curve's bend is to blame, and each factor of 10 in $h$ takes away two zeros' worth of error.
On the right the machine's rounding is to blame, and at $h = 10^{-15}$ hardly a digit of the slope is left. **A
smaller $h$ is not a safer $h$.** The bottom lies near $h = \varepsilon^{1/3} \approx 6 \cdot 10^{-6}$, and that is
the step the library takes. It is also why gradients are checked in float64: with float32's 7 digits, the whole valley
lies much higher.

Now use it. Below, one line of our derivation is missing: somebody forgot the ReLU's gate.
"""


# %%
def forgot_the_gate(x, y, W1, b1, W2, b2):
    """∂L/∂W1, without [z1 > 0]."""
    p = sigmoid(np.maximum(x @ W1 + b1, 0) @ W2 + b2)
    dz2 = (p - y) / len(x)
    return x.T @ (dz2 @ W2.T)


def loss_of_W1(W1):
    """L as a function of the first layer's weights alone."""
    return forward_backward(x, y, W1, b1, W2, b2)[0]


_, (dW1, *_) = forward_backward(x, y, W1, b1, W2, b2)
right = check_gradient(loss_of_W1, dW1, W1)
wrong = check_gradient(loss_of_W1, forgot_the_gate(x, y, W1, b1, W2, b2), W1)
print(f"ours:    passed: {right.passed}, with a relative error below 1e-8: {right.relative_error < 1e-8}")
print("planted:", wrong)

# %% proof
assert right.passed
assert right.relative_error < 1e-8
assert not wrong.passed
assert wrong.relative_error > 0.1

# %% [markdown]
r"""
It finds the bug and says where it is worst. Two limits to remember. A check looks at *one* point: choose random,
ordinary numbers, since at zero or with all-equal weights many bugs happen to give the right answer. And keep away
from kinks: if $z_1$ is closer to 0 than $h$ is large, the two sides of the ReLU are mixed, and a right gradient looks
wrong.

## All of it, trained

Here is the whole thing at work on 1,797 handwritten digits of 8×8 pixels. One number we know before we start: a
network that knows nothing gives each of the ten digits about the same probability, so its loss should be near
$-\ln \frac{1}{10} = \ln 10 = 2.303$. If the first loss is 7, something is broken already.
"""

# %%
rng = np.random.default_rng(0)
pixels, labels = load_digits()
x_train, y_train, x_test, y_test = train_test_split(pixels, one_hot(labels, 10), test_size=360, rng=rng)

model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
model.compile(SGD(learning_rate=0.3), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
first_loss = model.evaluate(x_train, y_train)["loss"]
history = model.fit(x_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
print(f"loss before training {first_loss:.3f} (ln 10 = {np.log(10):.3f})")
print(f"test accuracy {model.evaluate(x_test, y_test)['accuracy']:.2f} on {len(x_test)} digits it has never seen")

# %% proof
assert len(pixels) == 1797
assert abs(first_loss - np.log(10)) < 0.3
assert model.evaluate(x_test, y_test)["accuracy"] >= 0.94
losses = history.history["loss"]
assert losses[0] < np.log(10)
assert losses[-1] < losses[9] / 2 < losses[0] / 4

# %%
show(training_loss(history.history["loss"], np.log(10)))

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 1 say that one forward and one backward pass make one epoch. That holds only where
> all rows go through at once. Here an epoch is one trip over 1,437 rows in batches of 32.
"""

# %%
sweeps = -(-len(x_train) // 32)  # rounded up: the last batch is smaller
print(f"{sweeps} forward and backward passes an epoch, {30 * sweeps:,} in this training")

# %% proof
assert len(x_train) == 1437
assert sweeps == 45

# %% [markdown]
r"""
## Explore: two paths, seven numbers

Now it is your turn to move the numbers of the two-path graph. First, two questions. Commit to an answer; then find
out with the sliders whether the answer and its reason hold.
"""

# %% prediction [markdown]
r"""
Everything stands as in the picture above, but v₁ is set to 0. Which gradient becomes 0?

[ ] ∂L/∂v₁
    Times swaps: v₁ receives the gradient of ŷ times o₂₁, and o₂₁ is not 0. A weight of 0 can still learn.
[x] ∂L/∂u₁
    What passes the wire on to o₂₁ is multiplied by v₁ = 0, so nothing behind that wire hears anything from the upper
    path, and u₁ has no other.
[ ] ∂L/∂w
    w loses the upper path, but the lower path still brings its share.
[ ] All three
    v₁ itself receives o₂₁ times the gradient of ŷ, and w still hears from the lower path.
"""

# %% prediction [markdown]
r"""
Double u₁, from 2 to 4. What does the upper path then bring back to o₁?

[ ] About twice as much, since u₁ is one of its factors
    It is a factor, but not the only one that moves: with u₁ = 4 the tanh is pushed to its flat end, and its slope 1 −
    o₂₁² falls much faster than u₁ grows.
[ ] About the same
    The factor u₁ doubles and the slope of the tanh shrinks, but these do not balance.
[x] Less than a quarter
    o₂₁ goes from 0.79 to 0.97, so the slope 1 − o₂₁² falls from 0.37 to 0.05. A saturated unit passes hardly anything
    back.
"""

# %% proof
start = {"w": 0.3, "x": 2.0, "u1": 2.0, "u2": -1.0, "v1": 1.0, "v2": 1.2, "y": 1.0}
_, cut = two_paths_gradients(**start | {"v1": 0.0})
assert cut["u1", "o21"] == 0
assert abs(cut["v1", "y_hat"]) > 1
assert abs(cut["w", "o1"]) > 1
(before, one), (after, two) = two_paths_gradients(**start), two_paths_gradients(**start | {"u1": 4.0})
assert abs(two["o1", "o21"]) < abs(one["o1", "o21"]) / 4
assert [round(1 - before["o21"] ** 2, 2), round(1 - after["o21"] ** 2, 2)] == [0.37, 0.05]
assert [round(before["o21"], 2), round(after["o21"], 2)] == [0.79, 0.97]

# %% [markdown]
r"""
Then a task. **With $u_2$ alone, bring $\partial L/\partial w$ as close to 0 as you can.** When you are there, look at
the two paths: are they silent? (Tab to the slider and use the arrow keys. The other numbers are folded away below the
picture.)
"""

# %%
two_paths_explorer()

# %% proof
scan = [two_paths_gradients(**start | {"u2": u2})[1] for u2 in np.arange(-30, 31) / 10]
calm = min(scan, key=lambda g: abs(g["w", "o1"]))
assert abs(calm["w", "o1"]) < 0.1
assert abs(calm["o1", "o21"]) > 1
assert abs(calm["o1", "o22"]) > 1
edges = [two_paths_gradients(**start | {"u2": u2})[1]["w", "o1"] for u2 in (-0.9, -0.7)]
assert edges[0] * edges[1] < 0

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

Between $u_2 = -0.9$ and $-0.7$ the gradient of $w$ passes through 0, and both paths are busy: one brings about as
much as the other takes away. A gradient of 0 does not mean that a weight is cut off, only that its effects cancel
*here*.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| along a path | $\partial L/\partial w = (\partial L/\partial o)(\partial o/\partial w)$ | multiply |
| across paths | $\partial L/\partial o = \sum_j (\partial L/\partial o_j)(\partial o_j/\partial o)$ | add |
| plus, times, max | copies, swaps, gates | three characters make most networks |
| dense layer | $dW = x^\top dz, \;\; db = \sum dz, \;\; dx = dz\,W^\top$ | the shapes choose the transpose |
| ReLU | $dz = da \cdot [z > 0]$ | the gate looks at $z$, not at $da$ |
| sigmoid and cross-entropy | $dz = (p - y)/N$ | $\sigma'$ cancels; prediction minus label |
| memory | 40 visits instead of 2,097,150 | paid for with stored activations |
| direction | one backward sweep instead of 2,410 forward ones | one loss, many weights |
| gradient check | $\frac{L(w+h) - L(w-h)}{2h}$ | $h$ near $6\cdot 10^{-6}$; smaller is not safer |

## Check yourself

<details><summary>1. Why does the forward pass have to come first?</summary>

The slopes are made of its results: $1 - o_1^2$ needs $o_1$, $dW = x^\top dz$ needs $x$, the ReLU's gate needs $z$.
</details>

<details><summary>2. A unit feeds 100 others. How many numbers does it receive on the way back, and what does it do
with them?</summary>

100, one for each wire that leaves it, and it adds them. It does not matter how many paths lie beyond.
</details>

<details><summary>3. "Backpropagation approximates the gradient, so a small error is normal." What do you
answer?</summary>

It applies the chain rule exactly; only rounding is left, about the 16th digit in float64. What approximates is the
numerical check, and it is off by far less than a percent, except beside a kink. Away from kinks, a difference of a
percent means that one of the two has a bug.
</details>

<details><summary>4. Your dW has the right shape, and the check still fails. How did the shapes fool you?</summary>

The sizes may have been equal ($n = u$), so that a wrong transpose fits. Or the shape is right and a factor is not: a
sum over rows that should not be a mean, a gate left out. Shapes narrow the choice; they prove nothing.
</details>

<details><summary>5. When would you rather sweep forwards?</summary>

When there are few inputs and many outputs: one parameter of a simulation, say, and its effect on each of a thousand
measurements. A forward sweep costs one pass for each input, a backward sweep one for each output.
</details>

<details><summary>6. Does the backward pass change the weights?</summary>

No. It fills in $\partial L/\partial W$ for every weight, all at the old weights. The optimizer does the changing.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/07_backpropagation/07_backpropagation.ipynb): the backward passes of
a dense layer and of activations, a two-layer network, adding up over paths, and a numerical gradient. Then go on to
[lecture 8](08_gradient_descent.ipynb): you know which way is down, and how far do you step?
"""
