# %% [markdown]
r"""
# 6 · Backpropagation by hand

*A network of nine numbers makes a bad prediction. You will work out, with a pencil, which way each number should move
and how strongly the loss reacts, and then let the network mend itself.*

A network with a billion weights gives a wrong answer. Which of them should rise, which should fall, and which helps
most, moved by the same small amount? You could try it out: raise one weight a little, run the network again, see
whether the answer got better, and go on to the next weight. That takes a billion runs, for one small improvement. In
fact, one run forwards and one pass back answer the question for all weights at once. How is that possible? You can
follow it with a pencil, on nine numbers.

**You will be able to**

- write the derivative of the loss with respect to any weight of a small network as a chain, and say what each factor
  means;
- find all nine partial derivatives of a 2-2-1 network in one pass back, and test them by nudging;
- read the sign of a derivative, and explain why an update subtracts it;
- follow a chain through sigmoids, and say which of their derivatives cancels and which does not;
- write the training loop, train a network with your own pass back, and say why it may not learn.

**It builds on** [forward propagation](04_forward_propagation.ipynb) and [loss functions](05_loss_functions.ipynb), and
on the derivatives of $x^2$, $1/x$, $e^x$ and $\ln x$. **Time:** about 65 minutes; a good place to pause is after the
explorer. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, Dense, MeanSquaredError, ReLU, Sequential
from dlcourse import numerical_gradient, relu, sigmoid
from dlcourse.data import salary_by_iq_and_gpa
from dlcourse.plots.gradients import backprop_by_hand as plots
from dlcourse.plots import show
from dlcourse.plots.gradients.backward_pass import backward_pass, sigmoid_chain
from dlcourse.widgets.gradients.backprop_by_hand import chain_explorer, chain_values
from dlcourse.widgets.gradients.backprop_by_hand import describe_chain, pass_explorer, sigmoid_chain_values

# %% [markdown]
r"""
## Nine numbers and one wrong prediction

A network predicts an applicant's salary from two tests. Each input says by how many points a test result is above the
average. Our applicant is 1 point above it in the first test and 2 points in the second, $x = (1, 2)$, and earns
$y = 10$ lakh rupees a year (a lakh is 100,000). There are two hidden units with a ReLU, and one output
unit without an activation:

$$z_1 = w^1_{11} x_1 + w^1_{21} x_2 + b_{11}, \qquad z_2 = w^1_{12} x_1 + w^1_{22} x_2 + b_{12}, \qquad
o_1 = \text{ReLU}(z_1), \quad o_2 = \text{ReLU}(z_2),$$
$$\hat y = w^2_{11} o_1 + w^2_{21} o_2 + b_{21}, \qquad L = (y - \hat y)^2 .$$

A name like $w^1_{21}$ is an address: layer 1, from unit 2, to unit 1. In code, which counts from 0, it is
`W1[1, 0]`. In $b_{12}$ the layer comes first, as in [lecture 3](03_multilayer_perceptron.ipynb): layer 1, unit 2. With
a single hidden layer we write $z_1, o_1$ for short instead of $z_{11}, o_{11}$; the $z$ are the pre-activations of
lecture 4, sums for short. The first values of the nine numbers are arbitrary.
"""

# %%
x, y = np.array([1.0, 2.0]), 10.0
start = {
    "W1": np.array([[0.1, 0.3], [0.2, 0.4]]),  # W1[i, j]: from input i to hidden unit j
    "b1": np.array([0.07, 0.08]),
    "W2": np.array([[0.5], [0.6]]),
    "b2": np.array([0.09]),
}


def forward(x, W1, b1, W2, b2):
    """The hidden sums and outputs, both (2,), and the prediction, for one row."""
    z = x @ W1 + b1
    o = relu(z)
    return z, o, (o @ W2 + b2)[0]


z, o, y_hat = forward(x, **start)  # ** hands over the four arrays by their names
L = (y - y_hat) ** 2
print(f"hidden sums {z.round(2)}, outputs {o.round(2)}")
print(f"prediction {y_hat:.3f}, short by {y - y_hat:.3f}, loss {L:.2f}")

# %%
forward_pass = chain_values()
show(backward_pass(**forward_pass), alt=describe_chain(forward_pass))

# %% proof
assert np.allclose(z, [0.57, 1.18])
assert np.array_equal(o, z)
assert round(y_hat, 3) == 1.083
assert round(y - y_hat, 3) == 8.917
assert round(L, 2) == 79.51
assert sum(array.size for array in start.values()) == 9
assert np.isclose(forward_pass["values"]["y_hat"], y_hat)
assert list(forward_pass["parameters"].values()) == [value for array in start.values() for value in array.ravel()]

# %% [markdown]
r"""
The network says 1.083 where 10 would be right. Training repeats four things: predict, measure the loss, find the
derivatives, update. The first two are done. For the third we have to know what each of the nine does to the loss.

## One weight, one chain

The plain way is to ask each number in turn: move it by 0.01, leave the other eight as they are, see what the loss does.
"""

# %% prediction [markdown]
r"""
Each of the nine numbers is raised by 0.01, one at a time. Which of them lowers the loss the most?

[ ] w²₂₁ = 0.60, the largest weight
    It comes second: its nudge is multiplied by o₂ = 1.18, so ŷ rises by 0.0118. How large the weight is does not
    matter.
[ ] w¹₁₁ = 0.10, the smallest weight
    What counts is not the weight, but what multiplies its nudge on the way: here 1 and then 0.5.
[ ] b₂₁, which stands next to the output
    Its nudge reaches ŷ as it is, 0.01, multiplied by nothing. Others arrive larger.
[x] w¹₂₂ = 0.40, from x₂ to the second hidden unit
    Its nudge is multiplied by x₂ = 2, passes the ReLU, and is multiplied by w²₂₁ = 0.6, so ŷ rises by 0.0120.
"""


# %%
def loss(x, y, **parameters):
    """L of one row, as a function of all nine parameters."""
    return (y - forward(x, **parameters)[2]) ** 2


places = {  # a name, its array and its place there, counted from 0
    "w²₁₁": ("W2", (0, 0)), "w²₂₁": ("W2", (1, 0)), "b₂₁": ("b2", (0,)),
    "w¹₁₁": ("W1", (0, 0)), "w¹₂₁": ("W1", (1, 0)), "b₁₁": ("b1", (0,)),
    "w¹₁₂": ("W1", (0, 1)), "w¹₂₂": ("W1", (1, 1)), "b₁₂": ("b1", (1,)),
}  # fmt: skip
changes = {}
for name, (array, place) in places.items():
    nudged = start[array].copy()
    nudged[place] += 0.01
    changes[name] = loss(x, y, **start | {array: nudged}) - L
    print(f"{name:<4} + 0.01: the loss changes by {changes[name]:.3f}")

# %% proof
assert len(changes) == 9
assert max(changes.values()) < 0
assert min(changes.values()) < 2 * max(changes.values())
assert sorted(changes, key=changes.get)[:2] == ["w¹₂₂", "w²₂₁"]
assert round(changes["w²₂₁"], 3) == -0.210

# %% [markdown]
r"""
All nine lower the loss, some more than twice as much as others. Divide such a change by the nudge, and let the nudge
shrink: then you have the **partial derivative** of $L$ with respect to this parameter, $\partial L/\partial w$. It says
how much $L$ changes for each unit that $w$ moves, while the move is small and all else stays (this is what the round ∂
stands for).

To get all of these derivatives from *one* pass back, and exactly, let us see where they come from. Take $w^2_{21}$
first, the weight from $o_2$ to the output. It acts on the loss through two links:

- raise $w^2_{21}$ a little, and $\hat y$ rises $o_2 = 1.18$ times as much, because $o_2$ is what it multiplies;
- raise $\hat y$ a little, and $L = (y - \hat y)^2$ changes $-2(y - \hat y)$ times as much. The square gives the 2. The
  minus is there because a higher $\hat y$ makes the difference $y - \hat y$ smaller. (In lecture 5 it is written
  $2(\hat y - y)$, which is the same.)

