# %% [markdown]
r"""
# 0 · Start here

*You know a 3 when you see one, in ink or in chalk, in sun or in shadow. Here you will watch a network find out how,
and measure how much that gains.*

Run the two cells below with Shift+Enter (and the others in order, as you come to them; the longest takes about a
minute) and look at the three pictures. Two of them show the same handwritten digit. You see which at a glance. The
computer, which has 64 numbers for each, will say the opposite.

**You will be able to**

- say what a feature is, what it means to learn one, and what deep learning adds to machine learning;
- name the four parts of the training of a network;
- compare learners fairly, and say what a comparison shows and what it does not;
- find your way through a lecture and its exercise.

**It builds on** Python and a little NumPy. **Time:** about 55 minutes.
"""

# %%
import numpy as np

from dlcourse import Adam, CategoricalCrossentropy, Dense, ReLU, Sequential, softmax
from dlcourse import accuracy, load_digits, one_hot, train_test_split
from dlcourse.data.digits import in_any_light
from dlcourse.plots import show, show_animation
from dlcourse.plots.networks import start_here as figures
from dlcourse.plots.networks import start_here_drawings as drawings
from dlcourse.plots.networks import start_here_network as insights
from dlcourse.plots.networks.start_here_tones import two_tones
from dlcourse.widgets.networks.start_here import light_explorer

# %%
pixels, labels = load_digits()
A = in_any_light(pixels[[708]], np.random.default_rng(4))
B = in_any_light(pixels[[708]], np.random.default_rng(20))  # the same digit, other light
C = in_any_light(pixels[[1453]], np.random.default_rng(4))  # other digit, the same light
show(figures.three_pictures(np.concatenate([A, B, C])))

# %% proof
assert pixels.shape == (1797, 64)
assert [labels[708], labels[1453]] == [3, 8]

# %% [markdown]
r"""
## Which two are alike?

A and B, of course: the same 3, once dark on bright, as in ink, and once bright on dark, as in chalk. C is an 8. Now let
the computer compare. It takes two pictures, subtracts them pixel by pixel, and adds up the squares of the differences.
The root of that sum is their distance:

$$\text{distance}(A, B) = \sqrt{\textstyle\sum_{i=1}^{64} (A_i - B_i)^2} .$$
"""

# %%
print(f"A to B, the same digit:  {np.linalg.norm(A - B):.1f}")
print(f"A to C, another digit:   {np.linalg.norm(A - C):.1f}")

# %% proof this_run=true
assert 3.2 < np.linalg.norm(A - B) / np.linalg.norm(A - C) < 3.6
assert 0.8 < (B < A).mean() < 0.9
assert (np.abs(A - B) < 0.05).mean() < 0.1  # "hardly a pixel"

# %% [markdown]
r"""
To the computer, the 3 is more than three times as far from itself as from an 8. Most pixels of B are darker than their
partners in A, while A and C share their white paper. Taken one by one, the 64 numbers say more about the light than
about the digit.

What do A and B have in common, then? Hardly a pixel. But along one and the same curve, each picture changes its tone:
in A from bright to dark, in B from dark to bright. "How strongly does the picture change its tone here?" has a number
for an answer, and says something about the digit. Such a number, computed from the raw input because it helps with the
question, is called a **feature**. (Where the raw numbers help as they are, they are called features, too.)

So the riddle becomes: where do good features come from?

## What deep learning is

You can think them up: a rule for strokes, for loops, for crossings. This is called **feature engineering**, and we will
try it below. For a 7 it starts well: a bar at the top and a slanted stroke.
Then somebody crosses their 7.

Or you can let the computer find them. Write a formula with many free numbers, most of them **weights**, by which other
numbers are multiplied. Show it examples, each with its right answer, the **label**. Change the weights a little at a
time, so that the answers get better. This is **training**. If a program gets its rule from examples, by training or
otherwise, this is **machine learning**. With labels, as in all of this course, it is **supervised learning**.

**Deep learning** is machine learning in which the formula is a chain of **layers**, a **neural network**. Each layer
computes new numbers from those of the layer before, and all of them are trained together. So the features are learnt
along with the answer, which is called **representation learning**: the network learns how to *represent* its input
while it learns what to say about it. The word "deep" only means that there are several layers.

Let us see whether that solves the riddle. Our examples are 1,797 real handwritten digits, 8×8 pixels each. The light is
computed: for each digit we pick at random a tone for the paper, another for the ink, and a light that fades to one
side,

$$\text{picture} = \text{light} \cdot \big(\text{paper} + (\text{ink} - \text{paper}) \cdot \text{digit}\big) - 0.4 ,$$

so black is −0.4, white 0.6, and a middle grey near 0 ([lecture 12](12_improving_a_network.ipynb) says why that helps).
Of the digits, 360 are set aside as the **test set**: the network never trains on them, so they show whether its rule
carries over to digits that it has not seen, whether it *generalizes*. (Only 13 people wrote all of them, and each wrote
some of both parts. On the digits of somebody new, expect less: lectures [12](12_improving_a_network.ipynb) and
[17](17_digits_from_scratch.ipynb) keep whole writers aside and measure it.)
"""

