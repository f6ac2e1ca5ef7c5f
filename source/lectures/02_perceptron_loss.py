# %% [markdown]
r"""
# 2 · What a mistake costs

*Three losses for a mistake, each with a slope to walk down. Change the loss, and the same neuron becomes another
model.*

Run the first two cells (Shift+Enter) and look at the two lines. Which is the better one? You count, five students on
the wrong side against one, and you know. Yet a neuron is hardly ever trained on this count, although it is what we care
about. What is wrong with it? And what do we get when we train on something else?

**You will be able to**

- say why the count of mistakes is fair, and why it has no slope to walk down;
- compute perceptron loss, hinge and log loss of a point from its margin, with their gradients;
- derive log loss from maximum likelihood;
- run one descent on all three, and predict where it ends;
- name the model that a loss and an activation make together, and the task it is for.

**It builds on** [lecture 1](01_perceptron.ipynb) and on derivatives. **Time:** about 70 minutes; a good place to pause
is before log loss. Answer each question before you open it.
"""

# %%
import numpy as np

from dlcourse import BinaryCrossentropy, Hinge, Perceptron, PerceptronLoss
from dlcourse import LinearSVM, PerceptronByDescent
from dlcourse import numerical_gradient, sigmoid
from dlcourse.plots import show, show_animation
from dlcourse.plots.neuron import log_odds, loss_walks, margin_losses
from dlcourse.plots.neuron import perceptron_loss as figures
from dlcourse.widgets.neuron.perceptron_loss import loss_explorer

# %%
cgpa = np.array([8.0, 6.5, 7.0, 6.0, 6.0, 5.5, 7.5, 8.5, 9.0, 6.5, 5.0, 8.0])
iq = np.array([100, 125, 120, 115, 90, 105, 85, 90, 100, 100, 95, 110])
placed = np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1])
x = np.column_stack([cgpa - 7, (iq - 100) / 10])  # (12, 2)

u1 = np.array([0.0, 1.0]), -0.25  # w and b: says 1 where iq is above 102.5
u2 = np.array([1.0, 1.0]), 0.0
two = {"u₁: iq alone": u1, "u₂: cgpa and iq together": u2}
show(figures.lines_with_misses(x, placed, two))

# %% proof
both = [((x @ w + b >= 0) != placed, np.abs(x @ w + b), np.linalg.norm(w)) for w, b in (u1, u2)]
assert [int(wrong.sum()) for wrong, _, _ in both] == [5, 1]
assert [float((f * wrong).sum()) for wrong, f, _ in both] == [3.25, 0.5]
assert [round(float((f * wrong).sum() / length), 2) for wrong, f, length in both] == [3.25, 0.35]
assert both[0][2] == 1
assert [round(float(f.sum() / length), 2) for _, f, length in both] == [12, 12.02]

from math import comb


def ways(points, inputs):
    """The ways in which a plane can part points of which no subset is special (Thomas Cover, 1965); else fewer."""
    return 2 * sum(comb(points - 1, k) for k in range(inputs + 1))


assert ways(12, 2) == 134
assert ways(300, 64) > 10**66

# %% [markdown]
r"""
## Two lines, five mistakes and one

These are the twelve students of lecture 1, cgpa measured from 7, iq from 100 and in tens. A neuron computes a
score, $f = w \cdot x + b$ ($z$ in other lectures), and says 1 where it is not negative. The line where the score is 0
is its decision boundary.

The perceptron trick knows *right* and *wrong*, and not *better*. To say that $u_2$ is better than $u_1$ we need a
number for each line, $L(w, b)$, that is lower for the better one: a **loss**. Then learning is a search for the lowest
place.

## What should a mistake cost?

**Idea 1: count the mistakes.** 5 for $u_1$, 1 for $u_2$. How would you find the line with the lowest count? There are
at most 134 ways to part twelve points by a line, and you could try them all. For the 300 digits of lecture 1, with 64
inputs, there can be more than $10^{66}$, and no algorithm is known whose time does not explode with the number of
inputs: the problem is *NP-hard*. So go as you would go down a hill in fog: feel with your foot which way it falls, take
a small step, and feel again. What the foot feels is the *derivative* of $L$ with respect to the weights.
"""

# %% prediction [markdown]
r"""
The bias of the second line is nudged from 0 to 0.001. By how much does its count of mistakes change?

[ ] By a little less than 0.001
    A count has no thousandths. It is 1 or it is 2.
[x] Not at all
    No student lies in the narrow strip that the line sweeps over. This holds nearly everywhere: the derivative of a
    count is 0, and the foot feels flat ground.
[ ] By 1
    Only if a student lay in the narrow strip that the line sweeps over.
"""

# %% [markdown]
r"""
**Idea 2: how far off?** Add up, over the misclassified students, their distance to the line, $|f| / \lVert w \rVert$:
the dashed stretches in the picture, 3.25 for $u_1$ and 0.35 for $u_2$, in grade points. (Ten points of iq count as one
grade point here; another scale gives other distances.) As long as somebody is misclassified, nearly every small move of
the line changes this sum.

**Idea 3: the score will do.** Dividing by the length of $w$ complicates the derivatives. Leave it out and add up $|f|$,
3.25 and 0.50. But double $w$ and $b$, and the same line has twice the loss: a low sum may only mean small weights.

Here the second line slides across the plane, $b$ from −5 to 5.
"""

# %%
w = u2[0]
sliding = np.linspace(-5, 5, 401)
scores = x @ w + sliding[:, None]  # (401, 12)
wrong = (scores >= 0) != placed

losses = {
    "Idea 1, the count of mistakes": wrong.sum(axis=1),
    "Idea 2, the sum of distances": (np.abs(scores) * wrong).sum(axis=1) / np.linalg.norm(w),
}
show(margin_losses.losses_of_sliding_line(x, placed, w, sliding, losses, shown=[-1.5, -0.5, 1.5]))

# %% proof
counts, distances = losses.values()
assert [abs(sliding[k] - b) < 1e-12 for k, b in ((140, -1.5), (180, -0.5), (260, 1.5))] == [True] * 3
assert (counts.min(), counts.max(), sliding[distances.argmin()].round(3)) == (1, 6, -0.5)
assert len(np.unique(counts)) < 7
assert (np.diff(distances[:181]) < 0).all()
assert (np.diff(distances[180:]) > 0).all()
assert ((x @ u2[0] + 0.001 >= 0) != placed).sum() == ((x @ u2[0] >= 0) != placed).sum() == 1
assert np.flatnonzero(x @ u2[0] - 0.5 == 0).tolist() == [3, 7]
assert distances.min() < 1e-12
assert ((x @ u2[0] - 0.5 >= 0) != placed).sum() == 1


