# %% [markdown]
r"""
# 4 · Forward propagation

*A network is a chain of matrix products with a bend after each. You will send a student through one, number by number,
and learn the one question that finds most mistakes: which shape?*

**You will be able to**

- say the shape of every array in a network before you compute it;
- work out a layer by hand for one row, and with one product for a whole batch;
- write a network of any depth as one composed formula;
- compute a sigmoid and a softmax that survive any number;
- say what a forward pass does not do, and what a probability at its end does not promise.

**It builds on** the multilayer perceptron and its notation (lecture 3). **Time:** about 30 minutes. Run each cell as
you come to it (Shift+Enter), and answer before you run.
"""

# %%
from itertools import pairwise

import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, MeanSquaredError, ReLU, Sequential, Sigmoid, Softmax
from dlcourse import accuracy, load_digits, one_hot, relu, sigmoid, softmax, train_test_split
from dlcourse.plots import show
from dlcourse.plots.forward_propagation import digits_and_noise, layer_shapes, network_shapes
from dlcourse.plots.forward_propagation import network_values
from dlcourse.widgets.forward_propagation import COLUMNS, forward_explorer, forward_values

# %% [markdown]
r"""
## Shapes first

Think of dominoes. Each tile has a number at either end, and two tiles may touch only where their numbers are equal. A
layer is such a tile. One that takes 5 numbers and gives 4 is the tile 5|4, and its weights are a matrix with 5 rows and
4 columns. Behind it fits a 4|3, then a 3|2, then a 2|1. This is the 5-4-3-2-1 net of notes 4, and we will use it
all along.

The rule of the game is the rule of the matrix product: the inner numbers have to agree, and the outer ones remain,

$$(N, n) \cdot (n, u) \to (N, u) .$$

Here $N$ is the number of rows we send through, one row for each student, $n$ is how many numbers come in for each, and
$u$ is how many units the layer has.
"""

# %%
sizes = [5, 4, 3, 2, 1]
rng = np.random.default_rng(1)
W = [None] + [rng.normal(size=shape).round(1) for shape in pairwise(sizes)]  # W[k] (fan_in, units)
b = [None] + [rng.normal(size=units).round(1) for units in sizes[1:]]  # b[k] (units,)

a = np.zeros((3, 5))  # three students, five numbers each
print("x   ", a.shape)
for k in range(1, 5):
    a = a @ W[k] + b[k]
    print(f"W[{k}]", W[k].shape, f" b[{k}]", b[k].shape, " gives", a.shape)

# %%
show(network_shapes(3, sizes))

# %% proof
assert [w.shape for w in W[1:]] == [(5, 4), (4, 3), (3, 2), (2, 1)]
assert a.shape == (3, 1)

# %% [markdown]
r"""
Remember this picture. The hatched boxes are data: one row for each student, and **there are three rows from the first
box to the last**. The plain boxes are weights: they do not know how many students come. Each of them only turns its
number of columns into another.

> **Where the notes go wrong.** Notes 4 write the first product of this net as $W^\top x$ with the shapes
> $(4 \times 3)(5 \times 1)$. A 3 cannot touch a 5. Turn their $5 \times 4$ matrix and it is $4 \times 5$:
> $(4 \times 5)(5 \times 1) \to 4 \times 1$.
"""

# %%
column = np.ones((5, 1))
print("(4, 5) @ (5, 1) gives", (W[1].T @ column).shape)
try:
    np.zeros((4, 3)) @ column
except ValueError as error:
    print("(4, 3) @ (5, 1):", str(error)[:60], "…")

# %% proof
assert (W[1].T @ column).shape == (4, 1)
refused = False
try:
    np.zeros((4, 3)) @ column
except ValueError:
    refused = True
assert refused

# %% [markdown]
r"""
## One layer: a row, then a batch

Now with numbers. A student is five of them: cgpa, iq, the marks of grade 12 and grade 10, and internships, each counted
from the average, so that 0 is average and 1 is clearly above it. What does unit 1 of layer 1 compute? Five products,
one bias, and a sigmoid:

$$o_{11} = \sigma\big(x_1 w_{11}^1 + x_2 w_{21}^1 + x_3 w_{31}^1 + x_4 w_{41}^1 + x_5 w_{51}^1 + b_{11}\big) .$$
"""

