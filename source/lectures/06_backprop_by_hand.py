# %% [markdown]
r"""
# 6 · Backpropagation by hand

*A network of nine numbers makes a bad prediction. You will work out, with a pencil, which way each number should move
and how strongly the loss answers, and then let the network mend itself.*

A network with a billion weights gives a wrong answer. Which of them should change, in which direction, and how much?
You could try it out: raise one weight a little, run the network again, see whether the answer got better, and go on to
the next weight. That takes a billion runs, for one small improvement. In fact, one run forwards and one run back answer
the question for all weights at once. How is that possible? You can follow it with a pencil, on nine numbers.

**You will be able to**

- write the derivative of the loss with respect to any weight of a small network as a chain, and say what each factor
  means;
- find all nine partial derivatives of a 2-2-1 network in one pass back, and test them by nudging;
- read the sign of a derivative, and explain why an update subtracts it;
- write the training loop: predict, measure the loss, find the gradient, update;
- follow a chain through sigmoids, and say which of their derivatives cancels and which does not.

**It builds on** [forward propagation](04_forward_propagation.ipynb) and [loss functions](05_loss_functions.ipynb), and
on the derivatives of $x^2$, $1/x$, $e^x$ and $\ln x$. **Time:** about 50 minutes; a good place to pause is after the
explorer. Run each cell as you come to it (Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, BinaryCrossentropy, MeanSquaredError
from dlcourse import Dense, ReLU, Sequential, Sigmoid
from dlcourse import numerical_gradient, relu, sigmoid
from dlcourse.data import salary_by_cgpa_and_resume, salary_by_iq_and_gpa
from dlcourse.plots import backprop_by_hand as plots
from dlcourse.plots import show, show_animation
from dlcourse.plots.backward_pass import backward_pass, pass_frames, sigmoid_chain
from dlcourse.widgets.backprop_by_hand import chain_explorer, chain_values
from dlcourse.widgets.backprop_by_hand import describe_chain, sigmoid_chain_values

# %% [markdown]
r"""
## Nine numbers and one wrong prediction

A network predicts an applicant's salary from two tests. Each input says by how many points a test result is above the
average. Our applicant is 1 point above it in the first test and 2 points in the second, $x = (1, 2)$, and earns
$y = 10$ lakh rupees a year (a lakh is 100,000). There are two hidden units with a ReLU, and one output without:

$$z_1 = w^1_{11} x_1 + w^1_{21} x_2 + b_{11}, \qquad z_2 = w^1_{12} x_1 + w^1_{22} x_2 + b_{12}, \qquad
o_1 = \text{ReLU}(z_1), \quad o_2 = \text{ReLU}(z_2),$$
$$\hat y = w^2_{11} o_1 + w^2_{21} o_2 + b_{21}, \qquad L = (y - \hat y)^2 .$$

A name like $w^1_{21}$ is an address: layer 1, from unit 2, to unit 1. In code, which counts from 0, it is
`W1[1, 0]`. In $b_{12}$ the layer comes first: layer 1, unit 2. With a single hidden layer we write $z_1, o_1$ for short
instead of $z_{11}, o_{11}$; the $z$ are the pre-activations of lecture 4, sums for short. The first values of the nine
numbers are arbitrary.
"""

# %%
x, y = np.array([1.0, 2.0]), 10.0
W1 = np.array([[0.1, 0.3], [0.2, 0.4]])  # W1[i, j]: from input i to hidden unit j
b1 = np.array([0.07, 0.08])
W2 = np.array([[0.5], [0.6]])
b2 = np.array([0.09])

z = x @ W1 + b1  # (2,)
o = relu(z)  # (2,)
y_hat = (o @ W2 + b2)[0]
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
assert W1.size + b1.size + W2.size + b2.size == 9
assert np.isclose(forward_pass["values"]["y_hat"], y_hat)
assert list(forward_pass["parameters"].values()) == [*W1.ravel(), *b1, *W2.ravel(), *b2]

# %% [markdown]
r"""
The network says 1.083 where 10 would be right. Training repeats four things: predict, measure the loss, find the
gradient, update. The first two are done. For the third we have to know what each of the nine does to the loss.

## One weight, one chain

The plain way to find out is to ask each number in turn. Move it by 0.01, leave the other eight as they are, and see
what the loss does.
"""

# %% prediction [markdown]
r"""
Each of the nine numbers is raised by 0.01, one at a time. Which of them lowers the loss the most?