def distances_of(line, rows, signs):
    """The sum of the distances of the misclassified from a line (w₁, w₂, b)."""
    f = rows @ line[:2] + line[2]
    return np.maximum(0, -signs * f).sum() / np.hypot(*line[:2])


one_of_each, signs = np.array([[-0.5, 0.3], [0.5, 0.1]]), np.array([1, -1])  # both misclassified by w = (1, 0), b = 0
here = np.array([1.0, 0.0, 0.0])
by_nudges = numerical_gradient(lambda line: distances_of(line, one_of_each, signs), here)
assert abs(by_nudges[2]) < 1e-9  # sliding
assert abs(by_nudges[1]) > 0.1  # turning

# %% [markdown]
r"""
The count is a staircase. The sum of distances has a slope, and it leads to $b = -0.5$. (The sum of scores is
$\sqrt 2$ times as high everywhere.) There the line runs exactly through two students, one of each class. The sum is 0
and the count is 1, since a point on the line costs nothing: a sum of 0 does not quite mean that nobody is wrong.

> **A common slip: adding up $|f|$ over *all* students.** Then one who is right costs the more, the safer she is. As
> distances: 12.00 for $u_1$, with its five mistakes, and 12.02 for $u_2$ with one. The lower sum is that of $u_1$: the
> slip prefers the worse line.

One more piece of notation: write the labels as $y = +1$ and $y = -1$ in place of 1 and 0, and multiply by the score.
The product is the **margin** of a point:

$$m = y \cdot f .$$

A point with $m > 0$ is right, and for a given $w$, the larger $m$, the farther from the line. (Divided by
$\lVert w \rVert$ it is a distance. Lecture 1's margin $\gamma$ was the smallest of those; in its proof $b$ was a part
of $w$.) A point with $m < 0$ is misclassified. Under $u_2$, a student with label $-1$ and score 0.5 has $m = -0.5$;
one with label $-1$ and score $-2.5$ has $m = 2.5$. So $|f|$ for the misclassified, and nothing for the
others, is $\max(0, -m)$.

Here, over the margin, are the count, the perceptron loss $\max(0, -m)$, two losses that come later, hinge and log loss,
and for comparison the squared error, which for $y = \pm 1$ is $(y - f)^2 = (1 - m)^2$. Below stand the slopes. In the
shaded half the points are *right*: what does each loss still ask for?
"""

# %%
m = np.linspace(-2.5, 3.5, 601)
curves = {  # the loss of a point, and its slope
    "count": (np.where(m < 0, 1.0, 0.0), 0 * m),
    "perceptron loss": (np.maximum(0, -m), np.where(m < 0, -1.0, 0.0)),
    "hinge": (np.maximum(0, 1 - m), np.where(m < 1, -1.0, 0.0)),
    "log loss": (np.log(1 + np.exp(-m)), -sigmoid(-m)),
    "squared error": ((1 - m) ** 2, 2 * (m - 1)),
}
show(margin_losses.losses_and_slopes_by_margin(curves, m, marked=[0.5, 2]))

# %% proof
assert np.allclose(m[[300, 450]], [0.5, 2])
at_the_marks = {name: loss[[300, 450]].round(3).tolist() for name, (loss, _) in curves.items()}
assert list(at_the_marks.values()) == [[0, 0], [0, 0], [0.5, 0], [0.474, 0.127], [0.25, 1]]
for loss, slope in curves.values():
    between = np.abs(np.diff(slope)) < 0.5  # no kink
    assert np.allclose((np.diff(loss) / np.diff(m))[between][:240], ((slope[1:] + slope[:-1]) / 2)[between][:240])
    assert (np.diff(slope) >= 0).all()
assert np.allclose((1 - m) ** 2, (-1 - -m) ** 2)  # (y − f)² for y = −1, f = −m
is_wrong = curves["count"][0]
assert (curves["hinge"][0] >= is_wrong).all()
assert round(float(np.log(2)), 2) == 0.69
assert (curves["log loss"][0] >= np.log(2) * is_wrong).all()
assert int(0.1 / np.log(2) * 100) == 14
for margin, point in ((0.5, [0.3, -0.4]), (-2.0, [3.0, 4.0])):  # lengths 0.5 and 5
    point = np.array(point)
    start = margin * point / (point @ point)  # label 1, no bias: the score is the margin
    for loss, of_margin in ((Hinge(), -1.0), (BinaryCrossentropy(from_logits=True), -sigmoid(-margin))):
        pull = numerical_gradient(lambda w, loss=loss, point=point: loss([1.0], [w @ point])[0], start)
        assert np.isclose(np.linalg.norm(pull), abs(of_margin) * np.linalg.norm(point), atol=1e-6)
second = x @ u2[0]
assert (second[3], second[10], placed[3], placed[10]) == (0.5, -2.5, 0, 0)

# %% [markdown]
r"""
Take a point with $m = 0.5$. The perceptron loss says: done. Hinge: not far enough. Log loss: good, and more would be
better. At $m = 2$ hinge is done, too, log loss still asks for a little, and the squared error wants the point *back*.
How much a point contributes to the gradient of $w$ is the size of its slope, in the lower half, times the length of its
$x$.

The count is fair: a mistake is a mistake, and doubling $w$ changes nothing. The others stand in for it and are called
**surrogate losses**. Hinge is never below the count, so a mean hinge of 0.1 promises at most 10 mistakes in 100. Under
log loss a misclassified point costs at least $\ln 2 = 0.69$, so a mean of 0.1 promises at most 14. The perceptron loss
promises nothing of that kind.

## The perceptron loss

$$L = \frac1N \sum_{n} \max(0,\; -y_n f_n), \qquad f_n = w \cdot x_n + b, \qquad y_n = \pm 1 .$$

For a point that is right, it is 0 all around, and so is its derivative. For a misclassified one it is
$-y f = -y\,(w \cdot x + b)$, with the derivative $-y\,x$ with respect to $w$, and $-y$ with respect to $b$. Add up and
divide by $N$:

$$\frac{\partial L}{\partial w} = -\frac1N \sum_{\text{wrong}} y_n x_n, \qquad
\frac{\partial L}{\partial b} = -\frac1N \sum_{\text{wrong}} y_n .$$

At the kink, $f = 0$, every slope between those of its two sides will do; it is called a **subgradient**. Our code takes
$-y$ there: a point on the line counts as misclassified. Four points to check it; two of them are misclassified:
"""

# %%
x4 = np.array([[2.0, -1.0], [1.0, 3.0], [-2.0, 1.0], [3.0, 2.0]])
y4 = np.array([1.0, -1.0, 1.0, 1.0])
w, b = np.array([-0.5, 1.0]), 0.25

f = x4 @ w + b  # (4,)
L = np.mean(np.maximum(0, -y4 * f))
wrong = y4 * f <= 0
dw = -(y4[wrong, None] * x4[wrong]).sum(axis=0) / 4  # (2,)


