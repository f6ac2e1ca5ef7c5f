# %% [markdown]
r"""
# 4 · Forward propagation

*A handwritten digit goes in, ten scores come out, and in between a network only multiplies, adds and replaces negative
numbers by 0. You will follow every number, turn the scores into probabilities, and then try to fool the network.*

With a pencil and some patience you could do by hand what a network does when it reads a 3. Up to the scores no step is
harder than a multiplication, and no step knows what a 3 looks like. How can that be enough?

**You will be able to**

- say the shape of every array in a network before you compute it;
- work out a layer by hand for one row, and with one matrix product for a whole batch;
- write a network of any depth as one composed function;
- compute a sigmoid and a softmax without overflow;
- say what a trained hidden unit responds to, and what a probability at the end does not promise.

**It builds on** the multilayer perceptron and its notation (lecture 3), and on the matrix product.
**Time:** about 75 minutes; a good place to pause is before "From pixels to ten probabilities". Run each cell as you
come to it (Shift+Enter), and answer before you run.
"""

# %%
from itertools import pairwise, product

import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, ReLU, Sequential, Softmax
from dlcourse import load_digits, one_hot, relu, sigmoid, softmax, train_test_split
from dlcourse.plots.networks import digit_network as digit_plots
from dlcourse.plots.networks import forward_propagation as plots
from dlcourse.plots.networks import hidden_units as unit_plots
from dlcourse.plots import show, show_animation
from dlcourse.widgets.networks.forward_propagation import forward_explorer, three_or_five
from dlcourse.widgets.practice.digits_from_scratch import shift_images

# %% [markdown]
r"""
## How many multiplications does it take to read a digit?

The next cell trains a small network on handwritten digits of 8×8 pixels and lets it read 360 others. How training finds
the weights (`SGD`, `fit`) is the topic of lectures 5 to 8. Here the weights are given, and the question is what a
network *does* with them. The last three lines of the cell are the whole answer.
"""


# %%
def digit_rows(rng):
    """Digits to train on, with their labels as ten columns, and 360 test digits with theirs."""
    x, y = load_digits()
    return train_test_split(x, one_hot(y, 10), test_size=360, rng=rng)


def trained(layers, x, y, rng):
    """A network of these layers, trained on x (N, n) and y (N, 10)."""
    net = Sequential(layers, np.float64).compile(SGD(0.3), CategoricalCrossentropy())
    net.fit(x, y, epochs=30, batch_size=32, rng=rng, verbose=False)
    return net


def digit_net(seed):
    """A trained 64-16-10 network, and test digits (360, 64) with their labels."""
    rng = np.random.default_rng(seed)
    x, y, x_test, y_test = digit_rows(rng)
    net = trained([Dense(64, 16, rng), ReLU(), Dense(16, 10, rng), Softmax()], x, y, rng)
    return net, x_test, y_test.argmax(axis=1)


five = [digit_net(seed) for seed in range(5)]  # other weights, other digits: what is typical?
net, digits, labels = five[0]  # the one that we follow
right = net.predict(digits).argmax(axis=1) == labels
print(f"{right.mean():.0%} of {len(digits)} new digits are read right")

W1, b1, W2, b2 = net.layers[0].W, net.layers[0].b, net.layers[2].W, net.layers[2].b
three = digits[(labels == 3) & right][0]  # (64,): the first 3 that it reads right
hidden = relu(three @ W1 + b1)  # (16,)
scores = hidden @ W2 + b2  # (10,)
p = softmax(scores)  # (10,)

# %%
show(digit_plots.digit_on_its_way(three, W1, hidden, W2, scores, p))

# %% proof
assert right.mean() > 0.93
assert p.argmax() == 3
assert (hidden == 0).any()
assert (hidden > 0).any()
assert W1.shape == (64, 16)
assert W2.shape == (16, 10)

# %% proof this_run=true
assert round(100 * right.mean()) == 97
assert p[3] > 0.9
assert (hidden == 0).sum() == 11
assert ((three @ W1 + b1)[hidden == 0] < 0).all()
assert hidden.argmax() + 1 == 12

# %% [markdown]
r"""
Read the picture from left to right. A 3 goes in as 64 grey values, from 0 for paper to 1 for ink. In the middle stand
sixteen **hidden units**. Each turns the 64 values into one number, and replaces it by 0 if it is negative; for this 3
most end at 0. At the right ten scores come out, one for each digit, and from them ten probabilities. Nearly all of the
probability is on the 3. The wires into one hidden unit, unit 12, and those into the 3 are drawn in colour, as thick as
what they carry; each into unit 12 begins on a pixel with ink.

Nobody has told this network that a 3 has two arcs, open to the left. There is no rule in it, only weights and biases.
So what has happened in the middle? You may have read that the first hidden units find edges, the next ones arcs and
loops, and the last ones digits. We shall look. But first count the work: a unit multiplies each of its inputs by a
weight of its own, and adds.
"""

# %% prediction [markdown]
r"""
How many multiplications does it take this network to read a digit?

[ ] 26: one for each of the 16 + 10 units
    Each unit multiplies *all* of its inputs, by a weight for each.
[x] 1,184
    64 · 16 = 1,024 for the hidden units and 16 · 10 = 160 for the outputs: one for each weight, or each wire.
[ ] About 100,000
    That is a larger network: with 28×28 pixels and 128 hidden units there are 784 · 128 + 128 · 10 = 101,632.
[ ] It depends on the picture
    Every wire multiplies once, whatever comes along it.
"""

# %% proof
assert W1.size + W2.size == 1184 == 64 * 16 + 16 * 10
assert 784 * 128 + 128 * 10 == 101_632
assert 16 * (63 + 1) + 10 * (15 + 1) == 1184  # additions: n products and a bias
assert round(2 * 1184 * 15 / 3600) == 10

# %% [markdown]
r"""
There are as many additions, with the biases. At fifteen seconds each you could read a digit in ten hours with a pencil,
and be right as often as the network is. (Softmax does not change which score is the largest.)

The way from the input to the output is called the **forward pass**, or **forward propagation**. We walk it in this
order: shapes, one unit, one layer, several layers, probabilities.

## Shapes first

A layer that takes 64 numbers and gives 16 keeps its weights in a matrix with 64 rows and 16 columns. After it fits
every layer that takes 16, such as our second one, (16, 10). It is the rule of the **matrix product**: the two numbers
that meet have to agree, and the outer ones remain (a game of dominoes in which no tile may be turned round),

$$(N, n) \cdot (n, u) \to (N, u) .$$

Here $N$ is the number of rows that we send through, one row for each picture, $n$ is how many numbers come in for each,
and $u$ is how many units the layer has. Try it on a longer chain of smaller layers, 5-4-3-2-1, with six rows. We will
use this net below, where every number has to fit on the page. Its weights are $V_1$ to $V_4$ and its biases $c_1$ to
$c_4$, since $W$ and $b$ belong to the net for digits.
"""

# %%
sizes = [5, 4, 3, 2, 1]
a = np.zeros((6, 5))  # six rows of five numbers; only the shapes matter here
print("x      ", a.shape)
for k, (n, u) in enumerate(pairwise(sizes), 1):
    a = a @ np.zeros((n, u))
    print(f"layer {k}", (n, u), " gives", a.shape)

# %%
show(plots.network_shapes(len(a), sizes))

# %% proof
assert a.shape == (6, 1)

# %% [markdown]
r"""
The hatched boxes are data: one row for each example, and **there are six rows from the first box to the last**. The
plain boxes are weights: their shapes do not depend on the number of rows.

**A common slip** is a matrix that is transposed, or that of another layer. NumPy refuses, and its message names the two
numbers that should have been equal: `np.zeros((3, 5)) @ np.zeros((4, 5))` ends in "size 4 is different from 5". (A
square matrix fits both ways: there you get no message, only wrong numbers.)
"""

# %% proof
refused = ""
try:
    np.zeros((3, 5)) @ np.zeros((4, 5))
except ValueError as error:
    refused = str(error)
assert "size 4 is different from 5" in refused
assert (np.zeros((3, 5)) @ np.zeros((5, 5)).T).shape == (3, 5)