# %%
student = np.array([1.2, -0.5, 0.8, 0.0, -1.0])
print("student:  ", student)
print("weights:  ", W[1][:, 0], "  bias:", b[1][0])
products = student * W[1][:, 0]
print("products: ", products.round(2), f"  sum with bias: {products.sum() + b[1][0]:.2f}")
print(f"o_11 = sigmoid of that = {sigmoid(products.sum() + b[1][0]):.2f}")

# %% proof
unit_1 = sum(student[i] * W[1][i, 0] for i in range(5)) + b[1][0]
assert np.isclose(products.sum() + b[1][0], unit_1)
assert np.isclose(sigmoid(unit_1), 1 / (1 + np.exp(-unit_1)))

# %% proof this_run=true
assert round(float(sigmoid(products.sum() + b[1][0])), 2) == 0.27

# %% [markdown]
r"""
The weights of unit 1 are a *column* of `W[1]`. The other three units do the same with the other three columns, and one
product does it for all four:

$$z_1 = x W_1 + b_1, \qquad a_1 = \sigma(z_1) .$$

In the notes a student is a column, and the formula is $\sigma(W^\top x + b)$. It is the same computation, laid on its
side. We write students as rows because tables have rows.
"""

# %%
z = student @ W[1] + b[1]  # (4,)
as_column = W[1].T @ student[:, None] + b[1][:, None]  # (4, 1), as in the notes
print("x W + b:        ", z.round(2))
print("notes, on edge: ", as_column.ravel().round(2))
print("sigmoid:        ", sigmoid(z).round(2))

# %% proof
assert np.allclose(z, as_column.ravel())

# %% proof this_run=true
assert sigmoid(z).round(2).tolist() == [0.27, 0.65, 0.79, 0.11]

# %% [markdown]
r"""
> **Where the notes go wrong, three times.** Notes 3 write $W^\top x$ out as $x_1 w_{11} + x_2 w_{12}$ and
> $x_1 w_{21} + x_2 w_{22}$. That is $Wx$, without the transpose: unit 1 must receive both inputs by wires that *end* at
> unit 1, $x_1 w_{11} + x_2 w_{21}$.
>
> In another place they add a bias to *each* product of a unit, $\sum_i (x_i w_{ij} + b_{ij})$. A unit has one bias;
> three of them could not be told from their sum.
>
> And their first layer turns the scores 0.1, 0.2, 0.3 into 0.7, 0.72, 0.73. The sigmoid of 0 is ½, and near 0 it rises
> by a quarter of the step, so look for about 0.525, 0.55 and 0.575.
"""

# %%
small = np.array([[1.0, 2.0], [3.0, 4.0]])
print("x W =", np.array([5.0, 6.0]) @ small, "  the notes' two lines:", [5 * 1 + 6 * 2, 5 * 3 + 6 * 4])
print("one bias of 0.5, or three of them:", 0.5, "or", 3 * 0.5)
print("sigmoid of 0.1, 0.2, 0.3:", sigmoid(np.array([0.1, 0.2, 0.3])).round(3))

# %% proof
assert (np.array([5.0, 6.0]) @ small).tolist() == [23, 34]
assert sigmoid(np.array([0.1, 0.2, 0.3])).round(3).tolist() == [0.525, 0.55, 0.574]

# %% [markdown]
r"""
Now three students at once. Nothing in the formula changes. `x` gets more rows, and so does everything that is hatched;
the bias has no rows of its own and is added to each.
"""

# %%
x = np.array([student, [0.0, 0.0, 0.0, 0.0, 0.0], [-1.5, 2.0, 0.3, 1.0, 0.5]])  # (3, 5)
batch = x @ W[1] + b[1]  # (3, 4): b[1] is added to every row
one_by_one = np.array([row @ W[1] + b[1] for row in x])
print(batch.round(2))
print("row by row, the same:", np.allclose(batch, one_by_one))

# %%
show(layer_shapes(3, 5, 4))

# %% proof
assert np.allclose(batch, one_by_one)
assert np.array_equal(batch[1], b[1])

# %% prediction [markdown]
r"""
Double the iq of the third student. Which numbers of `z[1]` change?

[ ] All twelve
    A row of the product is made of one row of `x`. The other students are not in it.
[x] The third row
    Each row of `z[1]` is made of the same row of `x` and of all of `W[1]`. Rows never mix.
[ ] One column
    A column belongs to a unit. The iq goes to all four units, so it moves a whole row.
[ ] One number
    The iq has a wire to each of the four units.
"""

