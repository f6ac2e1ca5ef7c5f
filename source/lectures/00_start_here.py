# %% [markdown]
r"""
# 0 · Start here

*You know a 3 when you see one, in ink or in chalk, in sun or in shadow. Here you will watch a network find out how,
and measure what that is worth.*

Run the two cells below with Shift+Enter (and the others in order, as you come to them; the longest takes about a
minute) and look at the three pictures. Two of them show the same handwritten digit. You see which at a glance. The
computer, which has 64 numbers for each, will say the opposite.

**You will be able to**

- say what a feature is, what it means to learn one, and what deep learning adds to machine learning;
- point to the four parts of every network in this course;
- compare learners fairly, and say what a comparison shows and what it does not;
- find your way through a lecture and its exercise.

**It builds on** Python and a little NumPy. **Time:** about 50 minutes.
"""

# %%
import numpy as np

from dlcourse import Adam, CategoricalCrossentropy, Dense, ReLU, Sequential, softmax
from dlcourse import accuracy, load_digits, one_hot, train_test_split
from dlcourse.data.digits import in_any_light
from dlcourse.plots import show, show_animation
from dlcourse.plots import start_here as figures
from dlcourse.plots import start_here_drawings as drawings

# %%
pixels, labels = load_digits()
A = in_any_light(pixels[[614]], np.random.default_rng(4))
B = in_any_light(pixels[[614]], np.random.default_rng(20))  # the same digit, other light
C = in_any_light(pixels[[1705]], np.random.default_rng(4))  # other digit, the same light
show(figures.three_pictures(np.concatenate([A, B, C])))

# %% proof
assert pixels.shape == (1797, 64)
assert [labels[614], labels[1705]] == [3, 8]

# %% [markdown]
r"""
## Which two are alike?

A and B, of course: the same 3, once dark on white and once bright on dark. C is an 8. Now let the computer compare. It
takes two pictures, subtracts them pixel by pixel, and adds up the squares of the differences. The root of that sum is
their distance:

$$\text{distance}(A, B) = \sqrt{\textstyle\sum_{i=1}^{64} (A_i - B_i)^2} .$$
"""

# %%
print(f"A to B, the same digit:  {np.linalg.norm(A - B):.1f}")
print(f"A to C, another digit:   {np.linalg.norm(A - C):.1f}")

# %% proof this_run=true
assert round(float(np.linalg.norm(A - B) / np.linalg.norm(A - C))) == 3
assert 0.87 < (B < A).mean() < 0.9
assert (np.abs(A - B) < 0.05).mean() < 0.1  # "hardly a pixel"

# %% [markdown]
r"""
To the computer, the 3 is three times as far from itself as from an 8, and the pixels really say so. Nearly nine in ten
pixels of B are darker than their partners in A, while A and C share their white paper. Taken one by one, the 64 numbers
say more about the light than about the digit.

What do A and B have in common, then? Hardly a pixel. But along one and the same curve, each picture changes its tone:
in A from bright to dark, in B from dark to bright. "How strongly does the picture change its tone here?" has a number
for an answer. One can compute it from the pixels, and it says something about the digit. Such a number, computed from
the raw input because it helps with the question, is called a **feature**.

So the riddle becomes: where do good features come from?

## What deep learning is

You can think them up. Somebody who knows the subject writes a rule for strokes, for loops, for crossings; this is
called **feature engineering**, and we will try it below. For a 7 it starts well: a bar at the top and a slanted stroke.
Then somebody crosses their 7.

Or you can let the computer find them. Write a formula with many free numbers, the **weights**. Show it examples, each
with its right answer, the **label**. Change the weights a little at a time, so that the answers get better. This is
**training**. Any program that gets its rule from examples does **machine learning**; training weights is one way.
Learning from examples with labels, as all of this course does, is called **supervised learning**.

**Deep learning** is machine learning in which the formula is a chain of **layers**, a **neural network**. Each layer
computes new numbers from those of the layer before, and all of them are trained together. So the features are learnt
along with the answer, which is called **representation learning**: the network learns how to *represent* its input
while it learns what to say about it. The word "deep" only means that there are several layers; large networks have a
hundred and more.

Let us see whether that solves the riddle. Our examples are 1,797 real handwritten digits, 8×8 pixels each. The light is
computed: for each digit we pick at random a tone for the paper, another for the ink, and a light that fades to one
side,

$$\text{picture} = \text{light} \cdot \big(\text{paper} + (\text{ink} - \text{paper}) \cdot \text{digit}\big) - 0.4 ,$$

where the 0.4 only puts the mean grey near zero ([lecture 12](12_improving_a_network.ipynb) says why that helps). Of the
digits, 360 are set aside. They are the **test set**: the network never trains on them, so they show what it has
understood rather than what it remembers. (Only 13 people wrote the digits, and each of them is on both sides. On the
digits of somebody new, expect a little less.)
"""

# %%
targets = one_hot(labels, 10)  # a 3 becomes (0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
rng = np.random.default_rng(0)
x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
scans, digits = x_test, y_test.argmax(axis=1)
x_train, x_test = in_any_light(x_train, rng), in_any_light(x_test, rng)

