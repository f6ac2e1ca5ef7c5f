# %% [markdown]
r"""
# 6 · Backpropagation by hand

*A network of nine numbers makes a bad prediction. You will work out, with a pencil, how much of it is the fault of
each number, and then let the network mend itself.*

**You will be able to**

- write the derivative of the loss by any weight of a small network as a chain, and say what each factor means;
- explain why an update subtracts the slope, and read the sign of a slope;
- find all nine gradients of a 2-2-1 network and test them with a nudge;
- write the training loop: pick a row, predict, measure the loss, update;
- turn the regression into a classification, and say which slope cancels.

**It builds on** [forward propagation](04_forward_propagation.ipynb) and [loss functions](05_loss_functions.ipynb), and
on the derivative of a square. **Time:** about 35 minutes. Run each cell as you come to it (Shift+Enter), and answer
before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, BinaryCrossentropy, Dense, MeanSquaredError, Sequential, Sigmoid
from dlcourse import numerical_gradient, sigmoid
from dlcourse.data import salary_by_cgpa_and_resume, salary_by_iq_and_gpa
from dlcourse.plots import show
from dlcourse.plots.backprop_by_hand import chain_diagram, derivative_signs, loss_derivatives_by_logit
from dlcourse.plots.backprop_by_hand import mean_loss
from dlcourse.widgets.backprop_by_hand import chain_explorer, chain_values, describe_chain

# %% [markdown]
r"""
## Nine numbers and one wrong prediction

Here is a network small enough for the back of an envelope. Two inputs, two hidden units, one output. Nothing bends in
it: every unit multiplies, adds and passes on. It is shown the row $x = (1, 2)$, and the right answer would be 10. It
says 1.083.

Something in it is wrong. But what? Nine numbers took part in that answer, six weights and three biases, and none of
them is wrong by itself. They are only wrong together. So the question of this lecture is the one that every committee
asks: **whose fault is it, and how much?**

The notes go about it in five steps: give the weights first values, pick a row, predict, measure the loss, update. Here
are the first four.
$$o_1 = w^1_{11} x_1 + w^1_{21} x_2 + b_{11}, \qquad o_2 = w^1_{12} x_1 + w^1_{22} x_2 + b_{12},$$
$$\hat y = w^2_{11} o_1 + w^2_{21} o_2 + b_{21}, \qquad L = (y - \hat y)^2 .$$

A name like $w^1_{21}$ is an address: layer 1, from unit 2, to unit 1. In code that is `W1[1, 0]`, counted from 0.
(The notes call the hidden outputs $o_{11}$ and $o_{12}$, and $\hat y$ also $o_{21}$.)
"""

# %%
x, y = np.array([1.0, 2.0]), 10.0
W1 = np.array([[0.1, 0.3], [0.2, 0.4]])  # W1[i, j]: from input i to hidden unit j
b1 = np.array([0.07, 0.08])
W2 = np.array([[0.5], [0.6]])
b2 = np.array([0.09])

o = x @ W1 + b1  # (2,)
y_hat = (o @ W2 + b2)[0]
L = (y - y_hat) ** 2
print(f"hidden outputs {o.round(2)}   prediction {y_hat:.3f}   short by {y - y_hat:.3f}   loss {L:.2f}")

# %%
forward_pass = chain_values()
show(chain_diagram(**forward_pass), alt=describe_chain(forward_pass))

# %% proof
assert np.allclose(o, [0.57, 1.18])
assert round(y_hat, 3) == 1.083
assert round(y - y_hat, 3) == 8.917
assert round(L, 2) == 79.51
assert W1.size + b1.size + W2.size + b2.size == 9
assert np.isclose(forward_pass["values"]["y_hat"], y_hat)

# %% [markdown]
r"""
> **Where the notes go wrong.** This is the worked regression of notes 3. They put a $\sigma$ around both layers, write
> $(0.82, 1.083)$ for the hidden outputs and 1.083 for the prediction. But a sigmoid stays below 1, so 1.083 cannot come
> out of one; and with their hidden outputs and their last bias of 0.07 the output would be 1.130. The gradients they go
> on to list belong to the *linear* network above. Its first unit, besides, is written there without $x_2$, and its
> output as a sum over $x_1$ and $x_2$. A dense unit sums over **all** units of the layer before it, and over no others.
"""

# %%
print(f"sigmoid(20) = {sigmoid(20.0):.9f}    their hidden outputs give {0.5 * 0.82 + 0.6 * 1.083 + 0.07:.3f}")
print(f"o1 without x2: {x[0] * W1[0, 0] + b1[0]:.2f}    output from the inputs: {(x @ W2 + b2)[0]:.2f}")

# %% proof
assert sigmoid(20.0) < 1
assert round(0.5 * 0.82 + 0.6 * 1.083 + 0.07, 3) == 1.130
assert not np.isclose(x[0] * W1[0, 0] + b1[0], o[0])
assert not np.isclose((x @ W2 + b2)[0], y_hat)

# %% [markdown]
r"""
## One weight, one chain