def loss_of_w(w):
    """The perceptron loss as a function of w alone."""
    return np.mean(np.maximum(0, -y4 * (x4 @ w + b)))


print("margins", y4 * f, "   L =", L, "   the library:", PerceptronLoss()(y4, f)[0])
print("∂L/∂w", dw, "   by nudging each weight:", numerical_gradient(loss_of_w, w).round(6))

# %% proof
assert f.tolist() == [-1.75, 2.75, 2.25, 0.75]
assert L == PerceptronLoss()(y4, f)[0] == (1.75 + 2.75) / 4 == 1.125
assert dw.tolist() == [-0.25, 1.0]
assert np.allclose(numerical_gradient(loss_of_w, w), dw, atol=1e-9)

# %% [markdown]
r"""
Do you recognise it? Walk down this slope, $w \leftarrow w - \eta\,\partial L/\partial w$, with *one* row at a time: a 1
classified as −1 adds $\eta x$ to the weights, a −1 classified as 1 subtracts it, a right one does nothing. **The
perceptron trick is gradient descent on the perceptron loss, one point at a time.** (They differ only for a point on the
line, which the trick takes for a yes: a 1 there moves the descent, and not the trick.) In lecture 1 a student with cgpa
8.5 and iq 90 was misclassified by the line $w = (1, 2)$, $b = -1$:
"""

# %%
by_trick = Perceptron(2, learning_rate=0.5, w=[1.0, 2.0], b=-1.0)
by_trick.update(x[7], 1)

by_descent = PerceptronByDescent(2)
by_descent.W, by_descent.b = np.array([[1.0], [2.0]]), np.array([-1.0])
by_descent.fit(x[7:8], [[1.0]], learning_rate=0.5, epochs=1)  # a batch of one row
print("the trick:  ", by_trick.w, by_trick.b)
print("the descent:", by_descent.W.ravel(), by_descent.b)

# %% proof
assert by_trick.w.tolist() == by_descent.W.ravel().tolist() == [1.75, 1.5]
assert by_trick.b == by_descent.b[0] == -0.5
of_zero = Perceptron(2, learning_rate=1.0, w=[0.0, 0.0], b=0.0)
of_zero.update(x[0], 1)
assert (*of_zero.w, of_zero.b) == (0, 0, 0)
of_zero.update(x[0], 0)  # a 0 on the line moves the trick, too
assert (*of_zero.w, of_zero.b) == (-x[0, 0], -x[0, 1], -1)
for label in (1.0, -1.0):
    assert PerceptronLoss()([label], [0.0])[1].tolist() == [-label]

# %% [markdown]
r"""
But this loss has a hole. Take the twelve students and the odd case of lecture 1, cgpa 9, iq 115, not
placed. No line gets all thirteen right.
"""

# %% prediction [markdown]
r"""
Which weights have the lowest perceptron loss that is possible on these thirteen?

[ ] Those of the line with the fewest mistakes
    That line has at least one mistake, which costs more than 0.
[ ] Those of the line that leaves the most room on both sides
    The perceptron loss takes no notice of room: right points cost 0, near or far.
[x] All weights 0
    Every score is 0, and max(0, −y·0) = 0, the least that this loss can be. And it is no line at all.
"""

# %%
x13 = np.vstack([x, [2.0, 1.5]])
placed13 = np.append(placed, 0)
y13 = 2.0 * placed13 - 1  # (13,) of ±1

for scale in (1, 0.4, 0.1, 0):
    f = scale * (x13 @ [3.5, 2.0] - 1.4)  # the same line, but for scale 0
    costs = PerceptronLoss()(y13, f)[0], Hinge()(y13, f)[0]
    print(f"weights times {scale:<4} perceptron loss {costs[0]:.3f}   hinge {costs[1]:.3f}")

# %% proof
shrunk = [scale * (x13 @ [3.5, 2.0] - 1.4) for scale in (1, 0.4, 0.1, 0)]
assert np.round([PerceptronLoss()(y13, f)[0] for f in shrunk], 3).tolist() == [0.662, 0.265, 0.066, 0]
assert np.round([Hinge()(y13, f)[0] for f in shrunk], 3).tolist() == [0.738, 0.412, 0.699, 1]
scales = np.linspace(0, 2, 2001)
assert abs(scales[np.argmin([Hinge()(y13, scale * shrunk[0])[0] for scale in scales])] - 0.385) < 0.0015

# %% [markdown]
r"""
Shrink the weights, and the perceptron loss shrinks with them, for the same line. That is the price of idea 3.

<details><summary>Yet lecture 1 <em>started</em> at w = 0?</summary>

On the twelve, whom a line can part, the hole does no harm. From 0, where everybody is on the line, our code is pushed
out, and after one step all twelve are right, at a loss of 0. On the thirteen nothing but the hole has a loss of 0.
</details>

## Hinge: a margin to spare

Ask for a little more than being right. **Hinge loss**, after the bend in its curve, is positive until the margin is 1:

$$L = \frac1N \sum_n \max(0,\; 1 - y_n f_n) .$$

Now weights of 0 cost 1 for every point. Shrinking pays only down to a limit: the misclassified cost less, but the right
ones slip below a margin of 1. (In the last column above, hinge is lowest at 0.4 times the weights; its minimum over all
scales is at 0.385.)

Why 1 and not 2? Any positive number would do. Ask for a margin of $c$ instead, and the best $w$ and $b$ come out $c$
times as large: the lines are the same. What matters is that it is not 0, which makes it a unit for the scores. With a
margin of 0 to beat, we are back at the perceptron loss, and shrinking is a way out again.

The gradient is
as before, only that the sums run over all points with $m < 1$: the misclassified and those that are right *but too
close*.

Back to the twelve students, for whom there are perfect lines. Both losses descend from the same 25 random lines until
they are 0. Then new students come. Each is one of the twelve plus noise, with a standard deviation of 0.3 grade points
and 3 points of iq.
"""

# %% prediction [markdown]
r"""
None of these 50 lines makes a mistake on the twelve. How do they do on the new students?

[ ] All are about equally good: each had a loss of 0
    Zero loss says who is on which side, and under the perceptron loss nothing about how far.
[ ] The hinge lines make no mistake
    Noise carries some students across any line.
[x] The hinge lines are equally good, and under the perceptron loss luck decides
    About 2 of 100 are wrong under each hinge line; under the others a few or many, as the figure shows.
"""