# %% [markdown]
r"""
Other texts use the transposed arrays. Both layouts are in use, and they compute the same numbers:

| | here, and in Keras | in many books and videos |
|---|---|---|
| one input | a row, $(1, n)$ | a column, $(n, 1)$ |
| the weights $W$ | $(n, u)$, a *column* for each unit | $(u, n)$, a *row* for each unit |
| a layer | $xW + b$ | $Wx + b$ |

Each array of one is the transpose of the other's, because $(xW)^\top = W^\top x^\top$. (PyTorch takes rows as inputs
and keeps its weights as $(u, n)$; it computes $xW^\top + b$.)

## One layer: a row, then a batch

**One unit.** Take unit 12, the hidden unit with the largest activation for our 3. It has 64 weights, one for each
pixel, and they can be drawn where their pixels are. The unit takes four steps: multiply each pixel by its weight, add
up the 64 products, add the bias, and replace a negative result by 0,

$$z = x_1 w_1 + x_2 w_2 + \dots + x_{64} w_{64} + b, \qquad a = \text{ReLU}(z) = \max(0, z) .$$

Here $w_i$ leads from pixel $i$ to the unit; lecture 3 called it $w_{ij}^1$ for unit $j$ of layer 1. These weights are
one column of $W_1$. Multiplying in pairs and adding up is called the **dot product** of $x$ and $w$. $z$ is the unit's
**pre-activation** and $a$ its **activation**; if $a$ is above 0, one says that the unit *fires*. The figure shows our
3, and below it the test digit whose dot product with these weights is the smallest.
"""

# %%
unit = hidden.argmax()
products = three * W1[:, unit]  # (64,): pixel by pixel
z = products.sum() + b1[unit]
print(f"unit {unit + 1}: sum of 64 products {products.sum():.2f}, bias {b1[unit]:.2f}")
print(f"z = {z:.2f}, after ReLU {relu(z):.2f}")
least = (digits @ W1[:, unit]).argmin()
pair, captions = np.array([three, digits[least]]), ["our 3", f"a {labels[least]}"]

# %%
show(unit_plots.unit_on_digits(pair, W1[:, unit], b1[unit], captions))

# %% proof
assert np.isclose(relu(z), hidden[unit])
assert np.isclose(z, sum(three[i] * W1[i, unit] for i in range(64)) + b1[unit])
assert digits[least] @ W1[:, unit] + b1[unit] < 0
assert np.all((three == 0) <= (products == 0))

# %% proof this_run=true
assert unit + 1 == 12
assert round(float(z), 2) == 4.80
assert round(float(products[products > 0].sum()), 2) == 6.18
assert round(float(products[products < 0].sum()), 2) == -1.44
page = np.ones(64) @ W1[:, 3] + b1[3]  # a black page, and unit 4
assert round(float(page), 1) == 5.9
assert round(100 * np.mean(digits @ W1[:, 3] + b1[3] < page)) == 99

# %% [markdown]
r"""
Filled squares are positive weights, hollow ones negative, and the larger the square the larger the weight. Ink on a
filled square raises the unit's sum, ink on a hollow one lowers it, and where there is no ink the weight does not
matter. So the weights are a **template**. But the dot product does not measure how *alike* picture and template are. It
is the ink on filled squares less the ink on hollow ones, weighted: twice the ink, twice the dot product. (A page all
black, no digit at all, drives unit 4 of the sixteen to 5.9, higher than 99% of the digits do.) The bias moves the
threshold: the unit fires once the dot product is above $-b$.

**One layer.** In a **dense** layer, also called fully connected, every unit has a weight for every input. Ours has
sixteen units, and so sixteen templates. Each is a *column* of $W_1$, and the product $x W_1$ is nothing but the sixteen
dot products of $x$ with these columns.

To watch this, we need fewer numbers, and take a smaller question: is it a 3 or a 5? Five numbers describe each picture:
how much ink there is in its four quarters and in its middle. Each number is standardized: 0 is the average of the
training's 3s and 5s, and 1 is one **standard deviation** (the root of the mean squared distance from the average) above
it. The 5-4-3-2-1 net has been trained on these five, with a sigmoid after each layer: its output is the probability of
a 5. (A single sigmoid unit does as well: 93% to 98% in five trainings, the four layers 94% to 97%. The four layers are
here for practice.) All its numbers are rounded to one decimal, so that you can follow with a pencil.
"""

# %%
model, images, numbers, is_five = three_or_five(seed=0)  # numbers (100, 5)
p_five = model.predict(numbers).ravel()
told_apart = (p_five > 0.5) == is_five
print(f"{told_apart.mean():.0%} of {len(numbers)} test digits are told apart")
V = [None] + [layer.W for layer in model.layers[::2]]  # V[k] (fan_in, units)
c = [None] + [layer.b for layer in model.layers[::2]]  # c[k] (units,)

unsure = np.where(is_five, abs(p_five - 0.75), 1).argmin()  # a 5, but not a clear one
chosen = [unsure, p_five.argmin(), p_five.argmax()]
x = numbers[chosen]  # (3, 5): a batch of three rows
captions = ["row 1: an unclear 5", "row 2: a clear 3"]
windows = ["upper left", "upper right", "lower left", "lower right", "middle"]

# %%
show(plots.ink_windows(images[chosen[:2]].reshape(-1, 8, 8), x[:2], captions, windows))

# %% proof
small_scores = []
for seed in range(5):
    other_model, _, other_numbers, other_five = three_or_five(seed)
    small_scores.append(np.mean((other_model.predict(other_numbers).ravel() > 0.5) == other_five))
assert np.mean(small_scores) > 0.92
assert min(small_scores) > 0.88


def share_of_single_unit(seed):
    """The share told apart by one sigmoid unit, trained as the small net is."""
    from dlcourse.widgets.networks.forward_propagation import trained_on_ink

    unit, _, other_numbers, other_five = trained_on_ink((5, 1), seed)
    return np.mean((unit.predict(other_numbers).ravel() > 0.5) == other_five)


single_scores = [share_of_single_unit(seed) for seed in range(5)]
assert abs(np.mean(single_scores) - np.mean(small_scores)) < 0.02
assert not is_five[p_five.argmin()]
assert is_five[p_five.argmax()]
assert 0.5 < p_five[unsure] < 0.95

# %% proof this_run=true
assert round(100 * np.mean((p_five > 0.5) == is_five)) == 97
assert [round(100 * each) for each in (min(small_scores), max(small_scores))] == [94, 97]
assert [round(100 * each) for each in (min(single_scores), max(single_scores))] == [93, 98]

# %% [markdown]
r"""
Now watch $x V_1$ being made, for these two and for row 3, a clear 5. One row of $x$ and one column of $V_1$ light up;
their five pairs are multiplied, the products are added, and the sum stands where the row and the column meet. (To see
the film again, run the cell again.)
"""

# %%
show_animation(plots.product_frames(x, V[1]), frame_seconds=1.6)

# %% [markdown]
r"""
Every entry is one dot product, of *this row* with *this unit's weights*. Then the biases are added and the activation
is applied to each entry. For layer 1,

$$z_1 = x V_1 + c_1, \qquad a_1 = \sigma(z_1) .$$

The bias has no rows of its own. $c_1$, of shape $(4,)$, is one row of four numbers, and it is added to each row of
$x V_1$. NumPy does this by itself and calls it **broadcasting**.
"""

# %%
z1 = x @ V[1] + c[1]  # (3, 4)
by_hand = [sum(x[0] * V[1][:, j]) + c[1][j] for j in range(4)]  # row 1, unit by unit
print("row 1, unit by unit:", np.round(by_hand, 2))
print("all three rows at once:")
print(z1.round(2))

# %% proof
assert np.allclose(z1, [[sum(row * V[1][:, j]) + c[1][j] for j in range(4)] for row in x])

# %% [markdown]
r"""
Several rows that go through together are called a **batch**. Nothing in the formula changes: `x` gets more rows, and so
does everything that is hatched.
"""

# %% prediction [markdown]
r"""
Somebody mistypes the last number of row 3. Which of the twelve numbers of z₁ change?

[ ] All twelve
    A row of the product is made of one row of `x`. The other two digits are not in it.
[x] The third row, and no other
    Each row of z₁ is made of the same row of `x`, and of all of V₁.
[ ] The last column
    A column belongs to a unit. All four units look at the middle, each with a weight of its own.
[ ] One number
    The middle has a wire to each of the four units.
"""

# %%
mistyped = x.copy()
mistyped[2, 4] -= 1.0
print((mistyped @ V[1] + c[1] != z1).astype(int))  # 1 where a number has changed

# %% proof
moved = mistyped @ V[1] + c[1] != z1
assert not moved[:2].any()
assert np.array_equal(moved[2], V[1][4] != 0)  # a wire of weight 0 would carry nothing
one_by_one = np.array([row @ V[1] + c[1] for row in x])
assert np.allclose(one_by_one, z1)

# %% proof this_run=true
assert moved[2].all()