one_of_each = [np.flatnonzero(digits == digit)[0] for digit in range(10)]
show(figures.scans_and_pictures(scans[one_of_each], x_test[one_of_each], range(10)))

# %% proof
assert (len(x_train), len(x_test)) == (1437, 360)
assert abs(x_train.mean()) < 0.03

# %% proof this_run=true
for picture in (614, 1705):  # A, B and C come from the test set
    assert (scans == pixels[picture]).all(axis=1).any()

# %% [markdown]
r"""
## The four parts

Here is the network that we will train, and the round that it will go, again and again. All that the rest of the course
does is look into these four parts.
"""


# %%
def new_network(rng):
    """64 pixels → 32 features → 32 features → 10 scores."""
    layers = [Dense(64, 32, rng), ReLU(), Dense(32, 32, rng), ReLU(), Dense(32, 10, rng)]
    return Sequential(layers)


untrained = new_network(np.random.default_rng(3))
show(drawings.four_parts(A[0], softmax(untrained.predict(A))[0], label=3))

# %% [markdown]
r"""
1. The *layers* weigh and add. A layer is made of **units**, and each unit multiplies all its inputs by its own
   weights, adds up the products, and adds one more free number, its **bias**. The layers between input and output are
   called **hidden**; ours has two of them.
2. The **activation function** stands between the layers. Ours is called **ReLU**: it passes on what is above 0 and
   replaces the rest by 0. Without it, three layers would be no more than one
   ([lecture 3](03_multilayer_perceptron.ipynb)).
3. The ten outputs are **scores**, one for each digit, and **softmax** turns them into probabilities. The **loss** is
   one number that says how wrong they are: near 0 if the right digit got nearly all the probability, and larger the
   less it got. Before training, each digit gets about a tenth: this network would take the 3 for a 1.
4. The **optimizer** moves the weights. On the way back through the layers, **backpropagation** has found out for each
   weight in which direction the loss grows, and how fast. The optimizer takes a small step the other way.

In code:
"""