There is an honest way to find out who is to blame: ask each number in turn. Move it by 0.01, leave the other eight
alone, and see what the loss does.
"""

# %% prediction [markdown]
r"""
Each of the nine numbers is raised by 0.01, one at a time. Which of them lowers the loss the most?

[ ] w²₂₁ = 0.60, the largest weight
    It comes second: it is multiplied by o₂ = 1.18, so ŷ rises by 0.0118, and another one raises ŷ by 0.0120. How large
    a weight is does not say how much a nudge of it does.
[ ] w¹₁₁ = 0.10, the smallest weight
    A small weight is not short of anything. What counts is what multiplies the nudge on its way: here 1 and then 0.5.
[ ] b₂₁, which stands next to the output
    Its nudge reaches ŷ as it is, 0.01, multiplied by nothing. Others arrive larger.
[x] w¹₂₂ = 0.40, from x₂ to o₂
    Its nudge is multiplied by x₂ = 2 and then by w²₂₁ = 0.6, so ŷ rises by 0.0120. That beats w²₂₁ by a hair, which
    raises ŷ by 0.0118.
"""


# %%
def loss(W1, b1, W2, b2):
    """L as a function of all nine parameters."""
    return (y - ((x @ W1 + b1) @ W2 + b2)[0]) ** 2


parameters, changes = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, {}
for name, array in parameters.items():
    for place in np.ndindex(array.shape):
        nudged = array.copy()
        nudged[place] += 0.01
        changes[name, place] = loss(**parameters | {name: nudged}) - L
        print(f"{name + str(list(place)):<9} + 0.01: the loss changes by {changes[name, place]:.3f}")

# %% proof
assert len(changes) == 9
assert max(changes.values()) < 0
assert min(changes.values()) < 2 * max(changes.values())
assert sorted(changes, key=changes.get)[1] == ("W2", (1, 0))
assert min(changes, key=changes.get) == ("W1", (1, 1))
assert round(changes["W2", (1, 0)], 3) == -0.210

# %% [markdown]
r"""
All nine lower the loss, some a good deal more than others. But look at the price: nine questions, nine forward passes.
A network of a million weights would need a million. We want the nine answers from *one* pass, so let us find out where
they come from.

Take $w^2_{21}$ first, from $o_2$ to the output. It moves the loss in two links:

- raise $w^2_{21}$ a little, and $\hat y$ rises $o_2 = 1.18$ times as much, for that is what the weight multiplies;
- raise $\hat y$ a little, and $L = (y - \hat y)^2$ changes $-2(y - \hat y)$ times as much: a square brings down its 2,
  and the minus is that of $-\hat y$ inside the bracket.

Links of a chain multiply. That is all the chain rule says:

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

Now a weight further back, $w^1_{11}$. It does not touch $\hat y$. It moves $o_1$, and $o_1$ moves $\hat y$. One link
more, one factor more:

$$\frac{\partial L}{\partial w^1_{11}}
= \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial o_1}
  \cdot \frac{\partial o_1}{\partial w^1_{11}}
= -2(y - \hat y) \cdot w^2_{11} \cdot x_1 .$$

Read it from the left, and a rumour travels backwards through the network. The loss says: *it is $-17.834$*. On the wire
to $o_1$ the rumour is multiplied by that wire's weight. At $o_1$'s own weight it is multiplied by what came in there.
"""

# %%
print(f"{dL_dy_hat:.3f} times {W2[0, 0]} times {x[0]} = {dL_dy_hat * W2[0, 0] * x[0]:.3f}")

# %%
first_chain = chain_values("w¹₁₁")
show(chain_diagram(**first_chain), alt=describe_chain(first_chain))

# %% proof
assert np.isclose(first_chain["gradient"], dL_dy_hat * W2[0, 0] * x[0])
assert round(first_chain["gradient"], 3) == -8.917

# %% [markdown]
r"""
This is the picture to keep. Solid wires carry values to the right. The dashed arrows lead back to the left, and each
bears the slope of its own link. Multiply the slopes on the way back to a unit, and you have the blame that arrives
there: $-17.834$ at $\hat y$, and $-17.834 \cdot 0.5 = -8.917$ at $o_1$. The gradient of a weight is *the blame that
arrives at its right end, times the value that stands at its left end*.

> **Where the notes go wrong.** Notes 4 write the output as $w^2_{11} o_{11} + w^2_{21} o_{21} + b_{21}$, and once with
> $b_{12}$ at its end. But $o_{21}$ is $\hat y$ itself, and $b_{12}$ is a bias of the hidden layer. It is
> $w^2_{11} o_{11} + w^2_{21} o_{12} + b_{21}$. With $o_{21}$ in it, the gradient of $w^2_{21}$ would be wrong.
"""

# %%
by_nudging = numerical_gradient(lambda W2: loss(W1, b1, W2, b2), W2)[1, 0]
print(f"by nudging {by_nudging:.2f}   with o12: {dL_dy_hat * o[1]:.2f}   with o21: {dL_dy_hat * y_hat:.2f}")

# %% proof
assert abs(by_nudging - dL_dy_hat * o[1]) < 1e-6
assert abs(by_nudging - dL_dy_hat * y_hat) > 1

# %% [markdown]
r"""
## Why the minus