# %% [markdown]
r"""
**In a dense layer, rows never mix.** Going forwards, one uses batches because one large product is usually much quicker
than many small ones ([lecture 20](20_going_faster.ipynb) measures it). Batch normalization does mix them while it
trains ([lecture 14](14_batch_normalization.ipynb)).

## Four layers, every number

The output of one layer is the input of the next. Here is row 1, the unclear 5, on its way through all four: 40 weights,
10 biases, and every number that they lead to. Check one or two of them with a pencil. (With three decimals of the
activations your last digit may differ by 1.)
"""

# %%
a = [x[0]]
print(f"x = {x[0]}\n")
for k in range(1, 5):
    z = a[k - 1] @ V[k] + c[k]
    a.append(sigmoid(z))
    print(f"V[{k}] =\n{V[k]}\nc[{k}] = {c[k]}", end="   ")
    print(f"z[{k}] = {z.round(2)}   a[{k}] = {a[k].round(3)}\n")

# %%
title = f"probability of a 5: {a[4][0]:.2f}"
show(plots.network_values(a, V[1:], windows, title, lit=(2, 1)))

# %% proof
assert np.allclose(a[4], model.predict(x[:1])[0])
assert sum(weights.size for weights in V[1:]) == 40
assert sum(biases.size for biases in c[1:]) == 10

# %% proof this_run=true
assert a[1].round(3).tolist() == [0.321, 0.237, 0.366, 0.542]
assert V[2][:, 1].tolist() == [2.1, 1.4, 1.9, -3.3]
assert c[2][1] == -1
assert round(0.321 * 2.1 + 0.237 * 1.4 + 0.366 * 1.9 - 0.542 * 3.3 - 1.0, 2) == -1.09
for k in (2, 3, 4):  # the pencil's numbers, from the printed ones
    assert np.abs((a[k - 1].round(3) @ V[k] + c[k]).round(2) - (a[k - 1] @ V[k] + c[k]).round(2)).max() < 0.0101

# %% [markdown]
r"""
Unit 2 of layer 2, for example, with its weights on its wires:
$0.321 \cdot 2.1 + 0.237 \cdot 1.4 + 0.366 \cdot 1.9 - 0.542 \cdot 3.3 - 1.0 = -1.09$. (Here a wire is as thick as
its weight; in the first picture, as what it carried.)

## The whole network in one formula

Put each line into the next, and the four lines become one:

$$\hat y = \sigma\big(\sigma\big(\sigma\big(\sigma(x V_1 + c_1)\, V_2 + c_2\big)\, V_3 + c_3\big)\, V_4 + c_4\big) .$$

Read it from the inside out. Each layer adds one pair of brackets: a product, a bias, an activation. In mathematics this
is a **composition** of functions, $\hat y = f_4(f_3(f_2(f_1(x))))$ with $f_k(a) = \sigma(a V_k + c_k)$. As code
it is a loop, for any number of layers. The library's `Sequential` is that loop.
"""


# %%
def forward(x, weights, biases):
    """Any number of layers, a sigmoid after each; x (N, n)."""
    a = x
    for W, b in zip(weights, biases, strict=True):
        a = sigmoid(a @ W + b)
    return a


print("loop:      ", forward(x, V[1:], c[1:]).ravel().round(4))
print("Sequential:", model.predict(x).ravel().round(4))

# %% proof
assert np.allclose(forward(x, V[1:], c[1:]), model.predict(x), rtol=0, atol=1e-12)
inner = sigmoid(sigmoid(x @ V[1] + c[1]) @ V[2] + c[2])
one_line = sigmoid(sigmoid(inner @ V[3] + c[3]) @ V[4] + c[4])
assert np.allclose(one_line, forward(x, V[1:], c[1:]))

# %% [markdown]
r"""
**A common slip** is to think that a network learns while it runs forwards. It only *predicts*: a forward pass reads the
weights and changes none of them. Learning takes a loss, gradients and an update besides (lectures 5 to 8). For their
sake a forward pass of training keeps the $z$ and $a$ of every layer: the way back will need them.
"""

# %% proof
before = model.parameters.copy()
for _ in range(100):
    model.forward(x)
assert np.array_equal(model.parameters, before)
assert before.size == 50
from dlcourse import BinaryCrossentropy, Sigmoid

stepped = Sequential(
    [each for n, u in pairwise(sizes) for each in (Dense(n, u, np.random.default_rng(0)), Sigmoid())], np.float64
)
stepped.parameters[...] = model.parameters
stepped.compile(SGD(0.5), BinaryCrossentropy()).train_step(x, np.zeros((3, 1)))
assert np.count_nonzero(stepped.parameters != before) > 20

# %% [markdown]
r"""
## Sigmoid and softmax without overflow

Back to the digits. The last layer of the net for digits has ten units, one for each digit, and no ReLU: it puts out ten
scores of any sign, called **logits**, $z_0$ to $z_9$. **Softmax** turns them into a **probability distribution**, ten
numbers, none of them negative, that add up to 1:

$$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} .$$

The exponential makes every number positive, and dividing by the sum shares out 1 among them. To see it at work, take
the test digit of which the net is least sure.
"""

# %%
logits = relu(digits @ W1 + b1) @ W2 + b2  # (360, 10)
hardest = softmax(logits).max(axis=1).argmin()
caption = f"a digit labelled {labels[hardest]}"

# %%
show(digit_plots.softmax_stages(digits[hardest], logits[hardest], caption))

# %% proof
assert np.allclose(softmax(logits), net.predict(digits))
assert np.allclose(softmax(logits).sum(axis=1), 1)
assert softmax(logits)[hardest].max() < 0.65

# %% proof this_run=true
assert labels[hardest] == 8
assert np.argsort(logits[hardest])[-2:].tolist() == [8, 2]
assert round(float(logits[hardest][2] - logits[hardest][8]), 2) == 0.18
assert round(float(np.exp(0.18)), 1) == 1.2

# %% [markdown]
r"""
It is labelled an 8, and the net cannot decide between a 2 and an 8 (it reads a 2). Their logits differ by 0.18, and
that is all that counts for the two: $e^{0.18} \approx 1.2$, so the 2 gets 1.2 times as much as the 8. A difference of 1
would be a factor of $e \approx 2.7$, wherever the two logits stand. Here is the formula, typed in as it stands.
"""


# %%
def naive_softmax(z):
    """The formula, typed in as it stands."""
    e = np.exp(z)
    return e / e.sum()


print("0, 1, 2:", naive_softmax(np.array([0.0, 1.0, 2.0])).round(3))

# %% prediction [markdown]
r"""
And `naive_softmax` of 1000, 1001, 1002?

[ ] 0, 0, 1
    The ratio of the last two is e, as it was for 1 and 2. Large logits are not by themselves a sure answer; the
    differences count.
[ ] 0.090, 0.245, 0.665
    Only on paper. e¹⁰⁰⁰ has 435 digits, and a float64 (64 bits, NumPy's usual number) ends near 10³⁰⁸.
[x] nan, three times
    e¹⁰⁰⁰ does not fit into a float64. It becomes ∞, and ∞/∞ is not a number.
"""

# %%
large = np.array([1000.0, 1001.0, 1002.0])
with np.errstate(over="ignore", invalid="ignore"):
    print("naive:", naive_softmax(large))

# %% proof
with np.errstate(over="ignore", invalid="ignore"):
    assert np.isnan(naive_softmax(large)).all()
assert int(np.floor(1000 / np.log(10))) + 1 == 435
assert naive_softmax(np.array([0.0, 1.0, 2.0])).round(3).tolist() == [0.090, 0.245, 0.665]

# %% [markdown]
r"""
A number too large for its format is an **overflow**. The cure costs one line. Divide top and bottom by the same
number $e^m$; the fraction stays as it was:

$$\frac{e^{z_k}}{\sum_j e^{z_j}} = \frac{e^{z_k} / e^m}{\sum_j e^{z_j} / e^m}
= \frac{e^{z_k - m}}{\sum_j e^{z_j - m}} .$$

So you may subtract any $m$ from *all* logits of a row. Choose the largest of them. Then the largest exponent is 0 and
nothing can overflow; what is far below becomes 0, as it should.
"""

# %%
e = np.exp(large - large.max())
print("shifted:", (e / e.sum()).round(3), "  the library:", softmax(large).round(3))

# %% [markdown]
r"""
Logits of 1000 are rare, but networks are often run in 16 bits. One of the two usual formats, float16, ends at 65,504,
about $e^{11.09}$, and our 3 has a logit of 13.8: the formula gives nan for 71% of the test digits (59% to 79% in
five nets). The other, bfloat16, keeps the range of 32 bits, to about $10^{38}$, but only two to three significant
figures.
"""