# %%
targets = one_hot(labels, 10)  # a 3 becomes (0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
rng = np.random.default_rng(0)
x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
scans_train, scans, digits = x_train, x_test, y_test.argmax(axis=1)
x_train, x_test = in_any_light(x_train, rng), in_any_light(x_test, rng)

one_of_each = [np.flatnonzero(digits == digit)[1] for digit in range(10)]
show(figures.scans_and_pictures(scans[one_of_each], x_test[one_of_each], range(10)))

# %% proof
assert (len(x_train), len(x_test)) == (1437, 360)
assert abs(x_train.mean()) < 0.03

# %% proof this_run=true
for picture in (708, 1453):  # A, B and C come from the test set
    assert (scans == pixels[picture]).all(axis=1).any()

# %% proof
# the fourteen forms in the file, filled in by a writer each (lecture 12): all are in both parts
begins = [130, 256, 386, 516, 646, 776, 905, 1029, 1157, 1287, 1415, 1545, 1667]
form = np.searchsorted(begins, np.arange(1797), "right")
old, _, new, _ = train_test_split(form[:, None], targets, test_size=360, rng=np.random.default_rng(0))
assert len(set(old.ravel())) == len(set(new.ravel())) == 14

# %% [markdown]
r"""
Can you read the 6 and the 7 in any light? The network will read most such pictures, not all.

## The four parts

Here is the network that we will train, and the round that it will go in its training, again and again. The round has
four parts, and most of the course looks into these.
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
   less it got. Before training the probabilities are a matter of chance: here each digit gets 7% to 17%.
4. The **optimizer** moves the weights. **Backpropagation**, on its way back through the layers, finds for each weight
   in which direction the loss grows, and how fast. The simplest optimizer takes a small step the other way.

## One weight, one step

Watch part 4 at work on a single weight of the untrained network: the one that leads from the unit of layer 2 with the
largest output for A to the score of the 3. Change it by a tenth, up or down, and look at the loss.
"""

# %%
loss = CategoricalCrossentropy(from_logits=True)  # it takes scores; softmax is in it
W = untrained.layers[-1].W  # (32, 10): the weights of layer 3


def stages(model, x):
    """The numbers at four stages: pixels, features of layers 1 and 2, the ten scores."""
    outputs = [x]
    for layer in model.layers:
        outputs.append(layer.forward(outputs[-1]))
    return [outputs[k] for k in (0, 2, 4, 5)]


strongest = stages(untrained, A)[2].argmax()


def loss_after(change):
    """The loss on A if this one weight is changed; then it is put back."""
    W[strongest, 3] += change
    value, _ = loss(targets[[708]], untrained.predict(A))
    W[strongest, 3] -= change
    return value


for change in (-0.1, 0, 0.1):
    print(f"weight {change:+.1f}: loss {loss_after(change):.2f}")

# %% prediction [markdown]
r"""
A tenth more in this weight, and the loss is lower by 0.05. What will it be if the weight grows by 1, ten times as much?

[ ] About 2.1: one number of 3,466 cannot do much
    This one stands right before the answer, and its unit says a lot about A.
[x] About 1.6: ten times as much lower, or nearly
    Ten times 0.05 is 0.5. The loss falls a little less, for its curve flattens as the 3 gets more probability.
[ ] About 1.1: the further it goes, the faster the loss falls
    The more probability the 3 has already, the less there is to gain.
"""

# %%
slope = (loss_after(0.1) - loss_after(-0.1)) / 0.2
changes = np.linspace(-2, 5, 71)
losses = [loss_after(change) for change in changes]
show(insights.loss_of_one_weight(changes, losses, slope, step=-slope))

# %% proof
_, dz = loss(targets[[708]], untrained.forward(A, training=True))
untrained.backward(dz)
assert abs(untrained.layers[-1].dW[strongest, 3] - slope) < 0.003  # backpropagation gives the same
assert (np.diff(losses, 2) > -1e-4).all()  # it flattens

# %% proof this_run=true
assert abs(slope + 0.5) < 0.05
assert loss_after(-slope) < loss_after(0) - 0.2
assert [round(float(loss_after(change)), 2) for change in (-0.1, 0, 0.1)] == [2.16, 2.11, 2.06]
assert 1.58 < loss_after(1) < 1.65

# %% [markdown]
r"""
The *slope* says how fast the loss grows with this weight: −0.5 here, so it falls as the weight grows. A step against
the slope (minus the slope, times a number that you choose, the *learning rate*; 1 in the figure) makes the loss
smaller. But the slope is right only near by. So one takes small steps, and finds the slopes anew each time.

Two runs of the network gave us one slope. Backpropagation finds all 3,466 in a single way back
([lectures 6](06_backprop_by_hand.ipynb) and [7](07_backpropagation.ipynb)). Then all weights move at once, and again
and again, for all the training pictures:
"""