# %%
rng = np.random.default_rng(0)
model = new_network(rng)  # parts 1 and 2
optimizer = Adam(learning_rate=0.005)  # part 4; lecture 16 says how it steps
loss = CategoricalCrossentropy(from_logits=True)  # part 3; it takes scores, softmax is in it
model.compile(optimizer, loss)
model.fit(x_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
print(f"{model.parameters.size:,} weights and biases")
print(f"right on {accuracy(y_test, model.predict(x_test)):.0%} of 360 digits never seen")

# %% proof
assert model.parameters.size == 3466
assert 0.85 < accuracy(y_test, model.predict(x_test)) < 0.97
first_loss = -np.log(softmax(untrained.predict(x_test))[np.arange(360), digits]).mean()
assert abs(first_loss - np.log(10)) < 0.4
answer = softmax(untrained.predict(A))[0]
assert np.abs(answer - 0.1).max() < 0.12

# %% proof this_run=true
assert answer.argmax() == 1
assert answer[1] > np.sort(answer)[-2] + 0.02

# %% [markdown]
r"""
The share of right answers is called the **accuracy**; guessing would reach about 10%. An **epoch** is once through
all training digits, here in **batches** of 32; the weights move once after each batch. The whole training takes a
second or two, on an ordinary processor. All of it is this course's own library, in plain NumPy, short enough to read.

## What it has learnt

A unit of layer 1 has 64 weights, one for each pixel. So its weights can be drawn as a picture, too: bright where the
weight is positive, dark where it is negative, mid grey where it is near 0, each picture on its own scale. Before
training they are random numbers, and the 32 pictures look like noise.
"""

# %% prediction [markdown]
r"""
What will the 32 pictures look like after training?

[ ] Small digits: three or so of each kind
    A unit that looks for a whole 3 would serve one digit, one handwriting, and only dark on bright. It is cheaper to
    share: a stroke at one place helps with several digits.
[ ] Noise still: whatever is learnt is spread too thinly to be seen
    This happens, and a few of our units stay hard to read. But most of them change visibly.
[x] Patches: spots and some strokes, bright beside dark
    A bright spot in dark surroundings gives a large sum if just this place is brighter than what lies around it, as
    under a chalk stroke, and next to nothing if all is evenly bright. Nobody asked for it; it helped with the answers.
"""

# %% [markdown]
r"""
Here is the same training once more, watched. The film plays once; run the cell again to see it again. (Its curve looks
at the test set all the time, but nothing is decided by it.)
"""

# %%
rng = np.random.default_rng(0)
watched = new_network(rng)
watched.compile(Adam(learning_rate=0.005), loss)
weights = [watched.layers[0].W.copy()]
right = [accuracy(y_test, watched.predict(x_test))]
for _ in range(30):
    watched.fit(x_train, y_train, epochs=1, batch_size=32, rng=rng, verbose=False)
    weights.append(watched.layers[0].W.copy())
    right.append(accuracy(y_test, watched.predict(x_test)))
film = figures.features_forming(weights[::2], right[::2], range(0, 31, 2))
show_animation(film, frame_seconds=0.8)

# %% proof
assert np.array_equal(weights[-1], model.layers[0].W)  # the same training
assert right[0] < 0.25


def smoothness(unit_weights):
    """The correlation of a weight with its neighbour to the right and below, mean over the units."""
    images = unit_weights.T.reshape(-1, 8, 8)
    images = images - images.mean(axis=(1, 2), keepdims=True)
    products = (images[:, :, 1:] * images[:, :, :-1]).mean() + (images[:, 1:] * images[:, :-1]).mean()
    return float(products / 2 / images.var())


assert abs(smoothness(weights[0])) < 0.1
assert smoothness(weights[-1]) > 0.25  # neighbours have become alike

# %% [markdown]
r"""
Out of noise come patches: bright spots in dark surroundings or the reverse, and some strokes with flanks, each at its
own place. Others resist description: the network was asked for right answers, not for features that we can name.

Bright and dark seem to balance in most of the pictures. Do they? Show a unit a picture that is evenly bright: then
positive and negative weights pull against each other. If all had the same sign, everything would get through; if they
balance, nothing.
"""

# %%
for when, W in (("before", weights[0]), ("after", weights[-1])):
    through = np.abs(W.sum(axis=0)) / np.abs(W).sum(axis=0)  # (32,), one share for each unit
    print(f"{when} training {through.mean():.0%} of an even brightness gets through")

# %% proof
shares = [np.mean(np.abs(W.sum(axis=0)) / np.abs(W).sum(axis=0)) for W in (weights[0], weights[-1])]
assert 0.08 < shares[0] < 0.18
assert shares[1] < 0.04

# %% [markdown]
r"""
Nobody told the network that brightness says nothing about the digit. Its units hardly see it any more.

What does one such unit do? It multiplies each pixel by the weight at its place, adds up, and ReLU cuts off what is
below 0:

$$z = \sum_{i=1}^{64} x_i w_i + b , \qquad a = \max(z, 0) .$$

Watch one unit look at A, and then at the same digit in the other light, B. (0.4 was taken off each pixel: a grey of
0.4 counts as 0, and what is darker is negative. In the third picture a filled square is a positive product, an empty
one a negative; its area says how large it is. The sum includes the bias.)
"""

# %%
W, b = model.layers[0].W, model.layers[0].b
z = np.concatenate([A, B]) @ W + b  # (2, 32): both pictures, all 32 units
unit = (z[0] - z[1]).argmax()  # the unit that tells them apart most
show(figures.one_unit(np.concatenate([A, B]), W[:, unit], b[unit], names="AB"))

# %% proof this_run=true
assert z[0, unit] > 1
assert z[1, unit] < 0
paper = (A[0] * W[:, unit])[pixels[614] < 0.25].sum()
assert paper > z[0, unit]  # the rest of the picture takes away

# %% [markdown]
r"""
This unit answers A, and most of what it answers to is the bright paper beside the stroke; for B it is silent. Other
weights would not help: turn a picture to its negative, every pixel $x_i$ to $-x_i$, and the weighted sum changes sign.
What pushes $z$ up in ink pushes it down in chalk. So no single unit of layer 1 can mean "a stroke, whatever its tone".
That takes two of them, one for dark strokes and one for bright ones, and a next layer that adds up what both say.

Here is the whole network at work on A. A bar, or a darker blue, says how strongly a unit answers. Of the connections we
draw the seven that carry most (weight times what the unit says) into the 3, and the seven that carry most into the unit
of layer 2 that speaks for the 3 most: solid if they push up, dashed if they push down.
"""


# %%
def stages(model, x):
    """The numbers at four stages: pixels, features of layers 1 and 2, the ten scores."""
    outputs = [x]
    for layer in model.layers:
        outputs.append(layer.forward(outputs[-1]))
    return [outputs[k] for k in (0, 2, 4, 5)]


_, first, second, scores = stages(model, A)
weights = [layer.W for layer in model.layers[::2]]
show(figures.network_on_a_picture(A[0], weights, [first[0], second[0]], softmax(scores)[0]))

# %% proof
assert np.allclose(stages(model, x_test)[-1], model.predict(x_test), atol=1e-4)

# %% proof this_run=true
assert softmax(scores)[0, 3] > 0.9

# %% [markdown]
r"""
And the riddle? We can measure distances at every stage of the network, not only between the pixels.
"""

# %%
names = ["64 pixels", "32 features, layer 1", "32 features, layer 2", "10 scores, layer 3"]
for k, name in enumerate(names):
    a, b, c = (stages(model, picture)[k] for picture in (A, B, C))
    ratio = np.linalg.norm(a - b) / np.linalg.norm(a - c)
    print(f"{name:<21}  A to B is {ratio:.1f} times A to C")

# %% proof this_run=true
ratios = [
    np.linalg.norm(a - b) / np.linalg.norm(a - c)
    for a, b, c in zip(stages(model, A), stages(model, B), stages(model, C), strict=True)
]
assert sorted(ratios, reverse=True) == ratios
assert ratios[0] > 2.9
assert ratios[-1] < 0.5
by_seed = {}
for seed in range(20, 41):
    lit = in_any_light(pixels[[614]], np.random.default_rng(seed))
    a, b, c = (stages(model, picture) for picture in (A, lit, C))
    by_seed[seed] = [np.linalg.norm(a[k] - b[k]) / np.linalg.norm(a[k] - c[k]) for k in (0, 3)]
assert [seed for seed, (by_pixel, _) in by_seed.items() if by_pixel < 1] == [21, 28]
assert all(by_score < 0.85 for _, by_score in by_seed.values())

# %% [markdown]
r"""
Layer by layer the light fades and the digit remains. At the end the network, which has never seen A, B or C before,
agrees with you: the two 3s are close together, and the 8 is far away.

**Try it.** In the second cell of this page, change B's seed 20 to 21, 22, 23, … Run that cell, then the one above. Does
the riddle always come out like this?

<details><summary>What you should have found</summary>

In the pixels the 3 is nearer only if B happens to get a light much like A's, as with 21 and 28. In the ten scores it is
nearer with every seed from 20 to 40.
</details>

One picture is an anecdote, though. Does it hold for all of them, and is it any use?

## A claim, tested

You will often meet a plot with two curves: with more data, "machine learning" flattens out and "deep learning" keeps
climbing. Is that so? We let three learners compete:

- the network above;
- **nearest neighbour**, which has no weights: it answers with the label of the training picture at the smallest
  distance (of that single one here, hence "1-nearest");
- **softmax regression**, a single layer: it weighs the pixels, and learns no features.

Each gets 50, 200, 800 and 1,437 digits, and each is tested on the same 360 others, once in any light and once as they
were scanned, dark on white. All of it is repeated with five random splits.
"""


# %%
def train(model, x, y, rng):
    """The model after about 1,350 steps, however many rows there are."""
    model.compile(Adam(learning_rate=0.005), loss)
    epochs = round(1350 / np.ceil(len(x) / 32))
    model.fit(x, y, epochs=epochs, batch_size=32, rng=rng, verbose=False)
    return model


def network(x, y, rng):
    return train(new_network(rng), x, y, rng).predict


def softmax_regression(x, y, rng):
    return train(Sequential([Dense(64, 10, rng)]), x, y, rng).predict


def nearest_neighbour(x, y, _rng=None):  # it draws no random numbers
    def predict(x_new):
        # |x_new − x|² but for |x_new|², which is the same for all x
        distance = (x**2).sum(axis=1) - 2 * x_new @ x.T
        return y[distance.argmin(axis=1)]

    return predict


# %% prediction [markdown]
r"""
In any light, with all 1,437 digits: about which share of the new ones does each get right?

[ ] Network 94%, nearest neighbour 90%, softmax regression 85%
    Those are the gaps of a task in which the pixels speak clearly. Here each pixel says more about the light.
[x] Network 94%, nearest neighbour 70%, softmax regression 20%
    A neighbour helps only if somebody's digit happens to lie in a similar light. And one layer cannot say "darker *or*
    brighter than its surroundings": a weight that speaks for dark ink speaks against chalk.
[ ] Network 94%, nearest neighbour 20%, softmax regression 70%
    Nearest neighbour has 1,437 digits in 1,437 lights to choose from, and often there is one that fits. Softmax
    regression has one weight for each pixel and digit, and none that suits both ink and chalk.
"""

# %%
rows = [50, 200, 800, 1437]
learners = {
    "network": network,
    "1-nearest neighbour": nearest_neighbour,
    "softmax regression": softmax_regression,
}
tasks = ("in any light", "scanned")
results = {task: {name: np.zeros((5, 4)) for name in learners} for task in tasks}
for seed in range(5):
    rng = np.random.default_rng(seed)
    scans, y, scans_new, y_new = train_test_split(pixels, targets, test_size=360, rng=rng)
    for task in tasks:
        x, x_new = scans, scans_new
        if task == "in any light":
            x, x_new = in_any_light(scans, rng), in_any_light(scans_new, rng)
        for name, learn in learners.items():
            for k, n in enumerate(rows):
                predict = learn(x[:n], y[:n], rng)
                results[task][name][seed, k] = accuracy(y_new, predict(x_new))

show(figures.accuracy_by_train_size(rows, results))

# %% proof
mean = {task: {name: runs.mean(axis=0) for name, runs in results[task].items()} for task in tasks}
lit, scanned = mean["in any light"], mean["scanned"]
assert 0.92 < lit["network"][-1] < 0.96
assert 0.66 < lit["1-nearest neighbour"][-1] < 0.74
assert 0.15 < lit["softmax regression"][-1] < 0.26
assert results["in any light"]["network"].min(axis=0)[-1] > results["in any light"]["1-nearest neighbour"].max() + 0.1
assert np.ptp(lit["softmax regression"]) < 0.08  # flat
assert lit["network"][-1] > lit["1-nearest neighbour"][-1] + 0.2  # more than 20 points
assert lit["network"][-1] - lit["network"][1] > 0.12  # it climbs on
assert lit["1-nearest neighbour"][-1] - lit["1-nearest neighbour"][2] > 0.04  # and so does this
assert all(each[-1] > 0.95 for each in scanned.values())  # "everyone is near 100%"
assert all(each[-1] > each[0] + 0.1 for each in scanned.values())
assert all(each[-1] - each[2] < 0.03 for each in scanned.values())  # all flatten
others = [each[-1] for name, each in scanned.items() if name != "1-nearest neighbour"]
assert scanned["1-nearest neighbour"][-1] > max(others) + 0.003
assert max(others) > scanned["1-nearest neighbour"][-1] - 0.04  # by a little

# %% proof
# three settings each, compared on 300 of the training digits: 1, 3 or 5 neighbours; rates 0.002, 0.005, 0.01
tried = {task: {name: [] for name in learners} for task in tasks}
for seed in range(5):
    rng = np.random.default_rng(seed)
    scans, y, _, _ = train_test_split(pixels, targets, test_size=360, rng=rng)
    for task in tasks:
        x = scans if task == "scanned" else in_any_light(scans, rng)
        x, x_new, y_old, y_new = x[:-300], x[-300:], y[:-300], y[-300:]
        order = ((x**2).sum(axis=1) - 2 * x_new @ x.T).argsort(axis=1)
        votes = [accuracy(y_new, y_old[order[:, :k]].sum(axis=1)) for k in (1, 3, 5)]
        tried[task]["1-nearest neighbour"].append(votes)
        for name in ("network", "softmax regression"):
            runs = []
            for rate in (0.002, 0.005, 0.01):
                each = new_network(rng) if name == "network" else Sequential([Dense(64, 10, rng)])
                each.compile(Adam(learning_rate=rate), CategoricalCrossentropy(from_logits=True))
                each.fit(x, y_old, epochs=30, batch_size=32, rng=rng, verbose=False)
                runs.append(accuracy(y_new, each.predict(x_new)))
            tried[task][name].append(runs)
shares = {task: {name: np.mean(runs, axis=0) for name, runs in tried[task].items()} for task in tasks}
for task in tasks:
    for name, used in (("network", 1), ("1-nearest neighbour", 0), ("softmax regression", 1)):
        assert shares[task][name][used] > shares[task][name].max() - 0.013  # "about a point"
best = {task: {name: each.max() for name, each in shares[task].items()} for task in tasks}
worst = {task: {name: each.min() for name, each in shares[task].items()} for task in tasks}
assert worst["in any light"]["network"] > best["in any light"]["1-nearest neighbour"] + 0.15
assert worst["in any light"]["1-nearest neighbour"] > best["in any light"]["softmax regression"] + 0.3
assert best["scanned"]["1-nearest neighbour"] > max(best["scanned"]["network"], best["scanned"]["softmax regression"])

# %% [markdown]
r"""
The shaded bands reach from the worst to the best of the five splits; the second axis does not begin at 0.

The left plot looks like the claim: one learner stays flat, and the network climbs. (So does nearest neighbour, though.)
In the right plot the same network has no lead: all three end within a few points of each other, and copying the label
of the most similar digit does best.

What differs is *how much the raw numbers hide*. In a tidy scan a pixel is dark because there is ink, so the pixels are
good features already, and there is little left to learn. In any light they are not, and the learner that makes its own
features wins by more than 20 points, with these 1,437.

Was it fair? Networks took the same number of steps, about 1,350, on few digits as on many. Each learner was tried in
three settings (1, 3 or 5 neighbours, three learning rates) on 300 of the *training* digits, for choosing by the test
set would be a little training on it. With each at its best, the same two come first.

The claim, though, is about the step from thousands of examples to millions, and we end at 1,437. Here we can go on, for
the light is computed: show each digit in 8 lights, or in 32.
"""

# %% prediction [markdown]
r"""
In any light: what becomes of the network's lead if each training digit comes in 32 lights?

[ ] It grows: with more data, deep learning goes on improving
    It does improve, but it is near its ceiling already. The other has room.
[ ] It stays at more than 20 points
    Nearest neighbour lacks one thing only, a digit in a similar light, and that is what it gets.
[x] It shrinks to a few points
    With 45,984 pictures there is nearly always one in a similar light. Now it is the network that flattens.
"""


# %%
def in_more_lights(seed):
    rng = np.random.default_rng(seed)
    scans, y, scans_new, y_new = train_test_split(pixels, targets, test_size=360, rng=rng)
    x_new = in_any_light(scans_new, rng)
    for lights, epochs in ((1, 30), (8, 8), (32, 3)):
        x, many_y = in_any_light(np.tile(scans, (lights, 1)), rng), np.tile(y, (lights, 1))
        many = new_network(rng)
        many.compile(Adam(learning_rate=0.005), loss)
        many.fit(x, many_y, epochs=epochs, batch_size=32, rng=rng, verbose=False)
        yield len(x), *(accuracy(y_new, f(x_new)) for f in (many.predict, nearest_neighbour(x, many_y)))


for n, network_share, neighbour_share in in_more_lights(seed=0):
    print(f"{n:6,} pictures: network {network_share:.0%}, nearest neighbour {neighbour_share:.0%}")

# %% proof
by_seed = np.array([list(in_more_lights(seed)) for seed in range(5)])  # (seeds, steps, 3)
assert np.array_equal(by_seed[0, :, 0], (1437, 11496, 45984))
(_, one, one_near), (_, eight, eight_near), (_, most, most_near) = by_seed.mean(axis=0)
assert network_share > neighbour_share
assert 0.67 < one_near < 0.74
assert 0.84 < eight_near < 0.88
assert 0.915 < most_near < 0.945
assert 0.92 < one < 0.955
assert 0.94 < eight < 0.97
assert 0.945 < most < 0.97
assert 0.005 < most - most_near < 0.05  # "a few points"
assert abs(most - eight) < 0.015  # the network flattens

# %% [markdown]
r"""
Over five splits nearest neighbour climbs from about 70% to 86% and 93%, the network from about 94% to 95 or 96%. Now it
is the network that flattens, and "machine learning" climbs: the claim, turned round. (The handwriting is that of the
same 1,437 digits. Only the lights are new.)

So it is no law. How much more data helps depends on what it adds, and near 100% there is no room left. Large networks
have kept improving over a very long range of data in language, speech and images; on tables of a few thousand rows,
other methods are often at least as good. So measure, with your data, before you choose.

## Learnt or designed

If the features make the difference, then the learner that knows no features should become good as soon as somebody
gives it some. Let us give nearest neighbour the network's features: the distance is now between the 32 numbers that
come out of layer 1 instead of the 64 pixels.

And let us design some by hand. A small step first: take off each picture's mean, and divide by how far its pixels lie
from it (their standard deviation), so that all pictures are equally bright and equally strong in contrast. Then more:
look only at how much the grey *changes* from each pixel to the next, whichever way, and only in proportion to the other
changes of the picture.
"""


# %%
def evened(x):
    """Each picture with mean 0 and standard deviation 1."""
    return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)