[ ] w²₂₁ = 0.60, the largest weight
    It comes second: it is multiplied by o₂ = 1.18, so ŷ rises by 0.0118, and another one raises ŷ by 0.0120. How large
    a weight is does not say how much a nudge of it does.
[ ] w¹₁₁ = 0.10, the smallest weight
    That a weight is small does not mean that it should grow. What counts is what multiplies the nudge on its way: here
    1 and then 0.5.
[ ] b₂₁, which stands next to the output
    Its nudge reaches ŷ as it is, 0.01, multiplied by nothing. Others arrive larger.
[x] w¹₂₂ = 0.40, from x₂ to the second hidden unit
    Its nudge is multiplied by x₂ = 2, passes the ReLU, and is multiplied by w²₂₁ = 0.6, so ŷ rises by 0.0120. That is
    just more than the 0.0118 of w²₂₁.
"""


# %%
def loss(W1, b1, W2, b2):
    """L as a function of all nine parameters."""
    return (y - (relu(x @ W1 + b1) @ W2 + b2)[0]) ** 2


parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
places = {  # a name, its array and its place there, counted from 0
    "w²₁₁": ("W2", (0, 0)), "w²₂₁": ("W2", (1, 0)), "b₂₁": ("b2", (0,)),
    "w¹₁₁": ("W1", (0, 0)), "w¹₂₁": ("W1", (1, 0)), "b₁₁": ("b1", (0,)),
    "w¹₁₂": ("W1", (0, 1)), "w¹₂₂": ("W1", (1, 1)), "b₁₂": ("b1", (1,)),
}  # fmt: skip
changes = {}
for name, (array, place) in places.items():
    nudged = parameters[array].copy()
    nudged[place] += 0.01
    changes[name] = loss(**parameters | {array: nudged}) - L
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
first, the weight from $o_2$ to the output. It changes the loss in two links:

- raise $w^2_{21}$ a little, and $\hat y$ rises $o_2 = 1.18$ times as much, because $o_2$ is what it multiplies;
- raise $\hat y$ a little, and $L = (y - \hat y)^2$ changes $-2(y - \hat y)$ times as much: the square gives
  $2(y - \hat y)$, and the $-\hat y$ inside the bracket gives the minus. (In lecture 5 it is written $2(\hat y - y)$,
  which is the same.)

Think of gears. If the second wheel turns 1.18 times as fast as the first, and the third $-17.834$ times as fast as the
second (the minus: the other way round), then the third turns $-17.834 \cdot 1.18$ times as fast as the first.
Derivatives of links multiply, and that is the **chain rule**:

$$\frac{\partial L}{\partial w^2_{21}}
= \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial w^2_{21}}
= -2(y - \hat y) \cdot o_2 .$$
"""

# %%
dL_dy_hat = -2 * (y - y_hat)
print(f"{dL_dy_hat:.3f} times {o[1]:.2f} = {dL_dy_hat * o[1]:.2f}")

# %% proof
assert round(dL_dy_hat, 3) == -17.834
assert round(dL_dy_hat * o[1], 2) == -21.04

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
to_o2 = dL_dy_hat * W2[1, 0]  # ∂L/∂o₂
to_z2 = to_o2 * (1 if z[1] > 0 else 0)  # ∂L/∂z₂
print(f"at o2 {to_o2:.2f}, at z2 {to_z2:.2f}, at w¹₂₂ {to_z2 * x[1]:.2f}")

# %%
one_chain = chain_values("w¹₂₂")
show(backward_pass(**one_chain), alt=describe_chain(one_chain))

# %% proof
arrived = one_chain["gradients"]
assert np.isclose(arrived["w¹₂₂"], to_z2 * x[1])
assert [round(arrived[name], 2) for name in ("y_hat", "o2", "z2", "w¹₂₂")] == [-17.83, -10.70, -10.70, -21.40]
assert [float(value) for *_, value in one_chain["factors"][1:]] == [0.6, 1, 2]
assert np.isclose(numerical_gradient(lambda W1: loss(W1, b1, W2, b2), W1)[1, 1], to_z2 * x[1])
assert round(changes["w¹₂₂"], 3) == -0.214