# %%
with np.errstate(over="ignore"):
    print("in float16, e to the", scores.max().round(1), "is", np.exp(np.float16(scores.max())))

# %% [markdown]
r"""
In a batch there is **one maximum and one sum for each row**, so both take `axis=1`. And `keepdims=True`: it keeps the
maxima a column, $(N, 1)$, and broadcasting then subtracts each from its own row. Without it their shape is $(N,)$,
which broadcasting takes for one *row*: an error, or, if $N$ equals the number of classes, wrong numbers without a
word. `e.sum()` with no axis adds up all rows, and nothing warns you either.
"""

# %%
print("maxima of all rows:", logits.max(axis=1).shape, end=", with keepdims: ")
print(logits.max(axis=1, keepdims=True).shape)
print("three rows, one sum for all: they add up to", naive_softmax(logits[:3]).sum(axis=1).round(2))
print("three rows, a sum for each:  they add up to", softmax(logits[:3]).sum(axis=1).round(2))

# %% [markdown]
r"""
Softmax with two classes is a sigmoid of the difference. Call the logits $u$ and $v$ and divide top and bottom by $e^u$:

$$\frac{e^u}{e^u + e^v} = \frac{1}{1 + e^{-(u - v)}} = \sigma(u - v) .$$
"""

# %%
two = softmax(np.array([2.0, -1.0]))
print("logits 2 and -1:", two.round(3), f"  sigmoid(3) = {sigmoid(3.0):.3f}")

# %% proof
assert (e / e.sum()).round(3).tolist() == [0.090, 0.245, 0.665]
assert np.allclose(e / e.sum(), softmax(large))
assert np.allclose(two[0], sigmoid(3.0))
assert naive_softmax(logits[:3]).sum(axis=1).min() < 0.99
assert np.isclose(naive_softmax(logits[:3]).sum(), 1)
assert round(float(sigmoid(3.0)), 3) == 0.953
assert np.finfo(np.float16).max == 65_504
bfloat16_max = (2 - 2**-7) * 2.0**127  # 8 bits of exponent, as in float32, and 7 of fraction
assert 0.99 < bfloat16_max / np.finfo(np.float32).max < 1
assert int(np.log10(bfloat16_max)) == 38
assert 2 < 8 * np.log10(2) < 3  # 8 binary digits, with the leading 1, in significant figures
assert round(float(np.log(65_504)), 2) == 11.09
shifted_logits = logits - logits.max(axis=1, keepdims=True)
assert (shifted_logits.max(axis=1) == 0).all()
try:
    logits - logits.max(axis=1)
except ValueError:
    pass
else:
    raise AssertionError("a row of maxima was broadcast")
wrong = logits[:10] - logits[:10].max(axis=1)  # ten rows, ten classes: no error
assert not np.allclose(wrong, shifted_logits[:10])


def too_large_for_16_bits(net, inputs):
    """The share of the inputs whose largest logit has an exponential beyond float16."""
    first, last = net.layers[0], net.layers[2]
    z = relu(inputs @ first.W + first.b) @ last.W + last.b
    return np.mean(z.max(axis=1) > np.log(65_504))


beyond = [too_large_for_16_bits(each, inputs) for each, inputs, _ in five]
assert 0.4 < min(beyond) < max(beyond) < 0.95

# %% proof this_run=true
with np.errstate(over="ignore"):
    assert np.isinf(np.exp(np.float16(scores.max())))
assert round(float(scores.max()), 1) == 13.8
assert [round(100 * share) for share in (beyond[0], min(beyond), max(beyond))] == [71, 59, 79]

# %% [markdown]
r"""
The sigmoid has a milder form of the same weakness. It can be written in two ways,

$$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}} ,$$

equal on paper. In the machine the left one raises $e$ to a huge power when $z$ is far *below* 0, the right one when it
is far *above*: at 1000 it gives ∞/∞. The left one is right even at −1000, because $1/\infty$ happens to be 0, but it
overflows on the way and warns of it. So take for each number the one that raises $e$ to a negative power only. The
library's `sigmoid` does that.
"""

# %% proof
with np.errstate(over="ignore", invalid="ignore"):
    assert np.isinf(np.exp(1000.0))
    assert np.isnan(np.exp(1000.0) / (1 + np.exp(1000.0)))
    assert 1 / (1 + np.exp(1000.0)) == 0
assert sigmoid(np.array([-1000.0, 1000.0])).tolist() == [0, 1]

# %% [markdown]
r"""
## From pixels to ten probabilities

You now have all parts of the network of the first picture, and they are two lines:

$$a_1 = \text{ReLU}(x W_1 + b_1), \qquad \hat y = \text{softmax}(a_1 W_2 + b_2) .$$

Why does it read our 3 as a 3? The second layer is one more dot product: each hidden unit that fires adds its activation
times a weight to each logit, its **vote**. As only differences count, we list how much more each of them gives to the
digit that wins than to the one that comes second.
"""

# %%
a1 = relu(digits @ W1 + b1)  # (360, 64) → (360, 16)
y_hat = softmax(a1 @ W2 + b2)  # (360, 16) → (360, 10)
print("the same as the library:", np.allclose(y_hat, net.predict(digits)))

second, first = np.argsort(scores)[-2:]
print(f"\nlogit of {first}: {scores[first]:.1f}, of {second}: {scores[second]:.1f}")
ahead = hidden * (W2[:, first] - W2[:, second])  # (16,)
for j in np.flatnonzero(hidden):
    print(f"unit {j + 1:2} gives the {first} {ahead[j]:+.1f} more than the {second}")
print(f"biases give it {b2[first] - b2[second]:+.1f} more")

# %% proof
assert np.allclose(y_hat, net.predict(digits))
assert np.isclose(scores[first] - scores[second], ahead.sum() + b2[first] - b2[second])

# %% proof this_run=true
assert (first, second) == (3, 9)
assert [j + 1 for j in np.flatnonzero(hidden)] == [3, 4, 10, 12, 14]
assert ahead[[3, 11, 13, 9, 2]].round(1).tolist() == [5.8, 2.0, 1.2, -3.2, -1.1]
assert scores[first] - scores[second] - ahead[3] < 0  # without unit 4 it were a 9
assert scores[first] - scores[second] - ahead[11] > 0
assert hidden[13] * W2[13, 2] > 4 * hidden[13] * W2[13, 3]
others = np.setdiff1d(np.flatnonzero(hidden), [13])
assert (hidden[others] * W2[others, 2]).sum() < 0 < (hidden[others] * W2[others, 3]).sum() - 10

# %% [markdown]
r"""
Against the 9, unit 4 decides for the 3, and units 12 and 14 help; units 10 and 3 speak for the 9; what counts is the
sum. (Unit 14 gives even more to the 2; but the others together are against it.) But is the hidden layer needed for this
at all?
"""

# %% prediction [markdown]
r"""
Take the hidden layer out and train what is left, ten dot products with the 64 pixels and a softmax. How many of 100 new
digits does it read right?

[ ] About 20
    Each output now has a template of its own, and may learn where its digit has ink and where it has none.
[ ] About 75
    That is what sixteen hidden units with random weights reach, if only the second layer is trained.
[x] About 96
    In five trainings it is 95 to 97. With the hidden layer it is 96 to 97.
"""


# %%
def share_right(seed, hidden, chalk=False, units=16):
    """The share of new digits read right; hidden: "trained", "random" or "none"."""
    rng = np.random.default_rng(seed)
    x, y, x_test, y_test = digit_rows(rng)
    if chalk:  # every second picture is turned to its negative
        x[::2], x_test[::2] = 1 - x[::2], 1 - x_test[::2]
    first = Dense(64, units, rng)
    if hidden == "random":  # the first layer stays as it was drawn
        x, x_test = (relu(each @ first.W + first.b) for each in (x, x_test))
    front = [first, ReLU()] if hidden == "trained" else []
    net = trained([*front, Dense(64 if hidden == "none" else units, 10, rng), Softmax()], x, y, rng)
    return np.mean(net.predict(x_test).argmax(axis=1) == y_test.argmax(axis=1))


kinds = {
    "hidden layer trained": ("trained", False),
    "hidden layer random, 16 units": ("random", False),
    "hidden layer random, 256 units": ("random", False, 256),
    "no hidden layer": ("none", False),
    "ink and chalk, hidden layer trained": ("trained", True),
    "ink and chalk, no hidden layer": ("none", True),
}
shares = {name: [share_right(seed, *kind) for seed in range(5)] for name, kind in kinds.items()}
for name, each in shares.items():
    print(f"{name:36} {np.mean(each):.1%}  ({min(each):.0%} to {max(each):.0%})")