# %%
y = 2.0 * placed[:, None] - 1  # (12, 1) of ±1
starts = np.random.default_rng(0).uniform(-1, 1, size=(25, 3))  # w₁, w₂, b
models = {"25 lines by perceptron loss": PerceptronByDescent, "25 lines by hinge": LinearSVM}
found = {}
for name, kind in models.items():
    found[name] = lines = []
    for start in starts:
        model = kind(2)
        model.W, model.b = start[:2, None], start[2:]
        model.fit(x, y, learning_rate=0.1, epochs=1000)
        lines.append((model.W[:, 0], model.b[0]))
    nearest = [np.abs(x @ w + b).min() / np.linalg.norm(w) for w, b in lines]
    print(f"{name}: the nearest student is {min(nearest):.2f} to {max(nearest):.2f} away")

noise = np.random.default_rng(1).normal(0, 0.3, size=(2000, 12, 2))
new_x, new_placed = (x + noise).reshape(-1, 2), np.tile(placed, 2000)  # 24,000 students
show(margin_losses.fans_of_lines(x, placed, found, new_x, new_placed))

# %% proof
rows = y * np.column_stack([x, np.ones(12)])  # a margin is a row times (w, b)


def lines_of(enough, some, penalty=0, steps=1000):
    """Lines (L, 3) after descents with a rate of 0.1 until each margin is `enough`."""
    for _ in range(steps):
        some = some + 0.1 * (((some @ rows.T) < enough) @ rows / 12 - penalty * some * [1, 1, 0])
    assert penalty or (some @ rows.T).min() >= enough  # loss 0
    return some


def rooms_of(lines):
    """The distance of the nearest student from each line (L, 3)."""
    return (lines @ rows.T).min(axis=1) / np.linalg.norm(lines[:, :2], axis=1)


def errors_of(lines, noise):
    """How many of 100 new students are wrong, for each line (L, 3)."""
    new = np.concatenate([x + noise, np.ones((*noise.shape[:2], 1))], axis=2)  # (draws, 12, 3)
    return 100 * (lines @ (y * new).reshape(-1, 3).T < 0).mean(axis=1)


by_seed = {"perceptron": [], "hinge": []}
for seed in range(5):
    some = np.random.default_rng(seed).uniform(-1, 1, size=(25, 3))
    seen = np.random.default_rng(100 + seed).normal(0, 0.3, size=(1000, 12, 2))
    for name, enough in (("perceptron", 0), ("hinge", 1)):
        lines = lines_of(enough, some)
        by_seed[name].append((rooms_of(lines), errors_of(lines, seen)))
for room, error in by_seed["perceptron"]:
    assert np.mean(room < 0.1) > 0.6
    assert 6.5 < error.mean() < 9.5
    assert 1.6 < error.min() < 6.3
    assert 9.5 < error.max() < 14.6
for room, error in by_seed["hinge"]:
    assert (round(room.min(), 2), round(room.max(), 2)) in {(0.45, 0.46), (0.46, 0.46), (0.45, 0.45)}
    assert 1.7 < error.min() <= error.max() < 2.4

long = [np.random.default_rng(seed).uniform(-10, 10, size=(25, 3)) for seed in range(5)]
of_long = np.array([rooms_of(lines_of(1, some)) for some in long])
assert (of_long.min(axis=1) < 0.15).all()
assert (of_long.max(axis=1) > 0.43).all()
assert rooms_of(lines_of(1, np.concatenate(long), penalty=0.01, steps=10_000)).min() > 0.435

from scipy.optimize import minimize

outside = {"type": "ineq", "fun": lambda line: rows @ line - 1}
widest = minimize(lambda line: line[:2] @ line[:2], [3.0, 2.0, -1.0], constraints=[outside])
assert round(1 / np.sqrt(widest.fun), 3) == 0.465

pushed = PerceptronByDescent(2)
pushed.fit(x, y, learning_rate=0.1, epochs=1)
assert (y * pushed.score(x) > 0).all()

# %% proof this_run=true
rooms = [[np.abs(x @ w + b).min() / np.linalg.norm(w) for w, b in lines] for lines in found.values()]
for name, room in zip(by_seed, rooms, strict=True):
    assert np.allclose(room, by_seed[name][0][0])

# %% [markdown]
r"""
The perceptron loss stops as soon as the line makes no mistake, mostly within 0.1 of a student (in grade points, ten
points of iq counting as one). Over five such draws of starts and students, its lines get 7 to 8 of 100 new students
wrong on the average. Hinge goes on until everybody has a margin of 1. Its
lines look like one: each is 0.45 to 0.46 from the nearest student, and 0.465 is the most that any line has.

**How wide is the street?** The dashed lines, where $f$ is 1 and −1, lie $1 / \lVert w \rVert$ from the decision
boundary, since a score divided by the length of $w$ is a distance. A hinge of 0 means that nobody stands between them.
So among all $w$ with a hinge of 0, the *shortest* has the widest street. Here is one of our lines, and twice its
weights.
"""

# %%
show(margin_losses.street_of_lengths(x, placed, found["25 lines by hinge"][0], scales=[1, 2]))

# %% [markdown]
r"""
Twice the weights make the street half as wide, and hinge is 0 for both. So hinge alone does not ask for the widest
street: ours came close because they started with small weights. From starts ten times as long, hinge stopped anywhere
between 0.1 and 0.46. A small penalty on the length, $L + \frac{\lambda}{2} \lVert w \rVert^2$
([lecture 13](13_regularization.ipynb)), does away with this luck: with $\lambda = 0.01$ the nearest student is at least
0.44 from each of these lines. Hinge with this penalty is the linear **support vector machine** (Corinna Cortes and
Vladimir Vapnik, 1995). Our `LinearSVM` leaves the penalty out and relies on small weights at the start.

> **A common slip: hinge of the *prediction*, $\max(0, 1 - y \hat y)$.** What is multiplied by $y$ is the score. With
> $\hat y = \pm 1$ from a step it is twice the count of mistakes: flat nearly everywhere, so a descent learns nothing.

*(A good place to pause.)*

## Log loss: no point is ever done

Sometimes a yes or no is not enough; a doctor wants to know *how likely*. So let us squeeze the score into a number
between 0 and 1, with a **sigmoid** in place of the step, and read it as the probability of a 1:

$$p = \sigma(f) = \frac{1}{1 + e^{-f}} .$$

A score of 0 gives $p = \frac12$, large scores come near 1, very negative ones near 0. Why this curve? The **odds** of a
1 are $\frac{p}{1 - p}$, 3 to 1 for $p = 0.75$. Pieces of evidence that are independent within each class *multiply* the
odds (Bayes' rule), so their logarithms *add up*; and $f = w \cdot x + b$ is a sum, with a term for each input. So let
the score be the logarithm of the odds, the **log odds**: $\ln \frac{p}{1 - p} = f$. Solved for $p$: $p = e^f (1 - p)$,
so $p = e^f / (1 + e^f) = 1 / (1 + e^{-f})$, the sigmoid. (This is one way to a linear score, and not the only one: the
neuron assumes only that the log odds are linear, not that its inputs are independent.) Suppose, for example, that iq is
spread in two bells of equal width, and that both classes are equally large:
"""