# %% [markdown]
r"""
This is the picture to keep. Read it from right to left.

- The orange number with a × on a link is the derivative of *this link alone*, its **local derivative**.
- The blue number with a ∂ is what has arrived so far: the derivative of $L$ with respect to whatever the dashed arrow
  points to. $-17.83$ arrives at $\hat y$, and $-17.83 \cdot 0.60 = -10.70$ at $o_2$.

So the rule of a step back is: *what arrives next is what arrived here, times the local derivative of the link*. (Where
a unit has several ways to the loss, what they bring is added: [lecture 7](07_backpropagation.ipynb).) At the end of the
way, **the derivative of a weight is what arrives at the sum it leads to, times the value it multiplies**. Here that is
$-10.70 \cdot 2 = -21.40$, and the nudge of 0.01 changed the loss by $-0.214$. The cards below the network stand in the
order of the formula: the first belongs to the link at the far right.

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
"""


# %%
def nine_derivatives(x, y):
    """∂L/∂ each parameter for one row: the chains, from the loss back."""
    z = x @ W1 + b1
    o = relu(z)
    at_y_hat = -2 * (y - (o @ W2 + b2)[0])
    at_z1 = at_y_hat * W2[0, 0] * (z[0] > 0)  # True counts as 1, False as 0
    at_z2 = at_y_hat * W2[1, 0] * (z[1] > 0)
    return {
        "w²₁₁": at_y_hat * o[0], "w²₂₁": at_y_hat * o[1], "b₂₁": at_y_hat,
        "w¹₁₁": at_z1 * x[0], "w¹₂₁": at_z1 * x[1], "b₁₁": at_z1,
        "w¹₁₂": at_z2 * x[0], "w¹₂₂": at_z2 * x[1], "b₁₂": at_z2,
    }  # fmt: skip


nine = nine_derivatives(x, y)
for name, value in nine.items():
    print(f"{name:<4} {value:8.3f}   by nudging, per unit: {changes[name] / 0.01:8.3f}")

# %%
show_animation(pass_frames(**chain_values("all")), frame_seconds=1.5)

# %% [markdown]
r"""
In the film the values appear first, layer by layer. Then the derivatives go back the same way, each times the orange
number of the link it passes, and at each sum every parameter that leads there receives its own. Finding all these
derivatives in one pass back is called **backpropagation**.

Not one number is worked out twice: $-17.83$ serves all nine, the $-8.92$ at $z_1$ serves three. Nudging needs one more
run for each weight, a billion for a billion; the pass back is one. For the 1,210 parameters of the digit network of
[lecture 4](04_forward_propagation.ipynb), nudging each to both sides takes 2,420 runs forwards. One run forwards and
one back give the same derivatives.

The library finds our nine as well:
"""

# %%
rng = np.random.default_rng(0)
net = Sequential([Dense(2, 2, rng), ReLU(), Dense(2, 1, rng)], dtype=np.float64)
net.compile(SGD(0.01), MeanSquaredError())
hidden, output = net.layers[0], net.layers[2]
hidden.W[...], hidden.b[...], output.W[...], output.b[...] = W1, b1, W2, b2
net.loss_and_gradient([x], [[y]])
found = {"W1": hidden.dW, "b1": hidden.db, "W2": output.dW, "b2": output.db}
differences = [found[array][at] - nine[name] for name, (array, at) in places.items()]
print(f"largest difference to the chains: {np.abs(differences).max():.10f}")

# %% proof
assert list(nine) == list(places)
assert np.allclose([found[array][place] for array, place in places.values()], list(nine.values()))
assert all(abs(changes[name] / (0.01 * value) - 1) < 0.002 for name, value in nine.items())
shown = chain_values("all")["gradients"]
assert all(np.isclose(shown[name], value) for name, value in nine.items())
assert np.allclose([shown["z1"], shown["z2"]], [nine["b₁₁"], nine["b₁₂"]])
assert np.allclose([nine["w¹₂₁"], nine["b₁₁"]], [-17.834 * 0.5 * 1 * 2, -17.834 * 0.5 * 1 * 1])
assert np.abs(differences).max() < 1e-12
length = np.sqrt(sum((value**2).sum() for value in found.values()))  # of the gradient
against = loss(**{name: parameters[name] - 0.01 / length * found[name] for name in parameters})
assert [round(value, 3) for value in (against - L, changes["w¹₂₂"])] == [-0.451, -0.214]
assert max(nine, key=lambda name: abs(nine[name])) == "w¹₂₂"
assert nine["w¹₂₁"] == 2 * nine["w¹₁₁"]

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
gradient, too.) Read as an arrow in the space of nine parameters, it points where the loss rises fastest: a small move
changes the loss by the dot product of move and gradient, and of all moves of one length the one along the gradient
makes that largest. A nudge of 0.01 to $w^1_{22}$ alone, the strongest of the nine, lowered the loss by 0.214; a step of
the same length against the gradient lowers it by 0.451.