# %%
changed = x.copy()
changed[2, 1] *= 2
print((changed @ W[1] + b[1] != batch).astype(int))  # 1 where a number has changed

# %% proof
moved = changed @ W[1] + b[1] != batch
assert not moved[:2].any()
assert np.array_equal(moved[2], W[1][1] != 0)  # a wire of weight 0 would carry nothing

# %% proof this_run=true
assert moved[2].all()

# %% [markdown]
r"""
**Rows never mix.** A batch is not another network. It is the same network, used on several rows at once, because one
big product is much quicker than many small ones. (One layer of this course is an exception while it trains: batch
normalization, in lecture 14.)

## Four layers, every number

The output of one layer is the input of the next. Here is our student on the way through all four.
"""

# %%
a = [student]
for k in range(1, 5):
    z = a[k - 1] @ W[k] + b[k]
    a.append(sigmoid(z))
    print(f"W[{k}] =\n{W[k]}\nb[{k}] = {b[k]}   z[{k}] = {z.round(2)}   a[{k}] = {a[k].round(2)}\n")

# %%
show(network_values(a, W[1:], COLUMNS))

# %% proof
assert all(np.allclose(ours, theirs) for ours, theirs in zip(a, forward_values(student), strict=True))

# %% proof this_run=true
assert [layer.round(2).tolist() for layer in a[2:]] == [[0.6, 0.14, 0.3], [0.31, 0.8], [0.74]]

# %% [markdown]
r"""
> **Where the notes go wrong.** For their 4-3-2-1 net, notes 3 let layer 2 put out three numbers,
> $o_{21}, o_{22}, o_{23}$. Ask for the shape: $(2 \times 3)(3 \times 1) + (2 \times 1) \to 2 \times 1$. Two units, two
> outputs, and no $o_{23}$.
"""

# %%
layer_2 = rng.normal(size=(3, 2))  # from 3 units to 2
print("layer 2 of the 4-3-2-1 net puts out", (np.ones((1, 3)) @ layer_2).shape[1], "numbers a row")

# %% proof
assert (np.ones((1, 3)) @ layer_2).shape == (1, 2)

# %% [markdown]
r"""
## The whole network in one formula

Put each line into the next, and the four lines become one:

$$\hat y = \sigma\big(\sigma\big(\sigma\big(\sigma(x W_1 + b_1)\, W_2 + b_2\big)\, W_3 + b_3\big)\, W_4 + b_4\big) .$$

Read it from the inside out. Each layer adds one pair of brackets: a product, a bias, an activation. As code it is a
loop, and the loop does not care how many layers there are. The library's `Sequential` is that loop.
"""


# %%
def forward(x, W, b):
    """Any number of layers, a sigmoid after each; x (N, n)."""
    a = x
    for k in range(1, len(W)):
        a = sigmoid(a @ W[k] + b[k])
    return a


layers = [layer for n, u in pairwise(sizes) for layer in (Dense(n, u, rng), Sigmoid())]
model = Sequential(layers, np.float64)
for k in range(1, 5):
    dense = model.layers[2 * k - 2]
    dense.W[...], dense.b[...] = W[k], b[k]
print("loop:      ", forward(x, W, b).ravel().round(4))
print("Sequential:", model.predict(x).ravel().round(4))

# %% proof
assert np.allclose(forward(x, W, b), model.predict(x), rtol=0, atol=1e-14)
one_line = sigmoid(sigmoid(sigmoid(sigmoid(x @ W[1] + b[1]) @ W[2] + b[2]) @ W[3] + b[3]) @ W[4] + b[4])
assert np.allclose(one_line, forward(x, W, b))

# %% [markdown]
r"""
> **Where the notes go wrong, twice.** For three layers notes 3 write
> $\sigma(\sigma(\sigma(\sigma(a W_1 + b_1))\,W_2 + b_2))\,W_3 + b_3$. Count the sigmas against the layers: two after
> layer 1, two after layer 2, none after layer 3. One for each layer, right after its bias, is what they mean.
>
> And notes 4 close the forward pass with the words that this is how training is done. It is how *predicting* is done. A
> forward pass changes no weight, however often you run it; for learning it takes a loss, gradients and an update.
"""