Before we collect the other gradients, let us see what one is good for. Hold eight numbers still and let only the last
bias move. Then $\hat y = 0.993 + b$, and the loss is a bowl over $b$, with its lowest point where $\hat y = 10$.

A slope answers one question: *if I turn this up, does the loss go up?* At our $b = 0.09$ the slope is $-17.834$. So the
answer is no, it goes down, and $b$ should rise. Had we begun at $b = 16$, the slope would be $13.986$: turning up makes
it worse, so $b$ should fall. One formula does the right thing on both sides,

$$b \leftarrow b - \eta\, \frac{\partial L}{\partial b},$$

since minus a negative number goes up and minus a positive one goes down. The learning rate $\eta$ says how far. The
minus has nothing to do with the loss being positive. A gradient points uphill, and we want to go down. Add the slope
instead, and you climb:
"""

# %%
rest = (o @ W2)[0]  # what comes to the output without its bias
losses = {"subtract": [], "add": []}
for sign, name in ((-1, "subtract"), (+1, "add")):
    b = 0.09
    for _ in range(5):
        b = b + sign * 0.1 * -2 * (y - (rest + b))
        losses[name].append((y - rest - b) ** 2)
    print(f"{name:<9}", *(f"{value:7.1f}" for value in losses[name]))

# %%
biases = np.linspace(-1, 19, 201)
points = [(b, (y - rest - b) ** 2, -2 * (y - rest - b)) for b in (0.09, 16.0)]
show(derivative_signs(biases, (y - rest - biases) ** 2, points, learning_rate=0.2))

# %% proof
assert round(rest, 3) == 0.993
assert np.isclose(losses["add"][-1], 79.512889 * 1.2**10)
assert np.all(np.diff(losses["add"]) > 0)
assert np.allclose(losses["subtract"], 79.512889 * 0.8 ** np.arange(2, 11, 2))
assert [round(-2 * (y - rest - b), 3) for b in (0.09, 16.0)] == [-17.834, 13.986]
assert round(y - rest, 3) == 9.007

# %% [markdown]
r"""
The arrows are steps with $\eta = 0.2$. Look at the row *subtract* once more. The steps get smaller by themselves: near
the bottom the bowl is flat, the slope is small, and so is the step.

> **Where the notes go wrong.** Notes 1 and 2 write the update, in places, with $\partial L/\partial w_{new}$. The slope
> is taken at the **old** weight, for the new one is what we are about to compute. Take $L = w^2$ at $w = 1$ with
> $\eta = 0.1$: the step gives 0.8. With the new weight on both sides you would have to solve an equation first, and end
> up elsewhere.
"""

# %%
w, eta = 1.0, 0.1
step = w - eta * 2 * w
solved = w / (1 + 2 * eta)  # new = w − 0.1 · 2 · new
print(f"slope at the old weight {step:.3f}   solved for the new one {solved:.3f}")

# %% proof
assert round(step, 3) == 0.8
assert round(solved, 3) == 0.833

# %% [markdown]
r"""
## All nine gradients

Now the rest is bookkeeping. There are three groups: the output's own parameters, those of hidden unit 1, those of
hidden unit 2. All begin with the same factor, $-2(y - \hat y)$. The second group leaves by $w^2_{11}$, the third by
$w^2_{21}$. And each ends with whatever its parameter multiplies: an input, a hidden output, or 1 for a bias.

| | begins with | leaves by | ends with |
|---|---|---|---|
| $w^2_{11}, \;\; w^2_{21}, \;\; b_{21}$ | $-2(y - \hat y)$ | | $o_1, \;\; o_2, \;\; 1$ |
| $w^1_{11}, \;\; w^1_{21}, \;\; b_{11}$ | $-2(y - \hat y)$ | $w^2_{11}$ | $x_1, \;\; x_2, \;\; 1$ |
| $w^1_{12}, \;\; w^1_{22}, \;\; b_{12}$ | $-2(y - \hat y)$ | $w^2_{21}$ | $x_1, \;\; x_2, \;\; 1$ |
"""

# %%
at_output = -2 * (y - y_hat)
at_o1, at_o2 = at_output * W2[0, 0], at_output * W2[1, 0]  # the blame that reaches each hidden unit
nine = {
    "w2_11": at_output * o[0], "w2_21": at_output * o[1], "b_21": at_output,
    "w1_11": at_o1 * x[0], "w1_21": at_o1 * x[1], "b_11": at_o1,
    "w1_12": at_o2 * x[0], "w1_22": at_o2 * x[1], "b_12": at_o2,
}  # fmt: skip
for name, slope in nine.items():
    print(f"{name:<6} {slope:8.3f}")

# %% [markdown]
r"""
Compare them with the nine nudges of 0.01: the loss changed by about a hundredth of each gradient. And the library,
which goes layer by layer, has the same nine.
"""

# %%
rng = np.random.default_rng(0)
net = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64).compile(SGD(0.01), MeanSquaredError())
for layer, W, b in zip(net.layers, (W1, W2), (b1, b2), strict=True):
    layer.W[...], layer.b[...] = W, b
net.loss_and_gradient([x], [[y]])
dW1, db1, dW2, db2 = net.layers[0].dW, net.layers[0].db, net.layers[1].dW, net.layers[1].db
print("dW1", dW1.round(3).tolist(), "  db1", db1.round(3))
print("dW2", dW2.round(3).tolist(), "  db2", db2.round(3))

# %% proof
assert np.allclose(dW1, [[nine["w1_11"], nine["w1_12"]], [nine["w1_21"], nine["w1_22"]]])
assert np.allclose(db1, [nine["b_11"], nine["b_12"]])
assert np.allclose([*dW2[:, 0], *db2], [nine["w2_11"], nine["w2_21"], nine["b_21"]])
by_name = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
assert all(abs(change / (0.01 * by_name[name][place]) - 1) < 0.002 for (name, place), change in changes.items())

# %% [markdown]
r"""
A fine thing happened here without our noticing: $-2(y - \hat y)$ was worked out once and used nine times, and the blame
at $o_1$ once and used three times. That thrift is what lecture 7 is about.