> **A common slip: "a large derivative means an important weight."** Look at what the last factor does: $w^1_{21}$ has
> twice the derivative of $w^1_{11}$, only because $x_2$ is twice $x_1$. Measure an input in other units,
> and its weights get other derivatives.

So far both ReLUs let everything pass. Take another applicant, 2 points below the average in the first test and 1 above
in the second, who earns 10 as well. Now $z_1 = 0.07$ and $z_2 = -0.12$.
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
one_off = chain_values("all", x1=-2.0, x2=1.0)
show(backward_pass(**one_off), alt=describe_chain(one_off))

# %% proof
other = nine_derivatives(np.array([-2.0, 1.0]), 10.0)
assert all(np.isclose(one_off["gradients"][name], value) for name, value in other.items())
assert [round(each["w¹₁₁"], 2) for each in (nine, other)] == [-8.92, 19.75]
assert one_off["gradients"]["z2"] == 0
assert round(one_off["gradients"]["o2"], 2) == -11.85
assert np.allclose(np.array([-2.0, 1.0]) @ W1 + b1, [0.07, -0.12])
assert [name for name, value in other.items() if value == 0] == ["w²₂₁", "w¹₁₂", "w¹₂₂", "b₁₂"]

# %% [markdown]
r"""
Grey arrows bring 0. Follow the lower way: $-11.85$ arrives at $o_2$, the ReLU multiplies it by 0, and from there on
nothing is left. A unit that is off for a row learns nothing from this row. That is no harm while other rows turn it on;
what happens when none does is told in [lecture 10](10_activation_functions.ipynb).

And look at $w^1_{11}$: $+19.75$. With the input $-2$ the last factor turned the sign: raising this weight raises the
loss. So this row wants it smaller, where the first one wanted it larger ($-8.92$).

## Explore: press a weight

Press a parameter and see its chain; move the row and its target.
"""

# %% prediction [markdown]
r"""
Double the input x₂, from 2 to 4. The derivative of w¹₂₁ ends with the factor x₂. What does it do?

[ ] It doubles, from −17.83 to −35.67
    The last factor doubles, but x₂ has another effect: it raises the prediction, so the error at the start of the chain
    shrinks.
[x] It grows in size, but does not double
    The last factor doubles and the first shrinks, as the prediction moves towards the target. It becomes −32.95.
[ ] It stays: only the weight counts
    The input is a factor of the chain.
[ ] It shrinks, as the prediction is closer now
    The error does shrink, from 8.917 to 8.237, but the factor 4 is stronger.
"""

# %% proof
doubled = chain_values("w¹₂₁", x2=4.0)
assert round(doubled["gradients"]["w¹₂₁"], 2) == -32.95
assert round(10 - doubled["values"]["y_hat"], 3) == 8.237
assert round(2 * chain_values("w¹₂₁")["gradients"]["w¹₂₁"], 2) == -35.67

# %% [markdown]
r"""
Then the task: the chain of $w^1_{11}$ has four factors, and each of them can be 0, or nearly. **Find for each factor a
position of the sliders at which it alone makes the derivative vanish.** And: **by moving the target alone, flip the
signs of all nine.**
"""

# %%
chain_explorer()

# %% proof
from dlcourse.widgets.backprop_by_hand import CHAINS


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
</details>

*(A good place to pause.)*

## Why the minus

You know which way and how fast; now the move. Why has the update of [lecture 2](02_perceptron_loss.ipynb) a minus? Hold
eight numbers still and let only the last bias, $b_{21}$, move; call it $b$ here. Then $\hat y = 0.993 + b$, and the
loss is a parabola over $b$, with its lowest point where $\hat y = 10$.

A derivative answers the question: *if I turn this up, does the loss go up?* At our $b = 0.09$ it is $-17.834$: the loss
goes down, so $b$ should rise. Had we begun at $b = 16$, it would be $13.986$: turning up makes it worse, so $b$ should
fall. One formula, with the learning rate $\eta$, does the right thing on both sides,

$$b \leftarrow b - \eta\, \frac{\partial L}{\partial b},$$

since minus a negative number goes up and minus a positive one goes down.
"""

# %%
rest = (o @ W2)[0]  # the output without its bias
biases = np.linspace(-2, 19, 211)
points = [(b, (y - rest - b) ** 2, -2 * (y - rest - b)) for b in (0.09, 16.0)]
curve = (y - rest - biases) ** 2
show(plots.derivative_signs(biases, curve, points, learning_rate=0.2))

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

# %% [markdown]
r"""
The short black lines are the tangents, whose slope is the derivative; the arrows are steps with $\eta = 0.2$. Five such
steps from $b = 0.09$ take the loss from 79.51 to 0.48; with a plus in the formula they would take it to 2,300. With the
minus they get smaller by themselves, as the derivative does near the lowest point.