# %%
show(log_odds.two_bells(np.linspace(60, 140, 161), centres=(90, 110), width=10, marked=105))

# %% [markdown]
r"""
At an iq of 105 the right bell is $e = 2.72$ times as high as the left one. So the odds of *placed* are 2.72 to 1, their
logarithm is 1, and $p = 2.72 / 3.72 = 0.73$. The logarithm of a bell is a parabola, and the difference of two equally
wide ones is a straight line. Each point of score multiplies the odds by $e$.

In this section labels are 0 and 1 again. How good is such a forecast? Ask how probable it held *what then happened*:
$q = p$ for a student who was placed, and $q = 1 - p$ for one who was not. Here is this number for our two lines, a bar
for each student.
"""

# %%
show(log_odds.likelihood_of_labels(x, placed, two))

# %%
likelihood = {}
for name, (w, b) in two.items():
    p = sigmoid(x @ w + b)
    q = np.where(placed == 1, p, 1 - p)  # the probability of what happened
    likelihood[name] = q.prod()
    print(f"{name:<25} product {q.prod():.5f}   mean of −ln q {-np.log(q).mean():.3f}")

# %% proof
of_u1, of_u2 = likelihood.values()
bells = [np.exp(-0.5 * ((105 - centre) / 10) ** 2) for centre in (90, 110)]
assert round(bells[1] / bells[0], 2) == round(np.e, 2) == 2.72
assert round(bells[1] / (bells[0] + bells[1]), 2) == round(2.72 / 3.72, 2) == round(float(sigmoid(1.0)), 2) == 0.73
assert np.isclose(sigmoid(np.log(0.75 / 0.25)), 0.75)
assert (round(of_u1, 5), round(of_u2, 5)) == (0.00055, 0.028)
assert round(of_u2 / of_u1) == 51
for (w, b), mean in zip((u1, u2), (0.625, 0.298), strict=True):
    q = sigmoid((2 * placed - 1) * (x @ w + b))
    assert round(float(-np.log(q).mean()), 3) == mean
    assert np.isclose(BinaryCrossentropy(from_logits=True)(placed, x @ w + b)[0], -np.log(q).mean())

# %% [markdown]
r"""
If the students' fates do not depend on one another, probabilities multiply: the product of the twelve bars is the
probability that the neuron gives to *all* the labels that we saw. As a function of $w$ and $b$ it is called the
**likelihood**. (It is not the probability that the weights are right.) With these weights, $u_2$ makes what happened
51 times as probable as $u_1$ does. A part of this is the length of $w$, which says how sure the neuron is: with both
$w$ of length 1 it is 22 times.

So here is a principle to choose weights by, **maximum likelihood**: take those under which what happened is most
probable. The logarithm turns the product into a sum and has its *maximum* at the same weights. Turn the sign, so that
lower is better, and divide by $N$. This is **log loss**:

$$L = -\frac1N \sum_n \ln q_n = -\frac1N \sum_n \big[\, y_n \ln p_n + (1 - y_n) \ln (1 - p_n) \,\big] .$$

Other names for it: **binary cross-entropy** (in Keras and our library), logistic loss, negative log-likelihood. (The
bracket is only the two cases in one line: $y$ switches one of the terms off.) Whoever says 0.8 has a loss of 0.22 if it
happens, and of 1.61 if not; whoever says 0.99, of 4.61 if not, and there is no limit. A neuron with a sigmoid and this
loss is called **logistic regression** (Joseph Berkson, 1944; David Cox, 1958): *logistic* after the curve, another name
of the sigmoid, and *regression* since it fits a number, the log odds.
"""

# %% prediction [markdown]
r"""
Double w and b of the second line. The line stays where it is, with one student on the wrong side. What happens to the
likelihood?

[ ] It stays the same: the line is the same
    The line is, but the probabilities are not. Doubled scores are surer ones.
[x] It rises
    Eleven students are right, and their q comes nearer to 1. That of the one who is wrong falls from 0.38 to 0.27, but
    this is outweighed: 0.028 becomes 0.089. It is highest, 0.105, at 2.8 times the length.
[ ] It falls: the one who is wrong costs more
    He does, but eleven others cost less.
"""

# %% proof
longer = {scale: sigmoid(scale * (2 * placed - 1) * (x @ u2[0])) for scale in (1, 2, 4)}
assert [round(float(q.prod()), 3) for q in longer.values()] == [0.028, 0.089, 0.087]
of_lengths = {scale: sigmoid(scale * (2 * placed - 1) * (x @ u2[0])).prod() for scale in np.arange(1, 6, 0.1)}
best_length = max(of_lengths, key=of_lengths.get)
assert (round(best_length, 1), round(of_lengths[best_length], 3)) == (2.8, 0.105)
assert round(sigmoid((2 * placed - 1) * (x @ u2[0]) / np.sqrt(2)).prod() / of_u1) == 22
assert [round(float(longer[scale][3]), 2) for scale in (1, 2)] == [0.38, 0.27]
assert (-np.log([0.8, 0.2, 0.01])).round(2).tolist() == [0.22, 1.61, 4.61]

# %% [markdown]
r"""
So, unlike a count, and like the other two losses, this one depends on the *length* of $w$: the neuron should be as sure
as its mistakes permit. (Whether 80 of 100 cases that get 0.8 then *are* 1s is its **calibration**.) And if it makes no
mistake? First the gradient. The margin $m$ is $f$ for a 1 and $-f$ for a 0, and $1 - \sigma(f) = \sigma(-f)$. So both
cases are $-\ln \sigma(m) = \ln(1 + e^{-m})$: again a function of the margin, the smooth curve in the figure of the
losses. Its derivative with respect to the score is

$$\frac{\partial}{\partial f} \ln(1 + e^{-f}) = \frac{-e^{-f}}{1 + e^{-f}} = p - 1 \;\; (y = 1), \qquad
\frac{\partial}{\partial f} \ln(1 + e^{f}) = \frac{e^{f}}{1 + e^{f}} = p \;\; (y = 0),$$

so both are $p - y$, prediction minus label, and $\partial L/\partial w = \frac1N \sum_n (p_n - y_n)\,x_n$. And
$p - y$ is 0 for no point, as $p$ is never exactly 0 or 1.

What follows from that? Take the smallest data there are: $x = 1$ with label 1, $x = -1$ with label 0, and no bias. Any
$w > 0$ makes no mistake. Descend from $w = 0$ with $\eta = 1$.
"""

# %% prediction [markdown]
r"""
After 10 steps w = 2.26. What is it after 10,000?

[ ] Still about 2.3: everything is right, so it has come to rest
    With the perceptron loss or hinge it would have. But log loss is above 0 at every w and slopes down.
[x] About 9
    Ten times as many steps add about 2.3, which is ln 10: w grows like the logarithm of the number of steps.
[ ] About 2,260
    The surer the neuron is, the smaller p − y, and the smaller the steps.
"""