def designed(x):
    """How much the grey changes from pixel to pixel, down and across, in proportion."""
    images = x.reshape(-1, 8, 8)
    down, across = np.abs(np.diff(images, axis=1)), np.abs(np.diff(images, axis=2))
    changes = np.concatenate([down.reshape(len(x), -1), across.reshape(len(x), -1)], axis=1)
    return changes / np.linalg.norm(changes, axis=1, keepdims=True)


ways = ["64 pixels", "64 pixels, evened", "32 features, learnt", "112 features, designed"]
found = {name: [] for name in ways}
kept = []
for seed in range(5):
    rng = np.random.default_rng(seed)
    x, y, scans, y_new = train_test_split(pixels, targets, test_size=360, rng=rng)
    x, x_new = in_any_light(x, rng), in_any_light(scans, rng)
    trained = train(new_network(rng), x, y, rng)
    kept.append((trained, scans, y_new.argmax(axis=1)))
    olds = x, evened(x), stages(trained, x)[1], designed(x)
    news = x_new, evened(x_new), stages(trained, x_new)[1], designed(x_new)
    for name, old, new in zip(ways, olds, news, strict=True):
        found[name].append(accuracy(y_new, nearest_neighbour(old, y)(new)))
for name, shares in found.items():
    print(f"nearest neighbour on {name:<22}  {np.mean(shares):.0%}")