Think of gears. If the second wheel turns 1.18 times as fast as the first, and the third $-17.834$ times as fast as the
second (the minus: in the opposite direction), the third turns $-17.834 \cdot 1.18$ times as fast as the first.
Derivatives of links multiply, and that is the **chain rule**:

$$\frac{\partial L}{\partial w^2_{21}}
= \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial w^2_{21}}
= -2(y - \hat y) \cdot o_2 .$$

In code, `dy_hat` is $\partial L/\partial \hat y$, and likewise `do` and `dz`.
"""

# %%
dy_hat = -2 * (y - y_hat)
print(f"{dy_hat:.3f} times {o[1]:.2f} = {dy_hat * o[1]:.2f}")

# %% proof
assert round(dy_hat, 3) == -17.834
assert round(dy_hat * o[1], 2) == -21.04

# %% [markdown]
r"""
$-21.04$ for each unit of the weight, so about $-0.210$ for a nudge of 0.01: what we measured.

Now a weight further back, $w^1_{22}$, the one whose nudge did the most. It does not touch $\hat y$. It moves the sum
$z_2$; $z_2$ moves $o_2$; and only $o_2$ moves $\hat y$. Two links more, so two factors more:

$$\frac{\partial L}{\partial w^1_{22}}
= \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial o_2}
  \cdot \frac{\partial o_2}{\partial z_2} \cdot \frac{\partial z_2}{\partial w^1_{22}}
= -2(y - \hat y) \cdot w^2_{21} \cdot \text{ReLU}'(z_2) \cdot x_2 .$$

The third factor is new, the derivative of the activation. $\text{ReLU}(z) = \max(0, z)$ passes a positive $z$ on as it
is, so its derivative there is 1; for a negative $z$ it gives 0 whatever $z$ does, so its derivative is 0. (At $z = 0$
it has a kink and no derivative; programs take 0.) Here $z_2 = 1.18$, so the factor is 1.
"""

# %%
do2 = dy_hat * start["W2"][1, 0]
dz2 = do2 * (1 if z[1] > 0 else 0)
print(f"at o₂ {do2:.2f}, at z₂ {dz2:.2f}, at w¹₂₂ {dz2 * x[1]:.2f}")

# %%
one_chain = chain_values("w¹₂₂")
show(backward_pass(**one_chain), alt=describe_chain(one_chain))

# %% proof
arrived = one_chain["gradients"]
assert np.isclose(arrived["w¹₂₂"], dz2 * x[1])
assert [round(arrived[name], 2) for name in ("y_hat", "o2", "z2", "w¹₂₂")] == [-17.83, -10.70, -10.70, -21.40]
assert [float(value) for *_, value in one_chain["factors"][1:]] == [0.6, 1, 2]
by_nudges = numerical_gradient(lambda W1: loss(x, y, **start | {"W1": W1}), start["W1"])
assert np.isclose(by_nudges[1, 1], dz2 * x[1])
assert round(changes["w¹₂₂"], 3) == -0.214

# %% [markdown]
r"""
This is the picture to keep. Read it from right to left.

- The orange number with a × on a link is the derivative of *this link alone*, its **local derivative** (or local
  gradient). The last step is of another kind: it leaves the link for the weight *on* it, and there the local derivative
  is what the weight multiplies, $x_2 = 2$, and not 0.40.