Look also at *what the last factor does*. $w^1_{21}$ has twice the gradient of $w^1_{11}$, and the reason is only that
$x_2$ is twice $x_1$. A large gradient does not mean an important weight. It may only mean a large input.

> **Where the notes go wrong.** Notes 3 take this example through to the end and slip at the hidden layer.
> $\partial L/\partial w^1_{21}$ stands there with $w^2_{21}$ and as $-12.834$; it leaves by $w^2_{11}$ and is
> $-17.834$. Then the names $w_{11}, w_{21}, b_{11}$ come a second time, with $-10.2, -21.4, -10.2$. These are
> $w_{12}, w_{22}, b_{12}$, with $-10.70, -21.40, -10.70$. A hidden unit's gradients carry the weight by which *that*
> unit goes out: 0.5 for the first, 0.6 for the second.
>
> The closing list of notes 4 has a line $\partial L/\partial w^2_{12} = -2(y - \hat y)\, w^2_{11} x_1$. Layer 2 has
> one unit, so no weight can lead to its unit 2. That is the gradient of $w^1_{11}$, the one that is missing from their
> list.
"""

# %%
print("unit 1, by 0.5:", np.round([nine["w1_11"], nine["w1_21"], nine["b_11"]], 3))
print("unit 2, by 0.6:", np.round([nine["w1_12"], nine["w1_22"], nine["b_12"]], 3))
print(f"the line of notes 4: {-2 * (y - y_hat) * W2[0, 0] * x[0]:.3f}, and W2 is {W2.shape}")

# %% proof
assert np.allclose([nine["w1_11"], nine["w1_21"], nine["b_11"]], [-8.917, -17.834, -8.917])
assert np.round([nine["w1_12"], nine["w1_22"], nine["b_12"]], 2).tolist() == [-10.70, -21.40, -10.70]
assert nine["w1_21"] == 2 * nine["w1_11"]
assert np.isclose(-2 * (y - y_hat) * W2[0, 0] * x[0], nine["w1_11"])

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 4 call $\partial z/\partial y$ "simply gradient". One of the nine is a *partial
> derivative*, a number: what happens if this one moves and the others stay. The **gradient** is the list of all nine,
> and it is a direction in which to walk. One number has no direction. Walking along all of them gets further:
"""

# %%
eta = 0.001
only_b2 = loss(W1, b1, W2, b2 - eta * db2)
all_nine = loss(W1 - eta * dW1, b1 - eta * db1, W2 - eta * dW2, b2 - eta * db2)
print(f"loss {L:.2f}    after a step of b2 alone {only_b2:.2f}    after a step of all nine {all_nine:.2f}")

# %% proof
assert [round(value, 2) for value in (only_b2, all_nine)] == [79.20, 77.46]

# %% [markdown]
r"""
## One step, and one explosion

Step five, at last: the update. Each parameter moves by $-\eta$ times its own gradient, and all nine gradients are taken
at the *old* weights. If you update $W_2$ first and then use the new $W_2$ on the way back, the hidden layer is blamed
by a network that never made that prediction: $w^1_{11}$ would receive $-10.73$ where it should be $-8.917$.

So: first all nine gradients, then all nine moves. Five times, with $\eta = 0.01$:
"""

# %%
too_soon = at_output * (W2[0, 0] - 0.01 * nine["w2_11"]) * x[0]  # with the new W2
losses = [net.train_step([x], [[y]]) for _ in range(6)]  # each: predict, loss, nine gradients, one update
print(f"w1_11 with the new W2: {too_soon:.2f}")
print("loss before each step:", *(f"{value:.3f}" for value in losses))

# %% proof
assert round(too_soon, 2) == -10.73
assert np.allclose(losses, [79.512889, 57.61079, 30.525815, 8.499094, 0.72119, 0.01094], atol=1e-5)

# %% [markdown]
r"""
From 79.5 to 0.011 in five steps. Each number was moved a little, by as much as it was to blame.

That was the friendly case. Now the students of notes 4: a row holds the iq and the gpa, and the target is a salary in
lakh (a lakh is 100,000 rupees). The first student has iq 80, gpa 3.5 and earns 1.8. All weights start at 1 and all
biases at 0, so both hidden units put out $80 + 3.5 = 83.5$, and the prediction is 167.
"""