# %%
w = 0.0
for step in range(1, 10_001):
    w = w - 1.0 * (sigmoid(w) - 1)  # p − y for the label 1; the other row gives the same
    if step in (10, 100, 1000, 10_000):
        print(f"after {step:>6,} steps: w = {w:.2f}")

# %% proof
from dlcourse import LogisticRegression

by_library, reached = LogisticRegression(1), []
for steps in (10, 90, 900, 9000):  # 10, 100, 1,000 and 10,000 in all
    by_library.fit([[1.0], [-1.0]], [[1.0], [0.0]], learning_rate=1.0, epochs=steps)
    reached.append(round(by_library.W.item(), 2))
assert reached == [2.26, 4.59, 6.91, 9.21]
assert round(float(w), 2) == round(np.log(10_000), 2) == 9.21
assert (np.abs(np.diff(reached) - np.log(10)) < 0.04).all()
assert np.allclose(by_library.b, 0)

scores = np.linspace(-3, 3, 7)
assert np.allclose(np.log(sigmoid(scores) / (1 - sigmoid(scores))), scores)

# %% [markdown]
r"""
Why the logarithm? For a large $w$, $1 - \sigma(w) \approx e^{-w}$, so a step adds about $e^{-w}$ to $w$. That
multiplies $e^w$ by about $1 + e^{-w}$: it grows by 1. After $t$ steps $e^w \approx t$, so $w \approx \ln t$, and
$\ln 10{,}000$ is 9.21.

Where a line makes no mistake, then, the likelihood has no maximum: longer weights are always a little better. A $p$ of
0.9999 may say only that training went on for long. The cure is that of hinge, a small penalty on the length of $w$; or
one stops early.

(A score from which a probability is made is called a **logit**. With `from_logits=True` a loss takes scores, not
probabilities. The exercise shows what for.)

## Downhill on any of them

Three losses, one way to go down: compute the scores, ask the loss for its derivative with respect to them, carry it on
to the weights, take a step against it. Each score is $w \cdot x_n + b$, so
$\partial L/\partial w = \sum_n \partial L/\partial f_n\; x_n$: the sums that we had, in NumPy `x.T @ df`. We take the
thirteen students again and leave the bias out, so that $L$ depends on $w_1$ and $w_2$ only and can be drawn as a map:
the greener, the lower. Five walks start at the same five places on each map.
"""

# %% prediction [markdown]
r"""
On which of the three losses do all five walks come together?

[ ] On none: where a walk ends depends on where it starts
    On a landscape with several valleys, yes. These three have one each, perhaps with a flat floor.
[ ] On hinge and on log loss only
    On the perceptron loss they meet, too: where?
[x] On all three
    On hinge and log loss at a good line. On the perceptron loss in the hole: w = (0, 0).
"""


# %%
def descend(loss, x, y, w, learning_rate=0.1, steps=300):
    """The weights (w₁, w₂) at the start and after each step."""
    path = [w]
    for _ in range(steps):
        _, df = loss(y, x @ w)  # the loss, and ∂L/∂f (N,), already divided by N
        w = w - learning_rate * x.T @ df
        path.append(w)
    return np.array(path)


log_loss = BinaryCrossentropy(from_logits=True)  # wants the labels 0 and 1
places = np.random.default_rng(0).uniform(-2, 2, size=(5, 2))  # five starts
walks = {
    "perceptron loss": [descend(PerceptronLoss(), x13, y13, w) for w in places],
    "hinge": [descend(Hinge(), x13, y13, w) for w in places],
    "log loss": [descend(log_loss, x13, placed13, w) for w in places],
}

# %% [markdown]
r"""
Watch the upper right: the hole, 40 times larger, with the sectors of the count. Below it is the line of the first
walk on each map but the count's. A hollow star marks where a loss is lowest. (To see the film again, run the
cell again.)
"""

# %%
show_animation(loss_walks.descents_on_maps(x13, placed13, walks), frame_seconds=0.6)

# %%
for name, paths in walks.items():
    print(f"{name:<16} students on the wrong side in the last 100 steps:", end="")
    for path in paths:
        counts = ((x13 @ path[-100:].T >= 0) != placed13[:, None]).sum(axis=0)
        print(f"   {counts.min()} to {counts.max()}", end="")
    print()

# %% proof
for place in places:  # a nudge leaves the count as it is
    nudged = place + 1e-4 * np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
    assert len(set(((nudged @ x13.T >= 0) != placed13).sum(axis=1).tolist())) == 1
last = {name: np.array(paths)[:, -100:] for name, paths in walks.items()}  # (5, 100, 2)
for name in ("hinge", "log loss"):
    wrong = (last[name] @ x13.T >= 0) != placed13
    assert wrong[:, :, 12].all()
    assert not wrong[:, :, :12].any()
restless = ((last["perceptron loss"] @ x13.T >= 0) != placed13).sum(axis=2)
assert (restless.min(axis=1) <= 3).all()
assert (restless.max(axis=1) >= 7).all()
assert np.abs(last["perceptron loss"]).max() < 0.1
ends = last["log loss"][:, -1]
assert np.abs(ends - ends.mean(axis=0)).max() < 0.01
assert np.abs(last["hinge"] - [1.03, 0.56]).max() < 0.08
assert min(np.abs(y13 * (x13 @ w)).min() for path in walks["perceptron loss"] for w in path) > 1e-6  # no ties
assert min(np.abs(y13 * (x13 @ w) - 1).min() for path in walks["hinge"] for w in path) > 1e-6
assert np.abs(places).max() > 1.5
for loss in (PerceptronLoss(), Hinge()):  # convex on random straight lines, as the count is not
    for one, other in np.random.default_rng(1).uniform(-2, 2, size=(50, 2, 2)):
        halfway = loss(y13, x13 @ (one + other) / 2)[0]
        assert halfway <= (loss(y13, x13 @ one)[0] + loss(y13, x13 @ other)[0]) / 2 + 1e-12

# %% proof this_run=true
assert (restless.min(axis=1) == 2).all()
assert (restless.max(axis=1) == 8).all()