# %% proof
by_pixels, by_evened, by_learnt, by_designed = (np.array(shares) for shares in found.values())
assert (by_learnt > by_pixels + 0.12).all()
assert 0.66 < by_pixels.mean() < 0.74
assert 0.9 < by_learnt.mean() < 0.96
assert by_learnt.mean() > by_pixels.mean() + 0.2  # more than 20 points
assert 0.95 < by_designed.mean() < 0.985
assert by_designed.mean() > by_learnt.mean() + 0.02
assert 0.86 < by_evened.mean() < 0.92
assert by_evened.mean() + 0.02 < by_learnt.mean() < by_evened.mean() + 0.06
assert designed(x_test).shape[1] == 112

# %% proof
# the same on the scans, and with one hidden layer of the same size, 64-46-10
one_layer, one_layer_nearer, on_scans = [], [], []
for seed in range(5):
    rng = np.random.default_rng(seed)
    old, y, new, y_new = train_test_split(pixels, targets, test_size=360, rng=rng)
    x, x_new = in_any_light(old, rng), in_any_light(new, rng)
    wide = train(Sequential([Dense(64, 46, rng), ReLU(), Dense(46, 10, rng)]), x, y, rng)
    assert wide.parameters.size == 3460
    one_layer.append((accuracy(y_new, wide.predict(x_new)), accuracy(y_new, kept[seed][0].predict(x_new))))
    order = np.random.default_rng(0).permutation(360)
    other = (y_new != y_new[order]).any(axis=1)
    lit = [(new, 1), (new, 2), (new[order], 1)]
    a, b, c = (wide.predict(in_any_light(each, np.random.default_rng(k))) for each, k in lit)
    one_layer_nearer.append((np.linalg.norm(a - b, axis=1) < np.linalg.norm(a - c, axis=1))[other].mean())
    seen = train(new_network(rng), old, y, rng)
    learnt, learnt_new = (stages(seen, each)[1] for each in (old, new))
    on_scans.append([accuracy(y_new, nearest_neighbour(a, y)(b)) for a, b in ((old, new), (learnt, learnt_new))])