# %% proof
by_net, by_random, by_256, by_none, chalk_net, chalk_none = (np.array(each) for each in shares.values())
assert np.array_equal(by_net, [np.mean(each.predict(inputs).argmax(axis=1) == truth) for each, inputs, truth in five])
assert abs(by_net.mean() - by_none.mean()) < 0.02
assert by_none.min() > 0.92
assert by_random.max() < 0.92 < by_net.min()
assert by_random.mean() < 0.85
assert by_256.min() > 0.92
assert abs(by_256.mean() - by_net.mean()) < 0.02
assert chalk_net.min() > 0.6
assert chalk_net.mean() > 0.8
assert chalk_none.max() < 0.35

# %% proof this_run=true
said = [[round(100 * share) for share in (min(each), max(each))] for each in shares.values()]
assert said == [[96, 97], [65, 84], [94, 97], [95, 97], [75, 94], [15, 21]]
assert [round(100 * np.mean(each)) for each in (by_random, by_256, chalk_net, chalk_none)] == [74, 96, 88, 18]
assert [round(100 * np.mean(each), 1) for each in (by_net, by_none)] == [96.5, 96.1]

# %% [markdown]
r"""
So for these digits ten dot products nearly are enough, and the hidden layer adds next to nothing. What it is for shows
when the task needs it. Turn every second picture to its negative, chalk on a blackboard: with a hidden layer 88 in 100
are right, without it 18. A weight that counts ink for the 3 counts chalk against it, and no weight suits both
([lecture 0](00_start_here.ipynb)). Hidden units first move the digits to where ten dot products are enough, as they
moved the points in [lecture 3](03_multilayer_perceptron.ipynb). Training makes *sixteen* of them enough: with
sixteen random templates only 74 in 100 are read right; 256 random ones reach 96.

What have the sixteen become? Here are their templates; the number below each is its activation for our 3.
"""

# %%
living = np.flatnonzero(a1.max(axis=0) > 2)  # (10,): the units above 2 for some test digit
idle = np.flatnonzero(a1.max(axis=0) <= 2)  # (6,): the others stay below 1.1

# %%
show(unit_plots.unit_templates(W1, hidden, idle))

# %% proof
inked = load_digits()[0].mean(axis=0) > 1 / 16  # pixels that carry ink
averages = np.array([load_digits()[0][load_digits()[1] == digit].mean(axis=0) for digit in range(10)])[:, inked]
best_matches = np.array(
    [
        [max(np.corrcoef(template, average)[0, 1] for average in averages) for template in each.layers[0].W[inked].T]
        for each, _, _ in five
    ]
)
assert best_matches.mean() < 0.5
assert best_matches.max() < 0.85


def start_of(seed):
    """The weights of the first layer before training."""
    rng = np.random.default_rng(seed)
    x, y = load_digits()
    train_test_split(x, one_hot(y, 10), test_size=360, rng=rng)
    return Dense(64, 16, rng).W


# %% proof this_run=true
likeness = [np.corrcoef(W1[:, j], start_of(0)[:, j])[0, 1] for j in range(16)]
like_the_start = [1, 5, 6, 7, 11, 15]
assert min(likeness[j - 1] for j in like_the_start) > max(likeness[j] for j in range(16) if j + 1 not in like_the_start)
assert min(likeness[j - 1] for j in like_the_start) > 0.8
began = start_of(0)
moved = np.linalg.norm(W1 - began, axis=0) / np.linalg.norm(began, axis=0)
assert max(moved[j - 1] for j in like_the_start) < 0.25
first_on = np.mean(digits @ began > 0, axis=0)  # the share of the digits that each unit fires for before training
assert max(first_on[0], first_on[10]) < 0.02
assert first_on[1] < 0.05
assert first_on[4] > 0.8

# %% [markdown]
r"""
All squares are on one scale, and the thick frames are the units that our 3 makes fire. The six in grey look like sand:
their weights are nearly the random ones they started with. Units 1 and 11 fire for no test digit, the other four for 2
to 21 in 100, and weakly. While a ReLU is off no gradient passes it ([lecture 10](10_activation_functions.ipynb)), and
units 1 and 11 were off for nearly all digits from the start. The other four got some gradient, and their weights still
moved by less than a quarter of their length. (The start does not decide it: unit 2 began on for only 3 in 100 digits,
and training made a template of it; unit 5 began on for 86 in 100.) So the net has *ten* templates that were found by
training. None of them is a digit. Most are patches, positive beside negative: "is there ink here *rather than* there?"

Here are the three units with the largest activations for our 3, each with the five test digits that give *it* the
largest, and its weights to the ten outputs.
"""

# %%
units = np.sort(np.argsort(hidden)[-3:])
top_five = np.array([np.argsort(-a1[:, j])[:5] for j in units])  # (3, 5)

# %%
show(unit_plots.unit_favourites(W1, W2, units, digits[top_five], labels[top_five]))

# %% [markdown]
r"""
Unit 4 is driven most by 3s and 1s, which have much ink just right of the middle, and votes for both. Unit 12 votes for
5, 3 and 9. **Only the 3 gets a clear vote from both.** Unit 14 comes close to meaning one digit: the twenty test digits
that drive it highest are all 2s (as those of unit 2 are 5s, and those of unit 8 are 4s). But look at all digits, and
at the average activation of each unit:
"""

# %%
patterns = np.array([a1[labels == k].mean(axis=0) for k in range(10)])  # (10, 16)

# %%
show(unit_plots.unit_patterns(patterns[:, living], living))

# %% [markdown]
r"""
Unit 8 alone answers to a single digit: it is at 2.8 for 4s, and at 0.1 at most for the others. Every other unit answers
to several. Unit 16 is at 7.0 for 6s and at 5.7 for 4s, unit 12 at 4.7, 4.5 and 4.0 for 5s, 3s and 9s, and unit 14,
which 2s drive highest, at 3.6 for 3s and 3.5 for 0s. But no two rows are alike. A digit is a *pattern* of units that
fire, and most units take part in several. This is called a **distributed representation**. How much hangs on a single
unit?
"""

# %% prediction [markdown]
r"""
One unit is switched off: its activation is 0, whatever comes in. How many of 100 digits, 97 so far, are still read
right in the worst case?

[ ] 94
    So it would be if the others could stand in for it. They were not trained to.
[ ] 87: one digit is lost
    If each unit stood for one digit. But then the table above would have one large number in each column.
[x] 65
    Without unit 16. In five nets, the worst unit costs 14 to 32 in 100.
"""


# %%
def right_per_digit(a1):
    """The share read right: of the 0s, the 1s, …, the 9s, and of all, (11,)."""
    ok = (a1 @ W2 + b2).argmax(axis=1) == labels
    return np.array([*(ok[labels == k].mean() for k in range(10)), ok.mean()])


def with_units_at(units, value):
    """Of a1, with some units, counted from 0, at the same value for all digits."""
    return np.where(np.isin(np.arange(16), units), value, a1)


off = np.array([right_per_digit(with_units_at(j, 0)) for j in living])  # (10, 11)
means = a1.mean(axis=0)  # (16,): over all test digits
held = np.array([right_per_digit(with_units_at(j, means[j])) for j in living])
print(f"all six idle units switched off: {right_per_digit(with_units_at(idle, 0))[-1]:.0%}")
print("with unit 16 at 0, of 100 of each digit:", np.round(100 * off[-1, :10]).astype(int))

# %%
show(unit_plots.right_without(right_per_digit(a1)[-1], off[:, -1], held[:, -1], living))

# %% proof
several = [
    (np.sort(each.layers[2].W, axis=1)[:, -2] > 0.4 * each.layers[2].W.max(axis=1)).mean() for each, _, _ in five
]
assert np.mean(several) > 0.75


def losses_of(net, inputs, truth):
    """What setting each unit to 0, and holding it at its mean, costs of the share read right, (2, 16)."""
    first, last = net.layers[0], net.layers[2]
    fired = relu(inputs @ first.W + first.b)

    def share(values):
        return np.mean((values @ last.W + last.b).argmax(axis=1) == truth)

    fixed = np.array([np.zeros(16), fired.mean(axis=0)])
    kept = [[share(np.where(np.arange(16) == j, row[j], fired)) for j in range(16)] for row in fixed]
    return share(fired) - np.array(kept)


losses = np.array([losses_of(*each) for each in five])  # (5, 2, 16)
worst = losses.max(axis=2)
assert (worst[:, 1] < worst[:, 0]).all()  # holding costs less than switching off
assert worst[:, 1].mean() < 0.6 * worst[:, 0].mean()
assert 0.07 < worst[:, 0].min() < worst[:, 0].max() < 0.5
assert worst[:, 1].max() < 0.16