> **A common slip: "the minus is there because the loss is positive."** The sign of the loss plays no part. Add 1,000 to
> the loss or subtract 1,000, and every derivative is the same as before.

## Five steps, and one explosion

Now all nine: each parameter moves by $-\eta$ times its own derivative. By hand, for $w^1_{22}$ and with $\eta = 0.01$:
$0.40 - 0.01 \cdot (-21.40) = 0.614$. **Now you:** the new $w^2_{21}$, from 0.60 and $-21.04$. The first line below has
both.
"""

# %%
for step in range(1, 6):
    net.train_step([x], [[y]])  # predict, loss, gradient, update
    prediction = net.predict([x])[0, 0]
    print(f"step {step}: w¹₂₂ {hidden.W[1, 1]:.3f}, w²₂₁ {output.W[1, 0]:.3f}", end="")
    print(f", prediction {prediction:.3f}, loss {(y - prediction) ** 2:.3f}")

# %% proof
again = Sequential([Dense(2, 2, rng), ReLU(), Dense(2, 1, rng)], dtype=np.float64)
again.compile(SGD(0.01), MeanSquaredError())
first, second = again.layers[0], again.layers[2]
first.W[...], first.b[...], second.W[...], second.b[...] = W1, b1, W2, b2
losses, predictions, moved = [], [], []
for _ in range(6):
    predictions.append(again.predict([x])[0, 0])
    losses.append(again.train_step([x], [[y]]))
    moved.append((first.W[1, 1], second.W[1, 0]))
assert np.allclose(losses, [79.512889, 57.61079, 30.525815, 8.499094, 0.72119, 0.01094], atol=1e-5)
assert np.allclose(predictions, [1.083, 2.410, 4.475, 7.085, 9.151, 9.895], atol=6e-4)
assert np.allclose(moved[0], [0.614, 0.810], atol=6e-4)
assert np.allclose(moved[4], [hidden.W[1, 1], output.W[1, 0]])
assert np.isclose(prediction, predictions[5])
assert round(0.01 * sum(value**2 for value in nine.values()), 2) == 20.28
assert round(losses[0] - losses[1], 2) == 21.90
too_soon = nine["b₂₁"] * (W2[0, 0] - 0.01 * nine["w²₁₁"]) * x[0]  # with the new W2
assert round(too_soon, 2) == -10.73

# %% [markdown]
r"""
Nearly right, in five steps. For the first one the nine derivatives promised a fall of
$0.01 \cdot (21.40^2 + 21.04^2 + \ldots) = 20.28$, each parameter's move times its derivative; the loss fell by 21.90. A
derivative holds for small moves only.

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
    Some derivatives are in the tens of thousands, because an input and the error are large.
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
What went wrong? Not one derivative, but the size of the move. With $-2(1.8 - 167) = 330.4$ at $\hat y$, the derivative
of each output weight is $330.4 \cdot 83.5 = 27{,}588$, so with $\eta = 0.01$ each falls by 276. The hidden weights fall
as well, by 264 and by 12. Then the two changes meet: $276 \cdot 264 \cdot 80$ is 5.8 million, there are two hidden
units, and the prediction is above eleven million.

One cure is choosing $\eta$ well ([lecture 8](08_gradient_descent.ipynb)), another is scaling the inputs
([lecture 12](12_improving_a_network.ipynb)). Divide the inputs by 80 and 3.5, so that both are 1: the prediction then
starts at 4, the largest derivative is 8.8 instead of 27,588, and $\eta = 0.01$ takes the prediction to 3.36.

## The training loop

A network has to serve many rows, and they ask for different changes, as the two applicants did for $w^1_{11}$. The
usual recipe is a loop in a loop:

1. give the weights their first values;
2. in each epoch, for each row: predict, measure the loss, find the gradient, update all parameters;
3. at the end of the epoch, note down the mean loss, and begin the next one.