# %%
rng = np.random.default_rng(0)
model = new_network(rng)  # parts 1 and 2
model.compile(Adam(learning_rate=0.005), loss)  # parts 4 and 3; lecture 16 says how Adam steps
model.fit(x_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
print(f"{model.parameters.size:,} weights and biases")
print(f"right on {accuracy(y_train, model.predict(x_train)):.1%} of 1,437 training digits")
print(f"right on {accuracy(y_test, model.predict(x_test)):.1%} of 360 new digits by the same hands")

# %% proof
assert model.parameters.size == 3466
assert 0.85 < accuracy(y_test, model.predict(x_test)) < 0.97
assert accuracy(y_train, model.predict(x_train)) > accuracy(y_test, model.predict(x_test)) + 0.02
first_loss = -np.log(softmax(untrained.predict(x_test))[np.arange(360), digits]).mean()
assert abs(first_loss - np.log(10)) < 0.4
answer = softmax(untrained.predict(A))[0]
assert np.abs(answer - 0.1).max() < 0.12
by_adam = new_network(np.random.default_rng(0)).compile(Adam(learning_rate=0.005), loss)
along = []  # how many of the weights move *with* the slope of the batch
for k in range(40):
    batch, answers = x_train[32 * k : 32 * k + 32], y_train[32 * k : 32 * k + 32]
    _, dz = loss(answers, by_adam.forward(batch, training=True))
    by_adam.backward(dz)
    slopes, before = by_adam.gradients.copy(), by_adam.parameters.copy()
    by_adam.train_step(batch, answers)
    along.append(np.mean(slopes * (by_adam.parameters - before) > 0))
assert along[0] == 0
assert 0.1 < np.mean(along[10:]) < 0.5

# %% proof this_run=true
assert f"{answer.min():.0%} {answer.max():.0%}" == "7% 17%"

# %% [markdown]
r"""
The share of right answers is called the **accuracy**; guessing would reach about 10%. The network's is lower on new
digits than on those of the training, which is why one tests on new ones. An **epoch** is once through all training
digits, here in **batches** of 32: the weights move once after each batch, guided by its mean slopes. (No more than
guided: Adam takes running averages over many batches, so that some weights even move the other way.) The training takes
a second or two, in this course's own library, plain NumPy, short enough to read.

## What it has learnt

A unit of layer 1 has 64 weights, one for each pixel. So its weights can be drawn as a picture, too: bright where the
weight is positive, dark where it is negative, mid grey where it is near 0, each picture on its own scale. Before
training they are random numbers, and the 32 pictures look like noise.
"""

# %% prediction [markdown]
r"""
What will the 32 pictures look like after training?

[ ] Small digits: three or so of each kind
    A unit that looks for a whole 3 would serve one digit, in one handwriting, and only dark on bright. A stroke at one
    place helps with several digits.
[ ] Noise still: whatever is learnt is spread too thinly to be seen
    This happens, and about half of our units stay hard to read. But nearly all of them change visibly.
[x] Patches: spots and some strokes, bright beside dark
    A bright spot in dark surroundings gives a large sum if just this place is brighter than what lies around it, as
    under a chalk stroke, and next to nothing if all is evenly bright.
"""

# %% [markdown]
r"""
Here is the same training once more, watched. (The film plays once; run the cell again to see it again.)
"""

# %%
rng = np.random.default_rng(0)
watched = new_network(rng)
watched.compile(Adam(learning_rate=0.005), loss)
weights, losses, right = [], [], []
for epoch in range(31):
    if epoch > 0:
        watched.fit(x_train, y_train, epochs=1, batch_size=32, rng=rng, verbose=False)
    weights.append(watched.layers[0].W.copy())
    losses.append(loss(y_train, watched.predict(x_train))[0])
    right.append(accuracy(y_test, watched.predict(x_test)))
film = figures.features_forming(weights[::2], losses[::2], right[::2], range(0, 31, 2))
show_animation(film, frame_seconds=0.8, photo=True)

# %% proof
assert np.array_equal(weights[-1], model.layers[0].W)  # the same training
assert right[0] < 0.25
assert losses[0] > 2 > 0.3 > losses[-1]


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
Out of noise come patches: bright spots in dark surroundings or the reverse, and some strokes with flanks. Others resist
description.

Bright and dark seem to balance in most of the pictures; then a sum hardly changes if the whole picture gets brighter.
Did the changing light teach the units this? We compare how much the units' sums vary for blank paper in 1,000 lights
with how much they vary for digits. A network trained on the scans is the control.
"""

# %%
paper = in_any_light(np.zeros((1000, 64)), np.random.default_rng(1))  # no digit at all
control = new_network(np.random.default_rng(0))
control.compile(Adam(learning_rate=0.005), loss)
control.fit(scans_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)


def share_of_the_light(W):
    """How much the units' sums vary for paper, in proportion to how much for digits."""
    return ((paper @ W).std(axis=0) / (x_test @ W).std(axis=0)).mean()


trained = {"untrained": weights[0], "trained in any light": weights[-1]}
for name, W in {**trained, "trained on scans": control.layers[0].W}.items():
    print(f"{name:<21} {share_of_the_light(W):.0%}")

# %% proof
by_seed = []
for seed in range(5):
    rng = np.random.default_rng(seed)
    each = new_network(rng)
    by_seed.append([share_of_the_light(each.layers[0].W)])
    for x in (x_train, scans_train):
        each = new_network(rng)
        each.compile(Adam(learning_rate=0.005), loss)
        each.fit(x, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
        by_seed[-1].append(share_of_the_light(each.layers[0].W))
by_seed = np.array([*by_seed, [share_of_the_light(W) for W in (*trained.values(), control.layers[0].W)]])
assert by_seed[:, [0, 2]].min() > 0.7
assert (by_seed[:, [0, 2]].mean(axis=0) > 0.85).all()
assert by_seed[:, 1].max() < 0.22
assert 0.1 < by_seed[:, 1].min() < by_seed[:, 1].mean() < 0.19  # five to eight times

# %% proof this_run=true
assert f"{share_of_the_light(weights[-1]):.0%}" == "13%"

# %% [markdown]
r"""
Untrained, a sum varies nearly as much with the light alone as with light and digit together. Training in any light
leaves 13% (with other first weights up to 20%), so the sums vary five to eight times as much for digits as for blank
paper; training on scans leaves most or all of it. Only the examples told the network that the light says nothing about
the digit.

What does one unit do? It multiplies each pixel by the weight at its place, adds up, and ReLU cuts off what is below 0:

$$z = \sum_{i=1}^{64} x_i w_i + b , \qquad a = \max(z, 0) .$$

Watch one unit look at A, and then at the same digit in the other light, B. (In the third picture a filled square is a
positive product, an empty one a negative; its area says how large it is.)
"""

# %%
W, b = model.layers[0].W, model.layers[0].b
z = np.concatenate([A, B]) @ W + b  # (2, 32): both pictures, all 32 units
unit = (z[0] - z[1]).argmax()  # the unit that tells them apart most
show(figures.one_unit(np.concatenate([A, B]), W[:, unit], b[unit], names="AB"))

# %% proof this_run=true
assert z[0, unit] > 1
assert z[1, unit] < 0
assert (A[0] * W[:, unit])[pixels[708] < 0.25].sum() > z[0, unit]  # the rest of the picture takes away

# %% [markdown]
r"""
This unit answers A: most of its sum comes from the bright paper beside the stroke. For B it is silent. Other weights
would not help. Turn a picture to its negative, every pixel $x_i$ to $-x_i$, and the weighted sum changes sign: what
pushes it up in ink pushes it down in chalk. Nor would the bias: it is the same for both, and plain grey, all $x_i$ near
0, gets it as well. So no single unit of layer 1 can mean "a stroke, whatever its tone". It takes two with opposite
weights, and a next layer that adds up what both say:
"""

# %%
show(two_tones())

# %% [markdown]
r"""
Is there such a pair in our network? Weight times output is what a unit *contributes* to one of the next layer; these
are the numbers on the arrows. We pick the unit of layer 2 that contributes most to the 3 in both lights, and look at
what contributes to it.
"""

# %%
both = np.concatenate([A, B])
_, first, second, scores = stages(model, both)
W1, W2, W3 = (layer.W for layer in model.layers[::2])
meeting = (second.min(axis=0) * W3[:, 3]).argmax()
show(insights.two_lights(both, (W1, W2), (first, second), meeting, softmax(scores), "AB"))

# %% proof
assert np.allclose(stages(model, x_test)[-1], model.predict(x_test), atol=1e-4)
on_for_both = []
for seed in range(5):
    rng = np.random.default_rng(seed)
    old, y, new, _ = train_test_split(pixels, targets, test_size=360, rng=rng)
    each = new_network(rng)
    each.compile(Adam(learning_rate=0.005), loss)
    each.fit(in_any_light(old, rng), y, epochs=30, batch_size=32, rng=rng, verbose=False)
    negative = 0.6 * new - 0.3
    assert -0.4 < negative.min() < negative.max() < 0.6  # both lie within black and white
    ink, chalk = stages(each, -negative), stages(each, negative)
    on = [(ink[k] > 0, chalk[k] > 0) for k in (1, 2)]
    on_for_both.append([(a & b).sum() / (a | b).sum() for a, b in on])
on_for_both = np.array(on_for_both)
assert on_for_both[:, 0].mean() < 0.07  # "a few in a hundred"
assert on_for_both[:, 0].max() < 0.12
assert on_for_both[:, 1].min() > 0.25
assert 0.35 < on_for_both[:, 1].mean() < 0.57  # "nearly half"

# %% proof this_run=true
assert (softmax(scores)[:, 3] > 0.9).all()
carried = first[:, :] * W2[:, meeting]
three = [set(np.argsort(-each)[:3]) for each in carried]
assert not three[0] & three[1]
assert ((first > 0).all(axis=0)).sum() <= 5  # "hardly any"
assert (second[:, meeting] > 1).all()

# %% [markdown]
r"""
There they are: three units contribute most for the 3 in ink, three others for the same 3 in chalk, and hardly any unit
of layer 1 answers both. In layer 2 the two ways meet. So it is with other digits, too. Show all 360 test digits dark on
bright, with tones from −0.3 to 0.3, and as the exact negative: of the units of layer 1 that answer at least one of
the two pictures, a few in a hundred answer both. In layer 2 it is nearly half (means of five networks, not shown).

And the riddle? We can measure distances at every stage of the network, not only between the pixels.
"""

# %%
partner = np.random.default_rng(0).permutation(360)  # for each test digit another picture,
pairs = np.flatnonzero(digits != digits[partner])  # if that one shows another digit
lit = [(scans[pairs], 1), (scans[pairs], 2), (scans[partner[pairs]], 1)]  # made like A, B, C
many = [stages(model, in_any_light(each, np.random.default_rng(light))) for each, light in lit]
one = [stages(model, picture) for picture in (A, B, C)]


def times_as_far(a, b, c):
    """The distance from a to b, divided by that from a to c, for each row."""
    return np.linalg.norm(a - b, axis=1) / np.linalg.norm(a - c, axis=1)


names = ["64 pixels", "32 features, layer 1", "32 features, layer 2", "10 scores, layer 3"]
for k, name in enumerate(names):
    ratio = times_as_far(*(picture[k] for picture in one))[0]
    nearer = (times_as_far(*(pictures[k] for pictures in many)) < 1).mean()
    print(f"{name:<20}  A to B is {ratio:.1f} times A to C;  nearer for {nearer:.0%} of all digits")

# %% proof
by_stage = [(times_as_far(*(pictures[k] for pictures in many)) < 1).mean() for k in range(4)]
assert 0.1 < by_stage[0] < 0.22
assert by_stage[-1] > 0.8
assert by_stage == sorted(by_stage)
assert len(pairs) > 300

# %% proof this_run=true
assert [f"{by_stage[k]:.0%}" for k in (0, 3)] == ["16%", "87%"]
ratios = [
    np.linalg.norm(a - b) / np.linalg.norm(a - c)
    for a, b, c in zip(stages(model, A), stages(model, B), stages(model, C), strict=True)
]
assert sorted(ratios, reverse=True) == ratios
assert ratios[0] > 2.9
assert ratios[-1] < 0.5

# %% [markdown]
r"""
Layer by layer the light counts for less, and the digit for more. At the end the network, which has never seen A, B or C
before, agrees with you: the two 3s are close together, and the 8 is far away. (In layers 1 and 2 they still are not:
many units answer only one of the two.) Nor is it so for this one picture only. For 327 test digits, each with a
picture of another digit in the same light, the second column says how often the same digit in another
light is the nearer one: 16% by the pixels, 87% by the ten scores. (Five networks: about 15%, 40%, 55% and 86%.)

## Explore: turn the light

B once more, evenly lit, in tones of your choice. Where the two 3s are nearer to each other than A is to C, a bar
ends before the dashed line. On the right is what the network answers for B.

**(1)** Leave the paper at 0.5 and move the ink from black to white. Where is B nearer to A than the 8 is, by the
pixels, and where by the network's scores? **(2)** Do the pixels succeed anywhere?
"""

# %%
light_explorer(model, pixels[708], A[0], C[0])

# %% proof
from dlcourse.widgets.networks import start_here as turned

tones = np.arange(11) / 10
grid = np.array([[turned.times_as_far(model, A[0], turned.in_tones(pixels[708], ink, paper), C[0]) for ink in tones]
                 for paper in tones])  # fmt: skip
assert (grid[5, [0, 1, 2, 8, 9, 10], 1] < 1).all()

# %% proof this_run=true
assert 2 < grid[5, :, 0].min() < grid[5, :, 0].max() < 2.7
assert (grid[:8, :, 0] > 1).all()  # the pixels succeed with bright paper alone
assert (grid[8:, 3:7, 0] < 1).all()
assert (grid[8:, [0, 8, 9, 10], 0] > 1).all()
assert (grid[5, [4, 5, 6], 1] > 1).all()
assert np.flatnonzero(grid[5, :, 1] < 1).tolist() == [0, 1, 2, 3, 7, 8, 9, 10]
said = [model.predict(turned.in_tones(pixels[708], ink, 0.5)[None]).argmax() for ink in tones]
assert said == [3, 3, 3, 3, 3, 7, 3, 3, 3, 3, 3]

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

**(1)** The pixels nowhere: it is 2.0 to 2.7 times as far. The network with ink up to 0.3 and from 0.7 on. Between these
you, too, find it hard to see; and where ink and paper are the same there is no digit, yet the network says 7.

**(2)** Yes, if the paper is nearly as bright as A's (0.8 or more) and the ink is neither black nor bright: in nearly
the same light as A's.
</details>

## A claim, tested

A popular plot has two curves: with more data, "machine learning" flattens out and "deep learning" keeps climbing. Is
that so? Three learners compete:

- the network above;
- **nearest neighbour**, which has no weights: it answers with the label of the training picture at the smallest
  distance (of that single one here, hence "1-nearest");
- **softmax regression**, a single layer: it weighs the pixels, and learns no features.

Each is trained four times, on 50, 200, 800 and 1,437 digits, and tested on the same 360 others, once in any light and
once as they were scanned, dark on white. All of it is repeated with five random splits (this takes up to a minute). You
may run the code of this section and of the next without reading it.
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
    return train(Sequential([Dense(x.shape[1], 10, rng)]), x, y, rng).predict


def nearest_neighbour(x, y, _rng):  # it draws no random numbers
    def predict(x_new):
        # |x_new − x|² without the term |x_new|², which is the same for all x
        distance = (x**2).sum(axis=1) - 2 * x_new @ x.T
        return y[distance.argmin(axis=1)]

    return predict


# %% prediction [markdown]
r"""
In any light, with all 1,437 digits: about which share of the new ones does each get right?

[ ] Network 94%, nearest neighbour 90%, softmax regression 85%
    Such are the gaps where the pixels speak clearly. Here each pixel says more about the light.
[x] Network 94%, nearest neighbour 70%, softmax regression 20%
    A neighbour helps only if somebody's digit happens to lie in a similar light. And one layer cannot say "darker *or*
    brighter than its surroundings": a weight that speaks for dark ink speaks against chalk.
[ ] Network 94%, nearest neighbour 20%, softmax regression 70%
    The other way round: nearest neighbour has 1,437 lights to choose from, softmax regression one weight for each
    pixel and digit, and none that suits both ink and chalk.
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
assert 4 / 360 > 0.01
assert 0.01 < np.sqrt(0.94 * 0.06 / 360) < 0.015  # the standard error of an accuracy of 94%
assert abs(np.sqrt(0.99 * 0.01 / 360) - 0.005) < 0.0005

# %% [markdown]
r"""
The shaded bands reach from the worst to the best of the five splits.

The left plot looks like the claim: one learner stays flat, and the network climbs. (So does nearest neighbour.) In the
right plot the same network has no lead: all three end within a few points of each other, and copying the label of the
most similar digit comes out a little ahead.

What differs is *how directly the raw numbers tell the answer*. In a scan a pixel is dark because there is ink, so the
pixels are good features already. In any light they are not, and the learner that makes its own features wins by more
than 20 points.

Was it fair? Each learner was tried in three settings (1, 3 or 5 neighbours, three learning rates; not shown) on 300 of
the *training* digits: if we chose on the test set, its score would no longer be a fair one. With each at its best, the
same learner wins: the network in any light, nearest neighbour on the scans. And chance? An accuracy of 94% on 360
digits has a standard error of more than a point, one of 99% of half a point. So 20 points are a result, while a lead of
a point or two may be chance.

So the claim is no law. Nor is it refuted: it is about the step from thousands of examples to millions, and about
networks that grow with the data; our range ends at 1,437, and our network keeps its size. In language, speech and
images large networks have kept improving over a very long range; on tables of a few thousand rows, other methods are
often at least as good. So measure, with your data, before you choose.

## Learnt or designed

If the features make the difference, then the other two learners should become good as soon as somebody gives them
some. Let us give them the outputs of the network's layers instead of the pixels.

And let us design some by hand: first pixels of equal brightness and contrast (mean 0 and standard deviation 1 in each
picture), then edges: how much the grey *changes* from each pixel to the one below and to the one on its right, without
the sign, and in proportion to the size of all 112 changes of the picture.
"""

# %% prediction [markdown]
r"""
From the pixels, softmax regression got little more than 20%. What does it get from the 32 outputs of layer 1?

[ ] About 25%: it is the same single layer
    The same layer, but of other numbers. One layer of pixels cannot reconcile ink and chalk; here each has its units.
[ ] About 60%: better, but the other two layers are missing
    They turn out to be needed little. What was hard was to get from the light to the digit.
[x] About 93%: as much as the network itself
    All that was missing were features. The layer that weighs them is as good as before.
"""


# %%
def standardised(x):
    """Each picture with mean 0 and standard deviation 1."""
    return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)


def edges(x):
    """How much the grey changes from pixel to pixel, down and across, in proportion."""
    images = x.reshape(-1, 8, 8)
    down, across = np.abs(np.diff(images, axis=1)), np.abs(np.diff(images, axis=2))
    changes = np.concatenate([down.reshape(len(x), -1), across.reshape(len(x), -1)], axis=1)
    return changes / np.linalg.norm(changes, axis=1, keepdims=True)


def compare_features(seed):
    """Accuracies (5 features, 2 learners) with one split."""
    rng = np.random.default_rng(seed)
    scans, y, scans_new, y_new = train_test_split(pixels, targets, test_size=360, rng=rng)
    x, x_new = in_any_light(scans, rng), in_any_light(scans_new, rng)
    learnt = train(new_network(rng), x, y, rng)
    old = [x, standardised(x), *stages(learnt, x)[1:3], edges(x)]
    new = [x_new, standardised(x_new), *stages(learnt, x_new)[1:3], edges(x_new)]
    learners = nearest_neighbour, softmax_regression
    pairs = zip(old, new, strict=True)
    return [[accuracy(y_new, learn(a, y, rng)(b)) for learn in learners] for a, b in pairs]


found = np.array([compare_features(seed) for seed in range(5)])
features = "64 pixels", "64, standardised", "32 of layer 1", "32 of layer 2", "112 edges, by hand"
print("                    nearest neighbour  softmax regression")
for name, shares in zip(features, found.mean(axis=0), strict=True):
    print(f"{name:<18}  {shares[0]:^17.0%}  {shares[1]:^18.0%}")

# %% proof
kept = []  # the same five networks once more, with their test scans and labels
for seed in range(5):
    rng = np.random.default_rng(seed)
    old, y, new, y_new = train_test_split(pixels, targets, test_size=360, rng=rng)
    x, x_new = in_any_light(old, rng), in_any_light(new, rng)
    kept.append((train(new_network(rng), x, y, rng), new, y_new.argmax(axis=1)))
near, single = found.mean(axis=0).T
itself = np.array([accuracy(one_hot(d, 10), m.predict(in_any_light(s, np.random.default_rng(7)))) for m, s, d in kept])
assert 0.66 < near[0] < 0.74
assert 0.86 < near[1] < 0.92
assert (near[2:4] > 0.9).all()
assert 0.95 < near[4] < 0.985
assert 0.18 < single[0] < 0.26
assert 0.17 < single[1] < 0.25
assert 0.9 < single[2] < 0.955  # "about 93%"
assert 0.93 < single[3] < 0.965
assert 0.92 < single[4] < 0.965
assert abs(single[2] - itself.mean()) < 0.025  # "as much as the network itself"
assert (found[:, 2:4, 1].min(axis=1) > found[:, 0, 1] + 0.6).all()  # in each split, "about 70 points"
assert single[2:4].min() > single[:2].max() + 0.65
assert near[4] > near[2:4].max() + 0.02
assert edges(x_test).shape[1] == 112

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
    on_scans.append([accuracy(y_new, nearest_neighbour(a, y, rng)(b)) for a, b in ((old, new), (learnt, learnt_new))])
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
Only the representation has changed. Softmax regression gains about 70 points from what the network has learnt, and
nothing from standardised pixels, which still turn round between ink and chalk. Nearest neighbour, which keeps ink and
chalk side by side among its examples, gains more than 20, most of them from standardising alone. (On the scans, whose
pixels tell the answer directly, it gains nothing: 98.8% with the pixels, and about 98% with features learnt there.)

The table also says what our network is. Its layer 3, with softmax, *is* a softmax regression, and its inputs are the
outputs of layer 2: **a network like ours is softmax regression on features that it made itself.**

The edges made by hand do as well, and with nearest neighbour better. Why learn any, then? Because here we knew how the
pictures were made, and could put it into a few lines. For a photograph of a street, for speech, for a sentence, nobody
knows those lines. People designed features for such tasks for decades, with great skill, and learnt ones overtook them.

Are several layers needed? Not here: with a single hidden layer of 46 units, about as many weights in all, the network
is right about as often, and solves the riddle about as often. So we have shown that learnt features pay, not that
depth does. What depth can do, and how seldom training finds it, is in [lecture 3](03_multilayer_perceptron.ipynb).
"""


# %% proof
def distances(a, b):
    """From each row of a to that of b, for each kind of numbers."""
    return np.array([np.linalg.norm(p - q, axis=1) for p, q in zip(a, b, strict=True)])


nearer = []
for trained, scans_each, digits_each in kept:
    order = np.random.default_rng(0).permutation(len(scans_each))
    other = digits_each != digits_each[order]
    lit = [(scans_each, 1), (scans_each, 2), (scans_each[order], 1)]
    pictures = [in_any_light(each, np.random.default_rng(light)) for each, light in lit]
    a, b, c = (stages(trained, each) for each in pictures)
    nearer.append((distances(a, b) < distances(a, c))[:, other].mean(axis=1))
shares = np.array(nearer)
assert (np.diff(shares, axis=1) > 0).all()  # in each of the five, from stage to stage
assert 0.13 < shares[:, 0].mean() < 0.19
assert 0.35 < shares[:, 1].mean() < 0.46
assert 0.47 < shares[:, 2].mean() < 0.62
assert 0.83 < shares[:, 3].mean() < 0.89

# %% [markdown]
r"""
## Edges, parts, faces

In large networks trained on photographs one finds features of features: edges at all angles in the first layer, then
patterns of those, a corner or a wheel or an eye, and near the end something that we have a word for, such as a face or
a dog. One finds out by looking for the pictures that excite a unit most; here for four units of our own: those of layer
1 that contributed most for the 3 in ink and in chalk, the one of layer 2 where they meet, and the score of the 3.
"""

# %%
outputs = stages(model, x_test)
ink, chalk = (first * W2[:, meeting]).argmax(axis=1)
units = [(1, ink), (1, chalk), (2, meeting), (3, 3)]  # layer and unit
names = [f"layer {layer}, unit {unit + 1}" for layer, unit in units[:3]] + ["layer 3, the 3"]
nine = [np.argsort(-outputs[layer][:, unit])[:9] for layer, unit in units]
seen = y_test.argmax(axis=1)
drawn = [W1[:, ink], W1[:, chalk], "32, for the\noutputs\nof layer 1", "32, for the\noutputs\nof layer 2"]
show(insights.most_exciting(names, drawn, x_test[nine], seen[nine]))

# %% proof this_run=true
_, _, test_scans, _ = train_test_split(pixels, targets, test_size=360, rng=np.random.default_rng(0))
inked = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(x_test, test_scans, strict=True)])
assert (inked[nine[0]] < 0).all()
assert (inked[nine[1]] > 0).all()
assert 0 < (inked[nine[2]] < 0).sum() < 9
assert 0 < (inked[nine[3]] < 0).sum() < 9
assert (seen[nine[3]] == 3).all()
assert {2, 3} <= set(seen[nine[0]])
assert {2, 3} <= set(seen[nine[1]])
assert len(set(seen[nine[2]])) > 1