- The blue number with a ∂ is what has arrived so far, the **upstream gradient**: the derivative of $L$ with respect to
  whatever the dashed arrow points to. $-17.83$ arrives at $\hat y$, and $-17.83 \cdot 0.60 = -10.70$ at $o_2$.
  (PyTorch calls it `grad_output`; at a sum $z$, many books call it the unit's error and write $\delta$.)

So the rule of a step back is: *what arrives next is what arrived here, times the local derivative of the link*. (Where
a unit has several ways to the loss, what they bring is added: [lecture 7](07_backpropagation.ipynb).) At the end of the
way, **the derivative of a weight is what arrives at the sum it leads to, times the value it multiplies**. Here that is
$-10.70 \cdot 2 = -21.40$, and the nudge of 0.01 changed the loss by $-0.214$. The cards stand in the order of the
formula, from the loss back.

## All nine derivatives

The nine form three groups: the output's own parameters, those of hidden unit 1 and those of hidden unit 2. Each chain
ends with whatever its parameter multiplies: an input, a hidden output, or 1 for a bias.

| | starts with | goes back by | ends with |
|---|---|---|---|
| $w^2_{11}, \; w^2_{21}, \; b_{21}$ | $-2(y - \hat y)$ | | $o_1, \; o_2, \; 1$ |
| $w^1_{11}, \; w^1_{21}, \; b_{11}$ | $-2(y - \hat y)$ | $w^2_{11} \cdot \text{ReLU}'(z_1)$ | $x_1, \; x_2, \; 1$ |
| $w^1_{12}, \; w^1_{22}, \; b_{12}$ | $-2(y - \hat y)$ | $w^2_{21} \cdot \text{ReLU}'(z_2)$ | $x_1, \; x_2, \; 1$ |

**Now you.** Take a pencil: $-2(y - \hat y) = -17.834$, $w^2_{11} = 0.5$, $z_1 = 0.57$, $x = (1, 2)$. Find
$\partial L/\partial w^1_{21}$ and $\partial L/\partial b_{11}$.

<details><summary>The two products</summary>

$-17.834 \cdot 0.5 \cdot 1 \cdot 2 = -17.834$ for the weight, and $-17.834 \cdot 0.5 \cdot 1 \cdot 1 = -8.917$ for
the bias. The first 1 is $\text{ReLU}'(z_1)$.
</details>

Now in code, column by column. `np.outer(x, dz)` is a table of products: at `[i, j]` it has `x[i] * dz[j]`, the input
times what arrives at the sum, just where `W1` has the weight between the two.
"""


# %%
def backward(x, y, W1, b1, W2, b2):
    """∂L/∂ each parameter for one row, in arrays like the parameters."""
    z, o, y_hat = forward(x, W1, b1, W2, b2)
    dy_hat = -2 * (y - y_hat)
    do = dy_hat * W2[:, 0]  # (2,)
    dz = do * (z > 0)  # (2,); ReLU′: True counts as 1, False as 0
    return {
        "W1": np.outer(x, dz), "b1": dz,
        "W2": np.outer(o, dy_hat), "b2": np.array([dy_hat]),
    }  # fmt: skip


gradient = backward(x, y, **start)
for name, (array, place) in places.items():
    nudging = changes[name] / 0.01
    print(f"{name:<4} {gradient[array][place]:8.3f}   by nudging, per unit: {nudging:8.3f}")

# %%
pass_explorer()

# %% [markdown]
r"""
Move the slider: first the values appear, layer by layer, then the derivatives, back the same way. From step 5 on, say
the next number before you move on. Finding all derivatives in one pass back is called **backpropagation**.

Not one number is worked out twice: $-17.83$ serves all nine, the $-8.92$ at $z_1$ serves three. Nudging needs one more
run for each weight; a pass back takes about as many multiplications as one or two runs forwards, however many weights
there are. The digit network of [lecture 4](04_forward_propagation.ipynb) has 1,210 parameters. A nudge up and one down
for each, which is more exact, takes 2,420 runs forwards. One run forwards and one pass back give the same derivatives.

The library finds our nine as well:
"""

# %%
rng = np.random.default_rng(0)
net = Sequential([Dense(2, 2, rng), ReLU(), Dense(2, 1, rng)], dtype=np.float64)
net.compile(SGD(0.01), MeanSquaredError())
hidden, output = net.layers[0], net.layers[2]
hidden.W[...], hidden.b[...], output.W[...], output.b[...] = start.values()
net.loss_and_gradient([x], [[y]])
found = {"W1": hidden.dW, "b1": hidden.db, "W2": output.dW, "b2": output.db}
off_by = max(np.abs(found[name] - gradient[name]).max() for name in start)
print(f"largest difference: {off_by:.10f}")

# %% proof
assert list(gradient) == list(start)
assert all(np.abs(found[name] - gradient[name]).max() < 1e-12 for name in start)
assert all(found[name].shape == gradient[name].shape == start[name].shape for name in start)
nine = {name: float(gradient[array][place]) for name, (array, place) in places.items()}
assert len(nine) == 9
assert all(abs(changes[name] / (0.01 * value) - 1) < 0.002 for name, value in nine.items())
shown = chain_values("all")["gradients"]
assert all(np.isclose(shown[name], value) for name, value in nine.items())
assert np.allclose([shown["z1"], shown["z2"]], [nine["b₁₁"], nine["b₁₂"]])
assert np.allclose([nine["w¹₂₁"], nine["b₁₁"]], [-17.834 * 0.5 * 1 * 2, -17.834 * 0.5 * 1 * 1])
assert max(nine, key=lambda name: abs(nine[name])) == "w¹₂₂"
assert nine["w¹₂₁"] == 2 * nine["w¹₁₁"]
for units in ([64, 16, 10], [2, 2, 1], [100, 100], [100] * 20):
    weights = [units[k] * units[k + 1] for k in range(len(units) - 1)]
    forwards, back = sum(weights), sum(weights) + sum(weights[1:])  # each dW, and what arrives at hidden units
    assert forwards <= back < 2 * forwards
    assert units[0] != 64 or (forwards, back) == (1184, 1344)

# %% proof
from dlcourse import CategoricalCrossentropy, Softmax, load_digits, one_hot

images, digits = load_digits()
for seed in range(3):
    generator = np.random.default_rng(seed)
    layers = [Dense(64, 16, generator), ReLU(), Dense(16, 10, generator), Softmax()]
    reader = Sequential(layers, np.float64).compile(SGD(0.1), CategoricalCrossentropy())
    row, label = images[[seed]], one_hot(digits[[seed]], 10)
    start = reader.parameters.copy()
    assert start.size == 1210

    runs = []

    def loss_of_digit(parameters, reader=reader, row=row, label=label, runs=runs):
        runs.append(1)
        reader.parameters[...] = parameters
        return -np.log((reader.predict(row) * label).sum())

    _, by_pass = reader.loss_and_gradient(row, label)
    by_nudges = numerical_gradient(loss_of_digit, start)
    assert np.allclose(by_nudges, by_pass, atol=1e-8)
    assert len(runs) == 2420

# %% [markdown]
r"""
The list of all nine partial derivatives is called the **gradient** of the loss. (Many people call each of the nine a
gradient, too.) Read as an arrow in the space of nine parameters, it points where the loss rises fastest:
[lecture 8](08_gradient_descent.ipynb) shows why.

> **A common slip: "a large derivative means an important weight."** $w^1_{21}$ has twice the derivative of $w^1_{11}$,
> only because $x_2$ is twice $x_1$. Measure an input in other units, and its weights get other derivatives.

So far both ReLUs let everything pass. Take another applicant, 2 points below the average in the first test and 1 above
in the second, who earns 10 as well. Now $z_1 = 0.07$, $z_2 = -0.12$ and $\hat y = 0.125$. **Now you:** find
$\partial L/\partial w^1_{11}$ for this row, and above all its sign.
"""

# %% prediction [markdown]
r"""
For the row (−2, 1), z₂ is negative, so o₂ = 0. How many of the nine derivatives are 0?

[ ] None: the prediction is far off, and everyone takes part
    The loss is large. But what arrives at o₂ is multiplied by ReLU′(z₂) = 0 and goes no further.
[ ] One: that of w²₂₁, which multiplies o₂ = 0
    That one is 0, and three more: nothing arrives at z₂, since ReLU′(z₂) = 0.
[ ] Three: those of hidden unit 2
    Those are 0, since ReLU′(z₂) = 0. And w²₂₁ ends with the factor o₂, which is 0 as well.
[x] Four
    w¹₁₂, w¹₂₂ and b₁₂, since ReLU′(z₂) = 0, and w²₂₁, since it ends with o₂ = 0.
"""

# %%
one_off = chain_values("all", x1=-2.0, x2=1.0) | {"decimals": 3}  # of the prediction
show(backward_pass(**one_off), alt=describe_chain(one_off))

# %% proof
other = backward(np.array([-2.0, 1.0]), 10.0, **start)
other = {name: float(other[array][place]) for name, (array, place) in places.items()}
assert all(np.isclose(one_off["gradients"][name], value) for name, value in other.items())
assert [round(value, 2) for value in (gradient["W1"][0, 0], other["w¹₁₁"])] == [-8.92, 19.75]
assert one_off["gradients"]["z2"] == 0
assert round(one_off["gradients"]["o2"], 2) == -11.85
assert np.allclose(forward(np.array([-2.0, 1.0]), **start)[0], [0.07, -0.12])
assert [name for name, value in other.items() if value == 0] == ["w²₂₁", "w¹₁₂", "w¹₂₂", "b₁₂"]

# %% [markdown]
r"""
Grey arrows bring 0. Follow the lower way: $-11.85$ arrives at $o_2$, the ReLU multiplies it by 0, and from there on
nothing is left. A unit that is off for a row learns nothing from this row. That is no harm while other rows turn it on;
what happens when none does is told in [lecture 10](10_activation_functions.ipynb).

And yours? $-2(10 - 0.125) \cdot 0.5 \cdot 1 \cdot (-2) = +19.75$: the last factor, the input $-2$, has flipped the
sign. This row wants $w^1_{11}$ smaller, where the first one wanted it larger ($-8.92$).

## Explore: choose a parameter

Choose a parameter and see its chain; move the row, its target and (folded below them) the output weights. Three tasks:

- The chain of $w^1_{11}$ has four factors, and each of them can be 0, or nearly. **Find for each factor a position of
  the sliders at which it alone makes the derivative vanish.**
- **By moving the target alone, flip the signs of all nine.**
- Row and target, wherever you put them, never make $b_{11}$ want to rise and $b_{12}$ want to fall. **Why not, and
  which slider can?** (The last two sliders are folded.)
"""

# %%
chain_explorer()

# %% proof
from dlcourse.widgets.gradients.backprop_by_hand import CHAINS


def factors_of_w111(**moved):
    """The four factors of the chain of w¹₁₁."""
    return [value for *_, value in chain_values("w¹₁₁", **moved)["factors"]]


zeros = [[abs(value) < 0.05 for value in factors_of_w111(**moved)] for moved in ({"y": 1.1}, {"v1": 0.0}, {"x1": 0.0})]
assert zeros == [[True, False, False, False], [False, True, False, False], [False, False, False, True]]
assert factors_of_w111(x2=-0.9)[2] == 0
assert factors_of_w111(x2=-0.8)[2] == 1
assert all(factors_of_w111(x2=-0.9)[k] != 0 for k in (0, 1, 3))
below = [list(chain_values(name, y=-5.0)["gradients"].values())[-1] for name in CHAINS]
assert min(below) > 0
near = [list(chain_values(name, y=1.1)["gradients"].values())[-1] for name in CHAINS]
assert max(map(abs, near)) < 0.05


def both_biases(**moved):
    """∂L/∂b₁₁ times ∂L/∂b₁₂: below 0 if they want opposite moves."""
    return np.prod([chain_values(name, **moved)["gradients"][name] for name in ("b₁₁", "b₁₂")])


moves = [{"x1": x1, "x2": x2, "y": y0} for x1 in (-3, -1, 0, 3) for x2 in (-3, 0, 4) for y0 in (-5, 1, 12)]
assert min(both_biases(**moved) for moved in moves) >= 0
assert both_biases(v1=-0.5) < 0
assert both_biases(v2=-0.5) < 0

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

- $-2(y - \hat y)$: at a target of 1.1, as near to the prediction as the slider can. Then all nine are nearly 0: where
  the prediction is right, nothing has to change.
- $w^2_{11} = 0$: nothing comes back to hidden unit 1. Its own three parameters learn nothing from this row;
  $w^2_{11}$ itself does.
- $\text{ReLU}'(z_1) = 0$: with $x_2$ at $-0.9$ or below, $z_1$ is negative and the unit is off.
- $x_1 = 0$: a weight learns nothing from a row in which its input is 0.

A target below the prediction turns the first factor positive, and with it all nine: now every parameter should go down.

The chains of $b_{11}$ and $b_{12}$ begin with the same factor and go back by $w^2_{11}$ and $w^2_{21}$, both positive;
a ReLU can only stop them. Make one of these weights negative, and its unit works *against* the prediction: the two want
opposite moves.
</details>

*(A good place to pause.)*

## Why the minus

You know which way and how fast; now the move. Why is there a minus in the update of
[lecture 2](02_perceptron_loss.ipynb)? Let only the last bias, $b_{21}$, move, and call it $b$ here. Then
$\hat y = 0.993 + b$, and the loss is a parabola over $b$, with its lowest point where $\hat y = 10$.

At our $b = 0.09$ the derivative is $-17.834$: the loss falls as $b$ rises, so $b$ should rise. Had we begun at
$b = 16$, it would be $13.986$, and $b$ should fall. One formula, with the learning rate $\eta$, does the right thing on
both sides,

$$b \leftarrow b - \eta\, \frac{\partial L}{\partial b},$$

since subtracting a negative number raises $b$ and subtracting a positive one lowers it.
"""

# %%
rest = y_hat - start["b2"][0]  # the output without its bias


def walk(b, eta, steps):
    """b, its loss and its derivative, before each of so many steps and after the last."""
    places = []
    for _ in range(steps + 1):
        derivative = -2 * (y - rest - b)
        places.append((b, (y - rest - b) ** 2, derivative))
        b = b - eta * derivative
    return places


biases = np.linspace(-10, 19, 291)
walks = [walk(0.09, eta=0.2, steps=5), walk(16.0, eta=0.2, steps=1)]
uphill = walk(0.09, eta=-0.2, steps=2)  # with a plus in the formula
show(plots.derivative_signs(biases, (y - rest - biases) ** 2, walks, uphill))

# %% proof
assert round(rest, 3) == 0.993
assert round(y - rest, 3) == 9.007
assert [round(-2 * (y - rest - b), 3) for b in (0.09, 16.0)] == [-17.834, 13.986]
for sign, expected in ((-1, 0.48), (+1, 2300)):
    steps = [0.09]
    for _ in range(5):
        steps.append(steps[-1] + sign * 0.2 * -2 * (y - (rest + steps[-1])))
    assert float(f"{(y - rest - steps[-1]) ** 2:.2g}") == expected
    assert np.all(np.diff(np.abs(np.diff(steps))) * sign > 0)  # the steps shrink with the minus, grow with the plus
    assert np.isclose((steps[2] - (y - rest)) / (steps[1] - (y - rest)), 1 - 2 * 0.2 * -sign)
assert [round(value, 2) for value, *_ in walks[0]] == [0.09, 3.66, 5.80, 7.08, 7.85, 8.31]
assert round(walks[0][-1][1], 2) == 0.48
far = [abs(value - (y - rest)) for value, *_ in walk(0.09, 1.1, steps=3)]
assert np.all(np.diff(far) > 0)  # with η above 1 the minus does not help
for b in (0.09, 16.0):
    for eta, falls in ((0.01, True), (0.2, True), (0.9, True), (1.1, False)):
        (_, before, derivative), (_, reached, _) = walk(b, eta, steps=1)
        assert before - reached < eta * derivative**2  # less than promised
        assert (reached < before) == falls

# %% [markdown]
r"""
The straight pieces are the tangents, whose slope is the derivative. Follow the filled points: five steps with
$\eta = 0.2$ from $b = 0.09$ take the loss from 79.51 to 0.48. They get shorter by themselves, as the derivative does:
each leaves $1 - 2\eta = 0.6$ of the way to the lowest point. (With $\eta$ above 1 this factor is below $-1$, and the
steps grow in spite of the minus.) The hollow points are two steps of the wrong formula, with a plus; after five of them
the loss would be 2,300.

> **A common slip: one minus for two.** The minus in $-2(y - \hat y)$ is not the minus of the update. Write the loss as
> $(\hat y - y)^2$, and the derivative is $2(\hat y - y)$, without a minus; the update subtracts it all the same.

## Five steps, and one explosion

Now all nine: each parameter moves by $-\eta$ times its own derivative. By hand, for $w^1_{22}$ and with $\eta = 0.01$:
$0.40 - 0.01 \cdot (-21.40) = 0.614$. **Now you:** the new $w^2_{21}$, from 0.60 and $-21.04$. The first line below has
both.
"""


# %%
def update(parameters, gradient, eta):
    """New parameters: each array moved by −η times its derivatives."""
    return {name: parameters[name] - eta * gradient[name] for name in parameters}


now = start
for step in range(1, 6):
    now = update(now, backward(x, y, **now), eta=0.01)
    prediction = forward(x, **now)[2]
    print(f"step {step}: w¹₂₂ {now['W1'][1, 1]:.3f}, w²₂₁ {now['W2'][1, 0]:.3f}", end="")
    print(f", prediction {prediction:.3f}, loss {loss(x, y, **now):.3f}")

# %% proof
again = Sequential([Dense(2, 2, rng), ReLU(), Dense(2, 1, rng)], dtype=np.float64)
again.compile(SGD(0.01), MeanSquaredError())
first, second = again.layers[0], again.layers[2]
first.W[...], first.b[...], second.W[...], second.b[...] = start.values()
of_library, predictions, moved = [], [], []
for _ in range(6):
    predictions.append(again.predict([x])[0, 0])
    of_library.append(again.train_step([x], [[y]]))
    moved.append((first.W[1, 1], second.W[1, 0]))
assert np.allclose(of_library, [79.512889, 57.61079, 30.525815, 8.499094, 0.72119, 0.01094], atol=1e-5)
assert np.allclose(predictions, [1.083, 2.410, 4.475, 7.085, 9.151, 9.895], atol=6e-4)
assert np.allclose(moved[0], [0.614, 0.810], atol=6e-4)
assert np.allclose(moved[4], [now["W1"][1, 1], now["W2"][1, 0]])
assert np.isclose(prediction, predictions[5])
assert round(0.01 * sum((array**2).sum() for array in gradient.values()), 2) == 20.28
assert round(of_library[0] - of_library[1], 2) == 21.90
straight = 20.28 / 17.834  # how far ŷ would rise if the changes of the two layers did not multiply
assert 17.834 * straight - straight**2 < 20.28
assert straight < predictions[1] - predictions[0]
too_soon = gradient["b2"][0] * (start["W2"] - 0.01 * gradient["W2"])[0, 0] * x[0]  # with the new W2
assert round(too_soon, 2) == -10.73

# %% [markdown]
r"""
Nearly right in five steps, with nothing but your own pass back. For the first step the nine derivatives promised a fall
of $0.01 \cdot (21.40^2 + 21.04^2 + \ldots) = 20.28$, each parameter's move times its derivative. A derivative holds for
small moves only, and on the parabola above, which lies above its tangents, the loss always falls by *less* than
promised (or rises). Here it fell by *more*, by 21.90: the weights of both layers grew, and in the prediction their
changes multiply.

> **A common slip: update $W_2$, and use the new $W_2$ on the way back.** Then the hidden layer is corrected for a
> network that never made that prediction: $w^1_{11}$ would receive $-10.73$ where it should be $-8.917$. So first the
> whole gradient, at the old weights, then all moves.

Now take a student with an iq of 80 and a gpa of 3.5, who earns 1.8 lakh. The network has two hidden units again, this
time without ReLU. All weights start at 1 and all biases at 0, so both hidden units put out $80 + 3.5 = 83.5$, and the
prediction is 167.
"""

# %% prediction [markdown]
r"""
The prediction is 167, the target 1.8. One step: which learning rate brings the prediction closer?

[ ] 0.1
    After one step the prediction is above a billion.
[ ] 0.01, as it did so well above
    After one step the prediction is 11,603,333. The same η, another scale of inputs.
[ ] 0.001
    After one step the prediction is 108,238.
[x] None of these three
    Some derivatives are in the tens of thousands, because the error is large, and so are an input and, with it, the
    hidden outputs.
"""

# %%
students, salaries, _ = salary_by_iq_and_gpa()


def prediction_after_one_step(learning_rate):
    """ŷ of the first student after one step from all weights 1 and all biases 0."""
    rng = np.random.default_rng(0)
    net = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], np.float64)
    net.compile(SGD(learning_rate), MeanSquaredError())
    for layer in net.layers:
        layer.W[...], layer.b[...] = 1, 0
    net.train_step(students[:1], salaries[:1])
    return net.predict(students[:1])[0, 0]