The data are four students: cgpa (a grade average) and resume score, and the salary in lakh. The numbers are invented:
each salary is 12 − cgpa, so the better grade earns less. The network does not mind, and needs no ReLU for it, as a
weighted sum is enough. The inputs are not scaled, so $\eta$ is small: with 0.01 the loss runs off to infinity. The
first weights are random, because two hidden units that start equal, like those of the explosion, stay equal
([lecture 11](11_weight_initialization.ipynb) shows it).
"""

# %%
x_all, y_all, _ = salary_by_cgpa_and_resume()
rng = np.random.default_rng(0)
net = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64)
eta = 0.001
net.compile(SGD(eta), MeanSquaredError())  # only the loss is used: the loop updates

print("salaries                 ", y_all[:, 0])
print("predictions, at first    ", net.predict(x_all)[:, 0].round(2))
losses = []
for epoch in range(1, 101):
    total = 0.0
    for i in range(len(x_all)):
        L_row, gradient = net.loss_and_gradient(x_all[i : i + 1], y_all[i : i + 1])
        net.parameters -= eta * gradient  # all nine at once: they live in one array
        total += L_row
    losses.append(total / len(x_all))
    if epoch in (5, 100):
        print(f"predictions, epoch {epoch:>3}:  ", net.predict(x_all)[:, 0].round(2))

# %%
show(plots.mean_loss(losses))

# %% proof
for seed in range(6):
    rng = np.random.default_rng(seed)
    each = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64).compile(SGD(0.001), MeanSquaredError())
    off = [(each.predict(x_all) - y_all).mean()]
    by_seed = each.fit(x_all, y_all, epochs=5, batch_size=1, rng=None, verbose=False).history["loss"]
    off.append((each.predict(x_all) - y_all).mean())
    assert abs(off[1]) < abs(off[0]) / 5  # first the size
    by_seed += each.fit(x_all, y_all, epochs=95, batch_size=1, rng=None, verbose=False).history["loss"]
    assert seed or np.allclose(by_seed, losses, rtol=1e-10)  # seed 0 is the loop above
    assert 0.04 < by_seed[-1] < 0.13
    assert by_seed[-1] < by_seed[0] / 5
assert np.array_equal(y_all[:, 0], 12 - x_all[:, 0])
rng = np.random.default_rng(0)
again = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64).compile(SGD(0.001), MeanSquaredError())
assert np.all(again.predict(x_all) < y_all - 20)  # all four pull the same way
again.fit(x_all, y_all, epochs=5, batch_size=1, rng=None, verbose=False)
assert again.predict(x_all)[:, 0].round(2).tolist() == [6.55, 6.03, 5.52, 5.14]
assert np.sign(again.predict(x_all) - y_all)[:, 0].tolist() == [1, 1, -1, -1]
rng = np.random.default_rng(0)
fast = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64).compile(SGD(0.01), MeanSquaredError())
with np.errstate(all="ignore"):
    run_off = [fast.train_step(x_all[[i]], y_all[[i]]) for _ in range(3) for i in range(4)]
assert not np.isfinite(run_off[-1])

# %% [markdown]
r"""
First the size, in five epochs: all four predictions are too low, and the rows pull the same way. Then, slowly, the
differences: two predictions are too high and two too low, and the rows pull against each other. The library's `fit`
with `batch_size=1` is this same loop.

## Two classes: the slope that cancels

A student plays 2 hours a day, studies 4 and sleeps 8. An untrained network with two hidden sigmoid units and a sigmoid
output gives a probability of 0.284 that she passes the exam. She passes: $y = 1$. The loss is the binary cross-entropy,
$-\ln \hat y$ for the label 1 and $-\ln(1 - \hat y)$ for 0. What do the chains look like now? (The names stay; in code
the new matrices are `V1` and `V2`.)
"""

# %%
hours = np.array([2.0, 4.0, 8.0])  # play, study, sleep
V1 = np.array([[0.1, -0.2], [0.2, 0.1], [-0.1, 0.05]])  # (3, 2)
V2, c2 = np.array([[0.5], [-1.5]]), -0.3  # the hidden biases are 0

z_hidden = hours @ V1  # (2,)
o_hidden = sigmoid(z_hidden)  # (2,)
z_out = (o_hidden @ V2)[0] + c2
p = sigmoid(z_out)
print(f"hidden sums {z_hidden.round(2)}, outputs {o_hidden.round(2)}")
print(f"probability {p:.3f}")

# %% [markdown]
r"""
The sigmoid's derivative is made of its own output. Write $\sigma(z)$ as $1/u$ with $u = 1 + e^{-z}$, and use the chain
rule:

$$\sigma'(z) = -\frac{1}{u^2} \cdot (-e^{-z}) = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}
= \sigma(z)\,\big(1 - \sigma(z)\big) .$$