# %% [markdown]
r"""
The units of layer 1 are bound to a tone, and to a piece of the digit that 2s have as well as 3s. The unit of layer 2
has lost the tone, and the last one asks for the 3. From simple to composed, that is the direction in large networks,
too. But do not expect it to be tidy: many units answer to several unrelated things, or to nothing that we could name.

## What was borrowed from the brain

"Neural network" is named after nerve cells, the neurons, and the first ones were meant as models of them. In 1943
Warren McCulloch and Walter Pitts described a nerve cell as a unit that adds up its signals and fires if there are
enough of them. In 1958 Frank Rosenblatt let such a unit learn its weights: the perceptron, our
[lecture 1](01_perceptron.ipynb). And in 1959 David Hubel and Torsten Wiesel reported cells in the visual cortex of
cats that answer to a bar or an edge of light at one angle and one place, as a few of our units do. (More of ours are
like cells of the eye itself, which compare a spot with its surroundings.)
"""

# %%
show(drawings.neuron_and_unit())

# %% [markdown]
r"""
There the likeness ends. A nerve cell sends pulses, and their timing matters; a unit sends one number. Whether anything
in the brain resembles backpropagation is an open question.

## Why only now

The main ideas are decades old. Three things had been missing. (In brackets: lectures.)
"""