def units_of_one_digit(net, inputs, truth):
    """How many units fire, on average, for one digit at least four times as strongly as for any other."""
    first = net.layers[0]
    fired = relu(inputs @ first.W + first.b)
    by_digit = np.sort([fired[truth == k].mean(axis=0) for k in range(10)], axis=0)
    return np.sum((by_digit[-1] > 1) & (by_digit[-2] < 0.25 * by_digit[-1]))


assert max(units_of_one_digit(*each) for each in five) <= 4
pure = []  # how many units' twenty most-driving test digits are all of one kind
for each, inputs, truth in five:
    fired = relu(inputs @ each.layers[0].W + each.layers[0].b)
    firing = np.flatnonzero((fired > 0).sum(axis=0) >= 20)
    pure.append(sum(len(set(truth[np.argsort(-fired[:, j])[:20]])) == 1 for j in firing))
assert max(pure) <= 5

# %% proof this_run=true
assert (units + 1).tolist() == [4, 12, 14]
speaks = [set(np.flatnonzero(W2[j] > 1).tolist()) for j in units]
assert speaks[0] == {1, 3}
right_of_the_middle = load_digits()[0].reshape(-1, 8, 8)[:, :, 4:6].mean(axis=(1, 2))
by_digit = [right_of_the_middle[load_digits()[1] == digit].mean() for digit in range(10)]
assert set(np.argsort(by_digit)[-2:]) == {1, 3}
sandy = [0, 4, 5, 6, 10, 14]  # units 1, 5, 6, 7, 11 and 15
assert idle.tolist() == sandy
assert len(living) == 10
assert round(100 * right_per_digit(with_units_at(sandy, 0))[-1]) == round(100 * right.mean()) == 97
assert all(right_per_digit(with_units_at(j, 0))[-1] == right.mean() for j in sandy)
zeroed, kept_at_mean = (dict(zip(living + 1, np.round(100 * each).astype(int), strict=True)) for each in (off, held))
assert min(row[-1] for row in zeroed.values()) == zeroed[16][-1] == 65
assert round(100 * np.mean(a1[:, 15] > 0)) == 88
assert round(float(means[15]), 1) == 3.1
assert zeroed[16][[6, 8, 1, 4]].tolist() == [0, 5, 26, 42]
assert np.delete(zeroed[16][:10], [6, 8, 1, 4]).min() == 86
assert min(row[-1] for row in kept_at_mean.values()) == kept_at_mean[16][-1] == 90
assert sorted(np.round(100 * worst[:, 0]).astype(int).tolist()) == [14, 15, 23, 26, 32]
assert (round(100 * worst[:, 1].min()), round(100 * worst[:, 1].max())) == (4, 10)
mean_of = {j + 1: patterns[:, j].round(1) for j in living}
assert mean_of[16][[6, 4]].tolist() == [7.0, 5.7]
assert mean_of[12][[5, 3, 9]].tolist() == [4.7, 4.5, 4.0]
assert mean_of[14][[2, 3, 0]].tolist() == [5.6, 3.6, 3.5]
seconds = {j + 1: np.sort(patterns[:, j])[-2] / patterns[:, j].max() for j in living}
assert [j for j, share in seconds.items() if share < 0.3] == [8]
assert patterns[:, 7].argmax() == 4
assert mean_of[8][4] == 2.8
assert np.delete(mean_of[8], 4).max() == 0.1
assert units_of_one_digit(*five[0]) == 1
by_kind = [a1[labels == k, 11].mean() for k in range(10)]
assert np.argsort(by_kind)[-3:].tolist() == [9, 3, 5]
assert np.argsort(W2[3])[-2:].tolist() == [1, 3]
assert not a1[:, [0, 10]].any()
assert a1[:, [4, 5, 6, 14]].max() < 1.1 < 4 < np.delete(a1, sandy, axis=1).max(axis=0).min()
assert sorted(np.round(100 * (a1[:, [4, 5, 6, 14]] > 0).mean(axis=0)).tolist()) == [2, 6, 15, 21]
twenties = [set(labels[np.argsort(-a1[:, j])[:20]].tolist()) for j in range(16)]
assert [j + 1 for j in range(16) if j not in sandy and len(twenties[j]) == 1] == [2, 8, 14]
assert (twenties[1], twenties[7], twenties[13]) == ({5}, {4}, {2})
assert speaks[1] == {3, 5, 9}
assert speaks[0] & speaks[1] == {3}
assert set(labels[top_five[0]]) == {1, 3}
assert set(labels[top_five[1]]) == {3, 5}

# %% [markdown]
r"""
With unit 16 at 0 (filled), 65 in 100 are left; all 6s are lost, nearly all 8s and most 1s and 4s. But this takes away
more than what a unit *says*. Unit 16 fires for 88% of the digits, at 3.1 on average, and the second layer was trained
with it on: at 0 it shifts the scores of every picture. So hold it at its mean (hollow). It still says nothing about the
picture, but the scores stay in balance, and 90 in 100 are right. In five nets the worst unit costs 14 to 32 at 0, and 4
to 10 at its mean. **To switch a unit off is not the same as to take its information away.**

So it is not edges first, then loops, then digits: one layer of patches is enough here. (In deep **convolutional**
networks, which look at photos through small windows, much of that has been seen.)

## Explore: shift it, erase it, draw on it

Below is our 3 on a pad. Press a cell to put full ink there, or to take its ink away, or move the whole picture by one
cell; the sixteen units and the ten probabilities follow. First a question.
"""

# %% proof
blank = [each.predict(np.zeros((1, 64)))[0] for each, _, _ in five]
assert all(0.15 < each.max() < 0.6 for each in blank)
assert np.allclose(softmax(relu(b1) @ W2 + b2), net.predict(np.zeros((1, 64)))[0])

# %% proof this_run=true
assert [round(min(each.max() for each in blank), 2), round(max(each.max() for each in blank), 2)] == [0.27, 0.46]
assert {int(each.argmax()) for each in blank} == {4, 7}
assert (blank[0].argmax(), round(blank[0].max(), 2)) == (7, 0.27)

# %% prediction [markdown]
r"""
Take a test digit that is read right, and change *one* of its 64 cells, to paper or to full ink. How many digits can be
tipped by one cell, so that the network reads something else?

[ ] None: one cell cannot make a 3 into something else
    Not for you. But each unit adds up weights, and a single large weight can tip a sum that was close.
[ ] About one in fifty
    Many more are close to a border.
[x] About one in three
    It is 28% to 38% in five nets. Most readings are stable, but a third hang on a single cell.
"""

# %% [markdown]
r"""
Now run the cell below, and try four things:

1. Move the 3 one step to the right (→). Which units fall silent, which ones wake up, and what does the network read
   now? (An orange line marks where each number stood in the picture as chosen.)
2. Start from "an unsure one". Find a single cell that turns it into another digit.
3. Start again from our 3 and rub out as few cells as you can until it is read as something else. Then the other way:
   "rub out one" takes away the cell that matters least. How many are left while it is still read as a 3?
4. Choose "an empty page". All products are 0 now. Where do the probabilities come from?
"""


# %%
doubtful = np.where(right, y_hat.max(axis=1), 2.0).argmin()
zero = digits[(labels == 0) & right][0]
forward_explorer(
    [W1, b1, W2, b2],
    {
        "our 3": three,
        "a clear 0": zero,
        "an unsure one": digits[doubtful],
        "an empty page": np.zeros(64),
    },
)

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

One step to the right, and our 3 is read as a 9. (You still see a 3.) Unit 3 falls silent, units 6, 7 and 13 wake up. By
the votes the 3 was 5.1 ahead of the 9 and is now 3.0 behind; half of this comes from unit 13, which was silent before.
The templates have not moved along with the ink: each weight belongs to one *place*, and the network has never been told
that a 3 is a 3 wherever it stands. ([Lecture 17](17_digits_from_scratch.ipynb) comes back to this.)

The unsure one is a 3, and for 22 of its 64 cells a change tips it. Our clear 3 has 31 cells with ink. Three are the
fewest that will do (row 1, column 5; row 6, column 7; row 7, column 6): then it is read as a 9. But "rub out one" takes
30 away: one cell is left, and the network still says 3. What is a small change for us and what is a small change for a
dot product are different things.

The empty page is a 7, with 0.27: only the biases are left, softmax(ReLU(b₁) W₂ + b₂). The five nets give 0.27 to 0.46
to a 7 or a 4.
</details>