# %% prediction [markdown]
r"""
The prediction is 167, the target 1.8. One step: which learning rate brings the prediction closer?

[ ] 0.1, the one the notes choose
    After one step the prediction is above a billion.
[ ] 0.01, as it did so well above
    After one step the prediction is 11,603,333. The same η, another scale of inputs.
[ ] 0.001
    After one step the prediction is 108,238.
[x] None of these three
    The gradients are in the tens of thousands, because the inputs and the error are large. Even 0.0001 would make it
    worse; 0.00001 comes closer.
"""

# %%
students, salaries, _ = salary_by_iq_and_gpa()


def prediction_after_one_step(learning_rate):
    """ŷ of the first student after one step from all weights 1 and all biases 0."""
    rng = np.random.default_rng(0)
    net = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], np.float64).compile(SGD(learning_rate), MeanSquaredError())
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
assert prediction_after_one_step(0.0001) > 167 * 2
assert round(prediction_after_one_step(1e-5), 1) == 90.2

# %% [markdown]
r"""
What went wrong? Not one gradient. Each tells the truth about *here*: what happens for a very small move. The mistake is
to take such a large move on its word. The gradient of each output weight is 27,588, so with $\eta = 0.01$ each falls by
276. The hidden weights fall as well, by 264 and by 12. Then the two changes meet, are multiplied by each other and by
80, and the prediction is above eleven million.

Two cures will come: choosing $\eta$ well, in [lecture 8](08_gradient_descent.ipynb), and scaling the inputs, in
lecture 12, which is the better of the two here.

> **Where the notes go wrong.** Notes 4 say that this first student is predicted $\hat y = 5$, which makes the loss
> 10.2. It is 167, and the loss is 27,291. It is no idle slip: with 5 the example looks harmless, and the explosion
> stays out of sight.
"""

# %%
o_student = students[0] @ np.ones((2, 2))
y_hat_student = o_student.sum()
print(f"hidden outputs {o_student}   prediction {y_hat_student}   loss {(1.8 - y_hat_student) ** 2:,.0f}")
print(f"gradient of an output weight {-2 * (1.8 - y_hat_student) * o_student[0]:,.0f}")

# %% proof
assert o_student.tolist() == [83.5, 83.5]
assert y_hat_student == 167
assert round((1.8 - 167) ** 2) == 27_291
assert round((1.8 - 5) ** 2, 1) == 10.2
assert round(330.4 * 83.5) == 27_588
assert [round(0.01 * value) for value in (330.4 * 83.5, 330.4 * 80, 330.4 * 3.5)] == [276, 264, 12]

# %% [markdown]
r"""
## The training loop

One row is mended. A network has to please many rows, and they pull in different directions. The recipe of notes 4 is
a loop in a loop:

1. give the weights their first values;
2. for each **epoch**, and in it for each row: predict, measure the loss, move all parameters a little;
3. at the end of the epoch, note down the mean loss, and begin the next one.

The data are four more students: cgpa and resume score, and the salary in lakh per year. We draw the first weights at
random, because two hidden units that start equal stay equal for ever (lecture 11 shows it).
"""

# %%
x_all, y_all, _ = salary_by_cgpa_and_resume()
rng = np.random.default_rng(0)
net = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64).compile(SGD(0.001), MeanSquaredError())
start = net.parameters.copy()

losses = []
for _epoch in range(100):
    total = 0.0
    for i in range(len(x_all)):
        L_row, gradient = net.loss_and_gradient(x_all[i : i + 1], y_all[i : i + 1])
        net.parameters -= 0.001 * gradient  # all nine at once: they live in one array
        total += L_row
    losses.append(total / len(x_all))
print("mean loss of epoch 1, 2, 3 and 100:", *(f"{losses[k]:.3f}" for k in (0, 1, 2, 99)))
print("salaries ", y_all[:, 0], "  predictions", net.predict(x_all)[:, 0].round(2))

# %%
show(mean_loss(losses))

# %% proof
assert losses[-1] < losses[0] / 5

# %% proof this_run=true
assert [round(losses[k], 3) for k in (0, 1, 2, 99)] == [231.415, 23.032, 8.895, 0.052]

# %% [markdown]
r"""
It learns. That is all there is to a training loop, and `fit` with `batch_size=1` is this same one.

Do not be too pleased, though. Look at the four rows: cgpa 8, 7, 6, 5 and salary 4, 5, 6, 7. The salary is
$12 - \text{cgpa}$, exactly, so a linear network could have a loss of 0. Let us be patient and give it 900 epochs more.
"""

# %%
net.parameters[...] = start
by_fit = net.fit(x_all, y_all, epochs=1000, batch_size=1, rng=None, verbose=False).history["loss"]
W = net.layers[0].W @ net.layers[1].W  # two linear layers are one
print(f"epoch 100: fit {by_fit[99]:.6f}, our loop {losses[-1]:.6f}     epoch 1,000: {by_fit[-1]:.3f}")
print(f"salary = {W[0, 0]:.2f} cgpa + {W[1, 0]:.2f} resume score + ...")