# %%
show(drawings.why_now())

# %% [markdown]
r"""
- *Examples.* A large network has room to memorise a small set of examples; with many, it pays to learn what they have
  in common. The web has brought them.
- *Processors.* A network takes the same simple step on millions of numbers. So does a picture on a screen, for which
  graphics cards (GPUs) were built ([lecture 20](20_going_faster.ipynb)).
- *Algorithms.* Until about 2010 networks of many layers, but for convolutional ones, were trained with difficulty, or
  layer by layer: the slopes were almost 0 by the time they reached the first one. Lectures 9 to 16 are about what mends
  this, and about other help: less memorising (13), better steps (15 and 16).

In 2012 some of this (ReLU for the slopes, dropout against memorising) met the other two: deep *convolutional*
networks, which look at pictures through small windows, were trained on 1.2 million photographs, each on two graphics
cards, and won the ImageNet contest with the average answer of seven (two of them had first been trained on a larger
collection). For 15.3% of the test
photographs the right answer was not among their five best guesses; a single such network missed some 18%, and the
second team, with designed features, 26.2%. That is what learnt features can be worth.

Since then networks trained in the same four parts, made larger, have learnt to write down speech and to translate. A
language model such as the one behind ChatGPT is a network, too. In the longest part of its training the input is a
text, the label is the next word or piece of a word, and the loss is the one that you used above.

## Deep learning and the rest of machine learning

Deep learning *is* machine learning, a branch of it. What usually differs:

| | deep learning | other machine learning |
|---|---|---|
| features | learnt from raw inputs | mostly designed by people who know the subject |
| data | shines with a lot, or with a network that has seen a lot before | often better with little |
| hardware, time | large models: GPUs, days to months; ours: a second, anywhere | any computer, seconds to hours |
| interpretability | hard: often billions of weights, no rule to read | easy for few rules, hard for many trees |

We have measured the first row. If your columns already mean something (age, price, temperature), they
are features, and there is often little left for layers to find.

## How this course works

Each topic has a *lecture*, to read and run, and an *exercise* with the same number, where you write the code. First
comes a single neuron (1 and 2), then networks and how they learn (3 to 8), then what goes wrong in deep ones and what
helps (9 to 16), and at the end a project and the tools of the trade (17 to 20). In an exercise you complete a function
and run the cell below it:

```python
check("average_squared_error", average_squared_error)
```

If you are right, it says so. If your numbers look like those of a well-known mistake, it names the mistake. If you are
stuck, open the hints in the box that the check shows (its *card*), or ask for one; each tells you a little more:

```python
hint("average_squared_error")
```

When you are done, press *Hand in and see the feedback* on the last card, or type `dlcourse done 00` in a terminal.

Only the returned numbers count. But do not change the arrays you are given: `x = x * 2` makes a new array, `x *= 2`
changes the old one. Shapes stand in brackets: x (N, 64) is an array of N rows and 64 columns, y (N,) a list of N
numbers, and rows are examples.

## In one table

| What | Here | Remember |
|---|---|---|
| feature | "how strongly the tone changes here" | a number computed from the raw input because it helps |
| layers | `Dense(64, 32, rng)` | weigh and add; forwards the answer, backwards which way the loss grows |
| activation | `ReLU()` | between the layers; passes on what is above 0 |
| loss | `CategoricalCrossentropy` | how wrong the answer is |
| optimizer | `Adam(learning_rate=0.005)` | moves the weights so that the loss falls |
| deep learning | softmax regression: pixels 23%, learnt features 93% | features are learnt along with the answer |
| "more data, deep learning wins" | in any light it leads, on scans it does not | depends on the task: measure |

## Check yourself

<details><summary>1. Which of the four parts changes the weights, and what must it be told first?</summary>

The optimizer. It must be told for each weight in which direction the loss grows, and how fast: the slope, which
backpropagation finds.
</details>

<details><summary>2. Why does softmax regression fail in any light, however many digits it gets?</summary>

It has one weight for each pixel and digit. A weight that counts dark ink in favour of a 3 counts bright chalk against
it. It would need a feature such as "darker or brighter than its surroundings", and has no layer that could learn one.
</details>

<details><summary>3. A friend's data has 2,000 rows with twelve columns such as age, income and rent. Should she begin
with a deep network?</summary>

Probably not: her columns are features already, and there are few rows. A simple learner first, then a network, both
tuned with the same care and compared on rows that neither has seen.
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