How typical are these findings? Here are all test digits of our five nets.
"""


# %%
def one_cell_is_enough(net, digits):
    """For each digit, whether changing one cell to 0 or 1 changes the reading."""
    read = net.predict(digits).argmax(axis=1)
    changed = np.zeros(len(digits), bool)
    for cell, full in product(range(64), (0.0, 1.0)):
        other = digits.copy()
        other[:, cell] = full
        changed |= net.predict(other).argmax(axis=1) != read
    return changed


unmoved, moved_on, tipped = [], [], []
for each, inputs, truth in five:
    ok = each.predict(inputs).argmax(axis=1) == truth
    to_the_right = each.predict(shift_images(inputs, right=1)).argmax(axis=1)
    unmoved.append(ok.mean())
    moved_on.append(np.mean(to_the_right == truth))
    tipped.append(one_cell_is_enough(each, inputs)[ok].mean())
print(f"read right: {np.mean(unmoved):.0%}", end="; ")
print(f"one step to the right: {np.mean(moved_on):.0%}")
print(f"tipped by one cell: {np.mean(tipped):.0%}", end=" ")
print(f"({min(tipped):.0%} to {max(tipped):.0%})")

# %% proof
assert 0.25 < np.mean(tipped) < 0.42
assert min(tipped) > 0.2
assert max(tipped) < 0.5
assert 0.35 < np.mean(moved_on) < 0.6
assert np.mean(unmoved) > 0.945
assert all(1 - shift_images(inputs, right=1).sum() / inputs.sum() < 0.005 for _, inputs, _ in five)

# %% proof this_run=true
assert (round(100 * min(tipped)), round(100 * max(tipped))) == (28, 38)
assert round(100 * np.mean(unmoved)) == 97
assert round(100 * np.mean(moved_on)) == 47
hidden_then = relu(shift_images(three, right=1)[0] @ W1 + b1)
p_then = softmax(hidden_then @ W2 + b2)
assert p_then.argmax() == 9
woken = np.flatnonzero((hidden_then > 0) & (hidden == 0)) + 1
silent = np.flatnonzero((hidden_then == 0) & (hidden > 0)) + 1
assert (woken.tolist(), silent.tolist()) == ([6, 7, 13], [3])
change = (hidden_then - hidden) * (W2[:, 3] - W2[:, 9])
assert round(scores[3] - scores[9], 1) == 5.1
assert np.isclose(scores[3] - scores[9] + change.sum(), np.log(p_then[3] / p_then[9]))
assert round(scores[3] - scores[9] + change.sum(), 1) == -3.0
assert round(change.sum(), 1) == -8.1
assert round(change[12], 1) == -4.1
away = [
    [np.mean(each.predict(shift_images(inputs, **step)).argmax(axis=1) == truth) for each, inputs, truth in five]
    for step in ({"right": -1}, {"down": 1}, {"down": -1})
]
assert [round(100 * np.mean(way)) for way in away] == [45, 37, 43]
found = []
for cell, full in product(range(64), (0.0, 1.0)):
    tried = digits[doubtful].copy()
    tried[cell] = full
    found.append(net.predict(tried[None])[0].argmax() != labels[doubtful])
assert sum(found) == len({k // 2 for k in np.flatnonzero(found)}) == 22
assert labels[doubtful] == 3


def rubbed(choose):
    """The cells rubbed out, one by one as `choose` has it, until our 3 is not read as a 3, and what it is then."""
    image, cells = three.copy(), []
    while True:
        tries = [cell for cell in range(64) if image[cell] > 0]
        outcomes = net.predict(np.array([np.where(np.arange(64) == cell, 0, image) for cell in tries]))
        k = choose(outcomes[:, 3])
        cells.append(tries[k])
        image[tries[k]] = 0
        if outcomes[k].argmax() != 3:
            return cells, outcomes[k].argmax()


from itertools import combinations

few, read_then = rubbed(np.argmin)
many, _ = rubbed(np.argmax)
assert (len(few), read_then) == (3, 9)
assert sorted((cell // 8 + 1, cell % 8 + 1) for cell in few) == [(1, 5), (6, 7), (7, 6)]
assert len(many) == np.count_nonzero(three) == 31
pairs = [np.where(np.isin(np.arange(64), pair_of), 0, three) for pair_of in combinations(np.flatnonzero(three), 2)]
assert len(pairs) == 465
assert (net.predict(np.array(pairs)).argmax(axis=1) == 3).all()

# %% [markdown]
r"""
One step, and fewer than half are still read right; in the other directions it is 37% to 45%. (A step is an eighth of
the picture, but only 0.3% of the ink is lost at the edge.)

## Sure of what it has never seen

The network ends in probabilities, and it is tempting to read the largest as "how sure it is". For digits the number
does mean something: of the readings above 0.9, 99 in 100 are right, of the rest about 7 in 10. Now we ask all five nets
about pictures unlike those of the training. The first are the negatives of the test digits, white on black, which
you read as easily as the digits.
"""

# %% prediction [markdown]
r"""
How many of 100 negatives are read right, and how large is the largest probability on average?

[ ] About 90, and 0.9
    The strokes are where they were. But a template counts ink, and where the ink was there is paper now.
[ ] About 10, and 0.1: no idea
    Training has taught the net to be sure about digits. Nothing has taught it to be unsure about anything else.
[x] None, and almost 0.9
    Of the 360 none or one is right, fewer than by chance: what speaks for the true digit is empty now, and what speaks
    against it is full. Yet the mean largest probability is 0.84 to 0.90 in the five nets.
"""

# %% [markdown]
r"""
And there is **noise**: pixels drawn at random, with as much ink in all as the digits have.
"""

# %%
noise = np.random.default_rng(5).uniform(size=(1000, 64))
noise *= digits.mean() / noise.mean()
kinds = {
    "digits": [inputs for _, inputs, _ in five],
    "negatives": [1 - inputs for _, inputs, _ in five],
    "noise": [noise] * 5,
}


def sureness(inputs, factor=1.0):
    """Each net's largest probability for each of its inputs, multiplied by a factor: (5, N)."""
    return np.array([each.predict(factor * x).max(axis=1) for (each, _, _), x in zip(five, inputs, strict=True)])


for name, inputs in kinds.items():
    largest = sureness(inputs)
    means = largest.mean(axis=1)
    print(f"{name:9} {means.mean():.2f} on average", end=" ")
    print(f"({means.min():.2f} to {means.max():.2f} in the five nets)", end=", ")
    print(f"above 0.9: {np.mean(largest > 0.9):.0%}")

# %%
show(digit_plots.digit_negative_and_noise(net, digits, noise))

# %% [markdown]
r"""
("Typical": about half of its kind get a larger top probability, and half a smaller one. In the explorer a button turns
your picture to its negative.)

Why so sure? Because softmax sees differences of logits, and these grow with the *size* of the input. Apart from the
biases, twice the ink makes every dot product twice as large, and ReLU and the second layer keep the factor: the logits
move twice as far apart. Watch it:
"""

# %%
factors = np.array([0.1, 0.3, 1, 3, 10, 30, 100])
by_factor = {}
for name, inputs in kinds.items():
    sure = [sureness(inputs, factor).mean(axis=1) for factor in factors]  # seven of (5,)
    by_factor[name] = np.array(sure).T  # (5, 7)

as_much_ink = [(1 - x) * x.mean() / (1 - x).mean() for _, x, _ in five]  # as the digits have
print(f"negatives with the digits' ink: {sureness(as_much_ink).mean():.2f} on average")

# %%
show(digit_plots.sureness_by_factor(factors, by_factor))