one, two = np.mean(one_layer, axis=0)
assert 0.93 < one < 0.96  # "95%", give or take one
assert 0.92 < two < 0.95
assert one > two - 0.005
assert 0.81 < np.mean(one_layer_nearer) < 0.88
by_pixels_scanned, by_learnt_scanned = np.mean(on_scans, axis=0)
assert 0.982 < by_pixels_scanned < 0.993
assert 0.975 < by_learnt_scanned < 0.9885
assert by_learnt_scanned < by_pixels_scanned

# %% [markdown]
r"""
Same learner, same digits: only the representation has changed, and the learnt one gains more than 20 points. Most of
that is brightness and contrast, though: two small steps by hand give 89%. Learning is worth about 4 points more than
those here, and nothing where the pixels hide nothing: on the scans nearest neighbour gets 98.8% with the pixels, and
about 98% with features learnt there.

The designed features do best of all. Why learn any, then? Because here we knew everything about how the pictures
were made, and could put it into a few lines. The network was told nothing of paper, ink and light, and came within a
few points. For a photograph of a street, for speech, for a sentence, nobody knows those lines. People designed features
for such tasks for decades, with great skill, and learnt ones overtook them.

Now the riddle of A, B and C once more, for all test digits and five networks: how often is the same digit in another
light nearer than another digit in the same light?
"""