# %%
small_x = x[:, :4]
three = [None, rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=(2, 1))]
meant = sigmoid(sigmoid(sigmoid(small_x @ three[1]) @ three[2]) @ three[3])
written = sigmoid(sigmoid(sigmoid(sigmoid(small_x @ three[1])) @ three[2])) @ three[3]
print("three layers, three sigmas:", meant.ravel().round(2), "  as written:", written.ravel().round(2))

before = model.parameters.copy()
for _ in range(100):
    model.forward(x)
print("weights changed by 100 forward passes:", np.count_nonzero(model.parameters != before))

# %% proof
assert not np.allclose(meant, written, atol=0.01)
assert np.array_equal(model.parameters, before)
trained = Sequential([layer for n, u in pairwise(sizes) for layer in (Dense(n, u, rng), Sigmoid())], np.float64)
trained.parameters[...] = model.parameters
trained.compile(SGD(0.5), MeanSquaredError()).train_step(x, np.zeros((3, 1)))
assert np.count_nonzero(trained.parameters != before) > 20

# %% [markdown]
r"""
## Sigmoid and softmax without overflow

Up to here every formula could be typed in as it stands. Two of them break when the numbers grow. With $K$ classes, a
network ends in $K$ scores, called **logits**, and softmax turns them into shares of a pie:

$$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} .$$

Each share is positive and together they make 1. Take the logits 0, 1, 2, and then the logits 1000, 1001, 1002.
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
[ ] 0.333, 0.333, 0.333
    1000 and 1002 look nearly equal, but softmax looks at differences, and 2 is 2.
[ ] 0.090, 0.245, 0.665
    Only on paper. e¹⁰⁰⁰ has 435 digits, and a float64 ends near 10³⁰⁸.
[x] nan, three times
    e¹⁰⁰⁰ does not fit into a float64 and becomes ∞. Then ∞/∞ is not a number.
"""

# %%
large = np.array([1000.0, 1001.0, 1002.0])
with np.errstate(over="ignore", invalid="ignore"):
    print("naive:", naive_softmax(large))

# %% proof
with np.errstate(over="ignore", invalid="ignore"):
    assert np.isnan(naive_softmax(large)).all()
assert int(np.floor(1000 / np.log(10))) + 1 == 435

# %% [markdown]
r"""
The cure costs one line. Multiply numerator and denominator by the same $e^{-m}$; the fraction stays as it was:

$$\frac{e^{z_k}}{\sum_j e^{z_j}} = \frac{e^{z_k - m}}{\sum_j e^{z_j - m}} .$$

So you may subtract any $m$ from *all* logits. Choose the largest of them. Then the largest exponent is 0 and nothing
can overflow; what is far below becomes 0, as it should.
"""

# %%
e = np.exp(large - large.max())
print("shifted:", (e / e.sum()).round(3), "  the library:", softmax(large).round(3))
print("two classes, logits 2 and -1:", softmax(np.array([2.0, -1.0])).round(3), f"  sigmoid(3) = {sigmoid(3.0):.3f}")

# %% proof
assert (e / e.sum()).round(3).tolist() == [0.090, 0.245, 0.665]
assert np.allclose(e / e.sum(), softmax(large))
assert np.allclose(softmax(np.array([2.0, -1.0]))[0], sigmoid(3.0))
assert round(float(sigmoid(3.0)), 3) == 0.953

# %% [markdown]
r"""
The last line shows what the sigmoid is: softmax with two classes. Only the difference of the two logits counts,
$2 - (-1) = 3$, and $\sigma(3) = 0.953$.

The sigmoid has the same weakness, and two faces to cure it:

$$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}} .$$

On paper they are equal. In the machine the left one raises $e$ to a huge power when $z$ is far *below* 0, the right one
when it is far *above*. So take for each number the face that raises $e$ to a negative power only.
"""

# %%
with np.errstate(over="ignore", invalid="ignore"):
    for z in (-1000.0, 2.0, 1000.0):
        left, right = 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))
        print(f"z = {z:>6}:  e^-z = {np.exp(-z):<10.3g}  left {left:.4f}", end="   ")
        print(f"right {right:.4f}   library {sigmoid(z):.4f}")