# %% proof
on_digits, on_negatives, on_noise = (sureness(inputs) for inputs in kinds.values())
assert on_digits.mean(axis=1).min() > 0.94
assert on_negatives.mean(axis=1).min() > 0.75
assert 0.5 < on_noise.mean() < 0.8
assert np.isclose(np.mean(as_much_ink[0]), digits.mean())
assert all((1 - inputs).mean() > 2 * inputs.mean() for _, inputs, _ in five)
on_faint = sureness(as_much_ink)  # negatives with the digits' ink
assert (on_faint.mean(axis=1) < on_negatives.mean(axis=1) - 0.05).all()
assert on_noise.mean() < on_faint.mean() < on_digits.mean() - 0.1
assert all(np.mean(n.predict(1 - inputs).argmax(axis=1) == truth) < 0.03 for n, inputs, truth in five)
assert all((each.mean(axis=0)[-1] > 0.98) and (np.diff(each.mean(axis=0)) > 0).all() for each in by_factor.values())
bare = [Dense(64, 16, np.random.default_rng(0)), Dense(16, 10, np.random.default_rng(1))]  # their biases are 0
assert not bare[0].b.any()
assert not bare[1].b.any()
once, twice = (relu(factor * digits @ bare[0].W) @ bare[1].W for factor in (1, 2))
assert np.allclose(twice, 2 * once)
pairs_won = np.array(
    [
        [np.mean(u[:, None] > v) for u, v in zip(on_digits, others, strict=True)]
        for others in (on_noise, on_negatives, on_faint)
    ]
)
assert 0.88 < pairs_won[0].min() < pairs_won[0].max() < 0.995
assert 0.55 < pairs_won[1].min() < pairs_won[1].max() < 0.93
assert (pairs_won[2] > pairs_won[1] + 0.05).all()
sure_right, rest_right = [], []
for each, inputs, truth in five:
    answers = each.predict(inputs)
    ok, sure = answers.argmax(axis=1) == truth, answers.max(axis=1) > 0.9
    sure_right.append(ok[sure].mean())
    rest_right.append(ok[~sure].mean())
assert 0.98 < np.mean(sure_right) < 0.998
assert 0.6 < np.mean(rest_right) < 0.82
assert np.isclose(noise.mean(), digits.mean())

# %% proof this_run=true
assert (round(on_digits.mean(), 2), round(on_noise.mean(), 2)) == (0.97, 0.65)
spread = on_negatives.mean(axis=1)
off_the_middle = [abs(np.argsort(np.argsort(sure)) / len(sure) - 0.5) for sure in (on_digits[0], on_negatives[0])]
typical = np.sum(off_the_middle, axis=0).argmin()  # the digit whose own and whose negative's are nearest to the middle
assert max(each[typical] for each in off_the_middle) < 0.05
assert 0.005 < np.mean(sureness(kinds["noise"], 100) < 0.9) < 0.05  # nearly everything
assert (round(spread.min(), 2), round(spread.max(), 2)) == (0.84, 0.90)
read_right = [np.sum(n.predict(1 - inputs).argmax(axis=1) == truth) for n, inputs, truth in five]
assert (min(read_right), max(read_right)) == (0, 1)
assert round(100 * np.mean(sure_right)) == 99
assert round(10 * np.mean(rest_right)) == 7
assert [round(100 * pairs_won[0].min()), round(100 * pairs_won[0].max())] == [94, 97]
assert [round(100 * pairs_won[1].min()), round(100 * pairs_won[1].max())] == [66, 83]
assert [round(100 * pairs_won[2].min()), round(100 * pairs_won[2].max())] == [89, 95]
assert (round(on_negatives.mean(), 2), round(on_faint.mean(), 2)) == (0.87, 0.74)

# %% [markdown]
r"""
With enough ink the nets are sure of *nearly everything*. (Hein and others showed in 2019 that ReLU networks of any
depth are: go far enough in almost any direction.) In all, negatives have over twice the digits' ink, and a good part
of the 0.87 comes from that: with the digits' ink it is 0.74. A threshold helps against noise: of a digit and a noise
picture the net is surer of the digit in 94 to 97 of 100 pairs. Against negatives it helps little: 66 to 83. Both are
**out of distribution**: nothing like them was among the training digits. (A net that has seen chalk reads it, as
above.)

Nor does softmax *pick* a class (that is `argmax`): it shares out 1. The place of its largest share says which of the
ten fits best, and the size of that share how far it is ahead of the others. Neither says whether any of them fits.

So how can it be enough to multiply and add? The network never has to know what a 3 is. It has ten templates, found by
training, and it is enough that a 3 makes a different pattern fire from the one a 9 makes, for pictures like those of
the training. Where that ends you have seen as well: one step to the right, or white on black.

## In one table

| What | Formula | Remember |
|---|---|---|
| shapes | $(N, n) \cdot (n, u) + (u,) \to (N, u)$ | inner sizes agree; $N$ stays to the end |
| one unit | $a = \varphi(\sum_i x_i w_i + b)$ | φ is the activation, here ReLU or σ; a column of $W$ is a template |
| one layer | $a = \varphi(xW + b)$ | all units at once |
| a batch | more rows, the same $W$ | in a dense layer, rows never mix |
| any depth | $\sigma(\cdots \sigma(xW_1 + b_1) \cdots W_K + b_K)$ | a composition; one activation for each layer |
| softmax | $e^{z_k - m} / \sum_j e^{z_j - m}$, $m = \max z$ | only differences count |
| sigmoid | $1/(1 + e^{-z})$ or $e^z/(1 + e^z)$ | raise $e$ to negative powers only |
| the digit net | $(N, 64) \to (N, 16) \to (N, 10)$ | 1,184 multiplications for each digit |
| its hidden units | patterns of units stand for digits | few units mean one digit; each weight belongs to a place |
| its largest probability | its place: which of the ten fits best | not whether any of them fits; more ink, surer |

## Check yourself

<details><summary>1. A batch of 20 rows with 7 numbers goes through layers of 6 and 2 units. Which shapes are there, and
how many multiplications does it take?</summary>

$W_1$ is $(7, 6)$, $b_1$ $(6,)$, $a_1$ $(20, 6)$, $W_2$ $(6, 2)$, $b_2$ $(2,)$, and the output is $(20, 2)$. A row takes
$7 \cdot 6 + 6 \cdot 2 = 54$ multiplications, the batch 1,080.
</details>

<details><summary>2. A layer has 5 inputs and 5 units, and somebody writes $x W^\top$. Why does no error appear, and
what goes wrong?</summary>

The shapes fit, because $n = u$. Each unit is then computed with a row of $W$, that is, with the weights that *leave*
one input, in place of those that arrive at the unit. Test layers with $N$, $n$ and $u$ all different.
</details>

<details><summary>3. Why subtract the largest logit, and not some fixed number like 1000?</summary>

Any number is right on paper. With the largest, the exponents are 0 or below, and one of them is exactly 0: nothing
overflows and the sum is at least 1, so there is no division by 0. With 1000, the powers of the logits 0, 1, 2 would all
become 0, and 0/0 is nan.
</details>

## What to do next

Do the [exercise](../exercises/04_forward_propagation/04_forward_propagation.ipynb): shapes and a row on paper, then a
layer, a sigmoid and a softmax that survive any number, and a network of any depth. Then go on to
[lecture 5](05_loss_functions.ipynb): now that the net says something, how wrong is it?

<details><summary>For readers of the handwritten notes</summary>

The notes send a student with five marks through the 5-4-3-2-1 net; here it is a digit with five amounts of ink. They
write examples as columns, so that a layer is $\sigma(W^\top x + b)$. Nine places need a pencil:

- **Notes 4, the first product of the 5-4-3-2-1 net:** $(4 \times 3)(5 \times 1)$. A 3 cannot touch a 5. It is
  $(4 \times 5)(5 \times 1) \to 4 \times 1$.
- **Notes 4, the end of the forward pass:** this is how *predicting* is done, not how training is done.
- **Notes 3, $W^\top x$ written out:** $x_1 w_{11} + x_2 w_{12}$ is a row of $Wx$. Unit 1 receives what arrives at unit
  1: $x_1 w_{11} + x_2 w_{21}$.
- **Notes 3, $\sum_i (x_i w_{ij} + b_{ij})$:** a unit has one bias, outside the sum.
- **Notes 3, the sigmoids of 0.1, 0.2, 0.3:** they are 0.525, 0.550 and 0.574, not 0.7, 0.72 and 0.73.
- **Notes 3, layer 2 of the 4-3-2-1 net:** it has two units and so two outputs; there is no $o_{23}$.
- **Notes 3, three layers in one formula:** one $\sigma$ for each layer, right after its bias; theirs has two after
  layers 1 and 2 and none after layer 3.
- **Notes 3, the first matrix of the $n \to p \to q$ net:** $p \times n$ and not $p \times p$.
- **Notes 3, a picture of 28×28 and 50 hidden units:** the picture enters as one column of 784 numbers,
  $(50 \times 784)(784 \times 1) + (50 \times 1)$; the layer has 39,250 parameters.
</details>
"""

# %% proof
assert sigmoid(np.array([0.1, 0.2, 0.3])).round(3).tolist() == [0.525, 0.55, 0.574]
assert Dense(784, 50, np.random.default_rng(0)).W.size + 50 == 39_250
assert 20 * (7 * 6 + 6 * 2) == 1080
assert (np.exp(np.array([0.0, 1.0, 2.0]) - 1000) == 0).all()
with np.errstate(invalid="ignore"):
    assert np.isnan(np.float64(0) / np.float64(0))