At the output two links lead from the loss to $z$. For both labels
$\frac{\partial L}{\partial \hat y} = \frac{\hat y - y}{\hat y\,(1 - \hat y)}$ (put in $y = 1$: $-1/\hat y$; and
$y = 0$: $1/(1 - \hat y)$). The second link is $\hat y\,(1 - \hat y)$, so it cancels as a whole:

$$\frac{\partial L}{\partial z}
= \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial z}
= \frac{\hat y - y}{\hat y\,(1 - \hat y)} \cdot \hat y\,(1 - \hat y) = \hat y - y .$$

You met it in [lecture 5](05_loss_functions.ipynb). Further back there is no logarithm to cancel a sigmoid. For
$w^1_{21}$, the weight from the study hours to hidden unit 1, the factor $o_1 (1 - o_1)$ stays:

$$\frac{\partial L}{\partial w^1_{21}} = (\hat y - y) \cdot w^2_{11} \cdot o_1 (1 - o_1) \cdot x_{\text{study}} .$$
"""

# %%
o1 = o_hidden[0]
to_y_hat = -1 / p
to_z = to_y_hat * p * (1 - p)
to_o1 = to_z * V2[0, 0]
to_z1 = to_o1 * o1 * (1 - o1)
to_w = to_z1 * hours[1]  # hours[1]: study
print(f"at ŷ {to_y_hat:.2f}, at z {to_z:.2f}, at o₁ {to_o1:.2f}, at z₁ {to_z1:.2f}")


def crossentropy_of(V1):
    """L as a function of the hidden weights."""
    return -np.log(sigmoid((sigmoid(hours @ V1) @ V2)[0] + c2))


by_nudging = numerical_gradient(crossentropy_of, V1)[1, 0]
print(f"at w¹₂₁ {to_w:.6f}, and by nudging it {by_nudging:.6f}")

# %% [markdown]
r"""
In the picture the colours are the same; the bold values now stand on the arrows, each behind the unit that sends it.
"""

# %%
show(sigmoid_chain(**sigmoid_chain_values(hours, V1, V2, c2)))

# %% proof
shown = sigmoid_chain_values(hours, V1, V2, c2)
local, arriving = shown["local"], shown["gradients"]
assert np.allclose(list(arriving.values()), [to_y_hat, to_z, to_o1, to_z1, to_w])
assert np.allclose(arriving["z1"] * hours, numerical_gradient(crossentropy_of, V1)[:, 0], atol=1e-8)
assert np.allclose(z_hidden, [0.2, 0.4])
assert round(p, 3) == 0.284
assert np.isclose(to_w, by_nudging, atol=1e-9)
assert np.isclose(arriving["z"], p - 1)
assert [round(local[name], 3) for name in ("z", "z1")] == [0.203, 0.248]
assert [round(float(value), 2) for value in local.values()] == [-3.52, 0.20, 0.50, 0.25, 4]
assert [round(float(value), 2) for value in arriving.values()] == [-3.52, -0.72, -0.36, -0.09, -0.35]
predicted = np.linspace(0.1, 0.9, 9)
for label, by_prediction in ((1, -1 / predicted), (0, 1 / (1 - predicted))):
    assert np.allclose(by_prediction, (predicted - label) / (predicted * (1 - predicted)))
    assert np.allclose(by_prediction * predicted * (1 - predicted), predicted - label)
assert round(sigmoid(2.0), 3) == 0.881
assert round(sigmoid(2.0) - 1, 3) == -0.119

# %% [markdown]
r"""
$-3.52$ arrives at $\hat y$ and, times 0.203, $-0.72$ at $z$, which is $0.284 - 1$. Then look at the hidden sigmoid: of
$-0.36$ it lets only $-0.09$ through, since its local derivative is 0.248. More than 0.25 it can never be, as $o(1 - o)$
is largest at $o = 0.5$. [Lecture 9](09_vanishing_exploding_gradients.ipynb) shows what becomes of a chain with ten such
factors.