# %%
def distances(a, b):
    """From each row of a to that of b, at each of the four stages."""
    return np.array([np.linalg.norm(p - q, axis=1) for p, q in zip(a, b, strict=True)])


nearer, by_hand = [], {"pixels,\nevened": [], "112 features,\ndesigned": []}
for trained, scans, digits in kept:
    order = np.random.default_rng(0).permutation(len(scans))
    other = digits != digits[order]  # where it happens to be the same digit, we do not ask
    # digits; the same in other lights; other digits in the first lights
    lit = [(scans, 1), (scans, 2), (scans[order], 1)]
    pictures = [in_any_light(each, np.random.default_rng(light)) for each, light in lit]
    a, b, c = (stages(trained, each) for each in pictures)
    nearer.append((distances(a, b) < distances(a, c))[:, other].mean(axis=1))
    for shares, features in zip(by_hand.values(), (evened, designed), strict=True):
        a, b, c = ([features(each)] for each in pictures)
        shares.append((distances(a, b) < distances(a, c))[:, other].mean())
show(figures.nearer_by_layer(nearer, ["64 pixels", "layer 1", "layer 2", "layer 3"], by_hand))

# %% proof
shares = np.array(nearer)
assert (np.diff(shares, axis=1) > 0).all()  # in each of the five, from stage to stage
assert 0.13 < shares[:, 0].mean() < 0.19
assert 0.35 < shares[:, 1].mean() < 0.5
assert 0.83 < shares[:, 3].mean() < 0.89
riddle_evened, riddle_designed = (np.array(each) for each in by_hand.values())
assert 0.38 < riddle_evened.mean() < 0.44
assert abs(riddle_evened.mean() - shares[:, 1].mean()) < 0.06  # "much like layer 1"
assert riddle_designed.min() > 0.99

# %% [markdown]
r"""
The whiskers reach from the lowest to the highest of the five. Compared pixel by pixel, the same digit is the nearer one
in only about 15% of the cases: the light decides. From layer to layer the digit gains, and in the ten scores it is the
nearer one in about 86%. (After layer 1 it still loses more often than not, and yet nearest neighbour got 93% there: it
needs only *one* training digit in a similar light.)

The designed features, once more, do best: over 99%. And evened pixels reach about 41%, much like layer 1. Both take off
the brightness; ink and chalk, which no single unit can reconcile, are left to the layers behind.

Are several layers needed for that? Not here: with a single hidden layer of 46 units, about as many weights in all, the
network is right on 95% (against 94%), and the riddle comes out as well. Depth pays where features are built from
features ([lecture 3](03_multilayer_perceptron.ipynb)).

## Edges, parts, faces

In large networks trained on photographs one finds features of features. In their first layer there are edges at all
angles, and spots. A unit of a later layer answers to a pattern of those, a corner or a wheel or an eye, and one near
the end to something that we have a word for, such as a face or a dog.
"""

# %%
show(drawings.edges_parts_faces())

# %% [markdown]
r"""
This is a drawing and not a measurement, and it is tidier than what one finds: many units answer to several unrelated
things, or to nothing that we could name. But the direction is right, from simple to composed.

## What was borrowed from the brain

"Neural network" is named after nerve cells, the neurons, and the first ones were meant as models of them. In 1943
Warren McCulloch and Walter Pitts described a nerve cell as a unit that adds up its signals and fires if there are
enough of them. In 1958 Frank Rosenblatt let such a unit learn its weights: the perceptron, our
[lecture 1](01_perceptron.ipynb). And in 1959 David Hubel and Torsten Wiesel reported cells in the visual cortex of a
cat that answer to a bar or an edge of light at one angle and one place, not unlike the units of our layer 1.
"""

# %%
show(drawings.neuron_and_unit())

# %% [markdown]
r"""
There the likeness ends. A nerve cell sends pulses, and their timing matters; a unit sends one number. Nerve cells are
wired in loops; our networks run one way. And whether anything in the brain resembles backpropagation is an open
question.

## Why only now

The main ideas are decades old. Three things had been missing, it is usually said. (The years are not evenly spaced;
numbers in brackets are lectures.)
"""