for eta in (0.1, 0.01, 0.001, 0.00001):
    print(f"eta {eta:<7g} prediction {prediction_after_one_step(eta):,.1f}")

# %% proof
assert students[0].tolist() == [80, 3.5]
assert salaries[0, 0] == 1.8
assert prediction_after_one_step(0.1) > 1e9
assert round(prediction_after_one_step(0.01)) == 11_603_333
assert round(prediction_after_one_step(0.001)) == 108_238
assert round(prediction_after_one_step(1e-5), 1) == 90.2
assert round(330.4 * 83.5) == 27_588
assert np.isclose(-2 * (1.8 - 167), 330.4)
assert round(276 * 264 * 80, -5) == 5_800_000
assert [round(0.01 * value) for value in (330.4 * 83.5, 330.4 * 80, 330.4 * 3.5)] == [276, 264, 12]
assert round((1.8 - 167) ** 2) == 27_291
scaled = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], np.float64).compile(SGD(0.01), MeanSquaredError())
for layer in scaled.layers:
    layer.W[...], layer.b[...] = 1, 0
assert scaled.predict([[1.0, 1.0]])[0, 0] == 4
assert round(np.abs(scaled.loss_and_gradient([[1.0, 1.0]], salaries[:1])[1]).max(), 1) == 8.8
scaled.train_step([[1.0, 1.0]], salaries[:1])
assert round(scaled.predict([[1.0, 1.0]])[0, 0], 2) == 3.36