# %% [markdown]
r"""
On the count nobody moves: its derivative is 0. On the perceptron loss everything flows into the hole. So near to 0
every step swings the line around, across the sectors of the count: each of the five walks has two mistakes at one time
and eight at another. On hinge and on log loss all five end at a line that gets one student wrong, the odd one.

Why do the starts not matter here? These three losses are **convex**: the straight line between any two points of the
graph never runs below the graph. So there cannot be two valleys with a ridge between them, and going down, in steps
that are small enough, leads to the one lowest height, or towards it. Not always to one *place*: on the twelve students
the perceptron loss is 0 at every line of the fan, and log loss has no lowest place at all.

You can see it in the lower half of the figure of the losses: none of these slopes ever falls from left to right, so
each loss is convex over the margin. Along a straight line in weight space each margin is a linear function, and a sum
of convex functions is convex. (The count jumps down, so it is not. Nor is the loss of a network with hidden layers:
[lecture 5](05_loss_functions.ipynb) has an example.)

## Explore: swap the loss, the start, a label

On the left the plane, with the line and what the neuron puts out; on the right every student on the curve of the loss.
The star is a thirteenth student: placed, cgpa 9, with an iq that you can raise. *Room* is the distance from the line to
the nearest student, shown while nobody is wrong.
"""

# %% prediction [markdown]
r"""
Somebody has mislabelled the star as *not placed*. Raise its iq from 110 to 180. Under which of hinge, log
loss and the squared error does the line follow it, so that students with the right label are wrong?

[ ] Under the squared error, and no other
    Its curve is the steepest on the left, but hinge and log loss rise there without limit, too.
[ ] Under none: twelve outvote one
    Each has a vote as long as its x, and that of the star is long.
[x] Under all three
    None of them writes a point off. Far on the wrong side hinge and log loss have a slope of about −1, so the star
    pulls at w with all of its x, which is long. At 180 three of the twelve are wrong under each of the three.
    (No line gets all thirteen right, so under the perceptron loss the weights run into the hole. The line never comes
    to rest, and the one that is shown after 1,000 steps is only its last.)
"""

# %% proof
from scipy.optimize import linprog

from dlcourse.widgets.neuron.perceptron_loss import LOSSES, STAR_IQS, STARTS, STEPS, loss_values

assert (STAR_IQS[0], STAR_IQS[-1], len(STARTS)) == (110, 180, 3)
for start in STARTS:
    for iq in STAR_IQS:
        of_far = {loss: loss_values(x, placed, loss, iq, start=start)["wrong"] for loss in LOSSES}
        assert list(of_far.values()) == [0, 0, 0, 2 if iq == 180 else 0]
    of_mislabelled = {
        loss: [loss_values(x, placed, loss, iq, start=start, star_label=0)["wrong"] for iq in STAR_IQS]
        for loss in ("hinge", "log loss", "squared error")
    }
    assert list(of_mislabelled.values()) == [[0, 1, 3], [0, 3, 3], [0, 3, 3]]
for iq in STAR_IQS:  # no line is right, if the star is mislabelled
    mislabelled = np.array([*(y * np.column_stack([x, np.ones(12)])), -np.array([2.0, (iq - 100) / 10, 1.0])])
    assert linprog(np.zeros(3), A_ub=-mislabelled, b_ub=-np.ones(13), bounds=[(None, None)] * 3).status == 2
    for start in STARTS:  # so the perceptron loss runs into its hole, where the line swings
        line, mistakes, lengths = np.array(start), [], []
        for _ in range(STEPS[-1]):
            line = line + 0.05 * (mislabelled @ line <= 0) @ mislabelled / 13
            mistakes.append(int((mislabelled @ line <= 0).sum()))
            lengths.append(np.linalg.norm(line))
        w, b = loss_values(x, placed, "perceptron loss", iq, start=start, star_label=0)["line"]
        assert np.allclose([*w, b], line)
        assert min(mistakes) > 0
        assert len(set(mistakes[-100:])) > 1
        assert max(lengths[-100:]) < 0.1

# %% [markdown]
r"""
Then three tasks. **Under the perceptron loss, change the start: what happens to the room, and what under hinge? Move
the star far to the right side, with its right label: under which loss are others wrong because of it? With log loss,
put the steps back to 0 and walk: when has everybody come to the right side, and what goes on afterwards?** (Tab to a
control, arrow keys to move it.)
"""

# %%
loss_explorer(x, placed)

# %% proof
rooms = {loss: [round(loss_values(x, placed, loss, 110, start=each)["room"], 2) for each in STARTS] for loss in LOSSES}
assert rooms["perceptron loss"] == [0.0, 0.03, 0.24]
assert rooms["hinge"] == [0.46] * 3
for start in STARTS:
    walked = {steps: loss_values(x, placed, "log loss", 110, steps, start) for steps in STEPS}
    assert walked[100]["room"] > 0
    assert abs(walked[1000]["room"] - 0.355) < 0.005

x_star, labels = np.vstack([x, [2.0, 8.0]]), np.append(placed, 1)
for seed in range(5):
    w, b = np.random.default_rng(seed).uniform(-0.1, 0.1, size=2), 0.0
    for _ in range(1000):
        p = sigmoid(x_star @ w + b)
        df = 2 * (p - labels) * p * (1 - p) / 13
        w, b = w - 0.05 * x_star.T @ df, b - 0.05 * df.sum()
    assert ((x_star @ w + b >= 0) == labels).all()

by_steps = {steps: loss_values(x, placed, "log loss", 110, steps) for steps in STEPS}
assert by_steps[20]["wrong"] > 0 == by_steps[100]["wrong"]
assert [round(by_steps[steps]["room"], 2) for steps in (100, 200, 1000)] == [0.18, 0.27, 0.36]
assert [round(float(np.linalg.norm(by_steps[k]["line"][0])), 1) for k in (100, 1000)] == [1.7, 4.0]
star_rows = (2 * by_steps[0]["y"] - 1)[:, None] * np.column_stack([by_steps[0]["x"], np.ones(13)])
line, room = np.array(STARTS[0]), {}
for step in range(1, 10_001):
    line = line + 0.05 * sigmoid(-star_rows @ line) @ star_rows / 13
    room[step] = (star_rows @ line).min() / np.linalg.norm(line[:2])
assert np.isclose(room[1000], by_steps[1000]["room"])
assert round(room[10_000], 2) == 0.42
assert all(room[step] < room[2 * step] for step in range(50, 5001))

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

The perceptron loss stops at the first line without a mistake, and the start decides which: the room is 0.00, 0.03 or
0.24. Under hinge it is 0.46 from each start.

Far on the right side the star gets others wrong under the squared error alone: it is "too right", and the line turns
towards it until two are on the wrong side.

With log loss everybody is right by step 100. But from the first start the room grows on, 0.18 at step 100, 0.27 at 200,
0.36 at 1,000 (0.42 at 10,000, of the possible 0.465), and the length of $w$ from 1.7 to 4.0. Whoever is close
contributes most to the gradient, so the line creeps to the middle of the widest street, without end (Daniel Soudry and
others, 2018).

Could a loss write the mislabelled star off? It would have to level off on the left, and a convex loss that falls to
the right cannot. That is the price of having one valley.