# %%
show(drawings.why_now())

# %% [markdown]
r"""
- *Examples.* Weights by the million need examples by the million, and the web has brought them.
- *Processors.* A network takes the same simple step on millions of numbers. So does a picture on a screen, for which
  graphics cards (GPUs) were built; since 2007 they are easily programmed for other work
  ([lecture 20](20_going_faster.ipynb)).
- *Algorithms.* Until about 2010 networks of many layers were trained with difficulty, or layer by layer: what the loss
  said hardly reached the first one. Lectures 9 to 16 are about what mends this.

In 2012 some of the remedies (ReLU, dropout) met the other two: a deep *convolutional* network, which looks at pictures
through small windows, was trained on 1.2 million photographs on two graphics cards and won the ImageNet contest by a
wide margin. Batch normalization, Adam and residuals followed by 2015.

Since then the same four parts, made larger, have learnt to name what is in a photograph, to write down speech, to
translate. A language model such as the one behind ChatGPT is a network, too. In the longest part of its training the
input is a text, the label is the next word or piece of a word, and the loss is the one that you used above. (There the
label comes with the text itself, which is called *self-supervised* learning. Learning from rewards is *reinforcement
learning*.)

## Deep learning and the rest of machine learning

Deep learning *is* machine learning, a branch of it. What differs is usually this, and each line has its exceptions:

| | deep learning | other machine learning |
|---|---|---|
| features | learnt from raw inputs | mostly designed by people who know the subject |
| data | shines with a lot, or with a network that has seen a lot before | often better with little |
| hardware, time | large models: GPUs, days to months; ours: a second, anywhere | any computer, seconds to hours |
| interpretability | hard: thousands of weights, no rule to read | easy for a few rules, hard for a forest of trees |

The first row is the one that we have measured. If your columns already mean something (age, price, temperature), they
are features, and there is often little left for layers to find.

## How this course works

Each topic has a *lecture* like this one, to read and run, and an *exercise* with the same number, where you write
the code. First comes a single neuron (1 and 2), then networks and how they learn (3 to 8), then what goes wrong in deep
ones and what helps (9 to 16), and at the end a project and the tools of the trade (17 to 20).

Lectures ask you to *predict before you run*: a prediction that fails shows you what you had not yet understood. In an
exercise you complete a function and run the cell below it:

```python
check("average_squared_error", average_squared_error)
```

If you are right, it says so. If not, it tries your function on many inputs, and when your numbers look like those of a
well-known mistake, it names the mistake. If you are stuck, open the hints on the card, or ask for one; each tells you a
little more:

```python
hint("average_squared_error")
```

When you are done, press *Hand in and see the feedback* on the last card, or type `dlcourse done 00` in a terminal.

Write it in any way: loops, matrix products, lists. The numbers count, and that the arrays you were given stay as they
were: `x = x * 2` makes a new array, `x *= 2` changes the one you were given. Shapes stand in brackets: x (N, 64) is an
array of N rows and 64 columns, y (N,) a list of N numbers, and rows are examples.

**Points.** Of several results each wrong one takes its share. A slip in a long question (three points or more) costs
half at most. Right numbers that changed their inputs earn half.

## In one table

| What | Here | Remember |
|---|---|---|
| feature | "how strongly the tone changes here" | a number computed from the raw input because it helps |
| layers | `Dense(64, 32, rng)` | weigh and add; forwards the answer, backwards which way the loss grows |
| activation | `ReLU()` | between the layers; passes on what is above 0 |
| loss | `CategoricalCrossentropy` | how wrong the answer is |
| optimizer | `Adam(learning_rate=0.005)` | how far each weight moves |
| deep learning | pixels 70%, evened 89%, learnt 93% | features are learnt along with the answer |
| "more data, deep learning wins" | leads in any light, by less with more; not on scans | no law: what is hidden? |

## Check yourself

<details><summary>1. Which of the four parts decides how far a weight moves?</summary>

The optimizer. The loss says how wrong the answer is, and the way back through the layers says in which direction each
weight should move.
</details>

<details><summary>2. Why does softmax regression fail in any light, however many digits it gets?</summary>

It has one weight for each pixel and digit. A weight that counts dark ink in favour of a 3 counts bright chalk against
it. It would need a feature such as "darker or brighter than its surroundings", and it has no layer that could learn
one.
</details>

<details><summary>3. A friend's data has 2,000 rows with twelve columns such as age, income and rent. Should she begin
with a deep network?</summary>

Probably not. Her columns are features already, and there are few rows. She should measure: a simple learner first,
then a network, on rows that neither has seen, each tuned with the same care.
</details>

## What to do next

Warm up with the [exercise](../exercises/00_start_here/00_start_here.ipynb): five small questions that take you from a
first mistake on purpose to a score. Then begin at the beginning, with a single neuron, in
[lecture 1, the perceptron](01_perceptron.ipynb).

<details><summary>For readers of the handwritten notes</summary>

- Notes 4: with more data deep learning goes on improving, machine learning stagnates. No law, as the two plots show;
  and deep learning is machine learning.
- Notes 4: deep learning requires a GPU. Large models do; small ones run anywhere.
</details>
"""