# %% proof
with np.errstate(over="ignore", invalid="ignore"):
    assert np.isinf(np.exp(1000.0))
    assert np.isnan(np.exp(1000.0) / (1 + np.exp(1000.0)))
assert sigmoid(np.array([-1000.0, 1000.0])).tolist() == [0, 1]

# %% [markdown]
r"""
The left face is right even at $-1000$, by luck: $1/\infty$ is 0. It warns of an overflow on the way, and a program that
treats warnings as errors stops there. The right face at 1000 is $\infty/\infty$.

## From pixels to ten probabilities

The project of notes 3 is a network for digits, $n \to p \to q$: $n$ pixels, $p$ hidden units with ReLU, $q = 10$
outputs with softmax. Ours are $n = 64$ pixels and $p = 32$ hidden units:

$$a_1 = \text{ReLU}(x W_1 + b_1), \qquad \hat y = \text{softmax}(a_1 W_2 + b_2) .$$
"""


# %%
def digits_net(seed):
    """The net with random weights, then x and y to train with, then x and y to test with."""
    rng = np.random.default_rng(seed)
    x, labels = load_digits()
    net = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng), Softmax()])
    return net, *train_test_split(x, one_hot(labels, 10), test_size=360, rng=rng)


net, x_train, y_train, x_test, y_test = digits_net(seed=0)
p = net.predict(x_test)
print(x_test.shape, "->", p.shape, f"  the largest of the ten, on average: {p.max(axis=1).mean():.1f}")

# %% proof
assert p.shape == (360, 10)
assert np.allclose(p.sum(axis=1), 1, atol=1e-5)
first, second = net.layers[0], net.layers[2]
by_hand = softmax(relu(x_test @ first.W + first.b) @ second.W + second.b)
assert np.allclose(by_hand, p, atol=1e-5)
spreads = []
for seed in range(5):
    new, _, _, inputs, _ = digits_net(seed)
    spreads.append(new.predict(inputs).max(axis=1).mean())
assert 0.1 < np.mean(spreads) < 0.3
assert max(spreads) < 0.5

# %% [markdown]
r"""
> **Where the notes go wrong, twice.** In notes 3 the first matrix of this net is $p \times p$, and times $x$,
> $(n \times 1)$. It must have a column for each pixel, $p \times n$ (in our layout, $n \times p$).
>
> For a picture of 28 by 28 they write $(28 \times 28)(28 \times 28) \to (28 \times 1) + (50 \times 1)$. A picture
> enters as *one* long row, 784 numbers: $(1, 784) \cdot (784, 50) + (50) \to (1, 50)$. That layer has 39,250
> parameters.
"""

# %%
rng = np.random.default_rng(0)
picture = rng.uniform(size=(28, 28))
mnist_layer = Dense(784, 50, rng)
print("one picture:", picture.reshape(1, 784).shape, "->", mnist_layer.forward(picture.reshape(1, 784)).shape)
print(f"parameters: {mnist_layer.W.size + mnist_layer.b.size:,}")

# %% proof
assert mnist_layer.forward(picture.reshape(1, 784)).shape == (1, 50)
assert mnist_layer.W.size + mnist_layer.b.size == 39_250

# %% [markdown]
r"""
The untrained net spreads its probabilities, about as it should: it knows nothing. Let us train five such nets, each
from other random weights (how that works comes in the next lectures). Then we ask them about pictures that are no
digits at all: noise, each pixel drawn at random.
"""

# %% prediction [markdown]
r"""
A trained net gets about 97% of the test digits right. How large is the largest of its ten probabilities, on average,
for pure noise?

[ ] About 0.1: ten classes, and no idea
    An untrained net is not far from that. Training teaches it to be sure about digits. Nobody has taught it to be
    unsure about anything else.
[ ] About 0.3
    It is more. Softmax has to share out the whole pie among the ten digits; “none of these” is not on the menu.
[x] More than 0.6
    Noise gives large logits too, if not quite as large as a digit does, and softmax makes large probabilities of them.
"""