The activation moves no line here, since these losses are computed from the score. Feed a loss the activation's output,
as Keras does unless told otherwise, and it takes part: the squared error of a *sigmoid*, with labels 0 and 1, loses
nobody to the far star with the right label.
</details>

## One neuron, four models

The score and the way down stayed the same all the time. We swapped the **loss**, which decides which weights are found,
and the **activation**, which decides what comes out. Each pair is a model with a name:

| model | loss of a point | activation | output | task |
|---|---|---|---|---|
| perceptron | perceptron loss | step | a class | two classes |
| linear support vector machine | hinge, plus a small penalty on $\lVert w \rVert^2$ | step | a class | two, with room |
| logistic regression | log loss | sigmoid | a probability in (0, 1) | how likely a class is |
| linear regression | squared error, $(y - f)^2$ | linear (none) | a number | a quantity |

[Lecture 5](05_loss_functions.ipynb) has linear regression, where $y$ is any number. And with $K$ neurons side by side,
one for each of $K$ classes? **Softmax** turns their scores into shares of one whole,
$p_k = e^{f_k} / \sum_j e^{f_j}$ ([lecture 4](04_forward_propagation.ipynb)). With the loss $-\ln p_k$ of the true class
$k$, this is softmax regression.
"""

# %% proof
from dlcourse import SoftmaxRegression, one_hot

firm = np.array([1, 1, 2, 0, 0, 0, 0, 1, 2, 0, 0, 2])  # 0 none, 1 small, 2 large
softmax = SoftmaxRegression(2, units=3)
softmax.fit(x, one_hot(firm, 3), learning_rate=0.3, epochs=1000)
shares = softmax.predict(x)
assert np.allclose(shares.sum(axis=1), 1)
assert 0 < shares.min() < shares.max() < 1

# %% [markdown]
r"""
## In one table

| Loss of a point | Formula | $\partial / \partial f$ | Which points contribute to the gradient | Weights of 0 cost |
|---|---|---|---|---|
| perceptron loss | $\max(0, -m)$ | $-y$ if $m \le 0$ | the misclassified | 0 (the minimum, for any data) |
| hinge | $\max(0, 1 - m)$ | $-y$ if $m < 1$ | the misclassified and the close | 1 |
| log loss | $\ln(1 + e^{-m})$ | $-y\,\sigma(-m)$ | all; those far on the right side hardly | $\ln 2$ |
| squared error | $(1 - m)^2$ | $2(f - y)$ | all, also the "too right" | 1 |

With $m = y f$ and $y = \pm 1$ in every row.

## Check yourself

<details><summary>1. A point with label −1 has the score −0.4. What does it cost under each loss, and with
which slope over $f$?</summary>

Its margin is 0.4. Perceptron loss 0, slope 0. Hinge 0.6, slope $-y = 1$. Log loss $\ln(1 + e^{-0.4}) = 0.513$, slope
$-y\,\sigma(-m) = 0.401$. Squared error $(1 - 0.4)^2 = 0.36$, slope $2(f - y) = 2(-0.4 + 1) = 1.2$.
</details>

<details><summary>2. Two forecasts for three students who were placed, placed and not: 0.9, 0.6, 0.2 and 0.8, 0.8, 0.3.
Which of them has the higher likelihood?</summary>

The first gives what happened $0.9 \cdot 0.6 \cdot 0.8 = 0.432$, the second $0.8 \cdot 0.8 \cdot 0.7 = 0.448$. By a
little, the second.
</details>

<details><summary>3. A logistic regression says 0.98. Can you trust it?</summary>

You can't tell from the number: longer training may have made it. Check its calibration: take rows that were not used in
training, and see whether about 98 of 100 such cases were 1s.
</details>

<details><summary>4. One neuron learns from hinge and ends in a step, one from log loss and ends in a sigmoid.
Which models are they, and what can you ask only the second?</summary>

A linear support vector machine and a logistic regression. Only the second says how sure it is.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/02_perceptron_loss/02_perceptron_loss.ipynb): the three losses with
their gradients, log loss for any score, and one descent for all of them. Then go on to
[lecture 3](03_multilayer_perceptron.ipynb), where one line is not enough.

<details><summary>For readers of the handwritten notes</summary>

Notes 3 draw two lines, $u_1$ and $u_2$, with five mistakes and one, as here. Six places need a pencil:

- **$\sum_{i=1}^n |f(x_i)|$ over all $n$ points:** over the misclassified points alone.
- **The table of $\max(0, -y \hat f)$ with 0 and 1:** with $y = 0$ nothing ever costs anything, and a 1 taken for a 0
  costs $-1 \cdot 0$. It takes $y = \pm 1$ and the score.
- **The gradient $-x_i x_{i1}/n$ and $-1/n$:** the label got lost: $-y_i x_{i1}/n$ and $-y_i/n$.
- **Notes 3 and 4, the perceptron has hinge loss, $\max(0, 1 - y \hat y)$:** that is the support vector machine's, with
  $f$ for $\hat y$. The perceptron's has no 1 in it.
- **$-y \log \hat y + (1 - y) \log (1 - \hat y)$:** the minus belongs to both terms.
- **Softmax puts out "0 or 1":** it puts out $K$ probabilities, none of them exactly 0 or 1.
</details>
"""

# %% proof
assert round(float(np.log(1 + np.exp(-0.4))), 3) == 0.513
assert Hinge()([-1.0], [-0.4])[1].tolist() == [1]
from dlcourse import MeanSquaredError

assert np.isclose(MeanSquaredError()([-1.0], [-0.4])[0], 0.36)
assert np.allclose(MeanSquaredError()([-1.0], [-0.4])[1], [1.2])
assert PerceptronLoss()([-1.0], [-0.4])[1].tolist() == [0]
assert BinaryCrossentropy(from_logits=True)([0.0], [-0.4])[1].round(3).tolist() == [0.401]
assert np.allclose([0.9 * 0.6 * 0.8, 0.8 * 0.8 * 0.7], [0.432, 0.448])
pairs = [(1, 1), (0, 0), (1, 0), (0, 1)]  # label and prediction; the last two are mistakes
assert [max(0, -label * y_pred) for label, y_pred in pairs] == [0, 0, 0, 0]
assert [max(0, -(2 * label - 1) * (2 * y_pred - 1)) for label, y_pred in pairs] == [0, 0, 1, 1]
labels, f = np.array([1.0, -1.0]), np.array([0.5, -2.0])


def hinge_of_the_step(f):
    """Hinge of ŷ = ±1 in place of the score."""
    return np.maximum(0, 1 - labels * np.where(f >= 0, 1, -1)).mean()


assert hinge_of_the_step(-f) == 2  # twice the share of mistakes
assert hinge_of_the_step(f) == 0
assert not numerical_gradient(hinge_of_the_step, -f).any()
assert Hinge()(labels, -f)[1].tolist() == [-0.5, 0.5]