# %% proof
assert np.allclose(by_fit[:100], losses, rtol=1e-10)
assert np.array_equal(12 - x_all[:, :1], y_all)
assert by_fit[799] - by_fit[-1] < 0.005
assert 0.03 < by_fit[-1] < 0.1
assert 0.57 < W[1, 0] < 0.69
assert -0.18 < W[0, 0] < -0.04

# %% proof this_run=true
assert [round(by_fit[k], 3) for k in (99, -1)] == [0.052, 0.045]
assert np.round(W[:, 0], 2).tolist() == [-0.13, 0.63]

# %% proof
# The same training from 20 other first weights, all of them side by side: axis 0 is the draw.
draws = [Sequential([Dense(2, 2, each), Dense(2, 1, each)]) for each in map(np.random.default_rng, range(1, 21))]
V1, V2 = (np.stack([each.layers[k].W for each in draws]).astype(float) for k in (0, 1))  # (20, 2, 2), (20, 2, 1)
c1, c2 = np.zeros((20, 1, 2)), np.zeros((20, 1, 1))
for _epoch in range(1000):
    for x_row, y_row in zip(x_all, y_all, strict=True):
        hidden = x_row @ V1 + c1[:, 0]  # (20, 2)
        at_end = 2 * (hidden[:, None] @ V2 + c2 - y_row)  # (20, 1, 1)
        at_hidden = at_end @ V2.transpose(0, 2, 1)  # (20, 1, 2)
        V2, c2 = V2 - 0.001 * hidden[:, :, None] @ at_end, c2 - 0.001 * at_end
        V1, c1 = V1 - 0.001 * x_row[:, None] @ at_hidden, c1 - 0.001 * at_hidden
ends = np.mean(((x_all @ V1 + c1) @ V2 + c2 - y_all) ** 2, axis=(1, 2))  # (20,)
rules = (V1 @ V2)[:, :, 0]  # (20, 2)
assert 0.03 < ends.min() <= ends.max() < 0.1
assert 0.57 < rules[:, 1].min() <= rules[:, 1].max() < 0.69
assert -0.18 < rules[:, 0].min() <= rules[:, 0].max() < -0.04

# %% [markdown]
r"""
In this run it has crept from 0.052 to 0.045. It found a *different* rule that is nearly as good, mostly the resume
score, and it hardly moves any more. Is that bad luck with the first weights? No: from 20 other first weights the loss
after 1,000 epochs was between 0.03 and 0.1, and the rule was always about 0.6 for each point of the resume score and
about $-0.1$ for each of cgpa. The loop is right and the gradients are right; the road is bad. That is a matter for
lectures 8 and 12. (And four invented rows are no reason to believe that good grades cost you money.)

## Two classes: the slope that cancels

Suppose we only ask: is the salary above 5.5, yes or no? The output goes through a sigmoid and becomes a probability,
$\hat y = \sigma(z)$. The loss becomes the binary cross-entropy, $L = -[\,y \ln \hat y + (1 - y) \ln(1 - \hat y)\,]$.
What happens to our chains?

Only the beginning changes. Two links now lead from the loss to $z$:
$$\frac{\partial L}{\partial \hat y} = -\frac{y}{\hat y} + \frac{1 - y}{1 - \hat y}
= \frac{\hat y - y}{\hat y\,(1 - \hat y)}, \qquad
\frac{\partial \hat y}{\partial z} = \sigma'(z) = \hat y\,(1 - \hat y) .$$

Multiply them, and the denominator of the first *is* the second. It cancels:
$$\frac{\partial L}{\partial z} = \hat y - y .$$

Prediction minus label. Is that more than a pretty formula? Keep the squared loss behind the sigmoid instead. There
nothing cancels: $\partial L/\partial z = -2(y - \hat y)\,\hat y\,(1 - \hat y)$.
"""

# %% prediction [markdown]
r"""
The label is 1, and the network is sure of the opposite: z = −10. How large is the slope by z, with the squared loss and
with the cross-entropy?

[ ] Both about −1: the error is as large as it can be
    The error is, but the squared loss multiplies it by σ′(−10), which is almost nothing: the sigmoid is flat out there.
[x] −0.00009 and −0.99995
    The squared loss keeps the slope of the sigmoid, which is flat out there. In the cross-entropy it has cancelled, so
    the whole error comes through.
[ ] −0.99995 and −0.00009
    It is the other way round: the cross-entropy is the one where σ′ has cancelled.
[ ] Both about 0: the sigmoid is flat there
    The sigmoid is, but the cross-entropy is as steep there as the sigmoid is flat. The product is the whole error.
"""

# %%
z, label = -10.0, 1.0
p = sigmoid(z)
squared, crossentropy = -2 * (label - p) * p * (1 - p), p - label
print(f"sure and wrong: squared loss {squared:.5f}   cross-entropy {crossentropy:.5f}")