# %% [markdown]
r"""
No derivative is false, but the moves are too large. One cure is choosing $\eta$ well
([lecture 8](08_gradient_descent.ipynb)), another is scaling the inputs
([lecture 12](12_improving_a_network.ipynb)). Just to see the effect, divide the iq by 80 and the gpa by 3.5, so that
both inputs are 1: the prediction then starts at 4, the largest derivative is 8.8 instead of 27,588, and $\eta = 0.01$
takes the prediction to 3.36.

<details><summary>Where the eleven million come from</summary>

$-2(1.8 - 167) = 330.4$ arrives at $\hat y$. The derivative of each output weight is $330.4 \cdot 83.5 = 27{,}588$, so
with $\eta = 0.01$ each falls by 276; the hidden weights fall by 264 and by 12. Again the changes of the two layers
multiply: $276 \cdot 264 \cdot 80$ is 5.8 million, and there are two hidden units.
</details>

## Two classes: the derivative that cancels

A student plays 2 hours a day, studies 4 and sleeps 8. An untrained network with two hidden sigmoid units and a sigmoid
output gives a probability of 0.284 that she passes the exam. She passes: $y = 1$. The loss is the binary cross-entropy,
$-\ln \hat y$ for the label 1 and $-\ln(1 - \hat y)$ for 0.
"""

# %%
hours = np.array([2.0, 4.0, 8.0])  # play, study, sleep
exam = {
    "W1": np.array([[0.1, -0.2], [0.2, 0.1], [-0.1, 0.05]]),  # (3, 2)
    "b1": np.zeros(2),
    "W2": np.array([[0.5], [-1.5]]),
    "b2": np.array([-0.3]),
}


def forward_sigmoids(x, W1, b1, W2, b2):
    """The hidden outputs (2,) and the probability, for one row."""
    o = sigmoid(x @ W1 + b1)
    return o, sigmoid((o @ W2 + b2)[0])


o_exam, p_exam = forward_sigmoids(hours, **exam)
print(f"hidden outputs {o_exam.round(2)}, probability {p_exam:.3f}")

# %% [markdown]
r"""
The sigmoid's derivative is made of its own output. Write $\sigma(z)$ as $1/u$ with $u = 1 + e^{-z}$, and use the chain
rule:

$$\sigma'(z) = -\frac{1}{u^2} \cdot (-e^{-z}) = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}
= \sigma(z)\,\big(1 - \sigma(z)\big) .$$

At the output, whose sum is $z$ here, it cancels, as in [lecture 5](05_loss_functions.ipynb). The first link is
$-1/\hat y$ for the label 1 and $1/(1 - \hat y)$ for 0, in one formula $(\hat y - y)/\big(\hat y (1 - \hat y)\big)$;
the second one is $\hat y (1 - \hat y)$:

$$\frac{\partial L}{\partial z}
= \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial z}
= \frac{\hat y - y}{\hat y\,(1 - \hat y)} \cdot \hat y\,(1 - \hat y) = \hat y - y .$$

Further back there is no logarithm to cancel a sigmoid. For $w^1_{21}$, the weight from the study hours $x_2$ to hidden
unit 1, the factor $o_1 (1 - o_1)$ stays:

$$\frac{\partial L}{\partial w^1_{21}} = (\hat y - y) \cdot w^2_{11} \cdot o_1 (1 - o_1) \cdot x_2 .$$
"""

# %%
dy_hat = -1 / p_exam  # ∂L/∂ŷ for the label 1
dz_out = dy_hat * p_exam * (1 - p_exam)  # at the output's sum z
do1 = dz_out * exam["W2"][0, 0]
dz1 = do1 * o_exam[0] * (1 - o_exam[0])
dw = dz1 * hours[1]  # hours[1]: study
print(f"at ŷ {dy_hat:.2f}, at z {dz_out:.2f}, at o₁ {do1:.2f}, at z₁ {dz1:.2f}")


def loss_of_exam(W1):
    """L as a function of the hidden weights."""
    return -np.log(forward_sigmoids(hours, **exam | {"W1": W1})[1])


by_nudging = numerical_gradient(loss_of_exam, exam["W1"])[1, 0]
print(f"at w¹₂₁ {dw:.6f}, and by nudging it {by_nudging:.6f}")

# %%
show(sigmoid_chain(**sigmoid_chain_values(hours, exam["W1"], exam["W2"], exam["b2"][0])))

# %% proof
z_exam = hours @ exam["W1"]
local = sigmoid_chain_values(hours, exam["W1"], exam["W2"], exam["b2"][0])["local"]
arriving = np.cumprod(list(local.values()))
assert np.allclose(arriving, [dy_hat, dz_out, do1, dz1, dw])
assert np.allclose(dz1 * hours, numerical_gradient(loss_of_exam, exam["W1"])[:, 0], atol=1e-8)
assert [round(value, 4) for value in (dz1, dz1 * 8)] == [-0.0886, -0.7086]
assert np.allclose(z_exam, [0.2, 0.4])
assert round(p_exam, 3) == 0.284
assert np.isclose(dw, by_nudging, atol=1e-9)
assert np.isclose(dz_out, p_exam - 1)
assert [round(local[name], 3) for name in ("z", "z1")] == [0.203, 0.248]
assert [round(float(value), 2) for value in local.values()] == [-3.52, 0.20, 0.50, 0.25, 4]
assert [round(float(value), 2) for value in arriving] == [-3.52, -0.72, -0.36, -0.09, -0.35]
predicted = np.linspace(0.1, 0.9, 9)
for label, by_prediction in ((1, -1 / predicted), (0, 1 / (1 - predicted))):
    assert np.allclose(by_prediction, (predicted - label) / (predicted * (1 - predicted)))
    assert np.allclose(by_prediction * predicted * (1 - predicted), predicted - label)