# %%
noise = np.random.default_rng(5).uniform(size=(1000, 64))
right, largest = [], []
for seed in range(5):
    net, x_train, y_train, x_test, y_test = digits_net(seed)
    net.compile(SGD(0.3), CategoricalCrossentropy(), metrics=[accuracy])
    rng = np.random.default_rng(seed)
    net.fit(x_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
    right.append(net.evaluate(x_test, y_test)["accuracy"])
    largest.append(net.predict(noise).max(axis=1))
print(f"test digits right: {np.mean(right):.0%} on average over the five nets")
means = np.mean(largest, axis=1)
low, high = means.min(), means.max()
print(f"largest probability on noise: {means.mean():.1f} on average, {low:.1f} to {high:.1f}")
print(f"it is above 0.9 for {np.mean(np.array(largest) > 0.9):.1f} of the noise pictures")

# %%
show(digits_and_noise(net, x_test, y_test, noise))

# %% proof
assert 0.95 < np.mean(right) < 0.985
assert min(right) > 0.92
assert min(means) > 0.6
assert all(0.1 < (each > 0.9).mean() < 0.7 for each in largest)
logits = [
    relu(rows @ net.layers[0].W + net.layers[0].b) @ net.layers[2].W + net.layers[2].b for rows in (noise, x_test)
]
of_noise, of_digits = (each.max(axis=1).mean() for each in logits)
assert 4 < of_noise < 0.85 * of_digits

# %% [markdown]
r"""
So read the end of a network with care. Softmax does not *pick* a class, it shares out 1 (picking the largest is
`argmax`). And its largest share is no promise: it says which of the ten fits best, not whether any of them fits.

## Explore: numbers that follow the input

Back to the 5-4-3-2-1 net and its student. A slider moves cgpa, whose wires are drawn dark, and every number to the
right follows. First, two questions.
"""

# %% prediction [markdown]
r"""
Move cgpa, and nothing else. Which units change?

[ ] Those of layer 1
    Not only those. They change, and then layer 2 gets changed inputs.
[x] All units of all four layers
    Cgpa has a wire to each unit of layer 1, and the change travels on from there. (A change can be too small for two
    decimals.)
[ ] All units, and the other inputs too
    Nothing flows backwards in a forward pass.
"""

# %% prediction [markdown]
r"""
Sigmoids in all layers. Cgpa goes from −3 to 3, from hopeless to brilliant. How far does the output of this net move?

[ ] By more than 0.5
    A sigmoid is nowhere steeper than ¼, and there are four of them on the way.
[ ] By about 0.1
    Even less. A sigmoid passes on at most a quarter of a small difference, and the weights here do not make up for it
    four times over.
[x] By less than 0.01
    From 0.744 to 0.739. The first layer moves a lot, each next one less.
"""

# %% proof
walk = np.linspace(-3, 3, 61)
paths = {
    hidden: [forward_values([cgpa, *student[1:]], hidden) for cgpa in walk] for hidden in ("sigmoid", "ReLU", "tanh")
}
spread = {
    hidden: [np.ptp([values[k] for values in path], axis=0).max() for k in range(1, 5)]
    for hidden, path in paths.items()
}
assert spread["sigmoid"] == sorted(spread["sigmoid"], reverse=True)
for k in range(1, 5):
    moved_by = np.ptp([values[k] for values in paths["sigmoid"]], axis=0)
    assert (moved_by > 0).all() or (W[1][0] == 0).any()  # each unit moves, unless a wire from cgpa has weight 0


def travels(seed):
    """How far the liveliest unit of each layer travels in another net of this shape with sigmoids."""
    rng = np.random.default_rng(seed)
    net = [(rng.normal(size=(n, u)).round(1), rng.normal(size=u).round(1)) for n, u in pairwise(sizes)]
    a, found = np.column_stack([walk, np.tile(student[1:], (len(walk), 1))]), []
    for weights, bias in net:
        a = sigmoid(a @ weights + bias)
        found.append(np.ptp(a, axis=0).max())
    return found


many = np.array([travels(seed) for seed in range(1000)])
assert (np.abs(many.mean(axis=0) - [0.9, 0.3, 0.07, 0.01]) < [0.05, 0.05, 0.01, 0.005]).all()
assert (np.diff(many, axis=1) < 0).all(axis=1).mean() > 0.98
assert (many[:, 3] < 0.1).mean() > 0.97

# %% proof this_run=true
ends = [round(float(paths["sigmoid"][i][4][0]), 3) for i in (0, -1)]
assert ends == [0.744, 0.739]
assert spread["sigmoid"][3] < 0.01
assert [round(float(s), 2) for s in spread["sigmoid"][:3]] == [0.96, 0.79, 0.12]
assert all(np.ptp([values[k][j] for values in paths["sigmoid"]]) > 0 for k in range(1, 5) for j in range(sizes[k]))
assert round(float(spread["ReLU"][3]), 2) == 0.19
relu_outputs = [float(values[4][0]) for values in paths["ReLU"]]
lowest = int(np.argmin(relu_outputs))
assert 0 < lowest < 60
assert (np.diff(relu_outputs[: lowest + 1]) <= 0).all()
assert (np.diff(relu_outputs[lowest:]) >= 0).all()
assert all(values[1][0] == 0 for values in paths["ReLU"])

# %% [markdown]
r"""
Then a task. **Move cgpa from one end to the other and note for each layer how far its liveliest unit travels.** Then
unfold the other controls, choose ReLU for the hidden layers, and do it again. (Tab to a control, arrow keys to move
it.)
"""

# %%
forward_explorer()

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

With sigmoids the liveliest unit of layer 1 travels by 0.96 in this net, that of layer 2 by 0.79, of layer 3 by 0.12,
and the output by less than 0.01. Each layer passes on a fraction. This is no accident of these weights: in a thousand
nets of this shape with other random weights it is about 0.9, 0.3, 0.07 and 0.01 on average. Keep this in mind for
lecture 9, where the same happens to gradients on the way back.

With ReLU the output of this net moves by 0.19, at first down and then up again: a ReLU passes on all of a change or
none of it. The first unit of layer 1 stands at 0.00 and stays there however you move cgpa. Such a unit tells the next
layer nothing.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| shapes | $(N, n) \cdot (n, u) + (u) \to (N, u)$ | inner sizes agree; $N$ stays to the end |
| one layer | $a = \varphi(xW + b)$; in the notes $\sigma(W^\top x + b)$ | a column of $W$ is a unit |
| a batch | more rows, the same $W$ | rows never mix |
| any depth | $\sigma(\cdots \sigma(xW_1 + b_1) \cdots W_K + b_K)$ | one activation a layer |
| softmax | $e^{z_k - m} / \sum_j e^{z_j - m}$, $m = \max z$ | only differences count |
| sigmoid | $1/(1 + e^{-z})$ or $e^z/(1 + e^z)$ | raise $e$ to negative powers only |
| the digit net | $(N, 64) \to (N, 32) \to (N, 10)$ | ReLU, then softmax; a sure answer may be wrong |

## Check yourself

<details><summary>1. A batch of 20 rows with 7 numbers goes through layers of 6 and 2 units. Which shapes are there?
</summary>

$W_1$ is $(7, 6)$, $b_1$ $(6)$, $a_1$ $(20, 6)$, $W_2$ $(6, 2)$, $b_2$ $(2)$, and the output is $(20, 2)$.
</details>

<details><summary>2. A layer has 5 inputs and 5 units, and somebody writes $x W^\top$. Why does no error appear, and
what goes wrong?</summary>

The shapes fit, because $n = u$. Each unit is then computed with a row of $W$, that is, with the wires that *leave* one
input, in place of those that arrive at the unit. Test layers with $N$, $n$ and $u$ all different.
</details>

<details><summary>3. You predict 1,000 rows as one batch, then one at a time. Which answers differ?</summary>

None, but for rounding in the last digits. Rows never mix.
</details>

<details><summary>4. Why subtract the largest logit, and not some fixed number like 1000?</summary>

Any number is right on paper. With the largest, the exponents are 0 or below, and one of them is exactly 0: nothing
overflows and the sum is at least 1, so there is no division by 0. With 1000, the logits 0, 1, 2 would all become 0.
</details>

<details><summary>5. A net for cats and dogs says "cat, 0.99" of a photo of a chair. Is it broken?</summary>

No. It was asked which of two fits better. Softmax cannot say "neither", and nothing in its training asked it to be
unsure about chairs.
</details>

## What to do next

Do the [exercise](../exercises/04_forward_propagation/04_forward_propagation.ipynb): shapes and a row on paper, then a
layer, a sigmoid and a softmax that survive any number, and a network of any depth. Then go on to
[lecture 5](05_loss_functions.ipynb): now that the net says something, how wrong is it?
"""