# %%
logits = np.linspace(-8, 8, 161)
outputs = sigmoid(logits)
show(loss_derivatives_by_logit(logits, outputs - 1, -2 * (1 - outputs) * outputs * (1 - outputs)))

# %% proof
assert round(squared, 5) == -0.00009
assert round(crossentropy, 5) == -0.99995

# %% proof
of_squared = -2 * (1 - outputs) * outputs * (1 - outputs)
assert round(of_squared.min(), 2) == -0.30
assert abs(logits[of_squared.argmin()] + 0.7) < 0.05
assert of_squared[0] > -0.001
assert (outputs - 1)[0] < -0.999

# %% [markdown]
r"""
On the left the network is sure and wrong. The squared loss whispers there; the cross-entropy shouts. A network that is
very wrong should learn fast, and only one of the two lets it.

If the hidden units are sigmoids too, each chain through them gets one more link, $o_1 (1 - o_1)$, and this one does
*not* cancel. For $w^1_{11}$:
$$\frac{\partial L}{\partial w^1_{11}} = (\hat y - y) \cdot w^2_{11} \cdot o_1 (1 - o_1) \cdot x_1 .$$

Our first network again, now with sigmoids and the label 1:
"""


# %%
def crossentropy_of(W1):
    """L for the label 1, as a function of W1."""
    return -np.log(sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2)[0])


h = sigmoid(x @ W1 + b1)
p = sigmoid(h @ W2 + b2)[0]
by_chain = (p - 1) * W2[0, 0] * h[0] * (1 - h[0]) * x[0]
by_nudging = numerical_gradient(crossentropy_of, W1)[0, 0]
print(f"hidden outputs {h.round(3)}   by the chain {by_chain:.6f}   by nudging {by_nudging:.6f}")

# %% proof
assert abs(by_chain - by_nudging) < 1e-9
assert abs(by_chain) > 0.01

# %% [markdown]
r"""
And the loop? Not one line of it changes. The library's layers bring their own links, so we swap the loss and add the
sigmoids. (We also subtract each column's mean, or the sigmoids would begin on their flat ends.)
"""

# %%
above = (y_all > 5.5).astype(float)  # 0, 0, 1, 1
centred = x_all - x_all.mean(axis=0)
rng = np.random.default_rng(0)
classifier = Sequential([Dense(2, 2, rng), Sigmoid(), Dense(2, 1, rng), Sigmoid()], dtype=np.float64)
classifier.compile(SGD(0.3), BinaryCrossentropy())
classifier.fit(centred, above, epochs=200, batch_size=1, rng=None, verbose=False)
print("labels", above[:, 0], "  probabilities", classifier.predict(centred)[:, 0].round(3))

# %% proof
assert np.array_equal(classifier.predict(centred) > 0.5, above > 0.5)
assert np.abs(classifier.predict(centred) - above).max() < 0.05

# %% [markdown]
r"""
Nothing in the chains needed there to be *two* hidden units. Notes 3 end with 64 of them, all sigmoids, on $n$ inputs,
for one probability. Each gradient has the shape of its parameter.

> **Where the notes go wrong.** Notes 3, who write examples as columns, give this network's first matrix a single row
> and its output the shape $(2 \times 1)$. One unit, one row: the first matrix has 64 rows, and the second layer gives
> $(1 \times 64)(64 \times 1) \to 1 \times 1$, one probability, as the list of shapes beside it says. In our writing,
> a row for an example, that is $(1, n)(n, 64) \to (1, 64)$ and $(1, 64)(64, 1) \to (1, 1)$.
"""

# %%
n, rng = 10, np.random.default_rng(0)
wide = Sequential([Dense(n, 64, rng), Sigmoid(), Dense(64, 1, rng), Sigmoid()]).compile(SGD(0.1), BinaryCrossentropy())
wide.loss_and_gradient(np.ones((1, n)), np.ones((1, 1)))
first, second = wide.layers[0], wide.layers[2]
print("W1", first.W.shape, "  dW1", first.dW.shape, "  W2", second.W.shape, "  dW2", second.dW.shape)
print(f"as columns: W1 {first.W.T.shape}, W2 {second.W.T.shape}")
print(f"64 n + 64 + 64 + 1 = {wide.parameters.size} parameters")

# %% proof
assert first.dW.shape == first.W.shape == (10, 64)
assert second.dW.shape == second.W.shape == (64, 1)
assert wide.predict(np.ones((1, n))).shape == (1, 1)
assert wide.parameters.size == 64 * n + 129 == 769

# %% [markdown]
r"""
## Explore: press a weight

Now the envelope works itself out. Press a parameter and see its chain. Two questions first.
"""

# %% prediction [markdown]
r"""
Set the output weight w²₁₁ to 0. Which gradients become 0?

[ ] That of w²₁₁ itself
    It ends with what it multiplies, o₁ = 0.57, and that is not 0. A weight of 0 can learn.
[x] Those of w¹₁₁, w¹₂₁ and b₁₁
    All three belong to hidden unit 1, and its chains leave by w²₁₁. With 0 on that wire, no blame comes back.
[ ] All nine
    The third group leaves by w²₂₁, which is still 0.6.
[ ] None: the error is still there
    The error is, but it reaches hidden unit 1 only by that one wire.
"""