assert round(sigmoid(2.0), 3) == 0.881
assert round(sigmoid(2.0) - 1, 3) == -0.119

# %% [markdown]
r"""
$-0.72$ arrives at $z$, which is $0.284 - 1$. Of the $-0.36$ at $o_1$, the hidden sigmoid lets only $-0.09$ through: its
local derivative is 0.248, and can never be more than 0.25, as $o(1 - o)$ is largest at $o = 0.5$.
[Lecture 9](09_vanishing_exploding_gradients.ipynb) shows what becomes of a chain with ten such factors.

**Now you:** $-0.0886$ has arrived at $z_1$. What are the derivatives of $w^1_{31}$, from the sleep $x_3 = 8$, and of
$b_{11}$?

<details><summary>The two products</summary>

$-0.0886 \cdot 8 = -0.709$ and $-0.0886 \cdot 1 = -0.0886$. All that leads to one unit shares what arrives at it; only
the last factor differs.
</details>

## The training loop

A network has to serve many rows. Take four applicants. An input of 1 says that a test result is above the average, $-1$
that it is below, and the label is 1 where *exactly one* of the two is above. That is the XOR of lectures 1 and 3: no
straight line separates the labels, so the hidden units are needed.

We start from the nine numbers that you know. (Two hidden units that start equal would stay equal:
[lecture 11](11_weight_initialization.ipynb).) The output gets a sigmoid and the loss is the cross-entropy, so
$\hat y - y$ arrives at its sum. The hidden units are now $\tanh$: from $-1$ to 1, with the derivative $1 - o^2$
([lecture 7](07_backpropagation.ipynb) derives it). In `backward`, two derivatives change.
"""

# %%
rows = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
labels = np.array([0.0, 0.0, 1.0, 1.0])


def forward_classes(x, W1, b1, W2, b2):
    """The hidden outputs and the probability, for one row or for many."""
    o = np.tanh(x @ W1 + b1)
    return o, sigmoid((o @ W2 + b2)[..., 0])


def backward_classes(x, y, W1, b1, W2, b2):
    """∂L/∂ each parameter for one row and the cross-entropy."""
    o, y_hat = forward_classes(x, W1, b1, W2, b2)
    dz_out = y_hat - y
    dz = dz_out * W2[:, 0] * (1 - o**2)
    return {
        "W1": np.outer(x, dz), "b1": dz,
        "W2": np.outer(o, dz_out), "b2": np.array([dz_out]),
    }  # fmt: skip


by_row = [backward_classes(rows[i], labels[i], **start) for i in range(4)]
show(plots.wishes_of_rows(rows, labels, by_row, places))

# %% proof
probabilities = forward_classes(rows, **start)[1]


def losses_of(**parameters):
    """The cross-entropy of each of the four rows."""
    p = forward_classes(rows, **parameters)[1]
    return -np.log(np.where(labels == 1, p, 1 - p))


for name in start:
    for i in range(4):
        by_nudges = numerical_gradient(lambda array, i=i, name=name: losses_of(**start | {name: array})[i], start[name])
        assert np.allclose(by_nudges, by_row[i][name], atol=1e-8)
    of_the_mean = numerical_gradient(lambda array, name=name: losses_of(**start | {name: array}).mean(), start[name])
    assert np.allclose(of_the_mean, sum(each[name] for each in by_row) / 4, atol=1e-8)
flat = np.array([np.concatenate([array.ravel() for array in each.values()]) for each in by_row])
assert round(np.abs(flat).max(), 2) == 0.66
assert 0.035 < np.abs(flat.mean(axis=0)).max() < 0.0395
assert [round(float(each["b2"][0]), 2) for each in by_row] == [0.66, 0.41, -0.48, -0.43]
assert np.allclose(1 - np.tanh(0.7) ** 2, numerical_gradient(lambda z: np.tanh(z)[0], np.array([0.7])), atol=1e-8)
assert np.array_equal(labels, ((rows > 0).sum(axis=1) == 1).astype(float))

# %% [markdown]
r"""
Each column but the last shows minus the gradient of one row: the direction in which the loss of this row falls
fastest. The derivative of a mean is the mean of the derivatives, so **the gradient of the mean loss is the mean of the
rows' gradients**. Here the rows nearly cancel: of wishes up to 0.66 in size no more than 0.04 is left. (A step along
this mean is batch gradient descent, [lecture 8](08_gradient_descent.ipynb).)

The training loop is a loop in a loop. In each epoch, each row steps in its turn: predict, measure the loss, find the
gradient, update all parameters. At the end of the epoch, note down the mean of the losses met on the way.
"""


# %%
def train(eta, epochs):
    """Row by row from the nine first values: the parameters after each epoch, the mean losses."""
    now, after, losses = start, [start], []
    for _ in range(epochs):
        total = 0.0
        for x, y in zip(rows, labels, strict=True):
            y_hat = forward_classes(x, **now)[1]  # predict
            total -= np.log(y_hat if y == 1 else 1 - y_hat)  # measure the loss
            gradient = backward_classes(x, y, **now)  # find the gradient
            now = update(now, gradient, eta)  # all nine at once
        after.append(now)
        losses.append(total / len(rows))
    return after, losses


after, losses = train(eta=0.1, epochs=200)
print("labels       ", labels)
print("probabilities", forward_classes(rows, **after[-1])[1].round(2))

# %%
maps = {k: lambda x, k=k: forward_classes(x, **after[k])[1] for k in (0, 50, 100, 200)}
show(plots.training_of_four(losses, rows, labels, maps))

# %% proof
assert len(losses) == 200
assert len(after) == 201
probabilities = forward_classes(rows, **after[-1])[1]
assert probabilities.round(2).tolist() == [0.10, 0.09, 0.95, 0.95]
assert [round(losses[k - 1], 2) for k in (1, 50, 100, 200)] == [0.74, 0.66, 0.39, 0.07]
assert round(np.log(2), 2) == 0.69
right = [(forward_classes(rows, **each)[1] > 0.5) == labels for each in after]
assert not any(each[0] for each in right[:51])
assert all(each.all() for each in right[100:])
rng = np.random.default_rng(0)
from dlcourse import BinaryCrossentropy, Sigmoid, Tanh

of_library = Sequential([Dense(2, 2, rng), Tanh(), Dense(2, 1, rng), Sigmoid()], dtype=np.float64)
of_library.compile(SGD(0.1), BinaryCrossentropy())
first, second = of_library.layers[0], of_library.layers[2]
first.W[...], first.b[...], second.W[...], second.b[...] = start.values()
fitted = of_library.fit(rows, labels[:, None], epochs=200, batch_size=1, rng=None, verbose=False)
assert np.allclose(fitted.history["loss"], losses, rtol=1e-7)

# %% [markdown]
r"""
The loss changes little for fifty epochs, while the rows nearly cancel; the row (1, 1) stays on the wrong side. Then the
boundary becomes two lines, and after 100 epochs all four are right. The library's `fit` with `batch_size=1` is this
same loop.
"""

# %% prediction [markdown]
r"""
The first fifty epochs are slow. The same start with η = 0.3: what happens?

[ ] The same, three times as fast
    A step is three times as long, but each row's step also disturbs the other three more.
[ ] It explodes, as with the iq of 80
    The inputs are 1 and −1, and ŷ − y is never larger than 1 in size. Nothing explodes here: the weights shrink.
[x] It never learns: all four rows end at the same probability
    At 0.54. All weights and hidden biases have shrunk to nearly 0, so that the prediction hardly depends on the row.
"""

# %%
after, losses = train(eta=0.3, epochs=200)
print("probabilities  ", forward_classes(rows, **after[-1])[1].round(2))
print("largest weight ", max(np.abs(after[-1][name]).max() for name in ("W1", "W2")).round(6))