The loop does not change. The layers of the library bring their local derivatives along, so for the four students and
the question "is the salary above 5.5?" we swap the loss and add the sigmoids. We also subtract each column's mean.
Inputs from 5 to 12 make large sums, where a sigmoid is nearly flat and lets little through: without the subtraction,
two of the five starts below still give all four students the same probability after 200 epochs. (It is a risk, not a
rule: a third start is as flat, and learns.)
"""

# %%
above = (y_all > 5.5).astype(float)  # 0, 0, 1, 1
centred = x_all - x_all.mean(axis=0)


def classifier_probabilities(seed, rows=centred):
    """Train a 2-2-1 network of sigmoids; its probabilities for the four students."""
    rng = np.random.default_rng(seed)
    layers = [Dense(2, 2, rng), Sigmoid(), Dense(2, 1, rng), Sigmoid()]
    net = Sequential(layers, np.float64).compile(SGD(0.3), BinaryCrossentropy())
    net.fit(rows, above, epochs=200, batch_size=1, rng=None, verbose=False)
    return net.predict(rows)[:, 0]


print("labels", above[:, 0])
for seed in range(5):
    print(f"probabilities, seed {seed}:", classifier_probabilities(seed).round(2))

# %% proof
assert (x_all.min(), x_all.max()) == (5, 12)
flattest = []
for seed in range(5):
    assert np.array_equal(classifier_probabilities(seed) > 0.5, above[:, 0] > 0.5)
    assert np.abs(classifier_probabilities(seed) - above[:, 0]).max() < 0.05
    dense = Dense(2, 2, np.random.default_rng(seed))
    Sequential([dense])
    flat, steep = (sigmoid(rows @ dense.W) * (1 - sigmoid(rows @ dense.W)) for rows in (x_all, centred))
    assert flat.mean() < 0.12 < 0.15 < steep.mean()  # centred rows begin where the sigmoids are steeper
    same = np.ptp(classifier_probabilities(seed, x_all)) < 0.001
    assert same == (seed in (0, 4))
    flattest.append(flat.max())
assert flattest[1] < flattest[0] < 0.002  # seed 1 begins as flat as seed 0, and learns
assert flattest[4] < 0.002
assert min(flattest[2:4]) > 0.1

# %% [markdown]
r"""
The same loop, another loss, two layers of sigmoids: all four rows are right from each of five random starts. A network
of a billion weights repeats these four steps, too; what [lecture 7](07_backpropagation.ipynb) adds is units with more
than one way to the loss.
"""

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
| start, squared error | $\partial L/\partial \hat y = -2(y - \hat y)$ | the minus is that of $-\hat y$ |
| start, cross-entropy and sigmoid | $\partial L/\partial z = \hat y - y$ | skips the sigmoid |
| a weight | what arrives at its sum · the value it multiplies | the last link |
| bias | as a weight of the same unit, ending with 1 | it multiplies 1 |
| ReLU | $\text{ReLU}'(z) = 1$ for $z > 0$, 0 for $z < 0$ | off: nothing passes |
| sigmoid | $\sigma'(z) = \sigma(z)(1 - \sigma(z)) \le \frac14$ | cancels at the output with cross-entropy, there only |
| gradient | all partial derivatives together | a direction, uphill |
| update | $w \leftarrow w - \eta\, \partial L/\partial w$ | the whole gradient first, then all moves |
| loop | epochs outside, rows inside | predict, loss, gradient, update |

## Check yourself

<details><summary>1. What does a derivative of −8.917 tell you about a weight of 0.1, and what does it not?</summary>

Raising the weight a little lowers the loss, about 8.917 times as much as the weight was raised. It does not tell how
far you may go, nor that the weight matters more than one whose derivative is nearer to 0.
</details>

<details><summary>2. The chain of a hidden weight has four factors. Which part is the same for all weights of that
hidden unit, and which for all weights that start at one input?</summary>

The first three together are what arrives at the unit's sum, the same for all its weights. The last is the input, the
same for all weights that start there.
</details>

<details><summary>3. Sigmoid output, cross-entropy, z = 2, label 1. What is the derivative with respect to z?</summary>

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
- Notes 3 give the network of 64 sigmoids a first matrix of one row, and its output the shape $(2 \times 1)$. In their
  writing, a column for an example, the first matrix has 64 rows, and the second layer gives
  $(1 \times 64)(64 \times 1) \to 1 \times 1$, as the list of shapes beside it says.
</details>
"""

# %% proof
assert sigmoid(20.0) < 1
assert round(0.5 * 0.82 + 0.6 * 1.083 + 0.07, 3) == 1.130
assert np.round([nine["w¹₁₂"], nine["w¹₂₂"], nine["b₁₂"]], 2).tolist() == [-10.70, -21.40, -10.70]
assert np.allclose([nine["w¹₁₁"], nine["w¹₂₁"], nine["b₁₁"]], [-8.917, -17.834, -8.917])
assert np.isclose(-2 * (y - y_hat) * W2[0, 0] * x[0], nine["w¹₁₁"])
assert round((1.8 - 5) ** 2, 1) == 10.2