# %% prediction [markdown]
r"""
Double the input x₂, from 2 to 4. The gradient of w¹₂₁ ends with the factor x₂. What does it do?

[ ] It doubles, from −17.83 to −35.67
    The last factor doubles, but x₂ has another effect: it raises the prediction, so the error at the head of the chain
    shrinks.
[x] It grows, but does not double
    The last factor doubles and the first shrinks, as the prediction moves towards the target. It becomes −32.95.
[ ] It stays: only the weight counts
    The input is a factor of the chain.
[ ] It shrinks, as the prediction is closer now
    The error does shrink, from 8.917 to 8.237, but the factor 4 is stronger.
"""

# %% proof
cut = {name: chain_values(name, v1=0.0)["gradient"] for name in ("w¹₁₁", "w¹₂₁", "b₁₁", "w²₁₁", "w¹₂₂")}
assert [cut["w¹₁₁"], cut["w¹₂₁"], cut["b₁₁"]] == [0, 0, 0]
assert abs(cut["w²₁₁"]) > 10
assert abs(cut["w¹₂₂"]) > 10
doubled = chain_values("w¹₂₁", x2=4.0)
assert round(doubled["gradient"], 2) == -32.95
assert round(10 - doubled["values"]["y_hat"], 3) == 8.237
assert round(2 * chain_values("w¹₂₁")["gradient"], 2) == -35.67

# %% [markdown]
r"""
Then two tasks. **Press all nine: which card is the same for all of them?** And, with the folded sliders: **by moving
the target alone, make all nine gradients as small as you can, and then turn all their signs round.** (Tab to a control;
the space bar presses a button, the arrow keys move a slider.)
"""

# %%
chain_explorer()

# %% proof
from dlcourse.widgets.backprop_by_hand import CHAINS

near = [chain_values(name, y=1.1)["gradient"] for name in CHAINS]
below = [chain_values(name, y=-5.0)["gradient"] for name in CHAINS]
assert max(map(abs, near)) < 0.05
assert min(below) > 0
assert len({chain_values(name)["factors"][0][2] for name in CHAINS}) == 1
assert round(sigmoid(2.0), 3) == 0.881
assert round(sigmoid(2.0) - 1, 3) == -0.119

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

The first card, $-2(y - \hat y)$, is common to all nine. So when the prediction is right, at $y = 1.1$ as nearly as the
slider can, nobody is blamed, whatever the weights are. Below that the prediction is too high, the first factor turns
positive, and with it all nine: now every parameter should go down.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| head of every chain | $\partial L/\partial \hat y = -2(y - \hat y)$ | the minus is that of $-\hat y$ |
| output weight | $\partial L/\partial w^2_{21} = -2(y - \hat y)\, o_2$ | blame at its right end, value at its left |
| hidden weight | $\partial L/\partial w^1_{21} = -2(y - \hat y)\, w^2_{11}\, x_2$ | out by its unit's own weight |
| bias | as its weight, ending with 1 | it multiplies nothing |
| update | $w \leftarrow w - \eta\, \partial L/\partial w$ | a slope points uphill |
| order | all gradients, then all moves | at the old weights |
| large input | $\partial o_1/\partial w^1_{11} = x_1$ | large gradient, not large importance |
| sigmoid and cross-entropy | $\partial L/\partial z = \hat y - y$ | $\sigma'$ cancels, at the output only |
| loop | epochs outside, rows inside | predict, loss, gradients, move |

## Check yourself

<details><summary>1. What does a gradient of −8.917 tell you about a weight of 0.1, and what does it not?</summary>

Raising the weight a little lowers the loss, about 8.917 times as much as the weight was raised. It does not tell how
far you may go, nor that the weight matters more than one with a smaller gradient.
</details>

<details><summary>2. The gradient of a hidden weight has three factors. Which of them is the same for all weights of
that hidden unit, and which for all weights that start at one input?</summary>

The first two together are the blame at the unit, the same for all its weights. The last is the input, the same for all
weights that start there.
</details>

<details><summary>3. Sigmoid output, cross-entropy, z = 2, label 1. What is the slope by z?</summary>

$\sigma(2) - 1 = 0.881 - 1 = -0.119$. The slope of the sigmoid has cancelled.
</details>

<details><summary>4. Somebody says "the minus is there because the loss is positive". What do you answer?</summary>

The sign of the loss plays no part. The gradient points to where the loss grows, so we go against it. Add 1,000 to the
loss, or subtract it, and every gradient stays the same.
</details>

<details><summary>5. Is backpropagation the update?</summary>

No. It finds the gradients. What to do with them is up to the optimizer; here it was $w - \eta\,\partial L/\partial w$.
</details>

## What to do next

Do it with your own pencil in the [exercise](../exercises/06_backprop_by_hand/06_backprop_by_hand.ipynb): one gradient
on paper, then all nine in code, an update that runs away, the loop, and two classes. Then go on to
[lecture 7](07_backpropagation.ipynb), where a unit has more than one way to the loss, and a whole batch goes through
at once.
"""