# %% proof
probabilities = forward_classes(rows, **after[-1])[1]
assert probabilities.round(2).tolist() == [0.54] * 4
assert max(np.abs(after[-1][name]).max() for name in ("W1", "W2", "b1")) < 0.01
assert max(((forward_classes(rows, **each)[1] > 0.5) == labels).sum() for each in after) < 4
assert all(np.abs(after[-1][name]).max() < np.abs(start[name]).min() for name in ("W1", "W2"))


def in_orders(eta, orders, start=start):
    """Train R runs with the rows in the orders (R, epochs, 4); the four arrays of each run."""
    W1, b1, W2, b2 = (np.repeat(array[None], len(orders), axis=0) for array in start.values())
    for epoch in orders.swapaxes(0, 1):
        for i in epoch.T:  # a row for each run
            o = np.tanh(np.einsum("ri,rij->rj", rows[i], W1) + b1)
            dz_out = (sigmoid((o * W2[..., 0]).sum(axis=1) + b2[:, 0]) - labels[i])[:, None]
            dz = dz_out * W2[..., 0] * (1 - o**2)
            W2[..., 0] -= eta * dz_out * o
            W1 -= eta * rows[i][:, :, None] * dz[:, None, :]
            b1 -= eta * dz
            b2 -= eta * dz_out
    return W1, b1, W2, b2


def all_right(W1, b1, W2, b2):
    """For each run: are all four rows right?"""
    sums = np.tanh(rows @ W1 + b1[:, None, :]) @ W2 + b2[:, None, :]
    return ((sums[..., 0] > 0) == labels).all(axis=1)


from itertools import permutations

fixed = np.array([[order] * 400 for order in permutations(range(4))])
ends = in_orders(0.3, fixed)
learned = all_right(*ends)
assert learned.sum() == 21
assert not learned[0]  # the lecture's order
assert np.allclose(ends[0][0], after[-1]["W1"], atol=1e-3)
assert all(np.abs(array[~learned]).max() < 0.01 for array in ends[:3])
assert max(np.abs(array).max() for array in in_orders(0.3, np.array([[range(4)] * 2000]))[:3]) < 1e-9  # it stays there
shuffles = [np.random.default_rng(seed) for seed in range(200)]
shuffled = np.array([[generator.permutation(4) for _ in range(400)] for generator in shuffles])
assert all_right(*in_orders(0.3, shuffled)).all()
every = np.array([[order] for order in permutations(range(4))])
for eta in (0.1, 0.3):
    for b2 in (eta / 2, -eta / 2, 0.0):  # where an order of the rows leaves it, at the start of an epoch
        tiny = {"W1": np.zeros((2, 2)), "b1": np.zeros(2), "W2": np.full((2, 1), 1e-6), "b2": np.array([b2])}
        left = 1 - in_orders(eta, every, tiny)[2].ravel() / 1e-6
        assert np.abs(left / (1.5 * eta**2) - 1).max() < 0.15, (eta, b2, left)
taught = []
for scale in (1, 0.1, 0.01):  # the mean gradient of the hidden units fades faster than the weights
    scaled = {name: scale * array for name, array in start.items()} | {"b2": np.zeros(1)}
    each = [backward_classes(rows[i], labels[i], **scaled) for i in range(4)]
    taught.append(max(np.abs(sum(one[name] for one in each)).max() for name in ("W1", "b1", "W2")))
assert taught[1] < 0.01 * taught[0]
assert taught[2] < 0.01 * taught[1]
small = {name: 0.01 * array for name, array in start.items()}
at_first = max(np.abs(small[name]).max() for name in ("W1", "b1", "W2"))
for eta in (0.1, 0.3):  # near 0 everything shrinks on, in each order
    shrunk = in_orders(eta, np.repeat(fixed, 2, axis=1), small)[:3]
    assert max(np.abs(array).max() for array in shrunk) < 0.1 * at_first, eta
v, b, eta = 0.2, 0.05, 0.3
for error in (0.5, -0.5):
    v, b = v - eta * error * b, b - eta * error * v
assert np.allclose([v, b], np.array([0.2, 0.05]) * (1 - eta**2 / 4))
assert round(0.5 + 0.3 / 8, 2) == 0.54
assert abs(after[-1]["b2"][0] / (0.3 / 2) - 1) < 0.1
for eta, off_by in ((0.3, 0.15), (1.2, 0.05)):
    by_mean = start
    for _ in range(200):
        each = [backward_classes(rows[i], labels[i], **by_mean) for i in range(4)]
        by_mean = update(by_mean, {name: sum(one[name] for one in each) / 4 for name in start}, eta)
    assert np.abs(forward_classes(rows, **by_mean)[1] - labels).max() < off_by
twins = start | {"W1": np.array([[0.1, 0.1], [0.2, 0.2]]), "b1": np.array([0.07, 0.07]), "W2": np.array([[0.5], [0.5]])}
for _ in range(50):
    for i in range(4):
        twins = update(twins, backward_classes(rows[i], labels[i], **twins), 0.1)
assert np.allclose(twins["W1"][:, 0], twins["W1"][:, 1], rtol=1e-12)

# %% [markdown]
r"""
What drew the weights to 0? Follow a hidden unit that has become small. There $\tanh z \approx z$, and the network says
about ½ for every row, so that $\hat y - y$ is $+\frac12$ for the two rows with label 0 and $-\frac12$ for the others.
Take only the unit's bias $b$ and its output weight $v$. A row with $+\frac12$ changes $v$ by $-\frac\eta2 b$ and $b$
by $-\frac\eta2 v$, so their sum $v + b$ is multiplied by $1 - \frac\eta2$. A row with $-\frac12$ multiplies it by
$1 + \frac\eta2$. The two wishes are opposite and equally large, but one after the other they do not cancel:

$$\Big(1 + \frac\eta2\Big)\Big(1 - \frac\eta2\Big) = 1 - \frac{\eta^2}{4} .$$

The same happens to $v - b$, so both shrink. With the unit's two weights as well, an epoch of four rows takes from $v$
about $1.5\,\eta^2$ of itself: 1.5% at $\eta = 0.1$, but some 14% at $\eta = 0.3$, in whichever order the rows come.

What an epoch *teaches* grows only with $\eta$, and fades as the weights get small. So near 0 there is a trap: once all
the weights are small enough, they shrink on, at $\eta = 0.1$ as at 0.3, and the pull of the trap grows with $\eta^2$.
Our run escapes it at 0.1 and is caught at 0.3. That is no law: of the 24 fixed orders of the rows, 21 learn at
$\eta = 0.3$ within 400 epochs, and with the rows shuffled anew in each epoch, each of 200 runs did. A step along the
*mean* of the four gradients has no "one after the other", and learns even with $\eta = 1.2$.

The 0.54 has the same cause. Each epoch ends with the two rows of label 1, which raise $b_{21}$ by about
$\frac\eta2$ each and leave it at $\frac\eta2$: a probability of about $\frac12 + \frac\eta8 = 0.54$.

**Try it.** Replace the $\tanh$ by a ReLU, `np.tanh` by `relu` and `1 - o**2` by `o > 0`, with $\eta = 0.1$.

<details><summary>What you will see</summary>

Three rows stay at 0.34, about one third: the share of 1s among the three. In the end both hidden units are on for the
last row alone, so that from the other three nothing arrives at a hidden weight any more.
[Lecture 3](03_multilayer_perceptron.ipynb) counted how often two ReLU units find XOR, and how more units help.
</details>

Predict, measure, differentiate, update: the same four steps train a network of a billion weights, on batches of rows
and with other updates ([lecture 16](16_adaptive_optimizers.ipynb)). What [lecture 7](07_backpropagation.ipynb) adds is
units with more than one way to the loss.
"""

# %% proof
for eta in (0.03, 0.1, 0.3):
    now = start
    for _ in range(200 if eta == 0.1 else 400):
        for i in range(4):
            z_i, o_i, sum_i = forward(rows[i], **now)
            dz_out = sigmoid(sum_i) - labels[i]
            dz_i = dz_out * now["W2"][:, 0] * (z_i > 0)
            by_hand = {"W1": np.outer(rows[i], dz_i), "b1": dz_i, "W2": np.outer(o_i, dz_out), "b2": np.array([dz_out])}
            now = update(now, by_hand, eta)
    on = rows @ now["W1"] + now["b1"] > 0
    ends = np.array([sigmoid(forward(row, **now)[2]) for row in rows])
    assert on.tolist() == [[False, False], [False, False], [False, False], [True, True]], (eta, on)
    assert 0.33 < ends[:3].min() <= ends[:3].max() < 0.36
    assert ends[3] > 0.98
    assert eta != 0.1 or round(ends[0], 2) == 0.34

# %% proof
n, rng = 10, np.random.default_rng(0)
wide = Sequential([Dense(n, 64, rng), Sigmoid(), Dense(64, 1, rng), Sigmoid()])
wide.compile(SGD(0.1), BinaryCrossentropy())
wide.loss_and_gradient(np.ones((1, n)), np.ones((1, 1)))
first, second = wide.layers[0], wide.layers[2]
assert first.dW.shape == first.W.shape == (10, 64)
assert second.dW.shape == second.W.shape == (64, 1)
assert wide.predict(np.ones((1, n))).shape == (1, 1)
assert wide.parameters.size == 64 * n + 129 == 769

# %% [markdown]
r"""
## In one table

| What | Formula | Remember |
|---|---|---|
| a step back | what arrives next = what arrived here · local derivative | chain rule |
| start, squared error | $\partial L/\partial \hat y = -2(y - \hat y)$ | the minus is from $-\hat y$ inside the square |
| start, cross-entropy and sigmoid | $\partial L/\partial z = \hat y - y$, $z$ the output's sum | skips the sigmoid |
| a weight | what arrives at its sum · the value it multiplies | a bias multiplies 1 |
| ReLU | $\text{ReLU}'(z) = 1$ for $z > 0$, 0 for $z < 0$ | off: nothing passes |
| sigmoid | $\sigma'(z) = \sigma(z)(1 - \sigma(z)) \le \frac14$ | cancels at the output with cross-entropy, there only |
| gradient | all partial derivatives together | the direction of steepest ascent, and how steep |
| several rows | the gradient of the mean loss = the mean of their gradients | rows can cancel |
| update | $w \leftarrow w - \eta\, \partial L/\partial w$ | the whole gradient first, then all moves |
| loop | epochs outside, rows inside | predict, loss, gradient, update |

## Check yourself

<details><summary>1. What does a derivative of −8.917 tell you about a weight of 0.1, and what does it not?</summary>

Raising the weight a little lowers the loss, about 8.917 times as much as the weight was raised. It does not tell how
far you may go, nor that the weight matters more than one whose derivative is nearer to 0.
</details>

<details><summary>2. The chain of a hidden weight has four factors. Which part is the same for all weights of that
hidden unit, and which for all weights that start at one input?</summary>

The first three, together what arrives at the unit's sum, are the same for all its weights; the last, the input, for
all weights that start there.
</details>

<details><summary>3. Sigmoid output, cross-entropy, z = 2, label 1. What is the derivative with respect to z, the
output's sum?</summary>

$\sigma(2) - 1 = 0.881 - 1 = -0.119$. The sigmoid's own derivative has cancelled.
</details>

<details><summary>4. Is backpropagation the update?</summary>

No. It finds the gradient. What to do with it is up to the optimizer; here it was $w - \eta\,\partial L/\partial w$.
</details>

## What to do next

Do it with your own pencil in the [exercise](../exercises/06_backprop_by_hand/06_backprop_by_hand.ipynb): one derivative
on paper, then all nine in code (for a network without ReLU), an update that runs away, the loop, and two classes. Then
go on to [lecture 7](07_backpropagation.ipynb).

<details><summary>For readers of the handwritten notes</summary>

Slips of this topic, with what is right. Each is computed in the course's tests.

- Notes 1 and 2 write the update, in places, with $\partial L/\partial w_{new}$. The derivative is taken at the *old*
  weight; the new one is what we are about to compute.
- The network with the prediction 1.083 is the worked regression of notes 3. They put a $\sigma$ around both layers,
  write $(0.82, 1.083)$ for the hidden outputs and 1.083 for the prediction, and 0.07 for the last bias. No sigmoid
  reaches 1, and those numbers would give 1.130. The derivatives they list belong to hidden outputs $(0.57, 1.18)$ and
  a last bias of 0.09, without sigmoids. With the ReLU of this lecture they are the same, since both sums are positive.
- The first unit is written there without $x_2$, and the output as a sum over $x_1$ and $x_2$. A dense unit sums over
  all units of the layer before it, and over no others.
- Notes 3 give $\partial L/\partial w^1_{21}$ with $w^2_{21}$ and as $-12.834$; it goes back by $w^2_{11}$ and is
  $-17.834$. Then $w_{11}, w_{21}, b_{11}$ come a second time, with $-10.2, -21.4, -10.2$: these are
  $w_{12}, w_{22}, b_{12}$, with $-10.70, -21.40, -10.70$.
- Notes 4 call the hidden outputs $o_{11}$, $o_{12}$ and the prediction also $o_{21}$, and write the output as
  $w^2_{11} o_{11} + w^2_{21} o_{21} + b_{21}$, once with $b_{12}$ at its end. It is
  $w^2_{11} o_{11} + w^2_{21} o_{12} + b_{21}$.
- The closing list of notes 4 has $\partial L/\partial w^2_{12} = -2(y - \hat y)\, w^2_{11} x_1$. Layer 2 has one unit,
  so no weight leads to its unit 2. It is the derivative of $w^1_{11}$, which is missing from the list.
- Notes 4 call a partial derivative "simply gradient". The gradient is the list of all of them.
- Notes 4 predict $\hat y = 5$ for the student with iq 80 and gpa 3.5, which makes the loss 10.2. It is 167, and the
  loss is 27,291. With 5 the explosion stays out of sight.
- Notes 4 train on four students, with the cgpa (a grade average) and a resume score. Each salary is 12 − cgpa, so one
  weighted sum is enough, and the loop above has other rows. Our `backward` fits theirs, too: with $\eta = 0.001$, row
  by row, the mean loss falls from 0.97 in the first epoch to 0.06 in the hundredth.
- Notes 3 give the network of 64 sigmoids a first matrix of one row, and its output the shape $(2 \times 1)$. In their
  writing, a column for an example, the first matrix has 64 rows, and the second layer gives
  $(1 \times 64)(64 \times 1) \to 1 \times 1$, as the list of shapes beside it says.
</details>
"""

# %% proof
assert sigmoid(20.0) < 1
assert round(0.5 * 0.82 + 0.6 * 1.083 + 0.07, 3) == 1.130
nine = {name: gradient[array][place] for name, (array, place) in places.items()}
assert np.round([nine["w¹₁₂"], nine["w¹₂₂"], nine["b₁₂"]], 2).tolist() == [-10.70, -21.40, -10.70]
assert np.allclose([nine["w¹₁₁"], nine["w¹₂₁"], nine["b₁₁"]], [-8.917, -17.834, -8.917])
assert np.isclose(-2 * (y - y_hat) * start["W2"][0, 0] * x[0], nine["w¹₁₁"])
assert round((1.8 - 5) ** 2, 1) == 10.2
from dlcourse.data import salary_by_cgpa_and_resume

x_all, y_all, _ = salary_by_cgpa_and_resume()
assert np.array_equal(y_all[:, 0], 12 - x_all[:, 0])
now, by_epoch = start, []
for _ in range(100):
    total = 0.0
    for row, salary in zip(x_all, y_all[:, 0], strict=True):
        total += loss(row, salary, **now)
        now = update(now, backward(row, salary, **now), 0.001)
    by_epoch.append(total / 4)
assert [round(by_epoch[k], 2) for k in (0, 99)] == [0.97, 0.06]
